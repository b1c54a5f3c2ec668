/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The commands of router/syslog_cli.c, for node kinds. */
#ifndef ROUTER_SYSLOG_CMDS_H
#define ROUTER_SYSLOG_CMDS_H

#include "cli/cli.h"

extern const struct cmd_table syslog_cmds[];
extern const unsigned n_syslog_cmds;
extern const struct cmd_table syslog_vrf_cmds[];	/* where there are VRFs */
extern const unsigned n_syslog_vrf_cmds;

#endif
