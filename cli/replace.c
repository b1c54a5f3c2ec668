/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Makes the tree equal to another one by the least ordered difference: first all that has to go, from the end to the start, so
 * that what leans on something goes before it; then all that has to come, in order. A line whose value changes goes and comes.
 *
 * In lists, whose order has a meaning (entries of an access list), new lines can only be appended. There, kept is what stands
 * in both in the same order up to the first line that is new; the rest goes and comes again.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/apply.h"

struct tree_line *replace_twin(const struct tree_block *b, const struct tree_line *l)
{
	struct tree_line *o = tree_find(b, tree_key(l), l->key_len);

	return o && !strcmp(o->text, l->text) ? o : NULL;
}

static bool is_list(const struct tree_line *l)
{
	return l->row->is_list && !l->no;
}

/* The lines of `want` that a list's line can be kept for come in this order. */
struct list_at {
	u32 rank;
	u32 next;
};

/* Next list line of the rank in want, from *at on; NULL: none. */
static const struct tree_line *list_next(const struct tree_block *want, u32 rank, u32 *at)
{
	for (; *at < want->n; (*at)++)
		if (want->lines[*at]->row->rank == rank && is_list(want->lines[*at]))
			return want->lines[*at];
	return NULL;
}

bool *replace_kept(const struct tree_block *cur, const struct tree_block *want)
{
	bool *kept = xcalloc(cur->n + 1, sizeof(bool));
	struct list_at list = { ~0u, 0 };

	for (u32 i = 0; i < cur->n; i++) {
		const struct tree_line *l = cur->lines[i], *next;

		if (!is_list(l)) {
			kept[i] = replace_twin(want, l);
			continue;
		}
		if (list.rank != l->row->rank)
			list = (struct list_at){ l->row->rank, 0 };
		next = list_next(want, list.rank, &list.next);
		if (next && !strcmp(next->text, l->text)) {
			kept[i] = true;
			list.next++;
		}
	}
	return kept;
}

static u32 count_lines(const struct tree_block *b)
{
	u32 n = b ? b->n : 0;

	for (u32 i = 0; b && i < b->n; i++)
		n += count_lines(b->lines[i]->block);
	return n;
}

static const struct tree_block empty;

static bool remove_old(struct cli *c, struct tree_block *cur, const struct tree_block *want, unsigned *n)
{
	bool *kept = replace_kept(cur, want), ok = true;

	for (u32 i = cur->n; i && ok; i--) {
		struct tree_line *l = i <= cur->n ? cur->lines[i - 1] : NULL;
		const struct tree_line *t = l && kept[i - 1] ? replace_twin(want, l) : NULL;
		bool silent = false;
		u32 left = cur->n - 1;

		if (!l)
			continue;
		if (t) {
			if (!l->block || !l->block->n)
				continue;
			config_enter(c, l);
			ok = remove_old(c, l->block, t->block ? t->block : &empty, n);
			config_leave(c);
			continue;
		}
		c->line_no = 0;
		if (c->err)
			snprintf(c->err->input, sizeof(c->err->input), "no %.240s", l->text);
		/* A port's block that says nothing is no change. */
		silent = config_is_fixed(c, l) && !(l->block && l->block->n);
		*n += silent ? 0 : 1 + count_lines(l->block);
		ok = config_remove(c, cur, l);
		if (cur->n < left) { /* it took others with it */
			free(kept);
			kept = replace_kept(cur, want);
		}
	}
	free(kept);
	return ok;
}

static bool add_new(struct cli *c, struct tree_block *cur, const struct tree_block *want, unsigned *n);

static bool add_line(struct cli *c, struct tree_block *cur, const struct tree_line *w, unsigned *n)
{
	struct tree_line *l = NULL;
	struct args a;
	bool ok;

	if (c->err) {
		c->err->line = w->line_no;
		snprintf(c->err->input, sizeof(c->err->input), "%.250s", w->text);
	}
	c->line_no = w->line_no;
	ok = config_parse(c, w->row->mode, tree_key(w), false, &a);
	if (ok && w->no)
		ok = config_unset(c, cur, &a, false, false);
	else if (ok)
		ok = config_set(c, cur, &a, &l);
	args_free(&a);
	if (!(l && config_is_fixed(c, l) && !(w->block && w->block->n)))
		*n += 1;
	if (!ok || !l || !w->block || !w->block->n)
		return ok;
	if (!l->block)
		l->block = xcalloc(1, sizeof(*l->block));
	if (c->n_objects < LEVELS_MAX)
		c->object[c->n_objects++] = c->entered;
	ok = add_new(c, l->block, w->block, n);
	config_leave(c);
	return ok;
}

/* The lines in the order of those wanted; they are the same ones now. */
static void reorder(struct cli *c, struct tree_block *cur, const struct tree_block *want)
{
	bool sorted = true;
	const struct tree_line *before = NULL;

	for (u32 i = 0; i < want->n && sorted; i++) {
		const struct tree_line *l = replace_twin(cur, want->lines[i]);

		sorted = !l || !before || tree_compare(before, l) < 0;
		before = l ? l : before;
	}
	if (sorted)
		return;
	for (u32 i = 0; i < want->n; i++) {
		struct tree_line *l = replace_twin(cur, want->lines[i]);

		if (l)
			l->seq = ++c->sh->seq;
	}
	tree_sort(cur);
}

static bool add_new(struct cli *c, struct tree_block *cur, const struct tree_block *want, unsigned *n)
{
	bool ok = true;

	for (u32 i = 0; i < want->n && (ok || c->force); i++) {
		const struct tree_line *w = want->lines[i];
		struct tree_line *l = replace_twin(cur, w);

		if (!l) {
			ok = add_line(c, cur, w, n);
		} else if (w->block && w->block->n) {
			ok = config_enter(c, l);
			if (!l->block)
				l->block = xcalloc(1, sizeof(*l->block));
			ok = ok && add_new(c, l->block, w->block, n);
			config_leave(c);
		}
	}
	if (ok || c->force)
		reorder(c, cur, want);
	return ok || c->force;
}

bool replace_sync(struct cli *c, const struct tree_block *want, unsigned *n_changed)
{
	bool ok;

	*n_changed = 0;
	c->n_objects = 0;
	c->syncing = true;
	ok = remove_old(c, c->root, want, n_changed) || c->force;
	c->n_objects = 0;
	ok = ok && add_new(c, c->root, want, n_changed);
	c->syncing = false;
	return ok;
}

/* A port's block without lines is as good as none. */
static void prune_fixed(struct cli *c, struct tree_block *b)
{
	for (u32 i = b->n; i; i--) {
		struct tree_line *l = b->lines[i - 1];

		if (!l->row->enter || (l->block && l->block->n) || !config_is_fixed(c, l))
			continue;
		tree_remove(b, l);
		tree_line_free(l);
	}
}

bool replace_parse(struct cli *c, const char *text, struct tree_block *want, struct config_error *e)
{
	bool ok;

	c->dry = true;
	c->root = want;
	ok = apply_text(c, text, false, e, NULL, NULL);
	c->dry = false;
	c->root = &c->sh->root;
	if (ok)
		prune_fixed(c, want);
	return ok;
}

bool shell_replace(struct shell *sh, const char *text, struct config_error *err, unsigned *n_changed)
{
	struct config_error e = { 0 };
	struct tree_block want = { 0 }, before;
	struct cli *c = session_internal(sh);
	unsigned n = 0, back;
	bool ok;

	ok = replace_parse(c, text, &want, &e);
	if (ok) {
		tree_copy(&before, &sh->root);
		e = (struct config_error){ 0 };
		c->err = &e;
		ok = replace_sync(c, &want, &n);
		c->err = NULL;
		if (!ok) {
			c->force = true;
			replace_sync(c, &before, &back);
			n = 0;
		}
		tree_clear(&before);
	}
	if (!ok && !e.text[0])
		snprintf(e.text, sizeof(e.text), "%% Command rejected");
	if (!ok && !e.column)
		e.column = 1;
	if (err)
		*err = ok ? (struct config_error){ 0 } : e;
	if (n_changed)
		*n_changed = n;
	tree_clear(&want);
	cli_free(c);
	return ok;
}
