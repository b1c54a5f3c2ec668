/* SPDX-License-Identifier: GPL-3.0-or-later */
/* show ip static route: every static route that is configured or learnt, in use or not; no ip route PREFIX MASK, which means all of them. */
#include <stdio.h>
#include <stdlib.h>

#include "router/ip_cli.h"
#include "router/route_show.h"
#include "router/track.h"
#include "router/vrf/vrf.h"

static const char codes[] =
	"Codes: M - Manual static, A - AAA download, N - IP NAT, D - DHCP,\n"
	"       G - GPRS, V - Crypto VPN, C - CASA, P - Channel interface processor,\n"
	"       B - BootP, S - Service selection gateway\n"
	"       DN - Default Network, T - Tracking object\n"
	"       L - TL1, E - OER, I - iEdge\n"
	"       D1 - Dot1x Vlan Network, K - MWAM Route\n"
	"       PP - PPP default route, MR - MRIPv6, SS - SSLVPN\n"
	"       H - IPe Host, ID - IPe Domain Broadcast\n"
	"       U - User GPRS, TE - MPLS Traffic-eng, LI - LIIN\n"
	"       IR - ICMP Redirect\n"
	"Codes in []: A - active, N - non-active, B - BFD-tracked, D - Not Tracked, P - permanent\n\n";

/* One next hop, as both places that keep static routes have it. */
struct way {
	u32 prefix, metric;
	u8 plen, distance;
	const struct nexthop *hop;
	const char *code;
	bool active, permanent;
};

/* again: a further way of the prefix, which is told once. */
static void way_row(struct show *s, const struct way *w, bool again)
{
	const char *out = route_out_name(w->hop);
	char prefix[IP4_TEXT], via[IP6_TEXT] = "", whole[PREFIX_TEXT];

	ip4_text(w->prefix, prefix);
	if (w->hop->via.af)
		ipaddr_text(&w->hop->via, via);
	show_fmt(s, "prefix", "%s/%u", prefix, w->plen);
	show_str(s, "code", w->code);
	show_num(s, "distance", w->distance);
	show_num(s, "metric", w->metric);
	if (*via)
		show_str(s, "via", via);
	if (*out)
		show_str(s, "interface", out);
	show_bool(s, "active", w->active);
	show_bool(s, "permanent", w->permanent);
	show_end(s);
	snprintf(whole, sizeof(whole), "%s/%u", prefix, w->plen);
	show_text(s, "%-2s %*s [%u/%u] via %s%s%s [%s%s]\n", w->code, (int)strlen(whole), again ? "" : whole, w->distance, w->metric, out, *out && *via ? " " : "", via, w->active ? "A" : "N", w->permanent ? " P" : "");
}

/* By the name that what is learnt has; what a track object watches has its own list. */
static const char *code_of(const struct ipstack *st, const struct rib_route *r)
{
	const char *name = rib_name(st, r);

	return name && !strcmp(name, "DHCP") ? "D" : name && !strcmp(name, "redirect") ? "IR" : "M";
}

static void entry(struct show *s, const struct ipstack *st, const struct rib_entry *e)
{
	bool again = false;

	for (const struct rib_route *r = rib_first(st, e); r; r = rib_next(st, r)) {
		const struct rib_ways *ways = rib_ways(st, r);
		struct ipaddr prefix = rib_prefix(e);

		for (u32 k = 0; r->source == ROUTE_STATIC && k < ways->n; k++) {
			struct way w = { .prefix = prefix.v4, .plen = e->plen, .distance = r->distance, .metric = r->metric, .hop = &ways->way[k].nh->hop, .code = code_of(st, r),
					 .active = r->used >> k & 1, .permanent = r->permanent };

			if (route_is_tracked(st, &prefix, e->plen, w.hop))
				w.code = "T";
			way_row(s, &w, again);
			again = true;
		}
	}
}

/* A tracked one whose object is down is in no table. */
static void waiting(const struct route *r, void *arg)
{
	struct way w = { .prefix = r->prefix.v4, .plen = r->plen, .distance = r->distance, .metric = r->metric, .hop = &r->nh, .code = "T" };

	way_row(arg, &w, false);
}

VIEW(route_show_static)
{
	const struct ipstack *st = route_table(c, a);
	struct rib_entry **all;
	u32 n;

	if (!st)
		return false;
	show_text(s, "%sStatic local RIB for %s\n\n", codes, vrf_name(st));
	all = rib_sorted(st, AF_IP4, &n);
	for (u32 k = 0; k < n; k++)
		entry(s, st, all[k]);
	free(all);
	route_each_waiting(st, waiting, s);
	return true;
}

/* ---- no ip route PREFIX MASK ---- */

RUN(route_run_all4) { return cli_run_begun(c, a, true); }
