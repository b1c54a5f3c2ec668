/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What may arrive at a router that speaks EIGRP, with every debug flag on. The input is a row of packets: a byte of flags, two of length, the bytes from
 * the EIGRP header on. Flags: 1: from the second neighbour; 2: on the other interface; 4: time passes; 8: what we said last is acknowledged. The
 * checksum is made right, and the sequence number is the next unless it is 0.
 */
#include "router/eigrp/eigrp.h"
#include "tests/fuzz/rig.h"

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

static void say(struct rig *g, unsigned k, u32 src, u32 seq, u8 *p, u32 n)
{
	u8 ip[IP4_HLEN + PACKET_MAX], mac[6] = { 2, 0, 0, 0, 0, (u8)src };

	if (n >= EIGRP_HLEN) {
		p[0] = 2;
		if (get_be32(p + 8))
			put_be32(p + 8, seq);
		put_be16(p + 18, 1);
		put_be16(p + 2, 0);
		put_be16(p + 2, csum_finish(csum_add(0, p, n)));
	}
	rig_ip4(ip, IP_EIGRP, 2, src, EIGRP_GROUP, n);
	memcpy(ip + IP4_HLEN, p, n);
	rig_send(g, k, mac, ETH_TYPE_IP4, ip, IP4_HLEN + n);
}

/* Acknowledges what waits for that neighbour. */
static void acknowledge(struct rig *g, unsigned k, u32 src)
{
	const struct eigrp_if *ei = g->d->ip->eigrp->procs->ifs;
	u8 p[EIGRP_HLEN] = { 2, EIGRP_HELLO };
	struct ipaddr from = ipaddr4(src);
	const struct eigrp_nbr *n;

	while (ei && ei->i->port != g->port[k])
		ei = ei->next;
	n = ei ? nbr_find(ei, &from) : NULL;
	if (!n || !n->queue)
		return;
	put_be32(p + 12, n->queue->seq);
	say(g, k, src, 0, p, sizeof(p));
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t len)
{
	struct rig g = rig_open(config, "a", "b");
	struct rd r = rd_of(data, len);
	u32 seq = 0;

	rig_run(&g, NSEC_PER_SEC);
	while (rd_left(&r) > 3) {
		u8 flags = rd_u8(&r), p[PACKET_MAX];
		u32 says = rd_u16(&r) % PACKET_MAX, n = rig_len(&r, says, PACKET_MAX), src;
		unsigned k = flags & OTHER ? 1 : 0;

		rd_copy(&r, p, n);
		src = 0x0a000002 + (flags & SECOND ? 1 : 0) + (k ? 0x100 : 0);
		say(&g, k, src, ++seq, p, n);
		rig_run(&g, NSEC_PER_MS);
		if (flags & ACK)
			acknowledge(&g, k, src);
		rig_run(&g, flags & TIME ? 4 * NSEC_PER_SEC : NSEC_PER_MS);
	}
	rig_settle(&g, 300 * NSEC_PER_SEC);
	rig_close(&g);
	return 0;
}
