/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A wire direction whose ends belong to two workers: a single-producer, single-consumer ring of frames, and one of empty frames that
 * go back. Each frame received is paid for with a free one of the receiver's pool, so every pool keeps as many frames as it began
 * with, and no free list is ever touched by two threads. A shared frame is copied before it crosses: reference counts are plain.
 *
 * A crossing with frames stands once in the receiver's list (a lock-free stack), so a worker with ten thousand wires looks at busy
 * ones only.
 */
#include <stdatomic.h>
#include <stdlib.h>

#include "core/wire_dir.h"

enum { SLOTS = 1024, BACK = 2 * SLOTS };

struct crossing {
	struct wire_dir *dir;
	struct worker *to;
	struct crossing *next; /* in the receiver's list */
	_Atomic bool listed;
	_Alignas(64) _Atomic u32 tail; /* sender writes */
	u32 head_seen;
	u32 back_head;
	_Alignas(64) _Atomic u32 head; /* receiver writes */
	_Atomic u32 back_tail;
	_Atomic u32 back_taken; /* sender writes: how far it emptied `back` */
	struct frame *slot[SLOTS];
	struct frame *back[BACK];
};

struct crossing *crossing_new(struct wire_dir *d)
{
	struct crossing *x = aligned_alloc(64, (sizeof(*x) + 63) & ~63ul);

	if (!x)
		bug("out of memory");
	*x = (struct crossing){ .dir = d, .to = d->to->node->worker };
	return x;
}

static void take_back(struct crossing *x)
{
	u32 tail = atomic_load_explicit(&x->back_tail, memory_order_acquire);

	for (; x->back_head != tail; x->back_head++) {
		struct frame *f = x->back[x->back_head % BACK];

		f->pool = x->dir->worker->pool;
		f->refs = 1;
		frame_put(f);
	}
	atomic_store_explicit(&x->back_taken, x->back_head, memory_order_release);
}

/* No worker runs. */
void crossing_free(struct crossing *x)
{
	struct crossing *list = atomic_exchange(&x->to->crossings, NULL), *next;

	for (; list; list = next) {
		next = list->next;
		if (list != x) {
			list->next = x->to->crossings;
			x->to->crossings = list;
		}
	}
	take_back(x);
	for (u32 i = x->head; i != x->tail; i++)
		frame_put(x->slot[i % SLOTS]); /* still the sender's */
	free(x);
}

u32 crossing_room(const struct crossing *x)
{
	return SLOTS - (atomic_load_explicit(&x->tail, memory_order_relaxed) - atomic_load_explicit(&x->head, memory_order_relaxed));
}

static void announce(struct crossing *x)
{
	if (atomic_exchange(&x->listed, true))
		return;
	x->next = atomic_load(&x->to->crossings);
	while (!atomic_compare_exchange_weak(&x->to->crossings, &x->next, x))
		;
	if (x->to->loop)
		loop_wake(x->to->loop);
}

void crossing_send(struct wire_dir *d, struct frame **f, unsigned n)
{
	struct crossing *x = d->crossing;
	u32 tail = atomic_load_explicit(&x->tail, memory_order_relaxed), first = tail;

	take_back(x);
	for (unsigned i = 0; i < n; i++) {
		struct frame *own = f[i];

		if (tail - x->head_seen == SLOTS)
			x->head_seen = atomic_load_explicit(&x->head, memory_order_acquire);
		if (tail - x->head_seen == SLOTS) {
			wire_drop(d, own, DROP_WIRE_FULL);
			continue;
		}
		own = frame_writable(own);
		if (!own) {
			d->stats.drops[DROP_NO_FRAME]++;
			d->from->drops[DROP_NO_FRAME]++;
			continue;
		}
		x->slot[tail++ % SLOTS] = own;
	}
	if (tail == first)
		return;
	atomic_store_explicit(&x->tail, tail, memory_order_release);
	announce(x);
}

/* One burst. Returns whether more is waiting. */
static bool deliver_one(struct crossing *x)
{
	struct pool *pool = x->to->pool;
	struct frame *f[BURST_MAX];
	u32 head = atomic_load_explicit(&x->head, memory_order_relaxed);
	u32 tail = atomic_load_explicit(&x->tail, memory_order_acquire);
	u32 back = atomic_load_explicit(&x->back_tail, memory_order_relaxed);
	u32 taken = atomic_load_explicit(&x->back_taken, memory_order_acquire);
	unsigned n = 0;

	for (; head != tail && n < BURST_MAX && back - taken < BACK; head++) {
		struct frame *got = x->slot[head % SLOTS];
		struct frame *empty = frame_get(pool, got->large ? FRAME_SMALL_MAX + 1 : 0);

		if (empty) {
			got->pool = pool;
			f[n++] = got;
		} else {
			x->dir->to->drops[DROP_NO_FRAME]++;
			empty = got;
		}
		x->back[back++ % BACK] = empty;
	}
	atomic_store_explicit(&x->back_tail, back, memory_order_release);
	atomic_store_explicit(&x->head, head, memory_order_release);
	if (n)
		wire_deliver(x->dir, f, n);
	return head != tail || atomic_load_explicit(&x->tail, memory_order_relaxed) != head;
}

unsigned crossings_deliver(struct worker *w, unsigned budget)
{
	struct crossing *list = atomic_exchange(&w->crossings, NULL), *next;
	unsigned n = 0;

	for (; list; list = next) {
		next = list->next;
		atomic_store(&list->listed, false);
		if (n++ >= budget || deliver_one(list))
			announce(list);
	}
	return n;
}
