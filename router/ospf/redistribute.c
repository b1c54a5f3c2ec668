/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What of the RIB a process tells the others: externals, and whether there is a default route. */
#include <stdio.h>
#include <stdlib.h>

#include "router/ospf/proc.h"
#include "router/route.h"

static bool classful4(u32 a, u8 plen) { return plen == ip4_class_len(a); }

static bool on_own_link(const struct ospf *o, const struct iface *out)
{
	for (const struct ospf_if *oi = o->ifs; oi; oi = oi->next)
		if (oi->port == out && oi->state != IFS_DOWN)
			return true;
	return false;
}

bool ospf_on_link(const struct ipstack *s, u8 form, u32 id, const struct iface *i)
{
	const struct ospf_all *all = ospf_all_find(s, form);
	const struct ospf_proc *p = all ? ospf_proc_find(all, id) : NULL;

	return p && on_own_link(p->o, i);
}

static bool is_ours(const struct ospf_proc *p, const struct rib_route *r)
{
	return r->source == ospf_source(p->all) && r->process == p->id;
}

static bool redistributed(const struct ospf_proc *p, const struct rib_entry *e, struct ospf_ext *x)
{
	const struct rib_route *r = rib_sound(p->all->s, e);
	const struct ospf_redist *d;
	struct policy_route out;

	*x = (struct ospf_ext){ .prefix = rib_prefix(e), .plen = e->plen };
	if (!r || !e->plen || e->af != p->o->af)
		return false;
	d = (const struct ospf_redist *)redist_takes(p->all->s, p->redist, e, &out);
	if (!d || is_ours(p, r) || (r->source == ROUTE_CONNECTED && on_own_link(p->o, rib_nhop(p->all->s, r)->hop.out)))
		return false;
	if (!ospf_v3(p->o) && !d->subnets && !classful4(x->prefix.v4, e->plen))
		return false;
	if (p->filters && (!dist_out(p->filters, &out, NULL) || !dist_out_source(p->filters, &out)))
		return false;
	x->e2 = out.set & SET_METRIC_TYPE ? out.metric_type == 2 : !d->e1;
	x->metric = d->r.metric_set || out.set & SET_METRIC ? out.metric : p->default_metric ? p->default_metric : r->source == ROUTE_OSPF || r->source == ROUTE_OSPF3 ? r->metric :
		    r->source == ROUTE_BGP ? 1 : 20;
	x->tag = out.set & SET_TAG || !d->tag ? out.tag : d->tag;
	return true;
}

/* Whether some route that is not ours fits the map; what the map sets is the default route's. */
static bool default_by_map(struct ospf_proc *p)
{
	struct policy_route out = { 0 };
	bool fits = false;
	u32 n;
	struct rib_entry **all = rib_sorted(p->all->s, p->o->af, &n);

	for (u32 k = 0; k < n && !fits; k++) {
		const struct rib_route *r = rib_sound(p->all->s, all[k]);

		if (!r || is_ours(p, r))
			continue;
		out = redist_route(p->all->s, all[k], r);
		fits = route_map_permits(p->default_map, &out);
	}
	free(all);
	p->o->default_metric_orig = fits && out.set & SET_METRIC ? out.metric : p->default_cost;
	p->o->default_e1 = fits && out.set & SET_METRIC_TYPE ? out.metric_type == 1 : p->default_e1;
	return fits;
}

void ospf_redistribute(struct ospf_proc *p)
{
	struct ospf *o = p->o;
	struct ipaddr any = { .af = o->af };
	const struct rib_entry *e = rib_exact(p->all->s, &any, 0);
	const struct rib_route *r = e ? rib_sound(p->all->s, e) : NULL;
	struct rib_entry **all;
	struct ospf_ext x;
	u32 n;
	bool on = o->default_mode || p->redist;

	p->redist_dirty = false;
	o->have_default = r && !is_ours(p, r);
	o->default_fits = p->default_map && default_by_map(p);
	if (on != o->asbr)
		orig_all_soon(o);
	o->asbr = on;
	o->n_ext = 0;
	if (on) {
		all = rib_sorted(p->all->s, o->af, &n);
		for (u32 k = 0; k < n; k++)
			if (redistributed(p, all[k], &x))
				ospf_exts_set(o, &x, true);
		free(all);
	}
	ospf_exts_sync(o);
}

static bool hears(const struct ospf_proc *p, const struct rib_entry *e)
{
	if (p->redist || p->default_map || (p->o->default_mode && !e->plen))
		return true;
	for (const struct ospf_area *a = p->o->areas; a && !e->plen; a = a->next)
		if (a->nssa_default)
			return true;
	return false;
}

void ospf_route_changed(struct rib_watch *w, const struct rib_entry *e)
{
	struct ospf_all *all = container_of(w, struct ospf_all, rib);

	if ((e->af == AF_IP6) != (all->form == OSPF_FORM_3))
		return;
	for (struct ospf_proc *p = all->procs; p; p = p->next)
		if (hears(p, e)) {
			p->redist_dirty = true;
			ospf_sync_soon(all);
		}
}

void ospf_policy_changed(struct policy_watch *w)
{
	struct ospf_all *all = container_of(w, struct ospf_all, policy);

	for (struct ospf_proc *p = all->procs; p; p = p->next) {
		for (const struct ospf_area *a = p->o->areas; a; a = a->next)
			if (a->filter_in || a->filter_out) {
				spf_schedule(p->o, true);
				break;
			}
		p->retell |= p->filters || p->distances;
		p->redist_dirty |= p->redist || p->default_map;
		if (p->retell || p->redist_dirty)
			ospf_sync_soon(all);
	}
}

void ospf_redistributors(const struct ipstack *s, u8 af, redist_user *fn, void *arg)
{
	char name[32];

	for (u8 form = 0; form < OSPF_FORMS; form++) {
		const struct ospf_all *all = ospf_all_find(s, form);

		for (const struct ospf_proc *p = all ? all->procs : NULL; p; p = p->next) {
			if (!p->redist || (form == OSPF_FORM_3 ? AF_IP6 : AF_IP4) != af)
				continue;
			snprintf(name, sizeof(name), "%s %u", route_source_name[ospf_source(all)], p->id);
			fn(arg, name, p->redist);
		}
	}
}

void ospf_route_words(const struct ipstack *s, const struct rib_entry *e, const struct rib_path *p, struct route_words *w)
{
	static const char *const type[] = { "", "intra area", "inter area", "extern 1", "extern 2", "NSSA extern 1", "NSSA extern 2", "intra area" };
	const struct ospf_all *all = ospf_all_find(s, p->r->source == ROUTE_OSPF3 ? OSPF_FORM_3_IP4 : e->af == AF_IP6 ? OSPF_FORM_3 : OSPF_FORM_2);
	const struct ospf_proc *proc = all ? ospf_proc_find(all, p->r->process) : NULL;
	struct ipaddr prefix = rib_prefix(e);
	const struct ospf_route *r = proc && proc->o ? ospf_route_find(proc->o, &prefix, e->plen) : NULL;

	snprintf(w->type, sizeof(w->type), "%s", type[p->r->kind]);
	if (!r || r->now.type != p->r->kind)
		return;
	w->from = ipaddr4(r->now.adv);
	if (r->now.type == PATH_E2 || r->now.type == PATH_N2)
		snprintf(w->type, sizeof(w->type), "%s, forward metric %u", type[p->r->kind], r->now.cost);
}
