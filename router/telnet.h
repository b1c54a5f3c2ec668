/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Telnet's commands within a session's bytes (RFC 854, 855; echo 857, suppress go ahead 858, window size 1073). Pure: it knows the line it talks to by
 * router/vty.h alone.
 */
#ifndef ROUTER_TELNET_H
#define ROUTER_TELNET_H

#include "router/vty.h"

enum { TELNET_PORT = 23, TELNET_SUB_MAX = 16 };

struct telnet {
	u8 state;		/* enum telnet_state */
	u8 verb;		/* the command whose option follows */
	u8 sub[TELNET_SUB_MAX];	/* of a suboption; what is longer is cut */
	u8 n_sub;
};

/* Says what we do and want. */
void telnet_open(struct vty *v);
void telnet_take(struct telnet *t, struct vty *v, const u8 *bytes, size_t n);
/* Sends text: a byte of 255 is doubled (RFC 854). */
void telnet_write(struct vty *v, const char *text, size_t len);

#endif
