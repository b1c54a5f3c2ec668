/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines that follow a line: a macro's. Those that follow one of them are run before the next; how many there may be in all is counted from the line typed. */
#include "cli/follow.h"

#include <stdlib.h>
#include <string.h>

#include "cli/shell.h"

void cli_follow(struct cli *c, const char *lines, bool trace)
{
	free(c->follow);
	c->follow = xstrdup(lines);
	c->follow_trace = trace;
}

const char *cli_kept(const struct cli *c, bool global, const char *key)
{
	const struct tree_block *b = global ? c->root : c->block;
	const struct tree_line *l = b ? tree_find(b, key, (u32)strlen(key)) : NULL;

	return l && !l->no ? l->text : NULL;
}

/* Why no more of the lines can be run; NULL: they can. */
static const char *over(const struct cli *c)
{
	if (c->busy || c->answer)
		return "the last one takes time";
	if (!c->follow_left)
		return "there are too many lines";
	return NULL;
}

bool follow_run(struct cli *c)
{
	char *lines = c->follow, *at = lines;
	bool ok = true, trace = c->follow_trace;
	const char *why;

	c->follow = NULL;
	if (!lines)
		return true;
	if (c->follow_depth == FOLLOW_DEPTH_MAX) {
		free(lines);
		cli_error(c, "%% Macros nested deeper than %d", FOLLOW_DEPTH_MAX);
		return false;
	}
	if (!c->follow_depth++)
		c->follow_left = FOLLOW_LINES_MAX;
	while (*at && c->n_levels && !c->ended) {
		size_t len = strcspn(at, "\n");
		char *line;

		why = over(c);
		if (why) {
			cli_error(c, "%% The lines that remain are not run: %s", why);
			ok = false;
			break;
		}
		line = xasprintf("%.*s", (int)len, at);

		at += len + (at[len] == '\n');
		if (trace && !c->collecting)
			cli_print(c, "Applying command...'%s'\n", line);
		c->follow_left--;
		if (!session_config_line(c, line)) {
			ok = false;
			if (trace)
				cli_print(c, "%%Error Unknown error.\n");
		}
		free(line);
	}
	if (c->collecting) {
		c->collecting = false;
		text_free(&c->more_lines);
		cli_error(c, "%% Incomplete command.\n");
		ok = false;
	}
	c->follow_depth--;
	free(lines);
	return ok;
}
