/* SPDX-License-Identifier: GPL-3.0-or-later */
/* VRFs: the same addresses apart, ways from one table to another, interfaces that move, what is refused, distinguishers. */
#include "ip_net.h"
#include "router/vrf/vrf.h"

static struct net n;
static struct device *r;
static struct raw *port[4];
static u8 pkt[2048];

enum { HOST = A4(10, 0, 0, 9), BEYOND = A4(10, 9, 0, 9) };

/* Ports 0 and 1 are RED's, 2 is BLUE's with the same subnet as 0, 3 is nobody's. */
static const char config[] =
	"vrf definition BLUE\n address-family ipv4\n"
	"vrf definition RED\n rd 65000:1\n address-family ipv4\n"
	"interface GigabitEthernet0/0\n vrf forwarding RED\n ip address 10.0.0.1 255.255.255.0\n"
	"interface GigabitEthernet0/1\n vrf forwarding RED\n ip address 10.1.0.1 255.255.255.0\n"
	"interface GigabitEthernet0/2\n vrf forwarding BLUE\n ip address 10.0.0.1 255.255.255.0\n"
	"interface GigabitEthernet0/3\n ip address 10.3.0.1 255.255.255.0\n"
	"arp vrf RED 10.1.0.2 02aa.0000.0001 arpa\narp vrf BLUE 10.0.0.2 02aa.0000.0001 arpa\narp 10.3.0.2 02aa.0000.0001 arpa\n"
	"ip route vrf RED 10.9.0.0 255.255.0.0 10.1.0.2\n"
	"ip route vrf RED 10.8.0.0 255.255.0.0 10.3.0.2 global\n"
	"ip route 10.7.0.0 255.255.0.0 GigabitEthernet0/1 10.1.0.2\n";

static void setup(void)
{
	net_open(&n);
	r = net_node(&n, &appliance_router, "r1", config);
	for (unsigned k = 0; k < 4; k++)
		port[k] = net_raw(&n, (const char *const[]){ "p0", "p1", "p2", "p3" }[k], r, k);
	net_run(&n, 100 * NSEC_PER_MS);
	for (unsigned k = 0; k < 4; k++)
		port[k]->next = port[k]->n;
}

/* The port that a packet to dst, come in at `at`, leaves by; -1: none. */
static int way(unsigned at, u32 dst)
{
	u32 len = ip4_put(pkt, net_port(r, at)->mac, HOST, dst, IP_UDP, 9, 0, 40), got;

	raw_send(&n, port[at], pkt, len);
	for (int k = 0; k < 4; k++) {
		const u8 *p = raw_next(port[k], ETH_TYPE_IP4, &got);

		if (p && get_be32(p + 14 + IP4_DST) == dst)
			return k;
	}
	return -1;
}

static const char *typed(const char *line) { return net_type(&n, r, (const char *const[]){ "configure terminal", line, "end", NULL }); }
static const char *on_port(unsigned k, const char *line)
{
	char name[40];

	snprintf(name, sizeof(name), "interface GigabitEthernet0/%u", k);
	return net_type(&n, r, (const char *const[]){ "configure terminal", name, line, "end", NULL });
}
static const char *shown(const char *line) { return net_type(&n, r, (const char *const[]){ line, NULL }); }

static void t_apart(void **state)
{
	(void)state;
	setup();
	assert_int_equal(way(0, BEYOND), 1);
	assert_int_equal(way(2, BEYOND), -1);			/* BLUE has no such route */
	assert_int_equal(way(3, BEYOND), -1);			/* nor has the global table */
	assert_int_equal(way(2, A4(10, 0, 0, 2)), 2);		/* a neighbour that RED's same address is not */
	assert_null(strstr(shown("show ip route"), "10.9.0.0"));
	assert_non_null(strstr(shown("show ip route vrf RED"), "Routing Table: RED"));
	assert_non_null(strstr(shown("show ip route vrf RED 10.9.0.0"), "static"));
	assert_non_null(strstr(shown("show ip route vrf GREEN"), "% IP routing table GREEN does not exist"));
	assert_non_null(strstr(shown("show ip arp vrf BLUE"), "10.0.0.2"));
	assert_null(strstr(shown("show ip arp"), "10.0.0.2"));
	net_close(&n);
}

static void t_leak(void **state)
{
	(void)state;
	setup();
	assert_int_equal(way(0, A4(10, 8, 0, 1)), 3);		/* `global`: its next hop is looked up there */
	assert_int_equal(way(3, A4(10, 7, 0, 1)), 1);		/* through another VRF's interface */
	assert_int_equal(way(2, A4(10, 8, 0, 1)), -1);
	on_port(3, "shutdown");
	assert_null(strstr(shown("show ip route vrf RED"), "10.8.0.0")); /* the route under it is gone, and told the other table */
	on_port(3, "no shutdown");
	net_run(&n, NSEC_PER_SEC);
	assert_int_equal(way(0, A4(10, 8, 0, 1)), 3);
	net_close(&n);
}

static void t_move(void **state)
{
	(void)state;
	setup();
	assert_non_null(strstr(on_port(1, "vrf forwarding BLUE"),
			       "% Interface GigabitEthernet0/1 IPv4 disabled and address(es) removed due to enabling VRF BLUE"));
	assert_int_equal(way(0, BEYOND), -1);
	assert_null(strstr(shown("show running-config interface GigabitEthernet0/1"), "ip address 10."));
	on_port(1, "ip address 10.1.0.1 255.255.255.0");
	net_run(&n, NSEC_PER_SEC);
	assert_int_equal(way(0, BEYOND), -1);			/* RED's route has no next hop in RED */
	assert_non_null(strstr(shown("show ip route 10.7.0.0"), "GigabitEthernet0/1"));	/* the one through the interface still has */
	assert_non_null(strstr(on_port(1, "no vrf forwarding"), "removed due to disabling VRF BLUE"));
	on_port(1, "vrf forwarding RED");
	on_port(1, "ip address 10.1.0.1 255.255.255.0");
	net_run(&n, NSEC_PER_SEC);
	assert_int_equal(way(0, BEYOND), 1);
	typed("ip vrf OLD"); /* the other form: one of the two lines stands */
	typed("rd 1:7");
	on_port(1, "ip vrf forwarding OLD");
	assert_non_null(strstr(shown("show running-config interface GigabitEthernet0/1"), "ip vrf forwarding OLD"));
	assert_null(strstr(shown("show running-config interface GigabitEthernet0/1"), "\n vrf forwarding"));
	assert_non_null(strstr(shown("show ip vrf interfaces OLD"), "Gi0/1"));
	on_port(1, "vrf forwarding RED");
	assert_null(strstr(shown("show running-config interface GigabitEthernet0/1"), "ip vrf"));
	assert_non_null(strstr(shown("show ip vrf interfaces RED"), "Gi0/1"));
	net_close(&n);
}

static void t_refused(void **state)
{
	(void)state;
	setup();
	assert_non_null(strstr(typed("ip route vrf GREEN 0.0.0.0 0.0.0.0 10.0.0.2"), "% VRF GREEN does not exist"));
	assert_non_null(strstr(on_port(3, "vrf forwarding GREEN"), "% VRF GREEN not configured."));
	assert_non_null(strstr(on_port(3, "ip vrf forwarding RED"), "% Use 'vrf forwarding' command for VRF 'RED'"));
	assert_non_null(strstr(on_port(0, "nat64 enable"), "% Unsupported here"));
	assert_non_null(strstr(on_port(0, "ipv6 address 2001:db8::1/64"), "is linked to a VRF. Enable IPv6 on that VRF first."));
	on_port(3, "nat64 enable");
	assert_non_null(strstr(on_port(3, "vrf forwarding RED"), "% Unsupported here"));
	typed("router ospf 7 vrf RED");
	assert_non_null(strstr(typed("router ospf 7"), "% VRF specified does not match existing router"));
	assert_non_null(strstr(typed("no ip vrf BLUE"), "% VRF BLUE is already defined by \"vrf definition\"")); /* the line would stay */
	on_port(2, "no ip vrf forwarding BLUE");
	assert_non_null(strstr(shown("show ip vrf interfaces BLUE"), "Gi0/2"));
	net_close(&n);
}

/* A VRF that goes takes along what names it, wherever that stands, and leaves the others alone. */
static void t_gone(void **state)
{
	const char *run;

	(void)state;
	setup();
	typed("router ospf 7 vrf RED");
	net_type(&n, r, (const char *const[]){ "configure terminal", "vrf definition BLUE", "rd 65000:2", "router bgp 65000", "address-family ipv4 vrf RED",
					       "neighbor 10.0.0.9 remote-as 65001", "redistribute connected", "address-family ipv4 vrf BLUE", "redistribute connected", "end", NULL });
	assert_non_null(strstr(net_type(&n, r, (const char *const[]){ "configure terminal", "vrf definition RED", "no rd", "end", NULL }),
			       "% VRF RED is used by \"address-family ipv4 vrf RED\" of BGP"));
	assert_non_null(strstr(shown("show running-config"), " rd 65000:1"));
	on_port(3, "description leads to vrf RED");
	on_port(0, "no vrf forwarding BLUE");	/* it is in another */
	assert_non_null(strstr(shown("show ip vrf interfaces RED"), "Gi0/0"));
	assert_non_null(strstr(typed("no vrf definition RED"), "% Interface GigabitEthernet0/0 IPv4 disabled and address(es) removed due to disabling VRF RED"));
	run = shown("show running-config");
	assert_null(strstr(run, "definition RED"));
	assert_null(strstr(run, "forwarding RED"));
	assert_null(strstr(run, "ipv4 vrf RED"));
	assert_null(strstr(run, "ospf 7"));
	assert_null(strstr(run, "route vrf RED"));
	assert_null(strstr(run, "arp vrf RED"));
	assert_non_null(strstr(run, "description leads to vrf RED"));
	assert_non_null(strstr(run, "ipv4 vrf BLUE"));
	assert_non_null(strstr(run, "vrf forwarding BLUE"));
	assert_int_equal(way(3, A4(10, 3, 0, 2)), 3);		/* the global table goes on */
	assert_null(strstr(typed("no vrf definition BLUE"), "Unsupported"));
	assert_null(strstr(shown("show running-config"), "BLUE"));
	typed("vrf definition RED");				/* and may come again */
	assert_null(strstr(on_port(0, "vrf forwarding RED"), "%"));
	net_close(&n);
}

static void t_distinguishers(void **state)
{
	static const char *const good[] = { "65000:1", "1:4294967295", "10.0.0.1:7", "70000:65535", "4294967295:1" };
	static const char *const bad[] = { "", ":", "1", "0:1", "1:", ":1", "65000:4294967296", "70000:65536", "10.0.0.1:65536", "10.0.0:1", "1:1x", "4294967296:1",
					   "11111111111111111111111:1" };
	char t[24];
	u64 rd;

	(void)state;
	for (unsigned k = 0; k < ARRAY_LEN(good); k++) {
		assert_true(vrf_rd_parse(good[k], &rd));
		assert_string_equal(vrf_rd_text(rd, t), good[k]);
	}
	for (unsigned k = 0; k < ARRAY_LEN(bad); k++)
		assert_false(vrf_rd_parse(bad[k], &rd));
}

/* A session that stands in a block of a VRF's while another takes the VRF away: each line is refused and says why, none lands around the block; the VRF back, it goes on. */
static void t_gone_beneath(void **state)
{
	static const struct { const char *enter[3], *line, *why; } at[] = {
		{ { "router bgp 65001", "address-family ipv4 vrf RED" }, "neighbor 1.2.3.4 remote-as 5", "% VRF RED does not exist or does not have a RD.\n" },
		{ { "router bgp 65001", "address-family ipv4 vrf RED" }, "network 10.0.0.0", "% VRF RED does not exist or does not have a RD.\n" },
		{ { "router rip", "address-family ipv4 vrf RED" }, "network 10.0.0.0", "% VRF RED does not exist\n" },
		{ { "router eigrp 1", "address-family ipv4 vrf RED autonomous-system 3" }, "network 10.0.0.0", "% VRF RED does not exist\n" },
		{ { "router eigrp NM", "address-family ipv4 vrf RED autonomous-system 3", "topology base" }, "variance 3", "% VRF RED does not exist\n" },
		{ { "router ospf 5 vrf RED" }, "network 10.0.0.0 0.255.255.255 area 0", "% VRF RED does not exist\n" },
	};

	(void)state;
	for (unsigned k = 0; k < ARRAY_LEN(at); k++) {
		struct cli_io io = { net_write, net_ready, &n };
		struct cli_options o = { .where = "vty0", .privilege = 15 };
		struct cli *c;
		char *text, *again = xasprintf("no %s", at[k].line);

		setup();
		c = cli_new(r->shell, &io, &o);
		cli_line(c, "configure terminal");
		for (unsigned i = 0; i < 3 && at[k].enter[i]; i++)
			cli_line(c, at[k].enter[i]);
		TYPE(&n, r, "configure terminal", "no vrf definition RED");
		n.len = 0;
		cli_line(c, at[k].line);
		assert_string_equal(n.out, at[k].why);
		n.len = 0;
		cli_line(c, again);
		assert_string_equal(n.out, at[k].why);
		text = shell_running(r->shell, false);
		assert_null(strstr(text, at[k].line));
		assert_null(strstr(text, "vrf RED"));
		free(text);
		TYPE(&n, r, "configure terminal", "vrf definition RED", "rd 65000:1", "address-family ipv4");
		n.len = 0;
		n.out[0] = 0;
		cli_line(c, at[k].line);
		assert_string_equal(n.out, "");
		text = shell_running(r->shell, false);
		assert_non_null(strstr(text, "vrf RED"));
		assert_non_null(strstr(text, at[k].line));
		free(text);
		free(again);
		cli_free(c);
		net_close(&n);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(t_apart), cmocka_unit_test(t_leak), cmocka_unit_test(t_move), cmocka_unit_test(t_refused), cmocka_unit_test(t_gone),
					    cmocka_unit_test(t_distinguishers), cmocka_unit_test(t_gone_beneath) };

	return cmocka_run_group_tests_name("vrf", tests, NULL, NULL);
}
