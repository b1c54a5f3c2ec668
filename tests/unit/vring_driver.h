/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A model of a ring's driver: chains of random shape in guest memory that ends at pages that nobody may touch, and what comes back of them. For one test file. */
#ifndef TESTS_UNIT_VRING_DRIVER_H
#define TESTS_UNIT_VRING_DRIVER_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <sys/mman.h>

#include <cmocka.h>

#include "nic-models/vring.h"

enum {
	MEM = 1 << 20, HALF = MEM / 2, GUARD = 1 << 16, GPA = 0x100000, GPA2 = 0x10000000, USER = 0x7000000,
	DESC = 0, DRIVER = 0x2000, DEVICE = 0x3000, TABLES = 0x8000, DATA = 0x20000, PIECES = 12, CHAINS = 256,
};

struct piece { u64 gpa; u8 *p; u32 len; bool write; };
struct sent { u16 id, slots; bool indirect; u32 n; struct piece piece[PIECES]; };

struct driver {
	struct vmem mem;
	struct vring ring;
	u8 *low, *high; /* two regions, far apart for the guest */
	u16 size, avail, used, cursor;
	bool avail_wrap, used_wrap, packed, event_idx;
	u32 data_at, n;
	struct sent sent[CHAINS];
	struct vchain chain;
	u64 seed;
};

static u32 any(struct driver *d, u32 below)
{
	d->seed = d->seed * 6364136223846793005ull + 1442695040888963407ull;
	return (u32)(d->seed >> 33) % below;
}

static u8 *fenced(size_t len)
{
	u8 *p = mmap(NULL, len + 2 * GUARD, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	assert_ptr_not_equal(p, MAP_FAILED);
	assert_int_equal(mprotect(p + GUARD, len, PROT_READ | PROT_WRITE), 0);
	return p + GUARD;
}

static void driver_new(struct driver *d, bool packed, bool event_idx, u16 size)
{
	u64 user[3] = { USER + DESC, USER + DRIVER, USER + DEVICE };

	memset(d, 0, sizeof(*d));
	d->low = fenced(HALF);
	d->high = fenced(HALF);
	d->mem.n = 2;
	d->mem.region[0] = (struct vmem_region){ GPA, USER, HALF, d->low };
	d->mem.region[1] = (struct vmem_region){ GPA2, USER + 0x9000000, HALF, d->high };
	d->size = size;
	d->packed = d->ring.packed = packed;
	d->event_idx = d->ring.event_idx = event_idx;
	d->ring.indirect = true;
	d->avail_wrap = d->used_wrap = true;
	d->seed = size * 4 + packed * 2 + event_idx;
	assert_true(vring_start(&d->ring, &d->mem, size, user, packed ? 0x8000 : 0));
}

static void driver_free(struct driver *d)
{
	munmap(d->low - GUARD, HALF + 2 * GUARD);
	munmap(d->high - GUARD, HALF + 2 * GUARD);
}

static void put(u8 *p, u64 v, unsigned n)
{
	memcpy(p, &v, n);
}

static u16 get(const u8 *p)
{
	return __atomic_load_n((const u16 *)(const void *)p, __ATOMIC_ACQUIRE);
}

static struct piece piece(struct driver *d, u32 len, bool write)
{
	bool high = any(d, 2);
	u32 at = (high ? 0 : DATA) + d->data_at;

	d->data_at += len + any(d, 3);
	assert_true(DATA + d->data_at < HALF);
	return (struct piece){ (high ? GPA2 : GPA) + at, (high ? d->high : d->low) + at, len, write };
}

static void desc(struct driver *d, u8 *p, const struct piece *a, u16 flags, u16 next, u16 id)
{
	put(p, a->gpa, 8);
	put(p + 8, a->len, 4);
	put(p + 12, d->packed ? id : flags, 2);
	put(p + 14, d->packed ? flags : next, 2);
}

/* Makes a chain available: directly where there is room for it, or by a table. */
static void driver_add(struct driver *d, struct sent *s, bool indirect)
{
	struct piece table = { GPA + TABLES + (u64)(d->n * PIECES * 16), d->low + TABLES + d->n * PIECES * 16, s->n * 16, false };
	u32 slots = indirect ? 1 : s->n;
	u16 first = 0, first_flags = 0;

	s->slots = (u16)slots;
	s->indirect = indirect;
	s->id = d->packed ? (u16)(d->n * 7 % d->size) : (u16)(d->cursor % d->size);
	for (u32 i = 0; indirect && i < s->n; i++)
		desc(d, table.p + (size_t)i * 16, &s->piece[i], (u16)((s->piece[i].write ? 2 : 0) | (!d->packed && i + 1 < s->n ? 1 : 0)),
		     (u16)(i + 1), 0);
	for (u32 i = 0; i < slots; i++) {
		const struct piece *a = indirect ? &table : &s->piece[i];
		u16 flags = (u16)((a->write ? 2 : 0) | (i + 1 < slots ? 1 : 0) | (indirect ? 4 : 0));
		u16 at = d->packed ? d->avail : (u16)(d->cursor % d->size);

		if (d->packed) {
			flags |= (u16)(d->avail_wrap ? 1 << 7 : 1 << 15);
			if (!i) {
				first = at;
				first_flags = flags;
				flags = get(d->low + DESC + at * 16 + 14);
			}
			if (++d->avail == d->size) {
				d->avail = 0;
				d->avail_wrap = !d->avail_wrap;
			}
		}
		d->cursor++;
		desc(d, d->low + DESC + at * 16, a, flags, (u16)(d->cursor % d->size), s->id);
	}
	if (d->packed) {
		__atomic_store_n((u16 *)(void *)(d->low + DESC + first * 16 + 14), first_flags, __ATOMIC_RELEASE);
	} else {
		put(d->low + DRIVER + 4 + 2 * (d->avail % d->size), s->id, 2);
		d->avail++;
		__atomic_store_n((u16 *)(void *)(d->low + DRIVER + 2), d->avail, __ATOMIC_RELEASE);
	}
	d->n++;
}

/* The next chain that came back, with the length told. */
static bool driver_back(struct driver *d, u16 *id, u32 *len)
{
	u8 *p;

	if (!d->packed) {
		if (d->used == get(d->low + DEVICE + 2))
			return false;
		p = d->low + DEVICE + 4 + 8 * (d->used++ % d->size);
		*id = get(p);
		memcpy(len, p + 4, 4);
		return true;
	}
	p = d->low + DESC + d->used * 16;
	if (!!(get(p + 14) & 0x80) != d->used_wrap || !!(get(p + 14) & 0x8000) != d->used_wrap)
		return false;
	*id = get(p + 12);
	memcpy(len, p + 8, 4);
	return true;
}

static void driver_step(struct driver *d, u16 slots)
{
	if (!d->packed)
		return;
	d->used = (u16)(d->used + slots);
	if (d->used >= d->size) {
		d->used = (u16)(d->used - d->size);
		d->used_wrap = !d->used_wrap;
	}
}

/* Chains of random shape, as many as fit; out: read by the device. */
static void driver_fill(struct driver *d, bool out)
{
	u32 left = d->size;

	d->n = d->data_at = 0;
	while (left && d->n < CHAINS && d->data_at < HALF - DATA - 40000 && any(d, 12)) {
		struct sent *s = &d->sent[d->n];
		bool indirect = any(d, 3) == 0;
		u32 most = indirect || left > PIECES ? PIECES : left;

		s->n = 1 + any(d, most);
		for (u32 i = 0; i < s->n; i++) {
			s->piece[i] = piece(d, 1 + any(d, any(d, 4) ? 200 : 3000), !out);
			for (u32 k = 0; k < s->piece[i].len; k++)
				s->piece[i].p[k] = (u8)any(d, 256);
		}
		driver_add(d, s, indirect);
		left -= s->slots;
	}
}

#endif
