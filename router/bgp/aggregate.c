/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * aggregate-address: one prefix for all that lie in it (RFC 4271 9.2.2.2). It stands while there is one of them; `as-set` gathers their AS numbers and
 * communities, else it is marked as having lost some (ATOMIC_AGGREGATE); `summary-only` keeps them from being told, `suppress-map` those that it permits. Of an
 * `advertise-map` only what it permits counts as a part.
 */
#include <stdlib.h>

#include "router/bgp/bgp.h"

enum { SET_MAX = 255 };

static bool inside(const struct ipaddr *a, u8 plen, const struct bgp_aggregate *g)
{
	return plen > g->plen && ipaddr_in(a, &g->prefix, g->plen);
}

void bgp_aggregate_release(struct bgp_aggregate *g)
{
	route_map_release(g->map);
	route_map_release(g->suppress);
	route_map_release(g->advertise);
	g->map = g->suppress = g->advertise = NULL;
}

/* m NULL: no map, no. */
static bool names(struct route_map *m, const struct bgp_path *best, const struct ipaddr *prefix, u8 plen)
{
	struct policy_route r;

	if (!m || !best)
		return false;
	bgp_policy_path(&r, best, prefix, plen);
	return route_map_permits(m, &r);
}

void bgp_aggregates_look(struct bgp_table *t, const struct bgp_net *n)
{
	struct ipaddr a;

	if (!t->b->fam[t->af].aggregates)
		return;
	a = bgp_net_addr(t, n);
	for (const struct bgp_aggregate *g = t->b->fam[t->af].aggregates; g; g = g->next)
		if (inside(&a, n->plen, g))
			bgp_aggregates_soon(t);
}

/* What the parts of an aggregate have in common, and all that they have. */
struct sum {
	bool any, same_path, stop;
	u8 origin;
	const struct intern *first;
	u32 as[SET_MAX], comm[POLICY_COMMUNITIES_MAX];
	u8 n_as, n_comm;
};

static void add_number(u32 *all, u8 *n, unsigned max, u32 x)
{
	for (u8 k = 0; k < *n; k++)
		if (all[k] == x)
			return;
	if (*n < max)
		all[(*n)++] = x;
}

static void gather(struct sum *s, const struct intern *attr)
{
	const struct bgp_attrs *a = bgp_attrs(attr);
	u16 len, was;
	const u8 *p = bgp_part(a, PART_PATH, &len), *q;
	struct rd r = rd_of(p, len);

	if (!s->any) {
		s->first = attr;
		s->same_path = true;
	} else {
		q = bgp_part(bgp_attrs(s->first), PART_PATH, &was);
		s->same_path &= was == len && !memcmp(p, q, len);
	}
	s->any = true;
	s->origin = a->origin > s->origin ? a->origin : s->origin;
	while (rd_left(&r)) {
		rd_u8(&r);
		for (u8 n = rd_u8(&r); n; n--)
			add_number(s->as, &s->n_as, SET_MAX, rd_u32(&r));
	}
	p = bgp_part(a, PART_COMM, &len);
	for (u16 k = 0; k + 4 <= len; k += 4)
		add_number(s->comm, &s->n_comm, POLICY_COMMUNITIES_MAX, get_be32(p + k));
}

static struct intern *make(struct bgp *b, const struct bgp_aggregate *g, const struct sum *s)
{
	struct bgp_draft d = { .h = { .origin = s->origin, .has = HAS_AGGREGATOR, .agg_as = bgp_public_as(b), .agg_id = b->router_id } };
	struct policy_route r = { .prefix = g->prefix, .plen = g->plen, .source = ROUTE_BGP };
	struct intern *plain, *told;
	struct bgp_room room, more;
	u8 set[2 + 4 * SET_MAX];

	if (!g->as_set) {
		d.h.has |= HAS_ATOMIC;
	} else {
		if (s->same_path) {
			d.part[PART_PATH] = bgp_part(bgp_attrs(s->first), PART_PATH, &d.h.len[PART_PATH]);
		} else {
			set[0] = SEG_SET;
			set[1] = s->n_as;
			for (u8 k = 0; k < s->n_as; k++)
				put_be32(set + 2 + 4 * k, s->as[k]);
			d.part[PART_PATH] = set;
			d.h.len[PART_PATH] = s->n_as ? (u16)(2 + 4 * s->n_as) : 0;
		}
		for (u8 k = 0; k < s->n_comm; k++)
			put_be32(room.comm + 4 * k, s->comm[k]);
		d.part[PART_COMM] = room.comm;
		d.h.len[PART_COMM] = (u16)(4 * s->n_comm);
	}
	plain = bgp_draft_intern(b->w, &d);
	if (!g->map)
		return plain;
	bgp_policy_route(&r, NULL, &g->prefix, g->plen, bgp_attrs(plain), 32768);
	bgp_draft_of(&d, plain);
	if (!route_map_permits(g->map, &r) || !bgp_policy_apply(&r, &d, &more))
		return plain;
	told = bgp_draft_intern(b->w, &d);
	intern_put(b->w, plain);
	return told;
}

static void suppress(struct bgp_table *t, struct bgp_net *n, bool on)
{
	if (!(n->flags & NF_SUPPRESSED) == !on)
		return;
	n->flags ^= NF_SUPPRESSED;
	if (n->version) {
		bgp_net_bump(t, n);
		bgp_group_soon(t->b, t->af);
	}
}

static void aggregate_sync(struct bgp_table *t, struct bgp_aggregate *g, const struct sum *s)
{
	struct bgp_net *n = s->any && !g->gone ? bgp_net_get(t, &g->prefix, g->plen) : bgp_net_find(t, &g->prefix, g->plen);
	struct bgp_path *x = n ? bgp_path_own(t, n, BGP_AGGREGATE) : NULL;
	struct intern *attr;

	g->there = s->any && n && !g->gone;
	if (!g->there) {
		if (x)
			bgp_path_del(t, n, x);
		return;
	}
	attr = make(t->b, g, s);
	if (x && x->attr == attr) {
		intern_put(t->b->w, attr);
		return;
	}
	x = bgp_path_set(t, n, NULL, BGP_AGGREGATE, 0, attr, NULL, NULL);
	if (x)
		x->weight = 32768;
}

static void aggregate_all(struct timer *timer)
{
	struct bgp_table *t = container_of(timer, struct bgp_table, aggregate);
	struct sum *s = xcalloc(1, sizeof(*s));

	for (struct bgp_aggregate *g = t->b->fam[t->af].aggregates; g; g = g->next) {
		memset(s, 0, sizeof(*s));
		for (struct bgp_net *n = NULL; (n = bgp_net_from(t, n ? n->id + 1 : 1));) {
			const struct bgp_path *best = bgp_best(t, n);
			struct ipaddr a;

			if (!best || best->kind == BGP_AGGREGATE)
				continue;
			a = bgp_net_addr(t, n);
			if (inside(&a, n->plen, g) && (!g->advertise || names(g->advertise, best, &a, n->plen)))
				gather(s, best->attr);
		}
		aggregate_sync(t, g, s);
	}
	for (struct bgp_net *n = NULL; (n = bgp_net_from(t, n ? n->id + 1 : 1));) {
		bool on = false;
		struct ipaddr a;

		if (!n->paths)
			continue;
		a = bgp_net_addr(t, n);
		for (const struct bgp_aggregate *g = t->b->fam[t->af].aggregates; g; g = g->next)
			on |= g->there && inside(&a, n->plen, g) && (g->summary_only || names(g->suppress, bgp_best(t, n), &a, n->plen));
		suppress(t, n, on);
	}
	free(s);
	for (struct bgp_aggregate **at = &t->b->fam[t->af].aggregates, *g; (g = *at);) {
		if (!g->gone) {
			at = &g->next;
			continue;
		}
		*at = g->next;
		bgp_aggregate_release(g);
		free(g);
	}
}

/* A large table is not looked through more than once a second for this. */
void bgp_aggregates_soon(struct bgp_table *t)
{
	t->aggregate.fire = aggregate_all;
	if (!t->aggregate.slot && !t->b->s->cleaning)
		timer_set(t->b->w, &t->aggregate, bgp_now(t->b) + (t->nets.n > 10000 ? NSEC_PER_SEC : 0));
}

void bgp_aggregates_close(struct bgp_table *t)
{
	timer_stop(t->b->w, &t->aggregate);
}
