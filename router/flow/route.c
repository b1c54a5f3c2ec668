/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a new flow goes: what the router's tables say when its first packet comes. */
#include "router/bgp/bgp.h"
#include "router/flow/own.h"

static struct ipaddr end_of(const union flow_facts *k, u8 af, bool dst)
{
	const u8 *b = dst ? k->dst : k->src;
	struct ip6 a6;

	if (af == AF_IP4)
		return ipaddr4(get_be32(b));
	a6 = ip6_at(b);
	return ipaddr6(&a6);
}

void flow_way_of(struct ipif *in, const union flow_facts *k, u8 af, struct flow_way *w)
{
	struct ipstack *s = in->ip;
	struct ipaddr src = end_of(k, af, false), dst = end_of(k, af, true);
	u32 ports = (u32)get_be16(k->sport) << 16 | get_be16(k->dport);
	const struct leaf *l;

	if (af == AF_IP4 ? ip4_is_multicast(dst.v4) : ip6_is_multicast(&dst.v6))
		return;
	l = &s->leaf[af == AF_IP4 ? ip4_leaf(s, src.v4, dst.v4, ports) : ip6_leaf(s, &src.v6, &dst.v6, ports)];
	switch (l->kind) {
	case LEAF_ADJ:
	case LEAF_NEIGH:
		w->out = l->out ? l->out->i->ifindex : 0;
		if (l->neigh && l->neigh->addr.af == af && !ipaddr_eq(&l->neigh->addr, &dst)) /* of what is on the link there is none (IOS: 0.0.0.0) */
			w->next_hop = l->neigh->addr;
		break;
	case LEAF_GLEAN:
		w->out = l->out ? l->out->i->ifindex : 0;
		break;
	case LEAF_LOCAL:
	case LEAF_BROADCAST:
		w->local = true;
		break;
	default:
		break;
	}
}

/* The last AS of the path, where it came from, and the neighbour's; 0 each: ours. */
static void as_of(struct ipstack *s, const struct rib_entry *e, u32 *origin, u32 *peer)
{
	const struct rib_route *route = rib_first(s, e);
	const struct bgp_table *table;
	const struct bgp_attrs *a;
	struct bgp_path *best;
	struct ipaddr prefix;
	struct bgp_net *n;
	const u8 *path;
	struct rd r;
	u16 len;

	if (!s->bgp || !route || route->source != ROUTE_BGP)
		return;
	prefix = rib_prefix(e);
	table = s->bgp->table[bgp_af_of(&prefix)];
	n = table ? bgp_net_find(table, &prefix, e->plen) : NULL;
	best = n ? bgp_best(table, n) : NULL;
	if (!best)
		return;
	a = bgp_attrs(best->attr);
	*peer = a->first_as;
	path = bgp_part(a, PART_PATH, &len);
	r = rd_of(path, len);
	while (rd_left(&r)) {
		u8 type = rd_u8(&r), count = rd_u8(&r);

		for (unsigned k = 0; k < count; k++) {
			u32 as = rd_u32(&r);

			if (type == SEG_SEQUENCE && !r.bad)
				*origin = as;
		}
	}
}

void flow_ends(struct ipstack *s, struct flow *f)
{
	for (unsigned dst = 0; dst < 2; dst++) {
		struct ipaddr a = end_of(&f->seen, f->af, dst);
		const struct rib_entry *e = rib_lookup(s, &a);

		if (!e)
			continue;
		*(dst ? &f->dst_mask : &f->src_mask) = e->plen;
		as_of(s, e, dst ? &f->dst_as : &f->src_as, dst ? &f->dst_peer : &f->src_peer);
	}
}
