/* SPDX-License-Identifier: GPL-3.0-or-later */
/* show ip route, show ipv6 route, in IOS's layout. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "router/acl/acl.h"
#include "router/eigrp/eigrp.h"
#include "router/ip_cli.h"
#include "router/route.h"
#include "router/route_show.h"
#include "router/vrf/vrf.h"

static const char codes4[] =
	"Codes: L - local, C - connected, S - static, R - RIP, M - mobile, B - BGP\n"
	"       D - EIGRP, EX - EIGRP external, O - OSPF, IA - OSPF inter area \n"
	"       N1 - OSPF NSSA external type 1, N2 - OSPF NSSA external type 2\n"
	"       E1 - OSPF external type 1, E2 - OSPF external type 2\n"
	"       i - IS-IS, su - IS-IS summary, L1 - IS-IS level-1, L2 - IS-IS level-2\n"
	"       ia - IS-IS inter area, * - candidate default, U - per-user static route\n"
	"       o - ODR, P - periodic downloaded static route, H - NHRP, l - LISP\n"
	"       a - application route\n"
	"       + - replicated route, % - next hop override, p - overrides from PfR\n\n";
static const char codes6[] =
	"Codes: C - Connected, L - Local, S - Static, U - Per-user Static route\n"
	"       B - BGP, R - RIP, H - NHRP, I1 - ISIS L1\n"
	"       I2 - ISIS L2, IA - ISIS interarea, IS - ISIS summary, D - EIGRP\n"
	"       EX - EIGRP external, ND - ND Default, NDp - ND Prefix, DCE - Destination\n"
	"       NDr - Redirect, RL - RPL, O - OSPF Intra, OI - OSPF Inter\n"
	"       OE1 - OSPF ext 1, OE2 - OSPF ext 2, ON1 - OSPF NSSA ext 1\n"
	"       ON2 - OSPF NSSA ext 2, la - LISP alt, lr - LISP site-registrations\n"
	"       ld - LISP dyn-eid, lA - LISP away, a - Application\n";

const char *const route_source_name[] = { "connected", "local", "static", "nd", "ospf", "ospfv3", "rip", "eigrp", "bgp", "", "" };

/* By the path's kind, enum ospf_path. A default is starred. */
static const char *const ospf4[] = { "O", "O", "O IA", "O E1", "O E2", "O N1", "O N2", "O" };
static const char *const ospf0[] = { "O*", "O*", "O*IA", "O*E1", "O*E2", "O*N1", "O*N2", "O*" };
static const char *const ospf6[] = { "O", "O", "OI", "OE1", "OE2", "ON1", "ON2", "O" };

static const char *code_of(const struct ipstack *st, const struct rib_entry *e, const struct rib_route *r)
{
	bool v6 = e->af == AF_IP6, star = e->af == AF_IP4 && (!e->plen || default_network_is(st, e));

	switch (r->source) {
	case ROUTE_CONNECTED:
		return v6 && e->plen == 128 ? "LC" : "C";
	case ROUTE_LOCAL:
		return "L";
	case ROUTE_RA:
		return e->plen ? "NDp" : "ND";
	case ROUTE_OSPF:
	case ROUTE_OSPF3:
		return v6 ? ospf6[r->kind] : star ? ospf0[r->kind] : ospf4[r->kind];
	case ROUTE_RIP:
		return star ? "R*" : "R";
	case ROUTE_EIGRP:
		if (v6)
			return r->kind ? "EX" : "D";
		return r->kind ? star ? "D*EX" : "D EX" : star ? "D*" : "D";
	case ROUTE_BGP:
		return star ? "B*" : "B";
	default:
		return star ? "S*" : "S";
	}
}

static bool is_ospf(const struct rib_route *r) { return r->source == ROUTE_OSPF || r->source == ROUTE_OSPF3; }

/* EIGRP's ways need not be as long as each other. */
u32 route_way_metric(const struct ipstack *st, const struct rib_path *p) { return p->r->source == ROUTE_EIGRP ? eigrp_way_metric(st, p) : p->r->metric; }

nsec route_way_age(const struct ipstack *st, const struct rib_entry *e, const struct rib_path *p)
{
	nsec age = rib_age(st, p->r);

	return p->r->source == ROUTE_RIP ? rip_way_age(st, e, p, age) : age;
}

/* Cells of an entry, both families. */
void route_cells(struct show *s, const struct ipstack *st, const struct rib_entry *e)
{
	const struct rib_route *r = rib_best(st, e);
	char t[IP6_TEXT];

	show_fmt(s, "prefix", "%s/%u", rib_prefix_text(e, t), e->plen);
	show_str(s, "source", route_source_name[r->source]);
	show_str(s, "code", code_of(st, e, r));
	show_num(s, "distance", r->distance);
	show_num(s, "metric", r->metric);
	if (r->tag)
		show_num(s, "tag", r->tag);
	if (r->named)
		show_str(s, "name", rib_name(st, r));
	show_num(s, "age_s", rib_age(st, r) / NSEC_PER_SEC);
	if (st->vrf)
		show_str(s, "vrf", st->vrf->name);
	show_push_list(s, "next_hops");
	for (struct rib_path p = { 0 }; rib_path_next(st, e, &p);) {
		if (p.nh->hop.via.af)
			show_str(s, "via", ipaddr_text(&p.nh->hop.via, t));
		if (p.nh->hop.null)
			show_str(s, "interface", "Null0");
		else if (p.nh->hop.out)
			show_str(s, "interface", p.nh->hop.out->name);
		show_num(s, "age_s", route_way_age(st, e, &p) / NSEC_PER_SEC);
		if (route_way_metric(st, &p) != r->metric)
			show_num(s, "metric", route_way_metric(st, &p));
		if (p.share != 1)
			show_num(s, "share", p.share);
		show_end(s);
	}
	show_pop(s);
	show_end(s);
}

/* Where an entry stands: on the left, or below its network's line; there without its length where that line says it. */
enum place { ALONE, BELOW, BELOW_SAME };

const char *route_out_name(const struct nexthop *h) { return h->null ? "Null0" : h->out ? h->out->name : ""; }

/* " (RED)" of a route that leads out through another VRF, or is looked up there. */
static const char *other_vrf(const struct ipstack *st, const struct rib_path *p, char buf[VRF_NAME_MAX + 4])
{
	const struct nexthop *h = &p->nh->hop;
	const struct ipstack *other = h->table ? h->table : h->out && h->out->ip ? h->out->ip->ip : st;

	*buf = 0;
	if (p->r->source == ROUTE_BGP && other != st)
		snprintf(buf, VRF_NAME_MAX + 4, " (%s)", vrf_name(other));
	return buf;
}

/* Below its network's line IOS breaks it. */
static void down_text4(struct show *s, const struct rib_path *p, enum place place)
{
	char t[IP6_TEXT];

	show_text(s, " is possibly down,%srouting via %s, %s\n", place == ALONE ? " " : "\n          ", ipaddr_text(&p->nh->hop.via, t), route_out_name(&p->nh->hop));
}

static void hop_text4(struct show *s, const struct ipstack *st, const struct rib_entry *e, const struct rib_path *p, unsigned indent, bool first)
{
	const struct rib_route *r = p->r;
	const struct nexthop *h = &p->nh->hop;
	char t[IP6_TEXT], age[16], vrf[VRF_NAME_MAX + 4];

	other_vrf(st, p, vrf);
	if (!first)
		show_text(s, "%*s", (int)indent, "");
	if (!h->via.af && (is_ospf(r) || r->source == ROUTE_EIGRP)) {
		show_text(s, " is a summary, %s, %s\n", age_text(rib_age(st, r), age), route_out_name(&p->nh->hop));
		return;
	}
	if (!h->via.af && h->null && r->source == ROUTE_BGP) { /* an aggregate's own */
		show_text(s, " [%u/%u] via 0.0.0.0, %s, Null0\n", r->distance, r->metric, age_text(rib_age(st, r), age));
		return;
	}
	if (!h->via.af) {
		if (*vrf)
			show_text(s, " is directly connected%s, %s, %s\n", vrf, age_text(rib_age(st, r), age), route_out_name(&p->nh->hop));
		else
			show_text(s, " is directly connected, %s\n", route_out_name(&p->nh->hop));
		return;
	}
	show_text(s, " [%u/%u] via %s%s", r->distance, route_way_metric(st, p), ipaddr_text(&h->via, t), vrf);
	if (r->source >= ROUTE_OSPF)
		show_text(s, ", %s", age_text(route_way_age(st, e, p), age));
	if (h->out)
		show_text(s, ", %s", h->out->name);
	show_text(s, "\n");
}

static void line4(struct show *s, const struct ipstack *st, const struct rib_entry *e, enum place place)
{
	const struct rib_route *r = rib_best(st, e);
	char t[IP6_TEXT], head[40];
	bool first = true;

	if (place == BELOW_SAME)
		snprintf(head, sizeof(head), "%-9s%s", code_of(st, e, r), rib_prefix_text(e, t));
	else
		snprintf(head, sizeof(head), "%-*s%s/%u", place == ALONE ? 6 : 9, code_of(st, e, r), rib_prefix_text(e, t), e->plen);
	show_text(s, "%s", head);
	for (struct rib_path p = { 0 }; rib_path_next(st, e, &p); first = false)
		if (rib_is_down(p.r))
			down_text4(s, &p, place);
		else
			hop_text4(s, st, e, &p, (unsigned)strlen(head), first);
}

unsigned route_classful(u32 a) { return a >> 31 == 0 ? 8 : a >> 30 == 2 ? 16 : a >> 29 == 6 ? 24 : 32; }

/* What words of either family choose by: whose routes they are, of which process, their tag. */
static bool chosen_by_source(const struct args *a, const struct ipstack *st, const struct rib_route *r)
{
	static const u8 sources[] = { ROUTE_CONNECTED, ROUTE_LOCAL, ROUTE_STATIC, ROUTE_OSPF, ROUTE_OSPF3, ROUTE_RIP, ROUTE_EIGRP, ROUTE_BGP };
	u32 number = args_num(a, "process", 0), is = r->source == ROUTE_BGP ? bgp_number(st) : r->process;

	if (args_has(a, "tag") && r->tag != args_num(a, "tag", 0))
		return false;
	for (unsigned k = 0; k < ARRAY_LEN(sources); k++)
		if (args_has(a, route_source_name[sources[k]]))
			return r->source == sources[k] && (!number || number == is);
	return true;
}

static bool matches(const struct args *a, const struct ipstack *st, const struct rib_entry *e, struct acl *list)
{
	const struct rib_route *r = rib_best(st, e);
	struct ipaddr prefix = rib_prefix(e);
	u32 net = args_ip4(a, "A.B.C.D", 0);
	u8 plen = 0;

	if (!r || !chosen_by_source(a, st, r) || (args_has(a, "supernets-only") && e->plen >= route_classful(prefix.v4)) || (list && !acl_permits_route(list, &prefix, e->plen)))
		return false;
	if (!args_has(a, "longer-prefixes"))
		return true;
	if (!args_str(a, "mask")) /* of its class */
		plen = net ? (u8)route_classful(net) : 0;
	else
		ip4_mask_len(args_ip4(a, "mask", ~0u), &plen);
	return e->plen >= plen && !((prefix.v4 ^ net) & ip4_mask(plen));
}

/* One network of its class: all entries [from, to) lie in it and are at least as long as its mask. IOS counts all of them, also those it does not show. */
static void major(struct show *s, const struct ipstack *st, struct rib_entry **e, u32 from, u32 to, unsigned len, const bool *asked)
{
	u32 net = rib_prefix(e[from]).v4 & ip4_mask(len);
	unsigned masks = 0, n = 0, shown = 0, plen = 0;
	u64 seen = 0;
	char t[IP4_TEXT];

	for (u32 k = from; k < to; k++)
		if (rib_best(st, e[k])) {
			seen |= 1ull << e[k]->plen;
			plen = e[k]->plen;
			n++;
			shown += asked[k];
		}
	if (!shown)
		return;
	for (; seen; seen &= seen - 1)
		masks++;
	if (n == 1 && plen == len)
		;
	else if (masks > 1)
		show_text(s, "      %s/%u is variably subnetted, %u subnets, %u masks\n", ip4_text(net, t), len, n, masks);
	else
		show_text(s, "      %s/%u is subnetted, %u subnets\n", ip4_text(net, t), plen, n);
	for (u32 k = from; k < to; k++)
		if (asked[k]) {
			line4(s, st, e[k], n == 1 && plen == len ? ALONE : masks > 1 ? BELOW : BELOW_SAME);
			route_cells(s, st, e[k]);
		}
}

static void last_resort(struct show *s, const struct ipstack *st)
{
	struct ipaddr any = ipaddr4(0);
	const struct rib_entry *net = default_network_chosen(st), *e = net ? net : rib_exact(st, &any, 0);
	const struct rib_route *r = e ? rib_best(st, e) : NULL;
	char t[IP6_TEXT], to[IP6_TEXT];

	if (r && rib_nhop(st, r)->hop.via.af)
		show_text(s, "Gateway of last resort is %s to network %s\n\n", ipaddr_text(&rib_nhop(st, r)->hop.via, t), rib_prefix_text(e, to));
	else if (r)
		show_text(s, "Gateway of last resort is 0.0.0.0 to network %s\n\n", rib_prefix_text(e, to));
	else
		show_text(s, "Gateway of last resort is not set\n\n");
}

/* The VRF's table that the line names. */
struct ipstack *route_table(struct cli *c, const struct args *a)
{
	const char *name = args_str(a, "vrf");

	if (name && !vrf_find(cli_stack(c), name)) {
		cli_error(c, "%% IP routing table %s does not exist", name);
		return NULL;
	}
	return cli_vrf(c, a);
}

const struct rib_entry *route_lookup_shown(const struct ipstack *st, const struct ipaddr *dst)
{
	const struct rib_entry *e = rib_lookup(st, dst);

	for (u8 plen = e ? e->plen : 0; e && !rib_best(st, e) && plen--;) {
		struct ipaddr net = ipaddr4(dst->v4 & ip4_mask(plen));
		const struct rib_entry *x = rib_exact(st, &net, plen);

		e = x ? x : e;
	}
	return e;
}

void route_table_name(struct show *s, const struct ipstack *st)
{
	if (st->vrf)
		show_text(s, "\nRouting Table: %s\n", st->vrf->name);
}

/* The table, or what of it was asked for. */
static void table4(struct ipstack *st, const struct args *a, struct show *s)
{
	struct acl *list = args_str(a, "list") ? acl_hold(st->root, AF_IP4, args_str(a, "list")) : NULL;
	u32 n;
	struct rib_entry **all = rib_sorted(st, AF_IP4, &n);
	bool *asked = xcalloc(n + 1, sizeof(*asked));

	route_table_name(s, st);
	show_text(s, "%s", codes4);
	last_resort(s, st);
	for (u32 k = 0; k < n; k++)
		asked[k] = matches(a, st, all[k], list);
	acl_release(list);
	for (u32 k = 0; k < n;) {
		unsigned len = route_classful(rib_prefix(all[k]).v4);
		u32 to = k + 1;

		while (all[k]->plen >= len && to < n && all[to]->plen >= len && !((rib_prefix(all[to]).v4 ^ rib_prefix(all[k]).v4) & ip4_mask(len)))
			to++;
		if (all[k]->plen >= len) {
			major(s, st, all, k, to, len, asked);
		} else if (asked[k]) { /* a supernet */
			line4(s, st, all[k], ALONE);
			route_cells(s, st, all[k]);
		}
		k = to;
	}
	free(asked);
	free(all);
}

VIEW(route_show4)
{
	struct ipstack *st;

	if (args_has(a, "*")) {
		for (st = cli_stack(c); st; st = st->next)
			table4(st, a, s);
		return true;
	}
	st = route_table(c, a);
	if (!st)
		return false;
	if (args_str(a, "A.B.C.D") && !args_has(a, "longer-prefixes"))
		return route_detail4(c, st, a, s);
	table4(st, a, s);
	return true;
}

/* ---- IPv6 ---- */

static void entry6(struct show *s, const struct ipstack *st, const struct rib_entry *e)
{
	const struct rib_route *r = rib_best(st, e);
	char t[IP6_TEXT];

	show_text(s, "%-3s %s/%u [%u/%u]%s\n", code_of(st, e, r), rib_prefix_text(e, t), e->plen, r->distance, r->metric, "");
	for (struct rib_path p = { 0 }; rib_path_next(st, e, &p);) {
		r = p.r;
		if (p.nh->hop.via.af)
			show_text(s, "     via %s%s%s\n", ipaddr_text(&p.nh->hop.via, t), p.nh->hop.out ? ", " : "", route_out_name(&p.nh->hop));
		else
			show_text(s, "     via %s, %s\n", route_out_name(&p.nh->hop), r->source == ROUTE_LOCAL || (r->source == ROUTE_CONNECTED && e->plen == 128) ? "receive" :
				  "directly connected");
	}
}

/* Some way of it leads out there; name NULL: it need not. */
static bool leads_out(const struct ipstack *st, const struct rib_entry *e, const char *name)
{
	for (struct rib_path p = { 0 }; name && rib_path_next(st, e, &p);)
		if (!strcmp(route_out_name(&p.nh->hop), name))
			return true;
	return !name;
}

VIEW(route_show6)
{
	struct ipstack *st = route_table(c, a);
	struct ipaddr one = { .af = AF_IP6 };
	u8 plen = 0;
	bool exact = args_ip6_prefix(a, "prefix", &one.v6, &plen), address = args_ip6(a, "address", &one.v6);
	struct rib_entry **all;
	u32 n, m = 0, total = 1;

	if (!st)
		return false;
	if ((exact && !args_has(a, "longer-prefixes")) || address) {
		const struct rib_entry *e = address ? rib_lookup(st, &one) : rib_exact(st, &one, plen);

		route_detail6(st, e, s);
		return true;
	}
	all = rib_sorted(st, AF_IP6, &n);
	for (u32 k = 0; k < n; k++) {
		const struct rib_route *r = rib_best(st, all[k]);
		struct ipaddr prefix = rib_prefix(all[k]);

		total += r != NULL;
		if (r && chosen_by_source(a, st, r) && (!exact || (all[k]->plen >= plen && ip6_in(&prefix.v6, &one.v6, plen))) && leads_out(st, all[k], args_str(a, "INTERFACE")))
			all[m++] = all[k];
	}
	show_text(s, "IPv6 Routing Table - %s - %u entries\n%s", vrf_name(st), total, codes6);
	for (u32 k = 0; k < m; k++) {
		entry6(s, st, all[k]);
		route_cells(s, st, all[k]);
	}
	if (m + 1 == total) /* nothing was asked for but all: groups are received: no route of ours, but so it is */
		show_text(s, "L   FF00::/8 [0/0]\n     via Null0, receive\n");
	free(all);
	return true;
}
