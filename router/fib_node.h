/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One node of the trie of fib_trie.h: the sorted list of its items, which is the truth, and the block that is painted from it. Nodes are named by handles of
 * the cold arena; pointers into it die when one is made or a list grows.
 */
#ifndef ROUTER_FIB_NODE_H
#define ROUTER_FIB_NODE_H

#include "router/fib_trie.h"

struct fib_node {
	u32 block;		/* 0 until painted */
	u32 items;		/* sorted; see fib_item_key() */
	u16 n, n_children, n_lones;
	u8 items_class, block_class;
};
/* An item is key << 32 | value. Keys sort a prefix before those inside it, and the node below a slot, or who is alone there, after that slot's prefix. */
enum { FIB_LEN_CHILD = 9, FIB_LEN_LONE, FIB_SLOTS = 256 };

static inline u32 fib_item_key(unsigned slot, unsigned len) { return slot << 4 | len; }
static inline unsigned fib_item_slot(u64 item) { return item >> 36; }
static inline unsigned fib_item_len(u64 item) { return item >> 32 & 15; }

static inline struct fib_node *fib_node_at(const struct fib_trie *t, u32 h) { return fib_arena_at(&t->cold, h); }
static inline u64 *fib_items_of(const struct fib_trie *t, const struct fib_node *n) { return fib_arena_at(&t->cold, n->items); }
static inline struct fib_block *fib_node_block(const struct fib_trie *t, u32 h) { return fib_arena_at(&t->blocks, h); }

/* Index of the first item whose key is not below. */
static inline unsigned fib_item_find(const struct fib_trie *t, const struct fib_node *n, u32 key)
{
	const u64 *it = fib_items_of(t, n);
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
static inline u64 *fib_item_get(const struct fib_trie *t, const struct fib_node *n, u32 key)
{
	unsigned i = fib_item_find(t, n, key);
	u64 *it = fib_items_of(t, n) + i;

	return i < n->n && *it >> 32 == key ? it : NULL;
}

/* A node with an empty list and no block. */
u32 fib_node_new(struct fib_trie *t);
void fib_node_free(struct fib_trie *t, u32 h);
bool fib_item_put(struct fib_trie *t, u32 h, u32 key, u32 value);	/* true: it was not there before */
bool fib_item_remove(struct fib_trie *t, u32 h, u32 key);
/* One that stands alone: what they return, and its item's value, is its handle. key has 16 bytes. */
u32 fib_lone_new(struct fib_trie *t, const u8 *key, u8 plen, u32 value);
void fib_lone_free(struct fib_trie *t, u32 lone);
void fib_lone_put(struct fib_trie *t, u32 h, unsigned level, u32 lone);	/* into the list of node h, of that level */
u32 fib_lone_get(const struct fib_trie *t, u32 h, u8 byte);		/* who is alone in that slot; 0: nobody is */
bool fib_lone_is(const struct fib_trie *t, u32 lone, const u8 *key, u8 plen);
/* Makes the node's block anew from its items, keeping its outer; it may move. */
void fib_node_repaint(struct fib_trie *t, u32 h);

#endif
