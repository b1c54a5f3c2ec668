/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One BFD session (RFC 5880 6): asynchronous mode, with the echo function where both sides have it. It is told what comes and what is configured; it sends,
 * keeps time and says when its state changes. It knows no address: whoever makes it does.
 */
#ifndef ROUTER_BFD_SESSION_H
#define ROUTER_BFD_SESSION_H

#include "core/node.h"
#include "router/bfd/packet.h"

enum { BFD_ECHO_LEN = 12, BFD_SLOW_US = 1000000 };

struct bfd_conf {
	u32 tx_us, rx_us;	/* as configured, for the time when it is up */
	u32 slow_us;		/* while it is not, or while echo does the work; at least a second (6.8.3) */
	u8 mult;
	u8 auth;		/* enum bfd_auth */
	bool echo;
	const char *chain;	/* key chain of the owner's */
};

struct bfd_session;
struct bfd_ops {
	void (*send)(struct bfd_session *b, const u8 *packet, u32 len);
	void (*echo)(struct bfd_session *b, const u8 *packet, u32 len);	/* to ourselves, by way of the neighbour */
	void (*changed)(struct bfd_session *b, u8 was);
	/* false: there is none at present. */
	bool (*key_to_send)(struct bfd_session *b, struct bfd_secret *k);
	bool (*key_to_accept)(struct bfd_session *b, u8 id, struct bfd_secret *k);
};

struct bfd_span { u32 min_ms, max_ms; u64 total_ms, n; nsec last; }; /* between packets */

struct bfd_session {
	struct node *node;
	const struct bfd_ops *ops;
	struct bfd_conf conf;
	/* 6.8.1; session.c's set_state() alone changes state */
	u8 state, remote_state, diag;
	u32 my, your;		/* discriminators; your 0: not known */
	u32 tx_us, rx_us;	/* as told: desired min TX, required min RX */
	u32 tx_now_us, rx_now_us; /* as used: differ until a poll is answered (6.8.3) */
	bool polling, echoing, demanded; /* demanded: the neighbour is in demand mode (6.6) */
	bool seq_known;
	u32 seq_sent, seq_heard;
	struct bfd_packet last;	/* the neighbour's */
	struct timer tx, detect, echo_tx, echo_detect;
	u32 echo_seq;
	nsec since;
	u64 rx, tx_n, echo_rx, echo_sent;
	struct bfd_span rx_span, tx_span;
	bool path_down;		/* its interface is down: it rests */
};

extern const char *const bfd_state_name[BFD_STATES];

/* node, ops, my and conf are set; it is Down and begins to speak. */
void bfd_start(struct bfd_session *b);
void bfd_stop(struct bfd_session *b);	/* without a word; its timers stand */
void bfd_admin_down(struct bfd_session *b); /* tells the neighbour so, once: it will be gone */
void bfd_path(struct bfd_session *b, bool up);
/* Another configuration: what is faster or slower is agreed upon by a poll. */
void bfd_configure(struct bfd_session *b, const struct bfd_conf *c);
/* A packet that was parsed, of bytes; the session is the one it is for. */
enum drop bfd_input(struct bfd_session *b, const u8 *bytes, const struct bfd_packet *p);
void bfd_echo_input(struct bfd_session *b, struct rd r);
nsec bfd_detection(const struct bfd_session *b);	/* time without a packet after which it is down; 0: not known yet */
nsec bfd_echo_interval(const struct bfd_session *b);

#endif
