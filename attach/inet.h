/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sockets of the internet family, for openers. */
#ifndef ATTACH_INET_H
#define ATTACH_INET_H

#include <sys/socket.h>

#include "attach/uri.h"

/* A UDP socket bound to `local` and, unless NULL, connected to `remote`; with deep buffers. -1:
 * why, and *status. */
int inet_udp(const struct sockaddr_storage *local, socklen_t local_len,
		const struct sockaddr_storage *remote, socklen_t remote_len,
	     char why[256], enum attach_status *status);
void inet_set_port(struct sockaddr_storage *sa, u16 port);
/* "192.0.2.1:5000", "[2001:db8::1]:5000" */
const char *inet_text(const struct sockaddr_storage *sa, char buf[64]);
/* Asks for that much buffer either way, as far as the host lets us. */
void inet_buffers(int fd, int bytes);

#endif
