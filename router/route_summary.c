/* SPDX-License-Identifier: GPL-3.0-or-later */
/* show ip route summary, show ipv6 route summary: how many routes of which process are chosen. */
#include <stdio.h>
#include <stdlib.h>

#include "router/route.h"
#include "router/route_show.h"
#include "router/vrf/vrf.h"

enum { SUMMARY_ROWS = 64, KINDS = 8 };

/* A source, or one of its processes. */
struct row {
	u8 source;
	u16 process;
	u32 nets, subs;		/* of IPv6 all are nets */
	u32 kind[KINDS];	/* OSPF's enum ospf_path */
};
struct summary {
	struct row row[SUMMARY_ROWS];
	unsigned n;
	u32 len[129];
};

static struct row *row_of(struct summary *m, u8 source, u16 process)
{
	for (unsigned k = 0; k < m->n; k++)
		if (m->row[k].source == source && (m->row[k].process == process || m->n == SUMMARY_ROWS))
			return &m->row[k];
	if (m->n == SUMMARY_ROWS)	/* more processes than anybody has */
		return &m->row[SUMMARY_ROWS - 1];
	m->row[m->n] = (struct row){ .source = source, .process = process };
	return &m->row[m->n++];
}

static void count(struct summary *m, const struct ipstack *st, u8 af)
{
	static const u8 always[] = { ROUTE_CONNECTED, ROUTE_STATIC };

	for (unsigned k = 0; k < ARRAY_LEN(always); k++)
		row_of(m, always[k], 0);
	for (const struct rib_entry *e = NULL; (e = rib_each(st, af, e));) {
		const struct rib_route *r = rib_best(st, e);
		struct row *x;

		if (!r)
			continue;
		x = row_of(m, r->source, r->source == ROUTE_OSPF || r->source == ROUTE_OSPF3 || r->source == ROUTE_EIGRP ? r->process : 0);
		if (af == AF_IP6 || e->plen <= route_classful(rib_prefix(e).v4))
			x->nets++;
		else
			x->subs++;
		x->kind[r->kind & (KINDS - 1)]++;
		m->len[e->plen]++;
	}
}

static int by_source(const void *a, const void *b)
{
	const struct row *x = a, *y = b;

	return x->source != y->source ? x->source - y->source : x->process - y->process;
}

/* "ospf 1" */
static const char *row_name(const struct ipstack *st, const struct row *x, char buf[32])
{
	u32 number = x->source == ROUTE_BGP ? bgp_number(st) : x->process;

	if (number)
		snprintf(buf, 32, "%s %u", route_source_name[x->source], number);
	else
		snprintf(buf, 32, "%s", route_source_name[x->source]);
	return buf;
}

static void ospf_kinds(struct show *s, const struct row *x)
{
	if (x->source == ROUTE_OSPF || x->source == ROUTE_OSPF3)
		show_text(s, "  Intra-area: %u Inter-area: %u External-1: %u External-2: %u\n  NSSA External-1: %u NSSA External-2: %u\n", x->kind[1] + x->kind[7], x->kind[2], x->kind[3], x->kind[4], x->kind[5], x->kind[6]);
}

static void cells(struct show *s, const struct ipstack *st, const struct row *x, u8 af)
{
	char name[32];

	show_str(s, "source", row_name(st, x, name));
	show_num(s, "networks", x->nets);
	if (af == AF_IP4)
		show_num(s, "subnets", x->subs);
	show_end(s);
}

VIEW(route_show_summary)
{
	const struct ipstack *st = route_table(c, a);
	struct summary m = { .n = 0 };
	u32 nets = 0, subs = 0;
	char name[32];

	if (!st)
		return false;
	count(&m, st, AF_IP4);
	qsort(m.row, m.n, sizeof(*m.row), by_source);
	show_text(s, "IP routing table name is %s (0x%X)\nIP routing table maximum-paths is %d\n"
		  "Route Source    Networks    Subnets     Replicates  Overhead    Memory (bytes)\n", vrf_name(st), st->vrf ? st->vrf->id : 0, ECMP_MAX);
	for (unsigned k = 0; k < m.n; k++) {
		const struct row *x = &m.row[k];

		show_text(s, "%-15s %-11u %-11u 0           0           %zu\n", row_name(st, x, name), x->nets, x->subs, (x->nets + x->subs) * sizeof(struct rib_route));
		ospf_kinds(s, x);
		cells(s, st, x, AF_IP4);
		nets += x->nets;
		subs += x->subs;
	}
	show_text(s, "%-15s %-11u %-11u 0           0           %zu\n", "Total", nets, subs, (nets + subs) * sizeof(struct rib_route));
	return true;
}

VIEW(route_show_summary6)
{
	const struct ipstack *st = route_table(c, a);
	struct summary m = { .n = 0 };
	u32 total = 0, printed = 0;
	char name[32];

	if (!st)
		return false;
	count(&m, st, AF_IP6);
	row_of(&m, ROUTE_LOCAL, 0)->nets++;	/* FF00::/8, which stands in no table */
	m.len[8]++;
	qsort(m.row, m.n, sizeof(*m.row), by_source);
	for (unsigned k = 0; k < m.n; k++)
		total += m.row[k].nets;
	show_text(s, "IPv6 routing table name is %s(%u) global scope - %u entries\nIPv6 routing table default maximum-paths is %d\nRoute Source    Networks    Overhead    Memory (bytes)\n",
		  vrf_name(st), st->vrf ? st->vrf->id : 0, total, ECMP_MAX);
	for (unsigned k = 0; k < m.n; k++) {
		show_text(s, "%-15s %-11u 0           %zu\n", row_name(st, &m.row[k], name), m.row[k].nets, m.row[k].nets * sizeof(struct rib_route));
		ospf_kinds(s, &m.row[k]);
		cells(s, st, &m.row[k], AF_IP6);
	}
	show_text(s, "%-15s %-11u 0           %zu\n\n  Number of prefixes:\n    ", "Total", total, total * sizeof(struct rib_route));
	for (unsigned len = 0; len < ARRAY_LEN(m.len); len++)
		if (m.len[len])
			show_text(s, "%s/%u: %u", printed++ ? ", " : "", len, m.len[len]);
	show_text(s, "\n");
	return true;
}
