/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The speaker: its beginning and end, its router ID, and the turns in which prefixes are decided. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "device/debug.h"
#include "router/bgp/bgp.h"
#include "router/bgp/damp.h"
#include "router/bgp/template.h"
#include "router/policy/dist_list.h"

void bgp_log(struct bgp *b, unsigned severity, const char *mnemonic, const char *fmt, ...)
{
	char text[400];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	device_log(b->s->dev, "BGP", severity, mnemonic, "%s", text);
}

void bgp_debug(const struct bgp *b, const char *fmt, ...)
{
	char text[400];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	device_debug(b->s->dev, "%s", text);
}

nsec bgp_in(const struct bgp *b, u32 seconds)
{
	nsec ns = seconds * NSEC_PER_SEC;

	return bgp_now(b) + ns - rng_below(&b->s->node->rng, ns / 4 + 1);
}

u32 bgp_public_as(const struct bgp *b) { return b->confed_id ? b->confed_id : b->as; }

/* ---- deciding, some prefixes a turn ---- */

/* A full table does not fit a cache: what the next prefixes will touch is asked for while these are worked on. */
static void fetch_ahead(const struct bgp_table *t, u32 k, bool far)
{
	const struct bgp_net *n = k < t->n_dirty ? bgp_net_at(t, t->dirty[k]) : NULL;
	struct ipaddr a;

	if (!n)
		return;
	a = bgp_net_addr(t, n);
	rib_prefetch(t->b->s, &a, n->plen, far);
}

static u32 decide_dirty(struct bgp_table *t, u32 budget)
{
	u32 n = (u32)min_u64(t->n_dirty - t->dirty_from, budget), end = t->dirty_from + n;

	for (u32 k = t->dirty_from; k < end; k++) {
		struct bgp_net *x = bgp_net_at(t, t->dirty[k]);

		fetch_ahead(t, k + 12, true);
		fetch_ahead(t, k + 6, false);
		x->flags &= (u8)~NF_DIRTY;
		bgp_decide_new(t, x);
		if (!x->paths && !x->version)
			bgp_net_drop(t, x);
	}
	t->dirty_from = end;
	if (end > t->n_dirty / 2) {	/* each moves once on average */
		t->n_dirty -= end;
		memcpy(t->dirty, t->dirty + end, t->n_dirty * sizeof(*t->dirty));
		t->dirty_from = 0;
	}
	return budget - n;
}

static void rescan_some(struct bgp_table *t, u32 budget)
{
	struct bgp_net *n = NULL;

	for (; budget && (n = bgp_net_from(t, t->rescan)); t->rescan = n->id + 1, budget--)
		if (n->paths) {
			if (t->reinstall)
				bgp_install(t, n);
			bgp_decide(t, n);
		}
	if (budget && !n) {
		t->rescan = BGP_NO_ID;
		t->reinstall = false;
	}
}

static void decide(struct timer *timer)
{
	struct bgp *b = container_of(timer, struct bgp, decide);
	bool more = false;

	rib_hold(b->s);
	for (u8 af = 0; af < BGP_AFS; af++) {
		struct bgp_table *t = b->table[af];
		u32 was;

		if (!t)
			continue;
		was = t->version;
		rescan_some(t, decide_dirty(t, 2 * BGP_TURN));
		more |= t->n_dirty || t->rescan != BGP_NO_ID;
		t->main_version = t->version;
		if (was != t->version) {
			world_changed(b->s->node);
			bgp_group_soon(b, af);
			bgp_cond_soon(b);
		}
		bgp_net_tidy(t);
	}
	rib_release(b->s);
	if (more)
		bgp_decide_soon(b);
}

void bgp_decide_soon(struct bgp *b)
{
	if (!b->decide.slot && !b->stopping && !b->s->cleaning)
		timer_set(b->w, &b->decide, bgp_now(b));
}

/* ---- its life ---- */

struct bgp_table *bgp_table(struct bgp *b, u8 af)
{
	if (!b->table[af])
		bgp_table_open(b, af);
	return b->table[af];
}

/* The highest address of a loopback, else of anything, unless one is configured; it stays while it can. */
static u32 choose_id(const struct bgp *b)
{
	u32 loopback = 0, any = 0;

	for (const struct ipif *p = b->s->ifs; p; p = p->next)
		for (const struct addr4 *a = p->up ? p->a4 : NULL; a; a = a->next) {
			u32 *best = p->i->type == IF_LOOPBACK ? &loopback : &any;

			if (a->addr > *best)
				*best = a->addr;
		}
	return loopback ? loopback : any;
}

/* The first address of the interface that the line names; 0: it has none. */
static u32 iface_id(const struct bgp *b)
{
	for (const struct ipif *p = b->id_iface ? b->s->ifs : NULL; p; p = p->next)
		if (!strcmp(p->i->name, b->id_iface) && p->a4)
			return p->a4->addr;
	return 0;
}

static u32 id_of(const struct bgp *b)
{
	const struct bgp *root = b->s->root->bgp;
	u32 id = b->id_set ? b->id_set : iface_id(b);

	if (id)
		return id;
	if (b->s->vrf && root && root->router_id)
		return root->router_id;
	return b->router_id && ipif_find(b->s, b->router_id) ? b->router_id : choose_id(b);
}

void bgp_router_id(struct bgp *b)
{
	u32 id = id_of(b);

	if (id == b->router_id || !b->on)
		return;
	b->router_id = id;
	for (struct bgp_peer *p = b->peers; p; p = p->next)
		if (!p->name && !p->shutdown)
			bgp_peer_restart(p, DOWN_CONFIG, CEASE_CONFIG);
	if (!b->s->vrf)
		bgp_vrf_settle_all(b);
}

static void defaults(struct bgp *b)
{
	b->keepalive_s = 60;
	b->hold_s = 180;
	b->default_pref = 100;
	b->distance[0] = DISTANCE_EBGP;
	b->distance[1] = DISTANCE_IBGP;
	b->distance[2] = DISTANCE_LOCAL_BGP;
	b->dynamic_max = 100;
	b->gr_restart_s = 120;
	b->gr_stale_s = 360;
	for (u8 af = 0; af < BGP_AFS; af++) {
		b->fam[af].paths = b->fam[af].paths_ibgp = b->fam[af].paths_both = 1;
		b->fam[af].internal = b->s->vrf;
	}
	b->first_up = NSEC_NEVER;
}

struct bgp *bgp_get(struct ipstack *s)
{
	struct bgp *b = s->bgp;

	if (b)
		return b;
	b = s->bgp = xcalloc(1, sizeof(*b));
	b->s = s;
	b->w = s->node->worker;
	b->decide.fire = decide;
	defaults(b);
	return b;
}

void bgp_start(struct bgp *b, u32 as)
{
	if (b->on)
		return;
	b->on = true;
	b->stopping = false;
	b->as = as;
	b->seq = 1;
	b->started = bgp_now(b);
	bgp_rib_open(b);
	bgp_table(b, BGP_IP4);
	bgp_listen(b);
	bgp_router_id(b);
}

static void lists_free(struct bgp *b)
{
	for (u8 af = 0; af < BGP_AFS; af++) {
		for (struct bgp_network *n; (n = b->fam[af].networks); free(n)) {
			b->fam[af].networks = n->next;
			route_map_release(n->map);
		}
		for (struct bgp_aggregate *g; (g = b->fam[af].aggregates); free(g)) {
			b->fam[af].aggregates = g->next;
			bgp_aggregate_release(g);
		}
		redist_free(&b->fam[af].redist);
		route_map_release(b->fam[af].table_map);
	}
	for (struct bgp_range *r; (r = b->ranges); free(r)) {
		b->ranges = r->next;
		free(r->group);
	}
	distance_free(&b->distances);
	free(b->id_iface);
	free(b->confed_as);
	free(b->by_index);
}

void bgp_stop(struct bgp *b)
{
	struct ipstack *s = b->s;
	struct worker *w = b->w;

	if (!b->on)
		return;
	bgp_vpn_leave(b);
	b->stopping = true;
	for (u8 af = 0; af < BGP_AFS; af++)
		bgp_damp_set(b, af, NULL, NULL);
	bgp_rpki_close(b);
	if (b->listener)
		tcp_unlisten(b->listener);
	for (struct bgp_peer *p = b->peers, *next; p; p = next) {
		next = p->next;
		if (!p->name)
			bgp_peer_remove(p);
	}
	while (b->peers)
		bgp_peer_remove(b->peers);
	bgp_templates_close(b);
	if (!b->tcp_lost)
		tcp_unwatch(*ipstack_tcp(s), &b->tcp_gone);
	for (u8 af = 0; af < BGP_AFS; af++)
		bgp_table_close(b->table[af]);
	timer_stop(w, &b->decide);
	timer_stop(w, &b->cond);
	bgp_rib_close(b);
	lists_free(b);
	memset(b, 0, sizeof(*b));
	b->s = s;
	b->w = w;
	b->decide.fire = decide;
	defaults(b);
}

void bgp_stack_free(struct ipstack *s)
{
	if (!s->bgp)
		return;
	bgp_stop(s->bgp);
	free(s->bgp);
	s->bgp = NULL;
}

/* An interface came or went: sessions over it go at once (fast external fallover); others may begin. */
void bgp_stack_changed(struct ipstack *s)
{
	struct bgp *b = s->bgp;

	if (!b || !b->on || s->cleaning || b->stopping)
		return;
	if (!b->router_id || b->id_iface)
		bgp_router_id(b);
	for (struct bgp_peer *p = b->peers; p; p = p->next) {
		bool gone = p->connected && p->iface && (!p->iface->ip || !p->iface->ip->up);

		if (p->name || p->shutdown)
			continue;
		bgp_bandwidth_settle(p);
		if (p->up && gone && !b->no_fallover)
			bgp_peer_restart(p, DOWN_FLAP, 0);
		else if (!p->up && !p->clearing && p->link[0].state <= BS_ACTIVE)
			bgp_peer_start(p);
	}
}

void bgp_iface_gone(struct ipif *i)
{
	struct bgp *b = i->ip->bgp;

	for (struct bgp_peer *p = b ? b->peers : NULL; p; p = p->next)
		if (p->iface == i->i) {
			if (p->up && p->connected && !i->ip->cleaning)
				bgp_peer_restart(p, DOWN_FLAP, 0);
			bfd_unwatch(&p->bfd);
			p->iface = NULL;
		}
}
