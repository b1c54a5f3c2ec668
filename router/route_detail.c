/* SPDX-License-Identifier: GPL-3.0-or-later */
/* show ip route PREFIX, show ipv6 route PREFIX: one entry in words, with what its protocol knows of it and who passes it on. */
#include <stdio.h>
#include <string.h>

#include "router/policy/policy.h"
#include "router/route.h"
#include "router/route_show.h"
#include "router/vrf/vrf.h"

static struct route_words words_of(const struct ipstack *st, const struct rib_entry *e, const struct rib_path *p)
{
	struct route_words w = { 0 };

	switch (p->r->source) {
	case ROUTE_OSPF:
	case ROUTE_OSPF3:
		ospf_route_words(st, e, p, &w);
		break;
	case ROUTE_EIGRP:
		eigrp_route_words(st, e, p, &w);
		break;
	case ROUTE_BGP:
		bgp_route_words(st, e, p, &w);
		break;
	default:
		break;
	}
	return w;
}

static bool is_ospf(const struct rib_route *r) { return r->source == ROUTE_OSPF || r->source == ROUTE_OSPF3; }
/* A protocol of neighbours: its routes have an age, and somebody who told them. */
static bool is_told(const struct rib_route *r) { return r->source >= ROUTE_OSPF; }

/* Who passes the route on. */
struct users {
	const struct ipstack *st;
	const struct rib_entry *e;
	char via[160], by[320];
};

static void user(void *arg, const char *name, const struct redist *list)
{
	struct users *u = arg;
	struct policy_route out;
	const struct redist *d = redist_takes(u->st, list, u->e, &out);
	size_t n = strlen(u->via);

	if (!d)
		return;
	snprintf(u->via + n, sizeof(u->via) - n, "%s%s", n ? ", " : "", name);
	n = strlen(u->by);
	snprintf(u->by + n, sizeof(u->by) - n, "%s%s", n ? "\n                " : "", name);
	n = strlen(u->by);
	if (d->metric_set)
		snprintf(u->by + n, sizeof(u->by) - n, " metric %u", d->metric);
	n = strlen(u->by);
	if (d->map)
		snprintf(u->by + n, sizeof(u->by) - n, " route-map %s", route_map_name(d->map));
}

static void passed_on(struct show *s, const struct ipstack *st, const struct rib_entry *e)
{
	const struct rib_route *r = rib_best(st, e);
	struct users u = { .st = st, .e = e };

	if (r->source == ROUTE_RIP && e->af == AF_IP4)
		snprintf(u.via, sizeof(u.via), "rip");
	else if (r->source == ROUTE_EIGRP)
		snprintf(u.via, sizeof(u.via), "eigrp %u", r->process);
	eigrp_redistributors(st, e->af, user, &u);
	ospf_redistributors(st, e->af, user, &u);
	rip_redistributors(st, e->af, user, &u);
	bgp_redistributors(st, e->af, user, &u);
	if (*u.via)
		show_text(s, "  Redistributing via %s\n", u.via);
	if (*u.by)
		show_text(s, "  Advertised by %s\n", u.by);
}

/* "Known via" with the process's number, and the type. */
static void known_via(struct show *s, const struct ipstack *st, const struct rib_entry *e)
{
	const struct rib_route *r = rib_best(st, e);
	struct rib_path p = { 0 };
	struct route_words w = rib_path_next(st, e, &p) ? words_of(st, e, &p) : (struct route_words){ 0 };
	u32 number = w.as ? w.as : r->source == ROUTE_OSPF || r->source == ROUTE_OSPF3 || r->source == ROUTE_EIGRP ? r->process : 0;
	bool tagged = r->tag && r->source == ROUTE_BGP; /* IOS has the type of BGP's behind the tag */

	show_text(s, "  Known via \"%s", route_source_name[r->source]);
	if (number)
		show_text(s, " %u", number);
	show_text(s, "\", distance %u, metric %u%s%s", r->distance, r->metric, r->source == ROUTE_CONNECTED ? " (connected, via interface)" : rib_is_down(r) ? " (inaccessible)" : "",
		  e->af == AF_IP4 && (!e->plen || default_network_is(st, e)) ? ", candidate default path" : "");
	if (*w.type && !tagged)
		show_text(s, ", type %s", w.type);
	show_text(s, "\n");
	if (r->tag)
		show_text(s, "  Tag %u%s%s\n", r->tag, *w.type && tagged ? ", type " : "", *w.type && tagged ? w.type : "");
}

static void way4(struct show *s, const struct ipstack *st, const struct rib_entry *e, const struct rib_path *p, bool first)
{
	const struct rib_route *r = p->r;
	struct route_words w = words_of(st, e, p);
	const struct ipaddr *via = &p->nh->hop.via;
	char t[IP6_TEXT], age[16];

	show_text(s, "  %s ", first ? "*" : " ");
	if (via->af) {
		show_text(s, "%s", ipaddr_text(via, t));
		if (is_told(r))
			show_text(s, ", from %s, %s ago", ipaddr_text(w.from.af ? &w.from : via, t), age_text(route_way_age(st, e, p), age));
		if (*route_out_name(&p->nh->hop))
			show_text(s, ", via %s", route_out_name(&p->nh->hop));
		show_text(s, "\n");
	} else {
		show_text(s, "directly connected, via %s\n", route_out_name(&p->nh->hop));
	}
	if (r->named)
		show_text(s, "      Route name is %s\n", rib_name(st, r));
	show_text(s, "      Route metric is %u, traffic share count is %u\n%s", route_way_metric(st, p), p->share, w.more);
	if (r->tag)
		show_text(s, "      Route tag %u\n", r->tag);
}

bool route_detail4(struct cli *c, const struct ipstack *st, const struct args *a, struct show *s)
{
	struct ipaddr dst = ipaddr4(args_ip4(a, "A.B.C.D", 0));
	const struct rib_entry *e;
	const struct rib_route *r;
	struct rib_path p = { 0 };
	char t[IP6_TEXT], age[16];
	u8 plen;

	if (args_str(a, "mask")) {
		if (!ip4_mask_len(args_ip4(a, "mask", 0), &plen)) {
			cli_error(c, "%%Invalid network mask");
			return false;
		}
		dst.v4 &= ip4_mask(plen);
		e = rib_exact(st, &dst, plen);
	} else {
		e = route_lookup_shown(st, &dst);
	}
	r = e ? rib_best(st, e) : NULL;
	/* IOS does not let the default route answer for an address. */
	if (!r || (!e->plen && dst.v4)) {
		show_text(s, "%% Network not in table\n");
		return true;
	}
	route_cells(s, st, e);
	route_table_name(s, st);
	show_text(s, "Routing entry for %s/%u%s\n", rib_prefix_text(e, t), e->plen, !e->plen ? ", supernet" : "");
	known_via(s, st, e);
	passed_on(s, st, e);
	if (rib_path_next(st, e, &p) && is_told(p.r) && p.nh->hop.via.af)
		show_text(s, "  Last update from %s%s%s%s %s ago\n", ipaddr_text(&p.nh->hop.via, t), *route_out_name(&p.nh->hop) ? " on " : "", route_out_name(&p.nh->hop),
			  *route_out_name(&p.nh->hop) ? "," : "", age_text(route_way_age(st, e, &p), age));
	if (rib_is_down(r)) {
		show_text(s, "  Hold down timer expires in %llu secs\n", (unsigned long long)(rip_hold_left(st, e) / NSEC_PER_SEC));
		return true;
	}
	show_text(s, "  Routing Descriptor Blocks:\n");
	p = (struct rib_path){ 0 };
	for (bool first = true; rib_path_next(st, e, &p); first = false)
		way4(s, st, e, &p, first);
	return true;
}

void route_detail6(const struct ipstack *st, const struct rib_entry *e, struct show *s)
{
	char t[IP6_TEXT], age[16];
	unsigned n = 0;

	if (!e || !rib_best(st, e)) {
		show_text(s, "%% Route not found\n");
		return;
	}
	route_cells(s, st, e);
	show_text(s, "Routing entry for %s/%u\n", rib_prefix_text(e, t), e->plen);
	known_via(s, st, e);
	passed_on(s, st, e);
	for (struct rib_path p = { 0 }; rib_path_next(st, e, &p);)
		n++;
	show_text(s, "  Route count is %u/%u, share count 0\n  Routing paths:\n", n, n);
	for (struct rib_path p = { 0 }; rib_path_next(st, e, &p);) {
		const struct ipaddr *via = &p.nh->hop.via;
		bool on = *route_out_name(&p.nh->hop);
		struct route_words w = words_of(st, e, &p);

		show_text(s, "    %s%s%s\n", via->af ? ipaddr_text(via, t) : "directly connected via ", via->af && on ? ", " : "", route_out_name(&p.nh->hop));
		if (via->af && is_told(p.r) && !is_ospf(p.r))	/* of OSPF IOS does not say it */
			show_text(s, "      From %s\n", ipaddr_text(w.from.af ? &w.from : via, t));
		show_text(s, "      Last updated %s ago\n", age_text(route_way_age(st, e, &p), age));
	}
}
