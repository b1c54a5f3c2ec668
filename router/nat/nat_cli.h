/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Handlers of NAT's commands; the rows stand in router/nat/nat_rows.c. */
#ifndef ROUTER_NAT_NAT_CLI_H
#define ROUTER_NAT_NAT_CLI_H

#include "router/ip_cli.h"
#include "router/nat/own.h"

RUN(nat_run_side); extern const struct cli_mode mode_nat_pool;
RUN(nat_run_pool); RUN(nat_run_pool_block); RUN(nat_run_pool_range);
bool nat_pool_may_go(struct cli *c, const struct args *a); RUN(nat_run_rule); RUN(nat_run_static); RUN(nat_run_timeout); RUN(nat_run_max); RUN(nat_run_alg); RUN(nat_run_service);
RUN(nat_run_clear); RUN(nat_run_clear_statistics);
VIEW(nat_show_translations); VIEW(nat_show_statistics);

#endif
