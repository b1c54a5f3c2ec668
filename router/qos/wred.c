/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "router/qos/wred.h"

#define ONE (1ull << 32)

struct wred_curve wred_default(bool by_dscp, unsigned value)
{
	/* AFx1, AFx2, AFx3 by drop precedence; class selectors and EF as their precedence has it. */
	unsigned class = value >> 3, drop = value >> 1 & 3;
	u16 min = 20;

	if (!by_dscp)
		min = (u16)(20 + 2 * value);
	else if (class >= 1 && class <= 4 && drop && !(value & 1))
		min = (u16)(36 - 4 * drop);
	else if (value == 46)
		min = 36;
	else if (!(value & 7))
		min = (u16)(20 + 2 * class);
	return (struct wred_curve){ .min = min, .max = WRED_MAX, .denominator = WRED_DENOMINATOR };
}

void wred_defaults(struct wred_conf *w, bool by_dscp)
{
	*w = (struct wred_conf){ .on = true, .by_dscp = by_dscp, .weight = WRED_WEIGHT };
	for (unsigned v = 0; v < (by_dscp ? 64 : 8); v++)
		w->curve[v] = wred_default(by_dscp, v);
}

/* mean * (1 - 2^-weight)^n */
static u64 decay(u64 mean, unsigned weight, u64 n)
{
	u64 k = ONE - (ONE >> weight), r = ONE;

	for (; n && r; n >>= 1) {
		if (n & 1)
			r = r * k >> 32;
		k = k * k >> 32;
	}
	return (u64)((unsigned __int128)mean * r >> 32);
}

void wred_arrival(struct wred *w, unsigned weight, u32 depth, nsec now, nsec packet_time)
{
	u64 q = (u64)depth << 32;

	if (!depth && packet_time) { /* as if so many packets had come to an empty queue; it stays empty when this one is dropped */
		u64 n = (now - w->empty_since) / packet_time;

		w->mean = decay(w->mean, weight, n);
		w->empty_since += n * packet_time;
	}
	if (q >= w->mean)
		w->mean += (q - w->mean) >> weight;
	else
		w->mean -= (w->mean - q) >> weight;
}

u64 wred_chance(const struct wred *w, const struct wred_curve *c)
{
	u64 min = (u64)c->min << 32, max = (u64)c->max << 32;

	if (w->mean < min || (c->min == c->max && w->mean < max))
		return 0;
	if (w->mean >= max)
		return ONE;
	return (w->mean - min) / ((u64)(c->max - c->min) * c->denominator);
}
