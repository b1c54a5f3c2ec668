/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * BGP: what OPENs, headers and UPDATEs of every kind lead to (RFC 4271 6, RFC 7606 7, a row each), timers to the millisecond, collisions, every cut and every
 * changed octet with all debug on; the order of the decision; and random networks of autonomous systems with cuts and returns, where every path must be a shortest one.
 * The other side of the first is the TCP of a router that runs no BGP, into which the test writes octets.
 */
#include "bgp_rig.h"

static void expect_notification(u8 code, u8 sub, const char *name)
{
	const u8 *p = found(BGP_NOTIFICATION);

	if (!p || p[0] != code || p[1] != sub)
		fail_msg("%s: %u/%u instead of %u/%u", name, p ? p[0] : 0, p ? p[1] : 0, code, sub);
}

/* ---- OPEN, headers: RFC 4271 6.1, 6.2 ---- */

static void t_open(void **state)
{
	static const struct { const char *name; u8 at, value, code, sub; } bad[] = {
		{ "version 3", 0, 3, 2, 1 }, { "another AS", 23, 0xeb, 2, 2 }, { "hold time 2", 4, 2, 2, 6 }, { "an unknown parameter", 10, 1, 2, 4 },
		{ "a parameter that ends too early", 11, 23, 2, 0 }, { "one that runs over", 11, 25, 2, 0 }, { "a capability that runs over", 13, 200, 2, 0 },
		{ "parameters shorter than said", 9, 27, 2, 0 },
	};

	(void)state;
	setup("");
	for (unsigned k = 0; k < ARRAY_LEN(bad); k++) {
		u8 body[sizeof(open_body)];

		memcpy(body, open_body, sizeof(body));
		body[bad[k].at] = bad[k].value;
		say(BGP_OPEN, body, sizeof(body));
		expect_notification(bad[k].code, bad[k].sub, bad[k].name);
		net_run(&n, NSEC_PER_SEC);
		assert_true(gone);
		hang_up();
		dial();
	}
	memset(open_body + 5, 0, 4);
	say(BGP_OPEN, open_body, sizeof(open_body));
	memset(open_body + 5, 2, 4);
	expect_notification(2, 3, "identifier 0");
	hang_up();
	dial();
	up();
	assert_non_null(found(BGP_OPEN));
	assert_int_equal(found(BGP_OPEN)[0], 4);
	assert_int_equal(get_be16(found(BGP_OPEN) + 3), 9);
	assert_int_equal(peer()->up->hold_s, 9);
	teardown();
}

static void t_header(void **state)
{
	static const struct { const char *name; u8 at, value, code, sub; } bad[] = {
		{ "marker", 3, 0, 1, 1 }, { "too short", 17, 18, 1, 2 }, { "too long", 16, 17, 1, 2 }, { "type 0", 18, 0, 1, 3 }, { "type 9", 18, 9, 1, 3 },
		{ "a KEEPALIVE with a body", 17, 20, 1, 2 }, { "an OPEN of nothing", 18, BGP_OPEN, 1, 2 },
	};

	(void)state;
	setup("");
	for (unsigned k = 0; k < ARRAY_LEN(bad); k++) {
		u8 m[40];

		up();
		n_heard = 0;
		memset(m, 0xff, 16);
		memset(m + 16, 0, sizeof(m) - 16);
		m[17] = BGP_HLEN;
		m[18] = BGP_KEEPALIVE;
		m[bad[k].at] = bad[k].value;
		raw(m, sizeof(m));
		expect_notification(bad[k].code, bad[k].sub, bad[k].name);
		hang_up();
		dial();
	}
	say(BGP_KEEPALIVE, NULL, 0);
	expect_notification(5, 1, "KEEPALIVE in OpenSent");
	teardown();
}

/* ---- timers: RFC 4271 10 ---- */

static void t_hold(void **state)
{
	nsec at;

	(void)state;
	setup("");
	up();
	say(BGP_KEEPALIVE, NULL, 0);
	at = peer()->last_read;
	world_run(n.w, at + 9 * NSEC_PER_SEC - NSEC_PER_MS, 100000000);
	assert_int_equal(bgp_peer_state(peer()), BS_ESTABLISHED);
	assert_null(found(BGP_NOTIFICATION));
	world_run(n.w, at + 9 * NSEC_PER_SEC + 10 * NSEC_PER_MS, 100000000);
	expect_notification(4, 0, "hold time");
	assert_true(bgp_peer_state(peer()) != BS_ESTABLISHED);
	EXPECT(&n, r, "%BGP-5-ADJCHANGE: neighbor 10.0.0.2 Down BGP Notification sent", "show logging");
	EXPECT(&n, r, "%BGP-3-NOTIFICATION: sent to neighbor 10.0.0.2 4/0 (hold time expired) 0 bytes", "show logging");
	teardown();
}

/* ---- UPDATE: RFC 7606 ---- */

enum { KEPT, WITHDRAWN, ENDED };

static void t_7606(void **state)
{
	/* An attribute more, or (type 1 to 3) another in the place of the good one; what becomes of the route and the session. */
	static const struct { const char *clause; u8 attr[40]; u8 len; u8 then; } table[] = {
		{ "7.1 ORIGIN of two octets", { 0x40, 1, 2, 0, 0 }, 5, WITHDRAWN },
		{ "7.1 ORIGIN 3", { 0x40, 1, 1, 3 }, 4, WITHDRAWN },
		{ "7.2 AS_PATH that runs over", { 0x40, 2, 6, 2, 2, 0, 0, 0xfd, 0xea }, 9, WITHDRAWN },
		{ "7.2 AS_PATH of segment type 7", { 0x40, 2, 6, 7, 1, 0, 0, 0xfd, 0xea }, 9, WITHDRAWN },
		{ "7.2 AS_PATH with an empty segment", { 0x40, 2, 2, 2, 0 }, 5, WITHDRAWN },
		{ "7.2 AS_PATH of one octet", { 0x40, 2, 1, 2 }, 4, WITHDRAWN },
		{ "6.3 AS_PATH that begins with another AS", { 0x40, 2, 6, 2, 1, 0, 0, 0xfd, 0xeb }, 9, WITHDRAWN },
		{ "7.3 NEXT_HOP of five octets", { 0x40, 3, 5, 10, 0, 0, 2, 0 }, 8, WITHDRAWN },
		{ "7.3 NEXT_HOP 0.0.0.0", { 0x40, 3, 4, 0, 0, 0, 0 }, 7, WITHDRAWN },
		{ "7.3 NEXT_HOP of a group", { 0x40, 3, 4, 224, 0, 0, 1 }, 7, WITHDRAWN },
		{ "4271 6.3 NEXT_HOP is ours", { 0x40, 3, 4, 10, 0, 0, 1 }, 7, WITHDRAWN },
		{ "4271 6.3 NEXT_HOP off the link", { 0x40, 3, 4, 10, 7, 0, 1 }, 7, WITHDRAWN },
		{ "7.4 MED of three octets", { 0x80, 4, 3, 0, 0, 1 }, 6, WITHDRAWN },
		{ "7.5 LOCAL_PREF from outside", { 0x40, 5, 4, 0, 0, 0, 9 }, 7, KEPT },
		{ "7.5 LOCAL_PREF of five octets", { 0x40, 5, 5, 0, 0, 0, 9, 9 }, 8, WITHDRAWN },
		{ "7.6 ATOMIC_AGGREGATE of one octet", { 0x40, 6, 1, 0 }, 4, KEPT },
		{ "7.7 AGGREGATOR of six octets", { 0xc0, 7, 6, 0xfd, 0xea, 1, 2, 3, 4 }, 9, KEPT },
		{ "7.8 COMMUNITY of five octets", { 0xc0, 8, 5, 1, 2, 3, 4, 5 }, 8, WITHDRAWN },
		{ "7.8 COMMUNITY of none", { 0xc0, 8, 0 }, 3, WITHDRAWN },
		{ "7.9 ORIGINATOR_ID from outside", { 0x80, 9, 4, 1, 2, 3, 4 }, 7, KEPT },
		{ "7.9 ORIGINATOR_ID of three octets", { 0x80, 9, 3, 1, 2, 3 }, 6, WITHDRAWN },
		{ "7.10 CLUSTER_LIST from outside", { 0x80, 10, 4, 1, 2, 3, 4 }, 7, KEPT },
		{ "7.10 CLUSTER_LIST of none", { 0x80, 10, 0 }, 3, WITHDRAWN },
		{ "7.11 MP_REACH that ends in its next hop", { 0x80, 14, 5, 0, 2, 1, 16, 0 }, 8, ENDED },
		{ "7.11 MP_REACH of a family that was not agreed upon", { 0x80, 14, 9, 0, 25, 70, 4, 1, 2, 3, 4, 0 }, 12, KEPT },
		{ "7.12 MP_UNREACH of two octets", { 0x80, 15, 2, 0, 1 }, 5, ENDED },
		{ "5.3 MP_REACH, a prefix of 33 bits", { 0x80, 14, 11, 0, 1, 1, 4, 10, 0, 0, 2, 0, 33, 1 }, 14, ENDED },
		{ "7.14 extended communities of seven octets", { 0xc0, 16, 7, 0, 2, 0, 1, 0, 0, 0 }, 10, WITHDRAWN },
		{ "6793 6 AS4_PATH from one who has no need of it", { 0xc0, 17, 6, 2, 1, 0, 0, 0xfd, 0xea }, 9, KEPT },
		{ "8092 5 large community of eleven octets", { 0xc0, 32, 11 }, 14, WITHDRAWN },
		{ "3 c flags: MED as well-known", { 0x40, 4, 4, 0, 0, 0, 1 }, 7, WITHDRAWN },
		{ "3 c flags: ORIGIN optional", { 0xc0, 1, 1, 0 }, 4, WITHDRAWN },
		{ "3 g MED twice", { 0x80, 4, 4, 0, 0, 0, 1, 0x80, 4, 4, 0, 0, 0, 2 }, 14, KEPT },
		{ "3 g MP_UNREACH twice", { 0x80, 15, 3, 0, 25, 70, 0x80, 15, 3, 0, 25, 70 }, 12, ENDED },
		{ "4 an attribute that runs over", { 0x80, 4, 40, 0, 0, 0, 1 }, 7, WITHDRAWN },
		{ "4271 6.3 an unknown well-known one", { 0x40, 99, 1, 0 }, 4, ENDED },
		{ "4271 5 an unknown optional one", { 0x80, 99, 1, 0 }, 4, KEPT },
		{ "4271 5 an unknown transitive one", { 0xc0, 99, 1, 0 }, 4, KEPT },
		{ "CVE-2023-38802: tunnel encapsulation", { 0xc0, 23, 3, 0, 0, 0 }, 6, KEPT },
		{ "Prefix-SID cut short", { 0xc0, 40, 2, 1, 0 }, 5, KEPT },
	};

	(void)state;
	setup("");
	TYPE(&n, r, "debug ip bgp", "debug ip bgp updates", "debug ip bgp keepalives");
	for (unsigned k = 0; k < ARRAY_LEN(table); k++) {
		u8 attrs[128];
		u32 len = 0;
		bool alive, here;

		if (bgp_peer_state(peer()) != BS_ESTABLISHED) {
			hang_up();
			dial();
			up();
		}
		update(good_attrs, sizeof(good_attrs), nlri, sizeof(nlri));
		assert_non_null(has(NET, 16));
		for (u32 at = 0; at < sizeof(good_attrs); at += 3u + good_attrs[at + 2]) {
			if (good_attrs[at + 1] == table[k].attr[1])
				continue;
			memcpy(attrs + len, good_attrs + at, 3u + good_attrs[at + 2]);
			len += 3u + good_attrs[at + 2];
		}
		memcpy(attrs + len, table[k].attr, table[k].len);
		update(attrs, len + table[k].len, nlri, sizeof(nlri));
		alive = bgp_peer_state(peer()) == BS_ESTABLISHED;
		here = has(NET, 16);
		if (alive != (table[k].then != ENDED) || here != (table[k].then == KEPT))
			fail_msg("%s: session %s, route %s", table[k].clause, alive ? "up" : "down", here ? "there" : "gone");
	}
	teardown();
}

/* 7606 3 d: what must be there. */
static void t_missing(void **state)
{
	(void)state;
	setup("");
	up();
	for (unsigned k = 1; k <= 3; k++) {
		u8 attrs[32];
		u32 len = 0;

		update(good_attrs, sizeof(good_attrs), nlri, sizeof(nlri));
		assert_non_null(has(NET, 16));
		for (u32 at = 0; at < sizeof(good_attrs); at += 3u + good_attrs[at + 2])
			if (good_attrs[at + 1] != k) {
				memcpy(attrs + len, good_attrs + at, 3u + good_attrs[at + 2]);
				len += 3u + good_attrs[at + 2];
			}
		update(attrs, len, nlri, sizeof(nlri));
		assert_null(has(NET, 16));
		assert_int_equal(bgp_peer_state(peer()), BS_ESTABLISHED);
	}
	update(good_attrs, sizeof(good_attrs), (u8[]){ 33, 1, 2, 3, 4, 5 }, 6);	/* 5.3 */
	expect_notification(3, 10, "a prefix of 33 bits");
	teardown();
}

/* Every length and every octet of an UPDATE with every attribute, all debug on: nothing crashes, and the speaker still speaks. */
static void t_every_cut(void **state)
{
	static const u8 all[] = { 0, 0, 0, 106, 0x40, 1, 1, 0, 0x40, 2, 14, 2, 1, 0, 0, 0xfd, 0xea, 1, 1, 0, 0, 0, 9, 0, 0, 0x40, 3, 4, 10, 0, 0, 2, 0x80, 4, 4, 0, 0, 0, 5, 0x40, 6, 0, 0xc0, 7, 8, 0, 0,
				  0, 9, 1, 2, 3, 4, 0xc0, 8, 8, 0, 1, 0, 2, 0xff, 0xff, 0xff, 1, 0xc0, 16, 8, 0, 2, 0, 1, 0, 0, 0, 5, 0x80, 15, 4, 0, 1, 1, 0, 0xc0, 32, 12, 0, 0, 0, 1, 0, 0, 0,
				  2, 0, 0, 0, 3, 0xd0, 99, 0, 2, 7, 7, 0, 0, 16, 10, 9, 24, 10, 9, 8 };
	u8 body[sizeof(all)];

	(void)state;
	setup("");
	TYPE(&n, r, "debug ip bgp", "debug ip bgp updates", "debug ip bgp keepalives");
	for (u32 k = 0; k < 3 * sizeof(all); k++) {
		if (bgp_peer_state(peer()) != BS_ESTABLISHED) {
			hang_up();
			dial();
			up();
		}
		memcpy(body, all, sizeof(all));
		if (k < sizeof(all)) {
			if (k >= 4)
				say(BGP_UPDATE, body, k);
			continue;
		}
		body[k % sizeof(all)] = k < 2 * sizeof(all) ? 0xff : (u8)(body[k % sizeof(all)] - 1);
		say(BGP_UPDATE, body, sizeof(body));
	}
	hang_up();
	net_run(&n, 20 * NSEC_PER_SEC);
	dial();
	up();
	update(good_attrs, sizeof(good_attrs), nlri, sizeof(nlri));
	assert_non_null(has(NET, 16));
	EXPECT(&n, r, "10.9.0.0/16", "show ip bgp");
	teardown();
}

/* ---- loops, limits ---- */

static void t_loop(void **state)
{
	static const u8 loop[] = { 0x40, 1, 1, 0, 0x40, 2, 10, 2, 2, 0, 0, 0xfd, 0xea, 0, 0, 0xfd, 0xe9, 0x40, 3, 4, 10, 0, 0, 2 };

	(void)state;
	setup("");
	up();
	update(loop, sizeof(loop), nlri, sizeof(nlri));
	assert_null(has(NET, 16));
	TYPE(&n, r, "configure terminal", "router bgp 65001", "neighbor 10.0.0.2 allowas-in 1");
	update(loop, sizeof(loop), nlri, sizeof(nlri));
	assert_non_null(has(NET, 16));
	teardown();
}

/* What was refused stays so when the policy in is applied anew to what is kept. */
static void t_soft_in(void **state)
{
	static const u8 ours[] = { 0x40, 1, 1, 0, 0x40, 2, 6, 2, 1, 0, 0, 0xfd, 0xea, 0x40, 3, 4, 10, 0, 0, 1 }, two[] = { 16, 10, 8, 16, 10, 9 };

	(void)state;
	setup(" neighbor 10.0.0.2 soft-reconfiguration inbound\n");
	up();
	update(ours, sizeof(ours), nlri, sizeof(nlri));
	assert_true(has(NET, 16)->flags & PF_DENIED);
	TYPE(&n, r, "clear ip bgp 10.0.0.2 soft in");
	assert_true(has(NET, 16)->flags & PF_DENIED);
	teardown();
	/* Nor may it let in more than maximum-prefix. */
	setup(" neighbor 10.0.0.2 soft-reconfiguration inbound\n neighbor 10.0.0.2 maximum-prefix 1\n neighbor 10.0.0.2 prefix-list L in\nip prefix-list L deny 10.9.0.0/16\n"
	      "ip prefix-list L permit 0.0.0.0/0 le 32\n");
	up();
	update(good_attrs, sizeof(good_attrs), two, sizeof(two));
	assert_int_equal(peer()->af[BGP_IP4].accepted, 1);
	TYPE(&n, r, "configure terminal", "router bgp 65001", "no neighbor 10.0.0.2 prefix-list L in", "end", "clear ip bgp 10.0.0.2 soft in");
	net_run(&n, NSEC_PER_SEC);
	expect_notification(6, 1, "too many prefixes");
	EXPECT(&n, r, "Idle (PfxCt)", "show ip bgp summary");
	teardown();
}

static void t_max_prefix(void **state)
{
	static const u8 many[] = { 16, 10, 1, 16, 10, 2, 16, 10, 3, 16, 10, 4 };

	(void)state;
	setup(" neighbor 10.0.0.2 maximum-prefix 3 restart 1\n");
	up();
	update(good_attrs, sizeof(good_attrs), many, sizeof(many));
	expect_notification(6, 1, "too many prefixes");
	EXPECT(&n, r, "Idle (PfxCt)", "show ip bgp summary");
	EXPECT(&n, r, "%BGP-3-MAXPFXEXCEED: Number of prefixes received from 10.0.0.2 (afi 0): 4 exceeds limit 3", "show logging");
	hang_up();
	dial();
	assert_true(gone);
	hang_up();
	net_run(&n, 60 * NSEC_PER_SEC);
	dial();
	up();
	teardown();
}

/* ---- the decision ---- */

static struct bgp *b;

static struct bgp_path *path(struct bgp_path *p, struct bgp_peer *from, const struct bgp_attrs *h, const u8 *as, u16 len)
{
	struct bgp_draft d = { .h = *h };

	d.part[PART_PATH] = as;
	d.h.len[PART_PATH] = len;
	*p = (struct bgp_path){ .peer = from, .attr = bgp_draft_intern(b->w, &d), .seq = 1 };
	return p;
}

/* Two paths of one prefix that are the same but for one thing: each step of the decision, in its order. */
static void t_steps(void **state)
{
	static const u8 one[] = { 2, 1, 0, 0, 0, 7 }, two[] = { 2, 2, 0, 0, 0, 7, 0, 0, 0, 8 }, nine[] = { 2, 1, 0, 0, 0, 9 };
	static const struct bgp_attrs plain = { .nh_af = AF_NONE };
	struct bgp_attrs h = plain;
	struct bgp_peer ext = { .addr = { .af = AF_IP4, .v4 = 1 } }, ext2 = { .addr = { .af = AF_IP4, .v4 = 2 } }, in = { .addr = { .af = AF_IP4, .v4 = 3 }, .ibgp = true };
	struct bgp_hop near = { .valid = true, .metric = 1 }, far = { .valid = true, .metric = 9 }, lost = { .valid = false };
	struct { struct bgp_net net; u8 addr[4]; } x;
	struct bgp_table *t;
	struct bgp_path *p, *q;

	(void)state;
	setup("");
	b = r->ip->bgp;
	t = b->table[BGP_IP4];
	ext.b = ext2.b = in.b = b;
	ext.link[0].remote_id = 5;
	ext2.link[0].remote_id = 6;
	in.link[0].remote_id = 5;
	memset(&x, 0, sizeof(x));
	p = slab_at(&t->paths, slab_alloc(&t->paths));
	q = slab_at(&t->paths, slab_alloc(&t->paths));
#define SAY(line) TYPE(&n, r, "configure terminal", "router bgp 65001", line, "end")
#define LOSES(reason, make_p, make_q) do { \
		h = plain; make_p; h = plain; make_q; \
		p->next = slab_id(&t->paths, q); q->next = 0; x.net.paths = slab_id(&t->paths, p); \
		bgp_decide_only(t, &x.net); \
		assert_true(p->flags & PF_BEST); assert_int_equal(q->why, reason); \
		p->next = 0; q->next = slab_id(&t->paths, p); x.net.paths = slab_id(&t->paths, q); \
		bgp_decide_only(t, &x.net); \
		assert_true(p->flags & PF_BEST); assert_int_equal(q->why, reason); \
		intern_put(b->w, p->attr); intern_put(b->w, q->attr); \
	} while (0)
	LOSES(WHY_INVALID, path(p, &in, &h, two, sizeof(two)), (path(q, &ext, &h, one, sizeof(one)), q->hop = &lost));
	LOSES(WHY_WEIGHT, (path(p, &in, &h, two, sizeof(two)), p->weight = 9), (h.has = HAS_LOCAL_PREF, h.local_pref = 900, path(q, &ext, &h, one, sizeof(one))));
	LOSES(WHY_LOCAL_PREF, (h.has = HAS_LOCAL_PREF, h.local_pref = 101, path(p, &in, &h, two, sizeof(two))), path(q, NULL, &h, one, sizeof(one)));
	LOSES(WHY_LOCAL, path(p, NULL, &h, two, sizeof(two)), path(q, &ext, &h, one, sizeof(one)));
	LOSES(WHY_PATH_LEN, (h.origin = 2, path(p, &ext, &h, one, sizeof(one))), path(q, &ext2, &h, two, sizeof(two)));
	LOSES(WHY_ORIGIN, (h.has = HAS_MED, h.med = 9, path(p, &in, &h, one, sizeof(one))), (h.origin = 2, path(q, &ext, &h, one, sizeof(one))));
	LOSES(WHY_MED, (h.has = HAS_MED, h.med = 1, path(p, &in, &h, one, sizeof(one))), (h.has = HAS_MED, h.med = 2, path(q, &ext, &h, one, sizeof(one))));
	LOSES(WHY_EXTERNAL, (path(p, &ext, &h, one, sizeof(one)), p->hop = &far), (path(q, &in, &h, one, sizeof(one)), q->hop = &near));
	LOSES(WHY_IGP, (path(p, &ext2, &h, one, sizeof(one)), p->hop = &near, p->seq = 5), (path(q, &ext, &h, one, sizeof(one)), q->hop = &far));
	SAY("bgp bestpath igp-metric ignore");
	LOSES(WHY_ADDRESS, (path(p, &ext, &h, one, sizeof(one)), p->hop = &far), (ext2.link[0].remote_id = 5, path(q, &ext2, &h, one, sizeof(one)), q->hop = &near));
	ext2.link[0].remote_id = 6;
	SAY("no bgp bestpath igp-metric ignore");
	LOSES(WHY_OLDER, (path(p, &ext2, &h, one, sizeof(one))), (path(q, &ext, &h, one, sizeof(one)), q->seq = 7));
	SAY("bgp bestpath compare-routerid");
	LOSES(WHY_ROUTER_ID, (path(p, &ext, &h, one, sizeof(one)), p->seq = 9), path(q, &ext2, &h, one, sizeof(one)));
	SAY("no bgp bestpath compare-routerid");
	ext2.link[0].remote_id = 5;
	LOSES(WHY_ADDRESS, path(p, &ext, &h, one, sizeof(one)), path(q, &ext2, &h, one, sizeof(one)));
	/* The words that change a step: without them the same two are told apart elsewhere. */
#define HIGH_MED(of, as) (h.has = HAS_MED, h.med = 2, path(of, &ext2, &h, as, sizeof(as)))
	LOSES(WHY_ADDRESS, (h.has = HAS_MED, h.med = 3, path(p, &ext, &h, one, sizeof(one))), HIGH_MED(q, nine));
	SAY("bgp always-compare-med");
	LOSES(WHY_MED, (h.has = HAS_MED, h.med = 1, path(p, &ext2, &h, one, sizeof(one))), (h.has = HAS_MED, h.med = 2, path(q, &ext, &h, nine, sizeof(nine))));
	SAY("no bgp always-compare-med");
	LOSES(WHY_MED, path(p, &ext, &h, one, sizeof(one)), HIGH_MED(q, one));
	SAY("bgp bestpath med missing-as-worst");
	LOSES(WHY_MED, HIGH_MED(p, one), path(q, &ext, &h, one, sizeof(one)));
	SAY("no bgp bestpath med missing-as-worst");
	LOSES(WHY_PATH_LEN, path(p, &ext2, &h, one, sizeof(one)), path(q, &ext, &h, two, sizeof(two)));
	SAY("bgp bestpath as-path ignore");
	LOSES(WHY_ADDRESS, path(p, &ext, &h, two, sizeof(two)), path(q, &ext2, &h, one, sizeof(one)));
	SAY("no bgp bestpath as-path ignore");
#undef HIGH_MED
#undef LOSES
#undef SAY
	teardown();
}

/* The default route of `default-originate` is no prefix of the table, not even while one of the table is announced, withdrawn and asked for in one breath. */
static void t_originate(void **state)
{
	static const u8 any[] = { 0 }, withdraw[] = { 0, 1, 0, 0, 0 }, refresh[] = { 0, 1, 0, 1 };
	u8 m[3 * BGP_MSG_MAX];
	u32 len = 0;

	(void)state;
	setup("");
	up();
	assert_int_equal(r->ip->bgp->table[BGP_IP4]->nets.n, 0);
	teardown();
	setup(" neighbor 10.0.0.2 default-originate\n");
	up();
	assert_int_equal(r->ip->bgp->table[BGP_IP4]->nets.n, 0);
	len += put_update(m, good_attrs, sizeof(good_attrs), any, sizeof(any));
	len += put_message(m + len, BGP_UPDATE, withdraw, sizeof(withdraw));
	len += put_message(m + len, BGP_REFRESH, refresh, sizeof(refresh));
	raw(m, len);
	assert_int_equal(bgp_peer_state(peer()), BS_ESTABLISHED);
	assert_int_equal(r->ip->bgp->table[BGP_IP4]->nets.n, 0);
	update(good_attrs, sizeof(good_attrs), nlri, sizeof(nlri));
	assert_int_equal(r->ip->bgp->table[BGP_IP4]->nets.n, 1);
	teardown();
}

/* Maps that nobody configured, and whose lines go: the neighbour's group still asks them until it is chosen anew. */
static void t_maps_gone(void **state)
{
	static const u8 eight[] = { 16, 10, 8 };

	(void)state;
	setup("");
	up();
	update(good_attrs, sizeof(good_attrs), nlri, sizeof(nlri));
	for (unsigned k = 0; k < 2; k++) {
		TYPE(&n, r, "configure terminal", "router bgp 65001", "neighbor 10.0.0.2 route-map NONE out", "neighbor 10.0.0.2 unsuppress-map NONE2",
		     "neighbor 10.0.0.2 advertise-map NONE3 non-exist-map NONE4", "neighbor 10.0.0.2 default-originate route-map NONE5", "end");
		say(BGP_KEEPALIVE, NULL, 0);
		TYPE(&n, r, "clear ip bgp 10.0.0.2 soft out");
		net_run(&n, 6 * NSEC_PER_SEC);
		say(BGP_KEEPALIVE, NULL, 0);
		assert_non_null(peer()->af[BGP_IP4].withheld);	/* what is not there permits all */
		assert_true(peer()->af[BGP_IP4].originated);
		TYPE(&n, r, "configure terminal", "router bgp 65001", "no neighbor 10.0.0.2 route-map NONE out", "no neighbor 10.0.0.2 unsuppress-map NONE2",
		     "no neighbor 10.0.0.2 advertise-map NONE3 non-exist-map NONE4", "no neighbor 10.0.0.2 default-originate", "end");
		update(good_attrs, sizeof(good_attrs), k ? nlri : eight, sizeof(nlri));
		net_run(&n, 6 * NSEC_PER_SEC);
		say(BGP_KEEPALIVE, NULL, 0);
		TYPE(&n, r, "clear ip bgp 10.0.0.2 soft out");
		assert_null(peer()->af[BGP_IP4].withheld);
		assert_false(peer()->af[BGP_IP4].originated);
	}
	assert_int_equal(bgp_peer_state(peer()), BS_ESTABLISHED);
	teardown();
}

/* Lists out of a neighbour that nothing but its line names go with it, while its group still has them. */
static void t_lists_gone(void **state)
{
	static const u8 eight[] = { 16, 10, 8 };
	static const char *const lines[][2] = {
		{ "neighbor 10.0.0.2 prefix-list NONE out", "no neighbor 10.0.0.2 prefix-list NONE out" },
		{ "neighbor 10.0.0.2 distribute-list NONE out", "no neighbor 10.0.0.2 distribute-list NONE out" },
		{ "neighbor 10.0.0.2 filter-list 7 out", "no neighbor 10.0.0.2 filter-list 7 out" },
	};

	(void)state;
	setup("");
	up();
	update(good_attrs, sizeof(good_attrs), nlri, sizeof(nlri));
	for (unsigned k = 0; k < 3; k++) {
		TYPE(&n, r, "configure terminal", "router bgp 65001", lines[k][0], "end", "clear ip bgp 10.0.0.2 soft out");
		net_run(&n, 6 * NSEC_PER_SEC);
		say(BGP_KEEPALIVE, NULL, 0);
		TYPE(&n, r, "configure terminal", "router bgp 65001", lines[k][1], "end");
		update(good_attrs, sizeof(good_attrs), k & 1 ? nlri : eight, sizeof(nlri));
		net_run(&n, 6 * NSEC_PER_SEC);
		say(BGP_KEEPALIVE, NULL, 0);
	}
	assert_int_equal(bgp_peer_state(peer()), BS_ESTABLISHED);
	teardown();
}

/* `bgp client-to-client reflection` takes effect at once, and costs nobody the session. */
static void t_reflection(void **state)
{
	struct device *client[2];
	char text[400];

	(void)state;
	net_open(&n);
	r = net_node(&n, &appliance_router, "rr", "interface GigabitEthernet0/0\n ip address 10.0.0.1 255.255.255.0\ninterface GigabitEthernet0/1\n ip address 10.0.1.1 255.255.255.0\n"
						  "router bgp 65001\n neighbor 10.0.0.2 remote-as 65001\n neighbor 10.0.0.2 route-reflector-client\n"
						  " neighbor 10.0.1.2 remote-as 65001\n neighbor 10.0.1.2 route-reflector-client\n");
	for (unsigned k = 0; k < 2; k++) {
		snprintf(text, sizeof(text), "interface GigabitEthernet0/0\n ip address 10.0.%u.2 255.255.255.0\nip route 0.0.0.0 0.0.0.0 10.0.%u.1\n"
			 "router bgp 65001\n neighbor 10.0.%u.1 remote-as 65001\n network 10.0.%u.0 mask 255.255.255.0\n", k, k, k, k);
		client[k] = net_node(&n, &appliance_router, k ? "c2" : "c1", text);
		net_wire(r, k, client[k], 0);
	}
	net_run(&n, 60 * NSEC_PER_SEC);
	EXPECT(&n, client[1], "10.0.0.0/24", "show ip bgp");
	TYPE(&n, r, "configure terminal", "router bgp 65001", "no bgp client-to-client reflection", "end");
	net_run(&n, 2 * NSEC_PER_SEC);
	assert_null(strstr(TYPE(&n, client[1], "show ip bgp"), "10.0.0.0/24"));
	TYPE(&n, r, "configure terminal", "router bgp 65001", "bgp client-to-client reflection", "end");
	net_run(&n, 2 * NSEC_PER_SEC);
	EXPECT(&n, client[1], "10.0.0.0/24", "show ip bgp");
	for (const struct bgp_peer *p = r->ip->bgp->peers; p; p = p->next)
		assert_int_equal(p->dropped, 0);
	net_close(&n);
}

/* Routes of one set of attributes, of two clients whose IDs differ in their first four bits alone: each has its own originator. */
static void t_originators(void **state)
{
	static const char *const id[] = { "1.1.1.1", "17.1.1.1", "3.3.3.3" };
	struct device *client[3];
	char text[800], rr[800] = "";

	(void)state;
	net_open(&n);
	for (unsigned k = 0; k < 3; k++)
		snprintf(rr + strlen(rr), sizeof(rr) - strlen(rr), "interface GigabitEthernet0/%u\n ip address 10.0.%u.1 255.255.255.0\n", k, k);
	snprintf(rr + strlen(rr), sizeof(rr) - strlen(rr), "router bgp 65001\n");
	for (unsigned k = 0; k < 3; k++)
		snprintf(rr + strlen(rr), sizeof(rr) - strlen(rr), " neighbor 10.0.%u.2 remote-as 65001\n neighbor 10.0.%u.2 route-reflector-client\n", k, k);
	r = net_node(&n, &appliance_router, "rr", rr);
	for (unsigned k = 0; k < 3; k++) {
		snprintf(text, sizeof(text), "interface GigabitEthernet0/0\n ip address 10.0.%u.2 255.255.255.0\nip route 0.0.0.0 0.0.0.0 10.0.%u.1\n"
			 "ip route 172.16.%u.0 255.255.255.0 Null0\nroute-map HOP permit 10\n set ip next-hop 10.0.0.9\n"
			 "router bgp 65001\n bgp router-id %s\n neighbor 10.0.%u.1 remote-as 65001\n neighbor 10.0.%u.1 route-map HOP out\n",
			 k, k, k, id[k], k, k);
		client[k] = net_node(&n, &appliance_router, id[k], text);
		net_wire(r, k, client[k], 0);
	}
	net_run(&n, 60 * NSEC_PER_SEC);
	TYPE(&n, client[0], "configure terminal", "router bgp 65001", "network 172.16.0.0 mask 255.255.255.0", "end");
	net_run(&n, 5 * NSEC_PER_SEC);
	TYPE(&n, client[1], "configure terminal", "router bgp 65001", "network 172.16.1.0 mask 255.255.255.0", "end");
	net_run(&n, 5 * NSEC_PER_SEC);
	EXPECT(&n, client[2], "Originator: 1.1.1.1,", "show ip bgp 172.16.0.0");
	EXPECT(&n, client[2], "Originator: 17.1.1.1,", "show ip bgp 172.16.1.0");
	net_close(&n);
}

static void t_show_community(void **state)
{
	static const u8 attrs[] = { 0x40, 1, 1, 0, 0x40, 2, 6, 2, 1, 0, 0, 0xfd, 0xea, 0x40, 3, 4, 10, 0, 0, 2, 0xc0, 8, 4, 0, 7, 0, 9 }, other_net[] = { 16, 10, 8 };

	(void)state;
	setup("");
	up();
	update(attrs, sizeof(attrs), nlri, sizeof(nlri));
	update(good_attrs, sizeof(good_attrs), other_net, sizeof(other_net));
	EXPECT(&n, r, "10.9.0.0/16", "show ip bgp community");
	assert_null(strstr(TYPE(&n, r, "show ip bgp community"), "10.8.0.0/16"));
	EXPECT(&n, r, "10.9.0.0/16", "show ip bgp community 7:9");
	assert_null(strstr(TYPE(&n, r, "show ip bgp community 7:8"), "10.9.0.0/16"));
	EXPECT(&n, r, "% Invalid community", "show ip bgp community x");
	EXPECT(&n, r, "BGP neighbor is 10.0.0.2", "show ip bgp neighbors 10.0.0.2");
	EXPECT(&n, r, "% No such neighbor", "show ip bgp neighbors 2001:db8::1");
	teardown();
}

/* What is shown of a neighbour's timers is what its options say; without a session there are none. */
static void t_shown(void **state)
{
	(void)state;
	setup(" neighbor 10.0.0.2 timers 2 9\n neighbor 10.0.0.2 ebgp-multihop 7\n");
	assert_null(strstr(TYPE(&n, r, "show ip bgp neighbors"), "hold time is"));
	up();
	EXPECT(&n, r, "hold time is 9, keepalive interval is 2 seconds", "show ip bgp neighbors");
	EXPECT(&n, r, "Outgoing TTL 7", "show ip bgp neighbors");
	teardown();
}

/* A line that is refused changes nothing. */
static void t_confed_peers(void **state)
{
	(void)state;
	setup(" bgp confederation identifier 100\n bgp confederation peers 65003 65002\n");
	EXPECT(&n, r, "% Invalid AS number \"65004x\"", "configure terminal", "router bgp 65001", "bgp confederation peers 65009 65004x 65005");
	assert_int_equal(r->ip->bgp->n_confed, 2);
	assert_true(peer()->confed);
	TYPE(&n, r, "configure terminal", "router bgp 65001", "no bgp confederation peers 65003 65002");
	assert_int_equal(r->ip->bgp->n_confed, 0);
	teardown();
}

/* Who calls from a range and comes to nothing is forgotten, and is never called. */
static void t_dynamic(void **state)
{
	static const u8 wrong_as[] = { 4, 0xfd, 0xeb, 0, 9, 2, 2, 2, 2, 0 };

	(void)state;
	net_open(&n);
	r = net_node(&n, &appliance_router, "r1", "interface GigabitEthernet0/0\n ip address 10.0.0.1 255.255.255.0\nrouter bgp 65001\n bgp listen range 10.0.0.0/24 peer-group P\n"
						  " neighbor P peer-group\n neighbor P remote-as 65002\n");
	other = net_node(&n, &appliance_router, "r2", "interface GigabitEthernet0/0\n ip address 10.0.0.2 255.255.255.0\n");
	net_wire(r, 0, other, 0);
	net_run(&n, NSEC_PER_SEC);
	dial();
	assert_int_equal(r->ip->bgp->n_dynamic, 1);
	say(BGP_OPEN, wrong_as, sizeof(wrong_as));
	expect_notification(2, 2, "wrong AS");
	net_run(&n, 40 * NSEC_PER_SEC);
	assert_int_equal(r->ip->bgp->n_dynamic, 0);
	hang_up();
	dial();
	up();
	net_run(&n, 8 * NSEC_PER_SEC);
	assert_int_equal(bgp_peer_state(peer()), BS_ESTABLISHED);
	hang_up();
	assert_int_equal(r->ip->bgp->n_dynamic, 0);
	dial();	/* the connection stands, and not a word comes */
	net_run(&n, 200 * NSEC_PER_SEC);
	assert_int_equal(bgp_peer_state(peer()), BS_OPENSENT);
	net_run(&n, 100 * NSEC_PER_SEC);
	assert_int_equal(r->ip->bgp->n_dynamic, 0);
	teardown();
}

/* `bgp maxas-limit`: what is longer is not taken, heard before or after the line. */
static void t_maxas(void **state)
{
	static const u8 three[] = { 0x40, 1, 1, 0, 0x40, 2, 16, 2, 2, 0, 0, 0xfd, 0xea, 0, 0, 0, 7, 1, 1, 0, 0, 0, 8, 0x40, 3, 4, 10, 0, 0, 2 };

	(void)state;
	setup(" bgp maxas-limit 3\n neighbor 10.0.0.2 soft-reconfiguration inbound\n");
	up();
	update(three, sizeof(three), nlri, sizeof(nlri));
	assert_false(has(NET, 16)->flags & PF_DENIED);
	TYPE(&n, r, "configure terminal", "router bgp 65001", "bgp maxas-limit 2", "end");
	assert_true(has(NET, 16)->flags & PF_DENIED);
	update(three, sizeof(three), nlri, sizeof(nlri));
	assert_true(has(NET, 16)->flags & PF_DENIED);
	TYPE(&n, r, "configure terminal", "router bgp 65001", "no bgp maxas-limit", "end");
	assert_false(has(NET, 16)->flags & PF_DENIED);
	teardown();
}

/* ---- random networks ---- */

enum { SYSTEMS = 9, LINKS = 16, ROUNDS = 12 };

static struct device *as[SYSTEMS];
static u8 link_of[LINKS][2];
static struct wire *wire[LINKS];
static bool cut[LINKS];

static void distances(unsigned from, unsigned dist[SYSTEMS])
{
	for (unsigned k = 0; k < SYSTEMS; k++)
		dist[k] = k == from ? 0 : 99;
	for (unsigned pass = 0; pass < SYSTEMS; pass++)
		for (unsigned k = 0; k < LINKS; k++)
			for (unsigned s = 0; s < 2; s++)
				if (!cut[k] && dist[link_of[k][s]] + 1 < dist[link_of[k][!s]])
					dist[link_of[k][!s]] = dist[link_of[k][s]] + 1;
}

/* What was decided path by path is what comes of looking at all of them again. */
static bool decided(struct bgp_table *t, struct bgp_net *x)
{
	u32 best = x->best, k = 0, m = 0;
	u8 why[2][64];

	for (const struct bgp_path *p = bgp_paths(t, x); p && m < 64; p = bgp_path_next(t, p))
		why[0][m++] = p->why;
	bgp_decide_only(t, x);
	for (const struct bgp_path *p = bgp_paths(t, x); p && k < 64; p = bgp_path_next(t, p))
		why[1][k++] = p->why;
	return best == x->best && !memcmp(why[0], why[1], m);
}

/* Each has the prefix of each other that can be reached, by a shortest path whose first AS is a neighbour one nearer; and nothing else. */
static void check_all(u64 seed, unsigned round)
{
	for (unsigned to = 0; to < SYSTEMS; to++) {
		unsigned dist[SYSTEMS];
		struct ipaddr prefix = ipaddr4(A4(172, 16, to, 0));

		distances(to, dist);
		for (unsigned at = 0; at < SYSTEMS; at++) {
			struct bgp_table *t = as[at]->ip->bgp->table[BGP_IP4];
			struct bgp_net *x = bgp_net_find(t, &prefix, 24);
			const struct bgp_path *best = x ? bgp_best(t, x) : NULL;
			const struct rib_entry *e = rib_exact(as[at]->ip, &prefix, 24);

			if (x && !decided(t, x))
				fail_msg("seed %lu round %u: AS %u and the prefix of %u: another best path, or another reason", (unsigned long)seed, round, 65001 + at, to);
			if (at == to)
				continue;
			if (!best != (dist[at] == 99) || (!e || !rib_best(as[at]->ip, e)) != (dist[at] == 99))
				fail_msg("seed %lu round %u: AS %u and the prefix of %u at %u: %s", (unsigned long)seed, round, 65001 + at, to, dist[at], best ? "there" : "not there");
			if (best && (bgp_attrs(best->attr)->hops != dist[at] || rib_best(as[at]->ip, e)->source != ROUTE_BGP))
				fail_msg("seed %lu round %u: AS %u to %u: %u hops, not %u", (unsigned long)seed, round, 65001 + at, to, bgp_attrs(best->attr)->hops, dist[at]);
		}
	}
}

static void network(u64 seed)
{
	char text[SYSTEMS][2048], line[200];
	unsigned used[SYSTEMS] = { 0 }, k = 0, guard = 0;
	struct rng g;

	rng_seed(&g, seed, "bgp");
	net_open(&n);
	for (unsigned i = 0; i < SYSTEMS; i++)
		snprintf(text[i], sizeof(text[i]), "interface Loopback0\n ip address 172.16.%u.1 255.255.255.0\nrouter bgp %u\n bgp router-id 9.9.9.%u\n network 172.16.%u.0 mask 255.255.255.0\n",
			 i, 65001 + i, i + 1, i);
	while (k < LINKS && guard++ < 1000) {
		unsigned x = k < SYSTEMS - 1 ? k + 1 : (unsigned)rng_below(&g, SYSTEMS), y = (unsigned)rng_below(&g, k < SYSTEMS - 1 ? k + 1 : SYSTEMS);

		if (x == y || used[x] == 4 || used[y] == 4)
			continue;
		link_of[k][0] = (u8)x;
		link_of[k][1] = (u8)y;
		for (unsigned s = 0; s < 2; s++) {
			snprintf(line, sizeof(line), " neighbor 10.0.%u.%u remote-as %u\n neighbor 10.0.%u.%u advertisement-interval %u\n", k, 2 - s, 65001 + link_of[k][!s], k, 2 - s, (unsigned)rng_below(&g, 3));
			strcat(text[link_of[k][s]], line);
			snprintf(line, sizeof(line), "interface GigabitEthernet0/%u\n ip address 10.0.%u.%u 255.255.255.252\nrouter bgp %u\n", used[link_of[k][s]]++, k, 1 + s, 65001 + link_of[k][s]);
			strcat(text[link_of[k][s]], line);
		}
		k++;
	}
	assert_int_equal(k, LINKS);
	for (unsigned i = 0; i < SYSTEMS; i++) {
		char name[8];

		snprintf(name, sizeof(name), "as%u", i);
		as[i] = net_node(&n, &appliance_router, name, text[i]);
		used[i] = 0;
	}
	for (k = 0; k < LINKS; k++) {
		unsigned x = link_of[k][0], y = link_of[k][1];

		wire[k] = net_wire(as[x], used[x]++, as[y], used[y]++);
		cut[k] = false;
	}
	net_run(&n, 60 * NSEC_PER_SEC);
	check_all(seed, 0);
	for (unsigned round = 1; round <= ROUNDS; round++) {
		k = (unsigned)rng_below(&g, LINKS);
		cut[k] = !cut[k];
		wire_set_up(wire[k], !cut[k]);
		net_run(&n, rng_below(&g, 3) ? 60 * NSEC_PER_SEC : NSEC_PER_SEC / 4);
		if (round % 3 == 0) {
			net_run(&n, 90 * NSEC_PER_SEC);
			check_all(seed, round);
		}
	}
	for (unsigned i = 0; i < SYSTEMS; i++) {	/* all gone: no attribute is left behind */
		snprintf(line, sizeof(line), "no router bgp %u", 65001 + i);
		TYPE(&n, as[i], "configure terminal", line);
	}
	{
		size_t bytes;
		u32 count;

		intern_count(as[0]->node.worker, &count, &bytes);
		assert_int_equal(count, 0);
	}
	net_close(&n);
}

static void t_random(void **state)
{
	(void)state;
	for (u64 seed = 1; seed <= 12; seed++)
		network(seed);
}

/* ---- two connections at once: RFC 4271 6.8 ---- */

static struct tcp_conn *taken;
static bool taken_gone;

static void taken_happened(struct tcp_conn *c, enum tcp_event e, void *arg)
{
	u8 buf[4096];
	bool end = false;

	(void)arg;
	if (e == TCP_READABLE)
		tcp_read(c, buf, sizeof(buf), &end);
	taken_gone |= end || e == TCP_RESET || e == TCP_CLOSED;
}
static bool takes(struct tcp_listener *l, const struct ipaddr *from, u16 port, struct tcp_options *o)
{
	(void)l, (void)from, (void)port;
	o->user = (struct tcp_user){ taken_happened, NULL };
	return true;
}
static void took(struct tcp_listener *l, struct tcp_conn *c)
{
	(void)l;
	taken = c;
}

/* We have connected, and OPENs went both ways, when the neighbour connects too and says OPEN there: who has the higher identifier keeps the connection that it made. */
static void collide(u8 id, bool ours_stays)
{
	static const struct ipaddr any = { .af = AF_NONE };
	struct tcp_listener *l;
	u8 body[sizeof(open_body)];

	net_open(&n);
	r = net_node(&n, &appliance_router, "r1", "interface GigabitEthernet0/0\n ip address 10.0.0.1 255.255.255.0\nrouter bgp 65001\n bgp router-id 1.1.1.1\n"
						 " neighbor 10.0.0.2 remote-as 65002\n");
	other = net_node(&n, &appliance_router, "r2", "interface GigabitEthernet0/0\n ip address 10.0.0.2 255.255.255.0\n");
	taken = NULL;
	taken_gone = false;
	l = tcp_listen(*ipstack_tcp(other->ip), &any, BGP_PORT, 4, takes, took, NULL);
	assert_non_null(l);
	net_wire(r, 0, other, 0);
	for (unsigned k = 0; k < 300 && !taken; k++)
		net_run(&n, NSEC_PER_SEC);
	assert_non_null(taken);
	memcpy(body, open_body, sizeof(body));
	body[5] = id;
	conn = taken;		/* ours goes to OpenConfirm */
	say(BGP_OPEN, body, sizeof(body));
	assert_int_equal(bgp_peer_state(peer()), BS_OPENCONFIRM);
	dial();
	assert_false(gone);
	say(BGP_OPEN, body, sizeof(body));
	net_run(&n, NSEC_PER_SEC);
	assert_int_equal(gone, ours_stays);
	assert_int_equal(taken_gone, !ours_stays);
	if (ours_stays) {
		expect_notification(6, 7, "collision");
	} else {
		say(BGP_KEEPALIVE, NULL, 0);
		assert_int_equal(bgp_peer_state(peer()), BS_ESTABLISHED);
	}
	tcp_abort(taken);
	tcp_unlisten(l);
	teardown();
}

static void t_collision(void **state)
{
	(void)state;
	collide(9, false);
	collide(0, true);
}

/* ---- a neighbour that does not read ---- */

/* Prefixes in the UPDATEs that stand in heard; what is not whole is moved to the front. */
static u32 count_heard(void)
{
	u32 at = 0, count = 0;

	for (; at + BGP_HLEN <= n_heard && at + get_be16(heard + at + 16) <= n_heard; at += get_be16(heard + at + 16)) {
		const u8 *m = heard + at, *end = m + get_be16(m + 16), *p;

		if (m[18] != BGP_UPDATE)
			continue;
		p = m + BGP_HLEN + 2 + get_be16(m + BGP_HLEN);
		for (p += 2 + get_be16(p); p < end; p += 1 + (*p + 7) / 8)
			count++;
	}
	n_heard -= at;
	memmove(heard, heard + at, n_heard);
	return count;
}

/* Each route needs a message of its own: more than TCP and the queue take at a time, and none is lost. */
static void t_slow_reader(void **state)
{
	enum { ROUTES = 20000 };
	struct bgp_table *t;
	u32 count = 0;

	(void)state;
	setup("");
	t = bgp_table(r->ip->bgp, BGP_IP4);
	for (u32 k = 0; k < ROUTES; k++) {
		struct bgp_draft d = { .h = { .has = HAS_MED, .med = k } };
		struct ipaddr net = ipaddr4(A4(20, 0, 0, 0) + (k << 8));

		bgp_path_set(t, bgp_net_get(t, &net, 24), NULL, BGP_NETWORK, 0, bgp_draft_intern(r->ip->bgp->w, &d), NULL, NULL);
	}
	net_run(&n, NSEC_PER_SEC);
	up();
	for (unsigned k = 0; k < 100 && count < ROUTES; k++) {
		net_run(&n, 50 * NSEC_PER_MS);
		if (k == 0)
			assert_true(peer()->af[BGP_IP4].group->n_told == ROUTES && !peer()->af[BGP_IP4].caught_up);
		count += count_heard();
		happened(conn, TCP_READABLE, NULL);
	}
	count += count_heard();
	assert_int_equal(count, ROUTES);
	assert_true(peer()->af[BGP_IP4].caught_up);
	teardown();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(t_open), cmocka_unit_test(t_header), cmocka_unit_test(t_hold), cmocka_unit_test(t_slow_reader), cmocka_unit_test(t_collision), cmocka_unit_test(t_7606), cmocka_unit_test(t_missing), cmocka_unit_test(t_every_cut),
		cmocka_unit_test(t_loop), cmocka_unit_test(t_soft_in), cmocka_unit_test(t_max_prefix), cmocka_unit_test(t_steps), cmocka_unit_test(t_originate), cmocka_unit_test(t_maps_gone), cmocka_unit_test(t_lists_gone), cmocka_unit_test(t_reflection), cmocka_unit_test(t_originators), cmocka_unit_test(t_confed_peers), cmocka_unit_test(t_dynamic), cmocka_unit_test(t_maxas), cmocka_unit_test(t_shown), cmocka_unit_test(t_show_community), cmocka_unit_test(t_random),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
