/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Processes and the device: on which interfaces they run, the routes that are our own (connected, redistributed, summaries), and the RIB. Changes ask for
 * a sync, which runs at the same moment but after whatever caused it.
 */
#include "router/eigrp/eigrp.h"

#include <stdlib.h>

struct eigrp *eigrp_find_as(const struct ipstack *s, u16 as)
{
	struct eigrp *e = s->eigrp ? s->eigrp->procs : NULL;

	while (e && e->as != as)
		e = e->next;
	return e;
}

struct eigrp_ifc *eigrp_ifc(struct eigrp_all *all, struct iface *i, u16 as, bool make)
{
	struct eigrp_all *root = eigrp_all(all->s->root);
	struct eigrp_ifc *c = root->ifcs;

	while (c && (c->i != i || c->as != as))
		c = c->next;
	if (c || !make)
		return c;
	c = xcalloc(1, sizeof(*c));
	c->i = i;
	c->as = as;
	c->next = root->ifcs;
	root->ifcs = c;
	for (struct eigrp *e = all->procs; e; e = e->next)
		for (struct eigrp_if *ei = e->ifs; ei; ei = ei->next)
			if (ei->i == i && e->as == as)
				ei->c = c;
	return c;
}

static bool covered(const struct eigrp *e, u32 addr)
{
	const struct eigrp_net *n = e->nets;

	while (n && (addr ^ n->net) & ~n->wild)
		n = n->next;
	return n;
}

static bool is_passive(const struct eigrp *e, const struct iface *i) { return passive_is(&e->passive, i) || i->type == IF_LOOPBACK; }

/* ---- interfaces ---- */

static const struct ipaddr group = { .af = AF_IP4, .v4 = EIGRP_GROUP };

static void if_remove(struct eigrp_if *ei, const char *why)
{
	struct eigrp *e = ei->e;
	struct eigrp_if **at = &e->ifs;

	if (!ei->passive && ei->i->ip && ei->i->ip->up && !e->all->s->cleaning)
		packet_hello(ei, true);
	while (ei->nbrs)
		nbr_down(ei->nbrs, why);
	timer_stop(eigrp_worker(e), &ei->hello);
	if (!ei->passive && ei->i->ip && !e->all->s->cleaning)
		ipif_leave(ei->i->ip, &group);
	while (*at != ei)
		at = &(*at)->next;
	*at = ei->next;
	free(ei);
}

static struct eigrp_if *if_add(struct eigrp *e, struct ipif *p, bool passive)
{
	struct eigrp_if *ei = xcalloc(1, sizeof(*ei)), **at = &e->ifs;

	ei->e = e;
	ei->i = p->i;
	ei->c = eigrp_ifc(e->all, p->i, e->as, false);
	ei->addr = p->a4->addr;
	ei->mask = ip4_mask(p->a4->plen);
	ei->passive = passive;
	while (*at && (*at)->i->order <= p->i->order)
		at = &(*at)->next;
	ei->next = *at;
	*at = ei;
	if (!passive) {
		ipif_join(p, &group);
		hello_start(ei);
	}
	return ei;
}

static struct eigrp_metric vector(u32 kbit, u32 delay_10us, u32 reliability, u32 load, u32 mtu)
{
	return (struct eigrp_metric){ .delay = delay_10us >= EIGRP_INFINITY / 256 ? EIGRP_INFINITY : delay_10us * 256, .bandwidth = 10000000u / (kbit ? kbit : 1) * 256,
				      .mtu = mtu, .reliability = (u8)reliability, .load = (u8)(load ? load : 1) };
}

/* Interfaces come, go and change; true: a metric is other than before. */
static bool sync_ifs(struct eigrp *e)
{
	bool changed = false;

	for (struct eigrp_if *ei = e->ifs, *next; ei; ei = next) {
		struct ipif *p = ei->i->ip;
		bool on = p && p->up && p->a4 && !e->shutdown && covered(e, p->a4->addr);

		next = ei->next;
		if (!on || p->a4->addr != ei->addr || ip4_mask(p->a4->plen) != ei->mask || is_passive(e, ei->i) != ei->passive)
			if_remove(ei, on && p->a4->addr == ei->addr ? "interface passive" : "interface down");
	}
	for (struct ipif *p = e->all->s->ifs; p; p = p->next) {
		struct eigrp_if *ei = e->ifs;
		struct eigrp_metric m = vector(p->i->bandwidth_kbit, p->i->delay_10us, 255, 1, p->mtu4);

		if (e->shutdown || !p->up || !p->a4 || !covered(e, p->a4->addr))
			continue;
		while (ei && ei->i != p->i)
			ei = ei->next;
		if (!ei)
			ei = if_add(e, p, is_passive(e, p->i));
		if (ei->delay == m.delay && ei->bandwidth == m.bandwidth && ei->mtu == m.mtu)
			continue;
		ei->delay = m.delay;
		ei->bandwidth = m.bandwidth;
		ei->mtu = m.mtu;
		changed = true;
	}
	return changed;
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

/* ---- routes of our own ---- */

static bool redist_vector(const struct eigrp *e, const struct eigrp_redist *d, const struct rib_route *r, struct eigrp_metric *m)
{
	const u32 *v = d->m_set ? d->m : e->m_set ? e->m : NULL;
	const struct iface *i = r->nh->hop.out;

	if (!v && (r->source == ROUTE_CONNECTED || r->source == ROUTE_STATIC) && i)
		*m = vector(i->bandwidth_kbit, i->delay_10us, 255, 1, i->mtu);
	else if (!v && r->source == ROUTE_STATIC)
		*m = vector(10000000, 0, 255, 1, 1500);	/* Null0 */
	else if (!v)
		return false;
	else
		*m = vector(v[0], v[1], v[2], v[3], v[4]);
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
	all = rib_sorted(e->all->s, AF_IP4, &n);
	for (u32 k = 0; k < n; k++) {
		const struct eigrp_redist *d = (const struct eigrp_redist *)redist_takes(e->all->s, e->redist, all[k], &out);
		const struct rib_route *r = d ? rib_best(e->all->s, all[k]) : NULL;
		struct eigrp_metric m;
		struct eigrp_ext x;

		if (!d || (r->source == ROUTE_EIGRP && r->process == e->as) || !redist_vector(e, d, r, &m))
			continue;
		x = (struct eigrp_ext){ .router = e->rid, .as = r->process, .tag = out.tag, .metric = r->metric, .proto = ext_proto(r->source) };
		dual_own(e, rib_prefix(all[k]).v4, all[k]->plen, PATH_REDIST, NULL, &m, &x);
	}
	free(all);
}

static void own_connected(struct eigrp *e)
{
	for (const struct eigrp_if *ei = e->ifs; ei; ei = ei->next)
		for (const struct addr4 *a = ei->i->ip->a4; a; a = a->next) {
			struct eigrp_metric m = { .delay = ei->delay, .bandwidth = ei->bandwidth, .mtu = ei->mtu, .reliability = 255, .load = 1 };

			if (covered(e, a->addr))
				dual_own(e, a->addr & ip4_mask(a->plen), a->plen, PATH_CONNECTED, ei->i, &m, NULL);
		}
}

/* A summary has the metric of its nearest part, and is there while it has one. */
static void own_summaries(struct eigrp *e)
{
	u32 n = e->n; /* dual_own() adds at places of its own: look first */
	struct best { struct eigrp_summary s; struct eigrp_metric m; u32 distance; } *found = NULL;
	u32 n_found = 0, cap = 0;

	for (const struct eigrp_if *ei = e->ifs; ei; ei = ei->next)
		for (u32 k = 0; k < n; k++) {
			const struct eigrp_route *r = e->r[k];
			const struct eigrp_path *p = r->successor;
			struct eigrp_summary made;
			const struct eigrp_summary *s = p && p->kind != PATH_SUMMARY && p->distance < EIGRP_INFINITY ?
								eigrp_summary_of(ei, r->prefix, r->plen, p->ext.proto, &made) : NULL;
			u32 at = 0;

			if (!s)
				continue;
			while (at < n_found && (found[at].s.prefix != s->prefix || found[at].s.plen != s->plen))
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
		struct eigrp_ext none = { 0 };

		none.metric = found[k].s.distance;	/* for the RIB; not told: the route is internal */
		dual_own(e, found[k].s.prefix, found[k].s.plen, PATH_SUMMARY, NULL, &found[k].m, &none);
	}
	free(found);
}

static void own_routes(struct eigrp *e)
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
				dual_own(e, r->prefix, r->plen, p->kind, p->i, NULL, NULL);
			p = gone ? r->paths : p->next;	/* the list is another then */
		}
	}
}

static void sync_due(struct timer *t)
{
	struct eigrp_all *all = container_of(t, struct eigrp_all, sync);

	for (struct eigrp *e = all->procs; e; e = e->next) {
		bool changed;

		choose_rid(e);
		changed = sync_ifs(e);
		own_routes(e);
		if (changed)
			dual_recompute(e);
	}
}

void eigrp_soon(struct eigrp_all *all)
{
	if (all->procs && !all->s->cleaning && !timer_is_set(&all->sync))
		timer_set(all->s->node->worker, &all->sync, stack_now(all->s));
}

/* ---- the RIB ---- */

void eigrp_to_rib(struct eigrp_route *r)
{
	struct eigrp *e = r->e;
	const struct eigrp_path *s = r->successor;
	bool external = s && s->ext.proto, summary = s && s->kind == PATH_SUMMARY, there = s && s->distance < EIGRP_INFINITY;
	struct nexthop nh[EIGRP_PATHS_MAX];
	struct route x = { .prefix = ipaddr4(r->prefix), .plen = r->plen, .source = ROUTE_EIGRP, .process = e->as, .kind = external,
			   .distance = summary ? (u8)s->ext.metric : external ? e->distance_ext : e->distance_in, .metric = there ? s->distance : 0,
			   .tag = external ? s->ext.tag : 0 };
	unsigned n = 0;

	if (there && summary && x.distance < DISTANCE_NEVER)
		nh[n++] = (struct nexthop){ .null = true };
	else if (there && s->kind == PATH_NBR && s->i && x.distance < DISTANCE_NEVER)
		nh[n++] = (struct nexthop){ .via = ipaddr4(s->via), .out = s->i };
	for (const struct eigrp_path *p = r->paths; n && p && n < e->max_paths; p = p->next)
		if (p != s && p->i && dual_used(r, p))
			nh[n++] = (struct nexthop){ .via = ipaddr4(p->via), .out = p->i };
	if (n || r->in_rib)
		rib_replace(e->all->s, &x, nh, n);
	r->in_rib = n;
	for (const struct eigrp_if *ei = e->ifs; ei; ei = ei->next)
		if (e->auto_summary || (ei->c && ei->c->summaries)) {
			eigrp_soon(e->all);	/* it may be part of a summary */
			break;
		}
}

static void rib_changed(struct rib_watch *w, const struct rib_entry *x)
{
	struct eigrp_all *all = container_of(w, struct eigrp_all, rib);

	for (const struct eigrp *e = all->procs; e && x->af == AF_IP4; e = e->next)
		if (e->redist)
			eigrp_soon(all);
}

static void policy_new(struct policy_watch *w)
{
	eigrp_soon(container_of(w, struct eigrp_all, policy));
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

struct eigrp *eigrp_get(struct ipstack *s, u16 as)
{
	struct eigrp *e = eigrp_find_as(s, as), **at;
	struct eigrp_all *all = eigrp_all(s);

	if (e)
		return e;
	e = xcalloc(1, sizeof(*e));
	e->all = all;
	e->as = as;
	e->k[0] = e->k[2] = 1;
	e->variance = 1;
	e->max_paths = 4;
	e->hops_max = EIGRP_HOPS_MAX;
	e->distance_in = DISTANCE_EIGRP;
	e->distance_ext = DISTANCE_EIGRP_EXTERNAL;
	e->active_s = 180;
	e->log_changes = true;
	e->flush.fire = tell_flush;
	for (at = &all->procs; *at && (*at)->as < as;)
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
	for (struct eigrp_net *x; (x = e->nets); free(x))
		e->nets = x->next;
	while (e->bfd) {
		struct eigrp_bfd *x = e->bfd;

		e->bfd = x->next;
		free(x->name);
		free(x);
	}
	passive_free(&e->passive);
	free(e);
}

static void ifc_free(struct eigrp_ifc *c)
{
	for (struct eigrp_summary *s; (s = c->summaries); free(s))
		c->summaries = s->next;
	free(c->chain);
	free(c);
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
			dual_own(e, r->prefix, r->plen, x->kind, p->i, NULL, NULL);
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
		*at = c->next;
		ifc_free(c);
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
	for (struct eigrp_ifc *c; (c = all->ifcs);) {
		all->ifcs = c->next;
		ifc_free(c);
	}
	free(all);
	s->eigrp = NULL;
}
