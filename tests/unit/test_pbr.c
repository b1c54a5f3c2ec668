/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Policy routing: what is sent where, what is left to the routes, counters, an interface without a policy, every cut of a packet. */
#include "ip_net.h"
#include "router/policy/pbr.h"

static struct net n;
static struct device *r;
static struct raw *in, *one, *two;
static u8 pkt[2048];

enum { HOST = A4(10, 0, 0, 9), BEYOND = A4(10, 9, 0, 9) };

static const char config[] =
	"interface GigabitEthernet0/0\n ip address 10.0.0.1 255.255.255.0\n ip policy route-map P\n"
	"interface GigabitEthernet0/1\n ip address 10.1.0.1 255.255.255.0\n"
	"interface GigabitEthernet0/2\n ip address 10.2.0.1 255.255.255.0\n"
	"arp 10.0.0.9 02aa.0000.0001 arpa\narp 10.1.0.2 02aa.0000.0001 arpa\narp 10.2.0.2 02aa.0000.0001 arpa\n"
	"ip route 10.9.0.0 255.255.0.0 10.1.0.2\n"
	"access-list 110 permit udp any any eq 2049\naccess-list 110 permit tcp any any\n"
	"route-map P permit 10\n match ip address 110\n set ip next-hop 10.2.0.2\n";

static void setup(void)
{
	net_open(&n);
	r = net_node(&n, &appliance_router, "r1", config);
	in = net_raw(&n, "in", r, 0);
	one = net_raw(&n, "one", r, 1);
	two = net_raw(&n, "two", r, 2);
	net_run(&n, 100 * NSEC_PER_MS);
	in->next = in->n;
	one->next = one->n;
	two->next = two->n;
}

/* 1: by the route; 2: by the policy; 0: neither. */
static unsigned way(u8 proto, u16 port, u32 dst, u8 ttl, u16 frag)
{
	u32 len = ip4_put(pkt, net_port(r, 0)->mac, HOST, dst, proto, ttl, frag, 40), got;
	const u8 *p;

	put_be16(pkt + 36, port);
	raw_send(&n, in, pkt, len);
	if ((p = raw_next(one, ETH_TYPE_IP4, &got)))
		return 1;
	p = raw_next(two, ETH_TYPE_IP4, &got);
	if (!p)
		return 0;
	assert_int_equal(p[14 + IP4_TTL], ttl - 1);
	assert_int_equal(csum_finish(csum_add(0, p + 14, 20)), 0);
	assert_int_equal(got, len);
	return 2;
}

static void t_ways(void **state)
{
	u64 before;

	(void)state;
	setup();
	assert_int_equal(way(IP_UDP, 2049, BEYOND, 9, 0), 2);
	assert_int_equal(way(IP_UDP, 2050, BEYOND, 9, 0), 1);
	assert_int_equal(way(IP_TCP, 80, BEYOND, 9, 0), 2);
	assert_int_equal(way(IP_ICMP, 0, BEYOND, 9, 0), 1);
	assert_int_equal(way(IP_UDP, 2049, A4(10, 77, 0, 1), 9, 0), 2);	/* no route at all: the policy needs none */
	before = in->n;
	assert_int_equal(way(IP_UDP, 2049, BEYOND, 1, 0), 0);		/* and the TTL is what it is */
	assert_true(in->n > before);
	assert_int_equal(way(IP_UDP, 2049, A4(10, 0, 0, 1), 9, 0), 0);	/* for us */
	EXPECT(&n, r, "Policy routing matches: 3 packets, 180 bytes", "show route-map P");
	TYPE(&n, r, "configure terminal", "interface g0/2", "shutdown");	/* what cannot be used is passed over */
	assert_int_equal(way(IP_UDP, 2049, BEYOND, 9, 0), 1);
	TYPE(&n, r, "configure terminal", "interface g0/2", "no shutdown", "exit", "no route-map P");
	assert_int_equal(way(IP_UDP, 2049, BEYOND, 9, 0), 1);		/* a map without clauses says nothing */
	TYPE(&n, r, "configure terminal", "interface g0/0", "no ip policy route-map P");
	assert_int_equal(r->ip->ifs->features, 0);
	net_close(&n);
}

static void t_every_cut(void **state)
{
	u32 len;

	(void)state;
	setup();
	TYPE(&n, r, "configure terminal", "ip local policy route-map P");
	debug_set_all(r, true);
	for (u32 cut = 0; cut <= 80; cut++)
		for (u32 at = 14; at < 38; at++) {
			len = ip4_put(pkt, net_port(r, 0)->mac, HOST, BEYOND, IP_UDP, 9, 0, 46);
			put_be16(pkt + 36, 2049);
			pkt[at] ^= (u8)(cut * 7 + at);
			if (cut < 20) { /* checksum made right */
				put_be16(pkt + 24, 0);
				put_be16(pkt + 24, csum_finish(csum_add(0, pkt + 14, 20)));
			}
			raw_send(&n, in, pkt, cut < 14 ? len : cut);
			in->n = in->next = one->n = one->next = two->n = two->next = 0;
		}
	net_close(&n);
}

/* A clause that is full refuses one more, and takes another word about one that it has. */
static void t_full(void **state)
{
	char line[80];

	(void)state;
	setup();
	for (unsigned k = 1; k <= PBR_HOPS_MAX; k++) {
		snprintf(line, sizeof(line), "set ip next-hop verify-availability 10.2.0.2 %u track 1", k);
		assert_null(strstr(TYPE(&n, r, "configure terminal", "route-map P permit 10", line), "%"));
	}
	EXPECT(&n, r, "% At most 16 next hops in a clause", "configure terminal", "route-map P permit 10", "set ip next-hop verify-availability 10.2.0.2 17 track 1");
	assert_null(strstr(TYPE(&n, r, "configure terminal", "route-map P permit 10", "set ip next-hop verify-availability 10.2.0.2 16 track 2"), "%"));
	EXPECT(&n, r, "10.2.0.2 16 track 2", "show route-map P");
	assert_null(strstr(TYPE(&n, r, "show running-config"), "10.2.0.2 16 track 1"));
	net_close(&n);
}

int main(void)
{
	static const struct CMUnitTest tests[] = { cmocka_unit_test(t_ways), cmocka_unit_test(t_every_cut), cmocka_unit_test(t_full) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
