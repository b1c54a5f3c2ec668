/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which lab is meant, and one request to its engine. */
#include "lab/client_side.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

__attribute__((format(printf, 1, 0))) static void say_error(const char *fmt, va_list ap)
{
	char text[1024];

	vsnprintf(text, sizeof(text), fmt, ap);
	text[strcspn(text, "\n")] = 0;
	fflush(stdout);
	fprintf(stderr, "lanyard: %s\n", text);
}

int complain(int status, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say_error(fmt, ap);
	va_end(ap);
	return status;
}

int usage_error(const char *command, const char *fmt, ...)
{
	char text[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	return complain(EXIT_USAGE, "%s; see lanyard %s --help", text, command);
}

int choose_lab(const char *named, char lab[LAB_NAME_MAX + 1])
{
	char why[256], **labs;
	int status = EXIT_DONE;
	unsigned n;

	if (!named || !*named)
		named = getenv("LANYARD_LAB");
	if (named && *named) {
		if (!state_name_ok(named))
			return complain(EXIT_USAGE, "\"%s\" is no name of a lab", named);
		snprintf(lab, LAB_NAME_MAX + 1, "%s", named);
		return EXIT_DONE;
	}
	labs = state_labs(&n, why);
	if (!labs)
		return complain(EXIT_HOST, "%s", why);
	if (n == 1)
		snprintf(lab, LAB_NAME_MAX + 1, "%s", labs[0]);
	else if (!n)
		status = complain(EXIT_GONE, "no lab is running: start one with lanyard up FILE");
	else
		status = complain(EXIT_USAGE, "%u labs are running: say which (lanyard ls lists them), or set LANYARD_LAB", n);
	for (unsigned i = 0; i < n; i++)
		free(labs[i]);
	free(labs);
	return status;
}

int line_open_lab(struct line *l, const char *named)
{
	*l = (struct line){ .in.fd = -1 };
	int status = choose_lab(named, l->lab);
	char why[256], **labs;
	unsigned n;

	if (status)
		return status;
	l->in.fd = state_connect(l->lab);
	if (l->in.fd >= 0)
		return EXIT_DONE;
	labs = state_labs(&n, why); /* sweeps what a dead keeper left */
	for (unsigned i = 0; labs && i < n; i++)
		free(labs[i]);
	free(labs);
	if (errno == EACCES)
		return complain(EXIT_HOST, "lab %s: %s", l->lab, strerror(errno));
	return complain(EXIT_GONE, "lab %s is not running", l->lab);
}

int line_open(struct line *l, const char *text, const char **rest)
{
	size_t n = strcspn(text, "/:");
	char lab[LAB_NAME_MAX + 2] = "";

	*rest = text;
	if (text[n] == '/') {
		if (n > LAB_NAME_MAX)
			n = LAB_NAME_MAX + 1;
		snprintf(lab, sizeof(lab), "%.*s", (int)n, text);
		*rest = strchr(text, '/') + 1;
	}
	return line_open_lab(l, lab);
}

void line_close(struct line *l)
{
	if (l->in.fd >= 0)
		close(l->in.fd);
	message_reader_free(&l->in);
	l->in.fd = -1;
}

bool line_send(struct line *l, json_t *m, int fd)
{
	bool ok = message_send(l->in.fd, m, &fd, fd >= 0);

	json_decref(m);
	return ok;
}

json_t *line_next(struct line *l)
{
	json_t *m = message_wait(&l->in);

	if (!m)
		complain(EXIT_GONE, "lab %s: its engine has died", l->lab);
	return m;
}

int line_ask(struct line *l, json_t *m, json_t **result)
{
	json_t *reply, *status;

	if (result)
		*result = NULL;
	line_send(l, m, -1); /* a failure shows as the end of the answer */
	while ((reply = line_next(l))) {
		const char *text = message_string(reply, "output"), *error = message_string(reply, "error");

		fputs(text, stdout);
		status = json_object_get(reply, "status");
		if (status) {
			int value = (int)json_integer_value(status);

			fflush(stdout);
			if (*error)
				complain(value, "%s", error);
			if (result)
				*result = reply;
			else
				json_decref(reply);
			return value;
		}
		fflush(stdout);
		json_decref(reply);
	}
	return EXIT_GONE;
}

int line_until(struct line *l, int (*fn)(json_t *m, void *arg), void *arg)
{
	int status = -1;
	sigset_t set;
	struct pollfd p[2];

	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigprocmask(SIG_BLOCK, &set, NULL);
	p[0] = (struct pollfd){ .fd = l->in.fd, .events = POLLIN };
	p[1] = (struct pollfd){ .fd = signalfd(-1, &set, SFD_CLOEXEC), .events = POLLIN };
	while (status < 0) {
		enum message_got got;
		json_t *m;

		if (poll(p, 2, -1) < 0)
			continue;
		if (p[1].revents) {
			struct signalfd_siginfo si;

			if (read(p[1].fd, &si, sizeof(si)) > 0)
				line_send(l, json_pack("{s:b}", "stop", 1), -1);
		}
		if (p[0].revents && message_fill(&l->in, 0) <= 0) {
			status = complain(EXIT_GONE, "lab %s: its engine has died", l->lab);
			break;
		}
		while (status < 0 && (got = message_take(&l->in, &m)) != MESSAGE_NONE) {
			status = got == MESSAGE_ONE ? fn(m, arg) : EXIT_GONE;
			json_decref(m);
		}
	}
	close(p[1].fd);
	return status;
}

bool seconds_of(const char *text, nsec *d)
{
	char buf[64];

	if (topology_duration(text, d) && text[strspn(text, "0123456789.")])
		return true;
	snprintf(buf, sizeof(buf), "%.50ss", text);
	return topology_duration(buf, d);
}
