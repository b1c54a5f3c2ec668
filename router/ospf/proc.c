/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Between the protocol and the device. Changes of interfaces and configuration ask for a sync, which runs at the same moment but after whatever
 * caused it: it works out for each interface whose it is and how it runs, and tells the protocol what differs.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "net/digest.h"
#include "router/ospf/proc.h"
#include "router/policy/policy.h"

enum { IP_OSPF = 89, TOS_CONTROL = 0xc0 };

static struct ospf_proc *proc_of(const struct ospf *o) { return o->arg; }

/* ---- hooks ---- */

static void hook_send(struct ospf *o, struct ospf_if *oi, const struct ipaddr *src, const struct ipaddr *dst, struct frame *f)
{
	struct ip_send to = { .src = *src, .dst = *dst, .out = oi ? oi->port : NULL, .proto = IP_OSPF, .ttl = oi ? 1 : 255, .tos = TOS_CONTROL };

	ip_send(proc_of(o)->all->s, &to, f);
}

static void hook_join(struct ospf_if *oi, unsigned group, bool join)
{
	struct iface *i = oi->port;
	struct ipaddr g = ipaddr4(group == OSPF_DRS ? 0xe0000006 : 0xe0000005);

	if (ospf_v3(oi->o)) {
		struct ip6 v6 = { .b = { 0xff, 2, [15] = group == OSPF_DRS ? 6 : 5 } };

		g = ipaddr6(&v6);
	}
	if (i && i->ip)
		(join ? ipif_join : ipif_leave)(i->ip, &g);
}

static PRINTF(4, 5) void hook_log(struct ospf *o, unsigned severity, const char *mnemonic, const char *fmt, ...)
{
	char text[400];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	device_log(proc_of(o)->all->s->dev, ospf_v3(o) ? "OSPFv3" : "OSPF", severity, mnemonic, "%s", text);
}

static const enum debug_flag flags[2][OD_N] = {
	{ DEBUG_IP_OSPF_ADJ, DEBUG_IP_OSPF_HELLO, DEBUG_IP_OSPF_EVENTS, DEBUG_IP_OSPF_PACKET, DEBUG_IP_OSPF_SPF, DEBUG_IP_OSPF_LSA, DEBUG_IP_OSPF_FLOOD },
	{ DEBUG_IPV6_OSPF_ADJ, DEBUG_IPV6_OSPF_HELLO, DEBUG_IPV6_OSPF_EVENTS, DEBUG_IPV6_OSPF_PACKET, DEBUG_IPV6_OSPF_SPF, DEBUG_IPV6_OSPF_LSA,
	  DEBUG_IPV6_OSPF_FLOOD },
};

static bool hook_debugging(const struct ospf *o, enum ospf_debug what)
{
	return debug_on(proc_of(o)->all->s->dev, flags[ospf_v3(o)][what]);
}

static PRINTF(2, 3) void hook_debug(struct ospf *o, const char *fmt, ...)
{
	char text[400];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	device_debug(proc_of(o)->all->s->dev, "%s", text);
}

static bool hook_permitted(struct ospf *o, const char *list, const struct ipaddr *p, u8 plen)
{
	(void)o, (void)list, (void)p, (void)plen;
	return true;
}

_Static_assert((int)KEY_MD5 == DIGEST_MD5 && (int)KEY_SHA512 == DIGEST_SHA512, "one numbering of algorithms");

/* false: none, one without a string, or one whose number does not fit the packet's octet (RFC 2328 D.3). */
static bool take_key(const struct key *from, struct ospf_key *k)
{
	if (!from || !from->text || from->id > 255)
		return false;
	*k = (struct ospf_key){ .id = (u8)from->id, .alg = from->algorithm, .len = (u8)strnlen(from->text, sizeof(k->text) - 1) };
	memcpy(k->text, from->text, k->len);
	return true;
}

static bool hook_key_send(struct ospf *o, const char *chain, struct ospf_key *k) { return take_key(keychain_send(proc_of(o)->all->s, chain), k); }

static bool hook_key_accept(struct ospf *o, const char *chain, u8 id, struct ospf_key *k)
{
	return take_key(keychain_accept(proc_of(o)->all->s, chain, id), k);
}

u8 ospf_distance(const struct ospf_proc *p, u8 path)
{
	u8 set = path == PATH_INTRA ? p->distance_intra : path == PATH_INTER ? p->distance_inter : p->distance_ext;

	return set ? set : p->distance ? p->distance : OSPF_DISTANCE;
}

static void fill(const struct ospf_proc *p, const struct ospf_route *r, const struct ospf_path_info *i, struct route *out)
{
	*out = (struct route){ .prefix = r->prefix, .plen = r->plen, .source = ROUTE_OSPF, .distance = ospf_distance(p, i->type), .tag = i->tag,
			       .metric = i->type == PATH_E2 || i->type == PATH_N2 ? i->ext : i->cost, .kind = i->type, .process = (u16)p->id };
}

static void hook_route(struct ospf *o, struct ospf_route *r)
{
	struct ospf_proc *p = proc_of(o);
	struct nexthop nh[OSPF_HOPS_MAX];
	const struct hop_set *set = &o->sets[r->now.set];
	unsigned n = 0;
	struct route x;

	fill(p, r, &r->now, &x);
	if (r->now.type == PATH_DISCARD)
		nh[n++] = (struct nexthop){ .null = true };
	for (unsigned k = 0; r->now.type && r->now.type != PATH_DISCARD && k < set->n && n < o->max_paths; k++) {
		const struct ospf_hop *h = &o->hops[set->hop[k]];

		if (h->oi && h->port)
			nh[n++] = (struct nexthop){ .via = h->via, .out = h->port };
	}
	rib_replace(p->all->s, &x, nh, n);
}

static const struct ospf_hooks hooks = {
	.send = hook_send, .join = hook_join, .route = hook_route, .log = hook_log, .debugging = hook_debugging, .debug = hook_debug,
	.prefix_permitted = hook_permitted, .key_send = hook_key_send, .key_accept = hook_key_accept,
};

/* ---- what is configured ---- */

static void sync_timer(struct timer *t) { ospf_sync_now(container_of(t, struct ospf_all, sync)); }

struct ospf_all *ospf_all_find(const struct ipstack *s, u8 version) { return s->ospf[version == 3]; }

static enum drop input(struct ipstack *s, const struct ip_recv *r, struct frame *f)
{
	struct ospf_all *all = ospf_all_find(s, r->src.af == AF_IP6 ? 3 : 2);
	struct ospf_from from = { .src = r->src, .dst = r->dst, .ttl = r->ttl };
	struct ospf_if *oi = all ? ospf_if_of(all, r->in) : NULL;
	enum drop why = oi ? ospf_input(oi->o, oi, &from, f->data, f->len) : DROP_NOT_FOR_US;

	frame_put(f);
	return why;
}

struct ospf_all *ospf_all(struct ipstack *s, u8 version)
{
	struct ospf_all **at = &s->ospf[version == 3];

	if (*at)
		return *at;
	*at = xcalloc(1, sizeof(**at));
	(*at)->s = s;
	(*at)->version = version;
	(*at)->sync.fire = sync_timer;
	return *at;
}

void ospf_conf_init(struct ospf_if_conf *c) { *c = (struct ospf_if_conf){ .priority = -1, .net = NET_N, .auth = AUTH_UNSET }; }

void ospf_conf_free(struct ospf_if_conf *c)
{
	free(c->chain);
	free(c->keys);
}

struct ospf_ifc *ospf_ifc(struct ospf_all *all, struct iface *i)
{
	struct ospf_ifc *c = all->ifcs, **at = &all->ifcs;

	while (c && c->i != i)
		c = c->next;
	if (c)
		return c;
	c = xcalloc(1, sizeof(*c));
	c->i = i;
	ospf_conf_init(&c->conf);
	while (*at)
		at = &(*at)->next;
	*at = c;
	return c;
}

struct ospf_proc *ospf_proc_find(const struct ospf_all *all, u32 id)
{
	struct ospf_proc *p = all->procs;

	while (p && p->id != id)
		p = p->next;
	return p;
}

struct ospf_proc *ospf_proc_get(struct ospf_all *all, u32 id)
{
	struct ospf_proc *p = ospf_proc_find(all, id), **at = &all->procs;

	if (p)
		return p;
	p = xcalloc(1, sizeof(*p));
	p->all = all;
	p->id = id;
	p->default_metric = 0;
	p->redist_dirty = true;
	p->o = ospf_new(all->s->node, all->version, id, &hooks, p);
	while (*at && (*at)->id < id)
		at = &(*at)->next;
	p->next = *at;
	*at = p;
	ip_proto_set(all->s, IP_OSPF, input);
	ospf_sync_soon(all);
	return p;
}

void ospf_proc_remove(struct ospf_proc *p)
{
	struct ospf_all *all = p->all;
	struct ospf_proc **at = &all->procs;

	while (*at != p)
		at = &(*at)->next;
	*at = p->next;
	if (p->o->running && !all->s->cleaning)
		ospf_restart(p->o, 0); /* its neighbours hear of it */
	ospf_free(p->o);
	while (p->networks) {
		struct ospf_network *n = p->networks;

		p->networks = n->next;
		free(n);
	}
	while (p->nbrs) {
		struct ospf_static_nbr *n = p->nbrs;

		p->nbrs = n->next;
		free(n);
	}
	while (p->vlinks) {
		struct ospf_vlink *v = p->vlinks;

		p->vlinks = v->next;
		ospf_conf_free(&v->conf);
		free(v);
	}
	while (p->passive) {
		struct ospf_passive *x = p->passive;

		p->passive = x->next;
		free(x->name);
		free(x);
	}
	for (unsigned k = 0; k < ROUTE_SOURCE_N; k++)
		free(p->redist[k].map);
	free(p);
	ospf_sync_soon(all);
}

void ospf_sync_soon(struct ospf_all *all)
{
	if (!all->s->cleaning && !timer_is_set(&all->sync))
		timer_set(all->s->node->worker, &all->sync, stack_now(all->s));
}

/* ---- whose an interface is, and how it runs ---- */

static bool taken(const struct ospf_all *all, const struct ospf_proc *me, u32 rid)
{
	for (const struct ospf_proc *p = all->procs; p; p = p->next)
		if (p != me && p->o->rid == rid)
			return true;
	return false;
}

u32 ospf_choose_rid(const struct ospf_proc *p)
{
	u32 loop = 0, any = 0;

	if (p->rid_set)
		return p->rid_set;
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
	const struct ospf_network *best = NULL;

	for (const struct ospf_ifc *c = p->all->ifcs; c; c = c->next)
		if (c->i == f->i && c->process) {
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

struct ospf_if *ospf_if_of(const struct ospf_all *all, const struct iface *i)
{
	for (const struct ospf_proc *p = all->procs; p; p = p->next)
		for (struct ospf_if *oi = p->o->ifs; oi; oi = oi->next)
			if (oi->port == i)
				return oi;
	return NULL;
}

static bool is_passive(const struct ospf_proc *p, const struct iface *i)
{
	for (const struct ospf_passive *x = p->passive; x; x = x->next)
		if (!strcmp(x->name, i->name))
			return x->passive;
	return p->o->passive_default;
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

/* Further prefixes: in version 2 of secondary addresses in the same area, in version 3 all but link-local ones. */
static void subnets_of(const struct ospf_proc *p, const struct ipif *f, const struct ospf_ifc *c, u32 area, struct ospf_subnet **s, u32 *n)
{
	*s = NULL;
	*n = 0;
	if (p->all->version == 2) {
		for (const struct addr4 *a = f->a4 ? f->a4->next : NULL; a && !c->secondaries_none; a = a->next) {
			struct ipaddr net = ipaddr4(a->addr & ip4_mask(a->plen));
			u32 in;

			if (belongs(p, f, a->addr, &in) && in == area)
				subnet_add(s, n, &net, a->plen, false);
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
	u32 cost = cost_of(o, k, f->i), mtu = p->all->version == 3 ? f->mtu6 : f->mtu4, hello, n;
	bool slow = oi->net == NET_NBMA || oi->net == NET_P2MP || oi->net == NET_P2MP_NB;
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
	oi->mtu = mtu;
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

static u8 net_of(const struct ospf_ifc *c)
{
	if (c->i->type == IF_LOOPBACK)
		return NET_LOOPBACK;
	if (c->conf.net != NET_N)
		return c->conf.net;
	return c->i->type == IF_TUNNEL ? NET_P2P : NET_BROADCAST;
}

static struct ospf_if *if_find(const struct ospf *o, const struct iface *i)
{
	struct ospf_if *oi = o->ifs;

	while (oi && oi->port != i)
		oi = oi->next;
	return oi;
}

static bool runs(const struct ospf_proc *p, const struct ipif *f)
{
	if (!f->up || f->i->type == IF_NULL || !p->o->running || p->shut)
		return false;
	return p->all->version == 3 ? f->on6 && ipif_linklocal(f) && (f->a6->state == ADDR6_PREFERRED || f->i->type == IF_LOOPBACK) : (bool)f->a4;
}

static void sync_if(struct ospf_proc *p, struct ipif *f)
{
	struct ospf *o = p->o;
	struct ospf_ifc *c;
	struct ospf_if *oi = if_find(o, f->i);
	u32 area = 0, addr = f->a4 ? f->a4->addr : 0, mask = f->a4 ? ip4_mask(f->a4->plen) : 0;
	bool wanted = (p->all->version == 3 || f->a4) && belongs(p, f, addr, &area), up = runs(p, f);

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
	if (oi->up && (oi->net != net_of(c) || (p->all->version == 2 && (oi->addr != addr || oi->mask != mask)) || oi->passive != is_passive(p, f->i) ||
		       oi->conf->shut || (p->all->version == 3 && ipif_linklocal(f) && !ip6_eq(&oi->local, ipif_linklocal(f)))))
		ospf_if_set_up(oi, false);
	if (!oi->up) {
		oi->net = net_of(c);
		oi->stub_only = oi->net == NET_LOOPBACK;
		oi->addr = addr;
		oi->mask = mask;
		oi->passive = is_passive(p, f->i);
		if (p->all->version == 3 && ipif_linklocal(f))
			oi->local = *ipif_linklocal(f);
		oi->self = p->all->version == 3 ? o->rid : addr;
	}
	settle(p, oi, f, c);
	ospf_if_set_up(oi, up && !oi->conf->shut);
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

/* ---- redistribution ---- */

static const struct rib_route *best_of(const struct rib_entry *e)
{
	const struct rib_route *r = e->routes;

	while (r && !r->selected)
		r = r->next;
	return r;
}

static bool classful4(u32 a, u8 plen) { return plen == (a >> 31 == 0 ? 8 : a >> 30 == 2 ? 16 : 24); }

static bool on_own_link(const struct ospf *o, const struct rib_route *r)
{
	for (const struct ospf_if *oi = o->ifs; oi; oi = oi->next)
		if (oi->port == r->nh->hop.out && oi->state != IFS_DOWN)
			return true;
	return false;
}

static bool redistributed(const struct ospf_proc *p, const struct rib_entry *e, struct ospf_ext *x)
{
	const struct rib_route *r = best_of(e);
	const struct ospf_redist *d;

	*x = (struct ospf_ext){ .prefix = e->prefix, .plen = e->plen };
	if (!r || !e->plen || e->prefix.af != p->o->af)
		return false;
	d = &p->redist[r->source];
	if (!d->on || (r->source == ROUTE_OSPF && r->process == p->id) || (r->source == ROUTE_CONNECTED && on_own_link(p->o, r)))
		return false;
	if (e->prefix.af == AF_IP4 && !d->subnets && !classful4(e->prefix.v4, e->plen))
		return false;
	x->e2 = !d->e1;
	x->metric = d->metric_set ? d->metric : p->default_metric ? p->default_metric : r->source == ROUTE_OSPF ? r->metric : 20;
	x->tag = d->tag ? d->tag : r->tag;
	return true;
}

static void redistribute(struct ospf_proc *p)
{
	struct ospf *o = p->o;
	struct ipaddr any = { .af = o->af };
	const struct rib_entry *e = rib_exact(p->all->s, &any, 0);
	const struct rib_route *r = e ? best_of(e) : NULL;
	struct rib_entry **all;
	struct ospf_ext x;
	u32 n;
	bool on = o->default_mode;

	p->redist_dirty = false;
	o->have_default = r && !(r->source == ROUTE_OSPF && r->process == p->id);
	for (unsigned k = 0; k < ROUTE_SOURCE_N; k++)
		on |= p->redist[k].on;
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

void ospf_route_changed(struct ipstack *s, const struct rib_entry *e)
{
	struct ospf_all *all = s->ospf[e->prefix.af == AF_IP6];

	for (struct ospf_proc *p = all ? all->procs : NULL; p; p = p->next) {
		bool on = p->o->default_mode && !e->plen;

		for (unsigned k = 0; k < ROUTE_SOURCE_N; k++)
			on |= p->redist[k].on;
		for (const struct ospf_area *a = p->o->areas; a && !e->plen; a = a->next)
			on |= a->nssa_default;
		if (on) {
			p->redist_dirty = true;
			ospf_sync_soon(all);
		}
	}
}

/* ---- all of it ---- */

void ospf_sync_now(struct ospf_all *all)
{
	for (struct ospf_proc *p = all->procs; p; p = p->next) {
		struct ospf *o = p->o;

		if (!o->rid && !p->shut) {
			u32 rid = ospf_choose_rid(p);

			if (rid) {
				ospf_restart(o, rid);
				p->no_rid_logged = false;
			} else if (!p->no_rid_logged) {
				p->no_rid_logged = true;
				hook_log(o, 4, "NORTRID", "OSPF process %u failed to allocate unique router-id and cannot start", p->id);
			}
		}
		for (struct ipif *f = all->s->ifs; f; f = f->next)
			sync_if(p, f);
		sync_vlinks(p);
		sync_nbrs(p);
		if (p->redist_dirty)
			redistribute(p);
		orig_all_soon(o);
	}
}

void ospf_clear_process(struct ospf_proc *p)
{
	ospf_restart(p->o, p->shut ? 0 : ospf_choose_rid(p));
	p->redist_dirty = true;
	ospf_sync_soon(p->all);
}

/* ---- for the stack ---- */

void ospf_stack_free(struct ipstack *s)
{
	for (unsigned k = 0; k < 2; k++) {
		struct ospf_all *all = s->ospf[k];

		if (!all)
			continue;
		while (all->procs)
			ospf_proc_remove(all->procs);
		while (all->ifcs) {
			struct ospf_ifc *c = all->ifcs;

			all->ifcs = c->next;
			ospf_conf_free(&c->conf);
			free(c);
		}
		timer_stop(s->node->worker, &all->sync);
		free(all);
		s->ospf[k] = NULL;
	}
}

void ospf_stack_changed(struct ipstack *s)
{
	for (unsigned k = 0; k < 2; k++)
		if (s->ospf[k] && s->ospf[k]->procs)
			ospf_sync_soon(s->ospf[k]);
}

void ospf_iface_gone(struct ipif *f)
{
	for (unsigned k = 0; k < 2; k++) {
		struct ospf_all *all = f->ip->ospf[k];

		for (struct ospf_proc *p = all ? all->procs : NULL; p; p = p->next) {
			struct ospf_if *oi = if_find(p->o, f->i);
			struct ospf_area *a = oi ? oi->area : NULL;

			if (oi) {
				ospf_if_free(oi);
				ospf_area_release(a);
			}
			for (u32 h = 0; h < p->o->n_hops; h++)
				if (p->o->hops[h].port == f->i)
					p->o->hops[h].port = NULL;
		}
		for (struct ospf_ifc **at = all ? &all->ifcs : NULL; at && *at;) {
			struct ospf_ifc *c = *at;

			if (c->i != f->i) {
				at = &c->next;
				continue;
			}
			*at = c->next;
			ospf_conf_free(&c->conf);
			free(c);
		}
	}
}
