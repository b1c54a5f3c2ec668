/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Logging in. A try (struct access_try) asks, one after the other: is it he (the line's password, the users here, or lists of aaa), and may he have a shell (aaa
 * authorization exec). What is typed on a line is asked for here; SSH brings its name and password itself.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/rights.h"
#include "device/access.h"
#include "device/check.h"
#include "device/guard.h"
#include "device/own.h"

/* ---- a try ---- */

static const struct line *line_of_try(const struct access_try *t) { return line_at(t->d, line_of(t->where)); }

/* With aaa on and nothing said, vty lines ask the users here, and the console nobody. */
static const struct aaa_list *login_list(const struct device *d, unsigned line)
{
	static const struct aaa_list local = { .kind = AAA_LOGIN, .n = 1, .method = { { .type = AAA_LOCAL } } };
	static const struct aaa_list none = { .kind = AAA_LOGIN, .n = 1, .method = { { .type = AAA_NONE } } };
	const struct aaa_list *l = aaa_line_list(d, line, AAA_LOGIN, 0);
	const char *name = line_list_name(line_at(d, line), AAA_LOGIN, 0);

	if (l || (name && strcmp(name, "default"))) /* a list that is named and is not there admits nobody */
		return l;
	return line_is_vty(line) ? &local : &none;
}

static void over(struct access_try *t)
{
	explicit_bzero(t->password, sizeof(t->password));
	if (!t->allowed)
		t->view[0] = 0;
	else if (*t->view && !rights_view(t->d->shell, t->view, false)) /* bound to a view that is not there: he gets nothing rather than all */
		t->allowed = false;
	t->done(t);
}

static void judged(struct access_try *t, bool good);

static void exec_answered(struct aaa_request *r)
{
	struct access_try *t = r->arg;

	t->allowed = r->verdict == AAA_PASS;
	if (r->privilege)
		t->privilege = r->privilege;
	memcpy(t->view, r->view, sizeof(t->view));
	over(t);
}

/* He is who he says. What may he? */
static void authorize(struct access_try *t)
{
	const struct aaa *a = aaa_of(t->d);
	unsigned n = line_of(t->where);
	const struct aaa_list *l = n == LINE_CON && !a->console ? NULL : aaa_line_list(t->d, n, AAA_EXEC, 0);
	u8 given = t->privilege;

	t->privilege = 0; /* without `aaa authorization exec` what servers and users say of levels holds nowhere */
	if (!l) {
		t->allowed = true;
		t->view[0] = 0;
		over(t);
		return;
	}
	aaa_who(&t->r, t->d, t->where, t->name);
	t->r.kind = AAA_EXEC;
	memcpy(t->r.view, t->view, sizeof(t->r.view));
	t->view[0] = 0;
	t->r.given = given;
	t->r.done = exec_answered;
	t->r.arg = t;
	aaa_begin(&t->r, l);
}

static void judged(struct access_try *t, bool good)
{
	t->good = good;
	guard_tried(t->d, t->name, t->where, t->port, good);
	if (good && aaa_on(t->d)) {
		authorize(t);
		return;
	}
	t->allowed = good;
	over(t);
}

static void login_answered(struct aaa_request *r)
{
	struct access_try *t = r->arg;

	t->by = r->by;
	t->privilege = r->privilege;
	memcpy(t->view, r->view, sizeof(t->view));
	snprintf(t->message, sizeof(t->message), "%s", r->message);
	judged(t, r->verdict == AAA_PASS);
}

static void login_question(struct aaa_request *r, const char *prompt, bool secret)
{
	struct access_try *t = r->arg;

	t->ask(t, prompt, secret);
}

static void checked(void *arg, bool good)
{
	struct access_try *t = arg;

	t->check = NULL;
	judged(t, good);
}

static void by_line(struct access_try *t)
{
	const struct line *l = line_of_try(t);
	const struct user *u = access_user(t->d->system->access, t->name);
	const struct secret *s = l->login == LOGIN_PASSWORD ? &l->password : u && u->secret.set ? &u->secret : NULL;
	struct check *c;

	if (l->login == LOGIN_LOCAL && u) {
		t->privilege = (u8)(1 + u->privilege);
		memcpy(t->view, u->view, sizeof(t->view));
	}
	if (t->by_name && l->login != LOGIN_LOCAL) { /* such lines know no names */
		judged(t, false);
		return;
	}
	if (t->key_fits || (l->login == LOGIN_LOCAL && u && u->no_password)) {
		judged(t, l->login == LOGIN_LOCAL && u);
		return;
	}
	c = check_begin(t->d, s, t->password, checked, t);
	if (c)
		t->check = c;
}

static void fired(struct timer *tm)
{
	struct access_try *t = container_of(tm, struct access_try, timer);

	if (!aaa_on(t->d)) {
		by_line(t);
		return;
	}
	if (t->key_fits) {
		judged(t, true);
		return;
	}
	aaa_who(&t->r, t->d, t->where, t->name);
	t->r.kind = AAA_LOGIN;
	strcpy(t->r.password, t->password);
	t->r.done = login_answered;
	t->r.ask = t->ask ? login_question : NULL;
	t->r.arg = t;
	aaa_begin(&t->r, login_list(t->d, line_of(t->where)));
}

void access_try_begin(struct access_try *t, const char *password)
{
	snprintf(t->password, sizeof(t->password), "%s", password);
	t->good = t->allowed = false;
	t->privilege = 0;
	t->message[0] = t->view[0] = 0;
	t->timer.fire = fired;
	timer_set(t->d->node.worker, &t->timer, node_now(&t->d->node) + guard_delay(t->d));
}

void access_try_answer(struct access_try *t, const char *text) { aaa_answer(&t->r, text); }

void access_try_stop(struct access_try *t)
{
	if (!t->d)
		return;
	timer_stop(t->d->node.worker, &t->timer);
	check_end(t->check);
	t->check = NULL;
	aaa_stop(&t->r);
	explicit_bzero(t->password, sizeof(t->password));
}

bool access_may_try(const struct device *d, unsigned vty, const char *name)
{
	if (aaa_on(d))
		return true;
	return line_at(d, LINE_VTY + vty)->login == LOGIN_LOCAL && access_user(d->system->access, name);
}

/* What the line says holds before what he was given (1 + it; 0: nothing). */
static unsigned level_on(const struct line *l, unsigned given) { return l->privilege_set ? l->privilege : given ? given - 1 : 1; }

unsigned access_level(const struct device *d, unsigned vty, const struct access_try *t) { return level_on(line_at(d, LINE_VTY + vty), t->privilege); }

/* ---- what is typed on a line ---- */

struct login {
	struct device *d;
	struct cli *c;
	unsigned tries;
	bool under_way;		/* the session is busy with the try */
	bool names;		/* the line asks for a name */
	struct timer wait;	/* until an answer to a question comes too late */
	const char *asked;	/* which question that is */
	struct access_try t;
};

static void banner(struct device *d, struct cli *c, enum device_banner which)
{
	const char *text = device_banner(d, which);

	if (text)
		cli_print(c, "%s%s", text, *text && text[strlen(text) - 1] == '\n' ? "" : "\n");
}

/* privilege: 1 + what he was given; 0: nothing. */
static void admitted(struct device *d, struct cli *c, unsigned line, unsigned privilege, u8 by)
{
	const struct line *l = line_at(d, line);
	unsigned level = level_on(l, privilege);

	if (level > cli_privilege(c) || l->privilege_set || privilege)
		cli_set_privilege(c, level);
	banner(d, c, BANNER_EXEC);
	if (aaa_on(d))
		aaa_session_begin(d, c, cli_session(c)->user, by);
}

void access_give_view(struct cli *c, const char *name)
{
	struct view *v = *name ? rights_view(cli_shell(c), name, false) : NULL;

	if (v) {
		rights_enter(c, v);
		device_log(cli_device(c), "PARSER", 6, "VIEW_SWITCH", "successfully set to view '%s'.", name);
	} else if (*name) {
		cli_end(c);
	}
}

static void login_free(struct login *l)
{
	access_try_stop(&l->t);
	timer_stop(l->d->node.worker, &l->wait);
	explicit_bzero(l, sizeof(*l));
	free(l);
}

static void ask(struct cli *c, struct login *l);

/* Nobody has answered in the line's time: as IOS says, or the text of `banner prompt-timeout`, and the session is over. */
static void timed_out(struct timer *tm)
{
	struct login *l = container_of(tm, struct login, wait);
	const char *text = device_banner(l->d, BANNER_TIMEOUT);
	struct cli *c = l->c;

	if (text)
		cli_write_raw(c, text, strlen(text));
	else
		cli_print(c, "%% %s:  timeout expired!\n", l->asked);
	cli_end(c);
}

static void wait_for(struct login *l, const char *question)
{
	u16 s = line_at(l->d, line_of(cli_where(l->c)))->login_s;

	l->asked = question;
	l->wait.fire = timed_out;
	if (s)
		timer_set(l->d->node.worker, &l->wait, node_now(&l->d->node) + s * NSEC_PER_SEC);
}

static void refused(struct cli *c, struct login *l)
{
	if (aaa_on(l->d))
		cli_print(c, "\n%% Authentication failed\n\n");
	else if (l->names)
		cli_print(c, "%% Login invalid\n\n");
	if (++l->tries < LOGIN_TRIES) {
		ask(c, l);
		return;
	}
	if (!l->names && !aaa_on(l->d))
		cli_print(c, "%% Bad passwords\n");
	login_free(l);
	cli_logout(c);
}

static void settled(struct cli *c, struct login *l)
{
	const struct access_try *t = &l->t;
	unsigned line = line_of(cli_where(c)), privilege = t->privilege;
	struct device *d = l->d;
	char view[sizeof(t->view)];
	u8 by = t->by;

	if (*t->message)
		cli_print(c, "%s\n", t->message);
	if (!t->good) {
		refused(c, l);
		return;
	}
	if (*t->name)
		cli_set_user(c, t->name);
	if (!t->allowed) {
		cli_print(c, "%% Authorization failed.\n");
		login_free(l);
		cli_logout(c);
		return;
	}
	memcpy(view, t->view, sizeof(view));
	login_free(l);
	admitted(d, c, line, privilege, by);
	access_give_view(c, view);
}

static void tried(struct access_try *t)
{
	struct login *l = container_of(t, struct login, t);
	struct cli *c = l->c;

	l->under_way = false;
	settled(c, l);
	cli_done(c, true);
}

/* ^C, or the session's end, while a try is under way: not a way in. */
static void stopped(struct cli *c, void *state, bool gone)
{
	login_free(state);
	if (gone)
		return;
	cli_logout(c);
	cli_done(c, false);
}

/* The session goes, or ^C was typed, which is not a way in. true: l is gone. */
static bool left(struct cli *c, struct login *l, const char *text)
{
	if (!cli_gone(c) && strcmp(text, "\003"))
		return false;
	login_free(l);
	if (!cli_gone(c))
		cli_logout(c);
	return true;
}

static void answered(struct cli *c, void *state, const char *text)
{
	struct login *l = state;

	if (left(c, l, text))
		return;
	timer_stop(l->d->node.worker, &l->wait);
	cli_busy(c, stopped, l);
	access_try_answer(&l->t, text);
}

/* A server has a question of its own: the session leaves its wait for the answer. */
static void question(struct access_try *t, const char *prompt, bool secret)
{
	struct login *l = container_of(t, struct login, t);
	struct cli *c = l->c;

	wait_for(l, "Password");
	if (secret)
		cli_ask_secret(c, prompt, answered, l);
	else
		cli_ask(c, prompt, "", answered, l);
	cli_done(c, true);
}

static void password_given(struct cli *c, void *state, const char *text)
{
	struct login *l = state;

	if (left(c, l, text))
		return;
	timer_stop(l->d->node.worker, &l->wait);
	cli_busy(c, stopped, l);
	access_try_begin(&l->t, text);
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
	snprintf(l->t.name, sizeof(l->t.name), "%.*s", USER_NAME_MAX, text); /* a longer one is nobody's */
	wait_for(l, "Password");
	cli_ask_secret(c, "Password: ", password_given, l);
}

static void ask(struct cli *c, struct login *l)
{
	l->t.name[0] = 0;
	wait_for(l, l->names ? "Username" : "Password");
	if (l->names)
		cli_ask(c, "Username: ", "", name_given, l);
	else
		cli_ask_secret(c, "Password: ", password_given, l);
}

/* Does nobody have to say anything on this line? */
static bool is_open(const struct device *d, unsigned n)
{
	const struct line *line = line_at(d, n);
	const struct aaa_list *l = aaa_on(d) ? login_list(d, n) : NULL;

	if (aaa_on(d))
		return l && l->method[0].type == AAA_NONE;
	return line->login == LOGIN_NONE || (line->login == LOGIN_PASSWORD && !line->password.set && n == LINE_CON);
}

/* Does the line ask for a name? What begins with a password of the device itself asks for that alone. */
static bool asks_name(const struct device *d, unsigned n)
{
	const struct aaa_list *l = aaa_on(d) ? login_list(d, n) : NULL;

	if (!aaa_on(d))
		return line_at(d, n)->login == LOGIN_LOCAL;
	return !l || (l->method[0].type != AAA_LINE && l->method[0].type != AAA_ENABLE_SECRET);
}

void access_begin(struct device *d, struct cli *c)
{
	unsigned n = line_of(cli_where(c));
	const struct line *line;
	struct login *l;

	if (n == LINE_N || !cli_interactive(c))
		return;
	line = line_at(d, n);
	banner(d, c, BANNER_MOTD);
	if (line_is_vty(n) && cli_session(c)->user) { /* SSH has asked already */
		admitted(d, c, n, 1 + cli_privilege(c), AAA_LOCAL);
		return;
	}
	if (is_open(d, n)) {
		admitted(d, c, n, 0, AAA_NONE);
		return;
	}
	if (!aaa_on(d) && line->login == LOGIN_PASSWORD && !line->password.set) {
		cli_print(c, "\nPassword required, but none set\n");
		cli_logout(c);
		return;
	}
	banner(d, c, BANNER_LOGIN);
	cli_print(c, "\nUser Access Verification\n\n");
	l = xcalloc(1, sizeof(*l));
	l->d = d;
	l->c = c;
	l->names = asks_name(d, n);
	l->t.d = d;
	l->t.port = line_is_vty(n) ? 23 : 0;
	snprintf(l->t.where, sizeof(l->t.where), "%s", cli_where(c));
	l->t.done = tried;
	l->t.ask = question;
	ask(c, l);
}
