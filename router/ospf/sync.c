/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sync of proc.h: whose an interface is, how it runs there, and what of that the protocol does not know yet. */
#include <stdlib.h>

#include "router/ospf/proc.h"

static bool taken(const struct ospf_all *all, const struct ospf_proc *me, u32 rid)
{
	for (const struct ospf_proc *p = all->procs; p; p = p->next)
		if (p != me && p->o->rid == rid)
			return true;
	return false;
}

u32 ospf_choose_rid(const struct ospf_proc *p)
{
	const struct ospf_proc *common = ospf_common_of(p);
	u32 loop = 0, any = 0;

	if (p->rid_set)
		return p->rid_set;
	if (common && common->rid_set)
		return common->rid_set;
	for (const struct ipif *f = p->all->s->ifs; f; f = f->next) {
		if (!f->up || !f->a4 || taken(p->all, p, f->a4->addr))
			continue;
		if (f->i->type == IF_LOOPBACK)
			loop = f->a4->addr > loop ? f->a4->addr : loop;
		else
			any = f->a4->addr > any ? f->a4->addr : any;
	}
	return loop ? loop : any;
}

static bool covers(const struct ospf_network *n, u32 addr) { return !((addr ^ n->addr) & ~n->wild); }

/* `ip ospf N area A` before `network`; of those the one that says the most. */
static bool belongs(const struct ospf_proc *p, const struct ipif *f, u32 addr, u32 *area)
{
	const struct ospf_ifc *c = ospf_ifc_find(p->all, f->i);
	const struct ospf_network *best = NULL;

	if (c && c->process) {
		*area = c->area;
		return c->process == p->id;
	}
	for (const struct ospf_network *n = p->networks; n; n = n->next)
		if (covers(n, addr) && (!best || n->wild < best->wild))
			best = n;
	if (best)
		*area = best->area;
	return best;
}

void ospf_ifc_settle(struct ospf_all *all, struct ospf_ifc *x)
{
	const struct ospf_all *both = ospf_all_find(all->s->root, OSPF_FORM_3);
	const struct ospf_ifc *y = all->form == OSPF_FORM_3_IP4 && both ? ospf_ifc_find(both, x->i) : all->form == OSPF_FORM_3 ? x : NULL;
	struct ospf_if_conf none, *c = &x->conf;
	const struct ospf_if_conf *k = y ? &y->common : &none;

	ospf_conf_init(&none, all->form);
	*c = x->own_of && x->own_of != x->process ? none : x->own;
	c->instance = x->own.instance;
	c->cost = c->cost ? c->cost : k->cost;
	c->hello_s = c->hello_s ? c->hello_s : k->hello_s;
	c->dead_s = c->dead_s ? c->dead_s : k->dead_s;
	c->rxmt_s = c->rxmt_s ? c->rxmt_s : k->rxmt_s;
	c->delay_s = c->delay_s ? c->delay_s : k->delay_s;
	c->priority = c->priority >= 0 ? c->priority : k->priority;
	c->net = c->net != NET_N ? c->net : k->net;
	c->mtu_ignore |= k->mtu_ignore;
	c->mute |= k->mute;
	c->shut |= k->shut;
	if (!c->bfd && !c->no_bfd) {
		c->bfd = k->bfd;
		c->no_bfd = k->no_bfd;
	}
	if (!c->chain && c->auth == AUTH_UNSET) {
		c->chain = k->chain;
		c->auth = k->auth;
	}
}

struct ospf_if *ospf_if_of(const struct ospf_all *all, const struct iface *i)
{
	for (const struct ospf_proc *p = all->procs; p; p = p->next)
		for (struct ospf_if *oi = p->o->ifs; oi; oi = oi->next)
			if (oi->port == i)
				return oi;
	return NULL;
}

static u32 cost_of(const struct ospf *o, const struct ospf_if_conf *c, const struct iface *i)
{
	u64 cost;

	if (c->cost)
		return c->cost;
	if (i->type == IF_LOOPBACK)
		return 1;
	cost = i->bandwidth_kbit ? (u64)o->ref_mbit * 1000 / i->bandwidth_kbit : 1;
	return cost < 1 ? 1 : cost > OSPF_METRIC_MAX ? OSPF_METRIC_MAX : (u32)cost;
}

static void subnet_add(struct ospf_subnet **s, u32 *n, const struct ipaddr *p, u8 plen, bool host)
{
	*s = xrealloc(*s, *n + 1, sizeof(**s));
	(*s)[(*n)++] = (struct ospf_subnet){ *p, plen, host };
}

/* Further prefixes: in version 2 of secondary addresses in the same area, in version 3 all of the family but link-local ones. */
static void subnets_of(const struct ospf_proc *p, const struct ipif *f, const struct ospf_ifc *c, u32 area, struct ospf_subnet **s, u32 *n)
{
	*s = NULL;
	*n = 0;
	if (p->all->form != OSPF_FORM_3) {
		const struct addr4 *a = f->a4;
		bool all = p->all->form == OSPF_FORM_3_IP4, host = all && f->i->type == IF_LOOPBACK && c->conf.net != NET_P2P;

		for (a = a && !all ? a->next : a; a && (all || !c->secondaries_none); a = a->next) {
			u8 plen = host ? 32 : a->plen;
			struct ipaddr net = ipaddr4(a->addr & ip4_mask(plen));
			u32 in;

			if (belongs(p, f, a->addr, &in) && in == area)
				subnet_add(s, n, &net, plen, all && plen == 32);
		}
		return;
	}
	for (const struct addr6 *a = f->a6; a; a = a->next) {
		bool host = f->i->type == IF_LOOPBACK && c->conf.net != NET_P2P;
		struct ip6 net = ip6_masked(&a->addr, host ? 128 : a->plen);
		struct ipaddr x = ipaddr6(&net);

		if (!a->linklocal && a->state != ADDR6_DUPLICATE)
			subnet_add(s, n, &x, host ? 128 : a->plen, host || a->plen == 128);
	}
}

/* What may change while it runs. Whether it must start over. */
static void settle(struct ospf_proc *p, struct ospf_if *oi, const struct ipif *f, const struct ospf_ifc *c)
{
	struct ospf *o = p->o;
	const struct ospf_if_conf *k = &c->conf;
	u32 cost = cost_of(o, k, f->i), mtu = p->all->form == OSPF_FORM_3 ? f->mtu6 : f->mtu4, hello, n;
	bool slow = oi->net == NET_NBMA || oi->net == NET_P2MP || oi->net == NET_P2MP_NB;
	struct ip6 global = { 0 };
	struct ospf_subnet *s;
	u8 priority = k->priority < 0 ? 1 : (u8)k->priority;

	hello = k->hello_multiplier ? 1000 / k->hello_multiplier : 1000 * (k->hello_s ? k->hello_s : slow ? 30 : 10);
	oi->rxmt_s = k->rxmt_s ? k->rxmt_s : 5;
	oi->delay_s = k->delay_s ? k->delay_s : 1;
	oi->dead_ms = k->hello_multiplier ? 1000 : k->dead_s ? 1000 * k->dead_s : 4 * hello;
	if (hello != oi->hello_ms) {
		oi->hello_ms = hello;
		ospf_if_timers(oi);
	}
	for (const struct addr6 *a = p->all->form == OSPF_FORM_3 ? f->a6 : NULL; a && ip6_is_zero(&global); a = a->next)
		if (!a->linklocal && a->state == ADDR6_PREFERRED)
			global = a->addr;
	o->exts_dirty |= !ip6_eq(&global, &oi->global);
	oi->global = global;
	oi->mtu = mtu;
	oi->path_mtu = ospf_all_v3(p->all) ? f->mtu6 : mtu;
	subnets_of(p, f, c, oi->area->id, &s, &n);
	if (cost != oi->cost || n != oi->n_subnets || (n && memcmp(s, oi->subnets, n * sizeof(*s))))
		orig_all_soon(o);
	free(oi->subnets);
	oi->subnets = s;
	oi->n_subnets = n;
	oi->cost = cost;
	if (priority != oi->priority) {
		oi->priority = priority;
		ospf_if_event(oi, IFE_NBR_CHANGE);
	}
}

static bool is_borrowed(const struct ipif *f) { return f->a4 && f->a4->borrowed; }

static u8 net_of(const struct ospf_ifc *c)
{
	if (c->i->type == IF_LOOPBACK)
		return NET_LOOPBACK;
	if (c->conf.net != NET_N)
		return c->conf.net;
	return c->i->type == IF_TUNNEL ? NET_P2P : NET_BROADCAST;
}

struct ospf_if *ospf_if_at(const struct ospf *o, const struct iface *i)
{
	struct ospf_if *oi = o->ifs;

	while (oi && oi->port != i)
		oi = oi->next;
	return oi;
}

static bool runs(const struct ospf_proc *p, const struct ipif *f)
{
	if (!f->up || f->i->type == IF_NULL || !p->o->running || ospf_is_shut(p))
		return false;
	if (p->all->form != OSPF_FORM_3 && !f->a4)
		return false;
	if (p->all->form != OSPF_FORM_3 && is_borrowed(f) && net_of(ospf_ifc(p->all, f->i)) != NET_P2P)
		return false; /* a network has a mask */
	return !ospf_all_v3(p->all) || (f->on6 && ipif_linklocal(f) && (f->a6->state == ADDR6_PREFERRED || f->i->type == IF_LOOPBACK));
}

static void sync_if(struct ospf_proc *p, struct ipif *f)
{
	struct ospf *o = p->o;
	struct ospf_ifc *c;
	struct ospf_if *oi = ospf_if_at(o, f->i);
	u32 area = 0, addr = f->a4 ? f->a4->addr : 0, mask = f->a4 ? ip4_mask(f->a4->plen) : 0;
	bool v3 = ospf_all_v3(p->all), wanted = (v3 || f->a4) && belongs(p, f, addr, &area), up = runs(p, f);

	if (wanted && !oi) { /* another process may have it: the first that was there keeps it */
		struct ospf_if *other = ospf_if_of(p->all, f->i);

		wanted = !other;
	}
	if (!wanted && !oi)
		return;
	c = ospf_ifc(p->all, f->i);
	if (oi && (!wanted || oi->area->id != area)) {
		struct ospf_area *was = oi->area;

		ospf_if_free(oi);
		ospf_area_release(was);
		oi = NULL;
	}
	if (!wanted)
		return;
	if (!oi)
		oi = ospf_if_new(o, ospf_area_get(o, area), &c->conf, f->i, f->i->name, f->i->ifindex);
	/* What it cannot change while it runs. */
	if (oi->up && (oi->net != net_of(c) || (p->all->form != OSPF_FORM_3 && (oi->addr != addr || oi->mask != mask || oi->unnumbered != is_borrowed(f))) ||
		       oi->passive != ospf_is_passive(p, f->i) || oi->conf->shut || (v3 && ipif_linklocal(f) && !ip6_eq(&oi->local, ipif_linklocal(f)))))
		ospf_if_set_up(oi, false);
	if (!oi->up) {
		oi->net = net_of(c);
		oi->stub_only = oi->net == NET_LOOPBACK;
		oi->addr = addr;
		oi->mask = mask;
		oi->unnumbered = is_borrowed(f);
		oi->passive = ospf_is_passive(p, f->i);
		if (v3 && ipif_linklocal(f))
			oi->local = *ipif_linklocal(f);
		oi->self = v3 ? o->rid : addr;
	}
	settle(p, oi, f, c);
	ospf_if_set_up(oi, up && !oi->conf->shut);
}

static void sync_link(struct ospf_proc *p, struct ipif *f)
{
	bool was = ospf_on_link(p->all->s, p->all->form, p->id, f->i);

	sync_if(p, f);
	if (was != ospf_on_link(p->all->s, p->all->form, p->id, f->i))
		redist_iface(p->all->s, f);
}

/* Where LSAs are withheld from now on, or no longer, databases are compared anew. */
static void sync_mute(struct ospf_proc *p)
{
	for (struct ospf_if *oi = p->o->ifs; oi; oi = oi->next) {
		bool other = oi->mute != oi->conf->mute;

		oi->mute = oi->conf->mute;
		for (struct ospf_nbr *n = oi->nbrs; n; n = n->next) {
			bool mute = ospf_nbr_filtered(p, n);

			if (!other && n->mute == mute)
				continue;
			n->mute = mute;
			rxmt_clear(n);
			if (n->state >= NS_EXCHANGE)
				ospf_nbr_event(n, NE_SEQ_MISMATCH);
		}
	}
}

/* Neighbours of `neighbor` lines, on the interface whose subnet they are in. */
static void sync_nbrs(struct ospf_proc *p)
{
	for (struct ospf_if *oi = p->o->ifs; oi; oi = oi->next) {
		for (struct ospf_nbr *n = oi->nbrs, *next; n; n = next) {
			const struct ospf_static_nbr *c = p->nbrs;

			next = n->next;
			while (c && c->addr != n->addr.v4)
				c = c->next;
			if (n->manual && !c) {
				ospf_nbr_event(n, NE_KILL);
				ospf_nbr_free(n);
			}
		}
		if (oi->net != NET_NBMA && oi->net != NET_P2MP_NB)
			continue;
		for (const struct ospf_static_nbr *c = p->nbrs; c; c = c->next) {
			struct ipaddr a = ipaddr4(c->addr);
			struct ospf_nbr *n;

			if ((c->addr ^ oi->addr) & oi->mask || c->addr == oi->addr)
				continue;
			n = ospf_nbr_find(oi, 0, &a);
			if (!n)
				n = ospf_nbr_new(oi, 0, c->addr, &a);
			if (!n)
				continue;
			if (!n->manual && !n->rid)
				n->priority = c->priority;
			n->manual = true;
			n->poll_s = c->poll_s;
			n->cost = c->cost;
			if (oi->state >= IFS_WAITING && n->state == NS_DOWN && !timer_is_set(&n->dead))
				ospf_nbr_event(n, NE_START);
		}
	}
}

static void sync_vlinks(struct ospf_proc *p)
{
	struct ospf *o = p->o;

	for (struct ospf_if *oi = o->ifs, *next; oi; oi = next) {
		const struct ospf_vlink *v = p->vlinks;

		next = oi->next;
		if (oi->net != NET_VIRTUAL)
			continue;
		while (v && (v->area != oi->transit->id || v->peer != oi->peer))
			v = v->next;
		if (!v) {
			struct ospf_area *t = oi->transit, *bb = oi->area;

			ospf_if_free(oi);
			ospf_area_release(t);
			ospf_area_release(bb);
		}
	}
	for (struct ospf_vlink *v = p->vlinks; v; v = v->next) {
		struct ospf_area *t = ospf_area_get(o, v->area);
		struct ospf_if *oi = ospf_vlink_get(o, t, v->peer, &v->conf);

		oi->hello_ms = 1000 * (v->conf.hello_s ? v->conf.hello_s : 10);
		oi->dead_ms = v->conf.dead_s ? 1000 * v->conf.dead_s : 4 * oi->hello_ms;
		oi->rxmt_s = v->conf.rxmt_s ? v->conf.rxmt_s : 5;
		oi->delay_s = v->conf.delay_s ? v->conf.delay_s : 1;
	}
}

/* ---- version 3: what is said for both families, where the family itself says nothing else ---- */

static void inherit_areas(struct ospf *o, const struct ospf *from)
{
	for (struct ospf_area *a = o->areas, *next; a; a = next) {
		const struct ospf_area *x = from ? ospf_area_find(from, a->id) : NULL;

		next = a->next;
		if (a->inherited && !a->kind_said && (!x || !x->kind_said)) {
			a->inherited = a->no_summary = a->nssa_default = a->nssa_no_redist = a->suppress_fa = a->translate_always = false;
			ospf_area_kind(a, AREA_NORMAL);
			spf_schedule(o, true);
			ospf_area_said(a);
		}
	}
	for (const struct ospf_area *x = from ? from->areas : NULL; x; x = x->next) {
		struct ospf_area *a = x->kind_said ? ospf_area_get(o, x->id) : NULL;

		if (!a || a->kind_said)
			continue;
		a->inherited = a->configured = true;
		if (a->kind == x->kind && a->no_summary == x->no_summary && a->nssa_default == x->nssa_default && a->nssa_no_redist == x->nssa_no_redist &&
		    a->suppress_fa == x->suppress_fa && a->translate_always == x->translate_always && a->nssa_metric == x->nssa_metric && a->nssa_e1 == x->nssa_e1)
			continue;
		a->no_summary = x->no_summary;
		a->nssa_default = x->nssa_default;
		a->nssa_no_redist = x->nssa_no_redist;
		a->suppress_fa = x->suppress_fa;
		a->translate_always = x->translate_always;
		a->nssa_metric = x->nssa_metric;
		a->nssa_e1 = x->nssa_e1;
		ospf_area_kind(a, x->kind);
		spf_schedule(o, true);
	}
}

static void inherit_max_metric(struct ospf *o, const struct ospf *from)
{
	if (o->max_metric == from->max_metric && o->max_metric_stub == from->max_metric_stub && o->max_metric_external == from->max_metric_external &&
	    o->max_metric_summary == from->max_metric_summary && o->max_metric_ext_cost == from->max_metric_ext_cost &&
	    o->max_metric_sum_cost == from->max_metric_sum_cost && o->max_metric_bgp == from->max_metric_bgp)
		return;
	o->max_metric = from->max_metric;
	o->max_metric_stub = from->max_metric_stub;
	o->max_metric_external = from->max_metric_external;
	o->max_metric_summary = from->max_metric_summary;
	o->max_metric_ext_cost = from->max_metric_ext_cost;
	o->max_metric_sum_cost = from->max_metric_sum_cost;
	o->max_metric_boot_s = from->max_metric_boot_s;
	o->max_metric_bgp = from->max_metric_bgp;
	o->max_metric_until = from->max_metric_until;
	timer_stop(ospf_worker(o), &o->max_metric_timer);
	if (timer_is_set(&from->max_metric_timer))
		ospf_max_metric_watch(o);
	ospf_exts_sync(o);
	spf_schedule(o, true);
}

static void inherit_restart(struct ospf_proc *p, const struct ospf_proc *common)
{
	if (!p->own_restart) {
		p->o->gr.on = common->own_restart;
		p->o->gr.interval_s = common->o->gr.interval_s;
	}
	p->o->nsf_helper = !p->no_help && !common->no_help;
	p->o->nsf_strict = p->strict_help || common->strict_help;
}

static bool busy(const struct ospf *o)
{
	for (const struct ospf_if *oi = o->ifs; oi; oi = oi->next)
		if (oi->nbrs)
			return true;
	return false;
}

static void inherit(struct ospf_proc *p)
{
	const struct ospf_proc *common = ospf_common_of(p);
	struct ospf *o = p->o, *from = common ? common->o : NULL;

	o->label = p->all->form == OSPF_FORM_3_IP4 ? ", IPv4" : common ? ", IPv6" : "";
	if (ospf_all_v3(p->all))
		inherit_areas(o, from);
	if (!common)
		return;
	o->log_adj = from->log_adj;
	o->log_detail = from->log_detail;
	o->ref_mbit = from->ref_mbit;
	o->spf = from->spf;
	o->lsa = from->lsa;
	o->lsa_arrival_ms = from->lsa_arrival_ms;
	o->flood_pace_ms = from->flood_pace_ms;
	if (!p->own_max_metric)
		inherit_max_metric(o, from);
	inherit_restart(p, common);
	if (o->rid && (ospf_is_shut(p) || (o->rid != ospf_choose_rid(p) && !busy(o))))
		ospf_restart(o, ospf_is_shut(p) ? 0 : ospf_choose_rid(p));
}

/* `ipv6 unicast-routing` is off: it tells nobody anything, and has no routes, until that is on. */
static void stand_still(struct ospf_proc *p)
{
	if (p->o->rid)
		ospf_restart(p->o, 0);
	if (!p->still_logged)
		device_log(p->all->s->dev, "IPV6", 4, "NOROUTING", "OSPFv3 process %u does not run: there is no \"ipv6 unicast-routing\"", p->id);
	p->still_logged = true;
}

void ospf_sync_now(struct ospf_all *all)
{
	for (struct ospf_proc *p = all->procs; p; p = p->next) {
		struct ospf *o = p->o;

		inherit(p);
		if (ospf_stands_still(p))
			stand_still(p);
		else
			p->still_logged = false;
		if (!o->rid && !ospf_is_shut(p)) {
			u32 rid = ospf_choose_rid(p);

			if (rid) {
				ospf_restart(o, rid);
				p->redist_dirty |= ospf_all_v3(all); /* it may have stood still */
				p->no_rid_logged = false;
			} else if (!p->no_rid_logged) {
				p->no_rid_logged = true;
				o->hooks->log(o, 4, "NORTRID", "OSPF process %u failed to allocate unique router-id and cannot start", p->id);
			}
		}
		for (struct ipif *f = all->s->ifs; f; f = f->next)
			sync_link(p, f);
		sync_vlinks(p);
		sync_mute(p);
		sync_nbrs(p);
		for (struct ospf_if *oi = o->ifs; oi; oi = oi->next)
			for (struct ospf_nbr *n = oi->nbrs; n; n = n->next)
				ospf_bfd(n);
		if (p->redist_dirty)
			ospf_redistribute(p);
		if (p->retell)
			ospf_retell(p);
		orig_all_soon(o);
	}
}
