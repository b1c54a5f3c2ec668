/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Nodes: their lists of items, and the painting of those onto blocks. */
#include "router/fib_node.h"

#include "net/rd.h"

/* ---- items ---- */

u32 fib_node_new(struct fib_trie *t)
{
	unsigned class = fib_arena_class(&t->cold, sizeof(struct fib_node)), items_class = fib_arena_class(&t->cold, FIB_ITEM_BYTES);
	u32 h = fib_arena_alloc(&t->cold, class), items = fib_arena_alloc(&t->cold, items_class);

	*fib_node_at(t, h) = (struct fib_node){ .items = items, .items_class = (u8)items_class };
	return h;
}

void fib_node_free(struct fib_trie *t, u32 h)
{
	struct fib_node *n = fib_node_at(t, h);

	if (n->block)
		fib_arena_free(&t->blocks, n->block, n->block_class);
	fib_arena_free(&t->cold, n->items, n->items_class);
	fib_arena_free(&t->cold, h, fib_arena_class(&t->cold, sizeof(struct fib_node)));
}

/* Moves the list to a class that holds cap items. */
static void items_resize(struct fib_trie *t, u32 h, unsigned cap)
{
	unsigned class = fib_arena_class(&t->cold, cap * FIB_ITEM_BYTES), old_class = fib_node_at(t, h)->items_class;
	u32 items, old = fib_node_at(t, h)->items;

	if (class == old_class)
		return;
	items = fib_arena_alloc(&t->cold, class);
	memcpy(fib_arena_at(&t->cold, items), fib_arena_at(&t->cold, old), fib_node_at(t, h)->n * (size_t)FIB_ITEM_BYTES);
	fib_arena_free(&t->cold, old, old_class);
	fib_node_at(t, h)->items = items;
	fib_node_at(t, h)->items_class = (u8)class;
}

bool fib_item_put(struct fib_trie *t, u32 h, u32 key, u32 value)
{
	struct fib_node *n = fib_node_at(t, h);
	unsigned i = fib_item_find(t, n, key);
	u64 *it = fib_items_of(t, n);

	if (i < n->n && it[i] >> 32 == key) {
		it[i] = (u64)key << 32 | value;
		return false;
	}
	if ((n->n + 1u) * FIB_ITEM_BYTES > fib_arena_class_bytes(&t->cold, n->items_class)) {
		items_resize(t, h, n->n + 1u);
		n = fib_node_at(t, h);
		it = fib_items_of(t, n);
	}
	memmove(it + i + 1, it + i, (n->n - i) * (size_t)FIB_ITEM_BYTES);
	it[i] = (u64)key << 32 | value;
	n->n++;
	n->n_children += (key & 15) == FIB_LEN_CHILD;
	n->n_lones += (key & 15) == FIB_LEN_LONE;
	return true;
}

bool fib_item_remove(struct fib_trie *t, u32 h, u32 key)
{
	struct fib_node *n = fib_node_at(t, h);
	u64 *it = fib_item_get(t, n, key);

	if (!it)
		return false;
	n->n--;
	n->n_children -= (key & 15) == FIB_LEN_CHILD;
	n->n_lones -= (key & 15) == FIB_LEN_LONE;
	memmove(it, it + 1, (size_t)(fib_items_of(t, n) + n->n - it) * FIB_ITEM_BYTES);
	if (n->n && n->n * 2u * FIB_ITEM_BYTES <= fib_arena_class_bytes(&t->cold, n->items_class))
		items_resize(t, h, n->n + 1u);
	return true;
}

/* ---- who stands alone ---- */

static u64 high_bits(unsigned n) { return n ? ~0ull << (64 - n) : 0; }

static void lone_chain(struct fib_trie *t, u32 lone, bool wide)
{
	memcpy(fib_lone_at(t, lone), &t->lone_free[wide], sizeof(lone));
	t->lone_free[wide] = lone;
}

/* A block's room makes several. */
static u32 lone_alloc(struct fib_trie *t, bool wide)
{
	enum { BLOCK = 64 / FIB_STEP };
	u32 lone;

	if (!t->lone_free[wide]) {
		u32 first = fib_arena_alloc(&t->blocks, fib_arena_class(&t->blocks, 64)) * BLOCK;

		for (u32 k = BLOCK; k; k -= 1u + wide)
			lone_chain(t, first + k - 1 - wide, wide);
	}
	lone = t->lone_free[wide];
	memcpy(&t->lone_free[wide], fib_lone_at(t, lone), sizeof(lone));
	return lone;
}

u32 fib_lone_new(struct fib_trie *t, const u8 *key, u8 plen, u32 value)
{
	u32 lone = lone_alloc(t, plen > 64);
	struct fib_lone *l = fib_lone_at(t, lone);

	l->hi = get_be64(key) & high_bits(plen < 64 ? plen : 64);
	l->what = value | (u32)plen << 24;
	l->outer = 0;
	if (plen > 64)
		l->lo[0] = get_be64(key + 8) & high_bits(plen - 64u);
	return lone;
}

void fib_lone_free(struct fib_trie *t, u32 lone) { lone_chain(t, lone, fib_lone_plen(fib_lone_at(t, lone)) > 64); }

void fib_lone_put(struct fib_trie *t, u32 h, unsigned level, u32 lone)
{
	struct fib_lone *l = fib_lone_at(t, lone);
	u8 byte = (u8)(level < 8 ? l->hi >> (56 - 8 * level) : fib_lone_lo(l) >> (120 - 8 * level));

	l->outer = 0;	/* until it is told */
	fib_item_put(t, h, fib_item_key(byte, FIB_LEN_LONE), lone);
}

u32 fib_lone_get(const struct fib_trie *t, u32 h, u8 byte)
{
	const struct fib_node *n = fib_node_at(t, h);
	const u64 *it = n->n_lones ? fib_item_get(t, n, fib_item_key(byte, FIB_LEN_LONE)) : NULL;

	return it ? (u32)*it : 0;
}

bool fib_lone_is(const struct fib_trie *t, u32 lone, const u8 *key, u8 plen)
{
	const struct fib_lone *l = fib_lone_at(t, lone);

	return fib_lone_plen(l) == plen && !fib_lone_off(l, get_be64(key), get_be64(key + 8));
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
	u32 value[FIB_SLOTS];	/* of n runs */
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
		if (slot >= FIB_SLOTS)
			return;
		run_end(r);
		r->slot = slot;
	}
	r->next = value;
}

/* The node's slots, children as they are now. Its items are sorted, those that lie in another behind it: what is open around the slot is a stack. */
static void paint(const struct fib_trie *t, const struct fib_node *n, u32 outer, struct runs *r)
{
	const u64 *it = fib_items_of(t, n);
	struct { unsigned end; u32 value; } open[9];
	unsigned depth = 0;

	memset(r, 0, offsetof(struct runs, value));
	r->next = outer;
	open[0].end = FIB_SLOTS;
	open[0].value = outer;
	for (unsigned i = 0; i < n->n; i++) {
		unsigned s = fib_item_slot(it[i]), len = fib_item_len(it[i]);

		while (open[depth].end <= s) {
			run(r, open[depth].end, open[depth - 1].value);
			depth--;
		}
		if (len >= FIB_LEN_CHILD) {
			run(r, s, len == FIB_LEN_CHILD ? fib_child(fib_node_at(t, (u32)it[i])->block) : FIB_LONE | (u32)it[i]);
			run(r, s + 1, open[depth].value);
		} else {
			open[++depth].end = s + (FIB_SLOTS >> len);
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

void fib_node_repaint(struct fib_trie *t, u32 h)
{
	struct fib_node *n = fib_node_at(t, h);
	u32 outer = n->block ? fib_block_outer(fib_node_block(t, n->block)) : 0;
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
	b = fib_node_block(t, n->block);
	b->outer = outer | (u32)width << FIB_WIDTH_SHIFT | (32 - (8u << width)) << FIB_DROP_SHIFT;
	for (unsigned w = 0; w < 4; w++) {
		b->runs[w] = r.bit[w];
		b->rank[w] = (u8)rank;
		rank += r.begun[w];
	}
	for (unsigned i = 0; i < r.n; i++)
		entry_write(b->entry + (i << width), r.value[i], width);
}
