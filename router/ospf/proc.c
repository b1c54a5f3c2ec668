/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Between the protocol and the device: the protocol's hooks, and the processes. Changes of interfaces and configuration ask for a sync (sync.c), which
 * runs at the same moment but after whatever caused it.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "net/digest.h"
#include "router/bgp/bgp.h"
#include "router/ospf/proc.h"
#include "router/policy/policy.h"
#include "router/snmp/snmp.h"

enum { IP_OSPF = 89, TOS_CONTROL = 0xc0, DISTANCE_DISCARD_EXTERNAL = 254 };

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
	struct prefix_list *l = prefix_list_hold(proc_of(o)->all->s, o->af, list);
	bool yes = prefix_list_permits(l, p, plen);

	prefix_list_release(l);
	return yes;
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

	return set ? set : p->distance ? p->distance : DISTANCE_OSPF;
}

u8 ospf_discard_distance(const struct ospf_proc *p, bool external)
{
	u8 set = p->o->discard_distance[external];

	return set ? set : external ? DISTANCE_DISCARD_EXTERNAL : ospf_distance(p, PATH_INTRA);
}

bool ospf_nbr_filtered(const struct ospf_proc *p, const struct ospf_nbr *n)
{
	const struct ospf_static_nbr *x = p->nbrs;

	if (n->oi->net != NET_P2MP && n->oi->net != NET_P2MP_NB)
		return false;
	while (x && x->addr != n->addr.v4)
		x = x->next;
	return x && x->mute;
}

static void fill(const struct ospf_proc *p, const struct ospf_route *r, const struct ospf_path_info *i, struct route *out)
{
	*out = (struct route){ .prefix = ospf_prefix(p->o, r), .plen = r->plen, .source = ospf_source(p->all), .distance = i->type == PATH_DISCARD ? ospf_discard_distance(p, i->ext) : ospf_distance(p, i->type), .tag = i->tag,
			       .metric = i->type == PATH_E2 || i->type == PATH_N2 ? i->ext : i->cost, .kind = i->type, .process = (u16)p->id };
}

/* `distribute-list ... in`: what the RIB may have. */
static bool permitted(const struct ospf_proc *p, const struct route *x, const struct ospf_path_info *i, const struct nexthop *nh)
{
	struct policy_route r = { .prefix = x->prefix, .plen = x->plen, .next_hop = nh->via, .peer = ipaddr4(i->adv), .out = nh->out, .source = x->source, .kind = x->kind,
				  .process = x->process, .metric = x->metric, .tag = x->tag, .metric_type = i->type == PATH_E1 || i->type == PATH_N1 ? 1 : 2 };

	return dist_in(p->filters, &r, &nh->via);
}

static void hook_route(struct ospf *o, struct ospf_route *r)
{
	struct ospf_proc *p = proc_of(o);
	struct nexthop nh[OSPF_HOPS_MAX];
	const struct hop_set *set = &o->sets[r->now.set];
	unsigned n = 0;
	struct route x;

	fill(p, r, &r->now, &x);
	if (p->distances)
		x.distance = distance_of(p->distances, x.distance, r->now.adv, &x.prefix, x.plen);
	if (r->now.type == PATH_DISCARD)
		nh[n++] = (struct nexthop){ .null = true };
	for (unsigned k = 0; r->now.type && r->now.type != PATH_DISCARD && k < set->n && n < o->max_paths; k++) {
		const struct ospf_hop *h = &o->hops[set->hop[k]];

		if (!h->oi || !h->port)
			continue;
		nh[n] = (struct nexthop){ .via = h->via, .out = h->port };
		n += !p->filters || permitted(p, &x, &r->now, &nh[n]);
	}
	rib_replace(p->all->s, &x, nh, x.distance == DISTANCE_NEVER ? 0 : n);
}

void ospf_retell(struct ospf_proc *p)
{
	struct ospf *o = p->o;

	p->retell = false;
	for (u32 k = 0; k < o->n_rt; k++)
		if (ospf_route_told(ospf_route_at(o, k)))
			hook_route(o, ospf_route_at(o, k));
}

static void hook_adjacency(struct ospf *o, struct ospf_nbr *n, u8 was)
{
	const struct iface *i = n->oi->port;
	char rid[IP4_TEXT];

	if (n->state < NS_EXCHANGE)	/* a neighbour that was found, before anything is told to it */
		n->mute = ospf_nbr_filtered(proc_of(o), n);
	device_adjacency(proc_of(o)->all->s->dev, ospf_v3(o) ? "OSPFv3" : "OSPF", o->id, ip4_text(n->rid, rid), i ? i->name : "", ospf_nbr_state_name[was],
			 ospf_nbr_state_name[n->state]);
	snmp_ospf_neighbour(proc_of(o)->all->s, n, was);
}

static void hook_interface(struct ospf *o, const struct ospf_if *oi, u8 was) { snmp_ospf_interface(proc_of(o)->all->s, oi, was); }

static void hook_wake(struct ospf *o) { ospf_sync_soon(proc_of(o)->all); }

static void bfd_changed(struct bfd_client *c, bool up)
{
	struct ospf_nbr *n = container_of(c, struct ospf_nbr, bfd);

	if (up)
		return;
	n->why = "Neighbor Down: BFD node down";
	ospf_nbr_event(n, NE_INACTIVE);
}

void ospf_bfd(struct ospf_nbr *n)
{
	const struct ospf_if_conf *c = n->oi->conf;
	const struct ospf_proc *p = proc_of(n->oi->o), *common = ospf_common_of(p);

	if (n->state != NS_FULL || !n->oi->port || c->no_bfd || (!c->bfd && !p->bfd && !(common && common->bfd))) {
		bfd_unwatch(&n->bfd);
		return;
	}
	if (n->bfd.s)
		return;
	n->bfd = (struct bfd_client){ .proto = ospf_all_v3(p->all) ? "OSPFv3" : "OSPF", .iface = n->oi->port, .peer = n->addr, .changed = bfd_changed };
	bfd_watch(p->all->s, &n->bfd);
}

static bool hook_bgp_settled(struct ospf *o)
{
	const struct bgp *b = proc_of(o)->all->s->bgp;

	return b && bgp_settled(b);
}

static const struct ospf_hooks hooks = {
	.send = hook_send, .join = hook_join, .route = hook_route, .log = hook_log, .debugging = hook_debugging, .debug = hook_debug,
	.prefix_permitted = hook_permitted, .key_send = hook_key_send, .key_accept = hook_key_accept,
	.adjacency = hook_adjacency, .interface = hook_interface,
	.bgp_settled = hook_bgp_settled, .bfd = ospf_bfd, .wake = hook_wake,
};

/* ---- what is configured ---- */

static void sync_timer(struct timer *t) { ospf_sync_now(container_of(t, struct ospf_all, sync)); }

struct ospf_all *ospf_all_find(const struct ipstack *s, u8 form) { return s->ospf[form]; }

static struct ospf_if *if_of(const struct ipstack *s, u8 form, const struct iface *i)
{
	const struct ospf_all *all = ospf_all_find(s, form);

	return all ? ospf_if_of(all, i) : NULL;
}

/* The instance says whose a packet is (RFC 5340 2.4), and so the family (RFC 5838 2.1). */
static struct ospf_if *whose3(const struct ipstack *s, const struct iface *i, const struct frame *f)
{
	struct ospf_if *v6 = if_of(s, OSPF_FORM_3, i), *v4 = if_of(s, OSPF_FORM_3_IP4, i);

	return v4 && (!v6 || (f->len >= OSPF_V3_HLEN && f->data[14] == (u8)v4->conf->instance)) ? v4 : v6;
}

static enum drop input(struct ipstack *s, const struct ip_recv *r, struct frame *f)
{
	struct ospf_from from = { .src = r->src, .dst = r->dst, .ttl = r->ttl };
	struct ospf_if *oi = r->src.af == AF_IP6 ? whose3(s, r->in, f) : if_of(s, OSPF_FORM_2, r->in);
	enum drop why = oi ? ospf_input(oi->o, oi, &from, f->data, f->len) : DROP_NOT_FOR_US;

	frame_put(f);
	return why;
}

struct ospf_all *ospf_all(struct ipstack *s, u8 form)
{
	struct ospf_all **at = &s->ospf[form];

	if (*at)
		return *at;
	*at = xcalloc(1, sizeof(**at));
	(*at)->s = s;
	(*at)->form = form;
	(*at)->sync.fire = sync_timer;
	(*at)->rib.changed = ospf_route_changed;
	rib_watch(s, &(*at)->rib);
	(*at)->policy.changed = ospf_policy_changed;
	policy_watch(s, &(*at)->policy);
	return *at;
}

void ospf_conf_init(struct ospf_if_conf *c, u8 form)
{
	*c = (struct ospf_if_conf){ .priority = -1, .net = NET_N, .auth = AUTH_UNSET, .instance = form == OSPF_FORM_3_IP4 ? OSPF_INSTANCE_IP4 : 0 };
}

void ospf_conf_free(struct ospf_if_conf *c)
{
	free(c->chain);
	free(c->keys);
}

/* at: its place in the list. */
static struct ospf_proc *proc_new(struct ospf_all *all, u32 id, struct ospf_proc **at, bool common)
{
	struct ospf_proc *p = xcalloc(1, sizeof(*p));

	p->all = all;
	p->id = id;
	p->common = common;
	p->redist_dirty = !common;
	p->o = ospf_new(all->s->node, ospf_all_v3(all) ? 3 : 2, id, &hooks, p);
	p->o->af = all->form == OSPF_FORM_3 ? AF_IP6 : AF_IP4;
	p->o->heed_dn = all->s->vrf;
	p->next = *at;
	*at = p;
	ospf_sync_soon(all);
	return p;
}

/* The interfaces' configuration outlives their moving between VRFs: it hangs at the root's. */
static struct ospf_ifc **ifcs_of(struct ospf_all *all) { return &ospf_all(all->s->root, all->form)->ifcs; }

struct ospf_ifc *ospf_ifc_find(const struct ospf_all *all, const struct iface *i)
{
	const struct ospf_all *root = ospf_all_find(all->s->root, all->form);
	struct ospf_ifc *c = root ? root->ifcs : NULL;

	while (c && c->i != i)
		c = c->next;
	return c;
}

struct ospf_ifc *ospf_ifc(struct ospf_all *all, struct iface *i)
{
	struct ospf_ifc *c = ospf_ifc_find(all, i), **at;

	if (c)
		return c;
	c = xcalloc(1, sizeof(*c));
	c->i = i;
	ospf_conf_init(&c->own, all->form);
	ospf_conf_init(&c->common, all->form);
	c->conf = c->own;
	at = ifcs_of(all);
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

struct ospf_proc *ospf_proc_any(struct ipstack *root, u8 form, u32 id)
{
	struct ospf_proc *p = ospf_proc_after(root, form, NULL);

	while (p && p->id != id)
		p = ospf_proc_after(root, form, p);
	return p;
}

struct ospf_proc *ospf_proc_after(struct ipstack *root, u8 form, const struct ospf_proc *after)
{
	struct ospf_proc *best = NULL;
	bool beyond = !after;	/* this stack stands after the other's */

	for (struct ipstack *s = root; s; s = s->next) {
		const struct ospf_all *all = ospf_all_find(s, form);

		for (struct ospf_proc *p = all ? all->procs : NULL; p; p = p->next)
			if ((!after || p->id > after->id || (p->id == after->id && beyond)) && (!best || p->id < best->id))
				best = p;
		beyond |= after && after->all->s == s;
	}
	return best;
}

/* ---- version 3 with address families ---- */

struct ospf_proc *ospf_common(struct ipstack *root, u32 id, bool make)
{
	struct ospf_all *all = make ? ospf_all(root, OSPF_FORM_3) : ospf_all_find(root, OSPF_FORM_3);
	struct ospf_proc **at = all ? &all->commons : NULL;

	while (at && *at && (*at)->id < id)
		at = &(*at)->next;
	if (!make || (*at && (*at)->id == id))
		return at && *at && (*at)->id == id ? *at : NULL;
	return proc_new(all, id, at, true);
}

struct ospf_proc *ospf_common_of(const struct ospf_proc *p)
{
	return p->common || !ospf_all_v3(p->all) ? NULL : ospf_common(p->all->s->root, p->id, false);
}

bool ospf_stands_still(const struct ospf_proc *p) { return ospf_all_v3(p->all) && !p->all->s->forwarding6; }

bool ospf_is_shut(const struct ospf_proc *p)
{
	const struct ospf_proc *common = ospf_common_of(p);

	return p->shut || p->common || ospf_stands_still(p) || max_lsa_ignores(&p->o->max_lsa) || (common && common->shut);
}

bool ospf_is_passive(const struct ospf_proc *p, const struct iface *i)
{
	const struct ospf_proc *common = ospf_common_of(p);

	return passive_is(&p->passive, i) || (common && passive_is(&common->passive, i));
}

struct ospf_proc *ospf_proc_get(struct ospf_all *all, u32 id)
{
	struct ospf_proc *p = ospf_proc_find(all, id), **at = &all->procs;

	if (p)
		return p;
	while (*at && (*at)->id < id)
		at = &(*at)->next;
	p = proc_new(all, id, at, false);
	ip_proto_set(all->s, IP_OSPF, input);
	return p;
}

void ospf_proc_remove(struct ospf_proc *p)
{
	struct ospf_all *all = p->all;
	struct ospf_proc **at = p->common ? &all->commons : &all->procs;

	while (*at != p)
		at = &(*at)->next;
	*at = p->next;
	for (const struct ospf_if *oi = p->o->ifs; oi; oi = oi->next)
		if (oi->port && ((struct iface *)oi->port)->ip)
			redist_iface(all->s, ((struct iface *)oi->port)->ip);
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
	passive_free(&p->passive);
	route_map_release(p->default_map);
	redist_free(&p->redist);
	dist_free(&p->filters);
	distance_free(&p->distances);
	free(p);
	ospf_sync_soon(all);
}

static void wake(struct ospf_all *all)
{
	if (!all->s->cleaning && !timer_is_set(&all->sync))
		timer_set(all->s->node->worker, &all->sync, stack_now(all->s));
}

void ospf_sync_soon(struct ospf_all *all)
{
	if (all->s->cleaning)
		return;
	wake(all);
	/* What `router ospfv3` says is for both families of all VRFs. */
	for (struct ipstack *s = all->commons ? all->s->root : NULL; s; s = s->next)
		for (u8 form = OSPF_FORM_3; form < OSPF_FORMS; form++)
			if (s->ospf[form])
				wake(s->ospf[form]);
}

void ospf_clear_process(struct ospf_proc *p)
{
	u32 rid;

	max_lsa_forget(p->o);
	rid = ospf_is_shut(p) ? 0 : ospf_choose_rid(p);
	if (rid && rid == p->o->rid && p->o->gr.stage != GR_NONE)
		return; /* that is what it does */
	if (rid && rid == p->o->rid && restart_may(p->o)) {
		restart_begin(p->o);
		return;
	}
	ospf_restart(p->o, rid);
	p->redist_dirty = true;
	ospf_sync_soon(p->all);
}

/* ---- for the stack ---- */

void ospf_stack_free(struct ipstack *s)
{
	for (unsigned k = 0; k < OSPF_FORMS; k++) {
		struct ospf_all *all = s->ospf[k];

		if (!all)
			continue;
		while (all->procs)
			ospf_proc_remove(all->procs);
		while (all->commons)
			ospf_proc_remove(all->commons);
		while (all->ifcs) {
			struct ospf_ifc *c = all->ifcs;

			all->ifcs = c->next;
			ospf_conf_free(&c->own);
			ospf_conf_free(&c->common);
			free(c);
		}
		timer_stop(s->node->worker, &all->sync);
		rib_unwatch(s, &all->rib);
		policy_unwatch(s, &all->policy);
		free(all);
		s->ospf[k] = NULL;
	}
}

void ospf_stack_changed(struct ipstack *s)
{
	for (unsigned k = 0; k < OSPF_FORMS; k++)
		if (s->ospf[k] && s->ospf[k]->procs)
			ospf_sync_soon(s->ospf[k]);
}

void ospf_iface_left(struct ipif *f)
{
	for (unsigned k = 0; k < OSPF_FORMS; k++) {
		struct ospf_all *all = f->ip->ospf[k];

		for (struct ospf_proc *p = all ? all->procs : NULL; p; p = p->next) {
			struct ospf_if *oi = ospf_if_at(p->o, f->i);
			struct ospf_area *a = oi ? oi->area : NULL;

			if (oi) {
				ospf_if_free(oi);
				ospf_area_release(a);
			}
			for (u32 h = 0; h < p->o->n_hops; h++)
				if (p->o->hops[h].port == f->i)
					p->o->hops[h].port = NULL;
		}
	}
}

void ospf_iface_gone(struct ipif *f)
{
	ospf_iface_left(f);
	for (unsigned k = 0; k < OSPF_FORMS; k++) {
		struct ospf_all *all = f->ip->root->ospf[k];

		for (struct ospf_ifc **at = all ? &all->ifcs : NULL; at && *at;) {
			struct ospf_ifc *c = *at;

			if (c->i != f->i) {
				at = &c->next;
				continue;
			}
			*at = c->next;
			ospf_conf_free(&c->own);
			ospf_conf_free(&c->common);
			free(c);
		}
	}
}
