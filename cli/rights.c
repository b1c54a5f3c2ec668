/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A rule names the beginning of a command in canonical words. It holds for the command that begins so and ends there (arguments aside), for longer ones where it says
 * `all`. Of several the longest holds. As on IOS a level given to `show ip route` is that of `show` and `show ip` too, unless they have their own.
 */
#include "cli/rights.h"

#include <stdlib.h>
#include <string.h>

#include "cli/shell.h"

struct rule {
	struct rule *next;	/* the youngest first */
	const struct cli_mode *mode;
	u8 level;
	bool include, all;
	bool alone;		/* with include: no other view has it */
	char words[];
};

struct view {
	struct view *next;
	struct rule *rules;
	u32 n_rules;
	u8 n_members;
	char member[VIEW_MEMBERS_MAX][VIEW_NAME_MAX + 1];
	char name[VIEW_NAME_MAX + 1];
};

struct rights {
	struct rule *levels;
	u32 n_levels;
	struct view *views;
	u32 n_views;
};

static struct rights *rights_make(struct shell *sh)
{
	if (!sh->rights)
		sh->rights = xcalloc(1, sizeof(*sh->rights));
	return sh->rights;
}

/* ---- words ---- */

/* Whether line begins with these words. */
static bool begins(const char *line, const char *words)
{
	size_t n = strlen(words);

	return !strncmp(line, words, n) && (!line[n] || line[n] == ' ');
}

/* The keywords that a row begins with. */
static void lead_of(const struct row *r, char out[RULE_WORDS_MAX])
{
	size_t at = 0;

	out[0] = 0;
	for (u16 i = 0; i < r->n_ops && r->ops[i].kind == OP_KEYWORD; i++) {
		size_t n = strlen(r->ops[i].word);

		if (at + n + 2 > RULE_WORDS_MAX)
			return;
		if (at)
			out[at++] = ' ';
		memcpy(out + at, r->ops[i].word, n + 1);
		at += n;
	}
}

const struct cli_mode *rights_mode(struct cli *c, const char *name)
{
	const struct grammar *g = c->sh->g;

	if (!strcmp(name, "exec"))
		return &mode_exec;
	if (!strcmp(name, "configure"))
		return &mode_config;
	for (u32 i = 0; i < g->n_modes; i++)
		if (g->modes[i].mode != &mode_config && !strcmp(g->modes[i].mode->name, name))
			return g->modes[i].mode;
	return NULL;
}

char *rights_words(struct cli *c, const struct cli_mode *mode, const char *text)
{
	struct match_env env = { .cli = NULL, .node = c->sh->node, .ops = c->sh->ops, .privilege = 15 };
	struct text out = { 0 };
	struct words w;
	struct threads t;
	struct match m;
	u32 path[WORDS_MAX], n = 0;

	words_split(&w, text);
	m = match_words(grammar_mode(c->sh->g, mode), &env, &w, 0, w.n, &t);
	if (m.status != MATCH_OK || !t.n || !w.n) {
		threads_free(&t);
		return NULL;
	}
	for (u32 p = t.t[0].from; p != ~0u && n < WORDS_MAX; p = t.paths[p].from)
		path[n++] = p;
	while (n--) {
		const struct path *p = &t.paths[path[n]];

		if (out.len)
			text_putc(&out, ' ');
		if (p->op->kind == OP_KEYWORD || !p->n_words)
			text_puts(&out, p->n_words ? p->op->word : p->op->unsaid);
		else
			text_add(&out, w.line + w.off[p->word], w.size[p->word]);
	}
	threads_free(&t);
	if (out.len >= RULE_WORDS_MAX)
		text_free(&out);
	return out.len ? text_take(&out) : NULL;
}

/* ---- rules ---- */

static struct rule **find(struct rule **at, const struct cli_mode *mode, const char *words)
{
	while (*at && ((*at)->mode != mode || strcmp((*at)->words, words)))
		at = &(*at)->next;
	return at;
}

static bool set(struct rule **list, u32 *count, const struct rule *what, const char *words, bool on)
{
	struct rule **at = find(list, what->mode, words), *r = *at;

	if (r) {
		*at = r->next;
		free(r);
		--*count;
	}
	if (!on)
		return true;
	if (*count == RULES_MAX)
		return false;
	r = xcalloc(1, sizeof(*r) + strlen(words) + 1);
	*r = *what;
	strcpy(r->words, words);
	r->next = *list;
	*list = r;
	++*count;
	return true;
}

bool rights_set_level(struct shell *sh, const struct cli_mode *mode, const char *words, unsigned level, bool all, bool on)
{
	struct rights *x = rights_make(sh);

	return set(&x->levels, &x->n_levels, &(struct rule){ .mode = mode, .level = (u8)level, .all = all }, words, on);
}

/* Does the rule hold for the line of a row that begins with `lead`? */
static bool holds(const struct rule *r, const struct cli_mode *mode, const char *lead, const char *line)
{
	if (r->mode != mode || !begins(line, r->words))
		return false;
	return r->all || !strcmp(r->words, line) || strlen(r->words) >= strlen(lead);
}

static const struct rule *longest(const struct rule *rules, const struct cli_mode *mode, const char *lead, const char *line)
{
	const struct rule *best = NULL;

	for (const struct rule *r = rules; r; r = r->next)
		if (holds(r, mode, lead, line) && (!best || strlen(r->words) > strlen(best->words)))
			best = r;
	return best;
}

/* ---- levels ---- */

/* The level of a beginning, shorter than the command: its own rule, or the lowest of those that go on from it, so that their users get there. 0: none. */
static unsigned level_of_beginning(const struct rule *rules, const struct cli_mode *mode, const char *words)
{
	unsigned level = 16;

	for (const struct rule *r = rules; r; r = r->next) {
		if (r->mode != mode || !begins(r->words, words))
			continue;
		if (!strcmp(r->words, words))
			return r->level;
		if (r->level < level)
			level = r->level;
	}
	return level == 16 ? 0 : level;
}

unsigned rights_level(const struct shell *sh, const struct row *r, const char *line)
{
	const struct rule *rules = sh->rights ? sh->rights->levels : NULL, *own;
	unsigned level = row_privilege(r), least;
	char lead[RULE_WORDS_MAX], words[RULE_WORDS_MAX];

	if (!rules || r->cmd->mode == &mode_any_config)
		return level;
	lead_of(r, lead);
	own = longest(rules, r->cmd->mode, lead, line);
	if (own)
		level = own->level;
	for (const char *at = strchr(line, ' '); at && at - line < RULE_WORDS_MAX; at = strchr(at + 1, ' ')) {
		memcpy(words, line, (size_t)(at - line));
		words[at - line] = 0;
		least = level_of_beginning(rules, r->cmd->mode, words);
		if (least > level && (!own || strlen(own->words) < strlen(words) || !own->all))
			level = least;
	}
	return level;
}

/* ---- views ---- */

struct view *rights_view(struct shell *sh, const char *name, bool make)
{
	struct rights *x = make ? rights_make(sh) : sh->rights;
	struct view *v = x ? x->views : NULL;

	while (v && strcmp(v->name, name))
		v = v->next;
	if (v || !make || x->n_views == VIEWS_MAX || strlen(name) > VIEW_NAME_MAX)
		return v;
	v = xcalloc(1, sizeof(*v));
	strcpy(v->name, name);
	v->next = x->views;
	x->views = v;
	x->n_views++;
	return v;
}

static void view_free(struct view *v)
{
	while (v->rules) {
		struct rule *r = v->rules;

		v->rules = r->next;
		free(r);
	}
	free(v);
}

void rights_view_remove(struct shell *sh, const char *name)
{
	struct view *v = rights_view(sh, name, false), **at;

	if (!v)
		return;
	for (struct cli *c = sh->sessions; c; c = c->next)
		if (c->view == v) {
			c->view = NULL;
			c->o.privilege = 1;
		}
	for (at = &sh->rights->views; *at != v; at = &(*at)->next)
		;
	*at = v->next;
	sh->rights->n_views--;
	view_free(v);
}

const char *rights_view_name(const struct view *v) { return v->name; }

bool rights_view_rule(struct view *v, const struct cli_mode *mode, const char *words, enum view_rule what, bool all, bool on)
{
	struct rule r = { .mode = mode, .include = what != VIEW_EXCLUDE, .alone = what == VIEW_ALONE, .all = all };

	return set(&v->rules, &v->n_rules, &r, words, on);
}

const char *rights_view_alone(const struct shell *sh, const struct view *but, const struct cli_mode *mode, const char *words)
{
	for (const struct view *v = sh->rights ? sh->rights->views : NULL; v; v = v->next)
		for (const struct rule *r = v == but ? NULL : v->rules; r; r = r->next)
			if (r->alone && r->mode == mode && (!strcmp(r->words, words) || (r->all && begins(words, r->words))))
				return v->name;
	return NULL;
}

bool rights_view_member(struct view *v, const char *name, bool on)
{
	u8 i = 0;

	while (i < v->n_members && strcmp(v->member[i], name))
		i++;
	if (on && i < v->n_members)
		return true;
	if (on && (v->n_members == VIEW_MEMBERS_MAX || strlen(name) > VIEW_NAME_MAX))
		return false;
	if (on)
		strcpy(v->member[v->n_members++], name);
	else if (i < v->n_members)
		memmove(v->member[i], v->member[i + 1], (size_t)(--v->n_members - i) * sizeof(v->member[0]));
	return true;
}

void rights_enter(struct cli *c, struct view *v)
{
	c->view = v;
	c->o.privilege = 15;
}

const struct view *rights_of(const struct cli *c) { return c->view; }

void rights_free(struct shell *sh)
{
	if (!sh->rights)
		return;
	while (sh->rights->views)
		rights_view_remove(sh, sh->rights->views->name);
	while (sh->rights->levels) {
		struct rule *r = sh->rights->levels;

		sh->rights->levels = r->next;
		free(r);
	}
	free(sh->rights);
	sh->rights = NULL;
}

/* What each view has, or nobody could leave it. */
static bool always(const char *lead)
{
	static const char *const words[] = { "enable", "exit", "logout", "quit", "end", "show parser view" };

	for (unsigned i = 0; i < ARRAY_LEN(words); i++)
		if (begins(lead, words[i]))
			return true;
	return false;
}

/* Does another view have the line for itself alone? */
static bool taken(const struct shell *sh, const struct view *v, const struct cli_mode *mode, const char *lead, const char *line)
{
	for (const struct view *o = sh->rights->views; o; o = o->next) {
		const struct rule *r = o == v ? NULL : longest(o->rules, mode, lead, line);

		if (r && r->alone)
			return true;
	}
	return false;
}

static bool view_may(const struct shell *sh, const struct view *v, const struct cli_mode *mode, const char *lead, const char *line)
{
	const struct rule *r = longest(v->rules, mode, lead, line);

	return r && r->include && !taken(sh, v, mode, lead, line);
}

/* Something that begins so may be there. */
static bool view_sees(const struct shell *sh, const struct view *v, const struct cli_mode *mode, const char *lead)
{
	if (view_may(sh, v, mode, lead, lead))
		return true;
	for (const struct rule *r = v->rules; r; r = r->next)
		if (r->mode == mode && r->include && begins(r->words, lead))
			return true;
	return false;
}

static bool in_view(const struct cli *c, const struct cli_mode *mode, const char *lead, const char *line)
{
	const struct view *v = c->view;

	if (always(lead) || (line ? view_may(c->sh, v, mode, lead, line) : view_sees(c->sh, v, mode, lead)))
		return true;
	for (u8 i = 0; i < v->n_members; i++) {
		const struct view *m = rights_view(c->sh, v->member[i], false);

		if (m && (line ? view_may(c->sh, m, mode, lead, line) : view_sees(c->sh, m, mode, lead)))
			return true;
	}
	return false;
}

/* ---- for the shell ---- */

bool rights_apply(const struct cli *c) { return c->sh && !c->replay && (c->view || (c->sh->rights && c->sh->rights->levels)); }

bool rights_see(const struct cli *c, const struct row *r, unsigned privilege)
{
	char lead[RULE_WORDS_MAX];

	if (r->cmd->mode == &mode_any_config)
		return true;
	lead_of(r, lead);
	if (c->view)
		return in_view(c, r->cmd->mode, lead, NULL);
	if (privilege >= rights_level(c->sh, r, lead))
		return true;
	/* A longer beginning of the row may have a lower level. */
	for (const struct rule *x = c->sh->rights->levels; x; x = x->next)
		if (x->mode == r->cmd->mode && begins(x->words, lead) && x->level <= privilege)
			return true;
	return false;
}

bool rights_may(const struct cli *c, const struct row *r, const char *line, unsigned privilege)
{
	char lead[RULE_WORDS_MAX];

	if (r->cmd->mode == &mode_any_config)
		return true;
	lead_of(r, lead);
	return c->view ? in_view(c, r->cmd->mode, lead, line) : privilege >= rights_level(c->sh, r, line);
}
