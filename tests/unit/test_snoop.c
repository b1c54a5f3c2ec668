/* SPDX-License-Identifier: GPL-3.0-or-later */
/* DHCP snooping, ARP inspection, IP source guard, storm control: each attack succeeds as the switch comes, and fails with its guard on. */
#include "campus.h"
#include "switch/dhcp_frame.h"
#include "switch/errdisable.h"
#include "switch/snoop.h"
#include "switch/storm.h"

static const u8 everybody[6] = { 255, 255, 255, 255, 255, 255 };
enum { PC = 1, THIEF = 2, SERVER = 3, DHCP_LEN = 300 };
#define PC_IP 0x0a000032u	/* 10.0.0.50 */
#define SERVER_IP 0x0a000001u

/* ---- frames ---- */

static u16 sum16(const u8 *p, size_t n, u32 sum)
{
	for (size_t i = 0; i < n; i += 2)
		sum += (u32)p[i] << 8 | (i + 1 < n ? p[i + 1] : 0);
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return (u16)~sum;
}

struct dhcp_opts {
	u8 type, chaddr;	/* number of the station */
	u8 source;		/* of the frame; 0: chaddr */
	u32 giaddr;
	u32 lease;
	bool relay;		/* with an option 82 */
};

/* A DHCP message as RFC 2131 has it, by a client (op 1) or a server (op 2); returns its length. */
static size_t dhcp(u8 *b, size_t room, const struct dhcp_opts *o)
{
	bool server = o->type == DHCP_OFFER || o->type == DHCP_ACK || o->type == DHCP_NAK;
	struct wr w = wr_of(b, room);
	u8 mac[6], *ip, *udp;
	size_t len;

	wr_copy(&w, everybody, 6);
	wr_copy(&w, mac_n(o->source ? o->source : server ? SERVER : o->chaddr, mac), 6);
	wr_u16(&w, 0x0800);
	ip = w.p;
	wr_u32(&w, 0x45000000);
	wr_u32(&w, 0);
	wr_u32(&w, 0x40110000);
	wr_u32(&w, server ? SERVER_IP : 0);
	wr_u32(&w, 0xffffffff);
	udp = w.p;
	wr_u32(&w, server ? 67 << 16 | 68 : 68 << 16 | 67);
	wr_u32(&w, 0);
	wr_u32(&w, (server ? 2u : 1u) << 24 | 0x010600);
	wr_u32(&w, 0x1234);
	wr_u32(&w, 0x8000);
	wr_u32(&w, 0);
	wr_u32(&w, server ? PC_IP : 0);
	wr_u32(&w, 0);
	wr_u32(&w, o->giaddr);
	wr_copy(&w, mac_n(o->chaddr, mac), 6);
	wr_zero(&w, 10 + 64 + 128);
	wr_u32(&w, 0x63825363);
	wr_u8(&w, 53);
	wr_u8(&w, 1);
	wr_u8(&w, o->type);
	if (o->lease) {
		wr_u16(&w, 51 << 8 | 4);
		wr_u32(&w, o->lease);
	}
	if (o->relay)
		wr_u32(&w, 82u << 24 | 2u << 16 | 1u << 8);
	wr_u8(&w, 255);
	if (wr_len(&w) < DHCP_LEN)
		wr_zero(&w, DHCP_LEN - wr_len(&w));
	len = wr_len(&w);
	put_be16(ip + 2, (u16)(len - 14));
	put_be16(ip + 10, sum16(ip, 20, 0));
	put_be16(udp + 4, (u16)(len - 34));
	put_be16(udp + 6, sum16(udp, len - 34, sum16(ip + 12, 8, 0) == 0 ? 17 + (u32)len - 34 : (u32)(u16)~sum16(ip + 12, 8, 0) + 17 + (u32)len - 34));
	return len;
}

static void send_dhcp(struct station *s, struct dhcp_opts o)
{
	u8 b[400];

	say(s, b, dhcp(b, sizeof(b), &o));
}

static size_t arp(u8 *b, u16 op, u8 from, u8 sha, u32 spa, u32 tpa)
{
	struct wr w = wr_of(b, 60);
	u8 mac[6];

	wr_copy(&w, everybody, 6);
	wr_copy(&w, mac_n(from, mac), 6);
	wr_u16(&w, 0x0806);
	wr_u32(&w, 0x00010800);
	wr_u16(&w, 0x0604);
	wr_u16(&w, op);
	wr_copy(&w, mac_n(sha, mac), 6);
	wr_u32(&w, spa);
	wr_zero(&w, 6);
	wr_u32(&w, tpa);
	return 60;
}

static void send_arp(struct station *s, u8 from, u8 sha, u32 spa)
{
	u8 b[60] = { 0 };

	say(s, b, arp(b, 2, from, sha, spa, SERVER_IP));
}

static void send_ip(struct station *s, u8 from, u8 to, u32 source)
{
	u8 b[60] = { 0 }, mac[6];
	struct wr w = wr_of(b, 60);

	wr_copy(&w, mac_n(to, mac), 6);
	wr_copy(&w, mac_n(from, mac), 6);
	wr_u16(&w, 0x0800);
	wr_u32(&w, 0x4500002e);
	wr_u32(&w, 0);
	wr_u32(&w, 0x40fd0000);
	wr_u32(&w, source);
	wr_u32(&w, SERVER_IP);
	say(s, b, 60);
}

/* ---- a lab: a client, a thief, a server ---- */

struct lab {
	struct world *w;
	struct device *x;
	struct station *pc, *thief, *server;
};

#define SNOOPING "ip dhcp snooping\nip dhcp snooping vlan 1\ninterface g0/3\n ip dhcp snooping trust\n"

static void open_lab(struct lab *t, const char *lines)
{
	t->w = campus_new();
	t->x = campus_switch(t->w, "x", 4, "spanning-tree portfast default\n");
	campus_apply(t->x, lines);
	t->pc = campus_station(t->w, "pc", t->x, 1);
	t->thief = campus_station(t->w, "th", t->x, 2);
	t->server = campus_station(t->w, "se", t->x, 3);
	pass_s(t->w, 2);
}

static void settle(struct lab *t) { pass(t->w, 10 * NSEC_PER_MS); }

static void lease(struct lab *t)
{
	send_dhcp(t->pc, (struct dhcp_opts){ .type = DHCP_REQUEST, .chaddr = PC });
	settle(t);
	send_dhcp(t->server, (struct dhcp_opts){ .type = DHCP_ACK, .chaddr = PC, .lease = 3600 });
	settle(t);
}

/* ---- the bytes ---- */

static void dhcp_is_told_from_others_and_cut_ones_are_bad(void **state)
{
	struct world *w = campus_new();
	struct node *n = node_new(w, &kind_station, "s", 0, 0);
	struct frame *f = frame_get(node_pool(n), 400);
	struct dhcp_opts o = { .type = DHCP_ACK, .chaddr = PC, .lease = 60, .relay = true };
	struct dhcp_seen d;

	(void)state;
	f->len = (u32)dhcp(f->data, 400, &o);
	assert_int_equal(dhcp_look(f, &d), DHCP_IS);
	assert_true(d.op == 2 && d.type == DHCP_ACK && d.yiaddr == PC_IP && d.lease_s == 60 && d.chaddr[5] == PC && d.option82_len == 4);
	for (u32 len = 0; len < f->len; len++) {
		u32 whole = f->len;

		f->len = len;
		assert_int_not_equal(dhcp_look(f, &d), DHCP_IS);
		f->len = whole;
	}
	f->data[23] = 6;
	assert_int_equal(dhcp_look(f, &d), DHCP_NOT);
	frame_put(f);
	world_free(w);
}

static void option_82_comes_and_goes(void **state)
{
	struct world *w = campus_new();
	struct node *n = node_new(w, &kind_station, "s", 0, 0);
	struct frame *f = frame_get(node_pool(n), 400);
	struct dhcp_opts o = { .type = DHCP_DISCOVER, .chaddr = PC };
	struct dhcp_seen d;
	u8 before[400], mac[6];
	u32 len;

	(void)state;
	f->len = len = (u32)dhcp(f->data, 400, &o);
	memcpy(before, f->data, len);
	assert_int_equal(dhcp_look(f, &d), DHCP_IS);
	assert_true(dhcp_add_option82(f, &d, 10, 0, 7, mac_n(9, mac)));
	assert_int_equal(f->len, len + OPTION82_LEN);
	assert_int_equal(dhcp_look(f, &d), DHCP_IS);
	assert_true(dhcp_option82_is(f, &d, mac));
	assert_memory_equal(f->data + d.option82, "\x52\x12\x01\x06\x00\x04\x00\x0a\x00\x07\x02\x08\x00\x06\x02\x00\x00\x00\x00\x09", OPTION82_LEN);
	assert_int_equal(sum16(f->data + 14, 20, 0), 0);
	assert_int_equal(sum16(f->data + 34, f->len - 34, (u32)(u16)~sum16(f->data + 26, 8, 0) + 17 + f->len - 34), 0);
	assert_false(dhcp_add_option82(f, &d, 10, 0, 7, mac)); /* never two */
	dhcp_strip_option82(f, &d);
	assert_int_equal(f->len, len);
	assert_memory_equal(f->data, before, len);
	frame_put(f);
	world_free(w);
}

static void the_table_finds_what_it_holds(void **state)
{
	struct bindings t;
	u8 mac[6];

	(void)state;
	bindings_init(&t);
	for (u32 i = 0; i < BINDINGS_MAX; i++) {
		mac_n((u8)i, mac);
		mac[4] = (u8)(i >> 8);
		assert_non_null(binding_set(&t, mac, 7, i, 1, BINDING_DHCP, NSEC_NEVER));
	}
	assert_null(binding_set(&t, mac, 8, 1, 1, BINDING_DHCP, NSEC_NEVER));
	for (u32 i = 0; i < BINDINGS_MAX; i++)
		assert_int_equal(binding_of_ip(&t, i, 7)->ip, i);
	assert_null(binding_of_ip(&t, 5, 8));
	for (u32 i = 0; i < BINDINGS_MAX; i += 2)
		binding_remove(&t, binding_of_ip(&t, i, 7));
	assert_int_equal(t.n, BINDINGS_MAX / 2);
	mac[4] = 0;
	mac[5] = 3;
	assert_int_equal(binding_set(&t, mac, 7, 4000000, 2, BINDING_DHCP, NSEC_NEVER)->port, 2); /* moves to another address */
	assert_null(binding_of_ip(&t, 3, 7));
	assert_int_equal(t.n, BINDINGS_MAX / 2);
	bindings_free(&t);
}

/* ---- DHCP ---- */

static void a_rogue_server(void **state)
{
	for (unsigned guarded = 0; guarded < 2; guarded++) {
		struct lab t;

		(void)state;
		open_lab(&t, guarded ? SNOOPING : "");
		send_dhcp(t.thief, (struct dhcp_opts){ .type = DHCP_OFFER, .chaddr = PC, .source = THIEF });
		settle(&t);
		assert_int_equal(t.pc->n, !guarded);
		assert_int_equal(campus_logged(t.x, "%DHCP_SNOOPING-5-DHCP_SNOOPING_UNTRUSTED_PORT: DHCP_SNOOPING drop message on untrusted port, message type: "
						    "DHCPOFFER, MAC sa: 0200.0000.0002"), guarded);
		world_free(t.w);
	}
}

static void requests_go_to_trusted_ports_with_option_82(void **state)
{
	struct lab t;
	struct dhcp_seen d;
	struct frame *f;

	(void)state;
	open_lab(&t, SNOOPING);
	send_dhcp(t.pc, (struct dhcp_opts){ .type = DHCP_DISCOVER, .chaddr = PC });
	settle(&t);
	assert_int_equal(t.thief->n, 0);
	assert_int_equal(t.server->n, 1);
	assert_int_equal(t.server->got[0].len, DHCP_LEN + OPTION82_LEN);
	f = frame_get(node_pool(&t.pc->node), t.server->got[0].len);
	memcpy(f->data, t.server->got[0].data, f->len);
	assert_int_equal(dhcp_look(f, &d), DHCP_IS);
	assert_true(dhcp_option82_is(f, &d, t.x->bridge->snoop->mac));
	/* the server echoes it; the client does not see it */
	f->data[d.l3 - 14 + 14 + 28] = 2;
	say(t.server, f->data, f->len);
	settle(&t);
	assert_int_equal(t.pc->n, 1);
	assert_int_equal(t.pc->got[0].len, DHCP_LEN);
	assert_int_equal(t.thief->n, 0);
	frame_put(f);
	world_free(t.w);
}

static void a_lease_becomes_a_binding(void **state)
{
	struct lab t;

	(void)state;
	open_lab(&t, SNOOPING);
	lease(&t);
	assert_non_null(strstr(campus_show(t.x, "show ip dhcp snooping binding"),
			       "02:00:00:00:00:01   10.0.0.50        3599        dhcp-snooping  1     GigabitEthernet0/1\nTotal number of bindings: 1\n"));
	send_dhcp(t.thief, (struct dhcp_opts){ .type = DHCP_RELEASE, .chaddr = PC, .source = PC }); /* another's, from another port */
	settle(&t);
	assert_int_equal(t.x->bridge->snoop->table.n, 1);
	send_dhcp(t.pc, (struct dhcp_opts){ .type = DHCP_RELEASE, .chaddr = PC });
	settle(&t);
	assert_int_equal(t.x->bridge->snoop->table.n, 0);
	lease(&t);
	pass_s(t.w, 3620);
	assert_int_equal(t.x->bridge->snoop->table.n, 0);
	world_free(t.w);
}

static void what_untrusted_ports_may_not_say(void **state)
{
	static const struct {
		struct dhcp_opts o;
		bool passes;
	} say_[] = {
		{ { .type = DHCP_DISCOVER, .chaddr = PC }, true },
		{ { .type = DHCP_DISCOVER, .chaddr = PC, .source = 9 }, false },
		{ { .type = DHCP_DISCOVER, .chaddr = PC, .giaddr = 1 }, false },
		{ { .type = DHCP_DISCOVER, .chaddr = PC, .relay = true }, false },
		{ { .type = DHCP_NAK, .chaddr = PC }, false },
	};
	struct lab t;

	(void)state;
	open_lab(&t, SNOOPING);
	for (unsigned i = 0; i < ARRAY_LEN(say_); i++) {
		unsigned before = t.server->n;

		send_dhcp(t.pc, say_[i].o);
		pass_s(t.w, 2);
		assert_int_equal(t.server->n - before, say_[i].passes);
	}
	assert_true(campus_logged(t.x, "because the chaddr doesn't match source mac, message type: DHCPDISCOVER, chaddr: 0200.0000.0001, MAC sa: 0200.0000.0009"));
	campus_apply(t.x, "no ip dhcp snooping verify mac-address\nip dhcp snooping information option allow-untrusted\n");
	send_dhcp(t.pc, say_[1].o);
	send_dhcp(t.pc, say_[3].o);
	settle(&t);
	assert_int_equal(t.server->n, 3);
	assert_int_equal(t.x->bridge->snoop->dropped, 4);
	world_free(t.w);
}

/* Starvation: a thief asks for every address there is. */
static void starvation(void **state)
{
	for (unsigned guard = 0; guard < 3; guard++) {
		static const char *const lines[] = { "", SNOOPING "interface g0/2\n ip dhcp snooping limit rate 10\n",
						     "interface g0/2\n switchport mode access\n switchport port-security\n switchport port-security violation restrict\n" };
		struct lab t;

		(void)state;
		open_lab(&t, lines[guard]);
		for (unsigned i = 0; i < 100; i++) {
			send_dhcp(t.thief, (struct dhcp_opts){ .type = DHCP_DISCOVER, .chaddr = (u8)(10 + i) });
			pass(t.w, NSEC_PER_MS);
		}
		assert_int_equal(t.server->n, guard == 0 ? 100 : guard == 1 ? 10 : 1);
		if (guard == 1)
			assert_string_equal(campus_sw(t.x, 2)->iface->err_disabled, "dhcp-rate-limit");
		world_free(t.w);
	}
}

/* ---- ARP ---- */

static void arp_spoofing(void **state)
{
	for (unsigned guarded = 0; guarded < 2; guarded++) {
		struct lab t;
		unsigned before;

		(void)state;
		open_lab(&t, SNOOPING);
		if (guarded)
			campus_apply(t.x, "ip arp inspection vlan 1\ninterface g0/3\n ip arp inspection trust\n");
		lease(&t);
		before = t.server->n;
		send_arp(t.thief, THIEF, THIEF, PC_IP);
		settle(&t);
		assert_int_equal(t.server->n - before, !guarded);
		before = t.server->n;
		send_arp(t.pc, PC, PC, PC_IP);
		settle(&t);
		assert_int_equal(t.server->n - before, 1);
		send_arp(t.server, SERVER, SERVER, SERVER_IP);
		settle(&t);
		assert_int_equal(campus_logged(t.x, "%SW_DAI-4-DHCP_SNOOPING_DENY: 1 Invalid ARPs (Res) on Gi0/2, vlan 1.([0200.0000.0002/10.0.0.50/0000.0000.0000/10.0.0.1])"), guarded);
		world_free(t.w);
	}
}

/* `arp access-list`: a list's word comes before the bindings', a strict one is the only word; one that is not there says nothing. */
static void arp_lists(void **state)
{
	struct lab t;

	(void)state;
	open_lab(&t, "ip arp inspection vlan 1\nip arp inspection filter L vlan 1\nip source binding 0200.0000.0001 vlan 1 10.0.0.50 interface g0/1\n"
		 "interface g0/3\n ip arp inspection trust\n");
	t.server->n = 0;
	send_arp(t.pc, PC, PC, PC_IP);		/* no list yet: by its binding */
	send_arp(t.thief, THIEF, THIEF, 0x0a00003d);
	pass_s(t.w, 1);
	assert_int_equal(t.server->n, 1);
	campus_apply(t.x, "arp access-list L\n deny response ip host 10.0.0.50 any mac any any\n permit request ip any mac any\n"
			  " permit ip 10.0.0.60 0.0.0.3 mac 0200.0000.0000 0000.0000.00ff\n");
	send_arp(t.pc, PC, PC, PC_IP);		/* refused though bound */
	send_arp(t.thief, THIEF, THIEF, 0x0a00003d); /* permitted though not */
	send_arp(t.thief, THIEF, THIEF, 0x0a000040); /* the list is silent, there is no binding */
	pass_s(t.w, 1);
	assert_int_equal(t.server->n, 2);
	assert_true(campus_logged(t.x, "%SW_DAI-4-ACL_DENY: 1 Invalid ARPs (Res) on Gi0/1, vlan 1.([0200.0000.0001/10.0.0.50/"));
	assert_non_null(strstr(campus_show(t.x, "show ip arp inspection vlan 1"), "    1     Enabled          Active      L                  No\n"));
	assert_non_null(strstr(campus_show(t.x, "show arp access-list L"),
			       "ARP access list L\n    deny response ip host 10.0.0.50 any mac any any\n    permit request ip any mac any\n"
			       "    permit ip 10.0.0.60 0.0.0.3 mac 0200.0000.0000 0000.0000.00ff\n"));
	assert_non_null(strstr(campus_show(t.x, "show ip arp inspection statistics"), "    1              2              3              2              1\n"));
	campus_apply(t.x, "ip arp inspection filter L vlan 1 static\narp access-list L\n no deny response ip host 10.0.0.50 any mac any any\n");
	send_arp(t.pc, PC, PC, PC_IP);		/* bound, but strict */
	pass_s(t.w, 1);
	assert_int_equal(t.server->n, 2);
	assert_true(campus_refuses(t.x, "ip arp inspection filter M vlan 1\n"));
	campus_apply(t.x, "no ip arp inspection filter L vlan 1\nno arp access-list L\n");
	send_arp(t.pc, PC, PC, PC_IP);
	pass_s(t.w, 1);
	assert_int_equal(t.server->n, 3);
	world_free(t.w);
}

static void arp_is_validated_and_rated(void **state)
{
	struct lab t;
	unsigned before;

	(void)state;
	open_lab(&t, SNOOPING "ip arp inspection vlan 1\nip arp inspection validate src-mac ip-addresses\nip source binding 0200.0000.0002 vlan 1 10.0.0.60 interface g0/2\n");
	before = t.server->n;
	send_arp(t.thief, 9, THIEF, 0x0a00003c);
	settle(&t);
	assert_int_equal(t.server->n, before);
	assert_int_equal(t.x->bridge->snoop->dai[1]->source_mac, 1);
	send_arp(t.thief, THIEF, THIEF, 0);
	settle(&t);
	assert_int_equal(t.x->bridge->snoop->dai[1]->ip_validation, 1);
	send_arp(t.thief, THIEF, THIEF, 0x0a00003c);
	settle(&t);
	assert_int_equal(t.server->n, before + 1);
	for (unsigned i = 0; i < 20; i++)
		send_arp(t.thief, THIEF, THIEF, 0x0a00003c);
	settle(&t);
	assert_string_equal(campus_sw(t.x, 2)->iface->err_disabled, "arp-inspection");
	assert_true(campus_logged(t.x, "%SW_DAI-4-PACKET_RATE_EXCEEDED: 16 packets received in "));
	assert_non_null(strstr(campus_show(t.x, "show ip arp inspection interfaces"), " Gi0/2            Untrusted               15                 1\n"));
	world_free(t.w);
}

/* ---- source guard ---- */

static void ip_spoofing(void **state)
{
	struct lab t;
	unsigned before;

	(void)state;
	open_lab(&t, SNOOPING "interface g0/1\n ip verify source\ninterface g0/2\n ip verify source port-security\n");
	assert_non_null(strstr(campus_show(t.x, "show ip verify source"), "Gi0/1      ip          active       deny-all"));
	before = t.server->n;
	send_ip(t.pc, PC, SERVER, PC_IP); /* before it has a lease */
	settle(&t);
	assert_int_equal(t.server->n, before);
	lease(&t);
	before = t.server->n;
	send_ip(t.pc, PC, SERVER, PC_IP);
	send_ip(t.pc, PC, SERVER, PC_IP + 1);
	send_ip(t.thief, THIEF, SERVER, PC_IP);
	settle(&t);
	assert_int_equal(t.server->n, before + 1);
	campus_apply(t.x, "ip source binding 0200.0000.0002 vlan 1 10.0.0.60 interface g0/2\n");
	send_ip(t.thief, THIEF, SERVER, 0x0a00003c);
	send_ip(t.thief, 7, SERVER, 0x0a00003c);
	settle(&t);
	assert_int_equal(t.server->n, before + 2);
	assert_int_equal(campus_port(&t.x->node, 2)->drops[DROP_SOURCE_GUARD], 2);
	world_free(t.w);
}

/* ---- storms ---- */

static unsigned storm_of(struct lab *t, unsigned frames)
{
	unsigned before = t->server->n;

	for (unsigned i = 0; i < frames; i++) {
		talk(t->thief, THIEF, 0xff, 0);
		pass(t->w, NSEC_PER_MS / 10);
	}
	return t->server->n - before;
}

static void a_storm_is_cut_and_ends(void **state)
{
	struct lab t;

	(void)state;
	open_lab(&t, "interface g0/2\n storm-control broadcast level pps 100 50\n");
	assert_int_equal(storm_of(&t, 500), 100);
	assert_true(campus_logged(t.x, "%STORM_CONTROL-3-FILTERED: A Broadcast storm detected on Gi0/2. A packet filter action has been applied on the interface."));
	assert_non_null(strstr(campus_show(t.x, "show storm-control"), "Gi0/2      Blocking           100 pps       50 pps"));
	pass_s(t.w, 1);
	storm_of(&t, 60); /* above the lower level: still cut */
	pass_s(t.w, 2);
	assert_int_equal(storm_of(&t, 50), 50);
	campus_apply(t.x, "interface g0/2\n storm-control action shutdown\n");
	pass_s(t.w, 2);
	storm_of(&t, 500);
	assert_string_equal(campus_sw(t.x, 2)->iface->err_disabled, "storm-control");
	assert_true(campus_logged(t.x, "%STORM_CONTROL-3-SHUTDOWN: A packet storm was detected on Gi0/2. The interface has been disabled."));
	world_free(t.w);
}

static void levels_by_bits_and_percent(void **state)
{
	struct lab t;

	(void)state;
	open_lab(&t, "interface g0/2\n storm-control broadcast level bps 48k\n");
	assert_int_equal(storm_of(&t, 300), 100); /* of 480 bits each */
	campus_apply(t.x, "interface g0/2\n speed 10\n storm-control broadcast level 0.48\n");
	pass_s(t.w, 3);
	assert_int_equal(storm_of(&t, 300), 100); /* of 10 Mbit/s */
	assert_true(campus_refuses(t.x, "interface g0/2\n storm-control broadcast level 101\n"));
	assert_true(campus_refuses(t.x, "interface g0/2\n storm-control broadcast level 10 20\n"));
	world_free(t.w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(dhcp_is_told_from_others_and_cut_ones_are_bad), cmocka_unit_test(option_82_comes_and_goes),
		cmocka_unit_test(the_table_finds_what_it_holds), cmocka_unit_test(a_rogue_server), cmocka_unit_test(requests_go_to_trusted_ports_with_option_82),
		cmocka_unit_test(a_lease_becomes_a_binding), cmocka_unit_test(what_untrusted_ports_may_not_say), cmocka_unit_test(starvation),
		cmocka_unit_test(arp_spoofing), cmocka_unit_test(arp_lists), cmocka_unit_test(arp_is_validated_and_rated), cmocka_unit_test(ip_spoofing),
		cmocka_unit_test(a_storm_is_cut_and_ends), cmocka_unit_test(levels_by_bits_and_percent),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
