/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Blocks over a span of numbers, `line vty 0 4`: each number is in one block at most. What is said for a span that cuts another block parts that in two, as IOS shows
 * it: each part keeps its lines, which hold for its numbers as before, so that nothing is run. A span over several blocks is a range of them.
 */
#include <stdlib.h>
#include <string.h>

#include "cli/shell.h"

struct span {
	u32 first, last;
};

static struct span span_of(const struct args *a)
{
	struct span s = { .first = (u32)args_num(a, "first", 0) };

	s.last = (u32)args_num(a, "last", s.first);
	return s;
}

/* The line that opens the block of such a span: "line vty " and its numbers. */
static char *opener(const struct args *a, struct span s)
{
	int head = 0;

	for (u32 i = 0; i < a->n && a->word[i].op->kind == OP_KEYWORD; i++)
		head = (int)args_words_len(a, i + 1);
	return s.first == s.last ? xasprintf("%.*s %u", head, a->line, s.first) : xasprintf("%.*s %u %u", head, a->line, s.first, s.last);
}

/* The span of the block's line, when it is one of these. */
static bool is_span(struct cli *c, const struct tree_line *l, const struct row *row, struct span *s)
{
	struct args a;
	bool ok = l->row == row && !l->no && config_parse(c, row->mode, l->text, false, &a);

	if (ok) {
		*s = span_of(&a);
		args_free(&a);
	}
	return ok;
}

static void put_part(struct cli *c, const struct args *a, const struct tree_block *block, struct span s)
{
	char *text = opener(a, s);
	struct args part;

	if (config_parse(c, a->row->mode, text, false, &part)) {
		struct tree_line *l = config_keep(c, c->root, NULL, &part, false);

		l->block = xcalloc(1, sizeof(*l->block));
		if (block)
			tree_copy(l->block, block);
		args_free(&part);
	}
	free(text);
}

/* Parts the block: before the number `at`, and from it on. */
static void cut(struct cli *c, const struct args *a, struct tree_line *l, struct span s, u32 at)
{
	tree_remove(c->root, l);
	put_part(c, a, l->block, (struct span){ s.first, at - 1 });
	put_part(c, a, l->block, (struct span){ at, s.last });
	tree_line_free(l);
	c->sh->gen++;
}

/* No block goes on over the number `at`. */
static void cut_at(struct cli *c, const struct args *a, u32 at)
{
	for (u32 i = 0; i < c->root->n; i++) {
		struct tree_line *l = c->root->lines[i];
		struct span s;

		if (!is_span(c, l, a->row, &s) || s.first >= at || s.last < at)
			continue;
		cut(c, a, l, s, at);
		return; /* it was the only one */
	}
}

/* Where the block that begins at the number, or (else) the next one, begins; *end: where it ends. ~0: there is none. */
static u32 next_block(struct cli *c, const struct args *a, u32 from, u32 *end)
{
	u32 best = ~0u;

	for (u32 i = 0; i < c->root->n; i++) {
		struct span s;

		if (!is_span(c, c->root->lines[i], a->row, &s) || s.first < from || s.first >= best)
			continue;
		best = s.first;
		*end = s.last;
	}
	return best;
}

bool span_lines(struct cli *c, const struct args *a, bool make, char ***lines, u32 *n)
{
	struct span all = span_of(a), s;
	u32 end = 0, start;

	if (all.last < all.first) {
		cli_error(c, "%% Bad line range");
		return false;
	}
	cut_at(c, a, all.first);
	cut_at(c, a, all.last + 1);
	for (u32 at = all.first; at <= all.last; at = s.last + 1) {
		start = next_block(c, a, at, &end);
		s = start == at ? (struct span){ at, end } : (struct span){ at, start > all.last ? all.last : start - 1 };
		if (start != at && !make)
			continue;
		*lines = xrealloc(*lines, *n + 1, sizeof(**lines));
		(*lines)[(*n)++] = opener(a, s);
	}
	return true;
}
