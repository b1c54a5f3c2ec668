/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Between areas and beyond: the summaries that a border router makes (12.4.3), ranges, the externals of a boundary router (12.4.4), type 7 of an NSSA
 * and its translation (RFC 3101 2.3, 3). Everything is worked out anew from the routing table; own_set() finds what is new of it.
 */
#include <stdlib.h>

#include "router/ospf/ospf.h"

struct summary { struct ipaddr prefix; u8 plen; u32 cost; };
struct summaries { struct summary *s; u32 n, cap; };

static void put(struct summaries *x, const struct ipaddr *p, u8 plen, u32 cost)
{
	if (x->n == x->cap) {
		x->cap = x->cap ? 2 * x->cap : 32;
		x->s = xrealloc(x->s, x->cap, sizeof(*x->s));
	}
	x->s[x->n++] = (struct summary){ *p, plen, cost };
}

static int by_prefix(const void *a, const void *b)
{
	const struct summary *x = a, *y = b;
	int d = ipaddr_order(&x->prefix, &y->prefix);

	return d ? d : (int)y->plen - (int)x->plen; /* the longest first: it has the plain ID */
}

static bool within(const struct ipaddr *p, u8 plen, const struct ospf_range *g)
{
	return plen >= g->plen && ipaddr_in(p, &g->prefix, g->plen);
}

static struct ospf_range *range_of(struct ospf_range *g, const struct ipaddr *p, u8 plen)
{
	struct ospf_range *best = NULL;

	for (; g; g = g->next)
		if (within(p, plen, g) && (!best || g->plen > best->plen))
			best = g;
	return best;
}

void ranges_routes(struct ospf *o)
{
	u32 n = o->n_rt;

	for (struct ospf_area *a = o->areas; a; a = a->next)
		for (struct ospf_range *g = a->ranges; g; g = g->next) {
			g->used = false;
			g->best = g->n = 0;
		}
	for (struct ospf_range *g = o->no_discard[1] ? NULL : o->summaries; g; g = g->next)
		if (g->used && !g->hide)
			route_offer(o, &g->prefix, g->plen, &(struct ospf_path_info){ .type = PATH_DISCARD, .cost = g->best, .ext = 1 }, false);
	if (!o->abr)
		return;
	for (u32 k = 0; k < n; k++) {
		const struct ospf_route *r = ospf_route_at(o, k);
		const struct ipaddr p = ospf_prefix(o, r);
		struct ospf_area *a = r->gen == o->gen && r->now.type == PATH_INTRA ? ospf_area_nth(o, r->now.area) : NULL;
		struct ospf_range *g = a ? range_of(a->ranges, &p, r->plen) : NULL;

		if (!g)
			continue;
		g->used = true;
		if (!g->n++ || (o->rfc1583 ? r->now.cost < g->best : r->now.cost > g->best))
			g->best = r->now.cost;
	}
	/* 11.1: what is announced and not there must not come back. */
	for (struct ospf_area *a = o->areas; a; a = a->next)
		for (struct ospf_range *g = a->ranges; g; g = g->next)
			if (g->used && !g->hide && !o->no_discard[0])
				route_offer(o, &g->prefix, g->plen, &(struct ospf_path_info){ .type = PATH_DISCARD, .cost = g->best }, false);
}

/* 12.4.3: a way that leads through the area is no news there. */
static bool through(const struct ospf *o, const struct ospf_area *a, u16 set)
{
	for (unsigned k = 0; k < o->sets[set].n; k++) {
		const struct ospf_if *oi = o->hops[o->sets[set].hop[k]].oi;

		if (oi && oi->area == a)
			return true;
	}
	return false;
}

static bool filtered(struct ospf *o, const char *list, const struct ipaddr *p, u8 plen)
{
	return list && !o->hooks->prefix_permitted(o, list, p, plen);
}

static void gather(struct ospf_area *to, struct summaries *x)
{
	struct ospf *o = to->o;
	struct ipaddr any = { .af = o->af };
	bool closed = to->kind != AREA_NORMAL && to->no_summary;

	for (u32 k = 0; k < o->n_rt && !closed; k++) {
		const struct ospf_route *r = ospf_route_at(o, k);
		const struct ipaddr p = ospf_prefix(o, r);
		struct ospf_area *from = r->gen == o->gen ? ospf_area_nth(o, r->now.area) : NULL;

		if (!from || from == to || (r->now.type != PATH_INTRA && (r->now.type != PATH_INTER || !to->id)) || r->now.cost >= OSPF_LS_INFINITY ||
		    through(o, to, r->now.set))
			continue;
		/* Ranges do not hide the backbone from areas it goes through. */
		if (r->now.type == PATH_INTRA && !(!from->id && to->transit) && range_of(from->ranges, &p, r->plen))
			continue;
		if (filtered(o, from->filter_out, &p, r->plen) || filtered(o, to->filter_in, &p, r->plen))
			continue;
		if (!r->plen && to->kind != AREA_NORMAL)
			continue;
		put(x, &p, r->plen, r->now.cost);
	}
	for (struct ospf_area *from = o->areas; from && !closed; from = from->next)
		for (const struct ospf_range *g = from->ranges; g && from != to && !(!from->id && to->transit); g = g->next)
			if (g->used && !g->hide && !filtered(o, from->filter_out, &g->prefix, g->plen) && !filtered(o, to->filter_in, &g->prefix, g->plen))
				put(x, &g->prefix, g->plen, g->cost_set ? g->cost : g->best);
	if (to->kind == AREA_STUB || (to->kind == AREA_NSSA && to->no_summary))
		put(x, &any, 0, to->default_cost);
}

static void say_prefixes(struct ospf_area *to)
{
	struct ospf *o = to->o;
	struct summaries x = { 0 };

	gather(to, &x);
	if (x.n)
		qsort(x.s, x.n, sizeof(*x.s), by_prefix);
	for (u32 k = 0; k < x.n; k++) {
		const struct summary *s = &x.s[k];
		u32 cost = o->max_metric && o->max_metric_summary ? o->max_metric_sum_cost : s->cost, id = s->prefix.v4;
		u8 body[8];

		if (ospf_v3(o)) {
			say_summary3(to, &s->prefix, s->plen, cost);
			continue;
		}
		if (k && x.s[k - 1].prefix.v4 == id)	/* appendix E */
			id |= ~ip4_mask(s->plen);
		put_be32(body, ip4_mask(s->plen));
		put_be32(body + 4, cost);
		own_set(&to->db, LSA_SUMMARY, id, (u8)ospf_options(to), body, sizeof(body));
	}
	free(x.s);
}

static void say_routers(struct ospf_area *to)
{
	struct ospf *o = to->o;

	for (u32 k = 0; k < o->n_routers && to->kind == AREA_NORMAL; k++) {
		const struct router_route *r = &o->routers[k];
		u8 body[8];

		if (!(r->bits & RTR_E) || r != router_route(o, r->rid, NULL, RTR_E) || r->area == to || (r->type == PATH_INTER && !to->id) ||
		    r->cost >= OSPF_LS_INFINITY || through(o, to, r->set))
			continue;
		if (ospf_v3(o)) {
			say_router3(to, r);
			continue;
		}
		put_be32(body, 0);
		put_be32(body + 4, r->cost);
		own_set(&to->db, LSA_ASBR, r->rid, (u8)ospf_options(to), body, sizeof(body));
	}
}

void abr_summaries(struct ospf *o)
{
	bool v3 = ospf_v3(o);

	o->n_summed = 0;
	for (struct ospf_area *a = o->areas; a; a = a->next) {
		own_begin(&a->db);
		if (o->abr) {
			say_prefixes(a);
			say_routers(a);
			o->n_summed++;
		}
		own_end(&a->db, v3 ? LSA3_INTER_PREFIX : LSA_SUMMARY);
		own_end(&a->db, v3 ? LSA3_INTER_ROUTER : LSA_ASBR);
	}
}

/* ---- externals ---- */

/* Appendix E: of several masks at one address the longest has the plain ID. */
static bool longer_stands(const struct ospf *o, const struct ospf_ext *e)
{
	u32 lo = 0, hi = o->n_ext;

	while (lo < hi) { /* the last of this address */
		u32 mid = (lo + hi) / 2;

		if (o->ext[mid].prefix.v4 <= e->prefix.v4)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo && o->ext[lo - 1].prefix.v4 == e->prefix.v4 && o->ext[lo - 1].plen > e->plen;
}

static void say_external(struct lsdb *db, u16 type, const struct ospf_ext *e, u8 options)
{
	u8 body[16];
	u32 id = e->prefix.v4;
	const struct ospf *o = db->o;

	if (ospf_v3(o)) {
		say_external3(db, type, e, options);
		return;
	}
	if (longer_stands(o, e))
		id |= ~ip4_mask(e->plen);
	put_be32(body, ip4_mask(e->plen));
	put_be32(body + 4, (e->e2 ? 0x80000000u : 0) | (o->max_metric && o->max_metric_external ? o->max_metric_ext_cost : e->metric));
	put_be32(body + 8, e->forward.v4);
	put_be32(body + 12, e->tag);
	own_set(db, type, id, options, body, sizeof(body));
}

/* To all areas that take such. */
static void say_type5(struct ospf *o, const struct ospf_ext *e)
{
	say_external(&o->db, ospf_v3(o) ? LSA3_EXTERNAL : LSA_EXTERNAL, e, ospf_v3(o) ? 0 : OPT_E);
}

/* RFC 3101 2.3: an address of ours in the NSSA by which it is reached. Loopbacks first, as IOS. */
static struct ipaddr forward_in(const struct ospf_area *a)
{
	struct ipaddr best = { 0 };

	for (const struct ospf_if *oi = a->o->ifs; oi; oi = oi->next) {
		bool v6 = a->o->af == AF_IP6;

		if (oi->area != a || !oi->up || oi->unnumbered || (v6 ? ip6_is_zero(&oi->global) : !oi->addr))
			continue;
		if (oi->state == IFS_LOOPBACK || !best.af)
			best = v6 ? (struct ipaddr){ .af = AF_IP6, .v6 = oi->global } : (struct ipaddr){ .af = AF_IP4, .v4 = oi->addr };
		if (oi->state == IFS_LOOPBACK)
			break;
	}
	return best;
}

static void say_everywhere(struct ospf *o, const struct ospf_ext *e, bool redistributed)
{
	bool normal = false;

	for (const struct ospf_area *a = o->areas; a; a = a->next)
		normal |= a->kind == AREA_NORMAL && a->n_ifs;
	if (normal)
		say_type5(o, e);
	for (struct ospf_area *a = o->areas; a; a = a->next) {
		struct ospf_ext in = *e;

		if (a->kind != AREA_NSSA || !a->n_ifs || (a->nssa_no_redist && o->abr && redistributed) || (!e->plen && redistributed))
			continue;
		in.forward = o->abr && normal ? (struct ipaddr){ 0 } : forward_in(a);
		say_external(&a->db, ospf_v3(o) ? LSA3_NSSA : LSA_NSSA, &in, in.forward.af ? OPT_NP : 0);
	}
}

/* RFC 3101 3.1: always, or the border router of the highest ID. */
static bool translates(struct ospf_area *a)
{
	struct ospf *o = a->o;

	if (!o->abr || a->kind != AREA_NSSA)
		return false;
	if (a->translate_always)
		return true;
	for (u32 k = 0; k < o->n_routers; k++) {
		const struct router_route *r = &o->routers[k];

		if (r->area == a && r->type == PATH_INTRA && r->bits & RTR_B && (r->bits & RTR_NT || r->rid > o->rid))
			return false;
	}
	return true;
}

/* What a type 7 is beyond the NSSA. *cost: to where it leads, with a metric of type 1. false: it does not leave the area by us. */
static bool translated(const struct ospf_area *a, const struct lsa *l, struct ospf_ext *e, u32 *cost)
{
	const struct ospf *o = a->o;
	const struct ospf_route *r;
	struct ext_lsa x;

	if ((l->type != LSA_NSSA && l->type != LSA3_NSSA) || l->max_age || l->adv == o->rid || !ext_read(o, l, &x) || !x.p_bit || !x.forward.af)
		return false;
	r = ospf_route_find(o, &x.prefix, x.plen);
	if (!r || r->gen != o->gen || (r->now.type != PATH_N1 && r->now.type != PATH_N2) || r->now.adv != l->adv)
		return false;
	*e = (struct ospf_ext){ .prefix = x.prefix, .plen = x.plen, .e2 = x.e2, .metric = x.metric, .tag = x.tag, .forward = a->suppress_fa ? (struct ipaddr){ 0 } : x.forward };
	*cost = r->now.cost;
	return true;
}

static void into_summary(struct ospf_range *g, bool e2, u32 metric)
{
	g->used = true;
	if (metric > g->best)
		g->best = metric;
	if (!e2)
		g->n |= 1;
}

/* RFC 3101 3.2 (3): those in a summary go as one, with the largest metric; of type 2 one more, so that nobody prefers it to what it stands for. */
static void translate_summaries(struct ospf_area *a)
{
	struct ospf *o = a->o;
	struct ospf_range *g;
	struct ospf_ext e;
	u32 cost;

	a->translator = translates(a);
	for (u32 k = 0; k < a->db.n && a->translator && o->summaries; k++)
		if (translated(a, lsdb_at(&a->db, k), &e, &cost) && (g = range_of(o->summaries, &e.prefix, e.plen)))
			into_summary(g, e.e2, (u32)min_u64(e.e2 ? e.metric + 1 : cost, OSPF_LS_INFINITY - 1));
}

static void translate(struct ospf_area *a)
{
	struct ospf *o = a->o;
	struct ospf_ext e;
	u32 cost;

	for (u32 k = 0; k < a->db.n && a->translator; k++)
		if (translated(a, lsdb_at(&a->db, k), &e, &cost) && !range_of(o->summaries, &e.prefix, e.plen))
			say_type5(o, &e);
}

static void say_defaults(struct ospf *o)
{
	struct ospf_ext d = { .prefix.af = o->af, .e2 = !o->default_e1, .metric = o->default_metric_orig, .tag = o->id };

	if (o->default_mode == 2 || (o->default_mode == 1 && o->have_default) || (o->default_mode == 3 && o->default_fits))
		say_type5(o, &d);
	for (struct ospf_area *a = o->areas; a; a = a->next) {
		struct ospf_ext in = { .prefix.af = o->af, .e2 = !a->nssa_e1, .metric = a->nssa_metric };

		/* RFC 3101 2.7: a border router makes it always, others who have one. */
		if (a->kind == AREA_NSSA && a->nssa_default && (o->abr || o->have_default))
			say_external(&a->db, ospf_v3(o) ? LSA3_NSSA : LSA_NSSA, &in, 0);
	}
}

static void say_summarized(struct ospf *o, const struct ospf_ext *e)
{
	struct ospf_range *g = range_of(o->summaries, &e->prefix, e->plen);

	if (!g) {
		say_everywhere(o, e, true);
		return;
	}
	into_summary(g, e->e2, e->metric);
	g->own = true;
}

void orig_exts(struct ospf *o)
{
	u16 ext = ospf_v3(o) ? LSA3_EXTERNAL : LSA_EXTERNAL, nssa = ospf_v3(o) ? LSA3_NSSA : LSA_NSSA;
	u64 was = 0, is = 0;

	own_begin(&o->db);
	for (struct ospf_area *a = o->areas; a; a = a->next)
		own_begin(&a->db);
	for (struct ospf_range *g = o->summaries; g; g = g->next) {
		was += g->used ? g->best + 1ull : 0;
		g->used = g->own = false;
		g->best = g->n = 0;
	}
	for (u32 k = 0; k < o->n_ext; k++)
		say_summarized(o, &o->ext[k]);
	for (struct ospf_area *a = o->areas; a; a = a->next)
		translate_summaries(a);
	for (const struct ospf_range *g = o->summaries; g; g = g->next)
		is += g->used ? g->best + 1ull : 0;
	if (was != is)	/* their discard routes */
		spf_schedule(o, false);
	for (const struct ospf_range *g = o->summaries; g; g = g->next)
		if (g->used && !g->hide) {
			struct ospf_ext e = { .prefix = g->prefix, .plen = g->plen, .e2 = !g->n, .metric = g->best, .tag = g->cost };

			if (g->own)
				say_everywhere(o, &e, true);
			else
				say_type5(o, &e);
		}
	say_defaults(o);
	for (struct ospf_area *a = o->areas; a; a = a->next)
		translate(a);
	own_end(&o->db, ext);
	for (struct ospf_area *a = o->areas; a; a = a->next)
		own_end(&a->db, nssa);
}
