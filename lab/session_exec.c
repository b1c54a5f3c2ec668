/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A command that has opened a session on another machine (telnet) gets the lines that follow as keys, each when nothing more has come for a while.
 *
 * exec: one session in privileged mode, its commands in order. As JSON each command gives an element: a show is run through `| json`,
 * which gives it as it is; that of any other line, and of a show with a pipe of its own, is made here, without rows.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "cli/pipe.h"
#include "lab/session.h"

static void finish(struct session *s)
{
	struct client *c = s->client;

	s->client = NULL;
	if (s->json)
		client_result(c, s->status, json_pack("{s:O}", "results", s->results));
	else
		client_done(c, s->status, NULL);
	session_leave(s);
}

/* Only shows have rows. */
static bool is_show(const char *line)
{
	size_t n;

	line += strspn(line, " ");
	if (!strncasecmp(line, "do ", 3))
		line += 3 + strspn(line + 3, " ");
	n = strcspn(line, " ");
	return (n >= 2 && n <= 4 && !strncasecmp(line, "show", n)) || (n == 3 && !strncasecmp(line, "dir", n));
}

/* Does a bar stand in it with the begin of a pipe's word behind? A regular expression's own bars have other things there, or it is not asked for rows. */
static bool has_pipe(const char *line)
{
	for (const char *bar = line; (bar = strchr(bar, '|')); bar++) {
		const char *word = bar + 1 + strspn(bar + 1, " \t");
		size_t n = strcspn(word, " \t");

		for (unsigned k = 0; k < n_pipe_words; k++)
			if (!strncasecmp(pipe_words[k][0], word, n))
				return true;
	}
	return false;
}

static void run_next(struct session *s)
{
	const char *line;

	if (s->at >= json_array_size(s->commands)) {
		finish(s);
		return;
	}
	line = json_string_value(json_array_get(s->commands, s->at));
	s->piped = !s->typing && s->json && is_show(line) && !has_pipe(line) && line[strlen(line) - 1] != '?';
	if (s->piped) {
		char *piped = xasprintf("%s | json", line);

		session_ask(s, OP_LINE, piped, 0);
		free(piped);
	} else {
		session_ask(s, s->typing ? OP_TYPE : OP_LINE, line, 0);
	}
}

void exec_output(struct session *s, const char *text, size_t len)
{
	if (!s->json) {
		client_output(s->client, text, len);
		return;
	}
	if (s->collected_len + len > CLIENT_OUT_MAX)
		return;
	s->collected = xrealloc(s->collected, s->collected_len + len + 1, 1);
	memcpy(s->collected + s->collected_len, text, len);
	s->collected_len += len;
	s->collected[s->collected_len] = 0;
}

/* The element of the command that has ended. */
static void add_result(struct session *s, int status)
{
	json_t *r = json_object(), *piped = NULL;
	const char *text = s->collected ? s->collected : "";

	if (s->piped)
		piped = json_loadb(text, s->collected_len, JSON_DISABLE_EOF_CHECK, NULL);
	json_object_set(r, "command", json_array_get(s->commands, s->at));
	json_object_set_new(r, "ok", json_boolean(!status));
	if (json_is_object(piped)) { /* all it has, but the command as it was given here */
		json_object_update_missing(r, piped);
	} else {
		json_object_set_new(r, "output", message_text(text, s->collected_len));
		json_object_set_new(r, "rows", json_array());
	}
	json_decref(piped);
	json_array_append_new(s->results, r);
	free(s->collected);
	s->collected = NULL;
	s->collected_len = 0;
}

static void command_over(struct session *s, int status)
{
	if (s->json)
		add_result(s, status);
	if (!s->status)
		s->status = status;
	s->at++;
}

void exec_news(struct session *s, const struct session_news *n)
{
	s->typing &= !n->ready && !n->opened;
	if (n->opened) {
		if (s->killed)
			command_over(s, EXIT_NO);
		s->killed = false;
		run_next(s);
	} else if (n->resting) {
		s->typing = true;
		command_over(s, n->status);
		run_next(s);
	} else if (n->ready && n->ended) { /* `exit`: what follows runs in a session of its own */
		command_over(s, n->status);
		session_ask(s, OP_CLOSE, NULL, 0);
		session_ask(s, OP_OPEN, NULL, 0);
	} else if (n->ready) {
		command_over(s, n->status);
		run_next(s);
	}
}

static void client_left(struct client *c)
{
	session_leave(c->serving);
}

void session_exec(struct engine *e, struct client *c, json_t *m)
{
	json_t *commands = json_object_get(m, "commands"), *line;
	struct lab_node *ln = engine_node(e, message_string(m, "node"));
	struct session *s;
	size_t i;

	if (ln && ln->topo->kind == TOPO_CONTAINER) {
		guest_exec(e, c, m);
		return;
	}
	ln = session_node(e, c, m);
	if (!ln)
		return;
	json_array_foreach(commands, i, line)
		if (!json_is_string(line) || strpbrk(json_string_value(line), "\n\r")) {
			client_done(c, EXIT_USAGE, "each command is one line");
			return;
		}
	if (!json_array_size(commands)) {
		client_done(c, EXIT_USAGE, "no command to run");
		return;
	}
	s = session_new(e, c, ln, SESSION_EXEC);
	s->commands = json_incref(commands);
	s->json = json_is_true(json_object_get(m, "json"));
	s->results = json_array();
	c->serving = s;
	c->gone = client_left;
	session_ask(s, OP_OPEN, NULL, 0);
}
