/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The routing information base: all routes of all sources by prefix, the best of them in the FIB.
 *
 * A route names a next hop; equal next hops are one struct nhop, which knows the leaf it resolves to now (0: none). An entry
 * takes, of its routes whose next hop resolves, those of the least distance, then metric, up to ECMP_MAX side by side.
 * A next hop without an interface is recursive: it resolves through the entry that covers it, hence again whenever an entry that
 * covers it, or could, changes. A route that would resolve through itself does not resolve.
 */
#include <stdio.h>
#include <stdlib.h>

#include "device/debug.h"
#include "router/bfd/bfd.h"
#include "router/rib.h"
#include "router/vrf/vrf.h"

static void entry_update(struct ipstack *s, struct rib_entry *e);

/* ---- next hops ---- */

static bool nexthop_eq(const struct nexthop *a, const struct nexthop *b)
{
	return a->out == b->out && a->null == b->null && a->table == b->table && ipaddr_eq(&a->via, &b->via);
}

static bool is_recursive(const struct nexthop *h) { return h->via.af != AF_NONE && !h->out; }

/* A recursive one stands with the table that it is looked up in. */
static struct nhop **nhop_list(struct ipstack *s, const struct nexthop *h)
{
	return is_recursive(h) ? h->table ? &h->table->recursive : &s->recursive : &s->nhops;
}

static struct nhop **nhop_slot(const struct ipstack *s, const struct nexthop *h)
{
	u64 k = h->via.af == AF_IP4 ? h->via.v4 : h->via.af == AF_IP6 ? h->via.v6.w[0] ^ h->via.v6.w[1] * 3 : 0;

	k = (k ^ (h->out ? (u64)h->out->ifindex << 40 : 0)) * 0x9e3779b97f4a7c15ull;
	return &s->nhop_slot[(k ^ k >> 29) >> 20 & (s->nhop_size - 1)];
}

static void nhops_grow(struct ipstack *s)
{
	struct nhop **was = s->nhop_slot;
	u32 n = s->nhop_size;

	s->nhop_size = n ? 2 * n : 8;
	s->nhop_slot = xcalloc(s->nhop_size, sizeof(struct nhop *));
	for (u32 k = 0; k < n; k++)
		for (struct nhop *nh = was[k], *same; nh; nh = same) {
			struct nhop **at = nhop_slot(s, &nh->hop);

			same = nh->same;
			nh->same = *at;
			*at = nh;
		}
	free(was);
}

static struct nhop *nhop_get(struct ipstack *s, const struct nexthop *h, u8 source, u8 af)
{
	struct nhop **list = nhop_list(s, h), *nh, **at;

	for (nh = s->nhop_size ? *nhop_slot(s, h) : NULL; nh; nh = nh->same)
		if (nh->source == source && nh->af == af && nexthop_eq(&nh->hop, h)) {
			nh->refs++;
			return nh;
		}
	if (s->n_nhops++ >= s->nhop_size)
		nhops_grow(s);
	at = nhop_slot(s, h);
	nh = xcalloc(1, sizeof(*nh));
	nh->hop = *h;
	nh->ip = s;
	nh->source = source;
	nh->af = af;
	nh->refs = 1;
	nh->same = *at;
	*at = nh;
	nh->prev = list;
	nh->next = *list;
	if (nh->next)
		nh->next->prev = &nh->next;
	*list = nh;
	return nh;
}

static void nhop_put(struct ipstack *s, struct nhop *nh)
{
	struct nhop **at = nhop_slot(s, &nh->hop);

	if (--nh->refs)
		return;
	while (*at != nh)
		at = &(*at)->same;
	*at = nh->same;
	*nh->prev = nh->next;
	if (nh->next)
		nh->next->prev = nh->prev;
	if (!--s->n_nhops) {
		free(s->nhop_slot);
		s->nhop_slot = NULL;
		s->nhop_size = 0;
	}
	leaf_unref(s, nh->leaf);
	free(nh);
}

static struct ipstack *table_of(const struct nhop *nh) { return nh->hop.table ? nh->hop.table : nh->ip; }

/* Whether e is reached through nh, directly or by other recursive next hops. */
static bool passes(const struct ipstack *s, const struct rib_entry *e, const struct nhop *nh, unsigned depth)
{
	for (const struct rib_route *r = rib_first(s, e); r; r = rib_next(s, r)) {
		const struct rib_entry *under;

		if (!r->selected || !is_recursive(&r->nh->hop))
			continue;
		if (r->nh == nh || depth >= IP_DEPTH_MAX)
			return true;
		under = rib_lookup(table_of(r->nh), &r->nh->hop.via);
		if (under && under != e && passes(table_of(r->nh), under, nh, depth + 1))
			return true;
	}
	return false;
}

static u32 neigh_leaf(struct ipif *p, const struct ipaddr *via)
{
	struct neigh *n;

	if (via->af == AF_IP4 ? (bool)ipif_addr4(p, via->v4) : (bool)ipif_addr6(p, &via->v6))
		return 0; /* it is us */
	if (p->tunnel)
		return via->af == AF_IP4 ? p->glean4 : p->glean6;
	n = neigh_get(p, via);
	return n ? n->leaf : 0;
}

static u32 nhop_resolve(struct ipstack *s, const struct nhop *nh)
{
	const struct nexthop *h = &nh->hop;
	const struct rib_entry *e;
	const struct leaf *l;

	if (h->null)
		return s->leaf_null;
	if (h->out) {
		struct ipif *p = h->out->ip;

		if (!p || !p->up)
			return 0;
		if (nh->source == ROUTE_LOCAL)
			return s->leaf_local;
		if (nh->source == ROUTE_BROADCAST)
			return s->leaf_bcast;
		if (h->via.af == AF_NONE)
			return nh->af == AF_IP4 ? p->glean4 : p->glean6;
		if (nh->source == ROUTE_STATIC && s->bfd && bfd_static_down(s, h->out, &h->via))
			return 0;
		return neigh_leaf(p, &h->via);
	}
	e = rib_lookup(table_of(nh), &h->via);
	if (!e || passes(table_of(nh), e, nh, 0))
		return 0;
	l = &s->leaf[e->leaf];
	if (l->kind == LEAF_GLEAN)
		return neigh_leaf(l->out, &h->via);
	return l->kind == LEAF_LOCAL || l->kind == LEAF_BROADCAST ? 0 : e->leaf;
}

static void users_update(struct ipstack *s, const struct nhop *nh)
{
	for (const struct rib_route *r = rib_route_at(s, nh->users); r; r = rib_route_at(s, r->user_next))
		entry_update(s, rib_entry_of(s, r));
}

static void nhop_update(struct nhop *nh)
{
	struct ipstack *s = nh->ip;
	u32 leaf = nhop_resolve(s, nh), was = nh->leaf;

	if (leaf == was)
		return;
	if (leaf)
		leaf_ref(s, leaf);
	nh->leaf = leaf;
	users_update(s, nh);
	leaf_unref(s, was);
}

/* ---- the choice ---- */

/* `debug ip routing` */
static void said(const struct ipstack *s, const struct rib_route *r, bool add)
{
	const struct rib_entry *e = rib_entry_of(s, r);
	struct ipaddr p = rib_prefix(e);
	char prefix[IP4_TEXT], via[IP4_TEXT], len[8] = "";

	if (e->af != AF_IP4 || r->source == ROUTE_LOCAL || r->source == ROUTE_BROADCAST || s->cleaning)
		return;
	if (add)
		snprintf(len, sizeof(len), "/%u", e->plen);
	device_debug(s->dev, "RT%s%s%s: %s %s%s via %s, %s metric [%u/%u]", s->vrf ? "(" : "", s->vrf ? vrf_name(s) : "", s->vrf ? ")" : "", add ? "add" : "del",
		     ip4_text(p.v4, prefix), len, ip4_text(r->nh->hop.via.af == AF_IP4 ? r->nh->hop.via.v4 : 0, via), route_source_name[r->source], r->distance, r->metric);
}

/* The routes stand by distance and metric: the first that resolves leads, its equals go along. */
static u32 choose(struct ipstack *s, struct rib_entry *e, bool *moved)
{
	u32 member[ECMP_MAX], n = 0;
	const struct rib_route *best = NULL;

	for (struct rib_route *r = rib_route_at(s, e->routes); r; r = rib_route_at(s, r->next)) {
		u32 leaf = r->nh->leaf ? r->nh->leaf : r->permanent ? s->leaf_dead : 0;
		const struct leaf *l = &s->leaf[leaf];
		bool was = r->selected;

		r->selected = leaf && (!best || (best->source == r->source && best->process == r->process && best->distance == r->distance && best->metric == r->metric));
		if (r->selected && !was)
			r->since = stack_now(s);
		if (r->selected != was && unlikely(debug_on(s->dev, DEBUG_IP_ROUTING)))
			said(s, r, r->selected);
		*moved |= r->selected != was;
		if (!r->selected)
			continue;
		if (!best)
			best = r;
		for (u32 k = 0; k < (l->kind == LEAF_GROUP ? l->n : 1) && n < ECMP_MAX; k++) {
			u32 m = l->kind == LEAF_GROUP ? l->member[k] : leaf, seen = 0;

			while (seen < n && member[seen] != m)
				seen++;
			if (seen == n)
				member[n++] = m;
		}
	}
	return n == 0 ? 0 : n == 1 ? member[0] : leaf_group(s, member, n);
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

static void tell(struct ipstack *s, const struct rib_entry *e)
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

/* Chooses anew; tells, if the choice is another or (e->altered) a chosen route has another metric or tag, or is gone. */
static void entry_update(struct ipstack *s, struct rib_entry *e)
{
	u32 was = e->leaf, leaf;
	struct ipaddr prefix;
	bool altered, glean;

	if (e->busy)
		return;
	altered = e->altered;
	e->altered = false;
	leaf = choose(s, e, &altered);
	if (leaf == was) {
		if (altered)
			tell(s, e);
		return;
	}
	if (leaf)
		leaf_ref(s, leaf);
	e->leaf = leaf;
	glean = e->glean;
	e->glean = leaf && s->leaf[leaf].kind == LEAF_GLEAN;
	rib_of(s, e->af)->glean[e->plen] += e->glean - glean;
	prefix = rib_prefix(e);
	fib_write(s, &prefix, e->plen, leaf);
	world_changed(s->node);
	tell(s, e);
	if (!s->cleaning && (glean || gleaned(s, &prefix, e->plen)))
		neigh_sync(s, &prefix, e->plen);
	/* Routes that resolve through each other could chase one another for ever: the chain is cut at a depth no honest one has. */
	if (s->depth < IP_DEPTH_MAX && !s->cleaning) {
		s->depth++;
		e->busy = true;
		for (struct nhop *nh = s->recursive; nh; nh = nh->next)
			if (ipaddr_in(&nh->hop.via, &prefix, e->plen))
				nhop_update(nh);
		e->busy = false;
		s->depth--;
	}
	leaf_unref(s, was);
}

/* ---- in and out ---- */

/* 0: none. */
static u32 route_find(const struct ipstack *s, const struct rib_entry *e, const struct route *r)
{
	const struct rib_route *q;

	for (u32 id = e->routes; (q = rib_route_at(s, id)); id = q->next)
		if (q->source == r->source && q->process == r->process && nexthop_eq(&q->nh->hop, &r->nh))
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

	while ((q = rib_route_at(s, *at)) && (q->distance < r->distance || (q->distance == r->distance && q->metric <= r->metric)))
		at = &q->next;
	r->next = *at;
	*at = id;
}

static u32 route_new(struct ipstack *s, u32 entry, const struct route *r, u8 kind)
{
	u32 id = slab_alloc(&s->rib_routes);
	struct rib_route *q = rib_route_at(s, id);

	q->e = entry;
	q->source = r->source;
	q->since = stack_now(s);
	q->nh = nhop_get(s, &r->nh, kind, r->prefix.af);
	q->user_next = q->nh->users;
	if (q->user_next)
		rib_route_at(s, q->user_next)->user_prev = id;
	q->nh->users = id;
	return id;
}

void rib_add(struct ipstack *s, const struct route *r)
{
	struct ipaddr prefix = rib_masked(&r->prefix, r->plen);
	struct rib *rib = rib_of(s, prefix.af);
	u32 entry = rib_entry_get(rib, &prefix, r->plen), id;
	struct rib_entry *e = rib_entry_at(rib, entry);
	struct rib_route *q;

	id = route_find(s, e, r);
	if (id) {
		q = rib_route_at(s, id);
		e->altered |= q->selected && (q->metric != r->metric || q->tag != r->tag || q->kind != r->kind);
		route_unlink(s, e, id);
	} else {
		/* A connected host prefix is our own address. */
		bool own = r->source == ROUTE_CONNECTED && r->plen == (prefix.af == AF_IP4 ? 32 : 128);

		id = route_new(s, entry, r, own ? ROUTE_LOCAL : r->source);
		q = rib_route_at(s, id);
	}
	q->distance = r->distance;
	q->metric = r->metric;
	q->tag = r->tag;
	q->kind = r->kind;
	q->process = r->process;
	rib_name_set(s, id, r->name);
	route_link(s, e, id);
	if (!q->nh->leaf)
		nhop_update(q->nh);
	entry_update(s, e);
}

static void route_take(struct ipstack *s, struct rib_entry *e, u32 id)
{
	struct rib_route *q = rib_route_at(s, id);

	if (q->selected && unlikely(debug_on(s->dev, DEBUG_IP_ROUTING)))
		said(s, q, false);
	e->altered |= q->selected;
	route_unlink(s, e, id);
	*(q->user_prev ? &rib_route_at(s, q->user_prev)->user_next : &q->nh->users) = q->user_next;
	if (q->user_next)
		rib_route_at(s, q->user_next)->user_prev = q->user_prev;
}

static void route_free(struct ipstack *s, u32 id)
{
	rib_name_set(s, id, NULL);
	nhop_put(s, rib_route_at(s, id)->nh);
	slab_free(&s->rib_routes, id);
}

static void route_del(struct ipstack *s, struct rib_entry *e, u32 id)
{
	route_take(s, e, id);
	entry_update(s, e);
	route_free(s, id);
	if (!e->routes)
		rib_entry_free(rib_of(s, e->af), e);
}

static bool among(const struct nexthop *h, const struct nexthop *all, unsigned n)
{
	while (n--)
		if (nexthop_eq(h, all++))
			return true;
	return false;
}

void rib_replace(struct ipstack *s, const struct route *r, const struct nexthop *nh, unsigned n)
{
	struct ipaddr prefix = rib_masked(&r->prefix, r->plen);
	struct rib *rib = rib_of(s, prefix.af);
	struct rib_entry *e = rib_entry_at(rib, n ? rib_entry_get(rib, &prefix, r->plen) : rib_entry_find(rib, &prefix, r->plen));
	u32 gone = 0, next;

	if (!e)
		return;
	e->busy = true; /* one look at the end */
	for (unsigned k = 0; k < n; k++) {
		struct route x = *r;

		x.nh = nh[k];
		rib_add(s, &x);
	}
	for (u32 id = e->routes; id; id = next) {
		struct rib_route *q = rib_route_at(s, id);

		next = q->next;
		if (q->source != r->source || q->process != r->process || among(&q->nh->hop, nh, n))
			continue;
		route_take(s, e, id);
		q->next = gone;
		gone = id;
	}
	e->busy = false;
	entry_update(s, e);
	for (; gone; gone = next) {
		next = rib_route_at(s, gone)->next;
		route_free(s, gone);
	}
	if (!e->routes)
		rib_entry_free(rib, e);
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
	entry_update(s, e);
}

void rib_receive(struct ipstack *s, const struct ipaddr *a, struct ipif *p, bool add)
{
	struct route r = { .prefix = *a, .plen = 32, .source = ROUTE_BROADCAST, .nh = { .out = p->i } };

	(add ? rib_add : rib_del)(s, &r);
}

void rib_iface(struct ipif *p)
{
	for (struct ipstack *s = p->ip->root; s; s = s->next)
		for (struct nhop *nh = s->nhops; nh; nh = nh->next)
			if (nh->hop.out == p->i)
				nhop_update(nh);
}

static bool leads_to(const struct ipstack *s, u32 leaf, const struct ipif *p)
{
	const struct leaf *l = &s->leaf[leaf];

	if (l->kind != LEAF_GROUP)
		return l->out == p;
	for (u32 k = 0; k < l->n; k++)
		if (s->leaf[l->member[k]].out == p)
			return true;
	return false;
}

/* Chains that were cut at IP_DEPTH_MAX may still lead there. */
static void unchain(struct ipstack *s, const struct ipif *p)
{
	for (struct nhop *nh = s->recursive; nh; nh = nh->next) {
		u32 was = nh->leaf;

		if (!was || !leads_to(s, was, p))
			continue;
		nh->leaf = 0;
		users_update(nh->ip, nh);
		leaf_unref(s, was);
	}
}

void rib_iface_left(struct ipif *p)
{
	rib_iface(p);
	for (struct ipstack *s = p->ip->root; s; s = s->next)
		unchain(s, p);
}

static void forget_hops(struct ipstack *s, const struct ipif *p)
{
	for (struct nhop *nh = s->nhops; nh;) {
		if (nh->hop.out != p->i) {
			nh = nh->next;
			continue;
		}
		for (u32 left = nh->refs; left; left--) /* the last takes the next hop with it */
			route_del(s, rib_entry_of(s, rib_route_at(s, nh->users)), nh->users);
		nh = s->nhops;
	}
}

void rib_iface_gone(struct ipif *p)
{
	for (struct ipstack *s = p->ip->root; s; s = s->next) {
		unchain(s, p);
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
