/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The "5 minute input rate" of an interface: an exponentially weighted average of samples 5 s apart, with the time constant that
 * `load-interval` sets. A sample that stands for n periods moves the average from old to new by
 *
 *	new + (old - new) * k^n,  k = exp(-5 s / interval)
 *
 * in integer arithmetic, so that it is the same on every machine. While nothing moves, samples are taken more and more rarely, down to
 * one a minute, so that an idle lab sleeps; showing takes one too.
 */
#include "device/own.h"

#define SAMPLE_EVERY (5 * NSEC_PER_SEC)
#define SAMPLE_EVERY_IDLE (60 * NSEC_PER_SEC)

/* exp(-5 / (30 * (i + 1))) as parts of 2^32. */
static const u32 decay[20] = {
	3635611325, 3951560672, 4062864982, 4119687349, 4154161520, 4177304421, 4193913960, 4206414439, 4216162788, 4223977731,
	4230382548, 4235727313, 4240255081, 4244139877, 4247509579, 4250460263, 4253065510, 4255382625, 4257456904, 4259324619,
};

static u64 decay_power(u32 k, u64 n)
{
	u64 r = 1ull << 32, b = k;

	for (; n && r; n >>= 1) {
		if (n & 1)
			r = r * b >> 32;
		b = b * b >> 32;
	}
	return r;
}

static void average(u64 *rate, u64 count, u64 per, nsec span, u64 k)
{
	u64 ms = span / NSEC_PER_MS, parts = count * per * 256;
	u64 now = parts <= UINT64_MAX / 1000 ? parts * 1000 / ms : parts / ms * 1000;

	if (*rate >= now)
		*rate = now + (u64)((unsigned __int128)(*rate - now) * k >> 32);
	else
		*rate = now - (u64)((unsigned __int128)(now - *rate) * k >> 32);
}

/* Returns whether anything moved. */
static bool sample(struct iface *i)
{
	nsec now = node_now(&i->dev->node), span;
	struct iface_counters c;
	struct iface_rate *r = i->rate;

	iface_get_counters(i, &c);
	if (!r) {
		if (!c.rx_frames && !c.tx_frames)
			return false;
		r = i->rate = xcalloc(1, sizeof(*r));
		r->at = i->dev->booted;
	}
	span = now - r->at;
	if (span < SAMPLE_EVERY)
		return true;
	u64 k = decay_power(decay[i->load_interval / 30 - 1], (span + SAMPLE_EVERY / 2) / SAMPLE_EVERY);
	bool rx = c.rx_frames != r->last.rx_frames, tx = c.tx_frames != r->last.tx_frames;

	average(&r->rx_bits, c.rx_bytes - r->last.rx_bytes, 8, span, k);
	average(&r->rx_frames, c.rx_frames - r->last.rx_frames, 1, span, k);
	average(&r->tx_bits, c.tx_bytes - r->last.tx_bytes, 8, span, k);
	average(&r->tx_frames, c.tx_frames - r->last.tx_frames, 1, span, k);
	r->at = now;
	r->last = c;
	return rx || tx;
}

static void fire(struct timer *t)
{
	struct device *d = container_of(t, struct device, sample);
	bool moved = false;

	for (struct iface *i = d->ifaces; i; i = i->next)
		moved |= sample(i);
	d->sample_every = moved ? SAMPLE_EVERY : min_u64(d->sample_every * 2, SAMPLE_EVERY_IDLE);
	timer_set(d->node.worker, t, node_now(&d->node) + d->sample_every);
}

void rate_start(struct device *d)
{
	d->sample.fire = fire;
	d->sample_every = SAMPLE_EVERY;
	timer_set(d->node.worker, &d->sample, node_now(&d->node) + SAMPLE_EVERY);
}

void rate_stop(struct device *d)
{
	timer_stop(d->node.worker, &d->sample);
}

const struct iface_rate *rate_now(struct iface *i)
{
	static const struct iface_rate none;

	sample(i);
	return i->rate ? i->rate : &none;
}
