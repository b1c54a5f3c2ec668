/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Connections that a session has open when its device loses power, and what is heard of those that are over. */
#include "ip_net.h"
#include "cli/editor.h"
#include "router/term/term.h"

static const char R1[] = "hostname r1\nno ip domain-lookup\nline con 0\n session-timeout 2\ninterface GigabitEthernet0/0\n ip address 10.0.0.1 255.255.255.0\n";
static const char R2[] = "hostname r2\nline vty 0 4\n no login\n transport input telnet\ninterface GigabitEthernet0/0\n ip address 10.0.0.2 255.255.255.0\n";

struct bed {
	struct net n;
	struct device *d;
	struct cli *c;
};

static void resting(void *arg) { ((struct net *)arg)->ready = true; }

static void no_end(void *arg) { (void)arg; }

static void bed_open(struct bed *t)
{
	struct cli_io io = { net_write, net_ready, &t->n };
	struct cli_options o = { .where = "con 0", .privilege = 15, .interactive = true };

	memset(t, 0, sizeof(*t));
	net_open(&t->n);
	t->d = net_node(&t->n, &appliance_router, "r1", R1);
	net_wire(t->d, 0, net_node(&t->n, &appliance_router, "r2", R2), 0);
	net_run(&t->n, NSEC_PER_SEC);
	t->c = cli_new(t->d->shell, &io, &o);
	cli_on_resting(t->c, resting);
}
static void bed_close(struct bed *t)
{
	cli_free(t->c);
	net_close(&t->n);
}
static void type(struct bed *t, const char *line, unsigned seconds)
{
	cli_line(t->c, line);
	net_run(&t->n, seconds * NSEC_PER_SEC);
}
static void open_one(struct bed *t)
{
	type(t, "telnet 10.0.0.2", 2);
	if (!cli_takes_keys(t->c) || !strstr(t->n.out, "Open"))
		fail_msg("no connection: %s", t->n.out);
}
static void keys(struct bed *t, const char *bytes)
{
	cli_keys(t->c, bytes, strlen(bytes));
	net_run(&t->n, 2 * NSEC_PER_SEC);
}

/* In front, suspended, and one whose end is being asked about. */
static void t_power(void **state)
{
	struct bed t;

	(void)state;
	for (unsigned how = 0; how < 3; how++) {
		bed_open(&t);
		open_one(&t);
		if (how)
			keys(&t, "\x1ex");
		if (how == 2)
			type(&t, "disconnect 1", 0);
		node_power(&t.d->node, false);
		net_run(&t.n, 300 * NSEC_PER_SEC);
		bed_close(&t);
	}
}

/* session-timeout closes what is open, and says nothing where nothing is. */
static void t_idle(void **state)
{
	struct bed t;

	(void)state;
	bed_open(&t);
	open_one(&t);
	keys(&t, "exit\r");
	assert_false(cli_takes_keys(t.c));
	net_run(&t.n, 300 * NSEC_PER_SEC);
	assert_null(strstr(t.n.out, "idle too long"));
	open_one(&t);
	net_run(&t.n, 300 * NSEC_PER_SEC);
	assert_non_null(strstr(t.n.out, "[Connection to 10.0.0.2 idle too long; timed out]"));
	assert_false(cli_takes_keys(t.c));
	bed_close(&t);
}

/* In the line editor of a vty line, which gets what the other end sends byte by byte. */
static void t_editor(void **state)
{
	struct bed t;
	struct cli_options o = { .where = "con 0", .privilege = 15, .interactive = true };
	struct editor *e;

	(void)state;
	bed_open(&t);
	e = editor_new(t.d->shell, &o, &(struct editor_io){ net_write, no_end, NULL, &t.n });
	editor_input(e, "telnet 10.0.0.2\r", 16);
	net_run(&t.n, 2 * NSEC_PER_SEC);
	editor_input(e, "\x1e?show priv\r", 12);
	net_run(&t.n, 2 * NSEC_PER_SEC);
	assert_non_null(strstr(t.n.out, "show priv\r\nCurrent privilege level is 1\r\n"));
	assert_non_null(strstr(t.n.out, "^^^^ sends the escape character\r\n"));
	editor_free(e);
	bed_close(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(t_power), cmocka_unit_test(t_idle), cmocka_unit_test(t_editor) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
