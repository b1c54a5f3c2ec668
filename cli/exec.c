/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A line in EXEC: aliases, the pipe, the command; and what is said of a word that is none. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/shell.h"
#include "cli/show_run.h"

enum { ALIAS_DEPTH = 4 };

/* whole: the line with what stands before it (`do`). */
static bool run_row(struct cli *c, const struct args *a, const char *line, const char *whole)
{
	const struct cmd *cmd = a->row->cmd;
	bool ok;

	if (cmd->flags & CMD_UNSUPPORTED) {
		cli_error(c, "%% Unsupported here: %s", line);
		return false;
	}
	if (!permit_command(c, a, whole, false))
		return false;
	c->n_objects = 0;
	ok = cmd->show ? show_run(c, cmd, a) : cmd->run(c, a);
	return ok;
}

/* Commands whose output may go through a pipe. */
static bool pipeable(const struct args *a)
{
	static const char *const first[] = { "show", "more", "dir" };

	if (a->row->cmd->show)
		return true;
	for (unsigned i = 0; i < ARRAY_LEN(first); i++)
		if (!strcmp(a->word[0].text, first[i]))
			return true;
	return false;
}

/* Opens the pipe behind the bar at `bar` of the line. */
static bool open_pipe(struct cli *c, const char *line, const char *bar)
{
	struct match m = { 0 };
	u32 column;
	enum pipe_error e;

	pipe_close(&c->pipe, NULL, NULL);
	e = pipe_open(&c->pipe, bar + 1, &column);
	if (e == PIPE_OK && c->pipe.kind >= PIPE_APPEND && !(c->sh->ops && c->sh->ops->write_file)) {
		pipe_close(&c->pipe, NULL, NULL);
		e = PIPE_UNSUPPORTED;
	}
	if (e == PIPE_OK) {
		if (c->pipe.kind == PIPE_JSON)
			c->capture = true;
		return true;
	}
	m.column = (u32)(bar + 1 - line) + column;
	m.status = e == PIPE_AMBIGUOUS ? MATCH_AMBIGUOUS : e == PIPE_INCOMPLETE ? MATCH_INCOMPLETE : MATCH_INVALID;
	if (e == PIPE_UNSUPPORTED)
		cli_error(c, "%% Unsupported here: %s", line + strspn(line, " \t"));
	else
		error_match(c, &m, line);
	return false;
}

/* A single word that is no command is taken for a host's name, as on a device with telnet as its default. */
static bool unknown_host(struct cli *c, const struct words *w, u32 from, bool *ok)
{
	const char *s = w->line + w->off[from];

	if (w->n != from + 1 || w->size[from] > 63 || c->do_exec || !isalnum((unsigned char)*s))
		return false;
	if (c->no_hosts)
		return false;
	for (u32 i = 0; i < w->size[from]; i++)
		if (!isalnum((unsigned char)s[i]) && !strchr("-._", s[i]))
			return false;
	if (!c->sh->no_domain_lookup && c->sh->host_word && !c->again) {
		char word[64];

		snprintf(word, sizeof(word), "%.*s", (int)w->size[from], s);
		c->error_said = false;
		*ok = c->sh->host_word(c, word);
		if (*ok || c->busy || c->error_said)
			return true;
	}
	if (c->sh->no_domain_lookup)
		cli_error(c, "Translating \"%.*s\"\n", (int)w->size[from], s);
	else
		cli_error(c, "Translating \"%.*s\"...domain server (255.255.255.255)", (int)w->size[from], s);
	cli_error(c, "%% Unknown command or computer name, or unable to find computer address\n");
	return true;
}

/* The line with its alias spelled out; NULL: it begins with none. */
static char *expand_alias(struct cli *c, const struct words *w, u32 from)
{
	const char *first = w->line + w->off[from], *line = alias_find(c->sh, first, w->size[from]);

	if (!line)
		return NULL;
	return xasprintf("%.*s%s%s", (int)w->off[from], w->line, line, first + w->size[from]);
}

static bool is_show(const struct words *w, u32 from)
{
	return w->n > from && w->size[from] <= 4 && !strncasecmp("show", w->line + w->off[from], w->size[from]);
}

/* Of a line whose bars are an expression's: that of `| json` at its end; NULL: none. */
static const char *json_bar(const char *line)
{
	const char *bar = strrchr(line, '|'), *word = bar + 1 + strspn(bar + 1, " \t");

	return bar > line && (bar[-1] == ' ' || bar[-1] == '\t') && !strncasecmp(word, "json", 4) && !word[4 + strspn(word + 4, " \t")] ? bar : NULL;
}

/* Matches the part before a bar. true: it is what is to run, the pipe is open or failed (*ok). */
static bool match_before(struct cli *c, const char *line, const char *bar, u32 from, struct args *a, struct match *m, bool *ok)
{
	struct match_env env = session_env(c);
	struct words w;
	char *head;

	head = xcalloc(1, (size_t)(bar - line) + 1);
	memcpy(head, line, (size_t)(bar - line));
	words_split(&w, head);
	*m = match_line(c->sh->g->exec, &env, &w, from, a);
	*ok = false;
	if (m->status == MATCH_OK && a->row->cmd->flags & CMD_BARS && args_str(a, "LINE") && bar != json_bar(line)) {
		args_free(a);
		free(head);
		bar = json_bar(line);
		return bar && match_before(c, line, bar, from, a, m, ok);
	}
	if (m->status == MATCH_OK && pipeable(a)) {
		*ok = open_pipe(c, line, bar);
		free(head);
		return true;
	}
	if (m->status != MATCH_OK && is_show(&w, from)) {
		error_match(c, m, line);
		free(head);
		return true;
	}
	args_free(a);
	free(head);
	return false;
}

static bool match_piped(struct cli *c, const char *line, u32 from, struct args *a, struct match *m, bool *ok)
{
	const char *bar = pipe_bar(line);

	return bar && match_before(c, line, bar, from, a, m, ok);
}

bool exec_line(struct cli *c, const char *line)
{
	struct match_env env = session_env(c);
	u32 from = c->do_exec ? 1 : 0;
	struct words w;
	struct args a;
	struct match m;
	char *expanded;
	bool ok;

	if (error_control(c, line))
		return false;
	words_split(&w, line);
	if (!w.n && c->o.interactive && !c->depth && c->sh->empty_line)
		return c->sh->empty_line(c);
	if (w.n <= from || line[w.off[0]] == '!')
		return true;
	if (c->depth < ALIAS_DEPTH && (expanded = expand_alias(c, &w, from))) {
		c->depth++;
		ok = exec_line(c, expanded);
		c->depth--;
		free(expanded);
		return ok;
	}
	if (match_piped(c, line, from, &a, &m, &ok)) {
		ok = ok && run_row(c, &a, line + w.off[from], line);
		args_free(&a);
		return ok;
	}
	m = match_line(c->sh->g->exec, &env, &w, from, &a);
	if (m.status == MATCH_OK) {
		ok = run_row(c, &a, line + w.off[from], line);
		args_free(&a);
		return ok;
	}
	ok = false;
	if (m.status != MATCH_INVALID || m.depth || !unknown_host(c, &w, from, &ok))
		error_match(c, &m, line);
	return ok;
}

bool cli_run_instead(struct cli *c, const char *line)
{
	struct match_env env = session_env(c);
	bool ok, was = c->again;
	struct words w;
	struct args a;

	words_split(&w, line);
	if (match_line(c->sh->g->exec, &env, &w, 0, &a).status != MATCH_OK)
		return false;
	c->again = true;
	ok = run_row(c, &a, line, line);
	c->again = was;
	args_free(&a);
	return ok;
}

bool cli_exec(struct cli *c, const char *line)
{
	bool was = c->do_exec, ok;

	c->do_exec = false;
	c->nested++;
	ok = exec_line(c, line);
	c->nested--;
	c->do_exec = was;
	return ok;
}

bool cli_knows(struct cli *c, const char *line)
{
	struct match_env env = session_env(c);
	struct words w;
	struct args a;
	struct match m;

	words_split(&w, line);
	m = match_line(c->sh->g->exec, &env, &w, 0, &a);
	if (m.status != MATCH_OK)
		return false;
	args_free(&a);
	return true;
}
