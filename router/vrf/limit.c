/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * `maximum routes N warning-only` of a VRF: a message when its table of a family has that many routes, and again once it had less. Limits that turn routes away
 * are refused by name: a protocol whose route was turned away would have to be asked for it again when there is room.
 */
#include "router/route.h"
#include "router/vrf/vrf_cli.h"

enum { LOOK_EVERY_MS = 1000 }; /* while routes change */

static u32 count(const struct vrf_limit *l)
{
	u32 shown = 0;

	for (const struct rib_entry *e = NULL; (e = rib_each(l->ip, l->af, e));)
		shown += rib_best(l->ip, e) != NULL;
	return shown;
}

static void look(struct timer *t)
{
	struct vrf_limit *l = container_of(t, struct vrf_limit, look);
	bool over = count(l) >= l->warn;

	if (over && !l->over)
		device_log(l->ip->dev, "IPRT", 3, "ROUTELIMITWARNING", "IP routing table limit warning - %s", vrf_name(l->ip));
	l->over = over;
}

static void changed(struct rib_watch *w, const struct rib_entry *e)
{
	struct vrf_limit *l = container_of(w, struct vrf_limit, watch);

	if (e->af == l->af && !timer_is_set(&l->look))
		timer_set(l->ip->node->worker, &l->look, stack_now(l->ip) + LOOK_EVERY_MS * NSEC_PER_MS);
}

static void off(struct vrf_limit *l)
{
	if (!l->warn)
		return;
	rib_unwatch(l->ip, &l->watch);
	timer_stop(l->ip->node->worker, &l->look);
	*l = (struct vrf_limit){ 0 };
}

static void set(struct vrf *v, unsigned af, u32 warn)
{
	struct vrf_limit *l = &v->limits[af];

	if (l->warn && warn) {
		l->warn = warn;
	} else if (warn) {
		*l = (struct vrf_limit){ .ip = v->ip, .af = af ? AF_IP6 : AF_IP4, .warn = warn, .watch.changed = changed, .look.fire = look };
		rib_watch(v->ip, &l->watch);
	} else {
		off(l);
		return;
	}
	look(&l->look);
}

void vrf_limits_end(struct ipstack *s)
{
	for (unsigned af = 0; s->vrf && af < 2; af++)
		off(&s->vrf->limits[af]);
}

u32 vrf_routes(const struct vrf *v, unsigned af)
{
	return count(&(struct vrf_limit){ .ip = v->ip, .af = af ? AF_IP6 : AF_IP4 });
}

RUN(vrf_run_limit)
{
	unsigned which;
	struct vrf *v = vrf_of_block(c, &which);

	set(v, which == 1, args_no(a) ? 0 : (u32)args_num(a, "limit", 0));
	return true;
}
