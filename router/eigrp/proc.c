/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Processes and the device: router IDs, the RIB, life and death. Changes ask for a sync, which runs at the same moment but after whatever caused it. */
#include <stdio.h>

#include "router/eigrp/eigrp.h"
#include "router/acl/acl.h"
#include "router/rib.h"

#include <stdlib.h>

struct eigrp *eigrp_find_as(const struct ipstack *s, u8 af, u16 as)
{
	struct eigrp *e = s->eigrp ? s->eigrp->procs : NULL;

	while (e && (e->as != as || e->af != af))
		e = e->next;
	return e;
}

/* IOS: as configured, or the highest address of a loopback, or the highest of all. It stays while its process lives. */
static void choose_rid(struct eigrp *e)
{
	u32 loopback = 0, any = 0;

	if (e->rid_set || e->rid) {
		e->rid = e->rid_set ? e->rid_set : e->rid;
		return;
	}
	for (const struct ipif *p = e->all->s->ifs; p; p = p->next)
		if (p->up && p->a4) {
			u32 *best = p->i->type == IF_LOOPBACK ? &loopback : &any;

			if (p->a4->addr > *best)
				*best = p->a4->addr;
		}
	e->rid = loopback ? loopback : any;
}

static void sync_due(struct timer *t)
{
	struct eigrp_all *all = container_of(t, struct eigrp_all, sync);

	for (struct eigrp *e = all->procs; e; e = e->next) {
		bool changed;

		if (e->af == AF_IP6 && !all->s->forwarding6 && !e->still_logged)
			device_log(all->s->dev, "IPV6", 4, "NOROUTING", "EIGRP process %u for IPv6 does not run: there is no \"ipv6 unicast-routing\"", e->as);
		e->still_logged = !all->s->forwarding6;
		choose_rid(e);
		changed = eigrp_sync_ifs(e);
		eigrp_own_routes(e);
		if (changed)
			dual_recompute(e);
		/* After what is redistributed: that is our own then, and stays told. */
		if (dual_look(e))
			eigrp_own_routes(e);	/* summaries have other parts, perhaps */
	}
}

void eigrp_soon(struct eigrp_all *all)
{
	if (all->procs && !all->s->cleaning && !timer_is_set(&all->sync))
		timer_set(all->s->node->worker, &all->sync, stack_now(all->s));
}

/* ---- the RIB ---- */

enum { SHARE_MOST = 240 };	/* IOS: of the nearest way, before what all have in common is taken out */

/* The flows of a way in its route's, before ways are compared. beside: a way as near, out of the same interface, comes before it. */
static u8 share_of(const struct eigrp_route *r, const struct eigrp_path *p, bool beside)
{
	u64 best = r->successor->distance;

	if (r->e->traffic == TRAFFIC_BALANCED)
		return p->distance <= best ? SHARE_MOST : (u8)(((unsigned __int128)best * SHARE_MOST + p->distance / 2) / p->distance);
	return p->distance > best || (beside && r->e->traffic == TRAFFIC_MIN_ACROSS) ? WAY_STANDBY : 1;
}

static void shares_reduce(struct nexthop *nh, unsigned n)
{
	u64 common = 0;

	for (unsigned k = 0; k < n; k++)
		common = gcd_u64(common, nh[k].share);
	for (unsigned k = 0; k < n; k++)
		nh[k].share = (u8)(nh[k].share / common);
}

/* The ways of a route from a neighbour, the successor first. */
static unsigned ways_of(const struct eigrp_route *r, struct nexthop *nh)
{
	const struct eigrp_path *s = r->successor;
	unsigned n = 1;

	nh[0] = (struct nexthop){ .via = s->via, .out = s->i, .share = share_of(r, s, false) };
	/* Those as near come first: farther ones may not take their places. */
	for (unsigned far = 0; far < 2; far++)
		for (const struct eigrp_path *p = r->paths; p && n < r->e->max_paths; p = p->next) {
			bool beside = false;

			if (p == s || !p->i || (p->distance > s->distance) != far || !dual_used(r, p))
				continue;
			for (unsigned k = 0; k < n; k++)
				beside |= nh[k].out == p->i && nh[k].share != WAY_STANDBY;
			nh[n++] = (struct nexthop){ .via = p->via, .out = p->i, .share = share_of(r, p, beside) };
		}
	if (r->e->traffic == TRAFFIC_BALANCED)
		shares_reduce(nh, n);
	return n;
}

/* The path that a way in the RIB is. NULL: it is about to change. */
static const struct eigrp_path *path_of_way(const struct ipstack *s, const struct rib_entry *x, const struct rib_path *p, const struct eigrp **e)
{
	struct ipaddr prefix = rib_prefix(x);
	const struct eigrp_route *r;
	const struct eigrp_path *q;

	*e = eigrp_find_as(s, x->af, p->r->process);
	r = *e ? eigrp_find(*e, &prefix, x->plen) : NULL;
	q = r ? r->paths : NULL;
	while (q && (q->kind != PATH_NBR || q->i != p->nh->hop.out || !ipaddr_eq(&q->via, &p->nh->hop.via)))
		q = q->next;
	return q;
}

u32 eigrp_way_metric(const struct ipstack *s, const struct rib_path *p)
{
	const struct eigrp *e;
	const struct eigrp_path *q = path_of_way(s, rib_entry_of(s, p->r), p, &e);

	return q ? eigrp_rib_metric(e, q->distance) : p->r->metric;
}

void eigrp_route_words(const struct ipstack *s, const struct rib_entry *entry, const struct rib_path *p, struct route_words *w)
{
	const struct eigrp *e;
	const struct eigrp_path *q = path_of_way(s, entry, p, &e);

	snprintf(w->type, sizeof(w->type), "%s", p->r->kind ? "external" : "internal");
	if (!q)
		return;
	if (q->n)
		w->from = q->n->addr;
	snprintf(w->more, sizeof(w->more), "      Total delay is %llu microseconds, minimum bandwidth is %llu Kbit\n      Reliability %u/255, minimum MTU %u bytes\n      Loading %u/255, Hops %u\n",
		 (unsigned long long)(e->wide ? q->here.delay / 1000000 : q->here.delay * 10 / 256), (unsigned long long)eigrp_kbit(e, &q->here), q->here.reliability, q->here.mtu,
		 q->here.load, q->here.hops);
}

void eigrp_redistributors(const struct ipstack *s, u8 af, redist_user *fn, void *arg)
{
	char name[16];

	for (const struct eigrp *e = s->eigrp ? s->eigrp->procs : NULL; e; e = e->next) {
		snprintf(name, sizeof(name), "eigrp %u", e->as);
		if (e->redist && e->af == af)
			fn(arg, name, e->redist);
	}
}

u8 eigrp_admin(const struct eigrp_route *r, const struct eigrp_path *p)
{
	const struct eigrp *e = r->e;

	if (p->kind == PATH_SUMMARY)
		return (u8)p->ext.metric;
	if (p->ext.proto || !p->n || r->prefix.af != AF_IP4)
		return p->ext.proto ? e->distance_ext : e->distance_in;
	return distance_of(e->distances, e->distance_in, p->n->addr.v4, &r->prefix, r->plen);
}

void eigrp_to_rib(struct eigrp_route *r)
{
	struct eigrp *e = r->e;
	const struct eigrp_path *s = r->successor;
	bool external = s && s->ext.proto, summary = s && s->kind == PATH_SUMMARY, there = s && s->distance < EIGRP_INFINITY;
	struct nexthop nh[EIGRP_PATHS_MAX];
	struct route x = { .prefix = r->prefix, .plen = r->plen, .source = ROUTE_EIGRP, .process = e->as, .kind = external,
			   .distance = s ? eigrp_admin(r, s) : 0, .metric = there ? eigrp_rib_metric(e, s->distance) : 0,
			   .tag = external ? s->ext.tag : 0 };
	unsigned n = 0;

	if (there && summary)
		nh[n++] = (struct nexthop){ .null = true };
	else if (there && s->kind == PATH_NBR && s->i)
		n = ways_of(r, nh);
	if (n ? r->dirty || !r->in_rib : r->in_rib)
		eigrp_event(e, n ? EV_INSTALLED : EV_DELETED, &r->prefix, r->plen, n && nh[0].via.af ? &nh[0].via : NULL, 0, 0);
	if (n || r->in_rib)
		rib_replace(e->all->s, &x, nh, n);
	r->in_rib = n;
	for (const struct eigrp_if *ei = e->ifs; ei; ei = ei->next)
		if (e->auto_summary || (ei->c && ei->c->summaries)) {
			eigrp_soon(e->all);	/* it may be part of a summary */
			break;
		}
}

/* best: what the RIB has of its prefix; NULL: nothing. Two processes that have it with the same distance run side by side: both tell it on. */
static bool refused_for(const struct eigrp_route *r, const struct rib_route *best)
{
	const struct eigrp_path *s = r->successor;
	u8 distance;

	if (!best || !s || s->kind != PATH_NBR || s->distance == EIGRP_INFINITY || (best->source == ROUTE_EIGRP && best->process == r->e->as))
		return false;
	distance = eigrp_admin(r, s);
	return best->distance < distance || (best->distance == distance && best->source != ROUTE_EIGRP && best->metric <= eigrp_rib_metric(r->e, s->distance));
}

bool eigrp_refused(const struct eigrp_route *r)
{
	const struct ipstack *s = r->e->all->s;
	const struct rib_entry *x = s->cleaning ? NULL : rib_exact(s, &r->prefix, r->plen);

	return x && refused_for(r, rib_best(s, x));
}

static void rib_changed(struct rib_watch *w, const struct rib_entry *x)
{
	struct eigrp_all *all = container_of(w, struct eigrp_all, rib);
	const struct rib_route *best = rib_best(all->s, x);
	struct ipaddr prefix = rib_prefix(x);

	for (const struct eigrp *e = all->procs; e; e = e->next) {
		struct eigrp_route *r = e->af == x->af ? eigrp_find(e, &prefix, x->plen) : NULL;

		if (r && r->refused != refused_for(r, best))
			r->look = true;
		/* A static route may be as good as connected; or was, and is gone. */
		if (e->af == x->af && (e->redist || (r && r->look) || (best && best->source == ROUTE_STATIC) || eigrp_is_link(e, &prefix, x->plen)))
			eigrp_soon(all);
	}
}

bool eigrp_dflt_passes(const struct eigrp *e, bool out, const struct ipaddr *prefix, u8 plen)
{
	const struct eigrp_dflt *d = &e->dflt_info[out];

	return plen || (!d->off && (!d->acl || acl_permits_route(d->acl, prefix, plen)));
}

/* Lists say otherwise than before: routes that are believed, and told. */
void eigrp_filtered(struct eigrp *e)
{
	dual_recompute(e);
	for (struct eigrp_if *ei = e->ifs; ei; ei = ei->next)
		tell_again(ei);
	eigrp_soon(e->all);
}

/* Parts of summaries that leak-maps let out may be others. */
static void leaks_again(const struct eigrp *e)
{
	for (struct eigrp_if *ei = e->ifs; ei; ei = ei->next) {
		const struct eigrp_summary *s = ei->c ? ei->c->summaries : NULL;

		while (s && !s->leak)
			s = s->next;
		if (s)
			tell_again(ei);
	}
}

static void policy_new(struct policy_watch *w)
{
	struct eigrp_all *all = container_of(w, struct eigrp_all, policy);

	for (struct eigrp *e = all->procs; e && !all->s->cleaning; e = e->next) {
		if (e->filters || e->offsets || e->stub_leak || e->dflt_info[0].acl || e->dflt_info[1].acl)
			eigrp_filtered(e);
		else if (e->distances)
			dual_recompute(e);
		leaks_again(e);
	}
	eigrp_soon(all);
}

/* ---- life ---- */

struct eigrp_all *eigrp_all(struct ipstack *s)
{
	struct eigrp_all *all = s->eigrp;

	if (all)
		return all;
	all = s->eigrp = xcalloc(1, sizeof(*all));
	all->s = s;
	all->sync.fire = sync_due;
	all->rib.changed = rib_changed;
	all->policy.changed = policy_new;
	rib_watch(s, &all->rib);
	policy_watch(s, &all->policy);
	return all;
}

struct eigrp *eigrp_get(struct ipstack *s, struct eigrp_inst *inst, u8 af, u16 as)
{
	struct eigrp *e = eigrp_find_as(s, af, as), **at;
	struct eigrp_all *all = eigrp_all(s);

	if (e)
		return e->inst == inst ? e : NULL;
	e = xcalloc(1, sizeof(*e));
	e->all = all;
	e->inst = inst;
	e->wide = inst;
	e->rib_scale = 128;
	e->af = af;
	e->as = as;
	e->k[0] = e->k[2] = 1;
	e->variance = 1;
	e->events_max = EIGRP_EVENTS_USUAL;
	e->max_paths = 4;
	e->hops_max = EIGRP_HOPS_MAX;
	e->distance_in = DISTANCE_EIGRP;
	e->distance_ext = DISTANCE_EIGRP_EXTERNAL;
	e->active_s = 180;
	e->log_changes = true;
	e->warn_s = 10;
	e->flush.fire = tell_flush;
	for (at = &all->procs; *at && ((*at)->as < as || ((*at)->as == as && (*at)->af < af));)
		at = &(*at)->next;
	e->next = *at;
	*at = e;
	ip_proto_set(s, IP_EIGRP, eigrp_input);
	eigrp_soon(all);
	return e;
}

void eigrp_remove(struct eigrp *e)
{
	struct eigrp_all *all = e->all;
	struct eigrp **at = &all->procs;

	for (const struct eigrp_if *ei = e->ifs; ei; ei = ei->next)
		if (ei->i->ip)
			redist_iface(all->s, ei->i->ip);
	while (e->ifs)
		if_remove(e->ifs, "interface down");
	dual_free(e);
	timer_stop(eigrp_worker(e), &e->flush);
	while (*at != e)
		at = &(*at)->next;
	*at = e->next;
	if (!all->procs) {
		timer_stop(all->s->node->worker, &all->sync);
		ip_proto_set(all->s, IP_EIGRP, NULL);
	}
	redist_free(&e->redist);
	dist_free(&e->filters);
	offset_free(&e->offsets);
	route_map_release(e->stub_leak);
	acl_release(e->dflt_info[0].acl);
	acl_release(e->dflt_info[1].acl);
	distance_free(&e->distances);
	for (struct eigrp_sum_metric *m; (m = e->sum_metrics);) {
		e->sum_metrics = m->next;
		free(m);
	}
	for (struct eigrp_net *x; (x = e->nets); free(x))
		e->nets = x->next;
	while (e->bfd) {
		struct eigrp_bfd *x = e->bfd;

		e->bfd = x->next;
		free(x->name);
		free(x);
	}
	for (struct eigrp_static *x; (x = e->statics); free(x)) {
		e->statics = x->next;
		free(x->iface);
	}
	while (e->ifcs)
		eigrp_ifc_drop(&e->ifcs, e->ifcs);
	if (e->dflt)
		eigrp_ifc_free(e->dflt);
	passive_free(&e->passive);
	eigrp_events_clear(e);
	free(e);
}

struct eigrp_inst *eigrp_inst(struct ipstack *s, const char *name, bool make)
{
	struct eigrp_all *all = eigrp_all(s->root);
	struct eigrp_inst **at = &all->insts, *x;

	while (*at && strcmp((*at)->name, name))
		at = &(*at)->next;
	x = *at;
	if (x || !make)
		return x;
	x = *at = xcalloc(1, sizeof(*x));
	x->name = xstrdup(name);
	return x;
}

void eigrp_inst_remove(struct ipstack *s, struct eigrp_inst *x)
{
	struct eigrp_inst **at = &s->root->eigrp->insts;

	for (struct ipstack *t = s->root; t; t = t->next)
		for (struct eigrp *e = t->eigrp ? t->eigrp->procs : NULL, *next; e; e = next) {
			next = e->next;
			if (e->inst == x)
				eigrp_remove(e);
		}
	while (*at != x)
		at = &(*at)->next;
	*at = x->next;
	free(x->name);
	free(x);
}

void eigrp_stack_changed(struct ipstack *s)
{
	if (s->eigrp)
		eigrp_soon(s->eigrp);
}

void eigrp_iface_left(struct ipif *p)
{
	struct eigrp_all *all = p->ip->eigrp;

	for (struct eigrp *e = all ? all->procs : NULL; e; e = e->next) {
		for (struct eigrp_if *ei = e->ifs, *next; ei; ei = next) {
			next = ei->next;
			if (ei->i == p->i)
				if_remove(ei, "interface down");
		}
		for (u32 k = 0; k < e->n; k++) {
			struct eigrp_route *r = e->r[k];
			struct eigrp_path *x = r->paths;

			while (x && x->i != p->i)
				x = x->next;
			if (!x)
				continue;
			dual_own(e, &r->prefix, r->plen, x->kind, p->i, NULL, NULL);
			for (x = r->paths; x; x = x->next)	/* one that is asked about still */
				if (x->i == p->i)
					x->i = NULL;
		}
	}
}

void eigrp_iface_gone(struct ipif *p)
{
	struct eigrp_all *all = p->ip->root->eigrp;

	eigrp_iface_left(p);
	for (struct eigrp_ifc **at = all ? &all->ifcs : NULL; at && *at;) {
		struct eigrp_ifc *c = *at;

		if (c->i != p->i) {
			at = &c->next;
			continue;
		}
		eigrp_ifc_drop(at, c);
	}
}

void eigrp_stack_free(struct ipstack *s)
{
	struct eigrp_all *all = s->eigrp;

	if (!all)
		return;
	while (all->procs)
		eigrp_remove(all->procs);
	timer_stop(s->node->worker, &all->sync);
	rib_unwatch(s, &all->rib);
	policy_unwatch(s, &all->policy);
	while (all->ifcs)
		eigrp_ifc_drop(&all->ifcs, all->ifcs);
	for (struct eigrp_inst *x; (x = all->insts); free(x)) {
		all->insts = x->next;
		free(x->name);
	}
	free(all);
	s->eigrp = NULL;
}
