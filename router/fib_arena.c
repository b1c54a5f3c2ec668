/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "router/fib_arena.h"

#include <stdlib.h>
#include <string.h>

static const u16 class_units[FIB_ARENA_CLASSES] = {
	1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 14, 17, 20, 24, 28, 34,
	40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 256, 320, 384, 512, 640, 768,
};

void fib_arena_init(struct fib_arena *a, u32 unit)
{
	*a = (struct fib_arena){ .unit = unit, .used = 1 };	/* unit 0 stays unused, so that no handle is 0 */
}

void fib_arena_fini(struct fib_arena *a)
{
	free(a->raw);
	fib_arena_init(a, a->unit);
}

unsigned fib_arena_class(const struct fib_arena *a, u32 bytes)
{
	u32 units = (bytes + a->unit - 1) / a->unit;
	unsigned c = units <= 8 ? units - !!units : 8;

	while (class_units[c] < units)
		if (++c == FIB_ARENA_CLASSES)
			bug("fib: a piece of %u bytes", bytes);
	return c;
}

u32 fib_arena_class_bytes(const struct fib_arena *a, unsigned class)
{
	return class_units[class] * a->unit;
}

/* By half at a time. The allocator moves large stretches by their page tables, so this costs no copy of them. */
static void grow(struct fib_arena *a, u32 want)
{
	u32 cap = max_u64(a->cap + a->cap / 2, a->used + want + 4);
	size_t before = a->raw ? (size_t)(a->base - (u8 *)a->raw) : 0, after;

	if (cap >= 1u << 31)
		bug("fib: table too large");
	a->raw = xrealloc(a->raw, (size_t)cap * a->unit + 64, 1);
	after = -(uintptr_t)a->raw & 63;
	if (a->cap && after != before)
		memmove((u8 *)a->raw + after, (u8 *)a->raw + before, (size_t)a->used * a->unit);
	a->base = (u8 *)a->raw + after;
	a->cap = cap;
}

u32 fib_arena_alloc(struct fib_arena *a, unsigned class)
{
	u32 h = a->free[class];

	if (h) {
		memcpy(&a->free[class], fib_arena_at(a, h), sizeof(h));
		return h;
	}
	if (a->cap - a->used < class_units[class] || !a->cap)
		grow(a, class_units[class]);
	h = a->used;
	a->used += class_units[class];
	return h;
}

void fib_arena_free(struct fib_arena *a, u32 handle, unsigned class)
{
	memcpy(fib_arena_at(a, handle), &a->free[class], sizeof(handle));
	a->free[class] = handle;
}
