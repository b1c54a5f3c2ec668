/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Access lists: what matches, what is counted, how lists are edited, what is said; and that the tree gives the answer that a look at each entry gives. */
#include "ip_net.h"

#include "router/acl/own.h"

static const char CONFIG[] = "interface g0/0\n ip address 10.0.1.1 255.255.255.0\ninterface g0/1\n ip address 10.0.2.1 255.255.255.0\n";

struct bed {
	struct net n;
	struct device *d;
	struct raw *a, *b;
};

static void open_bed(struct bed *t, const char *more)
{
	char config[4096];

	net_open(&t->n);
	snprintf(config, sizeof(config), "%s%s", CONFIG, more);
	t->d = net_node(&t->n, &appliance_router, "r1", config);
	t->a = net_raw(&t->n, "a", t->d, 0);
	t->b = net_raw(&t->n, "b", t->d, 1);
	net_run(&t->n, NSEC_PER_SEC);
}

static struct acl_key key_of(u32 src, u32 dst, u8 proto, u16 sport, u16 dport)
{
	struct ipaddr s = ipaddr4(src), d = ipaddr4(dst);
	struct acl_key k;

	acl_key_make(&k, &s, &d, proto, sport, dport);
	return k;
}

static bool permits(struct bed *t, const char *list, struct acl_key k)
{
	return acl_permits(acl_find(t->d->ip, AF_IP4, list), &k);
}

#define CONF(t, ...) TYPE(&(t)->n, (t)->d, "configure terminal", __VA_ARGS__, "end")

static void t_first_match_decides(void **state)
{
	struct bed t;

	(void)state;
	open_bed(&t, "access-list 1 deny host 10.0.0.5\naccess-list 1 permit 10.0.0.0 0.255.0.255\n");
	assert_false(permits(&t, "1", key_of(A4(10, 0, 0, 5), 0, 0, 0, 0)));
	assert_true(permits(&t, "1", key_of(A4(10, 0, 0, 6), 0, 0, 0, 0)));
	assert_true(permits(&t, "1", key_of(A4(10, 77, 0, 5), 0, 0, 0, 0)));  /* wildcards need not be contiguous */
	assert_false(permits(&t, "1", key_of(A4(10, 77, 1, 5), 0, 0, 0, 0))); /* the end of a list denies */
	EXPECT(&t.n, t.d, "    10 deny   10.0.0.5 (1 match)\n    20 permit 10.0.0.0, wildcard bits 0.255.0.255 (2 matches)\n", "show access-lists");
	EXPECT(&t.n, t.d, "    10 deny   10.0.0.5\n    20 permit 10.0.0.0, wildcard bits 0.255.0.255\n", "clear access-list counters", "show access-lists 1");
	net_close(&t.n);
}

static void t_ports_and_flags(void **state)
{
	struct bed t;
	struct acl_key k;

	(void)state;
	open_bed(&t, "ip access-list extended X\n permit tcp any any eq www 443 8080\n permit tcp any any established\n permit udp any range 1000 2000 any neq 53\n"
		     " permit tcp any gt 60000 any lt 10\n permit icmp any any echo\n permit icmp any any 3 4\n permit tcp any any syn dscp ef\n");
	assert_true(permits(&t, "X", key_of(1, 2, IP_TCP, 5, 443)));
	assert_true(permits(&t, "X", key_of(1, 2, IP_TCP, 5, 8080)));
	assert_false(permits(&t, "X", key_of(1, 2, IP_TCP, 5, 81)));
	assert_false(permits(&t, "X", key_of(1, 2, IP_UDP, 5, 443)));
	assert_true(permits(&t, "X", key_of(1, 2, IP_UDP, 1000, 54)));
	assert_false(permits(&t, "X", key_of(1, 2, IP_UDP, 2000, 53)));
	assert_false(permits(&t, "X", key_of(1, 2, IP_UDP, 2001, 54)));
	assert_true(permits(&t, "X", key_of(1, 2, IP_TCP, 60001, 9)));
	assert_false(permits(&t, "X", key_of(1, 2, IP_TCP, 60000, 9)));
	assert_false(permits(&t, "X", key_of(1, 2, IP_TCP, 60001, 10)));
	assert_true(permits(&t, "X", key_of(1, 2, IP_ICMP, 0, 8 << 8)));
	assert_false(permits(&t, "X", key_of(1, 2, IP_ICMP, 0, 0)));
	assert_true(permits(&t, "X", key_of(1, 2, IP_ICMP, 0, 3 << 8 | 4)));
	assert_false(permits(&t, "X", key_of(1, 2, IP_ICMP, 0, 3 << 8 | 1)));
	k = key_of(1, 2, IP_TCP, 5, 81);
	k.tcp_flags = TCP_SYN;
	assert_false(permits(&t, "X", k));
	k.tos = 46 << 2;
	assert_true(permits(&t, "X", k));
	k = key_of(1, 2, IP_UDP, 1, 1);
	CONF(&t, "ip access-list extended X", "permit udp any any precedence critical tos min-delay", "permit udp any any tos 2");
	for (u32 tos = 0; tos < 256; tos++) { /* RFC 1349: bits 0 to 2 are precedence, 3 to 6 are type of service */
		k.tos = (u8)tos;
		assert_int_equal(permits(&t, "X", k), (tos & 0xfe) == (5 << 5 | 8 << 1) || (tos & 0x1e) == 2 << 1);
	}
	EXPECT(&t.n, t.d, "permit udp any any precedence critical tos min-delay", "show access-lists X");
	EXPECT(&t.n, t.d, "permit udp any any tos max-reliability", "show access-lists X");
	EXPECT(&t.n, t.d, "% A DSCP may not be used with precedence or TOS", "configure terminal", "ip access-list extended X", "permit ip any any dscp ef tos 1", "end");
	k = key_of(1, 2, IP_TCP, 5, 81);
	k.tcp_flags = TCP_RST; /* established: ACK or RST */
	assert_true(permits(&t, "X", k));
	net_close(&t.n);
}

/* What few entries ask for: flags that are and are not, options, the time to live. */
static void t_flags_options_ttl(void **state)
{
	struct bed t;
	struct acl_key k = key_of(1, 2, IP_TCP, 5, 80);
	u8 p[64] = { 0x47, [9] = 1, [15] = 1, [19] = 2, [20] = 1, 7, 7, 4 }; /* no-op, then record route */

	(void)state;
	open_bed(&t, "ip access-list extended ALL\n permit tcp any any match-all +syn -ack\nip access-list extended ANY\n permit tcp any any match-any +rst -ack\n"
		     "ip access-list extended OPT\n deny icmp any any option record-route\n permit icmp any any option any-options\n"
		     "ip access-list extended TTL\n deny ip any any ttl range 2 4\n permit ip any any ttl lt 10\n permit ip any any ttl eq 64 255\n");
	k.tcp_flags = TCP_SYN;
	assert_true(permits(&t, "ALL", k));
	assert_true(permits(&t, "ANY", k)); /* no ACK */
	k.tcp_flags = TCP_SYN | TCP_ACK;
	assert_false(permits(&t, "ALL", k));
	assert_false(permits(&t, "ANY", k));
	k.tcp_flags |= TCP_RST;
	assert_true(permits(&t, "ANY", k));
	EXPECT(&t.n, t.d, "    10 permit tcp any any match-all -ack +syn (1 match)\n", "show access-lists ALL");
	assert_true(acl_key_of(&k, p, 32));
	assert_false(permits(&t, "OPT", k));
	p[21] = 0; /* the end comes first */
	assert_true(acl_key_of(&k, p, 32));
	assert_true(permits(&t, "OPT", k));
	p[0] = 0x45;
	assert_true(acl_key_of(&k, p, 32));
	assert_false(permits(&t, "OPT", k));
	p[0] = 0x47;
	p[21] = 68;
	p[22] = 0; /* a length that leads nowhere */
	assert_true(acl_key_of(&k, p, 32));
	assert_true(permits(&t, "OPT", k));
	for (unsigned ttl = 0; ttl < 256; ttl++) {
		k.ttl = (u8)ttl;
		assert_int_equal(permits(&t, "TTL", k), (ttl < 10 && !(ttl >= 2 && ttl <= 4)) || ttl == 64 || ttl == 255);
	}
	EXPECT(&t.n, t.d, "needs flags", "configure terminal", "ip access-list extended ALL", "permit tcp any any match-all log");
	EXPECT(&t.n, t.d, "needs flags", "configure terminal", "ip access-list extended ALL", "permit tcp any any match-all +syn -syn");
	EXPECT(&t.n, t.d, "Invalid input", "configure terminal", "access-list 101 permit ip any any ttl eq 5");
	net_close(&t.n);
}

/* RFC 8200 4: headers before the transport; 4302: one that hides it no further than its length says. */
static void t_headers6(void **state)
{
	static const u8 src[16] = { 0x20, 1, [15] = 1 };
	struct bed t;
	struct acl *l;
	struct acl_key k;
	u8 p[128] = { 0x60, 0, 0, 5, 0, 64 };
	const struct { u8 next, header; bool transport; const char *entry; } all[] = {
		{ IP6_ROUTING, ACL_ROUTING, true, "routing" }, { IP6_DSTOPTS, ACL_DEST_OPTION, true, "dest-option" }, { IP6_HOPOPTS, ACL_HBH, true, "hbh" },
		{ IP6_AH, ACL_AUTH, true, "auth" }, { 135, ACL_MOBILITY, false, "mobility" },
	};

	(void)state;
	open_bed(&t, "");
	memcpy(p + IP6_SRC, src, 16);
	memcpy(p + IP6_DST, src, 16);
	for (unsigned n = 0; n < ARRAY_LEN(all); n++) {
		char line[80];

		snprintf(line, sizeof(line), "permit %s %s", all[n].transport ? "tcp any any eq 80" : "ipv6 any any", all[n].entry);
		CONF(&t, "no ipv6 access-list H", "ipv6 access-list H", line);
		l = acl_find(t.d->ip, AF_IP6, "H");
		p[IP6_NEXT] = all[n].next;
		p[40] = IP_TCP;
		p[41] = 0;
		memset(p + 42, 0, 40);
		put_be16(p + 50, 80); /* each of 8 octets: as short as it can say */
		assert_true(acl_key_of(&k, p, 104));
		assert_int_equal(k.headers, all[n].header);
		assert_true(acl_permits(l, &k));
		p[IP6_NEXT] = IP_TCP;
		put_be16(p + 42, 80);
		assert_true(acl_key_of(&k, p, 104));
		assert_int_equal(k.headers, 0);
		assert_false(acl_permits(l, &k));
	}
	CONF(&t, "no ipv6 access-list H", "ipv6 access-list H", "deny ipv6 any any undetermined-transport", "permit tcp any any flow-label 5");
	l = acl_find(t.d->ip, AF_IP6, "H");
	assert_true(acl_key_of(&k, p, 104));
	assert_true(acl_permits(l, &k));
	p[3] = 6; /* another label */
	assert_true(acl_key_of(&k, p, 104));
	assert_false(acl_permits(l, &k));
	p[3] = 5;
	p[IP6_NEXT] = IP6_DSTOPTS;
	p[41] = 200; /* leads beyond the packet */
	assert_true(acl_key_of(&k, p, 104));
	assert_int_equal(k.headers, ACL_DEST_OPTION | ACL_UNDETERMINED);
	assert_false(acl_permits(l, &k));
	p[IP6_NEXT] = IP_TCP; /* no room for its flags */
	assert_true(acl_key_of(&k, p, 48));
	assert_int_equal(k.headers, ACL_UNDETERMINED);
	CONF(&t, "no ipv6 access-list H", "ipv6 access-list H", "deny ipv6 any any undetermined-transport", "permit tcp any any eq 80 auth");
	l = acl_find(t.d->ip, AF_IP6, "H");
	memset(p + 40, 0, 64);
	p[IP6_NEXT] = IP6_AH; /* options for the destination behind it, then the transport */
	p[40] = IP6_DSTOPTS;
	p[48] = IP_TCP;
	put_be16(p + 58, 80);
	assert_true(acl_key_of(&k, p, 104));
	assert_int_equal(k.headers, ACL_AUTH | ACL_DEST_OPTION);
	assert_true(acl_permits(l, &k));
	p[49] = 200;
	assert_true(acl_key_of(&k, p, 104));
	assert_int_equal(k.headers, ACL_AUTH | ACL_DEST_OPTION | ACL_UNDETERMINED);
	assert_false(acl_permits(l, &k));
	p[40] = IP6_AH; /* a second one: nothing that we follow */
	assert_true(acl_key_of(&k, p, 104));
	assert_int_equal(k.headers, ACL_AUTH | ACL_UNDETERMINED);
	p[IP6_NEXT] = IP6_DSTOPTS; /* cut where the header begins: what is not there is no other header */
	assert_true(acl_key_of(&k, p, 40));
	assert_int_equal(k.headers, ACL_DEST_OPTION | ACL_UNDETERMINED);
	net_close(&t.n);
}

/* A fragment but the first has no ports: permit entries let it through by its addresses, deny entries pass it over. */
static void t_fragments(void **state)
{
	struct bed t;
	struct acl_key k = key_of(1, 2, IP_TCP, 0, 0);

	(void)state;
	open_bed(&t, "ip access-list extended P\n permit tcp any any eq www\n"
		     "ip access-list extended D\n deny tcp any any eq www\n permit ip host 9.9.9.9 any\n"
		     "ip access-list extended F\n deny ip any any fragments\n permit ip any any\n");
	k.fragment = true;
	assert_true(permits(&t, "P", k));
	assert_false(permits(&t, "D", k));
	EXPECT(&t.n, t.d, "    10 deny tcp any any eq www\n    20 permit ip host 9.9.9.9 any\n", "show access-lists D"); /* no entry's: the end's */
	assert_false(permits(&t, "F", k));
	k.fragment = false;
	assert_true(permits(&t, "F", k));
	EXPECT(&t.n, t.d, "layer-4 information", "configure terminal", "ip access-list extended F", "permit tcp any any eq 80 fragments");
	net_close(&t.n);
}

static void t_editing(void **state)
{
	struct bed t;

	(void)state;
	open_bed(&t, "");
	CONF(&t, "ip access-list extended E", "permit tcp any any eq 80", "permit udp any any eq 53", "15 deny icmp any any", "remark last");
	EXPECT(&t.n, t.d, "ip access-list extended E\n 10 permit tcp any any eq www\n 15 deny icmp any any\n 20 permit udp any any eq domain\n 30 remark last\n",
	       "show running-config");
	CONF(&t, "ip access-list extended E", "no 15", "no permit udp any any eq domain", "permit tcp any any eq www");
	EXPECT(&t.n, t.d, "ip access-list extended E\n 10 permit tcp any any eq www\n 30 remark last\n!", "show running-config");
	EXPECT(&t.n, t.d, "% Duplicate sequence number", "configure terminal", "ip access-list extended E", "10 permit ip any any");
	CONF(&t, "ip access-list resequence E 100 50");
	EXPECT(&t.n, t.d, "ip access-list extended E\n 100 permit tcp any any eq www\n 150 remark last\n!", "show running-config");
	EXPECT(&t.n, t.d, "% Access list type conflicts", "configure terminal", "ip access-list standard E");
	EXPECT(&t.n, t.d, "% Invalid access list name.", "configure terminal", "ip access-list standard 101");
	CONF(&t, "access-list 5 permit any", "no access-list 5 permit any");
	assert_null(strstr(TYPE(&t.n, t.d, "show running-config"), "access-list standard 5"));
	assert_null(acl_find(t.d->ip, AF_IP4, "5"));
	net_close(&t.n);
}

/* A list that is not there, or has no entries, permits; it starts to matter with its first entry. */
static void t_undefined_permits(void **state)
{
	struct bed t;

	(void)state;
	open_bed(&t, "interface g0/0\n ip access-group NONE in\n");
	assert_int_equal(acl_match(acl_find(t.d->ip, AF_IP4, "NONE"), &(struct acl_key){ .af = AF_IP4 }), ACL_NOTHING);
	CONF(&t, "ip access-list extended NONE", "remark nothing yet");
	assert_int_equal(acl_match(acl_find(t.d->ip, AF_IP4, "NONE"), &(struct acl_key){ .af = AF_IP4 }), ACL_NOTHING);
	CONF(&t, "ip access-list extended NONE", "permit tcp any any");
	assert_int_equal(acl_match(acl_find(t.d->ip, AF_IP4, "NONE"), &(struct acl_key){ .af = AF_IP4 }), ACL_DENY);
	CONF(&t, "no ip access-list extended NONE");
	assert_int_equal(acl_match(acl_find(t.d->ip, AF_IP4, "NONE"), &(struct acl_key){ .af = AF_IP4 }), ACL_NOTHING);
	CONF(&t, "interface g0/0", "no ip access-group NONE in");
	assert_null(acl_find(t.d->ip, AF_IP4, "NONE"));
	net_close(&t.n);
}

static void send_udp(struct bed *t, u32 src, u32 dst, u16 sport, u16 dport)
{
	u8 p[128];
	u32 len = ip4_put(p, net_port(t->d, 0)->mac, src, dst, IP_UDP, 64, 0, 16);

	put_be16(p + 34, sport);
	put_be16(p + 36, dport);
	put_be16(p + 38, 16);
	put_be16(p + 40, 0);
	raw_send(&t->n, t->a, p, len);
}

/* RFC 1812 5.3.9 and IOS: a refused packet is answered by ICMP 3/13; the log line counts what follows for five minutes. */
static void t_interface_denies_and_logs(void **state)
{
	struct bed t;
	const u8 *p;
	u8 arp[64];
	u32 len;

	(void)state;
	open_bed(&t, "access-list 101 deny udp any any eq 5000 log\naccess-list 101 deny udp any any eq 5002 log NoVoice\naccess-list 101 permit ip any any\ninterface g0/0\n ip access-group 101 in\n");
	raw_send(&t.n, t.a, arp, arp_put(arp, net_port(t.d, 0)->mac, 2, A4(10, 0, 1, 9), A4(10, 0, 1, 1)));
	send_udp(&t, A4(10, 0, 1, 9), A4(10, 0, 2, 9), 4000, 5000);
	do
		p = raw_next(t.a, ETH_TYPE_IP4, &len);
	while (p && p[23] != IP_ICMP);
	if (!p) { /* the answer had to ask for our address first */
		raw_send(&t.n, t.a, arp, arp_put(arp, net_port(t.d, 0)->mac, 2, A4(10, 0, 1, 9), A4(10, 0, 1, 1)));
		do
			p = raw_next(t.a, ETH_TYPE_IP4, &len);
		while (p && p[23] != IP_ICMP);
	}
	assert_non_null(p);
	assert_int_equal(p[34], 3);
	assert_int_equal(p[35], 13);
	send_udp(&t, A4(10, 0, 1, 9), A4(10, 0, 2, 9), 4000, 5000);
	send_udp(&t, A4(10, 0, 1, 9), A4(10, 0, 2, 9), 4000, 5001);
	send_udp(&t, A4(10, 0, 1, 9), A4(10, 0, 2, 9), 4000, 5002);
	EXPECT(&t.n, t.d, "%SEC-6-IPACCESSLOGP: list 101 denied udp 10.0.1.9(4000) -> 10.0.2.9(5002), 1 packet [NoVoice]\n", "show logging");
	EXPECT(&t.n, t.d, " deny udp any any eq 5002 log NoVoice\n", "show running-config");
	EXPECT(&t.n, t.d, "%SEC-6-IPACCESSLOGP: list 101 denied udp 10.0.1.9(4000) -> 10.0.2.9(5000), 1 packet\n", "show logging");
	net_run(&t.n, 301 * NSEC_PER_SEC);
	EXPECT(&t.n, t.d, "regexp = 3", "show logging | count denied udp 10.0.1.9");
	EXPECT(&t.n, t.d, "    10 deny udp any any eq 5000 log (2 matches)\n    20 deny udp any any eq 5002 log (tag = NoVoice) (1 match)\n    30 permit ip any any (1 match)\n", "show access-lists 101");
	assert_int_equal(net_port(t.d, 0)->drops[DROP_ACL], 3);
	/* a threshold: told again at every third packet; an interval: one new flow in it, the others are missed */
	CONF(&t, "ip access-list log-update threshold 3", "ip access-list logging interval 60000");
	TYPE(&t.n, t.d, "clear logging");
	for (unsigned k = 0; k < 7; k++)
		send_udp(&t, A4(10, 0, 1, 9), A4(10, 0, 2, 9), 4000, 5000);
	EXPECT(&t.n, t.d, "regexp = 2", "show logging | count 5000., 3 packets");
	send_udp(&t, A4(10, 0, 1, 9), A4(10, 0, 2, 9), 4001, 5000);
	send_udp(&t, A4(10, 0, 1, 9), A4(10, 0, 2, 9), 4002, 5000);
	EXPECT(&t.n, t.d, "regexp = 1", "show logging | count 400[12]");
	net_close(&t.n);
}

static void t_reflexive(void **state)
{
	struct bed t;
	struct acl_key out = key_of(1, 2, IP_TCP, 4000, 80), in = key_of(2, 1, IP_TCP, 80, 4000), other = key_of(2, 1, IP_TCP, 80, 4001);

	(void)state;
	open_bed(&t, "ip access-list extended OUT\n permit tcp any any reflect R timeout 60\n permit icmp any any reflect R\nip access-list extended IN\n evaluate R\n");
	assert_false(permits(&t, "IN", in));
	assert_true(acl_packet(acl_find(t.d->ip, AF_IP4, "OUT"), &out, NULL, NULL));
	assert_true(permits(&t, "IN", in));
	assert_false(permits(&t, "IN", other));
	EXPECT(&t.n, t.d, "Reflexive IP access list R\n     permit tcp host 0.0.0.2 eq 80 host 0.0.0.1 eq 4000 (1 match) (time left 60)\n", "show access-lists");
	net_run(&t.n, 61 * NSEC_PER_SEC);
	assert_false(permits(&t, "IN", in));
	/* both FINs: five seconds more */
	out.tcp_flags = in.tcp_flags = TCP_FIN | TCP_ACK;
	acl_packet(acl_find(t.d->ip, AF_IP4, "OUT"), &out, NULL, NULL);
	assert_true(permits(&t, "IN", in));
	net_run(&t.n, 6 * NSEC_PER_SEC);
	assert_false(permits(&t, "IN", in));
	out = key_of(1, 2, IP_ICMP, 0, 8 << 8);
	acl_packet(acl_find(t.d->ip, AF_IP4, "OUT"), &out, NULL, NULL);
	assert_true(permits(&t, "IN", key_of(2, 1, IP_ICMP, 0, 0)));
	/* of IPv6, in its own form; the same name in both families */
	CONF(&t, "ipv6 access-list OUT6", "permit tcp any any reflect R timeout 40", "exit", "ipv6 access-list IN6", "evaluate R");
	{
		struct ip6 a6 = { .b = { 0x20, 1, [15] = 1 } }, b6 = { .b = { 0x20, 1, [15] = 2 } };
		struct ipaddr from = ipaddr6(&a6), to = ipaddr6(&b6);

		acl_key_make(&out, &from, &to, IP_TCP, 4000, 80);
	}
	acl_packet(acl_find(t.d->ip, AF_IP6, "OUT6"), &out, NULL, NULL);
	EXPECT(&t.n, t.d, "IPv6 access list R (reflexive) (per-user)\n    permit tcp host 2001::2 eq 80 host 2001::1 eq 4000 timeout 40 (time left 40) sequence 1\n", "show ipv6 access-list");
	assert_null(strstr(TYPE(&t.n, t.d, "show ip access-lists"), "2001::2"));
	assert_null(strstr(TYPE(&t.n, t.d, "show ipv6 access-list"), "Reflexive IP"));
	/* short for `interface`, which asks for more: it is the list */
	EXPECT(&t.n, t.d, "Extended IP access list IN\n    10 evaluate R", "show ip access-lists IN");
	EXPECT(&t.n, t.d, "\"name\": \"IN\"", "show ip access-lists IN | json");
	EXPECT(&t.n, t.d, "% Incomplete command.", "show ip access-lists interface");
	/* a list that nothing makes or asks any more has gone when its entries have */
	net_run(&t.n, 301 * NSEC_PER_SEC);
	EXPECT(&t.n, t.d, "Reflexive IP access list R\n", "show access-lists");
	CONF(&t, "no ip access-list extended IN", "no ip access-list extended OUT", "no ipv6 access-list IN6", "no ipv6 access-list OUT6");
	assert_null(strstr(TYPE(&t.n, t.d, "show access-lists"), "eflexive"));
	net_close(&t.n);
}

static void t_time_range_and_groups(void **state)
{
	struct bed t;

	(void)state;
	/* the virtual clock begins on Thursday, 1 January 2026, 00:00 */
	open_bed(&t, "time-range T\n periodic thursday 0:00 to 0:05\n"
		     "object-group network N\n host 10.0.0.1\n range 10.0.0.6 10.0.0.9\nobject-group service S\n tcp eq 22\n udp range 10 20\n"
		     "ip access-list extended X\n permit ip host 1.1.1.1 any time-range T\n permit object-group S object-group N any\n");
	assert_true(permits(&t, "X", key_of(A4(1, 1, 1, 1), 2, 0, 0, 0)));
	assert_true(permits(&t, "X", key_of(A4(10, 0, 0, 7), 2, IP_TCP, 5, 22)));
	assert_true(permits(&t, "X", key_of(A4(10, 0, 0, 9), 2, IP_UDP, 5, 15)));
	assert_false(permits(&t, "X", key_of(A4(10, 0, 0, 10), 2, IP_UDP, 5, 15)));
	assert_false(permits(&t, "X", key_of(A4(10, 0, 0, 5), 2, IP_UDP, 5, 15)));
	assert_false(permits(&t, "X", key_of(A4(10, 0, 0, 1), 2, IP_TCP, 5, 23)));
	EXPECT(&t.n, t.d, "time-range T (active) (1 match)", "show access-lists");
	EXPECT(&t.n, t.d, "% Object-group N is being used\n", "configure terminal", "no object-group network N", "end");
	EXPECT(&t.n, t.d, "% Object-group S is being used\n", "configure terminal", "no object-group service S", "end");
	CONF(&t, "object-group network M", "host 10.0.0.77", "exit", "object-group network FREE", "group-object M");
	EXPECT(&t.n, t.d, "% Object-group M is being used\n", "configure terminal", "no object-group network M", "end");
	EXPECT(&t.n, t.d, "", "configure terminal", "no object-group network FREE", "no object-group network M", "end");
	assert_null(strstr(TYPE(&t.n, t.d, "show object-group"), "10.0.0.77"));
	CONF(&t, "object-group network N", "host 10.0.0.5");
	assert_false(permits(&t, "X", key_of(A4(10, 0, 0, 5), 2, IP_UDP, 5, 53)));
	CONF(&t, "object-group service S", "udp 53");
	assert_true(permits(&t, "X", key_of(A4(10, 0, 0, 5), 2, IP_UDP, 5, 53)));
	assert_false(permits(&t, "X", key_of(A4(10, 0, 0, 5), 2, IP_TCP, 5, 53)));
	CONF(&t, "object-group service S", "no udp 53");
	assert_false(permits(&t, "X", key_of(A4(10, 0, 0, 5), 2, IP_UDP, 5, 53)));
	assert_true(permits(&t, "X", key_of(A4(10, 0, 0, 5), 2, IP_UDP, 5, 15)));
	net_run(&t.n, 400 * NSEC_PER_SEC);
	assert_false(permits(&t, "X", key_of(A4(1, 1, 1, 1), 2, 0, 0, 0)));
	EXPECT(&t.n, t.d, "time-range T (inactive)", "show access-lists");
	net_close(&t.n);
}

/* RFC 4861 has to go on: neighbour discovery passes the end of an IPv6 list, not an entry that denies it. */
static void t_ipv6(void **state)
{
	struct bed t;
	struct ipaddr s = { .af = AF_IP6, .v6 = { { { 0x20, 1, 0xd, 0xb8 } } } }, d = s;
	struct acl_key ns, tcp;
	struct acl *a;

	(void)state;
	open_bed(&t, "ipv6 access-list V\n permit tcp 2001:DB8::/32 any eq 80\n sequence 5 deny icmp host 2001:DB8::7 any nd-ns\n");
	a = acl_find(t.d->ip, AF_IP6, "V");
	acl_key_make(&ns, &s, &d, IP_ICMP6, 0, 135 << 8);
	acl_key_make(&tcp, &s, &d, IP_TCP, 5, 80);
	assert_true(acl_permits(a, &ns));
	assert_true(acl_permits(a, &tcp));
	tcp.b[0] = 0x21;
	assert_false(acl_permits(a, &tcp));
	s.v6.b[15] = 7;
	acl_key_make(&ns, &s, &d, IP_ICMP6, 0, 135 << 8);
	assert_false(acl_permits(a, &ns));
	EXPECT(&t.n, t.d, "IPv6 access list V\n    deny icmp host 2001:DB8::7 any nd-ns (1 match) sequence 5\n    permit tcp 2001:DB8::/32 any eq www (1 match) sequence 10\n",
	       "show ipv6 access-list");
	net_close(&t.n);
}

static u32 random_below(u64 *s, u32 n)
{
	*s ^= *s << 13;
	*s ^= *s >> 7;
	*s ^= *s << 17;
	return (u32)(*s >> 33) % n;
}

/* The tree leaves no entry out: random lists against a look at each rule. */
static void t_tree_is_the_list(void **state)
{
	struct bed t;
	u64 seed = 88172645463325252ull;

	(void)state;
	open_bed(&t, "");
#define RND(n) random_below(&seed, n)
	for (unsigned round = 0; round < 6; round++) {
		const char *why;
		struct acl *a = acl_define(t.d->ip, ACL_EXTENDED, "RANDOM", &why);
		u32 n = round ? 1u << 2 * round : 3;

		for (u32 k = 0; k < n; k++) {
			struct ace *e = xcalloc(1, sizeof(*e));

			e->act = RND(2) ? ACE_PERMIT : ACE_DENY;
			e->icmp_type = e->icmp_code = -1;
			e->proto = RND(3) ? (RND(2) ? IP_TCP : IP_UDP) : PROTO_IP;
			if (RND(3))
				e->src = (struct ace_addr){ .addr = ipaddr4(0x0a000000 | RND(4096)), .wild = RND(2) ? (1u << RND(12)) - 1 : RND(0x1000) };
			if (RND(3))
				e->dst = (struct ace_addr){ .addr = ipaddr4(0x0a000000 | RND(4096)), .wild = (1u << RND(12)) - 1 };
			if (RND(2) && e->proto != PROTO_IP)
				e->dport = RND(2) ? (struct ace_port){ PORT_EQ, 1, { (u16)RND(64) } } : (struct ace_port){ PORT_GT, 1, { (u16)RND(64) } };
			assert_true(acl_add(a, e, &why));
		}
		for (unsigned k = 0; k < 20000; k++) {
			struct acl_key key = key_of(0x0a000000 | RND(4096), 0x0a000000 | RND(4096), RND(2) ? IP_TCP : IP_UDP, (u16)RND(64), (u16)RND(64));
			struct acl_tree tree = a->whole, all;
			struct ace *got, *want;
			u32 list[8192];
			struct acl_node root = { 0 };

			key.fragment = !RND(8);
			got = acl_lookup(a, &key);
			tree = a->whole;
			struct acl_tree frag = a->fragment;

			assert_true(a->n_rules < 8192);
			for (u32 i = 0; i < a->n_rules; i++)
				list[i] = i;
			root.n = (u16)a->n_rules;
			all = (struct acl_tree){ &root, list, 1, a->n_rules };
			a->whole = a->fragment = all;
			want = acl_lookup(a, &key);
			a->whole = tree;
			a->fragment = frag;
			assert_ptr_equal(got, want);
		}
		acl_undefine(a);
	}
	net_close(&t.n);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(t_first_match_decides), cmocka_unit_test(t_ports_and_flags), cmocka_unit_test(t_fragments), cmocka_unit_test(t_flags_options_ttl), cmocka_unit_test(t_headers6), cmocka_unit_test(t_editing),
		cmocka_unit_test(t_undefined_permits), cmocka_unit_test(t_interface_denies_and_logs), cmocka_unit_test(t_reflexive),
		cmocka_unit_test(t_time_range_and_groups), cmocka_unit_test(t_ipv6), cmocka_unit_test(t_tree_is_the_list),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
