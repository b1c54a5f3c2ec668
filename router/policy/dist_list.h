/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * `distribute-list` and `distance N GATEWAY WILD [LIST]`, as every routing protocol has them: which prefixes it believes and tells, and what distance
 * it gives them by who told. A protocol has a list of each sort, NULL at first, and asks; the lists that the lines name are looked at with each question, and
 * who has to follow their changes at once hears of those by a policy_watch().
 *
 *	rows:	DIST_IN_ROW(mode, run, 74), DIST_OUT_ROW(mode, run, 74), ...; each has its place from there on
 *	run:	dist_line(c, a, stack, AF_IP4, &x->filters);
 *	in:	if (x->filters && !dist_in(x->filters, &(struct policy_route){ ... }, &gateway)) ...
 *	out:	if (!dist_out(x->filters, &(struct policy_route){ ... }, iface) || !dist_out_source(x->filters, &r)) ...
 */
#ifndef ROUTER_POLICY_DIST_LIST_H
#define ROUTER_POLICY_DIST_LIST_H

#include "cli/cli.h"
#include "cli/show.h"
#include "router/policy/policy.h"

struct dist_list;
struct distance_rule;

/* A route that came: r's prefix and plen; out: over which interface; what else a route map may ask of it. gateway: who told. The line of that interface
 * and the line of all must both permit it. */
bool dist_in(const struct dist_list *l, struct policy_route *r, const struct ipaddr *gateway);
/* A route that is to be told on that interface (NULL: the line of all alone). What a route map sets is not used. */
bool dist_out(const struct dist_list *l, struct policy_route *r, const struct iface *to);
/* A route of r's source that is to be redistributed: the line of that source alone. */
bool dist_out_source(const struct dist_list *l, const struct policy_route *r);
bool dist_has(const struct dist_list *l, bool out);	/* whether there is a line in that direction */
/* The line, or its `no`; another one of the same direction and place goes. false: no list can have that name, as it has said. */
bool dist_line(struct cli *c, const struct args *a, struct ipstack *s, u8 af, struct dist_list **list);
void dist_free(struct dist_list **list);
/* "  Outgoing update filter list for all interfaces is not set" and its fellows, of `show ip protocols`, and the same as cells. */
void dist_show(struct show *s, const struct dist_list *l);

/* The distance of a prefix that `from` told: by the line that fits and says `from` the most exactly (the order of the lines says nothing), or dflt. */
u8 distance_of(const struct distance_rule *l, u8 dflt, u32 from, const struct ipaddr *prefix, u8 plen);
bool distance_line(struct cli *c, const struct args *a, struct ipstack *s, struct distance_rule **list);
void distance_free(struct distance_rule **list);
void distance_show(struct show *s, const struct distance_rule *l);

#define DIST_WHICH "{prefix WORD:prefix [gateway WORD:gateway]|gateway WORD:gateway|WORD:list}"
#define DIST_WHICH_HELP "Filter prefixes in routing updates|Name of an IP prefix-list|Filtering incoming updates based on gateway|Name of an IP prefix-list|" \
			"Filtering incoming updates based on gateway|Name of an IP prefix-list|Access-list name or number"
/* Five places in the running-config from `place` on. */
#define DIST_IN_ROW(mode, runs, place) \
	{ mode, "distribute-list " DIST_WHICH " in [INTERFACE]", "Filter networks in routing updates|" DIST_WHICH_HELP "|Filter incoming routing updates|", \
	  .run = runs, .order = place, .flags = CMD_SORT_NUMERIC }
#define DIST_MAP_ROW(mode, runs, place) \
	{ mode, "distribute-list route-map WORD:map in", "|Filter prefixes based on the route-map|Route-map name|Filter incoming routing updates", \
	  .run = runs, .order = (place) + 4, .flags = CMD_SORT_NUMERIC }
/* Of distance-vector protocols: both ways, and by interface. */
#define DIST_MAPS_ROW(mode, runs, place) \
	{ mode, "distribute-list route-map WORD:map {in|out} [INTERFACE]", \
	  "|Filter prefixes based on the route-map|Route-map name|Filter incoming routing updates|Filter outgoing routing updates|", \
	  .run = runs, .order = (place) + 4, .flags = CMD_SORT_NUMERIC }
#define DIST_TO "{prefix WORD:prefix|WORD:list} out"
#define DIST_TO_HELP "Filter networks in routing updates|Filter prefixes in routing updates|Name of an IP prefix-list|Access-list name or number|Filter outgoing routing updates"
#define DIST_OUT_ROW(mode, runs, place) \
	{ mode, "distribute-list " DIST_TO, DIST_TO_HELP, .run = runs, .order = (place) + 1, .flags = CMD_SORT_NUMERIC }
#define DIST_OUT_IF_ROW(mode, runs, place) \
	{ mode, "distribute-list " DIST_TO " INTERFACE", DIST_TO_HELP "|", .run = runs, .order = (place) + 2, .flags = CMD_SORT_NUMERIC }
#define DIST_OUT_SOURCE_ROW(mode, runs, place) \
	{ mode, "distribute-list " DIST_TO " {connected|static|rip|bgp <1-4294967295>:process|eigrp <1-65535>:process|ospf <1-65535>:process}", \
	  DIST_TO_HELP "|Connected|Static routes|Routing Information Protocol (RIP)|Border Gateway Protocol (BGP)|Autonomous system number|" \
	  "Enhanced Interior Gateway Routing Protocol (EIGRP)|Autonomous system number|Open Shortest Path First (OSPF)|Process ID", \
	  .run = runs, .order = (place) + 3, .flags = CMD_SORT_NUMERIC }
/* The same in IPv6's words: prefix lists alone. */
#define DIST6_HELP "Filter networks in routing updates|Filter prefixes in routing updates|Name of an IPv6 prefix-list"
#define DIST6_IN_ROW(mode, runs, place) \
	{ mode, "distribute-list prefix-list WORD:prefix in [INTERFACE]", DIST6_HELP "|Filter incoming routing updates|", .run = runs, .order = place, .flags = CMD_SORT_NUMERIC }
#define DIST6_OUT_ROW(mode, runs, place) \
	{ mode, "distribute-list prefix-list WORD:prefix out", DIST6_HELP "|Filter outgoing routing updates", .run = runs, .order = (place) + 1, .flags = CMD_SORT_NUMERIC }
#define DIST6_OUT_IF_ROW(mode, runs, place) \
	{ mode, "distribute-list prefix-list WORD:prefix out INTERFACE", DIST6_HELP "|Filter outgoing routing updates|", .run = runs, .order = (place) + 2, .flags = CMD_SORT_NUMERIC }
#define DIST6_OUT_SOURCE_ROW(mode, runs, place) \
	{ mode, "distribute-list prefix-list WORD:prefix out {connected|static|bgp <1-4294967295>:process}", \
	  DIST6_HELP "|Filter outgoing routing updates|Connected|Static routes|Border Gateway Protocol (BGP)|Autonomous system number", \
	  .run = runs, .order = (place) + 3, .flags = CMD_SORT_NUMERIC }
#define DIST6_OUT_PROCESS_ROW(mode, runs, place) \
	{ mode, "distribute-list prefix-list WORD:prefix out {eigrp <1-65535>:process|ospf <1-65535>:process|rip WORD:name}", \
	  DIST6_HELP "|Filter outgoing routing updates|Enhanced Interior Gateway Routing Protocol (EIGRP)|Autonomous system number|Open Shortest Path First (OSPFv3)|Process ID|" \
	  "IPv6 Routing Information Protocol (RIPv6)|User selected string identifying this RIP process", .run = runs, .order = (place) + 3, .flags = CMD_SORT_NUMERIC }
#define DISTANCE_ROW(mode, runs, place) \
	{ mode, "distance <1-255>:distance A.B.C.D:from A.B.C.D:wild [WORD:list]", \
	  "Define an administrative distance|Administrative distance|IP Source address|Wildcard bits|Access list name or number", .run = runs, .order = place, .flags = CMD_SORT_NUMERIC | CMD_ON_EACH }

#endif
