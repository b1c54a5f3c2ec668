/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Hubs repeat; a storm between looped hubs stays bounded and leaves others forwarding. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "appliances/appliances.h"
#include "core/wire.h"

extern const struct appliance appliance_hub; /* appliances/list.h */

struct station {
	struct node node;
	unsigned n_got;
	u8 last;
};

static void station_input(struct port *in, struct frame **f, unsigned n)
{
	struct station *s = (struct station *)in->node;

	s->n_got += n;
	s->last = f[n - 1]->data[14];
	frames_put(f, n);
}

static const struct node_kind kind_station = {
	.name = "station", .size = sizeof(struct station), .input = station_input, .default_ports = 1,
};

static struct world *world(void)
{
	return world_new(&(struct world_options){ .name = "t", .clock = CLOCK_VIRTUAL, .seed = 1, .small_frames = 4096, .large_frames = 16 });
}

static struct station *station(struct world *w, const char *name, struct port *at)
{
	struct station *s = (struct station *)node_new(w, &kind_station, name, 0, 0);

	wire_new(s->node.ports, at);
	return s;
}

static void send_broadcast(struct station *s, u8 mark)
{
	struct frame *f = frame_get(node_pool(&s->node), 60);

	memset(f->data, 0, 60);
	memset(f->data, 0xff, 6);
	f->data[14] = mark;
	port_send(s->node.ports, &f, 1);
}

static struct port *port(struct node *n, const char *name)
{
	struct port *p = node_port(n, name);

	assert_non_null(p);
	return p;
}

static void what_enters_leaves_everywhere_else(void **state)
{
	struct world *w = world();
	struct node *hub = node_new(w, appliance_hub.kind, "hub", 0, 0);
	struct station *a = station(w, "a", port(hub, "1")), *b = station(w, "b", port(hub, "4")), *c = station(w, "c", port(hub, "8"));

	(void)state;
	assert_int_equal(hub->n_ports, 8);
	send_broadcast(a, 7);
	world_run(w, NSEC_PER_MS, UINT64_MAX);
	assert_int_equal(a->n_got, 0);
	assert_int_equal(b->n_got, 1);
	assert_int_equal(c->n_got, 1);
	assert_int_equal(c->last, 7);
	assert_int_equal(pool_in_use(w->workers[0].pool), 0);
	/* Ports without a wire are no loss. */
	for (struct port *p = hub->ports; p; p = p->next)
		for (unsigned r = 0; r < DROP_N; r++)
			assert_int_equal(p->drops[r], 0);
	world_free(w);
}

/* n_loops wires between two hubs: each frame comes back n_loops - 1 times each way, so from three on a storm grows until queues are full. */
static void storm(unsigned n_loops, nsec span)
{
	struct world *w = world();
	struct node *x = node_new(w, appliance_hub.kind, "x", n_loops + 1, 0), *y = node_new(w, appliance_hub.kind, "y", n_loops + 1, 0);
	struct node *calm = node_new(w, appliance_hub.kind, "calm", 2, 0);
	struct wire *loops[32];
	struct port *p = x->ports->next, *q = y->ports->next;

	for (unsigned i = 0; i < n_loops; i++, p = p->next, q = q->next)
		loops[i] = wire_new(p, q);
	struct station *source = station(w, "source", x->ports), *victim = station(w, "victim", y->ports);
	struct station *a = station(w, "a", calm->ports), *b = station(w, "b", calm->ports->next);

	send_broadcast(source, 1);
	for (nsec t = 0; t < span; t += 10 * NSEC_PER_US) {
		send_broadcast(a, (u8)(t / NSEC_PER_US));
		world_run(w, t + 10 * NSEC_PER_US, UINT64_MAX);
		assert_int_equal(b->n_got, t / (10 * NSEC_PER_US) + 1); /* each one, in its time */
		for (unsigned i = 0; i < n_loops; i++)
			for (unsigned dir = 0; dir < 2; dir++)
				assert_true(wire_in_flight(loops[i], dir) <= WIRE_BACKLOG_MAX);
	}
	assert_true(victim->n_got > 1000);
	assert_true(pool_in_use(w->workers[0].pool) <= 4096);
	/* The cure: pull the loops. */
	for (unsigned i = 0; i < n_loops; i++)
		wire_set_up(loops[i], false);
	world_run(w, span + NSEC_PER_MS, UINT64_MAX);
	assert_int_equal(pool_in_use(w->workers[0].pool), 0);
	send_broadcast(a, 99);
	world_run(w, span + 2 * NSEC_PER_MS, UINT64_MAX);
	assert_int_equal(b->last, 99);
	world_free(w);
}

static void two_looped_hubs_storm(void **state)
{
	(void)state;
	storm(3, 150 * NSEC_PER_US);
}

/* One frame is shared by more places than a reference count has numbers. */
static void many_loops_storm(void **state)
{
	(void)state;
	storm(20, 40 * NSEC_PER_US);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_enters_leaves_everywhere_else),
		cmocka_unit_test(two_looped_hubs_storm),
		cmocka_unit_test(many_loops_storm),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
