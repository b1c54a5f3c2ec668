/* SPDX-License-Identifier: GPL-3.0-or-later */
/* distribute-list, distance by gateway: what is permitted in and out, for all protocols. */
#include "router/policy/dist_list.h"

#include <stdio.h>
#include <stdlib.h>

#include "router/acl/acl.h"
#include "router/rip/rip.h"
#include "router/route.h"

struct dist_list {
	struct dist_list *next;
	bool out;
	char *iface;		/* NULL: all */
	u8 source;		/* out: of routes that are redistributed; ROUTE_SOURCE_N: of all */
	u16 process;
	char *name;		/* of RIPng's process, by which `process` is not known: it may come later */
	struct ipstack *s;
	struct acl *acl;	/* each held; NULL: not asked */
	struct prefix_list *prefix, *gateway;
	struct route_map *map;
};

struct distance_rule {
	struct distance_rule *next;
	u32 from, wild;
	u8 distance;
	struct acl *acl;
};

/* ---- asking ---- */

static bool permits(const struct dist_list *d, const struct ipaddr *prefix, u8 plen)
{
	return (!d->acl || acl_permits_route(d->acl, prefix, plen)) && (!d->prefix || prefix_list_permits(d->prefix, prefix, plen));
}

bool dist_in(const struct dist_list *l, struct policy_route *r, const struct ipaddr *gateway)
{
	for (const struct dist_list *d = l; d; d = d->next) {
		if (d->out || (d->iface && (!r->out || strcmp(d->iface, r->out->name))))
			continue;
		if (!permits(d, &r->prefix, r->plen))
			return false;
		if (d->gateway && !prefix_list_permits(d->gateway, gateway, gateway->af == AF_IP4 ? 32 : 128))
			return false;
		if (d->map && !route_map_permits(d->map, r))
			return false;
	}
	return true;
}

bool dist_out(const struct dist_list *l, struct policy_route *r, const struct iface *to)
{
	for (const struct dist_list *d = l; d; d = d->next) {
		if (!d->out || d->source != ROUTE_SOURCE_N || (d->iface && (!to || strcmp(d->iface, to->name))))
			continue;
		if (!permits(d, &r->prefix, r->plen) || (d->map && !route_map_permits(d->map, r)))
			return false;
	}
	return true;
}

bool dist_out_source(const struct dist_list *l, const struct policy_route *r)
{
	for (const struct dist_list *d = l; d; d = d->next) {
		if (!d->out || d->source != r->source || (d->process && d->process != r->process) || (d->name && strcmp(d->name, ripng_name(d->s, r->process))))
			continue;
		if (!permits(d, &r->prefix, r->plen))
			return false;
	}
	return true;
}

bool dist_has(const struct dist_list *l, bool out)
{
	while (l && l->out != out)
		l = l->next;
	return l;
}

/* ---- the line ---- */

static const char *word_after(const char *p)
{
	p += strcspn(p, " ");
	return p + strspn(p, " ");
}

/* "in GigabitEthernet0/1": what of a line says where it holds. */
static const char *place_of(const char *line)
{
	const char *p = word_after(line);

	if (!strncmp(p, "prefix ", 7) || !strncmp(p, "prefix-list ", 12) || !strncmp(p, "gateway ", 8) || !strncmp(p, "route-map ", 10)) {
		bool prefix = *p == 'p';

		p = word_after(word_after(p));
		return prefix && !strncmp(p, "gateway ", 8) ? word_after(word_after(p)) : p;
	}
	return word_after(p);
}

static bool same_place(const char *line, const void *arg)
{
	return !strncmp(line, "distribute-list ", 16) && strcmp(line, arg) && !strcmp(place_of(line), place_of(arg));
}

static bool is_at(const struct dist_list *d, const struct dist_list *x)
{
	return d->out == x->out && d->source == x->source && d->process == x->process && !d->iface == !x->iface && (!d->iface || !strcmp(d->iface, x->iface)) &&
	       !d->name == !x->name && (!d->name || !strcmp(d->name, x->name));
}

static void drop(struct dist_list *d)
{
	acl_release(d->acl);
	prefix_list_release(d->prefix);
	prefix_list_release(d->gateway);
	route_map_release(d->map);
	free(d->iface);
	free(d->name);
	free(d);
}

bool dist_line(struct cli *c, const struct args *a, struct ipstack *s, u8 af, struct dist_list **list)
{
	const char *iface = args_str(a, "INTERFACE"), *acl = args_str(a, "list"), *prefix = args_str(a, "prefix"), *gateway = args_str(a, "gateway"), *map = args_str(a, "map");
	struct dist_list x = { .out = args_has(a, "out"), .iface = (char *)iface, .source = ROUTE_SOURCE_N, .name = (char *)args_str(a, "name"), .s = s }, **at = list, *d;
	bool no = args_no(a);

	if (!no && !acl_may_name(c, af, false, acl))
		return false;
	if (x.out && !iface && redist_source(a, &x.source, &x.process) && x.source == ROUTE_BGP)
		x.process = 0;	/* one a device */
	if (!no)
		cli_remove_lines(c, false, same_place, args_line(a));
	while (*at && !is_at(*at, &x))
		at = &(*at)->next;
	d = *at;
	if (d) {
		*at = d->next;
		drop(d);
	}
	if (no)
		return true;
	d = xcalloc(1, sizeof(*d));
	*d = x;
	d->iface = iface ? xstrdup(iface) : NULL;
	d->name = x.name ? xstrdup(x.name) : NULL;
	d->acl = acl ? acl_hold(s, af, acl) : NULL;
	d->prefix = prefix ? prefix_list_hold(s, af, prefix) : NULL;
	d->gateway = gateway ? prefix_list_hold(s, af, gateway) : NULL;
	d->map = map ? route_map_hold(s, map) : NULL;
	d->next = *at;
	*at = d;
	return true;
}

void dist_free(struct dist_list **list)
{
	for (struct dist_list *d; (d = *list);) {
		*list = d->next;
		drop(d);
	}
}

/* ---- show ip protocols ---- */

static const char *list_text(const struct dist_list *d, char *buf, size_t len)
{
	if (d->acl)
		snprintf(buf, len, "%s", acl_name(d->acl));
	else if (d->map)
		snprintf(buf, len, "(route-map) %s", route_map_name(d->map));
	else if (d->prefix)
		snprintf(buf, len, "(prefix-list) %s%s%s", prefix_list_name(d->prefix), d->gateway ? " (gateway) " : "", d->gateway ? prefix_list_name(d->gateway) : "");
	else
		snprintf(buf, len, "(gateway) %s", prefix_list_name(d->gateway));
	return buf;
}

static void show_way(struct show *s, const struct dist_list *l, bool out)
{
	const struct dist_list *all = l;
	char t[3 * POLICY_NAME_MAX];

	while (all && (all->out != out || all->iface || all->source != ROUTE_SOURCE_N))
		all = all->next;
	show_text(s, "  %s update filter list for all interfaces is %s\n", out ? "Outgoing" : "Incoming", all ? list_text(all, t, sizeof(t)) : "not set");
	for (const struct dist_list *d = l; d; d = d->next) {
		if (d->out != out || d == all)
			continue;
		if (d->iface)
			show_text(s, "    %s filtered by %s\n", d->iface, list_text(d, t, sizeof(t)));
		else if (d->name)
			show_text(s, "    Redistributed %s %s filtered by %s\n", route_source_name[d->source], d->name, list_text(d, t, sizeof(t)));
		else if (d->process)
			show_text(s, "    Redistributed %s %u filtered by %s\n", route_source_name[d->source], d->process, list_text(d, t, sizeof(t)));
		else
			show_text(s, "    Redistributed %s filtered by %s\n", route_source_name[d->source], list_text(d, t, sizeof(t)));
	}
}

void dist_show(struct show *s, const struct dist_list *l)
{
	char t[3 * POLICY_NAME_MAX];

	if (l)
		show_push_list(s, "filters");
	for (const struct dist_list *d = l; d; d = d->next) {
		show_str(s, "direction", d->out ? "out" : "in");
		show_str(s, "list", list_text(d, t, sizeof(t)));
		if (d->iface)
			show_str(s, "interface", d->iface);
		if (d->source != ROUTE_SOURCE_N)
			show_str(s, "redistributed", route_source_name[d->source]);
		if (d->process)
			show_num(s, "process", d->process);
		if (d->name)
			show_str(s, "name", d->name);
		show_end(s);
	}
	if (l)
		show_pop(s);
	show_way(s, l, true);
	show_way(s, l, false);
}

/* ---- distance by gateway ---- */

u8 distance_of(const struct distance_rule *l, u8 dflt, u32 from, const struct ipaddr *prefix, u8 plen)
{
	for (; l; l = l->next)
		if (!((from ^ l->from) & ~l->wild) && (!l->acl || acl_permits_route(l->acl, prefix, plen)))
			return l->distance;
	return dflt;
}

/* "10.0.0.0 0.0.0.255" of "distance 90 10.0.0.0 0.0.0.255 LIST" */
static size_t gateway_of(const char *line, const char **at)
{
	*at = word_after(word_after(line));
	return (size_t)(word_after(word_after(*at)) - *at);
}

static bool same_gateway(const char *line, const void *arg)
{
	const char *one, *other;
	size_t n, m;

	if (strncmp(line, "distance ", 9) || line[9] < '0' || line[9] > '9' || !strcmp(line, arg))
		return false;
	n = gateway_of(line, &one);
	m = gateway_of(arg, &other);
	while (n && one[n - 1] == ' ')
		n--;
	while (m && other[m - 1] == ' ')
		m--;
	return n && n == m && !memcmp(one, other, n);
}

static int exactness(const struct distance_rule *d) { return 32 - __builtin_popcount(d->wild); }

bool distance_line(struct cli *c, const struct args *a, struct ipstack *s, struct distance_rule **list)
{
	u32 wild = args_ip4(a, "wild", 0), from = args_ip4(a, "from", 0) & ~wild;
	const char *acl = args_str(a, "list");
	struct distance_rule **at = list, *d;
	char line[160], f[IP4_TEXT], w[IP4_TEXT];

	if (!args_no(a) && !acl_may_name(c, AF_IP4, false, acl))
		return false;
	/* What is kept has the address masked, so that it is the same line whatever its host bits were. */
	snprintf(line, sizeof(line), "distance %u %s %s%s%s", (unsigned)args_num(a, "distance", 0), ip4_text(from, f), ip4_text(wild, w), acl ? " " : "", acl ? acl : "");
	cli_remove_lines(c, false, same_gateway, line);
	if (strcmp(line, args_line(a))) {
		if (args_no(a))
			cli_remove_in(c, NULL, line);
		else
			cli_store(c, line);
	}
	while (*at && ((*at)->from != from || (*at)->wild != wild))
		at = &(*at)->next;
	d = *at;
	if (d) {
		*at = d->next;
		acl_release(d->acl);
		free(d);
	}
	if (args_no(a))
		return true;
	d = xcalloc(1, sizeof(*d));
	d->from = from;
	d->wild = wild;
	d->distance = (u8)args_num(a, "distance", 0);
	d->acl = args_str(a, "list") ? acl_hold(s, AF_IP4, args_str(a, "list")) : NULL;
	for (at = list; *at && exactness(*at) >= exactness(d);)
		at = &(*at)->next;
	d->next = *at;
	*at = d;
	return true;
}

void distance_free(struct distance_rule **list)
{
	for (struct distance_rule *d; (d = *list); free(d)) {
		*list = d->next;
		acl_release(d->acl);
	}
}

void distance_show(struct show *s, const struct distance_rule *l)
{
	char from[IP4_TEXT], wild[IP4_TEXT];

	if (!l)
		return;
	show_push_list(s, "distances");
	for (const struct distance_rule *d = l; d; d = d->next) {
		show_ip4(s, "address", d->from);
		show_ip4(s, "wildcard", d->wild);
		show_num(s, "distance", d->distance);
		if (d->acl)
			show_str(s, "list", acl_name(d->acl));
		show_end(s);
	}
	show_pop(s);
	show_text(s, "    Address         Wild mask       Distance  List\n");
	for (const struct distance_rule *d = l; d; d = d->next)
		show_text(s, "    %-15s %-15s %8u%s%s\n", ip4_text(d->from, from), ip4_text(d->wild, wild), d->distance, d->acl ? "  " : "", d->acl ? acl_name(d->acl) : "");
}
