/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "router/virtual.h"

#include "net/arp.h"
#include "router/stack.h"

static void local_route(struct ipif *p, u32 addr, bool add)
{
	struct route r = { .prefix = ipaddr4(addr), .plen = 32, .source = ROUTE_LOCAL, .nh = { .out = p->i } };

	if (ipif_addr4(p, addr)) /* the owner's: it is there already */
		return;
	(add ? rib_add : rib_del)(p->ip, &r);
}

void ip_virtual_activate(struct ipif *p, struct ip_virtual *v)
{
	if (v->active)
		return;
	v->active = true;
	v->ifp = p;
	v->next = p->virtuals;
	p->virtuals = v;
	if (!v->answer && !p->port && p->ip->virtual_mac)
		p->ip->virtual_mac(p->i, v->mac, true);
	for (unsigned k = 0; k < v->n; k++) {
		local_route(p, v->addr[k], true);
		if (!v->answer)
			arp_announce_as(p, v->addr[k], v->mac);
	}
}

void ip_virtual_release(struct ip_virtual *v)
{
	struct ip_virtual **at;

	if (!v->active)
		return;
	for (at = &v->ifp->virtuals; *at != v; at = &(*at)->next)
		;
	*at = v->next;
	for (unsigned k = 0; k < v->n; k++)
		local_route(v->ifp, v->addr[k], false);
	if (!v->answer && !v->ifp->port && v->ifp->ip->virtual_mac)
		v->ifp->ip->virtual_mac(v->ifp->i, v->mac, false);
	v->active = false;
	v->ifp = NULL;
}

struct ip_virtual *ip_virtual_of(const struct ipif *p, u32 addr)
{
	for (struct ip_virtual *v = p->virtuals; v; v = v->next)
		for (unsigned k = 0; k < v->n; k++)
			if (v->addr[k] == addr)
				return v;
	return NULL;
}

static bool is_virtual(const struct ipif *p, const struct frame *f)
{
	if (f->len < ETH_HLEN)
		return false;
	for (const struct ip_virtual *v = p->virtuals; v; v = v->next)
		if (!v->answer && mac_eq(f->data, v->mac) && !mac_eq(v->mac, p->mac))
			return true;
	return false;
}

unsigned ip_virtual_take(struct ipif *p, struct frame **f, unsigned *n)
{
	struct frame *rest[BURST_MAX];
	unsigned taken = 0, n_rest = 0;

	for (unsigned k = 0; k < *n; k++) {
		struct frame *own;

		if (!is_virtual(p, f[k])) {
			rest[n_rest++] = f[k];
			continue;
		}
		own = frame_writable(f[k]);
		if (!own) {
			p->ip->drops[DROP_NO_FRAME]++;
			continue;
		}
		memcpy(own->data, p->mac, 6);
		f[taken++] = own;
	}
	memcpy(f + taken, rest, n_rest * sizeof(*f));
	*n = taken + n_rest;
	return taken;
}

void ip_virtual_send(struct ipif *p, const u8 mac[6], u32 src, u32 group, u8 proto, u8 ttl, u8 tos, struct frame *f)
{
	struct ip_send to = { .dst = ipaddr4(group), .proto = proto, .ttl = ttl, .tos = tos };
	const u8 dst[6] = { 1, 0, 0x5e, group >> 16 & 0x7f, group >> 8 & 255, group & 255 };

	if (!p->up || !p->a4 || !ip_push4(p->ip, &to, f, src ? src : p->a4->addr)) {
		ip_drop(p->ip, NULL, f, DROP_PORT_DOWN);
		return;
	}
	p->ip->c4[C_MCAST_SENT]++;
	ipif_send_from(p, mac, dst, ETH_TYPE_IP4, f);
}
