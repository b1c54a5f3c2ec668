/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The "5 minute rate" of a pair of counters: an exponentially weighted average (rate.c). */
#ifndef DEVICE_RATE_H
#define DEVICE_RATE_H

#include "core/types.h"

struct rate {
	nsec at;		/* of the last sample */
	u64 bytes, frames;	/* as they stood then */
	u64 bits_a_s, frames_a_s; /* a second, times 256 */
};

/* Takes a sample when the last is 5 s old. interval_s: a multiple of 30, up to 600. false: nothing moved since the last. */
bool rate_sample(struct rate *r, nsec now, unsigned interval_s, u64 bytes, u64 frames);
static inline u64 rate_whole(u64 rate256) { return (rate256 + 128) / 256; }

#endif
