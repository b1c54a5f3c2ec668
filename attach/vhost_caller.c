/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The helper of `vhost:PATH?connect`: calls a front end that listens at PATH, again and again, and hands each connection to the engine, which may not
 * connect by itself. One connection at a time: it is over when the front end hangs up, when the engine shuts it down, or when an engine that has just started says
 * so by a message of one byte: the old one's connection is nothing to it.
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "attach/passfd.h"
#include "attach/unixsock.h"
#include "attach/vhost.h"

enum { RETRY_MS = 50 };

static int call(const struct sockaddr_un *sa)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	if (fd >= 0 && !connect(fd, (const struct sockaddr *)sa, sizeof(*sa)))
		return fd;
	if (fd >= 0)
		close(fd);
	return -1;
}

/* Waits until the connection (-1: none) is over, the engine speaks, or it is time to call again. false: nobody is there to call for. */
static bool wait_for(int engine, int *front)
{
	struct pollfd p[2] = { { .fd = engine, .events = POLLIN }, { .fd = *front } };
	bool over;
	char byte;

	if (poll(p, 2, *front < 0 ? RETRY_MS : -1) < 0)
		return errno == EINTR;
	over = p[1].revents;
	if (p[0].revents) {
		if (recv(engine, &byte, 1, MSG_DONTWAIT) <= 0)
			return errno == EAGAIN && !(p[0].revents & POLLHUP);
		over = true;
	}
	if (over && *front >= 0) {
		shutdown(*front, SHUT_RDWR);
		close(*front);
		*front = -1;
	}
	return true;
}

int vhost_caller_main(int engine)
{
	struct sockaddr_un sa;
	int front = -1, parent = getppid();
	char path[sizeof(sa.sun_path)], why[256], byte;
	ssize_t n = recv(engine, path, sizeof(path), 0); /* the opener's first and only word */

	if (n <= 0 || !unixsock_address(path, (size_t)n, &sa, why))
		return 2;
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) || getppid() != parent)
		return 4;
	if (recv(engine, &byte, 1, 0) <= 0) /* there is no use in a connection before there is an engine */
		return 0;
	do {
		if (front < 0) {
			front = call(&sa);
			if (front >= 0 && passfd_send(engine, "", 1, &front, 1, 0) < 0)
				return 0;
		}
	} while (wait_for(engine, &front));
	return 0;
}
