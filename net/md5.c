/* SPDX-License-Identifier: GPL-3.0-or-later */
/* MD5: RFC 1321. HMAC: RFC 2104. */
#include "net/md5.h"

#include <string.h>

/* floor(2^32 * |sin(i + 1)|), RFC 1321 3.4. */
static const u32 sine[64] = {
	0xd76aa478, 0xe8c7b756, 0x242070db, 0xc1bdceee, 0xf57c0faf, 0x4787c62a, 0xa8304613, 0xfd469501,
	0x698098d8, 0x8b44f7af, 0xffff5bb1, 0x895cd7be, 0x6b901122, 0xfd987193, 0xa679438e, 0x49b40821,
	0xf61e2562, 0xc040b340, 0x265e5a51, 0xe9b6c7aa, 0xd62f105d, 0x02441453, 0xd8a1e681, 0xe7d3fbc8,
	0x21e1cde6, 0xc33707d6, 0xf4d50d87, 0x455a14ed, 0xa9e3e905, 0xfcefa3f8, 0x676f02d9, 0x8d2a4c8a,
	0xfffa3942, 0x8771f681, 0x6d9d6122, 0xfde5380c, 0xa4beea44, 0x4bdecfa9, 0xf6bb4b60, 0xbebfbc70,
	0x289b7ec6, 0xeaa127fa, 0xd4ef3085, 0x04881d05, 0xd9d4d039, 0xe6db99e5, 0x1fa27cf8, 0xc4ac5665,
	0xf4292244, 0x432aff97, 0xab9423a7, 0xfc93a039, 0x655b59c3, 0x8f0ccc92, 0xffeff47d, 0x85845dd1,
	0x6fa87e4f, 0xfe2ce6e0, 0xa3014314, 0x4e0811a1, 0xf7537e82, 0xbd3af235, 0x2ad7d2bb, 0xeb86d391,
};
static const u8 turn[4][4] = { { 7, 12, 17, 22 }, { 5, 9, 14, 20 }, { 4, 11, 16, 23 }, { 6, 10, 15, 21 } };

static u32 get_le32(const u8 *p) { return (u32)p[3] << 24 | (u32)p[2] << 16 | (u32)p[1] << 8 | p[0]; }
static void put_le32(u8 *p, u32 v)
{
	for (unsigned i = 0; i < 4; i++)
		p[i] = (u8)(v >> 8 * i);
}

static void digest_block(u32 s[4], const u8 *p)
{
	u32 a = s[0], b = s[1], c = s[2], d = s[3], f;
	unsigned word;

	for (unsigned i = 0; i < 64; i++) {
		switch (i / 16) {
		case 0: f = (b & c) | (~b & d); word = i; break;
		case 1: f = (b & d) | (c & ~d); word = (5 * i + 1) % 16; break;
		case 2: f = b ^ c ^ d; word = (3 * i + 5) % 16; break;
		default: f = c ^ (b | ~d); word = 7 * i % 16; break;
		}
		f += a + sine[i] + get_le32(p + 4 * word);
		a = d;
		d = c;
		c = b;
		b += f << turn[i / 16][i % 4] | f >> (32 - turn[i / 16][i % 4]);
	}
	s[0] += a;
	s[1] += b;
	s[2] += c;
	s[3] += d;
}

void md5_init(struct md5 *m)
{
	*m = (struct md5){ .s = { 0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476 } };
}

void md5_add(struct md5 *m, const void *data, size_t len)
{
	const u8 *p = data;

	while (len) {
		size_t at = m->n % 64, n = min_u64(64 - at, len);

		memcpy(m->block + at, p, n);
		m->n += n;
		p += n;
		len -= n;
		if (at + n == 64)
			digest_block(m->s, m->block);
	}
}

void md5_end(struct md5 *m, u8 out[16])
{
	u64 bits = 8 * m->n;
	u8 length[8];

	md5_add(m, "\x80", 1);
	while (m->n % 64 != 56)
		md5_add(m, "", 1);
	put_le32(length, (u32)bits);
	put_le32(length + 4, (u32)(bits >> 32));
	md5_add(m, length, 8);
	for (unsigned i = 0; i < 4; i++)
		put_le32(out + 4 * i, m->s[i]);
}

void hmac_md5(const u8 *key, size_t key_len, const void *data, size_t len, u8 out[16])
{
	u8 pad[64] = { 0 }, inner[16];
	struct md5 m;

	memcpy(pad, key, key_len);
	for (unsigned i = 0; i < sizeof(pad); i++)
		pad[i] ^= 0x36;
	md5_init(&m);
	md5_add(&m, pad, sizeof(pad));
	md5_add(&m, data, len);
	md5_end(&m, inner);
	for (unsigned i = 0; i < sizeof(pad); i++)
		pad[i] ^= 0x36 ^ 0x5c;
	md5_init(&m);
	md5_add(&m, pad, sizeof(pad));
	md5_add(&m, inner, sizeof(inner));
	md5_end(&m, out);
}
