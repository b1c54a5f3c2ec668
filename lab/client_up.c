/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * up and down. `up` reads and checks the topology, takes the lab's lock, and forks the keeper, which inherits both; then it prints what
 * keeper and engine say until they are up, or are not.
 */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lab/client_side.h"
#include "lab/guest.h"
#include "lab/gate.h"
#include "lab/manage.h"
#include "lab/store.h"

enum { STOP_WAIT_MS = 10000, KILL_WAIT_MS = 3000 };

struct up_options {
	const char *file, *name;
	struct setup s;
	bool foreground;
};

static const struct option up_long[] = {
	{ "name", required_argument, NULL, 'n' },   { "clock", required_argument, NULL, 'c' }, { "seed", required_argument, NULL, 's' },
	{ "workers", required_argument, NULL, 'w' }, { "fresh", no_argument, NULL, 'f' },      { "lenient", no_argument, NULL, 'l' },
	{ "foreground", no_argument, NULL, 'F' },   { "help", no_argument, NULL, 'h' },	       { 0 },
};

static const char up_usage[] =
	"usage: lanyard up FILE [--name N] [--clock real|virtual] [--seed N] [--workers N] [--fresh] [--lenient] [--foreground]\n";

static bool number(const char *text, u64 max, u64 *value)
{
	char *end;

	if (*text < '0' || *text > '9')
		return false;
	errno = 0;
	*value = strtoull(text, &end, 0);
	return !errno && !*end && *value <= max;
}

/* -1: go on; else the exit status. */
static int up_option(struct up_options *o, int opt)
{
	u64 n;

	switch (opt) {
	case 'n':
		if (!state_name_ok(optarg))
			return usage_error("up", "--name %s: a name has at most %d letters, digits, '-', '_', '.'", optarg, LAB_NAME_MAX);
		o->name = optarg;
		return -1;
	case 'c':
		if (strcmp(optarg, "real") && strcmp(optarg, "virtual"))
			return usage_error("up", "--clock %s: write real or virtual", optarg);
		o->s.clock = optarg[0] == 'v' ? CLOCK_VIRTUAL : CLOCK_REAL;
		return -1;
	case 's':
		return number(optarg, UINT64_MAX, &o->s.seed) ? -1 : usage_error("up", "--seed %s: write a number from 0", optarg);
	case 'w':
		if (!number(optarg, WORKERS_MAX, &n) || !n)
			return usage_error("up", "--workers %s: write a number from 1 to %d", optarg, WORKERS_MAX);
		o->s.workers = (unsigned)n;
		return -1;
	case 'f':
		o->s.fresh = true;
		return -1;
	case 'l':
		o->s.lenient = true;
		return -1;
	case 'F':
		o->foreground = true;
		return -1;
	case 'h':
		fputs(up_usage, stdout);
		return EXIT_DONE;
	default:
		fputs(up_usage, stderr);
		return EXIT_USAGE;
	}
}

static int up_parse(struct up_options *o, int argc, char **argv)
{
	int opt, status;

	while ((opt = getopt_long(argc, argv, "", up_long, NULL)) != -1) {
		status = up_option(o, opt);
		if (status >= 0)
			return status;
	}
	if (argc - optind != 1)
		return usage_error("up", argc == optind ? "up: which topology file?" : "up: one topology file at a time");
	o->file = argv[optind];
	if (o->s.clock == CLOCK_VIRTUAL && o->s.workers > 1)
		return usage_error("up", "--workers %u: the virtual clock has one worker", o->s.workers);
	return -1;
}

/* Everything that waits for a descriptor needs one: as many as may be. */
static void raise_limits(void)
{
	struct rlimit r;

	if (!getrlimit(RLIMIT_NOFILE, &r)) {
		r.rlim_cur = r.rlim_max;
		setrlimit(RLIMIT_NOFILE, &r);
	}
}

static int up_alone(struct setup *s)
{
	pid_t gate = -1;
	int status;

	signal(SIGPIPE, SIG_IGN);
	s->report = -1;
	state_note_keeper(&s->state);
	s->listen = state_listen(&s->state);
	status = manage_open(s) && gate_open(s) ? EXIT_DONE : EXIT_HOST;
	if (!status && s->gate >= 0)
		gate = gate_start(s);
	if (!status)
		status = engine_run(s);
	manage_close(s);
	gate_close(s);
	if (gate > 0) {
		kill(gate, SIGTERM);
		waitpid(gate, NULL, 0);
	}
	while (s->doors)
		setup_close(s, s->doors);
	if (s->listen >= 0)
		close(s->listen);
	state_release(&s->state);
	return status;
}

static int up_behind(struct setup *s)
{
	int report[2], status;
	pid_t pid;

	if (pipe2(report, O_CLOEXEC))
		return complain(EXIT_HOST, "no pipe: %s", strerror(errno));
	fflush(NULL);
	pid = fork();
	if (!pid) {
		close(report[0]);
		s->report = report[1];
		setsid();
		_exit(keeper_run(s));
	}
	close(report[1]);
	if (pid < 0) {
		close(report[0]);
		state_release(&s->state);
		return complain(EXIT_HOST, "cannot start the keeper: %s", strerror(errno));
	}
	state_close(&s->state); /* the lock is the keeper's */
	status = setup_listen(report[0]);
	if (status)
		waitpid(pid, NULL, 0);
	return status;
}

static int up_start(struct up_options *o)
{
	struct setup *s = &o->s;
	char why[256];

	switch (state_take(&s->state, s->topo->name, why)) {
	case STATE_RUNS:
		return complain(EXIT_USAGE, "lab %s is running already: lanyard down %s stops it, --name N starts another", s->topo->name,
				s->topo->name);
	case STATE_ERROR:
		return complain(EXIT_HOST, "%s", why);
	case STATE_TAKEN:
		break;
	}
	if (s->fresh && !store_clear(s->state.saved, why)) {
		state_release(&s->state);
		return complain(EXIT_HOST, "%s", why);
	}
	if (!guests_place(s, why)) {
		state_release(&s->state);
		return complain(EXIT_USAGE, "%s: LANYARD_STATE names a folder with a shorter name", why);
	}
	raise_limits();
	return o->foreground ? up_alone(s) : up_behind(s);
}

int command_up(int argc, char **argv)
{
	struct up_options o = { .s = { .clock = CLOCK_REAL, .seed = 1, .workers = 1, .listen = -1, .report = -1, .keeper = -1, .gate = -1, .gate_end = -1 } };
	struct topology_options to = { 0 };
	int status = up_parse(&o, argc, argv);

	if (status >= 0)
		return status;
	to.name = o.name;
	to.virtual_clock = o.s.clock == CLOCK_VIRTUAL;
	o.s.topo = topology_read(o.file, &to);
	if (!topology_good(o.s.topo)) {
		char *text = topology_errors(o.s.topo);

		fputs(text, stderr);
		free(text);
		topology_free(o.s.topo);
		return EXIT_USAGE;
	}
	o.s.live = json_pack("{s:{},s:{},s:{}}", "running", "power", "wires");
	status = up_start(&o);
	json_decref(o.s.live);
	topology_free(o.s.topo);
	return status;
}

/* ---- down ---- */

/* Ends a lab's keeper, which ends all else. */
static int stop_lab(const char *name)
{
	char why[256], **labs;
	pid_t pid = state_keeper(name);
	int fd = pid ? (int)syscall(SYS_pidfd_open, pid, 0) : -1;
	struct pollfd gone = { .fd = fd, .events = POLLIN };
	unsigned n;

	/* The lock is still held by the process that the number meant a moment ago. */
	if (pid && fd >= 0 && state_keeper(name) == pid) {
		if (syscall(SYS_pidfd_send_signal, fd, SIGTERM, NULL, 0) && errno != ESRCH) {
			close(fd);
			return complain(EXIT_HOST, "lab %s: cannot stop its keeper (process %d): %s", name, (int)pid, strerror(errno));
		}
		if (poll(&gone, 1, STOP_WAIT_MS) != 1) {
			syscall(SYS_pidfd_send_signal, fd, SIGKILL, NULL, 0);
			poll(&gone, 1, KILL_WAIT_MS);
		}
	}
	if (fd >= 0)
		close(fd);
	labs = state_labs(&n, why); /* sweeps what one that was killed has left */
	for (unsigned i = 0; labs && i < n; i++)
		free(labs[i]);
	free(labs);
	if (!state_wait_gone(name, 0))
		return complain(EXIT_HOST, "lab %s does not stop", name);
	return EXIT_DONE;
}

static int stop_all(void)
{
	char why[256], **labs;
	int status = EXIT_DONE;
	unsigned n;

	labs = state_labs(&n, why);
	if (!labs)
		return complain(EXIT_HOST, "%s", why);
	for (unsigned i = 0; i < n; i++) {
		int st = stop_lab(labs[i]);

		status = status ? status : st;
		free(labs[i]);
	}
	free(labs);
	return status;
}

int command_down(int argc, char **argv)
{
	static const struct option options[] = { { "all", no_argument, NULL, 'a' }, { "help", no_argument, NULL, 'h' }, { 0 } };
	static const char usage[] = "usage: lanyard down [LAB] [--all]\n";
	char lab[LAB_NAME_MAX + 1];
	bool all = false;
	int opt, status;

	while ((opt = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (opt == 'h') {
			fputs(usage, stdout);
			return EXIT_DONE;
		}
		if (opt != 'a') {
			fputs(usage, stderr);
			return EXIT_USAGE;
		}
		all = true;
	}
	if (argc - optind > !all)
		return usage_error("down", all ? "down --all takes no name" : "down: one lab at a time, or --all");
	if (all)
		return stop_all();
	status = choose_lab(argv[optind], lab);
	if (status)
		return status;
	if (!state_keeper(lab)) {
		stop_lab(lab);
		return complain(EXIT_GONE, "lab %s is not running", lab);
	}
	return stop_lab(lab);
}
