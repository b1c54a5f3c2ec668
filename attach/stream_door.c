/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The engine's side of stream: framing, the client's coming and going, the bounded backlog. See
 * stream.c. */
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include "attach/passfd.h"
#include "attach/stream.h"
#include "net/rd.h"

enum { PREFIX = 4, ETH_HEADER = 14, READ_TURNS = 4 };
#define RETRY NSEC_PER_SEC

struct stream {
	struct door door;	/* its fd: the connection, -1 without one */
	struct stream_mem *mem;
	struct watch listener;	/* its fd: -1 when we connect; watched while there is no client */
	int mail_out, mail_in;	/* a listener's mailbox, else -1 */
	int idle;		/* a TCP socket whose peer went, to connect again; else -1 */
	struct sockaddr_storage peer;
	socklen_t peer_len;
	struct timer retry;
};

static struct loop *loop_of(struct stream *s)
{
	return s->door.node.worker->loop;
}

/* The mailbox: at most one message, one byte with the client's descriptor. */

static int mail_receive(struct stream *s, int flags)
{
	char byte;
	int fd = -1;
	unsigned n = 0;

	if (s->mail_in < 0 || passfd_receive(s->mail_in, &byte, 1, &fd, &n, 1, NULL, flags | MSG_DONTWAIT) < 0)
		return -1;
	return fd;
}

static void mail_empty(struct stream *s)
{
	int fd;

	while ((fd = mail_receive(s, 0)) >= 0)
		close(fd);
}

static void mail_send(struct stream *s, int fd)
{
	char byte = 0;

	/* If it doesn't fit, this client is lost with the engine: no worse than without a mailbox. */
	(void)!passfd_send(s->mail_out, &byte, 1, &fd, 1, MSG_DONTWAIT);
}

/* Coming and going. */

static void connected(struct stream *s, int fd)
{
	if (s->listener.loop)
		loop_unwatch(&s->listener);
	s->door.events = EPOLLIN | (s->mem->out_len ? EPOLLOUT : 0);
	door_read_from(&s->door, fd);
	port_enable(s->door.port, true);
	if (s->mem->in_len)
		door_soon(&s->door);
}

/* connect() to AF_UNSPEC frees a TCP socket from its old connection; then it can have a new one. */
static void leave_peer(int fd)
{
	struct sockaddr none = { .sa_family = AF_UNSPEC };

	connect(fd, &none, sizeof(none));
}

static void disconnected(struct stream *s)
{
	int fd = s->door.fd;

	if (fd < 0)
		return;
	door_read_from(&s->door, -1);
	timer_stop(s->door.node.worker, &s->door.again);
	s->mem->in_at = s->mem->in_len = s->mem->out_at = s->mem->out_len = 0;
	port_enable(s->door.port, false);
	if (s->listener.fd >= 0) {
		mail_empty(s);
		close(fd);
		if (loop_of(s))
			loop_watch(loop_of(s), &s->listener, EPOLLIN);
	} else if (s->peer_len) {
		leave_peer(fd);
		s->idle = fd;
		timer_set(s->door.node.worker, &s->retry, node_now(&s->door.node) + RETRY);
	} else {
		close(fd);
	}
}

static void listener_ready(struct watch *wa, u32 events)
{
	struct stream *s = container_of(wa, struct stream, listener);
	int fd;

	(void)events;
	if (s->door.fd >= 0)
		return;
	fd = accept4(wa->fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
	if (fd < 0)
		return;
	stream_tune(fd);
	mail_empty(s);
	mail_send(s, fd);
	connected(s, fd);
}

static void retry_fired(struct timer *t)
{
	struct stream *s = container_of(t, struct stream, retry);
	bool under_way;
	int fd = s->idle;

	if (fd < 0)
		return;
	/* Asked again while it connects, connect() says how that went. */
	if (!connect(fd, (const struct sockaddr *)&s->peer, s->peer_len) || errno == EISCONN) {
		s->idle = -1;
		connected(s, fd);
		return;
	}
	if (errno == EPERM) { /* an engine that is locked in connects nowhere: the wire stays down */
		close(fd);
		s->idle = -1;
		return;
	}
	under_way = errno == EINPROGRESS || errno == EALREADY;
	if (!under_way)
		leave_peer(fd);
	timer_set(s->door.node.worker, t, node_now(&s->door.node) + (under_way ? RETRY / 10 : RETRY));
}

/* From the peer. */

/* Sends the frames that stand in mem->in, at most room, and says how many. false: a length that
 * cannot be. */
static bool parse(struct stream *s, unsigned room, unsigned *sent)
{
	struct stream_mem *m = s->mem;
	struct door *d = &s->door;
	struct frame *out[DOOR_TURN];
	unsigned n = 0;
	bool good = true, starved = false;

	while (n < room && m->in_len >= PREFIX) {
		const u8 *p = m->in + m->in_at;
		u32 len = get_be32(p);

		if (len > STREAM_FRAME_MAX) {
			door_count(d, DROP_TOO_LONG);
			good = false;
			break;
		}
		if (m->in_len < PREFIX + len)
			break;
		if (len < ETH_HEADER) {
			door_count(d, DROP_SHORT);
		} else {
			struct frame *f = frame_get(node_pool(&d->node), len);

			starved = !f;
			if (starved)
				break;
			memcpy(f->data, p + PREFIX, len);
			f->arrival = node_now(&d->node);
			out[n++] = f;
		}
		m->in_at += PREFIX + len;
		m->in_len -= PREFIX + len;
	}
	if (n)
		port_send(d->port, out, n);
	*sent = n;
	if (starved)
		door_pause(d);
	else if (n == room)
		door_soon(d); /* there may be more in memory, of which the descriptor knows nothing */
	return good;
}

/* false: the connection is over. */
static bool fill(struct stream *s)
{
	struct stream_mem *m = s->mem;
	ssize_t got;

	if (m->in_at && (m->in_at + m->in_len > STREAM_IN - 2 * STREAM_FRAME_MAX || !m->in_len)) {
		memmove(m->in, m->in + m->in_at, m->in_len);
		m->in_at = 0;
	}
	if (m->in_at + m->in_len == STREAM_IN)
		return true;
	got = recv(s->door.fd, m->in + m->in_at + m->in_len, STREAM_IN - m->in_at - m->in_len, MSG_DONTWAIT);
	if (got > 0)
		m->in_len += (u32)got;
	return got > 0 || (got < 0 && (errno == EAGAIN || errno == EINTR));
}

static void stream_receive(struct door *d, unsigned room)
{
	struct stream *s = (struct stream *)d;
	bool alive = fill(s);
	unsigned sent;

	if (!parse(s, room, &sent))
		disconnected(s);
	else if (!alive && sent)
		door_pause(d); /* what a peer sent before it left still counts: carrier that goes now would take it along */
	else if (!alive)
		disconnected(s);
}

static void flush(struct stream *s);

/* Level-triggered readiness in both directions: EPOLLOUT is asked for only while there is a
 * backlog. */
static void stream_ready(struct watch *wa, u32 events)
{
	struct stream *s = container_of(wa, struct stream, door.watch);

	if (events & EPOLLOUT && s->mem->out_len)
		flush(s);
	if (s->door.fd >= 0 && events & ~(u32)EPOLLOUT)
		door_ready(wa, events);
}

static void stream_gone(struct door *d)
{
	disconnected((struct stream *)d);
}

/* To the peer. */

static void want_out(struct stream *s, bool on)
{
	u32 events = EPOLLIN | (on ? EPOLLOUT : 0);

	if (events == s->door.events)
		return;
	s->door.events = events;
	if (s->door.watch.loop)
		loop_watch(s->door.watch.loop, &s->door.watch, events);
}

static void flush(struct stream *s)
{
	struct stream_mem *m = s->mem;
	ssize_t sent = send(s->door.fd, m->out + m->out_at, m->out_len, MSG_DONTWAIT | MSG_NOSIGNAL);

	if (sent > 0) {
		m->out_len -= (u32)sent;
		m->out_at = m->out_len ? m->out_at + (u32)sent : 0;
	}
	/* An error shows as EPOLLERR or EPOLLHUP too: the watch ends the connection, outside of
	 * input(). */
	want_out(s, m->out_len > 0);
}

/* Room for len bytes at the end of the backlog, or NULL. */
static u8 *backlog(struct stream_mem *m, u32 len)
{
	u8 *p;

	if (m->out_len + len > STREAM_OUT)
		return NULL;
	if (m->out_at + m->out_len + len > STREAM_OUT) {
		memmove(m->out, m->out + m->out_at, m->out_len);
		m->out_at = 0;
	}
	p = m->out + m->out_at + m->out_len;
	m->out_len += len;
	return p;
}

/* Frame f with its length, from byte `skip` of both together on. */
static void queue(struct stream *s, struct frame *f, u32 skip)
{
	u8 prefix[PREFIX], *p = backlog(s->mem, PREFIX + f->len - skip);

	if (!p) {
		port_drop(s->door.port, f, DROP_DOOR_FULL);
		return;
	}
	put_be32(prefix, f->len);
	if (skip < PREFIX) {
		memcpy(p, prefix + skip, PREFIX - skip);
		p += PREFIX - skip;
		skip = PREFIX;
	}
	memcpy(p, f->data + (skip - PREFIX), f->len - (skip - PREFIX));
	frame_put(f);
}

static void stream_emit(struct door *d, struct frame **f, unsigned n)
{
	struct stream *s = (struct stream *)d;
	struct iovec iov[2 * BURST_MAX];
	struct msghdr msg = { .msg_iov = iov, .msg_iovlen = 2ul * n };
	u8 prefix[BURST_MAX][PREFIX];
	ssize_t sent = 0;
	unsigned i;

	for (i = 0; i < n && !s->mem->out_len; i++) {
		put_be32(prefix[i], f[i]->len);
		iov[2 * i] = (struct iovec){ prefix[i], PREFIX };
		iov[2 * i + 1] = (struct iovec){ f[i]->data, f[i]->len };
	}
	if (!s->mem->out_len)
		sent = sendmsg(d->fd, &msg, MSG_DONTWAIT | MSG_NOSIGNAL);
	if (sent < 0 && errno != EAGAIN && errno != EINTR) {
		port_drop_n(d->port, f, n, DROP_DOOR_ERROR);
		return;
	}
	for (i = 0; i < n && sent >= (ssize_t)(PREFIX + f[i]->len); i++) {
		sent -= PREFIX + f[i]->len;
		frame_put(f[i]);
	}
	for (; i < n; i++) {
		queue(s, f[i], sent > 0 ? (u32)sent : 0);
		sent = 0;
	}
	want_out(s, s->mem->out_len > 0);
}

static void stream_input(struct port *in, struct frame **f, unsigned n)
{
	struct door *d = (struct door *)in->node;

	if (d->fd < 0)
		port_drop_n(in, f, n, DROP_DOOR_ERROR);
	else
		door_flatten(d, f, n, STREAM_FRAME_MAX, stream_emit);
}

/* Birth and death. */

static void stream_init(struct node *n)
{
	struct stream *s = (struct stream *)n;

	door_init(n);
	s->listener.fd = s->mail_out = s->mail_in = s->idle = -1;
}

static void stream_fini(struct node *n)
{
	struct stream *s = (struct stream *)n;
	int fds[] = { s->listener.fd, s->mail_out, s->mail_in, s->idle };

	if (s->listener.loop)
		loop_unwatch(&s->listener);
	timer_stop(n->worker, &s->retry);
	for (size_t i = 0; i < ARRAY_LEN(fds); i++)
		if (fds[i] >= 0)
			close(fds[i]);
	if (s->mem)
		munmap(s->mem, sizeof(*s->mem));
	door_fini(n);
}

static const struct node_kind kind_stream = {
	.name = "stream", .size = sizeof(struct stream), .init = stream_init, .fini = stream_fini,
			.input = stream_input, .default_ports = 1,
};

static bool mem_is_good(const struct stream_mem *m)
{
	return m->in_at <= STREAM_IN && m->in_len <= STREAM_IN - m->in_at &&
			m->out_at <= STREAM_OUT && m->out_len <= STREAM_OUT - m->out_at;
}

/* What a listener finds: the client of an engine before us, if it had one. */
static void listener_start(struct stream *s, struct attach_handle *h)
{
	int client;

	s->listener = (struct watch){ .fd = h->fd[STREAM_SOCKET], .ready = listener_ready };
	s->mail_out = h->fd[STREAM_MAIL_OUT];
	s->mail_in = h->fd[STREAM_MAIL_IN];
	client = mail_receive(s, MSG_PEEK);
	if (client >= 0) {
		connected(s, client);
		return;
	}
	s->mem->in_at = s->mem->in_len = s->mem->out_at = s->mem->out_len = 0;
	port_enable(s->door.port, false);
	if (loop_of(s))
		loop_watch(loop_of(s), &s->listener, EPOLLIN);
}

struct node *stream_door(struct world *w, unsigned worker, const char *name,
		const struct attach_uri *uri, struct attach_handle *h, char why[256])
{
	bool listens = facts_number(h->facts, "listen"), again = facts_number(h->facts, "again");
	struct stream_mem *mem;
	struct stream *s;

	(void)uri;
	mem = mmap(NULL, sizeof(*mem), PROT_READ | PROT_WRITE, MAP_SHARED, h->fd[STREAM_MEM], 0);
	if (mem == MAP_FAILED) {
		door_errno(why, "memory of a stream");
		return NULL;
	}
	s = (struct stream *)door_new(w, worker, &kind_stream, name, -1, why);
	if (!s) {
		munmap(mem, sizeof(*mem));
		return NULL;
	}
	if (!mem_is_good(mem))
		mem->in_at = mem->in_len = mem->out_at = mem->out_len = 0;
	s->mem = mem;
	s->door.receive = stream_receive;
	s->door.gone = stream_gone;
	s->door.watch.ready = stream_ready;
	s->retry.fire = retry_fired;
	s->peer_len = sizeof(s->peer);
	if (!again || getpeername(h->fd[STREAM_SOCKET], (struct sockaddr *)&s->peer, &s->peer_len))
		s->peer_len = 0;
	if (listens)
		listener_start(s, h);
	else
		connected(s, h->fd[STREAM_SOCKET]);
	close(h->fd[STREAM_MEM]);
	door_start(&s->door, h, why); /* nothing more to be watched: cannot fail */
	return &s->door.node;
}
