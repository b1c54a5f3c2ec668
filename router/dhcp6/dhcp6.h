/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * DHCPv6 (RFC 8415) of a device: server of addresses, prefixes and other settings, relay agent, client; and general prefixes, which addresses of
 * interfaces follow.
 */
#ifndef ROUTER_DHCP6_DHCP6_H
#define ROUTER_DHCP6_DHCP6_H

#include "router/ip.h"

void dhcp6_iface_changed(struct ipif *p);	/* it went up or down, or got or lost its link-local address: may be asked at any time */
void dhcp6_iface_gone(struct ipif *p);		/* or goes into another VRF */
void dhcp6_stack_free(struct ipstack *s);
bool dhcp6_client_on(const struct ipif *p);	/* asks for an address */
bool dhcp6_turns_on(const struct ipif *p);	/* IPv6 is on because of it */
/* What a router advertisement says of DHCP, for who configures itself by it. */
void dhcp6_ra_flags(struct ipif *p, bool managed, bool other);
/* The address, given by DHCP, turned out to be somebody else's. */
void dhcp6_duplicate(struct ipif *p, const struct ip6 *addr);
/* Name servers and the domain that the interface's client heard of; up to max. */
unsigned dhcp6_dns(const struct ipif *p, struct ipaddr *out, unsigned max);
const char *dhcp6_domain(const struct ipif *p);	/* NULL: none */

extern const struct cmd_table dhcp6_server_cmds[], dhcp6_client_cmds[];
extern const unsigned n_dhcp6_server_cmds, n_dhcp6_client_cmds;

#endif
