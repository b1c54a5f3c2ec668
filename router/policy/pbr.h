/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Policy-based routing: packets that come in at an interface with `ip policy route-map` (`ipv6 policy route-map`), and our own with `ip local policy`, are sent as the
 * map's first clause that fits them says. An interface without a policy pays nothing: it is one of the features whose byte every burst asks for.
 *
 * In order (IOS): next hops whose availability is tracked, next hops on a link, those of another table, a recursive one, an interface; then, if there is no route but a
 * default one, default next hops and the default interface. What cannot be used is passed over; when nothing is left, or a clause denies, the routes decide. With `set vrf` or `set
 * global` these are another table's: all the clause says of next hops is looked up there, and what that table has no route for goes nowhere.
 * What a clause sets of the header (precedence, TOS, the DF bit) it sets in whatever it permits, wherever that goes.
 */
#ifndef ROUTER_POLICY_PBR_H
#define ROUTER_POLICY_PBR_H

#include "router/policy/own.h"
#include "router/track.h"

enum pbr_kind { PBR_VERIFY, PBR_NEXT, PBR_ELSEWHERE, PBR_RECURSIVE, PBR_INTERFACE, PBR_DEFAULT_HOP, PBR_DEFAULT_INTERFACE };
enum { PBR_LINE = 1024, PBR_HOPS_MAX = 16 };	/* of a clause and a kind */

struct args;
struct pbr_hop { /* of a clause, in the order above, tracked ones by number */
	struct pbr_hop *next;
	struct clause *of;
	u8 kind;		/* enum pbr_kind */
	struct ipaddr addr;
	u16 seq;
	struct ipstack *table;	/* PBR_ELSEWHERE: where its way is looked up */
	struct track_user user;	/* PBR_VERIFY: watching its object */
	char *iface;		/* long name */
};

/* pbr.c. Consumes f and returns true, or leaves it to the routes. f->data at the IP header, len exact, checked. */
bool pbr_forward(struct ipif *in, struct frame *f, bool six);
/* For a packet of our own: the leaf to use; 0: by route. May mark it. */
u32 pbr_local(struct ipstack *s, bool six, u8 *ip, u32 len);
/* Sets or (name NULL) takes away the policy of an interface; p NULL: of our own packets. */
void pbr_set(struct ipstack *s, struct ipif *p, bool six, const char *name);
void pbr_hop_free(struct pbr_hop **at);	/* of the list that it stands in */
void pbr_hops_free(struct clause *c);
void pbr_free(struct ipstack *s);
/* The addresses of one family in a line's words, at most PBR_HOPS_MAX; 0: another word is among them, or they are too many. NULL: none, 0. */
unsigned pbr_addresses(const char *words, u8 af, struct ipaddr to[PBR_HOPS_MAX]);
/* The line with those further addresses (of its LINE) as they are shown. */
const char *pbr_line(const struct args *a, const struct ipaddr *more, unsigned n, char buf[PBR_LINE]);
/* What follows the first address of `set ip|ipv6 next-hop`, in the place of what did. */
void pbr_next_hops(struct clause *c, u8 af, const struct ipaddr *addr, unsigned n);
struct show;
void pbr_show_marks(struct show *s, const struct clause *c);	/* pbr_cli.c */
void pbr_vrf_gone(const struct ipstack *vrf); /* no clause sends packets there any more */

extern const struct cmd_table pbr_cmds[];
extern const unsigned n_pbr_cmds;

#endif
