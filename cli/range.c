/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `interface range Gi0/1 - 4 , Gi0/6`, `vlan 10,20-25`: a mode whose lines go to each block of the range, to all or to none. */
#include <stdlib.h>
#include <string.h>

#include "cli/shell.h"

struct range {
	char **line;
	u32 n;
};

static void range_free(struct range *r)
{
	for (u32 i = 0; i < r->n; i++)
		free(r->line[i]);
	free(r->line);
}

static bool range_add(struct cli *c, struct range *r, const char *name)
{
	char long_name[64], *line;

	if (r->n >= RANGE_MAX || !c->sh->ops || !c->sh->ops->iface || !c->sh->ops->iface(c->sh->node, name, true, long_name))
		return false;
	line = xasprintf("interface %s", long_name);
	for (u32 i = 0; i < r->n; i++) {
		if (!strcmp(r->line[i], line)) {
			free(line);
			return true;
		}
	}
	r->line = xrealloc(r->line, r->n + 1, sizeof(*r->line));
	r->line[r->n++] = line;
	return true;
}

/* One of the pieces between commas: "Gi0/1 - 4", "vlan 10", "Gi0/1 - Gi0/4", without blanks. */
static bool range_piece(struct cli *c, struct range *r, char *s)
{
	char *dash = NULL, *digits, *end;
	unsigned long from, to;

	/* A dash inside a type ("Port-channel") stands before a letter that follows no digit. */
	for (char *p = s; *p; p++)
		if (*p == '-' && p > s && p[-1] >= '0' && p[-1] <= '9')
			dash = p;
	if (!dash)
		return range_add(c, r, s);
	*dash++ = 0;
	for (end = dash + strlen(dash); end > dash && end[-1] >= '0' && end[-1] <= '9'; end--)
		;
	for (digits = s + strlen(s); digits > s && digits[-1] >= '0' && digits[-1] <= '9'; digits--)
		;
	if (!*digits || !*end || strlen(end) > 6 || strlen(digits) > 6)
		return false;
	/* What stands before the last number, if said again, has to be the same. */
	if (end != dash && strncasecmp(dash, s, 2))
		return false;
	from = strtoul(digits, NULL, 10);
	to = strtoul(end, NULL, 10);
	if (to < from || to - from >= RANGE_MAX)
		return false;
	*digits = 0;
	for (unsigned long k = from; k <= to; k++) {
		char *name = xasprintf("%s%lu", s, k);
		bool ok = range_add(c, r, name);

		free(name);
		if (!ok)
			return false;
	}
	return true;
}

static bool range_list(struct cli *c, struct range *r, const char *text)
{
	char *s = xcalloc(1, strlen(text) + 1), *p = s, *next;
	bool ok = true;

	for (const char *t = text; *t; t++)
		if (*t != ' ' && *t != '\t')
			*p++ = *t;
	for (p = s; ok && p; p = next) {
		next = strchr(p, ',');
		if (next)
			*next++ = 0;
		ok = range_piece(c, r, p);
	}
	free(s);
	return ok && r->n;
}

/* "macro NAME": what `define interface-range NAME ...` keeps. */
static bool range_parse(struct cli *c, struct range *r, const char *text)
{
	static const char define[] = "define interface-range ";
	const char *name;
	size_t len;

	text += strspn(text, " ");
	if (strncasecmp(text, "macro ", 6))
		return range_list(c, r, text);
	name = text + 6 + strspn(text + 6, " ");
	len = strcspn(name, " ");
	for (u32 i = 0; i < c->root->n; i++) {
		const char *line = c->root->lines[i]->text;

		if (strncmp(line, define, sizeof(define) - 1))
			continue;
		line += sizeof(define) - 1;
		if (len && !strncmp(line, name, len) && line[len] == ' ')
			return range_list(c, r, line + len + 1);
	}
	return false;
}

bool range_valid(struct cli *c, const char *text)
{
	struct range r = { 0 };
	bool ok = range_list(c, &r, text);

	range_free(&r);
	return ok;
}

bool cli_range(struct cli *c, const char *text, bool (*fn)(struct cli *c, const char *name, void *arg), void *arg)
{
	struct range r = { 0 };
	bool ok = range_list(c, &r, text);

	if (!ok)
		cli_error(c, "%% Invalid interface range");
	for (u32 i = 0; i < r.n && ok; i++)
		ok = fn(c, r.line[i] + strlen("interface "), arg);
	range_free(&r);
	return ok;
}

/* Puts back what was, without a word, whatever happens. */
static void put_back(struct cli *c, const struct tree_block *before)
{
	unsigned changed;

	c->force = true;
	replace_sync(c, before, &changed);
	c->force = false;
}

/* "10,20-25" after `vlan `: the blocks `vlan 10` and so on. */
static bool numbers_parse(struct range *r, const char *before, const char *text)
{
	while (*text) {
		char *end;
		unsigned long from = strtoul(text, &end, 10), to = *end == '-' ? strtoul(end + 1, &end, 10) : from;

		if (from > to || to - from >= RANGE_MAX || r->n + (to - from) >= RANGE_MAX)
			return false;
		r->line = xrealloc(r->line, r->n + (to - from) + 1, sizeof(*r->line));
		for (unsigned long k = from; k <= to; k++)
			r->line[r->n++] = xasprintf("%s%lu", before, k);
		text = end + (*end == ',');
	}
	return r->n;
}

/* The lines that open the blocks that the arguments name. false: said why; r is to be freed all the same. */
static bool range_of(struct cli *c, struct range *r, const struct args *a, bool make)
{
	const char *text = NULL;

	if (a->row->spans)
		return span_lines(c, a, make, &r->line, &r->n);
	for (u32 i = 0; i < a->n; i++) {
		const struct op *op = a->word[i].op;

		if (op->kind != OP_ARG || (op->type != ARG_IFRANGE && op->type != ARG_NUMBERS))
			continue;
		text = a->word[i].text;
		if (op->type == ARG_NUMBERS) {
			char *before = xstrdup(a->line);
			bool ok;

			before[strlen(before) - strlen(text)] = 0;
			ok = numbers_parse(r, before, text);
			free(before);
			if (!ok)
				cli_error(c, "%% Bad list, or one of more than %d", RANGE_MAX);
			return ok;
		}
	}
	if (text && range_parse(c, r, text))
		return true;
	cli_error(c, "%% Invalid interface range");
	return false;
}

bool range_enter(struct cli *c, const struct args *a)
{
	struct range r = { 0 };
	struct args one;
	const struct gmode *mode = NULL;
	struct tree_block before;

	if (!range_of(c, &r, a, true)) {
		range_free(&r);
		return false;
	}
	tree_copy(&before, c->root);
	/* Ports must be there; VLANs and the like come into being, each as if entered alone. */
	for (u32 i = 0; i < r.n; i++) {
		struct tree_line *line = NULL;
		bool ok = config_parse(c, c->sh->g->config, r.line[i], false, &one) && one.row->enter &&
			  config_set(c, c->root, &one, &line);

		if (ok)
			mode = one.row->enter;
		args_free(&one);
		if (!ok) {
			if (!c->error_said)
				cli_error(c, "%% Bad list: %s", r.line[i]);
			put_back(c, &before);
			tree_clear(&before);
			range_free(&r);
			return false;
		}
	}
	tree_clear(&before);
	session_push(c, a->row, a->row->spans ? a->line : r.line[0], (u32)strlen(a->row->spans ? a->line : r.line[0]), NULL);
	c->level[c->n_levels - 1].mode = mode;
	c->level[c->n_levels - 1].range = r.line;
	c->level[c->n_levels - 1].n_range = r.n;
	return true;
}

/* `no interface range ...`, `default interface range ...`. */
bool range_unset(struct cli *c, const struct args *a, bool dflt)
{
	struct range r = { 0 };
	struct tree_block before;
	bool ok;

	tree_copy(&before, c->root);
	ok = range_of(c, &r, a, false);
	for (u32 i = 0; i < r.n && ok; i++) {
		struct args one;

		ok = config_parse(c, c->sh->g->config, r.line[i], true, &one) && config_unset(c, c->root, &one, false, dflt);
		args_free(&one);
		if (!ok)
			put_back(c, &before);
	}
	tree_clear(&before);
	range_free(&r);
	return ok;
}

static bool one_interface(struct cli *c, const char *line, struct args *a, enum config_verb verb, bool by_key)
{
	struct args enter;
	struct tree_line *l = NULL, *opened;
	bool ok;

	ok = config_parse(c, c->sh->g->config, line, false, &enter) && config_set(c, c->root, &enter, &l) && l;
	args_free(&enter);
	if (!ok)
		return false;
	if (!l->block)
		l->block = xcalloc(1, sizeof(*l->block));
	c->n_objects = 0;
	c->object[c->n_objects++] = c->entered;
	ok = verb == CONFIG_SET ? config_set(c, l->block, a, &opened) : config_unset(c, l->block, a, by_key, verb == CONFIG_DEFAULT);
	c->n_objects = 0;
	return ok;
}

static void spread_add(void *arg, const char *name)
{
	struct range *r = arg;

	if (r->n >= RANGE_MAX)
		return;
	r->line = xrealloc(r->line, r->n + 1, sizeof(*r->line));
	r->line[r->n++] = xasprintf("interface %s", name);
}

bool range_spread(struct cli *c, const char *opener, struct args *a, enum config_verb verb, bool by_key)
{
	static const char word[] = "interface ";
	const struct shell_ops *ops = c->sh->ops;
	struct range r = { 0 };
	bool ok = true;

	if (!ops || !ops->spread || strncmp(opener, word, sizeof(word) - 1))
		return true;
	ops->spread(c->sh->node, opener + sizeof(word) - 1, a->line, spread_add, &r);
	for (u32 i = 0; i < r.n && ok; i++)
		ok = one_interface(c, r.line[i], a, verb, by_key);
	range_free(&r);
	return ok;
}

/* Somebody else may have parted the blocks of the span, or taken them away. */
static void span_again(struct cli *c, struct level *l)
{
	struct range r = { 0 };
	struct args a;

	if (!config_parse(c, l->row->mode, l->line, false, &a))
		return;
	if (span_lines(c, &a, true, &r.line, &r.n)) {
		struct range old = { l->range, l->n_range };

		l->range = r.line;
		l->n_range = r.n;
		range_free(&old);
	}
	args_free(&a);
}

bool range_line(struct cli *c, struct args *a, enum config_verb verb, bool by_key)
{
	struct level *l = &c->level[c->n_levels - 1];
	struct tree_block before;
	bool ok = true;

	if (a->row->enter) {
		cli_error(c, "%% Not possible for a range");
		return false;
	}
	tree_copy(&before, c->root);
	if (l->row->spans)
		span_again(c, l);
	for (u32 i = 0; i < l->n_range && ok; i++)
		ok = one_interface(c, l->range[i], a, verb, by_key) && range_spread(c, l->range[i], a, verb, by_key);
	if (!ok)
		put_back(c, &before);
	tree_clear(&before);
	return ok;
}
