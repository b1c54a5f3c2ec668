/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside TCP: connections, segments, and what its files ask of each other. Users include router/tcp.h. */
#ifndef ROUTER_TCP_CONN_H
#define ROUTER_TCP_CONN_H

#include "net/digest.h"
#include "net/tcp.h"
#include "router/tcp.h"

enum {
	TCP_HEADER = 20,
	TCP_OPTIONS_MAX = 40,
	TCP_BUFFER_DEFAULT = 64 * 1024,
	TCP_BUFFER_MIN = 2048,
	TCP_BUFFER_MAX = 4 * 1024 * 1024,
	TCP_RANGES_MAX = 128,	   /* holes remembered per direction of a connection */
	TCP_KEY_MAX = 80,	   /* bytes of an MD5 key that count (RFC 2385 4.5 asks for at least this) */
	TCP_BACKLOG_MAX = 1024,
	TCP_TIME_WAIT_MAX = 1024,  /* a device's; then the oldest goes */
	TCP_DEFERRED_MAX = 256,	   /* segments to ourselves that wait for the present call to end */
	TCP_PATH_MTU_FLOOR = 552,  /* IPv4: below, the path may fragment */
	TCP_MSS_FLOOR = 64,	   /* whatever the peer says */
	TCP_OUTPUT_BUDGET = 4096,  /* segments sent in one go */
	TCP_DUP_THRESHOLD = 3,
	TCP_KEEPALIVE_PROBES = 5,
	TCP_CHALLENGE_LIMIT = 10,  /* answers a second and connection to what is not acceptable (RFC 5961 7) */
};

#define TCP_RTO_INITIAL (1 * NSEC_PER_SEC)  /* RFC 6298 2.1 */
#define TCP_RTO_AFTER_SYN_LOSS (3 * NSEC_PER_SEC) /* RFC 6298 5.7 */
#define TCP_RTO_MIN (300 * NSEC_PER_MS)	    /* IOS's; RFC 6298 2.4 would like 1 s, which no stack of today keeps */
#define TCP_RTO_MAX (60 * NSEC_PER_SEC)	    /* RFC 6298 2.5 */
#define TCP_RTT_GRANULARITY NSEC_PER_MS
#define TCP_DELACK (200 * NSEC_PER_MS)	    /* RFC 9293 3.8.6.3: below 500 ms */
#define TCP_2MSL (60 * NSEC_PER_SEC)
#define TCP_HALF_OPEN_LIFE (75 * NSEC_PER_SEC)
#define TCP_ORPHAN_LIFE (60 * NSEC_PER_SEC) /* FIN-WAIT-2 without a user */
#define TCP_CONNECT_TIMEOUT (100 * NSEC_PER_SEC)
#define TCP_USER_TIMEOUT (540 * NSEC_PER_SEC)
#define TCP_KEEPALIVE_INTERVAL (75 * NSEC_PER_SEC)
#define TCP_PAWS_IDLE (24ull * 86400 * NSEC_PER_SEC) /* RFC 7323 5.5 */

enum tcp_state {
	TCPS_CLOSED,
	TCPS_SYN_SENT,
	TCPS_SYN_RCVD,
	TCPS_ESTABLISHED,
	TCPS_FIN_WAIT_1,
	TCPS_FIN_WAIT_2,
	TCPS_CLOSE_WAIT,
	TCPS_CLOSING,
	TCPS_LAST_ACK,
	TCPS_TIME_WAIT,
	TCPS_N
};
#define TCPS(s) (1u << TCPS_##s)
static inline bool tcp_in(enum tcp_state s, unsigned set) { return set >> s & 1; }

/* What moves a connection from state to state (RFC 9293 figure 5). */
enum tcp_move {
	MOVE_CONNECT,	/* active open */
	MOVE_ACCEPT,	/* a SYN came to a listener */
	MOVE_SYN,	/* SYN without ACK in answer to ours: simultaneous open */
	MOVE_OPENED,	/* our SYN is acknowledged and the peer's is here */
	MOVE_CLOSE,	/* the user has no more to send */
	MOVE_FIN,	/* the peer has no more to send */
	MOVE_FIN_ACKED, /* our FIN is acknowledged */
	MOVE_END,	/* 2MSL are over, reset, abort, timeout */
	MOVE_N
};

/* Serial numbers (RFC 9293 3.4). */
static inline bool seq_lt(u32 a, u32 b) { return (s32)(a - b) < 0; }
static inline bool seq_le(u32 a, u32 b) { return (s32)(a - b) <= 0; }
static inline u32 seq_max(u32 a, u32 b) { return seq_lt(a, b) ? b : a; }
static inline u32 seq_min(u32 a, u32 b) { return seq_lt(a, b) ? a : b; }

/* Bytes by offset from the first one kept; memory is there only while bytes are. */
struct tcp_ring {
	u8 *mem;
	u32 cap, head;	/* cap: a power of 2, or 0 */
	u32 len;	/* bytes in order from the head */
	u32 limit;	/* bytes the user allows */
};

/* Disjoint, non-adjacent ranges of sequence numbers, ascending. */
struct tcp_range {
	u32 start, end;	/* end is behind the last */
};
struct tcp_ranges {
	struct tcp_range *r;
	u16 n, cap;
};

struct tcp_segment {
	u16 src_port, dst_port;
	u32 seq, ack;
	u32 wnd;		/* as in the header, not scaled */
	u8 flags;
	const u8 *data;		/* payload */
	u32 len;		/* of the payload */
	bool has_mss, has_scale, sack_permitted, has_ts;
	u8 scale, n_sack;
	u16 mss;
	u32 tsval, tsecr;
	struct tcp_range sack[4];
	const u8 *md5;		/* 16 bytes, or NULL */
};
/* Sequence numbers the segment takes: SEG.LEN. */
static inline u32 tcp_seg_len(const struct tcp_segment *g)
{
	return g->len + !!(g->flags & TCP_SYN) + !!(g->flags & TCP_FIN);
}

enum tcp_recovery {
	TCP_OPEN,
	TCP_FAST,	/* fast recovery: RFC 6675 with SACK, 6582 without */
	TCP_LOSS,	/* after a timeout: everything below `recover` is sent again in slow start */
};

/* As `show tcp` lists them. */
enum tcp_timer { TCP_T_RETRANS, TCP_T_TIME_WAIT, TCP_T_ACK_HOLD, TCP_T_SEND_WND, TCP_T_KEEPALIVE, TCP_T_N };

struct tcp_counters {
	u32 starts[TCP_T_N], wakeups[TCP_T_N];
	u32 in, in_data, in_disorder, in_dup_ack;
	u64 in_bytes;
	u32 out, out_data, out_rexmit, out_fast_rexmit, out_partial_ack, timeouts, probes;
	u64 out_bytes;
};

struct tcp_conn {
	struct tcp *t;
	struct tcp_conn *next, **prev;	      /* all of the device, oldest first */
	struct tcp_conn *hash_next;
	struct tcp_conn *half_next, **half_prev; /* the listener's half-open, or the device's in TIME-WAIT */
	struct tcp_listener *listener;	      /* while half-open */
	struct ipaddr local, peer;
	u16 local_port, peer_port;
	struct iface *out;		      /* of a link-local peer */
	struct tcp_user user;
	u32 id;

	u8 state;	    /* enum tcp_state; tcp_step() alone writes it */
	u8 recovery;	    /* enum tcp_recovery */
	u8 ttl, tos, min_ttl;
	u8 hold;	    /* being worked on: not to be freed */
	u8 events;	    /* bits by enum tcp_event, to be told */
	u8 retries;	    /* timeouts in a row */
	u8 keep_probes, ack_pending; /* segments received and not acknowledged */
	u8 snd_scale, rcv_scale;
	u8 dup_acks;
	u8 key_len;
	u8 challenge_n;
	bool hashed : 1, passive : 1, guest : 1 /* of a listener of the first stack, in a VRF */, told : 1 /* of CONNECTED */, owned : 1, released : 1, closed_told : 1;
	bool use_scale : 1, use_sack : 1, use_ts : 1, nodelay : 1;
	bool fin_queued : 1, fin_sent : 1, fin_acked : 1, fin_seen : 1, fin_known : 1;
	bool want_write : 1, ack_now : 1, syn_lost : 1, timing : 1, cwnd_limited : 1, rescued : 1, rescuing : 1;
	bool rexmit_one : 1, soft_error : 1, df : 1, persist : 1;
	char *key;	    /* MD5 */

	/* send: RFC 9293 3.3.1 */
	u32 iss, snd_una, snd_nxt, snd_wnd, snd_wl1, snd_wl2, snd_wnd_max;
	u32 fin_seq;	    /* of our FIN, when fin_sent */
	struct tcp_ring snd; /* its first byte is snd_una's, once SYN is acknowledged */
	u16 mss;	    /* payload of a full segment as we send them */
	u16 mss_base;	    /* the same before our usual options: the peer's MSS or the path's */
	u16 peer_mss, our_mss;
	u32 path_mtu;
	u16 fixed_mtu;		/* 0: it is discovered */

	/* receive */
	u32 irs, rcv_nxt, rcv_adv /* behind the right edge of the window announced */, last_ack_sent;
	u32 rcv_fin;	    /* sequence number of the peer's FIN, when fin_known */
	struct tcp_ring rcv; /* first byte: the user's next; behind len: out of order */
	struct tcp_ranges ooo;
	u32 recent[3];	    /* somewhere in the ranges that changed last, newest first */

	/* timestamps */
	u32 ts_recent, ts_offset;
	nsec ts_recent_at;

	/* congestion: RFC 5681, 6582, 6675 */
	u32 cwnd, ssthresh, recover, high_rxt, acked_bytes;
	struct tcp_ranges sacked;

	/* round trip: RFC 6298 */
	nsec srtt, rttvar, rto, rtt_min, rtt_max;
	u32 rtt_seq;	    /* acknowledged beyond this: a sample, when timing */
	nsec rtt_start;

	nsec opened, last_heard, last_sent, progress /* snd_una last moved, or data became outstanding */;
	nsec user_timeout, keepalive_idle;
	nsec challenge_since;
	struct timer rexmit;	/* retransmission, SYN, zero-window probe */
	struct timer delack, keep;
	struct timer life;	/* 2MSL, half-open, orphan */
	struct tcp_counters count;
};

struct tcp_listener {
	struct tcp *t;
	struct tcp_listener *next;
	struct ipaddr addr;	/* AF_NONE: any */
	u16 port;
	u16 backlog, n_half;
	bool vrfs;
	struct tcp_conn *half, **half_tail; /* oldest first */
	bool (*accept)(struct tcp_listener *l, const struct ipaddr *peer, u16 peer_port, struct tcp_options *o);
	void (*accepted)(struct tcp_listener *l, struct tcp_conn *c);
	void *arg;
};

/* What TCP asks of the layer below; a test puts its own there. */
struct tcp_lower {
	enum drop (*send)(struct ipstack *s, const struct ip_send *to, struct frame *f);
	bool (*route_source)(struct ipstack *s, const struct ipaddr *dst, struct iface *out, struct ipaddr *src, u32 *mtu);
	struct frame *(*frame)(struct ipstack *s, u32 len);
	void (*detach)(struct ipstack *s); /* TCP goes; may be NULL */
};

struct tcp_deferred {
	struct tcp_deferred *next;
	struct ip_recv r;
	struct frame *f;
};

struct tcp {
	struct node *node;
	struct ipstack *ip;
	const struct tcp_lower *lower;
	struct tcp_conn *conns, **conns_tail;
	struct tcp_conn **hash;
	u32 n_hash, n_hashed, n_conns; /* n_hash: a power of 2 */
	struct tcp_listener *listeners;
	const struct tcp *first;	/* of a VRF's: the device's, some of whose listeners are asked, too; NULL: this is it */
	struct tcp_conn *time_wait, **time_wait_tail;
	u32 n_time_wait, next_id;
	u64 hash_key[2];
	u64 isn_key[2];
	bool sending;		/* inside lower->send(): what comes back meanwhile is deferred */
	struct tcp_deferred *deferred, **deferred_tail;
	u32 n_deferred;
	struct timer deferred_timer;
	u64 n_accepted, n_connected, n_reset_in, n_reset_out, n_in, n_out, n_backlog_drops, n_rexmit;
	u32 drops[DROP_N];	/* segments discarded, by reason */
	struct tcp_watcher *watchers;
	struct tcp_services *services; /* tcp_services.c; NULL: none */
};

/* tcp.c: connections */
struct tcp *tcp_new_over(struct node *n, struct ipstack *s, const struct tcp_lower *lower);
static inline nsec tcp_now(const struct tcp *t) { return node_now(t->node); }
struct tcp_conn *tcp_lookup(const struct tcp *t, const struct ipaddr *local, u16 local_port, const struct ipaddr *peer, u16 peer_port);
struct tcp_listener *tcp_listener_find(const struct tcp *t, const struct ipaddr *local, u16 port);
struct tcp_conn *tcp_conn_new(struct tcp *t, const struct ipaddr *local, u16 local_port, const struct ipaddr *peer, u16 peer_port,
			      const struct tcp_options *o);
/* The one place where a connection's state changes. */
void tcp_step(struct tcp_conn *c, enum tcp_move m);
void tcp_event_later(struct tcp_conn *c, enum tcp_event e);
/* Between these two c is not freed; the last tcp_unhold() tells the user what has gathered, sends what may go, and may free it. */
void tcp_hold(struct tcp_conn *c);
void tcp_unhold(struct tcp_conn *c);
/* The connection's end, told as e. No segment is sent. */
void tcp_die(struct tcp_conn *c, enum tcp_event e);
/* ISN (RFC 6528) and the offset of its timestamps. */
void tcp_start_numbers(struct tcp_conn *c, u32 at_least, bool has_least);
void tcp_half_open_unlink(struct tcp_conn *c);

/* tcp_segment.c: bytes to fields, checksums, signatures */
enum drop tcp_parse(struct tcp_segment *g, const u8 *p, u32 len);
u16 tcp_checksum(const struct ipaddr *src, const struct ipaddr *dst, const u8 *p, u32 len);
void tcp_signature(const struct ipaddr *src, const struct ipaddr *dst, const u8 *p, u32 len, const char *key, u32 key_len, u8 out[16]);
enum drop tcp_check_signature(const struct ip_recv *r, const struct tcp_segment *g, const u8 *p, u32 len, const char *key, u32 key_len);

/* tcp_input.c */
enum drop tcp_input(struct tcp *t, const struct ip_recv *r, struct frame *f);
/* tcp_listen.c: a segment for a listener. iss_least: what an incarnation in TIME-WAIT asks of the new one's ISN, or NULL. */
enum drop tcp_listen_input(struct tcp *t, struct tcp_listener *l, const struct ip_recv *r, const struct tcp_segment *g, const u8 *p, u32 len,
			   const u32 *iss_least);
void tcp_take_syn_options(struct tcp_conn *c, const struct tcp_segment *g);
/* tcp_error.c: ICMP */
void tcp_error(struct tcp *t, const struct ip_error *e);

/* tcp_output.c */
void tcp_output(struct tcp_conn *c);
void tcp_send_syn(struct tcp_conn *c);	/* SYN or SYN,ACK, as the state says */
void tcp_send_ack(struct tcp_conn *c);
void tcp_send_reset(struct tcp_conn *c);
void tcp_send_keepalive(struct tcp_conn *c);
void tcp_send_probe(struct tcp_conn *c); /* one byte into a closed window, or what fits a silly one */
/* A RST in answer to a segment that belongs to no connection (RFC 9293 3.10.7.1). */
void tcp_refuse(struct tcp *t, const struct ip_recv *r, const struct tcp_segment *g);
void tcp_challenge(struct tcp_conn *c);
void tcp_set_mss(struct tcp_conn *c);
/* Asks the IP layer for the path's MTU anew: our own interface may take less than it did. */
void tcp_path_again(struct tcp_conn *c);
u32 tcp_window(const struct tcp_conn *c);
u32 tcp_timestamp(const struct tcp_conn *c);
/* SYN, data and FIN that the connection could send and has not. */
u32 tcp_unsent(const struct tcp_conn *c);

/* tcp_recovery.c: congestion and loss */
void tcp_congestion_start(struct tcp_conn *c);
void tcp_congestion_idle(struct tcp_conn *c);
/* Marks what the segment's SACK blocks say; true: something new. */
bool tcp_sack_in(struct tcp_conn *c, const struct tcp_segment *g);
void tcp_recovery_acked(struct tcp_conn *c, u32 bytes);
void tcp_recovery_dup_ack(struct tcp_conn *c);
void tcp_recovery_timeout(struct tcp_conn *c);
/* Sends everything outstanding again, without a verdict on congestion: the path's MTU shrank, a closed window opened. */
void tcp_recovery_rewind(struct tcp_conn *c);
u32 tcp_pipe(const struct tcp_conn *c);
/* The next thing to send again: what is surely lost (NextSeg() rule 1), else what may be (rule 3), else the last resort (rule 4). */
bool tcp_recovery_next(struct tcp_conn *c, bool sure, u32 *seq, u32 *len);
void tcp_recovery_sent(struct tcp_conn *c, u32 seq, u32 len);
void tcp_rtt_sample(struct tcp_conn *c, nsec rtt);

/* tcp_buffer.c */
void tcp_ring_put(struct tcp_ring *b, u32 offset, const void *data, u32 len);
void tcp_ring_get(const struct tcp_ring *b, u32 offset, void *data, u32 len);
/* Forgets the first n bytes. keep: bytes behind len still matter. */
void tcp_ring_drop(struct tcp_ring *b, u32 n, bool keep);
void tcp_ring_free(struct tcp_ring *b);
/* Joins [start, end) to the set. false: the set is full and nothing was changed. */
bool tcp_ranges_add(struct tcp_ranges *s, u32 start, u32 end, bool *new_bytes);
void tcp_ranges_cut(struct tcp_ranges *s, u32 below);
void tcp_ranges_clear(struct tcp_ranges *s);

/* tcp_timer.c */
void tcp_timers_init(struct tcp_conn *c);
void tcp_timers_stop(struct tcp_conn *c);
/* Retransmission or probe timer as what is outstanding asks; restart: count from now. */
void tcp_timer_rexmit(struct tcp_conn *c, bool restart);
void tcp_timer_delack(struct tcp_conn *c);
void tcp_timer_keepalive(struct tcp_conn *c);
void tcp_timer_life(struct tcp_conn *c, nsec span);
static inline void tcp_timer_stop(struct tcp_conn *c, struct timer *t) { timer_stop(c->t->node->worker, t); }

#endif
