/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A request goes through the methods of its list. All of it runs from a timer or from what a server sends, so that whoever asks is never called back within his
 * own call.
 */
#include "device/aaa/aaa.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "device/check.h"
#include "device/debug.h"
#include "device/own.h"

struct aaa *aaa_of(const struct device *d) { return &d->system->access->aaa; }
bool aaa_on(const struct device *d) { return aaa_of(d)->on; }
void aaa_init(struct aaa *a) { a->config_commands = true; }

const char *aaa_type_name(enum aaa_type t)
{
	static const char *const name[] = { "local", "local-case", "enable", "line", "none", "if-authenticated", "group" };

	return name[t];
}

/* ---- lists ---- */

struct aaa_list *aaa_list(const struct aaa *a, enum aaa_kind kind, unsigned level, const char *name)
{
	for (struct aaa_list *l = a->lists; l; l = l->next)
		if (l->kind == kind && l->level == level && !strcmp(l->name, name))
			return l;
	return NULL;
}

const struct aaa_list *aaa_line_list(const struct device *d, unsigned line, enum aaa_kind kind, unsigned level)
{
	const char *name = line < LINE_N ? line_list_name(line_at(d, line), kind, level) : NULL;

	return aaa_list(aaa_of(d), kind, level, name ? name : "default");
}

/* ---- the request ---- */

void aaa_who(struct aaa_request *r, struct device *d, const char *where, const char *user)
{
	r->dev = d;
	r->line = line_of(where);
	line_peer(where, "async", r->peer, sizeof(r->peer));
	snprintf(r->tty, sizeof(r->tty), "tty%u", line_number(r->line));
	snprintf(r->user, sizeof(r->user), "%s", user ? user : "");
	r->view[0] = 0;
}

static void finish(struct aaa_request *r, enum aaa_verdict v)
{
	static const char *const word[] = { "PASS", "FAIL", "ERROR" };

	r->verdict = (u8)v;
	r->by = r->at < r->n ? r->method[r->at].type : AAA_NONE;
	explicit_bzero(r->password, sizeof(r->password));
	if (r->kind <= AAA_ENABLE && debug_on(r->dev, DEBUG_AAA_AUTHENTICATION))
		device_debug(r->dev, "AAA/AUTHEN/%s: user='%s' port='%s' rem_addr='%s' status=%s", r->kind == AAA_LOGIN ? "LOGIN" : "ENABLE", r->user, r->tty, r->peer, word[v]);
	if ((r->kind == AAA_EXEC || r->kind == AAA_COMMANDS) && debug_on(r->dev, DEBUG_AAA_AUTHORIZATION))
		device_debug(r->dev, "AAA/AUTHOR/%s: user='%s' port='%s'%s%s status=%s", r->kind == AAA_EXEC ? "EXEC" : "CMD", r->user, r->tty, r->command ? " cmd=" : "",
			     r->command ? r->command : "", word[v]);
	r->done(r);
}

static void next(struct aaa_request *r);

void aaa_verdict(struct aaa_request *r, enum aaa_verdict v)
{
	r->server = NULL;
	if (v == AAA_ERROR) {
		r->at++;
		next(r);
	} else {
		finish(r, v);
	}
}

void aaa_challenge(struct aaa_request *r, const char *prompt, bool secret)
{
	if (r->ask) {
		r->ask(r, prompt, secret);
		return;
	}
	aaa_of(r->dev)->servers->forget(r);
	aaa_verdict(r, AAA_FAIL);
}

static void checked(void *arg, bool good)
{
	struct aaa_request *r = arg;

	r->check = NULL;
	aaa_verdict(r, good ? AAA_PASS : AAA_FAIL);
}

/* A secret of the configuration: what is not set cannot answer. */
static void compare(struct aaa_request *r, const struct secret *s)
{
	struct check *c;

	if (!s || !s->set) {
		aaa_verdict(r, AAA_ERROR);
		return;
	}
	c = check_begin(r->dev, s, r->password, checked, r);
	if (c)
		r->check = c;
}

static void ask_local(struct aaa_request *r, bool by_case)
{
	const struct user *u = access_user_any(r->dev->system->access, r->user, by_case);

	if (!u)
		aaa_verdict(r, AAA_ERROR);
	else if (r->kind == AAA_LOGIN && u->no_password)
		aaa_verdict(r, AAA_PASS);
	else if (r->kind == AAA_LOGIN)
		compare(r, u->secret.set ? &u->secret : NULL);
	else {
		if (r->kind == AAA_EXEC) {
			r->privilege = (u8)(1 + u->privilege);
			memcpy(r->view, u->view, sizeof(r->view));
		}
		aaa_verdict(r, AAA_PASS);
	}
}

static void ask_method(struct aaa_request *r, const struct aaa_method *m)
{
	const struct aaa *a = aaa_of(r->dev);

	if (m->type != AAA_GROUP)
		r->view[0] = 0;
	switch (m->type) {
	case AAA_LOCAL:
	case AAA_LOCAL_CASE:
		ask_local(r, m->type == AAA_LOCAL_CASE);
		break;
	case AAA_ENABLE_SECRET:
		compare(r, access_enable_secret(r->dev->system->access, r->kind == AAA_ENABLE ? r->level : 15));
		break;
	case AAA_LINE:
		compare(r, r->line < LINE_N ? &line_at(r->dev, r->line)->password : NULL);
		break;
	case AAA_NONE:
		aaa_verdict(r, AAA_PASS);
		break;
	case AAA_IF_AUTHENTICATED:
		aaa_verdict(r, *r->user ? AAA_PASS : AAA_FAIL);
		break;
	case AAA_GROUP:
		if (!a->servers || !a->servers->ask(r, m->group))
			aaa_verdict(r, AAA_ERROR);
		break;
	}
}

static void next(struct aaa_request *r)
{
	if (r->at >= r->n)
		finish(r, AAA_ERROR);
	else
		ask_method(r, &r->method[r->at]);
}

static void fired(struct timer *t) { next(container_of(t, struct aaa_request, timer)); }

void aaa_begin(struct aaa_request *r, const struct aaa_list *list)
{
	r->n = list ? list->n : 0;
	if (list)
		memcpy(r->method, list->method, sizeof(r->method));
	r->at = 0;
	r->privilege = 0;
	r->message[0] = 0;
	r->timer.fire = fired;
	timer_set(r->dev->node.worker, &r->timer, node_now(&r->dev->node));
}

void aaa_answer(struct aaa_request *r, const char *text)
{
	if (r->server)
		aaa_of(r->dev)->servers->answer(r, text);
}

void aaa_stop(struct aaa_request *r)
{
	if (!r->dev)
		return;
	timer_stop(r->dev->node.worker, &r->timer);
	check_end(r->check);
	r->check = NULL;
	if (r->server)
		aaa_of(r->dev)->servers->forget(r);
	r->server = NULL;
	explicit_bzero(r->password, sizeof(r->password));
}

void aaa_free(struct aaa *a)
{
	while (a->lists) {
		struct aaa_list *l = a->lists;

		a->lists = l->next;
		free(l);
	}
}
