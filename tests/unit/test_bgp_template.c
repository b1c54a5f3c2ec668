/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Templates of sessions and of policies: what a neighbour has of them, which of several holds, what a change does, and what cannot be. */
#include "bgp_rig.h"
#include "router/bgp/template.h"

static const char sessions[] =
	"interface GigabitEthernet0/0\n ip address 10.0.0.1 255.255.255.0\nrouter bgp 65001\n"
	" template peer-session BASE\n  transport connection-mode passive\n  timers 3 9\n exit-peer-session\n"
	" template peer-session OUTER\n  remote-as 65002\n  inherit peer-session BASE\n exit-peer-session\n"
	" bgp router-id 1.1.1.1\n neighbor 10.0.0.2 inherit peer-session OUTER\n";

static void begin(const char *text)
{
	wired(text);
	net_run(&n, NSEC_PER_SEC);
	dial();
	up();
}

#define LINES(...) do { TYPE(&n, r, "configure terminal", "router bgp 65001", __VA_ARGS__, "end"); net_run(&n, 10 * NSEC_PER_MS); } while (0)

/* Of its template and of what that inherits; its own come first; a change takes effect. */
static void t_session(void **state)
{
	(void)state;
	begin(sessions);
	assert_int_equal(peer()->remote_as, 65002);
	assert_int_equal(peer()->up->hold_s, 9);
	LINES("template peer-session BASE", "timers 4 12");
	assert_int_equal(bgp_peer_hold_s(peer()), 12);
	LINES("template peer-session OUTER", "timers 5 15");	/* before what is inherited */
	assert_int_equal(bgp_peer_hold_s(peer()), 15);
	LINES("neighbor 10.0.0.2 timers 6 18");
	assert_int_equal(bgp_peer_hold_s(peer()), 18);
	LINES("no neighbor 10.0.0.2 timers 6 18", "template peer-session OUTER", "no timers");
	assert_int_equal(bgp_peer_hold_s(peer()), 12);
	assert_non_null(peer()->up);
	LINES("template peer-session OUTER", "no inherit peer-session BASE");
	assert_int_equal(bgp_peer_hold_s(peer()), 180);
	assert_null(peer()->up);
	LINES("template peer-session OUTER", "inherit peer-session BASE");
	hang_up();
	net_run(&n, 20 * NSEC_PER_SEC);
	dial();
	up();
	LINES("template peer-session OUTER", "shutdown");
	assert_null(peer()->up);
	assert_true(peer()->shutdown);
	LINES("template peer-session OUTER", "no shutdown");
	assert_false(peer()->shutdown);
	LINES("no template peer-session OUTER");	/* without its block it has nothing */
	assert_true(peer()->shutdown);
	assert_int_equal(bgp_peer_hold_s(peer()), 180);
	LINES("no neighbor 10.0.0.2 inherit peer-session OUTER");
	assert_null(peer());
	assert_null(bgp_template_find(r->ip->bgp, true, "OUTER"));
	assert_non_null(bgp_template_find(r->ip->bgp, true, "BASE"));
	teardown();
}

static u16 weight(void) { return peer()->af[BGP_IP4].weight; }

/* Of several the higher number, its own before them; of each family by itself. */
static void t_policy(void **state)
{
	(void)state;
	setup("router bgp 65001\n template peer-policy LOW\n  weight 10\n  allowas-in 4\n exit-peer-policy\n template peer-policy HIGH\n  weight 20\n exit-peer-policy\n"
	      " template peer-policy BOTH\n  inherit peer-policy HIGH 20\n  inherit peer-policy LOW 10\n exit-peer-policy\n neighbor 10.0.0.2 inherit peer-policy BOTH\n");
	up();
	update(good_attrs, sizeof(good_attrs), nlri, sizeof(nlri));
	assert_int_equal(has(NET, 16)->weight, 20);
	assert_int_equal(peer()->af[BGP_IP4].allowas, 4);
	assert_int_equal(peer()->af[BGP_IP6].weight, 0);
	LINES("template peer-policy BOTH", "weight 30");
	assert_int_equal(weight(), 30);
	LINES("neighbor 10.0.0.2 weight 40");
	assert_int_equal(weight(), 40);
	LINES("no neighbor 10.0.0.2 weight 40", "template peer-policy BOTH", "no weight 30", "inherit peer-policy LOW 30");	/* now both by 10 and by 30 */
	assert_int_equal(weight(), 10);
	LINES("template peer-policy BOTH", "no inherit peer-policy LOW 30");
	assert_int_equal(weight(), 20);
	LINES("template peer-policy BOTH", "inherit peer-policy LOW 20");	/* in place of HIGH */
	assert_int_equal(weight(), 10);
	assert_int_equal(bgp_template_find(r->ip->bgp, false, "HIGH")->refs, 0);
	LINES("no template peer-policy LOW");
	assert_int_equal(weight(), 0);
	assert_non_null(peer()->up);	/* no session has to begin anew for all that */
	LINES("template peer-policy BOTH", "additional-paths send");
	assert_null(peer()->up);
	LINES("no neighbor 10.0.0.2 inherit peer-policy BOTH");
	assert_null(peer()->af[BGP_IP4].policy);
	teardown();
}

/* Filters: lists of the family's, and one of a direction. */
static void t_filters(void **state)
{
	(void)state;
	setup("ip prefix-list P seq 5 deny 10.9.0.0/16\nipv6 prefix-list P seq 5 permit ::/0\nrouter bgp 65001\n template peer-policy F\n  prefix-list P in\n exit-peer-policy\n"
	      " neighbor 10.0.0.2 inherit peer-policy F\n address-family ipv6\n  neighbor 10.0.0.2 activate\n  neighbor 10.0.0.2 inherit peer-policy F\n");
	up();
	update(good_attrs, sizeof(good_attrs), nlri, sizeof(nlri));
	assert_null(has(NET, 16));
	assert_non_null(peer()->af[BGP_IP6].prefix_in);
	assert_ptr_not_equal(peer()->af[BGP_IP4].prefix_in, peer()->af[BGP_IP6].prefix_in);
	LINES("template peer-policy F", "prefix-list Q in");
	assert_null(strstr(TYPE(&n, r, "show running-config"), "prefix-list P in"));
	assert_non_null(strstr(TYPE(&n, r, "show running-config"), "  prefix-list Q in"));
	LINES("template peer-policy F", "no prefix-list Q in");
	assert_null(peer()->af[BGP_IP4].prefix_in);
	update(good_attrs, sizeof(good_attrs), nlri, sizeof(nlri));
	assert_non_null(has(NET, 16));
	teardown();
}

/* No template inherits itself, nor more than seven; a neighbour has a group or templates. */
static void t_refused(void **state)
{
	char name[8], block[48], line[48];

	(void)state;
	begin(sessions);
	EXPECT(&n, r, "% Template BASE cannot inherit template OUTER", "configure terminal", "router bgp 65001", "template peer-session BASE", "inherit peer-session OUTER", "end");
	EXPECT(&n, r, "% Template BASE cannot inherit template BASE", "configure terminal", "router bgp 65001", "template peer-session BASE", "inherit peer-session BASE", "end");
	for (unsigned k = 1; k <= BGP_INHERIT_MAX + 1; k++) {	/* T1 inherits T0, and so on */
		snprintf(name, sizeof(name), "T%u", k);
		snprintf(block, sizeof(block), "template peer-policy %s", name);
		snprintf(line, sizeof(line), "inherit peer-policy T%u 5", k - 1);
		LINES(block, line);
		assert_int_equal(bgp_template_find(r->ip->bgp, false, name)->from != NULL, k <= BGP_INHERIT_MAX);
	}
	EXPECT(&n, r, "% A neighbor is either a member of a peer-group or inherits templates", "configure terminal", "router bgp 65001", "neighbor G peer-group", "neighbor 10.0.0.2 peer-group G", "end");
	EXPECT(&n, r, "% A neighbor is either a member of a peer-group or inherits templates", "configure terminal", "router bgp 65001", "neighbor 10.0.0.3 remote-as 65003",
	       "neighbor 10.0.0.3 peer-group G", "neighbor 10.0.0.3 inherit peer-session BASE", "end");
	EXPECT(&n, r, "% Cannot have local-as same as BGP AS number", "configure terminal", "router bgp 65001", "template peer-session BASE", "local-as 65001", "end");
	LINES("no neighbor 10.0.0.3");
	teardown();
}

static void t_shows(void **state)
{
	(void)state;
	begin(sessions);
	EXPECT(&n, r, "Template:OUTER, index:2\nThis template inherits:\n  BASE index:1\nThis template is inherited by neighbors:\n  10.0.0.2\nLocally configured session commands:\n  remote-as 65002\n"
		      "Inherited session commands:\n  timers 3 9\n  transport connection-mode passive\n", "show ip bgp template peer-session OUTER");
	EXPECT(&n, r, " Inherits from template OUTER for session parameters", "show ip bgp neighbors");
	EXPECT(&n, r, "% No such template", "show ip bgp template peer-policy OUTER");
	teardown();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(t_session), cmocka_unit_test(t_policy), cmocka_unit_test(t_filters), cmocka_unit_test(t_refused), cmocka_unit_test(t_shows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
