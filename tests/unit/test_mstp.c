/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * MSTP: the digests of 802.1Q, bytes, and random networks of regions. After each event every port of every tree is as a plain fixed point over
 * priority vectors (13.10, 13.11) predicts, and each tree is one and has no loop.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/rng.h"
#include "net/rd.h"
#include "switch/mstp.h"

enum { BRIDGES = 14, PORTS = 12, LINKS = 30, REGIONS = 3, TREES = 3, QUEUE = 1 << 16 };

struct link {
	unsigned bridge[2], port[2];
	bool up;
};
struct message {
	unsigned link, to;
	u8 bytes[256];
	size_t len;
};
struct arg {
	struct net *net;
	unsigned bridge, tree;
};
struct net {
	unsigned n, n_links, n_ports[BRIDGES], region[BRIDGES];
	u16 priority[BRIDGES][TREES];
	u32 cost[BRIDGES][PORTS];
	struct mstp *m[BRIDGES];
	struct arg arg[BRIDGES][TREES];
	struct link link[LINKS];
	int link_of[BRIDGES][PORTS];
	bool forwarding[BRIDGES][TREES][PORTS];
	struct message *queue;
	u32 head, tail;
};

static u64 id_of(const struct net *n, unsigned b, unsigned tree)
{
	return (u64)(n->priority[b][tree] | tree) << 48 | 0x020000000000ull | (b + 1);
}

static void hook_send(void *arg, unsigned port, const struct mst_bpdu *b)
{
	struct arg *a = arg;
	struct net *n = a->net;
	int l = n->link_of[a->bridge][port];
	struct message *m = &n->queue[n->tail++ % QUEUE];

	assert_true(n->tail - n->head < QUEUE);
	m->link = (unsigned)l;
	m->to = n->link[l].bridge[0] == a->bridge && n->link[l].port[0] == port;
	m->len = mst_write(b, m->bytes, sizeof(m->bytes));
	assert_true(m->len >= 4);
}
static void hook_state(void *arg, unsigned port, bool learning, bool forwarding)
{
	struct arg *a = arg;

	(void)learning;
	a->net->forwarding[a->bridge][a->tree][port] = forwarding;
}
static void hook_flush(void *arg, unsigned port)
{
	(void)arg;
	(void)port;
}
static const struct mstp_hooks hooks = { .send = hook_send };
static const struct rstp_hooks tree_hooks = { .state = hook_state, .flush = hook_flush };

static void settle(struct net *n)
{
	unsigned budget = 400000;

	while (n->head != n->tail && --budget) {
		struct message *m = &n->queue[n->head++ % QUEUE];
		struct link *l = &n->link[m->link];
		struct mst_bpdu b;

		if (!l->up)
			continue;
		assert_true(mst_parse(&b, m->bytes, m->len));
		mstp_receive(n->m[l->bridge[m->to]], l->port[m->to], &b);
	}
	assert_true(budget);
}

static void pass(struct net *n, unsigned seconds)
{
	while (seconds--) {
		for (unsigned i = 0; i < n->n; i++)
			mstp_tick(n->m[i]);
		settle(n);
	}
}

static void link_set(struct net *n, unsigned l, bool up)
{
	n->link[l].up = up;
	for (unsigned k = 0; k < 2; k++)
		mstp_port_link(n->m[n->link[l].bridge[k]], n->link[l].port[k], up);
	settle(n);
}

static struct net *net_new(struct rng *g)
{
	struct net *n = calloc(1, sizeof(*n));

	n->queue = calloc(QUEUE, sizeof(*n->queue));
	n->n = 2 + (unsigned)rng_below(g, BRIDGES - 1);
	for (unsigned i = 0; i < n->n; i++) {
		struct mst_region region = { .revision = 1 };
		u8 mac[6] = { 2, 0, 0, 0, 0, (u8)(i + 1) };

		n->region[i] = (unsigned)rng_below(g, REGIONS);
		snprintf(region.name, sizeof(region.name), "region%u", n->region[i]);
		for (unsigned t = 0; t < TREES; t++) {
			n->priority[i][t] = (u16)(rng_below(g, 16) << 12);
			n->arg[i][t] = (struct arg){ n, i, t };
		}
		n->m[i] = mstp_new(&hooks, &n->arg[i][0], &tree_hooks, &n->arg[i][0], mac, n->priority[i][0], PORTS);
		mstp_set_region(n->m[i], &region);
		for (unsigned t = 1; t < TREES; t++)
			assert_non_null(mstp_add(n->m[i], (u16)t, &tree_hooks, &n->arg[i][t], n->priority[i][t]));
	}
	for (unsigned k = 0; k < LINKS; k++) {
		unsigned a = (unsigned)rng_below(g, n->n), b = (unsigned)rng_below(g, n->n);
		struct link *l = &n->link[n->n_links];

		if (a == b || n->n_ports[a] == PORTS || n->n_ports[b] == PORTS)
			continue;
		*l = (struct link){ { a, b }, { n->n_ports[a]++, n->n_ports[b]++ }, false };
		for (unsigned e = 0; e < 2; e++) {
			u32 cost = 1000 * (1 + (u32)rng_below(g, 4));

			n->link_of[l->bridge[e]][l->port[e]] = (int)n->n_links;
			n->cost[l->bridge[e]][l->port[e]] = cost;
			mstp_set_external_cost(n->m[l->bridge[e]], l->port[e], cost);
			for (unsigned t = 0; t < TREES; t++)
				rstp_set_cost(mstp_tree(n->m[l->bridge[e]], (u16)t), l->port[e], cost);
		}
		n->n_links++;
	}
	return n;
}

static void net_free(struct net *n)
{
	for (unsigned i = 0; i < n->n; i++)
		mstp_free(n->m[i]);
	free(n->queue);
	free(n);
}

/* ---- what must come out ---- */

struct vec { /* in the order of comparison */
	u64 root, ext, regional, in, bridge, port, own_port;
};

static int vec_cmp(const struct vec *a, const struct vec *b)
{
	return memcmp(a, b, sizeof(*a)) == 0 ? 0 :
	       a->root != b->root ? (a->root < b->root ? -1 : 1) : a->ext != b->ext ? (a->ext < b->ext ? -1 : 1) :
	       a->regional != b->regional ? (a->regional < b->regional ? -1 : 1) : a->in != b->in ? (a->in < b->in ? -1 : 1) :
	       a->bridge != b->bridge ? (a->bridge < b->bridge ? -1 : 1) : a->port != b->port ? (a->port < b->port ? -1 : 1) :
	       a->own_port < b->own_port ? -1 : 1;
}

struct answer {
	struct vec root[BRIDGES];
	int root_port[BRIDGES];
};

static bool inner(const struct net *n, const struct link *l) { return n->region[l->bridge[0]] == n->region[l->bridge[1]]; }

/* What bridge b says on its port: with what it knows now. */
static struct vec said(const struct net *n, const struct answer *a, unsigned b, unsigned port, unsigned tree, bool within)
{
	struct vec v = a->root[b];

	v.bridge = within ? id_of(n, b, tree) : v.regional;
	v.in = within ? v.in : 0;
	v.port = 0x8000 + port + 1;
	v.own_port = 0;
	return v;
}

static void compute(const struct net *n, unsigned tree, struct answer *a)
{
	bool moved = true;

	for (unsigned b = 0; b < n->n; b++) {
		a->root[b] = (struct vec){ .root = tree ? 0 : id_of(n, b, 0), .regional = id_of(n, b, tree), .bridge = id_of(n, b, tree) };
		a->root_port[b] = -1;
	}
	for (unsigned round = 0; moved; round++) {
		struct answer next = *a;

		assert_true(round < 100);
		moved = false;
		for (unsigned b = 0; b < n->n; b++) {
			next.root[b] = (struct vec){ .root = tree ? 0 : id_of(n, b, 0), .regional = id_of(n, b, tree), .bridge = id_of(n, b, tree) };
			next.root_port[b] = -1;
			for (unsigned l = 0; l < n->n_links; l++)
				for (unsigned e = 0; e < 2; e++) {
					const struct link *k = &n->link[l];
					bool within = inner(n, k);
					unsigned port = k->port[e];
					struct vec v;

					if (!k->up || k->bridge[e] != b || (tree && !within))
						continue;
					v = said(n, a, k->bridge[!e], k->port[!e], tree, within);
					if (within) {
						v.in += n->cost[b][port];
					} else {
						v.ext += n->cost[b][port];
						v.regional = id_of(n, b, 0);
					}
					v.own_port = port + 1;
					if (v.root == (tree ? 0 : id_of(n, b, 0)) && v.regional == id_of(n, b, tree))
						if (within || !tree)
							if (v.root == id_of(n, b, 0) || tree)
								continue; /* of our own making */
					if (vec_cmp(&v, &next.root[b]) >= 0)
						continue;
					next.root[b] = v;
					next.root_port[b] = (int)port;
				}
		}
		moved = memcmp(&next, a, sizeof(next)) != 0;
		*a = next;
	}
}

static bool designated(const struct net *n, const struct answer *a, const struct link *k, unsigned e, unsigned tree)
{
	bool within = inner(n, k);
	struct vec ours = said(n, a, k->bridge[e], k->port[e], tree, within), theirs = said(n, a, k->bridge[!e], k->port[!e], tree, within);

	return vec_cmp(&ours, &theirs) < 0;
}

static bool expected(const struct net *n, const struct answer *cist, const struct answer *a, const struct link *k, unsigned e, unsigned tree)
{
	const struct answer *by = tree && inner(n, k) ? a : cist;
	unsigned b = k->bridge[e];

	if (by->root_port[b] == (int)k->port[e])
		return true;
	return designated(n, by, k, e, by == cist ? 0 : tree);
}

static bool is_tree(const struct net *n, unsigned tree)
{
	unsigned up[BRIDGES], all[BRIDGES], parts = n->n, want = n->n;

	for (unsigned i = 0; i < n->n; i++)
		up[i] = all[i] = i;
	for (unsigned l = 0; l < n->n_links; l++) {
		const struct link *k = &n->link[l];
		unsigned a = k->bridge[0], b = k->bridge[1];

		if (!k->up)
			continue;
		for (; all[a] != a; a = all[a])
			;
		for (; all[b] != b; b = all[b])
			;
		want -= a != b;
		all[a] = b;
		a = k->bridge[0];
		b = k->bridge[1];
		if (!n->forwarding[a][tree][k->port[0]] || !n->forwarding[b][tree][k->port[1]])
			continue;
		for (; up[a] != a; a = up[a])
			;
		for (; up[b] != b; b = up[b])
			;
		if (a == b)
			return false;
		parts--;
		up[a] = b;
	}
	return parts == want;
}

/* Each port as it should be? say: fails with the first that is not. */
static bool is_right(const struct net *n, unsigned seed, bool say)
{
	struct answer cist = { 0 }, a = { 0 };

	compute(n, 0, &cist);
	for (unsigned tree = 0; tree < TREES; tree++) {
		compute(n, tree, &a);
		for (unsigned l = 0; l < n->n_links; l++)
			for (unsigned e = 0; n->link[l].up && e < 2; e++) {
				const struct link *k = &n->link[l];
				bool want = expected(n, &cist, &a, k, e, tree), is = n->forwarding[k->bridge[e]][tree][k->port[e]];

				if (want != is && say)
					fail_msg("seed %u, tree %u, bridge %u (region %u) port %u to bridge %u (region %u): forwards %d, should %d", seed, tree, k->bridge[e],
						 n->region[k->bridge[e]], k->port[e], k->bridge[!e], n->region[k->bridge[!e]], is, want);
				if (want != is)
					return false;
			}
		if (!is_tree(n, tree) && say)
			fail_msg("seed %u, tree %u: a loop, or parts", seed, tree);
	}
	return true;
}

/*
 * A root that is gone may go round in what bridges tell each other until its age is 20 in regions that each live for 20 hops, a step a second: that is
 * the standard's. So the answer may come late, but it comes.
 */
static void check_net(struct net *n, unsigned seed)
{
	pass(n, 60);
	for (unsigned i = 0; i < 40 && !is_right(n, seed, false); i++)
		pass(n, 30);
	is_right(n, seed, true);
	pass(n, 10);
	is_right(n, seed, true); /* and stays */
}

static void random_networks(void **state)
{
	(void)state;
	for (unsigned seed = 1; seed <= 60; seed++) {
		struct rng g;
		struct net *n;

		rng_seed(&g, seed, "mstp");
		n = net_new(&g);
		for (unsigned l = 0; l < n->n_links; l++)
			link_set(n, l, true);
		check_net(n, seed);
		for (unsigned event = 0; event < 6 && n->n_links; event++) {
			unsigned l = (unsigned)rng_below(&g, n->n_links), b = (unsigned)rng_below(&g, n->n), t = (unsigned)rng_below(&g, TREES);

			if (event % 3 == 2) {
				n->priority[b][t] = (u16)(rng_below(&g, 16) << 12);
				rstp_set_priority(mstp_tree(n->m[b], (u16)t), n->priority[b][t]);
				settle(n);
			} else {
				link_set(n, l, !n->link[l].up);
			}
			check_net(n, seed);
		}
		net_free(n);
	}
}

/* 13.8, table 13-2: digests that the standard gives. */
static void digests(void **state)
{
	static const u8 none[16] = { 0xac, 0x36, 0x17, 0x7f, 0x50, 0x28, 0x3c, 0xd4, 0xb8, 0x38, 0x21, 0xd8, 0xab, 0x26, 0xde, 0x62 };
	static const u8 all1[16] = { 0xe1, 0x3a, 0x80, 0xf1, 0x1e, 0xd0, 0x85, 0x6a, 0xcd, 0x4e, 0xe3, 0x47, 0x69, 0x41, 0xc7, 0x3b };
	u16 map[MST_VLANS] = { 0 };
	u8 digest[16];

	(void)state;
	mst_digest(map, digest);
	assert_memory_equal(digest, none, 16);
	for (unsigned v = 1; v < 4095; v++)
		map[v] = 1;
	mst_digest(map, digest);
	assert_memory_equal(digest, all1, 16);
}

static void bytes(void **state)
{
	struct mst_bpdu b = { .cist = { .type = BPDU_RST, .flags = 0x3c, .root_id = 0x1000020000000001, .bridge_id = 0x3000020000000003, .root_cost = 7,
					.port_id = 0x8003, .times = { 1, 20, 2, 15, 19 }, .regional_root = 0x2000020000000002, .internal_cost = 9 },
			      .region = { .name = "campus", .revision = 5 }, .n = 2 }, back;
	u8 p[256], *exact;
	size_t len;

	(void)state;
	b.msti[1] = (struct mst_msti){ .flags = 0x78, .regional_root = 0x4005020000000004, .internal_cost = 11, .bridge_priority = 0x80, .port_priority = 0x40, .hops = 18 };
	len = mst_write(&b, p, sizeof(p));
	assert_int_equal(len, 102 + 32);
	assert_int_equal(get_be16(p + 36), 64 + 32);
	assert_true(mst_parse(&back, p, len));
	assert_true(back.has_region && back.version == 3 && back.n == 2 && back.region.revision == 5);
	assert_string_equal(back.region.name, "campus");
	assert_memory_equal(&back.msti[1], &b.msti[1], sizeof(b.msti[1]));
	assert_true(back.cist.bridge_id == b.cist.bridge_id && back.cist.regional_root == b.cist.regional_root && back.cist.internal_cost == 9);
	assert_int_equal(back.cist.times.hops, 19);
	for (size_t cut = 0; cut < len; cut++) { /* what is cut is an RST BPDU at the most */
		exact = malloc(cut ? cut : 1);
		memcpy(exact, p, cut);
		if (mst_parse(&back, exact, cut) && cut < len)
			assert_false(back.has_region);
		free(exact);
	}
	assert_int_equal(mst_write(&b, p, 60), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(digests), cmocka_unit_test(bytes), cmocka_unit_test(random_networks) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
