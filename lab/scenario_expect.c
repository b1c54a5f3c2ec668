/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading expectations: what a command prints or its cells say, what reaches what, by which way, what passes on a wire, how soon all is quiet. */
#include "lab/scenario_reader.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- what is expected of an output ---- */

static void add_pattern(struct reading *r, struct scenario_step *step, const struct yaml_value *v, bool none)
{
	struct scenario_pattern *p = yaml_alloc(r->f, 1, sizeof(*p)), **tail = &step->patterns;
	char why[200];
	int bad;

	if (v->kind != YAML_SCALAR || v->null || v->len > SCENARIO_PATTERN_MAX) {
		yaml_error(r->f, v->at, NULL, "a pattern is a text of at most %u characters", SCENARIO_PATTERN_MAX);
		return;
	}
	bad = regcomp(&p->re, v->text, REG_EXTENDED | REG_NOSUB | REG_NEWLINE);
	if (bad) {
		regerror(bad, &p->re, why, sizeof(why));
		yaml_error(r->f, v->at, "POSIX extended regular expressions; \\ before what is meant as it stands",
			   "\"%s\" is not a pattern: %s", v->text, why);
		return;
	}
	p->text = v->text;
	p->none = none;
	while (*tail)
		tail = &(*tail)->next;
	*tail = p;
}

static void read_patterns(struct reading *r, struct scenario_step *step, const struct yaml_value *v, bool none)
{
	if (!v)
		return;
	if (v->kind != YAML_LIST)
		add_pattern(r, step, v, none);
	for (u32 i = 0; v->kind == YAML_LIST && i < v->n; i++)
		add_pattern(r, step, v->items[i], none);
}

/* ">= 10", "< 5", "!= up", "/RE/"; anything else stands for itself. */
static void read_cell(struct reading *r, struct scenario_cell *cell, const char *name, const struct yaml_value *v)
{
	static const struct { const char *sign; enum scenario_is is; } signs[] = {
		{ ">= ", IS_AT_LEAST }, { "<= ", IS_AT_MOST }, { "> ", IS_MORE }, { "< ", IS_LESS }, { "!= ", IS_NOT },
	};
	char *end;

	*cell = (struct scenario_cell){ .name = yaml_alloc(r->f, strlen(name) + 1, 1), .value = v->text };
	strcpy(cell->name, name);
	for (unsigned i = 0; i < ARRAY_LEN(signs); i++)
		if (!strncmp(v->text, signs[i].sign, strlen(signs[i].sign))) {
			cell->is = signs[i].is;
			cell->value = v->text + strlen(signs[i].sign);
			cell->number = strtod(cell->value, &end);
			if (cell->is != IS_NOT && (*end || end == cell->value))
				yaml_error(r->f, v->at, "\">= 10\"", "\"%s\" compares with no number", v->text);
			return;
		}
	if (v->len > 2 && v->len < SCENARIO_PATTERN_MAX && v->text[0] == '/' && v->text[v->len - 1] == '/') {
		char *pattern = yaml_alloc(r->f, v->len, 1);

		memcpy(pattern, v->text + 1, v->len - 2);
		if (regcomp(&cell->re, pattern, REG_EXTENDED | REG_NOSUB))
			yaml_error(r->f, v->at, NULL, "\"%s\" is not a pattern", pattern);
		else
			cell->is = IS_LIKE;
	}
}

static void add_row(struct reading *r, struct scenario_row **tail, const char *key, const struct yaml_value *v)
{
	struct scenario_row *row = yaml_alloc(r->f, 1, sizeof(*row));

	if (!scenario_map(r, v, key, "{interface: GigabitEthernet0/1, protocol: up}"))
		return;
	row->cells = yaml_alloc(r->f, v->n + 1, sizeof(*row->cells));
	for (u32 i = 0; i < v->n; i++) {
		const struct yaml_pair *p = &v->pairs[i];

		if (p->value->kind != YAML_SCALAR)
			yaml_error(r->f, p->value->at, NULL, "a cell is one value");
		else
			read_cell(r, &row->cells[row->n_cells++], p->key->text, p->value);
	}
	while (*tail)
		tail = &(*tail)->next;
	*tail = row;
}

static void read_rows(struct reading *r, struct scenario_row **rows, const struct yaml_value *map, const char *key)
{
	const struct yaml_value *v = yaml_get(map, key);

	if (v && v->kind == YAML_LIST)
		for (u32 i = 0; i < v->n; i++)
			add_row(r, rows, key, v->items[i]);
	else if (v)
		add_row(r, rows, key, v);
}

static void read_ok(struct reading *r, struct scenario_step *step, const struct yaml_value *v)
{
	if (!v)
		return;
	if (v->kind == YAML_SCALAR && !strcmp(v->text, "true"))
		step->ok = 1;
	else if (v->kind == YAML_SCALAR && !strcmp(v->text, "false"))
		step->ok = 0;
	else
		yaml_error(r->f, v->at, NULL, "\"ok\" takes true or false");
}


static void read_target(struct reading *r, struct scenario_step *step, const struct yaml_value *v)
{
	step->to = scenario_text(r, v, "to");
	if (step->to && strpbrk(step->to, " \t\n|"))
		yaml_error(r->f, yaml_get(v, "to")->at, NULL, "\"to\" is one address or name");
}

static void read_ping(struct reading *r, struct scenario_step *step, const struct yaml_value *v)
{
	static const char *const keys[] = { "from", "to", "count", "size", NULL };
	u64 count = 1, size = 0;

	if (!scenario_map(r, v, "ping", "ping: {from: pc1, to: 10.0.2.10}"))
		return;
	scenario_keys(r, v, keys);
	step->node = scenario_node(r, v, "from");
	read_target(r, step, v);
	scenario_number(r, v, "count", 1000000, &count);
	scenario_number(r, v, "size", 18024, &size);
	step->count = count ? (u32)count : 1;
	step->size = (u32)size;
}

/* `show: ip route` is `run: show ip route`; `log: RE` looks at show logging. */
static void read_what_to_run(struct reading *r, struct scenario_step *step, const struct yaml_value *v)
{
	const struct yaml_value *show = yaml_get(v, "show"), *log = yaml_get(v, "log");
	char *line;

	if (!show && !log) {
		scenario_commands(r, step, v);
		return;
	}
	if ((show && (show->kind != YAML_SCALAR || show->null || strchr(show->text, '\n'))) || (show && log) || yaml_get(v, "run")) {
		yaml_error(r->f, v->at, "show: ip route", "one of \"show\", \"run\", \"log\", which is a text of one line");
		return;
	}
	line = yaml_alloc(r->f, (show ? show->len : 0) + 16, 1);
	sprintf(line, "show %s", show ? show->text : "logging");
	step->commands = yaml_alloc(r->f, 2, sizeof(*step->commands));
	step->commands[step->n_commands++] = line;
	read_patterns(r, step, log, false);
}

static void read_show(struct reading *r, struct scenario_step *step, const struct yaml_value *v)
{
	static const char *const some[] = { "matches", "not_matches", "cells", "rows", "ok", "log", "has", "has_not" };
	u64 rows = UINT64_MAX;
	bool any = false;

	step->kind = STEP_SHOW;
	step->ok = -1;
	step->node = scenario_node(r, v, "on");
	read_what_to_run(r, step, v);
	read_patterns(r, step, yaml_get(v, "matches"), false);
	read_patterns(r, step, yaml_get(v, "not_matches"), true);
	read_rows(r, &step->rows, v, "cells");
	read_rows(r, &step->where, v, "where");
	read_rows(r, &step->has, v, "has");
	read_rows(r, &step->has_not, v, "has_not");
	read_ok(r, step, yaml_get(v, "ok"));
	scenario_number(r, v, "rows", 1000000, &rows);
	step->n_rows = rows == UINT64_MAX ? -1 : (s64)rows;
	for (unsigned i = 0; i < ARRAY_LEN(some); i++)
		any |= yaml_get(v, some[i]) != NULL;
	if (step->where && step->where->next)
		yaml_error(r->f, yaml_get(v, "where")->at, NULL, "\"where\" takes one map");
	if (!any && !step->where)
		yaml_error(r->f, v->at, "matches: \"via 10.0.13.3\"", "nothing is expected: matches, not_matches, cells, where, has, has_not, rows, log or ok");
}

/* ---- what reaches what ---- */

static void read_tcp(struct reading *r, struct scenario_step *step, const struct yaml_value *v)
{
	static const char *const keys[] = { "from", "to", "port", NULL };
	u64 port = 0;

	if (!scenario_map(r, v, "tcp", "tcp: {from: pc1, to: 10.0.2.10, port: 80}"))
		return;
	scenario_keys(r, v, keys);
	step->node = scenario_node(r, v, "from");
	read_target(r, step, v);
	scenario_number(r, v, "port", 65535, &port);
	if (!port)
		yaml_error(r->f, v->at, "port: 80", "\"port\" is missing");
	step->tcp_port = (u16)port;
}

static void read_list(struct reading *r, const struct yaml_value *v, char ***list, u32 *n)
{
	u32 many = v && v->kind == YAML_LIST ? v->n : 1;

	if (!v)
		return;
	*list = yaml_alloc(r->f, many + 1, sizeof(**list));
	for (u32 i = 0; i < many; i++) {
		const struct yaml_value *x = v->kind == YAML_LIST ? v->items[i] : v;

		if (x->kind != YAML_SCALAR || x->null)
			yaml_error(r->f, x->at, "via: [r1, 10.0.12.2]", "a node's name, or an address");
		else
			(*list)[(*n)++] = x->text;
	}
}

static void read_path(struct reading *r, struct scenario_step *step, const struct yaml_value *v)
{
	static const char *const keys[] = { "from", "to", "via", "not_via", NULL };

	if (!scenario_map(r, v, "path", "path: {from: pc1, to: 10.0.2.10, via: [r1, r2]}"))
		return;
	scenario_keys(r, v, keys);
	step->node = scenario_node(r, v, "from");
	read_target(r, step, v);
	read_list(r, yaml_get(v, "via"), &step->via, &step->n_via);
	read_list(r, yaml_get(v, "not_via"), &step->not_via, &step->n_not_via);
}

/* ---- packets ---- */

static void read_count(struct reading *r, struct scenario_step *step, const struct yaml_value *v)
{
	u64 n = UINT64_MAX;

	step->at_least = 1;
	step->at_most = UINT64_MAX;
	scenario_number(r, v, "count", INT64_MAX, &n);
	if (n != UINT64_MAX)
		step->at_least = step->at_most = n;
	if (yaml_get(v, "at_most") && !yaml_get(v, "at_least"))
		step->at_least = 0;
	scenario_number(r, v, "at_least", INT64_MAX, &step->at_least);
	scenario_number(r, v, "at_most", INT64_MAX, &step->at_most);
}

static void read_packets(struct reading *r, struct scenario_step *step, const struct yaml_value *v)
{
	static const char *const keys[] = { "port", "filter", "for", "count", "at_least", "at_most", NULL };

	if (!scenario_map(r, v, "packets", "packets: {port: \"r1:g0/0\", filter: icmp, for: 10s, at_least: 1}"))
		return;
	scenario_keys(r, v, keys);
	scenario_port(r, step, v, "port: \"r1:g0/0\"");
	step->filter = yaml_get(v, "filter") ? scenario_text(r, v, "filter") : NULL;
	step->span = 10 * NSEC_PER_SEC;
	scenario_time(r, v, "for", &step->span);
	read_count(r, step, v);
}

static void read_watched(struct reading *r, struct scenario_step *step, const struct yaml_value *v)
{
	static const char *const keys[] = { "name", "count", "at_least", "at_most", NULL };
	bool found = false;

	if (!scenario_map(r, v, "watched", "watched: {name: echoes, at_least: 1}"))
		return;
	scenario_keys(r, v, keys);
	step->watch = scenario_text(r, v, "name");
	read_count(r, step, v);
	for (const struct scenario_step *s = r->s->steps; step->watch && s < step; s++)
		found = s->watch && !strcmp(s->watch, step->watch) ? s->kind == STEP_WATCH : found;
	if (step->watch && !found)
		yaml_error(r->f, v->at, "- watch: {name: ..., port: ...} before it", "nothing watches under the name \"%s\" here", step->watch);
}

static void read_quiet(struct reading *r, struct scenario_step *step, const struct yaml_value *v)
{
	(void)step;
	if (v->kind != YAML_SCALAR || strcmp(v->text, "true"))
		yaml_error(r->f, v->at, "expect: {converged: true, within: 10s}", "\"converged\" takes true");
}

static const struct {
	const char *word;
	enum scenario_kind kind;
	void (*read)(struct reading *r, struct scenario_step *step, const struct yaml_value *v);
} expect_words[] = {
	{ "ping",    STEP_PING,	   read_ping },	   { "no_ping", STEP_NO_PING, read_ping },    { "tcp",	   STEP_TCP,	 read_tcp },	 { "no_tcp", STEP_NO_TCP, read_tcp },
	{ "path",    STEP_PATH,	   read_path },	   { "packets", STEP_PACKETS, read_packets }, { "watched", STEP_WATCHED, read_watched }, { "converged", STEP_QUIET, read_quiet },
};

void scenario_read_expect(struct reading *r, struct scenario_step *step, const struct yaml_value *v)
{
	static const char *const keys[] = { "ping", "no_ping", "tcp", "no_tcp", "path", "packets", "watched", "converged", "within", NULL };
	static const char *const show_keys[] = { "on", "run", "show", "log", "matches", "not_matches", "cells", "where", "has", "has_not", "rows", "ok", "within", NULL };
	bool found = false;

	if (!scenario_map(r, v, "expect", "expect: {ping: {from: pc1, to: 10.0.2.10}}, or expect: {on: r1, run: show clock, matches: UTC}"))
		return;
	for (unsigned i = 0; i < ARRAY_LEN(expect_words); i++) {
		const struct yaml_value *w = yaml_get(v, expect_words[i].word);

		if (w && found)
			yaml_error(r->f, w->at, "make it a step of its own", "one expectation a step");
		if (!w || found)
			continue;
		found = true;
		scenario_keys(r, v, keys);
		step->kind = expect_words[i].kind;
		expect_words[i].read(r, step, w);
	}
	if (!found) {
		scenario_keys(r, v, show_keys);
		read_show(r, step, v);
	}
	scenario_time(r, v, "within", &step->within);
}
