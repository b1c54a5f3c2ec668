/* SPDX-License-Identifier: GPL-3.0-or-later */
/* UPDATEs to be sent: attributes in order of type (RFC 4271 5), MP_REACH first (7606 5.1), as many prefixes as fit. */
#include <stdlib.h>

#include "router/bgp/bgp.h"

enum { OPTIONAL = 0x80, TRANSITIVE = 0x40, EXTENDED = 0x10, WELL = TRANSITIVE, ROOM = BGP_MSG_MAX - BGP_HLEN, MP_HEAD = 4 + 5 + 32, PREFIX_MAX = 4 + 17 };

static const u8 unsaid[16];	/* a next hop that the session fills in */

static void head(struct wr *w, u8 flags, u8 type, size_t len)
{
	wr_u8(w, len > 255 ? flags | EXTENDED : flags);
	wr_u8(w, type);
	if (len > 255)
		wr_u16(w, (u16)len);
	else
		wr_u8(w, (u8)len);
}

static void number(struct wr *w, u8 flags, u8 type, u32 v)
{
	head(w, flags, type, 4);
	wr_u32(w, v);
}

static void part(struct wr *w, u8 flags, u8 type, const struct bgp_attrs *a, enum bgp_part p)
{
	u16 n;
	const u8 *at = bgp_part(a, p, &n);

	if (!n)
		return;
	head(w, flags, type, n);
	wr_copy(w, at, n);
}

/* RFC 6793 4.2.2: numbers that do not fit two octets are AS_TRANS, and stand in AS4_PATH. */
static bool old_path(struct wr *w, const struct bgp_attrs *a)
{
	u16 n;
	const u8 *path = bgp_part(a, PART_PATH, &n);
	struct rd r = rd_of(path, n);
	u8 out[BGP_PATH_LEN_MAX];
	struct wr o = wr_of(out, sizeof(out));
	bool wide = false;

	while (rd_left(&r)) {
		u8 k;

		wr_u8(&o, rd_u8(&r));
		wr_u8(&o, k = rd_u8(&r));
		for (; k; k--) {
			u32 as = rd_u32(&r);

			wide |= as > 65535;
			wr_u16(&o, as > 65535 ? BGP_AS_TRANS : (u16)as);
		}
	}
	head(w, WELL, AT_AS_PATH, wr_len(&o));
	wr_copy(w, out, wr_len(&o));
	return wide;
}

/* In MP_REACH: RFC 8950 4 for IPv4. */
static bool is_hop6(const struct bgp_group_key *k, const struct bgp_attrs *a)
{
	return k->af == BGP_IP6 || (a->nh_af ? a->nh_af == AF_IP6 : k->flags & OUT_HOP6);
}

size_t bgp_attrs_write(const struct bgp_group_key *k, const struct bgp_attrs *a, u8 *out, size_t room, u16 *hop_at)
{
	struct wr w = wr_of(out, room);
	bool wide = false;
	u8 room4[BGP_PATH_LEN_MAX];
	u16 n;

	*hop_at = 0;
	head(&w, WELL, AT_ORIGIN, 1);
	wr_u8(&w, a->origin);
	if (k->flags & OUT_AS4) {
		const u8 *path = bgp_part(a, PART_PATH, &n);

		head(&w, WELL, AT_AS_PATH, n);
		wr_copy(&w, path, n);
	} else {
		wide = old_path(&w, a);
	}
	if (!is_hop6(k, a)) {
		head(&w, WELL, AT_NEXT_HOP, 4);
		*hop_at = a->nh_af ? 0 : (u16)wr_len(&w);
		wr_copy(&w, a->nh_af ? a->nh.b : unsaid, 4);
	}
	if (a->has & HAS_MED)
		number(&w, OPTIONAL, AT_MED, a->med);
	if (a->has & HAS_LOCAL_PREF)
		number(&w, WELL, AT_LOCAL_PREF, a->local_pref);
	if (a->has & HAS_ATOMIC)
		head(&w, WELL, AT_ATOMIC, 0);
	if (a->has & HAS_AGGREGATOR) {
		head(&w, OPTIONAL | TRANSITIVE, AT_AGGREGATOR, k->flags & OUT_AS4 ? 8 : 6);
		if (k->flags & OUT_AS4)
			wr_u32(&w, a->agg_as);
		else
			wr_u16(&w, a->agg_as > 65535 ? BGP_AS_TRANS : (u16)a->agg_as);
		wr_u32(&w, a->agg_id);
	}
	part(&w, OPTIONAL | TRANSITIVE, AT_COMMUNITY, a, PART_COMM);
	if (a->has & HAS_ORIGINATOR)
		number(&w, OPTIONAL, AT_ORIGINATOR, a->originator);
	part(&w, OPTIONAL, AT_CLUSTERS, a, PART_CLUSTERS);
	part(&w, OPTIONAL | TRANSITIVE, AT_EXT_COMMUNITY, a, PART_EXT);
	if (wide) {
		struct bgp_draft d = { .h = { .len = { [PART_PATH] = 0 } } };

		d.part[PART_PATH] = bgp_part(a, PART_PATH, &d.h.len[PART_PATH]);
		bgp_path_strip_confed(&d, room4);	/* 3: none of a confederation's */
		head(&w, OPTIONAL | TRANSITIVE, AT_AS4_PATH, d.h.len[PART_PATH]);
		wr_copy(&w, d.part[PART_PATH], d.h.len[PART_PATH]);
	}
	if (a->has & HAS_AGGREGATOR && !(k->flags & OUT_AS4) && a->agg_as > 65535) {
		head(&w, OPTIONAL | TRANSITIVE, AT_AS4_AGGREGATOR, 8);
		wr_u32(&w, a->agg_as);
		wr_u32(&w, a->agg_id);
	}
	part(&w, OPTIONAL | TRANSITIVE, AT_LARGE, a, PART_LARGE);
	wr_copy(&w, bgp_part(a, PART_OTHER, &n), a->len[PART_OTHER]);
	return w.bad ? 0 : wr_len(&w);
}

static u32 put_prefixes(struct wr *w, const struct bgp_table *t, const u32 *ids, const u16 *tx, u32 n, size_t keep)
{
	u32 k = 0;

	for (; k < n; k++) {
		const struct bgp_net *x = bgp_net_at(t, ids[k]);
		size_t len = (x->plen + 7u) / 8;

		if ((size_t)(w->end - w->p) < (tx ? 5 : 1) + len + keep)
			break;
		if (tx)	/* RFC 7911 3 */
			wr_u32(w, tx[k]);
		wr_u8(w, x->plen);
		wr_copy(w, x->addr, len);
	}
	return k;
}

static struct bgp_msg *announce4(const struct bgp_table *t, const u8 *attrs, size_t len, u16 hop_at, const u32 *ids, const u16 *tx, u32 n, u32 *used)
{
	u8 body[ROOM];
	struct wr w = wr_of(body, sizeof(body));
	struct bgp_msg *m;

	wr_u16(&w, 0);
	wr_u16(&w, (u16)len);
	wr_copy(&w, attrs, len);
	*used = put_prefixes(&w, t, ids, tx, n, 0);
	if (w.bad || !*used)
		return NULL;
	m = bgp_msg_new(BGP_UPDATE, body, wr_len(&w));
	if (hop_at) {
		m->hop_at = (u16)(BGP_HLEN + 4 + hop_at);
		m->hop_len = 4;
	}
	return m;
}

static struct bgp_msg *announce_mp(const struct bgp_group_key *k, const struct bgp_table *t, const struct bgp_attrs *a, const u8 *attrs, size_t len, const u32 *ids, const u16 *tx, u32 n,
				 u32 *used)
{
	u8 body[ROOM];
	struct wr w = wr_of(body, sizeof(body) - len);
	u8 hop_len = (a->nh_af ? !ip6_is_zero(&a->nh_link) : k->flags & OUT_LINK) ? 32 : 16;
	struct bgp_msg *m;
	size_t hop_at;

	if (len + 4 + MP_HEAD + PREFIX_MAX > sizeof(body))
		return NULL;
	wr_u16(&w, 0);
	wr_u16(&w, 0);		/* their length, when it is known */
	wr_u8(&w, OPTIONAL | EXTENDED);
	wr_u8(&w, AT_MP_REACH);
	wr_u16(&w, 0);
	wr_u16(&w, bgp_afi(t->af));
	wr_u8(&w, BGP_SAFI_UNICAST);
	wr_u8(&w, hop_len);
	hop_at = wr_len(&w);
	wr_copy(&w, a->nh_af ? a->nh.b : unsaid, 16);
	if (hop_len == 32)
		wr_copy(&w, a->nh_af ? a->nh_link.b : unsaid, 16);
	wr_u8(&w, 0);
	*used = put_prefixes(&w, t, ids, tx, n, 0);
	put_be16(body + 6, (u16)(wr_len(&w) - 8));
	w.end = body + sizeof(body);
	wr_copy(&w, attrs, len);
	put_be16(body + 2, (u16)(wr_len(&w) - 4));
	if (w.bad || !*used)
		return NULL;
	m = bgp_msg_new(BGP_UPDATE, body, wr_len(&w));
	if (!a->nh_af) {
		m->hop_at = (u16)(BGP_HLEN + hop_at);
		m->hop_len = hop_len;
	}
	return m;
}

struct bgp_msg *bgp_update_announce(const struct bgp_group_key *k, const struct bgp_table *t, const struct bgp_attrs *a, const u32 *ids, const u16 *tx, u32 n,
				    u32 *used)
{
	u8 attrs[ROOM];
	u16 hop_at;
	size_t len = bgp_attrs_write(k, a, attrs, sizeof(attrs), &hop_at);

	*used = 0;
	if (!len)
		return NULL;
	return is_hop6(k, a) ? announce_mp(k, t, a, attrs, len, ids, tx, n, used) : announce4(t, attrs, len, hop_at, ids, tx, n, used);
}

struct bgp_msg *bgp_update_withdraw(const struct bgp_table *t, const u32 *ids, const u16 *tx, u32 n, u32 *used)
{
	u8 body[ROOM];
	struct wr w = wr_of(body, sizeof(body));
	u8 *len = wr_bytes(&w, 2);

	if (t->af == BGP_IP4) {
		*used = put_prefixes(&w, t, ids, tx, n, 2);
		put_be16(len, (u16)(wr_len(&w) - 2));
		wr_u16(&w, 0);
	} else {
		put_be16(len, 0);
		wr_u16(&w, 0);
		wr_u8(&w, OPTIONAL | EXTENDED);
		wr_u8(&w, AT_MP_UNREACH);
		wr_u16(&w, 0);
		wr_u16(&w, 2);
		wr_u8(&w, BGP_SAFI_UNICAST);
		*used = put_prefixes(&w, t, ids, tx, n, 0);
		put_be16(body + 6, (u16)(wr_len(&w) - 8));
		put_be16(body + 2, (u16)(wr_len(&w) - 4));
	}
	return bgp_msg_new(BGP_UPDATE, body, wr_len(&w));
}
