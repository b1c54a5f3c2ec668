/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Next hops of routes, the sets in which routes have them, and where they lead. Equal next hops are one struct nhop, which knows the leaf it resolves to
 * now (0: none); equal sets are one struct rib_ways.
 *
 * A next hop without an interface is recursive: it resolves through the entry that covers it, hence again whenever an entry that
 * covers it, or could, changes. No route resolves through itself: a next hop passes over an entry that has nothing but routes that lead back to it, and an
 * entry does not choose a route whose next hop resolves by the entry (rib.c). As either is asked before the one joins the other, no ring comes to be.
 */
#include <stdlib.h>

#include "router/bfd/bfd.h"
#include "router/rib.h"

bool rib_hop_eq(const struct nexthop *a, const struct nexthop *b)
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
		if (nh->source == source && nh->af == af && rib_hop_eq(&nh->hop, h))
			return nh;
	if (s->n_nhops++ >= s->nhop_size)
		nhops_grow(s);
	at = nhop_slot(s, h);
	nh = xcalloc(1, sizeof(*nh));
	nh->hop = *h;
	nh->hop.share = 0;	/* the set's */
	nh->ip = s;
	nh->source = source;
	nh->af = af;
	nh->number = ++s->last_nhop;
	nh->same = *at;
	*at = nh;
	nh->prev = list;
	nh->next = *list;
	if (nh->next)
		nh->next->prev = &nh->next;
	*list = nh;
	return nh;
}

/* It is in one set less. */
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

/* ---- sets of them ---- */

struct pick { struct nhop *nh; u8 share; };

static struct rib_ways **ways_slot(const struct ipstack *s, const struct pick *p, u32 n)
{
	u64 h = n;

	for (u32 k = 0; k < n; k++)
		h = (h ^ p[k].nh->number ^ (u64)p[k].share << 32 ^ h >> 29) * 0x9e3779b97f4a7c15ull;
	return &s->ways_slot[h >> 32 & (s->ways_size - 1)];
}

static struct rib_ways **slot_of(const struct ipstack *s, const struct rib_ways *w)
{
	struct pick p[ECMP_MAX];

	for (u32 k = 0; k < w->n; k++)
		p[k] = (struct pick){ w->way[k].nh, w->way[k].share };
	return ways_slot(s, p, w->n);
}

static void ways_grow(struct ipstack *s)
{
	struct rib_ways **was = s->ways_slot;
	u32 n = s->ways_size;

	s->ways_size = n ? 2 * n : 8;
	s->ways_slot = xcalloc(s->ways_size, sizeof(struct rib_ways *));
	for (u32 k = 0; k < n; k++)
		for (struct rib_ways *w = was[k], *same; w; w = same) {
			struct rib_ways **at = slot_of(s, w);

			same = w->same;
			w->same = *at;
			*at = w;
		}
	free(was);
}

static struct rib_ways *ways_find(const struct ipstack *s, const struct pick *p, u32 n)
{
	struct rib_ways *w;

	if (n == 1)
		return p[0].nh->alone;
	for (w = s->ways_size ? *ways_slot(s, p, n) : NULL; w; w = w->same) {
		u32 k = 0;

		while (w->n == n && k < n && w->way[k].nh == p[k].nh && w->way[k].share == p[k].share)
			k++;
		if (k == n)
			break;
	}
	return w;
}

static struct rib_ways *ways_new(struct ipstack *s, const struct pick *p, u32 n)
{
	struct rib_ways *w = xcalloc(1, sizeof(*w) + n * sizeof(w->way[0])), **at;

	w->id = slab_alloc(&s->way_sets);
	*(struct rib_ways **)slab_at(&s->way_sets, w->id) = w;
	w->n = n;
	for (u32 k = 0; k < n; k++) {
		struct rib_way *x = &w->way[k];
		struct nhop *nh = p[k].nh;

		*x = (struct rib_way){ .nh = nh, .share = n == 1 ? 1 : p[k].share, .of = w, .next = nh->ways, .prev = &nh->ways };
		if (x->next)
			x->next->prev = &x->next;
		nh->ways = x;
		nh->refs++;
	}
	if (n == 1) {
		p[0].nh->alone = w;
		return w;
	}
	if (s->n_ways++ >= s->ways_size)
		ways_grow(s);
	at = slot_of(s, w);
	w->same = *at;
	*at = w;
	return w;
}

struct rib_ways *rib_ways_get(struct ipstack *s, const struct nexthop *nh, unsigned n, u8 source, u8 af)
{
	struct pick p[ECMP_MAX];
	struct rib_ways *w;
	u32 m = 0;

	for (unsigned k = 0; k < n && m < ECMP_MAX; k++) {
		u32 seen = 0;

		p[m] = (struct pick){ nhop_get(s, &nh[k], source, af), nh[k].share ? nh[k].share : 1 };
		while (p[seen].nh != p[m].nh)
			seen++;
		m += seen == m;
	}
	w = ways_find(s, p, m);
	return w ? w : ways_new(s, p, m);
}

static void ways_unhash(struct ipstack *s, struct rib_ways *w)
{
	struct rib_ways **at;

	if (w->n == 1) {
		w->way[0].nh->alone = NULL;
		return;
	}
	at = slot_of(s, w);
	while (*at != w)
		at = &(*at)->same;
	*at = w->same;
	if (!--s->n_ways) {
		free(s->ways_slot);
		s->ways_slot = NULL;
		s->ways_size = 0;
	}
}

void rib_ways_put(struct ipstack *s, struct rib_ways *w)
{
	if (--w->refs)
		return;
	ways_unhash(s, w);
	for (u32 k = 0; k < w->n; k++) {
		struct rib_way *x = &w->way[k];

		*x->prev = x->next;
		if (x->next)
			x->next->prev = x->prev;
		nhop_put(s, x->nh);
	}
	slab_free(&s->way_sets, w->id);
	free(w);
}

/* ---- where they lead ---- */

static struct ipstack *table_of(const struct nhop *nh) { return nh->hop.table ? nh->hop.table : nh->ip; }

enum { LOOKS_MAX = 4096 };	/* entries that one question may ask: of ways side by side over several levels there are too many to ask each; it counts as a ring then */

static bool spent(unsigned *looks) { return !*looks || !--*looks; }

static bool passed(const struct ipstack *s, const struct rib_entry *e, const struct nhop *nh, unsigned depth, unsigned *looks);

/* x is nh, or leads there by nh. */
static bool leads_by(const struct nhop *x, const struct nhop *nh, unsigned depth, unsigned *looks)
{
	return x == nh || (x->under && (depth >= IP_DEPTH_MAX || spent(looks) || passed(table_of(x), x->under, nh, depth + 1, looks)));
}

static bool passed(const struct ipstack *s, const struct rib_entry *e, const struct nhop *nh, unsigned depth, unsigned *looks)
{
	for (const struct rib_route *r = rib_first(s, e); r; r = rib_next(s, r))
		for (u32 left = r->used; left; left &= left - 1)
			if (leads_by(rib_ways(s, r)->way[__builtin_ctz(left)].nh, nh, depth, looks))
				return true;
	return false;
}

/* Whether e is reached through nh, directly or by other recursive next hops. */
static bool passes(const struct ipstack *s, const struct rib_entry *e, const struct nhop *nh)
{
	unsigned looks = LOOKS_MAX;

	return passed(s, e, nh, 0, &looks);
}

/* Whether e has routes that lead somewhere without nh. */
static bool stands_without(const struct ipstack *s, const struct rib_entry *e, const struct nhop *nh)
{
	unsigned looks = LOOKS_MAX;

	for (const struct rib_route *r = rib_first(s, e); r && !r->permanent; r = rib_next(s, r))
		for (u32 k = 0; k < rib_ways(s, r)->n; k++) {
			const struct nhop *x = rib_ways(s, r)->way[k].nh;

			if (x->leaf && x->under != e && !leads_by(x, nh, 0, &looks))
				return true;
		}
	return false;
}

static bool reaches(const struct nhop *nh, const struct rib_entry *e, unsigned depth, unsigned *looks)
{
	const struct ipstack *s = table_of(nh);

	if (!nh->under || nh->under == e || depth >= IP_DEPTH_MAX || spent(looks))
		return nh->under;
	for (const struct rib_route *r = nh->deep ? rib_first(s, nh->under) : NULL; r; r = rib_next(s, r))
		for (u32 left = r->used; left; left &= left - 1)
			if (reaches(rib_ways(s, r)->way[__builtin_ctz(left)].nh, e, depth + 1, looks))
				return true;
	return false;
}

bool rib_hop_reaches(const struct nhop *nh, const struct rib_entry *e)
{
	unsigned looks = LOOKS_MAX;

	return reaches(nh, e, 0, &looks);
}

/* By which it resolves: the longest match that does not lead back to it, or need not. */
static struct rib_entry *under(const struct nhop *nh)
{
	struct ipstack *s = table_of(nh);
	const struct rib_entry *e = rib_lookup(s, &nh->hop.via);

	for (; e && passes(s, e, nh) && !stands_without(s, e, nh); e = rib_lookup_within(s, &nh->hop.via, e->plen - 1))
		s->barred = true;
	return (struct rib_entry *)e;
}

static bool is_deep(const struct ipstack *s, const struct rib_entry *e)
{
	for (const struct rib_route *r = rib_first(s, e); r; r = rib_next(s, r))
		for (u32 left = r->used; left; left &= left - 1)
			if (rib_ways(s, r)->way[__builtin_ctz(left)].nh->under)
				return true;
	return false;
}

const struct rib_entry *rib_under(const struct ipstack *s, const struct ipaddr *a, u8 source)
{
	struct nexthop h = { .via = *a };
	bool known = false;

	for (const struct nhop *nh = s->nhop_size ? *nhop_slot(s, &h) : NULL; nh; nh = nh->same)
		if (nh->source == source && rib_hop_eq(&nh->hop, &h)) {
			if (nh->under) /* one for packets of each family (RFC 8950) */
				return nh->under;
			known = true;
		}
	return known ? NULL : rib_lookup(s, a);
}

/* For packets of family af, which need not be via's: RFC 8950. */
static u32 leaf_via(struct ipif *p, const struct ipaddr *via, u8 af)
{
	struct neigh *n;

	if (via->af == AF_IP4 ? (bool)ipif_addr4(p, via->v4) : (bool)ipif_addr6(p, &via->v6))
		return 0; /* it is us */
	if (p->tunnel)
		return af == AF_IP4 ? p->glean4 : p->glean6;
	n = neigh_get(p, via);
	return n ? neigh_leaf(n, af) : 0;
}

/* A leaf leads packets of the other family: those of family af go the same way by this one. */
static u32 leaf_beside(struct ipstack *s, u32 leaf, u8 af)
{
	const struct leaf *l = &s->leaf[leaf];
	u32 member[BUCKETS_MAX], n = 0, from[BUCKETS_MAX], n_from = l->n;

	switch (l->kind) {
	case LEAF_ADJ:
	case LEAF_NEIGH:
		return l->neigh ? neigh_leaf(l->neigh, af) : af == AF_IP4 ? l->out->glean4 : l->out->glean6;
	case LEAF_GROUP:
		memcpy(from, l->member, n_from * sizeof(*from)); /* new leaves move the old ones */
		for (u32 k = 0; k < n_from; k++) {
			u32 one = leaf_beside(s, from[k], af);

			if (one)
				member[n++] = one;
		}
		return n > 1 ? leaf_group(s, member, n) : n ? member[0] : 0;
	default:
		return leaf;
	}
}

/* Of a recursive one: what it leads to, and nh->under. */
static u32 resolve_under(struct ipstack *s, struct nhop *nh)
{
	const struct nexthop *h = &nh->hop;
	struct rib_entry *e = under(nh);
	const struct leaf *l;

	nh->under = e;
	if (e)
		e->lends = true;
	if (e && passes(table_of(nh), e, nh)) {	/* it has other routes: those from now on */
		rib_entry_update(table_of(nh), e);
		nh->deep = true;
		if (e->again)	/* soon, and then this comes again */
			return nh->leaf;
	}
	/* nothing is reached by what `ip default-network` says: that would be its own ground */
	if (!e || !e->leaf || (!e->plen && !rib_best(table_of(nh), e)))
		return 0;
	nh->deep = is_deep(table_of(nh), e);
	l = &s->leaf[e->leaf];
	if (l->kind == LEAF_GLEAN)
		return leaf_via(l->out, &h->via, nh->af);
	if (l->kind == LEAF_LOCAL || l->kind == LEAF_BROADCAST)
		return 0;
	return h->via.af == nh->af ? e->leaf : leaf_beside(s, e->leaf, nh->af);
}

static u32 nhop_resolve(struct ipstack *s, struct nhop *nh)
{
	const struct nexthop *h = &nh->hop;

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
		if (nh->af == AF_IP4 && p->lender[0] && !p->on4)
			return 0; /* nobody lends it an address: no IPv4 passes */
		if (h->via.af == AF_NONE)
			return nh->af == AF_IP4 ? p->glean4 : p->glean6;
		if (nh->source == ROUTE_STATIC && bfd_static_down(s, h->out, &h->via))
			return 0;
		return leaf_via(p, &h->via, nh->af);
	}
	return resolve_under(s, nh);
}

void rib_hop_lead(struct nhop *nh, u32 leaf)
{
	struct ipstack *s = nh->ip;
	u32 was = nh->leaf;

	if (leaf)
		leaf_ref(s, leaf);
	nh->leaf = leaf;
	if (!leaf)
		nh->under = NULL;
	for (const struct rib_way *w = nh->ways; w; w = w->next)
		for (const struct rib_route *r = rib_route_at(s, w->of->users); r; r = rib_route_at(s, r->user_next))
			rib_entry_update(s, rib_entry_of(s, r));
	leaf_unref(s, was);
}

void rib_hop_offer(struct nhop *nh)
{
	struct ipstack *s = table_of(nh);
	struct rib *rib = rib_of(s, nh->hop.via.af);

	for (unsigned plen = 0; plen <= (nh->hop.via.af == AF_IP4 ? 32 : 128); plen++) {
		struct ipaddr p;
		struct rib_entry *e;

		if (!rib->by_len[plen])
			continue;
		p = rib_masked(&nh->hop.via, plen);
		e = rib_entry_at(rib, rib_entry_find(rib, &p, plen));
		if (e && e->routes)
			rib_entry_update(s, e);
	}
}

void rib_hop_update(struct nhop *nh)
{
	const struct rib_entry *was = nh->under;
	u32 leaf = nhop_resolve(nh->ip, nh);

	if (leaf != nh->leaf)
		rib_hop_lead(nh, leaf);
	else if (!leaf)
		nh->under = NULL;
	if (!was || was == nh->under)
		return;
	if (nh->under && nh->under->again)
		table_of(nh)->barred = true;
	else
		rib_hop_offer(nh);	/* they did not choose it because of that */
}

void rib_hops_forget(const struct ipstack *s, const struct rib_entry *e)
{
	for (struct nhop *nh = e->lends ? s->recursive : NULL; nh; nh = nh->next)
		if (nh->under == e) {
			nh->under = NULL;
			nh->deep = false;
		}
}

/* ---- interfaces ---- */

void rib_iface(struct ipif *p)
{
	for (struct ipstack *s = p->ip->root; s; s = s->next)
		for (struct nhop *nh = s->nhops; nh; nh = nh->next)
			if (nh->hop.out == p->i)
				rib_hop_update(nh);
}

void rib_attached(const struct ipstack *s, const struct iface *i, rib_attached_fn *fn, void *arg)
{
	for (const struct nhop *nh = s->nhops; nh; nh = nh->next) {
		if (nh->hop.out != i || nh->hop.via.af || nh->af != AF_IP4 || nh->source != ROUTE_STATIC || !nh->alone)
			continue;
		for (u32 id = nh->alone->users; id; id = rib_route_at(s, id)->user_next)
			if (rib_route_at(s, id)->used)
				fn(arg, rib_entry_of(s, rib_route_at(s, id)));
	}
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

void rib_unchain(struct ipstack *s, const struct ipif *p)
{
	for (struct nhop *nh = s->recursive; nh; nh = nh->next) {
		u32 was = nh->leaf;

		if (was && leads_to(s, was, p))
			rib_hop_lead(nh, 0);
	}
}

void rib_iface_left(struct ipif *p)
{
	rib_iface(p);
	for (struct ipstack *s = p->ip->root; s; s = s->next)
		rib_unchain(s, p);
}
