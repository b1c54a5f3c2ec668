/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What this router says of itself and its networks in version 2: router LSAs (12.4.1) and network LSAs (12.4.2). */
#include <stdlib.h>

#include "router/ospf/ospf.h"

struct router_lsa { struct wr w; u16 n; const struct ospf *o; };

static void add(struct router_lsa *x, u32 id, u32 data, u8 type, u32 cost)
{
	/* RFC 6987: nobody shall go through us, but may come to us. */
	if (x->o->max_metric && (type != 3 || x->o->max_metric_stub))
		cost = OSPF_METRIC_MAX;
	wr_u32(&x->w, id);
	wr_u32(&x->w, data);
	wr_u8(&x->w, type);
	wr_u8(&x->w, 0);
	wr_u16(&x->w, (u16)(cost > OSPF_METRIC_MAX ? OSPF_METRIC_MAX : cost));
	if (!x->w.bad)
		x->n++;
}

static bool suppressed(const struct ospf_if *oi)
{
	return oi->conf->suppress_set ? oi->conf->prefix_suppress : oi->o->filter_suppress && !oi->passive;
}

static void stubs(struct router_lsa *x, const struct ospf_if *oi, bool primary)
{
	if (primary && !oi->unnumbered && !suppressed(oi))
		add(x, oi->addr & oi->mask, oi->mask, 3, oi->cost);
	for (u32 k = 0; k < oi->n_subnets && !suppressed(oi); k++)
		add(x, oi->subnets[k].prefix.v4, ip4_mask(oi->subnets[k].plen), 3, oi->cost);
}

static void p2p(struct router_lsa *x, const struct ospf_if *oi)
{
	for (const struct ospf_nbr *n = oi->nbrs; n; n = n->next)
		if (ospf_nbr_counts(n))
			add(x, n->rid, oi->unnumbered ? oi->if_id : oi->addr, oi->net == NET_VIRTUAL ? 4 : 1, n->cost ? n->cost : oi->cost);
	if (oi->net == NET_P2P)
		stubs(x, oi, true);
	else if (oi->net != NET_VIRTUAL && !suppressed(oi))
		add(x, oi->addr, ~0u, 3, 0);
}

static void multi(struct router_lsa *x, const struct ospf_if *oi)
{
	const struct ospf_nbr *dr = ospf_nbr_named(oi, oi->dr);
	bool transit = oi->state != IFS_WAITING && (oi->state == IFS_DR ? ospf_net_has_full_nbr(oi) : dr && ospf_nbr_counts(dr));

	if (transit)
		add(x, oi->dr, oi->addr, 2, oi->cost);
	stubs(x, oi, !transit);
}

void orig2_router(struct ospf_area *a)
{
	struct ospf *o = a->o;
	u8 flags = (o->abr ? RTR_B : 0) | (ospf_is_asbr(o) && a->kind != AREA_STUB ? RTR_E : 0), *body;
	u32 room = 4;
	struct router_lsa x = { .o = o };
	bool active = false;

	for (const struct ospf_if *oi = o->ifs; oi; oi = oi->next)
		if (oi->area == a) {
			room += 12 * (oi->n_nbrs + oi->n_subnets + 2);
			active |= oi->state != IFS_DOWN;
		}
	if (!active) {
		own_clear(&a->db, LSA_ROUTER, o->rid);
		return;
	}
	body = xcalloc(1, room);
	x.w = wr_of(body, room);
	wr_u32(&x.w, 0);
	for (const struct ospf_if *oi = o->ifs; oi; oi = oi->next) {
		if (oi->net == NET_VIRTUAL && oi->transit == a && oi->n_full)
			flags |= RTR_V;
		if (oi->area != a || oi->state == IFS_DOWN)
			continue;
		if (oi->state == IFS_LOOPBACK) {
			if (oi->conf->net == NET_P2P)
				add(&x, oi->addr & oi->mask, oi->mask, 3, oi->cost);
			else
				add(&x, oi->addr, ~0u, 3, oi->cost);
			stubs(&x, oi, false);
		} else if (ospf_if_multi(oi)) {
			multi(&x, oi);
		} else {
			p2p(&x, oi);
		}
	}
	if (a->kind == AREA_NSSA && o->abr && a->translate_always)
		flags |= RTR_NT;
	body[0] = flags;
	put_be16(body + 2, x.n);
	own_set(&a->db, LSA_ROUTER, o->rid, (u8)ospf_options(a), body, (u32)wr_len(&x.w));
	free(body);
}

void orig2_network(struct ospf_if *oi)
{
	struct ospf_area *a = oi->area;
	struct wr w;
	u8 *body;

	if (oi->state != IFS_DR || oi->passive || !ospf_net_has_full_nbr(oi)) {
		if (ospf_if_multi(oi))
			own_clear(&a->db, LSA_NETWORK, oi->addr);
		return;
	}
	body = xcalloc(oi->n_nbrs + 2, 4);
	w = wr_of(body, 4 * (oi->n_nbrs + 2));
	wr_u32(&w, oi->mask);
	wr_u32(&w, oi->o->rid);
	for (const struct ospf_nbr *n = oi->nbrs; n; n = n->next)
		if (ospf_nbr_counts(n))
			wr_u32(&w, n->rid);
	own_set(&a->db, LSA_NETWORK, oi->addr, (u8)ospf_options(a), body, (u32)wr_len(&w));
	free(body);
}
