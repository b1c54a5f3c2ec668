/* SPDX-License-Identifier: GPL-3.0-or-later */
/* DHCP, clause by clause: our client and server among themselves and through a relay, and a raw station that says what the RFCs let it. */
#include "ip_net.h"

#include "device/files/files.h"
#include "router/dhcp/own.h"

static const char SERVER[] =
	"ip dhcp excluded-address 10.0.1.1 10.0.1.9\nip dhcp pool LAN\n network 10.0.1.0 255.255.255.0\n default-router 10.0.1.1\n dns-server 10.0.1.2\n lease 0 1\n"
	"interface g0/0\n ip address 10.0.1.1 255.255.255.0\ninterface g0/1\n ip address 10.0.2.1 255.255.255.0\n";

struct bed {
	struct net n;
	struct device *srv;
	struct raw *r;
};

static void open_raw(struct bed *t, const char *more)
{
	char config[4096];

	net_open(&t->n);
	snprintf(config, sizeof(config), "%s%s", SERVER, more);
	t->srv = net_node(&t->n, &appliance_router, "srv", config);
	t->r = net_raw(&t->n, "r", t->srv, 0);
	net_run(&t->n, NSEC_PER_SEC);
}

/* A message of the raw station; options: code, length, data ... */
static void say(struct bed *t, u8 type, u32 ciaddr, u32 requested, u32 server, u16 flags, const u8 *more, u32 n_more)
{
	u8 p[600], *m = p + 42;
	struct wr w = wr_of(m, 500);
	struct dhcp_msg x = { .op = 1, .type = type, .htype = 1, .hlen = 6, .xid = 0x1234, .flags = flags, .ciaddr = ciaddr };
	u32 len;

	memcpy(x.chaddr, RAW_MAC, 6);
	dhcp_begin(&w, &x, NULL);
	if (requested)
		dhcp_put32(&w, OPT_REQUESTED, requested);
	if (server)
		dhcp_put32(&w, OPT_SERVER, server);
	if (n_more)
		wr_copy(&w, more, n_more);
	len = (u32)dhcp_end(&w);
	ip4_put(p, ciaddr ? net_port(t->srv, 0)->mac : (const u8 *)"\377\377\377\377\377\377", ciaddr, ciaddr ? A4(10, 0, 1, 1) : ~0u, IP_UDP, 64, 0, 8);
	put_be16(p + 14 + 2, (u16)(28 + len));
	put_be16(p + 14 + 10, 0);
	put_be16(p + 14 + 10, csum_finish(csum_add(0, p + 14, 20)));
	put_be16(p + 34, 68);
	put_be16(p + 36, 67);
	put_be16(p + 38, (u16)(8 + len));
	put_be16(p + 40, 0);
	raw_send(&t->n, t->r, p, 42 + len);
}

/* The next message to the raw station. false: none. */
static bool hear(struct bed *t, struct dhcp_msg *m, u32 *dst)
{
	const u8 *p;
	u32 len;

	while ((p = raw_next(t->r, ETH_TYPE_IP4, &len)))
		if (p[23] == IP_UDP && get_be16(p + 36) == 68) {
			*dst = get_be32(p + 30);
			assert_int_equal(csum_finish(csum_add(ip4_pseudo(get_be32(p + 26), *dst, IP_UDP, get_be16(p + 38)), p + 34, get_be16(p + 38))), 0);
			assert_int_equal(dhcp_parse(m, rd_of(p + 42, len - 42)), DROP_NONE);
			return true;
		}
	return false;
}

/* RFC 2131 4.3.1: pinged first, then offered; 4.1: to the client's own address unless it asks for a broadcast. 4.3.2: then acknowledged. */
static void t_discover_request(void **state)
{
	struct bed t;
	struct dhcp_msg m;
	u32 dst;

	(void)state;
	open_raw(&t, "");
	say(&t, DHCP_DISCOVER, 0, 0, 0, 0, NULL, 0);
	assert_false(hear(&t, &m, &dst));
	net_run(&t.n, 1100 * NSEC_PER_MS);
	assert_true(hear(&t, &m, &dst));
	assert_int_equal(m.type, DHCP_OFFER);
	assert_int_equal(m.yiaddr, A4(10, 0, 1, 10));
	assert_int_equal(dst, A4(10, 0, 1, 10));
	assert_int_equal(m.mask, A4(255, 255, 255, 0));
	assert_int_equal(m.router[0], A4(10, 0, 1, 1));
	assert_int_equal(m.dns[0], A4(10, 0, 1, 2));
	assert_int_equal(m.lease_s, 3600);
	assert_int_equal(m.t1_s, 1800);
	assert_int_equal(m.t2_s, 3150);
	say(&t, DHCP_REQUEST, 0, A4(10, 0, 1, 10), A4(10, 0, 1, 1), DHCP_BROADCAST, NULL, 0);
	assert_true(hear(&t, &m, &dst));
	assert_int_equal(m.type, DHCP_ACK);
	assert_int_equal(dst, ~0u);
	EXPECT(&t.n, t.srv, "10.0.1.10           0102.aa00.0000.01       Jan 01 2026 01:00 AM    Automatic\n", "show ip dhcp binding");
	net_run(&t.n, 1000 * NSEC_PER_SEC); /* renewed: unicast, from its address */
	say(&t, DHCP_REQUEST, A4(10, 0, 1, 10), 0, 0, 0, NULL, 0);
	net_run(&t.n, 3000 * NSEC_PER_SEC);
	EXPECT(&t.n, t.srv, "Automatic bindings   1\n", "show ip dhcp server statistics");
	net_run(&t.n, 700 * NSEC_PER_SEC); /* and over after its time */
	EXPECT(&t.n, t.srv, "Automatic bindings   0\nManual bindings      0\nExpired bindings     1\n", "show ip dhcp server statistics");
	net_close(&t.n);
}

/* The next message's option of that code; NULL: it has none. */
static const u8 *hear_option(struct bed *t, u8 code)
{
	const u8 *p;
	u32 len, at;

	while ((p = raw_next(t->r, ETH_TYPE_IP4, &len)))
		if (p[23] == IP_UDP && get_be16(p + 36) == 68)
			for (at = 42 + 240; at + 1 < len && p[at] != OPT_END; at += p[at] == OPT_PAD ? 1 : 2u + p[at + 1])
				if (p[at] == code)
					return p + at + 1;
	return NULL;
}

/* What a pool says of NetBIOS (RFC 2132 8.7) and of its client's name; events; a prefix is kept as a mask. */
static void t_settings(void **state)
{
	static const struct { const char *word; u8 n; } types[] = { { "b-node", 1 }, { "p-node", 2 }, { "m-node", 4 }, { "h-node", 8 } };
	struct bed t;
	char line[64];
	struct dhcp_msg m;
	u32 dst;

	(void)state;
	open_raw(&t, "ip dhcp ping packets 0\nlogging buffered debugging\n");
	EXPECT(&t.n, t.srv, "DHCP server event debugging is on", "debug ip dhcp server events");
	for (unsigned k = 0; k < ARRAY_LEN(types); k++) {
		const u8 *o;

		snprintf(line, sizeof(line), "netbios-node-type %s", types[k].word);
		TYPE(&t.n, t.srv, "configure terminal", "ip dhcp pool LAN", line, "client-name fred", "end");
		say(&t, DHCP_DISCOVER, 0, 0, 0, DHCP_BROADCAST, NULL, 0);
		o = hear_option(&t, OPT_NODE_TYPE);
		assert_non_null(o);
		assert_int_equal(o[0], 1);
		assert_int_equal(o[1], types[k].n);
	}
	say(&t, DHCP_DISCOVER, 0, 0, 0, DHCP_BROADCAST, NULL, 0);
	assert_memory_equal(hear_option(&t, OPT_HOSTNAME), "\4fred", 5);
	TYPE(&t.n, t.srv, "configure terminal", "ip dhcp pool LAN", "option 150 ip 10.0.1.5 10.0.1.6 10.0.1.7", "end"); /* RFC 5859: servers, one after the other */
	say(&t, DHCP_DISCOVER, 0, 0, 0, 0, NULL, 0);
	net_run(&t.n, 2 * NSEC_PER_SEC);
	assert_memory_equal(hear_option(&t, 150), "\x0c\x0a\x00\x01\x05\x0a\x00\x01\x06\x0a\x00\x01\x07", 13);
	EXPECT(&t.n, t.srv, "\n option 150 ip 10.0.1.5 10.0.1.6 10.0.1.7\n", "show running-config");
	TYPE(&t.n, t.srv, "configure terminal", "ip dhcp pool LAN", "no option 150", "end");
	/* a code stands once, as `option` says it; what is the protocol's own is not to be set */
	TYPE(&t.n, t.srv, "configure terminal", "ip dhcp pool LAN", "option 3 ip 10.0.1.77", "option 15 ascii raw.example", "domain-name pool.example", "end");
	say(&t, DHCP_DISCOVER, 0, 0, 0, 0, NULL, 0);
	net_run(&t.n, 2 * NSEC_PER_SEC);
	assert_true(hear(&t, &m, &dst));
	assert_int_equal(m.n_router, 1);
	assert_int_equal(m.router[0], A4(10, 0, 1, 77));
	assert_string_equal(m.domain, "raw.example");
	EXPECT(&t.n, t.srv, "% Option 51 is of the protocol itself and cannot be set: see lease\n", "configure terminal", "ip dhcp pool LAN", "option 51 hex 0000003c");
	EXPECT(&t.n, t.srv, "% Option 82 is of the protocol itself and cannot be set\n", "configure terminal", "ip dhcp pool LAN", "option 82 hex 00");
	TYPE(&t.n, t.srv, "configure terminal", "ip dhcp pool LAN", "no option 3", "no option 15", "no domain-name", "end");
	TYPE(&t.n, t.srv, "configure terminal", "ip dhcp pool LAN", "no netbios-node-type h-node", "no client-name fred", "end");
	say(&t, DHCP_DISCOVER, 0, 0, 0, DHCP_BROADCAST, NULL, 0);
	assert_null(hear_option(&t, OPT_NODE_TYPE));
	say(&t, DHCP_REQUEST, 0, A4(10, 0, 1, 10), A4(10, 0, 1, 1), DHCP_BROADCAST, NULL, 0);
	assert_null(hear_option(&t, OPT_HOSTNAME));
	EXPECT(&t.n, t.srv, "DHCPD: assigned IP address 10.0.1.10 to client 02aa.0000.0001.", "show logging");
	TYPE(&t.n, t.srv, "clear ip dhcp binding *");
	EXPECT(&t.n, t.srv, "DHCPD: returned 10.0.1.10 to address pool LAN.", "show logging");
	EXPECT(&t.n, t.srv, "\n network 10.0.1.0 255.255.255.0\n", "configure terminal", "ip dhcp pool LAN", "network 10.0.1.0 /24", "end", "show running-config");
	TYPE(&t.n, t.srv, "configure terminal", "ip dhcp excluded-address 10.0.1.10 10.0.1.254", "end");
	say(&t, DHCP_DISCOVER, 0, 0, 0, 0, NULL, 0);
	EXPECT(&t.n, t.srv, "DHCPD: subnet of pool LAN has no free address.", "show logging");
	TYPE(&t.n, t.srv, "configure terminal", "ip dhcp pool OTHER", "network 10.9.0.0 /24", "exit", "no ip dhcp pool LAN", "end");
	say(&t, DHCP_DISCOVER, 0, 0, 0, 0, NULL, 0);
	EXPECT(&t.n, t.srv, "DHCPD: there is no address pool for 10.0.1.1.", "show logging");
	net_close(&t.n);
}

/* 4.3.2: another network's address, somebody else's: no. Another server's: silence. 4.3.4: released. */
static void t_refusals(void **state)
{
	struct bed t;
	struct dhcp_msg m;
	u32 dst;

	(void)state;
	open_raw(&t, "ip dhcp ping packets 0\n");
	say(&t, DHCP_REQUEST, 0, A4(192, 168, 7, 7), 0, 0, NULL, 0);
	assert_true(hear(&t, &m, &dst));
	assert_int_equal(m.type, DHCP_NAK);
	assert_int_equal(dst, ~0u);
	say(&t, DHCP_DISCOVER, 0, A4(10, 0, 1, 77), 0, 0, NULL, 0); /* asks for one: gets it */
	assert_true(hear(&t, &m, &dst));
	assert_int_equal(m.yiaddr, A4(10, 0, 1, 77));
	say(&t, DHCP_REQUEST, 0, A4(10, 0, 1, 77), A4(10, 0, 1, 99), 0, NULL, 0); /* of another server */
	assert_false(hear(&t, &m, &dst));
	say(&t, DHCP_DISCOVER, 0, A4(10, 0, 1, 5), 0, 0, NULL, 0); /* excluded */
	assert_true(hear(&t, &m, &dst));
	assert_int_equal(m.yiaddr, A4(10, 0, 1, 10));
	say(&t, DHCP_REQUEST, 0, A4(10, 0, 1, 10), A4(10, 0, 1, 1), 0, NULL, 0);
	assert_true(hear(&t, &m, &dst));
	assert_int_equal(m.type, DHCP_ACK);
	say(&t, DHCP_RELEASE, A4(10, 0, 1, 10), 0, A4(10, 0, 1, 1), 0, NULL, 0);
	EXPECT(&t.n, t.srv, "Automatic bindings   0\n", "show ip dhcp server statistics");
	say(&t, DHCP_DISCOVER, 0, 0, 0, 0, NULL, 0);
	assert_true(hear(&t, &m, &dst));
	say(&t, DHCP_REQUEST, 0, m.yiaddr, A4(10, 0, 1, 1), 0, NULL, 0);
	say(&t, DHCP_DECLINE, 0, m.yiaddr, A4(10, 0, 1, 1), 0, NULL, 0);
	EXPECT(&t.n, t.srv, "DHCPD-4-DECLINE_CONFLICT: DHCP address conflict:  client 02aa.0000.0001 declined 10.0.1.10.", "show logging");
	EXPECT(&t.n, t.srv, "10.0.1.10         Gratuitous ARP", "show ip dhcp conflict");
	net_close(&t.n);
}

/* import all: what the provider's server has told our client goes on to our own clients, but for what the pool says itself. */
static void t_import(void **state)
{
	struct net n;
	struct device *isp, *home, *pc;

	(void)state;
	net_open(&n);
	isp = net_node(&n, &appliance_router, "isp", "ip dhcp pool P\n network 10.9.0.0 255.255.255.0\n dns-server 10.9.0.53 10.9.0.54\n domain-name isp.example\n"
		       "interface g0/0\n ip address 10.9.0.1 255.255.255.0\n");
	home = net_node(&n, &appliance_router, "home", "ip dhcp pool LAN\n import all\n network 10.1.0.0 255.255.255.0\ninterface g0/0\n ip address dhcp\n"
			"interface g0/1\n ip address 10.1.0.1 255.255.255.0\n");
	pc = net_node(&n, &appliance_host, "pc", "interface eth0\n ip address dhcp\n");
	net_wire(isp, 0, home, 0);
	net_wire(home, 1, pc, 0);
	net_run(&n, 60 * NSEC_PER_SEC);
	EXPECT(&n, home, "Address Pool Name: LAN\nDomain Name Server(s): 10.9.0.53 10.9.0.54\nDomain Name Option: isp.example\n", "show ip dhcp import");
	const struct dhcp_client *k = device_iface(pc, "eth0")->ip->dhcp->client;

	assert_int_equal(k->n_dns, 2);
	assert_int_equal(k->dns[1], A4(10, 9, 0, 54));
	assert_string_equal(k->domain, "isp.example");
	TYPE(&n, home, "configure terminal", "ip dhcp pool LAN", "dns-server 10.1.0.1", "end");
	TYPE(&n, pc, "renew dhcp eth0");
	net_run(&n, 60 * NSEC_PER_SEC);
	assert_int_equal(k->n_dns, 1);
	assert_int_equal(k->dns[0], A4(10, 1, 0, 1));
	assert_string_equal(k->domain, "isp.example");
	TYPE(&n, home, "configure terminal", "ip dhcp pool LAN", "no import all", "no dns-server", "end");
	TYPE(&n, pc, "renew dhcp eth0");
	net_run(&n, 60 * NSEC_PER_SEC);
	assert_int_equal(k->n_dns, 0);
	assert_string_equal(k->domain, "");
	net_close(&n);
}

static void t_client_and_conflict(void **state)
{
	struct net n;
	struct device *srv, *pc, *squatter;

	(void)state;
	net_open(&n);
	srv = net_node(&n, &appliance_router, "srv", SERVER);
	extern const struct appliance appliance_switch;
	struct device *sw = net_node(&n, &appliance_switch, "sw", "spanning-tree mode rapid-pvst\nspanning-tree portfast default\n");
	pc = net_node(&n, &appliance_host, "pc", "interface eth0\n ip address dhcp\n");
	squatter = net_node(&n, &appliance_host, "sq", "interface eth0\n ip address 10.0.1.10 255.255.255.0\n");
	net_wire(srv, 0, sw, 0);
	net_wire(pc, 0, sw, 1);
	net_wire(squatter, 0, sw, 2);
	net_run(&n, 60 * NSEC_PER_SEC);
	EXPECT(&n, srv, "%DHCPD-4-PING_CONFLICT: DHCP address conflict:  server pinged 10.0.1.10.", "show logging");
	EXPECT(&n, srv, "10.0.1.10         Ping", "show ip dhcp conflict");
	EXPECT(&n, pc, "10.0.1.11       YES DHCP   up", "show ip interface brief");
	EXPECT(&n, pc, "%DHCP-6-ADDRESS_ASSIGN: Interface eth0 assigned DHCP address 10.0.1.11, mask 255.255.255.0, hostname pc", "show logging");
	EXPECT(&n, pc, "Gateway of last resort is 10.0.1.1", "show ip route");
	EXPECT(&n, pc, "Success rate is 100 percent", "ping 10.0.1.1");
	net_run(&n, 2 * 3600 * NSEC_PER_SEC); /* renewed, though a lease is an hour */
	EXPECT(&n, pc, "state: 3 Bound", "show dhcp lease");
	TYPE(&n, srv, "configure terminal", "no service dhcp", "end");
	net_run(&n, 4000 * NSEC_PER_SEC); /* over: T1, T2, and the end */
	EXPECT(&n, pc, "unassigned", "show ip interface brief");
	TYPE(&n, srv, "configure terminal", "service dhcp", "end");
	net_run(&n, 100 * NSEC_PER_SEC);
	EXPECT(&n, pc, "10.0.1.11       YES DHCP", "show ip interface brief");
	EXPECT(&n, pc, "DHCP server: 10.0.1.1  on eth0\n    Leases:   2\n    Offers:   2      Requests:", "show dhcp server");
	EXPECT(&n, srv, "% DHCP pool NONE does not exist", "clear ip dhcp pool NONE conflict *");
	TYPE(&n, srv, "configure terminal", "ip dhcp pool OTHER", "network 10.77.0.0 /24", "end", "clear ip dhcp pool OTHER conflict *", "clear ip dhcp pool OTHER binding *");
	EXPECT(&n, srv, "10.0.1.10         Ping", "show ip dhcp conflict");
	EXPECT(&n, srv, "Automatic bindings   1\n", "show ip dhcp server statistics");
	TYPE(&n, srv, "clear ip dhcp pool LAN conflict 10.0.1.9");
	EXPECT(&n, srv, "10.0.1.10         Ping", "show ip dhcp conflict");
	TYPE(&n, srv, "clear ip dhcp pool LAN conflict *", "clear ip dhcp pool LAN binding 10.0.1.9");
	assert_null(strstr(TYPE(&n, srv, "show ip dhcp conflict"), "10.0.1.10"));
	EXPECT(&n, srv, "Automatic bindings   1\n", "show ip dhcp server statistics");
	TYPE(&n, srv, "clear ip dhcp pool LAN binding *");
	EXPECT(&n, srv, "Automatic bindings   0\n", "show ip dhcp server statistics");
	TYPE(&n, pc, "renew dhcp eth0");
	net_run(&n, NSEC_PER_SEC);
	TYPE(&n, pc, "ping 10.0.1.1", "release dhcp eth0"); /* the way to the server is known */
	net_run(&n, NSEC_PER_SEC);
	EXPECT(&n, srv, "Automatic bindings   0\n", "show ip dhcp server statistics");
	net_close(&n);
}

/* RFC 1542 4.1, RFC 3046: giaddr chooses the pool, option 82 goes to the server and comes back to the relay alone; a reservation is kept for its client. */
static void t_relay(void **state)
{
	struct net n;
	struct device *srv, *relay, *pc;

	(void)state;
	net_open(&n);
	srv = net_node(&n, &appliance_router, "srv", "ip dhcp pool FAR\n network 10.0.9.0 255.255.255.0\n default-router 10.0.9.1\n"
		       "interface g0/0\n ip address 10.0.1.1 255.255.255.0\nip route 10.0.9.0 255.255.255.0 10.0.1.2\n");
	relay = net_node(&n, &appliance_router, "relay", "ip dhcp relay information option\ninterface g0/0\n ip address 10.0.1.2 255.255.255.0\n"
			 "interface g0/1\n ip address 10.0.9.1 255.255.255.0\n ip helper-address 10.0.1.1\n");
	pc = net_node(&n, &appliance_host, "pc", "interface eth0\n mac-address 0200.0000.0099\n ip address dhcp\n");
	net_wire(srv, 0, relay, 0);
	net_wire(pc, 0, relay, 1);
	net_run(&n, 30 * NSEC_PER_SEC);
	EXPECT(&n, pc, "10.0.9.2 ", "show ip interface brief");
	EXPECT(&n, srv, "10.0.9.2            0102.0000.0000.99", "show ip dhcp binding");
	EXPECT(&n, relay, "Helper address is 10.0.1.1", "show ip interface g0/1");
	assert_int_equal(relay->ip->dhcp->relayed_up, 2);
	assert_int_equal(relay->ip->dhcp->relayed_down, 2);
	TYPE(&n, srv, "clear ip dhcp binding *", "configure terminal", "ip dhcp pool PC", "host 10.0.9.50 255.255.255.0", "client-identifier 0102.0000.0000.99", "end");
	TYPE(&n, pc, "release dhcp eth0", "renew dhcp eth0");
	net_run(&n, 30 * NSEC_PER_SEC);
	EXPECT(&n, pc, "10.0.9.50 ", "show ip interface brief");
	EXPECT(&n, srv, "Manual", "show ip dhcp binding");
	net_close(&n);
}

/* An offer to the station with these options; its address, 0: none came. */
static u32 offered(struct bed *t, const u8 *option, u32 len)
{
	struct dhcp_msg m = { 0 };
	u32 dst;

	say(t, DHCP_DISCOVER, 0, 0, 0, 0, option, len);
	net_run(&t->n, 1100 * NSEC_PER_MS);
	return hear(t, &m, &dst) ? m.yiaddr : 0;
}

/* Classes: what an agent says (RFC 3046) chooses the part of the pool; the whole option, its beginning, what a mask leaves of it; a full class makes room for the next. */
static void t_classes(void **state)
{
	static const u8 one[] = { OPT_AGENT, 4, 1, 2, 'h', 'i' }, two[] = { OPT_AGENT, 4, 1, 2, 'h', 'o' }, other[] = { OPT_AGENT, 3, 1, 1, 'x' }, masked[] = { OPT_AGENT, 2, 0x5f, 7 };
	struct bed t;

	(void)state;
	open_raw(&t, "");
	TYPE(&t.n, t.srv, "configure terminal", "ip dhcp class ONE", "remark the first", "relay agent information", "relay-information hex 0102.6869", "exit", "exit", "ip dhcp class HS",
	     "relay agent information", "relay-information hex 010268*", "relay-information hex 5007 bitmask 0f00", "exit", "exit", "ip dhcp class ANY", "relay agent information", "end");
	TYPE(&t.n, t.srv, "configure terminal", "ip dhcp pool LAN", "class ONE", "address range 10.0.1.50 10.0.1.50", "class HS", "address range 10.0.1.60 10.0.1.69", "class ANY",
	     "address range 10.0.1.70 10.0.1.79", "end");
	EXPECT(&t.n, t.srv, "ip dhcp class ONE\n remark the first\n relay agent information\n  relay-information hex 0102.6869\n", "show running-config");
	EXPECT(&t.n, t.srv, " class ONE\n  address range 10.0.1.50 10.0.1.50\n class HS\n  address range 10.0.1.60 10.0.1.69\n class ANY\n", "show running-config");
	assert_int_equal(offered(&t, one, sizeof(one)), A4(10, 0, 1, 50));
	assert_int_equal(offered(&t, two, sizeof(two)), A4(10, 0, 1, 60)); /* moved: another class, another address */
	assert_int_equal(offered(&t, masked, sizeof(masked)), A4(10, 0, 1, 60)); /* the same class */
	assert_int_equal(offered(&t, other, sizeof(other)), A4(10, 0, 1, 70));
	assert_int_equal(offered(&t, NULL, 0), 0); /* of no class: nothing */
	TYPE(&t.n, t.srv, "configure terminal", "ip dhcp excluded-address 10.0.1.50", "end");
	assert_int_equal(offered(&t, one, sizeof(one)), A4(10, 0, 1, 60)); /* none is left of the first */
	EXPECT(&t.n, t.srv, "% Invalid range of addresses", "configure terminal", "ip dhcp pool LAN", "class ONE", "address range 10.0.1.9 10.0.1.1");
	EXPECT(&t.n, t.srv, "% Invalid hexadecimal string", "configure terminal", "ip dhcp class ONE", "relay agent information", "relay-information hex 0102g");
	EXPECT(&t.n, t.srv, "% Bitmask and pattern must have the same length", "configure terminal", "ip dhcp class ONE", "relay agent information", "relay-information hex 0102 bitmask 00");
	TYPE(&t.n, t.srv, "configure terminal", "no ip dhcp use class", "end"); /* the whole pool again */
	assert_int_equal(offered(&t, other, sizeof(other)), A4(10, 0, 1, 60)); /* what he has */
	TYPE(&t.n, t.srv, "clear ip dhcp binding *");
	assert_int_equal(offered(&t, NULL, 0), A4(10, 0, 1, 10));
	TYPE(&t.n, t.srv, "configure terminal", "ip dhcp use class", "no ip dhcp class ONE", "ip dhcp pool LAN", "no class HS", "end"); /* what is not defined is everybody */
	TYPE(&t.n, t.srv, "clear ip dhcp binding *", "configure terminal", "no ip dhcp excluded-address 10.0.1.50", "end");
	assert_int_equal(offered(&t, NULL, 0), A4(10, 0, 1, 50));
	net_close(&t.n);
}

/* RFC 1542 4.1.1: agents in a row. The first one's address chooses the pool and gets the answer; each counts a hop; a client's own message to an agent goes nowhere. */
static void t_relay_row(void **state)
{
	struct net n;
	struct device *srv, *one, *two, *pc;

	(void)state;
	net_open(&n);
	srv = net_node(&n, &appliance_router, "srv", "ip dhcp pool FAR\n network 10.0.9.0 255.255.255.0\n default-router 10.0.9.1\n"
		       "interface g0/0\n ip address 10.0.1.1 255.255.255.0\nip route 10.0.0.0 255.255.0.0 10.0.1.2\n");
	two = net_node(&n, &appliance_router, "two", "interface g0/0\n ip address 10.0.1.2 255.255.255.0\ninterface g0/1\n ip address 10.0.2.2 255.255.255.0\n ip helper-address 10.0.1.1\n"
		       "ip route 10.0.9.0 255.255.255.0 10.0.2.1\n");
	one = net_node(&n, &appliance_router, "one", "ip dhcp relay information option\ninterface g0/0\n ip address 10.0.2.1 255.255.255.0\n"
		       "interface g0/1\n ip address 10.0.9.1 255.255.255.0\n ip helper-address 10.0.2.2\nip route 0.0.0.0 0.0.0.0 10.0.2.2\n");
	pc = net_node(&n, &appliance_host, "pc", "interface eth0\n mac-address 0200.0000.0099\n ip address dhcp\n");
	net_wire(srv, 0, two, 0);
	net_wire(two, 1, one, 0);
	net_wire(pc, 0, one, 1);
	net_run(&n, 30 * NSEC_PER_SEC);
	EXPECT(&n, pc, "10.0.9.2 ", "show ip interface brief");
	EXPECT(&n, srv, "10.0.9.2            0102.0000.0000.99", "show ip dhcp binding");
	assert_int_equal(two->ip->dhcp->relayed_up, one->ip->dhcp->relayed_up);
	assert_int_equal(two->ip->dhcp->relayed_down, 0); /* answers go to the first one */
	net_close(&n);
}

/* The option of agents in what went on to the server; "": none; NULL: nothing went on. */
static const u8 *relayed(struct raw *s)
{
	const u8 *p;
	u32 len, at;

	while ((p = raw_next(s, ETH_TYPE_IP4, &len)))
		if (p[23] == IP_UDP && get_be16(p + 36) == 67) {
			for (at = 42 + 240; at + 1 < len && p[at] != OPT_END; at += p[at] == OPT_PAD ? 1 : 2u + p[at + 1])
				if (p[at] == OPT_AGENT)
					return p + at + 1;
			return (const u8 *)"";
		}
	return NULL;
}

/* RFC 3046 2.1: an option of another agent, without a giaddr, by the interface's trust and by the policy. */
static void t_relay_policy(void **state)
{
	static const u8 option[] = { OPT_AGENT, 4, 1, 2, 'h', 'i' };
	struct bed t;
	struct raw *s;

	(void)state;
	net_open(&t.n);
	t.srv = net_node(&t.n, &appliance_router, "relay", "ip dhcp relay information option\ninterface g0/0\n ip address 10.0.1.1 255.255.255.0\n ip helper-address 10.0.2.9\n"
			 "interface g0/1\n ip address 10.0.2.1 255.255.255.0\narp 10.0.2.9 02aa.0000.0001 arpa\n");
	t.r = net_raw(&t.n, "r", t.srv, 0);
	s = net_raw(&t.n, "s", t.srv, 1);
	net_run(&t.n, NSEC_PER_SEC);
#define SAY(with) say(&t, DHCP_DISCOVER, 0, 0, 0, 0, option, (with) ? sizeof(option) : 0)
	SAY(true);
	assert_null(relayed(s));
	EXPECT(&t.n, t.srv, "List of trusted sources of relay agent information option:\n", "show ip dhcp relay information trusted-sources");
	EXPECT(&t.n, t.srv, "List of trusted sources of relay agent information option:\nGigabitEthernet0/0\n", "configure terminal", "interface g0/0", "ip dhcp relay information trusted", "end",
	       "show ip dhcp relay information trusted-sources");
	SAY(true);
	assert_int_equal(relayed(s)[0], 18);
	assert_null(strstr(TYPE(&t.n, t.srv, "show ip dhcp relay information trusted-sources"), "0/1"));
	TYPE(&t.n, t.srv, "configure terminal", "ip dhcp relay information policy keep", "end");
	SAY(true);
	assert_memory_equal(relayed(s), option + 1, sizeof(option) - 1);
	SAY(false);
	assert_int_equal(relayed(s)[0], 18);
	TYPE(&t.n, t.srv, "configure terminal", "ip dhcp relay information policy drop", "end");
	EXPECT(&t.n, t.srv, "ip dhcp relay information policy drop\n", "show running-config");
	SAY(true);
	assert_null(relayed(s));
	SAY(false);
	assert_int_equal(relayed(s)[0], 18);
	TYPE(&t.n, t.srv, "configure terminal", "no ip dhcp relay information policy drop", "interface g0/0", "no ip dhcp relay information trusted", "end");
	SAY(true);
	assert_null(relayed(s));
	EXPECT(&t.n, t.srv, "All interfaces are trusted source of relay agent information option\n", "configure terminal", "ip dhcp relay information trust-all", "end",
	       "show ip dhcp relay information trusted-sources");
	SAY(true);
	assert_int_equal(relayed(s)[0], 18);
#undef SAY
	net_close(&t.n);
}

/* A thousand stations that never come back: the pool is empty, memory is bounded, offers end after their time. */
static void t_flood(void **state)
{
	struct bed t;
	u8 id[9] = { OPT_CLIENT_ID, 7, 1 };

	(void)state;
	open_raw(&t, "ip dhcp ping packets 0\n");
	for (u32 k = 0; k < 1000; k++) {
		put_be32(id + 5, k);
		say(&t, DHCP_DISCOVER, 0, 0, 0, 0, id, sizeof(id));
	}
	assert_int_equal(t.srv->ip->dhcp->n_bindings, 245);
	net_run(&t.n, 61 * NSEC_PER_SEC);
	assert_int_equal(t.srv->ip->dhcp->n_bindings, 0);
	net_close(&t.n);
}

/* `ip dhcp database`: a lease outlives the power, with the time it has left; what ended meanwhile does not; what is no lease says so. */
static void t_database(void **state)
{
	struct bed t;
	struct dhcp_msg m;
	u32 dst;
	static const char more[] = "ip dhcp ping packets 0\nip dhcp database flash:leases write-delay 60\n";
	char config[4096], text[4096];
	u8 *image;
	size_t len;

	(void)state;
	open_raw(&t, more);
	EXPECT(&t.n, t.srv, "URL       :  flash:leases\nRead      :  Never\nWritten   :  Never\nStatus    :  Last read failed.\nDelay     :  60 seconds\n", "show ip dhcp database");
	say(&t, DHCP_DISCOVER, 0, 0, 0, 0, NULL, 0);
	assert_true(hear(&t, &m, &dst));
	say(&t, DHCP_REQUEST, 0, A4(10, 0, 1, 10), A4(10, 0, 1, 1), 0, NULL, 0);
	net_run(&t.n, 59 * NSEC_PER_SEC);
	EXPECT(&t.n, t.srv, "%Error", "more flash:leases");
	net_run(&t.n, 2 * NSEC_PER_SEC);
	EXPECT(&t.n, t.srv, "10.0.1.10          Id      0102aa00000001 02aa.0000.0001 Jan 01 2026 01:0", "more flash:leases");
	EXPECT(&t.n, t.srv, "Last write succeeded.", "show ip dhcp database");
	snprintf(text, sizeof(text), "%s10.0.1.11 Id 01020304 02aa.0000.0002 Jan 01 2020 01:00 AM\n10.0.9.9 Id 01 02aa.0000.0003 Infinite\nnoise\n10.0.1.10 Id 0105 02aa.0000.0009 Infinite\n",
		 "10.0.1.10 Id 0102aa00000001 02aa.0000.0001 Jan 01 2026 01:01 AM\n10.0.1.12 Id 010203 02aa.0000.0004 Infinite\n");
	flash_write(device_flash(t.srv), "leases", text, (u32)strlen(text), 0);
	image = flash_image(device_flash(t.srv), &len);
	snprintf(config, sizeof(config), "%s%s", SERVER, more);
	node_power(&t.srv->node, false);
	node_power(&t.srv->node, true);
	device_flash_free(t.srv);
	t.srv->flash = flash_of_image(image, len);
	free(image);
	assert_true(device_boot(t.srv, config, false, NULL, NULL, NULL));
	net_run(&t.n, 10 * NSEC_PER_MS);
	EXPECT(&t.n, t.srv, "10.0.1.10           0102.aa00.0000.01       Jan 01 2026 01:01 AM    Automatic\n10.0.1.12           0102.03                 Infinite                Automatic\n",
	       "show ip dhcp binding");
	EXPECT(&t.n, t.srv, "Last read succeeded. Some bindings were not usable.", "show ip dhcp database");
	assert_int_equal(t.srv->ip->dhcp->n_bindings, 2);
	net_run(&t.n, 3700 * NSEC_PER_SEC);
	assert_int_equal(t.srv->ip->dhcp->n_bindings, 1);
	net_close(&t.n);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(t_discover_request), cmocka_unit_test(t_settings), cmocka_unit_test(t_refusals), cmocka_unit_test(t_client_and_conflict), cmocka_unit_test(t_import), cmocka_unit_test(t_relay), cmocka_unit_test(t_relay_row), cmocka_unit_test(t_relay_policy), cmocka_unit_test(t_classes),
		cmocka_unit_test(t_flood), cmocka_unit_test(t_database),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
