/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "attach/door.h"

static void again_fired(struct timer *t)
{
	struct door *d = container_of(t, struct door, again);

	if (d->fd < 0)
		return;
	if (!d->watch.loop && d->node.worker->loop)
		loop_watch(d->node.worker->loop, &d->watch, d->events);
	door_ready(&d->watch, EPOLLIN);
}

struct door *door_new(struct world *w, unsigned worker, const struct node_kind *kind,
		const char *name, int fd, char why[256])
{
	struct door *d = (struct door *)node_new(w, kind, name, 1, worker);

	if (!d) {
		snprintf(why, 256, "\"%.200s\" is in use in this lab already", name);
		return NULL;
	}
	d->port = d->node.ports;
	d->fd = fd;
	d->watch = (struct watch){ .fd = fd, .ready = door_ready };
	d->again.fire = again_fired;
	d->events = EPOLLIN;
	return d;
}

bool door_start(struct door *d, struct attach_handle *h, char why[256])
{
	if (d->fd >= 0 && !door_read_from(d, d->fd)) {
		snprintf(why, 256, "cannot wait for %.128s: %s", d->node.name, strerror(errno));
		d->fd = -1;
		node_free(&d->node);
		return false;
	}
	for (unsigned i = 0; i < h->n_fds; i++)
		h->fd[i] = -1;
	h->n_fds = 0;
	return true;
}

void door_init(struct node *n)
{
	((struct door *)n)->fd = -1;
}

void door_fini(struct node *n)
{
	struct door *d = (struct door *)n;
	int fd = d->fd;

	if (!d->port) /* node_new() failed half way, or power went off before the door was made */
		return;
	timer_stop(n->worker, &d->again);
	door_read_from(d, -1);
	if (fd >= 0)
		close(fd);
}

bool door_read_from(struct door *d, int fd)
{
	if (d->watch.loop)
		loop_unwatch(&d->watch);
	d->fd = d->watch.fd = fd;
	if (fd < 0 || !d->node.worker->loop)
		return true;
	return loop_watch(d->node.worker->loop, &d->watch, d->events);
}

void door_pause(struct door *d)
{
	if (d->watch.loop && !d->talks)
		loop_unwatch(&d->watch);
	timer_set(d->node.worker, &d->again, node_now(&d->node) + DOOR_PAUSE);
}

void door_soon(struct door *d)
{
	timer_set(d->node.worker, &d->again, node_now(&d->node));
}

void door_ready(struct watch *wa, u32 events)
{
	struct door *d = container_of(wa, struct door, watch);
	u32 room;

	if (d->fd < 0)
		return;
	/* Into a port without link everything may be sent: it is dropped by name, as on a cable
	 * that is not plugged in. */
	room = d->port->link ? port_send_room(d->port) : DOOR_TURN;
	if (!room) {
		door_pause(d);
		return;
	}
	if (events & (EPOLLIN | EPOLLHUP | EPOLLERR))
		d->receive(d, room < DOOR_TURN ? room : DOOR_TURN);
	if (d->fd >= 0 && events & (EPOLLHUP | EPOLLERR) && !(events & EPOLLIN)) {
		if (d->gone)
			d->gone(d);
		else if (events & EPOLLHUP)
			door_read_from(d, -1);
	}
}

bool door_look_on(struct door_looking *l, bool got, bool busy, nsec now)
{
	enum { RESTS_MAX = 63, PAID_MAX = 120, LOOK_FOR = 50 * NSEC_PER_US, LOOK_STEADY = 500 * NSEC_PER_US };

	if (got && l->vain) {
		l->vain = false;
		l->rests = 0;
		if (now - l->busy_at > LOOK_FOR)
			l->paid = (u8)(l->paid - (l->paid + 7) / 8);
	}
	if (busy && l->rest) {
		l->rest--;
	} else if (busy) {
		l->paid += l->paid < PAID_MAX;
		l->busy_at = now;
		l->until = now + (door_steady(l) ? LOOK_STEADY : LOOK_FOR);
	} else if (got) {
		l->paid -= l->paid > 0;
	}
	if (got)
		return true;
	if (now < l->until) {
		l->vain = true;
		return true;
	}
	if (l->vain) {
		l->vain = false;
		l->paid /= 4;
		l->rest = l->rests = l->rests < RESTS_MAX ? 2 * l->rests + 1 : RESTS_MAX;
	}
	return false;
}

static bool is_plain(const struct frame *f)
{
	return !f->gso && !(f->flags & FRAME_CSUM_PARTIAL);
}

/* One frame that has something left to do: complete frames to out. */
static unsigned complete(struct door *d, struct frame *f, struct frame **out)
{
	unsigned n;

	if (f->gso) {
		n = frame_segment(f, out, BURST_MAX);
		if (!n)
			door_count(d, DROP_BAD_FIELD);
		return n;
	}
	f = frame_writable(f);
	if (!f) {
		door_count(d, DROP_NO_FRAME);
		return 0;
	}
	if (!frame_finish_checksum(f)) {
		port_drop(d->port, f, DROP_BAD_FIELD);
		return 0;
	}
	*out = f;
	return 1;
}

void door_flatten(struct door *d, struct frame **f, unsigned n, u32 max_len,
		  void (*emit)(struct door *d, struct frame **f, unsigned n))
{
	struct frame *out[BURST_MAX];
	unsigned k = 0;

	for (unsigned i = 0; i < n; i++) {
		if (is_plain(f[i])) {
			if (f[i]->len > max_len)
				port_drop(d->port, f[i], DROP_TOO_LONG);
			else
				out[k++] = f[i];
		} else if (frame_wire_len(f[i]) > max_len) {
			port_drop(d->port, f[i], DROP_TOO_LONG);
		} else {
			if (k && f[i]->gso) { /* its segments may need all of out */
				emit(d, out, k);
				k = 0;
			}
			k += complete(d, f[i], out + k);
		}
		if (k == BURST_MAX) {
			emit(d, out, k);
			k = 0;
		}
	}
	if (k)
		emit(d, out, k);
}

enum attach_status door_errno(char why[256], const char *what)
{
	int err = errno;

	snprintf(why, 256, "%.180s: %s", what, strerror(err));
	if (err == EPERM || err == EACCES)
		snprintf(why, 256, "%.160s: %s; run as root, or give the program CAP_NET_ADMIN",
				what, strerror(err));
	return err == EINVAL || err == ENAMETOOLONG ? ATTACH_BAD : ATTACH_REFUSED;
}

void handle_close_fds(struct attach_handle *h)
{
	for (unsigned i = 0; i < h->n_fds; i++)
		if (h->fd[i] >= 0)
			close(h->fd[i]);
	h->n_fds = 0;
}

void handle_add_fd(struct attach_handle *h, int fd)
{
	fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
	fcntl(fd, F_SETFD, FD_CLOEXEC);
	h->fd[h->n_fds++] = fd;
}
