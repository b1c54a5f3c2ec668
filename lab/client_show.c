/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ls and show. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>

#include "lab/client_side.h"

static const struct option json_long[] = { { "json", no_argument, NULL, 'j' }, { "help", no_argument, NULL, 'h' }, { 0 } };

/* The options of a command that has only --json. -1: go on. */
static int json_option(int argc, char **argv, const char *usage, bool *json)
{
	int opt;

	while ((opt = getopt_long(argc, argv, "", json_long, NULL)) != -1) {
		if (opt == 'h') {
			fputs(usage, stdout);
			return EXIT_DONE;
		}
		if (opt != 'j') {
			fputs(usage, stderr);
			return EXIT_USAGE;
		}
		*json = true;
	}
	return -1;
}

static void print_json(const json_t *m)
{
	json_dumpf(m, stdout, JSON_INDENT(2) | JSON_REAL_PRECISION(12));
	putchar('\n');
}

/* What a lab says of itself; one that is silent for 2 seconds is said not to answer. */
static json_t *ask_lab(const char *name)
{
	struct line l = { .in.fd = state_connect(name) };
	struct timeval patience = { .tv_sec = 2 };
	json_t *m = NULL;

	if (l.in.fd >= 0) {
		setsockopt(l.in.fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
		if (line_send(&l, json_pack("{s:s}", "do", "list"), -1))
			m = message_wait(&l.in);
		line_close(&l);
	}
	if (!m)
		return json_pack("{s:s,s:s,s:n,s:n,s:i,s:n}", "name", name, "state", "not answering", "clock", "now_ns", "keeper_pid",
				 (int)state_keeper(name), "engine_pid");
	json_object_del(m, "status");
	return m;
}

int command_ls(int argc, char **argv)
{
	char why[256], **labs;
	bool json = false;
	unsigned n;
	json_t *list = json_array(), *m;
	int status = json_option(argc, argv, "usage: lanyard ls [--json]\n", &json);
	size_t i;

	if (status >= 0 || argc > optind) {
		json_decref(list);
		return status >= 0 ? status : usage_error("ls", "ls takes no name");
	}
	labs = state_labs(&n, why);
	if (!labs) {
		json_decref(list);
		return complain(EXIT_HOST, "%s", why);
	}
	for (i = 0; i < n; i++) {
		json_array_append_new(list, ask_lab(labs[i]));
		free(labs[i]);
	}
	free(labs);
	if (json) {
		print_json(list);
	} else if (n) {
		printf("%-20s %-14s %-8s %14s %8s %8s\n", "LAB", "STATE", "CLOCK", "TIME", "KEEPER", "ENGINE");
		json_array_foreach(list, i, m) {
			u64 ms = (u64)json_integer_value(json_object_get(m, "now_ns")) / NSEC_PER_MS;

			printf("%-20s %-14s %-8s %10lu.%03lus %8d %8d\n", message_string(m, "name"), message_string(m, "state"),
			       message_string(m, "clock"), (unsigned long)(ms / 1000), (unsigned long)(ms % 1000),
			       (int)json_integer_value(json_object_get(m, "keeper_pid")),
			       (int)json_integer_value(json_object_get(m, "engine_pid")));
		}
	}
	json_decref(list);
	return EXIT_DONE;
}

static long long integer(const json_t *m, const char *key)
{
	return json_integer_value(json_object_get(m, key));
}

static void print_drops(const json_t *drops)
{
	const char *name;
	json_t *n;

	json_object_foreach((json_t *)drops, name, n)
		printf(" %s=%lld", name, (long long)json_integer_value(n));
}

static void print_node(const json_t *node)
{
	json_t *p;
	size_t i;

	printf("%s (%s) %s\n", message_string(node, "name"), message_string(node, "kind"), message_string(node, "state"));
	json_array_foreach(json_object_get(node, "ports"), i, p) {
		if (!json_is_true(json_object_get(p, "wired")) && !json_object_size(json_object_get(p, "drops")))
			continue;
		printf("  %-24s %s  %-4s  rx %lld frames %lld bytes  tx %lld frames %lld bytes", message_string(p, "name"), message_string(p, "mac"),
		       json_is_true(json_object_get(p, "up")) ? "up" : "down", integer(p, "rx_frames"), integer(p, "rx_bytes"),
		       integer(p, "tx_frames"), integer(p, "tx_bytes"));
		if (json_object_size(json_object_get(p, "drops"))) {
			printf("  drops");
			print_drops(json_object_get(p, "drops"));
		}
		putchar('\n');
	}
}

static void print_direction(const char *name, const json_t *d)
{
	const char *im = message_string(d, "impairments");

	if (!*im && !json_is_true(json_object_get(d, "cut")) && !json_object_size(json_object_get(d, "drops")))
		return;
	printf("  %-8s %s%s%s", name, json_is_true(json_object_get(d, "cut")) ? "cut " : "", im, json_object_size(json_object_get(d, "drops")) ? "  drops" : "");
	print_drops(json_object_get(d, "drops"));
	putchar('\n');
}

void show_wire_text(const json_t *w)
{
	const json_t *ends = json_object_get(w, "ends");

	printf("%s -- %s  %s\n", json_string_value(json_array_get(ends, 0)), json_string_value(json_array_get(ends, 1)),
	       !strcmp(message_string(w, "state"), "down") ? "down" : json_is_true(json_object_get(w, "up")) ? "up" : "no carrier");
	print_direction("forward", json_object_get(w, "forward"));
	print_direction("back", json_object_get(w, "back"));
}

/* 'n' or 'w': the word means nodes or wires alone, unless a lab of that name runs. */
static char part_of(const char *word)
{
	unsigned n;
	char **labs, why[256], part = !strcmp(word, "nodes") ? 'n' : !strcmp(word, "wires") ? 'w' : 0;

	labs = part ? state_labs(&n, why) : NULL;
	for (unsigned i = 0; labs && i < n; i++) {
		part = strcmp(labs[i], word) ? part : 0;
		free(labs[i]);
	}
	free(labs);
	return part;
}

int command_show(int argc, char **argv)
{
	bool json = false;
	int status = json_option(argc, argv, "usage: lanyard show [LAB] [nodes|wires] [--json]\n", &json);
	char part = 0;
	struct line l;
	json_t *m = NULL, *v;
	size_t i;

	if (status >= 0)
		return status;
	if (argc - optind && (part = part_of(argv[argc - 1])))
		argc--;
	if (argc - optind > 1)
		return usage_error("show", "show: one lab at a time, and perhaps nodes or wires");
	status = line_open_lab(&l, argc > optind ? argv[optind] : NULL);
	if (!status) {
		status = line_ask(&l, json_pack("{s:s}", "do", "show"), &m);
		line_close(&l);
	}
	if (status) {
		json_decref(m);
		return status;
	}
	json_object_del(m, "status");
	if (json) {
		print_json(m);
	} else {
		json_array_foreach(json_object_get(m, "nodes"), i, v)
			if (part != 'w')
				print_node(v);
		json_array_foreach(json_object_get(m, "wires"), i, v)
			if (part != 'n')
				show_wire_text(v);
	}
	json_decref(m);
	return EXIT_DONE;
}
