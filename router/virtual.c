/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "router/virtual.h"

#include "net/arp.h"
#include "router/stack.h"

static void local_route(struct ipif *p, const struct ipaddr *addr, bool add)
{
	struct route r = { .prefix = *addr, .plen = addr->af == AF_IP4 ? 32 : 128, .source = ROUTE_LOCAL, .nh = { .out = p->i } };

	/* The owner's is there already; a link-local one is of its link alone. */
	if (addr->af == AF_IP4 ? (bool)ipif_addr4(p, addr->v4) : ip6_is_linklocal(&addr->v6) || ipif_addr6(p, &addr->v6))
		return;
	(add ? rib_add : rib_del)(p->ip, &r);
}

static void announce(struct ipif *p, const struct ipaddr *addr, const u8 mac[6])
{
	if (addr->af == AF_IP4)
		arp_announce_as(p, addr->v4, mac);
	else
		nd_announce_as(p, &addr->v6, mac);
}

void ip_virtual_activate(struct ipif *p, struct ip_virtual *v)
{
	if (v->active)
		return;
	v->active = true;
	v->ifp = p;
	v->next = p->virtuals;
	p->virtuals = v;
	if (!v->answer && !p->port && p->ip->virtual_mac && !mac_eq(v->mac, p->mac))
		p->ip->virtual_mac(p->i, v->mac, true);
	for (unsigned k = 0; k < v->n; k++) {
		local_route(p, &v->addr[k], true);
		if (!v->answer)
			announce(p, &v->addr[k], v->mac);
	}
	if (v->addr[0].af == AF_IP6)
		nd_ra_soon(p);
}

void ip_virtual_release(struct ip_virtual *v)
{
	struct ip_virtual **at;
	struct ipif *p = v->ifp;

	if (!v->active)
		return;
	for (at = &p->virtuals; *at != v; at = &(*at)->next)
		;
	*at = v->next;
	for (unsigned k = 0; k < v->n; k++)
		local_route(p, &v->addr[k], false);
	if (!v->answer && !p->port && p->ip->virtual_mac && !mac_eq(v->mac, p->mac))
		p->ip->virtual_mac(p->i, v->mac, false);
	v->active = false;
	v->ifp = NULL;
	if (v->addr[0].af == AF_IP6)
		nd_ra_update(p);
}

struct ip_virtual *ip_virtual_of(const struct ipif *p, const struct ipaddr *addr)
{
	for (struct ip_virtual *v = p->virtuals; v; v = v->next)
		for (unsigned k = 0; k < v->n; k++)
			if (ipaddr_eq(&v->addr[k], addr))
				return v;
	return NULL;
}

bool ip_virtual_differs(const struct ip_virtual *v, const struct ipaddr *addr, u8 n)
{
	if (!v->active)
		return false;
	for (unsigned k = 0; k < n && v->n == n; k++)
		if (!ipaddr_eq(&v->addr[k], &addr[k]))
			return true;
	return v->n != n;
}

static const struct ip_virtual *its_virtual(const struct ipif *p, const struct frame *f)
{
	if (f->len < ETH_HLEN)
		return NULL;
	for (const struct ip_virtual *v = p->virtuals; v; v = v->next)
		if (!v->answer && mac_eq(f->data, v->mac) && !mac_eq(v->mac, p->mac))
			return v;
	return NULL;
}

unsigned ip_virtual_take(struct ipif *p, struct frame **f, unsigned *n)
{
	struct frame *rest[BURST_MAX];
	unsigned taken = 0, n_rest = 0;

	for (unsigned k = 0; k < *n; k++) {
		const struct ip_virtual *v = its_virtual(p, f[k]);
		struct frame *own;

		if (!v) {
			rest[n_rest++] = f[k];
			continue;
		}
		own = frame_writable(f[k]);
		if (!own) {
			p->ip->drops[DROP_NO_FRAME]++;
			continue;
		}
		memcpy(own->data, p->mac, 6);
		p->taken_by_several |= taken && p->taken_by != v;
		p->taken_by = v;
		f[taken++] = own;
	}
	memcpy(f + taken, rest, n_rest * sizeof(*f));
	*n = taken + n_rest;
	return taken;
}

void ip_virtual_send(struct ipif *p, const u8 mac[6], const struct ip_send *to, struct frame *f)
{
	bool v4 = to->dst.af == AF_IP4;
	u8 dst[6];

	if (!p->up || !(to->src.af || (v4 && p->a4)) ||
	    !(v4 ? ip_push4(p->ip, to, f, to->src.af ? to->src.v4 : p->a4->addr) : ip_push6(p->ip, to, f, &to->src.v6))) {
		ip_drop(p->ip, NULL, f, DROP_PORT_DOWN);
		return;
	}
	(v4 ? p->ip->c4 : p->ip->c6)[C_MCAST_SENT]++;
	ip_group_mac(&to->dst, dst);
	ipif_send_from(p, mac, dst, v4 ? ETH_TYPE_IP4 : ETH_TYPE_IP6, f);
}
