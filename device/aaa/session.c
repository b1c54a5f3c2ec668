/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sessions under aaa: what is told to accounting of their beginning, their commands and their end, and whether a command may run. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "device/aaa/aaa.h"
#include "device/debug.h"
#include "device/own.h"

enum { RECORDS_MAX = 256 }; /* accounting under way: what is more is lost */

struct aaa_session *aaa_session_of(const struct device *d, const struct cli *c)
{
	struct aaa_session *s = aaa_of(d)->sessions;

	while (s && s->cli != c)
		s = s->next;
	return s;
}

/* ---- accounting ---- */

struct record {
	struct record *next;
	struct aaa_request r;
};

static void record_free(struct aaa_request *r)
{
	struct record *x = container_of(r, struct record, r), **at = (struct record **)&r->dev->system->access->records;

	while (*at != x)
		at = &(*at)->next;
	*at = x->next;
	r->dev->system->access->n_records--;
	free(r->command);
	free(x);
}

void aaa_records_free(struct device *d)
{
	while (d->system->access->records) {
		struct record *x = d->system->access->records;

		aaa_stop(&x->r);
		record_free(&x->r);
	}
}

static void account(struct aaa_session *s, enum aaa_kind kind, unsigned level, const char *command, bool stop)
{
	struct access *acc = s->dev->system->access;
	const struct aaa_list *l = aaa_line_list(s->dev, line_of(cli_where(s->cli)), kind, level);
	struct record *x;

	if (!l || l->record == AAA_RECORD_NONE || (l->record == AAA_STOP_ONLY && !stop) || acc->n_records == RECORDS_MAX)
		return;
	x = xcalloc(1, sizeof(*x));
	aaa_who(&x->r, s->dev, cli_where(s->cli), s->user);
	x->r.kind = (u8)kind;
	x->r.level = (u8)level;
	x->r.stop = stop;
	x->r.task = kind == AAA_ACCT_EXEC ? s->id : ++acc->aaa.tasks;
	x->r.elapsed_s = (u32)((node_now(&s->dev->node) - s->began) / NSEC_PER_SEC);
	x->r.command = command ? xstrdup(command) : NULL;
	x->r.done = record_free;
	x->next = acc->records;
	acc->records = x;
	acc->n_records++;
	if (debug_on(s->dev, DEBUG_AAA_ACCOUNTING))
		device_debug(s->dev, "AAA/ACCT/%s: %s, user %s, port %s%s%s", kind == AAA_ACCT_EXEC ? "EXEC" : "CMD", stop ? "stop" : "start", x->r.user, x->r.tty,
			     command ? ", " : "", command ? command : "");
	aaa_begin(&x->r, l);
}

/* ---- sessions ---- */

/* The command that waits to be authorized is not asked about any more. */
static void drop_question(struct aaa_session *s)
{
	if (!s->ask)
		return;
	aaa_stop(s->ask);
	free(s->ask->command);
	free(s->ask);
	s->ask = NULL;
}

static void session_over(struct cli *c, struct cli_end *e)
{
	struct aaa_session *s = container_of(e, struct aaa_session, end), **at = &aaa_of(s->dev)->sessions;

	(void)c;
	drop_question(s);
	account(s, AAA_ACCT_EXEC, 0, NULL, true);
	while (*at != s)
		at = &(*at)->next;
	*at = s->next;
	free(s);
}

void aaa_session_begin(struct device *d, struct cli *c, const char *user, u8 by)
{
	struct aaa *a = aaa_of(d);
	struct aaa_session *s = xcalloc(1, sizeof(*s)), **at = &a->sessions;

	s->dev = d;
	s->cli = c;
	s->id = ++a->n_sessions;
	s->by = by;
	s->began = node_now(&d->node);
	snprintf(s->user, sizeof(s->user), "%s", user ? user : "");
	line_peer(cli_where(c), "", s->peer, sizeof(s->peer));
	s->end.fn = session_over;
	cli_at_end(c, &s->end);
	while (*at)
		at = &(*at)->next;
	*at = s;
	account(s, AAA_ACCT_EXEC, 0, NULL, false);
}

/* ---- commands ---- */

static void authorized(struct aaa_request *r)
{
	struct aaa_session *s = r->arg;
	struct cli *c = s->cli;
	bool ok = r->verdict == AAA_PASS;

	s->ask = NULL;
	if (ok && aaa_line_list(s->dev, r->line, AAA_ACCT_COMMANDS, r->level))
		account(s, AAA_ACCT_COMMANDS, r->level, r->command, true);
	if (!ok)
		cli_print(c, r->verdict == AAA_FAIL ? "Command authorization failed.\n\n" : "%% Authorization failed.\n\n");
	free(r->command);
	free(r);
	cli_permitted(c, ok);
}

static void stopped(struct cli *c, void *state, bool gone)
{
	struct aaa_session *s = state;

	drop_question(s);
	if (!gone)
		cli_permitted(c, false);
}

enum cli_permission aaa_command(struct node *n, struct cli *c, const char *line, unsigned level, bool config)
{
	struct device *d = device_of(n);
	struct aaa_session *s = aaa_on(d) ? aaa_session_of(d, c) : NULL;
	unsigned on = line_of(cli_where(c));
	const struct aaa_list *l;

	if (!s || s->ask)
		return CLI_MAY;
	l = (on == LINE_CON && !aaa_of(d)->console) || (config && !aaa_of(d)->config_commands) ? NULL : aaa_line_list(d, on, AAA_COMMANDS, level);
	if (!l) {
		account(s, AAA_ACCT_COMMANDS, level, line, true);
		return CLI_MAY;
	}
	s->ask = xcalloc(1, sizeof(*s->ask));
	aaa_who(s->ask, d, cli_where(c), s->user);
	s->ask->kind = AAA_COMMANDS;
	s->ask->level = (u8)level;
	s->ask->command = xstrdup(line);
	s->ask->done = authorized;
	s->ask->arg = s;
	cli_busy(c, stopped, s);
	aaa_begin(s->ask, l);
	return CLI_WAIT;
}
