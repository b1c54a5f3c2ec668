/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sessions that lead to other machines: keys for a command under way, its output as it is; and who hears of a session's end. */
#include "cli/ends.h"
#include "cli/shell.h"

void cli_take_keys(struct cli *c, void (*fn)(struct cli *c, void *state, const char *bytes, size_t n))
{
	if (c->busy)
		c->keys = fn;
}

bool cli_takes_keys(const struct cli *c)
{
	return c->busy && c->keys;
}

void cli_keys(struct cli *c, const char *bytes, size_t n)
{
	if (c->sh && c->sh->node && c->sh->node->worker)
		c->last_input = node_now(c->sh->node);
	if (cli_takes_keys(c))
		c->keys(c, c->stop_state, bytes, n);
}

void cli_on_resting(struct cli *c, void (*resting)(void *arg))
{
	c->resting = resting;
}

bool cli_rest(struct cli *c)
{
	if (!c->resting || !cli_takes_keys(c))
		return false;
	c->resting(c->io.arg);
	return true;
}

void cli_write_raw(struct cli *c, const char *bytes, size_t n)
{
	if (n && !c->silent && c->io.write)
		c->io.write(c->io.arg, bytes, n);
}

void cli_at_end(struct cli *c, struct cli_end *e)
{
	e->next = c->ends;
	c->ends = e;
}

struct cli_end *cli_end_of(const struct cli *c, void (*fn)(struct cli *c, struct cli_end *e))
{
	struct cli_end *e = c->ends;

	while (e && e->fn != fn)
		e = e->next;
	return e;
}

void session_ending(struct cli *c)
{
	while (c->ends) {
		struct cli_end *e = c->ends;

		c->ends = e->next;
		e->fn(c, e);
	}
}
