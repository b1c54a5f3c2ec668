/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Changes of the trie of fib_trie.h: nodes and their items, painting blocks, the root of large tables. */
#include "router/fib_trie.h"

#include <stdlib.h>

#include "net/rd.h"

struct node {
	u32 block;		/* 0 until painted */
	u32 items;		/* sorted; see item_key() */
	u16 n, n_children;
	u8 items_class, block_class;
};
/* An item is key << 32 | value. Keys sort a prefix before those inside it, and the node below a slot after that slot's prefix. */
enum { LEN_CHILD = 9, LEVELS = 16, ITEM_BYTES = 8, SLOTS = 256 };

static u32 item_key(unsigned slot, unsigned len) { return slot << 4 | len; }
static unsigned item_slot(u64 item) { return item >> 36; }
static unsigned item_len(u64 item) { return item >> 32 & 15; }

static struct node *node_at(const struct fib_trie *t, u32 h) { return fib_arena_at(&t->cold, h); }
static u64 *items_of(const struct fib_trie *t, const struct node *n) { return fib_arena_at(&t->cold, n->items); }
static struct fib_block *block_at(const struct fib_trie *t, u32 h) { return fib_arena_at(&t->blocks, h); }

void fib_trie_init(struct fib_trie *t, u8 plen_max)
{
	*t = (struct fib_trie){ .plen_max = plen_max };
#ifdef __x86_64__
	t->fast = __builtin_cpu_supports("popcnt") && __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2");
#endif
	fib_arena_init(&t->blocks, 64);
	fib_arena_init(&t->cold, ITEM_BYTES);
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
	return sizeof(*t) + (t->root ? (FIB_ROOT_SLOTS + SLOTS) * sizeof(u32) : 0) + (size_t)t->blocks.cap * t->blocks.unit +
	       (size_t)t->cold.cap * t->cold.unit + 128 + fib_jump_bytes(&t->jump);
}

/* ---- items ---- */

static u32 node_new(struct fib_trie *t)
{
	unsigned class = fib_arena_class(&t->cold, sizeof(struct node)), items_class = fib_arena_class(&t->cold, ITEM_BYTES);
	u32 h = fib_arena_alloc(&t->cold, class), items = fib_arena_alloc(&t->cold, items_class);

	*node_at(t, h) = (struct node){ .items = items, .items_class = (u8)items_class };
	return h;
}

static void node_free(struct fib_trie *t, u32 h)
{
	struct node *n = node_at(t, h);

	if (n->block)
		fib_arena_free(&t->blocks, n->block, n->block_class);
	fib_arena_free(&t->cold, n->items, n->items_class);
	fib_arena_free(&t->cold, h, fib_arena_class(&t->cold, sizeof(struct node)));
}

/* Index of the first item whose key is not below. */
static unsigned item_find(const struct fib_trie *t, const struct node *n, u32 key)
{
	const u64 *it = items_of(t, n);
	unsigned lo = 0, hi = n->n;

	while (lo < hi) {
		unsigned mid = (lo + hi) / 2;

		if (it[mid] >> 32 < key)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

/* NULL: none. */
static u64 *item_get(const struct fib_trie *t, const struct node *n, u32 key)
{
	unsigned i = item_find(t, n, key);
	u64 *it = items_of(t, n) + i;

	return i < n->n && *it >> 32 == key ? it : NULL;
}

/* Moves the list to a class that holds cap items. */
static void items_resize(struct fib_trie *t, u32 h, unsigned cap)
{
	unsigned class = fib_arena_class(&t->cold, cap * ITEM_BYTES), old_class = node_at(t, h)->items_class;
	u32 items, old = node_at(t, h)->items;

	if (class == old_class)
		return;
	items = fib_arena_alloc(&t->cold, class);
	memcpy(fib_arena_at(&t->cold, items), fib_arena_at(&t->cold, old), node_at(t, h)->n * (size_t)ITEM_BYTES);
	fib_arena_free(&t->cold, old, old_class);
	node_at(t, h)->items = items;
	node_at(t, h)->items_class = (u8)class;
}

/* true: it was not there before. */
static bool item_put(struct fib_trie *t, u32 h, u32 key, u32 value)
{
	struct node *n = node_at(t, h);
	unsigned i = item_find(t, n, key);
	u64 *it = items_of(t, n);

	if (i < n->n && it[i] >> 32 == key) {
		it[i] = (u64)key << 32 | value;
		return false;
	}
	if ((n->n + 1u) * ITEM_BYTES > fib_arena_class_bytes(&t->cold, n->items_class)) {
		items_resize(t, h, n->n + 1u);
		n = node_at(t, h);
		it = items_of(t, n);
	}
	memmove(it + i + 1, it + i, (n->n - i) * (size_t)ITEM_BYTES);
	it[i] = (u64)key << 32 | value;
	n->n++;
	n->n_children += (key & 15) == LEN_CHILD;
	return true;
}

static bool item_remove(struct fib_trie *t, u32 h, u32 key)
{
	struct node *n = node_at(t, h);
	u64 *it = item_get(t, n, key);

	if (!it)
		return false;
	n->n--;
	n->n_children -= (key & 15) == LEN_CHILD;
	memmove(it, it + 1, (size_t)(items_of(t, n) + n->n - it) * ITEM_BYTES);
	if (n->n && n->n * 2u * ITEM_BYTES <= fib_arena_class_bytes(&t->cold, n->items_class))
		items_resize(t, h, n->n + 1u);
	return true;
}

/* ---- blocks ---- */

/* The runs of a block being made, from slot 0 on. */
struct runs {
	u64 bit[4];		/* as in struct fib_block */
	u8 begun[4];		/* bits in each */
	u32 all;		/* of the values, or-ed */
	unsigned n;
	unsigned slot;		/* of the one that begins there, unless another does too */
	u32 next;
	u32 value[SLOTS];	/* of n runs */
};

static void run_end(struct runs *r)
{
	if (r->n && r->value[r->n - 1] == r->next)
		return;
	if (r->slot) {
		r->bit[r->slot >> 6] |= 1ull << (r->slot & 63);
		r->begun[r->slot >> 6]++;
	}
	r->all |= r->next;
	r->value[r->n++] = r->next;
}

/* From slot on it is value, until something else is said; slots never go back. */
static void run(struct runs *r, unsigned slot, u32 value)
{
	if (slot != r->slot) {
		if (slot >= SLOTS)
			return;
		run_end(r);
		r->slot = slot;
	}
	r->next = value;
}

/* The node's slots, children as they are now. Its items are sorted, those that lie in another behind it: what is open around the slot is a stack. */
static void paint(const struct fib_trie *t, const struct node *n, u32 outer, struct runs *r)
{
	const u64 *it = items_of(t, n);
	struct { unsigned end; u32 value; } open[9];
	unsigned depth = 0;

	memset(r, 0, offsetof(struct runs, value));
	r->next = outer;
	open[0].end = SLOTS;
	open[0].value = outer;
	for (unsigned i = 0; i < n->n; i++) {
		unsigned s = item_slot(it[i]), len = item_len(it[i]);

		while (open[depth].end <= s) {
			run(r, open[depth].end, open[depth - 1].value);
			depth--;
		}
		if (len == LEN_CHILD) {
			run(r, s, FIB_CHILD | node_at(t, (u32)it[i])->block);
			run(r, s + 1, open[depth].value);
		} else {
			open[++depth].end = s + (SLOTS >> len);
			open[depth].value = (u32)it[i];
			run(r, s, (u32)it[i]);
		}
	}
	for (; depth; depth--)
		run(r, open[depth].end, open[depth - 1].value);
	run_end(r);
}

static void entry_write(u8 *to, u32 v, unsigned width)
{
	to[0] = (u8)v;
	if (width)
		to[1] = (u8)(v >> 8);
	if (width > 1) {
		to[2] = (u8)(v >> 16);
		to[3] = (u8)(v >> 24);
	}
}

/* Makes the node's block anew from its items, keeping its outer. */
static void repaint(struct fib_trie *t, u32 h)
{
	struct node *n = node_at(t, h);
	u32 outer = n->block ? fib_block_outer(block_at(t, n->block)) : 0;
	struct fib_block *b;
	struct runs r;
	unsigned width, class, rank = 0;

	paint(t, n, outer, &r);
	width = (r.all > 0xff) + (r.all > 0xffff);
	class = fib_arena_class(&t->blocks, (u32)sizeof(*b) + (r.n << width) + 3);
	if (!n->block || class != n->block_class) {
		if (n->block)
			fib_arena_free(&t->blocks, n->block, n->block_class);
		n->block = fib_arena_alloc(&t->blocks, class);
		n->block_class = (u8)class;
	}
	b = block_at(t, n->block);
	b->outer = outer | (u32)width << FIB_WIDTH_SHIFT | (32 - (8u << width)) << FIB_DROP_SHIFT;
	for (unsigned w = 0; w < 4; w++) {
		b->runs[w] = r.bit[w];
		b->rank[w] = (u8)rank;
		rank += r.begun[w];
	}
	for (unsigned i = 0; i < r.n; i++)
		entry_write(b->entry + (i << width), r.value[i], width);
}

/* The block of a child has moved. */
static void patch_child(struct fib_trie *t, u32 parent, unsigned slot, u32 block)
{
	u8 *p = (u8 *)(uintptr_t)fib_block_entry_at(block_at(t, node_at(t, parent)->block), slot);

	for (unsigned k = 0, v = FIB_CHILD | block; k < 4; k++, v >>= 8)
		p[k] = (u8)v;
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
	const struct node *n = node_at(t, h);
	const u64 *it = items_of(t, n);

	if (depth == FIB_JUMP_LEVEL) {
		fib_jump_put(&t->jump, above, FIB_CHILD | n->block);
		return;
	}
	for (unsigned i = 0; i < n->n; i++)
		if (item_len(it[i]) == LEN_CHILD)
			jump_fill(t, (u32)it[i], above << 8 | item_slot(it[i]), depth + 1);
}

static void root_add(struct fib_trie *t)
{
	if (t->plen_max > 8 * FIB_JUMP_LEVEL) {
		fib_jump_init(&t->jump);
		jump_fill(t, t->top, 0, 0);
	}
	t->root = xcalloc(FIB_ROOT_SLOTS + SLOTS, sizeof(u32));
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
	unsigned size = i == p->depth ? SLOTS >> p->len : 1;

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
		child = item_get(t, node_at(t, h), item_key(key[n - 1], LEN_CHILD));
		h = child ? (u32)*child : 0;
	}
	return n;
}

/* Tells the children of level i's node what its prefixes say about them; repaints those to which that is
 * news. The level itself is to be painted after this: blocks move. */
static void path_push(struct fib_trie *t, const struct path *p, const u8 *key, unsigned i)
{
	const struct node *n = node_at(t, p->node[i]);
	const u64 *it = items_of(t, n);
	unsigned first, last;
	u32 over[SLOTS];

	if (!n->n_children)
		return;
	memset(over, 0, sizeof(over));
	path_slots(p, key, i, &first, &last);
	for (unsigned k = 0; k < n->n; k++) {
		unsigned s = item_slot(it[k]);
		u32 value = (u32)it[k];
		struct fib_block *b;

		if (item_len(it[k]) != LEN_CHILD) {
			for (unsigned end = s + (SLOTS >> item_len(it[k])); s < end; s++)
				over[s] = value;
			continue;
		}
		b = block_at(t, node_at(t, value)->block);
		if (s < first || s > last || fib_block_outer(b) == over[s])
			continue;
		b->outer = (b->outer & ~(u32)FIB_VALUE_MAX) | over[s];
		repaint(t, value);
		if (i == FIB_JUMP_LEVEL - 1 && t->jump.bucket)
			fib_jump_put(&t->jump, (get_be32(key) & ~0xffu) | s, FIB_CHILD | node_at(t, value)->block);
	}
}

/* Repaints level i of the path and children that it concerns, and tells the level above if its block has moved. */
static void path_repaint(struct fib_trie *t, const struct path *p, const u8 *key, unsigned i)
{
	u32 before = node_at(t, p->node[i])->block, after;

	path_push(t, p, key, i);
	repaint(t, p->node[i]);
	after = node_at(t, p->node[i])->block;
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
		const u64 *child = item_get(t, node_at(t, h), item_key(key[i], LEN_CHILD));

		h = child ? (u32)*child : 0;
	}
	if (!h)
		return;
	__builtin_prefetch(node_at(t, h), 1);
	if (far)
		return;
	for (unsigned k = 0; k < 4; k++) {
		__builtin_prefetch((const u8 *)items_of(t, node_at(t, h)) + 64 * k, 1);
		if (k < 2)
			__builtin_prefetch((const u8 *)block_at(t, node_at(t, h)->block) + 64 * k, 1);
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
		fib_jump_put(&t->jump, get_be32(t->late_key), FIB_CHILD | node_at(t, p.node[FIB_JUMP_LEVEL])->block);
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
	return path_walk(t, &p, key, plen) <= p.depth || node_at(t, p.node[p.depth])->n_children ? 0 : p.node[p.depth];
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

	return item_key(key[depth] & (0xff00u >> len & 0xff), len);
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
		t->count += item_put(t, node, item_key_of(key, plen), value);
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
			p.node[i] = node_new(t);
			if (i)
				item_put(t, p.node[i - 1], item_key(key[i - 1], LEN_CHILD), p.node[i]);
			else
				t->top = p.node[i];
		}
		t->count += item_put(t, p.node[p.depth], item_key_of(key, plen), value);
		low = have > p.depth ? p.depth : have ? have - 1 : 0;
		for (unsigned i = p.depth; i > low; i--)
			repaint(t, p.node[i]);
		path_repaint(t, &p, key, low);
		if (t->jump.bucket && p.depth >= FIB_JUMP_LEVEL)
			fib_jump_put(&t->jump, get_be32(key), FIB_CHILD | node_at(t, p.node[FIB_JUMP_LEVEL])->block);
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

	if (path_walk(t, &p, key, plen) <= p.depth || !item_remove(t, p.node[p.depth], item_key_of(key, plen)))
		return false;
	for (i = p.depth; !node_at(t, p.node[i])->n; i--) {
		node_free(t, p.node[i]);
		if (i == FIB_JUMP_LEVEL && t->jump.bucket)
			fib_jump_remove(&t->jump, get_be32(key));
		if (!i) {
			t->top = t->top_entry = 0;
			return true;
		}
		item_remove(t, p.node[i - 1], item_key(key[i - 1], LEN_CHILD));
	}
	path_repaint(t, &p, key, i);
	if (i >= FIB_JUMP_LEVEL && t->jump.bucket)
		fib_jump_put(&t->jump, get_be32(key), FIB_CHILD | node_at(t, p.node[FIB_JUMP_LEVEL])->block);
	return true;
}

static void walk_node(const struct fib_trie *t, u32 h, u8 *key, unsigned depth, fib_walk_fn fn, void *arg)
{
	const struct node *n = node_at(t, h);
	const u64 *it = items_of(t, n);

	for (unsigned i = 0; i < n->n; i++) {
		key[depth] = (u8)item_slot(it[i]);
		if (item_len(it[i]) == LEN_CHILD)
			walk_node(t, (u32)it[i], key, depth + 1, fn, arg);
		else
			fn(arg, key, (u8)(depth * 8 + item_len(it[i])), (u32)it[i]);
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
	if (node && node_at(t, node)->n > 1) {
		if (!item_remove(t, node, item_key_of(key, plen)))
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
