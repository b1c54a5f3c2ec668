/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "device/access.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "device/check.h"
#include "device/guard.h"
#include "device/own.h"

struct access *access_new(void)
{
	struct access *a = xcalloc(1, sizeof(*a));

	aaa_init(&a->aaa);
	return a;
}

void access_free(struct device *d, struct access *a)
{
	if (!a)
		return;
	access_enable_stop(d);
	aaa_records_free(d);
	aaa_free(&a->aaa);
	guard_free(d);
	while (a->views)
		view_secret_remove(d, a->views->name);
	while (a->users) {
		struct user *u = a->users;

		a->users = u->next;
		explicit_bzero(u, sizeof(*u));
		free(u);
	}
	explicit_bzero(a, sizeof(*a));
	free(a);
}

struct user *access_user(const struct access *a, const char *name)
{
	for (struct user *u = a->users; u; u = u->next)
		if (!strcmp(u->name, name))
			return u;
	return NULL;
}

void access_on_lines(struct device *d, void (*changed)(struct device *d)) { d->system->access->lines_changed = changed; }

u8 access_line_transports(const struct device *d, unsigned vty) { return vty < LINE_VTYS ? line_at(d, LINE_VTY + vty)->transports : 0; }

u8 access_transports(const struct device *d)
{
	u8 all = 0;

	for (unsigned k = 0; k < LINE_VTYS; k++)
		all |= access_line_transports(d, k);
	return all;
}

const struct user *access_user_any(const struct access *a, const char *name, bool by_case)
{
	const struct user *u = access_user(a, name);

	for (const struct user *x = a->users; x && !u && !by_case; x = x->next)
		if (!strcasecmp(x->name, name))
			u = x;
	return u;
}

/* ---- enable ---- */

/* IOS takes `enable secret` where there is one, else `enable password`; level 15's where the level has none. */
const struct secret *access_enable_secret(const struct access *a, unsigned level)
{
	const struct secret *s = a->enable_secret[level].set ? &a->enable_secret[level] : &a->enable_password[level];

	return s->set || level == 15 ? s : access_enable_secret(a, 15);
}

/* A password under way. */
struct enabling {
	struct enabling *next;
	struct device *d;
	struct cli *c;
	struct check *check;
	unsigned level;		/* wanted */
	bool at_once, good;	/* it was answered within the call, and how */
	struct aaa_request r;
};

static void enabling_free(struct enabling *e)
{
	struct enabling **at = &e->d->system->access->enabling;

	while (*at != e)
		at = &(*at)->next;
	*at = e->next;
	check_end(e->check);
	if (e->r.dev)
		aaa_stop(&e->r);
	free(e);
}

void access_enable_stop(struct device *d)
{
	while (d->system->access->enabling)
		enabling_free(d->system->access->enabling);
}

static void enable_stopped(struct cli *c, void *state, bool gone)
{
	enabling_free(state);
	if (!gone)
		cli_enabled(c, ENABLE_REFUSED, "% Bad secrets");
}

/* logging userinfo */
static void tell(struct device *d, const struct cli *c, unsigned level, bool good)
{
	const char *user = cli_session(c)->user ? cli_session(c)->user : "unknown";

	if (!d->log || !d->log->userinfo)
		return;
	if (good)
		device_log(d, "SYS", 5, "PRIV_AUTH_PASS", "Privilege level set to %u by %s on %s", level, user, cli_where(c));
	else
		device_log(d, "SYS", 5, "PRIV_AUTH_FAIL", "Authentication to privilege level %u failed by %s on %s", level, user, cli_where(c));
}

static void enable_checked(void *arg, bool good)
{
	struct enabling *e = arg;
	struct cli *c = e->c;

	e->at_once = true;
	e->good = good;
	if (!e->check)
		return;
	e->check = NULL;
	tell(e->d, c, e->level, good);
	enabling_free(e);
	cli_enabled(c, good ? ENABLE_YES : ENABLE_NO, NULL);
}

static void enable_asked(struct aaa_request *r)
{
	struct enabling *e = r->arg;
	struct cli *c = e->c;
	enum aaa_verdict v = (enum aaa_verdict)r->verdict;

	tell(e->d, c, e->level, v == AAA_PASS);
	enabling_free(e);
	if (v == AAA_PASS)
		cli_enabled(c, ENABLE_YES, NULL);
	else
		cli_enabled(c, v == AAA_FAIL ? ENABLE_NO : ENABLE_REFUSED, v == AAA_FAIL ? "% Access denied" : "% Error in authentication.");
}

static struct enabling *enabling_new(struct device *d, struct cli *c, unsigned level)
{
	struct enabling *e = xcalloc(1, sizeof(*e));

	e->d = d;
	e->c = c;
	e->level = level;
	e->next = d->system->access->enabling;
	d->system->access->enabling = e;
	return e;
}

static enum enable_answer enable_by_lists(struct device *d, struct cli *c, unsigned level, const char *given, const struct aaa_list *l)
{
	struct enabling *e;

	if (!given)
		return l->method[0].type == AAA_NONE ? ENABLE_YES : ENABLE_NO;
	e = enabling_new(d, c, level);
	aaa_who(&e->r, d, cli_where(c), cli_session(c)->user);
	e->r.kind = AAA_ENABLE;
	e->r.level = (u8)level;
	snprintf(e->r.password, sizeof(e->r.password), "%s", given);
	e->r.done = enable_asked;
	e->r.arg = e;
	cli_busy(c, enable_stopped, e);
	aaa_begin(&e->r, l);
	return ENABLE_LATER;
}

const struct user *access_user_of(const struct device *d, const char *name) { return access_user(d->system->access, name); }

const struct secret *access_enable_of(const struct device *d, unsigned level)
{
	const struct secret *s = access_enable_secret(d->system->access, level);

	return s->set ? s : NULL;
}

static enum enable_answer enable(struct node *n, struct cli *c, unsigned level, const char *given)
{
	struct device *d = device_of(n);
	const struct secret *s = access_enable_secret(d->system->access, level);
	const struct aaa_list *l = aaa_on(d) && cli_interactive(c) ? aaa_list(aaa_of(d), AAA_ENABLE, 0, "default") : NULL;
	struct enabling *e;

	if (l)
		return enable_by_lists(d, c, level, given, l);
	if (!s->set && line_is_vty(line_of(cli_where(c)))) {
		cli_error(c, aaa_on(d) ? "%% Error in authentication." : "%% No password set");
		return ENABLE_REFUSED;
	}
	if (!s->set || !given)
		return s->set ? ENABLE_NO : ENABLE_YES;
	e = enabling_new(d, c, level);
	e->check = check_begin(d, s, given, enable_checked, e);
	if (e->at_once) {
		bool good = e->good;

		e->check = NULL;
		enabling_free(e);
		return good ? ENABLE_YES : ENABLE_NO;
	}
	cli_busy(c, enable_stopped, e);
	return ENABLE_LATER;
}

enum enable_answer access_enable(struct node *n, struct cli *c, unsigned level, const char *given)
{
	enum enable_answer answer = enable(n, c, level, given);

	if (answer == ENABLE_YES || (answer == ENABLE_NO && given))
		tell(device_of(n), c, level, answer == ENABLE_YES);
	return answer;
}
