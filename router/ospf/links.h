/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The links of a router or network LSA, one by one, in one form for both versions (A.4.2, A.4.3; RFC 5340 A.4.3, A.4.4); and those of a router LSA of
 * version 2 as they stand, for the loops that go over all of an area, in each of a thousand routers.
 */
#ifndef ROUTER_OSPF_LINKS_H
#define ROUTER_OSPF_LINKS_H

#include "router/ospf/ospf.h"

struct link_it { struct ospf *o; struct lsa *lsa; struct rd r; bool network; };
struct link {
	u8 type;		/* enum link_type, or what stands there else */
	u32 id, data;		/* version 2 */
	u32 if_id, nbr_if_id, nbr_rid; /* version 3 */
	u32 cost;
};
enum link_type { LINK_ROUTER = 1, LINK_NETWORK, LINK_STUB, LINK_VIRTUAL };

void link_begin(struct link_it *it, struct ospf *o, struct lsa *l);
bool link_next(struct link_it *it, struct link *k);

/* ---- version 2: 12 bytes a link, and 4 for each further metric (of types of service) ---- */

enum { LINK2_BYTES = 12, LINK2_TYPE = 8, LINK2_N_TOS = 9, LINK2_COST = 10 };
struct links2 { const u8 *at, *end; };

static inline struct links2 links2_of(const struct lsa *l)
{
	const u8 *bytes = l->body->bytes;

	return (struct links2){ bytes + OSPF_LSA_HLEN + 4, bytes + l->body->len };
}

/* Where a link stands; NULL: there is none more, or it is cut short. */
static inline const u8 *link2_next(struct links2 *x)
{
	const u8 *p = x->at;

	if (x->end - p < LINK2_BYTES || x->end - p < LINK2_BYTES + 4 * p[LINK2_N_TOS])
		return NULL;
	x->at += LINK2_BYTES + 4 * p[LINK2_N_TOS];
	return p;
}
static inline u32 link2_id(const u8 *p) { return get_be32(p); }
static inline u32 link2_data(const u8 *p) { return get_be32(p + 4); }
static inline u32 link2_cost(const u8 *p) { return get_be16(p + LINK2_COST); }

#endif
