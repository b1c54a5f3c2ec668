/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "router/fib_arena.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

static const u16 class_units[FIB_ARENA_CLASSES] = {
	1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 14, 17, 20, 24, 28, 34,
	40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 256, 320, 384, 512, 640, 768,
};

enum { SMALL_MAX = 512 << 10, HUGE_PAGE = 2 << 20, LARGE_RESERVE = 32 << 20 };

void fib_arena_init(struct fib_arena *a, u32 unit)
{
	*a = (struct fib_arena){ .unit = unit, .used = 1 };	/* unit 0 stays unused, so that no handle is 0 */
}

static void release(struct fib_arena *a)
{
	if (a->reserved)
		munmap(a->raw, a->reserved);
	else
		free(a->raw);
}

void fib_arena_fini(struct fib_arena *a)
{
	release(a);
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

/* Small: from the heap, wherever it lies. */
static void grow_small(struct fib_arena *a, size_t bytes)
{
	size_t before = a->raw ? (size_t)(a->base - (u8 *)a->raw) : 0, after;

	a->raw = xrealloc(a->raw, bytes + 64, 1);
	after = -(uintptr_t)a->raw & 63;
	if (a->cap && after != before)
		memmove((u8 *)a->raw + after, (u8 *)a->raw + before, (size_t)a->used * a->unit);
	a->base = (u8 *)a->raw + after;
}

/* Pages of that piece that are not touched yet will be huge ones, as far as they are all in it: the last is not taken whole for the little that is used of it. */
static void in_huge_pages(u8 *base, size_t from, size_t to)
{
	from = (from + HUGE_PAGE - 1) & ~(size_t)(HUGE_PAGE - 1);
	to &= ~(size_t)(HUGE_PAGE - 1);
	if (to > from)
		madvise(base + from, to - from, MADV_HUGEPAGE);
}

/* Large: address space for much more than is asked for, in huge pages as they are touched. So a table that grows is not copied again
 * and again, and look-ups all over it do not wait for page tables. */
static void grow_large(struct fib_arena *a, size_t bytes)
{
	size_t reserve = (bytes * 4 > LARGE_RESERVE ? bytes * 4 : LARGE_RESERVE) + HUGE_PAGE;
	u8 *raw = mmap(NULL, reserve, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0), *base;

	if (raw == MAP_FAILED)
		bug("fib: no address space");
	base = raw + (-(uintptr_t)raw & (HUGE_PAGE - 1));
	in_huge_pages(base, 0, bytes);
	memcpy(base, a->base, (size_t)a->used * a->unit);
	release(a);
	a->raw = raw;
	a->base = base;
	a->reserved = reserve;
}

/* By half at a time. */
static void grow(struct fib_arena *a, u32 want)
{
	u32 cap = max_u64(a->cap + a->cap / 2, a->used + want + 4);
	size_t bytes = (size_t)cap * a->unit;

	if (cap >= 1u << 28)
		bug("fib: table too large");
	if (!a->reserved && bytes <= SMALL_MAX)
		grow_small(a, bytes);
	else if (bytes + HUGE_PAGE > a->reserved)
		grow_large(a, bytes);
	else
		in_huge_pages(a->base, (size_t)a->cap * a->unit, bytes);
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
