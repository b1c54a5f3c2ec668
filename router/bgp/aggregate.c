/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * aggregate-address: one prefix for all that lie in it (RFC 4271 9.2.2.2). It stands while there is one of them; `as-set` gathers their AS numbers and
 * communities, else it is marked as having lost some (ATOMIC_AGGREGATE). The numbers with which all paths begin stay in order, the others are a set; those of
 * members of our confederation are kept apart in segments of their own, which do not leave it (RFC 5065). `summary-only` keeps the parts from being told,
 * `suppress-map` those that it permits. Of an `advertise-map` only what it permits counts as a part.
 */
#include <stdlib.h>

#include "router/bgp/bgp.h"

enum { SET_MAX = 255, SEQ_MAX = 200 };	/* both kinds of both together are less than BGP_PATH_LEN_MAX */

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

/* The AS numbers of one kind of segments: those with which all paths begin, and all there are. */
struct numbers {
	u32 seq[SEQ_MAX], all[SET_MAX];
	u8 n_seq, n_all;
};

/* What the parts of an aggregate have in common, and all that they have. */
struct sum {
	bool any, same_path;
	u8 origin, atomic;	/* atomic: HAS_ATOMIC, if some part has it */
	const struct intern *first;
	struct numbers outside, confed;
	u32 comm[POLICY_COMMUNITIES_MAX];
	u8 n_comm;
};

static bool has_number(const u32 *all, u8 n, u32 x)
{
	for (u8 k = 0; k < n; k++)
		if (all[k] == x)
			return true;
	return false;
}

static void add_number(u32 *all, u8 *n, unsigned max, u32 x)
{
	if (!has_number(all, *n, x) && *n < max)
		all[(*n)++] = x;
}

static void gather_numbers(struct numbers *x, const u8 *path, u16 len, bool confed, bool first)
{
	struct rd r = rd_of(path, len);
	bool ordered = true;
	u8 at = 0;

	while (rd_left(&r)) {
		u8 type = rd_u8(&r), n = rd_u8(&r);

		if (confed != (type == SEG_CONFED_SEQUENCE || type == SEG_CONFED_SET)) {
			rd_skip(&r, 4 * (size_t)n);
			continue;
		}
		ordered &= type == SEG_SEQUENCE || type == SEG_CONFED_SEQUENCE;
		for (; n; n--) {
			u32 as = rd_u32(&r);

			add_number(x->all, &x->n_all, SET_MAX, as);
			ordered = ordered && (first ? at < SEQ_MAX : at < x->n_seq && x->seq[at] == as);
			if (ordered)
				x->seq[at++] = as;
		}
	}
	x->n_seq = at;
}

static void write_numbers(struct wr *w, const struct numbers *x, u8 seq, u8 set)
{
	u32 rest[SET_MAX];
	u8 n = 0;

	for (u8 k = 0; k < x->n_all; k++)
		if (!has_number(x->seq, x->n_seq, x->all[k]))
			rest[n++] = x->all[k];
	bgp_path_segment(w, seq, x->seq, x->n_seq);
	bgp_path_segment(w, set, rest, n);
}

static void gather(struct sum *s, const struct intern *attr)
{
	const struct bgp_attrs *a = bgp_attrs(attr);
	u16 len, was;
	const u8 *p = bgp_part(a, PART_PATH, &len), *q;

	if (!s->any) {
		s->first = attr;
		s->same_path = true;
	} else {
		q = bgp_part(bgp_attrs(s->first), PART_PATH, &was);
		s->same_path &= was == len && !memcmp(p, q, len);
	}
	gather_numbers(&s->outside, p, len, false, !s->any);
	gather_numbers(&s->confed, p, len, true, !s->any);
	s->any = true;
	s->origin = a->origin > s->origin ? a->origin : s->origin;
	s->atomic |= a->has & HAS_ATOMIC;
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
	u8 path[BGP_PATH_LEN_MAX];
	struct wr w = wr_of(path, sizeof(path));

	d.h.has |= g->as_set ? s->atomic : HAS_ATOMIC;
	if (g->as_set) {
		if (s->same_path) {
			d.part[PART_PATH] = bgp_part(bgp_attrs(s->first), PART_PATH, &d.h.len[PART_PATH]);
		} else {
			write_numbers(&w, &s->confed, SEG_CONFED_SEQUENCE, SEG_CONFED_SET);
			write_numbers(&w, &s->outside, SEG_SEQUENCE, SEG_SET);
			d.part[PART_PATH] = path;
			d.h.len[PART_PATH] = (u16)wr_len(&w);
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
