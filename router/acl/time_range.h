/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Time ranges, for their commands. A range is never freed while its device lives: entries point at it, whether it is configured or not. */
#ifndef ROUTER_ACL_TIME_RANGE_H
#define ROUTER_ACL_TIME_RANGE_H

#include "router/acl/own.h"

enum { PERIODS_MAX = 16 };

struct period {
	u8 days;	/* bit 0: Sunday */
	bool spans;	/* from a day of the week to another: minutes of the week */
	u32 from, to;
};

struct time_range {
	struct time_range *next;
	struct ipstack *ip;
	char *name;
	bool defined;
	s64 start, end;		/* s since 1970; -1: none */
	struct period period[PERIODS_MAX];
	unsigned n_periods;
	s64 asked;		/* the second that `active` is of */
	bool active;
};

#endif
