/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Changes of the trie of fib_trie.h: the way to a prefix, what is painted late, the root of large tables. */
#include "router/fib_node.h"

#include <stdlib.h>

#include "net/rd.h"

enum { LEVELS = 16 };

void fib_trie_init(struct fib_trie *t, u8 plen_max)
{
	*t = (struct fib_trie){ .plen_max = plen_max };
#ifdef __x86_64__
	t->fast = __builtin_cpu_supports("popcnt") && __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2");
#endif
	fib_arena_init(&t->blocks, 64);
	fib_arena_init(&t->cold, FIB_ITEM_BYTES);
}

void fib_trie_fini(struct fib_trie *t)
{
	fib_arena_fini(&t->blocks);
	fib_arena_fini(&t->cold);
	fib_jump_fini(&t->jump);
	free(t->root);
}

size_t fib_trie_bytes(const struct fib_trie *t)
{
	return sizeof(*t) + (t->root ? (FIB_ROOT_SLOTS + FIB_SLOTS) * sizeof(u32) : 0) + (size_t)t->blocks.cap * t->blocks.unit +
	       (size_t)t->cold.cap * t->cold.unit + 128 + fib_jump_bytes(&t->jump);
}

/* ---- the root ---- */

static void root_refresh(struct fib_trie *t, unsigned first, unsigned n)
{
	unsigned i = first, end = first + n;

	while (i < end) {
		u32 e = t->top_entry ? fib_block_entry(fib_block_at(t, t->top_entry), i >> 8) : 0;
		const struct fib_block *b = e & FIB_CHILD ? fib_block_at(t, e) : NULL;
		u32 best = b ? fib_block_outer(b) : e;

		best = t->under[i >> 8] = best ? best : t->default_value;
		do {
			e = b ? fib_block_entry(b, i & 255) : 0;
			t->root[i] = e ? e : best;
		} while (++i & 255 && i < end);
	}
}

static void root_refresh_prefix(struct fib_trie *t, const u8 *key, u8 plen)
{
	unsigned slots = plen >= 16 ? 1 : 1u << (16 - plen);

	if (t->root)
		root_refresh(t, get_be16(key) & ~(slots - 1), slots);
}

/* Enters the blocks of level FIB_JUMP_LEVEL below node h of level `depth`, whose key's bytes above are in `above`. */
static void jump_fill(struct fib_trie *t, u32 h, u32 above, unsigned depth)
{
	const struct fib_node *n = fib_node_at(t, h);
	const u64 *it = fib_items_of(t, n);

	if (depth == FIB_JUMP_LEVEL) {
		fib_jump_put(&t->jump, above, FIB_CHILD | n->block);
		return;
	}
	for (unsigned i = 0; i < n->n; i++)
		if (fib_item_len(it[i]) == FIB_LEN_CHILD)
			jump_fill(t, (u32)it[i], above << 8 | fib_item_slot(it[i]), depth + 1);
}

static void root_add(struct fib_trie *t)
{
	if (t->plen_max > 8 * FIB_JUMP_LEVEL) {
		fib_jump_init(&t->jump);
		jump_fill(t, t->top, 0, 0);
	}
	t->root = xcalloc(FIB_ROOT_SLOTS + FIB_SLOTS, sizeof(u32));
	t->under = t->root + FIB_ROOT_SLOTS;
	root_refresh(t, 0, FIB_ROOT_SLOTS);
}

/* ---- the way to a prefix ---- */

/* The nodes from the top to the level where a prefix of plen ends. */
struct path {
	u32 node[LEVELS];
	unsigned depth;		/* of the last: it looks at key[depth] */
	unsigned len;		/* bits of the prefix in the last, 1 .. 8 */
};

/* The slots that level i of the path is about: those of the prefix, or the one that leads on. */
static void path_slots(const struct path *p, const u8 *key, unsigned i, unsigned *first, unsigned *last)
{
	unsigned size = i == p->depth ? FIB_SLOTS >> p->len : 1;

	*first = key[i] & ~(size - 1);
	*last = *first + size - 1;
}

/* Follows the path as far as it exists, to level p->depth at most; returns the number of nodes. */
static unsigned path_walk(const struct fib_trie *t, struct path *p, const u8 *key, u8 plen)
{
	unsigned n = 0;
	u32 h = t->top;

	p->depth = (plen - 1u) / 8;
	p->len = plen - p->depth * 8;
	while (h) {
		const u64 *child;

		p->node[n] = h;
		if (n++ == p->depth)
			break;
		child = fib_item_get(t, fib_node_at(t, h), fib_item_key(key[n - 1], FIB_LEN_CHILD));
		h = child ? (u32)*child : 0;
	}
	return n;
}

/* Tells the children of level i's node what its prefixes say about them; repaints those to which that is
 * news. The level itself is to be painted after this: blocks move. */
static void path_push(struct fib_trie *t, const struct path *p, const u8 *key, unsigned i)
{
	const struct fib_node *n = fib_node_at(t, p->node[i]);
	const u64 *it = fib_items_of(t, n);
	unsigned first, last;
	u32 over[FIB_SLOTS];

	if (!n->n_children)
		return;
	memset(over, 0, sizeof(over));
	path_slots(p, key, i, &first, &last);
	for (unsigned k = 0; k < n->n; k++) {
		unsigned s = fib_item_slot(it[k]);
		u32 value = (u32)it[k];
		struct fib_block *b;

		if (fib_item_len(it[k]) != FIB_LEN_CHILD) {
			for (unsigned end = s + (FIB_SLOTS >> fib_item_len(it[k])); s < end; s++)
				over[s] = value;
			continue;
		}
		b = fib_node_block(t, fib_node_at(t, value)->block);
		if (s < first || s > last || fib_block_outer(b) == over[s])
			continue;
		b->outer = (b->outer & ~(u32)FIB_VALUE_MAX) | over[s];
		fib_node_repaint(t, value);
		if (i == FIB_JUMP_LEVEL - 1 && t->jump.bucket)
			fib_jump_put(&t->jump, (get_be32(key) & ~0xffu) | s, FIB_CHILD | fib_node_at(t, value)->block);
	}
}

/* The block of a child has moved. */
static void patch_child(struct fib_trie *t, u32 parent, unsigned slot, u32 block)
{
	u8 *p = (u8 *)(uintptr_t)fib_block_entry_at(fib_node_block(t, fib_node_at(t, parent)->block), slot);

	for (unsigned k = 0, v = FIB_CHILD | block; k < 4; k++, v >>= 8)
		p[k] = (u8)v;
}

/* Repaints level i of the path and children that it concerns, and tells the level above if its block has moved. */
static void path_repaint(struct fib_trie *t, const struct path *p, const u8 *key, unsigned i)
{
	u32 before = fib_node_at(t, p->node[i])->block, after;

	path_push(t, p, key, i);
	fib_node_repaint(t, p->node[i]);
	after = fib_node_at(t, p->node[i])->block;
	if (after == before)
		return;
	if (i)
		patch_child(t, p->node[i - 1], key[i - 1], after);
	else
		t->top_entry = FIB_CHILD | after;
}

void fib_trie_prefetch(const struct fib_trie *t, const u8 *key, u8 plen, bool far)
{
	struct path p;
	u32 h = t->top;

	if (!plen || plen > t->plen_max)
		return;
	p.depth = (plen - 1u) / 8;
	for (unsigned i = 0; h && i < p.depth; i++) {
		const u64 *child = fib_item_get(t, fib_node_at(t, h), fib_item_key(key[i], FIB_LEN_CHILD));

		h = child ? (u32)*child : 0;
	}
	if (!h)
		return;
	__builtin_prefetch(fib_node_at(t, h), 1);
	if (far)
		return;
	for (unsigned k = 0; k < 4; k++) {
		__builtin_prefetch((const u8 *)fib_items_of(t, fib_node_at(t, h)) + 64 * k, 1);
		if (k < 2)
			__builtin_prefetch((const u8 *)fib_node_block(t, fib_node_at(t, h)->block) + 64 * k, 1);
	}
}

/* ---- held ---- */

static void late_flush(struct fib_trie *t)
{
	struct path p;

	if (!t->late)
		return;
	t->late = 0;
	path_walk(t, &p, t->late_key, t->late_plen);
	path_repaint(t, &p, t->late_key, p.depth);
	if (t->jump.bucket && p.depth >= FIB_JUMP_LEVEL)
		fib_jump_put(&t->jump, get_be32(t->late_key), FIB_CHILD | fib_node_at(t, p.node[FIB_JUMP_LEVEL])->block);
	if (!t->root && t->count >= FIB_ROOT_FROM)
		root_add(t);
	else
		root_refresh_prefix(t, t->late_key, t->late_plen);
}

/* The prefix's node, if it can wait: it is there, has nothing below, and lies in one entry of the root. 0: not so. */
static u32 late_node(const struct fib_trie *t, const u8 *key, u8 plen)
{
	struct path p;

	if (!t->held || plen <= 16)
		return 0;
	if (t->late && (t->late_plen - 1u) / 8 == (plen - 1u) / 8 && !memcmp(key, t->late_key, (plen - 1u) / 8))
		return t->late;
	return path_walk(t, &p, key, plen) <= p.depth || fib_node_at(t, p.node[p.depth])->n_children ? 0 : p.node[p.depth];
}

static void late_set(struct fib_trie *t, u32 node, const u8 *key, u8 plen)
{
	if (t->late == node)
		return;
	late_flush(t);
	t->late = node;
	memcpy(t->late_key, key, t->plen_max / 8);
	t->late_plen = plen;
}

/* The key of the prefix's item in its node. */
static u32 item_key_of(const u8 *key, u8 plen)
{
	unsigned depth = (plen - 1u) / 8, len = plen - depth * 8;

	return fib_item_key(key[depth] & (0xff00u >> len & 0xff), len);
}

void fib_trie_hold(struct fib_trie *t) { t->held++; }

void fib_trie_release(struct fib_trie *t)
{
	if (!--t->held)
		late_flush(t);
}

/* ---- changes ---- */

bool fib_trie_set(struct fib_trie *t, const u8 *key, u8 plen, u32 value)
{
	struct path p;
	unsigned have, low;
	u32 node;

	if (plen > t->plen_max || !value || value > FIB_VALUE_MAX)
		return false;
	node = late_node(t, key, plen);
	if (node) {
		t->count += fib_item_put(t, node, item_key_of(key, plen), value);
		t->peak = (u32)max_u64(t->peak, t->count);
		late_set(t, node, key, plen);
		return true;
	}
	late_flush(t);
	if (!plen) {
		t->count += !t->default_value;
		t->default_value = value;
	} else {
		have = path_walk(t, &p, key, plen);
		for (unsigned i = have; i <= p.depth; i++) {
			p.node[i] = fib_node_new(t);
			if (i)
				fib_item_put(t, p.node[i - 1], fib_item_key(key[i - 1], FIB_LEN_CHILD), p.node[i]);
			else
				t->top = p.node[i];
		}
		t->count += fib_item_put(t, p.node[p.depth], item_key_of(key, plen), value);
		low = have > p.depth ? p.depth : have ? have - 1 : 0;
		for (unsigned i = p.depth; i > low; i--)
			fib_node_repaint(t, p.node[i]);
		path_repaint(t, &p, key, low);
		if (t->jump.bucket && p.depth >= FIB_JUMP_LEVEL)
			fib_jump_put(&t->jump, get_be32(key), FIB_CHILD | fib_node_at(t, p.node[FIB_JUMP_LEVEL])->block);
	}
	if (t->count > t->peak)
		t->peak = t->count;
	if (!t->root && t->count >= FIB_ROOT_FROM)
		root_add(t);
	else
		root_refresh_prefix(t, key, plen);
	return true;
}

/* Takes the prefix out, and each node that is left empty. false: it was not there. */
static bool path_remove(struct fib_trie *t, const u8 *key, u8 plen)
{
	struct path p;
	unsigned i;

	if (path_walk(t, &p, key, plen) <= p.depth || !fib_item_remove(t, p.node[p.depth], item_key_of(key, plen)))
		return false;
	for (i = p.depth; !fib_node_at(t, p.node[i])->n; i--) {
		fib_node_free(t, p.node[i]);
		if (i == FIB_JUMP_LEVEL && t->jump.bucket)
			fib_jump_remove(&t->jump, get_be32(key));
		if (!i) {
			t->top = t->top_entry = 0;
			return true;
		}
		fib_item_remove(t, p.node[i - 1], fib_item_key(key[i - 1], FIB_LEN_CHILD));
	}
	path_repaint(t, &p, key, i);
	if (i >= FIB_JUMP_LEVEL && t->jump.bucket)
		fib_jump_put(&t->jump, get_be32(key), FIB_CHILD | fib_node_at(t, p.node[FIB_JUMP_LEVEL])->block);
	return true;
}

static void walk_node(const struct fib_trie *t, u32 h, u8 *key, unsigned depth, fib_walk_fn fn, void *arg)
{
	const struct fib_node *n = fib_node_at(t, h);
	const u64 *it = fib_items_of(t, n);

	for (unsigned i = 0; i < n->n; i++) {
		key[depth] = (u8)fib_item_slot(it[i]);
		if (fib_item_len(it[i]) == FIB_LEN_CHILD)
			walk_node(t, (u32)it[i], key, depth + 1, fn, arg);
		else
			fn(arg, key, (u8)(depth * 8 + fib_item_len(it[i])), (u32)it[i]);
	}
	key[depth] = 0;
}

void fib_trie_walk(const struct fib_trie *t, fib_walk_fn fn, void *arg)
{
	u8 key[LEVELS] = { 0 };

	if (t->default_value)
		fn(arg, key, 0, t->default_value);
	if (t->top)
		walk_node(t, t->top, key, 0, fn, arg);
}

static void set_in(void *to, const u8 *key, u8 plen, u32 value) { fib_trie_set(to, key, plen, value); }

/* Gives memory back where a table has become small: the little that is left moves to a new one. */
static void shrink(struct fib_trie *t)
{
	struct fib_trie to;

	fib_trie_init(&to, t->plen_max);
	fib_trie_walk(t, set_in, &to);
	to.held = t->held;
	fib_trie_fini(t);
	*t = to;
}

bool fib_trie_del(struct fib_trie *t, const u8 *key, u8 plen)
{
	u32 node;

	if (plen > t->plen_max)
		return false;
	node = late_node(t, key, plen);
	if (node && fib_node_at(t, node)->n > 1) {
		if (!fib_item_remove(t, node, item_key_of(key, plen)))
			return false;
		t->count--;
		late_set(t, node, key, plen);
		return true;
	}
	late_flush(t);
	if (plen && !path_remove(t, key, plen))
		return false;
	if (!plen && !t->default_value)
		return false;
	if (!plen)
		t->default_value = 0;
	t->count--;
	if (t->count < FIB_ROOT_TO && t->count <= t->peak / 4)
		shrink(t);
	else
		root_refresh_prefix(t, key, plen);
	return true;
}
