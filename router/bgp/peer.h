/* SPDX-License-Identifier: GPL-3.0-or-later */
/* BGP: neighbours and peer groups, their options, their sessions (peer.c, session.c). */
#ifndef ROUTER_BGP_PEER_H
#define ROUTER_BGP_PEER_H

#include "router/acl/acl.h"
#include "router/bfd/client.h"
#include "router/bgp/table.h"
#include "router/tcp.h"

enum bgp_state { BS_IDLE, BS_CONNECT, BS_ACTIVE, BS_OPENSENT, BS_OPENCONFIRM, BS_ESTABLISHED, BS_N };
extern const char *const bgp_state_name[BS_N];

/* Events of RFC 4271 8.1 that occur here, by its numbers. */
enum bgp_event {
	EV_START = 1, EV_STOP = 2, EV_RETRY_EXPIRES = 9, EV_HOLD_EXPIRES = 10, EV_KEEPALIVE_EXPIRES = 11, EV_TCP_UP = 16, EV_TCP_FAILS = 18, EV_OPEN = 19, EV_HEADER_ERR = 21,
	EV_OPEN_ERR = 22, EV_COLLISION = 23, EV_VERSION_ERR = 24, EV_NOTIFICATION = 25, EV_KEEPALIVE = 26, EV_UPDATE = 27, EV_UPDATE_ERR = 28,
};

struct bgp_msg {		/* built once, sent to several */
	u32 refs;
	u16 len;
	u16 hop_at;		/* a next hop to be filled in by each: where it stands; 0: none */
	u8 hop_len, pad[3];	/* 4; 16; 32: with the link-local one */
	u8 bytes[];
};

struct bgp_notice { u8 code, sub, len, data[64]; };	/* a NOTIFICATION's content */

struct bgp_caps {
	bool as4, refresh, refresh_old, gr, af[BGP_AFS], add_rx[BGP_AFS], add_tx[BGP_AFS]; /* add_: agreed upon, as we receive and send */
	u8 add[BGP_AFS];	/* enum bgp_add, as it said */
	u8 orf[BGP_AFS];	/* enum bgp_orf of prefixes, as it said */
	bool gr_notice;		/* RFC 8538 2: N */
	bool gr_restarted, gr_af[BGP_AFS], gr_kept[BGP_AFS];	/* RFC 4724 3: R, the families named, F of each */
	u16 gr_s;		/* how long it may take to come back */
	bool mp;		/* some multiprotocol capability was there */
	bool ext_hop_said, ext_hop; /* RFC 8950: it takes IPv6 next hops of IPv4; we do, too */
};

enum bgp_orf { ORF_RECEIVE = 1, ORF_SEND = 2 };	/* RFC 5291 5 */
enum bgp_add { ADD_RECEIVE = 1, ADD_SEND = 2 };	/* RFC 7911 4 */
/* Which paths are told beside the best: so many in the order of the decision (the best is 1), the best of each neighbouring AS, one by each next hop. */
enum { SELECT_GROUP = 1, SELECT_ALL = 2 };
struct bgp_select { u8 best, how; };

/* One connection and its machine: a neighbour has two, for a while (RFC 4271 6.8). */
struct bgp_link {
	struct bgp_peer *peer;
	struct tcp_conn *c;
	u8 state;		/* enum bgp_state; fsm.c alone writes it */
	bool passive;		/* it called us */
	bool notice_said;	/* our OPEN had N */
	bool hard;		/* it ends by a hard reset (RFC 8538 3) */
	struct bgp_caps caps;	/* the neighbour's */
	u32 remote_id, remote_as;
	u32 said_as;		/* our OPEN had it */
	u16 hold_s;		/* agreed */
	u8 *rx;			/* the beginning of a message */
	u32 rx_len;
	struct bgp_msg **q;	/* to be sent */
	u32 q_from, q_n, q_cap, q_sent; /* of q: first, end, room; octets of the first that TCP has taken */
	struct timer hold, keepalive, more;
	struct bgp_notice error;	/* to be sent by the next action */
};

/* Options of a neighbour (or of its group), in the order in which they stand in a configuration. */
enum bgp_opt_kind {
	OPT_REMOTE_AS, OPT_LOCAL_AS, OPT_PEER_GROUP, OPT_DESCRIPTION, OPT_SHUTDOWN, OPT_PASSWORD, OPT_MULTIHOP, OPT_TTL_SECURITY, OPT_NO_CONNECTED_CHECK, OPT_UPDATE_SOURCE,
	OPT_TIMERS, OPT_MODE, OPT_PMTUD, OPT_NO_AS4, OPT_FALL_OVER, OPT_HA_MODE, OPT_EXT_HOP, OPT_INHERIT_SESSION, OPT_SESSION_N,
	/* of a family */
	OPT_ACTIVATE = OPT_SESSION_N, OPT_SEND_COMMUNITY, OPT_RR_CLIENT, OPT_NEXT_HOP_SELF, OPT_NEXT_HOP_UNCHANGED, OPT_REMOVE_PRIVATE,
	OPT_SOFT_IN, OPT_WEIGHT, OPT_ALLOWAS, OPT_ORIGINATE, OPT_MAX_PREFIX, OPT_DIST_IN, OPT_DIST_OUT, OPT_PREFIX_IN, OPT_PREFIX_OUT, OPT_FILTER_IN, OPT_FILTER_OUT, OPT_MAP_IN, OPT_MAP_OUT,
	OPT_INTERVAL, OPT_ADD_PATHS, OPT_ADD_ADVERTISE, OPT_UNSUPPRESS, OPT_ADVERTISE, OPT_ANNOUNCE_RPKI, OPT_DMZ, OPT_SOO, OPT_ORF, OPT_AS_OVERRIDE, OPT_INHERIT_POLICY, OPT_N
};
enum bgp_mode { MODE_EITHER, MODE_ACTIVE, MODE_PASSIVE };	/* who opens the connection: we alone, it alone */
enum { LOCAL_NO_PREPEND = 1, LOCAL_REPLACE = 2, LOCAL_DUAL = 4 };	/* flags of OPT_LOCAL_AS */
enum { LEAVE_COMM = 1, LEAVE_PREF = 2 };	/* flags of OPT_SHUTDOWN, where a says seconds: b is a community, c a preference */
enum { FALL_OVER_ROUTE = 1 /* by the RIB's route to it; not by BFD */ };	/* flags of OPT_FALL_OVER */
struct bgp_opt {
	struct bgp_opt *next;
	u8 kind, af;		/* enum bgp_opt_kind; enum bgp_af of a family's */
	u8 flags;
	u32 a, b, c;
	char *str;		/* a name; NULL: none */
	void *list;		/* held: a route map, prefix list, path list, access list */
	char *cond_str;		/* the map of a condition; NULL: none */
	struct route_map *cond;	/* held */
	char *text;		/* a template's: its line; NULL of others */
};

enum bgp_down { DOWN_NONE, DOWN_ADMIN, DOWN_DELETED, DOWN_RESET, DOWN_SENT, DOWN_RECEIVED, DOWN_CLOSED, DOWN_FLAP, DOWN_REMOTE_AS, DOWN_CONFIG, DOWN_BFD, DOWN_NSF, DOWN_ROUTE, DOWN_N };
extern const char *const bgp_down_text[DOWN_N];

struct bgp_group;
struct bgp_template;
enum bgp_sweep { SWEEP_NONE, SWEEP_ALL, SWEEP_MARK /* they become stale; what is so already goes */, SWEEP_STALE };

/* A neighbour in a family. */
struct bgp_peer_af {
	bool on;		/* agreed upon in this session */
	bool policy_new;	/* its filters changed: the group is chosen anew at `regroup` */
	bool caught_up;		/* walks with its group */
	bool sent_any;		/* something was announced: what is not must be withdrawn */
	u32 began;		/* the version at which its first walk began: what has changed since may have been announced, too */
	bool eor_due;
	bool told;		/* this session: it has said all that it has at first */
	bool stale;		/* paths of before its restart are kept */
	u8 sweep;		/* enum bgp_sweep: what `purge` does to its paths */
	bool over_max, warned_max;
	u8 originated;		/* the default went out */
	bool originates;	/* it is to, as cond.c has found */
	struct route_map *withheld;	/* what it permits is not told: of an advertise-map whose condition does not hold; NULL: of none */
	struct bgp_group *group;
	struct bgp_peer_af *next;	/* of the group */
	struct bgp_peer *peer;
	struct bgp_cursor walk;	/* while not caught up */
	u32 accepted, denied;
	u64 *has;		/* a bit a prefix, by number: it has a path of this neighbour */
	u32 has_n;		/* words */
	struct bgp_template *policy;	/* NULL: none */
	struct prefix_list *orf;	/* what it wants to be told (RFC 5292); NULL: all */
	bool orf_waits;		/* it is told nothing before it has said so */
	bool orf_over;		/* it said more than is kept: all, until it begins anew */
	u32 orf_sent;		/* entries that it has of us */
	/* options that every prefix asks */
	struct prefix_list *prefix_in;
	struct path_list *filter_in;
	struct acl *dist_in;
	struct route_map *map_in;
	u16 weight, weight_now;	/* weight_now: of the prefix under way */
	u8 allowas;
	bool soft_in;
	bool announce_rpki;	/* states of RFC 6811 go between us (RFC 8097) */
	u64 soo;		/* its site, as its routes have it; 0: none is said */
	u32 dmz_kbit;		/* its routes go on with this bandwidth, of the link to it; 0: as they came (bandwidth.c) */
};

enum bgp_debug { BGP_DEBUG_IN = 1, BGP_DEBUG_OUT = 2 };
struct bgp_peer {
	struct bgp_peer *next;
	struct bgp *b;
	u32 index;		/* of b->by_index */
	u32 imports;		/* paths of other VRFs that are of it */
	struct ipaddr addr;	/* AF_NONE: a group */
	char *name;		/* of a group; NULL: a neighbour */
	bool dynamic, deleted;
	u8 debug;		/* `debug ip bgp A.B.C.D updates`: enum bgp_debug; good while the flag is on */
	bool defined;		/* a group: by a line of its own */
	struct bgp_opt *opts;
	struct bgp_peer *group;	/* its peer group; NULL: none */
	struct bgp_template *session; /* held, as those of policies; NULL: none */
	/* settled by bgp_peer_apply() */
	u32 remote_as, local_as; /* local_as: what we are to it */
	u32 enters_as;		/* stands before the path of what it tells: `local-as` without `no-prepend`; 0: nothing does */
	u32 other_as;		/* of `alternate-as` the one that it has said; 0: it is of `remote-as` itself */
	bool real_as;		/* `dual-as`: it knows us by our own number, as it has said */
	bool ibgp, confed;	/* confed: another AS of our confederation */
	bool shutdown;
	/* the session */
	struct bgp_link link[2], *up;	/* up: the one that is established */
	u8 offered;		/* families in our last OPEN: a bit each */
	bool connected;		/* directly: single hop */
	bool clearing;		/* its paths are being removed, or marked: no session until then */
	bool over_max;		/* held down since it told too much */
	bool leaving, left;	/* `shutdown graceful`: its routes go out with a mark, until `leave`; it is over */
	bool unrouted;		/* no session, since the RIB has no route to it: fallover.c */
	u32 clear_at[BGP_AFS];
	struct iface *iface;	/* where a directly connected one is */
	struct ipaddr local;	/* of the session */
	u32 self4;		/* as a next hop; 0, ::: we cannot be one in that family */
	struct ip6 self6, local_link;
	struct timer retry, purge, regroup, restart, leave;
	struct timer gr_back, gr_stale;	/* it has to be back by; stale paths go at */
	struct bfd_client bfd;
	u8 failures;		/* in a row */
	struct bgp_peer_af af[BGP_AFS];
	/* for shows */
	nsec changed, last_read, last_write, last_update, reset_at;
	u8 last_down;		/* enum bgp_down */
	struct bgp_notice last_notice;
	u32 established, dropped;
	u64 in[6], out[6];	/* messages, by type */
	u64 treat_withdraw;	/* updates that RFC 7606 made withdrawals */
	u64 orf_bad;		/* filters that could not be read */
};
enum bgp_state bgp_peer_state(const struct bgp_peer *p);	/* of the link that is furthest */
/* The option as it holds for the neighbour: its own, else its group's or its template's. NULL: not set. */
const struct bgp_opt *bgp_opt(const struct bgp_peer *p, u8 kind, u8 af);
/* In the list of a neighbour, a group or a template. */
struct bgp_opt *bgp_opt_own(struct bgp_opt *list, u8 kind, u8 af);
struct bgp_opt *bgp_opt_set(struct bgp_opt **list, u8 kind, u8 af);	/* made where there is none */
void bgp_opt_unset(struct bgp_opt **list, u8 kind, u8 af);
void bgp_opt_changed(struct bgp_peer *p, u8 kind, u8 af);	/* makes it take effect, for members too */
struct bgp_peer *bgp_peer_find(const struct bgp *b, const struct ipaddr *a);
struct bgp_peer *bgp_peer_named(const struct bgp *b, const char *name);
struct bgp_peer *bgp_peer_new(struct bgp *b, const struct ipaddr *a, const char *name);
/* listen.c */
struct bgp_peer *bgp_peer_dynamic(struct bgp *b, const struct ipaddr *from); /* made for who calls; NULL: he is of no range */
void bgp_ranges_changed(struct bgp *b);	/* who is of no range any more, or of another's group, goes */
bool bgp_as_alternate(const struct bgp_opt *o, u32 as);	/* of OPT_REMOTE_AS: `alternate-as` names it */
void bgp_peer_says(struct bgp_peer *p, u32 as);	/* its OPEN does, ours has gone: where `alternate-as` allows that, it is of it from now on */
void bgp_peer_remove(struct bgp_peer *p);
void bgp_peer_free(struct bgp_peer *p);	/* nothing refers to it any more */
void bgp_peer_bfd(struct bgp_peer *p);	/* whether BFD watches it follows its state and options */
void bgp_peer_apply(struct bgp_peer *p);	/* settles what its options mean, starts or stops it */
void bgp_peer_left(struct bgp_peer *p);	/* its session is lost while it is leaving */
bool bgp_peer_active(const struct bgp_peer *p, u8 af);	/* `activate` */
bool bgp_peer_default_on(const struct bgp_peer *p, u8 af);	/* it is so without that line */
u8 bgp_peer_families(const struct bgp_peer *p);	/* those it is active in: a bit each */
void bgp_families_soon(struct bgp *b);	/* who has a session of other families than those, by then, begins anew */
void bgp_families_look(struct bgp *b);
const char *bgp_peer_name(const struct bgp_peer *p, char buf[IP6_TEXT]);
static inline bool bgp_external(const struct bgp_peer *p) { return !p->ibgp && !p->confed; }
/* What its options come to: seconds asked for in OPEN, seconds between KEEPALIVEs under a hold time, the TTL of its packets, MRAI. */
u16 bgp_peer_hold_s(const struct bgp_peer *p);
u16 bgp_peer_hold_min_s(const struct bgp_peer *p);	/* the least that it may ask for; 0: any */
u32 bgp_peer_keepalive_s(const struct bgp_peer *p, u16 hold_s);
u8 bgp_peer_ttl(const struct bgp_peer *p);
enum bgp_mode bgp_peer_mode(const struct bgp_peer *p);
bool bgp_peer_pmtud(const struct bgp_peer *p);	/* TCP finds out how large its path's packets may be */
u32 bgp_peer_interval_s(const struct bgp_peer *p, u8 af);
u32 bgp_peer_id(const struct bgp_peer *p);	/* its router ID, of this session or the last */

#endif
