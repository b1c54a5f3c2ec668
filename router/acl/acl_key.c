/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What of a packet an access list compares: addresses, protocol, ports, flags (RFC 791, 8200, 9293, 768, 792, 4443). */
#include "router/acl/own.h"

static void put_ports(struct acl_key *k, u32 at)
{
	put_be16(k->b + at, k->sport);
	put_be16(k->b + at + 2, k->dport);
	k->b[at + 4] = k->proto;
}

static void transport(struct acl_key *k, struct rd r)
{
	if (k->proto == IP_TCP || k->proto == IP_UDP || k->proto == 132) {
		k->sport = rd_u16(&r);
		k->dport = rd_u16(&r);
		if (k->proto == IP_TCP) {
			rd_skip(&r, 9);
			k->tcp_flags = rd_u8(&r);
		}
	} else if (k->proto == IP_ICMP || k->proto == IP_ICMP6) {
		k->dport = rd_u16(&r); /* type, code */
	}
}

static bool key4(struct acl_key *k, const u8 *ip, u32 len)
{
	u32 hlen = 4 * (ip[0] & 15u);

	if (len < IP4_HLEN || hlen < IP4_HLEN || hlen > len)
		return false;
	k->af = AF_IP4;
	k->tos = ip[IP4_TOS];
	k->proto = ip[IP4_PROTO];
	memcpy(k->b, ip + IP4_SRC, 8);
	k->fragment = get_be16(ip + IP4_FRAG) & IP4_OFFSET;
	if (!k->fragment)
		transport(k, rd_of(ip + hlen, len - hlen));
	put_ports(k, 8);
	return true;
}

static bool key6(struct acl_key *k, const u8 *ip, u32 len)
{
	struct rd r = rd_of(ip, len);
	u8 next;

	if (len < IP6_HLEN)
		return false;
	k->af = AF_IP6;
	k->tos = (u8)(get_be16(ip) >> 4);
	memcpy(k->b, ip + IP6_SRC, 32);
	next = ip[IP6_NEXT];
	rd_skip(&r, IP6_HLEN);
	for (unsigned n = 0; n < IP6_EXT_MAX && !k->fragment; n++) {
		u8 type = next;

		if (type == IP6_FRAGMENT) {
			next = rd_u8(&r);
			rd_u8(&r);
			k->fragment = rd_u16(&r) & 0xfff8;
			rd_skip(&r, 4);
		} else if (type == IP6_HOPOPTS || type == IP6_DSTOPTS || type == IP6_ROUTING) {
			next = rd_u8(&r);
			rd_skip(&r, 6 + 8u * rd_u8(&r));
		} else {
			break;
		}
	}
	k->proto = next;
	if (!k->fragment)
		transport(k, r);
	put_ports(k, 32);
	return true;
}

bool acl_key_of(struct acl_key *k, const u8 *ip, u32 len)
{
	memset(k, 0, sizeof(*k));
	if (!len)
		return false;
	return ip[0] >> 4 == 4 ? key4(k, ip, len) : ip[0] >> 4 == 6 && key6(k, ip, len);
}

void acl_key_make(struct acl_key *k, const struct ipaddr *src, const struct ipaddr *dst, u8 proto, u16 sport, u16 dport)
{
	memset(k, 0, sizeof(*k));
	k->af = src->af;
	k->proto = proto;
	k->sport = sport;
	k->dport = dport;
	if (src->af == AF_IP4) {
		put_be32(k->b, src->v4);
		put_be32(k->b + 4, dst ? dst->v4 : 0);
		put_ports(k, 8);
	} else {
		memcpy(k->b, src->v6.b, 16);
		if (dst)
			memcpy(k->b + 16, dst->v6.b, 16);
		put_ports(k, 32);
	}
}
