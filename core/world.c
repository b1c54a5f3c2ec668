/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/intern.h"
#include "core/world.h"

#include <search.h>
#include <stdlib.h>

#include "core/wire_dir.h"

enum { SMALL_FRAMES = 262144, LARGE_FRAMES = 4096 };

struct world *world_new(const struct world_options *o)
{
	struct world *w = xcalloc(1, sizeof(*w));

	w->name = xstrdup(o->name ? o->name : "lab");
	w->clock = o->clock;
	w->seed = o->seed;
	w->n_workers = o->n_workers ? o->n_workers : 1;
	w->nodes_tail = &w->nodes;
	w->workers = xcalloc(w->n_workers, sizeof(*w->workers));
	for (unsigned i = 0; i < w->n_workers; i++) {
		struct worker *k = &w->workers[i];

		k->world = w;
		k->id = i;
		k->pool = pool_new(o->small_frames ? o->small_frames : SMALL_FRAMES, o->large_frames ? o->large_frames : LARGE_FRAMES);
		if (!k->pool)
			bug("no address space for frames");
	}
	return w;
}

void world_free(struct world *w)
{
	while (w->wires)
		wire_free(w->wires);
	while (w->nodes)
		node_free(w->nodes);
	if (w->shared_free)
		w->shared_free(w->shared);
	for (unsigned i = 0; i < w->n_workers; i++) {
		intern_free(&w->workers[i]);
		pool_free(w->workers[i].pool);
		free(w->workers[i].timers.slot);
		free(w->workers[i].lane);
	}
	free(w->workers);
	free(w->name);
	free(w);
}

u64 worker_lane_push(struct worker *w, struct wire_dir *d, u32 n, nsec due)
{
	if (w->lane_tail - w->lane_head == w->lane_cap) {
		u32 cap = w->lane_cap ? 2 * w->lane_cap : 64;
		struct lane_entry *lane = xcalloc(cap, sizeof(*lane));

		for (u64 i = w->lane_head; i != w->lane_tail; i++)
			lane[i & (cap - 1)] = w->lane[i & (w->lane_cap - 1)];
		free(w->lane);
		w->lane = lane;
		w->lane_cap = cap;
	}
	w->lane[w->lane_tail & (w->lane_cap - 1)] = (struct lane_entry){ d, due, w->seq++, n };
	return w->lane_tail++;
}

static struct lane_entry *lane_first(const struct worker *w)
{
	return w->lane_head == w->lane_tail ? NULL : &w->lane[w->lane_head & (w->lane_cap - 1)];
}

nsec worker_next(const struct worker *w)
{
	const struct lane_entry *e = lane_first(w);
	nsec due = w->timers.n ? w->timers.slot[0].due : NSEC_NEVER;

	if (unlikely(w->crossings != NULL))
		return w->now;
	return e && e->due < due ? e->due : due;
}

/*
 * What stands behind in the lane is asked into the cache on the way, each step when the one before is there: a thousand nodes that
 * take turns with a frame each would wait for memory at every pointer.
 */
static void fetch_ahead(const struct worker *w)
{
	u64 left = w->lane_tail - w->lane_head;
	const struct lane_entry *e = w->lane;
	u32 mask = w->lane_cap - 1;
	const struct wire_dir *d;

	if (left > FETCH_AHEAD + 7) {
		d = e[(w->lane_head + FETCH_AHEAD + 7) & mask].dir;
		__builtin_prefetch(d);
		__builtin_prefetch((const char *)d + 64);
	}
	if (left > FETCH_AHEAD + 4 && (d = e[(w->lane_head + FETCH_AHEAD + 4) & mask].dir)) {
		__builtin_prefetch(d->to);
		__builtin_prefetch((const char *)d->to + 64);
		__builtin_prefetch(d->ring[d->head & (d->cap - 1)]);
	}
	if (left > FETCH_AHEAD + 1 && (d = e[(w->lane_head + FETCH_AHEAD + 1) & mask].dir)) {
		if (d->n)
			__builtin_prefetch(d->ring[d->head & (d->cap - 1)]->data);
		__builtin_prefetch(d->to->node);
		__builtin_prefetch(d->to->priv);
	}
	for (unsigned k = left > FETCH_AHEAD ? FETCH_AHEAD : 0; k; k--)
		if ((d = e[(w->lane_head + k - 1) & mask].dir) && d->to->node->kind->fetch)
			d->to->node->kind->fetch(d->to, k);
}

/* Does the first event if it is due at w->now. */
static bool step_one(struct worker *w)
{
	const struct lane_entry *e = lane_first(w);
	const struct timer_slot *t = w->timers.n ? &w->timers.slot[0] : NULL;

	if (e && e->due <= w->now && (!t || e->due < t->due || (e->due == t->due && e->seq < t->seq))) {
		struct lane_entry mine = *e;

		w->lane_head++;
		if (w->world->clock == CLOCK_VIRTUAL)
			fetch_ahead(w);
		if (mine.dir)
			wire_drain(mine.dir, mine.n);
	} else if (t && t->due <= w->now) {
		struct timer *fired = timer_heap_pop(&w->timers);

		fired->fire(fired);
	} else {
		return false;
	}
	w->events++;
	return true;
}

unsigned worker_step(struct worker *w, unsigned budget)
{
	unsigned n = 0;

	if (unlikely(w->crossings != NULL))
		n = crossings_deliver(w, budget);
	while (n < budget && step_one(w))
		n++;
	return n;
}

bool world_run(struct world *w, nsec until, u64 max_events)
{
	struct worker *k = &w->workers[0];

	w->stop = false;
	for (; max_events && !w->stop; max_events--) {
		nsec next = worker_next(k);

		if (next > until || next == NSEC_NEVER) {
			if (until != NSEC_NEVER && until > k->now)
				k->now = until;
			return true;
		}
		if (next > k->now)
			k->now = next;
		step_one(k);
	}
	return false;
}

void world_changed(struct node *n)
{
	__atomic_fetch_add(&n->world->changes, 1, __ATOMIC_RELAXED);
	__atomic_store_n(&n->world->last_change, node_now(n), __ATOMIC_RELAXED);
}
