/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a process did of late: rings of runs and events. */
#include <stdlib.h>

#include "router/ospf/log.h"

const char *const ospf_reason_name[WHY_N_ALL] = { "R", "N", "SN", "SA", "X7", "X", "L", "P" };

_Static_assert(sizeof(struct ospf_log) + sizeof(struct ospf_area_log) < 2048, "a thousand routers have them");

void ospf_log_free(struct ospf *o)
{
	free(o->log);
	o->log = NULL;
}

static struct ospf_log *log_of(struct ospf *o)
{
	if (!o->log)
		o->log = xcalloc(1, sizeof(*o->log));
	return o->log;
}

static struct ospf_area_log *area_log(struct ospf_area *a)
{
	if (!a->log)
		a->log = xcalloc(1, sizeof(*a->log));
	return a->log;
}

/* ---- runs ---- */

static u8 reason_of(u16 type)
{
	switch (type & 15) {
	case 1:
		return WHY_R;
	case 2:
		return WHY_N;
	case 3:
		return WHY_SN;
	case 4:
		return WHY_SA;
	case 7:
		return WHY_X7;
	case 8:
		return WHY_L;
	case 9:
		return WHY_P;
	default:
		return WHY_X;
	}
}

const struct ospf_changed *ospf_log_named(const struct ospf_area_log *l, const struct ospf_run *r, u8 k)
{
	u32 at = r->first + k;

	return l->n_named - at <= OSPF_CHANGED_RING ? &l->changed[at % OSPF_CHANGED_RING] : NULL;
}

static void changed_in(struct ospf_area *a, const struct lsa *l)
{
	struct ospf_area_log *x = area_log(a);
	struct ospf_run *r = &x->now;
	u8 why = reason_of(l->type);

	r->why |= (u8)(1u << why);
	for (u8 k = 0; k < r->n; k++) {
		const struct ospf_changed *c = ospf_log_named(x, r, k);

		if (c && c->type == why && c->id == l->id && c->adv == l->adv)
			return;
	}
	r->n_changed += r->n_changed < 0xffff;
	if (r->n == OSPF_CHANGED_MAX)
		return;
	if (!r->n)
		r->first = x->n_named;
	r->n++;
	x->changed[x->n_named++ % OSPF_CHANGED_RING] = (struct ospf_changed){ l->id, l->adv, why };
}

void ospf_log_changed(struct lsdb *db, const struct lsa *l)
{
	struct ospf_area *in = db->oi ? db->oi->area : db->area;

	if (db->o->freeing)
		return;
	if (in) {
		changed_in(in, l);
		return;
	}
	for (struct ospf_area *a = db->o->areas; a; a = a->next)	/* an external: every area that has them */
		if (a->kind == AREA_NORMAL)
			changed_in(a, l);
}

static u16 small(u32 n) { return (u16)(n < 0xffff ? n : 0xffff); }

void ospf_log_tree(struct ospf_area *a)
{
	struct ospf_run *r = &area_log(a)->now;
	u32 networks = 0;

	for (u32 k = 0; k < a->n_v; k++)
		networks += a->v[k].network;
	r->networks = small(networks);
	r->routers = small(a->n_v - networks);
	r->stubs = small(a->n_stubs);
	r->sn = small(a->db.n_type[LSA_SUMMARY]);
	r->sa = small(a->db.n_type[LSA_ASBR]);
	r->x7 = small(a->db.n_type[LSA_NSSA]);
	r->prefixes = small(ospf_v3(a->o) ? a->db.n_type[LSA3_INTRA_PREFIX & 15] : 0);
}

void ospf_log_run(struct ospf *o)
{
	for (struct ospf_area *a = o->areas; a; a = a->next) {
		struct ospf_area_log *x = area_log(a);

		x->now.at = ospf_now(o);
		x->now.number = a->spf_runs;
		x->run[x->next] = x->now;
		x->next = (x->next + 1) % OSPF_RUNS_MAX;
		x->n += x->n < OSPF_RUNS_MAX;
		x->now = (struct ospf_run){ 0 };
	}
}

static const struct ospf_run *last_of(const struct ospf_area *a, u32 k)
{
	const struct ospf_area_log *l = a->log;

	return l && k <= l->n ? &l->run[(l->next + OSPF_RUNS_MAX - k) % OSPF_RUNS_MAX] : NULL;
}

bool ospf_log_last(const struct ospf *o, u32 k, nsec *at, u8 *why)
{
	bool any = false;

	/* Each run is one of all areas. */
	*why = 0;
	for (const struct ospf_area *a = o->areas; a; a = a->next) {
		const struct ospf_run *r = last_of(a, k);

		if (!r)
			continue;
		*at = r->at;
		*why |= r->why;
		any = true;
	}
	return any;
}

/* ---- events ---- */

static void event(struct ospf *o, struct ospf_event e)
{
	struct ospf_log *l = log_of(o);

	e.at = ospf_now(o);
	l->e[l->next] = e;
	l->next = (l->next + 1) % OSPF_EVENTS_MAX;
	l->n += l->n < OSPF_EVENTS_MAX;
}

void ospf_log_neighbor(const struct ospf_nbr *n, u8 was)
{
	event(n->oi->o, (struct ospf_event){ .kind = OEV_NEIGHBOR, .id = n->rid, .where = n->oi->if_id, .a = was, .b = n->state });
}

void ospf_log_interface(const struct ospf_if *oi, u8 was)
{
	event(oi->o, (struct ospf_event){ .kind = OEV_INTERFACE, .where = oi->if_id, .a = was, .b = oi->state });
}

void ospf_log_lsa(const struct lsdb *db, enum ospf_event_kind kind, const struct lsa *l, enum ospf_news news)
{
	event(db->o, (struct ospf_event){ .kind = (u8)kind, .id = l->id, .adv = l->adv, .seq = l->seq, .type = l->type, .age = lsa_age(db->o, l), .a = (u8)news,
					  .where = db->oi ? db->oi->area->id : db->area ? db->area->id : 0 });
}

void ospf_log_spf(struct ospf *o, enum ospf_event_kind kind, nsec wait)
{
	struct ospf_event e = { .kind = (u8)kind, .seq = (u32)(wait / NSEC_PER_MS) };

	/* The LSA that changed last is the one that asks. */
	for (const struct ospf_area *a = kind == OEV_SCHEDULED ? o->areas : NULL; a && !e.type; a = a->next)
		if (a->log && a->log->now.n) {
			const struct ospf_changed *c = ospf_log_named(a->log, &a->log->now, (u8)(a->log->now.n - 1));

			e.where = a->id;
			e.id = c->id;
			e.adv = c->adv;
			e.type = (u16)(c->type + 1);
		}
	event(o, e);
}
