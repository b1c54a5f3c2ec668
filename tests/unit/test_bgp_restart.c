/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Graceful restart (RFC 4724): what the capability says of us, what of a neighbour's stays when it goes, and until when. */
#include "bgp_rig.h"

static const char graceful[] = " bgp graceful-restart\n bgp graceful-restart restart-time 60\n bgp graceful-restart stalepath-time 100\n";

enum { KEPT_F = 0x80, TIME_S = 30 };

/* As open_body, IPv4 with (or without) F; named: the family is in the capability at all. */
static void open_graceful(bool named, u8 f)
{
	u8 body[] = { 4, 0xfd, 0xea, 0, 9, 2, 2, 2, 2, 24, 2, 22, 1, 4, 0, 1, 0, 1, 65, 4, 0, 0, 0xfd, 0xea, 64, 6, 0, TIME_S, 0, 1, 1, f, 2, 0 };

	if (!named) {
		body[9] = 20;
		body[11] = 18;
		body[25] = 2;
		memcpy(body + 28, body + 32, 2);
	}
	say(BGP_OPEN, body, named ? sizeof(body) : sizeof(body) - 4);
	say(BGP_KEEPALIVE, NULL, 0);
	assert_int_equal(bgp_peer_state(peer()), BS_ESTABLISHED);
}

static void tell(u8 second)
{
	const u8 route[] = { 16, 10, second };

	update(good_attrs, sizeof(good_attrs), route, sizeof(route));
}

static void end_of_rib(void) { say(BGP_UPDATE, "\0\0\0\0", 4); }

static bool stale(u8 second)
{
	struct bgp_path *p = has(A4(10, second, 0, 0), 16);

	assert_non_null(p);
	return p->flags & PF_STALE;
}

static void begin(void)
{
	setup(graceful);
	open_graceful(true, 0);
	tell(8);
	tell(9);
	end_of_rib();
	assert_false(stale(9));
}

/* The capability in our OPEN; its four octets of flags and time, and of the family. */
static void said(u16 *head, u8 *f)
{
	const u8 *m = found(BGP_OPEN), *p = m + 12;

	for (; p < m + 12 + m[11]; p += 2 + p[1])
		if (p[0] == 64) {
			assert_int_equal(p[1], 6);
			*head = get_be16(p + 2);
			*f = p[7];
			return;
		}
	fail_msg("no capability 64");
}

/* 3, 4.1: R while we have begun not long ago, F only where we have not restarted. */
static void t_capability(void **state)
{
	u16 head;
	u8 f;

	(void)state;
	setup(graceful);
	open_graceful(true, 0);
	said(&head, &f);
	assert_int_equal(head, 0x8000 | 60);
	assert_int_equal(f, 0);
	hang_up();
	net_run(&n, 60 * NSEC_PER_SEC);
	dial();
	open_graceful(true, 0);
	said(&head, &f);
	assert_int_equal(head, 60);
	assert_int_equal(f, KEPT_F);
	EXPECT(&n, r, "Graceful Restart Capability: advertised and received", "show ip bgp neighbors");
	EXPECT(&n, r, "Remote Restart timer is 30 seconds", "show ip bgp neighbors");
	EXPECT(&n, r, "Graceful-Restart is enabled, restart-time 60 seconds, stalepath-time 100 seconds", "show ip bgp neighbors");
	teardown();
}

/* 4.2: the routes stay, marked and used; back with F, what is told again is not stale, and End-of-RIB ends what is not. */
static void t_back(void **state)
{
	(void)state;
	begin();
	hang_up();
	assert_true(stale(8) && stale(9));
	EXPECT(&n, r, "%BGP-5-ADJCHANGE: neighbor 10.0.0.2 Down NSF peer closed the session", "show logging");
	EXPECT(&n, r, " S>  10.9.0.0/16", "show ip bgp");
	EXPECT(&n, r, "B        10.9.0.0", "show ip route");
	EXPECT(&n, r, "Graceful-Restart restart timer is running", "show ip bgp neighbors");
	dial();
	open_graceful(true, KEPT_F);
	assert_true(stale(8) && stale(9));
	tell(9);
	assert_true(stale(8) && !stale(9));
	end_of_rib();
	assert_null(has(A4(10, 8, 0, 0), 16));
	assert_false(stale(9));
	assert_int_equal(peer()->af[BGP_IP4].accepted, 1);
	teardown();
}

/* 4.2: back without F, or without the family: they go at once. */
static void t_not_kept(void **state)
{
	(void)state;
	for (unsigned k = 0; k < 2; k++) {
		begin();
		hang_up();
		dial();
		open_graceful(k, 0);
		assert_null(has(A4(10, 9, 0, 0), 16));
		assert_int_equal(peer()->af[BGP_IP4].accepted, 0);
		teardown();
	}
}

/* 3: of a capability that is there more than once the last one alone holds. */
static void t_said_twice(void **state)
{
	u8 body[] = { 4, 0xfd, 0xea, 0, 9, 2, 2, 2, 2, 26, 2, 24, 1, 4, 0, 1, 0, 1, 65, 4, 0, 0, 0xfd, 0xea, 64, 6, 0, TIME_S, 0, 1, 1, KEPT_F, 64, 2, 0, TIME_S };

	(void)state;
	setup(graceful);
	say(BGP_OPEN, body, sizeof(body));
	say(BGP_KEEPALIVE, NULL, 0);
	assert_int_equal(bgp_peer_state(peer()), BS_ESTABLISHED);
	tell(9);
	hang_up();
	assert_null(has(A4(10, 9, 0, 0), 16));
	teardown();
}

/* 4.2: not back in the time that it said; back, but End-of-RIB never comes. */
static void t_timers(void **state)
{
	nsec lost;

	(void)state;
	begin();
	tcp_abort(conn);
	conn = NULL;
	net_run(&n, NSEC_PER_MS);
	lost = peer()->reset_at;
	world_run(n.w, lost + TIME_S * NSEC_PER_SEC - NSEC_PER_MS, 100000000);
	assert_true(stale(9));
	world_run(n.w, lost + TIME_S * NSEC_PER_SEC + NSEC_PER_MS, 100000000);
	assert_null(has(A4(10, 9, 0, 0), 16));
	teardown();
	begin();
	tcp_abort(conn);
	conn = NULL;
	net_run(&n, NSEC_PER_SEC);
	lost = peer()->reset_at;
	dial();
	open_graceful(true, KEPT_F);
	while (bgp_now(r->ip->bgp) < lost + 97 * NSEC_PER_SEC) {
		say(BGP_KEEPALIVE, NULL, 0);
		net_run(&n, 2 * NSEC_PER_SEC);
	}
	assert_true(stale(9));
	world_run(n.w, lost + 100 * NSEC_PER_SEC - NSEC_PER_MS, 100000000);
	assert_true(stale(9));
	world_run(n.w, lost + 100 * NSEC_PER_SEC + NSEC_PER_MS, 100000000);
	assert_null(has(A4(10, 9, 0, 0), 16));
	assert_int_equal(bgp_peer_state(peer()), BS_ESTABLISHED);
	teardown();
}

/* 4.2: lost again before it had told all: what was stale already goes. */
static void t_twice(void **state)
{
	(void)state;
	begin();
	hang_up();
	dial();
	open_graceful(true, KEPT_F);
	tell(9);
	hang_up();
	assert_null(has(A4(10, 8, 0, 0), 16));
	assert_true(stale(9));
	assert_int_equal(peer()->af[BGP_IP4].accepted, 1);
	teardown();
}

/* What is kept for the policy in stays stale when that is applied anew. */
static void t_soft(void **state)
{
	(void)state;
	setup(" bgp graceful-restart\n neighbor 10.0.0.2 soft-reconfiguration inbound\n");
	open_graceful(true, 0);
	tell(8);
	hang_up();
	dial();
	open_graceful(true, KEPT_F);
	TYPE(&n, r, "clear ip bgp * soft in");
	assert_true(stale(8));
	end_of_rib();
	assert_null(has(A4(10, 8, 0, 0), 16));
	teardown();
}

/* 5: it calls while its session stands: that one is lost, and nothing of its routes. */
static void t_anew(void **state)
{
	struct tcp_conn *before;

	(void)state;
	begin();
	before = conn;
	dial();
	tcp_set_user(before, &(struct tcp_user){ 0 });
	tcp_abort(before);
	assert_true(stale(9));
	open_graceful(true, KEPT_F);
	tell(8);
	tell(9);
	end_of_rib();
	assert_false(stale(8) || stale(9));
	teardown();
}

/* A NOTIFICATION, `clear`, `shutdown` and a neighbour that is configured away are no restarts; `disable` wants none of it. */
static void t_not_graceful(void **state)
{
	static const char *const lines[] = { NULL, "clear ip bgp *", "shutdown", "no neighbor 10.0.0.2" };

	(void)state;
	for (unsigned k = 0; k < ARRAY_LEN(lines); k++) {
		begin();
		if (!lines[k])
			say(BGP_NOTIFICATION, "\6\4", 2);
		else if (k == 1)
			TYPE(&n, r, lines[k]);
		else
			TYPE(&n, r, "configure terminal", "router bgp 65001", k == 2 ? "neighbor 10.0.0.2 shutdown" : lines[k], "end");
		net_run(&n, NSEC_PER_SEC);
		assert_null(has(A4(10, 9, 0, 0), 16));
		teardown();
	}
	/* What waits for it is waited for no more. */
	begin();
	hang_up();
	assert_true(stale(9));
	TYPE(&n, r, "configure terminal", "router bgp 65001", "neighbor 10.0.0.2 shutdown", "end");
	net_run(&n, NSEC_PER_SEC);
	assert_null(has(A4(10, 9, 0, 0), 16));
	teardown();
	setup(" bgp graceful-restart\n neighbor 10.0.0.2 ha-mode graceful-restart disable\n");
	open_graceful(true, 0);
	tell(9);
	hang_up();
	assert_null(has(A4(10, 9, 0, 0), 16));
	teardown();
}

enum { N_BIT = 0x40 };

/* As open_graceful(true, 0), with N. */
static void begin_noticed(const char *more)
{
	u8 body[] = { 4, 0xfd, 0xea, 0, 9, 2, 2, 2, 2, 24, 2, 22, 1, 4, 0, 1, 0, 1, 65, 4, 0, 0, 0xfd, 0xea, 64, 6, N_BIT, TIME_S, 0, 1, 1, 0, 2, 0 };

	setup(more);
	say(BGP_OPEN, body, sizeof(body));
	say(BGP_KEEPALIVE, NULL, 0);
	assert_int_equal(bgp_peer_state(peer()), BS_ESTABLISHED);
	tell(9);
}

static bool stays(void)
{
	struct bgp_path *p = has(A4(10, 9, 0, 0), 16);

	return p && p->flags & PF_STALE;
}

/* RFC 8538: where both said N, what ends by a NOTIFICATION, theirs or ours, or since nothing was heard is a restart; a hard reset is the end. */
static void t_notice(void **state)
{
	static const char both[] = " bgp graceful-restart\n bgp graceful-restart notification\n";
	u8 bad[BGP_HLEN];
	const u8 *m;
	u16 head;
	u8 f;

	(void)state;
	begin_noticed(both);
	said(&head, &f);
	assert_int_equal(head & 0x4000, 0x4000);
	EXPECT(&n, r, "  Graceful Notification: advertised and received\n", "show ip bgp neighbors");
	say(BGP_NOTIFICATION, "\6\4", 2);
	assert_true(stays());
	EXPECT(&n, r, "Down BGP Notification received", "show logging");
	world_run(n.w, peer()->reset_at + TIME_S * NSEC_PER_SEC + NSEC_PER_MS, 100000000);	/* as any restart */
	assert_null(has(A4(10, 9, 0, 0), 16));
	teardown();

	begin_noticed(both);
	say(BGP_NOTIFICATION, "\6\x9\6\4", 4);	/* Hard Reset, for Administrative Reset */
	assert_null(has(A4(10, 9, 0, 0), 16));
	teardown();

	begin_noticed(both);
	net_run(&n, 10 * NSEC_PER_SEC);			/* the hold time */
	assert_memory_equal(found(BGP_NOTIFICATION), "\4\0", 2);
	assert_true(stays());
	teardown();

	begin_noticed(both);
	memset(bad, 0xff, sizeof(bad));
	put_be16(bad + 16, 5);
	raw(bad, sizeof(bad));				/* a header with no such length */
	assert_memory_equal(found(BGP_NOTIFICATION), "\1\2", 2);
	assert_true(stays());
	teardown();

	begin_noticed(both);
	TYPE(&n, r, "clear ip bgp *");
	net_run(&n, NSEC_PER_SEC);
	m = found(BGP_NOTIFICATION);
	assert_non_null(m);
	assert_memory_equal(m, "\6\x9\6\4", 4);
	assert_null(has(A4(10, 9, 0, 0), 16));
	teardown();

	/* One alone says it. */
	begin_noticed(" bgp graceful-restart\n");
	said(&head, &f);
	assert_int_equal(head & 0x4000, 0);
	say(BGP_NOTIFICATION, "\6\4", 2);
	assert_null(has(A4(10, 9, 0, 0), 16));
	teardown();
	setup(both);
	open_graceful(true, 0);
	tell(9);
	TYPE(&n, r, "clear ip bgp *");
	net_run(&n, NSEC_PER_SEC);
	assert_memory_equal(found(BGP_NOTIFICATION), "\6\4", 2);
	assert_null(has(A4(10, 9, 0, 0), 16));
	teardown();
	/* What was said holds, whatever is typed since. */
	begin_noticed(both);
	TYPE(&n, r, "configure terminal", "router bgp 65001", "no bgp graceful-restart notification", "end");
	say(BGP_NOTIFICATION, "\6\4", 2);
	assert_true(stays());
	teardown();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(t_capability), cmocka_unit_test(t_back), cmocka_unit_test(t_not_kept), cmocka_unit_test(t_said_twice), cmocka_unit_test(t_timers), cmocka_unit_test(t_twice),
		cmocka_unit_test(t_anew), cmocka_unit_test(t_soft), cmocka_unit_test(t_not_graceful), cmocka_unit_test(t_notice),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
