/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * `offset-list {LIST|0} {in|out} N [INTERFACE]`: what a distance-vector protocol adds to the metrics that it hears or tells. A protocol has a list, NULL at
 * first, and asks; the line of an interface goes before the line of all, where its access list permits the prefix.
 */
#ifndef ROUTER_POLICY_OFFSET_LIST_H
#define ROUTER_POLICY_OFFSET_LIST_H

#include "cli/cli.h"
#include "cli/show.h"
#include "router/policy/policy.h"

struct offset_list;

u32 offset_of(const struct offset_list *l, bool out, const struct iface *i, const struct ipaddr *prefix, u8 plen);
/* The line, or its `no`; another one of the same direction and interface goes. af: the family of its access list. */
bool offset_line(struct cli *c, const struct args *a, struct ipstack *s, u8 af, struct offset_list **list);
void offset_free(struct offset_list **list);
/* "  Incoming routes in GigabitEthernet0/1 will have 10 added to metric if on list 21" of `show ip protocols`, and the same as cells. */
void offset_show(struct show *s, const struct offset_list *l);

#define OFFSET_ROW(mode, protocol, range, runs, place) \
	{ mode, "offset-list {<0-99>:list|WORD:list} {in|out} " range ":offset [INTERFACE]", \
	  "Add or subtract offset from " protocol " metrics|Access list of networks to apply offset (0 selects all networks)|Access-list name|Perform offset on incoming updates|" \
	  "Perform offset on outgoing updates|Offset|", .run = runs, .order = place, .flags = CMD_SORT_NUMERIC }
/* IPv6's lists have names. */
#define OFFSET6_ROW(mode, protocol, range, runs, place) \
	{ mode, "offset-list {<0-0>:list|WORD:list} {in|out} " range ":offset [INTERFACE]", \
	  "Add or subtract offset from " protocol " metrics|All networks|IPv6 access-list name|Perform offset on incoming updates|Perform offset on outgoing updates|Offset|", \
	  .run = runs, .order = place, .flags = CMD_SORT_NUMERIC }

#endif
