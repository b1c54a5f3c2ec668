/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Neighbours: section 10. The table is 10.3's, in its order; set_state() alone changes a state, logs it and tells whoever lives by it.
 * Neighbours that hellos made go away with Down; those of `neighbor` lines stay. RFC 3623 3: a neighbour that restarts with grace stays
 * Full while its hellos are missing.
 */
#include <stdlib.h>

#include "router/ospf/log.h"

const char *const ospf_nbr_state_name[NS_N] = { "DOWN", "ATTEMPT", "INIT", "2WAY", "EXSTART", "EXCHANGE", "LOADING", "FULL" };

static const char *const event_words[NE_N] = {
	[NE_HELLO] = "Received Hello", [NE_START] = "Start", [NE_2WAY] = "2-Way Received", [NE_NEGOTIATED] = "Negotiation Done",
	[NE_EXCHANGED] = "Exchange Done", [NE_BAD_REQ] = "Bad LS Req", [NE_LOADED] = "Loading Done", [NE_ADJ_OK] = "AdjOK?",
	[NE_SEQ_MISMATCH] = "SeqNumberMismatch", [NE_1WAY] = "1-Way", [NE_KILL] = "Neighbor Down: Interface down or detached",
	[NE_INACTIVE] = "Neighbor Down: Dead timer expired", [NE_LL_DOWN] = "Neighbor Down: Interface down or detached",
};

struct ospf_nbr *ospf_nbr_named(const struct ospf_if *oi, u32 name)
{
	struct ospf_nbr *n = oi->nbrs;

	while (n && (n->name != name || !name))
		n = n->next;
	return n;
}

/* 8.2: on networks with addresses of their own by source, elsewhere (and in version 3) by router ID. */
struct ospf_nbr *ospf_nbr_find(struct ospf_if *oi, u32 rid, const struct ipaddr *src)
{
	bool by_address = !ospf_v3(oi->o) && oi->net != NET_P2P && oi->net != NET_VIRTUAL;

	for (struct ospf_nbr *n = oi->nbrs; n; n = n->next) {
		if (by_address ? n->addr.v4 == src->v4 : n->rid == rid)
			return n;
		if (!n->rid && src->af == n->addr.af && (src->af == AF_IP4 ? src->v4 == n->addr.v4 : ip6_eq(&src->v6, &n->addr.v6)))
			return n;
	}
	return NULL;
}

static void help_stop(struct ospf_nbr *n)
{
	timer_stop(ospf_worker(n->oi->o), &n->grace);
	n->oi->o->n_helped -= n->helped;
	n->helped = false;
}

static void dead_timer(struct timer *t)
{
	struct ospf_nbr *n = container_of(t, struct ospf_nbr, dead);
	struct ospf *o = n->oi->o;
	nsec due = n->helped ? max_u64(n->dead_at, n->grace_until) : n->dead_at;

	if (n->state == NS_DOWN && n->manual) {	/* 9.5.1: polled */
		pkt_hello(n->oi, n);
		timer_set(ospf_worker(o), t, ospf_now(o) + n->poll_s * NSEC_PER_SEC);
		return;
	}
	if (due > ospf_now(o)) { /* heard meanwhile */
		timer_set(ospf_worker(o), t, due);
		return;
	}
	ospf_nbr_event(n, NE_INACTIVE);
}

void ospf_nbr_heard(struct ospf_nbr *n)
{
	struct ospf *o = n->oi->o;

	n->dead_at = ospf_now(o) + n->oi->dead_ms * NSEC_PER_MS;
	if (!timer_is_set(&n->dead) || n->dead.due > n->dead_at)
		timer_set(ospf_worker(o), &n->dead, n->dead_at);
}

static void grace_timer(struct timer *t);

struct ospf_nbr *ospf_nbr_new(struct ospf_if *oi, u32 rid, u32 name, const struct ipaddr *addr)
{
	struct ospf_nbr *n, **at = &oi->nbrs;

	if (oi->n_nbrs >= OSPF_NBRS_MAX)
		return NULL;
	n = xcalloc(1, sizeof(*n));
	n->oi = oi;
	n->rid = rid;
	n->name = name;
	n->addr = *addr;
	n->state_since = n->first_seen = ospf_now(oi->o);
	n->dead.fire = dead_timer;
	n->dd_timer.fire = exch_timer;
	n->req_timer.fire = exch_req_timer;
	n->rxmt_timer.fire = flood_rxmt_timer;
	n->grace.fire = grace_timer;
	while (*at)
		at = &(*at)->next;
	*at = n;
	oi->n_nbrs++;
	return n;
}

void ospf_nbr_free(struct ospf_nbr *n)
{
	struct ospf_if *oi = n->oi;
	struct worker *w = ospf_worker(oi->o);
	struct ospf_nbr **at = &oi->nbrs;

	exch_clear(n);
	bfd_unwatch(&n->bfd);
	timer_stop(w, &n->dead);
	timer_stop(w, &n->dd_timer);
	timer_stop(w, &n->req_timer);
	help_stop(n);
	while (*at != n)
		at = &(*at)->next;
	*at = n->next;
	oi->n_nbrs--;
	free(n);
}

/* 10.4 */
bool ospf_nbr_should_adjoin(const struct ospf_nbr *n)
{
	const struct ospf_if *oi = n->oi;

	if (!ospf_if_multi(oi))
		return true;
	return oi->state == IFS_DR || oi->state == IFS_BACKUP || n->name == oi->dr || n->name == oi->bdr;
}

/* ---- what a change of state brings ---- */

static void log_change(const struct ospf_nbr *n, u8 was, enum ospf_nbr_event e)
{
	struct ospf *o = n->oi->o;
	bool loud = (n->state == NS_FULL) != (was == NS_FULL) || (n->state == NS_DOWN && was > NS_ATTEMPT);
	const char *why = n->why ? n->why : event_words[e];

	if (o->log_adj && (loud || o->log_detail))
		o->hooks->log(o, 5, "ADJCHG", "Process %u%s, Nbr %u.%u.%u.%u on %s from %s to %s, %s", o->id, o->label, n->rid >> 24, n->rid >> 16 & 255, n->rid >> 8 & 255,
			      n->rid & 255, n->oi->name, ospf_nbr_state_name[was], ospf_nbr_state_name[n->state], why);
	OSPF_DEBUG(o, OD_ADJ, "OSPF-%u ADJ   %s: Nbr %u.%u.%u.%u from %s to %s, %s", o->id, n->oi->name, n->rid >> 24, n->rid >> 16 & 255, n->rid >> 8 & 255,
		   n->rid & 255, ospf_nbr_state_name[was], ospf_nbr_state_name[n->state], why);
}

static void full_changed(struct ospf_nbr *n, bool full)
{
	struct ospf_if *oi = n->oi;
	struct ospf_area *a = oi->area;

	oi->n_full += full ? 1 : -1u;
	a->n_full += full ? 1 : -1u;
	orig_all_soon(oi->o);
	if (oi->o->hooks->bfd)
		oi->o->hooks->bfd(n);
	if (full)
		restart_check(oi->o);
	if (!full && oi->o->hooks->stopped)
		oi->o->hooks->stopped(oi->o, n);
}

static void set_state(struct ospf_nbr *n, enum ospf_nbr_state to, enum ospf_nbr_event e)
{
	struct ospf_if *oi = n->oi;
	struct ospf *o = oi->o;
	u8 was = n->state;

	if (to == was)
		return;
	n->state = to;
	n->state_since = ospf_now(o);
	n->changes++;
	log_change(n, was, e);
	ospf_log_neighbor(n, was);
	if (o->hooks->adjacency)
		o->hooks->adjacency(o, n, was);
	world_changed(o->node);
	if (was >= NS_EXCHANGE && to < NS_EXCHANGE)
		exch_clear(n);
	if (to < NS_EXSTART)
		timer_stop(ospf_worker(o), &n->dd_timer);
	if (to == NS_DOWN)
		help_stop(n);
	if ((was == NS_FULL) != (to == NS_FULL))
		full_changed(n, to == NS_FULL);
	if (was >= NS_EXCHANGE && to != NS_FULL && to < NS_EXCHANGE)
		orig_all_soon(o); /* flushed LSAs may have waited for it */
	/* 9.2, NeighborChange: bidirectional or not any more. */
	if ((was >= NS_2WAY) != (to >= NS_2WAY))
		ospf_if_event(oi, IFE_NBR_CHANGE);
}

/* ---- actions: each returns the state to be in ---- */

typedef enum ospf_nbr_state act(struct ospf_nbr *n);

static enum ospf_nbr_state a_heard_init(struct ospf_nbr *n) { ospf_nbr_heard(n); return NS_INIT; }
static enum ospf_nbr_state a_heard(struct ospf_nbr *n) { ospf_nbr_heard(n); return n->state; }
static enum ospf_nbr_state a_attempt(struct ospf_nbr *n)
{
	pkt_hello(n->oi, n);
	ospf_nbr_heard(n);
	return NS_ATTEMPT;
}
static enum ospf_nbr_state a_two_way(struct ospf_nbr *n) { return ospf_nbr_should_adjoin(n) ? NS_EXSTART : NS_2WAY; }
static enum ospf_nbr_state a_negotiated(struct ospf_nbr *n)
{
	exch_begin(n);
	return NS_EXCHANGE;
}
/* With nothing to ask for, Loading is over at once (exch_request): IOS's messages go through it too. */
static enum ospf_nbr_state a_exchanged(struct ospf_nbr *n) { (void)n; return NS_LOADING; }
static enum ospf_nbr_state a_adj_ok(struct ospf_nbr *n) { return ospf_nbr_should_adjoin(n) ? n->state : NS_2WAY; }
static enum ospf_nbr_state a_restart(struct ospf_nbr *n) { (void)n; return NS_EXSTART; }
static enum ospf_nbr_state a_init(struct ospf_nbr *n) { (void)n; return NS_INIT; }
static enum ospf_nbr_state a_full(struct ospf_nbr *n) { (void)n; return NS_FULL; }
static enum ospf_nbr_state a_down(struct ospf_nbr *n) { (void)n; return NS_DOWN; }

#define S(s) (1u << NS_##s)
#define ANY 0xffu
#define FROM(s) (ANY & ~((1u << NS_##s) - 1))

static const struct {
	u32 states;
	enum ospf_nbr_event event;
	act *act;
} rows[] = {	/* 10.3 */
	{ S(DOWN),			NE_START,	 a_attempt },
	{ S(ATTEMPT),			NE_HELLO,	 a_heard_init },
	{ S(DOWN),			NE_HELLO,	 a_heard_init },
	{ FROM(INIT),			NE_HELLO,	 a_heard },
	{ S(INIT),			NE_2WAY,	 a_two_way },
	{ S(EXSTART),			NE_NEGOTIATED,	 a_negotiated },
	{ S(EXCHANGE),			NE_EXCHANGED,	 a_exchanged },
	{ S(LOADING),			NE_LOADED,	 a_full },
	{ S(2WAY),			NE_ADJ_OK,	 a_two_way },
	{ FROM(EXSTART),		NE_ADJ_OK,	 a_adj_ok },
	{ FROM(EXCHANGE),		NE_SEQ_MISMATCH, a_restart },
	{ FROM(EXCHANGE),		NE_BAD_REQ,	 a_restart },
	{ ANY,				NE_KILL,	 a_down },
	{ ANY,				NE_LL_DOWN,	 a_down },
	{ ANY,				NE_INACTIVE,	 a_down },
	{ FROM(2WAY),			NE_1WAY,	 a_init },
};

void ospf_nbr_event(struct ospf_nbr *n, enum ospf_nbr_event e)
{
	struct ospf_if *oi = n->oi;
	struct ospf *o = oi->o;
	u8 was = n->state;
	unsigned k = 0;

	while (k < ARRAY_LEN(rows) && (rows[k].event != e || !(rows[k].states >> was & 1)))
		k++;
	if (k == ARRAY_LEN(rows))
		return;
	/* What is begun anew: its lists go first. */
	if (e == NE_SEQ_MISMATCH || e == NE_BAD_REQ)
		exch_clear(n);
	set_state(n, rows[k].act(n), e);
	n->why = NULL;
	if (n->state == NS_EXSTART && was != NS_EXSTART)
		exch_start(n);
	else if (n->state == NS_LOADING && was != NS_LOADING)
		exch_request(n);
	else if (n->state == NS_DOWN && e != NE_START && !o->freeing) {
		timer_stop(ospf_worker(o), &n->dead);
		if (!n->manual || e == NE_KILL || e == NE_LL_DOWN) {
			if (!n->manual)
				ospf_nbr_free(n);
			return;
		}
		n->dr = n->bdr = 0;
		timer_set(ospf_worker(o), &n->dead, ospf_now(o) + n->poll_s * NSEC_PER_SEC);
	}
}

/* ---- restart helper: RFC 3623 3 ---- */

static void help_ends(struct ospf_nbr *n, const char *why)
{
	struct ospf *o = n->oi->o;

	help_stop(n);
	o->hooks->log(o, 5, "NSF_HELPER", "Process %u%s, Nbr %u.%u.%u.%u on %s: not helped any more, %s", o->id, o->label, n->rid >> 24, n->rid >> 16 & 255,
		      n->rid >> 8 & 255, n->rid & 255, n->oi->name, why);
	if (ospf_if_multi(n->oi))
		ospf_if_event(n->oi, IFE_NBR_CHANGE);
	orig_all_soon(o);
}

static void grace_timer(struct timer *t)
{
	struct ospf_nbr *n = container_of(t, struct ospf_nbr, grace);

	help_ends(n, "the grace period has ended");
	if (n->dead_at <= ospf_now(n->oi->o))
		ospf_nbr_event(n, NE_INACTIVE);
}

void ospf_nbr_grace(struct ospf_nbr *n, u32 seconds)
{
	struct ospf *o = n->oi->o;

	if (!seconds) { /* 3.2 (1): it is back, and says so */
		if (n->helped)
			help_ends(n, "it is back");
		return;
	}
	/* 3.1: Full, nothing of it waits here, we may help, and do not restart ourselves. */
	if (!n->helped && (n->state != NS_FULL || n->rxmts || !o->nsf_helper || o->gr.stage != GR_NONE))
		return;
	if (seconds > 1800)
		return;
	if (!n->helped)
		o->n_helped++;
	n->helped = true;
	n->grace_until = ospf_now(o) + seconds * NSEC_PER_SEC;
	timer_set(ospf_worker(o), &n->grace, n->grace_until);
	o->hooks->log(o, 5, "NSF_HELPER", "Process %u%s, Nbr %u.%u.%u.%u on %s: restarting, helped for %u seconds", o->id, o->label, n->rid >> 24, n->rid >> 16 & 255,
		      n->rid >> 8 & 255, n->rid & 255, n->oi->name, seconds);
}

void ospf_helped_changed(struct lsdb *db, const struct lsa *l)
{
	struct ospf *o = db->o;
	bool topology = ospf_v3(o) ? l->type != LSA3_GRACE && l->type != LSA3_LINK : l->type < LSA_OPAQUE_LINK;

	if (!o->n_helped || !o->nsf_strict || !topology)
		return;
	for (struct ospf_if *oi = o->ifs; oi; oi = oi->next)
		for (struct ospf_nbr *n = oi->nbrs; n; n = n->next)
			if (n->helped && l->adv != n->rid && lsdb_of(oi, l->type) == db)
				help_ends(n, "the topology has changed");
}
