/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * HSRP as a client of BFD: whoever stands by watches the active router, which watches it. One that BFD sees gone is gone as if its hold time had run out. On by
 * default, as in IOS: sessions run where an interface has `bfd interval`.
 */
#include "router/bfd/bfd.h"
#include "router/fhrp/hsrp_own.h"
#include "router/stack.h"

bool hsrp_bfd_on(const struct hsrp *h)
{
	const struct ipstack *s = h->on->ifp->ip;

	return !h->follow && !h->on->hsrp_no_bfd && !(s->root->bfd && s->root->bfd->no_hsrp);
}

static void active_changed(struct bfd_client *c, bool up)
{
	if (!up)
		hsrp_active_lost(container_of(c, struct hsrp, bfd_active));
}

static void standby_changed(struct bfd_client *c, bool up)
{
	if (!up)
		hsrp_standby_lost(container_of(c, struct hsrp, bfd_standby));
}

static void watch(const struct hsrp *h, struct bfd_client *c, struct ipaddr peer, void (*changed)(struct bfd_client *c, bool up))
{
	struct ipaddr local = fhrp_source(h->on, h->af);
	bool on = peer.af && local.af && hsrp_bfd_on(h);

	if (c->s && (!on || !ipaddr_eq(&c->peer, &peer) || !ipaddr_eq(&c->local, &local)))
		bfd_unwatch(c);
	if (!on || c->s)
		return;
	*c = (struct bfd_client){ .proto = "HSRP", .iface = h->on->ifp->i, .peer = peer, .local = local, .changed = changed };
	bfd_watch(h->on->ifp->ip, c);
}

void hsrp_bfd(struct hsrp *h)
{
	const struct ipaddr none = { .af = AF_NONE };

	watch(h, &h->bfd_active, h->state == HSRP_STANDBY ? h->active.addr : none, active_changed);
	watch(h, &h->bfd_standby, h->state == HSRP_ACTIVE ? h->standby.addr : none, standby_changed);
}
