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

/* ---- next hops that resolve through routes ---- */

enum { BLOCKS = 5, SLOTS = BLOCKS * 3, DEPTH = 40 };

/* The prefix of a slot: three lengths of each block, the last around the next hops of that block; and slot SLOTS is the default route. */
static struct ipaddr slot(u32 k, u8 af, u8 *plen)
{
	struct ip6 a = { 0 };
	u32 v4 = A4(20, k / 3, 0, 9);

	*plen = (u8)(k == SLOTS ? 0 : (const u8[]){ 16, 24, 32 }[k % 3]);
	if (af == AF_IP4)
		return ipaddr4(k == SLOTS ? 0 : v4 & ip4_mask(*plen));
	put_be32(a.b, k == SLOTS ? 0 : v4 & ip4_mask(*plen));
	return ipaddr6(&a);
}

static const struct rib_entry *entry(u32 k, u8 af)
{
	u8 plen;
	struct ipaddr p = slot(k, af, &plen);

	return rib_exact(r->ip, &p, plen);
}

/* Whether packets that e takes come to nh. */
static bool comes_to(const struct rib_entry *e, const struct nhop *nh, unsigned depth)
{
	assert_true(depth < DEPTH);	/* else it is a ring */
	for (const struct rib_route *q = rib_first(r->ip, e); q; q = rib_next(r->ip, q))
		for (u32 left = q->used; left; left &= left - 1) {
			const struct nhop *x = rib_ways(r->ip, q)->way[__builtin_ctz(left)].nh;

			if (x == nh || (x->under && comes_to(x->under, nh, depth + 1)))
				return true;
		}
	return false;
}

static bool comes_through(const struct nhop *nh, const struct rib_entry *e)
{
	if (!nh->under || nh->under == e)
		return nh->under;
	for (const struct rib_route *q = rib_first(r->ip, nh->under); q; q = rib_next(r->ip, q))
		for (u32 left = q->used; left; left &= left - 1)
			if (comes_through(rib_ways(r->ip, q)->way[__builtin_ctz(left)].nh, e))
				return true;
	return false;
}

/* No ring; each next hop resolves by its longest match, unless that comes to it; each entry's first route that could be chosen is. */
static void check_recursive(u8 af)
{
	for (u32 k = 0; k <= SLOTS; k++) {
		const struct rib_entry *e = entry(k, af);
		bool chosen = false;

		if (!e)
			continue;
		assert_false(comes_to(e, NULL, 0));
		for (const struct rib_route *q = rib_first(r->ip, e); q; q = rib_next(r->ip, q))
			for (u32 w = 0; w < rib_ways(r->ip, q)->n; w++) {
				const struct nhop *nh = rib_ways(r->ip, q)->way[w].nh;
				bool may = nh->leaf && !comes_through(nh, e);

				if (q->used >> w & 1)
					assert_true(may);
				else if (!chosen)
					assert_false(may && !q->used);
				chosen |= q->used != 0;
			}
		assert_int_equal(e->leaf != 0, chosen);
	}
	for (const struct nhop *nh = r->ip->recursive; nh; nh = nh->next) {
		const struct rib_entry *e = rib_lookup(r->ip, &nh->hop.via);

		if (nh->hop.via.af != af)
			continue;
		assert_int_equal(nh->leaf != 0, nh->under != NULL);
		if (nh->under)
			assert_int_equal(nh->leaf, nh->under->leaf);
		if (e && e != nh->under && e->leaf)
			assert_true(comes_to(e, nh, 0));
	}
}

static void step_recursive(struct rng *rng, u8 af)
{
	u32 at = (u32)rng_below(rng, SLOTS + 1), what = (u32)rng_below(rng, 8);
	struct route x = { .source = what & 1 ? ROUTE_BGP : ROUTE_OSPF, .process = 1, .distance = what & 1 ? (what & 2 ? DISTANCE_EBGP : DISTANCE_IBGP) : DISTANCE_OSPF };
	struct nexthop nh[2];
	unsigned count = rng_below(rng, 3) ? 1 + (u32)rng_below(rng, 2) : 0;
	u8 plen;

	x.prefix = slot(at, af, &plen);
	x.plen = plen;
	for (unsigned k = 0; k < count; k++) {
		struct ip6 a = { 0 };

		put_be32(a.b, A4(20, (u32)rng_below(rng, BLOCKS), 0, 9));
		nh[k] = (struct nexthop){ .via = af == AF_IP4 ? ipaddr4(get_be32(a.b)) : ipaddr6(&a) };
		if (what & 1)
			continue;
		nh[k] = hop((u32)rng_below(rng, 4));
		put_be32(a.b, 0xfe800000);
		a.b[15] = (u8)(nh[k].via.v4 & 255);
		if (af == AF_IP6)
			nh[k].via = ipaddr6(&a);
	}
	rib_replace(r->ip, &x, nh, count);
}

static void t_recursive(void **state)
{
	struct rng rng;

	(void)state;
	setup();
	rng_seed(&rng, 11, "recursive");
	TYPE(&n, r, "configure terminal", "ipv6 unicast-routing", "interface g0/0", "ipv6 enable", "interface g0/1", "ipv6 enable", "end");
	net_run(&n, 5 * NSEC_PER_SEC);
	for (u32 step = 0; step < 20000; step++) {
		u8 af = step & 1 ? AF_IP4 : AF_IP6;

		step_recursive(&rng, af);
		check_recursive(af);
	}
	/* Without what leads out, nothing leads anywhere. */
	for (u32 k = 0; k <= SLOTS; k++)
		for (u8 f = 0; f < 2; f++) {
			u8 plen, af = f ? AF_IP4 : AF_IP6;
			struct route x = { .source = ROUTE_OSPF, .process = 1 };

			x.prefix = slot(k, af, &plen);
			x.plen = plen;
			rib_replace(r->ip, &x, NULL, 0);
			check_recursive(af);
		}
	for (u32 k = 0; k <= SLOTS; k++)
		for (u8 f = 0; f < 2; f++)
			assert_true(!entry(k, f ? AF_IP4 : AF_IP6) || !entry(k, f ? AF_IP4 : AF_IP6)->leaf);
	net_close(&n);
}

/* Ways side by side over many levels: there are more chains than could ever be gone through. Those of few levels resolve, and nothing takes long. */
static void t_levels(void **state)
{
	enum { LEVELS = 9, WIDE = 16 };
	struct nexthop nh[WIDE];

	(void)state;
	setup();
	for (u32 level = LEVELS; level--;)
		for (u32 k = 0; k < WIDE; k++) {
			struct route x = { .prefix = ipaddr4(A4(20, level, k, 0)), .plen = 24, .source = ROUTE_BGP, .distance = DISTANCE_IBGP };

			for (u32 w = 0; w < WIDE; w++)
				nh[w] = level == LEVELS - 1 ? hop(w) : (struct nexthop){ .via = ipaddr4(A4(20, level + 1, w, 9)) };
			rib_replace(r->ip, &x, nh, WIDE);
			if (level >= LEVELS - 3)
				assert_true(rib_exact(r->ip, &x.prefix, 24)->leaf);
		}
	net_close(&n);
}

/* A route to its own next hop that stays passed over, amid others' next hops under two defaults: routes that have nothing to do with them cost no look at them. */
static void t_barred(void **state)
{
	struct route x = { .prefix = ipaddr4(0), .plen = 0, .source = ROUTE_STATIC, .distance = DISTANCE_STATIC };
	u64 looks;

	(void)state;
	setup();
	for (u32 k = 0; k < 2; k++) {
		x.nh = hop(k);
		x.distance = (u8)(DISTANCE_STATIC + k);
		rib_add(r->ip, &x);
	}
	for (u32 k = 0; k < 20; k++) {
		struct route y = { .prefix = ipaddr4(A4(30, k, 0, 0)), .plen = 24, .source = ROUTE_STATIC, .distance = DISTANCE_STATIC, .nh = { .via = ipaddr4(A4(40, k, 0, 1)) } };

		rib_add(r->ip, &y);
	}
	x = (struct route){ .prefix = hop(0).via, .plen = 32, .source = ROUTE_BGP, .distance = DISTANCE_IBGP };
	rib_replace(r->ip, &x, &(struct nexthop){ .via = hop(0).via }, 1);
	looks = r->ip->looks;
	for (u32 k = 0; k < 400; k++) {
		struct route y = { .prefix = ipaddr4(A4(50, k / 256, k % 256, 0)), .plen = 24, .source = ROUTE_STATIC, .distance = DISTANCE_STATIC, .nh = { .null = true } };

		rib_add(r->ip, &y);
	}
	assert_in_range(r->ip->looks - looks, 0, 4);
	net_close(&n);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(t_sets), cmocka_unit_test(t_random), cmocka_unit_test(t_shares), cmocka_unit_test(t_gone), cmocka_unit_test(t_recursive), cmocka_unit_test(t_levels), cmocka_unit_test(t_barred) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
