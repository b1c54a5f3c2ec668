/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Requests of the command line that look at or change the lab itself: list, show, wire, power, attach, detach. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lab/engine.h"

/* ---- list, show ---- */

static const char *clock_name(const struct engine *e)
{
	return e->world->clock == CLOCK_VIRTUAL ? "virtual" : "real";
}

static void do_list(struct engine *e, struct client *c, json_t *m)
{
	(void)m;
	client_result(c, EXIT_DONE,
		      json_pack("{s:s,s:s,s:s,s:I,s:i,s:i,s:i}", "name", e->s->state.name, "state", "running", "clock", clock_name(e), "now_ns",
				(json_int_t)world_now(e->world), "keeper_pid", (int)(e->keeper ? getppid() : getpid()), "engine_pid",
				(int)getpid(), "nodes", (int)e->n_nodes));
}

static json_t *drops_json(const u64 *drops)
{
	json_t *d = json_object();

	for (unsigned i = 1; i < DROP_N; i++)
		if (drops[i])
			json_object_set_new(d, drop_name(i), json_integer((json_int_t)drops[i]));
	return d;
}

json_t *engine_port_json(const struct port *p)
{
	char mac[18];

	snprintf(mac, sizeof(mac), "%02x:%02x:%02x:%02x:%02x:%02x", p->mac[0], p->mac[1], p->mac[2], p->mac[3], p->mac[4], p->mac[5]);
	return json_pack("{s:s,s:s,s:b,s:b,s:b,s:I,s:I,s:I,s:I,s:o}", "name", p->name, "mac", mac, "up", p->link, "enabled", p->enabled, "wired",
			 p->tx != NULL, "rx_frames", (json_int_t)p->stats.rx_frames, "tx_frames", (json_int_t)p->stats.tx_frames, "rx_bytes",
			 (json_int_t)p->stats.rx_bytes, "tx_bytes", (json_int_t)p->stats.tx_bytes, "drops", drops_json(p->drops));
}

static json_t *node_json(const struct lab_node *ln)
{
	const char *why = "", *state = ln->guest ? guest_line_state(ln->guest, &why) : ln->node->on ? "up" : "off";
	json_t *ports = json_array(), *m;

	for (const struct port *p = ln->node->ports; p; p = p->next)
		json_array_append_new(ports, engine_port_json(p));
	m = json_pack("{s:s,s:s,s:s,s:b,s:o}", "name", ln->node->name, "kind", ln->node->kind->name, "state", state, "saved", ln->saved, "ports", ports);
	if (*why)
		json_object_set_new(m, "why", message_text(why, strlen(why)));
	return m;
}

/* A probability as a fraction; for reading only. */
static json_t *fraction(u64 p32)
{
	return json_real((double)p32 / 4294967296.0);
}

static json_t *direction_json(const struct wire *w, unsigned dir)
{
	const struct impair *im = wire_impair(w, dir);
	const struct wire_stats *st = wire_stats(w, dir);
	char text[256];
	json_t *d;

	impair_format(im, text, sizeof(text));
	d = json_pack("{s:s,s:b,s:I,s:I,s:I,s:o}", "impairments", text, "cut", im->cut, "frames", (json_int_t)st->frames, "bytes",
		      (json_int_t)st->bytes, "in_flight", (json_int_t)wire_in_flight(w, dir), "drops", drops_json(st->drops));
	if (im->rate)
		json_object_set_new(d, "rate_bps", json_integer((json_int_t)im->rate));
	if (im->delay)
		json_object_set_new(d, "delay_ns", json_integer((json_int_t)im->delay));
	if (im->jitter)
		json_object_set_new(d, "jitter_ns", json_integer((json_int_t)im->jitter));
	if (im->loss)
		json_object_set_new(d, "loss", fraction(im->loss));
	if (im->dup)
		json_object_set_new(d, "dup", fraction(im->dup));
	if (im->corrupt)
		json_object_set_new(d, "corrupt", fraction(im->corrupt));
	if (im->reorder)
		json_object_set_new(d, "reorder", fraction(im->reorder));
	if (im->mtu)
		json_object_set_new(d, "mtu", json_integer(im->mtu));
	return d;
}

static bool wire_is_up(const struct wire *w)
{
	return w->end[0]->link && w->end[1]->link;
}

/* first: which of the ends is named first, so that forward is away from it. */
static json_t *wire_json(const struct engine *e, const struct wire *w, unsigned first)
{
	char a[256], b[256];

	return json_pack("{s:[s,s],s:b,s:s,s:o,s:o}", "ends", engine_end_name(e, w->end[first], a), engine_end_name(e, w->end[!first], b), "up",
			 wire_is_up(w), "state", w->up ? "up" : "down", "forward", direction_json(w, first), "back",
			 direction_json(w, !first));
}

static int by_id(const void *a, const void *b)
{
	const struct wire *const *x = a, *const *y = b;

	return (*x)->id < (*y)->id ? -1 : (*x)->id > (*y)->id;
}

static json_t *wires_json(const struct engine *e)
{
	struct wire **list = xcalloc(e->world->n_wires + 1, sizeof(struct wire *));
	json_t *wires = json_array();
	u32 n = 0;

	for (struct wire *w = e->world->wires; w; w = w->next)
		list[n++] = w;
	qsort(list, n, sizeof(*list), by_id);
	for (u32 i = 0; i < n; i++)
		json_array_append_new(wires, wire_json(e, list[i], 0));
	free(list);
	return wires;
}

static void do_show(struct engine *e, struct client *c, json_t *m)
{
	json_t *nodes = json_array();

	(void)m;
	engine_hold(e);
	for (u32 i = 0; i < e->n_nodes; i++)
		json_array_append_new(nodes, node_json(&e->nodes[i]));
	m = json_pack("{s:s,s:s,s:I,s:o,s:o}", "name", e->s->state.name, "clock", clock_name(e), "now_ns", (json_int_t)world_now(e->world),
		      "nodes", nodes, "wires", wires_json(e));
	engine_release(e);
	client_result(c, EXIT_DONE, m);
}

/* ---- wire ---- */

/* What a wire command asks for; applied only when all of it is good. */
struct wire_change {
	struct impair im[2];	/* by direction of the wire */
	bool dirs[2];
	int state;		/* 1: up, 0: down, -1: as it is */
	bool any;
};

static bool choose_dirs(struct wire_change *ch, const json_t *words, unsigned forward, char why[256])
{
	size_t i;
	json_t *word;

	ch->dirs[0] = ch->dirs[1] = true;
	json_array_foreach(words, i, word) {
		const char *w = json_string_value(word);

		if (!w || strncmp(w, "dir=", 4))
			continue;
		if (strcmp(w + 4, "forward") && strcmp(w + 4, "back")) {
			snprintf(why, 256, "dir=%s: write dir=forward (away from the port named) or dir=back", w + 4);
			return false;
		}
		ch->dirs[forward] = !strcmp(w + 4, "forward");
		ch->dirs[!forward] = !ch->dirs[forward];
	}
	return true;
}

/* up, down: of the whole wire, or with dir= a cut of one direction. */
static void set_state(struct wire_change *ch, bool up)
{
	ch->any = true;
	if (ch->dirs[0] && ch->dirs[1]) {
		ch->state = up;
		if (up)
			ch->im[0].cut = ch->im[1].cut = false;
		return;
	}
	for (unsigned d = 0; d < 2; d++)
		if (ch->dirs[d])
			ch->im[d].cut = !up;
}

static bool read_word(struct wire_change *ch, const char *word, char why[256])
{
	const char *eq = strchr(word, '='), *reason = "";
	char key[32];

	if (!strcmp(word, "up") || !strcmp(word, "down")) {
		set_state(ch, word[0] == 'u');
		return true;
	}
	if (!strncmp(word, "dir=", 4))
		return true;
	if (!eq || eq - word >= (int)sizeof(key)) {
		snprintf(why, 256, "\"%s\": write up, down or KEY=VALUE such as delay=10ms, loss=1%%, rate=10mbit", word);
		return false;
	}
	snprintf(key, sizeof(key), "%.*s", (int)(eq - word), word);
	ch->any = true;
	for (unsigned d = 0; d < 2; d++)
		if (ch->dirs[d] && !impair_parse(&ch->im[d], key, eq + 1, &reason)) {
			snprintf(why, 256, "%s: %s", word, reason);
			return false;
		}
	return true;
}

static void do_wire(struct engine *e, struct client *c, json_t *m)
{
	json_t *words = json_object_get(m, "settings"), *word;
	char why[256];
	int status;
	size_t i;
	struct port *p = engine_port(e, message_string(m, "port"), &status, why);
	struct wire *w = p ? port_wire(p) : NULL;
	struct wire_change ch = { .state = -1 };
	unsigned forward;

	if (!w) {
		client_done(c, p ? EXIT_GONE : status, "%s", p ? "nothing is plugged into that port" : why);
		return;
	}
	forward = w->end[0] == p ? 0 : 1;
	ch.im[0] = *wire_impair(w, 0);
	ch.im[1] = *wire_impair(w, 1);
	if (!choose_dirs(&ch, words, forward, why)) {
		client_done(c, EXIT_USAGE, "%s", why);
		return;
	}
	json_array_foreach(words, i, word)
		if (!json_is_string(word) || !read_word(&ch, json_string_value(word), why)) {
			client_done(c, EXIT_USAGE, "%s", json_is_string(word) ? why : "settings are words");
			return;
		}
	engine_hold(e);
	if (ch.any) {
		wire_set_impair(w, 0, &ch.im[0]);
		wire_set_impair(w, 1, &ch.im[1]);
		if (ch.state >= 0)
			wire_set_up(w, ch.state);
		keeper_tell_wire(e, w);
	}
	m = json_pack("{s:o}", "wire", wire_json(e, w, forward));
	engine_release(e);
	client_result(c, EXIT_DONE, m);
}

/* ---- power ---- */

/* A NIC of a vm, NODE:PORT: off pulls it out of its slot, on plugs it in. */
static void plug_nic(struct engine *e, struct client *c, const char *name, const char *state)
{
	bool on = !strcmp(state, "on");
	char why[256], verb[32];
	int status;
	struct port *p = engine_port(e, name, &status, why);
	struct lab_node *ln = p ? engine_node_of(e, p->node) : NULL;

	if (!p) {
		client_done(c, status, "%s", why);
	} else if (!ln->guest || ln->topo->kind != TOPO_VM || p->index >= ln->topo->n_inside) {
		client_done(c, EXIT_USAGE, "%s is no NIC of a vm", name);
	} else if (!on && strcmp(state, "off")) {
		client_done(c, EXIT_USAGE, "power %s: a NIC takes off (it is pulled out) and on (it is plugged in)", state);
	} else {
		snprintf(verb, sizeof(verb), "%s %u", on ? "plug" : "pull", p->index);
		guest_power_asked(e, c, ln, verb);
	}
}

static void do_power(struct engine *e, struct client *c, json_t *m)
{
	const char *name = message_string(m, "node"), *state = message_string(m, "state");
	struct lab_node *ln = engine_node(e, name);
	bool off = !strcmp(state, "off"), restart = !strcmp(state, "restart");

	if (!ln && strchr(name, ':')) {
		plug_nic(e, c, name, state);
		return;
	}
	if (!ln) {
		client_done(c, EXIT_GONE, "lab %s has no node \"%s\"", e->s->state.name, name);
		return;
	}
	if (ln->guest) {
		guest_power_asked(e, c, ln, state);
		return;
	}
	if (!strcmp(state, "suspend") || !strcmp(state, "resume")) {
		client_done(c, EXIT_USAGE, "%s is a %s: only a vm or a container can be suspended", name, ln->node->kind->name);
		return;
	}
	if (!off && !restart && strcmp(state, "on")) {
		client_done(c, EXIT_USAGE, "power %s: write on, off, restart, suspend or resume", state);
		return;
	}
	engine_hold(e);
	if (off || restart)
		engine_power(e, ln, false);
	if (!off)
		engine_power(e, ln, true);
	else
		sessions_drop(e, ln);
	keeper_tell_power(ln);
	engine_release(e);
	client_done(c, EXIT_DONE, NULL);
}

/* ---- attach, detach ---- */

struct attaching {
	struct engine *engine;
	struct client *client;	/* NULL: it has left */
	char *port;
};

static void attaching_left(struct client *c)
{
	struct attaching *a = c->serving;

	a->client = NULL;
}

static void attached(struct attaching *a, int status, const char *why)
{
	if (a->client) {
		if (status)
			client_done(a->client, status, "%s", why);
		else
			client_done(a->client, EXIT_DONE, NULL);
	}
	free(a->port);
	free(a);
}

static void opened_now(void *arg, int status, struct opened *o, const char *why)
{
	struct attaching *a = arg;
	struct engine *e = a->engine;
	struct port *p = engine_port(e, a->port, &(int){ 0 }, (char[256]){ 0 });
	char text[256] = "", name[256];
	u32 id;

	if (status) {
		attached(a, status, why);
		return;
	}
	id = o->id;
	engine_hold(e);
	if (!p || port_wire(p)) {
		snprintf(text, sizeof(text), "%s has been wired meanwhile", a->port);
		for (unsigned i = 0; e->keeper && i < o->h.n_fds; i++)
			close(o->h.fd[i]);
		status = EXIT_NO;
	} else if (!engine_plug(e, o, p, text)) {
		status = EXIT_HOST;
	}
	if (status)
		keeper_tell_closed(e, id);
	else
		keeper_tell_plugged(e, id, engine_end_name(e, p, name));
	engine_release(e);
	if (e->keeper)
		opened_free(o);
	attached(a, status, text);
}

static void do_attach(struct engine *e, struct client *c, json_t *m)
{
	const char *uri = message_string(m, "uri");
	struct attach_uri parsed = { 0 };
	struct attaching *a;
	char why[256], name[256];
	unsigned column;
	int status;
	struct port *p = engine_port(e, message_string(m, "port"), &status, why);

	if (!p || port_wire(p)) {
		client_done(c, p ? EXIT_USAGE : status, "%s%s", p ? engine_end_name(e, p, name) : why, p ? " is wired already" : "");
		return;
	}
	if (!attach_parse(uri, &parsed, why, &column)) {
		client_done(c, EXIT_USAGE, "%s: %s", uri, why);
		return;
	}
	attach_uri_free(&parsed);
	a = xcalloc(1, sizeof(*a));
	*a = (struct attaching){ e, c, xstrdup(engine_end_name(e, p, name)) };
	c->serving = a;
	c->gone = attaching_left;
	if (e->keeper) {
		keeper_open(e, uri, opened_now, a);
	} else { /* alone: this process is the opener too */
		struct opened *o = NULL;

		status = setup_open(e->s, uri, &o, why);
		opened_now(a, status, o, why);
	}
}

static void do_detach(struct engine *e, struct client *c, json_t *m)
{
	char why[256];
	int status;
	struct port *p = engine_port(e, message_string(m, "port"), &status, why);
	struct port *peer = p ? port_peer(p) : NULL;
	struct lab_door *d = peer ? engine_door_of(e, peer->node) : NULL;
	u32 id;

	if (!d) {
		client_done(c, p ? EXIT_USAGE : status, "%s", p ? "no attachment is plugged into that port" : why);
		return;
	}
	id = d->id;
	engine_hold(e);
	engine_unplug(e, d);
	engine_release(e);
	keeper_tell_closed(e, id);
	client_done(c, EXIT_DONE, NULL);
}

void engine_request(struct engine *e, struct client *c, json_t *m)
{
	static const struct {
		const char *name;
		void (*fn)(struct engine *e, struct client *c, json_t *m);
	} requests[] = {
		{ "list", do_list },	       { "show", do_show },	      { "wire", do_wire },     { "power", do_power },
		{ "attach", do_attach },       { "detach", do_detach },	      { "exec", session_exec }, { "console", session_console },
		{ "configure", session_configure }, { "save", session_save }, { "run", clock_run },    { "capture", capturing_start },
		{ "guest_console", guest_console }, { "controllers", controllers_asked }, { "subscribe", subscribe_start },
	};
	const char *name = message_string(m, "do");

	for (unsigned i = 0; i < ARRAY_LEN(requests); i++)
		if (!strcmp(requests[i].name, name)) {
			requests[i].fn(e, c, m);
			return;
		}
	client_done(c, EXIT_USAGE, "the engine knows no request \"%s\"", name);
}
