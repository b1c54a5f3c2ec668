/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "attach/door.h"
#include "attach/unixsock.h"

bool unixsock_address(const char *path, size_t len, struct sockaddr_un *sa, char why[256])
{
	*sa = (struct sockaddr_un){ .sun_family = AF_UNIX };
	if (!len || len >= sizeof(sa->sun_path)) {
		snprintf(why, 256,
				len ? "the path of a socket has at most %zu characters" : "the path of the socket is missing",
			 sizeof(sa->sun_path) - 1);
		return false;
	}
	memcpy(sa->sun_path, path, len);
	return true;
}

/* Does something stand there that is a socket, with nobody at it? */
static bool is_stale(const struct sockaddr_un *sa, int type)
{
	struct stat st;
	int fd, err;

	if (lstat(sa->sun_path, &st) || !S_ISSOCK(st.st_mode))
		return false;
	fd = socket(AF_UNIX, type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return false;
	err = connect(fd, (const struct sockaddr *)sa, sizeof(*sa)) ? errno : 0;
	close(fd);
	return err == ECONNREFUSED;
}

void unixsock_sweep(const struct sockaddr_un *sa, int type)
{
	if (is_stale(sa, type))
		unlink(sa->sun_path);
}

int unixsock_bind(const struct sockaddr_un *sa, int type, char why[256])
{
	int fd = socket(AF_UNIX, type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0), err;

	if (fd < 0) {
		snprintf(why, 256, "no socket: %s", strerror(errno));
		return -1;
	}
	unixsock_sweep(sa, type);
	fchmod(fd, 0600); /* before bind(): the path appears with these rights */
	if (!bind(fd, (const struct sockaddr *)sa, sizeof(*sa)))
		return fd;
	err = errno;
	close(fd);
	snprintf(why, 256, "%s: %s", sa->sun_path,
			err == EADDRINUSE ? "something stands there already; choose another path" : strerror(err));
	return -1;
}

enum attach_status unixsock_attach(const struct attach_uri *u, struct attach_handle *h, char why[256])
{
	struct sockaddr_un sa;
	int fd;

	*h = (struct attach_handle){ 0 };
	if (!unixsock_address(u->path, strlen(u->path), &sa, why))
		return ATTACH_BAD;
	fd = unixsock_bind(&sa, SOCK_STREAM, why);
	if (fd < 0)
		return ATTACH_REFUSED;
	if (listen(fd, 4)) {
		door_errno(why, sa.sun_path);
		close(fd);
		unlink(sa.sun_path);
		return ATTACH_REFUSED;
	}
	handle_add_fd(h, fd);
	h->opened = xstrdup(sa.sun_path);
	return ATTACH_OK;
}

void unixsock_detach(struct attach_handle *h)
{
	handle_close_fds(h);
	if (h->opened)
		unlink(h->opened);
	free(h->opened);
	h->opened = NULL;
}

void unixsock_sweep_uri(const struct attach_uri *u)
{
	struct sockaddr_un sa;
	char why[256];

	if (unixsock_address(u->path, strlen(u->path), &sa, why))
		unixsock_sweep(&sa, SOCK_STREAM);
}
