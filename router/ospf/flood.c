/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Flooding: section 13. What comes in updates is judged in the order of 13's steps; what is news goes on to whoever lacks it, gathered a
 * moment on each interface (flood pacing) so that many LSAs share a packet; what neighbours have not acknowledged is said again.
 */
#include <stdlib.h>

#include "router/ospf/log.h"

enum { ACK_DELAY_MS = 1000, GRACE_TYPE = 3 };

/* ---- retransmission lists ---- */

static struct rxmt *rxmt_at(const struct ospf *o, u32 id) { return slab_at(&o->rxmts, id); }

/* Last of the neighbour's. */
static void rxmt_append(struct ospf_nbr *n, u32 id)
{
	struct ospf *o = n->oi->o;
	struct rxmt *x = rxmt_at(o, id);

	x->next = 0;
	x->prev = n->rxmts_last;
	*(x->prev ? &rxmt_at(o, x->prev)->next : &n->rxmts) = id;
	n->rxmts_last = id;
	x->sent = ospf_now(o);
	n->n_rxmt++;
}

static void rxmt_unlink(struct ospf *o, const struct rxmt *x)
{
	struct ospf_nbr *n = x->nbr;

	*(x->prev ? &rxmt_at(o, x->prev)->next : &n->rxmts) = x->next;
	*(x->next ? &rxmt_at(o, x->next)->prev : &n->rxmts_last) = x->prev;
	n->n_rxmt--;
}

static void rxmt_add(struct ospf_nbr *n, struct lsa *l)
{
	struct ospf *o = n->oi->o;
	u32 id = slab_alloc(&o->rxmts);
	struct rxmt *x = rxmt_at(o, id);

	x->nbr = n;
	x->lsa = lsdb_of(n->oi, l->type)->all[l->index];
	x->of_lsa = l->rxmt;
	l->rxmt = id;
	rxmt_append(n, id);
	if (!timer_is_set(&n->rxmt_timer))
		timer_set(ospf_worker(o), &n->rxmt_timer, x->sent + n->oi->rxmt_s * NSEC_PER_SEC);
}

void rxmt_drop(struct ospf *o, u32 id)
{
	struct rxmt *x = rxmt_at(o, id);
	u32 *at = &lsa_numbered(o, x->lsa)->rxmt;

	while (*at != id)
		at = &rxmt_at(o, *at)->of_lsa;
	*at = x->of_lsa;
	rxmt_unlink(o, x);
	slab_free(&o->rxmts, id);
}

/* 0: it has acknowledged it. */
static u32 rxmt_of(const struct lsa *l, const struct ospf_nbr *n)
{
	const struct ospf *o = n->oi->o;
	u32 id = l->rxmt;

	while (id && rxmt_at(o, id)->nbr != n)
		id = rxmt_at(o, id)->of_lsa;
	return id;
}

void rxmt_clear(struct ospf_nbr *n)
{
	struct ospf *o = n->oi->o;

	timer_stop(ospf_worker(o), &n->rxmt_timer);
	while (n->rxmts) {
		struct lsa *l = lsa_numbered(o, rxmt_at(o, n->rxmts)->lsa);

		rxmt_drop(o, n->rxmts);
		if (l->max_age && !o->freeing)
			flood_maxage_done(lsa_db(o, l, n->oi), l);
	}
}

/* ---- the end of flushed LSAs ---- */

static bool exchanging(const struct ospf *o)
{
	for (const struct ospf_if *oi = o->ifs; oi; oi = oi->next)
		for (const struct ospf_nbr *n = oi->nbrs; n; n = n->next)
			if (n->state == NS_EXCHANGE || n->state == NS_LOADING)
				return true;
	return false;
}

bool flood_maxage_done(struct lsdb *db, struct lsa *l)
{
	u16 type = l->type;
	u32 id = l->id;
	bool ours = l->adv == db->o->rid;

	if (!l->max_age || l->rxmt || exchanging(db->o))
		return false;
	lsdb_take(db, l);
	if (ours)
		own_flushed(db, type, id);
	return true;
}

static void sweep(struct lsdb *db)
{
	for (u32 k = 0; k < db->n;)
		if (!lsdb_at(db, k)->max_age || !flood_maxage_done(db, lsdb_at(db, k)))
			k++;
}

void flood_maxage_sweep(struct ospf *o)
{
	if (exchanging(o))
		return;
	sweep(&o->db);
	for (struct ospf_area *a = o->areas; a; a = a->next)
		sweep(&a->db);
	for (struct ospf_if *oi = o->ifs; oi; oi = oi->next)
		sweep(&oi->db);
}

/* ---- updates on their way out ---- */

/* One update of as many LSAs as fit, from item k on; returns how many went. An LSA longer than a packet goes alone, and IP cuts it. */
static u32 send_some(struct ospf_if *oi, const struct flood_item *it, u32 n, const struct ipaddr *to)
{
	struct ospf *o = oi->o;
	u32 room = pkt_room(oi) - 4, k = 0, len = 0;
	struct wr w;
	struct frame *f;

	while (k < n && (!k || len + it[k].body->len <= room))
		len += it[k++].body->len;
	f = pkt_begin(oi, PKT_LSU, len + 4, &w);
	if (!f)
		return k;
	wr_u32(&w, k);
	for (u32 j = 0; j < k; j++) {
		u32 age = (lsa_ticks(o) - it[j].born) / LSA_TICKS_S + oi->delay_s; /* 13.3: InfTransDelay */
		u8 *p = wr_bytes(&w, it[j].body->len);

		if (!p)
			break;
		memcpy(p, it[j].body->bytes, it[j].body->len);
		put_be16(p, it[j].max_age || age > OSPF_MAX_AGE ? OSPF_MAX_AGE : (u16)age);
	}
	/* 13.3: the designated router and its backup speak to all, the others to those two. */
	pkt_send(oi, PKT_LSU, f, &w, to, ospf_if_multi(oi) && oi->state == IFS_DROTHER);
	return k;
}

static void flood_flush(struct ospf_if *oi)
{
	struct ospf *o = oi->o;
	/* On what carries no multicast each neighbour gets his own. */
	bool each = oi->net == NET_NBMA || oi->net == NET_P2MP_NB || oi->net == NET_P2MP || oi->net == NET_VIRTUAL;

	for (u32 k = 0; k < oi->n_flood && oi->up;) {
		u32 went = 0;

		if (each) {
			for (struct ospf_nbr *n = oi->nbrs; n; n = n->next)
				if (ospf_nbr_floods(n) && !n->mute)
					went = send_some(oi, oi->flood + k, oi->n_flood - k, &n->addr);
		} else {
			went = send_some(oi, oi->flood + k, oi->n_flood - k, NULL);
		}
		if (!went)
			break;
		k += went;
	}
	for (u32 k = 0; k < oi->n_flood; k++)
		intern_put(ospf_worker(o), oi->flood[k].body);
	free(oi->flood);
	oi->flood = NULL;
	oi->n_flood = 0;
	oi->flooded = ospf_now(o);
}

void flood_pace_timer(struct timer *t)
{
	flood_flush(container_of(t, struct ospf_if, flood_timer));
}

static void flood_queue(struct ospf_if *oi, struct lsa *l)
{
	struct ospf *o = oi->o;
	nsec due = oi->flooded + o->flood_pace_ms * NSEC_PER_MS;

	if (oi->n_flood >= OSPF_FLOOD_MAX)
		flood_flush(oi);
	if (!(oi->n_flood & (oi->n_flood - 1)))
		oi->flood = xrealloc(oi->flood, oi->n_flood ? 2 * oi->n_flood : 1, sizeof(*oi->flood));
	oi->flood[oi->n_flood++] = (struct flood_item){ intern_ref(l->body), l->born, l->max_age };
	if (!timer_is_set(&oi->flood_timer))
		timer_set(ospf_worker(o), &oi->flood_timer, due > ospf_now(o) ? due : ospf_now(o));
}

void flood_send_lsa(struct ospf_nbr *n, struct lsa *l)
{
	struct flood_item it = { l->body, l->born, l->max_age };

	if (ospf_nbr_mute(n))
		return;
	send_some(n->oi, &it, 1, &n->addr);
}

void flood_rxmt_timer(struct timer *t)
{
	struct ospf_nbr *n = container_of(t, struct ospf_nbr, rxmt_timer);
	struct ospf *o = n->oi->o;
	nsec now = ospf_now(o), wait = n->oi->rxmt_s * NSEC_PER_SEC;
	struct flood_item it[64];
	u32 k = 0, id;

	if (!ospf_nbr_floods(n)) {
		rxmt_clear(n);
		return;
	}
	/* The oldest first; what went again stands behind. */
	while ((id = n->rxmts) && k < ARRAY_LEN(it) && rxmt_at(o, id)->sent + wait <= now) {
		const struct lsa *l = lsa_numbered(o, rxmt_at(o, id)->lsa);

		it[k++] = (struct flood_item){ l->body, l->born, l->max_age };
		rxmt_unlink(o, rxmt_at(o, id));
		rxmt_append(n, id);
	}
	for (u32 j = 0; j < k;)
		j += send_some(n->oi, it + j, k - j, &n->addr);
	n->rxmt_sent += k;
	if (k)
		OSPF_DEBUG(o, OD_FLOOD, "OSPF-%u FLOOD: retransmit %u LSAs on %s", o->id, k, n->oi->name);
	if (n->rxmts)
		timer_set(ospf_worker(o), t, max_u64(rxmt_at(o, n->rxmts)->sent + wait, now + 66 * NSEC_PER_MS));
}

/* ---- 13.3 ---- */

/* On this interface. Whether it was queued there. */
static bool flood_on(struct ospf_if *oi, struct lsa *l, const struct lsa_hdr *h, struct ospf_nbr *from)
{
	bool any = false;

	for (struct ospf_nbr *n = oi->nbrs; n; n = n->next) {
		if (!ospf_nbr_floods(n))				/* (1)(a) */
			continue;
		if (n->state != NS_FULL) {				/* (1)(b) */
			const struct lsreq *q = exch_wanted(n, h);
			int d = q ? lsa_newer(h, &q->h) : 0;

			if (q && d < 0)
				continue;
			if (q) {
				exch_got(n, h);
				if (d == 0)
					continue;
			}
		}
		if (n == from || ospf_nbr_mute(n))			/* (1)(c) */
			continue;
		if ((l->type == LSA_OPAQUE_LINK || l->type == LSA_OPAQUE_AREA || l->type == LSA_OPAQUE_AS) && !ospf_v3(oi->o) &&
		    !(n->dd_options & OPT_O))				/* RFC 5250 3.1 */
			continue;
		if (!rxmt_of(l, n))
			rxmt_add(n, l);					/* (1)(d) */
		any = true;
	}
	if (!any)							/* (2) */
		return false;
	if (from && from->oi == oi && ospf_if_multi(oi)) {
		if (from->name == oi->dr || from->name == oi->bdr)	/* (3) */
			return false;
		if (oi->state == IFS_BACKUP)				/* (4) */
			return false;
	}
	flood_queue(oi, l);						/* (5) */
	return from && from->oi == oi;
}

bool flood_lsa(struct lsdb *db, struct lsa *l, struct ospf_nbr *from)
{
	struct ospf *o = db->o;
	struct lsa_hdr h;
	bool back = false;

	lsa_header(o, l, &h);
	for (struct ospf_if *oi = o->ifs; oi; oi = oi->next) {
		if (!oi->n_nbrs || lsdb_of(oi, l->type) != db)
			continue;
		back |= flood_on(oi, l, &h, from);
	}
	return back;
}

/* ---- acknowledgements ---- */

static void send_acks(struct ospf_if *oi, const struct lsa_hdr *h, u32 n, const struct ipaddr *to)
{
	u32 fit = pkt_room(oi) / OSPF_LSA_HLEN;

	while (n) {
		u32 m = n < fit ? n : fit;
		struct wr w;
		struct frame *f = pkt_begin(oi, PKT_ACK, 0, &w);

		if (!f)
			return;
		for (u32 k = 0; k < m; k++)
			lsa_hdr_write(oi->o, &w, h + k);
		pkt_send(oi, PKT_ACK, f, &w, to, ospf_if_multi(oi) && oi->state == IFS_DROTHER);
		h += m;
		n -= m;
	}
}

void flood_ack_timer(struct timer *t)
{
	struct ospf_if *oi = container_of(t, struct ospf_if, ack_timer);

	if (oi->n_acks && oi->up) {
		if (oi->net == NET_NBMA || oi->net == NET_P2MP_NB || oi->net == NET_P2MP || oi->net == NET_VIRTUAL) {
			for (struct ospf_nbr *n = oi->nbrs; n; n = n->next)
				if (ospf_nbr_floods(n))
					send_acks(oi, oi->acks, oi->n_acks, &n->addr);
		} else {
			send_acks(oi, oi->acks, oi->n_acks, NULL);
		}
	}
	free(oi->acks);
	oi->acks = NULL;
	oi->n_acks = 0;
}

void flood_ack_later(struct ospf_if *oi, const struct lsa_hdr *h)
{
	if (oi->n_acks >= OSPF_ACKS_MAX)
		flood_ack_timer(&oi->ack_timer);
	if (!(oi->n_acks & (oi->n_acks - 1)))
		oi->acks = xrealloc(oi->acks, oi->n_acks ? 2 * oi->n_acks : 1, sizeof(*oi->acks));
	oi->acks[oi->n_acks++] = *h;
	if (!timer_is_set(&oi->ack_timer))
		timer_set(ospf_worker(oi->o), &oi->ack_timer, ospf_now(oi->o) + ACK_DELAY_MS * NSEC_PER_MS);
}

enum drop flood_acks(struct ospf_nbr *n, struct rd *r)
{
	struct ospf *o = n->oi->o;

	if (!ospf_nbr_floods(n))	/* 13.7 */
		return DROP_OSPF_NEIGHBOR;
	while (rd_left(r)) {
		struct lsa_hdr h, mine;
		struct lsdb *db;
		struct lsa *l;
		u32 x;

		if (!lsa_hdr_read(o, r, &h))
			return DROP_SHORT;
		db = lsdb_of(n->oi, h.type);
		l = db ? lsdb_find(db, h.type, h.id, h.adv) : NULL;
		x = l ? rxmt_of(l, n) : 0;
		if (!x)
			continue;
		lsa_header(o, l, &mine);
		if (mine.seq != h.seq || mine.csum != h.csum || (mine.age == OSPF_MAX_AGE) != (h.age == OSPF_MAX_AGE))
			continue;
		rxmt_drop(o, x);
		if (l->max_age)
			flood_maxage_done(db, l);
	}
	return DROP_NONE;
}

/* ---- 13: what came ---- */

struct arrival {
	struct ospf_nbr *n;
	struct lsdb *db;
	struct lsa_hdr h;
	const u8 *bytes;
};

static bool is_ours(const struct ospf *o, const struct lsa_hdr *h)
{
	if (h->adv == o->rid)
		return true;
	if (ospf_v3(o) || h->type != LSA_NETWORK)
		return false;
	for (const struct ospf_if *oi = o->ifs; oi; oi = oi->next)	/* 13.4 */
		if (oi->up && oi->addr == h->id && oi->net != NET_LOOPBACK)
			return true;
	return false;
}

static void direct_ack(const struct arrival *a) { send_acks(a->n->oi, &a->h, 1, &a->n->addr); }

/* A grace LSA: RFC 3623 3.1. */
static void grace(const struct arrival *a)
{
	struct rd r = rd_of(a->bytes + OSPF_LSA_HLEN, a->h.len - OSPF_LSA_HLEN);
	u32 seconds = 0;

	if (ospf_v3(a->n->oi->o) ? a->h.type != LSA3_GRACE : a->h.type != LSA_OPAQUE_LINK || a->h.id >> 24 != GRACE_TYPE)
		return;
	while (rd_left(&r) >= 4) {
		u16 type = rd_u16(&r), len = rd_u16(&r);
		struct rd v = rd_sub(&r, len);

		rd_skip(&r, (4 - len % 4) % 4 < (int)rd_left(&r) ? (size_t)((4 - len % 4) % 4) : rd_left(&r));
		if (type == 1 && len == 4)
			seconds = rd_u32(&v);
	}
	if (a->h.adv == a->n->rid)
		ospf_nbr_grace(a->n, a->h.age >= OSPF_MAX_AGE ? 0 : seconds);
}

/* 13 (5): it is newer than ours, or new. */
static void install(const struct arrival *a, struct lsa *had)
{
	struct ospf_nbr *n = a->n;
	struct ospf *o = n->oi->o;
	bool changed, ours = is_ours(o, &a->h), back;
	struct lsa *l;

	if (had && lsa_ticks(o) - had->installed < o->lsa_arrival_ms * LSA_TICKS_MS && !had->own)	/* (a) MinLSArrival */
		return;
	while (had && had->rxmt)						/* (c) */
		rxmt_drop(o, had->rxmt);
	l = lsdb_install(a->db, &a->h, a->bytes, &changed);			/* (d) */
	if (!l)
		return;
	o->n_learned += !ours;
	ospf_log_lsa(a->db, OEV_RECEIVED, l, !had ? NEWS_NEW : changed ? NEWS_CHANGED : NEWS_SAME);
	exch_got(n, &a->h);
	back = flood_lsa(a->db, l, n);						/* (b) */
	if (!back) {								/* (e), table 19 */
		if (n->oi->state != IFS_BACKUP || n->name == n->oi->dr)
			flood_ack_later(n->oi, &a->h);
	}
	grace(a);
	if (changed) {
		lsdb_touch(a->db, l);
		restart_heard(a->db, l);
		ospf_helped_changed(a->db, l);
	}
	if (!ours)
		max_lsa_check(o);
	if (ours)								/* (f) */
		own_received(a->db, l, n->oi->area);
	else if (l->max_age)
		flood_maxage_done(a->db, l);
}

/* What is known already, or older than what is known: (6) to (8). false: the exchange is broken. */
static bool not_newer(const struct arrival *a, struct lsa *had, int d)
{
	struct ospf_nbr *n = a->n;
	struct ospf *o = n->oi->o;
	u32 x;

	if (n->state != NS_FULL && exch_wanted(n, &a->h)) {			/* (6) */
		ospf_nbr_event(n, NE_BAD_REQ);
		return false;
	}
	if (d == 0) {								/* (7) */
		x = rxmt_of(had, n);
		if (x) {							/* (a): an implied acknowledgement */
			rxmt_drop(o, x);
			if (n->oi->state == IFS_BACKUP && n->name == n->oi->dr)
				flood_ack_later(n->oi, &a->h);
			if (had->max_age)
				flood_maxage_done(a->db, had);
		} else {
			direct_ack(a);						/* (b) */
		}
		return true;
	}
	if (had->max_age && had->seq == OSPF_MAX_SEQ)				/* (8) */
		return true;
	if (lsa_ticks(o) - had->installed >= o->lsa_arrival_ms * LSA_TICKS_MS)
		flood_send_lsa(n, had);
	return true;
}

/* false: the rest of the packet is not looked at. */
static bool arrive(struct arrival *a)
{
	struct ospf_nbr *n = a->n;
	struct ospf *o = n->oi->o;
	struct lsa_hdr mine;
	struct lsa *had = lsdb_find(a->db, a->h.type, a->h.id, a->h.adv);
	int d = 1;

	if (had) {
		lsa_header(o, had, &mine);
		d = lsa_newer(&a->h, &mine);
	}
	if (d <= 0)
		return not_newer(a, had, d);
	if (!lsa_checksum_ok(a->bytes, a->h.len)) {				/* (1) */
		o->bad++;
		return true;
	}
	if (!had && a->h.age == OSPF_MAX_AGE && !exchanging(o)) {		/* (4) */
		direct_ack(a);
		return true;
	}
	if (a->h.seq == 0x80000000u) /* reserved, 12.1.6 */
		return true;
	install(a, had);
	return true;
}

enum drop flood_lsu(struct ospf_nbr *n, struct rd *r)
{
	struct ospf *o = n->oi->o;
	u32 left = rd_u32(r);
	enum drop why = DROP_NONE;

	if (!ospf_nbr_floods(n))
		return DROP_OSPF_NEIGHBOR;
	while (left-- && !r->bad) {
		struct arrival a = { .n = n };
		struct rd h = *r;

		if (!lsa_hdr_read(o, &h, &a.h) || a.h.len < OSPF_LSA_HLEN)
			return DROP_OSPF_LSA;
		a.bytes = rd_bytes(r, a.h.len);
		if (!a.bytes)
			return DROP_OSPF_LSA;
		a.db = lsdb_of(n->oi, a.h.type);				/* (2), (3) */
		if (!a.db || a.h.len > OSPF_LSA_LEN_MAX) {
			why = DROP_OSPF_LSA;
			continue;
		}
		if (!arrive(&a))
			return DROP_NONE;
	}
	if (n->state == NS_LOADING || n->state == NS_EXCHANGE)
		exch_request(n);
	return r->bad ? DROP_SHORT : why;
}
