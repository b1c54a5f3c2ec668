/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Log lines to a server: their form (RFC 3164 4.1: priority is facility times eight and severity), which go, and that sending does not feed itself. */
#include "ip_net.h"
#include "router/syslog.h"

static const char CONFIG[] = "hostname core\nlogging host 10.0.1.9\ninterface g0/0\n ip address 10.0.1.1 255.255.255.0\n";

struct bed { struct net n; struct device *d; struct raw *r; };

static void open_bed(struct bed *t, const char *more)
{
	char config[1024];
	u8 p[64];

	net_open(&t->n);
	snprintf(config, sizeof(config), "%s%s", CONFIG, more);
	t->d = net_node(&t->n, &appliance_router, "r1", config);
	t->r = net_raw(&t->n, "r", t->d, 0);
	net_run(&t->n, NSEC_PER_SEC);
	raw_send(&t->n, t->r, p, arp_put(p, net_port(t->d, 0)->mac, 1, A4(10, 0, 1, 9), A4(10, 0, 1, 1)));
	net_run(&t->n, NSEC_PER_SEC);
	t->r->next = t->r->n;
}

static const char *line(struct bed *t, u16 *port)
{
	static char text[600];
	const u8 *p;
	u32 len;

	while ((p = raw_next(t->r, ETH_TYPE_IP4, &len)))
		if (p[23] == IP_UDP) {
			*port = get_be16(p + 36);
			snprintf(text, sizeof(text), "%.*s", (int)(get_be16(p + 38) - 8), (const char *)p + 42);
			return text;
		}
	return NULL;
}

static void t_form(void **state)
{
	struct bed t;
	const char *l;
	u16 port;

	(void)state;
	open_bed(&t, "logging origin-id hostname\n");
	TYPE(&t.n, t.d, "configure terminal", "end");
	net_run(&t.n, NSEC_PER_SEC);
	l = line(&t, &port);
	assert_non_null(l);
	assert_int_equal(port, 514);
	assert_memory_equal(l, "<189>", 5); /* local7, notifications */
	assert_non_null(strstr(l, ": core: *Jan  1 00:00:02.001: %SYS-5-CONFIG_I: Configured from console"));
	TYPE(&t.n, t.d, "configure terminal", "logging facility local0", "logging trap errors", "logging host 10.0.1.9 transport udp port 1514", "no logging origin-id", "end");
	net_run(&t.n, NSEC_PER_SEC);
	assert_null(line(&t, &port)); /* severity 5 is beyond errors now */
	device_log(t.d, "TEST", 3, "SOMETHING", "is wrong");
	net_run(&t.n, NSEC_PER_SEC);
	l = line(&t, &port);
	assert_non_null(l);
	assert_int_equal(port, 1514);
	assert_memory_equal(l, "<131>", 5);
	assert_non_null(strstr(l, "%TEST-3-SOMETHING: is wrong"));
	EXPECT(&t.n, t.d, "    Trap logging: level errors, ", "show logging");
	EXPECT(&t.n, t.d, "        Logging to 10.0.1.9  (udp port 1514, audit disabled,", "show logging");
	net_close(&t.n);
}

/* `debug ip packet` sees each datagram that carries a line: those lines are not sent. A flood is bounded. */
static void t_no_loop(void **state)
{
	struct bed t;
	unsigned n = 0;
	u16 port;

	(void)state;
	open_bed(&t, "logging trap debugging\n");
	TYPE(&t.n, t.d, "debug ip packet");
	for (unsigned k = 0; k < 500; k++)
		device_log(t.d, "TEST", 3, "SOMETHING", "number %u", k);
	net_run(&t.n, 10 * NSEC_PER_SEC);
	while (line(&t, &port))
		n++;
	assert_int_equal(n, 128);
	net_close(&t.n);
}

/* A server of IPv6 is told as one of IPv4 is, each with the port that is its own. */
static void t_ipv6(void **state)
{
	struct bed t;
	unsigned n = 0;

	(void)state;
	open_bed(&t, "logging host ipv6 2001:db8:1::9 transport udp port 1514\ninterface g0/0\n ipv6 address 2001:db8:1::1/64\nipv6 neighbor 2001:db8:1::9 g0/0 02aa.0000.0001\n");
	device_log(t.d, "TEST", 3, "SOMETHING", "is wrong");
	net_run(&t.n, NSEC_PER_SEC);
	for (unsigned k = 0; k < t.r->n; k++) {
		const u8 *p = t.r->got[k].data;

		n += get_be16(p + 12) == ETH_TYPE_IP6 && p[20] == IP_UDP && get_be16(p + 56) == 1514 && strstr((const char *)p + 62, "%TEST-3-SOMETHING");
	}
	assert_int_equal(n, 1);
	EXPECT(&t.n, t.d, "        Logging to 2001:DB8:1::9  (udp port 1514,", "show logging");
	EXPECT(&t.n, t.d, "logging host ipv6 2001:DB8:1::9 transport udp port 1514\n", "show running-config");
	TYPE(&t.n, t.d, "configure terminal", "no logging host ipv6 2001:db8:1::9", "no logging host 10.0.1.9");
	assert_null(t.d->ip->syslog->hosts);
	net_close(&t.n);
}

/* The same address in two VRFs and outside is three servers; each hears by its own table, and what goes with its VRF is heard no more. */
static void t_vrf(void **state)
{
	struct bed t;
	struct raw *r1, *r2;
	const char *l;
	u16 port;

	(void)state;
	open_bed(&t, "vrf definition RED\n address-family ipv4\n exit-address-family\nvrf definition BLUE\n address-family ipv4\n exit-address-family\n"
		 "logging host 10.0.1.9 vrf RED transport udp port 1514\nlogging host 10.0.1.9 vrf BLUE\n"
		 "interface g0/1\n vrf forwarding RED\n ip address 10.0.1.1 255.255.255.0\ninterface g0/2\n vrf forwarding BLUE\n ip address 10.0.1.2 255.255.255.0\n"
		 "interface lo0\n vrf forwarding BLUE\n ip address 10.9.9.9 255.255.255.255\n"
		 "arp vrf RED 10.0.1.9 0200.0000.0001 arpa\narp vrf BLUE 10.0.1.9 0200.0000.0002 arpa\nlogging source-interface lo0\n");
	r1 = net_raw(&t.n, "red", t.d, 1);
	r2 = net_raw(&t.n, "blue", t.d, 2);
	net_run(&t.n, NSEC_PER_SEC);
	t.r->next = t.r->n;
	r1->next = r1->n;
	r2->next = r2->n;
	device_log(t.d, "TEST", 3, "SOMETHING", "is wrong");
	net_run(&t.n, NSEC_PER_SEC);
	l = line(&t, &port);
	assert_true(l && strstr(l, "%TEST-3-SOMETHING") && port == 514);
	assert_null(line(&t, &port)); /* once */
	for (unsigned k = 0; k < 2; k++) {
		struct bed b = { .r = k ? r2 : r1 };

		l = line(&b, &port);
		assert_true(l && strstr(l, "%TEST-3-SOMETHING"));
		assert_int_equal(get_be32((const u8 *)b.r->got[b.r->next - 1].data + 26), k ? A4(10, 9, 9, 9) : A4(10, 0, 1, 1)); /* the source interface is in BLUE alone */
		assert_int_equal(port, k ? 514 : 1514);
		assert_null(line(&b, &port));
	}
	EXPECT(&t.n, t.d, "        Logging to 10.0.1.9(RED) (udp port 1514, audit disabled,", "show logging");
	EXPECT(&t.n, t.d, "logging host 10.0.1.9 vrf RED transport udp port 1514\n", "show running-config");
	EXPECT(&t.n, t.d, "% VRF GREEN does not exist", "configure terminal", "logging host 10.0.1.9 vrf GREEN");
	TYPE(&t.n, t.d, "configure terminal", "no logging host 10.0.1.9 vrf BLUE", "no vrf definition RED", "end");
	assert_int_equal(t.d->ip->syslog->n_hosts, 1);
	assert_ptr_equal(t.d->ip->syslog->hosts->ip, t.d->ip);
	net_close(&t.n);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(t_form), cmocka_unit_test(t_no_loop), cmocka_unit_test(t_ipv6), cmocka_unit_test(t_vrf) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
