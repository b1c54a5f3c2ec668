/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where the routes of router/rib.c stand: entries by prefix, in a hash whose chains are numbers. Longest match: one probe for each length that occurs.
 * Only control work does that; packets use the FIB.
 */
#include <stdlib.h>

#include "router/rib.h"
#include "router/vrf/vrf.h"

struct ipaddr rib_masked(const struct ipaddr *a, unsigned plen)
{
	struct ip6 m;

	if (a->af == AF_IP4)
		return ipaddr4(a->v4 & ip4_mask(plen));
	m = ip6_masked(&a->v6, plen);
	return ipaddr6(&m);
}

struct ipaddr rib_prefix(const struct rib_entry *e)
{
	struct ip6 a;
	u32 v4;

	if (e->af == AF_IP4) {
		memcpy(&v4, e->addr, sizeof(v4));
		return ipaddr4(v4);
	}
	memcpy(a.b, e->addr, sizeof(a.b));
	return ipaddr6(&a);
}

const char *rib_prefix_text(const struct rib_entry *e, char buf[IP6_TEXT])
{
	struct ipaddr p = rib_prefix(e);

	return ipaddr_text(&p, buf);
}

/* ---- entries ---- */

static const void *addr_of(const struct ipaddr *p) { return p->af == AF_IP4 ? (const void *)&p->v4 : p->v6.b; }
static size_t addr_size(u8 af) { return af == AF_IP4 ? 4 : 16; }

static u32 bucket_of(const struct rib *r, const struct ipaddr *p, unsigned plen)
{
	u64 h = plen * 0x9e3779b97f4a7c15ull;

	h ^= p->af == AF_IP4 ? p->v4 * 0x100000001b3ull : p->v6.w[0] ^ p->v6.w[1] * 0x100000001b3ull;
	h = (h ^ h >> 29) * 0xbf58476d1ce4e5b9ull;
	return (u32)(h >> 32) & (r->size - 1);
}

static u32 *slot_of(const struct rib *r, const struct rib_entry *e)
{
	struct ipaddr p = rib_prefix(e);

	return &r->hash[bucket_of(r, &p, e->plen)];
}

/* Of a known size each: no call. */
static bool is_at(const struct rib_entry *e, const struct ipaddr *p, unsigned plen)
{
	return e->plen == plen && !(p->af == AF_IP4 ? memcmp(e->addr, &p->v4, 4) : memcmp(e->addr, p->v6.b, 16));
}

u32 rib_entry_find(const struct rib *r, const struct ipaddr *p, unsigned plen)
{
	const struct rib_entry *e;
	u32 id = r->size ? r->hash[bucket_of(r, p, plen)] : 0;

	for (; (e = rib_entry_at(r, id)); id = e->next)
		if (is_at(e, p, plen))
			return id;
	return 0;
}

static void grow(struct rib *r)
{
	u32 *old = r->hash, was = r->size;

	r->size = was ? 2 * was : 8;
	r->hash = xcalloc_table(r->size, sizeof(*r->hash));
	for (u32 k = 0; k < was; k++)
		for (u32 id = old[k], next; id; id = next) {
			struct rib_entry *e = rib_entry_at(r, id);
			u32 *slot = slot_of(r, e);

			next = e->next;
			e->next = *slot;
			*slot = id;
		}
	free(old);
}

u32 rib_entry_get(struct rib *r, const struct ipaddr *p, unsigned plen)
{
	u32 id = rib_entry_find(r, p, plen), *slot;
	struct rib_entry *e;

	if (id)
		return id;
	if (r->entries.n >= r->size)
		grow(r);
	id = slab_alloc(&r->entries);
	e = rib_entry_at(r, id);
	memcpy(e->addr, addr_of(p), addr_size(p->af));
	e->af = p->af;
	e->plen = (u8)plen;
	slot = &r->hash[bucket_of(r, p, plen)];
	e->next = *slot;
	*slot = id;
	r->by_len[plen]++;
	return id;
}

void rib_entry_free(struct rib *r, const struct rib_entry *e)
{
	u32 *at = slot_of(r, e), id;

	while (rib_entry_at(r, *at) != e)
		at = &rib_entry_at(r, *at)->next;
	id = *at;
	*at = e->next;
	r->by_len[e->plen]--;
	slab_free(&r->entries, id);
}

void rib_hold(struct ipstack *s)
{
	fib4_hold(s->fib4);
	fib6_hold(s->fib6);
}

void rib_release(struct ipstack *s)
{
	fib4_release(s->fib4);
	fib6_release(s->fib6);
}

void rib_prefetch(const struct ipstack *s, const struct ipaddr *prefix, unsigned plen, bool far)
{
	const struct rib *r = rib_of(s, prefix->af);
	const u32 *slot;

	if (prefix->af == AF_IP4)
		fib4_prefetch(s->fib4, prefix->v4, (u8)plen, far);
	else
		fib6_prefetch(s->fib6, &prefix->v6, (u8)plen, far);
	if (!r->size)
		return;
	slot = &r->hash[bucket_of(r, prefix, plen)];
	if (far)
		__builtin_prefetch(slot, 1);
	else if (*slot)
		__builtin_prefetch(slab_at(&r->entries, *slot), 1);
}

const struct rib_entry *rib_exact(const struct ipstack *s, const struct ipaddr *prefix, unsigned plen)
{
	const struct rib *r = rib_of(s, prefix->af);

	return rib_entry_at(r, rib_entry_find(r, prefix, plen));
}

const struct rib_entry *rib_lookup(const struct ipstack *s, const struct ipaddr *a) { return rib_lookup_within(s, a, 128); }

const struct rib_entry *rib_lookup_within(const struct ipstack *s, const struct ipaddr *a, int plen)
{
	const struct rib *r = rib_of(s, a->af);

	for (plen = a->af == AF_IP4 && plen > 32 ? 32 : plen; plen >= 0; plen--) {
		struct ipaddr p;
		const struct rib_entry *e;

		if (!r->by_len[plen])
			continue;
		p = rib_masked(a, (unsigned)plen);
		e = rib_entry_at(r, rib_entry_find(r, &p, (unsigned)plen));
		if (e && e->leaf)
			return e;
	}
	return NULL;
}

/* ---- one after the other ---- */

const struct rib_route *rib_first(const struct ipstack *s, const struct rib_entry *e) { return rib_route_at(s, e->routes); }
const struct rib_route *rib_next(const struct ipstack *s, const struct rib_route *r) { return rib_route_at(s, r->next); }

bool rib_path_next(const struct ipstack *s, const struct rib_entry *e, struct rib_path *p)
{
	const struct rib_way *way;

	while (!p->left) {
		p->r = p->r ? rib_next(s, p->r) : e ? rib_first(s, e) : NULL;
		if (!p->r)
			return false;
		p->left = p->r->source == ROUTE_BROADCAST || p->r->source == ROUTE_DEFAULT_NETWORK ? 0 : p->r->used;
	}
	way = &rib_ways(s, p->r)->way[__builtin_ctz(p->left)];
	p->nh = way->nh;
	p->share = way->share == WAY_STANDBY ? 0 : way->share;
	p->left &= p->left - 1;
	return true;
}

const struct rib_entry *rib_each(const struct ipstack *s, u8 af, const struct rib_entry *before)
{
	const struct rib *r = rib_of(s, af);
	u32 k = 0;

	if (before && before->next)
		return rib_entry_at(r, before->next);
	if (before)
		k = (u32)(slot_of(r, before) - r->hash) + 1;
	while (k < r->size && !r->hash[k])
		k++;
	return k < r->size ? rib_entry_at(r, r->hash[k]) : NULL;
}

static int in_order(const void *x, const void *y)
{
	const struct rib_entry *a = *(const struct rib_entry *const *)x, *b = *(const struct rib_entry *const *)y;
	struct ipaddr p = rib_prefix(a), q = rib_prefix(b);
	int d = ipaddr_order(&p, &q);

	return d ? d : a->plen - b->plen;
}

struct rib_entry **rib_sorted(const struct ipstack *s, u8 af, u32 *n)
{
	struct rib_entry **all = xcalloc(rib_of(s, af)->entries.n + 1, sizeof(*all));

	*n = 0;
	for (const struct rib_entry *e = NULL; (e = rib_each(s, af, e));)
		all[(*n)++] = (struct rib_entry *)e;
	qsort(all, *n, sizeof(struct rib_entry *), in_order);
	return all;
}

/* ---- a limit ---- */

void rib_recount(const struct ipstack *s, struct rib *rib, struct rib_entry *e)
{
	bool was = e->counted;

	e->counted = e->leaf && rib_first(s, e)->source != ROUTE_BROADCAST;
	rib->n_in += e->counted - was;
}

void rib_set_limit(struct ipstack *s, u8 af, u32 limit)
{
	struct rib *rib = rib_of(s, af);

	if (limit && !rib->limit) {
		rib->n_in = 0;
		for (const struct rib_entry *e = NULL; (e = rib_each(s, af, e));) {
			((struct rib_entry *)e)->counted = false;
			rib_recount(s, rib, (struct rib_entry *)e);
		}
	}
	rib->limit = limit;
}

bool rib_refuses(struct ipstack *s, struct rib *rib, struct rib_entry *e)
{
	bool refused = rib->limit && !e->leaf && e->routes && rib->n_in >= rib->limit;

	for (const struct rib_route *r = rib_first(s, e); refused && r; r = rib_next(s, r))
		refused = r->source != ROUTE_CONNECTED && r->source != ROUTE_LOCAL && r->source != ROUTE_BROADCAST;
	rib->n_refused += refused - e->refused;
	if (refused && !e->refused)
		vrf_refused(s, e);
	e->refused = refused;
	return refused;
}

/* ---- names, which few have ---- */

struct rib_name {
	struct rib_name *next;
	u32 route;
	char text[];
};

void rib_name_set(struct ipstack *s, u32 route, const char *name)
{
	struct rib_route *r = rib_route_at(s, route);
	struct rib_name **at = &s->rib_names, *n;

	if (r->named) {
		while ((*at)->route != route)
			at = &(*at)->next;
		n = *at;
		*at = n->next;
		free(n);
	}
	r->named = name;
	if (!name)
		return;
	n = xcalloc(1, sizeof(*n) + strlen(name) + 1);
	strcpy(n->text, name);
	n->route = route;
	n->next = s->rib_names;
	s->rib_names = n;
}

const char *rib_name(const struct ipstack *s, const struct rib_route *r)
{
	const struct rib_name *n = r->named ? s->rib_names : NULL;

	while (n && rib_route_at(s, n->route) != r)
		n = n->next;
	return n ? n->text : NULL;
}

/* ---- their life ---- */

void rib_open(struct ipstack *s)
{
	slab_init(&s->rib4.entries, sizeof(struct rib_entry) + 4);
	slab_init(&s->rib6.entries, sizeof(struct rib_entry) + 16);
	slab_init(&s->rib_routes, sizeof(struct rib_route));
	slab_init(&s->way_sets, sizeof(struct rib_ways *));
}

void rib_free(struct ipstack *s)
{
	rib_flush(s);
	free(s->rib4.hash);
	free(s->rib6.hash);
	s->rib4.hash = s->rib6.hash = NULL;
	s->rib4.size = s->rib6.size = 0;
}

void rib_renew(struct ipstack *s, const struct rib_entry *e)
{
	u32 now = (u32)(stack_now(s) / (NSEC_PER_SEC / 100));

	for (struct rib_route *r = rib_route_at(s, e->routes); r; r = rib_route_at(s, r->next))
		if (r->used)
			r->since = now;
}
