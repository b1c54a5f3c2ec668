/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Handlers of access lists' commands; the rows stand in router/acl/acl_rows.c. */
#ifndef ROUTER_ACL_ACL_CLI_H
#define ROUTER_ACL_ACL_CLI_H

#include "router/acl/own.h"
#include "router/ip_cli.h"

extern const struct cli_mode mode_std_nacl, mode_ext_nacl, mode_ip6_acl, mode_time_range, mode_net_group, mode_service_group;

RUN(acl_run_entry); RUN(acl_run_append); RUN(acl_run_tailed); RUN(acl_run_numbered); RUN(acl_run_no_numbered);
RUN(acl_run_standard); RUN(acl_run_extended); RUN(acl_run_ip6); RUN(acl_run_resequence); RUN(acl_run_reflexive_timeout); RUN(acl_run_group);
RUN(time_range_run); RUN(time_range_run_absolute); RUN(time_range_run_days);
RUN(group_run_network); RUN(group_run_service); RUN(group_run_net_item); RUN(group_run_service_item); RUN(group_run_service_port); RUN(group_run_description);
VIEW(acl_show); VIEW(acl_show_interface); VIEW(time_range_show); VIEW(group_show);
RUN(acl_run_clear); RUN(acl_run_log_threshold); RUN(acl_run_log_interval);
bool group_may_go(struct cli *c, const struct args *a);

typedef void acl_complete(struct cli *c, const char *arg, void (*add)(struct cli *c, const char *word, const char *help));
acl_complete acl_words_tcp, acl_words_udp, acl_words, acl_words6_tcp, acl_words6_udp, acl_words6;

#endif
