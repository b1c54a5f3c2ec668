/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/bench/chain.h"

#include <stdio.h>
#include <stdlib.h>

#include "tests/bench/nodes.h"

/* An end of the chain: swallows what comes. */
struct station {
	struct node node;
	u64 *arrived;
};

static void station_input(struct port *in, struct frame **f, unsigned n)
{
	u64 *arrived = ((struct station *)in->node)->arrived;

	if (arrived)
		*arrived += n;
	frames_put(f, n);
}

static const struct node_kind kind_station = {
	.name = "station", .size = sizeof(struct station), .input = station_input, .default_ports = 1,
};

struct world *chain_world(unsigned workers)
{
	return world_new(&(struct world_options){ .name = "bench", .clock = CLOCK_REAL, .seed = 1, .n_workers = workers });
}

void chain_new(struct chain *c, struct world *w, unsigned worker, const struct node_kind *kind, unsigned n)
{
	struct port *last;
	char name[16];

	*c = (struct chain){ .world = w, .worker = worker, .n = n };
	snprintf(name, sizeof(name), "from%u", worker);
	c->from = node_new(w, &kind_station, name, 1, worker);
	snprintf(name, sizeof(name), "to%u", worker);
	c->to = node_new(w, &kind_station, name, 1, worker);
	((struct station *)c->to)->arrived = &c->arrived;
	last = c->from->ports;
	for (unsigned i = 0; i < n; i++) {
		snprintf(name, sizeof(name), "n%u-%u", worker, i);
		c->node[i] = node_new(w, kind, name, 2, worker);
		wire_new(last, c->node[i]->ports);
		last = c->node[i]->ports->next;
	}
	wire_new(last, c->to->ports);
}

void chain_boot(struct chain *c, const char *config)
{
	for (unsigned i = 0; i < c->n; i++)
		bench_boot(c->node[i], config);
}

static void settle(struct chain *c)
{
	while (worker_step(&c->world->workers[c->worker], 256))
		;
}

void chain_send(struct chain *c, struct node *station, struct frame **f, unsigned n)
{
	if (n)
		port_send(station->ports, f, n);
	settle(c);
}

double chain_run(struct chain *c, double secs, void (*make)(struct frame *f, void *arg), void *arg)
{
	struct worker *w = &c->world->workers[c->worker];
	struct frame *f[BURST_MAX];
	double start = 0, t = 0;
	u64 sent = 0, was = 0;

	/* The first tenth warms up. */
	for (unsigned warm = 0; warm < 2; warm++) {
		sent = c->arrived = 0;
		start = rig_now();
		do {
			for (unsigned r = 0; r < 16; r++, sent += BURST_MAX) {
				for (unsigned i = 0; i < BURST_MAX; i++) {
					f[i] = frame_get(w->pool, 60);
					make(f[i], arg);
				}
				chain_send(c, c->from, f, BURST_MAX);
			}
			t = rig_now();
			w->now += (u64)((t - start) * 1e9) - was;
			was = (u64)((t - start) * 1e9);
		} while (t - start < (warm ? secs : secs / 10));
		was = 0;
	}
	if (c->arrived != sent)
		fprintf(stderr, "# %lld of %llu frames lost\n", (long long)(sent - c->arrived), (unsigned long long)sent);
	return (double)c->arrived * c->n / (t - start) / 1e6;
}
