/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What may come to a router that measures and answers (IP SLA), with debug on. The input is a row of messages: a byte that says to which socket (0: the responder's control
 * port, 1: a port it has opened, 2: our UDP jitter operation, from the control port, 3: the same, from the measured one) and whether time passes, one of length, the payload.
 */
#include <stdlib.h>

#include "appliances/appliances.h"
#include "router/sla/sla.h"
#include "router/stack.h"
#include "tests/fuzz/mend.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t len);

enum { SOCKET = 3, TIME = 4, UDP_BYTES = 8 };

static const char config[] =
	"interface GigabitEthernet0/0\n ip address 10.0.0.1 255.255.255.0\narp 10.0.0.9 0200.0000.0009 arpa\n"
	"track 1 ip sla 1 state\n"
	"ip sla 1\n udp-jitter 10.0.0.9 5000 num-packets 20 interval 10\n timeout 100\n frequency 1\nip sla schedule 1 life forever start-time now\n"
	"ip sla responder\nend\n";

static void say(struct node *peer, const u8 mac[6], u16 from, u16 to, const u8 *p, u32 n)
{
	struct frame *f = frame_get(node_pool(peer), ETH_HLEN + IP4_HLEN + UDP_BYTES + n);
	u8 *ip;

	if (!f)
		return;
	memcpy(f->data, mac, 6);
	memcpy(f->data + 6, peer->ports->mac, 6);
	put_be16(f->data + ETH_TYPE, ETH_TYPE_IP4);
	ip = f->data + ETH_HLEN;
	memset(ip, 0, IP4_HLEN + UDP_BYTES);
	ip[0] = 0x45;
	put_be16(ip + IP4_LEN, (u16)(IP4_HLEN + UDP_BYTES + n));
	ip[IP4_TTL] = 64;
	ip[IP4_PROTO] = IP_UDP;
	put_be32(ip + IP4_SRC, 0x0a000009);
	put_be32(ip + IP4_DST, 0x0a000001);
	put_be16(ip + IP4_HLEN, from);
	put_be16(ip + IP4_HLEN + 2, to);
	put_be16(ip + IP4_HLEN + 4, (u16)(UDP_BYTES + n));
	if (n)
		memcpy(ip + IP4_HLEN + UDP_BYTES, p, n);
	mend4(ip, IP4_HLEN + UDP_BYTES + n);
	port_send(peer->ports, &f, 1);
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
	while (rd_left(&r) > 2) {
		u8 how = rd_u8(&r);
		u32 n = rd_u8(&r);
		const struct sla *a = sla_find(d->ip, 1);
		const struct sla_session *x = d->ip->slas->sessions;
		const u8 *p;

		n = n > rd_left(&r) ? (u32)rd_left(&r) : n;
		p = rd_bytes(&r, n);
		switch (how & SOCKET) {
		case 0:
			say(peer, d->node.ports->mac, 1000, SLA_CONTROL_PORT, p, n);
			break;
		case 1:
			say(peer, d->node.ports->mac, 1000, x ? x->port : 7000, p, n);
			break;
		case 2:
			say(peer, d->node.ports->mac, SLA_CONTROL_PORT, a->udp.port, p, n);
			break;
		case 3:
			say(peer, d->node.ports->mac, 5000, a->udp.port, p, n);
			break;
		}
		world_run(w, world_now(w) + (how & TIME ? 300 * NSEC_PER_MS : NSEC_PER_MS), 100000);
	}
	world_run(w, world_now(w) + 70 * NSEC_PER_SEC, 1000000);
	world_free(w);
	return 0;
}
