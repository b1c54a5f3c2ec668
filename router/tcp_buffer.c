/* SPDX-License-Identifier: GPL-3.0-or-later */
/* TCP's buffers: a ring of bytes that has memory only while it holds some, and sets of ranges of sequence numbers. */
#include <stdlib.h>

#include "router/tcp_conn.h"

enum { RING_START = 1024 };

static void ring_grow(struct tcp_ring *b, u32 need)
{
	u32 cap = b->cap ? b->cap : RING_START;
	u8 *mem;

	while (cap < need)
		cap *= 2;
	if (cap == b->cap)
		return;
	mem = xrealloc(NULL, cap, 1);
	if (b->cap) {	/* all of it: bytes out of order stand behind len */
		memcpy(mem, b->mem + b->head, b->cap - b->head);
		memcpy(mem + (b->cap - b->head), b->mem, b->head);
	}
	free(b->mem);
	b->mem = mem;
	b->cap = cap;
	b->head = 0;
}

void tcp_ring_put(struct tcp_ring *b, u32 offset, const void *data, u32 len)
{
	u32 at, first;

	if (!len)
		return;
	ring_grow(b, offset + len);
	at = (b->head + offset) & (b->cap - 1);
	first = (u32)min_u64(len, b->cap - at);
	memcpy(b->mem + at, data, first);
	memcpy(b->mem, (const u8 *)data + first, len - first);
}

void tcp_ring_get(const struct tcp_ring *b, u32 offset, void *data, u32 len)
{
	u32 at, first;

	if (!len)
		return;
	if (offset + len > b->len)
		bug("tcp: %u bytes at %u asked of a buffer of %u", len, offset, b->len);
	at = (b->head + offset) & (b->cap - 1);
	first = (u32)min_u64(len, b->cap - at);
	memcpy(data, b->mem + at, first);
	memcpy((u8 *)data + first, b->mem, len - first);
}

void tcp_ring_drop(struct tcp_ring *b, u32 n, bool keep)
{
	b->len -= n;
	if (!b->len && !keep)
		tcp_ring_free(b);
	else
		b->head = (b->head + n) & (b->cap - 1);
}

void tcp_ring_free(struct tcp_ring *b)
{
	free(b->mem);
	b->mem = NULL;
	b->cap = b->head = b->len = 0;
}

bool tcp_ranges_add(struct tcp_ranges *s, u32 start, u32 end, bool *new_bytes)
{
	u16 i = 0, last;

	while (i < s->n && seq_lt(s->r[i].end, start))
		i++;
	for (last = i; last < s->n && seq_le(s->r[last].start, end); last++)
		;
	/* Ranges i .. last - 1 touch the new one and become one with it. */
	if (new_bytes)
		*new_bytes = !(last == i + 1 && seq_le(s->r[i].start, start) && seq_le(end, s->r[i].end));
	if (last > i) {
		s->r[i].start = seq_min(s->r[i].start, start);
		s->r[i].end = seq_max(s->r[last - 1].end, end);
		memmove(&s->r[i + 1], &s->r[last], (s->n - last) * sizeof(*s->r));
		s->n = (u16)(s->n - (last - i - 1));
		return true;
	}
	if (s->n == TCP_RANGES_MAX)
		return false;
	if (s->n == s->cap) {
		s->cap = (u16)(s->cap ? 2 * s->cap : 4);
		s->r = xrealloc(s->r, s->cap, sizeof(*s->r));
	}
	memmove(&s->r[i + 1], &s->r[i], (s->n - i) * sizeof(*s->r));
	s->r[i] = (struct tcp_range){ start, end };
	s->n++;
	return true;
}

void tcp_ranges_cut(struct tcp_ranges *s, u32 below)
{
	u16 gone = 0;

	while (gone < s->n && seq_le(s->r[gone].end, below))
		gone++;
	if (gone == s->n) {
		tcp_ranges_clear(s);
		return;
	}
	memmove(s->r, s->r + gone, (s->n - gone) * sizeof(*s->r));
	s->n = (u16)(s->n - gone);
	s->r[0].start = seq_max(s->r[0].start, below);
}

void tcp_ranges_clear(struct tcp_ranges *s)
{
	free(s->r);
	*s = (struct tcp_ranges){ 0 };
}
