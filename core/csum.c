/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/csum.h"

#include <string.h>

u64 csum_add(u64 sum, const u8 *p, size_t len)
{
	u64 acc = 0;
	u16 w16;

	/* Summed in host order and swapped once: one's-complement addition does not care (RFC 1071, 2(B)). */
	for (; len >= 16; p += 16, len -= 16) {
		u32 w[4];

		memcpy(w, p, 16);
		acc += (u64)w[0] + w[1] + w[2] + w[3];
	}
	for (; len >= 2; p += 2, len -= 2) {
		memcpy(&w16, p, 2);
		acc += w16;
	}
	if (len) {
		u8 last[2] = { p[0], 0 };

		memcpy(&w16, last, 2);
		acc += w16;
	}
	w16 = csum_fold(acc);
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	w16 = __builtin_bswap16(w16);
#endif
	return sum + w16;
}
