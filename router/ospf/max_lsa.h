/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * `max-lsa`: a bound on LSAs of others. At a share of it there is a warning; beyond it, for a minute on end, the process lets all neighbours go and ignores what
 * comes for a while; after so many times it ignores them until it is cleared. A time without that sets the count back.
 */
#ifndef ROUTER_OSPF_MAX_LSA_H
#define ROUTER_OSPF_MAX_LSA_H

#include "core/timer.h"

struct ospf;
enum max_lsa_stage { MAX_LSA_CALM, MAX_LSA_OVER, MAX_LSA_IGNORING, MAX_LSA_FOR_EVER };
enum { MAX_LSA_THRESHOLD = 75, MAX_LSA_IGNORE_MIN = 5, MAX_LSA_IGNORE_COUNT = 5, MAX_LSA_RESET_MIN = 10 };	/* IOS's */

struct max_lsa {
	u32 max;		/* 0: no bound */
	u32 threshold;		/* per cent */
	u32 ignore_min, ignore_count, reset_min;
	bool warn_only;
	bool warned;
	u8 stage;		/* enum max_lsa_stage */
	u32 count;		/* how often it has ignored them */
	struct timer timer;	/* over: the minute; ignoring: its end; calm: the count goes back */
};

void max_lsa_set(struct ospf *o, const struct max_lsa *to);	/* the configured part of it; max 0: no bound any more */
void max_lsa_check(struct ospf *o);	/* an LSA has come */
void max_lsa_forget(struct ospf *o);	/* the process is cleared */
void max_lsa_timer(struct timer *t);
static inline bool max_lsa_ignores(const struct max_lsa *m) { return m->stage >= MAX_LSA_IGNORING; }

#endif
