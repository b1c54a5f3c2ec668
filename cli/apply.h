/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside the shell: configuration text into a session's tree. */
#ifndef CLI_APPLY_H
#define CLI_APPLY_H

#include "cli/shell.h"

/* As shell_apply(), on an internal session, without putting back on failure. */
bool apply_text(struct cli *c, const char *text, bool lenient, struct config_error *err,
		void (*skipped)(void *arg, const struct config_error *e), void *arg);

#endif
