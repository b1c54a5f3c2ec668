/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ICMP: RFC 792, 1122 3.2.2, 1812 4.3. An error is never sent about an error, a group or broadcast, a fragment but the first,
 * or a source that is nobody (1122 3.2.2). Limits: unreachables one in `ip icmp rate-limit unreachable` (500 ms), those about DF by themselves; the other errors
 * a bucket of 100 refilled at 1,000 a second (1812 4.3.2.8).
 */
#include "net/icmp.h"
#include "net/udp.h"
#include "router/stack.h"

static const char *const type_names[] = {
	[ICMP_ECHO_REPLY] = "echo reply", [ICMP_UNREACH] = "dst", [ICMP_REDIRECT] = "redirect", [ICMP_ECHO] = "echo", [ICMP_TIME_EXCEEDED] = "time exceeded",
	[ICMP_PARAM] = "parameter problem", [ICMP_TIMESTAMP] = "timestamp", [ICMP_TIMESTAMP_REPLY] = "timestamp reply",
};

static void trace(struct ipstack *s, const char *verb, u8 type, u8 code, u32 src, u32 dst)
{
	char a[IP4_TEXT], b[IP4_TEXT];

	if (!debug_on(s->dev, DEBUG_IP_ICMP))
		return;
	if (type == ICMP_UNREACH)
		device_debug(s->dev, "ICMP: dst (%s) %s unreachable %s %s", ip4_text(dst, b),
			     code == ICMP_UNREACH_PORT ? "port" : code == ICMP_UNREACH_PROTO ? "protocol" : code == ICMP_UNREACH_FRAG ? "frag. needed and DF set" :
			     code == ICMP_UNREACH_PROHIBITED ? "administratively prohibited" : code == ICMP_UNREACH_NET ? "net" : "host", verb, ip4_text(src, a));
	else
		device_debug(s->dev, "ICMP: %s %s, src %s, dst %s", type < ARRAY_LEN(type_names) && type_names[type] ? type_names[type] : "message", verb,
			     ip4_text(src, a), ip4_text(dst, b));
}

static bool may_complain(const struct ipif *in, const u8 *ip, u32 len)
{
	u32 src, dst, hlen;

	if (len < IP4_HLEN)
		return false;
	src = get_be32(ip + IP4_SRC);
	dst = get_be32(ip + IP4_DST);
	hlen = 4 * (ip[0] & 15u);
	if (!src || src >> 28 >= 14 || src >> 24 == 127 || ip4_is_multicast(dst) || dst == ~0u || get_be16(ip + IP4_FRAG) & IP4_OFFSET)
		return false;
	if (in->ip->leaf[ip4_leaf(in->ip, src, dst, 0)].kind == LEAF_BROADCAST || in->ip->leaf[ip4_leaf(in->ip, dst, src, 0)].kind == LEAF_BROADCAST)
		return false;
	if (ip[IP4_PROTO] == IP_ICMP && len > hlen) {
		u8 type = ip[hlen];

		/* Queries may be complained about, all else is or may be an error. */
		return type == ICMP_ECHO || type == ICMP_ECHO_REPLY || (type >= ICMP_TIMESTAMP && type <= ICMP_MASK_REPLY);
	}
	return true;
}

static bool within_limit(struct ipstack *s, u8 type, u8 code)
{
	struct bucket *b = type != ICMP_UNREACH ? &s->errors4 : code == ICMP_UNREACH_FRAG ? &s->unreach4_df : &s->unreach4;

	if (bucket_take(b, stack_now(s)))
		return true;
	s->icmp_limited++;
	return false;
}

/* src 0: the address that an error comes from. */
static void error_from(struct ipif *in, const u8 *ip, u32 len, u8 type, u8 code, u32 rest, u32 src)
{
	struct ipstack *s = in->ip;
	struct ip_send to = { .proto = IP_ICMP, .tos = type == ICMP_REDIRECT ? 0 : 0xc0 };
	const struct addr4 *a;
	struct frame *f;
	u8 *p;

	if ((type == ICMP_UNREACH && !in->unreachables && code != ICMP_UNREACH_PORT && code != ICMP_UNREACH_PROTO) || !may_complain(in, ip, len) ||
	    !within_limit(s, type, code))
		return;
	len = (u32)min_u64(len, 576 - IP4_HLEN - ICMP_HLEN); /* RFC 1812 4.3.2.3 */
	f = ip_frame(s, ICMP_HLEN + len);
	if (!f)
		return;
	p = f->data;
	p[ICMP_TYPE] = type;
	p[ICMP_CODE] = code;
	put_be16(p + ICMP_CSUM, 0);
	put_be32(p + ICMP_REST, rest);
	memcpy(p + ICMP_HLEN, ip, len);
	put_be16(p + ICMP_CSUM, csum_finish(csum_add(0, p, f->len)));
	to.dst = ipaddr4(get_be32(ip + IP4_SRC));
	/* RFC 1812 4.3.2.4: from where it goes out; IOS: from where the packet came in. For our own address: from that. */
	a = ipif_on_link4(in, to.dst.v4);
	to.src = ipaddr4(src ? src : ipif_find(s, get_be32(ip + IP4_DST)) ? get_be32(ip + IP4_DST) : a ? a->addr : ip4_face(in));
	s->icmp_out[type & 31]++;
	trace(s, "sent to", type, code, to.dst.v4, get_be32(ip + IP4_DST));
	ip_send(s, &to, f);
}

void icmp_error(struct ipif *in, const u8 *ip, u32 len, u8 type, u8 code, u32 rest) { error_from(in, ip, len, type, code, rest, 0); }

void icmp_redirect(struct ipif *in, const u8 *ip, u32 len, u32 via, u32 src)
{
	error_from(in, ip, len, ICMP_REDIRECT, ICMP_REDIRECT_HOST, via, src);
}

void ip_refuse(struct ipstack *s, struct ipif *in, struct frame *f, enum drop why, u32 mtu)
{
	bool v4 = f->data[0] >> 4 == 4;
	u8 type = v4 ? ICMP_UNREACH : ICMP6_UNREACH, code = 0;
	u32 rest = 0;

	/* What is quoted must be what a wire would have carried. */
	if ((f->flags & FRAME_CSUM_PARTIAL) && !f->gso) {
		f = frame_writable(f);
		if (!f)
			return;
		frame_finish_checksum(f);
	}
	switch (why) {
	case DROP_TTL:
		type = v4 ? ICMP_TIME_EXCEEDED : ICMP6_TIME_EXCEEDED;
		break;
	case DROP_NEEDS_FRAGMENT:
		type = v4 ? ICMP_UNREACH : ICMP6_TOO_BIG;
		code = v4 ? ICMP_UNREACH_FRAG : 0;
		rest = mtu;
		break;
	case DROP_NEIGHBOUR_FAILED:
	case DROP_NEIGHBOUR_QUEUE:
		code = v4 ? ICMP_UNREACH_HOST : ICMP6_UNREACH_ADDR;
		(v4 ? s->c4 : s->c6)[C_ENCAP_FAILED]++;
		break;
	case DROP_NO_PROTOCOL:
		code = v4 ? ICMP_UNREACH_PROTO : ICMP6_UNREACH_PORT;
		break;
	case DROP_ACL:
		code = v4 ? ICMP_UNREACH_PROHIBITED : ICMP6_UNREACH_PROHIBITED;
		break;
	default: /* no route; Null0: host unreachable to IPv4 (IOS), reject to IPv6 */
		code = v4 ? ICMP_UNREACH_HOST : why == DROP_NULL_ROUTE ? ICMP6_UNREACH_REJECT : ICMP6_UNREACH_ROUTE;
		(v4 ? s->c4 : s->c6)[C_NO_ROUTE]++;
	}
	if (in && v4)
		icmp_error(in, f->data, f->len, type, code, rest);
	else if (in)
		icmp6_error(in, f->data, f->len, type, code, rest);
	ip_drop(s, in, f, why);
}

static void echo_reply(struct ipstack *s, const struct ip_recv *r, struct frame *f)
{
	struct ip_send to = { .dst = r->src, .proto = IP_ICMP, .tos = r->tos };
	struct frame *g;

	if (!ipif_find(s, r->dst.v4)) {
		/* RFC 1122 3.2.2.6: an echo to a broadcast may be ignored; IOS answers it, from the interface's address. */
		if (r->in->ip && r->in->ip->a4)
			to.src = ipaddr4(r->in->ip->a4->addr);
	} else {
		to.src = r->dst;
	}
	g = ip_frame(s, f->len);
	if (!g)
		return;
	memcpy(g->data, f->data, f->len);
	g->data[ICMP_TYPE] = r->proto == IP_ICMP && f->data[ICMP_TYPE] == ICMP_TIMESTAMP ? ICMP_TIMESTAMP_REPLY : ICMP_ECHO_REPLY;
	if (g->data[ICMP_TYPE] == ICMP_TIMESTAMP_REPLY) {
		u32 ms = (u32)(stack_now(s) / NSEC_PER_MS) | 0x80000000u; /* not UT: RFC 792 */

		put_be32(g->data + 12, ms);
		put_be32(g->data + 16, ms);
	}
	put_be16(g->data + ICMP_CSUM, 0);
	put_be16(g->data + ICMP_CSUM, csum_finish(csum_add(0, g->data, g->len)));
	s->icmp_out[g->data[ICMP_TYPE]]++;
	trace(s, "sent", g->data[ICMP_TYPE], 0, r->dst.v4, r->src.v4);
	ip_send(s, &to, g);
}

/* RFC 1191 7.1: what routers from before it send, 0, means the next plateau below. */
static u32 plateau(u32 len)
{
	static const u16 levels[] = { 32000, 17914, 8166, 4352, 2002, 1492, 1006, 508, 296, 68 };

	for (unsigned k = 0; k < ARRAY_LEN(levels); k++)
		if (levels[k] < len)
			return levels[k];
	return IP4_MTU_MIN;
}

static void error_in(struct ipstack *s, const struct ip_recv *r, const u8 *p, u32 len)
{
	struct ip_error e = { .from = r->src, .type = p[ICMP_TYPE], .code = p[ICMP_CODE] };
	const u8 *ip = p + ICMP_HLEN;
	u32 hlen;

	if (len < ICMP_HLEN + IP4_HLEN || ip[0] >> 4 != 4)
		return;
	hlen = 4 * (ip[0] & 15u);
	if (hlen < IP4_HLEN || len < ICMP_HLEN + hlen + 8)
		return;
	if (!ipif_find(s, get_be32(ip + IP4_SRC)))
		return; /* not about anything of ours */
	e.dst = ipaddr4(get_be32(ip + IP4_DST));
	e.proto = ip[IP4_PROTO];
	e.transport = ip + hlen;
	e.transport_len = (u16)(len - ICMP_HLEN - hlen);
	if (e.type == ICMP_UNREACH && e.code == ICMP_UNREACH_FRAG) {
		e.mtu = get_be16(p + ICMP_MTU);
		if (e.mtu < IP4_MTU_MIN)
			e.mtu = plateau(get_be16(ip + IP4_LEN));
		pmtu_set(s, &e.dst, e.mtu);
	}
	ip_error_tell(s, &e);
}

/* A host believes a redirect of its first hop (RFC 1122 3.2.2.2); a router takes none. */
static void redirect_in(struct ipstack *s, const struct ip_recv *r, const u8 *p, u32 len)
{
	struct ipif *in = r->in->ip;
	u32 via = get_be32(p + ICMP_REST), dst;
	const struct leaf *l;
	struct route rt = { .plen = 32, .source = ROUTE_STATIC, .distance = 1, .name = "redirect" };

	if (s->is_router || s->forwarding || len < ICMP_HLEN + IP4_HLEN || p[ICMP_CODE] > 3)
		return;
	dst = get_be32(p + ICMP_HLEN + IP4_DST);
	l = &s->leaf[ip4_leaf(s, 0, dst, 0)];
	if (!ipif_on_link4(in, via) || ipif_addr4(in, via) || ipif_find(s, dst) || (l->kind != LEAF_ADJ && l->kind != LEAF_NEIGH) || l->out != in ||
	    !l->neigh || !ipaddr_eq(&l->neigh->addr, &r->src) || ip4_is_multicast(dst) || rib_exact(s, &(struct ipaddr){ .af = AF_IP4, .v4 = dst }, 32))
		return;
	if (s->n_redirects >= REDIRECTS_MAX)
		return;
	s->n_redirects++;
	rt.prefix = ipaddr4(dst);
	rt.nh = (struct nexthop){ .via = ipaddr4(via), .out = r->in };
	rib_add(s, &rt);
}

enum drop icmp_input(struct ipstack *s, const struct ip_recv *r, struct frame *f)
{
	const u8 *p = f->data;
	bool trusted = f->flags & FRAME_CSUM_VALID;

	if (r->src.af != AF_IP4 || f->len < ICMP_HLEN) {
		s->icmp_bad++;
		frame_put(f);
		return DROP_SHORT;
	}
	if (!trusted && csum_finish(csum_add(0, p, f->len))) {
		s->icmp_bad++;
		frame_put(f);
		return DROP_BAD_CHECKSUM;
	}
	s->icmp_in[p[ICMP_TYPE] & 31]++;
	if (p[ICMP_TYPE] != ICMP_ECHO)
		trace(s, "rcvd", p[ICMP_TYPE], p[ICMP_CODE], r->src.v4, r->dst.v4);
	switch (p[ICMP_TYPE]) {
	case ICMP_ECHO:
		echo_reply(s, r, f);
		break;
	case ICMP_TIMESTAMP:
		if (f->len >= 20 && ipif_find(s, r->dst.v4))
			echo_reply(s, r, f);
		break;
	case ICMP_ECHO_REPLY:
		ping_icmp(s, r, ICMP_ECHO_REPLY, f);
		break;
	case ICMP_UNREACH:
	case ICMP_TIME_EXCEEDED:
	case ICMP_PARAM:
	case ICMP_QUENCH:
		error_in(s, r, p, f->len);
		break;
	case ICMP_REDIRECT:
		redirect_in(s, r, p, f->len);
		break;
	}
	frame_put(f);
	return DROP_NONE;
}
