/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Link bandwidth (draft-ietf-idr-link-bandwidth): what the link to an external neighbour carries goes along with its routes within our AS, as an extended community, and
 * where `bgp dmzlink-bw` stands, paths that are used side by side have flows by it. The value is a floating point number of octets a second; here it is a whole one.
 */
#include "router/bgp/bgp.h"

enum { EXT_BANDWIDTH = 4, FLOAT_BITS = 23, FLOAT_BIAS = 127, FLOAT_NAN = 255, SHARE_MOST = 240 };

/* ---- IEEE 754, single precision ---- */

u32 bgp_float_of(u64 v)
{
	unsigned exp;
	u64 m = v;

	if (!v)
		return 0;
	exp = 63 - (unsigned)__builtin_clzll(v);
	if (exp > FLOAT_BITS) {	/* to the nearest, and to the even one of two */
		unsigned cut = exp - FLOAT_BITS;
		u64 rest = v & ((1ull << cut) - 1), half = 1ull << (cut - 1);

		m = v >> cut;
		m += rest > half || (rest == half && m & 1);
	} else {
		m = v << (FLOAT_BITS - exp);
	}
	if (m >> (FLOAT_BITS + 1)) {
		m >>= 1;
		exp++;
	}
	return (u32)((exp + FLOAT_BIAS) << FLOAT_BITS | (m & ((1u << FLOAT_BITS) - 1)));
}

u64 bgp_float_whole(u32 f)
{
	unsigned exp = f >> FLOAT_BITS & 0xff;
	u64 m = (f & ((1u << FLOAT_BITS) - 1)) | 1u << FLOAT_BITS;

	if (f >> 31 || exp < FLOAT_BIAS || exp == FLOAT_NAN)
		return 0;
	exp -= FLOAT_BIAS;
	return exp > 62 ? 1ull << 63 : exp >= FLOAT_BITS ? m << (exp - FLOAT_BITS) : m >> (FLOAT_BITS - exp);
}

/* ---- of a path ---- */

bool bgp_ext_is_bandwidth(const u8 *ext) { return !(ext[0] & ~BGP_EXT_INSIDE) && ext[1] == EXT_BANDWIDTH; }

u64 bgp_path_bandwidth(const struct bgp_table *t, const struct bgp_path *p)
{
	u16 len;
	const u8 *ext = bgp_part(bgp_attrs(p->attr), PART_EXT, &len);

	if (p->peer && p->kind == BGP_LEARNED && p->peer->af[t->af].dmz_kbit)
		return p->peer->af[t->af].dmz_kbit * 125ull;
	for (u16 k = 0; k + 8 <= len; k += 8)
		if (bgp_ext_is_bandwidth(ext + k))
			return bgp_float_whole(get_be32(ext + k + 4));
	return 0;
}

u64 bgp_bandwidth_community(u32 as, u64 octets)
{
	return (u64)BGP_EXT_INSIDE << 56 | (u64)EXT_BANDWIDTH << 48 | (u64)(as > UINT16_MAX ? BGP_AS_TRANS : as) << 32 | bgp_float_of(octets);
}

/* ---- shares ---- */

void bgp_bandwidth_shares(const struct bgp_table *t, const struct bgp_path *const *path, struct nexthop *nh, unsigned n)
{
	u64 bw[BGP_MULTI_MAX], most = 0, unit = 0;

	for (unsigned k = 0; t->b->fam[t->af].dmz && k < n; k++) {
		bw[k] = bgp_path_bandwidth(t, path[k]);
		if (!bw[k])	/* of one that says nothing nobody knows what it carries: all are equal */
			return;
		unit = gcd_u64(bw[k], unit);
		most = max_u64(most, bw[k]);
	}
	for (unsigned k = 0; unit && k < n; k++) {
		u64 share = most / unit <= SHARE_MOST ? bw[k] / unit : (u64)(((unsigned __int128)bw[k] * SHARE_MOST + most / 2) / most);

		nh[k].share = (u8)max_u64(share, 1);
	}
}

/* ---- the neighbours whose links are told ---- */

static void moved(struct bgp_peer *p, struct bgp_table *t)
{
	for (struct bgp_net *n = NULL; (n = bgp_net_from(t, n ? n->id + 1 : 1));)
		for (struct bgp_path *x = bgp_paths(t, n); x; x = bgp_path_next(t, x))
			if (x->peer == p && x->kind == BGP_LEARNED) {
				x->flags |= PF_CHANGED;
				bgp_net_dirty(t, n);
			}
}

void bgp_bandwidth_settle(struct bgp_peer *p)
{
	for (u8 af = 0; af < BGP_AFS; af++) {
		bool told = p->connected && p->iface && bgp_external(p) && bgp_opt(p, OPT_DMZ, af);
		u32 kbit = told ? p->iface->bandwidth_kbit : 0;

		if (p->af[af].dmz_kbit == kbit)
			continue;
		p->af[af].dmz_kbit = kbit;
		if (p->b->table[af] && !p->b->stopping && !p->b->s->cleaning)
			moved(p, p->b->table[af]);
	}
}
