/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From a topology to a world: nodes spread over workers, doors, wires with their impairments and schedules, and the boot of each node.
 *
 * A node boots from, in this order: what it ran when the engine before this one died; its saved startup-config; the file's `config`;
 * what its kind generates. Lines that the shell rejects in a file's config are errors of the file.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lab/engine.h"
#include "lab/gate.h"
#include "lab/store.h"

/* Nodes in the order of a walk along the wires, so that each worker gets a region. */
static u32 *walk_order(const struct topology *t)
{
	u32 n = t->n_nodes, *order = xcalloc(n + 1, sizeof(*order)), head = 0, tail = 0;
	bool *seen = xcalloc(n + 1, sizeof(*seen));

	for (u32 start = 0; start < n; start++) {
		if (seen[start])
			continue;
		seen[start] = true;
		order[tail++] = start;
		while (head < tail) {
			const struct topo_node *tn = &t->nodes[order[head++]];

			for (u32 i = 0; i < tn->n_ports; i++) {
				const struct topo_wire *w = tn->ports[i].wire;
				const struct topo_node *peer = w ? w->end[!tn->ports[i].end].node : NULL;

				if (peer && !seen[peer - t->nodes]) {
					seen[peer - t->nodes] = true;
					order[tail++] = (u32)(peer - t->nodes);
				}
			}
		}
	}
	free(seen);
	return order;
}

struct lab_node *engine_node_of(const struct engine *e, const struct node *n)
{
	return n->id < e->n_nodes ? e->by_id[n->id] : NULL;
}

struct lab_door *engine_door_of(const struct engine *e, const struct node *n)
{
	struct lab_door *d;

	for (d = e->doors; d && d->node != n; d = d->next)
		;
	return d;
}

struct lab_node *engine_node(const struct engine *e, const char *name)
{
	struct node *n = world_find(e->world, name);

	return n ? engine_node_of(e, n) : NULL;
}

const char *engine_end_name(const struct engine *e, const struct port *p, char buf[256])
{
	if (engine_node_of(e, p->node))
		snprintf(buf, 256, "%s:%s", p->node->name, p->name);
	else
		snprintf(buf, 256, "%s", p->node->name);
	return buf;
}

/* The one port that the text means. NULL: why. */
static struct port *match_port(const struct lab_node *ln, const char *text, int *status, char why[256])
{
	struct port *found = NULL;
	unsigned n = 0;

	for (struct port *p = ln->node->ports; p; p = p->next) {
		enum port_match m = topology_port_match(p->name, text);

		if (m == PORT_MATCH_EXACT)
			return p;
		if (m == PORT_MATCH_SHORT) {
			found = p;
			n++;
		}
	}
	*status = n ? EXIT_USAGE : EXIT_GONE;
	if (n > 1)
		snprintf(why, 256, "%s has several ports that \"%s\" can mean; write more of its name", ln->node->name, text);
	else if (!n)
		snprintf(why, 256, "%s has no port \"%s\"; its first is %s", ln->node->name, text, ln->node->ports ? ln->node->ports->name : "missing");
	return n == 1 ? found : NULL;
}

struct port *engine_port(const struct engine *e, const char *text, int *status, char why[256])
{
	const char *colon = strchr(text, ':');
	char name[TOPO_NAME_MAX + 1];
	const struct lab_node *ln;

	*status = EXIT_GONE;
	snprintf(name, sizeof(name), "%.*s", colon ? (int)(colon - text) : TOPO_NAME_MAX, text);
	ln = engine_node(e, name);
	if (!ln) {
		snprintf(why, 256, "lab %s has no node \"%s\"", e->s->state.name, name);
		return NULL;
	}
	if (colon)
		return match_port(ln, colon + 1, status, why);
	if (ln->node->n_ports == 1 || ln->topo->n_inside == 1) /* a guest's other ports lead outside */
		return ln->node->ports;
	*status = EXIT_USAGE;
	snprintf(why, 256, "%s has %u ports: write %s:PORT", name, ln->node->n_ports, name);
	return NULL;
}

/* ---- boot ---- */

static void cycle_power(void *arg)
{
	struct lab_node *ln = arg;

	ln->power_cycle = false;
	if (!ln->node->on)
		return;
	engine_hold(ln->engine);
	engine_power(ln->engine, ln, false);
	engine_power(ln->engine, ln, true);
	engine_release(ln->engine);
}

static void ask_reload(struct device *d)
{
	struct lab_node *ln = d->lab;

	if (ln->power_cycle)
		return;
	ln->power_cycle = true;
	engine_post(ln->engine, cycle_power, ln);
}

static s64 wall_clock(struct device *d)
{
	const struct lab_node *ln = d->lab;

	return ln->engine->wall_base + (s64)node_now(&d->node);
}

/* The addresses of the file as the kind takes them. */
static char *generated(const struct lab_node *ln)
{
	const struct topo_node *tn = ln->topo;
	struct appliance_config c = { 0 };
	char text[TOPO_ADDRESSES_MAX][PREFIX_TEXT + 1], gw[2][IP6_TEXT], dns[TOPO_DNS_MAX][IP6_TEXT];
	const char *list[TOPO_ADDRESSES_MAX], *gws[2], *names[TOPO_DNS_MAX];

	if (!ln->appliance->generate)
		return NULL;
	for (u32 i = 0; i < tn->n_addresses && i < TOPO_ADDRESSES_MAX; i++) {
		const struct topo_address *a = &tn->addresses[i];
		char ip[IP6_TEXT];

		list[c.n_addresses++] = text[i];
		if (a->how == TOPO_STATIC)
			snprintf(text[i], sizeof(text[i]), "%s/%u", ipaddr_text(&a->addr, ip), a->plen);
		else
			snprintf(text[i], sizeof(text[i]), "%s", a->how == TOPO_DHCP ? "dhcp" : a->how == TOPO_DHCP6 ? "dhcp6" : "slaac");
	}
	if (tn->gateway4.af != AF_NONE)
		gws[c.n_gateways] = ipaddr_text(&tn->gateway4, gw[0]), c.n_gateways++;
	if (tn->gateway6.af != AF_NONE)
		gws[c.n_gateways] = ipaddr_text(&tn->gateway6, gw[1]), c.n_gateways++;
	for (u32 i = 0; i < tn->n_dns; i++)
		names[c.n_dns] = ipaddr_text(&tn->dns[i], dns[i]), c.n_dns++;
	c.address = list;
	c.dns = names;
	c.gateway = gws;
	return ln->appliance->generate(ln->node, &c);
}

struct skipping {
	const struct lab_node *ln;
	const char *where;
};

static void say_skipped(void *arg, const struct config_error *err)
{
	const struct skipping *k = arg;
	const struct setup *s = k->ln->engine->s;
	const struct topo_config *cf = &k->ln->topo->config;
	char *line;

	if (!strcmp(k->where, "config") && cf->first_line)
		line = xasprintf("%s:%u: skipped: %s", cf->file, cf->first_line + err->line - 1, err->input);
	else
		line = xasprintf("%s: %s line %u: skipped: %s", k->ln->node->name, k->where, err->line, err->input);
	setup_say(s, 'E', line);
	free(line);
}

static void tell_configured(struct device *d) { keeper_tell_running(d->lab); }

static void carrier_changed(struct port *p)
{
	keeper_tell_carrier(p->node->world->lab, p);
}

/* The lab's side of a device, before anything happens to it. */
static void born(struct node *n)
{
	struct lab_node *ln = engine_node_of(n->world->lab, n);
	struct device *d;

	if (ln && ln->guest)
		((struct guest_node *)n)->carrier = carrier_changed;
	if (!ln || !n->shell)
		return;
	d = device_of(n);
	d->lab = ln;
	kept_born(d);
	d->reload = ask_reload;
	d->wall_clock = wall_clock;
	d->configured = tell_configured;
	controllers_born(d);
	d->gate = ln->engine->s->gate >= 0 ? &lab_gate : NULL;
	subscribe_born(ln);
}

/* Boots a device. config: NULL: its startup-config, else what the kind generates. false: the
 * file's config has an error, which is noted. */
static bool boot(struct lab_node *ln, const char *config, bool lenient)
{
	struct device *d = device_of(ln->node);
	struct config_error err = { 0 };
	struct skipping sk = { ln, "startup-config" };
	char *made = NULL;
	bool ok;

	if (!ln->node->shell)
		return true;
	free(d->startup);
	d->startup = ln->startup ? xstrdup(ln->startup) : NULL;
	if (!config && !ln->startup)
		config = made = generated(ln);
	if (!ln->saved && !config && ln->startup)
		sk.where = "config";
	ok = device_boot(d, config, lenient, &err, say_skipped, &sk);
	free(made);
	if (!ok)
		topology_config_error(ln->engine->s->topo, ln->topo, err.line, err.column, err.text);
	return ok;
}

/* Finds the startup-config and boots from it for the first time. */
static bool first_boot(struct lab_node *ln)
{
	struct engine *e = ln->engine;
	struct setup *s = e->s;
	const char *running = message_string(json_object_get(s->live, "running"), ln->node->name);
	char why[256];

	if (!ln->node->shell)
		return true;
	ln->startup = store_load(s->state.saved, ln->node->name, STORE_CONFIG, NULL, why);
	ln->saved = ln->startup != NULL;
	if (why[0]) {
		char *text = xasprintf("lanyard: %s", why);

		setup_say(s, 'E', text);
		free(text);
	}
	if (!ln->startup && ln->topo->config.text)
		ln->startup = xstrdup(ln->topo->config.text);
	return boot(ln, *running ? running : NULL, s->lenient || ln->saved || s->again);
}

void engine_power(struct engine *e, struct lab_node *ln, bool on)
{
	if (ln->node->on == on)
		return;
	if (!on)
		sessions_stop(e, ln);
	node_power(ln->node, on);
	if (on) {
		boot(ln, NULL, true);
		keeper_tell_running(ln); /* what it ran before is of no use any more */
		sessions_resume(e, ln);
	}
}

/* ---- structure ---- */

static bool make_node(struct engine *e, struct lab_node *ln, const struct topo_node *tn, unsigned worker)
{
	ln->engine = e;
	ln->topo = tn;
	ln->appliance = appliance_find(topology_kind_name(tn->kind));
	if (!ln->appliance) {
		topology_error(e->s->topo, tn->kind_at, NULL, "kind %s is not available in this build yet", topology_kind_name(tn->kind));
		return false;
	}
	if (ln->appliance->guest && !e->keeper) {
		topology_error(e->s->topo, tn->kind_at, "leave --foreground out; scenarios have no guests", "a %s needs a keeper that runs it",
			       topology_kind_name(tn->kind));
		return false;
	}
	ln->node = node_new_off(e->world, ln->appliance->kind, tn->name, worker);
	if (!ln->node) {
		topology_error(e->s->topo, tn->at, NULL, "node %s is there twice", tn->name);
		return false;
	}
	for (u32 i = 0; i < tn->n_ports; i++) {
		struct port *p = node_port_add(ln->node, tn->ports[i].name);

		topology_port_mac(e->s->topo, tn, i, p->mac);
	}
	e->by_id[ln->node->id] = ln;
	if (ln->appliance->guest)
		ln->guest = guest_line_new(ln);
	return true;
}

static bool make_nodes(struct engine *e)
{
	const struct topology *t = e->s->topo;
	u32 *order = walk_order(t);
	unsigned *worker = xcalloc(t->n_nodes + 1, sizeof(*worker));
	bool ok = true;

	e->world->lab = e;
	e->world->born = born;
	e->n_nodes = t->n_nodes;
	e->nodes = xcalloc(t->n_nodes + 1, sizeof(*e->nodes));
	e->by_id = xcalloc(t->n_nodes + 1, sizeof(*e->by_id));
	for (u32 i = 0; i < t->n_nodes; i++)
		worker[order[i]] = (unsigned)((u64)i * e->world->n_workers / t->n_nodes);
	for (u32 i = 0; i < t->n_nodes; i++)
		ok &= make_node(e, &e->nodes[i], &t->nodes[i], worker[i]);
	free(worker);
	free(order);
	return ok;
}

static struct lab_door *make_door(struct engine *e, struct opened *o, unsigned worker, char why[256])
{
	struct lab_door *d = xcalloc(1, sizeof(*d)), **at;
	char name[300];

	snprintf(name, sizeof(name), "%s", o->uri.text);
	for (unsigned i = 2; world_find(e->world, name); i++)
		snprintf(name, sizeof(name), "%s#%u", o->uri.text, i);
	d->node = o->uri.scheme->door(e->world, worker, name, &o->uri, &o->h, why);
	if (!d->node) {
		free(d);
		return NULL;
	}
	d->id = o->id;
	d->uri = xstrdup(o->uri.text);
	for (at = &e->doors; *at; at = &(*at)->next)
		;
	*at = d;
	return d;
}

bool engine_plug(struct engine *e, struct opened *o, struct port *p, char why[256])
{
	struct lab_door *d = make_door(e, o, p->node->worker->id, why);

	if (!d)
		return false;
	wire_new(p, d->node->ports);
	controllers_plugged(e, d->node->ports);
	return true;
}

void engine_unplug(struct engine *e, struct lab_door *d)
{
	struct wire *w = port_wire(d->node->ports);
	struct lab_door **at;

	for (u32 i = 0; i < e->n_schedules; i++)
		if (e->schedules[i].wire == w)
			timer_stop(&e->world->workers[0], &e->schedules[i].timer);
	for (at = &e->doors; *at != d; at = &(*at)->next)
		;
	*at = d->next;
	node_free(d->node);
	free(d->uri);
	free(d);
}

static struct port *end_port(struct engine *e, const struct topo_end *end, unsigned worker, char why[256])
{
	struct opened *o;
	struct lab_door *d;

	if (end->node)
		return node_port(e->nodes[end->node - e->s->topo->nodes].node, end->port->name);
	for (o = e->s->doors; o && o->end != end; o = o->next)
		;
	if (!o) { /* alone: this process is the opener too */
		int status = setup_open(e->s, end->uri->text, &o, why);

		if (status)
			return NULL;
		o->end = end;
		setup_claim(o);
	}
	d = make_door(e, o, worker, why);
	return d ? d->node->ports : NULL;
}

static void fire_schedule(struct timer *t)
{
	struct lab_schedule *s = container_of(t, struct lab_schedule, timer);
	struct worker *w0 = &s->engine->world->workers[0];

	engine_hold(s->engine);
	for (; s->next < s->topo->n_events && s->topo->events[s->next].at <= w0->now; s->next++) {
		struct impair im[TOPO_DIRS] = { *wire_impair(s->wire, 0), *wire_impair(s->wire, 1) };
		bool up = s->wire->up;

		topology_event_apply(&s->topo->events[s->next], im, &up);
		for (unsigned d = 0; d < TOPO_DIRS; d++)
			wire_set_impair(s->wire, d, &im[d]);
		wire_set_up(s->wire, up);
	}
	keeper_tell_wire(s->engine, s->wire);
	engine_release(s->engine);
	if (s->next < s->topo->n_events)
		timer_set(w0, t, s->topo->events[s->next].at);
}

static void start_schedule(struct engine *e, struct wire *w, const struct topo_wire *tw)
{
	struct lab_schedule *s = &e->schedules[e->n_schedules++];

	*s = (struct lab_schedule){ .engine = e, .wire = w, .topo = tw, .timer.fire = fire_schedule };
	timer_set(&e->world->workers[0], &s->timer, tw->events[0].at);
}

/* An end that `lanyard detach` has taken away from an engine before this one. */
static bool is_detached(const struct engine *e, const struct topo_wire *tw)
{
	for (unsigned k = 0; e->s->again && k < 2; k++) {
		const struct opened *o = e->s->doors;

		while (o && o->end != &tw->end[k])
			o = o->next;
		if (tw->end[k].uri && !o)
			return true;
	}
	return false;
}

static int make_wires(struct engine *e)
{
	const struct topology *t = e->s->topo;

	e->schedules = xcalloc(t->n_wires + 1, sizeof(*e->schedules));
	for (u32 i = 0; i < t->n_wires; i++) {
		const struct topo_wire *tw = &t->wires[i];
		struct port *p[2] = { NULL, NULL };
		struct wire *w;

		if (is_detached(e, tw))
			continue;
		for (unsigned k = 0; k < 2; k++) {
			unsigned end = tw->end[0].node ? k : !k; /* the node's first: its worker gets the door */
			unsigned worker = p[!end] ? p[!end]->node->worker->id : 0;
			char why[256] = "";

			p[end] = end_port(e, &tw->end[end], worker, why);
			if (!p[end]) {
				topology_error(e->s->topo, tw->end[end].at, NULL, "%s: %s", tw->end[end].text, why);
				return EXIT_HOST;
			}
		}
		w = wire_new(p[0], p[1]);
		for (unsigned d = 0; d < TOPO_DIRS; d++)
			wire_set_impair(w, d, &tw->impair[d]);
		wire_set_up(w, tw->up);
		if (tw->n_events)
			start_schedule(e, w, tw);
	}
	return EXIT_DONE;
}

/* ---- what had changed when the last engine died ---- */

static void restore_impair(struct wire *w, unsigned dir, const json_t *of)
{
	struct impair im = { .cut = json_is_true(json_object_get(of, "cut")) };
	char *text = xstrdup(message_string(of, "impair")), *rest, *word;
	const char *why;

	for (word = strtok_r(text, " ", &rest); word; word = strtok_r(NULL, " ", &rest)) {
		char *eq = strchr(word, '=');

		if (eq) {
			*eq = 0;
			impair_parse(&im, word, eq + 1, &why);
		}
	}
	wire_set_impair(w, dir, &im);
	free(text);
}

static void restore_live(struct engine *e)
{
	const char *name;
	json_t *v;
	char why[256];
	int status;

	for (struct opened *o = e->s->doors; o; o = o->next) {
		struct port *p = o->port ? engine_port(e, o->port, &status, why) : NULL;

		if (p && !o->end && !port_wire(p) && !engine_plug(e, o, p, why))
			fprintf(stderr, "engine: %s is not plugged in again: %s\n", o->uri.text, why);
	}
	json_object_foreach(json_object_get(e->s->live, "wires"), name, v) {
		struct port *p = engine_port(e, name, &status, why);
		struct wire *w = p ? port_wire(p) : NULL;

		if (!w)
			continue;
		restore_impair(w, 0, json_object_get(v, "forward"));
		restore_impair(w, 1, json_object_get(v, "back"));
		wire_set_up(w, !json_is_false(json_object_get(v, "up")));
	}
	json_object_foreach(json_object_get(e->s->live, "power"), name, v) {
		struct lab_node *ln = engine_node(e, name);

		if (ln && !ln->guest)
			engine_power(e, ln, false);
	}
}

int engine_build(struct engine *e)
{
	struct topology *t = e->s->topo;
	int status = EXIT_USAGE;
	char *text;

	if (make_nodes(e) && !(status = make_wires(e))) {
		bool ok = true;

		for (u32 i = 0; i < e->n_nodes; i++)
			node_power(e->nodes[i].node, true);
		for (u32 i = 0; i < e->n_nodes; i++)
			ok &= first_boot(&e->nodes[i]);
		if (!ok)
			status = EXIT_USAGE;
	}
	if (!status) {
		restore_live(e);
		return EXIT_DONE;
	}
	text = topology_errors(t);
	setup_say(e->s, 'E', text);
	free(text);
	return status;
}

void engine_unbuild(struct engine *e)
{
	struct lab_door *d, *next;

	for (u32 i = 0; i < e->n_schedules; i++)
		timer_stop(&e->world->workers[0], &e->schedules[i].timer);
	for (d = e->doors; d; d = next) {
		next = d->next;
		engine_unplug(e, d);
	}
	while (e->world->nodes) /* now, while there are loops to take their descriptors out of */
		node_free(e->world->nodes);
	for (u32 i = 0; i < e->n_nodes; i++) {
		free(e->nodes[i].startup);
		guest_line_free(e->nodes[i].guest);
	}
	free(e->nodes);
	free(e->by_id);
	free(e->schedules);
}
