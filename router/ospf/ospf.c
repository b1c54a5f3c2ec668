/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A process and its areas: their life, the router ID, the moment in which its own LSAs are made again. */
#include <stdlib.h>

#include "router/ospf/log.h"

struct ospf_area *ospf_area_find(const struct ospf *o, u32 id)
{
	struct ospf_area *a = o->areas;

	while (a && a->id != id)
		a = a->next;
	return a;
}

bool ospf_is_asbr(const struct ospf *o)
{
	for (const struct ospf_area *a = o->areas; a; a = a->next)
		if (a->kind == AREA_NSSA && a->n_ifs && (o->abr || (a->nssa_default && o->have_default)))
			return true;
	return o->asbr;
}

struct ospf_area *ospf_area_nth(const struct ospf *o, unsigned k)
{
	struct ospf_area *a = o->areas;

	for (; a && k > 1; k--)
		a = a->next;
	return k ? a : NULL;
}

struct ospf_area *ospf_area_get(struct ospf *o, u32 id)
{
	struct ospf_area *a = ospf_area_find(o, id), **at = &o->areas;

	if (a)
		return a;
	a = xcalloc(1, sizeof(*a));
	a->o = o;
	a->id = id;
	a->default_cost = 1;
	a->auth = AUTH_NONE;
	lsdb_init(&a->db, o, a, NULL);
	while (*at && (*at)->id < id)
		at = &(*at)->next;
	a->next = *at;
	*at = a;
	/* Areas are numbered by their place: routes are computed again before anybody asks. */
	for (u32 k = 0; k < o->n_rt; k++)
		ospf_route_at(o, k)->now.area = 0;
	if (!o->freeing)
		spf_schedule(o, true);
	return a;
}

static void ranges_free(struct ospf_range *r)
{
	while (r) {
		struct ospf_range *next = r->next;

		free(r);
		r = next;
	}
}

static void area_free(struct ospf_area *a)
{
	struct ospf_area **at = &a->o->areas;

	while (*at != a)
		at = &(*at)->next;
	*at = a->next;
	lsdb_free(&a->db);
	ranges_free(a->ranges);
	for (u32 k = 0; k < a->o->n_routers;)
		if (a->o->routers[k].area == a)
			a->o->routers[k] = a->o->routers[--a->o->n_routers];
		else
			k++;
	free(a->filter_in);
	free(a->filter_out);
	free(a->chain);
	free(a->v);
	free(a->log);
	free(a);
}

void ospf_area_release(struct ospf_area *a)
{
	struct ospf *o = a->o;

	for (const struct ospf_if *oi = o->ifs; oi; oi = oi->next)
		if (oi->area == a || oi->transit == a)
			return;
	if (a->configured)
		return;
	area_free(a);
	for (u32 k = 0; k < o->n_rt; k++)
		ospf_route_at(o, k)->now.area = 0;
	spf_schedule(o, true);
	orig_all_soon(o);
}

/* Everything of the area is forgotten: what is in it was learnt under other rules. */
static void area_reset(struct ospf_area *a)
{
	struct ospf *o = a->o;

	for (struct ospf_if *oi = o->ifs; oi; oi = oi->next)
		if (oi->area == a && oi->up) {
			ospf_if_event(oi, IFE_DOWN);
			lsdb_free(&oi->db);
		}
	lsdb_free(&a->db);
	for (struct ospf_if *oi = o->ifs; oi; oi = oi->next)
		if (oi->area == a && oi->up) {
			oi->up = false;
			ospf_if_set_up(oi, true);
		}
	o->exts_dirty = true;
	spf_schedule(o, true);
	orig_all_soon(o);
}

void ospf_area_kind(struct ospf_area *a, enum ospf_area_kind kind)
{
	if (a->kind == kind)
		return;
	a->kind = kind;
	area_reset(a);
}

/* ---- the process ---- */

void ospf_max_metric_watch(struct ospf *o)
{
	nsec now = ospf_now(o);

	if (now < o->max_metric_until && !(o->max_metric_bgp && o->hooks->bgp_settled && o->hooks->bgp_settled(o))) {
		timer_set(ospf_worker(o), &o->max_metric_timer, o->max_metric_bgp ? min_u64(now + NSEC_PER_SEC, o->max_metric_until) : o->max_metric_until);
		return;
	}
	o->max_metric = false;
	o->exts_dirty = true;
	orig_all_soon(o);
	spf_schedule(o, true);
}

static void max_metric_timer(struct timer *t) { ospf_max_metric_watch(container_of(t, struct ospf, max_metric_timer)); }

struct ospf *ospf_new(struct node *n, u8 version, u32 id, const struct ospf_hooks *h, void *arg)
{
	struct ospf *o = xcalloc(1, sizeof(*o));

	slab_init(&o->lsas, sizeof(struct lsa));
	slab_init(&o->rxmts, sizeof(struct rxmt));
	o->node = n;
	o->version = version;
	o->af = version == 3 ? AF_IP6 : AF_IP4;
	o->id = id;
	o->label = "";
	o->hooks = h;
	o->arg = arg;
	o->ref_mbit = 100;
	o->lsa_arrival_ms = 100;
	o->flood_pace_ms = 33;
	o->spf = o->lsa = (struct throttle){ 50, 200, 5000 };
	o->log_adj = o->rfc1583 = o->opaque = o->nsf_helper = true;
	o->max_paths = 4;
	o->default_metric_orig = 1;
	o->spf_timer.fire = spf_timer;
	o->age_timer.fire = lsdb_age_timer;
	o->orig_timer.fire = orig_timer;
	hops_begin(o);
	o->max_metric_timer.fire = max_metric_timer;
	o->max_lsa.timer.fire = max_lsa_timer;
	o->gr.timer.fire = restart_timer;
	o->gr.interval_s = 120;
	lsdb_init(&o->db, o, NULL, NULL);
	return o;
}

void ospf_free(struct ospf *o)
{
	struct worker *w = ospf_worker(o);

	o->freeing = true;
	restart_forget(o);
	while (o->ifs)
		ospf_if_free(o->ifs);
	while (o->areas)
		area_free(o->areas);
	lsdb_free(&o->db);
	routes_free(o);
	ranges_free(o->summaries);
	free(o->ext);
	ospf_log_free(o);
	free(o->wars);
	timer_stop(w, &o->spf_timer);
	timer_stop(w, &o->age_timer);
	timer_stop(w, &o->orig_timer);
	timer_stop(w, &o->max_metric_timer);
	timer_stop(w, &o->max_lsa.timer);
	slab_fini(&o->lsas);
	slab_fini(&o->rxmts);
	free(o);
}

/* Our LSAs are taken back while there is still somebody to hear it. */
static void take_back(struct lsdb *db)
{
	own_free(db);
	own_flush_rest(db);
}

void ospf_restart(struct ospf *o, u32 rid)
{
	restart_forget(o);
	if (o->running) {
		take_back(&o->db);
		for (struct ospf_area *a = o->areas; a; a = a->next)
			take_back(&a->db);
		for (struct ospf_if *oi = o->ifs; oi; oi = oi->next) {
			take_back(&oi->db);
			flood_pace_timer(&oi->flood_timer);
			timer_stop(ospf_worker(o), &oi->flood_timer);
		}
	}
	ospf_start_over(o, rid);
}

void ospf_start_over(struct ospf *o, u32 rid)
{
	o->freeing = true; /* nothing is answered on the way down */
	for (struct ospf_if *oi = o->ifs; oi; oi = oi->next)
		if (oi->up) {
			ospf_if_event(oi, IFE_DOWN);
			oi->up = true;
		}
	for (struct ospf_if *oi = o->ifs; oi; oi = oi->next)
		while (oi->nbrs && !oi->nbrs->manual)
			ospf_nbr_free(oi->nbrs);
	o->freeing = false;
	lsdb_free(&o->db);
	for (struct ospf_area *a = o->areas; a; a = a->next)
		lsdb_free(&a->db);
	for (struct ospf_if *oi = o->ifs; oi; oi = oi->next)
		lsdb_free(&oi->db);
	o->rid = rid;
	o->running = rid;
	o->started = ospf_now(o);
	for (struct ospf_if *oi = o->ifs; oi; oi = oi->next) {
		if (ospf_v3(o))
			oi->self = rid;
		if (oi->up) {
			oi->up = false;
			if (o->running)
				ospf_if_set_up(oi, true);
			else
				oi->up = false;
		}
	}
	o->spf_last = 0;
	o->spf_hold = 0;
	o->exts_dirty = true;
	spf_schedule(o, true);
	orig_all_soon(o);
}

/* ---- the moment after changes ---- */

void orig_all_soon(struct ospf *o)
{
	if (o->freeing || timer_is_set(&o->orig_timer))
		return;
	timer_set(ospf_worker(o), &o->orig_timer, ospf_now(o));
}

static void standing(struct ospf *o)
{
	unsigned areas = 0;
	bool backbone = false, was = o->abr;

	for (const struct ospf_area *a = o->areas; a; a = a->next) {
		bool active = false;

		for (const struct ospf_if *oi = o->ifs; oi; oi = oi->next)
			active |= oi->area == a && oi->state != IFS_DOWN;
		areas += active;
		backbone |= active && !a->id;
		/* A virtual link that is configured makes a border router of the backbone before it is up. */
		for (const struct ospf_if *oi = o->ifs; oi && !a->id && !active; oi = oi->next)
			if (oi->area == a && oi->net == NET_VIRTUAL)
				backbone = true, areas++, active = true;
	}
	o->abr = areas > 1 && backbone;
	if (was != o->abr)
		spf_schedule(o, true);
}

void orig_timer(struct timer *t)
{
	struct ospf *o = container_of(t, struct ospf, orig_timer);

	flood_maxage_sweep(o);
	if (!o->running || o->gr.stage == GR_RESTARTING)
		return;
	standing(o);
	for (struct ospf_area *a = o->areas; a; a = a->next)
		(ospf_v3(o) ? orig3_router : orig2_router)(a);
	for (struct ospf_if *oi = o->ifs; oi; oi = oi->next)
		(ospf_v3(o) ? orig3_network : orig2_network)(oi);
	if (ospf_v3(o)) {
		for (struct ospf_if *oi = o->ifs; oi; oi = oi->next)
			orig3_link(oi);
		for (struct ospf_area *a = o->areas; a; a = a->next)
			orig3_prefixes(a);
	}
	if (o->exts_dirty) {
		o->exts_dirty = false;
		orig_exts(o);
	}
}

bool ospf_net_has_full_nbr(const struct ospf_if *oi)
{
	for (const struct ospf_nbr *n = oi->nbrs; n; n = n->next)
		if (ospf_nbr_counts(n))
			return true;
	return false;
}

/* ---- externals ---- */

static int ext_cmp(const struct ospf_ext *a, const struct ospf_ext *b)
{
	int d = ipaddr_order(&a->prefix, &b->prefix);

	return d ? d : (int)a->plen - (int)b->plen;
}

void ospf_exts_set(struct ospf *o, const struct ospf_ext *e, bool add)
{
	u32 lo = 0, hi = o->n_ext;

	while (lo < hi) {
		u32 mid = (lo + hi) / 2;

		if (ext_cmp(&o->ext[mid], e) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	if (lo < o->n_ext && !ext_cmp(&o->ext[lo], e)) {
		if (add) {
			o->ext[lo] = *e;
		} else {
			memmove(o->ext + lo, o->ext + lo + 1, (o->n_ext - lo - 1) * sizeof(*e));
			o->n_ext--;
		}
	} else if (add) {
		if (o->n_ext == o->ext_cap) {
			o->ext_cap = o->ext_cap ? 2 * o->ext_cap : 8;
			o->ext = xrealloc(o->ext, o->ext_cap, sizeof(*o->ext));
		}
		memmove(o->ext + lo + 1, o->ext + lo, (o->n_ext - lo) * sizeof(*e));
		o->ext[lo] = *e;
		o->n_ext++;
	} else {
		return;
	}
	ospf_exts_sync(o);
}

void ospf_exts_sync(struct ospf *o)
{
	o->exts_dirty = true;
	orig_all_soon(o);
}
