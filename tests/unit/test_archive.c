/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Replacing and going back: the plan is what makes one configuration the other; a file that is refused changes nothing; what a timer does amid sessions. */
#include "ip_net.h"

#include "device/files/archive.h"

static const char A[] = "hostname one\nno ip domain lookup\narchive\n path flash:a\n log config\n  logging enable\n  logging size 5\n"
			"ip access-list extended X\n permit tcp any any eq 80\n permit ip any any\n"
			"interface g0/0\n ip address 10.0.0.1 255.255.255.0\n description first\ninterface Loopback1\n ip address 1.1.1.1 255.255.255.255\n"
			"router ospf 1\n passive-interface default\n network 10.0.0.0 0.0.0.255 area 0\nip route 9.0.0.0 255.0.0.0 10.0.0.9\nbanner motd ^Ca\nb^C\nend\n";
static const char B[] = "hostname two\narchive\n path flash:a\n maximum 5\nip access-list extended X\n permit udp any any\n permit ip any any\n"
			"interface g0/0\n ip address 10.0.0.2 255.255.255.0\n shutdown\ninterface Loopback2\n ip address 2.2.2.2 255.255.255.255\n"
			"router ospf 1\n network 10.0.0.0 0.0.0.255 area 0\nrouter rip\n version 2\nip route 9.0.0.0 255.0.0.0 10.0.0.9\nbanner motd ^Cc^C\nend\n";

static char *running(struct device *d) { return shell_running(d->shell, false); }

static void t_plan(void **state)
{
	struct net n;
	struct config_error e;
	char *a, *b, *plan, *got;

	(void)state;
	net_open(&n);
	struct device *one = net_node(&n, &appliance_router, "r", A), *two = net_node(&n, &appliance_router, "r2", B);

	a = running(one);
	b = running(two);
	for (unsigned k = 0; k < 2; k++) {
		plan = shell_plan(one->shell, NULL, k ? a : b, false, &e);
		assert_non_null(plan);
		if (!shell_apply(one->shell, plan, false, &e, NULL, NULL))
			fail_msg("line %u of the plan: %s: %s\n%s", e.line, e.input, e.text, plan);
		free(plan);
		got = running(one);
		assert_string_equal(got, k ? a : b);
		free(got);
		plan = shell_plan(one->shell, NULL, k ? a : b, false, &e);
		assert_string_equal(plan, "");
		free(plan);
	}
	free(a);
	free(b);
	net_close(&n);
}

static void t_refused(void **state)
{
	static const char *const files[] = { "hostname x\nnonsense\n", "interface g0/0\n ip address 300.1.1.1\n", "hostname x\ninterface g0/0\n ip address 10.0.0.1 255.0.255.0\n",
					     "router ospf 1\n area 0 stub\n", "banner motd ^Cendless\n" };
	struct net n;
	char *before, *after;

	(void)state;
	net_open(&n);
	struct device *d = net_node(&n, &appliance_router, "r", A);

	before = running(d);
	for (unsigned i = 0; i < sizeof(files) / sizeof(*files); i++) {
		flash_write(device_flash(d), "bad", files[i], (u32)strlen(files[i]), 0);
		TYPE(&n, d, "configure replace flash:bad force", "configure replace flash:bad list force", "show archive config differences flash:bad",
		     "show archive config incremental-diffs flash:bad");
		after = running(d);
		assert_string_equal(before, after);
		free(after);
	}
	free(before);
	net_close(&n);
}

/* The configuration comes back while a session stands in a block that goes, and one asks a question. */
static void t_amid(void **state)
{
	struct net n;
	struct cli_io io = { net_write, net_ready, &n };
	struct cli_options o = { .where = "console", .privilege = 15, .interactive = true };
	char buf[96], *text;

	(void)state;
	net_open(&n);
	struct device *d = net_node(&n, &appliance_router, "r", A);
	struct cli *c = cli_new(d->shell, &io, &o), *asked = cli_new(d->shell, &io, &o);

	cli_line(c, "configure terminal revert timer 1");
	cli_line(c, "interface Loopback77");
	cli_line(asked, "copy running-config flash:q");
	net_run(&n, 61 * NSEC_PER_SEC);
	text = running(d);
	assert_null(strstr(text, "Loopback77"));
	free(text);
	cli_line(c, "ip address 7.7.7.7 255.255.255.255"); /* the block is opened again */
	cli_line(asked, "");
	assert_string_equal(cli_prompt(c, buf), "one(config-if)#");
	text = running(d);
	assert_non_null(strstr(text, "interface Loopback77\n ip address 7.7.7.7"));
	free(text);
	for (unsigned k = 0; k < 12; k++) /* more than are kept */
		cli_line(c, k & 1 ? "shutdown" : "no shutdown");
	assert_int_equal(d->archive->log_n, 5);
	cli_line(c, "no archive");
	cli_line(c, "end");
	EXPECT(&n, d, "Archive feature not enabled", "show archive");
	cli_free(c);
	cli_free(asked);
	c = cli_new(d->shell, &io, &o);
	cli_line(c, "configure replace flash:q");
	cli_interrupt(c);
	cli_line(c, "configure replace flash:q");
	cli_line(c, "n");
	cli_line(c, "configure replace flash:q");
	cli_free(c);
	net_close(&n);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(t_plan), cmocka_unit_test(t_refused), cmocka_unit_test(t_amid) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
