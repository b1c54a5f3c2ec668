/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Telnet's commands within a session's bytes, of server and client (RFC 854, 855; echo 857, suppress go ahead 858, terminal type 1091, window size 1073).
 * Pure: it knows whoever uses it by struct telnet_user alone.
 */
#ifndef ROUTER_TELNET_H
#define ROUTER_TELNET_H

#include "core/types.h"

enum { TELNET_PORT = 23, TELNET_SUB_MAX = 16 };

struct telnet;
struct telnet_user {
	void (*send)(void *arg, const void *data, size_t len); /* to the peer, as it is */
	void (*data)(void *arg, const char *bytes, size_t n);  /* the peer's bytes, without commands */
	void (*size)(void *arg, unsigned length, unsigned width); /* server: the peer's window. May be NULL */
};

struct telnet {
	const struct telnet_user *user;
	void *arg;
	bool client;
	bool spoken;		/* client: the peer has sent a command: it is a telnet server */
	bool remote_echo;	/* client: the peer shows what is typed */
	bool sizes;		/* client: the peer wants to know the window */
	u16 length, width;	/* client: it */
	u8 state;		/* enum telnet_state */
	u8 verb;		/* the command whose option follows */
	u8 sub[TELNET_SUB_MAX];	/* of a suboption; what is longer is cut */
	u8 n_sub;
};

/* A server says what it does and wants. */
void telnet_open(struct telnet *t, const struct telnet_user *user, void *arg);
/* A client waits to be asked. The window's size is told if the peer wants it. */
void telnet_connect(struct telnet *t, const struct telnet_user *user, void *arg, unsigned length, unsigned width);
void telnet_take(struct telnet *t, const u8 *bytes, size_t n);
/* Sends text: a byte of 255 is doubled (RFC 854). */
void telnet_write(struct telnet *t, const char *text, size_t len);
/* Client: RETURN, as the peer wants it; and a break. */
void telnet_return(struct telnet *t);
void telnet_break(struct telnet *t);

#endif
