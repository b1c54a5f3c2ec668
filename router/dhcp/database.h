/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A DHCP server's leases in a file of flash:, for DHCP and DHCPv6 alike (`ip dhcp database`, `ipv6 dhcp database`): read once after the boot, written a
 * while after something changed, so that what a reload forgets is no more than the last `write-delay` seconds. A text, a line a lease.
 */
#ifndef ROUTER_DHCP_DATABASE_H
#define ROUTER_DHCP_DATABASE_H

#include <stdio.h>

#include "router/ip_cli.h"

enum { LEASE_DB_DELAY_S = 300, LEASE_DB_LINE_MAX = 512 };

struct lease_db {
	struct device *dev;
	char url[300];			/* as configured; "": none */
	u32 delay_s, timeout_s;
	struct timer read, write;
	s64 read_at, written_at;	/* ns since 1970; 0: never */
	u32 failures, successes;
	const char *status;
	void (*save)(struct lease_db *db, FILE *f);		/* a line for each lease */
	bool (*load)(struct lease_db *db, char *const *word, unsigned n);	/* a line's words; false: it says nothing that can be used */
};

/* `... database URL [write-delay N] [timeout N]`, or its `no`; dev, save and load are set. Reads what is there soon: when the lines that follow have been run. */
bool lease_db_run(struct lease_db *db, struct cli *c, const struct args *a);
void lease_db_off(struct lease_db *db);
/* A lease came or went. Cheap. */
void lease_db_changed(struct lease_db *db);
void lease_db_show(const struct lease_db *db, struct show *s);
s64 lease_wall_at(struct device *dev, nsec when);	/* ns since 1970 */
/* When a lease ends, as words of a line ("Infinite", or "Jan 02 2026 01:00 AM"), and back: seconds from now, 0: it is over, ~0: never. */
void lease_db_put_end(const struct lease_db *db, FILE *f, nsec expires);
u32 lease_db_get_end(const struct lease_db *db, char *const *word, unsigned n);

#endif
