/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For targets that send packets: a peer that takes all, and checksums made right, so that what stands behind them is reached. */
#ifndef TESTS_FUZZ_MEND_H
#define TESTS_FUZZ_MEND_H

#include "core/csum.h"
#include "core/wire.h"
#include "net/eth.h"
#include "net/icmp.h"
#include "net/ip4.h"
#include "net/ip6.h"

static void swallow(struct port *in, struct frame **f, unsigned n)
{
	(void)in;
	frames_put(f, n);
}
static const struct node_kind kind_peer = { .name = "peer", .size = sizeof(struct node), .input = swallow, .default_ports = 1 };

/* Of the header, and of ICMP, TCP or UDP in it. */
static inline void mend4(u8 *ip, u32 len)
{
	u32 hlen = 4 * (ip[0] & 15u), total, n, at;
	u64 sum;

	if (len < IP4_HLEN || hlen < IP4_HLEN || hlen > len)
		return;
	put_be16(ip + IP4_CSUM, 0);
	put_be16(ip + IP4_CSUM, csum_finish(csum_add(0, ip, hlen)));
	total = get_be16(ip + IP4_LEN);
	n = total > hlen && total <= len ? total - hlen : len - hlen;
	at = ip[IP4_PROTO] == IP_ICMP ? ICMP_CSUM : ip[IP4_PROTO] == IP_UDP ? 6 : 16;
	if ((ip[IP4_PROTO] != IP_ICMP && ip[IP4_PROTO] != IP_UDP && ip[IP4_PROTO] != IP_TCP) || n < at + 2)
		return;
	sum = ip[IP4_PROTO] == IP_ICMP ? 0 : ip4_pseudo(get_be32(ip + IP4_SRC), get_be32(ip + IP4_DST), ip[IP4_PROTO], n);
	put_be16(ip + hlen + at, 0);
	put_be16(ip + hlen + at, csum_finish(csum_add(sum, ip + hlen, n)));
}

static inline void mend6(u8 *ip, u32 len)
{
	struct ip6 src, dst;
	u32 n;

	if (len < IP6_HLEN + 4 || ip[IP6_NEXT] != IP_ICMP6)
		return;
	src = ip6_at(ip + IP6_SRC);
	dst = ip6_at(ip + IP6_DST);
	n = get_be16(ip + IP6_PLEN);
	if (n < 4 || n > len - IP6_HLEN)
		return;
	put_be16(ip + IP6_HLEN + ICMP_CSUM, 0);
	put_be16(ip + IP6_HLEN + ICMP_CSUM, csum_finish(csum_add(ip6_pseudo(&src, &dst, IP_ICMP6, n), ip + IP6_HLEN, n)));
}

#endif
