/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A router that speaks OSPF with a neighbour whose every packet is the test's: headers and checksums are made here, so that what is wrong is in the
 * body; all debug is on. The neighbour has a higher router ID, and is the master. Of version 3 it is one family's neighbour.
 */
#ifndef TESTS_FUZZ_OSPF_RIG_H
#define TESTS_FUZZ_OSPF_RIG_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "appliances/appliances.h"
#include "core/wire.h"
#include "router/ospf/proc.h"

enum { OSPF_RIG_RID = 0x09090909, OSPF_RIG_ADDR = 0x0a000002, OSPF_RIG_FIX = 1, OSPF_RIG_RAW = 2 };

struct ospf_rig {
	struct world *w;
	struct device *d;
	struct ospf_all *all;
	struct ospf *o;
	struct ospf_if *oi;
	u64 shown;
	struct ip6 src, dst;	/* of version 3's packets */
};

static void ospf_rig_input(struct port *in, struct frame **f, unsigned n)
{
	(void)in;
	frames_put(f, n);
}
static const struct node_kind ospf_rig_peer = { .name = "peer", .size = sizeof(struct node), .input = ospf_rig_input, .default_ports = 1 };

static void ospf_rig_write(void *arg, const char *text, size_t len)
{
	(void)text;
	((struct ospf_rig *)arg)->shown += len;
}
static void ospf_rig_ready(void *arg, bool ended) { (void)arg, (void)ended; }

static void ospf_rig_type(struct ospf_rig *x, const char *line)
{
	struct cli_io io = { ospf_rig_write, ospf_rig_ready, x };
	struct cli_options o = { .where = "vty0", .privilege = 15 };
	struct cli *c = cli_new(x->d->shell, &io, &o);

	cli_line(c, line);
	cli_free(c);
}

static void ospf_rig_boot(struct ospf_rig *x, const char *config, enum ospf_form form)
{
	struct config_error e;
	struct node *peer;

	memset(x, 0, sizeof(*x));
	x->w = world_new(&(struct world_options){ .name = "f", .clock = CLOCK_VIRTUAL, .seed = 1, .small_frames = 2048, .large_frames = 64 });
	x->d = device_of(node_new(x->w, appliance_find("router")->kind, "r", 2, 0));
	peer = node_new(x->w, &ospf_rig_peer, "p", 1, 0);
	wire_new(peer->ports, x->d->node.ports);
	if (!device_boot(x->d, config, false, &e, NULL, NULL))
		abort();
	debug_set_all(x->d, true);
	world_run(x->w, form == OSPF_FORM_2 ? NSEC_PER_SEC : 3 * NSEC_PER_SEC, 100000);	/* IPv6 looks for duplicates first */
	x->all = ospf_all_find(x->d->ip, form);
	x->o = x->all->procs->o;
	x->oi = x->o->ifs;
}

static void ospf_rig_open(struct ospf_rig *x, const char *network)
{
	char config[512];

	snprintf(config, sizeof(config), "interface GigabitEthernet0/0\n ip address 10.0.0.1 255.255.255.0\n ip ospf network %s\nno logging console\n"
		 "router ospf 1\n router-id 1.1.1.1\n network 10.0.0.0 0.255.255.255 area 0\n", network);
	ospf_rig_boot(x, config, OSPF_FORM_2);
}

/* Version 3, of one family; network: "point-to-point" or "broadcast". */
static __attribute__((unused)) void ospf_rig_open3(struct ospf_rig *x, const char *network, bool ip4)
{
	char config[512];

	snprintf(config, sizeof(config), "ipv6 unicast-routing\ninterface GigabitEthernet0/0\n ip address 10.0.0.1 255.255.255.0\n ipv6 address FE80::1 link-local\n"
		 " ospfv3 1 %s area 0\n ospfv3 network %s\nno logging console\nrouter ospfv3 1\n router-id 1.1.1.1\n", ip4 ? "ipv4" : "ipv6", network);
	ospf_rig_boot(x, config, ip4 ? OSPF_FORM_3_IP4 : OSPF_FORM_3);
	x->src = (struct ip6){ .b = { 0xfe, 0x80, [15] = 9 } };
	x->dst = (struct ip6){ .b = { 0xff, 2, [15] = 5 } };
}

static void ospf_rig_close(struct ospf_rig *x) { world_free(x->w); }

/* Checksums of the LSAs of an update, so far as they stand there. */
static void ospf_rig_fix(u8 *p, u32 len)
{
	u32 at = 4;

	while (at + OSPF_LSA_HLEN <= len) {
		u32 n = get_be16(p + at + 18);

		if (n < OSPF_LSA_HLEN || at + n > len)
			return;
		lsa_checksum_make(p + at, n);
		at += n;
	}
}

/* The packet, from the neighbour; the copy has no slack behind it. RAW: body is the whole packet. */
static enum drop ospf_rig_packet(struct ospf_rig *x, u8 type, const void *body, u32 len, unsigned flags)
{
	struct ospf_from from = { .src = { .af = AF_IP4, .v4 = OSPF_RIG_ADDR }, .dst = { .af = AF_IP4, .v4 = 0xe0000005 } };
	bool v3 = ospf_v3(x->o);
	u32 head = flags & OSPF_RIG_RAW ? 0 : v3 ? OSPF_V3_HLEN : OSPF_V2_HLEN;
	u8 *p = malloc(head + len + !(head + len));
	enum drop why;

	if (v3) {
		from.src = ipaddr6(&x->src);
		from.dst = ipaddr6(&x->dst);
	}
	memcpy(p + head, body, len);
	if (head) {
		struct wr w = wr_of(p, head);

		if (type == PKT_LSU && flags & OSPF_RIG_FIX)
			ospf_rig_fix(p + head, len);
		wr_u8(&w, v3 ? 3 : 2);
		wr_u8(&w, type);
		wr_u16(&w, (u16)(head + len));
		wr_u32(&w, OSPF_RIG_RID);
		wr_u32(&w, 0);
		wr_zero(&w, head - 12);
		p[14] = v3 ? (u8)x->oi->conf->instance : 0;
		put_be16(p + 12, csum_finish(csum_add(v3 ? ip6_pseudo(&x->src, &x->dst, 89, head + len) : 0, p, head + len)));
	}
	why = ospf_input(x->o, x->oi, &from, p, head + len);
	free(p);
	return why;
}

static u32 ospf_rig_hello(u8 *b)
{
	struct wr w = wr_of(b, 64);

	wr_u32(&w, 0xffffff00);
	wr_u16(&w, 10);
	wr_u8(&w, OPT_E);
	wr_u8(&w, 1);
	wr_u32(&w, 40);
	wr_u32(&w, 0);
	wr_u32(&w, 0);
	wr_u32(&w, 0x01010101);
	return (u32)wr_len(&w);
}

static u32 ospf_rig_options3(const struct ospf_rig *x) { return OPT3_V6 | OPT3_E | OPT3_R | (x->o->af == AF_IP4 ? OPT3_AF : 0); }

static u32 ospf_rig_hello3(const struct ospf_rig *x, u8 *b)
{
	struct wr w = wr_of(b, 64);

	wr_u32(&w, 7);
	wr_u32(&w, 1 << 24 | ospf_rig_options3(x));
	wr_u16(&w, 10);
	wr_u16(&w, 40);
	wr_u32(&w, 0);
	wr_u32(&w, 0);
	wr_u32(&w, 0x01010101);
	return (u32)wr_len(&w);
}

static u32 ospf_rig_dd3(const struct ospf_rig *x, u8 *b, u8 flags, u32 seq)
{
	struct wr w = wr_of(b, 64);

	wr_u32(&w, ospf_rig_options3(x));
	wr_u16(&w, 1500);
	wr_u16(&w, flags);
	wr_u32(&w, seq);
	return (u32)wr_len(&w);
}

static u32 ospf_rig_dd(u8 *b, u8 flags, u32 seq)
{
	struct wr w = wr_of(b, 64);

	wr_u16(&w, 1500);
	wr_u8(&w, OPT_E | OPT_O);
	wr_u8(&w, flags);
	wr_u32(&w, seq);
	return (u32)wr_len(&w);
}

static __attribute__((unused)) struct ospf_nbr *ospf_rig_nbr(const struct ospf_rig *x) { return x->oi->nbrs; }

/* Brings the neighbour to Full (or as far as `to`). */
static void ospf_rig_adjoin(struct ospf_rig *x, enum ospf_nbr_state to)
{
	bool v3 = ospf_v3(x->o);
	u8 b[64];

	ospf_rig_packet(x, PKT_HELLO, b, v3 ? ospf_rig_hello3(x, b) : ospf_rig_hello(b), 0);
	if (to <= NS_EXSTART)
		return;
	ospf_rig_packet(x, PKT_DD, b, v3 ? ospf_rig_dd3(x, b, 7, 100) : ospf_rig_dd(b, 7, 100), 0);
	if (to == NS_EXCHANGE)
		return;
	ospf_rig_packet(x, PKT_DD, b, v3 ? ospf_rig_dd3(x, b, 1, 101) : ospf_rig_dd(b, 1, 101), 0);
}

/* One LSA into b, age and type as given (kind: version 2's options before it); body after the header. */
static __attribute__((unused)) u32 ospf_rig_lsa3(u8 *b, u16 age, u16 kind, u32 id, u32 adv, u32 seq, const u8 *body, u32 len)
{
	struct wr w = wr_of(b, OSPF_LSA_HLEN + len);

	wr_u16(&w, age);
	wr_u16(&w, kind);
	wr_u32(&w, id);
	wr_u32(&w, adv);
	wr_u32(&w, seq);
	wr_u16(&w, 0);
	wr_u16(&w, (u16)(OSPF_LSA_HLEN + len));
	wr_copy(&w, body, len);
	lsa_checksum_make(b, OSPF_LSA_HLEN + len);
	return OSPF_LSA_HLEN + len;
}

static __attribute__((unused)) u32 ospf_rig_lsa(u8 *b, u16 age, u8 type, u32 id, u32 adv, u32 seq, const u8 *body, u32 len)
{
	return ospf_rig_lsa3(b, age, (u16)(OPT_E << 8 | type), id, adv, seq, body, len);
}

#endif
