/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "device/access.h"

#include <stdlib.h>
#include <string.h>

#include "device/check.h"
#include "device/own.h"

struct access *access_new(void) { return xcalloc(1, sizeof(struct access)); }

void access_free(struct access *a)
{
	if (!a)
		return;
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
u8 access_transports(const struct device *d) { return d->system->line[LINE_VTY].transports; }

const struct user *access_network_user(const struct device *d, const char *name)
{
	return d->system->line[LINE_VTY].login == LOGIN_LOCAL ? access_user(d->system->access, name) : NULL;
}

unsigned access_network_privilege(const struct device *d, const char *name)
{
	const struct line *l = &d->system->line[LINE_VTY];
	const struct user *u = access_user(d->system->access, name);

	return l->privilege_set ? l->privilege : u ? u->privilege : 1;
}

/* ---- enable ---- */

/* The secret that a level asks for: IOS takes `enable secret` where there is one, else `enable password`; level 15's where the level has none. */
static const struct secret *secret_of(const struct access *a, unsigned level)
{
	const struct secret *s = a->enable_secret[level].set ? &a->enable_secret[level] : &a->enable_password[level];

	return s->set || level == 15 ? s : secret_of(a, 15);
}

enum enable_answer access_enable(struct node *n, struct cli *c, unsigned level, const char *given)
{
	struct device *d = device_of(n);
	const struct secret *s = secret_of(d->system->access, level);

	if (!s->set && line_of(cli_where(c)) == LINE_VTY) {
		cli_error(c, "%% No password set");
		return ENABLE_REFUSED;
	}
	return !s->set || (given && secret_check(s, given)) ? ENABLE_YES : ENABLE_NO;
}

/* ---- the beginning of a session ---- */

struct login {
	struct device *d;
	struct cli *c;
	const struct line *line;
	unsigned tries;
	struct check *check;	/* of the password given, under way; NULL: none */
	bool at_once, good;	/* it was answered within the call, and how */
	char name[USER_NAME_MAX + 1];
};

static void banner(struct device *d, struct cli *c, enum device_banner which)
{
	const char *text = device_banner(d, which);

	if (text)
		cli_print(c, "%s%s", text, *text && text[strlen(text) - 1] == '\n' ? "" : "\n");
}

static void admitted(struct device *d, struct cli *c, const struct line *l, unsigned privilege)
{
	if (l->privilege_set)
		privilege = l->privilege;
	if (privilege > cli_privilege(c) || l->privilege_set)
		cli_set_privilege(c, privilege);
	banner(d, c, BANNER_EXEC);
}

static void ask(struct cli *c, struct login *l);

static void refused(struct cli *c, struct login *l)
{
	bool local = l->line->login == LOGIN_LOCAL;

	if (local)
		cli_print(c, "%% Login invalid\n\n");
	if (++l->tries < LOGIN_TRIES) {
		ask(c, l);
		return;
	}
	if (!local)
		cli_print(c, "%% Bad passwords\n");
	free(l);
	cli_logout(c);
}

/* The session goes, or ^C was typed, which is not a way in. true: l is gone. */
static bool left(struct cli *c, struct login *l, const char *text)
{
	if (!cli_gone(c) && strcmp(text, "\003"))
		return false;
	free(l);
	if (!cli_gone(c))
		cli_logout(c);
	return true;
}

static void verdict(struct cli *c, struct login *l, bool good)
{
	const struct line *line = l->line;
	const struct user *u = line->login == LOGIN_LOCAL ? access_user(l->d->system->access, l->name) : NULL; /* he may have gone meanwhile */
	struct device *d = l->d;

	if (!good || (line->login == LOGIN_LOCAL && !u)) {
		refused(c, l);
		return;
	}
	free(l);
	if (u)
		cli_set_user(c, u->name);
	admitted(d, c, line, u ? u->privilege : 1);
}

static void checked(void *arg, bool good)
{
	struct login *l = arg;
	struct cli *c = l->c;

	if (!l->check) {
		l->at_once = true;
		l->good = good;
		return;
	}
	l->check = NULL;
	verdict(c, l, good);
	cli_done(c, true);
}

/* ^C, or the session's end, while a password is being checked: not a way in. */
static void check_stopped(struct cli *c, void *state, bool gone)
{
	struct login *l = state;

	check_end(l->check);
	free(l);
	if (gone)
		return;
	cli_logout(c);
	cli_done(c, false);
}

static void password_given(struct cli *c, void *state, const char *text)
{
	struct login *l = state;
	const struct user *u;

	if (left(c, l, text))
		return;
	u = l->line->login == LOGIN_LOCAL ? access_user(l->d->system->access, l->name) : NULL;
	if (u && u->no_password) {
		verdict(c, l, true);
		return;
	}
	l->c = c;
	l->at_once = false;
	l->check = check_begin(l->d, l->line->login == LOGIN_LOCAL ? u ? &u->secret : NULL : &l->line->password, text, checked, l);
	if (l->at_once)
		verdict(c, l, l->good);
	else
		cli_busy(c, check_stopped, l);
}

static void name_given(struct cli *c, void *state, const char *text)
{
	struct login *l = state;

	if (left(c, l, text))
		return;
	if (!*text) {
		ask(c, l);
		return;
	}
	strncpy(l->name, text, USER_NAME_MAX); /* a longer one is nobody's */
	cli_ask_secret(c, "Password: ", password_given, l);
}

static void ask(struct cli *c, struct login *l)
{
	memset(l->name, 0, sizeof(l->name));
	if (l->line->login == LOGIN_LOCAL)
		cli_ask(c, "Username: ", "", name_given, l);
	else
		cli_ask_secret(c, "Password: ", password_given, l);
}

void access_begin(struct device *d, struct cli *c)
{
	unsigned n = line_of(cli_where(c));
	const struct line *line;
	struct login *l;

	if (n == LINE_N || !cli_interactive(c))
		return;
	line = &d->system->line[n];
	banner(d, c, BANNER_MOTD);
	if (n == LINE_VTY && cli_session(c)->user) { /* SSH has asked already */
		admitted(d, c, line, access_network_privilege(d, cli_session(c)->user));
		return;
	}
	if (line->login == LOGIN_NONE || (line->login == LOGIN_PASSWORD && !line->password.set && n == LINE_CON)) {
		admitted(d, c, line, 1);
		return;
	}
	if (line->login == LOGIN_PASSWORD && !line->password.set) {
		cli_print(c, "\nPassword required, but none set\n");
		cli_logout(c);
		return;
	}
	banner(d, c, BANNER_LOGIN);
	cli_print(c, "\nUser Access Verification\n\n");
	l = xcalloc(1, sizeof(*l));
	l->d = d;
	l->line = line;
	ask(c, l);
}
