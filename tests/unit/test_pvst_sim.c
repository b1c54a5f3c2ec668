/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An MST region beside switches with a tree a VLAN: who agrees, who is blocked and why, and random networks of both against plain distances. */
#include "campus.h"
#include "core/rng.h"
#include "switch/stp.h"

#define VLANS "vlan 10\nvlan 20\n"
#define TRUNKS "interface range GigabitEthernet0/1 - 6\n switchport mode trunk\n"
#define REGION "spanning-tree mode mst\nspanning-tree mst configuration\n name r\n instance 1 vlan 10\n" VLANS TRUNKS

static const struct stp_tree_port *cist(struct device *d, unsigned port) { return &d->bridge->stp->tree[0]->port[port - 1]; }

static bool forwards(struct device *d, unsigned port, u16 vlan) { return vlan_in(&campus_sw(d, port)->passes, vlan); }

/* The region has the root: a triangle of it and two others is cut for every VLAN by the others. */
static void region_as_root(void **state)
{
	for (unsigned rapid = 0; rapid < 2; rapid++) {
		struct world *w = campus_new();
		struct device *m = campus_switch(w, "m", 8, REGION "spanning-tree mst 0 priority 4096\n"), *p[2];

		(void)state;
		for (unsigned i = 0; i < 2; i++) {
			p[i] = campus_switch(w, i ? "q" : "p", 8, rapid ? "spanning-tree mode rapid-pvst\n" VLANS TRUNKS : "spanning-tree mode pvst\n" VLANS TRUNKS);
			campus_join(m, 1 + i, p[i], 1);
		}
		campus_join(p[0], 2, p[1], 2);
		pass(w, rapid ? NSEC_PER_SEC / 2 : 60 * NSEC_PER_SEC);
		for (unsigned i = 0; i < 2; i++)
			for (u16 v = 1; v <= 20; v += v == 1 ? 9 : 10) {
				struct rstp_status st;

				rstp_status(p[i]->bridge->stp->tree[v]->r, &st);
				assert_int_equal(st.root.root_id >> 48, 4096);
				assert_int_equal(st.root_port, 0);
				assert_true(forwards(p[i], 1, v) && forwards(m, 1 + i, v));
				assert_int_equal(forwards(p[0], 2, v) + forwards(p[1], 2, v), 1);
			}
		assert_non_null(strstr(campus_show(m, "show spanning-tree mst 0"), "P2p Bound(PVST)"));
		assert_non_null(strstr(campus_show(m, "show spanning-tree mst 1"), "P2p Bound(PVST)"));
		pass_s(w, 60);
		assert_false(campus_logged(m, "PVSTSIM"));
		world_free(w);
	}
}

static void superior_where_it_may_not_be(void **state)
{
	struct world *w = campus_new();
	struct device *m = campus_switch(w, "m", 8, REGION "spanning-tree mst 0 priority 4096\n");
	struct device *p = campus_switch(w, "p", 8, "spanning-tree mode rapid-pvst\n" VLANS TRUNKS);

	(void)state;
	campus_join(m, 1, p, 1);
	pass_s(w, 5);
	campus_apply(p, "spanning-tree vlan 10 priority 0\n");
	pass_s(w, 1);
	assert_int_equal(cist(m, 1)->fault, STP_PVST_INCONSISTENT);
	assert_true(campus_logged(m, "%SPANTREE-2-PVSTSIM_FAIL: Blocking designated port Gi0/1: Inconsistent superior PVST BPDU received on VLAN 10, claiming root 10:"));
	for (u16 v = 1; v <= 20; v += v == 1 ? 9 : 10)
		assert_false(forwards(m, 1, v));
	assert_non_null(strstr(campus_show(m, "show spanning-tree mst"), "BKN*"));
	assert_non_null(strstr(campus_show(m, "show spanning-tree"), "P2p Bound(PVST) *PVST_Inc"));
	assert_non_null(strstr(campus_show(m, "show spanning-tree inconsistentports"), "PVST Sim. Inconsistent"));
	pass_s(w, 30); /* as long as it is said */
	assert_int_equal(cist(m, 1)->fault, STP_PVST_INCONSISTENT);
	campus_apply(p, "no spanning-tree vlan 10 priority\n");
	pass_s(w, 10);
	assert_int_equal(cist(m, 1)->fault, STP_SOUND);
	assert_true(campus_logged(m, "%SPANTREE-2-PVSTSIM_OK: PVST Simulation inconsistency cleared on port GigabitEthernet0/1."));
	for (u16 v = 1; v <= 20; v += v == 1 ? 9 : 10)
		assert_true(forwards(m, 1, v));
	world_free(w);
}

/* The root is over there, for each VLAN; then one VLAN's is worse than VLAN 1's. */
static void inferior_on_the_root_port(void **state)
{
	struct world *w = campus_new();
	struct device *m = campus_switch(w, "m", 8, REGION);
	struct device *p = campus_switch(w, "p", 8, "spanning-tree mode rapid-pvst\nspanning-tree vlan 1 priority 8192\nspanning-tree vlan 10,20 priority 4096\n" VLANS TRUNKS);
	struct rstp_status st;

	(void)state;
	campus_join(m, 1, p, 1);
	pass_s(w, 5);
	rstp_status(m->bridge->stp->tree[0]->r, &st);
	assert_int_equal(st.root.root_id >> 48, 8193);
	assert_int_equal(cist(m, 1)->fault, STP_SOUND);
	for (u16 v = 1; v <= 20; v += v == 1 ? 9 : 10)
		assert_true(forwards(m, 1, v) && forwards(p, 1, v));
	campus_apply(p, "spanning-tree vlan 20 priority 8192\n"); /* 8212 is worse than 8193 */
	pass_s(w, 3);
	assert_int_equal(cist(m, 1)->fault, STP_PVST_INCONSISTENT);
	assert_true(campus_logged(m, "%SPANTREE-2-PVSTSIM_FAIL: Blocking root port Gi0/1: Inconsistent inferior PVST BPDU received on VLAN 20, claiming root 8212:"));
	assert_false(forwards(m, 1, 10));
	pass_s(w, 30);
	assert_int_equal(cist(m, 1)->fault, STP_PVST_INCONSISTENT);
	campus_apply(p, "spanning-tree vlan 20 priority 4096\n");
	pass_s(w, 10);
	assert_true(cist(m, 1)->fault == STP_SOUND && forwards(m, 1, 20));
	world_free(w);
}

static void without_simulation(void **state)
{
	struct world *w = campus_new();
	struct device *m = campus_switch(w, "m", 8, REGION "interface g0/1\n spanning-tree mst simulate pvst disable\n");
	struct device *p = campus_switch(w, "p", 8, "spanning-tree mode rapid-pvst\n" VLANS TRUNKS), *q = campus_switch(w, "q", 8, REGION);

	(void)state;
	campus_join(m, 1, p, 1);
	campus_join(m, 2, q, 1);
	pass_s(w, 5);
	assert_int_equal(cist(m, 1)->fault, STP_PVST_PEER);
	assert_int_equal(cist(m, 2)->fault, STP_SOUND);
	assert_true(campus_logged(m, "%SPANTREE-2-PVST_PEER_BLOCK: PVST BPDU detected on port GigabitEthernet0/1."));
	assert_non_null(strstr(campus_show(m, "show spanning-tree mst"), "*PVST_Peer_Inc"));
	assert_non_null(strstr(campus_show(m, "show spanning-tree inconsistentports"), "PVST Peer Inconsistent"));
	assert_false(forwards(m, 1, 1) || forwards(m, 1, 10));
	campus_apply(m, "interface g0/1\n no spanning-tree mst simulate pvst\n");
	assert_int_equal(cist(m, 1)->fault, STP_SOUND);
	assert_true(campus_logged(m, "%SPANTREE-2-PVST_PEER_UNBLOCK: Unblocking port GigabitEthernet0/1."));
	pass_s(w, 5);
	assert_true(forwards(m, 1, 10));
	campus_apply(m, "no spanning-tree mst simulate pvst global\n");
	pass_s(w, 5);
	assert_int_equal(cist(m, 1)->fault, STP_PVST_PEER);
	campus_apply(m, "interface g0/1\n spanning-tree mst simulate pvst\n"); /* the port's own word */
	pass_s(w, 5);
	assert_true(cist(m, 1)->fault == STP_SOUND && forwards(m, 1, 20));
	campus_apply(p, "spanning-tree mode mst\nspanning-tree mst configuration\n name r\n instance 1 vlan 10\n");
	pass_s(w, 5);
	assert_null(strstr(campus_show(m, "show spanning-tree mst"), "Bound"));
	world_free(w);
}

/* A ring of two of the region and two others comes up while somebody talks: each VLAN's tree over there has to agree before the region's port forwards. */
static void no_loop_while_it_comes_up(void **state)
{
	for (unsigned turn = 0; turn < 4; turn++) {
		struct world *w = campus_new();
		struct device *d[4];
		struct station *a, *b;
		unsigned sent = 0;

		(void)state;
		for (unsigned i = 0; i < 4; i++)
			d[i] = campus_switch(w, (const char *const[]){ "m", "n", "p", "q" }[i], 8,
					     i < 2 ? REGION "spanning-tree mst 0-1 priority 4096\n" : "spanning-tree mode rapid-pvst\n" VLANS TRUNKS "interface g0/7\n switchport mode access\n switchport access vlan 10\n spanning-tree portfast\n");
		a = campus_station(w, "a", d[2], 7);
		b = campus_station(w, "b", d[3], 7);
		for (unsigned i = 0; i < 4; i++) {
			const unsigned at[4][4] = { { 0, 1, 1, 1 }, { 0, 2, 2, 1 }, { 1, 2, 3, 1 }, { 2, 2, 3, 2 } };
			const unsigned *x = at[(i + turn) % 4];

			campus_join(d[x[0]], x[1], d[x[2]], x[3]);
		}
		for (; sent < 8000; sent++) {
			unsigned before = a->n, own = b->n;

			talk(b, 2, 0xff, 0);
			pass(w, 2 * NSEC_PER_US);
			talk(a, 1, 0xff, 0);
			pass(w, 8 * NSEC_PER_US);
			assert_true(a->n - before <= 1 && b->n - own <= 1);
		}
		assert_true(a->n > 300);
		world_free(w);
	}
}

/* ---- random networks ---- */

enum { SWITCHES = 8, LINKS = 14, PORTS = 8 };

struct mixed {
	struct world *w;
	struct rng r;
	unsigned n, n_links, used[SWITCHES];
	bool region[SWITCHES], up[LINKS];
	struct device *d[SWITCHES];
	struct station *s[SWITCHES][2];	/* in VLAN 10, 20 */
	struct wire *wire[LINKS];
	unsigned end[LINKS][2];
};

static void link_two(struct mixed *x, unsigned a, unsigned b)
{
	unsigned k = x->n_links;

	if (a == b || x->used[a] == 6 || x->used[b] == 6 || k == LINKS)
		return;
	x->end[k][0] = a;
	x->end[k][1] = b;
	x->up[k] = true;
	x->wire[x->n_links++] = campus_join(x->d[a], ++x->used[a], x->d[b], ++x->used[b]);
}

/* The region's switches are one behind the other, so that it stays whole; the rest is as it comes. */
static void make(struct mixed *x, u64 seed, bool any_root)
{
	memset(x, 0, sizeof(*x));
	x->w = campus_new();
	rng_seed(&x->r, seed, "mixed");
	x->n = 3 + (unsigned)rng_below(&x->r, SWITCHES - 2);
	for (unsigned i = 0; i < x->n; i++) {
		char config[1024], name[32];

		x->region[i] = i < 1 + x->n / 3;
		snprintf(name, sizeof(name), "s%u", i);
		snprintf(config, sizeof(config), "%sspanning-tree mst 0 priority %u\nspanning-tree vlan 1 priority %u\nspanning-tree vlan 10 priority %u\nspanning-tree vlan 20 priority %u\n"
			 "no errdisable detect cause link-flap\ninterface g0/7\n switchport mode access\n switchport access vlan 10\n spanning-tree portfast\ninterface g0/8\n switchport mode access\n switchport access vlan 20\n spanning-tree portfast\n",
			 x->region[i] ? REGION : "spanning-tree mode rapid-pvst\n" VLANS TRUNKS, any_root ? 4096 * (unsigned)rng_below(&x->r, 16) : i ? 32768 : 4096,
			 any_root ? 4096 * (unsigned)rng_below(&x->r, 16) : 32768, any_root ? 4096 * (unsigned)rng_below(&x->r, 16) : 32768,
			 any_root ? 4096 * (unsigned)rng_below(&x->r, 16) : 32768);
		x->d[i] = campus_switch(x->w, name, PORTS, config);
		for (unsigned k = 0; k < 2; k++) {
			snprintf(name, sizeof(name), "h%u%u", i, k);
			x->s[i][k] = campus_station(x->w, name, x->d[i], 7 + k);
		}
	}
	for (unsigned i = 1; i < x->n; i++)
		link_two(x, i, x->region[i] ? i - 1 : (unsigned)rng_below(&x->r, i));
	for (unsigned k = 0; k < x->n; k++)
		link_two(x, (unsigned)rng_below(&x->r, x->n), (unsigned)rng_below(&x->r, x->n));
}

/* How many wires from the region, over what is up. */
static void distances(const struct mixed *x, unsigned dist[SWITCHES])
{
	for (unsigned i = 0; i < x->n; i++)
		dist[i] = x->region[i] ? 0 : 1000;
	for (unsigned round = 0; round < x->n; round++)
		for (unsigned k = 0; k < x->n_links; k++)
			for (unsigned e = 0; e < 2; e++) {
				unsigned from = x->end[k][e], to = x->end[k][!e];

				if (x->up[k] && !x->region[to] && dist[from] + 1 < dist[to])
					dist[to] = dist[from] + 1;
			}
}

/* A frame to everybody from every station: nobody gets two of one, and (all) everybody of the VLAN gets one. */
static void flood(struct mixed *x, bool all, u64 seed)
{
	for (unsigned k = 0; k < 2; k++)
		for (unsigned i = 0; i < x->n; i++) {
			unsigned before[SWITCHES];

			for (unsigned j = 0; j < x->n; j++)
				before[j] = x->s[j][k]->n;
			talk(x->s[i][k], (u8)(1 + i + 20 * k), 0xff, 0);
			pass(x->w, 2 * NSEC_PER_MS);
			for (unsigned j = 0; j < x->n; j++) {
				unsigned got = x->s[j][k]->n - before[j];

				if (got > (j != i) || (all && j != i && !got))
					fail_msg("seed %llu: from s%u to s%u in VLAN %u: %u copies", (unsigned long long)seed, i, j, k ? 20 : 10, got);
			}
		}
}

static void check_distances(struct mixed *x, u64 seed)
{
	unsigned dist[SWITCHES];

	distances(x, dist);
	for (unsigned i = 0; i < x->n; i++)
		for (u16 v = 1; v <= 20 && !x->region[i]; v += v == 1 ? 9 : 10) {
			struct rstp_status st;

			if (dist[i] >= 1000)
				continue;
			rstp_status(x->d[i]->bridge->stp->tree[v]->r, &st);
			if (st.root.root_id >> 48 != 4096 || st.root.root_cost != 4 * dist[i])
				fail_msg("seed %llu: s%u, VLAN %u: cost %u of the root %u, not %u", (unsigned long long)seed, i, v, st.root.root_cost, (unsigned)(st.root.root_id >> 48), 4 * dist[i]);
		}
}

static bool whole(const struct mixed *x)
{
	unsigned dist[SWITCHES];
	bool all = true;

	distances(x, dist);
	for (unsigned i = 0; i < x->n; i++)
		all &= dist[i] < 1000;
	return all;
}

/* The region has the root: all VLANs have trees, as far from it as there are wires, whatever is cut outside of it. */
static void networks_with_the_root_in_the_region(void **state)
{
	(void)state;
	for (u64 seed = 1; seed <= 12; seed++) {
		struct mixed x;

		make(&x, seed, false);
		pass_s(x.w, 30);
		for (unsigned event = 0; event < 4; event++) {
			unsigned k = (unsigned)rng_below(&x.r, x.n_links);

			check_distances(&x, seed);
			flood(&x, whole(&x), seed);
			for (unsigned i = 0; i < x.n; i++)
				for (unsigned p = 1; p <= 6; p++)
					assert_true(!x.region[i] || cist(x.d[i], p)->fault == STP_SOUND);
			if (x.region[x.end[k][0]] && x.region[x.end[k][1]])
				continue;
			x.up[k] = !x.up[k];
			wire_set_up(x.wire[k], x.up[k]);
			pass_s(x.w, 30);
		}
		world_free(x.w);
	}
}

/* Priorities as they come, which may be inconsistent: some are cut off then, and still nothing loops. */
static void networks_with_any_root(void **state)
{
	unsigned failed = 0;

	(void)state;
	for (u64 seed = 1; seed <= 12; seed++) {
		struct mixed x;

		make(&x, seed, true);
		pass_s(x.w, 60);
		flood(&x, false, seed);
		for (unsigned i = 0; i < x.n; i++)
			failed += x.region[i] && campus_logged(x.d[i], "PVSTSIM_FAIL");
		world_free(x.w);
	}
	assert_true(failed > 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(region_as_root), cmocka_unit_test(superior_where_it_may_not_be), cmocka_unit_test(inferior_on_the_root_port),
		cmocka_unit_test(without_simulation), cmocka_unit_test(no_loop_while_it_comes_up), cmocka_unit_test(networks_with_the_root_in_the_region), cmocka_unit_test(networks_with_any_root),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
