/* SPDX-License-Identifier: GPL-3.0-or-later */
/* TCP against hostile and broken peers: malformed segments, floods, blind attacks, bounds; and its small parts: MD5, ranges, buffers, ISN, ICMP. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include "core/csum.h"
#include "net/siphash.h"
#include "tests/unit/tcp_script.h"

/* ---- parts ---- */

static void md5_of(const char *text, char hex[33])
{
	struct digest m;
	u8 out[16];

	digest_begin(&m, DIGEST_MD5);
	digest_add(&m, text, strlen(text));
	digest_end(&m, out);
	for (unsigned i = 0; i < 16; i++)
		snprintf(hex + 2 * i, 3, "%02x", out[i]);
}

/* RFC 1321 A.5 */
static void md5_suite(void **state)
{
	static const char *const suite[][2] = {
		{ "", "d41d8cd98f00b204e9800998ecf8427e" },
		{ "a", "0cc175b9c0f1b6a831c399e269772661" },
		{ "abc", "900150983cd24fb0d6963f7d28e17f72" },
		{ "message digest", "f96b697d7cb7938d525a2f31aaf161d0" },
		{ "abcdefghijklmnopqrstuvwxyz", "c3fcd3d76192e4007dfb496cca67e13b" },
		{ "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", "d174ab98d277d9f5a5611c2c9f419d9f" },
		{ "12345678901234567890123456789012345678901234567890123456789012345678901234567890", "57edf4a22be3c955ac49da2e2107b67a" },
	};
	char hex[33];

	(void)state;
	for (unsigned i = 0; i < ARRAY_LEN(suite); i++) {
		md5_of(suite[i][0], hex);
		assert_string_equal(hex, suite[i][1]);
	}
}

/* Against a bitmap, around the wrap of sequence numbers. */
static void ranges_are_a_set(void **state)
{
	enum { N = 512 };
	const u32 base = 0xffffff00;

	(void)state;
	for (u64 seed = 1; seed <= 200; seed++) {
		struct tcp_ranges s = { 0 };
		u8 map[N] = { 0 };
		struct rng r;
		u32 cut = 0;

		rng_seed(&r, seed, "ranges");
		for (int step = 0; step < 60; step++) {
			u32 a = cut + (u32)rng_below(&r, N - cut - 1), b = a + 1 + (u32)rng_below(&r, min_u64(N - a, 20));
			bool news = false, fresh, ok;

			if (b > N)
				b = N;
			for (u32 i = a; i < b; i++)
				news |= !map[i];
			ok = tcp_ranges_add(&s, base + a, base + b, &fresh);
			assert_true(ok);
			assert_int_equal(fresh, news);
			memset(map + a, 1, b - a);
			if (rng_below(&r, 10) == 0) {
				cut = (u32)min_u64(cut + rng_below(&r, 20), N - 30);
				tcp_ranges_cut(&s, base + cut);
				memset(map, 0, cut);
			}
			for (u32 i = 0, k = 0; i < N; i++) {	/* disjoint, not adjacent, ascending, equal to the map */
				while (k < s.n && s.r[k].end == base + i)
					k++;
				assert_int_equal(map[i], k < s.n && seq_le(s.r[k].start, base + i) && seq_lt(base + i, s.r[k].end));
			}
			for (u32 k = 0; k + 1 < s.n; k++)
				assert_true(seq_lt(s.r[k].end, s.r[k + 1].start));
		}
		tcp_ranges_clear(&s);
	}
}

static void ranges_are_bounded(void **state)
{
	struct tcp_ranges s = { 0 };

	(void)state;
	for (u32 i = 0; i < TCP_RANGES_MAX; i++)
		assert_true(tcp_ranges_add(&s, 10 * i, 10 * i + 5, NULL));
	assert_false(tcp_ranges_add(&s, 100000, 100001, NULL));
	assert_true(tcp_ranges_add(&s, 5, 10, NULL));	/* joins two */
	assert_int_equal(s.n, TCP_RANGES_MAX - 1);
	tcp_ranges_clear(&s);
}

/* RFC 6528: unlike for other peers, above its own of before, not told by another's. */
/* Each length to 40 beside OpenSSL's. */
static void siphash_as_the_library_has_it(void **state)
{
	EVP_MAC *mac = EVP_MAC_fetch(NULL, "SIPHASH", NULL);
	u8 key[16], data[40], want[8];
	u64 k[2] = { 0, 0 };
	size_t size = 8;

	(void)state;
	assert_non_null(mac);
	for (unsigned i = 0; i < sizeof(data); i++)
		data[i] = (u8)(i * 29 + 7);
	for (unsigned i = 16; i--;) {
		key[i] = (u8)(0xf1 - 13 * i);
		k[i / 8] = k[i / 8] << 8 | key[i];
	}
	for (size_t len = 0; len <= sizeof(data); len++) {
		OSSL_PARAM params[] = { OSSL_PARAM_construct_size_t("size", &size), OSSL_PARAM_construct_end() };
		EVP_MAC_CTX *ctx = EVP_MAC_CTX_new(mac);
		u64 got = siphash(k, data, len);
		size_t n;

		assert_int_equal(EVP_MAC_init(ctx, key, sizeof(key), params), 1);
		assert_int_equal(EVP_MAC_update(ctx, data, len), 1);
		assert_int_equal(EVP_MAC_final(ctx, want, &n, sizeof(want)), 1);
		for (unsigned i = 0; i < 8; i++)
			assert_int_equal((u8)(got >> 8 * i), want[i]);
		EVP_MAC_CTX_free(ctx);
	}
	EVP_MAC_free(mac);
}

static void isn_rises_and_is_keyed(void **state)
{
	struct net n[2];
	u32 iss[2][3];

	(void)state;
	for (int k = 0; k < 2; k++) {
		net_open(&n[k], (u64)k + 1);
		n[k].catch = true;
		for (int i = 0; i < 3; i++) {
			struct tcp_conn *c = tcp_connect(n[k].end[0].tcp, NULL, 5000, &n[k].end[1].addr[0], i == 2 ? 81 : 80, NULL);

			iss[k][i] = c->iss;
			tcp_abort(c);
			net_run(&n[k], NSEC_PER_SEC);
		}
		assert_int_equal(iss[k][1] - iss[k][0], 250000);	/* 4 us a step */
		assert_true(iss[k][2] - iss[k][1] != 250000);
		net_close(&n[k]);
	}
	assert_true(iss[0][0] != iss[1][0]);
}

/* ---- malformed ---- */

#define SYN_ALL_OPTIONS                                                                                                    \
	0x0f, 0xa0, 0, 80, 0, 1, 0x86, 0xa0, 0, 0, 0, 0, 0xa0, 2, 0xff, 0xff, 0, 0, 0, 0,                                   \
	2, 4, 5, 0xb4, 4, 2, 8, 10, 0, 0, 0, 1, 0, 0, 0, 0, 1, 3, 3, 7

static void each_truncation_of_a_syn(void **state)
{
	static const u8 syn[40] = { SYN_ALL_OPTIONS };
	struct script s;

	(void)state;
	script_open(&s, "truncation");
	script_run(&s, "listen\n");
	for (u32 len = 0; len < sizeof(syn); len++) {
		u8 *exact = malloc(len + 1);

		memcpy(exact, syn, len);
		assert_int_equal(script_raw(&s, exact, len, true), DROP_SHORT);
		free(exact);
		assert_null(tcp_first(script_tcp(&s)));
	}
	/* and each data offset: options cut anywhere */
	for (u8 words = 0; words < 16; words++) {
		u8 cut[40];
		enum drop why;

		memcpy(cut, syn, sizeof(cut));
		cut[12] = (u8)(words << 4);
		why = script_raw(&s, cut, sizeof(cut), true);
		if (words < 5)
			assert_int_equal(why, DROP_BAD_FIELD);
		else if (words > 10)
			assert_int_equal(why, DROP_SHORT);
		else if (words == 7 || words == 8)
			assert_int_equal(why, DROP_BAD_OPTIONS);	/* within the timestamp option */
		for (struct caught *c; (c = script_pop(&s)); free(c))
			;
		while (tcp_first(script_tcp(&s)))
			tcp_abort(tcp_first(script_tcp(&s)));
		for (struct caught *c; (c = script_pop(&s)); free(c))
			;
	}
	script_close(&s);
}

static void odd_options(void **state)
{
	static const struct {
		u8 opt[12];
		enum drop why;
	} cases[] = {
		{ { 2, 0 }, DROP_BAD_OPTIONS },		/* RFC 9293 3.1 MUST-7: length zero */
		{ { 2, 1, 0, 0 }, DROP_BAD_OPTIONS },
		{ { 254, 0 }, DROP_BAD_OPTIONS },
		{ { 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2 }, DROP_BAD_OPTIONS }, /* kind, and the end */
		{ { 8, 13 }, DROP_BAD_OPTIONS },
		{ { 254, 12, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0 }, DROP_NONE }, /* unknown: MUST-6 */
		{ { 2, 6, 9, 9, 9, 9, 3, 2, 4, 4, 0, 0 }, DROP_NONE }, /* known, of wrong length: skipped */
		{ { 8, 6, 1, 1, 1, 1, 0, 99, 99, 99 }, DROP_NONE },
		{ { 5, 10, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0 }, DROP_NONE }, /* SACK on a SYN */
		{ { 3, 3, 255, 0 }, DROP_NONE },	/* shift over 14: RFC 7323 2.3 */
		{ { 19, 12, 0 }, DROP_NONE },
	};
	struct script s;

	(void)state;
	script_open(&s, "odd options");
	script_run(&s, "listen\n");
	for (unsigned i = 0; i < ARRAY_LEN(cases); i++) {
		u8 syn[40] = { SYN_ALL_OPTIONS };
		struct tcp_conn *c;

		syn[12] = 0x80;
		memcpy(syn + 20, cases[i].opt, 12);
		assert_int_equal(script_raw(&s, syn, 32, true), cases[i].why);
		c = tcp_first(script_tcp(&s));
		assert_int_equal(c != NULL, cases[i].why == DROP_NONE);
		if (!c)
			continue;
		assert_true(c->snd_scale <= 14);
		assert_false(c->use_ts);
		assert_int_equal(c->peer_mss, 536);
		tcp_abort(c);
		for (struct caught *x; (x = script_pop(&s)); free(x))
			;
	}
	script_close(&s);
}

static void bad_checksum(void **state)
{
	u8 syn[40] = { SYN_ALL_OPTIONS };
	struct script s;

	(void)state;
	script_open(&s, "checksum");
	script_run(&s, "listen\n");
	syn[16] = 0x12;
	assert_int_equal(script_raw(&s, syn, sizeof(syn), false), DROP_BAD_CHECKSUM);
	script_run(&s, "gone\n");
	script_close(&s);
}

/* Every combination of flags at a few places, in every state: nothing crashes, and a blind one outside the window never ends a connection. */
static void all_flags_in_all_states(void **state)
{
	static const char *const ways[] = {
		"listen\n", "connect\n> S 0:0\n", "listen\n< S 0:0\n> SA 0:0\n", "connect\n> S 0:0\n< SA 0:0 ack 1\n> A 1:1\n",
		"connect\n> S 0:0\n< SA 0:0 ack 1\n> A 1:1\nshutdown\n> FA 1:1\n",
		"connect\n> S 0:0\n< SA 0:0 ack 1\n> A 1:1\nshutdown\n> FA 1:1\n< A 1:1 ack 2\n",
		"connect\n> S 0:0\n< SA 0:0 ack 1\n> A 1:1\n< FA 1:1 ack 1\n> A 1:1\n",
		"connect\n> S 0:0\n< SA 0:0 ack 1\n> A 1:1\nshutdown\n> FA 1:1\n< FA 1:1 ack 1\n> A 2:2\n",
		"connect\n> S 0:0\n< SA 0:0 ack 1\n> A 1:1\n< FA 1:1 ack 1\n> A 1:1\nshutdown\n> FA 1:1\n",
		"connect\n> S 0:0\n< SA 0:0 ack 1\n> A 1:1\nshutdown\n> FA 1:1\n< FA 1:1 ack 2\n> A 2:2\n",
	};
	static const u32 places[] = { 0, 1, 2, 3, 100, 65535, 65536, 200000, 0x80000000, 0xffffff00 };

	(void)state;
	for (unsigned w = 0; w < ARRAY_LEN(ways); w++) {
		for (u32 flags = 0; flags < 64; flags++) {
			struct script s;

			script_open(&s, "all flags");
			script_run(&s, ways[w]);
			for (unsigned i = 0; i < ARRAY_LEN(places) * ARRAY_LEN(places); i++) {
				u8 bytes[24] = { 0 };
				u32 seq = places[i % ARRAY_LEN(places)], ack = places[i / ARRAY_LEN(places)];
				struct tcp_conn *c = tcp_first(script_tcp(&s));
				bool blind = c && c->state >= TCPS_ESTABLISHED && seq >= 65540 && seq - 65540 < 0xffff0000;

				put_be16(bytes, s.peer_port);
				put_be16(bytes + 2, s.our_port);
				put_be32(bytes + 4, PEER_ISN + seq);
				put_be32(bytes + 8, s.iss + ack);
				bytes[12] = 0x50;
				bytes[13] = (u8)flags;
				bytes[14] = 16;
				script_raw(&s, bytes, sizeof(bytes), true);
				if (blind)
					assert_true(tcp_first(script_tcp(&s)) && tcp_first(script_tcp(&s))->state != TCPS_CLOSED);
				if (i % 10 == 9)
					net_run(&s.net, NSEC_PER_SEC);
			}
			net_run(&s.net, 1000 * NSEC_PER_SEC);
			script_close(&s);
		}
	}
}

/* ---- floods and bounds ---- */

static void syn_flood(void **state)
{
	struct script s;
	u8 syn[40] = { SYN_ALL_OPTIONS };

	(void)state;
	script_open(&s, "flood");
	script_run(&s, "listen\n");
	for (u32 i = 0; i < 5000; i++) {
		put_be16(syn, (u16)(1000 + i));
		put_be32(syn + 4, i * 7919);
		assert_int_equal(script_raw(&s, syn, sizeof(syn), true), DROP_NONE);
		for (struct caught *c; (c = script_pop(&s)); free(c))
			;
		assert_true(script_tcp(&s)->n_conns <= 4);
	}
	/* the newest still gets in */
	s.iss = tcp_first(script_tcp(&s))->iss;
	for (struct tcp_conn *c = tcp_first(script_tcp(&s)); c; c = tcp_next(c))
		if (c->peer_port == 1000 + 4999) {
			u8 ack[40] = { SYN_ALL_OPTIONS };

			put_be16(ack, c->peer_port);
			put_be32(ack + 4, c->rcv_nxt);
			put_be32(ack + 8, c->snd_nxt);
			ack[12] = 0x50;
			ack[13] = TCP_ACK;
			/* without the timestamp that was agreed on it does not count: RFC 7323 3.2 */
			assert_int_equal(script_raw(&s, ack, 20, true), DROP_TCP_OLD_TIMESTAMP);
			c->use_ts = false;
			assert_int_equal(script_raw(&s, ack, 20, true), DROP_NONE);
			break;
		}
	script_run(&s, "state ESTAB\n");
	assert_int_equal(s.l->n_half, 3);
	net_run(&s.net, 80 * NSEC_PER_SEC);
	for (struct caught *c; (c = script_pop(&s)); free(c))
		;
	assert_int_equal(script_tcp(&s)->n_conns, 1);	/* the rest has timed out */
	tcp_unlisten(s.l);
	script_close(&s);
}

static void refused_by_accept(void **state)
{
	u8 syn[40] = { SYN_ALL_OPTIONS };
	struct script s;

	(void)state;
	script_open(&s, "land");
	script_run(&s, "listen\n");
	/* "land": from our own address and port */
	put_be16(syn, 80);
	s.net.end[1].addr[0] = s.net.end[0].addr[0];
	assert_int_equal(script_raw(&s, syn, sizeof(syn), true), DROP_MARTIAN);
	s.net.end[1].addr[0].v4 = 0xe0000001;
	assert_int_equal(script_raw(&s, syn, sizeof(syn), true), DROP_MARTIAN);
	s.net.end[1].addr[0].v4 = 0xffffffff;
	assert_int_equal(script_raw(&s, syn, sizeof(syn), true), DROP_MARTIAN);
	script_close(&s);
}

/* One byte in every other place: the ranges run out, not the memory; all is well once the holes fill. */
static void disorder_is_bounded(void **state)
{
	struct script s;
	char line[64];

	(void)state;
	script_open(&s, "disorder");
	script_run(&s, "connect\n> S 0:0\n< SA 0:0 ack 1\n> A 1:1\n");
	for (int i = 0; i < 1000; i++) {
		snprintf(line, sizeof(line), "< A %d:%d ack 1", 3 + 2 * i, 4 + 2 * i);
		script_line(&s, line);
		script_line(&s, "> A 1:1 ack 1");
		assert_int_equal(s.net.why, i < TCP_RANGES_MAX ? DROP_NONE : DROP_RECEIVE_BUFFER);
	}
	assert_true(s.c->ooo.n <= TCP_RANGES_MAX && s.c->rcv.cap <= 4096);
	script_run(&s, "< A 1:1001 ack 1\n> A 1:1 ack 1001\nread 1000\n");
	assert_int_equal(s.c->ooo.n, 0);
	assert_null(s.c->rcv.mem);
	script_close(&s);
}

static void min_ttl(void **state)
{
	struct script s;

	(void)state;
	script_open(&s, "GTSM: RFC 5082");
	s.ttl = 255;
	script_run(&s, "option minttl 254\nlisten\n< S 0:0\n> SA 0:0\n");
	s.ttl = 253;
	script_run(&s, "< A 1:1 ack 1\nstate SYNRCVD\n< R 1:1\nstate SYNRCVD\n");
	assert_int_equal(s.net.why, DROP_TTL_SECURITY);
	s.ttl = 254;
	script_run(&s, "< A 1:1 ack 1\nstate ESTAB\n");
	script_close(&s);
	script_open(&s, "GTSM of a listener");
	script_run(&s, "option minttl 255\nlisten\n< S 0:0\ngone\n");
	script_close(&s);
}

/* ---- ICMP: RFC 9293 3.9.2.2, RFC 5927 ---- */

static void icmp(struct script *s, u8 type, u8 code, u32 seq)
{
	u8 quoted[8];
	struct ip_error e = { .dst = s->net.end[1].addr[0], .from = s->net.end[1].addr[0], .proto = 6, .type = type, .code = code,
			      .transport = quoted, .transport_len = 8 };

	put_be16(quoted, s->our_port);
	put_be16(quoted + 2, s->peer_port);
	put_be32(quoted + 4, s->iss + seq);
	tcp_error(script_tcp(s), &e);
	e.transport_len = 7;
	tcp_error(script_tcp(s), &e);
}

static void icmp_errors(void **state)
{
	struct script s;

	(void)state;
	script_open(&s, "port unreachable in SYN-SENT");
	script_run(&s, "connect\n> S 0:0\n");
	icmp(&s, 3, 3, 7);	/* not outstanding */
	script_run(&s, "noevent\n");
	icmp(&s, 3, 3, 0);
	script_run(&s, "event UNREACHABLE\nstate CLOSED\nrelease\ngone\n");
	script_close(&s);

	script_open(&s, "host unreachable is kept for the timeout");
	script_run(&s, "option timeout 2\nconnect\n> S 0:0\n");
	icmp(&s, 3, 1, 0);
	script_run(&s, "noevent\nstate SYNSENT\n+ 1\n> S 0:0\n+ 1\nevent UNREACHABLE\n");
	script_close(&s);

	script_open(&s, "port unreachable in ESTABLISHED is soft");
	script_run(&s, "connect\n> S 0:0\n< SA 0:0 ack 1\n> A 1:1\nevent CONNECTED\nwrite 5\n> A 1:6\n");
	icmp(&s, 3, 3, 1);
	icmp(&s, 12, 0, 1);
	icmp(&s, 4, 0, 1);	/* source quench: RFC 6633 */
	script_run(&s, "noevent\nstate ESTAB\n< A 1:1 ack 6\n");
	script_close(&s);
}

/* A connection to ourselves: what we send comes back from within the call. */
static enum drop loop_send(struct ipstack *s, const struct ip_send *to, struct frame *f)
{
	struct ip_recv r = { .src = to->src, .dst = to->dst, .proto = 6, .ttl = to->ttl };

	return tcp_input(s->tcp, &r, f);
}

static void to_ourselves(void **state)
{
	static struct tcp_lower loop;
	struct script s;

	(void)state;
	script_open(&s, "loop");
	loop = net_lower;
	loop.send = loop_send;
	tcp_free(s.net.end[0].tcp);
	s.net.end[0].tcp = tcp_new_over(s.net.end[0].node, &s.net.end[0], &loop);
	s.net.end[1].addr[0] = s.net.end[0].addr[0];
	script_run(&s, "listen\n");
	s.our_port = 4000;
	s.c = NULL;
	script_run(&s, "connect\n");
	net_run(&s.net, NSEC_PER_MS);
	assert_int_equal(script_tcp(&s)->n_conns, 2);
	for (struct tcp_conn *c = tcp_first(script_tcp(&s)); c; c = tcp_next(c))
		assert_int_equal(c->state, TCPS_ESTABLISHED);
	script_close(&s);
}

/* The frame pool is empty for a while: as if the path lost all. */
static struct frame *no_frame(struct ipstack *s, u32 len)
{
	(void)s;
	(void)len;
	return NULL;
}

static void without_frames(void **state)
{
	struct tcp_lower poor = net_lower;
	struct script s;

	(void)state;
	poor.frame = no_frame;
	script_open(&s, "no frames");
	script_tcp(&s)->lower = &poor;
	script_run(&s, "listen\n< S 0:0\n");
	s.our_port = 4000;
	script_run(&s, "connect\n+ 0.5\n");
	script_tcp(&s)->lower = &net_lower;
	net_run(&s.net, NSEC_PER_SEC);
	assert_non_null(s.net.first);	/* SYN and SYN,ACK by the timers */
	script_close(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(md5_suite),
		cmocka_unit_test(ranges_are_a_set),
		cmocka_unit_test(ranges_are_bounded),
		cmocka_unit_test(isn_rises_and_is_keyed), cmocka_unit_test(siphash_as_the_library_has_it),
		cmocka_unit_test(each_truncation_of_a_syn),
		cmocka_unit_test(odd_options),
		cmocka_unit_test(bad_checksum),
		cmocka_unit_test(all_flags_in_all_states),
		cmocka_unit_test(syn_flood),
		cmocka_unit_test(refused_by_accept),
		cmocka_unit_test(disorder_is_bounded),
		cmocka_unit_test(min_ttl),
		cmocka_unit_test(icmp_errors),
		cmocka_unit_test(to_ourselves),
		cmocka_unit_test(without_frames),
	};

	(void)script_cases_run;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
