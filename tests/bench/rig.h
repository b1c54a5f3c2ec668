/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What benchmarks share: time, cheap random numbers, forwarding tables and destinations as the Internet has them. */
#ifndef TESTS_BENCH_RIG_H
#define TESTS_BENCH_RIG_H

#include "net/addr.h"

enum { RIG_N4 = 900000, RIG_N6 = 200000 };

struct prefix4 {
	u32 addr;
	u8 plen;
};
struct prefix6 {
	struct ip6 addr;
	u8 plen;
};

double rig_now(void);	/* seconds this thread has run: others on the machine disturb less */
u64 rig_rnd(void);	/* the same row of numbers in each run */
void rig_print(const char *name, double value, const char *unit);
double rig_resident_mb(void);
void rig_pin(unsigned cpu);

/* Rank 0 .. 65535 with probability ~ 1/(rank + 1). */
u32 rig_zipf(void);
/* RIG_N4 or RIG_N6 prefixes, some of them twice; returns how many it wrote. */
u32 rig_table4(struct prefix4 *p);
u32 rig_table6(struct prefix6 *p);
/* An address inside the prefix. */
u32 rig_inside4(const struct prefix4 *p);
struct ip6 rig_inside6(const struct prefix6 *p);

#endif
