/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Handlers of DHCP's commands; the rows stand in router/dhcp/dhcp_rows.c. */
#ifndef ROUTER_DHCP_DHCP_CLI_H
#define ROUTER_DHCP_DHCP_CLI_H

#include "router/dhcp/own.h"
#include "router/ip_cli.h"

extern const struct cli_mode mode_dhcp_pool, mode_dhcp_class, mode_dhcp_relayinfo, mode_dhcp_share;

RUN(dhcp_run_database); VIEW(dhcp_show_database);
bool dhcp_read_hex(const char *text, u8 *to, u8 *len, size_t max); /* hex digits, apart by dots as IOS writes them */
RUN(dhcp_run_pool); RUN(dhcp_run_network); RUN(dhcp_run_host); RUN(dhcp_run_identifier); RUN(dhcp_run_hardware); RUN(dhcp_run_list); RUN(dhcp_run_text); RUN(dhcp_run_node_type); RUN(dhcp_run_import);
RUN(dhcp_run_lease); RUN(dhcp_run_option); RUN(dhcp_run_next_server); RUN(dhcp_run_excluded); RUN(dhcp_run_ping); RUN(dhcp_run_flag);
RUN(dhcp_run_helper); RUN(dhcp_run_relay_policy); RUN(dhcp_run_default); RUN(dhcp_run_trusted); VIEW(dhcp_show_trusted); RUN(dhcp_run_forward); RUN(dhcp_run_client); RUN(dhcp_run_release); RUN(dhcp_run_clear_binding); RUN(dhcp_run_clear_conflict);
RUN(dhcp_run_clear_statistics);
RUN(dhcp_run_use_class); RUN(dhcp_run_class); RUN(dhcp_run_remark); RUN(dhcp_run_relayinfo); RUN(dhcp_run_pattern); RUN(dhcp_run_share); RUN(dhcp_run_range);
VIEW(dhcp_show_binding); VIEW(dhcp_show_pool); VIEW(dhcp_show_conflict); VIEW(dhcp_show_import); VIEW(dhcp_show_statistics); VIEW(dhcp_show_lease); VIEW(dhcp_show_server);

#endif
