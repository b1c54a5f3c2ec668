/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an active group of IPv4 tells hosts besides answering them: gratuitous ARPs after it became active, and redirects that name virtual routers. */
#include "router/fhrp/hsrp.h"
#include "router/fhrp/hsrp_own.h"
#include "router/stack.h"

/* ---- gratuitous ARP ---- */

static void arp_again(struct hsrp *h)
{
	struct ipstack *s = h->on->ifp->ip;

	if (h->af == AF_IP4 && (!h->on->hsrp_arps || h->arps_left))
		timer_set(s->node->worker, &h->arp, stack_now(s) + h->on->hsrp_arp_s * NSEC_PER_SEC);
	else
		timer_stop(s->node->worker, &h->arp);
}

void hsrp_arps_begin(struct hsrp *h)
{
	h->arps_left = h->on->hsrp_arps;
	arp_again(h);
}

void hsrp_arp_fired(struct timer *t)
{
	struct hsrp *h = container_of(t, struct hsrp, arp);

	for (unsigned k = 0; k < h->n_addr; k++)
		if (h->addr[k].af == AF_IP4)
			arp_announce_as(h->on->ifp, h->addr[k].v4, h->virt.mac);
	if (h->arps_left)
		h->arps_left--;
	arp_again(h);
}

void hsrp_set_arps(struct fhrp_if *on, u8 count, u16 seconds)
{
	bool went_on = !on->hsrp_arps;

	on->hsrp_arps = count;
	on->hsrp_arp_s = seconds;
	for (struct hsrp *h = on->hsrp; h; h = h->next)
		if (h->state == HSRP_ACTIVE && (went_on || !count))
			hsrp_arps_begin(h);
}

/* ---- redirects ---- */

/*
 * As IOS documents it: a next hop that is an active router is named by the virtual address, hosts being not to learn of single routers; one that is active for
 * nobody is not named at all; and the sender is what the host took for its gateway, as its frame's destination says. IOS hears of routers that are active for
 * no group by messages of their own; here only those who stand by in a group of ours are known.
 */
static bool name_of(const struct hsrp *list, u32 *via)
{
	struct ipaddr real = ipaddr4(*via);
	bool runs = false;

	for (const struct hsrp *h = list; h; h = h->next) {
		if (h->state > HSRP_INIT && h->addr[0].af == AF_IP4 && ipaddr_eq(&h->active.addr, &real)) {
			*via = h->addr[0].v4;
			return true;
		}
		runs |= ipaddr_eq(&h->standby.addr, &real);
	}
	return !runs;
}

bool fhrp_redirect(const struct ipif *in, u32 *via, u32 *src)
{
	const struct ip_virtual *to = in->taken_by;
	bool any = false;

	*src = 0;
	for (const struct hsrp *h = in->fhrp ? in->fhrp->hsrp : NULL; h; h = h->next) {
		if (h->af != AF_IP4 || h->state == HSRP_INIT)
			continue;
		any = true;
		if (h->state == HSRP_ACTIVE && mac_eq(h->virt.mac, in->mac))
			return false; /* one MAC address, several gateways: nobody knows which it was */
	}
	if (!any)
		return true;
	if (in->fhrp->hsrp_no_redirect || in->taken_by_several || !name_of(in->fhrp->hsrp, via))
		return false;
	if (to && to->n && to->addr[0].af == AF_IP4)
		*src = to->addr[0].v4;
	return true;
}
