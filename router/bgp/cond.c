/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is told on a condition: routes that an advertise-map names while the table has (exist-map), or has not (non-exist-map), one that another map permits; the
 * default of `default-originate route-map` while the RIB has a route that its map permits. A condition is looked at as a session begins and some seconds after
 * routes or maps have changed; where it holds no more, or again, the neighbour changes its group, and is told.
 */
#include <stdlib.h>

#include "router/bgp/bgp.h"

enum { LOOK_S = 5 };	/* from a change to the look: what comes in the meantime is looked at together */

static bool table_has(const struct bgp_table *t, struct route_map *m)
{
	struct policy_route r;

	for (const struct bgp_net *n = NULL; t && (n = bgp_net_from(t, n ? n->id + 1 : 1));) {
		const struct bgp_path *best = bgp_best(t, n);
		struct ipaddr prefix = bgp_net_addr(t, n);

		if (!best)
			continue;
		bgp_policy_path(&r, best, &prefix, n->plen);
		if (route_map_permits(m, &r))
			return true;
	}
	return false;
}

bool bgp_cond_default(const struct bgp_peer *p, u8 af, struct policy_route *found)
{
	const struct bgp_opt *o = bgp_opt(p, OPT_ORIGINATE, af);
	struct ipstack *s = p->b->s;
	struct rib_entry **all;
	bool any = false;
	u32 n;

	found->set = found->n_prepend = 0;
	if (!o || !o->list)
		return o;
	all = rib_sorted(s, af == BGP_IP4 ? AF_IP4 : AF_IP6, &n);
	for (u32 k = 0; k < n && !any; k++) {
		const struct rib_route *r = rib_sound(s, all[k]);

		if (!r || r->source == ROUTE_LOCAL)
			continue;
		*found = redist_route(s, all[k], r);
		any = route_map_permits(o->list, found);
	}
	free(all);
	return any;
}

bool bgp_cond_look(struct bgp_peer *p, u8 af)
{
	struct bgp_peer_af *x = &p->af[af];
	const struct bgp_opt *o = bgp_opt(p, OPT_ADVERTISE, af);
	struct route_map *withheld = o && table_has(p->b->table[af], o->cond) == o->flags ? o->list : NULL;	/* flags: while there is none */
	struct policy_route r;
	bool originates = bgp_cond_default(p, af, &r), changed = withheld != x->withheld || originates != x->originates;

	x->withheld = withheld;
	x->originates = originates;
	return changed;
}

static bool conditional(const struct bgp_peer *p, u8 af)
{
	const struct bgp_opt *o = bgp_opt(p, OPT_ORIGINATE, af);

	return bgp_opt(p, OPT_ADVERTISE, af) || (o && o->list);
}

static void look(struct timer *t)
{
	struct bgp *b = container_of(t, struct bgp, cond);

	b->conds = false;
	for (struct bgp_peer *p = b->peers; p; p = p->next)
		for (u8 af = 0; af < BGP_AFS; af++) {
			if (p->name || !conditional(p, af))
				continue;
			b->conds = true;
			if (p->up && p->af[af].on && bgp_cond_look(p, af))
				bgp_group_refresh(p, af);
		}
}

void bgp_cond_settle(struct bgp_peer *p, u8 af) { p->b->conds |= conditional(p, af); }

void bgp_cond_soon(struct bgp *b)
{
	if (!b->conds || !b->on || b->stopping || b->s->cleaning || b->cond.slot)
		return;
	b->cond.fire = look;
	timer_set(b->w, &b->cond, bgp_now(b) + LOOK_S * NSEC_PER_SEC);
}
