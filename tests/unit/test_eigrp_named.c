/* SPDX-License-Identifier: GPL-3.0-or-later */
/* EIGRP's named mode, wide metrics, IPv6 and VRFs. */
#include "random_net.h"
#include "eigrp_raw.h"

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
	EXPECT(&n, x, "      2.0.0.0/32 is subnetted, 1 subnets\nD        2.2.2.2 [90/10880] via 10.0.12.2", "show ip route eigrp");
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
	EXPECT(&n, x, "Interface Goodbye received", "show logging");
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

/* ---- three in a row: filters, distances, summaries, neighbours by `neighbor` ---- */

#define NAMED(lines) "router eigrp LAB\n address-family ipv4 autonomous-system 1\n" lines "  network 10.0.0.0\n exit-address-family\n"
#define ROUTER(n, addresses, lines) "hostname r" #n "\nip access-list standard NOT\n deny 10.3.1.0 0.0.0.255\n permit any\nip prefix-list ONE permit 10.3.1.0/24\n" \
	"route-map LEAK permit 10\n match ip address prefix-list ONE\n" addresses NAMED(lines)

static struct device *d[3];

static void row(void)
{
	net_open(&n);
	d[0] = net_node(&n, &appliance_router, "r1", ROUTER(1, "interface g0/0\n ip address 10.0.12.1 255.255.255.0\n", ""));
	d[1] = net_node(&n, &appliance_router, "r2", ROUTER(2, "interface g0/0\n ip address 10.0.12.2 255.255.255.0\ninterface g0/1\n ip address 10.0.23.2 255.255.255.0\n", ""));
	d[2] = net_node(&n, &appliance_router, "r3", ROUTER(3, "interface g0/0\n ip address 10.0.23.3 255.255.255.0\ninterface lo0\n ip address 10.3.0.1 255.255.255.0\n"
		"interface lo1\n ip address 10.3.1.1 255.255.255.0\n", ""));
	net_wire(d[0], 0, d[1], 0);
	net_wire(d[1], 1, d[2], 0);
	net_run(&n, 10 * NSEC_PER_SEC);
}

static bool has(struct device *x, const char *what)
{
	net_run(&n, 2 * NSEC_PER_SEC);
	return strstr(TYPE(&n, x, "show ip route eigrp"), what);
}

#define IN_FAMILY(...) "configure terminal", "router eigrp LAB", "address-family ipv4 autonomous-system 1", __VA_ARGS__, "end"

static void t_filters(void **state)
{
	(void)state;
	row();
	assert_true(has(d[0], "10.3.1.0/24") && has(d[0], "10.3.0.0/24"));
	TYPE(&n, d[1], IN_FAMILY("topology base", "distribute-list NOT in"));
	assert_true(!has(d[1], "10.3.1.0/24") && !has(d[0], "10.3.1.0/24") && has(d[0], "10.3.0.0/24"));
	EXPECT(&n, d[1], "Incoming update filter list for all interfaces is NOT", "show ip protocols");
	/* Another word of the list, and the route that it kept off is there at once, without a new adjacency. */
	TYPE(&n, d[1], "configure terminal", "ip access-list standard NOT", "no deny 10.3.1.0 0.0.0.255", "end");
	assert_true(has(d[1], "10.3.1.0/24") && has(d[0], "10.3.1.0/24"));
	TYPE(&n, d[1], IN_FAMILY("topology base", "no distribute-list NOT in", "distribute-list prefix ONE out g0/0"));
	assert_true(has(d[1], "10.3.0.0/24") && has(d[0], "10.3.1.0/24") && !has(d[0], "10.3.0.0/24"));
	TYPE(&n, d[1], IN_FAMILY("topology base", "no distribute-list prefix ONE out g0/0", "distance 77 10.0.23.0 0.0.0.255"));
	assert_true(has(d[0], "10.3.0.0/24 [90/") && has(d[1], "10.3.0.0/24 [77/"));
	TYPE(&n, d[1], IN_FAMILY("topology base", "no distance 77 10.0.23.0 0.0.0.255"));
	assert_true(has(d[1], "10.3.0.0/24 [90/"));
	assert_null(strstr(TYPE(&n, d[1], "show logging"), "is down"));
	net_close(&n);
}

static void t_summary(void **state)
{
	(void)state;
	row();
	TYPE(&n, d[1], IN_FAMILY("af-interface g0/0", "summary-address 10.3.0.0 255.255.0.0"));
	assert_true(has(d[0], "10.3.0.0/16") && !has(d[0], "10.3.1.0/24") && has(d[1], "10.3.0.0/16 is a summary"));
	TYPE(&n, d[1], IN_FAMILY("af-interface g0/0", "summary-address 10.3.0.0 255.255.0.0 leak-map LEAK"));
	assert_true(has(d[0], "10.3.0.0/16") && has(d[0], "10.3.1.0/24") && !has(d[0], "10.3.0.0/24"));
	TYPE(&n, d[1], IN_FAMILY("no af-interface g0/0"));
	assert_true(!has(d[0], "10.3.0.0/16") && has(d[0], "10.3.0.0/24"));
	/* What `af-interface default` says holds where nothing else is said. */
	TYPE(&n, d[1], IN_FAMILY("af-interface default", "passive-interface", "exit-af-interface", "af-interface g0/1", "no passive-interface"));
	net_run(&n, 20 * NSEC_PER_SEC);
	assert_true(!has(d[0], "10.3.0.0/24") && has(d[1], "10.3.0.0/24"));
	EXPECT(&n, d[1], "   no passive-interface\n", "show running-config");
	TYPE(&n, d[1], IN_FAMILY("no af-interface default"));
	net_run(&n, 10 * NSEC_PER_SEC);
	assert_true(has(d[0], "10.3.0.0/24"));
	TYPE(&n, d[1], IN_FAMILY("af-interface g0/0", "shutdown"));
	assert_false(has(d[0], "10.3.0.0/24"));
	EXPECT(&n, d[0], "Interface Goodbye received", "show logging");
	net_close(&n);
}

/* With a `neighbor` on the interface the group is not spoken to, and who is not named is not heard. */
static void t_neighbor(void **state)
{
	(void)state;
	row();
	TYPE(&n, d[0], IN_FAMILY("neighbor 10.0.12.2 g0/0"));
	net_run(&n, 20 * NSEC_PER_SEC);
	assert_false(has(d[0], "10.3.0.0/24"));		/* r2 speaks to the group alone */
	TYPE(&n, d[1], IN_FAMILY("neighbor 10.0.12.1 g0/0"));
	net_run(&n, 10 * NSEC_PER_SEC);
	assert_true(has(d[0], "10.3.0.0/24"));
	TYPE(&n, d[0], IN_FAMILY("no neighbor 10.0.12.2 g0/0", "neighbor 10.0.12.9 g0/0"));
	net_run(&n, 20 * NSEC_PER_SEC);
	assert_false(has(d[0], "10.3.0.0/24"));
	TYPE(&n, d[0], IN_FAMILY("no neighbor 10.0.12.9 g0/0"));
	TYPE(&n, d[1], IN_FAMILY("no neighbor 10.0.12.1 g0/0"));
	net_run(&n, 10 * NSEC_PER_SEC);
	assert_true(has(d[0], "10.3.0.0/24"));
	net_close(&n);
}

/* Classic here, named there, each in a VRF of its own. */
static void t_vrf(void **state)
{
	struct device *x[2];

	(void)state;
	net_open(&n);
	x[0] = net_node(&n, &appliance_router, "r1", "vrf definition RED\n address-family ipv4\n address-family ipv6\nipv6 unicast-routing\ninterface g0/0\n vrf forwarding RED\n ip address 10.0.12.1 255.255.255.0\n"
		"interface lo0\n vrf forwarding RED\n ip address 10.1.1.1 255.255.255.255\nrouter eigrp 1\n address-family ipv4 vrf RED autonomous-system 7\n  network 10.0.0.0\n");
	x[1] = net_node(&n, &appliance_router, "r2", "vrf definition BLUE\n address-family ipv4\n address-family ipv6\nipv6 unicast-routing\ninterface g0/0\n vrf forwarding BLUE\n ip address 10.0.12.2 255.255.255.0\n"
		"interface lo0\n vrf forwarding BLUE\n ip address 10.2.2.2 255.255.255.255\nrouter eigrp LAB\n address-family ipv4 vrf BLUE autonomous-system 7\n  network 10.0.0.0\n");
	net_wire(x[0], 0, x[1], 0);
	net_run(&n, 10 * NSEC_PER_SEC);
	EXPECT(&n, x[0], "D        10.2.2.2/32", "show ip route vrf RED");
	EXPECT(&n, x[1], "D        10.1.1.1/32", "show ip route vrf BLUE");
	EXPECT(&n, x[0], "EIGRP-IPv4 Neighbors for AS(7) VRF(RED)", "show ip eigrp vrf RED neighbors");
	EXPECT(&n, x[1], "EIGRP-IPv4 VR(LAB) Address-Family Neighbors for AS(7) VRF(BLUE)", "show eigrp address-family ipv4 vrf BLUE neighbors");
	assert_null(strstr(TYPE(&n, x[0], "show ip route"), "10.2.2.2"));
	/* The AS is taken, whoever asks. */
	EXPECT(&n, x[0], "autonomous system 7 is in use by another EIGRP process", "configure terminal", "router eigrp NEW", "address-family ipv4 vrf RED autonomous-system 7", "end");
	EXPECT(&n, x[0], "autonomous system 7 is in use by another EIGRP process", "configure terminal", "router eigrp 2", "address-family ipv4 vrf RED autonomous-system 7", "end");
	TYPE(&n, x[0], "configure terminal", "no vrf definition RED", "end");
	assert_null(strstr(TYPE(&n, x[0], "show running-config"), "RED"));
	TYPE(&n, x[1], "configure terminal", "no router eigrp LAB", "no vrf definition BLUE", "end");
	net_run(&n, NSEC_PER_SEC);
	net_close(&n);
}

/* ---- packet by packet ---- */

static const char named[] = "arp 10.0.0.2 02aa.0000.0001 arpa\ninterface GigabitEthernet0/0\n ip address 10.0.0.1 255.255.255.0\ninterface Loopback0\n ip address 10.1.0.1 255.255.255.0\n"
			    "router eigrp LAB\n address-family ipv4 autonomous-system 100\n  network 10.0.0.0\n  eigrp router-id 1.1.1.1\n";

static u64 wide_fd(u32 prefix, u8 plen)
{
	struct ipaddr p = ipaddr4(prefix);
	const struct eigrp_route *x = eigrp_find(r->ip->eigrp->procs, &p, plen);

	return x && x->successor ? x->successor->distance : 0;
}

/* 6.9: topology, family, router ID, the wide vector, next hop, destination. */
static u32 multi(u32 prefix, u8 plen, u64 delay, u64 kbit, u8 attributes)
{
	struct wr w = wr_of(tlv, sizeof(tlv));
	u8 *at = w.p;

	wr_u16(&w, 0x0602);
	wr_u16(&w, 0);
	wr_u16(&w, 0);
	wr_u16(&w, 1);
	wr_u32(&w, 0x09090909);
	wr_u8(&w, attributes);
	wr_u8(&w, 0);
	wr_u8(&w, 255);
	wr_u8(&w, 1);
	wr_u8(&w, 0);
	wr_u16(&w, 1500);
	wr_u8(&w, 1);
	wr_u16(&w, (u16)(delay >> 32));
	wr_u32(&w, (u32)delay);
	wr_u16(&w, (u16)(kbit >> 32));
	wr_u32(&w, (u32)kbit);
	wr_u32(&w, 0);
	wr_zero(&w, 2u * attributes);
	wr_u32(&w, 0);
	wr_u8(&w, plen);
	wr_u16(&w, (u16)(prefix >> 16));
	put_be16(at + 2, (u16)(w.p - at));
	return (u32)wr_len(&w);
}

static void t_wide_tlv(void **state)
{
	const u8 *e;
	u32 len;
	u8 good[100];

	(void)state;
	peer_version[6] = 2;
	peer_version[7] = 0;
	setup_as(named, "");
	TYPE(&n, r, "debug eigrp packets", "debug eigrp fsm");
	hello(1, 15);
	e = heard(EIGRP_UPDATE);
	assert_non_null(e);
	say(EIGRP_UPDATE, EIGRP_INIT, ++seq, get_be32(e + 8), 0);
	e = heard(EIGRP_UPDATE);	/* our table, in version 2: Loopback0 of 8 Gbit/s and 1.25 microseconds */
	assert_non_null(e);
	assert_int_equal(get_be16(e + 20), 0x0602);
	assert_int_equal(get_be32(e + 24), 1);
	assert_int_equal(get_be32(e + 28), 0x01010101);
	assert_int_equal(get_be16(e + 40), 0);
	assert_int_equal(get_be32(e + 42), 1250000);
	assert_int_equal(get_be32(e + 48), 8000000);
	ack(e);
	/* 5.6.2.3: 10^7 x 65536 / 10^6 kbit/s, and (10 + 10) microseconds x 65536. */
	say(EIGRP_UPDATE, 0, ++seq, 0, multi(NET, 16, 10000000, 1000000, 0));
	assert_int_equal(wide_fd(NET, 16), 655360 + 2 * 655360);
	say(EIGRP_UPDATE, 0, ++seq, 0, multi(NET, 16, 10000001, 10000000, 3));	/* attributes are passed over; our own link is the slower */
	assert_int_equal(wide_fd(NET, 16), 655360 + 2 * 655360);
	say(EIGRP_UPDATE, 0, ++seq, 0, multi(NET, 16, 0xffffffffffff, 0xffffffffffff, 0));
	assert_int_equal(wide_fd(NET, 16), 0);
	for (e = heard(EIGRP_QUERY); e; e = heard(EIGRP_QUERY))
		ack(e);
	/* A classic TLV from one who knows better is understood. */
	{
		struct eigrp_metric m = { .delay = 256, .bandwidth = 2560, .mtu = 1500, .hops = 1, .reliability = 255, .load = 1 };
		struct eigrp_ext none = { 0 };
		struct eigrp_said x = { .prefix = ipaddr4(NET), .plen = 16, .m = &m, .ext = &none };
		struct eigrp old = { 0 };
		struct wr w = wr_of(tlv, sizeof(tlv));

		tlv_route(&w, &old, false, &x);
		say(EIGRP_UPDATE, 0, ++seq, 0, (u32)wr_len(&w));
	}
	assert_int_equal(wide_fd(NET, 16), 655360 + 2 * 655360);
	/* Every cut, and every octet another. */
	len = multi(A4(10, 8, 0, 0), 16, 10000000, 1000000, 2);
	memcpy(good, tlv, len);
	for (u32 cut = 0; cut <= len; cut++) {
		memcpy(tlv, good, len);
		say(EIGRP_UPDATE, 0, ++seq, 0, cut);
		assert_int_equal(wide_fd(A4(10, 8, 0, 0), 16) != 0, cut == len);
	}
	for (u32 at = 0; at < len; at++)
		for (u32 v = 0; v < 256; v += 17) {
			memcpy(tlv, good, len);
			tlv[at] = (u8)v;
			say((u8)(v & 1 ? EIGRP_UPDATE : EIGRP_QUERY), 0, ++seq, 0, len);
			hello(1, 15);
			for (const u8 *x; (x = heard(EIGRP_REPLY));)
				ack(x);
		}
	peer_version[6] = 1;
	peer_version[7] = 2;
	net_close(&n);
}

/* ---- random networks: named, or named and classic amid each other, or of IPv6 ---- */

enum kind { ALL_WIDE, MIXED, SIX_CLASSIC, SIX_NAMED };
static enum kind kind;

static bool is_wide(u32 i) { return kind == ALL_WIDE || kind == SIX_NAMED || (kind == MIXED && i % 2); }
static bool is_six(void) { return kind >= SIX_CLASSIC; }

static size_t ports_of(const struct rnd *x, u32 i, char *text, size_t room)
{
	size_t at = 0;
	char t[IP4_TEXT];

	for (u32 k = 0; k < x->links; k++)
		for (unsigned s = 0; s < 2; s++) {
			if (x->end[k][s] != i)
				continue;
			at += (size_t)snprintf(text + at, room - at, "interface GigabitEthernet0/%u\n ip address %s 255.255.255.0\n ipv6 enable\n delay %u\n%s", x->port[k][s],
					       ip4_text(link_net(k) + 1 + s, t), x->cost[k][s], kind == SIX_CLASSIC ? " ipv6 eigrp 1\n" : "");
		}
	return at;
}

static void config_of(const struct rnd *x, u32 i, char *text, size_t room)
{
	char t[IP4_TEXT];
	size_t at = (size_t)snprintf(text, room, "ipv6 unicast-routing\ninterface Loopback0\n ip address %s 255.255.255.255\n ipv6 address 2001:db8:255::%x/128\n%s",
				     ip4_text(loop_of(i), t), i + 1, kind == SIX_CLASSIC ? " ipv6 eigrp 1\n" : "");

	at += ports_of(x, i, text + at, room - at);
	if (kind == SIX_CLASSIC)
		snprintf(text + at, room - at, "ipv6 router eigrp 1\n maximum-paths 16\n");
	else if (is_wide(i))
		snprintf(text + at, room - at, "router eigrp LAB\n address-family %s autonomous-system 1\n  topology base\n   maximum-paths 16\n  exit-af-topology\n%s",
			 is_six() ? "ipv6" : "ipv4", is_six() ? "" : "  network 10.0.0.0\n");
	else
		snprintf(text + at, room - at, "router eigrp 1\n maximum-paths 16\n network 10.0.0.0\n");
}

/* Over 1 Gbit/s, from a loopback: classic, 256 for 10 microseconds; wide, 655360 for them, a 128th in the RIB. */
static u64 metric_over(u32 dist)
{
	return kind == SIX_CLASSIC ? 2560 + 256 * (dist + 500ull) : (655360 + 655360ull * dist + 81920) / 128;
}

static struct ipaddr goal(u32 j)
{
	struct ipaddr p = ipaddr4(loop_of(j));
	struct ip6 six = { .b = { 0x20, 0x01, 0x0d, 0xb8, 0x02, 0x55, [15] = (u8)(j + 1) } };

	return is_six() ? ipaddr6(&six) : p;
}

static const struct rib_route *route_at(const struct rnd *x, u32 i, u32 j)
{
	struct ipaddr p = goal(j);
	const struct rib_entry *e = rib_exact(x->d[i]->ip, &p, is_six() ? 128 : 32);
	const struct rib_route *best = e ? rib_best(x->d[i]->ip, e) : NULL;

	return best && best->source == ROUTE_EIGRP ? best : NULL;
}

/* Along the first of the routes: no loop, and the end is the goal. */
static u32 walk(const struct rnd *x, u32 i, u32 j)
{
	u32 steps = 0;

	while (i != j && steps++ < x->nodes) {
		const struct rib_route *way = route_at(x, i, j);
		u32 k = 0, s = 0;

		if (!way)
			return FAR;
		for (k = 0; k < x->links; k++) {
			for (s = 0; s < 2; s++)
				if (x->end[k][s] == i && rib_nhop(x->d[i]->ip, way)->hop.out->port == net_port(x->d[i], x->port[k][s]))
					break;
			if (s < 2)
				break;
		}
		if (k == x->links)
			return FAR;
		i = x->end[k][!s];
	}
	return i == j ? steps : FAR;
}

static void check(struct rnd *x, u64 seed, const char *when)
{
	for (u32 i = 0; i < x->nodes; i++) {
		u32 dist[NODES_MAX];

		distances(x, i, dist);
		for (u32 j = 0; j < x->nodes && x->on[i]; j++) {
			const struct rib_route *best = route_at(x, i, j);
			const struct eigrp *proc = x->d[i]->ip->eigrp->procs;
			u64 want = i == j || dist[j] >= FAR ? 0 : metric_over(dist[j]);

			if (i != j && (kind == MIXED ? !want != !best : want != (best ? best->metric : 0)))
				fail_msg("kind %d, seed %llu, %s: r%u to r%u: metric %u, should be %llu\n%s", kind, (unsigned long long)seed, when, i, j, best ? best->metric : 0,
					 (unsigned long long)want, TYPE(&x->n, x->d[i], is_six() ? "show ipv6 eigrp topology all-links" : "show ip eigrp topology all-links"));
			if (best && walk(x, i, j) == FAR)
				fail_msg("kind %d, seed %llu, %s: packets of r%u to r%u do not arrive\n%s", kind, (unsigned long long)seed, when, i, j,
					 TYPE(&x->n, x->d[i], "show ip route", "show ip eigrp topology all-links"));
			for (u32 k = 0; k < proc->n; k++)
				if (proc->r[k]->state != PASSIVE)
					fail_msg("kind %d, seed %llu, %s: r%u is active still", kind, (unsigned long long)seed, when, i);
		}
	}
}

static void t_random(void **state)
{
	struct rnd *x = calloc(1, sizeof(*x));

	(void)state;
	for (u64 seed = 1; seed <= 80; seed++) {
		kind = (enum kind)(seed % 4);
		make(x, seed, config_of);
		net_run(&x->n, 20 * NSEC_PER_SEC);
		check(x, seed, "cold");
		for (unsigned turn = 0; turn < 6; turn++) {
			change(x, "delay");
			net_run(&x->n, rng_below(&x->r, 2) ? 20 * NSEC_PER_SEC : 3 * NSEC_PER_MS);
		}
		net_run(&x->n, 60 * NSEC_PER_SEC);
		check(x, seed, "after changes");
		net_close(&x->n);
	}
	free(x);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(t_named), cmocka_unit_test(t_filters), cmocka_unit_test(t_summary),
					    cmocka_unit_test(t_neighbor), cmocka_unit_test(t_vrf), cmocka_unit_test(t_wide_tlv), cmocka_unit_test(t_random) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
