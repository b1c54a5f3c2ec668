/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A guest's memory as a device sees it: a sorted table of ranges that a transport maps and unmaps. A range stands in our memory, or can only be
 * asked for (host NULL). Every access is looked up; what is not covered, or not allowed, is a fault of the guest's.
 */
#ifndef NIC_MODELS_DMA_H
#define NIC_MODELS_DMA_H

#include "core/types.h"

enum { DMA_RANGES_MAX = 1024 };
enum { DMA_READABLE = 1, DMA_WRITABLE = 2 };

struct dma_range {
	u64 addr, len;
	u8 *host;	/* NULL: by message alone */
	u32 access;	/* DMA_READABLE | DMA_WRITABLE */
};

struct dma_map {
	struct dma_range *range;	/* in order of addr, none overlapping */
	unsigned n, cap, last;		/* last: where the latest look-up ended */
};

/* false: empty, past the end of addresses, overlapping, or one too many. */
bool dma_add(struct dma_map *m, const struct dma_range *r);
/* The range that is exactly addr, len; NULL: none. */
const struct dma_range *dma_exact(struct dma_map *m, u64 addr, u64 len);
void dma_remove(struct dma_map *m, const struct dma_range *r);
void dma_free(struct dma_map *m);

/* The range that holds addr and allows `access`; *len is cut to what lies there in one piece. NULL: none. */
const struct dma_range *dma_find(struct dma_map *m, u64 addr, u32 *len, u32 access);

#endif
