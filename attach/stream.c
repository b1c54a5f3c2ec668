/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * stream: QEMU's -netdev stream (and its older -netdev socket): each frame after its length in 4
 * bytes, big-endian, over a stream socket.
 *
 * A guest must survive a crash of the engine, and QEMU before 8.0 does not connect again. So what a
 * connection is made of stands outside the engine, in descriptors that the keeper holds too: a
 * memory file with the bytes read but not yet a whole frame and those not yet written (struct
 * stream_mem), and for a listener a pair of sockets with the accepted client's descriptor in flight
 * in it, where the next engine finds it (the "mailbox").
 *
 * A listener serves one client at a time; the next one waits until that one leaves. While there is
 * no client the door's port is down, and so the wire. A connecting end over TCP tries again each
 * second when its peer has gone, where the engine may (one that is locked in may not connect); over
 * a unix socket it stays down, as a unix socket does not connect twice. So the side that may
 * restart connects, the other one listens.
 */
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "attach/inet.h"
#include "attach/stream.h"
#include "attach/unixsock.h"

enum { CONNECT_MS = 3000 };

struct stream_uri {
	bool is_unix, listen;
	struct sockaddr_un path;
	struct endpoint host;
};

static bool stream_parse(const struct attach_uri *u, struct stream_uri *s, char why[256], unsigned *column)
{
	const char *listen_value = attach_param(u, "listen"), *at = u->path;
	char text[256];

	*s = (struct stream_uri){ .is_unix = !strncmp(u->path, "unix:", 5), .listen = listen_value };
	if (listen_value && *listen_value)
		return uri_bad(u, listen_value, why, column, "listen takes no value: write ?listen");
	if (s->is_unix)
		return unixsock_address(u->path + 5, strlen(u->path + 5), &s->path, text) ||
				uri_bad(u, u->path + 5, why, column, "%s", text);
	if (*u->path == '/' || *u->path == '.')
		return uri_bad(u, u->path, why, column, "write a path as stream:unix:%.64s", u->path);
	return endpoint_parse(u->path, strlen(u->path), 0, &s->host, text, &at) || uri_bad(u, at,
			why, column, "%s", text);
}

static bool stream_check(const struct attach_uri *u, char why[256], unsigned *column)
{
	struct stream_uri s;

	return stream_parse(u, &s, why, column);
}

void stream_tune(int fd)
{
	int one = 1, idle = 10, probes = 3;

	/* Fails on a unix socket, where it isn't needed. A peer whose machine went away is noticed
	 * within half a minute. */
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &one, sizeof(one));
	setsockopt(fd, IPPROTO_TCP, TCP_KEEPIDLE, &idle, sizeof(idle));
	setsockopt(fd, IPPROTO_TCP, TCP_KEEPINTVL, &idle, sizeof(idle));
	setsockopt(fd, IPPROTO_TCP, TCP_KEEPCNT, &probes, sizeof(probes));
}

static int listen_tcp(const struct sockaddr_storage *sa, socklen_t len, char why[256])
{
	int fd = socket(sa->ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0), one = 1;
	char text[64];

	if (fd >= 0) {
		setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
		if (!bind(fd, (const struct sockaddr *)sa, len) && !listen(fd, 4))
			return fd;
	}
	snprintf(why, 256, "cannot listen on %s: %s", inet_text(sa, text), strerror(errno));
	if (fd >= 0)
		close(fd);
	return -1;
}

static int connect_to(const struct sockaddr *sa, socklen_t len, const char *name, char why[256])
{
	int fd = socket(sa->sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0), err = 0;
	struct pollfd p = { .fd = fd, .events = POLLOUT };
	socklen_t err_len = sizeof(err);

	if (fd < 0 || connect(fd, sa, len))
		err = errno;
	if (err == EINPROGRESS) {
		err = ETIMEDOUT;
		if (poll(&p, 1, CONNECT_MS) > 0)
			getsockopt(fd, SOL_SOCKET, SO_ERROR, &err, &err_len);
	}
	if (!err)
		return fd;
	snprintf(why, 256, "cannot connect to %s: %s%s", name, strerror(err),
		 err == ECONNREFUSED ||
				err == ENOENT ? "; start the side that listens first, or let this one: ?listen" : "");
	if (fd >= 0)
		close(fd);
	return -1;
}

static int stream_socket(const struct stream_uri *s, char why[256])
{
	struct sockaddr_storage sa;
	socklen_t len;
	char text[64];
	int fd;

	if (s->is_unix && s->listen) {
		fd = unixsock_bind(&s->path, SOCK_STREAM, why);
		if (fd >= 0)
			listen(fd, 4);
		return fd;
	}
	if (s->is_unix)
		return connect_to((const struct sockaddr *)&s->path, sizeof(s->path), s->path.sun_path, why);
	if (!endpoint_resolve(&s->host, SOCK_STREAM, &sa, &len, why))
		return -1;
	return s->listen ? listen_tcp(&sa, len, why) : connect_to((const struct sockaddr *)&sa,
			len, inet_text(&sa, text), why);
}

static enum attach_status stream_open(const struct attach_uri *u, struct attach_handle *h, char why[256])
{
	struct stream_uri s;
	unsigned column;
	int fd, pair[2] = { -1, -1 }, mem;

	*h = (struct attach_handle){ 0 };
	if (!stream_parse(u, &s, why, &column))
		return ATTACH_BAD;
	fd = stream_socket(&s, why);
	if (fd < 0)
		return ATTACH_REFUSED;
	handle_add_fd(h, fd);
	if (s.listen && s.is_unix)
		h->opened = xstrdup(s.path.sun_path);
	mem = memfd_create("lanyard stream", MFD_CLOEXEC);
	if (mem < 0 || ftruncate(mem, sizeof(struct stream_mem)) || (s.listen &&
			socketpair(AF_UNIX, SOCK_DGRAM, 0, pair))) {
		door_errno(why, "memory of a stream");
		if (mem >= 0)
			close(mem);
		unixsock_detach(h);
		return ATTACH_REFUSED;
	}
	handle_add_fd(h, mem);
	for (int i = 0; s.listen && i < 2; i++)
		handle_add_fd(h, pair[i]);
	stream_tune(fd);
	snprintf(h->facts, sizeof(h->facts), "listen=%d again=%d", s.listen, !s.listen && !s.is_unix);
	return ATTACH_OK;
}

static void stream_sweep(const struct attach_uri *u)
{
	struct stream_uri s;
	char why[256];
	unsigned column;

	if (stream_parse(u, &s, why, &column) && s.is_unix && s.listen)
		unixsock_sweep(&s.path, SOCK_STREAM);
}

static const char *stream_doctor(void)
{
	return NULL;
}

const struct attach_scheme attach_stream = {
	.name = "stream",
	.params = "listen",
	.usage = "stream:unix:PATH[?listen] or stream:HOST:PORT[?listen]",
	.check = stream_check,
	.open = stream_open,
	.close = unixsock_detach,
	.sweep = stream_sweep,
	.door = stream_door,
	.doctor = stream_doctor,
};
