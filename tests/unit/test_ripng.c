/* SPDX-License-Identifier: GPL-3.0-or-later */
/* RIP and RIPng side by side in random networks against Bellman and Ford; RIPng packet by packet (RFC 2080 2.1 to 2.4), every cut of a packet. */
#include "net/ip6.h"
#include "random_net.h"
#include "router/rip/rip.h"

/* ---- random networks ---- */

static struct ipaddr loop6(u32 i)
{
	return (struct ipaddr){ .af = AF_IP6, .v6 = { .b = { 0x20, 1, 0xd, 0xb8, 0, 0xff, [15] = (u8)(i + 1) } } };
}

static size_t offsets(const struct rnd *x, u32 i, char *text, size_t room)
{
	size_t at = 0;

	for (u32 k = 0; k < x->links; k++)
		for (unsigned s = 0; s < 2; s++)
			if (x->end[k][s] == i)
				at += (size_t)snprintf(text + at, room - at, " offset-list 0 in %u GigabitEthernet0/%u\n", x->cost[k][s] - 1, x->port[k][s]);
	return at;
}

static void config_of(const struct rnd *x, u32 i, char *text, size_t room)
{
	char t[IP4_TEXT];
	size_t at = (size_t)snprintf(text, room, "ipv6 unicast-routing\ninterface Loopback0\n ip address %s 255.255.255.255\n ipv6 address 2001:db8:ff::%x/128\n ipv6 rip X enable\n",
				     ip4_text(loop_of(i), t), i + 1);

	for (u32 k = 0; k < x->links; k++)
		for (unsigned s = 0; s < 2; s++)
			if (x->end[k][s] == i)
				at += (size_t)snprintf(text + at, room - at, "interface GigabitEthernet0/%u\n ip address %s 255.255.255.0\n ipv6 enable\n ipv6 rip X enable\n ipv6 rip X metric-offset %u\n",
						       x->port[k][s], ip4_text(link_net(k) + 1 + s, t), x->cost[k][s]);
	at += (size_t)snprintf(text + at, room - at, "ipv6 router rip X\n timers 5 15 0 20\n%srouter rip\n version 2\n no auto-summary\n timers basic 5 15 0 35\n maximum-paths 16\n network 10.0.0.0\n",
			       i % 2 ? " poison-reverse\n" : "");
	offsets(x, i, text + at, room - at);
}

/* RIP's offsets stand in its own block. */
static void costs_told(struct rnd *x)
{
	struct config_error err;
	char text[1024] = "router rip\n";

	for (u32 i = 0; i < x->nodes; i++) {
		offsets(x, i, text + strlen("router rip\n"), sizeof(text) - strlen("router rip\n"));
		if (x->on[i] && !shell_apply(x->d[i]->shell, text, false, &err, NULL, NULL))
			fail_msg("%s", err.text);
	}
}

static void is(struct rnd *x, u64 seed, u32 i, u32 j, const struct ipaddr *p, u32 want, u32 ways)
{
	const struct rib_entry *e = rib_exact(x->d[i]->ip, p, p->af == AF_IP4 ? 32 : 128);
	u32 n = 0, metric = 0;

	for (struct rib_path q = { 0 }; rib_path_next(x->d[i]->ip, e, &q);)
		if (q.r->source == ROUTE_RIP) {
			metric = q.r->metric;
			n++;
		}
	if (want >= RIP_INFINITY)
		want = ways = 0;
	if (metric != want || n != ways)
		fail_msg("seed %llu, IPv%c: r%u to r%u: metric %u by %u ways, should be %u by %u\n%s", (unsigned long long)seed, p->af == AF_IP4 ? '4' : '6', i, j, metric, n, want, ways,
			 TYPE(&x->n, x->d[i], "show ip rip database", "show ipv6 rip database"));
}

static void check(struct rnd *x, u64 seed)
{
	static u32 dist[NODES_MAX][NODES_MAX];

	for (u32 i = 0; i < x->nodes; i++)
		distances(x, i, dist[i]);
	for (u32 i = 0; i < x->nodes; i++)
		for (u32 j = 0; j < x->nodes && x->on[i]; j++) {
			struct ipaddr four = ipaddr4(loop_of(j)), six = loop6(j);
			u32 ways = 0;

			for (u32 k = 0; k < x->links; k++)
				for (unsigned s = 0; s < 2; s++)
					ways += alive(x, k) && x->end[k][s] == i && x->cost[k][s] + dist[x->end[k][!s]][j] == dist[i][j];
			if (i == j)
				continue;
			is(x, seed, i, j, &four, dist[i][j], ways);
			is(x, seed, i, j, &six, dist[i][j] + 1, ways);
		}
}

static void t_random(void **state)
{
	struct rnd *x = calloc(1, sizeof(*x));

	(void)state;
	for (u64 seed = 1; seed <= 25; seed++) {
		make(x, seed, config_of);
		net_run(&x->n, 60 * NSEC_PER_SEC);
		check(x, seed);
		for (unsigned turn = 0; turn < 6; turn++) {
			change(x, "ipv6 rip X metric-offset");
			costs_told(x);
			net_run(&x->n, rng_below(&x->r, 2) ? 20 * NSEC_PER_SEC : 3 * NSEC_PER_MS);
		}
		net_run(&x->n, 300 * NSEC_PER_SEC);
		check(x, seed);
		net_close(&x->n);
	}
	free(x);
}

/* ---- packet by packet ---- */

static struct net n;
static struct device *r;
static struct raw *a;
static u8 body[1400];

static const char config[] = "ipv6 unicast-routing\ninterface GigabitEthernet0/0\n ipv6 address 2001:db8:1::1/64\n ipv6 rip X enable\nipv6 router rip X\n timers 30 180 0 120\n";
static const struct ip6 PEER = { .b = { 0xfe, 0x80, [15] = 2 } }, OTHER = { .b = { 0xfe, 0x80, [15] = 3 } }, GROUP = { .b = { 0xff, 2, [15] = 9 } },
			FAR_AWAY = { .b = { 0x20, 1, [15] = 2 } };

static void setup(const char *more)
{
	char text[1024];

	snprintf(text, sizeof(text), "%s%s", config, more);
	net_open(&n);
	r = net_node(&n, &appliance_router, "r1", text);
	a = net_raw(&n, "a", r, 0);
	net_run(&n, 4 * NSEC_PER_SEC);
}

static struct ipaddr net_of(u8 k) { return (struct ipaddr){ .af = AF_IP6, .v6 = { .b = { 0x20, 1, 0xd, 0xb8, 0x90, k } } }; }

static u32 entry(u8 *p, const struct ip6 *prefix, u8 plen, u8 metric)
{
	memcpy(p, prefix->b, 16);
	put_be16(p + 16, 7);
	p[18] = plen;
	p[19] = metric;
	return 20;
}

static void send_as(u8 command, u8 version, const struct ip6 *src, u8 hops, u16 port, u32 len)
{
	static const u8 mac[6] = { 0x33, 0x33, 0, 0, 0, 9 };
	u8 p[1500], data[1404];
	u32 all = 8 + 4 + len;

	data[0] = command;
	data[1] = version;
	put_be16(data + 2, 0);
	memcpy(data + 4, body, len);
	eth_put(p, mac, ETH_TYPE_IP6);
	memset(p + 14, 0, IP6_HLEN);
	p[14] = 0x60;
	put_be16(p + 14 + IP6_PLEN, (u16)all);
	p[14 + IP6_NEXT] = IP_UDP;
	p[14 + IP6_HOPS] = hops;
	memcpy(p + 14 + IP6_SRC, src->b, 16);
	memcpy(p + 14 + IP6_DST, GROUP.b, 16);
	udp_put(p + 54, port, 521, data, 4 + len, ip6_pseudo(src, &GROUP, IP_UDP, all));
	raw_send(&n, a, p, 54 + all);
}
static void send(u32 len) { send_as(2, 1, &PEER, 255, 521, len); }

static const struct rib_route *has(u8 k)
{
	struct ipaddr p = net_of(k);
	const struct rib_entry *e = rib_exact(r->ip, &p, 48);

	return e ? rib_best(r->ip, e) : NULL;
}

static void t_learns_and_times_out(void **state)
{
	struct ipaddr p = net_of(1);

	(void)state;
	setup("");
	send(entry(body, &p.v6, 48, 3));
	assert_int_equal(has(1)->metric, 4);	/* 2.4.2: the hop is counted as it is heard */
	assert_int_equal(has(1)->tag, 7);
	assert_true(ip6_eq(&rib_nhop(r->ip, has(1))->hop.via.v6, &PEER));
	net_run(&n, 179 * NSEC_PER_SEC);
	assert_non_null(has(1));
	net_run(&n, 2 * NSEC_PER_SEC);
	assert_null(has(1));			/* 2.3: timeout */
	assert_non_null(rip_find(r->ip->rip->ng, &p, 48));
	net_run(&n, 121 * NSEC_PER_SEC);
	assert_null(rip_find(r->ip->rip->ng, &p, 48));	/* garbage collection */
	send(entry(body, &p.v6, 48, 15));
	assert_null(has(1));			/* with the hop it is out of reach */
	net_close(&n);
}

/* No link is too short for an entry: the question goes, in fragments. */
static void t_short_link(void **state)
{
	bool cut = false;

	(void)state;
	setup("interface g0/0\n mtu 64\n");
	for (unsigned k = 0; k < a->n; k++) {
		const u8 *p = a->got[k].data;

		if (get_be16(p + 12) != ETH_TYPE_IP6 || memcmp(p + 14 + IP6_DST, GROUP.b, 16))
			continue;
		assert_int_equal(p[14 + IP6_NEXT], 44);
		assert_true(a->got[k].len <= 14 + 64);
		cut = cut || get_be16(p + 54 + 2) >> 3;
	}
	assert_true(cut);
	net_close(&n);
}

static void t_next_hop(void **state)
{
	struct ipaddr one = net_of(1), two = net_of(2), three = net_of(3);
	u32 len;

	(void)state;
	setup("");
	len = entry(body, &one.v6, 48, 1);
	len += entry(body + len, &OTHER, 0, 0xff);
	len += entry(body + len, &two.v6, 48, 1);
	len += entry(body + len, &(struct ip6){ 0 }, 0, 0xff);
	len += entry(body + len, &three.v6, 48, 1);
	send(len);
	assert_true(ip6_eq(&rib_nhop(r->ip, has(1))->hop.via.v6, &PEER));
	assert_true(ip6_eq(&rib_nhop(r->ip, has(2))->hop.via.v6, &OTHER));	/* 2.1.1 */
	assert_true(ip6_eq(&rib_nhop(r->ip, has(3))->hop.via.v6, &PEER));	/* until the sender is meant again */
	net_close(&n);
}

/* Two tell the same: both are used; one is lost, the other stays; what is better takes the place of both. */
static void t_two_ways(void **state)
{
	struct ipaddr p = net_of(1);
	const struct rip_route *x;

	(void)state;
	setup("");
	send(entry(body, &p.v6, 48, 3));
	send_as(2, 1, &OTHER, 255, 521, entry(body, &p.v6, 48, 3));
	x = rip_find(r->ip->rip->ng, &p, 48);
	assert_int_equal(x->n, 2);
	send(entry(body, &p.v6, 48, 16));
	assert_int_equal(x->n, 1);
	assert_true(ip6_eq(&rib_nhop(r->ip, has(1))->hop.via.v6, &OTHER));
	send(entry(body, &p.v6, 48, 3));
	assert_int_equal(x->n, 2);
	send_as(2, 1, &OTHER, 255, 521, entry(body, &p.v6, 48, 5));
	assert_int_equal(x->n, 1);		/* it is worse by that way now */
	send_as(2, 1, &OTHER, 255, 521, entry(body, &p.v6, 48, 2));
	assert_int_equal(x->n, 1);
	assert_int_equal(has(1)->metric, 3);
	TYPE(&n, r, "configure terminal", "ipv6 router rip X", "maximum-paths 1");
	send(entry(body, &p.v6, 48, 2));
	assert_int_equal(x->n, 1);
	net_close(&n);
}

static void t_what_is_not_believed(void **state)
{
	struct ipaddr p = net_of(1), multicast = { .af = AF_IP6, .v6 = GROUP }, local = { .af = AF_IP6, .v6 = PEER };
	u32 len, before;

	(void)state;
	setup("");
	before = r->ip->rip->ng->n;
	len = entry(body, &p.v6, 129, 1);
	len += entry(body + len, &p.v6, 48, 0);
	len += entry(body + len, &p.v6, 48, 17);
	len += entry(body + len, &multicast.v6, 128, 1);
	len += entry(body + len, &local.v6, 128, 1);
	send(len);
	assert_int_equal(r->ip->rip->ng->n, before);	/* 2.4.2 */
	len = entry(body, &p.v6, 48, 1);
	send_as(2, 1, &PEER, 254, 521, len);	/* it came over a router */
	send_as(2, 1, &PEER, 255, 522, len);	/* another port */
	send_as(2, 1, &FAR_AWAY, 255, 521, len);	/* not of this link */
	send_as(2, 2, &PEER, 255, 521, len);	/* another version */
	send_as(3, 1, &PEER, 255, 521, len);
	send_as(2, 1, ipif_linklocal(r->ip->ifs), 255, 521, len); /* ourselves */
	assert_int_equal(r->ip->rip->ng->n, before);
	send(len);
	assert_int_equal(r->ip->rip->ng->n, before + 1);
	net_close(&n);
}

/* Every length and version of a packet with all debug on, and the table at its bound. */
static void t_every_cut(void **state)
{
	struct ipaddr p = net_of(1);

	(void)state;
	setup("");
	TYPE(&n, r, "debug ipv6 rip");
	for (u32 k = 0; k < 4; k++)
		entry(body + 20 * k, &p.v6, (u8)(48 + k), k == 1 ? 0xff : 1);
	for (u32 len = 0; len <= 80; len++)
		for (u8 v = 0; v < 3; v++)
			send_as((u8)(1 + (len & 1)), v, &PEER, 255, 521, len);
	for (u32 k = 0; k < RIP_ROUTES_MAX + 200; k += 60) {
		for (u32 m = 0; m < 60; m++) {
			put_be32(p.v6.b + 8, k + m);
			entry(body + 20 * m, &p.v6, 128, 1);
		}
		send(1200);
	}
	assert_int_equal(r->ip->rip->ng->n, RIP_ROUTES_MAX);
	net_run(&n, 400 * NSEC_PER_SEC);
	assert_int_equal(r->ip->rip->ng->n, 1);	/* our own is left */
	net_close(&n);
}

/* Sixteen names a device, however many VRFs they run in. */
static void t_names(void **state)
{
	char line[64];

	(void)state;
	net_open(&n);
	r = net_node(&n, &appliance_router, "r1", "ipv6 unicast-routing\nvrf definition RED\n address-family ipv6\nipv6 rip vrf-mode enable\n"
						   "interface GigabitEthernet0/0\n vrf forwarding RED\n ipv6 enable\ninterface GigabitEthernet0/1\n ipv6 enable\n");
	for (unsigned k = 0; k < RIPNG_MAX; k++) {
		snprintf(line, sizeof(line), "ipv6 rip N%u enable", k);
		assert_null(strstr(TYPE(&n, r, "configure terminal", k & 1 ? "interface g0/0" : "interface g0/1", line), "%"));
	}
	EXPECT(&n, r, "% Too many RIPng processes", "configure terminal", "interface g0/1", "ipv6 rip N16 enable");
	EXPECT(&n, r, "% Too many RIPng processes", "configure terminal", "interface g0/0", "ipv6 rip N16 enable");
	assert_null(strstr(TYPE(&n, r, "configure terminal", "interface g0/0", "ipv6 rip N0 enable"), "%"));	/* a name that is there */
	assert_null(strstr(TYPE(&n, r, "configure terminal", "interface g0/1", "vrf forwarding RED"), "%% Too"));
	EXPECT(&n, r, "RIP VRF \"RED\", port 521", "show ipv6 rip N14 vrf RED");	/* it went along */
	assert_null(strstr(TYPE(&n, r, "show ipv6 rip"), "Default VRF"));
	net_close(&n);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(t_learns_and_times_out), cmocka_unit_test(t_short_link), cmocka_unit_test(t_next_hop), cmocka_unit_test(t_two_ways), cmocka_unit_test(t_what_is_not_believed),
					    cmocka_unit_test(t_every_cut), cmocka_unit_test(t_random), cmocka_unit_test(t_names) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
