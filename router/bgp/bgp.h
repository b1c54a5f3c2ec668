/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * BGP-4 (RFC 4271): one speaker a device, IPv4 and IPv6 unicast (4760), four-octet AS numbers (6793), route refresh (2918), error handling of 7606.
 *
 *	session.c  links over TCP, messages in and out	fsm.c	 RFC 4271 section 8 as a table
 *	open.c	   OPEN and its capabilities		update.c UPDATE to attributes and prefixes (7606)
 *	attr.c	   path attributes, interned		table.c	 prefixes, paths, who must be looked at again
 *	decide.c   the best path, in IOS's order	rib.c	 next hops, the RIB, what we originate
 *	learn.c    prefixes to paths, refresh		policy.c filters of a neighbour
 *	view.c	   a route as others see it		export.c update groups, and who walks where
 *	pack.c	   what changed, to members of a group	wire.c	 UPDATEs to be sent
 *	aggregate.c aggregate-address			addpath.c several paths of a prefix (RFC 7911)
 *	connect.c  calling, and being called	restart.c its paths go, or stay (RFC 4724)
 *	damp.c	   flaps (RFC 2439)			cond.c	 what is told on a condition
 *	peer.c	   neighbours and their options	bgp.c	 the speaker's life
 *	rpki.c	   origin validation (6811, 8097)
 *
 * A set of attributes is a string of core/intern.h (struct bgp_attrs at its head), so a thousand routers of a worker hold it once. A prefix whose best path
 * changes takes the next version of the table and stands last in its list of changes; a group of neighbours with one policy walks that list and so
 * does a neighbour that is new or too slow, each from the version it has reached. Nothing is queued per neighbour but messages that are built already.
 */
#ifndef ROUTER_BGP_BGP_H
#define ROUTER_BGP_BGP_H

#include "core/intern.h"
#include "device/debug.h"
#include "net/rd.h"
#include "router/acl/acl.h"
#include "router/bfd/client.h"
#include "router/route.h"
#include "router/rpki/rpki.h"
#include "router/tcp.h"

enum {
	BGP_PORT = 179,
	BGP_HLEN = 19,
	BGP_MSG_MAX = 4096,
	BGP_AS_TRANS = 23456,
	BGP_PEERS_MAX = 4096,
	BGP_PATHS_MAX = 256,		/* of one prefix */
	BGP_NETS_MAX = 4 * 1024 * 1024,	/* of a family */
	BGP_PATH_LEN_MAX = 4000,	/* octets of an AS_PATH, four-octet form */
	BGP_QUEUE_MAX = 64,		/* messages that wait for a neighbour's TCP; then it walks the table at its own pace */
	BGP_WALK_TURN = 512,		/* prefixes of a turn of that walk: each may need a message of its own, and none is lost */
	BGP_TURN = 4096,		/* prefixes looked at before others have their turn */
	BGP_READ = 65536,		/* octets read from one neighbour in a turn */
	BGP_MULTI_MAX = 32,
	BGP_EXT_MAX = BGP_MSG_MAX,	/* octets of extended communities while a map looks at them: all that an UPDATE can have */
	BGP_TX_MAX = 511,		/* path identifiers we give; no more than a walk's turn, and twice the paths of a prefix */
	BGP_TX_DEFAULT = BGP_TX_MAX + 1, /* that of a default route which is told apart */
};

enum bgp_af { BGP_IP4, BGP_IP6, BGP_AFS };
enum { BGP_SAFI_UNICAST = 1 };
static inline u16 bgp_afi(u8 af) { return af == BGP_IP4 ? 1 : 2; }
/* The family that these two name on the wire; -1: none that is spoken here. */
static inline int bgp_af_named(u16 afi, u8 safi) { return safi != BGP_SAFI_UNICAST ? -1 : afi == 1 ? BGP_IP4 : afi == 2 ? BGP_IP6 : -1; }
struct bgp;
const char *bgp_family_name(const struct bgp *b, u8 af);	/* "IPv4", "VPNv4" of a VRF's */
static inline u8 bgp_af_of(const struct ipaddr *a) { return a->af == AF_IP6 ? BGP_IP6 : BGP_IP4; }

enum bgp_msg_type { BGP_OPEN = 1, BGP_UPDATE, BGP_NOTIFICATION, BGP_KEEPALIVE, BGP_REFRESH };
enum bgp_attr_type {
	AT_ORIGIN = 1, AT_AS_PATH, AT_NEXT_HOP, AT_MED, AT_LOCAL_PREF, AT_ATOMIC, AT_AGGREGATOR, AT_COMMUNITY, AT_ORIGINATOR, AT_CLUSTERS,
	AT_MP_REACH = 14, AT_MP_UNREACH, AT_EXT_COMMUNITY, AT_AS4_PATH, AT_AS4_AGGREGATOR, AT_LARGE = 32,
};
enum bgp_seg { SEG_SET = 1, SEG_SEQUENCE, SEG_CONFED_SEQUENCE, SEG_CONFED_SET };
enum bgp_error { ERR_HEADER = 1, ERR_OPEN, ERR_UPDATE, ERR_HOLD, ERR_FSM, ERR_CEASE, ERR_REFRESH };
enum { CEASE_MAX_PREFIX = 1, CEASE_SHUTDOWN, CEASE_DECONFIGURED, CEASE_RESET, CEASE_REJECTED, CEASE_CONFIG, CEASE_COLLISION, CEASE_RESOURCES, CEASE_HARD_RESET, CEASE_BFD };

/* ---- attributes (attr.c) ---- */

enum { HAS_MED = 1, HAS_LOCAL_PREF = 2, HAS_ATOMIC = 4, HAS_AGGREGATOR = 8, HAS_ORIGINATOR = 16 };
enum bgp_part { PART_PATH, PART_COMM, PART_EXT, PART_LARGE, PART_CLUSTERS, PART_OTHER, PARTS }; /* what has a length of its own */

/* At the head of an interned string; all octets are meaningful. The parts follow, as on the wire (AS numbers of four octets). */
struct bgp_attrs {
	u8 origin, has;
	u16 hops;		/* of the AS path, as it is compared (9.1.2.2 a; a set counts 1, a confederation 0) */
	u32 first_as;		/* the neighbouring AS; 0: the path is empty, or begins with a set */
	u32 med, local_pref;
	u16 len[PARTS];
	u8 nh_af, pad[3];	/* enum AF_: AF_NONE: ours, whoever sends it puts itself there */
	/* Few sets that are kept have one of these: the string of the others goes on with the parts here, bgp_attrs_wide() */
	u32 agg_as, agg_id, originator;
	struct ip6 nh, nh_link;	/* IPv4 in the first four octets; nh_link: the link-local beside it (RFC 2545 3) */
};
static inline bool bgp_attrs_wide(const struct bgp_attrs *a) { return a->nh_af || a->has & (HAS_AGGREGATOR | HAS_ORIGINATOR); }
static inline size_t bgp_attrs_size(const struct bgp_attrs *a) { return bgp_attrs_wide(a) ? sizeof(*a) : offsetof(struct bgp_attrs, agg_as); }
static inline const struct bgp_attrs *bgp_attrs(const struct intern *s) { return (const struct bgp_attrs *)(const void *)s->bytes; }

/* A set being made, all of its head there: each part points into a message, another set, or room of its own. */
struct bgp_draft {
	const u8 *part[PARTS];
	struct bgp_attrs h;
};
void bgp_draft_of(struct bgp_draft *d, const struct intern *s);
struct intern *bgp_draft_intern(struct worker *w, struct bgp_draft *d); /* hops and first_as are worked out here */
const u8 *bgp_part(const struct bgp_attrs *a, enum bgp_part p, u16 *len);
struct ipaddr bgp_next_hop(const struct bgp_attrs *a);
void bgp_set_next_hop(struct bgp_attrs *a, const struct ipaddr *nh);
/* The AS path of d with n numbers before it, of type seg, written to room (BGP_PATH_LEN_MAX). false: too long. */
bool bgp_path_prepend(struct bgp_draft *d, const u32 *as, unsigned n, u8 seg, u8 *room);
/* How the decision counts its length (9.1.2.2 a; RFC 5065 5.3), and the neighbouring AS that it names. */
unsigned bgp_path_hops(const u8 *path, u16 len, u32 *first_as);
/* How often as stands in it. */
unsigned bgp_path_count(const u8 *path, u16 len, u32 as);
unsigned bgp_path_numbers(const u8 *path, u16 len);	/* all of them, those of sets as well */
/* Without confederation segments (RFC 5065 5.3); without private AS numbers when there are no others, or (all) wherever they stand. */
void bgp_path_strip_confed(struct bgp_draft *d, u8 *room);
void bgp_path_strip_private(struct bgp_draft *d, bool all, u32 replace, u8 *room);
bool bgp_path_good(const u8 *path, size_t len, bool as4);	/* RFC 7606 7.2 */
bool bgp_has_community(const struct bgp_attrs *a, u32 community);
static inline bool bgp_as_private(u32 as) { return (as >= 64512 && as <= 65534) || as >= 4200000000u; }

/* ---- the table ---- */

struct bgp;
struct bgp_peer;
struct bgp_net;

enum bgp_path_kind { BGP_LEARNED, BGP_NETWORK, BGP_REDIST, BGP_AGGREGATE, BGP_IMPORTED /* from another VRF: vpn.c */ };
enum {
	PF_VALID = 1,		/* its next hop is reached */
	PF_BEST = 2,
	PF_MULTI = 4,		/* used beside the best */
	PF_DENIED = 8,		/* by the policy in: kept because of soft-reconfiguration */
	PF_STALE = 16,		/* of before a graceful restart, or a route refresh */
	PF_CHANGED = 32,	/* heard anew and not looked at yet */
	PF_DAMPED = 64,		/* flaps too often (damp.c): not used for now */
};
/* Why a path is not the best: the step of the decision that it lost. */
enum bgp_reason {
	WHY_NONE, WHY_ONLY, WHY_INVALID, WHY_RPKI_INVALID, WHY_RPKI, WHY_WEIGHT, WHY_LOCAL_PREF, WHY_LOCAL, WHY_PATH_LEN, WHY_ORIGIN, WHY_MED, WHY_EXTERNAL, WHY_IGP, WHY_OLDER, WHY_ROUTER_ID,
	WHY_CLUSTERS, WHY_ADDRESS, WHY_PATH_ID, WHY_N
};

struct bgp_hop {		/* a next hop that paths have */
	struct bgp_hop *next;	/* hash */
	struct ipaddr addr;
	struct ip6 link;	/* the link-local one beside it (RFC 2545 3); zero: none */
	u32 refs, metric;
	u8 plen;		/* of the route that covers it; 0 where none does */
	bool valid, connected;
};

struct bgp_path {	/* 40 bytes; what few have stands beside: bgp_path_raw(), bgp_path_id() */
	struct bgp_peer *peer;	/* NULL: ours */
	struct intern *attr;	/* without the next hop, where hop is it: in a data centre all else is the same from forty neighbours */
	struct bgp_hop *hop;	/* of one that was learned; NULL: of others */
	u32 next;		/* a number, as all of these; newest first */
	u32 seq;		/* order of arrival */
	u16 weight;
	u8 flags, kind, why;	/* kind: enum bgp_path_kind; why: enum bgp_reason, written by decide.c */
	u8 rpki;		/* enum rpki_state, and BGP_RPKI_BARRED: rpki.c */
	u16 tx;			/* the identifier that neighbours know it by (addpath.c), as long as it lives; 0: none yet */
};
_Static_assert(sizeof(struct bgp_path) == 40, "a million of them");

enum { NF_DIRTY = 1, NF_IN_RIB = 2, NF_SUPPRESSED = 4 /* by an aggregate */, NF_LOST = 8 /* the best path, or one beside it, was taken away */,
       NF_OTHER = 16 /* something happened since it was decided, beside new paths at the head */, NF_MED = 32 /* a path has, or had, a MED that is not 0 */ };
#define BGP_NO_ID UINT32_MAX

struct bgp_net {
	u32 id;			/* its own: first, so that a place that is free is none */
	u32 next;		/* hash chain, as all of these: numbers of prefixes */
	u32 paths;		/* the first of them, of t->paths: bgp_paths(); 0: none */
	u32 version;
	u32 before, after;	/* in order of version */
	u32 best;		/* of t->paths; 0: none */
	u16 cursors;		/* walks that stand here */
	u8 plen, flags;
	u8 addr[];		/* 4 or 16 octets */
};
_Static_assert(sizeof(struct bgp_net) == 32, "a million of them");

struct bgp_dead { u32 id, version; };

struct bgp_table {
	struct bgp *b;
	u8 af;			/* enum bgp_af */
	bool rpki;		/* its paths have a state of RFC 6811 */
	u32 *hash, hash_size;
	struct slab nets, paths;
	struct intern **raw;	/* by number of path; NULL while no neighbour asks for it */
	u32 n_raw;
	u32 *path_id, n_path_id; /* the same, of bgp_path_id(); NULL while all are 0 */
	u32 version, main_version;	/* of the last change; of what is in the RIB */
	u32 first, last;	/* by version */
	u32 *dirty, n_dirty, dirty_cap;
	struct bgp_dead *dead;	/* prefixes without paths, in order of version */
	u32 dead_from, n_dead, dead_cap;
	u32 rescan;		/* number from which all are looked at again; BGP_NO_ID: none */
	u32 n_add;		/* groups that are told several paths of a prefix */
	u16 last_tx;
	struct timer aggregate;
};

/* Walks the list of changes. Standing at: the next prefix to be looked at; BGP_NO_ID: all is done. */
struct bgp_cursor {
	struct bgp_cursor *next;	/* all of the table */
	u32 at;
	u32 done;		/* version up to which it is through */
	bool on;
};

/* NULL: none is of that number. Numbers go from 1 to t->nets.used - 1. */
static inline struct bgp_net *bgp_net_at(const struct bgp_table *t, u32 id)
{
	struct bgp_net *n = id && id < t->nets.used ? slab_at(&t->nets, id) : NULL;

	return n && n->id == id ? n : NULL;
}
/* The first from that number on; NULL: no more. */
static inline struct bgp_net *bgp_net_from(const struct bgp_table *t, u32 id)
{
	struct bgp_net *n = NULL;

	while (id < t->nets.used && !(n = bgp_net_at(t, id)))
		id++;
	return n;
}
struct bgp_net *bgp_net_find(const struct bgp_table *t, const struct ipaddr *p, u8 plen);
/* It will be found or made soon: its place in the hash, or (near) the prefix that stands there. */
void bgp_net_prefetch(const struct bgp_table *t, const struct ipaddr *p, u8 plen, bool near);
struct bgp_net *bgp_net_get(struct bgp_table *t, const struct ipaddr *p, u8 plen); /* NULL: too many */
struct ipaddr bgp_net_addr(const struct bgp_table *t, const struct bgp_net *n);
static inline struct bgp_path *bgp_path_at(const struct bgp_table *t, u32 number) { return number ? slab_at(&t->paths, number) : NULL; }
static inline struct bgp_path *bgp_paths(const struct bgp_table *t, const struct bgp_net *n) { return bgp_path_at(t, n->paths); }	/* the newest; NULL: none */
static inline struct bgp_path *bgp_path_next(const struct bgp_table *t, const struct bgp_path *p) { return bgp_path_at(t, p->next); }
static inline struct bgp_path *bgp_best(const struct bgp_table *t, const struct bgp_net *n) { return bgp_path_at(t, n->best); }
/* To be decided anew, soon. */
void bgp_net_dirty(struct bgp_table *t, struct bgp_net *n);
/* It is other than it was: next version, last of the list. */
void bgp_net_bump(struct bgp_table *t, struct bgp_net *n);
void bgp_net_drop(struct bgp_table *t, struct bgp_net *n);	/* it has no path and nobody ever heard of it */
void bgp_net_tidy(struct bgp_table *t);	/* frees what is dead and known to be so everywhere */
struct bgp_path *bgp_path_find(const struct bgp_table *t, const struct bgp_net *n, const struct bgp_peer *p, u32 id);
/* As it came, next hop and all, where soft-reconfiguration keeps it; NULL: not kept. */
struct intern *bgp_path_raw(const struct bgp_table *t, const struct bgp_path *p);
void bgp_path_keep(struct bgp_table *t, const struct bgp_path *p, struct intern *raw);	/* the reference passes on; what was kept is put back */
/* As the neighbour numbers it (RFC 7911); the number of the VRF it is imported from; 0 of others. */
u32 bgp_path_id(const struct bgp_table *t, const struct bgp_path *p);
struct bgp_path *bgp_path_own(const struct bgp_table *t, const struct bgp_net *n, u8 kind);	/* ours of that kind; NULL: none */
/* The path of that owner; made where there is none (NULL: too many). raw may be NULL. The references of attr, raw and hop pass on. */
struct bgp_path *bgp_path_set(struct bgp_table *t, struct bgp_net *n, struct bgp_peer *p, u8 kind, u32 id, struct intern *attr, struct intern *raw, struct bgp_hop *hop);
struct ipaddr bgp_path_next_hop(const struct bgp_path *p);
struct ip6 bgp_path_link(const struct bgp_path *p);
void bgp_path_draft(struct bgp_draft *d, const struct bgp_path *p);	/* its attributes, the next hop among them */
void bgp_path_del(struct bgp_table *t, struct bgp_net *n, struct bgp_path *p);
void bgp_rescan(struct bgp_table *t);	/* all prefixes are to be decided anew */
void bgp_table_open(struct bgp *b, u8 af);
void bgp_table_close(struct bgp_table *t);
struct bgp_net **bgp_nets_sorted(const struct bgp_table *t, u32 *n); /* the caller frees it */
void bgp_cursor_start(struct bgp_table *t, struct bgp_cursor *c, u32 done);
void bgp_cursor_stop(struct bgp_table *t, struct bgp_cursor *c);
struct bgp_net *bgp_cursor_next(struct bgp_table *t, struct bgp_cursor *c);

/* ---- neighbours ---- */

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
	bool gr_restarted, gr_af[BGP_AFS], gr_kept[BGP_AFS];	/* RFC 4724 3: R, the families named, F of each */
	u16 gr_s;		/* how long it may take to come back */
	bool mp;		/* some multiprotocol capability was there */
	bool ext_hop_said, ext_hop; /* RFC 8950: it takes IPv6 next hops of IPv4; we do, too */
};

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
	struct bgp_caps caps;	/* the neighbour's */
	u32 remote_id, remote_as;
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
	OPT_TIMERS, OPT_PASSIVE, OPT_NO_AS4, OPT_BFD, OPT_HA_MODE, OPT_EXT_HOP, OPT_SESSION_N,
	/* of a family */
	OPT_ACTIVATE = OPT_SESSION_N, OPT_SEND_COMMUNITY, OPT_RR_CLIENT, OPT_NEXT_HOP_SELF, OPT_NEXT_HOP_UNCHANGED, OPT_REMOVE_PRIVATE,
	OPT_SOFT_IN, OPT_WEIGHT, OPT_ALLOWAS, OPT_ORIGINATE, OPT_MAX_PREFIX, OPT_DIST_IN, OPT_DIST_OUT, OPT_PREFIX_IN, OPT_PREFIX_OUT, OPT_FILTER_IN, OPT_FILTER_OUT, OPT_MAP_IN, OPT_MAP_OUT,
	OPT_INTERVAL, OPT_ADD_PATHS, OPT_ADD_ADVERTISE, OPT_UNSUPPRESS, OPT_ADVERTISE, OPT_ANNOUNCE_RPKI, OPT_N
};
struct bgp_opt {
	struct bgp_opt *next;
	u8 kind, af;		/* enum bgp_opt_kind; enum bgp_af of a family's */
	u8 flags;
	u32 a, b;
	char *str;		/* a name; NULL: none */
	void *list;		/* held: a route map, prefix list, path list, access list */
	char *cond_str;		/* the map of a condition; NULL: none */
	struct route_map *cond;	/* held */
};

enum bgp_down { DOWN_NONE, DOWN_ADMIN, DOWN_DELETED, DOWN_RESET, DOWN_SENT, DOWN_RECEIVED, DOWN_CLOSED, DOWN_FLAP, DOWN_REMOTE_AS, DOWN_CONFIG, DOWN_BFD, DOWN_NSF, DOWN_N };
extern const char *const bgp_down_text[DOWN_N];

struct bgp_group;
enum bgp_sweep { SWEEP_NONE, SWEEP_ALL, SWEEP_MARK /* they become stale; what is so already goes */, SWEEP_STALE };

/* A neighbour in a family. */
struct bgp_peer_af {
	bool on;		/* agreed upon in this session */
	bool policy_new;	/* its filters changed: the group is chosen anew at `regroup` */
	bool caught_up;		/* walks with its group */
	bool sent_any;		/* something was announced: what is not must be withdrawn */
	u32 began;		/* the version at which its first walk began: what has changed since may have been announced, too */
	bool eor_due;
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
	/* options that every prefix asks */
	struct prefix_list *prefix_in;
	struct path_list *filter_in;
	struct acl *dist_in;
	struct route_map *map_in;
	u16 weight, weight_now;	/* weight_now: of the prefix under way */
	u8 allowas;
	bool soft_in;
	bool announce_rpki;	/* states of RFC 6811 go between us (RFC 8097) */
};

struct bgp_peer {
	struct bgp_peer *next;
	struct bgp *b;
	u32 index;		/* of b->by_index */
	u32 imports;		/* paths of other VRFs that are of it */
	struct ipaddr addr;	/* AF_NONE: a group */
	char *name;		/* of a group; NULL: a neighbour */
	bool dynamic, deleted;
	bool defined;		/* a group: by a line of its own */
	struct bgp_opt *opts;
	struct bgp_peer *group;	/* its peer group; NULL: none */
	/* settled by bgp_peer_apply() */
	u32 remote_as, local_as; /* local_as: what we are to it */
	bool ibgp, confed;	/* confed: another AS of our confederation */
	bool shutdown;
	/* the session */
	struct bgp_link link[2], *up;	/* up: the one that is established */
	bool connected;		/* directly: single hop */
	bool clearing;		/* its paths are being removed, or marked: no session until then */
	bool over_max;		/* held down since it told too much */
	u32 clear_at[BGP_AFS];
	struct iface *iface;	/* where a directly connected one is */
	struct ipaddr local;	/* of the session */
	u32 self4;		/* as a next hop; 0, ::: we cannot be one in that family */
	struct ip6 self6, local_link;
	struct timer retry, purge, regroup, restart;
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
};
enum bgp_state bgp_peer_state(const struct bgp_peer *p);	/* of the link that is furthest */
/* The option as it holds for the neighbour: its own, else its group's. NULL: not set. */
const struct bgp_opt *bgp_opt(const struct bgp_peer *p, u8 kind, u8 af);
struct bgp_opt *bgp_opt_set(struct bgp_peer *p, u8 kind, u8 af);	/* made where there is none */
void bgp_opt_unset(struct bgp_peer *p, u8 kind, u8 af);
void bgp_opt_changed(struct bgp_peer *p, u8 kind, u8 af);	/* makes it take effect, for members too */
struct bgp_peer *bgp_peer_find(const struct bgp *b, const struct ipaddr *a);
struct bgp_peer *bgp_peer_named(const struct bgp *b, const char *name);
struct bgp_peer *bgp_peer_new(struct bgp *b, const struct ipaddr *a, const char *name);
struct bgp_peer *bgp_peer_dynamic(struct bgp *b, const struct ipaddr *from); /* one of a listen range; NULL: of none */
void bgp_peer_remove(struct bgp_peer *p);
void bgp_peer_free(struct bgp_peer *p);	/* nothing refers to it any more */
void bgp_peer_bfd(struct bgp_peer *p);	/* whether BFD watches it follows its state and options */
void bgp_peer_apply(struct bgp_peer *p);	/* settles what its options mean, starts or stops it */
bool bgp_peer_active(const struct bgp_peer *p, u8 af);	/* `activate` */
bool bgp_peer_default_on(const struct bgp_peer *p, u8 af);	/* it is so without that line */
const char *bgp_peer_name(const struct bgp_peer *p, char buf[IP6_TEXT]);
static inline bool bgp_external(const struct bgp_peer *p) { return !p->ibgp && !p->confed; }
/* What its options come to: seconds asked for in OPEN, seconds between KEEPALIVEs under a hold time, the TTL of its packets, MRAI. */
u16 bgp_peer_hold_s(const struct bgp_peer *p);
u32 bgp_peer_keepalive_s(const struct bgp_peer *p, u16 hold_s);
u8 bgp_peer_ttl(const struct bgp_peer *p);
u32 bgp_peer_interval_s(const struct bgp_peer *p, u8 af);
u32 bgp_peer_id(const struct bgp_peer *p);	/* its router ID, of this session or the last */

/* ---- groups of neighbours with one policy out (export.c) ---- */

enum bgp_kind { BGP_INTERNAL, BGP_CONFED, BGP_EXTERNAL };

struct bgp_group_key {
	u16 flags;		/* enum bgp_out_flag */
	u8 af;
	u8 kind;		/* enum bgp_kind */
	u32 local_as, subnet, subnet_len, interval_s;
	struct bgp_select select;
	bool add;		/* prefixes carry path identifiers */
	u8 pad[5];
	struct prefix_list *prefix;
	struct path_list *filter;
	struct acl *dist;
	struct route_map *map, *withheld, *unsuppress;
};
enum bgp_out_flag { OUT_COMM = 1, OUT_EXT = 2, OUT_LARGE = 4, OUT_CLIENT = 8, OUT_SELF = 16, OUT_UNCHANGED = 32, OUT_PRIVATE = 64, OUT_PRIVATE_ALL = 128,
	OUT_PRIVATE_REPLACE = 256, OUT_AS4 = 512, OUT_LINK = 1024 /* our link-local goes along */, OUT_ORIGINATE = 2048 /* the default is told apart */, OUT_REPLACE_AS = 4096,
	OUT_HOP6 = 32768 /* IPv4 goes with IPv6 next hops (RFC 8950) */,
	OUT_NO_POLICY = 8192 /* nothing goes out: RFC 8212, or we cannot be a next hop */, OUT_RPKI = 16384 };

struct bgp_sent;		/* addpath.c */
struct bgp_group {
	struct bgp_group *next;
	struct bgp *b;
	struct bgp_group_key key;
	u32 id;
	struct bgp_peer_af *members;
	u32 n_members;
	struct bgp_cursor walk;
	struct intern **out;	/* by number of prefix: what it was told; NULL: nothing */
	u16 *from;		/* by number: 1 + index of the neighbour it came from */
	u32 n_out;		/* room in both */
	struct bgp_sent **sent;	/* of one with key.add, instead of those two: the paths it was told */
	u32 n_sent;		/* room in it */
	u32 *graves, n_graves, graves_cap; /* prefixes with identifiers that were withdrawn, while somebody may still have to hear of it */
	u32 n_told;		/* prefixes with something in out[]; paths that are told */
	struct intern *memo_in, *memo_out; /* the last answer, where it does not depend on the prefix; memo_in is held */
	struct bgp_hop *memo_hop;	/* held */
	u64 memo_from;
	bool walking, sent_now;	/* in the midst of a walk; something went out in it */
	nsec not_before;	/* MRAI */
	struct timer run;
};
void bgp_group_soon(struct bgp *b, u8 af);	/* something has changed */
void bgp_group_join(struct bgp_peer *p, u8 af);
void bgp_group_leave(struct bgp_peer *p, u8 af);
void bgp_group_refresh(struct bgp_peer *p, u8 af);	/* all again: it asked */
void bgp_group_policy(struct bgp_peer *p, u8 af);	/* its filters are other than they were */
void bgp_group_writable(struct bgp_peer *p);
u32 bgp_groups_done(const struct bgp_table *t);		/* the version that all have reached */
bool bgp_group_tells(const struct bgp_group *g, const struct bgp_net *n, const struct bgp_path *x);
bool bgp_group_told(const struct bgp_peer *p, u8 af, const struct bgp_net *n, const struct bgp_path *x);	/* it stands in its Adj-RIB-Out */
/* A prefix, or one path of it, that is to be announced or withdrawn. */
struct bgp_item {
	u32 id, bucket, seq;	/* bucket: number of its attributes in this turn; 0: withdrawn */
	u16 from, was_from;	/* 1 + index of whom it is not for */
	u16 tx;			/* path identifier; 0: none */
	bool was;		/* something was told before */
	struct intern *attr;	/* NULL: withdrawn */
};
/* pack.c: to one member, or (NULL) to all that walk with the group; who is too slow walks on its own from that version. */
void bgp_give_items(struct bgp_group *g, struct bgp_table *t, struct bgp_peer_af *only, struct bgp_item *it, u32 n, u32 version);
/* addpath.c */
u8 bgp_add_mode(const struct bgp_peer *p, u8 af);	/* enum bgp_add: what is offered to it */
struct bgp_select bgp_add_select(const struct bgp_peer *p, u8 af);	/* what it is to be told, where that is agreed upon */
unsigned bgp_add_walk(struct bgp_group *g, struct bgp_table *t, struct bgp_net *n, struct bgp_item *it);	/* what has changed of it; up to BGP_TX_MAX items */
unsigned bgp_add_count(const struct bgp_group *g, u32 net);	/* items that a member which walks on its own may need for it */
unsigned bgp_add_member(const struct bgp_group *g, const struct bgp_net *n, u16 me, bool withdraw, struct bgp_item *it);
const struct intern *bgp_add_told(const struct bgp_group *g, u32 net, u16 tx, u16 *from);
void bgp_add_inherit(struct bgp_group *g, const struct bgp_group *was);	/* a member changes over: what it was told is to be withdrawn, unless it is told again */
void bgp_add_tidy(struct bgp_group *g);		/* everybody has heard of all withdrawals */
void bgp_add_forget(struct bgp_table *t, u32 net);	/* its number is another's from now on */
void bgp_add_free(struct bgp_group *g);
/* view.c: a route as the group's members see it: a reference, or NULL: nothing is told of it. best NULL: there is none. */
struct intern *bgp_view(struct bgp_group *g, const struct bgp_table *t, const struct bgp_net *n, const struct bgp_path *best);
void bgp_view_forget(struct bgp_group *g);	/* the policy out has new contents */
bool bgp_view_hop(const struct bgp_group_key *k, const struct bgp_attrs *a);	/* such a next hop can be told there: RFC 8950 4 */
bool bgp_view_path(const struct bgp_group *g, struct bgp_draft *d, u8 *room);	/* the AS path as it goes out; false: too long */
/* wire.c: an UPDATE's attributes, and the message that carries prefixes with them */
size_t bgp_attrs_write(const struct bgp_group_key *k, const struct bgp_attrs *a, u8 *out, size_t room, u16 *hop_at); /* 0: they do not fit. All but MP_REACH */
struct bgp_msg *bgp_update_announce(const struct bgp_group_key *k, const struct bgp_table *t, const struct bgp_attrs *a, const u32 *ids, const u16 *tx, u32 n, u32 *used); /* tx: NULL: without path identifiers. NULL: too long */
struct bgp_msg *bgp_update_withdraw(const struct bgp_table *t, const u32 *ids, const u16 *tx, u32 n, u32 *used); /* n 0: End-of-RIB */

/* ---- the speaker ---- */

struct bgp_network {
	struct bgp_network *next;
	struct ipaddr prefix;
	u8 plen;
	struct route_map *map;
};
struct bgp_aggregate {
	struct bgp_aggregate *next;
	struct ipaddr prefix;
	u8 plen;
	bool as_set, summary_only, there, gone; /* gone: not configured any more */
	struct route_map *map;
};
struct bgp_range { struct bgp_range *next; struct ipaddr prefix; u8 plen; char *group; };

struct bgp {
	struct ipstack *s;
	struct worker *w;
	bool on, stopping;
	bool corked;		/* a group sends: what it says to a neighbour goes to TCP together */
	u32 as;			/* as configured */
	u32 confed_id;		/* 0: none */
	u32 *confed_as, n_confed;
	u32 router_id, id_set, cluster_id;
	bool no_log, always_med, deterministic_med, med_worst, med_confed, compare_id, no_default4, no_enforce, no_fallover, no_reflect, ignore_path, ignore_igp, relax, safe_ebgp;
	bool originate;
	bool graceful;		/* RFC 4724, for all neighbours */
	u16 gr_restart_s, gr_stale_s;
	nsec started;
	u32 default_pref;
	u16 maxas;		/* numbers of an AS path that is taken; 0: any */
	u16 keepalive_s, hold_s;
	u8 distance[3];		/* external, internal, local */
	struct { u8 paths, paths_ibgp, validate /* enum bgp_validate */; struct bgp_network *networks; struct bgp_aggregate *aggregates; struct redist *redist; struct bgp_damp *damp; u8 add; struct bgp_select select; } fam[BGP_AFS];
	struct bgp_peer *peers;	/* by address; groups by name, behind */
	struct bgp_peer *latest; /* the neighbour made last, while it is there */
	struct bgp_peer **by_index;
	u32 n_peers, cap_peers;
	struct bgp_range *ranges;
	u32 dynamic_max, n_dynamic;
	struct bgp_table *table[BGP_AFS];
	struct bgp_group *groups;
	u32 next_group;
	struct bgp_cursor *cursors[BGP_AFS];
	struct bgp_hop **hops;	/* hash, BGP_HOPS */
	u32 n_hops, seq;
	struct tcp_listener *listener;
	struct tcp_watcher tcp_gone;
	struct rib_watch rib;
	struct policy_watch policy;
	struct timer decide, track, cond;
	bool conds;		/* some neighbour is told something on a condition */
	bool tcp_lost;		/* TCP went before us: no connection is ours any more */
	bool installing;	/* what the RIB says now is our own doing */
	bool hops_new, local_new;
	u8 hops_plen[2];	/* a route that is shorter covers no next hop more closely than what does: of IPv4, of IPv6 */
	bool has_af[BGP_AFS];	/* a VRF's: the block stands there */
	char af_tag[BGP_AFS];	/* what the blocks of families are about, for the shell */
	struct ipaddr *pending;	/* prefixes that others have changed in the RIB */
	u8 *pending_len;
	u32 n_pending, cap_pending;
	struct bgp_rpki *rpki;	/* NULL: none is configured */
};
enum { BGP_HOPS = 256 };

struct bgp *bgp_get(struct ipstack *s);		/* made where there is none */
void bgp_start(struct bgp *b, u32 as);
void bgp_stop(struct bgp *b);
void bgp_router_id(struct bgp *b);		/* chooses anew; sessions are reset if it is another */
struct bgp_table *bgp_table(struct bgp *b, u8 af);	/* made where there is none */
static inline nsec bgp_now(const struct bgp *b) { return stack_now(b->s); }
nsec bgp_in(const struct bgp *b, u32 seconds);	/* the time in so many seconds, less by up to a quarter of them (RFC 4271 10) */
u32 bgp_public_as(const struct bgp *b);		/* what other AS see */
static inline u32 bgp_cluster_id(const struct bgp *b) { return b->cluster_id ? b->cluster_id : b->router_id; }
void bgp_log(struct bgp *b, unsigned severity, const char *mnemonic, const char *fmt, ...) PRINTF(4, 5);
void bgp_debug(const struct bgp *b, const char *fmt, ...) PRINTF(2, 3);

/* ---- fsm.c, session.c, connect.c, open.c, update.c ---- */

void bgp_fsm(struct bgp_link *l, enum bgp_event e);
const char *bgp_error_text(u8 code, u8 sub);
void bgp_error_set(struct bgp_link *l, u8 code, u8 sub, const void *data, size_t len);
/* Actions of the machine; session.c. */
void bgp_link_open(struct bgp_link *l);
void bgp_link_notify(struct bgp_link *l);
void bgp_link_close(struct bgp_link *l);
void bgp_link_keepalive(struct bgp_link *l);
void bgp_session_up(struct bgp_link *l);
void bgp_session_down(struct bgp_link *l, enum bgp_down why);
void bgp_link_init(struct bgp_peer *p);
void bgp_link_event(struct tcp_conn *c, enum tcp_event e, void *link);	/* for TCP */
struct bgp_msg *bgp_msg_new(u8 type, const void *body, size_t len);
void bgp_msg_put(struct bgp_msg *m);
bool bgp_send(struct bgp_link *l, struct bgp_msg *m);	/* takes the reference; false: the queue is full, it was not sent */
u32 bgp_queued(const struct bgp_link *l);
void bgp_link_flush(struct bgp_link *l);			/* to TCP, what waits and finds room */
void bgp_peer_max_clear(struct bgp_peer *p);	/* it may tell anew how many it has */

/* restart.c */
void bgp_peer_purge(struct bgp_peer *p);	/* removes its paths, some a turn */
void bgp_peer_purge_now(struct bgp_peer *p);
bool bgp_peer_stale(const struct bgp_peer *p);	/* paths of before its restart are kept, in some family */
bool bgp_peer_graceful(const struct bgp_peer *p);	/* graceful restart is offered to it */
bool bgp_restarting(const struct bgp *b);	/* we have begun not long ago: R */
bool bgp_nsf_down(struct bgp_link *l);		/* its session is lost: true: its paths stay, for now */
void bgp_nsf_up(struct bgp_link *l);		/* it is back */
void bgp_nsf_end(struct bgp_peer *p, u8 af);	/* End-of-RIB came: what it has not told again goes */
void bgp_nsf_stop(struct bgp_peer *p);		/* its timers */

/* connect.c */
void bgp_link_connect(struct bgp_link *l);
void bgp_peer_start(struct bgp_peer *p);	/* ManualStart, or again after a failure */
void bgp_peer_stop(struct bgp_peer *p, enum bgp_down why, u8 cease);	/* cease 0: without a word */
void bgp_peer_restart(struct bgp_peer *p, enum bgp_down why, u8 cease);
u32 bgp_retry_s(const struct bgp_peer *p);	/* how long it waits now from one attempt to the next */
void bgp_peer_retry(struct bgp_peer *p);	/* sets the timer of the next attempt */
bool bgp_peer_reachable(struct bgp_peer *p);	/* it can be called; finds the link it is on */
bool bgp_listen(struct bgp *b);

size_t bgp_open_write(struct bgp_peer *p, u8 *out, size_t room);
bool bgp_open_read(struct bgp_link *l, struct rd r);	/* false: l->error says what to answer */
bool bgp_update_read(struct bgp_link *l, struct rd r);	/* the same */

/* ---- learn.c ---- */

struct bgp_nlri { struct ipaddr prefix; u32 id; u8 plen; };
bool bgp_refused(const struct bgp_peer *p, u8 af, const struct bgp_attrs *a, const struct bgp_hop *hop);	/* whatever the policy says: a loop, a next hop that cannot be */
/* attr: as it came; the reference stays the caller's. */
/* What an UPDATE says of its prefixes. */
struct bgp_told {
	struct intern *attr;	/* without the next hop */
	struct bgp_hop *hop;	/* NULL: it has none */
	struct intern *full;	/* with it; NULL until it is asked for */
	bool again;		/* it is what was kept: nothing has come */
};
void bgp_told_open(struct bgp *b, struct bgp_told *told, struct bgp_draft *d);	/* d loses its next hop */
struct intern *bgp_told_full(struct bgp *b, struct bgp_told *told);		/* no reference of the caller's */
void bgp_told_close(struct bgp *b, struct bgp_told *told);
void bgp_learn(struct bgp_peer *p, u8 af, const struct bgp_nlri *n, struct bgp_told *told, bool refused);
void bgp_unlearn(struct bgp_peer *p, u8 af, const struct bgp_nlri *n);
bool bgp_over_max(struct bgp_peer *p, u8 af);	/* it told more than it may: the session is to end */
/* damp.c, where `bgp dampening` stands: a path is about to be withdrawn; it was told, anew or with other attributes. */
void bgp_damp_withdrawn(struct bgp_table *t, const struct bgp_net *n, const struct bgp_path *x);
void bgp_damp_told(struct bgp_table *t, struct bgp_net *n, struct bgp_path *x, bool is_new);
void bgp_refresh_read(struct bgp_link *l, struct rd r);
void bgp_refresh_ask(struct bgp_peer *p, u8 af);	/* or from what is kept */
void bgp_learn_again(struct bgp_table *t, struct bgp_net *n, struct bgp_path *x);	/* the policy in applied to one that is kept as it came */

/* ---- cond.c ---- */

bool bgp_cond_look(struct bgp_peer *p, u8 af);	/* do the conditions hold? true: it is other than it was */
bool bgp_cond_default(const struct bgp_peer *p, u8 af, struct policy_route *found); /* the default is for it; found->set: what the map sets */
void bgp_cond_settle(struct bgp_peer *p, u8 af);	/* its options are other than they were */
void bgp_cond_soon(struct bgp *b);		/* routes or maps are */

/* ---- rpki.c: origin validation, where it is configured ---- */

enum { BGP_RPKI_STATE = 3, BGP_RPKI_BARRED = 4 /* it is not to be best */ };
enum bgp_validate { VALIDATE, VALIDATE_NOT, VALIDATE_ALLOW /* what is invalid may be best */ };
static inline enum rpki_state bgp_rpki_state(const struct bgp_path *p) { return (enum rpki_state)(p->rpki & BGP_RPKI_STATE); }
extern const char *const bgp_rpki_name[4];	/* "valid", by enum rpki_state */
/* What a path of that neighbour (NULL: of ours) is: RPKI_NONE where nobody asks. */
u8 bgp_rpki_judge(const struct bgp_table *t, const struct ipaddr *prefix, u8 plen, const struct bgp_peer *from, const struct bgp_attrs *a);
struct rpki *bgp_rpki(struct bgp *b, bool make);	/* the servers; NULL: none */
void bgp_rpki_settle(struct bgp *b);	/* its lines are other than they were: all is looked at again */
bool bgp_rpki_on(const struct bgp *b, u8 af);
void bgp_rpki_close(struct bgp *b);
/* RFC 8097: extended communities without those of states, into room; state: with one of that (RPKI_NONE: without). Returns their length. */
u16 bgp_rpki_community(const u8 *ext, u16 len, u8 *room, size_t size, enum rpki_state state);

/* ---- decide.c, rib.c, policy.c ---- */

extern const char *const bgp_reason_text[WHY_N];
void bgp_decide(struct bgp_table *t, struct bgp_net *n);
void bgp_decide_new(struct bgp_table *t, struct bgp_net *n);	/* where new paths may be all that there is to look at */
void bgp_decide_only(struct bgp_table *t, struct bgp_net *n);	/* marks the paths; nobody is told */
void bgp_decide_soon(struct bgp *b);
/* The best path, then those beside it that are selected, up to BGP_PATHS_MAX. */
unsigned bgp_select(const struct bgp_table *t, const struct bgp_net *n, struct bgp_select s, struct bgp_path **out);
u32 bgp_path_local_pref(const struct bgp *b, const struct bgp_path *p);
u32 bgp_path_med(const struct bgp *b, const struct bgp_path *p);
u32 bgp_path_router_id(const struct bgp_path *p);

void bgp_install(struct bgp_table *t, struct bgp_net *n);
struct bgp_hop *bgp_hop_get(struct bgp *b, const struct ipaddr *a, const struct ip6 *link);
static inline struct bgp_hop *bgp_hop_ref(struct bgp_hop *h) { if (h) h->refs++; return h; }
void bgp_hop_put(struct bgp *b, struct bgp_hop *h);
bool bgp_path_usable(const struct bgp_path *p);
void bgp_track_soon(struct bgp *b);
void bgp_origin_all(struct bgp *b);		/* `network`, `redistribute` are other than they were */
void bgp_aggregates_look(struct bgp_table *t, const struct bgp_net *n);	/* an aggregate over n may have to be made anew */
void bgp_aggregates_soon(struct bgp_table *t);
void bgp_aggregates_close(struct bgp_table *t);
void bgp_rib_open(struct bgp *b);
void bgp_rib_close(struct bgp *b);

/* Policy in: what a neighbour's route becomes; NULL: denied. The reference passes on. */
struct intern *bgp_policy_in(struct bgp_peer *p, u8 af, const struct ipaddr *prefix, u8 plen, struct bgp_told *told, struct bgp_hop **hop, u16 *weight);
/* Filled in from attributes for a route map; what it has set goes back into a draft (room: for its parts). */
struct bgp_room { u8 path[BGP_PATH_LEN_MAX], comm[4 * POLICY_COMMUNITIES_MAX], large[12 * POLICY_LARGE_MAX], ext[BGP_EXT_MAX + 8 * POLICY_TARGETS_MAX]; };
void bgp_policy_route(struct policy_route *r, const struct bgp_peer *peer, const struct ipaddr *prefix, u8 plen, const struct bgp_attrs *a, u16 weight);
bool bgp_policy_apply(const struct policy_route *r, struct bgp_draft *d, struct bgp_room *room);

/* ---- vpn.c: speakers of VRFs, and routes between them ---- */

struct vrf;
struct bgp *bgp_vrf_next(const struct bgp *any, const struct bgp *after);	/* the running ones in order of name; NULL begins, and ends */
struct bgp *bgp_vrf_start(struct vrf *v, u8 af);	/* made where there is none */
void bgp_vrf_end(struct bgp *b, u8 af);
void bgp_vrf_settle(struct bgp *b);
void bgp_vrf_settle_all(struct bgp *root);	/* what is configured once for all is other than it was */
struct intern *bgp_vpn_view(const struct bgp_table *t, const struct bgp_net *n, const struct bgp_path *p); /* as it goes to other VRFs: a reference; NULL: it does not */
void bgp_vpn_export(struct bgp_table *t, const struct bgp_net *n);	/* its best path goes to whom it concerns */
void bgp_vpn_leave(struct bgp *b);		/* nothing of it stays elsewhere */
void bgp_vpn_again(struct ipstack *s);		/* targets or maps are other than they were */
struct vrf *bgp_import_from(const struct bgp_table *t, const struct bgp_path *p);
unsigned bgp_import_hops(const struct bgp_table *t, const struct bgp_net *n, const struct bgp_path *p, struct nexthop *nh, unsigned max);

/* For the stack. */
bool bgp_show_protocols(struct cli *c, struct show *s);	/* its part of `show ip protocols` */
void bgp_stack_free(struct ipstack *s);
void bgp_stack_changed(struct ipstack *s);
void bgp_iface_gone(struct ipif *p);

extern const struct cmd_table bgp_cmds[];
extern const unsigned n_bgp_cmds;

#endif
