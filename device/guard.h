/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What keeps those away who guess passwords: `login block-for`, `login delay`, and the log of tries. While it blocks (quiet mode), nobody may come by the network
 * but those of `login quiet-mode access-class`.
 */
#ifndef DEVICE_GUARD_H
#define DEVICE_GUARD_H

#include "device/device.h"

enum { GUARD_FAILURES_MAX = 50, GUARD_NAME_MAX = 31 };

/* Failed tries of one name from one place. */
struct guard_failure {
	char user[GUARD_NAME_MAX + 1], peer[48];
	u16 port;
	u32 count;
	s64 last;		/* ns since 1970 */
};

struct guard {
	struct device *dev;
	u32 block_s, attempts, within_s;	/* block_s 0: off */
	u32 delay_s;		/* as configured; 0: none, or 1 with block-for */
	bool log_success, log_failure;
	u32 every_success, every_failure;	/* a line for so many */
	char quiet_class[64];	/* access list of those who may come all the same; "": none */
	/* state */
	nsec window_from;	/* the first failure of the window; NSEC_NEVER: none yet */
	u32 in_window, failures, successes;
	nsec quiet_until;	/* 0: normal mode */
	struct timer timer;
	struct guard_failure failure[GUARD_FAILURES_MAX];	/* the youngest first */
	u32 n_failures;
};

struct guard *guard_of(struct device *d);	/* made where there is none */
void guard_free(struct device *d);
nsec guard_delay(const struct device *d);
/* Is nobody to come now but by the list of quiet_class? */
bool guard_is_quiet(const struct device *d);
const char *guard_quiet_class(const struct device *d); /* "": none */
/* A try has ended. */
void guard_tried(struct device *d, const char *user, const char *where, u16 port, bool good);

extern const struct cmd_table guard_cmds[];
extern const unsigned n_guard_cmds;

#endif
