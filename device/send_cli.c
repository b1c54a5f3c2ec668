/* SPDX-License-Identifier: GPL-3.0-or-later */
/* send: a message to whoever sits at the device's lines. lock: a password of the moment before the line goes on. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "device/own.h"

enum { SEND_TEXT_MAX = 1024, LOCK_WORD_MAX = 64, TO_ALL = -1, CTRL_C = 3, CTRL_H = 8, CTRL_Z = 26, DEL = 127 };

/* ---- send ---- */

struct sending {
	int to;			/* as line_number() counts; TO_ALL */
	bool asked;		/* [confirm] */
	unsigned len;
	char text[SEND_TEXT_MAX + 1];
};

static void deliver(struct cli *c, const struct sending *s)
{
	unsigned from = line_of(cli_session(c)->where);
	char to[16] = "all terminals", message[SEND_TEXT_MAX + 128];

	if (s->to != TO_ALL)
		snprintf(to, sizeof(to), "tty%d", s->to);
	snprintf(message, sizeof(message), "\n***\n***\n*** Message from tty%u to %s:\n***\n%s\n***", from == LINE_N ? 0 : line_number(from), to, s->text);
	for (struct cli *x = shell_sessions(cli_shell(c), NULL); x; x = shell_sessions(cli_shell(c), x)) {
		unsigned n = line_of(cli_session(x)->where);

		if (cli_session(x)->interactive && n != LINE_N && (s->to == TO_ALL || (int)line_number(n) == s->to))
			cli_notify(x, message);
	}
}

static void sending_over(struct cli *c, struct sending *s, bool ok)
{
	if (ok)
		deliver(c, s);
	free(s);
	cli_done(c, ok);
}

static void message_key(struct cli *c, struct sending *s, char b)
{
	static const char newline[] = "\n", rub[] = "\b \b";

	if (b == '\r')
		b = '\n';
	if (b == CTRL_H || b == DEL) {
		if (s->len && s->text[s->len - 1] != '\n') {
			s->len--;
			cli_write_raw(c, rub, 3);
		}
	} else if (s->len < SEND_TEXT_MAX && (b == '\n' || ((u8)b >= ' ' && (u8)b < DEL))) { /* nothing that moves another's cursor */
		s->text[s->len++] = b;
		cli_write_raw(c, b == '\n' ? newline : &b, 1);
	}
}

static void send_keys(struct cli *c, void *state, const char *bytes, size_t n)
{
	struct sending *s = state;

	for (size_t i = 0; i < n; i++) {
		if (bytes[i] == CTRL_C || s->asked) {
			cli_write_raw(c, "\n", 1);
			sending_over(c, s, s->asked && (bytes[i] == '\r' || bytes[i] == '\n' || bytes[i] == 'y' || bytes[i] == 'Y'));
			return;
		}
		if (bytes[i] == CTRL_Z) {
			while (s->len && s->text[s->len - 1] == '\n')
				s->len--;
			s->text[s->len] = 0;
			s->asked = true;
			cli_print(c, "^Z\nSend message? [confirm]");
			break; /* what was typed with it is no answer */
		}
		message_key(c, s, bytes[i]);
	}
	cli_rest(c);
}

static void send_stop(struct cli *c, void *state, bool gone)
{
	if (gone)
		free(state);
	else
		sending_over(c, state, false);
}

bool send_message(struct cli *c, const struct args *a)
{
	struct sending *s = xcalloc(1, sizeof(*s));

	s->to = args_has(a, "vty") ? (int)line_number(LINE_VTY + (unsigned)args_num(a, "vty", 0)) : args_has(a, "line") ? (int)args_num(a, "line", 0) : args_has(a, "console") ? 0 : TO_ALL;
	cli_print(c, "Enter message, end with CTRL/Z; abort with CTRL/C:\n");
	cli_busy(c, send_stop, s);
	cli_take_keys(c, send_keys);
	if (cli_rest(c))
		return true;
	cli_busy_no_more(c);
	free(s);
	cli_error(c, "%% Nobody is there to type the message");
	return false;
}

/* ---- send log ---- */

bool send_log(struct cli *c, const struct args *a)
{
	static const char *const mnemonic[8] = { "EMERG", "ALERT", "CRIT", "ERR", "WARNING", "NOTICE", "INFO", "DEBUG" };
	const struct cli_options *o = cli_session(c);
	unsigned level = (unsigned)args_num(a, "level", 7), line = line_of(o->where);
	char name[24];

	snprintf(name, sizeof(name), "USERLOG_%s", mnemonic[level]);
	device_log(cli_device(c), "SYS", level, name, "Message from tty%u(user id: %s): %s", line == LINE_N ? 0 : line_number(line), o->user ? o->user : "", args_str(a, "text"));
	return true;
}

/* ---- lock ---- */

struct lock {
	char word[LOCK_WORD_MAX];
	bool again;
};

static void lock_free(struct lock *l)
{
	explicit_bzero(l, sizeof(*l));
	free(l);
}

static void unlock_given(struct cli *c, void *state, const char *text)
{
	struct lock *l = state;

	if (cli_gone(c) || !strcmp(text, l->word))
		lock_free(l);
	else
		cli_ask_secret(c, "Password: ", unlock_given, l);
}

static void word_given(struct cli *c, void *state, const char *text)
{
	struct lock *l = state;

	if (cli_gone(c) || !*text || !strcmp(text, "\003") || strlen(text) >= LOCK_WORD_MAX) {
		lock_free(l);
	} else if (!l->again) {
		snprintf(l->word, sizeof(l->word), "%s", text);
		l->again = true;
		cli_ask_secret(c, "Again: ", word_given, l);
	} else if (strcmp(text, l->word)) {
		lock_free(l);
		cli_error(c, "%% Passwords do not match");
	} else {
		cli_print(c, "\n                             Locked\n");
		cli_ask_secret(c, "Password: ", unlock_given, l);
	}
}

bool lock_terminal(struct cli *c, const struct args *a)
{
	unsigned n = line_of(cli_session(c)->where);

	(void)a;
	if (n == LINE_N || !cli_interactive(c) || !line_at(cli_device(c), n)->lockable) {
		cli_error(c, "%% The line is not lockable");
		return false;
	}
	cli_ask_secret(c, "Password: ", word_given, xcalloc(1, sizeof(struct lock)));
	return true;
}
