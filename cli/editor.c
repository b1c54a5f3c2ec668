/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The line under way is a buffer and a cursor; what the terminal shows of it is redrawn from the cursor on by plain characters and backspaces, so that
 * any terminal will do. Bytes that come while a command runs wait, but for ^C and Ctrl-^, which are meant for it.
 */
#include "cli/editor.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "cli/shell.h"

enum { CTRL_CARET = 0x1e, ESC = 0x1b, DEL = 0x7f, KILLED_MAX = EDITOR_LINE_MAX };
#define CTRL(c) ((c) & 0x1f)

struct editor {
	struct cli *c;
	struct editor_io io;
	char line[EDITOR_LINE_MAX + 1], killed[KILLED_MAX + 1], kept[EDITOR_LINE_MAX + 1]; /* kept: what was typed before ^P */
	u32 len, at, killed_len;
	u32 back;		/* lines of history gone back; 0: the line under way */
	bool started, ended;
	bool ready;		/* a line may be given */
	bool quoted;		/* ^V: the next byte as it is */
	bool after_cr;		/* LF or NUL that follows belongs to it */
	u8 esc;			/* 1: after Esc, 2: after Esc [ or Esc O */
	bool midline;		/* the terminal's cursor is not in its first column */
	bool more;		/* " --More-- " stands there */
	bool draining;
	u32 first, n_waiting;	/* typed, not yet looked at: waiting[first .. n_waiting) */
	char waiting[EDITOR_INPUT_MAX];
};

/* ---- the terminal ---- */

static void put(struct editor *e, const char *text, size_t len)
{
	if (len)
		e->io.write(e->io.arg, text, len);
}

static void puts_(struct editor *e, const char *text) { put(e, text, strlen(text)); }

static void backspaces(struct editor *e, u32 n)
{
	while (n--)
		put(e, "\b", 1);
}

/* Newlines become CR LF. The text may be a peer's bytes: no NUL ends it. */
static void show(struct editor *e, const char *text, size_t len)
{
	for (size_t i = 0; i < len;) {
		const char *end = memchr(text + i, '\n', len - i);
		size_t n = end ? (size_t)(end - (text + i)) : len - i;

		put(e, text + i, n);
		i += n;
		if (n)
			e->midline = true;
		if (i < len) {
			put(e, "\r\n", 2);
			e->midline = false;
			i++;
		}
	}
}

static bool secret(const struct editor *e) { return cli_asks_secret(e->c); }

static void prompt(struct editor *e)
{
	char buf[96];

	puts_(e, cli_prompt(e->c, buf));
	if (!secret(e)) {
		put(e, e->line, e->len);
		backspaces(e, e->len - e->at);
	}
	e->midline = true;
}

/* A page is full. */
static void more(struct editor *e)
{
	if (e->ended || e->more || !cli_paging(e->c))
		return;
	puts_(e, " --More-- ");
	e->more = true;
}

/* ---- the line ---- */

/* What stands from the cursor on is new; `were` characters stood there. */
static void redraw(struct editor *e, u32 were)
{
	u32 rest = e->len - e->at;

	if (secret(e))
		return;
	put(e, e->line + e->at, rest);
	for (u32 i = rest; i < were; i++)
		put(e, " ", 1);
	backspaces(e, were > rest ? were : rest);
}

static void move(struct editor *e, u32 to)
{
	if (secret(e)) {
		e->at = to;
		return;
	}
	if (to < e->at)
		backspaces(e, e->at - to);
	else
		put(e, e->line + e->at, to - e->at);
	e->at = to;
}

static void insert(struct editor *e, const char *text, u32 n)
{
	u32 rest = e->len - e->at;

	if (e->len + n > EDITOR_LINE_MAX) {
		put(e, "\a", 1);
		return;
	}
	memmove(e->line + e->at + n, e->line + e->at, rest);
	memcpy(e->line + e->at, text, n);
	e->len += n;
	if (!secret(e))
		put(e, text, n);
	e->at += n;
	if (rest)
		redraw(e, rest);
}

/* Takes out what stands between from and to, and keeps it for ^Y where asked. */
static void cut(struct editor *e, u32 from, u32 to, bool keep)
{
	u32 were;

	if (from >= to)
		return;
	move(e, from);
	were = e->len - from;
	if (keep) {
		e->killed_len = to - from;
		memcpy(e->killed, e->line + from, e->killed_len);
	}
	memmove(e->line + from, e->line + to, e->len - to);
	e->len -= to - from;
	redraw(e, were);
}

static void replace(struct editor *e, const char *text)
{
	cut(e, 0, e->len, false);
	insert(e, text, (u32)strnlen(text, EDITOR_LINE_MAX));
}

static bool in_word(const struct editor *e, u32 i) { return !isspace((unsigned char)e->line[i]); }

static u32 word_back(const struct editor *e)
{
	u32 i = e->at;

	while (i && !in_word(e, i - 1))
		i--;
	while (i && in_word(e, i - 1))
		i--;
	return i;
}

static u32 word_on(const struct editor *e)
{
	u32 i = e->at;

	while (i < e->len && !in_word(e, i))
		i++;
	while (i < e->len && in_word(e, i))
		i++;
	return i;
}

static void transpose(struct editor *e)
{
	char two[2];
	u32 at = e->at == e->len ? e->at - 1 : e->at;

	if (e->len < 2 || !at)
		return;
	two[0] = e->line[at];
	two[1] = e->line[at - 1];
	move(e, at - 1);
	memcpy(e->line + at - 1, two, 2);
	if (!secret(e))
		put(e, two, 2);
	e->at = at + 1;
}

static void history(struct editor *e, bool older)
{
	unsigned n = 0;

	if (secret(e))
		return;
	while (cli_history(e->c, n))
		n++;
	if (older ? e->back >= n : !e->back) {
		put(e, "\a", 1);
		return;
	}
	e->line[e->len] = 0;
	if (!e->back)
		strcpy(e->kept, e->line);
	e->back = older ? e->back + 1 : e->back - 1;
	replace(e, e->back ? cli_history(e->c, n - e->back) : e->kept);
}

/* ---- giving it to the session ---- */

static void fresh(struct editor *e)
{
	e->len = e->at = e->back = 0;
	memset(e->line, 0, sizeof(e->line));
}

static void give(struct editor *e, void (*to)(struct cli *c, const char *line))
{
	char *line = xcalloc(1, e->len + 1);

	memcpy(line, e->line, e->len);
	fresh(e);
	put(e, "\r\n", 2);
	e->midline = false;
	e->ready = false;
	to(e->c, line);
	explicit_bzero(line, strlen(line));
	free(line);
}

static void complete(struct editor *e)
{
	const char *const *list;
	const char *whole;
	unsigned n = 0;

	if (secret(e) || e->at != e->len) {
		put(e, "\a", 1);
		return;
	}
	e->line[e->len] = 0;
	whole = cli_complete(e->c, e->line, &list, &n);
	if (!whole) {
		put(e, "\a", 1);
		return;
	}
	/* IOS writes the completed line anew, below. */
	put(e, "\r\n", 2);
	e->len = e->at = (u32)strnlen(whole, EDITOR_LINE_MAX);
	memcpy(e->line, whole, e->len);
	prompt(e);
}

static void help(struct editor *e)
{
	char *text = xcalloc(1, e->at + 1);

	memcpy(text, e->line, e->at);
	put(e, "?\r\n", 3);
	e->midline = false;
	e->ready = false; /* what comes now is help, no line from elsewhere */
	cli_help(e->c, text);
	e->ready = true;
	free(text);
	if (!cli_paging(e->c))
		prompt(e);
}

static void page_key(struct editor *e, int key)
{
	bool helping = cli_helping(e->c);

	puts_(e, "\b\b\b\b\b\b\b\b\b\b          \b\b\b\b\b\b\b\b\b\b");
	e->midline = e->more = false;
	e->ready = false;
	cli_key(e->c, key);
	if (helping && !e->ended) {
		e->ready = true;
		if (!cli_paging(e->c))
			prompt(e);
	}
}

/* ---- keys ---- */

static void escape(struct editor *e, u8 k)
{
	bool bracket = e->esc == 2;

	e->esc = 0;
	if (!bracket && (k == '[' || k == 'O')) {
		e->esc = 2;
		return;
	}
	if (bracket && (isdigit(k) || k == ';')) {
		e->esc = 2; /* a longer sequence: up to its letter */
		return;
	}
	switch (bracket ? k : tolower(k)) {
	case 'A': history(e, true); break;
	case 'B': bracket ? history(e, false) : (void)0; break;
	case 'C': e->at < e->len ? move(e, e->at + 1) : (void)0; break;
	case 'D': e->at ? move(e, e->at - 1) : (void)0; break;
	case 'b': move(e, word_back(e)); break;
	case 'f': move(e, word_on(e)); break;
	case 'd': cut(e, e->at, word_on(e), true); break;
	}
}

static void interrupt(struct editor *e)
{
	fresh(e);
	put(e, "\r\n", 2);
	e->midline = false;
	e->ready = false;
	cli_interrupt(e->c);
}

static void control(struct editor *e, u8 k)
{
	switch (k) {
	case CTRL('A'): move(e, 0); break;
	case CTRL('B'): e->at ? move(e, e->at - 1) : (void)0; break;
	case CTRL('C'): interrupt(e); break;
	case CTRL('D'): cut(e, e->at, e->at < e->len ? e->at + 1 : e->at, false); break;
	case CTRL('E'): move(e, e->len); break;
	case CTRL('F'): e->at < e->len ? move(e, e->at + 1) : (void)0; break;
	case CTRL('H'):
	case DEL: e->at ? cut(e, e->at - 1, e->at, false) : (void)0; break;
	case '\t': complete(e); break;
	case CTRL('K'): cut(e, e->at, e->len, true); break;
	case CTRL('L'):
	case CTRL('R'): put(e, "\r\n", 2); prompt(e); break;
	case CTRL('N'): history(e, false); break;
	case CTRL('P'): history(e, true); break;
	case CTRL('T'): transpose(e); break;
	case CTRL('U'):
	case CTRL('X'): cut(e, 0, e->at, true); break;
	case CTRL('V'): e->quoted = true; break;
	case CTRL('W'): cut(e, word_back(e), e->at, true); break;
	case CTRL('Y'): insert(e, e->killed, e->killed_len); break;
	case CTRL('Z'): puts_(e, "^Z"); give(e, cli_line_end); break;
	case ESC: e->esc = 1; break;
	}
}

static void key(struct editor *e, u8 k)
{
	if (e->after_cr) {
		e->after_cr = false;
		if (k == '\n' || !k)
			return;
	}
	if (k == '\r')
		e->after_cr = true;
	if (cli_paging(e->c))
		page_key(e, k == '\r' ? '\n' : k);
	else if (e->esc && !cli_takes_keys(e->c))
		escape(e, k);
	else if (cli_takes_keys(e->c))
		cli_keys(e->c, (const char *)&k, 1);
	else if (e->quoted && k >= ' ') {
		e->quoted = false;
		insert(e, (const char *)&k, 1);
	} else if (k == '\r' || k == '\n')
		give(e, cli_line);
	else if (k == '?' && !secret(e))
		help(e);
	else if (k < ' ' || k == DEL)
		control(e, k);
	else
		insert(e, (const char *)&k, 1);
}

/* Whatever the session takes of what was typed, in its order: at once, or when a command is over. */
static void drain(struct editor *e)
{
	bool was_full = editor_room(e) < EDITOR_INPUT_MAX / 2;

	if (e->draining)
		return;
	e->draining = true;
	while (e->first < e->n_waiting && !e->ended && (e->ready || cli_paging(e->c) || cli_takes_keys(e->c))) {
		key(e, (u8)e->waiting[e->first++]);
		more(e);
	}
	e->draining = false;
	if (e->first == e->n_waiting)
		e->first = e->n_waiting = 0;
	if (was_full && !e->ended && e->io.room && editor_room(e) >= EDITOR_INPUT_MAX / 2)
		e->io.room(e->io.arg);
}

size_t editor_room(const struct editor *e) { return EDITOR_INPUT_MAX - (e->n_waiting - e->first); }

void editor_input(struct editor *e, const char *bytes, size_t n)
{
	for (size_t i = 0; i < n && !e->ended; i++) {
		bool busy = !e->ready && !cli_paging(e->c) && !cli_takes_keys(e->c);

		if (busy && (bytes[i] == CTRL('C') || bytes[i] == CTRL_CARET)) {
			e->first = e->n_waiting = 0;
			cli_interrupt(e->c);
			continue;
		}
		if (e->first && e->n_waiting == EDITOR_INPUT_MAX) {
			memmove(e->waiting, e->waiting + e->first, e->n_waiting - e->first);
			e->n_waiting -= e->first;
			e->first = 0;
		}
		if (e->n_waiting < EDITOR_INPUT_MAX)
			e->waiting[e->n_waiting++] = bytes[i];
	}
	drain(e);
}

/* ---- the session ---- */

static void session_write(void *arg, const char *text, size_t len)
{
	struct editor *e = arg;
	bool typing = e->ready && e->started;

	if (typing)
		put(e, "\r\n", 2);
	if (typing && !cli_redraws(e->c)) { /* the cursor stays behind it */
		show(e, text, len && text[len - 1] == '\n' ? len - 1 : len);
		return;
	}
	show(e, text, len);
	if (typing)
		prompt(e);
}

static void session_ready(void *arg, bool ended)
{
	struct editor *e = arg;

	if (e->ended)
		return;
	if (ended) {
		e->ended = true;
		e->ready = false;
		e->io.ended(e->io.arg);
		return;
	}
	e->ready = true;
	if (!e->started)
		return;
	prompt(e);
	drain(e);
}

static void session_resting(void *arg) { drain(arg); }

struct editor *editor_new(struct shell *sh, const struct cli_options *o, const struct editor_io *io)
{
	struct editor *e = xcalloc(1, sizeof(*e));
	struct cli_io own = { .write = session_write, .ready = session_ready, .arg = e };
	struct cli_options opt = *o;

	e->io = *io;
	opt.interactive = true;
	e->c = cli_new(sh, &own, &opt);
	cli_on_resting(e->c, session_resting);
	e->started = true;
	if (!e->ended) {
		e->ready = true;
		prompt(e);
	}
	return e;
}

struct cli *editor_cli(const struct editor *e) { return e->c; }

void editor_free(struct editor *e)
{
	if (!e)
		return;
	e->ended = true;
	cli_free(e->c);
	explicit_bzero(e, sizeof(*e));
	free(e);
}

void editor_size(struct editor *e, unsigned length, unsigned width) { cli_set_size(e->c, length, width); }
