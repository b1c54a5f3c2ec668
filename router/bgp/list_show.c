/* SPDX-License-Identifier: GPL-3.0-or-later */
/* show ip bgp by the device's lists (filter-list, prefix-list, community-list, route-map), and the best paths that are not the routes in use. */
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
			char x[IP4_TEXT], y[IP6_TEXT], prefix[PREFIX_TEXT];

			if (!p)
				continue;
			net = bgp_net_addr(b->table[BGP_IP4], all[k]);
			hop = bgp_path_next_hop(p);
			snprintf(prefix, sizeof(prefix), "%s/%u", ip4_text(net.v4, x), all[k]->plen);
			ipaddr_text(&hop, y);
			if (!headed)
				show_text(s, "Network            Next Hop                      RIB-failure   RIB-NH Matches\n");
			headed = true;
			show_text(s, "%-18s %-15s %26s %18s\n", prefix, y, "Higher admin distance", "n/a");
			show_str(s, "prefix", prefix);
			show_str(s, "next_hop", y);
			show_str(s, "reason", "Higher admin distance");
			show_end(s);
		}
		free(all);
	}
	return true;
}
