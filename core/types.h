/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The few types and idioms that every room uses. */
#ifndef CORE_TYPES_H
#define CORE_TYPES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef uint64_t u64;
typedef int8_t s8;
typedef int16_t s16;
typedef int32_t s32;
typedef int64_t s64;

/* A moment on a world's clock, or a span of it, in nanoseconds. The clock starts at 0 when the world is made. */
typedef u64 nsec;

#define NSEC_NEVER UINT64_MAX
#define NSEC_PER_US 1000ull
#define NSEC_PER_MS 1000000ull
#define NSEC_PER_SEC 1000000000ull

#define ARRAY_LEN(a) (sizeof(a) / sizeof((a)[0]))
#define container_of(p, type, member) ((type *)((char *)(p) - offsetof(type, member)))
#define likely(x) __builtin_expect(!!(x), 1)
#define unlikely(x) __builtin_expect(!!(x), 0)
#define PRINTF(fmt, args) __attribute__((format(printf, fmt, args)))

static inline u64 min_u64(u64 a, u64 b) { return a < b ? a : b; }
static inline u64 max_u64(u64 a, u64 b) { return a > b ? a : b; }
/* The greatest that divides both; of 0 and another: the other. */
static inline u64 gcd_u64(u64 a, u64 b)
{
	for (u64 rest; b; b = rest) {
		rest = a % b;
		a = b;
	}
	return a;
}

/* Memory is asked for in control work only. Running out of it is not survivable for a lab: these abort with a message. */
void *xcalloc(size_t n, size_t size);
/* Zeroed, at the beginning of a cache line: for what the forwarding path touches. free() takes it back. */
void *xcalloc_line(size_t size);
/* For a large table that is hit all over: in huge pages as far as it fills them, since each hit would else wait for page tables first. free() takes it back. */
void *xalloc_table(size_t n, size_t size);
void *xcalloc_table(size_t n, size_t size);	/* zeroed */
void *xrealloc(void *p, size_t n, size_t size);
char *xstrdup(const char *s);
char *xasprintf(const char *fmt, ...) PRINTF(1, 2);

/* A bug of ours: says where, and aborts. Never for what a user, a peer or a guest sent. */
void bug(const char *fmt, ...) PRINTF(1, 2) __attribute__((noreturn));

#endif
