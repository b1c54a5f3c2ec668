/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The shell as a person sees it: modes, matching, error texts, help, completion, pipes, pager, questions. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "tests/unit/cli_fake.h"

struct fixture {
	struct grammar *g;
	struct fake *f;
	struct cli *c;
};

static int setup(void **state)
{
	struct fixture *x = xcalloc(1, sizeof(*x));
	struct cli_options o = { .where = "console", .privilege = 15, .interactive = true };

	x->g = fake_grammar();
	x->f = fake_new(x->g);
	x->c = fake_session(x->f, &o);
	*state = x;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *x = *state;

	cli_free(x->c);
	fake_free(x->f);
	grammar_free(x->g);
	free(x);
	return 0;
}

/* Types a line; what came out. */
static const char *type(struct fixture *x, const char *line)
{
	text_clear(&x->f->out);
	cli_line(x->c, line);
	return text_str(&x->f->out);
}

static const char *help(struct fixture *x, const char *text)
{
	text_clear(&x->f->out);
	cli_help(x->c, text);
	return text_str(&x->f->out);
}

static const char *prompt(struct fixture *x)
{
	static char buf[96];

	return cli_prompt(x->c, buf);
}

static void expect_contains(const char *text, const char *piece)
{
	if (!strstr(text, piece))
		fail_msg("\"%s\" does not contain \"%s\"", text, piece);
}

static void test_errors(void **state)
{
	struct fixture *x = *state;

	assert_string_equal(type(x, "show foo"), "        ^\n% Invalid input detected at '^' marker.\n\n" + 0);
}

static void test_modes(void **state)
{
	struct fixture *x = *state;

	assert_string_equal(prompt(x), "r1#");
	assert_string_equal(type(x, "conf t"), "Enter configuration commands, one per line.  End with CNTL/Z.\n");
	assert_string_equal(prompt(x), "r1(config)#");
	assert_string_equal(type(x, "int gi 0/1"), "");
	assert_string_equal(prompt(x), "r1(config-if)#");
	printf("%s", type(x, "do show run"));
	printf("%s", help(x, "show ?"));
	printf("%s", help(x, ""));
	expect_contains(type(x, "do show ver"), "Fake");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_errors, setup, teardown),
		cmocka_unit_test_setup_teardown(test_modes, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
