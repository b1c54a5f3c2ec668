/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * EIGRP (RFC 7868) for IPv4 and IPv6, as IOS runs it: any number of processes a device and VRF, each of one family and autonomous system. Processes of
 * `router eigrp AS` and `ipv6 router eigrp AS` have classic metrics, those of the address families of `router eigrp NAME` wide ones (5.6.2).
 * dual.c has the topology table and DUAL, which knows neither packets nor interfaces' state; metric.c is its arithmetic; tell.c says who is told what;
 * rtp.c has neighbours and the reliable transport; packet.c, tlv.c and auth.c are what is on the wire; own.c has the routes that are the device's own;
 * proc.c and iface.c join all that to the device.
 */
#ifndef ROUTER_EIGRP_EIGRP_H
#define ROUTER_EIGRP_EIGRP_H

#include "cli/show.h"
#include "net/rd.h"
#include "router/bfd/client.h"
#include "router/passive.h"
#include "router/policy/dist_list.h"
#include "router/policy/offset_list.h"
#include "router/route.h"

enum {
	IP_EIGRP = 88,
	EIGRP_GROUP = 0xe000000a,	/* 224.0.0.10; ff02::a */
	EIGRP_HLEN = 20,
	EIGRP_WIRE_INFINITY = 0xffffffff, /* a delay of the classic TLVs: unreachable (6.8.2) */
	EIGRP_HOPS_MAX = 100,
	EIGRP_PATHS_MAX = 32,
	EIGRP_ROUTES_MAX = 65536,
	EIGRP_NBRS_MAX = 1024,		/* of a process */
	EIGRP_QUEUE_MAX = 4096,		/* packets that wait for one neighbour */
	EIGRP_RETRIES = 16,		/* 5.3.1 */
	EIGRP_STATICS_MAX = 256,	/* `neighbor` lines of a process */
	EIGRP_EVENTS_USUAL = 500, EIGRP_EVENTS_MAX = 65536,	/* of its log */
};
#define EIGRP_INFINITY UINT64_MAX	/* delay, bandwidth or distance: unreachable */

enum eigrp_op { EIGRP_UPDATE = 1, EIGRP_REQUEST = 2, EIGRP_QUERY = 3, EIGRP_REPLY = 4, EIGRP_HELLO = 5, EIGRP_SIA_QUERY = 10, EIGRP_SIA_REPLY = 11, EIGRP_OP_N };
enum { EIGRP_INIT = 1, EIGRP_CR = 2, EIGRP_RS = 4, EIGRP_EOT = 8 }; /* flags of the header, 6.4 */
enum { STUB_CONNECTED = 1, STUB_STATIC = 2, STUB_SUMMARY = 4, STUB_RECEIVE_ONLY = 8, STUB_REDISTRIBUTED = 16 };

/*
 * A vector, in its process's units. Classic: delay in 10 microseconds x 256, the sum; bandwidth as 10^7 / kbit/s x 256, the greatest (6.8.2). Wide: delay in
 * picoseconds, the sum; bandwidth in kbit/s, the least (5.6.2.2).
 */
struct eigrp_metric {
	u64 delay, bandwidth;
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
	struct ipaddr via;	/* PATH_NBR: next hop */
	u32 origin;		/* router ID of who has it, of wide TLVs; 0: not known */
	struct eigrp_metric told, here; /* as told; with our interface's added */
	u64 rd, distance;	/* of them */
	struct eigrp_ext ext;
};

/* 3.5: QDB, as table 1 of the diffusing computation's origin has it. */
enum eigrp_state { ACTIVE_LOCAL_WORSE, ACTIVE_LOCAL, ACTIVE_BOTH, ACTIVE_SUCCESSOR, PASSIVE };

struct eigrp_route {
	struct ipaddr prefix;
	u8 plen, state;		/* enum eigrp_state */
	bool dirty, query_due, in_rib;
	bool was_told;		/* `told` holds */
	bool fd_external;	/* it is an external way's, hence above all internal ones; or none's */
	bool refused;		/* the RIB has the prefix from a source with a better distance: what neighbours told is not used, and not told on */
	bool look;		/* whether that still holds is to be looked at */
	bool told_alone;	/* what was told last was a summary, on its interfaces alone: */
	bool told_let;		/* what was told last is what a stub, as we are, may tell: */
	bool withdraw;		/* others, or all, are to hear that it is no more */
	u64 fd;			/* feasible distance */
	u32 n_awaited;
	u32 serno;		/* of its last change, among the process's */
	struct eigrp_path *paths;
	struct eigrp_path *successor; /* one of paths; NULL: none */
	struct eigrp_nbr *asker; /* the successor whose query is answered when the computation ends */
	struct eigrp_metric told; /* as neighbours have it from us, */
	struct eigrp_metric told_summary; /* and on the interfaces of a summary that is not the successor */
	struct eigrp_ext told_ext;
	u32 told_origin;
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
	struct ipaddr addr;
	u16 hold_s, handle;
	bool up;		/* both INITs went across; until then it gets no routes */
	bool heard_init, init_acked;
	bool skips;		/* its hello listed us: the next packet with CR is not for us (5.3.2) */
	u32 cr_seq;		/* that packet's number, for those who are not listed */
	u16 stub;		/* its flags; 0: no stub */
	u8 version[4];		/* software, TLVs */
	bool wide;		/* both sides know version 2 of the TLVs: it is told in those */
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

struct eigrp_summary { struct eigrp_summary *next; struct ipaddr prefix; u8 plen, distance; struct route_map *leak; /* held; NULL: none */ };

/* `summary-metric`: what the summary has, on whatever interfaces, instead of its nearest part's. */
struct eigrp_sum_metric { struct eigrp_sum_metric *next; struct ipaddr prefix; u8 plen, distance; bool m_set; u32 m[5]; }; /* distance 0: the line's of the summary; m as in redistribution */

enum eigrp_auth { EIGRP_AUTH_NONE, EIGRP_AUTH_MD5, EIGRP_AUTH_SHA256 };
/* Which of struct eigrp_ifc's values are configured; of named mode what is not is that of `af-interface default`, then IOS's. */
enum { IFC_HELLO = 1, IFC_HOLD = 2, IFC_HORIZON = 4, IFC_AUTH = 8, IFC_CHAIN = 16, IFC_NEXT_HOP = 32, IFC_PASSIVE = 64, IFC_SHUTDOWN = 128, IFC_BFD = 256 };

/* What is configured on an interface: for an AS and family (classic), or in an address family of named mode, there by the interface's name. */
struct eigrp_ifc {
	struct eigrp_ifc *next;
	struct iface *i;	/* classic */
	char *name;		/* named; NULL of the default one */
	struct eigrp *e;	/* named: its process */
	u16 as;
	u8 af;
	bool on;		/* `ipv6 eigrp AS` */
	u16 set;		/* IFC_ */
	u16 hello_s, hold_s;
	bool no_horizon, no_next_hop_self, passive, shutdown, bfd;
	u8 auth;		/* enum eigrp_auth */
	char *chain, *password;
	struct eigrp_summary *summaries;
};

/* An interface on which the process runs. */
struct eigrp_if {
	struct eigrp_if *next;
	struct eigrp *e;
	struct iface *i;
	struct eigrp_ifc *c;	/* NULL: nothing is configured there */
	struct ipaddr addr;	/* the primary address; the link-local one */
	u32 mask;		/* IPv4 */
	bool passive;
	bool unicast;		/* it has neighbours by `neighbor`: those alone, and the group is not used */
	u64 delay, bandwidth;	/* in the process's units */
	u32 mtu, auth_seq;
	nsec warned;		/* of a neighbour that does not fit; 0: never */
	struct eigrp_nbr *nbrs;
	struct timer hello;
	u64 tx_multi, tx_uni, tx_acks, retransmits, out_of_sequence;
};

/* `traffic-share`: what the ways of a route get of its flows. */
enum eigrp_traffic {
	TRAFFIC_BALANCED,	/* by their distances */
	TRAFFIC_MIN,		/* the nearest alone; the others stand by */
	TRAFFIC_MIN_ACROSS,	/* of the nearest one an interface */
};

/* `default-information`: whether the default route goes that way. */
struct eigrp_dflt { bool off; struct acl *acl; }; /* acl held; NULL: none is asked */

struct eigrp_net { struct eigrp_net *next; u32 net, wild; };
struct eigrp_bfd { struct eigrp_bfd *next; char *name; }; /* `bfd interface` */
struct eigrp_static { struct eigrp_static *next; struct ipaddr addr; char *iface; }; /* `neighbor` */
struct eigrp_redist { struct redist r; bool m_set; u32 m[5]; }; /* kbit/s, 10 microseconds, reliability, load, MTU; r is the first: it is freed as that */

/* `router eigrp NAME`: its families are processes. */
struct eigrp_inst { struct eigrp_inst *next; char *name; bool shutdown; };

struct eigrp_log;
struct eigrp {
	struct eigrp *next;
	struct eigrp_all *all;
	struct eigrp_inst *inst; /* NULL: classic */
	u16 as;
	u16 parent;		/* classic, of a VRF: the AS of the block it stands in */
	u8 af;			/* AF_IP4, AF_IP6 */
	bool wide;
	bool shutdown, auto_summary, log_changes, m_set;
	bool still_logged;	/* IPv6: it was said that it stands still, without `ipv6 unicast-routing` */
	u32 warn_s;		/* 0: no warnings of neighbours that do not fit */
	u32 rib_scale;		/* of wide distances in the RIB */
	u8 k[6];
	u8 variance, max_paths, hops_max, distance_in, distance_ext;
	u8 traffic;		/* enum eigrp_traffic */
	bool no_events;
	u32 events_max;
	struct eigrp_log *log;	/* NULL: nothing happened yet */
	u16 stub;		/* flags; 0: none */
	struct route_map *stub_leak; /* held; what it permits a stub tells, too; NULL: none */
	u32 rid, rid_set;
	u32 active_s;		/* 0: for ever */
	u32 m[5];		/* default-metric */
	u32 seq;
	u16 handles;
	u32 n_nbrs;
	struct eigrp_net *nets;
	struct eigrp_static *statics;
	u32 n_statics;
	struct passive passive;
	struct eigrp_bfd *bfd;
	bool bfd_all;
	struct redist *redist;	/* struct eigrp_redist */
	struct dist_list *filters; /* `distribute-list`; NULL: none */
	struct offset_list *offsets; /* NULL: none */
	struct eigrp_dflt dflt_info[2]; /* in, out */
	struct eigrp_sum_metric *sum_metrics;
	struct distance_rule *distances; /* `distance N GATEWAY`; NULL: none */
	struct eigrp_ifc *ifcs, *dflt; /* named: of interfaces, of all others */
	struct eigrp_if *ifs;
	struct eigrp_route **r;	/* by prefix, then length */
	u32 n, cap, n_dirty;
	u32 serno;		/* of the last change of a route */
	struct timer flush;
	u64 rx[EIGRP_OP_N], tx[EIGRP_OP_N], rx_acks, tx_acks; /* of hellos those that acknowledge are apart */
};

/* All of a stack: what outlives a process. */
struct eigrp_all {
	struct ipstack *s;
	struct eigrp *procs;
	struct eigrp_ifc *ifcs;	/* the root stack's: the classic ones of all the device's interfaces */
	struct eigrp_inst *insts; /* the root stack's */
	struct rib_watch rib;
	struct policy_watch policy;
	struct timer sync;
};

/* ---- metric.c ---- */

u64 eigrp_distance(const struct eigrp *e, const struct eigrp_metric *m);
u32 eigrp_rib_metric(const struct eigrp *e, u64 distance);
/* m with an interface's delay and bandwidth added. */
struct eigrp_metric eigrp_add(const struct eigrp *e, const struct eigrp_metric *m, const struct eigrp_if *ei);
/* m of a way that `offset-list` makes n longer, in the units of a distance whose K3 is 1. */
struct eigrp_metric eigrp_farther(const struct eigrp *e, const struct eigrp_metric *m, u32 n);
/* From what is configured: kbit/s, 10 microseconds. */
struct eigrp_metric eigrp_vector(const struct eigrp *e, u32 kbit, u32 delay_10us, u32 reliability, u32 load, u32 mtu);
struct eigrp_metric eigrp_vector_of(const struct eigrp *e, const struct iface *i, u32 mtu);
/* Between a wide process's units and the classic TLVs' (5.6.2.4). */
u32 eigrp_classic_delay(const struct eigrp *e, u64 delay);
u32 eigrp_classic_bandwidth(const struct eigrp *e, u64 bandwidth);
u64 eigrp_delay_of(const struct eigrp *e, u32 classic);
u64 eigrp_bandwidth_of(const struct eigrp *e, u32 classic);
/* A vector of another process in e's units. */
struct eigrp_metric eigrp_converted(const struct eigrp *e, const struct eigrp *from, const struct eigrp_metric *m);
/* For shows. */
u64 eigrp_kbit(const struct eigrp *e, const struct eigrp_metric *m);

/* ---- own.c ---- */

const char *eigrp_kind_name(const struct eigrp_path *p); /* "Connected" ... of our own */
bool eigrp_is_link(const struct eigrp *e, const struct ipaddr *prefix, u8 plen);	/* the network of a link that it runs on */
/* Where it stands, or would. */
struct eigrp_sum_metric **eigrp_sum_metric_at(struct eigrp *e, const struct ipaddr *prefix, u8 plen);
const struct eigrp_path *eigrp_summary_path(const struct eigrp_route *r); /* the route is a summary of ours; NULL: it is not */

/* ---- dual.c ---- */

struct eigrp_route *eigrp_find(const struct eigrp *e, const struct ipaddr *prefix, u8 plen);
struct eigrp_path *eigrp_path_of(const struct eigrp_route *r, const struct eigrp_nbr *n); /* NULL: none */
/* A neighbour told of a prefix by a packet of that kind. via AF_NONE: itself. */
struct eigrp_heard { struct ipaddr prefix, via; u8 plen; u32 origin; struct eigrp_metric m; struct eigrp_ext ext; };
void dual_heard(struct eigrp_nbr *n, enum eigrp_op op, const struct eigrp_heard *h);
void dual_nbr_gone(struct eigrp_nbr *n);
/* One of our own ways; m NULL: it is no more. */
void dual_own(struct eigrp *e, const struct ipaddr *prefix, u8 plen, enum eigrp_path_kind kind, struct iface *i, const struct eigrp_metric *m, const struct eigrp_ext *ext);
/* Metrics of the interface, the K values or the variance are other than before. */
void dual_recompute(struct eigrp *e);
bool dual_look(struct eigrp *e);	/* tells what the RIB takes from now on, or takes no more; true: there was something */
void dual_free(struct eigrp *e);
bool dual_feasible(const struct eigrp_route *r, const struct eigrp_path *p);
/* Is the path one that packets take now: a successor, or within the variance? */
bool dual_used(const struct eigrp_route *r, const struct eigrp_path *p);

/* ---- tell.c ---- */

void tell_soon(struct eigrp_route *r);		/* its advertisement changed, or queries are due */
void tell_everything(struct eigrp_nbr *n);	/* to a new neighbour, EOT last */
bool tell_lets(const struct eigrp *e, const struct eigrp_path *s);	/* a stub that we are may tell it, or we are none */
void tell_again(struct eigrp_if *ei);		/* all of it, withdrawals too: what is filtered there changed */
void tell_one(struct eigrp_nbr *n, enum eigrp_op op, const struct eigrp_route *r, const struct ipaddr *prefix, u8 plen); /* r NULL: unreachable */
void tell_flush(struct timer *t);
/* The summary that stands for the prefix on this interface; NULL: none. Automatic ones come in *made. */
const struct eigrp_summary *eigrp_summary_of(const struct eigrp_if *ei, const struct ipaddr *prefix, u8 plen, bool external, struct eigrp_summary *made);

/* ---- rtp.c ---- */

struct eigrp_msg *msg_new(enum eigrp_op op, u32 flags, const u8 *tlv, u32 len);
void msg_put(struct eigrp_msg *m);
void rtp_send(struct eigrp_nbr *n, struct eigrp_msg *m);	/* takes a reference of its own */
void rtp_send_all(struct eigrp_if *ei, bool wide, struct eigrp_msg *m); /* to all that are up and told in those TLVs, by the group where they are ready */
void rtp_acked(struct eigrp_nbr *n, u32 ack);
struct eigrp_nbr *nbr_find(const struct eigrp_if *ei, const struct ipaddr *addr);
struct eigrp_nbr *nbr_new(struct eigrp_if *ei, const struct ipaddr *addr);
void nbr_down(struct eigrp_nbr *n, const char *why);	/* frees it */
void nbr_check_up(struct eigrp_nbr *n);
/* It is told all anew, and (ask) asked for all of its own, without going down. */
void nbr_resync(struct eigrp_nbr *n, bool ask, const char *why);
void nbr_bfd(struct eigrp_nbr *n);	/* whether BFD watches it follows its state and the configuration */
void hello_start(struct eigrp_if *ei);
void hello_now(struct eigrp_if *ei);

/* ---- packet.c ---- */

enum drop eigrp_input(struct ipstack *s, const struct ip_recv *r, struct frame *f);
/* to NULL: the group. seq, ack: 0 for none. */
void packet_send(struct eigrp_if *ei, const struct ipaddr *to, enum eigrp_op op, u32 flags, u32 seq, u32 ack, const u8 *tlv, u32 len);
void packet_hello(struct eigrp_if *ei, bool goodbye);
u32 packet_room(const struct eigrp_if *ei);	/* bytes of TLVs */

/* ---- tlv.c ---- */

enum { EIGRP_ROUTE_MAX = 97 };	/* bytes of a route's TLV */
/* How a route is written: m with the delay of EIGRP_INFINITY: unreachable. active: we await replies for it. via NULL: the sender. */
struct eigrp_said { struct ipaddr prefix; u8 plen; bool active; u32 origin; const struct eigrp_metric *m; const struct eigrp_ext *ext; const struct ipaddr *via; };
void tlv_route(struct wr *w, const struct eigrp *e, bool wide, const struct eigrp_said *x);
/* The routes of an update, query or reply; a TLV may name several destinations. */
enum drop tlv_routes_read(struct eigrp_nbr *n, enum eigrp_op op, struct rd *r);

/* ---- auth.c ---- */

enum { EIGRP_AUTH_MAX = 56 };	/* bytes of its TLV */
/* Writes the TLV that the interface is to sign with, its digest blank; nothing where it has none. Then, when the packet of len bytes is whole: the digest. */
struct eigrp_signing { enum eigrp_auth mode; u32 id; const char *text; };
void eigrp_auth_begin(struct eigrp_if *ei, struct eigrp_signing *with, struct wr *w);
void eigrp_auth_end(const struct eigrp_signing *with, const struct ipaddr *src, u8 *packet, u32 len);
/* Takes the authentication TLV off. n NULL: not a neighbour yet. */
enum drop eigrp_auth_check(struct eigrp_if *ei, struct eigrp_nbr *n, const struct ipaddr *src, const u8 *packet, u32 len, struct rd *r);

/* ---- iface.c: what holds on an interface, wherever it is configured ---- */

struct eigrp_ifc *eigrp_ifc(struct eigrp_all *all, struct iface *i, u8 af, u16 as, bool make);	/* classic */
struct eigrp_ifc *eigrp_ifc_named(struct eigrp *e, const char *name, bool make);		/* name NULL: the default */
void eigrp_ifc_free(struct eigrp_ifc *c);
void eigrp_ifc_drop(struct eigrp_ifc **list, struct eigrp_ifc *c);	/* takes it from the list, and frees it */
u16 eigrp_hello(const struct eigrp_if *ei);	/* seconds */
u16 eigrp_hold(const struct eigrp_if *ei);
bool eigrp_horizon(const struct eigrp_if *ei);
bool eigrp_next_hop_self(const struct eigrp_if *ei);
bool eigrp_bfd_on(const struct eigrp_if *ei);
/* mode EIGRP_AUTH_NONE: none; the chain or the password it goes by. */
enum eigrp_auth eigrp_auth_of(const struct eigrp_if *ei, const char **chain, const char **password);
bool eigrp_covers(const struct eigrp *e, u32 addr);	/* by `network` */
/* May the process run there, and does it say nothing? */
bool eigrp_runs(const struct eigrp *e, const struct ipif *p);
bool eigrp_is_passive(const struct eigrp *e, const struct iface *i);
struct ipaddr eigrp_own_address(const struct eigrp *e, const struct ipif *p);	/* AF_NONE: none yet */
bool eigrp_is_static(const struct eigrp *e, const struct iface *i, const struct ipaddr *a); /* a NULL: has it any? */
void if_remove(struct eigrp_if *ei, const char *why);
bool eigrp_sync_ifs(struct eigrp *e);	/* interfaces come, go and change; true: a metric is other than before */

/* ---- events.c ---- */

enum eigrp_event {
	EV_RCV_UPDATE, EV_RCV_QUERY, EV_RCV_REPLY,	/* of a prefix, from */
	EV_RCV_METRIC,		/* of it: our distance by that neighbour, its own */
	EV_FIND,		/* a successor is sought; the feasible distance */
	EV_FEASIBLE,		/* one is: our distance by it, its own */
	EV_NOT_FEASIBLE,	/* none is: the least distance, the feasible one */
	EV_METRIC, EV_INSTALLED, EV_DELETED,
	EV_ACTIVE,		/* how many were asked */
	EV_PASSIVE, EV_REPLIED,
	EV_SENT, EV_QUERIED,	/* the distance that was told */
	EV_REPLY_SENT,
	EV_PEER_UP, EV_PEER_DOWN,
	EIGRP_EVENT_N
};
/* prefix, who NULL: it has none. a, b: as the event says, 0 else. */
void eigrp_event(struct eigrp *e, enum eigrp_event kind, const struct ipaddr *prefix, u8 plen, const struct ipaddr *who, u64 a, u64 b);
void eigrp_events_clear(struct eigrp *e);

/* ---- own.c ---- */

void eigrp_own_routes(struct eigrp *e);

/* ---- proc.c ---- */

struct eigrp_all *eigrp_all(struct ipstack *s);		/* made where there is none */
struct eigrp *eigrp_find_as(const struct ipstack *s, u8 af, u16 as);
/* inst NULL: classic. NULL: another mode has that number. */
struct eigrp *eigrp_get(struct ipstack *s, struct eigrp_inst *inst, u8 af, u16 as);
void eigrp_remove(struct eigrp *e);
struct eigrp_inst *eigrp_inst(struct ipstack *s, const char *name, bool make);
void eigrp_inst_remove(struct ipstack *s, struct eigrp_inst *x);	/* and its families */
void eigrp_soon(struct eigrp_all *all);		/* something configured or connected is new */
void eigrp_to_rib(struct eigrp_route *r);
bool eigrp_refused(const struct eigrp_route *r);	/* what its successor told would not be, or is not, what the RIB chooses */
u8 eigrp_admin(const struct eigrp_route *r, const struct eigrp_path *p);	/* administrative distance of a summary, or of what a neighbour told */
u32 eigrp_way_metric(const struct ipstack *s, const struct rib_path *p);	/* of a route of EIGRP, for shows: that way's own */
void eigrp_filtered(struct eigrp *e);		/* its lists say otherwise than before */
bool eigrp_dflt_passes(const struct eigrp *e, bool out, const struct ipaddr *prefix, u8 plen); /* `default-information`; of any other route: true */
static inline const char *eigrp_family(const struct eigrp *e) { return e->af == AF_IP4 ? "IPv4" : "IPv6"; }
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
void eigrp_show_protocols6(struct show *s, const struct ipstack *in);

#endif
