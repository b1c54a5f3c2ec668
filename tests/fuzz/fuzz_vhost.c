/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A front end of vhost: each step sends a message (its number, flags, payload and descriptors by the input), raw bytes, or writes into
 * the guest's memory, and then lets the door work and hands it a frame.
 */
#include "attach_lab.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/eventfd.h>
#include <sys/un.h>

#include "attach/vhost.h"

enum { MEM = 1 << 16 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct input { const u8 *p; size_t left; };

static u8 next(struct input *in)
{
	if (!in->left)
		return 0;
	in->left--;
	return *in->p++;
}

static void send_with(int s, const void *p, size_t len, const int *fds, unsigned n)
{
	char control[CMSG_SPACE(8 * sizeof(int))] = { 0 };
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
	(void)!sendmsg(s, &m, MSG_DONTWAIT | MSG_NOSIGNAL);
}

/* A message; where the input asks for it with a payload that could be meant. */
static void message(struct input *in, int s, const int *fds)
{
	static const u8 sizes[64] = { [2] = 8, [8] = 8, [9] = 40, [10] = 8, [11] = 8, [12] = 8, [13] = 8, [14] = 8, [16] = 8, [18] = 8,
				      [20] = 8, [37] = 40, [38] = 40, [39] = 8, [5] = 40 };
	u8 kind = next(in), shape = next(in);
	u32 head[3] = { kind & 63, 1 | (shape & 1 ? 8 : 0), sizes[kind & 63] };
	u8 out[12 + 264] = { 0 };

	if (shape & 2)
		head[2] = next(in);
	memcpy(out, head, 12);
	if (shape & 4) {
		u64 slot[5] = { 0, 0, MEM, 0x10000, 0 }, addr[5] = { next(in) & 3, 0x10000, 0x13000, 0x12000, 0 };
		u64 features = vhost_features & ~((u64)(shape >> 3 & 1) << F_RING_PACKED), pair = (u64)(next(in) | 1) << 32 | (next(in) & 3);

		slot[0] = (kind & 63) == 5;
		memcpy(out + 12, (kind & 63) == 9 ? addr : slot, 40);
		if ((kind & 63) == 2 || (kind & 63) == 16)
			memcpy(out + 12, (kind & 63) == 2 ? &features : &vhost_protocol, 8);
		else if (head[2] == 8)
			memcpy(out + 12, &pair, 8);
	} else {
		for (u32 i = 0; i < head[2] && in->left; i++)
			out[12 + i] = next(in);
	}
	if (head[2] == 8 && (kind & 63) >= 12 && (kind & 63) <= 14 && shape & 4)
		memset(out + 16, 0, 4);
	send_with(s, out, 12 + head[2], fds + ((kind & 63) == 5 || (kind & 63) == 37 ? 0 : 1), shape >> 4 & 3);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = { data, size };
	struct attach_handle h = { .n_fds = 1 };
	struct lab l;
	int pair[2], fds[8];
	struct vhost *v;
	u8 *mem;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, pair))
		abort();
	fds[0] = memfd_create("fuzz", 0);
	for (int i = 1; i < 8; i++)
		fds[i] = eventfd(0, EFD_NONBLOCK);
	if (ftruncate(fds[0], MEM))
		abort();
	mem = mmap(NULL, MEM, PROT_READ | PROT_WRITE, MAP_SHARED, fds[0], 0);
	h.fd[0] = dup(pair[1]);
	lab_open(&l, CLOCK_REAL, "vhost:x", &h);
	v = (struct vhost *)l.door;
	v->door.fd = v->door.watch.fd = pair[0];
	while (in.left) {
		u8 op = next(&in);
		struct frame *f;

		if (op < 128) {
			message(&in, pair[1], fds);
		} else if (op < 200) {
			u32 at = (u32)next(&in) << 8 | next(&in), n = op & 31;

			for (u32 i = 0; i < n && at + i < MEM; i++)
				mem[at + i] = next(&in);
		} else if (op < 240) {
			u8 junk[32];
			u32 n = 1 + (op & 31);

			for (u32 i = 0; i < n; i++)
				junk[i] = next(&in);
			send_with(pair[1], junk, n, fds, op & 3);
		}
		lab_turn(&l);
		door_ready(&v->door.watch, EPOLLIN);
		f = frame_get(l.w->workers[0].pool, 14 + op * 20u);
		if (f) {
			memset(f->data, 0xab, f->len);
			port_send(l.sink->ports, &f, 1);
		}
		lab_turn(&l);
		if (v->door.fd < 0)
			break;
	}
	close(pair[1]);
	for (int i = 0; i < 3; i++)
		lab_turn(&l);
	lab_close(&l);
	for (int i = 0; i < 8; i++)
		close(fds[i]);
	munmap(mem, MEM);
	return 0;
}
