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

/* After tcp_new(). */
struct vtys *vtys_new(struct ipstack *s);
/* Ends all sessions of the device; before tcp_free(). */
void vtys_free(struct ipstack *s);
/* `access-class NAME in`, for all vty lines; NULL: none. */
void vtys_set_class(struct ipstack *s, const char *name);

extern const struct cmd_table vty_cmds[];
extern const unsigned n_vty_cmds;

#endif
