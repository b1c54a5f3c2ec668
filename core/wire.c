/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Wires: plugging, carrier, and the unimpaired direction. Impairments are in shape.c, the way to another worker in cross.c. */
#include "core/wire.h"

#include <stdlib.h>
#include <string.h>

#include "core/capture.h"
#include "core/wire_dir.h"

static const struct impair unimpaired;

static bool is_unimpaired(const struct impair *im)
{
	return !(im->rate | im->delay | im->jitter | im->loss | im->dup | im->corrupt | im->reorder | im->mtu | im->cut);
}

static struct wire_dir *dir_new(struct wire *w, struct port *from, struct port *to)
{
	struct wire_dir *d = xcalloc_line(sizeof(*d));

	d->ring = d->few;
	d->cap = WIRE_FEW;
	d->wire = w;
	d->from = from;
	d->to = to;
	d->worker = from->node->worker;
	d->lane_due = NSEC_NEVER;
	if (from->node->worker != to->node->worker)
		d->crossing = crossing_new(d);
	d->special = d->crossing;
	from->tx = to->rx = d;
	return d;
}

struct wire *wire_new(struct port *a, struct port *b)
{
	struct world *world = a->node->world;
	struct wire *w = xcalloc(1, sizeof(*w));

	if (a->tx || b->tx || a == b || b->node->world != world)
		bug("wire_new: %s:%s - %s:%s", a->node->name, a->name, b->node->name, b->name);
	w->world = world;
	w->end[0] = a;
	w->end[1] = b;
	w->up = true;
	w->id = world->n_wires++;
	w->dir[0] = dir_new(w, a, b);
	w->dir[1] = dir_new(w, b, a);
	w->next = world->wires;
	if (w->next)
		w->next->prev = w;
	world->wires = w;
	wire_carrier(w);
	return w;
}

/* Frames that stand in an unimpaired direction are lost with its carrier; their lane entries find nothing and pass. */
static void dir_flush(struct wire_dir *d, enum drop reason)
{
	for (; d->n; d->n--, d->head++)
		wire_drop(d, d->ring[d->head & (d->cap - 1)], reason);
	d->sums = (struct frame_sums){ 0 };
	if (d->shape)
		shape_flush(d, reason);
}

/* The lane may still name the direction: its entries are made void. */
static void lane_forget(struct worker *w, const struct wire_dir *d)
{
	for (u64 i = w->lane_head; i != w->lane_tail; i++)
		if (w->lane[i & (w->lane_cap - 1)].dir == d)
			w->lane[i & (w->lane_cap - 1)].dir = NULL;
}

static void dir_free(struct wire_dir *d)
{
	dir_flush(d, DROP_NO_CARRIER);
	lane_forget(d->worker, d);
	if (d->shape)
		shape_free(d);
	if (d->crossing)
		crossing_free(d->crossing);
	d->from->tx = NULL;
	d->to->rx = NULL;
	if (d->ring != d->few)
		free(d->ring);
	free(d);
}

void wire_free(struct wire *w)
{
	struct world *world = w->world;

	wire_set_up(w, false);
	dir_free(w->dir[0]);
	dir_free(w->dir[1]);
	if (w->prev)
		w->prev->next = w->next;
	else
		world->wires = w->next;
	if (w->next)
		w->next->prev = w->prev;
	free(w);
}

struct wire *port_wire(const struct port *p)
{
	return p->tx ? p->tx->wire : NULL;
}

struct port *port_peer(const struct port *p)
{
	return p->tx ? p->tx->to : NULL;
}

static void link_set(struct port *p, bool link)
{
	if (p->link == link)
		return;
	p->link = link;
	p->link_changed = node_now(p->node);
	if (p->node->on && p->node->kind->link)
		p->node->kind->link(p);
	if (p->node->world->carrier)
		p->node->world->carrier(p);
}

void wire_carrier(struct wire *w)
{
	bool up = w->up;

	for (unsigned i = 0; i < 2; i++)
		up = up && w->end[i]->enabled && w->end[i]->node->on;
	if (!up)
		for (unsigned i = 0; i < 2; i++)
			dir_flush(w->dir[i], DROP_NO_CARRIER);
	link_set(w->end[0], up);
	link_set(w->end[1], up);
}

void wire_set_up(struct wire *w, bool up)
{
	w->up = up;
	wire_carrier(w);
}

const struct impair *wire_impair(const struct wire *w, unsigned dir)
{
	const struct wire_dir *d = w->dir[dir];

	return d->shape ? shape_impair(d->shape) : &unimpaired;
}

void wire_set_impair(struct wire *w, unsigned dir, const struct impair *im)
{
	struct wire_dir *d = w->dir[dir];

	if (!d->shape) {
		if (is_unimpaired(im))
			return;
		d->shape = shape_new(d);
		d->special = true;
	}
	shape_set(d->shape, im);
	if (is_unimpaired(im) && !shape_held(d->shape))
		shape_free(d);
}

const struct wire_stats *wire_stats(const struct wire *w, unsigned dir)
{
	return &w->dir[dir]->stats;
}

u32 wire_in_flight(const struct wire *w, unsigned dir)
{
	const struct wire_dir *d = w->dir[dir];

	return d->n + (d->shape ? shape_held(d->shape) : 0);
}

void wire_drop(struct wire_dir *d, struct frame *f, enum drop reason)
{
	d->stats.drops[reason]++;
	port_drop(d->from, f, reason);
}

static void ring_grow(struct wire_dir *d)
{
	u32 cap = d->cap == WIRE_FEW ? 16 : 2 * d->cap;
	struct frame **ring = xcalloc(cap, sizeof(*ring));

	for (u32 i = 0; i < d->n; i++)
		ring[i] = d->ring[(d->head + i) & (d->cap - 1)];
	if (d->ring != d->few)
		free(d->ring);
	d->ring = ring;
	d->head = 0;
	d->cap = cap;
}

static void lane_note(struct wire_dir *d, unsigned n)
{
	struct worker *w = d->worker;
	nsec due = w->now;

	if (w->world->clock == CLOCK_REAL) {
		if (!d->in_lane)
			worker_lane_push(w, d, 0, due);
		d->in_lane = true;
		return;
	}
	due += VIRTUAL_WIRE_DELAY;
	if (d->lane_due == due && d->lane_entry >= w->lane_head) {
		w->lane[d->lane_entry & (w->lane_cap - 1)].n += n;
		return;
	}
	d->lane_entry = worker_lane_push(w, d, n, due);
	d->lane_due = due;
}

void wire_append(struct wire_dir *d, struct frame **f, unsigned n, const struct frame_sums *sum)
{
	struct frame_sums of_fit;
	unsigned fit = n;
	u32 tail;

	if (unlikely(d->special)) {
		crossing_send(d, f, n);
		return;
	}
	if (unlikely(d->n + n > WIRE_BACKLOG_MAX)) {
		fit = WIRE_BACKLOG_MAX - d->n;
		for (unsigned i = fit; i < n; i++)
			wire_drop(d, f[i], DROP_WIRE_FULL);
		if (!fit)
			return;
		of_fit = frames_sum(f, fit);
		sum = &of_fit;
	}
	while (unlikely(d->n + fit > d->cap))
		ring_grow(d);
	tail = (d->head + d->n) & (d->cap - 1);
	if (fit == 1) {
		d->ring[tail] = f[0];
	} else {
		u32 to_end = d->cap - tail < fit ? d->cap - tail : fit;

		memcpy(d->ring + tail, f, to_end * sizeof(*f));
		memcpy(d->ring, f + to_end, (fit - to_end) * sizeof(*f));
	}
	d->n += fit;
	d->sums.bytes += sum->bytes;
	d->sums.broadcast += sum->broadcast;
	d->sums.multicast += sum->multicast;
	lane_note(d, fit);
}

static void deliver(struct wire_dir *d, struct frame **f, unsigned n, struct frame_sums sum);

/* The sums of n frames that have left the ring: all that stood there, or some. */
static inline struct frame_sums sums_take(struct wire_dir *d, struct frame *const *f, unsigned n)
{
	struct frame_sums sum = d->sums;

	if (likely(!d->n)) {
		d->sums = (struct frame_sums){ 0 };
		return sum;
	}
	sum = frames_sum(f, n);
	d->sums.bytes -= sum.bytes;
	d->sums.broadcast -= sum.broadcast;
	d->sums.multicast -= sum.multicast;
	return sum;
}

void wire_drain(struct wire_dir *d, u32 n)
{
	struct frame *f[BURST_MAX];
	bool real = d->worker->world->clock == CLOCK_REAL;

	if (real) {
		d->in_lane = false;
		n = BURST_MAX;
	}
	n = n < d->n ? n : d->n;
	if (n == 1) {
		f[0] = d->ring[d->head++ & (d->cap - 1)];
		if (--d->n && real) {
			d->in_lane = true;
			worker_lane_push(d->worker, d, 0, d->worker->now);
		}
		deliver(d, f, 1, sums_take(d, f, 1));
		return;
	}
	while (n) {
		unsigned k = n < BURST_MAX ? n : BURST_MAX;

		u32 head = d->head & (d->cap - 1), to_end = d->cap - head < k ? d->cap - head : k;

		memcpy(f, d->ring + head, to_end * sizeof(*f));
		memcpy(f + to_end, d->ring, (k - to_end) * sizeof(*f));
		d->head += k;
		d->n -= k;
		n -= k;
		if (real && d->n) { /* the rest waits its turn behind the others */
			d->in_lane = true;
			worker_lane_push(d->worker, d, 0, d->worker->now);
		}
		deliver(d, f, k, sums_take(d, f, k));
	}
}

static void deliver(struct wire_dir *d, struct frame **f, unsigned n, struct frame_sums sum)
{
	struct port *p = d->to;

	d->stats.frames += n;
	d->stats.bytes += sum.bytes;
	p->stats.rx_frames += n;
	p->stats.rx_bytes += sum.bytes;
	p->stats.rx_broadcast += sum.broadcast;
	p->stats.rx_multicast += sum.multicast;
	p->stats.rx_last = p->node->worker->now;
	p->node->worker->frame_hops += n;
	if (unlikely(p->captures != NULL))
		capture_frames(p, f, n, CAPTURE_IN);
	p->node->kind->input(p, f, n);
}

void wire_deliver(struct wire_dir *d, struct frame **f, unsigned n) { deliver(d, f, n, frames_sum(f, n)); }

void wire_arrive(struct wire_dir *d, struct frame **f, unsigned n)
{
	if (unlikely(d->crossing))
		crossing_send(d, f, n);
	else
		wire_deliver(d, f, n);
}
