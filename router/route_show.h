/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the shows of routes share: tables in route_show.c, one entry in words in route_detail.c. */
#ifndef LANYARD_ROUTER_ROUTE_SHOW_H
#define LANYARD_ROUTER_ROUTE_SHOW_H

#include "router/ip_cli.h"

struct ipstack *route_table(struct cli *c, const struct args *a);	/* that of the VRF that the line names; NULL: there is none, which was said */
unsigned route_classful(u32 a);	/* bits of the network's class */
void route_table_name(struct show *s, const struct ipstack *st);	/* a VRF's heading */
void route_cells(struct show *s, const struct ipstack *st, const struct rib_entry *e);	/* the row of an entry, both families */
u32 route_way_metric(const struct ipstack *st, const struct rib_path *p);
nsec route_way_age(const struct ipstack *st, const struct rib_entry *e, const struct rib_path *p);	/* since it was chosen; of RIP's: heard */
const char *route_out_name(const struct nexthop *h);	/* "Null0", an interface, "" */
/* default_network.c: is it a candidate by `ip default-network`, and which of them packets without another route follow; NULL: none. */
bool default_network_is(const struct ipstack *s, const struct rib_entry *e);
const struct rib_entry *default_network_chosen(const struct ipstack *s);
/* The longest entry for the address that a person sees: subnets' broadcast addresses are in the table, and in no show. */
const struct rib_entry *route_lookup_shown(const struct ipstack *st, const struct ipaddr *dst);

/* show ip route A.B.C.D [MASK]; false: it was said. */
bool route_detail4(struct cli *c, const struct ipstack *st, const struct args *a, struct show *s);
void route_detail6(const struct ipstack *st, const struct rib_entry *e, struct show *s);	/* e NULL: there is none */

#endif
