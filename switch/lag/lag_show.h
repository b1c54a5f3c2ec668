/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The shows of channel groups; their rows stand in lag_cli.c. */
#ifndef SWITCH_LAG_LAG_SHOW_H
#define SWITCH_LAG_LAG_SHOW_H

#include "cli/show.h"

typedef bool lag_view(struct cli *c, const struct args *a, struct show *s);
/* lag_show.c */
lag_view show_lag_summary, show_lag_detail, show_lag_channel, show_lag_balance;
/* lacp_show.c */
lag_view show_lacp_neighbor, show_lacp_internal, show_lacp_counters, show_lacp_sysid, show_pagp_neighbor, show_pagp_internal, show_pagp_counters;

#endif
