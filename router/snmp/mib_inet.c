/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is the same for IPv4 and IPv6: IP-MIB's ipAddressPrefixTable, ipAddressTable, ipNetToPhysicalTable (RFC 4293), IP-FORWARD-MIB's inetCidrRouteTable
 * (4292). An address stands in a name as its type, its length and its octets (4001 4.1); a link-local one has its interface's number behind it (ipv6z),
 * but where the name has it already.
 */
#include <string.h>

#include "router/snmp/own.h"

enum { ADDR_NONE = 0, ADDR_IP4 = 1, ADDR_IP6 = 2, ADDR_IP6Z = 4, ADDR_IDS = 22 };

/* zone 0: it stands elsewhere. Returns how many identifiers. */
static unsigned put_addr(u32 *id, const struct ipaddr *a, u32 zone)
{
	unsigned n = 2;

	if (a->af == AF_NONE) {
		id[0] = ADDR_NONE;
		id[1] = 0;
		return n;
	}
	if (a->af == AF_IP4) {
		id[0] = ADDR_IP4;
		id[1] = 4;
		mib_quad(id + 2, a->v4);
		return 6;
	}
	for (unsigned k = 0; k < 16; k++)
		id[n++] = a->v6.b[k];
	zone = ip6_is_linklocal(&a->v6) ? zone : 0;
	if (zone) {
		mib_quad(id + n, zone);
		n += 4;
	}
	id[0] = zone ? ADDR_IP6Z : ADDR_IP6;
	id[1] = n - 2;
	return n;
}

/* The address at *at of a name, which moves behind it. false: there is none. */
static bool take_addr(const struct oid *row, unsigned *at, struct ipaddr *a, u32 *zone)
{
	static const u8 len[] = { [ADDR_NONE] = 0, [ADDR_IP4] = 4, [ADDR_IP6] = 16, [ADDR_IP6Z] = 20 };
	const u32 *id = row->id + *at;
	struct ip6 v6;

	*zone = 0;
	if (*at + 2 > row->n || id[0] >= ARRAY_LEN(len) || id[0] == 3 || id[1] != len[id[0]] || *at + 2 + id[1] > row->n)
		return false;
	*at += 2 + id[1];
	*a = ipaddr4(0);
	if (id[0] == ADDR_NONE)
		a->af = AF_NONE;
	if (id[0] < ADDR_IP6)
		return id[0] == ADDR_NONE || mib_quad_of(id + 2, &a->v4);
	for (unsigned k = 0; k < 16; k++) {
		if (id[2 + k] > 255)
			return false;
		v6.b[k] = (u8)id[2 + k];
	}
	*a = ipaddr6(&v6);
	return id[0] == ADDR_IP6 || mib_quad_of(id + 18, zone);
}

/* ---- addresses, prefixes ---- */

/* One of the device's addresses, of either family. */
struct own_addr {
	const struct ipif *i;
	struct ipaddr a;
	u8 plen, origin, status;
	bool autonomous;
};

static void given4(const struct ipif *i, const struct addr4 *a, struct own_addr *o)
{
	*o = (struct own_addr){ .i = i, .a = ipaddr4(a->addr), .plen = a->plen, .origin = 2, .status = i->i->up ? 1 : 4 };
}

static void given6(const struct ipif *i, const struct addr6 *a, struct own_addr *o)
{
	static const u8 status[] = { [ADDR6_TENTATIVE] = 6, [ADDR6_PREFERRED] = 1, [ADDR6_DEPRECATED] = 2, [ADDR6_DUPLICATE] = 7 };

	*o = (struct own_addr){ .i = i, .a = ipaddr6(&a->addr), .plen = a->plen, .origin = a->dhcp ? 4 : a->linklocal || a->autoconf ? 5 : 2, .status = status[a->state],
				.autonomous = a->autoconf };
}

/* Calls fn for each until it says true. */
static bool each_addr(struct ipstack *s, bool (*fn)(const struct own_addr *o, void *arg), void *arg)
{
	struct own_addr o;

	for (const struct ipif *i = s->ifs; i; i = i->next) {
		for (const struct addr4 *a = i->a4; a; a = a->next) {
			given4(i, a, &o);
			if (!a->borrowed && fn(&o, arg))
				return true;
		}
		for (const struct addr6 *a = i->a6; a; a = a->next) {
			given6(i, a, &o);
			if (fn(&o, arg))
				return true;
		}
	}
	return false;
}

static unsigned addr_id(const struct own_addr *o, u32 *id) { return put_addr(id, &o->a, o->i->i->ifindex); }

static unsigned prefix_id(const struct own_addr *o, u32 *id)
{
	struct ip6 v6 = o->a.v6;
	struct ipaddr p = o->a;
	unsigned n;

	if (p.af == AF_IP4) {
		p.v4 &= ip4_mask(o->plen);
	} else {
		v6 = ip6_masked(&v6, o->plen);
		p = ipaddr6(&v6);
	}
	id[0] = o->i->i->ifindex;
	n = 1 + put_addr(id + 1, &p, 0);
	id[n++] = o->plen;
	return n;
}

struct wanted {
	unsigned (*name)(const struct own_addr *o, u32 *id);
	struct mib_pick *pick;	/* NULL: the row is looked for */
	const struct oid *row;
	struct own_addr found;
};

static bool offer_addr(const struct own_addr *o, void *arg)
{
	struct wanted *x = arg;
	u32 id[ADDR_IDS + 2];
	unsigned n = x->name(o, id);

	if (x->pick) {
		mib_offer(x->pick, id, n);
		return false;
	}
	if (n != x->row->n || memcmp(id, x->row->id, n * sizeof(*id)))
		return false;
	x->found = *o;
	return true;
}

static void addr_rows(struct ipstack *s, struct mib_pick *p) { each_addr(s, offer_addr, &(struct wanted){ .name = addr_id, .pick = p }); }
static void prefix_rows(struct ipstack *s, struct mib_pick *p) { each_addr(s, offer_addr, &(struct wanted){ .name = prefix_id, .pick = p }); }

static bool addr_get(struct ipstack *s, u32 column, const struct oid *row, struct mib_value *v)
{
	struct wanted x = { .name = addr_id, .row = row };
	u32 id[ADDR_IDS + 2];
	unsigned n;

	if (!each_addr(s, offer_addr, &x))
		return false;
	switch (column) {
	case 3: return mib_int(v, x.found.i->i->ifindex);
	case 4: return mib_int(v, 1);
	case 5:
		n = prefix_id(&x.found, id);
		mib_oid(v, "1.3.6.1.2.1.4.32.1.5");
		memcpy(v->oid.id + v->oid.n, id, n * sizeof(*id));
		v->oid.n += (u8)n;
		return true;
	case 6: return mib_int(v, x.found.origin);
	case 7: return mib_int(v, x.found.status);
	case 8:
	case 9: return mib_number(v, BER_TICKS, 0);
	case 10: return mib_int(v, 1);
	default: return mib_int(v, x.found.origin == 2 ? 3 : 2);
	}
}

static bool prefix_get(struct ipstack *s, u32 column, const struct oid *row, struct mib_value *v)
{
	struct wanted x = { .name = prefix_id, .row = row };

	if (!each_addr(s, offer_addr, &x))
		return false;
	switch (column) {
	case 5: return mib_int(v, x.found.a.af == AF_IP6 && ip6_is_linklocal(&x.found.a.v6) ? 2 : x.found.autonomous ? 5 : x.found.origin == 4 ? 4 : 2);
	case 6: return mib_truth(v, true);
	case 7: return mib_truth(v, x.found.autonomous);
	default: return mib_number(v, BER_GAUGE32, UINT32_MAX);
	}
}

/* ---- neighbours ---- */

static bool is_known(const struct neigh *n) { return n->state != NEIGH_NONE; }

static void neigh_rows(struct ipstack *s, struct mib_pick *p)
{
	u32 id[ADDR_IDS + 1];

	for (u32 k = 0; k < s->neigh_size; k++)
		for (const struct neigh *n = s->neigh[k]; n; n = n->next)
			if (is_known(n)) {
				id[0] = n->ifp->i->ifindex;
				mib_offer(p, id, 1 + put_addr(id + 1, &n->addr, 0));
			}
}

static bool physical_get(struct ipstack *s, u32 column, const struct oid *row, struct mib_value *v)
{
	static const u8 state[] = { [NEIGH_INCOMPLETE] = 7, [NEIGH_REACHABLE] = 1, [NEIGH_STALE] = 2, [NEIGH_DELAY] = 3, [NEIGH_PROBE] = 4, [NEIGH_STATIC] = 1 };
	struct ipaddr a;
	unsigned at = 1;
	u32 zone;

	if (!row->n || !take_addr(row, &at, &a, &zone) || at != row->n || a.af == AF_NONE || zone)
		return false;
	for (struct ipif *i = s->ifs; i; i = i->next) {
		const struct neigh *n = i->i->ifindex == row->id[0] ? neigh_find(i, &a) : NULL;

		if (!n || !is_known(n))
			continue;
		switch (column) {
		case 4: return mib_bytes(v, n->mac, n->state == NEIGH_INCOMPLETE ? 0 : 6);
		case 5: return mib_number(v, BER_TICKS, 0);
		case 6: return mib_int(v, n->state == NEIGH_STATIC ? 4 : 3);
		case 7: return mib_int(v, state[n->state]);
		default: return mib_int(v, 1);
		}
	}
	return false;
}

/* ---- routes: destination, length, policy 0.0, next hop ---- */

static u32 out_of(const struct ipstack *s, const struct nhop *nh)
{
	const struct ipif *out = nh->hop.out ? nh->hop.out->ip : nh->leaf ? s->leaf[nh->leaf].out : NULL;

	return out ? out->i->ifindex : 0;
}

static unsigned route_id(const struct ipstack *s, const struct rib_entry *e, const struct nhop *nh, u32 *id)
{
	struct ipaddr dest = rib_prefix(e);
	unsigned n = put_addr(id, &dest, 0);

	id[n++] = e->plen;
	id[n++] = 2;
	id[n++] = 0;
	id[n++] = 0;
	return n + put_addr(id + n, &nh->hop.via, out_of(s, nh));
}

static void route_rows(struct ipstack *s, struct mib_pick *p)
{
	u32 id[MIB_ROW_MAX];

	for (u8 af = AF_IP4; af <= AF_IP6; af++)
		for (const struct rib_entry *e = NULL; (e = rib_each(s, af, e));)
			for (struct rib_path x = { 0 }; rib_path_next(s, e, &x);)
				mib_offer(p, id, route_id(s, e, x.nh, id));
}

static bool route_at(struct ipstack *s, const struct oid *row, struct rib_path *x)
{
	const struct rib_entry *e;
	struct ipaddr dest;
	unsigned at = 0, n;
	u32 zone, id[MIB_ROW_MAX];

	if (!take_addr(row, &at, &dest, &zone) || dest.af == AF_NONE || at >= row->n || row->id[at] > (dest.af == AF_IP4 ? 32 : 128))
		return false;
	e = rib_exact(s, &dest, (u8)row->id[at]);
	for (*x = (struct rib_path){ 0 }; rib_path_next(s, e, x);) {
		n = route_id(s, e, x->nh, id);
		if (n == row->n && !memcmp(id, row->id, n * sizeof(*id)))
			return true;
	}
	return false;
}

static bool route_get(struct ipstack *s, u32 column, const struct oid *row, struct mib_value *v)
{
	static const u8 proto[ROUTE_SOURCE_N] = { [ROUTE_CONNECTED] = 2, [ROUTE_LOCAL] = 2, [ROUTE_STATIC] = 3, [ROUTE_OSPF] = 13, [ROUTE_OSPF3] = 13, [ROUTE_RIP] = 8, [ROUTE_BGP] = 14, [ROUTE_EIGRP] = 16 };
	struct rib_path x;

	if (!route_at(s, row, &x))
		return false;
	switch (column) {
	case 7: return mib_int(v, out_of(s, x.nh));
	case 8: return mib_int(v, x.nh->hop.null ? 5 : x.nh->hop.via.af ? 4 : 3);
	case 9: return mib_int(v, proto[x.r->source] ? proto[x.r->source] : 1);
	case 10: return mib_number(v, BER_GAUGE32, rib_age(s, x.r) / NSEC_PER_SEC);
	case 11: return mib_number(v, BER_GAUGE32, 0);
	case 12: return mib_int(v, x.r->metric);
	case 17: return mib_int(v, 1);
	default: return mib_int(v, -1);
	}
}

static bool route_number(struct ipstack *s, u32 column, const struct oid *row, struct mib_value *v)
{
	unsigned n = 0;

	(void)column;
	(void)row;
	for (u8 af = AF_IP4; af <= AF_IP6; af++)
		for (const struct rib_entry *e = NULL; (e = rib_each(s, af, e));)
			for (struct rib_path x = { 0 }; rib_path_next(s, e, &x);)
				n++;
	s->snmp->work += n;
	return mib_number(v, BER_GAUGE32, n);
}

static bool ip6_scalar(struct ipstack *s, u32 column, const struct oid *row, struct mib_value *v)
{
	(void)row;
	return mib_int(v, column == 26 ? 64 : s->forwarding6 ? 1 : 2);
}

const struct mib_table mib_inet[] = {
	{ "1.3.6.1.2.1.4", (const u8[]){ 25, 26, 0 }, NULL, ip6_scalar, NULL, NULL },
	{ "1.3.6.1.2.1.4.24", (const u8[]){ 6, 0 }, NULL, route_number, NULL, NULL },
	{ "1.3.6.1.2.1.4.24.7.1", (const u8[]){ 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 0 }, route_rows, route_get, NULL, NULL },
	{ "1.3.6.1.2.1.4.32.1", (const u8[]){ 5, 6, 7, 8, 9, 0 }, prefix_rows, prefix_get, NULL, NULL },
	{ "1.3.6.1.2.1.4.34.1", (const u8[]){ 3, 4, 5, 6, 7, 8, 9, 10, 11, 0 }, addr_rows, addr_get, NULL, NULL },
	{ "1.3.6.1.2.1.4.35.1", (const u8[]){ 4, 5, 6, 7, 8, 0 }, neigh_rows, physical_get, NULL, NULL },
	{ 0 },
};
