/* SPDX-License-Identifier: GPL-3.0-or-later */
/* virtio-net on PCI by the standard (virtio 1.2): discovery, negotiation, rings of both kinds, offloads, the control queue; and hostile drivers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "virtio_rig.h"

/* Discovery and negotiation. */

static void test_capabilities(void **state)
{
	u8 c[256], seen = 0;

	(void)state;
	nic_config_read(rig.n, 0, c, 256);
	for (u32 at = c[PCI_CAP], n = 0; at && n < 16; at = c[at + 1], n++)
		if (c[at] == 9)
			seen |= (u8)(1 << c[at + 3]);
	assert_int_equal(seen, 0x3e); /* common, notify, isr, device, window */
	assert_int_equal(get_le16(c), 0x1af4);
	assert_int_equal(get(0x12, 2), VIRTIO_QUEUES);
	assert_int_equal(get(0x2000, 1), 2); /* the address, a byte a register */
	assert_int_equal(get(0x2005, 1), 0xaa);
	assert_int_equal(get(0x2006, 2), 1);
	assert_int_equal(get(0x2008, 2), VIRTIO_PAIRS);
	set(0x16, 2, VIRTIO_QUEUES); /* a queue that is not there (4.1.4.3.1) */
	assert_int_equal(get(0x18, 2), 0);
	set(0x1c, 2, 1);
	assert_int_equal(get(0x1c, 2), 0);
}

static void test_negotiation(void **state)
{
	(void)state;
	assert_false(negotiate(BIT(F_MAC)) & S_FEATURES_OK);			  /* without VERSION_1 (6.1) */
	assert_false(negotiate(BIT(F_VERSION_1) | BIT(33)) & S_FEATURES_OK);	  /* not offered (2.2.2) */
	assert_true(negotiate(USUAL) & S_FEATURES_OK);
	set(0x08, 4, 0);
	set(0x0c, 4, 0); /* too late */
	assert_int_equal(get(0x0c, 4), (u32)USUAL);
	set(0x14, 1, 0);
	assert_int_equal(get(0x14, 1), 0);
	assert_int_equal(get(0x0c, 4), 0);
}

static void test_window_in_configuration_space(void **state)
{
	u8 at = 0x98, b[4];

	(void)state;
	nic_config_write(rig.n, at + 4u, "\x04", 1, rig.now);
	put_le32(b, 0x2008);
	nic_config_write(rig.n, at + 8u, b, 4, rig.now);
	put_le32(b, 2);
	nic_config_write(rig.n, at + 12u, b, 4, rig.now);
	nic_config_read(rig.n, at + 16u, b, 4);
	assert_int_equal(get_le16(b), VIRTIO_PAIRS);
	for (u32 bar = 0; bar < 256; bar += 3) { /* BARs that are not there, places beyond the end, widths that cannot be */
		u8 hostile[4] = { (u8)bar, 0, 0, 0 };

		nic_config_write(rig.n, at + 4u, hostile, 1, rig.now);
		put_le32(b, 0xfffffffc);
		nic_config_write(rig.n, at + 8u, b, 4, rig.now);
		put_le32(b, bar);
		nic_config_write(rig.n, at + 12u, b, 4, rig.now);
		nic_config_read(rig.n, at + 16u, b, 4);
		nic_config_write(rig.n, at + 16u, b, 4, rig.now);
	}
}

/* Rings. */

static void test_sends_and_gives_back(void **state)
{
	(void)state;
	start(USUAL);
	tx_frame(0, 60);
	tx_frame(1, 1514);
	kick(1);
	assert_int_equal(rig.n_sent, 2);
	assert_int_equal(rig.sent[1]->len, 1514);
	assert_int_equal(rig.sent[1]->data[1513], (u8)1513);
	if (!packed)
		assert_int_equal(used_idx(1), 2);
	else
		assert_int_equal(get_le16(rig_at(&rig, part(1, 0) + 14)) & 0x8080, 0x8080);
	assert_true(rig.intx);
	assert_int_equal(get(0x1000, 1), 1);
	assert_false(rig.intx);
	assert_int_equal(get(0x1000, 1), 0);
}

static void test_receives_over_several_buffers(void **state)
{
	u8 *p;

	(void)state;
	start(USUAL);
	rx_buffers(0, 8, 512);
	kick(0);
	rig_receive(&rig, rig_frame(&rig, "\x02\0\0\0\0\xaa", 1514, 3));
	p = rig_at(&rig, RX_BUF);
	assert_int_equal(get_le16(p + 10), 3);
	assert_int_equal(p[12 + 100], (u8)(3 + 100));
	assert_int_equal(rig_at(&rig, RX_BUF + 2048)[0], (u8)(3 + 500));
	if (!packed) {
		assert_int_equal(used_idx(0), 3);
		assert_int_equal(used_len(0, 2), 1526 - 1024);
	}
	assert_int_equal(rig.n->rx_frames, 1);
}

static void test_waits_for_buffers(void **state)
{
	(void)state;
	start(USUAL);
	rig_receive(&rig, rig_frame(&rig, "\x02\0\0\0\0\xaa", 100, 3));
	assert_int_equal(nic_fifo_len(rig.n), 1);
	rx_buffers(0, 1, 1526);
	kick(0);
	assert_int_equal(nic_fifo_len(rig.n), 0);
	assert_int_equal(rig.n->rx_frames, 1);
}

static void test_messages(void **state)
{
	(void)state;
	msix();
	start(USUAL);
	tx_frame(0, 60);
	kick(1);
	assert_int_equal(rig.messages[1], 1);
	nic_set_link(rig.n, false, rig.now);
	assert_int_equal(rig.messages[VIRTIO_QUEUES], 1);
	assert_int_equal(get(0x2006, 2), 0);
	nic_set_link(rig.n, true, rig.now);
	assert_int_equal(get(0x2006, 2), 3); /* and announce yourself (5.1.6.5.4) */
	assert_int_equal(COMMAND("\3\0"), 0);
	assert_int_equal(get(0x2006, 2), 1);
	assert_false(rig.intx);
}

static void test_queue_reset(void **state)
{
	(void)state;
	start(USUAL | BIT(F_RING_RESET));
	tx_frame(0, 60);
	kick(1);
	set(0x16, 2, 1);
	set(0x3a, 2, 1);
	assert_int_equal(get(0x3a, 2), 0);
	assert_int_equal(get(0x1c, 2), 0);
	tx_frame(1, 60);
	kick(1);
	assert_int_equal(rig.n_sent, 1);
	queue(1);
	tx_frame(0, 61);
	kick(1);
	assert_int_equal(rig.n_sent, 2);
}

/* Legacy registers (4.1.4.10). */

static void test_legacy(void **state)
{
	u64 page = 8;

	(void)state;
	assert_int_equal(rig_read(&rig, 0) & BIT(F_MAC), BIT(F_MAC));
	rig_write(&rig, 4, (u32)BIT(F_MAC));
	nic_bar_write(rig.n, 0, 0x0e, "\x01\0", 2, rig.now);
	put_le32(rig_at(&rig, TX_BUF), 0);
	rig_write(&rig, 8, (u32)(GUEST_AT / 4096 + page));
	assert_int_equal(rig_read(&rig, 8), GUEST_AT / 4096 + page);
	nic_bar_write(rig.n, 0, 0x12, "\x07", 1, rig.now);
	put_le64(rig_at(&rig, GUEST_AT + page * 4096), TX_BUF);
	put_le32(rig_at(&rig, GUEST_AT + page * 4096 + 8), 10 + 60); /* no num_buffers here */
	put_le16(rig_at(&rig, GUEST_AT + page * 4096 + 16 * 256 + 2), 1);
	nic_bar_write(rig.n, 0, 0x10, "\x01\0", 2, rig.now);
	rig_work(&rig);
	assert_int_equal(rig.n_sent, 1);
	assert_int_equal(rig.sent[0]->len, 60);
	assert_true(rig.intx);
	assert_int_equal(rig_read(&rig, 0x10) >> 24, 1);
	assert_false(rig.intx);
	assert_int_equal(rig_read(&rig, 0x14), 2); /* the address stands there, as MSI-X is off, */
	msix();
	assert_int_equal(rig_read(&rig, 0x18), 2); /* and behind two vectors while it is on */
	rig_write(&rig, 0x14, 0x00050003);
	assert_int_equal(rig_read(&rig, 0x14), 0x00050003);
	rig_write(&rig, 0x14, 0x01000100);
	assert_int_equal(rig_read(&rig, 0x14), 0xffffffff);
	rig_write(&rig, 8, 0); /* the queue ends */
	nic_bar_write(rig.n, 0, 0x10, "\x01\0", 2, rig.now);
	rig_work(&rig);
	assert_int_equal(rig.n_sent, 1);
}

/* Offloads. */

static void test_checksum_and_segmentation_pass(void **state)
{
	u8 *p;

	(void)state;
	start(USUAL | BIT(F_CSUM) | BIT(F_HOST_TSO4) | BIT(F_GUEST_CSUM) | BIT(F_GUEST_TSO4));
	p = tx_frame(0, 3000);
	memcpy(p + 24, "\x08\0\x45", 3);
	p[0] = 1;
	p[1] = 1;
	put_le16(p + 2, 54);
	put_le16(p + 4, 1448);
	put_le16(p + 6, 34);
	put_le16(p + 8, 16);
	kick(1);
	assert_int_equal(rig.n_sent, 1);
	assert_int_equal(rig.sent[0]->gso, GSO_TCP4);
	assert_int_equal(rig.sent[0]->gso_size, 1448);
	assert_true(rig.sent[0]->flags & FRAME_CSUM_PARTIAL);
	assert_true(rig.n->model->takes(rig.n, rig.sent[0]));
	rig.sent[0]->data[46] = 0x50;
	memcpy(rig.sent[0]->data, "\x02\0\0\0\0\xaa", 6);
	rx_buffers(0, 8, 2048);
	rig.n_sent = 0;
	rig_receive(&rig, rig.sent[0]);
	p = rig_at(&rig, RX_BUF);
	assert_int_equal(p[0], 1);
	assert_int_equal(p[1], 1);
	assert_int_equal(get_le16(p + 4), 1448);
	assert_int_equal(get_le16(p + 10), 2);
	assert_int_equal(COMMAND("\5\0\0\0\0\0\0\0\0\0"), 0); /* no offloads any more (5.1.6.5.7) */
	assert_int_equal(((struct virtio *)rig.n)->offloads, 0);
	assert_int_equal(COMMAND("\5\0\0\1\0\0\0\0\0\0"), 1); /* one that was not agreed to */
}

/* CVE-2024-11614: a checksum that is to be put beyond the frame. */
static void test_checksum_outside(void **state)
{
	u8 *p;

	(void)state;
	start(USUAL | BIT(F_CSUM));
	for (u32 i = 0; i < 3; i++) {
		p = tx_frame(i, 60);
		p[0] = 1;
		put_le16(p + 6, i == 0 ? 59 : i == 1 ? 0xffff : 34);
		put_le16(p + 8, i == 0 ? 0 : i == 1 ? 0xffff : 25);
	}
	kick(1);
	assert_int_equal(rig.n_sent, 0);
	assert_int_equal(rig.n->faults[NIC_FAULT_CONTEXT], 3);
	assert_int_equal(rig.dropped[DROP_BAD_FIELD], 3);
}

/* Control queue. */

static u64 filtered(const char *to, u16 vlan)
{
	struct frame *f = rig_frame(&rig, to, 60, 0);
	u64 before = rig.n->rx_filtered;

	if (vlan) {
		memcpy(f->data + 12, "\x81\0", 2);
		f->data[14] = (u8)(vlan >> 8);
		f->data[15] = (u8)vlan;
	}
	rx_buffers(0, 1, 1526);
	rig_receive(&rig, f);
	return rig.n->rx_filtered - before;
}

static void test_filters(void **state)
{
	(void)state;
	start(USUAL);
	assert_int_equal(filtered("\x02\0\0\0\0\x01", 0), 0); /* promiscuous until told otherwise */
	assert_int_equal(COMMAND("\0\0\0"), 0);
	assert_int_equal(filtered("\x02\0\0\0\0\x01", 0), 1);
	assert_int_equal(filtered("\x02\0\0\0\0\xaa", 0), 0);
	assert_int_equal(filtered("\xff\xff\xff\xff\xff\xff", 0), 0);
	assert_int_equal(filtered("\x01\0\x5e\0\0\x05", 0), 1);
	assert_int_equal(COMMAND("\1\0\1\0\0\0\2\0\0\0\0\1\1\0\0\0\1\0\x5e\0\0\5"), 0);
	assert_int_equal(filtered("\x01\0\x5e\0\0\x05", 0), 0);
	assert_int_equal(filtered("\x02\0\0\0\0\x01", 0), 0);
	assert_int_equal(COMMAND("\1\1\2\0\0\0\0\xbb"), 0);
	assert_int_equal(get(0x2005, 1), 0xbb);
	assert_int_equal(filtered("\x02\0\0\0\0\xaa", 0), 1);
	assert_int_equal(filtered("\x02\0\0\0\0\xbb", 100), 1);
	assert_int_equal(COMMAND("\2\0\x64\0"), 0);
	assert_int_equal(filtered("\x02\0\0\0\0\xbb", 100), 0);
	assert_int_equal(COMMAND("\2\1\x64\0"), 0);
	assert_int_equal(filtered("\x02\0\0\0\0\xbb", 100), 1);
	assert_int_equal(COMMAND("\0\1\1"), 0); /* all multicast, and then none */
	assert_int_equal(filtered("\x01\0\x5e\1\1\x05", 0), 0);
	assert_int_equal(COMMAND("\0\3\1"), 0);
	assert_int_equal(filtered("\x01\0\x5e\1\1\x05", 0), 1);
	assert_int_equal(COMMAND("\0\5\1"), 0);
	assert_int_equal(filtered("\xff\xff\xff\xff\xff\xff", 0), 1);
}

/* CVE-2014-0150 (a MAC table longer than its room), and commands that are not what they claim. */
static void test_commands_that_lie(void **state)
{
	u8 big[2 + 4 + 6 * 100 + 4] = { 1, 0, 100 };

	(void)state;
	start(USUAL);
	assert_int_equal(COMMAND("\1\0\xff\xff\xff\xff\2\0\0\0\0\1"), 1);
	assert_int_equal(COMMAND("\1\0\0\0\0\0\0\0\0\x40"), 1);
	assert_int_equal(COMMAND("\1\0\1\0\0\0\2\0\0\0\0\1"), 1);
	assert_int_equal(command(big, sizeof(big)), 0); /* more than there is room for: all are taken */
	assert_true(((struct virtio *)rig.n)->filter.uni_overflow);
	assert_int_equal(COMMAND("\2\0\xff\xff"), 1);
	assert_int_equal(COMMAND("\4\0\0\0"), 1);
	assert_int_equal(COMMAND("\4\0\x09\0"), 1);
	assert_int_equal(COMMAND("\4\0\2\0"), 0);
	assert_int_equal(((struct virtio *)rig.n)->pairs, 2);
	assert_int_equal(COMMAND("\x77\x77\x77"), 1);
	assert_int_equal(COMMAND("\0"), 1);
}

static void test_queues_share_the_load(void **state)
{
	u64 got[2];

	(void)state;
	msix();
	start(USUAL);
	assert_int_equal(COMMAND("\4\0\2\0"), 0);
	rx_buffers(0, 16, 1526);
	rx_buffers(2, 16, 1526);
	for (u32 i = 0; i < 16; i++) {
		struct frame *f = rig_frame(&rig, "\x02\0\0\0\0\xaa", 60, 0);

		memcpy(f->data + 12, "\x08\0\x45", 3);
		f->data[23] = 17;
		f->data[37] = (u8)(i * 37);
		rig_receive(&rig, f);
	}
	got[0] = rig.messages[0];
	got[1] = rig.messages[2];
	assert_true(got[0] && got[1]);
	assert_int_equal(rig.n->rx_frames, 16);
}

/* Hostile drivers. */

static void test_ring_that_cannot_be(void **state)
{
	(void)state;
	msix();
	start(USUAL);
	put_le16(rig_at(&rig, part(1, 1) + 2), 0x7fff); /* further ahead than the ring is long */
	kick(1);
	assert_true(get(0x14, 1) & S_NEEDS_RESET);
	assert_int_equal(rig.messages[VIRTIO_QUEUES], 1);
	kick(1);
	kick(0);
	assert_int_equal(rig.n->faults[NIC_FAULT_RING], 1);
	start(USUAL);
	assert_false(get(0x14, 1) & S_NEEDS_RESET);
}

static void test_chains_that_cannot_be(void **state)
{
	static const u16 flags[1] = { 0 };

	(void)state;
	start(USUAL);
	describe_at(1, 0, 0xdead0000, 100, 0); /* nobody's memory */
	offer(1, 0, 1, flags);
	describe_at(1, 1, TX_BUF, 100, NEXT);
	put_le16(rig_at(&rig, part(1, 0) + 16 + 14), 1); /* CVE-2022-2132: its own successor */
	offer(1, 1, 1, flags);
	describe_at(1, 3, TX_BUF, 5, 0); /* shorter than its header */
	offer(1, 3, 1, flags);
	describe_at(1, 4, TX_BUF, 12 + 13, 0); /* CVE-2023-6693: a header and next to nothing */
	offer(1, 4, 1, flags);
	describe_at(1, 5, TX_BUF, 0x60000, 0); /* longer than any frame */
	offer(1, 5, 1, flags);
	kick(1);
	assert_int_equal(rig.n_sent, 0);
	assert_int_equal(used_idx(1), 5);
	assert_int_equal(rig.n->faults[NIC_FAULT_DESCRIPTOR], 2);
	assert_int_equal(rig.n->faults[NIC_FAULT_SHORT], 2);
	assert_int_equal(rig.n->faults[NIC_FAULT_TOO_LONG], 1);
}

/* CVE-2021-3748: memory goes away under a ring in use. */
static void test_memory_goes_away(void **state)
{
	(void)state;
	start(USUAL);
	tx_frame(0, 60);
	kick(1);
	dma_free(&rig.n->dma);
	tx_frame(1, 60);
	kick(1);
	rig_receive(&rig, rig_frame(&rig, "\x02\0\0\0\0\xaa", 60, 0));
	assert_int_equal(rig.n_sent, 1);
	nic_rig_memory(&rig);
	kick(1);
	assert_int_equal(rig.n_sent, 2);
}

static void test_saved_and_restored(void **state)
{
	u8 *b;
	size_t len;

	(void)state;
	start(USUAL);
	tx_frame(0, 60);
	kick(1);
	len = nic_save_len(rig.n);
	b = malloc(len);
	nic_save(rig.n, b);
	nic_reset(rig.n, rig.now);
	assert_true(nic_restore(rig.n, b, len, rig.now));
	free(b);
	tx_frame(1, 61);
	kick(1);
	assert_int_equal(rig.n_sent, 2);
	assert_int_equal(rig.sent[1]->len, 61);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(test_capabilities), P(test_capabilities), T(test_negotiation), T(test_window_in_configuration_space),
		T(test_sends_and_gives_back), P(test_sends_and_gives_back), T(test_receives_over_several_buffers), P(test_receives_over_several_buffers),
		T(test_waits_for_buffers), P(test_waits_for_buffers), T(test_messages), P(test_messages), T(test_queue_reset), P(test_queue_reset),
		T(test_legacy), T(test_checksum_and_segmentation_pass), T(test_checksum_outside), P(test_checksum_outside), T(test_filters),
		T(test_commands_that_lie), T(test_queues_share_the_load), T(test_ring_that_cannot_be), T(test_chains_that_cannot_be),
		T(test_memory_goes_away), P(test_memory_goes_away), T(test_saved_and_restored), P(test_saved_and_restored),
	};

	return cmocka_run_group_tests_name("nic_virtio", tests, NULL, NULL);
}
