/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * On which interfaces a process runs, and what holds there: of classic processes what the interface's block says for their AS, of named ones what
 * `af-interface` says, else `af-interface default`.
 */
#include "router/eigrp/eigrp.h"

#include <stdlib.h>

/* ---- what is configured ---- */

struct eigrp_ifc *eigrp_ifc(struct eigrp_all *all, struct iface *i, u8 af, u16 as, bool make)
{
	struct eigrp_all *root = eigrp_all(all->s->root);
	struct eigrp_ifc *c = root->ifcs;

	while (c && (c->i != i || c->as != as || c->af != af))
		c = c->next;
	if (c || !make)
		return c;
	c = xcalloc(1, sizeof(*c));
	c->i = i;
	c->as = as;
	c->af = af;
	c->next = root->ifcs;
	root->ifcs = c;
	for (struct eigrp *e = all->procs; e; e = e->next)
		for (struct eigrp_if *ei = e->ifs; ei; ei = ei->next)
			if (ei->i == i && e->as == as && e->af == af && !e->inst)
				ei->c = c;
	return c;
}

struct eigrp_ifc *eigrp_ifc_named(struct eigrp *e, const char *name, bool make)
{
	struct eigrp_ifc **at = name ? &e->ifcs : &e->dflt, *c;

	while (*at && name && strcmp((*at)->name, name))
		at = &(*at)->next;
	c = *at;
	if (c || !make)
		return c;
	c = *at = xcalloc(1, sizeof(*c));
	c->name = name ? xstrdup(name) : NULL;
	c->e = e;
	c->as = e->as;
	c->af = e->af;
	for (struct eigrp_if *ei = e->ifs; ei && name; ei = ei->next)
		if (!strcmp(ei->i->name, name))
			ei->c = c;
	return c;
}

void eigrp_ifc_free(struct eigrp_ifc *c)
{
	for (struct eigrp_summary *s; (s = c->summaries); free(s)) {
		c->summaries = s->next;
		route_map_release(s->leak);
	}
	free(c->chain);
	free(c->password);
	free(c->name);
	free(c);
}

void eigrp_ifc_drop(struct eigrp_ifc **list, struct eigrp_ifc *c)
{
	for (struct eigrp_if *ei = c->e ? c->e->ifs : NULL; ei; ei = ei->next)
		if (ei->c == c)
			ei->c = NULL;
	while (*list != c)
		list = &(*list)->next;
	*list = c->next;
	eigrp_ifc_free(c);
}

/* ---- what holds ---- */

static const struct eigrp_ifc nothing;

/* Where that value is configured for the interface. */
static const struct eigrp_ifc *of(const struct eigrp *e, const struct eigrp_ifc *c, u16 what)
{
	return c && c->set & what ? c : e->dflt && e->dflt->set & what ? e->dflt : &nothing;
}

static u16 or_else(u16 seconds, u16 usual) { return seconds ? seconds : usual; }
u16 eigrp_hello(const struct eigrp_if *ei) { return or_else(of(ei->e, ei->c, IFC_HELLO)->hello_s, 5); }
u16 eigrp_hold(const struct eigrp_if *ei) { return or_else(of(ei->e, ei->c, IFC_HOLD)->hold_s, 15); }
bool eigrp_horizon(const struct eigrp_if *ei) { return !of(ei->e, ei->c, IFC_HORIZON)->no_horizon; }
bool eigrp_bfd_on(const struct eigrp_if *ei) { return of(ei->e, ei->c, IFC_BFD)->bfd; }
bool eigrp_next_hop_self(const struct eigrp_if *ei) { return !of(ei->e, ei->c, IFC_NEXT_HOP)->no_next_hop_self; }

enum eigrp_auth eigrp_auth_of(const struct eigrp_if *ei, const char **chain, const char **password)
{
	const struct eigrp_ifc *mode = of(ei->e, ei->c, IFC_AUTH);

	*chain = of(ei->e, ei->c, IFC_CHAIN)->chain;
	*password = mode->password;
	return *chain || *password ? mode->auth : EIGRP_AUTH_NONE;
}

static const struct eigrp_ifc *conf_of(const struct eigrp *e, struct iface *i)
{
	return e->inst ? eigrp_ifc_named((struct eigrp *)e, i->name, false) : eigrp_ifc(e->all, i, e->af, e->as, false);
}

bool eigrp_covers(const struct eigrp *e, u32 addr)
{
	const struct eigrp_net *n = e->nets;

	while (n && (addr ^ n->net) & ~n->wild)
		n = n->next;
	return n;
}

struct ipaddr eigrp_own_address(const struct eigrp *e, const struct ipif *p)
{
	if (e->af == AF_IP4)
		return p->a4 ? ipaddr4(p->a4->addr) : (struct ipaddr){ .af = AF_NONE };
	return p->on6 && ipif_linklocal(p) && p->a6->state == ADDR6_PREFERRED ? ipaddr6(&p->a6->addr) : (struct ipaddr){ .af = AF_NONE };
}

bool eigrp_runs(const struct eigrp *e, const struct ipif *p)
{
	const struct eigrp_ifc *c;
	struct ipaddr own = eigrp_own_address(e, p);

	if (!p->up || !own.af || !e->rid || (e->af == AF_IP6 && !e->all->s->forwarding6) || e->shutdown || (e->inst && e->inst->shutdown) || p->i->type == IF_NULL)
		return false;
	c = conf_of(e, p->i);
	if (of(e, c, IFC_SHUTDOWN)->shutdown)
		return false;
	return e->af == AF_IP4 ? eigrp_covers(e, own.v4) : e->inst || (c && c->on);
}

bool eigrp_is_passive(const struct eigrp *e, const struct iface *i)
{
	return i->type == IF_LOOPBACK || (e->inst ? of(e, conf_of(e, (struct iface *)i), IFC_PASSIVE)->passive : passive_is(&e->passive, i));
}

bool eigrp_is_static(const struct eigrp *e, const struct iface *i, const struct ipaddr *a)
{
	const struct eigrp_static *x = e->statics;

	while (x && (strcmp(x->iface, i->name) || (a && !ipaddr_eq(&x->addr, a))))
		x = x->next;
	return x;
}

/* ---- those on which it runs ---- */

static const struct ipaddr group4 = { .af = AF_IP4, .v4 = EIGRP_GROUP }, group6 = { .af = AF_IP6, .v6 = { .b = { 0xff, 0x02, [15] = 0x0a } } };
static const struct ipaddr *group(const struct eigrp *e) { return e->af == AF_IP4 ? &group4 : &group6; }

void if_remove(struct eigrp_if *ei, const char *why)
{
	struct eigrp *e = ei->e;
	struct eigrp_if **at = &e->ifs;

	if (!ei->passive && ei->i->ip && ei->i->ip->up && !e->all->s->cleaning)
		packet_hello(ei, true);
	while (ei->nbrs)
		nbr_down(ei->nbrs, why);
	timer_stop(eigrp_worker(e), &ei->hello);
	if (!ei->passive && ei->i->ip && !e->all->s->cleaning)
		ipif_leave(ei->i->ip, group(e));
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
	ei->c = (struct eigrp_ifc *)conf_of(e, p->i);
	ei->addr = eigrp_own_address(e, p);
	ei->mask = e->af == AF_IP4 ? ip4_mask(p->a4->plen) : 0;
	ei->passive = passive;
	ei->unicast = eigrp_is_static(e, p->i, NULL);
	while (*at && (*at)->i->order <= p->i->order)
		at = &(*at)->next;
	ei->next = *at;
	*at = ei;
	if (!passive) {
		ipif_join(p, group(e));
		hello_start(ei);
	}
	return ei;
}

/* Why it does not run there any more as it did; NULL: it does. */
static const char *ended(const struct eigrp_if *ei)
{
	struct ipif *p = ei->i->ip;
	struct ipaddr own;

	if (!p || !eigrp_runs(ei->e, p))
		return "interface down";
	own = eigrp_own_address(ei->e, p);
	if (!ipaddr_eq(&own, &ei->addr) || (own.af == AF_IP4 && ip4_mask(p->a4->plen) != ei->mask))
		return "interface down";
	if (eigrp_is_passive(ei->e, ei->i) != ei->passive)
		return "interface passive";
	return eigrp_is_static(ei->e, ei->i, NULL) != ei->unicast ? "Static peer configured" : NULL;
}

bool eigrp_sync_ifs(struct eigrp *e)
{
	bool changed = false;

	for (struct eigrp_if *ei = e->ifs, *next; ei; ei = next) {
		const char *why = ended(ei);

		next = ei->next;
		if (why)
			if_remove(ei, why);
	}
	for (struct ipif *p = e->all->s->ifs; p; p = p->next) {
		struct eigrp_if *ei = e->ifs;
		u32 mtu = e->af == AF_IP4 ? p->mtu4 : p->mtu6;
		struct eigrp_metric m = eigrp_vector_of(e, p->i, mtu);

		if (!eigrp_runs(e, p))
			continue;
		while (ei && ei->i != p->i)
			ei = ei->next;
		if (!ei)
			ei = if_add(e, p, eigrp_is_passive(e, p->i));
		if (ei->delay == m.delay && ei->bandwidth == m.bandwidth && ei->mtu == mtu)
			continue;
		ei->delay = m.delay;
		ei->bandwidth = m.bandwidth;
		ei->mtu = mtu;
		changed = true;
	}
	return changed;
}
