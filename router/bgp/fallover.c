/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * `neighbor fall-over [route-map]` (IOS: fast peering session deactivation): a session ends as soon as the RIB has no route to the neighbour, or none that the map permits, and
 * is not opened until there is one. Looked at when the RIB or a map has changed, with the next hops (rib.c).
 */
#include "router/bgp/bgp.h"

static const struct bgp_opt *asked(const struct bgp_peer *p)
{
	const struct bgp_opt *o = p->name ? NULL : bgp_opt(p, OPT_FALL_OVER, 0);

	return o && o->flags & FALL_OVER_ROUTE ? o : NULL;
}

bool bgp_peer_routed(const struct bgp_peer *p)
{
	const struct ipstack *s = p->b->s;
	const struct bgp_opt *o = asked(p);
	const struct rib_entry *e = o ? rib_lookup(s, &p->addr) : NULL;
	const struct rib_route *r = e ? rib_sound(s, e) : NULL;
	struct policy_route found;

	if (!o)
		return true;
	if (!r || rib_nhop(s, r)->hop.null)
		return false;
	found = redist_route(s, e, r);
	return route_map_permits(o->list, &found);
}

void bgp_fallover_settle(struct bgp_peer *p)
{
	if (!asked(p)) {
		p->unrouted = false;
		return;
	}
	p->b->fallover = true;
	bgp_track_soon(p->b);
}

void bgp_fallover_look(struct bgp *b)
{
	bool any = false;

	for (struct bgp_peer *p = b->fallover ? b->peers : NULL; p; p = p->next) {
		bool was = p->unrouted;

		if (!asked(p) || p->shutdown || p->deleted)
			continue;
		any = true;
		p->unrouted = !bgp_peer_routed(p);
		if (p->unrouted && (p->up || p->link[0].state > BS_ACTIVE || p->link[1].state > BS_ACTIVE))
			bgp_peer_restart(p, DOWN_ROUTE, 0);
		else if (was && !p->unrouted && !p->up && !p->clearing && p->link[0].state <= BS_ACTIVE)
			bgp_peer_start(p);
	}
	b->fallover = any;
}
