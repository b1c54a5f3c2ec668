/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Neighbours of both families: the table, the frames that wait for an answer, and their leaves in the FIB. The two protocols
 * (arp.c, nd.c) own the states; nobody but neigh_set_state() changes one.
 *
 * A neighbour on a connected subnet has a host entry of its own in the FIB while its MAC address is known, provided that the
 * route which covers it is that subnet's: then packets for it take the fast path. neigh_sync() looks again when a route changes.
 * All of a device's VRFs share the table: a neighbour is its interface's, whichever VRF that is in.
 * When a neighbour is lost but routes point to its leaf, it stays as NEIGH_NONE, so that they need no change.
 */
#include <stdlib.h>

#include "router/stack.h"

static u32 neigh_hash(const struct ipstack *s, const struct ipif *p, const struct ipaddr *a)
{
	u64 h = p->i->ifindex * 0x9e3779b97f4a7c15ull;

	h ^= a->af == AF_IP4 ? a->v4 : a->v6.w[0] ^ a->v6.w[1] * 3;
	h *= 0xbf58476d1ce4e5b9ull;
	return (u32)(h >> 40) & (s->neigh_size - 1);
}

struct neigh *neigh_find(const struct ipif *p, const struct ipaddr *a)
{
	const struct ipstack *s = p->ip->root;

	if (!s->neigh_size)
		return NULL;
	for (struct neigh *n = s->neigh[neigh_hash(s, p, a)]; n; n = n->next)
		if (n->ifp == p && ipaddr_eq(&n->addr, a))
			return n;
	return NULL;
}

static void neigh_grow(struct ipstack *s)
{
	u32 was = s->neigh_size;
	struct neigh **old = s->neigh;

	s->neigh_size = was ? 2 * was : 8;
	s->neigh = xcalloc(s->neigh_size, sizeof(*s->neigh));
	for (u32 k = 0; k < was; k++)
		for (struct neigh *n = old[k], *next; n; n = next) {
			struct neigh **slot = &s->neigh[neigh_hash(s, n->ifp, &n->addr)];

			next = n->next;
			n->next = *slot;
			*slot = n;
		}
	free(old);
}

static void neigh_fire(struct timer *t)
{
	struct neigh *n = container_of(t, struct neigh, timer);

	if (n->addr.af == AF_IP4)
		arp_timer(n);
	else
		nd_timer(n);
}

struct neigh *neigh_get(struct ipif *p, const struct ipaddr *a)
{
	struct ipstack *s = p->ip->root;
	struct neigh *n = neigh_find(p, a), **slot;

	if (n || s->n_neigh >= NEIGH_MAX || s->n_unresolved >= NEIGH_UNRESOLVED_MAX)
		return n;
	if (s->n_neigh >= s->neigh_size)
		neigh_grow(s);
	n = xcalloc(1, sizeof(*n));
	n->ifp = p;
	n->addr = *a;
	n->timer.fire = neigh_fire;
	n->since = stack_now(s);
	n->leaf = leaf_new(s, LEAF_NEIGH, p);
	s->leaf[n->leaf].neigh = n;
	slot = &s->neigh[neigh_hash(s, p, a)];
	n->next = *slot;
	*slot = n;
	s->n_neigh++;
	return n;
}

static void leaf_set(struct leaf *l, const u8 mac[6], u16 type, bool complete)
{
	if (complete)
		leaf_header(l, mac, type);
	else if (l->kind == LEAF_ADJ)
		l->kind = LEAF_NEIGH;
}

void neigh_leaves(struct neigh *n, bool complete)
{
	struct ipstack *s = n->ifp->ip;

	leaf_set(&s->leaf[n->leaf], n->mac, n->addr.af == AF_IP4 ? ETH_TYPE_IP4 : ETH_TYPE_IP6, complete);
	if (n->leaf4)
		leaf_set(&s->leaf[n->leaf4], n->mac, ETH_TYPE_IP4, complete);
}

u32 neigh_leaf(struct neigh *n, u8 af)
{
	struct ipstack *s = n->ifp->ip;

	if (n->addr.af == af)
		return n->leaf;
	if (af != AF_IP4)
		return 0;
	if (!n->leaf4) {
		n->leaf4 = leaf_new(s, LEAF_NEIGH, n->ifp);
		s->leaf[n->leaf4].neigh = n;
		leaf_set(&s->leaf[n->leaf4], n->mac, ETH_TYPE_IP4, s->leaf[n->leaf].kind == LEAF_ADJ);
	}
	return n->leaf4;
}

/* Takes the host entry out or puts it in, as the routes want it. */
static void host_entry(struct neigh *n)
{
	struct ipstack *s = n->ifp->ip;
	bool v4 = n->addr.af == AF_IP4;
	unsigned plen = v4 ? 32 : 128;
	const struct rib_entry *exact, *e;
	bool want;

	if (n->addr.af == AF_IP6 && ip6_is_linklocal(&n->addr.v6))
		return;
	exact = rib_exact(s, &n->addr, plen);
	e = rib_lookup(s, &n->addr);
	want = s->leaf[n->leaf].kind == LEAF_ADJ && e && !(exact && exact->leaf) && s->leaf[e->leaf].kind == LEAF_GLEAN &&
	       s->leaf[e->leaf].out == n->ifp;
	if (want == n->in_fib)
		return;
	n->in_fib = want;
	if (want) {
		if (v4)
			fib4_set(s->fib4, n->addr.v4, 32, n->leaf);
		else
			fib6_set(s->fib6, &n->addr.v6, 128, n->leaf);
	} else if (!(exact && exact->leaf)) { /* else the route has overwritten it */
		if (v4)
			fib4_del(s->fib4, n->addr.v4, 32);
		else
			fib6_del(s->fib6, &n->addr.v6, 128);
	}
}

void neigh_sync(struct ipstack *s, const struct ipaddr *prefix, unsigned plen)
{
	if (s->cleaning)
		return;
	for (u32 k = 0; k < s->root->neigh_size; k++)
		for (struct neigh *n = s->root->neigh[k]; n; n = n->next) {
			if (n->ifp->ip == s && ipaddr_in(&n->addr, prefix, plen)) {
				host_entry(n);
				/* A deleted route of the same length took our entry with it. */
				if (n->in_fib && plen == (prefix->af == AF_IP4 ? 32 : 128)) {
					n->in_fib = false;
					host_entry(n);
				}
			}
		}
}

void neigh_set_state(struct neigh *n, enum neigh_state st, nsec timeout)
{
	struct ipstack *s = n->ifp->ip;

	if (n->state != st) {
		s->root->n_unresolved -= n->state == NEIGH_INCOMPLETE;
		s->root->n_unresolved += st == NEIGH_INCOMPLETE;
		n->probes = 0;
		n->state = st;
	}
	if (timeout)
		timer_set(s->node->worker, &n->timer, stack_now(s) + timeout);
	else
		timer_stop(s->node->worker, &n->timer);
}

static void queue_drop(struct neigh *n, bool tell)
{
	struct ipstack *s = n->ifp->ip;
	struct frame *f = n->queue;

	n->queue = NULL;
	n->queued = 0;
	while (f) {
		struct frame *next = (struct frame *)(uintptr_t)f->scratch[0];
		struct ipif *in = (struct ipif *)(uintptr_t)f->scratch[1];

		if (tell) /* RFC 1812 5.2.7.1: host unreachable; RFC 4861 7.2.2: address unreachable */
			ip_refuse(s, in, f, DROP_NEIGHBOUR_FAILED, 0);
		else
			ip_drop(s, in, f, DROP_NEIGHBOUR_FAILED);
		f = next;
	}
}

void neigh_enqueue(struct neigh *n, struct frame *f)
{
	struct ipstack *s = n->ifp->ip;

	if (n->queued >= NEIGH_QUEUE_MAX) { /* RFC 1122 2.3.2.2: keep the latest */
		struct frame *first = n->queue;

		n->queue = (struct frame *)(uintptr_t)first->scratch[0];
		n->queued--;
		if (!n->queue)
				ip_drop(s, (struct ipif *)(uintptr_t)first->scratch[1], first, DROP_NEIGHBOUR_QUEUE);
	}
	f->scratch[0] = 0;
	if (n->queue) {
		struct frame *last = n->queue;

		while (last->scratch[0])
			last = (struct frame *)(uintptr_t)last->scratch[0];
		last->scratch[0] = (uintptr_t)f;
	} else {
		n->queue = f;
	}
	n->queued++;
	if (n->state == NEIGH_NONE) {
		if (n->addr.af == AF_IP4)
			arp_ask(n);
		else
			nd_ask(n);
	}
}

void neigh_learn(struct neigh *n, const u8 mac[6], enum neigh_state st)
{
	struct ipstack *s = n->ifp->ip;
	struct leaf *l = &s->leaf[n->leaf];
	bool was = l->kind == LEAF_ADJ && mac_eq(n->mac, mac);
	struct frame *f = n->queue;

	memcpy(n->mac, mac, 6);
	n->since = stack_now(s);
	neigh_leaves(n, true);
	/* A stale entry is noticed by its packets: they must take the slow path once (RFC 4861 7.3.3). */
	if (st == NEIGH_STALE && n->addr.af == AF_IP6)
		neigh_leaves(n, false);
	n->queue = NULL;
	n->queued = 0;
	if (!was) {
		world_changed(s->node);
		host_entry(n);
	}
	while (f) {
		struct frame *next = (struct frame *)(uintptr_t)f->scratch[0];
		struct ipif *in = (struct ipif *)(uintptr_t)f->scratch[1];

		ip_emit_held(n, f, in);
		f = next;
	}
}

/* Routes lead here. */
static bool referred(const struct neigh *n)
{
	const struct leaf *leaf = n->ifp->ip->leaf;

	return leaf[n->leaf].refs || (n->leaf4 && leaf[n->leaf4].refs);
}

void neigh_fail(struct neigh *n)
{
	struct ipstack *s = n->ifp->ip;

	if (s->leaf[n->leaf].kind == LEAF_ADJ)
		world_changed(s->node);
	neigh_leaves(n, false);
	host_entry(n);
	neigh_set_state(n, NEIGH_NONE, 0);
	queue_drop(n, true); /* sends errors, which may move the leaves, and may even ask for this neighbour again */
	if (n->state == NEIGH_NONE && !referred(n))
		neigh_forget(n);
}

void neigh_forget(struct neigh *n)
{
	struct ipstack *s = n->ifp->ip->root;
	struct neigh **at = &s->neigh[neigh_hash(s, n->ifp, &n->addr)];

	neigh_leaves(n, false);
	host_entry(n);
	neigh_set_state(n, NEIGH_NONE, 0);
	queue_drop(n, false);
	if (referred(n))
		return;
	while (*at != n)
		at = &(*at)->next;
	*at = n->next;
	s->n_neigh--;
	leaf_free(s, n->leaf);
	if (n->leaf4)
		leaf_free(s, n->leaf4);
	free(n);
}

void neigh_flush(struct ipif *p, u8 af, bool statics)
{
	struct ipstack *s = p->ip->root;

	for (u32 k = 0; k < s->neigh_size; k++)
		for (struct neigh *n = s->neigh[k], *next; n; n = next) {
			next = n->next;
			if (n->ifp == p && (af == AF_NONE || n->addr.af == af) && (statics || n->state != NEIGH_STATIC))
				neigh_forget(n);
		}
}

struct neigh *neigh_next(const struct ipstack *s, const struct neigh *after)
{
	u32 k = 0;

	s = s->root;
	if (after) {
		if (after->next)
			return after->next;
		k = neigh_hash(s, after->ifp, &after->addr) + 1;
	}
	for (; k < s->neigh_size; k++)
		if (s->neigh[k])
			return s->neigh[k];
	return NULL;
}

/* Entries that a user wrote: kept apart from the table, for the interface may be down or not have the subnet yet. */
struct static_neigh {
	struct static_neigh *next;
	struct ipif *ifp;
	struct ipaddr addr;
	u8 mac[6];
};

static void static_put(struct ipif *p, const struct static_neigh *st)
{
	struct neigh *n;

	if (!p->up || (st->ifp && st->ifp != p) || (!st->ifp && !ipif_on_link4(p, st->addr.v4)))
		return;
	n = neigh_get(p, &st->addr);
	if (n) {
		neigh_learn(n, st->mac, NEIGH_STATIC);
		neigh_set_state(n, NEIGH_STATIC, 0);
	}
}

void neigh_statics_apply(struct ipif *p)
{
	for (struct static_neigh *st = p->ip->statics; st; st = st->next)
		static_put(p, st);
}

void neigh_static(struct ipstack *s, struct ipif *p, const struct ipaddr *a, const u8 *mac)
{
	struct static_neigh **at = &s->statics, *st;

	while (*at && ((*at)->ifp != p || !ipaddr_eq(&(*at)->addr, a)))
		at = &(*at)->next;
	st = *at;
	if (!mac) {
		if (st) {
			*at = st->next;
			free(st);
		}
		for (struct ipif *i = s->ifs; i; i = i->next) {
			struct neigh *n = !p || p == i ? neigh_find(i, a) : NULL;

			if (n && n->state == NEIGH_STATIC)
				neigh_forget(n);
		}
		return;
	}
	if (!st) {
		st = *at = xcalloc(1, sizeof(*st));
		st->ifp = p;
		st->addr = *a;
	}
	memcpy(st->mac, mac, 6);
	for (struct ipif *i = s->ifs; i; i = i->next)
		static_put(i, st);
}

void neigh_statics_free(struct ipstack *s, struct ipif *p)
{
	for (struct static_neigh **at = &s->statics, *st; (st = *at);) {
		if (p && st->ifp != p) {
			at = &st->next;
			continue;
		}
		*at = st->next;
		free(st);
	}
}

void neigh_statics_move(struct ipif *p, struct ipstack *to)
{
	struct static_neigh **end = &to->statics;

	while (*end)
		end = &(*end)->next;
	for (struct static_neigh **at = &p->ip->statics, *st; (st = *at);) {
		if (st->ifp != p) {
			at = &st->next;
			continue;
		}
		*at = st->next;
		st->next = NULL;
		*end = st;
		end = &st->next;
	}
}

void neigh_forget_input(struct ipstack *s, const struct ipif *in)
{
	s = s->root;
	for (u32 k = 0; k < s->neigh_size; k++)
		for (struct neigh *n = s->neigh[k]; n; n = n->next)
			for (struct frame *f = n->queue; f; f = (struct frame *)(uintptr_t)f->scratch[0])
				if (f->scratch[1] == (uintptr_t)in)
					f->scratch[1] = 0;
}
