/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A chain of routers with large tables of their own, and packets for it. */
#ifndef TESTS_BENCH_ROUTES_H
#define TESTS_BENCH_ROUTES_H

#include "tests/bench/chain.h"

struct flows {
	u32 *dst4;		/* QUERIES, Zipf */
	struct ip6 *dst6;
	u32 next;
	u8 to[6];		/* the first router */
};

/* Gives each router of the chain addresses, 60 neighbours on its way out, and RIG_N4 prefixes of IPv4 or RIG_N6 of IPv6 through them,
 * straight into its FIB (a RIB's memory is not touched by packets). fl gets destinations in those prefixes. */
void routes_fill(struct chain *c, bool v6, struct flows *fl);
struct ipaddr routes_neighbour(u32 k); /* one of the first router's on its way out, of IPv4 */
void routes_packet4(struct frame *f, void *flows);
void routes_packet6(struct frame *f, void *flows);

#endif
