/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Entries made into rules, and rules into a tree. A node looks at up to eight bits of the key that lie in one byte and has a child for
 * each value; a rule goes to every child that its bits allow. A leaf holds few rules, in the order of the list, which are compared in
 * full: so the tree only has to leave none out. Wildcards need not be contiguous. A packet without ports (a fragment but the first)
 * has a tree of its own that does not look at them. Children with the same rules share a subtree. Where no byte tells the rules apart, or copies would cost too much, a leaf is long.
 *
 * Fragments (IOS): an entry that asks about ports lets them through when it permits and its addresses match, and passes them over when it denies.
 */
#include <stdlib.h>

#include "router/acl/own.h"

enum { LEAF_RULES = 6, TREE_DEPTH = 12, TREE_COPIES = 24, TREE_SLACK = 8192, NODES_MAX = 1 << 20 };

static u32 ports_at(const struct acl *a) { return a->af == AF_IP4 ? 8 : 32; }

/* ---- rules ---- */

static void rule_addr(struct acl_rule *r, u32 at, const struct ace_addr *x)
{
	if (x->addr.af == AF_IP4) {
		put_be32(r->v + at, x->addr.v4 & ~x->wild);
		put_be32(r->m + at, ~x->wild);
	} else if (x->addr.af == AF_IP6) {
		for (unsigned k = 0; k < 16; k++) {
			unsigned bits = x->plen > 8 * k ? x->plen - 8 * k : 0;

			r->m[at + k] = (u8)(bits >= 8 ? 0xff : 0xff00 >> bits);
			r->v[at + k] = x->addr.v6.b[k] & r->m[at + k];
		}
	}
}

static void rule_port(struct acl_rule *r, u32 at, u16 lo, u16 hi, bool neq)
{
	u16 mask = 0xffff;

	while (lo != hi && (lo & mask) != (hi & mask))
		mask = (u16)(mask << 1);
	if (neq)
		mask = 0;
	put_be16(r->m + at, mask);
	put_be16(r->v + at, lo & mask);
}

struct span { u16 lo, hi; bool neq; };

static unsigned spans_of(const struct ace_port *p, struct span *s)
{
	switch (p->op) {
	case PORT_EQ:
		for (unsigned k = 0; k < p->n; k++)
			s[k] = (struct span){ p->value[k], p->value[k], false };
		return p->n;
	case PORT_NEQ:
		s[0] = (struct span){ p->value[0], p->value[0], true };
		return 1;
	case PORT_GT:
		s[0] = p->value[0] == 0xffff ? (struct span){ 1, 0, false } : (struct span){ (u16)(p->value[0] + 1), 0xffff, false };
		return 1;
	case PORT_LT:
		s[0] = p->value[0] == 0 ? (struct span){ 1, 0, false } : (struct span){ 0, (u16)(p->value[0] - 1), false };
		return 1;
	case PORT_RANGE:
		s[0] = (struct span){ p->value[0], p->value[1], false };
		return 1;
	default:
		s[0] = (struct span){ 0, 0xffff, false };
		return 1;
	}
}

struct maker {
	struct acl *a;
	u32 cap;
	struct ace_addr *src, *dst; /* GROUP_ITEMS_MAX of each */
	struct group_service *svc;
};

static void add_rule(struct maker *m, struct ace *e, const struct ace_addr *src, const struct ace_addr *dst, u16 proto, struct span s, struct span d, bool l4)
{
	struct acl *a = m->a;
	struct acl_rule *r;
	u32 at = ports_at(a);

	if (a->n_rules >= ACL_RULES_MAX || s.lo > s.hi || d.lo > d.hi)
		return;
	if (a->n_rules == m->cap) {
		m->cap = m->cap ? m->cap * 2 : 16;
		a->rules = xrealloc(a->rules, m->cap, sizeof(*a->rules));
	}
	r = &a->rules[a->n_rules++];
	*r = (struct acl_rule){ .e = e, .slo = s.lo, .shi = s.hi, .dlo = d.lo, .dhi = d.hi, .sneq = s.neq, .dneq = d.neq, .l4 = l4 };
	rule_addr(r, 0, src);
	rule_addr(r, at / 2, dst);
	rule_port(r, at, s.lo, s.hi, s.neq);
	rule_port(r, at + 2, d.lo, d.hi, d.neq);
	if (proto < PROTO_IP) {
		r->v[at + 4] = (u8)proto;
		r->m[at + 4] = 0xff;
	}
}

static unsigned addrs_of(const struct ace_addr *x, struct ace_addr *out)
{
	if (x->group)
		return group_nets(x->group, out, GROUP_ITEMS_MAX);
	out[0] = *x;
	return 1;
}

static void expand(struct maker *m, struct ace *e)
{
	struct ace_addr *src = m->src, *dst = m->dst;
	struct group_service *svc = m->svc;
	unsigned n_src = addrs_of(&e->src, src), n_dst = addrs_of(&e->dst, dst), n_svc = 0;
	struct span s[ACL_PORTS_MAX], d[ACL_PORTS_MAX];
	unsigned n_s = spans_of(&e->sport, s), n_d = spans_of(&e->dport, d);
	bool l4 = e->sport.op || e->dport.op || e->established || e->tcp_any || e->flag_word || e->icmp_type >= 0;
	u16 proto = e->headers & ACL_AUTH ? (u16)IP6_AH : e->proto; /* more_matches() looks behind it */

	if (e->icmp_type >= 0) {
		u16 t = (u16)(e->icmp_type << 8);

		d[0] = e->icmp_code >= 0 ? (struct span){ (u16)(t | e->icmp_code), (u16)(t | e->icmp_code), false } : (struct span){ t, t | 0xff, false };
		n_d = 1;
	}
	if (e->service)
		n_svc = group_services(e->service, svc, GROUP_ITEMS_MAX);
	for (unsigned i = 0; i < n_src; i++)
		for (unsigned j = 0; j < n_dst; j++) {
			for (unsigned k = 0; k < n_svc; k++)
				add_rule(m, e, &src[i], &dst[j], svc[k].proto, (struct span){ svc[k].slo, svc[k].shi, svc[k].sneq },
					 (struct span){ svc[k].dlo, svc[k].dhi, svc[k].dneq }, svc[k].slo || svc[k].shi != 0xffff || svc[k].dlo || svc[k].dhi != 0xffff);
			for (unsigned k = 0; k < n_s && !e->service; k++)
				for (unsigned l = 0; l < n_d; l++)
					add_rule(m, e, &src[i], &dst[j], proto, s[k], d[l], l4);
		}
}

/* ---- the tree ---- */

struct builder {
	const struct acl *a;
	struct acl_tree *t;
	u32 node_cap, list_cap, budget;
	bool ports;
};

static u32 more_nodes(struct builder *b, u32 n)
{
	struct acl_tree *t = b->t;
	u32 at = t->n_nodes;

	while (t->n_nodes + n > b->node_cap) {
		b->node_cap = b->node_cap ? b->node_cap * 2 : 64;
		t->nodes = xrealloc(t->nodes, b->node_cap, sizeof(*t->nodes));
	}
	memset(t->nodes + at, 0, n * sizeof(*t->nodes));
	t->n_nodes += n;
	return at;
}

static void leaf(struct builder *b, u32 node, const u32 *rule, u32 n)
{
	struct acl_tree *t = b->t;

	while (t->n_list + n > b->list_cap) {
		b->list_cap = b->list_cap ? b->list_cap * 2 : 64;
		t->list = xrealloc(t->list, b->list_cap, sizeof(*t->list));
	}
	if (n)
		memcpy(t->list + t->n_list, rule, n * sizeof(*rule));
	t->nodes[node] = (struct acl_node){ .at = t->n_list, .n = (u16)n };
	t->n_list += n;
}

/* How many rules each of the window's children would get: most of them, and all together. */
static void weigh(const struct acl *a, const u32 *rule, u32 n, u8 byte, u8 shift, u8 bits, u32 *most, u32 *sum)
{
	u32 count[256] = { 0 }, all = 0, full = (1u << bits) - 1;

	*most = *sum = 0;
	for (u32 k = 0; k < n; k++) {
		u32 m = (u32)a->rules[rule[k]].m[byte] >> shift & full, v = (u32)a->rules[rule[k]].v[byte] >> shift & full;

		if (!m)
			all++;
		else if (m == full)
			count[v]++;
		else
			for (u32 c = 0; c <= full; c++)
				count[c] += (c & m) == (v & m);
	}
	bool rest = false; /* children that have the same rules are one */

	for (u32 c = 0; c <= full; c++) {
		rest |= !count[c];
		*sum += count[c] ? count[c] + all : 0;
		if (count[c] + all > *most)
			*most = count[c] + all;
	}
	*sum += rest ? all : 0;
}

/* The window whose fullest child is least full, among those that make at most `limit` rules of n. */
static bool choose_within(const struct builder *b, const u32 *rule, u32 n, u32 limit, u8 *byte, u8 *shift, u8 *bits)
{
	static const struct { u8 shift, bits; } windows[] = { { 0, 8 }, { 4, 4 }, { 0, 4 }, { 6, 2 }, { 4, 2 }, { 2, 2 }, { 0, 2 } };
	u32 at = ports_at(b->a), best = n - n / 8, least = ~0u;

	for (u32 k = 0; k < at + 5; k++) {
		if (!b->ports && k >= at && k < at + 4)
			continue;
		for (unsigned w = 0; w < ARRAY_LEN(windows); w++) {
			u32 most, sum;

			weigh(b->a, rule, n, (u8)k, windows[w].shift, windows[w].bits, &most, &sum);
			if (sum > limit || most > best || (most == best && sum >= least))
				continue;
			best = most;
			least = sum;
			*byte = (u8)k;
			*shift = windows[w].shift;
			*bits = windows[w].bits;
		}
	}
	return least != ~0u;
}

/* Few copies first: what tells whole classes of rules apart makes the others cheap further down. */
static bool choose(const struct builder *b, const u32 *rule, u32 n, u8 *byte, u8 *shift, u8 *bits)
{
	return choose_within(b, rule, n, (u32)min_u64(n + n / 2 + 1, b->budget), byte, shift, bits) ||
	       choose_within(b, rule, n, (u32)min_u64(4 * (u64)n, b->budget), byte, shift, bits) || choose_within(b, rule, n, b->budget, byte, shift, bits);
}

/* The rules of child c of that window; returns how many. */
static u32 rules_of_child(const struct acl *a, const u32 *rule, u32 n, u8 byte, u8 shift, u32 full, u32 c, u32 *sub)
{
	u32 m = 0;

	for (u32 k = 0; k < n; k++) {
		const struct acl_rule *r = &a->rules[rule[k]];

		if (!(((u32)r->v[byte] ^ c << shift) & r->m[byte] & full << shift))
			sub[m++] = rule[k];
	}
	return m;
}

static void grow(struct builder *b, u32 node, const u32 *rule, u32 n, unsigned depth)
{
	u8 byte = 0, shift = 0, bits = 0;
	u32 at, full, *subs[256], len[256];

	if (n <= LEAF_RULES || depth >= TREE_DEPTH || b->t->n_nodes > NODES_MAX || !choose(b, rule, n, &byte, &shift, &bits)) {
		leaf(b, node, rule, n);
		return;
	}
	full = (1u << bits) - 1;
	at = more_nodes(b, full + 1);
	b->t->nodes[node] = (struct acl_node){ .at = at, .byte = byte, .shift = shift, .bits = bits };
	for (u32 c = 0; c <= full; c++) {
		u32 twin = 0;

		subs[c] = xcalloc(n, sizeof(u32));
		len[c] = rules_of_child(b->a, rule, n, byte, shift, full, c, subs[c]);
		while (twin < c && !(len[twin] == len[c] && !memcmp(subs[twin], subs[c], len[c] * sizeof(u32))))
			twin++;
		if (twin < c) { /* the same subtree serves both */
			b->t->nodes[at + c] = b->t->nodes[at + twin];
			continue;
		}
		b->budget -= (u32)min_u64(b->budget, len[c]);
		grow(b, at + c, subs[c], len[c], depth + 1);
	}
	for (u32 c = 0; c <= full; c++)
		free(subs[c]);
}

static void build(const struct acl *a, struct acl_tree *t, bool ports)
{
	struct builder b = { .a = a, .t = t, .ports = ports, .budget = TREE_COPIES * a->n_rules + TREE_SLACK };
	u32 *all = xcalloc(a->n_rules + 1u, sizeof(*all));

	for (u32 k = 0; k < a->n_rules; k++)
		all[k] = k;
	more_nodes(&b, 1);
	grow(&b, 0, all, a->n_rules, 0);
	free(all);
}

void acl_tree_free(struct acl *a)
{
	free(a->rules);
	free(a->whole.nodes);
	free(a->whole.list);
	free(a->fragment.nodes);
	free(a->fragment.list);
	a->rules = NULL;
	a->whole = a->fragment = (struct acl_tree){ 0 };
	a->n_rules = 0;
	a->bound = false;
}

void acl_compile(struct acl *a)
{
	struct maker m = { .a = a };

	m.src = xcalloc(GROUP_ITEMS_MAX, sizeof(*m.src));
	m.dst = xcalloc(GROUP_ITEMS_MAX, sizeof(*m.dst));
	m.svc = xcalloc(GROUP_ITEMS_MAX, sizeof(*m.svc));
	acl_tree_free(a);
	for (u32 k = 0; k < a->n_aces; k++)
		if (a->aces[k]->act != ACE_REMARK)
			expand(&m, a->aces[k]);
	build(a, &a->whole, true);
	build(a, &a->fragment, false);
	a->bound = true;
	free(m.src);
	free(m.dst);
	free(m.svc);
}

/* ---- a packet ---- */

static inline bool bits_match(const struct acl_rule *r, const struct acl_key *k, unsigned words)
{
	u64 differ = 0;

	for (unsigned w = 0; w < words; w++) {
		u64 x, v, m;

		memcpy(&x, k->b + 8 * w, 8);
		memcpy(&v, r->v + 8 * w, 8);
		memcpy(&m, r->m + 8 * w, 8);
		differ |= (x ^ v) & m;
	}
	return !differ;
}

static bool flags_match(const struct ace *e, u8 flags)
{
	u8 as_named = (flags & e->flags_set) | (u8)(~flags & e->flags_clear);

	return e->flag_word == 'a' ? as_named == (e->flags_set | e->flags_clear) : as_named != 0;
}

static bool has_option(const struct acl_key *k, s16 option)
{
	for (u32 at = 0; at < k->n_options && k->options;) {
		u8 type = k->options[at];

		if (type == option || option == ACL_OPTION_ANY)
			return true;
		if (type == IP4_OPT_END)
			return false;
		at += type == IP4_OPT_NOP ? 1 : at + 1 < k->n_options && k->options[at + 1] >= 2 ? k->options[at + 1] : k->n_options;
	}
	return false;
}

static bool ttl_matches(const struct ace_port *p, u8 ttl)
{
	switch (p->op) {
	case PORT_EQ:
		for (unsigned k = 0; k < p->n; k++)
			if (p->value[k] == ttl)
				return true;
		return false;
	case PORT_NEQ:
		return ttl != p->value[0];
	case PORT_GT:
		return ttl > p->value[0];
	case PORT_LT:
		return ttl < p->value[0];
	case PORT_RANGE:
		return ttl >= p->value[0] && ttl <= p->value[1];
	default:
		return true;
	}
}

/* What few entries ask for. */
static bool more_matches(const struct ace *e, const struct acl_key *k)
{
	if (e->flag_word && !k->fragment && !flags_match(e, k->tcp_flags))
		return false;
	if (e->option >= 0 && !has_option(k, e->option))
		return false;
	if ((e->headers & k->headers) != e->headers || (e->flow_label >= 0 && (u32)e->flow_label != k->flow_label))
		return false;
	if (e->headers & ACL_AUTH && e->proto < PROTO_IP && e->proto != IP6_AH && e->proto != k->behind)
		return false;
	return ttl_matches(&e->ttl, k->ttl);
}

static bool rule_matches(const struct acl_rule *r, const struct acl_key *k)
{
	const struct ace *e = r->e;
	u32 at = k->af == AF_IP4 ? 8 : 32;

	if (!bits_match(r, k, at / 8) || (k->b[at + 4] ^ r->v[at + 4]) & r->m[at + 4])
		return false;
	if (e->fragments && !k->fragment)
		return false;
	if (r->l4) {
		if (k->fragment && e->act == ACE_DENY)
			return false;
		if (!k->fragment && ((k->sport < r->slo || k->sport > r->shi) != r->sneq || (k->dport < r->dlo || k->dport > r->dhi) != r->dneq))
			return false;
		if (!k->fragment && e->established && !(k->tcp_flags & (TCP_ACK | TCP_RST)))
			return false;
		if (!k->fragment && e->tcp_any && !(k->tcp_flags & e->tcp_any))
			return false;
	}
	if ((k->tos ^ e->tos) & e->tos_mask)
		return false;
	if (unlikely(e->more) && !more_matches(e, k))
		return false;
	if (e->range && !time_range_active(e->range))
		return false;
	return e->act != ACE_EVALUATE || reflexive_match(e->evaluate, k);
}

struct ace *acl_lookup(struct acl *a, const struct acl_key *k)
{
	const struct acl_tree *t;
	const struct acl_node *n;

	if (unlikely(!a->bound))
		acl_compile(a);
	t = k->fragment ? &a->fragment : &a->whole;
	n = t->nodes;
	while (n->bits)
		n = &t->nodes[n->at + ((u32)k->b[n->byte] >> n->shift & ((1u << n->bits) - 1))];
	for (u32 i = 0; i < n->n; i++) {
		const struct acl_rule *r = &a->rules[t->list[n->at + i]];

		if (rule_matches(r, k))
			return r->e;
	}
	return NULL;
}
