/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What may arrive at a router that speaks EIGRP, with every debug flag on. The input is a row of packets: a byte of flags, two of length, the bytes from
 * the EIGRP header on. Flags: 1: from the second neighbour; 2: on the other interface; 4: time passes; 8: what we said last is acknowledged. The
 * checksum is made right, and the sequence number is the next unless it is 0.
 */
#include <stdlib.h>

#include "appliances/appliances.h"
#include "router/eigrp/eigrp.h"
#include "tests/fuzz/mend.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t len);

enum { SECOND = 1, OTHER = 2, TIME = 4, ACK = 8, PACKET_MAX = 1400 };

static const char config[] =
	"arp 10.0.0.2 0200.0000.0002 arpa\narp 10.0.0.3 0200.0000.0003 arpa\narp 10.0.1.2 0200.0000.0002 arpa\narp 10.0.1.3 0200.0000.0003 arpa\n"
	"interface GigabitEthernet0/0\n ip address 10.0.0.1 255.255.255.0\n ip summary-address eigrp 1 10.0.0.0 255.0.0.0\n"
	"interface GigabitEthernet0/1\n ip address 10.0.1.1 255.255.255.0\n"
	"interface Loopback0\n ip address 10.2.0.1 255.255.255.0\n"
	"ip route 192.168.7.0 255.255.255.0 Null0\n"
	"router eigrp 1\n network 10.0.0.0\n redistribute static\n variance 4\n timers active-time 1\n"
	"end\n";

static void say(struct node *peer, const u8 mac[6], u32 src, u32 seq, u8 *p, u32 n)
{
	struct frame *f = frame_get(node_pool(peer), ETH_HLEN + IP4_HLEN + n);
	u8 *ip;

	if (!f)
		return;
	if (n >= EIGRP_HLEN) {
		p[0] = 2;
		if (get_be32(p + 8))
			put_be32(p + 8, seq);
		put_be16(p + 18, 1);
		put_be16(p + 2, 0);
		put_be16(p + 2, csum_finish(csum_add(0, p, n)));
	}
	memset(f->data, 0, ETH_HLEN + IP4_HLEN);
	memcpy(f->data, mac, 6);
	f->data[6] = 2;
	f->data[11] = (u8)src;
	put_be16(f->data + ETH_TYPE, ETH_TYPE_IP4);
	ip = f->data + ETH_HLEN;
	ip[0] = 0x45;
	put_be16(ip + IP4_LEN, (u16)(IP4_HLEN + n));
	ip[IP4_TTL] = 2;
	ip[IP4_PROTO] = IP_EIGRP;
	put_be32(ip + IP4_SRC, src);
	put_be32(ip + IP4_DST, EIGRP_GROUP);
	if (n)
		memcpy(ip + IP4_HLEN, p, n);
	mend4(ip, IP4_HLEN + n);
	port_send(peer->ports, &f, 1);
}

/* Acknowledges what waits for that neighbour. */
static void acknowledge(struct device *d, struct node *peer, const u8 mac[6], u32 src, unsigned k)
{
	const struct eigrp_if *ei = d->ip->eigrp->procs->ifs;
	u8 p[EIGRP_HLEN] = { 2, EIGRP_HELLO };
	const struct eigrp_nbr *n;

	for (; ei && ei->i->port != (k ? d->node.ports->next : d->node.ports);)
		ei = ei->next;
	n = ei ? nbr_find(ei, src) : NULL;
	if (!n || !n->queue)
		return;
	put_be32(p + 12, n->queue->seq);
	say(peer, mac, src, 0, p, sizeof(p));
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t len)
{
	struct world *w = world_new(&(struct world_options){ .name = "f", .clock = CLOCK_VIRTUAL, .seed = 1, .small_frames = 2048, .large_frames = 16 });
	struct device *d = device_of(node_new(w, appliance_find("router")->kind, "r", 0, 0));
	struct node *peer[2] = { node_new(w, &kind_peer, "a", 1, 0), node_new(w, &kind_peer, "b", 1, 0) };
	struct port *port[2] = { d->node.ports, d->node.ports->next };
	struct rd r = rd_of(data, len);
	struct config_error e;
	u32 seq = 0;

	for (unsigned k = 0; k < 2; k++)
		wire_new(peer[k]->ports, port[k]);
	if (!device_boot(d, config, false, &e, NULL, NULL))
		abort();
	d->node.debug = ~0ull >> (64 - DEBUG_N);
	world_run(w, NSEC_PER_SEC, 100000);
	while (rd_left(&r) > 3) {
		u8 flags = rd_u8(&r), p[PACKET_MAX];
		u32 n = rd_u16(&r) % PACKET_MAX, src;
		unsigned k = flags & OTHER ? 1 : 0;

		n = n > rd_left(&r) ? (u32)rd_left(&r) : n;
		rd_copy(&r, p, n);
		src = 0x0a000002 + (flags & SECOND ? 1 : 0) + (k ? 0x100 : 0);
		say(peer[k], port[k]->mac, src, ++seq, p, n);
		world_run(w, world_now(w) + NSEC_PER_MS, 100000);
		if (flags & ACK)
			acknowledge(d, peer[k], port[k]->mac, src, k);
		world_run(w, world_now(w) + (flags & TIME ? 4 * NSEC_PER_SEC : NSEC_PER_MS), 100000);
	}
	world_run(w, world_now(w) + 300 * NSEC_PER_SEC, 1000000);
	world_free(w);
	return 0;
}
