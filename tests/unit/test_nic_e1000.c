/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The 82540EM by its manual: registers, EEPROM, PHY, rings, offloads, interrupts; and what a hostile driver gets. One test a clause. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "nic-models/intel/intel.h"
#include "nic_rig.h"

enum { TX = 0x3800, RX = 0x2800, RING_N = 16, TX_RING = GUEST_AT, RX_RING = GUEST_AT + 0x1000, TX_BUF = GUEST_AT + 0x10000, RX_BUF = GUEST_AT + 0x40000 };
enum { CMD_EOP = 1, CMD_IFCS = 2, CMD_IC = 4, CMD_RS = 8, CMD_DEXT = 0x20, CMD_VLE = 0x40, CMD_IDE = 0x80, CMD_TSE = 4 };

static struct nic_rig rig;

static int setup(void **state)
{
	(void)state;
	nic_rig_start(&rig, "e1000");
	rig_read(&rig, ICR); /* the link came up */
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	nic_rig_end(&rig);
	return 0;
}

static void ring(u32 base, u64 at, u32 n)
{
	rig_write(&rig, base + Q_BAL, (u32)at);
	rig_write(&rig, base + Q_BAH, (u32)(at >> 32));
	rig_write(&rig, base + Q_LEN, n * 16);
	rig_write(&rig, base + Q_HEAD, 0);
	rig_write(&rig, base + Q_TAIL, 0);
}

static void start(u32 rctl)
{
	ring(TX, TX_RING, RING_N);
	ring(RX, RX_RING, RING_N);
	for (u32 i = 0; i < RING_N; i++)
		put_le64(rig_at(&rig, RX_RING + 16 * i), RX_BUF + 2048 * i);
	rig_write(&rig, TCTL, TCTL_EN | TCTL_PSP);
	rig_write(&rig, RCTL, RCTL_EN | RCTL_BAM | rctl);
	rig_write(&rig, RX + Q_TAIL, RING_N - 1);
	rig_write(&rig, IMS, 0xffff);
}

static u8 *desc(u32 i)
{
	return rig_at(&rig, TX_RING + 16 * i);
}

/* A descriptor; the second word as the manual numbers it. */
static void put(u32 i, u64 addr, u32 low, u32 high)
{
	put_le64(desc(i), addr);
	put_le32(desc(i) + 8, low);
	put_le32(desc(i) + 12, high);
}

static u8 *buffer(u32 len)
{
	u8 *p = rig_at(&rig, TX_BUF);

	for (u32 i = 0; i < len; i++)
		p[i] = (u8)i;
	memcpy(p + 12, "\x88\xb5", 2);
	return p;
}

static u8 *got(u32 i) { return rig_at(&rig, RX_RING + 16 * i); }

/* Registers. */

static void test_reset_values(void **state)
{
	(void)state;
	assert_int_equal(rig_read(&rig, RAL), 2);
	assert_int_equal(rig_read(&rig, RAH), 0x8000aa00);
	assert_int_equal(rig_read(&rig, STATUS) & 0x83, 0x83);
	rig_write(&rig, 0x5200, 0x12345678);
	rig_write(&rig, CTRL, CTRL_RST);
	assert_int_equal(rig_read(&rig, 0x5200), 0);
	assert_int_equal(rig_read(&rig, CTRL) & CTRL_RST, 0);
	assert_int_equal(rig_read(&rig, RAL), 2);
}

static void test_access_of_every_width(void **state)
{
	u8 b[8];

	(void)state;
	rig_write(&rig, RAL, 0x44332211);
	nic_bar_read(rig.n, 0, RAL + 1, b, 1, rig.now);
	assert_int_equal(b[0], 0x22);
	nic_bar_read(rig.n, 0, RAL, b, 8, rig.now);
	assert_int_equal(get_le32(b), 0x44332211);
	nic_bar_write(rig.n, 0, RAL + 2, "\xaa\xbb", 2, rig.now);
	assert_int_equal(rig_read(&rig, RAL), 0xbbaa2211);
	nic_bar_read(rig.n, 0, 0x1fffe, b, 8, rig.now); /* beyond the end */
	assert_int_equal(b[0], 0xff);
	assert_int_equal(rig.n->faults[NIC_FAULT_ACCESS], 1);
	nic_bar_read(rig.n, 0, UINT64_MAX - 3, b, 8, rig.now);
	nic_bar_read(rig.n, 5, 0, b, 8, rig.now);
	assert_int_equal(rig.n->faults[NIC_FAULT_ACCESS], 3);
	assert_int_equal(rig_read(&rig, 0x00f0), 0); /* nothing is there */
	assert_int_equal(rig.n->faults[NIC_FAULT_REGISTER], 1);
}

static void test_window_in_io_space(void **state)
{
	u8 b[4];

	(void)state;
	put_le32(b, 0x5200);
	nic_bar_write(rig.n, 1, 0, b, 4, rig.now);
	put_le32(b, 0xcafe);
	nic_bar_write(rig.n, 1, 4, b, 4, rig.now);
	assert_int_equal(rig_read(&rig, 0x5200), 0xcafe);
	put_le32(b, 0xfffffffc);
	nic_bar_write(rig.n, 1, 0, b, 4, rig.now);
	nic_bar_read(rig.n, 1, 4, b, 4, rig.now); /* a hostile address */
}

static void test_statistics_clear(void **state)
{
	(void)state;
	start(RCTL_UPE);
	rig_receive(&rig, rig_frame(&rig, "\x02\0\0\0\0\x01", 100, 0));
	assert_int_equal(rig_read(&rig, GPRC), 1);
	assert_int_equal(rig_read(&rig, GPRC), 0);
	assert_int_equal(rig_read(&rig, GORCL), 104);
	assert_int_equal(rig_read(&rig, GORCL), 104);
	rig_read(&rig, GORCL + 4);
	assert_int_equal(rig_read(&rig, GORCL), 0);
	assert_int_equal(rig_read(&rig, PRC64 + 4), 1);
}

/* EEPROM and PHY. */

static u16 microwire(u32 at)
{
	u32 command = 6u << 6 | at;
	u16 v = 0;

	rig_write(&rig, EECD, 0x40);
	assert_true(rig_read(&rig, EECD) & 0x80);
	rig_write(&rig, EECD, 0x42);
	for (int i = 8; i >= 0; i--) {
		u32 di = command >> i & 1 ? 4 : 0;

		rig_write(&rig, EECD, 0x42 | di);
		rig_write(&rig, EECD, 0x43 | di);
		rig_write(&rig, EECD, 0x42 | di);
	}
	for (int i = 0; i < 16; i++) {
		rig_write(&rig, EECD, 0x43);
		v = (u16)(v << 1 | (rig_read(&rig, EECD) >> 3 & 1));
		rig_write(&rig, EECD, 0x42);
	}
	rig_write(&rig, EECD, 0);
	return v;
}

static void test_eeprom(void **state)
{
	u16 sum = 0;

	(void)state;
	assert_int_equal(microwire(0), 2);
	assert_int_equal(microwire(2), 0xaa00);
	for (u32 i = 0; i < 64; i++) {
		u16 v = microwire(i);

		rig_write(&rig, EERD, i << 8 | 1);
		assert_int_equal(rig_read(&rig, EERD), (u32)v << 16 | i << 8 | 0x10);
		sum = (u16)(sum + v);
	}
	assert_int_equal(sum, 0xbaba);
	rig.n->inject.nvm_checksum = true;
	assert_int_equal(microwire(0x3f), (u16)(((struct intel *)rig.n)->nvm[0x3f] + 1));
}

static u32 phy(u32 reg)
{
	rig_write(&rig, MDIC, 2u << 26 | 1u << 21 | reg << 16);
	assert_true(rig_read(&rig, MDIC) >> 28 & 1);
	return rig_read(&rig, MDIC) & 0xffff;
}

static void test_phy_negotiates(void **state)
{
	(void)state;
	rig_write(&rig, IMS, ICR_LSC);
	assert_int_equal(phy(2), 0x0141);
	assert_int_equal(phy(3), 0x0c20);
	assert_int_equal(phy(1) & 0x24, 0x24);
	rig_write(&rig, MDIC, 1u << 26 | 1u << 21 | 0x1340); /* restart negotiation */
	assert_int_equal(phy(1) & 0x24, 0);
	assert_int_equal(rig_read(&rig, STATUS) & STATUS_LU, 0);
	assert_true(rig.intx);
	assert_int_equal(rig_read(&rig, ICR), ICR_ASSERTED | ICR_LSC);
	rig_pass(&rig, NSEC_PER_SEC);
	assert_int_equal(phy(1) & 0x24, 0x24);
	assert_true(rig.intx);
	rig_write(&rig, MDIC, 2u << 26 | 7u << 21); /* nobody there */
	assert_true(rig_read(&rig, MDIC) >> 30 & 1);
}

static void test_link_follows_the_wire(void **state)
{
	(void)state;
	rig_write(&rig, IMS, ICR_LSC);
	nic_set_link(rig.n, false, rig.now);
	assert_int_equal(rig_read(&rig, STATUS) & STATUS_LU, 0);
	assert_true(rig.intx);
	assert_true(rig_read(&rig, ICR) & ICR_LSC);
	assert_false(rig.intx);
	nic_set_link(rig.n, true, rig.now);
	assert_true(rig_read(&rig, STATUS) & STATUS_LU);
	assert_true(rig_read(&rig, ICR) & ICR_LSC);
}

/* Transmit. */

static void test_legacy_descriptor(void **state)
{
	(void)state;
	start(0);
	buffer(100);
	put(0, TX_BUF, (CMD_EOP | CMD_IFCS | CMD_RS) << 24 | 100, 0);
	rig_write(&rig, TX + Q_TAIL, 1);
	assert_int_equal(rig.n_sent, 1);
	assert_int_equal(rig.sent[0]->len, 100);
	assert_memory_equal(rig.sent[0]->data, rig_at(&rig, TX_BUF), 100);
	assert_int_equal(desc(0)[12] & 1, 1);
	assert_int_equal(rig_read(&rig, TX + Q_HEAD), 1);
	assert_int_equal(rig_read(&rig, ICR) & ICR_TXDW, ICR_TXDW);
	assert_int_equal(rig_read(&rig, GPTC), 1);
}

static void test_frame_of_many_buffers_wraps(void **state)
{
	(void)state;
	start(0);
	buffer(3000);
	for (u32 turn = 0; turn < 10; turn++) {
		u32 at = turn * 3 % RING_N;

		for (u32 i = 0; i < 3; i++)
			put((at + i) % RING_N, TX_BUF + 500 * i, (i == 2 ? CMD_EOP | CMD_RS : 0u) << 24 | 500, 0);
		rig_write(&rig, TX + Q_TAIL, (at + 3) % RING_N);
		assert_int_equal(rig.n_sent, turn + 1);
		assert_int_equal(rig.sent[turn]->len, 1500);
		assert_memory_equal(rig.sent[turn]->data, rig_at(&rig, TX_BUF), 1500);
	}
}

static void test_short_frames_are_padded(void **state)
{
	(void)state;
	start(0);
	buffer(20);
	put(0, TX_BUF, (CMD_EOP | CMD_RS) << 24 | 20, 0);
	rig_write(&rig, TX + Q_TAIL, 1);
	assert_int_equal(rig.sent[0]->len, 60);
	assert_int_equal(rig.sent[0]->data[59], 0);
	rig_write(&rig, TCTL, TCTL_EN); /* without PSP a runt leaves */
	put(1, TX_BUF, (CMD_EOP | CMD_RS) << 24 | 20, 0);
	rig_write(&rig, TX + Q_TAIL, 2);
	assert_int_equal(rig.sent[1]->len, 20);
}

/* Ethernet, IPv4, TCP of payload bytes behind 54 of headers. */
static void tcp_packet(u32 payload, bool for_segments)
{
	u8 *p = buffer(54 + payload);

	memcpy(p + 12, "\x08\x00\x45\x00", 4);
	p[16] = (u8)(for_segments ? 0 : (40 + payload) >> 8);
	p[17] = (u8)(for_segments ? 0 : 40 + payload);
	memcpy(p + 18, "\0\1\0\0\x40\x06\0\0\x0a\0\0\1\x0a\0\0\2", 16);
	p[46] = 0x50;
	p[47] = 0x18;
	put_le16(p + 50, 0);
}

static void context(u32 i, u32 tucmd, u32 payload, u32 mss)
{
	put(i, 14u | (14u + 10) << 8 | 33u << 16 | (u64)34 << 32 | (u64)50 << 40, (CMD_DEXT | tucmd) << 24 | payload, mss << 16 | 54 << 8);
}

static void test_checksums(void **state)
{
	struct rx_info info;

	(void)state;
	start(0);
	tcp_packet(100, false);
	/* The driver leaves the pseudo-header's sum: addresses, protocol, length. */
	put_le16(rig_at(&rig, TX_BUF) + 50, __builtin_bswap16((u16)(0x0a00 + 1 + 0x0a00 + 2 + 6 + 120)));
	context(0, 3, 0, 0);
	put(1, TX_BUF, (CMD_EOP | CMD_RS | CMD_DEXT) << 24 | 1 << 20 | 154, 3 << 8);
	rig_write(&rig, TX + Q_TAIL, 2);
	assert_int_equal(rig.n_sent, 1);
	assert_int_equal(rig.sent[0]->flags, FRAME_CSUM_PARTIAL);
	assert_true(frame_finish_checksum(rig.sent[0]));
	offload_rx(rig.sent[0], true, &info);
	assert_int_equal(info.ip_sum, SUM_GOOD);
	assert_int_equal(info.l4_sum, SUM_GOOD);
}

static void test_segmentation(void **state)
{
	struct frame *out[BURST_MAX], *f;
	struct rx_info info;
	unsigned n;

	(void)state;
	start(0);
	tcp_packet(5000, true);
	put_le16(rig_at(&rig, TX_BUF) + 50, __builtin_bswap16((u16)(0x0a00 + 1 + 0x0a00 + 2 + 6))); /* without length */
	context(0, 3 | CMD_TSE, 5000, 1460);
	put(1, TX_BUF, (CMD_DEXT | CMD_TSE) << 24 | 1 << 20 | 54, 3 << 8);
	put(2, TX_BUF + 54, (CMD_EOP | CMD_RS | CMD_DEXT | CMD_TSE) << 24 | 1 << 20 | 5000, 3 << 8);
	rig_write(&rig, TX + Q_TAIL, 3);
	assert_int_equal(rig.n_sent, 1);
	f = rig.sent[0];
	rig.n_sent = 0;
	assert_int_equal(f->gso, GSO_TCP4);
	assert_int_equal(f->gso_size, 1460);
	assert_int_equal(f->len, 5054);
	n = frame_segment(f, out, BURST_MAX);
	assert_int_equal(n, 4);
	for (unsigned i = 0; i < n; i++) {
		offload_rx(out[i], true, &info);
		assert_int_equal(info.ip_sum, SUM_GOOD);
		assert_int_equal(info.l4_sum, SUM_GOOD);
		assert_int_equal(out[i]->len, i < 3 ? 54 + 1460 : 54 + 5000 - 3 * 1460);
	}
	frames_put(out, n);
	assert_int_equal(rig_read(&rig, TSCTC), 1);
}

static void test_tag_goes_in(void **state)
{
	(void)state;
	start(0);
	rig_write(&rig, VET, 0x8100);
	rig_write(&rig, CTRL, CTRL_VME);
	buffer(80);
	put(0, TX_BUF, (CMD_EOP | CMD_RS | CMD_VLE) << 24 | 80, 0x6123u << 16);
	rig_write(&rig, TX + Q_TAIL, 1);
	assert_int_equal(rig.sent[0]->len, 84);
	assert_memory_equal(rig.sent[0]->data + 12, "\x81\x00\x61\x23\x88\xb5", 6);
}

static void test_loopback_does_not_recurse(void **state)
{
	(void)state;
	start(RCTL_UPE | 0x40);
	buffer(100);
	put(0, TX_BUF, (CMD_EOP | CMD_RS) << 24 | 100, 0);
	rig_write(&rig, TX + Q_TAIL, 1);
	rig_work(&rig);
	assert_int_equal(rig.n_sent, 0);
	assert_int_equal(got(0)[12] & 3, 3);
	assert_memory_equal(rig_at(&rig, RX_BUF), rig_at(&rig, TX_BUF), 100);
}

/* Receive. */

static void test_receive(void **state)
{
	(void)state;
	start(0);
	rig_receive(&rig, rig_frame(&rig, "\x02\0\0\0\0\xaa", 100, 5));
	assert_int_equal(get_le16(got(0) + 8), 104); /* with FCS */
	assert_int_equal(got(0)[12] & 3, 3);
	assert_int_equal(rig_at(&rig, RX_BUF)[99], 5 + 99);
	assert_true(rig.intx);
	assert_true(rig_read(&rig, ICR) & ICR_RXT0);
	rig_write(&rig, RCTL, rig_read(&rig, RCTL) | RCTL_SECRC);
	rig_receive(&rig, rig_frame(&rig, "\x02\0\0\0\0\xaa", 42, 5));
	assert_int_equal(get_le16(got(1) + 8), 60); /* padded on the wire */
}

static void test_fcs_is_right(void **state)
{
	u32 table[8][256];

	(void)state;
	offload_fcs_table(table);
	assert_int_equal(offload_fcs(table, (const u8 *)"123456789", 9), 0xcbf43926); /* the check value of CRC-32 */
	assert_int_equal(offload_crc32c((const u8 *)"123456789", 9), 0xe3069283);
}

/* A short frame that others hold, too, cannot be padded without a copy; there is no frame left for one. */
static void test_no_frame_for_a_copy(void **state)
{
	struct frame *f = rig_frame(&rig, "\x02\0\0\0\0\xaa", 40, 0), *all = NULL, *next;
	u64 before = rig.n->rx_missed;

	(void)state;
	start(0);
	while ((next = frame_get(rig.pool, 100))) {
		memcpy(next->data, &all, sizeof(all));
		all = next;
	}
	rig_receive(&rig, frame_ref(f));
	assert_int_equal(rig.n->rx_missed - before, 1);
	assert_int_equal(nic_fifo_len(rig.n), 0);
	for (; all; all = next) {
		memcpy(&next, all->data, sizeof(next));
		frame_put(all);
	}
	frame_put(f);
}

static void test_filters(void **state)
{
	(void)state;
	start(0);
	rig_receive(&rig, rig_frame(&rig, "\x02\0\0\0\0\xbb", 100, 0));
	assert_int_equal(rig.dropped[DROP_NOT_FOR_US], 1);
	rig_receive(&rig, rig_frame(&rig, "\xff\xff\xff\xff\xff\xff", 100, 0));
	assert_int_equal(rig.n->rx_frames, 1);
	rig_receive(&rig, rig_frame(&rig, "\x01\0\x5e\0\0\x05", 100, 0));
	assert_int_equal(rig.dropped[DROP_NOT_FOR_US], 2);
	rig_write(&rig, MTA + 4 * (0x50 >> 5), 1u << (0x50 & 31)); /* bits 47:36 of 05:00: 0x050 */
	rig_receive(&rig, rig_frame(&rig, "\x01\0\x5e\0\0\x05", 100, 0));
	assert_int_equal(rig.n->rx_frames, 2);
	rig_write(&rig, RCTL, rig_read(&rig, RCTL) | RCTL_UPE);
	rig_receive(&rig, rig_frame(&rig, "\x02\0\0\0\0\xbb", 100, 0));
	assert_int_equal(rig.n->rx_frames, 3);
	rig_receive(&rig, rig_frame(&rig, "\x02\0\0\0\0\xaa", 1600, 0)); /* no LPE */
	assert_int_equal(rig.dropped[DROP_TOO_LONG], 1);
	assert_int_equal(rig_read(&rig, ROC), 1);
}

static void test_tag_filter_and_strip(void **state)
{
	struct frame *f;

	(void)state;
	start(RCTL_VFE);
	rig_write(&rig, VET, 0x8100);
	rig_write(&rig, CTRL, CTRL_VME);
	for (int i = 0; i < 2; i++) {
		f = rig_frame(&rig, "\x02\0\0\0\0\xaa", 100, 0);
		memcpy(f->data + 12, "\x81\x00\x20\x07\x88\xb5", 6);
		if (i)
			rig_write(&rig, VFTA, 1u << 7);
		rig_receive(&rig, f);
		assert_int_equal(rig.n->rx_frames, i);
	}
	assert_int_equal(got(0)[12] & 8, 8);
	assert_int_equal(get_le16(got(0) + 14), 0x2007);
	assert_int_equal(get_le16(got(0) + 8), 100);
	assert_memory_equal(rig_at(&rig, RX_BUF) + 12, "\x88\xb5", 2);
}

static void test_long_frame_over_buffers(void **state)
{
	(void)state;
	start(RCTL_LPE | RCTL_SECRC);
	rig_receive(&rig, rig_frame(&rig, "\x02\0\0\0\0\xaa", 9000, 1));
	for (u32 i = 0; i < 5; i++) {
		assert_int_equal(got(i)[12] & 3, i < 4 ? 1 : 3);
		assert_int_equal(get_le16(got(i) + 8), i < 4 ? 2048 : 9000 - 4 * 2048);
	}
	assert_int_equal(rig_at(&rig, RX_BUF + 4 * 2048)[0], (u8)(1 + 4 * 2048));
}

/* 82574 datasheet, 7.1.4: descriptors that split packets are of 32 bytes, and head and tail count 16: Linux takes jumbo frames so. */
static void test_split_descriptors_count_twice(void **state)
{
	enum { SPLIT_N = 8, PSRCTL = 0x2170, LEN = 5000 };
	struct nic_rig r;
	struct frame *f;

	(void)state;
	nic_rig_start(&r, "e1000e");
	for (u32 i = 0; i < SPLIT_N; i++)
		for (u32 k = 0; k < 4; k++)
			put_le64(rig_at(&r, RX_RING + 32 * i + 8 * k), RX_BUF + 0x4000 * i + 0x1000 * k);
	rig_write(&r, RX + Q_BAL, RX_RING);
	rig_write(&r, RX + Q_LEN, SPLIT_N * 32);
	rig_write(&r, RFCTL, RFCTL_EXSTEN);
	rig_write(&r, PSRCTL, 0x04040401); /* 128 bytes, and three times 4 KiB */
	rig_write(&r, RCTL, RCTL_EN | RCTL_BAM | RCTL_LPE | RCTL_DTYP_PS | RCTL_SECRC);
	rig_write(&r, RX + Q_TAIL, 2 * (SPLIT_N - 1));
	for (u32 i = 0; i < 3; i++) {
		const u8 *d = rig_at(&r, RX_RING + 32 * i);

		f = rig_frame(&r, "\xff\xff\xff\xff\xff\xff", LEN, (u8)i);
		rig_receive(&r, f);
		assert_int_equal(rig_read(&r, RX + Q_HEAD), 2 * (i + 1));
		assert_int_equal(get_le32(d + 8) & 3, 3); /* DD, EOP */
		assert_int_equal(get_le16(d + 12), 128);
		assert_int_equal(get_le16(d + 18), 4096);
		assert_int_equal(get_le16(d + 20), LEN - 128 - 4096);
		assert_int_equal(rig_at(&r, RX_BUF + 0x4000 * i + 0x1000)[0], (u8)(128 + i));
	}
	assert_int_equal(r.n->faults[NIC_FAULT_RING], 0);
	put_le64(rig_at(&r, RX_RING), RX_BUF); /* the first one anew */
	rig_write(&r, RX + Q_TAIL, 4); /* wraps: the rest, and one more, and one left */
	for (u32 i = 0; i < 6; i++)
		rig_receive(&r, rig_frame(&r, "\xff\xff\xff\xff\xff\xff", 60, 1));
	assert_int_equal(rig_read(&r, RX + Q_HEAD), 2);
	assert_int_equal(r.n->rx_frames, 9);
	nic_rig_end(&r);
}

/* By MSI: a message where the pin would rise. Linux tries it by ICS with RXSEQ, bit 3 (e1000_test_msi_interrupt). */
static void test_msi(void **state)
{
	static const struct { const char *model; u32 icr, ics, ims; } chips[] = { { "e1000e", 0xc0, 0xc8, 0xd0 }, { "igb", 0x1500, 0x1504, 0x1508 } };
	struct nic_rig r;

	(void)state;
	for (unsigned i = 0; i < ARRAY_LEN(chips); i++) {
		nic_rig_start(&r, chips[i].model);
		rig_read(&r, chips[i].icr);
		nic_config_write(r.n, r.n->msi_cap + 2u, "\x01", 1, r.now);
		rig_write(&r, chips[i].ims, 0x9d);
		for (unsigned k = 1; k < 3; k++) {
			rig_write(&r, chips[i].ics, 8);
			rig_pass(&r, NSEC_PER_SEC);
			assert_int_equal(r.messages[0], k);
			assert_int_equal(rig_read(&r, chips[i].icr), 0x80000008);
		}
		assert_false(r.intx);
		nic_rig_end(&r);
	}
}

/* 82574 datasheet, 7.4.4: EITR keeps messages apart by 50 us here; those of sent frames alone come 307 us apart at the least, if EITR says anything at all. */
static void test_messages_apart(void **state)
{
	enum { EIAC = 0xdc, IVAR = 0xe4, EITR = 0xe8, RXQ0 = 1 << 20, TXQ0 = 1 << 22, OTHER = 1 << 24 };
	static const struct { u32 ivar, eitr, bit; unsigned vector, apart_us; } rows[] = {
		{ 0xa0908, 195, RXQ0, 0, 50 }, { 0xa0908, 195, TXQ0, 1, 308 }, { 0xa0908, 0, TXQ0, 1, 0 }, { 0xa0908, 2000, TXQ0, 1, 512 },
		{ 0xa0908, 195, OTHER | ICR_RXO, 2, 10240 }, { 0xa0908, 195, OTHER | ICR_LSC, 2, 50 }, { 0xa0908, 195, OTHER | ICR_RXO | ICR_LSC, 2, 50 }, { 0x80908, 195, OTHER | ICR_RXO, 0, 50 },
		{ 0xa0808, 195, TXQ0, 0, 50 }, { 0x90908, 195, TXQ0, 1, 50 }, /* it tells of what was received, or of the rest, too */
	};
	struct nic_rig r;

	(void)state;
	for (unsigned i = 0; i < ARRAY_LEN(rows); i++) {
		u64 *told;

		nic_rig_start(&r, "e1000e");
		told = &r.messages[rows[i].vector];
		nic_config_write(r.n, r.n->msix_cap + 3u, "\x80", 1, r.now);
		rig_write(&r, EIAC, RXQ0 | TXQ0 | OTHER);
		rig_write(&r, IVAR, rows[i].ivar);
		rig_write(&r, EITR + 4 * rows[i].vector, rows[i].eitr);
		rig_read(&r, ICR); /* the link came up */
		for (unsigned k = 0; k < 2; k++) {
			rig_write(&r, IMS, RXQ0 | TXQ0 | OTHER);
			rig_write(&r, ICS, rows[i].bit);
			if (k && rows[i].apart_us) {
				assert_int_equal(*told, k);
				rig_pass(&r, (rows[i].apart_us - 1) * NSEC_PER_US);
				assert_int_equal(*told, k);
				rig_pass(&r, 2 * NSEC_PER_US);
			}
			assert_int_equal(*told, k + 1);
		}
		nic_rig_end(&r);
	}
}

static void test_no_descriptors_waits(void **state)
{
	(void)state;
	start(0);
	rig_write(&rig, RX + Q_TAIL, 0);
	rig_receive(&rig, rig_frame(&rig, "\x02\0\0\0\0\xaa", 100, 0));
	rig_work(&rig);
	assert_int_equal(rig.n->rx_frames, 0);
	assert_int_equal(rig_read(&rig, RNBC), 1);
	assert_true(rig_read(&rig, ICR) & ICR_RXO);
	rig_write(&rig, RX + Q_TAIL, 4);
	assert_int_equal(rig.n->rx_frames, 1);
	for (u32 i = 0; i < NIC_FIFO + 10; i++)
		nic_receive(rig.n, &(struct frame *){ rig_frame(&rig, "\x02\0\0\0\0\xaa", 100, 0) }, 1, rig.now);
	assert_int_equal(rig.n->rx_missed, 10);
}

/* 82576: of several queues one that is off, or without room while it may drop (SRRCTL.Drop_En), holds up no other; and all four bits of the table count. */
static void test_queues_that_lose(void **state)
{
	enum { BASE0 = 0x2800, SRRCTL = 0x0c, RQDPC = 0x30, RXDCTL = 0x28 };
	struct nic_rig r;
	struct frame *f;

	(void)state;
	nic_rig_start(&r, "igb");
	rig_write(&r, RCTL, RCTL_EN | RCTL_BAM);
	for (unsigned how = 0; how < 3; how++) {
		static const u32 more[] = { 1, 0, 2 }; /* the one that stayed goes with the next */
		u64 lost = r.dropped[DROP_QUEUE_FULL];

		rig_write(&r, BASE0 + Q_BAL, RX_RING);
		rig_write(&r, BASE0 + Q_LEN, RING_N * 16);
		rig_write(&r, BASE0 + RXDCTL, how ? 1u << 25 : 0);
		rig_write(&r, BASE0 + SRRCTL, how == 2 ? 1u << 31 | 2 : 2);
		rig_write(&r, BASE0 + Q_TAIL, 0);
		rig_receive(&r, rig_frame(&r, "\xff\xff\xff\xff\xff\xff", 100, 0));
		rig_work(&r);
		assert_int_equal(r.dropped[DROP_QUEUE_FULL], lost + more[how]);
		assert_int_equal(rig_read(&r, BASE0 + RQDPC), more[how]);
	}
	/* a table of the last queue alone, which is off */
	f = rig_frame(&r, "\xff\xff\xff\xff\xff\xff", 100, 0);
	rig_write(&r, BASE0 + RXDCTL, 1u << 25);
	rig_write(&r, 0x5818, 2 | 1u << 17); /* MRQC: RSS, of IPv4 */
	for (unsigned k = 0; k < 32; k++)
		rig_write(&r, 0x5c00 + 4 * k, 0x0f0f0f0f);
	memcpy(f->data + 12, "\x08\0\x45\0\0\x28\0\1\0\0\x40\x06\x66\xcd\x0a\0\0\1\x0a\0\0\2", 22);
	rig_receive(&r, f);
	rig_work(&r);
	assert_int_equal(rig_read(&r, 0xc000 + 0x40 * 15 + RQDPC), 1);
	nic_rig_end(&r);
}

static void test_checksum_verdicts(void **state)
{
	struct frame *f = rig_frame(&rig, "\x02\0\0\0\0\xaa", 100, 0);

	(void)state;
	start(0);
	rig_write(&rig, RXCSUM, RXCSUM_IPOFL | RXCSUM_TUOFL);
	memcpy(f->data + 12, "\x08\0\x45\0\0\x28\0\1\0\0\x40\x06\x66\xcd\x0a\0\0\1\x0a\0\0\2", 22);
	f->data[46] = 0x50;
	rig_receive(&rig, f);
	assert_int_equal(got(0)[12] & 0x64, 0x60); /* both looked at */
	assert_int_equal(got(0)[13] & 0x60, 0x20); /* the header is good, TCP is not */
}

/* Interrupts. */

static void test_causes_and_mask(void **state)
{
	(void)state;
	rig_write(&rig, ICS, ICR_RXO);
	assert_false(rig.intx);
	rig_write(&rig, IMS, ICR_RXO);
	assert_true(rig.intx);
	rig_write(&rig, IMC, ICR_RXO);
	assert_false(rig.intx);
	assert_int_equal(rig_read(&rig, ICR), ICR_RXO);
	assert_int_equal(rig_read(&rig, ICR), 0);
	rig_write(&rig, ICS, 0x84);
	rig_write(&rig, ICR, 0x80); /* written ones are cleared */
	assert_int_equal(rig_read(&rig, ICR), 0x04);
}

static void test_throttle(void **state)
{
	(void)state;
	rig_write(&rig, IMS, ICR_RXO);
	rig_write(&rig, ITR, 1000); /* 256 us */
	rig_write(&rig, ICS, ICR_RXO);
	assert_true(rig.intx);
	rig_read(&rig, ICR);
	rig_write(&rig, ICS, ICR_RXO);
	assert_false(rig.intx);
	rig_pass(&rig, 255 * NSEC_PER_US);
	assert_false(rig.intx);
	rig_pass(&rig, 2 * NSEC_PER_US);
	assert_true(rig.intx);
}

static void test_receive_delay(void **state)
{
	(void)state;
	start(0);
	rig_write(&rig, RDTR, 100);
	rig_write(&rig, RADV, 250);
	for (int i = 0; i < 3; i++) {
		rig_receive(&rig, rig_frame(&rig, "\x02\0\0\0\0\xaa", 100, 0));
		assert_false(rig.intx);
		rig_pass(&rig, 90 * NSEC_PER_US);
	}
	assert_true(rig.intx); /* the absolute limit */
	rig_read(&rig, ICR);
	rig_receive(&rig, rig_frame(&rig, "\x02\0\0\0\0\xaa", 100, 0));
	rig_pass(&rig, 103 * NSEC_PER_US);
	assert_true(rig.intx);
}

static void test_injected_faults(void **state)
{
	(void)state;
	rig.n->inject.lose_irqs = 1;
	rig_write(&rig, IMS, ICR_RXO);
	rig_write(&rig, ICS, ICR_RXO);
	assert_false(rig.intx);
	rig_read(&rig, ICR);
	rig_write(&rig, ICS, ICR_RXO);
	assert_true(rig.intx);
	rig.n->inject.stuck_offset = STATUS;
	rig.n->inject.stuck_mask = STATUS_LU;
	assert_int_equal(rig_read(&rig, STATUS) & STATUS_LU, 0);
	start(0);
	rig.n->inject.writeback_delay = NSEC_PER_MS;
	buffer(100);
	put(0, TX_BUF, (CMD_EOP | CMD_RS) << 24 | 100, 0);
	rig_write(&rig, TX + Q_TAIL, 1);
	assert_int_equal(desc(0)[12] & 1, 0);
	rig_pass(&rig, 2 * NSEC_PER_MS);
	assert_int_equal(desc(0)[12] & 1, 1);
}

/* Bad guests: the classes of known faults of NIC models, by name. */

static void test_head_beyond_ring_ends(void **state) /* CVE-2016-1981 */
{
	(void)state;
	start(0);
	rig_write(&rig, TX + Q_HEAD, 0xffff);
	rig_write(&rig, TX + Q_TAIL, 3);
	assert_int_equal(rig.n->faults[NIC_FAULT_RING], 2); /* counted at each touch, not for ever */
	rig_write(&rig, TX + Q_HEAD, 0);
	rig_write(&rig, TX + Q_TAIL, 0xfff0);
	assert_true(rig.n->faults[NIC_FAULT_RING] >= 3);
	rig_write(&rig, RX + Q_HEAD, 0x100);
	rig_receive(&rig, rig_frame(&rig, "\x02\0\0\0\0\xaa", 100, 0));
	assert_int_equal(rig.n->rx_frames, 0);
}

static void test_descriptors_without_end(void **state) /* CVE-2015-6815, CVE-2021-20257 */
{
	(void)state;
	start(0);
	buffer(100);
	for (u32 i = 0; i < RING_N; i++)
		put(i, TX_BUF, 100, 0); /* never EOP */
	for (int turn = 0; turn < 1000; turn++) {
		rig_write(&rig, TX + Q_TAIL, (rig_read(&rig, TX + Q_HEAD) + RING_N - 1) % RING_N);
		assert_true(pool_in_use(rig.pool) <= 1);
	}
	assert_int_equal(rig.n_sent, 0);
	assert_true(rig.n->faults[NIC_FAULT_TOO_LONG] > 0);
}

static void test_null_and_unmapped_buffers(void **state) /* CVE-2020-28916 */
{
	(void)state;
	start(0);
	put_le64(got(0), 0);
	put_le64(got(1), 0xdead0000);
	rig_receive(&rig, rig_frame(&rig, "\x02\0\0\0\0\xaa", 100, 0));
	rig_receive(&rig, rig_frame(&rig, "\x02\0\0\0\0\xaa", 100, 0));
	rig_receive(&rig, rig_frame(&rig, "\x02\0\0\0\0\xaa", 100, 0));
	assert_int_equal(rig.n->faults[NIC_FAULT_NULL_BUFFER], 1);
	assert_true(rig.n->faults[NIC_FAULT_NO_MEMORY] > 0);
	assert_int_equal(rig.n->rx_frames, 1);
	put(0, 0, (CMD_EOP | CMD_RS) << 24 | 100, 0);
	put(1, UINT64_MAX - 10, (CMD_EOP | CMD_RS) << 24 | 100, 0);
	rig_write(&rig, TX + Q_TAIL, 2);
	assert_int_equal(rig.n_sent, 0);
	assert_int_equal(rig_read(&rig, TX + Q_HEAD), 2);
	ring(TX, UINT64_MAX - 15, RING_N); /* the ring itself is nowhere */
	rig_write(&rig, TX + Q_TAIL, 2);
	assert_int_equal(rig.n_sent, 0);
}

static void test_oversized_frame_without_lpe(void **state) /* CVE-2012-6075 */
{
	(void)state;
	start(RCTL_SBP);
	rig_receive(&rig, rig_frame(&rig, "\x02\0\0\0\0\xaa", 16379, 0));
	rig_receive(&rig, rig_frame(&rig, "\x02\0\0\0\0\xaa", 16381, 0));
	assert_int_equal(rig.n->rx_frames, 1);
	assert_int_equal(rig.dropped[DROP_TOO_LONG], 1);
}

static void test_contexts_that_lie(void **state) /* CVE-2020-16092, CVE-2020-27617 */
{
	(void)state;
	start(0);
	for (u32 mss = 0; mss < 3; mss++)
		for (u32 header = 0; header < 256; header += 5) {
			u32 at = rig_read(&rig, TX + Q_HEAD);

			tcp_packet(200, true);
			put(at, header | (u64)(255 - header) << 8 | (u64)header << 40, (CMD_DEXT | CMD_TSE | 3) << 24 | 0xfffff, mss << 16 | header << 8);
			put((at + 1) % RING_N, TX_BUF, (CMD_EOP | CMD_RS | CMD_DEXT | CMD_TSE) << 24 | 1 << 20 | 254, 3 << 8);
			rig_write(&rig, TX + Q_TAIL, (at + 2) % RING_N);
		}
	assert_true(rig.n->faults[NIC_FAULT_CONTEXT] > 100);
}

static void test_reset_forgets(void **state) /* timers and half frames do not outlive a reset */
{
	(void)state;
	start(0);
	buffer(100);
	rig_write(&rig, RDTR, 100);
	put(0, TX_BUF, 100, 0);
	rig_write(&rig, TX + Q_TAIL, 1);
	rig_receive(&rig, rig_frame(&rig, "\x02\0\0\0\0\xaa", 100, 0));
	assert_int_equal(pool_in_use(rig.pool), 1);
	nic_reset(rig.n, rig.now);
	assert_int_equal(pool_in_use(rig.pool), 0);
	assert_int_equal(rig.alarm, NSEC_NEVER);
	assert_int_equal(rig.n->config[PCI_COMMAND], 0);
}

static void test_no_mastering_no_dma(void **state)
{
	(void)state;
	start(0);
	nic_config_write(rig.n, PCI_COMMAND, "\x03", 1, rig.now);
	buffer(100);
	put(0, TX_BUF, (CMD_EOP | CMD_RS) << 24 | 100, 0);
	rig_write(&rig, TX + Q_TAIL, 1);
	assert_int_equal(rig.n_sent, 0);
	nic_config_write(rig.n, PCI_COMMAND, "\x07", 1, rig.now);
	rig_work(&rig);
	assert_int_equal(rig.n_sent, 1);
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(test_reset_values), T(test_access_of_every_width), T(test_window_in_io_space), T(test_statistics_clear), T(test_eeprom),
		T(test_phy_negotiates), T(test_link_follows_the_wire), T(test_legacy_descriptor), T(test_frame_of_many_buffers_wraps),
		T(test_short_frames_are_padded), T(test_checksums), T(test_segmentation), T(test_tag_goes_in), T(test_loopback_does_not_recurse),
		T(test_receive), T(test_fcs_is_right), T(test_filters), T(test_no_frame_for_a_copy),
		T(test_tag_filter_and_strip), T(test_long_frame_over_buffers),
		T(test_split_descriptors_count_twice), T(test_msi), T(test_messages_apart), T(test_no_descriptors_waits), T(test_checksum_verdicts), T(test_queues_that_lose), T(test_causes_and_mask), T(test_throttle), T(test_receive_delay),
		T(test_injected_faults), T(test_head_beyond_ring_ends), T(test_descriptors_without_end), T(test_null_and_unmapped_buffers),
		T(test_oversized_frame_without_lpe), T(test_contexts_that_lie), T(test_reset_forgets), T(test_no_mastering_no_dma),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
