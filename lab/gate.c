/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The engine's side of the gate: a job is two descriptors watched in the loop of its node's worker, so that one thread alone touches it. */
#include "lab/gate.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "attach/passfd.h"
#include "lab/engine.h"

struct gate_job {
	struct watch line, raw;	/* raw.fd -1: none */
	struct gate_user user;
	struct loop *loop;
	bool held;		/* messages wait with the job */
	bool full;		/* the line had no room */
	bool raw_full, raw_empty;
};

static void watch_line(struct gate_job *j) { loop_watch(j->loop, &j->line, (j->held ? 0 : EPOLLIN) | (j->full ? EPOLLOUT : 0)); }
static void watch_raw(struct gate_job *j) { loop_watch(j->loop, &j->raw, (j->raw_empty ? EPOLLIN : 0) | (j->raw_full ? EPOLLOUT : 0)); }

/* One message a turn: whoever is told may end the job. */
static void line_ready(struct watch *wa, u32 events)
{
	struct gate_job *j = container_of(wa, struct gate_job, line);
	u8 m[GATE_MESSAGE_MAX];
	ssize_t n;

	if (events & EPOLLIN && !j->held) {
		n = recv(wa->fd, m, sizeof(m), MSG_DONTWAIT);
		if (n > 0) {
			j->user.told(j->user.arg, m, (size_t)n);
			return;
		}
		if (n < 0 && (errno == EAGAIN || errno == EINTR))
			return;
		events |= EPOLLHUP;
	}
	if (events & (EPOLLHUP | EPOLLERR) && j->held && j->user.to_the_end) { /* job_hold() watches it again */
		loop_unwatch(wa);
		return;
	}
	if (events & (EPOLLHUP | EPOLLERR)) {
		j->user.gone(j->user.arg);
		return;
	}
	if (events & EPOLLOUT && j->full) {
		j->full = false;
		watch_line(j);
		if (j->user.room)
			j->user.room(j->user.arg);
	}
}

static void raw_ready(struct watch *wa, u32 events)
{
	struct gate_job *j = container_of(wa, struct gate_job, raw);

	if (events & (EPOLLHUP | EPOLLERR)) { /* what is left to read is read now, or later by whoever asks; the line says when it is over */
		loop_unwatch(wa);
	} else {
		j->raw_empty = j->raw_full = false;
		watch_raw(j);
	}
	if (j->user.raw)
		j->user.raw(j->user.arg);
}

static void job_end(struct gate_job *j)
{
	loop_unwatch(&j->line);
	close(j->line.fd);
	if (j->raw.loop)
		loop_unwatch(&j->raw);
	if (j->raw.fd >= 0)
		close(j->raw.fd);
	free(j);
}

static bool job_tell(struct gate_job *j, const u8 *m, size_t len)
{
	ssize_t n;

	do
		n = send(j->line.fd, m, len, MSG_DONTWAIT | MSG_NOSIGNAL);
	while (n < 0 && errno == EINTR);
	if (n < 0 && !j->full) { /* or the line is broken, and the loop says so next */
		j->full = true;
		watch_line(j);
	}
	return n >= 0;
}

static size_t job_raw_write(struct gate_job *j, const void *data, size_t len)
{
	ssize_t n;

	do
		n = send(j->raw.fd, data, len, MSG_DONTWAIT | MSG_NOSIGNAL);
	while (n < 0 && errno == EINTR);
	if ((n < 0 || (size_t)n < len) && j->raw.loop) {
		j->raw_full = true;
		watch_raw(j);
	}
	return n < 0 ? 0 : (size_t)n;
}

static size_t job_raw_read(struct gate_job *j, void *data, size_t len, bool *end)
{
	ssize_t n;

	do
		n = recv(j->raw.fd, data, len, MSG_DONTWAIT);
	while (n < 0 && errno == EINTR);
	if (n < 0 && errno == EAGAIN && j->raw.loop) {
		j->raw_empty = true;
		watch_raw(j);
	}
	*end = !n || (n < 0 && errno != EAGAIN);
	return n < 0 ? 0 : (size_t)n;
}

static void job_raw_close(struct gate_job *j) { shutdown(j->raw.fd, SHUT_WR); }

static void job_hold(struct gate_job *j, bool on)
{
	if (j->held == on)
		return;
	j->held = on;
	watch_line(j);
}

/* The gate's ends of the job's sockets, and ours. */
static bool make_sockets(int ours[GATE_FDS], int theirs[GATE_FDS], bool raw)
{
	int pair[2];

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair))
		return false;
	ours[GATE_LINE] = pair[0];
	theirs[GATE_LINE] = pair[1];
	if (!raw)
		return true;
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair))
		return false;
	ours[GATE_CONN] = pair[0];
	theirs[GATE_CONN] = pair[1];
	return true;
}

static bool ask(const struct lab_node *ln, const u8 *request, size_t len, const int theirs[GATE_FDS])
{
	u8 m[GATE_REQUEST_MAX];
	size_t name = strlen(ln->node->name) + 1;
	ssize_t n;

	memcpy(m, ln->node->name, name);
	memcpy(m + name, request, len);
	n = passfd_send(ln->engine->s->gate, m, name + len, theirs, theirs[GATE_CONN] < 0 ? 1 : 2, MSG_DONTWAIT);
	explicit_bzero(m, sizeof(m));
	return n >= 0;
}

static struct gate_job *job_begin(struct device *d, const u8 *request, size_t len, int conn, bool raw, const struct gate_user *u)
{
	struct lab_node *ln = d->lab;
	int ours[GATE_FDS] = { -1, -1 }, theirs[GATE_FDS] = { -1, conn };
	struct gate_job *j = NULL;

	if (len <= GATE_MESSAGE_MAX && make_sockets(ours, theirs, raw) && ask(ln, request, len, theirs)) {
		j = xcalloc(1, sizeof(*j));
		j->user = *u;
		j->loop = ln->node->worker->loop;
		j->line = (struct watch){ .fd = ours[GATE_LINE], .ready = line_ready };
		j->raw = (struct watch){ .fd = ours[GATE_CONN], .ready = raw_ready };
		watch_line(j);
		j->raw_empty = true;
		if (raw)
			watch_raw(j);
	}
	for (unsigned i = 0; i < GATE_FDS; i++) {
		if (theirs[i] >= 0)
			close(theirs[i]);
		if (!j && ours[i] >= 0)
			close(ours[i]);
	}
	return j;
}

static int folder_of(const struct device *d) { return ((struct lab_node *)d->lab)->engine->s->state.saved; }
static char *host_key(struct device *d) { return gate_key_facts(folder_of(d), d->node.name); }
static void drop_key(struct device *d) { gate_key_drop(folder_of(d), d->node.name); }

const struct gate lab_gate = {
	.begin = job_begin, .tell = job_tell, .raw_write = job_raw_write, .raw_read = job_raw_read, .raw_close = job_raw_close, .hold = job_hold,
	.end = job_end, .host_key = host_key, .drop_key = drop_key,
};
