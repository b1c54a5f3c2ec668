/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What of a packet an access list compares: addresses, protocol, ports, flags (RFC 791, 8200, 9293, 768, 792, 4443). */
#include "router/acl/own.h"

enum { IP_SCTP = 132, IP6_MOBILITY = 135 };

static void put_ports(struct acl_key *k, u32 at)
{
	put_be16(k->b + at, k->sport);
	put_be16(k->b + at + 2, k->dport);
	k->b[at + 4] = k->proto;
}

/* false: cut short. */
static bool transport(struct acl_key *k, u8 proto, struct rd r)
{
	if (proto == IP_TCP || proto == IP_UDP || proto == IP_SCTP) {
		k->sport = rd_u16(&r);
		k->dport = rd_u16(&r);
		if (proto == IP_TCP) {
			rd_skip(&r, 9);
			k->tcp_flags = rd_u8(&r);
		}
	} else if (proto == IP_ICMP || proto == IP_ICMP6) {
		k->dport = rd_u16(&r); /* type, code */
	}
	return !r.bad;
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
	k->ttl = ip[IP4_TTL];
	k->options = ip + IP4_HLEN;
	k->n_options = (u8)(hlen - IP4_HLEN);
	if (!k->fragment)
		transport(k, k->proto, rd_of(ip + hlen, len - hlen));
	put_ports(k, 8);
	return true;
}

/* What stands before the transport (RFC 8200 4). *next: the first header that is none of those. false: more than we follow. */
static bool extensions(struct acl_key *k, struct rd *r, u8 *next)
{
	for (unsigned n = 0; n < IP6_EXT_MAX && !k->fragment && !r->bad; n++) {
		switch (*next) {
		case IP6_FRAGMENT:
			*next = rd_u8(r);
			rd_u8(r);
			k->fragment = rd_u16(r) & 0xfff8;
			rd_skip(r, 4);
			break;
		case IP6_HOPOPTS:
		case IP6_DSTOPTS:
		case IP6_ROUTING:
			k->headers |= *next == IP6_HOPOPTS ? ACL_HBH : *next == IP6_DSTOPTS ? ACL_DEST_OPTION : ACL_ROUTING;
			*next = rd_u8(r);
			rd_skip(r, 6 + 8u * rd_u8(r));
			break;
		default:
			return true;
		}
	}
	return k->fragment;
}

/* RFC 4302: what follows can be read; protocol 51 stays what the packet is, for entries that say `ahp`. More headers may stand there: 3.1.1. */
static bool behind_auth(struct acl_key *k, struct rd *r, u8 *next)
{
	bool told;

	k->headers |= ACL_AUTH;
	*next = rd_u8(r);
	rd_skip(r, 2 + 4u * rd_u8(r) + 4);
	told = extensions(k, r, next);
	k->behind = *next;
	return told && *next != IP6_AH;
}

static bool key6(struct acl_key *k, const u8 *ip, u32 len)
{
	struct rd r = rd_of(ip, len);
	bool told;
	u8 next;

	if (len < IP6_HLEN)
		return false;
	k->af = AF_IP6;
	k->tos = (u8)(get_be16(ip) >> 4);
	k->flow_label = get_be32(ip) & 0xfffff;
	k->ttl = ip[IP6_HOPS];
	memcpy(k->b, ip + IP6_SRC, 32);
	next = ip[IP6_NEXT];
	rd_skip(&r, IP6_HLEN);
	told = extensions(k, &r, &next);
	k->proto = next;
	if (next == IP6_AH && !k->fragment)
		told = behind_auth(k, &r, &next) && told;
	if (next == IP6_MOBILITY)
		k->headers |= ACL_MOBILITY;
	if (!k->fragment)
		told = transport(k, next, r) && told;
	if (!told || r.bad)
		k->headers |= ACL_UNDETERMINED;
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
