/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/digest.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <string.h>

static const EVP_MD *method(enum digest_alg a)
{
	switch (a) {
	case DIGEST_MD5: return EVP_md5();
	case DIGEST_SHA1: return EVP_sha1();
	case DIGEST_SHA256: return EVP_sha256();
	case DIGEST_SHA384: return EVP_sha384();
	default: return EVP_sha512();
	}
}

static u32 block_len(enum digest_alg a) { return a >= DIGEST_SHA384 ? 128 : 64; }

u32 digest_len(enum digest_alg a)
{
	static const u8 len[DIGEST_N] = { MD5_LEN, 20, 32, 48, 64 };

	return len[a];
}

void digest_begin(struct digest *d, enum digest_alg a)
{
	d->alg = a;
	d->ctx = EVP_MD_CTX_new();
	if (!d->ctx || EVP_DigestInit_ex(d->ctx, method(a), NULL) != 1)
		bug("the library has no digest %d", a);
}

void digest_add(struct digest *d, const void *data, size_t len) { EVP_DigestUpdate(d->ctx, data, len); }

void digest_end(struct digest *d, u8 *out)
{
	EVP_DigestFinal_ex(d->ctx, out, NULL);
	EVP_MD_CTX_free(d->ctx);
	d->ctx = NULL;
}

/* The key, each byte with this one, before what is digested (RFC 2104 2). */
static void pad(struct digest *d, u8 with)
{
	u8 padded[DIGEST_BLOCK_MAX];

	for (u32 i = 0; i < block_len(d->alg); i++)
		padded[i] = d->key[i] ^ with;
	digest_add(d, padded, block_len(d->alg));
}

void hmac_begin(struct digest *d, enum digest_alg a, const u8 *key, u32 len)
{
	memset(d->key, 0, sizeof(d->key));
	if (len > block_len(a)) {
		digest_begin(d, a);
		digest_add(d, key, len);
		digest_end(d, d->key);
	} else {
		memcpy(d->key, key, len);
	}
	digest_begin(d, a);
	pad(d, 0x36);
}

void hmac_end(struct digest *d, u8 *out)
{
	u8 inner[DIGEST_MAX];

	digest_end(d, inner);
	digest_begin(d, d->alg);
	pad(d, 0x5c);
	digest_add(d, inner, digest_len(d->alg));
	digest_end(d, out);
}

bool digest_same(const u8 *a, const u8 *b, u32 len) { return !CRYPTO_memcmp(a, b, len); }
