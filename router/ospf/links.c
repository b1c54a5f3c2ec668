/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "router/ospf/links.h"

static void open_lsa(struct link_it *it)
{
	it->r = lsa_rd(it->lsa);
	it->network = it->lsa->type == LSA_NETWORK || it->lsa->type == LSA3_NETWORK;
	rd_skip(&it->r, 4); /* flags and count, mask, options */
}

void link_begin(struct link_it *it, struct ospf *o, struct lsa *l)
{
	it->o = o;
	it->lsa = l;
	open_lsa(it);
}

u8 lsa_router_bits(const struct ospf *o, const struct lsa *l)
{
	u8 bits = 0;

	for (const struct lsa *x = l; x; x = ospf_v3(o) ? lsa_numbered(o, x->next) : NULL)
		if (x->type == l->type && x->adv == l->adv && lsa_len(x) > OSPF_LSA_HLEN)
			bits |= x->body->bytes[OSPF_LSA_HLEN];
	return bits;
}

static bool next2(struct rd *r, struct link *k)
{
	struct links2 x = { r->p, r->end };
	const u8 *p = link2_next(&x);

	if (!p)
		return false;
	rd_skip(r, (size_t)(x.at - p));
	k->type = p[LINK2_TYPE];
	k->id = link2_id(p);
	k->data = link2_data(p);
	k->cost = link2_cost(p);
	return true;
}

static bool next3(struct rd *r, struct link *k)
{
	k->type = rd_u8(r);
	rd_skip(r, 1);
	k->cost = rd_u16(r);
	k->if_id = rd_u32(r);
	k->nbr_if_id = rd_u32(r);
	k->nbr_rid = k->id = rd_u32(r);
	return !r->bad;
}

bool link_next(struct link_it *it, struct link *k)
{
	for (;;) {
		if (rd_left(&it->r)) {
			if (it->network) {
				*k = (struct link){ .type = LINK_ROUTER, .id = rd_u32(&it->r) };
				k->nbr_rid = k->id;
				return !it->r.bad;
			}
			return (ospf_v3(it->o) ? next3 : next2)(&it->r, k);
		}
		if (!ospf_v3(it->o) || it->network)
			return false;
		/* A router may have said it in several LSAs (RFC 5340 4.4.3.2): they stand in one chain. */
		for (const struct lsa *was = it->lsa; (it->lsa = lsa_numbered(it->o, it->lsa->next));)
			if (it->lsa->adv == was->adv && it->lsa->type == was->type && !it->lsa->max_age)
				break;
		if (!it->lsa)
			return false;
		open_lsa(it);
	}
}
