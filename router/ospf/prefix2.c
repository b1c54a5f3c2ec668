/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Prefixes of version 2, read: those on the tree (16.1 (5)), of summaries (16.2, 16.3), of externals (16.4; RFC 3101 2.5). Version 3's are in
 * prefix3.c; both yield the same few facts, which the functions below judge.
 */
#include <stdlib.h>

#include "router/ospf/links.h"

static struct ipaddr masked4(u32 addr, u32 mask) { return (struct ipaddr){ .af = AF_IP4, .v4 = addr & mask }; }

/* i: of its way there. */
static void stubs2(struct ospf_area *a, const struct vertex *v, struct ospf_path_info *i)
{
	struct links2 x = links2_of(v->lsa);
	struct ipaddr p = { .af = AF_IP4 };
	const u8 *at;
	u8 plen;

	while ((at = link2_next(&x))) {
		if (at[LINK2_TYPE] != LINK_STUB || !ip4_mask_len(link2_data(at), &plen))
			continue;
		a->n_stubs++;
		p.v4 = link2_id(at) & link2_data(at);
		i->cost = v->dist + link2_cost(at);
		route_offer(a->o, &p, plen, i, v == a->v);
	}
}

void prefixes2(struct ospf_area *a, u8 nth)
{
	for (const struct vertex *v = a->v; v < a->v + a->n_v; v++) {
		struct ospf_path_info i = { .cost = v->dist, .set = v->set, .type = PATH_INTRA, .area = nth };
		struct ipaddr p;
		struct rd r;
		u32 mask;
		u8 plen;

		if (!v->lsa)
			continue;
		i.adv = v->lsa->adv;
		if (!v->network) {
			stubs2(a, v, &i);
			continue;
		}
		r = lsa_rd(v->lsa);
		mask = rd_u32(&r);
		p = masked4(v->lsa->id, mask);
		if (!r.bad && ip4_mask_len(mask, &plen))
			route_offer(a->o, &p, plen, &i, v->root_side);
	}
}

/* ---- 16.2, 16.3 ---- */

static bool summary_read(const struct ospf *o, const struct lsa *l, struct ipaddr *p, u8 *plen, u32 *cost, bool *router, u32 *rid)
{
	struct rd r = lsa_rd(l);

	if (ospf_v3(o))
		return summary_read3(o, l, p, plen, cost, router, rid);
	if (l->type == LSA_SUMMARY) {
		u32 mask = rd_u32(&r);

		*router = false;
		*p = masked4(l->id, mask);
		if (!ip4_mask_len(mask, plen))
			return false;
	} else if (l->type == LSA_ASBR) {
		rd_skip(&r, 4);
		*router = true;
		*rid = l->id;
	} else {
		return false;
	}
	*cost = rd_u32(&r) & 0xffffff;
	return !r.bad;
}

/* 16.3: what a transit area's summaries make better. */
static void transit_route(struct ospf *o, const struct ipaddr *p, u8 plen, const struct ospf_path_info *i)
{
	struct ospf_route *r = ospf_route_find(o, p, plen);
	struct ospf_area *a;

	if (!r || r->gen != o->gen || r->now.type > PATH_INTER || r->own)
		return;
	a = ospf_area_nth(o, r->now.area);
	if (!a || a->id || i->cost > r->now.cost)
		return;
	if (i->cost < r->now.cost) {
		r->now.cost = i->cost;
		r->now.set = i->set;
	} else {
		r->now.set = hops_union(o, r->now.set, i->set);
	}
}

/* Our own range is made of this prefix's kind: 16.2 (3). */
static bool own_range(const struct ospf *o, const struct ipaddr *p, u8 plen)
{
	for (const struct ospf_area *a = o->areas; a; a = a->next)
		for (const struct ospf_range *g = a->ranges; g; g = g->next)
			if (g->used && g->plen == plen && (p->af == AF_IP4 ? g->prefix.v4 == p->v4 : ip6_eq(&g->prefix.v6, &p->v6)))
				return true;
	return false;
}

/* RFC 4577 4.2.5.1: a provider edge has it from the backbone of a VPN, and must not give it back there. */
static bool came_down(const struct ospf *o, const struct lsa *l) { return o->heed_dn && !ospf_v3(o) && lsa_options(l) & OPT_DN; }

void inter_routes(struct ospf_area *a, bool transit)
{
	struct ospf *o = a->o;
	u8 nth = 1;

	for (const struct ospf_area *x = o->areas; x != a; x = x->next)
		nth++;
	for (u32 k = 0; k < a->db.n; k++) {
		const struct lsa *l = lsdb_at(&a->db, k);
		struct router_route *b;
		struct ipaddr p = { 0 };
		u8 plen = 0;
		u32 cost, rid = 0;
		bool router;

		if (l->max_age || l->adv == o->rid || came_down(o, l) || !summary_read(o, l, &p, &plen, &cost, &router, &rid) || cost >= OSPF_LS_INFINITY)
			continue;
		b = router_route(o, l->adv, a, RTR_B);
		if (!b || b->type != PATH_INTRA)
			continue;
		if (router) {
			if (rid != o->rid)
				router_offer(o, &(struct router_route){ rid, b->cost + cost, b->set, PATH_INTER, RTR_E, a });
		} else if (transit) {
			transit_route(o, &p, plen, &(struct ospf_path_info){ .cost = b->cost + cost, .set = b->set });
		} else if (!own_range(o, &p, plen)) {
			route_offer(o, &p, plen, &(struct ospf_path_info){ .cost = b->cost + cost, .set = b->set, .type = PATH_INTER, .area = nth,
									   .adv = l->adv }, false);
		}
	}
}

/* ---- 16.4 ---- */

bool ext_read(const struct ospf *o, const struct lsa *l, struct ext_lsa *e)
{
	struct rd r = lsa_rd(l);
	u32 mask, metric;

	if (ospf_v3(o))
		return ext_read3(o, l, e);
	if (l->type != LSA_EXTERNAL && l->type != LSA_NSSA)
		return false;
	mask = rd_u32(&r);
	metric = rd_u32(&r);
	e->e2 = metric >> 31;
	e->metric = metric & 0xffffff;
	e->prefix = masked4(l->id, mask);
	e->forward.v4 = rd_u32(&r);
	e->forward.af = e->forward.v4 ? AF_IP4 : AF_NONE;
	e->tag = rd_u32(&r);
	e->p_bit = lsa_options(l) & OPT_NP;
	return !r.bad && ip4_mask_len(mask, &e->plen);
}

static void ext_route(struct ospf *o, const struct lsa *l, struct ospf_area *nssa)
{
	struct ospf_path_info i = { 0 };
	struct ext_lsa e;
	const struct router_route *b;

	if (l->max_age || l->adv == o->rid || came_down(o, l) || !ext_read(o, l, &e) || e.metric >= OSPF_LS_INFINITY)
		return;
	/* RFC 3101 2.5 (3): a border router takes no default from an NSSA it makes one for. */
	if (nssa && !e.plen && o->abr && (!e.p_bit || nssa->no_summary))
		return;
	b = router_route(o, l->adv, nssa, RTR_E);
	if (!b)
		return;
	i.cost = b->cost;
	i.set = b->set;
	i.lesser = way_is_lesser(o, b->type, b->area);
	if (e.forward.af) {
		const struct ospf_route *f = route_lookup(o, &e.forward);
		const struct ospf_area *by;

		if (!f || (f->now.type != PATH_INTRA && f->now.type != PATH_INTER))
			return;
		by = ospf_area_nth(o, f->now.area);
		if (nssa ? by != nssa : !by || by->kind != AREA_NORMAL)
			return;
		i.cost = f->now.cost;
		i.set = f->now.set;
		i.lesser = way_is_lesser(o, f->now.type, by);
		if (f->own && o->sets[f->now.set].n) /* on a link of ours: it is the next hop itself */
			i.set = hops_one(o, o->hops[o->sets[f->now.set].hop[0]].oi, &e.forward);
		else if (f->own)
			i.set = hop_on_link(o, &e.forward);
	}
	i.adv = l->adv;
	i.tag = e.tag;
	i.type = nssa ? (e.e2 ? PATH_N2 : PATH_N1) : e.e2 ? PATH_E2 : PATH_E1;
	if (e.e2)
		i.ext = e.metric;
	else
		i.cost += e.metric;
	if (i.set)
		route_offer(o, &e.prefix, e.plen, &i, false);
}

u16 hop_on_link(struct ospf *o, const struct ipaddr *a)
{
	for (struct ospf_if *oi = o->ifs; oi; oi = oi->next) {
		if (!oi->up || oi->net == NET_VIRTUAL)
			continue;
		if (!ospf_v3(o) && !((oi->addr ^ a->v4) & oi->mask))
			return hops_one(o, oi, a);
		for (u32 k = 0; ospf_v3(o) && k < oi->n_subnets; k++)
			if (!oi->subnets[k].host && ipaddr_in(a, &oi->subnets[k].prefix, oi->subnets[k].plen))
				return hops_one(o, oi, a);
	}
	return 0;
}

void ext_routes(struct ospf *o, struct lsdb *db, struct ospf_area *nssa)
{
	for (u32 k = 0; k < db->n; k++)
		ext_route(o, lsdb_at(db, k), nssa);
}
