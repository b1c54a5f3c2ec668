/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * BGP and the RIB: next hops are looked up there and again whenever it changes (next-hop tracking), best paths are put there, and what `network` and
 * `redistribute` name is taken from there. The RIB's watch only notes; a timer does the work.
 */
#include <stdio.h>
#include <stdlib.h>

#include "router/bgp/bgp.h"
#include "router/policy/dist_list.h"

enum { SCAN_S = 60 };

/* ---- next hops ---- */

static struct bgp_hop **hop_slot(struct bgp *b, const struct ipaddr *a)
{
	u64 h = a->af == AF_IP4 ? a->v4 * 0x9e3779b97f4a7c15ull : (a->v6.w[0] ^ a->v6.w[1] * 0x100000001b3ull) * 0x9e3779b97f4a7c15ull;

	return &b->hops[(h >> 40) % BGP_HOPS];
}

static u8 *hops_plen(struct bgp *b, u8 af) { return &b->hops_plen[af == AF_IP6]; }

static bool hop_resolve(struct bgp *b, struct bgp_hop *h)
{
	const struct rib_entry *e = h->link_only ? NULL : rib_under(b->s, &h->addr, ROUTE_BGP);
	const struct rib_route *r = e ? rib_sound(b->s, e) : NULL;
	bool ours = r && r->source == ROUTE_LOCAL, valid = h->link_only || (r && !ours && !rib_nhop(b->s, r)->hop.null);
	bool connected = valid && (!r || r->source == ROUTE_CONNECTED);
	u32 metric = valid && r && r->source != ROUTE_BGP ? r->metric : 0;
	bool changed = valid != h->valid || metric != h->metric || connected != h->connected;

	h->plen = e ? e->plen : 0;
	if (!h->link_only && h->plen < *hops_plen(b, h->addr.af))
		*hops_plen(b, h->addr.af) = h->plen;
	h->valid = valid;
	h->connected = connected;
	h->metric = metric;
	return changed;
}

struct bgp_hop *bgp_hop_get(struct bgp *b, const struct ipaddr *a, const struct ip6 *link)
{
	struct bgp_hop **slot = hop_slot(b, a), *h = *slot;

	while (h && (!ipaddr_eq(&h->addr, a) || !ip6_eq(&h->link, link)))
		h = h->next;
	if (!h) {
		h = xcalloc(1, sizeof(*h));
		h->addr = *a;
		h->link = *link;
		h->link_only = a->af == AF_IP6 && ip6_is_linklocal(&a->v6);
		h->next = *slot;
		*slot = h;
		b->n_hops++;
		hop_resolve(b, h);
	}
	h->refs++;
	return h;
}

void bgp_hop_put(struct bgp *b, struct bgp_hop *h)
{
	struct bgp_hop **at;

	if (!h || --h->refs)
		return;
	at = hop_slot(b, &h->addr);
	while (*at != h)
		at = &(*at)->next;
	*at = h->next;
	b->n_hops--;
	free(h);
}

/* ---- into the RIB ---- */

static struct nexthop hop_of(const struct bgp_path *p)
{
	struct nexthop h = { .via = bgp_path_next_hop(p), .table = p->kind == BGP_IMPORTED ? p->peer->b->s : NULL };
	struct ip6 link = bgp_path_link(p);
	bool link_only = h.via.af == AF_IP6 && ip6_is_linklocal(&h.via.v6);	/* as bgp_hop.link_only, which an imported path lacks */

	if (link_only)
		link = h.via.v6;
	if (h.via.af == AF_IP6 && !ip6_is_zero(&link) && p->peer->iface && (p->peer->connected || link_only)) {
		h.via = ipaddr6(&link);
		h.out = p->peer->iface;
	}
	return h;
}

/* `table-map`: what the map sets of the route as it goes into the RIB. false: it does not go there (`filter`). */
static bool mapped(const struct bgp_table *t, const struct bgp_net *n, const struct bgp_path *best, struct route *r, const struct nexthop *first)
{
	struct route_map *map = t->b->fam[t->af].table_map;
	struct policy_route pr;

	if (!map)
		return true;
	bgp_policy_path(&pr, best, &r->prefix, n->plen);
	pr.next_hop = first->via;
	pr.metric = r->metric;
	pr.tag = r->tag;
	if (!route_map_permits(map, &pr))
		return !t->b->fam[t->af].table_filter;
	if (pr.set & SET_METRIC)
		r->metric = pr.metric;
	if (pr.set & SET_TAG)
		r->tag = pr.tag;
	return true;
}

static bool is_backdoor(const struct bgp_table *t, const struct ipaddr *prefix, u8 plen)
{
	const struct bgp_network *w = t->b->fam[t->af].n_backdoor ? t->b->fam[t->af].networks : NULL;

	while (w && (!w->backdoor || w->plen != plen || !ipaddr_eq(&w->prefix, prefix)))
		w = w->next;
	return w;
}

/* How far a neighbour's route is believed. */
static u8 distance_told(const struct bgp_table *t, const struct bgp_peer *from, const struct ipaddr *prefix, u8 plen)
{
	const struct bgp *b = t->b;
	bool external = bgp_external(from);
	u8 dflt = external && is_backdoor(t, prefix, plen) ? b->distance[2] : b->distance[external ? 0 : 1];

	return b->distances && t->af == BGP_IP4 && from->addr.af == AF_IP4 ? distance_of(b->distances, dflt, from->addr.v4, prefix, plen) : dflt;
}

void bgp_reinstall(struct bgp_table *t)
{
	t->reinstall = true;
	bgp_rescan(t);
}

void bgp_install(struct bgp_table *t, struct bgp_net *n)
{
	struct bgp *b = t->b;
	const struct bgp_path *best = bgp_best(t, n), *path[BGP_MULTI_MAX];
	struct nexthop nh[BGP_MULTI_MAX];
	struct route r = { .prefix = bgp_net_addr(t, n), .plen = n->plen, .source = ROUTE_BGP };
	unsigned count = 0;

	if (best && best->peer)
		r.kind = bgp_external(best->peer) ? BGP_ROUTE_EXTERNAL : BGP_ROUTE_INTERNAL;
	if (best && best->peer) {
		const struct bgp_attrs *a = bgp_attrs(best->attr);

		r.distance = distance_told(t, best->peer, &r.prefix, n->plen);
		r.metric = a->has & HAS_MED ? a->med : 0;
		r.tag = a->first_as;
		path[count++] = best;
		for (const struct bgp_path *p = bgp_paths(t, n); p && count < BGP_MULTI_MAX; p = bgp_path_next(t, p))
			if (p->flags & PF_MULTI)
				path[count++] = p;
		for (unsigned k = 0; k < count; k++)
			nh[k] = hop_of(path[k]);
		bgp_bandwidth_shares(t, path, nh, count);
	} else if (best && best->kind == BGP_IMPORTED) {
		r.distance = b->distance[0];
		r.metric = bgp_attrs(best->attr)->med;
		count = bgp_import_hops(t, n, best, nh, BGP_MULTI_MAX);
	} else if (best && best->kind == BGP_AGGREGATE) {
		r.distance = b->distance[2];
		nh[count++] = (struct nexthop){ .null = true };
	}
	if (count && (r.distance == DISTANCE_NEVER || !mapped(t, n, best, &r, &nh[0])))
		count = 0;
	if ((!count && !(n->flags & NF_IN_RIB)) || b->s->cleaning)
		return;
	n->flags = (u8)(count ? n->flags | NF_IN_RIB : n->flags & ~NF_IN_RIB);
	b->installing = true;
	rib_replace(b->s, &r, nh, count);
	b->installing = false;
	if (debug_on(b->s->dev, DEBUG_IP_BGP)) {
		char x[IP6_TEXT];

		bgp_debug(b, "BGP(%u): Revise route %s %s/%u", t->af, count ? "installing" : "removing", ipaddr_text(&r.prefix, x), n->plen);
	}
}

void bgp_retell(struct bgp_table *t)
{
	t->b->installing = true;
	for (struct bgp_net *n = NULL; (n = bgp_net_from(t, n ? n->id + 1 : 1));)
		if (n->flags & NF_IN_RIB) {
			struct ipaddr a = bgp_net_addr(t, n);

			redist_link(t->b->s, &a, n->plen);
		}
	t->b->installing = false;
}

/* ---- what we originate ---- */

static void originate(struct bgp_table *t, const struct ipaddr *prefix, u8 plen, u8 kind, const struct policy_route *r, u8 origin)
{
	struct bgp *b = t->b;
	struct bgp_draft d = { .h = { .origin = origin } };
	struct bgp_room room;
	struct bgp_net *n = bgp_net_get(t, prefix, plen);
	struct intern *attr;
	struct bgp_path *x;
	u16 weight = r->set & SET_WEIGHT ? (u16)r->weight : 32768;

	if (!n)
		return;
	d.h.med = r->metric;
	d.h.has = HAS_MED;
	if (r->next_hop.af)
		bgp_set_next_hop(&d.h, &r->next_hop);
	bgp_policy_apply(r, &d, &room);
	attr = bgp_draft_intern(b->w, &d);
	x = bgp_path_own(t, n, kind);
	if (x && x->attr == attr && x->weight == weight) {
		intern_put(b->w, attr);
		if (b->s->vrf)	/* the route may lead out of another interface, which no attribute tells: for the VRFs that import it */
			bgp_net_dirty(t, n);
		return;
	}
	x = bgp_path_set(t, n, NULL, kind, 0, attr, NULL, NULL);
	if (x)
		x->weight = weight;
}

static void forget(struct bgp_table *t, const struct ipaddr *prefix, u8 plen, u8 kind)
{
	struct bgp_net *n = bgp_net_find(t, prefix, plen);
	struct bgp_path *x = n ? bgp_path_own(t, n, kind) : NULL;

	if (x)
		bgp_path_del(t, n, x);
}

/* One prefix: is it ours to tell? */
static void origin_look(struct bgp *b, const struct ipaddr *prefix, u8 plen)
{
	struct bgp_table *t = b->table[bgp_af_of(prefix)];
	const struct rib_entry *e = rib_exact(b->s, prefix, plen);
	const struct rib_route *r = e ? rib_sound(b->s, e) : NULL;
	const struct bgp_network *w;
	const struct redist *d;
	struct policy_route pr;
	bool takes = false, usable = r && r->source != ROUTE_BGP && r->source != ROUTE_LOCAL;

	if (!t)
		return;
	for (w = b->fam[t->af].networks; w && (w->plen != plen || !ipaddr_eq(&w->prefix, prefix)); w = w->next)
		;
	if (w && usable && !w->backdoor) {
		pr = redist_route(b->s, e, r);
		takes = route_map_permits(w->map, &pr);
	}
	if (takes)
		originate(t, prefix, plen, BGP_NETWORK, &pr, 0);
	else
		forget(t, prefix, plen, BGP_NETWORK);
	d = usable && (plen || b->originate) ? redist_takes(b->s, b->fam[t->af].redist, e, &pr) : NULL;
	if (d && b->fam[t->af].metric_set && !d->metric_set && !(pr.set & SET_METRIC) && r->source != ROUTE_CONNECTED)
		pr.metric = b->fam[t->af].metric;
	if (d)
		originate(t, prefix, plen, BGP_REDIST, &pr, 2);
	else
		forget(t, prefix, plen, BGP_REDIST);
}

static void origin_scan(struct bgp *b)
{
	for (u8 af = 0; af < BGP_AFS; af++) {
		struct bgp_table *t = b->table[af];
		struct rib_entry **all;
		u32 n;

		if (!t)
			continue;
		for (struct bgp_net *x = NULL; (x = bgp_net_from(t, x ? x->id + 1 : 1));) {
			if (bgp_path_own(t, x, BGP_NETWORK) || bgp_path_own(t, x, BGP_REDIST)) {
				struct ipaddr a = bgp_net_addr(t, x);

				origin_look(b, &a, x->plen);
			}
		}
		for (const struct bgp_network *w = b->fam[af].networks; w; w = w->next)
			origin_look(b, &w->prefix, w->plen);
		if (!b->fam[af].redist)
			continue;
		all = rib_sorted(b->s, af == BGP_IP4 ? AF_IP4 : AF_IP6, &n);
		for (u32 k = 0; k < n; k++) {
			struct ipaddr prefix = rib_prefix(all[k]);
			const struct rib_route *r = rib_best(b->s, all[k]);

			if (r && r->source != ROUTE_BGP)
				origin_look(b, &prefix, all[k]->plen);
		}
		free(all);
	}
}

void bgp_origin_all(struct bgp *b)
{
	b->local_new = true;
	bgp_track_soon(b);
}

/* ---- hearing of the RIB ---- */

void bgp_track_soon(struct bgp *b)
{
	if (b->on && !b->stopping && !b->s->cleaning && !b->track.slot)
		timer_set(b->w, &b->track, bgp_now(b));
}

void bgp_hops_now(struct bgp *b)
{
	timer_stop(b->w, &b->scan);
	b->hops_due = true;
	bgp_track_soon(b);
}

static void scan_due(struct timer *t) { bgp_hops_now(container_of(t, struct bgp, scan)); }

/* `bgp nexthop trigger`: after its delay, or when the scanner would come by. */
static void hops_soon(struct bgp *b)
{
	u32 wait_s = b->no_trigger ? SCAN_S : b->trigger_s;

	b->hops_new = true;
	if (!wait_s)
		b->hops_due = true;
	else if (!b->scan.slot && !b->stopping && !b->s->cleaning)
		timer_set(b->w, &b->scan, bgp_now(b) + wait_s * NSEC_PER_SEC);
}

static void rib_changed(struct rib_watch *w, const struct rib_entry *e)
{
	struct bgp *b = container_of(w, struct bgp, rib);
	u8 af = e->af == AF_IP6 ? BGP_IP6 : BGP_IP4;
	const struct rib_route *r;

	bgp_cond_soon(b);
	b->self_new |= !b->installing && e->plen == (e->af == AF_IP6 ? 128 : 32) && (!e->leaf || b->s->leaf[e->leaf].kind == LEAF_LOCAL);
	if (e->plen >= *hops_plen(b, e->af))
		hops_soon(b);
	bgp_track_soon(b);
	if (!b->fam[af].networks && !b->fam[af].redist)
		return;
	r = rib_best(b->s, e);
	if (b->installing && r && r->source == ROUTE_BGP)
		return;
	if (b->n_pending == b->cap_pending) {
		b->cap_pending = b->cap_pending ? 2 * b->cap_pending : 32;
		b->pending = xrealloc(b->pending, b->cap_pending, sizeof(*b->pending));
		b->pending_len = xrealloc(b->pending_len, b->cap_pending, 1);
	}
	b->pending[b->n_pending] = rib_prefix(e);
	b->pending_len[b->n_pending++] = e->plen;
}

/* An address of ours came or went: that which neighbours are told as their next hop may be another. */
static void self_look(struct bgp *b)
{
	b->self_new = false;
	for (struct bgp_peer *p = b->peers; p; p = p->next) {
		bool other = p->up && bgp_session_self(p);

		for (u8 af = 0; other && af < BGP_AFS; af++)
			bgp_group_refresh(p, af);
	}
}

static void track(struct timer *t)
{
	struct bgp *b = container_of(t, struct bgp, track);

	if (b->self_new)
		self_look(b);
	if (b->hops_new && b->hops_due) {
		bool changed = false;

		b->hops_new = false;
		b->hops_plen[0] = b->hops_plen[1] = 128;
		for (u32 k = 0; k < BGP_HOPS; k++)
			for (struct bgp_hop *h = b->hops[k]; h; h = h->next)
				changed |= hop_resolve(b, h);
		for (u8 af = 0; changed && af < BGP_AFS; af++)
			if (b->table[af])
				bgp_rescan(b->table[af]);
	}
	b->hops_due = false;
	if (b->local_new) {
		b->local_new = false;
		b->n_pending = 0;
		origin_scan(b);
	}
	for (u32 k = 0; k < b->n_pending; k++)
		origin_look(b, &b->pending[k], b->pending_len[k]);
	b->n_pending = 0;
	bgp_fallover_look(b);
	if (b->families_new) {
		b->families_new = false;
		bgp_families_look(b);
	}
}

static void policy_new(struct policy_watch *w)
{
	struct bgp *b = container_of(w, struct bgp, policy);

	bgp_cond_soon(b);
	if (b->fallover)
		bgp_track_soon(b);
	if (b->s->vrf)
		bgp_vpn_again(b->s);
	for (u8 af = 0; af < BGP_AFS; af++) {
		bool maps = b->fam[af].redist != NULL;

		for (const struct bgp_network *n = b->fam[af].networks; n; n = n->next)
			maps |= n->map != NULL;
		for (const struct bgp_aggregate *g = b->table[af] ? b->fam[af].aggregates : NULL; g; g = g->next)
			if (g->map || g->suppress || g->advertise)
				bgp_aggregates_soon(b->table[af]);
		if (maps)
			bgp_origin_all(b);
		if ((b->fam[af].table_map || b->distances) && b->table[af])
			bgp_reinstall(b->table[af]);
		for (struct bgp_peer *p = b->peers; p; p = p->next)
			if (p->up && p->af[af].on)
				bgp_group_policy(p, af);
	}
}

void bgp_rib_open(struct bgp *b)
{
	b->hops = xcalloc(BGP_HOPS, sizeof(struct bgp_hop *));
	b->track.fire = track;
	b->scan.fire = scan_due;
	b->rib.changed = rib_changed;
	b->policy.changed = policy_new;
	rib_watch(b->s, &b->rib);
	policy_watch(b->s, &b->policy);
}

void bgp_rib_close(struct bgp *b)
{
	rib_unwatch(b->s, &b->rib);
	policy_unwatch(b->s, &b->policy);
	timer_stop(b->w, &b->track);
	timer_stop(b->w, &b->scan);
	free(b->pending);
	free(b->pending_len);
	b->pending = NULL;
	b->pending_len = NULL;
	b->n_pending = b->cap_pending = 0;
	if (b->n_hops)
		bug("bgp: %u next hops are still referred to", b->n_hops);
	free(b->hops);
	b->hops = NULL;
}

void bgp_route_words(const struct ipstack *s, const struct rib_entry *e, const struct rib_path *p, struct route_words *w)
{
	const struct bgp *b = s->bgp;
	const struct bgp_table *t = b ? b->table[e->af == AF_IP6 ? BGP_IP6 : BGP_IP4] : NULL;
	struct ipaddr prefix = rib_prefix(e);
	const struct bgp_net *n = t ? bgp_net_find(t, &prefix, e->plen) : NULL;
	const struct bgp_path *best = n ? bgp_best(t, n) : NULL, *q = best;
	struct nexthop h;

	if (!best)
		return;
	w->as = b->as;
	snprintf(w->type, sizeof(w->type), "%s", !best->peer ? "" : bgp_external(best->peer) ? "external" : "internal");
	/* The path of this way: the best, or one beside it. */
	for (const struct bgp_path *x = bgp_paths(t, n); x; x = bgp_path_next(t, x)) {
		if (!x->peer || (x != best && !(x->flags & PF_MULTI)))
			continue;
		h = hop_of(x);
		if (ipaddr_eq(&h.via, &p->nh->hop.via))
			q = x;
	}
	if (!q->peer)
		return;
	w->from = q->peer->addr;
	snprintf(w->more, sizeof(w->more), "      AS Hops %u\n", bgp_attrs(q->attr)->hops);
}

u32 bgp_number(const struct ipstack *s) { return s->bgp ? s->bgp->as : 0; }
bool bgp_gives_internal(const struct ipstack *s, u8 af) { return s->bgp && s->bgp->fam[af == AF_IP6 ? BGP_IP6 : BGP_IP4].internal; }

void bgp_redistributors(const struct ipstack *s, u8 af, redist_user *fn, void *arg)
{
	const struct bgp *b = s->bgp;
	char name[24];

	if (!b || !b->fam[af == AF_IP6 ? BGP_IP6 : BGP_IP4].redist)
		return;
	snprintf(name, sizeof(name), "bgp %u", b->as);
	fn(arg, name, b->fam[af == AF_IP6 ? BGP_IP6 : BGP_IP4].redist);
}
