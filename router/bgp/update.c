/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * UPDATE (RFC 4271 4.3, 6.3) with the error handling of RFC 7606: what is wrong with an attribute costs the attribute, or the routes (treat-as-withdraw), and
 * the session only where the prefixes themselves cannot be told any more. The table below is 7606 section 7, in order of type.
 */
#include <stdlib.h>

#include "device/debug.h"
#include "router/bgp/bgp.h"

enum verdict { GOOD, DISCARD, WITHDRAW, RESET };
enum { FLAG_OPTIONAL = 0x80, FLAG_TRANSITIVE = 0x40, FLAG_PARTIAL = 0x20, FLAG_EXTENDED = 0x10, OTHER_MAX = 1024, WELL_KNOWN = FLAG_TRANSITIVE,
       OPT_TRANS = FLAG_OPTIONAL | FLAG_TRANSITIVE, REASON_NLRI = 10 };

/* An UPDATE being read. */
struct update {
	struct bgp_link *l;
	struct bgp_peer *p;
	u64 seen[4];		/* types, a bit each */
	bool withdraw;		/* 7606: the routes are taken as withdrawn */
	struct rd withdrawn, nlri, mp_withdrawn, mp_nlri;
	int mp_reach, mp_unreach; /* families; -1: none */
	struct ipaddr mp_hop;
	struct ip6 mp_link;
	const u8 *as4_path;
	u16 as4_len;
	u32 as4_agg_as, as4_agg_id;
	bool as4_agg;
	u8 path[BGP_PATH_LEN_MAX], as4_room[BGP_PATH_LEN_MAX], other[OTHER_MAX], ext[BGP_MSG_MAX];
	struct bgp_draft d;
};

static bool seen(const struct update *u, u8 type) { return u->seen[type >> 6] >> (type & 63) & 1; }

/* ---- the attributes ---- */

static enum verdict get_origin(struct update *u, struct rd r)
{
	u->d.h.origin = rd_u8(&r);
	return u->d.h.origin > 2 ? WITHDRAW : GOOD;
}

static enum verdict get_path(struct update *u, struct rd r)
{
	bool as4 = u->l->caps.as4;
	struct wr w = wr_of(u->path, sizeof(u->path));
	size_t n = rd_left(&r);

	if (!bgp_path_good(r.p, n, as4))
		return WITHDRAW;
	if (as4) {
		wr_copy(&w, r.p, n);
	} else {
		while (rd_left(&r)) {
			u8 k;

			wr_u8(&w, rd_u8(&r));
			wr_u8(&w, k = rd_u8(&r));
			for (; k; k--)
				wr_u32(&w, rd_u16(&r));
		}
	}
	u->d.part[PART_PATH] = u->path;
	u->d.h.len[PART_PATH] = (u16)wr_len(&w);
	return w.bad ? WITHDRAW : GOOD;
}

static bool hop_good(const struct ipaddr *a)
{
	if (a->af == AF_IP4)
		return a->v4 && a->v4 >> 24 != 0 && a->v4 >> 24 != 127 && a->v4 < 0xe0000000;
	return !ip6_is_zero(&a->v6) && !ip6_is_multicast(&a->v6);
}

static enum verdict get_next_hop(struct update *u, struct rd r)
{
	struct ipaddr a = ipaddr4(rd_u32(&r));

	bgp_set_next_hop(&u->d.h, &a);
	return hop_good(&a) ? GOOD : WITHDRAW;
}

static enum verdict get_med(struct update *u, struct rd r)
{
	u->d.h.med = rd_u32(&r);
	u->d.h.has |= HAS_MED;
	return GOOD;
}

static enum verdict get_local_pref(struct update *u, struct rd r)
{
	if (bgp_external(u->p))
		return DISCARD;
	u->d.h.local_pref = rd_u32(&r);
	u->d.h.has |= HAS_LOCAL_PREF;
	return GOOD;
}

static enum verdict get_atomic(struct update *u, struct rd r)
{
	(void)r;
	u->d.h.has |= HAS_ATOMIC;
	return GOOD;
}

static enum verdict get_aggregator(struct update *u, struct rd r)
{
	if (rd_left(&r) != (u->l->caps.as4 ? 8 : 6))
		return DISCARD;
	u->d.h.agg_as = u->l->caps.as4 ? rd_u32(&r) : rd_u16(&r);
	u->d.h.agg_id = rd_u32(&r);
	u->d.h.has |= HAS_AGGREGATOR;
	return GOOD;
}

static enum verdict part(struct update *u, enum bgp_part p, struct rd r)
{
	u->d.part[p] = r.p;
	u->d.h.len[p] = (u16)rd_left(&r);
	return GOOD;
}

static enum verdict get_communities(struct update *u, struct rd r) { return part(u, PART_COMM, r); }
static enum verdict get_extended(struct update *u, struct rd r)
{
	part(u, PART_EXT, r);
	if (bgp_external(u->p)) {	/* RFC 8097 2: what others think of a route's origin is no word of theirs to us */
		u->d.h.len[PART_EXT] = bgp_rpki_community(r.p, (u16)rd_left(&r), u->ext, sizeof(u->ext), RPKI_NONE);
		u->d.part[PART_EXT] = u->ext;
		bgp_ext_enter(&u->d, u->ext, sizeof(u->ext));
	}
	return GOOD;
}

static enum verdict get_large(struct update *u, struct rd r) { return part(u, PART_LARGE, r); }

static enum verdict get_originator(struct update *u, struct rd r)
{
	if (!u->p->ibgp)
		return DISCARD;
	u->d.h.originator = rd_u32(&r);
	u->d.h.has |= HAS_ORIGINATOR;
	return GOOD;
}

static enum verdict get_clusters(struct update *u, struct rd r) { return u->p->ibgp ? part(u, PART_CLUSTERS, r) : DISCARD; }

static enum verdict get_as4_path(struct update *u, struct rd r)
{
	if (u->l->caps.as4 || !bgp_path_good(r.p, rd_left(&r), true))
		return DISCARD;
	u->as4_path = r.p;
	u->as4_len = (u16)rd_left(&r);
	return GOOD;
}

static enum verdict get_as4_aggregator(struct update *u, struct rd r)
{
	if (u->l->caps.as4)
		return DISCARD;
	u->as4_agg_as = rd_u32(&r);
	u->as4_agg_id = rd_u32(&r);
	u->as4_agg = true;
	return GOOD;
}

/* RFC 4760 3; 2545 3; 8950 3: IPv4's next hop may be IPv6 where both have said so. An unknown family is passed over. */
static enum verdict get_mp_reach(struct update *u, struct rd r)
{
	u16 afi = rd_u16(&r);
	u8 safi = rd_u8(&r), len = rd_u8(&r);
	struct rd hop = rd_sub(&r, len);
	struct ip6 a;
	int af;

	rd_u8(&r);
	if (r.bad)
		return RESET;
	af = bgp_af_named(afi, safi);
	if (af < 0 || !u->p->af[af].on)
		return DISCARD;
	if (!(af == BGP_IP4 && len == 4) && !((len == 16 || len == 32) && (af == BGP_IP6 || u->l->caps.ext_hop)))
		return RESET;	/* 7606 7.11: how the prefixes are written is not sure any more */
	if (len == 4) {
		u->mp_hop = ipaddr4(rd_u32(&hop));
	} else {
		rd_copy(&hop, a.b, 16);
		u->mp_hop = ipaddr6(&a);
		if (len == 32)
			rd_copy(&hop, u->mp_link.b, 16);
		if (ip6_is_linklocal(&a) && len == 16)
			u->mp_link = a;
	}
	u->mp_reach = af;
	u->mp_nlri = r;
	return hop_good(&u->mp_hop) ? GOOD : WITHDRAW;
}

static enum verdict get_mp_unreach(struct update *u, struct rd r)
{
	u16 afi = rd_u16(&r);
	u8 safi = rd_u8(&r);
	int af;

	if (r.bad)
		return RESET;
	af = bgp_af_named(afi, safi);
	if (af < 0 || !u->p->af[af].on)
		return DISCARD;
	u->mp_unreach = af;
	u->mp_withdrawn = r;
	return GOOD;
}

static const struct known {
	u8 type, flags;
	u16 least, most, multiple; /* octets */
	u8 wrong_len, wrong_flags; /* enum verdict */
	enum verdict (*get)(struct update *u, struct rd r);
} known[] = {
	/* type			flags		length		a wrong one, wrong flags	7606 */
	{ AT_ORIGIN,		WELL_KNOWN,	1, 1, 1,	WITHDRAW, WITHDRAW,	get_origin },		/* 7.1 */
	{ AT_AS_PATH,		WELL_KNOWN,	0, 4096, 1,	WITHDRAW, WITHDRAW,	get_path },		/* 7.2 */
	{ AT_NEXT_HOP,		WELL_KNOWN,	4, 4, 1,	WITHDRAW, WITHDRAW,	get_next_hop },		/* 7.3 */
	{ AT_MED,		FLAG_OPTIONAL,	4, 4, 1,	WITHDRAW, WITHDRAW,	get_med },		/* 7.4 */
	{ AT_LOCAL_PREF,	WELL_KNOWN,	4, 4, 1,	WITHDRAW, WITHDRAW,	get_local_pref },	/* 7.5 */
	{ AT_ATOMIC,		WELL_KNOWN,	0, 0, 1,	DISCARD, WITHDRAW,	get_atomic },		/* 7.6 */
	{ AT_AGGREGATOR,	OPT_TRANS,	6, 8, 2,	DISCARD, WITHDRAW,	get_aggregator },	/* 7.7 */
	{ AT_COMMUNITY,		OPT_TRANS,	4, 4096, 4,	WITHDRAW, WITHDRAW,	get_communities },	/* 7.8 */
	{ AT_ORIGINATOR,	FLAG_OPTIONAL,	4, 4, 1,	WITHDRAW, WITHDRAW,	get_originator },	/* 7.9 */
	{ AT_CLUSTERS,		FLAG_OPTIONAL,	4, 4096, 4,	WITHDRAW, WITHDRAW,	get_clusters },		/* 7.10 */
	{ AT_MP_REACH,		FLAG_OPTIONAL,	5, 4096, 1,	RESET, WITHDRAW,	get_mp_reach },		/* 7.11 */
	{ AT_MP_UNREACH,	FLAG_OPTIONAL,	3, 4096, 1,	RESET, WITHDRAW,	get_mp_unreach },	/* 7.12 */
	{ AT_EXT_COMMUNITY,	OPT_TRANS,	8, 4096, 8,	WITHDRAW, WITHDRAW,	get_extended },		/* 7.14 */
	{ AT_AS4_PATH,		OPT_TRANS,	0, 4096, 1,	DISCARD, DISCARD,	get_as4_path },		/* RFC 6793 6 */
	{ AT_AS4_AGGREGATOR,	OPT_TRANS,	8, 8, 1,	DISCARD, DISCARD,	get_as4_aggregator },
	{ AT_LARGE,		OPT_TRANS,	12, 4096, 12,	WITHDRAW, WITHDRAW,	get_large },		/* RFC 8092 5 */
};

/* What nobody here knows goes on as it is, marked, if it may (RFC 4271 5). */
static enum verdict unknown(struct update *u, u8 flags, u8 type, struct rd r)
{
	u16 at = u->d.h.len[PART_OTHER], n = (u16)rd_left(&r);
	struct wr w = wr_of(u->other + at, sizeof(u->other) - at);

	if (!(flags & FLAG_OPTIONAL))
		return RESET;
	if (!(flags & FLAG_TRANSITIVE) || at + n + 4u > sizeof(u->other))
		return DISCARD;
	wr_u8(&w, OPT_TRANS | FLAG_PARTIAL | FLAG_EXTENDED);
	wr_u8(&w, type);
	wr_u16(&w, n);
	wr_copy(&w, r.p, n);
	u->d.part[PART_OTHER] = u->other;
	u->d.h.len[PART_OTHER] = (u16)(at + wr_len(&w));
	return GOOD;
}

static enum verdict attribute(struct update *u, u8 flags, u8 type, struct rd r)
{
	size_t n = rd_left(&r);

	if (seen(u, type)) /* 7606 3 g: the first counts, but for these */
		return type == AT_MP_REACH || type == AT_MP_UNREACH ? RESET : DISCARD;
	u->seen[type >> 6] |= 1ull << (type & 63);
	for (const struct known *k = known; k < known + ARRAY_LEN(known); k++) {
		if (k->type != type)
			continue;
		if ((flags & (FLAG_OPTIONAL | FLAG_TRANSITIVE)) != k->flags)
			return (enum verdict)k->wrong_flags;
		if (n < k->least || n > k->most || n % k->multiple)
			return (enum verdict)k->wrong_len;
		return k->get(u, r);
	}
	return unknown(u, flags, type, r);
}

static bool attributes(struct update *u, struct rd r)
{
	while (rd_left(&r)) {
		const u8 *at = r.p;
		u8 flags = rd_u8(&r), type = rd_u8(&r);
		u16 len = flags & FLAG_EXTENDED ? rd_u16(&r) : rd_u8(&r);
		struct rd v = rd_sub(&r, len);

		if (r.bad) {	/* 7606 4: it runs over its end; the prefixes behind are known all the same */
			u->withdraw = true;
			break;
		}
		switch (attribute(u, flags, type, v)) {
		case GOOD:
		case DISCARD:
			break;
		case WITHDRAW:
			u->withdraw = true;
			break;
		case RESET:
			bgp_error_set(u->l, ERR_UPDATE, type == AT_MP_REACH || type == AT_MP_UNREACH ? 9 : 2, at, (size_t)(r.p - at));
			return false;
		}
	}
	return true;
}

/* RFC 6793 4.2.3: the numbers that did not fit come from AS4_PATH, behind those that others put before. */
static void merge_as4(struct update *u)
{
	struct bgp_draft d = { 0 };
	u8 room[BGP_PATH_LEN_MAX];
	unsigned ours, theirs, lead;
	u32 first;
	struct rd r = rd_of(u->d.part[PART_PATH], u->d.h.len[PART_PATH]);
	struct wr w = wr_of(room, sizeof(room));

	if (!u->as4_path || (u->d.h.has & HAS_AGGREGATOR && u->d.h.agg_as != BGP_AS_TRANS))
		return;
	d.part[PART_PATH] = u->as4_path;
	d.h.len[PART_PATH] = u->as4_len;
	bgp_path_strip_confed(&d, u->as4_room);
	u->as4_path = d.part[PART_PATH];
	u->as4_len = d.h.len[PART_PATH];
	ours = bgp_path_hops(u->d.part[PART_PATH], u->d.h.len[PART_PATH], &first);
	theirs = bgp_path_hops(u->as4_path, u->as4_len, &first);
	if (theirs > ours)
		return;
	for (lead = ours - theirs; lead && rd_left(&r);) {
		u8 type = rd_u8(&r), n = rd_u8(&r), take = type == SEG_SEQUENCE && n > lead ? (u8)lead : n;

		wr_u8(&w, type);
		wr_u8(&w, take);
		for (u8 k = 0; k < n; k++) {
			u32 as = rd_u32(&r);

			if (k < take)
				wr_u32(&w, as);
		}
		lead -= type == SEG_SEQUENCE ? take : type == SEG_SET;
	}
	wr_copy(&w, u->as4_path, u->as4_len);
	if (w.bad)
		return;
	memcpy(u->path, room, wr_len(&w));
	u->d.h.len[PART_PATH] = (u16)wr_len(&w);
	if (u->as4_agg && u->d.h.has & HAS_AGGREGATOR) {
		u->d.h.agg_as = u->as4_agg_as;
		u->d.h.agg_id = u->as4_agg_id;
	}
}

/* 7606 3 d: what must be there; RFC 4271 6.3, 5065: and begins as it must. */
static void check_whole(struct update *u, bool nlri)
{
	const struct bgp_peer *p = u->p;
	struct bgp_draft *d = &u->d;
	const u8 *path = d->part[PART_PATH];

	if (!nlri && u->mp_reach < 0)
		return;
	if (!seen(u, AT_ORIGIN) || !seen(u, AT_AS_PATH) || (nlri && !seen(u, AT_NEXT_HOP)) || (!bgp_external(p) && !seen(u, AT_LOCAL_PREF)))
		u->withdraw = true;
	if (u->withdraw)
		return;
	merge_as4(u);
	if (bgp_external(p) && !p->b->no_enforce) {
		u16 n = d->h.len[PART_PATH];

		if (!n || path[0] != SEG_SEQUENCE || get_be32(path + 2) != p->remote_as)
			u->withdraw = true;
	}
	if (p->confed && (!d->h.len[PART_PATH] || path[0] != SEG_CONFED_SEQUENCE))
		u->withdraw = true;
	if (bgp_external(p))	/* RFC 5065 5: none of theirs comes in */
		for (struct rd r = rd_of(path, d->h.len[PART_PATH]); rd_left(&r);) {
			u8 type = rd_u8(&r), n = rd_u8(&r);

			rd_skip(&r, 4 * (size_t)n);
			u->withdraw |= type == SEG_CONFED_SEQUENCE || type == SEG_CONFED_SET;
		}
}

/* ---- the prefixes ---- */

static bool next_prefix(struct rd *r, u8 af, bool ids, struct bgp_nlri *n)
{
	u8 bytes[16] = { 0 };
	struct ip6 a;

	n->id = ids ? rd_u32(r) : 0;
	n->plen = rd_u8(r);
	if (n->plen > (af == BGP_IP4 ? 32 : 128))
		r->bad = true;
	if (r->bad)
		return false;
	rd_copy(r, bytes, (n->plen + 7u) / 8);
	if (af == BGP_IP4) {
		n->prefix = ipaddr4(get_be32(bytes) & ip4_mask(n->plen));
	} else {
		memcpy(a.b, bytes, 16);
		a = ip6_masked(&a, n->plen);
		n->prefix = ipaddr6(&a);
	}
	return !r->bad;
}

/* RFC 4271 6.3, 7606 5.3: prefixes that cannot be read end the session, before any is believed. */
static bool prefixes_good(struct update *u, struct rd r, u8 af)
{
	struct bgp_nlri n;

	while (rd_left(&r)) {
		if (!next_prefix(&r, af, u->l->caps.add_rx[af], &n)) {
			bgp_error_set(u->l, ERR_UPDATE, REASON_NLRI, NULL, 0);
			return false;
		}
		if (u->p->af[af].on)
			bgp_net_prefetch(u->p->b->table[af], &n.prefix, n.plen, false);
	}
	return true;
}

static void debug_prefixes(struct update *u, const struct bgp_nlri *n, const char *what)
{
	char x[IP6_TEXT], y[IP6_TEXT];

	if (bgp_debugs(u->p, false))
		bgp_debug(u->p->b, "BGP(%u): %s rcvd %s/%u%s", bgp_af_of(&n->prefix), bgp_peer_name(u->p, x), ipaddr_text(&n->prefix, y), n->plen, what);
}

/* Some prefixes at a time, so that what stands for them in the table is under way when the first is looked at. */
static unsigned some_prefixes(struct update *u, struct rd *r, u8 af, struct bgp_nlri n[BGP_BATCH])
{
	const struct bgp_table *t = u->p->b->table[af];
	unsigned k = 0;

	while (k < BGP_BATCH && rd_left(r) && next_prefix(r, af, u->l->caps.add_rx[af], &n[k])) {
		bgp_net_prefetch(t, &n[k].prefix, n[k].plen, true);
		k++;
	}
	return k;
}

static void withdraw_all(struct update *u, struct rd r, u8 af)
{
	struct bgp_nlri n[BGP_BATCH];
	struct bgp_net *found[BGP_BATCH];

	for (unsigned m; (m = some_prefixes(u, &r, af, n));) {
		bgp_nets_find(u->p->b->table[af], n, m, found);
		for (unsigned k = 0; k < m; k++) {
			debug_prefixes(u, &n[k], " -- withdrawn");
			bgp_unlearn(u->p, af, found[k], n[k].id);
		}
	}
}

/* false: over the limit of prefixes. */
static bool learn_all(struct update *u, struct rd r, u8 af)
{
	struct bgp_peer *p = u->p;
	struct bgp_told told;
	struct bgp_nlri n[BGP_BATCH];
	bool refused, over = false;

	if (u->withdraw) {
		withdraw_all(u, r, af);
		return true;
	}
	bgp_told_open(p->b, &told, &u->d);
	refused = bgp_refused(p, af, bgp_attrs(told.attr), told.hop);
	for (unsigned m; (m = some_prefixes(u, &r, af, n));)
		for (unsigned k = 0; k < m; k++) {
			debug_prefixes(u, &n[k], refused ? " -- DENIED due to: AS-PATH contains our own AS or is too long, or the next hop is our own" : "");
			bgp_learn(p, af, &n[k], &told, refused);
			over |= bgp_over_max(p, af);
		}
	bgp_told_close(p->b, &told);
	return !over;
}

bool bgp_update_read(struct bgp_link *l, struct rd r)
{
	struct update u;
	struct bgp_peer *p = l->peer;
	struct rd attrs;
	bool good;

	memset(&u, 0, offsetof(struct update, path)); /* the room behind it is written before it is read */
	memset(&u.d, 0, sizeof(u.d));
	u.l = l;
	u.p = p;
	u.mp_reach = u.mp_unreach = -1;
	u.withdrawn = rd_sub(&r, rd_u16(&r));
	attrs = rd_sub(&r, rd_u16(&r));
	if (r.bad) {
		bgp_error_set(l, ERR_UPDATE, 1, NULL, 0);
		return false;
	}
	u.nlri = r;
	if (!rd_left(&u.withdrawn) && !rd_left(&attrs) && !rd_left(&r)) {	/* RFC 4724 2 */
		bgp_nsf_end(p, BGP_IP4);
		return true;
	}
	if (!attributes(&u, attrs))
		return false;
	if (u.mp_unreach >= 0 && !rd_left(&u.mp_withdrawn) && u.mp_reach < 0 && !rd_left(&u.withdrawn) && !rd_left(&r))
		bgp_nsf_end(p, (u8)u.mp_unreach);
	if (!prefixes_good(&u, u.withdrawn, BGP_IP4) || !prefixes_good(&u, u.nlri, BGP_IP4) || (u.mp_unreach >= 0 && !prefixes_good(&u, u.mp_withdrawn, (u8)u.mp_unreach)) ||
	    (u.mp_reach >= 0 && !prefixes_good(&u, u.mp_nlri, (u8)u.mp_reach)))
		return false;
	check_whole(&u, rd_left(&u.nlri) != 0);
	p->treat_withdraw += u.withdraw;
	if (u.withdraw && (debug_on(p->b->s->dev, DEBUG_IP_BGP) || debug_on(p->b->s->dev, DEBUG_IP_BGP_EVENTS))) {
		char name[IP6_TEXT];

		bgp_debug(p->b, "BGP: %s malformed UPDATE, treated as withdraw", bgp_peer_name(p, name));
	}
	if (p->af[BGP_IP4].on)
		withdraw_all(&u, u.withdrawn, BGP_IP4);
	if (u.mp_unreach >= 0)
		withdraw_all(&u, u.mp_withdrawn, (u8)u.mp_unreach);
	good = !p->af[BGP_IP4].on || !rd_left(&u.nlri) || learn_all(&u, u.nlri, BGP_IP4);
	if (u.mp_reach >= 0 && rd_left(&u.mp_nlri)) {
		bgp_set_next_hop(&u.d.h, &u.mp_hop);
		u.d.h.nh_link = u.mp_link;
		good &= learn_all(&u, u.mp_nlri, (u8)u.mp_reach);
	}
	if (!good)
		bgp_error_set(l, ERR_CEASE, CEASE_MAX_PREFIX, NULL, 0);
	return good;
}
