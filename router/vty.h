/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Sessions over the network on a device's vty lines, whatever carries them: telnet (router/telnet.h) on our own TCP or a socket of this machine, SSH
 * (router/ssh.h). The lines' settings say who may come and what is asked (device/access.h).
 */
#ifndef ROUTER_VTY_H
#define ROUTER_VTY_H

#include "router/tcp.h"

enum { VTY_MAX = 16, VTY_OUT_MAX = 4 << 20, VTY_IN_TURN = 4096, VTY_PEER_MAX = 48 };

struct vtys; /* of a device */
struct vty;

/* What carries a session's bytes. */
struct vty_carrier {
	size_t (*write)(void *arg, const void *data, size_t len); /* how many were taken; less than len: vty_writable() is to come */
	size_t (*read)(void *arg, void *data, size_t len, bool *end); /* end: no more will ever come */
	void (*close)(void *arg, int status); /* the session is over: the last call. status: of vty_exec()'s command */
	void *arg;
};
/* Who has been admitted already (SSH), and the terminal. */
struct vty_login {
	const char *user;	/* NULL: nobody: the line asks */
	unsigned privilege;
	const char *view;	/* NULL, "": none */
	unsigned length, width;	/* 0: not known */
};

/* How a session comes: by a socket of this machine, which no access-class filters; over our network; over it, to an address in a VRF. */
enum vty_way { VTY_HERE, VTY_NET, VTY_VRF };
/* Takes a free line that has the transport (enum line_transport), and whose access-class lets the peer in; it begins with one of the next three. NULL: none is free. */
struct vty *vty_take(struct device *d, const struct vty_carrier *carrier, const char *peer, u8 transport, enum vty_way way);
void vty_telnet(struct vty *v);
void vty_shell(struct vty *v, const struct vty_login *l);
/* One command, without a terminal; the session is over after it. */
void vty_exec(struct vty *v, const struct vty_login *l, const char *command);

/* A telnet session; NULL: telnet is not allowed, or no line is free. */
struct vty *vty_begin(struct device *d, const struct vty_carrier *carrier, const char *peer);
void vty_readable(struct vty *v);
void vty_writable(struct vty *v);
void vty_size(struct vty *v, unsigned length, unsigned width);
/* The carrier is no more and will not be called again, nor may it call. */
void vty_gone(struct vty *v);
unsigned vty_number(const struct vty *v);

/* After tcp_new(). */
struct vtys *vtys_new(struct ipstack *s);
/* Ends all sessions of the device; before tcp_free(). */
void vtys_free(struct ipstack *s);
/* `access-class NAME in` (out: of telnet sessions that are opened from there), for vty lines first .. last; NULL: none. six: `ipv6 access-class`: each is for its
 * own family. Without vrf_also a list in of IPv4 keeps out whoever comes in a VRF. */
void vtys_set_class(struct ipstack *s, unsigned first, unsigned last, bool out, bool six, const char *name, bool vrf_also);
bool vty_may_open(struct ipstack *s, const char *where, const struct ipaddr *to);
/* `login quiet-mode access-class`: NULL: none. */
void vtys_set_quiet_class(struct ipstack *s, const char *name);
/* May this peer come by our TCP, and is there a line for it? Fills in how its connection is kept. */
bool vtys_admit(const struct vtys *all, const struct ipaddr *peer, u8 transport, struct tcp_options *o);
struct ipstack *vtys_stack(const struct vtys *all);

/* ---- for the protocols on a line ---- */

void vty_send(struct vty *v, const void *data, size_t len); /* as it is */
void vty_keys(struct vty *v, const char *bytes, size_t n);  /* to the editor */

extern const struct cmd_table vty_cmds[];
extern const unsigned n_vty_cmds;

#endif
