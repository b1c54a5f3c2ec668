/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How models reach guest memory. Every address is looked up, every length fits what it is copied to. */
#include "nic-models/model.h"

/* One direction: to (reading) or from (writing) is set. */
static enum nic_dma transfer(struct nic *n, u64 addr, u8 *to, const u8 *from, u32 len)
{
	while (len) {
		u32 part = len;
		const struct dma_range *r = dma_find(&n->dma, addr, &part, to ? DMA_READABLE : DMA_WRITABLE);

		if (!r) {
			nic_fault(n, NIC_FAULT_NO_MEMORY);
			return DMA_FAULT;
		}
		if (r->host && to) {
			memcpy(to, r->host + (addr - r->addr), part);
		} else if (r->host) {
			memcpy(r->host + (addr - r->addr), from, part);
		} else {
			enum nic_dma got = DMA_FAULT;

			n->far = true;
			if (to && n->host->far_read)
				got = n->host->far_read(n, addr, to, part);
			else if (from && n->host->far_write)
				got = n->host->far_write(n, addr, from, part);
			if (got == DMA_WAIT)
				n->waiting = true;
			else if (got == DMA_FAULT)
				nic_fault(n, NIC_FAULT_NO_MEMORY);
			if (got)
				return got;
		}
		addr += part;
		to = to ? to + part : NULL;
		from = from ? from + part : NULL;
		len -= part;
	}
	return DMA_OK;
}

enum nic_dma nic_read(struct nic *n, u64 addr, void *to, u32 len)
{
	return transfer(n, addr, to, NULL, len);
}

enum nic_dma nic_write(struct nic *n, u64 addr, const void *from, u32 len)
{
	return transfer(n, addr, NULL, from, len);
}

enum nic_dma nic_write_back(struct nic *n, u64 addr, const void *from, u32 len)
{
	struct nic_writeback *w = &n->writeback[n->n_writebacks];

	if (likely(!n->inject.writeback_delay) || n->n_writebacks == NIC_WRITEBACKS || len > sizeof(w->bytes))
		return nic_write(n, addr, from, len);
	*w = (struct nic_writeback){ .due = n->now + n->inject.writeback_delay, .addr = addr, .len = (u8)len };
	memcpy(w->bytes, from, len);
	n->n_writebacks++;
	return DMA_OK;
}

/* A frame with room for `total` bytes that holds what f does; f is put. NULL: the pool is empty, f stays. */
static struct frame *enlarge(struct nic *n, struct frame *f, u32 total)
{
	struct frame *big = frame_get(n->pool, total);

	if (!big)
		return NULL;
	if (f) {
		memcpy(big->data, f->data, f->len);
		big->len = f->len;
		frame_put(f);
	} else {
		big->len = 0;
	}
	return big;
}

enum nic_dma nic_append(struct nic *n, unsigned q, u64 addr, u32 len, u32 expect, enum drop *why)
{
	struct frame *f = n->partial[q];
	u32 have = f ? f->len : 0, total = have + len;
	enum nic_dma got;

	if (total > FRAME_LARGE_MAX - 64) { /* a tag may still be pushed in */
		nic_fault(n, NIC_FAULT_TOO_LONG);
		*why = DROP_TOO_LONG;
		return DMA_FAULT;
	}
	if (!f || frame_room(f) < total) {
		u32 want = total > expect ? total : expect;

		f = enlarge(n, f, want > FRAME_LARGE_MAX - 64 ? total : want);
		if (!f) {
			*why = DROP_NO_FRAME;
			return DMA_FAULT;
		}
		n->partial[q] = f;
	}
	got = nic_read(n, addr, f->data + have, len);
	if (got == DMA_OK)
		f->len = total;
	else if (got == DMA_FAULT)
		*why = DROP_BAD_DESCRIPTOR;
	return got;
}
