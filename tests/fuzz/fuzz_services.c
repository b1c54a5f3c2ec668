/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What may arrive at a router that filters, translates, keeps time and speaks RIP, with every debug flag on. The input is a row of messages: a byte of
 * flags, two of length, the bytes. Flags: 1: from outside; 2 and 4: what the bytes are (0: an IPv4 packet, 2: RIP's payload, 4: NTP's, 6: a packet that
 * a fragment of follows); 8: time passes. Addresses of Ethernet and checksums are made right.
 */
#include "tests/fuzz/rig.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t len);

enum { OUTSIDE = 1, AS_RIP = 2, AS_NTP = 4, TIME = 8, PACKET_MAX = 1480 };

static const char config[] =
	"access-list 1 permit 10.0.0.0 0.0.0.255\n"
	"ip access-list extended IN\n"
	" deny tcp any any range 6000 6063 log\n"
	" permit tcp any any established\n"
	" permit udp any any eq ntp\n"
	" permit udp any any eq rip\n"
	" permit icmp any any echo\n"
	" deny ip any any fragments\n"
	" evaluate BACK\n"
	" permit ip any any dscp ef log-input\n"
	" permit ip any any\n"
	"ip access-list extended OUT\n"
	" permit tcp any any reflect BACK\n"
	" permit udp any any reflect BACK timeout 30\n"
	" permit icmp any any reflect BACK\n"
	" permit ip any any\n"
	"flow record ALL\n match ipv4 source address\n match transport source-port\n match interface output\n match ipv4 fragmentation offset\n collect transport tcp flags\n"
	" collect routing next-hop address ipv4\n collect ipv4 total-length maximum\n collect counter bytes\nsampler HALF\n mode random 1 out-of 2\n"
	"flow exporter FX\n destination 10.0.1.9\n export-protocol ipfix\n option sampler-table\nflow monitor FUZZ\n exporter FX\n cache timeout inactive 1\n cache entries 16\n record ALL\n"
	"ip flow-export destination 10.0.0.9 2055\n"
	"interface GigabitEthernet0/0\n ip address 10.0.0.1 255.255.255.0\n ip nat inside\n ip access-group OUT in\n ip flow ingress\n ip flow monitor FUZZ sampler HALF output\n"
	"interface GigabitEthernet0/1\n ip address 10.0.1.1 255.255.255.0\n ip nat outside\n ip access-group IN in\n ip flow egress\n ip flow monitor FUZZ input\n"
	"router rip\n version 2\n network 10.0.0.0\n redistribute static metric 3\n"
	"ip route 172.16.0.0 255.255.0.0 10.0.1.9\n"
	"ip nat inside source list 1 interface GigabitEthernet0/1 overload\n"
	"ip nat inside source static tcp 10.0.0.5 80 10.0.1.1 8080\n"
	"ip nat inside source static 10.0.0.6 10.0.1.6\n"
	"ntp authentication-key 1 md5 secret\nntp authenticate\nntp trusted-key 1\nntp master 5\nntp server 10.0.1.9 key 1\nntp peer 10.0.1.8\n"
	"end\n";

/* The bytes as an IPv4 packet, or as the payload of UDP to port; the length. */
static u32 packet(u8 *ip, u8 flags, const u8 *p, u32 n)
{
	u16 port = flags & AS_RIP ? 520 : 123;

	if (!(flags & (AS_RIP | AS_NTP)) || (flags & (AS_RIP | AS_NTP)) == (AS_RIP | AS_NTP)) {
		memcpy(ip, p, n);
		if (n)
			ip[0] = (u8)(0x40 | (ip[0] & 15));
		return n;
	}
	return rig_udp(ip, flags & OUTSIDE ? 0x0a000109 : 0x0a000009, port == 520 ? 0xe0000009 : flags & OUTSIDE ? 0x0a000101 : 0x0a000001, port, port, p, n);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t len)
{
	struct rig g = rig_open(config, "in", "out");
	struct rd r = rd_of(data, len);

	rig_run(&g, 3 * NSEC_PER_SEC);
	while (rd_left(&r) > 3) {
		u8 flags = rd_u8(&r), ip[IP4_HLEN + UDP_BYTES + PACKET_MAX];
		u32 says = rd_u16(&r) % PACKET_MAX, n = rig_len(&r, says, PACKET_MAX);
		unsigned k = flags & OUTSIDE;

		n = packet(ip, flags, rd_bytes(&r, n), n);
		rig_send(&g, k, NULL, ETH_TYPE_IP4, ip, n);
		if ((flags & (AS_RIP | AS_NTP)) == (AS_RIP | AS_NTP) && n >= IP4_HLEN) { /* what comes after it, of the same datagram */
			put_be16(ip + IP4_FRAG, (u16)((get_be16(ip + IP4_FRAG) & IP4_MF) | 1));
			rig_send(&g, k, NULL, ETH_TYPE_IP4, ip, n);
		}
		rig_run(&g, flags & TIME ? 2 * NSEC_PER_SEC : NSEC_PER_MS);
	}
	rig_settle(&g, 300 * NSEC_PER_SEC);
	rig_close(&g);
	return 0;
}
