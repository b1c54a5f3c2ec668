/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a room of its own keeps with a session, found again without a list: whoever has given it to cli_at_end() is asked for by its fn. */
#ifndef CLI_ENDS_H
#define CLI_ENDS_H

#include "cli/cli.h"

/* NULL: nothing of that fn waits for the session's end. */
struct cli_end *cli_end_of(const struct cli *c, void (*fn)(struct cli *c, struct cli_end *e));

#endif
