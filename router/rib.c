/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The routing information base: all routes of all sources by prefix, the best of them in the FIB.
 *
 * A route names a next hop; equal next hops are one struct nhop, which knows the leaf it resolves to now (0: none). An entry
 * takes, of its routes whose next hop resolves, those of the least distance, then metric, up to ECMP_MAX side by side.
 * A next hop without an interface is recursive: it resolves through the entry that covers it, hence again whenever an entry that
 * covers it, or could, changes. A route that would resolve through itself does not resolve.
 *
 * Longest match over a hash of prefixes: one probe for each length that occurs. Only control work does that; packets use the FIB.
 */
#include <stdlib.h>

#include "router/bfd/bfd.h"
#include "router/route.h"

static void entry_update(struct ipstack *s, struct rib_entry *e);

static struct rib *rib_of(const struct ipstack *s, u8 af) { return (struct rib *)(af == AF_IP4 ? &s->rib4 : &s->rib6); }

static struct ipaddr masked(const struct ipaddr *a, unsigned plen)
{
	struct ip6 m;

	if (a->af == AF_IP4)
		return ipaddr4(a->v4 & ip4_mask(plen));
	m = ip6_masked(&a->v6, plen);
	return ipaddr6(&m);
}

static u32 bucket_of(const struct rib *r, const struct ipaddr *p, unsigned plen)
{
	u64 h = plen * 0x9e3779b97f4a7c15ull;

	h ^= p->af == AF_IP4 ? p->v4 * 0x100000001b3ull : p->v6.w[0] ^ p->v6.w[1] * 0x100000001b3ull;
	h = (h ^ h >> 29) * 0xbf58476d1ce4e5b9ull;
	return (u32)(h >> 32) & (r->size - 1);
}

static struct rib_entry *entry_find(const struct rib *r, const struct ipaddr *p, unsigned plen)
{
	if (!r->size)
		return NULL;
	for (struct rib_entry *e = r->hash[bucket_of(r, p, plen)]; e; e = e->next)
		if (e->plen == plen && ipaddr_eq(&e->prefix, p))
			return e;
	return NULL;
}

static void rib_grow(struct rib *r)
{
	struct rib_entry **old = r->hash;
	u32 was = r->size;

	r->size = was ? 2 * was : 8;
	r->hash = xcalloc(r->size, sizeof(*r->hash));
	for (u32 k = 0; k < was; k++)
		for (struct rib_entry *e = old[k], *next; e; e = next) {
			struct rib_entry **slot = &r->hash[bucket_of(r, &e->prefix, e->plen)];

			next = e->next;
			e->next = *slot;
			*slot = e;
		}
	free(old);
}

static struct rib_entry *entry_get(struct rib *r, const struct ipaddr *p, unsigned plen)
{
	struct rib_entry *e = entry_find(r, p, plen), **slot;

	if (e)
		return e;
	if (r->n >= r->size)
		rib_grow(r);
	e = xcalloc(1, sizeof(*e));
	e->prefix = *p;
	e->plen = (u8)plen;
	slot = &r->hash[bucket_of(r, p, plen)];
	e->next = *slot;
	*slot = e;
	r->n++;
	r->by_len[plen]++;
	return e;
}

static void entry_free(struct rib *r, struct rib_entry *e)
{
	struct rib_entry **at = &r->hash[bucket_of(r, &e->prefix, e->plen)];

	while (*at != e)
		at = &(*at)->next;
	*at = e->next;
	r->n--;
	r->by_len[e->plen]--;
	free(e);
}

const struct rib_entry *rib_exact(const struct ipstack *s, const struct ipaddr *prefix, unsigned plen)
{
	return entry_find(rib_of(s, prefix->af), prefix, plen);
}

const struct rib_entry *rib_lookup(const struct ipstack *s, const struct ipaddr *a)
{
	const struct rib *r = rib_of(s, a->af);

	for (int plen = a->af == AF_IP4 ? 32 : 128; plen >= 0; plen--) {
		struct ipaddr p;
		const struct rib_entry *e;

		if (!r->by_len[plen])
			continue;
		p = masked(a, (unsigned)plen);
		e = entry_find(r, &p, (unsigned)plen);
		if (e && e->leaf)
			return e;
	}
	return NULL;
}

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

static struct nhop *nhop_get(struct ipstack *s, const struct nexthop *h, u8 source, u8 af)
{
	struct nhop **list = nhop_list(s, h), *nh;

	for (nh = *list; nh; nh = nh->next)
		if (nh->ip == s && nh->source == source && nh->af == af && nexthop_eq(&nh->hop, h)) {
			nh->refs++;
			return nh;
		}
	nh = xcalloc(1, sizeof(*nh));
	nh->hop = *h;
	nh->ip = s;
	nh->source = source;
	nh->af = af;
	nh->refs = 1;
	nh->next = *list;
	*list = nh;
	return nh;
}

static void nhop_put(struct ipstack *s, struct nhop *nh)
{
	struct nhop **at = nhop_list(s, &nh->hop);

	if (--nh->refs)
		return;
	while (*at != nh)
		at = &(*at)->next;
	*at = nh->next;
	leaf_unref(s, nh->leaf);
	free(nh);
}

static struct ipstack *table_of(const struct nhop *nh) { return nh->hop.table ? nh->hop.table : nh->ip; }

/* Whether e is reached through nh, directly or by other recursive next hops. */
static bool passes(const struct rib_entry *e, const struct nhop *nh, unsigned depth)
{
	for (const struct rib_route *r = e->routes; r; r = r->next) {
		const struct rib_entry *under;

		if (!r->selected || !is_recursive(&r->nh->hop))
			continue;
		if (r->nh == nh || depth >= IP_DEPTH_MAX)
			return true;
		under = rib_lookup(table_of(r->nh), &r->nh->hop.via);
		if (under && under != e && passes(under, nh, depth + 1))
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
	if (!e || passes(e, nh, 0))
		return 0;
	l = &s->leaf[e->leaf];
	if (l->kind == LEAF_GLEAN)
		return neigh_leaf(l->out, &h->via);
	return l->kind == LEAF_LOCAL || l->kind == LEAF_BROADCAST ? 0 : e->leaf;
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
	for (struct rib_route *r = nh->users; r; r = r->user_next)
		entry_update(s, r->e);
	leaf_unref(s, was);
}

/* ---- the choice ---- */

/* The routes stand by distance and metric: the first that resolves leads, its equals go along. */
static u32 choose(struct ipstack *s, struct rib_entry *e, bool *moved)
{
	u32 member[ECMP_MAX], n = 0;
	const struct rib_route *best = NULL;

	for (struct rib_route *r = e->routes; r; r = r->next) {
		u32 leaf = r->nh->leaf ? r->nh->leaf : r->permanent ? s->leaf_dead : 0;
		const struct leaf *l = &s->leaf[leaf];
		bool was = r->selected;

		r->selected = leaf && (!best || (best->source == r->source && best->process == r->process && best->distance == r->distance && best->metric == r->metric));
		if (r->selected && !was)
			r->since = stack_now(s);
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

static void fib_write(struct ipstack *s, const struct rib_entry *e, u32 leaf)
{
	if (e->prefix.af == AF_IP4) {
		if (leaf)
			fib4_set(s->fib4, e->prefix.v4, e->plen, leaf);
		else
			fib4_del(s->fib4, e->prefix.v4, e->plen);
	} else {
		if (leaf)
			fib6_set(s->fib6, &e->prefix.v6, e->plen, leaf);
		else
			fib6_del(s->fib6, &e->prefix.v6, e->plen);
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

/* Chooses anew; tells, if the choice is another or (e->altered) a chosen route has another metric or tag, or is gone. */
static void entry_update(struct ipstack *s, struct rib_entry *e)
{
	u32 was = e->leaf, leaf;
	bool altered;

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
	fib_write(s, e, leaf);
	world_changed(s->node);
	tell(s, e);
	if (!s->cleaning)
		neigh_sync(s, &e->prefix, e->plen);
	/* Routes that resolve through each other could chase one another for ever: the chain is cut at a depth no honest one has. */
	if (s->depth < IP_DEPTH_MAX && !s->cleaning) {
		s->depth++;
		e->busy = true;
		for (struct nhop *nh = s->recursive; nh; nh = nh->next)
			if (ipaddr_in(&nh->hop.via, &e->prefix, e->plen))
				nhop_update(nh);
		e->busy = false;
		s->depth--;
	}
	leaf_unref(s, was);
}

/* ---- in and out ---- */

static struct rib_route *route_find(struct rib_entry *e, const struct route *r)
{
	for (struct rib_route *q = e->routes; q; q = q->next)
		if (q->source == r->source && q->process == r->process && nexthop_eq(&q->nh->hop, &r->nh))
			return q;
	return NULL;
}

static void route_unlink(struct rib_route *r)
{
	struct rib_route **at = &r->e->routes;

	while (*at != r)
		at = &(*at)->next;
	*at = r->next;
}

static void route_link(struct rib_route *r)
{
	struct rib_route **at = &r->e->routes;

	while (*at && ((*at)->distance < r->distance || ((*at)->distance == r->distance && (*at)->metric <= r->metric)))
		at = &(*at)->next;
	r->next = *at;
	*at = r;
}

void rib_add(struct ipstack *s, const struct route *r)
{
	struct ipaddr prefix = masked(&r->prefix, r->plen);
	struct rib_entry *e = entry_get(rib_of(s, prefix.af), &prefix, r->plen);
	struct rib_route *q = route_find(e, r);
	u8 kind = r->source;

	if (q) {
		e->altered |= q->selected && (q->metric != r->metric || q->tag != r->tag || q->kind != r->kind);
		route_unlink(q);
		free(q->name);
	} else {
		/* A connected host prefix is our own address. */
		if (kind == ROUTE_CONNECTED && r->plen == (prefix.af == AF_IP4 ? 32 : 128))
			kind = ROUTE_LOCAL;
		q = xcalloc(1, sizeof(*q));
		q->e = e;
		q->source = r->source;
		q->since = stack_now(s);
		q->nh = nhop_get(s, &r->nh, kind, prefix.af);
		q->user_next = q->nh->users;
		q->user_prev = &q->nh->users;
		if (q->user_next)
			q->user_next->user_prev = &q->user_next;
		q->nh->users = q;
	}
	q->distance = r->distance;
	q->metric = r->metric;
	q->tag = r->tag;
	q->kind = r->kind;
	q->process = r->process;
	q->name = r->name ? xstrdup(r->name) : NULL;
	route_link(q);
	if (!q->nh->leaf)
		nhop_update(q->nh);
	entry_update(s, e);
}

static void route_take(struct rib_route *q)
{
	q->e->altered |= q->selected;
	route_unlink(q);
	*q->user_prev = q->user_next;
	if (q->user_next)
		q->user_next->user_prev = q->user_prev;
}

static void route_free(struct ipstack *s, struct rib_route *q)
{
	nhop_put(s, q->nh);
	free(q->name);
	free(q);
}

static void route_del(struct ipstack *s, struct rib_route *q)
{
	struct rib_entry *e = q->e;

	route_take(q);
	entry_update(s, e);
	route_free(s, q);
	if (!e->routes)
		entry_free(rib_of(s, e->prefix.af), e);
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
	struct ipaddr prefix = masked(&r->prefix, r->plen);
	struct rib *rib = rib_of(s, prefix.af);
	struct rib_entry *e = n ? entry_get(rib, &prefix, r->plen) : entry_find(rib, &prefix, r->plen);
	struct rib_route *gone = NULL, *next;

	if (!e)
		return;
	e->busy = true; /* one look at the end */
	for (unsigned k = 0; k < n; k++) {
		struct route x = *r;

		x.nh = nh[k];
		rib_add(s, &x);
	}
	for (struct rib_route *q = e->routes; q; q = next) {
		next = q->next;
		if (q->source != r->source || q->process != r->process || among(&q->nh->hop, nh, n))
			continue;
		route_take(q);
		q->next = gone;
		gone = q;
	}
	e->busy = false;
	entry_update(s, e);
	for (; gone; gone = next) {
		next = gone->next;
		route_free(s, gone);
	}
	if (!e->routes)
		entry_free(rib, e);
}

void rib_del(struct ipstack *s, const struct route *r)
{
	struct ipaddr prefix = masked(&r->prefix, r->plen);
	struct rib_entry *e = entry_find(rib_of(s, prefix.af), &prefix, r->plen);
	struct rib_route *q = e ? route_find(e, r) : NULL;

	if (q)
		route_del(s, q);
}

void rib_set_permanent(struct ipstack *s, const struct route *r, bool permanent)
{
	struct ipaddr prefix = masked(&r->prefix, r->plen);
	struct rib_entry *e = entry_find(rib_of(s, prefix.af), &prefix, r->plen);
	struct rib_route *q = e ? route_find(e, r) : NULL;

	if (!q)
		return;
	q->permanent = permanent;
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
		for (struct rib_route *r = nh->users; r; r = r->user_next)
			entry_update(nh->ip, r->e);
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
		while (nh->refs > 1)
			route_del(s, nh->users);
		route_del(s, nh->users); /* the last takes the next hop with it */
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
			while (both[f]->hash[k])
				route_del(s, both[f]->hash[k]->routes);
}

void rib_free(struct ipstack *s)
{
	rib_flush(s);
	free(s->rib4.hash);
	free(s->rib6.hash);
}

static int in_order(const void *x, const void *y)
{
	const struct rib_entry *a = *(const struct rib_entry *const *)x, *b = *(const struct rib_entry *const *)y;

	if (a->prefix.af == AF_IP4 ? a->prefix.v4 != b->prefix.v4 : memcmp(a->prefix.v6.b, b->prefix.v6.b, 16) != 0) {
		if (a->prefix.af == AF_IP4)
			return a->prefix.v4 < b->prefix.v4 ? -1 : 1;
		return memcmp(a->prefix.v6.b, b->prefix.v6.b, 16);
	}
	return a->plen - b->plen;
}

struct rib_entry **rib_sorted(const struct ipstack *s, u8 af, u32 *n)
{
	const struct rib *r = rib_of(s, af);
	struct rib_entry **all = xcalloc(r->n + 1, sizeof(*all));

	*n = 0;
	for (u32 k = 0; k < r->size; k++)
		for (struct rib_entry *e = r->hash[k]; e; e = e->next)
			all[(*n)++] = e;
	qsort(all, *n, sizeof(struct rib_entry *), in_order);
	return all;
}
