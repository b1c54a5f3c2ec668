/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ip default-network: classful networks whose way, while they are in the table and not on a link, is a default route's. Of these and of a route to 0.0.0.0/0 the least distance is taken,
 * one of these before a route to 0.0.0.0/0 of the same. What it leads to stands in the FIB by a route of a source of its own, which no show and no redistribution sees
 * (rib_best()): IOS has none in its table either, but a star at the network.
 */
#include <stdlib.h>
#include <string.h>

#include "router/ip_cli.h"
#include "router/route.h"
#include "router/route_show.h"

enum { DEFAULTS_MAX = 32 };

struct default_networks {
	struct ipstack *ip;
	u32 net[DEFAULTS_MAX];	/* in order of entry */
	unsigned n;
	u32 chosen;		/* 0: none */
	struct rib_watch watch;
	struct timer look;
};

/* What it has in the table that may be a default; NULL: nothing. */
static const struct rib_entry *candidate(const struct ipstack *s, u32 net)
{
	struct ipaddr prefix = ipaddr4(net);
	const struct rib_entry *e = rib_exact(s, &prefix, ip4_class_len(net));
	const struct rib_route *r = e ? rib_sound(s, e) : NULL;

	return r && r->source != ROUTE_CONNECTED && r->source != ROUTE_LOCAL ? e : NULL;
}

static void look(struct timer *t)
{
	struct default_networks *d = container_of(t, struct default_networks, look);
	struct ipstack *s = d->ip;
	struct route route = { .prefix = ipaddr4(0), .source = ROUTE_DEFAULT_NETWORK };
	const struct rib_entry *best = NULL;
	struct nexthop nh[ECMP_MAX];
	unsigned n = 0;

	d->chosen = 0;
	for (unsigned k = 0; k < d->n; k++) {
		const struct rib_entry *e = candidate(s, d->net[k]);
		const struct rib_route *r = e ? rib_best(s, e) : NULL, *than = best ? rib_best(s, best) : NULL;

		if (!r || (than && (r->distance > than->distance || (r->distance == than->distance && r->metric >= than->metric))))
			continue;
		best = e;
		d->chosen = d->net[k];
		route.distance = r->distance;
	}
	for (struct rib_path p = { 0 }; best && n < ECMP_MAX && rib_path_next(s, best, &p);) {
		nh[n] = p.nh->hop;
		nh[n++].share = p.share ? p.share : WAY_STANDBY;
	}
	rib_replace(s, &route, nh, n);
}

static void soon(struct default_networks *d)
{
	if (!timer_is_set(&d->look))
		timer_set(d->ip->node->worker, &d->look, stack_now(d->ip));
}

static void changed(struct rib_watch *w, const struct rib_entry *e)
{
	struct default_networks *d = container_of(w, struct default_networks, watch);
	u32 net = e->af == AF_IP4 ? rib_prefix(e).v4 : 0;

	for (unsigned k = 0; net && k < d->n; k++)
		if (d->net[k] == net && e->plen == ip4_class_len(net))
			soon(d);
}

bool default_network_is(const struct ipstack *s, const struct rib_entry *e)
{
	const struct default_networks *d = s->default_networks;
	u32 net = e->af == AF_IP4 ? rib_prefix(e).v4 : 0;

	for (unsigned k = 0; d && net && k < d->n; k++)
		if (d->net[k] == net && e->plen == ip4_class_len(net))
			return candidate(s, net) == e;
	return false;
}

const struct rib_entry *default_network_chosen(const struct ipstack *s)
{
	struct ipaddr any = ipaddr4(0);
	const struct rib_entry *e = rib_exact(s, &any, 0);
	const struct rib_route *r = e ? rib_first(s, e) : NULL;

	while (r && !r->used)
		r = rib_next(s, r);
	return r && r->source == ROUTE_DEFAULT_NETWORK ? candidate(s, s->default_networks->chosen) : NULL;
}

void default_network_free(struct ipstack *s)
{
	struct default_networks *d = s->default_networks;

	if (!d)
		return;
	rib_unwatch(s, &d->watch);
	timer_stop(s->node->worker, &d->look);
	free(d);
	s->default_networks = NULL;
}

/* The last line's end leaves nothing. */
static void remove_net(struct default_networks *d, u32 net)
{
	unsigned k = 0;

	while (k < d->n && d->net[k] != net)
		k++;
	if (k == d->n)
		return;
	memmove(&d->net[k], &d->net[k + 1], (--d->n - k) * sizeof(*d->net));
	look(&d->look);
	if (!d->n)
		default_network_free(d->ip);
}

RUN(default_network_run)
{
	struct ipstack *s = cli_stack(c);
	struct default_networks *d = s->default_networks;
	u32 net = args_ip4(a, "A.B.C.D", 0);

	if (args_no(a)) {
		if (d)
			remove_net(d, net);
		return true;
	}
	if (!net || ip4_is_multicast(net) || route_classful(net) == 32 || net & ~ip4_mask(ip4_class_len(net))) {
		cli_error(c, "%% Only a network of class A, B or C can be a default network here");
		return false;
	}
	if (!d) {
		d = s->default_networks = xcalloc(1, sizeof(*d));
		*d = (struct default_networks){ .ip = s, .watch.changed = changed, .look.fire = look };
		rib_watch(s, &d->watch);
	}
	if (d->n == DEFAULTS_MAX) {
		cli_error(c, "%% There are %u default networks already", DEFAULTS_MAX);
		return false;
	}
	d->net[d->n++] = net;
	look(&d->look);
	return true;
}
