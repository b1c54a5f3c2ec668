/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The routing table: section 16. Each run offers every path to its prefix; the better stands, equals join (route_offer). What then differs from
 * the run before is told to the RIB. Entries lie in the order in which prefixes were first seen, with a hash over them.
 */
#include <stdlib.h>
#include <string.h>

#include "router/ospf/log.h"

/* ---- the table ---- */

static u32 hash_of(const struct ipaddr *p, u8 plen)
{
	u64 h = plen * 0x9e3779b97f4a7c15ull;

	h ^= p->af == AF_IP4 ? p->v4 * 0x100000001b3ull : p->v6.w[0] ^ p->v6.w[1] * 0x100000001b3ull;
	h = (h ^ h >> 29) * 0xbf58476d1ce4e5b9ull;
	return (u32)(h >> 32);
}

struct ipaddr ospf_prefix(const struct ospf *o, const struct ospf_route *r)
{
	struct ipaddr p = { .af = o->af };

	if (o->af == AF_IP4)
		p.v4 = r->addr[0];
	else
		memcpy(&p.v6, r->addr, sizeof(p.v6));
	return p;
}

static bool same_prefix(const struct ospf_route *r, const struct ipaddr *p, u8 plen)
{
	return r->plen == plen && (p->af == AF_IP4 ? r->addr[0] == p->v4 : !memcmp(r->addr, &p->v6, sizeof(p->v6)));
}

struct ospf_route *ospf_route_find(const struct ospf *o, const struct ipaddr *p, u8 plen)
{
	if (!o->rt_size)
		return NULL;
	for (u32 k = o->rt_slot[hash_of(p, plen) & (o->rt_size - 1)]; k;) {
		struct ospf_route *r = ospf_route_at(o, k - 1);

		if (same_prefix(r, p, plen))
			return r;
		k = r->next;
	}
	return NULL;
}

static void rehash(struct ospf *o, u32 size)
{
	free(o->rt_slot);
	o->rt_slot = xcalloc(size, sizeof(*o->rt_slot));
	o->rt_size = size;
	for (u32 k = 0; k < o->n_rt; k++) {
		struct ospf_route *r = ospf_route_at(o, k);
		const struct ipaddr p = ospf_prefix(o, r);
		u32 *at = &o->rt_slot[hash_of(&p, r->plen) & (size - 1)];

		r->next = *at;
		*at = k + 1;
	}
}

static struct ospf_route *route_get(struct ospf *o, const struct ipaddr *p, u8 plen)
{
	struct ospf_route *r = ospf_route_find(o, p, plen);
	u32 *at;

	if (r)
		return r;
	if (o->n_rt == o->rt_cap) {
		o->rt_cap = o->rt_cap ? o->rt_cap + o->rt_cap / 2 : 8;
		o->rt = xrealloc(o->rt, o->rt_cap, ospf_route_size(o));
	}
	if (o->n_rt >= o->rt_size)
		rehash(o, o->rt_size ? 2 * o->rt_size : 8);
	r = ospf_route_at(o, o->n_rt++);
	*r = (struct ospf_route){ .plen = plen };
	if (p->af == AF_IP4)
		r->addr[0] = p->v4;
	else
		memcpy(r->addr, &p->v6, sizeof(p->v6));
	at = &o->rt_slot[hash_of(p, plen) & (o->rt_size - 1)];
	r->next = *at;
	*at = o->n_rt;
	return r;
}

static unsigned rank_of(u8 type)
{
	static const u8 rank[] = { [PATH_NONE] = 9, [PATH_INTRA] = 0, [PATH_INTER] = 1, [PATH_E1] = 2, [PATH_N1] = 2, [PATH_E2] = 3, [PATH_N2] = 3, [PATH_DISCARD] = 8 };

	return rank[type];
}

/* < 0: a is the better. */
static int path_cmp(const struct ospf_path_info *a, const struct ospf_path_info *b)
{
	unsigned ra = rank_of(a->type), rb = rank_of(b->type);

	if (ra != rb)
		return ra < rb ? -1 : 1;
	if (ra == 3 && a->ext != b->ext)	/* 16.4 (6) */
		return a->ext < b->ext ? -1 : 1;
	if (a->lesser != b->lesser)
		return a->lesser ? 1 : -1;
	return a->cost < b->cost ? -1 : a->cost > b->cost;
}

void route_offer(struct ospf *o, const struct ipaddr *p, u8 plen, const struct ospf_path_info *i, bool own)
{
	struct ospf_route *r = route_get(o, p, plen);
	int d;

	if (r->gen != o->gen) {
		r->gen = o->gen;
		r->own = own;
		r->now = *i;
		return;
	}
	d = path_cmp(i, &r->now);
	if (d > 0)
		return;
	if (d < 0) {
		r->now = *i;
		r->own = own;
		return;
	}
	/* RFC 3101 2.5 (6)(e): between a type 5 and a type 7 of the same worth the type 5 stays. */
	if ((i->type == PATH_N1 || i->type == PATH_N2) && r->now.type != i->type)
		return;
	if (r->now.type != i->type) {
		r->now = *i;
		return;
	}
	r->own |= own;
	r->now.set = hops_union(o, r->now.set, i->set);
	if (i->adv > r->now.adv && rank_of(i->type) >= 2) {
		r->now.adv = i->adv;
		r->now.tag = i->tag;
	}
}

const struct ospf_route *route_lookup(const struct ospf *o, const struct ipaddr *a)
{
	for (int plen = a->af == AF_IP4 ? 32 : 128; plen >= 0; plen--) {
		struct ipaddr p = *a;
		const struct ospf_route *r;

		if (a->af == AF_IP4)
			p.v4 &= ip4_mask((unsigned)plen);
		else
			p.v6 = ip6_masked(&a->v6, (unsigned)plen);
		r = ospf_route_find(o, &p, (u8)plen);
		if (r && r->gen == o->gen)
			return r;
	}
	return NULL;
}

/* ---- border routers ---- */

bool way_is_lesser(const struct ospf *o, u8 type, const struct ospf_area *a) { return !o->rfc1583 && (type != PATH_INTRA || !a->id); }

/* What comes first of the ways to one router. */
static unsigned router_rank(const struct ospf *o, const struct router_route *r) { return o->rfc1583 ? r->type : way_is_lesser(o, r->type, r->area); }

struct router_route *router_route(struct ospf *o, u32 rid, struct ospf_area *a, u8 need)
{
	struct router_route *best = NULL;
	unsigned rank, least = 0;

	for (u32 k = 0; k < o->n_routers; k++) {
		struct router_route *r = &o->routers[k];

		/* RFC 3101 2.5 (2), (3): a way into a stub or NSSA is none that a type 5 came by. */
		if (r->rid != rid || (a ? r->area != a : r->area->kind != AREA_NORMAL) || (need & ~r->bits))
			continue;
		rank = router_rank(o, r);
		/* then the least cost, then the larger area */
		if (!best || rank < least || (rank == least && (r->cost < best->cost || (r->cost == best->cost && r->area->id > best->area->id)))) {
			best = r;
			least = rank;
		}
	}
	return best;
}

void router_offer(struct ospf *o, const struct router_route *n)
{
	for (u32 k = 0; k < o->n_routers; k++) {
		struct router_route *r = &o->routers[k];

		if (r->rid != n->rid || r->area != n->area || (r->type == PATH_INTRA && n->type == PATH_INTER))
			continue;
		if (n->type < r->type || n->cost < r->cost) {
			u8 bits = r->bits | n->bits;

			*r = *n;
			r->bits = bits;
		} else if (n->cost == r->cost) {
			r->set = hops_union(o, r->set, n->set);
			r->bits |= n->bits;
		}
		return;
	}
	if (o->n_routers == o->routers_cap) {
		o->routers_cap = o->routers_cap ? 2 * o->routers_cap : 4;
		o->routers = xrealloc(o->routers, o->routers_cap, sizeof(*o->routers));
	}
	o->routers[o->n_routers++] = *n;
}

/* ---- a run ---- */

static u8 area_number(const struct ospf_area *a)
{
	u8 k = 1;

	for (const struct ospf_area *x = a->o->areas; x != a; x = x->next)
		k++;
	return k;
}

static void intra(struct ospf_area *a)
{
	struct ospf *o = a->o;
	u8 nth = area_number(a);

	spf_area(a);
	a->n_stubs = 0;
	for (u32 k = 1; k < a->n_v; k++) {
		const struct vertex *v = &a->v[k];
		u8 bits = v->lsa && !v->network ? lsa_router_bits(o, v->lsa) : 0;

		if (bits & (RTR_B | RTR_E))
			router_offer(o, &(struct router_route){ v->lsa->adv, v->dist, v->set, PATH_INTRA, bits, a });
	}
	(ospf_v3(o) ? prefixes3 : prefixes2)(a, nth);
	ospf_log_tree(a);
}

static const struct ospf_path_info none;

/* What the RIB has of each; the table itself keeps what is found alone. */
static void remember(struct ospf *o)
{
	o->was = xrealloc(NULL, o->n_rt + 1, sizeof(*o->was));
	o->n_was = o->n_rt;
	for (u32 k = 0; k < o->n_rt; k++) {
		const struct ospf_route *r = ospf_route_at(o, k);

		o->was[k] = ospf_route_told(r) ? r->now : none;
	}
}

/* What was not found again leaves its place. */
static void sweep(struct ospf *o)
{
	u32 n = 0;

	for (u32 k = 0; k < o->n_rt; k++) {
		const struct ospf_route *r = ospf_route_at(o, k);

		if (r->gen != o->gen)
			continue;
		if (n != k)
			memcpy(ospf_route_at(o, n), r, ospf_route_size(o));
		n++;
	}
	if (n != o->n_rt) {
		o->n_rt = n;
		rehash(o, o->rt_size);
	}
	if (o->rt_cap > o->n_rt + o->n_rt / 16 + 8) { /* it grows in leaps; what is left over is given back */
		o->rt_cap = o->n_rt + o->n_rt / 32 + 4;
		o->rt = xrealloc(o->rt, o->rt_cap, ospf_route_size(o));
	}
}

static void told(struct ospf *o)
{
	hops_collect(o);
	for (u32 k = 0; k < o->n_rt; k++) {
		struct ospf_route *r = ospf_route_at(o, k);
		const struct ospf_path_info *was = k < o->n_was ? &o->was[k] : &none;

		if (r->gen != o->gen) {
			r->now = none;
			r->own = false;
		}
		if (!ospf_route_told(r)) {
			struct ospf_path_info now = r->now;

			r->now = none;
			if (was->type)
				o->hooks->route(o, r);
			r->now = now;
			continue;
		}
		if (r->now.type == was->type && r->now.set == was->set && r->now.cost == was->cost && r->now.ext == was->ext && r->now.tag == was->tag)
			continue;
		o->hooks->route(o, r);
	}
	free(o->was);
	o->was = NULL;
	o->n_was = 0;
	sweep(o);
	if (o->hooks->routes_done)
		o->hooks->routes_done(o);
}

/*
 * A thousand routers of one lab take turns here, each with a table that lies in memory by now: it is asked into the cache in order, instead of
 * waited for entry by entry on the way.
 */
static void fetch(const struct ospf *o)
{
	for (const struct ospf_area *a = o->areas; a; a = a->next) {
		for (u32 k = 0; k < a->db.size; k += 16)
			__builtin_prefetch(a->db.slot + k);
		for (u32 k = 0; k < a->db.n; k++) {
			__builtin_prefetch(lsdb_at(&a->db, k));
			__builtin_prefetch((const char *)lsdb_at(&a->db, k) + sizeof(struct lsa) - 1);
		}
	}
	for (u32 k = 0; k < o->rt_size; k += 16)
		__builtin_prefetch(o->rt_slot + k);
	for (u32 k = 0; k < o->n_rt; k++)
		__builtin_prefetch(ospf_route_at(o, k));
}

void routes_run(struct ospf *o)
{
	struct ospf_area *bb = ospf_area_find(o, 0);

	fetch(o);
	remember(o);
	o->gen++;
	o->n_routers = 0;
	for (struct ospf_area *a = o->areas; a; a = a->next)
		if (a != bb)
			intra(a);
	if (bb)
		intra(bb);
	/* 16.2: a border router looks at the backbone's summaries alone. */
	for (struct ospf_area *a = o->areas; a; a = a->next)
		if (!o->abr || a == bb)
			inter_routes(a, false);
	for (struct ospf_area *a = o->areas; a && o->abr; a = a->next)
		if (a->transit && a != bb)
			inter_routes(a, true);	/* 16.3 */
	ranges_routes(o);
	ext_routes(o, &o->db, NULL);
	for (struct ospf_area *a = o->areas; a; a = a->next)
		if (a->kind == AREA_NSSA)
			ext_routes(o, &a->db, a);
	told(o);
	ospf_vlinks_update(o);
	if (o->abr || o->n_summed) {
		abr_summaries(o);
		ospf_exts_sync(o);
	}
	for (struct ospf_area *a = o->areas; a; a = a->next)
		spf_forget(a);
}

void routes_free(struct ospf *o)
{
	for (u32 k = 0; k < o->n_rt; k++) {
		struct ospf_route *r = ospf_route_at(o, k);
		bool had = ospf_route_told(r);

		r->now = (struct ospf_path_info){ 0 };
		if (had)
			o->hooks->route(o, r);
	}
	free(o->rt);
	free(o->rt_slot);
	free(o->hops);
	free(o->sets);
	free(o->routers);
	o->rt = NULL;
	o->rt_slot = NULL;
	o->hops = NULL;
	o->sets = NULL;
	o->routers = NULL;
	o->n_rt = o->rt_cap = o->rt_size = o->n_hops = o->hops_cap = o->n_sets = o->sets_cap = o->n_routers = o->routers_cap = 0;
}
