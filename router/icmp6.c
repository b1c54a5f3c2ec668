/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ICMPv6: RFC 4443. Errors by a token bucket (2.4 f; `ipv6 icmp error-interval`, 100 ms and 10), never about errors, groups (but 2.4 e.3), nobody. */
#include "net/icmp.h"
#include "router/stack.h"
#include "router/virtual.h"

static void trace(struct ipstack *s, const char *verb, u8 type, const struct ip6 *from, const struct ip6 *to)
{
	char a[IP6_TEXT], b[IP6_TEXT];

	if (debug_on(s->dev, DEBUG_IPV6_ICMP))
		device_debug(s->dev, "ICMPv6: %s ICMPv6 packet from %s to %s, type %u", verb, ip6_text(from, a), ip6_text(to, b), type);
}

static void finish(const struct ip6 *src, const struct ip6 *dst, struct frame *f)
{
	u16 sum;

	put_be16(f->data + ICMP_CSUM, 0);
	sum = csum_finish(csum_add(ip6_pseudo(src, dst, IP_ICMP6, f->len), f->data, f->len));
	put_be16(f->data + ICMP_CSUM, sum);
}

static void count(struct ipstack *s, const struct ip6 *src, const struct ip6 *dst, const struct frame *f)
{
	s->icmp6_out[f->data[ICMP_TYPE] < 160 ? f->data[ICMP_TYPE] : 159]++;
	trace(s, "Sent", f->data[ICMP_TYPE], src, dst);
}

static void send(struct ipstack *s, struct iface *out, const struct ip6 *src, const struct ip6 *dst, struct frame *f, u8 hops)
{
	struct ip_send to = { .src = ipaddr6(src), .dst = ipaddr6(dst), .proto = IP_ICMP6, .ttl = hops };

	if (ip6_is_linklocal(dst) || ip6_is_multicast(dst))
		to.out = out;
	finish(src, dst, f);
	count(s, src, dst, f);
	ip_send(s, &to, f);
}

void icmp6_send_as(struct ipif *out, const u8 mac[6], const struct ip6 *src, const struct ip6 *group, struct frame *f)
{
	struct ip_send to = { .src = ipaddr6(src), .dst = ipaddr6(group), .proto = IP_ICMP6, .ttl = 255 };

	if (mac_eq(mac, out->mac)) {
		icmp6_send(out, src, group, f, 255);
		return;
	}
	finish(src, group, f);
	count(out->ip, src, group, f);
	ip_virtual_send(out, mac, &to, f);
}

void icmp6_send(struct ipif *out, const struct ip6 *src, const struct ip6 *dst, struct frame *f, u8 hops)
{
	send(out->ip, out->i, src, dst, f, hops);
}

/* Whether the packet quoted is ICMPv6 that is no query: its error must not beget another. Fragments but the first can't tell: no. */
static bool is_error(const u8 *ip, u32 len)
{
	u32 at = IP6_HLEN;
	u8 next = ip[IP6_NEXT];

	for (unsigned n = 0; n < IP6_EXT_MAX; n++) {
		if (next == IP_ICMP6)
			return at >= len || ip[at] < 128 || ip[at] == ICMP6_REDIRECT;
		if (at + 8 > len)
			return false;
		if (next == IP6_FRAGMENT) {
			if (get_be16(ip + at + 2) & 0xfff8)
				return true;
			next = ip[at];
			at += 8;
		} else if (next == IP6_HOPOPTS || next == IP6_DSTOPTS || next == IP6_ROUTING) {
			next = ip[at];
			at += 8 + 8u * ip[at + 1];
		} else {
			return false;
		}
	}
	return true;
}

void icmp6_error(struct ipif *in, const u8 *ip, u32 len, u8 type, u8 code, u32 rest)
{
	struct ipstack *s = in->ip;
	struct ip6 dst, to, src;
	struct ipaddr from, t;
	struct frame *f;

	if (len < IP6_HLEN || (type == ICMP6_UNREACH && !in->unreachables6 && code != ICMP6_UNREACH_PORT))
		return;
	to = ip6_at(ip + IP6_SRC);
	dst = ip6_at(ip + IP6_DST);
	if (ip6_is_zero(&to) || ip6_is_multicast(&to) || is_error(ip, len))
		return;
	if (ip6_is_multicast(&dst) && type != ICMP6_TOO_BIG && !(type == ICMP6_PARAM && code == ICMP6_PARAM_OPTION))
		return;
	if (!bucket_take(&s->errors6, stack_now(s))) {
		s->icmp6_limited++;
		return;
	}
	t = ipaddr6(&to);
	/* 2.2: our unicast address that it was sent to, else one of the interface's own choice. */
	if (!ip6_is_multicast(&dst) && s->leaf[ip6_leaf(s, &dst, &dst, 0)].kind == LEAF_LOCAL)
		src = dst;
	else if (ip_route_source(s, &t, ip6_is_linklocal(&to) ? in->i : NULL, &from, NULL))
		src = from.v6;
	else
		return;
	len = (u32)min_u64(len, IP6_MTU_MIN - IP6_HLEN - ICMP_HLEN);
	f = ip_frame(s, ICMP_HLEN + len);
	if (!f)
		return;
	f->data[ICMP_TYPE] = type;
	f->data[ICMP_CODE] = code;
	put_be32(f->data + ICMP_REST, rest);
	memcpy(f->data + ICMP_HLEN, ip, len);
	send(s, in->i, &src, &to, f, 0);
}

static void echo_reply(struct ipstack *s, const struct ip_recv *r, struct frame *f)
{
	struct ipaddr from = r->dst;
	struct frame *g;

	/* 4.2: from the address asked, a group's question from one of ours. */
	if (ip6_is_multicast(&r->dst.v6) && !ip_route_source(s, &r->src, r->in, &from, NULL))
		return;
	g = ip_frame(s, f->len);
	if (!g)
		return;
	memcpy(g->data, f->data, f->len);
	g->data[ICMP_TYPE] = ICMP6_ECHO_REPLY;
	send(s, r->in, &from.v6, &r->src.v6, g, 0);
}

static void error_in(struct ipstack *s, const struct ip_recv *r, const u8 *p, u32 len)
{
	struct ip_error e = { .from = r->src, .type = p[ICMP_TYPE], .code = p[ICMP_CODE] };
	const u8 *ip = p + ICMP_HLEN;
	struct ip6 src, dst;
	u32 at = IP6_HLEN;

	if (len < ICMP_HLEN + IP6_HLEN + 8 || ip[0] >> 4 != 6)
		return;
	len -= ICMP_HLEN;
	src = ip6_at(ip + IP6_SRC);
	dst = ip6_at(ip + IP6_DST);
	if (!(ip6_is_linklocal(&src) ? r->in->ip && ipif_addr6(r->in->ip, &src) : s->leaf[ip6_leaf(s, &src, &src, 0)].kind == LEAF_LOCAL))
		return;
	e.proto = ip[IP6_NEXT];
	if (e.proto == IP6_FRAGMENT) {
		if (get_be16(ip + at + 2) & 0xfff8)
			return;
		e.proto = ip[at];
		at += IP6_FRAG_HLEN;
	}
	if (len < at + 8)
		return;
	e.dst = ipaddr6(&dst);
	e.transport = ip + at;
	e.transport_len = (u16)(len - at);
	if (e.type == ICMP6_TOO_BIG) { /* RFC 8201 4: below 1280 is not believed */
		e.mtu = get_be32(p + ICMP_REST);
		if (e.mtu < IP6_MTU_MIN)
			return;
		pmtu_set(s, &e.dst, e.mtu);
	}
	ip_error_tell(s, &e);
}

enum drop icmp6_input(struct ipstack *s, const struct ip_recv *r, struct frame *f)
{
	const u8 *p = f->data;

	if (r->src.af != AF_IP6 || f->len < ICMP_HLEN) {
		s->icmp6_bad++;
		frame_put(f);
		return DROP_SHORT;
	}
	if (!(f->flags & FRAME_CSUM_VALID) && csum_finish(csum_add(ip6_pseudo(&r->src.v6, &r->dst.v6, IP_ICMP6, f->len), p, f->len))) {
		s->icmp6_bad++;
		frame_put(f);
		return DROP_BAD_CHECKSUM;
	}
	s->icmp6_in[p[ICMP_TYPE] < 160 ? p[ICMP_TYPE] : 159]++;
	trace(s, "Received", p[ICMP_TYPE], &r->src.v6, &r->dst.v6);
	switch (p[ICMP_TYPE]) {
	case ICMP6_ECHO:
		echo_reply(s, r, f);
		break;
	case ICMP6_ECHO_REPLY:
		ping_icmp(s, r, ICMP6_ECHO_REPLY, f);
		break;
	case ICMP6_RS:
	case ICMP6_RA:
	case ICMP6_NS:
	case ICMP6_NA:
	case ICMP6_REDIRECT:
		nd_input(r->in->ip, r, f);
		break;
	default:
		if (p[ICMP_TYPE] < 128)
			error_in(s, r, p, f->len);
	}
	frame_put(f);
	return DROP_NONE;
}
