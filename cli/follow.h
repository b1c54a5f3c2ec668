/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For commands that stand for several lines of configuration, and for what a line has to know of those that are kept already. */
#ifndef CLI_FOLLOW_H
#define CLI_FOLLOW_H

#include "cli/cli.h"

enum {
	FOLLOW_LINES_MAX = 4096, /* that one line typed may lead to, macros in macros included */
	FOLLOW_DEPTH_MAX = 8,
};

/*
 * From run() of a configuration row: when it is over, these lines (apart by newlines) are run, each as if typed where the row's line was typed: in a range for all of it.
 * One that fails stops none of the others, but counts. trace: each is shown first. The lines may ask for further ones.
 */
void cli_follow(struct cli *c, const char *lines, bool trace);

/* The text of the line that is kept under that key, in the block the line stands in or in global configuration; NULL: none. */
const char *cli_kept(const struct cli *c, bool global, const char *key);

/* ---- for the shell ---- */

bool follow_run(struct cli *c); /* after a line: those that follow it. true: none failed */

#endif
