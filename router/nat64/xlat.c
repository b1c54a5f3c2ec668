/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * IPv4 headers into IPv6 ones and back: RFC 7915 chapter 4 (to IPv6) and 5 (to IPv4), addresses by RFC 6052. Packets are whole: fragments were put together before, and
 * what is too long for its way is cut behind (packet.c). Extension headers and IPv4 options are left behind, as 4.1 and 5.1 say.
 */
#include "net/icmp.h"
#include "net/udp.h"
#include "router/nat64/own.h"

enum { TCP_MIN = 20, TCP_CSUM = 16, TCP_FLAGS = 13, MTU_DIFF = 20, QUOTE_MAX = 1200 };

/* ---- addresses ---- */

bool xlat_prefix_len(u8 plen) { return plen == 96 || (plen >= 32 && plen <= 64 && plen % 8 == 0); }

struct ip6 xlat_embed(const struct ip6 *prefix, u8 plen, u32 v4)
{
	struct ip6 a = *prefix;
	unsigned at = plen / 8;

	memset(a.b + at, 0, 16 - at);
	for (unsigned k = 0; k < 4; k++, at++) {
		at += at == 8; /* bits 64 to 71 are zero */
		a.b[at] = (u8)(v4 >> (24 - 8 * k));
	}
	return a;
}

bool xlat_extract(const struct ip6 *prefix, u8 plen, const struct ip6 *a, u32 *v4)
{
	unsigned at = plen / 8;

	if (!plen || memcmp(prefix->b, a->b, at))
		return false;
	*v4 = 0;
	for (unsigned k = 0; k < 4; k++, at++) {
		at += at == 8;
		*v4 = *v4 << 8 | a->b[at];
	}
	return true;
}

/* ---- taking apart ---- */

static bool is_query(u8 proto, u8 type)
{
	return proto == IP_ICMP ? type == ICMP_ECHO || type == ICMP_ECHO_REPLY : type == ICMP6_ECHO || type == ICMP6_ECHO_REPLY;
}

/* proto: the family's own number. quoted: it may be cut behind eight octets. */
static enum drop read_l4(struct xlat *x, u8 proto, bool quoted)
{
	if (proto == IP_TCP || proto == IP_UDP) {
		if (x->l4_len < (quoted || proto == IP_UDP ? (u32)UDP_HLEN : (u32)TCP_MIN))
			return DROP_SHORT;
		x->sport = get_be16(x->l4);
		x->dport = get_be16(x->l4 + 2);
		x->flags = proto == IP_TCP && x->l4_len > TCP_FLAGS ? x->l4[TCP_FLAGS] : 0;
		return DROP_NONE;
	}
	if (x->l4_len < ICMP_HLEN)
		return DROP_SHORT;
	x->error = !is_query(proto, x->l4[ICMP_TYPE]);
	if (!x->error)
		x->sport = x->dport = get_be16(x->l4 + ICMP_ID);
	return DROP_NONE;
}

enum drop xlat_read4(struct xlat *x, const u8 *ip, u32 len, bool quoted)
{
	u32 hlen;

	if (len < IP4_HLEN || ip[0] >> 4 != 4)
		return DROP_SHORT;
	hlen = 4 * (ip[0] & 15u);
	if (hlen < IP4_HLEN || hlen > len)
		return DROP_BAD_FIELD;
	*x = (struct xlat){ .ip = ip, .l4 = ip + hlen, .len = len, .l4_len = len - hlen, .proto = ip[IP4_PROTO], .hops = ip[IP4_TTL], .tos = ip[IP4_TOS] };
	x->df = get_be16(ip + IP4_FRAG) & IP4_DF;
	if (x->proto != IP_TCP && x->proto != IP_UDP && x->proto != IP_ICMP)
		return DROP_NO_PROTOCOL;
	if (get_be16(ip + IP4_FRAG) & IP4_OFFSET)
		return DROP_BAD_FIELD;
	return read_l4(x, x->proto, quoted);
}

enum drop xlat_read6(struct xlat *x, const u8 *ip, u32 len, bool quoted)
{
	u32 at = IP6_HLEN;
	u8 next;

	if (len < IP6_HLEN || ip[0] >> 4 != 6)
		return DROP_SHORT;
	next = ip[IP6_NEXT];
	for (unsigned k = 0; next == IP6_HOPOPTS || next == IP6_DSTOPTS || next == IP6_ROUTING; k++) {
		if (at + 8 > len || at + 8 * (ip[at + 1] + 1u) > len || k >= IP6_EXT_MAX)
			return DROP_SHORT;
		if (next == IP6_ROUTING && ip[at + 3])
			return DROP_BAD_OPTIONS; /* 5.1.1: segments left */
		next = ip[at];
		at += 8 * (ip[at + 1] + 1u);
	}
	*x = (struct xlat){ .ip = ip, .l4 = ip + at, .len = len, .l4_len = len - at, .proto = next == IP_ICMP6 ? (u8)IP_ICMP : next, .hops = ip[IP6_HOPS] };
	x->tos = (u8)(get_be16(ip) >> 4);
	if (next != IP_TCP && next != IP_UDP && next != IP_ICMP6)
		return DROP_NO_PROTOCOL;
	return read_l4(x, next, quoted);
}

/* ---- putting together ---- */

static u16 addr_sum6(const struct xlat_ends *e) { return csum_fold(csum_add(csum_add(0, e->src6.b, 16), e->dst6.b, 16)); }
static u16 addr_sum4(const struct xlat_ends *e) { return csum_fold((u64)e->src4 + e->dst4); }

/* TCP's or UDP's header, whose ports and pseudo header became others: RFC 1624. */
static void ports_put(u8 *l4, u32 l4_len, u8 proto, const struct xlat_ends *e, u16 was, u16 is)
{
	u32 at = proto == IP_TCP ? TCP_CSUM : UDP_CSUM;
	u16 sum;

	if (l4_len >= at + 2 && (proto == IP_TCP || get_be16(l4 + at))) {
		sum = csum_update(get_be16(l4 + at), was, is);
		sum = csum_update(sum, get_be16(l4), e->sport);
		sum = csum_update(sum, get_be16(l4 + 2), e->dport);
		put_be16(l4 + at, proto == IP_UDP && !sum ? 0xffff : sum);
	}
	put_be16(l4, e->sport);
	put_be16(l4 + 2, e->dport);
}

static void head4(u8 *ip, const struct xlat *x, const struct xlat_ends *e, u32 len, u16 ident)
{
	bool df = len > IP6_MTU_MIN - MTU_DIFF && !x->cut;

	memset(ip, 0, IP4_HLEN);
	ip[0] = 0x45;
	ip[IP4_TOS] = x->tos;
	put_be16(ip + IP4_LEN, (u16)len);
	/* 5.1: what is longer than IPv6's least MTU was not to be cut by routers, unless it had been by its sender */
	put_be16(ip + IP4_FRAG, df ? IP4_DF : 0);
	put_be16(ip + IP4_ID, df ? 0 : ident);
	ip[IP4_TTL] = x->hops;
	ip[IP4_PROTO] = x->proto;
	put_be32(ip + IP4_SRC, e->src4);
	put_be32(ip + IP4_DST, e->dst4);
	put_be16(ip + IP4_CSUM, csum_finish(csum_add(0, ip, IP4_HLEN)));
}

static void head6(u8 *ip, const struct xlat *x, const struct xlat_ends *e, u32 plen)
{
	memset(ip, 0, IP6_HLEN);
	put_be16(ip, (u16)(0x6000 | x->tos << 4));
	put_be16(ip + IP6_PLEN, (u16)plen);
	ip[IP6_NEXT] = x->proto == IP_ICMP ? (u8)IP_ICMP6 : x->proto;
	ip[IP6_HOPS] = x->hops;
	memcpy(ip + IP6_SRC, e->src6.b, 16);
	memcpy(ip + IP6_DST, e->dst6.b, 16);
}

/* 5.2: type, code and what follows of an error of ICMPv6, as ICMP has it. false: it has no such. */
static bool error_to4(const u8 *l4, u8 *out)
{
	static const u8 unreach[] = { ICMP_UNREACH_HOST, 10, ICMP_UNREACH_HOST, ICMP_UNREACH_HOST, ICMP_UNREACH_PORT };
	static const u8 pointer[40] = { 0, 1, 0xff, 0xff, 2, 2, 9, 8, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 16, 16, 16, 16, 16, 16, 16, 16,
					16, 16, 16, 16, 16, 16, 16, 16 };
	u8 code = l4[ICMP_CODE];
	u32 rest = get_be32(l4 + ICMP_REST);

	memset(out, 0, ICMP_HLEN);
	switch (l4[ICMP_TYPE]) {
	case ICMP6_UNREACH:
		out[ICMP_TYPE] = ICMP_UNREACH;
		if (code >= ARRAY_LEN(unreach))
			return false;
		out[ICMP_CODE] = unreach[code];
		return true;
	case ICMP6_TOO_BIG:
		out[ICMP_TYPE] = ICMP_UNREACH;
		out[ICMP_CODE] = ICMP_UNREACH_FRAG;
		put_be16(out + ICMP_MTU, (u16)min_u64(rest > MTU_DIFF ? rest - MTU_DIFF : 0, 65535));
		return true;
	case ICMP6_TIME_EXCEEDED:
		out[ICMP_TYPE] = ICMP_TIME_EXCEEDED;
		out[ICMP_CODE] = code;
		return true;
	case ICMP6_PARAM:
		if (code == ICMP6_PARAM_NEXT) {
			out[ICMP_TYPE] = ICMP_UNREACH;
			out[ICMP_CODE] = ICMP_UNREACH_PROTO;
			return true;
		}
		if (code || rest >= ARRAY_LEN(pointer) || pointer[rest] == 0xff)
			return false;
		out[ICMP_TYPE] = ICMP_PARAM;
		out[ICMP_REST] = pointer[rest];
		return true;
	default:
		return false;
	}
}

/* 4.2. mtu: what a router that does not say it (RFC 1191 7.1) may have meant. */
static bool error_to6(const u8 *l4, u32 quoted_len, u8 *out)
{
	static const u8 pointer[20] = { 0, 1, 4, 4, 0xff, 0xff, 0xff, 0xff, 7, 6, 0xff, 0xff, 8, 8, 8, 8, 24, 24, 24, 24 };
	u8 code = l4[ICMP_CODE];
	u32 mtu = get_be16(l4 + ICMP_MTU);

	memset(out, 0, ICMP_HLEN);
	switch (l4[ICMP_TYPE]) {
	case ICMP_UNREACH:
		out[ICMP_TYPE] = ICMP6_UNREACH;
		if (code == ICMP_UNREACH_PROTO) {
			out[ICMP_TYPE] = ICMP6_PARAM;
			out[ICMP_CODE] = ICMP6_PARAM_NEXT;
			put_be32(out + ICMP_REST, IP6_NEXT);
		} else if (code == ICMP_UNREACH_PORT) {
			out[ICMP_CODE] = ICMP6_UNREACH_PORT;
		} else if (code == ICMP_UNREACH_FRAG) {
			out[ICMP_TYPE] = ICMP6_TOO_BIG;
			mtu = mtu ? mtu : quoted_len > 1500 ? 1492 : 1260;
			put_be32(out + ICMP_REST, (u32)max_u64(mtu + MTU_DIFF, IP6_MTU_MIN));
		} else if (code == 9 || code == 10 || code == ICMP_UNREACH_PROHIBITED || code == 15) {
			out[ICMP_CODE] = ICMP6_UNREACH_PROHIBITED;
		} else {
			return code <= 12 && code != 14;
		}
		return true;
	case ICMP_TIME_EXCEEDED:
		out[ICMP_TYPE] = ICMP6_TIME_EXCEEDED;
		out[ICMP_CODE] = code;
		return true;
	case ICMP_PARAM:
		if ((code && code != 2) || l4[ICMP_REST] >= ARRAY_LEN(pointer) || pointer[l4[ICMP_REST]] == 0xff)
			return false;
		out[ICMP_TYPE] = ICMP6_PARAM;
		put_be32(out + ICMP_REST, pointer[l4[ICMP_REST]]);
		return true;
	default:
		return false;
	}
}

/* What stands behind an IP header when no error: ports or identifier are e's. */
static void body(const struct xlat *x, const struct xlat_ends *e, bool to4, u8 *l4, u32 l4_len)
{
	if (x->proto != IP_ICMP) {
		ports_put(l4, l4_len, x->proto, e, to4 ? addr_sum6(e) : addr_sum4(e), to4 ? addr_sum4(e) : addr_sum6(e));
		return;
	}
	if (to4)
		l4[ICMP_TYPE] = l4[ICMP_TYPE] == ICMP6_ECHO ? ICMP_ECHO : ICMP_ECHO_REPLY;
	else
		l4[ICMP_TYPE] = l4[ICMP_TYPE] == ICMP_ECHO ? ICMP6_ECHO : ICMP6_ECHO_REPLY;
	put_be16(l4 + ICMP_ID, e->sport);
}

static void sum4(u8 *l4, u32 l4_len)
{
	put_be16(l4 + ICMP_CSUM, 0);
	put_be16(l4 + ICMP_CSUM, csum_finish(csum_add(0, l4, l4_len)));
}

static void sum6(u8 *l4, u32 l4_len, u8 next, u32 at, const struct xlat_ends *e)
{
	u16 sum;

	put_be16(l4 + at, 0);
	sum = csum_finish(csum_add(ip6_pseudo(&e->src6, &e->dst6, next, l4_len), l4, l4_len));
	put_be16(l4 + at, next == IP_UDP && !sum ? 0xffff : sum);
}

u32 xlat_to4(const struct xlat *x, const struct xlat_ends *e, const struct xlat *q, const struct xlat_ends *qe, u16 ident, u8 *out)
{
	u8 *l4 = out + IP4_HLEN, *in = l4 + ICMP_HLEN + IP4_HLEN;
	u32 l4_len = x->l4_len, n;

	if (!x->error) {
		memcpy(l4, x->l4, l4_len);
		body(x, e, true, l4, l4_len);
		if (x->proto == IP_ICMP)
			sum4(l4, l4_len);
		head4(out, x, e, IP4_HLEN + l4_len, ident);
		return IP4_HLEN + l4_len;
	}
	if (!q || !error_to4(x->l4, l4))
		return 0;
	n = (u32)min_u64(q->l4_len, 576 - 2 * IP4_HLEN - ICMP_HLEN); /* RFC 1812 4.3.2.3 */
	memcpy(in, q->l4, n);
	body(q, qe, true, in, n);
	head4(l4 + ICMP_HLEN, q, qe, (u32)min_u64(IP4_HLEN + get_be16(q->ip + IP6_PLEN), 65535), ident);
	l4_len = ICMP_HLEN + IP4_HLEN + n;
	sum4(l4, l4_len);
	head4(out, x, e, IP4_HLEN + l4_len, ident);
	return IP4_HLEN + l4_len;
}

u32 xlat_to6(const struct xlat *x, const struct xlat_ends *e, const struct xlat *q, const struct xlat_ends *qe, u8 *out)
{
	u8 *l4 = out + IP6_HLEN, *in = l4 + ICMP_HLEN + IP6_HLEN;
	u32 l4_len = x->l4_len, n;

	if (!x->error) {
		memcpy(l4, x->l4, l4_len);
		body(x, e, false, l4, l4_len);
		if (x->proto == IP_ICMP)
			sum6(l4, l4_len, IP_ICMP6, ICMP_CSUM, e);
		else if (x->proto == IP_UDP && !get_be16(l4 + UDP_CSUM))
			sum6(l4, l4_len, IP_UDP, UDP_CSUM, e); /* 4.5: IPv6 has none without */
		head6(out, x, e, l4_len);
		return IP6_HLEN + l4_len;
	}
	if (!q || !error_to6(x->l4, get_be16(q->ip + IP4_LEN), l4))
		return 0;
	n = (u32)min_u64(q->l4_len, QUOTE_MAX - IP6_HLEN);
	memcpy(in, q->l4, n);
	body(q, qe, false, in, n);
	head6(l4 + ICMP_HLEN, q, qe, (u32)max_u64(get_be16(q->ip + IP4_LEN), IP4_HLEN + q->l4_len) - IP4_HLEN);
	l4_len = ICMP_HLEN + IP6_HLEN + n;
	sum6(l4, l4_len, IP_ICMP6, ICMP_CSUM, e);
	head6(out, x, e, l4_len);
	return IP6_HLEN + l4_len;
}
