/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Builds a grammar from tables of rows: compiles each row, sorts rows into modes, and indexes each mode by first words. */
#include <stdlib.h>
#include <string.h>

#include "cli/grammar.h"

const struct cli_mode mode_exec = { "exec", "", NULL };
const struct cli_mode mode_config = { "global configuration", "(config)", NULL };
const struct cli_mode mode_any_config = { "any configuration", "", NULL };

const char *grammar_keep(struct grammar *g, const char *s, size_t len)
{
	char *copy;

	/* Most pieces come again and again ("IP information"): one of the last few is often the same. */
	for (u32 i = g->n_strings; i && i + 64 > g->n_strings; i--)
		if (!strncmp(g->strings[i - 1], s, len) && !g->strings[i - 1][len])
			return g->strings[i - 1];
	if (g->n_strings == g->cap_strings) {
		g->cap_strings = g->cap_strings ? g->cap_strings * 2 : 256;
		g->strings = xrealloc(g->strings, g->cap_strings, sizeof(*g->strings));
	}
	copy = xcalloc(1, len + 1);
	memcpy(copy, s, len);
	return g->strings[g->n_strings++] = copy;
}

const struct gmode *grammar_mode(const struct grammar *g, const struct cli_mode *mode)
{
	for (u32 i = 0; i < g->n_modes; i++)
		if (g->modes[i].mode == mode)
			return &g->modes[i];
	return NULL;
}

static void add_mode(struct grammar *g, const struct cli_mode *mode)
{
	if (!mode || mode == &mode_any_config || grammar_mode(g, mode))
		return;
	g->modes = xrealloc(g->modes, g->n_modes + 1, sizeof(*g->modes));
	g->modes[g->n_modes++] = (struct gmode){ .mode = mode };
	add_mode(g, mode->parent);
}

static int by_first_word(const void *a, const void *b)
{
	const struct first_word *x = a, *y = b;
	int d = 0;

	if (!x->word || !y->word)
		d = !!x->word - !!y->word;
	else
		d = strcmp(x->word, y->word);
	return d ? d : (x->row > y->row) - (x->row < y->row);
}

static void add_first(struct gmode *m, const char *word, const struct row *r)
{
	m->first = xrealloc(m->first, m->n_first + 1, sizeof(*m->first));
	m->first[m->n_first++] = (struct first_word){ word, r };
	m->n_args_first += !word;
}

/* Adds the row under each word it can start with. */
static void index_row(struct gmode *m, const struct row *r)
{
	u16 stack[256], n = 0;
	u32 had = m->n_first;

	stack[n++] = 0;
	while (n) {
		u16 at = stack[--n];
		const struct op *op = &r->ops[at];
		const char *word = op->kind == OP_KEYWORD ? op->word : NULL;
		bool known = false;

		if (op->kind == OP_SPLIT && n + 2u <= ARRAY_LEN(stack)) {
			if (op->x != op->y)
				stack[n++] = op->y;
			stack[n++] = op->x;
		} else if (op->kind == OP_JUMP) {
			stack[n++] = op->x;
		} else if (op->kind == OP_ONCE) {
			stack[n++] = (u16)(at + 1);
		} else if (op->kind == OP_ACCEPT) {
			bug("row \"%s\" matches an empty line", r->cmd->syntax);
		} else {
			for (u32 i = had; i < m->n_first; i++)
				known |= word == m->first[i].word || (word && m->first[i].word && !strcmp(word, m->first[i].word));
			if (!known)
				add_first(m, word, r);
		}
	}
}

static void fill_mode(struct grammar *g, struct gmode *m)
{
	m->up = m->mode->parent ? grammar_mode(g, m->mode->parent) : m->mode == &mode_exec ? NULL : g->config;
	if (m->mode == &mode_config)
		m->up = NULL;
	for (u32 i = 0; i < g->n_rows; i++) {
		struct row *r = &g->rows[i];
		bool any = r->cmd->mode == &mode_any_config && m->mode != &mode_exec;

		if (r->cmd->mode != m->mode && !any)
			continue;
		index_row(m, r);
		m->rows = xrealloc(m->rows, m->n_rows + 1, sizeof(*m->rows));
		m->rows[m->n_rows++] = r;
		if (!any || m->mode == &mode_config)
			r->mode = m;
	}
	if (m->n_first)
		qsort(m->first, m->n_first, sizeof(*m->first), by_first_word);
}

static unsigned count_words(const char *s)
{
	unsigned n = 0;

	for (bool in = false; *s; s++) {
		if (*s != ' ' && !in)
			n++;
		in = *s != ' ';
	}
	return n;
}

static void check_row(const struct row *r)
{
	const struct cmd *c = r->cmd;

	if (!c->mode || !c->syntax)
		bug("a row without mode or syntax (%s)", c->syntax ? c->syntax : "?");
	if (c->run && c->show)
		bug("row \"%s\" has both run and show", c->syntax);
	if (c->mode == &mode_exec && !c->run && !c->show && !(c->flags & CMD_UNSUPPORTED))
		bug("row \"%s\" does nothing", c->syntax);
	if (c->mode == &mode_exec && c->enter)
		bug("row \"%s\" opens a block in EXEC", c->syntax);
}

/* The row's words but the last are those of the row before it? */
static bool spells_row_before(const struct row *r)
{
	size_t len = strlen(r[-1].cmd->syntax);

	return r->cmd->mode == r[-1].cmd->mode && r->cmd->run == r[-1].cmd->run && !strncmp(r->cmd->syntax, r[-1].cmd->syntax, len) && r->cmd->syntax[len] == ' ' &&
	       count_words(r->cmd->syntax) == count_words(r[-1].cmd->syntax) + 1;
}

static void fill_row(struct row *r)
{
	const struct cmd *c = r->cmd;

	r->is_list = !(c->flags & CMD_SORT_NUMERIC) && !c->enter && (!c->key || (c->flags & CMD_MULTI));
	if (!c->dflt)
		return;
	r->dflt_no = !strncmp(c->dflt, "no ", 3);
	r->dflt_switch = !r->dflt_no && (!c->key || count_words(c->dflt) <= c->key);
}

static int by_order(const void *a, const void *b)
{
	const struct row *x = *(struct row *const *)a, *y = *(struct row *const *)b;

	if (x->cmd->order != y->cmd->order)
		return x->cmd->order < y->cmd->order ? -1 : 1;
	return (x > y) - (x < y);
}

/* Lines of rows of one order above 0 that are all sorted by argument, or all kept in order of entry, mix. */
static bool mix(const struct row *a, const struct row *b)
{
	unsigned how = CMD_SORT_NUMERIC | CMD_SORT_ENTRY;

	return a->cmd->order && a->cmd->order == b->cmd->order && a->cmd->mode == b->cmd->mode && (a->cmd->flags & how) &&
	       (a->cmd->flags & how) == (b->cmd->flags & how);
}

static void rank_rows(struct grammar *g)
{
	struct row **r = xcalloc(g->n_rows, sizeof(struct row *));

	for (u32 i = 0; i < g->n_rows; i++)
		r[i] = &g->rows[i];
	qsort(r, g->n_rows, sizeof(struct row *), by_order);
	for (u32 i = 0; i < g->n_rows; i++) {
		r[i]->rank = i;
		for (u32 j = i; j && r[j - 1]->cmd->order == r[i]->cmd->order; j--)
			if (mix(r[j - 1], r[i])) {
				r[i]->rank = r[j - 1]->rank;
				break;
			}
	}
	free(r);
}

static bool has_last(const struct row *r)
{
	for (u16 i = 0; i < r->n_ops; i++)
		if (r->ops[i].kind == OP_ARG && r->ops[i].type == ARG_NUMBER && !strcmp(r->ops[i].name, "last"))
			return true;
	return false;
}

struct grammar *grammar_new(const struct cmd_table *tables, unsigned n, const struct help_row *help, unsigned n_help)
{
	struct grammar *g = xcalloc(1, sizeof(*g));

	for (unsigned i = 0; i < n; i++)
		g->n_rows += tables[i].n;
	g->rows = xcalloc(g->n_rows ? g->n_rows : 1, sizeof(*g->rows));
	g->help = help;
	g->n_help = n_help;
	for (unsigned i = 0, k = 0; i < n; i++) {
		for (unsigned j = 0; j < tables[i].n; j++) {
			g->rows[k].cmd = &tables[i].rows[j];
			check_row(&g->rows[k]);
			if (g->rows[k].cmd->flags & CMD_SPELLING && (!j || !spells_row_before(&g->rows[k])))
				bug("row \"%s\" is no spelling of the one before it", g->rows[k].cmd->syntax);
			k++;
		}
	}
	add_mode(g, &mode_exec);
	add_mode(g, &mode_config);
	for (u32 i = 0; i < g->n_rows; i++) {
		syntax_compile(g, &g->rows[i]);
		fill_row(&g->rows[i]);
		g->rows[i].spans = g->rows[i].cmd->enter && has_last(&g->rows[i]);
		add_mode(g, g->rows[i].cmd->mode);
		add_mode(g, g->rows[i].cmd->enter);
	}
	g->exec = grammar_mode(g, &mode_exec);
	g->config = grammar_mode(g, &mode_config);
	rank_rows(g);
	for (u32 i = 0; i < g->n_modes; i++)
		fill_mode(g, &g->modes[i]);
	for (u32 i = 0; i < g->n_rows; i++)
		g->rows[i].enter = g->rows[i].cmd->enter ? grammar_mode(g, g->rows[i].cmd->enter) : NULL;
	return g;
}

void grammar_free(struct grammar *g)
{
	if (!g)
		return;
	for (u32 i = 0; i < g->n_rows; i++)
		free(g->rows[i].ops);
	for (u32 i = 0; i < g->n_modes; i++) {
		free(g->modes[i].first);
		free(g->modes[i].rows);
	}
	for (u32 i = 0; i < g->n_strings; i++)
		free(g->strings[i]);
	free(g->strings);
	free(g->modes);
	free(g->rows);
	free(g);
}
