/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The table of a family. Prefixes have numbers, which their hash chains, their list by version and the groups' arrays use: a third of the memory of pointers,
 * and nothing moves when a table grows. A prefix that has lost its last path stays until every walk has passed it.
 */
#include <stdlib.h>

#include "router/bgp/bgp.h"

/* One that is there. */
static struct bgp_net *net(const struct bgp_table *t, u32 id) { return slab_at(&t->nets, id); }

static unsigned addr_len(const struct bgp_table *t) { return t->af == BGP_IP4 ? 4 : 16; }

static void addr_bytes(const struct ipaddr *a, u8 plen, u8 out[16])
{
	if (a->af == AF_IP4) {
		put_be32(out, a->v4 & ip4_mask(plen));
	} else {
		struct ip6 m = ip6_masked(&a->v6, plen);

		memcpy(out, m.b, 16);
	}
}

struct ipaddr bgp_net_addr(const struct bgp_table *t, const struct bgp_net *n)
{
	struct ip6 a;

	if (t->af == BGP_IP4)
		return ipaddr4(get_be32(n->addr));
	memcpy(a.b, n->addr, 16);
	return ipaddr6(&a);
}

static u32 bucket(const struct bgp_table *t, const u8 *addr, u8 plen)
{
	u64 h = (plen + 1) * 0x9e3779b97f4a7c15ull ^ get_be32(addr);

	if (t->af == BGP_IP6)
		h = (h ^ get_be64(addr)) * 0xbf58476d1ce4e5b9ull ^ get_be64(addr + 8);
	h = (h ^ h >> 29) * 0xbf58476d1ce4e5b9ull;
	return (u32)(h >> 32) & (t->hash_size - 1);
}

struct bgp_net *bgp_net_find(const struct bgp_table *t, const struct ipaddr *p, u8 plen)
{
	struct bgp_net *n;
	u8 addr[16];

	if (!t || !t->hash_size)
		return NULL;
	addr_bytes(p, plen, addr);
	for (u32 id = t->hash[bucket(t, addr, plen)]; id; id = n->next) {
		n = slab_at(&t->nets, id);
		if (n->plen == plen && !(t->af == BGP_IP4 ? memcmp(n->addr, addr, 4) : memcmp(n->addr, addr, 16)))
			return n;
	}
	return NULL;
}

void bgp_net_prefetch(const struct bgp_table *t, const struct ipaddr *p, u8 plen, bool near)
{
	u8 addr[16];
	const u32 *slot;

	if (!t->hash_size)
		return;
	addr_bytes(p, plen, addr);
	slot = &t->hash[bucket(t, addr, plen)];
	if (!near)
		__builtin_prefetch(slot, 1);
	else if (*slot)
		__builtin_prefetch(net(t, *slot), 1);
}

void bgp_nets_find(const struct bgp_table *t, const struct bgp_nlri *p, unsigned n, struct bgp_net **found)
{
	const struct bgp_path *x[BGP_BATCH];

	for (unsigned k = 0; k < n; k++) {
		found[k] = bgp_net_find(t, &p[k].prefix, p[k].plen);
		x[k] = found[k] ? bgp_paths(t, found[k]) : NULL;
		__builtin_prefetch(x[k], 1);
	}
	for (unsigned k = 0; k < n; k++)
		if (x[k])
			__builtin_prefetch(x[k]->attr, 1);
	for (unsigned k = 0; k < n; k++)
		if (x[k])
			intern_prefetch(t->b->w, x[k]->attr);
}

static void hash_grow(struct bgp_table *t)
{
	t->hash_size = t->hash_size ? 2 * t->hash_size : 16;
	free(t->hash);
	t->hash = xcalloc_table(t->hash_size, sizeof(*t->hash));
	for (struct bgp_net *n = NULL; (n = bgp_net_from(t, n ? n->id + 1 : 1));) {
		u32 *slot = &t->hash[bucket(t, n->addr, n->plen)];

		n->next = *slot;
		*slot = n->id;
	}
}

struct bgp_net *bgp_net_get(struct bgp_table *t, const struct ipaddr *p, u8 plen)
{
	struct bgp_net *n = bgp_net_find(t, p, plen);
	u32 *slot, id;

	if (n || t->nets.n >= BGP_NETS_MAX)
		return n;
	if (t->nets.n >= t->hash_size)
		hash_grow(t);
	id = slab_alloc(&t->nets);
	n = slab_at(&t->nets, id);
	n->id = id;
	n->plen = plen;
	addr_bytes(p, plen, n->addr);
	n->before = n->after = BGP_NO_ID;
	slot = &t->hash[bucket(t, n->addr, plen)];
	n->next = *slot;
	*slot = id;
	return n;
}

/* ---- in order of version ---- */

static void unlink_version(struct bgp_table *t, struct bgp_net *n)
{
	if (!n->version)
		return;
	if (n->cursors)
		for (struct bgp_cursor *c = t->b->cursors[t->af]; c; c = c->next)
			if (c->at == n->id) {
				c->at = n->after;
				if (n->after != BGP_NO_ID)
					net(t, n->after)->cursors++;
			}
	n->cursors = 0;
	*(n->before == BGP_NO_ID ? &t->first : &net(t, n->before)->after) = n->after;
	*(n->after == BGP_NO_ID ? &t->last : &net(t, n->after)->before) = n->before;
	n->before = n->after = BGP_NO_ID;
}

void bgp_net_bump(struct bgp_table *t, struct bgp_net *n)
{
	unlink_version(t, n);
	n->version = ++t->version;
	n->before = t->last;
	*(t->last == BGP_NO_ID ? &t->first : &net(t, t->last)->after) = n->id;
	t->last = n->id;
	for (struct bgp_cursor *c = t->b->cursors[t->af]; c; c = c->next)
		if (c->at == BGP_NO_ID) {
			c->at = n->id;
			n->cursors++;
		}
}

void bgp_net_drop(struct bgp_table *t, struct bgp_net *n)
{
	u32 *at = &t->hash[bucket(t, n->addr, n->plen)], id = n->id;

	while (*at != id)
		at = &net(t, *at)->next;
	*at = n->next;
	if (t->n_add)
		bgp_add_forget(t, id);
	unlink_version(t, n);
	slab_free(&t->nets, id);
}

void bgp_net_tidy(struct bgp_table *t)
{
	u32 done = bgp_groups_done(t);

	while (t->tidy.at != BGP_NO_ID) {
		struct bgp_net *n = net(t, t->tidy.at);

		if (n->version > done || n->flags & NF_DIRTY)
			break;
		bgp_cursor_next(t, &t->tidy);
		if (!n->paths)
			bgp_net_drop(t, n);
	}
}

void bgp_cursor_start(struct bgp_table *t, struct bgp_cursor *c, u32 done)
{
	bgp_cursor_stop(t, c);
	c->next = t->b->cursors[t->af];
	t->b->cursors[t->af] = c;
	c->on = true;
	c->done = done;
	/* Who begins anew begins at the head; who falls behind stands near the end. */
	c->at = done ? t->last : t->first;
	while (done && c->at != BGP_NO_ID && net(t, c->at)->version > done)
		c->at = net(t, c->at)->before;
	if (done)
		c->at = c->at == BGP_NO_ID ? t->first : net(t, c->at)->after;
	if (c->at != BGP_NO_ID)
		net(t, c->at)->cursors++;
}

void bgp_cursor_stop(struct bgp_table *t, struct bgp_cursor *c)
{
	struct bgp_cursor **at = &t->b->cursors[t->af];

	if (!c->on)
		return;
	while (*at != c)
		at = &(*at)->next;
	*at = c->next;
	if (c->at != BGP_NO_ID)
		net(t, c->at)->cursors--;
	c->on = false;
}

struct bgp_net *bgp_cursor_next(struct bgp_table *t, struct bgp_cursor *c)
{
	struct bgp_net *n = c->at == BGP_NO_ID ? NULL : net(t, c->at);

	if (!n) {
		c->done = t->version;
		return NULL;
	}
	n->cursors--;
	c->at = n->after;
	if (c->at != BGP_NO_ID)
		net(t, c->at)->cursors++;
	c->done = n->version;
	return n;
}

/* ---- paths ---- */

static void to_decide(struct bgp_table *t, struct bgp_net *n)
{
	if (n->flags & NF_DIRTY)
		return;
	n->flags |= NF_DIRTY;
	if (t->n_dirty == t->dirty_cap) {
		t->dirty_cap = t->dirty_cap ? 2 * t->dirty_cap : 64;
		t->dirty = xrealloc(t->dirty, t->dirty_cap, sizeof(*t->dirty));
	}
	t->dirty[t->n_dirty++] = n->id;
	bgp_decide_soon(t->b);
}

void bgp_net_dirty(struct bgp_table *t, struct bgp_net *n)
{
	n->flags |= NF_OTHER;
	to_decide(t, n);
}

/* In a data centre a prefix has a path of each of forty neighbours, and each new one would look at all of them, to find that its own is not there. */
static bool has_of(const struct bgp_peer_af *x, u32 net) { return net / 64 < x->has_n && x->has[net / 64] >> (net & 63) & 1; }

static void has_set(struct bgp_peer_af *x, u32 net, bool on)
{
	if (net / 64 >= x->has_n) {
		u32 n = (u32)max_u64(net / 64 + 1, x->has_n + x->has_n / 2);

		x->has = xrealloc(x->has, n, sizeof(*x->has));
		memset(x->has + x->has_n, 0, (n - x->has_n) * sizeof(*x->has));
		x->has_n = n;
	}
	if (on)
		x->has[net / 64] |= 1ull << (net & 63);
	else
		x->has[net / 64] &= ~(1ull << (net & 63));
}

static u32 id_of(const struct bgp_table *t, u32 at) { return at < t->n_path_id ? t->path_id[at] : 0; }
u32 bgp_path_id(const struct bgp_table *t, const struct bgp_path *p) { return t->path_id ? id_of(t, slab_id(&t->paths, p)) : 0; }

static void id_set(struct bgp_table *t, u32 at, u32 id)
{
	u32 n = at + at / 8 + 64;

	if (at >= t->n_path_id && id) {
		t->path_id = xrealloc(t->path_id, n, sizeof(*t->path_id));
		memset(t->path_id + t->n_path_id, 0, (n - t->n_path_id) * sizeof(*t->path_id));
		t->n_path_id = n;
	}
	if (at < t->n_path_id)
		t->path_id[at] = id;
}

struct bgp_path *bgp_path_find(const struct bgp_table *t, const struct bgp_net *n, const struct bgp_peer *p, u32 id)
{
	u32 at = has_of(&p->af[t->af], n->id) ? n->paths : 0;
	struct bgp_path *x;

	while ((x = bgp_path_at(t, at)) && (x->peer != p || id_of(t, at) != id))
		at = x->next;
	return x;
}

struct intern *bgp_path_raw(const struct bgp_table *t, const struct bgp_path *p)
{
	u32 id = t->raw ? slab_id(&t->paths, p) : 0;

	return id < t->n_raw ? t->raw[id] : NULL;
}

void bgp_path_keep(struct bgp_table *t, const struct bgp_path *p, struct intern *raw)
{
	u32 id, n;

	if (!raw && !t->raw)
		return;
	id = slab_id(&t->paths, p);
	if (raw && id >= t->n_raw) {
		n = id + id / 8 + 64;
		t->raw = xrealloc(t->raw, n, sizeof(struct intern *));
		memset(t->raw + t->n_raw, 0, (n - t->n_raw) * sizeof(struct intern *));
		t->n_raw = n;
	}
	if (id >= t->n_raw)
		return;
	intern_put(t->b->w, t->raw[id]);
	t->raw[id] = raw;
}

struct bgp_path *bgp_path_own(const struct bgp_table *t, const struct bgp_net *n, u8 kind)
{
	struct bgp_path *x = bgp_paths(t, n);

	while (x && (x->peer || x->kind != kind))
		x = bgp_path_next(t, x);
	return x;
}

/* An imported one has whatever neighbour, and is told by where it is from. */
static struct bgp_path *path_of(const struct bgp_table *t, const struct bgp_net *n, const struct bgp_peer *p, u8 kind, u32 id)
{
	struct bgp_path *x = bgp_paths(t, n);

	if (kind != BGP_IMPORTED)
		return p ? bgp_path_find(t, n, p, id) : bgp_path_own(t, n, kind);
	while (x && (x->kind != kind || bgp_path_id(t, x) != id))
		x = bgp_path_next(t, x);
	return x;
}

struct bgp_path *bgp_path_set(struct bgp_table *t, struct bgp_net *n, struct bgp_peer *p, u8 kind, u32 id, struct intern *attr, struct intern *raw,
			      struct bgp_hop *hop)
{
	struct bgp_path *x = path_of(t, n, p, kind, id);
	unsigned many = 0;
	u32 at;

	if (!x) {
		/* One each, unless some tell several. */
		for (const struct bgp_path *y = t->b->n_peers >= BGP_PATHS_MAX || (p && p->up && p->up->caps.add_rx[t->af]) ? bgp_paths(t, n) : NULL; y; y = bgp_path_next(t, y))
			many++;
		if (many >= BGP_PATHS_MAX) {
			intern_put(t->b->w, attr);
			intern_put(t->b->w, raw);
			bgp_hop_put(t->b, hop);
			return NULL;
		}
		at = slab_alloc(&t->paths);
		x = slab_at(&t->paths, at);
		x->peer = p;
		x->kind = kind;
		id_set(t, at, id);
		x->seq = t->b->seq++;
		x->next = n->paths;
		n->paths = at;
		if (kind == BGP_LEARNED)
			has_set(&p->af[t->af], n->id, true);
		if (kind == BGP_IMPORTED && p)
			p->imports++;
	} else {
		n->flags |= NF_OTHER;
		intern_put(t->b->w, x->attr);
		bgp_hop_put(t->b, x->hop);
	}
	x->attr = attr;
	bgp_path_keep(t, x, raw);
	x->hop = hop;
	x->flags = (u8)((x->flags & ~(PF_STALE | PF_DENIED)) | PF_CHANGED);
	if (t->rpki) {
		struct ipaddr a = bgp_net_addr(t, n);

		x->rpki = bgp_rpki_judge(t, &a, n->plen, p, bgp_attrs(attr));
	}
	if (bgp_attrs(attr)->med)
		n->flags |= NF_MED;
	to_decide(t, n);
	return x;
}

void bgp_path_del(struct bgp_table *t, struct bgp_net *n, struct bgp_path *x)
{
	u32 *at = &n->paths, number;

	while (bgp_path_at(t, *at) != x)
		at = &bgp_path_at(t, *at)->next;
	number = *at;
	*at = x->next;
	if (x->flags & (PF_BEST | PF_MULTI))
		n->flags |= NF_LOST;
	if (x->flags & PF_BEST)
		n->best = 0;
	if (x->kind == BGP_LEARNED) {
		const struct bgp_path *y = bgp_paths(t, n);

		while (y && (y->peer != x->peer || y->kind != BGP_LEARNED))
			y = bgp_path_next(t, y);
		has_set(&x->peer->af[t->af], n->id, y);
	}
	if (x->kind == BGP_IMPORTED && x->peer)
		x->peer->imports--;
	bgp_hop_put(t->b, x->hop);
	intern_put(t->b->w, x->attr);
	bgp_path_keep(t, x, NULL);
	slab_free(&t->paths, number);
	bgp_net_dirty(t, n);
}

void bgp_rescan(struct bgp_table *t)
{
	t->rescan = 0;
	bgp_decide_soon(t->b);
}

/* ---- its life ---- */

void bgp_table_open(struct bgp *b, u8 af)
{
	struct bgp_table *t = b->table[af] = xcalloc(1, sizeof(*t));

	t->b = b;
	t->af = af;
	t->rpki = bgp_rpki_on(b, af);
	slab_init(&t->nets, sizeof(struct bgp_net) + addr_len(t));
	slab_init(&t->paths, sizeof(struct bgp_path));
	t->version = t->main_version = 1;	/* as IOS begins */
	t->first = t->last = t->rescan = BGP_NO_ID;
	bgp_cursor_start(t, &t->tidy, 0);
}

void bgp_table_close(struct bgp_table *t)
{
	if (!t)
		return;
	for (struct bgp_net *n = NULL; (n = bgp_net_from(t, n ? n->id + 1 : 1));) {
		n->flags |= NF_DIRTY;	/* nobody looks at it again */
		while (n->paths)
			bgp_path_del(t, n, bgp_paths(t, n));
		bgp_install(t, n);
	}
	bgp_aggregates_close(t);
	t->b->table[t->af] = NULL;
	bgp_cursor_stop(t, &t->tidy);
	slab_fini(&t->nets);
	slab_fini(&t->paths);
	free(t->raw);
	free(t->path_id);
	free(t->hash);
	free(t->dirty);
	free(t);
}

static int in_order(const void *x, const void *y)
{
	const struct bgp_net *a = *(struct bgp_net *const *)x, *b = *(struct bgp_net *const *)y;
	/* Both are of one family: sixteen octets, or four and what stands behind is never looked at. */
	int d = memcmp(a->addr, b->addr, 4);

	return d ? d : a->plen - b->plen;
}

static int in_order6(const void *x, const void *y)
{
	const struct bgp_net *a = *(struct bgp_net *const *)x, *b = *(struct bgp_net *const *)y;
	int d = memcmp(a->addr, b->addr, 16);

	return d ? d : a->plen - b->plen;
}

struct bgp_net **bgp_nets_sorted(const struct bgp_table *t, u32 *n)
{
	struct bgp_net **all = xcalloc(t ? t->nets.n + 1 : 1, sizeof(struct bgp_net *));

	*n = 0;
	for (struct bgp_net *x = NULL; t && (x = bgp_net_from(t, x ? x->id + 1 : 1));)
		if (x->paths)
			all[(*n)++] = x;
	qsort(all, *n, sizeof(struct bgp_net *), t && t->af == BGP_IP6 ? in_order6 : in_order);
	return all;
}
