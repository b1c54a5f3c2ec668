/* SPDX-License-Identifier: GPL-3.0-or-later */
/* BFD packet by packet: RFC 5880's machine, timers to the millisecond, polls, authentication, echo; what is wrong in a packet; with all `debug` on. */
#include "ip_net.h"
#include "device/debug.h"
#include "net/digest.h"
#include "router/bfd/bfd.h"
#include "router/vrf/vrf.h"

static struct net n;
static struct device *r;
static struct raw *a;
static struct bfd_peer *of;	/* the session that is spoken to; NULL: the first */
static unsigned where;		/* and the port of ours that faces it */

enum { US = A4(10, 0, 0, 1), PEER = A4(10, 0, 0, 9), THEIRS = 0x77 };
#define LINE "ip route static bfd GigabitEthernet0/0 10.0.0.9\nip route 192.0.2.0 255.255.255.0 GigabitEthernet0/0 10.0.0.9\n"

static void setup(const char *interval, const char *more)
{
	char *all = xasprintf("%sinterface GigabitEthernet0/0\n ip address 10.0.0.1 255.255.255.0\n%sarp 10.0.0.9 02aa.0000.0001 arpa\n" LINE, more, interval);

	net_open(&n);
	r = net_node(&n, &appliance_router, "r1", all);
	free(all);
	a = net_raw(&n, "a", r, 0);
	net_run(&n, 0);
	debug_set_all(r, true);
}

static struct bfd_peer *session(void) { return of ? of : r->ip->bfd ? r->ip->bfd->peers : NULL; }
static u8 state(void) { return session()->b.state; }

static struct bfd_packet say(u8 st)
{
	return (struct bfd_packet){ .state = st, .mult = 3, .my = THEIRS, .your = session()->b.my, .tx_us = 100000, .rx_us = 100000 };
}

static void send_raw(const u8 *bytes, u32 len, u8 ttl, u16 port)
{
	u8 p[256];
	u32 all = ip4_put(p, net_port(r, where)->mac, PEER, US, IP_UDP, ttl, 0, 8 + len);

	put_be16(p + 34, 50000);
	put_be16(p + 36, port);
	put_be16(p + 38, (u16)(8 + len));
	put_be16(p + 40, 0);
	memcpy(p + 42, bytes, len);
	raw_send(&n, a, p, all);
}

static void tell(const struct bfd_packet *p, const struct bfd_secret *k)
{
	u8 bytes[BFD_LEN_MAX];
	u32 len = bfd_build(p, k, bytes);

	send_raw(bytes, len, 255, BFD_PORT);
}

static void hear(u8 st)
{
	struct bfd_packet p = say(st);

	tell(&p, NULL);
}

/* The next control packet of ours; when. */
static bool next(struct bfd_packet *p, nsec *at)
{
	const u8 *ip;
	u32 len;

	while ((ip = raw_next(a, ETH_TYPE_IP4, &len)))
		if (ip[14 + IP4_PROTO] == IP_UDP && get_be16(ip + 36) == BFD_PORT) {
			assert_int_equal(ip[14 + IP4_TTL], 255);		/* RFC 5881 5 */
			assert_in_range(get_be16(ip + 34), 49152, 65535);	/* 4 */
			*at = a->got[a->next - 1].at;
			assert_int_equal(bfd_parse(rd_of(ip + 42, len - 42), p), DROP_NONE);
			return true;
		}
	return false;
}

static void skip_all(void) { a->next = a->n; }

static void go_up(void)
{
	hear(BFD_DOWN);
	hear(BFD_UP);
	assert_int_equal(state(), BFD_UP);
}

/* 6.8.7: at least a second while it is down, less up to a quarter; never two alike for long. */
static void t_slow_and_jitter(void **st)
{
	nsec at, last = 0, least = NSEC_NEVER, most = 0;
	struct bfd_packet p;

	(void)st;
	setup(" bfd interval 50 min_rx 60 multiplier 5\n no bfd echo\n", "");
	net_run(&n, 40 * NSEC_PER_SEC);
	while (next(&p, &at)) {
		assert_int_equal(p.state, BFD_DOWN);
		assert_int_equal(p.your, 0);
		assert_int_equal(p.tx_us, 1000000);
		assert_int_equal(p.rx_us, 60000);
		assert_int_equal(p.mult, 5);
		assert_int_equal(p.echo_us, 0);
		if (last) {
			least = min_u64(least, at - last);
			most = max_u64(most, at - last);
		}
		last = at;
	}
	assert_true(least >= 750 * NSEC_PER_MS && most <= NSEC_PER_SEC + NSEC_PER_US && most - least > 100 * NSEC_PER_MS);
	net_close(&n);
}

/* 6.2: three ways; 6.8.3: up, the interval becomes what is configured, by a poll that is answered. */
static void t_up(void **st)
{
	struct bfd_packet p, answer;
	nsec at;

	(void)st;
	setup(" bfd interval 50 min_rx 60 multiplier 3\n no bfd echo\n", "");
	hear(BFD_DOWN);
	assert_true(next(&p, &at));
	assert_int_equal(p.state, BFD_INIT);
	assert_int_equal(p.your, THEIRS);
	hear(BFD_INIT);
	assert_int_equal(state(), BFD_UP);
	assert_true(next(&p, &at));
	assert_int_equal(p.state, BFD_UP);
	assert_true(p.flags & BFD_POLL);
	assert_int_equal(p.tx_us, 50000);
	answer = say(BFD_UP);
	answer.flags = BFD_FINAL;
	tell(&answer, NULL);
	skip_all();
	net_run(&n, 250 * NSEC_PER_MS);
	for (unsigned k = 0; next(&p, &at); k++) {
		assert_false(p.flags & BFD_POLL);
		assert_true(k < 4); /* the neighbour takes one in 100 ms (6.8.7), less a quarter */
	}
	/* 6.5: a poll is answered at once. */
	answer.flags = BFD_POLL;
	tell(&answer, NULL);
	assert_true(next(&p, &at));
	assert_true(p.flags & BFD_FINAL);
	net_close(&n);
}

/* 6.8.4: three times the slower of its interval and ours, to the millisecond; static routes come and go with it. */
static void t_detection(void **st)
{
	struct ipaddr net = ipaddr4(A4(192, 0, 2, 0));

	(void)st;
	setup(" bfd interval 50 min_rx 150 multiplier 3\n no bfd echo\n", "");
	net_run(&n, NSEC_PER_MS);
	assert_int_equal(rib_exact(r->ip, &net, 24)->leaf, 0);
	go_up();
	net_run(&n, NSEC_PER_MS);
	assert_int_not_equal(rib_exact(r->ip, &net, 24)->leaf, 0);
	hear(BFD_UP);
	net_run(&n, 447 * NSEC_PER_MS);
	assert_int_equal(state(), BFD_UP);
	net_run(&n, 3 * NSEC_PER_MS);
	assert_int_equal(state(), BFD_DOWN);
	assert_int_equal(session()->b.diag, DIAG_EXPIRED);
	assert_int_equal(session()->b.your, 0);
	assert_int_equal(rib_exact(r->ip, &net, 24)->leaf, 0);
	EXPECT(&n, r, "%BFDFSM-6-BFD_SESS_DOWN: BFD-SYSLOG: BFD session ld:1 handle:1,is going Down Reason: DETECT TIMER EXPIRED", "show logging");
	net_close(&n);
}

/* 6.8.6's table: what the neighbour says in each of our states. */
static void t_table(void **st)
{
	static const struct { u8 in, heard, then; } rows[] = {
		{ BFD_DOWN, BFD_ADMIN_DOWN, BFD_DOWN }, { BFD_DOWN, BFD_DOWN, BFD_INIT }, { BFD_DOWN, BFD_INIT, BFD_UP }, { BFD_DOWN, BFD_UP, BFD_DOWN },
		{ BFD_INIT, BFD_ADMIN_DOWN, BFD_DOWN }, { BFD_INIT, BFD_DOWN, BFD_INIT }, { BFD_INIT, BFD_INIT, BFD_UP }, { BFD_INIT, BFD_UP, BFD_UP },
		{ BFD_UP, BFD_ADMIN_DOWN, BFD_DOWN }, { BFD_UP, BFD_DOWN, BFD_DOWN }, { BFD_UP, BFD_INIT, BFD_UP }, { BFD_UP, BFD_UP, BFD_UP },
	};

	(void)st;
	for (unsigned k = 0; k < ARRAY_LEN(rows); k++) {
		setup(" bfd interval 50 min_rx 50 multiplier 3\n no bfd echo\n", "");
		if (rows[k].in != BFD_DOWN)
			hear(BFD_DOWN);
		if (rows[k].in == BFD_UP)
			hear(BFD_INIT);
		assert_int_equal(state(), rows[k].in);
		hear(rows[k].heard);
		assert_int_equal(state(), rows[k].then);
		net_close(&n);
	}
}

/* 6.8.3: slower than before waits for the poll's answer; 6.8.12: the neighbour may do likewise. */
static void t_slower(void **st)
{
	struct bfd_packet p;
	nsec at;

	(void)st;
	setup(" bfd interval 100 min_rx 100 multiplier 3\n no bfd echo\n", "");
	go_up();
	p = say(BFD_UP);
	p.flags = BFD_FINAL;
	tell(&p, NULL);
	TYPE(&n, r, "configure terminal", "interface GigabitEthernet0/0", "bfd interval 500 min_rx 50 multiplier 3");
	net_run(&n, NSEC_PER_MS);
	assert_int_equal(session()->b.tx_us, 500000);
	assert_int_equal(session()->b.tx_now_us, 100000);
	assert_int_equal(session()->b.rx_now_us, 100000);
	assert_true(session()->b.polling);
	skip_all();
	net_run(&n, 150 * NSEC_PER_MS);
	assert_true(next(&p, &at));
	assert_true(p.flags & BFD_POLL);
	p = say(BFD_UP);
	p.flags = BFD_FINAL;
	tell(&p, NULL);
	assert_int_equal(session()->b.tx_now_us, 500000);
	assert_int_equal(session()->b.rx_now_us, 50000);
	/* A neighbour that hears nothing (6.8.1: RemoteMinRxInterval 0) is sent nothing but answers. */
	p = say(BFD_UP);
	p.rx_us = 0;
	tell(&p, NULL);
	skip_all();
	net_run(&n, 290 * NSEC_PER_MS);
	assert_false(next(&p, &at));
	/* 6.6: nor one in demand mode. */
	p = say(BFD_UP);
	p.flags = BFD_DEMAND;
	tell(&p, NULL);
	skip_all();
	net_run(&n, 290 * NSEC_PER_MS);
	assert_false(next(&p, &at));
	net_close(&n);
}

/* Neighbour and we both say AdminDown: nobody fails (RFC 5882 3.2). */
static void t_admin_down(void **st)
{
	struct ipaddr net = ipaddr4(A4(192, 0, 2, 0));
	struct bfd_packet p;
	nsec at;

	(void)st;
	setup(" bfd interval 50 min_rx 50 multiplier 3\n no bfd echo\n", "");
	go_up();
	hear(BFD_ADMIN_DOWN);
	assert_int_equal(state(), BFD_DOWN);
	assert_int_equal(session()->b.diag, DIAG_NEIGHBOR);
	assert_int_not_equal(rib_exact(r->ip, &net, 24)->leaf, 0);
	hear(BFD_DOWN);
	hear(BFD_UP);
	skip_all();
	TYPE(&n, r, "configure terminal", "interface GigabitEthernet0/0", "no bfd interval");
	net_run(&n, NSEC_PER_MS);
	assert_null(session());
	while (next(&p, &at) && p.state != BFD_ADMIN_DOWN)
		;
	assert_int_equal(p.state, BFD_ADMIN_DOWN);
	assert_int_equal(p.diag, DIAG_ADMIN);
	assert_int_not_equal(rib_exact(r->ip, &net, 24)->leaf, 0);
	net_close(&n);
}

#define CHAIN "key chain K\n key 7\n  key-string secret\n key 8\n  key-string other\n  send-lifetime 00:00:00 Jan 1 2035 infinite\n"

/* 6.7.2 to 6.7.4: each type, right and wrong; the numbers of those that have them may not go back, nor stand still where that is asked for. */
static void t_auth(void **st)
{
	static const struct { const char *word; u8 type; bool seq, strict; u8 len; } types[] = {
		{ "simple", BFD_AUTH_SIMPLE, false, false, 24 + 9 }, { "md5", BFD_AUTH_MD5, true, false, 48 }, { "meticulous-md5", BFD_AUTH_MD5_METICULOUS, true, true, 48 },
		{ "sha-1", BFD_AUTH_SHA1, true, false, 52 }, { "meticulous-sha-1", BFD_AUTH_SHA1_METICULOUS, true, true, 52 },
	};
	const struct bfd_secret good = { 7, 6, "secret" }, wrong = { 7, 6, "Secret" }, other = { 8, 5, "other" }, none = { 9, 6, "secret" };

	(void)st;
	for (unsigned k = 0; k < ARRAY_LEN(types); k++) {
		char *more = xasprintf(CHAIN "bfd-template single-hop T\n interval both 100 multiplier 3\n authentication %s keychain K\n", types[k].word);
		struct bfd_packet p;
		u64 rx;
		nsec at;

		setup(" bfd template T\n", more);
		free(more);
		net_run(&n, NSEC_PER_SEC);
		assert_true(next(&p, &at));
		assert_int_equal(p.auth, types[k].type);
		assert_int_equal(p.len, types[k].len);
		assert_int_equal(p.key_id, 7);
		{
			const u8 *bytes = a->got[a->next - 1].data + 42;

			assert_true(bfd_authentic(bytes, &p, &good));
			assert_false(bfd_authentic(bytes, &p, &wrong));
		}
		hear(BFD_DOWN);	/* without a section */
		assert_int_equal(session()->b.rx, 0);
		p = say(BFD_DOWN);
		p.auth = types[k].type;
		p.seq = 1000;
		tell(&p, &wrong);
		tell(&p, &none);
		assert_int_equal(session()->b.rx, 0);
		tell(&p, &good);
		assert_int_equal(session()->b.rx, 1);
		p.seq = 1001;
		tell(&p, &other);	/* any key that is accepted now will do */
		assert_int_equal(session()->b.rx, 2);
		rx = session()->b.rx;
		tell(&p, &good);
		assert_int_equal(session()->b.rx, rx + !types[k].strict);
		rx = session()->b.rx;
		p.seq = 1000;
		tell(&p, &good);
		assert_int_equal(session()->b.rx, rx + !types[k].seq);
		p.seq = 1001 + 3 * 3 + 1;
		rx = session()->b.rx;
		tell(&p, &good);
		assert_int_equal(session()->b.rx, rx + !types[k].seq);
		net_close(&n);
	}
}

/* Echo runs while both are up and the neighbour takes it; it finds that the way back is lost. */
static void t_echo(void **st)
{
	unsigned echoes = 0, back = 0;
	struct bfd_packet p;

	(void)st;
	setup(" bfd interval 50 min_rx 70 multiplier 3\n", "");
	p = say(BFD_DOWN);
	p.echo_us = 80000;
	tell(&p, NULL);
	p.state = BFD_UP;
	tell(&p, NULL);
	assert_true(session()->b.echoing);
	assert_int_equal(session()->b.tx_us, 1000000);	/* what is told: as slow as it can be */
	for (unsigned k = 0; k < 140; k++) {
		u32 from = a->n < RAW_MAX ? a->n : 0;

		net_run(&n, 10 * NSEC_PER_MS);
		p.flags = 0;
		if (k % 20 == 19)
			tell(&p, NULL);
		for (u32 g = from; g < a->n; g++) {
			u8 *d = a->got[g].data;

			if (get_be16(d + 12) != ETH_TYPE_IP4 || get_be16(d + 36) != BFD_ECHO_PORT)
				continue;
			assert_int_equal(get_be32(d + 14 + IP4_SRC), US);
			assert_int_equal(get_be32(d + 14 + IP4_DST), US);
			assert_true(mac_eq(d, RAW_MAC));
			echoes++;
			memcpy(d, net_port(r, 0)->mac, 6);
			memcpy(d + 6, RAW_MAC, 6);
			d[14 + IP4_TTL]--;
			put_be16(d + 14 + IP4_CSUM, 0);
			put_be16(d + 14 + IP4_CSUM, csum_finish(csum_add(0, d + 14, 20)));
			if (k < 80) {
				raw_send(&n, a, d, a->got[g].len);
				back++;
			}
		}
		if (state() != BFD_UP)
			break;
	}
	assert_in_range(session()->b.echo_rx, 8, back);
	assert_true(echoes >= 10);
	assert_int_equal(state(), BFD_DOWN);
	assert_int_equal(session()->b.diag, DIAG_ECHO);
	net_close(&n);
}

/* 6.8.6: what is refused, by name. */
static void t_refused(void **st)
{
	struct bfd_packet p;
	u8 bytes[BFD_LEN_MAX];
	u32 len;

	(void)st;
	setup(" bfd interval 50 min_rx 50 multiplier 3\n no bfd echo\n", "");
	go_up();
#define REFUSED(change, ttl, port, why) do { \
		u64 was = r->ip->bfd->drops[why]; \
		p = say(BFD_DOWN); \
		len = bfd_build(&p, NULL, bytes); \
		change; \
		send_raw(bytes, len, ttl, port); \
		assert_int_equal(r->ip->bfd->drops[why], was + 1); \
		assert_int_equal(state(), BFD_UP); \
	} while (0)
	REFUSED((void)0, 254, BFD_PORT, DROP_BAD_FIELD);		/* from farther away */
	REFUSED((void)0, 255, BFD_MULTIHOP_PORT, DROP_NOT_FOR_US);
	REFUSED(bytes[0] = 2 << 5, 255, BFD_PORT, DROP_BAD_FIELD);	/* version */
	REFUSED(bytes[1] |= BFD_MULTIPOINT, 255, BFD_PORT, DROP_BAD_FIELD);
	REFUSED(bytes[2] = 0, 255, BFD_PORT, DROP_BAD_FIELD);		/* multiplier */
	REFUSED(bytes[3] = 23, 255, BFD_PORT, DROP_BAD_FIELD);
	REFUSED(bytes[3] = 25, 255, BFD_PORT, DROP_SHORT);
	REFUSED(put_be32(bytes + 4, 0), 255, BFD_PORT, DROP_BAD_FIELD);
	REFUSED(put_be32(bytes + 8, 99), 255, BFD_PORT, DROP_NOT_FOR_US);
	REFUSED((put_be32(bytes + 8, 0), bytes[1] = BFD_UP << 6), 255, BFD_PORT, DROP_BAD_FIELD);
	REFUSED(len = 23, 255, BFD_PORT, DROP_SHORT);
	REFUSED((bytes[1] |= BFD_AUTH, bytes[3] = 24), 255, BFD_PORT, DROP_BAD_FIELD);
	REFUSED((bytes[1] |= BFD_AUTH, bytes[3] = len = 26, bytes[24] = 1, bytes[25] = 3), 255, BFD_PORT, DROP_SHORT);
	net_close(&n);
}

/* Each cut, each octet changed, of every kind of packet; and it still works. */
static void t_bad(void **st)
{
	const struct bfd_secret k = { 7, 6, "secret" };
	u8 bytes[BFD_LEN_MAX], copy[BFD_LEN_MAX];

	(void)st;
	setup(" bfd template T\n", CHAIN "bfd-template single-hop T\n interval both 100 multiplier 3\n authentication sha-1 keychain K\n");
	for (u8 type = 0; type < BFD_AUTHS; type++) {
		struct bfd_packet p = say(BFD_DOWN);
		u32 len;

		p.auth = type;
		p.seq = 5;
		len = bfd_build(&p, type ? &k : NULL, bytes);
		for (u32 cut = 0; cut < len; cut++)
			send_raw(bytes, cut, 255, BFD_PORT);
		for (u32 at = 0; at < len; at++)
			for (unsigned bit = 0; bit < 8; bit++) {
				memcpy(copy, bytes, len);
				copy[at] ^= (u8)(1u << bit);
				send_raw(copy, len, 255, BFD_PORT);
			}
	}
	assert_int_equal(session()->b.rx, 0);
	for (unsigned x = 0; x < 3; x++) {
		struct bfd_packet p = say(x ? BFD_UP : BFD_DOWN);

		p.auth = BFD_AUTH_SHA1;
		p.seq = 10 + x;
		tell(&p, &k);
	}
	assert_int_equal(state(), BFD_UP);
	net_close(&n);
}

/* The same addresses in two VRFs: two sessions, each heard where it is; who goes to another VRF, and a VRF that goes. */
static void t_vrfs(void **st)
{
	struct bfd_peer *in[2] = { NULL, NULL };
	struct raw *raw[2];
	struct bfd_packet p;

	(void)st;
	net_open(&n);
	r = net_node(&n, &appliance_router, "r1",
		     "vrf definition RED\n address-family ipv4\nvrf definition BLUE\n address-family ipv4\n"
		     "interface GigabitEthernet0/0\n vrf forwarding BLUE\n ip address 10.0.0.1 255.255.255.0\n bfd interval 50 min_rx 50 multiplier 3\n no bfd echo\n"
		     "interface GigabitEthernet0/1\n vrf forwarding RED\n ip address 10.0.0.1 255.255.255.0\n bfd interval 50 min_rx 50 multiplier 3\n no bfd echo\n"
		     "arp vrf RED 10.0.0.9 02aa.0000.0001 arpa\narp vrf BLUE 10.0.0.9 02aa.0000.0001 arpa\n"
		     "ip route static bfd GigabitEthernet0/0 10.0.0.9\nip route vrf BLUE 192.0.2.0 255.255.255.0 GigabitEthernet0/0 10.0.0.9\n"
		     "ip route static bfd GigabitEthernet0/1 10.0.0.9\nip route vrf RED 192.0.2.0 255.255.255.0 GigabitEthernet0/1 10.0.0.9\n");
	raw[0] = net_raw(&n, "a", r, 0);
	raw[1] = net_raw(&n, "b", r, 1);
	net_run(&n, NSEC_PER_MS);
	debug_set_all(r, true);
	for (struct bfd_peer *x = r->ip->bfd->peers; x; x = x->next)
		in[x->socks->ip == vrf_find(r->ip, "RED")->ip] = x;
	assert_true(in[0] && in[1]);
	assert_int_not_equal(in[0]->b.my, in[1]->b.my);	/* RFC 5880 6.8.1: unique in the system */
	for (where = 0; where < 2; where++) {
		a = raw[where];
		of = in[where];
		go_up();
		assert_int_equal(in[1]->b.state, where ? BFD_UP : BFD_DOWN);
		p = say(BFD_DOWN);
		p.your = in[!where]->b.my;	/* the other's number: nobody's here */
		tell(&p, NULL);
		assert_int_equal(r->ip->bfd->drops[DROP_NOT_FOR_US], where + 1);
		assert_int_equal(in[0]->b.state, BFD_UP);
	}
	net_run(&n, NSEC_PER_MS);
	EXPECT(&n, r, "10.0.0.9  ", "show bfd neighbors vrf RED");
	EXPECT(&n, r, "Gi0/1", "show bfd neighbors vrf RED details");
	assert_null(strstr(net_type(&n, r, (const char *const[]){ "show bfd neighbors vrf RED", NULL }), "Gi0/0"));
	EXPECT(&n, r, "\"vrf\": \"BLUE\"", "show bfd neighbors | json");
	EXPECT(&n, r, "% VRF GREEN does not exist", "show bfd neighbors vrf GREEN");
	EXPECT(&n, r, "192.0.2.0/24", "show ip route vrf BLUE");
	net_run(&n, 200 * NSEC_PER_MS);
	a = raw[1];
	of = in[1];
	where = 1;
	hear(BFD_UP);
	net_run(&n, 120 * NSEC_PER_MS);			/* BLUE's is missed, and with it its route alone */
	assert_int_equal(in[0]->b.state, BFD_DOWN);
	assert_int_equal(in[1]->b.state, BFD_UP);
	assert_null(strstr(net_type(&n, r, (const char *const[]){ "show ip route vrf BLUE", NULL }), "192.0.2.0"));
	EXPECT(&n, r, "192.0.2.0/24", "show ip route vrf RED");
	/* To another VRF: what is configured for the interface goes along. */
	TYPE(&n, r, "configure terminal", "interface GigabitEthernet0/1", "vrf forwarding BLUE", "ip address 10.1.0.1 255.255.255.0", "end");
	net_run(&n, NSEC_PER_MS);
	EXPECT(&n, r, "Gi0/1", "show bfd neighbors vrf BLUE");
	EXPECT(&n, r, "Total                     2           0             2", "show bfd summary");
	/* A line with a VRF's name does nothing to who is in another. */
	TYPE(&n, r, "configure terminal", "ipv6 route static bfd vrf RED GigabitEthernet0/1 FE80::9", "interface GigabitEthernet0/1", "ipv6 enable", "end");
	net_run(&n, 2 * NSEC_PER_SEC);
	EXPECT(&n, r, "Total                     2", "show bfd summary");
	TYPE(&n, r, "configure terminal", "vrf definition RED", "address-family ipv6", "interface GigabitEthernet0/1", "vrf forwarding RED", "ip address 10.0.0.1 255.255.255.0",
	     "ipv6 enable", "end");
	net_run(&n, 2 * NSEC_PER_SEC);
	EXPECT(&n, r, "FE80::9 ", "show bfd neighbors vrf RED");
	TYPE(&n, r, "configure terminal", "no vrf definition BLUE", "no vrf definition RED", "end");
	net_run(&n, NSEC_PER_MS);
	EXPECT(&n, r, "Total                     0", "show bfd summary");
	assert_null(strstr(net_type(&n, r, (const char *const[]){ "show running-config", NULL }), "FE80::9"));
	TYPE(&n, r, "configure terminal", "interface GigabitEthernet0/1", "ip address 10.0.0.1 255.255.255.0", "end"); /* what stands elsewhere still does */
	net_run(&n, NSEC_PER_MS);
	EXPECT(&n, r, "10.0.0.9 ", "show bfd neighbors interface GigabitEthernet0/1");
	of = NULL;
	where = 0;
	net_close(&n);
}

/* Over several hops: of two VRFs with the same addresses each has its map, and hears its own. */
static void t_vrf_hops(void **st)
{
	struct bfd_client c[2] = { { .proto = "A", .changed = NULL }, { .proto = "B", .changed = NULL } };

	(void)st;
	net_open(&n);
	r = net_node(&n, &appliance_router, "r1",
		     "vrf definition RED\n address-family ipv4\nvrf definition BLUE\n address-family ipv4\n"
		     "interface GigabitEthernet0/0\n vrf forwarding BLUE\n ip address 10.0.0.1 255.255.255.0\n"
		     "interface GigabitEthernet0/1\n vrf forwarding RED\n ip address 10.0.0.1 255.255.255.0\n"
		     "bfd-template multi-hop FAR\n interval both 100 multiplier 3\nbfd map ipv4 vrf RED 10.0.0.0/8 vrf RED 10.0.0.0/8 FAR\n");
	a = net_raw(&n, "a", r, 0);
	net_raw(&n, "b", r, 1);
	for (unsigned k = 0; k < 2; k++) {
		c[k].peer = ipaddr4(PEER);
		c[k].local = ipaddr4(US);
		bfd_watch(vrf_find(r->ip, k ? "RED" : "BLUE")->ip, &c[k]);
	}
	net_run(&n, NSEC_PER_MS);
	EXPECT(&n, r, "Total                     1", "show bfd summary");
	EXPECT(&n, r, "% Unsupported here", "configure terminal", "bfd map ipv4 vrf BLUE 10.0.0.0/8 vrf RED 10.0.0.0/8 FAR", "end");
	TYPE(&n, r, "configure terminal", "bfd map ipv4 vrf BLUE 10.0.0.0/8 vrf BLUE 10.0.0.0/8 FAR", "end");
	net_run(&n, NSEC_PER_MS);
	EXPECT(&n, r, "Total                     2", "show bfd summary");
	assert_true(c[0].of && c[1].of && c[0].of != c[1].of);
	of = c[0].of;
	{
		struct bfd_packet p = say(BFD_DOWN);
		u8 bytes[BFD_LEN_MAX];
		u32 len;

		p.your = 0;
		len = bfd_build(&p, NULL, bytes);
		send_raw(bytes, len, 250, BFD_MULTIHOP_PORT);
	}
	assert_int_equal(c[0].of->b.state, BFD_INIT);
	assert_int_equal(c[1].of->b.state, BFD_DOWN);
	TYPE(&n, r, "configure terminal", "no bfd map ipv4 vrf RED 10.0.0.0/8 vrf RED 10.0.0.0/8 FAR", "no vrf definition BLUE", "end");
	net_run(&n, NSEC_PER_MS);
	EXPECT(&n, r, "Total                     0", "show bfd summary");
	assert_null(c[0].s);		/* its VRF is gone */
	bfd_unwatch(&c[1]);
	of = NULL;
	net_close(&n);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(t_slow_and_jitter), cmocka_unit_test(t_up), cmocka_unit_test(t_detection), cmocka_unit_test(t_table), cmocka_unit_test(t_slower),
		cmocka_unit_test(t_admin_down), cmocka_unit_test(t_auth), cmocka_unit_test(t_echo), cmocka_unit_test(t_refused), cmocka_unit_test(t_bad), cmocka_unit_test(t_vrfs),
		cmocka_unit_test(t_vrf_hops),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
