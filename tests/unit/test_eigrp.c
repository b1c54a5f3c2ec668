/* SPDX-License-Identifier: GPL-3.0-or-later */
/* EIGRP: hundreds of random networks against Bellman and Ford, DUAL and the transport packet by packet with a hand-made neighbour, every cut of a packet. */
#include "random_net.h"
#include "eigrp_raw.h"

/* ---- random networks ---- */

static void config_of(const struct rnd *x, u32 i, char *text, size_t room)
{
	char t[IP4_TEXT];
	size_t at = (size_t)snprintf(text, room, "interface Loopback0\n ip address %s 255.255.255.255\n", ip4_text(loop_of(i), t));

	for (u32 k = 0; k < x->links; k++)
		for (unsigned s = 0; s < 2; s++)
			if (x->end[k][s] == i)
				at += (size_t)snprintf(text + at, room - at, "interface GigabitEthernet0/%u\n ip address %s 255.255.255.0\n delay %u\n", x->port[k][s],
						       ip4_text(link_net(k) + 1 + s, t), x->cost[k][s]);
	snprintf(text + at, room - at, "router eigrp 1\n maximum-paths 16\n network 10.0.0.0\n");
}

/* The same costs, but what is heard over an interface is made farther by an offset-list. */
static void config_offsets(const struct rnd *x, u32 i, char *text, size_t room)
{
	char t[IP4_TEXT];
	size_t at = (size_t)snprintf(text, room, "interface Loopback0\n ip address %s 255.255.255.255\n", ip4_text(loop_of(i), t));

	for (u32 k = 0; k < x->links; k++)
		for (unsigned s = 0; s < 2; s++)
			if (x->end[k][s] == i)
				at += (size_t)snprintf(text + at, room - at, "interface GigabitEthernet0/%u\n ip address %s 255.255.255.0\n delay 1\nrouter eigrp 1\n offset-list 0 in %u GigabitEthernet0/%u\n",
						       x->port[k][s], ip4_text(link_net(k) + 1 + s, t), 256 * (x->cost[k][s] - 1), x->port[k][s]);
	snprintf(text + at, room - at, "router eigrp 1\n maximum-paths 16\n network 10.0.0.0\n");
}

static void check(struct rnd *x, u64 seed, const char *when)
{
	for (u32 i = 0; i < x->nodes; i++) {
		u32 dist[NODES_MAX];

		distances(x, i, dist);
		for (u32 j = 0; j < x->nodes && x->on[i]; j++) {
			struct ipaddr p = ipaddr4(loop_of(j));
			const struct rib_entry *e = rib_exact(x->d[i]->ip, &p, 32);
			const struct rib_route *best = e ? rib_best(x->d[i]->ip, e) : NULL;
			const struct eigrp *proc = x->d[i]->ip->eigrp->procs;
			u32 want = i == j || dist[j] >= FAR ? 0 : 2560 + 256 * (dist[j] + 500);

			if (i != j && want != (best && best->source == ROUTE_EIGRP ? best->metric : 0))
				fail_msg("seed %llu, %s: r%u to r%u: metric %u, should be %u\n%s", (unsigned long long)seed, when, i, j, best ? best->metric : 0, want,
					 TYPE(&x->n, x->d[i], "show ip eigrp topology all-links", "show ip route"));
			for (u32 k = 0; k < proc->n; k++)
				if (proc->r[k]->state != PASSIVE)
					fail_msg("seed %llu, %s: r%u is active still\n%s", (unsigned long long)seed, when, i, TYPE(&x->n, x->d[i], "show ip eigrp topology active", "show ip eigrp neighbors"));
		}
	}
}

static void t_random(void **state)
{
	struct rnd *x = calloc(1, sizeof(*x));

	(void)state;
	for (u64 seed = 1; seed <= 100; seed++) {
		make(x, seed, config_of);
		net_run(&x->n, 20 * NSEC_PER_SEC);
		check(x, seed, "cold");
		for (unsigned turn = 0; turn < 6; turn++) {
			change(x, "delay");
			net_run(&x->n, rng_below(&x->r, 2) ? 20 * NSEC_PER_SEC : 3 * NSEC_PER_MS);
			if (world_now(x->n.w) % 2 == 0 && turn % 2)
				net_run(&x->n, 30 * NSEC_PER_SEC);
		}
		net_run(&x->n, 60 * NSEC_PER_SEC);
		check(x, seed, "after changes");
		net_close(&x->n);
	}
	free(x);
}

static void t_random_offsets(void **state)
{
	struct rnd *x = calloc(1, sizeof(*x));

	(void)state;
	for (u64 seed = 200; seed < 230; seed++) {
		make(x, seed, config_offsets);
		net_run(&x->n, 20 * NSEC_PER_SEC);
		check(x, seed, "offsets");
		net_close(&x->n);
	}
	free(x);
}

/* One prefix at many routers, at some as a network of EIGRP's, at others redistributed. */
enum { SHARED = A4(172, 20, 0, 0) };
enum holds { HOLDS_NOT, HOLDS_INTERNAL, HOLDS_EXTERNAL };
static enum holds holds(u32 i) { return i % 4 == 1 ? HOLDS_INTERNAL : i % 4 == 2 ? HOLDS_EXTERNAL : HOLDS_NOT; }

static void config_shared(const struct rnd *x, u32 i, char *text, size_t room)
{
	char t[IP4_TEXT];
	size_t at;

	config_of(x, i, text, room);
	at = strlen(text);
	at += (size_t)snprintf(text + at, room - at, " eigrp router-id %s\n", ip4_text(loop_of(i), t));
	if (holds(i))
		snprintf(text + at, room - at, " %s\ninterface Loopback1\n ip address 172.20.0.1 255.255.0.0\n", holds(i) == HOLDS_INTERNAL ? "network 172.20.0.0" : "redistribute connected");
}

/* From those who hold it so; who holds it himself, or (beside) has it otherwise, tells that and not this. */
static void distances_shared(const struct rnd *x, enum holds how, const u32 *beside, u32 dist[NODES_MAX])
{
	for (u32 i = 0; i < x->nodes; i++)
		dist[i] = holds(i) == how ? 0 : FAR;
	for (u32 round = 0; round < x->nodes; round++)
		for (u32 k = 0; k < x->links; k++)
			for (unsigned s = 0; s < 2; s++) {
				u32 from = x->end[k][!s], to = x->end[k][s];

				if (!alive(x, k) || holds(to) || (holds(from) && holds(from) != how) || (beside && beside[from] < FAR))
					continue;
				if (dist[from] + x->cost[k][s] < dist[to])
					dist[to] = dist[from] + x->cost[k][s];
			}
}

static void check_shared(struct rnd *x, u64 seed, const char *when)
{
	u32 internal[NODES_MAX], external[NODES_MAX];

	distances_shared(x, HOLDS_INTERNAL, NULL, internal);
	distances_shared(x, HOLDS_EXTERNAL, internal, external);
	for (u32 i = 0; i < x->nodes; i++) {
		struct ipaddr p = ipaddr4(SHARED);
		const struct rib_entry *e = x->on[i] ? rib_exact(x->d[i]->ip, &p, 16) : NULL;
		const struct rib_route *best = e ? rib_best(x->d[i]->ip, e) : NULL;
		u32 dist = internal[i] < FAR ? internal[i] : external[i], got = best && best->source == ROUTE_EIGRP ? best->metric : 0;

		if (!x->on[i] || holds(i))
			continue;
		if (got != (dist < FAR ? 2560 + 256 * (dist + 500) : 0) || (got && best->kind != (internal[i] >= FAR)))
			fail_msg("seed %llu, %s: r%u: metric %u, should be %s by %u\n%s", (unsigned long long)seed, when, i, got, internal[i] < FAR ? "internal" : "external", dist,
				 TYPE(&x->n, x->d[i], "show ip eigrp topology all-links", "show ip route"));
	}
}

static void t_random_shared(void **state)
{
	struct rnd *x = calloc(1, sizeof(*x));

	(void)state;
	for (u64 seed = 300; seed < 360; seed++) {
		make(x, seed, config_shared);
		net_run(&x->n, 20 * NSEC_PER_SEC);
		check_shared(x, seed, "cold");
		for (unsigned turn = 0; turn < 6; turn++) {
			change(x, "delay");
			net_run(&x->n, rng_below(&x->r, 2) ? 20 * NSEC_PER_SEC : 3 * NSEC_PER_MS);
		}
		net_run(&x->n, 60 * NSEC_PER_SEC);
		check(x, seed, "after changes");
		check_shared(x, seed, "after changes");
		net_close(&x->n);
	}
	free(x);
}

/* ---- packet by packet ---- */

static u32 route(u32 prefix, u8 plen, u32 delay)
{
	bool gone = delay == EIGRP_WIRE_INFINITY;
	struct eigrp_metric m = { .delay = gone ? EIGRP_INFINITY : delay, .bandwidth = gone ? EIGRP_INFINITY : 2560, .mtu = 1500, .hops = 1, .reliability = 255, .load = 1 };
	struct eigrp_ext none = { 0 };
	struct eigrp_said x = { .prefix = ipaddr4(prefix), .plen = plen, .m = &m, .ext = &none };
	struct eigrp classic = { 0 };
	struct wr w = wr_of(tlv, sizeof(tlv));

	tlv_route(&w, &classic, false, &x);
	return (u32)wr_len(&w);
}

static u32 metric(u32 prefix, u8 plen)
{
	struct ipaddr p = ipaddr4(prefix);
	const struct rib_entry *e = rib_exact(r->ip, &p, plen);

	return e ? rib_best(r->ip, e)->metric : 0;
}

static void t_adjacency(void **state)
{
	const u8 *e;

	(void)state;
	setup("");
	meet();
	EXPECT(&n, r, "%DUAL-5-NBRCHANGE: EIGRP-IPv4 100: Neighbor 10.0.0.2 (GigabitEthernet0/0) is up: new adjacency", "show logging");
	say(EIGRP_UPDATE, 0, ++seq, 0, route(NET, 16, 256));
	assert_int_equal(metric(NET, 16), 2560 + 256 + 256);
	e = heard(EIGRP_HELLO);		/* the acknowledgement */
	assert_non_null(e);
	assert_int_equal(get_be32(e + 12), seq);
	say(EIGRP_UPDATE, 0, seq, 0, route(NET, 16, 512));	/* the same again: acknowledged, not looked at */
	assert_int_equal(metric(NET, 16), 3072);
	e = heard(EIGRP_HELLO);
	assert_non_null(e);
	net_run(&n, 14 * NSEC_PER_SEC);
	hello(1, 15);
	net_run(&n, 14900 * NSEC_PER_MS);
	assert_int_equal(metric(NET, 16), 3072);
	net_run(&n, 200 * NSEC_PER_MS);
	assert_int_equal(metric(NET, 16), 0);	/* the hold time is over */
	EXPECT(&n, r, "is down: holding time expired", "show logging");
	net_close(&n);
}

static void t_refused(void **state)
{
	(void)state;
	setup("");
	hello(2, 15);
	assert_null(heard(EIGRP_UPDATE));
	EXPECT(&n, r, "%DUAL-6-NBRINFO: EIGRP-IPv4 100: Neighbor 10.0.0.2 (GigabitEthernet0/0) is blocked: K-value mismatch", "show logging");
	net_run(&n, 61 * NSEC_PER_SEC);
	send_as(AS, A4(192, 0, 2, 9), EIGRP_HELLO, 0, 0, 0, 12);
	EXPECT(&n, r, "Neighbor 192.0.2.9 (GigabitEthernet0/0) is blocked: not on common subnet", "show logging");
	hello(1, 15);
	a->next = a->n;
	send_as(AS + 1, PEER, EIGRP_HELLO, 0, 0, 0, 12);
	send_as(AS + 1, PEER, EIGRP_UPDATE, EIGRP_INIT, 5, 0, 0);
	assert_null(heard(EIGRP_UPDATE));
	say(EIGRP_UPDATE, 0, 9, 0, route(NET, 16, 256));	/* before INIT */
	assert_int_equal(metric(NET, 16), 0);
	net_close(&n);
}

static void t_retries(void **state)
{
	unsigned tries = 0;

	(void)state;
	setup("");
	meet();
	TYPE(&n, r, "configure terminal", "interface Loopback0", "ip address 10.1.1.1 255.255.255.255", "end");
	for (unsigned k = 0; k < 90; k++) {
		hello(1, 15);
		net_run(&n, NSEC_PER_SEC);
		for (const u8 *e; (e = heard(EIGRP_UPDATE));)
			tries += !get_be32(e + 4);	/* not the INIT of who is met anew */
	}
	assert_int_equal(tries, 1 + EIGRP_RETRIES);	/* 5.3.1 */
	EXPECT(&n, r, "is down: retry limit exceeded", "show logging");
	net_close(&n);
}

static void t_goodbye_and_restart(void **state)
{
	(void)state;
	setup("");
	meet();
	say(EIGRP_UPDATE, 0, ++seq, 0, route(NET, 16, 256));
	say(EIGRP_UPDATE, EIGRP_INIT, ++seq, 0, 0);
	assert_int_equal(metric(NET, 16), 0);
	EXPECT(&n, r, "is down: peer restarted", "show logging");
	net_close(&n);
	setup("");
	meet();
	hello(1, 15);
	memset(tlv + 4, 255, 5);
	say(EIGRP_HELLO, 0, 0, 0, 12);
	EXPECT(&n, r, "is down: Interface Goodbye received", "show logging");
	net_close(&n);
}

/* 3.5: without a feasible successor the neighbours are asked, and a neighbour who keeps asking back is stuck in active. */
static void t_query_reply(void **state)
{
	const u8 *e;

	(void)state;
	setup("");
	meet();
	say(EIGRP_UPDATE, 0, ++seq, 0, route(NET, 16, 256));
	e = heard(EIGRP_UPDATE);	/* poison */
	assert_non_null(e);
	assert_int_equal(get_be32(e + 20 + 8), EIGRP_WIRE_INFINITY);
	ack(e);
	say(EIGRP_QUERY, 0, ++seq, 0, route(A4(10, 77, 0, 0), 16, EIGRP_WIRE_INFINITY));
	e = heard(EIGRP_REPLY);		/* what is not known */
	assert_non_null(e);
	assert_int_equal(get_be32(e + 20 + 8), EIGRP_WIRE_INFINITY);
	ack(e);
	say(EIGRP_QUERY, 0, ++seq, 0, route(NET, 16, EIGRP_WIRE_INFINITY));
	e = heard(EIGRP_REPLY);		/* the successor asks, nobody else is there to ask */
	assert_non_null(e);
	assert_int_equal(get_be32(e + 20 + 8), EIGRP_WIRE_INFINITY);
	ack(e);
	assert_int_equal(metric(NET, 16), 0);
	net_close(&n);
}

static void t_stuck(void **state)
{
	const u8 *e;
	bool asked = false;

	(void)state;
	setup("interface Loopback0\n ip address 10.1.1.1 255.255.255.255\n");
	meet();
	TYPE(&n, r, "configure terminal", "interface Loopback0", "shutdown", "end");
	net_run(&n, NSEC_PER_MS);
	e = heard(EIGRP_QUERY);
	assert_non_null(e);
	ack(e);
	EXPECT(&n, r, "A 10.1.1.1/32, 0 successors, FD is Infinity, Q", "show ip eigrp topology active");
	for (unsigned k = 0; k < 200; k++) {
		hello(1, 15);
		net_run(&n, NSEC_PER_SEC);
		e = heard(EIGRP_SIA_QUERY);
		if (e) {
			ack(e);
			asked = true;
		}
	}
	assert_true(asked);
	EXPECT(&n, r, "%DUAL-3-SIA: Route 10.1.1.1/32 stuck-in-active state in EIGRP-IPv4 100.  Cleaning up", "show logging");
	EXPECT(&n, r, "is down: stuck in active", "show logging");
	EXPECT(&n, r, "Topology Table", "show ip eigrp topology active");
	net_close(&n);
}

/* Every cut of an update with two routes, and every byte of it another. */
static void t_cuts(void **state)
{
	u32 len;
	u8 good[200];

	(void)state;
	setup("");
	TYPE(&n, r, "debug eigrp packets", "debug eigrp fsm");
	meet();
	len = route(NET, 16, 256);
	memcpy(good, tlv, len);
	for (u32 cut = 0; cut <= len; cut++) {
		memcpy(tlv, good, len);
		say(EIGRP_UPDATE, 0, ++seq, 0, cut);
		assert_int_equal(metric(NET, 16), cut == len ? 3072 : 0);
	}
	for (u32 at = 0; at < len; at++)
		for (u32 v = 0; v < 256; v += 17) {
			memcpy(tlv, good, len);
			tlv[at] = (u8)v;
			say((u8)(v & 1 ? EIGRP_UPDATE : EIGRP_QUERY), 0, ++seq, 0, len);
			hello(1, 15);
			for (const u8 *e; (e = heard(EIGRP_REPLY));)
				ack(e);
		}
	net_close(&n);
}

static void t_two_routers(void **state)
{
	static const char r2[] = "key chain K\n key 1\n  key-string sesame\ninterface GigabitEthernet0/0\n ip address 10.0.12.2 255.255.255.0\n ip authentication mode eigrp 1 md5\n"
				 " ip authentication key-chain eigrp 1 K\ninterface Loopback0\n ip address 10.2.0.1 255.255.255.0\n"
				 "interface Loopback1\n ip address 10.2.1.1 255.255.255.0\nip route 192.168.7.0 255.255.255.0 Null0\n"
				 "router eigrp 1\n network 10.0.0.0\n redistribute static\n";
	static const char r1[] = "key chain K\n key 1\n  key-string sesame\ninterface GigabitEthernet0/0\n ip address 10.0.12.1 255.255.255.0\n ip authentication mode eigrp 1 md5\n"
				 " ip authentication key-chain eigrp 1 K\nrouter eigrp 1\n network 10.0.0.0\nrouter ospf 1\n redistribute eigrp 1 subnets metric 5\n";
	struct device *x, *y;

	(void)state;
	net_open(&n);
	x = net_node(&n, &appliance_router, "r1", r1);
	y = net_node(&n, &appliance_router, "r2", r2);
	net_wire(x, 0, y, 0);
	net_run(&n, 10 * NSEC_PER_SEC);
	EXPECT(&n, x, "D        10.2.1.0/24 [90/130816] via 10.0.12.2", "show ip route eigrp");
	EXPECT(&n, x, "D EX  192.168.7.0/24 [170/", "show ip route eigrp");
	/* A summary takes the place of its parts, and ends with them. */
	TYPE(&n, y, "configure terminal", "interface g0/0", "ip summary-address eigrp 1 10.2.0.0 255.255.0.0", "end");
	net_run(&n, NSEC_PER_SEC);
	EXPECT(&n, x, "10.2.0.0/16 [90/130816]", "show ip route eigrp");
	assert_null(strstr(TYPE(&n, x, "show ip route eigrp"), "10.2.1.0/24"));
	EXPECT(&n, y, "10.2.0.0/16 is a summary, 00:00:0", "show ip route eigrp");
	TYPE(&n, y, "configure terminal", "interface range lo0 - 1", "shutdown", "end");
	net_run(&n, NSEC_PER_SEC);
	assert_null(strstr(TYPE(&n, x, "show ip route eigrp"), "10.2.0.0"));
	assert_null(strstr(TYPE(&n, y, "show ip route"), "10.2.0.0"));
	TYPE(&n, y, "configure terminal", "interface range lo0 - 1", "no shutdown", "interface g0/0", "no ip summary-address eigrp 1 10.2.0.0 255.255.0.0", "end");
	net_run(&n, NSEC_PER_SEC);
	EXPECT(&n, x, "10.2.1.0/24", "show ip route eigrp");
	/* A stub tells connected networks and summaries, and is not asked. */
	TYPE(&n, y, "configure terminal", "router eigrp 1", "eigrp stub", "end");
	net_run(&n, 10 * NSEC_PER_SEC);
	EXPECT(&n, x, "10.2.1.0/24", "show ip route eigrp");
	assert_null(strstr(TYPE(&n, x, "show ip route eigrp"), "192.168.7.0"));
	EXPECT(&n, x, "Stub Peer Advertising ( CONNECTED SUMMARY ) Routes", "show ip eigrp neighbors detail");
	EXPECT(&n, x, "Routing Protocol is \"eigrp 1\"", "show ip protocols");
	EXPECT(&n, x, "Hellos sent/received", "show ip eigrp traffic");
	/* Another key: no neighbour. */
	TYPE(&n, y, "configure terminal", "key chain K", "key 1", "key-string other", "end");
	net_run(&n, 20 * NSEC_PER_SEC);
	assert_null(strstr(TYPE(&n, x, "show ip eigrp neighbors"), "10.0.12.2"));
	TYPE(&n, y, "configure terminal", "no router eigrp 1", "end");
	TYPE(&n, x, "configure terminal", "no interface g0/0", "no router eigrp 1", "end");
	net_run(&n, NSEC_PER_SEC);
	net_close(&n);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(t_adjacency), cmocka_unit_test(t_refused), cmocka_unit_test(t_retries), cmocka_unit_test(t_goodbye_and_restart),
					    cmocka_unit_test(t_query_reply), cmocka_unit_test(t_stuck), cmocka_unit_test(t_cuts), cmocka_unit_test(t_two_routers),
					    cmocka_unit_test(t_random), cmocka_unit_test(t_random_offsets), cmocka_unit_test(t_random_shared) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
