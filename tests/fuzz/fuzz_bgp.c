/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a BGP neighbour may say, with every debug flag on. The input is a row of messages: a byte of flags, two of length, the bytes. Flags, the low two
 * bits: 0 a message of the type in the first byte, header made right; 1 an UPDATE; 2 the bytes as they are; 3 the session is begun anew, without (4)
 * or with its OPEN. 8: time passes. The neighbour is the TCP of a router that runs no BGP.
 */
#include <stdlib.h>

#include "appliances/appliances.h"
#include "router/bgp/bgp.h"
#include "router/tcp.h"
#include "tests/fuzz/mend.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t len);

enum { A_MESSAGE, AN_UPDATE, RAW, ANEW, NO_OPEN = 4, TIME = 8 };

static const char config[] =
	"ipv6 unicast-routing\n"
	"ip as-path access-list 1 deny _65099_\nip as-path access-list 1 permit .*\n"
	"ip prefix-list P seq 5 deny 10.66.0.0/16 le 32\nip prefix-list P seq 10 permit 0.0.0.0/0 le 32\n"
	"route-map IN permit 10\n match as-path 1\n set local-preference 200\n set community 65001:9 additive\n set extcommunity cost 1 5\n"
	"route-map OUT permit 10\n set as-path prepend 65001 65001\n set metric 7\n"
	"interface GigabitEthernet0/0\n ip address 10.0.0.1 255.255.255.0\n ipv6 address 2001:db8::1/64\n"
	"ip route 192.168.7.0 255.255.255.0 Null0\n"
	"router bgp 65001\n bgp router-id 1.1.1.1\n redistribute static\n aggregate-address 10.8.0.0 255.252.0.0 as-set summary-only\n bgp graceful-restart\n bgp graceful-restart notification\n bgp dampening\n"
	" neighbor 10.0.0.2 remote-as 65002\n neighbor 10.0.0.2 transport connection-mode passive\n neighbor 10.0.0.2 soft-reconfiguration inbound\n"
	" neighbor 10.0.0.2 route-map IN in\n neighbor 10.0.0.2 route-map OUT out\n neighbor 10.0.0.2 prefix-list P in\n neighbor 10.0.0.2 send-community both\n"
	" neighbor 10.0.0.2 maximum-prefix 100\n neighbor 10.0.0.2 additional-paths send\n neighbor 10.0.0.2 advertise additional-paths all\n bgp additional-paths select all\n"
	" neighbor 10.0.0.2 capability extended-nexthop\n neighbor 10.0.0.2 soo 65001:5\n neighbor 10.0.0.2 capability orf prefix-list both\n bgp dmzlink-bw\n maximum-paths 4\n"
	" address-family ipv6\n  neighbor 10.0.0.2 activate\n  neighbor 10.0.0.2 capability orf prefix-list both\n"
	"end\n";

/* Version 4, AS 65002, hold time 9, 2.2.2.2; graceful restart, IPv4 and IPv6, four-octet AS, refresh, both directions of additional paths, IPv6 next hops of IPv4, both directions of filters. */
static const u8 open_body[] = { 4, 0xfd, 0xea, 0, 9, 2, 2, 2, 2, 64, 2, 62, 64, 10, 0x40, 20, 0, 1, 1, 128, 0, 2, 1, 0, 1, 4, 0, 1, 0, 1, 1, 4, 0, 2, 0, 1, 65, 4, 0, 0, 0xfd, 0xea, 2, 0, 69, 4, 0, 1, 1, 3, 5, 6, 0, 1, 0, 1, 0, 2, 3, 14, 0, 1, 0, 1, 1, 64, 3, 0, 2, 0, 1, 1, 64, 3 };

struct far {
	struct world *w;
	struct device *d;
	struct tcp_conn *c;
};

static void happened(struct tcp_conn *c, enum tcp_event e, void *arg)
{
	struct far *f = arg;
	u8 buf[4096];
	bool end = false;

	if (e == TCP_READABLE)
		while (tcp_read(c, buf, sizeof(buf), &end) > 0)
			;
	if (end || e == TCP_RESET || e == TCP_CLOSED || e == TCP_REFUSED || e == TCP_TIMEOUT) {
		if (f->c)
			tcp_abort(f->c);
		f->c = NULL;
	}
}

static void run(struct far *f, nsec span) { world_run(f->w, world_now(f->w) + span, 100000); }

static void say(struct far *f, u8 type, const void *body, u32 len)
{
	u8 m[BGP_MSG_MAX];

	len = len > sizeof(m) - BGP_HLEN ? (u32)sizeof(m) - BGP_HLEN : len;
	memset(m, 0xff, 16);
	put_be16(m + 16, (u16)(BGP_HLEN + len));
	m[18] = type;
	if (len)
		memcpy(m + BGP_HLEN, body, len);
	if (f->c)
		tcp_write(f->c, m, BGP_HLEN + len);
}

static void dial(struct far *f, bool open)
{
	struct tcp_options o = { .user = { happened, f }, .nodelay = true };
	struct ipaddr src = { .af = AF_NONE }, dst = ipaddr4(0x0a000001);

	if (f->c)
		tcp_abort(f->c);
	run(f, 10 * NSEC_PER_SEC);
	f->c = tcp_connect(*ipstack_tcp(f->d->ip), &src, 0, &dst, BGP_PORT, &o);
	run(f, 500 * NSEC_PER_MS);
	if (!open)
		return;
	say(f, BGP_OPEN, open_body, sizeof(open_body));
	say(f, BGP_KEEPALIVE, NULL, 0);
	say(f, BGP_REFRESH, "\0\1\0\1", 4);	/* all that there is */
	say(f, BGP_REFRESH, "\0\2\0\1", 4);
	run(f, 100 * NSEC_PER_MS);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t len)
{
	struct far f = { .w = world_new(&(struct world_options){ .name = "f", .clock = CLOCK_VIRTUAL, .seed = 1, .small_frames = 2048, .large_frames = 16 }) };
	struct device *d = device_of(node_new(f.w, appliance_find("router")->kind, "r", 0, 0));
	struct rd r = rd_of(data, len);
	struct config_error e;

	f.d = device_of(node_new(f.w, appliance_find("router")->kind, "far", 0, 0));
	wire_new(f.d->node.ports, d->node.ports);
	if (!device_boot(f.d, "interface GigabitEthernet0/0\n ip address 10.0.0.2 255.255.255.0\nend\n", false, &e, NULL, NULL) ||
	    !device_boot(d, config, false, &e, NULL, NULL))
		abort();
	debug_set_all(d, true);
	run(&f, NSEC_PER_SEC);
	dial(&f, true);
	if (bgp_peer_state(d->ip->bgp->peers) != BS_ESTABLISHED)	/* what follows would be heard by nobody */
		abort();
	while (rd_left(&r) > 3) {
		u8 flags = rd_u8(&r);
		u32 n = rd_u16(&r) % BGP_MSG_MAX;
		const u8 *p;

		n = n > rd_left(&r) ? (u32)rd_left(&r) : n;
		p = rd_bytes(&r, n);
		switch (flags & 3) {
		case A_MESSAGE:
			say(&f, n ? p[0] : BGP_KEEPALIVE, p + !!n, n - !!n);
			break;
		case AN_UPDATE:
			say(&f, BGP_UPDATE, p, n);
			break;
		case RAW:
			if (f.c && n)
				tcp_write(f.c, p, n);
			break;
		default:
			dial(&f, !(flags & NO_OPEN));
		}
		run(&f, flags & TIME ? 4 * NSEC_PER_SEC : 20 * NSEC_PER_MS);
		if (!f.c)
			dial(&f, true);
	}
	run(&f, 60 * NSEC_PER_SEC);
	if (f.c)
		tcp_abort(f.c);
	f.c = NULL;
	run(&f, NSEC_PER_SEC);
	world_free(f.w);
	return 0;
}
