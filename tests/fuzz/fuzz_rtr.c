/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a cache of the RPKI to Router Protocol may say, with every debug flag on. The input is a row of pieces: a byte of flags, one of length, the bytes. Flags, the low
 * two bits: 0 a PDU of the version, type and two octets in the first four bytes, its length made right; 1 the bytes as they are; 2 a prefix that is one (announced or
 * withdrawn, of either family) of the bytes; 3 the cache hangs up. 4: time passes, up to the next query or attempt. 8: the end of an answer, of the session last said.
 * There are two caches, the second (flag 16) of version 0 or 1 as well: both are the TCP of a router beside the one that validates.
 */
#include <stdlib.h>

#include "appliances/appliances.h"
#include "router/bgp/bgp.h"
#include "tests/fuzz/mend.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t len);

enum { A_PDU, RAW, A_PREFIX, HANG_UP, TIME = 4, END = 8 };

static const char config[] =
	"interface GigabitEthernet0/0\n ip address 10.0.0.1 255.255.255.0\n"
	"ip route 10.1.0.0 255.255.0.0 Null0\nip route 10.1.2.0 255.255.255.0 Null0\nip route 10.2.0.0 255.255.0.0 Null0\n"
	"route-map IN permit 10\n match rpki valid\n set local-preference 200\nroute-map IN permit 20\n match rpki not-found\n"
	"router bgp 65001\n bgp router-id 1.1.1.1\n redistribute static\n bgp rpki server tcp 10.0.0.2 port 323 refresh 20\n bgp rpki server tcp 10.0.0.2 port 324 refresh 50\n"
	"end\n";

struct far {
	struct world *w;
	struct device *d;
	struct tcp_conn *c[2];	/* of port 323, of 324 */
	u8 version;
	u16 session;
};

static void happened(struct tcp_conn *c, enum tcp_event e, void *arg)
{
	struct far *f = arg;
	u8 buf[512];
	bool end = false;

	if (e == TCP_READABLE)
		while (tcp_read(c, buf, sizeof(buf), &end) > 0)
			;
	if (!end && e != TCP_RESET && e != TCP_CLOSED && e != TCP_TIMEOUT)
		return;
	for (unsigned k = 0; k < 2; k++)
		if (f->c[k] == c) {
			f->c[k] = NULL;
			tcp_abort(c);
		}
}

static bool may_call(struct tcp_listener *l, const struct ipaddr *from, u16 port, struct tcp_options *o)
{
	(void)from, (void)port;
	o->user = (struct tcp_user){ happened, tcp_listener_arg(l) };
	o->nodelay = true;
	return true;
}

static void called(struct tcp_listener *l, struct tcp_conn *c)
{
	struct far *f = tcp_listener_arg(l);
	struct ipaddr a;
	u16 port;

	tcp_local(c, &a, &port);
	if (f->c[port & 1 ? 0 : 1])
		tcp_abort(f->c[port & 1 ? 0 : 1]);
	f->c[port & 1 ? 0 : 1] = c;
}

static void run(struct far *f, nsec span) { world_run(f->w, world_now(f->w) + span, 100000); }

static void say(struct far *f, const u8 *p, u32 n, unsigned which)
{
	if (f->c[which] && n)
		tcp_write(f->c[which], p, n);
}

static u32 put(struct far *f, u8 *out, u8 type, u16 field, const u8 *body, u32 n)
{
	out[0] = f->version;
	out[1] = type;
	put_be16(out + 2, field);
	put_be32(out + 4, 8 + n);
	if (n)
		memcpy(out + 8, body, n);
	return 8 + n;
}

static void a_pdu(struct far *f, struct rd r, unsigned which)
{
	u8 out[8 + 256];
	u8 type;
	u16 field;

	f->version = rd_u8(&r);
	type = rd_u8(&r);
	field = rd_u16(&r);
	if (type == RTR_CACHE_RESPONSE)
		f->session = field;
	say(f, out, put(f, out, type, field, r.p, (u32)rd_left(&r)), which);
}

static void a_prefix(struct far *f, struct rd r, unsigned which)
{
	u8 out[32], body[24] = { 0 };
	u8 how = rd_u8(&r), bits = how & 2 ? 128 : 32;
	struct ip6 a;

	body[0] = how & 1;
	body[1] = (u8)(rd_u8(&r) % (bits + 1u));
	body[2] = (u8)(body[1] + rd_u8(&r) % (bits - body[1] + 1u));
	for (unsigned k = 0; k < 16; k++)
		a.b[k] = rd_u8(&r);
	a = ip6_masked(&a, body[1]);
	memcpy(body + 4, a.b, bits / 8);
	body[4 + bits / 8 + 3] = rd_u8(&r);
	say(f, out, put(f, out, how & 2 ? RTR_IP6 : RTR_IP4, 0, body, 8u + bits / 8), which);
}

static void an_end(struct far *f, unsigned which)
{
	static const u8 body[16] = { 0, 0, 0, 9, 0, 0, 0, 20, 0, 0, 0, 5, 0, 0, 2, 88 };
	u8 out[24];

	say(f, out, put(f, out, RTR_END_OF_DATA, f->session, body, f->version ? 16 : 4), which);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t len)
{
	struct far f = { .version = 1, .w = world_new(&(struct world_options){ .name = "f", .clock = CLOCK_VIRTUAL, .seed = 1, .small_frames = 2048, .large_frames = 16 }) };
	struct device *d = device_of(node_new(f.w, appliance_find("router")->kind, "r", 0, 0));
	struct rd r = rd_of(data, len);
	struct config_error e;

	f.d = device_of(node_new(f.w, appliance_find("router")->kind, "far", 0, 0));
	wire_new(f.d->node.ports, d->node.ports);
	if (!device_boot(f.d, "interface GigabitEthernet0/0\n ip address 10.0.0.2 255.255.255.0\nend\n", false, &e, NULL, NULL) ||
	    !device_boot(d, config, false, &e, NULL, NULL))
		abort();
	debug_set_all(d, true);
	for (u16 port = 323; port <= 324; port++)
		tcp_listen(*ipstack_tcp(f.d->ip), NULL, port, 8, may_call, called, &f);
	run(&f, 3 * NSEC_PER_SEC);
	while (rd_left(&r) > 1) {
		u8 flags = rd_u8(&r), n = rd_u8(&r);
		unsigned which = flags >> 4 & 1;
		struct rd piece = rd_sub(&r, n < rd_left(&r) ? n : rd_left(&r));

		switch (flags & 3) {
		case A_PDU:
			a_pdu(&f, piece, which);
			break;
		case RAW:
			say(&f, piece.p, (u32)rd_left(&piece), which);
			break;
		case A_PREFIX:
			a_prefix(&f, piece, which);
			break;
		default:
			if (f.c[which])
				tcp_abort(f.c[which]);
			f.c[which] = NULL;
		}
		if (flags & END)
			an_end(&f, which);
		run(&f, flags & TIME ? 21 * NSEC_PER_SEC : 20 * NSEC_PER_MS);
	}
	run(&f, 60 * NSEC_PER_SEC);
	for (unsigned k = 0; k < 2; k++)
		if (f.c[k])
			tcp_abort(f.c[k]);
	world_free(f.w);
	return 0;
}
