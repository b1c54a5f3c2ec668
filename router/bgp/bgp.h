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
 *	peer.c	   neighbours and their options	template.c what neighbours inherit
 *	listen.c   neighbours of listen ranges, of several ASs
 *	bgp.c	   the speaker's life
 *	rpki.c	   origin validation (6811, 8097)	bandwidth.c link bandwidth, and shares by it
 *	ext.c	   extended communities: costs, sites	fallover.c sessions that end with the route
 *	orf.c	   filters between neighbours (5291, 5292)
 *	attr.h, table.h, peer.h, group.h: what this header stands on
 *
 * A set of attributes is a string of core/intern.h (struct bgp_attrs at its head), so a thousand routers of a worker hold it once. A prefix whose best path
 * changes takes the next version of the table and stands last in its list of changes; a group of neighbours with one policy walks that list and so
 * does a neighbour that is new or too slow, each from the version it has reached. Nothing is queued per neighbour but messages that are built already.
 */
#ifndef ROUTER_BGP_BGP_H
#define ROUTER_BGP_BGP_H

#include "device/debug.h"
#include "router/bgp/group.h"
#include "router/rpki/rpki.h"

/* ---- the speaker ---- */

struct bgp_network {
	struct bgp_network *next;
	struct ipaddr prefix;
	u8 plen;
	bool backdoor;		/* it is not originated: an external neighbour's route of it has the distance of local ones */
	struct route_map *map;
};
struct bgp_aggregate {
	struct bgp_aggregate *next;
	struct ipaddr prefix;
	u8 plen;
	bool as_set, summary_only, there, gone; /* gone: not configured any more */
	struct route_map *map;	/* what it sets of the aggregate */
	struct route_map *suppress, *advertise; /* which parts are not told; which parts make it. NULL: none are, all do */
};
struct bgp_range { struct bgp_range *next; struct ipaddr prefix; u8 plen; char *group; };

struct bgp {
	struct ipstack *s;
	struct worker *w;
	bool on, stopping;
	bool silent;		/* lines of `activate` go without effect: who takes them away sees to what they said */
	bool corked;		/* a group sends: what it says to a neighbour goes to TCP together */
	u32 as;			/* as configured */
	u32 confed_id;		/* 0: none */
	u32 *confed_as, n_confed;
	u32 router_id, id_set, cluster_id;
	char *id_iface;		/* the router ID is the address of that interface; NULL: of none */
	bool no_log, always_med, deterministic_med, med_worst, med_confed, compare_id, no_default4, no_enforce, no_fallover, no_reflect, ignore_path, ignore_igp, ignore_cost, relax, safe_ebgp, no_pmtud, no_trigger;
	bool originate;
	nsec first_up;		/* when the first session was; NSEC_NEVER: none has been */
	bool graceful;		/* RFC 4724, for all neighbours */
	bool graceful_notice;	/* and a NOTIFICATION is a restart, too (RFC 8538) */
	u16 gr_restart_s, gr_stale_s;
	nsec started;
	u32 default_pref;
	u16 trigger_s;		/* from a change of the RIB to the look at the next hops; no_trigger: that is a minute */
	u16 maxas;		/* numbers of an AS path that is taken; 0: any */
	u16 keepalive_s, hold_s, hold_min_s;	/* hold_min_s: who offers less gets no session */
	u8 distance[3];		/* external, internal, local */
	struct distance_rule *distances; /* by who told */
	struct { u8 paths, paths_ibgp, paths_both; bool dmz, table_filter, metric_set, internal /* others may redistribute what internal neighbours told */; u32 metric /* `default-metric`: of what is redistributed without one */; struct route_map *table_map; u8 validate /* enum bgp_validate */; struct bgp_network *networks; u32 n_backdoor; struct bgp_aggregate *aggregates; struct redist *redist; struct bgp_damp *damp; u8 add; struct bgp_select select; } fam[BGP_AFS];
	struct bgp_peer *peers;	/* by address; groups by name, behind */
	struct bgp_peer *latest; /* the neighbour made last, while it is there */
	struct bgp_peer **by_index;
	u32 n_peers, cap_peers;
	struct bgp_template *templates;	/* template.h; by name */
	u32 next_template;
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
	struct timer decide, track, cond, scan;
	bool fallover;		/* some neighbour's session may hang on the RIB's route to it */
	bool conds;		/* some neighbour is told something on a condition */
	bool tcp_lost;		/* TCP went before us: no connection is ours any more */
	bool installing;	/* what the RIB says now is our own doing */
	bool hops_new, hops_due, local_new, families_new, self_new;	/* hops_due: of `bgp nexthop trigger`, the time has come */
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
bool bgp_debugs(const struct bgp_peer *p, bool out);	/* debug.c: are updates from (out: to) the neighbour debugged? */

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
bool bgp_session_self(struct bgp_peer *p);	/* our addresses may be others: true: what we are as a next hop is another */
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
bool bgp_notice_graceful(const struct bgp_link *l);	/* RFC 8538: both want it so that a session which ends by a NOTIFICATION is one that restarts */
bool bgp_restarting(const struct bgp *b);	/* we have begun not long ago: R */
bool bgp_nsf_down(struct bgp_link *l);		/* its session is lost: true: its paths stay, for now */
void bgp_nsf_up(struct bgp_link *l);		/* it is back */
bool bgp_settled(const struct bgp *b);	/* its neighbours have said what they have at first (or those that came in BGP_SETTLE_S after the first) */
void bgp_told(struct bgp_link *l);	/* a KEEPALIVE says so, of all families, where no End-of-RIB does */
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
/* Finds n <= BGP_BATCH prefixes (NULL: it is not there) of which paths are to be taken away, and asks for what that will touch. bgp_net_prefetch() was before. */
void bgp_nets_find(const struct bgp_table *t, const struct bgp_nlri *p, unsigned n, struct bgp_net **found);
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
void bgp_unlearn(struct bgp_peer *p, u8 af, struct bgp_net *n, u32 id);	/* n NULL: nothing to do */
bool bgp_over_max(struct bgp_peer *p, u8 af);	/* it told more than it may: the session is to end */
void bgp_max_enforce(struct bgp_peer *p, u8 af);	/* and does */
void bgp_max_changed(struct bgp_peer *p, u8 af);	/* `maximum-prefix` is another: what it has told is judged anew */
/* damp.c, where `bgp dampening` stands: a path is about to be withdrawn; it was told, anew or with other attributes. */
void bgp_damp_withdrawn(struct bgp_table *t, const struct bgp_net *n, const struct bgp_path *x);
void bgp_damp_told(struct bgp_table *t, struct bgp_net *n, struct bgp_path *x, bool is_new);
void bgp_refresh_read(struct bgp_link *l, struct rd r);
void bgp_refresh_ask(struct bgp_peer *p, u8 af);	/* or from what is kept */
void bgp_learn_again(struct bgp_table *t, struct bgp_net *n, struct bgp_path *x);	/* the policy in applied to one that is kept as it came */

/* ---- orf.c ---- */

u8 bgp_orf_mode(const struct bgp_peer *p, u8 af);	/* enum bgp_orf: what is offered to it */
u8 bgp_orf_agreed(const struct bgp_peer *p, u8 af);	/* enum bgp_orf, as we do it; 0 without a session */
void bgp_orf_up(struct bgp_peer *p, u8 af);		/* a session begins: what it is to tell us is said, or what we are to is waited for */
void bgp_orf_down(struct bgp_peer *p, u8 af);
bool bgp_orf_read(struct bgp_peer *p, u8 af, struct rd r);	/* what follows the family in a ROUTE-REFRESH; true: all is to be told again */
void bgp_orf_send(struct bgp_peer *p, u8 af);		/* our list is another, and so is what we want to hear */

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
u32 bgp_origin_as(const struct bgp *b, const u8 *path, u16 len);	/* RFC 6811 2: of a path that ends in a set, none (0); of one within our AS or confederation, ours */
/* What a path of that neighbour (NULL: of ours) is: RPKI_NONE where nobody asks. */
u8 bgp_rpki_judge(const struct bgp_table *t, const struct ipaddr *prefix, u8 plen, const struct bgp_peer *from, const struct bgp_attrs *a);
struct rpki *bgp_rpki(struct bgp *b, bool make);	/* the servers; NULL: none */
void bgp_rpki_settle(struct bgp *b, bool all);	/* its lines are other than they were; all: states may be, though a table has them as before */
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
void bgp_reinstall(struct bgp_table *t);	/* all of it, some prefixes a turn */
void bgp_retell(struct bgp_table *t);	/* what others may redistribute of it is other than it was */
struct bgp_hop *bgp_hop_get(struct bgp *b, const struct ipaddr *a, const struct ip6 *link);
static inline struct bgp_hop *bgp_hop_ref(struct bgp_hop *h) { if (h) h->refs++; return h; }
void bgp_hop_put(struct bgp *b, struct bgp_hop *h);
bool bgp_path_usable(const struct bgp_path *p);
bool bgp_path_reached(const struct bgp_path *p);	/* its next hop is valid */
void bgp_track_soon(struct bgp *b);
void bgp_hops_now(struct bgp *b);		/* what waits for `bgp nexthop trigger` waits no more */
void bgp_origin_all(struct bgp *b);		/* `network`, `redistribute` are other than they were */
void bgp_aggregates_look(struct bgp_table *t, const struct bgp_net *n);	/* an aggregate over n may have to be made anew */
void bgp_aggregates_soon(struct bgp_table *t);
void bgp_aggregate_release(struct bgp_aggregate *g);	/* its maps */
void bgp_aggregates_close(struct bgp_table *t);
void bgp_rib_open(struct bgp *b);
void bgp_rib_close(struct bgp *b);

/* Policy in: what a neighbour's route becomes; NULL: denied. The reference passes on. */
struct intern *bgp_policy_in(struct bgp_peer *p, u8 af, const struct ipaddr *prefix, u8 plen, struct bgp_told *told, struct bgp_hop **hop, u16 *weight);
/* Filled in from attributes for a route map; what it has set goes back into a draft (room: for its parts). */
struct bgp_room { u8 path[BGP_PATH_LEN_MAX], comm[4 * POLICY_COMMUNITIES_MAX], large[12 * POLICY_LARGE_MAX], ext[BGP_EXT_MAX + 8 * (POLICY_TARGETS_MAX + POLICY_COSTS_MAX + 3)]; };
void bgp_policy_route(struct policy_route *r, const struct bgp_peer *peer, const struct ipaddr *prefix, u8 plen, const struct bgp_attrs *a, u16 weight);
void bgp_policy_path(struct policy_route *r, const struct bgp_path *p, const struct ipaddr *prefix, u8 plen); /* a path as it stands in the table, with its next hop and its state of origin validation */
bool bgp_policy_apply(const struct policy_route *r, struct bgp_draft *d, struct bgp_room *room);

/* ---- fallover.c ---- */

bool bgp_peer_routed(const struct bgp_peer *p);	/* it may have a session */
void bgp_fallover_settle(struct bgp_peer *p);	/* its options are other than they were */
void bgp_fallover_look(struct bgp *b);		/* the RIB, or a map, is */

/* ---- ext.c ---- */

/* In place of those that say the same of the route. */
void bgp_ext_put(struct bgp_draft *d, struct bgp_room *room, u64 ext);
void bgp_ext_leave(struct bgp_draft *d, u8 *room, u16 size);	/* RFC 4360 6: what is for an AS alone does not leave it */
void bgp_ext_enter(struct bgp_draft *d, u8 *room, u16 size);	/* costs of another AS mean nothing in ours */
bool bgp_ext_has(const struct bgp_attrs *a, u64 ext);
int bgp_cost_order(const struct bgp_attrs *a, const struct bgp_attrs *b, u8 point);	/* < 0: a costs less there */

/* ---- bandwidth.c ---- */

u32 bgp_float_of(u64 v);		/* IEEE 754, single precision */
u64 bgp_float_whole(u32 f);		/* 0: it is none, or less than 1 */
bool bgp_ext_is_bandwidth(const u8 *ext);
u64 bgp_path_bandwidth(const struct bgp_table *t, const struct bgp_path *p);	/* octets a second; 0: none is known */
u64 bgp_bandwidth_community(u32 as, u64 octets);
void bgp_bandwidth_shares(const struct bgp_table *t, const struct bgp_path *const *path, struct nexthop *nh, unsigned n);	/* n <= BGP_MULTI_MAX */
void bgp_bandwidth_settle(struct bgp_peer *p);	/* its options or its link may be other than they were */

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
void bgp_show_protocols6(struct show *s, const struct ipstack *in);
void bgp_stack_free(struct ipstack *s);
void bgp_stack_changed(struct ipstack *s);
void bgp_iface_gone(struct ipif *p);

extern const struct cmd_table bgp_cmds[];
extern const unsigned n_bgp_cmds;

#endif
