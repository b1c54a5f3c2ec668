/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Origin validation. The table against one that looks at everything; the session with a cache clause by clause (RFC 8210, and 6810 for version 0), its timers to the
 * millisecond, every cut and every changed octet with all debug on; what states do to paths (RFC 6811, 8097). The cache is the TCP of the router that plays the BGP neighbour, too.
 */
#include "rtr_rig.h"

/* ---- the table ---- */

enum { MODEL = 600, ROUTES = 3000 };
static struct { struct vrp v; u16 has, fresh; } model[MODEL];

static struct vrp random_vrp(struct rng *g, bool six)
{
	struct vrp v = { .as = (u32)rng_below(g, 5) };
	u8 most = six ? 128 : 32;

	v.plen = (u8)rng_below(g, six ? 60 : 27);
	v.maxlen = (u8)(v.plen + rng_below(g, most - v.plen + 1u));
	v.prefix.af = six ? AF_IP6 : AF_IP4;
	if (six) {
		for (unsigned k = 0; k < 16; k++)
			v.prefix.v6.b[k] = (u8)(rng_below(g, 3) * 85);
		v.prefix.v6 = ip6_masked(&v.prefix.v6, v.plen);
	} else {
		v.prefix.v4 = (u32)(rng_below(g, 3) << 30 | rng_below(g, 4) << 22 | rng_below(g, 8) << 12) & ip4_mask(v.plen);
	}
	return v;
}

static bool same(const struct vrp *x, const struct vrp *y)
{
	return ipaddr_eq(&x->prefix, &y->prefix) && x->plen == y->plen && x->maxlen == y->maxlen && x->as == y->as;
}

static enum rpki_state model_state(const struct vrp *route)
{
	enum rpki_state s = RPKI_NOT_FOUND;

	for (unsigned k = 0; k < MODEL; k++) {
		const struct vrp *v = &model[k].v;

		if (!model[k].has || v->plen > route->plen || !ipaddr_in(&route->prefix, &v->prefix, v->plen))
			continue;
		if (v->as && v->as == route->as && route->plen <= v->maxlen)
			return RPKI_VALID;
		s = RPKI_INVALID;
	}
	return s;
}

static void ignore(void *arg, const struct ipaddr *p, u8 plen) { vrp_set_add(arg, p, plen); }

static void count_one(void *arg, const struct vrp *v, u16 has)
{
	unsigned k = 0;

	while (k < MODEL && (model[k].has != has || !same(v, &model[k].v)))
		k++;
	assert_true(k < MODEL);
	++*(unsigned *)arg;
}

static void t_table(void **state)
{
	struct rng g = { .s = { 1, 2, 3, 4 } };
	struct vrp_table t;
	struct vrp_set lost;

	(void)state;
	memset(model, 0, sizeof(model));
	vrp_open(&t);
	for (unsigned turn = 0; turn < 40; turn++) {
		u8 server = (u8)rng_below(&g, 3);
		bool anew = !rng_below(&g, 3);
		u64 at = 0;

		for (unsigned step = 0; step < 400; step++) {
			bool add = rng_below(&g, 5) > 1;
			struct vrp v = random_vrp(&g, rng_below(&g, 2));
			u16 us = (u16)(1u << server);
			enum vrp_said want, said;
			unsigned k = 0, empty = MODEL;

			for (; k < MODEL && !(model[k].has && same(&v, &model[k].v)); k++)
				if (!model[k].has)
					empty = k;
			if (k == MODEL && add && empty == MODEL)
				continue;
			if (k == MODEL && add) {
				k = empty;
				model[k].v = v;
				model[k].fresh = 0;
			}
			if (k == MODEL)
				want = VRP_WRONG;
			else if (add)
				want = (anew ? model[k].fresh : model[k].has) & us ? VRP_WRONG : model[k].has ? VRP_SAME : VRP_CHANGED;
			else
				want = !((anew ? model[k].fresh : model[k].has) & us) ? VRP_WRONG : model[k].has == us ? VRP_CHANGED : VRP_SAME;
			if (want != VRP_WRONG) {
				model[k].has = (u16)(add ? model[k].has | us : model[k].has & ~us);
				model[k].fresh = (u16)(!add ? model[k].fresh & ~us : anew ? model[k].fresh | us : model[k].fresh);
			}
			said = add ? vrp_add(&t, &v, server, anew) : vrp_del(&t, &v, server, anew);
			assert_int_equal(said, want);
		}
		if (anew) {
			enum vrp_sweep how = (enum vrp_sweep)rng_below(&g, 3);
			u16 us = (u16)(1u << server);

			vrp_set_open(&lost);
			while (!vrp_sweep(&t, server, how, &at, 7, ignore, &lost))
				;
			for (unsigned k = 0; k < MODEL; k++) {
				bool loses = how != VRP_FORGET_ANEW && (how == VRP_SWEEP_ALL || !(model[k].fresh & us));

				if (loses && model[k].has == us)
					assert_true(vrp_set_covers(&lost, &model[k].v.prefix, model[k].v.plen));
				model[k].has = (u16)(loses ? model[k].has & ~us : model[k].has);
				model[k].fresh &= (u16)~us;
			}
			vrp_set_close(&lost);
		}
		for (unsigned step = 0; step < ROUTES / 40; step++) {
			struct vrp route = random_vrp(&g, rng_below(&g, 2));

			assert_int_equal(vrp_state(&t, &route.prefix, route.plen, route.as), model_state(&route));
		}
		{
			unsigned shown = 0, there = 0;

			vrp_walk(&t, AF_IP4, count_one, &shown);
			vrp_walk(&t, AF_IP6, count_one, &shown);
			for (unsigned k = 0; k < MODEL; k++)
				there += model[k].has != 0;
			assert_int_equal(shown, there);
			assert_int_equal(t.recs.n, there);
		}
	}
	for (u8 server = 0; server < 3; server++) {
		u64 at = 0;

		vrp_set_open(&lost);
		assert_true(vrp_sweep(&t, server, VRP_SWEEP_ALL, &at, UINT32_MAX, ignore, &lost));
		vrp_set_close(&lost);
	}
	assert_int_equal(t.trie[0].nodes.n + t.trie[1].nodes.n + t.recs.n, 0);	/* no node is left behind */
	vrp_close(&t);
}

static void t_set(void **state)
{
	struct rng g = { .s = { 5, 6, 7, 8 } };
	struct vrp in[60];

	(void)state;
	for (unsigned turn = 0; turn < 50; turn++) {
		struct vrp_set s;

		vrp_set_open(&s);
		assert_true(vrp_set_empty(&s));
		for (unsigned k = 0; k < ARRAY_LEN(in); k++) {
			in[k] = random_vrp(&g, k & 1);
			in[k].plen = (u8)(in[k].plen < 6 ? 6 : in[k].plen);
			vrp_set_add(&s, &in[k].prefix, in[k].plen);
		}
		for (unsigned k = 0; k < 200; k++) {
			struct vrp x = random_vrp(&g, k & 1);
			bool want = false;

			for (unsigned j = 0; j < ARRAY_LEN(in); j++)
				want |= in[j].plen <= x.plen && ipaddr_in(&x.prefix, &in[j].prefix, in[j].plen);
			assert_int_equal(vrp_set_covers(&s, &x.prefix, x.plen), want);
		}
		vrp_set_close(&s);
	}
}

/* ---- the session ---- */

/* 8.1, 8.2, 5.8: all at first, then what is new; half an answer changes nothing. */
static void t_queries(void **state)
{
	(void)state;
	cache_setup("");
	expect_pdu(RTR_RESET_QUERY, 0, "the first");
	assert_int_equal(n_asked, 8);
	assert_int_equal(asked[0], 1);
	respond(7);
	vrp(true, A4(10, 9, 0, 0), 16, 24, 65002);
	vrp(true, A4(10, 8, 0, 0), 16, 16, 65008);
	assert_int_equal(n_table(), 0);
	end_of_data(7, 100);
	assert_int_equal(n_table(), 2);
	assert_int_equal(server()->n_vrps, 2);
	EXPECT(&n, r, "%BGP-5-RPKI_SERVER: RPKI server 10.0.0.2/323 Up", "show logging");
	EXPECT(&n, r, "10.9.0.0/16          24      65002      0       10.0.0.2/323", "show ip bgp rpki table");
	EXPECT(&n, r, "Version 1, Refresh time is 600, Serial number is 100, Session ID is 7", "show ip bgp rpki servers");
	n_asked = 0;
	run_until(server()->synced + 600 * NSEC_PER_SEC - NSEC_PER_MS);
	assert_int_equal(n_asked, 0);
	run_until(server()->synced + 600 * NSEC_PER_SEC + NSEC_PER_MS);
	expect_pdu(RTR_SERIAL_QUERY, 7, "after the refresh interval");
	assert_int_equal(get_be32(asked + 8), 100);
	respond(7);
	vrp(false, A4(10, 8, 0, 0), 16, 16, 65008);
	vrp(true, A4(10, 7, 0, 0), 16, 16, 65007);
	vrp(true, A4(10, 6, 0, 0), 16, 16, 65007);
	assert_int_equal(n_table(), 2);
	end_of_data(7, 101);
	assert_int_equal(n_table(), 3);
	assert_int_equal(server()->serial, 101);
	cache_down();
}

/* 6: the cache's intervals hold within their bounds, and it is not asked more often than it says. Version 0 has none. */
static void t_intervals(void **state)
{
	static const struct { u32 refresh, retry, expire, is_refresh, is_retry, is_expire; } table[] = {
		{ 3600, 600, 7200, 3600, 600, 7200 }, { 60, 60, 7200, 600, 60, 7200 }, { 0, 0, 0, 599, 1, 600 }, { UINT32_MAX, UINT32_MAX, UINT32_MAX, 86400, 7200, 172800 },
		{ 5000, 7000, 700, 699, 699, 700 },
	};

	(void)state;
	cache_setup("");
	for (unsigned k = 0; k < ARRAY_LEN(table); k++) {
		u8 p[24];

		respond(7);
		tell(p, put_end(p, 7, k, table[k].refresh, table[k].retry, table[k].expire));
		net_run(&n, 10 * NSEC_PER_MS);
		assert_int_equal(server()->refresh_s, table[k].is_refresh);
		assert_int_equal(server()->retry_s, table[k].is_retry);
		assert_int_equal(server()->expire_s, table[k].is_expire);
		assert_int_equal(server()->due.due, server()->synced + table[k].is_refresh * NSEC_PER_SEC);
		assert_int_equal(server()->expire.due, server()->synced + table[k].is_expire * NSEC_PER_SEC);
		run_until(server()->due.due + NSEC_PER_MS);
	}
	cache_down();
}

/* 6: what was not refreshed for so long goes, to the millisecond; until then it stays, connection or not. */
static void t_expire(void **state)
{
	nsec at;

	(void)state;
	cache_setup("");
	load();
	at = server()->synced + 3600 * NSEC_PER_SEC;
	shut = true;
	cache_hang_up();
	assert_int_equal(server()->state, RTR_DOWN);
	run_until(at - NSEC_PER_MS);
	assert_int_equal(n_table(), 2);
	assert_true(calls > 20);
	run_until(at + NSEC_PER_MS);
	assert_int_equal(n_table(), 0);
	assert_int_equal(server()->n_vrps, 0);
	EXPECT(&n, r, "has been silent for 3600 seconds: its prefixes are forgotten", "show logging");
	shut = false;
	net_run(&n, 61 * NSEC_PER_SEC);
	expect_pdu(RTR_RESET_QUERY, 0, "what is forgotten is asked for");
	/* An answer that is being worked in when it is time, and turns out to be of no use. */
	load();
	shut = true;
	cache_hang_up();
	at = server()->synced + 3600 * NSEC_PER_SEC;
	run_until(at - NSEC_PER_MS);
	server()->state = RTR_APPLYING;
	run_until(at + NSEC_PER_MS);
	assert_int_equal(n_table(), 2);
	server()->state = RTR_DOWN;
	run_until(at + NSEC_PER_SEC + NSEC_PER_MS);
	assert_int_equal(n_table(), 0);
	cache_down();
}

/* Attempts: 1 s, then 10, 20, 40 ... up to the retry interval; a session that was there is taken up again where it was. */
static void t_again(void **state)
{
	static const u32 after[] = { 10, 20, 40, 60, 60 };
	nsec at;

	(void)state;
	cache_setup("");
	load();
	shut = true;
	cache_hang_up();
	at = now();
	for (unsigned k = 0; k < ARRAY_LEN(after); k++) {
		unsigned had = calls;

		assert_in_range(server()->due.due - at, after[k] * NSEC_PER_SEC - 200 * NSEC_PER_MS, after[k] * NSEC_PER_SEC + NSEC_PER_MS);
		at = server()->due.due;
		run_until(at - NSEC_PER_MS);
		assert_int_equal(calls, had);
		run_until(at + 10 * NSEC_PER_MS);
		assert_int_equal(calls, had + 1);
	}
	shut = false;
	run_until(server()->due.due + 50 * NSEC_PER_MS);
	expect_pdu(RTR_SERIAL_QUERY, 7, "the session goes on");
	cache_down();
}

/* 5.2: a Serial Notify is answered by a query; not if it says what is known, nor before a version is agreed upon (7); and not twice a second. */
static void t_notify(void **state)
{
	u8 serial[4] = { 0, 0, 0, 101 };
	nsec at;

	(void)state;
	cache_setup("");
	version = 0;
	pdu(RTR_SERIAL_NOTIFY, 9, serial, 4);
	version = 1;
	assert_int_equal(server()->state, RTR_ASKED);
	load();
	n_asked = 0;
	serial[3] = 100;
	pdu(RTR_SERIAL_NOTIFY, 7, serial, 4);
	net_run(&n, 2 * NSEC_PER_SEC);
	assert_int_equal(n_asked, 0);
	serial[3] = 101;
	pdu(RTR_SERIAL_NOTIFY, 7, serial, 4);
	expect_pdu(RTR_SERIAL_QUERY, 7, "notified");
	at = server()->asked;
	pdu(RTR_SERIAL_NOTIFY, 7, serial, 4);	/* while the answer is under way: asked for behind it */
	respond(7);
	end_of_data(7, 102);
	serial[3] = 103;
	n_asked = 0;
	run_until(at + NSEC_PER_SEC - NSEC_PER_MS);
	assert_int_equal(n_asked, 0);
	run_until(at + 2 * NSEC_PER_SEC);
	expect_pdu(RTR_SERIAL_QUERY, 7, "a second later");
	cache_down();
}

/* 5.9, 8.3: after a Cache Reset what there is stays until all is there anew, and what is not said anew goes then. */
static void t_cache_reset(void **state)
{
	(void)state;
	cache_setup("");
	load();
	run_until(server()->due.due + NSEC_PER_MS);
	pdu(RTR_CACHE_RESET, 0, NULL, 0);
	expect_pdu(RTR_RESET_QUERY, 0, "cache reset");
	respond(9);
	vrp(true, A4(10, 8, 0, 0), 16, 16, 65008);
	assert_int_equal(n_table(), 2);
	end_of_data(9, 5);
	assert_int_equal(n_table(), 1);
	assert_int_equal(server()->n_vrps, 1);
	assert_int_equal(server()->session, 9);
	n_asked = 0;
	pdu(RTR_CACHE_RESET, 0, NULL, 0);	/* nobody has asked */
	expect_pdu(RTR_ERROR, RTR_CORRUPT, "cache reset of its own accord");
	cache_down();
}

/* 5.1: another session ID ends the connection with Corrupt Data, and what that cache said is forgotten. */
static void t_session(void **state)
{
	u8 serial[4] = { 0, 0, 0, 101 };

	(void)state;
	for (unsigned how = 0; how < 3; how++) {
		cache_setup("");
		load();
		if (how == 0) {
			pdu(RTR_SERIAL_NOTIFY, 8, serial, 4);
		} else {
			run_until(server()->due.due + NSEC_PER_MS);
			respond(how == 1 ? 8 : 7);
			if (how == 2)
				end_of_data(8, 101);
		}
		net_run(&n, 50 * NSEC_PER_MS);
		expect_pdu(RTR_ERROR, RTR_CORRUPT, "another session");
		assert_true(cache_gone);
		assert_int_equal(n_table(), 0);
		assert_in_range(server()->due.due - now(), 9 * NSEC_PER_SEC, 10 * NSEC_PER_SEC);
		run_until(server()->due.due + 50 * NSEC_PER_MS);
		expect_pdu(RTR_RESET_QUERY, 0, "from the beginning");
		cache_down();
	}
}

/* 8.4: a cache that has nothing yet is asked again after the retry interval, on the same connection. */
static void t_no_data(void **state)
{
	static const u8 nothing[8] = { 0 };

	(void)state;
	cache_setup("");
	pdu(RTR_ERROR, RTR_NO_DATA, nothing, 8);
	assert_false(cache_gone);
	assert_int_equal(server()->errors_received, 1);
	n_asked = 0;
	run_until(server()->due.due - NSEC_PER_MS);
	assert_int_equal(n_asked, 0);
	assert_int_equal((server()->due.due - server()->asked) / NSEC_PER_SEC, 600);
	run_until(server()->due.due + NSEC_PER_MS);
	expect_pdu(RTR_RESET_QUERY, 0, "once more");
	assert_int_equal(calls, 1);
	load();
	cache_down();
}

/* 7: caches of version 0: one that answers in it, one that refuses 1, one that hangs up. */
static void t_version(void **state)
{
	static const u8 nothing[8] = { 0 };

	(void)state;
	for (unsigned how = 0; how < 3; how++) {
		cache_setup("");
		version = 0;
		if (how) {
			if (how == 1)
				pdu(RTR_ERROR, RTR_BAD_VERSION, nothing, 8);
			else
				cache_hang_up();
			net_run(&n, 12 * NSEC_PER_SEC);
			expect_pdu(RTR_RESET_QUERY, 0, "as it can");
			assert_int_equal(asked[0], 0);
			assert_int_equal(calls, 2);
		}
		load();
		assert_int_equal(server()->version, 0);
		assert_int_equal(n_table(), 2);
		assert_int_equal(server()->refresh_s, 600);	/* RFC 6810: the polling period, and twice that */
		assert_int_equal(server()->retry_s, 600);
		assert_int_equal(server()->expire_s, 1200);
		run_until(server()->due.due + NSEC_PER_MS);
		expect_pdu(RTR_SERIAL_QUERY, 7, "and goes on in it");
		assert_int_equal(asked[n_asked - 12], 0);
		version = 1;
		respond(7);	/* 7: it has changed its mind */
		expect_pdu(RTR_ERROR, RTR_BAD_VERSION, "another version");
		cache_down();
	}
	cache_setup("");
	version = 2;
	respond(7);
	version = 1;
	expect_pdu(RTR_ERROR, RTR_BAD_VERSION, "a version of the future");
	cache_down();
	cache_setup("");
	load();
	run_until(server()->due.due + NSEC_PER_MS);
	version = 0;
	respond(7);
	version = 1;
	expect_pdu(RTR_ERROR, RTR_OTHER_VERSION, "from 1 to 0");
	cache_down();
}

/* 5, 12: what must not come, in which state, and what is said of it. */
static void t_errors(void **state)
{
	enum { ASKED, LOADING, SYNCED };
	static const struct { const char *name; u8 state, code; u8 len; u8 pdu[40]; } bad[] = {
		{ "type 5", ASKED, RTR_BAD_TYPE, 8, { 1, 5, 0, 0, 0, 0, 0, 8 } },
		{ "type 11 (ASPA of version 2)", LOADING, RTR_BAD_TYPE, 8, { 1, 11, 0, 0, 0, 0, 0, 8 } },
		{ "a Serial Query from a cache", SYNCED, RTR_BAD_TYPE, 12, { 1, 1, 0, 7, 0, 0, 0, 12 } },
		{ "length 7", ASKED, RTR_CORRUPT, 8, { 1, 3, 0, 0, 0, 0, 0, 7 } },
		{ "length of 4 GiB", ASKED, RTR_CORRUPT, 8, { 1, 3, 0, 0, 0xff, 0xff, 0xff, 0xff } },
		{ "a Cache Response of 12 octets", ASKED, RTR_CORRUPT, 12, { 1, 3, 0, 7, 0, 0, 0, 12 } },
		{ "a Cache Response within an answer", LOADING, RTR_CORRUPT, 8, { 1, 3, 0, 7, 0, 0, 0, 8 } },
		{ "a prefix before an answer", ASKED, RTR_CORRUPT, 20, { 1, 4, 0, 0, 0, 0, 0, 20, 1, 16, 16, 0, 10, 1, 0, 0, 0, 0, 0, 1 } },
		{ "a prefix behind one", SYNCED, RTR_CORRUPT, 20, { 1, 4, 0, 0, 0, 0, 0, 20, 1, 16, 16, 0, 10, 1, 0, 0, 0, 0, 0, 1 } },
		{ "an End of Data of version 0", LOADING, RTR_CORRUPT, 12, { 1, 7, 0, 7, 0, 0, 0, 12 } },
		{ "a prefix of 33 bits", LOADING, RTR_CORRUPT, 20, { 1, 4, 0, 0, 0, 0, 0, 20, 1, 33, 33, 0, 10, 1, 0, 0, 0, 0, 0, 1 } },
		{ "a maximum length of 33", LOADING, RTR_CORRUPT, 20, { 1, 4, 0, 0, 0, 0, 0, 20, 1, 16, 33, 0, 10, 1, 0, 0, 0, 0, 0, 1 } },
		{ "a maximum length below the length", LOADING, RTR_CORRUPT, 20, { 1, 4, 0, 0, 0, 0, 0, 20, 1, 16, 15, 0, 10, 1, 0, 0, 0, 0, 0, 1 } },
		{ "a prefix with bits behind its length", LOADING, RTR_CORRUPT, 20, { 1, 4, 0, 0, 0, 0, 0, 20, 1, 16, 16, 0, 10, 1, 0, 1, 0, 0, 0, 1 } },
		{ "an IPv6 prefix of 129 bits", LOADING, RTR_CORRUPT, 32, { 1, 6, 0, 0, 0, 0, 0, 32, 1, 129, 129 } },
		{ "an IPv6 prefix of 20 octets", LOADING, RTR_CORRUPT, 20, { 1, 6, 0, 0, 0, 0, 0, 20, 1 } },
		{ "a Router Key of 31 octets", LOADING, RTR_CORRUPT, 31, { 1, 9, 0, 0, 0, 0, 0, 31 } },
	};

	(void)state;
	for (unsigned k = 0; k < ARRAY_LEN(bad); k++) {
		const u8 *p;

		cache_setup("");
		if (bad[k].state == LOADING)
			respond(7);
		if (bad[k].state == SYNCED)
			load();
		n_asked = 0;
		tell(bad[k].pdu, bad[k].len);
		expect_pdu(RTR_ERROR, bad[k].code, bad[k].name);
		p = asked + n_asked - get_be32(asked + 4);	/* 5.11: the PDU, and words */
		assert_int_equal(get_be32(p + 8), bad[k].len);
		assert_memory_equal(p + 12, bad[k].pdu, bad[k].len);
		assert_int_equal(get_be32(p + 4), 16 + bad[k].len + get_be32(p + 12 + bad[k].len));
		net_run(&n, 50 * NSEC_PER_MS);
		assert_true(cache_gone);
		assert_int_equal(server()->errors_sent, 1);
		cache_down();
	}
}

/* 5.6: once, until it is withdrawn; then all is asked for anew, and what was there stays meanwhile. */
static void t_records(void **state)
{
	(void)state;
	for (unsigned how = 0; how < 3; how++) {
		cache_setup("");
		if (how < 2)
			load();
		if (how < 2)
			run_until(server()->due.due + NSEC_PER_MS);
		respond(7);
		if (how == 0)
			vrp(true, A4(10, 9, 0, 0), 16, 24, 65002);	/* it has been said */
		else if (how == 1)
			vrp(false, A4(10, 9, 0, 0), 16, 23, 65002);	/* it never was */
		for (unsigned k = 0; how == 2 && k < 2; k++)
			vrp(true, A4(10, 5, 0, 0), 16, 16, 1);
		end_of_data(7, 101);
		expect_pdu(RTR_ERROR, how == 1 ? RTR_UNKNOWN_RECORD : RTR_DUPLICATE, "records");
		assert_int_equal(n_table(), how == 2 ? 0 : 2);	/* of a first answer nothing stays */
		run_until(server()->due.due + 50 * NSEC_PER_MS);
		expect_pdu(RTR_RESET_QUERY, 0, "from the beginning");
		load();
		assert_int_equal(n_table(), 2);
		cache_down();
	}
	/* Announced and withdrawn in one answer is nothing. */
	cache_setup("");
	respond(7);
	vrp(true, A4(10, 5, 0, 0), 16, 16, 1);
	vrp(false, A4(10, 5, 0, 0), 16, 16, 1);
	end_of_data(7, 1);
	assert_int_equal(server()->state, RTR_SYNCED);
	assert_int_equal(n_table(), 0);
	cache_down();
}

/* An Error Report is never answered with one; whatever its text is, the log has text. */
static void t_error_reports(void **state)
{
	static const u8 bad[] = { 0, 0, 0, 2, 1, 3, 0, 0, 0, 4, 'a', 27, 0xff, 'b' }, lies[] = { 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0 };

	(void)state;
	cache_setup("");
	load();
	n_asked = 0;
	pdu(RTR_ERROR, RTR_INTERNAL, bad, sizeof(bad));
	assert_int_equal(n_asked, 0);
	assert_true(cache_gone);
	assert_int_equal(n_table(), 2);
	EXPECT(&n, r, "received an Error Report: Internal Error: a..b", "show logging");
	run_until(server()->due.due + 50 * NSEC_PER_MS);
	expect_pdu(RTR_RESET_QUERY, 0, "after an error");
	load();
	run_until(server()->due.due + NSEC_PER_MS);
	pdu(RTR_ERROR, RTR_CORRUPT, lies, sizeof(lies));	/* to a Serial Query, as some answer one of another session: all is asked for soon */
	assert_in_range(server()->due.due - now(), 9 * NSEC_PER_SEC, 10 * NSEC_PER_SEC);
	run_until(server()->due.due + 50 * NSEC_PER_MS);
	expect_pdu(RTR_RESET_QUERY, 0, "after one to a Serial Query");
	n_asked = 0;
	pdu(RTR_ERROR, 999, lies, sizeof(lies));
	assert_int_equal(n_asked, 0);
	EXPECT(&n, r, "received an Error Report: unknown\n", "show logging");
	cache_down();
}

/* A cache that never answers, or stops in the midst of an answer, has a minute; one that says too much is told so. */
static void t_silent(void **state)
{
	nsec at;

	(void)state;
	cache_setup("");
	at = server()->asked;
	run_until(at + 60 * NSEC_PER_SEC - NSEC_PER_MS);
	assert_false(cache_gone);
	run_until(at + 60 * NSEC_PER_SEC + 50 * NSEC_PER_MS);
	assert_true(cache_gone);
	EXPECT(&n, r, "RPKI server 10.0.0.2/323 does not answer", "show logging");
	run_until(server()->due.due + 50 * NSEC_PER_MS);
	respond(7);
	vrp(true, A4(10, 5, 0, 0), 16, 16, 1);
	net_run(&n, 61 * NSEC_PER_SEC);
	assert_true(cache_gone);
	assert_int_equal(n_table(), 0);
	run_until(server()->due.due + 50 * NSEC_PER_MS);
	load();
	run_until(server()->due.due + NSEC_PER_MS);
	server()->n_vrps = RTR_VRPS_MAX;
	respond(7);
	vrp(true, A4(10, 5, 0, 0), 16, 16, 1);
	expect_pdu(RTR_ERROR, RTR_INTERNAL, "too many");
	cache_down();
}

/* Two caches: what one of them says holds; `clear` forgets and asks; a line taken back takes its prefixes along. */
static void t_two(void **state)
{
	struct tcp_conn *first;

	(void)state;
	cache_setup("");
	load();
	first = cache;
	cache = NULL;
	TYPE(&n, r, "configure terminal", "router bgp 65001", "bgp rpki server tcp 10.0.0.2 port 324 refresh 60", "end");
	{
		struct tcp_listener *second = tcp_listen(*ipstack_tcp(other->ip), NULL, 324, 8, may_call, called, NULL);

		net_run(&n, 12 * NSEC_PER_SEC);
		respond(3);
		vrp(true, A4(10, 9, 0, 0), 16, 24, 65002);
		vrp(true, A4(10, 4, 0, 0), 16, 24, 65004);
		end_of_data(3, 1);
		assert_int_equal(n_table(), 3);
		EXPECT(&n, r, "10.9.0.0/16          24      65002      1       10.0.0.2/324", "show ip bgp rpki table");
		TYPE(&n, r, "configure terminal", "router bgp 65001", "no bgp rpki server tcp 10.0.0.2 port 323 refresh 600", "end");
		net_run(&n, NSEC_PER_SEC);
		assert_int_equal(n_table(), 2);
		assert_ptr_equal(server()->next, NULL);
		assert_int_equal(server()->port, 324);
		TYPE(&n, r, "clear ip bgp rpki server 10.0.0.2");
		net_run(&n, NSEC_PER_SEC / 2);
		assert_int_equal(n_table(), 0);
		EXPECT(&n, r, "% No such RPKI server", "clear ip bgp rpki server 10.0.0.3");
		net_run(&n, 2 * NSEC_PER_SEC);
		expect_pdu(RTR_RESET_QUERY, 0, "cleared");
		tcp_unlisten(second);
	}
	tcp_abort(first);
	cache_down();
}

/* 5.10: keys of BGPsec are passed over. IPv6. */
static void t_other_pdus(void **state)
{
	u8 key[40] = { 0 }, six[24] = { 1, 32, 48, 0, 0x20, 1, 0xd, 0xb8 };

	(void)state;
	cache_setup("");
	respond(7);
	pdu(RTR_ROUTER_KEY, 0x100, key, sizeof(key));
	put_be32(six + 20, 65002);
	pdu(RTR_IP6, 0, six, sizeof(six));
	end_of_data(7, 1);
	assert_int_equal(n_table(), 1);
	EXPECT(&n, r, "2001:DB8::/32        48      65002      0       10.0.0.2/323", "show bgp ipv6 unicast rpki table");
	cache_down();
}

/* Every cut of a good answer, every octet of it changed, all debug on: no harm, and in the end the whole truth. */
static void t_hostile(void **state)
{
	u8 good[128], p[128];
	u32 len = 0;
	static const u8 values[] = { 0, 1, 0x7f, 0xff };

	(void)state;
	version = 1;
	len += put_pdu(good + len, RTR_CACHE_RESPONSE, 7, NULL, 0);
	len += put_vrp(good + len, true, A4(10, 9, 0, 0), 16, 24, 65002);
	len += put_vrp(good + len, true, A4(10, 8, 0, 0), 16, 16, 65008);
	len += put_end(good + len, 7, 100, 600, 60, 3600);
	cache_setup("");
	debug_set_all(r, true);
	for (u32 k = 0; k < len * (1 + ARRAY_LEN(values)); k++) {
		u32 at = k % len, how = k / len, n_said = how ? len : at;

		memcpy(p, good, len);
		if (how)
			p[at] = values[how - 1];
		tell(p, n_said);
		cache_hang_up();
		for (unsigned wait = 0; !cache && wait < 4000; wait++)
			net_run(&n, NSEC_PER_SEC);
		assert_non_null(cache);
		net_run(&n, 100 * NSEC_PER_MS);
	}
	debug_set_all(r, false);
	TYPE(&n, r, "clear ip bgp rpki server *");
	net_run(&n, 3 * NSEC_PER_SEC);
	load();
	assert_int_equal(n_table(), 2);
	cache_down();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(t_table), cmocka_unit_test(t_set), cmocka_unit_test(t_queries), cmocka_unit_test(t_intervals), cmocka_unit_test(t_expire), cmocka_unit_test(t_again),
		cmocka_unit_test(t_notify), cmocka_unit_test(t_cache_reset), cmocka_unit_test(t_session), cmocka_unit_test(t_no_data), cmocka_unit_test(t_version), cmocka_unit_test(t_errors),
		cmocka_unit_test(t_records), cmocka_unit_test(t_error_reports), cmocka_unit_test(t_silent), cmocka_unit_test(t_two), cmocka_unit_test(t_other_pdus), cmocka_unit_test(t_hostile),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
