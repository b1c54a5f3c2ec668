/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * RIP's table. One entry a prefix: our own (connected, redistributed, the default) before what is learned, and of that the best that was heard.
 * What is not heard for `invalid` seconds, or is heard as unreachable, is lost: it leaves the RIB, is told with metric 16, worse news of it is not
 * believed for `holddown`, and after `flush` it is forgotten (IOS's timers; 3.8 has no holddown). Every change marks the entry for a triggered
 * update, which waits one to five seconds after the last (3.10.1).
 */
#include "router/rip/rip.h"

#include <stdlib.h>

#include "device/debug.h"

static void age_soon(struct rip *r);

bool rip_runs_on(const struct rip *r, const struct ipif *p)
{
	if (!r->on || !p->up || !p->a4)
		return false;
	for (const struct rip_net *n = r->nets; n; n = n->next)
		if (!((p->a4->addr ^ n->net) & ip4_mask(n->net ? rip_class(n->net) : 0)))
			return true;
	return false;
}

bool rip_is_passive(const struct rip *r, const struct iface *i)
{
	return passive_is(&r->passive, i) || i->type == IF_LOOPBACK;
}

struct rip_if *rip_if(struct rip *r, struct iface *i, bool make)
{
	struct rip *root = make || r->s->root->rip ? rip_get(r->s->root) : NULL;
	struct rip_if *x = root ? root->ifs : NULL;

	while (x && x->i != i)
		x = x->next;
	if (x || !make)
		return x;
	x = xcalloc(1, sizeof(*x));
	x->i = i;
	x->next = root->ifs;
	root->ifs = x;
	return x;
}

u8 rip_send_versions(const struct rip *r, const struct rip_if *x) { return x && x->send ? x->send : r->version == 2 ? 2 : 1; }
u8 rip_receive_versions(const struct rip *r, const struct rip_if *x) { return x && x->receive ? x->receive : r->version ? r->version : 3; }

/* ---- the table ---- */

static u32 place(const struct rip *r, u32 prefix, u8 plen)
{
	u32 lo = 0, hi = r->n;

	while (lo < hi) {
		u32 mid = (lo + hi) / 2;
		const struct rip_route *x = r->r[mid];

		if (x->prefix < prefix || (x->prefix == prefix && x->plen < plen))
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

const struct rip_route *rip_find(const struct rip *r, u32 prefix, u8 plen)
{
	u32 k = place(r, prefix, plen);

	return k < r->n && r->r[k]->prefix == prefix && r->r[k]->plen == plen ? r->r[k] : NULL;
}

static struct rip_route *route_get(struct rip *r, u32 prefix, u8 plen)
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
	x->prefix = prefix;
	x->plen = plen;
	x->metric = RIP_INFINITY;
	x->expire = x->flush = NSEC_NEVER;
	return x;
}

static void to_rib(struct rip *r, struct rip_route *x)
{
	struct route t = { .prefix = ipaddr4(x->prefix), .plen = x->plen, .source = ROUTE_RIP, .metric = x->metric, .tag = x->tag };
	struct nexthop nh = { .via = ipaddr4(x->via), .out = x->in };
	bool in;

	t.distance = distance_of(r->distances, r->distance, x->from, &t.prefix, t.plen);
	in = x->kind == RIP_LEARNED && x->metric < RIP_INFINITY && t.distance != DISTANCE_NEVER;

	if (in || x->in_rib)
		rib_replace(r->s, &t, &nh, in);
	x->in_rib = in;
}

void rip_retell(struct rip *r)
{
	for (u32 k = 0; k < r->n; k++)
		to_rib(r, r->r[k]);
}

static void trigger(struct rip *r)
{
	struct worker *w = r->s->node->worker;
	nsec now = stack_now(r->s), at = r->no_trigger_before > now ? r->no_trigger_before : now;

	if (!r->trigger.slot)
		timer_set(w, &r->trigger, at);
}

static void changed(struct rip *r, struct rip_route *x)
{
	to_rib(r, x);
	x->changed = true;
	trigger(r);
	age_soon(r);
}

static void lost(struct rip *r, struct rip_route *x)
{
	nsec now = stack_now(r->s);

	if (x->metric >= RIP_INFINITY)
		return;
	x->was = x->metric;
	x->metric = RIP_INFINITY;
	x->expire = NSEC_NEVER;
	x->hold = now + r->hold_s * NSEC_PER_SEC;
	x->flush = now + (r->flush_s > r->invalid_s ? r->flush_s - r->invalid_s : 1) * NSEC_PER_SEC;
	changed(r, x);
}

static bool permitted(const struct rip *r, const struct iface *in, const struct rip_heard *h)
{
	struct ipaddr from = ipaddr4(h->from);
	struct policy_route p = { .prefix = ipaddr4(h->prefix), .plen = h->plen, .next_hop = ipaddr4(h->via), .peer = from, .out = (struct iface *)in, .source = ROUTE_RIP,
				  .metric = h->metric, .tag = h->tag };

	return dist_in(r->filters, &p, &from);
}

/* Section 3.9.2 */
void rip_hear(struct rip *r, struct ipif *in, const struct rip_heard *h)
{
	struct rip_route *x;
	nsec now = stack_now(r->s);
	bool same;

	if (r->filters && !permitted(r, in->i, h))
		return;
	x = h->metric >= RIP_INFINITY ? (struct rip_route *)rip_find(r, h->prefix, h->plen) : route_get(r, h->prefix, h->plen);
	if (!x || x->kind != RIP_LEARNED)
		return;
	same = x->in == in->i && x->via == h->via;
	if (h->metric >= RIP_INFINITY) {
		if (same)
			lost(r, x);
		return;
	}
	if (x->metric >= RIP_INFINITY && x->in && x->hold > now && h->metric >= x->was && !same)
		return;
	if (!same && h->metric >= x->metric)
		return;
	x->expire = now + r->invalid_s * NSEC_PER_SEC;
	x->flush = NSEC_NEVER;
	if (same && x->metric == h->metric && x->tag == h->tag) {
		age_soon(r);
		return;
	}
	x->in = in->i;
	x->via = h->via;
	x->from = h->from;
	x->metric = h->metric;
	x->tag = h->tag;
	changed(r, x);
}

static void own_route(struct rip *r, u32 prefix, u8 plen, u8 kind, u8 metric, u32 tag, struct iface *in)
{
	struct rip_route *x = route_get(r, prefix, plen);

	if (!x || (x->kind > kind && x->seen))
		return;
	x->seen = true;
	if (x->kind == kind && x->metric == metric && x->tag == tag && x->in == in)
		return;
	x->kind = kind;
	x->metric = metric;
	x->tag = tag;
	x->in = in;
	x->via = 0;
	x->expire = x->flush = NSEC_NEVER;
	changed(r, x);
}

/* What is ours: connected networks, what is redistributed, the default. */
static void own_routes(struct rip *r)
{
	struct rib_entry **all;
	struct policy_route p;
	u32 n;

	for (u32 k = 0; k < r->n; k++)
		r->r[k]->seen = false;
	for (struct ipif *p4 = r->s->ifs; p4; p4 = p4->next)
		for (const struct addr4 *a = rip_runs_on(r, p4) ? p4->a4 : NULL; a; a = a->next)
			own_route(r, a->addr & ip4_mask(a->plen), a->plen, RIP_CONNECTED, 1, 0, p4->i);
	if (r->originate && r->on)
		own_route(r, 0, 0, RIP_DEFAULT, 1, 0, NULL);
	if (r->redist) {
		all = rib_sorted(r->s, AF_IP4, &n);
		for (u32 k = 0; k < n; k++) {
			const struct redist *d = redist_takes(r->s, r->redist, all[k], &p);
			u32 metric = d ? (d->metric_set || p.set & SET_METRIC ? p.metric : r->default_metric ? r->default_metric :
					  p.source == ROUTE_CONNECTED || p.source == ROUTE_STATIC ? 1 : RIP_INFINITY) : RIP_INFINITY;

			if (metric < RIP_INFINITY && dist_out_source(r->filters, &p.prefix, p.plen, p.source, p.process))
				own_route(r, rib_prefix(all[k]).v4, all[k]->plen, RIP_REDIST, metric ? (u8)metric : 1, p.tag & 0xffff, NULL);
		}
		free(all);
	}
	for (u32 k = 0; k < r->n; k++) {
		struct rip_route *x = r->r[k];

		if (x->kind != RIP_LEARNED && !x->seen && x->metric < RIP_INFINITY) {
			x->hold = 0;
			lost(r, x);
			x->kind = RIP_LEARNED; /* may be learned again */
			x->in = NULL;
			x->hold = 0;
		}
	}
}

/* ---- timers ---- */

static void aged(struct timer *t)
{
	struct rip *r = container_of(t, struct rip, age);
	nsec now = stack_now(r->s), next = NSEC_NEVER;
	u32 m = 0;

	for (u32 k = 0; k < r->n; k++) {
		struct rip_route *x = r->r[k];

		if (x->expire <= now)
			lost(r, x);
		if (x->flush <= now && x->metric >= RIP_INFINITY) {
			free(x);
			continue;
		}
		if (x->expire < next)
			next = x->expire;
		if (x->flush < next)
			next = x->flush;
		r->r[m++] = x;
	}
	r->n = m;
	if (next != NSEC_NEVER)
		timer_set(r->s->node->worker, &r->age, next);
}

/* The next entry's time may be nearer now: what that is is found out when things have calmed. */
static void age_soon(struct rip *r)
{
	nsec at = stack_now(r->s) + NSEC_PER_SEC;

	if (!r->age.slot || r->age.due > at)
		timer_set(r->s->node->worker, &r->age, at);
}

static void send_all(struct rip *r, bool only_changed)
{
	for (struct ipif *p = r->s->ifs; p; p = p->next) {
		struct rip_if *x;

		if (!rip_runs_on(r, p))
			continue;
		for (const struct rip_nbr *n = r->nbrs; n; n = n->next)
			if (ipif_on_link4(p, n->addr))
				rip_send_table(r, p, n->addr, RIP_PORT, only_changed);
		if (rip_is_passive(r, p->i))
			continue;
		x = rip_if(r, p->i, true);
		x->tx_updates++;
		x->tx_triggered += only_changed;
		rip_send_table(r, p, 0, RIP_PORT, only_changed);
	}
	for (u32 k = 0; k < r->n; k++)
		r->r[k]->changed = false;
	r->no_trigger_before = stack_now(r->s) + NSEC_PER_SEC + rng_below(&r->s->node->rng, 4 * NSEC_PER_SEC);
	timer_stop(r->s->node->worker, &r->trigger);
}

static void update_due(struct timer *t)
{
	struct rip *r = container_of(t, struct rip, update);
	nsec span = r->update_s * NSEC_PER_SEC;

	r->last_update = stack_now(r->s);
	send_all(r, false);
	/* 3.8: offset by a random time, so that routers do not fall into step. */
	timer_set(r->s->node->worker, t, stack_now(r->s) + span - span / 6 + rng_below(&r->s->node->rng, span / 6 + 1));
}

static void trigger_due(struct timer *t) { send_all(container_of(t, struct rip, trigger), true); }

static void sync_due(struct timer *t)
{
	struct rip *r = container_of(t, struct rip, sync);
	static const struct ipaddr group = { .af = AF_IP4, .v4 = 0xe0000009 };

	for (u32 k = 0; k < r->n; k++) {	/* heard over what is no more */
		struct rip_route *x = r->r[k];

		if (x->kind == RIP_LEARNED && x->in && (!x->in->ip || !rip_runs_on(r, x->in->ip)))
			lost(r, x);
	}
	for (struct ipif *p = r->s->ifs; p; p = p->next) {
		struct rip_if *x = rip_if(r, p->i, rip_runs_on(r, p));
		bool on = rip_runs_on(r, p);

		if (!x || x->joined == on)
			continue;
		x->joined = on;
		(on ? ipif_join : ipif_leave)(p, &group);
		if (on && !rip_is_passive(r, p->i))
			rip_ask(r, p);
	}
	own_routes(r);
}

void rip_soon(struct rip *r)
{
	if (r->on && !r->s->cleaning && !r->sync.slot)
		timer_set(r->s->node->worker, &r->sync, stack_now(r->s));
}

static void rib_changed(struct rib_watch *w, const struct rib_entry *e)
{
	struct rip *r = container_of(w, struct rip, rib);

	if (r->redist && e->af == AF_IP4)
		rip_soon(r);
}

static void policy_new(struct policy_watch *w)
{
	struct rip *r = container_of(w, struct rip, policy);

	if (r->redist)
		rip_soon(r);
}

/* ---- its life ---- */

struct rip *rip_get(struct ipstack *s)
{
	struct rip *r = s->rip;

	if (r)
		return r;
	r = s->rip = xcalloc(1, sizeof(*r));
	r->s = s;
	r->auto_summary = true;
	r->distance = DISTANCE_RIP;
	r->update_s = 30;
	r->invalid_s = r->hold_s = 180;
	r->flush_s = 240;
	r->sock.port = RIP_PORT;
	r->sock.receive = rip_input;
	r->sock.arg = r;
	r->update.fire = update_due;
	r->trigger.fire = trigger_due;
	r->age.fire = aged;
	r->sync.fire = sync_due;
	r->rib.changed = rib_changed;
	r->policy.changed = policy_new;
	return r;
}

void rip_start(struct rip *r)
{
	if (r->on || !udp_open(r->s, &r->sock))
		return;
	r->on = true;
	rib_watch(r->s, &r->rib);
	policy_watch(r->s, &r->policy);
	rip_soon(r);
	timer_set(r->s->node->worker, &r->update, stack_now(r->s) + NSEC_PER_SEC + rng_below(&r->s->node->rng, NSEC_PER_SEC));
}

static void forget(struct rip *r)
{
	for (u32 k = 0; k < r->n; k++) {
		r->r[k]->metric = RIP_INFINITY;
		if (!r->s->cleaning)
			to_rib(r, r->r[k]);
		free(r->r[k]);
	}
	r->n = 0;
}

void rip_stop(struct rip *r)
{
	static const struct ipaddr group = { .af = AF_IP4, .v4 = 0xe0000009 };
	struct worker *w = r->s->node->worker;

	if (!r->on)
		return;
	r->on = false;
	udp_close(&r->sock);
	rib_unwatch(r->s, &r->rib);
	policy_unwatch(r->s, &r->policy);
	timer_stop(w, &r->update);
	timer_stop(w, &r->trigger);
	timer_stop(w, &r->sync);
	forget(r);
	timer_stop(w, &r->trigger);
	timer_stop(w, &r->age);
	for (struct ipif *p = r->s->ifs; p; p = p->next) {
		struct rip_if *x = rip_if(r, p->i, false);

		if (x && x->joined)
			ipif_leave(p, &group);
		if (x)
			x->joined = false;
	}
}

void rip_stack_changed(struct ipstack *s)
{
	if (s->rip)
		rip_soon(s->rip);
}

void rip_iface_left(struct ipif *p)
{
	static const struct ipaddr group = { .af = AF_IP4, .v4 = 0xe0000009 };
	struct rip *r = p->ip->rip;
	struct rip_if *x = r ? rip_if(r, p->i, false) : NULL;

	if (x && x->joined)
		ipif_leave(p, &group);
	if (x)
		x->joined = false;
	for (u32 k = 0; r && k < r->n; k++)
		if (r->r[k]->in == p->i) {
			lost(r, r->r[k]);
			r->r[k]->in = NULL;
			r->r[k]->kind = RIP_LEARNED;
		}
}

void rip_iface_gone(struct ipif *p)
{
	struct rip *r = p->ip->root->rip;

	rip_iface_left(p);
	for (struct rip_if **at = r ? &r->ifs : NULL; at && *at; at = &(*at)->next)
		if ((*at)->i == p->i) {
			struct rip_if *x = *at;

			*at = x->next;
			free(x->chain);
			free(x);
			break;
		}
}

void rip_stack_free(struct ipstack *s)
{
	struct rip *r = s->rip;

	if (!r)
		return;
	rip_stop(r);
	redist_free(&r->redist);
	dist_free(&r->filters);
	distance_free(&r->distances);
	for (struct rip_if *x; (x = r->ifs); free(x)) {
		r->ifs = x->next;
		free(x->chain);
	}
	for (struct rip_net *x; (x = r->nets); free(x))
		r->nets = x->next;
	for (struct rip_nbr *x; (x = r->nbrs); free(x))
		r->nbrs = x->next;
	passive_free(&r->passive);
	free(r->r);
	free(r);
	s->rip = NULL;
}
