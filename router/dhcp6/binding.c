/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The server's tables: which client has which address or prefix until when, and what is free. An address is made of the pool's prefix and bits
 * that follow from the client's identity, so that a client that comes back finds its own again (RFC 7943); prefixes are given out in order.
 */
#include <stdlib.h>

#include "router/dhcp6/own.h"

static u64 hash(u64 h, const void *data, size_t len)
{
	for (const u8 *p = data; len--; p++)
		h = (h ^ *p) * 0x100000001b3ull;
	return h ^ h >> 29;
}
static u32 client_bucket(const struct duid *id, u32 iaid) { return (u32)hash(iaid, id->b, id->len) & (D6_BUCKETS - 1); }
static u32 addr_bucket(const struct ip6 *a) { return (u32)hash(14695981039346656037ull, a->b, 16) & (D6_BUCKETS - 1); }

struct d6_binding *d6_binding_of(const struct dhcp6 *d, const struct duid *id, u32 iaid, bool pd)
{
	struct d6_binding *b = d->by_client[client_bucket(id, iaid)];

	while (b && !(b->iaid == iaid && b->pd == pd && duid_eq(&b->duid, id)))
		b = b->next_client;
	return b;
}

struct d6_binding *d6_binding_at(const struct dhcp6 *d, const struct ip6 *addr, u8 plen)
{
	struct d6_binding *b = d->by_addr[addr_bucket(addr)];

	while (b && !(b->plen == plen && ip6_eq(&b->addr, addr)))
		b = b->next_addr;
	return b;
}

static void expired(struct timer *t) { d6_binding_free(container_of(t, struct d6_binding, timer)); }

struct d6_binding *d6_binding_new(struct dhcp6 *d, struct d6_pool *p, const struct duid *id, u32 iaid, bool pd, const struct dhcp6_lease *l)
{
	struct d6_binding *b, **c = &d->by_client[client_bucket(id, iaid)], **a = &d->by_addr[addr_bucket(&l->addr)];

	if (d->n_bindings >= D6_BINDINGS_MAX)
		return NULL;
	b = xcalloc(1, sizeof(*b));
	*b = (struct d6_binding){ .next_client = *c, .next_addr = *a, .d = d, .pool = p, .duid = *id, .iaid = iaid, .pd = pd, .addr = l->addr, .plen = l->plen,
				  .life = { l->valid_s, l->preferred_s }, .timer.fire = expired };
	*c = b;
	*a = b;
	d->n_bindings++;
	return b;
}

void d6_binding_extend(struct d6_binding *b)
{
	struct ipstack *s = b->d->ip;

	lease_db_changed(&b->d->db);
	b->since = stack_now(s);
	b->expires = b->life.valid_s == D6_FOREVER ? NSEC_NEVER : b->since + b->life.valid_s * NSEC_PER_SEC;
	if (b->expires == NSEC_NEVER)
		timer_stop(s->node->worker, &b->timer);
	else
		timer_set(s->node->worker, &b->timer, b->expires);
}

/* What is delegated is behind the client: a static route, as IOS makes one. */
void d6_binding_route(struct d6_binding *b, bool add)
{
	struct route r = { .prefix = ipaddr6(&b->addr), .plen = b->plen, .source = ROUTE_STATIC, .distance = 1, .name = "DHCPv6",
			   .nh = { .via = ipaddr6(&b->client), .out = b->in } };

	if (!b->pd || add == b->routed || (add && (!b->direct || !b->in)))
		return;
	b->routed = add;
	(add ? rib_add : rib_del)(b->d->ip, &r);
}

void d6_binding_free(struct d6_binding *b)
{
	struct dhcp6 *d = b->d;
	struct d6_binding **at;

	lease_db_changed(&d->db);
	d6_binding_route(b, false);
	for (at = &d->by_client[client_bucket(&b->duid, b->iaid)]; *at != b; at = &(*at)->next_client)
		;
	*at = b->next_client;
	for (at = &d->by_addr[addr_bucket(&b->addr)]; *at != b; at = &(*at)->next_addr)
		;
	*at = b->next_addr;
	timer_stop(d->ip->node->worker, &b->timer);
	d->n_bindings--;
	free(b);
}

void d6_bindings_free(struct dhcp6 *d, const struct d6_pool *p)
{
	for (u32 k = 0; k < D6_BUCKETS; k++)
		for (struct d6_binding *b = d->by_addr[k], *next; b; b = next) {
			next = b->next_addr;
			if (!p || b->pool == p)
				d6_binding_free(b);
		}
}

static int by_client(const void *x, const void *y)
{
	const struct d6_binding *a = *(struct d6_binding *const *)x, *b = *(struct d6_binding *const *)y;
	int c = memcmp(a->duid.b, b->duid.b, a->duid.len < b->duid.len ? a->duid.len : b->duid.len);

	if (!c)
		c = a->duid.len - b->duid.len;
	if (!c)
		c = a->pd - b->pd;
	return c ? c : a->iaid < b->iaid ? -1 : a->iaid > b->iaid;
}

struct d6_binding **d6_bindings_sorted(const struct dhcp6 *d, u32 *n)
{
	struct d6_binding **all = xcalloc(d->n_bindings + 1u, sizeof(*all));

	*n = 0;
	for (u32 k = 0; k < D6_BUCKETS; k++)
		for (struct d6_binding *b = d->by_addr[k]; b; b = b->next_addr)
			all[(*n)++] = b;
	qsort(all, *n, sizeof(*all), by_client);
	return all;
}

/* ---- what is free ---- */

static bool conflicts(const struct d6_pool *p, const struct ip6 *a)
{
	for (const struct d6_conflict *c = p->conflicts; c; c = c->next)
		if (ip6_eq(&c->addr, a))
			return true;
	return false;
}

void d6_conflict_add(struct d6_pool *p, const struct ip6 *addr)
{
	struct d6_conflict *c;

	if (conflicts(p, addr) || p->n_conflicts >= D6_CONFLICTS_MAX)
		return;
	c = xcalloc(1, sizeof(*c));
	c->addr = *addr;
	c->next = p->conflicts;
	p->conflicts = c;
	p->n_conflicts++;
}

void d6_conflicts_clear(struct d6_pool *p)
{
	while (p->conflicts) {
		struct d6_conflict *c = p->conflicts;

		p->conflicts = c->next;
		free(c);
	}
	p->n_conflicts = 0;
}

static bool ours(const struct dhcp6 *d, const struct ip6 *a)
{
	for (const struct ipif *p = d->ip->ifs; p; p = p->next)
		if (ipif_addr6(p, a))
			return true;
	return false;
}

/* The subnet-router anycast address (RFC 4291 2.6.1) is nobody's. */
static bool address_free(const struct dhcp6 *d, const struct d6_pool *p, const struct ip6 *a)
{
	struct ip6 net = ip6_masked(a, p->plen);

	return ip6_in(a, &p->prefix, p->plen) && (p->plen == 128 || !ip6_eq(a, &net)) && !d6_binding_at(d, a, 128) && !conflicts(p, a) && !ours(d, a);
}

static bool overlaps(const struct ip6 *a, u8 alen, const struct ip6 *b, u8 blen) { return ip6_in(a, b, alen < blen ? alen : blen); }

static bool prefix_free(const struct dhcp6 *d, const struct ip6 *a, u8 plen)
{
	if (d6_binding_at(d, a, plen))
		return false;
	for (const struct d6_pool *p = d->pools; p; p = p->next)
		for (const struct d6_static *s = p->statics; s; s = s->next)
			if (overlaps(a, plen, &s->prefix, s->plen))
				return false;
	return true;
}

/* Bits from `plen` on are those of the two words, the last ones at the end. */
static struct ip6 with_host(const struct ip6 *prefix, u8 plen, u64 high, u64 low)
{
	struct ip6 a = ip6_masked(prefix, plen), host, net;

	put_be64(host.b, high);
	put_be64(host.b + 8, low);
	net = ip6_masked(&host, plen);
	for (unsigned k = 0; k < 16; k++)
		a.b[k] |= host.b[k] ^ net.b[k];
	return a;
}

static bool new_address(const struct dhcp6 *d, const struct d6_pool *p, const struct duid *id, u32 iaid, struct ip6 *out)
{
	for (u32 k = 0; k < D6_SEARCH_MAX; k++) {
		u64 low = hash(hash(hash(0xcbf29ce484222325ull + k, p->prefix.b, 16), id->b, id->len), &(u8[4]){ (u8)(iaid >> 24), (u8)(iaid >> 16), (u8)(iaid >> 8), (u8)iaid }, 4);

		*out = with_host(&p->prefix, p->plen, low * 0x9e3779b97f4a7c15ull, low * 0xbf58476d1ce4e5b9ull);
		if (address_free(d, p, out))
			return true;
	}
	return false;
}

/* The k-th prefix of the pool. */
static struct ip6 nth_prefix(const struct d6_local *x, u64 k)
{
	struct ip6 a = ip6_masked(&x->prefix, x->plen);

	for (unsigned bit = x->each; bit > x->plen && k; bit--, k >>= 1)
		a.b[(bit - 1) / 8] |= (u8)((k & 1) << (7 - (bit - 1) % 8));
	return a;
}

static bool new_prefix(const struct dhcp6 *d, const struct d6_local *x, struct ip6 *out)
{
	unsigned bits = x->each - x->plen;
	u64 n = bits > 20 ? 1u << 20 : 1u << bits;

	/* at most one more than there are bindings and static ones can be taken */
	for (u64 k = 0; k < n && k <= D6_BINDINGS_MAX + D6_STATICS_MAX; k++) {
		*out = nth_prefix(x, k);
		if (prefix_free(d, out, x->each))
			return true;
	}
	return false;
}

/* The line of the pool for this client; one without an IAID serves one association at a time. */
static const struct d6_static *static_for(const struct dhcp6 *d, const struct d6_pool *p, const struct duid *id, u32 iaid)
{
	for (const struct d6_static *s = p->statics; s; s = s->next) {
		const struct d6_binding *b = d6_binding_at(d, &s->prefix, s->plen);

		if (duid_eq(&s->duid, id) && (s->has_iaid ? s->iaid == iaid : !b || (b->iaid == iaid && duid_eq(&b->duid, id))))
			return s;
	}
	return NULL;
}

bool d6_pool_has(const struct dhcp6 *d, const struct d6_pool *p, const struct dhcp6_ia *ia, const struct dhcp6_lease *l, const struct duid *id)
{
	const struct d6_local *x = d6_local_find(d, p->pd_pool);
	const struct d6_static *s;

	if (!ia->pd)
		return p->has_prefix && ip6_in(&l->addr, &p->prefix, p->plen);
	s = static_for(d, p, id, ia->iaid);
	return (s && s->plen == l->plen && ip6_eq(&s->prefix, &l->addr)) || (x && l->plen == x->each && ip6_in(&l->addr, &x->prefix, x->plen));
}

static bool choose_prefix(struct dhcp6 *d, struct d6_pool *p, const struct duid *id, const struct dhcp6_ia *ia, bool take_wish, struct dhcp6_lease *out)
{
	const struct d6_static *s = static_for(d, p, id, ia->iaid);
	const struct d6_local *x = d6_local_find(d, p->pd_pool);
	struct d6_life life = s ? s->life : p->pd_life;

	*out = (struct dhcp6_lease){ .status = S6_NONE, .preferred_s = life.preferred_s, .valid_s = life.valid_s };
	if (s) {
		out->addr = s->prefix;
		out->plen = s->plen;
		return true;
	}
	if (!x)
		return false;
	out->plen = x->each;
	for (unsigned k = 0; take_wish && k < ia->n; k++)
		if (d6_pool_has(d, p, ia, &ia->lease[k], id) && prefix_free(d, &ia->lease[k].addr, x->each)) {
			out->addr = ia->lease[k].addr;
			return true;
		}
	return new_prefix(d, x, &out->addr);
}

bool d6_choose(struct dhcp6 *d, struct d6_pool *p, const struct duid *id, const struct dhcp6_ia *ia, bool take_wish, struct dhcp6_lease *out, u16 *status)
{
	const struct d6_binding *b = d6_binding_of(d, id, ia->iaid, ia->pd);

	*status = S6_NONE;
	if (b && b->pool == p) {
		const struct d6_static *s = ia->pd ? static_for(d, p, id, ia->iaid) : NULL;
		struct d6_life life = s && s->plen == b->plen && ip6_eq(&s->prefix, &b->addr) ? s->life : ia->pd ? p->pd_life : p->life;

		*out = (struct dhcp6_lease){ .addr = b->addr, .plen = b->plen, .status = S6_NONE, .preferred_s = life.preferred_s, .valid_s = life.valid_s };
		return true;
	}
	if (ia->pd) {
		*status = S6_NO_PREFIX;
		return choose_prefix(d, p, id, ia, take_wish, out);
	}
	*status = S6_NO_ADDRS;
	if (!p->has_prefix)
		return false;
	*out = (struct dhcp6_lease){ .plen = 128, .status = S6_NONE, .preferred_s = p->life.preferred_s, .valid_s = p->life.valid_s };
	for (unsigned k = 0; take_wish && k < ia->n; k++)
		if (address_free(d, p, &ia->lease[k].addr)) {
			out->addr = ia->lease[k].addr;
			return true;
		}
	return new_address(d, p, id, ia->iaid, &out->addr);
}

/* ---- pools ---- */

struct d6_pool *d6_pool_find(const struct dhcp6 *d, const char *name)
{
	struct d6_pool *p = d->pools;

	while (p && strcmp(p->name, name))
		p = p->next;
	return p;
}

struct d6_local *d6_local_find(const struct dhcp6 *d, const char *name)
{
	struct d6_local *x = d->locals;

	while (x && strcmp(x->name, name))
		x = x->next;
	return x;
}

void d6_pool_free(struct dhcp6 *d, struct d6_pool *p)
{
	struct d6_pool **at = &d->pools;

	d6_bindings_free(d, p);
	d6_conflicts_clear(p);
	while (*at != p)
		at = &(*at)->next;
	*at = p->next;
	while (p->statics) {
		struct d6_static *s = p->statics;

		p->statics = s->next;
		free(s);
	}
	while (p->options) {
		struct d6_opt *o = p->options;

		p->options = o->next;
		free(o);
	}
	free(p);
}
