/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What may come to a router with BFD sessions on a link (one of them with authentication) and over several hops, with debug on. The input is a row of messages: a byte that
 * says to which port, from which neighbour, whether our discriminator is filled in and whether time passes, one of length, the payload.
 */
#include "router/bfd/bfd.h"
#include "tests/fuzz/rig.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t len);

enum { PORT = 3, SECURE = 4, OURS = 8, TIME = 16 };

static const char config[] =
	"key chain K\n key 7\n  key-string secret\n"
	"bfd-template single-hop T\n interval both 100 multiplier 3\n authentication simple keychain K\n echo\n"
	"bfd-template multi-hop M\n interval both 100 multiplier 3\nbfd map ipv4 0.0.0.0/0 0.0.0.0/0 M\n"
	"interface GigabitEthernet0/0\n ip address 10.0.0.1 255.255.255.0\n bfd interval 50 min_rx 50 multiplier 3\narp 10.0.0.9 0200.0000.0009 arpa\n"
	"interface GigabitEthernet0/1\n ip address 10.0.1.1 255.255.255.0\n bfd template T\narp 10.0.1.9 0200.0000.0009 arpa\n"
	"ip route static bfd GigabitEthernet0/0 10.0.0.9\nip route static bfd GigabitEthernet0/1 10.0.1.9\n"
	"ip route 192.0.2.0 255.255.255.0 GigabitEthernet0/0 10.0.0.9\nend\n";

static void say(struct rig *g, u8 how, const u8 *p, u32 n)
{
	static const u16 ports[] = { BFD_PORT, BFD_MULTIHOP_PORT, BFD_ECHO_PORT, BFD_PORT };
	u8 frame[ETH_HLEN + IP4_HLEN + UDP_BYTES + 256];
	bool secure = how & SECURE;
	u32 peer = secure ? 0x0a000109 : 0x0a000009, us = secure ? 0x0a000101 : 0x0a000001;
	u16 port = ports[how & PORT];
	u8 *ip = frame + ETH_HLEN, *u = ip + IP4_HLEN;
	struct frame *f;

	memcpy(frame, g->port[secure]->mac, 6);
	memcpy(frame + 6, "\2\0\0\0\0\x09", 6);
	put_be16(frame + 12, ETH_TYPE_IP4);
	rig_ip4(ip, IP_UDP, 255, port == BFD_ECHO_PORT ? us : peer, us, UDP_BYTES + n);
	put_be16(u, 50000);
	put_be16(u + 2, port);
	put_be16(u + 4, (u16)(UDP_BYTES + n));
	put_be16(u + 6, 0);
	memcpy(u + UDP_BYTES, p, n);
	if (how & OURS && n >= 12)
		put_be32(u + UDP_BYTES + (port == BFD_ECHO_PORT ? 0 : 8), secure ? 2 : 1);
	mend4(ip, IP4_HLEN + UDP_BYTES + n);
	f = frame_get(node_pool(g->peer[secure]), (u32)(u + UDP_BYTES + n - frame));
	if (!f)
		return;
	memcpy(f->data, frame, f->len);
	port_send(g->peer[secure]->ports, &f, 1);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t len)
{
	struct rig g = rig_open(config, "p", "q");
	struct rd r = rd_of(data, len);

	while (rd_left(&r) > 2) {
		u8 how = rd_u8(&r);
		u32 says = rd_u8(&r), n = rig_len(&r, says, 255);

		say(&g, how, rd_bytes(&r, n), n);
		rig_run(&g, how & TIME ? 120 * NSEC_PER_MS : NSEC_PER_MS);
	}
	rig_settle(&g, 5 * NSEC_PER_SEC);
	if (g.d->ip->bfd->n_peers != 2)
		abort();
	rig_close(&g);
	return 0;
}
