/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Extended communities of BGP that mean something: costs, compared where each says, and the site of origin; what route maps and `neighbor soo` set, what a neighbour
 * of another AS may not say, and what is not told to one.
 */
#include "bgp_rig.h"

#define SAY(...) do { TYPE(&n, r, "configure terminal", __VA_ARGS__, "end"); net_run(&n, 100 * NSEC_PER_MS); } while (0)

enum { DEFAULT = 0x7fffffff };

static struct intern *with_ext(struct worker *w, const u8 *ext, u16 len)
{
	struct bgp_draft d = { .h = { .origin = 0 } };

	d.part[PART_EXT] = ext;
	d.h.len[PART_EXT] = len;
	return bgp_draft_intern(w, &d);
}

#define COST(point, id, cost) 0x43, 1, point, id, (u8)((u32)(cost) >> 24), (u8)((u32)(cost) >> 16), (u8)((u32)(cost) >> 8), (u8)(cost)

/* By ID, the lowest first; who says none says the middle; all as dear, the one who says something of the lowest ID. */
static void t_order(void **state)
{
	static const struct { const char *name; u8 x[24], nx, y[24], ny; int is; } table[] = {
		{ "nothing said", { 0 }, 0, { 0 }, 0, 0 },
		{ "less", { COST(COST_IGP, 1, 5) }, 8, { COST(COST_IGP, 1, 6) }, 8, -1 },
		{ "the same", { COST(COST_IGP, 1, 5) }, 8, { COST(COST_IGP, 1, 5) }, 8, 0 },
		{ "cheaper than the middle", { COST(COST_IGP, 1, DEFAULT - 1) }, 8, { 0 }, 0, -1 },
		{ "dearer than the middle", { COST(COST_IGP, 1, DEFAULT + 1u) }, 8, { 0 }, 0, 1 },
		{ "the middle itself: it says something", { COST(COST_IGP, 1, DEFAULT) }, 8, { 0 }, 0, -1 },
		{ "another point", { COST(COST_PRE, 1, 5) }, 8, { COST(COST_PRE, 1, 6) }, 8, 0 },
		{ "a point that is none here", { COST(130, 1, 5) }, 8, { 0 }, 0, 0 },
		{ "the lower ID decides, whatever the order", { COST(COST_IGP, 9, 1), COST(COST_IGP, 2, 7) }, 16, { COST(COST_IGP, 2, 6), COST(COST_IGP, 9, 2) }, 16, 1 },
		{ "then the next", { COST(COST_IGP, 2, 7), COST(COST_IGP, 255, 1) }, 16, { COST(COST_IGP, 2, 7), COST(COST_IGP, 255, 2) }, 16, -1 },
		{ "an ID that the other has not", { COST(COST_IGP, 0, 7) }, 8, { COST(COST_IGP, 1, 1) }, 8, -1 },
		{ "of two of one ID the lower", { COST(COST_IGP, 1, 9), COST(COST_IGP, 1, 3) }, 16, { COST(COST_IGP, 1, 4) }, 8, -1 },
		{ "no cost, but like one", { 3, 1, COST_IGP, 1, 0, 0, 0, 1 }, 8, { 0x43, 2, COST_IGP, 1, 0, 0, 0, 9 }, 8, 0 },
	};
	struct worker *w;

	(void)state;
	setup("");
	w = r->ip->bgp->w;
	for (unsigned k = 0; k < ARRAY_LEN(table); k++) {
		struct intern *x = with_ext(w, table[k].x, table[k].nx), *y = with_ext(w, table[k].y, table[k].ny);

		if (bgp_cost_order(bgp_attrs(x), bgp_attrs(y), COST_IGP) != table[k].is || bgp_cost_order(bgp_attrs(y), bgp_attrs(x), COST_IGP) != -table[k].is)
			fail_msg("%s", table[k].name);
		intern_put(w, x);
		intern_put(w, y);
	}
	teardown();
}

static u32 attrs_with(u8 *out, const u8 *ext, u8 len)
{
	memcpy(out, good_attrs, sizeof(good_attrs));
	out[sizeof(good_attrs)] = 0xc0;
	out[sizeof(good_attrs) + 1] = AT_EXT_COMMUNITY;
	out[sizeof(good_attrs) + 2] = len;
	memcpy(out + sizeof(good_attrs) + 3, ext, len);
	return sizeof(good_attrs) + 3 + len;
}

/* A point before all steps, one after the metric; the word that passes over both. */
static void t_decision(void **state)
{
	struct { struct bgp_net net; u8 addr[4]; } x;
	static const u8 pre[] = { COST(COST_PRE, 1, 1) }, igp[] = { COST(COST_IGP, 1, 1) };
	struct bgp_peer one, two;
	struct bgp_hop near = { .valid = true }, far = { .valid = true, .metric = 1 };
	struct bgp_path *p, *q;
	struct bgp_table *t;

	(void)state;
	setup("");
	t = r->ip->bgp->table[BGP_IP4];
	one = (struct bgp_peer){ .addr = ipaddr4(1), .b = r->ip->bgp, .ibgp = true };
	two = (struct bgp_peer){ .addr = ipaddr4(2), .b = r->ip->bgp, .ibgp = true };
	p = slab_at(&t->paths, slab_alloc(&t->paths));
	q = slab_at(&t->paths, slab_alloc(&t->paths));
	memset(&x, 0, sizeof(x));
	/* p loses all else, to the last address. */
	*p = (struct bgp_path){ .peer = &two, .attr = with_ext(t->b->w, pre, sizeof(pre)), .hop = &near };
	*q = (struct bgp_path){ .peer = &one, .attr = with_ext(t->b->w, NULL, 0), .hop = &near, .weight = 9 };
	x.net.paths = slab_id(&t->paths, p);
	p->next = slab_id(&t->paths, q);
	bgp_decide_only(t, &x.net);
	assert_true(p->flags & PF_BEST);
	assert_int_equal(q->why, WHY_COST_PRE);
	SAY("router bgp 65001", "bgp bestpath cost-community ignore");
	bgp_decide_only(t, &x.net);
	assert_true(q->flags & PF_BEST);
	assert_int_equal(p->why, WHY_WEIGHT);
	SAY("router bgp 65001", "no bgp bestpath cost-community ignore");
	intern_put(t->b->w, p->attr);
	p->attr = with_ext(t->b->w, igp, sizeof(igp));
	bgp_decide_only(t, &x.net);
	assert_int_equal(p->why, WHY_WEIGHT);
	q->weight = 0;
	bgp_decide_only(t, &x.net);
	assert_true(p->flags & PF_BEST);
	assert_int_equal(q->why, WHY_COST_IGP);
	t->b->fam[BGP_IP4].paths_ibgp = 2;	/* nor do they stand side by side */
	q->hop = &(struct bgp_hop){ .valid = true };
	bgp_decide_only(t, &x.net);
	assert_false(q->flags & PF_MULTI);
	SAY("router bgp 65001", "bgp bestpath cost-community ignore");
	bgp_decide_only(t, &x.net);
	assert_true(q->flags & PF_BEST && p->flags & PF_MULTI);
	SAY("router bgp 65001", "no bgp bestpath cost-community ignore");
	p->hop = &far;
	bgp_decide_only(t, &x.net);
	assert_true(q->flags & PF_BEST);
	assert_int_equal(p->why, WHY_IGP);	/* the metric comes first */
	t->b->fam[BGP_IP4].paths_ibgp = 1;
	intern_put(t->b->w, p->attr);
	intern_put(t->b->w, q->attr);
	teardown();
}

/* What a map sets in; costs that an external neighbour says go, those of internal ones stay, others stay of both. */
static void t_in(void **state)
{
	static const u8 ext[] = { COST(COST_IGP, 1, 5), 0, 2, 0xfd, 0xea, 0, 0, 0, 7, 0, 3, 0, 9, 0, 0, 0, 9 };
	u8 attrs[128];
	u32 len = attrs_with(attrs, ext, sizeof(ext));

	(void)state;
	setup("");
	up();
	update(attrs, len, nlri, sizeof(nlri));
	EXPECT(&n, r, "Extended Community: RT:65002:7 SoO:9:9\n", "show ip bgp 10.9.0.0");
	SAY("route-map M permit 10", "set extcommunity cost 3 77", "set extcommunity cost pre-bestpath 4 78", "set extcommunity soo 65000:1", "router bgp 65001", "neighbor 10.0.0.2 route-map M in");
	update(attrs, len, nlri, sizeof(nlri));
	EXPECT(&n, r, "Extended Community: RT:65002:7 SoO:65000:1 Cost:igp:3:77 Cost:pre-bestpath:4:78\n", "show ip bgp 10.9.0.0");
	EXPECT(&n, r, "set extcommunity cost igp 3 77\n set extcommunity cost pre-bestpath 4 78\n set extcommunity soo 65000:1\n", "show running-config");
	/* Of a later clause the same point and ID takes the place, another stands beside it. */
	SAY("route-map M permit 10", "continue", "no set extcommunity cost pre-bestpath 4 78", "route-map M permit 20", "set extcommunity cost 3 5", "set extcommunity cost igp 9 6");
	update(attrs, len, nlri, sizeof(nlri));
	EXPECT(&n, r, "SoO:65000:1 Cost:igp:3:5 Cost:igp:9:6\n", "show ip bgp 10.9.0.0");
	/* The neighbour's own site stands before the map's (IOS). */
	SAY("router bgp 65001", "neighbor 10.0.0.2 soo 10.0.0.9:4");
	update(attrs, len, nlri, sizeof(nlri));
	EXPECT(&n, r, "RT:65002:7 Cost:igp:3:5 Cost:igp:9:6 SoO:10.0.0.9:4\n", "show ip bgp 10.9.0.0");
	SAY("router bgp 65001", "no neighbor 10.0.0.2 soo 10.0.0.9:4", "no neighbor 10.0.0.2 route-map M in");
	update(attrs, len, nlri, sizeof(nlri));
	EXPECT(&n, r, "Extended Community: RT:65002:7 SoO:9:9\n", "show ip bgp 10.9.0.0");
	EXPECT(&n, r, "% Invalid site of origin", "configure terminal", "router bgp 65001", "neighbor 10.0.0.2 soo 7", "end");
	teardown();
}

static void again(void)
{
	say(BGP_KEEPALIVE, NULL, 0);
	TYPE(&n, r, "clear ip bgp * soft in");
	net_run(&n, NSEC_PER_SEC);
}

/* Lists of them: what a neighbour's route must have, and what is taken off it, while the session is up. */
static void t_lists(void **state)
{
	static const u8 ext[] = { 0, 2, 0xfd, 0xea, 0, 0, 0, 7, 0, 3, 0, 9, 0, 0, 0, 9, 0, 2, 0xfd, 0xea, 0, 0, 0, 8 };
	u8 attrs[128];
	u32 len = attrs_with(attrs, ext, sizeof(ext));

	(void)state;
	setup("ip extcommunity-list standard WANT permit rt 65002:7 soo 9:9\nip extcommunity-list expanded RTS permit ^RT:\nroute-map M permit 10\n match extcommunity WANT\n");
	up();
	SAY("router bgp 65001", "neighbor 10.0.0.2 soft-reconfiguration inbound", "neighbor 10.0.0.2 route-map M in");
	update(attrs, len, nlri, sizeof(nlri));
	EXPECT(&n, r, "Extended Community: RT:65002:7 SoO:9:9 RT:65002:8\n", "show ip bgp 10.9.0.0");
	SAY("route-map M permit 10", "set extcomm-list RTS delete", "set extcommunity rt 65000:1 additive");
	again();
	EXPECT(&n, r, "Extended Community: SoO:9:9 RT:65000:1\n", "show ip bgp 10.9.0.0");
	SAY("ip extcommunity-list expanded RTS deny :8$", "no ip extcommunity-list expanded RTS permit ^RT:", "ip extcommunity-list expanded RTS permit ^RT:");
	again();
	EXPECT(&n, r, "Extended Community: SoO:9:9 RT:65002:8 RT:65000:1\n", "show ip bgp 10.9.0.0");
	SAY("route-map M permit 10", "no set extcomm-list RTS delete", "no set extcommunity rt 65000:1 additive", "ip extcommunity-list standard WANT deny rt 65002:7", "no ip extcommunity-list standard WANT permit rt 65002:7 soo 9:9",
	    "ip extcommunity-list standard WANT permit rt 65002:7 soo 9:9");
	again();
	assert_true(has(NET, 16)->flags & PF_DENIED);
	teardown();
}

/* Octets of an UPDATE that came, with that attribute's type; NULL: none had it. */
static const u8 *said(u8 type, const void *octets, u32 len)
{
	for (u32 at = 0; at + BGP_HLEN <= n_heard; at += get_be16(heard + at + 16))
		for (u32 k = at; heard[at + 18] == type && k + len <= at + get_be16(heard + at + 16); k++)
			if (!memcmp(heard + k, octets, len))
				return heard + k;
	return NULL;
}

/* Out: what is for the AS alone does not leave it; routes of the neighbour's own site are not told to it. */
static void t_out(void **state)
{
	static const u8 cost[] = { COST(COST_IGP, 1, 5) }, site[] = { 0, 3, 0xfd, 0xe8, 0, 0, 0, 9 }, ours[] = { 24, 10, 77, 0 }, others[] = { 24, 10, 78, 0 };

	(void)state;
	setup(" neighbor 10.0.0.2 send-community both\n neighbor 10.0.0.2 advertisement-interval 0\n network 10.77.0.0 mask 255.255.255.0 route-map S\n network 10.78.0.0 mask 255.255.255.0\n"
	      "ip route 10.77.0.0 255.255.255.0 Null0\nip route 10.78.0.0 255.255.255.0 Null0\n"
	      "route-map S permit 10\n set extcommunity cost 1 5\n set extcommunity soo 65000:9\n");
	up();
	net_run(&n, NSEC_PER_SEC);
	assert_non_null(said(BGP_UPDATE, ours, sizeof(ours)));
	assert_non_null(said(BGP_UPDATE, others, sizeof(others)));
	assert_non_null(said(BGP_UPDATE, site, sizeof(site)));
	assert_null(said(BGP_UPDATE, cost, sizeof(cost)));
	EXPECT(&n, r, "Cost:igp:1:5", "show ip bgp 10.77.0.0 255.255.255.0");
	hang_up();
	SAY("router bgp 65001", "neighbor 10.0.0.2 soo 65000:9");
	net_run(&n, 10 * NSEC_PER_SEC);
	dial();
	up();
	net_run(&n, NSEC_PER_SEC);
	assert_null(said(BGP_UPDATE, ours, sizeof(ours)));
	assert_non_null(said(BGP_UPDATE, others, sizeof(others)));
	teardown();
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(t_order), cmocka_unit_test(t_decision), cmocka_unit_test(t_in), cmocka_unit_test(t_lists), cmocka_unit_test(t_out) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
