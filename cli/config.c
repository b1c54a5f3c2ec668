/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Configuration lines take effect and are kept. A line is run before the tree changes, so that a refusal leaves all as it was.
 * Undoing goes by the stored line: its row is run with a->no and the arguments as stored, however short the `no` was typed.
 * A block is undone from its last line to its first, then its own line; if one of them refuses, what was undone is run again.
 */
#include <stdlib.h>
#include <string.h>

#include "cli/shell.h"

bool config_run(struct cli *c, struct args *a)
{
	const struct cmd *cmd = a->row->cmd;
	bool ok, nested = c->running;

	c->entered = NULL;
	c->entered_prompt = NULL;
	free(c->store);
	c->store = NULL;
	if (c->dry || !cmd->run)
		return true;
	c->running = true;
	c->error_said = false;
	ok = cmd->run(c, a);
	c->running = nested;
	if (c->busy && c->replay)
		session_stop(c); /* nobody waits here for a command that takes time */
	if (!ok && !c->error_said && !c->force)
		cli_error(c, "%% Command rejected");
	return ok;
}

bool config_parse(struct cli *c, const struct gmode *mode, const char *text, bool no, struct args *a)
{
	struct match_env env = session_env(c);
	struct words w;
	struct match m;

	env.create = true;
	words_split(&w, text);
	m = match_line(mode, &env, &w, 0, a);
	a->no = no;
	return m.status == MATCH_OK;
}

/* Runs a stored line again (undo: the other way round), without touching the tree. A line that has become unknown is passed over. */
static bool run_stored(struct cli *c, const struct tree_line *l, bool undo)
{
	struct args a;
	bool ok = true;
	char *line = undo ? tree_undo_text(l) : xstrdup(tree_key(l));

	if (config_parse(c, l->row->mode, line, l->no != undo, &a))
		ok = config_run(c, &a);
	args_free(&a);
	free(line);
	return ok || c->force;
}

bool config_enter(struct cli *c, const struct tree_line *l)
{
	bool ok = run_stored(c, l, false);

	if (c->n_objects < LEVELS_MAX)
		c->object[c->n_objects++] = c->entered;
	return ok;
}

void config_leave(struct cli *c)
{
	if (c->n_objects)
		c->n_objects--;
}

static void redo_block(struct cli *c, const struct tree_line *l, u32 from);

static void redo(struct cli *c, const struct tree_line *l)
{
	run_stored(c, l, false);
	if (l->block && l->block->n)
		redo_block(c, l, 0);
}

/* While a block is undone or done again as a whole, its lines do not see each other: none may take another one with it. */
static void redo_block(struct cli *c, const struct tree_line *l, u32 from)
{
	struct tree_block *outer = c->block;

	if (!l->block || from >= l->block->n)
		return;
	config_enter(c, l);
	c->block = NULL;
	for (u32 i = from; i < l->block->n; i++)
		redo(c, l->block->lines[i]);
	c->block = outer;
	config_leave(c);
}

/* Undoes the effect of a line and of its block; all or nothing. */
static bool undo(struct cli *c, const struct tree_line *l, bool keep_own);

static bool undo_block(struct cli *c, const struct tree_line *l)
{
	u32 i = l->block ? l->block->n : 0;
	struct tree_block *outer = c->block;
	bool ok = true;

	if (!i)
		return true;
	config_enter(c, l);
	c->block = NULL;
	while (i && ok) {
		ok = undo(c, l->block->lines[i - 1], false);
		i -= ok;
	}
	c->block = outer;
	config_leave(c);
	if (!ok)
		redo_block(c, l, i);
	return ok;
}

/* Asked first: of what is refused nothing is undone, and done again. */
static bool may_go(struct cli *c, const struct tree_line *l)
{
	struct args a;
	bool ok = true;

	if (!l->row->cmd->may_go || l->no || c->force || c->dry)
		return true;
	if (config_parse(c, l->row->mode, tree_key(l), true, &a))
		ok = l->row->cmd->may_go(c, &a);
	args_free(&a);
	return ok;
}

static bool undo(struct cli *c, const struct tree_line *l, bool keep_own)
{
	c->sh->gen++;
	if ((!keep_own && !may_go(c, l)) || !undo_block(c, l))
		return false;
	if (keep_own || run_stored(c, l, true))
		return true;
	redo_block(c, l, 0);
	return false;
}

/* The row's default, unless it is what undoing leads to anyway. */
static void run_default(struct cli *c, const struct row *r)
{
	struct args a;

	if (!r->cmd->dflt || r->dflt_no || c->dry)
		return;
	if (config_parse(c, r->mode, r->cmd->dflt, false, &a))
		config_run(c, &a);
	args_free(&a);
}

struct fixed_ask {
	const char *name;
	bool found;
};

static void fixed_add(void *arg, const char *name)
{
	struct fixed_ask *f = arg;

	f->found |= !strcmp(name, f->name);
}

/* "interface GigabitEthernet0/1" of a port: it is there by nature, its block can be emptied, not removed. */
bool config_is_fixed(struct cli *c, const struct tree_line *l)
{
	struct fixed_ask f = { NULL, false };

	if (!l->row->enter || strncmp(l->text, "interface ", 10) || !c->sh->ops || !c->sh->ops->iface_fixed)
		return false;
	f.name = l->text + 10;
	c->sh->ops->iface_fixed(c->sh->node, fixed_add, &f);
	return f.found;
}

/*
 * In a dry run no handler says what a line that changes another one ("... add 20") comes to: it is kept beside it, in order, to be
 * run after it.
 */
static bool stands_beside(const struct cli *c, const struct tree_line *old, const struct args *a)
{
	return c->dry && old && !old->no && old->row != a->row && old->row->cmd->run == a->row->cmd->run && !a->row->enter;
}

static struct tree_line *keep(struct cli *c, struct tree_block *b, struct tree_line *old, const struct args *a, bool no)
{
	if (stands_beside(c, old, a)) {
		const struct row *beside = old->row;

		old = tree_line_new(c->sh, a, no);
		tree_line_whole(old, beside);
	} else if (!old) {
		old = tree_line_new(c->sh, a, no);
	} else {
		tree_remove(b, old);
		tree_line_set(c->sh, old, a, no);
	}
	old->line_no = c->line_no;
	tree_insert(b, old);
	return old;
}

struct tree_line *config_keep(struct cli *c, struct tree_block *b, struct tree_line *old, const struct args *a, bool no)
{
	return keep(c, b, old, a, no);
}

static void forget(struct tree_block *b, struct tree_line *l)
{
	if (!l)
		return;
	tree_remove(b, l);
	tree_line_free(l);
}

/*
 * The handler said what is to be kept instead of the line typed (cli_store()). l: what stands under the typed line's key. Returns
 * the line that is kept, NULL for none.
 */
static struct tree_line *keep_stored(struct cli *c, struct tree_block *b, struct tree_line *l, const struct gmode *mode)
{
	struct args a = { .n = 0 };
	char *line = c->store, *more = strchr(line, '\n');
	bool no = !strncmp(line, "no ", 3);
	struct tree_line *kept = NULL;

	c->store = more ? xstrdup(more + 1) : NULL;
	if (more)
		*more = 0;
	if (!*line) {
		forget(b, l);
	} else if (config_parse(c, mode, no ? line + 3 : line, no, &a)) {
		kept = tree_find(b, a.line, tree_key_len(&a));
		if (!kept || strcmp(kept->text, line))
			kept = keep(c, b, kept, &a, no);
	} else {
		bug("the line to keep, \"%s\", is unknown in its mode", line);
	}
	args_free(&a);
	free(line);
	return c->store ? keep_stored(c, b, NULL, mode) : kept;
}

enum { BLOCK_END = '\001' }; /* between a block's first line and one in it */
static bool remove_line(struct cli *c, struct tree_block *b, struct tree_line *l, bool may_keep);

static bool names_iface(struct cli *c, const struct tree_line *l, const char *name)
{
	struct args a;
	bool found = false;

	if (!strstr(l->text, name))
		return false;
	if (config_parse(c, l->row->mode, tree_key(l), l->no, &a))
		for (u32 i = 0; i < a.n; i++)
			found |= a.word[i].op->kind == OP_ARG && a.word[i].op->type == ARG_INTERFACE && !strcmp(a.word[i].text, name);
	args_free(&a);
	return found;
}

/* The line and those of its block, each after the lines whose blocks it stands in. */
static void add_gone(struct text *gone, const char *path, const struct tree_line *l)
{
	char *within = xasprintf("%s%s%c", path, l->text, BLOCK_END);

	text_printf(gone, "%s%s\n", path, l->text);
	for (u32 i = 0; l->block && i < l->block->n; i++)
		add_gone(gone, within, l->block->lines[i]);
	free(within);
}

static bool leans(struct cli *c, const struct tree_line *l, const char *name)
{
	return !(l->row->cmd->flags & CMD_IFACE_LATER) && names_iface(c, l, name);
}

static bool leans_within(struct cli *c, const struct tree_line *l, const char *name)
{
	bool found = false;

	for (u32 i = 0; l->block && i < l->block->n && !found; i++)
		found = leans(c, l->block->lines[i], name) || leans_within(c, l->block->lines[i], name);
	return found;
}

/* The lines of another block, and of blocks in it, that name the interface: a protocol's passive-interface, an af-interface. */
static bool remove_leaning_in(struct cli *c, const struct tree_line *in, const char *path, const char *name, struct text *gone)
{
	char *within;
	bool ok = true;

	if (!leans_within(c, in, name))
		return true;
	within = xasprintf("%s%s%c", path, in->text, BLOCK_END);
	config_enter(c, in);
	for (u32 i = in->block->n; i && ok; i--) {
		struct tree_line *o = i <= in->block->n ? in->block->lines[i - 1] : NULL;
		size_t len = gone->len;

		if (o && !leans(c, o, name)) {
			ok = remove_leaning_in(c, o, within, name, gone);
		} else if (o) {
			add_gone(gone, within, o);
			ok = remove_line(c, in->block, o, false);
			if (!ok)
				gone->len = len;
		}
	}
	config_leave(c);
	free(within);
	return ok;
}

/*
 * An interface that goes takes with it the lines that name it, global ones (static routes) and those of other blocks: they could not be read again. They
 * are added to `gone`, to be put back if it does not go.
 */
static bool remove_leaning(struct cli *c, const struct tree_line *l, struct text *gone)
{
	const char *name = l->text + 10;

	if (c->n_objects || l->no || !l->row->enter || strncmp(l->text, "interface ", 10) || config_is_fixed(c, l))
		return true;
	for (u32 i = c->root->n; i; i--) {
		struct tree_line *o = i <= c->root->n ? c->root->lines[i - 1] : NULL;
		size_t len = gone->len;

		if (o && o != l && o->row->enter && !remove_leaning_in(c, o, "", name, gone))
			return false;
		if (!o || o->row->enter || o->no || !names_iface(c, o, name))
			continue;
		text_printf(gone, "%s\n", o->text);
		if (!config_remove(c, c->root, o)) {
			gone->len = len;
			return false;
		}
	}
	return true;
}

/* The line at the end of the path, in a block of this mode that has been entered; what a line before it opens is entered. */
static void put_back_one(struct cli *c, struct tree_block *b, const struct gmode *mode, char *path)
{
	char *end = strchr(path, BLOCK_END);
	bool no = !strncmp(path, "no ", 3);
	struct tree_line *l = NULL;
	struct args a;

	if (end)
		*end = 0;
	if (!config_parse(c, mode, no ? path + 3 : path, no, &a))
		return;
	if (end)
		l = tree_find(b, a.line, tree_key_len(&a));
	else if (no)
		config_unset(c, b, &a, false, false);
	else
		config_set(c, b, &a, &l);
	args_free(&a);
	if (!end || !l || !l->block)
		return;
	config_enter(c, l);
	put_back_one(c, l->block, l->row->enter, end + 1);
	config_leave(c);
}

static void put_back(struct cli *c, const char *lines)
{
	while (*lines) {
		size_t len = strcspn(lines, "\n");
		char *line = xasprintf("%.*s", (int)len, lines);

		put_back_one(c, c->root, c->sh->g->config, line);
		free(line);
		lines += len + (lines[len] == '\n');
	}
}

/* may_keep: the handler may say that `no` leaves a line (cli_store()). */
static bool remove_line(struct cli *c, struct tree_block *b, struct tree_line *l, bool may_keep)
{
	const struct row *r = l->row;
	struct text gone = { 0 };
	struct tree_block *outer = c->block;
	bool ok = remove_leaning(c, l, &gone);

	c->block = b;
	ok = ok && undo(c, l, config_is_fixed(c, l));
	c->block = outer;

	if (!ok && gone.len)
		put_back(c, gone.s);
	text_free(&gone);
	if (!ok)
		return false;
	if (may_keep && c->store && l->block && !strcmp(c->store, l->text)) {
		tree_clear(l->block); /* it stands by itself, and has nothing in it */
		return true;
	}
	if (may_keep && c->store && *c->store && !l->block) {
		keep_stored(c, b, l, r->mode);
		return true;
	}
	forget(b, l);
	run_default(c, r);
	return true;
}

bool config_remove(struct cli *c, struct tree_block *b, struct tree_line *l)
{
	return remove_line(c, b, l, false);
}

bool config_set(struct cli *c, struct tree_block *b, struct args *a, struct tree_line **out)
{
	const struct cmd *cmd = a->row->cmd;
	struct tree_line *old = cmd->flags & CMD_NO_STORE ? NULL : tree_find(b, a->line, tree_key_len(a));
	bool same = old && !old->no && !strcmp(old->text, a->line);
	/* A line of another row under this key is undone first, unless the same handler has both and sees to it. */
	bool other = old && !same && !old->no && old->row->cmd->run != cmd->run;

	*out = NULL;
	a->no = false;
	if (cmd->flags & CMD_ELSEWHERE) {
		if (!elsewhere_run(c, b, a))
			return false;
		if (c->store)
			*out = keep_stored(c, b, NULL, a->row->mode);
		return true;
	}
	if (same && !cmd->enter)
		return true;
	/* `running-config all` names defaults in blocks that refuse their lines, too: an IP setting of a switch port. */
	if (c->replay && !old && cmd->dflt && !a->row->dflt_no && !strcmp(cmd->dflt, a->line))
		return true;
	if (other && !undo(c, old, false))
		return false;
	c->block = b;
	if (!config_run(c, a)) {
		if (other)
			redo(c, old);
		return false;
	}
	if (c->store) {
		*out = keep_stored(c, b, old, a->row->mode);
		return true;
	}
	if (cmd->flags & CMD_NO_STORE)
		return true;
	if (same) {
		*out = old;
		return true;
	}
	if (cmd->dflt && !a->row->dflt_no && !strcmp(cmd->dflt, a->line)) {
		forget(b, old);
		return true;
	}
	if (other && old->block) {
		/* Another kind of block under the same key: nothing of the old one stays. */
		forget(b, old);
		old = NULL;
	}
	*out = keep(c, b, old, a, false);
	return true;
}

/* Is `no LINE` itself a line to be kept? Yes for what is on by default. */
static bool keeps_no(const struct args *a)
{
	const struct cmd *cmd = a->row->cmd;

	if (!cmd->dflt || !a->row->dflt_switch || cmd->flags & CMD_NO_STORE)
		return false;
	return !strcmp(cmd->dflt, cmd->syntax) || !strncmp(cmd->dflt, a->line, tree_key_len(a));
}

/* `no` with no more than the key words takes each line that begins with them. */
static bool remove_all(struct cli *c, struct tree_block *b, const struct args *a, u32 len)
{
	for (u32 i = b->n; i; i--) {
		struct tree_line *l;
		const char *key;

		if (i > b->n)
			continue;
		l = b->lines[i - 1];
		key = tree_key(l);
		if (!(l->row->cmd->flags & CMD_MULTI) || strncmp(key, a->line, len) || (key[len] && key[len] != ' '))
			continue;
		if (!config_remove(c, b, l))
			return false;
	}
	return true;
}

/* `no LINE` with another value than the one kept: the handler sees what was typed. */
static bool unset_typed(struct cli *c, struct tree_block *b, struct tree_line *l, struct args *a)
{
	const struct row *r = l->row;

	c->sh->gen++;
	if (!config_run(c, a))
		return false;
	if (c->store) {
		keep_stored(c, b, l, a->row->mode);
		return true;
	}
	forget(b, l);
	run_default(c, r);
	return true;
}

bool config_unset(struct cli *c, struct tree_block *b, struct args *a, bool by_key, bool dflt)
{
	const struct cmd *cmd = a->row->cmd;
	u32 len = tree_key_len(a);
	struct tree_line *l = tree_find(b, a->line, len);
	bool fixed;

	a->no = true;
	c->block = b;
	if (!l && cmd->spelled) {
		char key[CMD_SPELLED];

		cmd->spelled(a, key);
		l = tree_find(b, key, (u32)strlen(key));
		if (l)
			return remove_line(c, b, l, !dflt);
	}
	if (cmd->flags & CMD_ELSEWHERE)
		return elsewhere_run(c, b, a);
	if (by_key && !remove_all(c, b, a, len))
		return false;
	if (c->dry && !dflt && (cmd->dflt || cmd->flags & CMD_ON_EACH) && !a->row->dflt_no && !keeps_no(a)) {
		keep(c, b, l, a, true); /* whether it stays is for the handler to say */
		return true;
	}
	if (!dflt && cmd->flags & CMD_ON_EACH && l && l->no)
		return true; /* it is off already */
	if (!dflt && keeps_no(a)) {
		if (l && l->no)
			return true;
		c->sh->gen++;
		if (!config_run(c, a))
			return false;
		if (c->store)
			keep_stored(c, b, l, a->row->mode);
		else
			keep(c, b, l, a, true);
		return true;
	}
	if (by_key)
		l = tree_find(b, a->line, len);
	fixed = l && config_is_fixed(c, l);
	if (!l || (fixed && !dflt)) {
		/* Nothing stored; but some things are there without a line, and switches may have been thrown by themselves. */
		bool on = cmd->dflt || cmd->flags & CMD_ON_EACH, acts = cmd->enter || on || cmd->flags & CMD_NO_STORE;

		if (dflt || !acts || (by_key && !cmd->enter && !on))
			return true;
		c->sh->gen++;
		if (!config_run(c, a))
			return false;
		if (c->store)
			keep_stored(c, b, l, a->row->mode);
		else if (l)
			return config_remove(c, b, l);
		else
			run_default(c, a->row);
		return true;
	}
	if (dflt && cmd->enter) {
		if (!undo_block(c, l))
			return false;
		c->sh->gen++;
		if (l->block)
			tree_clear(l->block);
		return true;
	}
	if (!by_key && !dflt && !l->no && !l->block && (cmd->flags & CMD_OPTIONS_GO || strcmp(l->text, a->line)))
		return unset_typed(c, b, l, a);
	return remove_line(c, b, l, !dflt);
}
