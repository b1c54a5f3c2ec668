/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shows of NAT64; their rows stand in nat64_cli.c. */
#ifndef ROUTER_NAT64_NAT64_CLI_H
#define ROUTER_NAT64_NAT64_CLI_H

#include "router/ip_cli.h"
#include "router/nat64/own.h"

VIEW(nat64_show_translations); VIEW(nat64_show_statistics); VIEW(nat64_show_pools); VIEW(nat64_show_prefix); VIEW(nat64_show_timeouts);

#endif
