/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The vhost-user back end with a front end in the test: one that behaves, and all others. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "attach_rig.h"

#include "attach/passfd.h"
#include "attach/vhost.h"
#include "net/rd.h"

enum { MEM = 1 << 20, USER = 0x40000000, N = 64, DESC = 0, DRIVER = 0x1000, DEVICE = 0x2000, RING = 0x4000, BUF = 0x20000, BUF_LEN = 2048 };

struct front {
	struct rig *rig;
	int fd, mem_fd, kick[2], call[2];
	u8 *mem;
	u16 avail[2];
};

static char path[64];
static int listening = -1; /* the front end is the one that waits for a call */

static unsigned open_fds(void)
{
	DIR *d = opendir("/proc/self/fd");
	unsigned n = 0;

	while (readdir(d))
		n++;
	closedir(d);
	return n;
}

static unsigned lines_of_maps(const char *name)
{
	char line[512];
	FILE *f = fopen("/proc/self/maps", "r");
	unsigned n = 0;

	while (fgets(line, sizeof(line), f))
		n += strstr(line, name) != NULL;
	fclose(f);
	return n;
}

static int dial(struct rig *r)
{
	struct sockaddr_un sa = { .sun_family = AF_UNIX };
	int fd = listening < 0 ? socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0) : -1;

	for (int i = 0; listening >= 0 && fd < 0 && i < 1000; i++) {
		fd = accept4(listening, NULL, NULL, SOCK_NONBLOCK);
		rig_run(r, 2);
	}
	if (listening >= 0) {
		assert_true(fd >= 0);
		return fd;
	}
	snprintf(sa.sun_path, sizeof(sa.sun_path), "%s", path);
	assert_int_equal(connect(fd, (struct sockaddr *)&sa, sizeof(sa)), 0);
	rig_settle(r);
	return fd;
}

static bool raw(int fd, const void *p, size_t len, const int *fds, unsigned n)
{
	char control[CMSG_SPACE(16 * sizeof(int))] = { 0 };
	struct iovec iov = { (void *)(uintptr_t)p, len };
	struct msghdr m = { .msg_iov = &iov, .msg_iovlen = 1 };

	if (n) {
		struct cmsghdr *c;

		m.msg_control = control;
		m.msg_controllen = CMSG_SPACE(n * sizeof(int));
		c = CMSG_FIRSTHDR(&m);
		c->cmsg_level = SOL_SOCKET;
		c->cmsg_type = SCM_RIGHTS;
		c->cmsg_len = CMSG_LEN(n * sizeof(int));
		memcpy(CMSG_DATA(c), fds, n * sizeof(int));
	}
	return sendmsg(fd, &m, MSG_NOSIGNAL) == (ssize_t)len;
}

static bool say(int fd, u32 request, u32 flags, const void *p, u32 len, const int *fds, unsigned n)
{
	u8 out[512];
	u32 head[3] = { request, flags, len };

	memcpy(out, head, 12);
	if (len)
		memcpy(out + 12, p, len);
	return raw(fd, out, 12 + len, fds, n);
}

/* The answer's value; UINT64_MAX - 1 without one. */
static u64 hear(struct rig *r, int fd)
{
	u8 in[64];
	u64 v;

	for (int i = 0; i < 100; i++) {
		ssize_t n = recv(fd, in, sizeof(in), 0);

		if (n == 20) {
			memcpy(&v, in + 12, 8);
			return v;
		}
		if (!n)
			break;
		rig_run(r, i >= 50); /* it answers at once, if at all */
	}
	return UINT64_MAX - 1;
}

static u64 ask(struct front *f, u32 request, const void *p, u32 len, int with)
{
	assert_true(say(f->fd, request, 1 | 8, p, len, &with, with >= 0));
	return hear(f->rig, f->fd);
}

/* Another process may have to do it: a busy machine gets two seconds for that, which nobody waits for whom it is done to at once. */
static bool hung_up(struct rig *r, int fd)
{
	char byte[64];

	for (int i = 0; i < 700; i++) {
		ssize_t n;

		rig_run(r, 3);
		do
			n = recv(fd, byte, sizeof(byte), 0);
		while (n > 0);
		if (!n || errno == ECONNRESET || errno == EPIPE)
			return true;
	}
	return false;
}

static void front_memory(struct front *f)
{
	u64 slot[5] = { 0, 0, MEM, USER, 0 };

	f->mem_fd = memfd_create("guest", 0);
	assert_int_equal(ftruncate(f->mem_fd, MEM), 0);
	f->mem = mmap(NULL, MEM, PROT_READ | PROT_WRITE, MAP_SHARED, f->mem_fd, 0);
	assert_int_equal(ask(f, 37, slot, sizeof(slot), f->mem_fd), 0);
}

static u64 ring_addr(u32 i, u32 part)
{
	return USER + i * RING + part;
}

static void front_ring(struct front *f, u32 i)
{
	u32 num[2] = { i, N }, base[2] = { i, 0 }, on[2] = { i, 1 };
	u64 addr[5] = { i, ring_addr(i, DESC), ring_addr(i, DEVICE), ring_addr(i, DRIVER), 0 }, which = i;

	f->kick[i] = eventfd(0, EFD_NONBLOCK);
	f->call[i] = eventfd(0, EFD_NONBLOCK);
	assert_int_equal(ask(f, 8, num, 8, -1), 0);
	assert_int_equal(ask(f, 10, base, 8, -1), 0);
	assert_int_equal(ask(f, 9, addr, 40, -1), 0);
	assert_int_equal(ask(f, 13, &which, 8, f->call[i]), 0);
	assert_int_equal(ask(f, 12, &which, 8, f->kick[i]), 0);
	assert_int_equal(ask(f, 18, on, 8, -1), 0);
}

static void front_hello(struct front *f, struct rig *r, u64 without)
{
	u64 features, protocol;

	*f = (struct front){ .rig = r, .fd = dial(r) };
	assert_true(say(f->fd, 1, 1, NULL, 0, NULL, 0));
	features = hear(r, f->fd);
	assert_int_equal(features, vhost_features);
	say(f->fd, 15, 1, NULL, 0, NULL, 0);
	protocol = hear(r, f->fd);
	assert_int_equal(protocol, vhost_protocol);
	say(f->fd, 16, 1, &protocol, 8, NULL, 0);
	features &= ~(1ull << F_RING_PACKED | 1ull << F_EVENT_IDX | without);
	assert_int_equal(ask(f, 2, &features, 8, -1), 0);
	assert_int_equal(ask(f, 17, NULL, 0, -1), VHOST_PAIRS);
	assert_int_equal(ask(f, 36, NULL, 0, -1), VMEM_REGIONS);
}

static void front_up(struct front *f, struct rig *r, u64 without)
{
	front_hello(f, r, without);
	front_memory(f);
	front_ring(f, 0);
	front_ring(f, 1);
	rig_run_until_link(r, true);
	assert_true(r->door->ports->link);
}

static void front_gone(struct front *f)
{
	for (int i = 0; i < 2; i++) {
		close(f->kick[i]);
		close(f->call[i]);
	}
	close(f->fd);
	munmap(f->mem, MEM);
	close(f->mem_fd);
	rig_run_until_link(f->rig, false);
	assert_false(f->rig->door->ports->link);
}

/* Makes a buffer of the queue available. */
static void offer(struct front *f, u32 q, u32 len)
{
	u8 *base = f->mem + q * RING;
	u16 slot = f->avail[q] % N, flags = q ? 0 : 2;
	u64 gpa = BUF + (q * N + slot) * BUF_LEN;

	memcpy(base + DESC + slot * 16, &gpa, 8);
	memcpy(base + DESC + slot * 16 + 8, &len, 4);
	memcpy(base + DESC + slot * 16 + 12, &flags, 2);
	memcpy(base + DRIVER + 4 + 2 * slot, &slot, 2);
	f->avail[q]++;
	__atomic_store_n((u16 *)(void *)(base + DRIVER + 2), f->avail[q], __ATOMIC_RELEASE);
}

static u8 *buffer(struct front *f, u32 q, u32 slot)
{
	return f->mem + BUF + (q * N + slot) * BUF_LEN;
}

static u16 used(struct front *f, u32 q)
{
	u16 v;

	memcpy(&v, f->mem + q * RING + DEVICE + 2, 2);
	return v;
}

static void kick(struct front *f)
{
	u64 one = 1;

	assert_int_equal(write(f->kick[1], &one, 8), 8);
}

static void open_rig(struct rig *r)
{
	char uri[80];

	snprintf(path, sizeof(path), "/tmp/lanyard-test-vhost-%d", getpid());
	snprintf(uri, sizeof(uri), "vhost:%s", path);
	rig_open(r, uri);
	rig_run(r, 1);
	assert_false(r->door->ports->link);
}

static void test_frames_both_ways(void **state)
{
	struct rig r;
	struct front f;
	u64 called;

	(void)state;
	open_rig(&r);
	front_up(&f, &r, 0);
	for (u32 len = 14; len < 1514; len += 3) {
		u32 at = f.avail[1] % N, rx = f.avail[0] % N;
		u8 *in = buffer(&f, 0, rx);

		memset(buffer(&f, 1, at), 0, 12);
		rig_fill(buffer(&f, 1, at) + 12, len, (u8)len);
		offer(&f, 1, 12 + len);
		kick(&f);
		offer(&f, 0, BUF_LEN);
		rig_send(&r, len, (u8)len);
		rig_run(&r, 1);
		assert_int_equal(used(&f, 0), f.avail[0]);
		assert_int_equal(in[10], 1);
		assert_true(rig_is(in + 12, len));
	}
	rig_run_until(&r, 500);
	assert_int_equal(r.probe->got, 500);
	assert_int_equal(r.probe->bad_bytes, 0);
	assert_int_equal(used(&f, 1), f.avail[1]);
	assert_int_equal(read(f.call[0], &called, 8), 8);
	rig_send(&r, 60, 1); /* no buffer */
	rig_run(&r, 1);
	assert_int_equal(rig_drops(&r, DROP_DOOR_FULL), 1);
	front_gone(&f);
	rig_close(&r);
}

/*
 * Bursts of frames of many lengths into buffers of many lengths, which are taken ahead: each frame is there whole and in order, over several buffers where the driver takes that;
 * where it does not, or has no more, those that do not fit are counted, and the buffer is for the next.
 */
static void bursts(u64 without, unsigned seed)
{
	static const u32 sizes[] = { 40, 72, 200, 700, 1526, BUF_LEN };
	struct rig r;
	struct front f;
	u32 put_back = 0, came = 0, dropped = 0;

	srand(seed);
	open_rig(&r);
	front_up(&f, &r, without);
	for (int turn = 0; turn < 60; turn++) {
		u32 sent[48], n = 1 + (u32)rand() % 48, at = 0;

		for (int i = rand() % 60; i && (u16)(f.avail[0] - put_back) < N; i--)
			offer(&f, 0, sizes[(unsigned)rand() % ARRAY_LEN(sizes)]);
		for (u32 i = 0; i < n; i++)
			rig_send(&r, sent[i] = rand() % 3 ? 14 + (u32)rand() % 47 : 14 + (u32)rand() % 1487, (u8)(i + 1));
		rig_run(&r, 1);
		while (put_back != used(&f, 0)) {
			static u8 flat[64 * BUF_LEN];
			const u8 *first = buffer(&f, 0, put_back % N);
			u32 have = 0, pieces = without ? 1 : first[10] | (u32)first[11] << 8;

			assert_true(pieces);
			while (pieces--) {
				u32 element[2];

				memcpy(element, f.mem + DEVICE + 4 + 8 * (put_back % N), 8);
				assert_int_equal(element[0], put_back % N);
				memcpy(flat + have, buffer(&f, 0, put_back % N), element[1]);
				have += element[1];
				put_back++;
				assert_true((u16)(used(&f, 0) - put_back) < N + 1);
			}
			while (at < n && sent[at] + 12 != have) {
				dropped++;
				at++;
			}
			assert_true(at < n);
			assert_true(rig_is(flat + 12, sent[at++]));
			came++;
		}
		dropped += n - at;
	}
	assert_true(came > 300);
	assert_true(dropped > 20);
	assert_int_equal(rig_drops(&r, DROP_DOOR_FULL) + rig_drops(&r, DROP_TOO_LONG), dropped);
	assert_int_equal(!rig_drops(&r, DROP_TOO_LONG), !without);
	front_gone(&f);
	rig_close(&r);
}

static void test_bursts_into_buffers_of_all_lengths(void **state)
{
	(void)state;
	for (unsigned seed = 1; seed < 9; seed++)
		bursts(seed & 1 ? 0 : 1ull << F_MRG_RXBUF, seed);
}

/* For how long a ring is looked at: longer where each look paid at once, not after one that did not. */
static void test_looks(void **state)
{
	enum { US = NSEC_PER_US };
	struct door_looking l = { 0 };
	nsec now = 1000 * US;

	(void)state;
	for (int i = 0; i < 200; i++, now += 10 * US) {
		assert_int_equal(door_steady(&l), i >= 32);
		assert_true(door_look_on(&l, true, true, now));
	}
	now -= 10 * US;
	assert_true(door_look_on(&l, false, false, now + 499 * US));
	assert_false(door_look_on(&l, false, false, now + 500 * US));
	assert_false(door_steady(&l));
	now += 600 * US;
	assert_true(door_look_on(&l, true, true, now)); /* it rests */
	assert_false(door_look_on(&l, false, false, now + US));
	for (int i = 0; i < 2; i++)
		assert_true(door_look_on(&l, true, true, now += 10 * US));
	assert_true(door_steady(&l)); /* it had paid for long */
	for (int i = 0; i < 20; i++) { /* found, but late */
		assert_true(door_look_on(&l, true, true, now));
		door_look_on(&l, false, false, now + 100 * US);
		now += 400 * US;
	}
	assert_false(door_steady(&l));
	l = (struct door_looking){ .paid = 120 };
	for (int i = 0; i < 100; i++) /* little by little */
		assert_true(door_look_on(&l, true, false, now += US));
	assert_false(door_steady(&l));
}

/* What the guest did not agree to is done before it gets the frame. */
/* The front end listens; an engine that follows another gets a connection of its own, and so does one that hung up. */
static void test_front_end_that_listens(void **state)
{
	struct sockaddr_un sa = { .sun_family = AF_UNIX };
	struct attach_handle copy;
	char uri[80];
	struct rig r;
	struct front f;

	(void)state;
	snprintf(path, sizeof(path), "/tmp/lanyard-test-vhost-%d", getpid());
	snprintf(sa.sun_path, sizeof(sa.sun_path), "%s", path);
	snprintf(uri, sizeof(uri), "vhost:%s?connect", path);
	rig_open(&r, uri); /* nobody there yet: it goes on calling */
	rig_run(&r, 60);
	listening = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0);
	assert_int_equal(bind(listening, (struct sockaddr *)&sa, sizeof(sa)), 0);
	assert_int_equal(listen(listening, 4), 0);
	for (int i = 0; i < 3; i++) {
		front_up(&f, &r, 0);
		offer(&f, 1, 12 + 60);
		rig_fill(buffer(&f, 1, 0) + 12, 60, 1);
		kick(&f);
		rig_run_until(&r, (u32)i + 1);
		assert_int_equal(r.probe->got, i + 1);
		front_gone(&f);
	}
	front_up(&f, &r, 0);
	assert_true(say(f.fd, 1, 2, NULL, 0, NULL, 0)); /* a version that is none: the engine ends it, and the helper must too */
	assert_true(hung_up(&r, f.fd));
	front_gone(&f);
	front_up(&f, &r, 0);
	copy = (struct attach_handle){ .fd = { dup(((struct vhost *)r.door)->listener.fd) }, .n_fds = 1, .opened = r.handle.opened };
	snprintf(copy.facts, sizeof(copy.facts), "%s", r.handle.facts);
	wire_free(r.wire);
	node_free(r.door);
	r.handle = copy;
	rig_door(&r);
	assert_true(hung_up(&r, f.fd));
	front_gone(&f);
	front_up(&f, &r, 0);
	front_gone(&f);
	rig_close(&r);
	close(listening);
	listening = -1;
	unlink(path);
}

/* Kicks and calls in messages (F_INBAND_NOTIFICATIONS), no descriptor anywhere. */
static void test_notifications_in_band(void **state)
{
	struct rig r;
	struct front f;
	u64 none[2] = { 0 | 1 << 8, 1 | 1 << 8 };
	u32 kick1[2] = { 1, 0 }, on[2] = { 1, 1 }, got[5];
	int back[2];

	(void)state;
	open_rig(&r);
	front_up(&f, &r, 0);
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, back), 0);
	assert_int_equal(ask(&f, 21, NULL, 0, back[1]), 0);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(ask(&f, 13, &none[i], 8, -1), 0);
		assert_int_equal(ask(&f, 12, &none[i], 8, -1), 0);
	}
	assert_int_equal(ask(&f, 18, on, 8, -1), 0);
	rig_run(&r, 5);
	while (recv(back[0], got, sizeof(got), 0) > 0) {
	}
	offer(&f, 1, 12 + 60);
	rig_fill(buffer(&f, 1, 0) + 12, 60, 1);
	rig_run(&r, 5);
	assert_int_equal(r.probe->got, 0); /* the ring is not looked at until it is told to */
	assert_int_equal(ask(&f, 35, kick1, 8, -1), 0);
	rig_run_until(&r, 1);
	assert_int_equal(r.probe->got, 1);
	assert_int_equal(recv(back[0], got, sizeof(got), 0), 20);
	assert_int_equal(got[0], 4);
	assert_int_equal(got[1], 1);
	assert_int_equal(got[2], 8);
	assert_int_equal(got[3], 1);
	offer(&f, 0, BUF_LEN);
	rig_send(&r, 60, 3);
	rig_run(&r, 2);
	assert_int_equal(used(&f, 0), 1);
	assert_int_equal(recv(back[0], got, sizeof(got), 0), 20);
	assert_int_equal(got[3], 0);
	kick1[0] = 99;
	assert_int_equal(ask(&f, 35, kick1, 8, -1), 1);
	close(back[0]); /* a front end that no longer listens */
	offer(&f, 0, BUF_LEN);
	rig_send(&r, 60, 3);
	rig_run(&r, 2);
	assert_int_equal(used(&f, 0), 2);
	close(back[1]);
	front_gone(&f);
	rig_close(&r);
}

/* ?config: features that stand alone, and a configuration space that is told of when carrier changes. */
static void test_configuration_space(void **state)
{
	u8 want[12 + 8] = { 0 }, got[64];
	u32 size, head[3];
	u64 protocol;
	char uri[80];
	struct rig r;
	int fd, back[2];

	(void)state;
	snprintf(path, sizeof(path), "/tmp/lanyard-test-vhost-%d", getpid());
	snprintf(uri, sizeof(uri), "vhost:%s?config", path);
	rig_open(&r, uri);
	fd = dial(&r);
	say(fd, 1, 1, NULL, 0, NULL, 0);
	assert_int_equal(hear(&r, fd) & (1ull << F_MQ | 1ull << F_MTU | 1ull << F_MAC | 1ull << F_STATUS), 1ull << F_MAC | 1ull << F_STATUS);
	say(fd, 15, 1, NULL, 0, NULL, 0);
	protocol = hear(&r, fd);
	assert_true(protocol >> P_CONFIG & 1);
	say(fd, 16, 1, &protocol, 8, NULL, 0);
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, back), 0);
	say(fd, 21, 1, NULL, 0, &back[1], 1);
	want[4] = 8;
	say(fd, 24, 1, want, sizeof(want), NULL, 0);
	rig_run(&r, 2);
	assert_int_equal(recv(fd, got, sizeof(got), 0), 12 + 12 + 8);
	assert_memory_equal(got + 24, r.door->ports->mac, 6);
	assert_int_equal(got[30], 0);
	for (u32 i = 0; i < 6; i++) { /* what lies beyond it, and what is no question */
		static const u32 bad[6][2] = { { 9, 0 }, { 0, 9 }, { 8, 1 }, { UINT32_MAX, 2 }, { 2, UINT32_MAX }, { UINT32_MAX, UINT32_MAX } };

		memcpy(want, bad[i], 8);
		say(fd, 24, 1, want, sizeof(want), NULL, 0);
		rig_run(&r, 1);
		assert_int_equal(recv(fd, got, sizeof(got), 0), 12 + 12);
		memcpy(&size, got + 16, 4);
		assert_int_equal(size, 0);
	}
	say(fd, 24, 1 | 8, want, 11, NULL, 0);
	assert_int_equal(hear(&r, fd), 1);
	port_enable(r.door->ports, true); /* as a guest that has come does */
	assert_int_equal(recv(back[0], head, sizeof(head), 0), 12);
	assert_int_equal(head[0], 2);
	assert_true(recv(back[0], head, sizeof(head), 0) < 0);
	rig_run(&r, 80);
	assert_int_equal(recv(back[0], head, sizeof(head), 0), 12);
	assert_int_equal(head[0], 2);
	memset(want, 0, sizeof(want));
	want[0] = 6;
	want[4] = 1;
	say(fd, 24, 1, want, 13, NULL, 0);
	rig_run(&r, 1);
	assert_int_equal(recv(fd, got, sizeof(got), 0), 12 + 12 + 1);
	assert_int_equal(got[24], 1);
	port_enable(r.door->ports, false);
	close(fd);
	rig_run(&r, 80);
	close(back[0]);
	close(back[1]);
	rig_close(&r);
}

/* GET_INFLIGHT_FD, SET_INFLIGHT_FD: memory that a front end keeps for us. */
static void test_memory_for_what_is_in_flight(void **state)
{
	u8 want[24] = { [16] = 4, [18] = 64 }, got[64];
	u64 size;
	unsigned n = 0, before;
	struct rig r;
	struct front f;
	int fd = -1, other = memfd_create("short", 0);
	bool lost;

	(void)state;
	open_rig(&r);
	front_hello(&f, &r, 0);
	before = open_fds();
	say(f.fd, 31, 1, want, sizeof(want), NULL, 0);
	rig_run(&r, 2);
	assert_int_equal(passfd_receive(f.fd, got, sizeof(got), &fd, &n, 1, &lost, 0), 12 + 24);
	assert_int_equal(n, 1);
	memcpy(&size, got + 12, 8);
	assert_true(size >= 4 * sizeof(struct vring_log));
	assert_int_equal(ask(&f, 32, got + 12, 24, fd), 0);
	assert_int_equal(ask(&f, 32, got + 12, 20, fd), 0); /* again, and not padded */
	assert_int_equal(ask(&f, 32, got + 12, 24, other), 1); /* no memory behind it */
	assert_int_equal(ask(&f, 32, got + 12, 24, -1), 1);
	got[12] = got[13] = got[14] = 0;
	assert_int_equal(ask(&f, 32, got + 12, 24, fd), 1);
	want[16] = 0;
	say(f.fd, 31, 1, want, sizeof(want), NULL, 0);
	rig_run(&r, 2);
	assert_int_equal(recv(f.fd, got, sizeof(got), 0), 12 + 24);
	memcpy(&size, got + 12, 8);
	assert_int_equal(size, 0);
	close(fd);
	assert_int_equal(open_fds(), before);
	front_memory(&f);
	front_ring(&f, 0);
	front_ring(&f, 1);
	rig_run(&r, 2);
	front_gone(&f);
	close(other);
	rig_close(&r);
}

/* A busy turn leaves the driver unasked for kicks for a moment only. */
static void test_kicks_are_asked_for_again(void **state)
{
	struct rig r;
	struct front f;

	(void)state;
	open_rig(&r);
	front_up(&f, &r, 0);
	for (int turn = 0; turn < 20; turn++) {
		u32 had = r.probe->got;

		for (int i = 0; i < 20; i++) {
			rig_fill(buffer(&f, 1, f.avail[1] % N) + 12, 60, 1);
			offer(&f, 1, 12 + 60);
		}
		kick(&f);
		rig_run_until(&r, had + 20);
		rig_run(&r, 2);
		assert_int_equal(r.probe->got, had + 20);
		assert_int_equal(f.mem[RING + DEVICE] & 1, 0);
	}
	front_gone(&f);
	rig_close(&r);
}

/* A driver that kicks when it is asked to, as it has some frames and then another: all arrive, and it was not always asked. */
static void test_some_frames_are_looked_for_once_more(void **state)
{
	struct rig r;
	struct front f;
	u32 had = 0, unasked = 0;

	(void)state;
	open_rig(&r);
	front_up(&f, &r, 0);
	for (int turn = 0; turn < 200; turn++, rig_run(&r, 1))
		for (int more = 0; more < 2; more++) {
			for (int i = more ? 1 : 4; i; i--, had++) {
				rig_fill(buffer(&f, 1, f.avail[1] % N) + 12, 60, 1);
				offer(&f, 1, 12 + 60);
			}
			__atomic_thread_fence(__ATOMIC_SEQ_CST);
			if (f.mem[RING + DEVICE] & 1)
				unasked++;
			else
				kick(&f);
			for (int i = 0; i < 2000 && r.probe->got < had; i++)
				rig_run(&r, i >= 20);
			assert_int_equal(r.probe->got, had);
		}
	assert_true(unasked > 0);
	front_gone(&f);
	rig_close(&r);
}

static void test_checksum_for_a_guest_without(void **state)
{
	struct rig r;
	struct front f;

	(void)state;
	open_rig(&r);
	for (int with = 0; with < 2; with++) {
		struct frame *fr = frame_get(r.world->workers[0].pool, 64);
		u8 *in;

		front_up(&f, &r, with ? 0 : 1ull << F_GUEST_CSUM);
		in = buffer(&f, 0, 0);
		offer(&f, 0, BUF_LEN);
		memset(fr->data, 0x11, 64);
		put_be16(fr->data + 50, 0x1234);
		fr->flags = FRAME_CSUM_PARTIAL;
		fr->csum_start = (u16)(frame_headroom(fr) + 34);
		fr->csum_offset = 16;
		port_send(r.probe->node.ports, &fr, 1);
		rig_run(&r, 2);
		assert_int_equal(used(&f, 0), 1);
		assert_int_equal(in[0], with);
		assert_int_equal(get_be16(in + 12 + 50) == 0x1234, with);
		front_gone(&f);
	}
	rig_close(&r);
}

static void test_bad_frames(void **state)
{
	struct rig r;
	struct front f;

	(void)state;
	open_rig(&r);
	front_up(&f, &r, 0);
	offer(&f, 1, 5);
	offer(&f, 1, 12 + 13);
	memset(buffer(&f, 1, 2), 0xff, 100); /* a checksum beyond the frame's end */
	offer(&f, 1, 100);
	kick(&f);
	rig_run(&r, 3);
	assert_int_equal(used(&f, 1), 3);
	assert_int_equal(rig_drops(&r, DROP_SHORT), 2);
	assert_int_equal(rig_drops(&r, DROP_BAD_FIELD), 1);
	/* An address that is nowhere, then an index that cannot be. */
	memset(f.mem + RING + DESC + 3 * 16, 0xee, 8);
	put_be16(f.mem + RING + DESC + 3 * 16 + 12, 0);
	memcpy(f.mem + RING + DRIVER + 4 + 6, (u8[]){ 3, 0 }, 2);
	memset(f.mem + RING + DESC + 3 * 16 + 8, 1, 4);
	f.avail[1]++;
	memcpy(f.mem + RING + DRIVER + 2, &f.avail[1], 2);
	kick(&f);
	rig_run(&r, 3);
	assert_int_equal(used(&f, 1), 4);
	assert_int_equal(rig_drops(&r, DROP_BAD_DESCRIPTOR), 1);
	memset(f.mem + RING + DRIVER + 2, 0x7f, 2);
	kick(&f);
	rig_run(&r, 3);
	assert_int_equal(rig_drops(&r, DROP_BAD_DESCRIPTOR), 2);
	front_gone(&f);
	front_up(&f, &r, 0); /* and the next one finds all well */
	front_gone(&f);
	rig_close(&r);
}

static void test_refused_messages(void **state)
{
	struct rig r;
	struct front f;
	u64 slot[5] = { 0, 0, MEM + 1, USER, 0 }, wrap[5] = { 0, UINT64_MAX - 5, MEM, USER, 0 }, off[5] = { 0, 0, MEM, USER, UINT64_MAX - 9 },
	    everything = UINT64_MAX, addr[5] = { 0, 0, 0, 0, 0 }, which = 99;
	u32 num[2] = { 0, 70000 }, index[2] = { 16, 1 };
	int dir = open("/", O_RDONLY);
	unsigned before;

	(void)state;
	open_rig(&r);
	front_hello(&f, &r, 0);
	front_memory(&f);
	before = open_fds();
	assert_int_equal(ask(&f, 37, slot, 40, f.mem_fd), 1);
	assert_int_equal(ask(&f, 37, wrap, 40, f.mem_fd), 1);
	assert_int_equal(ask(&f, 37, off, 40, f.mem_fd), 1);
	assert_int_equal(ask(&f, 37, slot, 40, dir), 1);
	assert_int_equal(ask(&f, 37, slot, 40, -1), 1);
	assert_int_equal(ask(&f, 38, slot, 40, -1), 1);
	assert_int_equal(ask(&f, 2, &everything, 8, -1), 1);
	assert_int_equal(ask(&f, 16, &everything, 8, -1), 1);
	assert_int_equal(ask(&f, 8, num, 8, -1), 1);
	assert_int_equal(ask(&f, 8, index, 8, -1), 1);
	assert_int_equal(ask(&f, 10, index, 8, -1), 1);
	assert_int_equal(ask(&f, 11, index, 8, -1), 1);
	assert_int_equal(ask(&f, 18, index, 8, -1), 1);
	assert_int_equal(ask(&f, 12, &which, 8, dir), 1);
	assert_int_equal(ask(&f, 13, &which, 8, -1), 1);
	assert_int_equal(ask(&f, 9, addr, 40, -1), 0);
	which = 0;
	assert_int_equal(ask(&f, 12, &which, 8, dir), 1); /* a ring of no size at no address */
	assert_int_equal(ask(&f, 99, NULL, 0, -1), 1);
	assert_int_equal(ask(&f, 6, &which, 8, f.mem_fd), 1); /* SET_LOG_BASE: not offered */
	which = 1 << 8;
	assert_int_equal(ask(&f, 12, &which, 8, -1), 1); /* lets go of dir */
	assert_int_equal(open_fds(), before);
	assert_int_equal(((struct vhost *)r.door)->mem.n, 1);
	f.kick[0] = f.kick[1] = f.call[0] = f.call[1] = -1;
	front_gone(&f);
	close(dir);
	rig_close(&r);
}

static void test_broken_framing_ends_the_connection(void **state)
{
	struct rig r;
	unsigned before;
	int fds[12], fd;
	u8 junk[400] = { 0 };

	(void)state;
	open_rig(&r);
	before = open_fds();
	for (int i = 0; i < 12; i++)
		fds[i] = dup(0);
	for (u32 request = 0; request < 48; request++) {
		for (u32 size = 0; size < 60; size += 1 + size / 8) {
			for (unsigned n = 0; n < 3; n++) { /* whatever it is, nothing is left of it */
				fd = dial(&r);
				say(fd, request, 1 | 8, junk, size, fds, n);
				rig_run(&r, 0);
				close(fd);
				if (size % 7 == 0)
					rig_run(&r, 1);
			}
		}
	}
	fd = dial(&r);
	say(fd, 1, 2, NULL, 0, NULL, 0); /* version */
	assert_true(hung_up(&r, fd));
	close(fd);
	fd = dial(&r);
	say(fd, 1, 5, NULL, 0, NULL, 0); /* an answer that nobody asked for */
	assert_true(hung_up(&r, fd));
	close(fd);
	fd = dial(&r);
	say(fd, 5, 1, junk, 400, NULL, 0);
	assert_true(hung_up(&r, fd));
	close(fd);
	fd = dial(&r);
	say(fd, 5, 1, junk, 264, fds, 12); /* too many */
	assert_true(hung_up(&r, fd));
	close(fd);
	fd = dial(&r);
	for (int i = 0; i < 3000; i++) /* asks, and never listens */
		if (!say(fd, 1, 1, NULL, 0, NULL, 0))
			rig_run(&r, 1);
	assert_true(hung_up(&r, fd));
	close(fd);
	for (int i = 0; i < 12; i++)
		close(fds[i]);
	rig_run(&r, 20);
	assert_int_equal(open_fds(), before);
	assert_true(rig_drops(&r, DROP_BAD_MESSAGE) > 100);
	rig_close(&r);
}

static void test_memory_that_is_taken_away(void **state)
{
	struct rig r;
	struct front f;

	(void)state;
	open_rig(&r);
	front_up(&f, &r, 0);
	offer(&f, 0, BUF_LEN);
	rig_send(&r, 60, 1);
	rig_run(&r, 1);
	assert_int_equal(used(&f, 0), 1);
	assert_int_equal(ftruncate(f.mem_fd, 0), 0);
	kick(&f);
	for (int i = 0; i < 10; i++) {
		rig_send(&r, 60, 1);
		rig_run(&r, 1);
	}
	front_gone(&f);
	front_up(&f, &r, 0);
	front_gone(&f);
	rig_close(&r);
}

/* Huge pages that the machine does not have: the first touch is a SIGBUS in a mapping that is not parted. Its length is no whole number of them. */
static void test_memory_that_never_was(void **state)
{
	u64 slot[5] = { 0, 0, 0xa0000, USER, 0 };
	int fd = memfd_create("huge", MFD_HUGETLB);
	struct rig r;
	struct front f;
	u8 *mine;

	(void)state;
	if (fd < 0 || ftruncate(fd, 64ll << 30)) {
		if (fd >= 0)
			close(fd);
		skip();
	}
	open_rig(&r);
	front_hello(&f, &r, 0);
	mine = mmap(NULL, MEM, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	f.mem = mine;
	assert_int_equal(ask(&f, 37, slot, sizeof(slot), fd), 0);
	front_ring(&f, 0);
	front_ring(&f, 1);
	rig_run(&r, 5);
	assert_int_equal(ask(&f, 38, slot, sizeof(slot), fd), 0);
	for (int i = 0; i < 100; i++) { /* and all of it goes again */
		assert_int_equal(ask(&f, 37, slot, sizeof(slot), fd), 0);
		assert_int_equal(ask(&f, 38, slot, sizeof(slot), fd), 0);
	}
	f.mem_fd = fd;
	front_gone(&f);
	assert_int_equal(lines_of_maps("huge"), 0);
	rig_close(&r);
}

/* One client is not given more address space than is good for the others: the file has no bytes, and is as long as one likes. */
static void test_memory_without_end(void **state)
{
	int fd = memfd_create("endless", 0);
	struct rig r;
	struct front f;
	u32 n = 0;

	(void)state;
	assert_int_equal(ftruncate(fd, 64ll << 40), 0);
	open_rig(&r);
	front_hello(&f, &r, 0);
	while (n < VMEM_REGIONS) {
		u64 slot[5] = { 0, (u64)n << 40, 1ull << 40, USER + ((u64)n << 40), (u64)n << 40 };

		if (ask(&f, 37, slot, sizeof(slot), fd))
			break;
		n++;
	}
	assert_int_equal(n, 2);
	close(f.fd);
	close(fd);
	rig_run(&r, 5);
	front_up(&f, &r, 0);
	front_gone(&f);
	rig_close(&r);
}

/* The wire behind has no room for what the guest sends; what its front end says is heard all the same. */
static void test_messages_while_the_wire_is_full(void **state)
{
	struct impair slow = { .rate = 8000, .queue_frames = 4 };
	struct rig r;
	struct front f;

	(void)state;
	open_rig(&r);
	wire_set_impair(r.wire, 0, &slow);
	wire_set_impair(r.wire, 1, &slow);
	front_up(&f, &r, 0);
	for (int i = 0; i < 60; i++) {
		rig_fill(buffer(&f, 1, f.avail[1] % N) + 12, 1000, 1);
		offer(&f, 1, 12 + 1000);
	}
	kick(&f);
	rig_run(&r, 20);
	assert_true(used(&f, 1) < 60);
	for (int i = 0; i < 3; i++) {
		assert_true(say(f.fd, 1, 1, NULL, 0, NULL, 0));
		assert_int_equal(hear(&r, f.fd), vhost_features);
	}
	front_gone(&f);
	rig_close(&r);
}

/* A descriptor that is full, and whose flag says since we set it that writes wait: nobody waits long, and not for ever again. */
static void test_descriptors_that_block(void **state)
{
	struct rig r;
	struct front f;

	(void)state;
	open_rig(&r);
	for (int turn = 0; turn < 3; turn++) {
		u64 most = UINT64_MAX - 1;

		front_up(&f, &r, 0);
		assert_int_equal(write(f.call[1], &most, 8), 8);
		assert_int_equal(fcntl(f.call[1], F_SETFL, 0), 0);
		rig_fill(buffer(&f, 1, f.avail[1] % N) + 12, 60, 1);
		offer(&f, 1, 12 + 60);
		kick(&f);
		assert_true(hung_up(&r, f.fd));
		front_gone(&f);
	}
	/* that door is shut */
	f.fd = dial(&r);
	assert_true(say(f.fd, 1, 1, NULL, 0, NULL, 0));
	rig_run(&r, 20);
	assert_int_equal(recv(f.fd, &r, 1, MSG_DONTWAIT), -1);
	close(f.fd);
	rig_close(&r);
}

static void test_reconnects_leak_nothing(void **state) /* LANYARD_RECONNECTS=1000000 asks for more */
{
	const char *more = getenv("LANYARD_RECONNECTS");
	unsigned before, n = more ? (unsigned)atoi(more) : 100;
	struct rig r;
	struct front f;

	(void)state;
	open_rig(&r);
	before = open_fds();
	for (unsigned i = 0; i < n; i++) {
		front_up(&f, &r, 0);
		offer(&f, 1, 64);
		kick(&f);
		front_gone(&f);
	}
	assert_int_equal(open_fds(), before);
	rig_close(&r);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_frames_both_ways), cmocka_unit_test(test_bursts_into_buffers_of_all_lengths), cmocka_unit_test(test_looks),
		cmocka_unit_test(test_checksum_for_a_guest_without),
		cmocka_unit_test(test_bad_frames), cmocka_unit_test(test_refused_messages),
		cmocka_unit_test(test_broken_framing_ends_the_connection), cmocka_unit_test(test_memory_that_is_taken_away),
		cmocka_unit_test(test_front_end_that_listens), cmocka_unit_test(test_notifications_in_band),
		cmocka_unit_test(test_configuration_space), cmocka_unit_test(test_memory_for_what_is_in_flight),
		cmocka_unit_test(test_kicks_are_asked_for_again),
		cmocka_unit_test(test_some_frames_are_looked_for_once_more),
		cmocka_unit_test(test_memory_that_never_was), cmocka_unit_test(test_memory_without_end), cmocka_unit_test(test_descriptors_that_block), cmocka_unit_test(test_messages_while_the_wire_is_full),
		cmocka_unit_test(test_reconnects_leak_nothing),
	};

	if (argc == 3 && !strcmp(argv[1], "helper-vhost")) /* as the opener starts it */
		return vhost_caller_main(atoi(argv[2]));
	return cmocka_run_group_tests(tests, NULL, NULL);
}
