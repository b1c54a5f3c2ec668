/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The flash file system: paths that lead nowhere else, bounds, folders, and an image that is all of it or nothing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "device/files/flash.h"

static void t_paths(void **state)
{
	static const char *const bad[] = { "..", "../x", "a/../b", "a/..", "./x", ".", "a\\b", "a b", "a:b", "a*", "\x1b[2J", "\xff", "a/b/c/d/e/f/g/h/i",
					   "0123456789012345678901234567890123456789012345678901234567890123" };
	char path[FLASH_PATH_MAX + 1];

	(void)state;
	for (unsigned i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		if (flash_path(bad[i], path))
			fail_msg("\"%s\" is taken for %s", bad[i], path);
	assert_true(flash_path("//a//b/", path));
	assert_string_equal(path, "a/b");
	assert_true(flash_path("", path));
	assert_string_equal(path, "");
	assert_true(flash_path("...", path));
}

static void t_bounds(void **state)
{
	struct flash *f = flash_new();
	u8 *big = calloc(1, FLASH_BYTES + 1);
	char name[16];

	(void)state;
	assert_int_equal(flash_write(f, "big", big, FLASH_BYTES + 1, 0), FLASH_FULL);
	assert_int_equal(flash_write(f, "big", big, FLASH_BYTES, 0), FLASH_OK);
	assert_int_equal(flash_write(f, "more", "x", 1, 0), FLASH_FULL);
	assert_int_equal(flash_write(f, "big", big, FLASH_BYTES, 0), FLASH_OK); /* in place of itself it fits */
	assert_int_equal(flash_write(f, "big", "y", 1, 0), FLASH_OK);
	assert_int_equal(f->used, 1);
	for (unsigned i = 1; i < FLASH_FILES_MAX; i++) {
		snprintf(name, sizeof(name), "f%u", i);
		assert_int_equal(flash_write(f, name, "", 0, 0), FLASH_OK);
	}
	assert_int_equal(flash_write(f, "one", "", 0, 0), FLASH_FULL);
	assert_int_equal(flash_make_folder(f, "one", 0), FLASH_FULL);
	assert_int_equal(flash_remove_all(f, ""), FLASH_OK);
	assert_int_equal(f->n, 0);
	assert_int_equal(f->used, 0);
	flash_free(f);
	free(big);
}

static void t_folders(void **state)
{
	struct flash *f = flash_new(), *again;
	size_t len;
	u8 *image;

	(void)state;
	assert_int_equal(flash_write(f, "a/x", "1", 1, 5), FLASH_NO_FOLDER);
	assert_int_equal(flash_make_folder(f, "a", 5), FLASH_OK);
	assert_int_equal(flash_make_folder(f, "a", 5), FLASH_THERE);
	assert_int_equal(flash_write(f, "a/x", "1", 1, 5), FLASH_OK);
	assert_int_equal(flash_write(f, "a", "1", 1, 5), FLASH_IS_FOLDER);
	assert_int_equal(flash_write(f, "a/x/y", "1", 1, 5), FLASH_NO_FOLDER);
	assert_int_equal(flash_remove(f, "a"), FLASH_NOT_EMPTY);
	assert_int_equal(flash_make_folder(f, "b", 5), FLASH_OK);
	assert_int_equal(flash_rename(f, "a", "a/b"), FLASH_BAD_PATH);
	assert_int_equal(flash_rename(f, "a", "b"), FLASH_THERE);
	assert_int_equal(flash_rename(f, "c", "d"), FLASH_NO_FILE);
	assert_int_equal(flash_rename(f, "a", "b/a"), FLASH_OK);	/* into one that was made later: its image can be read */
	assert_non_null(flash_find(f, "b/a/x"));
	assert_null(flash_find(f, "a"));
	image = flash_image(f, &len);
	again = flash_of_image(image, len);
	assert_non_null(again);
	assert_int_equal(again->n, 3);
	assert_memory_equal(flash_find(again, "b/a/x")->body->data, "1", 1);
	assert_int_equal(flash_find(again, "b/a/x")->written_s, 5);
	flash_free(again);
	for (size_t cut = 8; cut < len; cut++) { /* not a piece of it */
		again = flash_of_image(image, cut);
		if (again)
			assert_true(again->n < 3);
		flash_free(again);
	}
	for (size_t i = 0; i < len; i++)
		for (unsigned b = 0; b < 8; b++) {
			image[i] ^= (u8)(1u << b);
			flash_free(flash_of_image(image, len));
			image[i] ^= (u8)(1u << b);
		}
	free(image);
	assert_int_equal(flash_remove_all(f, "b"), FLASH_OK);
	assert_int_equal(f->n, 0);
	flash_free(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(t_paths), cmocka_unit_test(t_bounds), cmocka_unit_test(t_folders) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
