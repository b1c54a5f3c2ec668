/* SPDX-License-Identifier: GPL-3.0-or-later */
/* DNS message by message: names and their compression (RFC 1035 4.1.4), what answers count (5452), the order of questions, the server's answers. */
#include "ip_net.h"

#include "router/dns/dns.h"
#include "router/dns/tcp.h"
#include "router/tcp.h"

static const char CONFIG[] = "ip host alpha 10.0.1.20 10.0.1.21\nipv6 host alpha 2001:DB8::20\nip domain name lab.example\nip dns server\nip host lab.example mx 10 alpha.lab.example\nip host lab.example mx 20 backup.far.example\nip host lab.example ns alpha.lab.example\nip host _sip._udp srv 1 2 5060 alpha.lab.example\nip host none.far.example mx 0 .\nip dns primary lab.example soa ns.lab.example root.lab.example\n"
	"ip name-server 10.0.1.9\nip name-server 10.0.1.8\narp 10.0.1.8 0200.0000.0008 arpa\narp 10.0.1.9 0200.0000.0009 arpa\ninterface g0/0\n ip address 10.0.1.1 255.255.255.0\n";

struct bed { struct net n; struct device *d; struct raw *r; };

static void open_bed(struct bed *t)
{
	net_open(&t->n);
	t->d = net_node(&t->n, &appliance_router, "r1", CONFIG);
	t->r = net_raw(&t->n, "r", t->d, 0);
	net_run(&t->n, NSEC_PER_SEC);
	t->r->next = t->r->n;
}

static void say(struct bed *t, u32 src, u16 from, u16 to, const void *data, size_t len) { raw_udp(&t->n, t->r, t->d, src, from, to, data, len); }

struct heard { u32 dst; u16 src_port, dst_port; const u8 *msg; u32 len; struct dns_msg m; struct rd rest; };

/* The next DNS message from the device. */
static bool hear(struct bed *t, struct heard *h)
{
	const u8 *ip;
	u16 src, dst;
	struct rd r;

	while ((ip = raw_next_udp(t->r, &src, &dst, &r)))
		if (src == 53 || dst == 53) {
			*h = (struct heard){ .dst = get_be32(ip + 16), .src_port = src, .dst_port = dst, .msg = r.p, .len = (u32)rd_left(&r), .rest = r };
			assert_true(dns_read(&h->rest, h->msg, &h->m));
			return true;
		}
	return false;
}

static size_t question(u8 *buf, u16 id, const char *name, u16 type)
{
	struct wr w = wr_of(buf, 512);

	dns_write_query(&w, id, name, type);
	assert_false(w.bad);
	return wr_len(&w);
}

/* An answer to what was heard: header, the question as it came, one address. */
static size_t answer(u8 *buf, const struct heard *h, u16 flags, u32 addr, u32 ttl)
{
	struct wr w = wr_of(buf, 512);
	u8 *len;

	wr_u16(&w, h->m.id);
	wr_u16(&w, DNS_QR | flags);
	wr_u16(&w, 1);
	wr_u16(&w, addr ? 1 : 0);
	wr_u32(&w, 0);
	wr_copy(&w, h->m.question, h->m.question_len);
	if (addr) {
		len = dns_record_begin(&w, NULL, DNS_A, ttl);
		wr_u32(&w, addr);
		dns_record_end(&w, len);
	}
	return wr_len(&w);
}

/* 1035 4.1.4: pointers, none forward or in a circle; 2.3.4: 63 and 253 characters. */
static void t_names(void **state)
{
	static const u8 msg[] = "\3www\3far\0\1a\xc0\4\xc0\x0b\xc0\x0d\xc0\x14\3a.b\0\3abc";
	char name[DNS_NAME_MAX + 1], text[300];
	const struct { unsigned at; const char *want; } cases[] = { { 0, "www.far" }, { 9, "a.far" }, { 13, "far" }, { 15, "far" }, { 17, NULL }, { 19, NULL }, { 24, NULL } };

	(void)state;
	for (unsigned k = 0; k < ARRAY_LEN(cases); k++) {
		struct rd r = { msg + cases[k].at, msg + sizeof(msg) - 1, false };

		assert_int_equal(dns_read_name(&r, msg, name), cases[k].want != NULL);
		assert_int_equal(r.bad, !cases[k].want);
		if (cases[k].want)
			assert_string_equal(name, cases[k].want);
	}
	memset(text, 'a', sizeof(text));
	for (unsigned k = 63; k < 256; k += 64)
		text[k] = '.';
	text[253] = 0;
	assert_true(dns_name_ok(text));
	text[253] = 'a';
	text[254] = 0;
	assert_false(dns_name_ok(text));
	memset(text, 'a', 64);
	assert_false(dns_name_ok(text));
	assert_false(dns_name_ok("a..b"));
	assert_false(dns_name_ok(""));
	assert_false(dns_name_ok("a b"));
}

static void t_reverse(void **state)
{
	char name[DNS_NAME_MAX + 1];
	struct ipaddr a = ipaddr4(A4(10, 0, 1, 9)), b;

	(void)state;
	dns_reverse_name(&a, name);
	assert_string_equal(name, "9.1.0.10.in-addr.arpa");
	assert_true(dns_reverse_parse(name, &b) && ipaddr_eq(&a, &b));
	a.af = AF_IP6;
	assert_true(ip6_parse("2001:db8::1:20af", &a.v6));
	dns_reverse_name(&a, name);
	assert_true(dns_reverse_parse(name, &b) && ipaddr_eq(&a, &b));
	assert_false(dns_reverse_parse("999.1.0.10.in-addr.arpa", &b));
	assert_false(dns_reverse_parse("1.0.10.in-addr.arpa", &b));
}

/* What `ip host` and the zone know is answered with authority; what nobody knows is NXDOMAIN with the zone's SOA. */
static void t_server(void **state)
{
	static const struct { const char *name; u16 type, rcode, answers, authority, additional; } cases[] = {
		{ "alpha", DNS_A, 0, 2, 0, 0 }, { "ALPHA.lab.EXAMPLE", DNS_A, 0, 2, 0, 0 }, { "alpha.lab.example", DNS_AAAA, 0, 1, 0, 0 }, { "alpha.lab.example", DNS_ANY, 0, 3, 0, 0 },
		{ "alpha.lab.example", DNS_MX, 0, 0, 1, 0 }, { "none.lab.example", DNS_A, DNS_NXDOMAIN, 0, 1, 0 }, { "lab.example", DNS_SOA, 0, 1, 0, 0 }, { "lab.example", DNS_A, 0, 0, 1, 0 },
		{ "lab.example", DNS_MX, 0, 2, 0, 3 }, { "lab.example", DNS_NS, 0, 1, 0, 3 }, { "lab.example", DNS_ANY, 0, 4, 0, 3 }, { "_sip._udp.lab.example", DNS_SRV, 0, 1, 0, 3 },
		{ "_udp.lab.example", DNS_A, 0, 0, 1, 0 }, { "x._udp.lab.example", DNS_A, DNS_NXDOMAIN, 0, 1, 0 }, { "NONE.far.example", DNS_MX, 0, 1, 0, 0 }, { "none.far.example", DNS_A, 0, 0, 0, 0 },
		{ "20.1.0.10.in-addr.arpa", DNS_PTR, 0, 1, 0, 0 },
	};
	struct bed t;
	struct heard h;
	u8 q[512];

	(void)state;
	open_bed(&t);
	for (unsigned k = 0; k < ARRAY_LEN(cases); k++) {
		say(&t, A4(10, 0, 1, 9), 4000, 53, q, question(q, (u16)(100 + k), cases[k].name, cases[k].type));
		assert_true(hear(&t, &h));
		if ((h.m.flags & DNS_RCODE) != cases[k].rcode || h.m.n_answer != cases[k].answers || h.m.n_authority != cases[k].authority || h.m.n_additional != cases[k].additional)
			fail_msg("%s: rcode %u, %u answers, %u of authority, %u beside", cases[k].name, h.m.flags & DNS_RCODE, h.m.n_answer, h.m.n_authority, h.m.n_additional);
		assert_int_equal(h.m.id, 100 + k);
		assert_int_equal(h.dst_port, 4000);
		assert_true(h.m.flags & DNS_QR && h.m.flags & DNS_AA);
		assert_string_equal(h.m.name, cases[k].name); /* as it was written: 5452 and 0x20 */
	}
	q[2] |= 0x10; /* another opcode */
	say(&t, A4(10, 0, 1, 9), 4000, 53, q, 12 + 24);
	say(&t, A4(10, 0, 1, 9), 4000, 53, q, question(q, 1, "alpha", DNS_A) - 1);
	assert_non_null(raw_next(t.r, ETH_TYPE_IP4, &(u32){ 0 }));
	t.r->next = t.r->n;
	question(q, 1, "alpha", DNS_A);
	q[2] |= 0x80; /* an answer to nothing */
	say(&t, A4(10, 0, 1, 9), 4000, 53, q, 12 + 11);
	say(&t, A4(10, 0, 1, 9), 53, 53, q, 12 + 11);
	say(&t, A4(10, 0, 1, 9), 4000, 53, q, 5);
	assert_false(hear(&t, &h));
	TYPE(&t.n, t.d, "configure terminal", "no ip dns server", "end");
	say(&t, A4(10, 0, 1, 9), 4000, 53, q, question(q, 1, "alpha", DNS_A));
	assert_false(hear(&t, &h));
	net_close(&t.n);
}

/* A question for others goes on with a number and a port of its own, to the next server after three seconds; the answer is remembered. */
static void t_forward(void **state)
{
	struct bed t;
	struct heard h;
	u8 q[512];

	(void)state;
	open_bed(&t);
	say(&t, A4(10, 0, 1, 9), 4000, 53, q, question(q, 77, "Www.Far.example", DNS_A));
	assert_true(hear(&t, &h));
	assert_int_equal(h.dst, A4(10, 0, 1, 9));
	assert_int_not_equal(h.src_port, 53);
	net_run(&t.n, 3 * NSEC_PER_SEC + NSEC_PER_MS);
	assert_true(hear(&t, &h));
	assert_int_equal(h.dst, A4(10, 0, 1, 8));
	say(&t, A4(10, 0, 1, 9), 53, h.src_port, q, answer(q, &h, DNS_RA, A4(192, 0, 2, 66), 60));	/* late, from the first: no more */
	h.m.id ^= 1;
	say(&t, A4(10, 0, 1, 8), 53, h.src_port, q, answer(q, &h, DNS_RA, A4(192, 0, 2, 66), 60));	/* guessed */
	h.m.id ^= 1;
	say(&t, A4(10, 0, 1, 8), 54, h.src_port, q, answer(q, &h, DNS_RA, A4(192, 0, 2, 66), 60));
	say(&t, A4(10, 0, 1, 8), 53, h.src_port, q, answer(q, &h, DNS_RA, A4(192, 0, 2, 7), 60));
	assert_true(hear(&t, &h));
	assert_int_equal(h.m.id, 77);
	assert_int_equal(h.dst_port, 4000);
	assert_string_equal(h.m.name, "Www.Far.example");
	say(&t, A4(10, 0, 1, 9), 4001, 53, q, question(q, 78, "www.far.example", DNS_A));
	assert_true(hear(&t, &h));
	assert_int_equal(h.dst_port, 4001);
	assert_false(h.m.flags & DNS_AA);
	assert_int_equal(get_be32(h.msg + h.len - 4), A4(192, 0, 2, 7));
	net_run(&t.n, 60 * NSEC_PER_SEC);
	say(&t, A4(10, 0, 1, 9), 4001, 53, q, question(q, 79, "www.far.example", DNS_A));
	assert_true(hear(&t, &h));
	assert_int_equal(h.dst_port, 53); /* forgotten */
	net_run(&t.n, 30 * NSEC_PER_SEC);
	while (h.dst_port == 53)
		assert_true(hear(&t, &h));
	assert_int_equal(h.m.flags & DNS_RCODE, DNS_SERVFAIL);
	for (unsigned k = 0; k < 200; k++) {
		char name[32];

		snprintf(name, sizeof(name), "n%u.far.example", k);
		say(&t, A4(10, 0, 1, 9), 4001, 53, q, question(q, 79, name, DNS_A));
	}
	EXPECT(&t.n, t.d, "Current size = 64", "show ip dns statistics");
	net_close(&t.n);
}

/* ping NAME: completed by the domain, then as it is; IPv4, then IPv6; both servers, three rounds. */
static void t_lookup(void **state)
{
	struct bed t;
	struct heard h;
	struct cli_io io;
	struct cli_options o = { .where = "console", .privilege = 15, .interactive = true };
	struct cli *c;
	u8 q[512];
	unsigned n = 0;

	(void)state;
	open_bed(&t);
	io = (struct cli_io){ net_write, net_ready, &t.n };
	c = cli_new(t.d->shell, &io, &o);
	cli_line(c, "ping far repeat 1");
	net_run(&t.n, NSEC_PER_MS);
	assert_true(hear(&t, &h));
	assert_string_equal(h.m.name, "far.lab.example");
	say(&t, A4(10, 0, 1, 9), 53, h.src_port, q, answer(q, &h, DNS_NXDOMAIN, 0, 0));
	assert_true(hear(&t, &h));
	assert_string_equal(h.m.name, "far");
	assert_int_equal(h.m.type, DNS_A);
	say(&t, A4(10, 0, 1, 9), 53, h.src_port, q, answer(q, &h, 0, 0, 0));
	assert_true(hear(&t, &h));
	assert_int_equal(h.m.type, DNS_AAAA);
	say(&t, A4(10, 0, 1, 9), 53, h.src_port, q, answer(q, &h, DNS_SERVFAIL, 0, 0));
	assert_true(hear(&t, &h));
	assert_int_equal(h.dst, A4(10, 0, 1, 8));
	say(&t, A4(10, 0, 1, 8), 53, h.src_port, q, answer(q, &h, DNS_SERVFAIL, 0, 0));
	net_run(&t.n, NSEC_PER_MS);
	assert_false(hear(&t, &h));
	assert_non_null(strstr(t.n.out, "Translating \"far\"...domain server (10.0.1.9)\n% Unrecognized host or address, or protocol not running.\n"));
	t.n.len = 0;
	cli_line(c, "ping www.far.example repeat 1");
	net_run(&t.n, NSEC_PER_MS);
	assert_true(hear(&t, &h));
	say(&t, A4(10, 0, 1, 9), 53, h.src_port, q, answer(q, &h, 0, A4(10, 0, 1, 8), 0));
	net_run(&t.n, 5 * NSEC_PER_SEC);
	assert_non_null(strstr(t.n.out, "Translating \"www.far.example\"...domain server (10.0.1.9) [OK]\n\nType escape sequence to abort.\nSending 1, 100-byte ICMP Echos to 10.0.1.8,"));
	t.n.len = 0;
	t.r->next = t.r->n;
	cli_line(c, "nothing");
	net_run(&t.n, 60 * NSEC_PER_SEC);
	while (hear(&t, &h))
		n++;
	assert_int_equal(n, 6);
	assert_non_null(strstr(t.n.out, "Translating \"nothing\"...domain server (10.0.1.9) (10.0.1.8)\n% Unknown command or computer name, or unable to find computer address\n"));
	t.n.len = 0;
	cli_line(c, "ping other");
	net_run(&t.n, NSEC_PER_SEC);
	cli_interrupt(c);
	assert_null(t.d->ip->tftp);
	cli_line(c, "ping other");
	net_run(&t.n, NSEC_PER_SEC);
	cli_free(c);
	c = cli_new(t.d->shell, &io, &o);
	cli_line(c, "ping other"); /* the device goes amid it */
	net_close(&t.n);
	cli_free(c);
}

/* Without name servers everybody is asked; with `no ip domain lookup` nobody. */
static void t_broadcast(void **state)
{
	struct bed t;
	struct heard h;

	(void)state;
	open_bed(&t);
	TYPE(&t.n, t.d, "configure terminal", "no ip name-server 10.0.1.9 10.0.1.8", "end");
	EXPECT(&t.n, t.d, "Translating \"foo\"...domain server (255.255.255.255)\n% Unrec", "ping foo");
	assert_true(hear(&t, &h));
	assert_int_equal(h.dst, ~0u);
	/* several servers of both families on a line, each is kept by itself; `ip host` of an address of IPv6 */
	TYPE(&t.n, t.d, "configure terminal", "ip name-server 2001:DB8::7 10.0.1.8", "ip host six 2001:DB8::66", "end");
	EXPECT(&t.n, t.d, "ip name-server 2001:DB8::7\nip name-server 10.0.1.8\n", "show running-config");
	EXPECT(&t.n, t.d, "ipv6 host six 2001:DB8::66\n", "show running-config");
	EXPECT(&t.n, t.d, "six                       None  (perm, OK)  0   IPv6   2001:DB8::66\n", "show hosts");
	TYPE(&t.n, t.d, "configure terminal", "no ip name-server 2001:DB8::7 10.0.1.8", "no ip host six 2001:DB8::66", "end");
	assert_null(strstr(TYPE(&t.n, t.d, "show running-config"), "2001:DB8::66"));
	TYPE(&t.n, t.d, "configure terminal", "no ip domain lookup", "end");
	t.r->next = t.r->n;
	EXPECT(&t.n, t.d, "% Unrecognized host", "ping foo");
	EXPECT(&t.n, t.d, "Translating \"foo\"\n\n% Unknown command or computer name, or unable to find computer address\n", "foo");
	assert_false(hear(&t, &h));
	net_close(&t.n);
}

/* ---- by a connection ---- */

struct talk { struct tcp_conn *c; u8 got[2 * 65536]; u32 n; bool over, deaf; };

static void talk_event(struct tcp_conn *c, enum tcp_event e, void *arg)
{
	struct talk *k = arg;
	bool end = false;

	if (e == TCP_READABLE && !k->deaf)
		k->n += (u32)tcp_read(c, k->got + k->n, sizeof(k->got) - k->n, &end);
	k->over |= end || e > TCP_WRITABLE;
}

static void dial(struct bed *t, struct device *from, struct talk *k)
{
	struct ipaddr src = ipaddr4(A4(10, 0, 2, 2)), dst = ipaddr4(A4(10, 0, 2, 1));
	struct tcp_options o = { .user = { talk_event, k }, .nodelay = true };

	*k = (struct talk){ .c = tcp_connect(from->ip->tcp, &src, 0, &dst, 53, &o) };
	assert_non_null(k->c);
	net_run(&t->n, NSEC_PER_SEC);
}

static unsigned messages(const struct talk *k)
{
	unsigned n = 0;

	for (u32 at = 0; at < k->n; at += 2u + get_be16(k->got + at), n++) {
		struct rd r = rd_of(k->got + at + 2, get_be16(k->got + at));
		struct dns_msg m;

		assert_true(at + 2u + get_be16(k->got + at) <= k->n);
		if (dns_read(&r, k->got + at + 2, &m))
			assert_int_equal(m.id, 7 + n); /* in the order of the questions */
	}
	return n;
}

/* RFC 7766: three questions at once, cut in every place; lengths of nothing, and of more than a question can have; an end in the middle. */
static void t_tcp(void **state)
{
	struct bed t;
	struct device *d;
	struct talk k;
	u8 q[1600];
	u32 n = 0;

	(void)state;
	open_bed(&t);
	d = net_node(&t.n, &appliance_router, "r2", "interface g0/0\n ip address 10.0.2.2 255.255.255.0\n");
	net_wire(t.d, 1, d, 0);
	TYPE(&t.n, t.d, "configure terminal", "interface g0/1", "ip address 10.0.2.1 255.255.255.0", "no shutdown");
	net_run(&t.n, NSEC_PER_SEC);
	for (unsigned i = 0; i < 3; i++) {
		size_t len = question(q + n + 2, (u16)(7 + i), i ? "alpha.lab.example" : "none.lab.example", DNS_A);

		put_be16(q + n, (u16)len);
		n += 2 + (u32)len;
	}
	for (u32 cut = 1; cut < n; cut++) {
		dial(&t, d, &k);
		assert_int_equal(tcp_write(k.c, q, cut), cut);
		net_run(&t.n, 100 * NSEC_PER_MS);
		assert_int_equal(tcp_write(k.c, q + cut, n - cut), n - cut);
		net_run(&t.n, 100 * NSEC_PER_MS);
		assert_int_equal(messages(&k), 3);
		assert_false(k.over);
		tcp_release(k.c);
	}
	dial(&t, d, &k);
	tcp_write(k.c, "\0", 2); /* no header: a word about its form, and the connection stays */
	tcp_write(k.c, q, n / 2);
	net_run(&t.n, NSEC_PER_SEC);
	assert_false(k.over);
	tcp_shutdown(k.c); /* in the middle of a question */
	net_run(&t.n, NSEC_PER_SEC);
	assert_true(k.over);
	tcp_release(k.c);
	dial(&t, d, &k);
	tcp_write(k.c, "\xff\xff", 2);
	net_run(&t.n, NSEC_PER_SEC);
	assert_true(k.over);
	tcp_release(k.c);
	n = 2 + (u32)question(q + 2, 7, "far.example", DNS_A); /* nobody answers that: the server goes with it under way */
	put_be16(q, (u16)(n - 2));
	dial(&t, d, &k);
	tcp_write(k.c, q, n);
	tcp_write(k.c, q, n);
	net_run(&t.n, 100 * NSEC_PER_MS);
	TYPE(&t.n, t.d, "configure terminal", "no ip dns server");
	net_run(&t.n, NSEC_PER_SEC);
	assert_true(k.over);
	tcp_release(k.c);
	net_close(&t.n);
}

/* RFC 7766: the longest answer there can be is more than a connection buffers; a question behind it waits. Who never takes it is left. */
static void t_tcp_long(void **state)
{
	static struct talk k;
	static u8 answer[65535];
	struct bed t;
	struct device *d;
	u8 q[2 + 512];
	u32 n;

	(void)state;
	open_bed(&t);
	d = net_node(&t.n, &appliance_router, "r2", "interface g0/0\n ip address 10.0.2.2 255.255.255.0\n");
	net_wire(t.d, 1, d, 0);
	TYPE(&t.n, t.d, "configure terminal", "interface g0/1", "ip address 10.0.2.1 255.255.255.0", "no shutdown");
	net_run(&t.n, NSEC_PER_SEC);
	for (u32 i = 0; i < sizeof(answer); i++)
		answer[i] = (u8)(i * 7 + (i >> 8));
	n = 2 + (u32)question(q + 2, 7, "alpha.lab.example", DNS_A);
	put_be16(q, (u16)(n - 2));
	dial(&t, d, &k);
	dns_peer_reply(t.d->ip->dns->peers, answer, sizeof(answer));
	assert_int_equal(tcp_write(k.c, q, n), n);
	net_run(&t.n, 5 * NSEC_PER_SEC);
	assert_false(k.over);
	assert_true(k.n > 2 + sizeof(answer) + 2);
	assert_int_equal(get_be16(k.got), 65535);
	assert_memory_equal(k.got + 2, answer, sizeof(answer));
	assert_int_equal(get_be16(k.got + 2 + sizeof(answer) + 2), 7); /* the answer to the question */
	dns_peer_reply(t.d->ip->dns->peers, answer, 12); /* it serves on */
	net_run(&t.n, NSEC_PER_SEC);
	assert_false(k.over);
	tcp_release(k.c);
	net_run(&t.n, NSEC_PER_SEC);
	dial(&t, d, &k);
	k.deaf = true;
	for (unsigned i = 0; i < 2; i++) { /* the first fills the other end's buffers */
		dns_peer_reply(t.d->ip->dns->peers, answer, sizeof(answer));
		net_run(&t.n, 5 * NSEC_PER_SEC);
	}
	net_run(&t.n, 10 * 60 * NSEC_PER_SEC);
	assert_null(t.d->ip->dns->peers);
	tcp_release(k.c);
	net_close(&t.n);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(t_names), cmocka_unit_test(t_reverse), cmocka_unit_test(t_server), cmocka_unit_test(t_forward), cmocka_unit_test(t_lookup),
		cmocka_unit_test(t_broadcast), cmocka_unit_test(t_tcp), cmocka_unit_test(t_tcp_long),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
