/* SPDX-License-Identifier: GPL-3.0-or-later */
/* events: what happens in a lab, as it happens, a line an event; as JSON the control socket's own lines. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lab/client_side.h"

static const char usage[] = "usage: lanyard events [NODE...] [--only KIND,...] [--severity N] [--every 1s] [-c COUNT] [--seconds S] [--json]\n";

static bool is_true(const json_t *m, const char *key) { return json_is_true(json_object_get(m, key)); }
static long long number(const json_t *m, const char *key) { return json_integer_value(json_object_get(m, key)); }

static void print_counters(const json_t *m)
{
	const json_t *ports = json_object_get(m, "ports"), *p;
	size_t i;

	json_array_foreach(ports, i, p)
		if (number(p, "rx_frames") || number(p, "tx_frames"))
			printf(" %s rx %lld tx %lld", message_string(p, "name"), number(p, "rx_frames"), number(p, "tx_frames"));
}

static void print_text(const json_t *m)
{
	const char *kind = message_string(m, "event");
	long long ns = number(m, "now_ns");

	if (!strcmp(kind, "lost")) {
		printf("(%lld events lost: they came faster than they were read)\n", number(m, "count"));
		return;
	}
	printf("%lld.%06lld %s %s", ns / 1000000000, ns / 1000 % 1000000, message_string(m, "node"), kind);
	if (!strcmp(kind, "carrier"))
		printf(" %s %s", message_string(m, "port"), is_true(m, "up") ? "up" : "down");
	else if (!strcmp(kind, "interface"))
		printf(" %s %s, line protocol %s", message_string(m, "interface"),
		       is_true(m, "administratively_down") ? "administratively down" : is_true(m, "link") ? "up" : "down", is_true(m, "line_protocol") ? "up" : "down");
	else if (!strcmp(kind, "adjacency"))
		printf(" %s %lld %s%s%s: %s -> %s", message_string(m, "protocol"), number(m, "process"), message_string(m, "neighbor"),
		       *message_string(m, "interface") ? " on " : "", message_string(m, "interface"), message_string(m, "from"), message_string(m, "to"));
	else if (!strcmp(kind, "log") && *message_string(m, "mnemonic"))
		printf(" %%%s-%lld-%s: %s", message_string(m, "facility"), number(m, "severity"), message_string(m, "mnemonic"), message_string(m, "text"));
	else if (!strcmp(kind, "log"))
		printf(" %s", message_string(m, "text"));
	else
		print_counters(m);
	putchar('\n');
}

static int on_message(json_t *m, void *arg)
{
	const bool *json = arg;

	if (json_object_get(m, "status")) {
		if (*message_string(m, "error"))
			complain(EXIT_NO, "%s", message_string(m, "error"));
		return (int)json_integer_value(json_object_get(m, "status"));
	}
	if (json_object_get(m, "subscribed")) {
		fprintf(stderr, "listening\n");
	} else if (*json) {
		json_dumpf(m, stdout, JSON_COMPACT);
		putchar('\n');
	} else {
		print_text(m);
	}
	if (fflush(stdout)) /* nobody reads us any more */
		return EXIT_HOST;
	return -1;
}

/* "log,carrier" as a list. */
static json_t *words_of(const char *text)
{
	json_t *list = json_array();

	while (text && *text) {
		size_t n = strcspn(text, ",");

		json_array_append_new(list, message_text(text, n));
		text += n + (text[n] == ',');
	}
	return list;
}

static int parse(int argc, char **argv, json_t *m, bool *json)
{
	static const struct option options[] = { { "only", required_argument, NULL, 'o' },   { "severity", required_argument, NULL, 'v' },
						 { "every", required_argument, NULL, 'e' },  { "seconds", required_argument, NULL, 's' },
						 { "json", no_argument, NULL, 'j' },	     { "help", no_argument, NULL, 'h' }, { 0 } };
	char *end = "";
	nsec span;
	int opt;

	while ((opt = getopt_long(argc, argv, "c:", options, NULL)) != -1) {
		switch (opt) {
		case 'o':
			json_object_set_new(m, "events", words_of(optarg));
			break;
		case 'v':
			json_object_set_new(m, "severity", json_integer(strtol(optarg, &end, 10)));
			break;
		case 'c':
			json_object_set_new(m, "count", json_integer(strtol(optarg, &end, 10)));
			break;
		case 'e':
			json_object_set_new(m, "every", message_text(optarg, strlen(optarg)));
			break;
		case 's':
			if (!seconds_of(optarg, &span) || !span)
				return usage_error("events", "--seconds %s: write a number of seconds", optarg);
			json_object_set_new(m, "ns", json_integer((json_int_t)span));
			break;
		case 'j':
			*json = true;
			break;
		default:
			fputs(usage, opt == 'h' ? stdout : stderr);
			return opt == 'h' ? EXIT_DONE : EXIT_USAGE;
		}
		if (*end)
			return usage_error("events", "%s: write a number", optarg);
	}
	return -1;
}

/* All nodes are of one lab: the first one's. */
static void add_nodes(int argc, char **argv, const char *first, json_t *m)
{
	json_t *nodes = json_array();

	if (optind < argc)
		json_array_append_new(nodes, message_text(first, strlen(first)));
	for (int i = optind + 1; i < argc; i++) {
		const char *slash = strchr(argv[i], '/'), *node = slash ? slash + 1 : argv[i];

		json_array_append_new(nodes, message_text(node, strlen(node)));
	}
	json_object_set_new(m, "nodes", nodes);
}

int command_events(int argc, char **argv)
{
	json_t *m = json_pack("{s:s}", "do", "subscribe");
	const char *first = "";
	bool json = false;
	int status = parse(argc, argv, m, &json);
	struct line l;

	if (status < 0)
		status = optind < argc ? line_open(&l, argv[optind], &first) : line_open_lab(&l, NULL);
	if (status) {
		json_decref(m);
		return status;
	}
	add_nodes(argc, argv, first, m);
	line_send(&l, m, -1);
	status = line_until(&l, on_message, &json);
	line_close(&l);
	return status;
}
