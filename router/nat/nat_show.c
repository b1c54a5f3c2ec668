/* SPDX-License-Identifier: GPL-3.0-or-later */
/* show ip nat translations, show ip nat statistics. */
#include <stdio.h>
#include <stdlib.h>

#include "router/nat/nat_cli.h"
#include "router/vrf/vrf.h"

static const char *proto_text(u8 proto, char buf[8])
{
	if (proto == IP_TCP || proto == IP_UDP || proto == IP_ICMP)
		return proto == IP_TCP ? "tcp" : proto == IP_UDP ? "udp" : "icmp";
	if (!proto)
		return "---";
	snprintf(buf, 8, "%u", proto);
	return buf;
}

static const char *end_text(u32 addr, u16 port, bool ports, char buf[24])
{
	char t[IP4_TEXT];

	if (!addr)
		return "---";
	snprintf(buf, 24, ports ? "%s:%u" : "%s", ip4_text(addr, t), port);
	return buf;
}

struct line { const struct ipstack *ip; u8 proto; u32 ig, il, ol, og; u16 igp, ilp, olp, ogp; bool ports; };

static void put_line(struct show *s, const struct line *l)
{
	char p[8], a[24], b[24], c[24], d[24], first[40];

	show_str(s, "protocol", proto_text(l->proto, p));
	show_str(s, "vrf", vrf_name(l->ip));
	show_str(s, "inside_global", end_text(l->ig, l->igp, l->ports, a));
	show_str(s, "inside_local", end_text(l->il, l->ilp, l->ports, b));
	show_str(s, "outside_local", end_text(l->ol, l->olp, l->ports, c));
	show_str(s, "outside_global", end_text(l->og, l->ogp, l->ports, d));
	snprintf(first, sizeof(first), "%s %s", proto_text(l->proto, p), end_text(l->ig, l->igp, l->ports, a));
	show_text(s, "%-22s %-18s %-18s %s\n", first, end_text(l->il, l->ilp, l->ports, b), end_text(l->ol, l->olp, l->ports, c),
		  end_text(l->og, l->ogp, l->ports, d));
}

static void put_verbose(struct show *s, const struct nat *n, nsec created, nsec last, u32 timeout_s, const char *flags, u32 uses, u32 id,
			const struct nat_rule *r, const struct ipstack *ip)
{
	nsec now = stack_now(n->ip);
	char a[16], b[16], c[16];

	show_num(s, "created_seconds", (now - created) / NSEC_PER_SEC);
	show_num(s, "idle_seconds", (now - last) / NSEC_PER_SEC);
	show_text(s, "    create %s, use %s", age_text(now - created, a), age_text(now - last, b));
	if (timeout_s)
		show_text(s, " timeout:%u, left %s", timeout_s * 1000, age_text(last + timeout_s * NSEC_PER_SEC - now, c));
	if (r)
		show_text(s, ", Map-Id(%s): %u", r->kind == NAT_OUTSIDE_SOURCE ? "Out" : "In", r->id);
	show_text(s, ",\n    flags:\n%s, use_count: %u, ", flags, uses);
	if (ip->vrf)
		show_text(s, "VRF : %s, ", ip->vrf->name);
	show_text(s, "entry-id: %u, lc_entries: 0\n", id);
}

/* Which translations are asked for. */
struct pick { u8 proto; u32 ig, ol; const struct ipstack *vrf; bool verbose, total; u32 n; };

static bool picks(const struct pick *p, const struct ipstack *ip, u8 proto, u32 ig, u32 ol)
{
	return (!p->proto || proto == p->proto) && (!p->vrf || ip == p->vrf) && (!p->ig || ig == p->ig) && (!p->ol || ol == p->ol);
}

static void put_statics(struct show *s, const struct nat *n, struct pick *p)
{
	for (const struct nat_static *st = n->statics; st; st = st->next) {
		u32 global = nat_static_global(st, 0);
		struct line l = { .ip = st->ip, .proto = st->proto, .ports = st->proto };

		if (!picks(p, st->ip, st->proto, st->outside ? 0 : global, st->outside ? st->local : 0))
			continue;
		p->n++;
		if (p->total)
			continue;
		if (st->outside)
			l.og = global, l.ol = st->local;
		else
			l.ig = global, l.il = st->local, l.igp = st->gport, l.ilp = st->lport;
		put_line(s, &l);
		if (p->verbose)
			put_verbose(s, n, 0, 0, 0, "static", 0, 0, NULL, st->ip);
		show_end(s);
	}
}

static int bind_order(const void *x, const void *y)
{
	const struct nat_bind *a = *(struct nat_bind *const *)x, *b = *(struct nat_bind *const *)y;

	if (a->ig != b->ig)
		return a->ig < b->ig ? -1 : 1;
	return a->rule->id < b->rule->id ? -1 : a->rule->id > b->rule->id;
}

/* Whole addresses from pools, in order of the global one. */
static void put_binds(struct show *s, const struct nat *n, struct pick *p)
{
	struct nat_bind **all = xcalloc(n->n_binds + 1u, sizeof(*all));
	u32 count = 0;

	for (u32 k = 0; k < n->n_buckets; k++)
		for (struct nat_bind *b = n->local[k]; b; b = b->next_local)
			if (!b->proto && picks(p, b->ip, 0, b->outside ? 0 : b->ig, b->outside ? b->ig : 0))
				all[count++] = b;
	qsort(all, count, sizeof(*all), bind_order);
	p->n += count;
	for (u32 k = 0; k < count && !p->total; k++) {
		const struct nat_bind *b = all[k];

		put_line(s, b->outside ? &(struct line){ .ip = b->ip, .ol = b->ig, .og = b->il } : &(struct line){ .ip = b->ip, .ig = b->ig, .il = b->il });
		if (p->verbose)
			put_verbose(s, n, b->created, b->last, n->timeout_s[NAT_OTHER], "none", b->refs, 0, b->rule, b->ip);
		show_end(s);
	}
	free(all);
}

static int flow_order(const void *x, const void *y)
{
	const struct nat_flow *a = *(struct nat_flow *const *)x, *b = *(struct nat_flow *const *)y;

	return a->id < b->id ? -1 : a->id > b->id;
}

static void put_flows(struct show *s, const struct nat *n, struct pick *p)
{
	struct nat_flow **all = xcalloc(n->n_flows + 1u, sizeof(*all));
	u32 count = 0;

	for (unsigned k = 0; k < NAT_CLASS_N; k++)
		for (struct nat_flow *f = n->first[k]; f; f = f->next)
			if (!f->own && picks(p, f->in_ip, f->proto, f->ig, f->ol))
				all[count++] = f;
	qsort(all, count, sizeof(*all), flow_order);
	p->n += count;
	if ((count || n->statics || n->n_binds) && !p->total)
		show_text(s, "Pro %-18s %-18s %-18s %s\n", "Inside global", "Inside local", "Outside local", "Outside global");
	for (u32 k = 0; k < count && !p->total; k++) {
		const struct nat_flow *f = all[k];

		put_line(s, &(struct line){ f->in_ip, f->proto, f->ig, f->il, f->ol, f->og, f->igp, f->ilp, f->olp, f->ogp, true });
		show_num(s, "packets", f->packets);
		if (p->verbose)
			put_verbose(s, n, f->created, f->last, n->timeout_s[f->cls], "extended", 0, f->id, f->bind ? f->bind->rule : f->rule, f->in_ip);
		show_end(s);
	}
	free(all);
}

VIEW(nat_show_translations)
{
	const struct nat *n = nat_of(cli_stack(c));
	struct ipstack *vrf = cli_vrf(c, a);
	struct pick p = { .proto = args_has(a, "tcp") ? IP_TCP : args_has(a, "udp") ? IP_UDP : args_has(a, "icmp") ? IP_ICMP : 0, .ig = args_ip4(a, "global", 0), .ol = args_ip4(a, "local", 0),
			  .vrf = args_has(a, "vrf") ? vrf : NULL, .verbose = args_has(a, "verbose"), .total = args_has(a, "total") };

	if (!vrf)
		return false;
	put_flows(s, n, &p);
	put_statics(s, n, &p);
	if (!p.proto)
		put_binds(s, n, &p);
	if (p.total) {
		show_num(s, "total", p.n);
		show_end(s);
		show_text(s, "Total number of translations: %u\n", p.n);
	}
	return true;
}

static void put_sides(struct show *s, const struct nat *n, u8 side, const char *title, const char *cell)
{
	bool any = false;

	show_text(s, "%s\n", title);
	show_push_list(s, cell);
	for (const struct iface *i = n->ip->dev->ifaces; i; i = i->next)
		if (i->ip && i->ip->nat == side) {
			show_str(s, "interface", i->name);
			show_end(s);
			show_text(s, "%s%s", any ? ", " : "  ", i->name);
			any = true;
		}
	show_pop(s);
	if (any)
		show_text(s, "\n");
}

static const char *const rule_kinds[NAT_RULE_KIND_N] = {
	[NAT_INSIDE_SOURCE] = "inside source", [NAT_OUTSIDE_SOURCE] = "outside source", [NAT_INSIDE_DEST] = "inside destination",
};

static void put_rule(struct show *s, const struct nat *n, const struct nat_rule *r)
{
	const struct nat_pool *p = r->iface ? NULL : nat_pool_find(n, r->pool_name);
	char a[IP4_TEXT], b[IP4_TEXT];

	show_str(s, "kind", rule_kinds[r->kind]);
	show_str(s, r->map ? "route_map" : "access_list", r->name);
	show_str(s, "vrf", vrf_name(r->ip));
	show_num(s, "refcount", r->refs);
	show_bool(s, "overload", r->overload);
	if (r->iface) {
		show_str(s, "interface", r->iface->name);
		show_text(s, "[Id: %u] %s %s interface %s refcount %u\n", r->id, r->map ? "route-map" : "access-list", r->name, r->iface->name, r->refs);
	} else {
		show_str(s, "pool", r->pool_name);
		show_text(s, "[Id: %u] %s %s pool %s refcount %u\n", r->id, r->map ? "route-map" : "access-list", r->name, r->pool_name, r->refs);
	}
	if (p) {
		show_num(s, "total_addresses", nat_pool_size(p));
		show_num(s, "allocated", p->n_taken);
		show_num(s, "misses", p->misses);
		show_text(s, " pool %s: netmask %s\n", p->name, ip4_text(p->mask, a));
		for (u32 k = 0; k < p->n_ranges; k++)
			show_text(s, "\tstart %s end %s\n", ip4_text(p->range[k].first, a), ip4_text(p->range[k].last, b));
		show_text(s, "\ttype %s, total addresses %u, allocated %u (%u%%), misses %u\n",
			  p->type == NAT_POOL_ROTARY ? "rotary" : p->type == NAT_POOL_MATCH_HOST ? "match-host" : "generic", nat_pool_size(p), p->n_taken,
			  p->n_ranges ? p->n_taken * 100 / nat_pool_size(p) : 0, p->misses);
	}
	show_end(s);
}

static void put_rules(struct show *s, const struct nat *n, enum nat_rule_kind kind, const char *title)
{
	bool any = false;

	for (const struct nat_rule *r = n->rules; r; r = r->next) {
		if (r->kind != kind)
			continue;
		if (!any)
			show_text(s, "%s\n", title);
		any = true;
		put_rule(s, n, r);
	}
}

static bool limits_set(const struct nat *n)
{
	const struct nat_limit *l = n->limits;

	while (l && !l->max)
		l = l->next;
	return l || n->max_vrf;
}

/* What lists and VRFs may have, and do. */
static void put_limits(struct show *s, const struct nat *n)
{
	char t[IP4_TEXT];

	show_push_list(s, "limits");
	for (unsigned k = 0; k < NAT_HOST_BUCKETS; k++)
		for (const struct nat_host *h = n->hosts[k]; h; h = h->next) {
			if (!h->max)
				continue;
			show_str(s, "of", "host");
			show_str(s, "name", ip4_text(h->addr, t));
			show_num(s, "max", h->max);
			show_num(s, "used", h->n);
			show_num(s, "missed", h->missed);
			show_text(s, "host %s: max allowed %u, used %u, missed %llu\n", t, h->max, h->n, (unsigned long long)h->missed);
			show_end(s);
		}
	for (const struct nat_limit *l = n->limits; l; l = l->next) {
		u32 max = nat_limit_max(n, l);

		if (!max)
			continue;
		show_str(s, "of", l->acl ? "list" : "vrf");
		show_str(s, "name", l->acl ? l->name : vrf_name(l->ip));
		show_num(s, "max", max);
		show_num(s, "used", l->n);
		show_num(s, "missed", l->missed);
		show_text(s, "%s %s: max allowed %u, used %u, missed %llu\n", l->acl ? "list" : "vrf", l->acl ? l->name : vrf_name(l->ip), max, l->n,
			  (unsigned long long)l->missed);
		show_end(s);
	}
	show_pop(s);
}

VIEW(nat_show_statistics)
{
	const struct nat *n = nat_of(cli_stack(c));
	u32 extended = 0, dynamic = n->n_whole;
	char ago[16];

	(void)a;
	for (unsigned k = 0; k < NAT_CLASS_N; k++)
		for (const struct nat_flow *f = n->first[k]; f; f = f->next)
			extended += !f->own;
	dynamic += extended;
	show_num(s, "active", n->n_statics + dynamic);
	show_num(s, "static", n->n_statics);
	show_num(s, "dynamic", dynamic);
	show_num(s, "extended", extended);
	show_num(s, "peak", n->peak);
	show_num(s, "hits", n->hits);
	show_num(s, "misses", n->misses);
	show_num(s, "expired", n->expired);
	show_num(s, "limited", n->limited);
	show_text(s, "Total active translations: %u (%u static, %u dynamic; %u extended)\n", n->n_statics + dynamic, n->n_statics, dynamic, extended);
	if (n->peak)
		show_text(s, "Peak translations: %u, occurred %s ago\n", n->peak, age_text(stack_now(n->ip) - n->peak_at, ago));
	put_sides(s, n, NAT_OUTSIDE, "Outside interfaces:", "outside_interfaces");
	put_sides(s, n, NAT_INSIDE, "Inside interfaces: ", "inside_interfaces");
	show_text(s, "Hits: %llu  Misses: %llu\nCEF Translated packets: %llu, CEF Punted packets: 0\nExpired translations: %llu\nDynamic mappings:\n",
		  (unsigned long long)n->hits, (unsigned long long)n->misses, (unsigned long long)n->hits, (unsigned long long)n->expired);
	show_push_list(s, "dynamic_mappings");
	put_rules(s, n, NAT_INSIDE_SOURCE, "-- Inside Source");
	put_rules(s, n, NAT_INSIDE_DEST, "-- Inside Destination");
	put_rules(s, n, NAT_OUTSIDE_SOURCE, "-- Outside Source");
	show_pop(s);
	if (n->max_entries || n->max_host || limits_set(n))
		show_text(s, "max entry: max allowed %u, used %u, missed %llu\n", n->max_entries, n->n_flows, (unsigned long long)n->limited);
	put_limits(s, n);
	show_text(s, "\nTotal doors: 0\nAppl doors: 0\nNormal doors: 0\nQueued Packets: 0\n");
	show_end(s);
	return true;
}
