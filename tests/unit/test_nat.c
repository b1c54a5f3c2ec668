/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * NAT, packet in, packet out: inside is a (10.0.1.0/24), outside is b (203.0.113.0/24). Each packet that comes out has sound checksums and is what the
 * rules of RFC 3022, 4787 (mapping, hairpin), 5508 (ICMP) and IOS's manual make of the one that went in.
 */
#include "nat_bed.h"

/* A port is kept while it is free, else the next of its range is taken; answers find back; strangers do not. */
static void t_overload(void **state)
{
	struct bed t;

	(void)state;
	open_bed(&t, "ip nat inside source list 1 interface g0/1 overload\n");
	send(&t, t.in, IP_UDP, IL, 4000, OG, 53, 0);
	expect(t.out, IG, 4000, OG, 53);
	send(&t, t.in, IP_UDP, IL + 1, 4000, OG, 53, 0);
	expect(t.out, IG, 4001, OG, 53);
	send(&t, t.in, IP_UDP, IL + 1, 4000, OG + 1, 99, 0); /* RFC 4787 REQ-1: one mapping whatever the destination */
	expect(t.out, IG, 4001, OG + 1, 99);
	send(&t, t.in, IP_UDP, IL + 2, 500, OG, 53, 0);
	expect(t.out, IG, 500, OG, 53);
	send(&t, t.in, IP_UDP, IL + 3, 500, OG, 53, 0);
	expect(t.out, IG, 501, OG, 53); /* stays below 512 */
	send(&t, t.out, IP_UDP, OG, 53, IG, 4001, 0);
	expect(t.in, OG, 53, IL + 1, 4000);
	send(&t, t.out, IP_UDP, OG + 1, 98, IG, 4001, 0); /* another port than it was sent to: is for the router, which has none */
	nothing(t.in);
	expect(t.out, IG, 0, OG + 1, 0);
	send(&t, t.in, IP_ICMP, IL, 7, OG, 8, 0);
	expect(t.out, IG, 7, OG, 0);
	send(&t, t.in, IP_ICMP, IL + 1, 7, OG, 8, 0);
	expect(t.out, IG, 8, OG, 0);
	send(&t, t.out, IP_ICMP, OG, 8, IG, 0, 0);
	expect(t.in, OG, 7, IL + 1, 0);
	EXPECT(&t.n, t.d, "udp 203.0.113.1:4001   10.0.1.11:4000     203.0.113.9:53     203.0.113.9:53\n", "show ip nat translations");
	EXPECT(&t.n, t.d, "Hits: 9  Misses: 7", "show ip nat statistics");
	net_close(&t.n);
}

/* RFC 768: a source port of zero is what a sender that expects no answer may write. As the first of its protocol, too, it gets a port. */
static void t_port_zero(void **state)
{
	struct bed t;

	(void)state;
	open_bed(&t, "ip nat inside source list 1 interface g0/1 overload\n");
	send(&t, t.in, IP_UDP, IL, 0, OG, 53, 0);
	expect(t.out, IG, 1, OG, 53);
	send(&t, t.out, IP_UDP, OG, 53, IG, 1, 0);
	expect(t.in, OG, 53, IL, 0);
	net_close(&t.n);
}

/* The router's own packets share the ports of its address with those of the inside: an answer finds whom it is for. */
static void t_own_packets(void **state)
{
	struct bed t;
	const u8 *ip;
	u32 total;
	u8 p[256];

	(void)state;
	open_bed(&t, "ip nat inside source list 1 interface g0/1 overload\n");
	send(&t, t.in, IP_ICMP, IL, 1, OG, 8, 0); /* takes the identifier that our first ping has, too */
	expect(t.out, IG, 1, OG, 0);
	TYPE(&t.n, t.d, "ping 203.0.113.9 repeat 1 timeout 0");
	ip = next(t.out, &total);
	assert_non_null(ip);
	assert_int_equal(get_be16(ip + 24), 2);
	memcpy(p, ip - 14, total + 14);
	send(&t, t.out, IP_ICMP, OG, 1, IG, 0, 0);
	expect(t.in, OG, 1, IL, 0);
	send(&t, t.out, IP_ICMP, OG, 2, IG, 0, 0);
	nothing(t.in);
	net_close(&t.n);
}

/* What the list does not permit passes as it is. */
static void t_list_selects(void **state)
{
	struct bed t;

	(void)state;
	open_bed(&t, "ip nat inside source list 7 interface g0/1 overload\naccess-list 7 permit host 10.0.1.11\n");
	send(&t, t.in, IP_UDP, IL, 4000, OG, 53, 0);
	expect(t.out, IL, 4000, OG, 53);
	send(&t, t.in, IP_UDP, IL + 1, 4000, OG, 53, 0);
	expect(t.out, IG, 4000, OG, 53);
	net_close(&t.n);
}

static void t_pool(void **state)
{
	struct bed t;
	u8 p[64];
	u32 len;

	(void)state;
	open_bed(&t, "ip nat pool P 203.0.113.20 203.0.113.21 netmask 255.255.255.0\nip nat inside source list 1 pool P\n");
	send(&t, t.in, IP_UDP, IL, 4000, OG, 53, 0);
	expect(t.out, A4(203, 0, 113, 20), 4000, OG, 53);
	send(&t, t.in, IP_UDP, IL + 1, 4000, OG, 53, 0);
	expect(t.out, A4(203, 0, 113, 21), 4000, OG, 53);
	send(&t, t.out, IP_UDP, OG, 77, A4(203, 0, 113, 20), 88, 0); /* the whole address is his: from anyone */
	expect(t.in, OG, 77, IL, 88);
	send(&t, t.in, IP_UDP, IL + 2, 4000, OG, 53, 0); /* none left */
	nothing(t.out);
	EXPECT(&t.n, t.d, "%IPNAT-4-ADDR_ALLOC_FAILURE: Address allocation failed for 10.0.1.12, pool P might be exhausted", "show logging");
	EXPECT(&t.n, t.d, "total addresses 2, allocated 2 (100%), misses 1", "show ip nat statistics");
	EXPECT(&t.n, t.d, "--- 203.0.113.20       10.0.1.10          ---                ---\n", "show ip nat translations");
	raw_send(&t.n, t.out, p, arp_put(p, net_port(t.d, 1)->mac, 1, OG, A4(203, 0, 113, 21))); /* ARP for it is answered */
	assert_non_null(raw_next(t.out, ETH_TYPE_ARP, &len));
	TYPE(&t.n, t.d, "clear ip nat translation *");
	send(&t, t.in, IP_UDP, IL + 2, 4000, OG, 53, 0);
	expect(t.out, A4(203, 0, 113, 20), 4000, OG, 53);
	net_run(&t.n, 86500 * NSEC_PER_SEC); /* a day without use gives it back */
	EXPECT(&t.n, t.d, "Total active translations: 0 (0 static, 0 dynamic; 0 extended)", "show ip nat statistics");
	net_close(&t.n);
}

static void t_static(void **state)
{
	struct bed t;

	(void)state;
	open_bed(&t, "ip nat inside source static 10.0.1.11 203.0.113.11\nip nat inside source static tcp 10.0.1.10 80 interface g0/1 8080\n"
		     "ip nat inside source static network 10.0.1.8 203.0.113.40 255.255.255.252\nip nat outside source static 203.0.113.10 10.0.1.200\n"
		     "ip route 10.0.1.200 255.255.255.255 203.0.113.10\n");
	send(&t, t.out, IP_TCP, OG, 3000, IG, 8080, 2);
	expect(t.in, OG, 3000, IL, 80);
	send(&t, t.in, IP_TCP, IL, 80, OG, 3000, 0x12);
	expect(t.out, IG, 8080, OG, 3000);
	send(&t, t.out, IP_UDP, OG, 3000, A4(203, 0, 113, 11), 9, 0); /* a host, before its network */
	expect(t.in, OG, 3000, IL + 1, 9);
	send(&t, t.in, IP_UDP, IL + 1, 5, OG, 6, 0);
	expect(t.out, A4(203, 0, 113, 11), 5, OG, 6);
	send(&t, t.out, IP_UDP, OG, 3000, A4(203, 0, 113, 42), 9, 0); /* the network: .40 + 2 is 10.0.1.10 */
	expect(t.in, OG, 3000, IL, 9);
	send(&t, t.in, IP_UDP, IL, 5, OG, 6, 0);
	expect(t.out, A4(203, 0, 113, 42), 5, OG, 6);
	send(&t, t.out, IP_UDP, OG + 1, 3000, A4(203, 0, 113, 42), 9, 0); /* and the other end has another name inside */
	expect(t.in, A4(10, 0, 1, 200), 3000, IL, 9);
	send(&t, t.in, IP_UDP, IL, 9, A4(10, 0, 1, 200), 3000, 0);
	expect(t.out, A4(203, 0, 113, 42), 9, OG + 1, 3000);
	EXPECT(&t.n, t.d, "already exists", "configure terminal", "ip nat inside source static 10.0.1.77 203.0.113.11");
	net_close(&t.n);
}

/* RFC 5508 REQ-4: an ICMP error is translated, and so is what it quotes. */
static void t_icmp_errors(void **state)
{
	struct bed t;
	u8 p[256], q[128];
	const u8 *ip;
	u32 total, len;

	(void)state;
	open_bed(&t, "ip nat inside source list 1 interface g0/1 overload\n");
	send(&t, t.in, IP_UDP, IL + 1, 4000, OG, 53, 0);
	send(&t, t.in, IP_UDP, IL, 4000, OG, 53, 0); /* is 4001 outside */
	expect(t.out, IG, 4000, OG, 53);
	expect(t.out, IG, 4001, OG, 53);
	make(&t, q, t.in, IP_UDP, IG, 4001, OG, 53, 0);
	len = ip4_put(p, net_port(t.d, 1)->mac, OG + 1, IG, IP_ICMP, 64, 0, 8 + 36);
	memset(p + 34, 0, 8);
	p[34] = 3;
	p[35] = 3;
	memcpy(p + 42, q + 14, 36);
	finish(p, IP_ICMP, 44);
	raw_send(&t.n, t.out, p, len);
	ip = next(t.in, &total);
	assert_non_null(ip);
	assert_int_equal(get_be32(ip + 16), IL);
	assert_int_equal(get_be32(ip + 12), OG + 1);
	assert_int_equal(get_be32(ip + 28 + 12), IL);
	assert_int_equal(get_be16(ip + 28 + 20), 4000);
	assert_int_equal(csum_finish(csum_add(0, ip + 28, 20)), 0);
	assert_int_equal(csum_finish(csum_add(ip4_pseudo(IL, OG, IP_UDP, 16), ip + 48, 16)), 0);
	net_close(&t.n);
}

/* A host inside that speaks to the global name of another meets him, and is seen under his own global name (RFC 4787 REQ-9). */
static void t_hairpin(void **state)
{
	struct bed t;

	(void)state;
	open_bed(&t, "ip nat inside source list 1 interface g0/1 overload\nip nat inside source static udp 10.0.1.10 53 203.0.113.1 53\n");
	send(&t, t.in, IP_UDP, IL + 1, 4000, IG, 53, 0);
	expect(t.in, IG, 4000, IL, 53);
	send(&t, t.in, IP_UDP, IL, 53, IG, 4000, 0);
	expect(t.in, IG, 53, IL + 1, 4000);
	net_close(&t.n);
}

/* Fragments in any order are put together, translated, and cut again where the MTU asks for it. */
static void t_fragments(void **state)
{
	struct bed t;
	u8 whole[2100] = { 0 }, p[1600];
	const u8 *ip;
	u32 total, len = 2000, seen = 0;

	(void)state;
	open_bed(&t, "ip nat inside source list 1 interface g0/1 overload\n");
	for (u32 k = 0; k < len; k++)
		whole[k] = (u8)(k * 7);
	put_be16(whole, 4000);
	put_be16(whole + 2, 53);
	put_be16(whole + 4, (u16)len);
	put_be16(whole + 6, 0);
	put_be16(whole + 6, csum_finish(csum_add(ip4_pseudo(IL, OG, IP_UDP, len), whole, len)));
	ip4_put(p, net_port(t.d, 0)->mac, IL, OG, IP_UDP, 64, 1200 / 8, 800);
	memcpy(p + 34, whole + 1200, 800);
	raw_send(&t.n, t.in, p, 834);
	nothing(t.out);
	ip4_put(p, net_port(t.d, 0)->mac, IL, OG, IP_UDP, 64, IP4_MF, 1200);
	memcpy(p + 34, whole, 1200);
	raw_send(&t.n, t.in, p, 1234);
	while ((ip = next(t.out, &total))) {
		u32 off = 8u * (get_be16(ip + 6) & IP4_OFFSET);

		assert_int_equal(get_be32(ip + 12), IG);
		assert_true(off + total - 20 <= len);
		memcpy(whole + off, ip + 20, total - 20);
		seen += total - 20;
	}
	assert_int_equal(seen, len);
	assert_int_equal(csum_finish(csum_add(ip4_pseudo(IG, OG, IP_UDP, len), whole, len)), 0);
	net_close(&t.n);
}

static u32 flows(struct bed *t) { return t->d->ip->nat->n_flows; }

static void t_timeouts(void **state)
{
	struct bed t;

	(void)state;
	open_bed(&t, "ip nat inside source list 1 interface g0/1 overload\n");
	send(&t, t.in, IP_ICMP, IL, 7, OG, 8, 0);
	send(&t, t.in, IP_UDP, IL, 4000, OG, 5000, 0);
	send(&t, t.in, IP_UDP, IL, 4000, OG, 53, 0);
	send(&t, t.in, IP_TCP, IL, 4000, OG, 80, 2); /* SYN */
	send(&t, t.in, IP_TCP, IL, 4001, OG, 80, 2);
	send(&t, t.out, IP_TCP, OG, 80, IG, 4001, 0x12);
	send(&t, t.in, IP_TCP, IL, 4001, OG, 80, 0x10); /* established */
	assert_int_equal(flows(&t), 5);
	net_run(&t.n, 61 * NSEC_PER_SEC); /* echo, DNS, the SYN without an answer: 60 s */
	assert_int_equal(flows(&t), 2);
	net_run(&t.n, 240 * NSEC_PER_SEC);
	assert_int_equal(flows(&t), 1); /* UDP: 300 s */
	send(&t, t.in, IP_TCP, IL, 4001, OG, 80, 0x11); /* FIN: 60 s more */
	net_run(&t.n, 61 * NSEC_PER_SEC);
	assert_int_equal(flows(&t), 0);
	TYPE(&t.n, t.d, "configure terminal", "ip nat translation udp-timeout 10", "end");
	send(&t, t.in, IP_UDP, IL, 4000, OG, 5000, 0);
	net_run(&t.n, 9 * NSEC_PER_SEC);
	send(&t, t.in, IP_UDP, IL, 4000, OG, 5000, 0); /* use begins it anew */
	net_run(&t.n, 9 * NSEC_PER_SEC);
	assert_int_equal(flows(&t), 1);
	net_run(&t.n, 2 * NSEC_PER_SEC);
	assert_int_equal(flows(&t), 0);
	net_close(&t.n);
}

static void t_limits(void **state)
{
	struct bed t;

	(void)state;
	open_bed(&t, "ip nat inside source list 1 interface g0/1 overload\nip nat translation max-entries 30\nip nat translation max-entries all-host 20\n"
		     "ip nat translation max-entries host 10.0.1.11 5\n");
	for (u16 k = 0; k < 40; k++)
		send(&t, t.in, IP_UDP, IL, (u16)(4000 + k), OG, 53, 0);
	assert_int_equal(flows(&t), 20);
	for (u16 k = 0; k < 40; k++)
		send(&t, t.in, IP_UDP, IL + 1, (u16)(4000 + k), OG, 53, 0);
	assert_int_equal(flows(&t), 25);
	for (u16 k = 0; k < 40; k++)
		send(&t, t.in, IP_UDP, IL + 2, (u16)(4000 + k), OG, 53, 0);
	assert_int_equal(flows(&t), 30);
	EXPECT(&t.n, t.d, "max entry: max allowed 30, used 30, missed 90", "show ip nat statistics");
	EXPECT(&t.n, t.d, "host 10.0.1.11: max allowed 5, used 5, missed 35\n", "show ip nat statistics");
	EXPECT(&t.n, t.d, "host 10.0.1.11: max allowed 5, used 5, missed 0\n", "clear ip nat statistics", "show ip nat statistics");
	assert_int_equal(net_port(t.d, 0)->drops[DROP_NAT], 90);
	net_close(&t.n);
}

/* 200,000 translations over a pool of four addresses; all found again, all gone after their time; a port range that is full moves to the next address. */
static void t_many(void **state)
{
	struct bed t;
	struct nat *n;
	u8 p[128], q[64];
	u32 len;
	struct frame *f;
	struct ipstack *to;

	(void)state;
	open_bed(&t, "ip nat pool P 203.0.113.20 203.0.113.23 netmask 255.255.255.0\nip nat inside source list 1 pool P overload\n");
	n = t.d->ip->nat;
	f = frame_get(node_pool(&t.d->node), 64); /* stands for its flags */
	for (u32 k = 0; k < 200000; k++) {
		len = make(&t, p, t.in, IP_UDP, A4(10, 1, 0, 0) + k / 40000, (u16)(1024 + k % 40000), OG, 9000, 0);
		assert_int_equal(nat_out(net_port(t.d, 0)->priv, net_port(t.d, 1)->priv, f, p + 14, len - 14) == NAT_DONE, true);
		if (k % 1000 == 0) { /* and back */
			ip4_put(q, p, OG, get_be32(p + 26), IP_UDP, 64, 0, 16);
			put_be16(q + 34, 9000);
			put_be16(q + 36, get_be16(p + 34));
			assert_int_equal(nat_in(net_port(t.d, 1)->priv, f, q + 14, 36, &to), NAT_DONE);
			assert_int_equal(get_be32(q + 30), A4(10, 1, 0, 0) + k / 40000);
		}
	}
	frame_put(f);
	assert_int_equal(n->n_flows, 200000);
	net_run(&t.n, 301 * NSEC_PER_SEC);
	assert_int_equal(n->n_flows, 0);
	assert_int_equal(n->n_binds, 0);
	net_close(&t.n);
}

/* A segment with text; seq and ack as given. */
static void segment(struct bed *t, struct raw *from, u32 src, u16 sport, u32 dst, u16 dport, u32 seq, u32 ack, u8 flags, const char *text)
{
	u8 p[600], *tcp = p + 34;
	u32 n = (u32)strlen(text);

	ip4_put(p, net_port(t->d, from == t->in ? 0 : 1)->mac, src, dst, IP_TCP, 64, 0, 20 + n);
	memset(tcp, 0, 20);
	put_be16(tcp, sport);
	put_be16(tcp + 2, dport);
	put_be32(tcp + 4, seq);
	put_be32(tcp + 8, ack);
	tcp[12] = 0x50;
	tcp[13] = flags;
	memcpy(tcp + 20, text, n);
	finish(p, IP_TCP, 20 + n);
	raw_send(&t->n, from, p, 54 + n);
}

/* The segment that comes out: numbers and text. */
static void comes(struct raw *r, u32 seq, u32 ack, const char *text)
{
	u32 total;
	const u8 *ip = next(r, &total);
	char got[600];

	assert_non_null(ip);
	memcpy(got, ip + 40, total - 40);
	got[total - 40] = 0;
	assert_string_equal(got, text);
	assert_int_equal(get_be32(ip + 24), seq);
	assert_int_equal(get_be32(ip + 28), ack);
}

/* RFC 959 PORT, RFC 2428 EPRT of a client inside: the address and port that the server can reach, numbers shifted both ways, again when sent again; the
 * announced connection comes in, once, from that server alone; a stranger's address is let be. */
static void t_ftp_client(void **state)
{
	struct bed t;

	(void)state;
	open_bed(&t, "ip nat inside source list 1 interface g0/1 overload\n");
	send(&t, t.in, IP_TCP, IL + 1, 1025, OG, 9, 2); /* takes the global port that the client would have had */
	expect(t.out, IG, 1025, OG, 9);
	segment(&t, t.in, IL, 3000, OG, 21, 1000, 0, 2, "");
	comes(t.out, 1000, 0, "");
	segment(&t, t.out, OG, 21, IG, 3000, 5000, 1001, 0x12, "");
	comes(t.in, 5000, 1001, "");
	for (unsigned again = 0; again < 2; again++) {
		segment(&t, t.in, IL, 3000, OG, 21, 1001, 5001, 0x18, "PORT 10,0,1,10,4,1\r\n");
		comes(t.out, 1001, 5001, "PORT 203,0,113,1,4,2\r\n"); /* two characters more */
	}
	segment(&t, t.out, OG, 21, IG, 3000, 5001, 1023, 0x18, "200 well\r\n");
	comes(t.in, 5001, 1021, "200 well\r\n");
	segment(&t, t.in, IL, 3000, OG, 21, 1021, 5011, 0x18, "RETR x\r\n");
	comes(t.out, 1023, 5011, "RETR x\r\n");
	segment(&t, t.out, OG + 1, 20, IG, 1026, 1, 0, 2, ""); /* not the server */
	nothing(t.in);
	raw_next(t.out, ETH_TYPE_IP4, &(u32){ 0 });
	segment(&t, t.out, OG, 20, IG, 1026, 1, 0, 2, "");
	comes(t.in, 1, 0, "");
	EXPECT(&t.n, t.d, "tcp 203.0.113.1:1026   10.0.1.10:1025     203.0.113.9:20     203.0.113.9:20\n", "show ip nat translations");
	segment(&t, t.in, IL, 3000, OG, 21, 1029, 5011, 0x18, "eprt |1|10.0.1.10|6000|\r\n");
	comes(t.out, 1031, 5011, "eprt |1|203.0.113.1|6000|\r\n");
	segment(&t, t.in, IL, 3000, OG, 21, 1054, 5011, 0x18, "NOOP\r\n");
	comes(t.out, 1058, 5011, "NOOP\r\n");
	segment(&t, t.out, OG, 21, IG, 3000, 5011, 1023, 0x10, ""); /* acknowledges what was sent before the second change */
	comes(t.in, 5011, 1021, "");
	segment(&t, t.out, OG, 21, IG, 3000, 5011, 1064, 0x10, "");
	comes(t.in, 5011, 1060, "");
	segment(&t, t.in, IL, 3000, OG, 21, 1060, 5011, 0x18, "PORT 10,0,1,99,4,1\r\n");
	comes(t.out, 1064, 5011, "PORT 10,0,1,99,4,1\r\n");
	assert_int_equal(t.d->ip->nat->n_expected, 1);
	net_run(&t.n, 61 * NSEC_PER_SEC);
	assert_int_equal(t.d->ip->nat->n_expected, 0);
	TYPE(&t.n, t.d, "configure terminal", "no ip nat service alg tcp ftp", "end");
	segment(&t, t.in, IL, 3000, OG, 21, 1080, 5011, 0x18, "PORT 10,0,1,10,4,1\r\n");
	comes(t.out, 1084, 5011, "PORT 10,0,1,10,4,1\r\n"); /* no more texts, but numbers as they were */
	net_close(&t.n);
}

/* 227 and 229 of a server inside, by whole addresses and by a forwarded port; noise. */
static void t_ftp_server(void **state)
{
	static const char *const noise[] = { "227 \r\n", "227 (10,0,1,10,4\r\n", "227 (10,0,1,10,4,256)\r\n", "227 (10,0,1,999,4,1)\r\n", "229 (||99999|)\r\n", "229 (|||0|)\r\n", "229 (11111)\r\n", "227 (10,0,1,10,4,1)" };
	struct bed t;

	(void)state;
	open_bed(&t, "ip nat inside source static 10.0.1.11 203.0.113.77\nip nat inside source list 1 interface g0/1 overload\nip nat inside source static tcp 10.0.1.10 21 interface g0/1 21\n");
	segment(&t, t.out, OG, 3000, A4(203, 0, 113, 77), 21, 1, 0, 2, "");
	comes(t.in, 1, 0, "");
	segment(&t, t.in, IL + 1, 21, OG, 3000, 1, 1, 0x18, "227 Entering Passive Mode (10,0,1,11,200,1).\r\n");
	comes(t.out, 1, 1, "227 Entering Passive Mode (203,0,113,77,200,1).\r\n");
	segment(&t, t.out, OG, 3001, A4(203, 0, 113, 77), 51201, 1, 0, 2, "");
	comes(t.in, 1, 0, "");
	segment(&t, t.out, OG, 3000, IG, 21, 1, 0, 2, "");
	comes(t.in, 1, 0, "");
	segment(&t, t.in, IL, 21, OG, 3000, 1, 1, 0x18, "229 Entering Extended Passive Mode (|||51201|)\r\n");
	comes(t.out, 1, 1, "229 Entering Extended Passive Mode (|||51201|)\r\n");
	segment(&t, t.out, OG, 3002, IG, 51201, 1, 0, 2, "");
	comes(t.in, 1, 0, "");
	for (unsigned k = 0; k < ARRAY_LEN(noise); k++) {
		segment(&t, t.in, IL, 21, OG, 3000, 100, 1, 0x18, noise[k]);
		comes(t.out, 100, 1, noise[k]);
	}
	net_close(&t.n);
}

/* RFC 2694: an A record with a global name becomes the local one on its way in, and the other way round on its way out. */
static void t_dns(void **state)
{
	struct bed t;
	u8 p[200], *udp = p + 34, *msg = udp + 8;
	static const u8 body[] = { 0x12, 0x34, 0x81, 0x80, 0, 1, 0, 1, 0, 0, 0, 0, 1, 'w', 0, 0, 1, 0, 1, 0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4 };
	u32 n = sizeof(body) + 4, total;
	const u8 *ip;

	(void)state;
	open_bed(&t, "ip nat inside source static 10.0.1.11 203.0.113.11\nip nat inside source list 1 interface g0/1 overload\n");
	send(&t, t.in, IP_UDP, IL, 4000, OG, 53, 0);
	expect(t.out, IG, 4000, OG, 53);
	for (unsigned out = 0; out < 2; out++) { /* an answer comes in; a server inside answers */
		ip4_put(p, net_port(t.d, out ? 0 : 1)->mac, out ? IL + 1 : OG, out ? OG : IG, IP_UDP, 64, 0, 8 + n);
		put_be16(udp, 53);
		put_be16(udp + 2, 4000);
		put_be16(udp + 4, (u16)(8 + n));
		memcpy(msg, body, sizeof(body));
		put_be32(msg + sizeof(body), out ? A4(10, 0, 1, 11) : A4(203, 0, 113, 11));
		finish(p, IP_UDP, 8 + n);
		raw_send(&t.n, out ? t.in : t.out, p, 42 + n);
		ip = next(out ? t.out : t.in, &total);
		assert_int_equal(get_be32(ip + 28 + sizeof(body)), out ? A4(203, 0, 113, 11) : A4(10, 0, 1, 11));
	}
	net_close(&t.n);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(t_overload), cmocka_unit_test(t_port_zero), cmocka_unit_test(t_own_packets), cmocka_unit_test(t_list_selects), cmocka_unit_test(t_pool), cmocka_unit_test(t_static),
		cmocka_unit_test(t_icmp_errors), cmocka_unit_test(t_hairpin), cmocka_unit_test(t_fragments), cmocka_unit_test(t_timeouts),
		cmocka_unit_test(t_limits), cmocka_unit_test(t_many), cmocka_unit_test(t_ftp_client), cmocka_unit_test(t_ftp_server), cmocka_unit_test(t_dns),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
