/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "router/fib_jump.h"

#include <stdlib.h>

enum { SHIFT_FIRST = 32 - 8, SHIFT_LAST = 32 - 20, LOAD = 4 };

/* Buckets fill from way 0 on without holes: the last way in use means full. */
static void make(struct fib_jump *j, u32 shift)
{
	j->shift = shift;
	j->n = 0;
	j->raw = xcalloc((1ull << (32 - shift)) + 1, sizeof(struct fib_bucket));
	j->bucket = (void *)(((uintptr_t)j->raw + 63) & ~(uintptr_t)63);
}

void fib_jump_init(struct fib_jump *j) { make(j, SHIFT_FIRST); }

void fib_jump_fini(struct fib_jump *j)
{
	free(j->raw);
	*j = (struct fib_jump){ 0 };
}

size_t fib_jump_bytes(const struct fib_jump *j)
{
	return j->raw ? ((1ull << (32 - j->shift)) + 1) * sizeof(struct fib_bucket) : 0;
}

static void put(struct fib_jump *j, u32 key, u32 entry)
{
	for (u32 at = fib_jump_home(j, key), mask = ~0u >> j->shift;; at = (at + 1) & mask) {
		struct fib_bucket *b = &j->bucket[at];

		for (unsigned i = 0; i < FIB_JUMP_WAYS; i++) {
			if (b->entry[i] && b->key[i] != key)
				continue;
			j->n += !b->entry[i];
			b->key[i] = key;
			b->entry[i] = entry;
			return;
		}
	}
}

void fib_jump_put(struct fib_jump *j, u32 key, u32 entry)
{
	put(j, key, entry);
	if (j->n > (u32)LOAD << (32 - j->shift) && j->shift > SHIFT_LAST) {
		struct fib_jump old = *j;

		make(j, old.shift - 1);
		for (u32 i = 0; i < 1u << (32 - old.shift); i++)
			for (unsigned k = 0; k < FIB_JUMP_WAYS && old.bucket[i].entry[k]; k++)
				put(j, old.bucket[i].key[k], old.bucket[i].entry[k]);
		fib_jump_fini(&old);
	}
}

/* Moves the last way's key into the hole. */
static void close_hole(struct fib_bucket *b, unsigned hole)
{
	unsigned last = FIB_JUMP_WAYS - 1;

	while (!b->entry[last])
		last--;
	b->key[hole] = b->key[last];
	b->entry[hole] = b->entry[last];
	b->key[last] = b->entry[last] = 0;
}

void fib_jump_remove(struct fib_jump *j, u32 key)
{
	u32 mask = ~0u >> j->shift, at = fib_jump_home(j, key);
	bool full;

	for (;; at = (at + 1) & mask) {
		struct fib_bucket *b = &j->bucket[at];
		unsigned i = 0;

		full = b->entry[FIB_JUMP_WAYS - 1];
		while (i < FIB_JUMP_WAYS && !(b->entry[i] && b->key[i] == key))
			i++;
		if (i < FIB_JUMP_WAYS) {
			close_hole(b, i);
			j->n--;
			break;
		}
		if (!full)
			return;
	}
	/* The bucket was full: what spilled over it must be found again, so all of the next buckets' keys are put anew. */
	while (full) {
		struct fib_bucket again, *b;

		at = (at + 1) & mask;
		b = &j->bucket[at];
		again = *b;
		full = again.entry[FIB_JUMP_WAYS - 1];
		*b = (struct fib_bucket){ 0 };
		for (unsigned i = 0; i < FIB_JUMP_WAYS && again.entry[i]; i++, j->n--)
			put(j, again.key[i], again.entry[i]);
	}
}
