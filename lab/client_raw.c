/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The console of a vm or a container: bytes, as on a serial line. At a terminal every key goes there but Ctrl-], which leaves. Without one, what is
 * read goes there until its end; then it is shown what comes until nothing has come for QUIET_MS.
 */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <termios.h>
#include <unistd.h>

#include "lab/client_side.h"

enum { QUIET_MS = 700, LEAVE = 0x1d };

static void send_bytes(struct line *l, const char *b, size_t n)
{
	char text[2 * 256 + 1], *p = text;

	for (size_t i = 0; i < n && i < 256; i++) {
		u8 c = (u8)b[i];

		if (c >= 0x80)
			*p++ = (char)(0xc0 | c >> 6);
		if (c)
			*p++ = (char)(c >= 0x80 ? 0x80 | (c & 0x3f) : c);
	}
	line_send(l, json_pack("{s:o}", "bytes", json_stringn(text, (size_t)(p - text))), -1);
}

static void show_bytes(const char *s)
{
	char out[512];
	size_t n = 0;

	while (*s) {
		u8 a = (u8)*s++;

		out[n++] = (char)(a >= 0xc0 && *s ? (a & 3) << 6 | ((u8)*s++ & 0x3f) : a);
		if (n == sizeof(out) || !*s) {
			fwrite(out, 1, n, stdout);
			n = 0;
		}
	}
	fflush(stdout);
}

/* What has come. -1: go on, else the exit status. */
static int receive(struct line *l)
{
	int status = -1;
	json_t *m;

	if (message_fill(&l->in, MSG_DONTWAIT) == 0)
		return complain(EXIT_GONE, "lab %s: its engine has died", l->lab);
	while (status < 0 && message_take(&l->in, &m) == MESSAGE_ONE) {
		json_t *st = json_object_get(m, "status");

		show_bytes(message_string(m, "bytes"));
		if (st) {
			status = (int)json_integer_value(st);
			if (*message_string(m, "error"))
				complain(status, "%s", message_string(m, "error"));
		}
		json_decref(m);
	}
	return status;
}

/* false: the end of what there is to send. */
static bool typed(struct line *l, bool terminal)
{
	char b[256], *leave;
	ssize_t n = read(0, b, sizeof(b));

	if (n <= 0)
		return n < 0 && errno == EINTR;
	leave = terminal ? memchr(b, LEAVE, (size_t)n) : NULL;
	send_bytes(l, b, leave ? (size_t)(leave - b) : (size_t)n);
	return !leave;
}

static int talk(struct line *l, bool terminal)
{
	bool open = true;
	int early = receive(l); /* what came with the first answer */

	if (early >= 0)
		return early;
	for (;;) {
		struct pollfd p[2] = { { .fd = l->in.fd, .events = POLLIN }, { .fd = open ? 0 : -1, .events = POLLIN } };
		int n = poll(p, 2, open ? -1 : QUIET_MS), status;

		if (!n)
			return EXIT_DONE;
		if (n < 0)
			continue;
		if (p[0].revents) {
			status = receive(l);
			if (status >= 0)
				return status;
		}
		if (p[1].revents && !typed(l, terminal)) {
			if (terminal)
				return EXIT_DONE;
			open = false;
		}
	}
}

/* The first answer says which it is. */
static bool is_guest(struct line *l, int *status)
{
	json_t *m = line_next(l);
	bool guest = !m || json_is_true(json_object_get(m, "guest"));

	*status = m ? -1 : EXIT_GONE;
	if (m && guest && json_object_get(m, "status"))
		*status = complain((int)json_integer_value(json_object_get(m, "status")), "%s", message_string(m, "error"));
	json_decref(m);
	return guest;
}

bool console_raw(struct line *l, const char *node, int *status)
{
	bool terminal = isatty(0) && isatty(1);
	struct termios was, raw;
	struct winsize size;

	line_send(l, json_pack("{s:s,s:o}", "do", "guest_console", "node", message_text(node, strlen(node))), -1);
	if (!is_guest(l, status))
		return false;
	if (*status >= 0)
		return true;
	terminal = terminal && !tcgetattr(0, &was);
	if (terminal) {
		raw = was;
		cfmakeraw(&raw);
		tcsetattr(0, TCSANOW, &raw);
		printf("[%s: Ctrl-] leaves]\r\n", node);
	}
	if (terminal && !ioctl(1, TIOCGWINSZ, &size))
		line_send(l, json_pack("{s:i,s:i}", "length", (int)size.ws_row, "width", (int)size.ws_col), -1);
	*status = talk(l, terminal);
	if (terminal) {
		tcsetattr(0, TCSANOW, &was);
		printf("\n");
	}
	return true;
}
