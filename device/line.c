/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines: console and vty, each with settings of its own, and the times after which they end what is on them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "device/access.h"
#include "device/own.h"

enum { ESCAPE_DEFAULT = 0x1e };

static const struct line vty_by_nature = { .login = LOGIN_PASSWORD, .escape = ESCAPE_DEFAULT, .login_s = LOGIN_WAIT_S };

void lines_init(struct system *s)
{
	s->con.escape = ESCAPE_DEFAULT;
	s->con.login_s = LOGIN_WAIT_S;
}

const struct line *line_at(const struct device *d, unsigned n)
{
	const struct line *l = line_is_vty(n) ? d->system->vty[n - LINE_VTY] : &d->system->con;

	return l ? l : &vty_by_nature;
}

struct line *line_own(struct device *d, unsigned n)
{
	struct line **l = line_is_vty(n) ? &d->system->vty[n - LINE_VTY] : NULL;

	if (!l)
		return &d->system->con;
	if (!*l) {
		*l = xcalloc(1, sizeof(**l));
		**l = vty_by_nature;
	}
	return *l;
}

static void lists_free(struct line *l)
{
	while (l->lists) {
		struct line_list *x = l->lists;

		l->lists = x->next;
		free(x);
	}
}

void lines_free(struct system *s)
{
	lists_free(&s->con);
	for (unsigned i = 0; i < LINE_VTYS; i++)
		if (s->vty[i]) {
			lists_free(s->vty[i]);
			explicit_bzero(s->vty[i], sizeof(*s->vty[i]));
			free(s->vty[i]);
		}
}

unsigned line_of(const char *where)
{
	unsigned long k;

	if (where && !strncmp(where, "con", 3))
		return LINE_CON;
	if (!where || strncmp(where, "vty", 3))
		return LINE_N;
	k = strtoul(where + 3, NULL, 10);
	return k < LINE_VTYS ? LINE_VTY + (unsigned)k : LINE_N;
}

char *line_peer(const char *where, const char *none, char *buf, size_t size)
{
	const char *from = strchr(where, '(');

	snprintf(buf, size, "%.*s", from ? (int)strcspn(from + 1, ")") : (int)strlen(none), from ? from + 1 : none);
	return buf;
}

unsigned line_number(unsigned line) { return line_is_vty(line) ? 2 + line - LINE_VTY : 0; }

const char *line_list_name(const struct line *l, unsigned kind, unsigned level)
{
	for (const struct line_list *x = l->lists; x; x = x->next)
		if (x->kind == kind && x->level == level)
			return x->name;
	return NULL;
}

u8 device_escape_character(const struct device *d, const char *where)
{
	unsigned n = line_of(where);

	return n < LINE_N ? line_at(d, n)->escape : ESCAPE_DEFAULT;
}

nsec device_session_timeout(const struct device *d, const char *where, u16 *limit)
{
	unsigned n = line_of(where);

	*limit = n < LINE_N ? line_at(d, n)->session_limit : 0;
	return n < LINE_N ? line_at(d, n)->session_timeout_s * NSEC_PER_SEC : 0;
}

bool device_line_opens(const struct device *d, const char *where, u8 transport)
{
	unsigned n = line_of(where);

	return n == LINE_N || !(line_at(d, n)->not_out & transport);
}

bool device_line_prefers_ssh(const struct device *d, const char *where)
{
	unsigned n = line_of(where);

	return n < LINE_N && line_at(d, n)->prefers_ssh;
}

/* ---- sessions on them ---- */

void line_give(struct device *d, struct cli *c)
{
	unsigned n = line_of(cli_session(c)->where);

	if (n == LINE_N)
		return;
	cli_set_redraw(c, line_at(d, n)->synchronous);
	cli_limit_notes(c, line_at(d, n)->synchronous ? line_at(d, n)->sync_limit : 0);
	cli_set_hosts(c, !line_at(d, n)->no_preferred);
}

void line_give_all(struct cli *c)
{
	for (struct cli *x = shell_sessions(cli_shell(c), NULL); x; x = shell_sessions(cli_shell(c), x))
		line_give(cli_device(c), x);
}

void system_session(struct device *d, struct cli *c)
{
	const struct cli_options *o = cli_session(c);
	unsigned n = line_of(o->where);
	const struct line *l;

	if (line_is_vty(n) && !o->interactive && o->user && aaa_on(d))
		aaa_session_begin(d, c, o->user, AAA_LOCAL); /* a single command over SSH */
	if (n == LINE_N || !o->interactive)
		return;
	d->system->uses[n]++;
	l = line_at(d, n);
	if (l->length_set || l->width_set)
		cli_set_size(c, l->length_set ? l->length : o->length, l->width_set ? l->width : o->width);
	line_give(d, c);
	if (l->timeout_s || l->absolute_s)
		system_idle_check(d);
	access_begin(d, c);
}

/* When the session on that line is to end; NSEC_NEVER: not. */
static nsec due(const struct line *l, const struct cli *c)
{
	nsec idle = l->timeout_s ? cli_last_input(c) + l->timeout_s * NSEC_PER_SEC : NSEC_NEVER;
	nsec absolute = l->absolute_s ? cli_began(c) + l->absolute_s * NSEC_PER_SEC : NSEC_NEVER;

	return min_u64(idle, absolute);
}

/* Ends the sessions in which no one has typed for as long as their line allows; sets the timer to when the next would be. */
void system_idle_check(struct device *d)
{
	nsec now = node_now(&d->node), first = NSEC_NEVER;

	for (struct cli *c = shell_sessions(d->shell, NULL), *next; c; c = next) {
		const struct cli_options *o = cli_session(c);
		unsigned n = line_of(o->where);
		nsec when;

		next = shell_sessions(d->shell, c);
		if (n == LINE_N || !o->interactive)
			continue;
		when = due(line_at(d, n), c);
		if (when <= now)
			cli_end(c);
		else
			first = min_u64(first, when);
	}
	if (first == NSEC_NEVER)
		timer_stop(d->node.worker, &d->system->idle);
	else
		timer_set(d->node.worker, &d->system->idle, first);
}

/* ---- blocks: their object says which lines ---- */

enum { BLOCK_CON = 1, BLOCK_AUX, BLOCK_VTY = 0x100 /* + 16 * first + last */ };

void *line_block(bool con, bool vty, unsigned first, unsigned last)
{
	return (void *)(uintptr_t)(vty ? BLOCK_VTY + LINE_VTYS * first + last : con ? BLOCK_CON : BLOCK_AUX);
}

bool device_vty_range(struct cli *c, unsigned *first, unsigned *last)
{
	uintptr_t block = (uintptr_t)cli_object(c, 0);

	if (block < BLOCK_VTY)
		return false;
	*first = (unsigned)(block - BLOCK_VTY) / LINE_VTYS;
	*last = (unsigned)(block - BLOCK_VTY) % LINE_VTYS;
	return true;
}

bool tty_is_console(struct cli *c) { return (uintptr_t)cli_object(c, 0) == BLOCK_CON; }

struct line *tty_next(struct cli *c, unsigned *n)
{
	unsigned first, last, k = (*n)++;

	if (!device_vty_range(c, &first, &last))
		return !k && tty_is_console(c) ? &cli_device(c)->system->con : NULL;
	return first + k <= last ? line_own(cli_device(c), LINE_VTY + first + k) : NULL;
}

void device_line_class(struct cli *c, bool out, const char *name)
{
	EACH_LINE(l, c)
		snprintf(l->class[out], sizeof(l->class[out]), "%s", name ? name : "");
}
