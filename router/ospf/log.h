/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a process did of late: the runs of its shortest-path computation with what caused them, by area, and a ring of events. Both are made with their first
 * entry, and together take less than 2 KB: a thousand routers of one lab have them.
 */
#ifndef ROUTER_OSPF_LOG_H
#define ROUTER_OSPF_LOG_H

#include "router/ospf/ospf.h"

enum { OSPF_RUNS_MAX = 10, OSPF_CHANGED_MAX = 10, OSPF_CHANGED_RING = 16, OSPF_EVENTS_MAX = 32 };
/* What a run was about: IOS's letters, by bit in ospf_reason_name[]. */
enum ospf_reason { WHY_R, WHY_N, WHY_SN, WHY_SA, WHY_X7, WHY_X, WHY_L, WHY_P, WHY_N_ALL };
extern const char *const ospf_reason_name[WHY_N_ALL];

struct ospf_run {	/* of an area */
	nsec at;
	u32 number;		/* of the area's runs */
	u16 routers, networks, stubs;	/* in the tree; stub networks of version 2 */
	u16 sn, sa, x7, prefixes;	/* looked at */
	u16 n_changed;		/* LSAs since the run before */
	u8 why;			/* bits of enum ospf_reason */
	u8 n;			/* of them are named, */
	u32 first;		/* from this one of the area's on: ospf_log_named() */
};
struct ospf_changed { u32 id, adv; u8 type; };	/* enum ospf_reason */
struct ospf_area_log {
	u32 n, next;
	u32 n_named;		/* LSAs named so far; the last ones are there */
	struct ospf_run run[OSPF_RUNS_MAX], now; /* now: what has changed since */
	struct ospf_changed changed[OSPF_CHANGED_RING];
};

enum ospf_event_kind {
	OEV_NEIGHBOR,		/* id, from state a to b; where: interface */
	OEV_INTERFACE,		/* from state a to b; where: interface */
	OEV_GENERATED, OEV_RECEIVED,	/* an LSA; a: enum ospf_news */
	OEV_MAXAGE,		/* an LSA is flushed */
	OEV_SCHEDULED,		/* a run; type: enum ospf_reason + 1 of the LSA that asked for it, where: its area; 0: configuration, or an interface */
	OEV_SPF,		/* begins; seq: waited ms */
	OEV_SPF_END,		/* seq: the next one waits ms */
	OEV_N
};
enum ospf_news { NEWS_NEW, NEWS_CHANGED, NEWS_SAME };

struct ospf_event {
	nsec at;
	u32 id, adv, seq;
	u32 where;		/* interface ID, area */
	u16 type, age;
	u8 kind, a, b;
};
struct ospf_log {
	u32 n, next;
	struct ospf_event e[OSPF_EVENTS_MAX];
};

void ospf_log_free(struct ospf *o);
void ospf_log_changed(struct lsdb *db, const struct lsa *l);	/* routes are to be computed again for it */
void ospf_log_tree(struct ospf_area *a);	/* its tree is made: what is in it is counted */
void ospf_log_run(struct ospf *o);		/* a run is over */
/* The k-th last run of the process, from 1: when, and why, of all areas. false: it is not known. */
bool ospf_log_last(const struct ospf *o, u32 k, nsec *at, u8 *why);
/* The k-th LSA that a run names, from 0. NULL: later ones took its place. */
const struct ospf_changed *ospf_log_named(const struct ospf_area_log *l, const struct ospf_run *r, u8 k);
void ospf_log_neighbor(const struct ospf_nbr *n, u8 was);
void ospf_log_interface(const struct ospf_if *oi, u8 was);
void ospf_log_lsa(const struct lsdb *db, enum ospf_event_kind kind, const struct lsa *l, enum ospf_news news);
void ospf_log_spf(struct ospf *o, enum ospf_event_kind kind, nsec wait);

#endif
