/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines from elsewhere (cli_notify()) that wait while a session prints. */
#ifndef CLI_NOTES_H
#define CLI_NOTES_H

#include "cli/cli.h"

/* How many may wait; what comes beyond is lost, and it is said how many were. 0: as from the start. */
void cli_limit_notes(struct cli *c, u32 n);

#endif
