/* SPDX-License-Identifier: GPL-3.0-or-later */
/* IPv4 routes by IPv6 next hops (RFC 8950 6): resolved by neighbour discovery, rewritten, tracked, side by side; routers whose links have no IPv4 address. */
#include "ip_net.h"
#include "router/route.h"

static struct net n;
static struct device *r;
static struct raw *lan, *far[2];

static const u8 MAC[2][6] = { { 2, 0xbb, 0, 0, 0, 1 }, { 2, 0xbb, 0, 0, 0, 2 } }, OTHER[6] = { 2, 0xbb, 0, 0, 0, 9 };

static struct ip6 addr6(const char *text)
{
	struct ip6 a;

	assert_true(ip6_parse(text, &a));
	return a;
}

static struct iface *face(unsigned k) { return device_iface_of_port(r, net_port(r, k)); }

static struct nexthop hop(const char *via, int out)
{
	struct ip6 a = addr6(via);

	return (struct nexthop){ .via = ipaddr6(&a), .out = out < 0 ? NULL : face((unsigned)out) };
}

static void replace(u32 third, const struct nexthop *nh, unsigned count)
{
	struct route x = { .prefix = ipaddr4(A4(172, 16, third, 0)), .plen = 24, .source = ROUTE_BGP, .distance = 20 };

	rib_replace(r->ip, &x, nh, count);
}

static void setup(void)
{
	net_open(&n);
	r = net_node(&n, &appliance_router, "r1", "ipv6 unicast-routing\n"
		"interface GigabitEthernet0/0\n ip address 10.0.0.1 255.255.255.0\n"
		"interface GigabitEthernet0/1\n ipv6 address FE80::1 link-local\n ipv6 address 2001:DB8:1::1/64\n ipv6 nd ra suppress all\n"
		"interface GigabitEthernet0/2\n ipv6 address FE80::1 link-local\n ipv6 address 2001:DB8:2::1/64\n ipv6 nd ra suppress all\n");
	lan = net_raw(&n, "lan", r, 0);
	far[0] = net_raw(&n, "b", r, 1);
	far[1] = net_raw(&n, "c", r, 2);
	net_run(&n, 3 * NSEC_PER_SEC);
}

/* From the LAN to 172.16.third.host. */
static void send4(u32 third, u32 host, u8 ttl)
{
	u8 p[200];
	u32 len = ip4_put(p, net_port(r, 0)->mac, A4(10, 0, 0, 2), A4(172, 16, third, host), IP_UDP, ttl, 0, 40);

	raw_send(&n, lan, p, len);
}

static const struct neigh *neighbour(const char *via)
{
	struct nexthop h = hop(via, 1);

	return neigh_find(face(1)->ip, &h.via);
}

/* A neighbour advertisement for target: solicited, override. */
static void advertise(struct raw *from, const char *target, const u8 mac[6])
{
	u8 p[14 + 40 + 32] = { 0 };
	struct ip6 src = addr6(target), dst = addr6("fe80::1");
	u8 *ip = p + 14, *icmp = ip + 40;
	u32 sum;

	memcpy(p, net_port(r, from == far[0] ? 1 : 2)->mac, 6);
	memcpy(p + 6, mac, 6);
	put_be16(p + 12, ETH_TYPE_IP6);
	put_be32(ip, 0x60000000);
	put_be16(ip + IP6_PLEN, 32);
	ip[IP6_NEXT] = IP_ICMP6;
	ip[IP6_HOPS] = 255;
	memcpy(ip + IP6_SRC, src.b, 16);
	memcpy(ip + IP6_DST, dst.b, 16);
	icmp[ICMP_TYPE] = ICMP6_NA;
	icmp[4] = ND_NA_ROUTER | ND_NA_SOLICITED | ND_NA_OVERRIDE;
	memcpy(icmp + 8, src.b, 16);
	icmp[24] = ND_OPT_TLLA;
	icmp[25] = 1;
	memcpy(icmp + 26, mac, 6);
	sum = csum_add(0, ip + IP6_SRC, 32);
	sum = csum_add(sum, (const u8[]){ 0, 0, 0, 32, 0, 0, 0, IP_ICMP6 }, 8);
	put_be16(icmp + 2, csum_finish(csum_add(sum, icmp, 32)));
	raw_send(&n, from, p, sizeof(p));
}

/* The next IPv4 packet there; NULL: none came. */
static const u8 *took(struct raw *at)
{
	u32 len;
	const u8 *p = raw_next(at, ETH_TYPE_IP4, &len);

	at->next = p ? at->next : at->n;
	return p;
}

/* The target of the next neighbour solicitation. */
static bool solicited(struct raw *at, const char *target)
{
	struct ip6 want = addr6(target);
	const u8 *p;
	u32 len;

	while ((p = raw_next(at, ETH_TYPE_IP6, &len)))
		if (p[14 + IP6_NEXT] == IP_ICMP6 && p[54] == ICMP6_NS && !memcmp(p + 62, want.b, 16))
			return true;
	return false;
}

static void forwarded(struct raw *at, const u8 mac[6], unsigned out, u8 ttl)
{
	const u8 *p = took(at);

	assert_non_null(p);
	assert_memory_equal(p, mac, 6);
	assert_memory_equal(p + 6, net_port(r, out)->mac, 6);
	assert_int_equal(p[14 + IP4_TTL], ttl);
	assert_int_equal(csum_finish(csum_add(0, p + 14, 20)), 0);
}

static const struct leaf *leaf_to(u32 third) { return &r->ip->leaf[fib4_lookup(r->ip->fib4, A4(172, 16, third, 1))]; }

/* A link-local next hop on an interface and a global one on its subnet: each asked for by ND when the first packet comes, which waits; then the fast path has them. */
static void t_resolved(void **state)
{
	static const char *const via[2] = { "fe80::b", "2001:db8:1::b" };
	unsigned from;
	u8 arp[60];

	(void)state;
	setup();
	replace(0, (struct nexthop[]){ hop(via[0], 1) }, 1);
	replace(1, (struct nexthop[]){ hop(via[1], -1) }, 1);
	EXPECT(&n, r, " [20/0] via FE80::B, 00:00:00, GigabitEthernet0/1", "show ip route");
	EXPECT(&n, r, " [20/0] via 2001:DB8:1::B, 00:00:00\n", "show ip route");
	EXPECT(&n, r, "  * FE80::B, from FE80::B, 00:00:00 ago, via GigabitEthernet0/1", "show ip route 172.16.0.0");
	EXPECT(&n, r, "172.16.1.0/24        2001:DB8:1::B        GigabitEthernet0/1", "show ip cef");
	EXPECT(&n, r, "\"via\": \"FE80::B\", \"interface\": \"GigabitEthernet0/1\"", "show ip route | json");
	EXPECT(&n, r, "\"next_hop\": \"2001:DB8:1::B\", \"interface\": \"GigabitEthernet0/1\", \"complete\": false", "show ip cef 172.16.1.9 | json");
	for (u32 k = 0; k < 2; k++) {
		assert_int_equal(leaf_to(k)->kind, LEAF_NEIGH);
		from = far[0]->next = far[0]->n;
		send4(k, 1, 64);
		assert_null(took(far[0]));
		far[0]->next = from;
		assert_true(solicited(far[0], via[k]));
		advertise(far[0], via[k], MAC[0]);
		forwarded(far[0], MAC[0], 1, 63);
		/* Complete: of the type of IPv4, with the MTU of IPv4. */
		assert_int_equal(leaf_to(k)->kind, LEAF_ADJ);
		assert_int_equal(get_be16(leaf_to(k)->hdr + 12), ETH_TYPE_IP4);
		assert_int_equal(leaf_to(k)->mtu, face(1)->ip->mtu4);
		send4(k, 2, 9);
		forwarded(far[0], MAC[0], 1, 8);
	}
	/* Another MAC address: no route changes, what goes does. */
	advertise(far[0], via[0], OTHER);
	send4(0, 3, 64);
	forwarded(far[0], OTHER, 1, 63);
	/* IPv6 to the same neighbour has a leaf of its own. */
	assert_int_equal(get_be16(r->ip->leaf[neighbour(via[0])->leaf].hdr + 12), ETH_TYPE_IP6);
	/* Stale: the next packet goes all the same, by the slow path, and starts the probing (RFC 4861 7.3.3). */
	net_run(&n, 60 * NSEC_PER_SEC);
	assert_int_equal(leaf_to(0)->kind, LEAF_NEIGH);
	send4(0, 4, 64);
	forwarded(far[0], OTHER, 1, 63);
	assert_int_equal(leaf_to(0)->kind, LEAF_ADJ);
	/* Nobody answers: what waits is told to its sender. */
	net_run(&n, 20 * NSEC_PER_SEC);
	assert_int_equal(leaf_to(0)->kind, LEAF_NEIGH);
	raw_send(&n, lan, arp, arp_put(arp, net_port(r, 0)->mac, 1, A4(10, 0, 0, 2), A4(10, 0, 0, 1)));	/* that it can be told */
	lan->next = lan->n;
	send4(0, 5, 64);
	net_run(&n, 5 * NSEC_PER_SEC);
	{
		const u8 *p = took(lan);

		assert_non_null(p);
		assert_int_equal(p[34], ICMP_UNREACH);
		assert_int_equal(p[35], ICMP_UNREACH_HOST);
	}
	/* Nothing is left when the routes are not. */
	replace(0, NULL, 0);
	replace(1, NULL, 0);
	TYPE(&n, r, "clear ipv6 neighbors");
	assert_null(neighbour(via[0]));
	assert_null(neighbour(via[1]));
	net_close(&n);
}

/* Several side by side; a link goes and returns; a next hop that lies behind IPv6 routes, whose own ways change. */
static void t_tracked(void **state)
{
	unsigned by[2] = { 0 };

	(void)state;
	setup();
	replace(0, (struct nexthop[]){ hop("fe80::b", 1), hop("fe80::c", 2) }, 2);
	replace(1, (struct nexthop[]){ hop("2001:db8:ff::1", -1) }, 1);
	assert_int_equal(fib4_lookup(r->ip->fib4, A4(172, 16, 1, 1)), 0);
	TYPE(&n, r, "configure terminal", "ipv6 route 2001:db8:ff::1/128 g0/1 fe80::b", "ipv6 route 2001:db8:ff::1/128 g0/2 fe80::c", "end");
	assert_int_equal(leaf_to(0)->kind, LEAF_GROUP);
	assert_int_equal(leaf_to(1)->kind, LEAF_GROUP);
	assert_ptr_equal(leaf_to(0), leaf_to(1));
	for (u32 k = 1; k < 3; k++) {
		send4(0, k, 64);
		send4(1, k, 64);
	}
	advertise(far[0], "fe80::b", MAC[0]);
	advertise(far[1], "fe80::c", MAC[1]);
	far[0]->next = far[0]->n;
	far[1]->next = far[1]->n;
	for (u32 k = 1; k < 33; k++) {
		send4(k & 1, k, 64);
		for (unsigned f = 0; f < 2; f++) {
			const u8 *p = took(far[f]);

			char line[80], want[96];

			if (!p)
				continue;
			assert_memory_equal(p, MAC[f], 6);
			by[f]++;
			/* the ports are those that ip4_put() has written */
			snprintf(line, sizeof(line), "show ip cef exact-route 10.0.0.2 src-port 1 172.16.%u.%u dest-port 515", k & 1, k);
			snprintf(want, sizeof(want), "10.0.0.2 -> 172.16.%u.%u => IP adj out of GigabitEthernet0/%u, addr FE80::%c\n", k & 1, k, f + 1, "BC"[f]);
			EXPECT(&n, r, want, line);
		}
	}
	assert_int_equal(by[0] + by[1], 32);
	assert_true(by[0] > 4 && by[1] > 4);
	TYPE(&n, r, "configure terminal", "interface g0/1", "shutdown", "end");
	for (u32 k = 0; k < 2; k++) {
		assert_int_equal(leaf_to(k)->kind, LEAF_ADJ);
		send4(k, 1, 64);
		forwarded(far[1], MAC[1], 2, 63);
	}
	EXPECT(&n, r, "via FE80::C, 00:00:0", "show ip route 172.16.0.0 255.255.255.0 longer-prefixes");
	TYPE(&n, r, "configure terminal", "interface g0/2", "shutdown", "end");
	for (u32 k = 0; k < 2; k++)
		assert_int_equal(fib4_lookup(r->ip->fib4, A4(172, 16, k, 1)), 0);
	TYPE(&n, r, "configure terminal", "interface g0/1", "no shutdown", "end");
	for (u32 k = 0; k < 2; k++)
		assert_int_equal(leaf_to(k)->out == face(1)->ip, 1);
	TYPE(&n, r, "configure terminal", "no ipv6 route 2001:db8:ff::1/128 g0/1 fe80::b", "end");
	assert_int_equal(fib4_lookup(r->ip->fib4, A4(172, 16, 1, 1)), 0);
	assert_int_not_equal(fib4_lookup(r->ip->fib4, A4(172, 16, 0, 1)), 0);
	net_close(&n);
}

/* The source of the next ICMP error at the station. */
static u32 complained(struct raw *at, u8 type)
{
	const u8 *p = took(at);

	assert_non_null(p);
	assert_int_equal(p[14 + IP4_PROTO], IP_ICMP);
	assert_int_equal(p[34], type);
	return get_be32(p + 14 + IP4_SRC);
}

/* What comes in on a link without an IPv4 address passes by `ip forward`; errors have a loopback's address, any other, or 192.0.0.8. */
static void t_numberless(void **state)
{
	u8 p[200];
	u32 len;

	(void)state;
	setup();
	replace(0, (struct nexthop[]){ hop("fe80::b", 1) }, 1);
	advertise(far[0], "fe80::b", MAC[0]);
	send4(0, 1, 64);
	advertise(far[0], "fe80::b", MAC[0]);
	len = ip4_put(p, net_port(r, 1)->mac, A4(172, 16, 0, 9), A4(10, 0, 0, 2), IP_UDP, 1, 0, 40);
	far[0]->next = far[0]->n;
	raw_send(&n, far[0], p, len);
	assert_null(took(far[0]));
	assert_int_equal(r->ip->drops[DROP_NO_PROTOCOL], 1);
	EXPECT(&n, r, "Internet protocol processing disabled", "show ip interface g0/1");
	TYPE(&n, r, "configure terminal", "interface g0/1", "ip forward", "end");
	EXPECT(&n, r, "Internet address is not set, IP packets are forwarded", "show ip interface g0/1");
	raw_send(&n, far[0], p, len);
	assert_int_equal(complained(far[0], ICMP_TIME_EXCEEDED), A4(10, 0, 0, 1));
	TYPE(&n, r, "configure terminal", "interface loopback 3", "ip address 10.9.9.9 255.255.255.255", "end");
	raw_send(&n, far[0], p, len);
	assert_int_equal(complained(far[0], ICMP_TIME_EXCEEDED), A4(10, 9, 9, 9));
	TYPE(&n, r, "configure terminal", "no interface loopback 3", "interface g0/0", "no ip address", "end");
	raw_send(&n, far[0], p, len);
	assert_int_equal(complained(far[0], ICMP_TIME_EXCEEDED), A4(192, 0, 0, 8));
	TYPE(&n, r, "configure terminal", "interface g0/1", "no ip forward", "end");
	raw_send(&n, far[0], p, len);
	assert_null(took(far[0]));
	net_close(&n);
}

/* Back out where it came in: no redirect can name an IPv6 router. */
static void t_hairpin(void **state)
{
	(void)state;
	setup();
	TYPE(&n, r, "configure terminal", "interface g0/0", "ipv6 enable", "end");
	net_run(&n, 3 * NSEC_PER_SEC);
	replace(0, (struct nexthop[]){ hop("fe80::b", 0) }, 1);
	send4(0, 1, 64);
	lan->next = 0;
	assert_true(solicited(lan, "fe80::b"));
	assert_null(took(lan));
	net_close(&n);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(t_resolved), cmocka_unit_test(t_tracked), cmocka_unit_test(t_numberless), cmocka_unit_test(t_hairpin),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
