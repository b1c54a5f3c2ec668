/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * State as bytes: configuration space, registers, timers, the model's own struct behind struct nic, and the frames in flight. Restoring trusts nothing: a
 * length that does not fit is refused before anything is touched.
 */
#include <stdlib.h>

#include "net/rd.h"
#include "nic-models/pci.h"

enum { MAGIC = 0x4e494331 };

static u32 frame_bytes(const struct frame *f)
{
	return f ? f->len : 0;
}

static size_t own_len(const struct nic *n)
{
	return n->model->size - sizeof(struct nic);
}

/* What is always there. */
static size_t fixed_len(const struct nic *n)
{
	size_t len = 4 + 2 + 2 + 4 + 4 + 4 + NIC_CONFIG_LEN + sizeof(n->timer) + own_len(n);

	for (unsigned i = 0; i < NIC_BARS; i++)
		len += n->bar[i] ? n->model->bar[i].len : 0;
	return len;
}

size_t nic_save_len(const struct nic *n)
{
	size_t len = fixed_len(n) + 4 + 4 * NIC_PARTIALS;

	for (u32 i = n->fifo_head; i != n->fifo_tail; i++)
		len += 4 + frame_bytes(n->fifo[i % NIC_FIFO]);
	for (unsigned i = 0; i < NIC_PARTIALS; i++)
		len += frame_bytes(n->partial[i]);
	return len;
}

static void save_frame(struct wr *w, const struct frame *f)
{
	wr_u32(w, frame_bytes(f));
	if (f)
		wr_copy(w, f->data, f->len);
}

void nic_save(const struct nic *n, u8 *to)
{
	struct wr w = wr_of(to, nic_save_len(n));

	wr_u32(&w, MAGIC);
	wr_u16(&w, n->model->vendor);
	wr_u16(&w, n->model->device);
	wr_u32(&w, (u32)own_len(n));
	wr_u32(&w, n->intx);
	wr_u32(&w, n->pending);
	wr_copy(&w, n->config, NIC_CONFIG_LEN);
	for (unsigned i = 0; i < NIC_TIMERS; i++) /* what is left of each: clocks differ */
		wr_u64(&w, n->timer[i] == NSEC_NEVER ? NSEC_NEVER : n->timer[i] > n->now ? n->timer[i] - n->now : 0);
	for (unsigned i = 0; i < NIC_BARS; i++)
		if (n->bar[i])
			wr_copy(&w, n->bar[i], n->model->bar[i].len);
	wr_copy(&w, (const u8 *)n + sizeof(struct nic), own_len(n));
	wr_u32(&w, nic_fifo_len(n));
	for (u32 i = n->fifo_head; i != n->fifo_tail; i++)
		save_frame(&w, n->fifo[i % NIC_FIFO]);
	for (unsigned i = 0; i < NIC_PARTIALS; i++)
		save_frame(&w, n->partial[i]);
}

static bool restore_frame(struct nic *n, struct rd *r, struct frame **f)
{
	u32 len = rd_u32(r);

	*f = NULL;
	if (!len || r->bad)
		return !r->bad;
	*f = rd_left(r) >= len ? frame_get(n->pool, len) : NULL;
	if (!*f)
		return false;
	rd_copy(r, (*f)->data, len);
	return true;
}

static bool restore_frames(struct nic *n, struct rd *r)
{
	u32 waiting = rd_u32(r);
	struct frame *f;

	if (waiting > NIC_FIFO)
		return false;
	for (u32 i = 0; i < waiting; i++) {
		if (!restore_frame(n, r, &f) || !f)
			return false;
		n->fifo[n->fifo_tail++ % NIC_FIFO] = f;
	}
	for (unsigned i = 0; i < NIC_PARTIALS; i++)
		if (!restore_frame(n, r, &n->partial[i]))
			return false;
	return !rd_left(r);
}

bool nic_restore(struct nic *n, const u8 *from, size_t len, nsec now)
{
	struct rd r = rd_of(from, len);
	bool good;

	if (rd_u32(&r) != MAGIC || rd_u16(&r) != n->model->vendor || rd_u16(&r) != n->model->device || rd_u32(&r) != own_len(n) || len < fixed_len(n))
		return false;
	nic_reset(n, now);
	n->intx = rd_u32(&r) != 0;
	n->pending = rd_u32(&r);
	rd_copy(&r, n->config, NIC_CONFIG_LEN);
	for (unsigned i = 0; i < NIC_TIMERS; i++) {
		u64 left = rd_u64(&r);

		n->timer[i] = NSEC_NEVER;
		if (left != NSEC_NEVER)
			nic_timer_set(n, i, now + left);
	}
	for (unsigned i = 0; i < NIC_BARS; i++)
		if (n->bar[i])
			rd_copy(&r, n->bar[i], n->model->bar[i].len);
	rd_copy(&r, (u8 *)n + sizeof(struct nic), own_len(n));
	good = restore_frames(n, &r);
	if (!good)
		nic_reset(n, now);
	n->host->intx(n, n->intx && nic_irq_mode(n) == NIC_INTX);
	if (n->host->soon)
		n->host->soon(n);
	return good;
}
