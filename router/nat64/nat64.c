/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Bindings and sessions of NAT64 (RFC 6146 3.1, 3.5): by hash from either side, sessions in a list for each lifetime with the one that ends first at its head. A binding
 * from a pool goes with its last session. Filtering: what IPv4 hosts begin passes for static mappings and whole addresses; a shared port is for the session's other end.
 */
#include <stdlib.h>

#include "router/feature.h"
#include "router/nat64/own.h"

static void expire(struct timer *t);

struct nat64 *nat64_of(struct ipstack *s)
{
	static const u32 timeout_s[NAT64_CLASS_N] = { [NAT64_TCP] = NAT64_TCP_S, [NAT64_TRANS] = NAT64_TRANS_S, [NAT64_UDP] = NAT64_UDP_S, [NAT64_ICMP] = NAT64_ICMP_S };
	struct nat64 *n = s->root->nat64;

	if (n)
		return n;
	n = s->root->nat64 = xcalloc(1, sizeof(*n));
	n->ip = s->root;
	nat_of(s); /* ports of addresses are kept there */
	n->bib6 = xcalloc(NAT64_BUCKETS, sizeof(*n->bib6));
	n->bib4 = xcalloc(NAT64_BUCKETS, sizeof(*n->bib4));
	n->s6 = xcalloc(NAT64_BUCKETS, sizeof(*n->s6));
	n->s4 = xcalloc(NAT64_BUCKETS, sizeof(*n->s4));
	memcpy(n->timeout_s, timeout_s, sizeof(timeout_s));
	n->timer.fire = expire;
	return n;
}

/* ---- hashes ---- */

static u32 fold6(const struct ip6 *a) { return get_be32(a->b) * 31 ^ get_be32(a->b + 4) * 17 ^ get_be32(a->b + 8) * 7 ^ get_be32(a->b + 12); }
static u32 slot(const struct nat64 *n, u8 proto, u32 a, u16 ap, u32 b, u16 bp) { return (u32)nat_hash(n->ip, proto, a, ap, b, bp) & (NAT64_BUCKETS - 1); }

static struct nat64_bib *find6(const struct nat64 *n, u8 proto, const struct ip6 *v6, u16 p6)
{
	struct nat64_bib *b = n->bib6[slot(n, proto, fold6(v6), p6, 0, 0)];

	while (b && !(b->proto == proto && b->p6 == p6 && !memcmp(&b->v6, v6, 16)))
		b = b->next6;
	return b;
}

static struct nat64_bib *find4(const struct nat64 *n, u8 proto, u32 v4, u16 p4)
{
	struct nat64_bib *b = n->bib4[slot(n, proto, v4, p4, 0, 0)];

	while (b && !(b->proto == proto && b->p4 == p4 && b->v4 == v4))
		b = b->next4;
	return b;
}

struct nat64_session *nat64_find6(const struct nat64 *n, u8 proto, const struct ip6 *v6, u16 lp6, u32 r4, u16 rp)
{
	struct nat64_session *x = n->s6[slot(n, proto, fold6(v6), lp6, r4, rp)];

	while (x && !(x->proto == proto && x->lp6 == lp6 && x->r4 == r4 && x->rp == rp && !memcmp(&x->bib->v6, v6, 16)))
		x = x->next6;
	return x;
}

struct nat64_session *nat64_find4(const struct nat64 *n, u8 proto, u32 v4, u16 lp4, u32 r4, u16 rp)
{
	struct nat64_session *x = n->s4[slot(n, proto, v4, lp4, r4, rp)];

	while (x && !(x->proto == proto && x->lp4 == lp4 && x->r4 == r4 && x->rp == rp && x->bib->v4 == v4))
		x = x->next4;
	return x;
}

/* ---- bindings ---- */

static struct nat64_bib *bib_new(struct nat64 *n, const struct nat64_bib *like)
{
	struct nat64_bib *b = xcalloc(1, sizeof(*b));
	u32 s6, s4;

	*b = *like;
	s6 = slot(n, b->proto, fold6(&b->v6), b->p6, 0, 0);
	s4 = slot(n, b->proto, b->v4, b->p4, 0, 0);
	b->next6 = n->bib6[s6];
	n->bib6[s6] = b;
	b->next4 = n->bib4[s4];
	n->bib4[s4] = b;
	n->n_bibs++;
	n->n_statics += b->fixed;
	if (b->rule)
		b->rule->refs++;
	return b;
}

static void bib_unlink(struct nat64 *n, struct nat64_bib *b)
{
	struct nat64_bib **at;

	for (at = &n->bib6[slot(n, b->proto, fold6(&b->v6), b->p6, 0, 0)]; *at != b; at = &(*at)->next6)
		;
	*at = b->next6;
	for (at = &n->bib4[slot(n, b->proto, b->v4, b->p4, 0, 0)]; *at != b; at = &(*at)->next4)
		;
	*at = b->next4;
	n->n_bibs--;
	n->n_statics -= b->fixed;
	if (b->rule)
		b->rule->refs--;
	if (b->pool) {
		u32 k = b->v4 - b->pool->first;

		b->pool->taken[k / 64] &= ~(1ull << k % 64);
		b->pool->n_taken--;
	}
	if (b->proto)
		nat_port_free(b->addr, b->proto, b->p4);
	nat_addr_release(n->ip->nat, b->addr);
	free(b);
}

/* Frees the sessions of a binding, of all that a rule has given (whose bindings go along), or of all that came from a pool. */
static void sessions_of(struct nat64 *n, const struct nat64_bib *b, const struct nat64_rule *r, const char *pool)
{
	for (unsigned c = 0; c < NAT64_CLASS_N; c++)
		for (struct nat64_session *x = n->first[c], *next; x; x = next) {
			next = x->next;
			if (b ? x->bib == b : r ? x->bib->rule == r : x->bib->rule && !strcmp(x->bib->rule->pool, pool))
				nat64_session_free(n, x);
		}
}

void nat64_static_free(struct nat64 *n, struct nat64_bib *b)
{
	sessions_of(n, b, NULL, NULL);
	bib_unlink(n, b);
}

struct nat64_bib *nat64_static_find(const struct nat64 *n, u8 proto, const struct ip6 *v6, u16 p6, u32 v4, u16 p4)
{
	struct nat64_bib *b = find6(n, proto, v6, p6);

	return b && b->fixed && b->v4 == v4 && b->p4 == p4 ? b : NULL;
}

bool nat64_static_add(struct nat64 *n, u8 proto, const struct ip6 *v6, u16 p6, u32 v4, u16 p4, const char **why)
{
	struct nat64_bib like = { .proto = proto, .v6 = *v6, .p6 = p6, .v4 = v4, .p4 = p4, .fixed = true };

	*why = "% Too many static mappings";
	if (n->n_statics >= NAT64_STATICS_MAX)
		return false;
	*why = "% Similar static entry already exists";
	if (find6(n, proto, v6, p6) || find4(n, proto, v4, p4))
		return false;
	like.addr = nat_addr_hold(n->ip->nat, n->ip, v4);
	if (proto && !nat_port_reserve(like.addr, proto, p4)) {
		nat_addr_release(n->ip->nat, like.addr);
		*why = "% Port is in use";
		return false;
	}
	bib_new(n, &like);
	return true;
}

struct nat64_pool *nat64_pool_find(const struct nat64 *n, const char *name)
{
	struct nat64_pool *p = n->pools;

	while (p && strcmp(p->name, name))
		p = p->next;
	return p;
}

static struct nat64_bib *from_pool(struct nat64 *n, struct nat64_rule *r, u8 proto, const struct ip6 *v6, u16 p6)
{
	struct nat64_pool *p = nat64_pool_find(n, r->pool);
	struct nat64_bib like = { .rule = r, .v6 = *v6 };

	if (!p)
		return NULL;
	for (u32 k = 0; k <= p->last - p->first; k++) {
		if (r->overload) {
			like.addr = nat_addr_hold(n->ip->nat, n->ip, p->first + k);
			like.p4 = like.p6 = p6;
			like.proto = proto;
			if (nat_port_choose(like.addr, proto, &like.p4)) {
				like.v4 = p->first + k;
				return bib_new(n, &like);
			}
			nat_addr_release(n->ip->nat, like.addr);
		} else if (!(p->taken[k / 64] >> k % 64 & 1) && !find4(n, 0, p->first + k, 0)) {
			p->taken[k / 64] |= 1ull << k % 64;
			p->n_taken++;
			like.pool = p;
			like.v4 = p->first + k;
			like.addr = nat_addr_hold(n->ip->nat, n->ip, like.v4);
			return bib_new(n, &like);
		}
	}
	p->exhausted++;
	return NULL;
}

/* ---- sessions ---- */

static void unlist(struct nat64 *n, struct nat64_session *x)
{
	*(x->prev ? &x->prev->next : &n->first[x->cls]) = x->next;
	*(x->next ? &x->next->prev : &n->last_of[x->cls]) = x->prev;
}

static void enlist(struct nat64 *n, struct nat64_session *x, enum nat64_class cls)
{
	x->cls = (u8)cls;
	x->next = NULL;
	x->prev = n->last_of[cls];
	*(x->prev ? &x->prev->next : &n->first[cls]) = x;
	n->last_of[cls] = x;
}

void nat64_rearm(struct nat64 *n)
{
	nsec due = NSEC_NEVER;

	for (unsigned c = 0; c < NAT64_CLASS_N; c++)
		if (n->first[c])
			due = min_u64(due, n->first[c]->last + n->timeout_s[c] * NSEC_PER_SEC);
	if (due == NSEC_NEVER)
		timer_stop(n->ip->node->worker, &n->timer);
	else if (!timer_is_set(&n->timer) || due < n->timer.due)
		timer_set(n->ip->node->worker, &n->timer, due);
}

static void expire(struct timer *t)
{
	struct nat64 *n = container_of(t, struct nat64, timer);
	nsec now = stack_now(n->ip);

	for (unsigned c = 0; c < NAT64_CLASS_N; c++)
		while (n->first[c] && n->first[c]->last + n->timeout_s[c] * NSEC_PER_SEC <= now) {
			n->expired++;
			nat64_session_free(n, n->first[c]);
		}
	nat64_rearm(n);
}

void nat64_touch(struct nat64 *n, struct nat64_session *x, enum nat64_class cls)
{
	x->last = stack_now(n->ip);
	unlist(n, x);
	enlist(n, x, cls);
	if (n->first[cls] == x)
		nat64_rearm(n);
}

static struct nat64_session *session_new(struct nat64 *n, struct nat64_bib *b, u8 proto, u16 lp6, u16 lp4, u32 r4, u16 rp)
{
	struct nat64_session *x;
	u32 s6, s4;

	if (n->n_sessions >= NAT64_SESSIONS_MAX || (n->max_entries && n->n_sessions >= n->max_entries)) {
		n->limited++;
		if (!b->refs && !b->fixed)
			bib_unlink(n, b);
		return NULL;
	}
	x = xcalloc(1, sizeof(*x));
	*x = (struct nat64_session){ .bib = b, .proto = proto, .lp6 = lp6, .lp4 = lp4, .r4 = r4, .rp = rp, .id = ++n->next_id };
	x->created = x->last = stack_now(n->ip);
	s6 = slot(n, proto, fold6(&b->v6), lp6, r4, rp);
	s4 = slot(n, proto, b->v4, lp4, r4, rp);
	x->next6 = n->s6[s6];
	n->s6[s6] = x;
	x->next4 = n->s4[s4];
	n->s4[s4] = x;
	enlist(n, x, proto == IP_TCP ? NAT64_TRANS : proto == IP_UDP ? NAT64_UDP : NAT64_ICMP);
	b->refs++;
	n->n_sessions++;
	n->made++;
	nat64_rearm(n);
	return x;
}

void nat64_session_free(struct nat64 *n, struct nat64_session *x)
{
	struct nat64_session **at;
	struct nat64_bib *b = x->bib;

	for (at = &n->s6[slot(n, x->proto, fold6(&b->v6), x->lp6, x->r4, x->rp)]; *at != x; at = &(*at)->next6)
		;
	*at = x->next6;
	for (at = &n->s4[slot(n, x->proto, b->v4, x->lp4, x->r4, x->rp)]; *at != x; at = &(*at)->next4)
		;
	*at = x->next4;
	unlist(n, x);
	n->n_sessions--;
	free(x);
	if (!--b->refs && !b->fixed)
		bib_unlink(n, b);
}

void nat64_clear(struct nat64 *n)
{
	for (unsigned c = 0; c < NAT64_CLASS_N; c++)
		while (n->first[c])
			nat64_session_free(n, n->first[c]);
}

struct nat64_session *nat64_begin6(struct nat64 *n, u8 proto, const struct ip6 *v6, u16 lp6, u32 r4, u16 rp, const struct acl_key *k)
{
	struct nat64_bib *b = find6(n, proto, v6, lp6);

	if (!b)
		b = find6(n, 0, v6, 0);
	for (struct nat64_rule *r = n->rules; r && !b; r = r->next)
		if (acl_match(r->acl, k) == ACL_PERMIT) {
			b = from_pool(n, r, proto, v6, lp6);
			break;
		}
	return b ? session_new(n, b, proto, lp6, b->proto ? b->p4 : lp6, r4, proto == IP_ICMP ? 0 : rp) : NULL;
}

struct nat64_session *nat64_begin4(struct nat64 *n, u8 proto, u32 v4, u16 lp4, u32 r4, u16 rp)
{
	struct nat64_bib *b = find4(n, proto, v4, lp4);

	if (!b || !b->fixed)
		b = find4(n, 0, v4, 0);
	return b ? session_new(n, b, proto, b->proto ? b->p6 : lp4, lp4, r4, proto == IP_ICMP ? 0 : rp) : NULL;
}

/* ---- configuration's objects ---- */

void nat64_pool_free(struct nat64 *n, struct nat64_pool *p)
{
	struct nat64_pool **at = &n->pools;

	sessions_of(n, NULL, NULL, p->name);
	while (*at != p)
		at = &(*at)->next;
	*at = p->next;
	free(p->taken);
	free(p);
}

void nat64_rule_free(struct nat64 *n, struct nat64_rule *r)
{
	struct nat64_rule **at = &n->rules;

	sessions_of(n, NULL, r, NULL);
	while (*at != r)
		at = &(*at)->next;
	*at = r->next;
	acl_release(r->acl);
	free(r);
}

void nat64_set_iface(struct nat64 *n, struct ipif *p, bool on)
{
	struct nat64_iface **at = &n->ifaces, *i;

	while (*at && (*at)->ifp != p)
		at = &(*at)->next;
	i = *at;
	if (on && !i) {
		i = *at = xcalloc(1, sizeof(*i));
		i->ifp = p;
	} else if (!on && i) {
		*at = i->next;
		free(i);
		i = NULL;
	}
	p->nat64 = i;
	feature_update(p);
}

bool nat64_answers(const struct ipstack *s, u32 addr)
{
	const struct nat64 *n = s->nat64;

	for (const struct nat64_pool *p = n ? n->pools : NULL; p; p = p->next)
		if (addr >= p->first && addr <= p->last)
			return true;
	return n && n->n_bibs && nat_addr_find(s->nat, s, addr);
}

void nat64_stack_free(struct ipstack *s)
{
	struct nat64 *n = s->nat64;

	if (!n)
		return;
	nat64_clear(n);
	timer_stop(s->node->worker, &n->timer);
	for (u32 k = 0; k < NAT64_BUCKETS; k++)
		while (n->bib4[k])
			bib_unlink(n, n->bib4[k]);
	while (n->rules)
		nat64_rule_free(n, n->rules);
	while (n->pools)
		nat64_pool_free(n, n->pools);
	while (n->ifaces) {
		struct nat64_iface *i = n->ifaces;

		n->ifaces = i->next;
		free(i);
	}
	free(n->bib6);
	free(n->bib4);
	free(n->s6);
	free(n->s4);
	free(n);
	s->nat64 = NULL;
}
