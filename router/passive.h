/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `passive-interface`, as every routing protocol has it: a default, and the interfaces that differ from it. */
#ifndef ROUTER_PASSIVE_H
#define ROUTER_PASSIVE_H

#include "cli/cli.h"
#include "device/device.h"

struct passive_name;
struct passive {
	bool by_default;
	struct passive_name *but;	/* those for which it is the other way round */
};

bool passive_is(const struct passive *p, const struct iface *i);
/* The line of the block, or its `no`; what is kept is what differs from the default, so a default that changes takes the lines that differed with it. */
void passive_line(struct cli *c, const struct args *a, struct passive *p);
void passive_free(struct passive *p);

/* The rows, of a mode whose run() calls passive_line(). Null0: `no` of a line that does not stand must be heard too, and the shell asks for a default then. */
#define PASSIVE_ROWS(mode, runs, place) \
	{ mode, "passive-interface default", "Suppress routing updates on an interface|Suppress routing updates on all interfaces", .run = runs, .order = place }, \
	{ mode, "passive-interface INTERFACE", "||", .run = runs, .order = (place) + 1, .flags = CMD_SORT_NUMERIC, .dflt = "passive-interface Null0" }

#endif
