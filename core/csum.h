/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The Internet checksum (RFC 1071), incremental update (RFC 1624). Sums are of 16-bit words in network order, unfolded in host order. */
#ifndef CORE_CSUM_H
#define CORE_CSUM_H

#include "core/types.h"

/* One's-complement sum of len bytes, added to `sum`; an odd last byte counts as followed by 0. Not folded. */
u64 csum_add(u64 sum, const u8 *p, size_t len);
/* Folds to 16 bits, not complemented. Value in host order of the big-endian word. */
static inline u16 csum_fold(u64 sum)
{
	sum = (sum & 0xffffffff) + (sum >> 32);
	sum = (sum & 0xffff) + (sum >> 16);
	sum = (sum & 0xffff) + (sum >> 16);
	return (u16)((sum & 0xffff) + (sum >> 16));
}
static inline u16 csum_finish(u64 sum) { return (u16)~csum_fold(sum); }
/* The checksum field after one 16-bit word it covers changed from `was` to `is`: RFC 1624, equation 3. */
static inline u16 csum_update(u16 field, u16 was, u16 is)
{
	u32 sum = (u16)~field + (u32)(u16)~was + is;

	sum = (sum & 0xffff) + (sum >> 16);
	return (u16)~((sum & 0xffff) + (sum >> 16));
}

#endif
