/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The vfio-user server against a client made by hand: one that does as it should, and one that lies, floods, falls silent, dies and comes again. */
#include <fcntl.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "attach_rig.h"

#include "attach/lostmem.h"
#include "attach/passfd.h"
#include "attach/vfio.h"
#include "core/capture.h"
#include "nic-models/pci.h"

enum { MEM = 1 << 20, AT = 0x100000, TX_RING = AT, RX_RING = AT + 0x1000, TX_BUF = AT + 0x10000, RX_BUF = AT + 0x20000 };
enum { VERSION = 1, MAP, UNMAP, INFO, REGION, REGION_FDS, IRQ, SET_IRQS, READ, WRITE, DMA_READ, DMA_WRITE, RESET, MULTI = 15 };

static char path[64], uri[128];
static struct rig r;
static int sock, mem_fd;
static u8 *mem;
static u16 id;
static u8 reply[70000];
static u32 reply_len;

static struct vfio *server(void) { return (struct vfio *)r.door; }

static void dial(void)
{
	struct sockaddr_un sa = { .sun_family = AF_UNIX };

	snprintf(sa.sun_path, sizeof(sa.sun_path), "%s", path);
	sock = socket(AF_UNIX, SOCK_STREAM, 0);
	assert_int_equal(connect(sock, (struct sockaddr *)&sa, sizeof(sa)), 0);
	rig_settle(&r);
}

static void send_message(u16 command, const void *payload, u32 len, u32 flags, const int *fds, unsigned n)
{
	u8 m[70000];

	vfio_put_head(m, ++id, command, VFIO_HEAD + len, flags, 0);
	if (len)
		memcpy(m + VFIO_HEAD, payload, len);
	passfd_send(sock, m, VFIO_HEAD + len, fds, n, 0);
}

/* The next message from the server; false: there is none. */
static bool next_message(void)
{
	u32 size = VFIO_HEAD;

	reply_len = 0;
	for (int turn = 0; turn < 250 && reply_len < size; turn++) {
		ssize_t got = recv(sock, reply + reply_len, size - reply_len, MSG_DONTWAIT);

		if (got == 0)
			return false;
		if (got < 0) {
			rig_run(&r, turn >= 50); /* it answers at once, if at all */
			continue;
		}
		reply_len += (u32)got;
		if (reply_len == VFIO_HEAD)
			size = get_le32(reply + 4);
	}
	return reply_len == size;
}

/* Sends, and returns the error of the answer, 0 for none; -1: no answer. */
static int ask_fds(u16 command, const void *payload, u32 len, const int *fds, unsigned n)
{
	send_message(command, payload, len, 0, fds, n);
	if (!next_message())
		return -1;
	assert_int_equal(get_le16(reply), id);
	assert_int_equal(get_le16(reply + 2), command);
	assert_int_equal(get_le32(reply + 8) & 15, 1);
	return get_le32(reply + 8) & 32 ? (int)get_le32(reply + 12) : 0;
}

static int ask(u16 command, const void *payload, u32 len)
{
	return ask_fds(command, payload, len, NULL, 0);
}

static void greet(void)
{
	static const char hello[] = "\0\0\1\0{\"capabilities\":{\"max_msg_fds\":8,\"max_data_xfer_size\":1048576}}";

	assert_int_equal(ask(VERSION, hello, sizeof(hello)), 0);
	assert_non_null(strstr((char *)reply + VFIO_HEAD + 4, "write_multiple"));
	assert_int_equal(reply[reply_len - 1], 0);
	assert_true(reply_len < 214); /* what QEMU has room for */
}

static int map_memory(bool with_fd, u64 at, u64 len, u32 flags, u64 offset)
{
	u8 p[32] = { 32 };

	put_le32(p + 4, flags);
	put_le64(p + 8, offset);
	put_le64(p + 16, at);
	put_le64(p + 24, len);
	return ask_fds(MAP, p, 32, &mem_fd, with_fd);
}

static int access_region(u16 command, u32 region, u64 offset, void *data, u32 count)
{
	u8 p[16 + 4096];
	int error;

	put_le64(p, offset);
	put_le32(p + 8, region);
	put_le32(p + 12, count);
	if (command == WRITE)
		memcpy(p + 16, data, count);
	error = ask(command, p, command == WRITE ? 16 + count : 16);
	if (command == READ && !error)
		memcpy(data, reply + VFIO_HEAD + 16, count);
	return error;
}

static u32 reg(u32 offset)
{
	u32 v = 0;

	assert_int_equal(access_region(READ, 0, offset, &v, 4), 0);
	return v;
}

static void set_reg(u32 offset, u32 v)
{
	assert_int_equal(access_region(WRITE, 0, offset, &v, 4), 0);
}

static int set_irq_fd(u32 index, u32 start, int fd)
{
	u8 p[20] = { 20 };

	put_le32(p + 4, 4 | 32);
	put_le32(p + 8, index);
	put_le32(p + 12, start);
	put_le32(p + 16, 1);
	return ask_fds(SET_IRQS, p, 20, &fd, fd >= 0);
}

static int irq_action(u32 index, u32 flags, u32 count)
{
	u8 p[20] = { 20 };

	put_le32(p + 4, flags);
	put_le32(p + 8, index);
	put_le32(p + 16, count);
	return ask(SET_IRQS, p, 20);
}

static u64 rung(int fd)
{
	u64 v = 0;

	rig_run(&r, 2);
	return read(fd, &v, 8) == 8 ? v : 0;
}

static void start_with(const char *model)
{
	snprintf(path, sizeof(path), "/tmp/test_vfio.%d", getpid());
	snprintf(uri, sizeof(uri), "vfio:%s?model=%s&mac=02:00:00:00:00:aa", path, model);
	rig_open(&r, uri);
	mem_fd = memfd_create("guest", 0);
	assert_int_equal(ftruncate(mem_fd, MEM), 0);
	mem = mmap(NULL, MEM, PROT_READ | PROT_WRITE, MAP_SHARED, mem_fd, 0);
	dial();
}

static int setup(void **state)
{
	(void)state;
	start_with("e1000");
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	close(sock);
	rig_run(&r, 1);
	munmap(mem, MEM);
	close(mem_fd);
	rig_close(&r);
	return 0;
}

/* A driver's bare minimum. */
static void drive(void)
{
	u16 command = 7;

	assert_int_equal(access_region(WRITE, VFIO_CONFIG, PCI_COMMAND, &command, 2), 0);
	for (u32 i = 0; i < 2; i++) {
		u32 base = i ? 0x2800 : 0x3800;

		set_reg(base, i ? RX_RING : TX_RING);
		set_reg(base + 4, 0);
		set_reg(base + 8, 16 * 16);
	}
	set_reg(0x400, 2);
	set_reg(0x100, 2 | 8 | 0x8000);
	set_reg(0xd0, 0xff);
}

static void put_mem(u64 at, const void *p, u32 len) { memcpy(mem + (at - AT), p, len); }

static void tx_desc(u32 i, u64 addr, u32 len)
{
	u8 d[16] = { 0 };

	put_le64(d, addr);
	put_le32(d + 8, 9u << 24 | len);
	put_mem(TX_RING + 16 * i, d, 16);
}

static void rx_descs(void)
{
	for (u32 i = 0; i < 16; i++) {
		u8 d[16] = { 0 };

		put_le64(d, RX_BUF + 2048 * i);
		put_mem(RX_RING + 16 * i, d, 16);
	}
}

/* As it should be. */

static void test_what_qemu_asks(void **state)
{
	u8 p[32] = { 32 }, config[256];

	(void)state;
	greet();
	assert_int_equal(ask(INFO, p, 16), 0);
	assert_int_equal(get_le32(reply + VFIO_HEAD + 8), 9);
	assert_int_equal(get_le32(reply + VFIO_HEAD + 12), 5);
	for (u32 i = 0; i < 9; i++) {
		put_le32(p + 8, i);
		assert_int_equal(ask(REGION, p, 32), 0);
		assert_int_equal(get_le64(reply + VFIO_HEAD + 16), i == 0 ? 0x20000 : i == 1 ? 64 : i == 7 ? 256 : 0);
	}
	put_le32(p + 8, 9);
	assert_true(ask(REGION, p, 32) > 0);
	for (u32 i = 0; i < 5; i++) {
		put_le32(p + 8, i);
		assert_int_equal(ask(IRQ, p, 16), 0);
		assert_int_equal(get_le32(reply + VFIO_HEAD + 12), i == 0 || i == 4);
	}
	assert_int_equal(access_region(READ, VFIO_CONFIG, 0, config, 256), 0);
	assert_int_equal(get_le32(config), 0x100e8086);
	assert_int_equal(get_le16(config + PCI_CLASS), 0x0200);
	assert_int_equal(ask(RESET, NULL, 0), 0);
	assert_true(ask(99, NULL, 0) > 0);
	assert_int_equal(ask(INFO, p, 16), 0); /* goes on */
}

static void test_bars_have_sizes(void **state)
{
	u32 v = ~0u;

	(void)state;
	greet();
	access_region(WRITE, VFIO_CONFIG, PCI_BAR, &v, 4);
	access_region(READ, VFIO_CONFIG, PCI_BAR, &v, 4);
	assert_int_equal(v, 0xfffe0000);
	v = ~0u;
	access_region(WRITE, VFIO_CONFIG, PCI_BAR + 4, &v, 4);
	access_region(READ, VFIO_CONFIG, PCI_BAR + 4, &v, 4);
	assert_int_equal(v, 0xffffffc1);
}

static void test_frames_by_mapped_memory(void **state)
{
	int fd = eventfd(0, EFD_NONBLOCK);
	u8 frame[100];

	(void)state;
	greet();
	assert_int_equal(map_memory(true, AT, MEM, 3, 0), 0);
	assert_int_equal(set_irq_fd(VFIO_INTX, 0, fd), 0);
	drive();
	rig_fill(frame, 100, 9);
	put_mem(TX_BUF, frame, 100);
	tx_desc(0, TX_BUF, 100);
	set_reg(0x3818, 1);
	rig_run_until(&r, 1);
	assert_int_equal(r.probe->got, 1);
	assert_int_equal(r.probe->bad_bytes, 0);
	assert_int_equal(mem[12] & 1, 1);
	assert_int_equal(rung(fd), 1);
	rx_descs();
	set_reg(0x2818, 15);
	reg(0xc0);
	rig_send(&r, 200, 3);
	rig_run(&r, 5);
	assert_int_equal(mem[RX_RING - AT + 12] & 3, 3);
	assert_true(rig_is(mem + (RX_BUF - AT), 200));
	close(fd);
}

static void test_pin_masks_itself(void **state)
{
	int fd = eventfd(0, EFD_NONBLOCK);

	(void)state;
	greet();
	set_irq_fd(VFIO_INTX, 0, fd);
	set_reg(0xd0, 0x80);
	set_reg(0xc8, 0x80);
	assert_int_equal(rung(fd), 1);
	set_reg(0xc8, 0x80);
	assert_int_equal(rung(fd), 0); /* rings once */
	assert_int_equal(irq_action(VFIO_INTX, 1 | 16, 1), 0);
	assert_int_equal(rung(fd), 1); /* the cause is there still */
	reg(0xc0);
	assert_int_equal(irq_action(VFIO_INTX, 1 | 16, 1), 0);
	assert_int_equal(rung(fd), 0);
	close(fd);
}

static void test_write_multi(void **state)
{
	u8 p[8 + 3 * 24] = { 3 };

	(void)state;
	greet();
	for (u32 i = 0; i < 3; i++) {
		put_le64(p + 8 + 24 * i, 0x5200 + 4 * i);
		put_le32(p + 8 + 24 * i + 12, 4);
		put_le32(p + 8 + 24 * i + 16, 100 + i);
	}
	assert_int_equal(ask(MULTI, p, sizeof(p)), 0);
	assert_int_equal(reg(0x5208), 102);
	put_le64(p, 4);
	assert_true(ask(MULTI, p, sizeof(p)) > 0);
	put_le64(p, 1ull << 60);
	assert_true(ask(MULTI, p, sizeof(p)) > 0);
}

static void test_posted_writes_in_order(void **state)
{
	u8 p[20] = { 0 };

	(void)state;
	greet();
	put_le64(p, 0x5200);
	put_le32(p + 12, 4);
	for (u32 i = 0; i < 3000; i++) {
		put_le32(p + 16, i);
		send_message(WRITE, p, 20, 16, NULL, 0);
		if (i % 100 == 0)
			rig_run(&r, 1);
	}
	assert_int_equal(reg(0x5200), 2999);
}

/* Memory that is not shared: answers the server's requests for it until one of another kind comes; true: that one is there. */
static bool serve_memory(unsigned *reads, unsigned *writes)
{
	while (next_message()) {
		u64 at = get_le64(reply + VFIO_HEAD), count = get_le64(reply + VFIO_HEAD + 8);
		u16 command = get_le16(reply + 2);
		u8 m[70000];

		if ((get_le32(reply + 8) & 15) != 0)
			return true;
		memcpy(m, reply, VFIO_HEAD + 16);
		vfio_put_head(m, get_le16(reply), command, (u32)(VFIO_HEAD + 16 + (command == DMA_READ ? count : 0)), 1, 0);
		if (command == DMA_READ) {
			memcpy(m + VFIO_HEAD + 16, mem + (at - AT), count);
			(*reads)++;
		} else {
			memcpy(mem + (at - AT), reply + VFIO_HEAD + 16, count);
			(*writes)++;
		}
		passfd_send(sock, m, get_le32(m + 4), NULL, 0, 0);
	}
	return false;
}

static void test_frames_by_messages(void **state)
{
	int fd = eventfd(0, EFD_NONBLOCK);
	unsigned reads = 0, writes = 0;
	u8 frame[1500], tail[4] = { 3 }, p[20] = { 0 };

	(void)state;
	greet();
	assert_int_equal(map_memory(false, AT, MEM, 3, 0), 0);
	assert_int_equal(set_irq_fd(VFIO_INTX, 0, fd), 0);
	drive();
	for (u32 i = 0; i < 3; i++) {
		rig_fill(frame, 1500, (u8)i);
		put_mem(TX_BUF + 2048 * i, frame, 1500);
		tx_desc(i, TX_BUF + 2048 * i, 1500);
	}
	put_le64(p, 0x3818);
	put_le32(p + 12, 4);
	memcpy(p + 16, tail, 4);
	send_message(WRITE, p, 20, 16, NULL, 0);
	serve_memory(&reads, &writes);
	assert_int_equal(r.probe->got, 3);
	assert_int_equal(r.probe->bad_bytes, 0);
	assert_int_equal(reads, 6);
	assert_int_equal(writes, 3);
	assert_int_equal(rung(fd), 1);
	rx_descs();
	put_le64(p, 0x2818);
	send_message(WRITE, p, 20, 16, NULL, 0);
	rig_send(&r, 700, 3);
	serve_memory(&reads, &writes);
	assert_int_equal(mem[RX_RING - AT + 12] & 3, 3);
	assert_true(rig_is(mem + (RX_BUF - AT), 700));
	/* Requests are answered while a read is open. */
	tx_desc(3, TX_BUF, 1500);
	put_le64(p, 0x3818);
	p[16] = 4;
	send_message(WRITE, p, 20, 16, NULL, 0);
	rig_run(&r, 5);
	put_le64(p, 0x3810);
	put_le32(p + 12, 4);
	send_message(READ, p, 16, 0, NULL, 0);
	assert_true(serve_memory(&reads, &writes));
	close(fd);
}

static void test_a_read_that_is_never_answered(void **state)
{
	u8 c;

	(void)state;
	greet();
	assert_int_equal(map_memory(false, AT, MEM, 3, 0), 0);
	drive();
	tx_desc(0, TX_BUF, 100);
	set_reg(0x3818, 1);
	assert_true(next_message()); /* the request */
	rig_run(&r, 500);
	assert_true(server()->door.fd >= 0);
	rig_run(&r, 700);
	assert_int_equal(server()->door.fd, -1);
	assert_int_equal(server()->broken, 1);
	while (recv(sock, &c, 1, MSG_DONTWAIT) > 0)
		;
	close(sock);
	dial(); /* the next one is served */
	greet();
}

static void test_msix_by_vector(void **state)
{
	int fd[2] = { eventfd(0, EFD_NONBLOCK), eventfd(0, EFD_NONBLOCK) };
	u16 enable = 0x8000;

	(void)state;
	teardown(NULL);
	start_with("e1000e");
	greet();
	assert_int_equal(set_irq_fd(VFIO_MSIX, 0, fd[0]), 0);
	assert_true(set_irq_fd(VFIO_MSIX, 5, fd[1]) > 0);
	assert_int_equal(access_region(WRITE, VFIO_CONFIG, 0xa2, &enable, 2), 0);
	set_reg(0xe4, 8 | 9 << 4); /* RxQ0: message 0; RxQ1: message 1 */
	set_reg(0xd0, 3 << 20);
	set_reg(0xdc, 3 << 20);
	set_reg(0xc8, 1 << 20);
	assert_int_equal(rung(fd[0]), 1);
	assert_int_equal(reg(0xd0), 2 << 20); /* masked when it was told */
	set_reg(0xc8, 2 << 20);
	assert_int_equal(server()->nic->pending, 2); /* nobody took it */
	assert_int_equal(set_irq_fd(VFIO_MSIX, 1, fd[1]), 0);
	assert_int_equal(rung(fd[1]), 1);
	assert_int_equal(irq_action(VFIO_MSIX, 1 | 32, 0), 0); /* all off */
	set_reg(0xd0, 1 << 20);
	set_reg(0xc8, 1 << 20);
	assert_int_equal(rung(fd[0]), 0);
	close(fd[0]);
	close(fd[1]);
}

/* msix=off: no such capability, the others are there, and there is nothing to be armed. */
static void test_without_msix(void **state)
{
	static const struct { const char *model; u8 first, n; bool msi; } is[] = { { "e1000e", 0xc8, 3, true }, { "igb", 0x40, 3, true }, { "vmxnet3", 0x40, 3, true }, { "virtio-net", 0x4c, 5, false } };

	(void)state;
	for (unsigned i = 0; i < ARRAY_LEN(is); i++) {
		char name[40];
		u8 config[256], at, n = 0;
		bool msi = false;
		int fd = eventfd(0, EFD_NONBLOCK);

		teardown(NULL);
		snprintf(name, sizeof(name), "%s&msix=off", is[i].model);
		start_with(name);
		greet();
		assert_int_equal(access_region(READ, VFIO_CONFIG, 0, config, 256), 0);
		for (at = config[PCI_CAP]; at; at = config[at + 1]) {
			assert_int_not_equal(config[at], PCI_CAP_MSIX);
			msi |= config[at] == PCI_CAP_MSI;
			n++;
			assert_true(n < 16);
		}
		assert_int_equal(config[PCI_CAP], is[i].first);
		assert_int_equal(n, is[i].n);
		assert_int_equal(msi, is[i].msi);
		assert_true(set_irq_fd(VFIO_MSIX, 0, fd) > 0);
		close(fd);
	}
}

/* As it should not be. */

static void test_lies_about_memory(void **state)
{
	u8 p[24] = { 24 };

	(void)state;
	greet();
	assert_true(map_memory(true, AT, MEM, 3, 4096) > 0);	  /* beyond the file */
	assert_true(map_memory(true, AT, 1ull << 62, 3, 0) > 0);
	assert_true(map_memory(true, ~0xfffull, 0x2000, 3, 0) > 0); /* past the end of addresses */
	assert_true(map_memory(true, AT + 1, 4096, 3, 0) > 0);
	assert_true(map_memory(true, AT, 0, 3, 0) > 0);
	assert_true(map_memory(true, AT, 4096, 0, 0) > 0);
	assert_true(map_memory(true, AT, 4096, 3, ~0xfffull) > 0);
	assert_int_equal(map_memory(true, AT, MEM, 3, 0), 0);
	assert_true(map_memory(true, AT + 4096, 4096, 3, 0) > 0); /* overlaps */
	put_le64(p + 8, AT + 4096);
	put_le64(p + 16, 4096);
	assert_true(ask(UNMAP, p, 24) > 0); /* never mapped as such */
	put_le64(p + 8, AT);
	put_le64(p + 16, MEM);
	assert_int_equal(ask(UNMAP, p, 24), 0);
	assert_int_equal(server()->n_maps, 0);
	{
		int pipes[2];

		assert_int_equal(pipe(pipes), 0);
		memset(p, 0, sizeof(p));
		close(mem_fd);
		mem_fd = pipes[0];
		assert_true(map_memory(true, AT, 4096, 3, 0) > 0); /* no file */
		close(pipes[1]);
	}
}

static void test_memory_cut_short(void **state)
{
	(void)state;
	greet();
	lostmem_survive(); /* cmocka has handlers of its own */
	assert_int_equal(map_memory(true, AT, MEM, 3, 0), 0);
	drive();
	tx_desc(0, TX_BUF, 100);
	assert_int_equal(ftruncate(mem_fd, 0), 0);
	set_reg(0x3818, 1); /* a SIGBUS, if nobody looks after it */
	reg(0x8);
	assert_int_equal(ftruncate(mem_fd, MEM), 0);
}

static void test_wrong_sizes(void **state)
{
	u8 junk[128] = { 0 };

	(void)state;
	greet();
	for (u16 command = 0; command < 24; command++)
		for (u32 len = 0; len < 80; len += 3) {
			if (command == DMA_READ || command == DMA_WRITE)
				continue;
			assert_true(ask(command, junk, len) >= 0); /* always answered */
		}
	reg(8);
	assert_true(access_region(READ, 0, 0x1fffe, junk, 8) > 0);
	assert_true(access_region(READ, 0, ~0ull, junk, 8) > 0);
	assert_true(access_region(READ, 8, 0, junk, 4) > 0);
	assert_true(access_region(READ, 77, 0, junk, 4) > 0);
	assert_true(rig_drops(&r, DROP_BAD_MESSAGE) > 100);
}

static void test_broken_framing_ends_it(void **state)
{
	static const u32 sizes[] = { 0, 15, VFIO_IN + 1, ~0u };
	u8 m[VFIO_HEAD];

	(void)state;
	for (unsigned i = 0; i < ARRAY_LEN(sizes); i++) {
		greet();
		vfio_put_head(m, 1, INFO, sizes[i], 0, 0);
		send(sock, m, sizeof(m), 0);
		assert_false(next_message());
		assert_int_equal(server()->door.fd, -1);
		close(sock);
		dial();
	}
	send_message(INFO, m, 16, 0, NULL, 0); /* before the versions are agreed upon */
	assert_false(next_message());
}

static void test_wrong_descriptors(void **state)
{
	int fds[16];
	u8 p[20] = { 20 };

	(void)state;
	greet();
	for (unsigned i = 0; i < 16; i++)
		fds[i] = mem_fd;
	assert_true(ask_fds(INFO, p, 16, fds, 3) > 0);
	put_le32(p + 4, 36);
	put_le32(p + 16, 1);
	assert_true(ask_fds(SET_IRQS, p, 20, fds, 16) > 0);
	for (u32 flags = 0; flags < 128; flags++)
		for (u32 index = 0; index < 6; index++) {
			put_le32(p + 4, flags);
			put_le32(p + 8, index);
			put_le32(p + 16, index == 3 ? ~0u : 1);
			assert_true(ask(SET_IRQS, p, 20) >= 0);
		}
	/* Answers to questions that nobody asked. */
	send_message(DMA_READ, p, 16, 1, NULL, 0);
	send_message(DMA_WRITE, p, 16, 1, NULL, 0);
	reg(8);
}

static void test_one_who_never_reads(void **state)
{
	u8 p[16] = { 0 };

	(void)state;
	greet();
	put_le32(p + 8, 7);
	put_le32(p + 12, 256);
	for (int i = 0, refused = 0; i < 40000 && refused < 100; i++) {
		u8 m[VFIO_HEAD + 16];

		vfio_put_head(m, 1, READ, sizeof(m), 0, 0);
		memcpy(m + VFIO_HEAD, p, 16);
		if (send(sock, m, sizeof(m), MSG_DONTWAIT) < 0) {
			refused++;
			rig_run(&r, 1);
		}
	}
	assert_true(server()->out_cap <= 2 * VFIO_OUT_MAX);
	close(sock);
	rig_run(&r, 5);
	dial();
	greet();
}

static unsigned open_fds(void)
{
	unsigned n = 0;

	for (int fd = 0; fd < 1024; fd++)
		n += fcntl(fd, F_GETFD) >= 0;
	return n;
}

/* The sanitizer's. */
size_t __sanitizer_get_current_allocated_bytes(void) __attribute__((weak));

static size_t allocated(void)
{
	return __sanitizer_get_current_allocated_bytes ? __sanitizer_get_current_allocated_bytes() : 0;
}

static void test_reconnects_leak_nothing(void **state) /* LANYARD_RECONNECTS=1000000 asks for more */
{
	const char *more = getenv("LANYARD_RECONNECTS");
	unsigned before = open_fds(), n = more ? (unsigned)atoi(more) : 100;
	size_t used = 0;

	(void)state;
	for (unsigned i = 0; i < n; i++) {
		int fd = eventfd(0, EFD_NONBLOCK);

		greet();
		map_memory(true, AT, MEM, 3, 0);
		set_irq_fd(VFIO_INTX, 0, fd);
		set_irq_fd(VFIO_REQ, 0, fd);
		if (i % 2) { /* dies amid a message that has brought a descriptor */
			u8 m[VFIO_HEAD];

			vfio_put_head(m, 1, MAP, 48, 0, 0);
			passfd_send(sock, m, 10 + i % 6, &mem_fd, 1, 0);
			rig_settle(&r);
		}
		close(fd);
		close(sock);
		rig_settle(&r);
		dial();
		if (i == n / 2)
			used = allocated();
	}
	assert_true(allocated() <= used + 65536);
	assert_int_equal(open_fds(), before);
	greet();
}

/* All that a capture holds, zeros as they are; consumed. */
static size_t captured(struct capture_file *c, char *to, size_t room)
{
	const u8 *at;
	size_t all = 0, n;

	while ((n = capture_read(c, &at))) {
		assert_true(all + n < room);
		memcpy(to + all, at, n);
		all += n;
		capture_consume(c, n);
	}
	return all;
}

static unsigned count_of(const char *in, size_t len, const char *text)
{
	unsigned n = 0;

	for (const char *at = in; (at = memmem(at, len - (size_t)(at - in), text, strlen(text))); at++)
		n++;
	return n;
}

/* A frame to the guest is shown as its NIC takes it, with ring and descriptor; one that waits, when it need not any more; one that nobody takes, without. */
static void test_captures_see_where_frames_land(void **state)
{
	static const struct impair slow = { .delay = NSEC_PER_MS }, none = { 0 };
	struct capture_file *c = capture_new(&(struct capture_options){ 0 });
	struct port *p = r.probe->node.ports;
	static char text[1 << 20];
	size_t n;

	(void)state;
	capture_add(c, p);
	capture_add_landing(c, p, CAPTURE_OUT, r.door->ports);
	greet();
	assert_int_equal(map_memory(true, AT, MEM, 3, 0), 0);
	drive();
	rx_descs();
	set_reg(0x2818, 15);
	for (u8 k = 0; k < 3; k++)
		rig_send(&r, 200, k);
	rig_run(&r, 5);
	n = captured(c, text, sizeof(text));
	assert_int_equal(capture_frames_seen(c), 3);
	for (unsigned k = 0; k < 3; k++) {
		char want[64];

		snprintf(want, sizeof(want), "e1000 00:00:aa rx 0 descriptor %u", k);
		assert_int_equal(count_of(text, n, want), 1);
	}
	/* Twelve descriptors for twenty frames. */
	for (u8 k = 0; k < 20; k++)
		rig_send(&r, 100, k);
	rig_run(&r, 5);
	assert_int_equal(capture_frames_seen(c), 15);
	set_reg(0x2818, 2); /* 3 more: 15, 0, 1 */
	reg(8);
	rig_run(&r, 5);
	assert_int_equal(capture_frames_seen(c), 18);
	n = captured(c, text, sizeof(text));
	assert_int_equal(count_of(text, n, "rx 0 descriptor 15"), 1);
	assert_int_equal(count_of(text, n, "rx 0 descriptor "), 15);
	/* Those that an impaired wire holds are shown as they leave, and once. */
	wire_set_impair(r.wire, 0, &slow);
	wire_set_impair(r.wire, 1, &slow);
	rig_send(&r, 100, 1);
	assert_int_equal(capture_frames_seen(c), 19);
	rig_run(&r, 5);
	assert_int_equal(capture_frames_seen(c), 19);
	wire_set_impair(r.wire, 0, &none);
	wire_set_impair(r.wire, 1, &none);
	/* The guest goes: who waited is shown, of no place. */
	close(sock);
	rig_run(&r, 5);
	assert_int_equal(capture_frames_seen(c), 24);
	n = captured(c, text, sizeof(text));
	assert_int_equal(count_of(text, n, "descriptor"), 0);
	capture_free(c);
	assert_false(capture_lands(r.door->ports));
	dial();
}

static void test_carrier_follows_the_client(void **state)
{
	(void)state;
	greet();
	assert_true(r.probe->node.ports->link);
	close(sock);
	rig_run(&r, 2);
	assert_false(r.probe->node.ports->link);
	dial();
	assert_true(r.probe->node.ports->link);
	greet();
	assert_int_equal(reg(8) & 2, 2);
	wire_set_up(r.wire, false);
	assert_int_equal(reg(8) & 2, 0);
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(test_what_qemu_asks), T(test_bars_have_sizes), T(test_frames_by_mapped_memory), T(test_pin_masks_itself), T(test_write_multi),
		T(test_posted_writes_in_order), T(test_frames_by_messages), T(test_a_read_that_is_never_answered), T(test_msix_by_vector), T(test_without_msix),
		T(test_lies_about_memory), T(test_memory_cut_short), T(test_wrong_sizes), T(test_broken_framing_ends_it), T(test_wrong_descriptors),
		T(test_one_who_never_reads), T(test_reconnects_leak_nothing), T(test_captures_see_where_frames_land), T(test_carrier_follows_the_client),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
