/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sockets with a path in the file system, for openers. */
#ifndef ATTACH_UNIXSOCK_H
#define ATTACH_UNIXSOCK_H

#include <sys/un.h>

#include "attach/attach.h"

/* false: the path is empty or too long for a socket; why says so. */
bool unixsock_address(const char *path, size_t len, struct sockaddr_un *sa, char why[256]);
/* A socket of that type bound to the path, for its owner alone. One that nobody answers at any more
 * is replaced; anything else that stands there is left. -1: why. */
int unixsock_bind(const struct sockaddr_un *sa, int type, char why[256]);
/* Removes a socket that nobody answers at. */
void unixsock_sweep(const struct sockaddr_un *sa, int type);

/* The opener of a scheme whose path is a socket that its peer connects to: struct attach_scheme's open, close and sweep. The listening socket is the handle's only
 * descriptor; the path goes with it. */
enum attach_status unixsock_attach(const struct attach_uri *u, struct attach_handle *h, char why[256]);
void unixsock_detach(struct attach_handle *h);
void unixsock_sweep_uri(const struct attach_uri *u);

#endif
