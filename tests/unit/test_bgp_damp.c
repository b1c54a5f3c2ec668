/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Dampening (RFC 2439): what flaps cost and how it decays, when a path is suppressed and used again (to the millisecond), what is no flap, and that it is all forgotten. */
#include "bgp_rig.h"
#include "router/bgp/damp.h"

#define MIN (60 * NSEC_PER_SEC)

static void tell(u8 med)
{
	u8 attrs[sizeof(good_attrs) + 7];

	memcpy(attrs, good_attrs, sizeof(good_attrs));
	memcpy(attrs + sizeof(good_attrs), (const u8[]){ 0x80, 4, 4, 0, 0, 0, med }, 7);
	update(attrs, sizeof(attrs), nlri, sizeof(nlri));
}

static void withdraw(void)
{
	static const u8 body[] = { 0, 3, 16, 10, 9, 0, 0 };

	say(BGP_UPDATE, body, sizeof(body));
}

static struct bgp_flap *flap(void)
{
	u32 count;
	struct bgp_flap **all = bgp_flaps_sorted(r->ip->bgp, BGP_IP4, &count), *f = count ? all[0] : NULL;

	free(all);
	return f;
}

static bool damped(void) { return has(NET, 16)->flags & PF_DAMPED; }

static void run_to(nsec at)	/* the session stays up */
{
	while (bgp_now(r->ip->bgp) + 3 * NSEC_PER_SEC < at) {
		say(BGP_KEEPALIVE, NULL, 0);
		net_run(&n, 2 * NSEC_PER_SEC);
	}
	world_run(n.w, at, 100000000);
}

static void begin(const char *line)
{
	setup(line);
	up();
	tell(0);
}

/* 4.2: half after a half life, a quarter after two; the time to a value is the one at which it is there. */
static void t_decay(void **state)
{
	struct policy_damp l = { .half_min = 15, .reuse = 750, .suppress = 2000, .max_min = 60 };

	(void)state;
	assert_int_equal(bgp_damp_decayed(3000, 0, 15 * MIN), 3000);
	assert_in_range(bgp_damp_decayed(3000, 15 * MIN, 15 * MIN), 1499, 1500);
	assert_in_range(bgp_damp_decayed(3000, 30 * MIN, 15 * MIN), 749, 750);
	assert_in_range(bgp_damp_decayed(3000, 15 * MIN / 2, 15 * MIN), 2120, 2122);	/* 3000 / sqrt 2 = 2121.3 */
	assert_int_equal(bgp_damp_decayed(3000, 1000 * 15 * MIN, 15 * MIN), 0);
	for (u32 from = 751; from < 20000; from += 613) {
		nsec t = bgp_damp_time(from, 750, 15 * MIN);

		assert_true(bgp_damp_decayed(from, t, 15 * MIN) <= 750 && bgp_damp_decayed(from, t - NSEC_PER_MS, 15 * MIN) > 750);
	}
	assert_int_equal(bgp_damp_ceiling(&l), 12000);
	l.max_min = 20;		/* 750 times 2^(4/3) */
	assert_in_range(bgp_damp_ceiling(&l), 1888, 1891);
}

/* 4.4.2, 4.4.3: three withdrawals in a row are too many; what comes then is not used until it has come down, nor told to the RIB. */
static void t_suppressed(void **state)
{
	nsec reuse;

	(void)state;
	begin(" bgp dampening\n");
	assert_null(flap());
	for (unsigned k = 1; k <= 3; k++) {
		assert_false(damped());
		withdraw();
		assert_in_range(flap()->penalty, 1000 * k - 3, 1000 * k);
		assert_int_equal(flap()->flaps, k);
		EXPECT(&n, r, " h  10.9.0.0/16", "show ip bgp dampening flap-statistics");
		tell(0);
	}
	assert_true(damped());
	EXPECT(&n, r, "*d 10.9.0.0/16      10.0.0.2", "show ip bgp dampening dampened-paths");
	EXPECT(&n, r, "*d  10.9.0.0/16", "show ip bgp");
	EXPECT(&n, r, "(suppressed due to dampening)", "show ip bgp 10.9.0.0");
	EXPECT(&n, r, "Dampinfo: penalty 29", "show ip bgp 10.9.0.0");
	EXPECT(&n, r, "flapped 3 times in 00:00:0", "show ip bgp 10.9.0.0");
	EXPECT(&n, r, "% Network not in table", "show ip route 10.9.0.0");
	reuse = flap()->at + bgp_damp_time(flap()->penalty, 750, 15 * MIN);
	assert_in_range(reuse - flap()->at, 29 * MIN, 30 * MIN);
	run_to(reuse - NSEC_PER_MS);
	assert_true(damped());
	run_to(reuse + NSEC_PER_MS);
	assert_false(damped());
	assert_true(has(NET, 16)->flags & PF_BEST);
	run_to(reuse + 15 * MIN - 5 * NSEC_PER_SEC);
	assert_non_null(flap());
	run_to(reuse + 15 * MIN + NSEC_PER_SEC);	/* half of the reuse limit: forgotten */
	assert_null(flap());
	teardown();
}

/* Other attributes cost half; the same ones once more, nothing; a penalty has a ceiling. */
static void t_changes(void **state)
{
	(void)state;
	begin(" bgp dampening 15 750 2000 30\n");
	tell(0);
	assert_null(flap());
	for (u8 k = 1; k <= 4; k++)
		tell(k);
	assert_in_range(flap()->penalty, 1990, 2000);
	assert_false(damped());
	tell(5);
	assert_true(damped());
	for (u8 k = 0; k < 10; k++)
		tell(k);
	assert_in_range(flap()->penalty, 2990, 3000);	/* 750 times 2^2 */
	teardown();
}

/* The policy in, applied anew to what is kept, is no flap; the line typed once more changes nothing. */
static void t_again(void **state)
{
	(void)state;
	begin(" bgp dampening\n neighbor 10.0.0.2 soft-reconfiguration inbound\n");
	for (unsigned k = 0; k < 5; k++)
		TYPE(&n, r, "clear ip bgp * soft in");
	assert_null(flap());
	for (unsigned k = 0; k < 3; k++) {
		withdraw();
		tell(0);
	}
	TYPE(&n, r, "clear ip bgp * soft in");
	TYPE(&n, r, "configure terminal", "router bgp 65001", "bgp dampening", "end");
	assert_true(damped());
	assert_int_equal(flap()->flaps, 3);
	teardown();
}

/* The end of a session is no flap; what was suppressed before it still is when it is told again. Of an internal neighbour nothing is held against it. */
static void t_session(void **state)
{
	(void)state;
	begin(" bgp dampening\n");
	hang_up();
	assert_null(flap());
	dial();
	up();
	tell(0);
	for (unsigned k = 0; k < 3; k++) {
		withdraw();
		tell(0);
	}
	assert_true(damped());
	hang_up();
	dial();
	up();
	tell(0);
	assert_true(damped());
	TYPE(&n, r, "configure terminal", "router bgp 65001", "no neighbor 10.0.0.2", "end");
	net_run(&n, NSEC_PER_SEC);
	assert_null(flap());
	teardown();
}

static void t_clear(void **state)
{
	(void)state;
	begin(" bgp dampening 15 750 2000 60\n");
	EXPECT(&n, r, " dampening 15 750 2000 60 (DEFAULT)", "show ip bgp dampening parameters");
	EXPECT(&n, r, "Max suppress penalty: 12000         Max suppress time: 60 mins", "show ip bgp dampening parameters");
	for (unsigned k = 0; k < 3; k++) {
		withdraw();
		tell(0);
	}
	assert_true(damped());
	TYPE(&n, r, "clear ip bgp dampening 10.8.0.0 255.255.0.0");
	assert_true(damped());
	TYPE(&n, r, "clear ip bgp dampening 10.9.0.0 255.255.0.0");
	assert_false(damped());
	assert_null(flap());
	for (unsigned k = 0; k < 3; k++) {
		withdraw();
		tell(0);
	}
	assert_true(damped());
	TYPE(&n, r, "configure terminal", "router bgp 65001", "no bgp dampening", "end");
	assert_false(damped());
	EXPECT(&n, r, "% dampening not enabled for base", "show ip bgp dampening parameters");
	teardown();
}

/* Limits that no penalty could ever pass are refused, and what was set before stays. */
static void t_limits(void **state)
{
	(void)state;
	begin(" bgp dampening 15 750 11999 60\n");
	EXPECT(&n, r, "% Maximum penalty (12000) must be more than the suppress limit (12000)", "configure terminal", "router bgp 65001", "bgp dampening 15 750 12000 60");
	EXPECT(&n, r, "% Suppress limit must not be less than the reuse limit", "configure terminal", "router bgp 65001", "bgp dampening 15 750 749 60");
	EXPECT(&n, r, " dampening 15 750 11999 60", "show ip bgp dampening parameters");
	EXPECT(&n, r, " bgp dampening 15 750 11999 60", "show running-config");
	teardown();
}

static const struct bgp_flap *flap_of(u32 prefix)
{
	u32 count;
	struct bgp_flap **all = bgp_flaps_sorted(r->ip->bgp, BGP_IP4, &count), *f = NULL;

	for (u32 k = 0; k < count; k++)
		if (all[k]->prefix.v4 == prefix)
			f = all[k];
	free(all);
	return f;
}

/* One withdrawal of each of 10.7, 10.8 and 10.9.0.0/16, and all told again. */
static void flap_each(void)
{
	static const u8 body[] = { 0, 9, 16, 10, 7, 16, 10, 8, 16, 10, 9, 0, 0 };

	say(BGP_UPDATE, body, sizeof(body));
	update(good_attrs, sizeof(good_attrs), body + 2, 9);
}

static void type(const char *block, const char *line)
{
	TYPE(&n, r, "configure terminal", block, line, "end");
	net_run(&n, 10 * NSEC_PER_MS);
}

/* By a map: what it denies is let off, what it permits has its values, or the usual ones. */
static void t_map(void **state)
{
	nsec reuse;

	(void)state;
	setup(" bgp dampening route-map D\nip prefix-list EIGHT permit 10.8.0.0/16\nip prefix-list NINE permit 10.9.0.0/16\n"
	      "route-map D deny 10\n match ip address prefix-list EIGHT\nroute-map D permit 20\n match ip address prefix-list NINE\n set dampening 2 500 900 10\nroute-map D permit 30\n");
	up();
	flap_each();	/* of the first nothing was known before */
	assert_null(flap_of(NET));
	flap_each();
	assert_null(flap_of(A4(10, 8, 0, 0)));
	assert_in_range(flap_of(A4(10, 7, 0, 0))->penalty, 990, 1000);
	assert_false(has(A4(10, 7, 0, 0), 16)->flags & PF_DAMPED);
	assert_true(damped());	/* one is too many */
	EXPECT(&n, r, "dampening route-map D", "show ip bgp dampening parameters");
	EXPECT(&n, r, " dampening 2 500 900 10\n  Half-life time      : 2 mins", "show ip bgp dampening parameters");
	EXPECT(&n, r, " dampening 15 750 2000 60 (DEFAULT)\n", "show ip bgp dampening parameters");
	reuse = flap_of(NET)->at + bgp_damp_time(flap_of(NET)->penalty, 500, 2 * MIN);
	assert_in_range(reuse - flap_of(NET)->at, 2 * MIN - 2 * NSEC_PER_SEC, 2 * MIN);
	run_to(reuse - NSEC_PER_MS);
	assert_true(damped());
	run_to(reuse + NSEC_PER_MS);
	assert_false(damped());
	assert_in_range(bgp_flap_penalty(r->ip->bgp, flap_of(A4(10, 7, 0, 0))), 900, 920);	/* its half life is a quarter of an hour */
	/* The map has other values: they hold from the next flap on, the old ones until then. */
	type("route-map D permit 20", "set dampening 20 600 3000 60");
	assert_int_equal(flap_of(NET)->limits.half_min, 2);
	flap_each();
	assert_int_equal(flap_of(NET)->limits.half_min, 20);
	assert_false(damped());
	type("route-map D permit 20", "no set dampening 20 600 3000 60");
	flap_each();
	assert_int_equal(flap_of(NET)->limits.suppress, 2000);
	assert_true(damped());
	/* Denied from now on: no more is charged, what it has cost stays. */
	type("route-map D deny 10", "match ip address prefix-list NINE");
	assert_int_equal(flap_of(NET)->flaps, 3);
	flap_each();
	assert_int_equal(flap_of(NET)->flaps, 3);
	assert_true(damped());
	EXPECT(&n, r, "Suppress limit must not be less", "configure terminal", "route-map D permit 20", "set dampening 10 800 700 40", "end");
	EXPECT(&n, r, "Maximum penalty (1600) must be more", "configure terminal", "route-map D permit 20", "set dampening 10 800 2500 10", "end");
	type("router bgp 65001", "bgp dampening 10 800 2500 40");
	EXPECT(&n, r, " bgp dampening 10 800 2500 40\n", "show running-config");
	assert_null(strstr(n.out, "dampening route-map"));
	assert_null(flap_of(NET));
	assert_false(damped());
	type("router bgp 65001", "bgp dampening route-map D");
	type("router bgp 65001", "no bgp dampening route-map D");
	EXPECT(&n, r, "% dampening not enabled", "show ip bgp dampening parameters");
	teardown();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(t_decay), cmocka_unit_test(t_suppressed), cmocka_unit_test(t_changes), cmocka_unit_test(t_again), cmocka_unit_test(t_session),
		cmocka_unit_test(t_clear), cmocka_unit_test(t_limits), cmocka_unit_test(t_map),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
