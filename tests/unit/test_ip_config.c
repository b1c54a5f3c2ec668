/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Layer 3's configuration lines: each can be taken back and given again, and running-config feeds itself. */
#include "ip_net.h"

static const char config[] =
	"hostname r1\n"
	"no service timestamps log\n"
	"service udp-small-servers\nservice traffic-sink\n"
	"ip host alpha 10.0.1.7\n"
	"ipv6 unicast-routing\nipv6 host beta 2001:DB8::7\n"
	"interface Loopback0\n ip address 1.1.1.1 255.255.255.255\n ipv6 address 2001:DB8:F::1/128\n"
	"interface GigabitEthernet0/0\n mtu 2000\n ip address 10.0.1.1 255.255.255.0\n ip address 10.0.3.1 255.255.255.0 secondary\n ip mtu 1400\n"
	" no ip redirects\n no ip unreachables\n no ip proxy-arp\n arp timeout 600\n ipv6 address FE80::1 link-local\n ipv6 address 2001:DB8:1::1/64\n"
	" ipv6 address 2001:DB8:2::/64 eui-64\n ipv6 enable\n ipv6 mtu 1400\n no ipv6 redirects\n no ipv6 unreachables\n"
	" ipv6 nd prefix default no-advertise\n ipv6 nd prefix 2001:DB8:1::/64 3600 1800 no-autoconfig\n ipv6 nd ra interval 30\n ipv6 nd ra lifetime 90\n"
	" ipv6 nd ra suppress\n ipv6 nd managed-config-flag\n ipv6 nd other-config-flag\n ipv6 nd reachable-time 20000\n ipv6 nd ns-interval 2000\n"
	" ipv6 nd dad attempts 2\n ipv6 nd router-preference high\n"
	"interface GigabitEthernet0/1\n ipv6 address autoconfig default\n"
	"interface GigabitEthernet0/1.7\n encapsulation dot1Q 7\n ip address 10.0.7.1 255.255.255.0\n"
	"interface GigabitEthernet0/1.9\n encapsulation dot1Q 9 native\n"
	"ip icmp rate-limit unreachable 100\nip icmp rate-limit unreachable df 50\n"
	"ip default-gateway 10.0.1.9\n"
	"ip route 0.0.0.0 0.0.0.0 10.0.1.2\nip route 10.9.0.0 255.255.0.0 10.0.1.3 200 name far tag 7\nip route 10.9.0.0 255.255.0.0 10.0.1.4 permanent\n"
	"ip route 10.10.0.0 255.255.0.0 GigabitEthernet0/1.7\nip route 10.11.0.0 255.255.0.0 GigabitEthernet0/0 10.0.1.5\nip route 10.12.0.0 255.255.0.0 Null0\n"
	"ipv6 icmp error-interval 50 20\n"
	"ipv6 route 2001:DB8:9::/48 2001:DB8:1::9\nipv6 route 2001:DB8:A::/48 GigabitEthernet0/0 FE80::9\nipv6 route 2001:DB8:B::/48 Null0 250\n"
	"arp 10.0.1.33 0200.0000.0033 arpa\nipv6 neighbor 2001:DB8:1::33 GigabitEthernet0/0 0200.0000.0033\n"
	"end\n";

static void feeds_itself(void **state)
{
	struct net n;
	struct device *r;
	char *one, *two;
	struct config_error e;
	unsigned changed = 99;

	(void)state;
	net_open(&n);
	r = net_node(&n, &appliance_router, "r1", config);
	one = shell_running(r->shell, false);
	assert_true(shell_replace(r->shell, one, &e, &changed));
	assert_int_equal(changed, 0);
	two = shell_running(net_node(&n, &appliance_router, "r2", one)->shell, false);
	assert_string_equal(one, two);
	free(one);
	free(two);
	net_close(&n);
}

/* Every line of layer 3's: `no LINE` removes it, LINE brings it back, and all is as before. */
static void each_line(void **state)
{
	struct net n;
	struct device *r;
	char *run, block[96] = "", *save = NULL, *copy;
	const char *bare;

	(void)state;
	net_open(&n);
	r = net_node(&n, &appliance_router, "r1", config);
	run = shell_running(r->shell, false);
	copy = xstrdup(run);
	for (char *l = strtok_r(copy, "\n", &save); l; l = strtok_r(NULL, "\n", &save)) {
		char undo[256];
		char *now;
		bool sub = *l == ' ';

		bare = l + sub;
		if (!sub)
			snprintf(block, sizeof(block), "%s", l);
		if (strncmp(bare, "ip", 2) && strncmp(bare, "no ip", 5) && strncmp(bare, "arp", 3) && strncmp(bare, "service udp", 11) && strncmp(bare, "service tr", 10))
			continue;
		/* These take others with them: IOS's rules. */
		if (!strcmp(bare, "ip address 10.0.1.1 255.255.255.0") || !strcmp(bare, "ipv6 unicast-routing"))
			continue;
		snprintf(undo, sizeof(undo), "%s%s", !strncmp(bare, "no ", 3) ? "" : "no ", !strncmp(bare, "no ", 3) ? bare + 3 : bare);
		TYPE(&n, r, "configure terminal", sub ? block : "!", undo);
		now = shell_running(r->shell, false);
		if (strstr(n.out, "%") || !strcmp(now, run))
			fail_msg("\"%s\" in \"%s\" did nothing: %s", undo, block, n.out);
		free(now);
		TYPE(&n, r, "configure terminal", sub ? block : "!", bare);
		now = shell_running(r->shell, false);
		if (strcmp(now, run))
			fail_msg("\"%s\" did not come back (%s):\n%s", bare, n.out, now);
		free(now);
	}
	free(copy);
	free(run);
	net_close(&n);
}

/* A power cycle and the removal of interfaces leave nothing behind (the sanitizers look on). */
static void comes_and_goes(void **state)
{
	struct net n;
	struct device *r, *h;

	(void)state;
	net_open(&n);
	r = net_node(&n, &appliance_router, "r1", config);
	h = net_node(&n, &appliance_host, "h", "interface eth0\n ip address 10.0.1.2 255.255.255.0\n ipv6 address autoconfig\nend\n");
	net_wire(r, 0, h, 0);
	net_run(&n, 10 * NSEC_PER_SEC);
	EXPECT(&n, h, "!!!!!", "ping 10.0.1.1");
	TYPE(&n, r, "configure terminal", "no interface g0/1.7", "no interface lo0");
	TYPE(&n, r, "configure terminal", "interface g0/0", "mac-address 0200.1111.2222", "shutdown", "no shutdown");
	net_run(&n, 30 * NSEC_PER_SEC);
	EXPECT(&n, h, "!!!!!", "ping 10.0.1.1");
	node_power(&r->node, false);
	net_run(&n, NSEC_PER_SEC);
	EXPECT(&n, h, "Success rate is 0 percent", "ping 10.0.1.1 repeat 1");
	node_power(&r->node, true);
	net_run(&n, NSEC_PER_SEC);
	net_close(&n);
}

/* A sub-interface takes along the lines of other blocks that name it; a replacement without `passive-interface default` leaves none of its exceptions. */
static void passive_interfaces_go(void **state)
{
	static const char *const kinds[] = { "router ospf 1", "ipv6 router ospf 1", "router rip", "router eigrp 1" };
	struct config_error e;

	(void)state;
	for (unsigned k = 0; k < ARRAY_LEN(kinds); k++)
		for (unsigned by_default = 0; by_default < 2; by_default++) {
			char *with = xasprintf("ipv6 unicast-routing\ninterface GigabitEthernet0/1.7\n encapsulation dot1Q 7\n%s\n%s%s passive-interface GigabitEthernet0/1.7\nend\n", kinds[k],
					       by_default ? " passive-interface default\n" : "", by_default ? " no" : "");
			char *without = xasprintf("ipv6 unicast-routing\ninterface GigabitEthernet0/1.7\n encapsulation dot1Q 7\n%s\nend\n", kinds[k]), *was, *is;
			struct net n;
			struct device *r;

			net_open(&n);
			r = net_node(&n, &appliance_router, "r1", with);
			was = shell_running(r->shell, false);
			if (!shell_replace(r->shell, without, &e, NULL))
				fail_msg("%s: line %u: %s: %s", kinds[k], e.line, e.input, e.text);
			is = shell_running(r->shell, false);
			if (strstr(is, "passive-interface"))
				fail_msg("%s:\n%s", kinds[k], is);
			free(is);
			assert_true(shell_replace(r->shell, was, &e, NULL));
			is = shell_running(r->shell, false);
			assert_string_equal(is, was);
			free(is);
			TYPE(&n, r, "configure terminal", "no interface g0/1.7");
			is = shell_running(r->shell, false);
			if (strstr(is, "0/1.7"))
				fail_msg("%s:\n%s", kinds[k], is);
			free(is);
			if (!shell_replace(r->shell, was, &e, NULL))
				fail_msg("%s: line %u: %s: %s", kinds[k], e.line, e.input, e.text);
			is = shell_running(r->shell, false);
			assert_string_equal(is, was);
			free(is);
			free(was);
			net_close(&n);
			free(with);
			free(without);
		}
}

/* From each to each: what is kept is what was asked for. */
static void passive_interfaces_replaced(void **state)
{
	static const char *const lists[] = {
		"", " passive-interface default\n", " passive-interface default\n no passive-interface GigabitEthernet0/0\n",
		" passive-interface default\n no passive-interface GigabitEthernet0/0\n no passive-interface GigabitEthernet0/1\n",
		" passive-interface GigabitEthernet0/0\n", " passive-interface GigabitEthernet0/0\n passive-interface GigabitEthernet0/1\n",
	};
	static const char *const kinds[] = { "router ospf 1", "ipv6 router ospf 1", "router rip", "router eigrp 1" };
	struct config_error e;

	(void)state;
	for (unsigned k = 0; k < ARRAY_LEN(kinds) * ARRAY_LEN(lists) * ARRAY_LEN(lists); k++) {
		const char *kind = kinds[k % ARRAY_LEN(kinds)], *from = lists[k / ARRAY_LEN(kinds) % ARRAY_LEN(lists)],
			   *to = lists[k / ARRAY_LEN(kinds) / ARRAY_LEN(lists)];
		char *a = xasprintf("ipv6 unicast-routing\n%s\n%send\n", kind, from), *b = xasprintf("ipv6 unicast-routing\n%s\n%send\n", kind, to), *is, *want;
		struct net n;
		struct device *r, *x;

		net_open(&n);
		r = net_node(&n, &appliance_router, "r1", a);
		x = net_node(&n, &appliance_router, "r2", b);
		if (!shell_replace(r->shell, b, &e, NULL))
			fail_msg("%s: line %u: %s: %s", kind, e.line, e.input, e.text);
		is = shell_running(r->shell, false);
		want = shell_running(x->shell, false);
		assert_string_equal(strstr(is, kind), strstr(want, kind));
		free(is);
		free(want);
		net_close(&n);
		free(a);
		free(b);
	}
}

/* The exceptions count, and go with the default that they are from. */
static void passive_interfaces_are(void **state)
{
	static const struct { const char *protocol, *network; } kinds[] = { { "router ospf 1", "network 10.0.0.0 0.255.255.255 area 0" }, { "router rip", "network 10.0.0.0" },
									   { "router eigrp 1", "network 10.0.0.0" } };

	(void)state;
	for (unsigned k = 0; k < ARRAY_LEN(kinds); k++) {
		struct net n;
		struct device *r, *x;

		net_open(&n);
		r = net_node(&n, &appliance_router, "r1", "interface GigabitEthernet0/0\n ip address 10.0.1.1 255.255.255.0\ninterface GigabitEthernet0/1\n ip address 10.0.2.1 255.255.255.0\n");
		x = net_node(&n, &appliance_router, "r2", "interface GigabitEthernet0/0\n no shutdown\ninterface GigabitEthernet0/1\n no shutdown\n");
		net_wire(r, 0, x, 0);
		net_wire(r, 1, x, 1);
		TYPE(&n, r, "configure terminal", kinds[k].protocol, kinds[k].network, "passive-interface default", "no passive-interface g0/1");
		net_run(&n, NSEC_PER_SEC);
		EXPECT(&n, r, "Passive Interface(s):\n    GigabitEthernet0/0\n", "show ip protocols");
		assert_null(strstr(n.out, "    GigabitEthernet0/1\n"));
		EXPECT(&n, r, " passive-interface default\n no passive-interface GigabitEthernet0/1\n", "show running-config");
		TYPE(&n, r, "configure terminal", kinds[k].protocol, "no passive-interface default");
		net_run(&n, NSEC_PER_SEC);
		assert_null(strstr(TYPE(&n, r, "show running-config"), "passive-interface"));
		TYPE(&n, r, "configure terminal", kinds[k].protocol, "passive-interface g0/0", "passive-interface default");
		net_run(&n, NSEC_PER_SEC);
		EXPECT(&n, r, "Passive Interface(s):\n    GigabitEthernet0/0\n    GigabitEthernet0/1\n", "show ip protocols");
		assert_null(strstr(TYPE(&n, r, "show running-config"), "passive-interface Gig"));
		net_close(&n);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(feeds_itself), cmocka_unit_test(each_line), cmocka_unit_test(comes_and_goes), cmocka_unit_test(passive_interfaces_go), cmocka_unit_test(passive_interfaces_replaced), cmocka_unit_test(passive_interfaces_are) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
