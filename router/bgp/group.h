/* SPDX-License-Identifier: GPL-3.0-or-later */
/* BGP: groups of neighbours with one policy out, and what goes out to them (export.c, pack.c, addpath.c, view.c, wire.c). */
#ifndef ROUTER_BGP_GROUP_H
#define ROUTER_BGP_GROUP_H

#include "router/bgp/peer.h"

enum bgp_kind { BGP_INTERNAL, BGP_CONFED, BGP_EXTERNAL };

struct bgp_group_key {
	u16 flags;		/* enum bgp_out_flag */
	u8 af;
	u8 kind;		/* enum bgp_kind */
	u32 local_as, subnet, subnet_len, interval_s;
	struct bgp_select select;
	bool add;		/* prefixes carry path identifiers */
	u8 how;			/* enum bgp_out_how */
	u32 override_as;	/* in the path ours stands in its place; 0: none */
	u32 leave_comm, leave_pref, pad;	/* HOW_LEAVING: a community, and HOW_PREF: a preference, that all routes have */
	u64 soo;		/* routes of that site are not told; 0: none */
	struct prefix_list *prefix, *orf;	/* orf: the member's own */
	struct path_list *filter;
	struct acl *dist;
	struct route_map *map, *withheld, *unsuppress;
};
_Static_assert(offsetof(struct bgp_group_key, prefix) == 48 && sizeof(struct bgp_group_key) == 48 + 7 * sizeof(void *), "it is compared as octets: no holes");
enum bgp_out_flag { OUT_COMM = 1, OUT_EXT = 2, OUT_LARGE = 4, OUT_CLIENT = 8, OUT_SELF = 16, OUT_UNCHANGED = 32, OUT_PRIVATE = 64, OUT_PRIVATE_ALL = 128,
	OUT_PRIVATE_REPLACE = 256, OUT_AS4 = 512, OUT_LINK = 1024 /* our link-local goes along */, OUT_ORIGINATE = 2048 /* the default is told apart */, OUT_REPLACE_AS = 4096,
	OUT_HOP6 = 32768 /* IPv4 goes with IPv6 next hops (RFC 8950) */,
	OUT_NO_POLICY = 8192 /* nothing goes out: RFC 8212, or we cannot be a next hop */, OUT_RPKI = 16384 };

enum bgp_out_how { HOW_SELF_ALL = 1 /* OUT_SELF: of reflected routes as well */, HOW_LEAVING = 2 /* RFC 8326 */, HOW_COMM = 4, HOW_PREF = 8,
	HOW_UNCHANGED_ALL = 16 /* OUT_UNCHANGED: of paths of external neighbours as well */ };

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
	u32 memo_kbit;
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
/* 1 + index of the member that it came from; 0: of none. */
static inline u16 bgp_group_member(const struct bgp_group *g, const struct bgp_path *x)
{
	return x->peer && x->peer->af[g->key.af].group == g ? (u16)(x->peer->index + 1) : 0;
}
struct bgp_room;
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
void bgp_add_marks(const struct bgp_table *t, const struct bgp_net *n, const struct bgp_path *p, u8 *rank, u8 *marks);	/* what `select` makes of it; as in struct policy_route */
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
void bgp_view_leaving(const struct bgp_group_key *k, struct bgp_draft *d, struct bgp_room *room);	/* what says that the session is about to end, if it is */
bool bgp_view_path(const struct bgp_group *g, struct bgp_draft *d, u8 *room);	/* the AS path as it goes out; false: too long */
/* wire.c: an UPDATE's attributes, and the message that carries prefixes with them */
size_t bgp_attrs_write(const struct bgp_group_key *k, const struct bgp_attrs *a, u8 *out, size_t room, u16 *hop_at); /* 0: they do not fit. All but MP_REACH */
struct bgp_msg *bgp_update_announce(const struct bgp_group_key *k, const struct bgp_table *t, const struct bgp_attrs *a, const u32 *ids, const u16 *tx, u32 n, u32 *used); /* tx: NULL: without path identifiers. NULL: too long */
struct bgp_msg *bgp_update_withdraw(const struct bgp_table *t, const u32 *ids, const u16 *tx, u32 n, u32 *used); /* n 0: End-of-RIB */

#endif
