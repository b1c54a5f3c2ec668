/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "router/policy/pbr.h"

#include <stdlib.h>
#include <string.h>

#include "router/feature.h"
#include "router/tunnel/tunnel.h"
#include "router/vrf/vrf.h"

static bool arg_fits(const struct match *m, const struct match_arg *x, const struct policy_packet *p)
{
	struct ipaddr hop = ipaddr4(p->next_hop);

	switch (m->kind) {
	case MATCH_ADDRESS:
	case MATCH_ADDRESS6:
		return p->six == (m->kind == MATCH_ADDRESS6) && acl_permits(x->list, p->key);
	case MATCH_INTERFACE:
		return p->out && !strcmp(p->out->name, x->word);
	case MATCH_NEXT_HOP:
		return p->out && acl_permits_source(x->list, &hop);
	case MATCH_NEXT_HOP_PREFIX:
		return p->out && prefix_list_permits(x->list, &hop, 32);
	default:
		return false; /* asks for something a packet has not */
	}
}

static bool fits(const struct clause *c, const struct policy_packet *p)
{
	for (const struct match *m = c->match; m; m = m->next) {
		u32 n = 0;

		if (m->kind == MATCH_LENGTH) {
			if (p->len < m->arg[0].num || p->len > m->arg[1].num)
				return false;
			continue;
		}
		while (n < m->n && !arg_fits(m, &m->arg[n], p))
			n++;
		if (n == m->n)
			return false;
	}
	return true;
}

bool route_map_fits_packet(struct route_map *m, const struct policy_packet *p)
{
	const struct clause *c = m->clauses;

	while (c && !fits(c, p))
		c = c->next;
	return c && c->permit;
}

static u32 glean(const struct ipif *p, u8 af) { return af == AF_IP6 ? p->glean6 : p->glean4; }

static u32 neighbour(struct ipif *p, const struct ipaddr *addr)
{
	struct neigh *n;

	if (p->tunnel)
		return glean(p, addr->af);
	n = neigh_get(p, addr);
	return n ? n->leaf : 0;
}

static bool on_link_of(const struct ipif *p, const struct ipaddr *addr)
{
	if (addr->af == AF_IP4)
		return ipif_on_link4(p, addr->v4);
	for (const struct addr6 *a = p->a6; a; a = a->next)
		if (!a->linklocal && ip6_in(&addr->v6, &a->addr, a->plen))
			return true;
	return false;
}

/* The leaf that leads to a next hop; on_link: only if it is a neighbour. 0: it cannot be used. */
static u32 towards(struct ipstack *s, const struct ipaddr *addr, bool on_link)
{
	u32 k = addr->af == AF_IP4 ? ip4_leaf(s, 0, addr->v4, 0) : ip6_leaf(s, &addr->v6, &addr->v6, 0);
	const struct leaf *l = &s->leaf[k];

	if (l->kind == LEAF_GLEAN)
		return l->out->i->type == IF_LOOPBACK ? glean(l->out, addr->af) : neighbour(l->out, addr);
	if (l->kind != LEAF_ADJ && l->kind != LEAF_NEIGH)
		return 0;
	return !on_link || (l->neigh ? ipaddr_eq(&l->neigh->addr, addr) : on_link_of(l->out, addr)) ? k : 0;
}

static u32 out_of(struct ipstack *s, u8 af, const char *name)
{
	const struct iface *i = device_iface(s->dev, name);

	if (i && i->type == IF_NULL)
		return s->leaf_null;
	return i && i->ip && i->ip->ip == s && i->ip->up ? glean(i->ip, af) : 0;
}

/* There is a route of its own to where the packet goes. */
static bool routed(const struct ipstack *s, const struct ipaddr *dst)
{
	const struct rib_entry *e = rib_lookup(s, dst);

	return e && e->plen;
}

static u32 next_hop_of(struct ipstack *s, const struct clause *c, u8 af)
{
	for (const struct set *v = c->set; v; v = v->next)
		if (v->what == SET_NEXT_HOP && v->addr.af == af)
			return towards(s, &v->addr, true);
	return 0;
}

/* A map's word on a packet: the leaf, or (0) the table whose routes decide (NULL: its own). */
struct word { u32 leaf; struct ipstack *table; };

/* Where the clause sends a packet for dst, in that table; 0: by its routes. */
static u32 leaf_of(struct ipstack *s, const struct clause *c, const struct ipaddr *dst, struct word *w)
{
	const struct pbr_hop *h = c->hops;
	u32 leaf = 0;

	for (; h && h->kind == PBR_VERIFY && !leaf; h = h->next)
		leaf = h->user.up && h->addr.af == dst->af ? towards(s, &h->addr, true) : 0;
	if (!leaf)
		leaf = next_hop_of(s, c, dst->af);
	for (; h && !leaf; h = h->next) {
		if (h->addr.af && h->addr.af != dst->af)
			continue;
		if (h->kind >= PBR_DEFAULT_HOP && routed(s, dst))
			return 0;
		switch (h->kind) {
		case PBR_ELSEWHERE:
			leaf = towards(h->table, &h->addr, true);
			if (leaf)
				w->table = h->table;
			break;
		case PBR_RECURSIVE:
			leaf = towards(s, &h->addr, false);
			break;
		case PBR_NEXT:
		case PBR_DEFAULT_HOP:
			leaf = towards(s, &h->addr, true);
			break;
		case PBR_INTERFACE:
		case PBR_DEFAULT_INTERFACE:
			leaf = out_of(s, dst->af, h->iface);
			break;
		}
	}
	return leaf;
}

static void addresses(const u8 *ip, struct ipaddr *src, struct ipaddr *dst)
{
	if (ip[0] >> 4 == 4) {
		*src = ipaddr4(get_be32(ip + IP4_SRC));
		*dst = ipaddr4(get_be32(ip + IP4_DST));
		return;
	}
	*src = *dst = (struct ipaddr){ .af = AF_IP6 };
	memcpy(src->v6.b, ip + IP6_SRC, 16);
	memcpy(dst->v6.b, ip + IP6_DST, 16);
}

static void trace(struct ipstack *s, const struct ipif *in, const u8 *ip, u32 len, const struct route_map *m, const struct clause *c, const struct word *w)
{
	char a[IP6_TEXT], b[IP6_TEXT];
	const struct leaf *l = &s->leaf[w->leaf];
	const char *ver = ip[0] >> 4 == 4 ? "IP" : "IPv6 PBR", *from = in ? in->i->name : "local";
	struct ipaddr src, dst;

	if (!debug_on(s->dev, ip[0] >> 4 == 4 ? DEBUG_IP_POLICY : DEBUG_IPV6_POLICY))
		return;
	addresses(ip, &src, &dst);
	ipaddr_text(&src, a);
	ipaddr_text(&dst, b);
	device_debug(s->dev, "%s: s=%s (%s), d=%s, len %u, policy %s", ver, a, from, b, len, w->leaf || w->table ? "match" : "rejected -- normal forwarding");
	if (c)
		device_debug(s->dev, "%s: route map %s, item %u, %s", ver, m->name, c->seq, c->permit ? "permit" : "deny");
	if (w->leaf)
		device_debug(s->dev, "%s: s=%s (%s), d=%s (%s), len %u, policy routed", ver, a, from, b, l->out ? l->out->i->name : "Null0", len);
	else if (w->table)
		device_debug(s->dev, "%s: s=%s (%s), d=%s, len %u, policy routed by table %s", ver, a, from, b, len, vrf_name(w->table));
}

static void mark(const struct pbr_mark *m, u8 *ip, bool six)
{
	if (six) {
		put_be16(ip, (u16)((get_be16(ip) & ~(m->clear << 4)) | m->put << 4));
		return;
	}
	if (m->clear)
		ip4_put16(ip, 0, (u16)((get_be16(ip) & ~m->clear) | m->put));
	if (m->df)
		ip4_put16(ip, IP4_FRAG, (u16)((get_be16(ip + IP4_FRAG) & ~IP4_DF) | (m->df == DF_SET ? IP4_DF : 0)));
}

/* Counts, and marks. */
static struct word judge(struct ipstack *s, struct ipif *in, struct route_map *m, u8 *ip, u32 len)
{
	struct clause *c = m->clauses;
	struct word w = { 0, NULL };
	struct acl_key k;
	const struct policy_packet p = { .key = &k, .len = len, .six = ip[0] >> 4 == 6 };
	struct ipaddr src, dst;

	if (!acl_key_of(&k, ip, len))
		return w;
	while (c && !fits(c, &p))
		c = c->next;
	if (c && c->permit) {
		c->packets++;
		c->bytes += len;
		addresses(ip, &src, &dst);
		w.table = c->table;
		w.leaf = leaf_of(w.table ? w.table : s, c, &dst, &w);
		mark(&c->mark[p.six], ip, p.six);
	}
	trace(s, in, ip, len, m, c, &w);
	return w;
}

u32 pbr_local(struct ipstack *s, bool six, u8 *ip, u32 len)
{
	struct word w = judge(s, NULL, s->local_policy[six], ip, len);
	struct ipaddr src, dst;

	if (w.leaf || !w.table || w.table == s)
		return w.leaf;
	addresses(ip, &src, &dst);
	w.leaf = towards(w.table, &dst, false);
	return w.leaf ? w.leaf : s->leaf_null;
}

/* What is for us or for all, what a host must not forward, and what asks for more than forwarding, goes its usual way. */
static bool is_plain4(const struct ipstack *s, const u8 *ip)
{
	u32 src = get_be32(ip + IP4_SRC), dst = get_be32(ip + IP4_DST);
	const struct leaf *l = &s->leaf[ip4_leaf(s, 0, dst, 0)];

	return s->forwarding && l->kind != LEAF_LOCAL && l->kind != LEAF_BROADCAST && !ip4_is_multicast(dst) && dst != ~0u && ip[0] == 0x45 && ip[IP4_TTL] > 1 &&
	       dst >> 24 != 127 && dst >> 24 && src >> 28 < 14 && src >> 24 != 127 && src >> 24;
}

static bool is_plain6(const struct ipstack *s, const u8 *ip)
{
	static const struct ip6 none, loopback = { .b = { [15] = 1 } };
	struct ip6 src = ip6_at(ip + IP6_SRC), dst = ip6_at(ip + IP6_DST);

	return s->forwarding6 && s->leaf[ip6_leaf(s, &src, &dst, 0)].kind != LEAF_LOCAL && !ip6_is_multicast(&dst) && !ip6_is_linklocal(&dst) && !ip6_eq(&dst, &loopback) &&
	       !ip6_eq(&dst, &none) && !ip6_is_multicast(&src) && !ip6_is_linklocal(&src) && !ip6_eq(&src, &loopback) && !ip6_eq(&src, &none) && ip[IP6_HOPS] > 1 &&
	       ip[IP6_NEXT] != IP6_HOPOPTS;
}

bool pbr_forward(struct ipif *in, struct frame *f, bool six)
{
	struct ipstack *s = in->ip;
	u8 *ip = f->data;
	struct ipaddr src, dst;
	struct word w;
	struct ipif *out;

	if (six ? !is_plain6(s, ip) : !is_plain4(s, ip))
		return false;
	w = judge(s, in, in->policy[six], ip, f->len);
	if (!w.leaf && (!w.table || w.table == s))
		return false;
	(six ? s->c6 : s->c4)[C_RCVD]++;
	if (!w.leaf) {
		(six ? ip6_forward : ip4_forward)(w.table, in, f);
		return true;
	}
	addresses(ip, &src, &dst);
	out = s->leaf[w.leaf].kind == LEAF_GLEAN ? s->leaf[w.leaf].out : NULL;
	if (six)
		ip[IP6_HOPS]--;
	else
		ip4_put16(ip, IP4_TTL, (u16)(get_be16(ip + IP4_TTL) - 0x100));
	/* What is sent to a loopback comes in there at once, and is routed anew: so a router with one interface translates (NAT on a stick). */
	if (out && out->i->type == IF_LOOPBACK)
		ip_reenter(out, f);
	else
		ip_emit(w.table ? w.table : s, w.leaf, &dst, f, in);
	return true;
}

void pbr_set(struct ipstack *s, struct ipif *p, bool six, const char *name)
{
	struct route_map **at = p ? &p->policy[six] : &s->local_policy[six], *old = *at;

	*at = name ? route_map_hold(s, name) : NULL;
	route_map_release(old);
	if (p)
		feature_update(p);
}

void pbr_vrf_gone(const struct ipstack *vrf)
{
	for (struct route_map *m = vrf->root->policy ? vrf->root->policy->maps : NULL; m; m = m->next)
		for (struct clause *c = m->clauses; c; c = c->next) {
			if (c->table == vrf)
				c->table = NULL;
			for (struct pbr_hop **at = &c->hops; *at;)
				if ((*at)->table == vrf)
					pbr_hop_free(at);
				else
					at = &(*at)->next;
		}
}

void pbr_next_hops(struct clause *c, u8 af, const struct ipaddr *addr, unsigned n)
{
	struct pbr_hop **at = &c->hops, *h;

	while (*at && (*at)->kind <= PBR_NEXT)
		if ((*at)->kind == PBR_NEXT && (*at)->addr.af == af)
			pbr_hop_free(at);
		else
			at = &(*at)->next;
	for (; n; n--) {
		h = xcalloc(1, sizeof(*h));
		*h = (struct pbr_hop){ .next = *at, .of = c, .kind = PBR_NEXT, .addr = *addr++ };
		*at = h;
		at = &h->next;
	}
}

void pbr_hop_free(struct pbr_hop **at)
{
	struct pbr_hop *h = *at;

	*at = h->next;
	if (h->kind == PBR_VERIFY)
		track_unwatch(h->of->of->of->s, &h->user);
	free(h->iface);
	free(h);
}

void pbr_hops_free(struct clause *c)
{
	while (c->hops)
		pbr_hop_free(&c->hops);
}

void pbr_free(struct ipstack *s)
{
	pbr_set(s, NULL, false, NULL);
	pbr_set(s, NULL, true, NULL);
}
