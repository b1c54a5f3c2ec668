/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * vfio: a NIC of ours in a guest, by vfio-user at a unix socket: `vfio:PATH?model=e1000`. QEMU from 10.1.1 on connects to it, and the guest sees that chip
 * on its PCI bus.
 *
 * The keeper holds the listening socket. An engine that starts anew has no client, and QEMU does not connect again by itself: the guest's NIC is
 * gone until it is unplugged and plugged in again (device_del, device_add).
 *
 * Left out: migration, descriptors for I/O regions (QEMU never asks), regions to be mapped (a register must trap to have effects).
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "attach/unixsock.h"
#include "attach/uri.h"
#include "attach/vfio.h"
#include "net/addr.h"

static void models_text(char *text, size_t room)
{
	size_t at = 0;

	text[0] = 0;
	for (unsigned i = 0; nic_model_at(i) && at < room; i++)
		at += (size_t)snprintf(text + at, room - at, "%s%s", i ? ", " : "", nic_model_at(i)->name);
}

static bool vfio_check(const struct attach_uri *u, char why[256], unsigned *column)
{
	const char *model = attach_param(u, "model"), *mac = attach_param(u, "mac");
	struct sockaddr_un sa;
	char text[256];
	u8 m[6];

	if (!unixsock_address(u->path, strlen(u->path), &sa, text))
		return uri_bad(u, u->path, why, column, "%s", text);
	models_text(text, sizeof(text));
	if (!model)
		return uri_bad(u, u->path, why, column, "say which NIC the guest shall see: vfio:PATH?model=M, M one of %s", text);
	if (!nic_model_find(model))
		return uri_bad(u, model, why, column, "no NIC model \"%.32s\"; there are %s", model, text);
	if (mac && (!mac_parse(mac, m) || mac_is_group(m)))
		return uri_bad(u, mac, why, column, "not the address of a station, such as 02:00:00:00:00:01");
	return true;
}

static enum attach_status vfio_open(const struct attach_uri *u, struct attach_handle *h, char why[256])
{
	struct sockaddr_un sa;
	int fd;

	*h = (struct attach_handle){ 0 };
	if (!unixsock_address(u->path, strlen(u->path), &sa, why))
		return ATTACH_BAD;
	fd = unixsock_bind(&sa, SOCK_STREAM, why);
	if (fd < 0)
		return ATTACH_REFUSED;
	if (listen(fd, 4)) {
		door_errno(why, sa.sun_path);
		close(fd);
		unlink(sa.sun_path);
		return ATTACH_REFUSED;
	}
	handle_add_fd(h, fd);
	h->opened = xstrdup(sa.sun_path);
	return ATTACH_OK;
}

static void vfio_close(struct attach_handle *h)
{
	handle_close_fds(h);
	if (h->opened)
		unlink(h->opened);
	free(h->opened);
	h->opened = NULL;
}

static void vfio_sweep(const struct attach_uri *u)
{
	struct sockaddr_un sa;
	char why[256];

	if (unixsock_address(u->path, strlen(u->path), &sa, why))
		unixsock_sweep(&sa, SOCK_STREAM);
}

static const char *vfio_doctor(void)
{
	return NULL;
}

const struct attach_scheme attach_vfio = {
	.name = "vfio",
	.params = "model mac",
	.usage = "vfio:PATH?model=MODEL[&mac=MAC]",
	.check = vfio_check,
	.open = vfio_open,
	.close = vfio_close,
	.sweep = vfio_sweep,
	.door = vfio_door,
	.doctor = vfio_doctor,
};
