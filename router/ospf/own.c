/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * LSAs of this router's own. Whoever knows what is to be said calls own_set() as often as he likes: what is new is originated, no more often than
 * the throttle allows (12.4); what is not new is refreshed every LSRefreshTime. Sequence numbers, their end (12.1.6), and instances of ours that
 * come back from the past (13.4) are dealt with here.
 */
#include <stdlib.h>

#include "router/ospf/log.h"
#include "router/ospf/war.h"

static int key_cmp(const struct lsa_own *x, u16 type, u32 id)
{
	return x->type != type ? (int)x->type - (int)type : x->id < id ? -1 : x->id > id;
}

/* Where it is, or would be. */
static u32 own_at(const struct lsdb *db, u16 type, u32 id)
{
	u32 lo = 0, hi = db->n_own;

	while (lo < hi) {
		u32 mid = (lo + hi) / 2;

		if (key_cmp(db->own[mid], type, id) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

struct lsa_own *own_find(const struct lsdb *db, u16 type, u32 id)
{
	u32 k = own_at(db, type, id);

	return k < db->n_own && !key_cmp(db->own[k], type, id) ? db->own[k] : NULL;
}

static struct lsa_own *own_new(struct lsdb *db, u16 type, u32 id)
{
	u32 k = own_at(db, type, id);
	struct lsa_own *x = xcalloc(1, sizeof(*x));

	if (db->n_own == db->own_cap) {
		db->own_cap = db->own_cap ? 2 * db->own_cap : 4;
		db->own = xrealloc(db->own, db->own_cap, sizeof(struct lsa_own *));
	}
	memmove(db->own + k + 1, db->own + k, (db->n_own - k) * sizeof(struct lsa_own *));
	db->own[k] = x;
	db->n_own++;
	x->db = db;
	x->type = type;
	x->id = id;
	x->last = NSEC_NEVER;
	x->timer.fire = own_timer;
	return x;
}

static void own_delete(struct lsa_own *x)
{
	struct lsdb *db = x->db;
	u32 k = own_at(db, x->type, x->id);

	memmove(db->own + k, db->own + k + 1, (--db->n_own - k) * sizeof(struct lsa_own *));
	timer_stop(ospf_worker(db->o), &x->timer);
	free(x->body);
	free(x);
}

void own_free(struct lsdb *db)
{
	while (db->n_own)
		own_delete(db->own[db->n_own - 1]);
}

static void originate(struct lsa_own *x)
{
	struct lsdb *db = x->db;
	struct ospf *o = db->o;
	struct lsa *l = lsdb_find(db, x->type, x->id, o->rid);
	struct lsa_hdr h = { .options = x->options, .type = x->type, .id = x->id, .adv = o->rid, .seq = OSPF_INITIAL_SEQ,
			     .len = (u16)(OSPF_LSA_HLEN + x->len) };
	u8 *bytes;
	struct wr w;
	bool changed, had = l;

	x->pending = false;
	if (l && l->seq == OSPF_MAX_SEQ) { /* 12.1.6: the highest must be gone before the lowest may come */
		x->wrapped = true;
		own_flush(db, l);
		return;
	}
	if (l)
		h.seq = l->seq + 1;
	bytes = xcalloc(1, h.len);
	w = wr_of(bytes, h.len);
	lsa_hdr_write(o, &w, &h);
	memcpy(bytes + OSPF_LSA_HLEN, x->body, x->len);
	lsa_checksum_make(bytes, h.len);
	h.csum = get_be16(bytes + 16);
	x->last = ospf_now(o);
	timer_set(ospf_worker(o), &x->timer, x->last + OSPF_REFRESH * NSEC_PER_SEC);
	l = lsdb_install(db, &h, bytes, &changed);
	free(bytes);
	if (!l)
		return;
	l->own = true;
	o->n_originated++;
	ospf_log_lsa(db, OEV_GENERATED, l, !had ? NEWS_NEW : changed ? NEWS_CHANGED : NEWS_SAME);
	while (l->rxmt)
		rxmt_drop(o, l->rxmt);
	OSPF_DEBUG(o, OD_LSA, "OSPF-%u LSGEN: Build type %u LSA, LSID %u.%u.%u.%u, seq 0x%X, len %u", o->id, x->type & 15, x->id >> 24, x->id >> 16 & 255,
		   x->id >> 8 & 255, x->id & 255, h.seq, h.len);
	if (changed) {
		lsdb_touch(db, l);
		ospf_helped_changed(db, l);
	}
	flood_lsa(db, l, NULL);
}

void own_timer(struct timer *t)
{
	originate(container_of(t, struct lsa_own, timer));
}

/* When it may be said, by the throttle: soon after a time of peace, later and later in war. */
static void own_schedule(struct lsa_own *x)
{
	struct ospf *o = x->db->o;
	const struct throttle *t = &o->lsa;
	nsec now = ospf_now(o), due = now + t->start_ms * NSEC_PER_MS, max = t->max_ms * NSEC_PER_MS;

	if (x->pending || x->wrapped)
		return;
	if (x->last == NSEC_NEVER || now >= x->last + 2 * max_u64(max, x->hold)) {
		x->hold = 0;
	} else {
		x->hold = x->hold ? min_u64(2 * x->hold, max) : t->hold_ms * NSEC_PER_MS;
		due = max_u64(due, x->last + x->hold);
	}
	x->pending = true;
	timer_set(ospf_worker(o), &x->timer, due);
}

void own_set(struct lsdb *db, u16 type, u32 id, u8 options, const u8 *body, u32 len)
{
	struct lsa_own *x = own_find(db, type, id);

	if (len > OSPF_LSA_LEN_MAX || !db->o->running || db->o->gr.stage == GR_RESTARTING)
		return;
	if (x)
		x->gen = db->own_gen;
	if (x && x->len == len && x->options == options && !memcmp(x->body, body, len))
		return;
	if (!x)
		x = own_new(db, type, id);
	x->gen = db->own_gen;
	free(x->body);
	x->body = xcalloc(1, len + 1);
	memcpy(x->body, body, len);
	x->len = len;
	x->options = options;
	own_schedule(x);
}

void own_clear(struct lsdb *db, u16 type, u32 id)
{
	struct lsa_own *x = own_find(db, type, id);
	struct lsa *l = x ? lsdb_find(db, type, id, db->o->rid) : NULL;

	if (!x)
		return;
	own_delete(x);
	if (l && !l->max_age)
		own_flush(db, l);
}

void own_begin(struct lsdb *db) { db->own_gen++; }

void own_end(struct lsdb *db, u16 type)
{
	for (u32 k = own_at(db, type, 0); k < db->n_own && db->own[k]->type == type;)
		if (db->own[k]->gen != db->own_gen)
			own_clear(db, type, db->own[k]->id);
		else
			k++;
}

void own_flush(struct lsdb *db, struct lsa *l)
{
	l->max_age = true;
	ospf_log_lsa(db, OEV_MAXAGE, l, NEWS_SAME);
	while (l->rxmt)
		rxmt_drop(db->o, l->rxmt);
	lsdb_touch(db, l);
	flood_lsa(db, l, NULL);
	flood_maxage_done(db, l);
}

void own_flush_rest(struct lsdb *db)
{
	for (u32 k = 0; k < db->n;) {
		struct lsa *l = lsdb_at(db, k);
		u32 n = db->n;

		if (l->adv == db->o->rid && !l->max_age && !own_find(db, l->type, l->id))
			own_flush(db, l);
		k += db->n == n;
	}
}

void own_flushed(struct lsdb *db, u16 type, u32 id)
{
	struct lsa_own *x = own_find(db, type, id);

	if (!x || !x->wrapped)
		return;
	x->wrapped = false;
	originate(x);
}

bool own_again(struct lsdb *db, struct lsa *l)
{
	struct lsa_own *x = l->adv == db->o->rid && db->o->gr.stage != GR_RESTARTING ? own_find(db, l->type, l->id) : NULL;

	if (!x)
		return false;
	l->own = true;
	own_schedule(x);
	return true;
}

void own_received(struct lsdb *db, struct lsa *l, const struct ospf_area *by)
{
	bool said;

	if (db->o->gr.stage == GR_RESTARTING)	/* RFC 3623 2.1 (2): it is valid */
		return;
	said = own_again(db, l);
	war_round(db, l, by, !said);
	if (!said)
		own_flush(db, l);
}
