/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A chained hash table that doubles; nothing ever depends on its order. */
#include <stdlib.h>
#include <string.h>

#include "core/intern.h"
#include "core/slab.h"
#include "core/world.h"

/* Short strings, as most are, lie in slabs of their size: a million of them would cost malloc 16 bytes each. */
enum { SHORT_MAX = 128, STEP = 8, CLASSES = SHORT_MAX / STEP + 1 };

struct intern_table {
	struct intern **slot;
	u32 n, size;
	size_t bytes;
	struct slab small[CLASSES];	/* of strings of up to STEP * k bytes */
};

static struct slab *slab_for(struct intern_table *t, u32 len) { return len <= SHORT_MAX ? &t->small[(len + STEP - 1) / STEP] : NULL; }

static struct intern_table *table_new(void)
{
	struct intern_table *t = xcalloc(1, sizeof(*t));

	for (u32 k = 0; k < CLASSES; k++)
		slab_init(&t->small[k], sizeof(struct intern) + (size_t)STEP * k);
	return t;
}

static struct intern *string_new(struct intern_table *t, u32 len)
{
	struct slab *b = slab_for(t, len);

	return b ? slab_at(b, slab_alloc(b)) : xcalloc(1, sizeof(struct intern) + len);
}

static void string_free(struct intern_table *t, struct intern *s)
{
	struct slab *b = slab_for(t, s->len);

	if (b)
		slab_free(b, slab_id(b, s));
	else
		free(s);
}

static u32 hash_of(const u8 *p, u32 len)
{
	u64 h = len * 0x9e3779b97f4a7c15ull, w;

	for (; len >= 8; p += 8, len -= 8) {
		memcpy(&w, p, 8);
		h = (h ^ w) * 0xbf58476d1ce4e5b9ull;
		h ^= h >> 29;
	}
	for (w = 0; len; len--)
		w = w << 8 | *p++;
	h = (h ^ w) * 0x94d049bb133111ebull;
	return (u32)(h ^ h >> 32);
}

static void grow(struct intern_table *t)
{
	u32 size = t->size ? 2 * t->size : 64;
	struct intern **slot = xcalloc_table(size, sizeof(struct intern *));

	for (u32 k = 0; k < t->size; k++)
		for (struct intern *s = t->slot[k], *next; s; s = next) {
			next = s->next;
			s->next = slot[s->hash & (size - 1)];
			slot[s->hash & (size - 1)] = s;
		}
	free(t->slot);
	t->slot = slot;
	t->size = size;
}

struct intern *intern_get(struct worker *w, const void *bytes, u32 len)
{
	struct intern_table *t = w->interned;
	u32 hash = hash_of(bytes, len);
	struct intern *s;

	if (!t)
		t = w->interned = table_new();
	if (t->n >= t->size)
		grow(t);
	for (s = t->slot[hash & (t->size - 1)]; s; s = s->next)
		if (s->hash == hash && s->len == len && !memcmp(s->bytes, bytes, len))
			return intern_ref(s);
	s = string_new(t, len);
	s->hash = hash;
	s->refs = 1;
	s->len = len;
	memcpy(s->bytes, bytes, len);
	s->next = t->slot[hash & (t->size - 1)];
	t->slot[hash & (t->size - 1)] = s;
	t->n++;
	t->bytes += sizeof(*s) + len;
	return s;
}

void intern_put(struct worker *w, struct intern *s)
{
	struct intern_table *t = w->interned;
	struct intern **at;

	if (!s || --s->refs)
		return;
	at = &t->slot[s->hash & (t->size - 1)];
	while (*at != s)
		at = &(*at)->next;
	*at = s->next;
	t->n--;
	t->bytes -= sizeof(*s) + s->len;
	string_free(t, s);
}

void intern_prefetch(const struct worker *w, const struct intern *s)
{
	enum { FEW = 16 };	/* that soon may be all */
	const struct intern_table *t = w->interned;

	if (s->refs <= FEW)
		__builtin_prefetch(&t->slot[s->hash & (t->size - 1)], 1);
}

void intern_count(const struct worker *w, u32 *n, size_t *bytes)
{
	*n = w->interned ? w->interned->n : 0;
	*bytes = w->interned ? w->interned->bytes : 0;
}

void intern_free(struct worker *w)
{
	struct intern_table *t = w->interned;

	if (!t)
		return;
	if (t->n)
		bug("worker %u: %u interned strings are still referred to", w->id, t->n);
	free(t->slot);
	free(t);
	w->interned = NULL;
}
