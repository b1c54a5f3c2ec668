/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * `maximum routes` of a VRF. `N warning-only`: a message when its table of a family has that many routes, and again once it had less. `N PERCENT`: the message at that part of N, and no
 * more than N. A route that finds no room stays in the RIB, unused and unseen (rib.c), so that no protocol has to be asked for it again: it comes in when others have gone. What the
 * interfaces' own addresses bring is counted, and never kept out.
 */
#include <stdlib.h>

#include "router/rib.h"
#include "router/vrf/vrf_cli.h"

enum { LOOK_EVERY_MS = 1000 }; /* while routes change */

static u32 count(const struct vrf_limit *l)
{
	u32 shown = 0;

	for (const struct rib_entry *e = NULL; (e = rib_each(l->ip, l->af, e));)
		shown += rib_best(l->ip, e) != NULL;
	return shown;
}

static struct rib *table(const struct vrf_limit *l) { return rib_of(l->ip, l->af); }

/* What was kept out, in order of its prefixes, as long as there is room. */
static void readmit(struct vrf_limit *l)
{
	struct rib *rib = table(l);
	struct { struct ipaddr prefix; u8 plen; } *out;
	struct rib_entry **all;
	u32 n, m = 0;

	if (!rib->n_refused || (rib->limit && (u64)rib->n_in * 100 >= (u64)rib->limit * l->reinstall))
		return;
	/* by what they are called: whoever hears of one may take others away */
	out = xcalloc(rib->n_refused, sizeof(*out));
	all = rib_sorted(l->ip, l->af, &n);
	for (u32 k = 0; k < n; k++)
		if (all[k]->refused) {
			out[m].prefix = rib_prefix(all[k]);
			out[m++].plen = all[k]->plen;
		}
	free(all);
	for (u32 k = 0; k < m && (!rib->limit || rib->n_in < rib->limit); k++) {
		struct rib_entry *e = rib_entry_at(rib, rib_entry_find(rib, &out[k].prefix, out[k].plen));

		if (!e || !e->refused)
			continue;
		e->refused = false;
		rib->n_refused--;
		rib_entry_update(l->ip, e);
	}
	free(out);
}

static void look(struct timer *t)
{
	struct vrf_limit *l = container_of(t, struct vrf_limit, look);
	bool over;

	readmit(l);
	over = count(l) >= l->warn;
	if (over && !l->over)
		device_log(l->ip->dev, "IPRT", 3, "ROUTELIMITWARNING", "IP routing table limit warning - %s", vrf_name(l->ip));
	l->over = over;
	l->told &= table(l)->n_refused != 0;
}

void vrf_refused(struct ipstack *s, const struct rib_entry *e)
{
	struct vrf_limit *l = s->vrf ? &s->vrf->limits[e->af != AF_IP4] : NULL;
	char t[IP6_TEXT];

	if (!l || l->told)
		return;
	l->told = true;
	device_log(s->dev, "IPRT", 3, "ROUTELIMITEXCEEDED", "IP routing table limit exceeded - %s, %s/%u", vrf_name(s), rib_prefix_text(e, t), e->plen);
}

static void changed(struct rib_watch *w, const struct rib_entry *e)
{
	struct vrf_limit *l = container_of(w, struct vrf_limit, watch);

	if (e->af == l->af && !timer_is_set(&l->look))
		timer_set(l->ip->node->worker, &l->look, stack_now(l->ip) + LOOK_EVERY_MS * NSEC_PER_MS);
}

/* All come in again. */
static void off(struct vrf_limit *l)
{
	if (!l->warn)
		return;
	rib_set_limit(l->ip, l->af, 0);
	if (!l->ip->cleaning)
		readmit(l);
	rib_unwatch(l->ip, &l->watch);
	timer_stop(l->ip->node->worker, &l->look);
	*l = (struct vrf_limit){ 0 };
}

static void set(struct vrf *v, unsigned af, const struct vrf_limit *to)
{
	struct vrf_limit *l = &v->limits[af];

	if (!to->warn) {
		off(l);
		return;
	}
	if (!l->warn) {
		*l = (struct vrf_limit){ .ip = v->ip, .af = af ? AF_IP6 : AF_IP4, .watch.changed = changed, .look.fire = look };
		rib_watch(v->ip, &l->watch);
	}
	l->warn = to->warn;
	l->limit = to->limit;
	l->percent = to->percent;
	l->reinstall = to->reinstall;
	rib_set_limit(l->ip, l->af, l->limit);
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
	u32 n = (u32)args_num(a, "limit", 0), percent = (u32)args_num(a, "percent", 0);
	struct vrf_limit to = { .warn = n, .reinstall = (u8)args_num(a, "reinstall-at", 100) };

	if (percent) {
		to.limit = n;
		to.percent = (u8)percent;
		to.warn = (u32)((u64)n * percent / 100);
		to.warn = to.warn ? to.warn : 1;
	}
	if (args_no(a))
		to.warn = 0;
	set(v, which == 1, &to);
	return true;
}
