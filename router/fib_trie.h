/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What fib4.c and fib6.c share: a trie of 8 bits a level that keeps two things apart.
 *
 * Cold, for changes: a node a level holds a sorted list of items, the prefixes that end in this level (1 to 8 bits into it) and
 * the nodes below it. This is the one source of truth.
 *
 * Hot, for look-ups: each node has a block, which is its list painted onto 256 slots, runs of equal slots stored once: a bitmap of
 * where runs begin, counted with popcount, and an entry a run of 1, 2 or 4 bytes, as the largest asks. With few next hops
 * most blocks of an Internet table are one or two cache lines. A block knows what its parent says about it (`outer`, which
 * fills its empty slots) but nothing of the levels further up, so that a change repaints one block and those right below it
 * that it concerns, 257 at most. A look-up that meets an empty slot is rare and starts over, remembering what it passes.
 *
 * Large tables get a root on top: an entry for each value of the first 16 bits, either the final answer or the block
 * to go on with, and `under`, the best match of at most 8 bits. A change of a short prefix rewrites its share of 65,536 entries,
 * some 100 us at most. IPv6 has fib_jump.h beside it, past the levels that nearly all its prefixes share.
 *
 * An IPv6 prefix that has nobody beside it below some level needs none of the levels there: it stands alone in the last that it shares, with
 * all its bits (struct fib_lone), in the lists and for the look-ups, which compare them once. Where a second one comes the levels are made, and
 * where one is left they go. So a lone /64 is 16 bytes, not a node and a block for each of its last levels.
 */
#ifndef ROUTER_FIB_TRIE_H
#define ROUTER_FIB_TRIE_H

#include "router/fib.h"
#include "router/fib_arena.h"
#include "router/fib_jump.h"

/* An entry is a value, or where in the hot arena, in steps of FIB_STEP, */
#define FIB_CHILD 0x80000000u	/* a block is, */
#define FIB_LONE 0x40000000u	/* or a struct fib_lone */

enum {
	FIB_ROOT_SLOTS = 65536,
	FIB_ROOT_FROM = 4096,	/* prefixes: the root appears at so many */
	FIB_ROOT_TO = 1024,	/* and goes below these */
	FIB_JUMP_LEVEL = 4,	/* keyed by what stands above: 32 bits */
	FIB_BURST = 64,		/* look-ups in flight: their lines and the frames share L1 */
	FIB_ITEM_BYTES = 8,
	FIB_STEP = 16,
};

struct fib_block {
	u64 runs[4];		/* bit i: a run begins at slot i; bit 0 is never set, the first run needs none */
	u8 rank[4];		/* bits set before the word */
	u32 outer;		/* low 24 bits: see above; then FIB_DROP_SHIFT's and FIB_WIDTH_SHIFT's */
	u8 entry[];		/* one a run, little-endian, then 3 bytes that may be read */
};
enum {
	FIB_DROP_SHIFT = 24,	/* bits of a 4-byte load that are no part of the entry */
	FIB_WIDTH_SHIFT = 30,	/* log2 of an entry's bytes */
};

struct fib_lone {
	u64 hi;			/* the address, as a number; bits beyond plen are 0 */
	u32 what;		/* the value; plen << 24 */
	u32 outer;		/* as a block's */
	u64 lo[];		/* its other half, where plen is above 64 */
};

struct fib_trie {
	/* what a look-up reads stands together */
	u32 *root;			/* FIB_ROOT_SLOTS entries and 256 of under; NULL while the table is small */
	u32 *under;
	u32 top_entry;			/* FIB_CHILD | block of the first 8 bits; 0: none */
	u32 default_value;		/* of the prefix of length 0; 0: none */
	bool fast;			/* the processor has what FIB_FAST asks */
	u8 plen_max;
	u32 top;			/* node of the first 8 bits; 0: none */
	struct fib_arena blocks;	/* hot, and in pieces of a block's size lone prefixes; handles count 64 bytes */
	u32 lone_free[2];		/* entries without FIB_LONE, chained through the first 4 bytes; of up to 64 bits, and longer ones */
	struct fib_jump jump;		/* large tables of IPv6: blocks of level FIB_JUMP_LEVEL */
	struct fib_arena cold;		/* nodes and item lists; handles count FIB_ITEM_BYTES */
	u32 count, peak;		/* prefixes; the most since memory was last given back */
	u32 held;			/* how often */
	u32 late;			/* the node whose block is not painted yet, found by late_key; 0: none */
	u8 late_key[16], late_level;
	bool lones;			/* prefixes may stand alone */
};

void fib_trie_init(struct fib_trie *t, u8 plen_max);
void fib_trie_fini(struct fib_trie *t);
bool fib_trie_set(struct fib_trie *t, const u8 *key, u8 plen, u32 value);
bool fib_trie_del(struct fib_trie *t, const u8 *key, u8 plen);
/* The prefix will be set or deleted soon. far: what leads to its node is asked for; later, not far: the node's contents. */
void fib_trie_prefetch(const struct fib_trie *t, const u8 *key, u8 plen, bool far);
/* Between them nobody looks anything up: changes of one node after the other, as a sorted table brings them, are painted once. They nest. */
void fib_trie_hold(struct fib_trie *t);
void fib_trie_release(struct fib_trie *t);
size_t fib_trie_bytes(const struct fib_trie *t);
/* Each prefix once, shorter ones before those inside them. fn changes nothing; key has all bytes of an address. */
typedef void (*fib_walk_fn)(void *arg, const u8 *key, u8 plen, u32 value);
void fib_trie_walk(const struct fib_trie *t, fib_walk_fn fn, void *arg);

static inline u32 fib_child(u32 block) { return FIB_CHILD | block * (64 / FIB_STEP); }
static inline const struct fib_block *fib_block_at(const struct fib_trie *t, u32 entry)
{
	return (const void *)(t->blocks.base + (size_t)(entry & (FIB_LONE - 1)) * FIB_STEP);
}
static inline struct fib_lone *fib_lone_at(const struct fib_trie *t, u32 entry)
{
	return (void *)(t->blocks.base + (size_t)(entry & (FIB_LONE - 1)) * FIB_STEP);
}
static inline unsigned fib_lone_plen(const struct fib_lone *l) { return l->what >> 24; }
static inline u64 fib_lone_lo(const struct fib_lone *l) { return fib_lone_plen(l) > 64 ? l->lo[0] : 0; }
/* 0: the address is in it. */
static inline u64 fib_lone_off(const struct fib_lone *l, u64 hi, u64 lo)
{
	unsigned plen = fib_lone_plen(l);	/* 9 at least: the first level is never left out */

	return plen <= 64 ? (hi ^ l->hi) >> (64 - plen) : (hi ^ l->hi) | (lo ^ l->lo[0]) >> (128 - plen);
}
/* What it says about an address: its value, or that of what is around it; 0: ask further up. */
static inline u32 fib_lone_says(const struct fib_lone *l, u64 hi, u64 lo) { return fib_lone_off(l, hi, lo) ? l->outer : l->what & FIB_VALUE_MAX; }
static inline u32 fib_block_outer(const struct fib_block *b) { return b->outer & FIB_VALUE_MAX; }
static inline const u8 *fib_block_entry_at(const struct fib_block *b, unsigned slot)
{
	unsigned w = slot >> 6;
	size_t n = b->rank[w] + (unsigned)__builtin_popcountll(b->runs[w] << (~slot & 63));

	return b->entry + (n << (b->outer >> FIB_WIDTH_SHIFT));
}
/* What stands at p, an entry of b. */
static inline u32 fib_block_load(const struct fib_block *b, const u8 *p)
{
	u32 e = (u32)p[0] | (u32)p[1] << 8 | (u32)p[2] << 16 | (u32)p[3] << 24;

	return e & ~0u >> (b->outer >> FIB_DROP_SHIFT & 31);
}
static inline u32 fib_block_entry(const struct fib_block *b, unsigned slot)
{
	return fib_block_load(b, fib_block_entry_at(b, slot));
}

/* A look-up is compiled twice, for processors with and without bit counting and shifting instructions. */
#ifdef __x86_64__
#define FIB_FAST __attribute__((target("popcnt,bmi,bmi2")))
#else
#define FIB_FAST
#endif
#define FIB_INLINE static inline __attribute__((always_inline))

#endif
