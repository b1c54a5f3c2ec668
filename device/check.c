/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "device/check.h"

#include <stdlib.h>
#include <string.h>

#include "device/gate.h"

struct check {
	struct device *d;
	struct gate_job *job;
	void (*done)(void *arg, bool good);
	void *arg;
};

void check_end(struct check *c)
{
	if (!c)
		return;
	c->d->gate->end(c->job);
	free(c);
}

static void finish(struct check *c, bool good)
{
	void (*done)(void *arg, bool good) = c->done;
	void *arg = c->arg;

	check_end(c);
	done(arg, good);
}

static void told(void *arg, const u8 *m, size_t len)
{
	if (len == 2 && m[0] == GATE_VERDICT)
		finish(arg, m[1] == 1);
}

/* It died, or had too much to do: not admitted. */
static void gone(void *arg) { finish(arg, false); }

struct check *check_begin(struct device *d, const struct secret *s, const char *given, void (*done)(void *arg, bool good), void *arg)
{
	u8 m[2 + SECRET_TEXT_MAX + SECRET_CLEAR_MAX + 2];
	size_t len = 0, text = s ? strlen(s->text) + 1 : 0, clear = strlen(given) + 1;
	struct gate_user u = { .told = told, .gone = gone };
	struct check *c;

	if (!s || !s->set || clear > SECRET_CLEAR_MAX + 1 || !d->gate || s->type == SECRET_CLEAR || s->type == SECRET_HIDDEN) {
		done(arg, s && s->set && secret_check(s, given));
		return NULL;
	}
	m[len++] = GATE_CHECK;
	m[len++] = s->type;
	memcpy(m + len, s->text, text);
	memcpy(m + len + text, given, clear);
	len += text + clear;
	c = xcalloc(1, sizeof(*c));
	*c = (struct check){ .d = d, .done = done, .arg = arg };
	u.arg = c;
	c->job = d->gate->begin(d, m, len, -1, false, &u);
	explicit_bzero(m, sizeof(m));
	if (c->job)
		return c;
	free(c);
	done(arg, false);
	return NULL;
}
