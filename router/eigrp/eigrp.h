/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * EIGRP for IPv4 (RFC 7868) with classic metrics, as IOS runs `router eigrp AS`: any number of processes a device. dual.c has the topology table and
 * DUAL, which knows neither packets nor interfaces' state; tell.c says who is told what of it; rtp.c has neighbours and the reliable transport;
 * packet.c is what is on the wire; proc.c joins all that to the device. Metrics are vectors in the units of the wire; distances their composite.
 */
#ifndef ROUTER_EIGRP_EIGRP_H
#define ROUTER_EIGRP_EIGRP_H

#include "cli/show.h"
#include "net/rd.h"
#include "router/bfd/client.h"
#include "router/passive.h"
#include "router/route.h"

enum {
	IP_EIGRP = 88,
	EIGRP_GROUP = 0xe000000a,	/* 224.0.0.10 */
	EIGRP_HLEN = 20,
	EIGRP_INFINITY = 0xffffffff,	/* delay, bandwidth or distance: unreachable (6.6.1.1.3) */
	EIGRP_HOPS_MAX = 100,
	EIGRP_PATHS_MAX = 16,
	EIGRP_ROUTES_MAX = 65536,
	EIGRP_NBRS_MAX = 1024,		/* of a process */
	EIGRP_QUEUE_MAX = 4096,		/* packets that wait for one neighbour */
	EIGRP_RETRIES = 16,		/* 5.3.1 */
};

enum eigrp_op { EIGRP_UPDATE = 1, EIGRP_REQUEST = 2, EIGRP_QUERY = 3, EIGRP_REPLY = 4, EIGRP_HELLO = 5, EIGRP_SIA_QUERY = 10, EIGRP_SIA_REPLY = 11, EIGRP_OP_N };
enum { EIGRP_INIT = 1, EIGRP_CR = 2, EIGRP_RS = 4, EIGRP_EOT = 8 }; /* flags of the header, 6.4 */
enum { STUB_CONNECTED = 1, STUB_STATIC = 2, STUB_SUMMARY = 4, STUB_RECEIVE_ONLY = 8, STUB_REDISTRIBUTED = 16 };

/* 6.6.1.1: delay in 10 microseconds x 256, the sum; bandwidth as 10^7 / kbit/s x 256, the greatest. */
struct eigrp_metric {
	u32 delay, bandwidth;
	u32 mtu;
	u8 hops, reliability, load;
};
static inline bool metric_eq(const struct eigrp_metric *a, const struct eigrp_metric *b)
{
	return a->delay == b->delay && a->bandwidth == b->bandwidth && a->mtu == b->mtu && a->hops == b->hops && a->reliability == b->reliability && a->load == b->load;
}
/* 6.6.2.1: where an external route came from. */
struct eigrp_ext {
	u32 router, as, tag, metric;
	u8 proto;		/* enum eigrp_proto; 0: the route is internal */
};
static inline bool ext_eq(const struct eigrp_ext *a, const struct eigrp_ext *b)
{
	return a->router == b->router && a->as == b->as && a->tag == b->tag && a->metric == b->metric && a->proto == b->proto;
}
enum eigrp_proto { EXT_NONE, EXT_IGRP, EXT_EIGRP, EXT_STATIC, EXT_RIP, EXT_HELLO, EXT_OSPF, EXT_ISIS, EXT_EGP, EXT_BGP, EXT_IDRP, EXT_CONNECTED };

enum eigrp_path_kind { PATH_CONNECTED, PATH_REDIST, PATH_SUMMARY, PATH_NBR };

/* A way to a route's destination: one of ours, or what a neighbour told. */
struct eigrp_path {
	struct eigrp_path *next;
	u8 kind;
	bool awaited;		/* of an active route: this neighbour's reply */
	bool seen;		/* ours: found again */
	u8 sia;			/* SIA queries sent since its last answer */
	struct eigrp_nbr *n;	/* PATH_NBR */
	struct iface *i;	/* PATH_NBR, PATH_CONNECTED */
	u32 via;		/* PATH_NBR: next hop */
	struct eigrp_metric told, here; /* as told; with our interface's added */
	u32 rd, distance;	/* of them */
	struct eigrp_ext ext;
};

/* 3.5: QDB, as table 1 of the diffusing computation's origin has it. */
enum eigrp_state { ACTIVE_LOCAL_WORSE, ACTIVE_LOCAL, ACTIVE_BOTH, ACTIVE_SUCCESSOR, PASSIVE };

struct eigrp_route {
	u32 prefix;
	u8 plen, state;		/* enum eigrp_state */
	bool dirty, query_due, in_rib;
	bool was_told;		/* `told` holds */
	u32 fd;			/* feasible distance */
	u32 n_awaited;
	struct eigrp_path *paths;
	struct eigrp_path *successor; /* one of paths; NULL: none */
	struct eigrp_nbr *asker; /* the successor whose query is answered when the computation ends */
	struct eigrp_metric told; /* as neighbours have it from us */
	struct eigrp_ext told_ext;
	u32 told_ways;		/* the interfaces on which it was poisoned */
	struct timer sia;	/* active: when those who owe a reply are asked how it stands */
	struct eigrp *e;
	nsec since;		/* active since */
};

/* A packet's TLVs, on their way to one or several neighbours. */
struct eigrp_msg { u32 refs; u16 len; u8 op; u32 flags; u8 tlv[]; };
struct eigrp_queued { struct eigrp_queued *next; struct eigrp_msg *m; u32 seq; }; /* seq 0: not sent yet */

struct eigrp_nbr {
	struct eigrp_nbr *next;	/* of its interface */
	struct eigrp_if *ei;
	u32 addr;
	u16 hold_s, handle;
	bool up;		/* both INITs went across; until then it gets no routes */
	bool heard_init, init_acked;
	bool skips;		/* its hello listed us: the next packet with CR is not for us (5.3.2) */
	u32 cr_seq;		/* that packet's number, for those who are not listed */
	u16 stub;		/* its flags; 0: no stub */
	u8 version[4];		/* software, TLVs */
	u32 seen;		/* sequence number of its last packet that was processed, */
	u8 seen_op;		/* and what it was: FRR 8.4 gives a reply the number of the update before it */
	u32 ack_due;		/* seen, not acknowledged yet; 0: none */
	u32 auth_seq;
	struct eigrp_queued *queue, **queue_end;
	u32 n_queue, tries, srtt_ms, rto_ms;
	u64 retransmitted;
	nsec sent, since;	/* the head of the queue; up or pending since */
	u8 out_op;		/* replies that are being put together, by tell_one() */
	u16 out_len;
	u8 *out;
	struct timer hold, retransmit;
	struct bfd_client bfd;
};

struct eigrp_summary { struct eigrp_summary *next; u32 prefix; u8 plen, distance; };

/* What is configured on an interface for one AS. */
struct eigrp_ifc {
	struct eigrp_ifc *next;
	struct iface *i;
	u16 as;
	u16 hello_s, hold_s;	/* 0: 5, 15 */
	bool no_horizon, md5;
	char *chain;
	struct eigrp_summary *summaries;
};

/* An interface on which the process runs. */
struct eigrp_if {
	struct eigrp_if *next;
	struct eigrp *e;
	struct iface *i;
	struct eigrp_ifc *c;
	u32 addr, mask;		/* the primary address */
	bool passive;
	u32 delay, bandwidth;	/* of the wire's units */
	u32 mtu, auth_seq;
	nsec warned;		/* of a neighbour that does not fit; 0: never */
	struct eigrp_nbr *nbrs;
	struct timer hello;
	u64 tx_multi, tx_uni, tx_acks, retransmits, out_of_sequence;
};

struct eigrp_net { struct eigrp_net *next; u32 net, wild; };
struct eigrp_bfd { struct eigrp_bfd *next; char *name; }; /* `bfd interface` */
struct eigrp_redist { struct redist r; bool m_set; u32 m[5]; }; /* kbit/s, 10 microseconds, reliability, load, MTU; r is the first: it is freed as that */

struct eigrp {
	struct eigrp *next;
	struct eigrp_all *all;
	u16 as;
	bool shutdown, auto_summary, log_changes, m_set;
	u8 k[5];
	u8 variance, max_paths, hops_max, distance_in, distance_ext;
	u16 stub;		/* flags; 0: none */
	u32 rid, rid_set;
	u32 active_s;		/* 0: for ever */
	u32 m[5];		/* default-metric */
	u32 seq;
	u16 handles;
	u32 n_nbrs;
	struct eigrp_net *nets;
	struct passive passive;
	struct eigrp_bfd *bfd;
	bool bfd_all;
	struct redist *redist;	/* struct eigrp_redist */
	struct eigrp_if *ifs;
	struct eigrp_route **r;	/* by prefix, then length */
	u32 n, cap, n_dirty;
	struct timer flush;
	u64 rx[EIGRP_OP_N], tx[EIGRP_OP_N], rx_acks, tx_acks; /* of hellos those that acknowledge are apart */
};

/* All of a device: what outlives a process. */
struct eigrp_all {
	struct ipstack *s;
	struct eigrp *procs;
	struct eigrp_ifc *ifcs;	/* the root stack's: of all the device's interfaces */
	struct rib_watch rib;
	struct policy_watch policy;
	struct timer sync;
};

/* ---- dual.c ---- */

u32 eigrp_distance(const struct eigrp *e, const struct eigrp_metric *m);
/* m with an interface's delay and bandwidth added. */
struct eigrp_metric eigrp_add(const struct eigrp *e, const struct eigrp_metric *m, u32 delay, u32 bandwidth, u32 mtu);
struct eigrp_route *eigrp_find(const struct eigrp *e, u32 prefix, u8 plen);
struct eigrp_path *eigrp_path_of(const struct eigrp_route *r, const struct eigrp_nbr *n); /* NULL: none */
/* A neighbour told of a prefix by a packet of that kind. */
struct eigrp_heard { u32 prefix, via; u8 plen; struct eigrp_metric m; struct eigrp_ext ext; };
void dual_heard(struct eigrp_nbr *n, enum eigrp_op op, const struct eigrp_heard *h);
void dual_nbr_gone(struct eigrp_nbr *n);
/* One of our own ways; m NULL: it is no more. */
void dual_own(struct eigrp *e, u32 prefix, u8 plen, enum eigrp_path_kind kind, struct iface *i, const struct eigrp_metric *m, const struct eigrp_ext *ext);
/* Metrics of the interface, the K values or the variance are other than before. */
void dual_recompute(struct eigrp *e);
void dual_free(struct eigrp *e);
bool dual_feasible(const struct eigrp_route *r, const struct eigrp_path *p);
/* Is the path one that packets take now: a successor, or within the variance? */
bool dual_used(const struct eigrp_route *r, const struct eigrp_path *p);
const char *eigrp_kind_name(const struct eigrp_path *p); /* "Connected" ... of our own */

/* ---- tell.c ---- */

void tell_soon(struct eigrp_route *r);		/* its advertisement changed, or queries are due */
void tell_everything(struct eigrp_nbr *n);	/* to a new neighbour, EOT last */
void tell_again(struct eigrp_if *ei);		/* all of it, withdrawals too: what is filtered there changed */
void tell_one(struct eigrp_nbr *n, enum eigrp_op op, const struct eigrp_route *r, u32 prefix, u8 plen); /* r NULL: unreachable */
void tell_flush(struct timer *t);
/* The summary that stands for the prefix on this interface; NULL: none. Automatic ones come in *made. */
const struct eigrp_summary *eigrp_summary_of(const struct eigrp_if *ei, u32 prefix, u8 plen, bool external, struct eigrp_summary *made);

/* ---- rtp.c ---- */

struct eigrp_msg *msg_new(enum eigrp_op op, u32 flags, const u8 *tlv, u32 len);
void msg_put(struct eigrp_msg *m);
void rtp_send(struct eigrp_nbr *n, struct eigrp_msg *m);	/* takes a reference of its own */
void rtp_send_all(struct eigrp_if *ei, struct eigrp_msg *m);	/* to all that are up, by the group where they are ready */
void rtp_acked(struct eigrp_nbr *n, u32 ack);
struct eigrp_nbr *nbr_find(const struct eigrp_if *ei, u32 addr);
struct eigrp_nbr *nbr_new(struct eigrp_if *ei, u32 addr);
void nbr_down(struct eigrp_nbr *n, const char *why);	/* frees it */
void nbr_check_up(struct eigrp_nbr *n);
void nbr_bfd(struct eigrp_nbr *n);	/* whether BFD watches it follows its state and the configuration */
void hello_start(struct eigrp_if *ei);
void hello_now(struct eigrp_if *ei);
u16 eigrp_hold(const struct eigrp_if *ei);

/* ---- packet.c ---- */

enum drop eigrp_input(struct ipstack *s, const struct ip_recv *r, struct frame *f);
/* to NULL: the group. seq, ack: 0 for none. */
void packet_send(struct eigrp_if *ei, const struct eigrp_nbr *to, enum eigrp_op op, u32 flags, u32 seq, u32 ack, const u8 *tlv, u32 len);
void packet_hello(struct eigrp_if *ei, bool goodbye);
u32 packet_room(const struct eigrp_if *ei);	/* bytes of TLVs */
enum { EIGRP_ROUTE_MAX = 49 };	/* bytes of a route's TLV */
/* m with the delay of EIGRP_INFINITY: unreachable. active: says that we await replies for it. */
void packet_route(struct wr *w, u32 prefix, u8 plen, const struct eigrp_metric *m, const struct eigrp_ext *ext, bool active);

/* ---- proc.c ---- */

struct eigrp_all *eigrp_all(struct ipstack *s);		/* made where there is none */
struct eigrp *eigrp_find_as(const struct ipstack *s, u16 as);
struct eigrp *eigrp_get(struct ipstack *s, u16 as);
void eigrp_remove(struct eigrp *e);
void eigrp_soon(struct eigrp_all *all);		/* something configured or connected is new */
struct eigrp_ifc *eigrp_ifc(struct eigrp_all *all, struct iface *i, u16 as, bool make);
void eigrp_to_rib(struct eigrp_route *r);
static inline nsec eigrp_now(const struct eigrp *e) { return stack_now(e->all->s); }
static inline struct worker *eigrp_worker(const struct eigrp *e) { return e->all->s->node->worker; }

/* For the stack. */
void eigrp_stack_free(struct ipstack *s);
void eigrp_stack_changed(struct ipstack *s);
void eigrp_iface_left(struct ipif *p);	/* the VRF; its configuration stays */
void eigrp_iface_gone(struct ipif *p);

extern const struct cmd_table eigrp_cmds[];
extern const unsigned n_eigrp_cmds;
bool eigrp_show_protocols(struct cli *c, struct show *s);

#endif
