/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What may arrive at a router that translates between the families, and at one that translates between VRFs and shares connections out, with every debug flag on. The input
 * is a row of messages: a byte of flags, two of length, the bytes of an IP packet. Flags: 1: from IPv4's side; 2: source and destination are ones that it knows, which
 * the upper four bits choose; 8: time passes. Lengths and checksums are made right.
 */
#include "tests/fuzz/rig.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t len);

enum { FOUR = 1, KNOWN = 2, TIME = 8, PACKET_MAX = 1600 };

static const char config[] =
	"ipv6 unicast-routing\nvrf definition RED\n address-family ipv4\n"
	"nat64 prefix stateful 2001:db8:64::/96\nnat64 v4 pool P 10.0.1.50 10.0.1.51\nnat64 v6v4 list SIX pool P overload\nnat64 v6v4 static 2001:db8:1::a 10.0.1.60\n"
	"nat64 translation max-entries 64\n"
	"ipv6 access-list SIX\n permit ipv6 any any\n"
	"interface GigabitEthernet0/0\n ipv6 address 2001:db8:1::1/64\n nat64 enable\n"
	"interface GigabitEthernet0/1\n ip address 10.0.1.1 255.255.255.0\n ip mtu 900\n ip nat outside\n nat64 enable\n"
	"interface Loopback0\n vrf forwarding RED\n ip address 10.0.2.1 255.255.255.0\n ip nat inside\n"
	"access-list 2 permit 10.0.1.80\naccess-list 3 permit any\nip nat pool S 10.0.2.1 10.0.2.2 prefix-length 24 type rotary\nip nat pool O 10.0.3.1 10.0.3.9 prefix-length 24\n"
	"ip nat inside destination list 2 pool S\nip nat outside source list 3 pool O vrf RED\n"
	"ip nat inside source static 10.0.2.1 10.0.1.81 vrf RED\nip nat inside source list 3 interface GigabitEthernet0/1 vrf RED overload\n"
	"ip route vrf RED 0.0.0.0 0.0.0.0 10.0.1.9 global\nend\n";

static void known(u8 *ip, u32 n, bool four, u8 which)
{
	static const u8 from[16] = { 0x20, 1, 0x0d, 0xb8, 0, 1, [15] = 10 }, to[16] = { 0x20, 1, 0x0d, 0xb8, 0, 0x64, [12] = 10, 0, 1, 9 };
	static const u8 end[] = { 50, 51, 60, 80, 81, 1 };

	if (four && n >= IP4_HLEN) {
		put_be32(ip + IP4_SRC, 0x0a000109);
		put_be32(ip + IP4_DST, 0x0a000100 | end[which % ARRAY_LEN(end)]);
	} else if (!four && n >= IP6_HLEN) {
		memcpy(ip + IP6_SRC, from, 16);
		memcpy(ip + IP6_DST, to, 16);
		ip[IP6_SRC + 15] = (u8)(10 + which % 8);
	}
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t len)
{
	struct rig g = rig_open(config, "six", "four");
	struct rd r = rd_of(data, len);

	rig_run(&g, 3 * NSEC_PER_SEC);
	while (rd_left(&r) > 3) {
		u8 flags = rd_u8(&r), ip[PACKET_MAX];
		u32 says = rd_u16(&r) % PACKET_MAX, n = rig_len(&r, says, PACKET_MAX);
		bool four = flags & FOUR;

		memcpy(ip, rd_bytes(&r, n), n);
		if (n)
			ip[0] = (u8)(four ? 0x40 | (ip[0] & 15) : 0x60 | (ip[0] & 15));
		if (flags & KNOWN)
			known(ip, n, four, flags >> 4);
		if (n >= (four ? (u32)IP4_HLEN : (u32)IP6_HLEN))
			put_be16(ip + (four ? (u32)IP4_LEN : (u32)IP6_PLEN), (u16)(four ? n : n - IP6_HLEN));
		rig_send(&g, four, NULL, four ? ETH_TYPE_IP4 : ETH_TYPE_IP6, ip, n);
		rig_run(&g, flags & TIME ? 70 * NSEC_PER_SEC : NSEC_PER_MS);
	}
	rig_settle(&g, 300 * NSEC_PER_SEC);
	rig_close(&g);
	return 0;
}
