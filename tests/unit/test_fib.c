/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The forwarding tables against a list that is searched from end to end, and what they cost. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "net/rd.h"
#include "router/fib.h"

enum { MODEL_MAX = 8192, BURST = 300 };

struct entry {
	struct ip6 prefix;	/* IPv4: its first 4 bytes; masked */
	u8 plen;
	u32 value;
};
/* The table under test, of either family, and the list that it is compared with. */
struct both {
	struct fib4 *f4;
	struct fib6 *f6;
	struct entry model[MODEL_MAX];
	unsigned n;
	u64 seed;
};

static u64 rnd(struct both *b)
{
	b->seed ^= b->seed << 13;
	b->seed ^= b->seed >> 7;
	b->seed ^= b->seed << 17;
	return b->seed * 0x2545f4914f6cdd1dull >> 16;
}

static u8 plen_max(const struct both *b) { return b->f4 ? 32 : 128; }

static struct ip6 masked(struct ip6 a, unsigned plen)
{
	for (unsigned i = 0; i < 16; i++) {
		unsigned bits = plen > i * 8 ? plen - i * 8 : 0;

		if (bits < 8)
			a.b[i] &= (u8)(0xff00 >> bits);
	}
	return a;
}

/* Addresses that meet each other: most bytes are one of `spread` values. */
static struct ip6 random_addr(struct both *b, unsigned spread)
{
	struct ip6 a = { { { 0 } } };

	for (unsigned i = 0; i < plen_max(b) / 8u; i++) {
		u64 r = rnd(b);

		a.b[i] = (u8)(r & 0x700 ? (r % spread) * 0x41 : r >> 16);
	}
	return a;
}

static struct both *both_new(bool v6, u64 seed)
{
	struct both *b = calloc(1, sizeof(*b));

	assert_non_null(b);
	b->seed = seed;
	if (v6)
		b->f6 = fib6_new();
	else
		b->f4 = fib4_new();
	return b;
}

static void both_free(struct both *b)
{
	fib4_free(b->f4);
	fib6_free(b->f6);
	free(b);
}

static bool fib_set(struct both *b, const struct ip6 *a, u8 plen, u32 value)
{
	return b->f4 ? fib4_set(b->f4, get_be32(a->b), plen, value) : fib6_set(b->f6, a, plen, value);
}

static bool fib_del(struct both *b, const struct ip6 *a, u8 plen)
{
	return b->f4 ? fib4_del(b->f4, get_be32(a->b), plen) : fib6_del(b->f6, a, plen);
}

static u32 fib_lookup(const struct both *b, const struct ip6 *a)
{
	return b->f4 ? fib4_lookup(b->f4, get_be32(a->b)) : fib6_lookup(b->f6, a);
}

static u32 fib_count(const struct both *b) { return b->f4 ? fib4_count(b->f4) : fib6_count(b->f6); }
static size_t fib_bytes(const struct both *b) { return b->f4 ? fib4_bytes(b->f4) : fib6_bytes(b->f6); }

static void fib_burst(const struct both *b, const struct ip6 *a, u32 *value, unsigned n)
{
	u32 a4[BURST];

	if (b->f6) {
		fib6_lookup_burst(b->f6, a, value, n);
		return;
	}
	for (unsigned i = 0; i < n; i++)
		a4[i] = get_be32(a[i].b);
	fib4_lookup_burst(b->f4, a4, value, n);
}

static struct entry *model_find(struct both *b, const struct ip6 *a, u8 plen)
{
	struct ip6 m = masked(*a, plen);

	for (unsigned i = 0; i < b->n; i++)
		if (b->model[i].plen == plen && ip6_eq(&b->model[i].prefix, &m))
			return &b->model[i];
	return NULL;
}

static bool covers(const struct entry *e, const struct ip6 *a)
{
	unsigned bytes = e->plen / 8, bits = e->plen % 8;

	return !memcmp(e->prefix.b, a->b, bytes) && (!bits || !((e->prefix.b[bytes] ^ a->b[bytes]) >> (8 - bits)));
}

static u32 model_lookup(const struct both *b, const struct ip6 *a)
{
	const struct entry *best = NULL;

	for (unsigned i = 0; i < b->n; i++)
		if ((!best || b->model[i].plen > best->plen) && covers(&b->model[i], a))
			best = &b->model[i];
	return best ? best->value : 0;
}

static void set(struct both *b, struct ip6 a, u8 plen, u32 value)
{
	struct entry *e = model_find(b, &a, plen);

	assert_true(fib_set(b, &a, plen, value));
	if (!e) {
		assert_true(b->n < MODEL_MAX);
		e = &b->model[b->n++];
	}
	*e = (struct entry){ masked(a, plen), plen, value };
	assert_int_equal(fib_count(b), b->n);
}

static void del(struct both *b, struct ip6 a, u8 plen)
{
	struct entry *e = model_find(b, &a, plen);

	assert_int_equal(fib_del(b, &a, plen), e != NULL);
	if (e)
		*e = b->model[--b->n];
	assert_int_equal(fib_count(b), b->n);
}

/* n look-ups, single and in a burst: random addresses, and the first, last and neighbouring addresses of prefixes. */
static void check(struct both *b, unsigned spread, unsigned n)
{
	struct ip6 a[BURST];
	u32 got[BURST];

	assert_true(n <= BURST);
	for (unsigned i = 0; i < n; i++) {
		a[i] = random_addr(b, spread);
		if (b->n && rnd(b) % 4) {
			const struct entry *e = &b->model[rnd(b) % b->n];
			struct ip6 host = rnd(b) & 1 ? a[i] : (struct ip6){ .w = { rnd(b) & 1 ? ~0ull : 0, rnd(b) & 1 ? ~0ull : 0 } };

			for (unsigned k = 0; k < 16; k++) {
				unsigned bits = e->plen > k * 8 ? e->plen - k * 8 : 0;
				u8 m = bits < 8 ? (u8)(0xff00 >> bits) : 0xff;

				a[i].b[k] = (u8)((e->prefix.b[k] & m) | (host.b[k] & ~m));
			}
			if (e->plen && rnd(b) % 4 == 0)
				a[i].b[(e->plen - 1) / 8] ^= (u8)(0x80 >> (e->plen - 1) % 8);
		}
	}
	fib_burst(b, a, got, n);
	for (unsigned i = 0; i < n; i++) {
		u32 want = model_lookup(b, &a[i]);

		assert_int_equal(got[i], want);
		assert_int_equal(fib_lookup(b, &a[i]), want);
	}
}

static u32 random_value(struct both *b)
{
	static const u32 up_to[] = { 3, 0xff, 0x100, 0xffff, 0x10000, FIB_VALUE_MAX };

	return 1 + (u32)rnd(b) % up_to[rnd(b) % (rnd(b) % 8 ? 2 : ARRAY_LEN(up_to))];
}

/* Random changes around a size of about `size` prefixes, each followed by `looks` look-ups. */
static void random_run(bool v6, unsigned size, unsigned steps, unsigned spread, unsigned looks, u64 seed)
{
	struct both *b = both_new(v6, seed);

	for (unsigned i = 0; i < steps; i++) {
		bool grow = rnd(b) % (2 * size) >= b->n;

		if (grow || !b->n) {
			set(b, random_addr(b, spread), (u8)(rnd(b) % (plen_max(b) + 1u)), random_value(b));
		} else if (rnd(b) % 4) {
			struct entry e = b->model[rnd(b) % b->n];

			del(b, e.prefix, e.plen);
		} else {
			del(b, random_addr(b, spread), (u8)(rnd(b) % (plen_max(b) + 1u)));
		}
		check(b, spread, looks);
	}
	while (b->n) {
		del(b, b->model[b->n / 2].prefix, b->model[b->n / 2].plen);
		if (b->n % 64 == 0)
			check(b, spread, 16);
	}
	check(b, spread, 16);
	both_free(b);
}

static void random_changes(void **state)
{
	(void)state;
	for (unsigned v6 = 0; v6 < 2; v6++) {
		random_run(v6, 8, 3000, 2, 8, 1 + v6);
		random_run(v6, 60, 3000, 3, 8, 11 + v6);
		random_run(v6, 600, 3000, 4, 8, 21 + v6);
	}
}

static void hold(struct both *b, bool on)
{
	if (b->f4)
		(on ? fib4_hold : fib4_release)(b->f4);
	else
		(on ? fib6_hold : fib6_release)(b->f6);
}

/* Changes in rows, most of them neighbours, painted at the end of each row: over a small table, then over one with a root, and down to nothing. */
static void held(void **state)
{
	(void)state;
	for (unsigned v6 = 0; v6 < 2; v6++) {
		struct both *b = both_new(v6, 99 + v6);

		for (unsigned row = 0; row < 400 || b->n; row++) {
			unsigned size = row < 100 ? 300 : row < 350 ? 4500 : 0;
			struct ip6 near = random_addr(b, 5);

			hold(b, true);
			for (unsigned k = rnd(b) % 60; k--;) {
				bool grow = rnd(b) % (2 * size + 1) >= b->n;
				u8 plen = (u8)(rnd(b) % 4 ? 17 + rnd(b) % (v6 ? 34 : 16) : rnd(b) % (plen_max(b) + 1u));
				struct ip6 a = rnd(b) % 8 ? near : random_addr(b, 5);

				a.b[(plen ? plen - 1 : 0) / 8] = (u8)rnd(b);
				if (grow && b->n < MODEL_MAX)
					set(b, a, plen, random_value(b));
				else if (b->n && rnd(b) % 4)
					del(b, b->model[b->n - 1 - rnd(b) % (b->n < 8 ? b->n : 8)].prefix, b->model[b->n - 1].plen);
				else if (b->n)
					del(b, b->model[rnd(b) % b->n].prefix, b->model[0].plen);
			}
			for (unsigned k = 0; !size && k < 40 && b->n; k++)
				del(b, b->model[b->n - 1].prefix, b->model[b->n - 1].plen);
			hold(b, false);
			check(b, 5, 24);
		}
		both_free(b);
	}
}

/* Up over the size where the root appears, about there, and down to nothing. */
static void large_and_back(void **state)
{
	(void)state;
	for (unsigned v6 = 0; v6 < 2; v6++) {
		struct both *b = both_new(v6, 77);

		for (unsigned i = 0; i < 3 * MODEL_MAX && b->n < MODEL_MAX - 1; i++) {
			u8 plen = (u8)(rnd(b) % 8 ? 16 + rnd(b) % (plen_max(b) - 15u) : rnd(b) % 17);

			set(b, random_addr(b, 7), plen, random_value(b));
			if (i % 64 == 0)
				check(b, 7, 20);
		}
		/* Short prefixes come, change and go over the large table. */
		for (unsigned i = 0; i < 120; i++) {
			struct ip6 a = random_addr(b, 7);
			u8 plen = (u8)(rnd(b) % 18);

			if (i & 1)
				del(b, a, plen);
			else if (b->n < MODEL_MAX)
				set(b, a, plen, random_value(b));
			check(b, 7, 20);
		}
		while (b->n) {
			struct entry e = b->model[rnd(b) % b->n];

			del(b, e.prefix, e.plen);
			if (b->n % 128 == 0)
				check(b, 7, 20);
		}
		assert_true(fib_bytes(b) < 4096);
		both_free(b);
	}
}

static int entry_cmp(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;
	int order = memcmp(x->prefix.b, y->prefix.b, 16);

	return order ? order : x->plen - y->plen;
}

/* The longest of the n sorted prefixes that covers a, found by asking for each length. */
static u32 sorted_lookup(const struct entry *e, size_t n, const struct ip6 *a, unsigned plen_max)
{
	for (unsigned plen = plen_max + 1; plen-- > 0;) {
		struct entry key = { masked(*a, plen), (u8)plen, 0 };
		const struct entry *found = bsearch(&key, e, n, sizeof(*e), entry_cmp);

		if (found)
			return found->value;
	}
	return 0;
}

/* A million prefixes a family, lengths as the Internet's (most of 24 and 48 bits). */
static void a_million(void **state)
{
	enum { MILLION = 1000000 };
	struct entry *e = calloc(MILLION, sizeof(*e));

	(void)state;
	assert_non_null(e);
	for (unsigned v6 = 0; v6 < 2; v6++) {
		struct both *b = both_new(v6, 88 + v6);
		size_t n = 0;

		while (fib_count(b) < MILLION) {
			u8 plen = (u8)((v6 ? 48 : 24) - (rnd(b) & 3 ? 0 : rnd(b) % 9) + (rnd(b) & 3 ? 0 : rnd(b) % 9));
			struct ip6 a = { .w = { rnd(b) << 20 ^ rnd(b), 0 } };

			a = masked(a, plen);
			e[n] = (struct entry){ a, plen, (u32)(1 + (a.w[0] ^ plen) % 1000) }; /* the same prefix, the same value */
			assert_true(fib_set(b, &a, plen, e[n].value));
			n += fib_count(b) > n;
		}
		qsort(e, n, sizeof(*e), entry_cmp);
		for (unsigned k = 0; k < 2000; k++) {
			struct ip6 a = e[rnd(b) % n].prefix;
			u32 got;

			a.b[rnd(b) % (v6 ? 8 : 4)] ^= (u8)(k & 1 ? rnd(b) : 0);
			fib_burst(b, &a, &got, 1);
			assert_int_equal(got, sorted_lookup(e, n, &a, plen_max(b)));
			assert_int_equal(fib_lookup(b, &a), got);
		}
		for (size_t k = 0; k < n; k += 10)
			assert_true(fib_del(b, &e[k].prefix, e[k].plen));
		assert_int_equal(fib_count(b), MILLION - MILLION / 10);
		both_free(b);
	}
	free(e);
}

/* Each length alone, and all of them nested, added and removed in both orders. */
static void every_length(void **state)
{
	(void)state;
	for (unsigned v6 = 0; v6 < 2; v6++) {
		struct both *b = both_new(v6, 5);
		struct ip6 a = random_addr(b, 1000);
		unsigned max = plen_max(b);

		for (unsigned l = 0; l <= max; l++) {
			set(b, a, (u8)l, l + 1);
			check(b, 3, 8);
			del(b, a, (u8)l);
			check(b, 3, 8);
		}
		for (unsigned l = 0; l <= max; l++) {
			set(b, a, (u8)l, l + 1);
			check(b, 3, 40);
			assert_int_equal(fib_lookup(b, &a), l + 1);
		}
		for (unsigned l = 0; l <= max; l++) {
			del(b, a, (u8)l);
			check(b, 3, 40);
		}
		for (unsigned l = max + 1; l--;)
			set(b, a, (u8)l, 1000000 + l);
		for (unsigned l = max + 1; l--;) {
			assert_int_equal(fib_lookup(b, &a), 1000000 + l);
			del(b, a, (u8)l);
			check(b, 3, 40);
		}
		both_free(b);
	}
}

/* A level with all the prefixes it can hold: 510 of them, and 256 levels below. */
static void full_level(void **state)
{
	struct both *b = both_new(false, 9);

	(void)state;
	for (unsigned l = 17; l <= 24; l++)
		for (unsigned i = 0; i < 1u << (l - 16); i++) {
			struct ip6 a = { .b = { 10, 1, (u8)(i << (24 - l)) } };

			set(b, a, (u8)l, 1 + (i * 37 + l) % 70000);
		}
	check(b, 5, 300);
	for (unsigned i = 0; i < 256; i++) {
		struct ip6 a = { .b = { 10, 1, (u8)i, (u8)(i * 7) } };

		set(b, a, 32, 5000 + i);
		assert_int_equal(fib_lookup(b, &a), 5000 + i);
	}
	check(b, 5, 300);
	for (unsigned l = 17; l <= 24; l++)
		for (unsigned i = 0; i < 1u << (l - 16); i++) {
			struct ip6 a = { .b = { 10, 1, (u8)(i << (24 - l)) } };

			del(b, a, (u8)l);
		}
	check(b, 5, 300);
	both_free(b);
}

static void refused(void **state)
{
	struct fib4 *f4 = fib4_new();
	struct fib6 *f6 = fib6_new();
	struct ip6 a = { .b = { 0x20, 1, 0xd, 0xb8 } };
	u32 got[2], addr[2] = { 1, 2 };

	(void)state;
	assert_false(fib4_set(f4, 0, 33, 1));
	assert_false(fib4_set(f4, 0, 8, 0));
	assert_false(fib4_set(f4, 0, 8, FIB_VALUE_MAX + 1));
	assert_false(fib4_del(f4, 0, 0));
	assert_false(fib4_del(f4, 0, 33));
	assert_false(fib4_del(f4, 0x0a000000, 8));
	assert_false(fib6_set(f6, &a, 129, 1));
	assert_false(fib6_del(f6, &a, 129));
	assert_false(fib6_del(f6, &a, 32));
	fib4_lookup_burst(f4, addr, got, 2);
	assert_int_equal(got[0] | got[1] | fib4_lookup(f4, 7) | fib6_lookup(f6, &a), 0);
	fib4_lookup_burst(f4, addr, got, 0);
	fib6_lookup_burst(f6, &a, got, 1);
	assert_int_equal(got[0], 0);
	assert_int_equal(fib4_count(f4) + fib6_count(f6), 0);
	/* Bits beyond the length don't matter, and a replaced value is no second prefix. */
	assert_true(fib4_set(f4, 0x0affffff, 8, 1));
	assert_true(fib4_set(f4, 0x0a000000, 8, 2));
	assert_int_equal(fib4_count(f4), 1);
	assert_int_equal(fib4_lookup(f4, 0x0a010203), 2);
	assert_true(fib4_del(f4, 0x0a0a0a0a, 8));
	fib4_free(f4);
	fib6_free(f6);
	fib4_free(NULL);
	fib6_free(NULL);
}

/* A lab router's table: a default, links, loopbacks, and for each its own address and, in IPv6, link-local and multicast. */
static void small_is_small(void **state)
{
	struct fib4 *f4 = fib4_new();
	struct fib6 *f6 = fib6_new();

	(void)state;
	assert_true(fib4_bytes(f4) < 1024);
	assert_true(fib6_bytes(f6) < 1024);
	fib4_set(f4, 0, 0, 1);
	fib6_set(f6, &(struct ip6){ .b = { 0xfe, 0x80 } }, 10, 1);
	for (u32 i = 0; i < 4; i++) {
		struct ip6 net = { .b = { 0x20, 1, 0xd, 0xb8, 0, 1, 0, (u8)i, [15] = 1 } };

		fib4_set(f4, 0x0a000001 | i << 8, 24, 2 + i);
		fib4_set(f4, 0x0a000001 | i << 8, 32, 1);
		fib6_set(f6, &net, 64, 2 + i);
	}
	assert_true(fib4_bytes(f4) < 4096);
	assert_true(fib6_bytes(f6) < 2048);
	fib4_free(f4);
	fib6_free(f6);
}

/* The i-th of many prefixes. IPv6: as registries and providers give them out, /32 to /56, most of them with nobody beside them in the last octet. */
static u8 one_of_many(struct both *b, struct ip6 *a)
{
	u32 r = (u32)rnd(b);

	*a = (struct ip6){ { { 0 } } };
	put_be32(a->b, r);
	if (b->f4)
		return (u8)(16 + r % 13);
	put_be64(a->b, (u64)(0x20010000 | r >> 16) << 32 | (u32)rnd(b));
	return (u8)(32 + 8 * (r % 4));
}

/* A hundred thousand prefixes and back; then the same ones twice more: memory doesn't grow by use. */
static void memory_returns(void **state)
{
	enum { MANY = 100000 };

	(void)state;
	for (unsigned v6 = 0; v6 < 2; v6++) {
		struct both *b = both_new(v6, 3);
		size_t first = 0;

		for (unsigned round = 0; round < 3; round++) {
			struct ip6 a;
			size_t full;

			b->seed = 99;
			for (unsigned i = 0; i < MANY; i++) {
				u8 plen = one_of_many(b, &a);

				assert_true(fib_set(b, &a, plen, 1 + i % 300));
			}
			full = fib_bytes(b);
			if (!round)
				first = full;
			assert_true(full <= first && full < MANY * (v6 ? 100 : 160));
			b->seed = 99;
			for (unsigned i = 0; i < MANY; i++) {
				u8 plen = one_of_many(b, &a);

				fib_del(b, &a, plen);
			}
			assert_int_equal(fib_count(b), 0);
			assert_true(fib_bytes(b) < 1024);
		}
		both_free(b);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(refused),
		cmocka_unit_test(every_length),
		cmocka_unit_test(full_level),
		cmocka_unit_test(random_changes), cmocka_unit_test(held),
		cmocka_unit_test(large_and_back),
		cmocka_unit_test(a_million),
		cmocka_unit_test(small_is_small),
		cmocka_unit_test(memory_returns),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
