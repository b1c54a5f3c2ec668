/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Node kinds for benchmarks that need no command line. */
#ifndef TESTS_BENCH_NODES_H
#define TESTS_BENCH_NODES_H

#include "core/node.h"

extern const struct node_kind bench_pass;	/* what enters one port leaves the other: the engine's own cost */
extern const struct node_kind bench_switch;	/* a switch as it leaves the factory, all ports in VLAN 1 */

#endif
