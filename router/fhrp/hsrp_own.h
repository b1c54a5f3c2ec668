/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What HSRP's machine and the groups that follow another share. */
#ifndef ROUTER_FHRP_HSRP_OWN_H
#define ROUTER_FHRP_HSRP_OWN_H

#include "router/fhrp/hsrp.h"

/* hsrp.c: the one place where a state changes. */
void hsrp_become(struct hsrp *h, u8 next);
void hsrp_take_over(struct hsrp *h);
void hsrp_down(struct hsrp *h);
void hsrp_active_lost(struct hsrp *h);
void hsrp_standby_lost(struct hsrp *h);
/* May the group have a state? */
bool hsrp_is_ready(const struct hsrp *h);
/* A hello now, and the next in its time. */
void hsrp_say_again(struct hsrp *h);

/* hsrp_hosts.c: it is active from now on, or no longer. */
void hsrp_arps_begin(struct hsrp *h);
void hsrp_arp_fired(struct timer *t);

/* hsrp_follow.c: h becomes what its leader is; NULL: it has none. */
void hsrp_follow(struct hsrp *h, const struct hsrp *leader);
struct hsrp *hsrp_leader(const struct hsrp *h);

#endif
