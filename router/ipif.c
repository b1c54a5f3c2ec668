/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The layer-3 side of an interface: addresses, sub-interfaces by 802.1Q tag, and what follows from both: connected and local
 * routes while the interface is up. ipif_update() is told of every change and works out the rest.
 */
#include <stdio.h>
#include <stdlib.h>

#include "router/bfd/bfd.h"
#include "router/bgp/bgp.h"
#include "router/dhcp/dhcp.h"
#include "router/dhcp6/dhcp6.h"
#include "router/fhrp/fhrp.h"
#include "router/ospf/proc.h"
#include "router/eigrp/eigrp.h"
#include "router/qos/qos.h"
#include "router/rip/rip.h"
#include "router/snmp/snmp.h"
#include "router/tunnel/tunnel.h"
#include "router/unnumbered.h"
#include "router/virtual.h"

void ipif_vid_set(struct ipif *parent, u16 vid, struct ipif *sub)
{
	struct ipif ***top;

	if (!parent->vid)
		parent->vid = xcalloc(64, sizeof(*parent->vid));
	top = &parent->vid[vid >> 6];
	if (!*top)
		*top = xcalloc(64, sizeof(**top));
	(*top)[vid & 63] = sub;
}

struct ipif *ipif_get(struct iface *i)
{
	struct ipstack *s = i->dev->ip;
	struct ipif *p = i->ip, **at = &s->ifs;

	if (p)
		return p;
	p = xcalloc_line(sizeof(*p));
	p->i = i;
	p->counts = !iface_is_physical(i);
	if (i->port)
		i->port->priv = p;
	p->ip = s;
	p->redirects = p->redirects6 = p->unreachables = p->unreachables6 = p->proxy_arp = true;
	p->arp_timeout_s = 14400;
	p->glean4 = leaf_new(s, LEAF_GLEAN, p);
	p->glean6 = leaf_new(s, LEAF_GLEAN, p);
	leaf_ref(s, p->glean4);
	leaf_ref(s, p->glean6);
	while (*at)
		at = &(*at)->next;
	*at = p;
	i->ip = p;
	if (i->type == IF_TUNNEL)
		p->tunnel = tunnel_new(p);
	if (i->parent)
		ipif_get(i->parent);
	ipif_update(p);
	return p;
}

struct ipif *ipif_after(struct ipstack *root, const struct ipif *after)
{
	struct ipstack *s = after ? after->ip->next : root;

	if (after && after->next)
		return after->next;
	while (s && !s->ifs)
		s = s->next;
	return s ? s->ifs : NULL;
}

struct ipaddr ipif_source(const struct iface *i, const struct ipaddr *to)
{
	const struct ipif *p = i ? i->ip : NULL;

	if (p && p->a4 && to->af == AF_IP4)
		return ipaddr4(p->a4->addr);
	for (const struct addr6 *a = p && to->af == AF_IP6 ? p->a6 : NULL; a; a = a->next)
		if (!a->linklocal && (a->state == ADDR6_PREFERRED || a->state == ADDR6_DEPRECATED))
			return ipaddr6(&a->addr);
	return (struct ipaddr){ .af = AF_NONE };
}

struct addr4 *ipif_addr4(const struct ipif *p, u32 addr)
{
	for (struct addr4 *a = p->a4; a; a = a->next)
		if (a->addr == addr)
			return a;
	return NULL;
}

struct addr4 *ipif_on_link4(const struct ipif *p, u32 addr)
{
	for (struct addr4 *a = p->a4; a; a = a->next)
		if (!((a->addr ^ addr) & ip4_mask(a->plen)))
			return a;
	return NULL;
}

struct addr6 *ipif_addr6(const struct ipif *p, const struct ip6 *addr)
{
	for (struct addr6 *a = p->a6; a; a = a->next)
		if (ip6_eq(&a->addr, addr))
			return a;
	return NULL;
}

struct ipif *ipif_find(const struct ipstack *s, u32 own)
{
	for (struct ipif *p = s->ifs; p; p = p->next) {
		const struct addr4 *a = ipif_addr4(p, own);

		if (a && !a->borrowed)
			return p;
	}
	return NULL;
}

static struct group **group_at(const struct ipif *p, const struct ipaddr *a)
{
	struct group **at = (struct group **)&p->groups;

	while (*at && !ipaddr_eq(&(*at)->addr, a))
		at = &(*at)->next;
	return at;
}

void ipif_join(struct ipif *p, const struct ipaddr *group)
{
	struct group **at = group_at(p, group);

	if (!*at) {
		*at = xcalloc(1, sizeof(**at));
		(*at)->addr = *group;
	}
	(*at)->refs++;
}

void ipif_leave(struct ipif *p, const struct ipaddr *group)
{
	struct group **at = group_at(p, group), *g = *at;

	if (g && !--g->refs) {
		*at = g->next;
		free(g);
	}
}

/* Is the group that of one of our addresses, or of a virtual router's that is here? */
static bool solicited_node(const struct ipif *p, const struct ip6 *group)
{
	struct ip6 sn;

	for (const struct addr6 *a = p->a6; a; a = a->next) {
		sn = ip6_solicited_node(&a->addr);
		if (ip6_eq(&sn, group))
			return true;
	}
	for (const struct ip_virtual *v = p->virtuals; v; v = v->next)
		for (unsigned k = 0; k < v->n && v->addr[k].af == AF_IP6; k++) {
			sn = ip6_solicited_node(&v->addr[k].v6);
			if (ip6_eq(&sn, group))
				return true;
		}
	return false;
}

bool ipif_joined(const struct ipif *p, const struct ipaddr *g)
{
	const struct ipstack *s = p->ip;

	if (g->af == AF_IP4) {
		if (g->v4 == 0xe0000001 || (g->v4 == 0xe0000002 && s->forwarding)) /* RFC 1112 4, RFC 1812 4.3.3.9 */
			return true;
	} else {
		static const struct ip6 all = { .b = { 0xff, 2, [15] = 1 } }, routers = { .b = { 0xff, 2, [15] = 2 } };
		static const struct ip6 self = { .b = { 0xff, 1, [15] = 1 } };

		if (ip6_eq(&g->v6, &all) || ip6_eq(&g->v6, &self) || (s->forwarding6 && ip6_eq(&g->v6, &routers)))
			return true;
		if (g->v6.b[1] == 2 && g->v6.b[11] == 1 && g->v6.b[12] == 0xff && solicited_node(p, &g->v6))
			return true;
	}
	return *group_at(p, g);
}

/* ---- what follows from an address ---- */

static void routes4(struct ipif *p, const struct addr4 *a, bool add)
{
	struct route r = { .prefix = ipaddr4(a->addr & ip4_mask(a->plen)), .plen = a->plen, .source = ROUTE_CONNECTED, .nh = { .out = p->i } };
	void (*change)(struct ipstack *, const struct route *) = add ? rib_add : rib_del;

	if (a->borrowed)
		return;
	change(p->ip, &r);
	if (a->plen < 32) {
		r.prefix = ipaddr4(a->addr);
		r.plen = 32;
		r.source = ROUTE_LOCAL;
		change(p->ip, &r);
	}
	if (a->plen < 31) { /* RFC 3021: a /31 has no broadcast */
		struct ipaddr b = ipaddr4(a->addr | ~ip4_mask(a->plen)), z = ipaddr4(a->addr & ip4_mask(a->plen));

		rib_receive(p->ip, &b, p, add);
		rib_receive(p->ip, &z, p, add);
	}
}

void ipif_routes6(struct addr6 *a, bool add)
{
	struct ipif *p = a->ifp;
	struct route r = { .prefix = ipaddr6(&a->addr), .plen = 128, .source = ROUTE_LOCAL, .nh = { .out = p->i } };

	if (a->linklocal || a->routed == add)
		return;
	a->routed = add;
	if (a->plen == 128)
		r.source = ROUTE_CONNECTED;
	(add ? rib_add : rib_del)(p->ip, &r);
}

static void connected6(struct addr6 *a, bool add)
{
	struct ipif *p = a->ifp;
	struct ip6 net = ip6_masked(&a->addr, a->plen);
	struct route r = { .prefix = ipaddr6(&net), .plen = a->plen, .source = ROUTE_CONNECTED, .nh = { .out = p->i } };

	if (!a->linklocal && a->plen < 128)
		(add ? rib_add : rib_del)(p->ip, &r);
}

static void start6(struct addr6 *a)
{
	connected6(a, true);
	nd_dad_start(a);
}

static void stop6(struct addr6 *a)
{
	timer_stop(a->ifp->ip->node->worker, &a->timer);
	ipif_routes6(a, false);
	connected6(a, false);
	if (a->state != ADDR6_DUPLICATE)
		a->state = ADDR6_TENTATIVE;
}

/* IPv6 is on: there must be a link-local address; it is off: none that we made. */
static void linklocal(struct ipif *p)
{
	if (p->on6 && !ipif_linklocal(p) && p->i->type != IF_NULL) {
		struct addr6 *a = xcalloc(1, sizeof(*a));

		a->ifp = p;
		a->addr = ip6_linklocal_of(p->mac);
		a->plen = 10;
		a->linklocal = a->eui64 = true;
		a->valid_until = a->preferred_until = NSEC_NEVER;
		a->next = p->a6;
		p->a6 = a;
		if (p->up)
			start6(a);
	} else if (!p->on6 && p->a6 && p->a6->linklocal && p->a6->eui64 && !p->a6->next) {
		ipif_del6(p, p->a6);
	}
}

static void went_up(struct ipif *p)
{
	for (struct addr4 *a = p->a4; a; a = a->next) {
		routes4(p, a, true);
		arp_announce(p, a->addr);
	}
	for (struct addr6 *a = p->a6; a; a = a->next) {
		a->state = ADDR6_TENTATIVE;
		start6(a);
	}
	neigh_statics_apply(p);
}

void ipif_went_down(struct ipif *p)
{
	for (struct addr4 *a = p->a4; a; a = a->next)
		routes4(p, a, false);
	for (struct addr6 *a = p->a6; a; a = a->next)
		stop6(a);
	slaac_flush(p);
	neigh_flush(p, AF_NONE, true);
}

/* A tunnel's MTUs follow its path, and its link's leaves are complete. */
static void point_to_point(struct ipif *p)
{
	struct ipstack *s = p->ip;
	u32 mtu = tunnel_mtu(p->tunnel);

	p->mtu4 = p->mtu4_set ? p->mtu4_set : mtu;
	p->mtu6 = p->mtu6_set ? p->mtu6_set : mtu < IP6_MTU_MIN ? (u32)IP6_MTU_MIN : mtu;
	leaf_point_to_point(&s->leaf[p->glean4], ETH_TYPE_IP4);
	leaf_point_to_point(&s->leaf[p->glean6], ETH_TYPE_IP6);
}

static void identity(struct ipif *p)
{
	struct ipstack *s = p->ip;
	struct iface *i = p->i;
	u8 first[8] = { 0 };
	bool mac_new = !mac_eq(p->mac, i->mac);

	memcpy(p->mac, i->mac, 6);
	memcpy(first, p->mac, 6);
	memcpy(&p->match, first, 8);
	p->mtu4 = p->mtu4_set && p->mtu4_set < i->mtu ? p->mtu4_set : i->mtu;
	p->mtu6 = p->mtu6_set && p->mtu6_set < i->mtu ? p->mtu6_set : i->mtu;
	if (p->tunnel)
		point_to_point(p);
	p->port = i->port ? i->port : i->parent ? i->parent->port : NULL;
	for (struct neigh *n = neigh_next(s, NULL); n; n = neigh_next(s, n))
		if (n->ifp == p && s->leaf[n->leaf].kind == LEAF_ADJ)
			neigh_leaves(n, true);
	if (mac_new && p->a6 && p->a6->linklocal && p->a6->eui64)
		p->a6->addr = ip6_linklocal_of(p->mac);
}

void ipif_update(struct ipif *p)
{
	struct iface *i = p->i;
	bool up = i->up && (!i->parent || p->vlan);

	identity(p);
	unnumbered_follow(p);
	p->on4 = p->a4 || p->forward4 || dhcp_client_on(p);
	p->on6 = p->enable6 || p->autoconf || p->lender[1] || dhcp6_turns_on(p) || (p->a6 && !(p->a6->linklocal && p->a6->eui64 && !p->a6->next));
	linklocal(p);
	if (up != p->up) {
		p->up = up;
		(up ? went_up : ipif_went_down)(p);
		rib_iface(p);
		dhcp_iface_changed(p);
	}
	nd_ra_update(p);
	slaac_update(p);
	dhcp6_iface_changed(p);
	qos_iface_changed(p);
	if (p->fhrp)
		fhrp_changed(p);
	track_iface_changed(i);
	tunnel_soon(p->ip);
	ospf_stack_changed(p->ip);
	rip_stack_changed(p->ip);
	eigrp_stack_changed(p->ip);
	bgp_stack_changed(p->ip);
	bfd_stack_changed(p->ip);
	unnumbered_lent(p->ip, i);
}

/* ---- configuration ---- */

bool ipif_add4(struct ipif *p, u32 addr, u8 plen, bool secondary, char *why, size_t why_len)
{
	u32 host = ~ip4_mask(plen);
	char text[IP4_TEXT];
	unsigned n = 0;
	struct addr4 *a, **at = &p->a4;

	if (ip4_is_multicast(addr) || addr >> 28 == 15 || addr >> 24 == 0 || addr >> 24 == 127) {
		snprintf(why, why_len, "Not a valid host address - %s", ip4_text(addr, text));
		return false;
	}
	if (!plen || (plen < 31 && (!(addr & host) || (addr & host) == host))) {
		snprintf(why, why_len, "Bad mask /%u for address %s", plen, ip4_text(addr, text));
		return false;
	}
	for (struct ipif *o = p->ip->ifs; o; o = o->next)
		for (a = o->a4; a; a = a->next, n += o == p) {
			u32 common = ip4_mask(a->plen < plen ? a->plen : plen);

			if (a->borrowed || (a->addr ^ addr) & common)
				continue;
			if (o == p && !secondary && !a->secondary)
				continue; /* being replaced */
			if (o == p && a->addr == addr && a->secondary == secondary && a->plen == plen)
				return true;
			if (o == p && (a->plen == plen && a->addr != addr))
				continue; /* a second address in the same subnet */
			snprintf(why, why_len, "%% %s overlaps with %s", ip4_text(addr & ip4_mask(plen), text), o->i->name);
			return false;
		}
	if (n >= ADDRS_MAX) {
		snprintf(why, why_len, "%% Too many addresses on %s", p->i->name);
		return false;
	}
	if (!secondary && p->a4 && !p->a4->secondary)
		ipif_del4(p, p->a4->addr, false);
	a = xcalloc(1, sizeof(*a));
	*a = (struct addr4){ .addr = addr, .plen = plen, .secondary = secondary };
	if (secondary)
		while (*at)
			at = &(*at)->next;
	a->next = *at;
	*at = a;
	if (p->up) {
		routes4(p, a, true);
		arp_announce(p, addr);
		neigh_statics_apply(p);
	}
	ipif_update(p);
	return true;
}

void ipif_del4(struct ipif *p, u32 addr, bool all)
{
	for (struct addr4 **at = &p->a4, *a; (a = *at);) {
		if (!all && a->addr != addr) {
			at = &a->next;
			continue;
		}
		*at = a->next;
		if (p->up)
			routes4(p, a, false);
		/* Two addresses in one subnet share its routes. */
		for (struct addr4 *o = p->a4; o && p->up; o = o->next)
			if (!((o->addr ^ a->addr) & ip4_mask(o->plen < a->plen ? o->plen : a->plen)))
				routes4(p, o, true);
		free(a);
	}
	if (!p->a4)
		neigh_flush(p, AF_IP4, true);
	ipif_update(p);
}

struct addr6 *ipif_add6(struct ipif *p, const struct ip6 *addr, u8 plen, char *why, size_t why_len)
{
	struct addr6 *a = ipif_addr6(p, addr), **at = &p->a6;
	char text[IP6_TEXT];
	unsigned n = 0;

	if (a && a->plen == plen)
		return a;
	if (a)
		ipif_del6(p, a);
	for (struct ipif *o = p->ip->ifs; o; o = o->next)
		for (a = o->a6; a; a = a->next, n += o == p)
			if (o != p && !a->linklocal && !ip6_is_linklocal(addr) && ip6_in(addr, &a->addr, a->plen < plen ? a->plen : plen)) {
				struct ip6 net = ip6_masked(addr, plen);

				snprintf(why, why_len, "%%%s: Error: %s/%u is overlapping with %s/%u on %s", p->i->name, ip6_text(&net, text), plen,
					 ip6_text(&a->addr, (char[IP6_TEXT]){ 0 }), a->plen, o->i->name);
				return NULL;
			}
	if (n >= ADDRS_MAX) {
		snprintf(why, why_len, "%% Too many addresses on %s", p->i->name);
		return NULL;
	}
	a = xcalloc(1, sizeof(*a));
	a->ifp = p;
	a->addr = *addr;
	a->plen = plen;
	a->linklocal = ip6_is_linklocal(addr);
	a->valid_until = a->preferred_until = NSEC_NEVER;
	if (a->linklocal && p->a6 && p->a6->linklocal)
		ipif_del6(p, p->a6);
	if (!a->linklocal)
		while (*at)
			at = &(*at)->next;
	else
		a->plen = 10;
	a->next = *at;
	*at = a;
	if (p->up)
		start6(a);
	ipif_update(p);
	return ipif_addr6(p, addr);
}

void ipif_del6(struct ipif *p, struct addr6 *a)
{
	struct addr6 **at = &p->a6;
	struct ip6 net = ip6_masked(&a->addr, a->plen);

	while (*at != a)
		at = &(*at)->next;
	*at = a->next;
	stop6(a);
	for (struct addr6 *o = p->a6; o && p->up; o = o->next) /* another address on the same prefix keeps its route */
		if (!o->linklocal && o->plen == a->plen && ip6_in(&o->addr, &net, o->plen))
			connected6(o, true);
	free(a);
	ipif_update(p);
}

bool ipif_encapsulate(struct ipif *p, u16 vlan, bool native, char *why, size_t why_len)
{
	struct ipif *parent = ipif_get(p->i->parent);

	for (struct iface *o = p->i->parent->subs; o && vlan; o = o->next_sub)
		if (o->ip && o->ip != p && o->ip->vlan == vlan) {
			snprintf(why, why_len, "%%Configuration of multiple subinterfaces of the same main interface with the same VID (%u) is not permitted.\n"
				 "This VID is already configured on %s.", vlan, o->name);
			return false;
		}
	if (p->vlan) {
		ipif_vid_set(parent, p->vlan, NULL);
		if (parent->native_sub == p)
			parent->native_sub = NULL;
	}
	if (p->up && p->vlan != vlan) { /* neighbours of the old VLAN are not here any more */
		u16 was = p->vlan;

		p->vlan = 0;
		ipif_update(p);
		p->vlan = was;
	}
	p->vlan = vlan;
	p->native = native && vlan;
	p->tagged = vlan && !native;
	if (vlan)
		ipif_vid_set(parent, vlan, p);
	if (p->native)
		parent->native_sub = p;
	ipif_update(p);
	return true;
}

bool ip_address_add4(struct iface *i, u32 addr, u8 plen, const char **why)
{
	char text[160];

	*why = "the address does not fit here";
	return ipif_add4(ipif_get(i), addr, plen, i->ip && i->ip->a4, text, sizeof(text));
}

bool ip_address_add6(struct iface *i, const struct ip6 *addr, u8 plen, const char **why)
{
	char text[256];

	*why = "the address does not fit here";
	return ipif_add6(ipif_get(i), addr, plen, text, sizeof(text));
}

/* ---- life ---- */

void ip_iface_changed(struct iface *i)
{
	if (!i->dev->ip)
		return;
	snmp_iface_changed(i);
	if (i->ip)
		ipif_update(i->ip);
	else
		track_iface_changed(i);
	for (struct iface *sub = i->subs; sub; sub = sub->next_sub)
		if (sub->ip)
			ipif_update(sub->ip);
}

const char *ip_iface_vlan(const struct iface *i, char buf[12])
{
	if (!i->parent)
		return "routed";
	if (i->ip && i->ip->vlan)
		snprintf(buf, 12, "%u", i->ip->vlan);
	else
		buf[0] = 0;
	return buf;
}

bool ip_iface_primary4(const struct iface *i, u32 *addr, u8 *plen)
{
	const struct addr4 *a = i->ip ? i->ip->a4 : NULL;

	if (!a)
		return false;
	*addr = a->addr;
	*plen = a->plen;
	return true;
}
