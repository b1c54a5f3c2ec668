/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ip route static bfd: static routes through that neighbour stand only while their session is up. The RIB asks; here is who is watched. */
#include <stdlib.h>

#include "router/bfd/bfd.h"
#include "router/stack.h"

struct bfd_static {
	struct bfd_static *next;
	const struct ipstack *vrf;
	struct bfd_client c;
};

/* A neighbour that switched BFD off has not failed (RFC 5882 3.2). */
bool bfd_static_down(const struct ipstack *s, const struct iface *i, const struct ipaddr *via)
{
	for (const struct bfd_static *x = s->root->bfd ? s->root->bfd->statics : NULL; x; x = x->next) {
		const struct bfd_peer *p = x->c.of;

		if (p && x->c.iface == i && ipaddr_eq(&x->c.peer, via))
			return p->b.state != BFD_UP && p->b.remote_state != BFD_ADMIN_DOWN;
	}
	return false;
}

static void look_again(const struct iface *i)
{
	if (i->ip)
		rib_iface(i->ip);
}

static void changed(struct bfd_client *c, bool up)
{
	(void)up;
	look_again(c->iface);
}

static void drop(struct bfd *all, struct bfd_static **at)
{
	struct bfd_static *x = *at;
	const struct iface *i = x->c.iface;

	*at = x->next;
	bfd_unwatch(&x->c);
	free(x);
	if (!all->s->cleaning)
		look_again(i);
}

void bfd_static_settle(struct bfd *all)
{
	for (struct bfd_static *x = all->statics; x; x = x->next) {
		bool here = !x->vrf || (x->c.iface->ip && x->c.iface->ip->ip == x->vrf);

		if (here && !x->c.s)
			bfd_watch(all->s, &x->c);
		else if (!here)
			bfd_unwatch(&x->c);
	}
}

void bfd_static_set(struct ipstack *s, struct ipstack *vrf, struct iface *i, const struct ipaddr *via, bool on)
{
	struct bfd *all = bfd_all(s);
	struct bfd_static **at = &all->statics, *x;

	while ((x = *at) && (x->c.iface != i || x->vrf != vrf || !ipaddr_eq(&x->c.peer, via)))
		at = &x->next;
	if (!x == !on)
		return;
	if (on) {
		x = xcalloc(1, sizeof(*x));
		x->vrf = vrf;
		x->c = (struct bfd_client){ .proto = via->af == AF_IP6 ? "IPv6 Static" : "IPv4 Static", .iface = i, .peer = *via, .every = true, .changed = changed };
		*at = x;
		bfd_static_settle(all);
		return;
	}
	drop(all, at);
}

void bfd_static_iface_gone(struct bfd *all, struct iface *i)
{
	for (struct bfd_static **at = &all->statics; *at;)
		if (!i || (*at)->c.iface == i)
			drop(all, at);
		else
			at = &(*at)->next;
}

void bfd_static_vrf_gone(struct bfd *all, const struct ipstack *s)
{
	for (struct bfd_static **at = &all->statics; *at;)
		if ((*at)->vrf == s)
			drop(all, at);
		else
			at = &(*at)->next;
}
