/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Routing policy: prefix lists, expressions over paths, communities, route maps, key chains; and the RIB's watches. */
#include "ip_net.h"
#include "router/ospf/ospf.h"
#include "router/policy/own.h"
#include "router/route.h"

static struct net n;
static struct device *r;

static void setup(const char *config)
{
	net_open(&n);
	r = net_node(&n, &appliance_router, "r1", config);
}

static bool permits(const char *list, u32 addr, u8 plen)
{
	struct prefix_list *l = prefix_list_hold(r->ip, AF_IP4, list);
	struct ipaddr a = ipaddr4(addr);
	bool yes = prefix_list_permits(l, &a, plen);

	prefix_list_release(l);
	return yes;
}

static void t_prefix_list(void **state)
{
	(void)state;
	setup("ip prefix-list P deny 10.1.0.0/16\nip prefix-list P permit 10.0.0.0/8 le 24\nip prefix-list G permit 0.0.0.0/0 ge 30\n"
	      "ip prefix-list E permit 10.0.0.0/8 ge 16 le 20\n");
	assert_false(permits("P", A4(10, 1, 0, 0), 16));
	assert_true(permits("P", A4(10, 1, 0, 0), 17));	/* an entry without ge and le is its prefix alone */
	assert_true(permits("P", A4(10, 0, 0, 0), 8));
	assert_true(permits("P", A4(10, 9, 9, 0), 24));
	assert_false(permits("P", A4(10, 9, 9, 0), 25));
	assert_false(permits("P", A4(11, 0, 0, 0), 8));
	assert_true(permits("G", A4(1, 2, 3, 4), 32));	/* ge alone: up to the whole address */
	assert_false(permits("G", A4(1, 2, 3, 0), 29));
	assert_false(permits("E", A4(10, 0, 0, 0), 15));
	assert_true(permits("E", A4(10, 0, 0, 0), 16));
	assert_false(permits("E", A4(10, 0, 0, 0), 21));
	assert_true(permits("NONE", A4(1, 0, 0, 0), 8)); /* not configured */
	EXPECT(&n, r, "count: 2, range entries: 1, sequences: 5 - 10", "show ip prefix-list detail P");
	net_close(&n);
}

static const u8 path[] = { 2, 3, 0, 0, 0xfd, 0xe9, 0, 1, 0, 0, 0, 0, 0, 7, 1, 2, 0, 0, 0, 1, 0, 0, 0, 2 };

static void t_path(void **state)
{
	struct path_list *l;
	char text[128];

	(void)state;
	setup("ip as-path access-list 1 permit ^65001_\nip as-path access-list 2 deny _7_\nip as-path access-list 2 permit .*\n"
	      "ip as-path access-list 3 permit ^$\nip as-path access-list 4 permit _5_\n");
	assert_string_equal(as_path_text(path, sizeof(path), text, sizeof(text)), "65001 65536 7 {1,2}");
	for (unsigned cut = 0; cut < sizeof(path); cut++)	/* a path that ends anywhere is shown as far as it goes */
		as_path_text(path, cut, text, 20);
	const struct { const char *name; bool yes; } want[] = { { "1", true }, { "2", false }, { "3", false }, { "4", false } };
	for (unsigned k = 0; k < ARRAY_LEN(want); k++) {
		l = path_list_hold(r->ip, want[k].name);
		assert_int_equal(path_list_permits(l, path, sizeof(path)), want[k].yes);
		path_list_release(l);
	}
	l = path_list_hold(r->ip, "3");
	assert_true(path_list_permits(l, path, 0));
	path_list_release(l);
	net_close(&n);
}

static void t_map(void **state)
{
	struct route_map *m;
	struct policy_route x = { .prefix = ipaddr4(A4(10, 1, 0, 0)), .plen = 16, .metric = 5, .tag = 6, .n_comm = 1, .comm = { 65001u << 16 | 9 } };
	struct policy_route y = x;

	(void)state;
	setup("ip prefix-list P permit 10.0.0.0/8 le 16\nip community-list standard C permit 65001:9\n"
	      "route-map M deny 5\n match tag 99\n"
	      "route-map M permit 10\n match ip address prefix-list Q P\n match tag 5 6\n match community C\n set metric +50\n set community 65001:10 additive\n continue 30\n"
	      "ip prefix-list Q deny 0.0.0.0/0\n"
	      "route-map M permit 20\n set metric 1\n"
	      "route-map M permit 30\n set tag 77\n set as-path prepend 65001 65001\n set community 65002:1 additive\n set comm-list C delete\n"
	      "route-map D deny 10\n match metric 5\n");
	m = route_map_hold(r->ip, "M");
	assert_true(route_map_permits(m, &x));
	assert_int_equal(x.metric, 55);
	assert_int_equal(x.tag, 77);
	assert_int_equal(x.n_comm, 2);
	assert_int_equal(x.comm[0], 65001u << 16 | 10);
	assert_int_equal(x.comm[1], 65002u << 16 | 1);
	assert_int_equal(x.n_prepend, 2);
	y.tag = 99;
	assert_false(route_map_permits(m, &y));
	y.tag = 1;
	assert_true(route_map_permits(m, &y));
	assert_int_equal(y.metric, 1);
	route_map_release(m);
	m = route_map_hold(r->ip, "D");
	y.metric = 5;
	assert_false(route_map_permits(m, &y));
	y.metric = 4;
	assert_false(route_map_permits(m, &y)); /* nothing fits */
	route_map_release(m);
	assert_true(route_map_permits(NULL, &y));
	EXPECT(&n, r, "route-map M, permit, sequence 10", "show route-map M");
	TYPE(&n, r, "configure terminal", "route-map M permit 10", "no match tag 5");
	EXPECT(&n, r, " match tag 6\n", "show running-config");
	TYPE(&n, r, "configure terminal", "no route-map M");
	assert_null(strstr(TYPE(&n, r, "show running-config"), "route-map M"));
	/* Next hops of each sort are one line, so the last one alone holds. */
	TYPE(&n, r, "configure terminal", "route-map H permit 10", "set ip next-hop 10.9.9.9", "set ipv6 next-hop 2001:DB8::9", "set ip next-hop peer-address", "set ip next-hop self");
	EXPECT(&n, r, "  Set clauses:\n    ip next-hop self\n    ipv6 next-hop 2001:DB8::9\n  Policy", "show route-map H");
	TYPE(&n, r, "configure terminal", "route-map H permit 10", "no set ip next-hop");
	EXPECT(&n, r, "  Set clauses:\n    ipv6 next-hop 2001:DB8::9\n  Policy", "show route-map H");
	net_close(&n);
}

/* Standard entries want all of their values, expanded ones look at the text; what a list deletes goes before what is set. */
static void t_communities(void **state)
{
	static const u8 ext[] = { 0, 2, 0xfd, 0xe9, 0, 0, 0, 7, 0, 3, 0xfd, 0xe9, 0, 0, 0, 9, 1, 2, 10, 0, 0, 1, 0, 5, 2, 2, 0, 1, 0, 0, 0, 3 };
	static const struct { const char *line; bool fits; } table[] = {
		{ "match extcommunity 1", true }, { "match extcommunity BOTH", true }, { "match extcommunity OTHER", false }, { "match extcommunity OTHER BOTH", true },
		{ "match extcommunity 100", true }, { "match extcommunity NO", false }, { "match extcommunity FOUR", true }, { "match extcommunity ABSENT", true },
		{ "match large-community 1", true }, { "match large-community 1 exact-match", false }, { "match large-community ALL exact-match", true },
		{ "match large-community NONE", false }, { "match large-community TEXT", true },
	};
	struct policy_route x = { .prefix = ipaddr4(A4(10, 1, 0, 0)), .plen = 16, .ext = ext, .ext_len = sizeof(ext), .n_large = 2, .large = { { { 1, 2, 3 } }, { { 1, 2, 4 } } } }, y = x;
	struct route_map *m;

	(void)state;
	setup("ip extcommunity-list 1 permit rt 65001:7\nip extcommunity-list standard BOTH permit rt 65001:7 10.0.0.1:5 soo 65001:9\nip extcommunity-list standard OTHER permit soo 65001:7\n"
	      "ip extcommunity-list 100 permit ^RT:65001:7 SoO:65001:9 RT:10\\.0\\.0\\.1:5\nip extcommunity-list expanded NO deny SoO\nip extcommunity-list expanded NO permit .*\n"
	      "ip extcommunity-list standard FOUR permit rt 65536:3\n"
	      "ip large-community-list 1 permit 1:2:3\nip large-community-list standard ALL permit 1:2:4 1:2:3\nip large-community-list standard NONE permit 1:2:3 1:2:5\n"
	      "ip large-community-list expanded TEXT permit _1:2:4$\nip large-community-list expanded FOURS permit :4$\n"
	      "route-map M permit 10\nroute-map D permit 10\n set extcommunity rt 1:1 additive\n set extcomm-list 1 delete\n set large-community 9:9:9 additive\n set large-comm-list FOURS delete\n"
	      " continue\nroute-map D permit 20\n match extcommunity 1\n set metric 9\nroute-map D permit 30\n match extcommunity OTHER\nroute-map D permit 40\n");
	m = route_map_hold(r->ip, "M");
	for (unsigned k = 0; k < ARRAY_LEN(table); k++) {
		char no[80];

		snprintf(no, sizeof(no), "no %s", table[k].line);
		TYPE(&n, r, "configure terminal", "route-map M permit 10", table[k].line, "end");
		if (route_map_permits(m, &x) != table[k].fits)
			fail_msg("%s", table[k].line);
		TYPE(&n, r, "configure terminal", "route-map M permit 10", no, "end");
		assert_null(strstr(TYPE(&n, r, "show route-map M"), "filter):"));
	}
	route_map_release(m);
	m = route_map_hold(r->ip, "D");
	assert_true(route_map_permits(m, &y));
	assert_int_equal(y.ext_gone[0], 1);	/* the first alone; and what a list has deleted fits no more */
	assert_int_equal(y.metric, 0);
	assert_int_equal(y.n_target, 1);
	assert_int_equal(y.n_large, 2);
	assert_int_equal(y.large[0].v[2], 3);
	assert_int_equal(y.large[1].v[2], 9);
	route_map_release(m);
	EXPECT(&n, r, "Standard extended community-list BOTH\n    10 permit RT:65001:7 RT:10.0.0.1:5 SoO:65001:9\n", "show ip extcommunity-list BOTH");
	EXPECT(&n, r, "Named Large Community expanded list TEXT\n    permit _1:2:4$\n", "show ip large-community-list TEXT");
	EXPECT(&n, r, "large-community (large-community-list filter): 1 exact-match", "configure terminal", "route-map M permit 10", "match large-community 1 exact-match", "end", "show route-map M");
	TYPE(&n, r, "configure terminal", "ip extcommunity-list expanded NO2 permit .*", "no ip extcommunity-list expanded NO", "no ip large-community-list 1", "no ip community-list standard NONE", "end");
	EXPECT(&n, r, "ip extcommunity-list expanded NO2 permit .*", "show running-config");	/* another that begins like it */
	assert_null(strstr(TYPE(&n, r, "show running-config"), "expanded NO "));
	assert_null(strstr(TYPE(&n, r, "show ip extcommunity-list NO"), "deny"));
	assert_null(strstr(TYPE(&n, r, "show ip large-community-list"), "standard list 1"));
	EXPECT(&n, r, "% Incomplete command.", "configure terminal", "ip extcommunity-list expanded NO", "end");
	EXPECT(&n, r, "% Invalid extended community", "configure terminal", "ip extcommunity-list 3 permit 65001:7", "end");
	EXPECT(&n, r, "% Invalid extended community", "configure terminal", "ip extcommunity-list 3 permit rt", "end");
	EXPECT(&n, r, "% Invalid large community", "configure terminal", "ip large-community-list 3 permit 1:2", "end");
	EXPECT(&n, r, "% Invalid large community", "configure terminal", "ip large-community-list 3 permit 1:2:4294967296", "end");
	TYPE(&n, r, "configure terminal", "no ip extcommunity-list standard BOTH permit rt 65001:7 10.0.0.1:5 soo 65001:9", "end");
	assert_null(strstr(TYPE(&n, r, "show ip extcommunity-list"), "BOTH"));
	net_close(&n);
}

/* What a route is and where it is from; numbers that may be a little off; tags by a wildcard. */
static void t_sources(void **state)
{
	static const struct { const char *line; struct policy_route r; bool fits; } table[] = {
		{ "match metric 100 +- 10", { .metric = 90 }, true }, { "match metric 100 +- 10", { .metric = 110 }, true }, { "match metric 100 +- 10", { .metric = 89 }, false },
		{ "match metric 100 +- 10", { .metric = 111 }, false }, { "match metric 7 100  +-  10 9", { .metric = 9 }, true }, { "match metric 7 100 +- 10 9", { .metric = 10 }, false },
		{ "match metric 5 +- 10", { .metric = 0 }, true }, { "match metric 4294967290 +- 10", { .metric = UINT32_MAX }, true },
		{ "match tag list L", { .tag = A4(1, 2, 3, 9) }, true }, { "match tag list L", { .tag = A4(1, 2, 3, 4) }, false }, { "match tag list L", { .tag = 7 }, true }, { "match tag list L", { .tag = 8 }, false },
		{ "match source-protocol ospf 1", { .source = ROUTE_OSPF, .process = 1 }, true }, { "match source-protocol ospf 1", { .source = ROUTE_OSPF, .process = 2 }, false },
		{ "match source-protocol static ospf", { .source = ROUTE_OSPF, .process = 2 }, true }, { "match source-protocol ospf 1 static", { .source = ROUTE_STATIC }, true },
		{ "match source-protocol bgp 65001", { .source = ROUTE_BGP }, true }, { "match source-protocol bgp 65002", { .source = ROUTE_BGP }, false },
		{ "match route-type external", { .source = ROUTE_OSPF, .kind = PATH_E2 }, true }, { "match route-type external type-1", { .source = ROUTE_OSPF, .kind = PATH_E2 }, false },
		{ "match route-type external type-2", { .source = ROUTE_OSPF3, .kind = PATH_E2 }, true }, { "match route-type external", { .source = ROUTE_OSPF, .kind = PATH_N2 }, false },
		{ "match route-type nssa-external", { .source = ROUTE_OSPF, .kind = PATH_N1 }, true }, { "match route-type nssa-external type-2", { .source = ROUTE_OSPF, .kind = PATH_N1 }, false },
		{ "match route-type internal", { .source = ROUTE_OSPF, .kind = PATH_INTER }, true }, { "match route-type internal", { .source = ROUTE_OSPF, .kind = PATH_E1 }, false },
		{ "match route-type external", { .source = ROUTE_EIGRP, .kind = 1 }, true }, { "match route-type internal", { .source = ROUTE_EIGRP, .kind = 1 }, false }, { "match route-type internal", { .source = ROUTE_EIGRP }, true },
		{ "match route-type local", { .source = ROUTE_BGP, .local = true }, true }, { "match route-type local", { .source = ROUTE_BGP, .external = true }, false },
		{ "match route-type external", { .source = ROUTE_BGP, .external = true }, true }, { "match route-type internal", { .source = ROUTE_BGP, .external = true }, false },
		{ "match additional-paths advertise-set best 2", { .rank = 2 }, true }, { "match additional-paths advertise-set best 2", { .rank = 3 }, false },
		{ "match additional-paths advertise-set best-range 2 3", { .rank = 3 }, true }, { "match additional-paths advertise-set best-range 2 3", { .rank = 1 }, false },
		{ "match additional-paths advertise-set group-best", { .marks = MARK_GROUP }, true }, { "match additional-paths advertise-set group-best", { .rank = 2, .marks = MARK_ALL }, false },
		{ "match additional-paths advertise-set best 3 all", { .marks = MARK_ALL }, true }, { "match additional-paths advertise-set best 3 all", { .rank = 1 }, false },
	};
	struct route_map *m;

	(void)state;
	setup("route-tag list L deny 1.2.3.4 0.0.0.0\nroute-tag list L permit 1.2.3.0 0.0.0.255\nroute-tag list L permit 0.0.0.7 0.0.0.0\nrouter bgp 65001\nroute-map M permit 10\n");
	m = route_map_hold(r->ip, "M");
	for (unsigned k = 0; k < ARRAY_LEN(table); k++) {
		struct policy_route x = table[k].r;
		char no[80];

		snprintf(no, sizeof(no), "no %s", table[k].line);
		TYPE(&n, r, "configure terminal", "route-map M permit 10", table[k].line, "end");
		if (route_map_permits(m, &x) != table[k].fits)
			fail_msg("%s: %u", table[k].line, k);
		TYPE(&n, r, "configure terminal", "route-map M permit 10", no, "end");
		EXPECT(&n, r, "Match clauses:\n  Set clauses:", "show route-map M");
	}
	route_map_release(m);
	EXPECT(&n, r, "metric 7 100 +- 10 9 \n", "configure terminal", "route-map M permit 10", "match metric 7 100 +- 10 9", "end", "show route-map M");
	EXPECT(&n, r, " match metric 7 9\n", "configure terminal", "route-map M permit 10", "no match metric 100 +- 10", "end", "show running-config");
	EXPECT(&n, r, "route-tag list L\n    deny 1.2.3.4 0.0.0.0\n", "show route-tag list L");
	EXPECT(&n, r, "% Invalid tag", "configure terminal", "route-tag list L permit 7", "end");
	EXPECT(&n, r, "% Invalid value \"rip 1\"", "configure terminal", "route-map M permit 10", "match source-protocol rip 1", "end");
	EXPECT(&n, r, "% Invalid value \"100 +- x\"", "configure terminal", "route-map M permit 10", "match metric 100 +- x", "end");
	EXPECT(&n, r, "Unsupported here", "configure terminal", "route-map M permit 10", "match metric external 7", "end");
	net_close(&n);
}

static void t_keys(void **state)
{
	(void)state;
	setup("key chain K\n key 1\n  key-string one\n  accept-lifetime 00:00:00 Jan 1 2000 infinite\n  send-lifetime 00:00:00 Jan 1 2000 duration 10\n key 2\n  key-string two\n"
	      "  cryptographic-algorithm hmac-sha-256\n key 3\n");
	assert_int_equal(keychain_send(r->ip, "K")->id, 2);	/* the first's time to send is over */
	assert_int_equal(keychain_send(r->ip, "K")->algorithm, KEY_SHA256);
	assert_string_equal(keychain_accept(r->ip, "K", 1)->text, "one");
	assert_null(keychain_accept(r->ip, "K", 3));	/* no key-string */
	assert_int_equal(keychain_nth(r->ip, "K", 1)->id, 2);
	assert_null(keychain_nth(r->ip, "K", 2));
	assert_null(keychain_send(r->ip, "NONE"));
	/* Typed flat, as a person pastes it. */
	TYPE(&n, r, "configure terminal", "key chain L", "key 1", "key-string x", "key 2", "key-string y");
	assert_string_equal(keychain_accept(r->ip, "L", 2)->text, "y");
	/* Hidden, as service password-encryption writes it; one that was cut, which changes nothing; words. */
	TYPE(&n, r, "configure terminal", "key chain L", "key 1", "key-string 7 060506324F41", "key-string 7 060506324F4", "key 2", "key-string 0 two words", "end");
	assert_string_equal(keychain_accept(r->ip, "L", 1)->text, "cisco");
	assert_string_equal(keychain_accept(r->ip, "L", 2)->text, "two words");
	EXPECT(&n, r, "key-string 7 060506324F41", "show running-config");
	EXPECT(&n, r, "key-string two words", "show running-config");
	net_close(&n);
}

struct heard { struct rib_watch watch; unsigned n; u32 metric; };
static void changed(struct rib_watch *w, const struct rib_entry *e)
{
	struct heard *h = container_of(w, struct heard, watch);
	const struct rib_route *x = rib_best(r->ip, e);

	h->n++;
	h->metric = x ? x->metric : ~0u;
}

static void t_watch(void **state)
{
	struct heard h = { .watch = { .changed = changed } };
	struct route x = { .prefix = ipaddr4(A4(10, 9, 0, 0)), .plen = 16, .source = ROUTE_RIP, .distance = DISTANCE_RIP, .metric = 3, .nh = { .null = true } };
	struct redist *list = xcalloc(1, sizeof(*list));
	struct policy_route out;

	(void)state;
	setup("route-map M deny 10\n match metric 4\nroute-map M permit 20\n set tag 8\n");
	rib_watch(r->ip, &h.watch);
	rib_add(r->ip, &x);
	assert_int_equal(h.n, 1);
	rib_add(r->ip, &x);
	assert_int_equal(h.n, 1);	/* nothing new */
	list->source = ROUTE_RIP;
	list->map = route_map_hold(r->ip, "M");
	assert_ptr_equal(redist_takes(r->ip, list, rib_exact(r->ip, &x.prefix, 16), &out), list);
	assert_int_equal(out.tag, 8);
	x.metric = 4;
	rib_add(r->ip, &x);
	assert_int_equal(h.n, 2);	/* the same leaf, another metric */
	assert_int_equal(h.metric, 4);
	assert_null(redist_takes(r->ip, list, rib_exact(r->ip, &x.prefix, 16), &out));
	x.source = ROUTE_STATIC;
	x.distance = 200;
	rib_add(r->ip, &x);
	assert_int_equal(h.n, 2);	/* not chosen */
	x.source = ROUTE_RIP;
	rib_del(r->ip, &x);
	assert_int_equal(h.n, 3);	/* the other takes over */
	x.source = ROUTE_STATIC;
	rib_del(r->ip, &x);
	assert_int_equal(h.metric, ~0u);
	redist_free(&list);
	rib_unwatch(r->ip, &h.watch);
	net_close(&n);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(t_prefix_list), cmocka_unit_test(t_path), cmocka_unit_test(t_map), cmocka_unit_test(t_communities), cmocka_unit_test(t_sources), cmocka_unit_test(t_keys), cmocka_unit_test(t_watch),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
