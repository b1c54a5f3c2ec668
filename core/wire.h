/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Wires. Two directions, each with impairments of its own. In the order in which a frame meets them:
 *
 *   one-way cut - MTU - [queue in the sending port - rate] - loss - corruption - duplication - delay + jitter (+ reordering)
 *
 * A direction without any of them is one append a burst. Frames are delivered in the order sent unless reordering is asked
 * for. Frames in flight when the carrier goes are lost. A 64 KiB segment is cut into real frames where a direction has a rate,
 * loss, corruption, duplication, reordering, jitter, or an MTU it exceeds; delay alone passes it whole.
 */
#ifndef CORE_WIRE_H
#define CORE_WIRE_H

#include "core/node.h"

enum jitter_dist { JITTER_UNIFORM, JITTER_NORMAL };

enum {
	WIRE_QUEUE_DEFAULT = 1000, /* frames before a rated wire */
	WIRE_BACKLOG_MAX = 4096,   /* frames standing in an unimpaired direction */
	WIRE_FLIGHT_MAX = 262144,  /* frames in a delay line */
};

/* Zero in a field: that impairment is off. */
struct impair {
	u64 rate;	/* bits a second, of frame bytes without preamble, gap and FCS */
	u32 queue_frames; /* tail-drop limits before the rate; 0: WIRE_QUEUE_DEFAULT */
	u32 queue_bytes;  /* 0: no limit in bytes */
	nsec delay;
	nsec jitter;	/* uniform: +- this; normal: its standard deviation */
	enum jitter_dist dist;
	u32 burst;	/* mean length of a loss burst in frames (Gilbert-Elliott); 0 and 1: independent losses */
	u64 loss;	/* probabilities: parts of 2^32 */
	u64 dup, corrupt, reorder;
	u32 mtu;	/* longest frame without the 14 bytes of Ethernet header and any VLAN tags */
	bool cut;	/* this direction carries nothing, but carrier stays: a one-way failure */
};

struct wire_stats {
	u64 frames, bytes;	  /* delivered */
	u64 drops[DROP_N];	  /* by this direction */
	u64 dups, corrupted, reordered;
};

struct wire_dir; /* one direction; core/wire.c */

struct wire {
	struct wire *prev, *next;
	struct world *world;
	struct port *end[2];	/* forward: from end[0] to end[1] */
	struct wire_dir *dir[2];
	bool up;		/* as the user set it; carrier needs this and both ends */
	u32 id;
};

/* Plugs a wire between two free ports. A port that is taken is a bug of the caller. */
struct wire *wire_new(struct port *a, struct port *b);
/* Unplugs it; frames in flight are put back. */
void wire_free(struct wire *w);
struct wire *port_wire(const struct port *p);
struct port *port_peer(const struct port *p);

/* What is in force in direction 0 (forward) or 1. */
const struct impair *wire_impair(const struct wire *w, unsigned dir);
/* Changes it while frames fly; those keep the times they had. */
void wire_set_impair(struct wire *w, unsigned dir, const struct impair *im);
void wire_set_up(struct wire *w, bool up);
/* Recomputes carrier at both ends and tells both nodes. For ports and nodes. */
void wire_carrier(struct wire *w);

const struct wire_stats *wire_stats(const struct wire *w, unsigned dir);
u32 wire_in_flight(const struct wire *w, unsigned dir);

/* Parses one `key=value` of the user's language ("delay=10ms", "loss=0.1%", "rate=10mbit", "queue=100", "queue=64kb", "dist=normal" ...)
 * into im. On error false, and *why is a static sentence without a full stop. "up" and "down" and "dir" are the caller's. */
bool impair_parse(struct impair *im, const char *key, const char *value, const char **why);
/* The inverse: "delay=10ms loss=0.1%", "" when nothing is impaired. Round trips. */
void impair_format(const struct impair *im, char *buf, size_t len);

#endif
