/* SPDX-License-Identifier: GPL-3.0-or-later */
/* wire, power, attach, detach, run: a request each. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lab/client_side.h"

static const struct option no_long[] = { { "help", no_argument, NULL, 'h' }, { 0 } };

/* Takes --help and nothing else, and from `least` to `most` arguments. -1: go on. */
static int plain(int argc, char **argv, const char *usage, int least, int most)
{
	int opt = getopt_long(argc, argv, "", no_long, NULL);

	if (opt == 'h') {
		fputs(usage, stdout);
		return EXIT_DONE;
	}
	if (opt != -1 || argc - optind < least || argc - optind > most) {
		fputs(usage, stderr);
		return EXIT_USAGE;
	}
	return -1;
}

/* One request about what argv[optind] names: its lab is left out, the rest goes as `key`. */
static int ask_about(const char *what, const char *key, json_t *m, json_t **result)
{
	const char *rest;
	struct line l;
	int status = line_open(&l, what, &rest);

	if (result)
		*result = NULL;
	if (status) {
		json_decref(m);
		return status;
	}
	json_object_set_new(m, key, message_text(rest, strlen(rest)));
	status = line_ask(&l, m, result);
	line_close(&l);
	return status;
}

/* NODE:PORT, then at most `most` words about it, which go as `key`. */
static int ask_in_words(int argc, char **argv, const char *usage, int most, const char *what, const char *key, json_t **result)
{
	int status = plain(argc, argv, usage, 1, 1 + most);
	json_t *words;

	*result = NULL;
	if (status >= 0)
		return status;
	words = json_array();
	for (int i = optind + 1; i < argc; i++)
		json_array_append_new(words, message_text(argv[i], strlen(argv[i])));
	return ask_about(argv[optind], "port", json_pack("{s:s,s:o}", "do", what, key, words), result);
}

int command_wire(int argc, char **argv)
{
	json_t *m;
	int status = ask_in_words(argc, argv,
				  "usage: lanyard wire NODE:PORT [up|down] [delay=10ms] [jitter=2ms] [dist=uniform|normal] [loss=1%] [burst=N]\n"
				  "       [rate=10mbit] [queue=100] [mtu=N] [dup=1%] [corrupt=1%] [reorder=1%] [dir=forward|back]\n",
				  63, "wire", "settings", &m);

	if (m && !status && argc - optind == 1)
		show_wire_text(json_object_get(m, "wire"));
	json_decref(m);
	return status;
}

int command_controllers(int argc, char **argv)
{
	json_t *m;
	int status = ask_in_words(argc, argv,
				  "usage: lanyard controllers NODE:PORT [stuck=REGISTER:MASK:VALUE] [lose-interrupts=N] [delay-writeback=MS] [link-flap=TIMES[:MS]] [eeprom=bad|good] [none]\n",
				  15, "controllers", "orders", &m);

	if (m && !status)
		fputs(message_string(m, "text"), stdout);
	json_decref(m);
	return status;
}

int command_power(int argc, char **argv)
{
	int status = plain(argc, argv, "usage: lanyard power NODE on|off|restart|suspend|resume, or NODE:NIC on|off of a vm\n", 2, 2);

	if (status >= 0)
		return status;
	return ask_about(argv[optind], "node", json_pack("{s:s,s:s}", "do", "power", "state", argv[optind + 1]), NULL);
}

int command_attach(int argc, char **argv)
{
	int status = plain(argc, argv, "usage: lanyard attach NODE:PORT URI\n", 2, 2);

	if (status >= 0)
		return status;
	return ask_about(argv[optind], "port", json_pack("{s:s,s:o}", "do", "attach", "uri", message_text(argv[optind + 1], strlen(argv[optind + 1]))),
			 NULL);
}

int command_detach(int argc, char **argv)
{
	int status = plain(argc, argv, "usage: lanyard detach NODE:PORT\n", 1, 1);

	if (status >= 0)
		return status;
	return ask_about(argv[optind], "port", json_pack("{s:s}", "do", "detach"), NULL);
}

int command_run(int argc, char **argv)
{
	static const struct option options[] = {
		{ "for", required_argument, NULL, 'f' }, { "until-idle", no_argument, NULL, 'i' }, { "help", no_argument, NULL, 'h' }, { 0 }
	};
	static const char usage[] = "usage: lanyard run [LAB] [--for 60s] [--until-idle]\n";
	json_t *m = json_pack("{s:s}", "do", "run");
	const char *span = NULL;
	struct line l;
	bool idle = false;
	nsec d;
	int opt, status;

	while ((opt = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (opt == 'f') {
			span = optarg;
		} else if (opt == 'i') {
			idle = true;
		} else {
			fputs(usage, opt == 'h' ? stdout : stderr);
			json_decref(m);
			return opt == 'h' ? EXIT_DONE : EXIT_USAGE;
		}
	}
	if (argc - optind > 1 || (span && idle) || (span && !topology_duration(span, &d))) {
		json_decref(m);
		return usage_error("run", argc - optind > 1 ? "run: one lab at a time" : idle ? "run: --for or --until-idle, not both" :
					  "--for: write a span of time such as 60s, 5m, 100ms");
	}
	if (span)
		json_object_set_new(m, "for", json_string(span));
	if (idle)
		json_object_set_new(m, "until_idle", json_true());
	status = line_open_lab(&l, argv[optind]);
	if (status) {
		json_decref(m);
		return status;
	}
	status = line_ask(&l, m, NULL);
	line_close(&l);
	return status;
}
