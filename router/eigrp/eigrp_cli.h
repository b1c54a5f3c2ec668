/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of EIGRP's commands share. */
#ifndef ROUTER_EIGRP_EIGRP_CLI_H
#define ROUTER_EIGRP_EIGRP_CLI_H

#include "router/eigrp/eigrp.h"
#include "router/ip_cli.h"

VIEW(eigrp_show_neighbors); VIEW(eigrp_show_topology); VIEW(eigrp_show_entry); VIEW(eigrp_show_interfaces); VIEW(eigrp_show_traffic);

#endif
