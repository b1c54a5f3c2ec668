/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A ring of eight switches through every change that it can see, beside the standard's machines as a plain computation (ring_reference.h), told the same events at the same
 * microsecond and sent the same frames: at rest no frame comes twice or comes home, and in a change none that would not there.
 */
#include "campus.h"
#include "ring_reference.h"
#include "switch/rstp.h"
#include "switch/stp.h"

enum { TALK_MS = 100, REFS = 3 };
#define RING_CONFIG "spanning-tree mode rapid-pvst\ninterface range GigabitEthernet0/1 - 2\n switchport mode trunk\n switchport nonegotiate\ninterface GigabitEthernet0/3\n" \
		    " switchport mode access\n spanning-tree portfast\n"

struct talker {
	struct node node;
	struct bench *bench;
	unsigned me;
};
struct bench {
	struct world *w;
	struct device *sw[REF_BRIDGES];
	struct talker *t[REF_BRIDGES];
	struct wire *wire[REF_BRIDGES];
	struct ref ref[REFS];	/* one a rule for what is due at one time */
	u8 (*got)[REF_BRIDGES][REF_SEQS];
	u32 seq;		/* every talker's */
	unsigned copies, theirs;
};

static void talker_input(struct port *in, struct frame **f, unsigned n)
{
	struct talker *t = (struct talker *)in->node;

	for (unsigned i = 0; i < n; i++) {
		const u8 *d = f[i]->data;
		u32 seq = f[i]->len >= 20 ? get_be32(d + 16) : 0;

		if (f[i]->len >= 20 && get_be16(d + 12) == 0x88b5 && d[14] < REF_BRIDGES && seq < REF_SEQS)
			t->bench->got[t->me][d[14]][seq]++;
	}
	frames_put(f, n);
}
static const struct node_kind kind_talker = { .name = "talker", .size = sizeof(struct talker), .input = talker_input, .default_ports = 1 };

static void ref_each(struct bench *b)
{
	for (unsigned k = 0; k < REFS; k++)
		ref_run(&b->ref[k], world_now(b->w));
}

/* Time passes, here and there; each talker says something every millisecond, one after the other. */
static void go(struct bench *b, nsec span, bool talking)
{
	nsec end = world_now(b->w) + span;
	unsigned me = 0;

	while (talking && world_now(b->w) < end) {
		u8 d[60] = { 255, 255, 255, 255, 255, 255, 2, 0, 0, 0, 1, (u8)me, 0x88, 0xb5, (u8)me };

		b->seq += !me;
		put_be32(d + 16, b->seq);
		if (b->seq < REF_SEQS) {
			struct frame *f = frame_get(node_pool(&b->t[me]->node), 60);

			memcpy(f->data, d, 60);
			port_send(b->t[me]->node.ports, &f, 1);
			for (unsigned k = 0; k < REFS; k++)
				if (b->ref[k].b[me].on)
					ref_talk(&b->ref[k], me, b->seq);
		}
		me = (me + 1) % REF_BRIDGES;
		pass(b->w, NSEC_PER_MS / REF_BRIDGES);
		ref_each(b);
	}
	if (!talking)
		pass(b->w, span);
	ref_each(b);
}

static unsigned copies(u8 (*got)[REF_BRIDGES][REF_SEQS], unsigned at, unsigned from, u32 seq)
{
	u8 n = got[at][from][seq];

	return at == from ? n : n > 1 ? n - 1u : 0;
}

/* Judges what came since the last time, and forgets it. */
static void judge(struct bench *b, const char *what, unsigned which)
{
	for (unsigned at = 0; at < REF_BRIDGES; at++)
		for (unsigned from = 0; from < REF_BRIDGES; from++)
			for (u32 seq = 1; seq <= b->seq && seq < REF_SEQS; seq++) {
				unsigned ours = copies(b->got, at, from, seq), most = 0;

				for (unsigned k = 0; k < REFS; k++) {
					unsigned n = copies(b->ref[k].got, at, from, seq);

					most = n > most ? n : most;
				}
				b->copies += ours;
				b->theirs += most;
				if (ours > most)
					fail_msg("%s %u: station %u got %u copies of frame %u of %u, the standard's machines give it %u", what, which, at, ours, seq, from, most);
			}
	for (unsigned at = 0; at < REF_BRIDGES; at++)
		memset(b->got[at], 0, sizeof(b->got[at]));
	for (unsigned k = 0; k < REFS; k++)
		memset(b->ref[k].got, 0, REF_BRIDGES * sizeof(*b->ref[k].got));
	b->seq = 0;
}

/* Both have come to the same tree. */
static void same_states(struct bench *b, const char *what, unsigned which)
{
	for (unsigned i = 0; i < REF_BRIDGES; i++)
		for (unsigned k = 0; k < 2; k++)
			if (b->sw[i]->node.on && b->ref[0].b[i].p[k].forwarding != (bool)vlan_in(&b->sw[i]->bridge->port[k].passes, 1))
				fail_msg("%s %u: port %u of switch %u is %s in the reference", what, which, k + 1, i, b->ref[0].b[i].p[k].forwarding ? "forwarding" : "blocking");
}

static void rest(struct bench *b, const char *what, unsigned which)
{
	go(b, TALK_MS * NSEC_PER_MS, true);
	judge(b, what, which);
	go(b, 40 * NSEC_PER_SEC, false);
	same_states(b, what, which);
}

static void open_ring(struct bench *b)
{
	*b = (struct bench){ .w = campus_new() };
	b->got = xcalloc(REF_BRIDGES, sizeof(*b->got));
	for (unsigned k = 0; k < REFS; k++) {
		b->ref[k].ties = k;
		b->ref[k].got = xcalloc(REF_BRIDGES, sizeof(*b->got));
	}
	for (unsigned i = 0; i < REF_BRIDGES; i++) {
		struct rstp_status st;
		char name[8];

		snprintf(name, sizeof(name), "s%u", i);
		b->sw[i] = campus_switch(b->w, name, 3, RING_CONFIG);
		snprintf(name, sizeof(name), "t%u", i);
		b->t[i] = (struct talker *)node_new(b->w, &kind_talker, name, 1, 0);
		b->t[i]->bench = b;
		b->t[i]->me = i;
		wire_new(b->t[i]->node.ports, campus_port(&b->sw[i]->node, 3));
		rstp_status(b->sw[i]->bridge->stp->tree[1]->r, &st);
		for (unsigned k = 0; k < REFS; k++) {
			b->ref[k].b[i].id = st.bridge_id;
			ref_power(&b->ref[k], i, true);
		}
	}
	for (unsigned i = 0; i < REF_BRIDGES; i++) {
		b->wire[i] = wire_new(campus_port(&b->sw[i]->node, 1), campus_port(&b->sw[(i + 1) % REF_BRIDGES]->node, 2));
		for (unsigned k = 0; k < REFS; k++)
			ref_wire_set(&b->ref[k], i, true);
	}
	go(b, 40 * NSEC_PER_SEC, false);
	same_states(b, "cold", 0);
}

static void close_ring(struct bench *b)
{
	for (unsigned k = 0; k < REFS; k++)
		ref_free(&b->ref[k]);
	free(b->got);
	world_free(b->w);
}

static void set_wire(struct bench *b, unsigned i, bool up)
{
	wire_set_up(b->wire[i], up);
	for (unsigned k = 0; k < REFS; k++)
		ref_wire_set(&b->ref[k], i, up);
}

static void wires(void **state)
{
	struct bench b;

	(void)state;
	open_ring(&b);
	for (unsigned i = 0; i < 2 * REF_BRIDGES; i++) { /* at another moment between two frames each time */
		go(&b, 20 * NSEC_PER_MS + i * 11 * NSEC_PER_US, true);
		set_wire(&b, i % REF_BRIDGES, false);
		rest(&b, "cut", i);
		go(&b, 20 * NSEC_PER_MS + i * 17 * NSEC_PER_US, true);
		set_wire(&b, i % REF_BRIDGES, true);
		rest(&b, "mended", i);
	}
	assert_true(b.theirs > 0); /* else nothing was judged */
	print_message("wires: %u copies in 32 changes; the reference makes up to %u\n", b.copies, b.theirs);
	close_ring(&b);
}

static void switches(void **state)
{
	struct bench b;

	(void)state;
	open_ring(&b);
	for (unsigned i = 0; i < REF_BRIDGES; i++) {
		struct config_error e;

		go(&b, 20 * NSEC_PER_MS + i * 13 * NSEC_PER_US, true);
		node_power(&b.sw[i]->node, false);
		for (unsigned k = 0; k < REFS; k++)
			ref_power(&b.ref[k], i, false);
		rest(&b, "lost", i);
		go(&b, 20 * NSEC_PER_MS + i * 19 * NSEC_PER_US, true);
		node_power(&b.sw[i]->node, true);
		assert_true(device_boot(b.sw[i], RING_CONFIG, false, &e, NULL, NULL));
		for (unsigned k = 0; k < REFS; k++)
			ref_power(&b.ref[k], i, true);
		rest(&b, "back", i);
	}
	print_message("switches: %u copies in 16 changes; the reference makes up to %u\n", b.copies, b.theirs);
	close_ring(&b);
}

/* Carrier stays, only the missing BPDUs tell; mended with the carrier down, as both ends forward by then. */
static void silent_wires(void **state)
{
	struct impair none = { 0 }, cut = { .cut = true };
	struct bench b;

	(void)state;
	open_ring(&b);
	for (unsigned i = 0; i < REF_BRIDGES; i += 3) {
		for (unsigned k = 0; k < 2; k++)
			wire_set_impair(b.wire[i], k, &cut);
		for (unsigned k = 0; k < REFS; k++)
			b.ref[k].silent[i] = true;
		go(&b, 3900 * NSEC_PER_MS, false);
		go(&b, 2500 * NSEC_PER_MS, true); /* the third hello is due */
		judge(&b, "silent", i);
		go(&b, 40 * NSEC_PER_SEC, false);
		same_states(&b, "silent", i);
		set_wire(&b, i, false);
		for (unsigned k = 0; k < 2; k++)
			wire_set_impair(b.wire[i], k, &none);
		for (unsigned k = 0; k < REFS; k++)
			b.ref[k].silent[i] = false;
		go(&b, 20 * NSEC_PER_MS + i * 23 * NSEC_PER_US, true);
		set_wire(&b, i, true);
		rest(&b, "heard again", i);
	}
	close_ring(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(wires), cmocka_unit_test(switches), cmocka_unit_test(silent_wires) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
