/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ip route static bfd: static routes through that neighbour stand only while their session is up. The RIB asks; here is who is watched. */
#include <stdlib.h>

#include "router/bfd/bfd.h"
#include "router/stack.h"

struct bfd_static {
	struct bfd_static *next;
	struct bfd_client c;
};

static struct bfd_static **find(struct bfd *all, const struct iface *i, const struct ipaddr *via)
{
	struct bfd_static **at = &all->statics;

	while (*at && ((*at)->c.iface != i || !ipaddr_eq(&(*at)->c.peer, via)))
		at = &(*at)->next;
	return at;
}

/* A neighbour that switched BFD off has not failed (RFC 5882 3.2). */
bool bfd_static_down(const struct ipstack *s, const struct iface *i, const struct ipaddr *via)
{
	const struct bfd_static *x = s->bfd ? *find(s->bfd, i, via) : NULL;
	const struct bfd_peer *p = x ? x->c.of : NULL;

	return p && p->b.state != BFD_UP && p->b.remote_state != BFD_ADMIN_DOWN;
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

void bfd_static_set(struct ipstack *s, struct iface *i, const struct ipaddr *via, bool on)
{
	struct bfd *all = bfd_all(s);
	struct bfd_static **at = find(all, i, via), *x = *at;

	if (!x == !on)
		return;
	if (on) {
		x = xcalloc(1, sizeof(*x));
		x->c = (struct bfd_client){ .proto = "IPv4 Static", .iface = i, .peer = *via, .every = true, .changed = changed };
		if (via->af == AF_IP6)
			x->c.proto = "IPv6 Static";
		*at = x;
		bfd_watch(s, &x->c);
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
