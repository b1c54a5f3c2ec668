/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Link bandwidth of BGP's paths: its floating point, what a neighbour may say of it, what `dmzlink-bw` says instead, and the shares that come of it. */
#include "bgp_rig.h"

static void t_float(void **state)
{
	/* Values of IEEE 754 that everybody knows; the last two lie between two that can be said. */
	static const struct { u64 v; u32 f; } table[] = {
		{ 0, 0 }, { 1, 0x3f800000 }, { 2, 0x40000000 }, { 3, 0x40400000 }, { 10, 0x41200000 }, { 16777215, 0x4b7fffff }, { 16777216, 0x4b800000 },
		{ 125000, 0x47f42400 }, { 1250000, 0x49989680 }, { 12500000, 0x4b3ebc20 }, { 125000000, 0x4cee6b28 }, { 1250000000, 0x4e9502f9 },
	};

	(void)state;
	for (unsigned k = 0; k < ARRAY_LEN(table); k++) {
		assert_int_equal(bgp_float_of(table[k].v), table[k].f);
		assert_int_equal(bgp_float_whole(table[k].f), table[k].v);
	}
	assert_int_equal(bgp_float_of(16777217), 0x4b800000);	/* half way: to the even one */
	assert_int_equal(bgp_float_of(16777219), 0x4b800002);
	assert_int_equal(bgp_float_of(33554431), 0x4c000000);	/* the next power of two */
	for (unsigned bit = 0; bit < 63; bit++)
		assert_int_equal(bgp_float_whole(bgp_float_of(1ull << bit)), 1ull << bit);
	assert_int_equal(bgp_float_of(UINT64_MAX), 0x5f800000);
	/* Less than one, negative, infinite, no number; and too much. */
	assert_int_equal(bgp_float_whole(0x3f7fffff), 0);
	assert_int_equal(bgp_float_whole(0xbf800000), 0);
	assert_int_equal(bgp_float_whole(0x7f800000), 0);
	assert_int_equal(bgp_float_whole(0x7fc00000), 0);
	assert_int_equal(bgp_float_whole(0x7f7fffff), 1ull << 63);
	assert_int_equal(bgp_float_whole(1), 0);
}

static u64 bandwidth(void) { return bgp_path_bandwidth(r->ip->bgp->table[BGP_IP4], has(NET, 16)); }

static void told(const u8 ext[8])
{
	u8 attrs[sizeof(good_attrs) + 11];

	memcpy(attrs, good_attrs, sizeof(good_attrs));
	attrs[sizeof(good_attrs)] = 0xc0;
	attrs[sizeof(good_attrs) + 1] = AT_EXT_COMMUNITY;
	attrs[sizeof(good_attrs) + 2] = 8;
	memcpy(attrs + sizeof(good_attrs) + 3, ext, 8);
	update(attrs, sizeof(attrs), nlri, sizeof(nlri));
}

/* What it says of itself, and what its link is instead where the line stands; the interface's bandwidth is looked at as it changes. */
static void t_path(void **state)
{
	static const u8 some[] = { 0x40, 4, 0xfd, 0xea, 0x49, 0x98, 0x96, 0x80 }, transitive[] = { 0, 4, 0xfd, 0xea, 0x47, 0xf4, 0x24, 0 }, target[] = { 0, 2, 0xfd, 0xea, 0x49, 0x98, 0x96, 0x80 },
			opaque[] = { 3, 4, 0xfd, 0xea, 0x49, 0x98, 0x96, 0x80 };

	(void)state;
	setup("");
	up();
	told(target);
	assert_int_equal(bandwidth(), 0);
	told(opaque);
	assert_int_equal(bandwidth(), 0);
	told(transitive);
	assert_int_equal(bandwidth(), 125000);
	told(some);
	assert_int_equal(bandwidth(), 1250000);
	EXPECT(&n, r, "DMZ-Link Bw 1250 kbytes", "show ip bgp 10.9.0.0");
	assert_null(strstr(n.out, "Extended Community"));
	TYPE(&n, r, "configure terminal", "router bgp 65001", "neighbor 10.0.0.2 dmzlink-bw", "interface GigabitEthernet0/0", "bandwidth 8000", "end");
	net_run(&n, NSEC_PER_SEC);
	EXPECT(&n, r, "DMZ-Link Bw 1000 kbytes", "show ip bgp 10.9.0.0");
	TYPE(&n, r, "configure terminal", "interface GigabitEthernet0/0", "no bandwidth", "end");
	net_run(&n, NSEC_PER_SEC);
	EXPECT(&n, r, "DMZ-Link Bw 125000 kbytes", "show ip bgp 10.9.0.0");
	/* Not of one that is several hops away. */
	TYPE(&n, r, "configure terminal", "router bgp 65001", "no neighbor 10.0.0.2 dmzlink-bw", "end");
	assert_int_equal(bandwidth(), 1250000);
	teardown();
}

static void t_shares(void **state)
{
	static const struct { const char *name; u32 mbit[3]; u8 share[3]; } table[] = {
		{ "equal", { 10, 10, 10 }, { 1, 1, 1 } },
		{ "3 to 2 to 1", { 300, 200, 100 }, { 3, 2, 1 } },
		{ "prime to each other", { 7, 3, 11 }, { 7, 3, 11 } },
		{ "near the most", { 239, 1, 240 }, { 239, 1, 240 } },
		{ "too fine", { 1000, 999, 500 }, { 240, 240, 120 } },
		{ "next to nothing", { 10000, 1, 10000 }, { 240, 1, 240 } },
		{ "one says nothing", { 100, 0, 10 }, { 0, 0, 0 } },
	};
	struct bgp_peer of[3];
	struct bgp_path p[3];
	const struct bgp_path *path[3] = { &p[0], &p[1], &p[2] };
	struct bgp_draft d = { .h = { .origin = 0 } };
	struct bgp_table *t;

	(void)state;
	setup("");
	t = r->ip->bgp->table[BGP_IP4];
	memset(of, 0, sizeof(of));
	for (unsigned k = 0; k < 3; k++)
		p[k] = (struct bgp_path){ .peer = &of[k], .kind = BGP_LEARNED, .attr = bgp_draft_intern(t->b->w, &d) };
	for (unsigned row = 0; row < ARRAY_LEN(table); row++) {
		struct nexthop nh[3] = { 0 };

		for (unsigned k = 0; k < 3; k++)
			of[k].af[BGP_IP4].dmz_kbit = table[row].mbit[k] * 1000;
		t->b->fam[BGP_IP4].dmz = false;
		bgp_bandwidth_shares(t, path, nh, 3);
		assert_int_equal(nh[0].share | nh[1].share | nh[2].share, 0);
		t->b->fam[BGP_IP4].dmz = true;
		bgp_bandwidth_shares(t, path, nh, 3);
		for (unsigned k = 0; k < 3; k++)
			if (nh[k].share != table[row].share[k])
				fail_msg("%s: %u of next hop %u", table[row].name, nh[k].share, k);
	}
	for (unsigned k = 0; k < 3; k++)
		intern_put(t->b->w, p[k].attr);
	teardown();
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(t_float), cmocka_unit_test(t_path), cmocka_unit_test(t_shares) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
