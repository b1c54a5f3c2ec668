/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Changes of the trie of fib_trie.h: the way to a prefix, what is painted late, the root of large tables. */
#include "router/fib_node.h"

#include <stdlib.h>

#include "net/rd.h"

enum { LEVELS = 16 };

void fib_trie_init(struct fib_trie *t, u8 plen_max)
{
	*t = (struct fib_trie){ .plen_max = plen_max, .lones = plen_max > 32 };
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
		u32 lone = e & FIB_LONE ? e : 0, best = b ? fib_block_outer(b) : lone ? fib_lone_at(t, lone)->outer : e;

		best = t->under[i >> 8] = best ? best : t->default_value;
		do {
			e = b ? fib_block_entry(b, i & 255) : lone;
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

/* The same, where the change reached up to that level: who stands alone in the first fills all of its slot. */
static void root_refresh_changed(struct fib_trie *t, const u8 *key, u8 plen, unsigned level) { root_refresh_prefix(t, key, level || plen < 8 ? plen : 8); }

/* Enters the blocks of level FIB_JUMP_LEVEL below node h of level `depth`, whose key's bytes above are in `above`. */
static void jump_fill(struct fib_trie *t, u32 h, u32 above, unsigned depth)
{
	const struct fib_node *n = fib_node_at(t, h);
	const u64 *it = fib_items_of(t, n);

	if (depth == FIB_JUMP_LEVEL) {
		fib_jump_put(&t->jump, above, fib_child(n->block));
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

/* The nodes from the top to the level where a prefix ends, or as far as there are any. */
struct path {
	u32 node[LEVELS];
	unsigned n;		/* of them */
	unsigned depth;		/* the level where it ends: it looks at key[depth] */
	unsigned len;		/* bits of the prefix there, 1 .. 8; 0: all of that level is meant */
};

/* The slots that level i of the path is about: those of the prefix, or the one that leads on. */
static void path_slots(const struct path *p, const u8 *key, unsigned i, unsigned *first, unsigned *last)
{
	unsigned size = i == p->depth ? FIB_SLOTS >> p->len : 1;

	*first = key[i] & ~(size - 1);
	*last = *first + size - 1;
}

/* The key of the prefix's item in the node of the level where it ends. */
static u32 item_key_of(const u8 *key, u8 plen)
{
	unsigned depth = (plen - 1u) / 8, len = plen - depth * 8;

	return fib_item_key(key[depth] & (0xff00u >> len & 0xff), len);
}

static u32 child_of(const struct fib_trie *t, u32 h, u8 byte)
{
	const struct fib_node *n = fib_node_at(t, h);
	const u64 *child = n->n_children ? fib_item_get(t, n, fib_item_key(byte, FIB_LEN_CHILD)) : NULL;

	return child ? (u32)*child : 0;
}

/* Follows the path as far as it exists, to that level at most. */
static void path_to(const struct fib_trie *t, struct path *p, const u8 *key, unsigned depth)
{
	p->n = 0;
	p->depth = depth;
	p->len = 0;
	for (u32 h = t->top; h; h = p->n > depth ? 0 : child_of(t, h, key[p->n - 1]))
		p->node[p->n++] = h;
}

static void path_walk(const struct fib_trie *t, struct path *p, const u8 *key, u8 plen)
{
	path_to(t, p, key, (plen - 1u) / 8);
	p->len = plen - p->depth * 8;
}

/* Tells the children of level i's node, and who is alone there, what its prefixes say about them; repaints those to which that is
 * news. The level itself is to be painted after this: blocks move. */
static void path_push(struct fib_trie *t, const struct path *p, const u8 *key, unsigned i)
{
	const struct fib_node *n = fib_node_at(t, p->node[i]);
	const u64 *it = fib_items_of(t, n);
	unsigned first, last;
	u32 over[FIB_SLOTS];

	if (!n->n_children && !n->n_lones)
		return;
	memset(over, 0, sizeof(over));
	path_slots(p, key, i, &first, &last);
	for (unsigned k = 0; k < n->n; k++) {
		unsigned s = fib_item_slot(it[k]);
		u32 value = (u32)it[k];
		struct fib_block *b;

		if (fib_item_len(it[k]) < FIB_LEN_CHILD) {
			for (unsigned end = s + (FIB_SLOTS >> fib_item_len(it[k])); s < end; s++)
				over[s] = value;
			continue;
		}
		if (fib_item_len(it[k]) == FIB_LEN_LONE) {
			if (s >= first && s <= last)
				fib_lone_at(t, value)->outer = over[s];
			continue;
		}
		b = fib_node_block(t, fib_node_at(t, value)->block);
		if (s < first || s > last || fib_block_outer(b) == over[s])
			continue;
		b->outer = (b->outer & ~(u32)FIB_VALUE_MAX) | over[s];
		fib_node_repaint(t, value);
		if (i == FIB_JUMP_LEVEL - 1 && t->jump.bucket)
			fib_jump_put(&t->jump, (get_be32(key) & ~0xffu) | s, fib_child(fib_node_at(t, value)->block));
	}
}

/* The block of a child has moved. */
static void patch_child(struct fib_trie *t, u32 parent, unsigned slot, u32 block)
{
	u8 *p = (u8 *)(uintptr_t)fib_block_entry_at(fib_node_block(t, fib_node_at(t, parent)->block), slot);

	for (unsigned k = 0, v = fib_child(block); k < 4; k++, v >>= 8)
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
		t->top_entry = fib_child(after);
}

/* The block of level FIB_JUMP_LEVEL, if there is one on the path, may have moved. */
static void jump_put(struct fib_trie *t, const struct path *p, const u8 *key)
{
	if (t->jump.bucket && p->n > FIB_JUMP_LEVEL)
		fib_jump_put(&t->jump, get_be32(key), fib_child(fib_node_at(t, p->node[FIB_JUMP_LEVEL])->block));
}

void fib_trie_prefetch(const struct fib_trie *t, const u8 *key, u8 plen, bool far)
{
	struct path p;
	u32 h;

	if (!plen || plen > t->plen_max)
		return;
	path_walk(t, &p, key, plen);
	if (!p.n || (p.n <= p.depth && !t->lones))
		return;
	h = p.node[p.n - 1];
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
	path_to(t, &p, t->late_key, t->late_level);
	path_repaint(t, &p, t->late_key, p.depth);
	jump_put(t, &p, t->late_key);
	if (!t->root && t->count >= FIB_ROOT_FROM)
		root_add(t);
	else
		root_refresh_prefix(t, t->late_key, 17);
}

/* The node with the prefix's item, if it can wait: it has no other below and lies in one entry of the root. 0: not so. */
static u32 late_node(const struct fib_trie *t, const u8 *key, u8 plen, unsigned *level)
{
	unsigned depth = (plen - 1u) / 8;
	struct path p;

	if (!t->held || plen <= 16)
		return 0;
	*level = t->late_level;
	if (t->late && (depth == t->late_level || (depth > t->late_level && t->lones)) && !memcmp(key, t->late_key, t->late_level))
		return t->late;
	path_walk(t, &p, key, plen);
	*level = p.n - 1;
	if (p.n < 3 || (p.n <= depth && !t->lones) || fib_node_at(t, p.node[p.n - 1])->n_children)
		return 0;
	return p.node[p.n - 1];
}

static void late_mark(struct fib_trie *t, u32 node, const u8 *key, unsigned level)
{
	if (t->late == node)
		return;
	late_flush(t);
	t->late = node;
	memcpy(t->late_key, key, t->plen_max / 8);
	t->late_level = (u8)level;
}

void fib_trie_hold(struct fib_trie *t) { t->held++; }

void fib_trie_release(struct fib_trie *t)
{
	if (!--t->held)
		late_flush(t);
}

/* ---- changes ---- */

static void lone_address(const struct fib_lone *l, u8 address[LEVELS])
{
	put_be64(address, l->hi);
	put_be64(address + 8, fib_lone_lo(l));
}

/* The path gets a node more; what stands alone in its place goes into it. */
static void path_down(struct fib_trie *t, struct path *p, const u8 *key, u32 lone)
{
	unsigned level = p->n;
	u32 h = fib_node_new(t);

	p->node[p->n++] = h;
	if (!level) {
		t->top = h;
		return;
	}
	if (lone)
		fib_item_remove(t, p->node[level - 1], fib_item_key(key[level - 1], FIB_LEN_LONE));
	fib_item_put(t, p->node[level - 1], fib_item_key(key[level - 1], FIB_LEN_CHILD), h);
	if (lone && (fib_lone_plen(fib_lone_at(t, lone)) - 1) / 8 == level) {
		const struct fib_lone *l = fib_lone_at(t, lone);
		u8 address[LEVELS], plen = (u8)fib_lone_plen(l);
		u32 value = l->what & FIB_VALUE_MAX;

		lone_address(l, address);
		fib_lone_free(t, lone);
		fib_item_put(t, h, item_key_of(address, plen), value);
	} else if (lone) {
		fib_lone_put(t, h, level, lone);
	}
}

/* Into its node, or alone into the last on the path. true: it was not there before. */
static bool place(struct fib_trie *t, struct path *p, const u8 *key, u8 plen, u32 value)
{
	while (p->n <= p->depth) {
		u32 lone = p->n ? fib_lone_get(t, p->node[p->n - 1], key[p->n - 1]) : 0;

		if (lone && fib_lone_is(t, lone, key, plen)) {
			fib_lone_at(t, lone)->what = value | (u32)plen << 24;
			return false;
		}
		if (!lone && p->n && t->lones) {
			fib_lone_put(t, p->node[p->n - 1], p->n - 1, fib_lone_new(t, key, plen, value));
			return true;
		}
		path_down(t, p, key, lone);
	}
	return fib_item_put(t, p->node[p->depth], item_key_of(key, plen), value);
}

/* false: nothing done, it cannot wait. */
static bool late_set(struct fib_trie *t, const u8 *key, u8 plen, u32 value)
{
	struct path p = { .depth = (plen - 1u) / 8 };
	unsigned level;
	u32 node = late_node(t, key, plen, &level), lone;

	if (!node)
		return false;
	lone = level < p.depth ? fib_lone_get(t, node, key[level]) : 0;
	if (lone && !fib_lone_is(t, lone, key, plen))
		return false;
	p.n = level + 1;
	p.node[level] = node;
	t->count += place(t, &p, key, plen, value);
	late_mark(t, node, key, level);
	return true;
}

bool fib_trie_set(struct fib_trie *t, const u8 *key, u8 plen, u32 value)
{
	struct path p;
	unsigned low = 1;	/* of the prefix of length 0: no slot is its alone */

	if (plen > t->plen_max || !value || value > FIB_VALUE_MAX)
		return false;
	if (late_set(t, key, plen, value)) {
		t->peak = (u32)max_u64(t->peak, t->count);
		return true;
	}
	late_flush(t);
	if (!plen) {
		t->count += !t->default_value;
		t->default_value = value;
	} else {
		path_walk(t, &p, key, plen);
		low = p.n ? p.n - 1 : 0;
		t->count += place(t, &p, key, plen, value);
		for (unsigned i = p.n - 1; i > low; i--) {
			path_push(t, &p, key, i);
			fib_node_repaint(t, p.node[i]);
		}
		path_repaint(t, &p, key, low);
		jump_put(t, &p, key);
	}
	if (t->count > t->peak)
		t->peak = t->count;
	if (!t->root && t->count >= FIB_ROOT_FROM)
		root_add(t);
	else
		root_refresh_changed(t, key, plen, low);
	return true;
}

/* Level i of the path goes: in place of it stands nothing, or who was alone in it. */
static void path_up(struct fib_trie *t, const struct path *p, const u8 *key, unsigned i)
{
	const struct fib_node *n = fib_node_at(t, p->node[i]);
	u64 left = n->n ? *fib_items_of(t, n) : 0;
	u32 lone = n->n_lones ? (u32)left : 0;

	if (n->n && !lone) {
		u8 alone[16] = { 0 };

		memcpy(alone, key, i);
		alone[i] = (u8)fib_item_slot(left);
		lone = fib_lone_new(t, alone, (u8)(8 * i + fib_item_len(left)), (u32)left);
	}
	fib_node_free(t, p->node[i]);
	if (i == FIB_JUMP_LEVEL && t->jump.bucket)
		fib_jump_remove(&t->jump, get_be32(key));
	if (i)
		fib_item_remove(t, p->node[i - 1], fib_item_key(key[i - 1], FIB_LEN_CHILD));
	if (lone)
		fib_lone_put(t, p->node[i - 1], i - 1, lone);
}

/* The prefix's item out of the list of that node, where it ends or stands alone. false: it was not there. */
static bool take(struct fib_trie *t, u32 node, unsigned level, const u8 *key, u8 plen)
{
	u32 lone;

	if (level == (plen - 1u) / 8)
		return fib_item_remove(t, node, item_key_of(key, plen));
	lone = fib_lone_get(t, node, key[level]);
	if (!lone || !fib_lone_is(t, lone, key, plen))
		return false;
	fib_item_remove(t, node, fib_item_key(key[level], FIB_LEN_LONE));
	fib_lone_free(t, lone);
	return true;
}

/* Takes the prefix out, and each node that is not needed any more. The level that was changed last; -1: it was not there. */
static int path_remove(struct fib_trie *t, const u8 *key, u8 plen)
{
	const struct fib_node *n;
	struct path p;
	unsigned i;

	path_walk(t, &p, key, plen);
	if (!p.n || !take(t, p.node[p.n - 1], p.n - 1, key, plen))
		return -1;
	i = p.n - 1;
	for (; n = fib_node_at(t, p.node[i]), !n->n || (i && t->lones && n->n == 1 && !n->n_children); i--) {
		path_up(t, &p, key, i);
		if (!i) {
			t->top = t->top_entry = 0;
			return 0;
		}
	}
	path_repaint(t, &p, key, i);
	p.n = i + 1;
	jump_put(t, &p, key);
	return (int)i;
}

static void walk_lone(const struct fib_lone *l, fib_walk_fn fn, void *arg)
{
	u8 key[LEVELS];

	lone_address(l, key);
	fn(arg, key, (u8)fib_lone_plen(l), l->what & FIB_VALUE_MAX);
}

static void walk_node(const struct fib_trie *t, u32 h, u8 *key, unsigned depth, fib_walk_fn fn, void *arg)
{
	const struct fib_node *n = fib_node_at(t, h);
	const u64 *it = fib_items_of(t, n);

	for (unsigned i = 0; i < n->n; i++) {
		key[depth] = (u8)fib_item_slot(it[i]);
		if (fib_item_len(it[i]) == FIB_LEN_CHILD)
			walk_node(t, (u32)it[i], key, depth + 1, fn, arg);
		else if (fib_item_len(it[i]) == FIB_LEN_LONE)
			walk_lone(fib_lone_at(t, (u32)it[i]), fn, arg);
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

/* false: nothing done, it cannot wait, or is not there. */
static bool late_del(struct fib_trie *t, const u8 *key, u8 plen)
{
	unsigned level;
	u32 node = late_node(t, key, plen, &level);

	if (!node || fib_node_at(t, node)->n <= 1u + t->lones || !take(t, node, level, key, plen))
		return false;
	late_mark(t, node, key, level);
	return true;
}

bool fib_trie_del(struct fib_trie *t, const u8 *key, u8 plen)
{
	int low = 1;

	if (plen > t->plen_max)
		return false;
	if (late_del(t, key, plen)) {
		t->count--;
		return true;
	}
	late_flush(t);
	if (plen)
		low = path_remove(t, key, plen);
	if (low < 0 || (!plen && !t->default_value))
		return false;
	if (!plen)
		t->default_value = 0;
	t->count--;
	if (t->count < FIB_ROOT_TO && t->count <= t->peak / 4)
		shrink(t);
	else
		root_refresh_changed(t, key, plen, (unsigned)low);
	return true;
}
