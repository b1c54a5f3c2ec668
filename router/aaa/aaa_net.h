/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The servers of aaa: RADIUS and TACACS+, in groups, and the questions that are on their way to them. A question (struct aaa_ask) goes to the servers of its group
 * one after the other; who does not answer is dead for `deadtime` and asked last.
 */
#ifndef ROUTER_AAA_AAA_NET_H
#define ROUTER_AAA_AAA_NET_H

#include "device/aaa/aaa.h"
#include "router/aaa/radius_wire.h"
#include "router/aaa/tacacs_wire.h"
#include "router/tcp.h"

enum { AAA_SERVERS_MAX = 64, AAA_GROUPS_MAX = 64, AAA_MEMBERS_MAX = 16, AAA_KEY_MAX = 64, AAA_ASKS_MAX = 128 };
enum { RADIUS_AUTH_PORT = 1645, RADIUS_ACCT_PORT = 1646, RADIUS_TIMEOUT_S = 5, RADIUS_RETRANSMIT = 3, TACACS_PORT = 49, TACACS_TIMEOUT_S = 5 };
enum aaa_proto { AAA_RADIUS, AAA_TACACS, AAA_PROTO_N };

struct aaa_counts {
	u64 requests, retransmitted, timeouts, failover, accepted, rejected, challenged, incorrect, unexpected, refused /* by an error of the server's own */, succeeded, failed;
	nsec last_ns;		/* how long the last answer took */
};
struct aaa_server {
	struct aaa_server *next;	/* in order of configuration */
	u8 proto;			/* enum aaa_proto */
	char name[AAA_NAME_MAX + 1];	/* "": of `radius-server host` */
	struct ipaddr addr;		/* AF_NONE: not said yet */
	u16 port, acct_port;
	u32 timeout_s, retransmit;	/* 0: as for all; retransmit: 1 + it */
	char key[AAA_KEY_MAX + 1];	/* "": as for all */
	/* state */
	u32 id;
	nsec since, dead_until;		/* since: in this state */
	nsec before;			/* how long the state before lasted */
	nsec dead_ns;			/* in all, before this time */
	u32 deaths;
	struct aaa_counts count[3];	/* authentication, authorization, accounting */
	u64 opens, closes, aborts, errors, connect_failures, sent, received; /* TACACS+ */
};
struct aaa_member {
	char name[AAA_NAME_MAX + 1];	/* "": by its address */
	struct ipaddr addr;
	u16 port;			/* 0: whichever */
};
struct aaa_group {
	struct aaa_group *next;
	u8 proto;
	char name[AAA_NAME_MAX + 1];
	char source[64];		/* interface; "": as for all */
	u32 dead_min;
	bool dead_set;
	u8 n;
	struct aaa_member member[AAA_MEMBERS_MAX];
};

struct aaa_ask {
	struct aaa_ask *next;
	struct aaa_net *net;
	struct aaa_request *r;
	u8 proto;
	char source[64];
	u32 dead_min;
	u8 n, at, sent;		/* sent: how often to this one */
	struct aaa_server *server[AAA_MEMBERS_MAX];	/* NULL: taken away meanwhile */
	struct timer timer;
	nsec began;
	bool waits;		/* for what the user answers */
	char *said;		/* which that is, until the timer passes it on; NULL */
	/* RADIUS */
	struct udp_socket udp;
	bool open;
	u8 packet[1024];
	u16 len;
	u8 state[RADIUS_TEXT_MAX], n_state;
	/* TACACS+ */
	struct tcp_conn *tcp;
	u32 session;
	u8 seq;
	bool answered_pass;	/* the password has been sent once */
	u8 in[TACACS_HEADER + TACACS_BODY_MAX];
	size_t n_in;
};

struct aaa_net {
	struct ipstack *ip;
	struct aaa_server *servers;
	struct aaa_group *groups;
	struct aaa_ask *asks;
	u32 n_servers, n_groups, n_asks, next_id;
	char key[AAA_PROTO_N][AAA_KEY_MAX + 1];
	u32 timeout_s[AAA_PROTO_N], retransmit, dead_min;
	char source[AAA_PROTO_N][64];
};

struct aaa_net *aaa_net_of(struct ipstack *s);	/* made where there is none */
void aaa_net_free(struct ipstack *s);		/* before tcp_free() */

struct aaa_server *aaa_server_named(struct aaa_net *n, enum aaa_proto proto, const char *name);
struct aaa_server *aaa_server_at(struct aaa_net *n, enum aaa_proto proto, const struct ipaddr *a, u16 port, const char *name);
struct aaa_server *aaa_server_make(struct aaa_net *n, enum aaa_proto proto, const char *name); /* NULL: too many */
void aaa_server_remove(struct aaa_net *n, struct aaa_server *s);
struct aaa_group *aaa_group_named(struct aaa_net *n, const char *name);
struct aaa_group *aaa_group_make(struct aaa_net *n, enum aaa_proto proto, const char *name); /* NULL: too many */
void aaa_group_remove(struct aaa_net *n, struct aaa_group *g);

/* ---- questions ---- */

struct aaa_server *ask_server(const struct aaa_ask *k);	/* that is being asked; NULL: it is gone */
struct aaa_counts *ask_counts(const struct aaa_ask *k);
const char *ask_key(const struct aaa_ask *k);
/* Our address in questions; false: none of that family. */
bool ask_source(const struct aaa_ask *k, struct ipaddr *src);
void ask_arm(struct aaa_ask *k);		/* the server's time runs */
void ask_next(struct aaa_ask *k, bool dead);	/* this one does not answer, or cannot */
void ask_done(struct aaa_ask *k, enum aaa_verdict v);
void ask_alive(struct aaa_ask *k);		/* it has answered */

/* Of each protocol: begins with the present server; what the user said; its time is over; nothing of it stays. */
void radius_send(struct aaa_ask *k);
void radius_said(struct aaa_ask *k, const char *text);
void radius_late(struct aaa_ask *k);
void radius_close(struct aaa_ask *k);
void tacacs_send(struct aaa_ask *k);
void tacacs_said(struct aaa_ask *k, const char *text);
void tacacs_close(struct aaa_ask *k, bool abort);

extern const struct cmd_table aaa_net_cmds[];	/* routers, switches */
extern const unsigned n_aaa_net_cmds;

#endif
