/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The way out: packets whose IP header is made, through a leaf to a link (ip_emit), and the device's own packets (ip_send).
 * For a forwarded packet (in is set) whatever goes wrong is told to its sender here, by ip_refuse(); for our own the reason is returned.
 */
#include "net/icmp.h"
#include "router/feature.h"
#include "router/packet_debug.h"
#include "router/policy/pbr.h"
#include "router/stack.h"
#include "router/unnumbered.h"
#include "router/virtual.h"

/* Bytes of layer 3 in the longest packet that f is or will be cut into. IP header at data. */
static u32 wire_len(const struct frame *f)
{
	const u8 *ip = f->data;
	u32 l4;

	if (!f->gso)
		return f->len;
	l4 = ip[0] >> 4 == 4 ? 4 * (ip[0] & 15u) : f->csum_start - frame_headroom((struct frame *)f);
	if (l4 + 20 > f->len)
		return f->len;
	return (u32)min_u64(f->len, l4 + (f->gso == GSO_TCP4 || f->gso == GSO_TCP6 ? 4 * (ip[l4 + 12] >> 4) : 8) + f->gso_size);
}

struct emission {
	struct ipstack *s;
	struct ipif *in, *out;
	struct neigh *n;
	u8 mac[6];	/* without n */
	u16 type;
};

static void link_out(void *arg, struct frame *f)
{
	struct emission *e = arg;
	struct ipstack *s = e->s;
	u32 leaf;

	if (!e->n) {
		ipif_send_to(e->out, e->mac, e->type, f);
		return;
	}
	leaf = neigh_leaf(e->n, e->type == ETH_TYPE_IP4 ? AF_IP4 : AF_IP6);
	if (s->leaf[leaf].kind == LEAF_NEIGH && e->n->state == NEIGH_STALE)
		nd_used(e->n);
	if (s->leaf[leaf].kind == LEAF_ADJ) {
		const struct leaf *l = &s->leaf[leaf];

		memcpy(frame_push(f, l->hlen), l->hdr, l->hlen);
		feature_leave(e->in, e->out, &f, 1);
		return;
	}
	f->scratch[1] = (uintptr_t)e->in;
	neigh_enqueue(e->n, f);
}

void ip_emit_held(struct neigh *n, struct frame *f, struct ipif *in)
{
	struct emission e = { .s = n->ifp->ip, .in = in, .out = n->ifp, .n = n, .type = f->data[0] >> 4 == 4 ? ETH_TYPE_IP4 : ETH_TYPE_IP6 };

	link_out(&e, f);
}

/* A super-frame that is too long even when cut as it says: made into real packets first. */
static void segment_out(struct emission *e, struct frame *f, u32 mtu)
{
	struct frame *part[BURST_MAX];
	unsigned n;

	put_be16(frame_push(f, ETH_HLEN) + ETH_TYPE, e->type);
	n = frame_segment(f, part, BURST_MAX);
	for (unsigned k = 0; k < n; k++) {
		frame_pull(part[k], ETH_HLEN);
		ip4_fragment(e->s, part[k], mtu, link_out, e);
	}
}

static enum drop refuse(struct ipstack *s, struct ipif *in, struct frame *f, enum drop why, u32 mtu)
{
	if (in) {
		ip_refuse(s, in, f, why, mtu);
		return DROP_NONE;
	}
	s->drops[why]++;
	frame_put(f);
	return why;
}

static enum drop emit(struct emission *e, struct frame *f)
{
	struct ipstack *s = e->s;
	bool v4 = f->data[0] >> 4 == 4;
	u32 mtu = v4 ? e->out->mtu4 : e->out->mtu6;

	e->type = v4 ? ETH_TYPE_IP4 : ETH_TYPE_IP6;
	if (unlikely(e->out->features & FEATURE_OUT) && !feature_out_one(e->in, e->out, &f))
		return DROP_NONE;
	if (likely(wire_len(f) <= mtu)) {
		if (e->in)
			(v4 ? s->c4 : s->c6)[C_FORWARDED]++;
		link_out(e, f);
		return DROP_NONE;
	}
	if (v4 ? get_be16(f->data + IP4_FRAG) & IP4_DF : (bool)e->in) {
		(v4 ? s->c4 : s->c6)[C_CANT_FRAGMENT]++;
		return refuse(s, e->in, f, DROP_NEEDS_FRAGMENT, mtu);
	}
	if (e->in)
		(v4 ? s->c4 : s->c6)[C_FORWARDED]++;
	if (f->gso && v4)
		segment_out(e, f, mtu);
	else if (v4)
		ip4_fragment(s, f, mtu, link_out, e);
	else
		ip6_fragment(s, f, mtu, link_out, e);
	return DROP_NONE;
}

/* Onto a link of two: nobody to be asked for. */
static enum drop emit_link(struct ipstack *s, struct ipif *out, struct frame *f, struct ipif *in)
{
	struct emission e = { .s = s, .in = in, .out = out };

	return emit(&e, f);
}

static enum drop emit_neigh(struct ipstack *s, struct neigh *n, struct frame *f, struct ipif *in)
{
	struct emission e = { .s = s, .in = in, .out = n->ifp, .n = n };

	return emit(&e, f);
}

enum drop ip_emit_out(struct ipif *out, const struct ipaddr *next, struct frame *f, struct ipif *in)
{
	struct ipstack *s = out->ip;
	struct emission e = { .s = s, .in = in, .out = out };
	struct neigh *n;

	if (!out->up)
		return refuse(s, in, f, DROP_PORT_DOWN, 0);
	if (out->i->type == IF_LOOPBACK || out->i->type == IF_NULL)
		return refuse(s, in, f, DROP_NO_ROUTE, 0);
	if (next->af == AF_IP4 ? ip4_is_multicast(next->v4) : ip6_is_multicast(&next->v6)) {
		(next->af == AF_IP4 ? s->c4 : s->c6)[C_MCAST_SENT]++;
		ip_group_mac(next, e.mac);
		return emit(&e, f);
	}
	if (next->af == AF_IP4) {
		const struct addr4 *a = ipif_on_link4(out, next->v4);

		if (next->v4 == ~0u || (a && a->plen < 31 && (next->v4 | ip4_mask(a->plen)) == ~0u)) {
			memset(e.mac, 255, 6);
			s->c4[C_BCAST_SENT]++;
			return emit(&e, f);
		}
	}
	if (out->tunnel)
		return emit(&e, f);
	n = neigh_get(out, next);
	if (!n)
		return refuse(s, in, f, DROP_NEIGHBOUR_QUEUE, 0);
	return emit_neigh(s, n, f, in);
}

static void loop_add(struct ipstack *s, struct ipif *to, struct frame *f)
{
	f->scratch[0] = 0;
	f->scratch[1] = (uintptr_t)to;
	if (s->loop) {
		struct frame *last = s->loop_last;

		last->scratch[0] = (uintptr_t)f;
	} else {
		s->loop = f;
		timer_set(s->node->worker, &s->loop_timer, stack_now(s));
	}
	s->loop_last = f;
	s->n_loop++;
}

static enum drop loop_back(struct ipstack *s, struct ipif *to, struct frame *f)
{
	if (s->n_loop >= LOOP_MAX)
		return refuse(s, NULL, f, DROP_QUEUE_FULL, 0);
	loop_add(s, to, f);
	return DROP_NONE;
}

void ip_loop_forget(struct ipif *p)
{
	struct ipstack *s = p->ip;
	struct frame *f = s->loop;

	s->loop = s->loop_last = NULL;
	s->n_loop = 0;
	while (f) {
		struct frame *next = (struct frame *)(uintptr_t)f->scratch[0];
		struct ipif *of = (struct ipif *)(uintptr_t)f->scratch[1];

		if (of == p)
			frame_put(f);
		else
			loop_add(s, of, f);
		f = next;
	}
}

void ip_reenter(struct ipif *to, struct frame *f)
{
	struct ipstack *s = to->ip;
	struct iface_counters *count = &to->i->count;

	if (s->n_loop >= REENTER_MAX) {
		ip_drop(s, to, f, DROP_QUEUE_FULL);
		return;
	}
	count->tx_frames++;
	count->tx_bytes += f->len;
	count->rx_frames++;
	count->rx_bytes += f->len;
	loop_add(s, to, f);
}

static struct ipif *owner(const struct ipstack *s, const struct ipaddr *a)
{
	for (struct ipif *p = s->ifs; p; p = p->next)
		if (ip_virtual_of(p, a) || (a->af == AF_IP6 && ipif_addr6(p, &a->v6)))
			return p;
	return a->af == AF_IP4 ? ipif_find(s, a->v4) : NULL;
}

static struct ipif *broadcast_on(const struct ipstack *s, const struct ipaddr *a)
{
	for (struct ipif *p = s->ifs; p; p = p->next)
		if (p->up && a->af == AF_IP4 && ipif_on_link4(p, a->v4))
			return p;
	return NULL;
}

enum drop ip_emit(struct ipstack *s, u32 leaf, const struct ipaddr *dst, struct frame *f, struct ipif *in)
{
	const struct leaf *l = &s->leaf[leaf];
	struct ipif *p;

	switch (l->kind) {
	case LEAF_ADJ:
	case LEAF_NEIGH:
		return l->neigh ? emit_neigh(s, l->neigh, f, in) : emit_link(s, l->out, f, in);
	case LEAF_GLEAN:
		return ip_emit_out(l->out, dst, f, in);
	case LEAF_LOCAL:
		p = owner(s, dst);
		return p ? loop_back(s, p, f) : refuse(s, in, f, DROP_NO_ROUTE, 0);
	case LEAF_BROADCAST:
		p = broadcast_on(s, dst);
		return p && !in ? ip_emit_out(p, dst, f, NULL) : refuse(s, in, f, DROP_NO_ROUTE, 0);
	case LEAF_NULL:
		return refuse(s, in, f, DROP_NULL_ROUTE, 0);
	case LEAF_DEAD:
		return refuse(s, in, f, DROP_NO_ROUTE, 0);
	default:
		return refuse(s, in, f, DROP_NO_ROUTE, 0);
	}
}

/* ---- the device's own ---- */

struct frame *ip_frame(struct ipstack *s, u32 len) { return frame_get(node_pool(s->node), len); }

/* Of a packet that leaves by an interface without an address: a loopback's goes before those of links that may go down. */
static const struct addr4 *face4(const struct ipstack *s)
{
	const struct addr4 *any = NULL;

	for (const struct ipif *p = s->ifs; p; p = p->next) {
		if (!p->up || !p->a4)
			continue;
		if (p->i->type == IF_LOOPBACK)
			return p->a4;
		any = any ? any : p->a4;
	}
	return any;
}

static bool any_source4(const struct ipstack *s, const struct ipif *out, u32 dst, u32 *src)
{
	const struct addr4 *a = out ? ipif_on_link4(out, dst) : NULL;

	if (!a && out)
		a = out->a4;
	if (!a)
		a = face4(s);
	*src = a ? a->addr : 0;
	return a;
}

u32 ip4_face(const struct ipif *p)
{
	enum { DUMMY = 0xc0000008 };	/* 192.0.0.8 */
	const struct addr4 *a = p->a4 ? p->a4 : face4(p->ip);

	return a ? a->addr : DUMMY;
}

static unsigned common_bits(const struct ip6 *a, const struct ip6 *b)
{
	unsigned n = 0;

	while (n < 128 && !((a->b[n / 8] ^ b->b[n / 8]) << n % 8 & 0x80))
		n++;
	return n;
}

/* Scopes of RFC 4291 2.7: 2 link-local, 14 global. */
static unsigned scope(const struct ip6 *a)
{
	if (ip6_is_multicast(a))
		return a->b[1] & 15;
	return ip6_is_linklocal(a) ? 2 : 14;
}

/* RFC 6724 5: rules 1, 2, 3, 5, 8 in this order. */
/* `lender`: whose addresses an unnumbered `out` speaks with. */
static bool better6(const struct addr6 *a, const struct addr6 *b, const struct ip6 *dst, const struct ipif *out, const struct ipif *lender)
{
	unsigned sa = scope(&a->addr), sb = scope(&b->addr), sd = scope(dst);
	bool here = a->ifp == out || a->ifp == lender, there = b->ifp == out || b->ifp == lender;

	if (ip6_eq(&a->addr, dst) != ip6_eq(&b->addr, dst))
		return ip6_eq(&a->addr, dst);
	if (sa != sb)
		return sa < sb ? sa >= sd : sb < sd;
	if ((a->state == ADDR6_DEPRECATED) != (b->state == ADDR6_DEPRECATED))
		return b->state == ADDR6_DEPRECATED;
	if (here != there)
		return here;
	return common_bits(&a->addr, dst) > common_bits(&b->addr, dst);
}

static bool any_source6(const struct ipstack *s, const struct ipif *out, const struct ip6 *dst, struct ip6 *src)
{
	const struct ipif *lender = out ? unnumbered_lender(out, 1) : NULL;
	const struct addr6 *best = NULL;

	for (const struct ipif *p = s->ifs; p; p = p->next)
		for (const struct addr6 *a = p->a6; a && p->up; a = a->next) {
			if ((a->state != ADDR6_PREFERRED && a->state != ADDR6_DEPRECATED) || (a->linklocal && p != out))
				continue;
			/* A link-local source cannot come back from beyond the link. */
			if (a->linklocal && scope(dst) > 2)
				continue;
			if (!best || better6(a, best, dst, out, lender))
				best = a;
		}
	if (best)
		*src = best->addr;
	return best;
}

bool ip_route_source(struct ipstack *s, const struct ipaddr *dst, struct iface *out_if, struct ipaddr *src, u32 *mtu)
{
	struct ipif *out = out_if ? out_if->ip : NULL;
	u32 path = pmtu_get(s, dst);
	bool ok;

	if (!out) {
		const struct leaf *l = &s->leaf[dst->af == AF_IP4 ? ip4_leaf(s, 0, dst->v4, 0) : ip6_leaf(s, &dst->v6, &dst->v6, 0)];

		if (l->kind == LEAF_LOCAL) {
			*src = *dst;
			if (mtu)
				*mtu = 65535;
			return true;
		}
		if (l->kind == LEAF_BROADCAST)
			out = broadcast_on(s, dst);
		else if (l->kind != LEAF_NONE && l->kind != LEAF_NULL && l->kind != LEAF_DEAD)
			out = l->out;
		if (!out)
			return false;
	}
	if (mtu) {
		*mtu = dst->af == AF_IP4 ? out->mtu4 : out->mtu6;
		if (path && path < *mtu)
			*mtu = path;
	}
	src->af = dst->af;
	if (dst->af == AF_IP4)
		ok = any_source4(s, out, dst->v4, &src->v4);
	else
		ok = any_source6(s, out, &dst->v6, &src->v6);
	return ok;
}

bool ip_push4(struct ipstack *s, const struct ip_send *to, struct frame *f, u32 src)
{
	u32 hlen = IP4_HLEN + (to->router_alert ? 4 : 0), len = f->len + hlen;
	u8 *ip;

	if (len > 65535)
		return false;
	ip = frame_push(f, hlen);
	ip[IP4_VERLEN] = (u8)(0x40 | hlen / 4);
	ip[IP4_TOS] = to->tos;
	put_be16(ip + IP4_LEN, (u16)len);
	put_be16(ip + IP4_ID, s->ip_id++);
	put_be16(ip + IP4_FRAG, to->df ? IP4_DF : 0);
	ip[IP4_TTL] = to->ttl ? to->ttl : to->proto == IP_TCP || to->proto == IP_UDP ? 64 : 255;
	ip[IP4_PROTO] = to->proto;
	put_be16(ip + IP4_CSUM, 0);
	put_be32(ip + IP4_SRC, src);
	put_be32(ip + IP4_DST, to->dst.v4);
	if (to->router_alert)
		put_be32(ip + IP4_HLEN, 0x94040000); /* RFC 2113 */
	put_be16(ip + IP4_CSUM, csum_finish(csum_add(0, ip, hlen)));
	s->c4[C_SENT]++;
	return true;
}

bool ip_push6(struct ipstack *s, const struct ip_send *to, struct frame *f, const struct ip6 *src)
{
	static const u8 alert[8] = { 0, 0, 5, 2, 0, 0, 1, 0 }; /* RFC 2711, then PadN */
	u8 next = to->proto;
	u8 *ip;

	if (f->len + 8 > 65535)
		return false;
	if (to->router_alert) {
		u8 *p = frame_push(f, 8);

		memcpy(p, alert, 8);
		p[0] = next;
		next = IP6_HOPOPTS;
	}
	ip = frame_push(f, IP6_HLEN);
	put_be32(ip, 0x60000000u | (u32)to->tos << 20);
	put_be16(ip + IP6_PLEN, (u16)(f->len - IP6_HLEN));
	ip[IP6_NEXT] = next;
	ip[IP6_HOPS] = to->ttl ? to->ttl : to->proto == IP_ICMP6 || (to->proto != IP_TCP && to->proto != IP_UDP) ? 255 : 64;
	memcpy(ip + IP6_SRC, src->b, 16);
	memcpy(ip + IP6_DST, to->dst.v6.b, 16);
	s->c6[C_SENT]++;
	return true;
}

enum drop ip_send(struct ipstack *s, const struct ip_send *to, struct frame *f)
{
	struct ipif *out = to->out ? to->out->ip : NULL;
	struct ipaddr src = to->src;
	bool v4 = to->dst.af == AF_IP4;
	bool scoped = v4 ? ip4_is_multicast(to->dst.v4) || to->dst.v4 == ~0u : ip6_is_multicast(&to->dst.v6) || ip6_is_linklocal(&to->dst.v6);
	u32 leaf = 0, path;

	if ((to->out && !out) || (scoped && !out))
		return refuse(s, NULL, f, DROP_NO_ROUTE, 0);
	if (src.af == AF_NONE && !ip_route_source(s, &to->dst, to->out, &src, NULL)) {
		(v4 ? s->c4 : s->c6)[C_NO_ROUTE]++;
		return refuse(s, NULL, f, DROP_NO_ROUTE, 0);
	}
	/* RFC 1191 6.3, RFC 8201 4: what the path does not take is not sent, or cut here. */
	path = pmtu_get(s, &to->dst);
	if (!(v4 ? ip_push4(s, to, f, src.v4) : ip_push6(s, to, f, &src.v6)))
		return refuse(s, NULL, f, DROP_TOO_LONG, 0);
	if (!scoped || !out)
		leaf = v4 ? ip4_leaf_out(s, src.v4, to->dst.v4) : ip6_leaf(s, &src.v6, &to->dst.v6, 0);
	if (unlikely(s->local_policy[!v4] != NULL) && !scoped && s->leaf[leaf].kind != LEAF_LOCAL && s->leaf[leaf].kind != LEAF_BROADCAST) {
		u32 other = pbr_local(s, !v4, f->data, f->len);

		leaf = other ? other : leaf;
	}
	packet_debug(s, f->data, f->len, "local", out ? out : s->leaf[leaf].out, "sending");
	if (path && wire_len(f) > path && s->leaf[leaf].kind != LEAF_LOCAL) {
		struct emission e = { .s = s, .out = out ? out : s->leaf[leaf].out };

		if (v4 && to->df)
			return refuse(s, NULL, f, DROP_NEEDS_FRAGMENT, 0);
		if (e.out && !f->gso && (s->leaf[leaf].kind == LEAF_ADJ || s->leaf[leaf].kind == LEAF_NEIGH)) {
			e.n = s->leaf[leaf].neigh;
			e.type = v4 ? ETH_TYPE_IP4 : ETH_TYPE_IP6;
			(v4 ? ip4_fragment : ip6_fragment)(s, f, path, link_out, &e);
			return DROP_NONE;
		}
	}
	/* An own link-local address, and everything else that names its link. */
	if (scoped && !v4 && ip6_is_linklocal(&to->dst.v6) && (ipif_addr6(out, &to->dst.v6) || ip_virtual_of(out, &to->dst)))
		return loop_back(s, out, f);
	if (scoped || (out && s->leaf[leaf].kind == LEAF_NONE))
		return ip_emit_out(out, &to->dst, f, NULL);
	return ip_emit(s, leaf, &to->dst, f, NULL);
}
