/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * show ip bgp by the device's lists (filter-list, prefix-list, community-list, route-map), the best paths that are not the routes in use, prefixes that several autonomous
 * systems originate, and the sets of attributes of one neighbour.
 */
#include <stdio.h>
#include <stdlib.h>

#include "router/bgp/cli.h"

struct lists {
	struct prefix_list *prefixes;
	struct path_list *paths, *communities;
	struct route_map *map;
	bool exact;
	struct ipaddr net;	/* of the paths asked about */
	u8 plen;
};

static bool mapped(const struct lists *l, const struct bgp_path *p)
{
	struct policy_route r;

	bgp_policy_path(&r, p, &l->net, l->plen);
	return route_map_permits(l->map, &r);
}

static bool listed(const struct bgp_path *p, const void *arg)
{
	const struct lists *l = arg;
	u16 n;
	const u8 *part;

	if (l->map)
		return mapped(l, p);
	part = bgp_part(bgp_attrs(p->attr), l->paths ? PART_PATH : PART_COMM, &n);
	return l->paths ? path_list_permits(l->paths, part, n) : !l->communities || comm_list_permits_octets(l->communities, part, n, l->exact);
}

static void of_table(struct show *s, const struct bgp_table *t, struct lists *l, bool *headed)
{
	struct bgp_net **all;
	u32 n;

	all = bgp_nets_sorted(t, &n);
	for (u32 k = 0; k < n; k++) {
		l->net = bgp_net_addr(t, all[k]);
		l->plen = all[k]->plen;
		if (l->prefixes && !prefix_list_permits(l->prefixes, &l->net, l->plen))
			continue;
		if (!*headed)
			bgp_show_header(s, t);
		*headed = true;
		bgp_show_net(s, t, all[k], listed, l);
	}
	free(all);
}

VIEW(bgp_show_listed)
{
	bool headed = false;

	for (struct bgp *b = NULL; (b = bgp_cli_next(c, a, b));) {
		struct lists l = { .exact = args_has(a, "exact-match") };
		char number[12];

		if (args_str(a, "prefixes"))
			l.prefixes = prefix_list_hold(b->s, AF_IP4, args_str(a, "prefixes"));
		else if (args_str(a, "map"))
			l.map = route_map_hold(b->s, args_str(a, "map"));
		else if (args_str(a, "communities"))
			l.communities = comm_list_hold(b->s, args_str(a, "communities"));
		else {
			snprintf(number, sizeof(number), "%u", (u32)args_num(a, "paths", 0));
			l.paths = path_list_hold(b->s, number);
		}
		if (b->table[BGP_IP4])
			of_table(s, b->table[BGP_IP4], &l, &headed);
		prefix_list_release(l.prefixes);
		path_list_release(l.communities);
		path_list_release(l.paths);
		route_map_release(l.map);
	}
	return true;
}

/* Of each prefix whose best path the RIB has not taken, who is nearer; n/a: a next hop of the RIB is compared only where `bgp suppress-inactive` stands. */
VIEW(bgp_show_failures)
{
	bool headed = false;

	for (struct bgp *b = NULL; (b = bgp_cli_next(c, a, b));) {
		struct bgp_net **all;
		u32 n = 0;

		if (!b->table[BGP_IP4])
			continue;
		all = bgp_nets_sorted(b->table[BGP_IP4], &n);
		for (u32 k = 0; k < n; k++) {
			const struct bgp_path *p = bgp_failed_path(b->table[BGP_IP4], all[k]);
			struct ipaddr net, hop;
			char x[IP4_TEXT], y[IP6_TEXT], prefix[PREFIX_TEXT], shown[PREFIX_TEXT];

			if (!p)
				continue;
			net = bgp_net_addr(b->table[BGP_IP4], all[k]);
			hop = bgp_path_next_hop(p);
			snprintf(prefix, sizeof(prefix), "%s/%u", ip4_text(net.v4, x), all[k]->plen);
			ipaddr_text(&hop, y);
			if (!headed)
				show_text(s, "  Network            Next Hop                      RIB-failure   RIB-NH Matches\n");
			headed = true;
			show_text(s, "%-18s %-19s %-21s %16s\n", bgp_net_text(b->table[BGP_IP4], all[k], shown), y, "Higher admin distance", "n/a");
			show_str(s, "prefix", prefix);
			show_str(s, "next_hop", y);
			show_str(s, "reason", "Higher admin distance");
			show_end(s);
		}
		free(all);
	}
	return true;
}

/* Do its paths end in more than one autonomous system? */
static bool inconsistent(const struct bgp_table *t, const struct bgp_net *n)
{
	bool any = false;
	u32 first = 0;

	for (const struct bgp_path *p = bgp_paths(t, n); p; p = bgp_path_next(t, p)) {
		u16 len;
		const u8 *path = bgp_part(bgp_attrs(p->attr), PART_PATH, &len);
		u32 as = bgp_origin_as(t->b, path, len);

		if (p->flags & PF_DENIED)
			continue;
		if (any && as != first)
			return true;
		first = as;
		any = true;
	}
	return false;
}

VIEW(bgp_show_inconsistent)
{
	const struct bgp_table *t = cli_bgp(c)->table[strstr(args_line(a), "ipv6") ? BGP_IP6 : BGP_IP4];
	struct bgp_net **all;
	bool headed = false;
	u32 n = 0;

	if (!bgp_cli_vrf_known(c, a, s) || !t)
		return true;
	all = bgp_nets_sorted(t, &n);
	for (u32 k = 0; k < n; k++) {
		if (!inconsistent(t, all[k]))
			continue;
		if (!headed)
			bgp_show_header(s, t);
		headed = true;
		bgp_show_net(s, t, all[k], NULL, NULL);
	}
	free(all);
	return true;
}

/* ---- the sets of attributes that a neighbour has told ---- */

struct told_set { const struct intern *attr; u32 id, n; };	/* id: the number of its first path */

static int by_attr(const void *x, const void *y)
{
	const struct told_set *a = x, *b = y;

	return a->attr != b->attr ? (a->attr > b->attr) - (a->attr < b->attr) : (a->id > b->id) - (a->id < b->id);
}

static int by_id(const void *x, const void *y)
{
	const struct told_set *a = x, *b = y;

	return (a->id > b->id) - (a->id < b->id);
}

/* Each once, in the order of their first paths; the caller frees it. */
static struct told_set *sets_of(const struct bgp_peer *p, const struct bgp_table *t, struct path_list *like, u32 *n)
{
	struct told_set *all = xcalloc(t->paths.n + 1, sizeof(*all));
	u32 m = 0;

	*n = 0;
	for (struct bgp_net *net = NULL; (net = bgp_net_from(t, net ? net->id + 1 : 1));)
		for (const struct bgp_path *x = bgp_paths(t, net); x; x = bgp_path_next(t, x)) {
			u16 len;
			const u8 *path = bgp_part(bgp_attrs(x->attr), PART_PATH, &len);

			if (x->kind == BGP_LEARNED && x->peer == p && !(x->flags & PF_DENIED) && (!like || path_list_permits(like, path, len)))
				all[m++] = (struct told_set){ x->attr, slab_id(&t->paths, x), 1 };
		}
	qsort(all, m, sizeof(*all), by_attr);
	for (u32 k = 0; k < m; k++)
		if (*n && all[*n - 1].attr == all[k].attr)
			all[*n - 1].n++;
		else
			all[(*n)++] = all[k];
	qsort(all, *n, sizeof(*all), by_id);
	return all;
}

static void show_sets(struct show *s, const struct bgp_peer *p, const struct bgp_table *t, struct path_list *like)
{
	u32 n = 0;
	struct told_set *all = sets_of(p, t, like, &n);

	if (n)
		show_text(s, "Address    Refcount Metric Path\n");
	for (u32 k = 0; k < n; k++) {
		const struct bgp_attrs *x = bgp_attrs(all[k].attr);
		char text[1024];
		u16 len;
		const u8 *path = bgp_part(x, PART_PATH, &len);

		as_path_text(path, len, text, sizeof(text));
		show_fmt(s, "address", "0x%08X", all[k].id);
		show_num(s, "refcount", all[k].n);
		show_num(s, "metric", x->has & HAS_MED ? x->med : 0);
		show_str(s, "path", text);
		show_end(s);
		show_text(s, "0x%08X %8u %6u %s%s%c\n", all[k].id, all[k].n, x->has & HAS_MED ? x->med : 0, text, *text ? " " : "", "ie?"[x->origin]);
	}
	free(all);
}

VIEW(bgp_show_nbr_paths)
{
	const struct bgp *b = cli_bgp(c);
	const struct bgp_table *t = b->table[strstr(args_line(a), "ipv6 unicast") ? BGP_IP6 : BGP_IP4];
	struct path_list *like = args_str(a, "LINE") ? path_list_once(args_str(a, "LINE")) : NULL;
	const struct bgp_peer *p;
	struct ipaddr addr;

	if (args_str(a, "LINE") && !like) {
		cli_error(c, "%% Invalid regular expression");
		return false;
	}
	bgp_cli_address(a, &addr);
	p = b->on ? bgp_peer_find(b, &addr) : NULL;
	if (!p)
		show_text(s, "%% No such neighbor or address family\n");
	else if (t)
		show_sets(s, p, t, like);
	if (like)
		path_list_once_free(like);
	return true;
}
