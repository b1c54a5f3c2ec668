/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * SSH on a device's vty lines. The protocol itself (RFC 4251-4254) is spoken by the gate (device/gate.h); here is who may come, what is shown, and the
 * bytes between our TCP and the gate. Without a gate (the virtual clock) nobody listens.
 */
#ifndef ROUTER_SSH_H
#define ROUTER_SSH_H

#include "router/vty.h"

struct ssh; /* of a device */
struct ssh_session;

enum { SSH_PORT = 22, SSH_TIMEOUT_S = 120, SSH_TRIES = 3, SSH_KEY_BITS = 2048, SSH_KEY_BITS_MIN = 1024, SSH_KEY_BITS_MAX = 4096, SSH_USER_MAX = 64, SSH_FACT_MAX = 48 };

struct ssh_settings {
	u8 timeout_s;	/* 1-120: until a user is admitted */
	u8 tries;	/* 0-5 */
	u8 version;	/* 2: `ip ssh version 2`; 0: 1.99, which here is 2 as well */
	u8 methods;	/* enum gate_method that are offered */
	bool events;	/* `ip ssh logging events` */
	bool strict;	/* `ip ssh stricthostkeycheck`: `ssh` goes to servers of known keys alone */
};

enum ssh_state { SSH_KEYS, SSH_LOGIN, SSH_STARTED, SSH_ENDING };

/* What `show ssh` says of a session. */
struct ssh_view {
	unsigned line;
	enum ssh_state state;
	const char *user, *cipher, *mac, *client, *peer; /* "": not known yet */
};

struct ssh *sshd_new(struct ipstack *s);
void sshd_free(struct ssh *s);	/* after the sessions of the lines have ended */
struct ssh_settings *sshd_settings(struct ssh *s);
/* Transports, the key or the settings are new: listens, or no longer. */
void sshd_lines_changed(struct ssh *s);
/* Is there somebody to speak SSH for this device at all (no: the virtual clock), and a host key? */
bool sshd_possible(const struct ssh *s);
const char *sshd_host_key(struct ssh *s);	/* as device/gate.h has it; NULL: none */
/* Makes a host key; done() is called later, unless the device goes. replace: in place of one that is there. false: it cannot be. done may be NULL. */
bool sshd_make_key(struct ssh *s, const char *name, unsigned bits, bool replace, void (*done)(void *arg, bool ok), void *arg);
/* Whoever waits for the key no longer does. */
void sshd_forget_key(struct ssh *s, void *arg);
void sshd_drop_key(struct ssh *s);
/* A host key is needed, and made where there is none. */
void sshd_want_key(struct device *d);
/* Looks at the sessions; NULL first, NULL: no more. */
struct ssh_session *sshd_next(struct ssh *s, struct ssh_session *after, struct ssh_view *v);
/* A connection of this machine, from peer. false: nobody serves it, and the descriptor stays the caller's. */
bool sshd_begin(struct device *d, int fd, const char *peer);

extern const struct cmd_table ssh_pubkey_cmds[];
extern const unsigned n_ssh_pubkey_cmds;
extern const struct cmd_table ssh_cmds[];
extern const unsigned n_ssh_cmds;

#endif
