/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rings in fenced memory: first bytes choose the kind, the rest are writes to memory between operations of the device. */
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "nic-models/vring.h"

enum { MEM = 1 << 16, GUARD = 1 << 16, USER = 0x100000, DRIVER = 0x2000, DEVICE = 0x3000 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void turn(struct vring *r, struct vchain *c, u8 op)
{
	static const u8 frame[9000];
	u8 out[4096];
	enum vring_result got;

	if (op & 1) {
		got = vring_write(r, c, frame, op & 2 ? 12 : 10, frame, 14 + op * 34u, op & 4);
	} else if (op & 64) {
		struct vring_plain in[5];
		bool write = op & 4;
		unsigned n = vring_take_plain(r, in, 5, op & 2 ? 12 : 0, write), back = op & 128 ? n / 2 : 0;

		vring_untake_plain(r, back);
		for (unsigned i = 0; i < n - back; i++) {
			u32 part = in[i].len < sizeof(out) ? in[i].len : sizeof(out);

			memcpy(write ? in[i].p : out, write ? frame : in[i].p, part);
			vring_give(r, in[i].id, 1, write ? part : 0);
		}
	} else {
		got = vring_take(r, c);
		if (got == VRING_GOT)
			vchain_read(c, op & 2 ? 12 : 0, out, c->out_len > sizeof(out) ? sizeof(out) : (u32)c->out_len);
		if (got == VRING_GOT || got == VRING_BAD)
			vring_give(r, c->id, c->n_desc, 0);
	}
	if (c->n > VCHAIN_SEGS || c->n_out > c->n)
		abort();
	if (op & 8)
		vring_publish(r);
	if (op & 16)
		vring_kicks(r, op & 32);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	u64 user[3] = { USER, USER + DRIVER, USER + DEVICE };
	u8 *fence = mmap(NULL, MEM + 2 * GUARD, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), *mem = fence + GUARD;
	struct vmem vm = { .n = 2, .region = { { 0, USER, MEM / 2, mem }, { 1 << 20, 0, MEM / 2, mem + MEM / 2 } } };
	struct vring r = { 0 };
	static struct vchain c;

	if (fence == MAP_FAILED || mprotect(mem, MEM, PROT_READ | PROT_WRITE))
		abort();
	c.n = c.n_out = 0;
	if (size > 3) {
		r.packed = data[0] & 1;
		r.event_idx = data[0] & 2;
		r.indirect = data[0] & 4;
		if (vring_start(&r, &vm, r.packed ? data[1] + 1 : (u16)(1u << (data[1] & 7)), user, (u32)data[2] << 8)) {
			size_t at = 3;

			while (at + 4 <= size) {
				u32 where = (u32)(data[at] | data[at + 1] << 8) % MEM, n = data[at + 2] & 31;

				n = n > size - at - 4 ? (u32)(size - at - 4) : n;
				n = n > MEM - where ? MEM - where : n;
				memcpy(mem + where, data + at + 4, n);
				turn(&r, &c, data[at + 3]);
				at += 4 + n;
			}
		}
	}
	munmap(fence, MEM + 2 * GUARD);
	return 0;
}
