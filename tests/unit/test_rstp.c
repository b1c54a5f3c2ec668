/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Rapid spanning tree: random networks of bridges, cuts and returns; after each the tree is the one that a plain shortest-path
 * computation predicts, and next to no loop forwards on the way.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/rng.h"
#include "switch/rstp.h"

enum { BRIDGES = 24, PORTS = 12, LINKS = 60, QUEUE = 1 << 16 };

struct link {
	unsigned bridge[2], port[2];
	bool up;
	bool deaf[2]; /* frames towards end k are lost */
};

struct message {
	unsigned link, to; /* end */
	u8 bytes[64];
	size_t len;
};

struct bridge_arg {
	struct net *net;
	unsigned id;
};

struct net {
	unsigned n, n_links, n_ports[BRIDGES];
	struct rstp *r[BRIDGES];
	struct bridge_arg arg[BRIDGES];
	struct link link[LINKS];
	int link_of[BRIDGES][PORTS];
	bool forwarding[BRIDGES][PORTS];
	struct message *queue;
	u32 head, tail;
	u64 sent, loops;
	bool watch_loops;
};

static unsigned end_of(const struct net *n, unsigned link, unsigned bridge, unsigned port)
{
	return n->link[link].bridge[1] == bridge && n->link[link].port[1] == port;
}

/* Does a cycle of links exist whose both ends forward? Union of bridges, link by link. */
static bool has_loop(const struct net *n)
{
	unsigned up[BRIDGES];

	for (unsigned i = 0; i < n->n; i++)
		up[i] = i;
	for (unsigned l = 0; l < n->n_links; l++) {
		const struct link *k = &n->link[l];
		unsigned a = k->bridge[0], b = k->bridge[1];

		if (!k->up || !n->forwarding[a][k->port[0]] || !n->forwarding[b][k->port[1]])
			continue;
		while (up[a] != a)
			a = up[a];
		while (up[b] != b)
			b = up[b];
		if (a == b)
			return true;
		up[a] = b;
	}
	return false;
}

static void hook_send(void *arg, unsigned port, const struct rstp_bpdu *b)
{
	struct bridge_arg *a = arg;
	struct net *n = a->net;
	int l = n->link_of[a->id][port];
	struct message *m;

	n->sent++;
	assert_true(l >= 0);
	if (!n->link[l].up) /* a cable from a bridge to itself goes at one end first */
		return;
	m = &n->queue[n->tail++ % QUEUE];
	assert_true(n->tail - n->head < QUEUE);
	m->link = (unsigned)l;
	m->to = !end_of(n, (unsigned)l, a->id, port);
	m->len = bpdu_write(b, m->bytes, sizeof(m->bytes));
	assert_true(m->len >= 4);
}
static void hook_state(void *arg, unsigned port, bool learning, bool forwarding)
{
	struct bridge_arg *a = arg;

	(void)learning;
	a->net->forwarding[a->id][port] = forwarding;
	if (a->net->watch_loops && forwarding && has_loop(a->net))
		a->net->loops++;
}
static void hook_flush(void *arg, unsigned port)
{
	(void)arg;
	(void)port;
}
static const struct rstp_hooks hooks = { .send = hook_send, .state = hook_state, .flush = hook_flush };

/* Delivers what is under way, in order. */
static void settle(struct net *n)
{
	unsigned budget = 200000;

	while (n->head != n->tail && --budget) {
		struct message m = n->queue[n->head++ % QUEUE];
		struct link *l = &n->link[m.link];
		struct rstp_bpdu b;

		if (!l->up || l->deaf[m.to])
			continue;
		assert_true(bpdu_parse(&b, m.bytes, m.len) || b.type == BPDU_CONFIG);
		rstp_receive(n->r[l->bridge[m.to]], l->port[m.to], &b);
	}
	assert_true(budget);
}

static void tick(struct net *n, unsigned seconds)
{
	while (seconds--) {
		for (unsigned i = 0; i < n->n; i++)
			rstp_tick(n->r[i]);
		settle(n);
	}
}

static void link_set(struct net *n, unsigned l, bool up)
{
	struct link *k = &n->link[l];

	k->up = up;
	for (unsigned e = 0; e < 2; e++)
		rstp_port_link(n->r[k->bridge[e]], k->port[e], up);
	settle(n);
}

static void add_link(struct net *n, unsigned a, unsigned b)
{
	struct link *k = &n->link[n->n_links];

	if (n->n_links == LINKS || n->n_ports[a] == PORTS || n->n_ports[b] == PORTS || (a == b && n->n_ports[a] + 2 > PORTS))
		return;
	*k = (struct link){ .bridge = { a, b }, .up = false };
	k->port[0] = n->n_ports[a]++;
	k->port[1] = n->n_ports[b]++;
	n->link_of[a][k->port[0]] = n->link_of[b][k->port[1]] = (int)n->n_links;
	n->n_links++;
}

static struct net *net_new(unsigned bridges)
{
	struct net *n = xcalloc(1, sizeof(*n));

	n->n = bridges;
	n->queue = xcalloc(QUEUE, sizeof(*n->queue));
	memset(n->link_of, 0xff, sizeof(n->link_of));
	for (unsigned i = 0; i < bridges; i++) {
		u8 mac[6] = { 2, 0, 0, 0, 0, (u8)(i + 1) };

		n->arg[i] = (struct bridge_arg){ n, i };
		n->r[i] = rstp_new(&hooks, &n->arg[i], mac, 32768, 0, PORTS);
	}
	return n;
}

static void net_free(struct net *n)
{
	for (unsigned i = 0; i < n->n; i++)
		rstp_free(n->r[i]);
	free(n->queue);
	free(n);
}

/* ---- the reference: who is root, at which cost, through which port ---- */

struct expect {
	unsigned root;
	u32 cost;
	int root_port;
};

static u32 cost_of(struct net *n, unsigned b, unsigned port)
{
	struct rstp_port_status st;

	rstp_port_status(n->r[b], port, &st);
	return st.cost;
}

static u64 id_of(struct net *n, unsigned b)
{
	struct rstp_status st;

	rstp_status(n->r[b], &st);
	return st.bridge_id;
}

static u16 port_id_of(struct net *n, unsigned b, unsigned port)
{
	struct rstp_port_status st;

	rstp_port_status(n->r[b], port, &st);
	return st.port_id;
}

/* Bellman-Ford over links that are up: lowest root id first, then cost. */
static void reference(struct net *n, struct expect *e)
{
	for (unsigned i = 0; i < n->n; i++)
		e[i] = (struct expect){ i, 0, -1 };
	for (unsigned round = 0; round < n->n + 1; round++)
		for (unsigned l = 0; l < n->n_links; l++)
			for (unsigned k = 0; k < 2; k++) {
				struct link *ln = &n->link[l];
				unsigned from = ln->bridge[!k], to = ln->bridge[k];
				u32 cost = e[from].cost + cost_of(n, to, ln->port[k]);
				u64 a = id_of(n, e[from].root), b = id_of(n, e[to].root);

				if (ln->up && from != to && (a < b || (a == b && cost < e[to].cost)))
					e[to] = (struct expect){ e[from].root, cost, -1 };
			}
	for (unsigned i = 0; i < n->n; i++) { /* the root port: best (cost, bridge, its port, own port) */
		u64 best_bridge = 0;
		u16 best_port = 0;

		for (unsigned p = 0; p < n->n_ports[i] && e[i].root != i; p++) {
			struct link *ln = &n->link[n->link_of[i][p]];
			unsigned k = end_of(n, (unsigned)n->link_of[i][p], i, p), other = ln->bridge[!k];
			u16 other_port = port_id_of(n, other, ln->port[!k]);
			u64 id = id_of(n, other);

			if (!ln->up || other == i || e[other].cost + cost_of(n, i, p) != e[i].cost || e[other].root != e[i].root)
				continue;
			if (e[i].root_port >= 0 && (id > best_bridge || (id == best_bridge && other_port >= best_port)))
				continue;
			e[i].root_port = (int)p;
			best_bridge = id;
			best_port = other_port;
		}
	}
}

static bool as_predicted(struct net *n, char why[200])
{
	struct expect e[BRIDGES];

	reference(n, e);
	for (unsigned i = 0; i < n->n; i++) {
		struct rstp_status st;

		rstp_status(n->r[i], &st);
		if (st.root.root_id == id_of(n, e[i].root) && st.root.root_cost == e[i].cost && st.root_port == e[i].root_port)
			continue;
		snprintf(why, 200, "bridge %u: root %llx cost %u port %d, predicted %llx %u %d", i, (unsigned long long)st.root.root_id,
			 st.root.root_cost, st.root_port, (unsigned long long)id_of(n, e[i].root), e[i].cost, e[i].root_port);
		return false;
	}
	/* On every link that is up exactly one end is designated, and all that is not blocked forwards. */
	for (unsigned l = 0; l < n->n_links; l++) {
		struct link *k = &n->link[l];
		struct rstp_port_status a, b;

		if (!k->up)
			continue;
		rstp_port_status(n->r[k->bridge[0]], k->port[0], &a);
		rstp_port_status(n->r[k->bridge[1]], k->port[1], &b);
		if ((a.role == ROLE_DESIGNATED) + (b.role == ROLE_DESIGNATED) != 1 ||
		    a.forwarding != (a.role == ROLE_DESIGNATED || a.role == ROLE_ROOT) ||
		    b.forwarding != (b.role == ROLE_DESIGNATED || b.role == ROLE_ROOT)) {
			snprintf(why, 200, "link %u: %s %d - %s %d", l, rstp_role_name(a.role), a.forwarding, rstp_role_name(b.role), b.forwarding);
			return false;
		}
	}
	return !has_loop(n) || (snprintf(why, 200, "a loop"), false);
}

static void expect_tree(struct net *n, unsigned seconds)
{
	char why[200] = "";

	for (unsigned s = 0; s <= seconds; s++) {
		if (as_predicted(n, why))
			return;
		tick(n, 1);
	}
	fail_msg("not stable after %u s: %s", seconds, why);
}

static void test_random_networks(void **state)
{
	u64 loops = 0;

	(void)state;
	for (unsigned seed = 1; seed <= 60; seed++) {
		struct net *n = net_new(3 + seed % (BRIDGES - 3));
		struct rng r;

		rng_seed(&r, seed, "rstp");
		for (unsigned i = 1; i < n->n; i++)
			add_link(n, (unsigned)rng_below(&r, i), i);
		for (unsigned i = 0; i < n->n; i++)
			add_link(n, (unsigned)rng_below(&r, n->n), (unsigned)rng_below(&r, n->n));
		for (unsigned i = 0; i < n->n; i++)
			for (unsigned p = 0; p < n->n_ports[i]; p++)
				rstp_set_cost(n->r[i], p, 1 + (u32)rng_below(&r, 5));
		for (unsigned l = 0; l < n->n_links; l++)
			link_set(n, l, true);
		expect_tree(n, 60);
		for (unsigned event = 0; event < 20; event++) {
			unsigned l = (unsigned)rng_below(&r, n->n_links), b = (unsigned)rng_below(&r, n->n);

			n->watch_loops = true;
			switch (rng_below(&r, 4)) {
			case 0:
				rstp_set_priority(n->r[b], (u16)(rng_below(&r, 16) << 12));
				break;
			case 1:
				if (n->n_ports[b])
					rstp_set_cost(n->r[b], (unsigned)rng_below(&r, n->n_ports[b]), 1 + (u32)rng_below(&r, 9));
				break;
			default:
				link_set(n, l, !n->link[l].up);
			}
			settle(n);
			expect_tree(n, 120);
		}
		loops += n->loops;
		net_free(n);
	}
	/* When a root is lost its old information can race round a ring for some hellos ("count to infinity"; K. Elmeleegy, A. Cox and
	 * T. Ng, INFOCOM 2006, show that the standard's machines then close loops for a moment). Rare, or the machines are wrong. */
	assert_in_range(loops, 0, 24); /* of 1,200 events */
}

static void test_ring_heals_at_once(void **state)
{
	struct net *n = net_new(8);

	(void)state;
	for (unsigned i = 0; i < 8; i++)
		add_link(n, i, (i + 1) % 8);
	for (unsigned l = 0; l < 8; l++)
		link_set(n, l, true);
	expect_tree(n, 10);
	tick(n, 20);
	for (unsigned l = 0; l < 8; l++) {
		char why[200] = "";

		link_set(n, l, false); /* carrier goes: no tick is needed to heal */
		if (!as_predicted(n, why))
			fail_msg("ring, link %u cut: %s", l, why);
		link_set(n, l, true);
		expect_tree(n, 6);
		tick(n, 10);
	}
	net_free(n);
}

static void test_silent_loss_heals_in_three_hellos(void **state)
{
	struct net *n = net_new(4);

	(void)state;
	for (unsigned i = 0; i < 4; i++)
		add_link(n, i, (i + 1) % 4);
	for (unsigned l = 0; l < 4; l++)
		link_set(n, l, true);
	expect_tree(n, 10);
	tick(n, 20);
	n->link[0].deaf[0] = n->link[0].deaf[1] = true; /* carrier stays, frames do not pass */
	tick(n, 7);
	{
		struct rstp_status st;

		rstp_status(n->r[1], &st);
		assert_int_equal(st.root.root_cost, 3 * 20000); /* the long way round */
	}
	net_free(n);
}

static void test_old_bridge_is_spoken_to(void **state)
{
	struct net *n = net_new(3);
	struct rstp_port_status st;

	(void)state;
	add_link(n, 0, 1);
	add_link(n, 1, 2);
	add_link(n, 2, 0);
	rstp_set_legacy(n->r[1], true);
	for (unsigned l = 0; l < 3; l++)
		link_set(n, l, true);
	expect_tree(n, 60); /* listening and learning take 15 s each */
	rstp_port_status(n->r[0], 0, &st);
	assert_false(st.speaks_rstp);
	rstp_port_status(n->r[0], 1, &st);
	assert_true(st.speaks_rstp);
	net_free(n);
}

static void test_edge_and_restricted(void **state)
{
	struct net *n = net_new(2);
	struct rstp_port_status st;
	struct rstp_status b;

	(void)state;
	add_link(n, 0, 1);
	rstp_set_edge(n->r[1], 5, true, false);
	n->link_of[1][5] = 0; /* a station hears the BPDUs */
	n->link[0].up = true;
	rstp_port_link(n->r[1], 5, true);
	rstp_port_status(n->r[1], 5, &st);
	assert_true(st.forwarding && st.edge); /* at once */
	n->head = n->tail;
	rstp_set_restricted_role(n->r[1], 0, true);
	link_set(n, 0, true);
	tick(n, 20);
	rstp_status(n->r[1], &b);
	assert_int_equal(b.root_port, -1); /* root guard: bridge 0 is better, and is not believed there */
	rstp_port_status(n->r[1], 0, &st);
	assert_false(st.forwarding);
	net_free(n);
}

static void test_bpdu_bytes(void **state)
{
	struct rstp_bpdu b = { .type = BPDU_RST, .flags = 0x7e, .root_id = 0x8001020000000001, .bridge_id = 0x8001020000000002, .root_cost = 20000,
			       .port_id = 0x8003, .times = { 1, 20, 2, 15 } }, back;
	u8 bytes[64];
	size_t len = bpdu_write(&b, bytes, sizeof(bytes));

	(void)state;
	assert_int_equal(len, 36);
	assert_true(bpdu_parse(&back, bytes, len));
	assert_int_equal(back.root_id, b.root_id);
	assert_int_equal(back.times.forward_delay, 15);
	for (size_t cut = 0; cut < 35; cut++)
		assert_false(bpdu_parse(&back, bytes, cut));
	bytes[0] = 1;
	assert_false(bpdu_parse(&back, bytes, len));
	b.type = BPDU_TCN;
	assert_int_equal(bpdu_write(&b, bytes, sizeof(bytes)), 4);
	assert_int_equal(bpdu_write(&b, bytes, 3), 0);
	assert_true(bpdu_parse(&back, bytes, 4));
	b.type = BPDU_CONFIG;
	b.times.message_age = 20; /* as old as its limit: not to be believed (9.3.4) */
	len = bpdu_write(&b, bytes, sizeof(bytes));
	assert_false(bpdu_parse(&back, bytes, len));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_bpdu_bytes),
		cmocka_unit_test(test_ring_heals_at_once),
		cmocka_unit_test(test_silent_loss_heals_in_three_hellos),
		cmocka_unit_test(test_old_bridge_is_spoken_to),
		cmocka_unit_test(test_edge_and_restricted),
		cmocka_unit_test(test_random_networks),
	};

	return cmocka_run_group_tests_name("rstp", tests, NULL, NULL);
}
