/* SPDX-License-Identifier: GPL-3.0-or-later */
/* vmxnet3 as its drivers use it: activation and what is refused, rings and their generations, offloads, filters, RSS, joined segments, coalescing, and what hostile drivers get. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "core/csum.h"
#include "nic_rig.h"

enum {
	PAGE = GUEST_AT, QUEUES = GUEST_AT + 0x1000, TX = GUEST_AT + 0x3000, TX_DONE = GUEST_AT + 0x4000, RX = GUEST_AT + 0x5000, RX2 = GUEST_AT + 0x6000,
	RX_DONE = GUEST_AT + 0x7000, RSS = GUEST_AT + 0x8000, SCHEME = GUEST_AT + 0x8400, GROUPS = GUEST_AT + 0x8800, DATA = GUEST_AT + 0x9000, BUF = GUEST_AT + 0x20000,
	PER_QUEUE = 0x10000, /* between the receive rings of queues */
	ACTIVATE = (int)0xcafe0000, QUIESCE, RESET, UPDATE_MODE, UPDATE_GROUPS, UPDATE_VLANS, UPDATE_RSS, UPDATE_LEVELS, UPDATE_FEATURE = (int)0xcafe0009,
	SET_COALESCE = (int)0xcafe000e, SET_FIELDS = (int)0xcafe0010,
	GET_STATS = (int)0xf00d0001, GET_LINK, GET_MAC_LOW, GET_MAC_HIGH, GET_DATA_DESC = (int)0xf00d000a, GET_COALESCE, GET_FIELDS,
	N = 32, CSUM = 1, HASH = 2, STRIP = 4, JOIN = 8,
};

static struct nic_rig rig;

static int setup(void **state) { (void)state; nic_rig_start(&rig, "vmxnet3"); return 0; }
static int teardown(void **state) { (void)state; nic_rig_end(&rig); return 0; }

static void put(u32 at, u32 v)
{
	nic_bar_write(rig.n, 1, at, &v, 4, rig.now);
	if (rig.soon)
		rig_work(&rig);
}

static u32 get(u32 at)
{
	u32 v = 0;

	nic_bar_read(rig.n, 1, at, &v, 4, rig.now);
	return v;
}

static u32 command(int code)
{
	put(0x20, (u32)code);
	return get(0x20);
}

static u8 *page(void) { return rig_at(&rig, PAGE); }
static u8 *tx_queue(void) { return rig_at(&rig, QUEUES); }
static u8 *rx_queue(u32 q) { return rig_at(&rig, QUEUES + 256 * (1 + q)); }

/* A driver's page with one transmit and n receive queues; not yet activated. */
static void share(u32 revision, u32 features, u32 n)
{
	memset(page(), 0, 720);
	put_le32(page(), 0xbabefee1);
	put_le32(page() + 24, features);
	put_le64(page() + 40, QUEUES);
	put_le32(page() + 52, 256 * (1 + n));
	page()[62] = 1;
	page()[63] = (u8)n;
	page()[81] = 2;
	page()[82] = 24; /* events */
	put_le32(page() + 120, 7); /* unicast, multicast, broadcast */
	put_le64(tx_queue() + 16, TX);
	put_le64(tx_queue() + 32, TX_DONE);
	put_le32(tx_queue() + 56, N);
	put_le32(tx_queue() + 64, N);
	tx_queue()[72] = 3;
	for (u32 q = 0; q < n; q++) {
		u8 *d = rx_queue(q);

		put_le64(d + 16, RX + PER_QUEUE * q);
		put_le64(d + 24, RX2 + PER_QUEUE * q);
		put_le64(d + 32, RX_DONE + PER_QUEUE * q);
		put_le32(d + 56, N);
		put_le32(d + 60, N);
		put_le32(d + 64, 2 * N);
		d[72] = (u8)(4 + q);
	}
	put(0, 1u << (revision - 1));
	put(0x10, PAGE);
	put(0x18, 0);
	nic_config_write(rig.n, rig.n->msix_cap + 3, "\x80", 1, rig.now);
}

/* Buffers of len bytes in that ring of queue 0, of that generation; i-th at BUF + 2048 i. */
static void buffers(u64 ring, u32 from, u32 count, u32 len, u32 gen, bool body)
{
	for (u32 i = from; i < from + count; i++) {
		u8 *d = rig_at(&rig, ring + 16 * i);

		put_le64(d, BUF + 2048 * i + (ring == RX2 ? 0x10000 : 0));
		put_le32(d + 8, len | (body ? 1u << 14 : 0) | gen << 31);
	}
}

static void start(u32 revision, u32 features)
{
	share(revision, features, 1);
	buffers(RX, 0, N, 1600, 1, false);
	assert_int_equal(command(ACTIVATE), 0);
}

static void send(u32 i, u64 at, u32 len, u32 gen, u32 w2, u32 w3)
{
	u8 *d = rig_at(&rig, TX + 16 * i);

	put_le64(d, at);
	put_le32(d + 8, len | gen << 14 | w2);
	put_le32(d + 12, w3);
}

enum { EOP = 1 << 12, CQ = 1 << 13, TI = 1 << 15, OM_CSUM = 2 << 10, OM_TSO = 3 << 10 };

static void ring_bell(void) { rig_write(&rig, 0x600, 0); }
static u8 *done_at(u64 ring, u32 i) { return rig_at(&rig, ring + 16 * i); }

static void test_probe(void **state)
{
	(void)state;
	assert_int_equal(get(0), 15);
	assert_int_equal(get(8), 1);
	assert_int_equal(command(GET_LINK), 10000u << 16 | 1);
	assert_int_equal(command(GET_MAC_LOW), get_le32(rig.n->mac));
	assert_int_equal(command(GET_MAC_HIGH), get_le16(rig.n->mac + 4));
	assert_int_equal(get(0x28), get_le32(rig.n->mac));
	put(0, 1); /* revision 1 knows neither data rings nor coalescing */
	assert_int_equal(command(GET_DATA_DESC), 0);
	assert_int_equal(command(SET_COALESCE), 1);
	put(0, 4);
	assert_int_equal(command(GET_DATA_DESC), 128);
	put(0, 0x80); /* nobody has that one: the choice stands */
	assert_int_equal(rig.n->faults[NIC_FAULT_REGISTER], 2);
	assert_int_equal(command(GET_DATA_DESC), 128);
	nic_set_link(rig.n, false, rig.now);
	assert_int_equal(command(GET_LINK), 0);
}

static void test_activation_refused(void **state)
{
	static const struct { u32 at, len, value; const char *what; } wrong[] = {
		{ 0, 4, 1, "magic" }, { 62, 1, 0, "no transmit queue" }, { 62, 1, 9, "nine" }, { 63, 1, 0, "no receive queue" }, { 63, 1, 17, "seventeen" },
		{ 52, 4, 256, "a table too short" }, { 82, 1, 25, "event vector" }, { 40, 4, 1, "a table that is nowhere" },
		{ QUEUES - PAGE + 56, 4, 0, "no descriptors" }, { QUEUES - PAGE + 56, 4, 33, "not a multiple of 32" }, { QUEUES - PAGE + 56, 4, 8192, "too many" },
		{ QUEUES - PAGE + 64, 4, 0, "no completions" }, { QUEUES - PAGE + 72, 1, 25, "vector" }, { QUEUES - PAGE + 256 + 56, 4, 31, "odd" },
		{ QUEUES - PAGE + 256 + 60, 4, 5, "odd" }, { QUEUES - PAGE + 256 + 64, 4, 16384, "too many" }, { QUEUES - PAGE + 256 + 72, 1, 200, "vector" },
	};

	(void)state;
	for (unsigned i = 0; i < ARRAY_LEN(wrong); i++) {
		share(4, 0, 1);
		memcpy(page() + wrong[i].at, &wrong[i].value, wrong[i].len);
		assert_int_not_equal(command(ACTIVATE), 0);
		rig_receive(&rig, rig_frame(&rig, "\x02\0\0\0\0\xaa", 60, 0));
		assert_int_equal(rig.n->rx_frames, 0);
	}
	share(4, 0, 1);
	put(0x18, 1); /* a page that is nowhere */
	assert_int_not_equal(command(ACTIVATE), 0);
	nic_config_write(rig.n, PCI_COMMAND, "\x02", 1, rig.now);
	put(0x18, 0);
	assert_int_not_equal(command(ACTIVATE), 0); /* not a bus master */
	nic_config_write(rig.n, PCI_COMMAND, "\x07", 1, rig.now);
	assert_int_equal(command(ACTIVATE), 0);
}

static void test_send(void **state)
{
	(void)state;
	start(4, 0);
	for (u32 i = 0; i < 64; i++)
		rig_at(&rig, BUF)[i] = (u8)i;
	for (u32 i = 0; i < 3 * N; i++) { /* generations turn; two pieces a frame, one completion */
		u32 gen = i / N % 2 ? 0 : 1, k = i % N;

		send(k, BUF + (i & 1 ? 30 : 0), i & 1 ? 34 : 30, gen, 0, i & 1 ? EOP | CQ : 0);
		if (i & 1) {
			ring_bell();
			assert_int_equal(rig.n_sent, (i + 1) / 2);
			assert_int_equal(rig.sent[i / 2]->len, 64);
			assert_memory_equal(rig.sent[i / 2]->data, rig_at(&rig, BUF), 64);
			assert_int_equal(get_le32(done_at(TX_DONE, i / 2 % N)) & 0xfff, k);
			assert_int_equal(get_le32(done_at(TX_DONE, i / 2 % N) + 12) >> 31, i / 2 / N % 2 ? 0 : 1);
		}
	}
	assert_int_equal(rig.messages[3], 3 * N / 2);
	assert_int_equal(get_le64(tx_queue() + 88 + 16), 3 * N / 2); /* the driver's copy of the statistics: unicast */
	assert_int_equal(get_le64(tx_queue() + 88 + 24), 3 * N / 2 * 64);
	send(0, BUF, 64, 0, 0, EOP); /* no completion is asked for */
	ring_bell();
	assert_int_equal(rig.n_sent, 3 * N / 2 + 1);
	assert_int_equal(rig.messages[3], 3 * N / 2);
}

/* An Ethernet, IPv4 and TCP frame at BUF with `payload` bytes, its pseudo-header's sum in place. */
static u32 tcp_at_buf(u32 payload, bool length)
{
	static const u8 ip[] = { 0x45, 0, 0, 0, 0, 1, 0, 0, 64, 6, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2 };
	u8 *p = rig_at(&rig, BUF), *l4 = p + 34;

	memset(p, 0, 54 + payload);
	memcpy(p, "\x02\0\0\0\0\x01\x02\0\0\0\0\xaa\x08\0", 14);
	memcpy(p + 14, ip, sizeof(ip));
	p[16] = (u8)((40 + payload) >> 8);
	p[17] = (u8)(40 + payload);
	l4[12] = 0x50;
	for (u32 i = 0; i < payload; i++)
		l4[20 + i] = (u8)i;
	{
		u16 sum = csum_fold(csum_add(6 + (length ? 20 + payload : 0), p + 26, 8));

		l4[16] = (u8)(sum >> 8);
		l4[17] = (u8)sum;
	}
	return 54 + payload;
}

static void test_send_offloads(void **state)
{
	u32 len = tcp_at_buf(1000, true);
	struct frame *f;

	(void)state;
	start(4, 0);
	send(0, BUF, len, 1, 50u << 18, EOP | CQ | OM_CSUM | 34 | TI | 42u << 16);
	ring_bell();
	assert_int_equal(rig.n_sent, 1);
	f = rig.sent[0];
	assert_int_equal(f->len, len + 4);
	assert_memory_equal(f->data + 12, "\x81\0\0\x2a\x08\0", 6);
	assert_true(f->flags & FRAME_CSUM_PARTIAL);
	assert_true(frame_finish_checksum(f));
	assert_int_equal(csum_fold(csum_add(6 + 1020, f->data + 30, 8 + 1020)), 0xffff);
	len = tcp_at_buf(5000, false);
	send(1, BUF, len, 1, 1460u << 18, EOP | CQ | OM_TSO | 54);
	ring_bell();
	f = rig.sent[1];
	assert_int_equal(f->gso, GSO_TCP4);
	assert_int_equal(f->gso_size, 1460);
	assert_int_equal(f->len, len);
	assert_int_equal(get_le64(tx_queue() + 88), 4); /* segments */
	send(2, BUF, len, 1, 1460u << 18, EOP | CQ | OM_TSO | 40); /* headers that end inside TCP's */
	send(3, BUF, len, 1, 9000u << 18, EOP | CQ | OM_CSUM | 34); /* a sum beyond the frame */
	send(4, BUF, 64, 1, 0, EOP | CQ | 1 << 10);		   /* tunnels are of later revisions */
	send(5, 1, 64, 1, 0, EOP | CQ);
	send(6, BUF, 10, 1, 0, EOP | CQ);
	send(7, BUF, 64, 1, 1 << 16, EOP | CQ);
	ring_bell();
	assert_int_equal(rig.n_sent, 2);
	assert_int_equal(get_le64(tx_queue() + 88 + 64), 6); /* errors; each was completed */
	assert_int_equal(get_le32(done_at(TX_DONE, 7)) & 0xfff, 7);
	assert_int_equal(rig.n->faults[NIC_FAULT_CONTEXT], 3);
}

static void test_ring_gone(void **state)
{
	(void)state;
	share(4, 0, 1);
	put_le64(tx_queue() + 16, GUEST_AT + 2ull * GUEST_MEM);
	assert_int_equal(command(ACTIVATE), 0);
	ring_bell();
	assert_int_equal(tx_queue()[80], 1);
	assert_int_equal(get_le32(tx_queue() + 84), 0x80000007);
	assert_int_equal(get_le32(page() + 696), 2);
	assert_int_equal(rig.messages[24], 1);
	put(0x40, 2); /* acknowledged: the page loses it too */
	assert_int_equal(get_le32(page() + 696), 0);
}

static void test_receive(void **state)
{
	(void)state;
	start(4, 0);
	for (u32 i = 0; i < N; i++) {
		u8 *d = done_at(RX_DONE, i);

		rig_receive(&rig, rig_frame(&rig, "\x02\0\0\0\0\xaa", 60 + i, (u8)i));
		assert_int_equal(get_le32(d) & 0xfff, i);
		assert_int_equal(get_le32(d) >> 14 & 3, 3);
		assert_int_equal(get_le32(d + 8) & 0x3fff, 60 + i);
		assert_int_equal(get_le32(d + 12) >> 31, 1);
		assert_int_equal(rig_at(&rig, BUF + 2048 * i)[20], (u8)(i + 20));
	}
	assert_int_equal(rig.messages[4], N);
	assert_int_equal(get_le64(rx_queue(0) + 88 + 16), N);
	/* No buffer: the driver is asked to say when there are some; then what waited is there. */
	rig_receive(&rig, rig_frame(&rig, "\x02\0\0\0\0\xaa", 60, 0));
	assert_int_equal(rx_queue(0)[0], 1);
	assert_int_equal(rig.n->rx_frames, N);
	buffers(RX, 0, N, 1600, 0, false);
	rig_write(&rig, 0x800, 5);
	assert_int_equal(rig.n->rx_frames, N + 1);
	assert_int_equal(rx_queue(0)[0], 0);
	rig_receive(&rig, rig_frame(&rig, "\x02\0\0\0\0\xaa", 20, 0)); /* as on the wire */
	assert_int_equal(get_le32(done_at(RX_DONE, N + 1) + 8) & 0x3fff, 60);
}

static void test_receive_pieces(void **state)
{
	u8 *d = done_at(RX_DONE, 0);

	(void)state;
	share(4, 0, 1);
	buffers(RX, 0, 2, 100, 1, true); /* bodies before the first head are passed over */
	buffers(RX, 2, 1, 1000, 1, false);
	buffers(RX, 3, 1, 500, 1, true);
	buffers(RX2, 0, N, 2000, 1, true);
	buffers(RX, 4, 1, 1000, 1, false);
	assert_int_equal(command(ACTIVATE), 0);
	rig_receive(&rig, rig_frame(&rig, "\x02\0\0\0\0\xaa", 4000, 0));
	assert_int_equal(get_le32(d) & 0xfff, 2);
	assert_int_equal(get_le32(d) >> 14 & 3, 2);
	assert_int_equal(get_le32(d + 16) & 0xfff, 3); /* ring 1 while bodies follow there */
	assert_int_equal(get_le32(d + 16) >> 16 & 0x3ff, 0);
	assert_int_equal(get_le32(d + 32) & 0xfff, 0); /* then ring 2, whose completions are of queue 0 + 1 */
	assert_int_equal(get_le32(d + 32) >> 16 & 0x3ff, 1);
	assert_int_equal(get_le32(d + 48) >> 14 & 3, 1);
	assert_int_equal(get_le32(d + 48 + 8) & 0x3fff, 500);
	assert_int_equal(rig_at(&rig, BUF + 0x10000 + 2048)[499], (u8)3999);
	rig_receive(&rig, rig_frame(&rig, "\x02\0\0\0\0\xaa", 9000, 0)); /* the head at 4, and bodies of ring 2 */
	assert_int_equal(get_le32(d + 64) & 0xfff, 4);
	assert_int_equal(rig.n->rx_frames, 2);
	/* A buffer that is nowhere: the driver sees an error. */
	buffers(RX, 5, 1, 1000, 1, false);
	put_le64(rig_at(&rig, RX + 16 * 5), 1);
	rig_receive(&rig, rig_frame(&rig, "\x02\0\0\0\0\xaa", 60, 0));
	assert_int_equal(rig.dropped[DROP_BAD_DESCRIPTOR], 1);
	assert_int_equal(get_le64(rx_queue(0) + 88 + 72), 1);
}

static void test_data_ring(void **state)
{
	(void)state;
	share(3, 0, 1);
	put_le64(rx_queue(0) + 48, DATA);
	put_le16(rx_queue(0) + 74, 128);
	buffers(RX, 0, N, 1600, 1, false);
	assert_int_equal(command(ACTIVATE), 0);
	rig_receive(&rig, rig_frame(&rig, "\x02\0\0\0\0\xaa", 129, 0));
	assert_int_equal(get_le32(done_at(RX_DONE, 0)) >> 16 & 0x3ff, 0);
	rig_receive(&rig, rig_frame(&rig, "\x02\0\0\0\0\xaa", 128, 7));
	assert_int_equal(get_le32(done_at(RX_DONE, 1)) >> 16 & 0x3ff, 2);
	assert_int_equal(rig_at(&rig, DATA + 128)[127], (u8)(7 + 127)); /* where its descriptor's number says */
}

static u64 taken(const char *to, int tag)
{
	u64 before = rig.n->rx_frames;
	struct frame *f = rig_frame(&rig, to, 100, 0);

	if (tag >= 0) {
		memcpy(f->data + 12, "\x81\0", 2);
		f->data[14] = (u8)(tag >> 8);
		f->data[15] = (u8)tag;
	}
	rig_receive(&rig, f);
	return rig.n->rx_frames - before;
}

static void test_filters(void **state)
{
	(void)state;
	start(4, 0);
	assert_int_equal(taken("\x02\0\0\0\0\xaa", -1), 1);
	assert_int_equal(taken("\x02\0\0\0\0\xab", -1), 0);
	assert_int_equal(taken("\xff\xff\xff\xff\xff\xff", -1), 1);
	assert_int_equal(taken("\x01\0\x5e\0\0\x05", -1), 0);
	memcpy(rig_at(&rig, GROUPS), "\x01\0\x5e\0\0\x06\x01\0\x5e\0\0\x05", 12);
	put_le16(page() + 124, 12);
	put_le64(page() + 128, GROUPS);
	command(UPDATE_GROUPS);
	assert_int_equal(taken("\x01\0\x5e\0\0\x05", -1), 1);
	assert_int_equal(taken("\x01\0\x5e\0\0\x07", -1), 0);
	put_le16(page() + 124, 6 * 300); /* more than fit: all of them */
	command(UPDATE_GROUPS);
	assert_int_equal(taken("\x01\0\x5e\0\0\x07", -1), 1);
	assert_int_equal(taken("\x02\0\0\0\0\xaa", 0), 1); /* priority alone is no VLAN */
	assert_int_equal(taken("\x02\0\0\0\0\xaa", 42), 0);
	page()[136 + 5] = 1 << 2;
	assert_int_equal(taken("\x02\0\0\0\0\xaa", 42), 0); /* until the command */
	command(UPDATE_VLANS);
	assert_int_equal(taken("\x02\0\0\0\0\xaa", 42), 1);
	put_le32(page() + 120, 0x10);
	command(UPDATE_MODE);
	assert_int_equal(taken("\x02\0\0\0\0\x77", 99), 1);
	put_le32(page() + 120, 4);
	command(UPDATE_MODE);
	assert_int_equal(taken("\x02\0\0\0\0\xaa", -1), 0);
	put(0x28, 0x00000002);
	put(0x30, 0xbb00);
	put_le32(page() + 120, 1);
	command(UPDATE_MODE);
	assert_int_equal(taken("\x02\0\0\0\0\xbb", -1), 1);
	command(QUIESCE);
	assert_int_equal(taken("\x02\0\0\0\0\xbb", -1), 0);
}

/* A frame that waits for a buffer when the driver lets go of its rings: what stands in that memory later is not written through. */
static void test_quiesce(void **state)
{
	u32 drops;

	(void)state;
	share(4, 0, 1);
	assert_int_equal(command(ACTIVATE), 0);
	rig_receive(&rig, rig_frame(&rig, "\x02\0\0\0\0\xaa", 60, 0));
	assert_int_equal(rx_queue(0)[0], 1);
	drops = rig.dropped[DROP_PORT_DOWN];
	assert_int_equal(command(QUIESCE), 0);
	buffers(RX, 0, N, 1600, 1, false);
	memset(rig_at(&rig, BUF), 0x55, 64);
	rig_write(&rig, 0x800, 5);
	assert_int_equal(rig.n->rx_frames, 0);
	assert_int_equal(rig_at(&rig, BUF)[0], 0x55);
	assert_int_equal(rig.dropped[DROP_PORT_DOWN], drops + 1);
}

static bool answers;

static enum nic_dma far_read(struct nic *n, u64 addr, void *to, u32 len)
{
	(void)n;
	if (answers)
		memcpy(to, rig_at(&rig, addr), len);
	return answers ? DMA_OK : DMA_WAIT;
}

/* Memory that is far: the activation waits for it, and a driver that resets the device meanwhile has no active one later. */
static void test_reset_before_memory(void **state)
{
	static const int ends[] = { QUIESCE, RESET };
	struct dma_range far = { .addr = GUEST_AT, .len = GUEST_MEM, .access = DMA_READABLE };
	struct nic_host host = *rig.n->host;

	(void)state;
	host.far_read = far_read;
	for (unsigned i = 0; i < ARRAY_LEN(ends); i++) {
		share(4, 0, 1);
		rig.n->host = &host;
		dma_free(&rig.n->dma);
		dma_add(&rig.n->dma, &far);
		answers = false;
		put(0x20, (u32)ACTIVATE);
		put(0x20, (u32)ends[i]);
		answers = true;
		rig_work(&rig);
		rig_receive(&rig, rig_frame(&rig, "\x02\0\0\0\0\xaa", 60, 0));
		assert_int_equal(rig.dropped[DROP_PORT_DOWN], i + 1);
	}
	put(0x20, (u32)ACTIVATE); /* and with one that is meant it is */
	rig_receive(&rig, rig_frame(&rig, "\x02\0\0\0\0\xaa", 60, 0));
	assert_int_equal(rig.dropped[DROP_PORT_DOWN], ARRAY_LEN(ends));
	rig.n->host = &nic_rig_host;
}

/* An IPv4 TCP frame from the lab, with a right or wrong sum. */
static struct frame *tcp_frame(u32 payload, bool good, u8 port)
{
	u32 len = tcp_at_buf(payload, true);
	struct frame *f = frame_get(rig.pool, len);
	u16 sum;

	memcpy(f->data, rig_at(&rig, BUF), len);
	memcpy(f->data, "\x02\0\0\0\0\xaa", 6);
	f->data[35] = port;
	f->flags = 0;
	f->gso = GSO_NONE;
	sum = csum_finish(csum_add(0, f->data + 14, 20));
	f->data[24] = (u8)(sum >> 8);
	f->data[25] = (u8)sum;
	f->flags = FRAME_CSUM_PARTIAL;
	f->csum_start = (u16)(frame_headroom(f) + 34);
	f->csum_offset = 16;
	assert_true(frame_finish_checksum(f));
	f->flags = 0;
	f->data[50] ^= good ? 0 : 1;
	return f;
}

static void test_receive_offloads(void **state)
{
	struct frame *f;

	(void)state;
	start(4, CSUM | STRIP);
	rig_receive(&rig, tcp_frame(100, true, 1));
	assert_int_equal(get_le32(done_at(RX_DONE, 0) + 12) & 0x7fffffff, 3u << 24 | 1 << 23 | 1 << 21 | 1 << 19 | 1 << 18 | 1 << 16);
	rig_receive(&rig, tcp_frame(100, false, 1));
	assert_int_equal(get_le32(done_at(RX_DONE, 1) + 12) & 0x7fffffff, 3u << 24 | 1 << 23 | 1 << 21 | 1 << 19 | 1 << 18);
	assert_int_equal(get_le32(done_at(RX_DONE, 1)) >> 30 & 1, 1);
	f = rig_frame(&rig, "\x02\0\0\0\0\xaa", 100, 0);
	memcpy(f->data + 12, "\x81\0\x20\x05\x88\xb5", 6);
	put_le32(page() + 120, 0x10);
	command(UPDATE_MODE);
	rig_receive(&rig, f);
	assert_int_equal(get_le32(done_at(RX_DONE, 2) + 8), 96 | 1 << 15 | 0x2005u << 16);
	put_le32(page() + 24, 0);
	command(UPDATE_FEATURE);
	rig_receive(&rig, tcp_frame(100, true, 1));
	assert_int_equal(get_le32(done_at(RX_DONE, 3) + 12) & 1 << 16, 0);
}

static void test_joined(void **state)
{
	struct frame *f = tcp_frame(1000, true, 1);
	u8 *d = done_at(RX_DONE, 0);

	(void)state;
	f->gso = GSO_TCP4;
	f->gso_size = 300;
	start(1, CSUM | JOIN);
	assert_false(rig.n->model->takes(rig.n, f)); /* revision 1 has no place for the size */
	start(2, CSUM);
	assert_false(rig.n->model->takes(rig.n, f));
	start(2, CSUM | JOIN);
	assert_true(rig.n->model->takes(rig.n, f));
	f->flags = FRAME_CSUM_PARTIAL;
	f->csum_start = (u16)(frame_headroom(f) + 34);
	f->csum_offset = 16;
	put_le16(f->data + 50, 0);
	{
		u16 seed = csum_fold(csum_add(6 + 1020, f->data + 26, 8));

		f->data[50] = (u8)(seed >> 8);
		f->data[51] = (u8)seed;
	}
	rig_receive(&rig, f);
	assert_int_equal(get_le32(d + 12) >> 24 & 0x7f, 4);
	assert_int_equal(get_le16(d + 12), 300);
	assert_int_equal(d[4], 4); /* segments */
	assert_true(get_le32(d + 12) & 1 << 16);
	assert_int_equal(csum_fold(csum_add(csum_add(6 + 1020, rig_at(&rig, BUF + 26), 8), rig_at(&rig, BUF + 34), 1020)), 0xffff); /* for who forwards it */
	assert_int_equal(get_le64(rx_queue(0) + 88), 4);
}

static void test_rss(void **state)
{
	u8 *conf = rig_at(&rig, RSS);
	u32 of[4] = { 0 };

	(void)state;
	share(4, CSUM | HASH, 4);
	memset(conf, 0, 176);
	put_le16(conf, 2); /* TCP over IPv4 */
	put_le16(conf + 2, 1);
	put_le16(conf + 4, 40);
	put_le16(conf + 6, 128);
	for (u32 i = 0; i < 40; i++)
		conf[8 + i] = (u8)(i * 37 + 1);
	for (u32 i = 0; i < 128; i++)
		conf[48 + i] = i & 3;
	put_le32(page() + 652, 176);
	put_le64(page() + 656, RSS);
	for (u32 q = 0; q < 4; q++)
		for (u32 i = 0; i < N; i++) {
			u8 *d = rig_at(&rig, RX + PER_QUEUE * q + 16 * i);

			put_le64(d, GUEST_AT + 0x80000 + 0x800 * i);
			put_le32(d + 8, 1600 | 1u << 31);
		}
	assert_int_equal(command(ACTIVATE), 0);
	for (u32 i = 0; i < 40; i++)
		rig_receive(&rig, tcp_frame(10, true, (u8)i));
	for (u32 q = 0; q < 4; q++) {
		of[q] = (u32)get_le64(rx_queue(q) + 88 + 16);
		assert_in_range(of[q], 1, 30);
		assert_int_equal(rig.messages[4 + q], of[q]);
		assert_int_equal(get_le32(rig_at(&rig, RX_DONE + PER_QUEUE * q)) >> 26 & 15, 2);
		assert_int_equal(get_le32(rig_at(&rig, RX_DONE + PER_QUEUE * q)) >> 16 & 0x3ff, q);
		assert_int_equal(get_le32(rig_at(&rig, RX_DONE + PER_QUEUE * q) + 4) % 128 & 3, q);
	}
	assert_int_equal(of[0] + of[1] + of[2] + of[3], 40);
	memset(conf + 48, 9, 128); /* queues that are not there */
	command(UPDATE_RSS);
	rig_receive(&rig, tcp_frame(10, true, 1));
	assert_int_equal(get_le64(rx_queue(0) + 88 + 16), of[0] + 1);
	put_le16(conf + 6, 0); /* a table without entries */
	command(UPDATE_RSS);
	rig_receive(&rig, tcp_frame(10, true, 1));
	assert_int_equal(get_le64(rx_queue(0) + 88 + 16), of[0] + 2);
}

static void test_interrupts(void **state)
{
	(void)state;
	start(4, 0);
	page()[80] = 1; /* the device masks a vector as it tells it */
	assert_int_equal(command(ACTIVATE), 0);
	buffers(RX, 0, N, 1600, 1, false);
	taken("\x02\0\0\0\0\xaa", -1);
	taken("\x02\0\0\0\0\xaa", -1);
	assert_int_equal(rig.messages[4], 1);
	assert_int_equal(rig_read(&rig, 8 * 4), 1);
	rig_write(&rig, 8 * 4, 0);
	assert_int_equal(rig.messages[4], 2); /* what came meanwhile */
	page()[83 + 4] = 4; /* moderation: 100 us */
	page()[80] = 0;
	assert_int_equal(command(ACTIVATE), 0);
	rig_write(&rig, 8 * 4, 0);
	buffers(RX, 0, N, 1600, 1, false);
	for (u32 i = 0; i < 5; i++)
		taken("\x02\0\0\0\0\xaa", -1);
	assert_int_equal(rig.messages[4], 3);
	rig_pass(&rig, 99000);
	assert_int_equal(rig.messages[4], 3);
	rig_pass(&rig, 2000);
	assert_int_equal(rig.messages[4], 4);
	nic_set_link(rig.n, false, rig.now);
	rig_work(&rig);
	assert_int_equal(get_le32(page() + 696), 4);
	assert_int_equal(rig.messages[24], 1);
}

static void test_pin(void **state)
{
	(void)state;
	share(4, 0, 1);
	nic_config_write(rig.n, rig.n->msix_cap + 3, "\0", 1, rig.now);
	buffers(RX, 0, N, 1600, 1, false);
	assert_int_equal(command(ACTIVATE), 0);
	assert_int_equal(get(0x38), 0); /* not ours */
	taken("\x02\0\0\0\0\xaa", -1);
	assert_true(rig.intx);
	assert_int_equal(get(0x38), 1);
	assert_false(rig.intx);
	assert_int_equal(get(0x38), 0);
}

static void scheme(u32 mode, u32 a, u32 b, u32 c)
{
	u8 *p = rig_at(&rig, SCHEME);

	put_le32(p, mode);
	put_le32(p + 4, a);
	put_le32(p + 8, b);
	put_le32(p + 12, c);
	put_le32(page() + 704 + 4, 16);
	put_le64(page() + 704 + 8, SCHEME);
}

static void test_coalescing(void **state)
{
	(void)state;
	start(4, 0);
	scheme(2, 0, 8, 8);
	assert_int_equal(command(SET_COALESCE), 0);
	for (u32 i = 0; i < 8; i++) {
		assert_int_equal(rig.messages[4], 0);
		taken("\x02\0\0\0\0\xaa", -1);
	}
	assert_int_equal(rig.messages[4], 1);
	taken("\x02\0\0\0\0\xaa", -1);
	rig_pass(&rig, 201000); /* nothing waits for ever */
	assert_int_equal(rig.messages[4], 2);
	memset(rig_at(&rig, SCHEME), 0, 16);
	assert_int_equal(command(GET_COALESCE), 0);
	assert_int_equal(get_le32(rig_at(&rig, SCHEME)), 2);
	assert_int_equal(get_le32(rig_at(&rig, SCHEME) + 12), 8);
	scheme(3, 5, 0, 0); /* too slow to be meant */
	assert_int_equal(command(SET_COALESCE), 1);
	scheme(3, 1000, 0, 0);
	assert_int_equal(command(SET_COALESCE), 0);
	taken("\x02\0\0\0\0\xaa", -1);
	taken("\x02\0\0\0\0\xaa", -1);
	assert_int_equal(rig.messages[4], 3);
	rig_pass(&rig, NSEC_PER_SEC / 1000);
	assert_int_equal(rig.messages[4], 4);
	put_le32(page() + 704, 0xff);
	assert_int_equal(command(SET_FIELDS), 0);
	assert_int_equal(command(GET_FIELDS), 15);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup_teardown(test_##name, setup, teardown)
		T(probe), T(activation_refused), T(send), T(send_offloads), T(ring_gone), T(receive), T(receive_pieces), T(data_ring), T(filters), T(quiesce), T(reset_before_memory), T(receive_offloads),
		T(joined), T(rss), T(interrupts), T(pin), T(coalescing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
