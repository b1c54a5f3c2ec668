/* SPDX-License-Identifier: GPL-3.0-or-later */
/* AF_PACKET sockets: what packet and veth share. */
#ifndef ATTACH_PACKET_H
#define ATTACH_PACKET_H

#include "attach/attach.h"

/* A raw socket that has all of the interface's frames, with virtio-net headers; into h. In the
 * thread's namespace. */
enum attach_status packet_socket(const char *ifname, struct attach_handle *h, char why[256]);
/* The same in two steps: a socket of no interface, which may be given one again and again (the one before is gone by then). */
enum attach_status packet_socket_unbound(struct attach_handle *h, char why[256]);
enum attach_status packet_socket_bind(int fd, const char *ifname, char why[256]);
struct node *packet_door(struct world *w, unsigned worker, const char *name,
		const struct attach_uri *uri, struct attach_handle *h, char why[256]);
const char *packet_doctor(void);

#endif
