/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * `management:`: a node's vty lines served on an address of this machine. The keeper opens the listening sockets (the engine may not); each is watched
 * in the loop of its node's worker, where the connections live too, so that a session is touched by one thread alone.
 */
#include "lab/manage.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "router/ssh.h"

enum { BACKLOG = 64 };

struct manage {
	struct manage *next;
	struct watch watch;	/* the listening socket */
	struct lab_node *ln;
	enum topo_management protocol;
};

/* The carrier of a session. It ends with the session, and all sessions end with their node. */
struct managed {
	struct watch watch;
	struct vty *v;		/* NULL: not begun */
	bool waiting;		/* for room in the socket */
};

/* ---- in the keeper: the sockets ---- */

static int listen_at(const struct topo_listen *l)
{
	struct sockaddr_in in4 = { .sin_family = AF_INET, .sin_port = htons(l->port), .sin_addr = { htonl(l->addr.v4) } };
	struct sockaddr_in6 in6 = { .sin6_family = AF_INET6, .sin6_port = htons(l->port) };
	bool six = l->addr.af == AF_IP6;
	int one = 1, fd = socket(six ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	memcpy(&in6.sin6_addr, &l->addr.v6, 16);
	if (fd < 0)
		return -1;
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	if (six)
		setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &one, sizeof(one));
	if (bind(fd, six ? (void *)&in6 : (void *)&in4, six ? sizeof(in6) : sizeof(in4)) || listen(fd, BACKLOG)) {
		int why = errno;

		close(fd);
		errno = why;
		return -1;
	}
	return fd;
}

bool manage_open(struct setup *s)
{
	size_t n = (size_t)s->topo->n_nodes * MANAGE_N;

	s->manage = xcalloc(n + 1, sizeof(*s->manage));
	memset(s->manage, -1, n * sizeof(*s->manage));
	for (size_t i = 0; i < n; i++) {
		const struct topo_listen *l = &s->topo->nodes[i / MANAGE_N].management[i % MANAGE_N];
		char *text;

		if (l->addr.af == AF_NONE)
			continue;
		/* Whoever comes from outside lives in real time. */
		s->manage[i] = s->clock == CLOCK_VIRTUAL ? -1 : listen_at(l);
		if (s->manage[i] >= 0)
			continue;
		text = xasprintf("%s:%u:%u: %s%s", s->topo->file->name, l->at.line, l->at.column,
				 s->clock == CLOCK_VIRTUAL ? "\"management\" needs the real clock" : "cannot listen there: ",
				 s->clock == CLOCK_VIRTUAL ? "" : strerror(errno));
		setup_say(s, 'E', text);
		free(text);
		return false;
	}
	return true;
}

void manage_close(struct setup *s)
{
	for (size_t i = 0; s->manage && i < (size_t)s->topo->n_nodes * MANAGE_N; i++)
		if (s->manage[i] >= 0)
			close(s->manage[i]);
	free(s->manage);
	s->manage = NULL;
}

/* ---- in the engine: connections ---- */

static size_t conn_write(void *arg, const void *data, size_t len)
{
	struct managed *x = arg;
	ssize_t n;

	do {
		n = send(x->watch.fd, data, len, MSG_DONTWAIT | MSG_NOSIGNAL);
	} while (n < 0 && errno == EINTR);
	if (n < 0) /* no room; or it is broken, and the loop says so next */
		n = 0;
	if ((size_t)n < len && !x->waiting) {
		x->waiting = true;
		loop_watch(x->watch.loop, &x->watch, EPOLLIN | EPOLLOUT);
	}
	return (size_t)n;
}

static size_t conn_read(void *arg, void *data, size_t len, bool *end)
{
	struct managed *x = arg;
	ssize_t n = recv(x->watch.fd, data, len, MSG_DONTWAIT);

	*end = !n || (n < 0 && errno != EAGAIN && errno != EINTR);
	return n > 0 ? (size_t)n : 0;
}

static void conn_end(struct managed *x)
{
	loop_unwatch(&x->watch);
	close(x->watch.fd);
	free(x);
}

static void conn_close(void *arg, int status)
{
	(void)status;
	conn_end(arg);
}

static void conn_ready(struct watch *wa, u32 events)
{
	struct managed *x = container_of(wa, struct managed, watch);

	if (events & (EPOLLERR | EPOLLHUP)) {
		vty_gone(x->v);
		conn_end(x);
		return;
	}
	if (events & EPOLLOUT) {
		x->waiting = false;
		loop_watch(wa->loop, wa, EPOLLIN);
		vty_writable(x->v);
	}
	if (events & EPOLLIN)
		vty_readable(x->v);
}

static void peer_name(int fd, char name[INET6_ADDRSTRLEN])
{
	struct sockaddr_storage ss = { 0 };
	socklen_t len = sizeof(ss);

	strcpy(name, "0.0.0.0");
	if (getpeername(fd, (struct sockaddr *)&ss, &len))
		return;
	if (ss.ss_family == AF_INET6)
		inet_ntop(AF_INET6, &((struct sockaddr_in6 *)&ss)->sin6_addr, name, INET6_ADDRSTRLEN);
	else
		inet_ntop(AF_INET, &((struct sockaddr_in *)&ss)->sin_addr, name, INET6_ADDRSTRLEN);
}

static void telnet_new(struct manage *m, int fd, const char *peer)
{
	struct managed *x = xcalloc(1, sizeof(*x));
	struct vty_carrier carrier = { .write = conn_write, .read = conn_read, .close = conn_close, .arg = x };

	x->watch = (struct watch){ .fd = fd, .ready = conn_ready };
	if (loop_watch(m->watch.loop, &x->watch, EPOLLIN))
		x->v = vty_begin(device_of(m->ln->node), &carrier, peer);
	if (!x->v)
		conn_end(x);
}

static void listen_ready(struct watch *wa, u32 events)
{
	struct manage *m = container_of(wa, struct manage, watch);
	int fd = accept4(wa->fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
	char peer[INET6_ADDRSTRLEN];

	(void)events;
	if (fd < 0)
		return;
	peer_name(fd, peer);
	if (!m->ln->node->on || !m->ln->node->shell)
		close(fd);
	else if (m->protocol == MANAGE_TELNET)
		telnet_new(m, fd, peer);
	else if (!sshd_begin(device_of(m->ln->node), fd, peer))
		close(fd);
}

static void watch_here(void *arg)
{
	struct manage *m = arg;
	const struct node *n = m->ln->node;

	loop_watch(n->worker->loop, &m->watch, EPOLLIN);
	if (m->protocol == MANAGE_SSH && n->on && n->shell)
		sshd_want_key(device_of(m->ln->node));
}

void manage_start(struct engine *e)
{
	for (size_t i = 0; e->s->manage && i < (size_t)e->n_nodes * MANAGE_N; i++) {
		struct manage *m;

		if (e->s->manage[i] < 0)
			continue;
		m = xcalloc(1, sizeof(*m));
		m->ln = &e->nodes[i / MANAGE_N];
		m->protocol = i % MANAGE_N;
		m->watch = (struct watch){ .fd = e->s->manage[i], .ready = listen_ready };
		m->next = e->manage;
		e->manage = m;
		engine_on(m->ln->node, watch_here, m);
	}
}

void manage_stop(struct engine *e)
{
	for (struct manage *m; (m = e->manage);) {
		e->manage = m->next;
		if (m->watch.loop)
			loop_unwatch(&m->watch);
		free(m);
	}
}
