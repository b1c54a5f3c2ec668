/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * subscribe: what happens in the lab, told to clients as it happens. Events arise in the threads of the workers, are made into messages there, and
 * gather in one bounded queue that worker 0 hands out. Devices have their hook only while somebody wants to hear of them, so that a lab without
 * subscribers pays for a test of a pointer.
 *
 * Nobody waits for a subscriber: what finds the queue full, or too much unread before a client, is lost to it, counted, and said as soon as
 * there is room. Counters are no events of the lab: they are read every so often on its clock, and the ports told that have moved. On the virtual
 * clock nothing is read while nothing else is due, so that a subscriber does not keep a lab from standing still.
 */
#include <stdlib.h>
#include <string.h>

#include "lab/engine.h"

enum {
	SUBSCRIPTIONS_MAX = 64,
	PENDING_MAX = 16384,	/* events on their way to worker 0 */
	UNSENT_MAX = 1 << 20,	/* bytes before a client that does not read */
};

#define EVERY_LEAST (100 * NSEC_PER_MS)

enum kind { KIND_CARRIER, KIND_INTERFACE, KIND_ADJACENCY, KIND_LOG, KIND_COUNTERS, KIND_N };
static const char *const kind_name[KIND_N] = { "carrier", "interface", "adjacency", "log", "counters" };
#define OF_DEVICES (1u << KIND_INTERFACE | 1u << KIND_ADJACENCY | 1u << KIND_LOG)

struct pending {
	struct pending *next;
	const struct lab_node *ln;
	enum kind kind;
	unsigned severity;	/* KIND_LOG */
	json_t *m;
};

struct subscription {
	struct subscription *next;
	struct engine *engine;
	struct client *client;
	u32 kinds;		/* bits of enum kind */
	bool *nodes;		/* by index in e->nodes; NULL: all */
	unsigned severity;	/* log lines up to this */
	u64 limit, sent;	/* events; limit 0: none */
	u64 lost, lost_untold;
	nsec every, due;	/* counters */
	u64 *seen;		/* by index in e->nodes: the sum of its counters when they were told last */
	struct timer until;
	bool over;		/* in `buried` */
};

struct subscriptions {
	struct engine *engine;
	struct subscription *list, *buried;
	unsigned n;
	u32 kinds;		/* of all; changes while the workers are held */
	struct timer tick;	/* the earliest `due` */
	/* from the workers to worker 0 */
	pthread_mutex_t lock;
	struct pending *first, **last;
	unsigned n_pending;
	u64 lost;
	bool posted;
};

/* ---- from the workers' threads ---- */

static void hand_out(void *arg);

static void put(const struct lab_node *ln, enum kind kind, unsigned severity, json_t *m)
{
	struct subscriptions *all = ln->engine->subscriptions;
	struct pending *p = xcalloc(1, sizeof(*p));
	bool full, post;

	json_object_set_new(m, "event", json_string(kind_name[kind]));
	json_object_set_new(m, "now_ns", json_integer((json_int_t)node_now(ln->node)));
	json_object_set_new(m, "node", json_string(ln->node->name));
	*p = (struct pending){ .ln = ln, .kind = kind, .severity = severity, .m = m };
	pthread_mutex_lock(&all->lock);
	full = all->n_pending >= PENDING_MAX;
	if (full) {
		all->lost++;
	} else {
		*all->last = p;
		all->last = &p->next;
		all->n_pending++;
	}
	post = !all->posted;
	all->posted = true;
	pthread_mutex_unlock(&all->lock);
	if (full) {
		json_decref(m);
		free(p);
	}
	if (post)
		engine_post(ln->engine, hand_out, all);
}

static json_t *text_of(const char *s) { return message_text(s, strlen(s)); }

static void device_happened(struct device *d, const struct device_event *ev)
{
	static const enum kind kinds[] = { [EVENT_INTERFACE] = KIND_INTERFACE, [EVENT_ADJACENCY] = KIND_ADJACENCY, [EVENT_LOG] = KIND_LOG };
	const struct lab_node *ln = d->lab;
	const struct iface *i = ev->iface;
	json_t *m;

	if (!(ln->engine->subscriptions->kinds & 1u << kinds[ev->kind]))
		return;
	switch (ev->kind) {
	case EVENT_INTERFACE:
		m = json_pack("{s:s,s:b,s:b,s:b}", "interface", i->name, "administratively_down", i->shutdown, "link", i->link, "line_protocol", i->up);
		break;
	case EVENT_ADJACENCY:
		m = json_pack("{s:s,s:I,s:o,s:s,s:s,s:s}", "protocol", ev->protocol, "process", (json_int_t)ev->process, "neighbor", text_of(ev->neighbor), "interface",
			      ev->port, "from", ev->from, "to", ev->to);
		break;
	default:
		m = json_pack("{s:s,s:i,s:s,s:o}", "facility", ev->facility, "severity", (int)ev->severity, "mnemonic", ev->mnemonic, "text", text_of(ev->text));
		break;
	}
	put(ln, kinds[ev->kind], ev->severity, m);
}

static void carrier_changed(struct port *p)
{
	const struct lab_node *ln = engine_node_of(p->node->world->lab, p->node);

	if (ln)
		put(ln, KIND_CARRIER, 0, json_pack("{s:s,s:b}", "port", p->name, "up", p->link));
}

/* ---- in worker 0's ---- */

static bool wants(const struct subscription *s, const struct lab_node *ln, enum kind kind)
{
	return s->kinds & 1u << kind && (!s->nodes || s->nodes[ln - s->engine->nodes]);
}

/* Hooks where somebody listens, and nowhere else. */
static void set_hooks(struct subscriptions *all)
{
	struct engine *e = all->engine;

	engine_hold(e);
	all->kinds = 0;
	for (const struct subscription *s = all->list; s; s = s->next)
		all->kinds |= s->kinds;
	e->world->carrier = all->kinds & 1u << KIND_CARRIER ? carrier_changed : NULL;
	for (u32 i = 0; i < e->n_nodes; i++)
		subscribe_born(&e->nodes[i]);
	engine_release(e);
}

void subscribe_born(struct lab_node *ln)
{
	const struct subscriptions *all = ln->engine->subscriptions;
	bool heard = false;

	if (!all || !ln->node || !ln->node->shell)
		return;
	for (const struct subscription *s = all->list; s && !heard; s = s->next)
		heard = s->kinds & OF_DEVICES && (!s->nodes || s->nodes[ln - ln->engine->nodes]);
	device_of(ln->node)->happened = heard ? device_happened : NULL;
}

static void free_all(struct subscription *s)
{
	struct subscription *next;

	for (; s; s = next) {
		next = s->next;
		free(s->nodes);
		free(s->seen);
		free(s);
	}
}

/* Where nobody on the stack holds one: the memory of those that are over. */
static void bury(struct subscriptions *all)
{
	free_all(all->buried);
	all->buried = NULL;
}

/* Nobody hears of it any more. */
static void leave(struct subscription *s)
{
	struct subscriptions *all = s->engine->subscriptions;
	struct subscription **at = &all->list;

	s->over = true;
	while (*at != s)
		at = &(*at)->next;
	*at = s->next;
	all->n--;
	s->next = all->buried;
	all->buried = s;
	timer_stop(&s->engine->world->workers[0], &s->until);
	set_hooks(all);
}

static void client_left(struct client *c)
{
	leave(c->serving);
}

static void finish(struct subscription *s)
{
	struct client *c = s->client;
	json_t *m = json_pack("{s:I,s:I}", "events", (json_int_t)s->sent, "lost", (json_int_t)s->lost);

	leave(s);
	client_result(c, EXIT_DONE, m);
}

static void time_over(struct timer *t)
{
	finish(container_of(t, struct subscription, until));
}

static void client_says(struct client *c, json_t *m)
{
	if (json_is_true(json_object_get(m, "stop")))
		finish(c->serving);
}

static void tell_lost(struct subscription *s)
{
	u64 n = s->lost_untold;

	s->lost_untold = 0;
	if (n)
		client_send(s->client, json_pack("{s:s,s:I}", "event", "lost", "count", (json_int_t)n));
}

static void caught_up(struct client *c)
{
	tell_lost(c->serving);
}

static void lose(struct subscription *s, u64 n)
{
	s->lost += n;
	s->lost_untold += n;
}

/* One event (borrowed). The subscription may be over after it. */
static void offer(struct subscription *s, json_t *m)
{
	if (client_unsent(s->client) > UNSENT_MAX) {
		lose(s, 1);
		return;
	}
	tell_lost(s);
	if (s->over)
		return;
	s->sent++;
	client_send(s->client, json_incref(m));
	if (!s->over && s->limit && s->sent >= s->limit)
		finish(s);
}

static void hand_out(void *arg)
{
	struct subscriptions *all = arg;
	struct pending *p, *next_p;
	u64 lost;

	bury(all);
	pthread_mutex_lock(&all->lock);
	p = all->first;
	lost = all->lost;
	all->first = NULL;
	all->last = &all->first;
	all->n_pending = 0;
	all->lost = 0;
	all->posted = false;
	pthread_mutex_unlock(&all->lock);
	for (; p; p = next_p) {
		next_p = p->next;
		for (struct subscription *s = all->list, *next; s; s = next) {
			next = s->next;
			if (wants(s, p->ln, p->kind) && (p->kind != KIND_LOG || p->severity <= s->severity))
				offer(s, p->m);
		}
		json_decref(p->m);
		free(p);
	}
	for (struct subscription *s = all->list; s && lost; s = s->next)
		lose(s, lost);
}

/* ---- counters ---- */

/* Every counter counts up, so that the sum says whether one has. */
static u64 sum_of(const struct node *n)
{
	u64 sum = 0;

	for (const struct port *p = n->ports; p; p = p->next) {
		sum += p->stats.rx_frames + p->stats.tx_frames;
		for (unsigned i = 0; i < DROP_N; i++)
			sum += p->drops[i];
	}
	return sum;
}

/* The counters of the nodes whose ports have moved since the last time. */
static void tell_counters(struct subscription *s)
{
	struct engine *e = s->engine;

	for (u32 i = 0; i < e->n_nodes && !s->over; i++) {
		const struct lab_node *ln = &e->nodes[i];
		json_t *ports, *m;
		u64 sum;

		if (!wants(s, ln, KIND_COUNTERS))
			continue;
		sum = sum_of(ln->node);
		if (sum == s->seen[i])
			continue;
		s->seen[i] = sum;
		ports = json_array();
		for (const struct port *p = ln->node->ports; p; p = p->next)
			json_array_append_new(ports, engine_port_json(p));
		m = json_pack("{s:s,s:I,s:s,s:o}", "event", kind_name[KIND_COUNTERS], "now_ns", (json_int_t)world_now(e->world), "node", ln->node->name, "ports", ports);
		offer(s, m);
		json_decref(m);
	}
}

static void set_tick(struct subscriptions *all)
{
	nsec due = NSEC_NEVER;

	for (const struct subscription *s = all->list; s; s = s->next)
		if (s->every)
			due = min_u64(due, s->due);
	if (due == NSEC_NEVER)
		timer_stop(&all->engine->world->workers[0], &all->tick);
	else
		timer_set(&all->engine->world->workers[0], &all->tick, due);
}

static void tick(struct timer *t)
{
	struct subscriptions *all = container_of(t, struct subscriptions, tick);
	struct engine *e = all->engine;
	nsec now = world_now(e->world);

	hand_out(all); /* what has happened before */
	engine_hold(e);
	for (struct subscription *s = all->list, *next; s; s = next) {
		next = s->next;
		if (!s->every || s->due > now)
			continue;
		s->due = now + s->every;
		tell_counters(s);
	}
	engine_release(e);
	if (e->world->clock != CLOCK_VIRTUAL || worker_next(&e->world->workers[0]) != NSEC_NEVER)
		set_tick(all);
}

void subscribe_clock_goes(struct engine *e)
{
	if (e->subscriptions && !timer_is_set(&e->subscriptions->tick))
		set_tick(e->subscriptions);
}

/* ---- the request ---- */

static u32 kinds_of(const json_t *list)
{
	u32 kinds = 0;
	size_t i;
	json_t *word;

	if (!json_array_size(list))
		return (1u << KIND_N) - 1 - (1u << KIND_COUNTERS);
	json_array_foreach(list, i, word) {
		unsigned k = 0;

		while (k < KIND_N && (!json_is_string(word) || strcmp(json_string_value(word), kind_name[k])))
			k++;
		if (k == KIND_N)
			return 0;
		kinds |= 1u << k;
	}
	return kinds;
}

/* The nodes named; false: the client was told which is none. */
static bool nodes_of(struct subscription *s, const json_t *list)
{
	struct engine *e = s->engine;
	size_t i;
	json_t *word;

	if (json_array_size(list))
		s->nodes = xcalloc(e->n_nodes, sizeof(*s->nodes));
	json_array_foreach(list, i, word) {
		const char *name = json_is_string(word) ? json_string_value(word) : "";
		const struct lab_node *ln = engine_node(e, name);

		if (!ln) {
			client_done(s->client, EXIT_GONE, "lab %s has no node \"%s\"", e->s->state.name, name);
			return false;
		}
		s->nodes[ln - e->nodes] = true;
	}
	return true;
}

/* What is asked for; false: the client was told what is wrong with it. */
static bool read_request(struct subscription *s, const json_t *m)
{
	const json_t *severity = json_object_get(m, "severity");
	json_int_t limit = json_integer_value(json_object_get(m, "count"));
	const char *every = message_string(m, "every");

	s->kinds = kinds_of(json_object_get(m, "events"));
	s->severity = severity ? (unsigned)json_integer_value(severity) : 7;
	s->limit = limit > 0 ? (u64)limit : 0;
	if (!s->kinds) {
		client_done(s->client, EXIT_USAGE, "events are carrier, interface, adjacency, log and counters");
		return false;
	}
	if (severity && (!json_is_integer(severity) || s->severity > 7)) {
		client_done(s->client, EXIT_USAGE, "a severity is a number from 0 to 7");
		return false;
	}
	if (s->kinds & 1u << KIND_COUNTERS) {
		s->every = NSEC_PER_SEC;
		if (*every && (!topology_duration(every, &s->every) || s->every < EVERY_LEAST)) {
			client_done(s->client, EXIT_USAGE, "counters every \"%s\": write a span of 100ms or more", every);
			return false;
		}
	}
	return nodes_of(s, json_object_get(m, "nodes"));
}

static struct subscriptions *subscriptions_of(struct engine *e)
{
	struct subscriptions *all = e->subscriptions;

	if (all)
		return all;
	all = e->subscriptions = xcalloc(1, sizeof(*all));
	all->engine = e;
	all->last = &all->first;
	all->tick.fire = tick;
	pthread_mutex_init(&all->lock, NULL);
	return all;
}

static void say_subscribed(struct subscription *s)
{
	json_t *list = json_array();

	for (unsigned k = 0; k < KIND_N; k++)
		if (s->kinds & 1u << k)
			json_array_append_new(list, json_string(kind_name[k]));
	client_send(s->client, json_pack("{s:o,s:I}", "subscribed", list, "now_ns", (json_int_t)world_now(s->engine->world)));
}

void subscribe_start(struct engine *e, struct client *c, json_t *m)
{
	struct subscriptions *all = subscriptions_of(e);
	json_int_t ns = json_integer_value(json_object_get(m, "ns"));
	struct subscription *s = xcalloc(1, sizeof(*s));

	bury(all);
	*s = (struct subscription){ .engine = e, .client = c, .until = { .fire = time_over } };
	if (all->n == SUBSCRIPTIONS_MAX)
		client_done(c, EXIT_NO, "%u clients have subscribed already", SUBSCRIPTIONS_MAX);
	if (all->n == SUBSCRIPTIONS_MAX || !read_request(s, m)) {
		free_all(s);
		return;
	}
	s->seen = xcalloc(e->n_nodes, sizeof(*s->seen));
	s->due = world_now(e->world) + s->every;
	s->next = all->list;
	all->list = s;
	all->n++;
	c->serving = s;
	c->gone = client_left;
	c->message = client_says;
	c->drained = caught_up;
	set_hooks(all);
	if (ns > 0)
		timer_set(&e->world->workers[0], &s->until, world_now(e->world) + (nsec)ns);
	set_tick(all);
	say_subscribed(s);
}

/* The workers have ended, and posts are no longer run. */
void subscriptions_free(struct engine *e)
{
	struct subscriptions *all = e->subscriptions;

	if (!all)
		return;
	hand_out(all);
	while (all->list) {
		struct client *c = all->list->client;

		leave(all->list);
		client_done(c, EXIT_GONE, "lab %s is going down", e->s->state.name);
	}
	bury(all);
	timer_stop(&e->world->workers[0], &all->tick);
	pthread_mutex_destroy(&all->lock);
	e->subscriptions = NULL;
	free(all);
}
