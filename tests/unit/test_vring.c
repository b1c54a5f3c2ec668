/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rings against a model driver with random chains, and against a hostile one; guest memory ends at pages that nobody may touch. */
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "tests/unit/vring_driver.h"

/* Some of the plain chains that come next, of which some are put back; returns how many there are now. */
static u32 plain_out(struct driver *d, u32 n)
{
	struct vring_plain in[8];
	u32 most = any(d, 9), got = vring_take_plain(&d->ring, in, most, any(d, 100), false), back = any(d, got + 1);

	assert_true(got == most || n + got == d->n || d->sent[n + got].n > 1 || d->sent[n + got].indirect);
	for (u32 i = 0; i < got; i++) {
		assert_int_equal(in[i].id, d->sent[n + i].id);
		assert_int_equal(in[i].len, d->sent[n + i].piece[0].len);
		assert_ptr_equal(in[i].p, d->sent[n + i].piece[0].p);
		if (i + back < got)
			vring_give(&d->ring, in[i].id, 1, 0);
	}
	vring_untake_plain(&d->ring, back);
	return n + got - back;
}

static void one_round_out(struct driver *d)
{
	static u8 got[PIECES * 3000];
	u16 id;
	u32 len, n = 0;

	driver_fill(d, true);
	while (n = plain_out(d, n), vring_take(&d->ring, &d->chain) == VRING_GOT) {
		struct sent *s = &d->sent[n++];
		u32 at = 0, skip = any(d, 5);

		assert_int_equal(d->chain.id, s->id);
		assert_true(d->chain.out_len <= sizeof(got));
		vchain_read(&d->chain, 0, got, (u32)d->chain.out_len);
		for (u32 i = 0; i < s->n; i++) {
			assert_memory_equal(got + at, s->piece[i].p, s->piece[i].len);
			at += s->piece[i].len;
		}
		assert_int_equal(at, d->chain.out_len);
		if (skip < at) { /* from the middle on */
			u8 first = got[skip];

			vchain_read(&d->chain, skip, got, 1);
			assert_int_equal(got[0], first);
		}
		vring_give(&d->ring, d->chain.id, d->chain.n_desc, 0);
	}
	assert_int_equal(n, d->n);
	assert_int_equal(driver_back(d, &id, &len) && !d->packed, 0);
	assert_int_equal(vring_publish(&d->ring), n > 0 && !d->event_idx);
	for (u32 i = 0; i < n; i++) {
		assert_true(driver_back(d, &id, &len));
		assert_int_equal(id, d->sent[i].id);
		driver_step(d, d->sent[i].slots);
	}
	assert_false(driver_back(d, &id, &len));
}

/* No call is wanted with event_idx: an event far away. */
static void no_event(struct driver *d)
{
	if (!d->event_idx)
		return;
	if (d->packed)
		put(d->low + DRIVER + 2, 1, 2);
	else
		put(d->low + DRIVER + 4 + 2 * d->size, (u16)(d->used - 1), 2);
}

/* A process that dies at any instant, and one that follows it with nothing but the log: each chain comes back once. */
static void one_crash(struct driver *d, struct vring_log *log, struct vring_given *given)
{
	static u8 before[256 * 16], after[256 * 16];
	const u64 user[3] = { USER + DESC, USER + DRIVER, USER + DEVICE };
	struct vring_log old;
	u8 *table = d->low + DESC;
	u32 len, n = 0, how = any(d, 4), most;
	u16 id, at;

	driver_fill(d, true);
	most = any(d, d->n + 1);
	at = d->ring.last_used;
	while (n < most && vring_take(&d->ring, &d->chain) == VRING_GOT) {
		vring_give(&d->ring, d->chain.id, d->chain.n_desc, n % 3);
		n++;
	}
	old = *log;
	memcpy(before, table, d->size * 16u);
	if (how) {
		vring_publish(&d->ring);
		memcpy(after, table, d->size * 16u);
	}
	if (how == 1 && n) { /* while it was shown: the last ones stand in the ring, from some one on */
		u32 k = 1 + any(d, n);

		memcpy(table, before, d->size * 16u);
		for (u32 i = 0; i < n; i++) {
			if (i >= k)
				memcpy(table + at * 16, after + at * 16, 16);
			at = (u16)((at + d->sent[i].slots) % d->size);
		}
		old.place |= (u64)n << 32;
		memcpy(old.given, log->given, sizeof(old.given));
		*log = old;
	} else if (how == 2 && n) { /* shown, and the place not moved on; the driver is quick */
		old.place |= (u64)n << 32;
		memcpy(old.given, log->given, sizeof(old.given));
		*log = old;
	}
	if (!how)
		n = 0;
	d->ring = (struct vring){ .packed = true, .indirect = true, .log = log, .given = given };
	assert_true(vring_start(&d->ring, &d->mem, d->size, user, 0x8000)); /* what a front end still knows */
	vring_kicks(&d->ring, true);
	if (!d->ring.resumed && how == 1) /* nothing of the ring was ever used: from its start on, once more */
		n = 0;
	for (u32 i = 0; i < n; i++) {
		assert_true(driver_back(d, &id, &len));
		assert_int_equal(id, d->sent[i].id);
		assert_int_equal(len, i % 3);
		driver_step(d, d->sent[i].slots);
	}
	assert_false(driver_back(d, &id, &len));
	for (; vring_take(&d->ring, &d->chain) == VRING_GOT; n++) {
		assert_int_equal(d->chain.id, d->sent[n].id);
		vring_give(&d->ring, d->chain.id, d->chain.n_desc, 0);
		vring_publish(&d->ring);
		assert_true(driver_back(d, &id, &len));
		driver_step(d, d->sent[n].slots);
	}
	assert_int_equal(n, d->n);
}

static void test_another_process_goes_on(void **state)
{
	static const u16 size[] = { 1, 2, 8, 37, 256 };
	static struct driver d;
	static struct vring_log log;
	static struct vring_given given[VRING_HEADS];

	(void)state;
	for (unsigned i = 0; i < ARRAY_LEN(size); i++) {
		driver_new(&d, true, false, size[i]);
		memset(&log, 0, sizeof(log));
		d.ring = (struct vring){ .packed = true, .indirect = true, .log = &log, .given = given };
		assert_true(vring_start(&d.ring, &d.mem, d.size, (u64[]){ USER + DESC, USER + DRIVER, USER + DEVICE }, 0x8000));
		vring_kicks(&d.ring, true);
		for (int k = 0; k < 2000; k++)
			one_crash(&d, &log, given);
		assert_int_equal(d.ring.faults, 0);
		driver_free(&d);
	}
}

/* A log that a front end has written into, and a ring that its driver has started anew. */
static void test_a_log_that_lies(void **state)
{
	static struct driver d;
	static struct vring_log log;
	static struct vring_given given[VRING_HEADS];
	const u64 user[3] = { USER + DESC, USER + DRIVER, USER + DEVICE };

	(void)state;
	driver_new(&d, true, false, 8);
	for (int k = 0; k < 20000; k++) {
		u8 *p = (u8 *)&log;

		memset(&d.ring, 0, sizeof(d.ring));
		d.ring.packed = true;
		d.ring.log = &log;
		d.ring.given = given;
		put(d.low + DESC + 14, k & 1 ? 0x8000 : 0, 2);
		vring_start(&d.ring, &d.mem, 8, user, 0x8000);
		assert_true(d.ring.last_used < 8 && d.ring.last_avail < 8);
		assert_true(k & 1 || !d.ring.resumed);
		while (vring_take(&d.ring, &d.chain) == VRING_GOT)
			vring_give(&d.ring, d.chain.id, d.chain.n_desc, 0);
		vring_publish(&d.ring);
		for (int i = 0; i < 3; i++)
			p[any(&d, k % 5 ? 8 : sizeof(log))] = (u8)any(&d, 256);
		log.place = (log.place & 0xffffffffffffull) | 1ull << 48;
	}
	driver_free(&d);
}

static const u16 sizes[] = { 1, 2, 8, 64, 256 };

static void each_kind(void (*fn)(struct driver *d))
{
	static struct driver d;

	for (unsigned kind = 0; kind < 4; kind++) {
		for (unsigned i = 0; i < ARRAY_LEN(sizes); i++) {
			driver_new(&d, kind & 1, kind & 2, sizes[i]);
			fn(&d);
			assert_int_equal(d.ring.faults, 0);
			driver_free(&d);
		}
	}
	driver_new(&d, true, false, 37); /* packed rings need not be a power of two */
	fn(&d);
	driver_free(&d);
}

static void rounds_out(struct driver *d)
{
	for (int i = 0; i < 200; i++) {
		no_event(d);
		one_round_out(d);
	}
}

static void test_random_chains_out(void **state)
{
	(void)state;
	each_kind(rounds_out);
}

/* The frame into a plain buffer, the first of several that are looked at, if that is large enough; false: all are as if not looked at. */
static bool plain_in(struct driver *d, u32 at, const u8 head[12], const u8 *data, u32 len)
{
	struct vring_plain in[8];
	u32 most = any(d, 9), got = vring_take_plain(&d->ring, in, most, 0, true);
	bool good = got && in[0].len >= len + 12;

	assert_true(got == most || at + got == d->n || d->sent[at + got].n > 1 || d->sent[at + got].indirect);
	for (u32 i = 0; i < got; i++) {
		assert_int_equal(in[i].id, d->sent[at + i].id);
		assert_int_equal(in[i].len, d->sent[at + i].piece[0].len);
		assert_ptr_equal(in[i].p, d->sent[at + i].piece[0].p);
	}
	vring_untake_plain(&d->ring, got - good);
	if (!good)
		return false;
	memcpy(in[0].p, head, 12);
	put(in[0].p + 10, 1, 2);
	memcpy(in[0].p + 12, data, len);
	vring_give(&d->ring, in[0].id, 1, len + 12);
	return true;
}

static void rounds_in(struct driver *d)
{
	static u8 data[70000], flat[sizeof(data) + 12];

	for (int round = 0; round < 200; round++) {
		u32 at = 0, told;
		u16 id;

		driver_fill(d, false);
		while (at < d->n) {
			u32 len = 14 + any(d, any(d, 6) ? 1500 : 9000), have = 0, first = at, written = 0;
			u8 head[12] = { 1, 2, 3 };
			enum vring_result got;

			for (u32 k = 0; k < len; k++)
				data[k] = (u8)any(d, 256);
			got = plain_in(d, at, head, data, len) ? VRING_GOT : vring_write(&d->ring, &d->chain, head, 12, data, len, true);
			if (got == VRING_EMPTY) { /* not room enough: all was left as it stood */
				len = 14;
				if (vring_write(&d->ring, &d->chain, head, 12, data, len, true) != VRING_GOT)
					break;
			}
			vring_publish(&d->ring);
			while (driver_back(d, &id, &told)) {
				struct sent *s = &d->sent[at++];

				assert_int_equal(id, s->id);
				driver_step(d, s->slots);
				written += told;
				for (u32 i = 0; i < s->n && told; i++) {
					u32 n = s->piece[i].len < told ? s->piece[i].len : told;

					memcpy(flat + have, s->piece[i].p, n);
					have += n;
					told -= n;
				}
			}
			assert_int_equal(written, len + 12);
			assert_int_equal(flat[10] | flat[11] << 8, at - first);
			assert_memory_equal(flat, head, 10);
			assert_memory_equal(flat + 12, data, len);
		}
		/* What nobody filled comes back empty. */
		while (vring_take(&d->ring, &d->chain) == VRING_GOT)
			vring_give(&d->ring, d->chain.id, d->chain.n_desc, 0);
		vring_publish(&d->ring);
		while (driver_back(d, &id, &told))
			driver_step(d, d->sent[at++].slots);
		assert_int_equal(at, d->n);
	}
}

static void test_random_frames_in(void **state)
{
	(void)state;
	each_kind(rounds_in);
}

static void test_small_buffer_is_left(void **state)
{
	static struct driver d;
	u8 head[12] = { 0 }, data[100] = { 0 };

	(void)state;
	driver_new(&d, false, false, 8);
	d.sent[0].n = 1;
	d.sent[0].piece[0] = piece(&d, 60, true);
	driver_add(&d, &d.sent[0], false);
	assert_int_equal(vring_write(&d.ring, &d.chain, head, 12, data, 100, false), VRING_SMALL);
	assert_int_equal(vring_write(&d.ring, &d.chain, head, 12, data, 48, false), VRING_GOT);
	assert_int_equal(vring_write(&d.ring, &d.chain, head, 12, data, 48, false), VRING_EMPTY);
	driver_free(&d);
}

/* One call for a batch, when it passes the event and not else. */
static void test_event_index(void **state)
{
	static struct driver d;

	(void)state;
	for (int packed = 0; packed < 2; packed++) {
		driver_new(&d, packed, true, 8);
		for (u32 total = 0; total < 100;) {
			u32 k = 1 + any(&d, 4), event = any(&d, 8), pos = total % 8;
			u16 id;
			u32 len;

			/* event: after how many more chains the driver wants to be called */
			if (packed)
				put(d.low + DRIVER, (u64)((pos + event) % 8) | (u64)(d.used_wrap ^ (pos + event >= 8)) << 15, 2);
			else
				put(d.low + DRIVER + 4 + 2 * 8, (u16)(total + event), 2);
			put(d.low + DRIVER + (packed ? 2 : 0), packed ? 2 : 0, 2);
			d.n = d.data_at = 0;
			for (u32 i = 0; i < k; i++) {
				d.sent[i].n = 1;
				d.sent[i].piece[0] = piece(&d, 50, false);
				driver_add(&d, &d.sent[i], false);
				assert_int_equal(vring_take(&d.ring, &d.chain), VRING_GOT);
				vring_give(&d.ring, d.chain.id, 1, 0);
			}
			assert_int_equal(vring_publish(&d.ring), event < k);
			while (driver_back(&d, &id, &len))
				driver_step(&d, 1);
			total += k;
		}
		driver_free(&d);
	}
}

/* Named faults. */

static void one_chain(struct driver *d, struct piece p, u16 flags, u16 next)
{
	desc(d, d->low + DESC, &p, flags, next, 0);
	put(d->low + DRIVER + 4 + 2 * (d->avail % d->size), 0, 2);
	put(d->low + DRIVER + 2, ++d->avail, 2);
}

static void test_faults(void **state)
{
	static struct driver d;
	struct piece good = { GPA + DATA, NULL, 100, false }, nowhere = { 0x50, NULL, 100, false }, over = { GPA2 + HALF - 10, NULL, 11, false },
		     table = { GPA + DESC, NULL, 16, false }, huge = { GPA + DATA, NULL, UINT32_MAX, false };

	(void)state;
	driver_new(&d, false, false, 8);
	one_chain(&d, good, 1, 0); /* loops */
	assert_int_equal(vring_take(&d.ring, &d.chain), VRING_BAD);
	one_chain(&d, good, 1, 8); /* beyond the table */
	assert_int_equal(vring_take(&d.ring, &d.chain), VRING_BAD);
	one_chain(&d, nowhere, 0, 0);
	assert_int_equal(vring_take(&d.ring, &d.chain), VRING_BAD);
	one_chain(&d, over, 0, 0);
	assert_int_equal(vring_take(&d.ring, &d.chain), VRING_BAD);
	one_chain(&d, huge, 0, 0);
	assert_int_equal(vring_take(&d.ring, &d.chain), VRING_BAD);
	one_chain(&d, table, 4, 0); /* a table that names itself */
	assert_int_equal(vring_take(&d.ring, &d.chain), VRING_BAD);
	table.len = 24;
	one_chain(&d, table, 4, 0);
	assert_int_equal(vring_take(&d.ring, &d.chain), VRING_BAD);
	one_chain(&d, good, 0, 0);
	assert_int_equal(vring_take(&d.ring, &d.chain), VRING_GOT);
	assert_int_equal(d.ring.faults, 7);
	put(d.low + DRIVER + 2, d.avail + 9, 2); /* further ahead than the ring is long */
	assert_int_equal(vring_take(&d.ring, &d.chain), VRING_BROKEN);
	assert_int_equal(vring_take(&d.ring, &d.chain), VRING_BROKEN);
	driver_free(&d);
	driver_new(&d, false, false, 8);
	put(d.low + DRIVER + 4, 8, 2);
	put(d.low + DRIVER + 2, 1, 2);
	assert_int_equal(vring_take(&d.ring, &d.chain), VRING_BROKEN);
	driver_free(&d);
}

static void test_bad_starts(void **state)
{
	static struct driver d;
	u64 user[3] = { USER, USER + DRIVER, USER + DEVICE }, odd[3] = { USER + 8, USER + DRIVER, USER + DEVICE },
	    end[3] = { USER + HALF - 64, USER + DRIVER, USER + DEVICE }, none[3] = { 0, 0, 0 };

	(void)state;
	driver_new(&d, false, false, 8);
	assert_false(vring_start(&d.ring, &d.mem, 0, user, 0));
	assert_false(vring_start(&d.ring, &d.mem, 7, user, 0));
	assert_false(vring_start(&d.ring, &d.mem, 8, odd, 0));
	assert_false(vring_start(&d.ring, &d.mem, 8, end, 0));
	assert_false(vring_start(&d.ring, &d.mem, 8, none, 0));
	d.ring.packed = true;
	assert_true(vring_start(&d.ring, &d.mem, 7, user, 0x8003));
	assert_int_equal(vring_base(&d.ring), 0x80038003);
	assert_false(vring_start(&d.ring, &d.mem, 7, user, 7));
	driver_free(&d);
}

/* Somebody else writes while we look: nothing outside of guest memory may be touched, nothing may run on without end. */
struct scribbler { struct driver *d; atomic_bool stop; };

/* A driver makes slots available again that it has not been shown: what is held is never more than the ring, nor is the list of what is to be shown. */
static void test_slots_again(void **state)
{
	static struct vring_log log;
	static struct vring_given given[VRING_HEADS + 8];
	const u64 user[3] = { USER + DESC, USER + DRIVER, USER + DEVICE };
	struct driver d;

	(void)state;
	for (unsigned how = 0; how < 3; how++) { /* split; packed; packed with a log */
		struct vring_plain in[16];
		enum vring_result got;
		u32 n = 0;

		driver_new(&d, how > 0, false, 8);
		memset(given, 0x5a, sizeof(given));
		log = (struct vring_log){ 0 };
		if (how == 2) {
			d.ring.log = &log;
			d.ring.given = given;
			assert_true(vring_start(&d.ring, &d.mem, 8, user, 0x8000));
		}
		d.n = 0;
		one_chain(&d, piece(&d, 10, true), 2, 0);
		for (u32 step = 0; step < 100000; step++) {
			u16 flags = d.ring.avail_wrap ? 0x82 : 0x8002;

			if (how) /* the slot that comes next, and a chain over the whole ring now and then */
				for (unsigned k = 0; k < 8; k++)
					put(d.low + DESC + k * 16 + 14, (u64)(flags | (step % 2 && k < 7)), 2);
			else
				put(d.low + DRIVER + 2, (u64)(u16)(d.ring.last_avail + 8), 2);
			got = vring_take(&d.ring, &d.chain);
			if (got == VRING_BROKEN || got == VRING_EMPTY)
				break;
			n += d.chain.n_desc;
			vring_give(&d.ring, d.chain.id, d.chain.n_desc, 1);
		}
		assert_true(n <= 8);
		assert_int_equal(got, VRING_BROKEN);
		assert_int_equal(vring_take_plain(&d.ring, in, 16, 0, true), 0);
		vring_publish(&d.ring);
		for (unsigned k = 8; k < VRING_HEADS + 8; k++)
			assert_int_equal(given[k].len, 0x5a5a5a5a);
		driver_free(&d);
	}
}

/* A frame over buffers that are nearly all empty pieces is given up before it costs more than its worth. */
static void test_empty_pieces(void **state)
{
	const u8 head[12] = { 0 }, data[200] = { 0 };
	struct driver d;

	(void)state;
	driver_new(&d, false, false, 256);
	for (unsigned k = 0; k < 512; k++) { /* one table for all: 511 empty pieces and a byte */
		put(d.low + TABLES + k * 16, GPA + DATA, 8);
		put(d.low + TABLES + k * 16 + 8, k == 511, 4);
		put(d.low + TABLES + k * 16 + 12, k == 511 ? 2 : 3, 2);
		put(d.low + TABLES + k * 16 + 14, k + 1, 2);
	}
	for (unsigned k = 0; k < 256; k++) {
		put(d.low + DESC + k * 16, GPA + TABLES, 8);
		put(d.low + DESC + k * 16 + 8, 512 * 16, 4);
		put(d.low + DESC + k * 16 + 12, 4, 2);
		put(d.low + DRIVER + 4 + 2 * k, k, 2);
	}
	put(d.low + DRIVER + 2, 256, 2);
	assert_int_equal(vring_write(&d.ring, &d.chain, head, 12, data, sizeof(data), true), VRING_BAD);
	assert_true(d.ring.last_avail <= 3);
	driver_free(&d);
}

static void *scribble(void *arg)
{
	struct scribbler *s = arg;
	struct rng { u64 x; } r = { 88172645463325252ull };

	while (!atomic_load(&s->stop)) {
		r.x ^= r.x << 13;
		r.x ^= r.x >> 7;
		r.x ^= r.x << 17;
		for (int i = 0; i < 4; i++) {
			u32 at = (u32)(r.x >> (16 * i)) % (0x4000 / 2) * 2;
			u64 v = r.x & 1 ? (r.x >> 8) % 300 : r.x & 2 ? 0x10 : r.x >> 20;

			__atomic_store_n((u16 *)(void *)(s->d->low + at), (u16)v, __ATOMIC_RELAXED);
		}
	}
	return NULL;
}

static void *flip(void *arg)
{
	struct scribbler *s = arg;

	for (u32 i = 0; !atomic_load(&s->stop); i++)
		for (u32 k = 0; k < s->d->size; k++)
			__atomic_store_n((u16 *)(void *)(s->d->low + DESC + k * 16 + 14), (u16)(2 | (i & 1 ? 0x80 : 0x8000)), __ATOMIC_RELAXED);
	return NULL;
}

/* Slots of a packed ring that are available under either wrap counter, as often as one looks: no more are taken than the ring has, and all can be put back. */
static void test_slots_that_flip(void **state)
{
	static struct driver d;
	struct scribbler s = { &d, false };
	pthread_t t;
	u64 all = 0;

	(void)state;
	for (u16 size = 1; size < 8; size++) {
		driver_new(&d, true, false, size);
		for (u32 k = 0; k < size; k++)
			desc(&d, d.low + DESC + k * 16, &(struct piece){ GPA + DATA, d.low + DATA, 64, true }, 2, 0, 0);
		atomic_store(&s.stop, false);
		assert_int_equal(pthread_create(&t, NULL, flip, &s), 0);
		for (int i = 0; i < 20000 || (!all && i < 100000000); i++) {
			struct vring_plain in[32];
			unsigned n = vring_take_plain(&d.ring, in, 32, 0, true);

			all += n;
			assert_true(n <= size);
			vring_untake_plain(&d.ring, n / 2);
			assert_true(d.ring.last_avail < size);
			vring_untake_plain(&d.ring, n - n / 2);
			assert_true(d.ring.last_avail < size);
		}
		atomic_store(&s.stop, true);
		pthread_join(t, NULL);
		driver_free(&d);
	}
	assert_true(all > 0);
}

static void test_a_driver_that_rewrites(void **state)
{
	static struct driver d;
	struct scribbler s = { &d, false };
	static u8 data[9000];
	pthread_t t;

	(void)state;
	for (int packed = 0; packed < 2; packed++) {
		u64 user[3] = { USER, USER + DRIVER, USER + DEVICE };
		u64 got = 0;

		driver_new(&d, packed, true, 256);
		atomic_store(&s.stop, false);
		assert_int_equal(pthread_create(&t, NULL, scribble, &s), 0);
		/* And on, where a busy machine has not let the other thread run: what it does is the point. */
		for (int i = 0; i < 300000 || (!d.ring.faults && i < 300000000); i++) {
			enum vring_result r;

			if (i & 1) {
				r = vring_write(&d.ring, &d.chain, data, 12, data, 60 + (u32)i % 8000, true);
			} else if (i % 6 == 4) {
				struct vring_plain in[16];
				unsigned n = vring_take_plain(&d.ring, in, 16, 12, i % 12 == 4);

				for (unsigned k = 0; k < n; k++) {
					u32 part = in[k].len < sizeof(data) ? in[k].len : sizeof(data);

					memcpy(i % 12 == 4 ? in[k].p : data, i % 12 == 4 ? data : in[k].p, part);
					vring_give(&d.ring, in[k].id, 1, 0);
				}
				r = VRING_EMPTY;
			} else {
				r = vring_take(&d.ring, &d.chain);
				if (r == VRING_GOT)
					vchain_read(&d.chain, 12, data, d.chain.out_len < 12 + sizeof(data) ? (d.chain.out_len > 12 ?
						    (u32)d.chain.out_len - 12 : 0) : sizeof(data));
				if (r == VRING_GOT || r == VRING_BAD)
					vring_give(&d.ring, d.chain.id, d.chain.n_desc, 0);
			}
			got += r == VRING_GOT;
			if (i % 64 == 0)
				vring_publish(&d.ring);
			vring_kicks(&d.ring, i & 2);
			if (d.ring.broken)
				vring_start(&d.ring, &d.mem, 256, user, (u32)i % 256);
		}
		atomic_store(&s.stop, true);
		pthread_join(t, NULL);
		assert_true(d.ring.faults > 0);
		(void)got;
		driver_free(&d);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_random_chains_out), cmocka_unit_test(test_random_frames_in),
		cmocka_unit_test(test_small_buffer_is_left), cmocka_unit_test(test_event_index),
		cmocka_unit_test(test_faults), cmocka_unit_test(test_bad_starts),
		cmocka_unit_test(test_slots_that_flip), cmocka_unit_test(test_a_driver_that_rewrites), cmocka_unit_test(test_another_process_goes_on),
		cmocka_unit_test(test_a_log_that_lies), cmocka_unit_test(test_slots_again), cmocka_unit_test(test_empty_pieces),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
