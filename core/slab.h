/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Things of one size by the million: numbered from 1 (0 is none), without an allocator's word beside each, in segments that grow by a quarter, so that
 * nothing ever moves and little lies idle. Who links them by number needs half of what pointers take. Segments are given back when no thing is left at all.
 */
#ifndef CORE_SLAB_H
#define CORE_SLAB_H

#include "core/types.h"

struct slab {
	u8 **seg;		/* four of 8 things, four of 16, ... */
	u32 size;		/* bytes of a thing, a multiple of 4 */
	u32 used, n;		/* numbers ever given, and 1; things that there are */
	u32 free;		/* the last freed one: each holds the number of the next */
	u32 n_seg;
};

void slab_init(struct slab *s, size_t size);
void slab_fini(struct slab *s);		/* whatever is left in it goes along */
u32 slab_alloc(struct slab *s);		/* zeroed */
void slab_free(struct slab *s, u32 id);

/* Aligned as its size is, to 8 at most. A freed thing's first word is never its own number: where that stands there, all can be walked. */
static inline void *slab_at(const struct slab *s, u32 id)
{
	u32 at = id + 32;	/* with it the first segment is like the others: a power of two is four segments */
	unsigned log = 29 - (unsigned)__builtin_clz(at);

	return s->seg[(log - 3) * 4 + (at >> log & 3)] + (size_t)(at & ((1u << log) - 1)) * s->size;
}
u32 slab_id(const struct slab *s, const void *p);

#endif
