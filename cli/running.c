/* SPDX-License-Identifier: GPL-3.0-or-later */
/* running-config from the tree: one blank per level, `!` around blocks and between groups of lines, `end`. */
#include <stdlib.h>
#include <string.h>

#include "cli/shell.h"

struct fixed {
	struct shell *sh;
	struct cli *c;
	struct tree_block *in;	 /* where lines stand already */
	struct tree_line **line; /* and those that stand nowhere */
	u32 n;
};

static void fixed_line(void *arg, const char *name)
{
	struct fixed *f = arg;
	char *text = xasprintf("interface %s", name);
	struct args a;

	if (config_parse(f->c, f->sh->g->config, text, false, &a) && a.row->enter && !tree_find(f->in, a.line, tree_key_len(&a))) {
		f->line = xrealloc(f->line, f->n + 1, sizeof(struct tree_line *));
		f->line[f->n++] = tree_line_new(f->sh, &a, false);
	}
	args_free(&a);
	free(text);
}

/* The lines of global configuration with the interfaces that are there by nature among them. *n_own at the end are ours to free. */
static struct tree_line **with_fixed(struct cli *c, u32 *n, struct fixed *f)
{
	struct shell *sh = c->sh;
	struct tree_line **all;
	u32 seq = sh->seq;

	*f = (struct fixed){ .sh = sh, .c = c, .in = &sh->root };
	if (sh->ops && sh->ops->iface_fixed)
		sh->ops->iface_fixed(sh->node, fixed_line, f);
	sh->seq = seq;
	*n = sh->root.n + f->n;
	all = xcalloc(*n + 1, sizeof(struct tree_line *));
	if (sh->root.n)
		memcpy(all, sh->root.lines, sh->root.n * sizeof(struct tree_line *));
	if (f->n)
		memcpy(all + sh->root.n, f->line, f->n * sizeof(struct tree_line *));
	struct tree_block sorted = { .lines = all, .n = *n };
	tree_sort(&sorted);
	return all;
}

static void print_lines(struct shell *sh, struct cli *c, struct text *out, struct tree_line **lines, u32 n, const struct gmode *mode,
			unsigned depth, bool all);

static void print_block(struct shell *sh, struct cli *c, struct text *out, const struct tree_line *l, unsigned depth, bool all)
{
	const char *trailer = l->row->cmd->trailer;

	text_pad(out, depth);
	text_puts(out, l->text);
	text_putc(out, '\n');
	print_lines(sh, c, out, l->block ? l->block->lines : NULL, l->block ? l->block->n : 0, l->row->enter, depth + 1, all);
	if (trailer) {
		text_pad(out, depth);
		text_puts(out, trailer);
		text_putc(out, '\n');
	}
}

/* A default that no line contradicts, for `all`. */
static bool default_shows(const struct row *r, struct tree_line **lines, u32 n)
{
	const char *dflt = r->cmd->dflt, *key = dflt;
	size_t len;
	unsigned words = r->cmd->key;

	if (!dflt || r->cmd->flags & (CMD_NO_STORE | CMD_HIDDEN) || strpbrk(dflt, "<[{"))
		return false;
	if (r->dflt_no)
		key += 3;
	len = strlen(key);
	if (words && !(r->cmd->flags & CMD_MULTI)) {
		const char *p = key;

		for (; words && *p; words--) {
			p += strspn(p, " ");
			p += strcspn(p, " ");
		}
		len = (size_t)(p - key);
	}
	for (u32 i = 0; i < n; i++)
		if (!strncmp(tree_key(lines[i]), key, len) && (!tree_key(lines[i])[len] || tree_key(lines[i])[len] == ' '))
			return false;
	return true;
}

/* Prints defaults of rows up to the rank. */
static u32 print_defaults(struct text *out, const struct gmode *mode, struct tree_line **lines, u32 n, u32 from, u32 rank, unsigned depth)
{
	u32 next;

	for (;;) {
		const struct row *best = NULL;

		next = rank;
		for (u32 i = 0; i < mode->n_rows; i++) {
			const struct row *r = mode->rows[i];

			if (r->cmd->dflt && r->rank >= from && r->rank < rank && (!best || r->rank < best->rank))
				best = r;
		}
		if (!best)
			return next;
		if (default_shows(best, lines, n)) {
			text_pad(out, depth);
			text_puts(out, best->cmd->dflt);
			text_putc(out, '\n');
		}
		from = best->rank + 1;
	}
}

static void separate(struct text *out, unsigned depth)
{
	struct text sep = { 0 };

	text_pad(&sep, depth);
	text_puts(&sep, "!\n");
	if (out->len < sep.len || strcmp(out->s + out->len - sep.len, sep.s) || (out->len > sep.len && out->s[out->len - sep.len - 1] != '\n'))
		text_add(out, sep.s, sep.len);
	text_free(&sep);
}

static void print_lines(struct shell *sh, struct cli *c, struct text *out, struct tree_line **lines, u32 n, const struct gmode *mode,
			unsigned depth, bool all)
{
	u32 from = 0;

	for (u32 i = 0; i < n; i++) {
		const struct tree_line *l = lines[i], *before = i ? lines[i - 1] : NULL;
		bool block = l->row->enter, after = before && before->row->enter;

		if (all)
			from = print_defaults(out, mode, lines, n, from, l->row->rank, depth);
		if ((block && !(depth && l->row->cmd->flags & CMD_TIGHT)) || (!depth && (after || (before && before->row->cmd->order != l->row->cmd->order))))
			separate(out, depth);
		if (block)
			print_block(sh, c, out, l, depth, all);
		else
			text_printf(out, "%*s%s\n", (int)depth, "", l->text);
	}
	if (all)
		print_defaults(out, mode, lines, n, from, ~0u, depth);
}

void running_print(struct shell *sh, struct text *out, bool all, const char *part)
{
	struct cli *c = session_internal(sh);
	struct fixed f;
	struct tree_line **lines;
	u32 n, kept = 0;

	text_puts(out, "!\n");
	for (const char *const *h = sh->ops ? sh->ops->header : NULL; h && *h && !part; h++)
		text_printf(out, "%s\n", *h);
	separate(out, 0);
	lines = with_fixed(c, &n, &f);
	for (u32 i = 0; i < n; i++)
		if (!part || partition_has(part, lines[i]->text))
			lines[kept++] = lines[i];
	print_lines(sh, c, out, lines, kept, sh->g->config, 0, all);
	separate(out, 0);
	text_puts(out, "end\n");
	for (u32 i = 0; i < f.n; i++)
		tree_line_free(f.line[i]);
	free(f.line);
	free(lines);
	cli_free(c);
}

bool running_print_block(struct shell *sh, struct text *out, const char *line, bool all)
{
	struct cli *c = session_internal(sh);
	const struct tree_line *found = NULL;
	struct fixed f;
	struct tree_line **lines;
	struct args a;
	u32 n;

	lines = with_fixed(c, &n, &f);
	if (config_parse(c, sh->g->config, line, false, &a))
		for (u32 i = 0; i < n && !found; i++)
			if (!strcmp(lines[i]->text, a.line))
				found = lines[i];
	args_free(&a);
	if (found && found->row->enter)
		print_block(sh, c, out, found, 0, all);
	else if (found)
		text_printf(out, "%s\n", found->text);
	for (u32 i = 0; i < f.n; i++)
		tree_line_free(f.line[i]);
	free(f.line);
	free(lines);
	cli_free(c);
	return found;
}

char *shell_running(struct shell *sh, bool all)
{
	struct text t = { 0 };

	running_print(sh, &t, all, NULL);
	return text_take(&t);
}

char *shell_running_block(struct shell *sh, const char *line)
{
	struct text t = { 0 };

	if (running_print_block(sh, &t, line, false))
		return text_take(&t);
	text_free(&t);
	return NULL;
}
