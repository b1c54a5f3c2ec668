/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Digests that authenticate protocols: MD5 (RFC 1321), SHA-1 and SHA-2 (FIPS 180-4), and HMAC over them (RFC 2104). OpenSSL's libcrypto computes them. */
#ifndef NET_DIGEST_H
#define NET_DIGEST_H

#include "core/types.h"

enum digest_alg { DIGEST_MD5, DIGEST_SHA1, DIGEST_SHA256, DIGEST_SHA384, DIGEST_SHA512, DIGEST_N };
enum { DIGEST_MAX = 64, DIGEST_BLOCK_MAX = 128, MD5_LEN = 16 };

/* Under way between begin and end; whoever begins must end. */
struct digest {
	enum digest_alg alg;
	void *ctx;			/* the library's */
	u8 key[DIGEST_BLOCK_MAX];	/* HMAC: the padded key */
};

u32 digest_len(enum digest_alg a);
void digest_begin(struct digest *d, enum digest_alg a);
void digest_add(struct digest *d, const void *data, size_t len);
void digest_end(struct digest *d, u8 *out);	/* digest_len() bytes */
void hmac_begin(struct digest *d, enum digest_alg a, const u8 *key, u32 len);
void hmac_end(struct digest *d, u8 *out);
/* In the same time wherever they differ. */
bool digest_same(const u8 *a, const u8 *b, u32 len);

#endif
