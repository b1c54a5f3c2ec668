/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Wires: [END, END] or {ends: [END, END], delay: 10ms, forward: {...}, schedule: [...]}.
 *
 * An end is a node's name, NODE:PORT, or an attachment's URI. A node's name wins; that it cannot be confused with a scheme
 * is seen to where nodes are named. Two rounds: the first knows which nodes are meant and lets the ports of routers and
 * hosts grow to what is named; the second finds the ports, when their number is known.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lab/topology_reader.h"

enum { FORWARD = 1, BACK = 2, BOTH = 3 };

static const char *const impair_keys[] = { "delay", "jitter", "dist", "loss", "burst", "rate", "queue", "mtu", "dup", "corrupt",
					   "reorder", NULL };
static const char *const wire_keys[] = { "ends", "state", "delay", "jitter", "dist", "loss", "burst", "rate", "queue", "mtu",
					 "dup", "corrupt", "reorder", "forward", "back", "schedule", NULL };
static const char *const event_keys[] = { "state", "dir", "delay", "jitter", "dist", "loss", "burst", "rate", "queue", "mtu",
					  "dup", "corrupt", "reorder", "forward", "back", NULL };
static const char *const dir_keys[] = { "state", "delay", "jitter", "dist", "loss", "burst", "rate", "queue", "mtu", "dup",
					"corrupt", "reorder", NULL };

/* 1: up, 0: down, -1: neither, and says so. */
static int read_state(struct topo_reader *r, const struct yaml_value *v)
{
	const char *s = topo_scalar(r, v, "state", "up or down");

	if (s && !strcmp(s, "up"))
		return 1;
	if (s && !strcmp(s, "down"))
		return 0;
	if (s)
		yaml_error(r->f, v->at, "state: up, or state: down", "\"%s\" is not a wire's state", s);
	return -1;
}

static bool read_setting(struct topo_reader *r, const struct yaml_pair *p, struct impair *im)
{
	const char *s = topo_scalar(r, p->value, p->key->text, "one value"), *why = NULL;

	if (!s)
		return false;
	if (!impair_parse(im, p->key->text, s, &why)) {
		yaml_error(r->f, p->value->at, NULL, "%s: %s: %s", p->key->text, s, why ? why : "not a value for it");
		return false;
	}
	return true;
}

/* ---- ends ---- */

struct node_words {
	const struct topology *t;
	bool schemes;	/* "xap:lab0": perhaps an attachment is meant */
};

static const char *nth_word(const void *arg, unsigned i)
{
	const struct node_words *w = arg;
	const struct attach_scheme *s;

	if (i < w->t->n_nodes)
		return w->t->nodes[i].name;
	s = w->schemes ? attach_scheme_at(i - w->t->n_nodes) : NULL;
	return s ? s->name : NULL;
}

static void no_such_node(struct topo_reader *r, const char *name, bool colon, struct yaml_place at)
{
	struct node_words words = { r->t, colon };
	const char *near = yaml_nearest(name, nth_word, &words);
	char hint[HINT_LEN];
	size_t len = 0;

	if (near)
		len = (size_t)snprintf(hint, sizeof(hint), "did you mean \"%s\"? ", near);
	len += (size_t)snprintf(hint + len, sizeof(hint) - len, "nodes:");
	for (u32 i = 0; i < r->t->n_nodes && len < 150; i++)
		len += (size_t)snprintf(hint + len, sizeof(hint) - len, "%s %.63s", i ? "," : "", r->t->nodes[i].name);
	if (colon && !near && len < 250) {
		len += (size_t)snprintf(hint + len, sizeof(hint) - len, "; attachments:");
		for (unsigned i = 0; attach_scheme_at(i) && len < sizeof(hint) - 32; i++)
			len += (size_t)snprintf(hint + len, sizeof(hint) - len, " %s:", attach_scheme_at(i)->name);
	}
	yaml_error(r->f, at, hint, "there is no node \"%s\"", name);
}

static u32 text_hash(const char *s)
{
	u32 h = 2166136261u;

	for (; *s; s++)
		h = (h ^ (u8)*s) * 16777619u;
	return h ^ h >> 15;
}

/* Most of what an attachment names exists once on the host. Files played in, NAT and networks with many stations may be had again. */
static void check_uri_once(struct topo_reader *r, const struct topo_end *e, struct topo_wire *w)
{
	static const char *const again[] = { "pcap", "nat", "vde", "packet", NULL };
	u32 h = text_hash(e->text) & (r->uri_cap - 1);

	if (topo_among(again, e->uri->scheme->name))
		return;
	for (; r->uris[h]; h = (h + 1) & (r->uri_cap - 1))
		if (!strcmp(r->uris[h], e->text)) {
			yaml_error(r->f, e->at, "each attachment is one end of one wire", "%s is wired already, in line %u", e->text,
				   r->uri_wires[h]->at.line);
			return;
		}
	r->uris[h] = e->text;
	r->uri_wires[h] = w;
}

/* Where a character of a value stands: in plain text at its place, after a quote one further. */
static struct yaml_place within(const struct yaml_value *v, unsigned column)
{
	return (struct yaml_place){ v->at.line, v->at.column + column + v->quoted };
}

static void read_uri(struct topo_reader *r, struct topo_wire *w, struct topo_end *e, const struct yaml_value *v)
{
	char why[256] = "";
	unsigned column = 0;

	e->uri = yaml_alloc(r->f, 1, sizeof(*e->uri));
	if (!attach_parse(v->text, e->uri, why, &column)) {
		e->uri = NULL;
		yaml_error(r->f, within(v, column), NULL, "%s: %s", v->text, why);
		return;
	}
	if (r->o->virtual_clock && !e->uri->scheme->virtual_clock)
		yaml_error(r->f, v->at, "run the lab on the real clock, or leave this wire out",
			   "%s: cannot be used on the virtual clock", v->text);
	check_uri_once(r, e, w);
}

/* First round: whose end it is. The port's text stays in e->text, after the colon. */
static void read_end(struct topo_reader *r, struct topo_wire *w, struct topo_end *e, const struct yaml_value *v)
{
	char name[TOPO_NAME_MAX + 2];
	const char *colon;
	size_t len;

	e->at = v->at;
	if (v->kind == YAML_MAP && v->n == 1 && v->pairs[0].value->kind == YAML_SCALAR) {
		const struct yaml_pair *p = &v->pairs[0];
		char hint[HINT_LEN];

		snprintf(hint, sizeof(hint), p->value->null ? "in quotes: \"%s:%s\"" : "no blank after the colon: %s:%s",
			 p->key->text, p->value->null ? "" : p->value->text);
		yaml_error(r->f, v->at, hint, "YAML reads this as a map, not as the end of a wire");
		return;
	}
	if (v->kind != YAML_SCALAR || v->null) {
		yaml_error(r->f, v->at, "NODE, NODE:PORT or an attachment such as \"tap:lab0\"", "not the end of a wire");
		return;
	}
	e->text = v->text;
	colon = strchr(v->text, ':');
	len = colon ? (size_t)(colon - v->text) : v->len;
	if (len > TOPO_NAME_MAX)
		len = TOPO_NAME_MAX + 1;
	snprintf(name, sizeof(name), "%.*s", (int)len, v->text);
	e->node = topology_node(r->t, name);
	if (!e->node && colon && attach_scheme_find(name)) {
		read_uri(r, w, e, v);
	} else if (!e->node) {
		no_such_node(r, name, colon, v->at);
	} else if (colon && !colon[1]) {
		yaml_error(r->f, v->at, "NODE:PORT", "the port's name is missing");
		e->node = NULL;
	} else if (colon) {
		topo_grow_ports(r, e->node, colon + 1);
	}
}

/* Second round. */
static void plug_end(struct topo_reader *r, struct topo_wire *w, u8 which)
{
	struct topo_end *e = &w->end[which];
	const char *colon = e->text ? strchr(e->text, ':') : NULL;
	struct yaml_place at = e->at;

	if (!e->node || e->node->kind == TOPO_KIND_N || !e->node->n_ports)
		return;
	e->port = topo_find_port(r, e->node, colon ? colon + 1 : NULL, at);
	if (!e->port)
		return;
	if (e->port->wire) {
		const struct topo_end *other = &e->port->wire->end[e->port->end];

		yaml_error(r->f, at, "a port takes one wire; a hub or a switch joins several",
			   "port %s of %s is wired already, in line %u, column %u", e->port->name, e->node->name, other->at.line,
			   other->at.column);
		e->port = NULL;
		return;
	}
	e->port->wire = w;
	e->port->end = which;
}

/* ---- impairments and the schedule ---- */

/* `forward:` or `back:` of a wire: state down is a one-way cut. */
static void read_dir(struct topo_reader *r, struct topo_wire *w, unsigned dir, const struct yaml_pair *p)
{
	if (p->value->kind != YAML_MAP) {
		yaml_error(r->f, p->value->at, "forward: {delay: 10ms}", "\"%s\" takes a map of impairments", p->key->text);
		return;
	}
	for (u32 i = 0; i < p->value->n; i++) {
		const struct yaml_pair *q = &p->value->pairs[i];

		if (topo_among(impair_keys, q->key->text))
			read_setting(r, q, &w->impair[dir]);
		else if (!strcmp(q->key->text, "state"))
			w->impair[dir].cut = !read_state(r, q->value);
		else
			topo_unknown_key(r, q->key, dir_keys);
	}
}

static void add_setting(struct topo_reader *r, struct topo_event *e, const struct yaml_pair *p, u8 dirs)
{
	struct impair check = { 0 };

	if (read_setting(r, p, &check))
		e->settings[e->n_settings++] = (struct topo_setting){ p->key->text, p->value->text, dirs };
}

static u8 read_dirs(struct topo_reader *r, const struct yaml_value *v)
{
	const char *s = topo_scalar(r, v, "dir", "forward or back");

	if (s && strcmp(s, "forward") && strcmp(s, "back"))
		yaml_error(r->f, v->at, "dir: forward (away from the first end), or dir: back", "\"%s\" is not a direction", s);
	return s && !strcmp(s, "forward") ? FORWARD : s && !strcmp(s, "back") ? BACK : BOTH;
}

static void event_state(struct topo_reader *r, struct topo_event *e, const struct yaml_value *v, u8 dirs)
{
	int state = read_state(r, v);

	if (dirs == BOTH)
		e->state = state;
	else if (state == 0)
		e->cut |= dirs;
	else if (state == 1)
		e->uncut |= dirs;
}

static void event_dir(struct topo_reader *r, struct topo_event *e, const struct yaml_pair *p, u8 dirs)
{
	if (p->value->kind != YAML_MAP) {
		yaml_error(r->f, p->value->at, "forward: {delay: 10ms}", "\"%s\" takes a map of impairments", p->key->text);
		return;
	}
	for (u32 i = 0; i < p->value->n; i++) {
		const struct yaml_pair *q = &p->value->pairs[i];

		if (topo_among(impair_keys, q->key->text))
			add_setting(r, e, q, dirs);
		else if (!strcmp(q->key->text, "state"))
			event_state(r, e, q->value, dirs);
		else
			topo_unknown_key(r, q->key, dir_keys);
	}
}

static u32 count_settings(const struct yaml_value *v)
{
	u32 n = v->n;

	for (u32 i = 0; i < v->n; i++)
		if (v->pairs[i].value->kind == YAML_MAP)
			n += v->pairs[i].value->n;
	return n;
}

/* The keys of a change: state, dir, impairments, forward, back. `other` is a key that the caller reads. */
void topo_read_change(struct topo_reader *r, struct topo_event *e, const struct yaml_value *v, const char *other)
{
	const struct yaml_value *dir = yaml_get(v, "dir");
	u8 dirs = dir ? read_dirs(r, dir) : BOTH;

	e->state = -1;
	e->place = v->at;
	e->settings = yaml_alloc(r->f, count_settings(v) + 1, sizeof(*e->settings));
	for (u32 i = 0; i < v->n; i++) {
		const struct yaml_pair *p = &v->pairs[i];

		if (topo_among(impair_keys, p->key->text))
			add_setting(r, e, p, dirs);
		else if (!strcmp(p->key->text, "state"))
			event_state(r, e, p->value, dirs);
		else if (!strcmp(p->key->text, "forward"))
			event_dir(r, e, p, FORWARD);
		else if (!strcmp(p->key->text, "back"))
			event_dir(r, e, p, BACK);
		else if (strcmp(p->key->text, other) && strcmp(p->key->text, "dir"))
			topo_unknown_key(r, p->key, event_keys);
	}
}

static void read_event(struct topo_reader *r, struct topo_event *e, const struct yaml_value *v)
{
	const struct yaml_value *at = yaml_get(v, "at");
	const char *s;

	e->place = v->at;
	if (v->kind != YAML_MAP || !at) {
		yaml_error(r->f, v->at, "schedule: [{at: 10s, state: down}, {at: 20s, state: up}]",
			   "each change of a schedule is a map that says \"at\" when it comes");
		return;
	}
	s = topo_scalar(r, at, "at", "a time");
	if (s && !topology_duration(s, &e->at))
		yaml_error(r->f, at->at, "10s, 100ms, 5m, 1h", "\"%s\" is not a time", s);
	topo_read_change(r, e, v, "at");
}

static int by_time(const void *a, const void *b)
{
	const struct topo_event *x = a, *y = b;

	if (x->at != y->at)
		return x->at < y->at ? -1 : 1;
	if (x->place.line != y->place.line)
		return x->place.line < y->place.line ? -1 : 1;
	return (x->place.column > y->place.column) - (x->place.column < y->place.column);
}

static void read_schedule(struct topo_reader *r, struct topo_wire *w, const struct yaml_value *v)
{
	if (v->kind != YAML_LIST) {
		yaml_error(r->f, v->at, "schedule: [{at: 10s, state: down}]", "\"schedule\" takes a list of changes");
		return;
	}
	w->events = yaml_alloc(r->f, v->n + 1, sizeof(*w->events));
	for (u32 i = 0; i < v->n; i++)
		read_event(r, &w->events[w->n_events++], v->items[i]);
	if (w->n_events)
		qsort(w->events, w->n_events, sizeof(*w->events), by_time);
}

void topology_event_apply(const struct topo_event *e, struct impair im[TOPO_DIRS], bool *up)
{
	const char *why;

	if (e->state >= 0)
		*up = e->state;
	for (unsigned d = 0; d < TOPO_DIRS; d++) {
		if (e->cut & 1u << d)
			im[d].cut = true;
		if (e->uncut & 1u << d)
			im[d].cut = false;
		for (u32 i = 0; i < e->n_settings; i++)
			if (e->settings[i].dirs & 1u << d)
				impair_parse(&im[d], e->settings[i].key, e->settings[i].value, &why);
	}
}

/* ---- wires ---- */

static void read_ends(struct topo_reader *r, struct topo_wire *w, const struct yaml_value *v)
{
	if (v->kind != YAML_LIST || v->n != 2) {
		yaml_error(r->f, v->at, "[pc1, sw1:g0/1], or {ends: [r1:g0/0, r2:g0/0], delay: 10ms}", "a wire has two ends");
		return;
	}
	for (unsigned i = 0; i < 2; i++)
		read_end(r, w, &w->end[i], v->items[i]);
}

/* Impairments of both directions come first, so that `forward:` and `back:` hold over them wherever they stand. */
static void read_wire_map(struct topo_reader *r, struct topo_wire *w, const struct yaml_value *v)
{
	const struct yaml_value *ends = yaml_get(v, "ends");

	if (ends)
		read_ends(r, w, ends);
	else
		yaml_error(r->f, v->at, "{ends: [r1:g0/0, r2:g0/0], delay: 10ms}", "a wire without \"ends\"");
	for (u32 i = 0; i < v->n; i++)
		if (topo_among(impair_keys, v->pairs[i].key->text) && read_setting(r, &v->pairs[i], &w->impair[0])) {
			const char *why;

			impair_parse(&w->impair[1], v->pairs[i].key->text, v->pairs[i].value->text, &why);
		}
	for (u32 i = 0; i < v->n; i++) {
		const struct yaml_pair *p = &v->pairs[i];

		if (!topo_among(wire_keys, p->key->text))
			topo_unknown_key(r, p->key, wire_keys);
		else if (!strcmp(p->key->text, "state"))
			w->up = read_state(r, p->value) != 0;
		else if (!strcmp(p->key->text, "forward"))
			read_dir(r, w, 0, p);
		else if (!strcmp(p->key->text, "back"))
			read_dir(r, w, 1, p);
		else if (!strcmp(p->key->text, "schedule"))
			read_schedule(r, w, p->value);
	}
}

/* A node of kind nat whose eth0 is wired gets a port `outside`, and a wire from there to the attachment nat: (interface: "nat: as a node"). */
static void plug_outside(struct topo_reader *r, struct topo_node *n)
{
	struct topology *t = r->t;
	struct topo_wire *w = &t->wires[t->n_wires];
	struct topo_port *ports = yaml_alloc(r->f, 2, sizeof(*ports)), *inside = n->ports;
	const struct yaml_value uri = { .kind = YAML_SCALAR, .text = (char *)"nat:", .len = 4, .at = n->kind_at };

	if (!n->n_ports || !inside->wire)
		return;
	w->at = n->kind_at;
	w->up = true;
	w->end[1].at = n->kind_at;
	w->end[1].text = uri.text;
	read_uri(r, w, &w->end[1], &uri);
	if (!w->end[1].uri)
		return;
	ports[0] = *inside;
	ports[1] = (struct topo_port){ .name = (char *)"outside", .wire = w, .end = 0 };
	inside->wire->end[inside->end].port = &ports[0];
	n->ports = ports;
	n->n_ports = 2;
	w->end[0] = (struct topo_end){ .node = n, .port = &ports[1], .text = n->name, .at = n->kind_at };
	t->n_wires++;
}

/*
 * A guest's ports lead outside: port i of a vm or a container to its port `outside` i, and from there a wire to what carries its frames. What that
 * is called is known when the lab has its place (lab/guest_place.c); here stands a name that is good to read.
 */
static void plug_guest(struct topo_reader *r, struct topo_node *n)
{
	struct topology *t = r->t;
	u32 count = n->n_ports;
	struct topo_port *ports = yaml_alloc(r->f, 2 * count + 1, sizeof(*ports));
	char text[32], why[256];
	unsigned column;

	for (u32 i = 0; i < count; i++) {
		struct topo_wire *w = &t->wires[t->n_wires++];

		ports[i] = n->ports[i];
		if (ports[i].wire)
			ports[i].wire->end[ports[i].end].port = &ports[i];
		snprintf(text, sizeof(text), "outside%u", i);
		ports[count + i] = (struct topo_port){ .name = yaml_copy_text(r->f, text), .wire = w, .end = 0 };
		*w = (struct topo_wire){ .at = n->kind_at, .up = true };
		w->end[0] = (struct topo_end){ .node = n, .port = &ports[count + i], .text = n->name, .at = n->kind_at };
		w->end[1] = (struct topo_end){ .uri = yaml_alloc(r->f, 1, sizeof(*w->end[1].uri)), .text = n->name, .at = n->kind_at };
		if (!attach_parse("vhost:guest", w->end[1].uri, why, &column))
			w->end[1].uri = NULL;
	}
	n->ports = ports;
	n->n_inside = count;
	n->n_ports = 2 * count;
}

void topo_read_wires(struct topo_reader *r, struct yaml_value *list)
{
	struct topology *t = r->t;
	struct yaml_value none = { .kind = YAML_LIST };
	u32 n_more = 0;

	if (!list)
		list = &none;
	if (list->kind != YAML_LIST) {
		yaml_error(r->f, list->at, "wires: then a line for each, such as: - [pc1, sw1:g0/1]", "\"wires\" takes a list");
		return;
	}
	for (u32 i = 0; i < t->n_nodes; i++)
		n_more += t->nodes[i].kind == TOPO_NAT ? 1 : topology_is_guest(&t->nodes[i]) ? t->nodes[i].n_ports : 0;
	t->wires = yaml_alloc(r->f, list->n + n_more + 1, sizeof(*t->wires));
	t->n_wires = list->n;
	for (r->uri_cap = 8; r->uri_cap < 4 * list->n;)
		r->uri_cap *= 2;
	r->uris = xcalloc(r->uri_cap, sizeof(*r->uris));
	r->uri_wires = xcalloc(r->uri_cap, sizeof(*r->uri_wires));
	for (u32 i = 0; i < list->n; i++) {
		struct topo_wire *w = &t->wires[i];
		const struct yaml_value *v = list->items[i];

		w->at = v->at;
		w->up = true;
		if (v->kind == YAML_MAP)
			read_wire_map(r, w, v);
		else
			read_ends(r, w, v);
	}
	for (u32 i = 0; i < list->n; i++)
		for (u8 e = 0; e < 2; e++)
			plug_end(r, &t->wires[i], e);
	for (u32 i = 0; i < t->n_nodes; i++)
		if (t->nodes[i].kind == TOPO_NAT)
			plug_outside(r, &t->nodes[i]);
		else if (topology_is_guest(&t->nodes[i]))
			plug_guest(r, &t->nodes[i]);
}
