/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Spanning tree in whole switches on the virtual clock: rings, hubs, trees that differ by VLAN, guards, what hostile BPDUs do. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "appliances/appliances.h"
#include "core/wire.h"
#include "net/rd.h"
#include "switch/errdisable.h"
#include "switch/stp.h"

enum { NODES = 12, WIRES = 24 };

struct station {
	struct node node;
	u64 n_got, n_bpdus, n_sstp;
	u8 last_bpdu[64];
};

static void station_input(struct port *in, struct frame **f, unsigned n)
{
	struct station *s = (struct station *)in->node;

	for (unsigned i = 0; i < n; i++) {
		bool ieee = f[i]->data[0] == 1 && f[i]->data[1] == 0x80, sstp = f[i]->data[0] == 1 && f[i]->data[1] == 0;

		s->n_bpdus += ieee;
		s->n_sstp += sstp;
		s->n_got += !ieee && !sstp;
		if (ieee || sstp)
			memcpy(s->last_bpdu, f[i]->data, 60);
		frame_put(f[i]);
	}
}
static const struct node_kind kind_station = { .name = "station", .size = sizeof(struct station), .input = station_input, .default_ports = 1 };

struct net {
	struct world *w;
	unsigned n, n_wires;
	struct node *node[NODES];
	struct wire *wire[WIRES];
};

static void net_new(struct net *t)
{
	*t = (struct net){ .w = world_new(&(struct world_options){ .name = "t", .clock = CLOCK_VIRTUAL, .seed = 7, .small_frames = 8192, .large_frames = 16 }) };
}

static void run(struct net *t, nsec span)
{
	world_run(t->w, world_now(t->w) + span, 50000000);
}

static void apply(struct device *d, const char *lines)
{
	struct config_error e;
	bool ok = shell_apply(d->node.shell, lines, false, &e, NULL, NULL);

	if (!ok)
		print_error("%s: %s: %s\n", d->node.name, e.input, e.text);
	assert_true(ok);
}

static struct device *add_switch(struct net *t, const char *config)
{
	struct config_error e;
	char name[8];
	struct device *d;

	snprintf(name, sizeof(name), "s%u", t->n);
	d = device_of(node_new(t->w, appliance_find("switch")->kind, name, 8, 0));
	t->node[t->n++] = &d->node;
	assert_true(device_boot(d, config, false, &e, NULL, NULL));
	return d;
}

static struct node *add_hub(struct net *t, const char *name)
{
	return t->node[t->n++] = node_new(t->w, appliance_find("hub")->kind, name, 0, 0);
}

static struct port *port_at(struct node *n, unsigned i)
{
	struct port *p = n->ports;

	while (i--)
		p = p->next;
	return p;
}

static struct wire *join(struct net *t, struct node *a, unsigned pa, struct node *b, unsigned pb)
{
	return t->wire[t->n_wires++] = wire_new(port_at(a, pa), port_at(b, pb));
}

static struct station *add_station(struct net *t, const char *name, struct device *at, unsigned port)
{
	struct station *s = (struct station *)node_new(t->w, &kind_station, name, 0, 0);

	wire_new(s->node.ports, port_at(&at->node, port));
	return s;
}

static void broadcast(struct station *s)
{
	struct frame *f = frame_get(node_pool(&s->node), 60);

	memset(f->data, 0, 60);
	memset(f->data, 0xff, 6);
	memcpy(f->data + 6, s->node.ports->mac, 6);
	f->data[6] = 2;
	f->data[7] = (u8)s->node.id;
	f->data[12] = 0x88;
	f->data[13] = 0xb5;
	port_send(s->node.ports, &f, 1);
}

/* ---- what is so ---- */

static bool passes(const struct port *p, u16 vlan)
{
	struct bridge *b = strcmp(p->node->kind->name, "switch") ? NULL : device_of(p->node)->bridge;

	return !b || vlan_in(&b->port[p->index].passes, vlan);
}

static unsigned index_of(const struct net *t, const struct node *n)
{
	unsigned i = 0;

	while (t->node[i] != n)
		i++;
	return i;
}

/* Number of separate parts; *loop: two ways lead somewhere. */
static unsigned parts(const struct net *t, u16 vlan, bool *loop)
{
	unsigned up[NODES], n = t->n;

	*loop = false;
	for (unsigned i = 0; i < t->n; i++)
		up[i] = i;
	for (unsigned k = 0; k < t->n_wires; k++) {
		const struct wire *w = t->wire[k];
		unsigned a = index_of(t, w->end[0]->node), b = index_of(t, w->end[1]->node);

		if (!w->end[0]->link || wire_impair(w, 0)->cut || wire_impair(w, 1)->cut || !passes(w->end[0], vlan) || !passes(w->end[1], vlan))
			continue;
		while (up[a] != a)
			a = up[a];
		while (up[b] != b)
			b = up[b];
		*loop |= a == b;
		n -= a != b;
		up[a] = b;
	}
	return n;
}

static bool is_tree(const struct net *t, u16 vlan)
{
	bool loop;

	return parts(t, vlan, &loop) == 1 && !loop;
}

/* Until there is a tree again, a millisecond at a time, never with a loop; the span it took. */
static nsec heal(struct net *t, nsec limit)
{
	nsec from = world_now(t->w);

	while (!is_tree(t, 1) && world_now(t->w) - from <= limit) {
		bool loop;

		run(t, NSEC_PER_MS);
		parts(t, 1, &loop);
		assert_false(loop);
	}
	return world_now(t->w) - from;
}

static struct stp_tree *tree_of(struct node *n, u16 vlan)
{
	return device_of(n)->bridge->stp->tree[vlan];
}

static enum rstp_role role_of(struct node *n, u16 vlan, unsigned port)
{
	struct rstp_port_status st;

	rstp_port_status(tree_of(n, vlan)->r, port, &st);
	return st.role;
}

static bool is_root(struct node *n, u16 vlan)
{
	struct rstp_status st;

	rstp_status(tree_of(n, vlan)->r, &st);
	return st.root_port < 0;
}

#define RAPID "spanning-tree mode rapid-pvst\n"

static void make_ring(struct net *t, unsigned n, const char *config)
{
	net_new(t);
	for (unsigned i = 0; i < n; i++)
		add_switch(t, config);
	for (unsigned i = 0; i < n; i++)
		join(t, t->node[i], 0, t->node[(i + 1) % n], 1);
}

/* ---- tests ---- */

static void ring_heals_when_carrier_goes(void **state)
{
	struct net t;

	(void)state;
	make_ring(&t, 8, RAPID);
	run(&t, 10 * NSEC_PER_SEC);
	assert_true(is_tree(&t, 1));
	for (unsigned i = 0; i < 8; i++) {
		wire_set_up(t.wire[i], false);
		assert_true(heal(&t, NSEC_PER_SEC) <= 50 * NSEC_PER_MS);
		run(&t, 5 * NSEC_PER_SEC);
		wire_set_up(t.wire[i], true);
		run(&t, 5 * NSEC_PER_SEC);
		assert_true(is_tree(&t, 1));
	}
	world_free(t.w);
}

static void ring_heals_when_carrier_stays(void **state)
{
	struct net t;

	(void)state;
	make_ring(&t, 8, RAPID);
	run(&t, 10 * NSEC_PER_SEC);
	for (unsigned i = 0; i < 8; i++) {
		struct impair none = { 0 }, cut = { .cut = true };

		wire_set_impair(t.wire[i], 0, &cut);
		wire_set_impair(t.wire[i], 1, &cut);
		assert_true(heal(&t, 10 * NSEC_PER_SEC) <= 6100 * NSEC_PER_MS);
		run(&t, 5 * NSEC_PER_SEC);
		wire_set_impair(t.wire[i], 0, &none);
		wire_set_impair(t.wire[i], 1, &none);
		run(&t, 10 * NSEC_PER_SEC);
		assert_true(is_tree(&t, 1));
	}
	world_free(t.w);
}

static void a_bridge_is_lost(void **state)
{
	struct net t;

	(void)state;
	make_ring(&t, 8, RAPID);
	run(&t, 10 * NSEC_PER_SEC);
	for (unsigned i = 0; i < 8; i++) {
		bool loop;
		nsec from = world_now(t.w);

		node_power(t.node[i], false);
		/* the lost one stands alone: two parts */
		for (;;) {
			unsigned n = 0;

			for (unsigned k = 0; k < 8; k++)
				n += t.node[k]->on;
			assert_int_equal(n, 7);
			run(&t, NSEC_PER_MS);
			bool whole = true;
			for (unsigned k = 0; k < t.n_wires; k++) {
				const struct wire *w = t.wire[k];

				if (w->end[0]->node->on && w->end[1]->node->on)
					whole &= passes(w->end[0], 1) && passes(w->end[1], 1);
			}
			if (whole)
				break;
			assert_true(world_now(t.w) - from <= 50 * NSEC_PER_MS);
		}
		node_power(t.node[i], true);
		struct config_error e;

		assert_true(device_boot(device_of(t.node[i]), RAPID, false, &e, NULL, NULL));
		run(&t, 10 * NSEC_PER_SEC);
		parts(&t, 1, &loop);
		assert_false(loop);
		assert_true(is_tree(&t, 1));
	}
	world_free(t.w);
}

static void pvst_takes_its_time(void **state)
{
	struct net t;

	(void)state;
	make_ring(&t, 3, "");
	run(&t, 29 * NSEC_PER_SEC);
	assert_false(is_tree(&t, 1));
	run(&t, 3 * NSEC_PER_SEC);
	assert_true(is_tree(&t, 1));
	/* the root's side goes: the alternate port listens and learns before it forwards */
	for (unsigned i = 0; i < 3; i++)
		if (role_of(t.node[i], 1, 0) == ROLE_ROOT || role_of(t.node[i], 1, 1) == ROLE_ROOT) {
			wire_set_up(port_wire(port_at(t.node[i], role_of(t.node[i], 1, 0) == ROLE_ROOT ? 0 : 1)), false);
			break;
		}
	nsec took = heal(&t, 60 * NSEC_PER_SEC);

	assert_true(took >= 28 * NSEC_PER_SEC && took <= 52 * NSEC_PER_SEC);
	world_free(t.w);
}

static void mixed_modes_are_one_tree(void **state)
{
	struct net t;

	(void)state;
	net_new(&t);
	for (unsigned i = 0; i < 6; i++)
		add_switch(&t, i % 2 ? RAPID : "");
	for (unsigned i = 0; i < 6; i++)
		join(&t, t.node[i], 0, t.node[(i + 1) % 6], 1);
	run(&t, 60 * NSEC_PER_SEC);
	assert_true(is_tree(&t, 1));
	wire_set_up(t.wire[2], false);
	run(&t, 60 * NSEC_PER_SEC);
	assert_true(is_tree(&t, 1));
	wire_set_up(t.wire[2], true);
	run(&t, 60 * NSEC_PER_SEC);
	assert_true(is_tree(&t, 1));
	world_free(t.w);
}

/* Three bridges on one hub and wires of their own between them: the hub's ports are no point-to-point links. */
static void triangle_with_a_hub(void **state)
{
	struct net t;
	struct node *hub;
	bool loop;

	(void)state;
	net_new(&t);
	for (unsigned i = 0; i < 3; i++)
		add_switch(&t, RAPID);
	hub = add_hub(&t, "hub");
	for (unsigned i = 0; i < 3; i++) {
		join(&t, t.node[i], 0, t.node[(i + 1) % 3], 1);
		join(&t, t.node[i], 2, hub, i);
	}
	for (unsigned ms = 0; ms < 60000; ms += 10) {
		run(&t, 10 * NSEC_PER_MS);
		parts(&t, 1, &loop);
		assert_false(loop);
	}
	assert_true(is_tree(&t, 1));
	wire_set_up(t.wire[0], false);
	run(&t, 60 * NSEC_PER_SEC);
	assert_true(is_tree(&t, 1));
	world_free(t.w);
}

static void two_wires_do_not_storm(void **state)
{
	for (unsigned rapid = 0; rapid < 2; rapid++) {
		struct net t;
		struct device *x, *y;
		struct station *a, *b;

		(void)state;
		net_new(&t);
		x = add_switch(&t, rapid ? RAPID : "");
		y = add_switch(&t, rapid ? RAPID : "");
		apply(x, "interface g0/1\n spanning-tree portfast\n");
		apply(y, "interface g0/1\n spanning-tree portfast\n");
		a = add_station(&t, "a", x, 0);
		b = add_station(&t, "b", y, 0);
		join(&t, &x->node, 1, &y->node, 1);
		join(&t, &x->node, 2, &y->node, 2);
		for (unsigned i = 0; i < 400; i++) { /* from the first moment on */
			u64 before = b->n_got;

			broadcast(a);
			run(&t, 100 * NSEC_PER_MS);
			assert_true(b->n_got - before <= 1);
			assert_int_equal(a->n_got, 0);
		}
		assert_true(is_tree(&t, 1));
		assert_true(b->n_got >= (rapid ? 395u : 50u));
		world_free(t.w);
	}
}

static void portfast_forwards_at_once(void **state)
{
	struct net t;
	struct device *x;
	struct station *a, *b;

	(void)state;
	net_new(&t);
	x = add_switch(&t, "interface GigabitEthernet0/1\n spanning-tree portfast\n");
	a = add_station(&t, "a", x, 0);
	b = add_station(&t, "b", x, 1);
	assert_true(vlan_in(&x->bridge->port[0].passes, 1));
	assert_false(vlan_in(&x->bridge->port[1].passes, 1));
	run(&t, 29 * NSEC_PER_SEC);
	broadcast(a);
	broadcast(b); /* learnt already, not forwarded yet */
	run(&t, NSEC_PER_MS);
	assert_int_equal(a->n_got, 0);
	assert_int_equal(b->n_got, 0);
	assert_true(vlan_in(&x->bridge->port[1].learns, 1));
	assert_int_equal(x->bridge->fdb.n_dynamic, 2);
	assert_int_equal(x->node.ports->next->drops[DROP_STP_BLOCKING], 1);
	run(&t, 3 * NSEC_PER_SEC);
	broadcast(a);
	run(&t, NSEC_PER_MS);
	assert_int_equal(b->n_got, 1);
	assert_true(a->n_bpdus >= 14);
	world_free(t.w);
}

#define TRUNKS RAPID "vlan 10\nvlan 20\ninterface GigabitEthernet0/1\n switchport mode trunk\ninterface GigabitEthernet0/2\n switchport mode trunk\n"

static void vlans_have_trees_of_their_own(void **state)
{
	struct net t;

	(void)state;
	make_ring(&t, 3, TRUNKS);
	apply(device_of(t.node[1]), "spanning-tree vlan 10 priority 4096\n");
	apply(device_of(t.node[2]), "spanning-tree vlan 20 root primary\n");
	run(&t, 10 * NSEC_PER_SEC);
	assert_true(is_tree(&t, 1) && is_tree(&t, 10) && is_tree(&t, 20));
	assert_true(is_root(t.node[1], 10) && !is_root(t.node[2], 10));
	assert_true(is_root(t.node[2], 20) && !is_root(t.node[1], 20));
	/* what is opposite the root blocks */
	assert_true(passes(port_at(t.node[0], 0), 10) && passes(port_at(t.node[1], 0), 10));
	assert_true(passes(port_at(t.node[2], 0), 20) && passes(port_at(t.node[1], 0), 20));
	assert_false(passes(port_at(t.node[2], 0), 10) && passes(port_at(t.node[0], 1), 10));
	assert_false(passes(port_at(t.node[0], 0), 20) && passes(port_at(t.node[1], 1), 20));
	/* off for one VLAN: no tree, all forward; the others stay */
	for (unsigned i = 0; i < 3; i++)
		apply(device_of(t.node[i]), "no spanning-tree vlan 20\n");
	for (unsigned i = 0; i < 3; i++)
		assert_true(!tree_of(t.node[i], 20) && passes(port_at(t.node[i], 0), 20) && passes(port_at(t.node[i], 1), 20));
	assert_true(is_tree(&t, 10));
	for (unsigned i = 0; i < 3; i++)
		apply(device_of(t.node[i]), "spanning-tree vlan 20\n");
	run(&t, 10 * NSEC_PER_SEC);
	assert_true(is_tree(&t, 20));
	world_free(t.w);
}

static void cost_and_port_priority_choose(void **state)
{
	struct net t;
	struct device *x, *y;

	(void)state;
	net_new(&t);
	x = add_switch(&t, RAPID "spanning-tree vlan 1 priority 0\n");
	y = add_switch(&t, RAPID);
	for (unsigned i = 0; i < 3; i++)
		join(&t, &x->node, i, &y->node, i);
	run(&t, 5 * NSEC_PER_SEC);
	assert_int_equal(role_of(&y->node, 1, 0), ROLE_ROOT);
	apply(x, "interface g0/2\n spanning-tree port-priority 64\n");
	run(&t, 5 * NSEC_PER_SEC);
	assert_int_equal(role_of(&y->node, 1, 1), ROLE_ROOT);
	apply(y, "interface g0/3\n spanning-tree vlan 1 cost 2\n");
	run(&t, 5 * NSEC_PER_SEC);
	assert_int_equal(role_of(&y->node, 1, 2), ROLE_ROOT);
	assert_true(is_tree(&t, 1));
	world_free(t.w);
}

static void pvid_mismatch_blocks_both_vlans(void **state)
{
	struct net t;
	struct device *x, *y;

	(void)state;
	net_new(&t);
	x = add_switch(&t, TRUNKS);
	y = add_switch(&t, TRUNKS "interface GigabitEthernet0/1\n switchport trunk native vlan 20\n");
	join(&t, &x->node, 0, &y->node, 0);
	run(&t, 10 * NSEC_PER_SEC);
	assert_true(is_tree(&t, 10));
	assert_false(passes(port_at(&x->node, 0), 1) || passes(port_at(&x->node, 0), 20));
	assert_int_equal(tree_of(&y->node, 20)->port[0].fault, STP_PVID_INCONSISTENT);
	apply(y, "interface GigabitEthernet0/1\n no switchport trunk native vlan\n");
	run(&t, 10 * NSEC_PER_SEC);
	assert_true(is_tree(&t, 1) && is_tree(&t, 10) && is_tree(&t, 20));
	/* a trunk that meets an access port */
	apply(y, "interface GigabitEthernet0/1\n switchport mode access\n");
	run(&t, 10 * NSEC_PER_SEC);
	assert_int_equal(tree_of(&y->node, 1)->port[0].fault, STP_TYPE_INCONSISTENT);
	assert_false(passes(port_at(&y->node, 0), 1));
	world_free(t.w);
}

static void root_guard_and_loop_guard(void **state)
{
	struct impair none = { 0 }, cut = { .cut = true };
	struct net t;
	struct node *alt = NULL;
	bool loop;

	(void)state;
	make_ring(&t, 3, RAPID);
	apply(device_of(t.node[0]), "spanning-tree vlan 1 priority 4096\ninterface g0/3\n spanning-tree guard root\n");
	struct device *late = add_switch(&t, RAPID "spanning-tree vlan 1 priority 0\n");

	join(&t, t.node[0], 2, &late->node, 0);
	run(&t, 10 * NSEC_PER_SEC);
	assert_int_equal(tree_of(t.node[0], 1)->port[2].fault, STP_ROOT_INCONSISTENT);
	assert_true(is_root(t.node[0], 1));
	assert_false(passes(port_at(t.node[0], 2), 1));
	apply(late, "no spanning-tree vlan 1 priority\n");
	run(&t, 25 * NSEC_PER_SEC);
	assert_int_equal(tree_of(t.node[0], 1)->port[2].fault, STP_SOUND);
	assert_true(is_tree(&t, 1));

	/*
	 * One way fails towards an alternate port. RSTP: the other end finds that it is not heard (17.21.10, dispute). 802.1D: a loop, but
	 * for loop guard.
	 */
	for (unsigned round = 0; round < 3; round++) {
		bool guarded = round == 2;
		struct wire *w = NULL;
		unsigned dir = 0;

		for (unsigned i = 1; i < 3; i++) {
			for (unsigned k = 0; k < 2; k++)
				if (role_of(t.node[i], 1, k) == ROLE_ALTERNATE) {
					alt = t.node[i];
					w = port_wire(port_at(alt, k));
					dir = w->end[0] == port_at(alt, k) ? 1 : 0;
				}
		}
		assert_non_null(w);
		for (unsigned i = 0; i < t.n; i++)
			apply(device_of(t.node[i]), guarded ? "spanning-tree loopguard default\n" : round ? "spanning-tree mode pvst\n" : RAPID);
		run(&t, 60 * NSEC_PER_SEC);
		wire_set_impair(w, dir, &cut);
		run(&t, 60 * NSEC_PER_SEC);
		assert_int_equal(passes(w->end[0], 1) && passes(w->end[1], 1), round == 1);
		assert_int_equal(tree_of(alt, 1)->port[w->end[0]->node == alt ? w->end[0]->index : w->end[1]->index].fault,
				 guarded ? STP_LOOP_INCONSISTENT : STP_SOUND);
		wire_set_impair(w, dir, &none);
		run(&t, 60 * NSEC_PER_SEC);
		assert_true(is_tree(&t, 1));
		parts(&t, 1, &loop);
		assert_false(loop);
	}
	world_free(t.w);
}

/*
 * Bridge assurance. One way fails between two network ports: both ends are silent to somebody, the deaf one blocks. And a bridge whose software has died while its
 * hardware forwards: without assurance its neighbours take it for a hub and the ring is a loop; with it they block.
 */
static void bridge_assurance(void **state)
{
	struct impair none = { 0 }, cut = { .cut = true };

	(void)state;
	for (unsigned mst = 0; mst < 2; mst++) {
		struct net t;
		struct device *x, *y;

		net_new(&t);
		x = add_switch(&t, mst ? "spanning-tree mode mst\ninterface g0/1\n spanning-tree portfast network\n" : RAPID "interface g0/1\n spanning-tree portfast network\n");
		y = add_switch(&t, mst ? "spanning-tree mode mst\nspanning-tree portfast network default\n" : RAPID "spanning-tree portfast network default\n");
		join(&t, &x->node, 0, &y->node, 0);
		run(&t, 60 * NSEC_PER_SEC);
		assert_int_equal(tree_of(&x->node, !mst)->port[0].fault, STP_SOUND);
		assert_int_equal(tree_of(&y->node, !mst)->port[0].fault, STP_SOUND);
		for (unsigned dir = 0; dir < 2; dir++) {
			struct device *deaf = dir ? x : y;

			wire_set_impair(t.wire[0], dir, &cut);
			run(&t, 10 * NSEC_PER_SEC);
			assert_int_equal(tree_of(&deaf->node, !mst)->port[0].fault, STP_BA_INCONSISTENT);
			assert_false(passes(port_at(&deaf->node, 0), 1));
			wire_set_impair(t.wire[0], dir, &none);
			run(&t, 40 * NSEC_PER_SEC);
			assert_true(passes(port_at(&deaf->node, 0), 1));
		}
		apply(x, "interface g0/1\n spanning-tree bpdufilter enable\n");
		run(&t, 10 * NSEC_PER_SEC);
		assert_int_equal(tree_of(&y->node, !mst)->port[0].fault, STP_BA_INCONSISTENT);
		apply(y, "no spanning-tree bridge assurance\n");
		assert_int_equal(tree_of(&y->node, !mst)->port[0].fault, STP_SOUND);
		world_free(t.w);
	}
}

static void the_dead_bridge_that_forwards(void **state)
{
	(void)state;
	for (unsigned assured = 0; assured < 2; assured++) {
		struct net t;
		bool loop;

		make_ring(&t, 4, RAPID);
		for (unsigned i = 0; i < 4 && assured; i++)
			apply(device_of(t.node[i]), "spanning-tree portfast network default\n");
		run(&t, 20 * NSEC_PER_SEC);
		parts(&t, 1, &loop);
		assert_false(loop);
		for (unsigned i = 0; i < t.n; i++)
			for (unsigned k = 0; k < 2; k++)
				if (role_of(t.node[i], 1, k) == ROLE_ALTERNATE) {
					apply(device_of(t.node[i]), "no spanning-tree vlan 1\n");
					i = t.n;
					break;
				}
		run(&t, 40 * NSEC_PER_SEC);
		parts(&t, 1, &loop);
		assert_int_equal(loop, !assured);
		world_free(t.w);
	}
}

/* `bpdufilter default`: an edge port falls silent after a few BPDUs, and is an edge port no more when it hears one. */
static void bpdu_filter_by_default(void **state)
{
	struct net t;
	struct device *x;
	struct station *s;
	unsigned n;

	(void)state;
	net_new(&t);
	x = add_switch(&t, RAPID "spanning-tree portfast bpdufilter default\ninterface g0/1\n switchport mode access\n spanning-tree portfast\n");
	s = add_station(&t, "a", x, 0);
	run(&t, 60 * NSEC_PER_SEC);
	n = s->n_bpdus;
	assert_true(n >= 10 && n <= 12);
	run(&t, 60 * NSEC_PER_SEC);
	assert_int_equal(s->n_bpdus, n);
	{
		struct frame *f = frame_get(node_pool(&s->node), 60);

		static const u8 worse[60] = { 0x01, 0x80, 0xc2, 0, 0, 0, 2, 0, 0, 0, 0, 9, 0, 0x27, 0x42, 0x42, 3, 0, 0, 2, 2, 0x0e, 0xf0, 1, 2, 0, 0, 0, 0, 9,
					      0, 0, 0, 0, 0xf0, 1, 2, 0, 0, 0, 0, 9, 0x80, 1, 0, 0, 20, 0, 2, 0, 15, 0 };

		memcpy(f->data, worse, sizeof(worse));
		port_send(s->node.ports, &f, 1);
	}
	run(&t, 20 * NSEC_PER_SEC);
	assert_true(s->n_bpdus > n + 5);
	world_free(t.w);
}

static void bpdu_guard_disables_and_recovers(void **state)
{
	struct net t;
	struct device *x, *y;

	(void)state;
	net_new(&t);
	x = add_switch(&t, RAPID "spanning-tree portfast bpduguard default\nerrdisable recovery cause bpduguard\nerrdisable recovery interval 30\n"
			   "interface GigabitEthernet0/1\n spanning-tree portfast\n");
	y = add_switch(&t, RAPID "spanning-tree vlan 1 priority 4096\n");
	join(&t, &x->node, 0, &y->node, 0);
	run(&t, 10 * NSEC_PER_SEC);
	assert_string_equal(x->bridge->port[0].iface->err_disabled, "bpduguard");
	assert_false(t.wire[0]->end[1]->link);
	assert_false(passes(port_at(&x->node, 0), 1));
	/* by hand */
	apply(x, "no errdisable recovery cause bpduguard\ninterface g0/1\n no spanning-tree portfast\n shutdown\n no shutdown\n");
	assert_null(x->bridge->port[0].iface->err_disabled);
	run(&t, 5 * NSEC_PER_SEC);
	assert_true(is_tree(&t, 1));
	/* by the timer: the other switch is gone when it fires */
	apply(x, "errdisable recovery cause bpduguard\ninterface g0/1\n spanning-tree bpduguard enable\n");
	run(&t, 5 * NSEC_PER_SEC);
	assert_non_null(x->bridge->port[0].iface->err_disabled);
	apply(y, "interface g0/1\n spanning-tree bpdufilter enable\n");
	run(&t, 31 * NSEC_PER_SEC);
	assert_null(x->bridge->port[0].iface->err_disabled);
	assert_true(t.wire[0]->end[1]->link);
	world_free(t.w);
}

/* ---- hostile ---- */

static void send_bpdu(struct station *s, const struct rstp_bpdu *b, size_t cut)
{
	struct frame *f = frame_get(node_pool(&s->node), 60);
	static const u8 head[] = { 0x01, 0x80, 0xc2, 0, 0, 0, 2, 0, 0, 0, 0, 9, 0, 39, 0x42, 0x42, 0x03 };

	memset(f->data, 0, 60);
	memcpy(f->data, head, sizeof(head));
	bpdu_write(b, f->data + sizeof(head), 36);
	f->len = (u32)(cut < 60 ? cut : 60);
	if (cut < 60)
		f->data[13] = (u8)(cut > 14 ? cut - 14 : 0);
	port_send(s->node.ports, &f, 1);
}

static void hostile_bpdus_are_bounded(void **state)
{
	struct rstp_bpdu b = { .type = BPDU_RST, .flags = 0x3c | BPDU_TC, .times = { 0, 20, 2, 15 } };
	struct net t;
	struct device *x, *y;
	struct station *s;
	u64 tx;

	(void)state;
	net_new(&t);
	x = add_switch(&t, RAPID);
	y = add_switch(&t, RAPID);
	s = add_station(&t, "s", x, 0);
	join(&t, &x->node, 1, &y->node, 1);
	run(&t, 40 * NSEC_PER_SEC);
	/* each length */
	for (size_t cut = 14; cut < 60; cut++)
		send_bpdu(s, &b, cut);
	run(&t, NSEC_PER_SEC);
	/* max age 0, message age at its end, hello 0: believed for a moment at most */
	b.root_id = 1;
	b.times = (struct rstp_times){ 255, 0, 0, 0, 0 };
	send_bpdu(s, &b, 60);
	run(&t, 10 * NSEC_PER_SEC);
	assert_true(is_root(&x->node, 1) || is_root(&y->node, 1));
	/* a flood: 100,000 in a second, each of another root */
	tx = x->bridge->stp->port[1].tx;
	b.times = (struct rstp_times){ 0, 20, 2, 15, 0 };
	for (unsigned i = 0; i < 10000; i++) {
		b.root_id = 1 + rng_u64(&s->node.rng) % 1000;
		b.flags ^= BPDU_TC | BPDU_PROPOSAL;
		send_bpdu(s, &b, 60);
		run(&t, 100 * NSEC_PER_US);
	}
	assert_true(s->node.ports->stats.tx_frames > 10000);
	assert_true(x->node.ports->drops[DROP_RATE_LIMIT] > 9000);
	assert_true(x->bridge->stp->port[1].tx - tx <= 12);
	/* it took the root; when it falls silent the two are by themselves again */
	run(&t, 30 * NSEC_PER_SEC);
	assert_true(is_root(&x->node, 1) || is_root(&y->node, 1));
	assert_true(is_tree(&t, 1));
	world_free(t.w);
}

/* ---- configuration ---- */

static void configuration_comes_back(void **state)
{
	static const char lines[] =
		RAPID "spanning-tree portfast default\nspanning-tree portfast bpduguard default\nspanning-tree loopguard default\n"
		"spanning-tree pathcost method long\nno spanning-tree vlan 30\nspanning-tree vlan 1-10,20 priority 8192\n"
		"spanning-tree vlan 5 priority 4096\nspanning-tree vlan 20 hello-time 1\nspanning-tree vlan 20 forward-time 10\n"
		"spanning-tree vlan 20 max-age 12\nerrdisable recovery cause bpduguard\nerrdisable recovery interval 60\n"
		"interface GigabitEthernet0/1\n spanning-tree portfast edge trunk\n spanning-tree bpdufilter enable\n spanning-tree bpduguard disable\n"
		" spanning-tree cost 7\n spanning-tree port-priority 64\n spanning-tree vlan 1 cost 9\n spanning-tree vlan 1 port-priority 32\n"
		" spanning-tree link-type shared\n spanning-tree guard root\n";
	struct net t;
	struct device *x;
	struct config_error e;
	char *one, *two;
	unsigned changed;

	(void)state;
	net_new(&t);
	x = add_switch(&t, lines);
	struct stp *s = x->bridge->stp;

	one = shell_running(x->node.shell, false);
	for (const char *l = lines; *l; l = strchr(l, '\n') + 1) {
		char line[128];

		snprintf(line, sizeof(line), "%.*s", (int)(strchr(l, '\n') - l + 1), l);
		if (!strstr(one, line))
			print_error("missing: %s in\n%s", line, one);
		assert_non_null(strstr(one, line));
	}
	assert_true(shell_replace(x->node.shell, one, &e, &changed));
	assert_int_equal(changed, 0);
	assert_true(s->rapid && s->long_costs && s->portfast_default && x->bridge->err->interval_s == 60);
	assert_int_equal(stp_rule(s, STP_PRIORITY, STP_NO_PORT, 5, 32768), 4096);
	assert_int_equal(stp_rule(s, STP_PRIORITY, STP_NO_PORT, 20, 32768), 8192);
	assert_int_equal(stp_rule(s, STP_OFF, STP_NO_PORT, 30, 0), 1);
	apply(x, "no spanning-tree vlan 5 priority\nno spanning-tree pathcost method\nspanning-tree vlan 30\ninterface g0/1\n no spanning-tree cost\n"
		 " no spanning-tree guard\n no spanning-tree portfast\n");
	assert_int_equal(stp_rule(s, STP_PRIORITY, STP_NO_PORT, 5, 32768), 8192);
	assert_int_equal(stp_rule(s, STP_OFF, STP_NO_PORT, 30, 0), 0);
	assert_true(!s->long_costs && s->port[0].guard == GUARD_DEFAULT && s->port[0].portfast == PORTFAST_DEFAULT && !s->port[0].cost);
	two = shell_running(x->node.shell, false);
	assert_null(strstr(two, "no spanning-tree vlan"));
	assert_true(device_boot(x, "", false, &e, NULL, NULL));
	assert_true(shell_replace(x->node.shell, two, &e, &changed));
	free(one);
	one = shell_running(x->node.shell, false);
	assert_string_equal(one, two);
	free(one);
	free(two);
	/* errors */
	assert_false(shell_apply(x->node.shell, "spanning-tree vlan 1 priority 5000\n", false, &e, NULL, NULL));
	assert_false(shell_apply(x->node.shell, "spanning-tree vlan 1,x priority 4096\n", false, &e, NULL, NULL));
	assert_false(shell_apply(x->node.shell, "interface g0/1\n spanning-tree port-priority 17\n", false, &e, NULL, NULL));
	assert_false(shell_apply(x->node.shell, "spanning-tree mst 1 priority 5\n", false, &e, NULL, NULL));
	world_free(t.w);
}

/* What a switch without a configuration boots with. */
static void generated_configuration(void **state)
{
	struct appliance_config none = { 0 };
	struct net t;
	struct device *x, *y;
	char *text;

	(void)state;
	net_new(&t);
	x = add_switch(&t, "");
	y = add_switch(&t, "");
	add_hub(&t, "hub");
	add_station(&t, "a", x, 0);
	join(&t, &x->node, 1, &y->node, 1);
	join(&t, &x->node, 2, t.node[2], 0);
	text = appliance_find("switch")->generate(&x->node, &none);
	assert_string_equal(text, RAPID "interface GigabitEthernet0/1\n spanning-tree portfast\n");
	free(text);
	world_free(t.w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ring_heals_when_carrier_goes),
		cmocka_unit_test(ring_heals_when_carrier_stays),
		cmocka_unit_test(a_bridge_is_lost),
		cmocka_unit_test(pvst_takes_its_time),
		cmocka_unit_test(mixed_modes_are_one_tree),
		cmocka_unit_test(triangle_with_a_hub),
		cmocka_unit_test(two_wires_do_not_storm),
		cmocka_unit_test(portfast_forwards_at_once),
		cmocka_unit_test(vlans_have_trees_of_their_own),
		cmocka_unit_test(cost_and_port_priority_choose),
		cmocka_unit_test(pvid_mismatch_blocks_both_vlans),
		cmocka_unit_test(root_guard_and_loop_guard), cmocka_unit_test(bridge_assurance), cmocka_unit_test(the_dead_bridge_that_forwards),
		cmocka_unit_test(bpdu_filter_by_default),
		cmocka_unit_test(bpdu_guard_disables_and_recovers),
		cmocka_unit_test(hostile_bpdus_are_bounded),
		cmocka_unit_test(configuration_comes_back),
		cmocka_unit_test(generated_configuration),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
