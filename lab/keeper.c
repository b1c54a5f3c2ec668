/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The keeper: opens what needs the host, holds it, and keeps an engine alive. It parses no packet; what it reads is short messages
 * from its own engine over a socket pair (sequenced packets: whole or not at all).
 *
 *   engine → keeper                                    keeper → engine
 *   {"ready": true}          the lab is up
 *   {"open": N, "uri": U}                              {"opened": N, "id": ID, "facts": F} + descriptors
 *                                                      {"opened": N, "status": S, "error": WHY}
 *   {"plugged": ID, "port": NODE:PORT}  keep it so
 *   {"close": ID}
 *   {"running": NODE} + a memory file    its running-config as of now
 *   {"power": NODE, "state": "on"|"off"}
 *   {"wire": NODE:PORT, ...}             its state as of now
 *   {"guest": NODE, "do": VERB, "number": N}           {"powered": N, "status": S, "error": WHY}
 *   {"guest": NODE, "nic": I, "carrier": B}            {"guest": NODE, "state": S, "why": W} + its console, when it is new
 *   {"guest": NODE, "command": C, "number": N} + pipe  {"powered": N, ...} when it has ended   {"guest": NODE, "nic": I, "far": B}
 *   {"guest": NODE, "kill": true, "number": N}
 *
 * When the engine dies, a new one is forked with the same descriptors and what the old one had told. An engine that dies again and again
 * within RESTART_WINDOW is given up: all is closed and removed, as by `down`.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "attach/passfd.h"
#include "core/loop.h"
#include "lab/gate.h"
#include "lab/guest.h"
#include "lab/manage.h"
#include "lab/message.h"

enum { RESTARTS_MAX = 8, CONFIG_MAX = 16 << 20, PACKET_MAX = 65536, STOP_WAIT_MS = 2000, POLL_MAX = 4096, GUEST_TICK_MS = 200, OWN_FDS = 3 };
#define RESTART_WINDOW (10 * NSEC_PER_SEC)

struct keeper {
	struct setup *s;
	pid_t engine;
	pid_t gate;		/* 0: not running: it is started when somebody asks something of it */
	int line;		/* to the engine; -1: none */
	int signals;
	bool ready;		/* an engine was once up */
	bool stopping;
	bool up;		/* `up` has been told of its end */
	int verdict;		/* the status to end with, when a guest did not start */
	struct guests guests;
	nsec died[RESTARTS_MAX];	/* when the last ones died; 0: not yet */
	unsigned n_died;
};

/* ---- messages of the engine ---- */

static void answer(struct keeper *k, json_t *m, const int *fds, unsigned n_fds)
{
	char *text = json_dumps(m, JSON_COMPACT);

	if (passfd_send(k->line, text, strlen(text), fds, n_fds, MSG_DONTWAIT) < 0)
		fprintf(stderr, "keeper: engine does not listen: %s\n", strerror(errno));
	free(text);
	json_decref(m);
}

static unsigned count_doors(const struct setup *s)
{
	unsigned n = 0;

	for (const struct opened *o = s->doors; o; o = o->next)
		n++;
	return n;
}

static void on_open(struct keeper *k, json_int_t number, const char *uri)
{
	struct opened *o;
	char why[256] = "";
	int status;

	if (count_doors(k->s) >= DOORS_MAX) {
		answer(k, json_pack("{s:I,s:i,s:s}", "opened", number, "status", EXIT_NO, "error", "too many attachments"), NULL, 0);
		return;
	}
	status = setup_open(k->s, uri, &o, why);
	if (status)
		answer(k, json_pack("{s:I,s:i,s:o}", "opened", number, "status", status, "error", message_text(why, strlen(why))), NULL, 0);
	else
		answer(k, json_pack("{s:I,s:I,s:o}", "opened", number, "id", (json_int_t)o->id, "facts",
				    message_text(o->h.facts, strlen(o->h.facts))),
		       o->h.fd, o->h.n_fds);
}

/* ---- guests ---- */

static void tell_guest(struct keeper *k, const struct guest *g, bool console)
{
	bool with = console && g->console >= 0;

	if (k->line >= 0)
		answer(k, json_pack("{s:s,s:s,s:o}", "guest", g->node->name, "state", guest_state_name[g->state], "why", message_text(g->why, strlen(g->why))),
		       with ? &g->console : NULL, with);
}

static void guest_changed(void *arg, struct guest *g)
{
	struct keeper *k = arg;

	tell_guest(k, g, g->state == GUEST_STARTING || (g->state == GUEST_RUNNING && g->node->kind == TOPO_CONTAINER));
	if (g->state == GUEST_CRASHED && !k->up) {
		char *text = xasprintf("%s:%u:%u: %s does not start: %s", k->s->topo->file->name, g->node->at.line, g->node->at.column, g->node->name, g->why);

		setup_say(k->s, 'E', text);
		free(text);
		k->verdict = EXIT_HOST;
	}
}

/* A new engine knows nothing of them. */
static void tell_guests(struct keeper *k)
{
	for (u32 i = 0; i < k->guests.n; i++)
		tell_guest(k, &k->guests.list[i], true);
}

static void start_guests(struct keeper *k)
{
	char why[256];

	for (u32 i = 0; i < k->guests.n; i++)
		if (!guest_start(&k->guests.list[i], why))
			guest_set_state(&k->guests.list[i], GUEST_CRASHED, why);
}

/* `up` returns when all of them run, or one does not. */
static void look_at_guests(struct keeper *k)
{
	bool starting = guests_due(&k->guests);

	if (!k->ready || k->up || (starting && !k->verdict))
		return;
	k->up = true;
	for (u32 i = 0; !k->verdict && i < k->guests.n; i++) {
		const struct guest *g = &k->guests.list[i];
		char *text = xasprintf("%s: %s, %s%s%s", g->node->name, topology_kind_name(g->node->kind), guest_state_name[g->state], g->why[0] ? "; " : "", g->why);

		setup_say(k->s, 'O', text);
		free(text);
	}
	if (!k->verdict) {
		setup_done(k->s, EXIT_DONE);
		return;
	}
	k->stopping = true;
	if (k->engine > 0)
		kill(k->engine, SIGTERM);
}

static void command_ran(void *arg, json_int_t number, int status, const char *how)
{
	struct keeper *k = arg;

	if (k->line >= 0)
		answer(k, json_pack("{s:I,s:i,s:o}", "powered", number, "status", status, "error", message_text(how, strlen(how))), NULL, 0);
}

static void far_changed(void *arg, struct guest *g, u32 nic, bool up)
{
	struct keeper *k = arg;

	if (k->line >= 0)
		answer(k, json_pack("{s:s,s:i,s:b}", "guest", g->node->name, "nic", (int)nic, "far", (int)up), NULL, 0);
}

/* A command in a container, its output to fd; or the end of one. */
static void on_command(struct keeper *k, struct guest *g, const json_t *m, int fd)
{
	json_int_t number = json_integer_value(json_object_get(m, "number"));
	char why[256] = "";

	if (json_is_true(json_object_get(m, "kill")))
		container_kill(g, number);
	else if (!container_run(g, number, message_string(m, "command"), fd, why))
		command_ran(k, number, EXIT_GONE, why);
}

static void on_guest(struct keeper *k, const json_t *m, const char *name, int fd)
{
	struct guest *g = guests_find(&k->guests, name);
	json_t *nic = json_object_get(m, "nic");
	char why[256] = "";
	int status;

	if (!g)
		return;
	if (json_is_integer(nic)) {
		guest_carrier(g, (u32)json_integer_value(nic), json_is_true(json_object_get(m, "carrier")));
		return;
	}
	if (json_object_get(m, "command") || json_object_get(m, "kill")) {
		on_command(k, g, m, fd);
		return;
	}
	status = guest_power(g, message_string(m, "do"), json_integer_value(json_object_get(m, "number")), why);
	if (status == GUEST_LATER)
		return;
	answer(k, json_pack("{s:O,s:i,s:o}", "powered", json_object_get(m, "number"), "status", status, "error", message_text(why, strlen(why))), NULL, 0);
}

/* The text of a memory file; NULL: it is none. */
static json_t *read_config(int fd)
{
	struct stat st;
	char *text;
	json_t *s;
	ssize_t n;

	if (fd < 0 || fstat(fd, &st) || !S_ISREG(st.st_mode) || st.st_size > CONFIG_MAX)
		return NULL;
	text = xcalloc(1, (size_t)st.st_size + 1);
	n = pread(fd, text, (size_t)st.st_size, 0);
	s = n < 0 ? NULL : message_text(text, strnlen(text, (size_t)n));
	free(text);
	return s;
}

/* Remembers live[kind][name] = value (stolen; NULL: forgets). Names are of the topology's nodes and ports, or it is not kept. */
static void keep(struct keeper *k, const char *kind, const char *name, json_t *value)
{
	json_t *of = json_object_get(k->s->live, kind);
	size_t n = strcspn(name, ":");
	char node[TOPO_NAME_MAX + 1];

	snprintf(node, sizeof(node), "%.*s", (int)n, name);
	if (!value) {
		json_object_del(of, name);
	} else if (strlen(name) < 256 && topology_node(k->s->topo, node) && json_object_size(of) < 10 * (size_t)TOPO_PORTS_MAX + k->s->topo->n_nodes) {
		json_object_set_new(of, name, value);
	} else {
		json_decref(value);
	}
}

static void on_message(struct keeper *k, json_t *m, int fd)
{
	json_t *n, *id = json_object_get(m, "plugged");
	const char *name;
	struct opened *o;

	if (json_is_integer(id) && (o = setup_door(k->s, (u32)json_integer_value(id))) && !o->end) {
		free(o->port);
		o->port = xstrdup(message_string(m, "port"));
	} else if (json_is_integer(n = json_object_get(m, "open"))) {
		on_open(k, json_integer_value(n), message_string(m, "uri"));
	} else if (json_is_integer(n = json_object_get(m, "close"))) {
		o = setup_door(k->s, (u32)json_integer_value(n));
		if (o)
			setup_close(k->s, o);
	} else if (*(name = message_string(m, "running"))) {
		json_t *text = read_config(fd);

		if (text)
			keep(k, "running", name, text);
	} else if (*(name = message_string(m, "power"))) {
		keep(k, "power", name, strcmp(message_string(m, "state"), "on") ? json_string(message_string(m, "state")) : NULL);
	} else if (*(name = message_string(m, "wire"))) {
		keep(k, "wires", name, json_incref(m));
	} else if (*(name = message_string(m, "guest"))) {
		on_guest(k, m, name, fd);
	} else if (json_is_true(json_object_get(m, "ready")) && !k->ready) {
		k->ready = true;
		start_guests(k);
	}
}

/* Takes one message. false: the engine closed its end. */
static bool take_message(struct keeper *k)
{
	char text[PACKET_MAX];
	int fds[4];
	unsigned n_fds = 0;
	ssize_t n = passfd_receive(k->line, text, sizeof(text), fds, &n_fds, ARRAY_LEN(fds), NULL, MSG_DONTWAIT);
	json_t *m;

	if (n < 0)
		return errno == EAGAIN;
	if (!n)
		return false;
	m = json_loadb(text, (size_t)n, 0, NULL);
	if (json_is_object(m))
		on_message(k, m, n_fds ? fds[0] : -1);
	json_decref(m);
	while (n_fds)
		close(fds[--n_fds]);
	return true;
}

/* ---- the engine's life ---- */

/* In the child: becomes the engine; never returns. */
static void become_engine(struct keeper *k, int line, pid_t keeper)
{
	struct setup *s = k->s;
	sigset_t none;

	prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
	if (getppid() != keeper)
		_exit(EXIT_GONE);
	prctl(PR_SET_NAME, "lanyard-engine", 0, 0, 0);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	close(k->signals);
	if (k->line >= 0)
		close(k->line);
	close(s->state.lock);
	s->state.lock = -1;
	s->keeper = line;
	_exit(engine_run(s));
}

static bool start_engine(struct keeper *k)
{
	int pair[2];
	pid_t self = getpid();

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair))
		return false;
	fflush(NULL);
	k->engine = fork();
	if (!k->engine) {
		close(pair[0]);
		become_engine(k, pair[1], self);
	}
	close(pair[1]);
	if (k->engine < 0) {
		close(pair[0]);
		return false;
	}
	k->line = pair[0];
	if (k->s->again)
		tell_guests(k);
	return true;
}

/* Has it died RESTARTS_MAX times within the window? */
static bool dies_too_often(struct keeper *k)
{
	nsec now = loop_host_now(), oldest = k->died[k->n_died % RESTARTS_MAX];

	k->died[k->n_died++ % RESTARTS_MAX] = now;
	return oldest && now - oldest < RESTART_WINDOW;
}

/* The engine's end was seen. Returns the keeper's exit status, or -1: go on. */
static int engine_ended(struct keeper *k, int how)
{
	int status = WIFEXITED(how) ? WEXITSTATUS(how) : EXIT_GONE;

	while (k->line >= 0 && take_message(k)) { /* what it had told before it died */
		struct pollfd p = { .fd = k->line, .events = POLLIN };

		if (poll(&p, 1, 0) <= 0)
			break;
	}
	if (k->line >= 0)
		close(k->line);
	k->line = -1;
	k->engine = 0;
	if (k->stopping)
		return k->verdict;
	if (!k->ready) { /* it has said why, unless it was killed */
		if (!WIFEXITED(how)) {
			char text[96];

			snprintf(text, sizeof(text), "lanyard: the engine died while it started (signal %d)", WTERMSIG(how));
			setup_say(k->s, 'E', text);
		}
		return status ? status : EXIT_GONE;
	}
	if (WIFEXITED(how))
		fprintf(stderr, "keeper: the engine ended with status %d\n", WEXITSTATUS(how));
	else
		fprintf(stderr, "keeper: the engine died of signal %d\n", WTERMSIG(how));
	if (dies_too_often(k)) {
		fprintf(stderr, "keeper: %d times within seconds; giving up\n", RESTARTS_MAX);
		return EXIT_GONE;
	}
	k->s->again = true;
	for (struct opened *o = k->s->doors, *next; o; o = next) {
		next = o->next;
		if (!o->end && !o->port) /* it died before it had plugged it in */
			setup_close(k->s, o);
	}
	if (!start_engine(k))
		return EXIT_HOST;
	guests_engine_anew(&k->guests);
	return -1;
}

static void stop_engine(struct keeper *k, int sig)
{
	if (k->engine > 0)
		kill(k->engine, sig);
}

/* The first request waits, or the gate has died: a new one takes them. */
static void start_gate(struct keeper *k)
{
	pid_t pid = gate_start(k->s);

	if (pid > 0)
		k->gate = pid;
	else
		fprintf(stderr, "keeper: cannot start the gate: %s\n", strerror(errno));
}

/* One signal. Returns the keeper's exit status, or -1: go on. */
static int on_signal(struct keeper *k, nsec *stop_by)
{
	struct signalfd_siginfo si;
	int how;

	if (read(k->signals, &si, sizeof(si)) != sizeof(si))
		return -1;
	if (si.ssi_signo == SIGCHLD) {
		int status = -1;
		pid_t pid;

		while (status < 0 && (pid = waitpid(-1, &how, WNOHANG)) > 0)
			if (pid == k->gate) {
				k->gate = 0;
			} else if (pid == k->engine) {
				status = engine_ended(k, how);
				*stop_by = NSEC_NEVER;
			} else {
				guests_reap(&k->guests, pid, how);
			}
		return status;
	}
	if (!k->stopping) {
		k->stopping = true;
		*stop_by = loop_host_now() + STOP_WAIT_MS * NSEC_PER_MS;
		stop_engine(k, SIGTERM);
	}
	return k->engine > 0 ? -1 : k->verdict;
}

/* Waits for signals and messages until there is a reason to end. */
static int watch(struct keeper *k)
{
	nsec stop_by = NSEC_NEVER;

	for (;;) {
		struct pollfd p[POLL_MAX] = {
			{ .fd = k->signals, .events = POLLIN }, { .fd = k->line, .events = POLLIN }, { .fd = k->gate ? -1 : k->s->gate_end, .events = POLLIN },
		};
		nsec now = loop_host_now();
		int wait = stop_by == NSEC_NEVER ? -1 : stop_by > now ? (int)((stop_by - now) / NSEC_PER_MS) + 1 : 0;
		unsigned n = OWN_FDS + guests_poll(&k->guests, p + OWN_FDS, POLL_MAX - OWN_FDS);

		if (!wait) {
			stop_engine(k, SIGKILL);
			stop_by = NSEC_NEVER;
			wait = -1;
		}
		if (guests_due(&k->guests) && (wait < 0 || wait > GUEST_TICK_MS))
			wait = GUEST_TICK_MS;
		if (poll(p, n, wait) < 0 && errno != EINTR)
			return EXIT_HOST;
		guests_ready(&k->guests, p + OWN_FDS, n - OWN_FDS);
		if (p[2].revents & POLLIN)
			start_gate(k);
		if ((p[1].revents & (POLLIN | POLLHUP)) && !take_message(k)) {
			/* Its end follows as SIGCHLD; one that only closed the line and lives on is of no use. */
			close(k->line);
			k->line = -1;
			stop_by = min_u64(stop_by, loop_host_now() + STOP_WAIT_MS * NSEC_PER_MS);
		}
		if (p[0].revents & POLLIN) {
			int status = on_signal(k, &stop_by);

			if (status >= 0)
				return status;
		}
		look_at_guests(k);
	}
}

/* From here on nothing of the terminal and the caller's is held. */
static void leave_caller(const struct setup *s)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC), log;

	log = openat(s->state.run, "log", O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600);
	dup2(null, 0);
	dup2(log >= 0 ? log : null, 1);
	dup2(log >= 0 ? log : null, 2);
	if (log > 2)
		close(log);
	if (null > 2)
		close(null);
	setvbuf(stdout, NULL, _IOLBF, 0);
	umask(077);
	if (chdir("/"))
		perror("chdir /");
}

static bool open_doors(struct setup *s, int *status)
{
	for (u32 i = 0; i < s->topo->n_wires; i++)
		for (unsigned e = 0; e < 2; e++) {
			const struct topo_end *end = &s->topo->wires[i].end[e];
			struct opened *o;
			char why[256] = "", *text;

			if (!end->uri)
				continue;
			*status = setup_open(s, end->uri->text, &o, why);
			if (!*status) {
				o->end = end;
				continue;
			}
			text = xasprintf("%s:%u:%u: %s", s->topo->file->name, end->at.line, end->at.column, why);
			setup_say(s, 'E', text);
			free(text);
			return false;
		}
	return true;
}

int keeper_run(struct setup *s)
{
	struct keeper k = { .s = s, .line = -1 };
	sigset_t set;
	int status;

	prctl(PR_SET_NAME, "lanyard-keeper", 0, 0, 0);
	signal(SIGPIPE, SIG_IGN);
	signal(SIGHUP, SIG_IGN);
	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigprocmask(SIG_BLOCK, &set, NULL);
	guests_init(&k.guests, s);
	k.guests.changed = guest_changed;
	k.guests.ran = command_ran;
	k.guests.far = far_changed;
	k.guests.arg = &k;
	k.signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	leave_caller(s);
	state_note_keeper(&s->state);
	s->listen = state_listen(&s->state);
	if (k.signals < 0 || s->listen < 0) {
		setup_say(s, 'E', s->listen < 0 ? "lanyard: cannot make the control socket" : "lanyard: no signal descriptor");
		status = EXIT_HOST;
	} else if (!gate_open(s)) {
		setup_say(s, 'E', "lanyard: cannot make the gate's socket");
		status = EXIT_HOST;
	} else if (!manage_open(s)) {
		status = s->clock == CLOCK_VIRTUAL ? EXIT_USAGE : EXIT_HOST;
	} else if (open_doors(s, &status)) {
		status = start_engine(&k) ? watch(&k) : EXIT_HOST;
	}
	guests_end(&k.guests);
	gate_close(s);
	if (k.gate > 0) {
		kill(k.gate, SIGTERM);
		waitpid(k.gate, NULL, 0);
	}
	while (s->doors)
		setup_close(s, s->doors);
	state_release(&s->state);
	setup_done(s, status || k.ready ? status : EXIT_GONE);
	return status;
}
