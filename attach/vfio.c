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
#include <string.h>

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
	const char *model = attach_param(u, "model"), *mac = attach_param(u, "mac"), *msix = attach_param(u, "msix");
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
	if (msix && strcmp(msix, "off") && strcmp(msix, "on"))
		return uri_bad(u, msix, why, column, "msix=off or msix=on");
	return true;
}

static const char *vfio_doctor(void)
{
	return NULL;
}

const struct attach_scheme attach_vfio = {
	.name = "vfio",
	.params = "model mac msix",
	.usage = "vfio:PATH?model=MODEL[&mac=MAC][&msix=off]",
	.check = vfio_check,
	.open = unixsock_attach,
	.close = unixsock_detach,
	.sweep = unixsock_sweep_uri,
	.door = vfio_door,
	.doctor = vfio_doctor,
};
