/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What may arrive at a router that filters, translates, keeps time and speaks RIP, with every debug flag on. The input is a row of messages: a byte of
 * flags, two of length, the bytes. Flags: 1: from outside; 2 and 4: what the bytes are (0: an IPv4 packet, 2: RIP's payload, 4: NTP's, 6: a packet that
 * a fragment of follows); 8: time passes. Addresses of Ethernet and checksums are made right.
 */
#include <stdlib.h>

#include "appliances/appliances.h"
#include "router/stack.h"
#include "tests/fuzz/mend.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t len);

enum { OUTSIDE = 1, AS_RIP = 2, AS_NTP = 4, TIME = 8, PACKET_MAX = 1480, UDP_BYTES = 8 };

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
	"interface GigabitEthernet0/0\n ip address 10.0.0.1 255.255.255.0\n ip nat inside\n ip access-group OUT in\n"
	"interface GigabitEthernet0/1\n ip address 10.0.1.1 255.255.255.0\n ip nat outside\n ip access-group IN in\n"
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
	u32 head = IP4_HLEN + UDP_BYTES;
	u16 port = flags & AS_RIP ? 520 : 123;

	if (!(flags & (AS_RIP | AS_NTP)) || (flags & (AS_RIP | AS_NTP)) == (AS_RIP | AS_NTP)) {
		memcpy(ip, p, n);
		if (n)
			ip[0] = (u8)(0x40 | (ip[0] & 15));
		return n;
	}
	memset(ip, 0, head);
	ip[0] = 0x45;
	put_be16(ip + IP4_LEN, (u16)(head + n));
	ip[IP4_TTL] = 64;
	ip[IP4_PROTO] = IP_UDP;
	put_be32(ip + IP4_SRC, flags & OUTSIDE ? 0x0a000109 : 0x0a000009);
	put_be32(ip + IP4_DST, port == 520 ? 0xe0000009 : flags & OUTSIDE ? 0x0a000101 : 0x0a000001);
	put_be16(ip + IP4_HLEN, port);
	put_be16(ip + IP4_HLEN + 2, port);
	put_be16(ip + IP4_HLEN + 4, (u16)(UDP_BYTES + n));
	memcpy(ip + head, p, n);
	return head + n;
}

static void say(struct node *peer, const u8 mac[6], const u8 *ip, u32 n)
{
	struct frame *f = frame_get(node_pool(peer), ETH_HLEN + n);

	if (!f)
		return;
	memcpy(f->data, mac, 6);
	memcpy(f->data + 6, peer->ports->mac, 6);
	put_be16(f->data + ETH_TYPE, ETH_TYPE_IP4);
	memcpy(f->data + ETH_HLEN, ip, n);
	mend4(f->data + ETH_HLEN, n);
	port_send(peer->ports, &f, 1);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t len)
{
	struct world *w = world_new(&(struct world_options){ .name = "f", .clock = CLOCK_VIRTUAL, .seed = 1, .small_frames = 2048, .large_frames = 16 });
	struct device *d = device_of(node_new(w, appliance_find("router")->kind, "r", 0, 0));
	struct node *peer[2] = { node_new(w, &kind_peer, "in", 1, 0), node_new(w, &kind_peer, "out", 1, 0) };
	struct port *port[2] = { d->node.ports, d->node.ports->next };
	struct rd r = rd_of(data, len);
	struct config_error e;

	for (unsigned k = 0; k < 2; k++)
		wire_new(peer[k]->ports, port[k]);
	if (!device_boot(d, config, false, &e, NULL, NULL))
		abort();
	d->node.debug = ~0ull >> (64 - DEBUG_N);
	world_run(w, 3 * NSEC_PER_SEC, 100000);
	while (rd_left(&r) > 3) {
		u8 flags = rd_u8(&r), ip[IP4_HLEN + UDP_BYTES + PACKET_MAX];
		u32 n = rd_u16(&r) % PACKET_MAX;
		unsigned k = flags & OUTSIDE;

		n = n > rd_left(&r) ? (u32)rd_left(&r) : n;
		n = packet(ip, flags, rd_bytes(&r, n), n);
		say(peer[k], port[k]->mac, ip, n);
		if ((flags & (AS_RIP | AS_NTP)) == (AS_RIP | AS_NTP) && n >= IP4_HLEN) { /* what comes after it, of the same datagram */
			put_be16(ip + IP4_FRAG, (u16)((get_be16(ip + IP4_FRAG) & IP4_MF) | 1));
			say(peer[k], port[k]->mac, ip, n);
		}
		world_run(w, world_now(w) + (flags & TIME ? 2 * NSEC_PER_SEC : NSEC_PER_MS), 100000);
	}
	world_run(w, world_now(w) + 300 * NSEC_PER_SEC, 1000000);
	world_free(w);
	return 0;
}
