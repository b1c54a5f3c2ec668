/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Frames out of a Port-channel: a hash of the fields that `port-channel load-balance` names, of three bits as in the switches that this is
 * modelled on, chooses one of eight buckets; buckets are dealt to the bundled ports in turn. What has no such field is hashed by the field before it:
 * ports, then IP addresses, then MAC addresses. Fragments are hashed by address, so that a datagram's stay together.
 */
#include "net/eth.h"
#include "switch/lag/lag.h"

enum { TCP = 6, UDP = 17 };

static u8 fold(u32 v)
{
	v ^= v >> 16;
	v ^= v >> 8;
	return (u8)(v ^ v >> 3 ^ v >> 6) & (LAG_BUCKETS - 1);
}

static u32 mac_word(const u8 *mac)
{
	return get_be32(mac + 2) ^ get_be16(mac);
}

static u32 pick(enum lag_balance first, enum lag_balance what, u32 src, u32 dst)
{
	return what == first ? src : what == first + 1 ? dst : src ^ dst;
}

/* The packet's addresses and ports; how far it got: 0: no IP, 1: addresses, 2: ports too. */
struct flow {
	u32 src, dst, ports;
	unsigned depth;
};

static void flow4(struct flow *w, struct rd r)
{
	u8 ihl = (u8)((rd_u8(&r) & 15) * 4), proto;
	u16 fragment;

	rd_skip(&r, 5);
	fragment = rd_u16(&r);
	rd_skip(&r, 1);
	proto = rd_u8(&r);
	rd_skip(&r, 2);
	w->src = rd_u32(&r);
	w->dst = rd_u32(&r);
	if (r.bad)
		return;
	w->depth = 1;
	rd_skip(&r, ihl > 20 ? ihl - 20u : 0);
	w->ports = rd_u32(&r);
	if (!r.bad && !(fragment & 0x3fff) && (proto == TCP || proto == UDP))
		w->depth = 2;
}

static void flow6(struct flow *w, struct rd r)
{
	u8 next;

	rd_skip(&r, 6);
	next = rd_u8(&r);
	rd_skip(&r, 1);
	for (unsigned i = 0; i < 4; i++)
		w->src ^= rd_u32(&r);
	for (unsigned i = 0; i < 4; i++)
		w->dst ^= rd_u32(&r);
	if (r.bad)
		return;
	w->depth = 1;
	w->ports = rd_u32(&r);
	if (!r.bad && (next == TCP || next == UDP))
		w->depth = 2;
}

u8 lag_hash(enum lag_balance balance, const struct frame *f)
{
	struct flow w = { 0 };

	if (balance >= BALANCE_SRC_IP) {
		struct rd r = rd_of(f->data, f->len);
		u16 type = eth_type_read(&r);

		if (type == ETH_TYPE_IP4)
			flow4(&w, r);
		else if (type == ETH_TYPE_IP6)
			flow6(&w, r);
	}
	if (balance >= BALANCE_SRC_PORT && w.depth == 2)
		return fold(pick(BALANCE_SRC_PORT, balance, w.ports >> 16, w.ports & 0xffff));
	if (balance >= BALANCE_SRC_PORT)
		balance = balance - BALANCE_SRC_PORT + BALANCE_SRC_IP;
	if (balance >= BALANCE_SRC_IP && w.depth)
		return fold(pick(BALANCE_SRC_IP, balance, w.src, w.dst));
	if (balance >= BALANCE_SRC_IP)
		balance = balance - BALANCE_SRC_IP;
	return fold(pick(BALANCE_SRC_MAC, balance, mac_word(f->data + 6), mac_word(f->data)));
}

const char *lag_balance_name(enum lag_balance balance)
{
	static const char *const name[] = { "src-mac", "dst-mac", "src-dst-mac", "src-ip", "dst-ip", "src-dst-ip", "src-port", "dst-port", "src-dst-port" };

	return name[balance];
}

static void count_output(struct lag *g, struct frame **f, unsigned n)
{
	struct port_stats *c = &g->port.stats;
	struct frame_sums sum = frames_sum(f, n);

	c->tx_frames += n;
	c->tx_bytes += sum.bytes;
	c->tx_broadcast += sum.broadcast;
	c->tx_multicast += sum.multicast;
	c->tx_last = node_now(&g->b->dev->node);
}

void lag_send(struct lag *g, struct frame **f, unsigned n)
{
	struct frame *out[BURST_MAX];
	u8 bucket[BURST_MAX];

	if (unlikely(!g->n_active)) {
		port_drop_n(&g->port, f, n, DROP_NO_CARRIER);
		return;
	}
	count_output(g, f, n);
	if (g->n_active == 1) {
		port_send(g->out[0], f, n);
		return;
	}
	for (unsigned i = 0; i < n; i++)
		bucket[i] = lag_hash(g->b->lags->balance, f[i]) % g->n_active;
	for (unsigned a = 0; a < g->n_active; a++) {
		unsigned m = 0;

		for (unsigned i = 0; i < n; i++)
			if (bucket[i] == a)
				out[m++] = f[i];
		if (m)
			port_send(g->out[a], out, m);
	}
}

void lag_send_shared(struct lag *g, struct frame *f)
{
	u8 bucket;

	if (!g->n_active)
		return;
	count_output(g, &f, 1);
	bucket = lag_hash(g->b->lags->balance, f) % g->n_active;
	port_send_shared(g->out[bucket], &f, 1);
}

void lag_count_input(struct lag *g, struct frame **f, unsigned n)
{
	struct port_stats *c = &g->port.stats;
	struct frame_sums sum = frames_sum(f, n);

	c->rx_frames += n;
	c->rx_bytes += sum.bytes;
	c->rx_broadcast += sum.broadcast;
	c->rx_multicast += sum.multicast;
	c->rx_last = node_now(&g->b->dev->node);
}

u32 lag_port_kbit(const struct iface *i)
{
	static const u32 set[] = { 0, 10000, 100000, 1000000, 10000000 };

	if (i->speed)
		return set[i->speed];
	return i->type == IF_ETHERNET ? 10000 : i->type == IF_FASTETHERNET ? 100000 : i->type == IF_TENGIGABIT ? 10000000 : 1000000;
}

/* Short costs of what has no place in 802.1D-1998's table are those that Catalysts show. */
u32 lag_cost(const struct lag *g, bool long_costs)
{
	static const struct { u32 kbit, cost; } table[] = {
		{ 20000000, 1 }, { 10000000, 2 }, { 2000000, 3 }, { 1000000, 4 }, { 800000, 5 }, { 600000, 6 }, { 500000, 7 }, { 400000, 8 }, { 300000, 9 },
		{ 200000, 12 }, { 100000, 19 }, { 20000, 56 }, { 0, 100 },
	};
	u64 kbit = 0;
	unsigned i = 0;

	for (unsigned a = 0; a < g->n_active; a++)
		kbit += lag_port_kbit(g->active[a]->sw->iface);
	if (!kbit)
		kbit = 1000000;
	if (long_costs)
		return (u32)max_u64(1, 20000000000ull / kbit);
	while (kbit < table[i].kbit)
		i++;
	return table[i].cost;
}
