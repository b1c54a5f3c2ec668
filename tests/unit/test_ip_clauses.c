/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Packet in, packet out, on the virtual clock: a router between two raw stations, one test a clause. */
#include "ip_net.h"

struct lab {
	struct net n;
	struct device *r1;
	struct raw *a, *b; /* on g0/0, 10.0.1.0/24, and g0/1, 10.0.2.0/24 */
	u8 mac0[6], mac1[6];
	u8 p[4096];
};

static const u8 ALL[6] = { 255, 255, 255, 255, 255, 255 };

static int setup(void **state)
{
	struct lab *l = calloc(1, sizeof(*l));

	net_open(&l->n);
	l->r1 = net_node(&l->n, &appliance_router, "r1",
		"ipv6 unicast-routing\ninterface GigabitEthernet0/0\n ip address 10.0.1.1 255.255.255.0\n ipv6 address 2001:DB8:1::1/64\n"
		"interface GigabitEthernet0/1\n ip address 10.0.2.1 255.255.255.0\n ip mtu 600\n"
		"interface GigabitEthernet0/1.10\n encapsulation dot1Q 10\n ip address 10.0.10.1 255.255.255.0\n"
		"arp 10.0.2.2 02aa.0000.0001 arpa\narp 10.0.1.2 02aa.0000.0001 arpa\nip route 10.9.0.0 255.255.0.0 10.0.2.2\n"
		"ip route 10.8.0.0 255.255.0.0 Null0\nend\n");
	l->a = net_raw(&l->n, "a", l->r1, 0);
	l->b = net_raw(&l->n, "b", l->r1, 1);
	memcpy(l->mac0, net_port(l->r1, 0)->mac, 6);
	memcpy(l->mac1, net_port(l->r1, 1)->mac, 6);
	net_run(&l->n, 3 * NSEC_PER_SEC);
	*state = l;
	return 0;
}
static int teardown(void **state)
{
	struct lab *l = *state;

	net_close(&l->n);
	free(l);
	return 0;
}

/* Sends an IPv4 packet from 10.0.1.2 into g0/0. */
static void from_a(struct lab *l, u32 dst, u8 proto, u8 ttl, u16 frag, u32 len)
{
	raw_send(&l->n, l->a, l->p, ip4_put(l->p, l->mac0, A4(10, 0, 1, 2), dst, proto, ttl, frag, len));
}
static const u8 *icmp_at(struct raw *r, u8 type, u8 code)
{
	u32 len;
	const u8 *p;

	while ((p = raw_next(r, ETH_TYPE_IP4, &len)))
		if (p[14 + IP4_PROTO] == IP_ICMP && p[34] == type && p[35] == code) {
			assert_int_equal(csum_finish(csum_add(0, p + 14, 20)), 0);
			assert_int_equal(csum_finish(csum_add(0, p + 34, get_be16(p + 16) - 20u)), 0);
			return p;
		}
	return NULL;
}

/* A neighbour that is known has an entry of its own in the FIB, as long as the route that covers it is its subnet's. */
static void host_entries(void **state)
{
	static const struct { const char *route; bool covers; } more[] = {
		{ "ip route 10.0.1.0 255.255.255.128 10.0.2.2", true },	/* within the subnet */
		{ "ip route 10.0.1.2 255.255.255.255 10.0.2.2", true },	/* in the place of the entry itself */
		{ "ip route 10.0.1.64 255.255.255.192 10.0.2.2", false },	/* beside the neighbour */
		{ "ip route 10.0.0.0 255.255.0.0 10.0.2.2", false },	/* the subnet is longer */
		{ "ip route 0.0.0.0 0.0.0.0 10.0.2.2", false },
	};
	struct lab *l = *state;
	const struct ipstack *s = l->r1->ip;
	const struct iface *i = device_iface(l->r1, "GigabitEthernet0/0");
	const struct neigh *n = neigh_find(i->ip, &(struct ipaddr){ .af = AF_IP4, .v4 = A4(10, 0, 1, 2) });
	char no[128];

	assert_non_null(n);
	for (unsigned k = 0; k < ARRAY_LEN(more); k++) {
		u32 at = fib4_lookup(s->fib4, A4(10, 0, 1, 2));

		assert_ptr_equal(s->leaf[at].neigh, n);
		TYPE(&l->n, l->r1, "configure terminal", more[k].route, "end");
		assert_int_equal(fib4_lookup(s->fib4, A4(10, 0, 1, 2)) != at, more[k].covers);
		snprintf(no, sizeof(no), "no %s", more[k].route);
		TYPE(&l->n, l->r1, "configure terminal", no, "end");
	}
	TYPE(&l->n, l->r1, "configure terminal", "interface GigabitEthernet0/0", "no ip address", "end");
	assert_int_equal(s->leaf[fib4_lookup(s->fib4, A4(10, 0, 1, 2))].neigh == n, false);
	TYPE(&l->n, l->r1, "configure terminal", "interface GigabitEthernet0/0", "ip address 10.0.1.1 255.255.255.0", "end");
	assert_non_null(s->leaf[fib4_lookup(s->fib4, A4(10, 0, 1, 2))].neigh);
}

static void debug_routing(void **state)
{
	struct lab *l = *state;

	TYPE(&l->n, l->r1, "configure terminal", "logging buffered debugging", "end", "debug ip routing", "configure terminal", "ip route 10.7.0.0 255.255.0.0 10.0.2.2",
	     "ip route 10.7.0.0 255.255.0.0 10.0.2.3 250", "no ip route 10.7.0.0 255.255.0.0 10.0.2.2", "end");
	EXPECT(&l->n, l->r1, "RT: add 10.7.0.0/16 via 10.0.2.2, static metric [1/0]", "show logging");
	EXPECT(&l->n, l->r1, "RT: del 10.7.0.0 via 10.0.2.2, static metric [1/0]", "show logging");
	EXPECT(&l->n, l->r1, "RT: add 10.7.0.0/16 via 10.0.2.3, static metric [250/0]", "show logging");
	TYPE(&l->n, l->r1, "clear logging", "configure terminal", "interface GigabitEthernet0/1", "shutdown", "end");
	EXPECT(&l->n, l->r1, "RT: del 10.0.2.0 via 0.0.0.0, connected metric [0/0]", "show logging");
	EXPECT(&l->n, l->r1, "RT: del 10.7.0.0 via 10.0.2.3, static metric [250/0]", "show logging");
}

static void arp_rfc826(void **state)
{
	struct lab *l = *state;
	const u8 *p;
	u32 len;

	while (raw_next(l->a, ETH_TYPE_ARP, &len))
		;
	raw_send(&l->n, l->a, l->p, arp_put(l->p, ALL, ARP_REQUEST, A4(10, 0, 1, 7), A4(10, 0, 1, 1)));
	p = raw_next(l->a, ETH_TYPE_ARP, &len);
	assert_non_null(p);
	assert_int_equal(get_be16(p + 14 + ARP_OP), ARP_REPLY);
	assert_memory_equal(p + 14 + ARP_SHA, l->mac0, 6);
	assert_memory_equal(p, RAW_MAC, 6);
	EXPECT(&l->n, l->r1, "10.0.1.7", "show arp"); /* who asks for us is learnt */
	/* RFC 5227 2.1.1: a probe, sender 0, is answered and teaches nothing. */
	raw_send(&l->n, l->a, l->p, arp_put(l->p, ALL, ARP_REQUEST, 0, A4(10, 0, 1, 1)));
	assert_non_null(raw_next(l->a, ETH_TYPE_ARP, &len));
	/* For somebody else on this link: no answer. */
	raw_send(&l->n, l->a, l->p, arp_put(l->p, ALL, ARP_REQUEST, A4(10, 0, 1, 7), A4(10, 0, 1, 9)));
	assert_null(raw_next(l->a, ETH_TYPE_ARP, &len));
	/* RFC 1027: for somebody we route to, yes. */
	raw_send(&l->n, l->a, l->p, arp_put(l->p, ALL, ARP_REQUEST, A4(10, 0, 1, 7), A4(10, 0, 2, 9)));
	assert_non_null(raw_next(l->a, ETH_TYPE_ARP, &len));
	TYPE(&l->n, l->r1, "configure terminal", "interface g0/0", "no ip proxy-arp");
	raw_send(&l->n, l->a, l->p, arp_put(l->p, ALL, ARP_REQUEST, A4(10, 0, 1, 7), A4(10, 0, 2, 9)));
	assert_null(raw_next(l->a, ETH_TYPE_ARP, &len));
	/* Somebody uses our address: said, and defended. */
	raw_send(&l->n, l->a, l->p, arp_put(l->p, ALL, ARP_REQUEST, A4(10, 0, 1, 1), A4(10, 0, 1, 1)));
	assert_non_null(raw_next(l->a, ETH_TYPE_ARP, &len));
	EXPECT(&l->n, l->r1, "%IP-4-DUPADDR: Duplicate address 10.0.1.1 on GigabitEthernet0/0, sourced by 02aa.0000.0001", "show logging");
	/* Truncated at every byte: never a crash, never an answer. */
	for (u32 n = 0; n < 42; n++) {
		arp_put(l->p, ALL, ARP_REQUEST, A4(10, 0, 1, 7), A4(10, 0, 1, 1));
		raw_send(&l->n, l->a, l->p, n);
		assert_null(raw_next(l->a, ETH_TYPE_ARP, &len));
	}
}

static void ageing(void **state)
{
	struct lab *l = *state;
	u32 len, asked = 0;

	raw_send(&l->n, l->a, l->p, arp_put(l->p, ALL, ARP_REQUEST, A4(10, 0, 1, 7), A4(10, 0, 1, 1)));
	net_run(&l->n, 14399 * NSEC_PER_SEC - NSEC_PER_MS);
	while (raw_next(l->a, ETH_TYPE_ARP, &len))
		;
	EXPECT(&l->n, l->r1, "10.0.1.7", "show arp");
	net_run(&l->n, 10 * NSEC_PER_SEC); /* four hours: asked by unicast, three times, then gone */
	for (const u8 *p; (p = raw_next(l->a, ETH_TYPE_ARP, &len));)
		asked += mac_eq(p, RAW_MAC);
	assert_int_equal(asked, 3);
	assert_null(strstr(TYPE(&l->n, l->r1, "show arp"), "10.0.1.7"));
}

static void forward_rfc1812(void **state)
{
	struct lab *l = *state;
	const u8 *p;
	u32 len;

	from_a(l, A4(10, 9, 1, 1), IP_UDP, 64, 0, 100);
	p = raw_next(l->b, ETH_TYPE_IP4, &len);
	assert_non_null(p);
	assert_memory_equal(p, RAW_MAC, 6);
	assert_memory_equal(p + 6, l->mac1, 6);
	assert_int_equal(p[14 + IP4_TTL], 63);
	assert_int_equal(csum_finish(csum_add(0, p + 14, 20)), 0);
	/* padding of short frames goes; 5.2.2: a wrong checksum, length or version goes silently */
	ip4_put(l->p, l->mac0, A4(10, 0, 1, 2), A4(10, 9, 1, 1), IP_UDP, 64, 0, 8);
	raw_send(&l->n, l->a, l->p, 60);
	assert_non_null(raw_next(l->b, ETH_TYPE_IP4, &len));
	assert_int_equal(len, 42);
	ip4_put(l->p, l->mac0, A4(10, 0, 1, 2), A4(10, 9, 1, 1), IP_UDP, 64, 0, 8);
	l->p[24] ^= 1;
	raw_send(&l->n, l->a, l->p, 60);
	assert_int_equal(net_port(l->r1, 0)->drops[DROP_BAD_CHECKSUM], 1);
	ip4_put(l->p, l->mac0, A4(127, 0, 0, 1), A4(10, 9, 1, 1), IP_UDP, 64, 0, 8);
	raw_send(&l->n, l->a, l->p, 60);
	ip4_put(l->p, l->mac0, A4(10, 0, 1, 2), A4(127, 0, 0, 1), IP_UDP, 64, 0, 8);
	raw_send(&l->n, l->a, l->p, 60);
	assert_int_equal(net_port(l->r1, 0)->drops[DROP_MARTIAN], 2);
	ip4_put(l->p, ALL, A4(10, 0, 1, 2), A4(10, 9, 1, 1), IP_UDP, 64, 0, 8); /* 5.3.4 */
	raw_send(&l->n, l->a, l->p, 60);
	assert_null(raw_next(l->b, ETH_TYPE_IP4, &len));
	assert_null(raw_next(l->a, ETH_TYPE_IP4, &len));
}

static void errors_rfc792(void **state)
{
	struct lab *l = *state;
	const u8 *p;
	u32 len;

	from_a(l, A4(10, 9, 1, 1), IP_UDP, 1, 0, 100);
	p = icmp_at(l->a, ICMP_TIME_EXCEEDED, 0);
	assert_non_null(p);
	assert_int_equal(get_be32(p + 26), A4(10, 0, 1, 1));
	from_a(l, A4(10, 77, 0, 1), IP_UDP, 9, 0, 100);
	assert_non_null(icmp_at(l->a, ICMP_UNREACH, ICMP_UNREACH_HOST));
	/* IOS: one unreachable in 500 ms */
	from_a(l, A4(10, 77, 0, 1), IP_UDP, 9, 0, 100);
	assert_null(raw_next(l->a, ETH_TYPE_IP4, &len));
	net_run(&l->n, 500 * NSEC_PER_MS);
	from_a(l, A4(10, 8, 0, 1), IP_UDP, 9, 0, 100); /* Null0 */
	assert_non_null(icmp_at(l->a, ICMP_UNREACH, ICMP_UNREACH_HOST));
	net_run(&l->n, 500 * NSEC_PER_MS);
	from_a(l, A4(10, 0, 1, 1), 99, 9, 0, 20);
	assert_non_null(icmp_at(l->a, ICMP_UNREACH, ICMP_UNREACH_PROTO));
	net_run(&l->n, 500 * NSEC_PER_MS);
	ip4_put(l->p, l->mac0, A4(10, 0, 1, 2), A4(10, 0, 1, 1), IP_UDP, 64, 0, 20);
	put_be16(l->p + 34 + UDP_LEN, 20);
	put_be16(l->p + 34 + UDP_CSUM, 0);
	raw_send(&l->n, l->a, l->p, 54);
	assert_non_null(icmp_at(l->a, ICMP_UNREACH, ICMP_UNREACH_PORT));
	net_run(&l->n, 500 * NSEC_PER_MS);
	/* RFC 1191 4: DF and too long: the next hop's MTU is told */
	from_a(l, A4(10, 9, 1, 1), IP_UDP, 64, IP4_DF, 1000);
	p = icmp_at(l->a, ICMP_UNREACH, ICMP_UNREACH_FRAG);
	assert_non_null(p);
	assert_int_equal(get_be16(p + 34 + ICMP_MTU), 600);
	net_run(&l->n, 5 * NSEC_PER_SEC);
	/* RFC 1122 3.2.2: never about an error, a fragment but the first, a group, a broadcast, nobody */
	ip4_put(l->p, l->mac0, A4(10, 0, 1, 2), A4(10, 77, 0, 1), IP_ICMP, 64, 0, 40);
	l->p[34] = ICMP_UNREACH;
	raw_send(&l->n, l->a, l->p, 74);
	from_a(l, A4(10, 77, 0, 1), IP_UDP, 9, 5, 24);
	from_a(l, A4(224, 0, 0, 1), 99, 9, 0, 24);
	from_a(l, A4(10, 0, 1, 255), 99, 9, 0, 24);
	from_a(l, A4(255, 255, 255, 255), 99, 9, 0, 24);
	ip4_put(l->p, l->mac0, 0, A4(10, 77, 0, 1), IP_UDP, 64, 0, 40);
	raw_send(&l->n, l->a, l->p, 74);
	assert_null(raw_next(l->a, ETH_TYPE_IP4, &len));
}

static void redirect_rfc1812(void **state)
{
	struct lab *l = *state;
	const u8 *p;
	u32 len;

	TYPE(&l->n, l->r1, "configure terminal", "ip route 10.5.0.0 255.255.0.0 10.0.1.9", "arp 10.0.1.9 02aa.0000.0009 arpa");
	from_a(l, A4(10, 5, 0, 1), IP_UDP, 64, 0, 20);
	p = icmp_at(l->a, ICMP_REDIRECT, ICMP_REDIRECT_HOST);
	assert_non_null(p);
	assert_int_equal(get_be32(p + 38), A4(10, 0, 1, 9));
	assert_non_null(raw_next(l->a, ETH_TYPE_IP4, &len)); /* and forwarded */
	TYPE(&l->n, l->r1, "configure terminal", "interface g0/0", "no ip redirects");
	from_a(l, A4(10, 5, 0, 1), IP_UDP, 64, 0, 20);
	assert_null(icmp_at(l->a, ICMP_REDIRECT, ICMP_REDIRECT_HOST));
}

static void fragments_rfc791(void **state)
{
	struct lab *l = *state;
	u32 len, end = 0, n = 0;
	const u8 *p;

	from_a(l, A4(10, 9, 1, 1), IP_UDP, 64, 0, 1400);
	while ((p = raw_next(l->b, ETH_TYPE_IP4, &len))) {
		u16 frag = get_be16(p + 14 + IP4_FRAG);
		u32 bytes = get_be16(p + 16) - 20u;

		assert_true(len - 14 <= 600);
		assert_int_equal(8u * (frag & IP4_OFFSET), end);
		for (u32 k = 0; k < bytes; k++)
			assert_int_equal(p[34 + k], (u8)(end + k));
		end += bytes;
		n++;
		assert_int_equal(!!(frag & IP4_MF), end < 1400);
	}
	assert_int_equal(end, 1400);
	assert_int_equal(n, 3);
}

static void echo_in_fragments(struct lab *l, u32 cut, bool overlap, bool backwards)
{
	u8 whole[400];
	u32 total = 200;

	memset(whole, 'x', total);
	whole[0] = ICMP_ECHO;
	whole[1] = 0;
	put_be16(whole + 2, 0);
	put_be16(whole + 2, csum_finish(csum_add(0, whole, total)));
	for (unsigned k = 0; k < 2; k++) {
		bool second = backwards ? !k : k;
		u32 at = second ? cut - (overlap ? 8 : 0) : 0, n = second ? total - at : cut;

		ip4_put(l->p, l->mac0, A4(10, 0, 1, 2), A4(10, 0, 1, 1), IP_ICMP, 64, (u16)(at / 8 | (second ? 0 : IP4_MF)), n);
		memcpy(l->p + 34, whole + at, n);
		raw_send(&l->n, l->a, l->p, 34 + n);
	}
}

static void reassembly(void **state)
{
	struct lab *l = *state;
	u32 len;

	echo_in_fragments(l, 80, false, false);
	assert_non_null(icmp_at(l->a, ICMP_ECHO_REPLY, 0));
	echo_in_fragments(l, 120, false, true);
	assert_non_null(icmp_at(l->a, ICMP_ECHO_REPLY, 0));
	echo_in_fragments(l, 80, true, false); /* RFC 5722 */
	assert_null(raw_next(l->a, ETH_TYPE_IP4, &len));
	assert_true(net_port(l->r1, 0)->drops[DROP_FRAGMENT_OVERLAP] > 0);
	net_run(&l->n, 40 * NSEC_PER_SEC);
	/* Only the first: time exceeded, code 1, when it is over; only a later one: nothing (RFC 1122 3.3.2) */
	from_a(l, A4(10, 0, 1, 1), IP_ICMP, 64, IP4_MF, 80);
	net_run(&l->n, 31 * NSEC_PER_SEC);
	assert_non_null(icmp_at(l->a, ICMP_TIME_EXCEEDED, 1));
	from_a(l, A4(10, 0, 1, 1), IP_ICMP, 64, 10, 80);
	net_run(&l->n, 31 * NSEC_PER_SEC);
	assert_null(raw_next(l->a, ETH_TYPE_IP4, &len));
	/* A flood of first fragments stays within its bound. */
	for (u32 k = 0; k < 200; k++) {
		ip4_put(l->p, l->mac0, A4(10, 0, 1, 2), A4(10, 0, 1, 1), IP_ICMP, 64, IP4_MF, 80);
		put_be16(l->p + 18, (u16)k);
		put_be16(l->p + 24, 0);
		put_be16(l->p + 24, csum_finish(csum_add(0, l->p + 14, 20)));
		raw_send(&l->n, l->a, l->p, 114);
	}
	assert_true(l->r1->ip->n_reasm <= REASM_MAX);
}

static void queue_bounded(void **state)
{
	struct lab *l = *state;
	u32 len, asked = 0, got = 0;
	u8 q[64];
	const u8 *p;

	for (unsigned k = 0; k < 40; k++)
		from_a(l, A4(10, 0, 2, 50), IP_UDP, 64, 0, 20);
	while ((p = raw_next(l->b, ETH_TYPE_ARP, &len)))
		asked += get_be32(p + 14 + ARP_TPA) == A4(10, 0, 2, 50);
	assert_int_equal(asked, 1);
	/* The answer lets the latest 16 go. */
	arp_put(q, l->mac1, ARP_REPLY, A4(10, 0, 2, 50), A4(10, 0, 2, 1));
	l->b->next = l->b->n;
	raw_send(&l->n, l->b, q, 42);
	while (raw_next(l->b, ETH_TYPE_IP4, &len))
		got++;
	assert_int_equal(got, NEIGH_QUEUE_MAX);
	/* No answer: three requests, then the sender is told, once. */
	from_a(l, A4(10, 0, 2, 60), IP_UDP, 64, 0, 20);
	net_run(&l->n, 4 * NSEC_PER_SEC);
	assert_non_null(icmp_at(l->a, ICMP_UNREACH, ICMP_UNREACH_HOST));
}

static void sub_interface(void **state)
{
	struct lab *l = *state;
	u8 q[128];
	const u8 *p;
	u32 len;

	/* 802.1Q: an ARP request in VLAN 10 is answered in VLAN 10; one in VLAN 11 is dropped by name. */
	arp_put(l->p, ALL, ARP_REQUEST, A4(10, 0, 10, 5), A4(10, 0, 10, 1));
	memcpy(q, l->p, 12);
	put_be32(q + 12, 0x8100000a);
	memcpy(q + 16, l->p + 12, 30);
	raw_send(&l->n, l->b, q, 46);
	do
		p = raw_next(l->b, ETH_TYPE_VLAN, &len);
	while (p && get_be16(p + 18 + ARP_OP) != ARP_REPLY); /* after the announcement of its own address */
	assert_non_null(p);
	assert_int_equal(get_be16(p + 14), 10);
	put_be32(q + 12, 0x8100000b);
	raw_send(&l->n, l->b, q, 46);
	assert_int_equal(net_port(l->r1, 1)->drops[DROP_VLAN_UNKNOWN], 1);
	from_a(l, A4(10, 0, 10, 5), IP_UDP, 64, 0, 20);
	p = raw_next(l->b, ETH_TYPE_VLAN, &len);
	assert_non_null(p);
	assert_int_equal(get_be16(p + 16), ETH_TYPE_IP4);
	assert_int_equal(len, 58);
}

static void routes(void **state)
{
	struct lab *l = *state;
	unsigned by[2] = { 0 };
	const u8 *p;
	u32 len;

	/* floating: the worse comes when the better's interface goes */
	TYPE(&l->n, l->r1, "configure terminal", "ip route 10.7.0.0 255.255.0.0 10.0.2.2", "ip route 10.7.0.0 255.255.0.0 10.0.1.2 200");
	EXPECT(&l->n, l->r1, "10.7.0.0/16 [1/0] via 10.0.2.2\n", "show ip route 10.7.0.0 255.255.0.0 longer-prefixes | include 10.7");
	TYPE(&l->n, l->r1, "configure terminal", "interface g0/1", "shutdown");
	EXPECT(&l->n, l->r1, "[200/0] via 10.0.1.2", "show ip route | include 10.7");
	TYPE(&l->n, l->r1, "configure terminal", "interface g0/1", "no shutdown");
	net_run(&l->n, NSEC_PER_SEC);
	EXPECT(&l->n, l->r1, "[1/0] via 10.0.2.2", "show ip route | include 10.7");
	/* recursive, two levels; itself: not */
	TYPE(&l->n, l->r1, "configure terminal", "ip route 10.6.0.0 255.255.0.0 10.7.1.1", "ip route 11.0.0.0 255.0.0.0 11.1.1.1");
	from_a(l, A4(10, 6, 0, 1), IP_UDP, 64, 0, 20);
	assert_non_null(raw_next(l->b, ETH_TYPE_IP4, &len));
	assert_null(strstr(TYPE(&l->n, l->r1, "show ip route"), "11.0.0.0"));
	/* two that chase each other end somewhere */
	TYPE(&l->n, l->r1, "configure terminal", "ip route 0.0.0.0 0.0.0.0 10.0.2.2", "ip route 12.0.0.0 255.0.0.0 13.0.0.1", "ip route 13.0.0.0 255.0.0.0 12.0.0.1");
	TYPE(&l->n, l->r1, "configure terminal", "no ip route 0.0.0.0 0.0.0.0 10.0.2.2");
	assert_null(strstr(TYPE(&l->n, l->r1, "show ip route static"), "Gateway of last resort is 10"));
	/* equal cost: both are used, a flow stays with one */
	TYPE(&l->n, l->r1, "configure terminal", "arp 10.0.2.3 02aa.0000.0003 arpa", "ip route 10.4.0.0 255.255.0.0 10.0.2.2", "ip route 10.4.0.0 255.255.0.0 10.0.2.3");
	l->b->next = l->b->n;
	for (u32 k = 0; k < 64; k++) {
		from_a(l, A4(10, 4, 0, k / 2), 99, 64, 0, 20);
	}
	for (u8 last[6], k = 0; (p = raw_next(l->b, ETH_TYPE_IP4, &len)); k++) {
		if (k % 2)
			assert_memory_equal(last, p, 6);
		memcpy(last, p, 6);
		by[p[5] == 3]++;
	}
	assert_int_equal(by[0] + by[1], 64);
	assert_true(by[0] > 8 && by[1] > 8);
}

static void semantics(void **state)
{
	struct lab *l = *state;

	EXPECT(&l->n, l->r1, "% 10.0.1.0 overlaps with GigabitEthernet0/0", "configure terminal", "interface g0/2", "ip address 10.0.1.9 255.255.255.0");
	EXPECT(&l->n, l->r1, "Bad mask /24 for address 10.3.0.0", "configure terminal", "interface g0/2", "ip address 10.3.0.0 255.255.255.0");
	EXPECT(&l->n, l->r1, "%Invalid next hop address (it's this router)", "configure terminal", "ip route 9.0.0.0 255.0.0.0 10.0.1.1");
	EXPECT(&l->n, l->r1, "%Inconsistent address and mask", "configure terminal", "ip route 9.0.0.1 255.0.0.0 10.0.1.3");
}

static u32 ns_put(struct lab *l, const struct ip6 *target, u8 hops)
{
	struct ip6 src = { .b = { 0x20, 1, 0xd, 0xb8, 0, 1, [15] = 0x22 } }, dst = ip6_solicited_node(target);
	const u8 mac[6] = { 0x33, 0x33, 0xff, target->b[13], target->b[14], target->b[15] };
	u8 *ip = l->p + eth_put(l->p, mac, ETH_TYPE_IP6), *m = ip + 40;

	memset(ip, 0, 72);
	ip[0] = 0x60;
	put_be16(ip + 4, 32);
	ip[6] = IP_ICMP6;
	ip[7] = hops;
	memcpy(ip + 8, src.b, 16);
	memcpy(ip + 24, dst.b, 16);
	m[0] = ICMP6_NS;
	memcpy(m + 8, target->b, 16);
	m[24] = ND_OPT_SLLA;
	m[25] = 1;
	memcpy(m + 26, RAW_MAC, 6);
	put_be16(m + 2, csum_finish(csum_add(ip6_pseudo(&src, &dst, IP_ICMP6, 32), m, 32)));
	return 14 + 72;
}
static const u8 *icmp6_at(struct raw *r, u8 type)
{
	u32 len;
	const u8 *p;

	while ((p = raw_next(r, ETH_TYPE_IP6, &len)))
		if (p[14 + IP6_NEXT] == IP_ICMP6 && p[54] == type) {
			struct ip6 s = ip6_at(p + 22), d = ip6_at(p + 38);

			assert_int_equal(csum_finish(csum_add(ip6_pseudo(&s, &d, IP_ICMP6, get_be16(p + 18)), p + 54, get_be16(p + 18))), 0);
			return p;
		}
	return NULL;
}

static void discovery_rfc4861(void **state)
{
	struct lab *l = *state;
	struct ip6 own = { .b = { 0x20, 1, 0xd, 0xb8, 0, 1, [15] = 1 } };
	const u8 *p = icmp6_at(l->a, ICMP6_RA);

	/* 6.2.3: what a router says of itself */
	assert_non_null(p);
	assert_int_equal(p[14 + IP6_HOPS], 255);
	assert_int_equal(get_be16(p + 54 + 6), 1800);
	assert_int_equal(p[54 + 16 + 8 + 8], ND_OPT_PREFIX);
	assert_int_equal(p[54 + 16 + 8 + 8 + 3], ND_PREFIX_ONLINK | ND_PREFIX_AUTO);
	assert_int_equal(get_be32(p + 54 + 32 + 4), 2592000);
	/* 7.2.4 */
	raw_send(&l->n, l->a, l->p, ns_put(l, &own, 255));
	p = icmp6_at(l->a, ICMP6_NA);
	assert_non_null(p);
	assert_int_equal(p[58], ND_NA_ROUTER | ND_NA_SOLICITED | ND_NA_OVERRIDE);
	EXPECT(&l->n, l->r1, "02aa.0000.0001  DELAY", "show ipv6 neighbors"); /* our answer used the stale entry */
	/* 7.1.1: a hop limit below 255 has crossed a router */
	raw_send(&l->n, l->a, l->p, ns_put(l, &own, 254));
	assert_null(icmp6_at(l->a, ICMP6_NA));
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(arp_rfc826), T(host_entries), T(debug_routing), T(ageing), T(forward_rfc1812), T(errors_rfc792), T(redirect_rfc1812), T(fragments_rfc791), T(reassembly),
		T(queue_bounded), T(sub_interface), T(routes), T(semantics), T(discovery_rfc4861),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
