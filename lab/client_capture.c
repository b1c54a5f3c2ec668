/* SPDX-License-Identifier: GPL-3.0-or-later */
/* capture: opens the file, hands the engine its descriptor, and waits. ^C ends it in order: the statistics blocks are written. */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lab/client_side.h"

static const char usage[] = "usage: lanyard capture NODE:PORT... [-w FILE|-] [-f FILTER] [-c COUNT] [--seconds S]\n";

struct capture_args {
	const char *file, *filter;
	u64 count;
	nsec span;
};

static int parse(int argc, char **argv, struct capture_args *a)
{
	static const struct option options[] = { { "seconds", required_argument, NULL, 's' }, { "help", no_argument, NULL, 'h' }, { 0 } };
	char *end;
	int opt;

	while ((opt = getopt_long(argc, argv, "w:f:c:", options, NULL)) != -1) {
		switch (opt) {
		case 'w':
			a->file = optarg;
			break;
		case 'f':
			a->filter = optarg;
			break;
		case 'c':
			a->count = strtoull(optarg, &end, 10);
			if (*end || !a->count || *optarg == '-')
				return usage_error("capture", "-c %s: write a number of frames from 1", optarg);
			break;
		case 's':
			if (!seconds_of(optarg, &a->span) || !a->span)
				return usage_error("capture", "--seconds %s: write a number of seconds", optarg);
			break;
		case 'h':
			fputs(usage, stdout);
			return EXIT_DONE;
		default:
			fputs(usage, stderr);
			return EXIT_USAGE;
		}
	}
	if (optind == argc)
		return usage_error("capture", "capture: on which port?");
	return -1;
}

/* A pipe is opened anew, so that O_NONBLOCK is of our own description of it and not of everybody's who shares standard output. */
static int open_output(const char *file)
{
	struct stat st;
	int fd;

	if (strcmp(file, "-")) {
		fd = open(file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOCTTY, 0666);
		if (fd < 0)
			complain(EXIT_HOST, "%s: %s", file, strerror(errno));
		return fd;
	}
	if (isatty(1)) {
		complain(EXIT_USAGE, "capture: standard output is a terminal: give -w FILE, or pipe it into tshark -r - or wireshark -k -i -");
		return -1;
	}
	if (!fstat(1, &st) && S_ISFIFO(st.st_mode)) {
		fd = open("/proc/self/fd/1", O_WRONLY | O_NONBLOCK | O_CLOEXEC);
		if (fd >= 0)
			return fd;
	}
	return fcntl(1, F_DUPFD_CLOEXEC, 3);
}

/* All ports are of one lab: the first one's. */
static json_t *port_list(int argc, char **argv, const char *first)
{
	json_t *ports = json_array();

	json_array_append_new(ports, message_text(first, strlen(first)));
	for (int i = optind + 1; i < argc; i++) {
		size_t n = strcspn(argv[i], "/:");
		const char *port = argv[i][n] == '/' ? argv[i] + n + 1 : argv[i];

		json_array_append_new(ports, message_text(port, strlen(port)));
	}
	return ports;
}

static void say_armed(const json_t *ports, const char *file)
{
	size_t i;
	json_t *p;

	fprintf(stderr, "capturing on");
	json_array_foreach((json_t *)ports, i, p)
		fprintf(stderr, " %s", json_string_value(p));
	fprintf(stderr, ", to %s\n", strcmp(file, "-") ? file : "standard output");
}

struct told {
	const json_t *ports;
	const char *file;
};

static int on_message(json_t *m, void *arg)
{
	const struct told *t = arg;
	json_t *status = json_object_get(m, "status");
	long long frames = json_integer_value(json_object_get(m, "frames")), lost = json_integer_value(json_object_get(m, "lost"));

	if (json_is_true(json_object_get(m, "armed")))
		say_armed(t->ports, t->file);
	if (!status)
		return -1;
	if (*message_string(m, "error"))
		complain(EXIT_NO, "%s", message_string(m, "error"));
	if (json_object_get(m, "frames"))
		fprintf(stderr, "%lld frame%s captured, %lld lost\n", frames, frames == 1 ? "" : "s", lost);
	return (int)json_integer_value(status);
}

int command_capture(int argc, char **argv)
{
	struct capture_args a = { .file = "capture.pcapng", .filter = "" };
	int status = parse(argc, argv, &a), fd;
	const char *first;
	json_t *ports, *m;
	struct line l;

	if (status >= 0)
		return status;
	status = line_open(&l, argv[optind], &first);
	if (status)
		return status;
	fd = open_output(a.file);
	if (fd < 0) {
		line_close(&l);
		return strcmp(a.file, "-") ? EXIT_HOST : EXIT_USAGE;
	}
	ports = port_list(argc, argv, first);
	m = json_pack("{s:s,s:O,s:o,s:I,s:I}", "do", "capture", "ports", ports, "filter", message_text(a.filter, strlen(a.filter)), "count",
		      (json_int_t)a.count, "ns", (json_int_t)a.span);
	line_send(&l, m, fd);
	close(fd);
	status = line_until(&l, on_message, &(struct told){ ports, a.file });
	json_decref(ports);
	line_close(&l);
	return status;
}
