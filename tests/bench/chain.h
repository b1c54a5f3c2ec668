/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A chain of nodes between two stations, in this process, moved by hand: station - node 0 - ... - node n-1 - station. */
#ifndef TESTS_BENCH_CHAIN_H
#define TESTS_BENCH_CHAIN_H

#include "core/wire.h"
#include "tests/bench/rig.h"

enum { CHAIN_MAX = 8 };

struct chain {
	struct world *world;
	struct node *from, *to, *node[CHAIN_MAX];
	unsigned n, worker;
	u64 arrived;	/* at `to`, since it was last cleared */
};

/* Nodes of that kind, their port 0 towards `from` and port 1 towards `to`, on that worker of a world of chain_world(). */
struct world *chain_world(unsigned workers);
void chain_new(struct chain *c, struct world *w, unsigned worker, const struct node_kind *kind, unsigned n);
void chain_boot(struct chain *c, const char *config);	/* all its nodes */
/* Sends from a station and moves the world until nothing is left to do. */
void chain_send(struct chain *c, struct node *station, struct frame **f, unsigned n);
/* Full bursts that make() fills in, for secs seconds; million hops a second, and on standard error what was lost. */
double chain_run(struct chain *c, double secs, void (*make)(struct frame *f, void *arg), void *arg);

#endif
