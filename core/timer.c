/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A 4-ary heap: half as deep as a binary one, and the four children lie in two cache lines. */
#include "core/timer.h"

#include "core/world.h"

static inline bool before(const struct timer_slot *a, const struct timer_slot *b)
{
	return a->due != b->due ? a->due < b->due : a->seq < b->seq;
}

static void put_at(struct timer_heap *h, u32 i, struct timer_slot s)
{
	h->slot[i] = s;
	s.t->slot = i + 1;
}

static void sift_up(struct timer_heap *h, u32 i, struct timer_slot s)
{
	while (i && before(&s, &h->slot[(i - 1) / 4])) {
		put_at(h, i, h->slot[(i - 1) / 4]);
		i = (i - 1) / 4;
	}
	put_at(h, i, s);
}

static void sift_down(struct timer_heap *h, u32 i, struct timer_slot s)
{
	for (;;) {
		u32 first = 4 * i + 1, best = first;

		if (first >= h->n)
			break;
		for (u32 k = first + 1; k < first + 4 && k < h->n; k++)
			if (before(&h->slot[k], &h->slot[best]))
				best = k;
		if (!before(&h->slot[best], &s))
			break;
		put_at(h, i, h->slot[best]);
		i = best;
	}
	put_at(h, i, s);
}

static void place(struct timer_heap *h, u32 i, struct timer_slot s)
{
	if (i && before(&s, &h->slot[(i - 1) / 4]))
		sift_up(h, i, s);
	else
		sift_down(h, i, s);
}

void timer_set(struct worker *w, struct timer *t, nsec due)
{
	struct timer_heap *h = &w->timers;
	struct timer_slot s = { due, w->seq++, t };

	t->due = due;
	if (t->slot) {
		place(h, t->slot - 1, s);
		return;
	}
	if (h->n == h->cap) {
		h->cap = h->cap ? 2 * h->cap : 16;
		h->slot = xrealloc(h->slot, h->cap, sizeof(*h->slot));
	}
	h->n++;
	sift_up(h, h->n - 1, s);
}

static void take_out(struct timer_heap *h, u32 i)
{
	struct timer_slot last = h->slot[--h->n];

	if (i < h->n)
		place(h, i, last);
}

void timer_stop(struct worker *w, struct timer *t)
{
	if (!t->slot)
		return;
	take_out(&w->timers, t->slot - 1);
	t->slot = 0;
}

struct timer *timer_heap_pop(struct timer_heap *h)
{
	struct timer *t = h->slot[0].t;

	take_out(h, 0);
	t->slot = 0;
	return t;
}
