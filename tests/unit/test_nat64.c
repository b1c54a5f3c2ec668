/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * NAT64, packet in, packet out: IPv6 hosts of 2001:db8:1::/64 at port 0, IPv4 ones of 203.0.113.0/24 at port 1. RFC 6052 (addresses), 7915 (headers, ICMP), 6146 (bindings,
 * sessions, filtering, lifetimes).
 */
#include "ip_net.h"

#include "router/nat64/own.h"

struct bed {
	struct net n;
	struct device *d;
	struct raw *six, *four;
};

enum { FAR = A4(203, 0, 113, 9), POOL = A4(203, 0, 113, 50) };
static struct ip6 host(u8 k) { return (struct ip6){ .b = { 0x20, 1, 0x0d, 0xb8, 0, 1, [15] = k } }; }
static struct ip6 far_of(u32 v4)
{
	struct ip6 prefix = { .b = { 0x20, 1, 0x0d, 0xb8, 0, 0x64 } };

	return xlat_embed(&prefix, 96, v4);
}

static const char base[] =
	"ipv6 unicast-routing\nnat64 prefix stateful 2001:db8:64::/96\nnat64 v4 pool P 203.0.113.50 203.0.113.50\n"
	"ipv6 access-list SIX\n permit ipv6 2001:db8:1::/64 any\n"
	"interface g0/0\n ipv6 address 2001:db8:1::1/64\n nat64 enable\n"
	"interface g0/1\n ip address 203.0.113.1 255.255.255.0\n nat64 enable\n"
	"arp 203.0.113.9 02aa.0000.0001 arpa\n"
	"ipv6 neighbor 2001:db8:1::a GigabitEthernet0/0 02aa.0000.0001\nipv6 neighbor 2001:db8:1::b GigabitEthernet0/0 02aa.0000.0001\n";

static void open_bed(struct bed *t, const char *more)
{
	char config[4096];

	net_open(&t->n);
	snprintf(config, sizeof(config), "%s%s", base, more);
	t->d = net_node(&t->n, &appliance_router, "r1", config);
	t->six = net_raw(&t->n, "six", t->d, 0);
	t->four = net_raw(&t->n, "four", t->d, 1);
	net_run(&t->n, 3 * NSEC_PER_SEC);
	t->six->next = t->six->n;
	t->four->next = t->four->n;
}

static u32 csum_at(u8 proto) { return proto == IP_TCP ? 16 : proto == IP_UDP ? 6 : 2; }

/* A packet of len bytes behind its header; proto is IPv4's number, type ICMP's in that family. zero: UDP without a checksum. */
static u32 make6(struct bed *t, u8 *p, u8 proto, struct ip6 src, u16 sport, struct ip6 dst, u16 dport, u8 flags, u32 len)
{
	u8 *ip = p + 14, *l4 = ip + 40, next = proto == IP_ICMP ? (u8)IP_ICMP6 : proto;

	eth_put(p, net_port(t->d, 0)->mac, ETH_TYPE_IP6);
	memset(ip, 0, 40 + len);
	ip[0] = 0x60;
	put_be16(ip + 4, (u16)len);
	ip[6] = next;
	ip[7] = 64;
	memcpy(ip + 8, src.b, 16);
	memcpy(ip + 24, dst.b, 16);
	if (proto == IP_ICMP) {
		l4[0] = flags;
		put_be16(l4 + 4, sport);
	} else {
		put_be16(l4, sport);
		put_be16(l4 + 2, dport);
		if (proto == IP_UDP)
			put_be16(l4 + 4, (u16)len);
		else
			l4[12] = 0x50, l4[13] = flags;
	}
	put_be16(l4 + csum_at(proto), csum_finish(csum_add(ip6_pseudo(&src, &dst, next, len), l4, len)));
	return 54 + len;
}

static u32 make4(struct bed *t, u8 *p, u8 proto, u32 src, u16 sport, u32 dst, u16 dport, u8 flags, u32 len)
{
	u8 *l4 = p + 34;

	ip4_put(p, net_port(t->d, 1)->mac, src, dst, proto, 64, 0, len);
	memset(l4, 0, len);
	if (proto == IP_ICMP) {
		l4[0] = flags;
		put_be16(l4 + 4, sport);
	} else {
		put_be16(l4, sport);
		put_be16(l4 + 2, dport);
		if (proto == IP_UDP)
			put_be16(l4 + 4, (u16)len);
		else
			l4[12] = 0x50, l4[13] = flags;
	}
	put_be16(l4 + csum_at(proto), csum_finish(csum_add(proto == IP_ICMP ? 0 : ip4_pseudo(src, dst, proto, len), l4, len)));
	return 34 + len;
}

/* The next packet, whose checksums are right; NULL: none. */
static const u8 *next4(struct bed *t)
{
	u32 len;
	const u8 *p = raw_next(t->four, ETH_TYPE_IP4, &len), *ip = p + 14;
	u32 total;

	if (!p)
		return NULL;
	total = get_be16(ip + 2);
	assert_int_equal(csum_finish(csum_add(0, ip, 20)), 0);
	if (!(get_be16(ip + 6) & 0x3fff))
		assert_int_equal(csum_finish(csum_add(ip[9] == IP_ICMP ? 0 : ip4_pseudo(get_be32(ip + 12), get_be32(ip + 16), ip[9], total - 20), ip + 20, total - 20)), 0);
	return ip;
}

static const u8 *next6(struct bed *t)
{
	u32 len;
	const u8 *p, *ip;
	struct ip6 s, d;

	do { /* not neighbour discovery's */
		p = raw_next(t->six, ETH_TYPE_IP6, &len);
		ip = p + 14;
	} while (p && ip[6] == IP_ICMP6 && ip[40] >= 130 && ip[40] <= 143);
	if (!p)
		return NULL;
	s = ip6_at(ip + 8);
	d = ip6_at(ip + 24);
	if (ip[6] != IP6_FRAGMENT)
		assert_int_equal(csum_finish(csum_add(ip6_pseudo(&s, &d, ip[6], get_be16(ip + 4)), ip + 40, get_be16(ip + 4))), 0);
	return ip;
}

static void send6(struct bed *t, u8 proto, u8 from, u16 sport, u32 dst, u16 dport, u8 flags)
{
	u8 p[256];

	raw_send(&t->n, t->six, p, make6(t, p, proto, host(from), sport, far_of(dst), dport, flags, proto == IP_TCP ? 20 : 16));
}

static void send4(struct bed *t, u8 proto, u32 src, u16 sport, u32 dst, u16 dport, u8 flags)
{
	u8 p[256];

	raw_send(&t->n, t->four, p, make4(t, p, proto, src, sport, dst, dport, flags, proto == IP_TCP ? 20 : 16));
}

static void out4(struct bed *t, u32 src, u16 sport, u32 dst, u16 dport)
{
	const u8 *ip = next4(t);

	assert_non_null(ip);
	assert_int_equal(get_be32(ip + 12), src);
	assert_int_equal(get_be32(ip + 16), dst);
	assert_int_equal(ip[8], 63);
	assert_int_equal(get_be16(ip + (ip[9] == IP_ICMP ? 24 : 20)), sport);
	if (ip[9] != IP_ICMP)
		assert_int_equal(get_be16(ip + 22), dport);
}

static void out6(struct bed *t, u32 src, u16 sport, u8 dst, u16 dport)
{
	const u8 *ip = next6(t);
	struct ip6 s = far_of(src), d = host(dst);

	assert_non_null(ip);
	assert_memory_equal(ip + 8, s.b, 16);
	assert_memory_equal(ip + 24, d.b, 16);
	assert_int_equal(ip[7], 63);
	if (ip[6] == IP_ICMP6) {
		assert_int_equal(get_be16(ip + 44), dport);
		return;
	}
	assert_int_equal(get_be16(ip + 40), sport);
	assert_int_equal(get_be16(ip + 42), dport);
}

/* RFC 6052 2.4: the examples of its table. */
static void t_addresses(void **state)
{
	static const struct { u8 plen; const char *prefix, *a; } row[] = {
		{ 32, "2001:db8::", "2001:db8:c000:221::" }, { 40, "2001:db8:100::", "2001:db8:1c0:2:21::" }, { 48, "2001:db8:122::", "2001:db8:122:c000:2:2100::" },
		{ 56, "2001:db8:122:300::", "2001:db8:122:3c0:0:221::" }, { 64, "2001:db8:122:344::", "2001:db8:122:344:c0:2:2100::" },
		{ 96, "2001:db8:122:344::", "2001:db8:122:344::c000:221" },
	};
	struct ip6 prefix, a, got;
	u32 v4;

	(void)state;
	for (unsigned k = 0; k < ARRAY_LEN(row); k++) {
		assert_true(ip6_parse(row[k].prefix, &prefix) && ip6_parse(row[k].a, &a) && xlat_prefix_len(row[k].plen));
		got = xlat_embed(&prefix, row[k].plen, A4(192, 0, 2, 33));
		assert_memory_equal(&got, &a, 16);
		assert_true(xlat_extract(&prefix, row[k].plen, &a, &v4));
		assert_int_equal(v4, A4(192, 0, 2, 33));
		a.b[0] = 0x30;
		assert_false(xlat_extract(&prefix, row[k].plen, &a, &v4));
	}
	assert_false(xlat_prefix_len(72) || xlat_prefix_len(24) || xlat_prefix_len(128) || xlat_prefix_len(33));
}

/* Ports are kept where they are free; answers come back to their host; nobody else gets in by a shared port. */
static void t_overload(void **state)
{
	struct bed t;

	(void)state;
	open_bed(&t, "nat64 v6v4 list SIX pool P overload\n");
	send6(&t, IP_UDP, 10, 4000, FAR, 53, 0);
	out4(&t, POOL, 4000, FAR, 53);
	send6(&t, IP_UDP, 11, 4000, FAR, 53, 0);
	out4(&t, POOL, 4001, FAR, 53);
	send4(&t, IP_UDP, FAR, 53, POOL, 4001, 0);
	out6(&t, FAR, 53, 11, 4000);
	send4(&t, IP_UDP, FAR, 54, POOL, 4001, 0);
	assert_null(next6(&t));
	assert_int_equal(next4(&t)[20], ICMP_UNREACH); /* and he is told */
	send6(&t, IP_ICMP, 10, 7, FAR, 7, 128);
	out4(&t, POOL, 7, FAR, 0);
	send4(&t, IP_ICMP, FAR, 7, POOL, 0, 0);
	out6(&t, FAR, 0, 10, 7);
	send6(&t, IP_TCP, 10, 5000, FAR, 80, 2);
	out4(&t, POOL, 5000, FAR, 80);
	EXPECT(&t.n, t.d, "tcp    203.0.113.9:80          [2001:DB8:64::CB00:7109]:80\n       203.0.113.50:5000       [2001:DB8:1::A]:5000\n", "show nat64 translations");
	EXPECT(&t.n, t.d, "Total active translations: 4 (0 static, 4 dynamic; 4 extended)", "show nat64 statistics");
	EXPECT(&t.n, t.d, "Packets dropped: 1", "show nat64 statistics");
	TYPE(&t.n, t.d, "configure terminal", "no nat64 v4 pool P 203.0.113.50 203.0.113.50", "end");
	EXPECT(&t.n, t.d, "Total active translations: 0", "show nat64 statistics");
	send6(&t, IP_UDP, 10, 4000, FAR, 53, 0);
	assert_null(next4(&t));
	net_close(&t.n);
}

/* A whole address is its host's while sessions last, from both sides; then another gets it. Static mappings stay. */
static void t_whole(void **state)
{
	struct bed t;

	(void)state;
	open_bed(&t, "nat64 v6v4 list SIX pool P\nnat64 v6v4 static udp 2001:db8:1::a 53 203.0.113.60 5353\nnat64 translation timeout udp 10\n");
	send4(&t, IP_UDP, FAR, 999, A4(203, 0, 113, 60), 5353, 0);
	out6(&t, FAR, 999, 10, 53);
	send6(&t, IP_UDP, 10, 53, FAR, 999, 0);
	out4(&t, A4(203, 0, 113, 60), 5353, FAR, 999);
	send6(&t, IP_UDP, 11, 4000, FAR, 53, 0);
	out4(&t, POOL, 4000, FAR, 53);
	send4(&t, IP_UDP, FAR, 1, POOL, 77, 0);
	out6(&t, FAR, 1, 11, 77);
	send6(&t, IP_UDP, 10, 4000, FAR, 53, 0); /* none left */
	assert_null(next4(&t));
	EXPECT(&t.n, t.d, "address exhaustion packet count 1", "show nat64 statistics");
	net_run(&t.n, 11 * NSEC_PER_SEC);
	EXPECT(&t.n, t.d, "Total active translations: 1 (1 static, 0 dynamic; 0 extended)", "show nat64 statistics");
	t.six->next = t.six->n;
	t.four->next = t.four->n;
	send6(&t, IP_UDP, 10, 4000, FAR, 53, 0);
	out4(&t, POOL, 4000, FAR, 53);
	net_close(&t.n);
}

/* RFC 7915 4.5: UDP over IPv4 may have no checksum, over IPv6 not. 5.1: DF is for what is longer than 1260 bytes. */
static void t_headers(void **state)
{
	struct bed t;
	u8 p[2048];
	const u8 *ip;

	(void)state;
	open_bed(&t, "nat64 v6v4 static 2001:db8:1::a 203.0.113.60\n");
	make4(&t, p, IP_UDP, FAR, 5, A4(203, 0, 113, 60), 6, 0, 16);
	put_be16(p + 34 + 6, 0);
	raw_send(&t.n, t.four, p, 50);
	out6(&t, FAR, 5, 10, 6);
	for (unsigned big = 0; big < 2; big++) {
		raw_send(&t.n, t.six, p, make6(&t, p, IP_UDP, host(10), 7, far_of(FAR), 8, 0, big ? 1300 : 1200));
		ip = next4(&t);
		assert_non_null(ip);
		assert_int_equal(get_be16(ip + 6), big ? 0x4000 : 0);
		assert_int_equal(get_be16(ip + 4) == 0, big);
	}
	p[14] = 0x6a; /* traffic class 0xa0: the type of service */
	make6(&t, p, IP_UDP, host(10), 7, far_of(FAR), 8, 0, 16);
	p[14] = 0x6b;
	p[15] = 0x80;
	raw_send(&t.n, t.six, p, 70);
	ip = next4(&t);
	assert_int_equal(ip[1], 0xb8);
	net_close(&t.n);
}

/* The last hop is refused in the sender's family; so is what does not fit, with the length that would have. */
static void t_refusals(void **state)
{
	struct bed t;
	u8 p[2048];
	const u8 *ip;

	(void)state;
	open_bed(&t, "nat64 v6v4 static 2001:db8:1::a 203.0.113.60\ninterface g0/1\n ip mtu 1300\ninterface g0/0\n ipv6 mtu 1400\n");
	make6(&t, p, IP_UDP, host(10), 7, far_of(FAR), 8, 0, 16);
	p[14 + 7] = 1;
	raw_send(&t.n, t.six, p, 70);
	ip = next6(&t);
	assert_non_null(ip);
	assert_int_equal(ip[40], ICMP6_TIME_EXCEEDED);
	raw_send(&t.n, t.six, p, make6(&t, p, IP_UDP, host(10), 7, far_of(FAR), 8, 0, 1350));
	ip = next6(&t);
	assert_non_null(ip);
	assert_int_equal(ip[40], ICMP6_TOO_BIG);
	assert_int_equal(get_be32(ip + 44), 1320);
	make4(&t, p, IP_UDP, FAR, 5, A4(203, 0, 113, 60), 6, 0, 1372);
	put_be16(p + 20, 0x4000);
	put_be16(p + 24, 0);
	put_be16(p + 24, csum_finish(csum_add(0, p + 14, 20)));
	raw_send(&t.n, t.four, p, 34 + 1372);
	ip = next4(&t);
	assert_non_null(ip);
	assert_int_equal(ip[20], ICMP_UNREACH);
	assert_int_equal(ip[21], ICMP_UNREACH_FRAG);
	assert_int_equal(get_be16(ip + 26), 1380);
	raw_send(&t.n, t.four, p, make4(&t, p, IP_UDP, FAR, 5, A4(203, 0, 113, 60), 6, 0, 1372)); /* may be cut: two fragments (4.1) */
	ip = next6(&t);
	assert_non_null(ip);
	assert_int_equal(ip[6], IP6_FRAGMENT);
	ip = next6(&t);
	assert_non_null(ip);
	assert_int_equal(ip[6], IP6_FRAGMENT);
	send6(&t, IP_UDP, 10, 7, A4(224, 0, 0, 5), 8, 0); /* no group */
	assert_null(next4(&t));
	net_close(&t.n);
}

/* RFC 7915 4.2, 5.2: errors, and what they quote. */
static void t_errors(void **state)
{
	static const struct { u8 type4, code4, type6, code6; } in[] = {
		{ 3, 0, 1, 0 }, { 3, 1, 1, 0 }, { 3, 3, 1, 4 }, { 3, 13, 1, 1 }, { 11, 0, 3, 0 }, { 3, 2, 4, 1 },
	}, out[] = { { 3, 1, 1, 0 }, { 3, 10, 1, 1 }, { 3, 3, 1, 4 }, { 11, 1, 3, 1 }, { 3, 2, 4, 1 } };
	struct bed t;
	u8 p[512], q[512];
	const u8 *ip;
	u32 len;

	(void)state;
	open_bed(&t, "nat64 v6v4 list SIX pool P overload\n");
	for (unsigned k = 0; k < ARRAY_LEN(in); k++) {
		send6(&t, IP_UDP, 11, 4000, FAR, 53, 0);
		ip = next4(&t);
		assert_non_null(ip);
		memcpy(q, ip, 28);
		make4(&t, p, IP_ICMP, A4(203, 0, 113, 9), 0, POOL, 0, in[k].type4, 36);
		p[35] = in[k].code4;
		memcpy(p + 42, q, 28);
		put_be16(p + 36, 0);
		put_be16(p + 36, csum_finish(csum_add(0, p + 34, 36)));
		raw_send(&t.n, t.four, p, 34 + 36);
		ip = next6(&t);
		assert_non_null(ip);
		assert_int_equal(ip[40], in[k].type6);
		assert_int_equal(ip[41], in[k].code6);
		assert_memory_equal(ip + 48 + 8, host(11).b, 16);
		assert_memory_equal(ip + 48 + 24, far_of(FAR).b, 16);
		assert_int_equal(get_be16(ip + 88), 4000);
	}
	send4(&t, IP_UDP, FAR, 53, POOL, 4000, 0);
	ip = next6(&t);
	assert_non_null(ip);
	memcpy(q, ip, 48);
	for (unsigned k = 0; k < ARRAY_LEN(out); k++) {
		struct ip6 src = host(11), dst = far_of(FAR);

		len = make6(&t, p, IP_ICMP, src, 0, dst, 0, out[k].type6, 56);
		p[55] = out[k].code6;
		if (out[k].type6 == 4)
			put_be32(p + 58, 6);
		memcpy(p + 62, q, 48);
		put_be16(p + 56, 0);
		put_be16(p + 56, csum_finish(csum_add(ip6_pseudo(&src, &dst, IP_ICMP6, 56), p + 54, 56)));
		raw_send(&t.n, t.six, p, len);
		ip = next4(&t);
		assert_non_null(ip);
		assert_int_equal(ip[20], out[k].type4);
		assert_int_equal(ip[21], out[k].code4);
		assert_int_equal(get_be32(ip + 28 + 16), POOL);
		assert_int_equal(get_be16(ip + 50), 4000);
	}
	net_close(&t.n);
}

/* RFC 6146 3.5.2: a connection that both have spoken in lives for hours, an opening or closing one for minutes. */
static void t_times(void **state)
{
	struct bed t;

	(void)state;
	open_bed(&t, "nat64 v6v4 list SIX pool P overload\nnat64 translation max-entries 2\n");
	send6(&t, IP_TCP, 10, 5000, FAR, 80, 2);
	send6(&t, IP_TCP, 11, 5001, FAR, 80, 2);
	send6(&t, IP_TCP, 11, 5002, FAR, 80, 2);
	EXPECT(&t.n, t.d, "max entry: max allowed 2, used 2, packets exceeded 1", "show nat64 statistics");
	send4(&t, IP_TCP, FAR, 80, POOL, 5000, 0x12);
	send6(&t, IP_TCP, 10, 5000, FAR, 80, 0x10);
	send4(&t, IP_TCP, FAR, 80, POOL, 5000, 0x10);
	net_run(&t.n, 300 * NSEC_PER_SEC);
	EXPECT(&t.n, t.d, "2001:DB8:1::A]:5000\n\nTotal number of translations: 1\n", "show nat64 translations");
	send6(&t, IP_TCP, 10, 5000, FAR, 80, 0x11);
	send4(&t, IP_TCP, FAR, 80, POOL, 5000, 0x11);
	net_run(&t.n, 239 * NSEC_PER_SEC);
	EXPECT(&t.n, t.d, "Total number of translations: 1\n", "show nat64 translations");
	net_run(&t.n, 2 * NSEC_PER_SEC);
	EXPECT(&t.n, t.d, "Total number of translations: 0\n", "show nat64 translations");
	EXPECT(&t.n, t.d, "%NAT64: Invalid prefix length", "configure terminal", "nat64 prefix stateful 2001:db8::/72", "end");
	net_close(&t.n);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(t_addresses), cmocka_unit_test(t_overload), cmocka_unit_test(t_whole), cmocka_unit_test(t_headers), cmocka_unit_test(t_refusals),
		cmocka_unit_test(t_errors), cmocka_unit_test(t_times),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
