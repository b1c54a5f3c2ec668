/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A campus of switches on the virtual clock.
 *	bench_campus pvst N VLANS   processor time of N switches with so many trees each, from power-on until no port has changed for three seconds
 *	bench_campus ring N         a ring: every wire cut, every switch lost and every wire silenced with its carrier up, in turn; the longest that a station
 *	                            went unheard, and how many frames came twice or came home, at rest and during the changes
 *	bench_campus storm          what stations keep of their rate while one port storms, under storm control and without
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/wire.h"
#include "net/rd.h"
#include "switch/stp.h"
#include "tests/bench/nodes.h"
#include "tests/bench/rig.h"

enum { RING_MAX = 16, TYPE = 0x88b5, FRAME = 60 };

static double cpu(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static struct world *world_of(u32 frames)
{
	return world_new(&(struct world_options){ .name = "campus", .clock = CLOCK_VIRTUAL, .seed = 1, .small_frames = frames, .large_frames = 64 });
}

static void pass(struct world *w, nsec span) { world_run(w, world_now(w) + span, UINT64_MAX); }

static struct port *nth_port(struct node *n, unsigned k)
{
	struct port *p = n->ports;

	while (k--)
		p = p->next;
	return p;
}

/* ---- cold start ---- */

/* What all trees of all ports say, as a number. */
static u64 states(struct node **n, unsigned n_nodes)
{
	u64 h = 14695981039346656037ull;

	for (unsigned i = 0; i < n_nodes; i++) {
		const struct bridge *b = device_of(n[i])->bridge;

		for (u16 p = 0; p < b->n_ports; p++)
			for (unsigned k = 0; k < VLAN_BYTES / 8; k++) {
				u64 word;

				memcpy(&word, b->port[p].passes.bit + 8 * k, 8);
				h = (h ^ word) * 1099511628211ull;
			}
	}
	return h;
}

enum { PORTS = 24, ACCESS_A_PAIR = 20 };

struct three_tiers {
	struct world *w;
	struct node **node;
	unsigned n, *used;	/* ports wired, by switch */
};

static void join(struct three_tiers *t, unsigned a, unsigned b)
{
	wire_new(nth_port(t->node[a], t->used[a]++), nth_port(t->node[b], t->used[b]++));
}

/* Two cores; pairs of distribution switches on both; each access switch on both of its pair. 200: 2, 18 and 180, in 408 wires; loops at every turn. */
static void wire_up(struct three_tiers *t)
{
	unsigned pairs = (t->n - 2 + ACCESS_A_PAIR + 1) / (ACCESS_A_PAIR + 2), first = 2 + 2 * pairs;

	join(t, 0, 1);
	for (unsigned d = 0; d < 2 * pairs; d++) {
		join(t, 0, 2 + d);
		join(t, 1, 2 + d);
		if (d & 1)
			join(t, 1 + d, 2 + d);
	}
	for (unsigned a = first; a < t->n; a++) {
		unsigned pair = (a - first) / ACCESS_A_PAIR;

		join(t, a, 2 + 2 * pair);
		join(t, a, 3 + 2 * pair);
	}
}

/* Wires that both ends forward on: one less than switches, in a tree that spans them. */
static unsigned wires_in_use(const struct three_tiers *t, u16 vlan)
{
	unsigned found = 0;

	for (unsigned i = 0; i < t->n; i++)
		for (const struct port *p = t->node[i]->ports; p; p = p->next) {
			const struct port *peer = port_peer(p);

			if (peer && vlan_in(&bridge_port_of(device_of(p->node)->bridge, p)->passes, vlan))
				found += vlan_in(&bridge_port_of(device_of(peer->node)->bridge, peer)->passes, vlan);
		}
	return found / 2;
}

static void pvst(unsigned n, unsigned vlans)
{
	double begun = cpu();
	struct three_tiers t = { world_of(65536), calloc(n, sizeof(struct node *)), n, calloc(n, sizeof(unsigned)) };
	char config[8192];
	int at = snprintf(config, sizeof(config), "spanning-tree mode rapid-pvst\n");
	unsigned quiet = 0;
	u64 was = 0;

	for (unsigned v = 2; v <= vlans; v++)
		at += snprintf(config + at, sizeof(config) - (size_t)at, "vlan %u\n", v);
	snprintf(config + at, sizeof(config) - (size_t)at, "interface range GigabitEthernet0/1-%u\n switchport mode trunk\n", PORTS);
	for (unsigned i = 0; i < n; i++) {
		char name[16];

		snprintf(name, sizeof(name), "s%u", i);
		t.node[i] = node_new(t.w, bench_kind("switch"), name, PORTS, 0);
		bench_boot(t.node[i], config);
	}
	wire_up(&t);
	for (unsigned s = 0; s < 300 && quiet < 3; s++) {
		u64 now;

		pass(t.w, NSEC_PER_SEC);
		now = states(t.node, n);
		quiet = now == was ? quiet + 1 : 0;
		was = now;
	}
	rig_print("pvst", cpu() - begun, "s");
	for (u16 v = 1; v <= vlans; v++)
		if (wires_in_use(&t, v) != n - 1) {
			fprintf(stderr, "# VLAN %u is no tree\n", v);
			exit(1);
		}
	fprintf(stderr, quiet < 3 ? "# not stable after 300 s\n" : "# stable after %.0f s of the network's time\n", (double)(world_now(t.w) / NSEC_PER_SEC) - 3);
	world_free(t.w);
	free(t.node);
	free(t.used);
}

/* ---- a ring ---- */

/* Says something to all every millisecond, and notes what it hears of each other station. */
struct probe {
	struct node node;
	struct timer tick;
	struct ring *ring;
	unsigned me;
	u32 seq;
	nsec heard[RING_MAX];	/* when, last */
	u32 last[RING_MAX];
};
struct ring {
	struct world *w;
	unsigned n;
	struct node *sw[RING_MAX];
	struct probe *probe[RING_MAX];
	struct wire *wire[RING_MAX];
	bool lost[RING_MAX];
	bool measuring, talking;
	nsec since;		/* the event */
	nsec worst;
	u64 twice, home;
};

static void probe_heard(struct probe *p, unsigned from, u32 seq)
{
	struct ring *r = p->ring;
	nsec now = world_now(r->w), last = p->heard[from] > r->since ? p->heard[from] : r->since;

	if (from == p->me) {
		r->home++;
		return;
	}
	if (seq <= p->last[from]) {
		r->twice++;
		return;
	}
	p->last[from] = seq;
	if (r->measuring && now - last > r->worst && !r->lost[from] && !r->lost[p->me])
		r->worst = now - last;
	p->heard[from] = now;
}

static void probe_input(struct port *in, struct frame **f, unsigned n)
{
	struct probe *p = (struct probe *)in->node;

	for (unsigned i = 0; i < n; i++) {
		struct rd r = rd_of(f[i]->data, f[i]->len);
		u8 from;

		rd_skip(&r, 12);
		if (rd_u16(&r) == TYPE) {
			from = rd_u8(&r);
			if (from < RING_MAX)
				probe_heard(p, from, rd_u32(&r));
		}
	}
	frames_put(f, n);
}

static void probe_tick(struct timer *t)
{
	struct probe *p = container_of(t, struct probe, tick);
	struct frame *f = p->ring->talking ? frame_get(node_pool(&p->node), FRAME) : NULL;
	struct wr w;

	timer_set(p->node.worker, t, t->due + NSEC_PER_MS);
	if (!f)
		return;
	w = wr_of(f->data, f->len);
	wr_u32(&w, 0xffffffff);
	wr_u32(&w, 0xffff0200);
	wr_u32(&w, p->me);
	wr_u16(&w, TYPE);
	wr_u8(&w, (u8)p->me);
	wr_u32(&w, ++p->seq);
	port_send(p->node.ports, &f, 1);
}

static const struct node_kind kind_probe = { .name = "probe", .size = sizeof(struct probe), .input = probe_input, .default_ports = 1 };

/* The event's effect. */
static void watch(struct ring *r, nsec span, nsec *worst)
{
	r->worst = 0;
	r->measuring = true;
	r->since = world_now(r->w);
	pass(r->w, span);
	for (unsigned i = 0; i < r->n; i++) /* who is not heard yet */
		for (unsigned k = 0; k < r->n; k++)
			if (k != i && !r->lost[i] && !r->lost[k] && r->probe[i]->heard[k] < world_now(r->w) - 20 * NSEC_PER_MS)
				r->worst = span;
	r->measuring = false;
	if (r->worst > *worst)
		*worst = r->worst;
}

/* It has been mended: the change back is watched for copies, too; then the ring comes to rest. */
static void settle(struct ring *r)
{
	pass(r->w, 3 * NSEC_PER_SEC);
	r->talking = false;
	pass(r->w, 40 * NSEC_PER_SEC);
	r->talking = true;
	pass(r->w, NSEC_PER_SEC / 10);
}

static void ring(unsigned n)
{
	static const char config[] = "spanning-tree mode rapid-pvst\ninterface GigabitEthernet0/1\n switchport mode trunk\ninterface GigabitEthernet0/2\n switchport mode trunk\n"
				     "interface GigabitEthernet0/3\n switchport mode access\n spanning-tree portfast\n";
	struct impair none = { 0 }, cut = { .cut = true };
	struct ring r = { .w = world_of(65536), .n = n };
	nsec by_cut = 0, by_loss = 0, by_silence = 0;
	u64 rest;

	for (unsigned i = 0; i < n; i++) {
		char name[16];

		snprintf(name, sizeof(name), "s%u", i);
		r.sw[i] = node_new(r.w, bench_kind("switch"), name, 3, 0);
		bench_boot(r.sw[i], config);
		snprintf(name, sizeof(name), "p%u", i);
		r.probe[i] = (struct probe *)node_new(r.w, &kind_probe, name, 1, 0);
		r.probe[i]->ring = &r;
		r.probe[i]->me = i;
		r.probe[i]->tick.fire = probe_tick;
		wire_new(r.probe[i]->node.ports, nth_port(r.sw[i], 2));
	}
	for (unsigned i = 0; i < n; i++)
		r.wire[i] = wire_new(nth_port(r.sw[i], 0), nth_port(r.sw[(i + 1) % n], 1));
	pass(r.w, 40 * NSEC_PER_SEC);
	for (unsigned i = 0; i < n; i++)
		timer_set(r.probe[i]->node.worker, &r.probe[i]->tick, world_now(r.w) + i * NSEC_PER_MS / n);
	r.talking = true;
	pass(r.w, 5 * NSEC_PER_SEC);
	rest = r.twice + r.home;
	r.twice = r.home = 0;
	for (unsigned i = 0; i < n; i++) {
		wire_set_up(r.wire[i], false);
		watch(&r, NSEC_PER_SEC, &by_cut);
		wire_set_up(r.wire[i], true);
		settle(&r);
	}
	for (unsigned i = 0; i < n; i++) {
		r.lost[i] = true;
		node_power(r.sw[i], false);
		watch(&r, NSEC_PER_SEC, &by_loss);
		node_power(r.sw[i], true);
		bench_boot(r.sw[i], config);
		settle(&r);
		r.lost[i] = false;
	}
	/*
	 * Carrier stays: only the missing BPDUs tell. It is mended with the carrier down: both ends forward by then, and would loop until the next
	 * hello, as the standard has it.
	 */
	for (unsigned i = 0; i < n; i++) {
		wire_set_impair(r.wire[i], 0, &cut);
		wire_set_impair(r.wire[i], 1, &cut);
		watch(&r, 8 * NSEC_PER_SEC, &by_silence);
		wire_set_up(r.wire[i], false);
		wire_set_impair(r.wire[i], 0, &none);
		wire_set_impair(r.wire[i], 1, &none);
		wire_set_up(r.wire[i], true);
		settle(&r);
	}
	rig_print("ring_cut", (double)by_cut / NSEC_PER_MS, "ms");
	rig_print("ring_lost", (double)by_loss / NSEC_PER_MS, "ms");
	rig_print("ring_silent", (double)by_silence / NSEC_PER_MS, "ms");
	rig_print("ring_rest", (double)rest, "frames");
	rig_print("ring_changes", (double)(r.twice + r.home), "frames");
	for (unsigned i = 0; i < n; i++)
		timer_stop(r.probe[i]->node.worker, &r.probe[i]->tick);
	world_free(r.w);
}

/* ---- a storm ---- */

/* Sends at a rate, to one address; counts what comes for it. */
struct talker {
	struct node node;
	struct timer tick;
	u8 me, to;
	unsigned burst;
	u64 got;
};

static void talker_input(struct port *in, struct frame **f, unsigned n)
{
	struct talker *t = (struct talker *)in->node;

	for (unsigned i = 0; i < n; i++)
		t->got += f[i]->data[0] == 2 && f[i]->data[5] == t->me;
	frames_put(f, n);
}

static void talker_tick(struct timer *timer)
{
	struct talker *t = container_of(timer, struct talker, tick);

	timer_set(t->node.worker, timer, timer->due + 100 * NSEC_PER_US);
	for (unsigned i = 0; i < t->burst; i++) {
		struct frame *f = frame_get(node_pool(&t->node), 1000);
		struct wr w;

		if (!f)
			return;
		memset(f->data, 0, f->len);
		w = wr_of(f->data, f->len);
		wr_u32(&w, t->to == 0xff ? 0xffffffff : 0x02000000);
		wr_u16(&w, t->to == 0xff ? 0xffff : t->to);
		wr_u32(&w, 0x02000000);
		wr_u16(&w, t->me);
		wr_u16(&w, TYPE);
		port_send(t->node.ports, &f, 1);
	}
}
static const struct node_kind kind_talker = { .name = "talker", .size = sizeof(struct talker), .input = talker_input, .default_ports = 1 };

/* Frames that seven pairs of stations, each at 80 % of a gigabit, get through in a second while another floods its port with broadcasts. */
static double pairs(const char *guard, bool storm)
{
	struct world *w = world_of(65536);
	struct node *sw = node_new(w, bench_kind("switch"), "sw", 16, 0);
	struct impair gigabit = { .rate = 1000000000 };
	struct talker *t[15];
	char config[2048];
	int at = 0;
	u64 got = 0;

	for (unsigned i = 0; i < 15; i++)
		at += snprintf(config + at, sizeof(config) - (size_t)at, "interface GigabitEthernet0/%u\n switchport mode access\n spanning-tree portfast\n%s", i + 1, i ? "" : guard);
	bench_boot(sw, config);
	for (unsigned i = 0; i < 15; i++) {
		char name[16];
		struct wire *wire;

		snprintf(name, sizeof(name), "t%u", i);
		t[i] = (struct talker *)node_new(w, &kind_talker, name, 1, 0);
		t[i]->me = (u8)i;
		t[i]->to = i ? (u8)(i & 1 ? i + 1 : i - 1) : 0xff;
		t[i]->burst = i ? 10 : storm ? 12 : 0; /* of 12.5 that fit */
		t[i]->tick.fire = talker_tick;
		wire = wire_new(t[i]->node.ports, nth_port(sw, i));
		wire_set_impair(wire, 0, &gigabit);
		wire_set_impair(wire, 1, &gigabit);
	}
	pass(w, 2 * NSEC_PER_SEC);
	for (unsigned i = 0; i < 15; i++)
		timer_set(t[i]->node.worker, &t[i]->tick, world_now(w) + i * NSEC_PER_US);
	pass(w, 2 * NSEC_PER_SEC);
	for (unsigned i = 1; i < 15; i++)
		got -= t[i]->got;
	pass(w, 2 * NSEC_PER_SEC);
	for (unsigned i = 1; i < 15; i++)
		got += t[i]->got;
	for (unsigned i = 0; i < 15; i++)
		timer_stop(t[i]->node.worker, &t[i]->tick);
	world_free(w);
	return (double)got;
}

static void storm(void)
{
	double calm = pairs("", false);

	rig_print("storm_guarded", 100 * pairs(" storm-control broadcast level 1.00\n", true) / calm, "%");
	rig_print("storm_open", 100 * pairs("", true) / calm, "%");
}

int main(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "";

	if (!strcmp(what, "pvst") && argc > 3)
		pvst((unsigned)atoi(argv[2]), (unsigned)atoi(argv[3]));
	else if (!strcmp(what, "ring") && argc > 2 && atoi(argv[2]) <= RING_MAX)
		ring((unsigned)atoi(argv[2]));
	else if (!strcmp(what, "storm"))
		storm();
	else
		return 2;
	return 0;
}
