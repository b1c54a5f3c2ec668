/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What we tell a vhost-user front end unasked: of a queue, by its descriptor or in a message of ours where that was agreed on, and of the configuration space. */
#include <sys/socket.h>
#include <unistd.h>

#include "attach/vhost.h"

/* Answers are not asked for, and so none are read. */
static void notify(struct vhost_queue *q, int fd, u32 request)
{
	struct vhost *v = q->vhost;
	u32 message[5] = { request, VHOST_VERSION, 8, (u32)(q - v->queue), 0 };

	if (v->ringing.stuck)
		return;
	if (fd >= 0)
		ring_fd(&v->ringing, &v->door, fd);
	else if (v->protocol >> P_INBAND & 1 && v->back >= 0)
		send(v->back, message, sizeof(message), MSG_DONTWAIT | MSG_NOSIGNAL); /* full: there is much to look at already */
}

void vhost_call(struct vhost_queue *q)
{
	notify(q, q->call, 4);
}

void vhost_report(struct vhost_queue *q)
{
	notify(q, q->err, 5);
}

void vhost_config_changed(struct vhost *v)
{
	u32 message[3] = { 2, VHOST_VERSION, 0 };

	if (v->protocol >> P_CONFIG & 1 && v->back >= 0)
		send(v->back, message, sizeof(message), MSG_DONTWAIT | MSG_NOSIGNAL); /* full: it will look anyway */
}
