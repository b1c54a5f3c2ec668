/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Weighted random early detection (Floyd and Jacobson, 1993): the mean depth of a queue, and how likely a packet is to be dropped (or marked, RFC 3168) at that
 * depth, by a curve for each DSCP or precedence.
 */
#ifndef ROUTER_QOS_WRED_H
#define ROUTER_QOS_WRED_H

#include "core/types.h"

struct wred_curve {
	u16 min, max;		/* packets */
	u32 denominator;	/* just below max one packet in so many is dropped */
};

enum { WRED_WEIGHT = 9, WRED_MAX = 40, WRED_DENOMINATOR = 10, WRED_CURVES = 64 };

struct wred_conf {
	bool on, by_dscp, ecn;
	u8 weight;		/* w = 2^-weight */
	u64 changed;		/* curves that were configured */
	struct wred_curve curve[WRED_CURVES]; /* by DSCP, or (the first 8) by precedence */
};

struct wred {
	u64 mean;		/* packets, times 2^32 */
	nsec empty_since;	/* while the queue is empty: up to then the mean knows of it */
};

/* IOS's curve for a class of packets that nobody has configured. */
struct wred_curve wred_default(bool by_dscp, unsigned value);
void wred_defaults(struct wred_conf *w, bool by_dscp);
/* A packet arrives when `depth` others wait. packet_time: of an average packet on the line, for how the mean falls while nothing comes. */
void wred_arrival(struct wred *w, unsigned weight, u32 depth, nsec now, nsec packet_time);
static inline void wred_emptied(struct wred *w, nsec now) { w->empty_since = now; }
/* Parts of 2^32; 1 << 32: certainly. */
u64 wred_chance(const struct wred *w, const struct wred_curve *c);
static inline u32 wred_mean(const struct wred *w) { return (u32)((w->mean + (1ull << 31)) >> 32); }

#endif
