/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bringing up adjacencies: database description (10.6, 10.8), requests (10.7, 10.9). */
#include <stdlib.h>

#include "router/ospf/ospf.h"

enum { DD_I = 4, DD_M = 2, DD_MS = 1, DD_REPEATS_MAX = 24 };

/* ---- requests ---- */

static u32 req_hash(const struct lsa_hdr *h) { return (h->id * 0x9e3779b1u ^ h->adv * 0x85ebca6bu ^ h->type * 0xc2b2ae35u) >> 8; }

static u32 *req_slot(const struct lsreqs *q, const struct lsa_hdr *h) { return &q->slot[req_hash(h) & (q->n_slot - 1)]; }

static struct lsreq *req_find(const struct lsreqs *q, const struct lsa_hdr *h)
{
	if (!q->left)
		return NULL;
	for (u32 k = *req_slot(q, h); k; k = q->r[k - 1].chain) {
		struct lsreq *x = &q->r[k - 1];

		if (!x->done && x->h.id == h->id && x->h.adv == h->adv && x->h.type == h->type)
			return x;
	}
	return NULL;
}

static void req_add(struct lsreqs *q, const struct lsa_hdr *h)
{
	u32 *slot;

	if (req_find(q, h) || q->n >= OSPF_LSAS_MAX)
		return;
	if (q->n == q->cap) {
		q->cap = q->cap ? 2 * q->cap : 16;
		q->r = xrealloc(q->r, q->cap, sizeof(*q->r));
		free(q->slot);
		q->n_slot = q->cap;
		q->slot = xcalloc(q->n_slot, sizeof(*q->slot));
		for (u32 k = 0; k < q->n; k++) {
			slot = req_slot(q, &q->r[k].h);
			q->r[k].chain = *slot;
			*slot = k + 1;
		}
	}
	slot = req_slot(q, h);
	q->r[q->n] = (struct lsreq){ .h = *h, .chain = *slot };
	*slot = ++q->n;
	q->left++;
}

const struct lsreq *exch_wanted(const struct ospf_nbr *n, const struct lsa_hdr *h) { return req_find(&n->reqs, h); }

static void reqs_clear(struct ospf_nbr *n)
{
	free(n->reqs.r);
	free(n->reqs.slot);
	n->reqs = (struct lsreqs){ 0 };
	n->n_sent = 0;
	timer_stop(ospf_worker(n->oi->o), &n->req_timer);
}

void exch_clear(struct ospf_nbr *n)
{
	reqs_clear(n);
	rxmt_clear(n);
	free(n->summary);
	n->summary = NULL;
	n->n_summary = n->at_summary = 0;
	free(n->dd_last);
	n->dd_last = NULL;
	n->dd_last_len = 0;
}

/* 10.9: one request packet is outstanding at a time. */
static void send_requests(struct ospf_nbr *n)
{
	struct ospf_if *oi = n->oi;
	struct ospf *o = oi->o;
	struct lsreqs *q = &n->reqs;
	u32 fit = pkt_room(oi) / 12, m = 0;
	struct wr w;
	struct frame *f = pkt_begin(oi, PKT_LSR, 0, &w);

	timer_set(ospf_worker(o), &n->req_timer, ospf_now(o) + oi->rxmt_s * NSEC_PER_SEC);
	if (!f)
		return;
	while (q->head < q->n && q->r[q->head].done)
		q->head++;
	for (u32 k = q->head; k < q->n && m < fit; k++) {
		if (q->r[k].done)
			continue;
		wr_u32(&w, q->r[k].h.type);
		wr_u32(&w, q->r[k].h.id);
		wr_u32(&w, q->r[k].h.adv);
		m++;
	}
	n->n_sent = (u16)m;
	pkt_send(oi, PKT_LSR, f, &w, &n->addr, false);
}

void exch_request(struct ospf_nbr *n)
{
	if (n->state != NS_EXCHANGE && n->state != NS_LOADING)
		return;
	if (!n->reqs.left) {
		timer_stop(ospf_worker(n->oi->o), &n->req_timer);
		if (n->state == NS_LOADING)
			ospf_nbr_event(n, NE_LOADED);
		return;
	}
	if (!n->n_sent)
		send_requests(n);
}

void exch_req_timer(struct timer *t)
{
	struct ospf_nbr *n = container_of(t, struct ospf_nbr, req_timer);

	if ((n->state == NS_EXCHANGE || n->state == NS_LOADING) && n->reqs.left)
		send_requests(n);
}

void exch_got(struct ospf_nbr *n, const struct lsa_hdr *h)
{
	struct lsreq *x = req_find(&n->reqs, h);

	if (!x || lsa_newer(h, &x->h) < 0)
		return;
	x->done = true;
	n->reqs.left--;
	if (n->n_sent)
		n->n_sent--;
	if (n->reqs.left)
		return;
	reqs_clear(n);
	if (n->state == NS_LOADING)
		ospf_nbr_event(n, NE_LOADED);
}

/* ---- descriptions ---- */

static void summary_db(struct ospf_nbr *n, struct lsdb *db)
{
	struct ospf *o = n->oi->o;

	for (u32 k = 0; k < db->n && !ospf_nbr_mute(n); k++) {
		struct lsa *l = lsdb_at(db, k);

		if (lsdb_of(n->oi, l->type) != db)
			continue;
		if (!ospf_v3(o) && l->type >= LSA_OPAQUE_LINK && !(n->dd_options & OPT_O))
			continue;
		if (l->max_age) { /* 10.3: those are put on the retransmission list */
			flood_send_lsa(n, l);
			continue;
		}
		n->summary[n->n_summary++] = (struct lsa_key){ l->id, l->adv, l->type };
	}
}

void exch_begin(struct ospf_nbr *n)
{
	struct ospf_if *oi = n->oi;
	struct ospf *o = oi->o;

	n->summary = xcalloc(oi->area->db.n + o->db.n + oi->db.n + 1, sizeof(*n->summary));
	n->n_summary = n->at_summary = 0;
	if (oi->net != NET_VIRTUAL)
		summary_db(n, &oi->db);
	summary_db(n, &oi->area->db);
	if (oi->area->kind == AREA_NORMAL && oi->net != NET_VIRTUAL)
		summary_db(n, &o->db);
}

static void dd_repeat(struct ospf_nbr *n)
{
	struct wr w;
	struct frame *f;

	if (!n->dd_last || !(f = pkt_begin(n->oi, PKT_DD, 0, &w)))
		return;
	wr_copy(&w, n->dd_last, n->dd_last_len);
	pkt_send(n->oi, PKT_DD, f, &w, &n->addr, false);
}

static void dd_send(struct ospf_nbr *n)
{
	struct ospf_if *oi = n->oi;
	struct ospf *o = oi->o;
	u32 head = ospf_v3(o) ? 12 : 8, fit = (pkt_room(oi) - head) / OSPF_LSA_HLEN;
	u8 *body = xcalloc(1, head + fit * OSPF_LSA_HLEN), flags = n->master ? DD_MS : 0;
	struct wr w = wr_of(body + head, fit * OSPF_LSA_HLEN), h = wr_of(body, head);

	if (n->state == NS_EXSTART)
		flags |= DD_I | DD_M | DD_MS;
	else {
		for (u32 m = 0; m < fit && n->at_summary < n->n_summary; n->at_summary++) {
			const struct lsa_key *k = &n->summary[n->at_summary];
			struct lsdb *db = lsdb_of(oi, k->type);
			struct lsa *l = db ? lsdb_find(db, k->type, k->id, k->adv) : NULL;
			struct lsa_hdr lh;

			if (!l)
				continue;
			lsa_header(o, l, &lh);
			lsa_hdr_write(o, &w, &lh);
			m++;
		}
		if (n->at_summary < n->n_summary)
			flags |= DD_M;
	}
	n->last_more = flags & DD_M;
	if (ospf_v3(o)) {
		wr_u32(&h, ospf_options(oi->area) | (auth_type(oi) == AUTH_CRYPT ? OPT3_AT : 0));
		wr_u16(&h, oi->net == NET_VIRTUAL ? 0 : (u16)oi->mtu);
		wr_u16(&h, flags);
	} else {
		wr_u16(&h, oi->net == NET_VIRTUAL ? 0 : (u16)oi->mtu);
		wr_u8(&h, (u8)(ospf_options(oi->area) | (o->opaque ? OPT_O : 0)));
		wr_u8(&h, flags);
	}
	wr_u32(&h, n->dd_seq);
	free(n->dd_last);
	n->dd_last = body;
	n->dd_last_len = head + (u32)wr_len(&w);
	n->repeats = 0;
	dd_repeat(n);
	/* Who waits says it again; a slave only answers. */
	if (n->state == NS_EXSTART || n->master)
		timer_set(ospf_worker(o), &n->dd_timer, ospf_now(o) + oi->rxmt_s * NSEC_PER_SEC);
	else
		timer_stop(ospf_worker(o), &n->dd_timer);
}

void exch_timer(struct timer *t)
{
	struct ospf_nbr *n = container_of(t, struct ospf_nbr, dd_timer);
	struct ospf *o = n->oi->o;

	if (n->state != NS_EXSTART && n->state != NS_EXCHANGE)
		return;
	if (++n->repeats > DD_REPEATS_MAX) {
		n->why = "Neighbor Down: Too many retransmissions";
		ospf_nbr_event(n, NE_INACTIVE);
		return;
	}
	dd_repeat(n);
	timer_set(ospf_worker(o), t, ospf_now(o) + n->oi->rxmt_s * NSEC_PER_SEC);
}

void exch_start(struct ospf_nbr *n)
{
	struct ospf *o = n->oi->o;

	if (!n->dd_seq)
		n->dd_seq = (u32)rng_below(&o->node->rng, 0x10000) + 1;
	n->dd_seq++;
	n->master = true;
	n->last_dd_seq = 0;
	n->last_flags = 0xff;
	dd_send(n);
}

/* The headers in a description: what we lack is asked for. false: the exchange is broken. */
static bool dd_headers(struct ospf_nbr *n, struct rd *r)
{
	struct ospf *o = n->oi->o;

	while (rd_left(r)) {
		struct lsa_hdr h, mine;
		struct lsdb *db;
		struct lsa *l;

		if (!lsa_hdr_read(o, r, &h))
			return false;
		if (lsa_scope(o, h.type) == SCOPE_NONE)				/* 10.6 */
			return false;
		db = lsdb_of(n->oi, h.type);
		if (!db) {
			if (n->oi->area->kind != AREA_NORMAL && lsa_scope(o, h.type) == SCOPE_AS)
				return false;
			continue;
		}
		l = lsdb_find(db, h.type, h.id, h.adv);
		if (l)
			lsa_header(o, l, &mine);
		if (!l || lsa_newer(&h, &mine) > 0)
			req_add(&n->reqs, &h);
	}
	return !r->bad;
}

static void dd_master_next(struct ospf_nbr *n, bool peer_more)
{
	n->dd_seq++;
	if (!peer_more && !n->last_more) {
		timer_stop(ospf_worker(n->oi->o), &n->dd_timer);
		ospf_nbr_event(n, NE_EXCHANGED);
	} else {
		dd_send(n);
	}
}

static enum drop dd_exstart(struct ospf_nbr *n, struct rd *r, u8 flags, u32 seq)
{
	struct ospf *o = n->oi->o;
	bool init = (flags & 7) == (DD_I | DD_M | DD_MS);

	if (init && !rd_left(r) && n->rid > o->rid) {		/* it is the master */
		n->master = false;
		n->dd_seq = seq;
	} else if (!(flags & (DD_I | DD_MS)) && seq == n->dd_seq && n->rid < o->rid) {
		n->master = true;
	} else {
		return DROP_OSPF_NEIGHBOR;
	}
	n->last_flags = flags;
	n->last_dd_seq = seq;
	ospf_nbr_event(n, NE_NEGOTIATED);
	if (n->master) {
		if (!dd_headers(n, r)) {
			ospf_nbr_event(n, NE_SEQ_MISMATCH);
			return DROP_OSPF_LSA;
		}
		dd_master_next(n, flags & DD_M);
	} else {
		dd_send(n);
	}
	exch_request(n);
	return DROP_NONE;
}

static enum drop dd_exchange(struct ospf_nbr *n, struct rd *r, u8 flags, u32 seq, u32 options)
{
	if (flags == n->last_flags && seq == n->last_dd_seq && options == n->dd_options) { /* a duplicate */
		if (!n->master)
			dd_repeat(n);
		return DROP_NONE;
	}
	if (!!(flags & DD_MS) == n->master || flags & DD_I || options != n->dd_options || seq != n->dd_seq + (n->master ? 0 : 1)) {
		ospf_nbr_event(n, NE_SEQ_MISMATCH);
		return DROP_OSPF_NEIGHBOR;
	}
	n->last_flags = flags;
	n->last_dd_seq = seq;
	if (!dd_headers(n, r)) {
		ospf_nbr_event(n, NE_SEQ_MISMATCH);
		return DROP_OSPF_LSA;
	}
	if (n->master) {
		dd_master_next(n, flags & DD_M);
	} else {
		n->dd_seq = seq;
		dd_send(n);
		if (!(flags & DD_M) && !n->last_more)
			ospf_nbr_event(n, NE_EXCHANGED);
	}
	exch_request(n);
	return DROP_NONE;
}

enum drop exch_dd(struct ospf_nbr *n, struct rd *r)
{
	struct ospf_if *oi = n->oi;
	struct ospf *o = oi->o;
	u32 options, seq;
	u16 mtu;
	u8 flags;

	if (ospf_v3(o)) {
		options = rd_u32(r) & 0xffffff;
		mtu = rd_u16(r);
		flags = (u8)rd_u16(r);
	} else {
		mtu = rd_u16(r);
		options = rd_u8(r);
		flags = rd_u8(r);
	}
	seq = rd_u32(r);
	if (r->bad)
		return DROP_SHORT;
	flags &= DD_I | DD_M | DD_MS;
	if (mtu > oi->mtu && !oi->conf->mtu_ignore && oi->net != NET_VIRTUAL) {
		OSPF_DEBUG(o, OD_ADJ, "OSPF-%u ADJ   %s: Nbr %u.%u.%u.%u has larger interface MTU", o->id, oi->name, n->rid >> 24, n->rid >> 16 & 255,
			   n->rid >> 8 & 255, n->rid & 255);
		return DROP_OSPF_MTU;
	}
	if (n->state == NS_INIT) {	/* 10.6: it heard us */
		ospf_nbr_event(n, NE_2WAY);
	}
	switch (n->state) {
	case NS_EXSTART:
		n->dd_options = options;
		return dd_exstart(n, r, flags, seq);
	case NS_EXCHANGE:
		return dd_exchange(n, r, flags, seq, options);
	case NS_LOADING:
	case NS_FULL:
		if (flags == n->last_flags && seq == n->last_dd_seq && options == n->dd_options) {
			if (!n->master)
				dd_repeat(n);
			return DROP_NONE;
		}
		ospf_nbr_event(n, NE_SEQ_MISMATCH);
		return DROP_NONE;
	default:
		return DROP_OSPF_NEIGHBOR;
	}
}

enum drop exch_lsr(struct ospf_nbr *n, struct rd *r)
{
	struct ospf_if *oi = n->oi;
	struct ospf *o = oi->o;
	u32 room = pkt_room(oi), n_lsas = 0;
	struct frame *f = NULL;
	struct wr w = { 0 };
	u8 *count = NULL;
	enum drop why = DROP_NONE;

	if (n->state < NS_EXCHANGE)
		return DROP_OSPF_NEIGHBOR;
	while (rd_left(r)) {
		u32 type = rd_u32(r), id = rd_u32(r), adv = rd_u32(r);
		struct lsdb *db = type > 0xffff ? NULL : lsdb_of(oi, (u16)type);
		struct lsa *l = db && !r->bad ? lsdb_find(db, (u16)type, id, adv) : NULL;
		u32 age;
		u8 *p;

		if (!l) {
			why = DROP_OSPF_LSA;
			if (f)
				frame_put(f);
			ospf_nbr_event(n, NE_BAD_REQ);
			return r->bad ? DROP_SHORT : why;
		}
		if (lsa_len(l) > room - 4) { /* alone, and IP cuts it */
			flood_send_lsa(n, l);
			continue;
		}
		if (f && wr_len(&w) + lsa_len(l) > room) {
			put_be32(count, n_lsas);
			pkt_send(oi, PKT_LSU, f, &w, &n->addr, false);
			f = NULL;
		}
		if (!f) {
			f = pkt_begin(oi, PKT_LSU, 0, &w);
			if (!f)
				return DROP_NO_FRAME;
			count = wr_bytes(&w, 4);
			n_lsas = 0;
		}
		age = lsa_age(o, l) + oi->delay_s;
		p = wr_bytes(&w, lsa_len(l));
		if (!p)
			break;
		memcpy(p, l->body->bytes, lsa_len(l));
		put_be16(p, age > OSPF_MAX_AGE ? OSPF_MAX_AGE : (u16)age);
		n_lsas++;
	}
	if (f) {
		put_be32(count, n_lsas);
		pkt_send(oi, PKT_LSU, f, &w, &n->addr, false);
	}
	return why;
}
