/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Routers and hosts on the virtual clock, joined by wires, with sessions to type into; and a raw port that sends and keeps frames. */
#ifndef TESTS_IP_NET_H
#define TESTS_IP_NET_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "appliances/appliances.h"
#include "core/wire.h"
#include "net/arp.h"
#include "net/icmp.h"
#include "net/udp.h"
#include "router/stack.h"

extern const struct appliance appliance_router, appliance_host;

struct net {
	struct world *w;
	struct cli *c;		/* of the last command */
	char out[65536];
	size_t len;
	bool ready;
};

static void net_write(void *arg, const char *text, size_t len)
{
	struct net *n = arg;

	if (n->len + len >= sizeof(n->out))
		len = sizeof(n->out) - 1 - n->len;
	memcpy(n->out + n->len, text, len);
	n->len += len;
	n->out[n->len] = 0;
}
static void net_ready(void *arg, bool ended)
{
	(void)ended;
	((struct net *)arg)->ready = true;
}

static void net_open(struct net *n)
{
	memset(n, 0, sizeof(*n));
	n->w = world_new(&(struct world_options){ .name = "t", .clock = CLOCK_VIRTUAL, .seed = 7, .small_frames = 8192, .large_frames = 64 });
}
static void net_close(struct net *n) { world_free(n->w); }

static __attribute__((unused)) struct device *net_node(struct net *n, const struct appliance *k, const char *name, const char *config)
{
	struct device *d = device_of(node_new(n->w, k->kind, name, 0, 0));
	struct config_error err;

	if (!device_boot(d, config, false, &err, NULL, NULL))
		fail_msg("%s: line %u: %s: %s", name, err.line, err.input, err.text);
	return d;
}
static struct port *net_port(struct device *d, unsigned k)
{
	struct port *p = d->node.ports;

	while (k--)
		p = p->next;
	return p;
}
static __attribute__((unused)) struct wire *net_wire(struct device *a, unsigned pa, struct device *b, unsigned pb)
{
	return wire_new(net_port(a, pa), net_port(b, pb));
}
static void net_run(struct net *n, nsec span) { world_run(n->w, world_now(n->w) + span, 100000000); }

/* Types lines in one privileged session; runs the world while a command takes its time. Returns all that came. */
static __attribute__((unused)) const char *net_type(struct net *n, struct device *d, const char *const *lines)
{
	struct cli_io io = { net_write, net_ready, n };
	struct cli_options o = { .where = "console", .privilege = 15 };
	struct cli *c = cli_new(d->shell, &io, &o);

	n->len = 0;
	n->out[0] = 0;
	for (; *lines; lines++) {
		n->ready = false;
		cli_line(c, *lines);
		for (unsigned k = 0; !n->ready && k < 100000; k++)
			net_run(n, 10 * NSEC_PER_MS);
	}
	cli_free(c);
	return n->out;
}
#define TYPE(n, d, ...) net_type(n, d, (const char *const[]){ __VA_ARGS__, NULL })
#define EXPECT(n, d, want, ...) do { \
		const char *got_ = TYPE(n, d, __VA_ARGS__); \
		if (!strstr(got_, want)) fail_msg("got:\n%s\nwithout:\n%s", got_, want); \
	} while (0)

/* ---- a raw station: what the script of a test sends and sees ---- */

enum { RAW_MAX = 512 };
struct raw {
	struct node node;
	struct { u8 data[2048]; u32 len; nsec at; } got[RAW_MAX];
	unsigned n, next;
};
static void raw_input(struct port *in, struct frame **f, unsigned n)
{
	struct raw *r = (struct raw *)in->node;

	for (unsigned k = 0; k < n && r->n < RAW_MAX; k++, r->n++) {
		r->got[r->n].len = f[k]->len;
		r->got[r->n].at = node_now(in->node);
		memcpy(r->got[r->n].data, f[k]->data, f[k]->len < 2048 ? f[k]->len : 2048);
	}
	frames_put(f, n);
}
static const struct node_kind kind_raw = { .name = "raw", .size = sizeof(struct raw), .input = raw_input, .default_ports = 1 };

static __attribute__((unused)) struct raw *net_raw(struct net *n, const char *name, struct device *d, unsigned port)
{
	struct raw *r = (struct raw *)node_new(n->w, &kind_raw, name, 1, 0);

	wire_new(r->node.ports, net_port(d, port));
	return r;
}
static __attribute__((unused)) void raw_send(struct net *n, struct raw *r, const void *data, u32 len)
{
	struct frame *f = frame_get(node_pool(&r->node), len);

	memcpy(f->data, data, len);
	port_send(r->node.ports, &f, 1);
	net_run(n, NSEC_PER_MS);
}
/* The next frame of that Ethernet type that came; NULL: none. */
static __attribute__((unused)) const u8 *raw_next(struct raw *r, u16 type, u32 *len)
{
	while (r->next < r->n) {
		unsigned k = r->next++;

		if (get_be16(r->got[k].data + 12) == type) {
			*len = r->got[k].len;
			return r->got[k].data;
		}
	}
	return NULL;
}

#define A4(a, b, c, d) ((u32)(a) << 24 | (b) << 16 | (c) << 8 | (d))

static const u8 RAW_MAC[6] = { 2, 0xaa, 0, 0, 0, 1 };

static __attribute__((unused)) u32 eth_put(u8 *p, const u8 *dst, u16 type)
{
	memcpy(p, dst, 6);
	memcpy(p + 6, RAW_MAC, 6);
	put_be16(p + 12, type);
	return 14;
}
static __attribute__((unused)) u32 arp_put(u8 *p, const u8 *dst, u16 op, u32 spa, u32 tpa)
{
	static const u8 none[6];

	eth_put(p, dst, ETH_TYPE_ARP);
	p += 14;
	put_be16(p, 1);
	put_be16(p + 2, 0x0800);
	p[4] = 6;
	p[5] = 4;
	put_be16(p + 6, op);
	memcpy(p + 8, RAW_MAC, 6);
	put_be32(p + 14, spa);
	memcpy(p + 18, none, 6);
	put_be32(p + 24, tpa);
	return 42;
}
/* An IPv4 packet of `len` payload bytes (a counting pattern) behind an Ethernet header; checksum made. */
static __attribute__((unused)) u32 ip4_put(u8 *p, const u8 *dst_mac, u32 src, u32 dst, u8 proto, u8 ttl, u16 frag, u32 len)
{
	u8 *ip = p + 14;

	eth_put(p, dst_mac, ETH_TYPE_IP4);
	memset(ip, 0, 20);
	ip[0] = 0x45;
	put_be16(ip + 2, (u16)(20 + len));
	put_be16(ip + 4, 0x1234);
	put_be16(ip + 6, frag);
	ip[8] = ttl;
	ip[9] = proto;
	put_be32(ip + 12, src);
	put_be32(ip + 16, dst);
	put_be16(ip + 10, csum_finish(csum_add(0, ip, 20)));
	for (u32 k = 0; k < len; k++)
		ip[20 + k] = (u8)k;
	return 34 + len;
}

/* UDP from src:from to the first port of the device, which is 10.0.1.1, without a checksum of UDP's. */
static __attribute__((unused)) void raw_udp(struct net *n, struct raw *r, struct device *d, u32 src, u16 from, u16 to, const void *data, size_t len)
{
	u8 p[2000] = { 0 }, *ip = p + 14;

	ip4_put(p, net_port(d, 0)->mac, src, A4(10, 0, 1, 1), IP_UDP, 64, 0, (u32)(8 + len));
	memcpy(p + 6, r->node.ports->mac, 6);
	put_be16(ip + 20, from);
	put_be16(ip + 22, to);
	put_be16(ip + 24, (u16)(8 + len));
	put_be16(ip + 26, 0);
	memcpy(ip + 28, data, len);
	raw_send(n, r, p, (u32)(14 + 28 + len));
}
/* The next UDP packet that came, by its IPv4 header; the ports, a reader of the payload. NULL: none. */
static __attribute__((unused)) const u8 *raw_next_udp(struct raw *r, u16 *src, u16 *dst, struct rd *body)
{
	const u8 *p;
	u32 n;

	while ((p = raw_next(r, ETH_TYPE_IP4, &n)))
		if (p[23] == IP_UDP) {
			*src = get_be16(p + 34);
			*dst = get_be16(p + 36);
			*body = rd_of(p + 42, get_be16(p + 38) - 8u);
			return p + 14;
		}
	return NULL;
}

#endif
