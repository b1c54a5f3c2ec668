/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The inside of routing policy: its lists, and what the shell needs of them. */
#ifndef ROUTER_POLICY_OWN_H
#define ROUTER_POLICY_OWN_H

#include "router/acl/acl.h"
#include "router/policy/policy.h"
#include "router/stack.h"

struct prefix_list {
	struct prefix_list *next;
	struct policy *of;	/* NULL: of no configuration */
	u32 holds;
	u8 af;
	char *name, *description;
	struct prefix_entry *e;	/* by seq */
	u32 n, cap;
};

struct path_entry {
	bool permit;
	char *text;
	void *re;		/* compiled; NULL: a standard community entry */
	u32 n;			/* communities that must all be there; 0: internet */
	u32 *value;		/* of each one, two or three numbers, by the kind of list */
};
enum list_kind { LIST_PATH, LIST_COMMUNITY, LIST_EXTENDED, LIST_LARGE, LIST_TAG, LIST_KINDS };
/* Of any kind: of AS paths, of communities, of tags (an entry: a tag, and the bits of it that are not looked at). */
struct path_list {
	struct path_list *next;
	struct policy *of;
	u32 holds;
	enum list_kind kind;
	bool expanded;
	char *name;
	struct path_entry *e;
	u32 n;
};

enum match_kind {
	MATCH_ADDRESS, MATCH_PREFIX, MATCH_ADDRESS6, MATCH_PREFIX6, MATCH_NEXT_HOP, MATCH_NEXT_HOP_PREFIX, MATCH_SOURCE_PREFIX, MATCH_INTERFACE, MATCH_TAG, MATCH_METRIC,
	MATCH_AS_PATH, MATCH_COMMUNITY, MATCH_EXTENDED, MATCH_LARGE, MATCH_LOCAL_PREF, MATCH_PROTOCOL, MATCH_ROUTE_TYPE,
	MATCH_RPKI, MATCH_TAG_LIST, MATCH_MARKS, MATCH_SOURCE, MATCH_NEXT_HOP6, MATCH_NEXT_HOP_PREFIX6, MATCH_SOURCE6, MATCH_SOURCE_PREFIX6,
	MATCH_LENGTH,	/* of a packet: from arg[0] to arg[1] */
	MATCH_N
};
struct match {	/* names or numbers: any of them will do */
	struct match *next;
	u8 kind;
	bool exact;
	u32 n;
	struct match_arg {
		char *word;
		u32 num, more;	/* more: how far a metric may be off; the process of a protocol, 0: any */
		void *list;	/* held: acl, prefix_list, path_list */
	} *arg;
};
struct set {
	struct set *next;
	u32 what;		/* enum policy_set */
	u32 num, n;
	bool additive, add, sub, none; /* communities; metric relative */
	struct ipaddr addr;
	u32 list[32];
	struct policy_large large[8];
	u64 target[POLICY_TARGETS_MAX];
	struct path_list *del;	/* a list whose values it deletes */
	char *text;		/* after "set ", for shows */
};
enum pbr_df { DF_AS_IS, DF_CLEAR, DF_SET };
struct clause {
	struct clause *next;
	struct route_map *of;
	u32 seq, go_on;		/* go_on: `continue N`; UINT32_MAX: the next; 0: no */
	bool permit;
	char *description;
	struct match *match;
	struct set *set;
	u64 hits;
	struct pbr_hop *hops;	/* where packets go (pbr.h) */
	struct ipstack *table;	/* `set vrf`, `set global`; NULL: that of where they came in */
	struct pbr_mark {	/* of each family */
		u8 clear, put;	/* bits of the octet TOS, of the traffic class */
		u8 df;		/* enum pbr_df */
	} mark[2];
	u64 packets, bytes;	/* policy routed */
};
struct route_map {
	struct route_map *next;
	struct policy *of;
	u32 holds;
	bool busy;
	char *name;
	struct clause *clauses;
};

struct keychain {
	struct keychain *next;
	char *name;
	struct key *keys;
};

struct policy {
	struct ipstack *s;
	struct prefix_list *prefixes;
	struct path_list *paths;
	struct route_map *maps;
	struct keychain *chains;
	struct policy_watch *watches;
};

struct policy *policy_of(struct ipstack *s);	/* made where there is none */
void policy_changed(struct policy *p);

/* prefix_list.c */
struct prefix_list *prefix_list_find(const struct policy *p, u8 af, const char *name);
struct prefix_list *prefix_list_get(struct policy *p, u8 af, const char *name);
void prefix_list_tidy(struct prefix_list *l);	/* it may have become nothing that anybody holds */
void prefix_list_free(struct prefix_list *l);

/* path_list.c */
struct path_list *path_list_find(const struct policy *p, enum list_kind kind, const char *name);
struct path_list *path_list_get(struct policy *p, enum list_kind kind, const char *name);
struct path_list *list_hold(struct policy *p, enum list_kind kind, const char *name);
bool path_list_add(struct path_list *l, bool permit, const char *text, char *why, size_t why_len);
void path_list_del(struct path_list *l, bool permit, const char *text);
void path_list_tidy(struct path_list *l);
void path_list_free(struct path_list *l);

/* comm_list.c */
extern const char *const comm_list_title[LIST_KINDS];
bool comm_entry_parse(struct path_entry *e, enum list_kind kind, const char *text);	/* a standard entry; e->value is the caller's, whatever is returned */
bool comm_list_permits(struct path_list *l, const u32 *value, u32 n, bool exact);	/* n values of the list's kind */
bool comm_list_permits_route(struct path_list *l, const struct policy_route *r, bool exact);
void comm_list_delete(struct path_list *l, struct policy_route *r);	/* each value that the list permits */
bool tag_list_permits(const struct path_list *l, u32 tag);
bool large_parse(const char *word, struct policy_large *l);

/* route_map.c */
struct route_map *route_map_find(const struct policy *p, const char *name);
struct route_map *route_map_get(struct policy *p, const char *name);
struct clause *clause_find(const struct route_map *m, u32 seq);
struct clause *clause_get(struct route_map *m, u32 seq);
void clause_remove(struct clause *c);
void match_free(struct match *m);
void set_free(struct set *s);
void route_map_tidy(struct route_map *m);
void route_map_free(struct route_map *m);

/* keychain.c */
struct keychain *keychain_find(const struct policy *p, const char *name);
struct keychain *keychain_get(struct policy *p, const char *name);
void keychain_remove(struct policy *p, struct keychain *k);
struct key *key_get(struct keychain *k, u32 id);
void key_remove(struct keychain *k, u32 id);

enum { POLICY_MAP_ROWS = 64, POLICY_KEY_ROWS = 7 };
extern const struct cmd policy_map_rows[], policy_key_rows[];
extern const struct cli_mode mode_route_map;
struct cli;
struct args;
bool policy_run_set(struct cli *c, const struct args *a);	/* map_set.c */
bool policy_run_cost_short(struct cli *c, const struct args *a);
struct show;
void policy_show_map(struct show *s, const struct route_map *m);	/* policy_cli.c: of each of its entries the text and a row */

#endif
