/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Servers, groups, and the way of a question through them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "router/aaa/aaa_net.h"
#include "router/stack.h"

/* ---- servers ---- */

struct aaa_server *aaa_server_named(struct aaa_net *n, enum aaa_proto proto, const char *name)
{
	for (struct aaa_server *s = n->servers; s; s = s->next)
		if (s->proto == proto && *s->name && !strcmp(s->name, name))
			return s;
	return NULL;
}

struct aaa_server *aaa_server_at(struct aaa_net *n, enum aaa_proto proto, const struct ipaddr *a, u16 port, const char *name)
{
	for (struct aaa_server *s = n->servers; s; s = s->next)
		if (s->proto == proto && ipaddr_eq(&s->addr, a) && (!port || s->port == port) && (!name || !strcmp(s->name, name)))
			return s;
	return NULL;
}

struct aaa_server *aaa_server_make(struct aaa_net *n, enum aaa_proto proto, const char *name)
{
	struct aaa_server *s, **at = &n->servers;

	if (n->n_servers == AAA_SERVERS_MAX || strlen(name) > AAA_NAME_MAX)
		return NULL;
	s = xcalloc(1, sizeof(*s));
	s->proto = (u8)proto;
	s->id = ++n->next_id;
	s->since = stack_now(n->ip);
	s->port = proto == AAA_RADIUS ? RADIUS_AUTH_PORT : TACACS_PORT;
	s->acct_port = RADIUS_ACCT_PORT;
	strcpy(s->name, name);
	while (*at)
		at = &(*at)->next;
	*at = s;
	n->n_servers++;
	return s;
}

void aaa_server_remove(struct aaa_net *n, struct aaa_server *s)
{
	struct aaa_server **at = &n->servers;

	for (struct aaa_ask *k = n->asks; k; k = k->next)
		for (u8 i = 0; i < k->n; i++)
			if (k->server[i] == s)
				k->server[i] = NULL; /* one that is being asked: its time runs out, or its answer is nobody's */
	while (*at != s)
		at = &(*at)->next;
	*at = s->next;
	n->n_servers--;
	explicit_bzero(s, sizeof(*s));
	free(s);
}

struct aaa_group *aaa_group_named(struct aaa_net *n, const char *name)
{
	struct aaa_group *g = n->groups;

	while (g && strcmp(g->name, name))
		g = g->next;
	return g;
}

struct aaa_group *aaa_group_make(struct aaa_net *n, enum aaa_proto proto, const char *name)
{
	struct aaa_group *g, **at = &n->groups;

	if (n->n_groups == AAA_GROUPS_MAX || strlen(name) > AAA_NAME_MAX)
		return NULL;
	g = xcalloc(1, sizeof(*g));
	g->proto = (u8)proto;
	strcpy(g->name, name);
	while (*at)
		at = &(*at)->next;
	*at = g;
	n->n_groups++;
	return g;
}

void aaa_group_remove(struct aaa_net *n, struct aaa_group *g)
{
	struct aaa_group **at = &n->groups;

	while (*at != g)
		at = &(*at)->next;
	*at = g->next;
	n->n_groups--;
	free(g);
}

/* ---- a question ---- */

struct aaa_server *ask_server(const struct aaa_ask *k) { return k->at < k->n ? k->server[k->at] : NULL; }

struct aaa_counts *ask_counts(const struct aaa_ask *k)
{
	struct aaa_server *s = ask_server(k);

	return !s ? NULL : &s->count[k->r->kind <= AAA_ENABLE ? 0 : k->r->kind <= AAA_COMMANDS ? 1 : 2];
}

const char *ask_key(const struct aaa_ask *k)
{
	const struct aaa_server *s = ask_server(k);

	return s && *s->key ? s->key : k->net->key[k->proto];
}

bool ask_source(const struct aaa_ask *k, struct ipaddr *src)
{
	const struct aaa_server *s = ask_server(k);
	const char *name = *k->source ? k->source : k->net->source[k->proto];
	struct iface *i = *name ? device_iface(k->net->ip->dev, name) : NULL;

	*src = (struct ipaddr){ .af = AF_NONE };
	if (!s)
		return false;
	if (i && i->up)
		*src = ipif_source(i, &s->addr);
	return src->af != AF_NONE || ip_route_source(k->net->ip, &s->addr, NULL, src, NULL);
}

static struct worker *worker_of(const struct aaa_ask *k) { return k->net->ip->node->worker; }

void ask_arm(struct aaa_ask *k)
{
	const struct aaa_server *s = ask_server(k);
	u32 seconds = s && s->timeout_s ? s->timeout_s : k->net->timeout_s[k->proto];

	timer_set(worker_of(k), &k->timer, stack_now(k->net->ip) + seconds * NSEC_PER_SEC);
}

static void said_free(char *text)
{
	if (text)
		explicit_bzero(text, strlen(text));
	free(text);
}

static void ask_free(struct aaa_ask *k)
{
	struct aaa_ask **at = &k->net->asks;

	while (*at != k)
		at = &(*at)->next;
	*at = k->next;
	k->net->n_asks--;
	timer_stop(worker_of(k), &k->timer);
	radius_close(k);
	tacacs_close(k, true);
	said_free(k->said);
	explicit_bzero(k, sizeof(*k));
	free(k);
}

void ask_done(struct aaa_ask *k, enum aaa_verdict v)
{
	struct aaa_request *r = k->r;
	struct aaa_counts *n = ask_counts(k);

	if (n) {
		n->succeeded += v != AAA_ERROR;
		n->failed += v == AAA_ERROR;
		n->last_ns = stack_now(k->net->ip) - k->began;
	}
	ask_free(k);
	aaa_verdict(r, v);
}

static void send_to(struct aaa_ask *k)
{
	struct aaa_counts *n = ask_counts(k);

	k->began = stack_now(k->net->ip);
	k->sent = 0;
	n->requests++;
	if (k->proto == AAA_RADIUS)
		radius_send(k);
	else
		tacacs_send(k);
}

/* The state of a server: one function alone changes it and says so. */
static void set_dead(struct aaa_net *n, struct aaa_server *s, nsec until)
{
	nsec now = stack_now(n->ip);
	char t[IP6_TEXT];

	if (!s->dead_until == !until)
		return;
	if (until)
		s->deaths++;
	else
		s->dead_ns += now - s->since;
	s->dead_until = until;
	s->before = now - s->since;
	s->since = now;
	ipaddr_text(&s->addr, t);
	if (s->proto == AAA_RADIUS && until)
		device_log(n->ip->dev, "RADIUS", 4, "RADIUS_DEAD", "RADIUS server %s:%u,%u is not responding.", t, s->port, s->acct_port);
	else if (s->proto == AAA_RADIUS)
		device_log(n->ip->dev, "RADIUS", 4, "RADIUS_ALIVE", "RADIUS server %s:%u,%u is being marked alive.", t, s->port, s->acct_port);
}

void ask_alive(struct aaa_ask *k)
{
	struct aaa_server *s = ask_server(k);

	if (s)
		set_dead(k->net, s, 0);
}

void ask_next(struct aaa_ask *k, bool dead)
{
	struct aaa_server *s = ask_server(k);
	struct aaa_counts *n = ask_counts(k);

	if (n)
		n->timeouts += dead;
	if (s && dead && k->dead_min)
		set_dead(k->net, s, stack_now(k->net->ip) + k->dead_min * 60 * NSEC_PER_SEC);
	radius_close(k);
	tacacs_close(k, true);
	do
		k->at++;
	while (k->at < k->n && !k->server[k->at]);
	if (k->at >= k->n) {
		k->at = k->n ? (u8)(k->n - 1) : 0;
		ask_done(k, AAA_ERROR);
		return;
	}
	if (n)
		n->failover++;
	send_to(k);
}

/* What the user said goes to the server. k may be gone after it. */
static void pass_on(struct aaa_ask *k)
{
	char *text = k->said;

	k->said = NULL;
	k->waits = false;
	if (!ask_server(k))
		ask_next(k, false);
	else if (k->proto == AAA_RADIUS)
		radius_said(k, text);
	else
		tacacs_said(k, text);
	said_free(text);
}

static void fired(struct timer *t)
{
	struct aaa_ask *k = container_of(t, struct aaa_ask, timer);

	if (k->said)
		pass_on(k);
	else if (!ask_server(k))
		ask_next(k, false);
	else if (k->proto == AAA_RADIUS)
		radius_late(k);
	else
		ask_next(k, true);
}

/* Adds a server; the dead ones come after the living. */
static void add_server(struct aaa_ask *k, struct aaa_server *s, bool dead)
{
	if (s->dead_until && s->dead_until <= stack_now(k->net->ip))
		set_dead(k->net, s, 0);
	if (s->addr.af != AF_NONE && !!s->dead_until == dead && k->n < AAA_MEMBERS_MAX)
		k->server[k->n++] = s;
}

static void add_servers(struct aaa_ask *k, const struct aaa_group *g, bool dead)
{
	struct aaa_server *s;

	if (!g)
		for (s = k->net->servers; s; s = s->next)
			if (s->proto == k->proto)
				add_server(k, s, dead);
	for (u8 i = 0; g && i < g->n; i++) {
		const struct aaa_member *m = &g->member[i];

		s = *m->name ? aaa_server_named(k->net, k->proto, m->name) : aaa_server_at(k->net, k->proto, &m->addr, m->port, "");
		if (s)
			add_server(k, s, dead);
	}
}

/* RADIUS has no authorization of its own: what it gives came with the login (RFC 2865 2). And it knows nothing of commands. */
static bool radius_can(const struct aaa_request *r) { return r->kind != AAA_COMMANDS && r->kind != AAA_ACCT_COMMANDS; }
static bool needs_nobody(const struct aaa_ask *k) { return k->proto == AAA_RADIUS && k->r->kind == AAA_EXEC; }

static void begin_fired(struct timer *t)
{
	struct aaa_ask *k = container_of(t, struct aaa_ask, timer);

	k->timer.fire = fired;
	if (needs_nobody(k)) {
		struct aaa_request *r = k->r;

		r->privilege = r->given;
		ask_free(k);
		aaa_verdict(r, r->given ? AAA_PASS : AAA_FAIL);
		return;
	}
	if (ask_server(k))
		send_to(k);
	else
		ask_next(k, false);
}

static bool ask(struct aaa_request *r, const char *group)
{
	struct aaa_net *n = aaa_net_of(r->dev->ip);
	const struct aaa_group *g = aaa_group_named(n, group);
	bool builtin = !strcmp(group, "radius") || !strcmp(group, "tacacs+");
	struct aaa_ask *k;

	if ((!g && !builtin) || n->n_asks == AAA_ASKS_MAX)
		return false;
	k = xcalloc(1, sizeof(*k));
	k->net = n;
	k->r = r;
	k->proto = g ? g->proto : !strcmp(group, "radius") ? AAA_RADIUS : AAA_TACACS;
	if (g)
		snprintf(k->source, sizeof(k->source), "%s", g->source);
	k->dead_min = g && g->dead_set ? g->dead_min : k->proto == AAA_RADIUS ? n->dead_min : 0;
	add_servers(k, g, false);
	add_servers(k, g, true);
	if ((!k->n && !needs_nobody(k)) || (k->proto == AAA_RADIUS && !radius_can(r))) {
		free(k);
		return false;
	}
	k->next = n->asks;
	n->asks = k;
	n->n_asks++;
	r->server = k;
	k->timer.fire = begin_fired;
	timer_set(worker_of(k), &k->timer, stack_now(n->ip));
	return true;
}

static void answer(struct aaa_request *r, const char *text)
{
	struct aaa_ask *k = r->server;

	if (!k->waits || k->said)
		return;
	k->said = xstrdup(text);
	timer_set(worker_of(k), &k->timer, stack_now(k->net->ip)); /* what it leads to may end the question: not within this call */
}

static void forget(struct aaa_request *r) { ask_free(r->server); }

static const struct aaa_servers ops = { .ask = ask, .answer = answer, .forget = forget };

struct aaa_net *aaa_net_of(struct ipstack *s)
{
	struct aaa_net *n = s->aaa;

	if (n)
		return n;
	n = s->aaa = xcalloc(1, sizeof(*n));
	n->ip = s;
	n->timeout_s[AAA_RADIUS] = RADIUS_TIMEOUT_S;
	n->timeout_s[AAA_TACACS] = TACACS_TIMEOUT_S;
	n->retransmit = RADIUS_RETRANSMIT;
	aaa_of(s->dev)->servers = &ops;
	return n;
}

void aaa_net_free(struct ipstack *s)
{
	struct aaa_net *n = s->aaa;

	if (!n)
		return;
	aaa_of(s->dev)->servers = NULL;
	while (n->asks) { /* nobody answers any more; the sessions that wait go soon */
		n->asks->r->server = NULL;
		ask_free(n->asks);
	}
	while (n->groups)
		aaa_group_remove(n, n->groups);
	while (n->servers)
		aaa_server_remove(n, n->servers);
	free(n);
	s->aaa = NULL;
}
