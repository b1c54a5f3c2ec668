/* SPDX-License-Identifier: GPL-3.0-or-later */
/* console: cli/console.h at this end, a session in the engine at the other. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <termios.h>
#include <unistd.h>

#include "cli/console.h"
#include "lab/client_side.h"

enum { CANDIDATES_MAX = 256 };

struct console_line {
	struct line line;
	int status;
};

static void send_text(void *arg, const char *key, const char *text)
{
	line_send(&((struct console_line *)arg)->line, json_pack("{s:o}", key, message_text(text, strlen(text))), -1);
}

static void peer_line(void *arg, const char *text)
{
	send_text(arg, "line", text);
}

static void peer_line_end(void *arg, const char *text)
{
	send_text(arg, "line_end", text);
}

static void peer_help(void *arg, const char *text)
{
	send_text(arg, "help", text);
}

static void peer_complete(void *arg, const char *text)
{
	send_text(arg, "complete", text);
}

static void peer_key(void *arg, int key)
{
	line_send(&((struct console_line *)arg)->line, json_pack("{s:i}", "key", key), -1);
}

static void peer_interrupt(void *arg)
{
	line_send(&((struct console_line *)arg)->line, json_pack("{s:b}", "interrupt", 1), -1);
}

static void completed(struct console *c, const json_t *m)
{
	const json_t *list = json_object_get(m, "candidates");
	const char *words[CANDIDATES_MAX];
	unsigned n = 0;
	json_t *word;
	size_t i;

	json_array_foreach((json_t *)list, i, word)
		if (n < CANDIDATES_MAX)
			words[n++] = json_string_value(word);
	console_completed(c, json_string_value(json_object_get(m, "complete")), words, n);
}

/* One message. false: it was the last. */
static bool handle(struct console_line *l, struct console *c, const json_t *m)
{
	const char *output = message_string(m, "output"), *error = message_string(m, "error");
	json_t *status = json_object_get(m, "status");

	if (*output)
		console_output(c, output, strlen(output));
	if (status) {
		l->status = (int)json_integer_value(status);
		if (*error)
			complain(l->status, "%s", error);
		return false;
	}
	if (json_is_true(json_object_get(m, "helped")))
		console_helped(c);
	else if (json_object_get(m, "candidates"))
		completed(c, m);
	else if (json_is_true(json_object_get(m, "paging")))
		console_paging(c);
	else if (json_is_true(json_object_get(m, "keys")))
		console_keys(c);
	else if (json_object_get(m, "prompt") && !json_is_true(json_object_get(m, "busy")))
		console_prompt(c, message_string(m, "prompt"), json_is_true(json_object_get(m, "secret")), json_is_true(json_object_get(m, "redraw")));
	return true;
}

static bool receive(void *arg, struct console *c)
{
	struct console_line *l = arg;
	bool goes_on = true;
	json_t *m;

	if (message_fill(&l->line.in, MSG_DONTWAIT) == 0) {
		l->status = complain(EXIT_GONE, "lab %s: its engine has died", l->line.lab);
		return false;
	}
	while (goes_on && message_take(&l->line.in, &m) == MESSAGE_ONE) {
		goes_on = handle(l, c, m);
		json_decref(m);
	}
	return goes_on;
}

int command_console(int argc, char **argv)
{
	static const struct option options[] = { { "help", no_argument, NULL, 'h' }, { 0 } };
	static const char usage[] = "usage: lanyard console NODE\n";
	int opt = getopt_long(argc, argv, "", options, NULL), status;
	struct console_line l = { .status = EXIT_DONE };
	struct winsize size = { 0 };
	struct console_peer peer = { .arg = &l, .line = peer_line, .line_end = peer_line_end, .key = peer_key, .interrupt = peer_interrupt,
				     .help = peer_help, .complete = peer_complete, .receive = receive };
	const char *node;

	if (opt != -1 || argc - optind != 1) {
		fputs(usage, opt == 'h' ? stdout : stderr);
		return opt == 'h' ? EXIT_DONE : EXIT_USAGE;
	}
	status = line_open(&l.line, argv[optind], &node);
	if (status)
		return status;
	if (console_raw(&l.line, node, &status)) {
		line_close(&l.line);
		return status;
	}
	if (isatty(0) && isatty(1) && (ioctl(1, TIOCGWINSZ, &size) || !size.ws_row))
		size.ws_row = 24;
	line_send(&l.line,
		  json_pack("{s:s,s:o,s:i,s:i}", "do", "console", "node", message_text(node, strlen(node)), "length", (int)size.ws_row, "width",
			    (int)size.ws_col),
		  -1);
	peer.fd = l.line.in.fd;
	console_run(&peer);
	line_close(&l.line);
	return l.status;
}
