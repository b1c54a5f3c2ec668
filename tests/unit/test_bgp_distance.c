/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How far BGP's routes are believed, by who told and by `backdoor`; the router ID of an interface; the least hold time. Each while sessions are up. */
#include "bgp_rig.h"

#define SAY(...) do { TYPE(&n, r, "configure terminal", __VA_ARGS__, "end"); net_run(&n, 100 * NSEC_PER_MS); } while (0)

static const u8 two_nets[] = { 16, 10, 9, 16, 10, 8 };

static void t_distance(void **state)
{
	(void)state;
	setup("access-list 5 permit 10.9.0.0 0.0.255.255\n");
	up();
	update(good_attrs, sizeof(good_attrs), two_nets, sizeof(two_nets));
	EXPECT(&n, r, "10.9.0.0/16 [20/0]", "show ip route bgp");
	SAY("router bgp 65001", "distance 77 10.0.0.2 0.0.0.0 5");
	EXPECT(&n, r, "10.9.0.0/16 [77/0]", "show ip route bgp");
	EXPECT(&n, r, "10.8.0.0/16 [20/0]", "show ip route bgp");
	EXPECT(&n, r, "10.0.0.2        0.0.0.0               77  5\n", "show ip protocols");
	SAY("access-list 5 permit 10.8.0.0 0.0.255.255");	/* the list is another */
	EXPECT(&n, r, "10.8.0.0/16 [77/0]", "show ip route bgp");
	say(BGP_KEEPALIVE, NULL, 0);
	SAY("router bgp 65001", "distance 66 10.0.0.0 0.0.0.255");	/* less exact: it says nothing of those */
	EXPECT(&n, r, "10.9.0.0/16 [77/0]", "show ip route bgp");
	SAY("router bgp 65001", "no distance 77 10.0.0.2 0.0.0.0 5");
	EXPECT(&n, r, "10.9.0.0/16 [66/0]", "show ip route bgp");
	SAY("router bgp 65001", "distance 255 10.0.0.2 0.0.0.0");	/* not at all */
	assert_null(strstr(TYPE(&n, r, "show ip route bgp"), "10.9.0.0"));
	SAY("router bgp 65001", "no distance 255 10.0.0.2 0.0.0.0", "no distance 66 10.0.0.0 0.0.0.255");
	EXPECT(&n, r, "10.9.0.0/16 [20/0]", "show ip route bgp");
	assert_null(r->ip->bgp->distances);
	teardown();
}

static void t_backdoor(void **state)
{
	(void)state;
	setup("ip route 10.9.0.0 255.255.0.0 Null0 150\n");
	up();
	update(good_attrs, sizeof(good_attrs), two_nets, sizeof(two_nets));
	EXPECT(&n, r, "10.9.0.0/16 [20/0]", "show ip route");
	SAY("router bgp 65001", "network 10.9.0.0 mask 255.255.0.0 backdoor");
	assert_null(strstr(TYPE(&n, r, "show ip route bgp"), "10.9.0.0"));	/* the static one is nearer; it is not originated */
	EXPECT(&n, r, "10.8.0.0/16 [20/0]", "show ip route bgp");
	assert_int_equal(has(NET, 16)->kind, BGP_LEARNED);
	assert_null(bgp_path_next(r->ip->bgp->table[BGP_IP4], has(NET, 16)));
	EXPECT(&n, r, " network 10.9.0.0 mask 255.255.0.0 backdoor\n", "show running-config");
	SAY("no ip route 10.9.0.0 255.255.0.0 Null0 150");
	EXPECT(&n, r, "10.9.0.0/16 [200/0]", "show ip route bgp");
	say(BGP_KEEPALIVE, NULL, 0);
	SAY("router bgp 65001", "distance bgp 20 200 210");
	EXPECT(&n, r, "10.9.0.0/16 [210/0]", "show ip route bgp");
	SAY("router bgp 65001", "network 10.9.0.0 mask 255.255.0.0");	/* a network like others: ours beside its */
	EXPECT(&n, r, "10.9.0.0/16 [20/0]", "show ip route bgp");
	SAY("router bgp 65001", "network 10.9.0.0 mask 255.255.0.0 backdoor", "no network 10.9.0.0 mask 255.255.0.0 backdoor");
	EXPECT(&n, r, "10.9.0.0/16 [20/0]", "show ip route bgp");
	assert_int_equal(r->ip->bgp->fam[BGP_IP4].n_backdoor, 0);
	teardown();
}

static void t_router_id(void **state)
{
	(void)state;
	setup("interface Loopback3\n ip address 3.3.3.3 255.255.255.255\ninterface Loopback9\n ip address 9.9.9.9 255.255.255.255\n");
	up();
	SAY("router bgp 65001", "bgp router-id interface Loopback3");
	assert_int_equal(r->ip->bgp->router_id, A4(3, 3, 3, 3));
	assert_int_not_equal(bgp_peer_state(peer()), BS_ESTABLISHED);	/* another ID: the session begins anew */
	EXPECT(&n, r, " bgp router-id interface Loopback3\n", "show running-config");
	assert_null(strstr(TYPE(&n, r, "show running-config"), "1.1.1.1"));
	SAY("interface Loopback3", "ip address 3.3.3.4 255.255.255.255");
	assert_int_equal(r->ip->bgp->router_id, A4(3, 3, 3, 4));
	SAY("interface Loopback3", "no ip address");	/* as if no line stood there */
	assert_int_equal(r->ip->bgp->router_id, A4(9, 9, 9, 9));
	SAY("interface Loopback3", "ip address 3.3.3.5 255.255.255.255");
	assert_int_equal(r->ip->bgp->router_id, A4(3, 3, 3, 5));
	SAY("router bgp 65001", "bgp router-id 4.4.4.4");
	assert_int_equal(r->ip->bgp->router_id, A4(4, 4, 4, 4));
	SAY("router bgp 65001", "bgp router-id interface Loopback9", "no bgp router-id interface Loopback9", "no interface Loopback3");
	assert_int_equal(r->ip->bgp->router_id, A4(9, 9, 9, 9));
	SAY("vrf definition V", "rd 1:1", "address-family ipv4", "exit", "exit", "interface Loopback5", "vrf forwarding V", "ip address 5.5.5.5 255.255.255.255", "router bgp 65001", "address-family ipv4 vrf V",
	    "bgp router-id interface Loopback5");
	assert_int_equal(r->ip->bgp->router_id, A4(9, 9, 9, 9));
	assert_int_equal(bgp_vrf_next(r->ip->bgp, NULL)->router_id, A4(5, 5, 5, 5));
	SAY("router bgp 65001", "address-family ipv4 vrf V", "no bgp router-id interface Loopback5");
	assert_int_equal(bgp_vrf_next(r->ip->bgp, NULL)->router_id, A4(9, 9, 9, 9));
	teardown();
}

/* The OPEN of the rig asks for 9 seconds. */
static bool accepted(void)
{
	const u8 *notice;
	bool yes;

	net_run(&n, 10 * NSEC_PER_SEC);
	dial();
	say(BGP_OPEN, open_body, sizeof(open_body));
	notice = found(BGP_NOTIFICATION);
	yes = !notice;
	if (notice)
		assert_memory_equal(notice, ((u8[]){ ERR_OPEN, 6 }), 2);
	hang_up();
	return yes;
}

static void t_least_hold(void **state)
{
	static const struct { const char *line; bool yes; } table[] = {
		{ "neighbor 10.0.0.2 timers 3 30 10", false }, { "neighbor 10.0.0.2 timers 3 30 9", true }, { "no neighbor 10.0.0.2 timers 3 30 9", true },
		{ "timers bgp 60 180 20", false }, { "neighbor 10.0.0.2 timers 3 30", true }, { "no neighbor 10.0.0.2 timers 3 30", false }, { "no timers bgp 60 180 20", true },
	};

	(void)state;
	setup("");
	hang_up();
	for (unsigned k = 0; k < ARRAY_LEN(table); k++) {
		SAY("router bgp 65001", table[k].line);
		if (accepted() != table[k].yes)
			fail_msg("%s", table[k].line);
	}
	SAY("router bgp 65001", "neighbor 10.0.0.2 timers 3 30 10");
	EXPECT(&n, r, "  Minimum holdtime from neighbor is 10 seconds\n", "show ip bgp neighbors");
	EXPECT(&n, r, " neighbor 10.0.0.2 timers 3 30 10\n", "show running-config");
	EXPECT(&n, r, "% Minimum acceptable hold time should be less than or equal", "configure terminal", "router bgp 65001", "neighbor 10.0.0.2 timers 3 30 31", "end");
	EXPECT(&n, r, "% Minimum acceptable hold time should be less than or equal", "configure terminal", "router bgp 65001", "timers bgp 3 30 31", "end");
	teardown();
}

/* `shutdown graceful`: told again with the mark, then an administrative shutdown; taken back, or the session lost, in the meantime. */
static void t_graceful(void **state)
{
	static const u8 mark[] = { 0xc0, AT_COMMUNITY, 8, 0xfd, 0xe9, 0, 7, 0xff, 0xff, 0, 0 };
	bool marked = false;

	(void)state;
	setup(" neighbor 10.0.0.2 send-community\n neighbor 10.0.0.2 advertisement-interval 0\n network 10.77.0.0 mask 255.255.0.0 route-map C\nip route 10.77.0.0 255.255.0.0 Null0\nroute-map C permit 10\n set community 65001:7\n");
	up();
	net_run(&n, NSEC_PER_SEC);
	n_heard = 0;
	SAY("router bgp 65001", "neighbor 10.0.0.2 shutdown graceful 5");
	for (u32 k = 0; k + sizeof(mark) <= n_heard; k++)
		marked |= !memcmp(heard + k, mark, sizeof(mark));
	assert_true(marked);
	assert_true(peer()->leaving);
	EXPECT(&n, r, "  Graceful Shutdown Timer is running, 4 seconds left\n", "show ip bgp neighbors");
	n_heard = 0;
	SAY("router bgp 65001", "no neighbor 10.0.0.2 shutdown graceful 5");	/* better not */
	marked = false;
	for (u32 k = 0; k + 4 <= n_heard; k++)
		marked |= !memcmp(heard + k, mark + 7, 4) && heard[k - 4] == 0xfd;
	assert_false(marked);
	assert_non_null(found(BGP_UPDATE));
	say(BGP_KEEPALIVE, NULL, 0);
	net_run(&n, 6 * NSEC_PER_SEC);
	assert_int_equal(bgp_peer_state(peer()), BS_ESTABLISHED);
	say(BGP_KEEPALIVE, NULL, 0);
	SAY("router bgp 65001", "neighbor 10.0.0.2 shutdown graceful 5 community 65001:9 local-preference 0");
	EXPECT(&n, r, " neighbor 10.0.0.2 shutdown graceful 5 community 65001:9 local-preference 0\n", "show running-config");
	n_heard = 0;
	net_run(&n, 6 * NSEC_PER_SEC);
	assert_memory_equal(found(BGP_NOTIFICATION), ((u8[]){ ERR_CEASE, CEASE_SHUTDOWN }), 2);
	assert_int_equal(peer()->last_down, DOWN_ADMIN);
	hang_up();
	net_run(&n, 20 * NSEC_PER_SEC);
	dial();
	assert_true(gone);	/* it stays shut */
	hang_up();
	SAY("router bgp 65001", "no neighbor 10.0.0.2 shutdown");
	assert_null(strstr(TYPE(&n, r, "show running-config"), "shutdown graceful"));
	net_run(&n, 20 * NSEC_PER_SEC);
	dial();
	up();
	SAY("router bgp 65001", "neighbor 10.0.0.2 shutdown graceful 500");
	hang_up();
	assert_true(peer()->shutdown);	/* the session is lost: no other begins */
	assert_false(peer()->leave.slot);
	teardown();
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(t_distance), cmocka_unit_test(t_backdoor), cmocka_unit_test(t_router_id), cmocka_unit_test(t_least_hold), cmocka_unit_test(t_graceful) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
