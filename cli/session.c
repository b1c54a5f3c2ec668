/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A session: a line comes in, its command runs, perhaps for a while, perhaps asking something, its output goes out, perhaps
 * page by page, and then the session can take the next line. io->ready() says so and is always the last thing done, since
 * the front end may free the session or hand in the next line from within it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/rights.h"
#include "cli/shell.h"

/* Nodes of tests have no clock. */
static void stamp(struct cli *c)
{
	const struct node *n = c->sh ? c->sh->node : NULL;

	if (n && n->worker)
		c->last_input = node_now(n);
}

struct cli *cli_new(struct shell *sh, const struct cli_io *io, const struct cli_options *o)
{
	struct cli *c = xcalloc(1, sizeof(*c)), **at = &sh->sessions;

	c->sh = sh;
	c->io = *io;
	c->o = *o;
	c->where = xstrdup(o->where ? o->where : "console");
	c->user = o->user ? xstrdup(o->user) : NULL;
	c->o.where = c->where;
	c->o.user = c->user;
	c->o.privilege = o->privilege ? o->privilege : 1;
	c->root = &sh->root;
	c->exec_history.size = c->config_history.size = HISTORY_DEFAULT;
	while (*at)
		at = &(*at)->next;
	*at = c;
	stamp(c);
	c->began = c->last_input;
	if (sh->ops && sh->ops->session && c->io.write)
		sh->ops->session(sh->node, c);
	return c;
}

static void no_ready(void *arg, bool ended)
{
	(void)arg;
	(void)ended;
}

struct cli *session_internal(struct shell *sh)
{
	struct cli_io io = { .ready = no_ready };
	struct cli_options o = { .where = "console", .privilege = 15 };
	struct cli *c = cli_new(sh, &io, &o);

	c->replay = true;
	c->silent = true;
	session_push(c, NULL, NULL, 0, NULL);
	return c;
}

void session_stop(struct cli *c)
{
	bool busy = c->busy;

	c->keys = NULL;
	c->busy = false; /* first: cli_done() means nothing any more */
	if (busy && c->stop)
		c->stop(c, c->stop_state, true);
}

/* Whatever waits for the session is told that it goes. */
static void abandon(struct cli *c)
{
	void (*answer)(struct cli *, void *, const char *) = c->answer;

	c->silent = true;
	session_stop(c);
	c->answer = NULL;
	if (answer)
		answer(c, c->answer_state, "\003");
	c->answer = NULL;
}

void level_free(struct level *l)
{
	for (u32 i = 0; i < l->n_range; i++)
		free(l->range[i]);
	free(l->range);
	free(l->line);
	*l = (struct level){ 0 };
}

static void unlink_session(struct cli *c)
{
	struct cli **at = c->sh ? &c->sh->sessions : NULL;

	while (at && *at && *at != c)
		at = &(*at)->next;
	if (at && *at)
		*at = c->next;
	c->sh = NULL;
}

static void drop_output(void *arg, const char *s, size_t len)
{
	(void)arg;
	(void)s;
	(void)len;
}

void cli_free(struct cli *c)
{
	if (!c)
		return;
	abandon(c);
	session_ending(c);
	unlink_session(c);
	pipe_close(&c->pipe, drop_output, NULL);
	while (c->n_levels)
		level_free(&c->level[--c->n_levels]);
	for (unsigned i = 0; i < c->n_candidates; i++)
		free(c->candidates[i]);
	free(c->candidates);
	free(c->completed);
	free(c->question);
	free(c->store);
	free(c->follow);
	free(c->waiting);
	enable_forget(c);
	free(c->line);
	free(c->where);
	free(c->user);
	text_free(&c->more_lines);
	text_free(&c->held);
	text_free(&c->captured);
	text_free(&c->rows);
	text_free(&c->notes);
	text_free(&c->search);
	history_free(&c->exec_history);
	history_free(&c->config_history);
	free(c);
}

struct match_env session_env(struct cli *c)
{
	return (struct match_env){ .cli = c, .node = c->sh->node, .ops = c->sh->ops, .create = c->dry,
				   .privilege = (c->n_levels || c->do_exec) && !rights_apply(c) ? 15 : c->o.privilege };
}

/* ---- modes ---- */

void session_push(struct cli *c, const struct row *row, const char *line, u32 key_len, void *object)
{
	struct level *l;

	if (c->n_levels == LEVELS_MAX) {
		cli_error(c, "%% Modes nested deeper than %d", LEVELS_MAX);
		return;
	}
	l = &c->level[c->n_levels++];
	*l = (struct level){ .row = row, .mode = row ? row->enter : c->sh->g->config, .object = object, .indent = -1 };
	l->prompt = l->mode->mode->prompt;
	l->line = line ? xstrdup(line) : NULL;
	l->key_len = key_len;
	c->gen = c->n_levels == 1 ? c->sh->gen : c->gen;
}

void session_pop(struct cli *c)
{
	if (c->n_levels)
		level_free(&c->level[--c->n_levels]);
	if (c->n_levels || !c->configuring)
		return;
	c->configuring = false;
	if (!c->replay && c->sh->ops && c->sh->ops->configured)
		c->sh->ops->configured(c->sh->node, c->where, c->user);
}

void session_to_exec(struct cli *c)
{
	while (c->n_levels)
		session_pop(c);
}

const char *cli_prompt(struct cli *c, char buf[96])
{
	if (c->answer)
		return c->question;
	if (!c->sh || c->collecting) {
		buf[0] = 0;
		return buf;
	}
	if (c->n_levels)
		snprintf(buf, 96, "%.20s%.40s#", c->sh->hostname, c->level[c->n_levels - 1].prompt);
	else
		snprintf(buf, 96, "%.63s%c", c->sh->hostname, c->o.privilege > 1 ? '#' : '>');
	return buf;
}

void session_end(struct cli *c)
{
	c->ended = true;
	session_to_exec(c);
}

/* ---- a line and its end ---- */

void session_finish(struct cli *c)
{
	if (c->running || c->busy)
		return;
	if (c->answer) {
		if (!c->paging)
			c->io.ready(c->io.arg, false);
		return;
	}
	if (c->collecting) {
		c->io.ready(c->io.arg, false);
		return;
	}
	if (c->line) {
		output_end(c, c->line);
		free(c->line);
		c->line = NULL;
	}
	if (c->paging)
		return;
	if (c->end_after) {
		c->end_after = false;
		session_to_exec(c);
	}
	text_free(&c->held);
	c->discard = false;
	output_notes(c);
	c->io.ready(c->io.arg, c->ended);
}

static void take_answer(struct cli *c, const char *line)
{
	void (*answer)(struct cli *, void *, const char *) = c->answer;

	c->answer = NULL;
	c->secret = false;
	c->page_lines = c->page_column = 0; /* whoever answers has read so far */
	c->running = true;
	c->error_said = false;
	answer(c, c->answer_state, line);
	c->running = false;
	if (c->error_said)
		c->status = 1;
}

/* One more line of a text that goes on over several. */
static bool take_more(struct cli *c, const char *line)
{
	char *all;
	bool ok;

	if (c->more_lines.len + strlen(line) > TEXT_MAX_LEN) {
		c->collecting = false;
		text_free(&c->more_lines);
		cli_error(c, "%% The text is longer than %d characters", TEXT_MAX_LEN);
		return false;
	}
	text_puts(&c->more_lines, line);
	all = text_take(&c->more_lines);
	c->collecting = false;
	/* If it still does not end, mode_run_line() keeps it again, with a newline. */
	ok = mode_run_line(c, all);
	free(all);
	return ok;
}

static bool too_long(struct cli *c, const char *line)
{
	if (strlen(line) <= LINE_MAX_LEN)
		return false;
	cli_error(c, "%% Line longer than %d characters", LINE_MAX_LEN);
	c->status = 1;
	return true;
}

bool session_config_line(struct cli *c, const char *line)
{
	if (c->collecting)
		return take_more(c, line);
	return !too_long(c, line) && mode_run_line(c, line);
}

static void take_line(struct cli *c, const char *line)
{
	line += strspn(line, "\r\n");
	if (line[strspn(line, " \t")])
		history_add(session_history(c), line);
	c->running = true;
	c->error_said = false;
	if (c->n_levels)
		c->status = !mode_run_line(c, line);
	else
		c->status = !exec_line(c, line);
	c->running = false;
}

/* Where no one types, `?` at the end of a line asks what it asks at a terminal; in configuration only as a word of its own, since texts may end so. */
static bool asks_help(const struct cli *c, const char *line)
{
	size_t len = strlen(line);

	return !c->o.interactive && !c->replay && len && line[len - 1] == '?' && (!c->n_levels || len == 1 || line[len - 2] == ' ' || !strchr(line + strspn(line, " "), ' '));
}

static void take_help(struct cli *c, char *line)
{
	line[strlen(line) - 1] = 0;
	cli_help(c, line);
}

void cli_line(struct cli *c, const char *line)
{
	char *copy;

	if (!c->sh || c->ended) {
		c->io.ready(c->io.arg, true);
		return;
	}
	stamp(c);
	if (c->busy || c->running || c->paging)
		return; /* the front end is not ready for one; nothing waits for it */
	copy = line_clean(line);
	if (c->answer) {
		take_answer(c, copy);
	} else if (c->collecting) {
		c->running = true;
		if (!too_long(c, copy))
			c->status = !take_more(c, copy);
		c->running = false;
	} else {
		free(c->line);
		c->line = xstrdup(copy);
		c->status = 0;
		output_begin(c);
		if (asks_help(c, copy))
			take_help(c, copy);
		else if (!too_long(c, copy))
			take_line(c, copy);
	}
	free(copy);
	session_finish(c);
}

void cli_line_end(struct cli *c, const char *line)
{
	if (c->sh && !c->answer && !c->busy && c->n_levels && !c->collecting)
		c->end_after = true;
	cli_line(c, line);
}

int cli_status(const struct cli *c)
{
	return c->status;
}

void cli_interrupt(struct cli *c)
{
	if (!c->sh)
		return;
	if (c->busy) {
		if (c->stop)
			c->stop(c, c->stop_state, false);
	} else if (c->paging) {
		cli_key(c, 'q');
	} else if (c->answer) {
		c->status = 1;
		take_answer(c, "\003");
		session_finish(c);
	} else {
		c->collecting = false;
		text_free(&c->more_lines);
		session_to_exec(c);
		c->io.ready(c->io.arg, false);
	}
}

/* ---- what handlers call ---- */

struct node *cli_node(const struct cli *c)
{
	return c->sh ? c->sh->node : NULL;
}

void *cli_object(const struct cli *c, unsigned level)
{
	return level < c->n_objects ? c->object[c->n_objects - 1 - level] : NULL;
}

void cli_enter_object(struct cli *c, void *object)
{
	c->entered = object;
}

void cli_enter_prompt(struct cli *c, const char *prompt)
{
	c->entered_prompt = prompt;
}

void cli_leave(struct cli *c)
{
	c->leave = true;
}

bool cli_is_sync(const struct cli *c) { return c->syncing; }

bool cli_is_replay(const struct cli *c)
{
	return c->replay || c->force;
}

void cli_busy(struct cli *c, void (*stop)(struct cli *c, void *state, bool gone), void *state)
{
	c->busy = true;
	c->stop = stop;
	c->stop_state = state;
}

void cli_done(struct cli *c, bool ok)
{
	if (!c->busy)
		return;
	c->busy = false;
	c->stop = NULL;
	c->keys = NULL;
	if (!ok)
		c->status = 1;
	session_finish(c);
}

void cli_again(struct cli *c, const char *line)
{
	if (!c->busy)
		return;
	c->busy = false;
	c->stop = NULL;
	c->running = c->again = true;
	c->error_said = false;
	if (line)
		c->status = !cli_run_instead(c, line);
	else
		c->status = c->n_levels ? !mode_run_line(c, c->line) : !exec_line(c, c->line);
	if (line && c->status && !c->error_said && !c->busy)
		cli_error(c, "%% Unknown command or computer name, or unable to find computer address\n");
	c->running = c->again = false;
	session_finish(c);
}

bool cli_is_again(const struct cli *c)
{
	return c->again;
}

void cli_busy_no_more(struct cli *c)
{
	c->busy = false;
	c->stop = NULL;
}

void cli_ask(struct cli *c, const char *prompt, const char *dflt, void (*answer)(struct cli *c, void *state, const char *text), void *state)
{
	if (!c->o.interactive || c->silent || !c->sh) {
		cli_print(c, "%s%s\n", prompt, dflt ? dflt : "");
		answer(c, state, dflt ? dflt : "");
		return;
	}
	free(c->question);
	c->question = xstrdup(prompt);
	c->answer = answer;
	c->answer_state = state;
}

void cli_ask_secret(struct cli *c, const char *prompt, void (*answer)(struct cli *c, void *state, const char *text), void *state)
{
	cli_ask(c, prompt, "", answer, state);
	c->secret = c->answer != NULL;
}

bool cli_asks_secret(const struct cli *c)
{
	return c->secret;
}

const char *cli_where(const struct cli *c)
{
	return c->where;
}

bool cli_gone(const struct cli *c)
{
	return c->silent;
}

void cli_set_user(struct cli *c, const char *user)
{
	char *copy = xstrdup(user);

	free(c->user);
	c->user = copy;
	c->o.user = copy;
}

unsigned cli_privilege(const struct cli *c)
{
	return c->o.privilege;
}

void cli_set_privilege(struct cli *c, unsigned privilege)
{
	c->o.privilege = (u8)privilege;
}

void cli_logout(struct cli *c)
{
	c->ended = true;
	if (!c->running)
		session_finish(c);
}

void cli_end(struct cli *c)
{
	if (!c->sh)
		return;
	abandon(c);
	session_end(c);
	c->paging = c->collecting = false;
	if (!c->running)
		c->io.ready(c->io.arg, true);
}

const struct cli_options *cli_session(const struct cli *c)
{
	return &c->o;
}

nsec cli_began(const struct cli *c)
{
	return c->began;
}

nsec cli_last_input(const struct cli *c)
{
	return c->last_input;
}

bool cli_monitor(const struct cli *c)
{
	return c->monitor;
}

void cli_set_monitor(struct cli *c, bool on)
{
	c->monitor = on;
}

void cli_set_redraw(struct cli *c, bool on) { c->breaks_in = !on; }
bool cli_redraws(const struct cli *c) { return !c->breaks_in; }

void cli_set_hosts(struct cli *c, bool on) { c->no_hosts = !on; }

void cli_set_size(struct cli *c, unsigned length, unsigned width)
{
	c->o.length = length;
	c->o.width = width;
}

void cli_store(struct cli *c, const char *line)
{
	free(c->store);
	c->store = xstrdup(line);
}

struct shell *cli_shell(const struct cli *c)
{
	return c->sh;
}

bool cli_interactive(const struct cli *c)
{
	return c->o.interactive;
}

bool cli_configuring(const struct cli *c)
{
	return c->n_levels != 0;
}

void session_orphan(struct cli *c)
{
	abandon(c);
	session_ending(c);
	while (c->n_levels)
		level_free(&c->level[--c->n_levels]);
	c->ended = true;
	c->next = NULL;
	c->sh = NULL;
	c->paging = c->collecting = false;
	if (!c->running)
		c->io.ready(c->io.arg, true);
}
