/* SPDX-License-Identifier: GPL-3.0-or-later */
/* exec, configure, save. */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lab/client_side.h"

enum { CONFIGURE_MAX = 4 << 20 };

static int print_results(json_t *results)
{
	json_dumpf(results, stdout, JSON_INDENT(2) | JSON_REAL_PRECISION(12));
	putchar('\n');
	return fflush(stdout) ? EXIT_HOST : EXIT_DONE;
}

int command_exec(int argc, char **argv)
{
	static const struct option options[] = { { "json", no_argument, NULL, 'j' }, { "help", no_argument, NULL, 'h' }, { 0 } };
	static const char usage[] = "usage: lanyard exec NODE 'COMMAND'... [--json]\n";
	json_t *commands, *m;
	bool json = false;
	const char *node;
	struct line l;
	int opt, status;

	while ((opt = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (opt != 'j') {
			fputs(usage, opt == 'h' ? stdout : stderr);
			return opt == 'h' ? EXIT_DONE : EXIT_USAGE;
		}
		json = true;
	}
	if (argc - optind < 2)
		return usage_error("exec", argc == optind ? "exec: on which node?" : "exec: which command?");
	status = line_open(&l, argv[optind], &node);
	if (status)
		return status;
	commands = json_array();
	for (int i = optind + 1; i < argc; i++)
		json_array_append_new(commands, message_text(argv[i], strlen(argv[i])));
	status = line_ask(&l, json_pack("{s:s,s:o,s:o,s:b}", "do", "exec", "node", message_text(node, strlen(node)), "commands", commands, "json", json),
			  &m);
	if (json && json_is_array(json_object_get(m, "results")))
		print_results(json_object_get(m, "results"));
	json_decref(m);
	line_close(&l);
	return status;
}

/* All of a stream, NUL-terminated; NULL: complained. */
static char *read_all(FILE *f, const char *name)
{
	char *text = NULL;
	size_t len = 0, cap = 0, n;

	do {
		if (len + 65536 > cap)
			text = xrealloc(text, cap = len + 131072, 1);
		n = fread(text + len, 1, 65535, f);
		len += n;
	} while (n && len <= CONFIGURE_MAX);
	text[len] = 0;
	if (ferror(f) || len > CONFIGURE_MAX || strlen(text) != len) {
		complain(EXIT_USAGE, "%s: %s", name, ferror(f) ? strerror(errno) : len > CONFIGURE_MAX ? "too long for a configuration" : "not text");
		free(text);
		return NULL;
	}
	return text;
}

static void print_place(const char *file, const json_t *at, const char *before)
{
	fprintf(stderr, "%s:%d:%d: %s%s: %s\n", file, (int)json_integer_value(json_object_get(at, "line")),
		(int)json_integer_value(json_object_get(at, "column")), before, message_string(at, "text"), message_string(at, "input"));
}

struct configure_args {
	int lenient, diff, replace, dry_run;
};

static int configure(struct line *l, const char *node, const char *file, const char *text, const struct configure_args *a)
{
	json_t *m, *at;
	size_t i;
	int status = line_ask(l,
			      json_pack("{s:s,s:o,s:o,s:b,s:b,s:b,s:b}", "do", "configure", "node", message_text(node, strlen(node)), "text",
					message_text(text, strlen(text)), "lenient", a->lenient, "diff", a->diff, "replace", a->replace, "dry_run", a->dry_run),
			      &m);

	fputs(message_string(m, "diff"), stdout);
	json_array_foreach(json_object_get(m, "skipped"), i, at)
		print_place(file, at, "skipped: ");
	at = json_object_get(m, "rejected");
	if (at)
		print_place(file, at, "");
	json_decref(m);
	return status;
}

int command_configure(int argc, char **argv)
{
	static const char usage[] = "usage: lanyard configure NODE [FILE|-] [--lenient] [--diff] [--replace [--dry-run]]\n";
	struct configure_args a = { 0 };
	const struct option options[] = { { "lenient", no_argument, &a.lenient, 1 }, { "diff", no_argument, &a.diff, 1 }, { "replace", no_argument, &a.replace, 1 },
					  { "dry-run", no_argument, &a.dry_run, 1 }, { "help", no_argument, NULL, 'h' }, { 0 } };
	const char *file, *node;
	struct line l;
	int opt, status;
	char *text;
	FILE *f;

	while ((opt = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (opt) {
			fputs(usage, opt == 'h' ? stdout : stderr);
			return opt == 'h' ? EXIT_DONE : EXIT_USAGE;
		}
	}
	if (a.lenient && a.replace)
		return usage_error("configure", "configure: --replace takes the whole file or nothing of it: leave --lenient out");
	if (argc - optind < 1 || argc - optind > 2)
		return usage_error("configure", argc == optind ? "configure: which node?" : "configure: one file at a time");
	file = argc - optind == 2 ? argv[optind + 1] : "-";
	f = strcmp(file, "-") ? fopen(file, "re") : stdin;
	if (!f)
		return complain(EXIT_USAGE, "%s: %s", file, strerror(errno));
	text = read_all(f, file);
	if (f != stdin)
		fclose(f);
	if (!text)
		return EXIT_USAGE;
	status = line_open(&l, argv[optind], &node);
	if (!status) {
		status = configure(&l, node, file, text, &a);
		line_close(&l);
	}
	free(text);
	return status;
}

int command_save(int argc, char **argv)
{
	static const struct option options[] = { { "help", no_argument, NULL, 'h' }, { 0 } };
	static const char usage[] = "usage: lanyard save [NODE]\n";
	int opt = getopt_long(argc, argv, "", options, NULL), status;
	const char *node = "";
	struct line l;

	if (opt != -1 || argc - optind > 1) {
		fputs(usage, opt == 'h' ? stdout : stderr);
		return opt == 'h' ? EXIT_DONE : EXIT_USAGE;
	}
	status = argc > optind ? line_open(&l, argv[optind], &node) : line_open_lab(&l, NULL);
	if (status)
		return status;
	status = line_ask(&l, json_pack("{s:s,s:o}", "do", "save", "node", message_text(node, strlen(node))), NULL);
	line_close(&l);
	return status;
}
