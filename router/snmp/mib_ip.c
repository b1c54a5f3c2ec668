/* SPDX-License-Identifier: GPL-3.0-or-later */
/* IP-MIB (RFC 4293: its groups for IPv4, ipAddrTable, ipNetToMediaTable), UDP-MIB (4113), IP-FORWARD-MIB (4292: ipCidrRouteTable). */
#include "router/snmp/own.h"

static bool ip_get(struct ipstack *s, u32 column, const struct oid *row, struct mib_value *v)
{
	const u64 *c = s->c4;
	const u64 n[] = { [3] = c[C_RCVD], [4] = c[C_BAD_HDR] + c[C_BAD_CSUM] + c[C_TOO_SHORT], [5] = c[C_MARTIAN], [6] = c[C_FORWARDED], [7] = c[C_UNKNOWN_PROTO], [9] = c[C_LOCAL],
			  [10] = c[C_SENT], [11] = c[C_ENCAP_FAILED], [12] = c[C_NO_ROUTE], [14] = c[C_FRAGS_RCVD], [15] = c[C_REASSEMBLED], [16] = c[C_REASM_FAILED],
			  [17] = c[C_FRAGMENTED], [18] = c[C_CANT_FRAGMENT], [19] = c[C_FRAGS_SENT] };

	(void)row;
	if (column == 1)
		return mib_int(v, s->forwarding ? 1 : 2);
	if (column == 2)
		return mib_int(v, 64);
	if (column == 13)
		return mib_int(v, 15);
	return mib_number(v, BER_COUNTER32, n[column]);
}

/* ipForwarding. ipDefaultTTL has no line of the shell, so nothing sets it. */
static enum snmp_error ip_set(struct ipstack *s, u32 column, const struct oid *row, const struct mib_value *v, struct mib_change *x)
{
	enum snmp_error e = mib_want_int(v, 1, 2);

	(void)s;
	(void)column;
	(void)row;
	if (!e)
		text_printf(&x->lines, "%sip routing\n", v->n == 1 ? "" : "no ");
	return e;
}

static bool udp_get(struct ipstack *s, u32 column, const struct oid *row, struct mib_value *v)
{
	(void)row;
	return mib_number(v, BER_COUNTER32, column == 1 ? s->udp_in : column == 2 ? s->udp_no_port : column == 3 ? s->udp_bad : s->udp_out);
}

/* ---- addresses ---- */

static void addr_rows(struct ipstack *s, struct mib_pick *p)
{
	u32 id[4];

	for (const struct ipif *i = s->ifs; i; i = i->next)
		for (const struct addr4 *a = i->a4; a; a = a->next) {
			mib_quad(id, a->addr);
			if (!a->borrowed)
				mib_offer(p, id, 4);
		}
}

static bool addr_get(struct ipstack *s, u32 column, const struct oid *row, struct mib_value *v)
{
	u32 addr;

	for (const struct ipif *i = row->n == 4 && mib_quad_of(row->id, &addr) ? s->ifs : NULL; i; i = i->next) {
		const struct addr4 *a = i->a4;

		while (a && (a->addr != addr || a->borrowed))
			a = a->next;
		if (!a)
			continue;
		switch (column) {
		case 1: return mib_ip(v, addr);
		case 2: return mib_int(v, i->i->ifindex);
		case 3: return mib_ip(v, ip4_mask(a->plen));
		case 4: return mib_int(v, 1);
		default: return mib_int(v, 18024);
		}
	}
	return false;
}

/* ---- neighbours ---- */

static bool is_known(const struct neigh *n) { return n->addr.af == AF_IP4 && n->state != NEIGH_INCOMPLETE && n->state != NEIGH_NONE; }

static void media_rows(struct ipstack *s, struct mib_pick *p)
{
	u32 id[5];

	for (u32 k = 0; k < s->neigh_size; k++)
		for (const struct neigh *n = s->neigh[k]; n; n = n->next)
			if (is_known(n)) {
				id[0] = n->ifp->i->ifindex;
				mib_quad(id + 1, n->addr.v4);
				mib_offer(p, id, 5);
			}
}

static bool media_get(struct ipstack *s, u32 column, const struct oid *row, struct mib_value *v)
{
	struct ipaddr a = ipaddr4(0);

	for (struct ipif *i = row->n == 5 && mib_quad_of(row->id + 1, &a.v4) ? s->ifs : NULL; i; i = i->next) {
		const struct neigh *n = i->i->ifindex == row->id[0] ? neigh_find(i, &a) : NULL;

		if (!n || !is_known(n))
			continue;
		switch (column) {
		case 1: return mib_int(v, row->id[0]);
		case 2: return mib_bytes(v, n->mac, 6);
		case 3: return mib_ip(v, a.v4);
		default: return mib_int(v, n->state == NEIGH_STATIC ? 4 : 3);
		}
	}
	return false;
}

/* ---- routes: destination, mask, type of service 0, next hop ---- */

static u32 hop_of(const struct nhop *nh) { return nh->hop.via.af == AF_IP4 ? nh->hop.via.v4 : 0; }

static void route_id(const struct rib_entry *e, const struct nhop *nh, u32 id[13])
{
	mib_quad(id, rib_prefix(e).v4);
	mib_quad(id + 4, ip4_mask(e->plen));
	id[8] = 0;
	mib_quad(id + 9, hop_of(nh));
}

static void route_rows(struct ipstack *s, struct mib_pick *p)
{
	u32 id[13];

	for (const struct rib_entry *e = NULL; (e = rib_each(s, AF_IP4, e));)
		for (struct rib_path x = { 0 }; rib_path_next(s, e, &x);) {
			route_id(e, x.nh, id);
			mib_offer(p, id, 13);
		}
}

static bool route_at(struct ipstack *s, const struct oid *row, const struct rib_entry **entry, struct rib_path *x)
{
	struct ipaddr dest = ipaddr4(0);
	u32 mask, hop;
	u8 plen;

	if (row->n != 13 || row->id[8] || !mib_quad_of(row->id, &dest.v4) || !mib_quad_of(row->id + 4, &mask) || !mib_quad_of(row->id + 9, &hop) || !ip4_mask_len(mask, &plen))
		return false;
	*entry = rib_exact(s, &dest, plen);
	for (*x = (struct rib_path){ 0 }; rib_path_next(s, *entry, x);)
		if (hop_of(x->nh) == hop)
			return true;
	return false;
}

static u32 route_ifindex(const struct ipstack *s, const struct nhop *nh)
{
	const struct ipif *out = nh->hop.out ? nh->hop.out->ip : nh->leaf ? s->leaf[nh->leaf].out : NULL;

	return out ? out->i->ifindex : 0;
}

static bool route_get(struct ipstack *s, u32 column, const struct oid *row, struct mib_value *v)
{
	static const u8 proto[ROUTE_SOURCE_N] = { [ROUTE_CONNECTED] = 2, [ROUTE_LOCAL] = 2, [ROUTE_STATIC] = 3, [ROUTE_OSPF] = 13, [ROUTE_OSPF3] = 13, [ROUTE_RIP] = 8, [ROUTE_BGP] = 14, [ROUTE_EIGRP] = 16 };
	const struct rib_entry *e;
	struct rib_path x;

	if (!route_at(s, row, &e, &x))
		return false;
	switch (column) {
	case 1: return mib_ip(v, rib_prefix(e).v4);
	case 2: return mib_ip(v, ip4_mask(e->plen));
	case 3: return mib_int(v, 0);
	case 4: return mib_ip(v, hop_of(x.nh));
	case 5: return mib_int(v, route_ifindex(s, x.nh));
	case 6: return mib_int(v, x.nh->hop.null ? 2 : x.nh->hop.via.af ? 4 : 3);
	case 7: return mib_int(v, proto[x.r->source] ? proto[x.r->source] : 1);
	case 8: return mib_int(v, (s64)(rib_age(s, x.r) / NSEC_PER_SEC));
	case 9: return mib_oid(v, "0.0");
	case 10: return mib_int(v, 0);
	case 11: return mib_int(v, x.r->metric);
	case 16: return mib_int(v, 1);
	default: return mib_int(v, -1);
	}
}

static bool route_number(struct ipstack *s, u32 column, const struct oid *row, struct mib_value *v)
{
	unsigned n = 0;

	(void)column;
	(void)row;
	for (const struct rib_entry *e = NULL; (e = rib_each(s, AF_IP4, e));)
		for (struct rib_path x = { 0 }; rib_path_next(s, e, &x);)
			n++;
	s->snmp->work += n;
	return mib_number(v, BER_GAUGE32, n);
}

const struct mib_table mib_ip_tables[] = {
	{ "1.3.6.1.2.1.4", (const u8[]){ 1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 0 }, NULL, ip_get, (const u8[]){ 1, 0 }, ip_set },
	{ "1.3.6.1.2.1.4.20.1", (const u8[]){ 1, 2, 3, 4, 5, 0 }, addr_rows, addr_get, NULL, NULL },
	{ "1.3.6.1.2.1.4.22.1", (const u8[]){ 1, 2, 3, 4, 0 }, media_rows, media_get, NULL, NULL },
	{ "1.3.6.1.2.1.4.24", (const u8[]){ 3, 0 }, NULL, route_number, NULL, NULL },
	{ "1.3.6.1.2.1.4.24.4.1", (const u8[]){ 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 0 }, route_rows, route_get, NULL, NULL },
	{ "1.3.6.1.2.1.7", (const u8[]){ 1, 2, 3, 4, 0 }, NULL, udp_get, NULL, NULL },
	{ 0 },
};
