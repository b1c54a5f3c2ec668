/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * For tests of NIC models: a host without a socket. Guest memory is GUEST_MEM bytes at GUEST_AT between pages that nobody may touch; frames that the NIC
 * sends are kept, interrupts are counted, time stands still until it is moved.
 */
#ifndef TESTS_NIC_RIG_H
#define TESTS_NIC_RIG_H

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "nic-models/model.h"
#include "nic-models/pci.h"

enum { GUEST_MEM = 1 << 20, GUEST_AT = 0x100000, RIG_SENT = 1024, RIG_PAGE = 4096 };

struct nic_rig {
	struct nic *n;
	struct pool *pool;
	u8 *fence, *mem;
	nsec now, alarm;
	bool soon, intx;
	u64 intx_rises, messages[NIC_VECTORS], dropped[DROP_N];
	struct frame *sent[RIG_SENT];
	u32 n_sent;
	u64 sent_ever;
	u32 room;
	bool keep;	/* frames sent are kept in `sent` */
};

static inline struct nic_rig *rig_of(struct nic *n) { return n->owner; }

static inline void nic_rig_intx(struct nic *n, bool level)
{
	rig_of(n)->intx_rises += level && !rig_of(n)->intx;
	rig_of(n)->intx = level;
}
static inline void nic_rig_message(struct nic *n, unsigned v) { rig_of(n)->messages[v]++; }
static inline void nic_rig_alarm(struct nic *n, nsec due) { rig_of(n)->alarm = due; }
static inline void nic_rig_soon(struct nic *n) { rig_of(n)->soon = true; }
static inline u32 nic_rig_room(struct nic *n) { return rig_of(n)->room; }
static inline void nic_rig_send(struct nic *n, struct frame **f, unsigned count)
{
	struct nic_rig *r = rig_of(n);

	for (unsigned i = 0; i < count; i++) {
		r->sent_ever++;
		if (r->keep && r->n_sent < RIG_SENT)
			r->sent[r->n_sent++] = f[i];
		else
			frame_put(f[i]);
	}
}
static inline void nic_rig_drop(struct nic *n, struct frame *f, enum drop reason)
{
	rig_of(n)->dropped[reason]++;
	frame_put(f);
}

static const struct nic_host nic_rig_host = {
	.intx = nic_rig_intx, .message = nic_rig_message, .alarm = nic_rig_alarm, .soon = nic_rig_soon, .send = nic_rig_send, .room = nic_rig_room,
	.drop = nic_rig_drop,
};

static inline void nic_rig_memory(struct nic_rig *r)
{
	struct dma_range range = { .addr = GUEST_AT, .len = GUEST_MEM, .host = r->mem, .access = DMA_READABLE | DMA_WRITABLE };

	dma_free(&r->n->dma);
	dma_add(&r->n->dma, &range);
}

static inline void nic_rig_start(struct nic_rig *r, const char *model)
{
	static const u8 mac[6] = { 2, 0, 0, 0, 0, 0xaa };

	memset(r, 0, sizeof(*r));
	r->pool = pool_new(4096, 2048);
	r->fence = mmap(NULL, GUEST_MEM + 2 * RIG_PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	r->mem = r->fence + RIG_PAGE;
	mprotect(r->mem, GUEST_MEM, PROT_READ | PROT_WRITE);
	r->now = NSEC_PER_SEC;
	r->alarm = NSEC_NEVER;
	r->room = BURST_MAX;
	r->keep = true;
	r->n = nic_new(nic_model_find(model), &nic_rig_host, r, r->pool, mac, r->now);
	nic_rig_memory(r);
	nic_config_write(r->n, PCI_COMMAND, "\x07", 1, r->now);
	nic_set_link(r->n, true, r->now);
}

static inline void nic_rig_forget(struct nic_rig *r)
{
	frames_put(r->sent, r->n_sent);
	r->n_sent = 0;
}

static inline void nic_rig_end(struct nic_rig *r)
{
	nic_rig_forget(r);
	nic_free(r->n);
	if (pool_in_use(r->pool))
		abort();
	pool_free(r->pool);
	munmap(r->fence, GUEST_MEM + 2 * RIG_PAGE);
}

static inline u32 rig_read(struct nic_rig *r, u32 offset)
{
	u8 b[4];

	nic_bar_read(r->n, 0, offset, b, 4, r->now);
	return get_le32(b);
}

static inline void rig_work(struct nic_rig *r)
{
	for (int i = 0; i < 1000; i++) {
		r->soon = false;
		if (!nic_work(r->n, r->now) && !r->soon)
			break;
	}
}

static inline void rig_write(struct nic_rig *r, u32 offset, u32 v)
{
	u8 b[4];

	put_le32(b, v);
	nic_bar_write(r->n, 0, offset, b, 4, r->now);
	if (r->soon)
		rig_work(r);
}

/* Time passes; alarms go off on the way. */
static inline void rig_pass(struct nic_rig *r, nsec span)
{
	nsec end = r->now + span;

	while (r->alarm <= end) {
		r->now = r->alarm > r->now ? r->alarm : r->now;
		r->alarm = NSEC_NEVER;
		nic_alarm(r->n, r->now);
	}
	r->now = end;
}

static inline u8 *rig_at(struct nic_rig *r, u64 gpa) { return r->mem + (gpa - GUEST_AT); }

/* A frame from the lab: to that address, of that length, bytes counting from seed. */
static inline struct frame *rig_frame(struct nic_rig *r, const char *to, u32 len, u8 seed)
{
	struct frame *f = frame_get(r->pool, len);

	f->flags = 0;
	f->gso = GSO_NONE;
	for (u32 i = 0; i < len; i++)
		f->data[i] = (u8)(seed + i);
	memcpy(f->data, to, len < 6 ? len : 6);
	if (len >= 14)
		memcpy(f->data + 12, "\x88\xb5", 2);
	return f;
}

static inline void rig_receive(struct nic_rig *r, struct frame *f)
{
	nic_receive(r->n, &f, 1, r->now);
	rig_work(r);
}

#endif
