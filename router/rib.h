/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Between rib.c, which chooses, rib_hop.c, which knows where next hops lead, and rib_table.c, which finds. */
#ifndef ROUTER_RIB_H
#define ROUTER_RIB_H

#include "router/route.h"

static inline struct rib *rib_of(const struct ipstack *s, u8 af) { return (struct rib *)(af == AF_IP4 ? &s->rib4 : &s->rib6); }
static inline struct rib_entry *rib_entry_at(const struct rib *r, u32 id) { return id ? slab_at(&r->entries, id) : NULL; }
static inline struct rib_route *rib_route_at(const struct ipstack *s, u32 id) { return id ? slab_at(&s->rib_routes, id) : NULL; }
static inline struct rib_entry *rib_entry_of(const struct ipstack *s, const struct rib_route *r) { return slab_at(&rib_of(s, rib_ways(s, r)->way[0].nh->af)->entries, r->e); }

struct ipaddr rib_masked(const struct ipaddr *a, unsigned plen);
/* Numbers of entries; p is masked. 0: none. */
u32 rib_entry_find(const struct rib *r, const struct ipaddr *p, unsigned plen);
u32 rib_entry_get(struct rib *r, const struct ipaddr *p, unsigned plen);	/* made where there is none */
/* The longest match that has a leaf, of this length or shorter ones. */
const struct rib_entry *rib_lookup_within(const struct ipstack *s, const struct ipaddr *a, int plen);
void rib_entry_free(struct rib *r, const struct rib_entry *e);
void rib_renew(struct ipstack *s, const struct rib_entry *e);			/* its chosen routes are as if they had come now */
void rib_name_set(struct ipstack *s, u32 route, const char *name);		/* NULL: it has none any more */

/* rib.c: chooses anew. */
void rib_entry_update(struct ipstack *s, struct rib_entry *e);
/* No more entries than these from now on; what is there stays. 0: any number; who was refused is not looked at. */
void rib_set_limit(struct ipstack *s, u8 af, u32 limit);

/* rib_table.c. Entries are counted while there is a limit. Is the table full for an entry that is not in it? What the interfaces' own addresses need always comes in. */
void rib_recount(const struct ipstack *s, struct rib *rib, struct rib_entry *e);
bool rib_refuses(struct ipstack *s, struct rib *rib, struct rib_entry *e);

/* rib_hop.c */
bool rib_hop_eq(const struct nexthop *a, const struct nexthop *b);
/* The set of these next hops, each once; ECMP_MAX at most. A new one is in no route yet: it must come into one now. */
struct rib_ways *rib_ways_get(struct ipstack *s, const struct nexthop *nh, unsigned n, u8 source, u8 af);
void rib_ways_put(struct ipstack *s, struct rib_ways *w);	/* a route less has it */
void rib_hop_update(struct nhop *nh);				/* looks where it leads; if elsewhere, tells its routes */
void rib_hop_lead(struct nhop *nh, u32 leaf);			/* it leads there, whatever it resolves to */
void rib_hops_forget(const struct ipstack *s, const struct rib_entry *e); /* it goes: where that was not told (a chain cut at IP_DEPTH_MAX, a table that is cleared) */
void rib_hop_offer(struct nhop *nh);				/* entries that cover it choose anew */
void rib_unchain(struct ipstack *s, const struct ipif *p);	/* chains that were cut at IP_DEPTH_MAX may still lead there */
bool rib_hop_reaches(const struct nhop *nh, const struct rib_entry *e); /* e is on the way to where it leads */

#endif
