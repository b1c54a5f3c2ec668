/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the gate says is read as a stranger's: the process that says it parses what a server sends. A question of the server's is answered by a line, which is
 * kept here until RETURN and, for a password, not shown.
 */
#include "router/term/ssh_client.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "net/rd.h"
#include "router/ssh_own.h"

enum { CTRL_C = 3, CTRL_H = 8, CTRL_U = 21, DEL = 127 };

struct ssh_client {
	struct ssh *ssh;
	struct gate_pipe pipe;
	struct ssh_client_user user;
	char host[SSH_USER_MAX + 1], address[IP6_TEXT];
	bool open;		/* the shell runs */
	bool asked, shown;	/* a question is open; what is typed is to be seen */
	bool told;		/* over() was called */
	char reply[SSHC_REPLY_MAX];
	unsigned n_reply;
};

static bool tell(struct ssh_client *x, const u8 *m, size_t len) { return x->pipe.gate->tell(x->pipe.job, m, len); }
static void show(struct ssh_client *x, const char *text, size_t n) { x->user.show(x->user.arg, text, n); }

static void over(struct ssh_client *x, enum ssh_client_end how, u32 status)
{
	if (x->told)
		return;
	x->told = true;
	x->user.over(x->user.arg, how, status);
}

/* ---- what the gate says ---- */

/* IOS asks for nothing unless `ip ssh stricthostkeycheck`: then the key has to be one of the server's in `ip ssh pubkey-chain`. */
static bool on_host(struct ssh_client *x, struct rd *r)
{
	const char *key = (const char *)r->p;
	size_t left = rd_left(r);
	u8 m[2] = { GATE_ANSWER, GATE_ADMITTED };

	if (x->open || strnlen(key, left) == left)
		return false;
	if (x->ssh->set.strict && !sshd_pubkey_fits(&x->ssh->servers, x->host, key) && !sshd_pubkey_fits(&x->ssh->servers, x->address, key))
		m[1] = GATE_DENIED;
	return tell(x, m, sizeof(m));
}

static bool on_prompt(struct ssh_client *x, struct rd *r)
{
	bool shown = rd_u8(r);
	const char *text = (const char *)r->p;
	size_t left = rd_left(r), n = strnlen(text, left);

	if (r->bad || x->open || x->asked || n == left)
		return false;
	x->asked = true;
	x->shown = shown;
	x->n_reply = 0;
	show(x, text, n);
	x->user.keys(x->user.arg);
	return true;
}

static bool on_ended(struct ssh_client *x, struct rd *r)
{
	static const enum ssh_client_end how[] = { SSHC_CLOSED, SSHC_DENIED, SSHC_ABORTED, SSHC_HOST_KEY };
	u8 why = rd_u8(r);
	u32 status = rd_u32(r);

	if (r->bad || why >= ARRAY_LEN(how))
		return false;
	over(x, how[why], status);
	return true;
}

static bool take(struct ssh_client *x, const u8 *m, size_t len)
{
	struct rd r = rd_of(m, len);

	switch (rd_u8(&r)) {
	case GATE_KEYED:
		return !x->open;
	case GATE_HOST:
		return on_host(x, &r);
	case GATE_PROMPT:
		return on_prompt(x, &r);
	case GATE_OPENED:
		if (x->open || x->asked)
			return false;
		x->open = true;
		x->user.keys(x->user.arg);
		return true;
	case GATE_DATA:
		show(x, (const char *)r.p, rd_left(&r));
		return true;
	case GATE_EOF: /* its end comes next */
		return true;
	case GATE_ENDED:
		return on_ended(x, &r);
	}
	return false;
}

static void told(void *arg, const u8 *m, size_t len)
{
	struct ssh_client *x = arg;

	if (!take(x, m, len))
		over(x, SSHC_ABORTED, 1);
}

static void raw(void *arg)
{
	struct ssh_client *x = arg;

	gate_pipe_up(&x->pipe);
	gate_pipe_down(&x->pipe);
}

static void gone(void *arg)
{
	struct ssh_client *x = arg;

	over(x, x->open ? SSHC_CLOSED : SSHC_ABORTED, 1);
}

/* ---- keys ---- */

static void send_reply(struct ssh_client *x)
{
	u8 m[1 + SSHC_REPLY_MAX] = { GATE_REPLY };
	bool ok;

	memcpy(m + 1, x->reply, x->n_reply);
	x->asked = false;
	show(x, "\n", 1);
	ok = tell(x, m, 2 + x->n_reply);
	explicit_bzero(m, sizeof(m));
	explicit_bzero(x->reply, sizeof(x->reply));
	if (!ok)
		over(x, SSHC_ABORTED, 1);
}

/* true: it ended the question. */
static bool type_reply(struct ssh_client *x, char b)
{
	switch (b) {
	case '\r':
	case '\n':
		send_reply(x);
		return true;
	case CTRL_C:
		over(x, SSHC_ABORTED, 1);
		return true;
	case CTRL_H:
	case DEL:
		if (x->n_reply && x->shown)
			show(x, "\b \b", 3);
		x->n_reply -= x->n_reply > 0;
		break;
	case CTRL_U:
		for (; x->n_reply; x->n_reply--)
			if (x->shown)
				show(x, "\b \b", 3);
		break;
	default:
		if ((u8)b < 0x20 || x->n_reply == SSHC_REPLY_MAX - 1)
			break;
		x->reply[x->n_reply++] = b;
		if (x->shown)
			show(x, &b, 1);
	}
	return false;
}

void ssh_client_type(struct ssh_client *x, const char *bytes, size_t n)
{
	u8 m[1 + GATE_DATA_MAX] = { GATE_DATA };

	for (; n && x->asked; bytes++, n--)
		if (type_reply(x, *bytes))
			return; /* what was typed after it was typed too early: as on IOS, it is lost */
	for (size_t some; n && x->open; bytes += some, n -= some) {
		some = n < GATE_DATA_MAX ? n : GATE_DATA_MAX;
		memcpy(m + 1, bytes, some);
		if (!tell(x, m, 1 + some)) {
			show(x, "\a", 1); /* the server does not read */
			return;
		}
	}
}

void ssh_client_hold(struct ssh_client *x, bool on) { x->pipe.gate->hold(x->pipe.job, on); }

/* ---- the connection ---- */

static void conn_event(struct tcp_conn *c, enum tcp_event e, void *arg)
{
	struct ssh_client *x = arg;

	switch (e) {
	case TCP_READABLE:
		if (gate_pipe_up(&x->pipe) && x->asked) /* the gate waits for an answer: it would find out too late */
			over(x, SSHC_CLOSED, 1);
		break;
	case TCP_WRITABLE:
		gate_pipe_down(&x->pipe);
		break;
	case TCP_CONNECTED:
		break;
	default:
		if (e != TCP_CLOSED)
			tcp_abort(c);
		tcp_release(c);
		x->pipe.c = NULL;
		x->pipe.gate->raw_close(x->pipe.job); /* what the gate has comes still, then its end */
		if (x->asked)
			over(x, SSHC_CLOSED, 1);
	}
}

/* ---- the beginning and the end ---- */

static size_t put(u8 m[GATE_MESSAGE_MAX], size_t at, const char *text)
{
	size_t n = strlen(text) + 1;

	if (at + n <= GATE_MESSAGE_MAX)
		memcpy(m + at, text, n);
	return at + n;
}

static size_t request(const struct ssh *s, const struct ssh_client_options *o, u8 m[GATE_MESSAGE_MAX])
{
	size_t at = 8;

	m[0] = GATE_CLIENT;
	put_be16(m + 1, s->set.timeout_s);
	m[3] = o->tries;
	put_be16(m + 4, (u16)(o->width ? o->width : 80));
	put_be16(m + 6, (u16)(o->length ? o->length : 24));
	at = put(m, at, o->user);
	at = put(m, at, o->command);
	at = put(m, at, o->ciphers);
	at = put(m, at, o->macs);
	return put(m, at, "");
}

struct ssh_client *ssh_client_new(struct ipstack *s, struct tcp_conn *c, const struct ssh_client_options *o, const struct ssh_client_user *u)
{
	struct gate_user gu = { .told = told, .raw = raw, .gone = gone, .to_the_end = true };
	const struct gate *g = s->dev->gate;
	u8 m[GATE_MESSAGE_MAX];
	size_t len = g ? request(s->ssh, o, m) : 0;
	struct ssh_client *x;

	if (!len || len > GATE_MESSAGE_MAX)
		return NULL;
	x = xcalloc(1, sizeof(*x));
	x->ssh = s->ssh;
	x->user = *u;
	snprintf(x->host, sizeof(x->host), "%s", o->host);
	snprintf(x->address, sizeof(x->address), "%s", o->address);
	gu.arg = x;
	x->pipe = (struct gate_pipe){ .gate = g, .c = c };
	x->pipe.job = g->begin(s->dev, m, len, -1, true, &gu);
	if (!x->pipe.job) {
		free(x);
		return NULL;
	}
	tcp_set_user(c, &(struct tcp_user){ conn_event, x });
	gate_pipe_up(&x->pipe);
	return x;
}

void ssh_client_free(struct ssh_client *x)
{
	x->pipe.gate->end(x->pipe.job);
	if (x->pipe.c)
		tcp_release(x->pipe.c);
	explicit_bzero(x, sizeof(*x));
	free(x);
}
