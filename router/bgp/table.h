/* SPDX-License-Identifier: GPL-3.0-or-later */
/* BGP: the table of a family: prefixes, their paths, and walks over what has changed (table.c). */
#ifndef ROUTER_BGP_TABLE_H
#define ROUTER_BGP_TABLE_H

#include "core/slab.h"
#include "core/timer.h"
#include "router/bgp/attr.h"

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
	WHY_NONE, WHY_ONLY, WHY_INVALID, WHY_RPKI_INVALID, WHY_RPKI, WHY_COST_PRE, WHY_WEIGHT, WHY_LOCAL_PREF, WHY_LOCAL, WHY_PATH_LEN, WHY_ORIGIN, WHY_MED, WHY_EXTERNAL, WHY_IGP, WHY_COST_IGP, WHY_OLDER, WHY_ROUTER_ID,
	WHY_CLUSTERS, WHY_ADDRESS, WHY_PATH_ID, WHY_N
};

struct bgp_hop {		/* a next hop that paths have */
	struct bgp_hop *next;	/* hash */
	struct ipaddr addr;
	struct ip6 link;	/* the link-local one beside it (RFC 2545 3); zero: none */
	u32 refs, metric;
	u8 plen;		/* of the route that covers it; 0 where none does */
	bool valid, connected;
	bool link_only;		/* it is link-local: good for neighbours' paths on that link */
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

/* Walks the list of changes. Standing at: the next prefix to be looked at; BGP_NO_ID: all is done. */
struct bgp_cursor {
	struct bgp_cursor *next;	/* all of the table */
	u32 at;
	u32 done;		/* version up to which it is through */
	bool on;
};

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
	struct bgp_cursor tidy;	/* behind all the others: takes those without paths away */
	u32 *dirty, dirty_from, n_dirty, dirty_cap;	/* prefixes to decide: those from dirty_from on */
	u32 rescan;		/* number from which all are looked at again; BGP_NO_ID: none */
	bool reinstall;		/* what the scan passes goes into the RIB anew */
	u32 n_add;		/* groups that are told several paths of a prefix */
	u16 last_tx;
	struct timer aggregate;
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

#endif
