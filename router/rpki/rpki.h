/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The router's side of the RPKI to Router Protocol (RFC 8210, version 1; version 0 of RFC 6810 with caches that speak no other): a session with each cache,
 * and the VRPs that they tell, together. Routes are BGP's (router/bgp/rpki.c): it asks vrp_state(), and hears which prefixes have changed.
 *
 *	rtr.c	  a session: PDUs, their table, errors		load.c	  what a cache has said, into the table, some a turn
 *	server.c  connections, timers, a server's life		vrp.c	  the table
 *
 * What a cache answers is put aside until its End of Data, and is then worked into the table: half an answer changes nothing.
 */
#ifndef ROUTER_RPKI_RPKI_H
#define ROUTER_RPKI_RPKI_H

#include "net/rd.h"
#include "router/rpki/vrp.h"
#include "router/stack.h"
#include "router/tcp.h"

enum {
	RTR_PDU_MAX = 4096,		/* octets: beyond, a PDU is corrupt */
	RTR_VRPS_MAX = 2000000,		/* of one server, and PDUs of one answer */
	RTR_READ = 65536,		/* octets read from one server in a turn */
	RTR_TURN = 4096,		/* VRPs worked into the table in a turn */
	RTR_CONNECT_S = 30, RTR_ANSWER_S = 60,	/* how long a connection, the next word of an answer may take */
	RTR_FIRST_S = 1, RTR_AGAIN_S = 10,	/* to the first attempt; to the next after a failure, doubled with each, up to the retry interval */
	RTR_RETRY_S = 600,		/* RFC 8210 6 */
};

enum rtr_type {
	RTR_SERIAL_NOTIFY, RTR_SERIAL_QUERY, RTR_RESET_QUERY, RTR_CACHE_RESPONSE, RTR_IP4, RTR_IP6 = 6, RTR_END_OF_DATA, RTR_CACHE_RESET, RTR_ROUTER_KEY, RTR_ERROR,
};
enum rtr_error {
	RTR_CORRUPT, RTR_INTERNAL, RTR_NO_DATA, RTR_INVALID_REQUEST, RTR_BAD_VERSION, RTR_BAD_TYPE, RTR_UNKNOWN_RECORD, RTR_DUPLICATE, RTR_OTHER_VERSION, RTR_ERRORS
};
extern const char *const rtr_error_text[RTR_ERRORS];

/* DOWN: no connection; `due`: the next attempt. ASKED: a query is out. LOADING: between Cache Response and End of Data. APPLYING: the answer goes into the table.
 * SYNCED: all is known; `due`: the next query. */
enum rtr_state { RTR_DOWN, RTR_CONNECTING, RTR_ASKED, RTR_LOADING, RTR_APPLYING, RTR_SYNCED, RTR_STATES };
extern const char *const rtr_state_name[RTR_STATES];

struct rtr_op { u32 key[4], as; u8 plen, maxlen; bool six, announce; };	/* a Prefix PDU that waits for the end of its answer */

enum { WORK_PURGE = 1, WORK_APPLY = 2, WORK_SWEEP = 4, WORK_FORGET = 8 };	/* in this order */

struct rpki;
struct rtr {			/* a server */
	struct rtr *next;
	struct rpki *of;
	struct ipaddr addr;
	u16 port;
	u8 number;		/* its bit in records */
	u8 state;		/* enum rtr_state; rtr_be() alone writes it */
	bool deleted;		/* not configured any more: it goes when its VRPs have */
	/* the session */
	struct tcp_conn *c;
	u8 version;		/* that is spoken, or tried */
	bool agreed;		/* the cache has spoken it, too (RFC 8210 7) */
	bool heard;		/* anything, on this connection */
	bool try_old;		/* the next attempt is of version 0 */
	bool known;		/* session and serial are those of what we have */
	bool anew;		/* the answer under way is to a Reset Query */
	bool was_up;		/* on this connection all was known once */
	bool notified;		/* a Serial Notify came while another answer was under way */
	u16 session, session_now;	/* session_now: of the answer under way */
	u32 serial, serial_now;
	u32 refresh_set_s;	/* as configured */
	u32 refresh_s, retry_s, expire_s; /* as they hold */
	nsec asked;
	u8 failures;		/* in a row */
	u8 *rx;			/* the beginning of a PDU */
	u32 rx_len;
	/* the answer */
	struct rtr_op *ops;
	u32 n_ops, cap_ops, at;	/* at: the next to be worked in */
	u32 n_anew;
	u8 work;		/* WORK_ */
	u64 sweep_at;
	struct timer due, expire, more;
	/* for shows */
	u32 n_vrps, attempts, connect_failures, errors_sent, errors_received;
	u64 in, out;		/* PDUs */
	nsec changed, synced;	/* of the state to and from SYNCED; the last End of Data. NSEC_NEVER: never */
};

struct rpki {
	struct ipstack *s;
	struct rtr *servers;	/* by address and port */
	u16 numbers;		/* taken */
	struct vrp_table table;
	struct vrp_set changed;	/* prefixes that are other than they were; the user of this empties it */
	void (*tell)(struct rpki *k);	/* there are some */
};

void rpki_open(struct rpki *k, struct ipstack *s, void (*tell)(struct rpki *k));
void rpki_close(struct rpki *k);
void rpki_tcp_gone(struct rpki *k);	/* TCP went before us */

struct rtr *rtr_find(const struct rpki *k, const struct ipaddr *a, u16 port);
struct rtr *rtr_set(struct rpki *k, const struct ipaddr *a, u16 port, u32 refresh_s);	/* made where there is none; NULL: too many */
void rtr_remove(struct rtr *s);
void rtr_clear(struct rtr *s);		/* its VRPs are forgotten, its session begins anew */

/* Between rtr.c, load.c and server.c. */
nsec rtr_now(const struct rtr *s);
void rtr_be(struct rtr *s, enum rtr_state state);
void rtr_due(struct rtr *s, u32 seconds);
void rtr_ask(struct rtr *s);
void rtr_hear(struct rtr *s);	/* reads, some a turn */
void rtr_complain(struct rtr *s, enum rtr_error e, const u8 *pdu, u32 len); /* sends an Error Report */
void rtr_hang_up(struct rtr *s, u32 seconds);	/* until the next attempt */
void rtr_fail(struct rtr *s);			/* the same, the longer the more often it has failed */
bool rtr_op_add(struct rtr *s, const struct rtr_op *op);	/* false: too many */
void rtr_ops_drop(struct rtr *s);
void rtr_load(struct rtr *s);			/* the answer is whole */
void rtr_purge(struct rtr *s);			/* nothing that it said holds any more */
void rtr_work(struct timer *t);
void rtr_synced(struct rtr *s);			/* load.c is through */
void rtr_free(struct rtr *s);
void rtr_debug(const struct rtr *s, const char *fmt, ...) PRINTF(2, 3);
void rtr_log(const struct rtr *s, unsigned severity, const char *fmt, ...) PRINTF(3, 4);

#endif
