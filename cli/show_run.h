/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside the shell: runs the show function of a row. */
#ifndef CLI_SHOW_RUN_H
#define CLI_SHOW_RUN_H

#include "cli/show.h"

bool show_run(struct cli *c, const struct cmd *cmd, const struct args *a);

#endif
