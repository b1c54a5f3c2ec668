/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What RIP tells of its own: the networks of the links that it runs on, what it redistributes, the default. */
#include <stdlib.h>

#include "router/rip/rip.h"

struct iface *rip_static_out(const struct rip *r, const struct rib_entry *e)
{
	if (e->af != AF_IP4 || !rip_has_net(r, rib_prefix(e).v4))
		return NULL;
	for (struct rib_path p = { 0 }; rib_path_next(r->s, e, &p);) {
		const struct nexthop *h = &p.nh->hop;

		if (p.r->source == ROUTE_STATIC && !h->via.af && h->out && h->out->ip && h->out->ip->ip == r->s && rip_runs_on(r, h->out->ip))
			return h->out;
	}
	return NULL;
}

/* It may have ways out of several: the first tells. */
static void own_attached(void *arg, const struct rib_entry *e)
{
	struct rip *r = arg;
	struct ipaddr prefix = rib_prefix(e);
	struct iface *out = rip_static_out(r, e);

	if (out)
		rip_own(r, &prefix, e->plen, RIP_CONNECTED, 1, 0, out);
}

static void own_connected(struct rip *r)
{
	for (struct ipif *p = r->s->ifs; p; p = p->next) {
		if (!rip_runs_on(r, p))
			continue;
		if (r->af == AF_IP4) {
			for (const struct addr4 *a = p->a4; a && !a->borrowed; a = a->next)
				rip_own(r, &(struct ipaddr){ .af = AF_IP4, .v4 = a->addr & ip4_mask(a->plen) }, a->plen, RIP_CONNECTED, 1, 0, p->i);
			rib_attached(r->s, p->i, own_attached, r);
			continue;
		}
		for (const struct addr6 *a = p->a6; a; a = a->next)
			if (!a->linklocal && a->state != ADDR6_DUPLICATE)
				rip_own(r, &(struct ipaddr){ .af = AF_IP6, .v6 = ip6_masked(&a->addr, a->plen) }, a->plen, RIP_CONNECTED, 1, 0, p->i);
	}
}

/* What a route is told with that is not RIP's; 16: it is not. */
static u32 own_metric(const struct rip *r, const struct redist *d, const struct policy_route *p)
{
	if (d->metric_set || d->transparent || p->set & SET_METRIC)
		return p->metric ? p->metric : 1;
	if (r->default_metric)
		return r->default_metric;
	return r->af == AF_IP6 || p->source == ROUTE_CONNECTED || p->source == ROUTE_STATIC ? 1 : RIP_INFINITY;
}

/* `default-information originate route-map M`: while some route fits M. */
static bool fits_default(const struct rip *r, const struct rib_entry *e)
{
	const struct rib_route *x = rib_sound(r->s, e);
	struct policy_route p;

	if (!x || (x->source == ROUTE_RIP && x->process == r->process))
		return false;
	p = redist_route(r->s, e, x);
	return route_map_permits(r->originate_map, &p);
}

static void own_from_rib(struct rip *r)
{
	struct rib_entry **all;
	struct policy_route p;
	bool fits = false;
	u32 n;

	all = rib_sorted(r->s, r->af, &n);
	for (u32 k = 0; k < n; k++) {
		const struct redist *d = r->redist ? redist_takes(r->s, r->redist, all[k], &p) : NULL;
		u32 metric = d ? own_metric(r, d, &p) : RIP_INFINITY;

		if (d && p.source == ROUTE_RIP && p.process == r->process)
			continue;
		if (metric < RIP_INFINITY && dist_out_source(r->filters, &p))
			rip_own(r, &p.prefix, p.plen, RIP_REDIST, (u8)metric, p.tag & 0xffff, NULL);
		fits |= r->originate && r->originate_map && !fits && fits_default(r, all[k]);
	}
	free(all);
	if (fits)
		rip_own(r, &(struct ipaddr){ .af = r->af }, 0, RIP_DEFAULT, 1, 0, NULL);
}

void rip_own_routes(struct rip *r)
{
	rip_own_begin(r);
	own_connected(r);
	if (r->originate && !r->originate_map)
		rip_own(r, &(struct ipaddr){ .af = r->af }, 0, RIP_DEFAULT, 1, 0, NULL);
	if (r->redist || r->originate_map)
		own_from_rib(r);
	rip_own_end(r);
}
