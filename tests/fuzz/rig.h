/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A router with a peer that swallows what comes at each of its first ports, debug on: for targets that send it packets. */
#ifndef TESTS_FUZZ_RIG_H
#define TESTS_FUZZ_RIG_H

#include <stdlib.h>

#include "appliances/appliances.h"
#include "router/stack.h"
#include "tests/fuzz/mend.h"

enum { UDP_BYTES = 8 };

struct rig {
	struct world *w;
	struct device *d;
	struct node *peer[2];
	struct port *port[2];	/* of the router, towards them */
};

/* second: NULL: one peer. */
static inline struct rig rig_open(const char *config, const char *first, const char *second)
{
	const char *const name[2] = { first, second };
	struct rig g = { .w = world_new(&(struct world_options){ .name = "f", .clock = CLOCK_VIRTUAL, .seed = 1, .small_frames = 2048, .large_frames = 16 }) };
	struct config_error e;

	g.d = device_of(node_new(g.w, appliance_find("router")->kind, "r", 0, 0));
	g.port[0] = g.d->node.ports;
	g.port[1] = g.port[0]->next;
	for (unsigned k = 0; k < 2 && name[k]; k++) {
		g.peer[k] = node_new(g.w, &kind_peer, name[k], 1, 0);
		wire_new(g.peer[k]->ports, g.port[k]);
	}
	if (!device_boot(g.d, config, false, &e, NULL, NULL))
		abort();
	debug_set_all(g.d, true);
	return g;
}

static inline void rig_run(struct rig *g, nsec span) { world_run(g->w, world_now(g->w) + span, 100000); }

/* Whatever still waits ends; what has to hold then is asked before rig_close(). */
static inline void rig_settle(struct rig *g, nsec span) { world_run(g->w, world_now(g->w) + span, 1000000); }

static inline void rig_close(struct rig *g) { world_free(g->w); }

/* The length of a message that the input says is n bytes long. */
static inline u32 rig_len(const struct rd *r, u32 n, u32 max)
{
	n = n > rd_left(r) ? (u32)rd_left(r) : n;
	return n > max ? max : n;
}

/* An IPv4 header before n bytes. */
static inline void rig_ip4(u8 *ip, u8 proto, u8 ttl, u32 src, u32 dst, u32 n)
{
	memset(ip, 0, IP4_HLEN);
	ip[0] = 0x45;
	put_be16(ip + IP4_LEN, (u16)(IP4_HLEN + n));
	ip[IP4_TTL] = ttl;
	ip[IP4_PROTO] = proto;
	put_be32(ip + IP4_SRC, src);
	put_be32(ip + IP4_DST, dst);
}

/* IPv4's and UDP's headers and the n bytes; returns the packet's length. */
static inline u32 rig_udp(u8 *ip, u32 src, u32 dst, u16 from, u16 to, const u8 *p, u32 n)
{
	u8 *udp = ip + IP4_HLEN;

	rig_ip4(ip, IP_UDP, 64, src, dst, UDP_BYTES + n);
	put_be16(udp, from);
	put_be16(udp + 2, to);
	put_be16(udp + 4, (u16)(UDP_BYTES + n));
	put_be16(udp + 6, 0);
	if (n)
		memcpy(udp + UDP_BYTES, p, n);
	return IP4_HLEN + UDP_BYTES + n;
}

/* Sends a packet to the router from peer k, its checksums made right; mac: the sender's, NULL: the peer's own. */
static inline void rig_send(struct rig *g, unsigned k, const u8 *mac, u16 type, const u8 *ip, u32 n)
{
	struct frame *f = frame_get(node_pool(g->peer[k]), ETH_HLEN + n);

	if (!f)
		return;
	memcpy(f->data, g->port[k]->mac, 6);
	memcpy(f->data + 6, mac ? mac : g->peer[k]->ports->mac, 6);
	put_be16(f->data + ETH_TYPE, type);
	if (n)
		memcpy(f->data + ETH_HLEN, ip, n);
	if (type == ETH_TYPE_IP4)
		mend4(f->data + ETH_HLEN, n);
	else
		mend6(f->data + ETH_HLEN, n);
	port_send(g->peer[k]->ports, &f, 1);
}

/* UDP from 10.0.0.9 to 10.0.0.1, by the first peer; at most 2,000 bytes. */
static inline void rig_say(struct rig *g, u16 from, u16 to, const u8 *p, u32 n)
{
	u8 ip[IP4_HLEN + UDP_BYTES + 2000];

	rig_send(g, 0, NULL, ETH_TYPE_IP4, ip, rig_udp(ip, 0x0a000009, 0x0a000001, from, to, p, n));
}

/* A session that nobody reads. */
static inline void rig_unread(void *arg, const char *text, size_t len)
{
	(void)arg;
	(void)text;
	(void)len;
}
static inline void rig_unready(void *arg, bool ended)
{
	(void)arg;
	(void)ended;
}
static inline struct cli *rig_session(struct rig *g)
{
	struct cli_io io = { rig_unread, rig_unready, NULL };

	return cli_new(g->d->shell, &io, &(struct cli_options){ .where = "exec", .privilege = 15 });
}

#endif
