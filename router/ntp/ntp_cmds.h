/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The commands of router/ntp/ntp_cli.c, for node kinds. */
#ifndef ROUTER_NTP_NTP_CMDS_H
#define ROUTER_NTP_NTP_CMDS_H

#include "cli/cli.h"

extern const struct cmd_table ntp_cmds[];
extern const unsigned n_ntp_cmds;

#endif
