/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What schemes share to check a URI: columns of errors, names of interfaces, HOST:PORT. Opens and
 * resolves nothing but by endpoint_resolve(). */
#ifndef ATTACH_URI_H
#define ATTACH_URI_H

#include <sys/socket.h>

#include "attach/attach.h"

/* Says why; column is that of `at`, which points into the URI's path, a key or a value. Returns
 * false. */
bool uri_bad(const struct attach_uri *u, const char *at, char why[256], unsigned *column,
		const char *fmt, ...) PRINTF(5, 6);

/* A number from min to max, decimal digits only. */
bool uri_number(const char *s, u64 min, u64 max, u64 *v);
/* What the kernel takes as the name of an interface: 1 to 15 characters, no blank, no '/', not "."
 * nor "..". NULL when good, else what is wrong. */
const char *uri_ifname_wrong(const char *name);

enum { ENDPOINT_HOST_MAX = 255 };

/* HOST:PORT, HOST an IPv4 address, a name, or an IPv6 address in brackets. */
struct endpoint {
	char host[ENDPOINT_HOST_MAX + 1];
	u16 port;
};
/* len bytes of s. default_port 0: the port must be given. On error *at is the place in s. */
bool endpoint_parse(const char *s, size_t len, u16 default_port, struct endpoint *e, char why[256],
		const char **at);
/* For openers: asks the resolver. socktype SOCK_STREAM or SOCK_DGRAM. */
bool endpoint_resolve(const struct endpoint *e, int socktype, struct sockaddr_storage *sa,
		socklen_t *len, char why[256]);

/* The value of a word in a handle's facts ("vnet_hdr=1 mtu=1500"), as a number; 0 when it isn't
 * there. */
u64 facts_number(const char *facts, const char *key);

#endif
