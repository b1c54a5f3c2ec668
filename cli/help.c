/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * `?`: what may come next. Candidates are the words and arguments that the threads of the line so far wait for; texts come
 * from the first row that has one, else from the rows of help. In a configuration mode that does not know the line, the
 * modes around it are asked.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "cli/shell.h"

enum { CANDIDATES_MAX = 4096 };

struct gather {
	struct candidates *out;
	const char *prefix;
};

static struct candidate *add(struct candidates *s, const char *word, const char *help)
{
	struct candidate *k;

	for (u32 i = 0; i < s->n; i++) {
		k = &s->c[i];
		if (strcmp(k->word, word))
			continue;
		if (!k->help && help)
			k->help = k->own_help = xstrdup(help);
		return k;
	}
	if (s->n == s->cap) {
		s->cap = s->cap ? s->cap * 2 : 32;
		s->c = xrealloc(s->c, s->cap, sizeof(*s->c));
	}
	k = &s->c[s->n++];
	*k = (struct candidate){ .word = xstrdup(word) };
	if (help)
		k->help = k->own_help = xstrdup(help);
	return k;
}

static void add_value(struct cli *c, const char *word, const char *help)
{
	struct gather *g = c->gather;

	if (strncasecmp(word, g->prefix, strlen(g->prefix)) || g->out->n >= CANDIDATES_MAX)
		return;
	add(g->out, word, help)->value = true;
}

void candidates_free(struct candidates *s)
{
	for (u32 i = 0; i < s->n; i++) {
		free(s->c[i].word);
		free(s->c[i].own_help);
	}
	free(s->c);
	*s = (struct candidates){ 0 };
}

/* The text of a help row for the word, at the end of the thread's path. */
static const char *help_row(const struct grammar *g, const struct gmode *mode, const struct threads *s, const struct thread *t, const char *word)
{
	struct text path = { 0 };
	const char *parts[WORDS_MAX], *found = NULL;
	u32 n = 0;

	for (u32 p = t->from; p != ~0u && n < WORDS_MAX; p = s->paths[p].from)
		parts[n++] = s->paths[p].op->word;
	while (n)
		text_printf(&path, "%s ", parts[--n]);
	text_puts(&path, word);
	for (u32 i = 0; i < g->n_help && !found; i++)
		if (g->help[i].mode == mode->mode && !strcmp(g->help[i].path, text_str(&path)))
			found = g->help[i].text;
	text_free(&path);
	return found;
}

/* Could the argument begin like this? */
static bool may_begin(struct cli *c, const struct op *op, const char *prefix)
{
	struct match_env env = session_env(c);
	static const char *const chars[] = {
		[ARG_NUMBER] = "0123456789", [ARG_IP4] = "0123456789.", [ARG_IP4_PREFIX] = "0123456789./", [ARG_IP6] = "0123456789abcdefABCDEF:.",
		[ARG_IP6_PREFIX] = "0123456789abcdefABCDEF:./", [ARG_MAC] = "0123456789abcdefABCDEF.:-", [ARG_TIME] = "0123456789:", [ARG_HOUR] = "0123456789:", [ARG_NUMBERS] = "0123456789,-",
	};

	if (!*prefix || op->type == ARG_WORD || op->type == ARG_LINE)
		return true;
	if (op->type < ARRAY_LEN(chars) && chars[op->type])
		return !prefix[strspn(prefix, chars[op->type])];
	return argtype_match(op, &env, true, prefix, (u32)strlen(prefix), NULL);
}

/* An interface whose name may go on as typed: its type cut short, its number begun. */
static void add_iface(void *arg, const char *name)
{
	struct gather *g = arg;
	size_t letters = strcspn(g->prefix, "0123456789"), type = strcspn(name, "0123456789");

	if (!strncasecmp(name, g->prefix, letters) && !strncmp(name + type, g->prefix + letters, strlen(g->prefix + letters)))
		add(g->out, name, NULL);
}

static void add_argument(struct cli *c, const struct thread *t, const struct op *op, const char *help, struct gather *g)
{
	const struct shell_ops *ops = c->sh->ops;

	c->gather = g;
	if (t->half) {
		if (!*g->prefix)
			add(g->out, "<0-9>", "Interface number")->arg = true;
		return;
	}
	if (op->type == ARG_INTERFACE || op->type == ARG_IFRANGE) {
		if (ops && ops->iface_types)
			ops->iface_types(c->sh->node, c, add_value);
		if (ops && ops->iface_fixed && strpbrk(g->prefix, "0123456789"))
			ops->iface_fixed(c->sh->node, add_iface, g);
		if (strpbrk(g->prefix, "0123456789") && (op->type == ARG_IFRANGE || may_begin(c, op, g->prefix)))
			add(g->out, g->prefix, help); /* whole, or one that may be made */
		return;
	}
	if (t->row->cmd->complete)
		t->row->cmd->complete(c, op->name, add_value);
	if (op->type == ARG_BODY)
		g->out->cr = true; /* the lines come after this one */
	else if (op->type == ARG_DELIMITED)
		add(g->out, "LINE", help ? help : "c text c, where 'c' is a delimiting character")->arg = true;
	else if (may_begin(c, op, g->prefix))
		add(g->out, op->word, help)->arg = true;
}

/* What the threads wait for. */
static void add_threads(struct cli *c, const struct gmode *mode, const struct threads *s, struct gather *g, bool by_key, u32 depth)
{
	for (u32 i = 0; i < s->n; i++) {
		const struct thread *t = &s->t[i];
		const struct op *op = &t->row->ops[t->op];
		const char *help;

		if (t->row->cmd->flags & CMD_HIDDEN)
			continue;
		if (op->kind == OP_ACCEPT || (by_key && t->row->cmd->key && depth + thread_unsaid(s, t) >= t->row->cmd->key))
			g->out->cr |= !*g->prefix;
		if (op->kind == OP_ACCEPT) {
			g->out->pipe |= t->row->cmd->show && !*g->prefix;
			continue;
		}
		if (op->kind == OP_KEYWORD && strncasecmp(op->word, g->prefix, strlen(g->prefix)))
			continue;
		help = op->help ? op->help : help_row(c->sh->g, mode, s, t, op->word);
		if (op->kind == OP_KEYWORD)
			add(g->out, op->word, help);
		else
			add_argument(c, t, op, help, g);
	}
}

static void gather_mode(struct cli *c, const struct gmode *mode, const struct words *w, u32 from, struct candidates *out,
			const char *prefix, bool by_key)
{
	struct match_env env = session_env(c);
	u32 to = w->n - (w->blank_end || !w->n ? 0 : 1);
	struct gather g = { out, prefix };
	struct threads s;

	env.prefix = by_key;
	if (to < from)
		to = from;
	out->why = match_words(mode, &env, w, from, to, &s);
	if (out->why.status == MATCH_OK) {
		if (s.line) {
			add(out, "LINE", NULL)->arg = true;
			out->cr = w->blank_end;
		} else {
			add_threads(c, mode, &s, &g, by_key, to - from);
		}
	}
	threads_free(&s);
}

static int by_word(const void *a, const void *b)
{
	return strcmp(((const struct candidate *)a)->word, ((const struct candidate *)b)->word);
}

/* Behind the bar of a show command? Then what may stand there. */
static bool gather_pipe(struct cli *c, const char *text, u32 from, struct candidates *out, const char **prefix)
{
	const char *bar = pipe_bar(text), *word;
	struct match_env env = session_env(c);
	struct words w;
	struct args a;
	char *head;
	bool ok;

	if (!bar)
		return false;
	head = xcalloc(1, (size_t)(bar - text) + 1);
	memcpy(head, text, (size_t)(bar - text));
	words_split(&w, head);
	ok = match_line(c->sh->g->exec, &env, &w, from, &a).status == MATCH_OK;
	ok = ok && a.row->cmd->show && !(a.row->cmd->flags & CMD_BARS && args_str(&a, "LINE"));
	args_free(&a);
	free(head);
	if (!ok)
		return false;
	word = bar + 1 + strspn(bar + 1, " \t");
	*prefix = word;
	if (word[strcspn(word, " \t")]) {
		*prefix = "";
		add(out, "LINE", "Regular expression")->arg = true;
		return true;
	}
	for (unsigned i = 0; i < n_pipe_words; i++)
		if (pipe_words[i][1] && !strncasecmp(pipe_words[i][0], word, strlen(word)))
			add(out, pipe_words[i][0], pipe_words[i][1]);
	return true;
}

/* The first word of a configuration line that rules over the rest: how it begins. */
static u32 ruled_from(struct cli *c, const struct words *w, bool *is_do)
{
	struct match_env env = session_env(c);
	struct threads t;
	struct match m;
	u32 from = 0;

	*is_do = false;
	if (!c->n_levels || !w->n || (w->n == 1 && !w->blank_end))
		return 0;
	m = match_words(c->level[c->n_levels - 1].mode, &env, w, 0, 1, &t);
	if (m.status == MATCH_OK && t.n && t.t[0].row->cmd->mode == &mode_any_config) {
		const char *word = t.paths[t.t[0].from].op->word;

		*is_do = !strcmp(word, "do");
		from = *is_do || !strcmp(word, "no") || !strcmp(word, "default");
	}
	threads_free(&t);
	return from;
}

void candidates_gather(struct cli *c, const char *text, struct candidates *out, const char **prefix)
{
	struct words w;
	bool is_do, exec;
	u32 from;

	*out = (struct candidates){ 0 };
	words_split(&w, text);
	*prefix = w.blank_end || !w.n ? "" : text + w.off[w.n - 1];
	from = ruled_from(c, &w, &is_do);
	exec = !c->n_levels || is_do;
	c->do_exec = is_do;
	if (exec) {
		if (!gather_pipe(c, text, from, out, prefix))
			gather_mode(c, c->sh->g->exec, &w, from, out, *prefix, false);
	} else {
		for (unsigned n = c->n_levels; n; n--) {
			struct match first = out->why;

			gather_mode(c, c->level[n - 1].mode, &w, from, out, *prefix, from > 0);
			if (out->n || out->cr)
				break;
			if (n < c->n_levels && first.depth >= out->why.depth)
				out->why = first;
		}
	}
	c->do_exec = false;
	if (out->n)
		qsort(out->c, out->n, sizeof(*out->c), by_word);
}

/* ---- printing ---- */

static void print_full(struct cli *c, const struct candidates *s, struct text *out)
{
	size_t width = s->cr ? 4 : s->pipe ? 1 : 0;

	for (u32 i = 0; i < s->n; i++)
		if (strlen(s->c[i].word) > width)
			width = strlen(s->c[i].word);
	(void)c;
	for (u32 i = 0; i < s->n; i++) {
		const struct candidate *k = &s->c[i];

		if (k->help)
			text_printf(out, "  %-*s  %s\n", (int)width, k->word, k->help);
		else
			text_printf(out, "  %s\n", k->word);
	}
	if (s->pipe)
		text_printf(out, "  %-*s  Output modifiers\n", (int)width, "|");
	if (s->cr)
		text_puts(out, "  <cr>\n");
	text_putc(out, '\n');
}

/* Words alone, in as many columns as fit. */
static void print_words(struct cli *c, const struct candidates *s, struct text *out)
{
	size_t width = 0, total = 0, screen = c->o.width ? c->o.width : 80, per_line;

	for (u32 i = 0; i < s->n; i++) {
		size_t len = strlen(s->c[i].word);

		width = len > width ? len : width;
		total += len + 2;
	}
	per_line = total <= screen ? s->n : screen / (width + 2);
	if (!per_line)
		per_line = 1;
	for (u32 i = 0; i < s->n; i++) {
		bool last = i + 1 == s->n || (i + 1) % per_line == 0;

		if (last)
			text_printf(out, "%s\n", s->c[i].word);
		else
			text_printf(out, "%-*s", total <= screen ? (int)strlen(s->c[i].word) + 2 : (int)width + 2, s->c[i].word);
	}
	text_putc(out, '\n');
}

static void print_title(struct cli *c, struct text *out)
{
	const char *name;

	if (!c->n_levels) {
		text_puts(out, "Exec commands:\n");
	} else if (c->n_levels == 1) {
		text_puts(out, "Configure commands:\n");
	} else {
		name = c->level[c->n_levels - 1].mode->mode->name;
		text_printf(out, "%c%s configuration commands:\n", toupper((unsigned char)*name), name + 1);
	}
}

void cli_help(struct cli *c, const char *text)
{
	struct text out = { 0 };
	struct candidates s;
	const char *prefix;

	if (!c->sh || c->ended || c->answer || c->paging || c->busy || c->running || c->collecting || strlen(text) > LINE_MAX_LEN)
		return;
	candidates_gather(c, text, &s, &prefix);
	if (s.why.status == MATCH_AMBIGUOUS) {
		text_printf(&out, "%% Ambiguous command:  \"%s\"\n", text);
	} else if (!s.n && !s.cr) {
		text_puts(&out, "% Unrecognized command\n");
	} else if (*prefix) {
		print_words(c, &s, &out);
	} else {
		if (!text[strspn(text, " \t")])
			print_title(c, &out);
		print_full(c, &s, &out);
	}
	c->page_lines = c->page_column = 0;
	c->discard = false;
	text_clear(&c->held);
	output_emit(c, text_str(&out), out.len);
	c->helping = c->paging;
	text_free(&out);
	candidates_free(&s);
}
