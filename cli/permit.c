/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether a line that has been matched may run: the node may have to ask somebody, and the line waits meanwhile. */
#include <stdlib.h>
#include <string.h>

#include "cli/rights.h"
#include "cli/shell.h"

/* Lines about the session itself are nobody else's business: without them nobody could leave. */
static bool always(const struct row *r) { return r->cmd->mode == &mode_any_config; }

bool permit_command(struct cli *c, const struct args *a, const char *line, bool no)
{
	const struct shell_ops *ops = c->sh->ops;
	bool config = a->row->cmd->mode != &mode_exec;
	enum cli_permission p;
	char *whole;

	if (rights_apply(c) && !rights_may(c, a->row, a->line, c->o.privilege)) {
		error_at(c, (u32)strspn(line, " "), line);
		return false;
	}
	if (!ops || !ops->command || c->permitted || c->again || c->nested || c->replay || always(a->row))
		return true;
	whole = xasprintf("%s%s", no ? "no " : "", a->line);
	p = ops->command(c->sh->node, c, whole, rights_level(c->sh, a->row, a->line), config);
	free(whole);
	if (p == CLI_WAIT) {
		free(c->waiting);
		c->waiting = xstrdup(line);
		c->waiting_do = c->do_exec;
	}
	return p == CLI_MAY;
}

void cli_permitted(struct cli *c, bool yes)
{
	char *line = c->waiting;

	c->waiting = NULL;
	if (!c->busy || !line) {
		free(line);
		return;
	}
	if (!yes) {
		free(line);
		cli_done(c, false);
		return;
	}
	c->busy = false;
	c->stop = NULL;
	c->running = c->permitted = true;
	c->error_said = false;
	c->do_exec = c->waiting_do;
	c->status = c->n_levels && !c->do_exec ? !mode_run_line(c, line) : !exec_line(c, line);
	c->do_exec = false;
	c->running = c->permitted = false;
	free(line);
	session_finish(c);
}
