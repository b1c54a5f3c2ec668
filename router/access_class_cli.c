/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What vty lines have beyond what every line has. */
#include "router/ip_cli.h"
#include "router/vty.h"

static bool run_class(struct cli *c, const struct args *a)
{
	vtys_set_class(cli_stack(c), args_no(a) ? NULL : args_str(a, "list"));
	return true;
}

static const struct cmd rows[] = {
	{ &mode_tty, "access-class WORD:list in", "Filter connections based on an IP access list|IP access list|Filter incoming connections", .run = run_class,
	  .key = 1, .order = 5 },
	{ &mode_tty, "access-class WORD:list out", "||Filter outgoing connections", .flags = CMD_UNSUPPORTED },
};
const struct cmd_table vty_cmds[] = { CMD_TABLE(rows) };
const unsigned n_vty_cmds = ARRAY_LEN(vty_cmds);
