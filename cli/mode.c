/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A configuration line in a session's mode: matched in the present mode, else in the modes around it, which it then returns
 * to; run on the block the mode stands for. Blocks and objects are looked up for each line, since another session may have
 * removed them: a block that is gone is opened again.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "cli/follow.h"
#include "cli/shell.h"

static bool find_block(struct cli *c, struct level *l, struct tree_block **b)
{
	struct tree_line *line = NULL;
	struct args a;
	bool ok = true;

	if (config_parse(c, l->row->mode, l->line, false, &a)) {
		line = tree_find(*b, a.line, tree_key_len(&a));
		if (!line || strcmp(line->text, l->line))
			ok = config_set(c, *b, &a, &line);
		else
			ok = config_run(c, &a);
		l->object = c->entered;
	}
	args_free(&a);
	if (!ok || !line)
		return false;
	if (!line->block)
		line->block = xcalloc(1, sizeof(*line->block));
	*b = line->block;
	return true;
}

/* The quick way, when nothing can have changed: objects are known, the block stands in the tree. */
static bool known_block(const struct level *l, struct tree_block **b)
{
	struct tree_line *line = tree_find(*b, l->line, l->key_len);

	if (!line || strcmp(line->text, l->line))
		return false;
	if (!line->block)
		line->block = xcalloc(1, sizeof(*line->block));
	*b = line->block;
	return true;
}

struct tree_block *mode_block(struct cli *c, unsigned n_levels)
{
	struct tree_block *b = c->root;
	bool fresh = c->gen == c->sh->gen;

	c->n_objects = 0;
	for (unsigned i = 1; i < n_levels; i++) {
		struct level *l = &c->level[i];

		if (!(fresh && known_block(l, &b)) && !find_block(c, l, &b))
			return NULL;
		c->object[c->n_objects++] = l->object;
	}
	c->gen = c->sh->gen;
	return b;
}

static void unsupported(struct cli *c, const struct words *w)
{
	const char *line = w->n ? w->line + w->off[0] : w->line;

	cli_error(c, "%% Unsupported here: %.*s", (int)(w->len - (w->n ? w->off[0] : 0)), line);
}

static bool has_range(const struct args *a)
{
	if (a->row->spans)
		return true;
	for (u32 i = 0; i < a->n; i++)
		if (a->word[i].op->kind == OP_ARG && (a->word[i].op->type == ARG_IFRANGE || a->word[i].op->type == ARG_NUMBERS))
			return true;
	return false;
}

static bool set_line(struct cli *c, unsigned n_levels, struct args *a)
{
	struct tree_block *b;
	struct tree_line *line;
	bool any = a->row->cmd->mode == &mode_any_config; /* exit, end: they stand in no block */
	const char *prompt;
	void *object;

	b = any ? c->root : mode_block(c, n_levels);
	if (!b)
		return false;
	if (!any)
		while (c->n_levels > n_levels)
			session_pop(c);
	if (a->row->enter && has_range(a))
		return range_enter(c, a);
	options_add(c, b, a, false);
	if (!config_set(c, b, a, &line))
		return false;
	if (!a->row->enter)
		return true;
	prompt = c->entered_prompt;
	object = c->entered;
	if (line && strcmp(line->text, a->line)) /* cli_store(): `line console 0` opens `line con 0` */
		session_push(c, line->row, line->text, (u32)strlen(line->text), object);
	else
		if (line) /* the handler may have kept another spelling */
		session_push(c, line->row, line->text, line->key_len, object);
	else
		session_push(c, a->row, a->line, tree_key_len(a), object);
	if (prompt && c->n_levels)
		c->level[c->n_levels - 1].prompt = prompt;
	return true;
}

static bool run_here(struct cli *c, unsigned n_levels, struct args *a, enum config_verb verb, bool by_key, const struct words *w)
{
	struct tree_block *b;
	struct tree_line *line;

	if (a->row->cmd->flags & CMD_UNSUPPORTED) {
		if (verb != CONFIG_SET && a->row->cmd->flags & CMD_OFF)
			return true;
		unsupported(c, w);
		return false;
	}
	if (n_levels > 1 && c->level[n_levels - 1].range && a->row->cmd->mode != &mode_any_config) {
		while (c->n_levels > n_levels)
			session_pop(c);
		return range_line(c, a, verb, by_key);
	}
	if (verb == CONFIG_SET)
		return set_line(c, n_levels, a);
	b = mode_block(c, n_levels);
	if (!b)
		return false;
	while (c->n_levels > n_levels)
		session_pop(c);
	if (a->row->enter && has_range(a))
		return range_unset(c, a, verb == CONFIG_DEFAULT);
	if (verb == CONFIG_NO && options_add(c, b, a, true))
		return config_set(c, b, a, &line);
	return config_unset(c, b, a, by_key, verb == CONFIG_DEFAULT);
}

static bool run_matched(struct cli *c, unsigned n_levels, struct args *a, enum config_verb verb, bool by_key, const struct words *w)
{
	const struct level *l = n_levels > 1 ? &c->level[n_levels - 1] : NULL;
	char *opener = l && !l->range && !a->row->enter && !c->replay && a->row->cmd->mode != &mode_any_config ? xstrdup(l->line) : NULL;
	bool ok = run_here(c, n_levels, a, verb, by_key, w) && (!opener || range_spread(c, opener, a, verb, by_key));

	free(opener);
	return ok;
}

/* The word is typed in full. */
static bool in_full(const struct words *w, u32 from, const struct args *a)
{
	const char *name = a->n && a->word[0].op->kind == OP_KEYWORD ? a->word[0].op->word : NULL;

	return name && w->size[from] == strlen(name) && !strncasecmp(w->line + w->off[from], name, strlen(name));
}

/* What a mode refuses by a name that is only begun (`int g0/0` within OSPF, which has an `interface-id`), or as one word with anything behind it, hides no command around it. */
static bool gives_way(const struct words *w, u32 from, const struct args *in, const struct args *out)
{
	if (!(in->row->cmd->flags & CMD_UNSUPPORTED) || out->row->cmd->flags & CMD_UNSUPPORTED)
		return false;
	return !in_full(w, from, in) || (in_full(w, from, out) && in->n == 2 && in->word[1].op->kind == OP_ARG && out->n > 1 && out->word[1].op->kind == OP_KEYWORD);
}

/* The mode found refuses the line by name: one around it that has more of it takes it. */
static struct match look_around(struct cli *c, const struct match_env *env, const struct words *w, u32 from, struct match m, struct args *a, unsigned *n_levels)
{
	for (unsigned n = *n_levels - 1; n; n--) {
		struct args out;
		struct match o = match_line(c->level[n - 1].mode, env, w, from, &out);

		if (o.status == MATCH_OK && gives_way(w, from, a, &out)) {
			args_free(a);
			*a = out;
			*n_levels = n;
			return o;
		}
		if (o.status == MATCH_OK)
			args_free(&out);
	}
	return m;
}

/* Finds the mode that takes the line, from the present one outwards. */
static struct match find_mode(struct cli *c, const struct words *w, u32 from, bool prefix, struct args *a, unsigned *n_levels)
{
	struct match_env env = session_env(c);
	struct match best = { 0 }, m;
	unsigned n;

	env.prefix = prefix;
	for (n = c->n_levels; n; n--) {
		m = match_line(c->level[n - 1].mode, &env, w, from, a);
		if (m.status == MATCH_OK || m.status == MATCH_MORE) {
			*n_levels = n;
			return m.status == MATCH_OK && a->row->cmd->flags & CMD_UNSUPPORTED ? look_around(c, &env, w, from, m, a, n_levels) : m;
		}
		if (n == c->n_levels && m.status == MATCH_AMBIGUOUS)
			return m; /* the present mode's own words come first, all of them */
		if (n == c->n_levels || m.depth > best.depth)
			best = m;
	}
	return best;
}

/* The first word, when it is one of no, default, do: they are not rows' words but rule over the rest. */
static const char *ruling_word(struct cli *c, const struct words *w)
{
	struct match_env env = session_env(c);
	struct threads t;
	struct match m = match_words(c->level[c->n_levels - 1].mode, &env, w, 0, 1, &t);
	const char *word = NULL;

	if (m.status == MATCH_OK && t.n && t.t[0].row->cmd->mode == &mode_any_config)
		word = t.paths[t.t[0].from].op->word;
	threads_free(&t);
	return word && (!strcmp(word, "no") || !strcmp(word, "default") || !strcmp(word, "do")) ? word : NULL;
}

bool mode_run_line(struct cli *c, const char *line)
{
	struct words w;
	struct args a;
	struct match m;
	enum config_verb verb = CONFIG_SET;
	const char *rule;
	unsigned n_levels = 0;
	bool ok;

	if (error_control(c, line))
		return false;
	words_split(&w, line);
	if (!w.n || line[w.off[0]] == '!')
		return true;
	rule = ruling_word(c, &w);
	if (rule && !strcmp(rule, "do") && w.n > 1) {
		c->do_exec = true;
		ok = exec_line(c, line);
		c->do_exec = false;
		return ok;
	}
	if (rule)
		verb = !strcmp(rule, "no") ? CONFIG_NO : CONFIG_DEFAULT;
	m = find_mode(c, &w, verb == CONFIG_SET ? 0 : 1, verb != CONFIG_SET, &a, &n_levels);
	if (m.status == MATCH_MORE) {
		if (m.body && c->o.interactive && !strchr(line, '\n'))
			cli_print(c, "Enter macro commands one per line. End with the character '@'.\n");
		c->collecting = true;
		text_clear(&c->more_lines);
		text_puts(&c->more_lines, line);
		text_putc(&c->more_lines, '\n');
		return true;
	}
	if (m.status != MATCH_OK) {
		error_match(c, &m, line);
		return false;
	}
	c->leave = false;
	free(c->follow);
	c->follow = NULL;
	ok = permit_command(c, &a, line, verb != CONFIG_SET) && run_matched(c, n_levels, &a, verb, m.by_key, &w);
	if (ok && !c->replay && a.row->cmd->mode != &mode_any_config && c->sh && c->sh->ops && c->sh->ops->configured_line)
		c->sh->ops->configured_line(c->sh->node, c, line);
	args_free(&a);
	if (c->leave && c->n_levels > 1)
		session_pop(c);
	c->leave = false;
	return ok && follow_run(c);
}

bool mode_knows(struct cli *c, unsigned n_levels, const char *line)
{
	unsigned was = c->n_levels, found;
	struct words w;
	struct args a;
	struct match m;
	const char *rule;

	words_split(&w, line);
	if (!w.n)
		return true;
	c->n_levels = n_levels;
	rule = ruling_word(c, &w);
	m = find_mode(c, &w, rule ? 1 : 0, rule, &a, &found);
	if (m.status == MATCH_OK)
		args_free(&a);
	c->n_levels = was;
	return m.status == MATCH_OK || m.status == MATCH_MORE;
}

bool mode_opens(struct cli *c, const char *line)
{
	struct match_env env = session_env(c);
	struct threads t;
	struct words w;
	bool opens = false;

	words_split(&w, line);
	for (unsigned n = c->n_levels; n && w.n; n--) {
		match_words(c->level[n - 1].mode, &env, &w, 0, 1, &t);
		for (u32 i = 0; i < t.n; i++)
			opens |= t.t[i].row->enter || (t.t[i].row->cmd->flags & CMD_UNSUPPORTED);
		threads_free(&t);
	}
	return opens;
}
