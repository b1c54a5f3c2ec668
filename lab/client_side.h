/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the commands of the command line share: which lab is meant, requests to its engine, errors. Each command returns the exit status. */
#ifndef LAB_CLIENT_SIDE_H
#define LAB_CLIENT_SIDE_H

#include <jansson.h>

#include "lab/message.h"
#include "lab/setup.h"

/* A connection to a lab's engine. */
struct line {
	struct message_reader in;
	char lab[LAB_NAME_MAX + 1];
};

/* "lanyard: ..." on standard error; returns status. */
int complain(int status, const char *fmt, ...) PRINTF(2, 3);
/* The same, with how the command is used. EXIT_USAGE. */
int usage_error(const char *command, const char *fmt, ...) PRINTF(2, 3);

/* The lab that is meant: named, or LANYARD_LAB, or the one that runs. EXIT_DONE, else it has complained. */
int choose_lab(const char *named, char lab[LAB_NAME_MAX + 1]);
/* Splits "LAB/NODE" or "LAB/NODE:PORT" (the lab may be left out) and connects. *rest: what follows the lab. */
int line_open(struct line *l, const char *text, const char **rest);
int line_open_lab(struct line *l, const char *lab);
void line_close(struct line *l);
/* Sends a request (consumed). */
bool line_send(struct line *l, json_t *m, int fd);
/* The next message; NULL: the engine has died, which has been complained of. */
json_t *line_next(struct line *l);
/* Sends, prints output as it comes, complains of an error, and returns the status; *result (may be NULL) gets the last message. */
int line_ask(struct line *l, json_t *m, json_t **result);
/* Gives each message to fn until that returns a status (-1: go on). ^C asks the engine for the end, in order. */
int line_until(struct line *l, int (*fn)(json_t *m, void *arg), void *arg);
/* "1.5", or with a unit. */
bool seconds_of(const char *text, nsec *d);

/* client_raw.c: the console of a vm or a container on an open line, to its end. false: the node is neither, and the line is free again. */
bool console_raw(struct line *l, const char *node, int *status);

/* One wire of `show`, for people. */
void show_wire_text(const json_t *w);

/* A command: its arguments after the name, options parsed with getopt_long(). */
typedef int command_fn(int argc, char **argv);
command_fn command_up, command_down, command_ls, command_show, command_console, command_exec, command_configure, command_save, command_wire, command_controllers,
	command_capture, command_events, command_power, command_attach, command_detach, command_run, command_doctor, command_nic;

#endif
