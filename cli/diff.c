/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The difference of two configurations, for reading: lines with + and -, under the lines of the blocks they stand in. */
#include <stdlib.h>

#include "cli/shell.h"

static const struct tree_block empty;

static void print_whole(struct text *out, char sign, const struct tree_line *l, unsigned depth)
{
	text_printf(out, "%c%*s%s\n", sign, (int)depth, "", l->text);
	for (u32 i = 0; l->block && i < l->block->n; i++)
		print_whole(out, sign, l->block->lines[i], depth + 1);
}

static void print_diff(struct text *out, const struct tree_block *from, const struct tree_block *to, unsigned depth)
{
	for (u32 i = 0; i < from->n; i++) {
		const struct tree_line *l = from->lines[i], *t = replace_twin(to, l);
		struct text inner = { 0 };

		if (!t) {
			print_whole(out, '-', l, depth);
			continue;
		}
		print_diff(&inner, l->block ? l->block : &empty, t->block ? t->block : &empty, depth + 1);
		if (inner.len)
			text_printf(out, " %*s%s\n%s", (int)depth, "", l->text, inner.s);
		text_free(&inner);
	}
	for (u32 i = 0; i < to->n; i++)
		if (!replace_twin(from, to->lines[i]))
			print_whole(out, '+', to->lines[i], depth);
}

char *shell_diff(struct shell *sh, const char *from, const char *to, struct config_error *err)
{
	struct cli *c = session_internal(sh);
	struct tree_block a = { 0 }, b = { 0 };
	struct config_error e = { 0 };
	struct text out = { 0 };
	char *running = from ? NULL : shell_running(sh, false);
	bool ok = replace_parse(c, from ? from : running, &a, &e) && replace_parse(c, to, &b, &e);

	if (ok)
		print_diff(&out, &a, &b, 0);
	if (err)
		*err = e;
	tree_clear(&a);
	tree_clear(&b);
	free(running);
	cli_free(c);
	return ok ? text_take(&out) : NULL;
}
