/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Route flap dampening (RFC 2439), of external neighbours' paths: each withdrawal costs 1000, each change of attributes 500; what it has cost halves every so often.
 * Above the suppress limit a path is not used, until it has come down to the reuse limit; below half of that it is forgotten. A session's end is no flap, as in IOS.
 * Whole numbers only: a fraction of a half life is a product of roots of 1/2.
 */
#include <stdlib.h>

#include "device/debug.h"
#include "router/bgp/damp.h"

enum { WITHDRAWAL = 1000, CHANGE = 500, RECORDS_MAX = 65536, BUCKETS = 4096 };

struct bgp_damp {
	struct policy_damp limits;
	struct route_map *map;	/* held; NULL: none */
	struct bgp_flap *bucket[BUCKETS];
	u32 n;
};

/* ---- numbers ---- */

u32 bgp_damp_decayed(u32 penalty, nsec age, nsec half)
{
	static const u32 root[] = {	/* 2^-(1/2), 2^-(1/4) ... times 2^32 */
		0xb504f334u, 0xd744fccbu, 0xeac0c6e8u, 0xf5257d15u, 0xfa83b2dbu, 0xfd3e0c0du, 0xfe9e115cu, 0xff4ecb59u,
		0xffa75652u, 0xffd3a752u, 0xffe9d2b3u, 0xfff4e91cu, 0xfffa747fu, 0xfffd3a3bu, 0xfffe9d1du, 0xffff4e8eu,
	};
	u64 whole = age / half, part = ((age % half) << 16) / half, p = (u64)penalty << 16;

	if (whole >= 32)
		return 0;
	p >>= whole;
	for (unsigned k = 0; k < 16; k++)
		if (part >> (15 - k) & 1)
			p = (p >> 8) * root[k] >> 24;
	return (u32)(p >> 16);
}

/* The time in which so much comes down to so little: to the millisecond. */
nsec bgp_damp_time(u32 from, u32 to, nsec half)
{
	u64 low = 0, high = 32 * half / NSEC_PER_MS;

	while (low < high) {
		u64 mid = (low + high) / 2;

		if (bgp_damp_decayed(from, mid * NSEC_PER_MS, half) <= to)
			high = mid;
		else
			low = mid + 1;
	}
	return low * NSEC_PER_MS;
}

/* What is suppressed for the longest time: reuse times two to the power of max / half. */
static u32 ceiling(const struct policy_damp *l)
{
	u64 top = 1u << 20, p;
	u32 half = l->half_min, left = l->max_min;

	for (p = l->reuse; left >= half && p < top; left -= half)
		p *= 2;
	if (left && p < top)	/* the rest, of a half life: 2^x is 2 times 2^-(1-x) */
		p = bgp_damp_decayed((u32)(2 * p), (half - left) * NSEC_PER_SEC, half * NSEC_PER_SEC);
	return (u32)min_u64(p, top);
}

static nsec half_of(const struct bgp_flap *f) { return f->limits.half_min * 60 * NSEC_PER_SEC; }

u32 bgp_flap_penalty(const struct bgp *b, const struct bgp_flap *f)
{
	return bgp_damp_decayed(f->penalty, bgp_now(b) - f->at, half_of(f));
}

u32 bgp_damp_ceiling(const struct policy_damp *l) { return ceiling(l); }
const struct policy_damp *bgp_damp_limits(const struct bgp_damp *d) { return &d->limits; }
const struct route_map *bgp_damp_map(const struct bgp_damp *d) { return d->map; }

/* ---- records ---- */

static struct bgp_flap **slot(struct bgp_damp *d, const struct bgp_peer *p, const struct ipaddr *a, u8 plen)
{
	u64 h = (a->af == AF_IP4 ? a->v4 : a->v6.w[0] ^ a->v6.w[1] * 0x100000001b3ull) + p->index * 0x9e37u + plen;

	return &d->bucket[(h * 0x9e3779b97f4a7c15ull >> 40) % BUCKETS];
}

static struct bgp_flap *find(const struct bgp_table *t, const struct bgp_net *n, const struct bgp_path *x)
{
	struct bgp_damp *d = t->b->fam[t->af].damp;
	struct ipaddr a = bgp_net_addr(t, n);
	struct bgp_flap *f = *slot(d, x->peer, &a, n->plen);

	while (f && (f->peer != x->peer || f->plen != n->plen || f->id != bgp_path_id(t, x) || !ipaddr_eq(&f->prefix, &a)))
		f = f->next;
	return f;
}

static void drop(struct bgp *b, struct bgp_flap *f)
{
	struct bgp_damp *d = b->fam[f->af].damp;
	struct bgp_flap **at = slot(d, f->peer, &f->prefix, f->plen);

	while (*at != f)
		at = &(*at)->next;
	*at = f->next;
	timer_stop(b->w, &f->due);
	intern_put(b->w, f->attr);
	d->n--;
	free(f);
}

/* The path that a record is of; NULL: it is withdrawn. */
static struct bgp_path *path_of(const struct bgp_flap *f, struct bgp_net **net)
{
	struct bgp_table *t = f->peer->b->table[f->af];

	*net = t ? bgp_net_find(t, &f->prefix, f->plen) : NULL;
	return *net ? bgp_path_find(t, *net, f->peer, f->id) : NULL;
}

static void mark(struct bgp_flap *f, bool on)
{
	struct bgp_net *net;
	struct bgp_path *x = path_of(f, &net);

	f->suppressed = on;
	if (!x || !(x->flags & PF_DAMPED) == !on)
		return;
	x->flags ^= PF_DAMPED;
	bgp_net_dirty(f->peer->b->table[f->af], net);
}

static void wait_for(struct bgp *b, struct bgp_flap *f)
{
	timer_set(b->w, &f->due, f->at + bgp_damp_time(f->penalty, f->suppressed ? f->limits.reuse : f->limits.reuse / 2, half_of(f)));
}

static void due(struct timer *t)
{
	struct bgp_flap *f = container_of(t, struct bgp_flap, due);
	struct bgp *b = f->peer->b;
	char x[IP6_TEXT];

	if (!f->suppressed) {
		drop(b, f);
		return;
	}
	if (debug_on(b->s->dev, DEBUG_IP_BGP_UPDATES))
		bgp_debug(b, "EvD: %s/%u is reused, accum. penalty %u", ipaddr_text(&f->prefix, x), f->plen, bgp_flap_penalty(b, f));
	mark(f, false);
	wait_for(b, f);
}

/* false: it is not dampened. */
static bool limits_of(const struct bgp_table *t, const struct bgp_net *n, const struct bgp_path *x, struct policy_damp *l)
{
	const struct bgp_damp *d = t->b->fam[t->af].damp;
	struct ipaddr a = bgp_net_addr(t, n);
	struct policy_route r;

	*l = d->limits;
	if (!d->map)
		return true;
	bgp_policy_path(&r, x, &a, n->plen);
	if (!route_map_permits(d->map, &r))
		return false;
	if (r.set & SET_DAMPENING)
		*l = r.damp;
	return true;
}

/* NULL: nothing is held against it. */
static struct bgp_flap *charge(struct bgp_table *t, const struct bgp_net *n, const struct bgp_path *x, u32 cost)
{
	struct bgp *b = t->b;
	struct bgp_damp *d = b->fam[t->af].damp;
	struct bgp_flap *f = find(t, n, x), **at;
	struct ipaddr a = bgp_net_addr(t, n);
	char text[IP6_TEXT];
	struct policy_damp l;

	if (!limits_of(t, n, x, &l))
		return f;	/* what it has cost before stays */
	if (!f && d->n >= RECORDS_MAX)
		return NULL;
	if (!f) {
		f = xcalloc(1, sizeof(*f));
		f->peer = x->peer;
		f->prefix = a;
		f->plen = n->plen;
		f->af = t->af;
		f->id = bgp_path_id(t, x);
		f->first = f->at = bgp_now(b);
		f->due.fire = due;
		f->limits = l;
		at = slot(d, x->peer, &a, n->plen);
		f->next = *at;
		*at = f;
		d->n++;
	}
	f->penalty = (u32)min_u64(bgp_flap_penalty(b, f) + cost, ceiling(&l));
	f->limits = l;
	f->at = bgp_now(b);
	f->flaps++;
	intern_put(b->w, f->attr);
	f->attr = intern_ref(x->attr);
	if (debug_on(b->s->dev, DEBUG_IP_BGP_UPDATES))
		bgp_debug(b, "EvD: charge penalty %u, new accum. penalty %u, flap count %u for %s/%u", cost, f->penalty, f->flaps, ipaddr_text(&a, text), n->plen);
	return f;
}

/* ---- what happens to paths ---- */

void bgp_damp_withdrawn(struct bgp_table *t, const struct bgp_net *n, const struct bgp_path *x)
{
	struct bgp_flap *f;

	if (!t->b->fam[t->af].damp || !bgp_external(x->peer) || x->flags & PF_DENIED)
		return;
	f = charge(t, n, x, WITHDRAWAL);
	if (!f)
		return;
	wait_for(t->b, f);
}

void bgp_damp_told(struct bgp_table *t, struct bgp_net *n, struct bgp_path *x, bool is_new)
{
	struct bgp *b = t->b;
	struct bgp_flap *f;

	if (!b->fam[t->af].damp || !bgp_external(x->peer) || x->flags & PF_DENIED)
		return;
	f = is_new ? find(t, n, x) : charge(t, n, x, CHANGE);
	if (!f)
		return;
	mark(f, f->suppressed || bgp_flap_penalty(b, f) > f->limits.suppress);
	wait_for(b, f);
}

/* ---- its life ---- */

void bgp_flaps_clear(struct bgp *b, u8 af, const struct bgp_peer *of, const struct ipaddr *prefix, u8 plen)
{
	struct bgp_damp *d = b->fam[af].damp;

	for (u32 k = 0; d && k < BUCKETS; k++)
		for (struct bgp_flap *f = d->bucket[k], *next; f; f = next) {
			next = f->next;
			if ((of && f->peer != of) || (prefix && (!ipaddr_in(&f->prefix, prefix, plen) || f->plen < plen)))
				continue;
			if (f->suppressed)
				mark(f, false);
			drop(b, f);
		}
}

void bgp_damp_set(struct bgp *b, u8 af, const struct policy_damp *l, struct route_map *map)
{
	struct bgp_damp *d = b->fam[af].damp;

	if (d && l && d->map == map && !memcmp(&d->limits, l, sizeof(*l))) {
		route_map_release(map);
		return;
	}
	bgp_flaps_clear(b, af, NULL, NULL, 0);
	if (d)
		route_map_release(d->map);
	free(d);
	b->fam[af].damp = NULL;
	if (!l)
		return;
	d = b->fam[af].damp = xcalloc(1, sizeof(*d));
	d->limits = *l;
	d->map = map;
}

static int order(const void *x, const void *y)
{
	const struct bgp_flap *a = *(struct bgp_flap *const *)x, *b = *(struct bgp_flap *const *)y;
	int c = ipaddr_order(&a->prefix, &b->prefix);

	if (!c)
		c = a->plen - b->plen;
	return c ? c : a->peer != b->peer ? (a->peer->index > b->peer->index) - (a->peer->index < b->peer->index) : (a->id > b->id) - (a->id < b->id);
}

struct bgp_flap **bgp_flaps_sorted(const struct bgp *b, u8 af, u32 *n)
{
	const struct bgp_damp *d = b->fam[af].damp;
	struct bgp_flap **all = xcalloc(d ? d->n + 1 : 1, sizeof(struct bgp_flap *));

	*n = 0;
	for (u32 k = 0; d && k < BUCKETS; k++)
		for (struct bgp_flap *f = d->bucket[k]; f; f = f->next)
			all[(*n)++] = f;
	qsort(all, *n, sizeof(struct bgp_flap *), order);
	return all;
}

const struct bgp_flap *bgp_flap_of(const struct bgp_table *t, const struct bgp_net *n, const struct bgp_path *x)
{
	return t->b->fam[t->af].damp && x->kind == BGP_LEARNED ? find(t, n, x) : NULL;
}

bool bgp_flap_gone(const struct bgp_flap *f) { return !path_of(f, &(struct bgp_net *){ NULL }); }

nsec bgp_flap_reuse(const struct bgp *b, const struct bgp_flap *f)
{
	return f->suppressed && f->due.due > bgp_now(b) ? f->due.due - bgp_now(b) : 0;
}
