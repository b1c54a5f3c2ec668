/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Commands of VRFs: what their files share, and what other commands ask. */
#ifndef ROUTER_VRF_VRF_CLI_H
#define ROUTER_VRF_VRF_CLI_H

#include "router/ip_cli.h"
#include "router/vrf/vrf.h"

/* May the interface have addresses of the family (0: IPv4, 1: IPv6)? false, and said why: its VRF does not have it. */
bool vrf_allows(struct cli *c, const struct ipif *p, unsigned af);

/* rt_cli.c */
/* The VRF of the block, and of which family its lines are: 0, 1; 2: of both. */
struct vrf *vrf_of_block(struct cli *c, unsigned *which);
/* limit.c */
RUN(vrf_run_limit);
RUN(vrf_run_target); RUN(vrf_run_map);
/* vrf_show.c */
VIEW(vrf_show); VIEW(vrf_show_detail); VIEW(vrf_show_interfaces);
/* vrf_run.c */
VIEW(vrf_show_running);
/* Does "vrf NAME", "vrf definition NAME" or "vrf forwarding NAME" stand in the line? name NULL: any. */
bool vrf_line_names(const char *line, size_t len, const char *name);

#endif
