/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Interrupts of a vfio-user device: eventfds that the client gave (linux/vfio.h, VFIO_DEVICE_SET_IRQS). The pin masks itself when it has rung; the client
 * unmasks it once the guest may have looked, and it rings again while its level is high. A message that has no descriptor waits as a pending
 * bit.
 *
 * An eventfd overtakes messages on the socket. While memory that was written by message is not acknowledged, interrupts wait, so that the guest
 * finds what they tell of.
 */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "attach/vfio.h"

enum {
	INFO_EVENTFD = 1, INFO_MASKABLE = 2, INFO_AUTOMASKED = 4, INFO_NORESIZE = 8,
	SET_NONE = 1, SET_BOOL = 2, SET_EVENTFD = 4, SET_MASK = 8, SET_UNMASK = 16, SET_TRIGGER = 32,
};

static struct vfio *of(struct nic *n)
{
	return n->owner;
}

static void close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

static void ring(struct vfio *v, int fd)
{
	v->broken += !ring_fd(&v->ringing, &v->door, fd);
}

static void intx_signal(struct vfio *v)
{
	if (!v->intx_level || v->intx_masked || v->intx < 0)
		return;
	if (vfio_far_waits(v)) {
		v->intx_late = true;
		return;
	}
	v->intx_masked = true;
	ring(v, v->intx);
}

void vfio_intx(struct nic *n, bool level)
{
	of(n)->intx_level = level;
	intx_signal(of(n));
}

void vfio_message(struct nic *n, unsigned vector)
{
	struct vfio *v = of(n);
	int fd = nic_irq_mode(n) == NIC_MSIX ? vector < NIC_VECTORS ? v->msix[vector] : -1 : v->msi;

	if (vfio_far_waits(v)) {
		v->late |= 1u << vector;
		return;
	}
	if (fd < 0)
		nic_set_pending(n, vector, true);
	else
		ring(v, fd);
}

void vfio_irq_late(struct vfio *v)
{
	u32 late = v->late;

	v->late = 0;
	for (unsigned i = 0; late; i++, late >>= 1)
		if (late & 1)
			vfio_message(v->nic, i);
	if (v->intx_late) {
		v->intx_late = false;
		intx_signal(v);
	}
}

static void unmask(struct vfio *v)
{
	v->intx_masked = false;
	intx_signal(v);
}

/* The client's own way to unmask. Watched by its edges, never read: it may be anything. */
static void unmask_ready(struct watch *wa, u32 events)
{
	(void)events;
	unmask(container_of(wa, struct vfio, unmask));
}

void vfio_irq_init(struct vfio *v)
{
	v->intx = v->msi = v->unmask.fd = -1;
	v->unmask.ready = unmask_ready;
	for (unsigned i = 0; i < NIC_VECTORS; i++)
		v->msix[i] = -1;
}

void vfio_irq_forget(struct vfio *v)
{
	if (v->unmask.loop)
		loop_unwatch(&v->unmask);
	close_fd(&v->unmask.fd);
	close_fd(&v->intx);
	close_fd(&v->msi);
	for (unsigned i = 0; i < NIC_VECTORS; i++)
		close_fd(&v->msix[i]);
	v->intx_masked = v->intx_late = false;
	v->late = 0;
}

u32 vfio_irq_count(const struct vfio *v, u32 index, u32 *flags)
{
	const struct nic *n = v->nic;

	*flags = INFO_EVENTFD | (index == VFIO_INTX ? INFO_MASKABLE | INFO_AUTOMASKED : INFO_NORESIZE);
	switch (index) {
	case VFIO_INTX:
		return 1;
	case VFIO_MSI:
		return n->msi_cap != 0;
	case VFIO_MSIX:
		return n->msix_cap ? n->model->n_vectors : 0;
	case VFIO_REQ:
		return 1;
	default:
		return 0;
	}
}

static int *slot(struct vfio *v, u32 index, u32 i)
{
	return index == VFIO_INTX ? &v->intx : index == VFIO_MSI ? &v->msi : &v->msix[i];
}

static void give(struct vfio *v, u32 index, u32 i, int fd)
{
	int *at = slot(v, index, i);
	bool is_message = index != VFIO_INTX;

	close_fd(at);
	ring_fd_prepare(fd);
	*at = fd;
	if (index == VFIO_INTX) {
		v->intx_masked = false;
		intx_signal(v);
	} else if (fd >= 0 && is_message && v->nic->pending >> i & 1) {
		nic_set_pending(v->nic, i, false);
		ring(v, fd);
	}
}

static int take_fds(struct vfio *v, u32 index, u32 start, u32 count)
{
	if (v->n_fds && v->n_fds != count)
		return EINVAL;
	for (u32 i = 0; i < count; i++) {
		int fd = v->n_fds ? v->fd[i] : -1;

		if (v->n_fds)
			v->fd[i] = -1;
		if (index == VFIO_REQ)
			close_fd(&fd); /* nobody here asks for the device back */
		else
			give(v, index, start + i, fd);
	}
	return 0;
}

static void trigger(struct vfio *v, u32 index, u32 i)
{
	if (index == VFIO_INTX)
		ring(v, v->intx);
	else if (index != VFIO_REQ)
		ring(v, *slot(v, index, i));
}

static int set_unmask_fd(struct vfio *v, u32 index)
{
	if (index != VFIO_INTX || v->n_fds > 1)
		return EINVAL;
	if (v->unmask.loop)
		loop_unwatch(&v->unmask);
	close_fd(&v->unmask.fd);
	if (!v->n_fds)
		return 0;
	v->unmask.fd = v->fd[0];
	v->fd[0] = -1;
	if (v->door.node.worker->loop && !loop_watch(v->door.node.worker->loop, &v->unmask, EPOLLIN | EPOLLET))
		return EINVAL;
	return 0;
}

static int act(struct vfio *v, u32 action, u32 index, u32 i)
{
	if (action == SET_TRIGGER) {
		trigger(v, index, i);
		return 0;
	}
	if (index != VFIO_INTX)
		return ENOTSUP; /* a message is masked in its table, which is the client's */
	v->intx_masked = action == SET_MASK;
	intx_signal(v);
	return 0;
}

int vfio_set_irqs(struct vfio *v, u32 flags, u32 index, u32 start, u32 count, const u8 *data, u32 len)
{
	u32 how = flags & (SET_NONE | SET_BOOL | SET_EVENTFD), action = flags & (SET_MASK | SET_UNMASK | SET_TRIGGER), unused;
	u32 n = index < VFIO_IRQS ? vfio_irq_count(v, index, &unused) : 0;
	int error = 0;

	if (index >= VFIO_IRQS || start > n || count > n - start || flags & ~63u || !action || action & (action - 1) || !how || how & (how - 1))
		return EINVAL;
	if (how == SET_BOOL && len < count)
		return EINVAL;
	if (how == SET_NONE && action == SET_TRIGGER && !count && !start) { /* switches the index off */
		for (u32 i = 0; i < n && index != VFIO_REQ; i++)
			give(v, index, i, -1);
	} else if (how == SET_EVENTFD && action == SET_TRIGGER) {
		error = take_fds(v, index, start, count);
	} else if (how == SET_EVENTFD) {
		error = action == SET_UNMASK ? set_unmask_fd(v, index) : ENOTSUP;
	} else {
		for (u32 i = 0; i < count && !error; i++)
			if (how == SET_NONE || data[i])
				error = act(v, action, index, start + i);
	}
	if (!error)
		nic_irq_changed(v->nic, node_now(&v->door.node));
	return error;
}
