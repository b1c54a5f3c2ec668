/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The engine's side of vhost: the front end's coming and going, rings that start and stop. One front end is served at a time; the next one
 * waits until that one leaves. The port has carrier while the guest's driver has a ring for it to receive from.
 *
 * A kick descriptor is watched by its edges and never read: what a front end passes as one may be anything, and a read could wait.
 */
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "attach/lostmem.h"
#include "attach/passfd.h"
#include "attach/uri.h"
#include "attach/vhost.h"

/* User-mode Linux (6.1) forgets a change of configuration that comes together with a call: it is told of each twice. */
enum { TELL_AGAIN = 50 * NSEC_PER_MS };

static struct loop *loop_of(struct vhost *v)
{
	return v->door.node.worker->loop;
}

/* Rings. */

static void kick_ready(struct watch *wa, u32 events)
{
	struct vhost_queue *q = container_of(wa, struct vhost_queue, kick);

	(void)events;
	if (q->running)
		door_ready(&q->vhost->door.watch, EPOLLIN);
}

static void guest_changed(struct vhost *v)
{
	v->n_rx = 0;
	for (unsigned i = 0; i < VHOST_QUEUES; i += 2)
		if (v->queue[i].running && v->queue[i].enabled)
			v->rx[v->n_rx++] = (u8)i;
	if (v->door.port && v->door.port->enabled != (v->n_rx > 0))
		port_enable(v->door.port, v->n_rx > 0);
}

void vhost_queue_stop(struct vhost_queue *q)
{
	if (q->kick.loop)
		loop_unwatch(&q->kick);
	vhost_close_fd(&q->kick.fd);
	q->running = false;
}

static void queue_start(struct vhost_queue *q)
{
	struct vhost *v = q->vhost;
	bool to_guest = (q - v->queue) % 2 == 0;

	q->ring.packed = vhost_has(v, F_RING_PACKED);
	q->ring.event_idx = vhost_has(v, F_EVENT_IDX);
	q->ring.indirect = vhost_has(v, F_INDIRECT_DESC);
	q->ring.log = vhost_log_of(q);
	q->ring.given = q->given;
	if (!vring_start(&q->ring, &v->mem, q->size, q->user, q->base)) {
		door_count(&v->door, DROP_BAD_DESCRIPTOR);
		return;
	}
	if (q->kick.fd >= 0 && !to_guest && loop_of(v) && !loop_watch(loop_of(v), &q->kick, EPOLLIN | EPOLLET)) {
		door_count(&v->door, DROP_BAD_MESSAGE);
		return;
	}
	q->running = true;
	vring_kicks(&q->ring, !to_guest); /* of buffers to fill we take note when there is a frame */
	if (q->ring.resumed) /* the driver may not have been told of what it got back last */
		vhost_call(q);
	if (!to_guest)
		door_soon(&v->door);
}

void vhost_queue_update(struct vhost_queue *q)
{
	if (!q->running && q->kicked && q->addressed && q->vhost->mem.n)
		queue_start(q);
	guest_changed(q->vhost);
}

/* Coming and going. */

static void disconnected(struct vhost *v)
{
	int fd = v->door.fd;

	if (fd < 0)
		return;
	door_read_from(&v->door, -1);
	timer_stop(v->door.node.worker, &v->door.again);
	vhost_forget(v);
	if (v->calls) /* the helper has the connection too */
		shutdown(fd, SHUT_RDWR);
	close(fd);
	v->ringing.stuck = false;
	if (loop_of(v) && v->ringing.strikes < RING_FD_STRIKES)
		loop_watch(loop_of(v), &v->listener, EPOLLIN);
}

/* A connection from the helper; -1: none. */
static int connection_made(int pair)
{
	int fd = -1;
	unsigned n = 0;
	char byte;

	passfd_receive(pair, &byte, 1, &fd, &n, 1, NULL, MSG_DONTWAIT);
	return n ? fd : -1;
}

static void listener_ready(struct watch *wa, u32 events)
{
	struct vhost *v = container_of(wa, struct vhost, listener);
	int fd;

	if (v->door.fd >= 0)
		return;
	if (!(events & EPOLLIN)) { /* the helper is no more */
		loop_unwatch(wa);
		return;
	}
	fd = v->calls ? connection_made(wa->fd) : accept4(wa->fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
	if (fd < 0)
		return;
	if (wa->loop)
		loop_unwatch(wa);
	door_read_from(&v->door, fd);
}

static void connection_ready(struct watch *wa, u32 events)
{
	struct vhost *v = container_of(wa, struct vhost, door.watch);

	(void)events;
	if (v->door.fd >= 0 && !vhost_serve(v))
		disconnected(v);
}

/* Birth and death. */

static void vhost_init(struct node *n)
{
	struct vhost *v = (struct vhost *)n;

	door_init(n);
	v->listener.fd = v->back = -1;
	for (unsigned i = 0; i < VHOST_QUEUES; i++) {
		v->queue[i].vhost = v;
		v->queue[i].kick = (struct watch){ .fd = -1, .ready = kick_ready };
		v->queue[i].call = v->queue[i].err = -1;
	}
}

static void vhost_fini(struct node *n)
{
	struct vhost *v = (struct vhost *)n;
	struct port *port = v->door.port;

	timer_stop(n->worker, &v->tell);
	if (v->listener.loop)
		loop_unwatch(&v->listener);
	vhost_close_fd(&v->listener.fd);
	for (unsigned i = 0; i < VHOST_QUEUES; i++) {
		vhost_queue_stop(&v->queue[i]);
		v->queue[i].kicked = false;
	}
	v->door.port = NULL; /* it is going: its carrier is not ours to change */
	vhost_forget(v);
	vhost_log_forget(v, true);
	v->door.port = port;
	door_fini(n);
}

static void vhost_link(struct port *p)
{
	struct vhost *v = (struct vhost *)p->node;

	if (!(v->protocol >> P_CONFIG & 1))
		return;
	vhost_config_changed(v);
	timer_set(p->node->worker, &v->tell, node_now(p->node) + TELL_AGAIN);
}

static void tell_fired(struct timer *t)
{
	vhost_config_changed(container_of(t, struct vhost, tell));
}

static const struct node_kind kind_vhost = {
	.name = "vhost", .size = sizeof(struct vhost), .init = vhost_init, .fini = vhost_fini, .input = vhost_input, .link = vhost_link, .default_ports = 1,
};

bool vhost_is(const struct node *n) { return n->kind == &kind_vhost; }

struct node *vhost_door(struct world *w, unsigned worker, const char *name, const struct attach_uri *uri, struct attach_handle *h,
			char why[256])
{
	struct vhost *v = (struct vhost *)door_new(w, worker, &kind_vhost, name, -1, why);

	if (!v)
		return NULL;
	lostmem_survive();
	if (h->n_fds > 1 && vhost_log_map(v, h->fd[1]))
		close(h->fd[1]);
	v->door.receive = vhost_receive;
	v->door.watch.ready = connection_ready;
	v->door.talks = true;
	v->tell.fire = tell_fired;
	v->listener = (struct watch){ .fd = h->fd[0], .ready = listener_ready };
	v->calls = facts_number(h->facts, "connect");
	v->whole = attach_param(uri, "config");
	if (v->calls)
		send(h->fd[0], "", 1, MSG_NOSIGNAL | MSG_DONTWAIT); /* an engine before this one may have left a connection */
	port_enable(v->door.port, false);
	if (loop_of(v))
		loop_watch(loop_of(v), &v->listener, EPOLLIN);
	door_start(&v->door, h, why); /* nothing to be watched yet: cannot fail */
	return &v->door.node;
}
