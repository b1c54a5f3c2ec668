/* SPDX-License-Identifier: GPL-3.0-or-later */
/* core/slab.h: numbers, what stays where it is, and what is given back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/slab.h"

enum { MANY = 5000 };

static void t_numbers(void **state)
{
	struct slab s;
	u32 *at[MANY + 1];

	(void)state;
	slab_init(&s, 10);
	assert_int_equal(s.size, 12);
	for (u32 k = 1; k <= MANY; k++) {
		assert_int_equal(slab_alloc(&s), k);
		at[k] = slab_at(&s, k);
		assert_true(!at[k][0] && !at[k][1] && !at[k][2]);
		at[k][0] = at[k][2] = k;
	}
	for (u32 k = 1; k <= MANY; k++) {	/* nothing moved, nothing overlaps */
		assert_ptr_equal(slab_at(&s, k), at[k]);
		assert_int_equal(at[k][0], k);
		assert_int_equal(slab_id(&s, at[k]), k);
		assert_int_equal(at[k][2], k);
	}
	slab_fini(&s);
}

static void t_again(void **state)
{
	struct slab s;

	(void)state;
	slab_init(&s, 24);
	for (u32 k = 1; k <= 100; k++)
		memset(slab_at(&s, slab_alloc(&s)), 0xff, 24);
	slab_free(&s, 7);
	slab_free(&s, 63);
	assert_int_equal(slab_alloc(&s), 63);
	assert_int_equal(*(u32 *)slab_at(&s, 63), 0);
	assert_int_equal(slab_alloc(&s), 7);
	assert_int_equal(slab_alloc(&s), 101);
	for (u32 k = 1; k <= 101; k++)
		slab_free(&s, k);
	assert_int_equal(s.n_seg, 0);	/* all memory is back */
	assert_int_equal(slab_alloc(&s), 1);
	slab_fini(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(t_numbers), cmocka_unit_test(t_again) };

	return cmocka_run_group_tests_name("slab", tests, NULL, NULL);
}
