/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Validated ROA payloads (RFC 6811 2): which AS may originate a prefix, and how long the prefixes within it may be; and sets of prefixes. Both are binary tries
 * without nodes that decide nothing, of numbers, 24 bytes a prefix of IPv4 (36 of IPv6) and 16 an AS of it.
 */
#ifndef ROUTER_RPKI_VRP_H
#define ROUTER_RPKI_VRP_H

#include "core/slab.h"
#include "net/addr.h"
#include "net/rd.h"

/* What a route is (RFC 6811 2), the better before the worse. NONE: nobody asked. */
enum rpki_state { RPKI_NONE, RPKI_VALID, RPKI_NOT_FOUND, RPKI_INVALID };

extern const char *const rpki_state_word[4];	/* as a line says it: "not-found" */

struct vrp_node {
	u32 id;			/* its own: first, so that a place that is free is none */
	u32 child[2];		/* by the bit behind its prefix */
	u32 recs;		/* the first of its chain; in a set: 1, the prefix is in it */
	u8 plen;
	u32 key[];		/* 1 or 4 words */
};
struct vrp_rec {
	u32 next, as;
	u16 has, fresh;		/* a bit a server: it says so; it has said so since the table of it was begun anew */
	u8 maxlen;
};

struct vrp_trie { struct slab nodes; u32 root, n; u8 words; };	/* n: prefixes with something in recs */
struct vrp_table { struct vrp_trie trie[2]; struct slab recs; };	/* trie: of IPv4, of IPv6 */
struct vrp_set { struct vrp_trie trie[2]; bool all; };		/* all: too many to be told apart: whatever there is */

struct vrp { struct ipaddr prefix; u32 as; u8 plen, maxlen; };

void vrp_open(struct vrp_table *t);
void vrp_close(struct vrp_table *t);

enum vrp_said {
	VRP_CHANGED,		/* routes may be other than they were */
	VRP_SAME,		/* another server says the same, or this one said so before its table was begun anew */
	VRP_WRONG,		/* this server has said so already; or, of a withdrawal, has never */
};
/* server: its number; anew: its table has been begun anew, what it said before counts no more (until vrp_sweep(), routes have it all the same). */
enum vrp_said vrp_add(struct vrp_table *t, const struct vrp *v, u8 server, bool anew);
enum vrp_said vrp_del(struct vrp_table *t, const struct vrp *v, u8 server, bool anew);
enum vrp_sweep { VRP_SWEEP_OLD /* what the server has not said anew */, VRP_SWEEP_ALL, VRP_FORGET_ANEW /* nothing: it is as if nothing had been begun */ };
/* Takes from a server what `how` says, budget prefixes a call; *at: 0 to begin. gone() hears of each prefix that changes. false: there is more. */
bool vrp_sweep(struct vrp_table *t, u8 server, enum vrp_sweep how, u64 *at, u32 budget, void (*gone)(void *arg, const struct ipaddr *prefix, u8 plen), void *arg);
/* The state of a route: as 0: its AS_PATH has no origin (RFC 6811 2: NONE). */
enum rpki_state vrp_state(const struct vrp_table *t, const struct ipaddr *prefix, u8 plen, u32 as);
/* Each in order: by prefix, shorter ones before those inside them, then by AS and length. has: who says so. */
void vrp_walk(const struct vrp_table *t, u8 af, void (*fn)(void *arg, const struct vrp *v, u16 has), void *arg);
static inline u32 vrp_prefixes(const struct vrp_table *t, u8 af) { return t->trie[af == AF_IP6].n; }

void vrp_set_open(struct vrp_set *s);
void vrp_set_close(struct vrp_set *s);
void vrp_set_add(struct vrp_set *s, const struct ipaddr *prefix, u8 plen);
bool vrp_set_covers(const struct vrp_set *s, const struct ipaddr *prefix, u8 plen);	/* one of them is it, or holds it */
static inline bool vrp_set_empty(const struct vrp_set *s) { return !s->all && !s->trie[0].n && !s->trie[1].n; }

#endif
