/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An impaired direction of a wire.
 *
 * Frames wait in a FIFO while the line is busy (rate), then pass the dice (loss, corruption, duplication), then fly in a delay
 * line, which is a FIFO of (frame, time of arrival). One timer stands for the line, one for the head of the delay line; single frames
 * are never in the heap. A late timer (the real clock's granularity) sends all frames whose turn has come, each at the time its bits
 * would have left, so a rate is exact over any span.
 *
 * Times of arrival never decrease unless reordering is asked for: jitter alone stretches and bunches. A frame picked for reordering is
 * held back by half the delay more, 1 ms at least, and those behind it overtake.
 *
 * Losses in bursts: the two-state model of Gilbert (RFC 6390 speaks of it) with loss 1 in the bad state: mean stay in the bad
 * state `burst` frames, so bad -> good is 1/burst and good -> bad is loss / (burst x (1 - loss)).
 */
#include <stdlib.h>
#include <string.h>

#include "core/wire_dir.h"

#define ONE (1ull << 32)

struct flight {
	struct frame *f;
	nsec due;
};

struct shape {
	struct wire_dir *dir;
	struct impair im;
	struct rng rng;
	/* before the rate */
	struct frame **queue;
	u32 q_head, q_n, q_cap, q_bytes;
	nsec line_free;		/* when the last bit of the frame on the line has left */
	u64 line_rest;		/* fraction of a nanosecond left over, in units of 1/rate */
	struct timer line;
	/* in flight */
	struct flight *fly;
	u32 f_head, f_n, f_cap;
	struct timer arrive;
	/* Gilbert-Elliott */
	bool bad;
	u64 p_bad, p_good;	/* parts of 2^32 */
};

static void line_fire(struct timer *t);
static void arrive_fire(struct timer *t);

struct shape *shape_new(struct wire_dir *d)
{
	struct shape *s = xcalloc(1, sizeof(*s));
	char *name = xasprintf("%s:%s>%s:%s", d->from->node->name, d->from->name, d->to->node->name, d->to->name);

	s->dir = d;
	s->line.fire = line_fire;
	s->arrive.fire = arrive_fire;
	rng_seed(&s->rng, d->wire->world->seed, name);
	free(name);
	return s;
}

void shape_set(struct shape *s, const struct impair *im)
{
	u64 burst = im->burst > 1 ? im->burst : 0;

	if (im->rate != s->im.rate)
		s->line_rest = 0;
	s->im = *im;
	s->p_bad = s->p_good = 0;
	if (burst && im->loss) {
		s->p_good = ONE / burst;
		s->p_bad = im->loss >= ONE ? ONE : (u64)((unsigned __int128)im->loss * ONE / ((ONE - im->loss) * burst));
		if (s->p_bad > ONE)
			s->p_bad = ONE;
	} else {
		s->bad = false;
	}
	if (s->q_n)
		timer_set(s->dir->worker, &s->line, s->dir->worker->now);
}

const struct impair *shape_impair(const struct shape *s)
{
	return &s->im;
}

u32 shape_held(const struct shape *s)
{
	return s->q_n + s->f_n;
}

static u32 queue_limit(const struct shape *s)
{
	return s->im.queue_frames ? s->im.queue_frames : WIRE_QUEUE_DEFAULT;
}

u32 shape_room(const struct shape *s)
{
	if (s->im.rate)
		return s->q_n < queue_limit(s) ? queue_limit(s) - s->q_n : 0;
	return WIRE_FLIGHT_MAX - s->f_n;
}

nsec shape_busy_until(const struct shape *s)
{
	u64 bits = s->q_bytes * 8ull;

	return s->im.rate ? s->line_free + (nsec)((unsigned __int128)bits * NSEC_PER_SEC / s->im.rate) : 0;
}

/* ---- the delay line ---- */

static void fly_grow(struct shape *s)
{
	u32 cap = s->f_cap ? 2 * s->f_cap : 16;
	struct flight *fly = xcalloc(cap, sizeof(*fly));

	for (u32 i = 0; i < s->f_n; i++)
		fly[i] = s->fly[(s->f_head + i) & (s->f_cap - 1)];
	free(s->fly);
	s->fly = fly;
	s->f_head = 0;
	s->f_cap = cap;
}

static void fly_insert(struct shape *s, struct frame *f, nsec due)
{
	u32 i;

	if (s->f_n == WIRE_FLIGHT_MAX) {
		wire_drop(s->dir, f, DROP_WIRE_FULL);
		return;
	}
	if (s->f_n == s->f_cap)
		fly_grow(s);
	for (i = s->f_n; i; i--) {
		struct flight *before = &s->fly[(s->f_head + i - 1) & (s->f_cap - 1)];

		if (before->due <= due)
			break;
		if (!s->im.reorder) { /* none overtakes */
			due = before->due;
			break;
		}
		s->fly[(s->f_head + i) & (s->f_cap - 1)] = *before;
	}
	s->fly[(s->f_head + i) & (s->f_cap - 1)] = (struct flight){ f, due };
	s->f_n++;
	if (!i)
		timer_set(s->dir->worker, &s->arrive, due);
}

static void arrive_fire(struct timer *t)
{
	struct shape *s = container_of(t, struct shape, arrive);
	struct wire_dir *d = s->dir;
	struct frame *f[BURST_MAX];
	unsigned n = 0;

	for (; n < BURST_MAX && s->f_n; s->f_n--, s->f_head++) {
		struct flight *fl = &s->fly[s->f_head & (s->f_cap - 1)];

		if (fl->due > d->worker->now)
			break;
		f[n++] = fl->f;
	}
	if (s->f_n)
		timer_set(d->worker, &s->arrive, s->fly[s->f_head & (s->f_cap - 1)].due);
	if (n)
		wire_arrive(d, f, n);
}

/* ---- the dice ---- */

static bool lost(struct shape *s)
{
	if (!s->im.loss)
		return false;
	if (!s->p_good)
		return rng_chance(&s->rng, s->im.loss);
	s->bad = s->bad ? !rng_chance(&s->rng, s->p_good) : rng_chance(&s->rng, s->p_bad);
	return s->bad;
}

static nsec flight_time(struct shape *s)
{
	nsec t = s->im.delay;
	s64 j = 0;

	if (s->im.jitter)
		j = s->im.dist == JITTER_NORMAL ? rng_normal(&s->rng, s->im.jitter) :
						  (s64)rng_below(&s->rng, 2 * s->im.jitter + 1) - (s64)s->im.jitter;
	t = j < 0 && (nsec)-j > t ? 0 : t + (nsec)j;
	if (s->im.reorder && rng_chance(&s->rng, s->im.reorder)) {
		t += max_u64(s->im.delay / 2, NSEC_PER_MS);
		s->dir->stats.reordered++;
	}
	if (!t && s->dir->wire->world->clock == CLOCK_VIRTUAL)
		t = VIRTUAL_WIRE_DELAY;
	return t;
}

/* One bit of the frame, anywhere, is inverted. */
static struct frame *corrupt(struct shape *s, struct frame *f)
{
	u64 bit = rng_below(&s->rng, 8ull * f->len);

	f = frame_writable(f);
	if (f) {
		f->data[bit / 8] ^= (u8)(1 << bit % 8);
		s->dir->stats.corrupted++;
	}
	return f;
}

/* f's last bit leaves at `depart`. */
static void transmit(struct shape *s, struct frame *f, nsec depart)
{
	struct frame *copy = NULL;

	if (lost(s)) {
		wire_drop(s->dir, f, DROP_WIRE_LOSS);
		return;
	}
	if (s->im.corrupt && rng_chance(&s->rng, s->im.corrupt)) {
		f = corrupt(s, f);
		if (!f) {
			s->dir->stats.drops[DROP_NO_FRAME]++;
			s->dir->from->drops[DROP_NO_FRAME]++;
			return;
		}
	}
	if (s->im.dup && rng_chance(&s->rng, s->im.dup)) {
		copy = frame_share(f);
		s->dir->stats.dups += copy != NULL;
	}
	fly_insert(s, f, depart + flight_time(s));
	if (copy)
		fly_insert(s, copy, depart + flight_time(s));
}

/* ---- the line ---- */

static nsec line_time(struct shape *s, u32 len)
{
	unsigned __int128 bits = (unsigned __int128)len * 8 * NSEC_PER_SEC + s->line_rest;

	s->line_rest = (u64)(bits % s->im.rate);
	return (nsec)(bits / s->im.rate);
}

static void line_run(struct shape *s)
{
	struct worker *w = s->dir->worker;

	while (s->q_n && (!s->im.rate || s->line_free <= w->now)) {
		struct frame *f = s->queue[s->q_head++ & (s->q_cap - 1)];

		s->q_n--;
		s->q_bytes -= f->len;
		s->line_free = s->im.rate ? s->line_free + line_time(s, f->len) : w->now;
		transmit(s, f, s->line_free);
	}
	if (s->q_n)
		timer_set(w, &s->line, s->line_free);
}

static void line_fire(struct timer *t)
{
	line_run(container_of(t, struct shape, line));
}

static void queue_push(struct shape *s, struct frame *f)
{
	if (s->q_n >= queue_limit(s) || (s->im.queue_bytes && s->q_bytes + f->len > s->im.queue_bytes)) {
		wire_drop(s->dir, f, DROP_QUEUE_FULL);
		return;
	}
	if (s->q_n == s->q_cap) {
		u32 cap = s->q_cap ? 2 * s->q_cap : 16;
		struct frame **q = xcalloc(cap, sizeof(*q));

		for (u32 i = 0; i < s->q_n; i++)
			q[i] = s->queue[(s->q_head + i) & (s->q_cap - 1)];
		free(s->queue);
		s->queue = q;
		s->q_head = 0;
		s->q_cap = cap;
	}
	s->queue[(s->q_head + s->q_n++) & (s->q_cap - 1)] = f;
	s->q_bytes += f->len;
}

static void send_one(struct shape *s, struct frame *f)
{
	struct worker *w = s->dir->worker;

	if (!s->im.rate && !s->q_n) {
		transmit(s, f, w->now);
		return;
	}
	if (!s->q_n && s->line_free < w->now) {
		s->line_free = w->now;
		s->line_rest = 0;
	}
	queue_push(s, f);
	if (s->q_n && !timer_is_set(&s->line))
		line_run(s);
}

/* Bytes that an MTU does not count: addresses, type, and tags. */
static u32 link_header_len(const struct frame *f)
{
	u32 n = 14;

	while (f->len >= n + 4 && ((f->data[n - 2] == 0x81 && !f->data[n - 1]) || (f->data[n - 2] == 0x88 && f->data[n - 1] == 0xa8)))
		n += 4;
	return n;
}

static bool over_mtu(const struct shape *s, const struct frame *f)
{
	return s->im.mtu && f->len > s->im.mtu + link_header_len(f);
}

static bool needs_real_frames(const struct shape *s, const struct frame *f)
{
	const struct impair *im = &s->im;

	return f->gso && (im->rate | im->loss | im->corrupt | im->dup | im->reorder | im->jitter || over_mtu(s, f));
}

void shape_send(struct wire_dir *d, struct frame **f, unsigned n)
{
	struct shape *s = d->shape;
	struct frame *seg[BURST_MAX];

	for (unsigned i = 0; i < n; i++) {
		unsigned k = 1;

		if (s->im.cut) {
			wire_drop(d, f[i], DROP_WIRE_CUT);
			continue;
		}
		seg[0] = f[i];
		if (needs_real_frames(s, f[i]))
			k = frame_segment(f[i], seg, BURST_MAX);
		if (!k) {
			d->stats.drops[DROP_BAD_FIELD]++;
			d->from->drops[DROP_BAD_FIELD]++;
		}
		for (unsigned j = 0; j < k; j++)
			if (over_mtu(s, seg[j]))
				wire_drop(d, seg[j], DROP_WIRE_MTU);
			else
				send_one(s, seg[j]);
	}
}

void shape_flush(struct wire_dir *d, enum drop reason)
{
	struct shape *s = d->shape;

	for (; s->q_n; s->q_n--)
		wire_drop(d, s->queue[s->q_head++ & (s->q_cap - 1)], reason);
	for (; s->f_n; s->f_n--)
		wire_drop(d, s->fly[s->f_head++ & (s->f_cap - 1)].f, reason);
	s->q_bytes = 0;
	s->line_free = 0;
	timer_stop(d->worker, &s->line);
	timer_stop(d->worker, &s->arrive);
}

void shape_free(struct wire_dir *d)
{
	shape_flush(d, DROP_NO_CARRIER);
	free(d->shape->queue);
	free(d->shape->fly);
	free(d->shape);
	d->shape = NULL;
	d->special = d->crossing;
}
