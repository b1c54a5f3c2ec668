/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Virtio rings, the device's side. See vring.h.
 *
 * Both kinds hand over chains of descriptors (16 bytes: address, length, and in split rings flags and next, in packed ones id and
 * flags). Chains are given back in the order in which they were taken, so that VIRTIO_F_IN_ORDER needs nothing more.
 * A packed batch is shown by its first descriptor's flags, written last (2.8.21): a frame spread over several buffers appears at once.
 *
 * What cannot be, in order of trust lost: an address outside memory, a chain that does not end within the ring, readable after writable
 * pieces, an indirect table within another: that chain is given back empty (VRING_BAD). An available index further ahead than the ring is
 * long, a head beyond it: nobody can say what to give back, the ring is broken.
 *
 * Left out: NOTIFICATION_DATA. Memory is little-endian as in virtio 1; a legacy
 * driver's on a big-endian guest is not understood.
 */
#include <endian.h>
#include <string.h>

#include "nic-models/vring.h"

enum {
	DESC_LEN = 16, LINE = 64,
	F_NEXT = 1, F_WRITE = 2, F_INDIRECT = 4,
	F_AVAIL = 1 << 7, F_USED = 1 << 15, /* packed */
	NO_NOTIFY = 1,			     /* used.flags and avail.flags of split rings */
	EVENT_ENABLE = 0, EVENT_DISABLE = 1, EVENT_DESC = 2, /* packed */
};

struct desc {
	u64 addr;
	u32 len;
	u16 a, b; /* split: flags, next; packed: id, flags */
};
_Static_assert(sizeof(struct desc) == DESC_LEN, "as it stands in memory");

static u16 load16(const u8 *p)
{
	return le16toh(__atomic_load_n((const u16 *)(const void *)p, __ATOMIC_ACQUIRE));
}

static void store16(u8 *p, u16 v)
{
	__atomic_store_n((u16 *)(void *)p, htole16(v), __ATOMIC_RELEASE);
}

static void store64(u8 *p, u64 v)
{
	__atomic_store_n((u64 *)(void *)p, htole64(v), __ATOMIC_RELEASE);
}

static void store32(u8 *p, u32 v)
{
	__atomic_store_n((u32 *)(void *)p, htole32(v), __ATOMIC_RELAXED);
}

/* The one look at a descriptor. */
static struct desc desc_copy(const u8 *p)
{
	struct desc d;

	memcpy(&d, p, sizeof(d));
	__asm__ volatile("" : "+m"(d) : : "memory"); /* or the compiler might read the guest's copy again */
	return (struct desc){ le64toh(d.addr), le32toh(d.len), le16toh(d.a), le16toh(d.b) };
}

void vring_lengths(bool packed, u16 size, u64 len[3])
{
	len[0] = (u64)size * DESC_LEN;
	len[1] = packed ? 4 : 6 + 2ull * size;
	len[2] = packed ? 4 : 6 + 8ull * size;
}

bool vring_locate(struct vring *r, const u64 user[3])
{
	u8 *part[3];
	u64 len[3];

	vring_lengths(r->packed, r->size, len);
	for (int i = 0; i < 3; i++) {
		part[i] = vmem_user(r->mem, user[i], len[i]);
		if (!part[i] || (uintptr_t)part[i] & (i == 0 ? 15u : i == 1 && !r->packed ? 1u : 3u))
			return false;
	}
	r->desc = part[0];
	r->driver = part[1];
	r->device = part[2];
	return true;
}

static void advance(u16 *at, bool *wrap, u32 by, u16 size)
{
	u32 next = *at + by;

	if (next >= size) {
		next -= size;
		*wrap = !*wrap;
	}
	*at = (u16)next;
}

/* The log. */

static void log_store(struct vring_log *log, u64 at, u64 wrap, u64 n)
{
	__atomic_store_n(&log->place, at | wrap << 16 | n << 32 | 1ull << 48, __ATOMIC_RELEASE);
}

static void log_place(const struct vring *r, u16 n)
{
	log_store(r->log, r->last_used, r->used_wrap, n);
}

void vring_log_end(struct vring_log *log)
{
	__atomic_store_n(&log->place, 0, __ATOMIC_RELEASE);
}

/* Writes n elements into the ring, which end where it stands, the first of them last: then the driver sees them all. Length, id and flags are one store each time. */
static void show(const struct vring *r, const struct vring_given *g, u32 n)
{
	u32 at = r->last_used;
	bool wrap = r->used_wrap;

	while (n--) {
		if (at < g[n].n_desc) {
			at += r->size;
			wrap = !wrap;
		}
		at -= g[n].n_desc;
		store64(r->desc + (size_t)at * DESC_LEN + 8, g[n].len | (u64)g[n].id << 32 | (u64)((wrap ? F_AVAIL | F_USED : 0) | (g[n].len ? F_WRITE : 0)) << 48);
	}
}

/* A ring that its driver has started anew is zeroed, and no device has used anything of it, nor said when it wants to be kicked. */
static bool ever_used(const struct vring *r)
{
	if (load16(r->device) | load16(r->device + 2))
		return true;
	for (u32 i = 0; i < r->size; i++)
		if (load16(r->desc + (size_t)i * DESC_LEN + 14) & F_USED)
			return true;
	return false;
}

static bool slot_has(const struct vring *r, u16 at, bool wrap)
{
	u16 flags = load16(r->desc + (size_t)at * DESC_LEN + 14);

	return !!(flags & F_AVAIL) == wrap && !!(flags & F_USED) != wrap;
}

/* Where another process left off. What it was about to show is shown, unless the driver has it already. */
static bool resume(struct vring *r, const u64 user[3])
{
	u64 place = __atomic_load_n(&r->log->place, __ATOMIC_ACQUIRE);
	u16 at = (u16)place, n = (u16)(place >> 32);
	bool wrap = place >> 16 & 1;

	if (place >> 48 != 1 || r->log->size != r->size || memcmp(r->log->user, user, sizeof(r->log->user)) || at >= r->size || n > VRING_HEADS || !ever_used(r))
		return false;
	memcpy(r->given, r->log->given, n * sizeof(r->given[0]));
	r->last_used = at;
	r->used_wrap = wrap;
	for (u16 i = 0; i < n; i++) {
		if (r->given[i].n_desc > r->size)
			return false;
		advance(&r->last_used, &r->used_wrap, r->given[i].n_desc, r->size);
	}
	if (n && slot_has(r, at, wrap))
		show(r, r->given, n);
	r->last_avail = r->last_used;
	r->avail_wrap = r->used_wrap;
	log_place(r, 0);
	return true;
}

bool vring_start(struct vring *r, const struct vmem *mem, u16 size, const u64 user[3], u32 base)
{
	r->mem = mem;
	r->size = size;
	if (!size || size > VRING_SIZE_MAX || (!r->packed && size & (size - 1)) || !vring_locate(r, user))
		return false;
	r->broken = false;
	r->batch = 0;
	r->taken = r->shown = 0;
	r->kicks = true;
	r->n_given = 0;
	r->owed = false;
	r->resumed = r->packed && r->log && resume(r, user);
	if (r->resumed)
		return true;
	if (r->packed) {
		/* All that is taken is given back, so both stand at one place; not every front end fills in the upper half. */
		r->last_avail = r->last_used = base & 0x7fff;
		r->avail_wrap = r->used_wrap = base >> 15 & 1;
		if (r->last_avail >= size)
			return false;
		/* User-mode Linux says 0 of a fresh ring too, whose wrap counters are 1 (2.8.1). In one that has come round to slot 0, that has its USED set. */
		if (!base && !(load16(r->desc + 14) & F_USED))
			r->avail_wrap = r->used_wrap = true;
		if (r->log) {
			memcpy(r->log->user, user, sizeof(r->log->user));
			r->log->size = size;
			log_place(r, 0);
		}
	} else {
		/* Chains are given back at once and in order: what is used says where we stand, should base be unknown. */
		r->last_avail = r->seen_avail = (u16)base;
		r->last_used = r->published = load16(r->device + 2);
	}
	return true;
}

u32 vring_base(const struct vring *r)
{
	if (!r->packed)
		return r->last_avail;
	return r->last_avail | (u32)r->avail_wrap << 15 | (u32)r->last_used << 16 | (u32)r->used_wrap << 31;
}

static enum vring_result ring_broken(struct vring *r)
{
	r->broken = true;
	r->faults++;
	return VRING_BROKEN;
}

/* Slots that may still be taken before something is shown. */
static u32 vring_left(const struct vring *r)
{
	u32 held = r->taken - r->shown;

	return held < r->size ? r->size - held : 0;
}

static bool chain_add(const struct vring *r, struct vchain *c, const struct desc *d, bool write)
{
	u64 addr = d->addr, left = d->len;

	c->looked++;
	if (!write && c->in_len)
		return false;
	while (left) {
		u64 got = left;
		u8 *p = vmem_at(r->mem, addr, &got, write);

		if (!p || c->n == VCHAIN_SEGS)
			return false;
		c->seg[c->n++] = (struct vseg){ p, (u32)got };
		if (write) {
			c->in_len += got;
		} else {
			c->n_out = c->n;
			c->out_len += got;
		}
		addr += got;
		left -= got;
	}
	return true;
}

/* An indirect table, which stands in one piece; NULL: it does not. */
static const u8 *indirect_table(const struct vring *r, const struct desc *d, u32 *n)
{
	u64 got = d->len;
	const u8 *p;

	if (!r->indirect || !d->len || d->len % DESC_LEN)
		return NULL;
	p = vmem_at(r->mem, d->addr, &got, false);
	*n = d->len / DESC_LEN;
	return p && got == d->len && *n <= VCHAIN_SEGS ? p : NULL;
}

static bool split_walk(const struct vring *r, struct vchain *c, const u8 *table, u32 size, u32 at, bool inner)
{
	for (u32 step = 0; step < size && step < VCHAIN_SEGS; step++) {
		struct desc d = desc_copy(table + (size_t)at * DESC_LEN);

		if (d.a & F_INDIRECT) {
			u32 n;
			const u8 *t = inner || d.a & F_NEXT ? NULL : indirect_table(r, &d, &n);

			return t && split_walk(r, c, t, n, 0, true);
		}
		if (!chain_add(r, c, &d, d.a & F_WRITE))
			return false;
		if (!(d.a & F_NEXT))
			return true;
		at = d.b;
		if (at >= size)
			return false;
	}
	return false; /* a loop, or one of empty pieces */
}

/* Where the next chain begins. VRING_BROKEN: the indexes, or what stands there, cannot be. */
static enum vring_result split_head(struct vring *r, u16 *head)
{
	if (r->last_avail == r->seen_avail) {
		u16 idx = load16(r->driver + 2);

		if ((u16)(idx - r->last_avail) > r->size)
			return VRING_BROKEN;
		r->seen_avail = idx;
		if (idx == r->last_avail)
			return VRING_EMPTY;
	}
	*head = load16(r->driver + 4 + 2u * (r->last_avail & (r->size - 1u)));
	return *head < r->size ? VRING_GOT : VRING_BROKEN;
}

static enum vring_result split_take(struct vring *r, struct vchain *c)
{
	enum vring_result got = split_head(r, &c->id);

	if (got != VRING_GOT)
		return got == VRING_BROKEN ? ring_broken(r) : got;
	if (!vring_left(r))
		return ring_broken(r);
	r->last_avail++;
	r->taken++;
	return split_walk(r, c, r->desc, r->size, c->id, false) ? VRING_GOT : VRING_BAD;
}

static bool packed_indirect(const struct vring *r, struct vchain *c, const struct desc *d)
{
	u32 n;
	const u8 *t = d->b & F_NEXT ? NULL : indirect_table(r, d, &n);

	for (u32 i = 0; t && i < n; i++) {
		struct desc e = desc_copy(t + (size_t)i * DESC_LEN);

		if (e.b & F_INDIRECT || !chain_add(r, c, &e, e.b & F_WRITE))
			return false;
	}
	return t;
}

static bool packed_has(const struct vring *r)
{
	return slot_has(r, r->last_avail, r->avail_wrap);
}

static enum vring_result packed_take(struct vring *r, struct vchain *c)
{
	bool good = true, wrap = r->avail_wrap;
	u16 at = r->last_avail;
	u32 n = 0, left = vring_left(r);
	struct desc d;

	if (!packed_has(r))
		return VRING_EMPTY;
	do {
		if (n == left || n == VCHAIN_SEGS)
			return ring_broken(r); /* no end, so no id */
		d = desc_copy(r->desc + (size_t)at * DESC_LEN);
		good = good && (d.b & F_INDIRECT ? !n && packed_indirect(r, c, &d) : chain_add(r, c, &d, d.b & F_WRITE));
		advance(&at, &wrap, 1, r->size);
		n++;
	} while (d.b & F_NEXT);
	r->last_avail = at;
	r->avail_wrap = wrap;
	r->taken += n;
	c->id = d.a;
	c->n_desc = (u16)n;
	return good ? VRING_GOT : VRING_BAD;
}

enum vring_result vring_take(struct vring *r, struct vchain *c)
{
	enum vring_result got;

	if (r->broken)
		return VRING_BROKEN;
	c->n = c->n_out = c->looked = 0;
	c->out_len = c->in_len = 0;
	c->n_desc = 1;
	got = r->packed ? packed_take(r, c) : split_take(r, c);
	r->faults += got == VRING_BAD;
	return got;
}

static inline void fetch_to_write(const u8 *p)
{
#ifdef __x86_64__
	__asm__ volatile("prefetchw %0" : : "m"(*p)); /* GCC has it with -mprfchw alone; every x86-64 takes it, at worst as a no-op */
#else
	__builtin_prefetch(p, 1);
#endif
}

static inline void fetch(const u8 *p, bool write)
{
	if (write)
		fetch_to_write(p);
	else
		__builtin_prefetch(p);
}

/* The descriptor of the next chain and what gives it back. false: there is none, or what vring_take() has to say something about. */
static bool packed_next(const struct vring *r, struct desc *d, u16 *id)
{
	if (!packed_has(r))
		return false;
	*d = desc_copy(r->desc + (size_t)r->last_avail * DESC_LEN);
	*id = d->a;
	d->a = d->b;
	return true;
}

static bool split_next(struct vring *r, struct desc *d, u16 *id)
{
	if (split_head(r, id) != VRING_GOT)
		return false;
	*d = desc_copy(r->desc + (size_t)*id * DESC_LEN);
	return true;
}

unsigned vring_take_plain(struct vring *r, struct vring_plain *to, unsigned max, u32 skip, bool write)
{
	u16 want = write ? F_WRITE : 0;
	unsigned n;

	if (max > vring_left(r)) /* a driver may make the same slots available while we look: not twice, or there is no way back */
		max = vring_left(r);
	for (n = 0; n < max && !r->broken; n++) {
		struct desc d;
		u64 got;

		if (!(r->packed ? packed_next(r, &d, &to[n].id) : split_next(r, &d, &to[n].id)) || (d.a & (F_NEXT | F_WRITE | F_INDIRECT)) != want || !d.len)
			break;
		got = d.len;
		to[n].p = vmem_at(r->mem, d.addr, &got, write);
		to[n].len = d.len;
		if (!to[n].p || got != d.len)
			break;
		if (d.len > skip) {
			fetch(to[n].p + skip, write);
			fetch(to[n].p + (d.len - skip < LINE ? d.len - 1 : skip + LINE), write);
		}
		if (r->packed)
			advance(&r->last_avail, &r->avail_wrap, 1, r->size);
		else
			r->last_avail++;
	}
	r->taken += n;
	return n;
}

void vring_untake_plain(struct vring *r, unsigned n)
{
	if (r->packed && n > r->last_avail) {
		r->last_avail = (u16)(r->last_avail + r->size);
		r->avail_wrap = !r->avail_wrap;
	}
	r->last_avail = (u16)(r->last_avail - n);
	r->taken -= n;
}

/* Did `event` get passed when the index went from old to now? (2.7.10, 2.8.10) */
static bool passed(u16 event, u16 now, u16 old)
{
	return (u16)(now - event - 1) < (u16)(now - old);
}

static bool packed_publish(struct vring *r)
{
	u16 batch = r->batch, flags, event;

	if (!batch)
		return false;
	if (r->log) {
		memcpy(r->log->given, r->given, r->n_given * sizeof(r->given[0]));
		log_store(r->log, r->batch_at, r->batch_flags, r->n_given);
		show(r, r->given, r->n_given);
		log_place(r, 0);
		r->n_given = 0;
	} else {
		store16(r->desc + (size_t)r->batch_at * DESC_LEN + 14, r->batch_flags);
	}
	r->batch = 0;
	r->shown += batch;
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	flags = load16(r->driver + 2);
	if (flags != EVENT_DESC || !r->event_idx)
		return flags != EVENT_DISABLE;
	event = load16(r->driver);
	return passed((u16)((event & 0x7fff) - (!!(event & 0x8000) != r->used_wrap ? r->size : 0)), r->last_used,
		      (u16)(r->last_used - batch));
}

void vring_room(struct vring *r, u32 n)
{
	if (r->packed && r->log && r->n_given + n > VRING_HEADS)
		r->owed |= packed_publish(r);
}

void vring_give(struct vring *r, u16 id, u16 n_desc, u32 len)
{
	u8 *p;
	u16 flags;

	if (!r->packed) {
		p = r->device + 4 + 8u * (r->last_used & (r->size - 1u));
		store32(p, id);
		store32(p + 4, len);
		r->last_used++;
		return;
	}
	if (r->log) {
		vring_room(r, 1);
		if (!r->batch) {
			r->batch_at = r->last_used;
			r->batch_flags = r->used_wrap;
		}
		r->given[r->n_given++] = (struct vring_given){ id, n_desc, len };
		r->batch = (u16)(r->batch + n_desc);
		advance(&r->last_used, &r->used_wrap, n_desc, r->size);
		return;
	}
	p = r->desc + (size_t)r->last_used * DESC_LEN;
	flags = (u16)((r->used_wrap ? F_AVAIL | F_USED : 0) | (len ? F_WRITE : 0));
	store32(p + 8, len);
	__atomic_store_n((u16 *)(void *)(p + 12), htole16(id), __ATOMIC_RELAXED);
	if (r->batch) {
		store16(p + 14, flags);
	} else {
		r->batch_at = r->last_used;
		r->batch_flags = flags;
	}
	r->batch = (u16)(r->batch + n_desc);
	advance(&r->last_used, &r->used_wrap, n_desc, r->size);
}

bool vring_publish(struct vring *r)
{
	u16 old = r->published;

	if (r->packed) {
		bool owed = r->owed;

		r->owed = false;
		return packed_publish(r) || owed;
	}
	if (old == r->last_used)
		return false;
	store16(r->device + 2, r->last_used);
	r->shown += (u16)(r->last_used - old);
	r->published = r->last_used;
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	if (r->event_idx)
		return passed(load16(r->driver + 4 + 2u * r->size), r->last_used, old);
	return !(load16(r->driver) & NO_NOTIFY);
}

bool vring_kicks(struct vring *r, bool on)
{
	r->kicks = on;
	if (r->packed) {
		if (on) /* without event_idx it says nothing, but that a device was here */
			store16(r->device, r->event_idx ? (u16)(r->last_avail | r->avail_wrap << 15) : 0x7fff);
		store16(r->device + 2, !on ? EVENT_DISABLE : r->event_idx ? EVENT_DESC : EVENT_ENABLE);
	} else if (!r->event_idx) {
		store16(r->device, on ? 0 : NO_NOTIFY);
	} else if (on) {
		store16(r->device + 4 + 8u * r->size, r->last_avail);
	}
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	if (!on || r->broken)
		return false;
	return r->packed ? packed_has(r) : load16(r->driver + 2) != r->last_avail;
}
