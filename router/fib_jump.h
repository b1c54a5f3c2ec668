/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A short cut into a large IPv6 table: from the first 32 bits of an address, which registries give out whole, to the block that
 * looks at the next 8. A hash table of buckets of one cache line; a full bucket spills into the next.
 */
#ifndef ROUTER_FIB_JUMP_H
#define ROUTER_FIB_JUMP_H

#include "core/types.h"

enum { FIB_JUMP_WAYS = 8 };

struct fib_bucket {
	u32 key[FIB_JUMP_WAYS];
	u32 entry[FIB_JUMP_WAYS];	/* never 0 for one in use */
} __attribute__((aligned(64), may_alias));

struct fib_jump {
	struct fib_bucket *bucket;	/* NULL: no short cut */
	void *raw;
	u32 n;				/* keys */
	u32 shift;			/* 32 - log2 of the buckets */
};

void fib_jump_init(struct fib_jump *j);
void fib_jump_fini(struct fib_jump *j);
/* Adds or replaces. Four keys a bucket on average, then the table doubles. */
void fib_jump_put(struct fib_jump *j, u32 key, u32 entry);
void fib_jump_remove(struct fib_jump *j, u32 key);
size_t fib_jump_bytes(const struct fib_jump *j);

static inline u32 fib_jump_home(const struct fib_jump *j, u32 key) { return key * 0x9e3779b1u >> j->shift; }

/* 0: not there. All ways at once: which of them it is nobody can predict. */
static inline __attribute__((always_inline)) u32 fib_jump_find(const struct fib_jump *j, u32 key)
{
	typedef u32 four __attribute__((vector_size(16)));
	typedef u64 two __attribute__((vector_size(16)));

	for (u32 at = fib_jump_home(j, key), mask = ~0u >> j->shift;; at = (at + 1) & mask) {
		const struct fib_bucket *b = &j->bucket[at];
		const four *k = (const void *)b->key, *e = (const void *)b->entry, want = { key, key, key, key };
		two hit = (two)(((four)(k[0] == want) & e[0]) | ((four)(k[1] == want) & e[1]));
		u64 found = hit[0] | hit[1];

		found |= found >> 32;
		if (likely((u32)found || !b->entry[FIB_JUMP_WAYS - 1]))
			return (u32)found;
	}
}

#endif
