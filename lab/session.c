/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Sessions of clients on nodes' shells. The cli lives in the thread of its node's worker, the client in worker 0's. Between them go
 * orders (session_ask), output, and news; each way in the order sent, so that a session's end comes after all it said.
 */
#include "lab/session.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SESSION_OUT_MAX = 64 << 20 };

/* ---- from the worker's thread ---- */

static void flush_output(void *arg)
{
	struct session *s = arg;
	char *text;
	size_t len;

	pthread_mutex_lock(&s->lock);
	text = s->out;
	len = s->out_len;
	s->out = NULL;
	s->out_len = s->out_cap = 0;
	s->flush_posted = false;
	pthread_mutex_unlock(&s->lock);
	if (s->client && len) {
		if (s->kind == SESSION_EXEC)
			exec_output(s, text, len);
		else
			client_output(s->client, text, len);
	}
	free(text);
}

static void io_write(void *arg, const char *text, size_t len)
{
	struct session *s = arg;
	bool post;

	pthread_mutex_lock(&s->lock);
	if (s->out_len + len > SESSION_OUT_MAX) { /* worker 0 does not get round to taking it */
		s->lost = true;
		pthread_mutex_unlock(&s->lock);
		return;
	}
	if (s->out_len + len > s->out_cap) {
		s->out_cap = s->out_cap ? 2 * s->out_cap : 512;
		while (s->out_len + len > s->out_cap)
			s->out_cap *= 2;
		s->out = xrealloc(s->out, s->out_cap, 1);
	}
	memcpy(s->out + s->out_len, text, len);
	s->out_len += len;
	post = !s->flush_posted;
	s->flush_posted = true;
	pthread_mutex_unlock(&s->lock);
	if (post)
		engine_post(s->engine, flush_output, s);
}

static void deliver_news(void *arg)
{
	struct session_news *n = arg;
	struct session *s = n->s;

	flush_output(s);
	if (n->busy != s->busy && (n->busy || n->ready || n->closed || n->resting)) {
		s->busy = n->busy;
		clock_busy(s->engine, n->busy ? 1 : -1);
	}
	if (s->client && !s->ending) {
		if (s->kind == SESSION_EXEC)
			exec_news(s, n);
		else
			console_news(s, n);
	}
	json_decref(n->candidates);
	free(n->text);
	if (n->closed && s->ending) {
		pthread_mutex_destroy(&s->lock);
		json_decref(s->commands);
		json_decref(s->results);
		free(s->collected);
		free(s->out);
		free(s);
	}
	free(n);
}

static struct session_news *news(struct session *s)
{
	struct session_news *n = xcalloc(1, sizeof(*n));
	char buf[96];

	n->s = s;
	if (s->cli) {
		n->status = cli_status(s->cli);
		snprintf(n->prompt, sizeof(n->prompt), "%s", cli_prompt(s->cli, buf)); /* a question is not in buf */
		n->configuring = cli_configuring(s->cli);
		n->secret = cli_asks_secret(s->cli);
		n->redraws = cli_redraws(s->cli);
	}
	return n;
}

static void tell(struct session_news *n)
{
	engine_post(n->s->engine, deliver_news, n);
}

static void io_ready(void *arg, bool ended)
{
	struct session *s = arg;
	struct engine *e = s->engine;
	struct session_news *n = news(s);

	s->in_line = false;
	n->ready = true;
	n->ended = ended;
	/* This command needs the clock no further; the news come before the world's next slice. */
	if (e->world->clock == CLOCK_VIRTUAL && e->n_busy <= 1 && !e->runner)
		world_stop(e->world);
	keeper_tell_running(s->ln);
	tell(n);
}

/* Its command waits for keys. */
static void io_resting(void *arg)
{
	struct session *s = arg;
	struct engine *e = s->engine;
	struct session_news *n = news(s);

	n->resting = true;
	if (e->world->clock == CLOCK_VIRTUAL && e->n_busy <= 1 && !e->runner)
		world_stop(e->world);
	tell(n);
}

static void type(struct session *s, const char *text)
{
	cli_keys(s->cli, text, strlen(text));
	if (s->cli && cli_takes_keys(s->cli))
		cli_keys(s->cli, "\r", 1);
}

/* After an order: the session may wait for a key, or its command may take time. */
static void tell_state(struct session *s)
{
	struct session_news *n;

	if (!s->cli || !s->in_line)
		return;
	n = news(s);
	n->paging = cli_paging(s->cli);
	n->busy = !n->paging;
	tell(n);
}

/* Help is out, or waits for a key. */
static void tell_help(struct session *s)
{
	struct session_news *n = news(s);

	n->paging = cli_paging(s->cli);
	n->helped = !n->paging;
	tell(n);
}

static void open_cli(struct session *s)
{
	struct cli_io io = { .write = io_write, .ready = io_ready, .arg = s };
	struct cli_options o = { .where = s->kind == SESSION_CONSOLE ? "console" : "exec", .privilege = s->kind == SESSION_EXEC ? 15 : 1,
				 .interactive = s->kind == SESSION_CONSOLE, .length = s->length, .width = s->width };
	struct session_news *n;

	if (s->ln->node->on && s->ln->node->shell)
		s->cli = cli_new(s->ln->node->shell, &io, &o);
	if (s->cli)
		cli_on_resting(s->cli, io_resting);
	n = news(s);
	n->opened = true;
	tell(n);
}

static void close_cli(struct session *s)
{
	struct session_news *n;

	cli_free(s->cli);
	s->cli = NULL;
	s->in_line = false;
	n = news(s);
	n->closed = true;
	tell(n);
}

static void complete(struct session *s, const char *text)
{
	struct session_news *n = news(s);
	const char *const *list = NULL, *whole;
	unsigned count = 0;

	whole = cli_complete(s->cli, text, &list, &count);
	n->completed = true;
	n->text = whole ? xstrdup(whole) : NULL;
	n->candidates = json_array();
	for (unsigned i = 0; i < count; i++)
		json_array_append_new(n->candidates, message_text(list[i], strlen(list[i])));
	tell(n);
}

struct order {
	struct session *s;
	enum session_op op;
	char *text;
	int key;
};

static void obey(void *arg)
{
	struct order *o = arg;
	struct session *s = o->s;
	bool helping;

	if (o->op == OP_OPEN) {
		open_cli(s);
	} else if (o->op == OP_CLOSE) {
		close_cli(s);
	} else if (s->cli) {
		switch (o->op) {
		case OP_LINE:
		case OP_LINE_END:
			if (s->in_line) /* it asks before it is asked */
				break;
			s->in_line = true;
			if (o->op == OP_LINE)
				cli_line(s->cli, o->text);
			else
				cli_line_end(s->cli, o->text);
			tell_state(s);
			break;
		case OP_KEY:
			helping = cli_helping(s->cli);
			if (cli_paging(s->cli))
				cli_key(s->cli, o->key);
			else if (cli_takes_keys(s->cli))
				cli_keys(s->cli, &(char){ (char)o->key }, 1);
			if (helping)
				tell_help(s);
			else
				tell_state(s);
			break;
		case OP_TYPE:
			if (s->in_line && cli_takes_keys(s->cli)) {
				type(s, o->text);
				tell_state(s);
			} /* else the other end has closed meanwhile: typed in vain */
			break;
		case OP_INTERRUPT:
			helping = cli_helping(s->cli);
			cli_interrupt(s->cli);
			if (helping)
				tell_help(s);
			else
				tell_state(s);
			break;
		case OP_HELP:
			cli_help(s->cli, o->text);
			tell_help(s);
			break;
		case OP_COMPLETE:
			complete(s, o->text);
			break;
		default:
			break;
		}
	}
	free(o->text);
	free(o);
}

/* ---- from worker 0's ---- */

void session_ask(struct session *s, enum session_op op, const char *text, int key)
{
	struct order *o = xcalloc(1, sizeof(*o));

	*o = (struct order){ s, op, text ? xstrdup(text) : NULL, key };
	engine_on(s->ln->node, obey, o);
}

struct session *session_new(struct engine *e, struct client *c, struct lab_node *ln, enum session_kind kind)
{
	struct session *s = xcalloc(1, sizeof(*s));

	s->engine = e;
	s->client = c;
	s->ln = ln;
	s->kind = kind;
	pthread_mutex_init(&s->lock, NULL);
	s->next = e->sessions;
	e->sessions = s;
	return s;
}

void session_leave(struct session *s)
{
	struct session **at;

	if (s->ending)
		return;
	s->ending = true;
	s->client = NULL;
	for (at = &s->engine->sessions; *at != s; at = &(*at)->next)
		;
	*at = s->next;
	session_ask(s, OP_CLOSE, NULL, 0);
}

struct lab_node *session_node(struct engine *e, struct client *c, const json_t *m)
{
	const char *name = message_string(m, "node");
	struct lab_node *ln = engine_node(e, name);

	if (!ln)
		client_done(c, EXIT_GONE, "lab %s has no node \"%s\"", e->s->state.name, name);
	else if (!ln->appliance->commands)
		client_done(c, EXIT_USAGE, "%s is a %s, which has no shell%s", name, ln->node->kind->name,
			    ln->guest ? " of ours: lanyard console shows its own" : "");
	else if (!ln->node->on)
		client_done(c, EXIT_GONE, "%s is powered off: lanyard power %s on", name, name);
	else
		return ln;
	return NULL;
}

/* The workers are held: each session's cli may be touched from here. */
void sessions_stop(struct engine *e, struct lab_node *ln)
{
	for (struct session *s = e->sessions; s; s = s->next) {
		if (s->ln != ln || !s->cli)
			continue;
		cli_free(s->cli);
		s->cli = NULL;
		s->restart = true;
		s->killed = s->in_line;
		s->in_line = false;
		if (s->busy) {
			s->busy = false;
			clock_busy(e, -1);
		}
	}
}

static void begin_anew(void *arg)
{
	struct lab_node *ln = arg;

	for (struct session *s = ln->engine->sessions, *next; s; s = next) {
		next = s->next;
		if (s->ln == ln && s->restart) {
			s->restart = false;
			session_ask(s, OP_OPEN, NULL, 0);
		}
	}
}

void sessions_resume(struct engine *e, struct lab_node *ln)
{
	engine_post(e, begin_anew, ln);
}

void sessions_drop(struct engine *e, struct lab_node *ln)
{
	for (struct session *s = e->sessions, *next; s; s = next) {
		struct client *c = s->client;

		next = s->next;
		if (s->ln != ln || !s->restart || !c)
			continue;
		flush_output(s);
		s->client = NULL;
		client_done(c, EXIT_GONE, "%s was powered off", ln->node->name);
		session_leave(s);
	}
}

void sessions_interrupt(struct engine *e)
{
	for (struct session *s = e->sessions, *next; s; s = next) {
		next = s->next;
		if (s->busy)
			session_ask(s, OP_INTERRUPT, NULL, 0);
	}
}

/* The workers have ended: there is one thread, and posts are no longer run. */
void sessions_free(struct engine *e)
{
	while (e->sessions) {
		struct session *s = e->sessions;

		e->sessions = s->next;
		if (s->client) {
			flush_output(s);
			s->client->gone = NULL;
			s->client->message = NULL;
			client_done(s->client, EXIT_GONE, "lab %s is going down", e->s->state.name);
		}
		cli_free(s->cli);
		json_decref(s->commands);
		json_decref(s->results);
		free(s->collected);
		free(s->out);
		free(s);
	}
}
