/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Lines that are kept as other lines, in other places: what is typed as `access-list 1 permit any` stands in the block of list 1, with a number.
 * Read from a text without running anything (a replacement is being compared), such a line stands for itself: there it goes and comes.
 */
#include <stdlib.h>
#include <string.h>

#include "cli/shell.h"

bool elsewhere_run(struct cli *c, struct tree_block *b, struct args *a)
{
	struct tree_block *outer = c->block;
	bool ok;

	if (c->dry) {
		if (!a->no)
			tree_line_whole(config_keep(c, b, NULL, a, false), a->row);
		return true;
	}
	c->block = b;
	c->sh->gen += a->no;
	ok = config_run(c, a);
	c->block = outer;
	return ok;
}

/* The line of b that opens the block; made when it is to be. */
static struct tree_line *opener_in(struct cli *c, struct tree_block *b, const struct gmode *mode, const char *block, bool make)
{
	struct tree_line *l = NULL;
	struct args a;

	if (config_parse(c, mode, block, false, &a)) {
		l = tree_find(b, a.line, tree_key_len(&a));
		if (!l && make)
			l = config_keep(c, b, NULL, &a, false);
	}
	args_free(&a);
	if (!l && make)
		bug("\"%s\" opens no block", block);
	return l;
}

/* The line that opens the block: of global configuration, or (behind a newline) of the block before it. */
static struct tree_line *opener(struct cli *c, const char *block, bool make)
{
	const struct gmode *mode = c->sh->g->config;
	struct tree_block *b = c->root;

	for (;;) {
		size_t len = strcspn(block, "\n");
		char *line = xasprintf("%.*s", (int)len, block);
		struct tree_line *l = opener_in(c, b, mode, line, make);

		free(line);
		if (!l || !block[len])
			return l;
		if (!l->block)
			l->block = xcalloc(1, sizeof(*l->block));
		b = l->block;
		mode = l->row->enter;
		block += len + 1;
	}
}

/* The block's line as it says, whatever was there under its key. */
static void keep_text(struct cli *c, struct tree_block *b, const struct gmode *mode, const char *line)
{
	bool no = !strncmp(line, "no ", 3);
	struct args a;

	if (!config_parse(c, mode, no ? line + 3 : line, no, &a))
		bug("the line to keep, \"%s\", is unknown", line);
	config_keep(c, b, tree_find(b, a.line, tree_key_len(&a)), &a, no);
	args_free(&a);
}

static void keep_line(struct cli *c, struct tree_line *in, const char *line)
{
	if (!in->block)
		in->block = xcalloc(1, sizeof(*in->block));
	keep_text(c, in->block, in->row->enter, line);
}

void cli_store_in(struct cli *c, const char *block, const char *line)
{
	if (block)
		keep_line(c, opener(c, block, true), line);
	else
		keep_text(c, c->root, c->sh->g->config, line);
}

static void rewrite(struct cli *c, struct tree_block *b, const struct gmode *mode, const char *outer, char *(*fn)(struct cli *c, const char *block, const char *line))
{
	for (u32 k = 0; k < b->n; k++) {
		char *line = xstrdup(b->lines[k]->text), *other = fn(c, outer, line);

		if (other)
			keep_text(c, b, mode, other);
		if (b->lines[k]->block)
			rewrite(c, b->lines[k]->block, b->lines[k]->row->enter, outer ? outer : line, fn);
		free(other);
		free(line);
	}
}

void cli_rewrite_stored(struct cli *c, char *(*fn)(struct cli *c, const char *block, const char *line))
{
	rewrite(c, c->root, c->sh->g->config, NULL, fn);
}

void cli_each_stored(struct cli *c, void (*fn)(struct cli *c, const char *block, const char *line, void *arg), void *arg)
{
	for (u32 i = 0; i < c->root->n; i++) {
		struct tree_line *l = c->root->lines[i];
		struct tree_block *b = l->block;
		char *opens = xstrdup(l->text);

		fn(c, NULL, opens, arg);
		for (u32 k = 0; b && k < b->n; k++) {
			char *line = xstrdup(b->lines[k]->text);

			fn(c, opens, line, arg);
			free(line);
		}
		free(opens);
	}
}

bool cli_remove_in(struct cli *c, const char *block, const char *line)
{
	struct tree_line *in = block ? opener(c, block, false) : NULL, *l;
	struct tree_block *b = block ? in ? in->block : NULL : c->block;
	bool ok;

	if (block && in && !line)
		return config_remove(c, c->root, in);
	l = b && line ? tree_find(b, line, (u32)strlen(line)) : NULL;
	if (!l)
		return true;
	if (in)
		config_enter(c, in);
	ok = config_remove(c, b, l);
	if (in)
		config_leave(c);
	return ok;
}

bool cli_remove_lines(struct cli *c, bool global, bool (*which)(const char *line, const void *arg), const void *arg)
{
	struct tree_block *in = c->block, *b = !in ? NULL : global ? c->root : in;
	bool ok = true;

	for (u32 i = b ? b->n : 0; i && ok; i--) {
		struct tree_line *l = i <= b->n ? b->lines[i - 1] : NULL;

		if (l && !l->row->enter && which(l->text, arg))
			ok = config_remove(c, b, l);
	}
	c->block = in;
	return ok;
}

static bool goes_on(const char *line, const void *words)
{
	size_t n = strlen(words);

	return !strncmp(line, words, n) && line[n] == ' ';
}

bool cli_run_begun(struct cli *c, const struct args *a, bool global)
{
	if (args_no(a))
		return cli_remove_lines(c, global, goes_on, args_line(a));
	cli_error(c, "%% Incomplete command.\n");
	return false;
}

void cli_move_block(struct cli *c, const char *from, const char *to)
{
	struct tree_line *l = opener(c, from, false), *n;

	if (!l)
		return;
	n = opener(c, to, true);
	if (n->block)
		bug("\"%s\" opens a block of its own", to);
	n->block = l->block;
	n->seq = l->seq;
	l->block = NULL;
	tree_remove(c->root, l);
	tree_line_free(l);
	c->sh->gen++;
}

/* Whether anything in the block, or deeper, is to go: what has nothing is not entered. */
static bool any_in(const struct tree_block *b, const char *opens, bool (*which)(const char *block, const char *line, const void *arg), const void *arg)
{
	for (u32 i = 0; i < b->n; i++)
		if (which(opens, b->lines[i]->text, arg) || (b->lines[i]->block && any_in(b->lines[i]->block, b->lines[i]->text, which, arg)))
			return true;
	return false;
}

static bool remove_in(struct cli *c, struct tree_block *b, const char *opens, bool (*which)(const char *block, const char *line, const void *arg), const void *arg)
{
	bool ok = true;

	for (u32 i = b->n; i && ok; i--) {
		struct tree_line *l = i <= b->n ? b->lines[i - 1] : NULL;

		if (!l)
			continue;
		if (which(opens, l->text, arg)) {
			ok = config_remove(c, b, l);
		} else if (l->block && l->row->enter && any_in(l->block, l->text, which, arg)) {
			config_enter(c, l);
			ok = remove_in(c, l->block, l->text, which, arg);
			config_leave(c);
		}
	}
	return ok;
}

bool cli_in_whole(const struct cli *c) { return !c->block; }

bool cli_remove_all(struct cli *c, bool global, bool (*which)(const char *block, const char *line, const void *arg), const void *arg)
{
	struct tree_block *in = c->block, *b = !in ? NULL : global ? c->root : in;
	unsigned level = c->n_objects;
	bool ok;

	if (global)
		c->n_objects = 0;
	ok = !b || remove_in(c, b, NULL, which, arg);
	c->n_objects = level;
	c->block = in;
	return ok;
}

void cli_keep_in(struct cli *c, const char *block, const char *lines)
{
	struct tree_line *in = opener(c, block, true);

	if (in->block)
		tree_clear(in->block);
	for (; *lines; lines += strcspn(lines, "\n") + 1) {
		char *line = xasprintf("%.*s", (int)strcspn(lines, "\n"), lines);

		keep_line(c, in, line);
		free(line);
	}
}
