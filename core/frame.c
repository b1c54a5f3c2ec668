/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The pool. Two classes of buffers, each an array reserved at once (the kernel gives pages at first touch) and a stack of
 * free ones. The strides are odd numbers of cache lines: buffers at a power of two apart would share the same few sets of L1.
 */
#include "core/frame.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "core/csum.h"

struct class {
	u8 *base;
	size_t stride, bytes;
	struct frame **free;	/* stack */
	u32 n_free, n_virgin, n; /* virgin: never handed out, taken from the end of the touched part */
};

struct pool {
	struct class class[2];
};

static bool class_init(struct class *c, u32 n, size_t room)
{
	size_t stack = (size_t)n * sizeof(*c->free);
	u8 *p;

	c->stride = sizeof(struct frame) + FRAME_HEADROOM + room;
	c->n = c->n_virgin = n;
	c->bytes = (size_t)n * c->stride + stack;
	p = mmap(NULL, c->bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (p == MAP_FAILED)
		return false;
	c->base = p;
	c->free = (struct frame **)(p + (size_t)n * c->stride);
	return true;
}

struct pool *pool_new(u32 n_small, u32 n_large)
{
	struct pool *p = xcalloc(1, sizeof(*p));

	if (!class_init(&p->class[0], n_small, FRAME_SMALL_MAX) || !class_init(&p->class[1], n_large, FRAME_LARGE_MAX)) {
		pool_free(p);
		return NULL;
	}
	return p;
}

void pool_free(struct pool *p)
{
	if (!p)
		return;
	for (unsigned i = 0; i < 2; i++)
		if (p->class[i].base)
			munmap(p->class[i].base, p->class[i].bytes);
	free(p);
}

u32 pool_available(const struct pool *p)
{
	return p->class[0].n_free + p->class[0].n_virgin;
}

u32 pool_in_use(const struct pool *p)
{
	u32 n = 0;

	for (unsigned i = 0; i < 2; i++)
		n += p->class[i].n - p->class[i].n_free - p->class[i].n_virgin;
	return n;
}

struct frame *frame_get(struct pool *p, u32 len)
{
	unsigned large = len > FRAME_SMALL_MAX;
	struct class *c = &p->class[large];
	struct frame *f;

	if (unlikely(len > FRAME_LARGE_MAX))
		return NULL;
	if (likely(c->n_free))
		f = c->free[--c->n_free];
	else if (likely(c->n_virgin))
		f = (struct frame *)(c->base + (size_t)(c->n - c->n_virgin--) * c->stride);
	else
		return NULL;
	f->data = frame_buf(f) + FRAME_HEADROOM;
	f->len = len;
	f->refs = 1;
	f->large = (u8)large;
	f->flags = 0;
	f->gso = GSO_NONE;
	f->trace = 0;
	f->pool = p;
	return f;
}

void frame_put(struct frame *f)
{
	struct class *c;

	if (--f->refs)
		return;
	c = &f->pool->class[f->large];
	c->free[c->n_free++] = f;
}

void frames_put(struct frame **f, unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		frame_put(f[i]);
}

struct frame *frame_copy(struct pool *p, const struct frame *f)
{
	struct frame *c = frame_get(p, f->large ? FRAME_SMALL_MAX + 1 : f->len);
	u32 room = frame_headroom((struct frame *)f);

	if (!c)
		return NULL;
	/* The same place in the buffer: csum_start counts from its beginning. */
	c->data = frame_buf(c) + room;
	c->len = f->len;
	c->flags = f->flags;
	c->csum_start = f->csum_start;
	c->csum_offset = f->csum_offset;
	c->gso = f->gso;
	c->gso_size = f->gso_size;
	c->arrival = f->arrival;
	c->trace = f->trace;
	memcpy(c->data, f->data, f->len);
	return c;
}

struct frame *frame_writable(struct frame *f)
{
	struct frame *c;

	if (likely(f->refs == 1))
		return f;
	c = frame_copy(f->pool, f);
	frame_put(f);
	return c;
}
