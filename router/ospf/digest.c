/* SPDX-License-Identifier: GPL-3.0-or-later */
/* FIPS 180-4; SHA-256's constants are the upper halves of SHA-512's, as both are the first bits of the same roots. */
#include "router/ospf/digest.h"

/* 4.2.3: fractional parts of the cube roots of the first 80 primes. */
static const u64 root[80] = {
	0x428a2f98d728ae22, 0x7137449123ef65cd, 0xb5c0fbcfec4d3b2f, 0xe9b5dba58189dbbc,
	0x3956c25bf348b538, 0x59f111f1b605d019, 0x923f82a4af194f9b, 0xab1c5ed5da6d8118,
	0xd807aa98a3030242, 0x12835b0145706fbe, 0x243185be4ee4b28c, 0x550c7dc3d5ffb4e2,
	0x72be5d74f27b896f, 0x80deb1fe3b1696b1, 0x9bdc06a725c71235, 0xc19bf174cf692694,
	0xe49b69c19ef14ad2, 0xefbe4786384f25e3, 0x0fc19dc68b8cd5b5, 0x240ca1cc77ac9c65,
	0x2de92c6f592b0275, 0x4a7484aa6ea6e483, 0x5cb0a9dcbd41fbd4, 0x76f988da831153b5,
	0x983e5152ee66dfab, 0xa831c66d2db43210, 0xb00327c898fb213f, 0xbf597fc7beef0ee4,
	0xc6e00bf33da88fc2, 0xd5a79147930aa725, 0x06ca6351e003826f, 0x142929670a0e6e70,
	0x27b70a8546d22ffc, 0x2e1b21385c26c926, 0x4d2c6dfc5ac42aed, 0x53380d139d95b3df,
	0x650a73548baf63de, 0x766a0abb3c77b2a8, 0x81c2c92e47edaee6, 0x92722c851482353b,
	0xa2bfe8a14cf10364, 0xa81a664bbc423001, 0xc24b8b70d0f89791, 0xc76c51a30654be30,
	0xd192e819d6ef5218, 0xd69906245565a910, 0xf40e35855771202a, 0x106aa07032bbd1b8,
	0x19a4c116b8d2d0c8, 0x1e376c085141ab53, 0x2748774cdf8eeb99, 0x34b0bcb5e19b48a8,
	0x391c0cb3c5c95a63, 0x4ed8aa4ae3418acb, 0x5b9cca4f7763e373, 0x682e6ff3d6b2b8a3,
	0x748f82ee5defb2fc, 0x78a5636f43172f60, 0x84c87814a1f0ab72, 0x8cc702081a6439ec,
	0x90befffa23631e28, 0xa4506cebde82bde9, 0xbef9a3f7b2c67915, 0xc67178f2e372532b,
	0xca273eceea26619c, 0xd186b8c721c0c207, 0xeada7dd6cde0eb1e, 0xf57d4f7fee6ed178,
	0x06f067aa72176fba, 0x0a637dc5a2c898a6, 0x113f9804bef90dae, 0x1b710b35131c471b,
	0x28db77f523047d84, 0x32caab7b40c72493, 0x3c9ebe0a15c9bebc, 0x431d67c49c100d4c,
	0x4cc5d4becb3e42b6, 0x597f299cfc657e2a, 0x5fcb6fab3ad6faec, 0x6c44198c4a475817,
};
static const u64 init512[8] = {
	0x6a09e667f3bcc908, 0xbb67ae8584caa73b, 0x3c6ef372fe94f82b, 0xa54ff53a5f1d36f1,
	0x510e527fade682d1, 0x9b05688c2b3e6c1f, 0x1f83d9abfb41bd6b, 0x5be0cd19137e2179,
}, init384[8] = {
	0xcbbb9d5dc1059ed8, 0x629a292a367cd507, 0x9159015a3070dd17, 0x152fecd8f70e5939,
	0x67332667ffc00b31, 0x8eb44a8768581511, 0xdb0c2e0d64f98fa7, 0x47b5481dbefa4fa4,
};
static const u32 init1[5] = { 0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0 };

static u32 rol(u32 x, unsigned n) { return x << n | x >> (32 - n); }
static u32 ror(u32 x, unsigned n) { return x >> n | x << (32 - n); }
static u64 ror64(u64 x, unsigned n) { return x >> n | x << (64 - n); }

static bool is_long(enum digest_alg a) { return a >= DIGEST_SHA384; }
static u32 block_len(enum digest_alg a) { return is_long(a) ? 128 : 64; }

u32 digest_len(enum digest_alg a)
{
	static const u8 len[DIGEST_N] = { 16, 20, 32, 48, 64 };

	return len[a];
}

static void block1(u32 s[8], const u8 *p)
{
	u32 w[80], v[5];

	for (unsigned t = 0; t < 80; t++)
		w[t] = t < 16 ? get_be32(p + 4 * t) : rol(w[t - 3] ^ w[t - 8] ^ w[t - 14] ^ w[t - 16], 1);
	memcpy(v, s, sizeof(v));
	for (unsigned t = 0; t < 80; t++) {
		u32 f = t < 20 ? (v[1] & v[2]) | (~v[1] & v[3]) : t < 40 || t >= 60 ? v[1] ^ v[2] ^ v[3] : (v[1] & v[2]) | (v[1] & v[3]) | (v[2] & v[3]);
		u32 k = t < 20 ? 0x5a827999 : t < 40 ? 0x6ed9eba1 : t < 60 ? 0x8f1bbcdc : 0xca62c1d6, x = rol(v[0], 5) + f + v[4] + k + w[t];

		v[4] = v[3];
		v[3] = v[2];
		v[2] = rol(v[1], 30);
		v[1] = v[0];
		v[0] = x;
	}
	for (unsigned i = 0; i < 5; i++)
		s[i] += v[i];
}

static void block256(u32 s[8], const u8 *p)
{
	u32 w[64], v[8];

	for (unsigned t = 0; t < 64; t++)
		w[t] = t < 16 ? get_be32(p + 4 * t) : w[t - 16] + w[t - 7] + (ror(w[t - 15], 7) ^ ror(w[t - 15], 18) ^ w[t - 15] >> 3) +
							  (ror(w[t - 2], 17) ^ ror(w[t - 2], 19) ^ w[t - 2] >> 10);
	memcpy(v, s, sizeof(v));
	for (unsigned t = 0; t < 64; t++) {
		u32 a = v[7] + (ror(v[4], 6) ^ ror(v[4], 11) ^ ror(v[4], 25)) + ((v[4] & v[5]) ^ (~v[4] & v[6])) + (u32)(root[t] >> 32) + w[t];
		u32 b = (ror(v[0], 2) ^ ror(v[0], 13) ^ ror(v[0], 22)) + ((v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2]));

		memmove(v + 1, v, 7 * sizeof(*v));
		v[4] += a;
		v[0] = a + b;
	}
	for (unsigned i = 0; i < 8; i++)
		s[i] += v[i];
}

static void block512(u64 s[8], const u8 *p)
{
	u64 w[80], v[8];

	for (unsigned t = 0; t < 80; t++)
		w[t] = t < 16 ? get_be64(p + 8 * t) : w[t - 16] + w[t - 7] + (ror64(w[t - 15], 1) ^ ror64(w[t - 15], 8) ^ w[t - 15] >> 7) +
							  (ror64(w[t - 2], 19) ^ ror64(w[t - 2], 61) ^ w[t - 2] >> 6);
	memcpy(v, s, sizeof(v));
	for (unsigned t = 0; t < 80; t++) {
		u64 a = v[7] + (ror64(v[4], 14) ^ ror64(v[4], 18) ^ ror64(v[4], 41)) + ((v[4] & v[5]) ^ (~v[4] & v[6])) + root[t] + w[t];
		u64 b = (ror64(v[0], 28) ^ ror64(v[0], 34) ^ ror64(v[0], 39)) + ((v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2]));

		memmove(v + 1, v, 7 * sizeof(*v));
		v[4] += a;
		v[0] = a + b;
	}
	for (unsigned i = 0; i < 8; i++)
		s[i] += v[i];
}

static void block(struct digest *d, const u8 *p)
{
	if (d->alg == DIGEST_SHA1)
		block1(d->s, p);
	else if (d->alg == DIGEST_SHA256)
		block256(d->s, p);
	else
		block512(d->l, p);
}

void digest_begin(struct digest *d, enum digest_alg a)
{
	d->alg = a;
	d->len = 0;
	switch (a) {
	case DIGEST_MD5:
		md5_init(&d->md5);
		break;
	case DIGEST_SHA1:
		memcpy(d->s, init1, sizeof(init1));
		break;
	case DIGEST_SHA256:
		for (unsigned i = 0; i < 8; i++)
			d->s[i] = (u32)(init512[i] >> 32);
		break;
	default:
		memcpy(d->l, a == DIGEST_SHA384 ? init384 : init512, sizeof(init512));
	}
}

void digest_add(struct digest *d, const void *data, size_t len)
{
	const u8 *p = data;
	u32 size = block_len(d->alg);

	if (d->alg == DIGEST_MD5) {
		md5_add(&d->md5, data, len);
		return;
	}
	while (len--) {
		d->block[d->len++ % size] = *p++;
		if (!(d->len % size))
			block(d, d->block);
	}
}

void digest_end(struct digest *d, u8 *out)
{
	u32 size = block_len(d->alg), n = digest_len(d->alg), tail = size / 8;
	u64 bits = d->len * 8;
	static const u8 one = 0x80, zero;
	u8 count[8];

	if (d->alg == DIGEST_MD5) {
		md5_end(&d->md5, out);
		return;
	}
	digest_add(d, &one, 1);
	while (d->len % size != size - tail)
		digest_add(d, &zero, 1);
	for (u32 i = 8; i < tail; i++) /* the upper half of a length of 128 bits */
		digest_add(d, &zero, 1);
	put_be64(count, bits);
	digest_add(d, count, 8);
	for (u32 i = 0; i < n; i += is_long(d->alg) ? 8 : 4)
		if (is_long(d->alg))
			put_be64(out + i, d->l[i / 8]);
		else
			put_be32(out + i, d->s[i / 4]);
}

void hmac_begin(struct digest *d, enum digest_alg a, const u8 *key, u32 len)
{
	u32 size = block_len(a);
	u8 k[DIGEST_BLOCK_MAX] = { 0 };

	if (len > size) {
		digest_begin(d, a);
		digest_add(d, key, len);
		digest_end(d, k);
	} else {
		memcpy(k, key, len);
	}
	memcpy(d->key, k, size);
	for (u32 i = 0; i < size; i++)
		k[i] ^= 0x36;
	digest_begin(d, a);
	digest_add(d, k, size);
}

void hmac_end(struct digest *d, u8 *out)
{
	u32 size = block_len(d->alg), n = digest_len(d->alg);
	u8 inner[DIGEST_MAX], k[DIGEST_BLOCK_MAX];

	digest_end(d, inner);
	for (u32 i = 0; i < size; i++)
		k[i] = d->key[i] ^ 0x5c;
	digest_begin(d, d->alg);
	digest_add(d, k, size);
	digest_add(d, inner, n);
	digest_end(d, out);
}
