/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A guest's memory as its rings see it. See vring.h. */
#include "nic-models/dma.h"
#include "nic-models/vring.h"

static u8 *dma_at(struct dma_map *m, u64 gpa, u64 *len, u32 access)
{
	u32 part = *len > UINT32_MAX ? UINT32_MAX : (u32)*len;
	const struct dma_range *r = dma_find(m, gpa, &part, access);

	*len = part;
	return r && r->host ? r->host + (gpa - r->addr) : NULL;
}

u8 *vmem_at(const struct vmem *m, u64 gpa, u64 *len, bool write)
{
	if (m->dma)
		return dma_at(m->dma, gpa, len, write ? DMA_WRITABLE : DMA_READABLE);
	for (unsigned i = 0; i < m->n; i++) {
		const struct vmem_region *r = &m->region[i];
		u64 off = gpa - r->gpa;

		if (gpa >= r->gpa && off < r->size) {
			if (*len > r->size - off)
				*len = r->size - off;
			return r->host + off;
		}
	}
	return NULL;
}

u8 *vmem_user(const struct vmem *m, u64 user, u64 len)
{
	if (m->dma) {
		u64 got = len;
		u8 *p = dma_at(m->dma, user, &got, DMA_READABLE | DMA_WRITABLE);

		return got == len ? p : NULL;
	}
	for (unsigned i = 0; i < m->n; i++) {
		const struct vmem_region *r = &m->region[i];
		u64 off = user - r->user;

		if (user >= r->user && off < r->size && len <= r->size - off)
			return r->host + off;
	}
	return NULL;
}
