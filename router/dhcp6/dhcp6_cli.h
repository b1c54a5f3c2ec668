/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Handlers of DHCPv6's commands; the rows stand in router/dhcp6/dhcp6_rows.c. */
#ifndef ROUTER_DHCP6_DHCP6_CLI_H
#define ROUTER_DHCP6_DHCP6_CLI_H

#include "router/dhcp6/own.h"
#include "router/ip_cli.h"

extern const struct cli_mode mode_dhcp6_pool;

RUN(d6_run_database); VIEW(d6_show_database);
bool d6_read_duid(const char *text, struct duid *d);	/* hex digits, an even number of them */
bool d6_read_iaid(const char *text, u32 *iaid);
RUN(d6_run_pool); RUN(d6_run_address); RUN(d6_run_static); RUN(d6_run_pd_pool); RUN(d6_run_dns); RUN(d6_run_domain); RUN(d6_run_link); RUN(d6_run_refresh);
RUN(d6_run_option); RUN(d6_run_local); RUN(d6_run_general);
RUN(d6_run_server); RUN(d6_run_relay); RUN(d6_run_client); RUN(d6_run_client_pd); RUN(d6_run_general_address);
RUN(d6_run_clear_binding); RUN(d6_run_clear_client); RUN(d6_run_clear_conflict); RUN(d6_run_clear_relay); RUN(d6_run_clear_statistics);
VIEW(d6_show); VIEW(d6_show_pool); VIEW(d6_show_binding); VIEW(d6_show_interface); VIEW(d6_show_relay); VIEW(d6_show_statistics); VIEW(d6_show_conflict);
VIEW(d6_show_local); VIEW(d6_show_general);

#endif
