/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Routing policy of a device: prefix lists, AS path and community lists, route maps, key chains. Whoever refers to one holds it by name; it may be
 * configured later, changed, or go, and the pointer stays good. What is not configured permits all.
 *
 *	struct route_map *m = route_map_hold(s, "IN");
 *	struct policy_route r = { .prefix = ..., .metric = ... };
 *	if (!route_map_permits(m, &r)) ...		r's values are as the map set them; r.set says which
 *	route_map_release(m);
 */
#ifndef ROUTER_POLICY_POLICY_H
#define ROUTER_POLICY_POLICY_H

#include "router/ip.h"

enum {
	POLICY_NAME_MAX = 80,
	POLICY_ENTRIES_MAX = 65536,	/* of one list */
	POLICY_COMMUNITIES_MAX = 64,	/* of a route while a map looks at it */
	POLICY_LARGE_MAX = 32,
	POLICY_PREPEND_MAX = 10,
	POLICY_COSTS_MAX = 16,		/* cost communities that it sets */
	POLICY_TARGETS_MAX = 16,	/* route targets that a map sets */
	POLICY_STEPS_MAX = 1024,	/* clauses that one route may pass, by `continue` too */
};

enum policy_set {
	SET_METRIC = 1, SET_TAG = 2, SET_METRIC_TYPE = 4, SET_LOCAL_PREF = 8, SET_WEIGHT = 16, SET_ORIGIN = 32, SET_COMMUNITY = 64, SET_NEXT_HOP = 128,
	SET_PREPEND = 256, SET_NEXT_HOP_PEER = 512, SET_NEXT_HOP_SELF = 1024, SET_LARGE = 2048, SET_DISTANCE = 4096, SET_TARGET = 8192,
	SET_COST = 16384, SET_SOO = 32768, SET_DAMPENING = 65536, SET_VECTOR = 131072, SET_EXT_DELETE = 262144,
};

/* Extended communities (RFC 4360) as numbers: the site of origin that has a route target's value; a cost (draft-ietf-idr-custom-decision) at a point of the decision:
 * before all of it, or after the metric to the next hop. */
#define EXT_SITE(target) (((target) & ~(0xffull << 48)) | 3ull << 48)
enum { EXT_COST_TYPE = 0x4301, COST_PRE = 128, COST_IGP = 129 };
#define EXT_COST(point, id, cost) ((u64)EXT_COST_TYPE << 48 | (u64)(point) << 40 | (u64)(id) << 32 | (u64)(cost))

enum policy_mark { MARK_GROUP = 1, MARK_ALL = 2 };	/* the best of its neighbouring AS; the best of its next hop */
struct policy_damp { u32 half_min, reuse, suppress, max_min; };	/* RFC 2439: of what flaps */
struct policy_large { u32 v[3]; };	/* RFC 8092 */

/* A route as a map sees it and leaves it. */
struct policy_route {
	struct ipaddr prefix, next_hop, peer; /* peer: who told; AF_NONE: nobody */
	u8 plen;
	u8 source, kind;	/* enum route_source; of a protocol */
	u16 process;
	struct iface *out;
	u32 set;		/* enum policy_set: what the map set */
	u32 metric, tag;
	u8 metric_type;		/* 1, 2: external */
	/* BGP's */
	u8 origin;		/* 0 IGP, 1 EGP, 2 incomplete */
	bool external, local;	/* heard from another AS; of nobody */
	u8 rank, marks;		/* of additional paths, where the map asks: 1 the best, 2 and 3 the next, 0 none of these; enum policy_mark */
	u8 rpki;		/* enum rpki_state (router/rpki/vrp.h) */
	u32 local_pref, weight;
	const u8 *path;		/* AS_PATH, four-octet, as on the wire */
	u32 path_len;
	const u8 *ext;		/* extended communities, as on the wire */
	u32 ext_len;
	u32 n_comm, n_large, n_prepend;
	u32 comm[POLICY_COMMUNITIES_MAX];
	struct policy_large large[POLICY_LARGE_MAX];
	u32 prepend[POLICY_PREPEND_MAX];
	u32 n_target;		/* extended communities of route targets, to stand in place of those that there are, or (target_more) beside them */
	bool target_more;
	u64 target[POLICY_TARGETS_MAX];
	u32 n_cost;		/* extended communities of costs, and of the site of origin: each in place of its like */
	u64 cost[POLICY_COSTS_MAX], soo;
	u64 ext_gone[8];	/* SET_EXT_DELETE: a bit for each of ext that is to go, before what is set */
	struct policy_damp damp;
	u32 vector[5];		/* SET_VECTOR: EIGRP's metric: kbit/s, 10 microseconds, reliability, load, MTU */
};

struct policy;
struct prefix_list;
struct route_map;
struct path_list;
struct comm_list;

/* What a list's user needs at once when something of the device's policy is configured anew. */
struct policy_watch {
	struct policy_watch *next;
	void (*changed)(struct policy_watch *w);
};
void policy_watch(struct ipstack *s, struct policy_watch *w);
void policy_unwatch(struct ipstack *s, struct policy_watch *w);
void policy_lists_changed(struct ipstack *s);	/* something that lists are made of is new: all who watch hear it */
void policy_stack_free(struct ipstack *s);

/* prefix_list.c */
struct prefix_list *prefix_list_hold(struct ipstack *s, u8 af, const char *name);
struct prefix_list *prefix_list_again(struct prefix_list *l); /* one that is held already is held once more; NULL stays NULL */
void prefix_list_release(struct prefix_list *l);
const char *prefix_list_name(const struct prefix_list *l);
bool prefix_list_permits(struct prefix_list *l, const struct ipaddr *prefix, u8 plen);
struct prefix_entry {
	u32 seq;
	bool permit;
	u8 plen, ge, le;	/* ge, le 0: not said */
	struct ipaddr prefix;
	u64 hits, refs;
};
struct prefix_list *prefix_list_alone(u8 af);	/* held once, and of no configuration: what a neighbour sends */
void prefix_list_set(struct prefix_list *l, const struct prefix_entry *e);	/* in place of the one with its number */
void prefix_list_del(struct prefix_list *l, u32 seq);
void prefix_entry_text(const struct prefix_entry *e, char *buf, size_t len);	/* "seq 5 permit 10.0.0.0/8 le 24" */
const struct prefix_entry *prefix_list_entries(const struct prefix_list *l, u32 *n);	/* by seq */

/* path_list.c: `ip as-path access-list`; comm_list.c */
struct path_list *path_list_hold(struct ipstack *s, const char *name);
struct path_list *path_list_again(struct path_list *l); /* as prefix_list_again() */
void path_list_release(struct path_list *l);
bool path_list_permits(struct path_list *l, const u8 *path, u32 len);
struct path_list *comm_list_hold(struct ipstack *s, const char *name);	/* of standard communities; released as one of paths */
bool comm_list_permits_octets(struct path_list *l, const u8 *communities, u32 len, bool exact);	/* as on the wire */
/* One expression, of no list, for `show ... regexp`. NULL: it is none. */
struct path_list *path_list_once(const char *text);
void path_list_once_free(struct path_list *l);
/* The path as shown and as expressions see it: "65001 65002 {1,2}". Cut at len. Returns buf. */
const char *as_path_text(const u8 *path, u32 path_len, char *buf, size_t len);
const char *community_text(u32 community, char buf[16]);
bool community_parse(const char *word, u32 *community);
enum { EXT_TEXT = 40 };
const char *ext_community_text(u64 community, char buf[EXT_TEXT]);	/* "RT:65001:1" */

/* route_map.c */
struct route_map *route_map_hold(struct ipstack *s, const char *name);
struct route_map *route_map_again(struct route_map *m);	/* one that is held already is held once more; NULL stays NULL */
void route_map_release(struct route_map *m);
const char *route_map_name(const struct route_map *m);
bool route_map_permits(struct route_map *m, struct policy_route *r); /* m NULL: permits */
bool route_map_exists(const struct route_map *m);	/* has it a clause? What none has permits all; a user who takes that otherwise asks first */
/* What its k-th `set dampening` says; false: it has no more. m NULL: none. */
bool route_map_dampening(const struct route_map *m, unsigned k, struct policy_damp *damp);
bool route_map_asks_rpki(const struct route_map *m);	/* `match rpki` stands in it; m NULL: no */
bool route_map_asks_marks(const struct route_map *m);	/* `match additional-paths` */

/* A packet, by what the map's lines can ask of one (`match ip address`, `length`; `interface` and `ip next-hop` of its way out). None fits, or there are no clauses: false. */
struct acl_key;
struct policy_packet {
	const struct acl_key *key;
	u32 len;
	bool six;
	const struct iface *out;	/* NULL: not known, and nothing that asks for it or the next hop fits */
	u32 next_hop;
};
bool route_map_fits_packet(struct route_map *m, const struct policy_packet *p);

/* keychain.c. Times are the device's wall clock, ns since 1970. */
enum key_algorithm { KEY_MD5, KEY_SHA1, KEY_SHA256, KEY_SHA384, KEY_SHA512 };
struct key {
	struct key *next;
	u32 id;
	char *text;		/* NULL: no key-string yet */
	u8 algorithm;		/* enum key_algorithm; KEY_MD5 unless said */
	bool has_accept, has_send;
	s64 accept_from, accept_to, send_from, send_to; /* to INT64_MAX: infinite */
};
/* The key to send with now: of those valid the lowest ID (IOS). NULL: none. */
const struct key *keychain_send(struct ipstack *s, const char *chain);
/* The key of that ID if it may be accepted now. NULL: none. */
const struct key *keychain_accept(struct ipstack *s, const char *chain, u32 id);
/* The n-th key that may be accepted now, for what carries no ID. NULL: no more. */
const struct key *keychain_nth(struct ipstack *s, const char *chain, unsigned n);

extern const struct cmd_table policy_cmds[];
extern const unsigned n_policy_cmds;

#endif
