/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is said of a step: a line, more when it failed; and its entry for the reports. */
#include <stdlib.h>

#include "lab/scenario_try.h"

enum { SEEN_LINES = 30, SEEN_LINE = 1000 };

static const char *when(nsec t, char buf[40])
{
	snprintf(buf, 40, "%llu.%03llu s", (unsigned long long)(t / NSEC_PER_SEC), (unsigned long long)(t % NSEC_PER_SEC / NSEC_PER_MS));
	return buf;
}

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
	case STEP_TCP:
	case STEP_NO_TCP:
		fprintf(f, "%s %s -> %s port %u", step->kind == STEP_TCP ? "tcp" : "no tcp", step->node->name, step->to, step->tcp_port);
		break;
	case STEP_PATH:
		fprintf(f, "path %s -> %s", step->node->name, step->to);
		break;
	case STEP_PACKETS:
		fprintf(f, "packets at %s:%s%s%s", step->node->name, step->port->name, step->filter ? ", " : "", step->filter ? step->filter : "");
		break;
	case STEP_WATCHED:
		fprintf(f, "watched %s", step->watch);
		break;
	case STEP_WATCH:
		fprintf(f, "watch %s: %s:%s%s%s", step->watch, step->node->name, step->port->name, step->filter ? ", " : "", step->filter ? step->filter : "");
		break;
	case STEP_QUIET:
		fprintf(f, "converged");
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

static void expected_rows(FILE *f, const char *what, const struct scenario_row *row, const char **sep)
{
	for (; row; row = row->next) {
		fprintf(f, "%s%s", *sep, what);
		scenario_print_row(f, row);
		*sep = ", ";
	}
}

static void expected_of_show(FILE *f, const struct scenario_step *step)
{
	const char *sep = "";

	for (const struct scenario_pattern *p = step->patterns; p; p = p->next, sep = ", ")
		fprintf(f, "%s%s line matches /%s/", sep, p->none ? "no" : "a", p->text);
	expected_rows(f, "a row has", step->rows, &sep);
	expected_rows(f, "of rows with", step->where, &sep);
	expected_rows(f, "one has", step->has, &sep);
	expected_rows(f, "none has", step->has_not, &sep);
	if (step->n_rows >= 0) {
		fprintf(f, "%s%lld rows", sep, (long long)step->n_rows);
		sep = ", ";
	}
	if (step->ok >= 0)
		fprintf(f, "%s%s", sep, step->ok ? "accepted" : "rejected");
}

static void expected_of_path(FILE *f, const struct scenario_step *step)
{
	fprintf(f, "it gets there");
	for (u32 i = 0; i < step->n_via; i++)
		fprintf(f, "%s %s", i ? ", then" : ", by", step->via[i]);
	for (u32 i = 0; i < step->n_not_via; i++)
		fprintf(f, "%s %s", i ? "," : ", not by", step->not_via[i]);
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
	case STEP_TCP:
	case STEP_NO_TCP:
		fprintf(f, "%saccepted", step->kind == STEP_TCP ? "" : "not ");
		break;
	case STEP_PATH:
		expected_of_path(f, step);
		break;
	case STEP_PACKETS:
	case STEP_WATCHED:
		if (step->at_most == UINT64_MAX)
			fprintf(f, "at least %llu packets", (unsigned long long)step->at_least);
		else
			fprintf(f, "%llu to %llu packets", (unsigned long long)step->at_least, (unsigned long long)step->at_most);
		break;
	case STEP_QUIET:
		fprintf(f, "no change any more");
		break;
	case STEP_SHOW:
		expected_of_show(f, step);
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
		size_t len = strcspn(p, "\n");

		fprintf(f, "        | %.*s%s\n", (int)(len < SEEN_LINE ? len : SEEN_LINE), p, len > SEEN_LINE ? "..." : "");
	}
}

static char *text_of(void (*print)(FILE *f, const struct scenario_step *step), const struct scenario_step *step)
{
	char *text = NULL;
	size_t len;
	FILE *f = open_memstream(&text, &len);

	if (!f)
		bug("out of memory");
	print(f, step);
	fclose(f);
	return text;
}

/* JSON takes UTF-8 alone. */
static json_t *json_text(const char *s)
{
	json_t *t = json_string(s ? s : "");

	return t ? t : json_string_nocheck("(not text)");
}

static void record(const struct run *r, const struct scenario_step *step, const struct verdict *v, nsec since, const char *result)
{
	nsec now = r->ops->now(r->ops->arg);
	char *what = text_of(describe, step), *want = text_of(expected, step);
	json_t *o = json_pack("{s:o,s:s,s:I,s:I,s:i,s:i,s:o}", "step", json_text(what), "result", result, "began_ns", (json_int_t)since, "ended_ns",
			      (json_int_t)now, "line", (int)step->at.line, "score_max", (int)step->score, "expected", json_text(want));

	json_object_set_new(o, "score", json_integer(v && v->holds ? step->score : 0));
	if (v && !v->holds) {
		json_object_set_new(o, "why", json_text(v->why));
		json_object_set_new(o, "seen", json_text(v->seen));
	}
	if (step->hint)
		json_object_set_new(o, "hint", json_text(step->hint));
	json_array_append_new(r->r->steps, o);
	free(what);
	free(want);
}

void scenario_tell_skipped(const struct run *r, const struct scenario_step *step, const char *why)
{
	char at[40];

	record(r, step, NULL, r->ops->now(r->ops->arg), "skipped");
	if (!why)
		return;
	fprintf(r->out, "%-4s  %12s  ", "skip", when(r->ops->now(r->ops->arg), at));
	describe(r->out, step);
	fprintf(r->out, "  (needs: %s)\n", why);
}

void scenario_tell(const struct run *r, const struct scenario_step *step, const struct verdict *v, nsec since)
{
	nsec now = r->ops->now(r->ops->arg);
	char at[40], from[40], within[40];

	record(r, step, v, since, v->holds ? "passed" : "failed");
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
	if (step->hint)
		fprintf(r->out, "      hint: %s\n", step->hint);
}
