/* SPDX-License-Identifier: GPL-3.0-or-later */
/* needs: libvdeplug.h=vdeplug */
/*
 * vde: a port of a vde_switch. libvdeplug does the handshake in the keeper; the port itself is a
 * datagram socket connected to the switch, one frame a datagram, so the door reads and writes it
 * like any other. A second socket, for control, hangs up when the switch ends.
 */
#include <errno.h>
#include <libvdeplug.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "attach/inet.h"
#include "attach/mmsg.h"

enum { VDE_BUFFER = 4 << 20 };

static bool vde_check(const struct attach_uri *u, char why[256], unsigned *column)
{
	if (!*u->path)
		return uri_bad(u, u->path, why, column,
				"the path of the switch is missing: write vde:/tmp/switch, as in vde_switch -s /tmp/switch");
	if (strstr(u->path, "://"))
		return uri_bad(u, u->path, why, column, "only switches by path: write vde:/tmp/switch");
	return true;
}

static enum attach_status vde_open_port(const struct attach_uri *u, struct attach_handle *h, char why[256])
{
	char *url = xasprintf("vde://%s", u->path);
	VDECONN *conn;

	*h = (struct attach_handle){ 0 };
	errno = 0;
	conn = vde_open(url, "lanyard", NULL);
	free(url);
	if (!conn) {
		snprintf(why, 256,
				"cannot plug into the switch at %.100s: %s; is vde_switch -s %.64s running?", u->path,
			 errno ? strerror(errno) : "no answer", u->path);
		return ATTACH_REFUSED;
	}
	/* Copies: libvdeplug closes its own in vde_close(). */
	handle_add_fd(h, dup(vde_datafd(conn)));
	if (vde_ctlfd(conn) >= 0)
		handle_add_fd(h, dup(vde_ctlfd(conn)));
	inet_buffers(h->fd[0], VDE_BUFFER);
	h->opened = conn;
	return ATTACH_OK;
}

static void vde_close_port(struct attach_handle *h)
{
	handle_close_fds(h);
	if (h->opened)
		vde_close(h->opened);
	h->opened = NULL;
}

struct vde_door {
	struct door door;
	struct mmsg *mmsg;
	struct watch control;
};

static const struct mmsg_scheme vde_mmsg = { 0 };

static void vde_fini(struct node *n)
{
	struct vde_door *v = (struct vde_door *)n;

	if (v->control.loop)
		loop_unwatch(&v->control);
	if (v->mmsg && v->control.fd >= 0)
		close(v->control.fd);
	mmsg_free(v->mmsg);
	door_fini(n);
}

static void vde_receive(struct door *d, unsigned room)
{
	if (!mmsg_receive(((struct vde_door *)d)->mmsg, d, room))
		door_count(d, DROP_DOOR_ERROR);
}

/* Nothing is ever said on the control socket; what comes is its end. */
static void vde_control_ready(struct watch *wa, u32 events)
{
	struct vde_door *v = container_of(wa, struct vde_door, control);
	char byte;

	(void)events;
	if (recv(wa->fd, &byte, 1, MSG_DONTWAIT) != 0 && (errno == EAGAIN || errno == EINTR))
		return;
	loop_unwatch(wa);
	port_enable(v->door.port, false);
}

static void vde_emit(struct door *d, struct frame **f, unsigned n)
{
	unsigned done = mmsg_send(((struct vde_door *)d)->mmsg, d, f, n);

	if (done < n)
		port_drop_n(d->port, f + done, n - done, DROP_DOOR_FULL);
}

static void vde_input(struct port *in, struct frame **f, unsigned n)
{
	struct door *d = (struct door *)in->node;

	if (d->fd < 0)
		port_drop_n(in, f, n, DROP_DOOR_ERROR);
	else
		door_flatten(d, f, n, VDE_ETHBUFSIZE, vde_emit);
}

static const struct node_kind kind_vde = {
	.name = "vde", .size = sizeof(struct vde_door), .init = door_init, .fini = vde_fini,
			.input = vde_input, .default_ports = 1,
};

static struct node *vde_door(struct world *w, unsigned worker, const char *name, const struct attach_uri *uri,
			     struct attach_handle *h, char why[256])
{
	struct vde_door *v = (struct vde_door *)door_new(w, worker, &kind_vde, name, h->fd[0], why);

	(void)uri;
	if (!v)
		return NULL;
	v->mmsg = mmsg_new(&vde_mmsg);
	v->control = (struct watch){ .fd = h->n_fds > 1 ? h->fd[1] : -1, .ready = vde_control_ready };
	v->door.receive = vde_receive;
	if (v->control.fd >= 0 && v->door.node.worker->loop)
		loop_watch(v->door.node.worker->loop, &v->control, EPOLLIN);
	return door_start(&v->door, h, why) ? &v->door.node : NULL;
}

static const char *vde_doctor(void)
{
	return access("/usr/bin/vde_switch", X_OK) && access("/usr/local/bin/vde_switch", X_OK)
		       ? "there is no vde_switch to plug into: install vde2" : NULL;
}

const struct attach_scheme attach_vde = {
	.name = "vde",
	.params = "",
	.usage = "vde:PATH",
	.check = vde_check,
	.open = vde_open_port,
	.close = vde_close_port,
	.door = vde_door,
	.doctor = vde_doctor,
};
