/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The commands of router/ntp/ntp_cli.c, for node kinds; the shows of ntp_show.c, for its rows. */
#ifndef ROUTER_NTP_NTP_CMDS_H
#define ROUTER_NTP_NTP_CMDS_H

#include "cli/cli.h"

extern const struct cmd_table ntp_cmds[];
extern const unsigned n_ntp_cmds;
bool show_ntp_associations(struct cli *c, const struct args *a, struct show *s);
bool show_ntp_packets(struct cli *c, const struct args *a, struct show *s);
bool show_ntp_status(struct cli *c, const struct args *a, struct show *s);

#endif
