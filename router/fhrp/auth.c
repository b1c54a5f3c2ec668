/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "router/fhrp/auth.h"

#include <string.h>

#include "net/rd.h"

enum { BLOCK = 64, BITS = 8 };

/* RFC 1828 1.1: filled as MD5 fills a message: a one bit, zeros, the length in bits, the least byte first. */
static void key_and_fill(struct digest *d, const char *key, size_t len)
{
	static const u8 zeros[BLOCK];
	u8 one = 0x80, bits[BITS];
	size_t past = (len + 1 + BITS) % BLOCK;

	for (unsigned k = 0; k < BITS; k++)
		bits[k] = (u8)((u64)len * 8 >> 8 * k);
	digest_add(d, key, len);
	digest_add(d, &one, 1);
	digest_add(d, zeros, past ? BLOCK - past : 0);
	digest_add(d, bits, BITS);
}

void fhrp_md5(const char *key, const u8 *d, u32 len, u32 at, u32 src, u8 out[MD5_LEN])
{
	size_t n = strlen(key);
	u8 field[MD5_LEN] = { 0 };
	struct digest md;

	put_be32(field, src);
	digest_begin(&md, DIGEST_MD5);
	key_and_fill(&md, key, n);
	digest_add(&md, d, at);
	digest_add(&md, field, sizeof(field));
	digest_add(&md, d + at + MD5_LEN, len - at - MD5_LEN);
	digest_add(&md, key, n);
	digest_end(&md, out);
}
