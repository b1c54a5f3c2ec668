/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The engine's side of vfio: a node that is a NIC. It has carrier for the lab while a client is connected; whether the guest's driver is up shows in what
 * it takes. One client at a time; the next one finds a device that was reset.
 *
 * MMIO is answered by the worker that owns the port, as the messages come in; rings are walked behind them, in turns of a budget. After a read's answer the worker
 * sleeps if it has nothing else to do: it is the hypervisor's threads that need a processor then. After posted writes (doorbells) it looks for more.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "attach/lostmem.h"
#include "attach/vfio.h"
#include "core/capture.h"
#include "net/addr.h"
#include "nic-models/pci.h"

static struct loop *loop_of(struct vfio *v)
{
	return v->door.node.worker->loop;
}

static struct vfio *of(struct nic *n)
{
	return n->owner;
}

/* What the model asks for. */

static void nic_alarm_at(struct nic *n, nsec due)
{
	struct vfio *v = of(n);

	if (due == NSEC_NEVER)
		timer_stop(v->door.node.worker, &v->alarm);
	else
		timer_set(v->door.node.worker, &v->alarm, due);
}

void vfio_soon(struct nic *n)
{
	struct vfio *v = of(n);

	if (!timer_is_set(&v->turn) || v->turn.due > node_now(&v->door.node))
		timer_set(v->door.node.worker, &v->turn, node_now(&v->door.node));
}

static void nic_send_frames(struct nic *n, struct frame **f, unsigned count)
{
	port_send(of(n)->door.port, f, count);
}

static u32 nic_room(struct nic *n)
{
	struct port *p = of(n)->door.port;
	u32 room = p->link ? port_send_room(p) : BURST_MAX;

	return room < BURST_MAX ? room : BURST_MAX;
}

static void nic_drop(struct nic *n, struct frame *f, enum drop reason)
{
	port_drop(of(n)->door.port, f, reason);
}

/* The lab sees carrier while a client is there and the NIC gives a signal. */
static void show_carrier(struct vfio *v)
{
	bool on = v->door.fd >= 0 && v->nic->carrier;

	if (v->door.port->enabled != on)
		port_enable(v->door.port, on);
}

static void carrier_fired(struct timer *t)
{
	show_carrier(container_of(t, struct vfio, carrier));
}

static void nic_carrier(struct nic *n)
{
	struct vfio *v = of(n);

	if (v->nic) /* not while it is made */
		timer_set(v->door.node.worker, &v->carrier, node_now(&v->door.node));
}

static const struct nic_host host = {
	.intx = vfio_intx, .message = vfio_message, .alarm = nic_alarm_at, .soon = vfio_soon, .send = nic_send_frames, .room = nic_room,
	.drop = nic_drop, .carrier = nic_carrier, .far_read = vfio_far_read, .far_write = vfio_far_write, .far_commit = vfio_far_commit,
};

static void work(struct vfio *v)
{
	struct node *n = &v->door.node;
	bool more;

	if (v->door.fd < 0 || v->far_writes >= VFIO_FAR_WRITES)
		return;
	timer_stop(n->worker, &v->turn);
	v->nic->budget = v->far_seen ? VFIO_FAR_WRITES / 4 : NIC_BUDGET;
	more = nic_work(v->nic, node_now(n));
	vfio_seen_show(v);
	if (more)
		timer_set(n->worker, &v->turn, node_now(n) + (v->nic->room ? 0 : DOOR_PAUSE));
}

static void turn_fired(struct timer *t)
{
	work(container_of(t, struct vfio, turn));
}

static void alarm_fired(struct timer *t)
{
	struct vfio *v = container_of(t, struct vfio, alarm);

	nic_alarm(v->nic, node_now(&v->door.node));
}

/* Frames from the lab. */

static void emit(struct door *d, struct frame **f, unsigned n)
{
	struct vfio *v = container_of(d, struct vfio, door);

	if (unlikely(d->port->captures != NULL) && capture_lands(d->port))
		vfio_seen_take(v, f, n);
	else
		nic_receive(v->nic, f, n, node_now(&d->node));
}

/* What the driver takes as it is goes as it is; the order stays. */
static void receive(struct vfio *v, struct frame **f, unsigned n)
{
	const struct nic_model *m = v->nic->model;

	if (!m->takes) {
		door_flatten(&v->door, f, n, m->max_frame, emit);
		return;
	}
	for (unsigned i = 0; i < n; i++) {
		if (m->takes(v->nic, f[i]))
			emit(&v->door, &f[i], 1);
		else
			door_flatten(&v->door, &f[i], 1, m->max_frame, emit);
	}
}

static void vfio_input(struct port *in, struct frame **f, unsigned n)
{
	struct vfio *v = (struct vfio *)in->node;

	if (v->door.fd < 0) {
		for (unsigned i = 0; i < n && in->captures; i++)
			capture_landed(in, f[i], NULL);
		port_drop_n(in, f, n, DROP_DOOR_FULL);
		return;
	}
	receive(v, f, n);
	if (!timer_is_set(&v->turn))
		work(v);
}

static void vfio_link(struct port *p)
{
	struct vfio *v = (struct vfio *)p->node;

	if (v->nic)
		nic_set_link(v->nic, p->link, node_now(p->node));
}

/* Coming and going. */

static void disconnected(struct vfio *v)
{
	struct worker *w = v->door.node.worker;
	int fd = v->door.fd;

	if (fd < 0)
		return;
	door_read_from(&v->door, -1);
	timer_stop(w, &v->patience);
	timer_stop(w, &v->turn);
	vfio_irq_forget(v);
	vfio_unmap_all(v);
	vfio_close_fds(v);
	v->in_len = v->out_len = 0;
	v->met = v->dead = v->far_seen = false;
	nic_reset(v->nic, node_now(&v->door.node));
	vfio_seen_show(v);
	close(fd);
	show_carrier(v);
	v->ringing.stuck = false;
	if (loop_of(v) && v->listener.fd >= 0 && v->ringing.strikes < RING_FD_STRIKES)
		loop_watch(loop_of(v), &v->listener, EPOLLIN);
}

static void patience_fired(struct timer *t)
{
	struct vfio *v = container_of(t, struct vfio, patience);

	v->broken++;
	door_count(&v->door, DROP_BAD_MESSAGE);
	disconnected(v);
}

static void listener_ready(struct watch *wa, u32 events)
{
	struct vfio *v = container_of(wa, struct vfio, listener);
	int fd;

	(void)events;
	if (v->door.fd >= 0)
		return;
	fd = accept4(wa->fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
	if (fd < 0)
		return;
	if (wa->loop)
		loop_unwatch(wa);
	v->door.events = EPOLLIN;
	door_read_from(&v->door, fd);
	show_carrier(v);
}

/* Waits for what there is to wait for: requests, unless answers pile up; room, while they do. */
static void rewatch(struct vfio *v)
{
	u32 events = (v->out_len < VFIO_OUT_PAUSE ? EPOLLIN : 0u) | (v->out_len ? EPOLLOUT : 0u);

	if (events == v->door.events)
		return;
	v->door.events = events;
	if (v->door.watch.loop)
		loop_watch(loop_of(v), &v->door.watch, events);
}

static void connection_ready(struct watch *wa, u32 events)
{
	struct vfio *v = container_of(wa, struct vfio, door.watch);

	if (v->door.fd < 0)
		return;
	if (!vfio_flush(v) || (events & (EPOLLIN | EPOLLHUP | EPOLLERR) && !vfio_serve(v))) {
		disconnected(v);
		return;
	}
	if (timer_is_set(&v->turn) || !v->nic->waiting)
		work(v);
	if (v->dead) {
		disconnected(v);
		return;
	}
	rewatch(v);
	if (v->answered && wa->loop)
		loop_rest(wa->loop);
}

/* Birth and death. */

static void vfio_init(struct node *n)
{
	struct vfio *v = (struct vfio *)n;

	door_init(n);
	v->listener.fd = -1;
	vfio_irq_init(v);
	v->alarm.fire = alarm_fired;
	v->turn.fire = turn_fired;
	v->patience.fire = patience_fired;
	v->carrier.fire = carrier_fired;
}

static void vfio_fini(struct node *n)
{
	struct vfio *v = (struct vfio *)n;

	if (v->listener.loop)
		loop_unwatch(&v->listener);
	if (v->listener.fd >= 0)
		close(v->listener.fd);
	timer_stop(n->worker, &v->turn);
	timer_stop(n->worker, &v->patience);
	vfio_irq_forget(v);
	vfio_close_fds(v);
	if (v->nic) {
		vfio_unmap_all(v);
		vfio_seen_free(v);
		nic_free(v->nic);
	}
	timer_stop(n->worker, &v->alarm);
	timer_stop(n->worker, &v->carrier);
	free(v->out);
	door_fini(n);
}

static const struct node_kind kind_vfio = {
	.name = "vfio", .size = sizeof(struct vfio), .init = vfio_init, .fini = vfio_fini, .input = vfio_input, .link = vfio_link, .default_ports = 1,
};

struct nic *vfio_nic(struct node *n)
{
	return n->kind == &kind_vfio ? ((struct vfio *)n)->nic : NULL;
}

struct port *vfio_port(struct nic *n)
{
	return of(n)->door.port;
}

/* A station's address that stays the same: of the URI. */
static void mac_of(const struct attach_uri *uri, u8 mac[6])
{
	const char *given = attach_param(uri, "mac");
	u64 h = 14695981039346656037ull;

	if (given && mac_parse(given, mac))
		return;
	for (const char *s = uri->text; *s; s++)
		h = (h ^ (u8)*s) * 1099511628211ull;
	for (unsigned i = 0; i < 6; i++)
		mac[i] = (u8)(h >> (8 * i + 8));
	mac[0] = (u8)((mac[0] & 0xfc) | 2);
}

struct node *vfio_door(struct world *w, unsigned worker, const char *name, const struct attach_uri *uri, struct attach_handle *h, char why[256])
{
	struct vfio *v = (struct vfio *)door_new(w, worker, &kind_vfio, name, -1, why);
	u8 mac[6];

	if (!v)
		return NULL;
	lostmem_survive();
	mac_of(uri, mac);
	v->nic = nic_new(nic_model_find(attach_param(uri, "model")), &host, v, node_pool(&v->door.node), mac, node_now(&v->door.node));
	if (attach_param(uri, "msix") && !strcmp(attach_param(uri, "msix"), "off"))
		pci_without_msix(v->nic);
	v->nic->node = v->door.node.id;
	v->door.watch.ready = connection_ready;
	v->door.talks = true;
	v->listener = (struct watch){ .fd = h->fd[0], .ready = listener_ready };
	port_enable(v->door.port, false);
	if (loop_of(v))
		loop_watch(loop_of(v), &v->listener, EPOLLIN);
	door_start(&v->door, h, why); /* nothing to be watched yet: cannot fail */
	return &v->door.node;
}
