/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Between routing protocols and the RIB: who hears of its routes, and which of them a protocol takes, and as what. */
#include <stdio.h>
#include <stdlib.h>

#include "cli/cli.h"
#include "router/eigrp/eigrp.h"
#include "router/ospf/proc.h"
#include "router/rip/rip.h"
#include "router/route.h"

void rib_watch(struct ipstack *s, struct rib_watch *w)
{
	w->next = s->rib_watches;
	s->rib_watches = w;
}

void rib_unwatch(struct ipstack *s, struct rib_watch *w)
{
	struct rib_watch **at = &s->rib_watches;

	while (*at && *at != w)
		at = &(*at)->next;
	if (*at)
		*at = w->next;
}

const struct rib_route *rib_best(const struct ipstack *s, const struct rib_entry *e)
{
	const struct rib_route *r = rib_first(s, e);

	while (r && (!r->used || r->source == ROUTE_BROADCAST || r->source == ROUTE_DEFAULT_NETWORK))
		r = rib_next(s, r);
	return r;
}

const struct rib_route *rib_sound(const struct ipstack *s, const struct rib_entry *e)
{
	const struct rib_route *r = rib_best(s, e);

	return r && !rib_is_down(r) ? r : NULL;
}

static struct redist **find(struct redist **list, u8 source, u16 process, const char *name)
{
	while (*list && ((*list)->source != source || (*list)->process != process || (name && strcmp((*list)->name, name))))
		list = &(*list)->next;
	return list;
}

static void drop(struct redist *d)
{
	route_map_release(d->map);
	free(d->name);
	free(d);
}

void redist_free(struct redist **list)
{
	while (*list) {
		struct redist *d = *list;

		*list = d->next;
		drop(d);
	}
}

void redist_link(struct ipstack *s, const struct ipaddr *prefix, u8 plen)
{
	const struct rib_entry *e = rib_exact(s, prefix, plen);

	if (e)
		rib_tell(s, e);
}

void redist_iface(struct ipstack *s, const struct ipif *p)
{
	for (const struct addr4 *a = p->a4; a; a = a->next)
		redist_link(s, &(struct ipaddr){ .af = AF_IP4, .v4 = a->addr & ip4_mask(a->plen) }, a->plen);
	for (const struct addr6 *a = p->a6; a; a = a->next)
		redist_link(s, &(struct ipaddr){ .af = AF_IP6, .v6 = ip6_masked(&a->addr, a->plen) }, a->plen);
}

/* Of IPv6 all of OSPF is one protocol; its IPv4 family is one beside version 2. */
static u8 source_in(const struct redist *d, u8 af) { return d->source == ROUTE_OSPF3 && af == AF_IP6 ? ROUTE_OSPF : d->source; }

/* Does the line's source run on the link of this connected route? */
static bool on_link(const struct ipstack *s, const struct redist *d, const struct rib_entry *e, const struct iface *out)
{
	struct ipaddr prefix = rib_prefix(e);
	const struct eigrp *eigrp;
	const struct rip *rip;

	if ((e->af == AF_IP6 && !d->links) || !out || (d->kinds && !(d->kinds >> PATH_INTRA & 1)))
		return false;
	switch (source_in(d, e->af)) {
	case ROUTE_OSPF:
		return ospf_on_link(s, e->af == AF_IP6 ? OSPF_FORM_3 : OSPF_FORM_2, d->process, out);
	case ROUTE_OSPF3:
		return ospf_on_link(s, OSPF_FORM_3_IP4, d->process, out);
	case ROUTE_EIGRP:
		eigrp = eigrp_find_as(s, e->af, d->process);
		return eigrp && eigrp_is_link(eigrp, &prefix, e->plen);
	case ROUTE_RIP:
		for (rip = e->af == AF_IP6 ? (s->rip ? s->rip->ng : NULL) : s->rip; rip; rip = e->af == AF_IP6 ? rip->next : NULL)
			if ((!d->name || !strcmp(d->name, rip->name)) && rip_is_link(rip, &prefix, e->plen))
				return true;
	}
	return false;
}

static bool fits(const struct ipstack *s, const struct redist *d, const struct rib_entry *e, const struct rib_route *r)
{
	if (r->source == ROUTE_BGP && r->kind == BGP_ROUTE_INTERNAL && !bgp_gives_internal(s, e->af))
		return false;
	return source_in(d, e->af) == r->source && (!d->process || d->process == r->process) && (!d->name || !strcmp(d->name, ripng_name(s, r->process))) && (!d->kinds || d->kinds >> r->kind & 1);
}

struct policy_route redist_route(const struct ipstack *s, const struct rib_entry *e, const struct rib_route *r)
{
	return (struct policy_route){ .prefix = rib_prefix(e), .plen = e->plen, .next_hop = rib_nhop(s, r)->hop.via, .out = rib_nhop(s, r)->hop.out, .source = r->source, .kind = r->kind,
				      .process = r->process, .metric = r->metric, .tag = r->tag, .local = r->source == ROUTE_BGP && r->kind == BGP_ROUTE_LOCAL,
				      .external = r->source == ROUTE_BGP && r->kind == BGP_ROUTE_EXTERNAL };
}

/* Of two lines that both would do, one and the same whichever was typed first. */
static bool goes_before(const struct redist *a, const struct redist *b)
{
	int d = b ? a->source != b->source ? a->source - b->source : a->process - b->process : -1;

	return d < 0 || (!d && a->name && b->name && strcmp(a->name, b->name) < 0);
}

/* The line whose route it is; what `redistribute connected` names is not taken as a protocol's link, too. */
static const struct redist *line_of(const struct ipstack *s, const struct redist *list, const struct rib_entry *e, const struct rib_route *r)
{
	const struct redist *its = NULL, *link = NULL;

	for (const struct redist *d = list; d; d = d->next)
		if (goes_before(d, its) && fits(s, d, e, r))
			its = d;
	for (const struct redist *d = r->source == ROUTE_CONNECTED && !its ? list : NULL; d; d = d->next)
		if (goes_before(d, link) && on_link(s, d, e, rib_nhop(s, r)->hop.out))
			link = d;
	return its ? its : link;
}

const struct redist *redist_takes(const struct ipstack *s, const struct redist *list, const struct rib_entry *e, struct policy_route *out)
{
	const struct rib_route *r = list ? rib_sound(s, e) : NULL;
	const struct redist *d = r ? line_of(s, list, e, r) : NULL;

	if (!d)
		return NULL;
	*out = redist_route(s, e, r);
	out->origin = 2;
	if (d->metric_set)
		out->metric = d->metric;
	return route_map_permits(d->map, out) ? d : NULL;
}

bool redist_source(const struct args *a, u8 *source, u16 *process)
{
	static const struct { const char *word; u8 source; } words[] = {
		{ "connected", ROUTE_CONNECTED }, { "static", ROUTE_STATIC }, { "ospf", ROUTE_OSPF }, { "ospfv3", ROUTE_OSPF3 }, { "rip", ROUTE_RIP }, { "eigrp", ROUTE_EIGRP }, { "bgp", ROUTE_BGP },
	};

	for (unsigned k = 0; k < ARRAY_LEN(words); k++)
		if (args_has(a, words[k].word)) {
			*source = words[k].source;
			*process = words[k].source == ROUTE_OSPF || words[k].source == ROUTE_OSPF3 || words[k].source == ROUTE_EIGRP ? (u16)args_num(a, "process", 0) : 0;
			return true;
		}
	return false;
}

/* The words after `match`. */
static u16 kinds_of(const struct args *a)
{
	const char *p = args_line(a) ? strstr(args_line(a), " match ") : NULL;
	static const struct { const char *word; u16 kinds; } words[] = {
		{ "internal", 1u << PATH_INTRA | 1u << PATH_INTER },
		{ "external 1", 1u << PATH_E1 }, { "external 2", 1u << PATH_E2 }, { "external", 1u << PATH_E1 | 1u << PATH_E2 },
		{ "nssa-external 1", 1u << PATH_N1 }, { "nssa-external 2", 1u << PATH_N2 }, { "nssa-external", 1u << PATH_N1 | 1u << PATH_N2 },
	};
	u16 kinds = 0;

	for (p = p ? p + 7 : ""; *p; p += strspn(p, " ")) {
		unsigned k = 0;
		size_t n;

		while (k < ARRAY_LEN(words) && (strncmp(p, words[k].word, n = strlen(words[k].word)) || (p[n] && p[n] != ' ')))
			k++;
		if (k == ARRAY_LEN(words))
			break;
		kinds |= words[k].kinds;
		p += n;
	}
	return kinds;
}

bool redist_good(struct cli *c, const struct args *a)
{
	if (args_no(a) || !args_has(a, "match") || kinds_of(a))
		return true;
	cli_error(c, "%% Incomplete command.");
	return false;
}

void *redist_line(struct ipstack *s, const struct args *a, struct redist **list, size_t size)
{
	u8 source = 0;
	u16 process = 0;
	const char *name = args_str(a, "name");
	struct redist **at, *d;

	redist_source(a, &source, &process);
	at = find(list, source, process, name);
	d = *at;
	if (d) {
		*at = d->next;
		drop(d);
	}
	if (args_no(a))
		return NULL;
	d = xcalloc(1, size);
	d->source = source;
	d->process = process;
	d->name = name ? xstrdup(name) : NULL;
	d->metric_set = args_str(a, "metric");
	d->metric = (u32)args_num(a, "metric", 0);
	d->kinds = source == ROUTE_OSPF || source == ROUTE_OSPF3 ? kinds_of(a) : 0;
	d->links = args_has(a, REDIST_LINKS);
	d->map = args_str(a, "map") ? route_map_hold(s, args_str(a, "map")) : NULL;
	d->next = *at;
	*at = d;
	return d;
}

void redist_show(struct show *s, const struct redist *d)
{
	show_text(s, "  Redistribution:\n");
	if (!d)
		show_text(s, "    None\n");
	for (; d; d = d->next) {
		show_text(s, "    Redistributing protocol %s", route_source_name[d->source]);
		if (d->process)
			show_text(s, " %u", d->process);
		if (d->name)
			show_text(s, " %s", d->name);
		if (d->metric_set)
			show_text(s, " with metric %u", d->metric);
		if (d->map)
			show_text(s, " route-map %s", route_map_name(d->map));
		show_text(s, "\n");
	}
}

static void sources_of(struct show *s, const char *own, const struct redist *list, bool said)
{
	char text[512];
	size_t n = (size_t)snprintf(text, sizeof(text), "%s", own ? own : "");

	for (const struct redist *d = list; d && n < sizeof(text); d = d->next) {
		n += (size_t)snprintf(text + n, sizeof(text) - n, "%s%s", n ? ", " : "", route_source_name[d->source]);
		if (d->process && n < sizeof(text))
			n += (size_t)snprintf(text + n, sizeof(text) - n, " %u", d->process);
	}
	if (list)
		show_str(s, "redistributing", text);
	if (n && said)
		show_text(s, "  Redistributing: %s\n", text);
}

void redist_protocols(struct show *s, const char *own, const struct redist *list) { sources_of(s, own, list, true); }
void redist_cells(struct show *s, const struct redist *list) { sources_of(s, NULL, list, false); }
