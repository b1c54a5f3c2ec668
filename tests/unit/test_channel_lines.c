/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A Port-channel's lines are its ports', and a port whose own lines are others does not fit it. */
#include "campus.h"
#include "switch/lag/lag.h"

#define PORTS "interface range GigabitEthernet0/1 - 2\n channel-group 1 mode on\n"

static void types(struct device *d, const char *const *line, unsigned n)
{
	struct cli_io io = { said_write, said_ready, NULL };
	struct cli_options o = { .where = "console", .privilege = 15, .interactive = true };
	struct cli *c = cli_new(d->shell, &io, &o);

	cli_line(c, "configure terminal");
	for (unsigned i = 0; i < n; i++)
		cli_line(c, line[i]);
	cli_free(c);
}
#define TYPES(d, ...) types(d, (const char *const[]){ __VA_ARGS__ }, sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(char *))

static u8 state_of(struct device *d, unsigned port) { return lag_port_of(d->bridge->lags, campus_sw(d, port))->state; }

static struct device *joined(struct world *w, const char *config)
{
	struct device *a = campus_switch(w, "a", 6, config), *b = campus_switch(w, "b", 6, "interface Port-channel1\n switchport mode trunk\n" PORTS);

	campus_join(a, 1, b, 1);
	campus_join(a, 2, b, 2);
	pass_s(w, 3);
	return a;
}

/* Lines of switching and spanning tree, typed for the channel or for a range with it, stand on each port, and so does `no`; others do not. */
static void lines_spread(void **state)
{
	struct world *w = campus_new();
	struct device *a = joined(w, "vlan 10\ninterface Port-channel1\n" PORTS);
	char *before, *after;
	unsigned n;

	(void)state;
	TYPES(a, "interface Port-channel1", "description both", "switchport mode trunk", "switchport trunk allowed vlan 1,10", "spanning-tree guard root");
	assert_true(has_line(a, "interface Port-channel1\n description both\n switchport trunk allowed vlan 1,10\n switchport mode trunk\n spanning-tree guard root\n"));
	for (unsigned i = 1; i <= 2; i++) {
		char block[160];

		snprintf(block, sizeof(block), "interface GigabitEthernet0/%u\n switchport trunk allowed vlan 1,10\n switchport mode trunk\n channel-group 1 mode on\n spanning-tree guard root\n", i);
		assert_true(has_line(a, block));
		assert_int_equal(state_of(a, i), LAG_BUNDLED);
	}
	before = shell_running(a->shell, false);
	assert_true(shell_replace(a->shell, before, NULL, &n));
	assert_int_equal(n, 0);
	TYPES(a, "interface range GigabitEthernet0/5 , Port-channel1", "switchport trunk allowed vlan add 20", "no spanning-tree guard");
	assert_true(has_line(a, "interface GigabitEthernet0/2\n switchport trunk allowed vlan 1,10,20\n switchport mode trunk\n channel-group 1 mode on\n!"));
	assert_true(shell_replace(a->shell, before, NULL, &n));
	after = shell_running(a->shell, false);
	assert_string_equal(before, after);
	free(before);
	free(after);
	world_free(w);
}

/* %EC-5-CANNOT_BUNDLE2 says which line; when it is gone the port comes back. */
static void other_lines_suspend(void **state)
{
	static const struct { const char *line, *back, *said; } cases[] = {
		{ "switchport mode access", "switchport mode trunk", "(trunk mode of Gi0/2 is access, Po1 is trunk)" },
		{ "switchport trunk native vlan 7", "no switchport trunk native vlan", "(native vlan of Gi0/2 is 7, Po1 id 1)" },
		{ "switchport access vlan 10", "no switchport access vlan", "(access vlan of Gi0/2 is 10, Po1 id 1)" },
		{ "switchport trunk allowed vlan 1-5", "no switchport trunk allowed vlan", "(vlan mask is different)" },
	};

	(void)state;
	for (unsigned i = 0; i < ARRAY_LEN(cases); i++) {
		struct world *w = campus_new();
		struct device *a = joined(w, "vlan 10\ninterface Port-channel1\n switchport mode trunk\n" PORTS);
		char text[200];

		assert_int_equal(state_of(a, 2), LAG_BUNDLED);
		TYPES(a, "interface GigabitEthernet0/2", cases[i].line);
		assert_int_equal(state_of(a, 2), LAG_SUSPENDED);
		assert_int_equal(state_of(a, 1), LAG_BUNDLED);
		assert_non_null(strstr(campus_show(a, "show etherchannel summary"), "Gi0/2(s)"));
		snprintf(text, sizeof(text), "%%EC-5-CANNOT_BUNDLE2: Gi0/2 is not compatible with Po1 and will be suspended %s", cases[i].said);
		assert_true(campus_logged(a, text));
		TYPES(a, "interface GigabitEthernet0/2", cases[i].back);
		assert_int_equal(state_of(a, 2), LAG_BUNDLED);
		world_free(w);
	}
}

/* A configuration from a file says all there is to say: nothing spreads. */
static void files_do_not_spread(void **state)
{
	struct world *w = campus_new();
	struct device *a = joined(w, PORTS "interface Port-channel1\n switchport mode trunk\n");

	(void)state;
	assert_true(has_line(a, "interface GigabitEthernet0/1\n channel-group 1 mode on\n!"));
	assert_int_equal(state_of(a, 1), LAG_BUNDLED);
	world_free(w);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(lines_spread), cmocka_unit_test(other_lines_suspend), cmocka_unit_test(files_do_not_spread) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
