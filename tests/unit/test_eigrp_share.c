/* SPDX-License-Identifier: GPL-3.0-or-later */
/* EIGRP: what makes one way longer than another, `offset-list`, and what each gets of the traffic, `variance` and `traffic-share`; the log of events. */
#include <inttypes.h>

#include "ip_net.h"
#include "router/eigrp/eigrp.h"

static struct net n;
static struct device *d[4];

#define ACLS "access-list 10 permit 10.4.0.0 0.0.0.255\nip access-list standard SOME\n permit 10.4.1.0 0.0.0.255\n"
#define CLASSIC "router eigrp 1\n network 10.0.0.0\n"
#define WIDE "router eigrp LAB\n address-family ipv4 autonomous-system 1\n  network 10.0.0.0\n exit-address-family\n"

/* r1 has r4's loopbacks by r2 and by r3. */
static void square(const char *proc)
{
	static const char *const lines[] = {
		"interface g0/0\n ip address 10.0.12.1 255.255.255.0\ninterface g0/1\n ip address 10.0.13.1 255.255.255.0\n",
		"interface g0/0\n ip address 10.0.12.2 255.255.255.0\ninterface g0/1\n ip address 10.0.24.2 255.255.255.0\n",
		"interface g0/0\n ip address 10.0.13.3 255.255.255.0\ninterface g0/1\n ip address 10.0.34.3 255.255.255.0\n",
		"interface g0/0\n ip address 10.0.24.4 255.255.255.0\ninterface g0/1\n ip address 10.0.34.4 255.255.255.0\n"
		"interface lo0\n ip address 10.4.0.1 255.255.255.0\ninterface lo1\n ip address 10.4.1.1 255.255.255.0\n",
	};
	static const char *const names[] = { "r1", "r2", "r3", "r4" };
	char text[1024];

	net_open(&n);
	for (unsigned k = 0; k < 4; k++) {
		snprintf(text, sizeof(text), "%s%s%s", ACLS, lines[k], proc);
		d[k] = net_node(&n, &appliance_router, names[k], text);
	}
	net_wire(d[0], 0, d[1], 0);
	net_wire(d[0], 1, d[2], 0);
	net_wire(d[1], 1, d[3], 0);
	net_wire(d[2], 1, d[3], 1);
	net_run(&n, 10 * NSEC_PER_SEC);
}

/* A way's distances, as r1's topology table has them; rd NULL: not asked for. */
static u64 way(const char *prefix, const char *via, u64 *rd)
{
	char line[96], want[32];
	const char *p;
	u64 fd, told;

	snprintf(line, sizeof(line), "show ip eigrp topology %s", prefix);
	snprintf(want, sizeof(want), "from %s,", via);
	p = strstr(TYPE(&n, d[0], line), want);
	assert_non_null(p);
	p = strstr(p, "metric is (");
	assert_non_null(p);
	assert_int_equal(sscanf(p, "metric is (%" SCNu64 "/%" SCNu64, &fd, &told), 2);
	if (rd)
		*rd = told;
	return fd;
}

#define CONF(x, ...) do { TYPE(&n, x, "configure terminal", __VA_ARGS__, "end"); net_run(&n, 2 * NSEC_PER_SEC); } while (0)

static void t_offset(void **state)
{
	u64 fd, rd, told;

	(void)state;
	square(CLASSIC);
	fd = way("10.4.0.0/24", "10.0.12.2", &rd);
	assert_true(way("10.4.0.0/24", "10.0.13.3", NULL) == fd);
	/* In: both distances, of what the list permits. */
	CONF(d[0], "router eigrp 1", "offset-list 10 in 1000");
	assert_true(way("10.4.0.0/24", "10.0.12.2", &told) == fd + 1000 && told == rd + 1000);
	assert_true(way("10.4.1.0/24", "10.0.12.2", &told) == fd && told == rd);
	/* The line of an interface goes before that of all; the other way is the only one then. */
	CONF(d[0], "router eigrp 1", "offset-list SOME in 7 g0/1", "offset-list 10 in 30 g0/1");
	assert_true(way("10.4.0.0/24", "10.0.13.3", NULL) == fd + 30 && way("10.4.0.0/24", "10.0.12.2", NULL) == fd + 1000 && way("10.4.1.0/24", "10.0.13.3", NULL) == fd);
	EXPECT(&n, d[0], "Incoming routes will have 1000 added to metric if on list 10\n  Incoming routes in GigabitEthernet0/1 will have 30 added to metric if on list 10\n",
	       "show ip protocols");
	EXPECT(&n, d[0], "10.4.0.0/24 [90/131102] via 10.0.13.3", "show ip route eigrp");
	assert_null(strstr(TYPE(&n, d[0], "show running-config"), "SOME in"));
	/* What the list says is another thing at once, without a new adjacency. */
	CONF(d[0], "access-list 10 permit 10.4.1.0 0.0.0.255");
	assert_true(way("10.4.1.0/24", "10.0.13.3", NULL) == fd + 30);
	CONF(d[0], "router eigrp 1", "no offset-list 10 in 1000", "no offset-list 10 in 30 g0/1");
	assert_true(way("10.4.0.0/24", "10.0.12.2", &told) == fd && told == rd);
	/* Out: the neighbour has it farther, ourselves not; list 0 takes all. */
	CONF(d[1], "router eigrp 1", "offset-list 0 out 500 g0/0", "offset-list 0 out 9000 g0/1");
	assert_true(way("10.4.0.0/24", "10.0.12.2", &told) == fd + 500 && told == rd + 500);
	assert_true(way("10.0.24.0/24", "10.0.12.2", NULL) == 3072 + 500);
	EXPECT(&n, d[1], "10.4.0.0/24 [90/130816] via 10.0.24.4", "show ip route eigrp");
	/* So far that nothing is left of it. */
	CONF(d[2], "router eigrp 1", "offset-list 0 out 2147483647 g0/0");
	CONF(d[0], "router eigrp 1", "offset-list 0 in 2147483647 g0/1");
	EXPECT(&n, d[0], "10.4.0.0/24, 1 successors", "show ip eigrp topology all-links");
	assert_null(strstr(TYPE(&n, d[0], "show ip eigrp topology"), "via 10.0.13.3 ("));
	assert_null(strstr(TYPE(&n, d[0], "show ip eigrp topology all-links | json"), "18446744073709551615"));	/* more than readers of JSON take */
	CONF(d[2], "router eigrp 1", "no offset-list 0 out 2147483647 g0/0");
	CONF(d[0], "router eigrp 1", "no offset-list 0 in 2147483647 g0/1");
	assert_true(way("10.4.0.0/24", "10.0.13.3", NULL) == fd);
	/* Nothing is left of any way; the list goes, and what the neighbours told is still known. */
	for (unsigned k = 1; k < 3; k++)
		CONF(d[k], "router eigrp 1", "offset-list 0 out 2147483647 g0/0");
	CONF(d[0], "router eigrp 1", "offset-list 0 in 2147483647");
	assert_null(strstr(TYPE(&n, d[0], "show ip route eigrp"), "10.4.0.0"));
	CONF(d[0], "router eigrp 1", "no offset-list 0 in 2147483647");
	assert_true(way("10.4.0.0/24", "10.0.12.2", NULL) == fd + 2147483647 && way("10.4.0.0/24", "10.0.13.3", NULL) == fd + 2147483647);
	assert_null(strstr(TYPE(&n, d[0], "show logging"), "is down"));
	net_close(&n);
}

/* Wide metrics: the distance is farther by as much, to one that rounding takes. */
static void t_offset_wide(void **state)
{
	u64 fd, rd, told, now;

	(void)state;
	square(WIDE);
	fd = way("10.4.0.0/24", "10.0.12.2", &rd);
	CONF(d[0], "router eigrp LAB", "address-family ipv4 autonomous-system 1", "topology base", "offset-list 10 in 100000 g0/0");
	now = way("10.4.0.0/24", "10.0.12.2", &told);
	assert_in_range(now, fd + 100000, fd + 100001);
	assert_in_range(told, rd + 100000, rd + 100001);
	assert_true(way("10.4.1.0/24", "10.0.12.2", NULL) == fd && way("10.4.0.0/24", "10.0.13.3", NULL) == fd);
	CONF(d[1], "router eigrp LAB", "address-family ipv4 autonomous-system 1", "topology base", "offset-list SOME out 65536 g0/0");
	now = way("10.4.1.0/24", "10.0.12.2", NULL);
	assert_true(now == fd + 65536);	/* a microsecond */
	/* IPv6's lists have names. */
	TYPE(&n, d[0], "configure terminal", "ipv6 router eigrp 1", "offset-list 10 in 5", "offset-list SIX in 5", "end");
	assert_null(strstr(TYPE(&n, d[0], "show running-config"), "offset-list 10 in 5"));
	assert_non_null(strstr(TYPE(&n, d[0], "show running-config"), "offset-list SIX in 5"));
	net_close(&n);
}

/* Of a thousand flows from r1 to the LAN those that leave by this port, in percent. */
static u32 percent(unsigned port)
{
	const struct ipstack *s = d[0]->ip;
	u32 count = 0;

	for (u32 k = 0; k < 10000; k++)
		count += s->leaf[ip4_leaf(s, A4(192, 0, 2, k % 256), A4(10, 4, 0, 1), k * 65537 + 80)].out->i == device_iface_of_port(d[0], net_port(d[0], port));
	return count / 100;
}

/* Ways of unequal length: shares as IOS counts them, flows by them, and what min does. */
static void t_shares(void **state)
{
	(void)state;
	square(CLASSIC);
	CONF(d[0], "router eigrp 1", "variance 4", "interface g0/1", "delay 513");
	assert_true(way("10.4.0.0/24", "10.0.12.2", NULL) == 131072 && way("10.4.0.0/24", "10.0.13.3", NULL) == 262144);
	EXPECT(&n, d[0], ", via GigabitEthernet0/0\n      Route metric is 131072, traffic share count is 2\n      Total delay is 5020 microseconds, minimum bandwidth is 1000000 Kbit\n"
	       "      Reliability 255/255, minimum MTU 1500 bytes\n      Loading 1/255, Hops 2\n    10.0.13.3, from 10.0.13.3, 00:00:12 ago, via GigabitEthernet0/1\n"
	       "      Route metric is 262144, traffic share count is 1\n      Total delay is 10140 microseconds", "show ip route 10.4.0.0");
	assert_in_range(percent(0), 64, 69);
	/* A tenth longer than before: 240 x 131072 / 275200 = 114.3; 240 and 114 have 6 in common. */
	CONF(d[0], "interface g0/1", "delay 564");
	EXPECT(&n, d[0], "traffic share count is 40\n", "show ip route 10.4.0.0");
	EXPECT(&n, d[0], "Route metric is 275200, traffic share count is 19\n", "show ip route 10.4.0.0");
	assert_in_range(percent(1), 30, 34);
	CONF(d[0], "router eigrp 1", "traffic-share min");
	EXPECT(&n, d[0], "Route metric is 131072, traffic share count is 1\n", "show ip route 10.4.0.0");
	EXPECT(&n, d[0], "Route metric is 275200, traffic share count is 0\n", "show ip route 10.4.0.0");
	assert_int_equal(percent(0), 100);
	/* The one that stands by is there the moment the other is gone. */
	TYPE(&n, d[0], "configure terminal", "interface g0/0", "shutdown", "end");
	assert_int_equal(percent(1), 100);
	TYPE(&n, d[0], "configure terminal", "interface g0/0", "no shutdown", "end");
	net_run(&n, 10 * NSEC_PER_SEC);
	assert_int_equal(percent(0), 100);
	CONF(d[0], "router eigrp 1", "no traffic-share min");
	assert_in_range(percent(1), 30, 34);
	CONF(d[0], "router eigrp 1", "no variance 4");
	assert_int_equal(percent(0), 100);
	EXPECT(&n, d[0], "traffic share count is 1\n", "show ip route 10.4.0.0");
	assert_null(strstr(TYPE(&n, d[0], "show ip route 10.4.0.0"), "10.0.13.3"));
	net_close(&n);
}

/* Wide metrics are 64 bits long, and IPv6 has shares by the same code. */
static void t_shares_wide(void **state)
{
	u64 near, far;
	char want[64];

	(void)state;
	square(WIDE);
	CONF(d[0], "router eigrp LAB", "address-family ipv4 autonomous-system 1", "topology base", "variance 9", "interface g0/1", "delay 5");
	near = way("10.4.0.0/24", "10.0.12.2", NULL);
	far = way("10.4.0.0/24", "10.0.13.3", NULL);
	assert_true(far > 2 * near);
	snprintf(want, sizeof(want), "Route metric is %u, traffic share count is ", (u32)(far / 128));
	EXPECT(&n, d[0], want, "show ip route 10.4.0.0");
	assert_in_range(percent(1), 100 * near / (near + far) - 2, 100 * near / (near + far) + 2);
	net_close(&n);
}

/* The log of events: newest first, no more than it may, one loss by its steps; empty when cleared, shut off or of another size. */
static void t_events(void **state)
{
	const char *text;
	u32 lines = 0;

	(void)state;
	square(CLASSIC);
	EXPECT(&n, d[0], "Peer up: 10.0.12.2\n", "show ip eigrp events");
	EXPECT(&n, d[0], "Rcv update dest/nh: 10.4.0.0/24 10.0.12.2\n", "show ip eigrp events");
	EXPECT(&n, d[0], "Rcv met/succmet: metric(131072) metric(130816)\n", "show ip eigrp events");
	EXPECT(&n, d[0], "FC sat rdbmet/succmet: metric(131072) metric(130816)\n", "show ip eigrp events");
	EXPECT(&n, d[0], "Metric set: 10.4.0.0/24 metric(131072)\n", "show ip eigrp 1 events");
	EXPECT(&n, d[0], "Route installed: 10.4.0.0/24 10.0.12.2\n", "show ip eigrp events");
	EXPECT(&n, d[0], "Update sent, RD: 10.0.13.0/24 metric(2816)\n", "show ip eigrp events");
	TYPE(&n, d[0], "clear ip eigrp events");
	assert_string_equal(TYPE(&n, d[0], "show ip eigrp events"), "Event information for AS 1:\n");
	/* Both ways go, the last by a query. */
	CONF(d[3], "interface lo0", "shutdown");
	EXPECT(&n, d[0], "Rcv query dest/nh: 10.4.0.0/24 10.0.1", "show ip eigrp events");
	EXPECT(&n, d[0], "FC not sat Dmin/met: metric(Infinity) metric(131072)\n", "show ip eigrp events");
	EXPECT(&n, d[0], "Send reply: 10.4.0.0/24 10.0.1", "show ip eigrp events");
	EXPECT(&n, d[0], "Route deleted: 10.4.0.0/24\n", "show ip eigrp events");
	assert_null(strstr(TYPE(&n, d[0], "show ip eigrp events | json"), "18446744073709551615"));
	text = TYPE(&n, d[0], "show ip eigrp events 2 3");
	assert_non_null(strstr(text, "\n2    "));
	assert_non_null(strstr(text, "\n3    "));
	assert_null(strstr(text, "\n4    "));
	assert_null(strstr(text, "\n1    "));
	/* A ring of five. */
	CONF(d[0], "router eigrp 1", "eigrp event-log-size 5");
	CONF(d[3], "interface lo0", "no shutdown");
	text = TYPE(&n, d[0], "show ip eigrp events");
	for (const char *p = text; (p = strchr(p, '\n')); p++)
		lines++;
	assert_int_equal(lines, 6);
	CONF(d[0], "router eigrp 1", "no eigrp event-logging");
	TYPE(&n, d[0], "clear ip eigrp 1 events");
	CONF(d[3], "interface lo0", "shutdown");
	assert_string_equal(TYPE(&n, d[0], "show ip eigrp events"), "Event information for AS 1:\n");
	CONF(d[0], "router eigrp 1", "eigrp event-logging", "eigrp event-log-size 0");
	CONF(d[3], "interface lo0", "no shutdown");
	assert_string_equal(TYPE(&n, d[0], "show ip eigrp events"), "Event information for AS 1:\n");
	CONF(d[0], "router eigrp 1", "no eigrp event-log-size");
	CONF(d[3], "interface lo0", "shutdown");
	EXPECT(&n, d[0], "Route deleted: 10.4.0.0/24\n", "show ip eigrp events");
	net_close(&n);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(t_offset), cmocka_unit_test(t_offset_wide), cmocka_unit_test(t_shares), cmocka_unit_test(t_shares_wide), cmocka_unit_test(t_events) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
