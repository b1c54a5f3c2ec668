/* SPDX-License-Identifier: GPL-3.0-or-later */
/* IPv4, one packet at a time: everything that ip4.c does not decide at a glance. RFC 791, 1122 3.2.1, 1812 4.2 and 5. */
#include "net/icmp.h"
#include "router/dhcp/dhcp.h"
#include "router/fhrp/fhrp.h"
#include "router/packet_debug.h"
#include "router/qos/qos.h"
#include "router/stack.h"

static enum drop check(struct ipstack *s, const u8 *ip, u32 len)
{
	u32 hlen, total, src, dst;

	if (len < IP4_HLEN)
		return DROP_SHORT;
	hlen = 4 * (ip[0] & 15u);
	total = get_be16(ip + IP4_LEN);
	if (ip[0] >> 4 != 4 || hlen < IP4_HLEN || total < hlen) {
		s->c4[C_BAD_HDR]++;
		return DROP_BAD_FIELD;
	}
	if (total > len || hlen > len) {
		s->c4[C_TOO_SHORT]++;
		return DROP_SHORT;
	}
	if (csum_finish(csum_add(0, ip, hlen))) { /* RFC 1122 3.2.1.2: silently */
		s->c4[C_BAD_CSUM]++;
		return DROP_BAD_CHECKSUM;
	}
	src = get_be32(ip + IP4_SRC);
	dst = get_be32(ip + IP4_DST);
	/* RFC 1122 3.2.1.3, 1812 5.3.7: 0.0.0.0 may ask (DHCP), nothing may come from a group or go to or from a loopback. */
	if (src >> 28 >= 14 || src >> 24 == 127 || dst >> 24 == 127 || dst >> 24 == 0 || (dst >> 28 == 15 && dst != ~0u) ||
	    (src >> 24 == 0 && (src || (dst != ~0u && !ip4_is_multicast(dst))))) {
		s->c4[C_MARTIAN]++;
		return DROP_MARTIAN;
	}
	return DROP_NONE;
}

/*
 * Options on the way through: record route and timestamp get ours, source routes are refused (`no ip source-route` of a careful
 * network), the rest passes. false: malformed, *bad is where.
 */
static bool pass_options(u8 *ip, u32 hlen, u32 own, u32 now_ms, u8 *bad, bool *source_route)
{
	for (u32 at = IP4_HLEN; at < hlen && ip[at] != IP4_OPT_END;) {
		u32 len, ptr;

		if (ip[at] == IP4_OPT_NOP) {
			at++;
			continue;
		}
		*bad = (u8)(at + 1);
		len = at + 1 < hlen ? ip[at + 1] : 0;
		if (len < 2 || at + len > hlen)
			return false;
		ptr = len > 2 ? ip[at + 2] : 0;
		*bad = (u8)(at + 2);
		if (ip[at] == IP4_OPT_LSRR || ip[at] == IP4_OPT_SSRR) {
			*source_route = true;
			if (len < 3 || ptr < 4)
				return false;
		} else if (ip[at] == IP4_OPT_RR) {
			if (len < 3 || ptr < 4)
				return false;
			if (ptr <= len) { /* RFC 791: room for a whole address, or it is an error */
				if (ptr + 3 > len)
					return false;
				put_be32(ip + at + ptr - 1, own);
				ip[at + 2] = (u8)(ptr + 4);
			}
		} else if (ip[at] == IP4_OPT_TS) {
			u32 flag = len > 3 ? ip[at + 3] & 15u : 0, need = flag ? 8 : 4;

			if (len < 4 || ptr < 5)
				return false;
			if (ptr <= len) {
				if (ptr + need - 1 > len)
					return false;
				if (flag == 1)
					put_be32(ip + at + ptr - 1, own);
				if (flag <= 1 || (flag == 3 && get_be32(ip + at + ptr - 1) == own)) {
					put_be32(ip + at + ptr + (flag ? 3 : -1), now_ms | 0x80000000u); /* not UT: the high bit */
					ip[at + 2] = (u8)(ptr + need);
				}
			} else if (ip[at + 3] >> 4 < 15) {
				ip[at + 3] = (u8)(ip[at + 3] + 0x10);
			} else {
				return false;
			}
		}
		at += len;
	}
	return true;
}

/* RFC 1812 5.2.7.2: back out where it came in, from a sender on this link, through a router on it. */
static void maybe_redirect(struct ipif *in, const u8 *ip, u32 len, const struct leaf *l)
{
	u32 src = get_be32(ip + IP4_SRC), dst = get_be32(ip + IP4_DST), from;
	u32 via = l->kind == LEAF_GLEAN || !l->neigh ? dst : l->neigh->addr.af == AF_IP4 ? l->neigh->addr.v4 : 0;	/* no redirect names an IPv6 router */

	if (in->redirects && !in->tunnel && l->out == in && ipif_on_link4(in, src) && ipif_on_link4(in, via) && fhrp_redirect(in, &via, &from))
		icmp_redirect(in, ip, len, via, from);
}

/* What the router itself must deal with, the control plane's policy sees first. false: consumed. */
static bool punted(struct ipif *in, struct frame **f)
{
	return likely(!in->ip->dev->ip->control) || qos_control(in, f, ETH_TYPE_IP4);
}

static void trace4(struct ipif *in, const u8 *ip, const struct ipif *out, const char *what)
{
	packet_debug(in->ip, ip, get_be16(ip + IP4_LEN), in->i->name, out, what);
}

static void forward4(struct ipstack *s, struct ipif *in, struct frame *f, u32 k)
{
	const struct leaf copy = s->leaf[k], *l = &copy; /* an error sent on the way may move the leaves */
	u8 *ip = f->data, bad = 0;
	u32 hlen = 4 * (ip[0] & 15u);
	struct ipaddr dst = ipaddr4(get_be32(ip + IP4_DST));
	bool source_route = false;

	if (!s->forwarding) {
		s->c4[C_NOT_FWD]++;
		ip_drop(s, in, f, DROP_NOT_FORWARDING);
		return;
	}
	if (unlikely(ip[IP4_TTL] <= 1 || hlen > IP4_HLEN)) {
		if (!punted(in, &f))
			return;
		ip = f->data;
	}
	if (ip[IP4_TTL] <= 1) {
		s->c4[C_BAD_HOP]++;
		ip_refuse(s, in, f, DROP_TTL, 0);
		return;
	}
	if (hlen > IP4_HLEN) {
		s->c4[C_OPTIONS]++;
		if (!pass_options(ip, hlen, ip4_face(l->out && l->out->a4 ? l->out : in), (u32)(stack_now(s) / NSEC_PER_MS), &bad, &source_route)) {
			icmp_error(in, ip, f->len, ICMP_PARAM, 0, (u32)bad << 24);
			ip_drop(s, in, f, DROP_BAD_OPTIONS);
			return;
		}
		if (source_route) {
			icmp_error(in, ip, f->len, ICMP_UNREACH, ICMP_UNREACH_SRCROUTE, 0);
			ip_drop(s, in, f, DROP_BAD_OPTIONS);
			return;
		}
	}
	if (l->out == in && (l->kind == LEAF_ADJ || l->kind == LEAF_NEIGH || l->kind == LEAF_GLEAN))
		maybe_redirect(in, ip, f->len, l);
	trace4(in, ip, l->out, k ? "forward" : "unroutable");
	if (hlen > IP4_HLEN) {
		ip[IP4_TTL]--;
		put_be16(ip + IP4_CSUM, 0);
		put_be16(ip + IP4_CSUM, csum_finish(csum_add(0, ip, hlen)));
	} else {
		ip4_put16(ip, IP4_TTL, (u16)(get_be16(ip + IP4_TTL) - 0x100));
	}
	ip_emit(s, k, &dst, f, in);
}

void ip4_forward(struct ipstack *s, struct ipif *in, struct frame *f)
{
	struct ipaddr dst = ipaddr4(get_be32(f->data + IP4_DST));
	u32 k = ip4_leaf_out(s, get_be32(f->data + IP4_SRC), dst.v4);

	if (s->leaf[k].kind == LEAF_LOCAL)
		ip_emit(s, k, &dst, f, in);
	else
		forward4(s, in, f, k);
}

void ip4_deliver(struct ipif *in, struct frame *f, bool l2_group)
{
	struct ipstack *s = in->ip;
	struct ip_recv r = { .in = in->i };
	u8 quote[548]; /* a handler consumes the frame; RFC 1812 4.3.2.3 quotes as much as fits 576 bytes */
	u32 quoted = 0, hlen;
	ip_proto_fn fn;
	enum drop why;

	(void)l2_group;
	if (get_be16(f->data + IP4_FRAG) & (IP4_MF | IP4_OFFSET)) {
		f = reasm4(in, f);
		if (!f)
			return;
	}
	hlen = 4 * (f->data[0] & 15u);
	s->c4[C_LOCAL]++;
	r.src = ipaddr4(get_be32(f->data + IP4_SRC));
	r.dst = ipaddr4(get_be32(f->data + IP4_DST));
	r.proto = f->data[IP4_PROTO];
	r.ttl = f->data[IP4_TTL];
	r.tos = f->data[IP4_TOS];
	r.ip_header = f->data;
	r.ip_header_len = (u16)hlen;
	trace4(in, f->data, NULL, "rcvd");
	fn = ip_proto(s, r.proto);
	if (!fn) {
		s->c4[C_UNKNOWN_PROTO]++;
		ip_refuse(s, in, f, DROP_NO_PROTOCOL, 0);
		return;
	}
	if (r.proto == IP_UDP) {
		quoted = (u32)min_u64(f->len, sizeof(quote));
		memcpy(quote, f->data, quoted);
	}
	frame_pull(f, hlen);
	why = fn(s, &r, f);
	if (why)
		s->drops[why]++;
	if (why == DROP_NO_SOCKET && quoted)
		icmp_error(in, quote, quoted, ICMP_UNREACH, ICMP_UNREACH_PORT, 0);
}

static void route4(struct ipif *in, struct frame *f, bool group)
{
	struct ipstack *s = in->ip;
	u32 dst = get_be32(f->data + IP4_DST), src = get_be32(f->data + IP4_SRC), k;
	struct ipaddr a = ipaddr4(dst);

	if (dst == ~0u) {
		s->c4[C_BCAST_RCVD]++;
		if (!punted(in, &f))
			return;
		if (in->dhcp)
			dhcp_help(in, f);
		ip4_deliver(in, f, group);
		return;
	}
	if (ip4_is_multicast(dst)) {
		s->c4[C_MCAST_RCVD]++;
		if (!ipif_joined(in, &a))
			ip_drop(s, in, f, DROP_NOT_FOR_US);
		else if (punted(in, &f))
			ip4_deliver(in, f, group);
		return;
	}
	k = ip4_leaf_out(s, src, dst);
	if (s->leaf[k].kind == LEAF_LOCAL) {
		if (punted(in, &f))
			ip4_deliver(in, f, group);
		return;
	}
	if (s->leaf[k].kind == LEAF_BROADCAST) {
		/* A directed broadcast is for those on its own link only (RFC 2644). */
		if (ipif_on_link4(in, dst)) {
			s->c4[C_BCAST_RCVD]++;
			if (!punted(in, &f))
				return;
			if (in->dhcp)
				dhcp_help(in, f);
			ip4_deliver(in, f, true);
		} else {
			ip_drop(s, in, f, DROP_NO_DESTINATION);
		}
		return;
	}
	if (group) /* RFC 1812 5.3.4: sent to all, but meant for one: not forwarded */
		ip_drop(s, in, f, DROP_NOT_FOR_US);
	else
		forward4(s, in, f, k);
}

void ip4_slow(struct ipif *in, struct frame *f)
{
	struct ipstack *s = in->ip;
	bool group = mac_is_group(f->data);
	enum drop why;

	if (!group && !mac_eq(f->data, in->mac)) {
		ip_drop_frame(s, in, f, DROP_NOT_FOR_US);
		return;
	}
	s->c4[C_RCVD]++;
	if (!in->up || !in->on4) {
		ip_drop_frame(s, in, f, DROP_NO_PROTOCOL);
		return;
	}
	why = f->len < ETH_HLEN ? DROP_SHORT : check(s, f->data + ETH_HLEN, f->len - ETH_HLEN);
	if (why) {
		ip_drop_frame(s, in, f, why);
		return;
	}
	f = frame_writable(f);
	if (!f)
		return;
	frame_pull(f, ETH_HLEN);
	f->len = get_be16(f->data + IP4_LEN);
	route4(in, f, group);
}
