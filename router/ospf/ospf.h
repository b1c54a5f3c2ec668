/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * OSPF: version 2 (RFC 2328, NSSA 3101, opaque 5250, stub router 6987, SHA 5709, restart helper 3623) and version 3 (5340, 5838). One
 * struct ospf is one process. Both versions share interfaces, neighbours, flooding, the database and the shortest-path tree; what differs is
 * how packets are written (packet.c), what LSAs say (orig2.c, orig3.c, links.c) and where prefixes stand.
 *
 * Pure: told of interfaces, packets and settings, it calls the hooks of struct ospf_hooks. Numbers in comments are RFC 2328's sections.
 * Router IDs, areas and IPv4 addresses are in host order. In version 2 a router is named on a link by its address there, in version 3 by its
 * router ID: `self` of an interface, `name` of a neighbour (9.4: what is declared as designated router).
 */
#ifndef ROUTER_OSPF_OSPF_H
#define ROUTER_OSPF_OSPF_H

#include "core/node.h"
#include "core/slab.h"
#include "net/addr.h"
#include "net/rd.h"
#include "router/bfd/client.h"
#include "router/ospf/lsa.h"
#include "router/ospf/max_lsa.h"

enum {
	OSPF_MAX_AGE = 3600, OSPF_REFRESH = 1800, OSPF_MAX_AGE_DIFF = 900,	/* appendix B, seconds */
	OSPF_LS_INFINITY = 0xffffff, OSPF_METRIC_MAX = 0xffff,
	OSPF_LSA_HLEN = 20, OSPF_V2_HLEN = 24, OSPF_V3_HLEN = 16,
	OSPF_NBRS_MAX = 512,		/* of one interface */
	OSPF_LSAS_MAX = 100000,		/* of one database */
	OSPF_BYTES_MAX = 64 << 20,	/* of LSAs a process holds */
	OSPF_LSA_LEN_MAX = 60000,
	OSPF_ACKS_MAX = 1024,		/* that wait on an interface */
	OSPF_FLOOD_MAX = 8192,		/* LSAs that wait for an interface */
	OSPF_HOPS_MAX = 32,		/* paths of equal cost */
	OSPF_KEYS_MAX = 16,		/* message digest keys of an interface */
	OSPF_ALL = 0, OSPF_DRS = 1,	/* AllSPFRouters, AllDRouters */
};
#define OSPF_INITIAL_SEQ 0x80000001u
#define OSPF_MAX_SEQ 0x7fffffffu

enum ospf_option {	/* A.2; version 3: A.2 of RFC 5340 */
	OPT_E = 0x02, OPT_MC = 0x04, OPT_NP = 0x08, OPT_EA = 0x10, OPT_DC = 0x20, OPT_O = 0x40, OPT_DN = 0x80,
	OPT3_V6 = 0x01, OPT3_E = 0x02, OPT3_N = 0x08, OPT3_R = 0x10, OPT3_DC = 0x20, OPT3_AF = 0x100, OPT3_AT = 0x400,
};

enum ospf_packet { PKT_HELLO = 1, PKT_DD, PKT_LSR, PKT_LSU, PKT_ACK };

enum ospf_net { NET_BROADCAST, NET_P2P, NET_NBMA, NET_P2MP, NET_P2MP_NB, NET_LOOPBACK, NET_VIRTUAL, NET_N };
enum ospf_if_state { IFS_DOWN, IFS_LOOPBACK, IFS_WAITING, IFS_P2P, IFS_DROTHER, IFS_BACKUP, IFS_DR, IFS_N };		/* 9.1 */
enum ospf_if_event { IFE_UP, IFE_WAIT_TIMER, IFE_BACKUP_SEEN, IFE_NBR_CHANGE, IFE_LOOP, IFE_UNLOOP, IFE_DOWN, IFE_N };	/* 9.2 */
enum ospf_nbr_state { NS_DOWN, NS_ATTEMPT, NS_INIT, NS_2WAY, NS_EXSTART, NS_EXCHANGE, NS_LOADING, NS_FULL, NS_N };	/* 10.1 */
enum ospf_nbr_event {	/* 10.2 */
	NE_HELLO, NE_START, NE_2WAY, NE_NEGOTIATED, NE_EXCHANGED, NE_BAD_REQ, NE_LOADED, NE_ADJ_OK, NE_SEQ_MISMATCH, NE_1WAY, NE_KILL, NE_INACTIVE,
	NE_LL_DOWN, NE_N
};
enum ospf_area_kind { AREA_NORMAL, AREA_STUB, AREA_NSSA };
enum ospf_auth { AUTH_NONE, AUTH_SIMPLE, AUTH_CRYPT, AUTH_UNSET = 255 };
enum ospf_path { PATH_NONE, PATH_INTRA, PATH_INTER, PATH_E1, PATH_E2, PATH_N1, PATH_N2, PATH_DISCARD };

struct ospf_log;
struct ospf_area_log;

/* ---- neighbours ---- */

struct lsreq {
	struct lsa_hdr h;
	u32 chain;		/* + 1 */
	bool done;
};
struct lsreqs {	/* 10: link state request list */
	struct lsreq *r;
	u32 head, n, cap, left;
	u32 *slot, n_slot;
};
struct lsa_key { u32 id, adv; u16 type; };

struct ospf_nbr {
	struct ospf_nbr *next;	/* of the interface, in order of appearance */
	struct ospf_if *oi;
	u32 rid;		/* 0: not known (configured, never heard) */
	u32 name;		/* version 2: address, 3: router ID */
	struct ipaddr addr;	/* where packets go */
	u32 if_id;		/* version 3: its interface ID */
	u8 state;
	u8 priority;
	u16 n_sent;		/* requests in the last request packet that are not answered */
	u16 repeats;		/* of the description that waits for an answer */
	bool manual;		/* from `neighbor`; goes back to Attempt or Down instead of away */
	bool master;		/* we are */
	bool last_more;		/* of the last DD we sent */
	bool mute;		/* `neighbor ... database-filter all out`: no LSA goes to it; the hooks' own */
	bool helped;		/* restart helper: it counts as Full until grace_until */
	u8 last_flags;		/* of the last DD received */
	u32 options, dd_options;
	u32 dr, bdr;		/* as its hellos say */
	u32 dd_seq, last_dd_seq;
	u64 auth_seq[PKT_ACK + 1]; /* heard last; version 3: of each type, version 2: [0], of all */
	u32 cost;		/* from `neighbor ... cost`; 0: the interface's */
	u32 poll_s;
	const char *why;	/* of the way down that is being taken; NULL: the event says it */
	nsec state_since, dead_at, first_seen, grace_until;
	struct timer dead, dd_timer, req_timer, rxmt_timer, grace;
	struct lsa_key *summary;
	u32 n_summary, at_summary;
	struct lsreqs reqs;
	u32 rxmts, rxmts_last;	/* in ospf.rxmts; 0: none */
	u32 n_rxmt;
	u8 *dd_last;		/* the last DD sent, for repeating */
	u32 dd_last_len;
	u32 changes, rxmt_sent;
	struct bfd_client bfd;	/* the hooks' own */
};

/* ---- interfaces ---- */

struct ospf_key { u8 id, len; u8 alg; char text[81]; };	/* alg: enum digest of net/digest.h */

struct ospf_if_conf {	/* what `ip ospf ...` says; by interface, whoever runs there */
	u32 cost, hello_s, dead_s, rxmt_s, delay_s;	/* 0: default */
	s32 priority;	/* -1: default */
	u32 instance;	/* version 3 */
	u32 hello_multiplier; /* dead 1 s in so many hellos; 0: no */
	u8 net;		/* NET_N: by type */
	u8 auth;	/* AUTH_UNSET: the area's */
	bool mtu_ignore, shut, prefix_suppress, suppress_set, bfd, no_bfd;
	bool mute;	/* `database-filter all out`: no LSA goes out there */
	char simple[9];
	char *chain;	/* key chain */
	u8 n_keys;
	struct ospf_key *keys; /* youngest last */
};

struct flood_item { struct intern *body; u32 born; bool max_age; };

struct ospf_if {
	struct ospf_if *next;	/* of the process, in order of being started */
	struct ospf *o;
	struct ospf_area *area;
	struct ospf_if_conf *conf;
	void *port;		/* the hooks' own: the interface; NULL of virtual links */
	const char *name;
	u32 if_id;		/* ifindex; virtual links: 0x80000000 up */
	u8 net, state;
	bool up;		/* IP runs, it may speak */
	bool passive;
	bool mute;		/* no LSA goes out; conf's, as the neighbours were met with */
	bool unnumbered;
	bool stub_only;		/* loopback: no hello */
	u32 addr, mask;		/* version 2 */
	struct ip6 local;	/* version 3: link-local; of a virtual link: what its packets come from */
	struct ip6 global;	/* version 3's IPv6: one of its others; ::: none */
	u32 self;
	u32 path_mtu;		/* of its packets: IPv6's in version 3, whatever the family; 0: mtu */
	u32 mtu, cost, hello_ms, dead_ms, rxmt_s, delay_s;
	u8 priority;
	u32 dr, bdr;		/* names; 0: none */
	u32 dr_rid, bdr_rid;
	struct ospf_nbr *nbrs;
	u32 n_nbrs, n_full;
	struct lsdb db;		/* link scope */
	struct timer hello, wait, ack_timer, flood_timer;
	struct lsa_hdr *acks;
	u32 n_acks;
	struct flood_item *flood;
	u32 n_flood;
	nsec flooded;		/* last */
	u64 crypt_seq;
	/* virtual links */
	struct ospf_area *transit;
	u32 peer;		/* router ID */
	struct ipaddr peer_addr;
	u32 n_in, n_out, n_bad;
	u32 n_events;		/* changes of state */
	nsec warned;		/* of a neighbour that does not match */
	u32 warned_of;
	struct ospf_subnet *subnets; /* version 3: global prefixes; version 2: secondaries in the area */
	u32 n_subnets;
};
struct ospf_subnet { struct ipaddr prefix; u8 plen; bool host; };

/* ---- areas ---- */

struct ospf_range {
	struct ospf_range *next;
	struct ipaddr prefix;
	u8 plen;
	bool hide, used;
	bool cost_set;
	u32 cost, best;		/* as configured; of what it holds now: the least cost of an area's, as RFC 1583 has it, or the largest (RFC 2328); the largest metric of a summary's */
	u32 n;
	bool own;		/* a summary's: routes of our own are in it, not only those of an NSSA that we translate */
};

struct ospf_area {
	struct ospf_area *next;	/* by ID */
	struct ospf *o;
	u32 id;
	u8 kind;		/* enum ospf_area_kind */
	bool no_summary;
	bool translate_always, nssa_default, nssa_no_redist, nssa_e1, suppress_fa;
	u32 nssa_metric;
	u8 auth;
	bool kind_said, inherited; /* the type: by a line of its own; by one for both families */
	char *chain;		/* version 3: `area N authentication key-chain` */
	bool configured;	/* some line speaks of it: stays without interfaces */
	bool transit;		/* 16.1: some router link says V */
	bool translator;	/* NSSA: we translate type 7 */
	u32 default_cost;
	struct ospf_range *ranges;
	char *filter_in, *filter_out; /* prefix lists of `area filter-list` */
	struct lsdb db;
	struct vertex *v;	/* the shortest-path tree, n of them */
	u32 n_v, v_cap;
	u32 n_ifs, n_full;
	u32 spf_runs;
	u32 n_stubs;		/* of version 2, in the last tree */
	nsec spf_last;
	struct ospf_area_log *log; /* log.h; NULL: nothing happened yet */
};

/* ---- routes ---- */

struct ospf_hop {
	struct ospf_if *oi;	/* NULL: gone */
	void *port;		/* its: outlives it, for taking routes back; NULL: the interface itself is gone */
	struct ipaddr via;	/* AF_NONE: on the link */
};
struct hop_set { u8 n; u16 hop[OSPF_HOPS_MAX]; };

struct ospf_path_info {
	u32 cost;		/* E2, N2: to the boundary router or forwarding address */
	u32 ext;		/* E2: its metric; PATH_DISCARD: 1 of a summary-address, 0 of a range */
	u32 tag;
	u32 adv;
	u16 set;
	u8 type : 7;		/* enum ospf_path */
	u8 lesser : 1;		/* of an external: way_is_lesser() */
	u8 area;		/* index + 1; 0: none */
};
struct ospf_route {	/* by the thousand in each of a thousand routers: 32 bytes with an address of IPv4 */
	struct ospf_path_info now;
	u32 next;		/* hash chain, index + 1 */
	u16 gen;		/* of the run that found it; those of older ones go at its end */
	u8 plen;
	bool own;		/* on a link of ours: not told to the RIB */
	u32 addr[];		/* one word, or four: ospf_prefix() */
};
/* Whether the RIB has it, between two runs. */
static inline bool ospf_route_told(const struct ospf_route *r) { return !r->own && (r->now.type == PATH_DISCARD || (r->now.type && r->now.set)); }
struct router_route {	/* to an area border or AS boundary router */
	u32 rid;
	u32 cost;
	u16 set;
	u8 type;		/* PATH_INTRA, PATH_INTER */
	u8 bits;		/* RTR_B, RTR_E, RTR_V, RTR_NT */
	struct ospf_area *area;
};
enum { RTR_B = 1, RTR_E = 2, RTR_V = 4, RTR_NT = 16 };

struct vertex {
	struct lsa *lsa;	/* router or network LSA */
	u32 dist;
	u32 heap;		/* position + 1; 0: done */
	u16 set;		/* next hops */
	bool network;
	bool root_side;		/* reached from the root over nothing but a network of its own */
	u32 parent;		/* index: for shows */
};

/* What the process wants of its outside. */
struct ospf_ext {	/* a route to announce: redistribution, default, summary-address */
	struct ipaddr prefix;
	u8 plen;
	bool e2;
	u32 metric, tag;
	struct ipaddr forward;	/* AF_NONE: this router */
};

enum ospf_debug { OD_ADJ, OD_HELLO, OD_EVENTS, OD_PACKET, OD_SPF, OD_LSA, OD_FLOOD, OD_N };

struct ospf_hooks {
	/* f at the OSPF header. oi NULL: by route (virtual links). */
	void (*send)(struct ospf *o, struct ospf_if *oi, const struct ipaddr *src, const struct ipaddr *dst, struct frame *f);
	void (*join)(struct ospf_if *oi, unsigned group, bool join);	/* OSPF_ALL, OSPF_DRS */
	void (*route)(struct ospf *o, struct ospf_route *r);		/* it is other than it was; PATH_NONE: none any more */
	void (*routes_done)(struct ospf *o);
	void (*log)(struct ospf *o, unsigned severity, const char *mnemonic, const char *fmt, ...) PRINTF(4, 5);
	bool (*debugging)(const struct ospf *o, enum ospf_debug what);
	void (*debug)(struct ospf *o, const char *fmt, ...) PRINTF(2, 3);
	/* Key chain: the key to send with, and the one of that ID to accept. false: none. */
	bool (*key_send)(struct ospf *o, const char *chain, struct ospf_key *k);
	bool (*key_accept)(struct ospf *o, const char *chain, u8 id, struct ospf_key *k);
	bool (*prefix_permitted)(struct ospf *o, const char *list, const struct ipaddr *p, u8 plen);
	void (*wake)(struct ospf *o);		/* it slept by itself, and is to have a router ID again; may be NULL */
	bool (*bgp_settled)(struct ospf *o);	/* may be NULL */
	void (*bfd)(struct ospf_nbr *n);	/* it is full, or no longer; may be NULL */
	void (*stopped)(struct ospf *o, struct ospf_nbr *n);		/* a neighbour is no longer full; may be NULL */
	void (*adjacency)(struct ospf *o, struct ospf_nbr *n, u8 was);	/* its state is new; may be NULL */
	void (*interface)(struct ospf *o, const struct ospf_if *oi, u8 was);	/* the same of an interface; may be NULL */
};

struct throttle { u32 start_ms, hold_ms, max_ms; };

/* Our own graceful restart: restart.c. */
enum ospf_restart_stage { GR_NONE, GR_TELLING, GR_RESTARTING };
struct ospf_was_full { struct ospf_if *oi; u32 rid; };	/* oi may be gone: to be looked up */
struct ospf_restart {
	bool on;		/* `nsf ietf`, `graceful-restart` */
	u32 interval_s;
	u8 stage;		/* enum ospf_restart_stage */
	bool well;		/* the last one ended as it should */
	bool finishing;		/* all is made anew, and what we said before is still there */
	u32 took_s;
	nsec began, until, last; /* last: its end; 0: there was none */
	const char *why;	/* it is over: in a moment */
	struct timer timer;
	struct ospf_was_full *was; /* n_was adjacencies of before */
	u32 n_was;
};

struct ospf {
	struct ospf *next;
	struct node *node;
	const struct ospf_hooks *hooks;
	void *arg;
	u8 version;		/* 2, 3 */
	u8 af;			/* of its routes */
	u32 id;			/* process */
	const char *label;	/* after the number in messages: ", IPv4" */
	u32 rid, rid_set;	/* 0: none yet */
	bool running;		/* it has a router ID */
	nsec started;
	/* configuration */
	u32 ref_mbit;
	u32 lsa_arrival_ms, flood_pace_ms;
	struct throttle spf, lsa;
	bool log_adj, log_detail, rfc1583, opaque, filter_suppress, nsf_helper, nsf_strict;
	bool heed_dn;		/* RFC 4577 4.2.5.1: what another provider edge brought back is not used; not so with `capability vrf-lite` */
	bool max_metric, max_metric_bgp /* until BGP has settled */, max_metric_stub, max_metric_external, max_metric_summary;
	u32 max_metric_ext_cost, max_metric_sum_cost, max_metric_boot_s;
	nsec max_metric_until;	/* where there is an end to it */
	struct timer max_metric_timer;
	u8 default_mode;	/* 0: none, 1: originate, 2: always, 3: while default_fits */
	bool default_e1, default_fits;
	u32 default_metric_orig;
	bool have_default;	/* the RIB has one, of somebody else */
	u32 max_paths;
	struct max_lsa max_lsa;
	bool no_discard[2];	/* discard routes of ranges, of summary-addresses */
	u8 discard_distance[2]; /* 0: IOS's */
	/* state */
	struct ospf_area *areas;
	struct ospf_if *ifs;
	struct lsdb db;		/* AS scope */
	struct slab lsas, rxmts; /* struct lsa, struct rxmt */
	bool abr, asbr;
	bool freeing;
	size_t bytes;		/* of LSAs */
	u32 n_lsas, n_foreign;	/* all; those that others made */
	struct ospf_ext *ext;	/* by prefix */
	u32 n_ext, ext_cap;
	u32 n_summed;		/* areas that have summaries of ours: to be taken back when we are no border router */
	struct ospf_range *summaries; /* summary-address */
	/* routing table */
	void *rt;		/* struct ospf_route, by ospf_route_at() */
	u32 n_rt, rt_cap, *rt_slot, rt_size;
	struct ospf_path_info *was; /* while a run is under way: what the RIB has of the first n_was */
	u32 n_was;
	u16 gen;
	struct ospf_hop *hops;
	u32 n_hops, hops_cap;
	struct hop_set *sets;
	u32 n_sets, sets_cap;
	struct router_route *routers;
	u32 n_routers, routers_cap;
	/* timers */
	struct timer spf_timer, age_timer, orig_timer;
	nsec age_due;
	nsec spf_last, spf_hold, spf_asked;
	bool spf_full;		/* due: a tree; else only what lies beyond areas */
	u32 spf_runs;
	bool exts_dirty;	/* externals are to be made again */
	u32 next_ext_id, next_vl_id; /* version 3: link-state IDs; virtual links */
	u64 rx[6], tx[6], bad;
	u32 n_originated, n_learned; /* new instances: our own; of others, by flooding */
	u32 n_helped;
	struct ospf_restart gr;
	struct ospf_log *log;	/* log.h; NULL: nothing happened yet */
	struct ospf_war *wars;	/* war.h; NULL: none yet */
};

/* ---- process: ospf.c ---- */

struct ospf *ospf_new(struct node *n, u8 version, u32 id, const struct ospf_hooks *h, void *arg);
void ospf_free(struct ospf *o);	/* flushes nothing: the process is gone from one moment to the next */
/* Takes back its LSAs, says so, and drops all adjacencies; then starts over with router ID rid (0: none, it sleeps). */
void ospf_restart(struct ospf *o, u32 rid);
void ospf_start_over(struct ospf *o, u32 rid);	/* the same with nobody told, and nothing taken back: routes stay until they are computed */
bool ospf_is_asbr(const struct ospf *o);	/* redistributes, or stands between an NSSA and the rest (RFC 3101 3.1) */
struct ospf_area *ospf_area_get(struct ospf *o, u32 id);
struct ospf_area *ospf_area_find(const struct ospf *o, u32 id);
void ospf_area_release(struct ospf_area *a);	/* frees it when nothing needs it */
void ospf_area_kind(struct ospf_area *a, enum ospf_area_kind kind); /* the type is new: adjacencies start over */
static inline nsec ospf_now(const struct ospf *o) { return node_now(o->node); }
/* Moments of an LSA's life: 10 us, modulo 2^32 (11.9 hours, where none lives for longer than MaxAge): a router has a thousand, and a lab a million. */
enum { LSA_TICKS_S = 100000, LSA_TICKS_MS = 100 };
static inline u32 lsa_ticks(const struct ospf *o) { return (u32)(ospf_now(o) / (NSEC_PER_SEC / LSA_TICKS_S)); }
static inline struct worker *ospf_worker(const struct ospf *o) { return o->node->worker; }
static inline bool ospf_v3(const struct ospf *o) { return o->version == 3; }
#define OSPF_DEBUG(o, what, ...) do { if (unlikely((o)->hooks->debugging(o, what))) (o)->hooks->debug(o, __VA_ARGS__); } while (0)
void ospf_exts_set(struct ospf *o, const struct ospf_ext *e, bool add);	/* one external route, come, changed or gone */
void ospf_exts_sync(struct ospf *o);	/* settings that shape externals are new */

/* ---- our own graceful restart: restart.c ---- */

bool restart_may(const struct ospf *o);		/* it is configured, and there is somebody to help */
void restart_begin(struct ospf *o);
void restart_timer(struct timer *t);
void restart_forget(struct ospf *o);		/* whatever was under way is not any more */
void restart_check(struct ospf *o);		/* a neighbour is full */
void restart_heard(struct lsdb *db, const struct lsa *l);

/* ---- interfaces: ifsm.c ---- */

struct ospf_if *ospf_if_new(struct ospf *o, struct ospf_area *a, struct ospf_if_conf *conf, void *port, const char *name, u32 if_id);
void ospf_if_free(struct ospf_if *oi);
void ospf_if_event(struct ospf_if *oi, enum ospf_if_event e);
void ospf_if_set_up(struct ospf_if *oi, bool up);
void ospf_if_timers(struct ospf_if *oi);	/* hello is new */
void ospf_hello_due(struct ospf_if *oi);
bool ospf_if_multi(const struct ospf_if *oi);	/* broadcast or NBMA: has a designated router */
struct ospf_if *ospf_vlink_get(struct ospf *o, struct ospf_area *transit, u32 peer, struct ospf_if_conf *conf);
void ospf_vlinks_update(struct ospf *o);
extern const char *const ospf_if_state_name[IFS_N], *const ospf_net_name[NET_N];

/* ---- neighbours: nfsm.c, exchange.c ---- */

struct ospf_nbr *ospf_nbr_new(struct ospf_if *oi, u32 rid, u32 name, const struct ipaddr *addr);
void ospf_nbr_free(struct ospf_nbr *n);
struct ospf_nbr *ospf_nbr_find(struct ospf_if *oi, u32 rid, const struct ipaddr *src);
struct ospf_nbr *ospf_nbr_named(const struct ospf_if *oi, u32 name);
void ospf_nbr_event(struct ospf_nbr *n, enum ospf_nbr_event e);
void ospf_nbr_heard(struct ospf_nbr *n);	/* (re)starts the inactivity timer */
bool ospf_nbr_should_adjoin(const struct ospf_nbr *n);	/* 10.4 */
/* Is nothing of the database told to it? */
static inline bool ospf_nbr_mute(const struct ospf_nbr *n) { return n->oi->mute || n->mute; }
static inline bool ospf_nbr_floods(const struct ospf_nbr *n) { return n->state >= NS_EXCHANGE; }
extern const char *const ospf_nbr_state_name[NS_N];
void ospf_nbr_grace(struct ospf_nbr *n, u32 seconds);	/* RFC 3623 3.1; 0: it is over */
void ospf_helped_changed(struct lsdb *db, const struct lsa *l);	/* 3.2 (3): this is new, and a neighbour that restarts lacks it */
/* What LSAs say of it: a neighbour that is helped stands as full (RFC 3623 3). */
static inline bool ospf_nbr_counts(const struct ospf_nbr *n) { return n->state == NS_FULL || n->helped; }
/* exchange.c */
void exch_start(struct ospf_nbr *n);		/* ExStart: I am the master, says everybody */
void exch_begin(struct ospf_nbr *n);		/* Exchange: the summary is made */
void exch_clear(struct ospf_nbr *n);		/* all three lists are emptied */
enum drop exch_dd(struct ospf_nbr *n, struct rd *r);
enum drop exch_lsr(struct ospf_nbr *n, struct rd *r);
void exch_request(struct ospf_nbr *n);		/* asks for what is still wanted */
void exch_got(struct ospf_nbr *n, const struct lsa_hdr *h);	/* the LSA has come, or a newer one */
const struct lsreq *exch_wanted(const struct ospf_nbr *n, const struct lsa_hdr *h);
void exch_timer(struct timer *t);
void exch_req_timer(struct timer *t);

/* ---- packets: packet.c; auth.c ---- */

struct ospf_from {	/* what the IP layer knows of a packet */
	struct ipaddr src, dst;
	u8 ttl;
	u32 if_id;	/* 0: not known */
};
/* oi: the interface it came in on and whose area it should be of. r at the OSPF header, the packet's length. */
enum drop ospf_input(struct ospf *o, struct ospf_if *oi, const struct ospf_from *from, const u8 *p, u32 len);
/* A frame whose header is to be made; NULL: no memory. w writes what follows it: as much as the MTU lets, or `more` bytes. */
struct frame *pkt_begin(struct ospf_if *oi, u8 type, u32 more, struct wr *w);
/* Ends and sends it. to NULL: AllSPFRouters, or DRs where drs. */
void pkt_send(struct ospf_if *oi, u8 type, struct frame *f, struct wr *w, const struct ipaddr *to, bool drs);
void pkt_hello(struct ospf_if *oi, const struct ospf_nbr *to);
u32 pkt_room(const struct ospf_if *oi);	/* bytes after the header */
u32 ospf_options(const struct ospf_area *a);
bool ospf_may_warn(struct ospf_if *oi, const char *what);
/* The packet (len bytes, header at p) gets its authentication and checksum; returns the bytes added behind it. */
u32 auth_sign(struct ospf_if *oi, u8 *p, u32 len);
u32 auth_trailer(const struct ospf_if *oi);	/* bytes after the packet */
/* p: packet_len bytes of packet in len bytes of payload. n NULL: nobody known yet. seq: its sequence number, for who remembers it. */
enum drop auth_check(struct ospf_if *oi, const struct ospf_nbr *n, const u8 *p, u32 len, u32 packet_len, const struct ipaddr *src, u64 *seq);
u8 auth_type(const struct ospf_if *oi);
const char *auth_chain(const struct ospf_if *oi);	/* the key chain; NULL: none */
bool auth_key(const struct ospf_if *oi, struct ospf_key *k);	/* that signs now; false: none */

/* ---- flooding: flood.c ---- */

enum drop flood_lsu(struct ospf_nbr *n, struct rd *r);
enum drop flood_acks(struct ospf_nbr *n, struct rd *r);
/* 13.3: l to whoever must have it; from NULL: it is ours. Returns whether it went out of the interface it came in by. */
bool flood_lsa(struct lsdb *db, struct lsa *l, struct ospf_nbr *from);
void flood_ack_later(struct ospf_if *oi, const struct lsa_hdr *h);
void flood_ack_timer(struct timer *t);
void flood_pace_timer(struct timer *t);
void flood_rxmt_timer(struct timer *t);
void rxmt_clear(struct ospf_nbr *n);
void rxmt_drop(struct ospf *o, u32 rxmt);
bool flood_maxage_done(struct lsdb *db, struct lsa *l); /* 14: gone when nobody waits for it: true, and it is freed */
void flood_maxage_sweep(struct ospf *o);
void flood_send_lsa(struct ospf_nbr *n, struct lsa *l); /* directly, in answer */

/* ---- database: lsdb.c ---- */

void lsdb_init(struct lsdb *db, struct ospf *o, struct ospf_area *a, struct ospf_if *oi);
void lsdb_free(struct lsdb *db);
enum ospf_scope lsa_scope(const struct ospf *o, u16 type);
/* The database that LSAs of this type from a neighbour on oi are in; NULL: none may come there (stub areas, unknown scope). */
struct lsdb *lsdb_of(struct ospf_if *oi, u16 type);
struct lsa *lsdb_find(const struct lsdb *db, u16 type, u32 id, u32 adv);
struct lsa *lsdb_find_router(const struct lsdb *db, u32 rid);	/* the first of its router LSAs; others follow in the chain */
struct lsa *lsdb_find_network(const struct lsdb *db, u32 id);	/* version 2: by address of the DR */
/* The instance in bytes (h->len of them, at the header) takes its place; NULL: no room. changed: says something new (13.2). */
struct lsa *lsdb_install(struct lsdb *db, const struct lsa_hdr *h, const u8 *bytes, bool *changed);
/* Of numbers in ospf.lsas; 0: NULL. */
static inline struct lsa *lsa_numbered(const struct ospf *o, u32 id) { return id ? slab_at(&o->lsas, id) : NULL; }
static inline struct lsa *lsdb_at(const struct lsdb *db, u32 k) { return slab_at(&db->o->lsas, db->all[k]); } /* k < db->n */
void lsdb_take(struct lsdb *db, struct lsa *l);	/* takes it out and frees it */
void lsdb_touch(struct lsdb *db, const struct lsa *l);	/* what it says is new: routes are computed again */
struct lsdb *lsa_db(struct ospf *o, const struct lsa *l, struct ospf_if *hint);
u16 lsa_age(const struct ospf *o, const struct lsa *l);
void lsa_header(const struct ospf *o, const struct lsa *l, struct lsa_hdr *h); /* age as of now */
bool lsa_hdr_read(const struct ospf *o, struct rd *r, struct lsa_hdr *h);
void lsa_hdr_write(const struct ospf *o, struct wr *w, const struct lsa_hdr *h);
/* 13.1: > 0: a is newer. */
int lsa_newer(const struct lsa_hdr *a, const struct lsa_hdr *b);
bool lsa_checksum_ok(const u8 *lsa, u32 len);
void lsa_checksum_make(u8 *lsa, u32 len);
static inline u32 lsa_len(const struct lsa *l) { return l->body->len; }
static inline struct rd lsa_rd(const struct lsa *l) { return rd_of(l->body->bytes + OSPF_LSA_HLEN, l->body->len - OSPF_LSA_HLEN); }
static inline u8 lsa_options(const struct lsa *l) { return l->body->bytes[2]; }
static inline u16 lsa_csum(const struct lsa *l) { return get_be16(l->body->bytes + 16); }
void lsdb_age_timer(struct timer *t);

/* ---- own LSAs: own.c ---- */

/* This is to be said (again only when it is new); body after the header. */
/* Rounds: what own_set() did not name between begin and end is cleared, of one type. */
void own_begin(struct lsdb *db);
void own_end(struct lsdb *db, u16 type);
void own_set(struct lsdb *db, u16 type, u32 id, u8 options, const u8 *body, u32 len);
void own_clear(struct lsdb *db, u16 type, u32 id);	/* is not said any more: flushed */
struct lsa_own *own_find(const struct lsdb *db, u16 type, u32 id);
/* 13.4: an instance of ours came from elsewhere, newer than what we know. */
bool own_again(struct lsdb *db, struct lsa *l);	/* told once more, under its next number, where we still say it; false: we do not */
void own_received(struct lsdb *db, struct lsa *l, const struct ospf_area *by); /* by: where it came in */
void own_flushed(struct lsdb *db, u16 type, u32 id);	/* the flush of a wrapped LSA is over */
void own_flush(struct lsdb *db, struct lsa *l);	/* aged to the end, and told; it may be gone afterwards */
void own_flush_rest(struct lsdb *db);		/* those of ours that nothing here says any more */
void own_free(struct lsdb *db);
void own_timer(struct timer *t);

/* ---- what LSAs say: orig2.c, orig3.c, abr.c ---- */

void ospf_max_metric_watch(struct ospf *o);	/* for its end, which may be now */
void orig_all_soon(struct ospf *o);		/* what routers and links say, and what waits for the end of an exchange: in a moment */
void orig_timer(struct timer *t);
void orig2_router(struct ospf_area *a);
void orig2_network(struct ospf_if *oi);
void orig3_router(struct ospf_area *a);
void orig3_network(struct ospf_if *oi);
void orig3_link(struct ospf_if *oi);
void orig3_prefixes(struct ospf_area *a);
void orig_exts(struct ospf *o);
void abr_summaries(struct ospf *o);		/* after routes are known: 12.4.3, 3101 3.2 */
bool ospf_net_has_full_nbr(const struct ospf_if *oi);

/* ---- routes: spf.c, links.c, routes.c ---- */

void spf_schedule(struct ospf *o, bool full);
void spf_timer(struct timer *t);
void spf_area(struct ospf_area *a);
void spf_forget(struct ospf_area *a); /* its tree */
u8 lsa_router_bits(const struct ospf *o, const struct lsa *l);
void hops_begin(struct ospf *o);	/* set 0: none */
u16 hops_one(struct ospf *o, struct ospf_if *oi, const struct ipaddr *via);
u16 hops_union(struct ospf *o, u16 a, u16 b);
void hops_collect(struct ospf *o);
void routes_run(struct ospf *o);
/* One more candidate for a prefix; the better stands, equals join. */
void route_offer(struct ospf *o, const struct ipaddr *p, u8 plen, const struct ospf_path_info *i, bool own);
static inline size_t ospf_route_size(const struct ospf *o) { return sizeof(struct ospf_route) + (o->af == AF_IP4 ? 4 : 16); }
static inline struct ospf_route *ospf_route_at(const struct ospf *o, u32 k) { return (void *)((u8 *)o->rt + k * ospf_route_size(o)); }
struct ipaddr ospf_prefix(const struct ospf *o, const struct ospf_route *r);
struct ospf_route *ospf_route_find(const struct ospf *o, const struct ipaddr *p, u8 plen);
const struct ospf_route *route_lookup(const struct ospf *o, const struct ipaddr *a); /* longest match */
struct router_route *router_route(struct ospf *o, u32 rid, struct ospf_area *a, u8 need);	/* a NULL: the best of all areas that type 5 goes through */
bool way_is_lesser(const struct ospf *o, u8 type, const struct ospf_area *a);	/* 16.4.1, unless RFC 1583 holds: not inside an area that is no backbone */
void router_offer(struct ospf *o, const struct router_route *r);
void routes_free(struct ospf *o);
void prefixes2(struct ospf_area *a, u8 nth);	/* 16.1 (5): of an area's tree */
void prefixes3(struct ospf_area *a, u8 nth);
void inter_routes(struct ospf_area *a, bool transit);	/* 16.2, 16.3 */
void ranges_routes(struct ospf *o);		/* discard routes of ranges and summary-addresses that hold something */
void ext_routes(struct ospf *o, struct lsdb *db, struct ospf_area *nssa);	/* 16.4; RFC 3101 2.5 */
bool summary_read3(const struct ospf *o, const struct lsa *l, struct ipaddr *p, u8 *plen, u32 *cost, bool *router, u32 *rid);
struct ext_lsa { struct ipaddr prefix, forward; u32 metric, tag; u8 plen; bool e2, p_bit; };
bool ext_read(const struct ospf *o, const struct lsa *l, struct ext_lsa *e);
bool ext_read3(const struct ospf *o, const struct lsa *l, struct ext_lsa *e);
void say_summary3(struct ospf_area *to, const struct ipaddr *p, u8 plen, u32 cost);
void say_router3(struct ospf_area *to, const struct router_route *r);
void say_external3(struct lsdb *db, u16 type, const struct ospf_ext *e, u8 options);
u16 hop_on_link(struct ospf *o, const struct ipaddr *a);
struct ospf_area *ospf_area_nth(const struct ospf *o, unsigned k); /* of ospf_path_info.area */

#endif
