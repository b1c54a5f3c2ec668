/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "attach/helper.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "attach/door.h"
#include "attach/inet.h"

enum { HELPER_BUFFER = 1 << 20 };

bool helper_start(const char *name, struct attach_handle *h, char why[256])
{
	char number[16], title[32];
	pid_t *pid;
	int pair[2];

	*h = (struct attach_handle){ 0 };
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair)) {
		door_errno(why, "no pair of sockets");
		return false;
	}
	inet_buffers(pair[0], HELPER_BUFFER);
	inet_buffers(pair[1], HELPER_BUFFER);
	snprintf(number, sizeof(number), "%d", pair[1]);
	snprintf(title, sizeof(title), "helper-%s", name);
	pid = xcalloc(1, sizeof(*pid));
	*pid = fork();
	if (!*pid) {
		fcntl(pair[1], F_SETFD, 0);
		execl("/proc/self/exe", "lanyard", title, number, (char *)NULL);
		_exit(127);
	}
	close(pair[1]);
	handle_add_fd(h, pair[0]);
	if (*pid < 0) {
		free(pid);
		door_errno(why, "no process for a helper");
		handle_close_fds(h);
		return false;
	}
	h->opened = pid;
	return true;
}

void helper_stop(struct attach_handle *h)
{
	pid_t *pid = h->opened;

	handle_close_fds(h);
	if (!pid)
		return;
	kill(*pid, SIGKILL); /* it has nothing to save */
	waitpid(*pid, NULL, 0);
	free(pid);
	h->opened = NULL;
}
