/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What may arrive at a router that speaks EIGRP, with every debug flag on. The input is a row of packets: a byte of flags, two of length, the bytes from
 * the EIGRP header on. Flags: 1: from the second neighbour; 2: on the other interface; 4: time passes; 8: what we said last is acknowledged; 16: to a named
 * process; 32: to that of IPv6. The checksum is made right, and the sequence number is the next unless it is 0.
 */
#include "router/eigrp/eigrp.h"
#include "tests/fuzz/rig.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t len);

enum { SECOND = 1, OTHER = 2, TIME = 4, ACK = 8, NAMED = 16, SIX = 32, PACKET_MAX = 1400 };

static const char config[] =
	"arp 10.0.0.2 0200.0000.0002 arpa\narp 10.0.0.3 0200.0000.0003 arpa\narp 10.0.1.2 0200.0000.0002 arpa\narp 10.0.1.3 0200.0000.0003 arpa\n"
	"ipv6 unicast-routing\n"
	"interface GigabitEthernet0/0\n ipv6 enable\n ip address 10.0.0.1 255.255.255.0\n ip summary-address eigrp 1 10.0.0.0 255.0.0.0\n"
	"interface GigabitEthernet0/1\n ipv6 enable\n ip address 10.0.1.1 255.255.255.0\n"
	"interface Loopback0\n ip address 10.2.0.1 255.255.255.0\n"
	"ip route 192.168.7.0 255.255.255.0 Null0\n"
	"router eigrp 1\n network 10.0.0.0\n redistribute static\n variance 4\n timers active-time 1\n"
	"router eigrp LAB\n address-family ipv4 autonomous-system 2\n  af-interface GigabitEthernet0/1\n   no split-horizon\n   no next-hop-self\n  exit-af-interface\n"
	"  topology base\n   variance 4\n   redistribute static\n   distribute-list 10 in\n  exit-af-topology\n  network 10.0.0.0\n exit-address-family\n"
	" address-family ipv6 autonomous-system 2\n  eigrp router-id 9.9.9.9\n exit-address-family\n"
	"access-list 10 deny 10.9.0.0 0.0.255.255\naccess-list 10 permit any\n"
	"end\n";

static struct ip6 linklocal(u32 src) { return (struct ip6){ .b = { 0xfe, 0x80, [15] = (u8)src } }; }

static void say(struct rig *g, u8 flags, u32 src, u32 seq, u8 *p, u32 n)
{
	u8 ip[IP6_HLEN + PACKET_MAX] = { 0 }, mac[6] = { 2, 0, 0, 0, 0, (u8)src };
	u32 head = flags & SIX ? IP6_HLEN : IP4_HLEN;
	struct ip6 from = linklocal(src);

	if (n >= EIGRP_HLEN) {
		p[0] = 2;
		if (get_be32(p + 8))
			put_be32(p + 8, seq);
		put_be16(p + 18, flags & (NAMED | SIX) ? 2 : 1);
		put_be16(p + 2, 0);
		put_be16(p + 2, csum_finish(csum_add(0, p, n)));
	}
	if (flags & SIX) {
		ip[0] = 0x60;
		put_be16(ip + 4, (u16)n);
		ip[6] = IP_EIGRP;
		ip[7] = 255;
		memcpy(ip + 8, from.b, 16);
		ip[24] = 0xff;
		ip[25] = 2;
		ip[39] = 0x0a;
	} else {
		rig_ip4(ip, IP_EIGRP, 2, src, EIGRP_GROUP, n);
	}
	memcpy(ip + head, p, n);
	rig_send(g, flags & OTHER ? 1 : 0, mac, flags & SIX ? ETH_TYPE_IP6 : ETH_TYPE_IP4, ip, head + n);
}

/* Acknowledges what waits for that neighbour. */
static void acknowledge(struct rig *g, u8 flags, u32 src)
{
	const struct eigrp *e = eigrp_find_as(g->d->ip, flags & SIX ? AF_IP6 : AF_IP4, flags & (NAMED | SIX) ? 2 : 1);
	const struct eigrp_if *ei = e ? e->ifs : NULL;
	u8 p[EIGRP_HLEN] = { 2, EIGRP_HELLO };
	struct ip6 six = linklocal(src);
	struct ipaddr from = flags & SIX ? ipaddr6(&six) : ipaddr4(src);
	const struct eigrp_nbr *n;

	while (ei && ei->i->port != g->port[flags & OTHER ? 1 : 0])
		ei = ei->next;
	n = ei ? nbr_find(ei, &from) : NULL;
	if (!n || !n->queue)
		return;
	put_be32(p + 12, n->queue->seq);
	say(g, flags, src, 0, p, sizeof(p));
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

		rd_copy(&r, p, n);
		src = 0x0a000002 + (flags & SECOND ? 1 : 0) + (flags & OTHER ? 0x100 : 0);
		say(&g, flags, src, ++seq, p, n);
		rig_run(&g, NSEC_PER_MS);
		if (flags & ACK)
			acknowledge(&g, flags, src);
		rig_run(&g, flags & TIME ? 4 * NSEC_PER_SEC : NSEC_PER_MS);
	}
	rig_settle(&g, 300 * NSEC_PER_SEC);
	rig_close(&g);
	return 0;
}
