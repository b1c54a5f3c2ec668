/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Addresses and prefixes, parsing and printing. IPv4 in host order, IPv6 and MAC as bytes in wire order. */
#ifndef NET_ADDR_H
#define NET_ADDR_H

#include <string.h>

#include "core/types.h"

struct ip6 {
	union {
		u8 b[16];
		u64 w[2]; /* wire order: for comparing and hashing only */
	};
};

enum { AF_NONE, AF_IP4, AF_IP6 };

/* Either family. */
struct ipaddr {
	u8 af;		/* AF_IP4, AF_IP6 */
	union {
		u32 v4;
		struct ip6 v6;
	};
};

static inline bool ip6_eq(const struct ip6 *a, const struct ip6 *b) { return a->w[0] == b->w[0] && a->w[1] == b->w[1]; }
static inline bool ipaddr_eq(const struct ipaddr *a, const struct ipaddr *b)
{
	return a->af == b->af && (a->af == AF_IP4 ? a->v4 == b->v4 : a->af != AF_IP6 || ip6_eq(&a->v6, &b->v6));
}
/* Two of one family, as numbers: < 0: a is the lower. */
static inline int ipaddr_order(const struct ipaddr *a, const struct ipaddr *b)
{
	return a->af == AF_IP4 ? (a->v4 > b->v4) - (a->v4 < b->v4) : memcmp(a->v6.b, b->v6.b, sizeof(a->v6.b));
}
static inline bool ip6_is_zero(const struct ip6 *a) { return !(a->w[0] | a->w[1]); }
static inline bool ip6_is_multicast(const struct ip6 *a) { return a->b[0] == 0xff; }
static inline bool ip6_is_linklocal(const struct ip6 *a) { return a->b[0] == 0xfe && (a->b[1] & 0xc0) == 0x80; }
static inline bool ip4_is_multicast(u32 a) { return a >> 28 == 0xe; }
static inline u32 ip4_mask(unsigned plen) { return plen ? ~0u << (32 - plen) : 0; }
/* Of the network that the address is in by its class (RFC 791 3.2); what is of none counts as of C. */
static inline u8 ip4_class_len(u32 a) { return a >> 31 == 0 ? 8 : a >> 30 == 2 ? 16 : 24; }
static inline bool mac_is_group(const u8 *mac) { return mac[0] & 1; }
static inline bool mac_is_broadcast(const u8 *mac) { return !memcmp(mac, "\xff\xff\xff\xff\xff\xff", 6); }
static inline bool mac_eq(const u8 *a, const u8 *b) { return !memcmp(a, b, 6); }
/* The first plen bits of a, the rest 0. */
struct ip6 ip6_masked(const struct ip6 *a, unsigned plen);
bool ip6_in(const struct ip6 *a, const struct ip6 *prefix, unsigned plen);
static inline bool ipaddr_in(const struct ipaddr *a, const struct ipaddr *prefix, unsigned plen)
{
	if (a->af != prefix->af)
		return false;
	return a->af == AF_IP4 ? !((a->v4 ^ prefix->v4) & ip4_mask(plen)) : ip6_in(&a->v6, &prefix->v6, plen);
}
/* The Ethernet address of a multicast group (RFC 1112 6.4, RFC 2464 7). */
static inline void ip_group_mac(const struct ipaddr *group, u8 mac[6])
{
	const u8 *b = group->v6.b + 12;
	u32 v4 = group->v4;

	if (group->af == AF_IP4)
		memcpy(mac, (const u8[]){ 1, 0, 0x5e, v4 >> 16 & 0x7f, v4 >> 8 & 255, v4 & 255 }, 6);
	else
		memcpy(mac, (const u8[]){ 0x33, 0x33, b[0], b[1], b[2], b[3] }, 6);
}
/* ff02::1:ffXX:XXXX (RFC 4291 2.7.1). */
struct ip6 ip6_solicited_node(const struct ip6 *a);
/* fe80::/64 + modified EUI-64 of the MAC (RFC 4291 appendix A). */
struct ip6 ip6_linklocal_of(const u8 mac[6]);
struct ip6 ip6_eui64(const struct ip6 *prefix, const u8 mac[6]);

enum { IP4_TEXT = 16, IP6_TEXT = 46, MAC_TEXT = 18, PREFIX_TEXT = 50 };

/* Strict: the whole string, else false. ip4: four decimal octets. plen by reference. */
bool ip4_parse(const char *s, u32 *a);
bool ip4_prefix_parse(const char *s, u32 *a, u8 *plen);
bool ip6_parse(const char *s, struct ip6 *a);
bool ip6_prefix_parse(const char *s, struct ip6 *a, u8 *plen);
/* Contiguous netmask to length; false else. */
bool ip4_mask_len(u32 mask, u8 *plen);
/* 00:11:22:33:44:55, 00-11-.., 0011.2233.4455 */
bool mac_parse(const char *s, u8 mac[6]);
/* Each returns buf. ip6: RFC 5952, upper case as IOS prints it. mac_dotted: 0011.2233.4455. */
const char *ip4_text(u32 a, char buf[IP4_TEXT]);
const char *ip6_text(const struct ip6 *a, char buf[IP6_TEXT]);
const char *ipaddr_text(const struct ipaddr *a, char buf[IP6_TEXT]);
/* Two capital digits an octet; buf has room for 2 * len + 1. */
const char *hex_text(const u8 *p, size_t len, char *buf);
const char *mac_dotted(const u8 mac[6], char buf[MAC_TEXT]);
const char *mac_colons(const u8 mac[6], char buf[MAC_TEXT]);

#endif
