/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Configuration from text. In a text that indents, indentation says in which block a line stands; a line unknown there, or a
 * text without indentation, goes by the rule of typing: the present mode, else the modes around it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/apply.h"

struct reader {
	struct cli *c;
	const char *p;
	unsigned line_no;
	bool indents;
	bool lenient;
	int skip_indent; /* lines deeper than this belong to one that was skipped; -1: none */
	struct config_error *err;
	void (*skipped)(void *arg, const struct config_error *e);
	void *arg;
};

/* Next line without its end, into *line (cap grows). false: no more. */
static bool next_line(struct reader *r, struct text *line)
{
	size_t len;

	if (!*r->p)
		return false;
	len = strcspn(r->p, "\n");
	text_clear(line);
	for (size_t i = 0; i < len; i++) {
		if (r->p[i] == 3)
			text_puts(line, "^C");
		else if (r->p[i] != '\r' || i + 1 < len)
			text_putc(line, r->p[i]);
	}
	r->p += len + (r->p[len] == '\n');
	r->line_no++;
	return true;
}

/* Does the text indent at all? Comments do not count. */
static bool text_indents(const char *p)
{
	while (*p) {
		size_t blanks = strspn(p, " \t");

		if (blanks && p[blanks] && !strchr("!\r\n", p[blanks]))
			return true;
		p += strcspn(p, "\n");
		p += *p == '\n';
	}
	return false;
}

/* Lines of `show running-config` that are no configuration. */
static bool is_frame(const struct cli *c, const char *s)
{
	const char *const *h = c->sh->ops ? c->sh->ops->header : NULL;

	if (!strcmp(s, "Building configuration...") || !strncmp(s, "Current configuration :", 23) || !strncmp(s, "Using ", 6))
		return true;
	if (h && !strncasecmp(s, "version ", 8) && strchr(s, '.')) /* "version 15.9"; not RIP's "version 2" */
		return true;
	for (; h && *h; h++)
		if (!strcmp(s, *h))
			return true;
	return false;
}

/* Returns to the block that the indentation means, if the line is known there or nowhere else. */
static void follow_indent(struct reader *r, const char *line, int indent)
{
	struct cli *c = r->c;
	unsigned n = c->n_levels;

	if (!r->indents)
		return;
	while (n > 1 && c->level[n - 1].indent >= indent)
		n--;
	if (n == c->n_levels || (!mode_knows(c, n, line) && mode_knows(c, c->n_levels, line)))
		return;
	while (c->n_levels > n)
		session_pop(c);
}

static void reject(struct reader *r, struct config_error *e, const char *line, int indent)
{
	struct cli *c = r->c;

	e->line = r->line_no;
	if (!e->column)
		e->column = (unsigned)strspn(line, " \t") + 1;
	if (!e->text[0])
		snprintf(e->text, sizeof(e->text), "%% Command rejected");
	if (!e->input[0])
		snprintf(e->input, sizeof(e->input), "%.250s", line);
	if (!r->lenient)
		return;
	if (r->skipped)
		r->skipped(r->arg, e);
	if (r->indents) {
		r->skip_indent = indent;
	} else if (mode_opens(c, line)) {
		/* What follows is about a block that is not there: only what stands outside of blocks is taken again. */
		while (c->n_levels > 1)
			session_pop(c);
	}
}

/* One complete line, perhaps with newlines in it. */
static bool take(struct reader *r, const char *line, int indent)
{
	struct config_error e = { 0 };
	struct cli *c = r->c;
	unsigned levels;
	bool ok;

	follow_indent(r, line, indent);
	levels = c->n_levels;
	c->err = &e;
	c->line_no = r->line_no;
	c->error_said = false;
	ok = strlen(line) <= (strchr(line, '\n') ? TEXT_MAX_LEN : LINE_MAX_LEN);
	if (ok)
		ok = mode_run_line(c, line);
	else
		snprintf(e.text, sizeof(e.text), "%% Line longer than %d characters", LINE_MAX_LEN);
	c->err = NULL;
	if (c->n_levels == 0)
		session_push(c, NULL, NULL, 0, NULL);
	if (ok && c->n_levels && (c->n_levels > levels || c->level[c->n_levels - 1].indent < 0) && c->n_levels > 1)
		c->level[c->n_levels - 1].indent = indent;
	if (ok)
		return true;
	reject(r, &e, line, indent);
	if (r->err && !r->lenient)
		*r->err = e;
	return r->lenient;
}

static bool skip_line(struct reader *r, const char *line, const char *word, int indent)
{
	struct config_error e = { .line = r->line_no, .column = (unsigned)indent + 1 };

	if (!*word || *word == '!' || is_frame(r->c, word))
		return true;
	if (r->skip_indent < 0 || indent <= r->skip_indent) {
		r->skip_indent = -1;
		return false;
	}
	snprintf(e.text, sizeof(e.text), "%% Part of a block that was skipped");
	snprintf(e.input, sizeof(e.input), "%.250s", line);
	if (r->skipped)
		r->skipped(r->arg, &e);
	return true;
}

static bool is_end(const char *word)
{
	return !strncasecmp(word, "end", 3) && !word[3 + strspn(word + 3, " \t")];
}

bool apply_text(struct cli *c, const char *text, bool lenient, struct config_error *err,
		void (*skipped)(void *arg, const struct config_error *e), void *arg)
{
	struct reader r = { .c = c, .p = text, .indents = text_indents(text), .lenient = lenient, .skip_indent = -1, .err = err,
			    .skipped = skipped, .arg = arg };
	struct text line = { 0 }, more = { 0 };
	bool ok = true;

	while (ok && next_line(&r, &line)) {
		const char *s = text_str(&line), *word = s + strspn(s, " \t");
		int indent = (int)(word - s);

		if (c->collecting) {
			c->collecting = false;
			text_add(&c->more_lines, s, line.len);
			more = c->more_lines;
			c->more_lines = (struct text){ 0 };
			ok = take(&r, more.s, 0);
			text_free(&more);
			continue;
		}
		if (skip_line(&r, s, word, indent))
			continue;
		if (is_end(word))
			break;
		ok = take(&r, s, indent);
	}
	if (ok && c->collecting) {
		struct config_error e = { .line = r.line_no, .column = 1, .text = "% Incomplete command." };

		snprintf(e.input, sizeof(e.input), "%.250s", text_str(&c->more_lines));
		ok = lenient;
		if (err && !lenient)
			*err = e;
		else if (skipped)
			skipped(arg, &e);
	}
	c->collecting = false;
	text_free(&c->more_lines);
	text_free(&line);
	while (c->n_levels > 1)
		session_pop(c);
	return ok;
}

bool shell_apply(struct shell *sh, const char *text, bool lenient, struct config_error *err,
		 void (*skipped)(void *arg, const struct config_error *e), void *arg)
{
	struct cli *c = session_internal(sh);
	struct tree_block before = { 0 };
	unsigned changed;
	bool ok;

	if (err)
		*err = (struct config_error){ 0 };
	if (!lenient)
		tree_copy(&before, &sh->root);
	ok = apply_text(c, text, lenient, err, skipped, arg);
	if (!ok) {
		c->force = true;
		replace_sync(c, &before, &changed);
	}
	tree_clear(&before);
	cli_free(c);
	return ok;
}
