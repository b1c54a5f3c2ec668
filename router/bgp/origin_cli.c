/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What BGP originates: `network`, `aggregate-address`, `redistribute`, `default-information`. */
#include <stdio.h>
#include <stdlib.h>

#include "router/bgp/cli.h"
#include "router/ospf/ospf.h"

/* Its route of an external neighbour is believed less than the IGP's, or no less any more. */
static void set_backdoor(struct bgp *b, u8 af, struct bgp_network *n, bool on)
{
	struct bgp_net *net = bgp_net_find(bgp_table(b, af), &n->prefix, n->plen);

	if (n->backdoor == on)
		return;
	n->backdoor = on;
	b->fam[af].n_backdoor += on ? 1 : -1u;
	if (net)
		bgp_install(b->table[af], net);
}

static bool set_network(struct cli *c, const struct args *a, u8 af, const struct ipaddr *prefix, u8 plen, const char *line)
{
	struct bgp *b = cli_bgp(c);
	struct bgp_network **at = &b->fam[af].networks, *n;
	const char *map = args_str(a, "map");

	while (*at && ((*at)->plen != plen || !ipaddr_eq(&(*at)->prefix, prefix)))
		at = &(*at)->next;
	n = *at;
	if (args_no(a)) {
		if (n) {
			set_backdoor(b, af, n, false);
			*at = n->next;
			route_map_release(n->map);
			free(n);
		}
	} else {
		if (!n)
			n = *at = xcalloc(1, sizeof(*n));
		route_map_release(n->map);
		n->prefix = *prefix;
		n->plen = plen;
		n->map = map ? route_map_hold(b->s, map) : NULL;
		set_backdoor(b, af, n, args_has(a, "backdoor"));
		cli_store(c, line);
	}
	bgp_origin_all(b);
	return true;
}

/* The network of the line; false: its mask is none. */
static bool network_of(const struct args *a, u32 *net, u8 *plen)
{
	*net = args_ip4(a, "net", 0);
	*plen = *net ? ip4_class_len(*net) : 0;
	if (args_str(a, "mask") && !ip4_mask_len(args_ip4(a, "mask", 0), plen))
		return false;
	*net &= ip4_mask(*plen);
	return true;
}

void bgp_network_spelled(const struct args *a, char key[CMD_SPELLED])
{
	char x[IP4_TEXT], y[IP4_TEXT];
	bool class;
	u32 net;
	u8 plen;

	network_of(a, &net, &plen);
	class = plen == (net ? ip4_class_len(net) : 0);
	snprintf(key, CMD_SPELLED, "network %s%s%s", ip4_text(net, x), class ? "" : " mask ", class ? "" : ip4_text(ip4_mask(plen), y));
}

RUN(bgp_run_network)
{
	struct ipaddr prefix = { .af = AF_IP4 };
	char key[CMD_SPELLED], line[192];
	const char *map = args_str(a, "map");
	u8 plen;

	if (!network_of(a, &prefix.v4, &plen)) {
		cli_error(c, "%% BGP: Incorrect network or mask/prefix-length configured");
		return false;
	}
	bgp_network_spelled(a, key);
	snprintf(line, sizeof(line), "%s%s%s", key, args_has(a, "backdoor") ? " backdoor" : map ? " route-map " : "", map ? map : "");
	return set_network(c, a, BGP_IP4, &prefix, plen, line);
}

RUN(bgp_run_network6)
{
	struct ipaddr prefix = { .af = AF_IP6 };
	char x[IP6_TEXT], line[192];
	u8 plen;

	args_ip6_prefix(a, "prefix", &prefix.v6, &plen);
	prefix.v6 = ip6_masked(&prefix.v6, plen);
	snprintf(line, sizeof(line), "network %s/%u%s%s", ip6_text(&prefix.v6, x), plen, args_str(a, "map") ? " route-map " : "", args_str(a, "map") ? args_str(a, "map") : "");
	return set_network(c, a, BGP_IP6, &prefix, plen, line);
}

static struct route_map *map_of(struct bgp *b, const struct args *a, const char *arg)
{
	return args_str(a, arg) ? route_map_hold(b->s, args_str(a, arg)) : NULL;
}

RUN(bgp_run_aggregate)
{
	struct bgp *b = cli_bgp(c);
	u8 af = bgp_cli_af(c), plen = 0;
	struct ipaddr prefix = ipaddr4(args_ip4(a, "net", 0));
	struct bgp_aggregate **at = &b->fam[af].aggregates, *g;

	if (af == BGP_IP6) {
		prefix.af = AF_IP6;
		args_ip6_prefix(a, "prefix", &prefix.v6, &plen);
		prefix.v6 = ip6_masked(&prefix.v6, plen);
	} else if (!ip4_mask_len(args_ip4(a, "mask", 0), &plen) || prefix.v4 & ~ip4_mask(plen)) {
		cli_error(c, "%% BGP: Aggregate address/mask is invalid");
		return false;
	}
	while (*at && ((*at)->plen != plen || !ipaddr_eq(&(*at)->prefix, &prefix)))
		at = &(*at)->next;
	g = *at;
	if (args_no(a) && !g)
		return true;
	if (!g)
		g = *at = xcalloc(1, sizeof(*g));
	bgp_aggregate_release(g);
	g->gone = args_no(a);
	if (!args_no(a)) {
		g->prefix = prefix;
		g->plen = plen;
		g->as_set = args_has(a, "as-set");
		g->summary_only = args_has(a, "summary-only");
		g->map = map_of(b, a, "map");
		g->suppress = map_of(b, a, "suppress");
		g->advertise = map_of(b, a, "advertise");
	}
	bgp_aggregates_soon(bgp_table(b, af));
	return true;
}

RUN(bgp_run_redistribute)
{
	struct bgp *b = cli_bgp(c);
	struct redist *d;

	if (!redist_good(c, a))
		return false;
	d = redist_line(b->s, a, &b->fam[bgp_cli_af(c)].redist, sizeof(*d));
	if (d && d->source == ROUTE_OSPF && !d->kinds)	/* externals are taken only where `match` says so */
		d->kinds = 1u << PATH_INTRA | 1u << PATH_INTER;
	bgp_origin_all(b);
	return true;
}

RUN(bgp_run_originate)
{
	cli_bgp(c)->originate = !args_no(a);
	bgp_origin_all(cli_bgp(c));
	return true;
}

RUN(bgp_run_metric)
{
	struct bgp *b = cli_bgp(c);
	u8 af = bgp_cli_af(c);

	if (!args_no(a))
		bgp_cli_once(c, "default-metric");
	b->fam[af].metric_set = !args_no(a);
	b->fam[af].metric = (u32)args_num(a, "metric", 0);
	bgp_origin_all(b);
	return true;
}
