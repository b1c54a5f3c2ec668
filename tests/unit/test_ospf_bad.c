/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What broke other routers, by class, with all debug on: cut short at every byte, every length wrong, unknown types, floods, old LSAs that win. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#include "tests/fuzz/ospf_rig.h"

struct sample { u8 type; u32 len; u8 b[256]; const char *name; };

static u32 one_lsa(u8 *b, u8 type, u32 id, const u8 *body, u32 len)
{
	put_be32(b, 1);
	return 4 + ospf_rig_lsa(b + 4, 1, type, id, OSPF_RIG_RID, OSPF_INITIAL_SEQ + 5, body, len);
}

static unsigned samples(struct sample *s)
{
	static const u8 router[] = { 0, 0, 0, 2, 1, 1, 1, 1, 10, 0, 0, 2, 1, 0, 0, 10, 10, 9, 0, 0, 255, 255, 255, 0, 3, 0, 0, 10 };
	static const u8 network[] = { 255, 255, 255, 0, 9, 9, 9, 9, 1, 1, 1, 1 };
	static const u8 summary[] = { 255, 255, 0, 0, 0, 0, 0, 7 }, ext[] = { 255, 255, 255, 0, 0x80, 0, 0, 20, 0, 0, 0, 0, 0, 0, 0, 1 };
	static const u8 opaque[] = { 0, 1, 0, 4, 0, 0, 0, 100, 0, 2, 0, 1, 1, 0, 0, 0 };
	unsigned n = 0;

	s[n] = (struct sample){ .type = PKT_HELLO, .name = "hello" };
	s[n].len = ospf_rig_hello(s[n].b);
	n++;
	s[n] = (struct sample){ .type = PKT_DD, .name = "description" };
	s[n].len = ospf_rig_dd(s[n].b, 7, 200);
	n++;
	s[n] = (struct sample){ .type = PKT_LSR, .len = 12, .name = "request", .b = { 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1 } };
	n++;
	s[n] = (struct sample){ .type = PKT_ACK, .name = "acknowledgement" };
	s[n].len = ospf_rig_lsa(s[n].b, 1, LSA_ROUTER, 0x01010101, 0x01010101, OSPF_INITIAL_SEQ, router, 0);
	n++;
	s[n] = (struct sample){ .type = PKT_LSU, .name = "router" };
	s[n].len = one_lsa(s[n].b, LSA_ROUTER, OSPF_RIG_RID, router, sizeof(router));
	n++;
	s[n] = (struct sample){ .type = PKT_LSU, .name = "network" };
	s[n].len = one_lsa(s[n].b, LSA_NETWORK, OSPF_RIG_ADDR, network, sizeof(network));
	n++;
	s[n] = (struct sample){ .type = PKT_LSU, .name = "summary" };
	s[n].len = one_lsa(s[n].b, LSA_SUMMARY, 0x0a100000, summary, sizeof(summary));
	n++;
	s[n] = (struct sample){ .type = PKT_LSU, .name = "external" };
	s[n].len = one_lsa(s[n].b, LSA_EXTERNAL, 0xc0a80100, ext, sizeof(ext));
	n++;
	s[n] = (struct sample){ .type = PKT_LSU, .name = "grace" };
	s[n].len = one_lsa(s[n].b, LSA_OPAQUE_LINK, 3 << 24, opaque, sizeof(opaque));
	n++;
	s[n] = (struct sample){ .type = PKT_LSU, .name = "opaque" };
	s[n].len = one_lsa(s[n].b, LSA_OPAQUE_AREA, 1 << 24, opaque, sizeof(opaque));
	n++;
	return n;
}

static void look(struct ospf_rig *x)
{
	static const char *const shows[] = { "show ip ospf database", "show ip ospf database router", "show ip ospf database network", "show ip ospf database summary",
					     "show ip ospf database external", "show ip ospf database opaque-area", "show ip ospf database opaque-link", "show ip route" };

	for (unsigned k = 0; k < ARRAY_LEN(shows); k++)
		ospf_rig_type(x, shows[k]);
}

/* Truncated at every byte: packet and LSA lengths fixed to match, or left as they were. */
static void t_truncated(void **state)
{
	struct sample s[16];
	unsigned n = samples(s);

	(void)state;
	for (unsigned k = 0; k < n; k++) {
		struct ospf_rig x;

		ospf_rig_open(&x, "point-to-point");
		for (unsigned fix = 0; fix < 2; fix++)
			for (u32 len = 0; len <= s[k].len; len++) {
				u8 b[256];

				memcpy(b, s[k].b, sizeof(b));
				if (fix && s[k].type == PKT_LSU && len >= 24)
					put_be16(b + 22, (u16)(len - 4));
				ospf_rig_adjoin(&x, NS_FULL);
				ospf_rig_packet(&x, s[k].type, b, len, OSPF_RIG_FIX);
				world_run(x.w, world_now(x.w) + 120 * NSEC_PER_MS, 10000);
				look(&x);
			}
		ospf_rig_close(&x);
	}
}

/* Every byte in turn: -1, +1, 0, greatest. */
static void t_fields(void **state)
{
	struct sample s[16];
	unsigned n = samples(s);

	(void)state;
	for (unsigned k = 0; k < n; k++) {
		struct ospf_rig x;

		ospf_rig_open(&x, k & 1 ? "broadcast" : "point-to-point");
		for (u32 at = 0; at < s[k].len; at++)
			for (unsigned how = 0; how < 4; how++) {
				u8 b[256];

				memcpy(b, s[k].b, sizeof(b));
				b[at] = (u8)(how == 0 ? b[at] - 1 : how == 1 ? b[at] + 1 : how == 2 ? 0 : 255);
				ospf_rig_adjoin(&x, NS_FULL);
				ospf_rig_packet(&x, s[k].type, b, s[k].len, OSPF_RIG_FIX);
				world_run(x.w, world_now(x.w) + 120 * NSEC_PER_MS, 10000);
				if (at % 16 == 0)
					look(&x);
			}
		assert_true(x.o->n_lsas < 1000);
		ospf_rig_close(&x);
	}
}

/* The header: version, type, length, router ID, area, checksum, authentication. */
static void t_header(void **state)
{
	static const struct { u8 at, value; enum drop why; } rows[] = {
		{ 0, 3, DROP_OSPF_VERSION }, { 1, 0, DROP_BAD_FIELD }, { 1, 6, DROP_BAD_FIELD }, { 3, 23, DROP_BAD_FIELD }, { 2, 0xff, DROP_BAD_FIELD },
		{ 11, 7, DROP_OSPF_AREA }, { 12, 0x55, DROP_BAD_CHECKSUM }, { 15, 1, DROP_OSPF_AUTH }, { 15, 2, DROP_OSPF_AUTH }, { 15, 9, DROP_OSPF_AUTH },
	};
	struct ospf_rig x;
	u8 good[OSPF_V2_HLEN + 24] = { 2, 1, 0, 48, 9, 9, 9, 9 }, b[sizeof(good)];
	u32 n;

	(void)state;
	ospf_rig_open(&x, "point-to-point");
	n = ospf_rig_hello(good + OSPF_V2_HLEN);
	assert_int_equal(n, 24);
	put_be16(good + 12, csum_finish(csum_add(0, good, sizeof(good))));
	assert_int_equal(ospf_rig_packet(&x, 0, good, sizeof(good), OSPF_RIG_RAW), DROP_NONE);
	for (unsigned k = 0; k < ARRAY_LEN(rows); k++) {
		memcpy(b, good, sizeof(b));
		b[rows[k].at] = rows[k].value;
		assert_int_equal(ospf_rig_packet(&x, 0, b, sizeof(b), OSPF_RIG_RAW), rows[k].why);
	}
	memcpy(b, good, sizeof(b)); /* our own router ID from somebody else */
	put_be32(b + 4, 0x01010101);
	assert_int_equal(ospf_rig_packet(&x, 0, b, sizeof(b), OSPF_RIG_RAW), DROP_OSPF_OWN_ID);
	for (u32 len = 0; len < OSPF_V2_HLEN; len++)
		assert_int_equal(ospf_rig_packet(&x, 0, good, len, OSPF_RIG_RAW), DROP_SHORT);
	ospf_rig_close(&x);
}

/* Unknown LSA types are neither kept nor fatal (CVE-2011-3326). */
static void t_unknown_type(void **state)
{
	struct ospf_rig x;
	u8 b[64];

	(void)state;
	ospf_rig_open(&x, "point-to-point");
	ospf_rig_adjoin(&x, NS_FULL);
	for (unsigned type = 0; type < 256; type++) {
		u32 before = x.o->n_lsas, n = one_lsa(b, (u8)type, 77, (const u8 *)"12345678", 8);

		if ((type >= 1 && type <= 5) || (type >= 9 && type <= 11))
			continue;
		assert_int_equal(ospf_rig_packet(&x, PKT_LSU, b, n, 0), DROP_OSPF_LSA);
		assert_int_equal(x.o->n_lsas, before);
	}
	assert_int_equal(ospf_rig_nbr(&x)->state, NS_FULL);
	ospf_rig_close(&x);
}

/* A neighbour cannot grow the database without end. */
static void t_bounded(void **state)
{
	static const u8 ext[] = { 255, 255, 255, 255, 0x80, 0, 0, 20, 0, 0, 0, 0, 0, 0, 0, 1 };
	struct ospf_rig x;
	u8 *b = malloc(60000);

	(void)state;
	ospf_rig_open(&x, "point-to-point");
	debug_set_all(x.d, false);
	ospf_rig_adjoin(&x, NS_FULL);
	for (u32 k = 0; k < OSPF_LSAS_MAX + 3000;) {
		u32 n = 0, at = 4;

		for (; n < 1000; n++)
			at += ospf_rig_lsa(b + at, 1, LSA_EXTERNAL, ++k, OSPF_RIG_RID, OSPF_INITIAL_SEQ, ext, sizeof(ext));
		put_be32(b, n);
		ospf_rig_packet(&x, PKT_LSU, b, at, 0);
	}
	assert_true(x.o->n_lsas <= OSPF_LSAS_MAX + 16);
	assert_true(x.o->bytes <= OSPF_BYTES_MAX);
	free(b);
	ospf_rig_close(&x);
}

/* 13.4: an LSA of ours that comes back newer than we know is topped, not believed; one that we do not say is flushed. */
static void t_own_from_the_past(void **state)
{
	static const u8 router[] = { 0, 0, 0, 1, 10, 66, 0, 0, 255, 255, 0, 0, 3, 0, 0, 1 };
	struct ospf_rig x;
	struct lsa *l;
	u8 b[128];
	u32 n;

	(void)state;
	ospf_rig_open(&x, "point-to-point");
	ospf_rig_adjoin(&x, NS_FULL);
	world_run(x.w, world_now(x.w) + NSEC_PER_SEC, 10000);
	put_be32(b, 1);
	n = 4 + ospf_rig_lsa(b + 4, 1, LSA_ROUTER, 0x01010101, 0x01010101, 0x80000100, router, sizeof(router));
	ospf_rig_packet(&x, PKT_LSU, b, n, 0);
	world_run(x.w, world_now(x.w) + 6 * NSEC_PER_SEC, 10000);
	l = lsdb_find(&x.o->areas->db, LSA_ROUTER, 0x01010101, 0x01010101);
	assert_non_null(l);
	assert_int_equal(l->seq, 0x80000101);
	assert_int_not_equal(lsa_len(l), OSPF_LSA_HLEN + sizeof(router));
	n = 4 + ospf_rig_lsa(b + 4, 1, LSA_SUMMARY, 0x0a420000, 0x01010101, 0x80000007, router + 8, 8);
	ospf_rig_packet(&x, PKT_LSU, b, n, 0);
	l = lsdb_find(&x.o->areas->db, LSA_SUMMARY, 0x0a420000, 0x01010101);
	assert_true(!l || l->max_age);
	ospf_rig_close(&x);
}

/* 12.1.6: after the last sequence number comes the first, when the last is gone everywhere. */
static void t_sequence_wraps(void **state)
{
	static const u8 router[] = { 0, 0, 0, 1, 10, 66, 0, 0, 255, 255, 0, 0, 3, 0, 0, 1 };
	struct ospf_rig x;
	struct lsa_hdr h;
	struct lsa *l;
	u8 b[128];
	u32 n;

	(void)state;
	ospf_rig_open(&x, "point-to-point");
	ospf_rig_adjoin(&x, NS_FULL);
	put_be32(b, 1);
	n = 4 + ospf_rig_lsa(b + 4, 1, LSA_ROUTER, 0x01010101, 0x01010101, OSPF_MAX_SEQ, router, sizeof(router));
	ospf_rig_packet(&x, PKT_LSU, b, n, 0);
	world_run(x.w, world_now(x.w) + 6 * NSEC_PER_SEC, 10000);
	l = lsdb_find(&x.o->areas->db, LSA_ROUTER, 0x01010101, 0x01010101);
	assert_non_null(l);
	assert_true(l->max_age && l->seq == OSPF_MAX_SEQ);
	lsa_header(x.o, l, &h);
	n = (u32)OSPF_LSA_HLEN;
	struct wr w = wr_of(b, n);
	lsa_hdr_write(x.o, &w, &h);
	ospf_rig_packet(&x, PKT_ACK, b, n, 0);
	l = lsdb_find(&x.o->areas->db, LSA_ROUTER, 0x01010101, 0x01010101);
	assert_non_null(l);
	assert_int_equal(l->seq, OSPF_INITIAL_SEQ);
	ospf_rig_close(&x);
}

/* 10.3, 10.6: what comes out of turn starts the exchange over, and never ends it. */
static void t_out_of_turn(void **state)
{
	struct ospf_rig x;
	u8 b[64];

	(void)state;
	ospf_rig_open(&x, "point-to-point");
	ospf_rig_packet(&x, PKT_DD, b, ospf_rig_dd(b, 7, 100), 0); /* from nobody */
	assert_null(ospf_rig_nbr(&x));
	ospf_rig_adjoin(&x, NS_EXCHANGE);
	assert_int_equal(ospf_rig_nbr(&x)->state, NS_EXCHANGE);
	ospf_rig_packet(&x, PKT_DD, b, ospf_rig_dd(b, 7, 100), 0); /* a duplicate is answered, no more */
	assert_int_equal(ospf_rig_nbr(&x)->state, NS_EXCHANGE);
	ospf_rig_packet(&x, PKT_DD, b, ospf_rig_dd(b, 1, 103), 0); /* a gap */
	assert_int_equal(ospf_rig_nbr(&x)->state, NS_EXSTART);
	ospf_rig_adjoin(&x, NS_FULL);
	assert_int_equal(ospf_rig_nbr(&x)->state, NS_FULL);
	ospf_rig_packet(&x, PKT_LSR, "\0\0\0\1\7\7\7\7\7\7\7\7", 12, 0); /* asks for what is not there: 10.7 */
	assert_int_equal(ospf_rig_nbr(&x)->state, NS_EXSTART);
	ospf_rig_close(&x);
}

/* Timers to the millisecond: hello, dead, retransmission of a description. */
static void t_timers(void **state)
{
	struct ospf_rig x;
	u64 sent;
	nsec at;

	(void)state;
	ospf_rig_open(&x, "point-to-point");
	sent = x.o->tx[PKT_HELLO];
	at = x.oi->hello.due;
	world_run(x.w, at - 1, 100000);
	assert_int_equal(x.o->tx[PKT_HELLO], sent);
	world_run(x.w, at, 100000);
	assert_int_equal(x.o->tx[PKT_HELLO], sent + 1);
	assert_int_equal(x.oi->hello.due, at + 10 * NSEC_PER_SEC);
	at = world_now(x.w);
	ospf_rig_adjoin(&x, NS_EXSTART);
	sent = x.o->tx[PKT_DD];
	world_run(x.w, at + 5 * NSEC_PER_SEC - 1, 100000);
	assert_int_equal(x.o->tx[PKT_DD], sent);
	world_run(x.w, at + 5 * NSEC_PER_SEC, 100000);
	assert_int_equal(x.o->tx[PKT_DD], sent + 1);
	world_run(x.w, at + 40 * NSEC_PER_SEC - 1, 100000);
	assert_non_null(ospf_rig_nbr(&x));
	world_run(x.w, at + 40 * NSEC_PER_SEC, 100000);
	assert_null(ospf_rig_nbr(&x));
	ospf_rig_close(&x);
}

/* RFC 3623 3: the neighbour that asked for grace stays while it is silent, and no longer. */
static void t_grace(void **state)
{
	static const u8 body[] = { 0, 1, 0, 4, 0, 0, 0, 90, 0, 2, 0, 1, 1, 0, 0, 0 };
	struct ospf_rig x;
	nsec at;
	u8 b[128];

	(void)state;
	ospf_rig_open(&x, "point-to-point");
	ospf_rig_adjoin(&x, NS_FULL);
	world_run(x.w, world_now(x.w) + 2 * NSEC_PER_SEC, 10000);
	while (ospf_rig_nbr(&x)->rxmts)
		rxmt_drop(ospf_rig_nbr(&x)->oi->o, ospf_rig_nbr(&x)->rxmts);
	at = world_now(x.w);
	ospf_rig_packet(&x, PKT_LSU, b, one_lsa(b, LSA_OPAQUE_LINK, 3 << 24, body, sizeof(body)), 0);
	assert_true(ospf_rig_nbr(&x)->helped);
	world_run(x.w, at + 89 * NSEC_PER_SEC, 100000);
	assert_int_equal(ospf_rig_nbr(&x)->state, NS_FULL);
	world_run(x.w, at + 90 * NSEC_PER_SEC, 100000);
	assert_null(ospf_rig_nbr(&x));
	ospf_rig_close(&x);
}

static u32 grace3(u8 *b, u16 age, u32 seq, const u8 *body, u32 len)
{
	put_be32(b, 1);
	return 4 + ospf_rig_lsa3(b + 4, age, LSA3_GRACE, 7, OSPF_RIG_RID, OSPF_INITIAL_SEQ + seq, body, len);
}

/* Full, and nothing of it waits here. */
static struct ospf_nbr *settled3(struct ospf_rig *x, bool ip4)
{
	struct ospf_nbr *n;

	ospf_rig_open3(x, "point-to-point", ip4);
	ospf_rig_adjoin(x, NS_FULL);
	world_run(x->w, world_now(x->w) + 2 * NSEC_PER_SEC, 10000);
	n = ospf_rig_nbr(x);
	assert_non_null(n);
	assert_int_equal(n->state, NS_FULL);
	while (n->rxmts)
		rxmt_drop(x->o, n->rxmts);
	return n;
}

/* RFC 5187 in each family (RFC 5838): for the period and no longer; over at once when it flushes the LSA; not where helping is off, for both families or for the one. */
static void t_grace3(void **state)
{
	static const u8 body[] = { 0, 1, 0, 4, 0, 0, 0, 90, 0, 2, 0, 1, 1, 0, 0, 0 };
	u8 b[128];

	(void)state;
	for (unsigned ip4 = 0; ip4 < 2; ip4++) {
		struct ospf_rig x;
		struct ospf_nbr *n = settled3(&x, ip4);
		nsec at = world_now(x.w);

		ospf_rig_packet(&x, PKT_LSU, b, grace3(b, 1, 5, body, sizeof(body)), 0);
		assert_true(n->helped);
		world_run(x.w, at + 89 * NSEC_PER_SEC, 100000);
		assert_int_equal(n->state, NS_FULL);
		world_run(x.w, at + 90 * NSEC_PER_SEC, 100000);
		assert_null(ospf_rig_nbr(&x));
		ospf_rig_close(&x);

		n = settled3(&x, ip4);
		ospf_rig_packet(&x, PKT_LSU, b, grace3(b, 1, 5, body, sizeof(body)), 0);
		assert_true(n->helped);
		world_run(x.w, world_now(x.w) + 2 * NSEC_PER_SEC, 10000);
		ospf_rig_packet(&x, PKT_LSU, b, grace3(b, OSPF_MAX_AGE, 6, body, sizeof(body)), 0);
		assert_false(n->helped);
		x.o->nsf_helper = false;
		world_run(x.w, world_now(x.w) + 2 * NSEC_PER_SEC, 10000);
		ospf_rig_packet(&x, PKT_LSU, b, grace3(b, 1, 7, body, sizeof(body)), 0);
		assert_false(n->helped);
		ospf_rig_close(&x);
	}
}

/* Version 3's grace LSA cut short at every byte, and every byte otherwise: no help for longer than half an hour, and none for another's. */
static void t_grace3_bad(void **state)
{
	static const u8 body[] = { 0, 1, 0, 4, 0, 0, 0, 90, 0, 2, 0, 1, 1, 0, 0, 0 };
	u8 b[128], whole[128];
	u32 len = grace3(whole, 1, 5, body, sizeof(body));

	(void)state;
	for (unsigned ip4 = 0; ip4 < 2; ip4++)
		for (u32 at = 0; at < 2 * len; at++) {
			struct ospf_rig x;
			struct ospf_nbr *n = settled3(&x, ip4);

			memcpy(b, whole, len);
			if (at < len) {
				if (at >= 4 + OSPF_LSA_HLEN)
					put_be16(b + 22, (u16)(at - 4));
				ospf_rig_packet(&x, PKT_LSU, b, at, OSPF_RIG_FIX);
				assert_true(!n->helped || at >= 4 + OSPF_LSA_HLEN + 8);	/* the period is there */
			} else {
				b[at - len] ^= 0xff;
				ospf_rig_packet(&x, PKT_LSU, b, len, OSPF_RIG_FIX);
				assert_true(!n->helped || n->grace_until <= world_now(x.w) + 1800 * NSEC_PER_SEC);
				assert_false(n->helped && at - len >= 12 && at - len < 16);
			}
			ospf_rig_type(&x, "show ospfv3 database");
			ospf_rig_type(&x, "show ospfv3 graceful-restart");
			ospf_rig_close(&x);
		}
}

/* RFC 3623 2 and appendix A: neighbours are told first; nothing is originated and no route computed until it is over, here by the end of the period. */
static void t_restart(void **state)
{
	static const u8 body[] = { 0, 1, 0, 4, 0, 0, 0, 60, 0, 2, 0, 1, 1, 0, 0, 0, 0, 3, 0, 4 };
	struct ospf_rig x;
	struct lsa *l;
	u32 said, runs;
	nsec at;

	(void)state;
	ospf_rig_open(&x, "point-to-point");
	ospf_rig_adjoin(&x, NS_FULL);
	world_run(x.w, world_now(x.w) + 2 * NSEC_PER_SEC, 10000);
	assert_false(restart_may(x.o));
	x.o->gr.on = true;
	x.o->gr.interval_s = 60;
	assert_true(restart_may(x.o));
	at = world_now(x.w);
	restart_begin(x.o);
	assert_false(restart_may(x.o));
	world_run(x.w, at + 200 * NSEC_PER_MS, 10000);
	l = lsdb_find(&x.oi->db, LSA_OPAQUE_LINK, 3 << 24, x.o->rid);
	assert_non_null(l);
	assert_int_equal(lsa_len(l), OSPF_LSA_HLEN + 24);
	assert_memory_equal(l->body->bytes + OSPF_LSA_HLEN, body, sizeof(body));
	assert_int_equal(get_be32(l->body->bytes + OSPF_LSA_HLEN + sizeof(body)), x.oi->addr);
	assert_int_equal(x.o->gr.stage, GR_TELLING);	/* nobody has acknowledged it */
	world_run(x.w, at + 9 * NSEC_PER_SEC, 100000);
	assert_int_equal(x.o->gr.stage, GR_TELLING);
	assert_non_null(ospf_rig_nbr(&x));
	world_run(x.w, at + 11 * NSEC_PER_SEC, 100000);
	assert_int_equal(x.o->gr.stage, GR_RESTARTING);
	assert_null(ospf_rig_nbr(&x));
	assert_int_equal(x.oi->area->db.n, 0);
	said = x.o->n_originated;
	runs = x.o->spf_runs;
	world_run(x.w, at + 60 * NSEC_PER_SEC - 1, 100000);
	assert_int_equal(x.o->gr.stage, GR_RESTARTING);
	assert_int_equal(x.o->n_originated, said);
	assert_int_equal(x.o->spf_runs, runs);
	world_run(x.w, at + 61 * NSEC_PER_SEC, 100000);	/* 2.2 (3), 2.3 */
	assert_int_equal(x.o->gr.stage, GR_NONE);
	assert_false(x.o->gr.well);
	assert_int_equal(x.o->gr.took_s, 60);
	assert_non_null(lsdb_find(&x.oi->area->db, LSA_ROUTER, x.o->rid, x.o->rid));
	assert_true(x.o->spf_runs > runs);
	ospf_rig_close(&x);
}

static void l_changed(struct ospf_rig *x, u32 adv)
{
	struct lsa l = { .type = LSA_ROUTER, .id = adv, .adv = adv };

	ospf_helped_changed(&x->oi->area->db, &l);
}

/* RFC 3623 3: strict checking ends the help when something new would go to the neighbour. */
static void t_strict(void **state)
{
	static const u8 body[] = { 0, 1, 0, 4, 0, 0, 0, 90, 0, 2, 0, 1, 1, 0, 0, 0 };
	struct ospf_rig x;
	struct ospf_nbr *n;
	u8 b[128];

	(void)state;
	ospf_rig_open(&x, "point-to-point");
	ospf_rig_adjoin(&x, NS_FULL);
	world_run(x.w, world_now(x.w) + 2 * NSEC_PER_SEC, 10000);
	n = ospf_rig_nbr(&x);
	while (n->rxmts)
		rxmt_drop(x.o, n->rxmts);
	ospf_rig_packet(&x, PKT_LSU, b, one_lsa(b, LSA_OPAQUE_LINK, 3 << 24, body, sizeof(body)), 0);
	assert_true(n->helped);
	ospf_nbr_event(n, NE_SEQ_MISMATCH);	/* it is back, and starts over: in our LSAs it stands as full (3) */
	assert_true(n->helped && n->state == NS_EXSTART && ospf_nbr_counts(n));
	l_changed(&x, n->rid);
	assert_true(n->helped);
	l_changed(&x, 0x63636363);
	assert_true(n->helped);	/* not strict */
	x.o->nsf_strict = true;
	l_changed(&x, n->rid);
	assert_true(n->helped);	/* its own */
	x.oi->cost++;
	orig_all_soon(x.o);
	world_run(x.w, world_now(x.w) + 6 * NSEC_PER_SEC, 10000);
	assert_false(n->helped);	/* what we say ourselves is new to it, too */
	n->helped = true;
	x.o->n_helped++;
	l_changed(&x, 0x63636363);
	assert_false(n->helped || ospf_nbr_counts(n));
	ospf_rig_close(&x);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(t_header), cmocka_unit_test(t_truncated), cmocka_unit_test(t_fields), cmocka_unit_test(t_unknown_type), cmocka_unit_test(t_bounded),
		cmocka_unit_test(t_own_from_the_past), cmocka_unit_test(t_sequence_wraps), cmocka_unit_test(t_out_of_turn), cmocka_unit_test(t_timers),
		cmocka_unit_test(t_grace), cmocka_unit_test(t_grace3), cmocka_unit_test(t_grace3_bad), cmocka_unit_test(t_restart), cmocka_unit_test(t_strict),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
