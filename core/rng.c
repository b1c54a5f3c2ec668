/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/rng.h"

static u64 splitmix(u64 *x)
{
	u64 z = *x += 0x9e3779b97f4a7c15ull;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ull;
	z = (z ^ z >> 27) * 0x94d049bb133111ebull;
	return z ^ z >> 31;
}

void rng_seed(struct rng *r, u64 seed, const char *name)
{
	u64 x = 0xcbf29ce484222325ull; /* FNV-1a of the name */

	for (; *name; name++)
		x = (x ^ (u8)*name) * 0x100000001b3ull;
	x ^= splitmix(&seed);
	for (unsigned i = 0; i < 4; i++)
		r->s[i] = splitmix(&x);
}

static inline u64 rotl(u64 x, unsigned k)
{
	return x << k | x >> (64 - k);
}

u64 rng_u64(struct rng *r)
{
	u64 *s = r->s, result = rotl(s[1] * 5, 7) * 9, t = s[1] << 17;

	s[2] ^= s[0];
	s[3] ^= s[1];
	s[1] ^= s[2];
	s[0] ^= s[3];
	s[2] ^= t;
	s[3] = rotl(s[3], 45);
	return result;
}

u64 rng_below(struct rng *r, u64 n)
{
	/* Lemire's multiplication, with his rejection of the biased remainder. */
	unsigned __int128 m = (unsigned __int128)rng_u64(r) * n;

	if ((u64)m < n) {
		u64 floor = -n % n;

		while ((u64)m < floor)
			m = (unsigned __int128)rng_u64(r) * n;
	}
	return (u64)(m >> 64);
}

bool rng_chance(struct rng *r, u64 p32)
{
	return p32 && rng_u64(r) >> 32 < p32;
}

s64 rng_normal(struct rng *r, u64 deviation)
{
	s64 sum = 0;

	for (unsigned i = 0; i < 3; i++) {
		u64 x = rng_u64(r);

		sum += (s64)(x & 0xffff) + (s64)(x >> 16 & 0xffff) + (s64)(x >> 32 & 0xffff) + (s64)(x >> 48);
	}
	/* 12 uniform in [0, 65535]: mean 6 x 65535, deviation 65536. */
	return (s64)((__int128)(sum - 6 * 65535) * (s64)deviation / 65536);
}
