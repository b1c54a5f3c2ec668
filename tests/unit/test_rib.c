/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sets of next hops in the RIB: equal ones are one, their order and age stay, they come and go with their interfaces, and nothing is left of them. */
#include "ip_net.h"
#include "router/route.h"

enum { PREFIXES = 6, HOPS = 40 };

static struct net n;
static struct device *r;
static struct raw *station[2];

static void setup(void)
{
	net_open(&n);
	r = net_node(&n, &appliance_router, "r1", "interface GigabitEthernet0/0\n ip address 10.0.0.1 255.255.255.0\ninterface GigabitEthernet0/1\n ip address 10.0.1.1 255.255.255.0\n");
	for (u32 k = 0; k < 2; k++)
		station[k] = net_raw(&n, k ? "b" : "a", r, k);
	net_run(&n, NSEC_PER_SEC);
}

/* By the first interface or, odd ones, the second. */
static struct nexthop hop(u32 k)
{
	return (struct nexthop){ .via = ipaddr4(A4(10, 0, k & 1, 100 + k)), .out = device_iface_of_port(r, net_port(r, k & 1)) };
}

static struct route route(u32 prefix, u32 metric)
{
	return (struct route){ .prefix = ipaddr4(A4(172, 16, prefix, 0)), .plen = 24, .source = ROUTE_OSPF, .process = 1, .distance = DISTANCE_OSPF, .metric = metric };
}

static void replace(u32 prefix, u32 metric, const u32 *ks, unsigned count)
{
	struct route x = route(prefix, metric);
	struct nexthop nh[HOPS];

	for (unsigned k = 0; k < count; k++)
		nh[k] = hop(ks[k]);
	rib_replace(r->ip, &x, nh, count);
}

/* The next hops in use, by number; how many. */
static unsigned used(u32 prefix, u32 ks[HOPS])
{
	struct route x = route(prefix, 0);
	unsigned count = 0;

	for (struct rib_path p = { 0 }; rib_path_next(r->ip, rib_exact(r->ip, &x.prefix, 24), &p);)
		ks[count++] = (p.nh->hop.via.v4 & 255) - 100;
	return count;
}

static void t_sets(void **state)
{
	u32 all[HOPS], ks[HOPS];
	const struct rib_route *q[2];
	struct route x = route(0, 5);

	(void)state;
	setup();
	for (u32 k = 0; k < HOPS; k++)
		all[k] = k / 2 % 20 * 2;	/* each twice: 20 of the first interface */
	replace(0, 5, all, HOPS);
	assert_int_equal(used(0, ks), 20);
	for (u32 k = 0; k < 20; k++)
		assert_int_equal(ks[k], 2 * k);
	replace(1, 9, all, HOPS);
	q[0] = rib_best(r->ip, rib_exact(r->ip, &x.prefix, 24));
	x = route(1, 9);
	q[1] = rib_best(r->ip, rib_exact(r->ip, &x.prefix, 24));
	assert_ptr_equal(rib_ways(r->ip, q[0]), rib_ways(r->ip, q[1]));
	for (u32 k = 0; k < HOPS; k++)
		all[k] = k;
	replace(2, 5, all, HOPS);
	assert_int_equal(used(2, ks), ECMP_MAX);
	/* Some go, some come: those that stay are as old as they were. */
	net_run(&n, 10 * NSEC_PER_SEC);
	replace(0, 5, (const u32[]){ 7, 4 }, 2);
	assert_int_equal(used(0, ks), 2);
	assert_int_equal(rib_age(r->ip, q[0]) / NSEC_PER_SEC, 10);
	EXPECT(&n, r, "  * 10.0.1.107, from 10.0.1.107, 00:00:10 ago, via GigabitEthernet0/1", "show ip route 172.16.0.0");
	replace(0, 5, (const u32[]){ 1 }, 1);
	assert_int_equal(rib_age(r->ip, q[0]), 0);
	for (u32 k = 0; k < 3; k++)
		replace(k, 5, NULL, 0);
	assert_int_equal(r->ip->way_sets.n + r->ip->n_ways, r->ip->n_nhops);	/* what is left stands alone: connected, local, broadcast */
	net_close(&n);
}

/* Changes at random, links down and up, against what was told: exactly those next hops whose interface is up, in the order told. */
static void t_random(void **state)
{
	u32 told[PREFIXES][HOPS], count[PREFIXES] = { 0 }, rest = 0;
	bool up[2] = { true, true };
	struct rng rng;

	(void)state;
	setup();
	rng_seed(&rng, 7, "rib");
	rest = r->ip->n_nhops;
	for (u32 step = 0; step < 3000; step++) {
		u32 at = (u32)rng_below(&rng, PREFIXES), what = (u32)rng_below(&rng, 20);

		if (what == 0) {
			u32 k = (u32)rng_below(&rng, 2);

			up[k] = !up[k];
			TYPE(&n, r, "configure terminal", k ? "interface g0/1" : "interface g0/0", up[k] ? "no shutdown" : "shutdown", "end");
		} else {
			u32 first = (u32)rng_below(&rng, HOPS), stride = 1 + (u32)rng_below(&rng, 3);

			count[at] = what < 4 ? 0 : 1 + (u32)rng_below(&rng, 12);
			for (u32 k = 0; k < count[at]; k++)
				told[at][k] = (first + k * stride) % HOPS;
			replace(at, (u32)rng_below(&rng, 3), told[at], count[at]);
		}
		for (u32 p = 0; p < PREFIXES; p++) {
			u32 ks[HOPS], m = used(p, ks), want = 0;

			for (u32 k = 0; k < count[p]; k++)
				if (up[told[p][k] & 1]) {
					assert_true(want < m);
					assert_int_equal(ks[want++], told[p][k]);
				}
			assert_int_equal(m, want);
			assert_int_equal(fib4_lookup(r->ip->fib4, A4(172, 16, p, 1)) != 0, want != 0);
		}
	}
	for (u32 k = 0; k < 2; k++)
		if (!up[k])
			TYPE(&n, r, "configure terminal", k ? "interface g0/1" : "interface g0/0", "no shutdown", "end");
	for (u32 p = 0; p < PREFIXES; p++)
		replace(p, 1, NULL, 0);
	assert_int_equal(r->ip->n_nhops, rest);
	assert_int_equal(r->ip->n_ways, 0);
	net_close(&n);
}

/* How often the next hop stands in the group that the prefix has in the FIB. */
static u32 buckets(u32 prefix, u32 k, u32 *all)
{
	const struct leaf *l = &r->ip->leaf[fib4_lookup(r->ip->fib4, A4(172, 16, prefix, 1))];
	u32 count = 0;

	assert_int_equal(l->kind, LEAF_GROUP);
	*all = l->n;
	for (u32 b = 0; b < l->n; b++)
		count += r->ip->leaf[l->member[b]].neigh->addr.v4 == hop(k).via.v4;
	return count;
}

static void replace_shares(u32 prefix, const u8 *share, u32 count)
{
	struct route x = route(prefix, 5);
	struct nexthop nh[HOPS];

	for (u32 k = 0; k < count; k++) {
		nh[k] = hop(k);
		nh[k].share = share[k];
	}
	rib_replace(r->ip, &x, nh, count);
}

/* Unequal shares: exactly those where they fit into the buckets, else within one of them, and every way has one. */
static void t_shares(void **state)
{
	struct rng rng;
	u32 all;

	(void)state;
	setup();
	rng_seed(&rng, 9, "shares");
	replace_shares(0, (const u8[]){ 2, 1, 0 }, 3);
	assert_true(buckets(0, 0, &all) == 2 && buckets(0, 1, &all) == 1 && buckets(0, 2, &all) == 1 && all == 4);
	replace_shares(0, (const u8[]){ 2, 1, 3 }, 3);
	assert_true(buckets(0, 2, &all) == 3 && all == 6);
	assert_int_equal(r->ip->n_ways, 1);	/* nothing is left of the other set */
	/* What stands by takes no flow, until the others are gone. */
	replace_shares(0, (const u8[]){ 1, WAY_STANDBY, 1, WAY_STANDBY, 1 }, 5);
	assert_true(buckets(0, 0, &all) == 1 && !buckets(0, 1, &all) && all == 3);
	assert_int_equal(used(0, (u32[HOPS]){ 0 }), 5);
	EXPECT(&n, r, "10.0.1.101, from 10.0.1.101, 00:00:00 ago, via GigabitEthernet0/1\n      Route metric is 5, traffic share count is 0\n", "show ip route 172.16.0.0");
	TYPE(&n, r, "configure terminal", "interface g0/0", "shutdown", "end");
	assert_true(buckets(0, 1, &all) == 1 && buckets(0, 3, &all) == 1 && all == 2);
	TYPE(&n, r, "configure terminal", "interface g0/0", "no shutdown", "end");
	assert_true(buckets(0, 0, &all) == 1 && all == 3);
	for (u32 step = 0; step < 2000; step++) {
		u32 count = 2 + (u32)rng_below(&rng, ECMP_MAX - 1), sum = 0, most = 1 + (u32)rng_below(&rng, 240), seen = 0;
		u8 share[HOPS];

		for (u32 k = 0; k < count; k++)
			sum += share[k] = (u8)(1 + rng_below(&rng, most));
		replace_shares(1, share, count);
		for (u32 k = 0; k < count; k++) {
			u32 has = buckets(1, k, &all), exact = (share[k] * BUCKETS_MAX + sum - 1) / sum;

			seen += has;
			assert_true(has);
			if (sum <= BUCKETS_MAX)
				assert_int_equal(has, share[k]);
			else if (share[k] * count >= sum)	/* what the small ones are given too much, the great ones lack */
				assert_in_range(has, exact > count + 1 ? exact - count - 1 : 0, exact + 1);
		}
		assert_int_equal(seen, all);
		assert_int_equal(all, sum <= BUCKETS_MAX ? sum : BUCKETS_MAX);
	}
	for (u32 k = 0; k < 2; k++)
		replace(k, 5, NULL, 0);
	assert_int_equal(r->ip->n_ways, 0);
	net_close(&n);
}

/* An interface that is removed takes its next hops out of the sets, and routes that had no others. */
static void t_gone(void **state)
{
	struct route x = route(0, 5);
	struct nexthop nh[3];

	(void)state;
	setup();
	TYPE(&n, r, "configure terminal", "interface g0/0.10", "encapsulation dot1Q 10", "ip address 10.0.10.1 255.255.255.0", "end");
	nh[0] = hop(1);
	nh[1] = nh[2] = (struct nexthop){ .via = ipaddr4(A4(10, 0, 10, 9)), .out = device_iface(r, "GigabitEthernet0/0.10") };
	nh[2].via.v4++;
	assert_non_null(nh[1].out);
	rib_replace(r->ip, &x, nh, 3);
	x = route(1, 5);
	rib_replace(r->ip, &x, nh + 1, 2);
	assert_int_equal(used(0, (u32[HOPS]){ 0 }), 3);
	assert_int_equal(used(1, (u32[HOPS]){ 0 }), 2);
	TYPE(&n, r, "configure terminal", "no interface g0/0.10", "end");
	assert_int_equal(used(0, (u32[HOPS]){ 0 }), 1);
	assert_null(rib_exact(r->ip, &x.prefix, 24));
	net_close(&n);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(t_sets), cmocka_unit_test(t_random), cmocka_unit_test(t_shares), cmocka_unit_test(t_gone) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
