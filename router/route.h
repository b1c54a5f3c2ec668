/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Between routing protocols and the RIB. A protocol gives its routes by rib_add() and takes them back by rib_del() (router/ip.h), each under
 * its own source, process and distance; it hears by a watch of every entry whose chosen routes change, and asks redist_takes() what of that it
 * passes on. Nothing here keeps state for a protocol.
 */
#ifndef ROUTER_ROUTE_H
#define ROUTER_ROUTE_H

#include "router/policy/policy.h"
#include "router/stack.h"

/* Administrative distances as IOS has them. */
enum { DISTANCE_STATIC = 1, DISTANCE_EBGP = 20, DISTANCE_EIGRP_SUMMARY = 5, DISTANCE_EIGRP = 90, DISTANCE_EIGRP_EXTERNAL = 170, DISTANCE_OSPF = 110, DISTANCE_RIP = 120, DISTANCE_IBGP = 200, DISTANCE_LOCAL_BGP = 200, DISTANCE_NEVER = 255 };

enum bgp_route { BGP_ROUTE_LOCAL, BGP_ROUTE_INTERNAL, BGP_ROUTE_EXTERNAL };	/* the kind of a route of BGP: by who told */

/*
 * Told after an entry's chosen routes, or their metric or tag, are other than before; e is good for the call alone, and what it leads to may still be
 * on its way. Heard from within rib_add() and rib_del(), hence: note it, and do the work from a timer.
 */
struct rib_watch {
	struct rib_watch *next;
	void (*changed)(struct rib_watch *w, const struct rib_entry *e);
};
void rib_watch(struct ipstack *s, struct rib_watch *w);
void rib_unwatch(struct ipstack *s, struct rib_watch *w);
void rib_tell(struct ipstack *s, const struct rib_entry *e);	/* what the watchers make of it may be other than it was */

extern const char *const route_source_name[];	/* by enum route_source: "connected", "ospf" */

/* The first of the entry's chosen routes that is one of a table's: no broadcast address. NULL: none. */
const struct rib_route *rib_best(const struct ipstack *s, const struct rib_entry *e);
/* "Possibly down": packets go by it as long as nothing better is known, and nothing else may count on it. */
enum { RIP_DOWN = 1 };	/* the kind of such a route of RIP */
static inline bool rib_is_down(const struct rib_route *r) { return r->source == ROUTE_RIP && r->kind == RIP_DOWN; }
/* rib_best(); NULL, too, where that is possibly down: for those who pass it on, or count on it. */
const struct rib_route *rib_sound(const struct ipstack *s, const struct rib_entry *e);

/* Entries with a static route of IPv4 that is used, leads out of the interface and has no next hop: to IOS they are as the interface's own networks. The route stays while
 * fn runs; what fn does to others is no matter. */
typedef void rib_attached_fn(void *arg, const struct rib_entry *e);
void rib_attached(const struct ipstack *s, const struct iface *i, rib_attached_fn *fn, void *arg);

/* What a protocol redistributes of one source: `redistribute SOURCE [process] [metric N] [route-map M]`. */
struct redist {
	struct redist *next;
	u8 source;		/* enum route_source */
	u16 process;		/* 0: of sources that run once */
	char *name;		/* RIPng's process, which need not be there; NULL: of another source */
	u16 kinds;		/* bits of the route's kind (OSPF's enum ospf_path) that are taken; 0: all */
	bool links;		/* `include-connected`: and the networks of the links on which the source runs. Of IPv4 they go along always */
	bool metric_set;
	bool transparent;	/* RIP's `metric transparent`: the route's own */
	u32 metric;
	struct route_map *map;	/* held; NULL: none */
};
/* What `show ip route PREFIX` says of a way that its protocol alone knows. */
struct rib_path;
struct route_words {
	u32 as;			/* BGP's own; 0: the route's process is the number */
	char type[40];		/* after "type ": "internal", "extern 2, forward metric 3"; "": nothing */
	struct ipaddr from;	/* who told; AF_NONE: the next hop itself */
	char more[192];		/* lines about the way */
};
void ospf_route_words(const struct ipstack *s, const struct rib_entry *e, const struct rib_path *p, struct route_words *w);
void eigrp_route_words(const struct ipstack *s, const struct rib_entry *e, const struct rib_path *p, struct route_words *w);
void bgp_route_words(const struct ipstack *s, const struct rib_entry *e, const struct rib_path *p, struct route_words *w);
u32 bgp_number(const struct ipstack *s);	/* its own AS; 0: there is none */
bool bgp_gives_internal(const struct ipstack *s, u8 af);	/* of AF_: others may redistribute what internal neighbours told */
nsec rip_way_age(const struct ipstack *s, const struct rib_entry *e, const struct rib_path *p, nsec chosen); /* since it was heard last; chosen: where RIP does not know */
nsec rip_hold_left(const struct ipstack *s, const struct rib_entry *e);	/* of what is possibly down */
/* Calls back for each process of the family that redistributes anything: how its line is called, and what it takes. */
typedef void redist_user(void *arg, const char *name, const struct redist *list);
void ospf_redistributors(const struct ipstack *s, u8 af, redist_user *fn, void *arg);
void eigrp_redistributors(const struct ipstack *s, u8 af, redist_user *fn, void *arg);
void rip_redistributors(const struct ipstack *s, u8 af, redist_user *fn, void *arg);
void bgp_redistributors(const struct ipstack *s, u8 af, redist_user *fn, void *arg);
/* A chosen route as route maps look at it. */
struct policy_route redist_route(const struct ipstack *s, const struct rib_entry *e, const struct rib_route *r);
/* The line that takes this entry, looking at its chosen route; *out is filled in with the route as its map leaves it. NULL: none does. */
const struct redist *redist_takes(const struct ipstack *s, const struct redist *list, const struct rib_entry *e, struct policy_route *out);
void redist_free(struct redist **list);
/* A connected network whose link a protocol runs on from now on, or no longer: whoever redistributes that protocol looks at it again. */
void redist_link(struct ipstack *s, const struct ipaddr *prefix, u8 plen);
void redist_iface(struct ipstack *s, const struct ipif *p);	/* all networks of an interface */
/* `match` of OSPF's routes, for rows; what it says is in struct redist's kinds. */
#define REDIST_MATCH "match [internal|external|external 1|external 2|nssa-external|nssa-external 1|nssa-external 2]*"
#define REDIST_MATCH_HELP \
	"Redistribution of OSPF routes|Redistribute OSPF internal routes|Redistribute OSPF external routes|Redistribute OSPF external routes|Redistribute external type 1 routes|" \
	"Redistribute OSPF external routes|Redistribute external type 2 routes|Redistribute OSPF NSSA external routes|Redistribute OSPF NSSA external routes|" \
	"Redistribute external type 1 routes|Redistribute OSPF NSSA external routes|Redistribute external type 2 routes"
#define REDIST_LINKS "include-connected"
#define REDIST_LINKS_HELP "Include connected"
/* Of `show ip protocols`: "  Redistributing: rip, ospf 1", own first (NULL: nobody), and the row's cell `redistributing`; nothing where there is nothing to say. */
void redist_protocols(struct show *s, const char *own, const struct redist *list);
void redist_cells(struct show *s, const struct redist *list);	/* the cell of that alone */
void redist_show(struct show *s, const struct redist *list);	/* of `show ipv6 protocols`: the text */
/* Of `show ip protocols`: "Routing Information Sources" with a line, and a row of the list `sources`, for each gateway. */
const char *protocols_still6(const struct ipstack *in);	/* a line of `show ipv6 protocols`: without `ipv6 unicast-routing` none runs; "": they do */
void sources_begin(struct show *s);
void sources_add(struct show *s, u32 gateway, u8 distance, nsec age);
void sources_end(struct show *s);
/* The words after `redistribute`, as args have them: false: none of them. */
struct args;
bool redist_source(const struct args *a, u8 *source, u16 *process);
bool redist_good(struct cli *c, const struct args *a);	/* false, and it was said: `match` of nothing */
/* The whole line: what stood for its source goes; unless it is `no`, a new one takes its place, of `size` bytes, of which struct redist is the first and
 * filled in (arguments "metric" and "map", `match` and `include-connected`), the others 0. NULL: it was `no`. */
void *redist_line(struct ipstack *s, const struct args *a, struct redist **list, size_t size);

#endif
