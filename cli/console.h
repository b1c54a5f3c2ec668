/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The interactive front end of `lanyard console`: readline at this end, a session (cli/cli.h) at the other end of some
 * channel. It runs in the client's process, which is the one place where readline, a process-global thing, may live.
 *
 * The console asks the peer by the functions of struct console_peer; none of them waits. What comes back is read by
 * peer->receive(), which calls the console_*() functions below.
 */
#ifndef CLI_CONSOLE_H
#define CLI_CONSOLE_H

#include "core/types.h"

struct console;

struct console_peer {
	void *arg;
	int fd; /* readable when receive() is to be called */
	void (*line)(void *arg, const char *line);     /* cli_line() */
	void (*line_end)(void *arg, const char *line); /* cli_line_end(): ^Z */
	void (*key)(void *arg, int key);	       /* cli_key() */
	void (*interrupt)(void *arg);		       /* cli_interrupt() */
	void (*help)(void *arg, const char *text);     /* cli_help(); answered by output and console_helped() */
	void (*complete)(void *arg, const char *text); /* cli_complete(); answered by console_completed() */
	/* Reads what has come. false: the session is over. */
	bool (*receive)(void *arg, struct console *c);
};

enum console_end { CONSOLE_ENDED, CONSOLE_LEFT };

/* Runs until the session is over, or the person left by Ctrl-] or the end of the input. Without a terminal at standard input, lines are read and
 * nothing is shown but output. */
enum console_end console_run(const struct console_peer *peer);

/* What the session printed. At the prompt it is a log line: the line being typed is drawn again below it, or not (console_prompt()). */
void console_output(struct console *c, const char *text, size_t len);
/* The session can take a line (or the answer to a question; secret: not to be shown). redraw: cli_redraws(). */
void console_prompt(struct console *c, const char *prompt, bool secret, bool redraw);
/* A page is full. */
void console_paging(struct console *c);
/* What is typed from now on is for another machine, key by key, until the next prompt. */
void console_keys(struct console *c);
void console_helped(struct console *c);
/* text: the completed line or NULL; candidates: what would fit. */
void console_completed(struct console *c, const char *text, const char *const *candidates, unsigned n);

#endif
