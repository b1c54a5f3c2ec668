/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The program: one table of commands. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "attach/attach.h"
#include "lab/client_side.h"
#include "lab/container.h"
#include "lab/scenario.h"

static int command_help(int argc, char **argv);

static const struct {
	const char *name;
	command_fn *run;
	const char *args, *text;
} commands[] = {
	{ "up", command_up, "FILE [OPTION...]", "check a topology file and start its lab" },
	{ "down", command_down, "[LAB] [--all]", "stop it and remove all it made on the host" },
	{ "ls", command_ls, "[--json]", "the labs that run" },
	{ "show", command_show, "[LAB] [--json]", "nodes, ports, wires, states, counters" },
	{ "console", command_console, "NODE", "the interactive shell of a node" },
	{ "exec", command_exec, "NODE 'COMMAND'... [--json]", "run commands in a node's shell" },
	{ "configure", command_configure, "NODE [FILE|-] [--lenient] [--diff] [--replace [--dry-run]]", "feed configuration lines: all or nothing" },
	{ "save", command_save, "[NODE]", "running-config to startup-config, durably" },
	{ "wire", command_wire, "NODE:PORT [up|down] [KEY=VALUE...]", "look at or change a live wire" },
	{ "controllers", command_controllers, "NODE:PORT [ORDER...]", "a guest's NIC from inside, and faults to order" },
	{ "capture", command_capture, "NODE:PORT... [-w FILE|-] [-f FILTER] [-c N] [--seconds S]", "write pcapng" },
	{ "events", command_events, "[NODE...] [--only KIND,...] [--every 1s] [-c N] [--seconds S] [--json]", "what happens, as it happens" },
	{ "power", command_power, "NODE on|off|restart|suspend|resume", "the power button; NODE:NIC on|off of a vm" },
	{ "attach", command_attach, "NODE:PORT URI", "wire a free port to something outside" },
	{ "detach", command_detach, "NODE:PORT", "and unplug it again" },
	{ "run", command_run, "[LAB] [--for 60s] [--until-idle]", "advance a lab on the virtual clock" },
	{ "test", scenario_main, "FILE... [--capture FOLDER]", "run scenario files" },
	{ "nic", command_nic, "MODEL --socket PATH --wire URI [--transport vfio|vhost]", "one NIC for a hypervisor of yours" },
	{ "doctor", command_doctor, "", "what this machine can run, and why not" },
	{ "help", command_help, "", NULL },
};

static void print_commands(FILE *f)
{
	fputs("usage: lanyard COMMAND ...\n\n", f);
	for (unsigned i = 0; i < ARRAY_LEN(commands); i++)
		if (commands[i].text)
			fprintf(f, "  %-10s %s\n", commands[i].name, commands[i].text);
	fputs("\nlanyard COMMAND --help says more; man lanyard says all.\n", f);
}

static int command_help(int argc, char **argv)
{
	(void)argc;
	(void)argv;
	print_commands(stdout);
	return EXIT_DONE;
}

/* A process that an attachment's opener starts, or a container's first: `helper-NAME FD`. */
static int run_helper(const char *name, int argc, char **argv)
{
	const struct attach_scheme *s = attach_scheme_find(name);

	if (!strcmp(name, "container") && argc == 3)
		return container_init(atoi(argv[2]));
	if (!s || !s->helper || argc != 3)
		return complain(EXIT_USAGE, "helper-%s is started by an attachment, not by hand", name);
	return s->helper(atoi(argv[2]));
}

int main(int argc, char **argv)
{
	int status;

	if (argc < 2) {
		print_commands(stderr);
		return EXIT_USAGE;
	}
	if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h"))
		return command_help(argc, argv);
	for (unsigned i = 0; i < ARRAY_LEN(commands); i++)
		if (!strcmp(argv[1], commands[i].name)) {
			status = commands[i].run(argc - 1, argv + 1);
			if (fflush(stdout) && errno != EPIPE && !status)
				status = complain(EXIT_HOST, "standard output: %s", strerror(errno));
			return status;
		}
	if (!strncmp(argv[1], "helper-", 7))
		return run_helper(argv[1] + 7, argc, argv);
	return complain(EXIT_USAGE, "there is no command \"%s\"; lanyard --help lists them", argv[1]);
}
