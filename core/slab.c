/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "core/slab.h"

/* A thing that was freed is as much out of bounds as one that malloc gave. */
#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/asan_interface.h>
#else
#define ASAN_POISON_MEMORY_REGION(p, n) ((void)(p))
#define ASAN_UNPOISON_MEMORY_REGION(p, n) ((void)(p))
#endif

/* Things in segment k, and what their numbers (with the 32 of slab_at()) begin at. */
static u32 seg_n(u32 k) { return 8u << k / 4; }
static u32 seg_first(u32 k) { return (4 + k % 4) * seg_n(k); }

void slab_init(struct slab *s, size_t size) { *s = (struct slab){ .size = (u32)((size + 3) & ~(size_t)3), .used = 1 }; }

void slab_fini(struct slab *s)
{
	while (s->n_seg)
		free(s->seg[--s->n_seg]);
	free(s->seg);
	slab_init(s, s->size);
}

u32 slab_alloc(struct slab *s)
{
	u32 id = s->free;

	if (id) {
		ASAN_UNPOISON_MEMORY_REGION(slab_at(s, id), s->size);
		memcpy(&s->free, slab_at(s, id), sizeof(s->free));
	} else {
		id = s->used;
		if (id >= 1u << 31)
			bug("slab: %u things", id);
		if (!s->n_seg || id + 32 == seg_first(s->n_seg)) {
			s->seg = xrealloc(s->seg, s->n_seg + 1, sizeof(*s->seg));
			s->seg[s->n_seg] = xalloc_table(seg_n(s->n_seg), s->size);
			s->n_seg++;
		}
		s->used++;
	}
	s->n++;
	memset(slab_at(s, id), 0, s->size);
	return id;
}

void slab_free(struct slab *s, u32 id)
{
	if (!--s->n) {
		slab_fini(s);
		return;
	}
	memcpy(slab_at(s, id), &s->free, sizeof(s->free));
	if (s->size > 8)	/* the first word may be looked at: slab.h */
		ASAN_POISON_MEMORY_REGION((u8 *)slab_at(s, id) + 8, s->size - 8);
	s->free = id;
}

u32 slab_id(const struct slab *s, const void *p)
{
	for (u32 k = s->n_seg; k--;) {
		size_t at = (size_t)((const u8 *)p - s->seg[k]);

		if ((const u8 *)p >= s->seg[k] && at < (size_t)seg_n(k) * s->size)
			return seg_first(k) - 32 + (u32)(at / s->size);
	}
	bug("slab: %p is not of it", p);
}
