/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Path attributes: sets made from drafts and interned; what is done to AS paths (RFC 4271 5.1.2, 5065, 6793). */
#include "router/bgp/bgp.h"

static size_t parts_len(const struct bgp_attrs *a)
{
	size_t n = 0;

	for (unsigned k = 0; k < PARTS; k++)
		n += a->len[k];
	return n;
}

const u8 *bgp_part(const struct bgp_attrs *a, enum bgp_part p, u16 *len)
{
	const u8 *at = (const u8 *)a + bgp_attrs_size(a);

	for (unsigned k = 0; k < p; k++)
		at += a->len[k];
	*len = a->len[p];
	return at;
}

void bgp_draft_of(struct bgp_draft *d, const struct intern *s)
{
	const struct bgp_attrs *a = bgp_attrs(s);
	size_t size = bgp_attrs_size(a);
	const u8 *at = (const u8 *)a + size;

	memset(&d->h, 0, sizeof(d->h));
	memcpy(&d->h, a, size);
	for (unsigned k = 0; k < PARTS; at += a->len[k++])
		d->part[k] = at;
}

unsigned bgp_path_hops(const u8 *path, u16 len, u32 *first_as)
{
	struct rd r = rd_of(path, len);
	unsigned hops = 0;
	bool first = true;

	*first_as = 0;
	while (rd_left(&r)) {
		u8 type = rd_u8(&r), n = rd_u8(&r);
		struct rd seg = rd_sub(&r, 4 * (size_t)n);

		hops += type == SEG_SEQUENCE ? n : type == SEG_SET;
		if (type == SEG_SEQUENCE && first && n)
			*first_as = rd_u32(&seg);
		first &= type == SEG_CONFED_SEQUENCE || type == SEG_CONFED_SET;
	}
	return hops;
}

struct intern *bgp_draft_intern(struct worker *w, struct bgp_draft *d)
{
	u8 bytes[sizeof(struct bgp_attrs) + 4 * BGP_MSG_MAX + sizeof(struct bgp_room)];
	u8 *at = bytes + bgp_attrs_size(&d->h);

	d->h.hops = (u16)bgp_path_hops(d->part[PART_PATH], d->h.len[PART_PATH], &d->h.first_as);
	if (parts_len(&d->h) > sizeof(bytes) - sizeof(struct bgp_attrs))
		bug("bgp: attributes of %zu octets", parts_len(&d->h));
	memcpy(bytes, &d->h, bgp_attrs_size(&d->h));
	for (unsigned k = 0; k < PARTS; at += d->h.len[k++])
		if (d->h.len[k])
			memcpy(at, d->part[k], d->h.len[k]);
	return intern_get(w, bytes, (u32)(at - bytes));
}

struct ipaddr bgp_next_hop(const struct bgp_attrs *a)
{
	if (a->nh_af == AF_IP4)
		return ipaddr4(get_be32(a->nh.b));
	return a->nh_af == AF_IP6 ? ipaddr6(&a->nh) : (struct ipaddr){ .af = AF_NONE };
}

void bgp_set_next_hop(struct bgp_attrs *a, const struct ipaddr *nh)
{
	memset(&a->nh, 0, sizeof(a->nh));
	memset(&a->nh_link, 0, sizeof(a->nh_link));
	a->nh_af = nh->af;
	if (nh->af == AF_IP4)
		put_be32(a->nh.b, nh->v4);
	else if (nh->af == AF_IP6)
		a->nh = nh->v6;
}

struct ipaddr bgp_path_next_hop(const struct bgp_path *p) { return p->hop ? p->hop->addr : bgp_next_hop(bgp_attrs(p->attr)); }
struct ip6 bgp_path_link(const struct bgp_path *p)
{
	if (p->hop)
		return p->hop->link;
	return bgp_attrs(p->attr)->nh_af ? bgp_attrs(p->attr)->nh_link : (struct ip6){ 0 };
}


static void draft_hop(struct bgp_draft *d, const struct bgp_hop *hop)
{
	if (!hop)
		return;
	bgp_set_next_hop(&d->h, &hop->addr);
	d->h.nh_link = hop->link;
}

void bgp_path_draft(struct bgp_draft *d, const struct bgp_path *p)
{
	bgp_draft_of(d, p->attr);
	draft_hop(d, p->hop);
}

void bgp_told_open(struct bgp *b, struct bgp_told *told, struct bgp_draft *d)
{
	static const struct ipaddr none = { .af = AF_NONE };
	struct ipaddr nh = bgp_next_hop(&d->h);

	told->full = NULL;
	told->again = false;
	told->hop = nh.af ? bgp_hop_get(b, &nh, &d->h.nh_link) : NULL;
	bgp_set_next_hop(&d->h, &none);
	told->attr = bgp_draft_intern(b->w, d);
}

struct intern *bgp_told_full(struct bgp *b, struct bgp_told *told)
{
	struct bgp_draft d;

	if (!told->full) {
		bgp_draft_of(&d, told->attr);
		draft_hop(&d, told->hop);
		told->full = bgp_draft_intern(b->w, &d);
	}
	return told->full;
}

void bgp_told_close(struct bgp *b, struct bgp_told *told)
{
	intern_put(b->w, told->attr);
	intern_put(b->w, told->full);
	bgp_hop_put(b, told->hop);
}

bool bgp_has_community(const struct bgp_attrs *a, u32 community)
{
	u16 len;
	const u8 *p = bgp_part(a, PART_COMM, &len);

	for (u16 k = 0; k + 4 <= len; k += 4)
		if (get_be32(p + k) == community)
			return true;
	return false;
}

/* ---- AS paths ---- */

bool bgp_path_good(const u8 *path, size_t len, bool as4)
{
	struct rd r = rd_of(path, len);

	while (rd_left(&r)) {
		u8 type = rd_u8(&r), n = rd_u8(&r);

		rd_skip(&r, (as4 ? 4u : 2u) * n);
		if (r.bad || !n || type < SEG_SET || type > SEG_CONFED_SET)
			return false;
	}
	return !r.bad;
}

bool bgp_path_prepend(struct bgp_draft *d, const u32 *as, unsigned n, u8 seg, u8 *room)
{
	u16 len = d->h.len[PART_PATH];
	const u8 *old = d->part[PART_PATH];
	bool joins = len && old[0] == seg && old[1] + n <= 255;
	size_t now = len + 4 * n + (joins ? 0 : 2);

	if (!n)
		return true;
	if (now > BGP_PATH_LEN_MAX)
		return false;
	/* room may hold the old path. */
	if (len)
		memmove(room + 2 + 4 * n, old + (joins ? 2 : 0), len - (joins ? 2u : 0u));
	room[1] = (u8)(n + (joins ? old[1] : 0));
	room[0] = seg;
	for (unsigned k = 0; k < n; k++)
		put_be32(room + 2 + 4 * k, as[k]);
	d->part[PART_PATH] = room;
	d->h.len[PART_PATH] = (u16)now;
	return true;
}

unsigned bgp_path_count(const u8 *path, u16 len, u32 as)
{
	struct rd r = rd_of(path, len);
	unsigned found = 0;

	while (rd_left(&r)) {
		u8 n;

		rd_u8(&r);
		for (n = rd_u8(&r); n; n--)
			found += rd_u32(&r) == as && !r.bad;
	}
	return found;
}

unsigned bgp_path_numbers(const u8 *path, u16 len)
{
	struct rd r = rd_of(path, len);
	unsigned count = 0;

	while (rd_left(&r)) {
		u8 n;

		rd_u8(&r);
		n = rd_u8(&r);
		rd_skip(&r, 4 * (size_t)n);
		count += n;
	}
	return count;
}

void bgp_path_segment(struct wr *w, u8 type, const u32 *as, u8 n)
{
	if (!n)
		return;
	wr_u8(w, type);
	wr_u8(w, n);
	for (u8 k = 0; k < n; k++)
		wr_u32(w, as[k]);
}

/* Copies the path to room but for what keep() refuses. */
static void path_filter(struct bgp_draft *d, u8 *room, bool (*keep)(u8 type, u32 *as, const u32 *arg), const u32 *arg)
{
	u8 out[BGP_PATH_LEN_MAX];
	struct rd r = rd_of(d->part[PART_PATH], d->h.len[PART_PATH]);
	struct wr w = wr_of(out, sizeof(out));

	while (rd_left(&r)) {
		u8 type = rd_u8(&r), n = rd_u8(&r), m = 0;
		u32 as[255];

		for (u8 k = 0; k < n; k++) {
			as[m] = rd_u32(&r);
			m += keep(type, &as[m], arg);
		}
		bgp_path_segment(&w, type, as, m);
	}
	memcpy(room, out, wr_len(&w));
	d->part[PART_PATH] = room;
	d->h.len[PART_PATH] = (u16)wr_len(&w);
}

static bool keep_outside(u8 type, u32 *as, const u32 *arg)
{
	(void)as, (void)arg;
	return type != SEG_CONFED_SEQUENCE && type != SEG_CONFED_SET;
}

void bgp_path_strip_confed(struct bgp_draft *d, u8 *room)
{
	struct rd r = rd_of(d->part[PART_PATH], d->h.len[PART_PATH]);

	while (rd_left(&r)) {
		u8 type = rd_u8(&r), n = rd_u8(&r);

		if (type == SEG_CONFED_SEQUENCE || type == SEG_CONFED_SET) {
			path_filter(d, room, keep_outside, NULL);
			return;
		}
		rd_skip(&r, 4 * (size_t)n);
	}
}

static bool keep_public(u8 type, u32 *as, const u32 *replace)
{
	(void)type;
	if (!bgp_as_private(*as))
		return true;
	*as = *replace;
	return *replace;
}

static bool keep_replaced(u8 type, u32 *as, const u32 *pair)
{
	(void)type;
	if (*as == pair[0])
		*as = pair[1];
	return true;
}

void bgp_path_replace(struct bgp_draft *d, u32 as, u32 by, u8 *room)
{
	if (bgp_path_count(d->part[PART_PATH], d->h.len[PART_PATH], as))
		path_filter(d, room, keep_replaced, (const u32[]){ as, by });
}

void bgp_path_strip_private(struct bgp_draft *d, bool all, u32 replace, u8 *room)
{
	struct rd r = rd_of(d->part[PART_PATH], d->h.len[PART_PATH]);
	bool public = false, private = false;

	while (rd_left(&r)) {
		rd_u8(&r);
		for (u8 n = rd_u8(&r); n; n--)
			*(bgp_as_private(rd_u32(&r)) ? &private : &public) = true;
	}
	if (private && (all || !public))
		path_filter(d, room, keep_public, &replace);
}
