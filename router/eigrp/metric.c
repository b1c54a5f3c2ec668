/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The arithmetic of metrics: classic (RFC 7868 5.6.1) on values as the wire has them, wide (5.6.2) on picoseconds and kbit/s, and between the two where one
 * side of a link knows the classic TLVs alone (5.6.2.4). Integers throughout; a distance that does not fit is the greatest that is reachable.
 */
#include "device/iface_usual.h"
#include "router/eigrp/eigrp.h"

enum { BANDWIDTH = 10000000, WIDE_SCALE = 65536, CLASSIC_SCALE = 256, PICO_PER_10US = 10000000, PICO_PER_US = 1000000 };
#define DELAY_MAX 0xfffffffffffeull	/* of the wide TLV's 48 bits; one more is infinity */

static const struct eigrp_metric unreachable = { .delay = EIGRP_INFINITY, .bandwidth = EIGRP_INFINITY };

u64 eigrp_distance(const struct eigrp *e, const struct eigrp_metric *m)
{
	u64 limit = e->wide ? EIGRP_INFINITY - 1 : (u64)EIGRP_WIRE_INFINITY - 1, throughput, latency;
	unsigned __int128 d;

	if (m->delay == EIGRP_INFINITY || m->bandwidth == EIGRP_INFINITY || m->hops > e->hops_max)
		return EIGRP_INFINITY;
	throughput = e->wide ? (u64)BANDWIDTH * WIDE_SCALE / (m->bandwidth ? m->bandwidth : 1) : m->bandwidth;
	latency = e->wide ? (u64)((unsigned __int128)m->delay * WIDE_SCALE / PICO_PER_US) : m->delay;
	/* 5.6.1.1, 5.6.2.3; there are no extended attributes, hence nothing for K6 to weigh */
	d = (unsigned __int128)e->k[0] * throughput + (unsigned __int128)e->k[1] * throughput / (256u - m->load) + (unsigned __int128)e->k[2] * latency;
	if (e->k[4] && !(m->reliability + e->k[3]))
		return EIGRP_INFINITY;
	if (e->k[4])
		d = d * e->k[4] / (u32)(m->reliability + e->k[3]);
	return d > limit ? limit : (u64)d;
}

u32 eigrp_rib_metric(const struct eigrp *e, u64 distance)
{
	u64 d = e->wide ? distance / e->rib_scale : distance;

	return d >= EIGRP_WIRE_INFINITY ? EIGRP_WIRE_INFINITY - 1 : (u32)d;
}

struct eigrp_metric eigrp_add(const struct eigrp *e, const struct eigrp_metric *m, const struct eigrp_if *ei)
{
	struct eigrp_metric x = *m;
	u64 most = e->wide ? DELAY_MAX + 1 : EIGRP_WIRE_INFINITY;

	if (m->delay == EIGRP_INFINITY || m->bandwidth == EIGRP_INFINITY || m->hops >= e->hops_max || ei->delay == EIGRP_INFINITY)
		return unreachable;
	x.delay = m->delay + ei->delay >= most ? EIGRP_INFINITY : m->delay + ei->delay;
	if (e->wide ? ei->bandwidth < x.bandwidth : ei->bandwidth > x.bandwidth)
		x.bandwidth = ei->bandwidth;
	if (!x.mtu || ei->mtu < x.mtu)
		x.mtu = ei->mtu;
	x.hops++;
	return x;
}

struct eigrp_metric eigrp_farther(const struct eigrp *e, const struct eigrp_metric *m, u32 n)
{
	struct eigrp_metric x = *m;
	u64 most = e->wide ? DELAY_MAX + 1 : EIGRP_WIRE_INFINITY, more = e->wide ? ((u64)n * PICO_PER_US + WIDE_SCALE - 1) / WIDE_SCALE : n;

	if (n && m->delay != EIGRP_INFINITY)
		x.delay = m->delay + more >= most ? EIGRP_INFINITY : m->delay + more;
	return x;
}

struct eigrp_metric eigrp_vector(const struct eigrp *e, u32 kbit, u32 delay_10us, u32 reliability, u32 load, u32 mtu)
{
	struct eigrp_metric m = { .mtu = mtu, .reliability = (u8)reliability, .load = (u8)(load ? load : 1) };

	kbit = kbit ? kbit : 1;
	if (e->wide) {
		m.delay = (u64)delay_10us * PICO_PER_10US > DELAY_MAX ? EIGRP_INFINITY : (u64)delay_10us * PICO_PER_10US;
		m.bandwidth = kbit;
	} else {
		m.delay = delay_10us >= EIGRP_WIRE_INFINITY / CLASSIC_SCALE ? EIGRP_INFINITY : (u64)delay_10us * CLASSIC_SCALE;
		m.bandwidth = (u64)BANDWIDTH / kbit * CLASSIC_SCALE;
	}
	return m;
}

/* Wide, of what is as fast as 1 Gbit/s and has no `delay`: what the bandwidth gives (5.6.2.2). */
struct eigrp_metric eigrp_vector_of(const struct eigrp *e, const struct iface *i, u32 mtu)
{
	struct eigrp_metric m = eigrp_vector(e, i->bandwidth_kbit, i->delay_10us, 255, 1, mtu);

	if (e->wide && i->bandwidth_kbit >= 1000000 && iface_delay_is_usual(i))
		m.delay = 10000000000000ull / i->bandwidth_kbit;
	return m;
}

u32 eigrp_classic_delay(const struct eigrp *e, u64 delay)
{
	u64 d = !e->wide || delay == EIGRP_INFINITY ? delay : (u64)((unsigned __int128)delay * CLASSIC_SCALE / PICO_PER_10US);

	return d >= EIGRP_WIRE_INFINITY ? EIGRP_WIRE_INFINITY : (u32)d;
}

u32 eigrp_classic_bandwidth(const struct eigrp *e, u64 bandwidth)
{
	u64 b = !e->wide || bandwidth == EIGRP_INFINITY ? bandwidth : (u64)BANDWIDTH * CLASSIC_SCALE / (bandwidth ? bandwidth : 1);

	return b >= EIGRP_WIRE_INFINITY ? EIGRP_WIRE_INFINITY : (u32)(b || !e->wide ? b : 1);
}

u64 eigrp_delay_of(const struct eigrp *e, u32 classic)
{
	if (classic == EIGRP_WIRE_INFINITY)
		return EIGRP_INFINITY;
	return e->wide ? (u64)classic * PICO_PER_10US / CLASSIC_SCALE : classic;
}

u64 eigrp_bandwidth_of(const struct eigrp *e, u32 classic)
{
	if (classic == EIGRP_WIRE_INFINITY)
		return EIGRP_INFINITY;
	return e->wide ? (u64)BANDWIDTH * CLASSIC_SCALE / (classic ? classic : 1) : classic;
}

struct eigrp_metric eigrp_converted(const struct eigrp *e, const struct eigrp *from, const struct eigrp_metric *m)
{
	struct eigrp_metric x = *m;

	if (e->wide != from->wide) {
		x.delay = eigrp_delay_of(e, eigrp_classic_delay(from, m->delay));
		x.bandwidth = eigrp_bandwidth_of(e, eigrp_classic_bandwidth(from, m->bandwidth));
	}
	return x;
}

u64 eigrp_kbit(const struct eigrp *e, const struct eigrp_metric *m)
{
	if (m->bandwidth == EIGRP_INFINITY || !m->bandwidth)
		return 0;
	return e->wide ? m->bandwidth : (u64)BANDWIDTH * CLASSIC_SCALE / m->bandwidth;
}
