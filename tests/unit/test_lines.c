/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Terminals side by side: messages between them, a locked one, and log lines that come while somebody types. */
#include "cli/editor.h"
#include "ip_net.h"

#define NO_LOGIN "line vty 0 4\n no login\n"

struct seat {
	struct editor *e;
	char shown[16384];
};
struct bed {
	struct net n;
	struct device *d;
	struct seat con, vty;
};

static void on_write(void *arg, const char *text, size_t len)
{
	struct seat *s = arg;

	assert_true(strlen(s->shown) + len < sizeof(s->shown));
	strncat(s->shown, text, len);
}
static void on_ended(void *arg) { (void)arg; }

static void sit_down(struct bed *b, struct seat *s, const char *where)
{
	struct cli_options o = { .where = where, .privilege = 15, .interactive = true };

	s->e = editor_new(b->d->shell, &o, &(struct editor_io){ .write = on_write, .ended = on_ended, .arg = s });
	s->shown[0] = 0;
}

static void open_bed(struct bed *b, const char *config)
{
	memset(b, 0, sizeof(*b));
	net_open(&b->n);
	b->d = net_node(&b->n, &appliance_router, "r1", config);
	sit_down(b, &b->con, "console");
	sit_down(b, &b->vty, "vty1 (10.0.0.9)");
}

static void close_bed(struct bed *b)
{
	editor_free(b->con.e);
	editor_free(b->vty.e);
	net_close(&b->n);
}

static const char *type(struct seat *s, const char *text)
{
	s->shown[0] = 0;
	editor_input(s->e, text, strlen(text));
	return s->shown;
}
#define SEES(s, want) do { if (!strstr((s)->shown, want)) fail_msg("shown:\n%s\nwithout:\n%s", (s)->shown, want); } while (0)
#define SEES_NOT(s, want) do { if (strstr((s)->shown, want)) fail_msg("shown:\n%s\nwith:\n%s", (s)->shown, want); } while (0)

static void t_send(void **state)
{
	struct bed b;

	(void)state;
	open_bed(&b, NO_LOGIN);
	assert_non_null(strstr(type(&b.con, "send vty 1\r"), "Enter message, end with CTRL/Z; abort with CTRL/C:\r\n"));
	type(&b.con, "down in 1x\b0\033 minutes\r");
	SEES_NOT(&b.con, "#");
	type(&b.con, "for repairs\032");
	SEES(&b.con, "^Z\r\nSend message? [confirm]");
	assert_string_equal(b.vty.shown, "");
	type(&b.con, "\r");
	SEES(&b.con, "r1#");
	SEES(&b.vty, "\r\n***\r\n***\r\n*** Message from tty0 to tty3:\r\n***\r\ndown in 10 minutes\r\nfor repairs\r\n***");
	SEES_NOT(&b.con, "***");
	/* to all, the sender too */
	type(&b.vty, "send *\rhello\032");
	type(&b.vty, "y");
	SEES(&b.con, "*** Message from tty3 to all terminals:\r\n***\r\nhello\r\n***");
	SEES(&b.vty, "*** Message from tty3 to all terminals:");
	/* aborted, not confirmed */
	b.con.shown[0] = 0;
	type(&b.vty, "send console 0\rhello\003");
	SEES(&b.vty, "r1#");
	type(&b.vty, "send 0\rhello\032");
	type(&b.vty, "n");
	SEES(&b.vty, "r1#");
	SEES_NOT(&b.con, "hello");
	close_bed(&b);
	/* the session ends in the middle of it */
	open_bed(&b, NO_LOGIN);
	type(&b.con, "send *\rhel");
	close_bed(&b);
}

static void t_lock(void **state)
{
	struct bed b;

	(void)state;
	open_bed(&b, NO_LOGIN "line con 0\n lockable\n");
	type(&b.vty, "lock\r");
	SEES(&b.vty, "% The line is not lockable");
	type(&b.con, "lock\rsecret\rother\r");
	SEES(&b.con, "% Passwords do not match");
	type(&b.con, "lock\rsecret\rsecret\r");
	SEES(&b.con, "Locked\r\nPassword: ");
	type(&b.con, "show clock\r\003");
	SEES_NOT(&b.con, "r1#");
	SEES_NOT(&b.con, "UTC");
	type(&b.con, "secret\r");
	SEES(&b.con, "r1#");
	type(&b.con, "lock\r\003");
	SEES(&b.con, "r1#");
	type(&b.con, "lock\rsecret\rsecret\r");
	close_bed(&b);
}

/* A log line breaks in, and what is typed next follows it; with `logging synchronous` it does not. */
static void t_synchronous(void **state)
{
	struct bed b;

	(void)state;
	open_bed(&b, NO_LOGIN "line vty 0 4\n logging synchronous\n");
	type(&b.vty, "terminal monitor\rshow cl");
	type(&b.con, "show cl");
	b.con.shown[0] = b.vty.shown[0] = 0;
	device_log(b.d, "SYS", 5, "TEST", "a line");
	SEES(&b.con, "%SYS-5-TEST: a line");
	SEES_NOT(&b.con, "r1#");
	SEES_NOT(&b.con, "a line\r\n");
	SEES(&b.vty, "%SYS-5-TEST: a line\r\nr1#show cl");
	assert_memory_equal(b.con.shown, "\r\n*", 3);
	type(&b.con, "ock\r");
	assert_memory_equal(b.con.shown, "ock\r\n", 5);
	SEES(&b.con, "UTC");
	/* it holds from now on for whoever sits there */
	type(&b.con, "configure terminal\rline con 0\rlogging synchronous\rend\rshow cl");
	b.con.shown[0] = 0;
	device_log(b.d, "SYS", 5, "TEST", "a line");
	SEES(&b.con, "a line\r\nr1#show cl");
	/* what is severe breaks in all the same */
	b.con.shown[0] = 0;
	device_log(b.d, "SYS", 2, "TEST", "a line");
	SEES_NOT(&b.con, "r1#");
	type(&b.con, "\025configure terminal\rline con 0\rlogging synchronous level 5\rend\rshow cl");
	b.con.shown[0] = 0;
	device_log(b.d, "SYS", 5, "TEST", "a line");
	SEES_NOT(&b.con, "r1#");
	b.con.shown[0] = 0;
	device_log(b.d, "SYS", 6, "TEST", "a line");
	SEES(&b.con, "r1#show cl");
	/* more than may wait is lost, and counted */
	type(&b.con, "\025configure terminal\rline con 0\rlogging synchronous limit 3\rlength 3\rend\rterminal length 3\rshow version\r");
	SEES(&b.con, "--More--");
	for (unsigned i = 0; i < 8; i++)
		device_log(b.d, "SYS", 5, "TEST", "line %u", i);
	type(&b.con, "q");
	SEES(&b.con, "TEST: line 2\r\n");
	SEES_NOT(&b.con, "TEST: line 3");
	SEES(&b.con, "%SYS-3-MSGLOST: 5 messages lost because of queue overflow");
	type(&b.con, "terminal length 0\r");
	type(&b.con, "\025configure terminal\rline con 0\rno logging synchronous\rend\rshow cl");
	b.con.shown[0] = 0;
	device_log(b.d, "SYS", 5, "TEST", "a line");
	SEES_NOT(&b.con, "r1#");
	close_bed(&b);
}

/* `transport output` says what may be opened from a line, `transport preferred none` that a word which is no command is no host's name. */
static void t_transport(void **state)
{
	struct bed b;

	(void)state;
	open_bed(&b, NO_LOGIN "no ip domain lookup\nline vty 0 4\n transport output ssh\nline con 0\n transport preferred none\n");
	type(&b.vty, "telnet 10.0.0.1\r");
	SEES(&b.vty, "% telnet connections not permitted from this terminal");
	type(&b.con, "telnet 10.0.0.1\r");
	SEES_NOT(&b.con, "not permitted");
	type(&b.con, "nonsense\r");
	SEES(&b.con, "% Invalid input detected at '^' marker.");
	type(&b.vty, "nonsense\r");
	SEES(&b.vty, "Translating \"nonsense\"");
	type(&b.con, "configure terminal\rip domain lookup\rip host far 10.0.0.77\rline con 0\rtransport preferred ssh\rend\r");
	SEES_NOT(&b.con, "Unsupported");
	SEES(&b.con, "r1#");
	type(&b.con, "far\r"); /* as `ssh far`, and nobody has logged in */
	SEES(&b.con, "% No user specified nor available for SSH client");
	type(&b.con, "configure terminal\rline con 0\rno transport preferred ssh\rend\r");
	type(&b.con, "far\r");
	SEES(&b.con, "Trying far (10.0.0.77)");
	close_bed(&b);
}

/* `timeout login response`: each question of a login waits that long, 30 s of itself; `banner prompt-timeout` is what is said then. */
static void t_login_timeout(void **state)
{
	struct bed b;

	(void)state;
	open_bed(&b, "username op password op\nline vty 0 4\n login local\nline vty 5 15\n login local\n timeout login response 5\n");
	net_run(&b.n, 29 * NSEC_PER_SEC);
	type(&b.vty, "op\r"); /* in time; the next question has a time of its own */
	SEES(&b.vty, "Password: ");
	net_run(&b.n, 29 * NSEC_PER_SEC);
	SEES_NOT(&b.vty, "timeout");
	net_run(&b.n, 2 * NSEC_PER_SEC);
	SEES(&b.vty, "\n% Password:  timeout expired!");
	type(&b.vty, "op\r"); /* too late */
	SEES_NOT(&b.vty, "r1>");
	editor_free(b.vty.e);
	sit_down(&b, &b.vty, "vty7 (10.0.0.9)");
	net_run(&b.n, 6 * NSEC_PER_SEC);
	SEES(&b.vty, "% Username:  timeout expired!");
	editor_free(b.vty.e);
	sit_down(&b, &b.vty, "vty7 (10.0.0.9)");
	type(&b.con, "configure terminal\rbanner prompt-timeout #Slow you are#\rend\r");
	net_run(&b.n, 6 * NSEC_PER_SEC);
	SEES(&b.vty, "Slow you are");
	SEES_NOT(&b.vty, "expired");
	editor_free(b.vty.e);
	type(&b.con, "configure terminal\rline vty 5 15\rtimeout login response 0\rend\r");
	sit_down(&b, &b.vty, "vty7 (10.0.0.9)");
	net_run(&b.n, 3600 * NSEC_PER_SEC);
	type(&b.vty, "op\rop\r");
	net_run(&b.n, 3600 * NSEC_PER_SEC); /* who is in is in */
	SEES(&b.vty, "r1>");
	close_bed(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(t_send), cmocka_unit_test(t_lock), cmocka_unit_test(t_synchronous), cmocka_unit_test(t_transport),
		cmocka_unit_test(t_login_timeout) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
