/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The client's side of SSH for a session of the shell: the protocol is spoken by a job of the gate (device/gate.h); here are the bytes between our TCP and it,
 * what its user is asked, and whether the server's key will do.
 */
#ifndef ROUTER_TERM_SSH_CLIENT_H
#define ROUTER_TERM_SSH_CLIENT_H

#include "router/gate_pipe.h"

struct ipstack;
struct ssh_client;

enum { SSHC_REPLY_MAX = 256, SSHC_WORD_MAX = 160 };

struct ssh_client_options {
	const char *user, *host, *command;	/* host: as typed, for its key; command: "": a shell */
	const char *address;			/* of the host, for its key */
	const char *ciphers, *macs;		/* "": as `ip ssh client algorithm` says */
	u8 tries;
	unsigned length, width;
};

enum ssh_client_end { SSHC_CLOSED, SSHC_DENIED, SSHC_ABORTED /* no keys were agreed on, or the gate is gone */, SSHC_HOST_KEY };

struct ssh_client_user {
	void (*show)(void *arg, const char *bytes, size_t n);	/* as the server sent it */
	void (*keys)(void *arg);	/* it waits for keys: an answer, or the shell runs. Called again for each question */
	void (*over)(void *arg, enum ssh_client_end how, u32 status); /* the last call; from within ssh_client_type(), too */
	void *arg;
};

/* Takes the connection, which is open. NULL: there is nobody to speak SSH, and it stays the caller's. */
struct ssh_client *ssh_client_new(struct ipstack *s, struct tcp_conn *c, const struct ssh_client_options *o, const struct ssh_client_user *u);
void ssh_client_type(struct ssh_client *x, const char *bytes, size_t n);
/* Whether it is in nobody's foreground: what comes waits with the gate. */
void ssh_client_hold(struct ssh_client *x, bool on);
/* Closes it, wherever it stands. */
void ssh_client_free(struct ssh_client *x);

#endif
