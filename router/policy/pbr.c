/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "router/policy/pbr.h"

#include <stdlib.h>

#include "router/feature.h"
#include "router/tunnel/tunnel.h"

static bool arg_fits(const struct match *m, const struct match_arg *x, const struct policy_packet *p)
{
	struct ipaddr hop = ipaddr4(p->next_hop);

	switch (m->kind) {
	case MATCH_ADDRESS:
		return acl_permits(x->list, p->key);
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

static u32 neighbour(struct ipif *p, u32 addr)
{
	struct ipaddr a = ipaddr4(addr);
	struct neigh *n;

	if (p->tunnel)
		return p->glean4;
	n = neigh_get(p, &a);
	return n ? n->leaf : 0;
}

/* The leaf that leads to a next hop; on_link: only if it is a neighbour. 0: it cannot be used. */
static u32 towards(struct ipstack *s, u32 addr, bool on_link)
{
	u32 k = ip4_leaf(s, 0, addr, 0);
	const struct leaf *l = &s->leaf[k];

	if (l->kind == LEAF_GLEAN)
		return l->out->i->type == IF_LOOPBACK ? l->out->glean4 : neighbour(l->out, addr);
	if (l->kind != LEAF_ADJ && l->kind != LEAF_NEIGH)
		return 0;
	return !on_link || (l->neigh ? l->neigh->addr.af == AF_IP4 && l->neigh->addr.v4 == addr : ipif_on_link4(l->out, addr) != NULL) ? k : 0;
}

static u32 out_of(struct ipstack *s, const char *name)
{
	const struct iface *i = device_iface(s->dev, name);

	if (i && i->type == IF_NULL)
		return s->leaf_null;
	return i && i->ip && i->ip->ip == s && i->ip->up ? i->ip->glean4 : 0;
}

/* There is a route of its own to where the packet goes. */
static bool routed(const struct ipstack *s, u32 dst)
{
	struct ipaddr a = ipaddr4(dst);
	const struct rib_entry *e = rib_lookup(s, &a);

	return e && e->plen;
}

static u32 next_hop_of(const struct ipstack *s, const struct clause *c)
{
	for (const struct set *v = c->set; v; v = v->next)
		if (v->what == SET_NEXT_HOP && v->addr.af == AF_IP4)
			return towards((struct ipstack *)s, v->addr.v4, true);
	return 0;
}

/* Where the clause sends a packet for dst; 0: by route. */
static u32 leaf_of(struct ipstack *s, const struct clause *c, u32 dst)
{
	const struct pbr_hop *h = c->hops;
	u32 leaf = 0;

	for (; h && h->kind == PBR_VERIFY && !leaf; h = h->next)
		leaf = h->user.up ? towards(s, h->addr, true) : 0;
	if (!leaf)
		leaf = next_hop_of(s, c);
	for (; h && !leaf; h = h->next) {
		if (h->kind >= PBR_DEFAULT_HOP && routed(s, dst))
			return 0;
		switch (h->kind) {
		case PBR_RECURSIVE:
			leaf = towards(s, h->addr, false);
			break;
		case PBR_DEFAULT_HOP:
			leaf = towards(s, h->addr, true);
			break;
		case PBR_INTERFACE:
		case PBR_DEFAULT_INTERFACE:
			leaf = out_of(s, h->iface);
			break;
		}
	}
	return leaf;
}

static void trace(struct ipstack *s, const struct ipif *in, const u8 *ip, u32 len, const struct route_map *m, const struct clause *c, u32 leaf)
{
	char a[IP4_TEXT], b[IP4_TEXT];
	const struct leaf *l = &s->leaf[leaf];

	if (!debug_on(s->dev, DEBUG_IP_POLICY))
		return;
	device_debug(s->dev, "IP: s=%s (%s), d=%s, len %u, policy %s", ip4_text(get_be32(ip + IP4_SRC), a), in ? in->i->name : "local", ip4_text(get_be32(ip + IP4_DST), b), len,
		     leaf ? "match" : "rejected -- normal forwarding");
	if (c)
		device_debug(s->dev, "IP: route map %s, item %u, %s", m->name, c->seq, c->permit ? "permit" : "deny");
	if (leaf)
		device_debug(s->dev, "IP: s=%s (%s), d=%s (%s), len %u, policy routed", a, in ? in->i->name : "local", b, l->out ? l->out->i->name : "Null0", len);
}

/* The map's word on a packet; 0: by route. Counts. */
static u32 judge(struct ipstack *s, struct ipif *in, struct route_map *m, const u8 *ip, u32 len)
{
	struct clause *c = m->clauses;
	struct acl_key k;
	const struct policy_packet p = { .key = &k, .len = len };
	u32 leaf = 0;

	if (!acl_key_of(&k, ip, len))
		return 0;
	while (c && !fits(c, &p))
		c = c->next;
	if (c && c->permit) {
		c->packets++;
		c->bytes += len;
		leaf = leaf_of(s, c, get_be32(ip + IP4_DST));
	}
	trace(s, in, ip, len, m, c, leaf);
	return leaf;
}

u32 pbr_local(struct ipstack *s, const u8 *ip, u32 len) { return judge(s, NULL, s->local_policy, ip, len); }

bool pbr_forward(struct ipif *in, struct frame *f)
{
	struct ipstack *s = in->ip;
	u8 *ip = f->data;
	struct ipaddr dst = ipaddr4(get_be32(ip + IP4_DST));
	const struct leaf *l = &s->leaf[ip4_leaf(s, 0, dst.v4, 0)];
	struct ipif *out;
	u32 leaf;

	/* What is for us or for all, what a host must not forward, and what asks for more than forwarding, goes its usual way. */
	if (!s->forwarding || l->kind == LEAF_LOCAL || l->kind == LEAF_BROADCAST || ip4_is_multicast(dst.v4) || dst.v4 == ~0u || ip[0] != 0x45 || ip[IP4_TTL] <= 1 ||
	    dst.v4 >> 24 == 127 || !(dst.v4 >> 24) || get_be32(ip + IP4_SRC) >> 28 >= 14 || get_be32(ip + IP4_SRC) >> 24 == 127 || !(get_be32(ip + IP4_SRC) >> 24))
		return false;
	leaf = judge(s, in, in->policy, ip, f->len);
	if (!leaf)
		return false;
	out = s->leaf[leaf].kind == LEAF_GLEAN ? s->leaf[leaf].out : NULL;
	s->c4[C_RCVD]++;
	ip[IP4_TTL]--;
	put_be16(ip + IP4_CSUM, csum_update(get_be16(ip + IP4_CSUM), (u16)(ip[IP4_TTL] + 1) << 8, (u16)(ip[IP4_TTL] << 8)));
	/* What is sent to a loopback comes in there at once, and is routed anew: so a router with one interface translates (NAT on a stick). */
	if (out && out->i->type == IF_LOOPBACK)
		ip_reenter(out, f);
	else
		ip_emit(s, leaf, &dst, f, in);
	return true;
}

void pbr_set(struct ipstack *s, struct ipif *p, const char *name)
{
	struct route_map **at = p ? &p->policy : &s->local_policy, *old = *at;

	*at = name ? route_map_hold(s, name) : NULL;
	route_map_release(old);
	if (p)
		feature_update(p);
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

void pbr_free(struct ipstack *s) { pbr_set(s, NULL, NULL); }
