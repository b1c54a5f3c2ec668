/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What an interface does to packets besides routing them: access lists, address translation. An interface without features pays one
 * test of a byte a burst. Order (IOS): coming in, the access list, then translation from outside; the route; going out, translation from inside, then
 * the access list. What is for the router itself passes the features of its way in; what the router sends itself no access list.
 */
#ifndef ROUTER_FEATURE_H
#define ROUTER_FEATURE_H

#include "router/stack.h"

enum { FEATURE_IN = 1, FEATURE_OUT = 2 };

/* Recomputes ipif->features. */
void feature_update(struct ipif *p);
/* `ip access-group`, `ipv6 traffic-filter`; name NULL: none. false: too many lists. */
bool feature_set_acl(struct ipif *p, u8 af, bool out, const char *name);
struct acl *feature_acl(const struct ipif *p, u8 af, bool out);
void feature_free(struct ipif *p);

/* A burst that came in, Ethernet header at data. Consumes what is not to go on; returns how many are left, in order. */
unsigned feature_in(struct ipif *in, struct frame **f, unsigned n);
/* A burst on its way out with its new Ethernet header (and tag); `in`: where it came in. */
unsigned feature_out(struct ipif *in, struct ipif *out, struct frame **f, unsigned n);
/* One packet, IP header at data, before it is cut. in NULL: our own. false: consumed. */
bool feature_out_one(struct ipif *in, struct ipif *out, struct frame **f);

/* A burst for one interface. */
static inline void feature_send(struct ipif *in, struct ipif *out, struct frame **f, unsigned n)
{
	if (unlikely(out->features & FEATURE_OUT))
		n = feature_out(in, out, f, n);
	if (likely(n))
		ipif_output(out, f, n);
}

#endif
