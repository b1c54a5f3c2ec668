/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of EIGRP's commands share. */
#ifndef ROUTER_EIGRP_EIGRP_CLI_H
#define ROUTER_EIGRP_EIGRP_CLI_H

#include "router/eigrp/eigrp.h"
#include "router/ip_cli.h"

/* eigrp_cli.c */
RUN(eigrp_run_router); RUN(eigrp_run_router6); RUN(eigrp_run_vrf); RUN(eigrp_run_inst); RUN(eigrp_run_inst_shutdown); RUN(eigrp_run_family); RUN(eigrp_run_topology);
RUN(eigrp_run_leave); RUN(eigrp_run_network); void eigrp_network_spelled(const struct args *a, char key[CMD_SPELLED]); RUN(eigrp_run_passive); RUN(eigrp_run_bfd); RUN(eigrp_run_router_id); RUN(eigrp_run_stub); RUN(eigrp_run_log);
RUN(eigrp_run_warnings); RUN(eigrp_run_neighbor); RUN(eigrp_run_auto); RUN(eigrp_run_variance); RUN(eigrp_run_paths); RUN(eigrp_run_hops); RUN(eigrp_run_weights);
RUN(eigrp_run_rib_scale); RUN(eigrp_run_distance); RUN(eigrp_run_active); RUN(eigrp_run_shutdown); RUN(eigrp_run_default_metric); RUN(eigrp_run_redistribute);
RUN(eigrp_run_clear); RUN(eigrp_run_filter); RUN(eigrp_run_gateway); RUN(eigrp_run_offset); RUN(eigrp_run_traffic); RUN(eigrp_run_default_info);
bool eigrp_metric_args(const struct args *a, u32 m[5]); /* false: the line has none */
/* events.c */
RUN(eigrp_run_event_size); RUN(eigrp_run_events); RUN(eigrp_run_clear_events); VIEW(eigrp_show_events);
/* eigrp_if_cli.c */
RUN(eigrp_if_on); RUN(eigrp_if_hello); RUN(eigrp_if_hold); RUN(eigrp_if_toggle); RUN(eigrp_if_auth_mode); RUN(eigrp_if_auth_chain); RUN(eigrp_if_summary); RUN(eigrp_run_prefix_form);
RUN(eigrp_run_af_interface); RUN(eigrp_run_sum_metric);
/* waits_show.c */
VIEW(eigrp_show_accounting); VIEW(eigrp_show_timers);
/* eigrp_show.c */
void eigrp_show_title(struct show *s, const struct eigrp *e, const char *what); /* "EIGRP-IPv4 Neighbors for AS(1)" */
void eigrp_show_distance(struct show *s, const char *key, u64 d);	/* a cell; none where it is infinite */
/* The first process that the line speaks of; the next after e. */
struct eigrp *eigrp_named_by(struct cli *c, const struct args *a, struct eigrp *e);
VIEW(eigrp_show_neighbors); VIEW(eigrp_show_topology); VIEW(eigrp_show_entry); VIEW(eigrp_show_interfaces); VIEW(eigrp_show_traffic); VIEW(eigrp_show_protocol);

#endif
