/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Sessions that a session of the shell opens on other machines, by telnet or SSH: one in the foreground, which takes the keys, others suspended by Ctrl-^ x. What a
 * suspended one sends waits with its sender. On either clock: where lines are typed by a program (exec), a line is over when nothing has come for a while.
 */
#ifndef ROUTER_TERM_TERM_H
#define ROUTER_TERM_TERM_H

#include "cli/cli.h"
#include "router/tcp.h"
#include "router/telnet.h"
#include "router/term/ssh_client.h"

enum { TERM_CONNS_MAX = 16, TERM_HOST_MAX = 64, TERM_READ_TURN = 4096 };

struct term;

/* What was typed after `ssh`. */
struct ssh_call {
	char user[SSHC_WORD_MAX], command[1024], ciphers[SSHC_WORD_MAX], macs[SSHC_WORD_MAX];
	u8 prompts;
};

struct conn {
	struct conn *next;	/* by number */
	struct term *term;
	struct ipstack *stack;	/* of its VRF; NULL: that has gone, and the connection with it */
	struct tcp_conn *tcp;	/* NULL: SSH has it, or it has ended */
	struct telnet telnet;
	struct ssh_call *call;	/* NULL: telnet */
	struct ssh_client *ssh;	/* NULL: telnet, not connected yet, or it has ended */
	struct ipaddr addr;
	char host[TERM_HOST_MAX];	/* as typed */
	u16 port;
	u8 number;		/* from 1 */
	bool open;		/* connected once */
	bool to_name;		/* the host is a name */
	nsec last;		/* when something came or went */
};

/* Of one session of the shell. */
struct term {
	struct term *next;
	struct ipstack *ip;	/* NULL: it has gone before the session */
	struct cli *cli;
	struct conn *first;
	struct conn *front;	/* takes the keys, or is being opened; NULL: the shell does */
	u8 last;		/* the number that was in front last; 0: none */
	bool escaped;		/* Ctrl-^ was typed */
	bool after_cr;		/* of what the peer sends */
	struct timer quiet, after, idle; /* after: what cannot be done within a call */
	u8 escape;		/* `escape-character`; 0: none */
	struct cli_end end;
};

/* The terminal of a session; NULL: it has no connections. */
struct term *term_of(struct ipstack *s, const struct cli *c);
struct conn *term_conn(struct term *t, unsigned number); /* 0: the last; NULL: none */
/* Begins, in the VRF of that stack: the session is busy with it. false: it was said why. */
bool term_open(struct cli *c, struct ipstack *s, const char *host, const struct ipaddr *addr, u16 port, const struct ipaddr *source, const struct ssh_call *call /* NULL: telnet */);
void term_resume(struct conn *k);
void term_close(struct conn *k);
/* All connections; with the stack's vty lines, before tcp_free(). */
void terms_free(struct ipstack *s);
/* Those in a VRF that goes; before its tcp_free(). */
void terms_leave(struct ipstack *vrf);

/* `resume`, RETURN alone and a number alone. */
bool term_empty_line(struct cli *c);
bool term_typed_word(struct cli *c, const char *word);

extern const struct cmd_table term_cmds[];	/* routers, switches, hosts */
extern const unsigned n_term_cmds;

#endif
