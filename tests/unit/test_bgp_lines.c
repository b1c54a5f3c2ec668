/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines of BGP and what becomes of sessions, tables and the configuration: each test fails where its line, or its `no`, does nothing. */
#include "bgp_rig.h"
#include "router/tcp_conn.h"

#define SAY(...) do { TYPE(&n, r, "configure terminal", "router bgp 65001", __VA_ARGS__, "end"); net_run(&n, 10 * NSEC_PER_MS); } while (0)

static bool is_up(void) { return peer() && bgp_peer_state(peer()) == BS_ESTABLISHED; }

static bool kept(const char *line)
{
	char *all = shell_running(r->shell, false);
	bool there = strstr(all, line);

	free(all);
	return there;
}

static bool active(struct device *d, u32 addr)
{
	struct ipaddr a = ipaddr4(addr);
	const struct bgp_peer *p = bgp_peer_find(d->ip->bgp, &a);

	assert_non_null(p);
	return bgp_peer_active(p, BGP_IP4);
}

/* What is kept means, to a router that reads it, what it means here; and reads the same. */
static void means_the_same(unsigned k)
{
	char *text = shell_running(r->shell, false), *again, name[8];
	struct device *d;

	snprintf(name, sizeof(name), "c%u", k);
	d = net_node(&n, &appliance_router, name, text);
	again = shell_running(d->shell, false);
	assert_string_equal(text, again);
	for (const struct bgp_peer *p = r->ip->bgp->peers; p; p = p->next)
		if (!p->name && p->addr.af == AF_IP4)
			assert_int_equal(active(d, p->addr.v4), bgp_peer_active(p, BGP_IP4));
	free(text);
	free(again);
}

#define AF4 "\n address-family ipv4\n"

/* As in IOS, who is there stays as it is, and says so by a line; who comes later is as the word says. */
static void t_default4(void **state)
{
	(void)state;
	setup(" neighbor 10.0.0.9 remote-as 65009\n no neighbor 10.0.0.9 activate\n neighbor G peer-group\n neighbor G remote-as 65010\n neighbor 10.0.0.7 peer-group G\n bgp listen range 10.7.0.0/16 peer-group L\n"
	      " neighbor L peer-group\n neighbor L remote-as 65011\n");
	up();
	means_the_same(1);
	SAY("no bgp default ipv4-unicast");
	assert_true(is_up());
	assert_true(kept(AF4 "  neighbor L activate\n  neighbor 10.0.0.2 activate\n  neighbor 10.0.0.7 activate\n exit-address-family\n"));
	assert_false(kept("10.0.0.9 activate"));
	assert_false(active(r, A4(10, 0, 0, 9)));
	SAY("neighbor 10.0.0.3 remote-as 65003");
	assert_false(active(r, A4(10, 0, 0, 3)));
	assert_false(kept("10.0.0.3 activate"));
	means_the_same(2);
	SAY("bgp default ipv4-unicast");
	assert_true(is_up());
	assert_true(kept("  neighbor 10.0.0.2 activate\n"));
	assert_true(kept("  no neighbor 10.0.0.3 activate\n"));
	assert_true(kept("  no neighbor 10.0.0.9 activate\n"));
	SAY("neighbor 10.0.0.4 remote-as 65004");
	assert_true(active(r, A4(10, 0, 0, 4)));
	means_the_same(3);
	SAY("no bgp default ipv4-unicast");
	assert_true(active(r, A4(10, 0, 0, 4)) && !active(r, A4(10, 0, 0, 3)));
	assert_false(kept("no neighbor"));
	assert_true(is_up());
	means_the_same(4);
	SAY("neighbor 10.0.0.2 activate");	/* it is */
	assert_true(is_up());
	SAY("address-family ipv4", "no neighbor 10.0.0.2 activate");
	assert_false(is_up());
	teardown();
}

/* A member that is not to be what its group is, and says so before or after. */
static void t_default4_group(void **state)
{
	(void)state;
	setup(" neighbor G peer-group\n neighbor G remote-as 65010\n neighbor G activate\n neighbor 10.0.0.7 peer-group G\n neighbor 10.0.0.8 peer-group G\n no neighbor 10.0.0.8 activate\n");
	SAY("no bgp default ipv4-unicast");
	assert_true(active(r, A4(10, 0, 0, 7)) && !active(r, A4(10, 0, 0, 8)));
	assert_true(kept(" no neighbor 10.0.0.8 activate\n"));
	means_the_same(1);
	teardown();
}

/* One configuration in place of another: sessions that are the same in both stay. */
static void t_default4_replace(void **state)
{
	char *was, *with, *without;

	(void)state;
	setup("");
	up();
	was = shell_running(r->shell, false);
	SAY("no bgp default ipv4-unicast");
	with = shell_running(r->shell, false);
	assert_true(shell_replace(r->shell, was, NULL, NULL));
	net_run(&n, 10 * NSEC_PER_MS);
	assert_true(is_up() && !kept("activate"));
	assert_true(shell_replace(r->shell, with, NULL, NULL));
	net_run(&n, 10 * NSEC_PER_MS);
	assert_true(is_up());
	assert_true(kept("  neighbor 10.0.0.2 activate\n"));
	without = xstrdup(with);
	*strchr(strstr(without, "neighbor 10.0.0.2 activate"), 'n') = '!';
	assert_true(shell_replace(r->shell, without, NULL, NULL));
	net_run(&n, 10 * NSEC_PER_MS);
	assert_true(!is_up() && !kept("activate"));
	assert_false(active(r, A4(10, 0, 0, 2)));
	means_the_same(1);
	free(was);
	free(with);
	free(without);
	teardown();
}

/* Nothing stays of a neighbour whose lines go; nothing of a line that goes by a replacement. */
static void t_activate_goes(void **state)
{
	char *was;

	(void)state;
	setup("");
	was = shell_running(r->shell, false);
	SAY("address-family ipv4", "neighbor 10.0.0.2 activate");
	assert_true(kept("  neighbor 10.0.0.2 activate\n"));
	assert_true(shell_replace(r->shell, was, NULL, NULL));
	assert_true(active(r, A4(10, 0, 0, 2)));
	SAY("address-family ipv4", "no neighbor 10.0.0.2 activate");
	assert_false(active(r, A4(10, 0, 0, 2)));
	assert_true(shell_replace(r->shell, was, NULL, NULL));
	SAY("no bgp default ipv4-unicast");
	assert_true(active(r, A4(10, 0, 0, 2)) && kept("  neighbor 10.0.0.2 activate\n"));
	SAY("no neighbor 10.0.0.2");
	net_run(&n, NSEC_PER_SEC);
	assert_null(peer());
	assert_false(kept("10.0.0.2"));
	free(was);
	teardown();
}

/* What is told gets the number that the neighbour knows us by, unless the line says otherwise. */
static void t_local_as(void **state)
{
	(void)state;
	setup(" neighbor 10.0.0.2 local-as 64999\n neighbor 10.0.0.2 soft-reconfiguration inbound\nip as-path access-list 1 permit ^64999_65002$\n");
	up();
	update(good_attrs, sizeof(good_attrs), nlri, sizeof(nlri));
	EXPECT(&n, r, " 64999 65002 i", "show ip bgp");
	EXPECT(&n, r, " 0 65002 i", "show ip bgp neighbors 10.0.0.2 received-routes");
	SAY("neighbor 10.0.0.2 filter-list 1 in");
	TYPE(&n, r, "clear ip bgp * soft in");
	EXPECT(&n, r, " 64999 65002 i", "show ip bgp");
	SAY("neighbor 10.0.0.2 local-as 64999 no-prepend");
	dial();
	up();
	update(good_attrs, sizeof(good_attrs), nlri, sizeof(nlri));
	assert_null(strstr(TYPE(&n, r, "show ip bgp"), "65002 i"));	/* the list does not permit it */
	SAY("no neighbor 10.0.0.2 filter-list 1 in");
	TYPE(&n, r, "clear ip bgp * soft in");
	EXPECT(&n, r, " 0 65002 i", "show ip bgp");
	assert_null(strstr(TYPE(&n, r, "show ip bgp"), "64999"));
	teardown();
}

/* Who says that our number is wrong is told the other one next, and then the first again. */
static void t_dual_as(void **state)
{
	static const u8 wrong_as[] = { ERR_OPEN, 2, 0xfd, 0xe7 }, wrong_id[] = { ERR_OPEN, 3 };

	(void)state;
	setup(" neighbor 10.0.0.2 local-as 64999 no-prepend replace-as dual-as\n");
	assert_int_equal(get_be16(found(BGP_OPEN) + 1), 64999);
	EXPECT(&n, r, "local AS 64999 no-prepend replace-as dual-as,", "show ip bgp neighbors");
	say(BGP_NOTIFICATION, wrong_as, sizeof(wrong_as));
	hang_up();
	dial();
	assert_int_equal(get_be16(found(BGP_OPEN) + 1), 65001);
	say(BGP_NOTIFICATION, wrong_id, sizeof(wrong_id));
	hang_up();
	dial();
	assert_int_equal(get_be16(found(BGP_OPEN) + 1), 65001);
	say(BGP_NOTIFICATION, wrong_as, sizeof(wrong_as));
	hang_up();
	dial();
	assert_int_equal(get_be16(found(BGP_OPEN) + 1), 64999);
	say(BGP_NOTIFICATION, wrong_as, sizeof(wrong_as));
	hang_up();
	SAY("neighbor 10.0.0.2 local-as 64999 no-prepend replace-as");
	dial();
	assert_int_equal(get_be16(found(BGP_OPEN) + 1), 64999);
	say(BGP_NOTIFICATION, wrong_as, sizeof(wrong_as));
	hang_up();
	dial();
	assert_int_equal(get_be16(found(BGP_OPEN) + 1), 64999);
	teardown();
}

static struct tcp_conn *heard_of;

static bool let_in(struct tcp_listener *l, const struct ipaddr *from, u16 port, struct tcp_options *o)
{
	(void)l, (void)from, (void)port;
	o->user = (struct tcp_user){ happened, NULL };
	return true;
}

static void called_by(struct tcp_listener *l, struct tcp_conn *c)
{
	(void)l;
	if (heard_of)
		tcp_abort(heard_of);
	heard_of = c;
}

/* With path MTU discovery segments are as large as the path lets them be, and must not be cut; without, they are small beyond the link, and may be. */
static void t_path_mtu(void **state)
{
	struct tcp_listener *l;

	(void)state;
	setup(" neighbor 11.9.9.9 remote-as 65003\n neighbor 11.9.9.9 ebgp-multihop 2\nip route 11.9.9.9 255.255.255.255 10.0.0.2\n");
	up();
	EXPECT(&n, r, "  Transport(tcp) path-mtu-discovery is enabled\n", "show ip bgp neighbors 11.9.9.9");
	TYPE(&n, other, "configure terminal", "interface loopback 0", "ip address 11.9.9.9 255.255.255.255", "end");
	l = tcp_listen(*ipstack_tcp(other->ip), NULL, BGP_PORT, 8, let_in, called_by, NULL);
	net_run(&n, 150 * NSEC_PER_SEC);
	assert_non_null(heard_of);
	assert_true(heard_of->peer_mss > 536);
	SAY("neighbor 11.9.9.9 transport path-mtu-discovery disable");
	EXPECT(&n, r, "  Transport(tcp) path-mtu-discovery is disabled\n", "show ip bgp neighbors 11.9.9.9");
	net_run(&n, 150 * NSEC_PER_SEC);
	assert_int_equal(heard_of->peer_mss, 536);
	SAY("no neighbor 11.9.9.9 transport path-mtu-discovery", "no bgp transport path-mtu-discovery");
	EXPECT(&n, r, "  Transport(tcp) path-mtu-discovery is disabled\n", "show ip bgp neighbors 11.9.9.9");
	SAY("neighbor 11.9.9.9 transport path-mtu-discovery");
	net_run(&n, 150 * NSEC_PER_SEC);
	assert_true(heard_of->peer_mss > 536);
	/* On the link: as large as it is, and without the flag. */
	hang_up();
	net_run(&n, 20 * NSEC_PER_SEC);
	dial();
	up();
	for (struct bgp_peer *p = peer(); p; p = p->next)
		if (p->addr.v4 == THEM) {
			assert_false(p->up->c->df);
			assert_int_equal(p->up->c->mss_base, 1460);
		}
	SAY("bgp transport path-mtu-discovery");
	dial();
	up();
	for (struct bgp_peer *p = peer(); p; p = p->next)
		if (p->addr.v4 == THEM)
			assert_true(p->up->c->df);
	tcp_abort(heard_of);
	tcp_unlisten(l);
	teardown();
}

static bool reached(void) { return has(NET, 16) && has(NET, 16)->flags & PF_VALID; }

static void route_is(bool there)
{
	TYPE(&n, r, "configure terminal", there ? "ip route 7.7.7.7 255.255.255.255 10.0.0.2" : "no ip route 7.7.7.7 255.255.255.255 10.0.0.2", "end");
	say(BGP_KEEPALIVE, NULL, 0);
}

static void wait_s(unsigned seconds)
{
	while (seconds--) {
		net_run(&n, NSEC_PER_SEC - 100 * NSEC_PER_MS);
		say(BGP_KEEPALIVE, NULL, 0);
	}
}

/* Next hops are looked at at once, after the delay, or when the scanner comes by. */
static void t_trigger(void **state)
{
	static const u8 attrs[] = { 0x40, 1, 1, 0, 0x40, 2, 6, 2, 1, 0, 0, 0xfd, 0xea, 0x40, 3, 4, 7, 7, 7, 7 };

	(void)state;
	setup(" neighbor 10.0.0.2 ebgp-multihop 2\nip route 7.7.7.7 255.255.255.255 10.0.0.2\n");
	up();
	update(attrs, sizeof(attrs), nlri, sizeof(nlri));
	assert_true(reached());
	route_is(false);
	assert_false(reached());
	SAY("bgp nexthop trigger delay 5");
	route_is(true);
	wait_s(4);
	assert_false(reached());
	wait_s(2);
	assert_true(reached());
	SAY("no bgp nexthop trigger enable");
	route_is(false);
	wait_s(58);
	assert_true(reached());
	wait_s(3);
	assert_false(reached());
	route_is(true);
	wait_s(2);
	assert_false(reached());
	SAY("bgp nexthop trigger enable");	/* what waits, waits no more */
	assert_true(reached());
	route_is(false);
	assert_true(reached());
	SAY("no bgp nexthop trigger delay 5");
	assert_false(reached());
	route_is(true);
	assert_true(reached());
	teardown();
}

/* A hold time that a few lost segments outlast is taken, with a word about it. */
static void t_hold(void **state)
{
	static const char warning[] = "% Warning: A hold time of less than 20 seconds increases the chances of peer flapping\n";

	(void)state;
	setup("");
	EXPECT(&n, r, warning, "configure terminal", "router bgp 65001", "timers bgp 6 19", "end");
	assert_true(kept(" timers bgp 6 19\n"));
	EXPECT(&n, r, warning, "configure terminal", "router bgp 65001", "neighbor 10.0.0.2 timers 6 18", "end");
	assert_true(kept(" neighbor 10.0.0.2 timers 6 18\n"));
	assert_null(strstr(TYPE(&n, r, "configure terminal", "router bgp 65001", "timers bgp 6 20", "neighbor 10.0.0.2 timers 0 0", "no timers bgp", "end"), "Warning"));
	teardown();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(t_default4), cmocka_unit_test(t_default4_group), cmocka_unit_test(t_default4_replace), cmocka_unit_test(t_activate_goes), cmocka_unit_test(t_local_as),
		cmocka_unit_test(t_dual_as), cmocka_unit_test(t_path_mtu), cmocka_unit_test(t_trigger), cmocka_unit_test(t_hold),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
