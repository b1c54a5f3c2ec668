/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a guest's frames leave it: sockets in the lab's folder for a vm, a pair of interfaces for a container. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lab/guest.h"

char *guest_socket_path(const struct setup *s, const struct topo_node *n, u32 nic)
{
	return xasprintf("%s/nic-%u-%u", s->state.run_path, (unsigned)(n - s->topo->nodes), nic);
}

static char *vfio_uri(const struct setup *s, const struct topo_node *n, u32 nic, const char *path)
{
	u8 m[6];

	topology_port_mac(s->topo, n, nic, m);
	return xasprintf("vfio:%s?model=%s&mac=%02x:%02x:%02x:%02x:%02x:%02x%s", path, n->guest->nics[nic].model, m[0], m[1], m[2], m[3], m[4], m[5],
			 n->guest->nics[nic].msix ? "" : "&msix=off");
}

static char *vm_uri(const struct setup *s, const struct topo_node *n, u32 nic)
{
	char *path = guest_socket_path(s, n, nic), *uri;

	if (n->guest->nics[nic].over == NIC_OVER_VHOST)
		uri = xasprintf("vhost:%s", path);
	else if (n->guest->nics[nic].over == NIC_OVER_VFIO)
		uri = vfio_uri(s, n, nic, path);
	else
		uri = xasprintf("stream:unix:%s?listen", path);
	free(path);
	return uri;
}

static char *place(const struct setup *s, const struct topo_node *n, u32 nic)
{
	return n->kind == TOPO_VM ? vm_uri(s, n, nic) : xasprintf("=container:%s:%s", n->name, n->ports[nic].name);
}

bool guests_place(struct setup *s, char why[256])
{
	for (u32 i = 0; i < s->topo->n_nodes; i++) {
		struct topo_node *n = &s->topo->nodes[i];

		for (u32 k = 0; topology_is_guest(n) && k < n->n_inside; k++) {
			struct attach_uri *uri = n->ports[n->n_inside + k].wire->end[1].uri;
			char *text = place(s, n, k), wrong[256];
			unsigned column;

			attach_uri_free(uri);
			if (!attach_parse_own(text, uri, wrong, &column)) {
				snprintf(why, 256, "%.63s: %.170s", n->name, wrong);
				free(text);
				return false;
			}
			free(text);
		}
	}
	return true;
}
