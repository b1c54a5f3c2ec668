/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A neighbour's paths when its session ends: they go, some a turn, or they stay for a while as stale ones, since it restarts and its packets still flow (graceful restart,
 * RFC 4724; the receiving speaker of 4.2; where both said N, a session that ends by a NOTIFICATION as well, RFC 8538). Of our own restart we say what is so: our forwarding table does not outlive it (4.1: R without F).
 */
#include "router/bgp/bgp.h"

static void sweep_path(struct bgp_table *t, struct bgp_net *n, struct bgp_path *x, u8 how)
{
	struct bgp_peer_af *a = &x->peer->af[t->af];

	if (how == SWEEP_MARK && !(x->flags & PF_STALE)) {
		x->flags |= PF_STALE;
		return;
	}
	if (how == SWEEP_STALE && !(x->flags & PF_STALE))
		return;
	if (how != SWEEP_ALL)
		*(x->flags & PF_DENIED ? &a->denied : &a->accepted) -= 1;
	bgp_path_del(t, n, x);
}

/* Some a turn. true: there are more. */
static bool sweep_some(struct bgp_peer *p, u32 budget)
{
	for (u8 af = 0; af < BGP_AFS; af++) {
		struct bgp_table *t = p->af[af].sweep ? p->b->table[af] : NULL;

		for (struct bgp_net *n; t && (n = bgp_net_from(t, p->clear_at[af])); p->clear_at[af] = n->id + 1) {
			if (!budget--)
				return true;
			for (struct bgp_path *x = bgp_paths(t, n), *next; x; x = next) {
				next = bgp_path_next(t, x);
				if (x->peer == p)
					sweep_path(t, n, x, p->af[af].sweep);
			}
		}
	}
	return false;
}

static void swept(struct bgp_peer *p)
{
	for (u8 af = 0; af < BGP_AFS; af++) {
		struct bgp_peer_af *x = &p->af[af];

		if (x->sweep == SWEEP_ALL)
			x->accepted = x->denied = 0;
		x->sweep = SWEEP_NONE;
	}
	if (!p->clearing)
		return;
	p->clearing = false;
	if (p->deleted || (p->dynamic && !p->up && !bgp_peer_stale(p) && p->link[1].state == BS_IDLE))
		bgp_peer_free(p);
	else
		bgp_peer_retry(p);
}

static void sweep(struct timer *t)
{
	struct bgp_peer *p = container_of(t, struct bgp_peer, purge);

	if (sweep_some(p, 4 * BGP_TURN)) {
		timer_set(p->b->w, t, bgp_now(p->b));
		return;
	}
	if (p->imports && p->clearing && !bgp_peer_stale(p)) {	/* until they are decided anew, too */
		timer_set(p->b->w, t, bgp_now(p->b) + NSEC_PER_MS);
		return;
	}
	swept(p);
}

static void begin(struct bgp_peer *p)
{
	p->purge.fire = sweep;
	if (!p->b->stopping && !p->b->s->cleaning)
		timer_set(p->b->w, &p->purge, bgp_now(p->b));
}

void bgp_peer_purge(struct bgp_peer *p)
{
	bgp_nsf_stop(p);
	for (u8 af = 0; af < BGP_AFS; af++) {
		p->clear_at[af] = 0;
		p->af[af].stale = false;
		p->af[af].sweep = SWEEP_ALL;
	}
	p->clearing = true;
	begin(p);
}

void bgp_peer_purge_now(struct bgp_peer *p)
{
	bgp_peer_purge(p);
	while (sweep_some(p, UINT32_MAX))
		;
}

/* ---- graceful restart ---- */

bool bgp_peer_graceful(const struct bgp_peer *p)
{
	const struct bgp_opt *o = bgp_opt(p, OPT_HA_MODE, 0);

	return o ? o->a : p->b->graceful;	/* a: 0 for `disable` */
}

bool bgp_notice_graceful(const struct bgp_link *l) { return l->notice_said && l->caps.gr_notice; }

bool bgp_restarting(const struct bgp *b) { return bgp_now(b) < b->started + b->gr_restart_s * NSEC_PER_SEC; }

bool bgp_peer_stale(const struct bgp_peer *p)
{
	for (u8 af = 0; af < BGP_AFS; af++)
		if (p->af[af].stale)
			return true;
	return false;
}

void bgp_nsf_stop(struct bgp_peer *p)
{
	timer_stop(p->b->w, &p->gr_back);
	timer_stop(p->b->w, &p->gr_stale);
}

static void sweep_stale(struct bgp_peer *p, u8 af)
{
	p->af[af].stale = false;
	p->af[af].sweep = SWEEP_STALE;
	p->clear_at[af] = 0;
	begin(p);
	if (!bgp_peer_stale(p))
		bgp_nsf_stop(p);
}

static void not_back(struct timer *t) { bgp_peer_purge(container_of(t, struct bgp_peer, gr_back)); }

static void too_long(struct timer *t)
{
	struct bgp_peer *p = container_of(t, struct bgp_peer, gr_stale);

	if (!p->up) {
		bgp_peer_purge(p);
		return;
	}
	for (u8 af = 0; af < BGP_AFS; af++)
		if (p->af[af].stale)
			sweep_stale(p, af);
}

bool bgp_nsf_down(struct bgp_link *l)
{
	struct bgp_peer *p = l->peer;
	struct bgp *b = p->b;
	nsec now = bgp_now(b);
	bool any = false;

	for (u8 af = 0; af < BGP_AFS; af++) {
		struct bgp_peer_af *x = &p->af[af];

		x->stale = x->on && l->caps.gr_af[af];
		any |= x->stale;
		x->sweep = x->stale ? SWEEP_MARK : SWEEP_ALL;
		p->clear_at[af] = 0;
	}
	if (!any)
		return false;
	p->gr_back.fire = not_back;
	p->gr_stale.fire = too_long;
	timer_set(b->w, &p->gr_back, now + l->caps.gr_s * NSEC_PER_SEC);
	timer_set(b->w, &p->gr_stale, now + b->gr_stale_s * NSEC_PER_SEC);
	p->clearing = true;
	if (sweep_some(p, 4 * BGP_TURN))	/* most often this is all, and it may call at once */
		begin(p);
	else
		swept(p);
	return true;
}

void bgp_nsf_up(struct bgp_link *l)
{
	struct bgp_peer *p = l->peer;

	timer_stop(p->b->w, &p->gr_back);
	p->b->first_up = min_u64(p->b->first_up, bgp_now(p->b));
	for (u8 af = 0; af < BGP_AFS; af++)
		p->af[af].told = false;
	for (u8 af = 0; af < BGP_AFS; af++)
		if (p->af[af].stale && !(p->af[af].on && l->caps.gr_kept[af]))	/* 4.2: its forwarding state is lost */
			sweep_stale(p, af);
}

void bgp_nsf_end(struct bgp_peer *p, u8 af)
{
	char name[IP6_TEXT];

	p->af[af].told = true;
	if (bgp_debugs(p, false))
		bgp_debug(p->b, "BGP(%u): %s rcvd End-of-RIB", af, bgp_peer_name(p, name));
	if (p->af[af].stale)
		sweep_stale(p, af);
}

/* ---- has all been said? ---- */

void bgp_told(struct bgp_link *l)
{
	for (u8 af = 0; af < BGP_AFS && l->state == BS_ESTABLISHED; af++)
		l->peer->af[af].told = true;
}

static bool peer_settled(const struct bgp_peer *p)
{
	for (u8 af = 0; af < BGP_AFS && p->up; af++)
		if (p->af[af].on && !p->af[af].told)
			return false;
	return p->up;
}

bool bgp_settled(const struct bgp *b)
{
	if (!b->on || b->first_up == NSEC_NEVER)
		return false;
	if (bgp_now(b) >= b->first_up + BGP_SETTLE_S * NSEC_PER_SEC)
		return true;
	for (const struct bgp_peer *p = b->peers; p; p = p->next)
		if (!p->name && !p->dynamic && !p->deleted && !p->shutdown && !peer_settled(p))
			return false;
	return true;
}
