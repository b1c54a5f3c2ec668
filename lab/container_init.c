/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Process 1 of a container (lab/container.h).
 *
 * The commands at start run in their order: each begins when the one before has ended, or has run for ORDER_MS and so is a server. A shell stands at the
 * console and is followed by another when it ends, as a getty would, but no faster than one in SHELL_PAUSE_MS. A bundle's own process stands there instead;
 * its end is the container's.
 */
#include "lab/container.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "attach/passfd.h"
#include "core/loop.h"
#include "lab/guest.h"
#include "lab/message.h"

enum { ORDER_MS = 1000, LAST_MS = 300, SHELL_PAUSE_MS = 1000, KILL_MS = 2000, ENV_MAX = 8, FILES_SOFT = 1024 };

#define NO_PROCESS "status 126: no process can be made"

struct run {
	json_int_t number;	/* 0: nothing runs here */
	pid_t pid;
	nsec kill_at;		/* it is to end by then; 0: it may run */
};

struct init {
	struct container_spec spec;
	json_t *m;		/* the spec, whose strings they are */
	int line, signals;
	int slave;		/* of the console */
	pid_t shell;		/* 0: none */
	nsec shell_at;		/* when the next may begin */
	size_t next;		/* command at start */
	pid_t starting;		/* the one that runs; 0: none */
	nsec start_by;		/* when the next begins though it still runs */
	bool looked;		/* a bundle had its time to fail */
	bool up;		/* told */
	int master;		/* -1: told */
	struct run runs[CONTAINER_RUNS_MAX];
};

static void tell(const struct init *c, json_t *m, int fd)
{
	char *text = json_dumps(m, JSON_COMPACT);

	passfd_send(c->line, text, strlen(text), &fd, fd >= 0, 0);
	free(text);
	json_decref(m);
}

static char *how_text(int how)
{
	return WIFSIGNALED(how) ? xasprintf("signal %d", WTERMSIG(how)) : xasprintf("status %d", WEXITSTATUS(how));
}

/* ---- children ---- */

/* Where memory is short the kernel takes this one before process 1, with which all would go. */
static void die_first(void)
{
	int fd = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);

	if (fd < 0)
		return;
	(void)!write(fd, "500", 3);
	close(fd);
}

static bool has_bash(void)
{
	return !access("/bin/bash", X_OK);
}

/* In the child: out of the terminal's way, or at it; default signals; a plain environment. */
static void settle(const struct init *c, int in, int out, bool terminal)
{
	char home[] = "HOME=/root", path[] = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", user[] = "USER=root", term[] = "TERM=xterm",
	     prompt[100], name[100];
	char *env[ENV_MAX] = { home, path, user, term, prompt, name, NULL };
	sigset_t none;

	snprintf(prompt, sizeof(prompt), has_bash() ? "PS1=\\u@\\h:\\w\\$ " : "PS1=%.64s# ", c->spec.name);
	snprintf(name, sizeof(name), "HOSTNAME=%.64s", c->spec.name);
	environ = xcalloc(ENV_MAX, sizeof(*environ));
	memcpy(environ, env, sizeof(env));
	for (unsigned i = 0; environ[i]; i++)
		environ[i] = xstrdup(environ[i]);
	setsid();
	if (terminal)
		ioctl(in, TIOCSCTTY, 0);
	dup2(in, 0);
	dup2(out, 1);
	dup2(out, 2);
	for (int sig = 1; sig < 32; sig++)
		signal(sig, SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	die_first();
	if (chdir("/root") && chdir("/"))
		perror("chdir /");
}

static pid_t begin(const struct init *c, char *const *argv, int in, int out, bool terminal)
{
	pid_t pid;

	fflush(NULL);
	pid = fork();
	if (pid)
		return pid;
	settle(c, in, out, terminal);
	execvp(argv[0], argv);
	dprintf(2, "%s: %s\n", argv[0], strerror(errno));
	_exit(errno == ENOENT ? 127 : 126);
}

static pid_t begin_command(const struct init *c, const char *command, int out)
{
	char sh[] = "/bin/sh", flag[] = "-c", *text = xstrdup(command), *argv[] = { sh, flag, text, NULL };
	char **list = *c->spec.bundle ? bundle_exec(&c->spec, command) : NULL;
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);
	pid_t pid = begin(c, list ? list : argv, null, out, false);

	close(null);
	words_free(list);
	free(text);
	return pid;
}

static void begin_shell(struct init *c)
{
	char why[256];
	char **list = NULL;

	if (*c->spec.bundle) {
		list = bundle_command(&c->spec, why);
		if (!list) {
			tell(c, json_pack("{s:s}", "error", why), -1);
			_exit(1);
		}
	} else {
		words_add(&list, "%s", has_bash() ? "/bin/bash" : "/bin/sh");
		/* What a user of this machine has in his start-up files is not the node's. */
		if (!*c->spec.root && has_bash())
			words_add(&list, "--norc");
		words_add(&list, "-i");
	}
	c->shell = begin(c, list, c->slave, c->slave, true);
	c->shell_at = loop_host_now() + SHELL_PAUSE_MS * NSEC_PER_MS;
	if (c->shell < 0)
		c->shell = 0;
	words_free(list);
}

/* ---- commands at start ---- */

static void come_up(struct init *c)
{
	tell(c, json_pack("{s:b}", "up", 1), c->master);
	if (c->master >= 0)
		close(c->master);
	c->master = -1;
	c->up = true;
}

static void start_next(struct init *c)
{
	const json_t *list = json_object_get(c->m, "exec");

	c->starting = 0;
	c->start_by = NSEC_NEVER;
	if (c->next == json_array_size(list)) {
		if (*c->spec.bundle && !c->looked)
			c->start_by = loop_host_now() + LAST_MS * NSEC_PER_MS;
		else if (!c->up)
			come_up(c);
		c->looked = true;
		return;
	}
	c->starting = begin_command(c, json_string_value(json_array_get(list, c->next)), c->slave);
	if (c->starting < 0) {
		c->starting = 0;
		tell(c, json_pack("{s:I,s:s}", "failed", (json_int_t)c->next, "how", NO_PROCESS), -1);
	}
	c->next++;
	c->start_by = loop_host_now() + (c->next == json_array_size(list) ? LAST_MS : ORDER_MS) * NSEC_PER_MS;
}

/* ---- what is asked ---- */

static void on_run(struct init *c, const json_t *m, int out)
{
	json_int_t number = json_integer_value(json_object_get(m, "run"));
	struct run *r = NULL;

	for (unsigned i = 0; i < CONTAINER_RUNS_MAX && !r; i++)
		if (!c->runs[i].number)
			r = &c->runs[i];
	if (r && out >= 0) {
		*r = (struct run){ .number = number, .pid = begin_command(c, message_string(m, "command"), out) };
		if (r->pid > 0)
			return;
		r->number = 0;
	}
	tell(c, json_pack("{s:I,s:s}", "ended", number, "how", r ? NO_PROCESS : "status 126: too many commands run"), -1);
}

/* As a terminal that goes away: ^C, hang up; and if that is not heard, the end. */
static void on_kill(struct init *c, json_int_t number)
{
	for (unsigned i = 0; i < CONTAINER_RUNS_MAX; i++)
		if (c->runs[i].number == number) {
			kill(-c->runs[i].pid, SIGINT);
			kill(-c->runs[i].pid, SIGHUP);
			c->runs[i].kill_at = loop_host_now() + KILL_MS * NSEC_PER_MS;
		}
}

/* false: the keeper is gone. */
static bool on_message(struct init *c)
{
	char text[CONTAINER_PACKET_MAX];
	int fd = -1;
	unsigned n_fds = 0;
	ssize_t n = passfd_receive(c->line, text, sizeof(text), &fd, &n_fds, 1, NULL, MSG_DONTWAIT);
	json_t *m;

	if (n <= 0)
		return n < 0 && errno == EAGAIN;
	m = json_loadb(text, (size_t)n, 0, NULL);
	if (json_object_get(m, "run"))
		on_run(c, m, fd);
	else if (json_object_get(m, "kill"))
		on_kill(c, json_integer_value(json_object_get(m, "kill")));
	json_decref(m);
	if (n_fds)
		close(fd);
	return true;
}

/* ---- the dead ---- */

/* Its runtime's log says why it did not come up. */
static void bundle_ended(const struct init *c, int how)
{
	char text[200];

	if (how && bundle_complaint(text, sizeof(text)))
		tell(c, json_pack("{s:o}", "error", message_text(text, strlen(text))), -1);
	_exit(WIFSIGNALED(how) ? 128 + WTERMSIG(how) : WEXITSTATUS(how));
}

static void buried(struct init *c, pid_t pid, int how)
{
	char *text = how_text(how);

	if (pid == c->shell) {
		c->shell = 0;
		if (*c->spec.bundle) /* it was the container */
			bundle_ended(c, how);
	}
	if (pid == c->starting) {
		if (how)
			tell(c, json_pack("{s:I,s:s}", "failed", (json_int_t)(c->next - 1), "how", text), -1);
		start_next(c);
	}
	for (unsigned i = 0; i < CONTAINER_RUNS_MAX; i++)
		if (c->runs[i].number && c->runs[i].pid == pid) {
			tell(c, json_pack("{s:I,s:s}", "ended", c->runs[i].number, "how", text), -1);
			c->runs[i].number = 0;
		}
	free(text);
}

static void on_signal(struct init *c)
{
	struct signalfd_siginfo si;
	pid_t pid;
	int how;

	if (read(c->signals, &si, sizeof(si)) == sizeof(si) && si.ssi_signo == SIGTERM && !si.ssi_pid)
		_exit(0); /* of the keeper's: from outside the namespace */
	while ((pid = waitpid(-1, &how, WNOHANG)) > 0)
		buried(c, pid, how);
}

/* ---- time ---- */

static int next_wait(const struct init *c)
{
	nsec now = loop_host_now(), at = c->start_by;

	if (!c->shell)
		at = min_u64(at, c->shell_at);
	for (unsigned i = 0; i < CONTAINER_RUNS_MAX; i++)
		if (c->runs[i].number && c->runs[i].kill_at)
			at = min_u64(at, c->runs[i].kill_at);
	return at == NSEC_NEVER ? -1 : at <= now ? 0 : (int)((at - now) / NSEC_PER_MS) + 1;
}

static void time_passed(struct init *c)
{
	nsec now = loop_host_now();

	if (!c->shell && now >= c->shell_at)
		begin_shell(c);
	if (now >= c->start_by)
		start_next(c);
	for (unsigned i = 0; i < CONTAINER_RUNS_MAX; i++)
		if (c->runs[i].number && c->runs[i].kill_at && now >= c->runs[i].kill_at) {
			kill(-c->runs[i].pid, SIGKILL);
			c->runs[i].kill_at = now + KILL_MS * NSEC_PER_MS;
		}
}

/* ---- birth ---- */

/* The keeper's first word. false: it has died. */
static bool hear_spec(struct init *c)
{
	char text[CONTAINER_PACKET_MAX];
	ssize_t n;

	do
		n = recv(c->line, text, sizeof(text), 0);
	while (n < 0 && errno == EINTR);
	c->m = n > 0 ? json_loadb(text, (size_t)n, 0, NULL) : NULL;
	if (!c->m)
		return false;
	c->spec = (struct container_spec){
		.name = message_string(c->m, "name"), .root = message_string(c->m, "root"), .bundle = message_string(c->m, "bundle"),
		.work = message_string(c->m, "work"), .resolver = message_string(c->m, "resolver"), .cgroup = message_string(c->m, "cgroup"), .memory_mb = (u32)json_integer_value(json_object_get(c->m, "memory")), .persistent = json_is_true(json_object_get(c->m, "persistent")),
	};
	return true;
}

static bool make_console(struct init *c, char why[256])
{
	struct winsize size = { .ws_row = 24, .ws_col = 80 };

	if (openpty(&c->master, &c->slave, NULL, NULL, &size)) {
		snprintf(why, 256, "no terminal for the console: %s", strerror(errno));
		return false;
	}
	fcntl(c->master, F_SETFD, FD_CLOEXEC);
	fcntl(c->slave, F_SETFD, FD_CLOEXEC);
	fcntl(c->master, F_SETFL, O_NONBLOCK);
	return true;
}

static bool settle_in(struct init *c, char why[256])
{
	if (sethostname(c->spec.name, strlen(c->spec.name))) {
		snprintf(why, 256, "it cannot be called \"%.64s\": %s", c->spec.name, strerror(errno));
		return false;
	}
	if (!container_root(&c->spec, why) || !make_console(c, why))
		return false;
	if (!*c->spec.bundle) /* an OCI runtime takes away what its configuration says */
		container_drop_rights();
	return true;
}

/* The keeper holds many descriptors; there are programs that close all that they may have. */
static void plain_limits(void)
{
	struct rlimit r;

	if (getrlimit(RLIMIT_NOFILE, &r) || r.rlim_cur <= FILES_SOFT)
		return;
	r.rlim_cur = FILES_SOFT;
	setrlimit(RLIMIT_NOFILE, &r);
}

int container_init(int fd)
{
	struct init *c = xcalloc(1, sizeof(*c));
	char why[256] = "";
	sigset_t set;

	*c = (struct init){ .line = fd, .master = -1, .slave = -1, .start_by = NSEC_NEVER };
	prctl(PR_SET_NAME, "lanyard-init", 0, 0, 0);
	prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
	fcntl(fd, F_SETFD, FD_CLOEXEC);
	umask(022);
	plain_limits();
	if (getpid() != 1 || !hear_spec(c))
		_exit(2);
	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	sigaddset(&set, SIGTERM);
	sigprocmask(SIG_BLOCK, &set, NULL);
	signal(SIGPIPE, SIG_IGN);
	c->signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	if (c->signals < 0 || !settle_in(c, why)) {
		tell(c, json_pack("{s:o}", "error", message_text(why, strlen(why))), -1);
		_exit(1);
	}
	begin_shell(c);
	start_next(c);
	for (;;) {
		struct pollfd p[2] = { { .fd = c->line, .events = POLLIN }, { .fd = c->signals, .events = POLLIN } };

		poll(p, 2, next_wait(c));
		if (p[0].revents && !on_message(c))
			_exit(0);
		if (p[1].revents)
			on_signal(c);
		time_passed(c);
	}
}
