/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `enable`: asks for a password as often as IOS does; whether it is right may take its time. */
#include <stdlib.h>
#include <string.h>

#include "cli/shell.h"

enum { ENABLE_TRIES = 3 };

struct enable_ask {
	unsigned level, tries;
};

void enable_forget(struct cli *c)
{
	free(c->enabling);
	c->enabling = NULL;
}

static void given(struct cli *c, void *state, const char *text);

static void settle(struct cli *c, enum enable_answer answer, const char *text)
{
	struct enable_ask *ask = c->enabling;

	if (answer == ENABLE_YES) {
		c->o.privilege = (u8)ask->level;
		enable_forget(c);
	} else if (answer == ENABLE_NO && ++ask->tries < ENABLE_TRIES && c->o.interactive) {
		cli_ask_secret(c, "Password: ", given, NULL);
	} else {
		enable_forget(c);
		cli_error(c, "%s\n", text ? text : "% Bad secrets");
	}
}

void cli_enabled(struct cli *c, enum enable_answer answer, const char *text)
{
	if (!c->enabling)
		return;
	settle(c, answer, text);
	cli_done(c, answer == ENABLE_YES);
}

static void given(struct cli *c, void *state, const char *text)
{
	enum enable_answer answer;

	(void)state;
	if (!c->enabling)
		return;
	if (c->silent || !strcmp(text, "\003")) {
		enable_forget(c);
		return;
	}
	answer = c->sh->ops->enable(c->sh->node, c, c->enabling->level, text);
	if (answer != ENABLE_LATER)
		settle(c, answer, NULL);
}

bool enable_run(struct cli *c, const struct args *a)
{
	const struct shell_ops *ops = c->sh->ops;
	unsigned level = (unsigned)args_num(a, "level", 15);
	enum enable_answer answer = level <= c->o.privilege || !ops || !ops->enable ? ENABLE_YES : ops->enable(c->sh->node, c, level, NULL);

	if (answer == ENABLE_REFUSED)
		return false;
	if (answer == ENABLE_YES) {
		c->o.privilege = (u8)level;
		return true;
	}
	enable_forget(c);
	c->enabling = xcalloc(1, sizeof(*c->enabling));
	c->enabling->level = level;
	cli_ask_secret(c, "Password: ", given, NULL);
	return !c->error_said;
}
