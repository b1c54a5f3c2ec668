/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The chips of the nineties by their data sheets: RTL8139C and C+, Am79C970A, RTL8029 (NE2000); and what hostile drivers get. One test a clause. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "nic_rig.h"

enum { RING = GUEST_AT, BUF = GUEST_AT + 0x20000, RXBUF = GUEST_AT + 0x40000 };

static struct nic_rig rig;

#define SETUP(name) static int setup_##name(void **state) { (void)state; nic_rig_start(&rig, #name); return 0; }
SETUP(rtl8139) SETUP(rtl8139c) SETUP(pcnet) SETUP(ne2000)
static int teardown(void **state) { (void)state; nic_rig_end(&rig); return 0; }

static void set(u32 at, u32 len, u32 v)
{
	nic_bar_write(rig.n, 0, at, &v, len, rig.now);
	if (rig.soon)
		rig_work(&rig);
}

static u32 get(u32 at, u32 len)
{
	u32 v = 0;

	nic_bar_read(rig.n, 0, at, &v, len, rig.now);
	if (rig.soon)
		rig_work(&rig);
	return v;
}

static void fill(u64 at, u32 len)
{
	for (u32 i = 0; i < len; i++)
		rig_at(&rig, at)[i] = (u8)i;
	memcpy(rig_at(&rig, at) + 12, "\x88\xb5", 2);
}

/* RTL8139. */

static void rtl_start(u32 rcr)
{
	set(0x37, 1, 0x10);
	set(0x30, 4, RXBUF);
	set(0x37, 1, 0x0c);
	set(0x44, 4, rcr);
	set(0x3c, 2, 0xffff);
}

static void test_rtl_slots(void **state)
{
	(void)state;
	rtl_start(0xf);
	assert_int_equal(get(0, 4), 2);
	assert_int_equal(get(0x10, 4), 0x2000);
	for (u32 i = 0; i < 6; i++) { /* in turn, and around */
		fill(BUF, 64);
		set(0x20 + 4 * (i % 4), 4, BUF);
		set(0x10 + 4 * (i % 4), 4, 64 + i);
		assert_int_equal(get(0x10 + 4 * (i % 4), 4), 0xa040 + i);
	}
	assert_int_equal(rig.n_sent, 6);
	assert_int_equal(rig.sent[5]->len, 69);
	assert_int_equal(get(0x3e, 2) & 4, 4);
	assert_true(rig.intx);
	set(0x3e, 2, 4);
	assert_false(rig.intx);
	assert_int_equal(get(0x60, 2), 0xf00f);
}

static void test_rtl_linear_buffer(void **state)
{
	u32 at = 0;

	(void)state;
	rtl_start(0x8f);
	assert_int_equal(get(0x37, 1) & 1, 1);
	for (u32 i = 0; i < 20; i++) { /* twice around the 8 KiB */
		u8 *p = rig_at(&rig, RXBUF + at);

		rig_receive(&rig, rig_frame(&rig, "\x02\0\0\0\0\xaa", 1000, (u8)i));
		assert_int_equal(get(0x37, 1) & 1, 0);
		assert_int_equal(get_le16(p), 0x4001);
		assert_int_equal(get_le16(p + 2), 1004);
		assert_int_equal(p[4 + 999], (u8)(i + 999));
		at = (at + 4 + 1004 + 3) & ~3u;
		at %= 8192;
		assert_int_equal(get(0x3a, 2), at);
		set(0x38, 2, at - 16);
	}
	for (u32 i = 0; i < 10; i++)
		rig_receive(&rig, rig_frame(&rig, "\x02\0\0\0\0\xaa", 1000, 0));
	assert_int_equal(get(0x3e, 2) & 0x10, 0x10); /* full: the rest waits */
	assert_int_equal(rig.n->rx_frames, 28);
	set(0x38, 2, get(0x3a, 2) - 16);
	assert_int_equal(rig.n->rx_frames, 30);
}

static void test_rtl_filters(void **state)
{
	(void)state;
	rtl_start(0x0e);
	rig_receive(&rig, rig_frame(&rig, "\x02\0\0\0\0\x01", 60, 0));
	rig_receive(&rig, rig_frame(&rig, "\x01\0\x5e\0\0\x05", 60, 0));
	assert_int_equal(rig.n->rx_filtered, 2);
	set(0x08, 4, 0xffffffff); /* both halves of the hash: whichever bit it is */
	set(0x0c, 4, 0xffffffff);
	rig_receive(&rig, rig_frame(&rig, "\x01\0\x5e\0\0\x05", 60, 0));
	rig_receive(&rig, rig_frame(&rig, "\xff\xff\xff\xff\xff\xff", 60, 0));
	assert_int_equal(rig.n->rx_frames, 2);
	rig_receive(&rig, rig_frame(&rig, "\x02\0\0\0\0\xaa", 1600, 0));
	assert_int_equal(rig.dropped[DROP_TOO_LONG], 1);
}

static void test_rtl_timer_and_link(void **state)
{
	(void)state;
	rtl_start(0xf);
	set(0x48, 4, 0);
	set(0x54, 4, 33000); /* a millisecond */
	rig_pass(&rig, 999000);
	assert_int_equal(get(0x3e, 2) & 0x4000, 0);
	rig_pass(&rig, 2000);
	assert_int_equal(get(0x3e, 2) & 0x4000, 0x4000);
	nic_set_link(rig.n, false, rig.now);
	assert_int_equal(get(0x3e, 2) & 0x20, 0x20);
	assert_int_equal(get(0x64, 2) & 4, 0);
	assert_int_equal(get(0x58, 1) & 4, 4);
}

static u16 rtl_word(u32 at)
{
	u32 command = 6u << 6 | at;
	u16 v = 0;

	set(0x50, 1, 0x80);
	set(0x50, 1, 0x88);
	for (int i = 8; i >= 0; i--) {
		u32 di = command >> i & 1 ? 2 : 0;

		set(0x50, 1, 0x88 | di);
		set(0x50, 1, 0x8c | di);
	}
	for (int i = 0; i < 16; i++) {
		set(0x50, 1, 0x88);
		set(0x50, 1, 0x8c);
		v = (u16)(v << 1 | (get(0x50, 1) & 1));
	}
	set(0x50, 1, 0);
	return v;
}

static void test_rtl_eeprom(void **state)
{
	(void)state;
	assert_int_equal(rtl_word(0), 0x8129);
	assert_int_equal(rtl_word(7), 2);
	assert_int_equal(rtl_word(9), 0xaa00);
}

static void cplus_start(void)
{
	set(0x37, 1, 0x10);
	set(0xe0, 2, 0x63);
	set(0x37, 1, 0x0c);
	set(0x44, 4, 0xf);
	set(0x3c, 2, 0xffff);
	set(0x20, 4, RING);
	set(0x24, 4, 0);
	set(0xe4, 4, RING + 0x1000);
	set(0xe8, 4, 0);
}

static void cplus_desc(u64 at, u32 word, u64 addr)
{
	put_le32(rig_at(&rig, at), word);
	put_le32(rig_at(&rig, at) + 4, 0);
	put_le64(rig_at(&rig, at) + 8, addr);
}

static void test_rtl_cplus_rings(void **state)
{
	(void)state;
	cplus_start();
	fill(BUF, 200);
	cplus_desc(RING, 0xa0000000 | 100, BUF);
	cplus_desc(RING + 16, 0xd0000000 | 50, BUF + 100);
	set(0xd9, 1, 0x40);
	assert_int_equal(rig.n_sent, 1);
	assert_int_equal(rig.sent[0]->len, 150);
	assert_int_equal(get_le32(rig_at(&rig, RING + 16)) >> 31, 0);
	cplus_desc(RING + 0x1000, 0xc0000000 | 1600, RXBUF);
	rig_receive(&rig, rig_frame(&rig, "\x02\0\0\0\0\xaa", 100, 1));
	assert_int_equal(get_le32(rig_at(&rig, RING + 0x1000)), 0x72000000 | 104);
	assert_int_equal(rig_at(&rig, RXBUF)[99], 100);
	rig_receive(&rig, rig_frame(&rig, "\x02\0\0\0\0\xaa", 100, 1)); /* no descriptor */
	assert_int_equal(get(0x3e, 2) & 0x10, 0x10);
	assert_int_equal(nic_fifo_len(rig.n), 1);
}

/* A frame that is lost, and never ends, does not take the next one with it. */
static void test_rtl_cplus_frame_after_a_lost_one(void **state)
{
	(void)state;
	cplus_start();
	fill(BUF, 200);
	cplus_desc(RING, 0xa0000000 | 100, 0xfffffff0);
	cplus_desc(RING + 16, 0xf0000000 | 100, BUF);
	set(0xd9, 1, 0x40);
	assert_int_equal(rig.n->faults[NIC_FAULT_NO_MEMORY], 1);
	assert_int_equal(rig.n_sent, 1);
	assert_int_equal(rig.sent[0]->len, 100);
}

/* What there is no room for in the lab goes later, without another word of the driver's. */
static void goes_later(void)
{
	assert_int_equal(rig.n_sent, 0);
	assert_true(nic_work(rig.n, rig.now));
	assert_true(nic_work(rig.n, rig.now));
	rig.room = BURST_MAX;
	rig_work(&rig);
	assert_int_equal(rig.n_sent, 1);
	assert_false(nic_work(rig.n, rig.now));
}

static void test_rtl_slots_without_room(void **state)
{
	(void)state;
	rtl_start(0xf);
	fill(BUF, 64);
	rig.room = 0;
	set(0x20, 4, BUF);
	set(0x10, 4, 64);
	goes_later();
}

static void test_rtl_cplus_rings_without_room(void **state)
{
	(void)state;
	cplus_start();
	fill(BUF, 64);
	rig.room = 0;
	cplus_desc(RING, 0xf0000000 | 64, BUF);
	set(0xd9, 1, 0x40);
	goes_later();
}

/* CVE-2015-5165: an IP header that says more than the frame has, with every offload asked for. */
static void test_rtl_cplus_lying_headers(void **state)
{
	(void)state;
	cplus_start();
	for (u32 i = 0; i < 64; i++) {
		u8 *p = rig_at(&rig, BUF);

		fill(BUF, 100);
		memcpy(p + 12, "\x08\0", 2);
		p[14] = (u8)(0x40 | (i & 15));
		put_le16(p + 16, 0xffff);
		p[23] = 6;
		cplus_desc(RING, 0xf8000000 | (i & 1 ? 0x07ff0000 : 0) | (14 + i), BUF);
		set(0x20, 4, RING);
		set(0xd9, 1, 0x40);
	}
	assert_true(rig.n->faults[NIC_FAULT_CONTEXT] > 0);
	for (u32 i = 0; i < rig.n_sent; i++)
		assert_true(rig.sent[i]->len <= 100);
}

/* CVE-2021-3416: loopback that leads to itself. */
static void test_rtl_loopback(void **state)
{
	(void)state;
	rtl_start(0xf);
	set(0x40, 4, 3 << 17);
	fill(BUF, 64);
	memcpy(rig_at(&rig, BUF), "\x02\0\0\0\0\xaa", 6);
	set(0x20, 4, RXBUF); /* even from the receive buffer */
	memcpy(rig_at(&rig, RXBUF), rig_at(&rig, BUF), 64);
	set(0x10, 4, 64);
	rig_work(&rig);
	assert_int_equal(rig.n_sent, 0);
	assert_int_equal(rig.n->rx_frames, 1);
}

static void test_rtl_slot_too_long_or_nowhere(void **state)
{
	(void)state;
	rtl_start(0xf);
	set(0x20, 4, BUF);
	set(0x10, 4, 0x1fff);
	set(0x24, 4, 0xfffffff0);
	set(0x14, 4, 64);
	assert_int_equal(rig.n_sent, 0);
	assert_int_equal(get(0x10, 4) >> 30, 1);
	assert_int_equal(get(0x14, 4) >> 30, 1);
	assert_int_equal(rig.n->faults[NIC_FAULT_TOO_LONG], 1);
	assert_int_equal(rig.n->faults[NIC_FAULT_NO_MEMORY], 1);
}

/* PCnet. */

static void csr(u32 i, u32 v) { set(0x12, 2, i); set(0x10, 2, v); }
static u32 csr_get(u32 i) { set(0x12, 2, i); return get(0x10, 2); }
static void bcr(u32 i, u32 v) { set(0x12, 2, i); set(0x16, 2, v); }

/* Rings of 4 in layout 2; receive buffers of room bytes. */
static void pcnet_start(u16 mode, u32 room)
{
	u8 *b = rig_at(&rig, RING);

	get(0x14, 2);
	bcr(20, 2);
	memset(b, 0, 28);
	put_le16(b, mode);
	b[2] = b[3] = 0x20;
	memcpy(b + 4, "\x02\0\0\0\0\xaa", 6);
	put_le32(b + 20, RING + 0x100);
	put_le32(b + 24, RING + 0x200);
	for (u32 i = 0; i < 4; i++) {
		put_le32(rig_at(&rig, RING + 0x100 + 16 * i), RXBUF + 2048 * i);
		put_le32(rig_at(&rig, RING + 0x100 + 16 * i) + 4, 0x80000000 | ((4096 - room) & 0xffff) | 0xf000);
		put_le32(rig_at(&rig, RING + 0x200 + 16 * i) + 4, 0);
	}
	csr(1, RING & 0xffff);
	csr(2, RING >> 16);
	csr(4, 0x0915);
	csr(0, 1);
	assert_int_equal(csr_get(0) & 0x0100, 0x0100);
	csr(0, 0x0142);
}

static void pcnet_send(u32 i, u64 addr, u32 len, u32 flags)
{
	put_le32(rig_at(&rig, RING + 0x200 + 16 * i), (u32)addr);
	put_le32(rig_at(&rig, RING + 0x200 + 16 * i) + 4, 0x80000000 | flags | 0xf000 | ((4096 - len) & 0xfff));
}

static void test_pcnet_identity(void **state)
{
	u8 p[16];
	u32 total = 0;

	(void)state;
	assert_int_equal(csr_get(88) | csr_get(89) << 16, 0x02621003);
	for (u32 i = 0; i < 16; i++) {
		p[i] = (u8)get(i, 1);
		total += i == 12 || i == 13 ? 0 : p[i];
	}
	assert_memory_equal(p, "\x02\0\0\0\0\xaa", 6);
	assert_int_equal(p[14], 'W');
	assert_int_equal(get_le16(p + 12), total);
	set(0x12, 2, 4);
	assert_int_equal(get(0x16, 2), 0x80c0); /* link */
	nic_set_link(rig.n, false, rig.now);
	assert_int_equal(get(0x16, 2), 0x00c0);
	set(0x10, 4, 0); /* double words from now on */
	set(0x14, 4, 88);
	assert_int_equal(get(0x10, 4), 0x1003);
}

static void test_pcnet_rings(void **state)
{
	u8 *d;

	(void)state;
	pcnet_start(0, 1544);
	fill(BUF, 200);
	pcnet_send(0, BUF, 100, 0x02000000);
	pcnet_send(1, BUF + 100, 50, 0x01000000);
	csr(0, 0x48);
	assert_int_equal(rig.n_sent, 1);
	assert_int_equal(rig.sent[0]->len, 150);
	assert_int_equal(csr_get(0) & 0x0280, 0x0280);
	assert_true(rig.intx);
	csr(0, 0x0240);
	assert_false(rig.intx);
	pcnet_send(2, BUF, 60, 0x03000000);
	rig_pass(&rig, 20000000); /* it looks by itself */
	rig_work(&rig);
	assert_int_equal(rig.n_sent, 2);
	rig_receive(&rig, rig_frame(&rig, "\x02\0\0\0\0\xaa", 100, 1));
	d = rig_at(&rig, RING + 0x100);
	assert_int_equal(get_le32(d + 4) >> 24, 3);
	assert_int_equal(get_le32(d + 8), 104);
	assert_int_equal(rig_at(&rig, RXBUF)[99], 100);
}

static void test_pcnet_frame_over_several_buffers(void **state)
{
	(void)state;
	pcnet_start(0x8000, 512);
	rig_receive(&rig, rig_frame(&rig, "\x02\0\0\0\0\x01", 1500, 1));
	assert_int_equal(get_le32(rig_at(&rig, RING + 0x100) + 4) >> 24, 2);
	assert_int_equal(get_le32(rig_at(&rig, RING + 0x120) + 4) >> 24, 1);
	assert_int_equal(get_le32(rig_at(&rig, RING + 0x120) + 8), 1504);
	assert_int_equal(rig_at(&rig, RXBUF + 4096)[475], (u8)(1 + 1499));
}

static void test_pcnet_without_room(void **state)
{
	(void)state;
	pcnet_start(0, 1544);
	csr(4, 0x1915); /* it does not look by itself */
	fill(BUF, 100);
	rig.room = 0;
	pcnet_send(0, BUF, 100, 0x03000000);
	csr(0, 0x48);
	goes_later();
}

/* Ring lengths are not written while the chip runs: they and its place in the ring stay. */
static void test_pcnet_length_while_it_runs(void **state)
{
	(void)state;
	pcnet_start(0, 1544);
	fill(BUF, 200);
	pcnet_send(0, BUF, 100, 0x03000000);
	csr(0, 0x48);
	assert_int_equal(rig.n_sent, 1);
	csr(78, 0xfff0);
	csr(76, 0xfff0);
	assert_int_equal(csr_get(78), 0xfffc);
	pcnet_send(1, BUF, 101, 0x03000000);
	csr(0, 0x48);
	assert_int_equal(rig.n_sent, 2);
	assert_int_equal(rig.sent[1]->len, 101);
}

/* CVE-2015-3209: descriptors without an end, longer together than any frame. CVE-2015-7504: loopback of the longest there is. */
static void test_pcnet_endless_frame(void **state)
{
	(void)state;
	pcnet_start(4, 1544);
	for (u32 turn = 0; turn < 40; turn++) {
		for (u32 i = 0; i < 4; i++)
			pcnet_send(i, BUF, 4096, turn || i ? 0 : 0x02000000);
		csr(0, 0x48);
	}
	assert_int_equal(rig.n_sent, 0);
	assert_true(rig.n->faults[NIC_FAULT_TOO_LONG] > 0);
	pcnet_send(0, BUF, 4096, 0x03000000);
	csr(0, 0x48);
	rig_work(&rig);
	assert_int_equal(rig.dropped[DROP_TOO_LONG] + rig.dropped[DROP_NOT_FOR_US], 1);
}

/* CVE-2016-7909: rings of no length, and of the longest. */
static void test_pcnet_ring_of_no_length(void **state)
{
	(void)state;
	pcnet_start(0x8000, 1544);
	csr(0, 4);
	csr(76, 0);
	csr(78, 0);
	csr(0, 2);
	csr(0, 0x48);
	rig_receive(&rig, rig_frame(&rig, "\x02\0\0\0\0\xaa", 100, 1));
	csr(0, 4);
	csr(76, 1);
	csr(78, 1);
	csr(0, 2);
	csr(0, 0x48);
	rig_receive(&rig, rig_frame(&rig, "\x02\0\0\0\0\xaa", 100, 1));
	assert_true(csr_get(0) & 0x20);
}

static void test_pcnet_no_memory(void **state)
{
	(void)state;
	csr(1, 0);
	csr(2, 0xffff);
	csr(0, 1);
	assert_int_equal(csr_get(0) & 0x8900, 0x8800); /* MERR, ERR, not IDON */
}

/* NE2000. */

static void ne_start(void)
{
	static const u8 set_up[][2] = { { 0, 0x21 }, { 14, 0x49 }, { 1, 0x4c }, { 2, 0x80 }, { 3, 0x7f }, { 12, 0x04 }, { 13, 0 }, { 15, 0x7f }, { 0, 0x61 }, { 7, 0x4c },
					{ 1, 2 }, { 2, 0 }, { 3, 0 }, { 4, 0 }, { 5, 0 }, { 6, 0xaa }, { 0, 0x22 } };

	for (u32 i = 0; i < ARRAY_LEN(set_up); i++)
		set(set_up[i][0], 1, set_up[i][1]);
}

static void ne_remote(u32 at, u32 len, u32 command)
{
	set(8, 1, at & 255);
	set(9, 1, at >> 8);
	set(10, 1, len & 255);
	set(11, 1, len >> 8);
	set(0, 1, command);
}

static void test_ne_prom_and_memory(void **state)
{
	(void)state;
	set(14, 1, 0x48);
	ne_remote(0, 32, 0x0a);
	assert_int_equal(get(0x10, 1), 2);
	assert_int_equal(get(0x10, 1), 2);
	assert_int_equal(get(0x10, 1), 0);
	ne_remote(28, 4, 0x0a);
	assert_int_equal(get(0x10, 4), 0x57575757);
	assert_int_equal(get(7, 1) & 0x40, 0x40); /* remote DMA is complete */
	ne_remote(0x4000, 4, 0x12);
	set(0x10, 4, 0x12345678);
	ne_remote(0x4000, 4, 0x0a);
	assert_int_equal(get(0x10, 2), 0x5678);
	assert_int_equal(get(0x10, 2), 0x1234);
	assert_int_equal(get(10, 1), 'P');
}

static void test_ne_without_room(void **state)
{
	(void)state;
	ne_start();
	rig.room = 0;
	set(4, 1, 0x40);
	set(5, 1, 64);
	set(6, 1, 0);
	set(0, 1, 0x26);
	goes_later();
}

static void test_ne_sends_and_receives(void **state)
{
	u32 curr = 0x4c;

	(void)state;
	ne_start();
	nic_config_write(rig.n, PCI_COMMAND, "\x01", 1, rig.now); /* no bus mastering is needed */
	ne_remote(0x4000, 64, 0x12);
	for (u32 i = 0; i < 16; i++)
		set(0x10, 4, i);
	set(4, 1, 0x40);
	set(5, 1, 64);
	set(6, 1, 0);
	set(0, 1, 0x26);
	assert_int_equal(rig.n_sent, 1);
	assert_int_equal(rig.sent[0]->data[60], 15);
	assert_int_equal(get(7, 1) & 2, 2);
	for (u32 i = 0; i < 30; i++) { /* around the ring */
		rig_receive(&rig, rig_frame(&rig, "\x02\0\0\0\0\xaa", 1000, (u8)i));
		ne_remote(curr * 256, 8, 0x0a);
		assert_int_equal(get(0x10, 1), 1);
		get(0x10, 1); /* in word mode half of it is lost */
		set(0, 1, 0x22);
		curr = curr + 4 >= 0x80 ? curr + 4 - 0x80 + 0x4c : curr + 4;
		set(3, 1, curr == 0x4c ? 0x7f : curr - 1);
	}
	assert_int_equal(rig.n->rx_frames, 30);
}

/* CVE-2015-5278, CVE-2015-5279, CVE-2016-2841: rings that lie outside memory, or have no length. CVE-2015-8743: the data port beyond memory. */
/* Linux writes the page before the one it reads next, and before the ring's first stands none of the ring: full and empty are told apart all the same. */
static void test_ne_boundary_before_the_ring(void **state)
{
	(void)state;
	ne_start();
	set(3, 1, 0x4b);
	for (u32 i = 0; i < 20; i++)
		rig_receive(&rig, rig_frame(&rig, "\x02\0\0\0\0\xaa", 1000, (u8)i));
	assert_int_equal(rig.n->rx_frames, 12); /* of 52 pages, four each: one frame's stay free */
	assert_int_equal(rig.n->faults[NIC_FAULT_RING], 0);
	assert_int_equal(get(7, 1) & 0x10, 0x10);
	ne_remote(0x4c00, 8, 0x0a);
	assert_int_equal(get(0x10, 1), 1); /* the first one still stands there */
	set(0, 1, 0x22);
	set(3, 1, 0x7b); /* all are read */
	rig_work(&rig);
	assert_int_equal(rig.n->rx_frames, 20);
}

/* A command that says neither start nor stop changes nothing of that: Linux looks for causes so, and leaves it so when there are none. */
static void test_ne_goes_on_without_start(void **state)
{
	(void)state;
	ne_start();
	set(0, 1, 0x20);
	rig_receive(&rig, rig_frame(&rig, "\x02\0\0\0\0\xaa", 100, 1));
	assert_int_equal(rig.n->rx_frames, 1);
	set(0, 1, 0x21);
	set(0, 1, 0x20);
	rig_receive(&rig, rig_frame(&rig, "\x02\0\0\0\0\xaa", 100, 1));
	assert_int_equal(rig.n->rx_frames, 1);
	set(0, 1, 0x22);
	rig_receive(&rig, rig_frame(&rig, "\x02\0\0\0\0\xaa", 100, 1));
	assert_int_equal(rig.n->rx_frames, 2);
}

static void test_ne_ring_outside_memory(void **state)
{
	static const u8 ring[][4] = { { 0, 0, 0, 0 }, { 0xff, 0xff, 0xff, 0xff }, { 0x4c, 0x4c, 0x4c, 0x4c }, { 0x80, 0x4c, 0x60, 0x50 }, { 0x4c, 0x80, 0, 0x7f },
				      { 0x4c, 0x80, 0x4c, 0xff }, { 0x4c, 0xff, 0xf0, 0x50 } };

	(void)state;
	for (u32 i = 0; i < ARRAY_LEN(ring); i++) {
		ne_start();
		set(1, 1, ring[i][0]);
		set(2, 1, ring[i][1]);
		set(3, 1, ring[i][3]);
		set(0, 1, 0x62);
		set(7, 1, ring[i][2]);
		set(0, 1, 0x22);
		rig_receive(&rig, rig_frame(&rig, "\x02\0\0\0\0\xaa", 1500, 0));
	}
	assert_int_equal(rig.n->faults[NIC_FAULT_RING], ARRAY_LEN(ring));
	for (u32 at = 0; at < 0x10000; at += 0x0fff) {
		ne_remote(at, 0xffff, 0x0a);
		get(0x10, 4);
		ne_remote(at, 0xffff, 0x12);
		set(0x10, 4, ~0u);
	}
	set(4, 1, 0xbf);
	set(5, 1, 0xff);
	set(6, 1, 0x05);
	set(0, 1, 0x26);
	assert_int_equal(rig.n_sent, 0);
	assert_int_equal(rig.n->faults[NIC_FAULT_TOO_LONG], 1);
}

#define T(chip, name) { #name, name, setup_##chip, teardown, NULL }

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(rtl8139c, test_rtl_slots), T(rtl8139, test_rtl_linear_buffer), T(rtl8139, test_rtl_filters), T(rtl8139, test_rtl_timer_and_link),
		T(rtl8139, test_rtl_eeprom), T(rtl8139, test_rtl_cplus_rings), T(rtl8139, test_rtl_cplus_frame_after_a_lost_one), T(rtl8139c, test_rtl_slots_without_room),
		T(rtl8139, test_rtl_cplus_rings_without_room),
		T(rtl8139, test_rtl_cplus_lying_headers), T(rtl8139, test_rtl_loopback),
		T(rtl8139c, test_rtl_slot_too_long_or_nowhere), T(pcnet, test_pcnet_identity), T(pcnet, test_pcnet_rings),
		T(pcnet, test_pcnet_frame_over_several_buffers), T(pcnet, test_pcnet_length_while_it_runs), T(pcnet, test_pcnet_without_room), T(pcnet, test_pcnet_endless_frame),
		T(pcnet, test_pcnet_ring_of_no_length), T(pcnet, test_pcnet_no_memory), T(ne2000, test_ne_prom_and_memory), T(ne2000, test_ne_sends_and_receives), T(ne2000, test_ne_without_room),
		T(ne2000, test_ne_boundary_before_the_ring), T(ne2000, test_ne_goes_on_without_start),
		T(ne2000, test_ne_ring_outside_memory),
	};

	return cmocka_run_group_tests_name("nic_classic", tests, NULL, NULL);
}
