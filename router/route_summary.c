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
	u32 external, own;	/* BGP's of other systems, and of this router itself */
	u32 router, prefix;	/* ND's: default routes, prefixes */
};
struct summary {
	struct row row[SUMMARY_ROWS];
	unsigned n;
	u32 len[129];
	u32 majors;	/* networks of their class that are subnetted: IOS counts them as entries */
};
enum { CLASS_B = 1 << 14, CLASS_C = 1 << 16, MAJORS = CLASS_C + (1 << 21) };	/* where the networks of a class begin among all */

static u32 major_of(u32 a) { return a >> 31 == 0 ? a >> 24 : a >> 30 == 2 ? CLASS_B + (a >> 16 & 0x3fff) : CLASS_C + (a >> 8 & 0x1fffff); }

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

static void count_more(struct row *x, const struct ipstack *st, const struct rib_entry *e, const struct rib_route *r)
{
	struct rib_path p = { 0 };
	struct route_words w = { 0 };

	x->kind[r->kind & (KINDS - 1)]++;
	x->router += r->source == ROUTE_RA && !e->plen;
	x->prefix += r->source == ROUTE_RA && e->plen;
	if (r->source != ROUTE_BGP || !rib_path_next(st, e, &p))
		return;
	bgp_route_words(st, e, &p, &w);
	x->external += *w.type == 'e';
	x->own += !*w.type;
}

static void count(struct summary *m, const struct ipstack *st, u8 af)
{
	static const u8 always[] = { ROUTE_CONNECTED, ROUTE_STATIC };
	u8 *seen = af == AF_IP4 ? xcalloc(MAJORS / 8, 1) : NULL;

	for (unsigned k = 0; k < ARRAY_LEN(always); k++)
		row_of(m, always[k], 0);
	for (const struct rib_entry *e = NULL; (e = rib_each(st, af, e));) {
		const struct rib_route *r = rib_best(st, e);
		struct row *x;

		if (!r)
			continue;
		x = row_of(m, r->source, r->source == ROUTE_OSPF || r->source == ROUTE_OSPF3 || r->source == ROUTE_EIGRP ? r->process : 0);
		if (af == AF_IP6 || e->plen <= route_classful(rib_prefix(e).v4)) {
			x->nets++;
		} else {
			u32 k = major_of(rib_prefix(e).v4);

			x->subs++;
			m->majors += !(seen[k / 8] >> k % 8 & 1);
			seen[k / 8] |= (u8)(1 << k % 8);
		}
		count_more(x, st, e, r);
		m->len[e->plen]++;
	}
	free(seen);
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

/* The families do not say it with the same marks. */
static void kinds4(struct show *s, const struct row *x)
{
	if (x->source == ROUTE_OSPF || x->source == ROUTE_OSPF3)
		show_text(s, "  Intra-area: %u Inter-area: %u External-1: %u External-2: %u\n  NSSA External-1: %u NSSA External-2: %u\n", x->kind[1] + x->kind[7], x->kind[2], x->kind[3], x->kind[4], x->kind[5], x->kind[6]);
	else if (x->source == ROUTE_BGP)
		show_text(s, "  External: %u Internal: %u Local: %u\n", x->external, x->nets + x->subs - x->external - x->own, x->own);
}

static void kinds6(struct show *s, const struct row *x)
{
	switch (x->source) {
	case ROUTE_OSPF:
	case ROUTE_OSPF3:
		show_text(s, "  Intra-area: %u  Inter-area: %u  External-1: %u  External-2: %u\n  NSSA External 1: %u  NSSA External 2: %u\n", x->kind[1] + x->kind[7], x->kind[2], x->kind[3], x->kind[4], x->kind[5], x->kind[6]);
		break;
	case ROUTE_BGP:
		show_text(s, "  Internal: %u  External: %u  Local: %u\n", x->nets - x->external - x->own, x->external, x->own);
		break;
	case ROUTE_RA:
		show_text(s, "  Default: %u  Prefix: %u  Destination: 0  Redirect: 0\n", x->router, x->prefix);
		break;
	case ROUTE_STATIC:
		show_text(s, "  Static: %u  Per-user static: 0\n", x->nets);
		break;
	}
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
	u32 nets = 0, subs = 0, here = 0;
	char name[32];

	if (!st)
		return false;
	count(&m, st, AF_IP4);
	qsort(m.row, m.n, sizeof(*m.row), by_source);
	show_text(s, "IP routing table name is %s (0x%X)\nIP routing table maximum-paths is %d\n"
		  "Route Source    Networks    Subnets     Replicates  Overhead    Memory (bytes)\n", vrf_name(st), st->vrf ? st->vrf->id : 0, ECMP_MAX);
	for (unsigned k = 0; k < m.n; k++)	/* its own addresses are subnets, and IOS has them among the connected ones */
		here += m.row[k].source == ROUTE_LOCAL ? m.row[k].subs : 0;
	for (unsigned k = 0; k < m.n; k++) {
		const struct row *x = &m.row[k];
		u32 subnets = x->subs + (x->source == ROUTE_CONNECTED ? here : 0);

		cells(s, st, x, AF_IP4);
		nets += x->nets;
		subs += x->subs;
		if (x->source == ROUTE_LOCAL)
			continue;
		show_text(s, "%-15s %-11u %-11u 0           0           %zu\n", row_name(st, x, name), x->nets, subnets, (x->nets + subnets) * sizeof(struct rib_route));
		kinds4(s, x);
	}
	show_text(s, "%-15s %-47u %zu\n", "internal", m.majors, m.majors * sizeof(struct rib_entry));
	nets += m.majors;
	show_text(s, "%-15s %-11u %-11u 0           0           %zu\n", "Total", nets, subs, (nets + subs - m.majors) * sizeof(struct rib_route) + m.majors * sizeof(struct rib_entry));
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
		show_text(s, "%-15s %-11u 0           %-12zu\n", m.row[k].source == ROUTE_RA ? "ND" : row_name(st, &m.row[k], name), m.row[k].nets, m.row[k].nets * sizeof(struct rib_route));
		kinds6(s, &m.row[k]);
		cells(s, st, &m.row[k], AF_IP6);
	}
	show_text(s, "%-15s %-11u 0           %-12zu\n\n  Number of prefixes:\n    ", "Total", total, total * sizeof(struct rib_route));
	for (unsigned len = 0; len < ARRAY_LEN(m.len); len++)
		if (m.len[len])
			show_text(s, "%s/%u: %u", printed++ ? ", " : "", len, m.len[len]);
	show_text(s, "\n");
	return true;
}
