/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Groups that follow another: its state is theirs. They take part in no election and say hello only as often as switches are to be reminded of their MAC address
 * (`standby mac-refresh`). The leader is whatever group of the device has the name, and follows nobody itself.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "router/fhrp/hsrp_own.h"
#include "router/stack.h"

static struct ipstack *stack_of(const struct hsrp *h) { return h->on->ifp->ip; }

struct hsrp *hsrp_after(struct ipstack *s, const struct hsrp *h)
{
	struct ipif *p;

	if (h && h->next)
		return h->next;
	p = ipif_after(s->root, h ? h->on->ifp : NULL);
	while (p && !(p->fhrp && p->fhrp->hsrp))
		p = ipif_after(s->root, p);
	return p ? p->fhrp->hsrp : NULL;
}

const char *hsrp_name(const struct hsrp *h, char buf[HSRP_NAME_MAX])
{
	if (h->name)
		return h->name;
	snprintf(buf, HSRP_NAME_MAX, "hsrp-%s-%u", h->on->ifp->i->short_name, h->group);
	return buf;
}

/* NULL: nobody is of that name. */
void hsrp_follow(struct hsrp *h, const struct hsrp *leader)
{
	u8 next = leader && hsrp_is_ready(h) ? leader->state : HSRP_INIT;

	if (next > HSRP_LEARN && !h->addr[0].af)
		next = HSRP_LEARN;
	if (next == h->state)
		return;
	timer_stop(stack_of(h)->node->worker, &h->hello);
	timer_stop(stack_of(h)->node->worker, &h->active_timer);
	if (next == HSRP_INIT)
		nd_ra_farewell(h->on->ifp, &h->virt);
	hsrp_become(h, next);
	if (next == HSRP_ACTIVE) {
		hsrp_say_again(h);
		hsrp_take_over(h);
	}
}

struct hsrp *hsrp_leader(const struct hsrp *h)
{
	char buf[HSRP_NAME_MAX];
	struct hsrp *m = NULL;

	while ((m = hsrp_after(stack_of(h), m)))
		if (!m->follow && !strcmp(hsrp_name(m, buf), h->follow))
			break;
	return m;
}

void hsrp_refollow(struct ipstack *s)
{
	if (s->cleaning)
		return;
	for (struct hsrp *h = hsrp_after(s, NULL); h; h = hsrp_after(s, h))
		if (h->follow)
			hsrp_follow(h, hsrp_leader(h));
}

void hsrp_set_follow(struct hsrp *h, const char *name)
{
	hsrp_down(h);
	free(h->follow);
	h->follow = name ? xstrdup(name) : NULL;
	hsrp_update(h);
	hsrp_refollow(stack_of(h)); /* it leads nobody while it follows */
}

void hsrp_set_refresh(struct fhrp_if *on, u32 seconds)
{
	on->hsrp_refresh_s = seconds;
	for (struct hsrp *h = on->hsrp; h; h = h->next)
		if (h->follow && h->state == HSRP_ACTIVE) {
			timer_stop(stack_of(h)->node->worker, &h->hello);
			hsrp_say_again(h);
		}
}
