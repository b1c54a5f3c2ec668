/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The links of a router or network LSA, one by one, in one form for both versions (A.4.2, A.4.3; RFC 5340 A.4.3, A.4.4). */
#include "router/ospf/ospf.h"

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

/* The innermost loop of a tree: one look at the end of the bytes for a link. */
static bool next2(struct rd *r, struct link *k)
{
	const u8 *p = rd_bytes(r, 12);

	if (!p)
		return false;
	k->id = get_be32(p);
	k->data = get_be32(p + 4);
	k->type = p[8];
	k->cost = get_be16(p + 10);
	if (p[9])	/* metrics of types of service */
		rd_skip(r, 4u * p[9]);
	return !r->bad;
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
				*k = (struct link){ .type = 1, .id = rd_u32(&it->r) };
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
