/* SPDX-License-Identifier: GPL-3.0-or-later */
/* MD5 (RFC 1321) and its keyed form (RFC 2104), for protocols that ask for them: TCP's signature (RFC 2385), the digest of an MST region. */
#ifndef NET_MD5_H
#define NET_MD5_H

#include "core/types.h"

struct md5 {
	u32 s[4];
	u64 n;
	u8 block[64];
};
void md5_init(struct md5 *m);
void md5_add(struct md5 *m, const void *data, size_t len);
void md5_end(struct md5 *m, u8 out[16]);
/* key_len: 64 at the most. */
void hmac_md5(const u8 *key, size_t key_len, const void *data, size_t len, u8 out[16]);

#endif
