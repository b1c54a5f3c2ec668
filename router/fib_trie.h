/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What fib4.c and fib6.c share: a trie of 8 bits a level that keeps two things apart.
 *
 * Cold, for changes: a node a level holds a sorted list of items, the prefixes that end in this level (1 to 8 bits into it) and
 * the nodes below it. This is the one source of truth.
 *
 * Hot, for look-ups: each node has a block, which is its list painted onto 256 slots, runs of equal slots stored once: a bitmap of
 * where runs begin, counted with popcount, and an entry a run of 1, 2 or 4 bytes, as the largest asks. With few next hops
 * most blocks of an Internet table are one or two cache lines. Slots of a block know nothing of shorter prefixes further up,
 * so that a change repaints one block. A slot that leads to the next level leaves what it would have held in that level's
 * block (`outer`), and a look-up that ends in an empty slot falls back to the last outer seen.
 *
 * Large tables get a root on top: an entry for each value of the first 16 bits, either the final answer or the block
 * to go on with, and `under`, the best match of at most 8 bits. A change of a short prefix rewrites its share of 65,536 entries,
 * some 100 us at most.
 *
 * Left out: path compression. A lone /64 is eight levels deep, 64 bytes each.
 */
#ifndef ROUTER_FIB_TRIE_H
#define ROUTER_FIB_TRIE_H

#include "router/fib.h"
#include "router/fib_arena.h"

#define FIB_CHILD 0x80000000u	/* an entry is a block's handle, not a value */

enum {
	FIB_ROOT_SLOTS = 65536,
	FIB_ROOT_FROM = 4096,	/* prefixes: the root appears at so many */
	FIB_ROOT_TO = 1024,	/* and goes below these */
	FIB_BURST = 256,
};

struct fib_block {
	u64 runs[4];		/* bit i: a run begins at slot i; bit 0 is always set */
	u8 rank[4];		/* runs that begin before the word */
	u32 outer;		/* low 24 bits: see above. Above: log2 of the bytes of an entry */
	u8 entry[];		/* one a run, little-endian, then 3 bytes that may be read */
};

struct fib_trie {
	struct fib_arena blocks;	/* hot; handles count 64 bytes */
	struct fib_arena cold;		/* nodes and item lists; handles count 8 bytes */
	u32 *root;			/* FIB_ROOT_SLOTS entries and 256 of under; NULL while the table is small */
	u32 *under;
	u32 top;			/* node of the first 8 bits; 0: none */
	u32 top_entry;			/* FIB_CHILD | its block; 0: none */
	u32 default_value;		/* of the prefix of length 0; 0: none */
	u32 count, peak;		/* prefixes; the most since memory was last given back */
	u8 plen_max;
	bool fast;			/* the processor counts bits itself */
};

void fib_trie_init(struct fib_trie *t, u8 plen_max);
void fib_trie_fini(struct fib_trie *t);
bool fib_trie_set(struct fib_trie *t, const u8 *key, u8 plen, u32 value);
bool fib_trie_del(struct fib_trie *t, const u8 *key, u8 plen);
size_t fib_trie_bytes(const struct fib_trie *t);

static inline const struct fib_block *fib_block_at(const struct fib_trie *t, u32 entry)
{
	return (const void *)(t->blocks.base + (size_t)(entry & ~FIB_CHILD) * 64);
}
static inline u32 fib_block_outer(const struct fib_block *b) { return b->outer & FIB_VALUE_MAX; }
static inline const u8 *fib_block_entry_at(const struct fib_block *b, unsigned slot)
{
	unsigned w = slot >> 6, n = b->rank[w] + (unsigned)__builtin_popcountll(b->runs[w] & ((2ull << (slot & 63)) - 1));

	return b->entry + ((size_t)(n - 1) << (b->outer >> 24));
}
static inline u32 fib_block_entry(const struct fib_block *b, unsigned slot)
{
	const u8 *p = fib_block_entry_at(b, slot);
	u32 e = (u32)p[0] | (u32)p[1] << 8 | (u32)p[2] << 16 | (u32)p[3] << 24;

	return e & ~0u >> (32 - (8u << (b->outer >> 24)));
}

/* A look-up is compiled twice, for processors with and without the popcnt instruction. */
#ifdef __x86_64__
#define FIB_POPCNT __attribute__((target("popcnt")))
#else
#define FIB_POPCNT
#endif
#define FIB_INLINE static inline __attribute__((always_inline))

#endif
