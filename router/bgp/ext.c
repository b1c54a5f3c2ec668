/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Extended communities (RFC 4360) that mean something here, beside route targets: the site that a route is from (SoO, 4360 5), and costs
 * (draft-ietf-idr-custom-decision): each has a point of the decision at which it is compared, and an ID, by which those of one point are looked at in order.
 */
#include "router/bgp/bgp.h"

enum { SITE = 3, COST_IDS = 256 };
#define COST_NONE 0x7fffffffu	/* of a path that says none: in the middle */

static bool is_cost(const u8 *ext) { return get_be16(ext) == EXT_COST_TYPE; }

/* One takes the other's place. */
static bool same_sort(const u8 *x, const u8 *y)
{
	if (is_cost(x))
		return !memcmp(x, y, 4);
	return x[1] == y[1] && ((x[1] == SITE && x[0] < 3 && y[0] < 3) || (bgp_ext_is_bandwidth(x) && bgp_ext_is_bandwidth(y)));
}

/* Those for which drop() says no, into room, which may be where they are; at most `most` octets. */
static void keep(struct bgp_draft *d, u8 *room, u16 most, bool (*drop)(const u8 *ext, const u8 *arg), const u8 *arg)
{
	const u8 *was = d->part[PART_EXT];
	u16 n = 0;

	for (u16 k = 0; k + 8 <= d->h.len[PART_EXT] && n + 8 <= most; k = (u16)(k + 8))
		if (!drop(was + k, arg)) {
			memmove(room + n, was + k, 8);
			n = (u16)(n + 8);
		}
	d->part[PART_EXT] = room;
	d->h.len[PART_EXT] = n;
}

void bgp_ext_put(struct bgp_draft *d, struct bgp_room *room, u64 ext)
{
	u8 one[8];

	put_be64(one, ext);
	keep(d, room->ext, sizeof(room->ext) - 8, same_sort, one);
	memcpy(room->ext + d->h.len[PART_EXT], one, 8);
	d->h.len[PART_EXT] = (u16)(d->h.len[PART_EXT] + 8);
}

static bool stays_inside(const u8 *ext, const u8 *arg) { return (void)arg, ext[0] & BGP_EXT_INSIDE; }
static bool costs(const u8 *ext, const u8 *arg) { return (void)arg, is_cost(ext); }

void bgp_ext_leave(struct bgp_draft *d, u8 *room, u16 size)
{
	if (d->h.len[PART_EXT])
		keep(d, room, size, stays_inside, NULL);
}

void bgp_ext_enter(struct bgp_draft *d, u8 *room, u16 size)
{
	if (d->h.len[PART_EXT])
		keep(d, room, size, costs, NULL);
}

bool bgp_ext_has(const struct bgp_attrs *a, u64 ext)
{
	u16 len;
	const u8 *p = bgp_part(a, PART_EXT, &len);

	for (u16 k = 0; k + 8 <= len; k += 8)
		if (get_be64(p + k) == ext)
			return true;
	return false;
}

/* ---- costs ---- */

struct cost_set {
	u64 has[COST_IDS / 64];
	u32 of[COST_IDS];	/* of an ID that is there */
};

/* Of several of one ID the lowest. false: there are none of that point. */
static bool cost_read(struct cost_set *c, const struct bgp_attrs *a, u8 point)
{
	bool any = false;
	u16 len;
	const u8 *p = bgp_part(a, PART_EXT, &len);

	memset(c->has, 0, sizeof(c->has));
	for (u16 k = 0; k + 8 <= len; k += 8) {
		u8 id = p[k + 3];
		u64 bit = 1ull << (id & 63);
		u32 cost = get_be32(p + k + 4);

		if (!is_cost(p + k) || p[k + 2] != point)
			continue;
		if (!(c->has[id / 64] & bit) || cost < c->of[id])
			c->of[id] = cost;
		c->has[id / 64] |= bit;
		any = true;
	}
	return any;
}

int bgp_cost_order(const struct bgp_attrs *a, const struct bgp_attrs *b, u8 point)
{
	struct cost_set x, y;
	bool in_a, in_b;
	int order = 0;

	if (!a->len[PART_EXT] && !b->len[PART_EXT])
		return 0;
	in_a = cost_read(&x, a, point); /* both are to be filled in */
	in_b = cost_read(&y, b, point);
	if (!in_a && !in_b)
		return 0;
	for (unsigned id = 0; id < COST_IDS; id++) {
		bool in_x = x.has[id / 64] >> (id & 63) & 1, in_y = y.has[id / 64] >> (id & 63) & 1;
		u32 cost_x = in_x ? x.of[id] : COST_NONE, cost_y = in_y ? y.of[id] : COST_NONE;

		if (cost_x != cost_y)
			return cost_x < cost_y ? -1 : 1;
		if (in_x != in_y && !order)
			order = in_x ? -1 : 1;
	}
	return order;	/* all as dear: who says one of the lowest ID (IOS) */
}
