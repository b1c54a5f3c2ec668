/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What may come to a router with tunnels of every mode, with debug on. The input is a row of messages: a byte that picks the outer family, the protocol and
 * whether time passes, two of length, the payload of the outer header, whose own fields are made right. Packets for the far side leave through another tunnel.
 */
#include "router/tunnel/tunnel.h"
#include "tests/fuzz/rig.h"

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
		return IP6_HLEN + n;
	}
	rig_ip4(ip, proto[(how & PROTO) >> 1], 64, 0x0a000009, 0x0a000001, n);
	memcpy(ip + IP4_HLEN, p, n);
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
	struct rig g = rig_open(config, "p", NULL);
	struct rd r = rd_of(data, len);

	rig_run(&g, NSEC_PER_SEC);
	while (rd_left(&r) > 3) {
		u8 how = rd_u8(&r), ip[IP6_HLEN + PACKET_MAX], payload[PACKET_MAX];
		u32 says = rd_u16(&r) % PACKET_MAX, n = rig_len(&r, says, PACKET_MAX);

		rd_copy(&r, payload, n);
		if (how & INSIDE)
			mend_inner(payload, n, how);
		n = outer(ip, how, payload, n);
		rig_send(&g, 0, NULL, how & SIX ? ETH_TYPE_IP6 : ETH_TYPE_IP4, ip, n);
		rig_run(&g, how & TIME ? 2 * NSEC_PER_SEC : NSEC_PER_MS);
	}
	rig_settle(&g, 30 * NSEC_PER_SEC);
	rig_close(&g);
	return 0;
}
