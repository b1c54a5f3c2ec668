/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A driver of virtio-net by hand: negotiation, rings of both kinds, commands. */
#ifndef VIRTIO_RIG_H
#define VIRTIO_RIG_H

#include "nic-models/virtio/virtio.h"
#include "nic_rig.h"

enum {
	RING_N = 16, RINGS = GUEST_AT, RING_ROOM = 0x2000, TX_BUF = GUEST_AT + 0x60000, RX_BUF = GUEST_AT + 0x80000, CTRL_BUF = GUEST_AT + 0x50000,
	NEXT = 1, WRITE = 2, INDIRECT = 4,
};
#define BIT(n) (1ull << (n))
#define USUAL (BIT(F_VERSION_1) | BIT(F_MRG_RXBUF) | BIT(F_STATUS) | BIT(F_CTRL_VQ) | BIT(F_CTRL_RX) | BIT(F_CTRL_VLAN) | BIT(F_MQ) | BIT(F_CTRL_MAC_ADDR) | \
	       BIT(F_GUEST_ANNOUNCE) | BIT(F_CTRL_GUEST_OFFLOADS) | BIT(F_CTRL_RX_EXTRA))

static struct nic_rig rig;
static bool packed, wrap[VIRTIO_QUEUES];
static u16 avail[VIRTIO_QUEUES], used[VIRTIO_QUEUES];

static int setup(void **state) { (void)state; nic_rig_start(&rig, "virtio-net"); packed = false; return 0; }
static int setup_packed(void **state) { (void)state; nic_rig_start(&rig, "virtio-net-packed"); packed = true; return 0; }
static int teardown(void **state) { (void)state; nic_rig_end(&rig); return 0; }

static u32 get(u32 at, u32 len)
{
	u8 b[4] = { 0 };

	nic_bar_read(rig.n, 4, at, b, len, rig.now);
	return get_le32(b);
}

static void set(u32 at, u32 len, u32 v)
{
	nic_bar_write(rig.n, 4, at, &v, len, rig.now);
	if (rig.soon)
		rig_work(&rig);
}

static u64 part(u32 q, u32 which) { return RINGS + q * RING_ROOM + which * 0x800; }

static void queue(u32 q)
{
	set(0x16, 2, q);
	set(0x18, 2, RING_N);
	set(0x1a, 2, q);
	for (u32 i = 0; i < 3; i++) {
		set(0x20 + 8 * i, 4, (u32)part(q, i));
		set(0x24 + 8 * i, 4, 0);
	}
	memset(rig_at(&rig, part(q, 0)), 0, RING_ROOM);
	avail[q] = used[q] = 0;
	wrap[q] = true;
	set(0x1c, 2, 1);
}

static u32 negotiate(u64 features)
{
	set(0x14, 1, 0);
	set(0x14, 1, S_ACKNOWLEDGE | S_DRIVER);
	for (u32 i = 0; i < 2; i++) {
		set(0x08, 4, i);
		set(0x0c, 4, (u32)(features >> 32 * i));
	}
	set(0x14, 1, S_ACKNOWLEDGE | S_DRIVER | S_FEATURES_OK);
	return get(0x14, 1);
}

static void start(u64 features)
{
	assert_int_equal(negotiate(features | (packed ? BIT(F_RING_PACKED) : 0)), S_ACKNOWLEDGE | S_DRIVER | S_FEATURES_OK);
	set(0x10, 2, VIRTIO_QUEUES);
	for (u32 q = 0; q < 4; q++)
		queue(q);
	queue(VIRTIO_CONTROL);
	set(0x14, 1, S_ACKNOWLEDGE | S_DRIVER | S_FEATURES_OK | S_DRIVER_OK);
}

static void describe_at(u32 q, u32 i, u64 addr, u32 len, u16 flags)
{
	u8 *d = rig_at(&rig, part(q, 0) + 16 * i);

	put_le64(d, addr);
	put_le32(d + 8, len);
	put_le16(d + 12, packed ? (u16)i : flags);
	put_le16(d + 14, packed ? 0 : (u16)(i + 1));
}

/* Makes n descriptors from i on, which are a chain, available. */
static void offer(u32 q, u32 i, u32 n, const u16 *flags)
{
	if (packed) {
		for (u32 k = n; k-- > 0;)
			put_le16(rig_at(&rig, part(q, 0) + 16 * (i + k) + 14), (u16)(flags[k] | (wrap[q] ? 0x80 : 0x8000)));
		avail[q] = (u16)(avail[q] + n);
		return;
	}
	put_le16(rig_at(&rig, part(q, 1) + 4 + 2 * (avail[q] % RING_N)), (u16)i);
	put_le16(rig_at(&rig, part(q, 1) + 2), ++avail[q]);
}

static void kick(u32 q) { set(0x3000 + 4 * q, 2, q); }
static inline u32 used_idx(u32 q) { return get_le16(rig_at(&rig, part(q, 2) + 2)); }
static inline u32 used_len(u32 q, u32 i) { return get_le32(rig_at(&rig, part(q, 2) + 8 + 8 * (i % RING_N))); }

/* A header and a frame of len bytes in one buffer, as a descriptor. */
static u8 *tx_frame(u32 i, u32 len)
{
	static const u16 none[1] = { 0 };
	u8 *p = rig_at(&rig, TX_BUF + 4096 * i);

	memset(p, 0, 12);
	for (u32 k = 0; k < len; k++)
		p[12 + k] = (u8)k;
	memcpy(p + 24, "\x88\xb5", 2);
	describe_at(1, i, TX_BUF + 4096 * i, len + 12, 0);
	offer(1, i, 1, none);
	return p;
}

static void rx_buffers(u32 q, u32 n, u32 len)
{
	static const u16 write[1] = { WRITE };

	for (u32 i = 0; i < n; i++) {
		describe_at(q, i, RX_BUF + 0x8000 * q + 2048 * i, len, WRITE);
		offer(q, i, 1, write);
	}
}

static u32 answer_len = 1; /* room for the device's answer, which stands at ANSWER */
#define ANSWER (CTRL_BUF + 4096)

/* A command; returns the device's acknowledgement. */
static u8 command(const void *bytes, u32 len)
{
	static const u16 flags[2] = { NEXT, WRITE };
	u8 *ack = rig_at(&rig, CTRL_BUF + 4096);
	u32 i = packed ? avail[VIRTIO_CONTROL] : 0;

	memcpy(rig_at(&rig, CTRL_BUF), bytes, len);
	*ack = 0xee;
	describe_at(VIRTIO_CONTROL, i, CTRL_BUF, len, NEXT);
	describe_at(VIRTIO_CONTROL, i + 1, CTRL_BUF + 4096, answer_len, WRITE);
	offer(VIRTIO_CONTROL, i, 2, flags);
	kick(VIRTIO_CONTROL);
	return *ack;
}
#define COMMAND(bytes) command(bytes, sizeof(bytes) - 1)

static void msix(void)
{
	nic_config_write(rig.n, rig.n->msix_cap + 3u, "\x80", 1, rig.now);
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
#define P(name) { #name "_packed", name, setup_packed, teardown, NULL }

#endif
