/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * BGP4-MIB (RFC 4273) of the speaker outside VRFs: itself, its neighbours of IPv4, the paths they told of IPv4 prefixes; bgpEstablished and
 * bgpBackwardTransition as routers send them (bgpTraps). The MIB knows AS numbers of two octets: larger ones stand there as AS_TRANS (RFC 6793 9), and has
 * no place for neighbours or prefixes of IPv6.
 */
#include <string.h>

#include "router/bgp/bgp.h"
#include "router/snmp/own.h"

#define BGP_MIB "1.3.6.1.2.1.15"

static struct bgp *speaker(const struct ipstack *s) { return s->bgp && s->bgp->on ? s->bgp : NULL; }
static u32 as2(u32 as) { return as > UINT16_MAX ? BGP_AS_TRANS : as; }

static bool version_get(struct ipstack *s, u32 column, const struct oid *row, struct mib_value *v)
{
	const struct bgp *b = speaker(s);

	(void)row;
	if (!b)
		return false;
	switch (column) {
	case 1: return mib_bytes(v, (const u8[]){ 0x10 }, 1);	/* bit 3: version 4 */
	case 2: return mib_int(v, as2(b->as));
	default: return mib_ip(v, b->router_id);
	}
}

/* ---- neighbours ---- */

static bool is_told(const struct bgp_peer *p) { return p->addr.af == AF_IP4 && !p->deleted; }

static void peer_rows(struct ipstack *s, struct mib_pick *p)
{
	const struct bgp *b = speaker(s);
	u32 id[4];

	for (const struct bgp_peer *x = b ? b->peers : NULL; x; x = x->next)
		if (is_told(x)) {
			mib_quad(id, x->addr.v4);
			mib_offer(p, id, 4);
		}
}

static const struct bgp_peer *peer_at(const struct bgp *b, const u32 *id)
{
	struct ipaddr a = ipaddr4(0);
	const struct bgp_peer *p = b && mib_quad_of(id, &a.v4) ? bgp_peer_find(b, &a) : NULL;

	return p && is_told(p) ? p : NULL;
}

/* The connection that is furthest: what the neighbour's state is that of. */
static const struct bgp_link *link_of(const struct bgp_peer *p) { return p->up ? p->up : &p->link[p->link[1].state > p->link[0].state]; }

static u16 port_of(const struct bgp_peer *p, bool remote)
{
	const struct bgp_link *l = link_of(p);
	struct ipaddr a;
	u16 port = 0;

	if (l->c && l->state > BS_ACTIVE)
		(remote ? tcp_peer : tcp_local)(l->c, &a, &port);
	return port;
}

static u64 sum(const u64 n[6])
{
	u64 all = 0;

	for (unsigned k = 0; k < 6; k++)
		all += n[k];
	return all;
}

static u64 since(const struct bgp_peer *p, nsec t) { return t ? (bgp_now(p->b) - t) / NSEC_PER_SEC : 0; }

static bool peer_get(struct ipstack *s, u32 column, const struct oid *row, struct mib_value *v)
{
	const struct bgp_peer *p = row->n == 4 ? peer_at(speaker(s), row->id) : NULL;
	const struct bgp_link *l = p ? link_of(p) : NULL;
	bool agreed = l && l->state >= BS_OPENCONFIRM;

	if (!p)
		return false;
	switch (column) {
	case 1: return mib_ip(v, agreed ? l->remote_id : 0);
	case 2: return mib_int(v, bgp_peer_state(p) + 1);
	case 3: return mib_int(v, p->shutdown ? 1 : 2);
	case 4: return mib_int(v, agreed ? 4 : 0);
	case 5: return mib_ip(v, p->up && p->local.af == AF_IP4 ? p->local.v4 : 0);
	case 6: return mib_int(v, port_of(p, false));
	case 7: return mib_ip(v, p->addr.v4);
	case 8: return mib_int(v, port_of(p, true));
	case 9: return mib_int(v, as2(p->remote_as));
	case 10: return mib_number(v, BER_COUNTER32, p->in[BGP_UPDATE]);
	case 11: return mib_number(v, BER_COUNTER32, p->out[BGP_UPDATE]);
	case 12: return mib_number(v, BER_COUNTER32, sum(p->in));
	case 13: return mib_number(v, BER_COUNTER32, sum(p->out));
	case 14: return mib_bytes(v, (const u8[]){ p->last_notice.code, p->last_notice.sub }, 2);
	case 15: return mib_number(v, BER_COUNTER32, p->established);
	case 16: return mib_number(v, BER_GAUGE32, since(p, p->changed));
	case 17: return mib_int(v, bgp_retry_s(p));
	case 18: return mib_int(v, agreed ? l->hold_s : 0);
	case 19: return mib_int(v, agreed ? (s64)bgp_peer_keepalive_s(p, l->hold_s) : 0);
	case 20: return mib_int(v, bgp_peer_hold_s(p));
	case 21: return mib_int(v, bgp_peer_keepalive_s(p, bgp_peer_hold_s(p)));
	case 22:
	case 23: return mib_int(v, bgp_peer_interval_s(p, BGP_IP4));
	default: return mib_number(v, BER_GAUGE32, since(p, p->last_update));
	}
}

/* ---- paths: prefix, its length, the neighbour; an own route stands under 0.0.0.0 ---- */

static u32 path_peer(const struct bgp_path *p) { return p->peer && p->peer->addr.af == AF_IP4 ? p->peer->addr.v4 : 0; }

/* A path that is kept beside the policy in is none; of two by one neighbour (RFC 7911) the name holds the first. */
static bool has_name(const struct bgp_path *p) { return !(p->flags & PF_DENIED) && p->kind == BGP_LEARNED ? p->peer && p->peer->addr.af == AF_IP4 : p->kind != BGP_IMPORTED; }

static void path_rows(struct ipstack *s, struct mib_pick *p)
{
	const struct bgp *b = speaker(s);
	const struct bgp_table *t = b ? b->table[BGP_IP4] : NULL;
	u32 id[9];

	for (const struct bgp_net *n = t ? bgp_net_from(t, 1) : NULL; n; n = bgp_net_from(t, n->id + 1))
		for (const struct bgp_path *x = bgp_paths(t, n); x; x = bgp_path_next(t, x))
			if (has_name(x)) {
				mib_quad(id, bgp_net_addr(t, n).v4);
				id[4] = n->plen;
				mib_quad(id + 5, path_peer(x));
				mib_offer(p, id, 9);
			}
}

/* The path's segments with numbers of two octets, as many whole ones as 255 octets hold (4273: bgp4PathAttrASPathSegment). */
static bool segments(const u8 *path, u16 len, struct mib_value *v)
{
	struct rd r = rd_of(path, len);

	v->tag = BER_OCTETS;
	v->len = 0;
	while (rd_left(&r)) {
		u8 type = rd_u8(&r), n = rd_u8(&r);

		if (v->len + 2u + 2u * n > 255)
			break;
		v->data[v->len++] = type;
		v->data[v->len++] = n;
		for (; n; n--, v->len += 2)
			put_be16(v->data + v->len, (u16)as2(rd_u32(&r)));
		if (r.bad)
			return false;
	}
	return true;
}

static bool path_get(struct ipstack *s, u32 column, const struct oid *row, struct mib_value *v)
{
	static const u8 origin[] = { 1, 2, 3 };
	struct ipaddr prefix = ipaddr4(0);
	u32 peer;
	struct bgp *b = row->n == 9 && mib_quad_of(row->id, &prefix.v4) && row->id[4] <= 32 && mib_quad_of(row->id + 5, &peer) ? speaker(s) : NULL;
	const struct bgp_table *t = b ? b->table[BGP_IP4] : NULL;
	const struct bgp_net *n = t ? bgp_net_find(t, &prefix, (u8)row->id[4]) : NULL;
	const struct bgp_path *p = n ? bgp_paths(t, n) : NULL;
	const struct bgp_attrs *a;
	struct ipaddr hop;
	u16 len;
	const u8 *path;

	while (p && (!has_name(p) || path_peer(p) != peer))
		p = bgp_path_next(t, p);
	if (!p)
		return false;
	a = bgp_attrs(p->attr);
	hop = bgp_path_next_hop(p);
	switch (column) {
	case 1: return mib_ip(v, path_peer(p));
	case 2: return mib_int(v, n->plen);
	case 3: return mib_ip(v, prefix.v4);
	case 4: return mib_int(v, origin[a->origin % 3]);
	case 5:
		path = bgp_part(a, PART_PATH, &len);
		return segments(path, len, v);
	case 6: return mib_ip(v, hop.af == AF_IP4 ? hop.v4 : 0);
	case 7: return mib_int(v, a->has & HAS_MED ? (s64)min_u64(a->med, INT32_MAX) : -1);
	case 8: return mib_int(v, a->has & HAS_LOCAL_PREF ? (s64)min_u64(a->local_pref, INT32_MAX) : -1);
	case 9: return mib_int(v, a->has & HAS_ATOMIC ? 2 : 1);
	case 10: return mib_int(v, a->has & HAS_AGGREGATOR ? as2(a->agg_as) : 0);
	case 11: return mib_ip(v, a->has & HAS_AGGREGATOR ? a->agg_id : 0);
	case 12: return mib_int(v, (s64)min_u64(a->has & HAS_LOCAL_PREF ? a->local_pref : b->default_pref, INT32_MAX));
	case 13: return mib_int(v, p->flags & PF_BEST ? 2 : 1);
	default:
		path = bgp_part(a, PART_OTHER, &len);
		return mib_bytes(v, path, min_u64(len, 255));
	}
}

const struct mib_table mib_bgp[] = {
	{ BGP_MIB, (const u8[]){ 1, 2, 0 }, NULL, version_get, NULL, NULL },
	{ BGP_MIB ".3.1", (const u8[]){ 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 0 }, peer_rows, peer_get, NULL, NULL },
	{ BGP_MIB, (const u8[]){ 4, 0 }, NULL, version_get, NULL, NULL },
	{ BGP_MIB ".6.1", (const u8[]){ 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 0 }, path_rows, path_get, NULL, NULL },
	{ 0 },
};

/* ---- notifications ---- */

/* A session is there, or one that had begun fell back: that a call is not answered (Connect, Active) is no news. */
void snmp_bgp_neighbour(const struct bgp_peer *p, u8 was)
{
	struct ipstack *s = p->b->s;
	u8 is = bgp_peer_state(p);
	struct snmp_note n = { .which = SNMP_TRAP_BGP, .oid = is == BS_ESTABLISHED ? BGP_MIB ".7.1" : BGP_MIB ".7.2" };
	u32 id[4];

	if (!s->snmp || s->vrf || s->cleaning || !is_told(p) || is == was || (is != BS_ESTABLISHED && (is > was || was < BS_OPENSENT)))
		return;
	mib_quad(id, p->addr.v4);
	mib_bytes(snmp_note_add(&n, BGP_MIB ".3.1.14", id, 4), (const u8[]){ p->last_notice.code, p->last_notice.sub }, 2);
	mib_int(snmp_note_add(&n, BGP_MIB ".3.1.2", id, 4), is + 1);
	snmp_note_send(s->snmp, &n);
}
