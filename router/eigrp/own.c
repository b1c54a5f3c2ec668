/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The routes that are the device's own: connected, redistributed, summaries. A look at all of them; what is found no more is taken back. */
#include "router/eigrp/eigrp.h"
#include "router/rib.h"

#include <stdlib.h>

const char *eigrp_kind_name(const struct eigrp_path *p)
{
	static const char *const names[] = { "Connected", "Redistributed", "Summary", "" };

	return p->kind == PATH_REDIST && p->ext.proto == EXT_STATIC ? "Rstatic" : p->kind == PATH_REDIST && p->ext.proto == EXT_CONNECTED ? "Rconnected" : names[p->kind];
}

bool eigrp_is_link(const struct eigrp *e, const struct ipaddr *prefix, u8 plen)
{
	const struct eigrp_route *r = eigrp_find(e, prefix, plen);
	const struct eigrp_path *p = r ? r->paths : NULL;

	while (p && (p->kind != PATH_CONNECTED || p->distance == EIGRP_INFINITY))
		p = p->next;
	return p;
}

/* What another process has of the route that it gave the RIB. */
static bool vector_there(const struct eigrp *e, const struct rib_route *r, const struct policy_route *out, struct eigrp_metric *m)
{
	const struct eigrp *from = eigrp_find_as(e->all->s, e->af, r->process);
	const struct eigrp_route *x = from ? eigrp_find(from, &out->prefix, out->plen) : NULL;

	if (!x || !x->successor)
		return false;
	*m = eigrp_converted(e, from, &x->successor->here);
	return m->delay != EIGRP_INFINITY;
}

static bool redist_vector(const struct eigrp *e, const struct eigrp_redist *d, const struct rib_route *r, const struct policy_route *out, struct eigrp_metric *m)
{
	const u32 *v = out->set & SET_VECTOR ? out->vector : d->m_set ? d->m : e->m_set ? e->m : NULL;
	const struct iface *i = rib_nhop(e->all->s, r)->hop.out;

	if (!v && (r->source == ROUTE_CONNECTED || r->source == ROUTE_STATIC) && i)
		*m = eigrp_vector_of(e, i, i->mtu);
	else if (!v && r->source == ROUTE_STATIC)
		*m = eigrp_vector(e, 10000000, 0, 255, 1, 1500);	/* Null0 */
	else if (!v)
		return r->source == ROUTE_EIGRP && vector_there(e, r, out, m);
	else
		*m = eigrp_vector(e, v[0], v[1], v[2], v[3], v[4]);
	return true;
}

static u8 ext_proto(u8 source)
{
	switch (source) {
	case ROUTE_CONNECTED:
		return EXT_CONNECTED;
	case ROUTE_STATIC:
		return EXT_STATIC;
	case ROUTE_RIP:
		return EXT_RIP;
	case ROUTE_OSPF:
	case ROUTE_OSPF3:
		return EXT_OSPF;
	case ROUTE_EIGRP:
		return EXT_EIGRP;
	default:
		return EXT_BGP;
	}
}

static void own_redistributed(struct eigrp *e)
{
	struct rib_entry **all;
	struct policy_route out;
	u32 n;

	if (!e->redist)
		return;
	all = rib_sorted(e->all->s, e->af, &n);
	for (u32 k = 0; k < n; k++) {
		const struct eigrp_redist *d = (const struct eigrp_redist *)redist_takes(e->all->s, e->redist, all[k], &out);
		const struct rib_route *r = d ? rib_best(e->all->s, all[k]) : NULL;
		struct eigrp_metric m;
		struct eigrp_ext x;
		struct ipaddr prefix;

		prefix = rib_prefix(all[k]);
		if (!d || (r->source == ROUTE_EIGRP && r->process == e->as) || eigrp_is_link(e, &prefix, all[k]->plen) || !redist_vector(e, d, r, &out, &m))
			continue;
		x = (struct eigrp_ext){ .router = e->rid, .as = r->source == ROUTE_RIP ? 0 : r->process, .tag = out.tag, .metric = r->metric, .proto = ext_proto(r->source) };
		if (e->filters && !dist_out_source(e->filters, &out))
			continue;
		dual_own(e, &prefix, all[k]->plen, PATH_REDIST, NULL, &m, &x);
	}
	free(all);
}

struct attached {
	struct eigrp *e;
	const struct eigrp_if *ei;
	const struct eigrp_metric *m;
};

static void own_attached(void *arg, const struct rib_entry *x)
{
	const struct attached *at = arg;
	struct ipaddr prefix = rib_prefix(x);

	if (eigrp_covers(at->e, prefix.v4))
		dual_own(at->e, &prefix, x->plen, PATH_CONNECTED, at->ei->i, at->m, NULL);
}

static void own_connected(struct eigrp *e)
{
	for (const struct eigrp_if *ei = e->ifs; ei; ei = ei->next) {
		struct eigrp_metric m = { .delay = ei->delay, .bandwidth = ei->bandwidth, .mtu = ei->mtu, .reliability = 255, .load = 1 };
		struct ipaddr prefix;

		for (const struct addr4 *a = e->af == AF_IP4 ? ei->i->ip->a4 : NULL; a && !a->borrowed; a = a->next) {
			prefix = ipaddr4(a->addr & ip4_mask(a->plen));
			if (eigrp_covers(e, a->addr))
				dual_own(e, &prefix, a->plen, PATH_CONNECTED, ei->i, &m, NULL);
		}
		if (e->af == AF_IP4)
			rib_attached(e->all->s, ei->i, own_attached, &(struct attached){ e, ei, &m });
		for (const struct addr6 *a = e->af == AF_IP6 ? ei->i->ip->a6 : NULL; a; a = a->next) {
			struct ip6 net = ip6_masked(&a->addr, a->plen);

			prefix = ipaddr6(&net);
			if (!a->linklocal && a->routed)
				dual_own(e, &prefix, a->plen, PATH_CONNECTED, ei->i, &m, NULL);
		}
	}
}

struct eigrp_sum_metric **eigrp_sum_metric_at(struct eigrp *e, const struct ipaddr *prefix, u8 plen)
{
	struct eigrp_sum_metric **at = &e->sum_metrics;

	while (*at && (!ipaddr_eq(&(*at)->prefix, prefix) || (*at)->plen != plen))
		at = &(*at)->next;
	return at;
}

const struct eigrp_path *eigrp_summary_path(const struct eigrp_route *r)
{
	const struct eigrp_path *p = r->paths;

	while (p && (p->kind != PATH_SUMMARY || p->distance == EIGRP_INFINITY))
		p = p->next;
	return p;
}

/* A summary has the metric of its nearest part, or its own, and is there while it has a part, unless its distance is 255. */
static void own_summaries(struct eigrp *e)
{
	u32 n = e->n; /* dual_own() adds at places of its own: look first */
	struct best { struct eigrp_summary s; struct eigrp_metric m; u64 distance; } *found = NULL;
	u32 n_found = 0, cap = 0;

	for (const struct eigrp_if *ei = e->ifs; ei; ei = ei->next)
		for (u32 k = 0; k < n; k++) {
			const struct eigrp_route *r = e->r[k];
			const struct eigrp_path *p = r->successor;
			struct eigrp_summary made;
			const struct eigrp_summary *s = p && p->kind != PATH_SUMMARY && p->distance < EIGRP_INFINITY && !r->refused ?
								eigrp_summary_of(ei, &r->prefix, r->plen, p->ext.proto, &made) : NULL;
			u32 at = 0;

			if (!s)
				continue;
			while (at < n_found && (!ipaddr_eq(&found[at].s.prefix, &s->prefix) || found[at].s.plen != s->plen))
				at++;
			if (at == n_found) {
				if (n_found == cap) {
					cap = cap ? 2 * cap : 8;
					found = xrealloc(found, cap, sizeof(*found));
				}
				found[n_found++] = (struct best){ *s, p->here, p->distance };
			} else if (p->distance < found[at].distance) {
				found[at].m = p->here;
				found[at].distance = p->distance;
			}
		}
	for (u32 k = 0; k < n_found; k++) {
		const struct eigrp_sum_metric *own = *eigrp_sum_metric_at(e, &found[k].s.prefix, found[k].s.plen);
		struct eigrp_ext none = { 0 };

		if (own && own->m_set)
			found[k].m = eigrp_vector(e, own->m[0], own->m[1], own->m[2], own->m[3], own->m[4]);
		/* For the RIB; not told: the route is internal. */
		none.metric = own && own->distance ? own->distance : found[k].s.distance;
		if (none.metric == DISTANCE_NEVER)	/* it is not told either; its parts stay behind it */
			continue;
		dual_own(e, &found[k].s.prefix, found[k].s.plen, PATH_SUMMARY, NULL, &found[k].m, &none);
	}
	free(found);
}

void eigrp_own_routes(struct eigrp *e)
{
	for (u32 k = 0; k < e->n; k++)
		for (struct eigrp_path *p = e->r[k]->paths; p; p = p->next)
			p->seen = p->kind == PATH_NBR;
	own_connected(e);
	own_redistributed(e);
	own_summaries(e);
	for (u32 k = 0; k < e->n; k++) {
		struct eigrp_route *r = e->r[k];

		for (struct eigrp_path *p = r->paths; p;) {
			bool gone = !p->seen && p->distance < EIGRP_INFINITY;

			if (gone)
				dual_own(e, &r->prefix, r->plen, p->kind, p->i, NULL, NULL);
			p = gone ? r->paths : p->next;	/* the list is another then */
		}
	}
}
