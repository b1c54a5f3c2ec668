/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Routes on the wire: the classic TLVs of IPv4 (RFC 7868 6.8) and IPv6, and those of version 2 (6.9), which name the family and carry wide metrics. A
 * neighbour that knows version 2 is told in it by a process with wide metrics; everything else goes in the classic ones. Both are read of anybody.
 */
#include "router/eigrp/eigrp.h"

enum {
	TLV_IP4 = 0x0100, TLV_IP6 = 0x0400, TLV_MULTI = 0x0600, TLV_INTERNAL = 2, TLV_EXTERNAL = 3,
	AFI_IP4 = 1, AFI_IP6 = 2,
	FLAG_DEFAULT = 2,	/* 6.8.1: a candidate for the default */
	FLAG_ACTIVE = 4,
	WIDE_LEN = 24,		/* of the vector, without attributes */
};
#define WIDE_INFINITY 0xffffffffffffull

/* A destination's bytes: as IOS has it, of IPv6 there is always one more than whole ones, but of a host. */
static u32 dest_len(u8 af, u8 plen) { return af == AF_IP4 || plen == 128 ? (plen + 7u) / 8 : plen / 8u + 1; }

/* ---- out ---- */

static void wr_48(struct wr *w, u64 v)
{
	wr_u16(w, (u16)(v >> 32));
	wr_u32(w, (u32)v);
}

static void external(struct wr *w, const struct eigrp_said *x)
{
	wr_u32(w, x->ext->router);
	wr_u32(w, x->ext->as);
	wr_u32(w, x->ext->tag);
	wr_u32(w, x->ext->metric);
	wr_u16(w, 0);
	wr_u8(w, x->ext->proto);
	wr_u8(w, !x->plen ? FLAG_DEFAULT : 0);
}

static void next_hop(struct wr *w, const struct eigrp_said *x)
{
	if (x->prefix.af == AF_IP4)
		wr_u32(w, x->via ? x->via->v4 : 0);
	else if (x->via)
		wr_copy(w, x->via->v6.b, 16);
	else
		wr_zero(w, 16);
}

static void classic(struct wr *w, const struct eigrp *e, const struct eigrp_said *x)
{
	const struct eigrp_metric *m = x->m;

	next_hop(w, x);
	if (x->ext->proto)
		external(w, x);
	wr_u32(w, eigrp_classic_delay(e, m->delay));
	wr_u32(w, eigrp_classic_bandwidth(e, m->bandwidth));
	wr_u8(w, (u8)(m->mtu >> 16));
	wr_u16(w, (u16)m->mtu);
	wr_u8(w, m->hops);
	wr_u8(w, m->reliability);
	wr_u8(w, m->load);
	wr_u8(w, 0);
	wr_u8(w, x->active ? FLAG_ACTIVE : 0);
}

static void multi(struct wr *w, const struct eigrp_said *x)
{
	const struct eigrp_metric *m = x->m;

	wr_u16(w, 0);		/* the base topology */
	wr_u16(w, x->prefix.af == AF_IP4 ? AFI_IP4 : AFI_IP6);
	wr_u32(w, x->origin);
	wr_u8(w, 0);		/* no attributes */
	wr_u8(w, 0);
	wr_u8(w, m->reliability);
	wr_u8(w, m->load);
	wr_u8(w, (u8)(m->mtu >> 16));
	wr_u16(w, (u16)m->mtu);
	wr_u8(w, m->hops);
	wr_48(w, m->delay > WIDE_INFINITY ? WIDE_INFINITY : m->delay);
	wr_48(w, m->bandwidth > WIDE_INFINITY ? WIDE_INFINITY : m->bandwidth);
	wr_u16(w, 0);
	wr_u16(w, x->active ? FLAG_ACTIVE : 0);
	next_hop(w, x);
	if (x->ext->proto)
		external(w, x);
}

void tlv_route(struct wr *w, const struct eigrp *e, bool wide, const struct eigrp_said *x)
{
	u32 bytes = dest_len(x->prefix.af, x->plen);
	u8 net[4], *at = w->p;

	wr_u16(w, (u16)((wide ? TLV_MULTI : x->prefix.af == AF_IP4 ? TLV_IP4 : TLV_IP6) | (x->ext->proto ? TLV_EXTERNAL : TLV_INTERNAL)));
	wr_u16(w, 0);
	if (wide)
		multi(w, x);
	else
		classic(w, e, x);
	wr_u8(w, x->plen);
	put_be32(net, x->prefix.v4);
	wr_copy(w, x->prefix.af == AF_IP4 ? net : x->prefix.v6.b, bytes);
	put_be16(at + 2, (u16)(w->p - at));
}

/* ---- in ---- */

static u64 rd_48(struct rd *t)
{
	u64 high = rd_u16(t);

	return high << 32 | rd_u32(t);
}

static struct ipaddr next_hop_read(struct rd *t, u8 af)
{
	struct ipaddr a = { .af = af };
	bool some;

	if (af == AF_IP4) {
		a.v4 = rd_u32(t);
		some = a.v4;
	} else {
		rd_copy(t, a.v6.b, 16);
		some = !ip6_is_zero(&a.v6);
	}
	return some ? a : (struct ipaddr){ .af = AF_NONE };
}

static void external_read(struct rd *t, struct eigrp_ext *x)
{
	x->router = rd_u32(t);
	x->as = rd_u32(t);
	x->tag = rd_u32(t);
	x->metric = rd_u32(t);
	rd_u16(t);
	x->proto = rd_u8(t);
	rd_u8(t);
}

static bool classic_read(const struct eigrp *e, struct rd *t, bool ext, struct eigrp_heard *h)
{
	h->via = next_hop_read(t, e->af);
	if (ext)
		external_read(t, &h->ext);
	h->m.delay = eigrp_delay_of(e, rd_u32(t));
	h->m.bandwidth = eigrp_bandwidth_of(e, rd_u32(t));
	h->m.mtu = rd_u24(t);
	h->m.hops = rd_u8(t);
	h->m.reliability = rd_u8(t);
	h->m.load = rd_u8(t);
	rd_u8(t);
	rd_u8(t);
	return !t->bad && (!ext || h->ext.proto);
}

/* A process with classic metrics has not asked for these, but understands them. */
static void wide_to_classic(struct eigrp_metric *m)
{
	m->delay = m->delay == EIGRP_INFINITY ? m->delay : (u64)((unsigned __int128)m->delay * 256 / 10000000);
	m->bandwidth = m->bandwidth == EIGRP_INFINITY ? m->bandwidth : 2560000000ull / (m->bandwidth ? m->bandwidth : 1);
	if (m->delay >= EIGRP_WIRE_INFINITY)
		m->delay = EIGRP_INFINITY;
}

/* Of the base topology and the process's family? What is too short for that is malformed, as the reader will find. */
static bool multi_is_ours(const struct eigrp *e, const struct rd *t)
{
	return rd_left(t) < 4 || get_be32(t->p) == (e->af == AF_IP4 ? AFI_IP4 : AFI_IP6);
}

static bool multi_read(const struct eigrp *e, struct rd *t, bool ext, struct eigrp_heard *h)
{
	u8 attributes;

	rd_u32(t);		/* topology, family: as multi_is_ours() found them */
	h->origin = rd_u32(t);
	attributes = rd_u8(t);
	rd_u8(t);
	h->m.reliability = rd_u8(t);
	h->m.load = rd_u8(t);
	h->m.mtu = rd_u24(t);
	h->m.hops = rd_u8(t);
	h->m.delay = rd_48(t);
	h->m.bandwidth = rd_48(t);
	rd_u16(t);
	rd_u16(t);
	rd_skip(t, 2u * attributes);
	h->via = next_hop_read(t, e->af);
	if (ext)
		external_read(t, &h->ext);
	if (h->m.delay == WIDE_INFINITY || h->m.bandwidth == WIDE_INFINITY)
		h->m.delay = h->m.bandwidth = EIGRP_INFINITY;
	if (!e->wide)
		wide_to_classic(&h->m);
	return !t->bad && (!ext || h->ext.proto);
}

/* The next destination of the TLV. false: malformed. *host: it may be in a table of routes. */
static bool dest_read(u8 af, struct rd *t, struct eigrp_heard *h, bool *host)
{
	u8 net[16] = { 0 };
	const u8 *p;

	h->plen = rd_u8(t);
	if (h->plen > (af == AF_IP4 ? 32 : 128))
		return false;
	p = rd_bytes(t, dest_len(af, h->plen));
	if (!p)
		return false;
	memcpy(net, p, dest_len(af, h->plen));
	h->prefix = (struct ipaddr){ .af = af };
	if (af == AF_IP4) {
		h->prefix.v4 = get_be32(net) & ip4_mask(h->plen);
		*host = h->prefix.v4 >> 28 < 14 && h->prefix.v4 >> 24 != 127;
	} else {
		memcpy(h->prefix.v6.b, net, 16);
		h->prefix.v6 = ip6_masked(&h->prefix.v6, h->plen);
		*host = !ip6_is_multicast(&h->prefix.v6) && (h->plen < 10 || !ip6_is_linklocal(&h->prefix.v6));
	}
	return true;
}

static bool on_link(const struct eigrp_nbr *n, const struct ipaddr *via)
{
	return via->af == AF_IP4 ? ipif_on_link4(n->ei->i->ip, via->v4) != NULL : ip6_is_linklocal(&via->v6);
}

enum drop tlv_routes_read(struct eigrp_nbr *n, enum eigrp_op op, struct rd *r)
{
	const struct eigrp *e = n->ei->e;
	u16 own = e->af == AF_IP4 ? TLV_IP4 : TLV_IP6;

	while (rd_left(r) >= 4) {
		u16 type = rd_u16(r), len = rd_u16(r);
		struct rd t = rd_sub(r, len < 4 ? 0xffff : len - 4u);
		struct eigrp_heard h = { 0 };
		bool ext = (type & 0xff) == TLV_EXTERNAL, host;

		if (t.bad)
			return DROP_EIGRP_TLV;
		if (((type & 0xff00) != own && (type & 0xff00) != TLV_MULTI) || (!ext && (type & 0xff) != TLV_INTERNAL))
			continue;
		if ((type & 0xff00) == TLV_MULTI && !multi_is_ours(e, &t))
			continue;
		if ((type & 0xff00) == TLV_MULTI ? !multi_read(e, &t, ext, &h) : !classic_read(e, &t, ext, &h))
			return DROP_EIGRP_TLV;
		if (h.via.af && !on_link(n, &h.via))
			h.via = (struct ipaddr){ .af = AF_NONE };
		while (rd_left(&t)) {
			if (!dest_read(e->af, &t, &h, &host))
				return DROP_EIGRP_TLV;
			if (host)
				dual_heard(n, op, &h);
		}
	}
	return r->bad || r->p != r->end ? DROP_EIGRP_TLV : DROP_NONE;
}
