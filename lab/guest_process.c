/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Processes that the keeper starts. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/loop.h"
#include "lab/guest.h"

void words_add(char ***list, const char *fmt, ...)
{
	size_t n = 0;
	va_list ap;
	char *word;

	while (*list && (*list)[n])
		n++;
	va_start(ap, fmt);
	if (vasprintf(&word, fmt, ap) < 0)
		bug("out of memory");
	va_end(ap);
	*list = xrealloc(*list, n + 2, sizeof(**list));
	(*list)[n] = word;
	(*list)[n + 1] = NULL;
}

void words_free(char **list)
{
	for (size_t i = 0; list && list[i]; i++)
		free(list[i]);
	free(list);
}

/* In the child: descriptors 0 to 2 and 3 onward as asked, all else closed by exec. */
static void take_descriptors(const struct guest_child *c, int in, int out, int err)
{
	int high[ARRAY_LEN(c->fd)];

	for (unsigned i = 0; i < c->n_fds; i++) /* out of the way of 3, 4 ... */
		high[i] = fcntl(c->fd[i], F_DUPFD_CLOEXEC, 64);
	dup2(in, 0);
	dup2(out, 1);
	dup2(err, 2);
	for (unsigned i = 0; i < c->n_fds; i++)
		dup2(high[i], 3 + (int)i);
}

static void become(const struct guest_child *c, int in, int out, int err, pid_t parent)
{
	sigset_t none;

	prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
	if (!(c->apart & CLONE_NEWPID) && getppid() != parent)
		_exit(127);
	setsid();
	take_descriptors(c, in, out, err);
	for (int sig = 1; sig < 32; sig++)
		signal(sig, SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	if (c->prepare && !c->prepare(c->arg))
		_exit(126);
	execvp(c->argv[0], c->argv);
	fprintf(stderr, "%s: %s\n", c->argv[0], strerror(errno));
	_exit(127);
}

/* *from: what it says on stderr, and, if out_too, on stdout. */
static pid_t spawn(const struct guest_child *c, bool out_too, int *from)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC), p[2], err;
	pid_t self = getpid(), pid;

	if (null < 0 || pipe2(p, O_CLOEXEC)) {
		close(null);
		return -1;
	}
	fflush(NULL);
	/* As fork(), which knows no flags: this process has one thread, and the child becomes another program. */
	pid = c->apart ? (pid_t)syscall(SYS_clone, (unsigned long)c->apart | SIGCHLD, 0, 0, 0, 0) : fork();
	if (!pid)
		become(c, null, out_too ? p[1] : null, p[1], self);
	err = errno;
	close(null);
	close(p[1]);
	if (pid < 0) {
		close(p[0]);
		errno = err;
	} else {
		*from = p[0];
	}
	return pid;
}

pid_t guest_spawn(const struct guest_child *c, int *errors)
{
	pid_t pid = spawn(c, false, errors);

	if (pid > 0)
		fcntl(*errors, F_SETFL, O_NONBLOCK);
	return pid;
}

int guest_run(char *const *argv, const char *until, unsigned ms, char *out, size_t cap)
{
	struct guest_child c = { .argv = (char **)argv };
	nsec end = loop_host_now() + ms * NSEC_PER_MS;
	int from, how = -2;
	pid_t pid;
	size_t len = 0;

	out[0] = 0;
	pid = spawn(&c, true, &from);
	if (pid < 0)
		return -1;
	for (;;) {
		struct pollfd f = { .fd = from, .events = POLLIN };
		nsec now = loop_host_now();
		ssize_t n;
		char byte[512];

		if (now >= end || (poll(&f, 1, (int)((end - now) / NSEC_PER_MS) + 1) <= 0 && errno != EINTR))
			break;
		n = f.revents ? read(from, byte, sizeof(byte)) : -1;
		if (!n) {
			how = 0;
			break;
		}
		n = n < 0 ? 0 : (ssize_t)min_u64((u64)n, cap - 1 - len);
		memcpy(out + len, byte, (size_t)n);
		len += (size_t)n;
		out[len] = 0;
		if (until && strstr(out, until)) {
			how = -3;
			break;
		}
	}
	close(from);
	if (how) /* it still runs */
		kill(pid, SIGKILL);
	waitpid(pid, how ? NULL : &how, 0);
	return how;
}
