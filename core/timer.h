/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Timers of one worker: a heap ordered by (time, sequence). A timer is embedded in what it serves; setting one that is set
 * moves it; it fires once. Zeroed memory with `fire` set is a stopped timer.
 */
#ifndef CORE_TIMER_H
#define CORE_TIMER_H

#include "core/types.h"

struct worker;

struct timer {
	void (*fire)(struct timer *t); /* called with the world's clock at or after `due`; may set or stop any timer, free itself */
	nsec due;		       /* valid while set */
	u32 slot;		       /* position in the heap + 1; 0: stopped */
};

/* due in the past fires at the worker's next step. */
void timer_set(struct worker *w, struct timer *t, nsec due);
void timer_stop(struct worker *w, struct timer *t);
static inline bool timer_is_set(const struct timer *t) { return t->slot != 0; }

/* The heap itself, for the worker. */
struct timer_slot {
	nsec due;
	u64 seq;
	struct timer *t;
};
struct timer_heap {
	struct timer_slot *slot;
	u32 n, cap;
};
/* Removes and returns the first timer. The heap must not be empty. */
struct timer *timer_heap_pop(struct timer_heap *h);

#endif
