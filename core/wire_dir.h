/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One direction of a wire, as the engine's own files see it (wire.c, shape.c, cross.c, node.c, world.c). */
#ifndef CORE_WIRE_DIR_H
#define CORE_WIRE_DIR_H

#include "core/wire.h"

struct crossing;
struct shape;

enum { WIRE_FEW = 4 }; /* frames that stand in the direction itself; more: in a ring of their own */

/* In the order of heat: unimpaired, a burst of a few frames touches the first two cache lines. */
struct wire_dir {
	struct frame **ring;	   /* unimpaired: frames that stand in the wire; cap is a power of two */
	u32 head, n, cap;
	bool in_lane;		   /* real clock: an entry of the lane is ours */
	bool special;		   /* shape or crossing is not NULL */
	struct port *to;
	struct worker *worker;	   /* the sender's */
	u64 lane_entry;		   /* virtual clock: number of our latest entry, of time lane_due */
	nsec lane_due;
	struct port *from;
	struct frame_sums sums;	   /* of the frames in the ring: who sent them has added them up, and so need not who takes them all */
	struct frame *few[WIRE_FEW];
	struct wire *wire;
	struct shape *shape;	   /* impairments; NULL: none */
	struct crossing *crossing; /* NULL: both ends belong to one worker */
	struct wire_stats stats;
};

/* Hands n frames (1 .. BURST_MAX) to the node at the far end now. */
void wire_deliver(struct wire_dir *d, struct frame **f, unsigned n);
/* The same, across to another worker where need be. */
void wire_arrive(struct wire_dir *d, struct frame **f, unsigned n);
/* Takes up to n frames that stand in the unimpaired wire and delivers them. */
void wire_drain(struct wire_dir *d, u32 n);
void wire_drop(struct wire_dir *d, struct frame *f, enum drop reason);
/* The append of the unimpaired wire; sum: of the n frames. */
void wire_append(struct wire_dir *d, struct frame **f, unsigned n, const struct frame_sums *sum);

/* core/shape.c */
struct shape *shape_new(struct wire_dir *d);
void shape_set(struct shape *s, const struct impair *im);
const struct impair *shape_impair(const struct shape *s);
void shape_send(struct wire_dir *d, struct frame **f, unsigned n);
u32 shape_held(const struct shape *s);
nsec shape_busy_until(const struct shape *s);
u32 shape_room(const struct shape *s);
void shape_flush(struct wire_dir *d, enum drop reason);
void shape_free(struct wire_dir *d);

/* core/cross.c */
struct crossing *crossing_new(struct wire_dir *d);
void crossing_free(struct crossing *x);
/* Sender's worker. Consumes. */
void crossing_send(struct wire_dir *d, struct frame **f, unsigned n);
/* Receiver's worker: delivers what has come, at most `budget` bursts. */
unsigned crossings_deliver(struct worker *w, unsigned budget);
u32 crossing_room(const struct crossing *x);

/* core/loop.c */
void loop_wake(struct loop *l);

#endif
