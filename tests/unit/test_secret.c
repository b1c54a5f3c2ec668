/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Passwords as configurations keep them: values that other tools made, and ours back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "device/secret.h"

static void known(unsigned type, const char *text, const char *clear)
{
	struct secret s;
	char wrong[80];

	assert_true(secret_take(&s, type, text));
	assert_true(secret_check(&s, clear));
	snprintf(wrong, sizeof(wrong), "%sx", clear);
	assert_false(secret_check(&s, wrong));
	assert_false(secret_check(&s, ""));
}

/* Published examples of hashcat's modes 500, 9200 and 9300, of every course's type 7. */
static void test_known_values(void **state)
{
	(void)state;
	known(SECRET_MD5, "$1$28772684$iEwNOgGugqO9.bIz5sk8k/", "hashcat");
	known(SECRET_PBKDF2, "$8$TnGX/fE4KGHOVU$pEhnEvxrvaynpi8j4f.EMHr6M.FzU8xnZnBr/tJdFWk", "hashcat");
	known(SECRET_SCRYPT, "$9$2MJBozw/9R3UsU$2lFhcKvpghcyw8deP25GOfyZaagyUOGBymkryvOdfo6", "hashcat");
	known(SECRET_HIDDEN, "0822455D0A16", "cisco");
	known(SECRET_HIDDEN, "094F471A1A0A", "cisco");
	known(SECRET_CLEAR, "cisco", "cisco");
}

static void test_made_and_checked(void **state)
{
	static const enum secret_type types[] = { SECRET_CLEAR, SECRET_MD5, SECRET_HIDDEN, SECRET_PBKDF2, SECRET_SCRYPT };
	struct rng rng;
	char longest[SECRET_CLEAR_MAX + 2];

	(void)state;
	rng_seed(&rng, 1, "secret");
	memset(longest, 'x', sizeof(longest));
	longest[SECRET_CLEAR_MAX] = 0;
	for (unsigned i = 0; i < 5; i++)
		for (unsigned k = 0; k < 3; k++) {
			const char *clear = k == 0 ? "a" : k == 1 ? "pass word % \" $1$" : longest;
			struct secret s = { 0 }, again = { 0 };

			assert_true(secret_make(&s, types[i], clear, &rng));
			assert_true(secret_check(&s, clear));
			assert_false(secret_check(&s, "b"));
			assert_true(secret_take(&again, s.type, s.text));
			assert_string_equal(s.text, again.text);
		}
	longest[SECRET_CLEAR_MAX] = 'x';
	longest[SECRET_CLEAR_MAX + 1] = 0;
	for (unsigned i = 0; i < 5; i++) {
		struct secret s = { 0 };

		assert_false(secret_make(&s, types[i], longest, &rng));
		assert_false(secret_make(&s, types[i], "", &rng));
	}
}

static void test_what_is_no_secret(void **state)
{
	static const struct { unsigned type; const char *text; } bad[] = {
		{ 5, "" }, { 5, "cisco" }, { 5, "$1$" }, { 5, "$1$salt" }, { 5, "$1$salt$short" }, { 5, "$8$TnGX/fE4KGHOVU$pEhnEvxrvaynpi8j4f.EMHr6M.FzU8xnZnBr/tJdFWk" },
		{ 8, "$8$TnGX/fE4KGHOVU$pEhnEvxrvaynpi8j4f.EMHr6M.FzU8xnZnBr/tJdFW" }, { 8, "$8$$pEhnEvxrvaynpi8j4f.EMHr6M.FzU8xnZnBr/tJdFWk" },
		{ 9, "$9$2MJBozw/9R3UsU2MJBozw/9R3UsU$2lFhcKvpghcyw8deP25GOfyZaagyUOGBymkryvOdfo6" }, { 9, "$9$2MJBozw/9R3UsU$2lFhcKvpghcyw8deP25GOfyZaagyUOGBymkryvOdf!6" },
		{ 7, "" }, { 7, "08" }, { 7, "0822455D0A1" }, { 7, "9922455D0A16" }, { 7, "0822455D0AZZ" }, { 7, "xx22" }, { 7, "0841" }, { 4, "x" }, { 6, "x" }, { 0, "" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		struct secret s;

		if (secret_take(&s, bad[i].type, bad[i].text))
			fail_msg("type %u takes %s", bad[i].type, bad[i].text);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = { cmocka_unit_test(test_known_values), cmocka_unit_test(test_made_and_checked), cmocka_unit_test(test_what_is_no_secret) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
