/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * vhost: a vhost-user back end at a unix socket. QEMU, DPDK's virtio-user and others connect to it, hand over their guest's memory, and
 * the guest's virtio-net driver shares its rings with us: one copy each way, checksums and segmentation left to whoever needs them.
 *
 * The keeper holds the listening socket. An engine that starts anew has no client; the front end connects again (QEMU: reconnect-ms=, or
 * reconnect= before 9.2), finds the rings where they stood, since all that is taken is given back at once, and the guest notices
 * a moment without link.
 *
 * Left out: the back end as the one that connects; in-band notifications, in-flight memory, dirty logging (migration), the
 * configuration space (a front end has its own), post-copy.
 */
#include <stdio.h>
#include <string.h>

#include "attach/unixsock.h"
#include "attach/uri.h"
#include "attach/vhost.h"

#define BIT(n) (1ull << (n))

const u64 vhost_features =
	BIT(F_CSUM) | BIT(F_GUEST_CSUM) | BIT(F_MTU) | BIT(F_GSO) | BIT(F_GUEST_TSO4) | BIT(F_GUEST_TSO6) | BIT(F_HOST_TSO4) |
	BIT(F_HOST_TSO6) | BIT(F_MRG_RXBUF) | BIT(F_STATUS) | BIT(F_MQ) | BIT(F_ANY_LAYOUT) | BIT(F_INDIRECT_DESC) | BIT(F_EVENT_IDX) |
	BIT(F_PROTOCOL_FEATURES) | BIT(F_VERSION_1) | BIT(F_RING_PACKED) | BIT(F_IN_ORDER) | BIT(F_GUEST_USO4) | BIT(F_GUEST_USO6) |
	BIT(F_HOST_USO);

const u64 vhost_protocol = BIT(P_MQ) | BIT(P_REPLY_ACK) | BIT(P_NET_MTU) | BIT(P_RESET_DEVICE) | BIT(P_MEM_SLOTS) | BIT(P_STATUS);

static bool vhost_check(const struct attach_uri *u, char why[256], unsigned *column)
{
	struct sockaddr_un sa;
	char text[256];

	return unixsock_address(u->path, strlen(u->path), &sa, text) || uri_bad(u, u->path, why, column, "%s", text);
}

static const char *vhost_doctor(void)
{
	return NULL;
}

const struct attach_scheme attach_vhost = {
	.name = "vhost",
	.params = "",
	.usage = "vhost:PATH",
	.check = vhost_check,
	.open = unixsock_attach,
	.close = unixsock_detach,
	.sweep = unixsock_sweep_uri,
	.door = vhost_door,
	.doctor = vhost_doctor,
};
