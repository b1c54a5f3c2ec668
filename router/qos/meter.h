/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Token buckets in integers. A meter tells the colour of a packet: two colours from one bucket, three of a single rate (RFC 2697) or of two
 * rates (RFC 2698), colour-blind. A pacer says when the next packet may go: lines and shapers. Both are exact over any span: what a division leaves
 * over is kept.
 */
#ifndef ROUTER_QOS_METER_H
#define ROUTER_QOS_METER_H

#include "core/types.h"

enum colour { CONFORM, EXCEED, VIOLATE, COLOUR_N };
enum meter_kind { METER_TWO_COLOUR, METER_SINGLE_RATE, METER_DUAL_RATE };

struct meter {
	u8 kind;		/* enum meter_kind */
	u64 cir, pir;		/* bits a second; pir: METER_DUAL_RATE */
	u64 cbs, ebs;		/* bytes: committed burst; excess burst, or peak burst */
	u64 c, e;		/* tokens, in parts of a bit: METER_BYTE a byte */
	nsec at;		/* when they were counted */
};

#define METER_BYTE (8 * NSEC_PER_SEC)
enum { METER_BURST_MAX = 512000000 };	/* bytes: what a token count has room for */

/* Buckets begin full: RFC 2697 3, 2698 3. */
void meter_set(struct meter *m, enum meter_kind kind, u64 cir, u64 cbs, u64 pir, u64 ebs, nsec now);
enum colour meter_packet(struct meter *m, nsec now, u32 bytes);

struct pacer {
	u64 rate;		/* bits a second; 0: no limit */
	nsec depth;		/* how far a burst may run ahead of the rate, in time at the rate */
	nsec free;		/* from then on a packet may go */
	u64 rest;		/* of a nanosecond, in units of 1 / rate */
};

static inline bool pacer_open(const struct pacer *p, nsec now) { return p->free <= now; }
/* The rate is new; what is owed stays owed. */
void pacer_set(struct pacer *p, u64 rate, nsec depth);
/* A packet goes now, though `free` may lie behind (a late timer): credit beyond the depth is lost only where the line stood idle, see pacer_idle(). */
void pacer_take(struct pacer *p, u32 bytes);
/* Nothing waited until now: no more credit than the depth. */
void pacer_idle(struct pacer *p, nsec now);

#endif
