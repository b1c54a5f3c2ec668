/* SPDX-License-Identifier: GPL-3.0-or-later */
/* EIGRP's named mode, wide metrics, IPv6 and VRFs. */
#include "ip_net.h"
#include "router/eigrp/eigrp.h"

static struct net n;

/* Routers of named mode on both sides, both families; what is shown is in wide metrics (RFC 7868 5.6.2), what is in the RIB a 128th. */
static void t_named(void **state)
{
	static const char r1[] = "ipv6 unicast-routing\ninterface Loopback0\n ip address 1.1.1.1 255.255.255.255\n ipv6 address 2001:db8:1::1/128\n"
		"interface GigabitEthernet0/0\n ip address 10.0.12.1 255.255.255.0\n ipv6 address 2001:db8:12::1/64\n"
		"router eigrp LAB\n address-family ipv4 unicast autonomous-system 100\n  af-interface GigabitEthernet0/0\n   authentication mode hmac-sha-256 sesame\n"
		"   hello-interval 2\n  exit-af-interface\n  network 0.0.0.0\n exit-address-family\n address-family ipv6 autonomous-system 100\n exit-address-family\n";
	static const char r2[] = "ipv6 unicast-routing\ninterface Loopback0\n ip address 2.2.2.2 255.255.255.255\n ipv6 address 2001:db8:2::2/128\n"
		"interface GigabitEthernet0/0\n ip address 10.0.12.2 255.255.255.0\n ipv6 address 2001:db8:12::2/64\n"
		"ip route 192.168.7.0 255.255.255.0 Null0\n"
		"router eigrp LAB\n address-family ipv4 unicast autonomous-system 100\n  af-interface default\n   authentication mode hmac-sha-256 sesame\n  exit-af-interface\n"
		"  topology base\n   redistribute static\n  exit-af-topology\n  network 0.0.0.0\n exit-address-family\n address-family ipv6 autonomous-system 100\n exit-address-family\n";
	struct device *x, *y;

	(void)state;
	net_open(&n);
	x = net_node(&n, &appliance_router, "r1", r1);
	y = net_node(&n, &appliance_router, "r2", r2);
	net_wire(x, 0, y, 0);
	net_run(&n, 10 * NSEC_PER_SEC);
	EXPECT(&n, x, "EIGRP-IPv4 VR(LAB) Address-Family Neighbors for AS(100)", "show ip eigrp neighbors");
	EXPECT(&n, x, "P 2.2.2.2/32, 1 successors, FD is 1392640\n        via 10.0.12.2 (1392640/163840), GigabitEthernet0/0", "show eigrp address-family ipv4 100 topology");
	EXPECT(&n, x, "FD is 1392640, RIB is 10880", "show ip eigrp topology 2.2.2.2/32");
	EXPECT(&n, x, "Total delay is 11250000 picoseconds", "show ip eigrp topology 2.2.2.2/32");
	EXPECT(&n, x, "Originating router is 2.2.2.2", "show ip eigrp topology 2.2.2.2/32");
	EXPECT(&n, x, "D        2.2.2.2/32 [90/10880] via 10.0.12.2", "show ip route eigrp");
	EXPECT(&n, x, "D EX  192.168.7.0/24 [170/", "show ip route eigrp");
	EXPECT(&n, x, "Version 15.9/2.0", "show ip eigrp neighbors detail");
	EXPECT(&n, x, "Authentication mode is HMAC-SHA-256, key-chain is not set", "show ip eigrp interfaces detail");
	EXPECT(&n, x, "Hello-interval is 2, Hold-time is 15", "show ip eigrp interfaces detail");
	EXPECT(&n, x, "Metric version 64bit", "show ip protocols");
	EXPECT(&n, x, "EIGRP-IPv6 VR(LAB) Address-Family Protocol for AS(100)", "show eigrp protocols");
	EXPECT(&n, x, "0   Link-local address:     Gi0/0", "show ipv6 eigrp neighbors");
	EXPECT(&n, x, "D   2001:DB8:2::2/128 [90/10880]\n     via FE80::", "show ipv6 route");
	EXPECT(&n, x, "EIGRP-IPv6 100: Neighbor FE80::", "show logging");
	/* Another password, another scale, other K6, the instance shut. */
	TYPE(&n, y, "configure terminal", "router eigrp LAB", "address-family ipv4 autonomous-system 100", "af-interface default", "authentication mode hmac-sha-256 other", "end");
	net_run(&n, 20 * NSEC_PER_SEC);
	assert_null(strstr(TYPE(&n, x, "show ip eigrp neighbors"), "10.0.12.2"));
	EXPECT(&n, x, "holding time expired", "show logging");
	TYPE(&n, y, "configure terminal", "router eigrp LAB", "address-family ipv4 autonomous-system 100", "af-interface default", "authentication mode hmac-sha-256 7 08324D5D08141F", "end");
	net_run(&n, 10 * NSEC_PER_SEC);
	TYPE(&n, x, "configure terminal", "router eigrp LAB", "address-family ipv4 autonomous-system 100", "metric rib-scale 64", "end");
	net_run(&n, NSEC_PER_SEC);
	TYPE(&n, x, "configure terminal", "router eigrp LAB", "address-family ipv6 autonomous-system 100", "metric weights 0 1 0 1 0 0 5", "end");
	net_run(&n, 10 * NSEC_PER_SEC);
	assert_null(strstr(TYPE(&n, x, "show ipv6 eigrp neighbors"), "Gi0/0"));
	EXPECT(&n, y, "K-value mismatch", "show logging");
	TYPE(&n, x, "configure terminal", "router eigrp LAB", "address-family ipv6 autonomous-system 100", "no metric weights", "end");
	net_run(&n, 10 * NSEC_PER_SEC);
	EXPECT(&n, x, "2001:DB8:2::2/128", "show ipv6 eigrp topology");
	TYPE(&n, y, "configure terminal", "router eigrp LAB", "shutdown", "end");
	net_run(&n, NSEC_PER_SEC);
	assert_null(strstr(TYPE(&n, x, "show ipv6 route"), "2001:DB8:2::2"));
	EXPECT(&n, x, "Interface Goodbye received", "show logging");
	TYPE(&n, y, "configure terminal", "no router eigrp LAB", "end");
	TYPE(&n, x, "configure terminal", "no router eigrp LAB", "end");
	net_run(&n, NSEC_PER_SEC);
	net_close(&n);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(t_named) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
