/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Sessions over the network on a device's vty lines: a telnet server (RFC 854, 855; echo 857, suppress go ahead 858, window size 1073) on our own TCP.
 * It listens while a vty line's `transport input` has telnet, and asks what the line asks (device/access.h).
 */
#ifndef ROUTER_TELNET_H
#define ROUTER_TELNET_H

#include "router/tcp.h"

enum { TELNET_PORT = 23, VTY_MAX = 16, VTY_OUT_MAX = 4 << 20, VTY_IN_TURN = 4096 };

struct vtys; /* of a device */
struct vty;

/* What carries a session's bytes: our TCP, or a socket of this machine (lab/manage.c). */
struct vty_carrier {
	size_t (*write)(void *arg, const void *data, size_t len); /* how many were taken; less than len: vty_writable() is to come */
	size_t (*read)(void *arg, void *data, size_t len, bool *end); /* end: no more will ever come */
	void (*close)(void *arg); /* the session is over: the last call */
	void *arg;
};
/* A session on a line of the device; user and password are asked as the line says. NULL: telnet is not allowed, or no line is free. */
struct vty *vty_begin(struct device *d, const struct vty_carrier *carrier, const char *peer);
void vty_readable(struct vty *v);
void vty_writable(struct vty *v);
/* The carrier is no more and will not be called again, nor may it call. */
void vty_gone(struct vty *v);

/* After tcp_new(). */
struct vtys *vtys_new(struct ipstack *s);
/* Ends all sessions of the device; before tcp_free(). */
void vtys_free(struct ipstack *s);
/* `access-class NAME in`, for all vty lines; NULL: none. */
void vtys_set_class(struct ipstack *s, const char *name);

extern const struct cmd_table vty_cmds[];
extern const unsigned n_vty_cmds;

#endif
