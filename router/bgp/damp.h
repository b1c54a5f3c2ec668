/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Route flap dampening (RFC 2439) of one family of a speaker: what its flaps have cost a path. Records belong to the speaker's family, and go with it and with their neighbour. */
#ifndef ROUTER_BGP_DAMP_H
#define ROUTER_BGP_DAMP_H

#include "cli/cli.h"
#include "router/bgp/bgp.h"

struct bgp_flap {
	struct bgp_flap *next;	/* hash */
	struct bgp_peer *peer;
	struct ipaddr prefix;
	u8 plen, af;
	bool suppressed;
	struct policy_damp limits; /* as they were for it at the last flap */
	u32 id;			/* RFC 7911 */
	u32 penalty, flaps;	/* penalty: as it was at `at` */
	nsec first, at;
	struct intern *attr;	/* held: as it was at the last flap */
	struct timer due;	/* it is used again, or forgotten */
};

u32 bgp_damp_decayed(u32 penalty, nsec age, nsec half);
nsec bgp_damp_time(u32 from, u32 to, nsec half);
u32 bgp_damp_ceiling(const struct policy_damp *l);
const struct policy_damp *bgp_damp_limits(const struct bgp_damp *d);
/* The limits of paths, or (map: held, the reference passes on) of those that it permits, unless it sets others. l NULL: off. All records go. */
void bgp_damp_set(struct bgp *b, u8 af, const struct policy_damp *l, struct route_map *map);
const struct route_map *bgp_damp_map(const struct bgp_damp *d);	/* NULL: none */
extern const struct policy_damp bgp_damp_normal;
bool bgp_damp_good(struct cli *c, const struct policy_damp *l);	/* damp_cli.c: they make sense together; else it says why not */
/* Records of a neighbour (NULL: of all), within a prefix (NULL: all) are forgotten; their paths are used again. */
void bgp_flaps_clear(struct bgp *b, u8 af, const struct bgp_peer *of, const struct ipaddr *prefix, u8 plen);
struct bgp_flap **bgp_flaps_sorted(const struct bgp *b, u8 af, u32 *n);	/* the caller frees it */
const struct bgp_flap *bgp_flap_of(const struct bgp_table *t, const struct bgp_net *n, const struct bgp_path *x); /* NULL: none */
bool bgp_flap_gone(const struct bgp_flap *f);	/* its path is not there: what is left is history */
u32 bgp_flap_penalty(const struct bgp *b, const struct bgp_flap *f);	/* now */
nsec bgp_flap_reuse(const struct bgp *b, const struct bgp_flap *f);	/* time until it is used again; 0: it is not suppressed */

#endif
