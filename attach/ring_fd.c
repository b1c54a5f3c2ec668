/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "attach/ring_fd.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#ifndef sigev_notify_thread_id
#define sigev_notify_thread_id _sigev_un._tid
#endif

/* A thread's: its timer ticks while it rings anybody, and a tick ends a write that waits. */
static _Thread_local struct {
	timer_t timer;
	bool made;
	volatile sig_atomic_t ticking, inside, rung;
} clock_of;

static const struct itimerspec tick = { { 0, RING_FD_PATIENCE }, { 0, RING_FD_PATIENCE } }, still;

static void ticked(int sig)
{
	int was = errno;

	(void)sig;
	if (!clock_of.inside && !clock_of.rung) {
		clock_of.ticking = 0;
		timer_settime(clock_of.timer, 0, &still, NULL);
	}
	clock_of.rung = 0;
	errno = was;
}

static void make_clock(void)
{
	struct sigaction sa = { .sa_handler = ticked }; /* without SA_RESTART: that is what it is for */
	struct sigevent e = { .sigev_notify = SIGEV_THREAD_ID, .sigev_signo = SIGALRM };

	clock_of.made = true;
	e.sigev_notify_thread_id = gettid();
	sigemptyset(&sa.sa_mask);
	if (sigaction(SIGALRM, &sa, NULL) || timer_create(CLOCK_MONOTONIC, &e, &clock_of.timer))
		clock_of.ticking = 1; /* never: there is none */
}

void ring_fd_prepare(int fd)
{
	if (fd >= 0)
		fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
}

/* false: it waited. */
static bool ring(int fd)
{
	const u64 one = 1;
	ssize_t n;

	if (unlikely(!clock_of.made))
		make_clock();
	clock_of.inside = 1;
	if (!clock_of.ticking) {
		clock_of.ticking = 1;
		timer_settime(clock_of.timer, 0, &tick, NULL);
	}
	n = write(fd, &one, sizeof(one));
	clock_of.rung = 1;
	clock_of.inside = 0;
	return n >= 0 || errno != EINTR; /* full: it rings already */
}

bool ring_fd(struct ringing *r, struct door *d, int fd)
{
	if (fd < 0 || r->stuck || ring(fd))
		return true;
	r->stuck = true;
	r->strikes++;
	door_count(d, DROP_BAD_MESSAGE);
	shutdown(d->fd, SHUT_RDWR);
	return false;
}
