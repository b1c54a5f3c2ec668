/* SPDX-License-Identifier: GPL-3.0-or-later */
/* UDP header (RFC 768). */
#ifndef NET_UDP_H
#define NET_UDP_H

#include <string.h>

#include "core/csum.h"
#include "net/rd.h"

enum { UDP_SRC = 0, UDP_DST = 2, UDP_LEN = 4, UDP_CSUM = 6, UDP_HLEN = 8 };

/* Header and data, UDP_HLEN + len bytes at p. pseudo: the sum of the pseudo header. */
static inline void udp_put(u8 *p, u16 src_port, u16 dst_port, const void *data, size_t len, u64 pseudo)
{
	u16 sum;

	put_be16(p + UDP_SRC, src_port);
	put_be16(p + UDP_DST, dst_port);
	put_be16(p + UDP_LEN, (u16)(UDP_HLEN + len));
	put_be16(p + UDP_CSUM, 0);
	memcpy(p + UDP_HLEN, data, len);
	sum = csum_finish(csum_add(pseudo, p, UDP_HLEN + len));
	put_be16(p + UDP_CSUM, sum ? sum : 0xffff);	/* 0 would say that there is none */
}

#endif
