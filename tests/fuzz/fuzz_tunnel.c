/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What may come to a router with tunnels of every mode, with debug on. The input is a row of messages: a byte that picks the outer family, the protocol and
 * whether time passes, two of length, the payload of the outer header, whose own fields are made right. Packets for the far side leave through another tunnel.
 */
#include <stdlib.h>

#include "appliances/appliances.h"
#include "router/tunnel/tunnel.h"
#include "tests/fuzz/mend.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t len);

enum { SIX = 1, PROTO = 6, INSIDE = 8, TIME = 16, PACKET_MAX = 1400 };

static const char config[] =
	"ipv6 unicast-routing\n"
	"interface Tunnel0\n ip address 172.31.0.1 255.255.255.252\n ipv6 enable\n keepalive 1 3\n tunnel source GigabitEthernet0/0\n tunnel destination 10.0.0.9\n"
	"interface Tunnel1\n ip address 172.31.1.1 255.255.255.252\n tunnel source GigabitEthernet0/0\n tunnel destination 10.0.0.9\n tunnel key 1\n"
	" tunnel checksum\n tunnel path-mtu-discovery\n"
	"interface Tunnel2\n ip address 172.31.2.1 255.255.255.252\n tunnel source GigabitEthernet0/0\n tunnel destination 10.0.0.9\n tunnel mode ipip\n"
	"interface Tunnel3\n ipv6 address 2001:db8:3::1/64\n tunnel source GigabitEthernet0/0\n tunnel destination 10.0.0.9\n tunnel mode ipv6ip\n"
	"interface Tunnel4\n ip address 172.31.4.1 255.255.255.252\n tunnel source GigabitEthernet0/0\n tunnel destination 2001:db8::9\n tunnel mode gre ipv6\n"
	"interface Tunnel5\n ip address 172.31.5.1 255.255.255.252\n ipv6 enable\n tunnel source GigabitEthernet0/0\n tunnel destination 2001:db8::9\n tunnel mode ipv6\n"
	"interface Tunnel6\n ip address 172.31.6.1 255.255.255.252\n tunnel source Tunnel4\n tunnel destination 172.31.4.2\n"
	"interface GigabitEthernet0/0\n ip address 10.0.0.1 255.255.255.0\n ipv6 address 2001:db8::1/64\n ipv6 nd dad attempts 0\n"
	"arp 10.0.0.9 0200.0000.0009 arpa\n"
	"ip route 172.16.0.0 255.255.0.0 Tunnel1\nip route 172.17.0.0 255.255.0.0 Tunnel6\nip route 172.18.0.0 255.255.0.0 Tunnel5\nipv6 route 2001:db8:7::/48 Tunnel3\n"
	"ipv6 neighbor 2001:db8::9 GigabitEthernet0/0 0200.0000.0009\n"
	"end\n";

static u32 outer(u8 *ip, u8 how, const u8 *p, u32 n)
{
	static const u8 proto[] = { IP_GRE, IP_IPIP, IP_IPV6, IP_ICMP };

	if (how & SIX) {
		static const u8 net[4] = { 0x20, 1, 0x0d, 0xb8 };

		memset(ip, 0, IP6_HLEN);
		ip[0] = 0x60;
		put_be16(ip + IP6_PLEN, (u16)n);
		ip[IP6_NEXT] = (how & PROTO) >> 1 == 3 ? IP_ICMP6 : proto[(how & PROTO) >> 1];
		ip[IP6_HOPS] = 64;
		memcpy(ip + IP6_SRC, net, 4);
		memcpy(ip + IP6_DST, net, 4);
		ip[IP6_SRC + 15] = 9;
		ip[IP6_DST + 15] = 1;
		memcpy(ip + IP6_HLEN, p, n);
		mend6(ip, IP6_HLEN + n);
		return IP6_HLEN + n;
	}
	memset(ip, 0, IP4_HLEN);
	ip[0] = 0x45;
	put_be16(ip + IP4_LEN, (u16)(IP4_HLEN + n));
	ip[IP4_TTL] = 64;
	ip[IP4_PROTO] = proto[(how & PROTO) >> 1];
	put_be32(ip + IP4_SRC, 0x0a000009);
	put_be32(ip + IP4_DST, 0x0a000001);
	memcpy(ip + IP4_HLEN, p, n);
	mend4(ip, IP4_HLEN + n);
	return IP4_HLEN + n;
}

/* The inner packet's checksum made right, where it stands behind the shortest headers. */
static void mend_inner(u8 *p, u32 n, u8 how)
{
	u32 at = (how & PROTO) ? 0 : 4;

	if ((how & PROTO) == PROTO || n < at + IP4_HLEN || p[at] >> 4 != 4)
		return;
	mend4(p + at, n - at);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t len)
{
	struct world *w = world_new(&(struct world_options){ .name = "f", .clock = CLOCK_VIRTUAL, .seed = 1, .small_frames = 2048, .large_frames = 16 });
	struct device *d = device_of(node_new(w, appliance_find("router")->kind, "r", 0, 0));
	struct node *peer = node_new(w, &kind_peer, "p", 1, 0);
	struct rd r = rd_of(data, len);
	struct config_error e;

	wire_new(peer->ports, d->node.ports);
	if (!device_boot(d, config, false, &e, NULL, NULL))
		abort();
	d->node.debug = ~0ull >> (64 - DEBUG_N);
	world_run(w, NSEC_PER_SEC, 100000);
	while (rd_left(&r) > 3) {
		u8 how = rd_u8(&r), ip[IP6_HLEN + PACKET_MAX], payload[PACKET_MAX];
		u32 n = rd_u16(&r) % PACKET_MAX;
		struct frame *f;

		n = n > rd_left(&r) ? (u32)rd_left(&r) : n;
		rd_copy(&r, payload, n);
		if (how & INSIDE)
			mend_inner(payload, n, how);
		n = outer(ip, how, payload, n);
		f = frame_get(node_pool(peer), ETH_HLEN + n);
		if (!f)
			break;
		memcpy(f->data, d->node.ports->mac, 6);
		memcpy(f->data + 6, peer->ports->mac, 6);
		put_be16(f->data + ETH_TYPE, how & SIX ? ETH_TYPE_IP6 : ETH_TYPE_IP4);
		memcpy(f->data + ETH_HLEN, ip, n);
		port_send(peer->ports, &f, 1);
		world_run(w, world_now(w) + (how & TIME ? 2 * NSEC_PER_SEC : NSEC_PER_MS), 100000);
	}
	world_run(w, world_now(w) + 30 * NSEC_PER_SEC, 1000000);
	world_free(w);
	return 0;
}
