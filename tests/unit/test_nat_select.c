/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What NAT is asked to do to whom: route maps that tell two providers apart, names for hosts outside, virtual addresses that several servers share, VRFs with the same
 * addresses inside, pools that keep host numbers, FTP on another port, a router on a stick. IOS's manual; RFC 2663 4 for the names.
 */
#include "nat_bed.h"

/* Ports 0 inside, 1 and 2 outside, each with its provider's address. */
static const char two_providers[] =
	"interface g0/0\n ip address 10.0.1.1 255.255.255.0\n ip nat inside\n"
	"interface g0/1\n ip address 203.0.113.1 255.255.255.0\n ip nat outside\n"
	"interface g0/2\n ip address 198.51.100.1 255.255.255.0\n ip nat outside\n"
	"arp 203.0.113.9 02aa.0000.0001 arpa\narp 198.51.100.9 02aa.0000.0001 arpa\narp 10.0.1.10 02aa.0000.0001 arpa\narp 10.0.1.11 02aa.0000.0001 arpa\n"
	"access-list 1 permit 10.0.0.0 0.255.255.255\n"
	"route-map ONE permit 10\n match ip address 1\n match interface GigabitEthernet0/1\n"
	"route-map TWO permit 10\n match ip address 1\n match interface GigabitEthernet0/2\n";

enum { FAR1 = A4(192, 0, 2, 1), FAR2 = A4(192, 0, 2, 129), TWO = A4(198, 51, 100, 1) };

static void open_with(struct bed *t, const char *base, const char *more)
{
	char config[4096];

	memset(t, 0, sizeof(*t));
	net_open(&t->n);
	snprintf(config, sizeof(config), "%s%s", base, more);
	t->d = net_node(&t->n, &appliance_router, "r1", config);
	t->in = net_raw(&t->n, "p0", t->d, 0);
	t->out = net_raw(&t->n, "p1", t->d, 1);
	t->more[0] = net_raw(&t->n, "p2", t->d, 2);
	t->more[1] = net_raw(&t->n, "p3", t->d, 3);
	net_run(&t->n, NSEC_PER_SEC);
	t->in->next = t->in->n;
	t->out->next = t->out->n;
	t->more[0]->next = t->more[0]->n;
	t->more[1]->next = t->more[1]->n;
}

/* One host's port has a name at each provider; a flow keeps the one it began with. */
static void t_route_map(void **state)
{
	struct bed t;

	(void)state;
	open_with(&t, two_providers, "ip route 192.0.2.0 255.255.255.128 203.0.113.9\nip route 192.0.2.128 255.255.255.128 198.51.100.9\n"
				     "ip nat inside source route-map ONE interface g0/1\nip nat inside source route-map TWO interface g0/2 overload\n");
	send(&t, t.in, IP_UDP, IL, 4000, FAR1, 53, 0);
	expect(t.out, IG, 4000, FAR1, 53);
	send(&t, t.in, IP_UDP, IL, 4000, FAR2, 53, 0);
	expect(t.more[0], TWO, 4000, FAR2, 53);
	send(&t, t.in, IP_UDP, IL + 1, 4000, FAR2, 53, 0);
	expect(t.more[0], TWO, 4001, FAR2, 53);
	send(&t, t.out, IP_UDP, FAR1, 53, IG, 4000, 0);
	expect(t.in, FAR1, 53, IL, 4000);
	send(&t, t.more[0], IP_UDP, FAR2, 53, TWO, 4001, 0);
	expect(t.in, FAR2, 53, IL + 1, 4000);
	EXPECT(&t.n, t.d, "[Id: 2] route-map TWO interface GigabitEthernet0/2 refcount 2", "show ip nat statistics");
	EXPECT(&t.n, t.d, "Map-Id(In): 1", "show ip nat translations verbose");
	EXPECT(&t.n, t.d, "ip nat inside source route-map ONE interface GigabitEthernet0/1 overload\n", "show running-config");
	/* the way to the first provider goes: what began there keeps its name until it is cleared, as on IOS */
	TYPE(&t.n, t.d, "configure terminal", "no ip route 192.0.2.0 255.255.255.128 203.0.113.9", "ip route 192.0.2.0 255.255.255.128 198.51.100.9", "end");
	send(&t, t.in, IP_UDP, IL, 4000, FAR1, 53, 0);
	expect(t.more[0], IG, 4000, FAR1, 53);
	TYPE(&t.n, t.d, "clear ip nat translation *");
	send(&t, t.in, IP_UDP, IL, 4000, FAR1, 53, 0);
	expect(t.more[0], TWO, 4000, FAR1, 53);
	net_close(&t.n);
}

/* A host has one static name for each provider; a map that fits nothing, or is not there, translates nothing. */
static void t_static_map(void **state)
{
	struct bed t;

	(void)state;
	open_with(&t, two_providers, "ip route 192.0.2.0 255.255.255.128 203.0.113.9\nip route 192.0.2.128 255.255.255.128 198.51.100.9\n"
				     "ip nat inside source static 10.0.1.10 203.0.113.10 route-map ONE\nip nat inside source static 10.0.1.10 198.51.100.10 route-map TWO\n"
				     "ip nat inside source route-map NONE interface g0/1 overload\n");
	send(&t, t.in, IP_UDP, IL, 4000, FAR1, 53, 0);
	expect(t.out, A4(203, 0, 113, 10), 4000, FAR1, 53);
	send(&t, t.in, IP_UDP, IL, 4000, FAR2, 53, 0);
	expect(t.more[0], A4(198, 51, 100, 10), 4000, FAR2, 53);
	send(&t, t.more[0], IP_UDP, FAR1, 9, A4(198, 51, 100, 10), 80, 0);
	expect(t.in, FAR1, 9, IL, 80);
	send(&t, t.in, IP_UDP, IL + 1, 4000, FAR1, 53, 0);
	expect(t.out, IL + 1, 4000, FAR1, 53);
	EXPECT(&t.n, t.d, "similar static entry", "configure terminal", "ip nat inside source static 10.0.1.10 203.0.113.99", "end");
	net_close(&t.n);
}

/* By next hop: two providers on one interface. */
static void t_next_hop(void **state)
{
	struct bed t;

	(void)state;
	open_with(&t, two_providers, "arp 203.0.113.8 02aa.0000.0001 arpa\nip route 192.0.2.0 255.255.255.128 203.0.113.9\nip route 192.0.2.128 255.255.255.128 203.0.113.8\n"
				     "access-list 8 permit 203.0.113.8\nip nat pool P 203.0.113.64 203.0.113.64 prefix-length 24\n"
				     "route-map EIGHT permit 10\n match ip next-hop 8\n"
				     "ip nat inside source route-map EIGHT pool P overload\nip nat inside source list 1 interface g0/1 overload\n");
	send(&t, t.in, IP_UDP, IL, 4000, FAR1, 53, 0);
	expect(t.out, IG, 4000, FAR1, 53);
	send(&t, t.in, IP_UDP, IL, 4001, FAR2, 53, 0);
	expect(t.out, A4(203, 0, 113, 64), 4001, FAR2, 53);
	net_close(&t.n);
}

/* A host outside whose address is also in use inside gets a name there; whole addresses stay for their time. */
static void t_outside_list(void **state)
{
	struct bed t;

	(void)state;
	open_with(&t, two_providers, "access-list 2 permit 10.0.1.0 0.0.0.255\nip nat pool OUT 10.99.0.1 10.99.0.2 prefix-length 24\n"
				     "ip nat outside source list 2 pool OUT\nip nat inside source static 10.0.1.10 203.0.113.10\n"
				     "ip route 10.99.0.0 255.255.255.0 203.0.113.9\n");
	send(&t, t.out, IP_UDP, A4(10, 0, 1, 77), 9, A4(203, 0, 113, 10), 80, 0);
	expect(t.in, A4(10, 99, 0, 1), 9, IL, 80);
	send(&t, t.in, IP_UDP, IL, 80, A4(10, 99, 0, 1), 9, 0);
	expect(t.out, A4(203, 0, 113, 10), 80, A4(10, 0, 1, 77), 9);
	send(&t, t.in, IP_UDP, IL, 81, A4(10, 99, 0, 1), 7, 0); /* a new flow to the name that is there */
	expect(t.out, A4(203, 0, 113, 10), 81, A4(10, 0, 1, 77), 7);
	send(&t, t.out, IP_UDP, A4(10, 0, 1, 78), 9, A4(203, 0, 113, 10), 80, 0);
	expect(t.in, A4(10, 99, 0, 2), 9, IL, 80);
	send(&t, t.out, IP_UDP, A4(10, 0, 1, 79), 9, A4(203, 0, 113, 10), 80, 0); /* none left */
	nothing(t.in);
	EXPECT(&t.n, t.d, "--- ---                ---                10.99.0.1          10.0.1.77\n", "show ip nat translations");
	EXPECT(&t.n, t.d, "--- ---                ---                10.99.0.1          10.0.1.77\n", "show ip nat translations outside 10.99.0.1");
	assert_null(strstr(TYPE(&t.n, t.d, "show ip nat translations outside 10.99.0.1"), "10.99.0.2"));
	assert_null(strstr(TYPE(&t.n, t.d, "show ip nat translations inside 203.0.113.11"), "203.0.113.10"));
	EXPECT(&t.n, t.d, "203.0.113.10", "show ip nat translations inside 203.0.113.10");
	EXPECT(&t.n, t.d, "Total number of translations: 6\n", "show ip nat translations total"); /* three flows, two addresses, the static one */
	EXPECT(&t.n, t.d, "Total number of translations: 3\n", "show ip nat translations udp total");
	EXPECT(&t.n, t.d, "-- Outside Source\n[Id: 1] access-list 2 pool OUT refcount 2", "show ip nat statistics");
	TYPE(&t.n, t.d, "configure terminal", "no ip nat outside source list 2", "end");
	EXPECT(&t.n, t.d, "Total active translations: 1 (1 static, 0 dynamic; 0 extended)", "show ip nat statistics");
	net_close(&t.n);
}

/* add-route: who has got a local name has a route to it, while he has it; routing comes before translation on the way out. */
static void t_add_route(void **state)
{
	struct bed t;

	(void)state;
	open_with(&t, two_providers, "access-list 2 permit 10.0.1.0 0.0.0.255\nip nat pool OUT 10.99.0.1 10.99.0.2 prefix-length 24\n"
				     "ip nat inside source static 10.0.1.10 203.0.113.10\nip nat outside source list 2 pool OUT add-route\n"
				     "ip nat outside source static 203.0.113.9 10.77.0.1 add-route\nip route 10.0.1.77 255.255.255.255 203.0.113.9\n");
	EXPECT(&t.n, t.d, "S        10.77.0.1/32 [1/0] via 203.0.113.9\n", "show ip route");
	send(&t, t.in, IP_UDP, IL, 80, A4(10, 77, 0, 1), 9, 0);
	expect(t.out, A4(203, 0, 113, 10), 80, A4(203, 0, 113, 9), 9);
	assert_null(strstr(TYPE(&t.n, t.d, "show ip route"), "10.99.0.1"));
	send(&t, t.out, IP_UDP, A4(10, 0, 1, 77), 9, A4(203, 0, 113, 10), 80, 0);
	expect(t.in, A4(10, 99, 0, 1), 9, IL, 80);
	net_run(&t.n, NSEC_PER_MS);
	EXPECT(&t.n, t.d, "S        10.99.0.1/32 [1/0] via 10.0.1.77\n", "show ip route");
	send(&t, t.in, IP_UDP, IL, 80, A4(10, 99, 0, 1), 9, 0);
	expect(t.out, A4(203, 0, 113, 10), 80, A4(10, 0, 1, 77), 9);
	TYPE(&t.n, t.d, "configure terminal", "no ip nat outside source list 2 pool OUT add-route", "no ip nat outside source static 203.0.113.9 10.77.0.1 add-route", "end");
	assert_null(strstr(TYPE(&t.n, t.d, "show ip route"), "10.99.0.1"));
	assert_null(strstr(TYPE(&t.n, t.d, "show ip route"), "10.77.0.1"));
	net_close(&t.n);
}

/* A pool of several ranges: one after the other; changed while it is in use. */
static void t_ranges(void **state)
{
	struct bed t;

	(void)state;
	open_with(&t, two_providers, "ip nat pool P prefix-length 24\n address 203.0.113.40 203.0.113.40\n address 203.0.113.50 203.0.113.51\nip nat inside source list 1 pool P\n"
				     "ip route 192.0.2.0 255.255.255.0 203.0.113.9\n");
	for (unsigned k = 0; k < 3; k++) {
		send(&t, t.in, IP_UDP, IL + k, 4000, FAR1, 53, 0);
		expect(t.out, k ? A4(203, 0, 113, 49) + k : A4(203, 0, 113, 40), 4000, FAR1, 53);
	}
	send(&t, t.in, IP_UDP, IL + 3, 4000, FAR1, 53, 0);
	nothing(t.out);
	EXPECT(&t.n, t.d, "\tstart 203.0.113.40 end 203.0.113.40\n\tstart 203.0.113.50 end 203.0.113.51\n\ttype generic, total addresses 3, allocated 3 (100%), misses 1\n", "show ip nat statistics");
	EXPECT(&t.n, t.d, "\nPeak translations: 6, ", "show ip nat statistics"); /* three flows, three addresses */
	TYPE(&t.n, t.d, "debug ip nat detailed", "clear logging");
	send(&t, t.in, IP_UDP, IL, 4000, FAR1, 53, 0);
	expect(t.out, A4(203, 0, 113, 40), 4000, FAR1, 53);
	EXPECT(&t.n, t.d, ": NAT*: i: udp (10.0.1.10, 4000) -> (192.0.2.1, 53) [", "show logging");
	EXPECT(&t.n, t.d, ": NAT*: s=10.0.1.10->203.0.113.40, d=192.0.2.1 [", "show logging");
	EXPECT(&t.n, t.d, "  IP NAT detailed debugging is on\n", "show debugging");
	TYPE(&t.n, t.d, "undebug all");
	EXPECT(&t.n, t.d, "%Range overlaps with another of the pool", "configure terminal", "ip nat pool P prefix-length 24", "address 203.0.113.45 203.0.113.50", "end");
	EXPECT(&t.n, t.d, "%Start and end addresses on different subnets", "configure terminal", "ip nat pool P prefix-length 24", "address 203.0.113.250 203.0.114.3", "end");
	EXPECT(&t.n, t.d, "%Pool is defined by ranges of addresses: remove it first", "configure terminal", "ip nat pool P 203.0.113.1 203.0.113.9 prefix-length 24", "end");
	EXPECT(&t.n, t.d, "%Pool is defined otherwise: remove it first", "configure terminal", "ip nat pool P prefix-length 25", "end");
	TYPE(&t.n, t.d, "configure terminal", "ip nat pool P prefix-length 24", "no address 203.0.113.40 203.0.113.40", "end");
	send(&t, t.in, IP_UDP, IL, 4000, FAR1, 53, 0);
	expect(t.out, A4(203, 0, 113, 50), 4000, FAR1, 53);
	EXPECT(&t.n, t.d, "\nip nat pool P prefix-length 24\n address 203.0.113.50 203.0.113.51\n", "show running-config");
	TYPE(&t.n, t.d, "configure terminal", "ip nat pool P prefix-length 24", "no address 203.0.113.50 203.0.113.51", "end");
	send(&t, t.in, IP_UDP, IL, 4000, FAR1, 53, 0);
	nothing(t.out);
	EXPECT(&t.n, t.d, "total addresses 0, allocated 0 (0%), misses 1\n", "show ip nat statistics");
	net_close(&t.n);
}

/* Servers take turns at new TCP connections to their common address; a connection stays with its server; UDP is not shared out. */
static void t_rotary(void **state)
{
	struct bed t;

	(void)state;
	open_with(&t, two_providers, "access-list 3 permit 10.0.1.200\nip nat pool SERVERS 10.0.1.10 10.0.1.11 prefix-length 28 type rotary\n"
				     "ip nat inside destination list 3 pool SERVERS\n");
	for (unsigned k = 0; k < 4; k++) {
		send(&t, t.out, IP_TCP, OG, (u16)(3000 + k), A4(10, 0, 1, 200), 80, 2);
		expect(t.in, OG, (u16)(3000 + k), IL + k % 2, 80);
	}
	send(&t, t.in, IP_TCP, IL + 1, 80, OG, 3001, 0x12);
	expect(t.out, A4(10, 0, 1, 200), 80, OG, 3001);
	send(&t, t.out, IP_TCP, OG, 3001, A4(10, 0, 1, 200), 80, 0x10);
	expect(t.in, OG, 3001, IL + 1, 80);
	send(&t, t.out, IP_UDP, OG, 9, A4(10, 0, 1, 200), 80, 0);
	nothing(t.in);
	EXPECT(&t.n, t.d, "-- Inside Destination\n[Id: 1] access-list 3 pool SERVERS refcount 4\n pool SERVERS: netmask 255.255.255.240\n\tstart 10.0.1.10 end 10.0.1.11\n\ttype rotary",
	       "show ip nat statistics");
	EXPECT(&t.n, t.d, "%Pool SERVERS in use, cannot destroy\n", "configure terminal", "no ip nat pool SERVERS 10.0.1.10 10.0.1.11 prefix-length 28 type rotary", "end");
	EXPECT(&t.n, t.d, "refcount 4\n", "show ip nat statistics");
	TYPE(&t.n, t.d, "configure terminal", "no ip nat inside destination list 3 pool SERVERS", "no ip nat pool SERVERS 10.0.1.10 10.0.1.11 prefix-length 28 type rotary", "end");
	assert_null(strstr(TYPE(&t.n, t.d, "show running-config"), "SERVERS"));
	EXPECT(&t.n, t.d, "0 dynamic", "show ip nat statistics");
	net_close(&t.n);
}

static void t_match_host(void **state)
{
	struct bed t;

	(void)state;
	open_with(&t, two_providers, "ip nat pool P 203.0.113.1 203.0.113.254 prefix-length 24 type match-host\nip nat inside source list 1 pool P\nip route 0.0.0.0 0.0.0.0 203.0.113.9\n");
	send(&t, t.in, IP_UDP, IL + 1, 4000, FAR1, 53, 0);
	expect(t.out, A4(203, 0, 113, 11), 4000, FAR1, 53);
	send(&t, t.in, IP_UDP, IL, 4000, FAR1, 53, 0);
	expect(t.out, A4(203, 0, 113, 10), 4000, FAR1, 53);
	net_close(&t.n);
}

/* RED and BLUE have the same addresses inside and one way out, which is nobody's. */
static const char two_vrfs[] =
	"vrf definition RED\n address-family ipv4\nvrf definition BLUE\n address-family ipv4\n"
	"interface g0/0\n vrf forwarding RED\n ip address 10.0.1.1 255.255.255.0\n ip nat inside\n"
	"interface g0/1\n ip address 203.0.113.1 255.255.255.0\n ip nat outside\n"
	"interface g0/2\n vrf forwarding BLUE\n ip address 10.0.1.1 255.255.255.0\n ip nat inside\n"
	"interface g0/3\n vrf forwarding RED\n ip address 198.51.100.1 255.255.255.0\n ip nat outside\n"
	"arp 203.0.113.9 02aa.0000.0001 arpa\narp vrf RED 10.0.1.10 02aa.0000.0001 arpa\narp vrf BLUE 10.0.1.10 02aa.0000.0001 arpa\narp vrf RED 198.51.100.9 02aa.0000.0001 arpa\n"
	"ip route vrf RED 0.0.0.0 0.0.0.0 203.0.113.9 global\nip route vrf BLUE 0.0.0.0 0.0.0.0 203.0.113.9 global\nip route 0.0.0.0 0.0.0.0 203.0.113.9\n"
	"access-list 1 permit 10.0.0.0 0.255.255.255\n";

static void t_vrf(void **state)
{
	struct bed t;
	u8 p[128];

	(void)state;
	open_with(&t, two_vrfs, "ip nat inside source list 1 interface g0/1 vrf RED overload\nip nat inside source list 1 interface g0/1 vrf BLUE\n"
				"ip nat inside source static tcp 10.0.1.10 80 203.0.113.1 8080 vrf BLUE\n");
	send(&t, t.in, IP_UDP, IL, 4000, FAR1, 53, 0);
	expect(t.out, IG, 4000, FAR1, 53);
	send(&t, t.more[0], IP_UDP, IL, 4000, FAR1, 53, 0);
	expect(t.out, IG, 4001, FAR1, 53);
	send(&t, t.out, IP_UDP, FAR1, 53, IG, 4000, 0);
	expect(t.in, FAR1, 53, IL, 4000);
	send(&t, t.out, IP_UDP, FAR1, 53, IG, 4001, 0);
	expect(t.more[0], FAR1, 53, IL, 4000);
	nothing(t.in);
	send(&t, t.out, IP_TCP, FAR1, 3000, IG, 8080, 2);
	expect(t.more[0], FAR1, 3000, IL, 80);
	send(&t, t.in, IP_TCP, IL, 80, FAR1, 3000, 0x12); /* RED's host of that address has no such connection */
	expect(t.out, IG, 80, FAR1, 3000);
	/* an error from outside about what BLUE sent finds back */
	send(&t, t.more[0], IP_UDP, IL, 5000, FAR1, 9, 0);
	expect(t.out, IG, 5000, FAR1, 9);
	ip4_put(p, net_port(t.d, 1)->mac, OG, IG, IP_ICMP, 64, 0, 36);
	memset(p + 34, 0, 8);
	p[34] = 3;
	p[35] = 3;
	memcpy(p + 42, t.out->got[t.out->n - 1].data + 14, 28);
	finish(p, IP_ICMP, 36);
	raw_send(&t.n, t.out, p, 34 + 36);
	{
		u32 total;
		const u8 *ip = next(t.more[0], &total);

		assert_non_null(ip);
		assert_int_equal(get_be32(ip + 16), IL);
		assert_int_equal(get_be32(ip + 40), IL);
	}
	EXPECT(&t.n, t.d, "udp 203.0.113.1:4001   10.0.1.10:4000", "show ip nat translations vrf BLUE");
	if (strstr(TYPE(&t.n, t.d, "show ip nat translations vrf BLUE"), ":4000 203"))
		fail_msg("RED's are not BLUE's");
	EXPECT(&t.n, t.d, "VRF : RED, entry-id: 1", "show ip nat translations verbose vrf RED");
	EXPECT(&t.n, t.d, "vrf BLUE", "show running-config | include ip nat");
	EXPECT(&t.n, t.d, "due to disabling VRF BLUE", "configure terminal", "interface g0/2", "no vrf forwarding BLUE", "exit", "no vrf definition BLUE", "end");
	if (strstr(TYPE(&t.n, t.d, "show running-config"), "BLUE"))	/* it takes along the lines that name it */
		fail_msg("left:\n%s", t.n.out);
	EXPECT(&t.n, t.d, "there already", "configure terminal", "ip nat inside source list 1 pool P vrf RED", "end");
	EXPECT(&t.n, t.d, "VRF NO does not exist", "configure terminal", "ip nat inside source list 1 pool P vrf NO", "end");
	TYPE(&t.n, t.d, "clear ip nat translation vrf RED *");
	if (strstr(TYPE(&t.n, t.d, "show ip nat translations vrf RED"), "10.0.1.10"))
		fail_msg("cleared:\n%s", t.n.out);
	net_close(&t.n);
}

/* Both sides in one VRF, whose global addresses are its own. */
static void t_match_in_vrf(void **state)
{
	struct bed t;

	(void)state;
	open_with(&t, two_vrfs, "no ip route vrf RED 0.0.0.0 0.0.0.0 203.0.113.9 global\nip route vrf RED 0.0.0.0 0.0.0.0 198.51.100.9\n"
				"ip nat inside source list 1 interface g0/3 vrf RED match-in-vrf overload\nip nat inside source static 10.0.1.10 203.0.113.10 vrf BLUE\n"
				"ip nat inside source static 10.0.1.20 203.0.113.10 vrf RED match-in-vrf\n");
	send(&t, t.in, IP_UDP, IL, 4000, FAR1, 53, 0);
	expect(t.more[1], TWO, 4000, FAR1, 53);
	send(&t, t.more[1], IP_UDP, FAR1, 53, TWO, 4000, 0);
	expect(t.in, FAR1, 53, IL, 4000);
	send(&t, t.out, IP_UDP, FAR1, 53, A4(203, 0, 113, 10), 7, 0); /* BLUE's, from outside */
	expect(t.more[0], FAR1, 53, IL, 7);
	ask_arp(&t, t.out, OG, A4(203, 0, 113, 10));
	TYPE(&t.n, t.d, "configure terminal", "interface g0/0", "no vrf forwarding", "end");
	EXPECT(&t.n, t.d, "Total active translations", "show ip nat statistics");
	net_close(&t.n);
}

/* `ip nat service list`: the servers in the list speak FTP on that port. */
static void t_service(void **state)
{
	struct bed t;
	const struct nat_flow *f;

	(void)state;
	open_with(&t, two_providers, "access-list 5 permit 10.0.1.10\nip nat service list 5 ftp tcp port 2021\n"
				     "ip nat inside source static 10.0.1.10 203.0.113.10\nip nat inside source static 10.0.1.11 203.0.113.11\n");
	send(&t, t.out, IP_TCP, OG, 3000, A4(203, 0, 113, 10), 2021, 2);
	send(&t, t.out, IP_TCP, OG, 3000, A4(203, 0, 113, 10), 21, 2);
	send(&t, t.out, IP_TCP, OG, 3000, A4(203, 0, 113, 11), 21, 2);
	f = t.d->ip->nat->first[NAT_SYN];
	assert_int_equal(f->alg, NAT_ALG_FTP);
	assert_int_equal(f->next->alg, NAT_ALG_NONE);
	assert_int_equal(f->next->next->alg, NAT_ALG_FTP);
	TYPE(&t.n, t.d, "configure terminal", "no ip nat service list 5 ftp tcp port 2021", "end");
	assert_null(t.d->ip->nat->services);
	net_close(&t.n);
}

static unsigned answers(struct bed *t, struct raw *r, u32 of)
{
	u32 len;
	unsigned n = 0;

	r->next = r->n;
	ask_arp(t, r, OG, of);
	while (raw_next(r, ETH_TYPE_ARP, &len))
		n++;
	return n;
}

/* `no-alias`: nobody answers for the global address; two extendable names of one host. */
static void t_alias(void **state)
{
	struct bed t;

	(void)state;
	open_with(&t, two_providers, "ip nat inside source static 10.0.1.10 203.0.113.10 extendable\nip nat inside source static 10.0.1.10 203.0.113.12 extendable\n"
				     "ip nat inside source static 10.0.1.11 203.0.113.11 no-alias\n");
	assert_int_equal(answers(&t, t.out, A4(203, 0, 113, 10)), 1);
	assert_int_equal(answers(&t, t.out, A4(203, 0, 113, 12)), 1);
	assert_int_equal(answers(&t, t.out, A4(203, 0, 113, 11)), 0);
	send(&t, t.out, IP_UDP, OG, 9, A4(203, 0, 113, 12), 80, 0);
	expect(t.in, OG, 9, IL, 80);
	send(&t, t.in, IP_UDP, IL, 80, OG, 9, 0);
	expect(t.out, A4(203, 0, 113, 12), 80, OG, 9);
	net_close(&t.n);
}

/* Limits of those that a list permits and of VRFs: each reached alone, counted, of flows that were there before, too; gone with what they stand for. */
static void t_limits(void **state)
{
	struct bed t;
	struct nat *n;

	(void)state;
	open_with(&t, two_vrfs, "ip nat inside source list 1 interface g0/1 vrf RED overload\nip nat inside source list 1 interface g0/1 vrf BLUE overload\n"
				"access-list 7 permit 10.0.1.11\narp vrf RED 10.0.1.11 02aa.0000.0001 arpa\n");
	n = t.d->ip->nat;
	for (u16 k = 0; k < 6; k++)
		send(&t, t.in, IP_UDP, IL + 1, (u16)(4000 + k), FAR1, 53, 0);
	assert_int_equal(n->n_flows, 6);
	TYPE(&t.n, t.d, "configure terminal", "ip nat translation max-entries list 7 8", "ip nat translation max-entries vrf RED 10", "ip nat translation max-entries all-vrf 3", "end");
	EXPECT(&t.n, t.d, "list 7: max allowed 8, used 6, missed 0\n", "show ip nat statistics");
	EXPECT(&t.n, t.d, "vrf RED: max allowed 10, used 6, missed 0\n", "show ip nat statistics");
	for (u16 k = 0; k < 6; k++)
		send(&t, t.in, IP_UDP, IL + 1, (u16)(5000 + k), FAR1, 53, 0);
	assert_int_equal(n->n_flows, 8); /* his list's */
	for (u16 k = 0; k < 6; k++)
		send(&t, t.in, IP_UDP, IL, (u16)(4000 + k), FAR1, 53, 0);
	assert_int_equal(n->n_flows, 10); /* RED's */
	for (u16 k = 0; k < 6; k++)
		send(&t, t.more[0], IP_UDP, IL, (u16)(4000 + k), FAR1, 53, 0);
	assert_int_equal(n->n_flows, 13); /* what any VRF may have */
	EXPECT(&t.n, t.d, "list 7: max allowed 8, used 8, missed 4\n", "show ip nat statistics");
	EXPECT(&t.n, t.d, "vrf RED: max allowed 10, used 10, missed 4\n", "show ip nat statistics");
	EXPECT(&t.n, t.d, "vrf BLUE: max allowed 3, used 3, missed 3\n", "show ip nat statistics");
	EXPECT(&t.n, t.d, "max entry: max allowed 0, used 13, missed 11\n", "show ip nat statistics");
	EXPECT(&t.n, t.d, "ip nat translation max-entries all-vrf 3\n", "show running-config");
	EXPECT(&t.n, t.d, "ip nat translation max-entries list 7 8\n", "show running-config");
	EXPECT(&t.n, t.d, "ip nat translation max-entries vrf RED 10\n", "show running-config");
	TYPE(&t.n, t.d, "clear ip nat statistics", "configure terminal", "no ip nat translation max-entries list 7", "no ip nat translation max-entries vrf RED",
	     "no ip nat translation max-entries all-vrf", "end");
	if (strstr(TYPE(&t.n, t.d, "show ip nat statistics"), "max allowed"))
		fail_msg("limits that are gone are shown");
	for (u16 k = 0; k < 6; k++)
		send(&t, t.in, IP_UDP, IL + 1, (u16)(6000 + k), FAR1, 53, 0);
	assert_int_equal(n->n_flows, 19);
	EXPECT(&t.n, t.d, "VRF NO does not exist", "configure terminal", "ip nat translation max-entries vrf NO 4", "end");
	TYPE(&t.n, t.d, "configure terminal", "ip nat translation max-entries vrf BLUE 4", "ip nat translation max-entries list GONE 4", "no vrf definition BLUE", "end");
	if (strstr(TYPE(&t.n, t.d, "show running-config"), "vrf BLUE 4") || strstr(TYPE(&t.n, t.d, "show ip nat statistics"), "BLUE"))
		fail_msg("a limit outlives its VRF");
	EXPECT(&t.n, t.d, "list GONE: max allowed 4, used 0, missed 0\n", "show ip nat statistics"); /* a list that is not there permits nobody */
	TYPE(&t.n, t.d, "clear ip nat translation *");
	assert_int_equal(n->n_flows, 0);
	net_close(&t.n);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(t_route_map), cmocka_unit_test(t_static_map), cmocka_unit_test(t_next_hop), cmocka_unit_test(t_outside_list), cmocka_unit_test(t_add_route), cmocka_unit_test(t_ranges), cmocka_unit_test(t_rotary),
		cmocka_unit_test(t_match_host), cmocka_unit_test(t_vrf), cmocka_unit_test(t_limits), cmocka_unit_test(t_match_in_vrf), cmocka_unit_test(t_service), cmocka_unit_test(t_alias),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
