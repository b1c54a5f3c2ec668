/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the gate says is read as a stranger's: the process that says it parses what a peer sends. Its messages wait with it while the user has not read the last.
 * The user may end the connection from any event of his: nothing is touched behind one.
 */
#include "router/tls.h"

#include <stdlib.h>
#include <string.h>

#include "device/device.h"
#include "net/rd.h"
#include "router/stack.h"

struct tls {
	struct tls *next, **prev;
	struct tls_set *set;
	struct gate_pipe pipe;
	struct tcp_user user;	/* event NULL: released */
	struct tls_options o;
	char name[256];
	bool keyed;
	bool ended;		/* the peer has said its last */
	bool finishing;		/* so has the user */
	bool finish_due;	/* and the gate is still to hear it */
	bool over;		/* the job is */
	bool full;		/* the user waits for room */
	struct timer linger;
	u8 in[GATE_DATA_MAX];
	size_t in_at, in_len;
	char cipher[TLS_FACT_MAX + 1], version[TLS_FACT_MAX + 1], subject[TLS_FACT_MAX + 1], why[TLS_WHY_MAX + 1];
};

static void tls_free(struct tls *t)
{
	*t->prev = t->next;
	if (t->next)
		t->next->prev = t->prev;
	timer_stop(t->set->ip->node->worker, &t->linger);
	if (t->pipe.job)
		t->pipe.gate->end(t->pipe.job);
	explicit_bzero(t, sizeof(*t));
	free(t);
}

static void abort_now(struct tls *t)
{
	if (t->pipe.c)
		tcp_abort(t->pipe.c); /* and forgets it */
	tls_free(t);
}

static void linger_fired(struct timer *x) { abort_now(container_of(x, struct tls, linger)); }

/* The last of what can be called for an event. */
static void say(struct tls *t, enum tcp_event e)
{
	if (t->user.event)
		t->user.event(NULL, e, t->user.arg);
}

static void say_finish(struct tls *t)
{
	static const u8 m[1] = { GATE_EOF };

	t->finish_due = !t->pipe.gate->tell(t->pipe.job, m, sizeof(m));
}

/* The job is over, and what it left is on its way to the peer: whoever was released is no more. */
static bool gone_by(struct tls *t)
{
	if (t->user.event || !t->over || t->pipe.c)
		return false;
	tls_free(t);
	return true;
}

/* ---- what the gate says ---- */

static bool on_keyed(struct tls *t, struct rd *r)
{
	if (t->keyed || !gate_text(r, t->cipher, TLS_FACT_MAX) || !gate_text(r, t->version, TLS_FACT_MAX) || !gate_text(r, t->subject, TLS_FACT_MAX))
		return false;
	t->keyed = true;
	say(t, TCP_CONNECTED);
	return true;
}

static bool on_data(struct tls *t, struct rd *r)
{
	size_t n = rd_left(r);

	if (!t->keyed || t->in_len || !n || n > GATE_DATA_MAX || t->ended)
		return false;
	if (!t->user.event)
		return true; /* to nobody */
	memcpy(t->in, rd_bytes(r, n), n);
	t->in_at = 0;
	t->in_len = n;
	t->pipe.gate->hold(t->pipe.job, true);
	say(t, TCP_READABLE);
	return true;
}

/* false: out of turn, or broken. Else t may be gone. */
static bool take(struct tls *t, const u8 *m, size_t len)
{
	struct rd r = rd_of(m, len);

	switch (rd_u8(&r)) {
	case GATE_KEYED:
		return on_keyed(t, &r);
	case GATE_DATA:
		return on_data(t, &r);
	case GATE_EOF:
		if (!t->keyed || t->ended)
			return false;
		t->ended = true;
		say(t, TCP_READABLE);
		return true;
	case GATE_FAILED: /* the end of the job comes next */
		return !*t->why && gate_text(&r, t->why, TLS_WHY_MAX);
	}
	return false;
}

static void told(void *arg, const u8 *m, size_t len)
{
	struct tls *t = arg;

	if (take(t, m, len))
		return;
	if (!t->user.event)
		abort_now(t);
	else
		say(t, TCP_RESET);
}

static void room(void *arg)
{
	struct tls *t = arg;
	bool full = t->full;

	t->full = false;
	if (t->finish_due)
		say_finish(t);
	else if (full)
		say(t, TCP_WRITABLE);
}

static void raw(void *arg)
{
	struct tls *t = arg;

	gate_pipe_up(&t->pipe);
	gate_pipe_down(&t->pipe);
	gone_by(t);
}

static void gone(void *arg)
{
	struct tls *t = arg;

	t->over = true;
	t->pipe.gate->hold(t->pipe.job, true); /* it has been heard */
	gate_pipe_down(&t->pipe); /* an alert, perhaps, of what was wrong */
	if (!gone_by(t))
		say(t, t->keyed && t->ended ? TCP_CLOSED : TCP_RESET);
}

/* ---- the connection below ---- */

static bool begin(struct tls *t)
{
	struct gate_user u = { .told = told, .room = room, .raw = raw, .gone = gone, .to_the_end = true, .arg = t };
	u8 m[GATE_MESSAGE_MAX] = { t->o.server ? GATE_TLS : GATE_TLS_CLIENT };
	size_t len = 5, name = strlen(t->name) + 1;

	put_be16(m + 1, TLS_HANDSHAKE_S);
	m[3] = t->o.least;
	m[4] = t->o.most;
	if (!t->o.server) {
		m[len++] = t->o.verify;
		memcpy(m + len, t->name, name);
		len += name;
	}
	t->pipe.job = t->pipe.gate->begin(t->set->ip->dev, m, len, -1, true, &u);
	if (t->pipe.job)
		gate_pipe_up(&t->pipe);
	return t->pipe.job;
}

static void lost(struct tls *t, struct tcp_conn *c, enum tcp_event e)
{
	if (e != TCP_CLOSED)
		tcp_abort(c);
	tcp_release(c);
	t->pipe.c = NULL;
	if (!t->user.event) {
		tls_free(t);
	} else if (t->pipe.job && e == TCP_CLOSED) {
		t->pipe.gate->raw_close(t->pipe.job); /* what the gate has comes still, then its end */
	} else {
		say(t, e);
	}
}

static void conn_event(struct tcp_conn *c, enum tcp_event e, void *arg)
{
	struct tls *t = arg;

	switch (e) {
	case TCP_CONNECTED:
		if (!t->pipe.job && !begin(t))
			say(t, TCP_RESET);
		break;
	case TCP_READABLE:
		if (t->pipe.job)
			gate_pipe_up(&t->pipe);
		break;
	case TCP_WRITABLE:
		if (t->pipe.job)
			gate_pipe_down(&t->pipe);
		gone_by(t);
		break;
	default:
		lost(t, c, e);
	}
}

bool tls_possible(const struct ipstack *s) { return s->dev->gate; }

struct tls *tls_over(struct tls_set *s, struct tcp_conn *c, const struct tls_options *o, const struct tcp_user *u)
{
	struct tls *t;

	if (!tls_possible(s->ip))
		return NULL;
	t = xcalloc(1, sizeof(*t));
	t->set = s;
	t->o = *o;
	t->o.name = NULL;
	if (o->name)
		strncpy(t->name, o->name, sizeof(t->name) - 1);
	t->user = *u;
	t->linger.fire = linger_fired;
	t->pipe = (struct gate_pipe){ .gate = s->ip->dev->gate, .c = c };
	t->next = s->first;
	t->prev = &s->first;
	if (t->next)
		t->next->prev = &t->next;
	s->first = t;
	tcp_set_user(c, &(struct tcp_user){ conn_event, t });
	if (!o->server || begin(t))
		return t;
	tls_free(t);
	return NULL;
}

void tls_set_free(struct tls_set *s)
{
	while (s->first)
		tls_free(s->first);
}

const char *tls_why(const struct tls *t) { return *t->why ? t->why : NULL; }
const char *tls_cipher(const struct tls *t) { return t->cipher; }
const char *tls_version(const struct tls *t) { return t->version; }
const char *tls_subject(const struct tls *t) { return t->subject; }

/* ---- a connection, whichever ---- */

static size_t tls_write(struct tls *t, const u8 *data, size_t len)
{
	u8 m[1 + GATE_DATA_MAX] = { GATE_DATA };
	size_t done = 0;

	while (done < len && t->keyed && !t->over && !t->finishing) {
		size_t n = len - done < GATE_DATA_MAX ? len - done : GATE_DATA_MAX;

		memcpy(m + 1, data + done, n);
		if (!t->pipe.gate->tell(t->pipe.job, m, 1 + n)) {
			t->full = true;
			break;
		}
		done += n;
	}
	return done;
}

static size_t tls_read(struct tls *t, void *data, size_t len, bool *end)
{
	size_t n = t->in_len < len ? t->in_len : len;

	memcpy(data, t->in + t->in_at, n);
	t->in_at += n;
	t->in_len -= n;
	if (n && !t->in_len)
		t->pipe.gate->hold(t->pipe.job, false);
	*end = !n && t->ended;
	return n;
}

static void tls_shutdown(struct tls *t)
{
	if (t->finishing || t->over || !t->pipe.job)
		return;
	t->finishing = true;
	say_finish(t);
}

static void tls_release(struct tls *t)
{
	t->user.event = NULL;
	if (!t->pipe.job || (t->over && !t->pipe.c)) {
		abort_now(t);
		return;
	}
	t->in_len = 0;
	if (!t->over)
		t->pipe.gate->hold(t->pipe.job, false);
	tls_shutdown(t);
	timer_set(t->set->ip->node->worker, &t->linger, stack_now(t->set->ip) + TLS_LINGER_S * NSEC_PER_SEC);
}

size_t stream_write(struct stream *s, const void *data, size_t len) { return s->tls ? tls_write(s->tls, data, len) : tcp_write(s->c, data, len); }
size_t stream_read(struct stream *s, void *data, size_t len, bool *end) { return s->tls ? tls_read(s->tls, data, len, end) : tcp_read(s->c, data, len, end); }

void stream_shutdown(struct stream *s)
{
	if (s->tls)
		tls_shutdown(s->tls);
	else
		tcp_shutdown(s->c);
}

void stream_abort(struct stream *s)
{
	if (s->tls)
		abort_now(s->tls);
	else if (s->c)
		tcp_abort(s->c);
	*s = (struct stream){ 0 };
}

void stream_release(struct stream *s)
{
	if (s->tls)
		tls_release(s->tls);
	else if (s->c)
		tcp_release(s->c);
	*s = (struct stream){ 0 };
}
