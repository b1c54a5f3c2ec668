/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two hosts and routers between them: ping, traceroute, routes, shows. */
#include "ip_net.h"

struct lab {
	struct net n;
	struct device *r1, *r2, *h1, *h2;
	struct wire *mid;
};

static int setup(void **state)
{
	struct lab *l = calloc(1, sizeof(*l));

	net_open(&l->n);
	l->r1 = net_node(&l->n, &appliance_router, "r1",
		"hostname r1\nipv6 unicast-routing\ninterface GigabitEthernet0/0\n ip address 10.0.1.1 255.255.255.0\n ipv6 address 2001:DB8:1::1/64\n"
		"interface GigabitEthernet0/1\n ip address 10.0.12.1 255.255.255.0\n ipv6 address 2001:DB8:12::1/64\n"
		"ip route 10.0.2.0 255.255.255.0 10.0.12.2\nipv6 route 2001:DB8:2::/64 2001:DB8:12::2\nend\n");
	l->r2 = net_node(&l->n, &appliance_router, "r2",
		"hostname r2\nipv6 unicast-routing\ninterface GigabitEthernet0/0\n ip address 10.0.2.1 255.255.255.0\n ipv6 address 2001:DB8:2::1/64\n"
		"interface GigabitEthernet0/1\n ip address 10.0.12.2 255.255.255.0\n ipv6 address 2001:DB8:12::2/64\n"
		"ip route 0.0.0.0 0.0.0.0 10.0.12.1\nipv6 route ::/0 2001:DB8:12::1\nend\n");
	l->h1 = net_node(&l->n, &appliance_host, "h1", "interface eth0\n ip address 10.0.1.10 255.255.255.0\n ipv6 address autoconfig\nip default-gateway 10.0.1.1\nend\n");
	l->h2 = net_node(&l->n, &appliance_host, "h2", "interface eth0\n ip address 10.0.2.10 255.255.255.0\n ipv6 address 2001:DB8:2::10/64\n"
		"ip default-gateway 10.0.2.1\nipv6 route ::/0 2001:DB8:2::1\nend\n");
	net_wire(l->h1, 0, l->r1, 0);
	l->mid = net_wire(l->r1, 1, l->r2, 1);
	net_wire(l->r2, 0, l->h2, 0);
	net_run(&l->n, 5 * NSEC_PER_SEC);
	*state = l;
	return 0;
}
static int teardown(void **state)
{
	struct lab *l = *state;

	net_close(&l->n);
	free(l);
	return 0;
}

static void ping_works(void **state)
{
	struct lab *l = *state;

	EXPECT(&l->n, l->h1, "Type escape sequence to abort.\nSending 5, 100-byte ICMP Echos to 10.0.2.10, timeout is 2 seconds:\n!!!!!\n"
	       "Success rate is 100 percent (5/5), round-trip min/avg/max = 0/0/0 ms\n", "ping 10.0.2.10");
	EXPECT(&l->n, l->r1, "!!!!!", "ping 10.0.2.10 source g0/0");
	EXPECT(&l->n, l->r1, "!!!!!", "ping 10.0.1.1");
	EXPECT(&l->n, l->h1, "!!\nSuccess rate is 100 percent (2/2)", "ping 10.0.2.10 repeat 2 size 4000");
	EXPECT(&l->n, l->h1, "Success rate is 0 percent (0/3)", "ping 10.0.2.77 repeat 3");
	EXPECT(&l->n, l->h1, "!!!!!", "ping 2001:db8:2::10");
	EXPECT(&l->n, l->h1, "!!!!!", "ping 2001:db8:2::10 size 3000");
	EXPECT(&l->n, l->h2, "!!!!!", "ping 10.0.1.10");
}

static void trace_works(void **state)
{
	struct lab *l = *state;

	EXPECT(&l->n, l->h1, "  1 10.0.1.1 0 msec 0 msec 0 msec\n  2 10.0.12.2 0 msec 0 msec 0 msec\n  3 10.0.2.10 0 msec *  0 msec\n", "traceroute 10.0.2.10");
	EXPECT(&l->n, l->h1, "  3 2001:DB8:2::10 0 msec 0 msec 0 msec\n", "traceroute 2001:db8:2::10");
}

static void shows(void **state)
{
	struct lab *l = *state;

	TYPE(&l->n, l->h1, "ping 10.0.2.10");
	EXPECT(&l->n, l->r1, "S        10.0.2.0/24 [1/0] via 10.0.12.2\n", "show ip route");
	EXPECT(&l->n, l->r1, "      10.0.0.0/8 is variably subnetted, 5 subnets, 2 masks\n", "show ip route");
	EXPECT(&l->n, l->r1, "GigabitEthernet0/0         10.0.1.1        YES manual up                    up", "show ip interface brief");
	EXPECT(&l->n, l->r1, "Internet  10.0.12.2", "show arp");
	EXPECT(&l->n, l->r1, "S   2001:DB8:2::/64 [1/0]\n     via 2001:DB8:12::2\n", "show ipv6 route");
	EXPECT(&l->n, l->r2, "Gateway of last resort is 10.0.12.1 to network 0.0.0.0", "show ip route");
	EXPECT(&l->n, l->r1, "10.0.12.2/32", "show ip cef");
	EXPECT(&l->n, l->r1, "Known via \"static\", distance 1, metric 0", "show ip route 10.0.2.7");
	EXPECT(&l->n, l->r1, "ICMP statistics", "show ip traffic");
	EXPECT(&l->n, l->h1, "ND  ::/0 [2/0]", "show ipv6 route");
	EXPECT(&l->n, l->r1, "ip route 10.0.2.0 255.255.255.0 10.0.12.2\n", "show running-config");
}

static void traffic(void **state)
{
	struct lab *l = *state;

	EXPECT(&l->n, l->h1, "Sent 500 packets, received 500, lost 0 (0.00 percent), out of order 0\n", "traffic udp 10.0.2.10 pps 1000 count 500 size 200");
	EXPECT(&l->n, l->h1, "Sent 10 packets, received 10, lost 0", "traffic udp 2001:db8:2::10 count 10");
	EXPECT(&l->n, l->h1, "no report came", "traffic udp 10.0.12.2 count 3");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(ping_works, setup, teardown),
		cmocka_unit_test_setup_teardown(trace_works, setup, teardown),
		cmocka_unit_test_setup_teardown(shows, setup, teardown),
		cmocka_unit_test_setup_teardown(traffic, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
