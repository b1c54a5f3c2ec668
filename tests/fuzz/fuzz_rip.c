/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What may arrive at a router that speaks RIP and RIPng, with every debug flag on. The input is a row of messages: a byte of flags, two of length, the bytes
 * from RIP's header on. Flags: 1: from a second neighbour; 2: RIPng; 4: time passes; 8: from another port; 16: what is configured changes. Version 2 is not
 * authenticated on the first interface, and is by MD5 on the second, where (32) a message goes.
 */
#include "net/ip6.h"
#include "net/udp.h"
#include "router/rip/rip.h"
#include "tests/fuzz/rig.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t len);

enum { SECOND = 1, NG = 2, TIME = 4, PORT = 8, CHANGE = 16, OTHER = 32, PACKET_MAX = 1400 };

static const char config[] =
	"arp 10.0.0.2 0200.0000.0002 arpa\narp 10.0.0.3 0200.0000.0003 arpa\narp 10.0.1.2 0200.0000.0002 arpa\narp 10.0.1.3 0200.0000.0003 arpa\n"
	"ipv6 unicast-routing\nkey chain K\n key 1\n  key-string x\n"
	"interface GigabitEthernet0/0\n ip address 10.0.0.1 255.255.255.0\n ip summary-address rip 10.9.0.0 255.255.0.0\n ipv6 enable\n ipv6 rip X enable\n ipv6 rip Y enable\n"
	"interface GigabitEthernet0/1\n ip address 10.0.1.1 255.255.255.0\n ip rip authentication mode md5\n ip rip authentication key-chain K\n ipv6 enable\n ipv6 rip X enable\n"
	" ipv6 rip X summary-address 2001:db8::/32\n"
	"access-list 1 deny 10.66.0.0\naccess-list 1 permit any\nipv6 prefix-list P deny 2001:db8:66::/48\nipv6 prefix-list P permit ::/0 le 128\n"
	"ipv6 router rip X\n distribute-list prefix-list P in\n timers 5 15 0 10\n poison-reverse\n"
	"router rip\n version 2\n network 10.0.0.0\n timers basic 5 15 5 20\n distribute-list 1 in\n offset-list 1 in 2\n maximum-paths 3\n distance 90 10.0.0.2 0.0.0.0\n"
	"end\n";

static const char *const changes[] = {
	"no access-list 1\n", "access-list 1 deny any\n", "router rip\n no distribute-list 1 in\n distribute-list 2 in GigabitEthernet0/0\n", "router rip\n maximum-paths 1\n",
	"no ipv6 prefix-list P\n", "router rip\n no network 10.0.0.0\n", "router rip\n network 10.0.0.0\n", "no ipv6 router rip X\n", "ipv6 router rip X\n port 1521 multicast-group ff02::99\n",
	"interface GigabitEthernet0/0\n no ipv6 rip X enable\n", "interface GigabitEthernet0/1\n shutdown\n", "no router rip\n", "router rip\n network 10.0.0.0\n output-delay 8\n",
};

static void say4(struct rig *g, unsigned k, u8 who, u16 port, const u8 *p, u32 n)
{
	u8 ip[IP4_HLEN + UDP_HLEN + PACKET_MAX], mac[6] = { 2, 0, 0, 0, 0, who };
	u32 src = 0x0a000000 + 0x100 * k + who;

	rig_ip4(ip, IP_UDP, 1, src, 0xe0000009, UDP_HLEN + n);
	udp_put(ip + IP4_HLEN, port, RIP_PORT, p, n, ip4_pseudo(src, 0xe0000009, IP_UDP, UDP_HLEN + n));
	rig_send(g, k, mac, ETH_TYPE_IP4, ip, IP4_HLEN + UDP_HLEN + n);
}

static void say6(struct rig *g, unsigned k, u8 who, u16 port, const u8 *p, u32 n)
{
	static const struct ip6 group = { .b = { 0xff, 2, [15] = 9 } };
	struct ip6 src = { .b = { 0xfe, 0x80, [15] = who } };
	u8 ip[IP6_HLEN + UDP_HLEN + PACKET_MAX] = { 0x60 }, mac[6] = { 2, 0, 0, 0, 0, who };

	put_be16(ip + IP6_PLEN, (u16)(UDP_HLEN + n));
	ip[IP6_NEXT] = IP_UDP;
	ip[IP6_HOPS] = 255;
	memcpy(ip + IP6_SRC, src.b, 16);
	memcpy(ip + IP6_DST, group.b, 16);
	udp_put(ip + IP6_HLEN, port, RIPNG_PORT, p, n, ip6_pseudo(&src, &group, IP_UDP, UDP_HLEN + n));
	rig_send(g, k, mac, ETH_TYPE_IP6, ip, IP6_HLEN + UDP_HLEN + n);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t len)
{
	struct rig g = rig_open(config, "a", "b");
	struct rd r = rd_of(data, len);

	rig_run(&g, 3 * NSEC_PER_SEC);
	while (rd_left(&r) > 3) {
		u8 flags = rd_u8(&r), p[PACKET_MAX], who = flags & SECOND ? 3 : 2;
		u32 says = rd_u16(&r), n = rig_len(&r, says % PACKET_MAX, PACKET_MAX);
		unsigned k = flags & OTHER ? 1 : 0;
		u16 port = flags & NG ? RIPNG_PORT : RIP_PORT;
		struct config_error e;

		rd_copy(&r, p, n);
		(flags & NG ? say6 : say4)(&g, k, who, flags & PORT ? (u16)(port + 1) : port, p, n);
		if (flags & CHANGE)
			shell_apply(g.d->shell, changes[says % ARRAY_LEN(changes)], false, &e, NULL, NULL);
		rig_run(&g, flags & TIME ? 4 * NSEC_PER_SEC : NSEC_PER_MS);
	}
	rig_settle(&g, 60 * NSEC_PER_SEC);
	rig_close(&g);
	return 0;
}
