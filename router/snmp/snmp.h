/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An SNMP agent: v2c (RFC 1901, 3416) and v3 (3412, USM of 3414 with AES of 3826), its notifications, and the tables of MIBs that mib.h describes. The agent
 * costs nothing until a line of snmp-server is there.
 */
#ifndef ROUTER_SNMP_SNMP_H
#define ROUTER_SNMP_SNMP_H

#include "router/ip.h"

struct snmp;
struct mib_table;
struct ospf_nbr;
struct ospf_if;
struct bgp_peer;

struct snmp *snmp_of(struct ipstack *s);	/* made, and listening, where there is none */
/* More that can be asked for: a table's end is an empty one. Of the kind, once. */
void snmp_tables(struct snmp *a, const struct mib_table *t);
void snmp_stack_free(struct ipstack *s);
void snmp_iface_changed(struct iface *i);	/* link notifications */
void snmp_iface_gone(struct ipif *p);
void snmp_configured(struct device *d);
/* CISCO-PORT-STORM-CONTROL-MIB: a storm was met (cpscEventRev1). kind: 1: broadcast, 2: multicast, 3: unicast. */
enum { SNMP_STORM_FILTERED = 3, SNMP_STORM_SHUTDOWN = 5 };
void snmp_storm(struct iface *i, u32 kind, u32 status);
void snmp_storm_traps(struct ipstack *s, bool on); /* `snmp-server enable traps storm-control` */
/* OSPF-MIB, BGP4-MIB: a state was another. */
void snmp_ospf_neighbour(struct ipstack *s, const struct ospf_nbr *n, u8 was);
void snmp_ospf_interface(struct ipstack *s, const struct ospf_if *oi, u8 was);
void snmp_bgp_neighbour(const struct bgp_peer *p, u8 was);
enum { ORDER_SNMP = ORDER_IPV6_ROUTE + 70 };

extern const struct cmd_table snmp_cmds[], snmp_notify_cmds[], snmp_ospf_cmds[], snmp_bgp_cmds[]; /* those of notifications where there is the protocol */
extern const unsigned n_snmp_cmds, n_snmp_notify_cmds, n_snmp_ospf_cmds, n_snmp_bgp_cmds;

#endif
