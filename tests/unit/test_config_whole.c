/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Configuration lines that make, change or take along more than themselves: lists of VLANs, a clause whose action changes, neighbours and groups that go. */
#include "ip_net.h"

extern const struct appliance appliance_switch;

static struct net n;
static struct device *d;

static void open_node(const struct appliance *kind) { net_open(&n); d = net_node(&n, kind, "n1", ""); }

/* What stands in running-config from the first line that begins so to the end of its block, and of those that follow it and begin so. */
static void expect_config(const char *begins, const char *want)
{
	char *all = shell_running(d->shell, false), got[8192] = "";
	bool in = false;

	for (char *at = all, *line; (line = strsep(&at, "\n"));) {
		in = *line == ' ' ? in : !strncmp(line, begins, strlen(begins));
		if (in)
			snprintf(got + strlen(got), sizeof(got) - strlen(got), "%s\n", line);
	}
	free(all);
	assert_string_equal(got, want);
}

static void t_vlans(void **state)
{
	(void)state;
	open_node(&appliance_switch);
	TYPE(&n, d, "configure terminal", "vlan 30,10-12", "state suspend", "exit", "no vlan 11,30");
	expect_config("vlan ", "vlan 10\n state suspend\nvlan 12\n state suspend\n");
	EXPECT(&n, d, "% Bad list: vlan 5000", "configure terminal", "vlan 40,5000");
	EXPECT(&n, d, "% Default VLAN 1002 may not be changed.", "configure terminal", "vlan 41,1002");
	EXPECT(&n, d, "% Bad list, or one of more than 1024", "configure terminal", "vlan 42-41");
	EXPECT(&n, d, "% Invalid input", "configure terminal", "vlan 42-");
	EXPECT(&n, d, "have an identical name", "configure terminal", "vlan 50-51", "name x");
	expect_config("vlan ", "vlan 10\n state suspend\nvlan 12\n state suspend\nvlan 50\nvlan 51\n"); /* all or nothing */
	TYPE(&n, d, "configure terminal", "default vlan 10", "vlan 12", "no mtu 1500", "mtu 1500", "no state");
	EXPECT(&n, d, "% Unsupported here: mtu 9000", "configure terminal", "vlan 12", "mtu 9000");
	net_close(&n);
}

static void t_clause(void **state)
{
	(void)state;
	open_node(&appliance_router);
	TYPE(&n, d, "configure terminal", "route-map X permit 10", "match tag 7", "set metric 5", "route-map X permit 20", "route-map X deny 10", "set tag 3");
	expect_config("route-map ", "route-map X deny 10\n match tag 7\n set metric 5\n set tag 3\nroute-map X permit 20\n");
	EXPECT(&n, d, "route-map X, deny, sequence 10\n  Match clauses:\n    tag 7", "show route-map");
	TYPE(&n, d, "configure terminal", "no route-map X deny 10");
	expect_config("route-map ", "route-map X permit 20\n");
	TYPE(&n, d, "configure terminal", "route-map X deny 20", "no route-map X");
	expect_config("route-map ", "");
	net_close(&n);
}

#define GROUP "configure terminal", "router bgp 65000", "neighbor PG peer-group", "neighbor PG remote-as 65000", "bgp listen range 10.0.0.0/24 peer-group PG", "neighbor 10.1.1.2 peer-group PG", \
	"neighbor 10.1.1.1 remote-as 65001", "address-family ipv4", "neighbor PG route-reflector-client", "neighbor 10.1.1.1 next-hop-self", "exit-address-family"
static void t_neighbour(void **state)
{
	static const char left[] = "router bgp 65000\n neighbor 10.1.1.1 remote-as 65001\n !\n address-family ipv4\n  neighbor 10.1.1.1 next-hop-self\n exit-address-family\n";

	(void)state;
	open_node(&appliance_router);
	TYPE(&n, d, GROUP, "no neighbor PG");
	expect_config("router bgp", left);
	TYPE(&n, d, GROUP, "no neighbor PG peer-group");
	expect_config("router bgp", left);
	TYPE(&n, d, "configure terminal", "router bgp 65000", "no neighbor 10.1.1.1");
	expect_config("router bgp", "router bgp 65000\n !\n address-family ipv4\n exit-address-family\n");
	TYPE(&n, d, GROUP, "no neighbor 10.1.1.1 remote-as 65001", "exit", "no router bgp 65000");
	expect_config("router bgp", "");
	net_close(&n);
}

/* A class may have a name that class-default begins with. */
static void t_class(void **state)
{
	(void)state;
	open_node(&appliance_router);
	TYPE(&n, d, "configure terminal", "class-map c", "policy-map p", "class c", "class class-default");
	expect_config("policy-map", "policy-map p\n class c\n class class-default\n");
	EXPECT(&n, d, "% class map class not configured", "configure terminal", "policy-map p", "class class");
	net_close(&n);
}

/* An interface that goes takes the lines that name it along, whatever block they stand in; one that stays keeps them. */
static void t_leaning(void **state)
{
	const char *rip = "router rip\n passive-interface default\n no passive-interface Port-channel1\n !\n address-family ipv4 vrf A\n  passive-interface Port-channel1\n exit-address-family\n";
	(void)state;
	open_node(&appliance_switch);
	TYPE(&n, d, "configure terminal", "ip routing", "vrf definition A", "rd 1:1", "address-family ipv4", "exit", "interface g0/1", "no switchport", "channel-group 1 mode on", "exit");
	TYPE(&n, d, "configure terminal", "router rip", "passive-interface default", "no passive-interface Port-channel1", "address-family ipv4 vrf A", "passive-interface Port-channel1");
	expect_config("router rip", rip);
	EXPECT(&n, d, "Command rejected: ", "configure terminal", "no interface Port-channel1");
	expect_config("router rip", rip);
	TYPE(&n, d, "configure terminal", "interface g0/1", "no channel-group", "no interface Port-channel1");
	expect_config("router rip", "router rip\n passive-interface default\n !\n address-family ipv4 vrf A\n exit-address-family\n");
	net_close(&n);
	open_node(&appliance_router);
	TYPE(&n, d, "configure terminal", "interface Loopback7", "router eigrp X", "address-family ipv4 unicast autonomous-system 1", "af-interface Loopback7", "hello-interval 3", "passive-interface", "exit", "af-interface g0/1",
	     "shutdown", "exit", "exit", "exit", "no interface Loopback7");
	expect_config("router eigrp", "router eigrp X\n !\n address-family ipv4 unicast autonomous-system 1\n  !\n  af-interface GigabitEthernet0/1\n   shutdown\n  exit-af-interface\n exit-address-family\n");
	net_close(&n);
}

/* Where a line names a server, and no interface. */
static void t_linkless(void **state)
{
	(void)state;
	open_node(&appliance_router);
	EXPECT(&n, d, "% Invalid address: a link-local one", "configure terminal", "ntp server FE80::1");
	EXPECT(&n, d, "% Invalid address: a link-local one", "configure terminal", "snmp-server host FE80::1 version 2c public");
	EXPECT(&n, d, "% Invalid address: a link-local one", "configure terminal", "logging host ipv6 FE80::1");
	EXPECT(&n, d, "% Invalid address: a link-local one", "configure terminal", "ip name-server FE80::1");
	EXPECT(&n, d, "% Invalid address: a link-local one", "configure terminal", "flow exporter X", "destination FE80::1");
	expect_config("ntp ", "");
	expect_config("snmp-server ", "");
	expect_config("logging ", "");
	expect_config("flow exporter", "flow exporter X\n");
	net_close(&n);
}

/* Those typed in the clear from then on; what is there, what is hashed, and what boots stays. */
static void t_min_length(void **state)
{
	char *all;

	(void)state;
	open_node(&appliance_router);
	TYPE(&n, d, "configure terminal", "username old password 0 abc", "security passwords min-length 8");
	EXPECT(&n, d, "% Password too short - must be at least 8 characters. Password not configured.", "configure terminal", "enable secret seven77");
	EXPECT(&n, d, "% Password too short", "configure terminal", "username new password 0 seven77");
	EXPECT(&n, d, "% Password too short", "configure terminal", "line vty 0 4", "password seven77");
	TYPE(&n, d, "configure terminal", "enable password eight888", "line vty 0 4", "password 0 eight888", "exit", "username hashed secret 5 $1$mERr$hx5rVt7rPNoS4wqbXKX7m0");
	expect_config("enable ", "enable password eight888\n");
	expect_config("username ", "username hashed secret 5 $1$mERr$hx5rVt7rPNoS4wqbXKX7m0\nusername old password abc\n");
	all = shell_running(d->shell, false);
	TYPE(&n, d, "configure terminal", "no username old");
	assert_true(shell_replace(d->shell, all, NULL, NULL));
	expect_config("username ", "username hashed secret 5 $1$mERr$hx5rVt7rPNoS4wqbXKX7m0\nusername old password abc\n");
	free(all);
	net_close(&n);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(t_vlans), cmocka_unit_test(t_clause), cmocka_unit_test(t_neighbour), cmocka_unit_test(t_class), cmocka_unit_test(t_leaning), cmocka_unit_test(t_linkless), cmocka_unit_test(t_min_length) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
