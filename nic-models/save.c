/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * State as bytes: configuration space, registers, timers, the model's own struct behind struct nic, and the frames in flight. Restoring trusts nothing: a
 * length that does not fit is refused before anything is touched, and so is a number of the model's that cannot be (nic_model.limits). Register bytes may be
 * anything: a guest could have written nearly as much.
 */
#include <stdlib.h>

#include "net/rd.h"
#include "nic-models/pci.h"
#include "nic-models/vnet.h"

enum { MAGIC = 0x4e494332 };

/* Behind its length: its offloads, and itself. One without a byte is none. */
static u32 frame_bytes(const struct frame *f)
{
	return f && f->len ? VNET_LEN + f->len : 0;
}

static size_t own_len(const struct nic *n)
{
	return n->model->size - sizeof(struct nic);
}

/* What is always there. */
static size_t fixed_len(const struct nic *n)
{
	size_t len = 4 + 2 + 2 + 4 + 4 + 4 + 4 + NIC_CONFIG_LEN + sizeof(n->timer) + own_len(n);

	for (unsigned i = 0; i < NIC_BARS; i++)
		len += n->bar[i] ? n->model->bar[i].len : 0;
	return len;
}

/* What of one NIC may differ from another of its model: nothing of the one fits the other then. */
static u32 shape(const struct nic *n) { return (u32)own_len(n) ^ (u32)n->msix_cap << 24; }

size_t nic_save_len(const struct nic *n)
{
	size_t len = fixed_len(n) + 4 + 4 * NIC_PARTIALS;

	for (u32 i = n->fifo_head; i != n->fifo_tail; i++)
		len += 4 + frame_bytes(n->fifo[i % NIC_FIFO]);
	for (unsigned i = 0; i < NIC_PARTIALS; i++)
		len += frame_bytes(n->partial[i]);
	return len;
}

static void save_frame(struct wr *w, struct frame *f)
{
	u8 vnet[VNET_LEN] = { 0 };

	wr_u32(w, f ? f->len : 0);
	if (!frame_bytes(f))
		return;
	if (!vnet_of_frame(f, vnet))
		memset(vnet, 0, sizeof(vnet));
	wr_copy(w, vnet, sizeof(vnet));
	wr_copy(w, f->data, f->len);
}

void nic_save(const struct nic *n, u8 *to)
{
	struct wr w = wr_of(to, nic_save_len(n));

	wr_u32(&w, MAGIC);
	wr_u16(&w, n->model->vendor);
	wr_u16(&w, n->model->device);
	wr_u32(&w, shape(n));
	wr_u32(&w, n->intx);
	wr_u32(&w, n->pending);
	wr_u32(&w, n->phy_off);
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
	static const u8 plain[VNET_LEN];
	u32 len = rd_u32(r);
	u8 vnet[VNET_LEN];

	*f = NULL;
	if (!len || r->bad)
		return !r->bad;
	rd_copy(r, vnet, sizeof(vnet));
	*f = !r->bad && rd_left(r) >= len ? frame_get(n->pool, len) : NULL;
	if (!*f)
		return false;
	rd_copy(r, (*f)->data, len);
	return !memcmp(vnet, plain, sizeof(vnet)) || !vnet_to_frame(vnet, *f); /* which wants a whole header */
}

static bool restore_frames(struct nic *n, struct rd *r)
{
	u32 waiting = rd_u32(r);
	struct frame *f;

	if (waiting > NIC_FIFO)
		return false;
	for (u32 i = 0; i < waiting; i++) {
		bool good = restore_frame(n, r, &f);

		if (f)
			n->fifo[n->fifo_tail++ % NIC_FIFO] = f;
		if (!good)
			return false;
	}
	for (unsigned i = 0; i < NIC_PARTIALS; i++)
		if (!restore_frame(n, r, &n->partial[i]))
			return false;
	return !rd_left(r);
}

/* Its bytes, whatever they are: not every byte is a bool. */
static u64 number_at(const u8 *p, u32 len)
{
	u16 half;
	u32 word;
	u64 all;

	switch (len) {
	case 1: return *p;
	case 2: return memcpy(&half, p, 2), half;
	case 4: return memcpy(&word, p, 4), word;
	default: return memcpy(&all, p, 8), all;
	}
}

static bool within_limits(const struct nic_model *m, const u8 *own)
{
	for (const struct nic_limit *l = m->limits; l && l->len; l++)
		for (u32 i = 0; i < l->n; i++)
			if (number_at(own + l->at + i * l->stride - sizeof(struct nic), l->len) > l->max)
				return false;
	return true;
}

bool nic_restore(struct nic *n, const u8 *from, size_t len, nsec now)
{
	struct rd r = rd_of(from, len);
	bool good;

	if (rd_u32(&r) != MAGIC || rd_u16(&r) != n->model->vendor || rd_u16(&r) != n->model->device || rd_u32(&r) != shape(n) || len < fixed_len(n) ||
	    !within_limits(n->model, from + fixed_len(n) - own_len(n)))
		return false;
	nic_reset(n, now);
	n->intx = rd_u32(&r) != 0;
	n->pending = rd_u32(&r);
	nic_phy_off(n, rd_u32(&r));
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
	good = (!n->model->sound || n->model->sound(n)) && restore_frames(n, &r);
	if (!good)
		nic_reset(n, now);
	n->host->intx(n, n->intx && nic_irq_mode(n) == NIC_INTX);
	if (n->host->soon)
		n->host->soon(n);
	return good;
}
