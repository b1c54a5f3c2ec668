/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The topology table and DUAL (RFC 7868 3). A passive route takes the nearest of its ways as long as that is a feasible successor: one who told a
 * distance below the least that we ever had (3.3, the source node condition), hence does not go through us. An internal way is nearer than any
 * external one: as a route is told on as what it was heard, distances in that order still grow with each hop. Where the nearest is not feasible, the route
 * becomes active: it keeps its successor and the distance it has told, asks all neighbours, and chooses anew when each has replied. settle() and
 * activate() alone change a route's state. Routes are freed in tell_flush(), when everybody has been told, so pointers to them are good for a turn.
 */
#include "router/eigrp/eigrp.h"

#include <stdlib.h>

#include "device/debug.h"

static const struct eigrp_metric unreachable = { .delay = EIGRP_INFINITY, .bandwidth = EIGRP_INFINITY };

/* ---- the table ---- */

static int compare(const struct eigrp_route *r, const struct ipaddr *prefix, u8 plen)
{
	int d = ipaddr_order(&r->prefix, prefix);

	return d ? d : r->plen - plen;
}

static u32 place(const struct eigrp *e, const struct ipaddr *prefix, u8 plen)
{
	u32 lo = 0, hi = e->n;

	while (lo < hi) {
		u32 mid = (lo + hi) / 2;

		if (compare(e->r[mid], prefix, plen) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

struct eigrp_route *eigrp_find(const struct eigrp *e, const struct ipaddr *prefix, u8 plen)
{
	u32 k = place(e, prefix, plen);

	return k < e->n && !compare(e->r[k], prefix, plen) ? e->r[k] : NULL;
}

static void sia_due(struct timer *t);

/* The feasible distance is p's; NULL: any is below it. */
static void fd_from(struct eigrp_route *r, const struct eigrp_path *p)
{
	r->fd = p ? p->distance : EIGRP_INFINITY;
	r->fd_external = r->fd == EIGRP_INFINITY || p->ext.proto;
}

static struct eigrp_route *route_get(struct eigrp *e, const struct ipaddr *prefix, u8 plen)
{
	struct eigrp_route *r = eigrp_find(e, prefix, plen);
	u32 k = place(e, prefix, plen);

	if (r || e->n >= EIGRP_ROUTES_MAX)
		return r;
	if (e->n == e->cap) {
		e->cap = e->cap ? 2 * e->cap : 16;
		e->r = xrealloc(e->r, e->cap, sizeof(*e->r));
	}
	memmove(e->r + k + 1, e->r + k, (e->n++ - k) * sizeof(*e->r));
	r = e->r[k] = xcalloc(1, sizeof(*r));
	r->e = e;
	r->prefix = *prefix;
	r->plen = plen;
	r->state = PASSIVE;
	fd_from(r, NULL);
	r->told = r->told_summary = unreachable;
	r->sia.fire = sia_due;
	return r;
}

struct eigrp_path *eigrp_path_of(const struct eigrp_route *r, const struct eigrp_nbr *n)
{
	struct eigrp_path *p = r->paths;

	while (p && (p->kind != PATH_NBR || p->n != n))
		p = p->next;
	return p;
}

static struct eigrp_path *path_new(struct eigrp_route *r, u8 kind)
{
	struct eigrp_path *p = xcalloc(1, sizeof(*p)), **at = &r->paths;

	p->kind = kind;
	p->told = p->here = unreachable;
	p->rd = p->distance = EIGRP_INFINITY;
	while (*at && (*at)->kind <= kind)
		at = &(*at)->next;
	p->next = *at;
	*at = p;
	return p;
}

static struct eigrp_path *nbr_path(struct eigrp_route *r, struct eigrp_nbr *n)
{
	struct eigrp_path *p = eigrp_path_of(r, n);

	if (p)
		return p;
	p = path_new(r, PATH_NBR);
	p->n = n;
	p->i = n->ei->i;
	p->via = n->addr;
	return p;
}

/* Do the lists of what is believed, and its distance, let it in? What they do not is kept, and counts as unreachable, so that other lists find it. */
static bool believed(const struct eigrp *e, const struct eigrp_route *r, const struct eigrp_path *p)
{
	struct policy_route x = { .prefix = r->prefix, .plen = r->plen, .next_hop = p->via, .peer = p->n->addr, .out = p->i, .source = ROUTE_EIGRP, .process = e->as,
				  .tag = p->ext.tag };

	return eigrp_admin(r, p) != DISTANCE_NEVER && eigrp_dflt_passes(e, false, &r->prefix, r->plen) && (!e->filters || dist_in(e->filters, &x, &p->n->addr));
}

/* The distances of a path from its metrics. */
static void measure(const struct eigrp_route *r, struct eigrp_path *p)
{
	const struct eigrp *e = r->e;

	if (p->kind == PATH_NBR) {
		bool there = p->n && p->told.delay != EIGRP_INFINITY && believed(e, r, p);
		struct eigrp_metric m = there ? eigrp_farther(e, &p->told, offset_of(e->offsets, false, p->i, &r->prefix, r->plen)) : unreachable;

		p->here = there ? eigrp_add(e, &m, p->n->ei) : unreachable;
		p->rd = eigrp_distance(e, &m);
	} else {
		p->here = p->told;
		p->rd = 0;
	}
	p->distance = eigrp_distance(e, &p->here);
}

/* ---- choosing ---- */

static bool nearer(u64 distance, bool external, u64 than, bool than_external)
{
	return external != than_external && distance < EIGRP_INFINITY ? than_external : distance < than;
}

/* The nearest of neighbours' ways; NULL: none. */
static const struct eigrp_path *nearest_told(const struct eigrp_route *r)
{
	const struct eigrp_path *best = NULL;

	for (const struct eigrp_path *p = r->paths; p; p = p->next)
		if (p->kind == PATH_NBR && p->distance < EIGRP_INFINITY && (!best || nearer(p->distance, p->ext.proto, best->distance, best->ext.proto)))
			best = p;
	return best;
}

/* Does it tell less than the least that we had? */
static bool below_fd(const struct eigrp_route *r, const struct eigrp_path *p) { return nearer(p->rd, p->ext.proto, r->fd, r->fd_external); }

bool dual_feasible(const struct eigrp_route *r, const struct eigrp_path *p)
{
	return p->distance < EIGRP_INFINITY && (below_fd(r, p) || p == r->successor);
}

/* A way of our own goes before neighbours', as it has the better administrative distance. A summary's is configured, and may be worse than theirs. NULL: none. */
static struct eigrp_path *own_first(const struct eigrp_route *r, const struct eigrp_path *told)
{
	struct eigrp_path *p = r->paths;

	while (p && (p->kind == PATH_NBR || p->distance == EIGRP_INFINITY || (p->kind == PATH_SUMMARY && told && eigrp_admin(r, p) > eigrp_admin(r, told))))
		p = p->next;
	return p;
}

/* Our own; else the feasible successor among the nearest, the present one before others. NULL: none. */
static struct eigrp_path *choose(const struct eigrp_route *r)
{
	const struct eigrp_path *told = nearest_told(r);
	struct eigrp_path *best = own_first(r, told);

	if (best || !told)
		return best;
	for (struct eigrp_path *p = r->paths; p; p = p->next)
		if (p->kind == PATH_NBR && p->distance == told->distance && !p->ext.proto == !told->ext.proto && below_fd(r, p) && (!best || p == r->successor))
			best = p;
	return best;
}

/* Of all that may be chosen. */
static u64 nearest(const struct eigrp_route *r)
{
	const struct eigrp_path *told = nearest_told(r), *own = own_first(r, told);

	return own ? own->distance : told ? told->distance : EIGRP_INFINITY;
}

bool dual_used(const struct eigrp_route *r, const struct eigrp_path *p)
{
	const struct eigrp_path *s = r->successor;

	if (!s || s->distance == EIGRP_INFINITY || p->kind != s->kind || !p->ext.proto != !s->ext.proto)
		return false;
	if (p == s || r->state != PASSIVE || s->kind != PATH_NBR)
		return p == s;
	return dual_feasible(r, p) && p->distance <= (unsigned __int128)s->distance * r->e->variance;
}

/* Through which interfaces packets go: a sum that is another when they are others. There the route is told as unreachable. */
static u32 ways_out(const struct eigrp_route *r)
{
	u32 sum = 0;

	for (const struct eigrp_path *p = r->paths; p; p = p->next)
		if (p->kind == PATH_NBR && p->i && dual_used(r, p))
			sum += p->i->ifindex * 2654435761u;
	return sum;
}

/* What neighbours are told from now on. */
static void advertise(struct eigrp_route *r)
{
	static const struct eigrp_ext internal;
	const struct eigrp_path *s = r->successor;
	bool refused = eigrp_refused(r), there = s && s->distance < EIGRP_INFINITY && !refused;
	const struct eigrp_metric *m = there ? &s->here : &unreachable;
	const struct eigrp_ext *x = there ? &s->ext : &internal;
	const struct eigrp_path *sum = eigrp_summary_path(r);
	const struct eigrp_metric *beside = sum && sum != s ? &sum->here : &unreachable;
	u32 ways = ways_out(r);

	r->refused = refused;
	if (!there && !r->was_told)
		return;
	if (r->was_told && ways == r->told_ways && metric_eq(m, &r->told) && metric_eq(beside, &r->told_summary) && (!there || (ext_eq(x, &r->told_ext) && s->origin == r->told_origin)))
		return;
	r->told = *m;
	r->told_summary = *beside;
	r->told_ways = ways;
	if (there) {
		bool let = tell_lets(r->e, s);

		r->withdraw |= r->was_told && ((s == sum && !r->told_alone) || (r->told_let && !let));
		r->told_alone = s == sum;
		r->told_let = let;
		r->told_ext = *x;
		r->told_origin = s->origin;
	}
	r->was_told = true;
	r->dirty = true;
	r->serno = ++r->e->serno;
	eigrp_event(r->e, EV_METRIC, &r->prefix, r->plen, NULL, there ? s->distance : EIGRP_INFINITY, 0);
}

static void changed(struct eigrp_route *r)
{
	eigrp_to_rib(r);
	tell_soon(r);
}

static void settle(struct eigrp_route *r, struct eigrp_path *p)
{
	struct eigrp_path **at = &r->paths;
	struct eigrp_nbr *asker = r->asker;

	r->state = PASSIVE;
	r->asker = NULL;
	timer_stop(eigrp_worker(r->e), &r->sia);
	r->successor = p;
	if (!p || nearer(p->distance, p->ext.proto, r->fd, r->fd_external))
		fd_from(r, p);
	while (*at) {
		struct eigrp_path *q = *at;

		/* What a neighbour told stays though a list of ours makes it unreachable: the list may go. */
		if (q->distance < EIGRP_INFINITY || (q->kind == PATH_NBR && q->n && q->told.delay != EIGRP_INFINITY)) {
			at = &q->next;
			continue;
		}
		*at = q->next;
		free(q);
	}
	advertise(r);
	changed(r);
	if (asker)
		tell_one(asker, EIGRP_REPLY, r, &r->prefix, r->plen);
}

static void last_reply(struct eigrp_route *r);

static void route_debug(const struct eigrp_route *r, const char *what)
{
	char t[IP6_TEXT];

	if (debug_on(r->e->all->s->dev, DEBUG_EIGRP_FSM))
		device_debug(r->e->all->s->dev, "DUAL: AS(%u) %s/%u: %s, FD %llu, dmin %llu", r->e->as, ipaddr_text(&r->prefix, t), r->plen, what, (unsigned long long)r->fd,
			     (unsigned long long)nearest(r));
}

/* Asks everybody but `from`, whose news began it, and the successor who waits for our own reply. */
static void activate(struct eigrp_route *r, enum eigrp_state state, const struct eigrp_nbr *from)
{
	const struct eigrp_path *s = r->successor;

	r->state = (u8)state;
	fd_from(r, s);
	r->since = eigrp_now(r->e);
	r->n_awaited = 0;
	for (struct eigrp_if *ei = r->e->ifs; ei; ei = ei->next)
		for (struct eigrp_nbr *n = ei->nbrs; n; n = n->next) {
			struct eigrp_path *p;

			if (!n->up || n->stub || n == from || n == r->asker)
				continue;
			p = nbr_path(r, n);
			p->awaited = true;
			p->sia = 0;
			r->n_awaited++;
		}
	route_debug(r, "going active");
	eigrp_event(r->e, EV_ACTIVE, &r->prefix, r->plen, NULL, r->n_awaited, 0);
	advertise(r);
	r->query_due = r->n_awaited;
	if (r->e->active_s && r->n_awaited)
		timer_set(eigrp_worker(r->e), &r->sia, r->since + r->e->active_s * NSEC_PER_SEC / 2);
	changed(r);
	if (!r->n_awaited)
		last_reply(r);
}

/* All have replied: the computation ends, or another follows for what came up meanwhile (3.5). */
static void last_reply(struct eigrp_route *r)
{
	struct eigrp_path *p;

	if (r->state == ACTIVE_LOCAL || r->state == ACTIVE_SUCCESSOR)
		fd_from(r, NULL);
	p = choose(r);
	if (p || nearest(r) == EIGRP_INFINITY) {
		route_debug(r, "going passive");
		eigrp_event(r->e, EV_PASSIVE, &r->prefix, r->plen, NULL, 0, 0);
		settle(r, p);
		return;
	}
	activate(r, r->state == ACTIVE_LOCAL_WORSE ? ACTIVE_LOCAL : ACTIVE_SUCCESSOR, NULL);
}

/* A way of a passive route is other than before. asker: whose query brought it. */
static void reconsider(struct eigrp_route *r, struct eigrp_nbr *from, bool query)
{
	struct eigrp_path *p = choose(r);
	bool of_successor = from && r->successor && r->successor->kind == PATH_NBR && r->successor->n == from;

	eigrp_event(r->e, EV_FIND, &r->prefix, r->plen, NULL, r->fd, 0);
	eigrp_event(r->e, p ? EV_FEASIBLE : EV_NOT_FEASIBLE, NULL, 0, NULL, p ? p->distance : nearest(r), p ? p->rd : r->fd);
	if (p || (nearest(r) == EIGRP_INFINITY && !r->successor)) {
		settle(r, p);
		if (query)
			tell_one(from, EIGRP_REPLY, r, &r->prefix, r->plen);
		return;
	}
	if (query && of_successor)
		r->asker = from;
	else if (query)
		tell_one(from, EIGRP_REPLY, r, &r->prefix, r->plen);
	activate(r, query && of_successor ? ACTIVE_SUCCESSOR : ACTIVE_LOCAL, from);
}

/* An active route's successor is farther than before: when all have replied, the least distance still binds. */
static void worse(struct eigrp_route *r)
{
	if (r->state == ACTIVE_LOCAL)
		r->state = ACTIVE_LOCAL_WORSE;
	else if (r->state == ACTIVE_SUCCESSOR)
		r->state = ACTIVE_BOTH;
}

static void replied(struct eigrp_route *r, struct eigrp_path *p)
{
	if (!p->awaited)
		return;
	p->awaited = false;
	eigrp_event(r->e, EV_REPLIED, &r->prefix, r->plen, &p->via, 0, 0);
	if (!--r->n_awaited)
		last_reply(r);
}

static void heard_active(struct eigrp_route *r, struct eigrp_path *p, struct eigrp_nbr *n, enum eigrp_op op)
{
	switch (op) {
	case EIGRP_QUERY:
		/* Who has told that it is unreachable hangs on nobody. */
		if (p == r->successor && r->told.delay != EIGRP_INFINITY) {
			r->state = ACTIVE_BOTH;
			r->asker = n;
		} else {
			tell_one(n, EIGRP_REPLY, r, &r->prefix, r->plen);
		}
		break;
	case EIGRP_SIA_QUERY:
		tell_one(n, EIGRP_SIA_REPLY, r, &r->prefix, r->plen);
		break;
	case EIGRP_SIA_REPLY:
		p->sia = 0;
		break;
	case EIGRP_REPLY:
		replied(r, p);
		break;
	default:
		break;
	}
}

void dual_heard(struct eigrp_nbr *n, enum eigrp_op op, const struct eigrp_heard *h)
{
	struct eigrp *e = n->ei->e;
	bool query = op == EIGRP_QUERY || op == EIGRP_SIA_QUERY;
	bool ours = h->ext.proto && h->ext.router == e->rid;	/* 6.6.2: our own route, come around */
	bool there = !ours && eigrp_distance(e, &h->m) < EIGRP_INFINITY;
	struct eigrp_route *r = there && !query ? route_get(e, &h->prefix, h->plen) : eigrp_find(e, &h->prefix, h->plen);
	struct eigrp_path *p = r ? there ? nbr_path(r, n) : eigrp_path_of(r, n) : NULL;
	u64 before = p ? p->distance : EIGRP_INFINITY;

	eigrp_event(e, query ? EV_RCV_QUERY : op == EIGRP_UPDATE ? EV_RCV_UPDATE : EV_RCV_REPLY, &h->prefix, h->plen, &n->addr, 0, 0);
	if (!p) {	/* nothing that we know, or nothing new */
		if (query)
			tell_one(n, op == EIGRP_SIA_QUERY && r && r->state != PASSIVE ? EIGRP_SIA_REPLY : EIGRP_REPLY, r, &h->prefix, h->plen);
		return;
	}
	p->told = there ? h->m : unreachable;
	p->ext = h->ext;
	p->origin = h->origin;
	p->via = h->via.af ? h->via : n->addr;
	measure(r, p);
	eigrp_event(e, EV_RCV_METRIC, NULL, 0, NULL, p->distance, p->rd);
	if (r->state == PASSIVE) {
		reconsider(r, n, query);
		return;
	}
	if (p == r->successor && p->distance > before)
		worse(r);
	heard_active(r, p, n, op);
}

/* A way became longer, shorter or went, without a neighbour's word. */
static void own_change(struct eigrp_route *r, struct eigrp_path *p, u64 before)
{
	if (r->state == PASSIVE)
		reconsider(r, NULL, false);
	else if (p == r->successor && p->distance > before)
		worse(r);
}

void dual_nbr_gone(struct eigrp_nbr *n)
{
	struct eigrp *e = n->ei->e;

	for (u32 k = 0; k < e->n; k++) {
		struct eigrp_route *r = e->r[k];
		struct eigrp_path *p = eigrp_path_of(r, n);
		u64 before = p ? p->distance : 0;

		if (r->asker == n)
			r->asker = NULL;
		if (!p)
			continue;
		p->n = NULL;
		p->i = NULL;
		p->told = unreachable;
		measure(r, p);
		own_change(r, p, before);
		if (r->state != PASSIVE)	/* else it may be free */
			replied(r, p);
	}
}

static struct eigrp_path *own_path(struct eigrp_route *r, enum eigrp_path_kind kind, const struct iface *i)
{
	struct eigrp_path *p = r->paths;

	while (p && (p->kind != kind || p->i != i))
		p = p->next;
	return p;
}

void dual_own(struct eigrp *e, const struct ipaddr *prefix, u8 plen, enum eigrp_path_kind kind, struct iface *i, const struct eigrp_metric *m, const struct eigrp_ext *ext)
{
	struct eigrp_route *r = m ? route_get(e, prefix, plen) : eigrp_find(e, prefix, plen);
	struct eigrp_path *p = r ? own_path(r, kind, i) : NULL;
	static const struct eigrp_ext internal;
	struct ipaddr at = *prefix;	/* which may be the route's, and go with it */
	bool link;
	u64 before;

	if (!r || (!p && !m))
		return;
	if (!p) {
		p = path_new(r, kind);
		p->i = i;
	}
	p->seen = true;
	if (!m)
		m = &unreachable;
	if (!ext)
		ext = &internal;
	if (metric_eq(m, &p->told) && ext_eq(ext, &p->ext))
		return;
	before = p->distance;
	p->told = *m;
	p->ext = *ext;
	p->origin = e->rid;
	measure(r, p);
	link = kind == PATH_CONNECTED && (before == EIGRP_INFINITY) != (p->distance == EIGRP_INFINITY);
	own_change(r, p, before);
	if (link)
		redist_link(e->all->s, &at, plen);
}

bool dual_look(struct eigrp *e)
{
	bool some = false;

	for (u32 k = 0; k < e->n; k++) {
		struct eigrp_route *r = e->r[k];

		if (!r->look)
			continue;
		r->look = false;
		some = true;
		advertise(r);
		if (r->dirty)
			tell_soon(r);
	}
	return some;
}

void dual_recompute(struct eigrp *e)
{
	for (u32 k = 0; k < e->n; k++) {
		struct eigrp_route *r = e->r[k];
		u64 before = r->successor ? r->successor->distance : EIGRP_INFINITY;

		for (struct eigrp_path *p = r->paths; p; p = p->next)
			measure(r, p);
		if (r->paths)
			own_change(r, r->successor, before);
	}
}

/* ---- stuck in active (4.4.1.1): each half of the active time those who owe a reply are asked whether they are at it still ---- */

static bool stuck(const struct eigrp_route *r, const struct eigrp_path *p)
{
	return p->awaited && p->n && (p->sia || eigrp_now(r->e) >= r->since + 2ull * r->e->active_s * NSEC_PER_SEC);
}

static void sia_due(struct timer *t)
{
	struct eigrp_route *r = container_of(t, struct eigrp_route, sia);
	struct eigrp *e = r->e;
	char text[IP6_TEXT];
	struct eigrp_path *p;

	for (p = r->paths; p && !stuck(r, p);)
		p = p->next;
	if (p) {
		device_log(e->all->s->dev, "DUAL", 3, "SIA", "Route %s/%u stuck-in-active state in EIGRP-%s %u.  Cleaning up", ipaddr_text(&r->prefix, text), r->plen,
			   eigrp_family(e), e->as);
		timer_set(eigrp_worker(e), t, eigrp_now(e));	/* whoever else is stuck, if it is active still */
		nbr_down(p->n, "stuck in active");
		return;
	}
	for (p = r->paths; p; p = p->next)
		if (p->awaited && p->n) {
			p->sia++;
			tell_one(p->n, EIGRP_SIA_QUERY, r, &r->prefix, r->plen);
		}
	timer_set(eigrp_worker(e), t, eigrp_now(e) + e->active_s * NSEC_PER_SEC / 2);
}

void dual_free(struct eigrp *e)
{
	u32 n = e->n;

	e->n = 0;	/* the RIB calls back, and is not to find what is half gone */
	for (u32 k = 0; k < n; k++) {
		struct eigrp_route *r = e->r[k];

		timer_stop(eigrp_worker(e), &r->sia);
		for (struct eigrp_path *p; (p = r->paths); free(p))
			r->paths = p->next;
		r->successor = NULL;
		if (!e->all->s->cleaning)
			eigrp_to_rib(r);
		free(r);
	}
	free(e->r);
	e->r = NULL;
	e->cap = 0;
}
