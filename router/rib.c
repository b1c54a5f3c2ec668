/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The routing information base: all routes of all sources by prefix, the best of them in the FIB.
 *
 * A route names a set of next hops; each knows the leaf it resolves to now (rib_hop.c). An entry takes, of its routes of which a next hop
 * resolves, those of the least distance, then metric, up to ECMP_MAX ways side by side.
 */
#include <stdio.h>
#include <stdlib.h>

#include "device/debug.h"
#include "router/rib.h"
#include "router/vrf/vrf.h"

enum { TURNS_MAX = 4 };	/* of an entry whose routes' next hops come to resolve otherwise by what it chooses */

/* ---- the choice ---- */

static bool debugged(const struct ipstack *s) { return debug_on(s->dev, DEBUG_IP_ROUTING) || debug_on(s->dev, DEBUG_IPV6_ROUTING); }

/* `debug ip routing`, `debug ipv6 routing` */
static void said(const struct ipstack *s, const struct rib_route *r, const struct nhop *nh, bool add)
{
	const struct rib_entry *e = rib_entry_of(s, r);
	struct ipaddr p = rib_prefix(e);
	char prefix[IP6_TEXT], via[IP6_TEXT], len[8] = "";

	if (!debug_on(s->dev, e->af == AF_IP4 ? DEBUG_IP_ROUTING : DEBUG_IPV6_ROUTING) || r->source == ROUTE_LOCAL || r->source == ROUTE_BROADCAST || r->source == ROUTE_DEFAULT_NETWORK || s->cleaning)
		return;
	if (add || e->af == AF_IP6)
		snprintf(len, sizeof(len), "/%u", e->plen);
	device_debug(s->dev, "%sRT%s%s%s: %s %s%s via %s, %s metric [%u/%u]", e->af == AF_IP6 ? "IPv6" : "", s->vrf ? "(" : "", s->vrf ? vrf_name(s) : "", s->vrf ? ")" : "", add ? "add" : "del",
		     ipaddr_text(&p, prefix), len, nh->hop.via.af ? ipaddr_text(&nh->hop.via, via) : e->af == AF_IP4 ? "0.0.0.0" : "::", route_source_name[r->source], r->distance, r->metric);
}

static u32 now_cs(const struct ipstack *s) { return (u32)(stack_now(s) / (NSEC_PER_SEC / 100)); }

nsec rib_age(const struct ipstack *s, const struct rib_route *r) { return (nsec)(u32)(now_cs(s) - r->since) * (NSEC_PER_SEC / 100); }

/* These of its next hops are used from now on. */
static void use(struct ipstack *s, struct rib_route *r, const struct rib_ways *w, u32 used)
{
	u32 moved = r->used ^ used;

	if (!r->used)
		r->since = now_cs(s);
	r->used = used;
	for (; moved && unlikely(debugged(s)); moved &= moved - 1)
		said(s, r, w->way[__builtin_ctz(moved)].nh, used & (moved & -moved));
}

/* What a chosen route's next hops lead to, each leaf once. */
struct members { u32 leaf[ECMP_MAX], n, n_ways; u8 share[ECMP_MAX]; };

static void join_one(struct members *m, u32 leaf, u8 share)
{
	u32 seen = 0;

	while (seen < m->n && m->leaf[seen] != leaf)
		seen++;
	if (seen == ECMP_MAX)
		return;
	if (seen == m->n)
		m->leaf[m->n++] = leaf;
	else if (m->share[seen] != WAY_STANDBY)
		return;
	m->share[seen] = share;
}

/* A leaf, or those of a group, which count alike beside others'. */
static void join(const struct ipstack *s, struct members *m, u32 leaf, u8 share)
{
	const struct leaf *l = &s->leaf[leaf];

	m->n_ways++;
	if (l->kind != LEAF_GROUP)
		join_one(m, leaf, share);
	else
		for (u32 k = 0; k < l->n; k++)
			join_one(m, l->member[k], share);
}

static u32 joined(struct ipstack *s, struct members *m, u32 last)
{
	u32 n = 0;

	for (u32 k = 0; k < m->n; k++)
		if (m->share[k] != WAY_STANDBY) {
			m->leaf[n] = m->leaf[k];
			m->share[n++] = m->share[k];
		}
	if (m->n_ways == 1)
		return last;
	if (n)
		return n == 1 ? m->leaf[0] : leaf_shares(s, m->leaf, m->share, n);
	memset(m->share, 1, m->n);	/* all stand by */
	return m->n == 0 ? 0 : m->n == 1 ? m->leaf[0] : leaf_shares(s, m->leaf, m->share, m->n);
}

static bool alike(const struct rib_route *a, const struct rib_route *b)
{
	return a->source == b->source && a->process == b->process && a->distance == b->distance && a->metric == b->metric;
}

/* Where a way of e's leads; not back to e. */
static u32 leaf_of(struct ipstack *s, const struct rib_entry *e, const struct rib_route *r, const struct nhop *nh)
{
	if (likely(nh->leaf) && nh->under != e && (likely(!nh->deep) || !rib_hop_reaches(nh, e)))
		return nh->leaf;
	s->barred |= nh->leaf && nh->under != e;
	return r->permanent ? s->leaf_dead : 0;
}

/* The routes stand by distance and metric: the first of which something resolves leads, its equals go along. */
static u32 choose(struct ipstack *s, struct rib_entry *e, bool *moved)
{
	struct members m;
	const struct rib_route *best = NULL;
	u32 last = 0;

	m.n = m.n_ways = 0;
	for (struct rib_route *r = rib_route_at(s, e->routes); r; r = rib_route_at(s, r->next)) {
		const struct rib_ways *w = rib_ways(s, r);
		u32 used = 0;

		for (u32 k = 0; k < w->n && (!best || alike(best, r)); k++) {
			u32 leaf = leaf_of(s, e, r, w->way[k].nh);

			if (!leaf)
				continue;
			used |= 1u << k;
			join(s, &m, leaf, w->way[k].share);
			last = leaf;
		}
		if (used != r->used) {
			use(s, r, w, used);
			*moved = true;
		}
		if (used && !best)
			best = r;
	}
	return joined(s, &m, last);
}

static void fib_write(struct ipstack *s, const struct ipaddr *p, unsigned plen, u32 leaf)
{
	if (p->af == AF_IP4) {
		if (leaf)
			fib4_set(s->fib4, p->v4, plen, leaf);
		else
			fib4_del(s->fib4, p->v4, plen);
	} else {
		if (leaf)
			fib6_set(s->fib6, &p->v6, plen, leaf);
		else
			fib6_del(s->fib6, &p->v6, plen);
	}
}

/* ---- who wants to hear ---- */

void rib_tell(struct ipstack *s, const struct rib_entry *e)
{
	if (s->cleaning)
		return;
	for (struct rib_watch *w = s->rib_watches; w; w = w->next)
		w->changed(w, e);
}

/* Whether a subnet has addresses of this prefix: else no neighbour's host entry depends on it. */
static bool gleaned(const struct ipstack *s, const struct ipaddr *prefix, unsigned plen)
{
	const struct rib *r = rib_of(s, prefix->af);

	for (unsigned k = 0; k <= plen; k++) {
		struct ipaddr p;
		const struct rib_entry *e;

		if (!r->glean[k])
			continue;
		p = rib_masked(prefix, k);
		e = rib_exact(s, &p, k);
		if (e && e->glean)
			return true;
	}
	return false;
}

/* Those next hops that e covers resolve anew. Routes that resolve through each other could chase one another for ever: the chain is cut at a depth no honest one has. */
static void hops_update(struct ipstack *s, struct rib_entry *e, const struct ipaddr *prefix)
{
	if (s->depth >= IP_DEPTH_MAX || s->cleaning)
		return;
	s->depth++;
	e->busy = true;
	for (struct nhop *nh = s->recursive; nh; nh = nh->next)
		if (ipaddr_in(&nh->hop.via, prefix, e->plen)) {
			s->moved = true;
			rib_hop_update(nh);
		}
	e->busy = false;
	s->depth--;
}

/* Its leaf is to be another. */
static void lead(struct ipstack *s, struct rib_entry *e, const struct ipaddr *prefix, u32 leaf)
{
	struct rib *rib = rib_of(s, e->af);
	u32 was = e->leaf;
	bool glean = e->glean;

	if (leaf)
		leaf_ref(s, leaf);
	e->leaf = leaf;
	e->glean = leaf && s->leaf[leaf].kind == LEAF_GLEAN;
	rib->glean[e->plen] += e->glean - glean;
	if (unlikely(rib->limit))
		rib_recount(s, rib, e);
	fib_write(s, prefix, e->plen, leaf);
	world_changed(s->node);
	rib_tell(s, e);
	if (!s->cleaning && (glean || gleaned(s, prefix, e->plen)))
		neigh_sync(s, prefix, e->plen);
	hops_update(s, e, prefix);
	leaf_unref(s, was);
}

/*
 * Chooses anew; tells, if the choice is another or (e->altered) a chosen route has another metric or tag, or is gone. What resolves through e does so anew
 * also where e leads to where it led: it may do so by other next hops, or could by other routes than those that lead back to it.
 */
static void update(struct ipstack *s, struct rib_entry *e)
{
	struct rib *rib = rib_of(s, e->af);
	bool altered = e->altered;
	struct ipaddr prefix;
	u32 leaf;

	e->altered = false;
	leaf = unlikely(rib->limit) && rib_refuses(s, rib, e) ? 0 : choose(s, e, &altered);
	if (leaf == e->leaf && altered)
		rib_tell(s, e);
	if (leaf == e->leaf && !altered && (!e->routes || !rib_route_at(s, e->routes)->next))
		return;
	prefix = rib_prefix(e);
	if (leaf != e->leaf)
		lead(s, e, &prefix, leaf);
	else
		hops_update(s, e, &prefix);
}

/* Some chain of next hops is another: what was passed over for it may do now. */
static void look_again(struct ipstack *s)
{
	s->barred = s->moved = false;
	s->looks++;
	s->depth++;
	for (struct nhop *nh = s->recursive; nh; nh = nh->next) {
		rib_hop_update(nh);
		rib_hop_offer(nh);
	}
	s->depth--;
}

void rib_entry_update(struct ipstack *s, struct rib_entry *e)
{
	e->again = e->busy;
	if (e->busy)
		return;
	for (u32 turn = 0; turn == 0 || (e->again && turn < TURNS_MAX); turn++) {
		e->again = false;
		update(s, e);
	}
	for (u32 turn = 0; unlikely(s->moved) && !s->depth && turn < TURNS_MAX; turn++) {
		s->moved = false;
		if (s->barred && !s->cleaning)
			look_again(s);
	}
	if (!s->depth)
		s->moved = false; /* what has not settled by now is looked at when something moves again, not with each route of others' */
}

/* ---- in and out ---- */

/* Given by rib_add(); 0: none. */
static u32 route_find(const struct ipstack *s, const struct rib_entry *e, const struct route *r)
{
	const struct rib_route *q;

	for (u32 id = e->routes; (q = rib_route_at(s, id)); id = q->next)
		if (q->source == r->source && q->process == r->process && rib_hop_eq(&rib_ways(s, q)->way[0].nh->hop, &r->nh))
			return id;
	return 0;
}

/* Given by rib_replace(); 0: none. */
static u32 route_of_protocol(const struct ipstack *s, const struct rib_entry *e, const struct route *r)
{
	const struct rib_route *q;

	for (u32 id = e->routes; (q = rib_route_at(s, id)); id = q->next)
		if (q->source == r->source && q->process == r->process)
			return id;
	return 0;
}

static void route_unlink(const struct ipstack *s, struct rib_entry *e, u32 id)
{
	u32 *at = &e->routes;

	while (*at != id)
		at = &rib_route_at(s, *at)->next;
	*at = rib_route_at(s, id)->next;
}

static void route_link(const struct ipstack *s, struct rib_entry *e, u32 id)
{
	struct rib_route *r = rib_route_at(s, id), *q;
	u32 *at = &e->routes;

	/* `ip default-network` goes before a default route of its distance */
	while ((q = rib_route_at(s, *at)) && (q->distance < r->distance || (q->distance == r->distance && q->metric <= r->metric && r->source != ROUTE_DEFAULT_NETWORK)))
		at = &q->next;
	r->next = *at;
	*at = id;
}

static void attach(struct ipstack *s, u32 id, struct rib_ways *w)
{
	struct rib_route *q = rib_route_at(s, id);

	q->ways = w->id & 0x3fffffff;
	q->user_prev = 0;
	q->user_next = w->users;
	if (q->user_next)
		rib_route_at(s, q->user_next)->user_prev = id;
	w->users = id;
	w->refs++;
}

/* The set stays until rib_ways_put(). */
static void detach(struct ipstack *s, const struct rib_route *q)
{
	*(q->user_prev ? &rib_route_at(s, q->user_prev)->user_next : &rib_ways(s, q)->users) = q->user_next;
	if (q->user_next)
		rib_route_at(s, q->user_next)->user_prev = q->user_prev;
}

static u32 route_new(struct ipstack *s, u32 entry, const struct route *r, struct rib_ways *w)
{
	u32 id = slab_alloc(&s->rib_routes);
	struct rib_route *q = rib_route_at(s, id);

	q->e = entry;
	q->source = r->source & 15;
	q->process = r->process;
	attach(s, id, w);
	return id;
}

/* What is told of it now; to its place in the entry. */
static void route_say(struct ipstack *s, struct rib_entry *e, u32 id, const struct route *r)
{
	struct rib_route *q = rib_route_at(s, id);

	e->altered |= q->used && (q->metric != r->metric || q->tag != r->tag || q->kind != r->kind);
	q->distance = r->distance;
	q->metric = r->metric;
	q->tag = r->tag;
	q->kind = r->kind & 15;
	rib_name_set(s, id, r->name);
	route_link(s, e, id);
}

void rib_add(struct ipstack *s, const struct route *r)
{
	struct ipaddr prefix = rib_masked(&r->prefix, r->plen);
	struct rib *rib = rib_of(s, prefix.af);
	u32 entry = rib_entry_get(rib, &prefix, r->plen), id;
	struct rib_entry *e = rib_entry_at(rib, entry);
	struct nhop *nh;

	id = route_find(s, e, r);
	if (id) {
		route_unlink(s, e, id);
	} else {
		/* A connected host prefix is our own address. */
		bool own = r->source == ROUTE_CONNECTED && r->plen == (prefix.af == AF_IP4 ? 32 : 128);

		id = route_new(s, entry, r, rib_ways_get(s, &r->nh, 1, own ? ROUTE_LOCAL : r->source, prefix.af));
	}
	route_say(s, e, id, r);
	nh = rib_ways(s, rib_route_at(s, id))->way[0].nh;
	if (!nh->leaf)
		rib_hop_update(nh);
	rib_entry_update(s, e);
}

static void route_take(struct ipstack *s, struct rib_entry *e, u32 id)
{
	struct rib_route *q = rib_route_at(s, id);

	for (u32 used = q->used; used && unlikely(debugged(s)); used &= used - 1)
		said(s, q, rib_ways(s, q)->way[__builtin_ctz(used)].nh, false);
	e->altered |= q->used != 0;
	route_unlink(s, e, id);
	detach(s, q);
}

static void route_free(struct ipstack *s, u32 id)
{
	rib_name_set(s, id, NULL);
	rib_ways_put(s, rib_ways(s, rib_route_at(s, id)));
	slab_free(&s->rib_routes, id);
}

static void route_del(struct ipstack *s, struct rib_entry *e, u32 id)
{
	route_take(s, e, id);
	rib_entry_update(s, e);
	route_free(s, id);
	if (!e->routes) {
		rib_hops_forget(s, e);
		rib_entry_free(rib_of(s, e->af), e);
	}
}

/* Another set is its from now on; those next hops that were used and are in it, too, go on being so. The old set is still to be put back. */
static void route_rehop(struct ipstack *s, struct rib_entry *e, u32 id, struct rib_ways *to)
{
	struct rib_route *q = rib_route_at(s, id);
	const struct rib_ways *from = rib_ways(s, q);
	u32 used = 0;

	for (u32 left = q->used, k; left; left &= left - 1) {
		const struct nhop *nh = from->way[__builtin_ctz(left)].nh;

		for (k = 0; k < to->n && to->way[k].nh != nh; k++)
			;
		if (k < to->n) {
			used |= 1u << k;
			continue;
		}
		e->altered = true;
		if (unlikely(debugged(s)))
			said(s, q, nh, false);
	}
	detach(s, q);
	attach(s, id, to);
	q->used = used;
}

void rib_replace(struct ipstack *s, const struct route *r, const struct nexthop *nh, unsigned n)
{
	struct ipaddr prefix = rib_masked(&r->prefix, r->plen);
	struct rib *rib = rib_of(s, prefix.af);
	u32 entry = n ? rib_entry_get(rib, &prefix, r->plen) : rib_entry_find(rib, &prefix, r->plen), id;
	struct rib_entry *e = rib_entry_at(rib, entry);
	struct rib_ways *w, *was = NULL;

	id = e ? route_of_protocol(s, e, r) : 0;
	if (!n) {
		if (id)
			route_del(s, e, id);
		return;
	}
	w = rib_ways_get(s, nh, n, r->source, prefix.af);
	e->busy = true; /* one look at the end */
	if (!id) {
		id = route_new(s, entry, r, w);
	} else {
		route_unlink(s, e, id);
		if (rib_ways(s, rib_route_at(s, id)) != w) {
			was = rib_ways(s, rib_route_at(s, id));
			route_rehop(s, e, id, w);
		}
	}
	route_say(s, e, id, r);
	for (u32 k = 0; k < w->n; k++)
		if (!w->way[k].nh->leaf)
			rib_hop_update(w->way[k].nh);
	e->busy = false;
	rib_entry_update(s, e);
	if (was)
		rib_ways_put(s, was);
}

/* The route, and its entry; 0: there is none. */
static u32 route_at(struct ipstack *s, const struct route *r, struct rib_entry **e)
{
	struct ipaddr prefix = rib_masked(&r->prefix, r->plen);
	struct rib *rib = rib_of(s, prefix.af);

	*e = rib_entry_at(rib, rib_entry_find(rib, &prefix, r->plen));
	return *e ? route_find(s, *e, r) : 0;
}

void rib_del(struct ipstack *s, const struct route *r)
{
	struct rib_entry *e;
	u32 id = route_at(s, r, &e);

	if (id)
		route_del(s, e, id);
}

void rib_set_permanent(struct ipstack *s, const struct route *r, bool permanent)
{
	struct rib_entry *e;
	u32 id = route_at(s, r, &e);

	if (!id)
		return;
	rib_route_at(s, id)->permanent = permanent;
	rib_entry_update(s, e);
}

void rib_receive(struct ipstack *s, const struct ipaddr *a, struct ipif *p, bool add)
{
	struct route r = { .prefix = *a, .plen = 32, .source = ROUTE_BROADCAST, .nh = { .out = p->i } };

	(add ? rib_add : rib_del)(s, &r);
}

/* The route without that next hop; it is the last reference to it that goes, perhaps. */
static void route_without(struct ipstack *s, u32 id, const struct nhop *gone)
{
	struct rib_entry *e = rib_entry_of(s, rib_route_at(s, id));
	struct rib_ways *was = rib_ways(s, rib_route_at(s, id));
	struct nexthop left[ECMP_MAX];
	unsigned n = 0;

	for (u32 k = 0; k < was->n; k++)
		if (was->way[k].nh != gone) {
			left[n] = was->way[k].nh->hop;
			left[n++].share = was->way[k].share;
		}
	if (!n) {
		route_del(s, e, id);
		return;
	}
	route_rehop(s, e, id, rib_ways_get(s, left, n, gone->source, gone->af));
	rib_entry_update(s, e);
	rib_ways_put(s, was);
}

static void forget_hops(struct ipstack *s, const struct ipif *p)
{
	for (struct nhop *nh = s->nhops; nh;) {
		if (nh->hop.out != p->i) {
			nh = nh->next;
			continue;
		}
		for (u32 sets = nh->refs; sets; sets--) { /* the last takes the next hop with it */
			struct rib_ways *w = nh->ways->of;

			for (u32 routes = w->refs; routes; routes--) /* and here the set */
				route_without(s, w->users, nh);
		}
		nh = s->nhops;
	}
}

void rib_iface_gone(struct ipif *p)
{
	for (struct ipstack *s = p->ip->root; s; s = s->next) {
		rib_unchain(s, p);
		forget_hops(s, p);
	}
}

void rib_flush(struct ipstack *s)
{
	struct rib *both[] = { &s->rib4, &s->rib6 };

	for (unsigned f = 0; f < 2; f++)
		for (u32 k = 0; k < both[f]->size; k++)
			while (both[f]->hash[k]) {
				struct rib_entry *e = rib_entry_at(both[f], both[f]->hash[k]);

				route_del(s, e, e->routes);
			}
}
