/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The switch's modes and row tables, for its command files. */
#ifndef SWITCH_SWITCH_CLI_H
#define SWITCH_SWITCH_CLI_H

#include "cli/cli.h"

extern const struct cli_mode mode_vlan;
extern const struct cmd switch_show_rows[];
enum { SWITCH_SHOW_ROWS = 6 };

/* The tables of single features. */
extern const struct cmd_table errdisable_cmds[], dtp_cmds[], secure_cmds[];
extern const unsigned n_errdisable_cmds, n_dtp_cmds, n_secure_cmds;


#endif
