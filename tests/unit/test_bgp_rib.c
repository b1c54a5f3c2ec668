/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Between BGP and the RIB: what `table-map` lets in and sets, and sessions that end with the route to the neighbour (`fall-over`). */
#include "bgp_rig.h"

#define SAY(...) do { TYPE(&n, r, "configure terminal", __VA_ARGS__, "end"); net_run(&n, 100 * NSEC_PER_MS); } while (0)

static const struct rib_route *route(u32 prefix, u8 plen)
{
	struct ipaddr a = ipaddr4(prefix);
	const struct rib_entry *e = rib_exact(r->ip, &a, plen);

	return e ? rib_best(r->ip, e) : NULL;
}

static void is(u32 metric, u32 tag)
{
	const struct rib_route *x = route(NET, 16);

	assert_non_null(x);
	assert_int_equal(x->metric, metric);
	assert_int_equal(x->tag, tag);
}

/* Nothing but what is in the RIB is another: the path stays, and is told as before. */
static void t_table_map(void **state)
{
	static const u8 other_nlri[] = { 16, 10, 8 };

	(void)state;
	setup("ip prefix-list NINE seq 5 permit 10.9.0.0/16\n");
	up();
	update(good_attrs, sizeof(good_attrs), nlri, sizeof(nlri));
	update(good_attrs, sizeof(good_attrs), other_nlri, sizeof(other_nlri));
	is(0, 65002);
	SAY("route-map T permit 10", "match ip address prefix-list NINE", "set metric 77", "set tag 9", "router bgp 65001", "table-map T");
	is(77, 9);
	assert_int_equal(route(A4(10, 8, 0, 0), 16)->tag, 65002);	/* denied, and in all the same */
	assert_int_equal(bgp_path_med(r->ip->bgp, has(NET, 16)), 0);
	SAY("router bgp 65001", "table-map T filter");
	is(77, 9);
	assert_null(route(A4(10, 8, 0, 0), 16));
	assert_true(has(A4(10, 8, 0, 0), 16)->flags & PF_BEST);
	/* The map, and a list of it, are looked at as they change. */
	SAY("route-map T permit 10", "set metric 78", "no set tag 9");
	is(78, 65002);
	SAY("ip prefix-list NINE seq 7 permit 10.8.0.0/16");
	assert_int_equal(route(A4(10, 8, 0, 0), 16)->metric, 78);
	SAY("no ip prefix-list NINE seq 5");
	assert_null(route(NET, 16));
	update(good_attrs, sizeof(good_attrs), nlri, sizeof(nlri));	/* nor as it comes again */
	assert_null(route(NET, 16));
	SAY("router bgp 65001", "no table-map T");
	is(0, 65002);
	assert_int_equal(route(A4(10, 8, 0, 0), 16)->metric, 0);
	SAY("router bgp 65001", "table-map T filter", "no router bgp 65001");
	assert_null(route(A4(10, 8, 0, 0), 16));
	teardown();
}

static bool established(void) { return bgp_peer_state(peer()) == BS_ESTABLISHED; }

static void t_fall_over(void **state)
{
	(void)state;
	setup("ip prefix-list P seq 5 permit 10.0.0.0/24\nroute-map F permit 10\n match ip address prefix-list P\n");
	up();
	SAY("router bgp 65001", "neighbor 10.0.0.2 fall-over");
	assert_true(established());
	SAY("router bgp 65001", "neighbor 10.0.0.2 fall-over route-map F");
	assert_true(established());
	EXPECT(&n, r, " neighbor 10.0.0.2 fall-over route-map F\n", "show running-config");
	/* A route that fits better, and is none that the map permits. */
	SAY("ip route 10.0.0.2 255.255.255.255 GigabitEthernet0/0");
	assert_false(established());
	EXPECT(&n, r, "neighbor 10.0.0.2 Down Route to peer lost", "show logging");
	hang_up();
	net_run(&n, 10 * NSEC_PER_SEC);
	dial();
	assert_true(gone);	/* nor is it let in */
	SAY("ip prefix-list P seq 6 permit 10.0.0.2/32");
	hang_up();
	net_run(&n, 5 * NSEC_PER_SEC);
	dial();
	up();
	SAY("no ip prefix-list P seq 6");
	assert_false(established());
	/* Without the line it is as any. */
	SAY("router bgp 65001", "no neighbor 10.0.0.2 fall-over route-map F");
	hang_up();
	net_run(&n, 5 * NSEC_PER_SEC);
	dial();
	up();
	SAY("no ip route 10.0.0.2 255.255.255.255 GigabitEthernet0/0", "ip route 10.0.0.2 255.255.255.255 Null0");
	assert_true(established());
	SAY("router bgp 65001", "neighbor 10.0.0.2 fall-over");
	assert_false(established());
	/* The other of the two takes its place. */
	SAY("router bgp 65001", "neighbor 10.0.0.2 fall-over bfd");
	EXPECT(&n, r, " neighbor 10.0.0.2 fall-over bfd\n", "show running-config");
	assert_true(bgp_peer_routed(peer()));
	teardown();
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(t_table_map), cmocka_unit_test(t_fall_over) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
