/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What clients and name servers may say to a router that answers, forwards and looks up, with debug on. The input is a row of messages: a byte of flags, one
 * of length, the bytes. Flags: 1: to port 53, else to the port that the router asked from last, with its number and question in front when 2 is set; 4: time
 * passes; 8: a lookup begins, by the bytes' first.
 */
#include <stdlib.h>

#include "appliances/appliances.h"
#include "router/dns/own.h"
#include "tests/fuzz/mend.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t len);

enum { TO_SERVER = 1, FITTING = 2, TIME = 4, LOOKUP = 8, UDP_BYTES = 8, PAYLOAD_MAX = 1400 };

static void quiet(void *arg, const char *text, size_t len)
{
	(void)arg;
	(void)text;
	(void)len;
}
static void ready(void *arg, bool ended)
{
	(void)arg;
	(void)ended;
}

/* An answer's head: the number and the question that are waited for. Returns the port; 0: nothing is. */
static u16 fit(const struct dns *d, struct wr *w, bool fitting)
{
	struct wr head = *w;
	u16 port = 0;

	if (d->lookups) {
		port = d->lookups->udp.port;
		dns_write_query(&head, d->lookups->id, d->lookups->asked, d->lookups->type);
	} else if (d->forwards) {
		port = d->forwards->udp.port;
		wr_copy(&head, d->forwards->query, DNS_HLEN + d->forwards->question_len);
	}
	if (port && fitting && !head.bad) {
		*w = head;
		put_be16(w->start + 2, DNS_QR | DNS_RA);
		put_be16(w->start + 6, 4);
	}
	return port;
}

static void say(struct device *d, struct node *peer, u8 flags, const u8 *p, u32 n)
{
	u8 msg[PAYLOAD_MAX + DNS_UDP_MAX];
	struct wr w = wr_of(msg, sizeof(msg));
	u16 port = flags & TO_SERVER ? DNS_PORT : fit(d->ip->dns, &w, flags & FITTING);
	struct frame *f;
	u8 *ip;

	wr_copy(&w, p, n);
	n = (u32)wr_len(&w);
	f = frame_get(node_pool(peer), ETH_HLEN + IP4_HLEN + UDP_BYTES + n);
	if (!f)
		return;
	memset(f->data, 0, f->len);
	memcpy(f->data, d->node.ports->mac, 6);
	memcpy(f->data + 6, peer->ports->mac, 6);
	put_be16(f->data + ETH_TYPE, ETH_TYPE_IP4);
	ip = f->data + ETH_HLEN;
	ip[0] = 0x45;
	put_be16(ip + IP4_LEN, (u16)(IP4_HLEN + UDP_BYTES + n));
	ip[IP4_TTL] = 64;
	ip[IP4_PROTO] = IP_UDP;
	put_be32(ip + IP4_SRC, 0x0a000009);
	put_be32(ip + IP4_DST, 0x0a000001);
	put_be16(ip + IP4_HLEN, flags & TO_SERVER ? 5000 : DNS_PORT);
	put_be16(ip + IP4_HLEN + 2, port);
	put_be16(ip + IP4_HLEN + 4, (u16)(UDP_BYTES + n));
	if (n)
		memcpy(ip + IP4_HLEN + UDP_BYTES, msg, n);
	mend4(ip, IP4_HLEN + UDP_BYTES + n);
	port_send(peer->ports, &f, 1);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t len)
{
	static const char *const lookups[] = { "ping far", "ping www.far.example", "nothing", "traceroute x.y", "ping ipv6 six", "show hosts", "show ip dns statistics" };
	struct world *w = world_new(&(struct world_options){ .name = "f", .clock = CLOCK_VIRTUAL, .seed = 1, .small_frames = 2048, .large_frames = 16 });
	struct device *d = device_of(node_new(w, appliance_find("router")->kind, "r", 0, 0));
	struct node *peer = node_new(w, &kind_peer, "peer", 1, 0);
	struct cli_io io = { quiet, ready, NULL };
	struct cli *c = cli_new(d->shell, &io, &(struct cli_options){ .where = "exec", .privilege = 15 });
	struct rd r = rd_of(data, len);
	struct config_error e;

	wire_new(peer->ports, d->node.ports);
	if (!device_boot(d, "ip domain name lab.example\nip host alpha 10.0.0.1 10.0.0.2\nip name-server 10.0.0.9\nip dns server\nip dns primary lab.example soa a b\n"
			 "arp 10.0.0.9 0200.0000.0009 arpa\ninterface GigabitEthernet0/0\n ip address 10.0.0.1 255.255.255.0\n", false, &e, NULL, NULL))
		abort();
	d->node.debug = ~0ull >> (64 - DEBUG_N);
	world_run(w, NSEC_PER_SEC, 100000);
	while (rd_left(&r) > 2) {
		u8 flags = rd_u8(&r);
		u32 n = rd_u8(&r) * 6u;
		const u8 *p;

		n = n > rd_left(&r) ? (u32)rd_left(&r) : n;
		n = n > PAYLOAD_MAX ? PAYLOAD_MAX : n;
		p = rd_bytes(&r, n);
		if (flags & LOOKUP)
			cli_line(c, lookups[n ? p[0] % ARRAY_LEN(lookups) : 0]);
		else
			say(d, peer, flags, p, n);
		world_run(w, world_now(w) + (flags & TIME ? 4 * NSEC_PER_SEC : NSEC_PER_MS), 100000);
	}
	world_run(w, world_now(w) + 60 * NSEC_PER_SEC, 1000000);
	if (d->ip->dns->n_cached > DNS_CACHE_MAX || d->ip->dns->n_forwards)
		abort();
	cli_free(c);
	world_free(w);
	return 0;
}
