/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside lab/session*.c: a shell session that a client holds on a node. */
#ifndef LAB_SESSION_H
#define LAB_SESSION_H

#include "lab/engine.h"

enum session_kind { SESSION_EXEC, SESSION_CONSOLE };

struct session {
	struct session *next;
	struct engine *engine;
	struct lab_node *ln;
	struct client *client;	/* NULL: it has left */
	enum session_kind kind;
	bool ending;		/* its end has been ordered */

	/* In the thread of the node's worker. */
	struct cli *cli;	/* NULL: none now */
	bool in_line;		/* a line was given, ready() has not been called */
	unsigned length, width;

	/* Output on its way from there to the client. */
	pthread_mutex_t lock;
	char *out;
	size_t out_len, out_cap;
	bool flush_posted, lost;

	/* In worker 0's thread. */
	bool busy;		/* counted by clock_busy() */
	bool restart;		/* the node lost its power: a session begins anew when it has it again */
	bool killed;		/* it lost it while a command was under way */
	json_t *commands;	/* exec: to be run */
	size_t at;		/* the one under way */
	bool typing;		/* exec: the command under way takes what comes as keys */
	bool json, piped;	/* exec: as JSON; this one through `| json` */

	char *collected;	/* exec --json: output of the command under way */
	size_t collected_len;
	json_t *results;
	int status;
};

/* What is asked of a session in its worker's thread. */
enum session_op { OP_OPEN, OP_LINE, OP_LINE_END, OP_KEY, OP_TYPE /* a line as keys */, OP_INTERRUPT, OP_HELP, OP_COMPLETE, OP_CLOSE };
void session_ask(struct session *s, enum session_op op, const char *text, int key);

/* What it tells, in worker 0's thread, after its output: */
struct session_news {
	struct session *s;
	bool opened, ready, ended, paging, busy, resting, configuring, secret, redraws, closed;
	bool helped, completed;
	int status;
	char prompt[200];
	json_t *candidates;
	char *text;
};
/* session_exec.c, session_console.c */
void exec_news(struct session *s, const struct session_news *n);
void console_news(struct session *s, const struct session_news *n);
void exec_output(struct session *s, const char *text, size_t len);

struct session *session_new(struct engine *e, struct client *c, struct lab_node *ln, enum session_kind kind);
/* The client's part is over: the cli is freed in its thread, then the session. */
void session_leave(struct session *s);
/* The node a request names, powered on and with a shell; NULL: the client was told why. */
struct lab_node *session_node(struct engine *e, struct client *c, const json_t *m);

#endif
