/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reading scenario files. A step is a map with one word that says what it is (expect, wire, power, configure, exec, wait, watch),
 * and beside it within, score, name, hint and needs. Everything that can be checked before a lab runs is: nodes, ports, patterns,
 * times, impairments. Expectations are read by scenario_expect.c.
 */
#include "lab/scenario.h"

#include <stdlib.h>
#include <string.h>

#include "lab/scenario_reader.h"

void scenario_keys(struct reading *r, const struct yaml_value *map, const char *const *keys)
{
	char hint[HINT_LEN];

	for (u32 i = 0; i < map->n; i++) {
		const struct yaml_value *key = map->pairs[i].key;

		if (topo_among(keys, key->text))
			continue;
		yaml_error(r->f, key->at, topo_hint(hint, key->text, "the keys here", keys), "unknown key \"%s\"", key->text);
	}
}

bool scenario_map(struct reading *r, const struct yaml_value *v, const char *key, const char *example)
{
	if (v->kind == YAML_MAP)
		return true;
	yaml_error(r->f, v->at, example, "\"%s\" takes a map", key);
	return false;
}

/* The text of a key's value; NULL, after saying so, when it is missing or no text. */
char *scenario_text(struct reading *r, const struct yaml_value *map, const char *key)
{
	const struct yaml_value *v = yaml_get(map, key);

	if (!v)
		yaml_error(r->f, map->at, NULL, "\"%s\" is missing", key);
	else if (v->kind != YAML_SCALAR || v->null)
		yaml_error(r->f, v->at, NULL, "\"%s\" takes a text", key);
	else
		return v->text;
	return NULL;
}

void scenario_number(struct reading *r, const struct yaml_value *map, const char *key, u64 max, u64 *n)
{
	const struct yaml_value *v = yaml_get(map, key);
	char *end;
	unsigned long long x;

	if (!v)
		return;
	x = v->kind == YAML_SCALAR ? strtoull(v->text, &end, 10) : 0;
	if (v->kind != YAML_SCALAR || v->text[0] < '0' || v->text[0] > '9' || *end || v->len > 19 || x > max)
		yaml_error(r->f, v->at, NULL, "\"%s\" takes a number from 0 to %llu", key, (unsigned long long)max);
	else
		*n = x;
}

void scenario_time(struct reading *r, const struct yaml_value *map, const char *key, nsec *d)
{
	const struct yaml_value *v = yaml_get(map, key);

	if (v && (v->kind != YAML_SCALAR || !topology_duration(v->text, d)))
		yaml_error(r->f, v->at, "10s, 100ms, 5m, 1h", "\"%s\" takes a time", key);
}

static const char *nth_node(const void *arg, unsigned i)
{
	const struct topology *t = arg;

	return i < t->n_nodes ? t->nodes[i].name : NULL;
}

struct topo_node *scenario_find_node(struct reading *r, const char *name, struct yaml_place at)
{
	struct topo_node *n;
	const char *near;
	char hint[HINT_LEN];

	if (!r->s->topo)
		return NULL;
	n = topology_node(r->s->topo, name);
	if (n)
		return n;
	near = yaml_nearest(name, nth_node, r->s->topo);
	snprintf(hint, sizeof(hint), "did you mean \"%s\"?", near ? near : "");
	yaml_error(r->f, at, near ? hint : NULL, "the lab has no node \"%s\"", name);
	return NULL;
}

struct topo_node *scenario_node(struct reading *r, const struct yaml_value *map, const char *key)
{
	const char *name = scenario_text(r, map, key);

	return name ? scenario_find_node(r, name, yaml_get(map, key)->at) : NULL;
}

void scenario_commands(struct reading *r, struct scenario_step *step, const struct yaml_value *map)
{
	const struct yaml_value *v = yaml_get(map, "run");
	u32 n = v && v->kind == YAML_LIST ? v->n : 1;

	if (!v) {
		yaml_error(r->f, map->at, "run: show ip route", "\"run\" is missing");
		return;
	}
	step->commands = yaml_alloc(r->f, n + 1, sizeof(*step->commands));
	for (u32 i = 0; i < n; i++) {
		const struct yaml_value *c = v->kind == YAML_LIST ? v->items[i] : v;

		if (c->kind != YAML_SCALAR || c->null || strchr(c->text, '\n'))
			yaml_error(r->f, c->at, "run: show ip route, or a list of commands", "a command is a text of one line");
		else
			step->commands[step->n_commands++] = c->text;
	}
}

/* ---- steps ---- */

static void find_port(struct reading *r, struct scenario_step *step, const struct yaml_value *v)
{
	const char *colon = strchr(v->text, ':');
	char name[TOPO_NAME_MAX + 1], hint[HINT_LEN];
	struct topo_port *found = NULL;
	unsigned fits = 0;

	snprintf(name, sizeof(name), "%.*s", (int)min_u64(colon ? (u64)(colon - v->text) : v->len, TOPO_NAME_MAX), v->text);
	step->node = scenario_find_node(r, name, v->at);
	for (u32 i = 0; step->node && i < step->node->n_ports; i++) {
		struct topo_port *p = &step->node->ports[i];
		enum port_match m = colon ? topology_port_match(p->name, colon + 1) : PORT_MATCH_SHORT;

		if (m == PORT_MATCH_EXACT) {
			found = p;
			fits = 1;
			break;
		}
		if (m == PORT_MATCH_SHORT) {
			found = p;
			fits++;
		}
	}
	if (!step->node || (step->node->kind == TOPO_KIND_N && !fits))
		return;
	snprintf(hint, sizeof(hint), "NODE:PORT, such as \"%s:%s\"", step->node->name, step->node->ports[0].name);
	if (!fits)
		yaml_error(r->f, v->at, hint, "%s has no port \"%s\"", name, colon ? colon + 1 : "");
	else if (fits > 1)
		yaml_error(r->f, v->at, hint, "this fits %u ports of %s", fits, name);
	else if (!found->wire)
		yaml_error(r->f, v->at, NULL, "nothing is plugged into %s of %s", found->name, name);
	step->port = found;
}

void scenario_port(struct reading *r, struct scenario_step *step, const struct yaml_value *map, const char *example)
{
	const struct yaml_value *port = yaml_get(map, "port");

	if (!port || port->kind != YAML_SCALAR || port->null)
		yaml_error(r->f, map->at, example, "\"port\" is missing");
	else
		find_port(r, step, port);
}

static void read_wire(struct reading *r, struct scenario_step *step, const struct yaml_value *v)
{
	struct topo_reader tr = { .f = r->f, .t = r->s->topo };

	if (!scenario_map(r, v, "wire", "wire: {port: \"r1:g0/1\", state: down}"))
		return;
	scenario_port(r, step, v, "wire: {port: \"r1:g0/1\", state: down}");
	topo_read_change(&tr, &step->change, v, "port");
}

static void read_power(struct reading *r, struct scenario_step *step, const struct yaml_value *v)
{
	static const char *const keys[] = { "node", "state", NULL };
	static const char *const states[] = { "on", "off", "restart", "suspend", "resume", NULL };
	char hint[HINT_LEN];

	if (!scenario_map(r, v, "power", "power: {node: r1, state: off}"))
		return;
	scenario_keys(r, v, keys);
	step->node = scenario_node(r, v, "node");
	step->state = scenario_text(r, v, "state");
	if (step->state && !topo_among(states, step->state))
		yaml_error(r->f, yaml_get(v, "state")->at, topo_hint(hint, step->state, "states", states),
			   "\"%s\" is not what a power button does", step->state);
}

static void read_configure(struct reading *r, struct scenario_step *step, const struct yaml_value *v)
{
	static const char *const keys[] = { "on", "lines", NULL };

	if (!scenario_map(r, v, "configure", "configure: {on: r1, lines: \"no ip routing\"}"))
		return;
	scenario_keys(r, v, keys);
	step->node = scenario_node(r, v, "on");
	step->config = scenario_text(r, v, "lines");
}

static void read_exec(struct reading *r, struct scenario_step *step, const struct yaml_value *v)
{
	static const char *const keys[] = { "on", "run", NULL };

	if (!scenario_map(r, v, "exec", "exec: {on: r1, run: clear arp-cache}"))
		return;
	scenario_keys(r, v, keys);
	step->node = scenario_node(r, v, "on");
	scenario_commands(r, step, v);
}

static void read_wait(struct reading *r, struct scenario_step *step, const struct yaml_value *v)
{
	if (v->kind == YAML_SCALAR && !strcmp(v->text, "idle"))
		step->until_idle = true;
	else if (v->kind != YAML_SCALAR || !topology_duration(v->text, &step->wait))
		yaml_error(r->f, v->at, "wait: 10s, or wait: idle", "\"wait\" takes a time");
}

static void read_watch(struct reading *r, struct scenario_step *step, const struct yaml_value *v)
{
	static const char *const keys[] = { "port", "filter", "name", NULL };

	if (!scenario_map(r, v, "watch", "watch: {name: echoes, port: \"r1:g0/0\", filter: icmp}"))
		return;
	scenario_keys(r, v, keys);
	scenario_port(r, step, v, "port: \"r1:g0/0\"");
	step->watch = scenario_text(r, v, "name");
	step->filter = yaml_get(v, "filter") ? scenario_text(r, v, "filter") : NULL;
}

static const struct step_word {
	const char *word;
	enum scenario_kind kind;
	void (*read)(struct reading *r, struct scenario_step *step, const struct yaml_value *v);
} step_words[] = {
	{ "expect",    STEP_SHOW,      scenario_read_expect },	 { "wire", STEP_WIRE, read_wire }, { "power", STEP_POWER, read_power },
	{ "configure", STEP_CONFIGURE, read_configure }, { "exec", STEP_EXEC, read_exec }, { "wait",  STEP_WAIT,  read_wait },
	{ "watch", STEP_WATCH, read_watch },
};

/* Names of steps before this one. */
static void read_needs(struct reading *r, struct scenario_step *step, const struct yaml_value *v)
{
	u32 n = v && v->kind == YAML_LIST ? v->n : 1, here = (u32)(step - r->s->steps);

	if (!v)
		return;
	step->needs = yaml_alloc(r->f, n + 1, sizeof(*step->needs));
	for (u32 i = 0; i < n; i++) {
		const struct yaml_value *x = v->kind == YAML_LIST ? v->items[i] : v;
		u32 k = 0;

		while (x->kind == YAML_SCALAR && k < here && !(r->s->steps[k].name && !strcmp(r->s->steps[k].name, x->text)))
			k++;
		if (x->kind != YAML_SCALAR || k == here)
			yaml_error(r->f, x->at, "needs: the name of a step before", "no step before this one has the name \"%s\"", x->kind == YAML_SCALAR ? x->text : "");
		else
			step->needs[step->n_needs++] = k;
	}
}

static void read_step(struct reading *r, struct scenario_step *step, const struct yaml_value *v)
{
	static const char *const keys[] = { "expect", "wire", "power", "configure", "exec", "wait", "watch", "within", "score", "name", "hint", "needs", NULL };
	const struct step_word *is = NULL;
	const struct yaml_value *name;
	u64 score = 0;

	step->at = v->at;
	step->n_rows = -1;
	step->ok = -1;
	step->change.state = -1;
	if (!scenario_map(r, v, "steps", "- expect: {ping: {from: pc1, to: 10.0.2.10}}"))
		return;
	scenario_keys(r, v, keys);
	for (unsigned i = 0; i < ARRAY_LEN(step_words); i++) {
		const struct yaml_value *w = yaml_get(v, step_words[i].word);

		if (w && is) {
			yaml_error(r->f, w->at, "make it a step of its own", "a step does one thing: \"%s\" or \"%s\"", is->word,
				   step_words[i].word);
		} else if (w) {
			is = &step_words[i];
			step->kind = is->kind;
			is->read(r, step, w);
		}
	}
	if (!is)
		yaml_error(r->f, v->at, "expect, wire, power, configure, exec, wait, watch", "a step that does nothing");
	if (is && !scenario_expects(step->kind) && yaml_get(v, "within"))
		yaml_error(r->f, yaml_get(v, "within")->at, NULL, "\"within\" belongs to an expectation");
	scenario_time(r, v, "within", &step->within);
	scenario_number(r, v, "score", 1000000, &score);
	step->score = (u32)score;
	name = yaml_get(v, "name");
	if (name)
		step->name = scenario_text(r, v, "name");
	if (yaml_get(v, "hint"))
		step->hint = scenario_text(r, v, "hint");
	read_needs(r, step, yaml_get(v, "needs"));
}

/* ---- the file ---- */

static void read_lab(struct reading *r, struct yaml_value *v)
{
	struct topology_options o = { .virtual_clock = r->s->virtual_clock };
	const char *slash;
	char *path;

	if (v->kind == YAML_MAP) {
		r->s->topo = topology_of(r->f, v, &o);
		return;
	}
	if (v->kind != YAML_SCALAR || v->null) {
		yaml_error(r->f, v->at, "lab: first.yml", "\"lab\" takes a topology file's name, or a topology");
		return;
	}
	slash = strrchr(r->f->name, '/');
	path = yaml_alloc(r->f, strlen(r->f->name) + v->len + 2, 1);
	snprintf(path, strlen(r->f->name) + v->len + 2, "%.*s%s",
		 slash && v->text[0] != '/' ? (int)(slash - r->f->name) + 1 : 0, r->f->name, v->text);
	r->s->topo = topology_read(path, &o);
}

static void read_clock(struct reading *r, const struct yaml_value *v)
{
	if (v && v->kind == YAML_SCALAR && !strcmp(v->text, "real"))
		r->s->virtual_clock = false;
	else if (v && (v->kind != YAML_SCALAR || strcmp(v->text, "virtual")))
		yaml_error(r->f, v->at, NULL, "\"clock\" takes virtual or real");
}

static void read_root(struct reading *r, struct yaml_value *root)
{
	static const char *const keys[] = { "lab", "steps", "name", "clock", "seed", NULL };
	struct yaml_value *lab, *steps;
	struct scenario *s = r->s;

	if (!root || root->kind != YAML_MAP) {
		if (root || !r->f->errors.n)
			yaml_error(r->f, root ? root->at : (struct yaml_place){ 0 }, "lab: first.yml, then steps:", "this is not a scenario file");
		return;
	}
	scenario_keys(r, root, keys);
	lab = yaml_get(root, "lab");
	steps = yaml_get(root, "steps");
	read_clock(r, yaml_get(root, "clock"));
	scenario_number(r, root, "seed", INT64_MAX, &s->seed);
	if (yaml_get(root, "name"))
		s->name = scenario_text(r, root, "name");
	if (lab)
		read_lab(r, lab);
	else
		yaml_error(r->f, root->at, "lab: first.yml", "\"lab\" is missing");
	if (!steps || steps->kind != YAML_LIST || steps->n > SCENARIO_STEPS_MAX) {
		yaml_error(r->f, steps ? steps->at : root->at, "steps: then a line for each, such as: - wait: 10s",
			   "a scenario has \"steps\", a list of at most %u", SCENARIO_STEPS_MAX);
		return;
	}
	s->steps = yaml_alloc(r->f, steps->n + 1, sizeof(*s->steps));
	s->n_steps = steps->n;
	for (u32 i = 0; i < steps->n; i++)
		read_step(r, &s->steps[i], steps->items[i]);
}

static struct scenario *scenario_of(struct yaml_file *f)
{
	struct scenario *s = xcalloc(1, sizeof(*s));
	struct reading r = { s, f };

	s->file = f;
	s->virtual_clock = true;
	s->seed = 1;
	read_root(&r, f->root);
	return s;
}

struct scenario *scenario_read(const char *path)
{
	return scenario_of(yaml_file_read(path));
}

struct scenario *scenario_parse(const char *file_name, const char *text, size_t len)
{
	return scenario_of(yaml_file_parse(file_name, text, len));
}

static void free_rows(struct scenario_row *row)
{
	for (; row; row = row->next)
		for (u32 i = 0; i < row->n_cells; i++)
			if (row->cells[i].is == IS_LIKE)
				regfree(&row->cells[i].re);
}

void scenario_free(struct scenario *s)
{
	if (!s)
		return;
	for (u32 i = 0; i < s->n_steps; i++) {
		struct scenario_step *step = &s->steps[i];

		for (struct scenario_pattern *p = step->patterns; p; p = p->next)
			regfree(&p->re);
		free_rows(step->rows);
		free_rows(step->where);
		free_rows(step->has);
		free_rows(step->has_not);
	}
	topology_free(s->topo);
	yaml_file_free(s->file);
	free(s);
}

bool scenario_good(const struct scenario *s)
{
	return !s->file->errors.n && s->topo && topology_good(s->topo);
}

char *scenario_errors(struct scenario *s)
{
	char *own = yaml_errors_text(&s->file->errors), *labs, *both;

	if (!s->topo || s->topo->file == s->file)
		return own;
	labs = topology_errors(s->topo);
	both = xasprintf("%s%s", labs, own);
	free(labs);
	free(own);
	return both;
}
