/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Memory for a forwarding table: pieces of a few sizes in one growing stretch, named by 32-bit handles. Handle 0 is no piece. */
#ifndef ROUTER_FIB_ARENA_H
#define ROUTER_FIB_ARENA_H

#include "core/types.h"

enum { FIB_ARENA_CLASSES = 32 };

struct fib_arena {
	u8 *base;			/* aligned to 64; moves when the arena grows: pointers die at the next alloc */
	void *raw;
	size_t reserved;		/* bytes of address space at raw; 0: from the heap */
	u32 unit;			/* bytes a handle counts */
	u32 used, cap;			/* units */
	u32 free[FIB_ARENA_CLASSES];	/* heads of lists, chained through the first 4 bytes */
};

void fib_arena_init(struct fib_arena *a, u32 unit);
void fib_arena_fini(struct fib_arena *a);
/* The smallest class that holds so many bytes, and the bytes that a class holds. */
unsigned fib_arena_class(const struct fib_arena *a, u32 bytes);
u32 fib_arena_class_bytes(const struct fib_arena *a, unsigned class);
u32 fib_arena_alloc(struct fib_arena *a, unsigned class);	/* contents undefined */
void fib_arena_free(struct fib_arena *a, u32 handle, unsigned class);

static inline void *fib_arena_at(const struct fib_arena *a, u32 handle) { return a->base + (size_t)handle * a->unit; }

#endif
