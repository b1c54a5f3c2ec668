/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The shows of CDP and LLDP; their rows stand in discovery_cli.c. */
#ifndef DEVICE_DISCOVERY_DISCOVERY_SHOW_H
#define DEVICE_DISCOVERY_DISCOVERY_SHOW_H

#include "cli/show.h"

typedef bool disc_view(struct cli *c, const struct args *a, struct show *s);
disc_view show_cdp, show_cdp_neighbors, show_cdp_entry, show_cdp_interface, show_cdp_traffic; /* cdp_show.c */
disc_view show_lldp, show_lldp_neighbors, show_lldp_entry, show_lldp_interface, show_lldp_traffic; /* lldp_show.c */

/* The tables for kinds to include. */
extern const struct cmd_table discovery_cmds[];
extern const unsigned n_discovery_cmds;

#endif
