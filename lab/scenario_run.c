/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Doing the steps of a scenario.
 *
 * An expectation is tried at once, and until it holds again and again in small steps of lab time; the last try is at its
 * `within` exactly. A ping takes lab time itself: one that begins in time counts. What fails is reported with what was
 * seen in the last try; the scenario goes on. An act that cannot be done makes the rest meaningless: it ends there.
 */
#include <stdlib.h>
#include <string.h>

#include "lab/scenario.h"

enum { TRIES = 300, SEEN_LINES = 30 };

struct run {
	const struct scenario *s;
	const struct scenario_ops *ops;
	FILE *out;
	struct scenario_result *r;
};

/* What a try came to. why and seen are malloc()ed; seen NULL: nothing was. */
struct verdict {
	bool holds;
	bool broken;	/* it could not be tried */
	char *why;
	char *seen;
};

static void verdict_clear(struct verdict *v)
{
	free(v->why);
	free(v->seen);
	memset(v, 0, sizeof(*v));
}

static const char *when(nsec t, char buf[40])
{
	snprintf(buf, 40, "%llu.%03llu s", (unsigned long long)(t / NSEC_PER_SEC), (unsigned long long)(t % NSEC_PER_SEC / NSEC_PER_MS));
	return buf;
}

/* ---- trying ---- */

/* "Success rate is 80 percent (4/5)": the two numbers. */
static bool success_rate(const char *text, unsigned long *got, unsigned long *of)
{
	const char *p = strstr(text, "Success rate is "), *paren = p ? strchr(p, '(') : NULL;
	char *end;

	if (!paren)
		return false;
	*got = strtoul(paren + 1, &end, 10);
	if (*end != '/')
		return false;
	*of = strtoul(end + 1, &end, 10);
	return *end == ')';
}

static void try_ping(const struct run *r, const struct scenario_step *step, struct verdict *v)
{
	struct scenario_answer a = { 0 };
	unsigned long got, of;
	char *line;

	if (step->size)
		line = xasprintf("ping %s repeat %u size %u timeout 1", step->to, step->count, step->size);
	else
		line = xasprintf("ping %s repeat %u timeout 1", step->to, step->count);
	if (!r->ops->exec(r->ops->arg, step->node->name, &line, 1, false, &a, &v->why)) {
		v->broken = true;
	} else if (!a.text || !success_rate(a.text, &got, &of)) {
		/* It was not even sent: no route, no such command. */
		v->holds = step->kind == STEP_NO_PING && a.text && a.text[0] == '%' && strstr(a.text, "nrecogni") == NULL;
		v->why = xstrdup("no ping was sent");
	} else {
		v->holds = step->kind == STEP_PING ? got == of && of : !got;
		v->why = xasprintf("%lu of %lu answered", got, of);
	}
	v->seen = a.text;
	json_decref(a.rows);
	free(line);
}

static bool cell_is(const json_t *cell, const char *want)
{
	char buf[64];

	switch (cell ? json_typeof(cell) : JSON_NULL) {
	case JSON_STRING:
		return !strcmp(json_string_value(cell), want);
	case JSON_INTEGER:
		snprintf(buf, sizeof(buf), "%" JSON_INTEGER_FORMAT, json_integer_value(cell));
		return !strcmp(buf, want);
	case JSON_TRUE:
		return !strcmp(want, "true");
	case JSON_FALSE:
		return !strcmp(want, "false");
	default:
		return !*want;
	}
}

static bool row_fits(const json_t *have, const struct scenario_row *want)
{
	for (u32 i = 0; i < want->n_cells; i++)
		if (!cell_is(json_object_get(have, want->cells[i].name), want->cells[i].value))
			return false;
	return true;
}

static bool some_row_fits(const json_t *rows, const struct scenario_row *want)
{
	for (size_t i = 0; i < json_array_size(rows); i++)
		if (row_fits(json_array_get(rows, i), want))
			return true;
	return false;
}

static char *row_text(const struct scenario_row *row)
{
	char *text = xstrdup("no row has");

	for (u32 i = 0; i < row->n_cells; i++) {
		char *more = xasprintf("%s%s %s: %s", text, i ? "," : "", row->cells[i].name, row->cells[i].value);

		free(text);
		text = more;
	}
	return text;
}

/* The first thing that is not as expected; NULL: all is. */
static char *unlike(const struct scenario_step *step, const struct scenario_answer *a)
{
	if (step->ok >= 0 && a->ok != step->ok)
		return xasprintf("the command was %s", a->ok ? "accepted" : "rejected");
	for (const struct scenario_pattern *p = step->patterns; p; p = p->next) {
		bool found = a->text && !regexec(&p->re, a->text, 0, NULL, 0);

		if (found == p->none)
			return xasprintf(p->none ? "a line matches /%s/" : "no line matches /%s/", p->text);
	}
	for (const struct scenario_row *row = step->rows; row; row = row->next)
		if (!some_row_fits(a->rows, row))
			return row_text(row);
	if (step->n_rows >= 0 && (s64)json_array_size(a->rows) != step->n_rows)
		return xasprintf("%zu rows, not %lld", json_array_size(a->rows), (long long)step->n_rows);
	return NULL;
}

static void try_show(const struct run *r, const struct scenario_step *step, struct verdict *v)
{
	struct scenario_answer a = { 0 };
	bool json = step->rows || step->n_rows >= 0;

	if (!r->ops->exec(r->ops->arg, step->node->name, step->commands, step->n_commands, json, &a, &v->why)) {
		v->broken = true;
	} else {
		v->why = unlike(step, &a);
		v->holds = !v->why;
	}
	if (json && a.rows && step->rows) {
		free(a.text);
		a.text = json_dumps(a.rows, JSON_INDENT(0) | JSON_SORT_KEYS);
	}
	v->seen = a.text;
	json_decref(a.rows);
}

/* Tries until it holds or its time is over. */
static void expect(const struct run *r, const struct scenario_step *step, struct verdict *v)
{
	nsec start = r->ops->now(r->ops->arg), deadline = start + step->within, now;
	nsec pause = step->within / TRIES > 10 * NSEC_PER_MS ? step->within / TRIES : 10 * NSEC_PER_MS;

	for (;;) {
		if (step->kind == STEP_SHOW)
			try_show(r, step, v);
		else
			try_ping(r, step, v);
		now = r->ops->now(r->ops->arg);
		if (v->holds || v->broken || now >= deadline)
			return;
		verdict_clear(v);
		if (!r->ops->advance(r->ops->arg, min_u64(now + pause, deadline), &v->why)) {
			v->broken = true;
			return;
		}
	}
}

/* ---- acting ---- */

static void act_exec(const struct run *r, const struct scenario_step *step, struct verdict *v)
{
	struct scenario_answer a = { 0 };

	v->holds = r->ops->exec(r->ops->arg, step->node->name, step->commands, step->n_commands, false, &a, &v->why);
	v->broken = !v->holds;
	if (v->holds && !a.ok) {
		v->holds = false;
		v->why = xstrdup("a command was rejected");
	}
	v->seen = a.text;
	json_decref(a.rows);
}

static void act(const struct run *r, const struct scenario_step *step, struct verdict *v)
{
	const struct scenario_ops *o = r->ops;

	switch (step->kind) {
	case STEP_WIRE:
		v->holds = o->wire(o->arg, step->node->name, step->port->name, &step->change, &v->why);
		break;
	case STEP_POWER:
		v->holds = o->power(o->arg, step->node->name, step->state, &v->why);
		break;
	case STEP_CONFIGURE:
		v->holds = o->configure(o->arg, step->node->name, step->config, &v->why);
		break;
	case STEP_WAIT:
		v->holds = step->until_idle ? o->idle(o->arg, &v->why) : o->advance(o->arg, o->now(o->arg) + step->wait, &v->why);
		break;
	default:
		act_exec(r, step, v);
	}
	v->broken = !v->holds;
}

/* ---- reporting ---- */

static void describe_wire(FILE *f, const struct scenario_step *step)
{
	const struct topo_event *c = &step->change;

	fprintf(f, "wire %s:%s", step->node->name, step->port->name);
	if (c->state >= 0)
		fprintf(f, " %s", c->state ? "up" : "down");
	for (unsigned d = 0; d < TOPO_DIRS; d++)
		if (c->cut & 1u << d || c->uncut & 1u << d)
			fprintf(f, " %s %s", d ? "back" : "forward", c->cut & 1u << d ? "down" : "up");
	for (u32 i = 0; i < c->n_settings; i++)
		fprintf(f, " %s=%s", c->settings[i].key, c->settings[i].value);
}

static void describe(FILE *f, const struct scenario_step *step)
{
	char buf[40];

	if (step->name) {
		fputs(step->name, f);
		return;
	}
	switch (step->kind) {
	case STEP_PING:
	case STEP_NO_PING:
		fprintf(f, "%s %s -> %s", step->kind == STEP_PING ? "ping" : "no ping", step->node->name, step->to);
		break;
	case STEP_WIRE:
		describe_wire(f, step);
		break;
	case STEP_POWER:
		fprintf(f, "power %s %s", step->node->name, step->state);
		break;
	case STEP_CONFIGURE:
		fprintf(f, "configure %s", step->node->name);
		break;
	case STEP_WAIT:
		fprintf(f, "wait %s", step->until_idle ? "until idle" : when(step->wait, buf));
		break;
	default:
		fprintf(f, "%s: ", step->node->name);
		for (u32 i = 0; i < step->n_commands; i++)
			fprintf(f, "%s%s", i ? "; " : "", step->commands[i]);
	}
}

static void expected(FILE *f, const struct scenario_step *step)
{
	switch (step->kind) {
	case STEP_PING:
		fprintf(f, "%u of %u answered", step->count, step->count);
		break;
	case STEP_NO_PING:
		fprintf(f, "none answered");
		break;
	case STEP_SHOW:
		for (const struct scenario_pattern *p = step->patterns; p; p = p->next)
			fprintf(f, "%s%s line matches /%s/", p == step->patterns ? "" : ", ", p->none ? "no" : "a", p->text);
		for (const struct scenario_row *row = step->rows; row; row = row->next) {
			fprintf(f, "%s", step->patterns || row != step->rows ? ", a row has" : "a row has");
			for (u32 i = 0; i < row->n_cells; i++)
				fprintf(f, "%s %s: %s", i ? "," : "", row->cells[i].name, row->cells[i].value);
		}
		if (step->n_rows >= 0)
			fprintf(f, "%s%lld rows", step->patterns || step->rows ? ", " : "", (long long)step->n_rows);
		if (step->ok >= 0)
			fprintf(f, "%s%s", step->patterns || step->rows || step->n_rows >= 0 ? ", " : "",
				step->ok ? "accepted" : "rejected");
		break;
	default:
		fprintf(f, "done");
	}
}

static void print_seen(FILE *f, const char *text)
{
	unsigned lines = 0;

	for (const char *p = text; *p; p += strcspn(p, "\n"), p += *p == '\n') {
		if (lines++ == SEEN_LINES) {
			fprintf(f, "        | ...\n");
			break;
		}
		fprintf(f, "        | %.*s\n", (int)strcspn(p, "\n"), p);
	}
}

static void report(const struct run *r, const struct scenario_step *step, const struct verdict *v, nsec since)
{
	nsec now = r->ops->now(r->ops->arg);
	char at[40], from[40], within[40];

	fprintf(r->out, "%-4s  %12s  ", v->holds ? "ok" : "FAIL", when(now, at));
	describe(r->out, step);
	if (step->score)
		fprintf(r->out, "  [%u of %u]", v->holds ? step->score : 0, step->score);
	fputc('\n', r->out);
	if (v->holds)
		return;
	fprintf(r->out, "      %s:%u:%u\n      expected: ", r->s->file->name, step->at.line, step->at.column);
	expected(r->out, step);
	if (step->within)
		fprintf(r->out, ", within %s", when(step->within, within));
	if (now != since)
		fprintf(r->out, "\n      seen from %s to %s: %s\n", when(since, from), at, v->why ? v->why : "it did not come true");
	else
		fprintf(r->out, "\n      seen at %s: %s\n", at, v->why ? v->why : "it did not come true");
	if (v->seen)
		print_seen(r->out, v->seen);
}

bool scenario_run(const struct scenario *s, const struct scenario_ops *ops, FILE *out, struct scenario_result *res)
{
	struct run r = { s, ops, out, res };
	bool stopped = false;

	memset(res, 0, sizeof(*res));
	for (u32 i = 0; i < s->n_steps; i++) {
		const struct scenario_step *step = &s->steps[i];
		struct verdict v = { 0 };
		nsec since;

		res->score_max += step->score;
		if (stopped) {
			res->skipped++;
			continue;
		}
		since = ops->now(ops->arg);
		if (step->kind == STEP_PING || step->kind == STEP_NO_PING || step->kind == STEP_SHOW)
			expect(&r, step, &v);
		else
			act(&r, step, &v);
		report(&r, step, &v, since);
		fflush(out);
		if (v.holds) {
			res->passed++;
			res->score += step->score;
		} else {
			res->failed++;
			stopped = v.broken;
		}
		verdict_clear(&v);
	}
	return !res->failed && !res->skipped;
}
