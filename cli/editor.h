/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A line editor for sessions whose front end is a stream of bytes: telnet, SSH. It holds the session (cli/cli.h), reads keys as a terminal sends them,
 * and writes what a terminal shows. Keys are IOS's: ^A ^E ^B ^F ^D ^H ^K ^U ^W ^X ^Y ^T ^L ^R ^P ^N, arrows, Esc b f d, Tab, `?` (^V before it: itself), ^C, ^Z,
 * Ctrl-^; CR, LF, CR LF and CR NUL end a line.
 */
#ifndef CLI_EDITOR_H
#define CLI_EDITOR_H

#include "cli/cli.h"

enum { EDITOR_LINE_MAX = 4096, EDITOR_INPUT_MAX = 8192 };

struct editor;

struct editor_io {
	/* To the terminal; lines end with CR LF. */
	void (*write)(void *arg, const char *text, size_t len);
	/* The session is over; the owner frees the editor, not from within this call. Called once. */
	void (*ended)(void *arg);
	/* There is room for more input again after editor_room() was small. May be NULL. */
	void (*room)(void *arg);
	void *arg;
};

/* Begins a session and shows its prompt. o->interactive is taken for true. */
struct editor *editor_new(struct shell *sh, const struct cli_options *o, const struct editor_io *io);
/* Ends the session if it is not over; ended() is not called. */
void editor_free(struct editor *e);
struct cli *editor_cli(const struct editor *e);
void editor_input(struct editor *e, const char *bytes, size_t n);
void editor_size(struct editor *e, unsigned length, unsigned width);
/* How many bytes may be given now: while a command runs, what is typed waits; beyond the room it is lost. */
size_t editor_room(const struct editor *e);

#endif
