/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nic-models/dma.h"

#include <stdlib.h>
#include <string.h>

/* The first range that ends after addr. */
static unsigned place(const struct dma_map *m, u64 addr)
{
	unsigned lo = 0, hi = m->n;

	while (lo < hi) {
		unsigned mid = (lo + hi) / 2;

		if (m->range[mid].addr + (m->range[mid].len - 1) < addr)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

bool dma_add(struct dma_map *m, const struct dma_range *r)
{
	unsigned at;

	if (!r->len || r->addr + (r->len - 1) < r->addr || m->n == DMA_RANGES_MAX)
		return false;
	at = place(m, r->addr);
	if (at < m->n && m->range[at].addr <= r->addr + (r->len - 1))
		return false;
	if (m->n == m->cap) {
		m->cap = m->cap ? 2 * m->cap : 16;
		m->range = xrealloc(m->range, m->cap, sizeof(*m->range));
	}
	memmove(m->range + at + 1, m->range + at, (m->n - at) * sizeof(*m->range));
	m->range[at] = *r;
	m->n++;
	m->last = 0;
	return true;
}

const struct dma_range *dma_exact(struct dma_map *m, u64 addr, u64 len)
{
	unsigned at = place(m, addr);

	return at < m->n && m->range[at].addr == addr && m->range[at].len == len ? &m->range[at] : NULL;
}

void dma_remove(struct dma_map *m, const struct dma_range *r)
{
	size_t at = (size_t)(r - m->range);

	memmove(m->range + at, m->range + at + 1, (m->n - at - 1) * sizeof(*m->range));
	m->n--;
	m->last = 0;
}

void dma_free(struct dma_map *m)
{
	free(m->range);
	memset(m, 0, sizeof(*m));
}

const struct dma_range *dma_find(struct dma_map *m, u64 addr, u32 *len, u32 access)
{
	const struct dma_range *r;
	u64 left;

	if (!m->n)
		return NULL;
	r = &m->range[m->last];
	if (m->last >= m->n || addr < r->addr || addr - r->addr >= r->len) {
		m->last = place(m, addr);
		if (m->last >= m->n)
			return NULL;
		r = &m->range[m->last];
		if (addr < r->addr)
			return NULL;
	}
	if ((r->access & access) != access)
		return NULL;
	left = r->len - (addr - r->addr);
	if (*len > left)
		*len = (u32)left;
	return r;
}
