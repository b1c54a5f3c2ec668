/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Nodes for benchmarks: our kinds, booted from a few lines. */
#ifndef TESTS_BENCH_NODES_H
#define TESTS_BENCH_NODES_H

#include "core/node.h"

extern const struct node_kind bench_pass;	/* what enters one port leaves the other: the engine's own cost */
/* A kind of appliances/ (aborts when there is none), and its boot with a configuration. */
const struct node_kind *bench_kind(const char *name);
void bench_boot(struct node *n, const char *config);

#endif
