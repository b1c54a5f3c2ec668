/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/siphash.h"

#include <string.h>

static u64 rotl(u64 x, unsigned n) { return x << n | x >> (64 - n); }

/* Section 2.2: SipRound, so many times. */
static void mix(u64 v[4], unsigned rounds)
{
	while (rounds--) {
		v[0] += v[1];
		v[2] += v[3];
		v[1] = rotl(v[1], 13) ^ v[0];
		v[3] = rotl(v[3], 16) ^ v[2];
		v[0] = rotl(v[0], 32) + v[3];
		v[2] += v[1];
		v[3] = rotl(v[3], 21) ^ v[0];
		v[1] = rotl(v[1], 17) ^ v[2];
		v[2] = rotl(v[2], 32);
	}
}

static void word_in(u64 v[4], u64 m)
{
	v[3] ^= m;
	mix(v, 2);
	v[0] ^= m;
}

/* Octets as a number, the first of them the least. */
static u64 little(const u8 *p, size_t n)
{
	u64 x = 0;

	while (n--)
		x = x << 8 | p[n];
	return x;
}

u64 siphash(const u64 key[2], const void *data, size_t len)
{
	static const char start[] = "somepseudorandomlygeneratedbytes";
	const u8 *p = data;
	u64 v[4];

	for (unsigned i = 0; i < 4; i++) {
		v[i] = key[i & 1];
		for (unsigned k = 0; k < 8; k++)
			v[i] ^= (u64)(u8)start[8 * i + k] << (56 - 8 * k);
	}
	for (; len - (size_t)(p - (const u8 *)data) >= 8; p += 8)
		word_in(v, little(p, 8));
	word_in(v, (u64)len << 56 | little(p, len & 7));
	v[2] ^= 0xff;
	mix(v, 4);
	return v[0] ^ v[1] ^ v[2] ^ v[3];
}
