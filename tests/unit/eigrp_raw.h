/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A router that speaks EIGRP, and a neighbour made by hand, packet by packet. */
#ifndef TESTS_EIGRP_RAW_H
#define TESTS_EIGRP_RAW_H

#include "core/csum.h"
#include "ip_net.h"
#include "router/eigrp/eigrp.h"

static struct net n;
static struct device *r;
static struct raw *a;
static u8 tlv[1600];
static u32 seq;

enum { PEER = A4(10, 0, 0, 2), US = A4(10, 0, 0, 1), GROUP = A4(224, 0, 0, 10), NET = A4(10, 9, 0, 0), AS = 100 };

static u8 peer_version[8] = { 0, 4, 0, 8, 15, 9, 1, 2 };	/* the version TLV: of classic TLVs, until a test says otherwise */
static const char config[] = "arp 10.0.0.2 02aa.0000.0001 arpa\ninterface GigabitEthernet0/0\n ip address 10.0.0.1 255.255.255.0\nrouter eigrp 100\n network 10.0.0.0\n";

static void setup_as(const char *lines, const char *more)
{
	char text[2048];

	snprintf(text, sizeof(text), "%s%s", lines, more);
	net_open(&n);
	r = net_node(&n, &appliance_router, "r1", text);
	a = net_raw(&n, "a", r, 0);
	net_run(&n, 100 * NSEC_PER_MS);
	seq = 0;
}
static __attribute__((unused)) void setup(const char *more) { setup_as(config, more); }

static void send_as(u16 as, u32 src, u8 op, u32 flags, u32 s, u32 ack, u32 len)
{
	static const u8 mac[6] = { 1, 0, 0x5e, 0, 0, 10 };
	u8 pkt[2048];
	u32 all = ip4_put(pkt, mac, src, GROUP, IP_EIGRP, 2, 0, 20 + len);
	u8 *e = pkt + 34;

	memset(e, 0, 20);
	e[0] = 2;
	e[1] = op;
	put_be32(e + 4, flags);
	put_be32(e + 8, s);
	put_be32(e + 12, ack);
	put_be16(e + 18, as);
	memcpy(e + 20, tlv, len);
	put_be16(e + 2, csum_finish(csum_add(0, e, 20 + len)));
	raw_send(&n, a, pkt, all);
}
static void say(u8 op, u32 flags, u32 s, u32 ack, u32 len) { send_as(AS, PEER, op, flags, s, ack, len); }

static __attribute__((unused)) void hello(u8 k3, u16 hold)
{
	static const u8 head[] = { 0, 1, 0, 12, 1, 0, 1, 0, 0, 0 };

	memcpy(tlv, head, sizeof(head));
	tlv[6] = k3;
	put_be16(tlv + 10, hold);
	memcpy(tlv + 12, peer_version, 8);
	say(EIGRP_HELLO, 0, 0, 0, 20);
}

/* The next packet of ours of that kind; NULL: none came. */
static const u8 *heard(u8 op)
{
	const u8 *f;
	u32 len;

	while ((f = raw_next(a, ETH_TYPE_IP4, &len)))
		if (f[23] == IP_EIGRP && f[35] == op && !(op == EIGRP_HELLO && !get_be32(f + 34 + 12)))
			return f + 34;
	return NULL;
}

static void ack(const u8 *e) { say(EIGRP_HELLO, 0, 0, get_be32(e + 8), 0); }

/* Hello, INIT both ways, our table acknowledged. */
static __attribute__((unused)) void meet(void)
{
	const u8 *e;

	hello(1, 15);
	e = heard(EIGRP_UPDATE);
	assert_non_null(e);
	assert_int_equal(get_be32(e + 4), EIGRP_INIT);
	say(EIGRP_UPDATE, EIGRP_INIT, ++seq, get_be32(e + 8), 0);
	e = heard(EIGRP_UPDATE);
	assert_non_null(e);
	assert_int_equal(get_be32(e + 4), EIGRP_EOT);
	ack(e);
	a->next = a->n;
}

#endif
