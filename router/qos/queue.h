/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A class's queue: first in, first out, or one queue a flow, served by deficit round robin (Shreedhar and Varghese, 1995). Frames are linked through
 * their scratch words, so nothing is allocated once the queue is made; who pushes a frame is its only owner.
 */
#ifndef ROUTER_QOS_QUEUE_H
#define ROUTER_QOS_QUEUE_H

#include "core/frame.h"

enum { QUEUE_LIMIT = 64, QUEUE_FLOWS = 16, QUEUE_QUANTUM = 1514 };

struct flow {
	struct frame *first, *last;
	struct flow *next;	/* of those that hold frames */
	u32 n, deficit;		/* frames; bytes */
};

struct queue {
	u32 limit, limit_bytes;	/* limit_bytes 0: frames count */
	u32 flow_limit;		/* frames of one flow; 0: no flows */
	u32 n, bytes;
	u32 n_flows;
	struct flow *flow;
	struct flow *turn, *turn_last; /* flows that hold frames, in the order of their turns */
};

/* flows 0: first in, first out. */
void queue_init(struct queue *q, u32 limit, u32 limit_bytes, u32 flows);
void queue_free(struct queue *q); /* it is empty */

enum queue_answer { QUEUE_OK, QUEUE_TAIL, QUEUE_FLOW };
/* hash picks the flow. Not QUEUE_OK: the frame stays the caller's. */
enum queue_answer queue_push(struct queue *q, struct frame *f, u32 hash);
/* n > 0. */
struct frame *queue_pop(struct queue *q);

#endif
