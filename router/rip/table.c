/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * RIP's table, of either family. One entry a prefix: our own (connected, redistributed, the default) before what is learned, and of that the best that was
 * heard, by up to max_paths neighbours side by side. A way that is not heard for `invalid` seconds, or is heard as unreachable, is lost; with the last of
 * them the route is: it is told with metric 16, worse news of it is not believed for `holddown`, and after `flush` it is forgotten (IOS's timers; RFC 2453
 * 3.8 has no holddown). RIPng's leaves the RIB at once. RIP's goes on leading packets there by its last way while it is held, unless the interface is gone.
 * What was learned and the RIB does not take, as it has another source's route, is not told either: IOS tells what it would itself go by. Every change
 * marks the entry for a triggered update.
 */
#include <stdlib.h>

#include "router/rip/rip.h"

static void age_soon(struct rip *r);

static int cmp(const struct rip_route *x, const struct ipaddr *prefix, u8 plen)
{
	int d = ipaddr_order(&x->prefix, prefix);

	return d ? d : x->plen - plen;
}

static u32 place(const struct rip *r, const struct ipaddr *prefix, u8 plen)
{
	u32 lo = 0, hi = r->n;

	while (lo < hi) {
		u32 mid = (lo + hi) / 2;

		if (cmp(r->r[mid], prefix, plen) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

const struct rip_route *rip_find(const struct rip *r, const struct ipaddr *prefix, u8 plen)
{
	u32 k = place(r, prefix, plen);

	return k < r->n && !cmp(r->r[k], prefix, plen) ? r->r[k] : NULL;
}

static struct rip_route *route_get(struct rip *r, const struct ipaddr *prefix, u8 plen)
{
	u32 k = place(r, prefix, plen);
	struct rip_route *x = (struct rip_route *)rip_find(r, prefix, plen);

	if (x || r->n >= RIP_ROUTES_MAX)
		return x;
	if (r->n == r->cap) {
		r->cap = r->cap ? 2 * r->cap : 16;
		r->r = xrealloc(r->r, r->cap, sizeof(*r->r));
	}
	memmove(r->r + k + 1, r->r + k, (r->n++ - k) * sizeof(*r->r));
	x = r->r[k] = xcalloc(1, sizeof(*x));
	x->prefix = *prefix;
	x->plen = plen;
	x->metric = RIP_INFINITY;
	x->flush = NSEC_NEVER;
	x->beaten = true; /* until it is in the RIB: nobody has heard of it yet */
	return x;
}

static void route_free(struct rip_route *x)
{
	free(x->path);
	free(x);
}

static bool is_lost(const struct rip_route *x) { return x->metric >= RIP_INFINITY; }

static u8 distance(const struct rip *r, const struct rip_route *x, const struct rip_path *p)
{
	return distance_of(r->distances, r->distance, p->from.v4, &x->prefix, x->plen);
}

/* Lost: told as unreachable for that long, and then forgotten. */
static nsec flush_span(const struct rip *r)
{
	return (r->af == AF_IP6 ? r->flush_s : r->flush_s > r->invalid_s ? r->flush_s - r->invalid_s : 1) * NSEC_PER_SEC;
}

/* The RIB's entry of it is as e; NULL: it has none. True: it is beaten from now on, or not any more. */
static bool compare(const struct rip *r, struct rip_route *x, const struct rib_entry *e)
{
	bool beaten = true;

	for (struct rib_path p = { 0 }; beaten && rib_path_next(r->s, e, &p);)
		beaten = p.r->source != ROUTE_RIP || p.r->process != r->process;
	if (beaten == x->beaten)
		return false;
	x->beaten = beaten;
	x->quiet = stack_now(r->s) + flush_span(r);
	return true;
}

void rip_rib_changed(struct rip *r, const struct rib_entry *e)
{
	struct ipaddr prefix = rib_prefix(e);
	struct rip_route *x = (struct rip_route *)rip_find(r, &prefix, e->plen);

	if (!x || x->kind != RIP_LEARNED || is_lost(x) || !compare(r, x, e))
		return;
	x->changed = true;
	rip_trigger(r);
}

/* Of the ways, those whose teller has the least distance. */
static void to_rib(struct rip *r, struct rip_route *x)
{
	struct route t = { .prefix = x->prefix, .plen = x->plen, .source = ROUTE_RIP, .process = r->process, .distance = DISTANCE_NEVER, .metric = x->metric, .tag = x->tag };
	struct nexthop nh[ECMP_MAX];
	unsigned n = 0;

	if (x->held) {
		t.kind = RIP_DOWN;
		t.metric = ~0u; /* as IOS shows it */
	}
	if (x->kind == RIP_LEARNED && (!is_lost(x) || x->held))
		for (u8 k = 0; k < x->n; k++) {
			u8 d = distance(r, x, &x->path[k]);

			if (d > t.distance || d == DISTANCE_NEVER)
				continue;
			n = d < t.distance ? 0 : n;
			t.distance = d;
			nh[n++] = (struct nexthop){ .via = x->path[k].via, .out = x->path[k].in };
		}
	if (n || x->in_rib)
		rib_replace(r->s, &t, nh, n);
	x->in_rib = n;
	if (x->kind != RIP_LEARNED)
		x->beaten = false;
	else if (!is_lost(x))
		compare(r, x, rib_exact(r->s, &x->prefix, x->plen));
}

void rip_retell(struct rip *r)
{
	for (u32 k = 0; k < r->n; k++) {
		struct rip_route *x = r->r[k];

		if (x->n > r->max_paths)
			x->n = (u8)r->max_paths;
		to_rib(r, x);
	}
}

static void changed(struct rip *r, struct rip_route *x)
{
	to_rib(r, x);
	x->changed = true;
	rip_trigger(r);
	age_soon(r);
}

/* The one way that a lost route keeps is the last that there was. hold: it may go on leading there. */
static void lost(struct rip *r, struct rip_route *x, bool hold)
{
	nsec now = stack_now(r->s);

	if (is_lost(x))
		return;
	x->was = x->metric;
	x->metric = RIP_INFINITY;
	x->n = x->n ? 1 : 0;
	x->hold = now + r->hold_s * NSEC_PER_SEC;
	x->flush = now + flush_span(r);
	x->held = hold && r->af == AF_IP4 && r->hold_s;
	changed(r, x);
}

/* It does not lead there any more. */
static void let_go(struct rip *r, struct rip_route *x)
{
	if (!x->held)
		return;
	x->held = false;
	to_rib(r, x);
}

static void path_lost(struct rip *r, struct rip_route *x, struct rip_path *p, bool hold)
{
	if (x->n == 1) {
		lost(r, x, hold);
		return;
	}
	*p = x->path[--x->n];
	to_rib(r, x);
	age_soon(r);
}

static struct rip_path *path_by(const struct rip_route *x, const struct iface *in, const struct ipaddr *via)
{
	for (u8 k = 0; k < x->n; k++)
		if (x->path[k].in == in && ipaddr_eq(&x->path[k].via, via))
			return &x->path[k];
	return NULL;
}

static void path_set(struct rip_route *x, u8 at, struct iface *in, const struct rip_heard *h, nsec expire)
{
	if (at >= x->n) {
		x->path = xrealloc(x->path, (size_t)at + 1, sizeof(*x->path));
		x->n = (u8)(at + 1);
	}
	x->path[at] = (struct rip_path){ .via = h->via, .from = h->from, .in = in, .expire = expire };
}

static bool permitted(const struct rip *r, const struct iface *in, const struct rip_heard *h)
{
	struct policy_route p = { .prefix = h->prefix, .plen = h->plen, .next_hop = h->via, .peer = h->from, .out = (struct iface *)in, .source = ROUTE_RIP,
				  .metric = h->metric, .tag = h->tag };

	return dist_in(r->filters, &p, &h->from);
}

/* Section 3.9.2 (RFC 2080 2.4.2) */
void rip_hear(struct rip *r, struct ipif *in, const struct rip_heard *h)
{
	u8 metric = h->metric >= RIP_INFINITY ? RIP_INFINITY : (u8)(h->metric + offset_of(r->offsets, false, in->i, &h->prefix, h->plen));
	nsec now = stack_now(r->s), expire = now + r->invalid_s * NSEC_PER_SEC;
	struct rip_route *x;
	struct rip_path *p;

	if (r->filters && !permitted(r, in->i, h))
		return;
	x = metric >= RIP_INFINITY ? (struct rip_route *)rip_find(r, &h->prefix, h->plen) : route_get(r, &h->prefix, h->plen);
	if (!x || x->kind != RIP_LEARNED)
		return;
	p = path_by(x, in->i, &h->via);
	if (metric >= RIP_INFINITY) {
		if (p && !is_lost(x))
			path_lost(r, x, p, true);
		return;
	}
	if (is_lost(x) && x->n && x->hold > now && metric >= x->was && !p)
		return;
	if (!is_lost(x) && metric == x->metric) {
		bool another = !p && x->n < r->max_paths;

		if (!p && !another)
			return;
		path_set(x, p ? (u8)(p - x->path) : x->n, in->i, h, expire);
		if (x->path[0].in == in->i && x->tag != h->tag && ipaddr_eq(&x->path[0].via, &h->via)) {
			x->tag = h->tag;
			changed(r, x);
		} else if (another) {
			to_rib(r, x);
		}
		age_soon(r);
		return;
	}
	if (!p && metric > x->metric)
		return;
	if (p && metric > x->metric && x->n > 1 && !is_lost(x)) {
		path_lost(r, x, p, true);
		return;
	}
	x->n = x->n ? 1 : 0;
	x->held = false;
	path_set(x, 0, in->i, h, expire);
	x->flush = NSEC_NEVER;
	x->metric = metric;
	x->tag = h->tag;
	changed(r, x);
}

/* ---- what is ours ---- */

void rip_own_begin(struct rip *r)
{
	for (u32 k = 0; k < r->n; k++)
		r->r[k]->seen = false;
}

void rip_own(struct rip *r, const struct ipaddr *prefix, u8 plen, u8 kind, u8 metric, u32 tag, struct iface *in)
{
	struct rip_route *x = route_get(r, prefix, plen);
	bool link;

	if (!x || (x->kind > kind && x->seen))
		return;
	x->seen = true;
	if (x->kind == kind && x->metric == metric && x->tag == tag && x->in == in)
		return;
	link = (x->kind == RIP_CONNECTED) != (kind == RIP_CONNECTED);
	x->kind = kind;
	x->metric = metric;
	x->tag = tag;
	x->in = in;
	x->n = 0;
	x->held = false;
	x->flush = NSEC_NEVER;
	changed(r, x);
	if (link)
		redist_link(r->s, prefix, plen);
}

bool rip_is_link(const struct rip *r, const struct ipaddr *prefix, u8 plen)
{
	const struct rip_route *x = rip_find(r, prefix, plen);

	return x && x->kind == RIP_CONNECTED;
}

void rip_own_end(struct rip *r)
{
	for (u32 k = 0; k < r->n; k++) {
		struct rip_route *x = r->r[k];
		bool link;

		if (x->kind == RIP_LEARNED || x->seen || is_lost(x))
			continue;
		lost(r, x, false);
		link = x->kind == RIP_CONNECTED;
		x->kind = RIP_LEARNED; /* may be learned again, at once */
		x->in = NULL;
		x->hold = 0;
		if (link)
			redist_link(r->s, &x->prefix, x->plen);
	}
}

void rip_left(struct rip *r, const struct iface *i)
{
	for (u32 k = 0; k < r->n; k++) {
		struct rip_route *x = r->r[k];

		for (u8 m = 0; x->kind == RIP_LEARNED && m < x->n;) {
			struct rip_path *p = &x->path[m];
			bool going = i ? p->in == i : !p->in || !p->in->ip || !rip_runs_on(r, p->in->ip);

			if (!going) {
				m++;
			} else if (is_lost(x)) {
				let_go(r, x);
				x->n = i ? 0 : x->n;
				break;
			} else {
				bool last = x->n == 1;

				path_lost(r, x, p, false);
				if (last) {
					x->n = i ? 0 : x->n;
					break;
				}
			}
		}
		if (i && x->kind == RIP_CONNECTED && x->in == i) {
			lost(r, x, false);
			x->in = NULL;
			x->kind = RIP_LEARNED;
		}
	}
}

/* ---- age ---- */

static nsec aged(struct rip *r, struct rip_route *x, nsec now)
{
	nsec next = NSEC_NEVER;

	for (u8 k = 0; !is_lost(x) && k < x->n;) {
		if (x->path[k].expire <= now) {
			path_lost(r, x, &x->path[k], true);
		} else {
			if (x->path[k].expire < next)
				next = x->path[k].expire;
			k++;
		}
	}
	if (!is_lost(x))
		return next;
	if (x->hold <= now || x->flush <= now)
		let_go(r, x);
	return x->held && x->hold < x->flush ? x->hold : x->flush;
}

void rip_age(struct timer *t)
{
	struct rip *r = container_of(t, struct rip, age);
	nsec now = stack_now(r->s), next = NSEC_NEVER;
	u32 m = 0;

	for (u32 k = 0; k < r->n; k++) {
		nsec at = aged(r, r->r[k], now);

		if (at > now && at < next)
			next = at;
	}
	for (u32 k = 0; k < r->n; k++) { /* not before: the RIB's news is looked up in the table */
		struct rip_route *x = r->r[k];

		if (is_lost(x) && x->flush <= now)
			route_free(x);
		else
			r->r[m++] = x;
	}
	r->n = m;
	if (next != NSEC_NEVER)
		timer_set(r->s->node->worker, &r->age, next);
	else
		timer_stop(r->s->node->worker, &r->age);
}

/* The next entry's time may be nearer now: what that is is found out when things have calmed. */
static void age_soon(struct rip *r)
{
	nsec at = stack_now(r->s) + NSEC_PER_SEC;

	if (!r->age.slot || r->age.due > at)
		timer_set(r->s->node->worker, &r->age, at);
}

void rip_forget(struct rip *r, bool learned)
{
	u32 m = 0;

	for (u32 k = 0; k < r->n && !r->s->cleaning; k++)
		if (!learned || r->r[k]->kind == RIP_LEARNED) {
			r->r[k]->metric = RIP_INFINITY;
			r->r[k]->held = false;
			to_rib(r, r->r[k]);
		}
	for (u32 k = 0; k < r->n; k++) {
		struct rip_route *x = r->r[k];

		if (learned && x->kind != RIP_LEARNED)
			r->r[m++] = x;
		else
			route_free(x);
	}
	r->n = m;
}
