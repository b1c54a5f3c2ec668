/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ip route ... track N: the route is in the RIB while the object is up. */
#include <stdio.h>
#include <stdlib.h>

#include "router/ip_cli.h"
#include "router/route.h"
#include "router/route_show.h"
#include "router/track.h"

struct tracked_route {
	struct tracked_route *next;
	struct ipstack *ip;
	struct route route;
	char *name;
	bool permanent;
	struct track_user user;
};

static void put(struct tracked_route *t)
{
	if (!t->user.up) {
		rib_del(t->ip, &t->route);
		return;
	}
	rib_add(t->ip, &t->route);
	rib_set_permanent(t->ip, &t->route, t->permanent);
}

static void changed(struct track_user *u) { put(container_of(u, struct tracked_route, user)); }

static void describe(const struct track_user *u, char buf[64])
{
	(void)u;
	snprintf(buf, 64, "Static IP Routing 0");
}

static struct tracked_route **find(struct ipstack *s, const struct route *r)
{
	struct tracked_route **at = &s->tracked_routes;

	for (; *at; at = &(*at)->next) {
		const struct route *q = &(*at)->route;

		if (q->plen == r->plen && ipaddr_eq(&q->prefix, &r->prefix) && q->nh.out == r->nh.out && q->nh.null == r->nh.null && q->nh.table == r->nh.table && ipaddr_eq(&q->nh.via, &r->nh.via))
			break;
	}
	return at;
}

bool route_is_tracked(const struct ipstack *s, const struct ipaddr *prefix, u8 plen, const struct nexthop *hop)
{
	const struct route r = { .prefix = *prefix, .plen = plen, .nh = *hop };

	return *find((struct ipstack *)s, &r) != NULL;
}

void route_each_waiting(const struct ipstack *s, void (*fn)(const struct route *r, void *arg), void *arg)
{
	for (const struct tracked_route *t = s->tracked_routes; t; t = t->next)
		if (!t->user.up)
			fn(&t->route, arg);
}

static void forget(struct tracked_route **at)
{
	struct tracked_route *t = *at;

	*at = t->next;
	track_unwatch(t->ip, &t->user);
	if (!t->ip->cleaning)
		rib_del(t->ip, &t->route);
	free(t->name);
	free(t);
}

void route_track(struct ipstack *s, const struct route *r, u16 object, bool permanent)
{
	struct tracked_route **at = find(s, r), *t;

	if (*at)
		forget(at);
	if (!object)
		return;
	t = xcalloc(1, sizeof(*t));
	t->ip = s;
	t->route = *r;
	t->name = r->name ? xstrdup(r->name) : NULL;
	t->route.name = t->name;
	t->permanent = permanent;
	t->user = (struct track_user){ .changed = changed, .describe = describe, .object = object };
	t->next = s->tracked_routes;
	s->tracked_routes = t;
	track_watch(s, &t->user);
	put(t);
}

void route_track_iface_gone(struct ipstack *s, const struct iface *i)
{
	for (struct tracked_route **at = &s->tracked_routes; *at;) {
		if ((*at)->route.nh.out == i)
			forget(at);
		else
			at = &(*at)->next;
	}
}

void route_track_free(struct ipstack *s)
{
	while (s->tracked_routes)
		forget(&s->tracked_routes);
}

VIEW(route_show_tracks)
{
	const struct ipstack *st = route_table(c, a);

	for (const struct tracked_route *t = st ? st->tracked_routes : NULL; t; t = t->next) {
		const struct nexthop *h = &t->route.nh;
		char prefix[IP4_TEXT], mask[IP4_TEXT], via[IP6_TEXT];
		const char *out = route_out_name(h);

		ip4_text(t->route.prefix.v4, prefix);
		ip4_text(ip4_mask(t->route.plen), mask);
		show_text(s, " ip route %s %s%s%s%s%s track-object %u state is [%s]\n", prefix, mask, *out ? " " : "", out, h->via.af ? " " : "", h->via.af ? ipaddr_text(&h->via, via) : "",
			  t->user.object, t->user.up ? "up" : "down");
		show_fmt(s, "prefix", "%s/%u", prefix, t->route.plen);
		if (h->via.af)
			show_str(s, "via", via);
		if (*out)
			show_str(s, "interface", out);
		show_num(s, "track", t->user.object);
		show_str(s, "state", t->user.up ? "up" : "down");
		show_end(s);
	}
	return st != NULL;
}
