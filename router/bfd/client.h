/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a protocol embeds to have a neighbour watched by BFD: it asks for a session, which runs while the interface (or a map, over several hops) says with what
 * intervals. Two clients of the same neighbour share one.
 */
#ifndef ROUTER_BFD_CLIENT_H
#define ROUTER_BFD_CLIENT_H

#include "net/addr.h"

struct ipstack;
struct iface;
struct bfd_peer;

struct bfd_client {
	const char *proto;	/* "OSPF": as shown */
	struct iface *iface;	/* of the neighbour; NULL: several hops away */
	struct ipaddr peer, local; /* local AF_NONE: the interface's own */
	/* The session came up, or went down by a failure: from an event of its own, never from within a call of the client's. What it is told of may be over. */
	void (*changed)(struct bfd_client *c, bool up);
	bool every;		/* told whatever changes, a session's beginning too */
	/* bfd.c's */
	struct ipstack *s;	/* NULL: not watching. Several hops away: the VRF's; else the root, and the interface says where */
	struct bfd_client *next;
	struct bfd_peer *of;	/* NULL: nothing is configured for it */
	bool due, up;		/* something is to be told: what */
};
void bfd_watch(struct ipstack *s, struct bfd_client *c);
void bfd_unwatch(struct bfd_client *c);	/* does nothing to who is not watching */
/* Is there a session that is up? */
bool bfd_is_up(const struct bfd_client *c);

#endif
