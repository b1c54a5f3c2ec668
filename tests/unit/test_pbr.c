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

/* What a clause writes into the header, with its checksum right; it goes by policy or by route. */
static void marked(u8 tos, u16 frag)
{
	u32 got, len = ip4_put(pkt, net_port(r, 0)->mac, HOST, BEYOND, IP_UDP, 9, 0, 40);
	const u8 *p;

	put_be16(pkt + 36, 2049);
	ip4_put16(pkt + 14, 0, 0x4521);
	ip4_put16(pkt + 14, IP4_FRAG, IP4_DF);
	raw_send(&n, in, pkt, len);
	p = raw_next(one, ETH_TYPE_IP4, &got);
	if (!p)
		p = raw_next(two, ETH_TYPE_IP4, &got);
	assert_non_null(p);
	assert_int_equal(p[14 + IP4_TOS], tos);
	assert_int_equal(get_be16(p + 14 + IP4_FRAG), frag);
	assert_int_equal(p[14 + IP4_TTL], 8);
	assert_int_equal(csum_finish(csum_add(0, p + 14, 20)), 0);
}

#define CLAUSE(...) TYPE(&n, r, "configure terminal", "route-map P permit 10", __VA_ARGS__)
static void t_marks(void **state)
{
	(void)state;
	setup();
	marked(0x21, IP4_DF);
	CLAUSE("set ip precedence flash");
	marked(0x61, IP4_DF);
	CLAUSE("set ip tos 8");
	marked(0x71, IP4_DF);
	CLAUSE("set ip df 0", "no set ip next-hop 10.2.0.2");	/* by the route then */
	marked(0x71, 0);
	EXPECT(&n, r, "    ip precedence flash\n    ip tos min-delay\n    ip df 0", "show route-map P");
	CLAUSE("no set ip precedence", "set ip df 1");
	marked(0x31, IP4_DF);
	CLAUSE("no set ip tos min-delay", "no set ip df");
	marked(0x21, IP4_DF);
	EXPECT(&n, r, "% Invalid precedence \"8\"", "configure terminal", "route-map P permit 10", "set ip precedence 8");
	net_close(&n);
}

/* Several next hops: the first that can be used; another line takes the place of all. */
static void t_several(void **state)
{
	(void)state;
	setup();
	CLAUSE("set ip next-hop 10.7.0.9 10.2.0.2 10.1.0.2");
	assert_int_equal(way(IP_UDP, 2049, BEYOND, 9, 0), 2);
	EXPECT(&n, r, "    ip next-hop 10.7.0.9 10.2.0.2 10.1.0.2", "show route-map P");
	CLAUSE("set ip next-hop 10.7.0.9");
	assert_int_equal(way(IP_UDP, 2049, BEYOND, 9, 0), 1);
	EXPECT(&n, r, "% Invalid value", "configure terminal", "route-map P permit 10", "set ip next-hop 10.2.0.2 10.1.0");
	CLAUSE("no set ip next-hop 10.7.0.9", "set ip default next-hop 10.7.0.9 10.2.0.2");
	assert_int_equal(way(IP_UDP, 2049, BEYOND, 9, 0), 1);	/* there is a route */
	assert_int_equal(way(IP_UDP, 2049, A4(10, 77, 0, 1), 9, 0), 2);
	EXPECT(&n, r, "    ip default next-hop 10.7.0.9 10.2.0.2\n", "show route-map P");
	net_close(&n);
}

/* A next hop of another table, in which alone it is on a link. */
static void t_elsewhere(void **state)
{
	(void)state;
	setup();
	TYPE(&n, r, "configure terminal", "vrf definition RED", "address-family ipv4", "exit", "exit", "interface g0/2", "vrf forwarding RED", "ip address 10.2.0.1 255.255.255.0", "exit",
	     "arp vrf RED 10.2.0.2 02aa.0000.0001 arpa");
	assert_int_equal(way(IP_UDP, 2049, BEYOND, 9, 0), 1);	/* the map's next hop is not there any more */
	CLAUSE("set ip vrf RED next-hop 10.2.0.2");
	assert_int_equal(way(IP_UDP, 2049, BEYOND, 9, 0), 2);
	EXPECT(&n, r, "    ip vrf RED next-hop 10.2.0.2", "show route-map P");
	CLAUSE("set ip global next-hop 10.2.0.2");		/* in the place of the other */
	assert_int_equal(way(IP_UDP, 2049, BEYOND, 9, 0), 1);
	assert_null(strstr(TYPE(&n, r, "show running-config | section route-map"), "vrf RED next-hop"));
	CLAUSE("set ip vrf RED next-hop 10.7.0.1 10.2.0.2");
	assert_int_equal(way(IP_UDP, 2049, BEYOND, 9, 0), 2);
	TYPE(&n, r, "configure terminal", "no vrf definition RED");
	assert_int_equal(way(IP_UDP, 2049, BEYOND, 9, 0), 1);
	assert_null(strstr(TYPE(&n, r, "show running-config | section route-map"), "RED"));
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

static u32 ip6_to(const char *src, const char *dst, u8 next, u8 hops, u16 port)
{
	struct ip6 a, b;

	assert_true(ip6_parse(src, &a) && ip6_parse(dst, &b));
	memcpy(pkt, net_port(r, 0)->mac, 6);
	memcpy(pkt + 6, RAW_MAC, 6);
	put_be16(pkt + 12, ETH_TYPE_IP6);
	memset(pkt + 14, 0, 60);
	pkt[14] = 0x60;
	put_be16(pkt + 14 + IP6_PLEN, 20);
	pkt[14 + IP6_NEXT] = next;
	pkt[14 + IP6_HOPS] = hops;
	memcpy(pkt + 14 + IP6_SRC, a.b, 16);
	memcpy(pkt + 14 + IP6_DST, b.b, 16);
	put_be16(pkt + 56, port);
	return 14 + 40 + 20;
}

static unsigned way6(const char *src, const char *dst, u8 next, u8 hops)
{
	u32 len = ip6_to(src, dst, next, hops, 2049), got;
	const u8 *p;

	raw_send(&n, in, pkt, len);
	p = raw_next(one, ETH_TYPE_IP6, &got);
	while (p && p[14 + IP6_NEXT] == IP_ICMP6)
		p = raw_next(one, ETH_TYPE_IP6, &got);
	if (p)
		return 1;
	p = raw_next(two, ETH_TYPE_IP6, &got);
	while (p && p[14 + IP6_NEXT] == IP_ICMP6)
		p = raw_next(two, ETH_TYPE_IP6, &got);
	if (!p)
		return 0;
	assert_int_equal(p[14 + IP6_HOPS], hops - 1);
	assert_int_equal(got, len);
	return 2;
}

static const char config6[] =
	"ipv6 unicast-routing\nvrf definition RED\n address-family ipv6\ninterface GigabitEthernet0/0\n ipv6 address 2001:db8::1/64\n ipv6 policy route-map P\n"
	"interface GigabitEthernet0/1\n ipv6 address 2001:db8:1::1/64\ninterface GigabitEthernet0/2\n ipv6 address 2001:db8:2::1/64\n"
	"ipv6 neighbor 2001:db8::9 g0/0 02aa.0000.0001\nipv6 neighbor 2001:db8:1::2 g0/1 02aa.0000.0001\nipv6 neighbor 2001:db8:2::2 g0/2 02aa.0000.0001\n"
	"ipv6 route 2001:db8:9::/48 2001:db8:1::2\nipv6 access-list SIX\n permit udp any any eq 2049\naccess-list 10 permit any\n"
	"route-map P permit 5\n match ip address 10\n set interface Null0\n"	/* an IPv4 list takes no packet of IPv6 */
	"route-map P permit 10\n match ipv6 address SIX\n set ipv6 next-hop 2001:db8:2::2\n set ip next-hop 10.2.0.9\n";

/* IPv6 likewise; a table that has no route drops, and a VRF that goes is in no clause. */
static void t_six(void **state)
{
	const char *far = "2001:db8:9::9", *host = "2001:db8::9";
	u32 len;

	(void)state;
	net_open(&n);
	r = net_node(&n, &appliance_router, "r1", config6);
	in = net_raw(&n, "in", r, 0);
	one = net_raw(&n, "one", r, 1);
	two = net_raw(&n, "two", r, 2);
	net_run(&n, 3 * NSEC_PER_SEC);
	in->next = in->n;
	one->next = one->n;
	two->next = two->n;
	assert_int_equal(way6(host, far, IP_UDP, 9), 2);
	assert_int_equal(way6(host, far, IP_TCP, 9), 1);
	assert_int_equal(way6(host, "2001:db8:77::1", IP_UDP, 9), 2);
	assert_int_equal(way6(host, far, IP_UDP, 1), 0);
	assert_int_equal(way6(host, "2001:db8::1", IP_UDP, 9), 0);	/* for us */
	assert_int_equal(way6(host, "fe80::77", IP_UDP, 9), 0);
	assert_int_equal(way6("fe80::77", far, IP_UDP, 9), 0);		/* not beyond its link */
	assert_int_equal(way6("::", far, IP_UDP, 9), 0);
	EXPECT(&n, r, "Policy routing matches: 2 packets, 120 bytes", "show route-map P");
	TYPE(&n, r, "configure terminal", "route-map P permit 10", "set vrf RED");
	assert_int_equal(way6(host, far, IP_UDP, 9), 0);		/* neither a next hop nor a route there */
	assert_int_equal(way6(host, far, IP_TCP, 9), 1);
	TYPE(&n, r, "configure terminal", "interface g0/2", "vrf forwarding RED", "ipv6 address 2001:db8:2::1/64", "exit", "ipv6 neighbor 2001:db8:2::2 g0/2 02aa.0000.0001");
	net_run(&n, 3 * NSEC_PER_SEC);
	assert_int_equal(way6(host, far, IP_UDP, 9), 2);
	TYPE(&n, r, "configure terminal", "ipv6 local policy route-map P");
	debug_set_all(r, true);
	for (u32 cut = 0; cut <= 74; cut++)
		for (u32 at = 14; at < 58; at++) {
			len = ip6_to(host, far, IP_UDP, 9, 2049);
			pkt[at] ^= (u8)(cut * 7 + at);
			raw_send(&n, in, pkt, cut < 14 ? len : cut);
			in->n = in->next = one->n = one->next = two->n = two->next = 0;
		}
	TYPE(&n, r, "configure terminal", "no vrf definition RED");
	assert_int_equal(way6(host, far, IP_UDP, 9), 1);
	net_close(&n);
}

int main(void)
{
	static const struct CMUnitTest tests[] = { cmocka_unit_test(t_ways), cmocka_unit_test(t_marks), cmocka_unit_test(t_several), cmocka_unit_test(t_elsewhere), cmocka_unit_test(t_every_cut), cmocka_unit_test(t_full), cmocka_unit_test(t_six) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
