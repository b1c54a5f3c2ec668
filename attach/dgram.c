/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * dgram: one bare frame a datagram between two unix sockets, as QEMU's -netdev dgram. Each frame is
 * sent to the peer's path anew, so a peer may come late, go, and come back. The kernel lets only a
 * few datagrams wait at a unix socket (net.unix.max_dgram_qlen), fewer than a burst, so a bounded
 * number waits here, with a short timer: nothing tells when another's queue has room.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "attach/inet.h"
#include "attach/mmsg.h"
#include "attach/unixsock.h"

enum { DGRAM_FRAME_MAX = 65536, WAIT_MAX = 512, DGRAM_BUFFER = 4 << 20 };
#define RETRY (20 * NSEC_PER_US)

static bool dgram_parse(const struct attach_uri *u, struct sockaddr_un *local,
		struct sockaddr_un *remote, char why[256], unsigned *column)
{
	const char *path = u->path + 5, *comma;
	char text[256];

	if (strncmp(u->path, "unix:", 5))
		return uri_bad(u, u->path, why, column,
				"write dgram:unix:LOCAL,REMOTE with the paths of two sockets");
	comma = strchr(path, ',');
	if (!comma)
		return uri_bad(u, path, why, column, "write both paths: dgram:unix:LOCAL,REMOTE");
	if (!unixsock_address(path, (size_t)(comma - path), local, text))
		return uri_bad(u, path, why, column, "%s", text);
	if (!unixsock_address(comma + 1, strlen(comma + 1), remote, text))
		return uri_bad(u, comma + 1, why, column, "%s", text);
	if (!strcmp(local->sun_path, remote->sun_path))
		return uri_bad(u, comma + 1, why, column,
				"both paths are the same: REMOTE is the peer's socket");
	return true;
}

static bool dgram_check(const struct attach_uri *u, char why[256], unsigned *column)
{
	struct sockaddr_un local, remote;

	return dgram_parse(u, &local, &remote, why, column);
}

/* The engine may stand elsewhere: a path for it is absolute. */
static bool absolute(const char *path, char *buf, size_t len)
{
	size_t at = 0;

	if (*path != '/') {
		if (!getcwd(buf, len))
			return false;
		at = strlen(buf);
		if (at + 1 >= len)
			return false;
		buf[at++] = '/';
	}
	if (at + strlen(path) >= len)
		return false;
	strcpy(buf + at, path);
	return true;
}

static enum attach_status dgram_open(const struct attach_uri *u, struct attach_handle *h, char why[256])
{
	struct sockaddr_un local, remote, whole;
	unsigned column;
	int fd;

	*h = (struct attach_handle){ 0 };
	if (!dgram_parse(u, &local, &remote, why, &column))
		return ATTACH_BAD;
	if (!absolute(remote.sun_path, whole.sun_path, sizeof(whole.sun_path))) {
		snprintf(why, 256, "the path of %.100s from the root is too long for a socket",
				remote.sun_path);
		return ATTACH_BAD;
	}
	fd = unixsock_bind(&local, SOCK_DGRAM, why);
	if (fd < 0)
		return ATTACH_REFUSED;
	inet_buffers(fd, DGRAM_BUFFER);
	handle_add_fd(h, fd);
	h->opened = xstrdup(local.sun_path);
	snprintf(h->facts, sizeof(h->facts), "remote=%s", whole.sun_path);
	return ATTACH_OK;
}

static void dgram_close(struct attach_handle *h)
{
	handle_close_fds(h);
	if (h->opened)
		unlink(h->opened);
	free(h->opened);
	h->opened = NULL;
}

static void dgram_sweep(const struct attach_uri *u)
{
	struct sockaddr_un local, remote;
	char why[256];
	unsigned column;

	if (dgram_parse(u, &local, &remote, why, &column))
		unixsock_sweep(&local, SOCK_DGRAM);
}

static const char *dgram_doctor(void)
{
	return NULL;
}

/* The engine's side. */

struct dgram_door {
	struct door door;
	struct mmsg *mmsg;
	struct sockaddr_un to;
	struct timer retry;
	unsigned n_wait;
	struct frame *wait[WAIT_MAX];	/* for room at the peer, in order */
};

static const struct mmsg_scheme dgram_mmsg = { 0 };

static void dgram_fini(struct node *n)
{
	struct dgram_door *g = (struct dgram_door *)n;

	timer_stop(n->worker, &g->retry);
	frames_put(g->wait, g->n_wait);
	g->n_wait = 0;
	mmsg_free(g->mmsg);
	door_fini(n);
}

static void dgram_receive(struct door *d, unsigned room)
{
	if (!mmsg_receive(((struct dgram_door *)d)->mmsg, d, room))
		door_count(d, DROP_DOOR_ERROR);
}

static void dgram_retry(struct timer *t)
{
	struct dgram_door *g = container_of(t, struct dgram_door, retry);
	unsigned done = mmsg_send(g->mmsg, &g->door, g->wait, g->n_wait);

	g->n_wait -= done;
	memmove(g->wait, g->wait + done, g->n_wait * sizeof(*g->wait));
	if (g->n_wait)
		timer_set(g->door.node.worker, t, node_now(&g->door.node) + RETRY);
}

static void dgram_emit(struct door *d, struct frame **f, unsigned n)
{
	struct dgram_door *g = (struct dgram_door *)d;
	unsigned done = g->n_wait ? 0 : mmsg_send(g->mmsg, d, f, n);

	for (; done < n && g->n_wait < WAIT_MAX; done++)
		g->wait[g->n_wait++] = f[done];
	if (done < n)
		port_drop_n(d->port, f + done, n - done, DROP_DOOR_FULL);
	if (g->n_wait && !timer_is_set(&g->retry))
		timer_set(d->node.worker, &g->retry, node_now(&d->node) + RETRY);
}

static void dgram_input(struct port *in, struct frame **f, unsigned n)
{
	struct door *d = (struct door *)in->node;

	if (d->fd < 0)
		port_drop_n(in, f, n, DROP_DOOR_ERROR);
	else
		door_flatten(d, f, n, DGRAM_FRAME_MAX, dgram_emit);
}

static const struct node_kind kind_dgram = {
	.name = "dgram", .size = sizeof(struct dgram_door), .init = door_init, .fini = dgram_fini,
			.input = dgram_input, .default_ports = 1,
};

static struct node *dgram_door(struct world *w, unsigned worker, const char *name,
		const struct attach_uri *uri,
			       struct attach_handle *h, char why[256])
{
	struct dgram_door *g;
	char text[256];

	(void)uri;
	g = (struct dgram_door *)door_new(w, worker, &kind_dgram, name, h->fd[0], why);
	if (!g)
		return NULL;
	unixsock_address(h->facts + strlen("remote="), strlen(h->facts + strlen("remote=")), &g->to, text);
	g->mmsg = mmsg_new(&dgram_mmsg);
	mmsg_set_to(g->mmsg, &g->to, sizeof(g->to));
	g->retry.fire = dgram_retry;
	g->door.receive = dgram_receive;
	return door_start(&g->door, h, why) ? &g->door.node : NULL;
}

const struct attach_scheme attach_dgram = {
	.name = "dgram",
	.params = "",
	.usage = "dgram:unix:LOCAL,REMOTE",
	.check = dgram_check,
	.open = dgram_open,
	.close = dgram_close,
	.sweep = dgram_sweep,
	.door = dgram_door,
	.doctor = dgram_doctor,
};
