/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which class a frame is of, and marks: DSCP (RFC 2474), precedence, 802.1Q priority. */
#include <string.h>

#include "core/csum.h"
#include "router/qos/own.h"

/* The length of the IP packet in room bytes at ip; 0: its header cannot be read. */
static u32 ip_len(u16 type, const u8 *ip, u32 room)
{
	u32 len;

	if (type == ETH_TYPE_IP4) {
		u32 hlen = room >= IP4_HLEN ? 4 * (ip[0] & 15u) : 0;

		len = hlen >= IP4_HLEN && ip[0] >> 4 == 4 ? get_be16(ip + IP4_LEN) : 0;
		return len >= hlen && len <= room ? len : 0;
	}
	if (type != ETH_TYPE_IP6 || room < IP6_HLEN || ip[0] >> 4 != 6)
		return 0;
	len = IP6_HLEN + get_be16(ip + IP6_PLEN);
	return len <= room ? len : 0;
}

static void packet_ip(struct qos_packet *k, u8 *ip, u32 room)
{
	k->len = ip_len(k->type, ip, room);
	if (!k->len)
		return;
	k->ip = ip;
	k->tos = k->type == ETH_TYPE_IP4 ? ip[IP4_TOS] : (u8)(get_be16(ip) >> 4);
}

static void packet_new(struct qos_packet *k, struct ipif *in, u32 bytes, u16 type)
{
	k->ip = k->tag = NULL;
	k->in = in;
	k->bytes = bytes;
	k->type = type;
	k->vlan = 0;
	k->tos = k->cos = 0;
	k->tagged = k->keyed = false;
}

void qos_packet_ip(struct qos_packet *k, struct frame *f, struct ipif *in, u16 type)
{
	packet_new(k, in, f->len + ETH_HLEN, type);
	packet_ip(k, f->data, f->len);
}

void qos_packet_of(struct qos_packet *k, struct frame *f, struct ipif *in)
{
	u32 hlen = ETH_HLEN;

	packet_new(k, in, f->len, 0);
	if (f->len < ETH_HLEN)
		return;
	k->type = get_be16(f->data + ETH_TYPE);
	if (k->type == ETH_TYPE_VLAN && f->len >= ETH_HLEN + VLAN_HLEN) {
		u16 tci = get_be16(f->data + ETH_TYPE + 2);

		k->tagged = true;
		k->tag = f->data + ETH_TYPE + 2;
		k->vlan = tci & 0xfff;
		k->cos = (u8)(tci >> 13);
		hlen += VLAN_HLEN;
		k->type = get_be16(f->data + hlen - 2);
	}
	packet_ip(k, f->data + hlen, f->len - hlen);
}

/* ---- classes ---- */

/* What access lists ask of it; false: it has none of that. */
static bool has_key(struct qos_packet *k)
{
	if (!k->ip)
		return false;
	if (!k->keyed) {
		k->keyed = true;
		k->key_ok = acl_key_of(&k->key, k->ip, k->len);
	}
	return k->key_ok;
}

static bool by_list(const struct qos_match *x, struct qos_packet *k)
{
	struct acl *a = x->acl[k->type == ETH_TYPE_IP6];

	return has_key(k) && a && acl_match(a, &k->key) == ACL_PERMIT;
}

/* RTP has the even ports of a range, RTCP the odd ones (RFC 3550 11). */
static bool is_rtp(const struct qos_match *x, struct qos_packet *k)
{
	return k->type == ETH_TYPE_IP4 && has_key(k) && k->key.proto == IP_UDP && !k->key.fragment && !(k->key.dport & 1) && k->key.dport >= x->min && k->key.dport <= x->max;
}

static bool has_vlan(const struct qos_match *x, const struct qos_packet *k)
{
	for (unsigned n = 0; n < x->n_vlan; n++)
		if (k->vlan && k->vlan >= x->vlan[n] && k->vlan <= x->vlan_last[n])
			return true;
	return false;
}

static bool line_matches(const struct qos_match *x, struct qos_packet *k)
{
	switch (x->kind) {
	case MATCH_ALL:
		return true;
	case MATCH_DSCP:
		return k->ip && (!x->ip4_only || k->type == ETH_TYPE_IP4) && x->bits >> (k->tos >> 2) & 1;
	case MATCH_PREC:
		return k->ip && (!x->ip4_only || k->type == ETH_TYPE_IP4) && x->bits >> (k->tos >> 5) & 1;
	case MATCH_COS:
		return k->tagged && x->bits >> k->cos & 1;
	case MATCH_ACL:
		return by_list(x, k);
	case MATCH_VLAN:
		return has_vlan(x, k);
	case MATCH_INPUT:
		return k->in && !strcmp(k->in->i->name, x->iface);
	case MATCH_PROTO:
		return k->type == x->proto;
	case MATCH_RTP:
		return is_rtp(x, k);
	case MATCH_LEN:
		return k->ip && k->len >= x->min && k->len <= x->max;
	default:
		return x->class->defined && class_matches(x->class, k, NULL);
	}
}

bool class_matches(struct class_map *m, struct qos_packet *k, struct tally *match)
{
	for (const struct qos_match *x = m->match; x; x = x->next) {
		bool yes = line_matches(x, k) != x->not;

		if (yes && m->any) {
			if (match) {
				match->packets++;
				match->bytes += k->bytes;
			}
			return true;
		}
		if (!yes && !m->any)
			return false;
		match = match ? match + 1 : NULL;
	}
	return !m->any && m->match;
}

struct qos_class *qos_classify(struct qos_sched *s, struct qos_packet *k)
{
	struct qos_class *c = s->c;

	while (c->pc && c->pc->class && !class_matches(c->pc->class, k, c->match))
		c++;
	return c;
}

/* ---- marks ---- */

static void put_tos(struct qos_packet *k, u8 tos)
{
	u8 *ip = k->ip;

	if (k->type == ETH_TYPE_IP4)
		ip4_put16(ip, 0, (u16)(ip[0] << 8 | tos));
	else
		put_be16(ip, (u16)((get_be16(ip) & 0xf00f) | tos << 4));
	k->tos = tos;
}

bool qos_mark(struct qos_packet *k, const struct qos_act *act)
{
	bool v4 = k->type == ETH_TYPE_IP4, any = false;

	if (act->flags & ACT_DSCP && k->ip && (v4 || !act->ip4_dscp)) {
		put_tos(k, (u8)(act->dscp << 2 | (k->tos & 3)));
		any = true;
	}
	if (act->flags & ACT_PREC && k->ip && (v4 || !act->ip4_prec)) {
		put_tos(k, (u8)(act->prec << 5 | (k->tos & 0x1f)));
		any = true;
	}
	if (act->flags & ACT_COS && k->tag) {
		k->tag[0] = (u8)(act->cos << 5 | (k->tag[0] & 0x1f));
		k->cos = act->cos;
		any = true;
	}
	return any;
}
