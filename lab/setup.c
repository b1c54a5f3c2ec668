/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The lines from keeper and engine to `up`, and the doors that the keeper holds open. */
#include "lab/setup.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void say_line(int fd, char kind, const char *line, size_t len)
{
	if (fd >= 0)
		dprintf(fd, "%c%.*s\n", kind, (int)len, line);
	else
		fprintf(stderr, "%.*s\n", (int)len, line);
}

void setup_say(const struct setup *s, char kind, const char *text)
{
	while (*text) {
		size_t n = strcspn(text, "\n");

		say_line(s->report, kind, text, n);
		text += n;
		if (*text)
			text++;
	}
}

void setup_done(struct setup *s, int status)
{
	if (s->report < 0)
		return;
	dprintf(s->report, "D%d\n", status);
	close(s->report);
	s->report = -1;
}

int setup_listen(int fd)
{
	FILE *f = fdopen(fd, "r");
	char *line = NULL;
	size_t cap = 0;
	ssize_t n;
	int status = -1;

	if (!f) {
		close(fd);
		return EXIT_GONE;
	}
	while (status < 0 && (n = getline(&line, &cap, f)) > 0) {
		if (line[0] == 'O') {
			fputs(line + 1, stdout);
			fflush(stdout);
		} else if (line[0] == 'E') {
			fputs(line + 1, stderr);
		} else if (line[0] == 'D') {
			status = atoi(line + 1);
		}
	}
	free(line);
	fclose(f);
	return status < 0 ? EXIT_GONE : status;
}

int setup_open(struct setup *s, const char *text, struct opened **out, char why[256])
{
	struct opened *o = xcalloc(1, sizeof(*o)), **at;
	enum attach_status st;
	unsigned column;

	if (!attach_parse_own(text, &o->uri, why, &column)) {
		free(o);
		return EXIT_USAGE;
	}
	if (s->clock == CLOCK_VIRTUAL && !o->uri.scheme->virtual_clock) {
		snprintf(why, 256, "%s needs the real clock: on the virtual clock only pcap: can be attached", text);
		attach_uri_free(&o->uri);
		free(o);
		return EXIT_USAGE;
	}
	state_note_door(&s->state, text); /* before: a keeper that dies in between leaves a note too many, not a tap too many */
	st = o->uri.scheme->open(&o->uri, &o->h, why);
	if (st != ATTACH_OK) {
		attach_uri_free(&o->uri);
		free(o);
		return st == ATTACH_REFUSED ? EXIT_HOST : EXIT_USAGE;
	}
	o->id = s->next_door++;
	for (at = &s->doors; *at; at = &(*at)->next)
		;
	*at = o;
	*out = o;
	return EXIT_DONE;
}

void setup_claim(struct opened *o)
{
	if (o->uri.scheme->claim)
		o->uri.scheme->claim(&o->uri, &o->h);
}

struct opened *setup_door(const struct setup *s, u32 id)
{
	struct opened *o;

	for (o = s->doors; o && o->id != id; o = o->next)
		;
	return o;
}

void setup_close(struct setup *s, struct opened *o)
{
	struct opened **at;

	for (at = &s->doors; *at != o; at = &(*at)->next)
		;
	*at = o->next;
	o->uri.scheme->close(&o->h);
	attach_uri_free(&o->uri);
	free(o->port);
	free(o);
}
