/* SPDX-License-Identifier: GPL-3.0-or-later */
/* NTP among ourselves on the virtual clock, clocks apart by what `clock set` did; and a raw server that lies. */
#include "ip_net.h"

#include "router/ntp/ntp.h"

static const char MASTER[] = "ntp master 3\ninterface g0/0\n ip address 10.0.1.1 255.255.255.0\n";

static s64 apart(struct device *a, struct device *b) { return device_wall_clock(a) - device_wall_clock(b); }

/* RFC 5905 11.3: a clock that is far off is stepped, then follows; strata go up by one; a server that is gone is given up. */
static void t_follows(void **state)
{
	struct net n;
	struct device *m, *c;
	struct wire *w;
	s64 d;

	(void)state;
	net_open(&n);
	m = net_node(&n, &appliance_router, "m", MASTER);
	c = net_node(&n, &appliance_router, "c", "ntp server 10.0.1.1 iburst\nntp logging\ninterface g0/0\n ip address 10.0.1.2 255.255.255.0\n");
	w = net_wire(m, 0, c, 0);
	TYPE(&n, m, "clock set 12:00:00 1 june 2027");
	net_run(&n, 60 * NSEC_PER_SEC);
	d = apart(m, c);
	assert_true(d > -(s64)NSEC_PER_MS && d < (s64)NSEC_PER_MS);
	EXPECT(&n, c, "Clock is synchronized, stratum 4, reference is 10.0.1.1\n", "show ntp status");
	EXPECT(&n, c, "*~10.0.1.1        127.127.1.1      3", "show ntp associations");
	EXPECT(&n, c, "%NTP-5-PEERSYNC: NTP synced to peer 10.0.1.1", "show logging");
	EXPECT(&n, m, "*~127.127.1.1     .LOCL.           2", "show ntp associations");
	wire_free(w);
	net_run(&n, 9 * 1100 * NSEC_PER_SEC);
	EXPECT(&n, c, "Clock is unsynchronized, stratum 16, no reference clock", "show ntp status");
	EXPECT(&n, c, "%NTP-4-UNSYNC: NTP sync is lost", "show logging");
	net_close(&n);
}

/* 7.3: with another key, or none, nobody is believed; with the right one he is. */
static void t_keys(void **state)
{
	struct net n;
	struct device *m, *c;

	(void)state;
	net_open(&n);
	m = net_node(&n, &appliance_router, "m", "ntp authentication-key 1 md5 right\nntp trusted-key 1\nntp master 3\ninterface g0/0\n ip address 10.0.1.1 255.255.255.0\n");
	c = net_node(&n, &appliance_router, "c", "ntp authentication-key 1 md5 wrong\nntp trusted-key 1\nntp authenticate\nntp server 10.0.1.1 iburst key 1\n"
		     "interface g0/0\n ip address 10.0.1.2 255.255.255.0\n");
	net_wire(m, 0, c, 0);
	net_run(&n, 300 * NSEC_PER_SEC);
	EXPECT(&n, c, "Clock is unsynchronized", "show ntp status");
	assert_true(m->ip->ntp->bad_auth > 0);
	TYPE(&n, c, "configure terminal", "ntp authentication-key 1 md5 right", "end");
	net_run(&n, 300 * NSEC_PER_SEC);
	EXPECT(&n, c, "Clock is synchronized, stratum 4", "show ntp status");
	net_close(&n);
}

/* What is told of an association; `debug ntp`; ranges of trusted keys; an interface that wants none of it; a dot before a clock that is followed no more. */
static void t_told(void **state)
{
	struct net n;
	struct device *m, *c;

	(void)state;
	net_open(&n);
	m = net_node(&n, &appliance_router, "m", "ntp authentication-key 7 md5 right\nntp trusted-key 5 - 9\nntp master 3\ninterface g0/0\n ip address 10.0.1.1 255.255.255.0\n");
	c = net_node(&n, &appliance_router, "c", "ntp authentication-key 7 md5 right\nntp trusted-key 1\nntp trusted-key 6 - 8\nntp authenticate\nntp server 10.0.1.1 iburst key 7\n"
		     "interface g0/0\n ip address 10.0.1.2 255.255.255.0\n");
	net_wire(m, 0, c, 0);
	EXPECT(&n, c, "*00:00:00.000 UTC Thu Jan 1 2026\nNo time source\n", "show clock detail");
	EXPECT(&n, c, "NTP events debugging is on\nNTP packets debugging is on\n", "debug ntp all");
	EXPECT(&n, c, "10.0.1.1 configured, ipv4, insane, invalid, unsynced, stratum 16\nref ID .INIT.         , time 00000000.00000000 (00:00:00.000 UTC Mon Jan 1 1900)\n"
	       "our mode client, peer mode unspec,", "show ntp associations detail");
	net_run(&n, 60 * NSEC_PER_SEC);
	EXPECT(&n, c, "10.0.1.1 configured, ipv4, authenticated, our_master, sane, valid, stratum 3\nref ID 127.127.1.1    , time ", "show ntp associations detail");
	EXPECT(&n, c, "our mode client, peer mode server, our poll intvl 128, peer poll intvl 64\nroot delay 0.00 msec, root disp 0.00, reach ", "show ntp associations detail");
	EXPECT(&n, c, "assoc in packets 8, assoc out packets 8, assoc error packets 0\n", "show ntp associations detail");
	EXPECT(&n, c, "Ntp In packets :8\nNtp Out packets :8\nNtp bad version packets :0\n", "show ntp packets");
	EXPECT(&n, c, "NTP message received from 10.0.1.1 on interface 'GigabitEthernet0/0' (10.0.1.2): mode 4, stratum 3, poll 6", "show logging");
	EXPECT(&n, c, "NTP Core(NOTICE): Clock is synchronized to 10.0.1.1.", "show logging");
	EXPECT(&n, c, "UTC Thu Jan 1 2026\nTime source is NTP\n", "show clock detail");
	TYPE(&n, c, "no debug ntp all", "configure terminal", "interface g0/0", "ntp disable", "end");
	net_run(&n, 9 * 1100 * NSEC_PER_SEC);
	assert_true(c->ip->ntp->refused > 0);
	EXPECT(&n, c, " ~10.0.1.1        127.127.1.1      3", "show ntp associations");
	EXPECT(&n, c, ".02:46:00.000 UTC Thu Jan 1 2026\n", "show clock");
	TYPE(&n, c, "configure terminal", "interface g0/0", "no ntp disable", "no ntp trusted-key 6 - 8", "end");
	net_run(&n, 200 * NSEC_PER_SEC);
	EXPECT(&n, c, "Clock is unsynchronized", "show ntp status");
	TYPE(&n, c, "configure terminal", "ntp trusted-key 7 - 7", "end");
	net_run(&n, 400 * NSEC_PER_SEC);
	EXPECT(&n, c, "Clock is synchronized, stratum 4", "show ntp status");
	EXPECT(&n, c, "% NTP: the first key must not be greater than the last", "configure terminal", "ntp trusted-key 9 - 8");
	EXPECT(&n, c, "% Unsupported here: ntp server pool.example prefer", "configure terminal", "ntp server pool.example prefer");
	net_close(&n);
}

/* Two that agree outvote one that lies. */
static void t_falseticker(void **state)
{
	static const char *const who[3] = { "ntp master 3\ninterface g0/0\n ip address 10.0.0.1 255.255.255.0\n", "ntp master 3\ninterface g0/0\n ip address 10.0.1.1 255.255.255.0\n",
					    "ntp master 1\ninterface g0/0\n ip address 10.0.2.1 255.255.255.0\n" };
	struct net n;
	struct device *m[3], *c;

	(void)state;
	net_open(&n);
	c = net_node(&n, &appliance_router, "c", "ntp server 10.0.0.1 iburst\nntp server 10.0.1.1 iburst\nntp server 10.0.2.1 iburst\n"
		     "interface g0/0\n ip address 10.0.0.2 255.255.255.0\ninterface g0/1\n ip address 10.0.1.2 255.255.255.0\ninterface g0/2\n ip address 10.0.2.2 255.255.255.0\n");
	for (unsigned k = 0; k < 3; k++) {
		m[k] = net_node(&n, &appliance_router, k == 0 ? "m0" : k == 1 ? "m1" : "m2", who[k]);
		net_wire(m[k], 0, c, k);
	}
	TYPE(&n, m[2], "clock set 12:00:00 1 june 2027");
	net_run(&n, 600 * NSEC_PER_SEC);
	assert_true(apart(m[0], c) > -(s64)NSEC_PER_SEC && apart(m[0], c) < (s64)NSEC_PER_SEC);
	EXPECT(&n, c, "x~10.0.2.1 ", "show ntp associations");
	net_close(&n);
}

/* TEST2: what does not answer our own packet is nothing. */
static void t_bogus(void **state)
{
	struct net n;
	struct device *c;
	struct raw *r;
	u8 p[128];

	(void)state;
	net_open(&n);
	c = net_node(&n, &appliance_router, "c", "ntp server 10.0.1.9\ninterface g0/0\n ip address 10.0.1.1 255.255.255.0\n");
	r = net_raw(&n, "r", c, 0);
	net_run(&n, 3 * NSEC_PER_SEC);
	for (u32 k = 0; k < 20; k++) {
		ip4_put(p, net_port(c, 0)->mac, A4(10, 0, 1, 9), A4(10, 0, 1, 1), IP_UDP, 64, 0, k < 10 ? 56 : 8 + k);
		put_be16(p + 34, 123);
		put_be16(p + 36, 123);
		put_be16(p + 38, (u16)(k < 10 ? 56 : 8 + k));
		put_be16(p + 40, 0);
		p[42] = (u8)(k < 5 ? 0x24 : 0x20 | k);
		raw_send(&n, r, p, 34 + (k < 10 ? 56 : 8 + k));
	}
	EXPECT(&n, c, "Clock is unsynchronized", "show ntp status");
	assert_int_equal(c->ip->ntp->assocs->reach, 0);
	net_close(&n);
}

/* An association's own source and its intervals; what cannot be is said. */
static void t_options(void **state)
{
	struct net n;
	struct device *c;
	struct raw *r;
	const u8 *p;
	u32 len, asked = 0;

	(void)state;
	net_open(&n);
	c = net_node(&n, &appliance_router, "c", "interface Loopback1\n ip address 10.9.9.9 255.255.255.255\ninterface g0/0\n ip address 10.0.1.1 255.255.255.0\narp 10.0.1.9 0200.0000.0009 arpa\n"
		     "ntp source g0/0\nntp server 10.0.1.9 source Loopback1 minpoll 4 maxpoll 5\n");
	r = net_raw(&n, "r", c, 0);
	net_run(&n, 100 * NSEC_PER_SEC);
	while ((p = raw_next(r, ETH_TYPE_IP4, &len)))
		if (p[23] == IP_UDP && get_be16(p + 36) == 123) {
			assert_int_equal(get_be32(p + 26), A4(10, 9, 9, 9));
			assert_int_equal(p[44], 4);
			asked++;
		}
	assert_in_range(asked, 6, 7); /* every 16 s */
	EXPECT(&n, c, "minpoll = 4, maxpoll = 5\n", "show ntp associations detail");
	EXPECT(&n, c, "% NTP: minpoll must not be above maxpoll", "configure terminal", "ntp server 10.0.1.8 minpoll 7 maxpoll 5", "end");
	TYPE(&n, c, "configure terminal", "no interface Loopback1", "end");
	net_run(&n, 20 * NSEC_PER_SEC);
	while ((p = raw_next(r, ETH_TYPE_IP4, &len)))
		if (p[23] == IP_UDP && get_be16(p + 36) == 123)
			assert_int_equal(get_be32(p + 26), A4(10, 0, 1, 1));
	net_close(&n);
}

/* `ntp access-group`: serve-only answers the list's hosts and nobody else, and takes no time from whom it may only serve; peer takes it. */
static void t_access(void **state)
{
	static const char *const kinds[] = { "serve-only 9", "serve 9", "peer 9", "peer 8", "query-only 9" };

	(void)state;
	for (unsigned k = 0; k < ARRAY_LEN(kinds); k++) {
		char line[64];
		struct device *m, *c;
		struct net n;

		net_open(&n);
		snprintf(line, sizeof(line), "ntp access-group %s", kinds[k]);
		m = net_node(&n, &appliance_router, "m", MASTER);
		c = net_node(&n, &appliance_router, "c", "ntp server 10.0.1.1 iburst\ninterface g0/0\n ip address 10.0.1.2 255.255.255.0\n");
		net_wire(m, 0, c, 0);
		TYPE(&n, m, "configure terminal", "access-list 8 permit 10.9.9.9", "access-list 9 permit 10.0.1.2", line);
		net_run(&n, 60 * NSEC_PER_SEC);
		EXPECT(&n, c, k >= 3 ? "Clock is unsynchronized" : "Clock is synchronized", "show ntp status");
		assert_int_equal(m->ip->ntp->refused != 0, k >= 3);
		/* The client takes time from its server only as the group of its own says. */
		TYPE(&n, c, "configure terminal", "access-list 9 permit 10.0.1.1", line, "no ntp server 10.0.1.1", "ntp server 10.0.1.1 iburst");
		net_run(&n, 60 * NSEC_PER_SEC);
		EXPECT(&n, c, k == 2 ? "Clock is synchronized" : "Clock is unsynchronized", "show ntp status");
		net_close(&n);
	}
}

/* The same over IPv6: client, peers both ways, the list that says who may; a server is called by four octets of its address's digest (7.3). */
static void t_ipv6(void **state)
{
	struct net n;
	struct device *m, *c;

	(void)state;
	net_open(&n);
	m = net_node(&n, &appliance_router, "m", "ntp master 3\nipv6 access-list NOBODY\n permit ipv6 host 2001:DB8:9::9 any\ninterface g0/0\n ip address 10.0.1.1 255.255.255.0\n ipv6 address 2001:DB8:1::1/64\n");
	c = net_node(&n, &appliance_router, "c", "ntp logging\nntp server 2001:DB8:1::1 iburst\ninterface g0/0\n ip address 10.0.1.2 255.255.255.0\n ipv6 address 2001:DB8:1::2/64\n");
	net_wire(m, 0, c, 0);
	TYPE(&n, m, "clock set 12:00:00 1 june 2027");
	net_run(&n, 60 * NSEC_PER_SEC);
	EXPECT(&n, c, "Clock is synchronized, stratum 4", "show ntp status");
	EXPECT(&n, c, "*~2001:DB8:1::1 ", "show ntp associations");
	assert_true(apart(m, c) > -(s64)NSEC_PER_SEC && apart(m, c) < (s64)NSEC_PER_SEC);
	TYPE(&n, m, "configure terminal", "ntp access-group ipv6 peer NOBODY");
	net_run(&n, 10 * NSEC_PER_SEC);
	TYPE(&n, c, "configure terminal", "no ntp server 2001:DB8:1::1", "ntp server 2001:DB8:1::1 iburst");
	net_run(&n, 60 * NSEC_PER_SEC);
	EXPECT(&n, c, "Clock is unsynchronized", "show ntp status");
	assert_true(m->ip->ntp->refused != 0);
	TYPE(&n, m, "configure terminal", "no ntp access-group ipv6 peer NOBODY", "ntp peer 2001:DB8:1::2 iburst");
	TYPE(&n, c, "configure terminal", "ntp peer 2001:DB8:1::1 iburst");	/* in the server's place */
	net_run(&n, 300 * NSEC_PER_SEC);
	EXPECT(&n, c, "*~2001:DB8:1::1 ", "show ntp associations");
	EXPECT(&n, m, " ~2001:DB8:1::2 ", "show ntp associations");	/* a loop: it follows us */
	assert_int_equal(m->ip->ntp->assocs->refid, m->ip->ntp->assocs->self);
	assert_null(m->ip->ntp->system);
	net_close(&n);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(t_follows), cmocka_unit_test(t_keys), cmocka_unit_test(t_told), cmocka_unit_test(t_falseticker), cmocka_unit_test(t_bogus), cmocka_unit_test(t_options), cmocka_unit_test(t_access), cmocka_unit_test(t_ipv6) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
