/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A replacement as the commands that it comes to: what cli/replace.c would run, said instead. */
#include <stdlib.h>

#include "cli/shell.h"

struct plan {
	struct cli *c;
	struct text out;
	const struct tree_line *path[LEVELS_MAX];	/* the blocks that the present lines stand in */
	unsigned n_path, n_said;			/* how many of them are entered */
};

static const struct tree_block empty;

/* Enters what is not entered yet, and says the line. */
static void say(struct plan *p, const char *verb, const char *line)
{
	for (; p->n_said < p->n_path; p->n_said++)
		text_printf(&p->out, "%*s%s\n", (int)p->n_said, "", p->path[p->n_said]->text);
	text_printf(&p->out, "%*s%s%s\n", (int)p->n_path, "", verb, line);
}

static bool enter(struct plan *p, const struct tree_line *l)
{
	if (p->n_path == LEVELS_MAX)
		return false;
	p->path[p->n_path++] = l;
	return true;
}

static void leave(struct plan *p)
{
	p->n_path--;
	if (p->n_said > p->n_path)
		p->n_said = p->n_path;
}

static void plan_remove(struct plan *p, const struct tree_block *cur, const struct tree_block *want)
{
	bool *kept = replace_kept(cur, want);

	for (u32 i = cur->n; i; i--) {
		const struct tree_line *l = cur->lines[i - 1], *t = kept[i - 1] ? replace_twin(want, l) : NULL;
		bool fixed = config_is_fixed(p->c, l);

		if ((t || fixed) && l->block && l->block->n && enter(p, l)) {
			plan_remove(p, l->block, t && t->block ? t->block : &empty);
			leave(p);
		} else if (!t && !fixed) {
			char *line = tree_undo_text(l);

			say(p, l->no ? "" : "no ", line);
			free(line);
		}
	}
	free(kept);
}

/* What of the present lines stays for this one; NULL: nothing. */
static const struct tree_line *kept_for(const struct tree_block *cur, const bool *kept, const struct tree_line *w)
{
	const struct tree_line *l = replace_twin(cur, w);

	for (u32 i = 0; l && i < cur->n; i++)
		if (cur->lines[i] == l)
			return kept[i] ? l : NULL;
	return NULL;
}

static void plan_add(struct plan *p, const struct tree_block *cur, const struct tree_block *want)
{
	bool *kept = replace_kept(cur, want);

	for (u32 i = 0; i < want->n; i++) {
		const struct tree_line *w = want->lines[i], *l = kept_for(cur, kept, w);

		if (!w->block || !w->block->n) {
			if (!l && !config_is_fixed(p->c, w))
				say(p, "", w->text);
		} else if (enter(p, w)) {
			plan_add(p, l && l->block ? l->block : &empty, w->block);
			leave(p);
		}
	}
	free(kept);
}

char *shell_plan(struct shell *sh, const char *from, const char *to, bool added_only, struct config_error *err)
{
	struct cli *c = session_internal(sh);
	struct plan p = { .c = c };
	struct tree_block a = { 0 }, b = { 0 };
	struct config_error e = { 0 };
	bool ok = (!from || replace_parse(c, from, &a, &e)) && replace_parse(c, to, &b, &e);
	const struct tree_block *cur = from ? &a : &sh->root;

	if (ok && !added_only)
		plan_remove(&p, cur, &b);
	p.n_said = 0;
	if (ok)
		plan_add(&p, cur, &b);
	if (err)
		*err = e;
	tree_clear(&a);
	tree_clear(&b);
	cli_free(c);
	return ok ? text_take(&p.out) : NULL;
}
