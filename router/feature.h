/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What an interface does to packets besides routing them: access lists, address translation, quality of service (router/qos/), accounting of flows (router/flow/). An interface without features pays one
 * test of a byte a burst. Order (IOS): coming in, the access list, the policy of `service-policy`, then translation from outside; the route; going out, translation from inside,
 * then the access list, then the policy and its queues. What is for the router itself passes the features of its way in; what the router sends itself no access list.
 */
#ifndef ROUTER_FEATURE_H
#define ROUTER_FEATURE_H

#include "router/qos/qos.h"
#include "router/stack.h"

enum { FEATURE_IN = 1, FEATURE_OUT = 2, FEATURE_QOS = 4 /* a policy on the way out */, REENTER_MAX = 4096 /* packets on their way through loopback interfaces */ };

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

/* A packet that a policy sends to a loopback interface, IP header at data: it comes in there in the next turn. Consumes (ip_send.c). */
void ip_reenter(struct ipif *to, struct frame *f);
/* The interface goes: what was on its way through it, or to its addresses, is lost. */
void ip_loop_forget(struct ipif *p);

/* Behind the features: the policy of the way out knows where a frame came in. */
static inline void feature_leave(struct ipif *in, struct ipif *out, struct frame **f, unsigned n)
{
	if (unlikely(out->features & FEATURE_QOS))
		qos_output(in, out, f, n);
	else
		ipif_transmit(in, out, f, n);
}

/* A burst for one interface. */
static inline void feature_send(struct ipif *in, struct ipif *out, struct frame **f, unsigned n)
{
	if (unlikely(out->features & FEATURE_OUT))
		n = feature_out(in, out, f, n);
	if (likely(n))
		feature_leave(in, out, f, n);
}

#endif
