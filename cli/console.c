/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Bytes from the terminal wait in a queue and are used as the state allows: at the prompt readline gets them one by one, at
 * --More-- each is an answer, while a command runs only ^C, Ctrl-^ and Ctrl-] are looked for and the rest is typed ahead.
 * The terminal is put into its mode once, for the life of the console, so that nothing typed between prompts is echoed raw.
 *
 * readline keeps global state and calls back without an argument: the one console of the process is in `the_console`.
 */
#include "cli/console.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include <readline/history.h>
#include <readline/readline.h>

#include "cli/text.h"

#define CTRL_KEY(c) ((c) & 0x1f)

enum { KEY_LEAVE = 0x1d, KEY_ESCAPE = 0x1e, HISTORY_LINES = 256, AHEAD_MAX = 65536 };

enum console_state {
	AT_WORK,   /* a line was given; the prompt is not due yet */
	AT_PROMPT, /* readline reads */
	AT_PAGE,   /* --More-- */
	AT_HELP,   /* `?` was asked */
	AT_TAB,	   /* Tab was asked */
	AT_KEYS,   /* what is typed goes to another machine */
};

struct console {
	const struct console_peer *peer;
	enum console_state state;
	bool terminal, secret, redraw, left, eof, reading;
	bool helping; /* `?` was asked, perhaps a page of it is out */
	bool tab_again; /* the last key was Tab too */
	struct text ahead;
	char prompt[128];
	HISTORY_STATE *history[2]; /* EXEC's, configuration's */
	unsigned class;
	struct termios saved;
};

static struct console *the_console;

static void put(const char *s, size_t len)
{
	fwrite(s, 1, len, stdout);
	fflush(stdout);
}

static void put_text(const char *s)
{
	put(s, strlen(s));
}

/* ---- the terminal ---- */

static void terminal_enter(struct console *c)
{
	struct termios t;

	if (!c->terminal || tcgetattr(STDIN_FILENO, &c->saved))
		return;
	t = c->saved;
	t.c_lflag &= (tcflag_t) ~(ICANON | ECHO | ISIG | IEXTEN);
	t.c_iflag &= (tcflag_t) ~(IXON | ICRNL | INLCR);
	t.c_cc[VMIN] = 1;
	t.c_cc[VTIME] = 0;
	tcsetattr(STDIN_FILENO, TCSADRAIN, &t);
}

static void terminal_leave(struct console *c)
{
	if (c->terminal)
		tcsetattr(STDIN_FILENO, TCSADRAIN, &c->saved);
}

static void prep_nothing(int meta)
{
	(void)meta;
}

static void deprep_nothing(void)
{
}

/* ---- history: EXEC and configuration apart ---- */

static void history_switch(struct console *c, unsigned class)
{
	if (class == c->class)
		return;
	free(c->history[c->class]);
	c->history[c->class] = history_get_history_state();
	c->class = class;
	if (c->history[class]) {
		history_set_history_state(c->history[class]);
	} else {
		HISTORY_STATE empty = { 0 };

		history_set_history_state(&empty);
	}
	stifle_history(HISTORY_LINES);
}

/* Commands are worth keeping, answers to questions are not. */
static bool is_command_prompt(const char *prompt)
{
	size_t n = strlen(prompt);

	return n && (prompt[n - 1] == '#' || prompt[n - 1] == '>');
}

static void history_keep(struct console *c, const char *line)
{
	HIST_ENTRY *last = history_length ? history_get(history_base + history_length - 1) : NULL;

	if (!is_command_prompt(c->prompt) || !line[strspn(line, " \t")] || (last && !strcmp(last->line, line)))
		return;
	add_history(line);
}

/* ---- keys ---- */

static void stop_reading(struct console *c)
{
	if (c->reading)
		rl_callback_handler_remove();
	c->reading = false;
}

static void got_line(char *line)
{
	struct console *c = the_console;

	stop_reading(c);
	if (!line) {
		c->left = true;
		return;
	}
	if (c->secret)
		put_text("\n");
	else
		history_keep(c, line);
	c->state = AT_WORK;
	c->peer->line(c->peer->arg, line);
	free(line);
}

/* What has been typed, up to the cursor; the caller's to free. */
static char *typed(void)
{
	char *s = xstrdup(rl_line_buffer);

	s[rl_point] = 0;
	return s;
}

static int key_help(int count, int key)
{
	struct console *c = the_console;
	char *s;

	(void)count;
	(void)key;
	if (c->secret || !is_command_prompt(c->prompt)) {
		rl_insert_text("?");
		return 0;
	}
	s = typed();
	put_text("?\n");
	c->state = AT_HELP;
	c->helping = true;
	c->peer->help(c->peer->arg, s);
	free(s);
	return 0;
}

static int key_tab(int count, int key)
{
	struct console *c = the_console;
	char *s;

	(void)count;
	(void)key;
	if (c->secret || !is_command_prompt(c->prompt))
		return 0;
	c->tab_again = rl_last_func == key_tab;
	s = typed();
	c->state = AT_TAB;
	c->peer->complete(c->peer->arg, s);
	free(s);
	return 0;
}

static int key_end(int count, int key)
{
	struct console *c = the_console;
	char *s = xstrdup(rl_line_buffer);

	(void)count;
	(void)key;
	history_keep(c, s);
	put_text("^Z\n");
	stop_reading(c);
	c->state = AT_WORK;
	c->peer->line_end(c->peer->arg, s);
	free(s);
	return 0;
}

static int key_interrupt(int count, int key)
{
	struct console *c = the_console;

	(void)count;
	(void)key;
	put_text("^C\n");
	stop_reading(c);
	c->state = AT_WORK;
	c->peer->interrupt(c->peer->arg);
	return 0;
}

static int key_redisplay(int count, int key)
{
	(void)count;
	(void)key;
	put_text("\n");
	rl_on_new_line();
	rl_forced_update_display();
	return 0;
}

static int key_leave(int count, int key)
{
	(void)count;
	(void)key;
	the_console->left = true;
	return 0;
}

static int next_byte(FILE *unused)
{
	struct console *c = the_console;
	u8 byte;

	(void)unused;
	if (!c->ahead.len)
		return EOF;
	byte = (u8)c->ahead.s[0];
	text_cut(&c->ahead, 1);
	return byte;
}

static void readline_setup(void)
{
	rl_readline_name = "lanyard";
	rl_catch_signals = 0;
	rl_change_environment = 0;
	rl_prep_term_function = prep_nothing;
	rl_deprep_term_function = deprep_nothing;
	rl_getc_function = next_byte;
	rl_initialize();
	rl_tty_set_echoing(1);
	rl_variable_bind("enable-bracketed-paste", "off");
	rl_variable_bind("keyseq-timeout", "0");
	rl_variable_bind("disable-completion", "on");
	rl_variable_bind("horizontal-scroll-mode", "off");
	rl_bind_key('?', key_help);
	rl_bind_key('\t', key_tab);
	rl_bind_key(CTRL_KEY('Z'), key_end);
	rl_bind_key(CTRL_KEY('C'), key_interrupt);
	rl_bind_key(CTRL_KEY('R'), key_redisplay);
	rl_bind_key(CTRL_KEY('L'), key_redisplay);
	rl_bind_key(CTRL_KEY('V'), rl_quoted_insert);
	rl_bind_key(CTRL_KEY('A'), rl_beg_of_line);
	rl_bind_key(CTRL_KEY('E'), rl_end_of_line);
	rl_bind_key(CTRL_KEY('U'), rl_unix_line_discard);
	rl_bind_key(CTRL_KEY('X'), rl_unix_line_discard);
	rl_bind_key(CTRL_KEY('W'), rl_unix_word_rubout);
	rl_bind_key(CTRL_KEY('K'), rl_kill_line);
	rl_bind_key(CTRL_KEY('T'), rl_transpose_chars);
	rl_bind_key(CTRL_KEY('P'), rl_get_previous_history);
	rl_bind_key(CTRL_KEY('N'), rl_get_next_history);
	rl_bind_key(0x7f, rl_rubout);
	rl_bind_key('\b', rl_rubout);
	rl_bind_key(KEY_LEAVE, key_leave);
	rl_bind_key(KEY_ESCAPE, key_interrupt);
	using_history();
	stifle_history(HISTORY_LINES);
}

/* ---- what the session says ---- */

void console_output(struct console *c, const char *text, size_t len)
{
	if (!len || !c->terminal || c->state != AT_PROMPT || c->secret) {
		put(text, len);
		return;
	}
	if (!c->redraw) {
		put_text("\n");
		put(text, text[len - 1] == '\n' ? len - 1 : len);
		return;
	}
	rl_clear_visible_line();
	put(text, len);
	if (text[len - 1] != '\n')
		put_text("\n");
	rl_on_new_line();
	rl_forced_update_display();
}

void console_prompt(struct console *c, const char *prompt, bool secret, bool redraw)
{
	c->redraw = redraw;
	stop_reading(c);
	snprintf(c->prompt, sizeof(c->prompt), "%s", prompt);
	c->secret = secret;
	c->state = AT_PROMPT;
	if (!c->terminal)
		return;
	if (is_command_prompt(prompt))
		history_switch(c, strstr(prompt, "(conf") || strstr(prompt, ")#"));
	/* Not echoing, readline shows nothing at all, the prompt included. */
	rl_tty_set_echoing(!secret);
	if (secret)
		put_text(c->prompt);
	rl_callback_handler_install(c->prompt, got_line);
	c->reading = true;
}

void console_keys(struct console *c)
{
	stop_reading(c);
	c->state = AT_KEYS;
}

void console_paging(struct console *c)
{
	if (!c->terminal) {
		c->peer->key(c->peer->arg, ' ');
		return;
	}
	c->state = AT_PAGE;
	put_text(" --More-- ");
}

void console_helped(struct console *c)
{
	if (!c->helping)
		return;
	c->helping = false;
	c->state = AT_PROMPT;
	if (!c->terminal)
		return;
	rl_on_new_line();
	rl_forced_update_display();
}

static void list_candidates(const char *const *candidates, unsigned n)
{
	size_t width = 0, column = 0;
	int rows, columns;

	rl_get_screen_size(&rows, &columns);
	for (unsigned i = 0; i < n; i++)
		if (strlen(candidates[i]) > width)
			width = strlen(candidates[i]);
	put_text("\n");
	for (unsigned i = 0; i < n; i++) {
		printf("%-*s", (int)width + 2, candidates[i]);
		column += width + 2;
		if (i + 1 == n || column + width + 2 > (size_t)(columns > 0 ? columns : 80)) {
			putchar('\n');
			column = 0;
		}
	}
	fflush(stdout);
	rl_on_new_line();
	rl_forced_update_display();
}

void console_completed(struct console *c, const char *text, const char *const *candidates, unsigned n)
{
	char *line;

	if (c->state != AT_TAB)
		return;
	c->state = AT_PROMPT;
	if (text) {
		line = xasprintf("%s%s", text, rl_line_buffer + rl_point);
		rl_replace_line(line, 0);
		rl_point = (int)strlen(text);
		rl_redisplay();
		free(line);
	} else if (n > 1 && c->tab_again) {
		list_candidates(candidates, n);
	} else {
		rl_ding();
	}
}

/* ---- the loop ---- */

/* While a command runs, some keys are for it; what else is typed is kept for later. */
static void scan_ahead(struct console *c)
{
	for (size_t i = 0; i < c->ahead.len && c->terminal; i++) {
		char key = c->ahead.s[i];

		if (key != CTRL_KEY('C') && key != KEY_ESCAPE && key != KEY_LEAVE)
			continue;
		text_cut(&c->ahead, i + 1);
		if (key == KEY_LEAVE)
			c->left = true;
		else
			c->peer->interrupt(c->peer->arg);
		i = (size_t)-1;
	}
	if (c->ahead.len > AHEAD_MAX && c->terminal)
		text_clear(&c->ahead);
}

/* Without a terminal: the next whole line, at the end of the input also what is left. false: none yet. */
static bool take_line(struct console *c)
{
	char *end = c->ahead.len ? memchr(c->ahead.s, '\n', c->ahead.len) : NULL;
	size_t len = end ? (size_t)(end - c->ahead.s) : c->ahead.len;
	char *line;

	if (!end && !(c->eof && c->ahead.len))
		return false;
	line = xcalloc(1, len + 1);
	memcpy(line, c->ahead.s, len);
	text_cut(&c->ahead, len + !!end);
	if (len && line[len - 1] == '\r')
		line[len - 1] = 0;
	len = strlen(line);
	if (c->state == AT_KEYS) {
		for (size_t i = 0; i < len; i++)
			c->peer->key(c->peer->arg, (u8)line[i]);
		c->peer->key(c->peer->arg, '\r');
		c->state = AT_WORK;
		free(line);
		return true;
	}
	c->state = AT_WORK;
	if (len && line[len - 1] == '?' && !c->secret && is_command_prompt(c->prompt)) { /* as at a terminal */
		line[len - 1] = 0;
		c->helping = true;
		c->peer->help(c->peer->arg, line);
	} else {
		c->peer->line(c->peer->arg, line);
	}
	free(line);
	return true;
}

/* Uses what was typed, as far as the state allows. */
static void pump(struct console *c)
{
	while (c->ahead.len && !c->left) {
		if (c->state == AT_PAGE) {
			int key = next_byte(NULL);

			put_text("\b\b\b\b\b\b\b\b\b\b          \b\b\b\b\b\b\b\b\b\b");
			c->left = key == KEY_LEAVE;
			c->state = AT_WORK;
			if (!c->left)
				c->peer->key(c->peer->arg, key);
		} else if (c->state == AT_PROMPT && c->terminal) {
			rl_callback_read_char();
		} else if (c->state == AT_KEYS && c->terminal) {
			int key = next_byte(NULL);

			c->left = key == KEY_LEAVE;
			if (!c->left)
				c->peer->key(c->peer->arg, key == '\n' ? '\r' : key);
		} else if (c->state == AT_PROMPT || c->state == AT_KEYS) {
			if (!take_line(c))
				return;
		} else {
			scan_ahead(c);
			return;
		}
	}
}

static void read_keys(struct console *c)
{
	char buf[4096];
	ssize_t n = read(STDIN_FILENO, buf, sizeof(buf));

	if (n > 0)
		text_add(&c->ahead, buf, (size_t)n);
	else if (n == 0 || (errno != EINTR && errno != EAGAIN))
		c->eof = true;
	if (c->eof && c->terminal)
		c->left = true;
}

static enum console_end loop(struct console *c)
{
	for (;;) {
		struct pollfd p[2] = { { .fd = c->peer->fd, .events = POLLIN }, { .fd = STDIN_FILENO, .events = POLLIN } };
		/* Lines from a file are read no faster than they are used. */
		bool wait = c->eof || (!c->terminal && c->ahead.len && ((c->state != AT_PROMPT && c->state != AT_KEYS) || memchr(c->ahead.s, '\n', c->ahead.len)));

		pump(c);
		if (c->left)
			return CONSOLE_LEFT;
		if (c->eof && (c->state == AT_PROMPT || c->state == AT_KEYS) && !c->ahead.len)
			return CONSOLE_LEFT;
		if (wait)
			p[1].fd = -1;
		if (poll(p, 2, -1) < 0 && errno != EINTR)
			return CONSOLE_LEFT;
		if (p[0].revents && !c->peer->receive(c->peer->arg, c))
			return CONSOLE_ENDED;
		if (p[1].revents)
			read_keys(c);
	}
}

enum console_end console_run(const struct console_peer *peer)
{
	struct console *c = xcalloc(1, sizeof(*c));
	enum console_end end;

	c->peer = peer;
	c->terminal = isatty(STDIN_FILENO);
	the_console = c;
	terminal_enter(c);
	if (c->terminal)
		readline_setup();
	end = loop(c);
	stop_reading(c);
	if (c->terminal && end == CONSOLE_LEFT)
		put_text("\n");
	terminal_leave(c);
	the_console = NULL;
	free(c->history[0]);
	free(c->history[1]);
	text_free(&c->ahead);
	free(c);
	return end;
}
