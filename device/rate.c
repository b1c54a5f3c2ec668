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

bool rate_sample(struct rate *r, nsec now, unsigned interval_s, u64 bytes, u64 frames)
{
	nsec span = now - r->at;
	bool moved = frames != r->frames;
	u64 k;

	if (span < SAMPLE_EVERY)
		return true;
	k = decay_power(decay[interval_s / 30 - 1], (span + SAMPLE_EVERY / 2) / SAMPLE_EVERY);
	average(&r->bits_a_s, bytes - r->bytes, 8, span, k);
	average(&r->frames_a_s, frames - r->frames, 1, span, k);
	r->at = now;
	r->bytes = bytes;
	r->frames = frames;
	return moved;
}

/* Returns whether anything moved. */
static bool sample(struct iface *i)
{
	nsec now = node_now(&i->dev->node);
	struct iface_counters c;
	bool moved;

	iface_get_counters(i, &c);
	if (!i->rate) {
		if (!c.rx_frames && !c.tx_frames)
			return false;
		i->rate = xcalloc(1, sizeof(*i->rate));
		i->rate->rx.at = i->rate->tx.at = i->dev->booted;
	}
	moved = rate_sample(&i->rate->rx, now, i->load_interval, c.rx_bytes, c.rx_frames);
	return rate_sample(&i->rate->tx, now, i->load_interval, c.tx_bytes, c.tx_frames) || moved;
}

static void fire(struct timer *t)
{
	struct device *d = container_of(t, struct device, sample);
	bool moved = false;

	for (struct iface *i = d->ifaces; i; i = i->next)
		moved |= sample(i);
	if (d->ops && d->ops->sampled)
		moved |= d->ops->sampled(d);
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
