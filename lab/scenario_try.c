/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lab/scenario_try.h"

#include <stdlib.h>
#include <string.h>

void verdict_clear(struct verdict *v)
{
	free(v->why);
	free(v->seen);
	memset(v, 0, sizeof(*v));
}

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

/* Runs the line, which is freed. What it printed becomes what was seen. false: it could not be run. */
static bool try_line(const struct run *r, const struct scenario_step *step, char *line, struct scenario_answer *a, struct verdict *v)
{
	*a = (struct scenario_answer){ 0 };
	v->broken = !r->ops->exec(r->ops->arg, step->node->name, &line, 1, false, a, &v->why);
	v->seen = a->text;
	json_decref(a->rows);
	free(line);
	return !v->broken;
}

static void try_ping(const struct run *r, const struct scenario_step *step, struct verdict *v)
{
	struct scenario_answer a;
	unsigned long got, of;
	char *line;

	if (step->size)
		line = xasprintf("ping %s repeat %u size %u timeout 1", step->to, step->count, step->size);
	else
		line = xasprintf("ping %s repeat %u timeout 1", step->to, step->count);
	if (!try_line(r, step, line, &a, v))
		return;
	if (!a.text || !success_rate(a.text, &got, &of)) {
		/* It was not even sent: no route, no such command. */
		v->holds = step->kind == STEP_NO_PING && a.text && a.text[0] == '%' && strstr(a.text, "nrecogni") == NULL;
		v->why = xstrdup("no ping was sent");
	} else {
		v->holds = step->kind == STEP_PING ? got == of && of : !got;
		v->why = xasprintf("%lu of %lu answered", got, of);
	}
}

/* ---- cells ---- */

static bool value_is(const char *have, const struct scenario_cell *want)
{
	char *end;
	double n;

	switch (want->is) {
	case IS_EQUAL:
		return !strcmp(have, want->value);
	case IS_NOT:
		return strcmp(have, want->value);
	case IS_LIKE:
		return !regexec(&want->re, have, 0, NULL, 0);
	default:
		n = strtod(have, &end);
		if (end == have || *end)
			return false;
		return want->is == IS_LESS ? n < want->number : want->is == IS_AT_MOST ? n <= want->number : want->is == IS_MORE ? n > want->number : n >= want->number;
	}
}

static bool scalar_is(const json_t *cell, const struct scenario_cell *want)
{
	char buf[64];

	switch (cell ? json_typeof(cell) : JSON_NULL) {
	case JSON_STRING:
		return value_is(json_string_value(cell), want);
	case JSON_INTEGER:
		snprintf(buf, sizeof(buf), "%" JSON_INTEGER_FORMAT, json_integer_value(cell));
		return value_is(buf, want);
	case JSON_TRUE:
		return value_is("true", want);
	case JSON_FALSE:
		return value_is("false", want);
	default:
		return value_is("", want);
	}
}

/* Any scalar in it, however deep: next_hop: 10.0.0.2 of next_hops: [{via: 10.0.0.2}]. */
static bool any_is(const json_t *v, const struct scenario_cell *want)
{
	const char *key;
	json_t *x;
	size_t i;

	if (json_is_array(v)) {
		json_array_foreach((json_t *)v, i, x)
			if (any_is(x, want))
				return true;
		return false;
	}
	if (json_is_object(v)) {
		json_object_foreach((json_t *)v, key, x)
			if (any_is(x, want))
				return true;
		return false;
	}
	return v && scalar_is(v, want);
}

/* The first of that name among what the row holds, however deep; NULL: none. */
static const json_t *find_cell(const json_t *row, const char *name)
{
	const json_t *v = json_object_get(row, name);
	const char *key;
	json_t *x;
	size_t i;

	if (v)
		return v;
	if (json_is_array(row))
		json_array_foreach((json_t *)row, i, x)
			if ((v = find_cell(x, name)))
				return v;
	if (json_is_object(row))
		json_object_foreach((json_t *)row, key, x)
			if ((json_is_object(x) || json_is_array(x)) && (v = find_cell(x, name)))
				return v;
	return NULL;
}

/* A name that no cell has may be one of a list's members: next_hop of next_hops, or a cell of its elements. */
static bool cell_fits(const json_t *row, const struct scenario_cell *want)
{
	const json_t *v = json_object_get(row, want->name);
	char *plural;
	bool fits;

	if (v && !json_is_array(v) && !json_is_object(v))
		return scalar_is(v, want);
	if (v)
		return any_is(v, want);
	plural = xasprintf("%ss", want->name);
	v = find_cell(row, plural);
	free(plural);
	if (v)
		return any_is(v, want);
	/* each element of the lists in it */
	fits = false;
	for (void *at = json_object_iter((json_t *)row); at && !fits; at = json_object_iter_next((json_t *)row, at)) {
		const json_t *list = json_object_iter_value(at);
		size_t i;
		json_t *x;

		if (json_is_object(list))
			fits = find_cell(list, want->name) && cell_fits(list, want);
		else
			json_array_foreach((json_t *)list, i, x)
				fits |= find_cell(x, want->name) && cell_fits(x, want);
	}
	return fits || (!find_cell(row, want->name) && scalar_is(NULL, want));
}

static bool row_fits(const json_t *have, const struct scenario_row *want)
{
	for (u32 i = 0; i < want->n_cells; i++)
		if (!cell_fits(have, &want->cells[i]))
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

void scenario_print_row(FILE *f, const struct scenario_row *row)
{
	static const char *const signs[] = { "", "!= ", "< ", "<= ", "> ", ">= ", "" };

	for (u32 i = 0; i < row->n_cells; i++)
		fprintf(f, "%s %s: %s%s", i ? "," : "", row->cells[i].name, signs[row->cells[i].is], row->cells[i].value);
}

static char *row_text(const char *what, const struct scenario_row *row)
{
	char *text = NULL;
	size_t len;
	FILE *f = open_memstream(&text, &len);

	if (!f)
		bug("out of memory");
	fputs(what, f);
	scenario_print_row(f, row);
	fclose(f);
	return text;
}

/* The rows that `where` chooses. */
static json_t *chosen(const json_t *rows, const struct scenario_row *where)
{
	json_t *list = json_array();

	for (size_t i = 0; i < json_array_size(rows); i++)
		if (!where || row_fits(json_array_get(rows, i), where))
			json_array_append(list, json_array_get(rows, i));
	return list;
}

static char *unlike_rows(const struct scenario_step *step, const json_t *rows)
{
	for (const struct scenario_row *row = step->rows; row; row = row->next)
		if (!some_row_fits(rows, row))
			return row_text("no row has", row);
	if (step->where && !json_array_size(rows) && (step->has || (!step->has_not && step->n_rows < 0)))
		return row_text("no row has", step->where);
	for (const struct scenario_row *row = step->has; row; row = row->next)
		if (!some_row_fits(rows, row))
			return row_text("it has not", row);
	for (const struct scenario_row *row = step->has_not; row; row = row->next)
		if (some_row_fits(rows, row))
			return row_text("it has", row);
	if (step->n_rows >= 0 && (s64)json_array_size(rows) != step->n_rows)
		return xasprintf("%zu rows, not %lld", json_array_size(rows), (long long)step->n_rows);
	return NULL;
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
	return NULL;
}

static bool wants_rows(const struct scenario_step *step) { return step->rows || step->n_rows >= 0 || step->where || step->has || step->has_not; }

static void try_show(const struct run *r, const struct scenario_step *step, struct verdict *v)
{
	struct scenario_answer a = { 0 };
	bool json = wants_rows(step);

	if (!r->ops->exec(r->ops->arg, step->node->name, step->commands, step->n_commands, json, &a, &v->why)) {
		v->broken = true;
	} else {
		v->why = unlike(step, &a);
		if (!v->why && json) {
			json_t *rows = chosen(a.rows, step->where);

			v->why = unlike_rows(step, rows);
			json_decref(rows);
		}
		v->holds = !v->why;
	}
	if (json && a.rows && (step->rows || step->has || step->has_not || step->where)) {
		free(a.text);
		a.text = json_dumps(a.rows, JSON_INDENT(0) | JSON_SORT_KEYS);
	}
	v->seen = a.text;
	json_decref(a.rows);
}

/* ---- TCP ---- */

/* A connection is opened, a kilobyte sent: accepted, refused, or nothing comes back. */
static void try_tcp(const struct run *r, const struct scenario_step *step, struct verdict *v)
{
	struct scenario_answer a;

	if (!try_line(r, step, xasprintf("traffic tcp %s port %u kilobytes 1", step->to, step->tcp_port), &a, v))
		return;
	v->holds = a.ok == (step->kind == STEP_TCP);
	v->why = xstrdup(a.ok ? "it was accepted" : "it was not accepted");
}

/* ---- the path ---- */

enum { HOPS_MAX = 64 };

struct hops {
	char addr[HOPS_MAX][48];
	unsigned n;
};

/* "  1 10.0.1.1 0 msec": the address of each line that begins with a number; "*" where nobody answered. */
static void read_hops(const char *text, struct hops *h)
{
	for (const char *p = text; *p && h->n < HOPS_MAX; p += strcspn(p, "\n"), p += *p == '\n') {
		unsigned k;

		if (sscanf(p, " %u %47s", &k, h->addr[h->n]) == 2 && k && (strpbrk(h->addr[h->n], ".:") || h->addr[h->n][0] == '*'))
			h->n++;
	}
}

/* The rows that say which addresses the node has; the caller's. */
static json_t *node_addresses(const struct run *r, const char *node, struct verdict *v)
{
	static char *const lines[] = { "show ip interface brief", "show ipv6 interface brief" };
	json_t *all = json_array();

	for (unsigned i = 0; i < ARRAY_LEN(lines) && !v->broken; i++) {
		struct scenario_answer a = { 0 };
		char *line = lines[i];

		v->broken = !r->ops->exec(r->ops->arg, node, &line, 1, true, &a, &v->why);
		if (a.rows)
			json_array_append_new(all, a.rows);
		free(a.text);
	}
	return all;
}

/* The first hop from `from` on that is this node or address; the number of hops: none. */
static unsigned find_hop(const struct run *r, const struct hops *h, unsigned from, const char *what, struct verdict *v)
{
	const struct topo_node *n = topology_node(r->s->topo, what);
	json_t *has = n && from < h->n ? node_addresses(r, n->name, v) : NULL;

	for (; from < h->n && !v->broken; from++) {
		struct scenario_cell want = { .value = (char *)h->addr[from] };

		if (n ? h->addr[from][0] != '*' && any_is(has, &want) : !strcmp(h->addr[from], what))
			break;
	}
	json_decref(has);
	return from;
}

/* What is not as expected of the way there; NULL: all is, or (v->broken) nobody can say. */
static char *astray(const struct run *r, const struct scenario_step *step, const struct hops *h, struct verdict *v)
{
	unsigned at = 0;

	if (!h->n || h->addr[h->n - 1][0] == '*')
		return xstrdup("it does not get there");
	for (u32 i = 0; i < step->n_via; i++, at++) {
		at = find_hop(r, h, at, step->via[i], v);
		if (v->broken)
			return NULL;
		if (at == h->n)
			return xasprintf("it does not pass %s%s", step->via[i], i ? " after those before" : "");
	}
	for (u32 i = 0; i < step->n_not_via; i++) {
		at = find_hop(r, h, 0, step->not_via[i], v);
		if (v->broken)
			return NULL;
		if (at < h->n)
			return xasprintf("it passes %s", step->not_via[i]);
	}
	return NULL;
}

static void try_path(const struct run *r, const struct scenario_step *step, struct verdict *v)
{
	struct scenario_answer a;
	struct hops h = { .n = 0 };
	char *why;

	if (!try_line(r, step, xasprintf("traceroute %s timeout 1 probe 1", step->to), &a, v))
		return;
	read_hops(a.text ? a.text : "", &h);
	why = astray(r, step, &h, v);
	if (v->broken)
		return;
	v->holds = !why;
	v->why = why;
}

/* ---- packets ---- */

static void judge_count(const struct scenario_step *step, u64 n, struct verdict *v)
{
	v->holds = n >= step->at_least && n <= step->at_most;
	v->why = xasprintf("%llu packets", (unsigned long long)n);
}

static void try_packets(const struct run *r, const struct scenario_step *step, struct verdict *v)
{
	const struct scenario_ops *o = r->ops;
	u64 n = 0;

	if (!o->watch(o->arg, "", step->node->name, step->port->name, step->filter ? step->filter : "", &v->why) ||
	    !o->advance(o->arg, o->now(o->arg) + step->span, &v->why) || !o->watched(o->arg, "", &n, &v->why)) {
		v->broken = true;
		return;
	}
	judge_count(step, n, v);
}

static void try_watched(const struct run *r, const struct scenario_step *step, struct verdict *v)
{
	u64 n = 0;

	v->final = true;
	if (!r->ops->watched(r->ops->arg, step->watch, &n, &v->why))
		v->broken = true;
	else
		judge_count(step, n, v);
}

/* Quiet for a minute: the last change was then. */
static void try_quiet(const struct run *r, const struct scenario_step *step, struct verdict *v)
{
	nsec since = r->ops->now(r->ops->arg), minute = 60 * NSEC_PER_SEC, took;

	v->final = true;
	if (!r->ops->idle(r->ops->arg, &v->why))
		return;
	took = r->ops->now(r->ops->arg) - since;
	took = took > minute ? took - minute : 0;
	v->holds = took <= step->within;
	v->why = xasprintf("the last change came after %llu.%03llu s", (unsigned long long)(took / NSEC_PER_SEC), (unsigned long long)(took % NSEC_PER_SEC / NSEC_PER_MS));
}

void scenario_try(const struct run *r, const struct scenario_step *step, struct verdict *v)
{
	switch (step->kind) {
	case STEP_PING:
	case STEP_NO_PING:
		try_ping(r, step, v);
		break;
	case STEP_TCP:
	case STEP_NO_TCP:
		try_tcp(r, step, v);
		break;
	case STEP_PATH:
		try_path(r, step, v);
		break;
	case STEP_PACKETS:
		try_packets(r, step, v);
		break;
	case STEP_WATCHED:
		try_watched(r, step, v);
		break;
	case STEP_QUIET:
		try_quiet(r, step, v);
		break;
	default:
		try_show(r, step, v);
	}
}
