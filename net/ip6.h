/* SPDX-License-Identifier: GPL-3.0-or-later */
/* IPv6 header and extension headers (RFC 8200): field offsets and numbers. */
#ifndef NET_IP6_H
#define NET_IP6_H

#include "core/csum.h"
#include "net/addr.h"

enum {
	IP6_VTCFL = 0, IP6_PLEN = 4, IP6_NEXT = 6, IP6_HOPS = 7, IP6_SRC = 8, IP6_DST = 24, IP6_HLEN = 40,
	IP6_MTU_MIN = 1280,
	IP6_HOPOPTS = 0, IP6_ROUTING = 43, IP6_FRAGMENT = 44, IP6_ESP = 50, IP6_AH = 51, IP6_NONE = 59, IP6_DSTOPTS = 60,
	IP6_FRAG_HLEN = 8,
	IP6_EXT_MAX = 8,	/* extension headers we follow in one packet */
};

static inline u64 ip6_pseudo(const struct ip6 *src, const struct ip6 *dst, u8 next, u32 len)
{
	return csum_add(csum_add((u64)next + (len >> 16) + (len & 0xffff), src->b, 16), dst->b, 16);
}
static inline struct ip6 ip6_at(const u8 *p)
{
	struct ip6 a;

	memcpy(&a, p, 16);
	return a;
}

#endif
