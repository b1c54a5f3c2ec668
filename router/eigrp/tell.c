/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Who is told what: split horizon with poison, summaries, stub routers. Changes gather until the end of the moment and leave in as few packets as they
 * fit into; a route that became active goes as a query to those whose reply is awaited and as an update to the others.
 */
#include "router/eigrp/eigrp.h"

#include <stdlib.h>

#include "device/debug.h"

enum say { SAY_NOTHING, SAY_GONE, SAY_ROUTE };

/* A leak-map that is not there lets nothing out. */
static bool map_leaks(struct route_map *m, struct policy_route *r) { return route_map_exists(m) && route_map_permits(m, r); }

/* The summary's leak-map lets a part of it out beside it. */
static bool leaks(const struct eigrp_summary *s, const struct ipaddr *prefix, u8 plen)
{
	struct policy_route r = { .prefix = *prefix, .plen = plen, .source = ROUTE_EIGRP };

	return map_leaks(s->leak, &r);
}

const struct eigrp_summary *eigrp_summary_of(const struct eigrp_if *ei, const struct ipaddr *prefix, u8 plen, bool external, struct eigrp_summary *made)
{
	u8 class = prefix->af == AF_IP4 ? ip4_class_len(prefix->v4) : 0;
	const struct eigrp_summary *best = NULL;

	for (const struct eigrp_summary *s = ei->c ? ei->c->summaries : NULL; s; s = s->next)
		if (plen > s->plen && ipaddr_in(prefix, &s->prefix, s->plen) && (!best || s->plen > best->plen))
			best = s;
	if (best || !ei->e->auto_summary || prefix->af != AF_IP4 || external || plen <= class || !((prefix->v4 ^ ei->addr.v4) & ip4_mask(class)))
		return best;
	*made = (struct eigrp_summary){ .prefix = ipaddr4(prefix->v4 & ip4_mask(class)), .plen = class, .distance = DISTANCE_EIGRP_SUMMARY };
	return made;
}

/* Does this interface have the summary itself? */
static bool summarizes(const struct eigrp_if *ei, const struct ipaddr *prefix, u8 plen)
{
	for (const struct eigrp_summary *s = ei->c ? ei->c->summaries : NULL; s; s = s->next)
		if (s->plen == plen && ipaddr_eq(&s->prefix, prefix))
			return true;
	return ei->e->auto_summary && prefix->af == AF_IP4 && plen == ip4_class_len(prefix->v4) && (prefix->v4 ^ ei->addr.v4) & ip4_mask(plen);
}

bool tell_lets(const struct eigrp *e, const struct eigrp_path *s)
{
	if (!e->stub || e->stub & STUB_RECEIVE_ONLY)
		return !e->stub;
	switch (s->kind) {
	case PATH_CONNECTED:
		return e->stub & STUB_CONNECTED;
	case PATH_SUMMARY:
		return e->stub & STUB_SUMMARY;
	case PATH_REDIST:
		return e->stub & (STUB_REDISTRIBUTED | (s->ext.proto == EXT_STATIC ? STUB_STATIC : s->ext.proto == EXT_CONNECTED ? STUB_CONNECTED : 0));
	default:
		return false;
	}
}

/* Its successor, but on a summary's interfaces that. */
static const struct eigrp_path *told_there(const struct eigrp_if *ei, const struct eigrp_route *r)
{
	const struct eigrp_path *sum = eigrp_summary_path(r);

	return sum && summarizes(ei, &r->prefix, r->plen) ? sum : r->successor;
}

/* As maps and lists see it. */
static struct policy_route seen(const struct eigrp_if *ei, const struct eigrp_route *r)
{
	const struct eigrp_path *s = told_there(ei, r);

	return (struct policy_route){ .prefix = r->prefix, .plen = r->plen, .next_hop = s->via, .out = s->i, .source = ROUTE_EIGRP, .process = ei->e->as,
				      .metric = eigrp_rib_metric(ei->e, s->distance), .tag = s->ext.tag };
}

static bool stub_leaks(const struct eigrp_if *ei, const struct eigrp_route *r)
{
	struct policy_route x = seen(ei, r);

	return map_leaks(ei->e->stub_leak, &x);
}

static bool filter_permits(const struct eigrp_if *ei, const struct eigrp_route *r)
{
	struct policy_route x = seen(ei, r);

	return dist_out(ei->e->filters, &x, ei->i);
}

static enum say say(const struct eigrp_if *ei, const struct eigrp_route *r)
{
	const struct eigrp_path *s = told_there(ei, r);
	const struct eigrp_summary *sum;
	struct eigrp_summary made;

	if (!s || (s == r->successor && r->told.delay == EIGRP_INFINITY))
		return SAY_GONE;
	if (!tell_lets(ei->e, s) && (ei->e->stub & STUB_RECEIVE_ONLY || !stub_leaks(ei, r)))
		return ei->e->stub_leak || r->withdraw ? SAY_GONE : SAY_NOTHING;	/* the map may have said otherwise */
	if (!eigrp_dflt_passes(ei->e, true, &r->prefix, r->plen) || (ei->e->filters && !filter_permits(ei, r)))
		return SAY_GONE;
	if (s->kind == PATH_SUMMARY)
		return summarizes(ei, &r->prefix, r->plen) ? SAY_ROUTE : r->withdraw ? SAY_GONE : SAY_NOTHING;
	sum = eigrp_summary_of(ei, &r->prefix, r->plen, s->ext.proto, &made);
	if (sum && !leaks(sum, &r->prefix, r->plen))
		return SAY_NOTHING;
	if (s->kind == PATH_CONNECTED)
		return s->i == ei->i && eigrp_horizon(ei) ? SAY_NOTHING : SAY_ROUTE;
	for (const struct eigrp_path *p = r->paths; p && eigrp_horizon(ei); p = p->next)
		if (p->i == ei->i && dual_used(r, p))
			return s->kind == PATH_NBR ? SAY_GONE : SAY_ROUTE;
	return SAY_ROUTE;
}

/* ---- packets that fill up ---- */

struct batch {
	struct eigrp_if *ei;
	struct eigrp_nbr *n;	/* NULL: all of ei that are told in these TLVs */
	bool wide;
	enum eigrp_op op;
	u32 flags;		/* of the last packet */
	struct wr w;
	u8 *buf;
};

static void batch_open(struct batch *b, struct eigrp_if *ei, bool wide, struct eigrp_nbr *n, enum eigrp_op op)
{
	u32 room = packet_room(ei);

	*b = (struct batch){ .ei = ei, .n = n, .wide = wide, .op = op, .buf = xcalloc(1, room) };
	b->w = wr_of(b->buf, room);
}

static void batch_send(struct batch *b, u32 flags)
{
	struct eigrp_msg *m = msg_new(b->op, flags, b->buf, (u32)wr_len(&b->w));

	if (b->n)
		rtp_send(b->n, m);
	else
		rtp_send_all(b->ei, b->wide, m);
	msg_put(m);
	b->w.p = b->w.start;
}

/* Returns the metric that was written. */
static struct eigrp_metric write_route(struct wr *w, const struct eigrp_if *ei, bool wide, const struct eigrp_route *r, bool there)
{
	static const struct eigrp_metric gone = { .delay = EIGRP_INFINITY, .bandwidth = EIGRP_INFINITY };
	static const struct eigrp_ext internal;
	const struct eigrp_path *s = told_there(ei, r);
	bool beside = s && s != r->successor;
	struct eigrp_metric m = there ? eigrp_farther(ei->e, beside ? &r->told_summary : &r->told, offset_of(ei->e->offsets, true, ei->i, &r->prefix, r->plen)) : gone;
	struct eigrp_said x = { .prefix = r->prefix, .plen = r->plen, .active = r->state != PASSIVE, .origin = beside ? s->origin : r->told_origin, .m = &m,
				.ext = beside ? &internal : &r->told_ext };

	if (there && s && s->kind == PATH_NBR && s->i == ei->i && !eigrp_next_hop_self(ei))
		x.via = &s->via;
	tlv_route(w, ei->e, wide, &x);
	return m;
}

static void batch_route(struct batch *b, const struct eigrp_route *r, enum say what)
{
	struct eigrp_metric m;

	if ((size_t)(b->w.end - b->w.p) < EIGRP_ROUTE_MAX)
		batch_send(b, 0);
	m = write_route(&b->w, b->ei, b->wide, r, what == SAY_ROUTE);
	eigrp_event(r->e, b->op == EIGRP_QUERY ? EV_QUERIED : EV_SENT, &r->prefix, r->plen, NULL, what == SAY_ROUTE ? eigrp_distance(r->e, &m) : EIGRP_INFINITY, 0);
}

static void batch_close(struct batch *b)
{
	if (wr_len(&b->w) || b->flags)
		batch_send(b, b->flags);
	free(b->buf);
}

/* ---- what changed ---- */

static bool awaits(const struct eigrp_route *r, const struct eigrp_nbr *n)
{
	const struct eigrp_path *p = eigrp_path_of(r, n);

	return p && p->awaited;
}

/* Every neighbour there that is told in these TLVs owes a reply: one query for all. */
static bool awaits_all(const struct eigrp_if *ei, bool wide, const struct eigrp_route *r)
{
	for (const struct eigrp_nbr *n = ei->nbrs; n; n = n->next)
		if (n->up && n->wide == wide && !awaits(r, n))
			return false;
	return true;
}

static void flush_if(struct eigrp_if *ei, bool wide, struct eigrp_route *const *r, u32 n)
{
	struct batch u, q;
	bool some = false;

	batch_open(&u, ei, wide, NULL, EIGRP_UPDATE);
	batch_open(&q, ei, wide, NULL, EIGRP_QUERY);
	for (u32 k = 0; k < n; k++) {
		bool all = r[k]->query_due && awaits_all(ei, wide, r[k]);
		enum say what = say(ei, r[k]);

		if (all)
			batch_route(&q, r[k], what);
		else if (r[k]->dirty && what != SAY_NOTHING)
			batch_route(&u, r[k], what);
		some |= r[k]->query_due && !all;
	}
	batch_close(&u);
	batch_close(&q);
	for (struct eigrp_nbr *to = some ? ei->nbrs : NULL; to; to = to->next) {
		if (to->wide != wide)
			continue;
		batch_open(&q, ei, wide, to, EIGRP_QUERY);
		for (u32 k = 0; k < n; k++)
			if (r[k]->query_due && awaits(r[k], to) && !awaits_all(ei, wide, r[k]))
				batch_route(&q, r[k], say(ei, r[k]));
		batch_close(&q);
	}
}

static bool has_up(const struct eigrp_if *ei, bool wide)
{
	const struct eigrp_nbr *n = ei->nbrs;

	while (n && (!n->up || n->wide != wide))
		n = n->next;
	return n;
}

static void replies_flush(struct eigrp_nbr *n)
{
	struct eigrp_msg *m;

	if (!n->out_len)
		return;
	m = msg_new(n->out_op, 0, n->out, n->out_len);
	n->out_len = 0;
	rtp_send(n, m);
	msg_put(m);
}

void tell_flush(struct timer *t)
{
	struct eigrp *e = container_of(t, struct eigrp, flush);
	struct eigrp_route **r = e->n_dirty ? xcalloc(e->n_dirty, sizeof(struct eigrp_route *)) : NULL;
	u32 n = 0, kept = 0;

	for (u32 k = 0; k < e->n; k++)
		if (e->r[k]->dirty || e->r[k]->query_due) {
			if (n < e->n_dirty)
				r[n++] = e->r[k];
		}
	for (struct eigrp_if *ei = e->ifs; ei; ei = ei->next) {
		for (struct eigrp_nbr *x = ei->nbrs; x; x = x->next) {
			replies_flush(x);
			free(x->out);
			x->out = NULL;
		}
		for (unsigned wide = 0; wide < 2; wide++)
			if (n && has_up(ei, wide))
				flush_if(ei, wide, r, n);
	}
	for (u32 k = 0; k < n; k++)
		r[k]->dirty = r[k]->query_due = r[k]->withdraw = false;
	e->n_dirty = 0;
	free(r);
	for (u32 k = 0; k < e->n; k++) {	/* what is no more, and has been told */
		struct eigrp_route *x = e->r[k];

		if (x->state == PASSIVE && !x->paths && !x->dirty && !x->query_due)
			free(x);
		else
			e->r[kept++] = x;
	}
	e->n = kept;
}

void tell_soon(struct eigrp_route *r)
{
	struct eigrp *e = r->e;

	e->n_dirty = e->n;
	if (!timer_is_set(&e->flush) && !e->all->s->cleaning)
		timer_set(eigrp_worker(e), &e->flush, eigrp_now(e));
}

void tell_everything(struct eigrp_nbr *n)
{
	const struct eigrp *e = n->ei->e;
	struct batch b;

	batch_open(&b, n->ei, n->wide, n, EIGRP_UPDATE);
	for (u32 k = 0; k < e->n; k++)
		if (e->r[k]->was_told && say(n->ei, e->r[k]) == SAY_ROUTE)
			batch_route(&b, e->r[k], SAY_ROUTE);
	b.flags = EIGRP_EOT;
	batch_close(&b);
}

void tell_again(struct eigrp_if *ei)
{
	const struct eigrp *e = ei->e;
	struct batch b;

	for (unsigned wide = 0; wide < 2; wide++) {
		if (!has_up(ei, wide))
			continue;
		batch_open(&b, ei, wide, NULL, EIGRP_UPDATE);
		for (u32 k = 0; k < e->n; k++)
			if (e->r[k]->was_told)
				batch_route(&b, e->r[k], say(ei, e->r[k]));
		batch_close(&b);
	}
}

void tell_one(struct eigrp_nbr *n, enum eigrp_op op, const struct eigrp_route *r, const struct ipaddr *prefix, u8 plen)
{
	static const struct eigrp_metric gone = { .delay = EIGRP_INFINITY, .bandwidth = EIGRP_INFINITY };
	static const struct eigrp_ext internal;
	const struct eigrp_said unknown = { .prefix = *prefix, .plen = plen, .active = r && r->state != PASSIVE, .m = &gone, .ext = &internal };
	u32 room = packet_room(n->ei);
	struct wr w;

	if (n->out_len && (n->out_op != op || (u32)n->out_len + EIGRP_ROUTE_MAX > room))
		replies_flush(n);
	if (!n->out)
		n->out = xcalloc(1, room);
	n->out_op = (u8)op;
	if (op == EIGRP_REPLY)
		eigrp_event(n->ei->e, EV_REPLY_SENT, prefix, plen, &n->addr, 0, 0);
	w = wr_of(n->out + n->out_len, room - n->out_len);
	if (r && say(n->ei, r) == SAY_ROUTE)
		write_route(&w, n->ei, n->wide, r, true);
	else
		tlv_route(&w, n->ei->e, n->wide, &unknown);
	n->out_len = (u16)(n->out_len + wr_len(&w));
	if (!timer_is_set(&n->ei->e->flush))
		timer_set(eigrp_worker(n->ei->e), &n->ei->e->flush, eigrp_now(n->ei->e));
}
