/* SPDX-License-Identifier: GPL-3.0-or-later */
/* --More--: pages, lines, searches; help that is longer than a page; who configured last. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "device_box.h"

static void keys(struct session *s, const char *k)
{
	s->len = 0;
	s->out[0] = 0;
	for (; *k; k++)
		cli_key(s->c, *k);
}

static void searches(void **state)
{
	struct lab *l = *state;
	unsigned ready;

	cli_set_size(l->s.c, 6, 80);
	type(&l->s, "show running-config");
	assert_true(cli_paging(l->s.c));
	ready = l->s.n_ready;
	keys(&l->s, "/0\b1x\b\r");
	assert_non_null(strstr(l->s.out, "/0\b \b1x\b \b\nfiltering...\ninterface GigabitEthernet0/1\n"));
	assert_true(cli_paging(l->s.c));
	keys(&l->s, "+en\r");
	assert_string_equal(l->s.out, "+en\nfiltering...\nend\n");
	assert_int_equal(l->s.n_ready, ready + 1); /* that was all */
	type(&l->s, "show running-config");
	keys(&l->s, "-.\r");
	assert_string_equal(l->s.out, "-.\nfiltering...\n\n");
	/* A pattern that is none filters nothing; one given up with ^C is forgotten. */
	type(&l->s, "show running-config");
	keys(&l->s, "/(\r");
	assert_non_null(strstr(l->s.out, "\n!\n"));
	keys(&l->s, "/GigX\003");
	assert_true(cli_paging(l->s.c));
	keys(&l->s, "/\b ");
	assert_non_null(strstr(l->s.out, "interface"));
	keys(&l->s, "q");
	assert_false(cli_paging(l->s.c));
}

static void help_is_paged(void **state)
{
	struct lab *l = *state;
	unsigned ready = l->s.n_ready, lines = 0;

	cli_set_size(l->s.c, 6, 80);
	l->s.len = 0;
	cli_help(l->s.c, "");
	for (const char *p = l->s.out; *p; p++)
		lines += *p == '\n';
	assert_int_equal(lines, 5);
	assert_true(cli_paging(l->s.c) && cli_helping(l->s.c));
	cli_help(l->s.c, "show "); /* not now */
	cli_line(l->s.c, "show clock");
	keys(&l->s, "\r");
	assert_string_equal(strchr(l->s.out, '\n'), "\n");
	device_log(&l->r1->d, "TEST", 5, "ONE", "waits");
	assert_null(strstr(l->s.out, "waits"));
	keys(&l->s, "q");
	assert_non_null(strstr(l->s.out, "waits"));
	assert_false(cli_paging(l->s.c) || cli_helping(l->s.c));
	assert_int_equal(l->s.n_ready, ready); /* the line being typed goes on: no prompt */
	assert_non_null(strstr(type(&l->s, "show clock"), "UTC"));
}

static void last_change_is_told(void **state)
{
	struct lab *l = *state;

	assert_null(strstr(type(&l->s, "show running-config"), "Last configuration"));
	world_run(l->w, 65 * NSEC_PER_SEC, UINT64_MAX);
	type(&l->s, "configure terminal");
	type(&l->s, "ip http server");
	type(&l->s, "end");
	assert_non_null(strstr(type(&l->s, "show running-config"),
			       "bytes\n!\n! Last configuration change at 00:01:05 UTC Thu Jan 1 2026\n!\nversion 15.9\n"));
	/* It is a comment: what was shown can be read again, and is not kept. */
	char *running = shell_running(l->r1->d.shell, false);

	assert_true(shell_replace(l->r1->d.shell, l->s.out, NULL, NULL));
	assert_null(strstr(running, "Last"));
	free(running);
}

#define LAB_TEST(f) cmocka_unit_test_setup_teardown(f, lab_setup, lab_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = { LAB_TEST(searches), LAB_TEST(help_is_paged), LAB_TEST(last_change_is_told) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
