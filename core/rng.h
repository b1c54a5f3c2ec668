/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Seeded randomness: xoshiro256** by Blackman and Vigna. Integers only, so the same seed gives the same bytes everywhere. */
#ifndef CORE_RNG_H
#define CORE_RNG_H

#include "core/types.h"

struct rng {
	u64 s[4];
};

/* Each (seed, name) pair starts a stream of its own. */
void rng_seed(struct rng *r, u64 seed, const char *name);
u64 rng_u64(struct rng *r);
/* Uniform in [0, n), without bias; n > 0. */
u64 rng_below(struct rng *r, u64 n);
/* True with probability p32 / 2^32; 0 never draws, UINT32_MAX + 1 = 1 << 32 is certain. */
bool rng_chance(struct rng *r, u64 p32);
/* Normal with mean 0 and the standard deviation given, in the same unit, cut at 6 deviations (sum of 12 uniform). */
s64 rng_normal(struct rng *r, u64 deviation);

#endif
