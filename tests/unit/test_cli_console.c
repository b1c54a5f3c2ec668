/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The readline front end on a pseudo-terminal, before a session in the same process. */
#include <poll.h>
#include <pty.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "cli/console.h"
#include "tests/unit/cli_fake.h"

/* A peer that calls the session at once and hands back what came of it when asked to receive. */
struct near {
	struct fake *f;
	struct cli *c;
	int wake[2];
	bool ready, helped, completed;
	unsigned seen; /* calls of ready() so far */
	char *text;
	const char *const *candidates;
	unsigned n;
};

static void wake(struct near *n)
{
	if (write(n->wake[1], "x", 1) != 1)
		_exit(9);
}

static void near_line(void *arg, const char *line)
{
	struct near *n = arg;

	cli_line(n->c, line);
	wake(n);
}

static void near_line_end(void *arg, const char *line)
{
	struct near *n = arg;

	cli_line_end(n->c, line);
	wake(n);
}

static void near_key(void *arg, int key)
{
	struct near *n = arg;

	cli_key(n->c, key);
	wake(n);
}

static void near_interrupt(void *arg)
{
	struct near *n = arg;

	cli_interrupt(n->c);
	wake(n);
}

static void near_help(void *arg, const char *text)
{
	struct near *n = arg;

	cli_help(n->c, text);
	n->helped = true;
	wake(n);
}

static void near_complete(void *arg, const char *text)
{
	struct near *n = arg;
	const char *s = cli_complete(n->c, text, &n->candidates, &n->n);

	n->text = s ? xstrdup(s) : NULL;
	n->completed = true;
	wake(n);
}

static bool near_receive(void *arg, struct console *c)
{
	struct near *n = arg;
	char buf[96], byte;

	if (read(n->wake[0], &byte, 1) != 1)
		return false;
	console_output(c, text_str(&n->f->out), n->f->out.len);
	text_clear(&n->f->out);
	if (n->helped)
		console_helped(c);
	if (n->completed)
		console_completed(c, n->text, n->candidates, n->n);
	free(n->text);
	n->text = NULL;
	if (n->f->ended)
		return false;
	if (cli_paging(n->c))
		console_paging(c);
	else if (!n->helped && !n->completed && n->f->ready != n->seen)
		console_prompt(c, cli_prompt(n->c, buf), cli_asks_secret(n->c), cli_redraws(n->c));
	n->seen = n->f->ready;
	n->helped = n->completed = false;
	return true;
}

/* The client's process. */
static int client(bool terminal)
{
	struct cli_options o = { .where = "console", .privilege = 15, .interactive = true, .length = terminal ? 6 : 0 };
	struct grammar *g = fake_grammar();
	struct near n = { .f = fake_new(g) };
	struct console_peer peer = { &n, 0, near_line, near_line_end, near_key, near_interrupt, near_help, near_complete, near_receive };
	enum console_end end;

	n.c = fake_session(n.f, &o);
	n.f->ready = 1; /* the first prompt is due */
	if (pipe(n.wake))
		return 9;
	peer.fd = n.wake[0];
	wake(&n);
	end = console_run(&peer);
	cli_free(n.c);
	fake_free(n.f);
	grammar_free(g);
	return end == CONSOLE_ENDED ? 40 : 41;
}

struct far {
	pid_t pid;
	int fd;
	struct text out; /* since the last expect() */
};

static void start(struct far *t)
{
	*t = (struct far){ 0 };
	setenv("TERM", "xterm", 1);
	setenv("INPUTRC", "/dev/null", 1);
	t->pid = forkpty(&t->fd, NULL, NULL, NULL);
	if (!t->pid)
		_exit(client(true));
	assert_true(t->pid > 0);
}

static bool more(struct far *t, int wait_ms)
{
	struct pollfd p = { .fd = t->fd, .events = POLLIN };
	char buf[4096];
	ssize_t n;

	if (poll(&p, 1, wait_ms) <= 0)
		return false;
	n = read(t->fd, buf, sizeof(buf));
	if (n <= 0)
		return false;
	text_add(&t->out, buf, (size_t)n);
	return true;
}

static void expect(struct far *t, const char *piece)
{
	while (!strstr(text_str(&t->out), piece))
		if (!more(t, 5000))
			fail_msg("\"%s\" did not come; what did: \"%s\"", piece, text_str(&t->out));
	text_cut(&t->out, (size_t)(strstr(t->out.s, piece) - t->out.s) + strlen(piece));
}

static void keys(struct far *t, const char *s)
{
	assert_int_equal(write(t->fd, s, strlen(s)), strlen(s));
}

static int finish(struct far *t)
{
	int status;

	while (more(t, 5000))
		;
	assert_int_equal(waitpid(t->pid, &status, 0), t->pid);
	close(t->fd);
	text_free(&t->out);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void test_typing(void **state)
{
	struct far t;

	(void)state;
	start(&t);
	expect(&t, "r1#");
	keys(&t, "show ver\r");
	expect(&t, "show ver\r\nFake Software, Version 15.9\r\nr1#");
	/* Help in the middle of a line, which then goes on. */
	keys(&t, "show v?");
	expect(&t, "show v?\r\nversion  vlans\r\n\r\nr1#show v");
	keys(&t, "er\r");
	expect(&t, "Fake Software");
	/* Tab completes; with several it lists at the second. */
	expect(&t, "r1#");
	keys(&t, "sh\tver\t\r");
	expect(&t, "Fake Software");
	expect(&t, "r1#");
	keys(&t, "show v\t");
	expect(&t, "\a");
	keys(&t, "\t");
	expect(&t, "version  vlans");
	expect(&t, "r1#show v");
	keys(&t, "\x15");
	/* Up-arrow. */
	keys(&t, "\x1b[A\r");
	expect(&t, "Fake Software");
	expect(&t, "r1#");
	keys(&t, "\x1d");
	assert_int_equal(finish(&t), 41);
}

static void test_modes(void **state)
{
	struct far t;

	(void)state;
	start(&t);
	expect(&t, "r1#");
	keys(&t, "conf t\rint g0/1\r");
	expect(&t, "r1(config-if)#");
	/* EXEC's history is not configuration's. */
	keys(&t, "shutdown\x1a");
	expect(&t, "^Z\r\nr1#");
	keys(&t, "show run int g0/1\r");
	expect(&t, " --More-- ");
	keys(&t, " ");
	expect(&t, " shutdown\r\nend\r\n");
	expect(&t, "r1#");
	keys(&t, "conf t\r");
	expect(&t, "(config)#");
	keys(&t, "banner motd #what ");
	expect(&t, "what ");
	keys(&t, "\x16?#\r");
	expect(&t, "(config)#");
	keys(&t, "\x03");
	expect(&t, "^C\r\nr1#");
	keys(&t, "show run | include banner\r");
	expect(&t, "banner motd ^Cwhat ?^C\r\n");
	expect(&t, "r1#");
	/* Typed while a command runs: kept; ^C stops it. */
	keys(&t, "ping somewhere\r");
	expect(&t, "Sending to somewhere");
	keys(&t, "show ver\r\x03");
	expect(&t, "r1#");
	keys(&t, "reload\r");
	expect(&t, "[confirm]");
	keys(&t, "\r");
	expect(&t, "Reloading");
	expect(&t, "r1#");
	keys(&t, "exit\r");
	assert_int_equal(finish(&t), 40);
}

static void test_no_terminal(void **state)
{
	static const char lines[] = "show version\nconf t\nhostname x\nend\nshow run | include ^host";
	int in[2], out[2], status;
	char buf[4096];
	ssize_t n, len = 0;
	pid_t pid;

	(void)state;
	assert_int_equal(pipe(in) | pipe(out), 0);
	pid = fork();
	if (!pid) {
		dup2(in[0], 0);
		dup2(out[1], 1);
		close(in[1]);
		close(out[0]);
		_exit(client(false));
	}
	close(in[0]);
	close(out[1]);
	assert_int_equal(write(in[1], lines, strlen(lines)), strlen(lines));
	close(in[1]);
	while ((n = read(out[0], buf + len, sizeof(buf) - 1 - (size_t)len)) > 0)
		len += n;
	buf[len] = 0;
	close(out[0]);
	waitpid(pid, &status, 0);
	assert_int_equal(WEXITSTATUS(status), 41);
	assert_string_equal(buf, "Fake Software, Version 15.9\nEnter configuration commands, one per line.  End with CNTL/Z.\nhostname x\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_typing),
		cmocka_unit_test(test_modes),
		cmocka_unit_test(test_no_terminal),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
