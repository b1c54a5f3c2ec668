/* SPDX-License-Identifier: GPL-3.0-or-later */
/* IPv4 header (RFC 791 3.1): field offsets, protocol numbers, options. */
#ifndef NET_IP4_H
#define NET_IP4_H

#include "core/csum.h"
#include "core/types.h"
#include "net/rd.h"

enum {
	IP4_VERLEN = 0, IP4_TOS = 1, IP4_LEN = 2, IP4_ID = 4, IP4_FRAG = 6, IP4_TTL = 8, IP4_PROTO = 9, IP4_CSUM = 10, IP4_SRC = 12, IP4_DST = 16,
	IP4_HLEN = 20, IP4_HLEN_MAX = 60,
	IP4_DF = 0x4000, IP4_MF = 0x2000, IP4_OFFSET = 0x1fff,
	IP4_MTU_MIN = 68,
	IP4_OPT_END = 0, IP4_OPT_NOP = 1, IP4_OPT_RR = 7, IP4_OPT_TS = 68, IP4_OPT_LSRR = 131, IP4_OPT_SSRR = 137, IP4_OPT_RA = 148,
	IP_ICMP = 1, IP_TCP = 6, IP_UDP = 17, IP_ICMP6 = 58,
};

/* Checksum of the TCP/UDP pseudo header, unfolded, for csum_add() to go on with. */
static inline u64 ip4_pseudo(u32 src, u32 dst, u8 proto, u32 len)
{
	return (u64)(src >> 16) + (src & 0xffff) + (dst >> 16) + (dst & 0xffff) + proto + len;
}

/* Writes 16 bits at an even place of a header, and makes its checksum right (RFC 1624). */
static inline void ip4_put16(u8 *ip, unsigned at, u16 v)
{
	put_be16(ip + IP4_CSUM, csum_update(get_be16(ip + IP4_CSUM), get_be16(ip + at), v));
	put_be16(ip + at, v);
}

#endif
