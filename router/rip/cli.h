/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of RIP's commands share. */
#ifndef ROUTER_RIP_CLI_H
#define ROUTER_RIP_CLI_H

#include "device/debug.h"
#include "router/ip_cli.h"
#include "router/rip/rip.h"

/* rip_cli.c. Of both: lines that mean the same to RIP and RIPng. */
RUN(rip_run_distance); RUN(rip_run_distribute); RUN(rip_run_paths); RUN(rip_run_redistribute);
/* A summary more or less of an interface. false: there are too many. */
bool rip_set_summary(struct rip_if *x, const struct ipaddr *prefix, u8 plen, bool add);

/* ripng_cli.c */
enum { RIPNG_ROWS = 53 };
extern const struct cmd ripng_rows[];
struct rip *ripng_next(struct cli *c, const struct args *a, struct rip *after);

VIEW(rip_show_database);

/* ripng_show.c */
VIEW(ripng_show); VIEW(ripng_show_database); VIEW(ripng_show_next_hops);

#endif
