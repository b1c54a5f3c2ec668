/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Link-state advertisements as a process of OSPF holds them, in its databases and among its own; both versions. What works on them: ospf.h. */
#ifndef ROUTER_OSPF_LSA_H
#define ROUTER_OSPF_LSA_H

#include "core/intern.h"
#include "core/timer.h"

struct ospf;
struct ospf_area;
struct ospf_if;
struct ospf_nbr;

/* Link-state types. Version 3's carry the flooding scope in bits 13 and 14. */
enum ospf_lsa_type {
	LSA_ROUTER = 1, LSA_NETWORK, LSA_SUMMARY, LSA_ASBR, LSA_EXTERNAL, LSA_NSSA = 7, LSA_OPAQUE_LINK = 9, LSA_OPAQUE_AREA, LSA_OPAQUE_AS,
	LSA3_ROUTER = 0x2001, LSA3_NETWORK, LSA3_INTER_PREFIX, LSA3_INTER_ROUTER, LSA3_EXTERNAL = 0x4005, LSA3_NSSA = 0x2007, LSA3_LINK = 0x0008,
	LSA3_INTRA_PREFIX = 0x2009, LSA3_GRACE = 0x000b,
};
enum ospf_scope { SCOPE_LINK, SCOPE_AREA, SCOPE_AS, SCOPE_NONE };

struct lsa_hdr {	/* A.4.1 */
	u16 age;
	u8 options;	/* version 2 */
	u16 type;
	u32 id, adv, seq;
	u16 csum, len;
};

/* One place in a database: the key stays, the instance in it changes. */
struct lsa {
	struct intern *body;	/* the whole LSA, age 0: shared by all who hold the instance */
	u32 next;		/* hash chain: number in ospf.lsas, as its own in lsdb.all[index] */
	u32 rxmt;		/* neighbours that have not acknowledged it: ospf.rxmts */
	u32 born, installed;	/* lsa_ticks(): when its age was 0, and of its arrival */
	u32 id, adv, seq;
	u32 index;		/* in lsdb.all */
	u32 vertex;		/* of the last shortest-path tree + 1; 0: not in it */
	u16 type;
	bool max_age;		/* it is being flushed: the age stands still */
	bool own;		/* there is a struct lsa_own, or it is being flushed by us */
};

/* What this router wants to have said; sent at most each throttle interval (12.4, MinLSInterval). */
struct lsa_own {
	struct lsdb *db;
	u16 type;
	u8 options;
	bool pending;		/* the timer is for an origination, else for the refresh */
	bool wrapped;		/* sequence numbers ran out: waits for the flush */
	u32 gen;		/* of the last round that wanted it */
	u32 id;
	u8 *body;		/* after the header */
	u32 len;
	nsec last;		/* when it was last originated; NSEC_NEVER: never */
	nsec hold;		/* the throttle's present wait */
	struct timer timer;
};

struct lsdb {
	struct ospf *o;
	struct ospf_area *area;	/* SCOPE_AREA, SCOPE_LINK */
	struct ospf_if *oi;	/* SCOPE_LINK */
	u32 *slot, *all;	/* numbers in ospf.lsas: hash; dense, in order of arrival but for what was taken out (lsdb_at()) */
	u32 n, size, cap;
	struct lsa_own **own;	/* by type, ID */
	u32 n_own, own_cap, own_gen;
	u32 n_type[16];		/* by type & 15 */
};

/* An LSA that a neighbour must acknowledge (10, link state retransmission list). */
struct rxmt {	/* by numbers of ospf.lsas and ospf.rxmts: while a network floods there are as many as LSAs */
	struct ospf_nbr *nbr;
	nsec sent;
	u32 lsa;
	u32 of_lsa;		/* next of the LSA */
	u32 next, prev;		/* of the neighbour, oldest first */
};

#endif
