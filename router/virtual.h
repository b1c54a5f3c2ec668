/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A virtual router on an interface, as redundancy protocols (router/fhrp/) have them: addresses of one family behind a MAC address of their own. While it is
 * active here, the interface takes frames to that MAC address, answers ARP or neighbour solicitations for the addresses with it, and the device takes packets
 * to them. One of IPv6 sends router advertisements from its link-local address (RFC 5798 6.4.3), and the interface's own router sends none.
 */
#ifndef ROUTER_VIRTUAL_H
#define ROUTER_VIRTUAL_H

#include "router/ip.h"

enum { VIRTUAL_ADDRS_MAX = 16 };

struct ip_virtual {
	/* the protocol's */
	u8 mac[6];
	struct ipaddr addr[VIRTUAL_ADDRS_MAX]; /* of IPv6: the link-local one first */
	u8 n;
	/* NULL: ARP is answered with mac. Else the MAC address is not this one's own but what it says to the asker; NULL: no answer. */
	const u8 *(*answer)(struct ip_virtual *v, const u8 *asker);
	/* router/virtual.c's */
	bool active;
	struct ipif *ifp;		/* while active */
	struct ip_virtual *next;	/* of the interface */
};

/* Addresses and MAC address stand still while it is active. Announces each address by a gratuitous ARP or an unsolicited neighbour
 * advertisement, unless there is an `answer`. */
void ip_virtual_activate(struct ipif *p, struct ip_virtual *v);
/* Nothing to do for one that is not active. */
void ip_virtual_release(struct ip_virtual *v);
/* The active virtual router of this interface that has the address; NULL. */
struct ip_virtual *ip_virtual_of(const struct ipif *p, const struct ipaddr *addr);
/* Is it active, with other addresses than these? The first of none has AF_NONE. */
bool ip_virtual_differs(const struct ip_virtual *v, const struct ipaddr *addr, u8 n);
/* From ip4.c: of a burst, frames to an active virtual MAC address get the interface's own instead, come first, and are counted. f's frames stay the caller's;
 * one that could not be copied is gone, and *n less. */
unsigned ip_virtual_take(struct ipif *p, struct frame **f, unsigned *n);
/* A payload to a group, with mac as the Ethernet source (RFC 5798 7.3, RFC 2281 5.1). Without to->src, which IPv6 must have: from the interface's primary
 * address. Consumes f. */
void ip_virtual_send(struct ipif *p, const u8 mac[6], const struct ip_send *to, struct frame *f);

#endif
