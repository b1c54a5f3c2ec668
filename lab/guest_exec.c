/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * `exec` on a container: each command runs by /bin/sh -c in it, one after the other; what it writes comes through a pipe of ours. A client that reads slowly
 * makes the command wait; one that leaves ends it.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "lab/container.h"
#include "lab/engine.h"

enum { PIECE = 16384, UNSENT_MAX = 1 << 20, COLLECTED_MAX = 16 << 20, LAST_PIECES = (1 << 20) / PIECE /* the most that a pipe holds */ };

struct guest_exec {
	struct engine *engine;
	struct client *client;	/* NULL: it has left */
	char *node;
	json_t *commands;
	size_t at;
	json_t *results;	/* NULL: as text */
	int status;
	json_int_t number;	/* of the command that runs; 0: none */
	bool over;		/* it has ended; what is left in the pipe is being read */
	unsigned last;		/* pieces that may be left: what it began may write for ever */
	int command_status;
	char how[80];
	char remark[300];	/* of the first that ended by more than its own will */
	struct watch pipe;	/* fd -1: none */
	bool waits;		/* for the client to read */
	char piece[PIECE + 4];
	size_t held;		/* bytes at its front: of a character that has not come whole */
	char *collected;	/* JSON's output */
	size_t collected_len;
};

static void next_command(struct guest_exec *x);

static void close_pipe(struct guest_exec *x)
{
	if (x->pipe.fd < 0)
		return;
	if (!x->waits)
		loop_unwatch(&x->pipe);
	close(x->pipe.fd);
	x->pipe.fd = -1;
	x->waits = false;
}

static void free_exec(struct guest_exec *x)
{
	close_pipe(x);
	json_decref(x->commands);
	json_decref(x->results);
	free(x->collected);
	free(x->node);
	free(x);
}

/* ---- output ---- */

/* How many bytes at the end are the beginning of a character of UTF-8 that goes on. */
static size_t unfinished(const char *b, size_t n)
{
	for (size_t back = 1; back <= 3 && back <= n; back++) {
		u8 c = (u8)b[n - back];
		size_t need = c >= 0xf0 ? 4 : c >= 0xe0 ? 3 : c >= 0xc0 ? 2 : 1;

		if ((c & 0xc0) == 0x80)
			continue;
		return need > back ? back : 0;
	}
	return 0;
}

static void put_out(struct guest_exec *x, const char *b, size_t n)
{
	if (!x->client || !n)
		return;
	if (!x->results) {
		client_output(x->client, b, n);
		return;
	}
	if (x->collected_len + n > COLLECTED_MAX)
		return;
	x->collected = xrealloc(x->collected, x->collected_len + n + 1, 1);
	memcpy(x->collected + x->collected_len, b, n);
	x->collected_len += n;
}

/* Takes one piece. false: nothing is there now; *end: nor will be. */
static bool take_piece(struct guest_exec *x, bool *end)
{
	ssize_t n = read(x->pipe.fd, x->piece + x->held, PIECE);
	size_t len, rest;

	*end = !n || (n < 0 && errno != EAGAIN && errno != EINTR);
	if (n <= 0)
		return false;
	len = x->held + (size_t)n;
	rest = unfinished(x->piece, len);
	put_out(x, x->piece, len - rest);
	memmove(x->piece, x->piece + len - rest, rest);
	x->held = rest;
	return true;
}

/* ---- a command's end ---- */

static void add_result(struct guest_exec *x)
{
	json_array_append_new(x->results, json_pack("{s:O,s:b,s:o,s:[],s:s}", "command", json_array_get(x->commands, x->at), "ok", !x->command_status, "output",
						    message_text(x->collected ? x->collected : "", x->collected_len), "rows", "ended", x->how));
	free(x->collected);
	x->collected = NULL;
	x->collected_len = 0;
}

/* It has ended and all that it wrote is read: the next. */
static void command_over(struct guest_exec *x)
{
	put_out(x, x->piece, x->held);
	x->held = 0;
	close_pipe(x);
	x->over = false;
	if (!x->client) {
		free_exec(x);
		return;
	}
	if (x->results)
		add_result(x);
	if (!x->status)
		x->status = x->command_status;
	if (strchr(x->how, ':') && !x->remark[0])
		snprintf(x->remark, sizeof(x->remark), "%.60s: \"%.100s\" ended with %.100s", x->node, json_string_value(json_array_get(x->commands, x->at)), x->how);
	x->at++;
	next_command(x);
}

/* Reads as long as the client takes it. */
static void read_on(struct guest_exec *x)
{
	bool end = false;

	while (x->pipe.fd >= 0) {
		if (x->client && client_unsent(x->client) > UNSENT_MAX) {
			if (!x->waits)
				loop_unwatch(&x->pipe);
			x->waits = true;
			return;
		}
		if ((x->over && !x->last--) || !take_piece(x, &end))
			break;
		if (!x->over) /* others have their turn */
			return;
	}
	if (end)
		close_pipe(x);
	if (x->over)
		command_over(x);
}

static void pipe_ready(struct watch *wa, u32 events)
{
	(void)events;
	read_on(container_of(wa, struct guest_exec, pipe));
}

static void drained(struct client *c)
{
	struct guest_exec *x = c->serving;

	if (!x->waits)
		return;
	x->waits = false;
	loop_watch(x->engine->loop, &x->pipe, EPOLLIN);
	read_on(x);
}

static void ended(void *arg, int status, const char *how)
{
	struct guest_exec *x = arg;

	x->number = 0;
	x->over = true;
	x->last = LAST_PIECES;
	x->command_status = status;
	snprintf(x->how, sizeof(x->how), "%s", how);
	if (status == EXIT_GONE && x->client) { /* the container, not the command */
		struct client *c = x->client;

		x->client = NULL;
		client_done(c, status, "%s", how);
	}
	if (!x->waits || !x->client)
		read_on(x);
}

/* ---- the client ---- */

static void client_left(struct client *c)
{
	struct guest_exec *x = c->serving;

	x->client = NULL;
	if (x->number) {
		keeper_kill_command(x->engine, x->node, x->number);
		close_pipe(x);
	} else {
		free_exec(x);
	}
}

static void finish(struct guest_exec *x)
{
	struct client *c = x->client;

	x->client = NULL;
	if (x->results)
		client_result(c, x->status, json_pack("{s:O}", "results", x->results));
	else
		client_done(c, x->status, x->remark[0] ? "%s" : NULL, x->remark);
	free_exec(x);
}

static void next_command(struct guest_exec *x)
{
	const char *line = json_string_value(json_array_get(x->commands, x->at));
	int p[2];

	if (!line) {
		finish(x);
		return;
	}
	if (pipe2(p, O_CLOEXEC)) {
		x->status = EXIT_HOST;
		snprintf(x->remark, sizeof(x->remark), "no pipe for a command: %s", strerror(errno));
		finish(x);
		return;
	}
	fcntl(p[0], F_SETFL, O_NONBLOCK);
	x->number = keeper_ask_command(x->engine, x->node, line, p[1], ended, x);
	close(p[1]);
	if (!x->number) {
		close(p[0]);
		x->status = EXIT_NO;
		snprintf(x->remark, sizeof(x->remark), "too much is being asked of the keeper: try again");
		finish(x);
		return;
	}
	x->pipe = (struct watch){ .fd = p[0], .ready = pipe_ready };
	loop_watch(x->engine->loop, &x->pipe, EPOLLIN);
}

void guest_exec(struct engine *e, struct client *c, json_t *m)
{
	json_t *commands = json_object_get(m, "commands"), *line;
	struct guest_exec *x;
	size_t i;

	json_array_foreach(commands, i, line)
		if (!json_is_string(line) || json_string_length(line) > CONTAINER_COMMAND_MAX) {
			client_done(c, EXIT_USAGE, "each command is a text of at most %d bytes", CONTAINER_COMMAND_MAX);
			return;
		}
	if (!json_array_size(commands)) {
		client_done(c, EXIT_USAGE, "no command to run");
		return;
	}
	x = xcalloc(1, sizeof(*x));
	*x = (struct guest_exec){ .engine = e, .client = c, .node = xstrdup(message_string(m, "node")), .commands = json_incref(commands), .pipe.fd = -1 };
	if (json_is_true(json_object_get(m, "json")))
		x->results = json_array();
	c->serving = x;
	c->gone = client_left;
	c->drained = drained;
	next_command(x);
}
