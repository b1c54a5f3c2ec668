/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What tracked objects with thresholds measure: a route's metric on one scale for all protocols, how many of a list's objects are up, or what they weigh. */
#include "router/route.h"
#include "router/track.h"

enum { INACCESSIBLE = 255, RIP_STEP = 17 /* 15, its longest way, is 255 */ };

/* As IOS has them (`track resolution`). */
u32 track_resolution_default(u8 source)
{
	switch (source) {
	case ROUTE_BGP:
	case ROUTE_EIGRP:
		return 2560;
	case ROUTE_STATIC:
		return 10;
	}
	return 1; /* OSPF */
}

const struct rib_route *track_route(const struct track *t)
{
	const struct rib_entry *e = t->prefix.af ? rib_exact(t->ip, &t->prefix, t->plen) : NULL;

	return e && e->leaf ? rib_sound(t->ip, e) : NULL;
}

static u32 scaled(const struct track *t)
{
	const struct rib_route *r = track_route(t);
	u64 metric;

	if (!r)
		return INACCESSIBLE;
	switch (r->source) {
	case ROUTE_RIP:
		metric = (u64)r->metric * RIP_STEP;
		break;
	case ROUTE_STATIC:
	case ROUTE_OSPF:
	case ROUTE_OSPF3:
	case ROUTE_EIGRP:
	case ROUTE_BGP:
		metric = r->metric / track_resolution(t->ip, t->prefix.af, r->source == ROUTE_OSPF3 ? ROUTE_OSPF : r->source);
		break;
	default: /* on the link */
		metric = 0;
	}
	return (u32)min_u64(metric, INACCESSIBLE);
}

u32 track_measure(const struct track *t)
{
	u32 up = 0, all = 0;

	if (t->kind == TRACK_METRIC)
		return scaled(t);
	for (const struct track_member *m = t->members; m; m = m->next) {
		u32 weight = t->kind == TRACK_WEIGHT ? m->weight : 1;

		all += weight;
		up += m->user.up ? weight : 0;
	}
	return t->kind == TRACK_WEIGHT ? up : all ? up * 100 / all : 0;
}

/* Between its two thresholds an object stays what it is. */
bool track_measures_up(const struct track *t)
{
	u32 v = track_measure(t);

	if (t->kind == TRACK_METRIC)
		return v <= t->up_at || (v < t->down_at && t->is);
	return t->up_at && (v >= t->up_at || (v > t->down_at && t->is));
}
