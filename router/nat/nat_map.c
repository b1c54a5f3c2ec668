/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where global addresses and ports come from: static mappings, pools, an interface's address. Overloading keeps the port when it is free,
 * else takes the next free one of its range (below 512, below 1024, the rest: IOS), and the next address of the pool when a range is full.
 */
#include <stdlib.h>

#include "router/nat/own.h"
#include "router/route.h"

static const u32 range_first[4] = { 1, 512, 1024, 65536 };

static unsigned range_of(u32 port) { return port < 512 ? 0 : port < 1024 ? 1 : 2; }
static int kind_of(u8 proto) { return proto == IP_TCP ? 0 : proto == IP_UDP ? 1 : proto == IP_ICMP ? 2 : -1; }

/* ---- ports of an address ---- */

bool nat_port_reserve(struct nat_addr *a, u8 proto, u16 port)
{
	int k = kind_of(proto);

	if (k < 0)
		return true;
	if (!a->bits[k])
		a->bits[k] = xcalloc(65536 / 64, sizeof(u64));
	if (a->bits[k][port / 64] >> port % 64 & 1)
		return false;
	a->bits[k][port / 64] |= 1ull << port % 64;
	a->used[k][range_of(port)]++;
	return true;
}

void nat_port_free(struct nat_addr *a, u8 proto, u16 port)
{
	int k = kind_of(proto);

	if (k < 0 || !a->bits[k] || !(a->bits[k][port / 64] >> port % 64 & 1))
		return;
	a->bits[k][port / 64] &= ~(1ull << port % 64);
	a->used[k][range_of(port)]--;
}

/* The next free port of the range after `port`, around its end. 64 ports at a look. */
bool nat_port_choose(struct nat_addr *a, u8 proto, u16 *port)
{
	unsigned r = range_of(*port);
	u32 first = range_first[r], end = range_first[r + 1];
	int k = kind_of(proto);
	u32 at = *port;

	if (*port && nat_port_reserve(a, proto, *port))
		return true;
	if (k < 0 || a->used[k][r] >= end - first)
		return false;
	for (u32 n = 0; n <= (end - first) / 64 + 2; n++) {
		u64 free_bits = (a->bits[k] ? ~a->bits[k][at / 64] : ~0ull) & (~0ull << at % 64); /* the first one may ask for port 0 */

		if (at / 64 == 0)
			free_bits &= ~1ull; /* port 0 is none */
		if (free_bits && at / 64 * 64 + (u32)__builtin_ctzll(free_bits) < end) {
			*port = (u16)(at / 64 * 64 + (u32)__builtin_ctzll(free_bits));
			return nat_port_reserve(a, proto, *port);
		}
		at = (at / 64 + 1) * 64;
		if (at >= end)
			at = first;
	}
	return false;
}

/* ---- bindings ---- */

void nat_route(struct ipstack *s, u32 og, u32 ol, bool there)
{
	struct route r = { .prefix = ipaddr4(ol), .plen = 32, .source = ROUTE_STATIC, .distance = DISTANCE_STATIC, .nh.via = ipaddr4(og) };

	if (there)
		rib_add(s, &r);
	else if (!s->cleaning) /* its table has gone */
		rib_del(s, &r);
}

static u32 slot(const struct nat *n, const struct ipstack *s, u8 proto, u32 a, u16 port) { return (u32)nat_hash(s, proto, a, port, 0, 0) & (n->n_buckets - 1); }

/* by: NULL: any that an access list selected, which serves whatever is sent; else of that rule. */
static struct nat_bind *local(const struct nat *n, const struct ipstack *ip, bool outside, u8 proto, u32 il, u16 ilp, const struct nat_rule *by)
{
	struct nat_bind *b = n->local[slot(n, ip, proto, il, ilp)];

	while (b && !(b->il == il && b->ilp == ilp && b->proto == proto && b->ip == ip && b->outside == outside && (by ? b->rule == by : !b->rule->map)))
		b = b->next_local;
	return b;
}

struct nat_bind *nat_bind_local(const struct nat *n, const struct ipstack *in_ip, u8 proto, u32 il, u16 ilp) { return local(n, in_ip, false, proto, il, ilp, NULL); }

static struct nat_bind *global(const struct nat *n, const struct ipstack *space, bool outside, u8 proto, u32 ig, u16 igp)
{
	struct nat_bind *b = n->global[slot(n, space, proto, ig, igp)];

	while (b && !(b->ig == ig && b->igp == igp && b->proto == proto && b->space == space && b->outside == outside))
		b = b->next_global;
	return b;
}

struct nat_bind *nat_bind_global(const struct nat *n, const struct ipstack *out_ip, u8 proto, u32 ig, u16 igp)
{
	struct nat_bind *b = global(n, out_ip, false, proto, ig, igp);

	if (b || out_ip == n->ip)
		return b;
	b = global(n, n->ip, false, proto, ig, igp);
	return b && b->ip == out_ip ? b : NULL; /* an interface outside in a VRF serves that VRF alone */
}

struct nat_bind *nat_bind_ol(const struct nat *n, const struct ipstack *in_ip, u32 ol) { return global(n, in_ip, true, 0, ol, 0); }

static void whole_expired(struct timer *t)
{
	struct nat_bind *b = container_of(t, struct nat_bind, timer);
	struct nat *n = b->rule->nat;
	nsec due = b->last + n->timeout_s[NAT_OTHER] * NSEC_PER_SEC;

	if (b->rule->add_route && !b->routed) {
		b->routed = true;
		nat_route(b->ip, b->il, b->ig, true);
	}
	if (!n->timeout_s[NAT_OTHER])
		return;
	if (b->refs || due > stack_now(n->ip)) {
		timer_set(n->ip->node->worker, t, max_u64(due, stack_now(n->ip) + NSEC_PER_SEC));
		return;
	}
	n->expired++;
	nat_bind_free(n, b);
}

static struct ipstack *space_of(const struct nat_rule *r) { return r->own_space ? r->ip : r->nat->ip; }

/* like: what it binds, and by which rule. a is held. */
static struct nat_bind *bind_new(struct nat *n, const struct nat_bind *like, struct nat_addr *a)
{
	struct nat_bind *b = xcalloc(1, sizeof(*b));
	u32 l, g;

	*b = *like;
	b->addr = a;
	b->ig = a->addr;
	b->space = a->space;
	b->timer.fire = whole_expired;
	l = slot(n, b->ip, b->proto, b->il, b->ilp);
	g = slot(n, b->space, b->proto, b->ig, b->igp);
	b->created = b->last = stack_now(n->ip);
	b->next_local = n->local[l];
	n->local[l] = b;
	b->next_global = n->global[g];
	n->global[g] = b;
	n->n_binds++;
	n->n_whole += !b->proto;
	b->rule->refs++;
	if (b->rule->add_route) /* at once, but after the packet that made it: the FIB stays as it is while packets look at it */
		timer_set(n->ip->node->worker, &b->timer, b->created);
	else if (!b->proto && n->timeout_s[NAT_OTHER])
		timer_set(n->ip->node->worker, &b->timer, b->created + n->timeout_s[NAT_OTHER] * NSEC_PER_SEC);
	return b;
}

void nat_bind_free(struct nat *n, struct nat_bind *b)
{
	struct nat_bind **at;

	timer_stop(n->ip->node->worker, &b->timer);
	if (b->routed)
		nat_route(b->ip, b->il, b->ig, false);
	for (at = &n->local[slot(n, b->ip, b->proto, b->il, b->ilp)]; *at != b; at = &(*at)->next_local)
		;
	*at = b->next_local;
	for (at = &n->global[slot(n, b->space, b->proto, b->ig, b->igp)]; *at != b; at = &(*at)->next_global)
		;
	*at = b->next_global;
	if (b->proto)
		nat_port_free(b->addr, b->proto, b->igp);
	else if (b->pool)
		nat_pool_give(b->pool, b->ig);
	nat_addr_release(n, b->addr);
	b->rule->refs--;
	n->n_binds--;
	n->n_whole -= !b->proto;
	free(b);
}

/* A port's binding goes with its last flow; an address's stays for its time. */
void nat_bind_unref(struct nat *n, struct nat_bind *b)
{
	if (!--b->refs && b->proto)
		nat_bind_free(n, b);
}

static void exhausted(struct nat *n, u32 il, const char *pool)
{
	char t[IP4_TEXT];

	if (bucket_take(&n->log_limit, stack_now(n->ip)))
		device_log(n->ip->dev, "IPNAT", 4, "ADDR_ALLOC_FAILURE", "Address allocation failed for %s, pool %s might be exhausted", ip4_text(il, t), pool);
}

/* like: rule, ip, proto, il and ilp are set. */
static struct nat_bind *overload(struct nat *n, struct nat_bind *like, u32 addr)
{
	struct nat_addr *a = nat_addr_hold(n, space_of(like->rule), addr);
	bool ports = kind_of(like->proto) >= 0;

	like->igp = ports ? like->ilp : 0;
	/* What has no ports shares an address with nobody else of its protocol. */
	if (ports ? nat_port_choose(a, like->proto, &like->igp) : !global(n, a->space, false, like->proto, addr, 0))
		return bind_new(n, like, a);
	nat_addr_release(n, a);
	return NULL;
}

static struct nat_bind *whole(struct nat *n, const struct nat_bind *like, struct nat_pool *p)
{
	struct nat_bind b = *like;
	u32 addr;

	b.proto = 0;
	b.ilp = b.igp = 0;
	b.pool = p;
	if (!p || !nat_pool_take(p, b.il, &addr))
		return NULL;
	return bind_new(n, &b, nat_addr_hold(n, b.outside ? b.ip : space_of(b.rule), addr));
}

static struct nat_bind *by_rule(struct nat *n, struct nat_rule *r, u8 proto, u32 il, u16 ilp)
{
	struct nat_pool *p = r->iface ? NULL : nat_pool_find(n, r->pool_name);
	struct nat_bind like = { .rule = r, .ip = r->ip, .proto = proto, .il = il, .ilp = ilp }, *b = NULL;

	if (r->iface)
		return r->iface->ip && r->iface->ip->a4 ? overload(n, &like, r->iface->ip->a4->addr) : NULL;
	if (!p || !r->overload)
		return whole(n, &like, p);
	for (u32 k = 0; k < nat_pool_size(p) && !b; k++)
		if (nat_pool_usable(p, nat_pool_addr(p, k)))
			b = overload(n, &like, nat_pool_addr(p, k));
	p->misses += !b;
	return b;
}

/* ---- what selects ---- */

static u32 next_hop(const struct nat_way *w)
{
	const struct leaf *l = &w->ip->leaf[ip4_leaf(w->ip, w->src, w->dst, 0)];

	return (l->kind == LEAF_ADJ || l->kind == LEAF_NEIGH) && l->neigh && l->neigh->addr.af == AF_IP4 ? l->neigh->addr.v4 : w->dst;
}

static bool map_permits(struct route_map *m, const struct nat_way *w)
{
	const struct policy_packet p = { .key = w->key, .len = w->len, .out = w->out ? w->out->i : NULL, .next_hop = next_hop(w) };

	return route_map_fits_packet(m, &p);
}

static bool selects(struct nat_rule *r, const struct nat_way *w)
{
	return r->map ? map_permits(r->map, w) : acl_match(r->acl, w->key) == ACL_PERMIT;
}

struct nat_bind *nat_bind_get(struct nat *n, const struct nat_way *w, u8 proto, u32 il, u16 ilp, bool *tried)
{
	struct nat_bind *b = nat_bind_local(n, w->ip, 0, il, 0);

	*tried = false;
	if (!b)
		b = nat_bind_local(n, w->ip, proto, il, ilp);
	if (b)
		return b;
	for (struct nat_rule *r = n->rules; r; r = r->next) {
		if (r->kind != NAT_INSIDE_SOURCE || r->ip != w->ip || !selects(r, w))
			continue;
		*tried = true;
		if (r->map)
			b = local(n, w->ip, false, r->overload ? proto : 0, il, r->overload ? ilp : 0, r);
		if (!b)
			b = by_rule(n, r, proto, il, ilp);
		if (!b)
			exhausted(n, il, r->iface ? r->iface->name : r->pool_name);
		return b;
	}
	return NULL;
}

struct nat_bind *nat_bind_own(struct nat *n, const struct ipif *out, u8 proto, u32 addr, u16 port)
{
	struct nat_rule *r = n->rules;
	struct nat_bind *b;

	while (r && r->iface != out->i)
		r = r->next;
	if (!r || kind_of(proto) < 0)
		return NULL;
	b = local(n, out->ip, false, proto, addr, port, r);
	return b ? b : overload(n, &(struct nat_bind){ .rule = r, .ip = out->ip, .proto = proto, .il = addr, .ilp = port }, addr);
}

struct nat_bind *nat_bind_outside(struct nat *n, struct ipstack *in_ip, u32 og, const struct acl_key *k, bool *tried)
{
	struct nat_bind *b = local(n, in_ip, true, 0, og, 0, NULL);

	*tried = false;
	for (struct nat_rule *r = n->rules; r && !b; r = r->next) {
		if (r->kind != NAT_OUTSIDE_SOURCE || r->ip != in_ip || acl_match(r->acl, k) != ACL_PERMIT)
			continue;
		*tried = true;
		b = whole(n, &(struct nat_bind){ .rule = r, .ip = in_ip, .outside = true, .il = og }, nat_pool_find(n, r->pool_name));
		if (!b) {
			exhausted(n, og, r->pool_name);
			return NULL;
		}
	}
	return b;
}

struct nat_rule *nat_dest(struct nat *n, const struct ipstack *out_ip, const struct acl_key *k, u32 virtual_addr, u32 *real)
{
	struct acl_key of_dst;
	struct ipaddr a = ipaddr4(virtual_addr);

	acl_key_make(&of_dst, &a, &a, k->proto, 0, 0);
	for (struct nat_rule *r = n->rules; r; r = r->next) {
		struct nat_pool *p = r->kind == NAT_INSIDE_DEST ? nat_pool_find(n, r->pool_name) : NULL;

		/* A standard list names the virtual address by what it has. */
		if (!p || p->type != NAT_POOL_ROTARY || !p->n_ranges || (r->ip != out_ip && out_ip != n->ip) ||
		    acl_match(r->acl, acl_is_standard(r->acl) ? &of_dst : k) != ACL_PERMIT)
			continue;
		*real = nat_pool_addr(p, p->turn++ % nat_pool_size(p));
		return r;
	}
	return NULL;
}

/* ---- static mappings ---- */

u32 nat_static_global(const struct nat_static *st, u32 local)
{
	if (st->iface)
		return st->iface->ip && st->iface->ip->a4 ? st->iface->ip->a4->addr : 0;
	return st->global | (local & ~st->mask);
}
u32 nat_static_local(const struct nat_static *st, u32 global) { return st->local | (global & ~st->mask); }

struct nat_static *nat_static_find(const struct nat *n, const struct ipstack *ip, bool outside, bool by_local, u8 proto, u32 addr, u16 port, const struct nat_way *w)
{
	struct nat_static *best = NULL;

	for (struct nat_static *st = n->statics; st; st = st->next) {
		u32 is = by_local ? st->local : st->iface ? nat_static_global(st, 0) : st->global;

		if (st->outside != outside || (addr & st->mask) != is || !is)
			continue;
		if (st->ip != ip && (outside || by_local || ip != n->ip || st->own_space))
			continue;
		if (st->proto && (st->proto != proto || port != (by_local ? st->lport : st->gport)))
			continue;
		if (st->map && by_local && w && !map_permits(st->map, w))
			continue;
		if (st->proto)
			return st;
		if (!best || st->mask > best->mask)
			best = st;
	}
	return best;
}
