/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The shortest-path tree of an area: 16.1, by Dijkstra with a heap. A vertex is a router or a network LSA; the LSA knows its vertex while the
 * tree is being used. Next hops are sets, made once and shared, so that carrying them down the tree is copying a number.
 */
#include <stdlib.h>

#include "router/ospf/links.h"
#include "router/ospf/log.h"

/* ---- sets of next hops ---- */

static u16 set_of(struct ospf *o, const struct hop_set *s)
{
	if (!s->n)
		return 0;
	for (u32 k = 1; k < o->n_sets; k++)
		if (o->sets[k].n == s->n && !memcmp(o->sets[k].hop, s->hop, s->n * sizeof(*s->hop)))
			return (u16)k;
	if (o->n_sets >= 0xffff)
		return 0;
	if (o->n_sets == o->sets_cap) {
		o->sets_cap = o->sets_cap ? 2 * o->sets_cap : 4;
		o->sets = xrealloc(o->sets, o->sets_cap, sizeof(*o->sets));
	}
	o->sets[o->n_sets] = *s;
	return (u16)o->n_sets++;
}

static bool hop_eq(const struct ospf_hop *h, const struct ospf_if *oi, const struct ipaddr *via)
{
	return h->oi == oi && h->port == oi->port && h->via.af == via->af &&
	       (via->af == AF_NONE || (via->af == AF_IP4 ? h->via.v4 == via->v4 : ip6_eq(&h->via.v6, &via->v6)));
}

u16 hops_one(struct ospf *o, struct ospf_if *oi, const struct ipaddr *via)
{
	u32 k = 0;

	while (k < o->n_hops && !hop_eq(&o->hops[k], oi, via))
		k++;
	if (k == o->n_hops) {
		if (k >= 0xffff)
			return 0;
		if (o->n_hops == o->hops_cap) {
			o->hops_cap = o->hops_cap ? 2 * o->hops_cap : 4;
			o->hops = xrealloc(o->hops, o->hops_cap, sizeof(*o->hops));
		}
		o->hops[o->n_hops++] = (struct ospf_hop){ oi, oi->port, *via };
	}
	return set_of(o, &(struct hop_set){ 1, { (u16)k } });
}

u16 hops_union(struct ospf *o, u16 a, u16 b)
{
	const struct hop_set *x = &o->sets[a], *y = &o->sets[b];
	struct hop_set u = { 0 };
	unsigned i = 0, j = 0;

	if (a == b || !b)
		return a;
	if (!a)
		return b;
	while (u.n < OSPF_HOPS_MAX && (i < x->n || j < y->n)) {
		u16 h = j == y->n || (i < x->n && x->hop[i] <= y->hop[j]) ? x->hop[i] : y->hop[j];

		i += i < x->n && x->hop[i] == h;
		j += j < y->n && y->hop[j] == h;
		u.hop[u.n++] = h;
	}
	return set_of(o, &u);
}

void hops_begin(struct ospf *o)
{
	if (o->sets)
		return;
	o->sets_cap = 4;
	o->sets = xcalloc(o->sets_cap, sizeof(*o->sets));
	o->n_sets = 1;
}

/* Sets that no route has any more are forgotten, now and then. */
void hops_collect(struct ospf *o)
{
	struct hop_set *old = o->sets;
	struct ospf_hop *hops = o->hops;
	u16 *map;
	u32 n = o->n_sets;

	if (o->n_sets < 256 && o->n_hops < 256)
		return;
	map = xcalloc(n, sizeof(*map));
	for (u32 k = 0; k < o->n_rt; k++)
		map[ospf_route_at(o, k)->now.set] = 1;
	for (u32 k = 0; k < o->n_was; k++)
		map[o->was[k].set] = 1;
	for (u32 k = 0; k < o->n_routers; k++)
		map[o->routers[k].set] = 1;
	o->sets = NULL;
	o->hops = NULL;
	o->n_sets = o->sets_cap = o->n_hops = o->hops_cap = 0;
	hops_begin(o);
	for (u32 k = 1; k < n; k++) {
		u16 set = 0;

		for (unsigned h = 0; map[k] && h < old[k].n; h++) {
			const struct ospf_hop *x = &hops[old[k].hop[h]];
			struct ospf_if gone = { .port = x->port };

			set = hops_union(o, set, hops_one(o, x->oi ? x->oi : &gone, &x->via));
			if (!x->oi)
				o->hops[o->n_hops - 1].oi = NULL;
		}
		map[k] = set;
	}
	map[0] = 0;
	for (u32 k = 0; k < o->n_rt; k++)
		ospf_route_at(o, k)->now.set = map[ospf_route_at(o, k)->now.set];
	for (u32 k = 0; k < o->n_was; k++)
		o->was[k].set = map[o->was[k].set];
	for (u32 k = 0; k < o->n_routers; k++)
		o->routers[k].set = map[o->routers[k].set];
	free(map);
	free(old);
	free(hops);
}

/* ---- the heap: candidates by distance; networks before routers (16.1 (3)), then by age of discovery: all in one number ---- */

struct heap { u64 *slot; u32 n; struct vertex *v; };

static u64 candidate(const struct vertex *v, u32 at) { return (u64)v[at].dist << 32 | (u64)!v[at].network << 31 | at; }
static u32 vertex_of(u64 candidate) { return candidate & 0x7fffffff; }

static void heap_put(struct heap *h, u32 at, u64 x)
{
	h->slot[at] = x;
	h->v[vertex_of(x)].heap = at + 1;
}

static void sift_up(struct heap *h, u32 at, u64 x)
{
	for (; at && x < h->slot[(at - 1) / 2]; at = (at - 1) / 2)
		heap_put(h, at, h->slot[(at - 1) / 2]);
	heap_put(h, at, x);
}

static u32 heap_pop(struct heap *h)
{
	u32 top = vertex_of(h->slot[0]), at = 0, c;
	u64 x = h->slot[--h->n];

	for (; (c = 2 * at + 1) < h->n; at = c) {
		c += c + 1 < h->n && h->slot[c + 1] < h->slot[c];
		if (x < h->slot[c])
			break;
		heap_put(h, at, h->slot[c]);
	}
	heap_put(h, at, x);
	h->v[top].heap = 0;
	return top;
}

/* ---- the tree ---- */

struct tree { struct ospf_area *a; struct heap h; };

static struct lsa *target_of(struct ospf_area *a, const struct vertex *v, const struct link *k)
{
	bool v3 = ospf_v3(a->o);

	if (v->network)
		return lsdb_find_router(&a->db, k->id);
	if (k->type == LINK_ROUTER || k->type == LINK_VIRTUAL)
		return lsdb_find_router(&a->db, k->id);
	if (k->type == LINK_NETWORK)
		return v3 ? lsdb_find(&a->db, LSA3_NETWORK, k->nbr_if_id, k->nbr_rid) : lsdb_find_network(&a->db, k->id);
	return NULL;
}

/* Of a router LSA of version 2. */
static bool links_back2(const struct lsa *w, const struct vertex *v)
{
	struct links2 x = links2_of(w);
	u32 id = v->network ? v->lsa->id : v->lsa->adv;
	const u8 *p;

	while ((p = link2_next(&x)))
		if (link2_id(p) == id && (v->network ? p[LINK2_TYPE] == LINK_NETWORK : p[LINK2_TYPE] == LINK_ROUTER || p[LINK2_TYPE] == LINK_VIRTUAL))
			return true;
	return false;
}

/* 16.1 (2)(b): w says so too. */
static bool links_back(struct ospf *o, struct lsa *w, const struct vertex *v)
{
	struct link_it it;
	struct link k;

	if (w->type == LSA_ROUTER)
		return links_back2(w, v);
	link_begin(&it, o, w);
	while (link_next(&it, &k)) {
		if (it.network || !v->network) {
			if ((it.network || k.type == LINK_ROUTER || k.type == LINK_VIRTUAL) && k.id == v->lsa->adv)
				return true;
		} else if (k.type == LINK_NETWORK && k.nbr_if_id == v->lsa->id && k.nbr_rid == v->lsa->adv) {
			return true;
		}
	}
	return false;
}

static struct ospf_if *own_if(struct ospf_area *a, const struct link *k)
{
	for (struct ospf_if *oi = a->o->ifs; oi; oi = oi->next) {
		if (oi->area != a || oi->state == IFS_DOWN || (k->type == LINK_VIRTUAL) != (oi->net == NET_VIRTUAL))
			continue;
		if (k->type == LINK_VIRTUAL && oi->peer == k->id)
			return oi;
		if (k->type == LINK_VIRTUAL)
			continue;
		if (ospf_v3(a->o) ? oi->if_id == k->if_id : oi->unnumbered ? oi->if_id == k->data : oi->addr == k->data)
			return oi;
	}
	return NULL;
}

static const struct ospf_nbr *nbr_of(const struct ospf_if *oi, u32 rid)
{
	const struct ospf_nbr *n = oi->nbrs;

	while (n && n->rid != rid)
		n = n->next;
	return n;
}

/* The address of a router on a network of ours that is no neighbour (spokes of an NBMA network): what it says of it itself. */
static bool address_on(struct ospf_if *oi, const struct vertex *net, struct lsa *w, struct ipaddr *out)
{
	struct link_it it;
	struct link k;

	if (ospf_v3(oi->o)) {
		for (u32 i = 0; i < oi->db.n; i++) {
			const struct lsa *l = lsdb_at(&oi->db, i);
			struct rd r = lsa_rd(l);

			if (l->type != LSA3_LINK || l->adv != w->adv || l->max_age)
				continue;
			rd_skip(&r, 4);
			*out = (struct ipaddr){ .af = oi->o->af };
			if (oi->o->af == AF_IP4) { /* RFC 5838 2.5 */
				out->v4 = rd_u32(&r);
				return !r.bad && out->v4 && !((out->v4 ^ oi->addr) & oi->mask);
			}
			rd_copy(&r, out->v6.b, 16);
			return !r.bad && ip6_is_linklocal(&out->v6);
		}
		return false;
	}
	link_begin(&it, oi->o, w);
	while (link_next(&it, &k))
		if (k.type == LINK_NETWORK && k.id == net->lsa->id) {
			*out = (struct ipaddr){ .af = AF_IP4, .v4 = k.data };
			return !((k.data ^ oi->addr) & oi->mask);
		}
	return false;
}

/* 16.1.1: of the first hop. */
static u16 first_hops(struct tree *t, const struct vertex *v, const struct link *k, struct lsa *w)
{
	struct ospf *o = t->a->o;
	const struct ospf_nbr *n;
	struct ipaddr a;
	u16 set = 0;
	bool named = o->version == 2 || o->af == AF_IP6;	/* a neighbour's packets come from the address that routes go to */

	if (!v->network) { /* v is the root */
		struct ospf_if *oi = own_if(t->a, k);

		if (!oi)
			return 0;
		if (k->type == LINK_VIRTUAL) {
			const struct router_route *r = router_route(o, oi->peer, oi->transit, RTR_B);

			return r ? r->set : 0;
		}
		if (k->type == LINK_NETWORK)
			return hops_one(o, oi, &(struct ipaddr){ 0 });
		n = nbr_of(oi, k->id);
		if (!n || n->state < NS_2WAY)
			return 0;
		return named ? hops_one(o, oi, &n->addr) : address_on(oi, v, w, &a) ? hops_one(o, oi, &a) : 0;
	}
	/* v is a network that the root is on. */
	for (unsigned h = 0; h < o->sets[v->set].n; h++) {
		struct ospf_if *oi = o->hops[o->sets[v->set].hop[h]].oi;

		n = oi ? nbr_of(oi, w->adv) : NULL;
		if (named && n && n->state >= NS_2WAY)
			set = hops_union(o, set, hops_one(o, oi, &n->addr));
		else if (oi && address_on(oi, v, w, &a))
			set = hops_union(o, set, hops_one(o, oi, &a));
	}
	return set;
}

static void consider(struct tree *t, u32 from, const struct link *k)
{
	struct ospf_area *a = t->a;
	const struct vertex *v = &a->v[from], *up = &a->v[v->parent];
	u32 dist = v->dist + (v->network ? 0 : k->cost), i;
	struct vertex *x = NULL;
	struct lsa *w;
	u16 set;

	if (from && k->type == LINK_ROUTER && !v->network && !up->network && up->lsa && up->lsa->adv == k->id)
		return;	/* back to where it was reached from */
	w = target_of(a, v, k);
	if (!w || w->max_age)
		return;
	if (w->vertex) {
		x = &a->v[w->vertex - 1];
		if (!x->heap || dist > x->dist)
			return;
	}
	if (!links_back(a->o, w, v))
		return;
	if (ospf_v3(a->o) && !(w->type == LSA3_NETWORK) && a->o->af == AF_IP6 && !(w->body->bytes[OSPF_LSA_HLEN + 3] & OPT3_V6))
		return; /* RFC 5340 2.7: it does not forward IPv6 */
	set = !from || v->root_side ? first_hops(t, v, k, w) : v->set;
	if (!set)
		return;
	if (!x) {
		if (a->n_v == a->v_cap) {
			a->v_cap *= 2;
			a->v = t->h.v = xrealloc(a->v, a->v_cap, sizeof(*a->v));
			t->h.slot = xrealloc(t->h.slot, a->v_cap, sizeof(*t->h.slot));
			v = &a->v[from];
		}
		i = a->n_v++;
		w->vertex = i + 1;
		a->v[i] = (struct vertex){ .lsa = w, .dist = dist, .set = set, .parent = from, .network = w->type == LSA_NETWORK || w->type == LSA3_NETWORK };
		a->v[i].root_side = !from && a->v[i].network;
		sift_up(&t->h, t->h.n++, candidate(a->v, i));
		return;
	}
	if (dist == x->dist) {
		x->set = hops_union(a->o, x->set, set);
		return;
	}
	x->dist = dist;
	x->set = set;
	x->parent = from;
	x->root_side = !from && x->network;
	sift_up(&t->h, x->heap - 1, candidate(a->v, (u32)(x - a->v)));
}

/* The router LSA of version 2 at that vertex, its stubs left out. */
static void follow2(struct tree *t, u32 at)
{
	struct links2 x = links2_of(t->a->v[at].lsa);
	const u8 *p;

	while ((p = link2_next(&x)))
		if (p[LINK2_TYPE] != LINK_STUB)
			consider(t, at, &(struct link){ .type = p[LINK2_TYPE], .id = link2_id(p), .data = link2_data(p), .cost = link2_cost(p) });
}

static void follow(struct tree *t, u32 at)
{
	struct ospf *o = t->a->o;
	struct lsa *l = t->a->v[at].lsa;
	struct link_it it;
	struct link k;

	if (l->type == LSA_ROUTER) {
		follow2(t, at);
		return;
	}
	link_begin(&it, o, l);
	if (ospf_v3(o) && at && !it.network && !(l->body->bytes[OSPF_LSA_HLEN + 3] & OPT3_R))
		return; /* RFC 5340 2.7: a host, not to be gone through */
	while (link_next(&it, &k))
		consider(t, at, &k);
}

void spf_forget(struct ospf_area *a)
{
	for (u32 k = 0; k < a->n_v; k++)
		if (a->v[k].lsa)
			a->v[k].lsa->vertex = 0;
	free(a->v);
	a->v = NULL;
	a->n_v = 0;
}

void spf_area(struct ospf_area *a)
{
	struct ospf *o = a->o;
	struct tree t = { .a = a };
	struct lsa *root = lsdb_find_router(&a->db, o->rid);

	spf_forget(a);
	a->transit = false;
	a->spf_runs++;
	a->spf_last = ospf_now(o);
	if (!root || root->max_age)
		return;
	a->v_cap = a->db.n_type[LSA_ROUTER] + a->db.n_type[LSA_NETWORK] + 1;
	a->v = t.h.v = xcalloc(a->v_cap, sizeof(*a->v));
	t.h.slot = xcalloc(a->v_cap, sizeof(*t.h.slot));
	a->v[0].lsa = root;
	root->vertex = a->n_v = 1;
	heap_put(&t.h, t.h.n++, candidate(a->v, 0));
	while (t.h.n) {
		u32 at = heap_pop(&t.h);

		if (!a->v[at].network && lsa_router_bits(o, a->v[at].lsa) & RTR_V)
			a->transit = true;
		follow(&t, at);
	}
	free(t.h.slot);
}

/* ---- when ---- */

void spf_schedule(struct ospf *o, bool full)
{
	const struct throttle *t = &o->spf;
	nsec now = ospf_now(o), start = t->start_ms * NSEC_PER_MS, max = t->max_ms * NSEC_PER_MS, due = now + start;

	if (o->freeing || !o->running || o->gr.stage == GR_RESTARTING)
		return;
	o->spf_full |= full;
	if (timer_is_set(&o->spf_timer))
		return;
	if (!o->spf_last || now > o->spf_last + max_u64(max, o->spf_hold)) {
		o->spf_hold = t->hold_ms * NSEC_PER_MS;
	} else {
		due = max_u64(due, o->spf_last + o->spf_hold);
		o->spf_hold = min_u64(2 * o->spf_hold, max);
	}
	o->spf_asked = now;
	timer_set(ospf_worker(o), &o->spf_timer, due);
	ospf_log_spf(o, OEV_SCHEDULED, due - now);
}

void spf_timer(struct timer *t)
{
	struct ospf *o = container_of(t, struct ospf, spf_timer);

	o->spf_last = ospf_now(o);
	o->spf_runs++;
	OSPF_DEBUG(o, OD_SPF, "OSPF-%u SPF  : running SPF, %u LSAs", o->id, o->n_lsas);
	ospf_log_spf(o, OEV_SPF, o->spf_last - o->spf_asked);
	routes_run(o);
	ospf_log_run(o);
	ospf_log_spf(o, OEV_SPF_END, o->spf_hold);
	o->spf_full = false;
}
