/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What TCP's commands share. */
#ifndef ROUTER_TCP_CLI_H
#define ROUTER_TCP_CLI_H

#include "cli/cli.h"
#include "router/tcp_conn.h"

/* NULL: this node has no TCP. */
struct tcp *tcp_of(struct cli *c);
/* traffic tcp ... (tcp_traffic_cli.c) */
bool tcp_traffic(struct cli *c, const struct args *a);

#endif
