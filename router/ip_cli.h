/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Handlers of layer 3's commands; the rows stand in router/cmds.c. */
#ifndef ROUTER_IP_CLI_H
#define ROUTER_IP_CLI_H

#include "cli/cli.h"
#include "cli/show.h"
#include "router/stack.h"

static inline struct ipstack *cli_stack(const struct cli *c) { return device_of(cli_node(c))->ip; }
/* The stack of the VRF that the line names (argument "vrf"), the root without one. NULL, and said why: there is no such VRF. */
struct ipstack *cli_vrf(struct cli *c, const struct args *a);
/* The interface of the block; its layer-3 side is made. NULL, and said why: a switch port. */
struct ipif *cli_ipif(struct cli *c);
/* The same for what does not run in VRFs: NULL, and said why, on an interface that is in one. */
struct ipif *cli_ipif_global(struct cli *c, const struct args *a);
/* "00:00:07", "1d02h", "3w4d", as IOS shows an age. */
const char *age_text(nsec age, char buf[16]);
/* "Jan 01 2026 01:00 AM": when a lease ends. ns since 1970. */
const char *lease_date_text(s64 wall_ns, char buf[32]);
/* An address, or a name that `ip host` or the domain service knows. false: neither, and it was said, or the name is being asked for: the session is busy, and
 * the line will be run again. To be called before anything is done. prefer AF_NONE: any. */
bool cli_target(struct cli *c, const char *text, u8 prefer, struct ipaddr *a);

/* true, and it was said: a server's address that says no link, as a link-local one does. */
bool cli_linkless(struct cli *c, const struct ipaddr *a);

#define RUN(name) bool name(struct cli *c, const struct args *a)
#define VIEW(name) bool name(struct cli *c, const struct args *a, struct show *s)

/* ipif_cli.c */
RUN(ipif_run_address); RUN(ipif_run_secondary); RUN(ipif_run_mtu); RUN(ipif_run_flag); RUN(ipif_run_load_sharing); RUN(ipif_run_forward); RUN(ipif_run_arp_timeout); RUN(ipif_run_encapsulation);
RUN(ipif_run_address6); RUN(ipif_run_autoconf); RUN(ipif_run_enable6);
/* nd_cli.c */
RUN(nd_run_number); RUN(nd_run_flag); RUN(nd_run_prefix); RUN(nd_run_suppress); RUN(nd_run_preference); RUN(nd_run_ra_interval); RUN(nd_run_ra_dns);
/* route_cli.c */
RUN(route_run4); RUN(route_run_all4); RUN(route_run6); RUN(route_run_routing); RUN(route_run_routing6); RUN(route_run_gateway); RUN(route_run_clear);
RUN(route_run_cef); RUN(icmp_run_rate); RUN(icmp_run_rate6);
/* default_network.c */
RUN(default_network_run);
/* neigh_cli.c */
RUN(neigh_run_arp); RUN(neigh_run_static6); RUN(neigh_run_clear4); RUN(neigh_run_clear6); VIEW(neigh_show_arp); VIEW(neigh_show6);
/* ipif_show.c */
VIEW(ipif_show_brief); VIEW(ipif_show_brief6); VIEW(ipif_show_ip); VIEW(ipif_show_ip6);
/* route_show.c */
VIEW(route_show4); VIEW(route_show6); VIEW(route_show_summary); VIEW(route_show_summary6); VIEW(route_show_tracks); VIEW(route_show_static);
/* cef_show.c, adjacency_show.c */
VIEW(cef_show); VIEW(cef_show_summary); VIEW(cef_show_exact); VIEW(adjacency_show); VIEW(adjacency_show_summary);
/* protocols_show.c */
VIEW(route_show_protocols); VIEW(route_show_protocols6); VIEW(route_show_protocols_summary); VIEW(route_show_protocols_summary6);
/* count_show.c */
VIEW(count_show4); VIEW(count_show6);
/* ping_cli.c, trace_cli.c */
RUN(ping_run); RUN(trace_run); RUN(ping_ask); RUN(trace_ask);
bool ping_source(struct cli *c, const struct args *a, struct ip_send *to);
bool ping_link(struct cli *c, const struct args *a, struct ip_send *to);

/* packet_debug.c */
RUN(packet_debug_run);
/* traffic_cli.c */
RUN(traffic_run); RUN(traffic_run_sink); RUN(traffic_run_servers);

#endif
