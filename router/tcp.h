/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * TCP for the control plane: BGP, telnet, SSH, HTTP in thousands of instances, on either clock. RFC 9293, with window
 * scale and timestamps (7323), SACK (2018, 6675), NewReno (6582, 5681), RTO (6298), keepalive (1122 4.2.3.6),
 * challenge ACKs (5961), MSS and path MTU, room for the MD5 option (2385).
 *
 * Callbacks come from input or timers, never from within a call of the user's. A connection is freed only after
 * tcp_release() and its end.
 */
#ifndef ROUTER_TCP_H
#define ROUTER_TCP_H

#include "router/ip.h"

struct tcp;		/* a device's TCP */
struct tcp_conn;

enum tcp_event {
	TCP_CONNECTED,	/* a connect() succeeded, or an accepted connection is established */
	TCP_READABLE,	/* bytes, or the peer's FIN, wait */
	TCP_WRITABLE,	/* room in the send buffer again after tcp_write() took less */
	TCP_CLOSED,	/* both sides are done: orderly */
	TCP_RESET,	/* by the peer */
	TCP_REFUSED,	/* connect(): reset at SYN */
	TCP_TIMEOUT,
	TCP_UNREACHABLE,
};

struct tcp_user {
	void (*event)(struct tcp_conn *c, enum tcp_event e, void *arg);
	void *arg;
};
struct tcp_options {
	struct tcp_user user;
	u32 send_buffer, receive_buffer; /* 0: 64 KiB; the largest 4 MiB */
	u8 ttl, tos;			 /* ttl 0: 64 */
	u8 min_ttl;			 /* GTSM (RFC 5082): received below is dropped */
	nsec keepalive_idle;		 /* 0: off */
	const char *md5_key;		 /* NULL: none */
	nsec user_timeout;		 /* 0: 100 s in connect, 9 minutes after */
	u16 path_mtu;			 /* 0: as large as the path's, which is discovered (RFC 1191); else at most that, and who carries it may cut it */
	bool nodelay;
	bool guest;			 /* told to accept(): it comes by an address of a VRF, and the listener is the device's */
	struct iface *out;		 /* needed for link-local peers; NULL: by route */
};

struct tcp *tcp_new(struct ipstack *s);
struct tcp *tcp_new_vrf(struct ipstack *s, const struct tcp *first); /* first: of the device's first stack; it stays longer */
/* Frees all connections. Who still holds one hears it through a watcher; without, it must be gone by then. Before ipstack_free(). */
void tcp_free(struct tcp *t);
struct tcp_watcher {
	struct tcp_watcher *next;
	void (*freed)(struct tcp_watcher *w);	/* now; no call of TCP's from within or after */
};
void tcp_watch(struct tcp *t, struct tcp_watcher *w);
void tcp_unwatch(struct tcp *t, struct tcp_watcher *w);

/* accept() fills in *o for a new connection from peer; false: refuse with RST. */
struct tcp_listener;
struct tcp_listener *tcp_listen(struct tcp *t, const struct ipaddr *addr /* AF_NONE: any */, u16 port, unsigned backlog,
				bool (*accept)(struct tcp_listener *l, const struct ipaddr *peer, u16 peer_port, struct tcp_options *o),
				void (*accepted)(struct tcp_listener *l, struct tcp_conn *c), void *arg);
/* A listener of a device's first stack: it is asked for what comes in its VRFs, too, where they have none of their own for the port. */
void tcp_listen_in_vrfs(struct tcp_listener *l);
/* Ends what such listeners have accepted in this VRF, as by a reset; the users are told at once. Before tcp_free(). */
void tcp_end_guests(struct tcp *t);
void *tcp_listener_arg(struct tcp_listener *l);
void tcp_unlisten(struct tcp_listener *l);
/* NULL: no route. src AF_NONE: chosen; port 0: ephemeral. */
struct tcp_conn *tcp_connect(struct tcp *t, const struct ipaddr *src, u16 src_port, const struct ipaddr *dst, u16 dst_port, const struct tcp_options *o);

/* Bytes taken into the send buffer (0 .. len). */
size_t tcp_write(struct tcp_conn *c, const void *data, size_t len);
/* Bytes given; 0 and *end = true: the peer has finished. */
size_t tcp_read(struct tcp_conn *c, void *data, size_t len, bool *end);
size_t tcp_readable(const struct tcp_conn *c);
size_t tcp_writable(const struct tcp_conn *c);
void tcp_shutdown(struct tcp_conn *c);	/* sends FIN after what is buffered */
void tcp_abort(struct tcp_conn *c);	/* RST; no more events */
void tcp_release(struct tcp_conn *c);	/* the user forgets it: closes in order if open; no more events */

/* From accepted() on: who is told of this connection's events. */
void tcp_set_user(struct tcp_conn *c, const struct tcp_user *u);

bool tcp_is_guest(const struct tcp_conn *c); /* accepted in a VRF by the device's listener */
void tcp_peer(const struct tcp_conn *c, struct ipaddr *addr, u16 *port);
void tcp_local(const struct tcp_conn *c, struct ipaddr *addr, u16 *port);
const char *tcp_state_name(const struct tcp_conn *c);
struct tcp_conn *tcp_first(struct tcp *t);
struct tcp_conn *tcp_next(struct tcp_conn *c);
/*
 * Small servers (tcp_services.c): echo (RFC 862, port 7), discard (RFC 863, 9), daytime (RFC 867, 13), chargen (RFC 864, 19). max: connections at a
 * time, all together; more are refused. false: a port is taken.
 */
bool tcp_services_start(struct tcp *t, unsigned max);
void tcp_services_stop(struct tcp *t);

/* Rows for a node kind's grammar: show tcp, service tcp-small-servers, traffic tcp. */
extern const struct cmd_table tcp_cmds[];
extern const unsigned n_tcp_cmds;

/* For the IP layer: this interface goes; connections tied to it (link-local peers) end as unreachable. */
void tcp_iface_removed(struct tcp *t, const struct iface *i);

#endif
