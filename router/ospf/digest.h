/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Digests that authenticate routing protocols: MD5 (RFC 1321), SHA-1 and SHA-2 (FIPS 180-4), and HMAC over them (RFC 2104). */
#ifndef ROUTER_OSPF_DIGEST_H
#define ROUTER_OSPF_DIGEST_H

#include "net/rd.h"
#include "router/tcp_conn.h"

enum digest_alg { DIGEST_MD5, DIGEST_SHA1, DIGEST_SHA256, DIGEST_SHA384, DIGEST_SHA512, DIGEST_N };
enum { DIGEST_MAX = 64, DIGEST_BLOCK_MAX = 128 };

struct digest {
	enum digest_alg alg;
	union {
		struct md5 md5;
		u32 s[8];
		u64 l[8];
	};
	u64 len;
	u8 block[DIGEST_BLOCK_MAX];
	u8 key[DIGEST_BLOCK_MAX];	/* HMAC: the padded key */
};

u32 digest_len(enum digest_alg a);
void digest_begin(struct digest *d, enum digest_alg a);
void digest_add(struct digest *d, const void *data, size_t len);
void digest_end(struct digest *d, u8 *out);	/* digest_len() bytes */
void hmac_begin(struct digest *d, enum digest_alg a, const u8 *key, u32 len);
void hmac_end(struct digest *d, u8 *out);

#endif
