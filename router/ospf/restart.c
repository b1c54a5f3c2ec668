/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Graceful restart as the one that restarts: RFC 3623 2, RFC 5187 for version 3. The process alone starts over, on command; the RIB keeps its routes and
 * the device forwards on. First the neighbours are told by grace LSAs, and have acknowledged them (or some seconds went by); then the process forgets
 * neighbours and databases. Until it is over (2.2: every adjacency of before stands again; a neighbour's LSA says that he does not help; the time is up) it
 * originates nothing, believes its own LSAs of before as they come back, and leaves the routes alone (2.1). Then everything is made anew (2.3).
 * A process with virtual links restarts without grace: finding those again needs routes, which are not computed meanwhile.
 */
#include <stdlib.h>

#include "router/ospf/links.h"

enum { GRACE_ID = 3u << 24, TLV_PERIOD = 1, TLV_REASON = 2, TLV_ADDRESS = 3, REASON_SOFTWARE = 1 };
#define TELL_STEP (100 * NSEC_PER_MS)
#define TELL_MAX (10 * NSEC_PER_SEC)

static u16 grace_type(const struct ospf *o) { return ospf_v3(o) ? LSA3_GRACE : LSA_OPAQUE_LINK; }
static u32 grace_id(const struct ospf_if *oi) { return ospf_v3(oi->o) ? oi->if_id : GRACE_ID; }

static void tell(struct ospf_if *oi)
{
	struct ospf *o = oi->o;
	u8 body[32];
	struct wr w = wr_of(body, sizeof(body));

	wr_u16(&w, TLV_PERIOD);
	wr_u16(&w, 4);
	wr_u32(&w, o->gr.interval_s);
	wr_u16(&w, TLV_REASON);
	wr_u16(&w, 1);
	wr_u32(&w, REASON_SOFTWARE << 24);
	if (!ospf_v3(o)) {	/* appendix A: who it is on networks where neighbours go by address */
		wr_u16(&w, TLV_ADDRESS);
		wr_u16(&w, 4);
		wr_u32(&w, oi->addr);
	}
	own_set(&oi->db, grace_type(o), grace_id(oi), (u8)(ospf_v3(o) ? 0 : ospf_options(oi->area)), body, (u32)wr_len(&w));
}

static struct ospf_if *still(const struct ospf *o, const struct ospf_if *was)
{
	struct ospf_if *oi = o->ifs;

	while (oi && oi != was)
		oi = oi->next;
	return oi;
}

static bool all_told(const struct ospf *o)
{
	for (u32 k = 0; k < o->gr.n_was; k++) {
		struct ospf_if *oi = still(o, o->gr.was[k].oi);
		const struct lsa *l = oi ? lsdb_find(&oi->db, grace_type(o), grace_id(oi), o->rid) : NULL;

		if (oi && (!l || l->rxmt))
			return false;
	}
	return true;
}

bool restart_may(const struct ospf *o)
{
	bool any = false;

	if (!o->gr.on || !o->running || o->gr.stage != GR_NONE || (!ospf_v3(o) && !o->opaque))
		return false;
	for (const struct ospf_if *oi = o->ifs; oi; oi = oi->next) {
		if (oi->net == NET_VIRTUAL)
			return false;
		any |= oi->n_full != 0;
	}
	return any;
}

void restart_begin(struct ospf *o)
{
	struct ospf_restart *g = &o->gr;

	for (struct ospf_if *oi = o->ifs; oi; oi = oi->next) {
		for (const struct ospf_nbr *n = oi->nbrs; n; n = n->next) {
			if (n->state != NS_FULL)
				continue;
			g->was = xrealloc(g->was, g->n_was + 1, sizeof(*g->was));
			g->was[g->n_was++] = (struct ospf_was_full){ oi, n->rid };
		}
		if (oi->n_full)
			tell(oi);
	}
	g->stage = GR_TELLING;
	g->began = ospf_now(o);
	g->until = g->began + g->interval_s * NSEC_PER_SEC;
	timer_set(ospf_worker(o), &g->timer, g->began + TELL_STEP);
	o->hooks->log(o, 5, "NSF_RESTART", "Process %u%s: graceful restart begins, %u adjacencies, grace period %u seconds", o->id, o->label, g->n_was, g->interval_s);
}

void restart_forget(struct ospf *o)
{
	timer_stop(ospf_worker(o), &o->gr.timer);
	free(o->gr.was);
	o->gr.was = NULL;
	o->gr.n_was = 0;
	o->gr.stage = GR_NONE;
	o->gr.why = NULL;
}

static void finish(struct ospf *o, const char *why, bool well)
{
	struct worker *w = ospf_worker(o);

	o->gr.last = ospf_now(o);
	o->gr.took_s = (u32)((o->gr.last - o->gr.began) / NSEC_PER_SEC);
	o->gr.well = well;
	restart_forget(o);
	o->hooks->log(o, well ? 5 : 4, "NSF_RESTART", "Process %u%s: graceful restart over after %u seconds, %s", o->id, o->label, o->gr.took_s, why);
	/* 2.3 (1) to (4): LSAs, then routes (those that are no more leave the RIB), then what follows from routes. */
	o->gr.finishing = true;
	o->exts_dirty = true;
	timer_stop(w, &o->orig_timer);
	orig_timer(&o->orig_timer);
	timer_stop(w, &o->spf_timer);
	o->spf_full = true;
	spf_timer(&o->spf_timer);
	timer_stop(w, &o->orig_timer);
	orig_timer(&o->orig_timer);
	o->gr.finishing = false;
	own_flush_rest(&o->db);
	for (struct ospf_area *a = o->areas; a; a = a->next)
		own_flush_rest(&a->db);
	for (struct ospf_if *oi = o->ifs; oi; oi = oi->next)
		own_flush_rest(&oi->db);
}

/* Not at once: whoever found out is in the midst of a packet. */
static void over(struct ospf *o, const char *why, bool well)
{
	if (o->gr.why)
		return;
	o->gr.why = why;
	o->gr.well = well;
	timer_set(ospf_worker(o), &o->gr.timer, ospf_now(o));
}

void restart_timer(struct timer *t)
{
	struct ospf *o = container_of(t, struct ospf, gr.timer);
	struct ospf_restart *g = &o->gr;

	if (g->stage == GR_RESTARTING) {
		finish(o, g->why ? g->why : "the grace period has ended", g->why && g->well);
		return;
	}
	if (!all_told(o) && ospf_now(o) < g->began + TELL_MAX) {
		timer_set(ospf_worker(o), t, ospf_now(o) + TELL_STEP);
		return;
	}
	g->stage = GR_RESTARTING;
	ospf_start_over(o, o->rid);
	timer_set(ospf_worker(o), t, g->until);
}

/* 2.2 (1) */
void restart_check(struct ospf *o)
{
	if (o->gr.stage != GR_RESTARTING)
		return;
	for (u32 k = 0; k < o->gr.n_was; k++) {
		struct ospf_if *oi = still(o, o->gr.was[k].oi);
		const struct ospf_nbr *n = oi ? oi->nbrs : NULL;

		while (n && n->rid != o->gr.was[k].rid)
			n = n->next;
		if (oi && (!n || n->state != NS_FULL))
			return;
	}
	over(o, "all adjacencies are full again", true);
}

/* Whether some LSA like l, of its router and kind (of version 3 there may be several), has a link to us. */
static bool leads_to_us(struct lsdb *db, const struct lsa *l)
{
	struct ospf *o = db->o;
	bool network = l->type == LSA_NETWORK || l->type == LSA3_NETWORK;
	struct lsa *x = network ? lsdb_find(db, l->type, l->id, l->adv) : lsdb_find_router(db, l->adv);
	struct link_it it;
	struct link y;

	while (x && (x->max_age || x->type != l->type || x->adv != l->adv)) /* of a router's several in a chain, the first that counts */
		x = network ? NULL : lsa_numbered(o, x->next);
	if (!x)
		return false;
	link_begin(&it, o, x);
	while (link_next(&it, &y))
		if (y.type == LINK_ROUTER && y.id == o->rid)
			return true;
	return false;
}

/* 2.2 (2): a neighbour of before says that he is none. */
void restart_heard(struct lsdb *db, const struct lsa *l)
{
	struct ospf *o = db->o;
	bool router = l->type == LSA_ROUTER || l->type == LSA3_ROUTER, network = l->type == LSA_NETWORK || l->type == LSA3_NETWORK;

	if (o->gr.stage != GR_RESTARTING || (!router && !network) || l->adv == o->rid)
		return;
	for (u32 k = 0; k < o->gr.n_was; k++) {
		struct ospf_if *oi = still(o, o->gr.was[k].oi);

		if (!oi || db != &oi->area->db || l->adv != o->gr.was[k].rid || ospf_if_multi(oi) == router)
			continue;
		if (network && (ospf_v3(o) ? l->adv != oi->dr : l->id != oi->dr))
			continue;
		if (!leads_to_us(db, l)) {
			over(o, "a neighbor does not help", false);
			return;
		}
	}
}
