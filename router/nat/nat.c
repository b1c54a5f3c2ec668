/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The tables of NAT: flows by hash from both sides, in lists by how long they live; global addresses. A flow that is used
 * goes to the end of its class's list, so the one that ends first stands at its head and one timer is enough.
 */
#include <stdlib.h>

#include "router/nat/alg.h"
#include "router/nat64/nat64.h"
#include "router/vrf/vrf.h"

static const u32 default_timeout_s[NAT_CLASS_N] = {
	[NAT_OTHER] = 86400, [NAT_TCP] = 86400, [NAT_UDP] = 300, [NAT_ICMP] = 60, [NAT_FINRST] = 60, [NAT_SYN] = 60, [NAT_DNS] = 60,
};

u64 nat_hash(const struct ipstack *s, u8 proto, u32 a, u16 ap, u32 b, u16 bp)
{
	u64 h = ((u64)a << 32 | b) * 0x9e3779b97f4a7c15ull, vrf = s->vrf ? s->vrf->id : 0;

	h = (h ^ h >> 32 ^ (vrf << 48 | (u64)ap << 32 | (u64)bp << 16 | proto)) * 0xbf58476d1ce4e5b9ull;
	return h ^ h >> 29;
}

static void expire(struct timer *t);

struct nat *nat_of(struct ipstack *s)
{
	struct nat *n;

	s = s->root;
	n = s->nat;
	if (n)
		return n;
	n = s->nat = xcalloc(1, sizeof(*n));
	n->ip = s;
	n->n_buckets = NAT_BUCKETS_MIN;
	n->in = xcalloc(n->n_buckets, sizeof(*n->in));
	n->out = xcalloc(n->n_buckets, sizeof(*n->out));
	n->local = xcalloc(n->n_buckets, sizeof(*n->local));
	n->global = xcalloc(n->n_buckets, sizeof(*n->global));
	n->addrs = xcalloc(NAT_ADDR_BUCKETS, sizeof(*n->addrs));
	n->hosts = xcalloc(NAT_HOST_BUCKETS, sizeof(*n->hosts));
	memcpy(n->timeout_s, default_timeout_s, sizeof(default_timeout_s));
	n->timer.fire = expire;
	n->log_limit = (struct bucket){ .interval = NSEC_PER_SEC, .burst = 10 };
	return n;
}

/* ---- flows ---- */

static u32 slot_in(const struct nat *n, const struct nat_flow *f) { return (u32)nat_hash(f->in_ip, f->proto, f->il, f->ilp, f->ol, f->olp) & (n->n_buckets - 1); }
static u32 slot_out(const struct nat *n, const struct nat_flow *f) { return (u32)nat_hash(f->out_ip, f->proto, f->og, f->ogp, f->ig, f->igp) & (n->n_buckets - 1); }
static u32 slot_local(const struct nat *n, const struct nat_bind *b) { return (u32)nat_hash(b->ip, b->proto, b->il, b->ilp, 0, 0) & (n->n_buckets - 1); }
static u32 slot_global(const struct nat *n, const struct nat_bind *b) { return (u32)nat_hash(b->space, b->proto, b->ig, b->igp, 0, 0) & (n->n_buckets - 1); }

struct nat_flow *nat_find_in(const struct nat *n, const struct ipstack *in_ip, u8 proto, u32 il, u16 ilp, u32 ol, u16 olp)
{
	struct nat_flow *f = n->in[nat_hash(in_ip, proto, il, ilp, ol, olp) & (n->n_buckets - 1)];

	while (f && !(f->il == il && f->ol == ol && f->ilp == ilp && f->olp == olp && f->proto == proto && f->in_ip == in_ip))
		f = f->next_in;
	return f;
}

struct nat_flow *nat_find_out(const struct nat *n, const struct ipstack *out_ip, u8 proto, u32 og, u16 ogp, u32 ig, u16 igp)
{
	struct nat_flow *f = n->out[nat_hash(out_ip, proto, og, ogp, ig, igp) & (n->n_buckets - 1)];

	while (f && !(f->og == og && f->ig == ig && f->ogp == ogp && f->igp == igp && f->proto == proto && f->out_ip == out_ip))
		f = f->next_out;
	return f;
}

static void grow(struct nat *n)
{
	struct nat_flow **in = n->in;
	struct nat_bind **local = n->local;
	u32 was = n->n_buckets;

	n->n_buckets *= 4;
	n->in = xcalloc(n->n_buckets, sizeof(*n->in));
	free(n->out);
	n->out = xcalloc(n->n_buckets, sizeof(*n->out));
	n->local = xcalloc(n->n_buckets, sizeof(*n->local));
	free(n->global);
	n->global = xcalloc(n->n_buckets, sizeof(*n->global));
	for (u32 k = 0; k < was; k++) {
		for (struct nat_flow *f = in[k], *next; f; f = next) {
			u32 i = slot_in(n, f), o = slot_out(n, f);

			next = f->next_in;
			f->next_in = n->in[i];
			n->in[i] = f;
			f->next_out = n->out[o];
			n->out[o] = f;
		}
		for (struct nat_bind *b = local[k], *next; b; b = next) {
			u32 l = slot_local(n, b), g = slot_global(n, b);

			next = b->next_local;
			b->next_local = n->local[l];
			n->local[l] = b;
			b->next_global = n->global[g];
			n->global[g] = b;
		}
	}
	free(in);
	free(local);
}

static void unlist(struct nat *n, struct nat_flow *f)
{
	*(f->prev ? &f->prev->next : &n->first[f->cls]) = f->next;
	*(f->next ? &f->next->prev : &n->last[f->cls]) = f->prev;
}

static void enlist(struct nat *n, struct nat_flow *f, enum nat_class cls)
{
	f->cls = (u8)cls;
	f->next = NULL;
	f->prev = n->last[cls];
	*(f->prev ? &f->prev->next : &n->first[cls]) = f;
	n->last[cls] = f;
}

void nat_touch(struct nat *n, struct nat_flow *f, enum nat_class cls)
{
	nsec now = stack_now(n->ip);

	f->packets++;
	f->last = now;
	if (f->bind)
		f->bind->last = now;
	if (f->obind)
		f->obind->last = now;
	if (f->cls == cls && n->last[cls] == f)
		return;
	unlist(n, f);
	enlist(n, f, cls);
	if (n->first[cls] == f)
		nat_rearm(n);
}

void nat_rearm(struct nat *n)
{
	nsec due = NSEC_NEVER;

	for (unsigned c = 0; c < NAT_CLASS_N; c++)
		if (n->first[c] && n->timeout_s[c])
			due = min_u64(due, n->first[c]->last + n->timeout_s[c] * NSEC_PER_SEC);
	if (due == NSEC_NEVER)
		timer_stop(n->ip->node->worker, &n->timer);
	else if (!timer_is_set(&n->timer) || due < n->timer.due)
		timer_set(n->ip->node->worker, &n->timer, due);
}

static void expire(struct timer *t)
{
	struct nat *n = container_of(t, struct nat, timer);
	nsec now = stack_now(n->ip);

	for (unsigned c = 0; c < NAT_CLASS_N; c++)
		while (n->first[c] && n->timeout_s[c] && n->first[c]->last + n->timeout_s[c] * NSEC_PER_SEC <= now) {
			n->expired++;
			nat_flow_free(n, n->first[c]);
		}
	nat_rearm(n);
}

struct nat_flow *nat_flow_new(struct nat *n, struct nat_flow *like, enum nat_class cls)
{
	struct nat_flow *f;
	u32 i, o;

	/* One that the other side's key would find already belongs to somebody else. */
	if (nat_find_out(n, like->out_ip, like->proto, like->og, like->ogp, like->ig, like->igp) || !nat_limit_take(n, like))
		return NULL;
	if (n->n_flows + n->n_binds > 2 * n->n_buckets)
		grow(n);
	f = xcalloc(1, sizeof(*f));
	*f = *like;
	f->id = ++n->next_id;
	f->created = f->last = stack_now(n->ip);
	i = slot_in(n, f);
	o = slot_out(n, f);
	f->next_in = n->in[i];
	n->in[i] = f;
	f->next_out = n->out[o];
	n->out[o] = f;
	enlist(n, f, cls);
	if (f->bind) {
		f->bind->refs++;
		f->bind->last = f->last;
	}
	if (f->obind) {
		f->obind->refs++;
		f->obind->last = f->last;
	}
	if (f->rule)
		f->rule->refs++;
	n->n_flows++;
	if (n->n_statics + n->n_whole + n->n_flows > n->peak) {
		n->peak = n->n_statics + n->n_whole + n->n_flows;
		n->peak_at = f->created;
	}
	if (n->first[cls] == f)
		nat_rearm(n);
	return f;
}

void nat_flow_free(struct nat *n, struct nat_flow *f)
{
	struct nat_flow **at;

	for (at = &n->in[slot_in(n, f)]; *at != f; at = &(*at)->next_in)
		;
	*at = f->next_in;
	for (at = &n->out[slot_out(n, f)]; *at != f; at = &(*at)->next_out)
		;
	*at = f->next_out;
	unlist(n, f);
	nat_limit_give(n, f);
	if (f->bind)
		nat_bind_unref(n, f->bind);
	if (f->obind)
		nat_bind_unref(n, f->obind);
	if (f->rule)
		f->rule->refs--;
	free(f->shift);
	nat_alg_dns_free(n, f);
	n->n_flows--;
	free(f);
}

void nat_clear(struct nat *n, bool (*which)(const struct nat_flow *f, const void *arg), const void *arg)
{
	nat_expect_clear(n);
	for (unsigned c = 0; c < NAT_CLASS_N; c++)
		for (struct nat_flow *f = n->first[c], *next; f; f = next) {
			next = f->next;
			if (!which || which(f, arg))
				nat_flow_free(n, f);
		}
	if (!which)
		nat_binds_clear(n, NULL);
}

void nat_binds_clear(struct nat *n, const struct ipstack *ip)
{
	for (u32 k = 0; k < n->n_buckets; k++)
		for (struct nat_bind *b = n->local[k], *next; b; b = next) {
			next = b->next_local;
			if (!b->refs && (!ip || b->ip == ip))
				nat_bind_free(n, b);
		}
}

/* ---- addresses ---- */

static struct nat_addr **addr_slot(const struct nat *n, const struct ipstack *space, u32 addr)
{
	struct nat_addr **at = &n->addrs[nat_hash(space, 0, addr, 0, 0, 0) & (NAT_ADDR_BUCKETS - 1)];

	while (*at && ((*at)->addr != addr || (*at)->space != space))
		at = &(*at)->next;
	return at;
}

struct nat_addr *nat_addr_find(const struct nat *n, const struct ipstack *space, u32 addr) { return *addr_slot(n, space, addr); }

struct nat_addr *nat_addr_hold(struct nat *n, struct ipstack *space, u32 addr)
{
	struct nat_addr **at = addr_slot(n, space, addr);

	if (!*at) {
		*at = xcalloc(1, sizeof(**at));
		(*at)->addr = addr;
		(*at)->space = space;
	}
	(*at)->refs++;
	return *at;
}

void nat_addr_release(struct nat *n, struct nat_addr *a)
{
	struct nat_addr **at;

	if (!a || --a->refs)
		return;
	at = addr_slot(n, a->space, a->addr);
	*at = a->next;
	for (unsigned k = 0; k < 3; k++)
		free(a->bits[k]);
	free(a);
}

bool nat_answers(const struct ipif *in, u32 addr)
{
	const struct nat *n = in->ip->root->nat;
	u32 k;

	if (!n || ipif_find(in->ip, addr) || !ipif_on_link4(in, addr))
		return false;
	for (const struct nat_static *st = n->statics; st; st = st->next)
		if (st->no_alias && (st->outside ? st->local : st->global) == addr)
			return false;
	if (nat64_answers(in->ip, addr))
		return true;
	if (nat_addr_find(n, in->ip, addr) || nat_addr_find(n, n->ip, addr))
		return true;
	for (const struct nat_pool *p = n->pools; p && in->nat == NAT_OUTSIDE; p = p->next)
		if (p->type != NAT_POOL_ROTARY && nat_pool_has(p, addr, &k))
			return true;
	for (const struct nat_static *st = n->statics; st; st = st->next)
		if (st->mask != ~0u && !((st->outside ? st->local : st->global) ^ (addr & st->mask)))
			return true;
	return false;
}

/* ---- life ---- */

static bool of_rule(const struct nat_flow *f, const void *arg) { return f->rule == arg || (f->bind && f->bind->rule == arg) || (f->obind && f->obind->rule == arg); }
static bool of_static(const struct nat_flow *f, const void *arg) { return f->st == arg || f->ost == arg; }
static bool of_vrf(const struct nat_flow *f, const void *arg) { return f->in_ip == arg || f->out_ip == arg; }

void nat_rule_free(struct nat *n, struct nat_rule *r)
{
	struct nat_rule **at = &n->rules;

	nat_clear(n, of_rule, r);
	for (u32 k = 0; k < n->n_buckets; k++)
		for (struct nat_bind *b = n->local[k], *next; b; b = next) {
			next = b->next_local;
			if (b->rule == r)
				nat_bind_free(n, b);
		}
	while (*at != r)
		at = &(*at)->next;
	*at = r->next;
	acl_release(r->acl);
	route_map_release(r->map);
	free(r);
}

void nat_static_free(struct nat *n, struct nat_static *st)
{
	struct nat_static **at = &n->statics;

	nat_clear(n, of_static, st);
	if (st->add_route)
		nat_route(st->ip, st->global, st->local, false);
	if (st->proto && st->addr && !st->outside)
		nat_port_free(st->addr, st->proto, st->gport);
	while (*at != st)
		at = &(*at)->next;
	*at = st->next;
	nat_addr_release(n, st->addr);
	route_map_release(st->map);
	free(st);
	n->n_statics--;
}

void nat_service_free(struct nat *n, struct nat_service *v)
{
	struct nat_service **at = &n->services;

	while (*at != v)
		at = &(*at)->next;
	*at = v->next;
	acl_release(v->acl);
	free(v);
}

/* A VRF goes: what is translated to or from it does too. */
static void vrf_gone(struct nat *n, struct ipstack *s)
{
	nat_clear(n, of_vrf, s);
	for (struct nat_static *st = n->statics, *next; st; st = next) {
		next = st->next;
		if (st->ip == s)
			nat_static_free(n, st);
	}
	for (struct nat_rule *r = n->rules, *next; r; r = next) {
		next = r->next;
		if (r->ip == s)
			nat_rule_free(n, r);
	}
	nat_limit_gone(n, s);
}

void nat_stack_free(struct ipstack *s)
{
	struct nat *n = s->root->nat;

	if (n && s != s->root)
		vrf_gone(n, s);
	if (!n || s != s->root)
		return;
	nat_clear(n, NULL, NULL);
	nat_limit_gone(n, NULL);
	timer_stop(s->node->worker, &n->timer);
	while (n->statics)
		nat_static_free(n, n->statics);
	while (n->rules)
		nat_rule_free(n, n->rules);
	while (n->services)
		nat_service_free(n, n->services);
	while (n->pools) {
		struct nat_pool *p = n->pools;

		n->pools = p->next;
		free(p->taken);
		free(p);
	}
	for (u32 k = 0; k < NAT_HOST_BUCKETS; k++)
		while (n->hosts[k]) {
			struct nat_host *h = n->hosts[k];

			n->hosts[k] = h->next;
			free(h);
		}
	free(n->in);
	free(n->out);
	free(n->local);
	free(n->global);
	free(n->addrs);
	free(n->hosts);
	free(n);
	s->nat = NULL;
}

static bool through(const struct nat_flow *f, const void *arg)
{
	const struct ipif *p = arg;

	return f->out == p || (f->st && f->st->iface == p->i) || (f->bind && f->bind->rule->iface == p->i);
}

void nat_iface_gone(struct ipif *p)
{
	if (p->ip->root->nat)
		nat_clear(p->ip->root->nat, through, p);
}
