/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The forwarding table against a plain list. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/rng.h"
#include "switch/bridge.h"
#include "switch/fdb.h"

enum { ADDRESSES = 3000 };

struct model {
	bool there;
	u16 port;
	u32 seen;
	enum fdb_kind kind;
};

static u64 key_of(u32 i)
{
	u8 mac[8] = { 2, 0, (u8)(i % 7), 0, (u8)(i >> 8), (u8)i };

	return fdb_key8(mac, (u16)(1 + i % 3));
}

static bool too_old(const struct fdb_entry *e, const void *arg)
{
	return e->seen < *(const u32 *)arg;
}

static void test_against_a_list(void **state)
{
	static struct model m[ADDRESSES];
	struct fdb t;
	struct rng r;
	u32 tick = 0;

	(void)state;
	rng_seed(&r, 3, "fdb");
	fdb_init(&t);
	for (u32 step = 0; step < 200000; step++) {
		u32 i = (u32)rng_below(&r, ADDRESSES), what = (u32)rng_below(&r, 1000);
		u16 port = (u16)rng_below(&r, 24);
		u32 n = 0;

		if (what < 700) {
			struct fdb_entry *e = fdb_learn(&t, key_of(i), port, ++tick);

			assert_int_equal(e != NULL, !m[i].there || m[i].kind == FDB_DYNAMIC);
			if (e)
				m[i] = (struct model){ true, port, tick, FDB_DYNAMIC };
		} else if (what < 720) {
			assert_true(fdb_set(&t, key_of(i), port, FDB_STATIC));
			m[i] = (struct model){ true, port, 0, FDB_STATIC };
		} else if (what < 990) {
			assert_int_equal(fdb_remove(&t, key_of(i)), m[i].there);
			m[i].there = false;
		} else if (what == 990) {
			u32 limit = tick > 500 ? tick - 500 : 0;

			for (u32 k = 0; k < ADDRESSES; k++)
				if (m[k].there && m[k].kind == FDB_DYNAMIC && m[k].seen < limit) {
					m[k].there = false;
					n++;
				}
			assert_int_equal(fdb_flush(&t, too_old, &limit), n);
		}
		if (step % 1000)
			continue;
		for (u32 k = n = 0; k < ADDRESSES; k++) {
			struct fdb_entry *e = fdb_find(&t, key_of(k));

			assert_int_equal(e != NULL, m[k].there);
			if (e)
				assert_int_equal(e->port, m[k].port);
			n += m[k].there;
		}
		assert_int_equal(t.n, n);
	}
	fdb_fini(&t);
}

static void test_bounded(void **state)
{
	struct fdb t;
	u32 limit = UINT32_MAX;

	(void)state;
	fdb_init(&t);
	for (u64 i = 0; i < FDB_MAX + 1000; i++)
		fdb_learn(&t, (i << 16) | 0x0200000000000001ull, 1, 1);
	assert_int_equal(t.n, FDB_MAX);
	assert_int_equal(t.full, 1000);
	assert_int_equal(fdb_flush(&t, too_old, &limit), FDB_MAX);
	assert_true(t.mask < 64); /* and the memory is given back */
	fdb_fini(&t);
}

static void test_vlan_lists(void **state)
{
	static const char *const good[] = { "1", "4094", "1-4094", "10,20,30-32", "1,3,5,7-9,11", "100,101" };
	static const char *const bad[] = { "", ",", "0", "4095", "5-3", "1,", "1-", "-1", "a", "1 2", "1,,2", "99999999999999999999" };
	struct vlan_set s;
	char buf[200];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(good); i++) {
		assert_true(vlan_set_parse(good[i], &s));
		vlan_set_format(&s, buf, sizeof(buf));
		assert_string_equal(buf, good[i]);
	}
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_false(vlan_set_parse(bad[i], &s));
	memset(&s, 0, sizeof(s));
	vlan_set_format(&s, buf, sizeof(buf));
	assert_string_equal(buf, "none");
	for (u16 v = 1; v < 4094; v += 2)
		vlan_add(&s, v);
	assert_true(vlan_set_format(&s, buf, sizeof(buf)) > (int)sizeof(buf)); /* cut, not overrun */
	assert_int_equal(strlen(buf), sizeof(buf) - 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_against_a_list),
		cmocka_unit_test(test_bounded),
		cmocka_unit_test(test_vlan_lists),
	};

	return cmocka_run_group_tests_name("fdb", tests, NULL, NULL);
}
