/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What TFTP's peers may say to a router that serves a file, fetches one and sends one, with debug on. The input is a row of messages: a byte of flags, one of
 * length, the bytes. Flags: 1: to port 69, else to the port it spoke from last; 2: from another port of ours; 4: time passes; 8: a new copy begins, by
 * the bytes' first; 16: the bytes are read as an image of flash.
 */
#include <stdlib.h>

#include "appliances/appliances.h"
#include "router/stack.h"
#include "router/tftp/tftp.h"
#include "tests/fuzz/mend.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t len);

enum { TO_SERVER = 1, OTHER = 2, TIME = 4, COPY = 8, IMAGE = 16, UDP_BYTES = 8, PAYLOAD_MAX = 1400 };

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

static void say(struct device *d, struct node *peer, u8 flags, const u8 *p, u32 n)
{
	u16 port = TFTP_PORT;
	struct frame *f = frame_get(node_pool(peer), ETH_HLEN + IP4_HLEN + UDP_BYTES + n);
	u8 *ip;

	if (!f)
		return;
	if (!(flags & TO_SERVER) && d->ip->tftp && d->ip->tftp->conns)
		port = d->ip->tftp->conns->udp.port;
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
	put_be16(ip + IP4_HLEN, flags & OTHER ? 5001 : 5000);
	put_be16(ip + IP4_HLEN + 2, port);
	put_be16(ip + IP4_HLEN + 4, (u16)(UDP_BYTES + n));
	if (n)
		memcpy(ip + IP4_HLEN + UDP_BYTES, p, n);
	mend4(ip, IP4_HLEN + UDP_BYTES + n);
	port_send(peer->ports, &f, 1);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t len)
{
	static const char *const copies[] = { "copy tftp://10.0.0.9/x flash:y", "copy flash:served tftp://10.0.0.9/x", "copy tftp://10.0.0.9/x running-config", "copy tftp://10.0.0.9/x null:" };
	struct world *w = world_new(&(struct world_options){ .name = "f", .clock = CLOCK_VIRTUAL, .seed = 1, .small_frames = 2048, .large_frames = 16 });
	struct device *d = device_of(node_new(w, appliance_find("router")->kind, "r", 0, 0));
	struct node *peer = node_new(w, &kind_peer, "peer", 1, 0);
	struct cli_io io = { quiet, ready, NULL };
	struct cli *c = cli_new(d->shell, &io, &(struct cli_options){ .where = "exec", .privilege = 15 });
	struct rd r = rd_of(data, len);
	struct config_error e;
	u8 content[3000];

	wire_new(peer->ports, d->node.ports);
	if (!device_boot(d, "tftp-server flash:served\nip tftp blocksize 1024\narp 10.0.0.9 0200.0000.0009 arpa\ninterface GigabitEthernet0/0\n ip address 10.0.0.1 255.255.255.0\n", false, &e, NULL, NULL))
		abort();
	for (unsigned i = 0; i < sizeof(content); i++)
		content[i] = i % 5 ? (u8)i : '\n';
	flash_write(device_flash(d), "served", content, sizeof(content), 0);
	d->node.debug = ~0ull >> (64 - DEBUG_N);
	world_run(w, NSEC_PER_SEC, 100000);
	while (rd_left(&r) > 2) {
		u8 flags = rd_u8(&r);
		u32 n = rd_u8(&r) * 6u;
		const u8 *p;

		n = n > rd_left(&r) ? (u32)rd_left(&r) : n;
		n = n > PAYLOAD_MAX ? PAYLOAD_MAX : n;
		p = rd_bytes(&r, n);
		if (flags & IMAGE)
			flash_free(flash_of_image(p, n));
		else if (flags & COPY)
			cli_line(c, copies[n ? p[0] % ARRAY_LEN(copies) : 0]);
		else
			say(d, peer, flags, p, n);
		world_run(w, world_now(w) + (flags & TIME ? 4 * NSEC_PER_SEC : NSEC_PER_MS), 100000);
	}
	world_run(w, world_now(w) + 200 * NSEC_PER_SEC, 1000000);
	cli_free(c);
	world_free(w);
	return 0;
}
