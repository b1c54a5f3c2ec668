/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where global addresses and ports come from: static mappings, pools, an interface's address. Overloading keeps the port when it is free,
 * else takes the next free one of its range (below 512, below 1024, the rest: IOS), and the next address of the pool when a range is full.
 */
#include <stdlib.h>

#include "router/nat/own.h"

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
static bool port_choose(struct nat_addr *a, u8 proto, u16 *port)
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
		u64 free_bits = ~a->bits[k][at / 64] & (~0ull << at % 64);

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

/* ---- pools ---- */

struct nat_pool *nat_pool_find(const struct nat *n, const char *name)
{
	struct nat_pool *p = n->pools;

	while (p && strcmp(p->name, name))
		p = p->next;
	return p;
}

u32 nat_pool_size(const struct nat_pool *p) { return p->last - p->first + 1; }

/* Not the subnet itself and not its broadcast address. */
static bool usable(const struct nat_pool *p, u32 addr)
{
	u32 host = addr & ~p->mask;

	return p->mask >= ~1u || (host && host != ~p->mask);
}

static bool pool_take(struct nat_pool *p, u32 *addr)
{
	for (u32 k = 0; k < nat_pool_size(p); k++)
		if (!(p->taken[k / 64] >> k % 64 & 1) && usable(p, p->first + k)) {
			p->taken[k / 64] |= 1ull << k % 64;
			p->n_taken++;
			*addr = p->first + k;
			return true;
		}
	p->misses++;
	return false;
}

static void pool_give(struct nat_pool *p, u32 addr)
{
	u32 k = addr - p->first;

	p->taken[k / 64] &= ~(1ull << k % 64);
	p->n_taken--;
}

/* ---- bindings ---- */

static u32 slot(const struct nat *n, u8 proto, u32 a, u16 port) { return (u32)nat_hash(proto, a, port, 0, 0) & (n->n_buckets - 1); }

struct nat_bind *nat_bind_local(const struct nat *n, u8 proto, u32 il, u16 ilp)
{
	struct nat_bind *b = n->local[slot(n, proto, il, ilp)];

	while (b && !(b->il == il && b->ilp == ilp && b->proto == proto))
		b = b->next_local;
	return b;
}

struct nat_bind *nat_bind_global(const struct nat *n, u8 proto, u32 ig, u16 igp)
{
	struct nat_bind *b = n->global[slot(n, proto, ig, igp)];

	while (b && !(b->ig == ig && b->igp == igp && b->proto == proto))
		b = b->next_global;
	return b;
}

static void whole_expired(struct timer *t)
{
	struct nat_bind *b = container_of(t, struct nat_bind, timer);
	struct nat *n = b->rule->nat;
	nsec due = b->last + n->timeout_s[NAT_OTHER] * NSEC_PER_SEC;

	if (!n->timeout_s[NAT_OTHER])
		return;
	if (b->refs || due > stack_now(n->ip)) {
		timer_set(n->ip->node->worker, t, max_u64(due, stack_now(n->ip) + NSEC_PER_SEC));
		return;
	}
	n->expired++;
	nat_bind_free(n, b);
}

static struct nat_bind *bind_new(struct nat *n, struct nat_rule *r, struct nat_pool *p, struct nat_addr *a, u8 proto, u32 il, u16 ilp, u16 igp)
{
	struct nat_bind *b = xcalloc(1, sizeof(*b));
	u32 l = slot(n, proto, il, ilp), g = slot(n, proto, a->addr, igp);

	*b = (struct nat_bind){ .rule = r, .pool = p, .addr = a, .il = il, .ig = a->addr, .ilp = ilp, .igp = igp, .proto = proto, .timer.fire = whole_expired };
	b->created = b->last = stack_now(n->ip);
	b->next_local = n->local[l];
	n->local[l] = b;
	b->next_global = n->global[g];
	n->global[g] = b;
	n->n_binds++;
	r->refs++;
	if (!proto && n->timeout_s[NAT_OTHER])
		timer_set(n->ip->node->worker, &b->timer, b->created + n->timeout_s[NAT_OTHER] * NSEC_PER_SEC);
	return b;
}

void nat_bind_free(struct nat *n, struct nat_bind *b)
{
	struct nat_bind **at;

	timer_stop(n->ip->node->worker, &b->timer);
	for (at = &n->local[slot(n, b->proto, b->il, b->ilp)]; *at != b; at = &(*at)->next_local)
		;
	*at = b->next_local;
	for (at = &n->global[slot(n, b->proto, b->ig, b->igp)]; *at != b; at = &(*at)->next_global)
		;
	*at = b->next_global;
	if (b->proto)
		nat_port_free(b->addr, b->proto, b->igp);
	else if (b->pool)
		pool_give(b->pool, b->ig);
	nat_addr_release(n, b->addr);
	b->rule->refs--;
	n->n_binds--;
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

static struct nat_bind *overload(struct nat *n, struct nat_rule *r, u32 addr, struct nat_pool *p, u8 proto, u32 il, u16 ilp)
{
	struct nat_addr *a = nat_addr_hold(n, addr);
	u16 port = ilp;

	/* What has no ports shares an address with nobody else of its protocol. */
	if (kind_of(proto) < 0 ? !nat_bind_global(n, proto, addr, 0) : port_choose(a, proto, &port))
		return bind_new(n, r, p, a, proto, il, ilp, kind_of(proto) < 0 ? 0 : port);
	nat_addr_release(n, a);
	return NULL;
}

static struct nat_bind *by_rule(struct nat *n, struct nat_rule *r, u8 proto, u32 il, u16 ilp)
{
	struct nat_pool *p = r->iface ? NULL : nat_pool_find(n, r->pool_name);
	struct nat_bind *b = NULL;
	u32 addr;

	if (r->iface)
		return r->iface->ip && r->iface->ip->a4 ? overload(n, r, r->iface->ip->a4->addr, NULL, proto, il, ilp) : NULL;
	if (!p)
		return NULL;
	if (r->overload) {
		for (u32 k = 0; k < nat_pool_size(p) && !b; k++)
			if (usable(p, p->first + k))
				b = overload(n, r, p->first + k, NULL, proto, il, ilp);
		p->misses += !b;
		return b;
	}
	return pool_take(p, &addr) ? bind_new(n, r, p, nat_addr_hold(n, addr), 0, il, 0, 0) : NULL;
}

struct nat_bind *nat_bind_get(struct nat *n, struct ipif *out, u8 proto, u32 il, u16 ilp, const struct acl_key *k, bool *tried)
{
	struct nat_bind *b = nat_bind_local(n, 0, il, 0);

	(void)out;
	*tried = false;
	if (b)
		return b;
	b = nat_bind_local(n, proto, il, ilp);
	if (b)
		return b;
	for (struct nat_rule *r = n->rules; r; r = r->next) {
		if (acl_match(r->acl, k) != ACL_PERMIT)
			continue;
		*tried = true;
		b = by_rule(n, r, proto, il, ilp);
		if (!b)
			exhausted(n, il, r->iface ? r->iface->name : r->pool_name);
		return b;
	}
	return NULL;
}

struct nat_bind *nat_bind_own(struct nat *n, const struct ipif *out, u8 proto, u32 addr, u16 port)
{
	struct nat_bind *b = nat_bind_local(n, proto, addr, port);
	struct nat_rule *r = n->rules;

	while (r && r->iface != out->i)
		r = r->next;
	if (b || !r || kind_of(proto) < 0)
		return b;
	return overload(n, r, addr, NULL, proto, addr, port);
}

/* ---- static mappings ---- */

u32 nat_static_global(const struct nat_static *st, u32 local)
{
	if (st->iface)
		return st->iface->ip && st->iface->ip->a4 ? st->iface->ip->a4->addr : 0;
	return st->global | (local & ~st->mask);
}
u32 nat_static_local(const struct nat_static *st, u32 global) { return st->local | (global & ~st->mask); }

struct nat_static *nat_static_find(const struct nat *n, bool outside, bool by_local, u8 proto, u32 addr, u16 port)
{
	struct nat_static *best = NULL;

	for (struct nat_static *st = n->statics; st; st = st->next) {
		u32 is = by_local ? st->local : st->iface ? nat_static_global(st, 0) : st->global;

		if (st->outside != outside || (addr & st->mask) != is || !is)
			continue;
		if (st->proto && (st->proto != proto || port != (by_local ? st->lport : st->gport)))
			continue;
		if (st->proto)
			return st;
		if (!best || st->mask > best->mask)
			best = st;
	}
	return best;
}
