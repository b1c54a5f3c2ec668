/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * IPv4 with IPv6 next hops (RFC 8950): the capability, what is told and heard with it and without, next hops of every length, where the routes lead; reflection to those who take
 * them and those who do not. The other side of most is the TCP of a router that runs no BGP, on a link without IPv4 addresses.
 */
#include "bgp_rig.h"

static const char numberless[] =
	"ipv6 unicast-routing\ninterface Loopback0\n ip address 10.255.0.1 255.255.255.255\n"
	"interface GigabitEthernet0/0\n ip forward\n ipv6 address FE80::1 link-local\n ipv6 address 2001:DB8::1/64\n"
	"router bgp 65001\n bgp router-id 1.1.1.1\n network 10.255.0.1 mask 255.255.255.255\n"
	" neighbor 2001:DB8::2 remote-as 65002\n neighbor 2001:DB8::2 transport connection-mode passive\n neighbor 2001:DB8::2 timers 3 9\n"
	" neighbor 2001:DB8::2 advertisement-interval 0\n";

static const u8 cap[] = { 5, 6, 0, 1, 0, 1, 0, 2 };

static void dial6(void)
{
	struct tcp_options o = { .user = { happened, NULL }, .nodelay = true };
	struct ipaddr src = { .af = AF_NONE }, dst = { .af = AF_IP6 };

	assert_true(ip6_parse("2001:db8::1", &dst.v6));
	n_heard = 0;
	gone = false;
	conn = tcp_connect(*ipstack_tcp(other->ip), &src, 0, &dst, BGP_PORT, &o);
	net_run(&n, 500 * NSEC_PER_MS);
}

static void setup6(bool line)
{
	char all[2048];

	snprintf(all, sizeof(all), "%s%s", numberless, line ? " neighbor 2001:DB8::2 capability extended-nexthop\n" : "");
	net_open(&n);
	r = net_node(&n, &appliance_router, "r1", all);
	other = net_node(&n, &appliance_router, "r2", "interface GigabitEthernet0/0\n ipv6 address FE80::2 link-local\n ipv6 address 2001:DB8::2/64\n");
	net_wire(r, 0, other, 0);
	net_run(&n, 3 * NSEC_PER_SEC);
	dial6();
}

/* OPEN with the capability or without it, then up. */
static void up6(bool with)
{
	u8 body[sizeof(open_body) + sizeof(cap)];
	u32 len = sizeof(open_body);

	memcpy(body, open_body, len);
	if (with) {
		memcpy(body + len, cap, sizeof(cap));
		len += (u32)sizeof(cap);
		body[9] = (u8)(body[9] + sizeof(cap));
		body[11] = (u8)(body[11] + sizeof(cap));
	}
	say(BGP_OPEN, body, len);
	say(BGP_KEEPALIVE, NULL, 0);
	assert_int_equal(bgp_peer_state(peer()), BS_ESTABLISHED);
}

/* An attribute of the first UPDATE with attributes that came; NULL: it has none of that type. */
static const u8 *told(u8 type, u32 *len)
{
	for (u32 at = 0; at + BGP_HLEN <= n_heard; at += get_be16(heard + at + 16)) {
		const u8 *m = heard + at + BGP_HLEN;
		struct rd r6;

		if (heard[at + 18] != BGP_UPDATE || !get_be16(m + 2))
			continue;
		r6 = rd_of(m + 4, get_be16(m + 2));
		while (rd_left(&r6)) {
			u8 flags = rd_u8(&r6), t = rd_u8(&r6);
			u16 n_bytes = flags & 0x10 ? rd_u16(&r6) : rd_u8(&r6);
			const u8 *body = rd_bytes(&r6, n_bytes);

			if (t == type) {
				*len = n_bytes;
				return body;
			}
		}
		return NULL;
	}
	return NULL;
}

/* 10.9.0.0/16 with a next hop of n octets: 2001:db8::2, fe80::2. */
static u32 put_reach(u8 *attrs, u8 hop_len)
{
	static const u8 base[] = { 0x40, 1, 1, 0, 0x40, 2, 6, 2, 1, 0, 0, 0xfd, 0xea };
	static const u8 hop[48] = { 0x20, 1, 0x0d, 0xb8, [15] = 2, [16] = 0xfe, 0x80, [31] = 2 };
	u32 len = sizeof(base);

	memcpy(attrs, base, len);
	memcpy(attrs + len, (const u8[]){ 0x80, 14, (u8)(8 + hop_len), 0, 1, 1, hop_len }, 7);
	memcpy(attrs + len + 7, hop, hop_len);
	memcpy(attrs + len + 7 + hop_len, (const u8[]){ 0, 16, 10, 9 }, 4);
	return len + 11 + hop_len;
}

static void t_both(void **state)
{
	static const u8 ours[] = { 0, 1, 1, 32, 0x20, 1, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 32, 10, 255, 0, 1 };
	u8 attrs[128];
	const u8 *p;
	u32 len;

	(void)state;
	setup6(true);
	up6(true);
	p = found(BGP_OPEN);
	assert_non_null(p);
	assert_non_null(memmem(p, get_be16(p - 3) - BGP_HLEN, cap, sizeof(cap)));
	EXPECT(&n, r, "    Extended Next Hop Encoding Capability IPv4 Unicast: advertised and received\n", "show ip bgp neighbors");
	EXPECT(&n, r, "\"extended_next_hop\": true", "show ip bgp neighbors | json");
	net_run(&n, NSEC_PER_SEC);
	p = told(AT_MP_REACH, &len);
	assert_non_null(p);
	assert_int_equal(len, sizeof(ours));
	assert_memory_equal(p, ours, len);
	assert_null(told(AT_NEXT_HOP, &len));
	/* A global one, found through the subnet; with the link-local one beside it: that, on the link. */
	update(attrs, put_reach(attrs, 16), NULL, 0);
	net_run(&n, NSEC_PER_SEC);
	EXPECT(&n, r, " [20/0] via 2001:DB8::2, 00:00:0", "show ip route");
	EXPECT(&n, r, "\"next_hop\": \"2001:DB8::2\", \"valid\": true, \"best\": true", "show ip bgp | json");
	update(attrs, put_reach(attrs, 32), NULL, 0);
	net_run(&n, NSEC_PER_SEC);
	EXPECT(&n, r, " [20/0] via FE80::2, 00:00:0", "show ip route");
	EXPECT(&n, r, "10.9.0.0/16          FE80::2              GigabitEthernet0/0", "show ip cef");
	EXPECT(&n, r, "    2001:DB8::2 (FE80::2) from 2001:DB8::2 (2.2.2.2)\n", "show ip bgp 10.9.0.0");
	/* Withdrawn in the attribute, and where IPv4 has always been. */
	update((const u8[]){ 0x80, 15, 6, 0, 1, 1, 16, 10, 9 }, 9, NULL, 0);
	assert_null(has(NET, 16));
	update(attrs, put_reach(attrs, 16), NULL, 0);
	assert_non_null(has(NET, 16));
	say(BGP_UPDATE, (const u8[]){ 0, 3, 16, 10, 9, 0, 0 }, 7);
	assert_null(has(NET, 16));
	/* Not any more: the session begins anew. */
	update(attrs, put_reach(attrs, 16), NULL, 0);
	net_run(&n, NSEC_PER_SEC);
	TYPE(&n, r, "configure terminal", "router bgp 65001", "no neighbor 2001:DB8::2 capability extended-nexthop", "end");
	net_run(&n, NSEC_PER_SEC);
	assert_true(gone);
	assert_null(has(NET, 16));
	teardown();
}

/* 7606 7.11: lengths that cannot be end the session; addresses that cannot be, the route. */
static void t_lengths(void **state)
{
	enum { KEPT, WITHDRAWN, ENDED };
	static const struct { u8 len, with, then; u8 first; } table[] = {
		{ 4, true, KEPT, 0x20 }, { 16, true, KEPT, 0x20 }, { 32, true, KEPT, 0x20 }, { 0, true, ENDED, 0x20 }, { 12, true, ENDED, 0x20 }, { 24, true, ENDED, 0x20 },
		{ 48, true, ENDED, 0x20 }, { 16, true, WITHDRAWN, 0xff }, { 32, true, WITHDRAWN, 0xff }, { 4, false, KEPT, 0x20 }, { 16, false, ENDED, 0x20 }, { 32, false, ENDED, 0x20 },
	};

	(void)state;
	setup6(true);
	for (unsigned k = 0; k < ARRAY_LEN(table); k++) {
		u8 attrs[128];
		u32 len = put_reach(attrs, table[k].len);
		bool alive, here;

		hang_up();
		net_run(&n, 20 * NSEC_PER_SEC);
		dial6();
		up6(table[k].with);
		if (table[k].len)
			attrs[20] = table[k].first;
		update(attrs, len, NULL, 0);
		alive = bgp_peer_state(peer()) == BS_ESTABLISHED;
		here = has(NET, 16);
		if (alive != (table[k].then != ENDED) || here != (table[k].then == KEPT))
			fail_msg("%u octets, %s: session %s, route %s", table[k].len, table[k].with ? "agreed" : "not agreed", alive ? "up" : "down", here ? "there" : "gone");
	}
	teardown();
}

/* One side alone says it, or neither: over a link without IPv4 addresses no IPv4 route can be told. */
static void t_not_agreed(void **state)
{
	(void)state;
	for (unsigned k = 0; k < 3; k++) {
		u32 len;

		setup6(k & 1);
		up6(k & 2);
		net_run(&n, 2 * NSEC_PER_SEC);
		assert_int_equal(memmem(found(BGP_OPEN), get_be16(found(BGP_OPEN) - 3) - BGP_HLEN, cap, sizeof(cap)) != NULL, k & 1);
		assert_null(told(AT_MP_REACH, &len));
		assert_null(told(AT_NEXT_HOP, &len));
		EXPECT(&n, r, "\"extended_next_hop\": false", "show ip bgp neighbors | json");
		teardown();
	}
}

/* Refused by name: neighbours by link-local addresses. */
static void t_refused(void **state)
{
	(void)state;
	setup6(true);
	EXPECT(&n, r, "% Unsupported here: sessions between link-local addresses", "configure terminal", "router bgp 65001", "neighbor FE80::2 remote-as 65002", "end");
	EXPECT(&n, r, "% Unsupported here: sessions between link-local addresses", "configure terminal", "router bgp 65001", "neighbor FE80::2%GigabitEthernet0/0 remote-as 65002", "end");
	assert_null(strstr(TYPE(&n, r, "show running-config | section bgp"), "FE80"));
	teardown();
}

/* A reflector passes IPv6 next hops on as they are, to those who take them; to others nothing, unless a map sets an IPv4 one. */
static void t_reflected(void **state)
{
	struct device *rr, *taker, *no;

	(void)state;
	net_open(&n);
	r = net_node(&n, &appliance_router, "r1", "ipv6 unicast-routing\ninterface Loopback0\n ip address 10.255.0.1 255.255.255.255\n"
		"interface GigabitEthernet0/0\n ipv6 address 2001:DB8:1::1/64\n"
		"router bgp 65001\n network 10.255.0.1 mask 255.255.255.255\n neighbor 2001:DB8:1::9 remote-as 65001\n neighbor 2001:DB8:1::9 capability extended-nexthop\n"
		" neighbor 2001:DB8:1::9 next-hop-self\n");
	rr = net_node(&n, &appliance_router, "rr", "ipv6 unicast-routing\ninterface GigabitEthernet0/0\n ipv6 address 2001:DB8:1::9/64\n"
		"interface GigabitEthernet0/1\n ipv6 address 2001:DB8:2::9/64\ninterface GigabitEthernet0/2\n ip address 10.3.0.9 255.255.255.0\n ipv6 address 2001:DB8:3::9/64\n"
		"ip prefix-list ALL permit 0.0.0.0/0 le 32\nroute-map HERE permit 10\n set ip next-hop 10.3.0.9\n"
		"router bgp 65001\n neighbor 2001:DB8:1::1 remote-as 65001\n neighbor 2001:DB8:1::1 capability extended-nexthop\n neighbor 2001:DB8:1::1 route-reflector-client\n"
		" neighbor 2001:DB8:2::2 remote-as 65001\n neighbor 2001:DB8:2::2 capability extended-nexthop\n neighbor 2001:DB8:3::3 remote-as 65001\n");
	taker = net_node(&n, &appliance_router, "r2", "ipv6 unicast-routing\ninterface GigabitEthernet0/0\n ipv6 address 2001:DB8:2::2/64\nipv6 route 2001:DB8:1::/64 2001:DB8:2::9\n"
		"router bgp 65001\n bgp router-id 2.2.2.2\n neighbor 2001:DB8:2::9 remote-as 65001\n neighbor 2001:DB8:2::9 capability extended-nexthop\n");
	no = net_node(&n, &appliance_router, "r3", "ipv6 unicast-routing\ninterface GigabitEthernet0/0\n ip address 10.3.0.3 255.255.255.0\n ipv6 address 2001:DB8:3::3/64\n"
		"router bgp 65001\n bgp router-id 3.3.3.3\n neighbor 2001:DB8:3::9 remote-as 65001\n neighbor 2001:DB8:3::9 capability extended-nexthop\n");
	net_wire(r, 0, rr, 0);
	net_wire(rr, 1, taker, 0);
	net_wire(rr, 2, no, 0);
	net_run(&n, 60 * NSEC_PER_SEC);
	EXPECT(&n, taker, "      10.0.0.0/32 is subnetted, 1 subnets\nB        10.255.0.1 [200/0] via 2001:DB8:1::1, 00:", "show ip route");
	assert_null(strstr(TYPE(&n, no, "show ip bgp"), "10.255.0.1"));
	TYPE(&n, rr, "configure terminal", "router bgp 65001", "neighbor 2001:DB8:3::3 route-map HERE out", "end", "clear bgp ipv4 unicast 2001:DB8:3::3 soft out");
	net_run(&n, 5 * NSEC_PER_SEC);
	EXPECT(&n, no, "\"next_hop\": \"10.3.0.9\"", "show ip bgp | json");
	EXPECT(&n, rr, "10.3.0.9", "show ip bgp neighbors 2001:DB8:3::3 advertised-routes");
	/* The way to the next hop goes: with it the route. */
	TYPE(&n, taker, "configure terminal", "no ipv6 route 2001:DB8:1::/64 2001:DB8:2::9", "end");
	net_run(&n, 5 * NSEC_PER_SEC);
	assert_null(strstr(TYPE(&n, taker, "show ip route"), "10.255.0.1"));
	EXPECT(&n, taker, "(inaccessible)", "show ip bgp 10.255.0.1");
	net_close(&n);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(t_both), cmocka_unit_test(t_lengths), cmocka_unit_test(t_not_agreed), cmocka_unit_test(t_refused), cmocka_unit_test(t_reflected),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
