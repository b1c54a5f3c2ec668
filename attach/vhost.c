/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * vhost: a vhost-user back end at a unix socket. QEMU, DPDK's virtio-user and others connect to it, hand over their guest's memory, and
 * the guest's virtio-net driver shares its rings with us: one copy each way, checksums and segmentation left to whoever needs them.
 *
 * The keeper holds the listening socket. An engine that starts anew has no client; the front end connects again (QEMU: reconnect-ms=, or
 * reconnect= before 9.2), finds the rings where they stood, since all that is taken is given back at once, and the guest notices
 * a moment without link.
 *
 * With ?connect it is the front end that listens (QEMU: server=on,wait=off), and a helper process calls it (vhost_caller.c); the engine may not.
 *
 * With ?config we are the whole device, for front ends that have no configuration space of their own (user-mode Linux): address, carrier, one pair of queues.
 *
 * Left out: dirty logging (migration), post-copy.
 */
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "attach/helper.h"
#include "attach/unixsock.h"
#include "attach/uri.h"
#include "attach/vhost.h"

#define BIT(n) (1ull << (n))

const u64 vhost_features =
	BIT(F_CSUM) | BIT(F_GUEST_CSUM) | BIT(F_MTU) | BIT(F_GSO) | BIT(F_GUEST_TSO4) | BIT(F_GUEST_TSO6) | BIT(F_HOST_TSO4) |
	BIT(F_HOST_TSO6) | BIT(F_MRG_RXBUF) | BIT(F_STATUS) | BIT(F_MQ) | BIT(F_ANY_LAYOUT) | BIT(F_INDIRECT_DESC) | BIT(F_EVENT_IDX) |
	BIT(F_PROTOCOL_FEATURES) | BIT(F_VERSION_1) | BIT(F_RING_PACKED) | BIT(F_IN_ORDER) | BIT(F_GUEST_USO4) | BIT(F_GUEST_USO6) |
	BIT(F_HOST_USO);

const u64 vhost_protocol = BIT(P_MQ) | BIT(P_REPLY_ACK) | BIT(P_NET_MTU) | BIT(P_BACKEND_REQ) | BIT(P_INFLIGHT) | BIT(P_RESET_DEVICE) |
			   BIT(P_INBAND) | BIT(P_MEM_SLOTS) | BIT(P_STATUS);

/* A front end that passes these on as the device's own would miss what else several queues and an MTU need. */
u64 vhost_offers(const struct vhost *v)
{
	return v->whole ? (vhost_features & ~(BIT(F_MQ) | BIT(F_MTU))) | BIT(F_MAC) : vhost_features;
}

u64 vhost_offers_protocol(const struct vhost *v)
{
	return v->whole ? (vhost_protocol & ~(BIT(P_MQ) | BIT(P_NET_MTU))) | BIT(P_CONFIG) : vhost_protocol;
}

static bool vhost_check(const struct attach_uri *u, char why[256], unsigned *column)
{
	struct sockaddr_un sa;
	char text[256];

	for (unsigned i = 0; i < u->n_params; i++)
		if (*u->param[i].value)
			return uri_bad(u, u->param[i].value, why, column, "%s takes no value", u->param[i].key);
	return unixsock_address(u->path, strlen(u->path), &sa, text) || uri_bad(u, u->path, why, column, "%s", text);
}

/* Without it a packed ring has to be started anew by its guest after a crash of ours. */
static void add_log(struct attach_handle *h)
{
	int fd = memfd_create("lanyard vhost", MFD_CLOEXEC);

	if (fd >= 0 && !ftruncate(fd, VHOST_QUEUES * sizeof(struct vring_log)))
		handle_add_fd(h, fd);
	else if (fd >= 0)
		close(fd);
}

static enum attach_status vhost_open(const struct attach_uri *u, struct attach_handle *h, char why[256])
{
	if (!attach_param(u, "connect")) {
		enum attach_status status = unixsock_attach(u, h, why);

		if (status == ATTACH_OK)
			add_log(h);
		return status;
	}
	if (!helper_start("vhost", h, why))
		return ATTACH_REFUSED;
	snprintf(h->facts, sizeof(h->facts), "connect=1");
	if (send(h->fd[0], u->path, strlen(u->path), MSG_NOSIGNAL) > 0) {
		add_log(h);
		return ATTACH_OK;
	}
	door_errno(why, "no word to the helper");
	helper_stop(h);
	return ATTACH_REFUSED;
}

static void vhost_close(struct attach_handle *h)
{
	if (facts_number(h->facts, "connect"))
		helper_stop(h);
	else
		unixsock_detach(h);
}

static void vhost_sweep(const struct attach_uri *u)
{
	if (!attach_param(u, "connect"))
		unixsock_sweep_uri(u);
}

static const char *vhost_doctor(void)
{
	return NULL;
}

const struct attach_scheme attach_vhost = {
	.name = "vhost",
	.params = "connect config",
	.usage = "vhost:PATH[?connect&config]",
	.check = vhost_check,
	.open = vhost_open,
	.close = vhost_close,
	.sweep = vhost_sweep,
	.door = vhost_door,
	.doctor = vhost_doctor,
	.helper = vhost_caller_main,
};
