/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Keys at --More--: SPACE a page, RETURN a line, /RE on to the first line that fits, +RE and -RE the lines that do and that do not,
 * anything else ends it. Help that is longer than a page waits here too; then no command is over at its end.
 */
#include <stdlib.h>
#include <string.h>

#include "cli/shell.h"

bool cli_paging(const struct cli *c)
{
	return c->paging;
}

bool cli_helping(const struct cli *c)
{
	return c->helping;
}

static void echo(struct cli *c, const char *s)
{
	if (c->io.write && !c->silent)
		c->io.write(c->io.arg, s, strlen(s));
}

static void keep_line(void *arg, const char *s, size_t len)
{
	text_add(arg, s, len);
}

/* What is held, as the search leaves it. */
static void filter(struct cli *c, struct text *held)
{
	const char *kind = *text_str(&c->search) == '/' ? "begin" : *text_str(&c->search) == '+' ? "include" : "exclude";
	char *filter_line = xasprintf("%s %s", kind, text_str(&c->search) + 1);
	struct text kept = { 0 };
	struct pipe p;
	u32 column;

	if (pipe_open(&p, filter_line, &column) == PIPE_OK) {
		pipe_write(&p, text_str(held), held->len, keep_line, &kept);
		pipe_close(&p, keep_line, &kept);
		text_free(held);
		*held = kept;
	} else {
		pipe_close(&p, keep_line, &kept);
		text_free(&kept);
	}
	free(filter_line);
}

/* A key while a pattern is typed. true: it is complete. */
static bool search_key(struct cli *c, int key)
{
	char one[2] = { (char)key, 0 };

	if (key == '\r' || key == '\n') {
		echo(c, "\nfiltering...\n");
		return true;
	}
	if (key == 3) {
		echo(c, "\n");
		text_free(&c->search);
	} else if (key == '\b' || key == 0x7f) {
		echo(c, "\b \b");
		c->search.s[--c->search.len] = 0;
		if (!c->search.len)
			text_free(&c->search);
	} else if (key >= ' ' && key < 0x7f && c->search.len < SEARCH_MAX) {
		text_puts(&c->search, one);
		echo(c, one);
	}
	return false;
}

/* The pager let everything go: the command, or the help, is over. */
static void over(struct cli *c)
{
	if (c->discard && c->busy && c->stop) {
		c->stop(c, c->stop_state, false); /* ends in cli_done() */
	} else if (!c->helping) {
		session_finish(c);
	} else if (!c->paging) {
		c->helping = c->discard = false;
		output_notes(c);
	}
}

void cli_key(struct cli *c, int key)
{
	struct text t;

	if (!c->paging)
		return;
	if (c->sh && c->sh->node && c->sh->node->worker)
		c->last_input = node_now(c->sh->node);
	if (c->search.len) {
		if (!search_key(c, key))
			return;
	} else if (key == '/' || key == '+' || key == '-') {
		search_key(c, key);
		return;
	}
	t = c->held;
	c->paging = false;
	c->held = (struct text){ 0 };
	if (c->search.len) {
		filter(c, &t);
		text_free(&c->search);
		c->page_lines = 0;
	} else if (key == ' ') {
		c->page_lines = 0;
	} else if (key == '\r' || key == '\n') {
		c->page_lines = c->o.length > 1 ? c->o.length - 2 : 0;
	} else {
		c->discard = true;
	}
	output_emit(c, text_str(&t), t.len);
	text_free(&t);
	over(c);
}
