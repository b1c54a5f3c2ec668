/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A guest that means no good: one step of it, drawn from a source of numbers. Registers, configuration space, descriptors in memory, frames from the wire, time,
 * link, resets and memory that goes away, together. The fuzz target draws from its input, the unit test from a generator.
 */
#ifndef TESTS_NIC_STORM_H
#define TESTS_NIC_STORM_H

#include "nic_rig.h"

struct storm {
	struct nic_rig rig;
	u32 (*draw)(void *arg);
	void *arg;
	u64 rings_max;	/* the most frames that one work() sent */
};

static inline u32 storm_draw(struct storm *s) { return s->draw(s->arg); }

/* Numbers that matter more often than others. */
static inline u32 storm_value(struct storm *s)
{
	u32 v = storm_draw(s);

	switch (v >> 29) {
	case 0: return 0;
	case 1: return ~0u;
	case 2: return v & 0xff;
	case 3: case 4: return GUEST_AT + (v & (GUEST_MEM - 1) & ~15u);
	case 5: return 1u << (v & 31);
	case 6: return v & 0xffff;
	default: return v << 3 ^ storm_draw(s);
	}
}

static inline void storm_register(struct storm *s)
{
	const struct nic_model *m = s->rig.n->model;
	u32 v = storm_draw(s), len = 1u << (v >> 8 & 3), offset = storm_draw(s);
	const struct nic_bar *b = &m->bar[v % 7 < NIC_BARS ? v % 7 : 0];
	unsigned bar = (unsigned)(b - m->bar);
	u8 bytes[8];

	if (b->n_regs && v >> 16 & 15) { /* a register, mostly */
		const struct nic_reg *r = &b->regs[offset % b->n_regs];

		if (r->n < 1000) /* packet memory is dull */
			offset = r->offset + (r->n > 1 ? (offset >> 16) % r->n * r->stride : 0u);
		len = v >> 20 & 7 ? (r->len ? r->len : 4) : len;
	} else {
		offset = b->len ? offset % (b->len + 8) : offset;
	}
	if (v >> 24 & 3) {
		put_le32(bytes, storm_value(s));
		put_le32(bytes + 4, storm_value(s));
		nic_bar_write(s->rig.n, bar, offset, bytes, len, s->rig.now);
	} else {
		nic_bar_read(s->rig.n, bar, offset, bytes, len, s->rig.now);
	}
}

/* What a driver would do, nearly: Intel's rings, started. */
static inline void storm_intel(struct storm *s)
{
	static const u32 tx[] = { 0x3800, 0x3900, 0xe000 }, rx[] = { 0x2800, 0x2900, 0xc000 };
	u32 v = storm_draw(s), base = v & 1 ? tx[(v >> 8) % 3] : rx[(v >> 8) % 3], at = GUEST_AT + (v & 0xff00), n = 8u << (v >> 2 & 7);
	struct nic_rig *r = &s->rig;

	nic_config_write(r->n, PCI_COMMAND, "\x07", 1, r->now);
	rig_write(r, base, at);
	rig_write(r, base + 4, 0);
	rig_write(r, base + 8, n * 16);
	rig_write(r, base + 0x10, 0);
	rig_write(r, base + 0x28, 1u << 25);
	if (v & 1)
		rig_write(r, 0x400, 0x4010a | (v >> 24 & 1 ? 0 : 8));
	else
		rig_write(r, 0x100, 2 | 8 | 0x10 | 0x8000 | (storm_draw(s) & 0x07ff0030));
	for (u32 i = 0; i < n && i < 64; i++) {
		u8 *d = rig_at(r, at + 16 * i);

		put_le64(d, GUEST_AT + (storm_draw(s) & (GUEST_MEM - 1)));
		put_le32(d + 8, v & 1 ? (storm_draw(s) & 0xff8007ff) : storm_draw(s));
		put_le32(d + 12, storm_draw(s));
	}
	rig_write(r, base + 0x18, storm_draw(s) % n);
}

/* A virtio driver that nearly means well: split or packed rings, started, full of chains. */
static inline void storm_virtio(struct storm *s)
{
	struct nic_rig *r = &s->rig;
	u32 v = storm_draw(s), q = v & 7 ? v & 3 : 16, base = GUEST_AT + (q & 7) * 0x3000, n = 4u << (v >> 3 & 3), at;
	bool packed = r->n->model->device != 0x1000;
	u64 part[3] = { base, base + 0x1000, base + 0x2000 };

#define SET(at_, len_, value_) do { u32 value__ = (value_); nic_bar_write(r->n, 4, at_, &value__, len_, r->now); } while (0)
	nic_config_write(r->n, PCI_COMMAND, "\x07", 1, r->now);
	if (v >> 5 & 7) { /* else the ring is another than the one that runs */
		SET(0x14, 1, v >> 8 & 15 ? 15 : 0);
		SET(8, 4, 0);
		SET(0xc, 4, v >> 16 & 1 ? ~0u : storm_draw(s));
		SET(8, 4, 1);
		SET(0xc, 4, (packed ? 0x01c00105 | (v >> 17 & 1 ? 4 : 0) : 0x01c00101) | (storm_draw(s) & 0x12300000)); /* and what queues are spread and told by */
		SET(0x14, 1, 11);
	}
	SET(0x16, 2, q);
	SET(0x18, 2, n);
	for (u32 i = 0; i < 3; i++) {
		SET(0x20 + 8 * i, 4, (u32)part[i]);
		SET(0x24 + 8 * i, 4, 0);
	}
	for (u32 i = 0; i < n; i++) {
		u8 *d = rig_at(r, base + 16 * i);

		put_le64(d, GUEST_AT + (storm_draw(s) & (GUEST_MEM - 1)));
		put_le32(d + 8, storm_draw(s) & (v >> 18 & 3 ? 0x7ff : 0xffff));
		put_le32(d + 12, storm_draw(s));
		if (!packed)
			put_le32(d + 12, (storm_draw(s) & (v >> 22 & 3 ? 0 : 7)) | (q & 1 ? 0 : 2) | (storm_draw(s) & (n - 1)) << 16);
		else
			put_le16(d + 14, (u16)((storm_draw(s) & (v >> 22 & 3 ? 0 : 0x8007)) | (q & 1 ? 0x80 : 0x82)));
		put_le16(rig_at(r, part[1] + 4 + 2 * i), (u16)(storm_draw(s) & (n - 1)));
	}
	for (u32 i = 0; q == 16 && i < n && v >> 22 & 3; i += 2) { /* commands that may be meant */
		u64 to = GUEST_AT + 0x18000 + 0x400 * i;
		u8 *d = rig_at(r, base + 16 * i), *p = rig_at(r, to);
		u32 w = storm_draw(s);

		for (u32 k = 0; k < 0x200; k += 4)
			put_le32(p + k, w >> 24 & 1 ? storm_draw(s) & 0x00010001 : w >> 25 & 1 ? storm_draw(s) & 0x0f0f0f0f : 0);
		p[0] = (u8)(w & 7);
		p[1] = (u8)(w >> 3 & 3);
		put_le64(d, to);
		put_le64(d + 16, to + 0x200);
		put_le32(d + 8, w >> 8 & 0x1ff);
		put_le32(d + 24, w >> 17 & 15);
		if (packed) {
			put_le16(d + 14, 0x81);
			put_le16(d + 30, 0x82);
		} else {
			put_le32(d + 12, 1 | (i + 1) << 16);
			put_le32(d + 28, 2);
			put_le16(rig_at(r, part[1] + 4 + i), (u16)i);
		}
	}
	put_le32(rig_at(r, part[1]), packed ? storm_draw(s) : (v >> 20 & n) << 16 | (v >> 25 & 1));
	put_le16(rig_at(r, part[2] + 2), 0);
	SET(0x1c, 2, 1);
	SET(0x14, 1, 15);
	at = 0x3000 + 4 * q;
	SET(at, 2, q);
#undef SET
}

static inline void storm_put(struct storm *s, u32 at, u32 len, u32 value)
{
	nic_bar_write(s->rig.n, 0, at, &value, len, s->rig.now);
}

/* RTL8139: slots and the linear buffer, or C+ rings. */
static inline void storm_rtl8139(struct storm *s)
{
	u32 v = storm_draw(s), at = GUEST_AT + (v & 0xff00);

	nic_config_write(s->rig.n, PCI_COMMAND, "\x07", 1, s->rig.now);
	storm_put(s, 0xe0, 2, v & 0x6f);
	storm_put(s, 0x37, 1, 0x0c);
	storm_put(s, 0x44, 4, 0xf | (v >> 8 & 0x1880));
	storm_put(s, 0x30, 4, GUEST_AT + 0x20000);
	storm_put(s, 0x3c, 2, v);
	storm_put(s, v & 1 ? 0x20 : 0xe4, 4, at);
	storm_put(s, v & 1 ? 0x24 : 0xe8, 4, 0);
	for (u32 i = 0; i < 64; i++) {
		u8 *d = rig_at(&s->rig, at + 16 * i);

		put_le32(d, (storm_draw(s) & 0x7fffffff & (v >> 20 & 3 ? 0xb00707ff : ~0u)) | (v >> 22 & 3 ? 1u << 31 : 0));
		put_le32(d + 4, storm_draw(s));
		put_le64(d + 8, GUEST_AT + (storm_draw(s) & (GUEST_MEM - 1)));
	}
	for (u32 i = 0; i < 4 && !(v & 3); i++) {
		storm_put(s, 0x20 + 4 * i, 4, GUEST_AT + (storm_draw(s) & (GUEST_MEM - 1)));
		storm_put(s, 0x10 + 4 * i, 4, storm_draw(s) & 0x7ff);
	}
	storm_put(s, 0xd9, 1, 0xc0);
	storm_put(s, 0x38, 2, storm_draw(s));
}

/* PCnet: an initialization block and rings, in each of the layouts. */
static inline void storm_pcnet(struct storm *s)
{
	u32 v = storm_draw(s), style = v & 3;
	u8 *b = rig_at(&s->rig, GUEST_AT + 0x100);

#define CSR_PUT(i, value) (storm_put(s, 0x12, 2, i), storm_put(s, 0x10, 2, value))
	nic_config_write(s->rig.n, PCI_COMMAND, "\x07", 1, s->rig.now);
	nic_bar_read(s->rig.n, 0, v & 4 ? 0x14 : 0x18, &(u32){ 0 }, v & 4 ? 2 : 4, s->rig.now);
	storm_put(s, 0x12, 2, 20);
	storm_put(s, 0x16, 2, style);
	for (u32 i = 0; i < 28; i += 4)
		put_le32(b + i, storm_draw(s) & 0xffe0);
	b[2] = b[3] = (u8)(v >> 8);
	put_le16(b, v >> 16 & 7 ? 0x8000 : v >> 16 & 0xffff);
	put_le32(b + (style > 1 ? 20 : 16), (GUEST_AT + 0x1000) | (style > 1 ? 0 : v << 29));
	put_le32(b + (style > 1 ? 24 : 20), (GUEST_AT + 0x3000) | (style > 1 ? 0 : v << 29));
	CSR_PUT(1, 0x100);
	CSR_PUT(2, GUEST_AT >> 16);
	for (u32 i = 0; i < 64; i++) {
		u8 *d = rig_at(&s->rig, GUEST_AT + 0x1000 + 0x2000 * (i & 1) + 16 * (i / 2));

		for (u32 k = 0; k < 16; k += 4)
			put_le32(d + k, GUEST_AT + (storm_draw(s) & (GUEST_MEM - 1)));
		put_le32(d + 4, (storm_draw(s) & 0x7ff) | 0xf800 | (v >> 24 & 3 ? 0x83000000 : storm_draw(s) & 0xffff0000));
		if (style < 2)
			put_le32(d, (GUEST_AT + 0x8000) | 0x83000000);
	}
	CSR_PUT(0, v >> 26 & 1 ? 0x43 : 1);
	nic_work(s->rig.n, s->rig.now);
	CSR_PUT(0, 0x4a);
#undef CSR_PUT
}

/* NE2000: a ring, a packet through the data port, send. */
static inline void storm_ne2000(struct storm *s)
{
	u32 v = storm_draw(s);
	static const u8 set[][2] = { { 0, 0x21 }, { 14, 0x49 }, { 1, 0x4c }, { 2, 0x80 }, { 3, 0x7f }, { 12, 0x1c }, { 13, 0 }, { 15, 0x7f }, { 0, 0x61 }, { 7, 0x4c },
				     { 0, 0x22 }, { 8, 0 }, { 9, 0x40 }, { 10, 0x40 }, { 11, 0 }, { 0, 0x12 } };

	for (u32 i = 0; i < ARRAY_LEN(set); i++)
		storm_put(s, set[i][0], 1, (v >> i & 1) && (v >> 16 & 0xf) == i ? storm_draw(s) : set[i][1]);
	for (u32 i = 0; i < 20; i++)
		storm_put(s, 0x10, 1u << (v >> 30) % 3, storm_draw(s));
	storm_put(s, 4, 1, v >> 28 & 3 ? 0x40 : storm_draw(s));
	storm_put(s, 5, 1, storm_draw(s));
	storm_put(s, 6, 1, v >> 24 & 7);
	storm_put(s, 0, 1, 0x26);
}

/* vmxnet3: a shared page, queues that nearly fit it, descriptors of both generations, commands. */
static inline void storm_vmxnet3(struct storm *s)
{
	enum { PAGE = GUEST_AT + 0x10000, QUEUES = GUEST_AT + 0x11000, RINGS = GUEST_AT };
	static const u32 extra[] = { 0xcafe0003, 0xcafe0004, 0xcafe0005, 0xcafe0006, 0xcafe0007, 0xcafe0009, 0xcafe000e, 0xcafe0010, 0xf00d0001, 0xf00d000b, 0xcafe0001, 0xcafe0002 };
	struct nic_rig *r = &s->rig;
	u32 v = storm_draw(s), n_tx = 1 + (v & 3), n_rx = 1 + (v >> 2 & 3);
	u8 *p = rig_at(r, PAGE), *d = rig_at(r, QUEUES);

#define DEVICE(at, value) do { u32 value__ = (value); nic_bar_write(r->n, 1, at, &value__, 4, r->now); } while (0)
	nic_config_write(r->n, PCI_COMMAND, "\x07", 1, r->now);
	if (v >> 4 & 7) { /* else what stands there, whatever it is, is activated again */
		memset(p, 0, 720);
		put_le32(p, 0xbabefee1);
		put_le32(p + 24, storm_draw(s) & 15);
		put_le64(p + 40, QUEUES);
		put_le32(p + 52, 0x1000);
		p[62] = (u8)n_tx;
		p[63] = (u8)n_rx;
		p[80] = v >> 7 & 1;
		put_le32(p + 120, storm_draw(s) & 31);
		put_le16(p + 124, (u16)(storm_draw(s) & 0xff));
		put_le64(p + 128, GUEST_AT + (storm_draw(s) & (GUEST_MEM - 1)));
		put_le32(p + 652, 176);
		put_le64(p + 656, QUEUES + 0x2000);
		put_le32(p + 704 + 4, 16);
		put_le64(p + 704 + 8, QUEUES + 0x3000);
		for (u32 q = 0; q < n_tx + n_rx; q++, d += 256) {
			u32 rings = RINGS + 0x1000 * (storm_draw(s) & 15);

			put_le64(d + 16, rings);
			put_le64(d + 24, rings + 0x400);
			put_le64(d + 32, rings + 0x800);
			put_le64(d + 48, rings + 0x1000);
			put_le32(d + 56, 32);
			put_le32(d + 60, storm_draw(s) & 7 ? 32 : storm_draw(s));
			put_le32(d + 64, storm_draw(s) & 7 ? 64 : storm_draw(s));
			d[72] = storm_draw(s) & 7;
			put_le16(d + 74, storm_draw(s) & 1 ? 128 : 0);
		}
		for (u32 i = 0; i < 256; i++) {
			u8 *desc = rig_at(r, RINGS + 0x400 * (i >> 5) + 16 * (i & 31));

			put_le64(desc, GUEST_AT + (storm_draw(s) & (GUEST_MEM - 1)));
			put_le32(desc + 8, storm_draw(s) | (v >> 8 & 3 ? 1u << 31 | 1u << 14 : 0));
			put_le32(desc + 12, storm_draw(s) | (v >> 10 & 1 ? 3u << 12 : 0));
		}
	}
	DEVICE(0, 1u << (v >> 12 & 3));
	DEVICE(0x10, v >> 14 & 15 ? PAGE : storm_value(s));
	DEVICE(0x18, v >> 14 & 15 ? 0 : storm_value(s));
	DEVICE(0x20, 0xcafe0000);
	rig_write(r, 0x600 + 8 * (v >> 18 & 7), storm_draw(s));
	for (u32 i = v >> 21 & 3; i; i--)
		DEVICE(0x20, extra[storm_draw(s) % ARRAY_LEN(extra)]);
#undef DEVICE
}

static inline void storm_driver(struct storm *s)
{
	const struct nic_model *m = s->rig.n->model;

	switch (m->vendor) {
	case 0x8086: storm_intel(s); break;
	case 0x1af4: storm_virtio(s); break;
	case 0x1022: storm_pcnet(s); break;
	case 0x15ad: storm_vmxnet3(s); break;
	case 0x10ec:
		if (m->device == 0x8139)
			storm_rtl8139(s);
		else
			storm_ne2000(s);
		break;
	}
}

static inline void storm_descriptor(struct storm *s)
{
	u32 at = storm_draw(s) & (GUEST_MEM - 1) & 0x1fff0;

	put_le64(s->rig.mem + at, storm_draw(s) & 7 ? GUEST_AT + (storm_draw(s) & (GUEST_MEM - 1)) : storm_draw(s));
	put_le32(s->rig.mem + at + 8, storm_draw(s));
	put_le32(s->rig.mem + at + 12, storm_draw(s));
}

static inline void storm_frame(struct storm *s)
{
	u32 v = storm_draw(s), len = v & 0x300 ? 14 + (v & 0xff) : 1 + (v >> 12 & 0x3fff); /* a frame without a byte is none */
	struct frame *f = rig_frame(&s->rig, v >> 30 ? "\x02\0\0\0\0\xaa" : "\xff\xff\xff\xff\xff\xff", len, (u8)v);

	if (len > 40 && v >> 29 & 1) {
		put_le16(f->data + 12, v >> 28 & 1 ? 0x0008 : 0xdd86);
		f->data[14] = v >> 28 & 1 ? 0x45 : 0x60;
	}
	nic_receive(s->rig.n, &f, 1, s->rig.now);
}

static inline void storm_config(struct storm *s)
{
	u32 v = storm_draw(s), offset = v >> 4 & (v & 8 ? 0xfff : 0xff), value = storm_value(s);
	u8 bytes[4];

	if (v & 1)
		nic_config_write(s->rig.n, offset, &value, 1u << (v >> 1 & 1), s->rig.now);
	else
		nic_config_read(s->rig.n, offset, bytes, 4);
}

static inline void storm_memory(struct storm *s)
{
	struct dma_range half = { .addr = GUEST_AT, .len = GUEST_MEM / 2, .host = s->rig.mem, .access = storm_draw(s) & 3 };

	dma_free(&s->rig.n->dma);
	if (half.access)
		dma_add(&s->rig.n->dma, &half);
}

static inline void storm_step(struct storm *s)
{
	struct nic_rig *r = &s->rig;
	u32 kind = storm_draw(s) >> 8 & 0xff;
	u64 before = r->sent_ever;

	r->keep = false;
	r->room = kind & 1 ? BURST_MAX : kind & 3;
	if (kind < 120)
		storm_register(s);
	else if (kind < 160)
		storm_descriptor(s);
	else if (kind < 190)
		storm_frame(s);
	else if (kind < 215)
		nic_work(r->n, r->now);
	else if (kind < 230)
		rig_pass(r, storm_draw(s) & 0xfffff);
	else if (kind < 240)
		storm_config(s);
	else if (kind < 252)
		storm_driver(s);
	else if (kind == 252)
		nic_set_link(r->n, storm_draw(s) & 1, r->now);
	else if (kind == 253)
		storm_memory(s);
	else if (kind == 254)
		nic_rig_memory(r);
	else if (!(storm_draw(s) & 15))
		nic_reset(r->n, r->now);
	if (r->sent_ever - before > s->rings_max)
		s->rings_max = r->sent_ever - before;
}

#endif
