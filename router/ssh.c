/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A session is a job of the gate and a vty line. It takes its line when its connection comes, so that those who never log in cannot be more than there are
 * lines, and it outlives the line's session by as long as the gate needs to say the last words to the client (ENDING_S).
 *
 * Messages of the gate come from a process that parses what strangers send: they are read as a stranger's.
 */
#include "router/ssh_own.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "device/access.h"
#include "net/rd.h"

enum { ENDING_S = 10, PUBKEYS_TRIED_MAX = 20 };

/* ---- the end ---- */

static void session_free(struct ssh_session *x)
{
	struct ssh_session **at = &x->ssh->first;

	while (*at != x)
		at = &(*at)->next;
	*at = x->next;
	timer_stop(x->ssh->ip->node->worker, &x->ending);
	access_try_stop(&x->t);
	if (x->pipe.job)
		x->ssh->ip->dev->gate->end(x->pipe.job);
	if (x->pipe.c)
		tcp_abort(x->pipe.c); /* and forgets it */
	explicit_bzero(x, sizeof(*x));
	free(x);
}

/* Out of turn, or broken: nothing more is said to it. */
static void session_drop(struct ssh_session *x)
{
	if (x->v)
		vty_gone(x->v);
	if (x->state == SSH_STARTED)
		sshd_log_close(x);
	session_free(x);
}

static void ending_fired(struct timer *t) { session_drop(container_of(t, struct ssh_session, ending)); }

static bool tell(struct ssh_session *x, const u8 *m, size_t len) { return x->ssh->ip->dev->gate->tell(x->pipe.job, m, len); }

static void say_exit(struct ssh_session *x)
{
	u8 m[5] = { GATE_EXIT };

	put_be32(m + 1, (u32)x->status);
	x->exit_due = !tell(x, m, sizeof(m));
}

/* ---- the carrier of the line's session ---- */

static size_t carry_out(void *arg, const void *data, size_t len)
{
	struct ssh_session *x = arg;
	u8 m[1 + GATE_DATA_MAX] = { GATE_DATA };

	if (len > GATE_DATA_MAX)
		len = GATE_DATA_MAX;
	memcpy(m + 1, data, len);
	return tell(x, m, 1 + len) ? len : 0;
}

static size_t carry_in(void *arg, void *data, size_t len, bool *end)
{
	struct ssh_session *x = arg;
	size_t n = x->in_len < len ? x->in_len : len;

	memcpy(data, x->in + x->in_at, n);
	x->in_at += n;
	x->in_len -= n;
	if (n && !x->in_len)
		x->ssh->ip->dev->gate->hold(x->pipe.job, false);
	*end = !n && x->eof;
	return n;
}

static void carry_close(void *arg, int status)
{
	struct ssh_session *x = arg;

	x->v = NULL;
	x->status = status;
	if (x->state == SSH_STARTED)
		sshd_log_close(x);
	x->state = SSH_ENDING;
	x->in_len = 0;
	x->ssh->ip->dev->gate->hold(x->pipe.job, false);
	say_exit(x);
	timer_set(x->ssh->ip->node->worker, &x->ending, stack_now(x->ssh->ip) + ENDING_S * NSEC_PER_SEC);
}

/* ---- who comes ---- */

static void answer(struct ssh_session *x, enum gate_answer a)
{
	const u8 m[2] = { GATE_ANSWER, (u8)a };

	if (!tell(x, m, sizeof(m))) /* it cannot be: nobody asks before he has read the last answer */
		timer_set(x->ssh->ip->node->worker, &x->ending, stack_now(x->ssh->ip));
}

static void tried(struct access_try *t)
{
	struct ssh_session *x = t->arg;

	x->trying = false;
	if (t->good && t->allowed) {
		x->admitted = true;
		sshd_log_auth(x, true);
		answer(x, GATE_ADMITTED);
		return;
	}
	sshd_log_auth(x, false);
	answer(x, ++x->tried > x->ssh->set.tries ? GATE_ENOUGH : GATE_DENIED);
}

static void try(struct ssh_session *x, const char *password, bool key_fits)
{
	x->t.d = x->ssh->ip->dev;
	x->t.port = SSH_PORT;
	x->t.done = tried;
	x->t.arg = x;
	x->t.by_name = true;
	x->t.key_fits = key_fits;
	snprintf(x->t.where, sizeof(x->t.where), "vty%u (%s)", x->line, x->peer);
	snprintf(x->t.name, sizeof(x->t.name), "%s", x->user);
	x->trying = true;
	access_try_begin(&x->t, password);
}

static void on_key(struct ssh_session *x, const char *key, bool probe)
{
	bool fits = access_may_try(x->ssh->ip->dev, x->line, x->user) && x->ssh->set.methods & GATE_PUBLICKEY && sshd_pubkey_fits(&x->ssh->users, x->user, key);

	if (fits && !probe)
		try(x, "", true);
	else if (fits)
		answer(x, GATE_ADMITTED);
	else
		answer(x, ++x->keys_tried > PUBKEYS_TRIED_MAX ? GATE_ENOUGH : GATE_DENIED);
}

static bool on_auth(struct ssh_session *x, struct rd *r)
{
	u8 method = rd_u8(r);
	char text[SSH_PUBKEY_MAX + 1];

	if (x->admitted || x->trying || x->state != SSH_LOGIN || !gate_text(r, x->user, SSH_USER_MAX) || !gate_text(r, text, SSH_PUBKEY_MAX))
		return false;
	if (method == GATE_PUBLICKEY || method == GATE_PROBE) {
		on_key(x, text, method == GATE_PROBE);
		return true;
	}
	if (method != GATE_PASSWORD && method != GATE_KEYBOARD)
		return false;
	try(x, text, false);
	explicit_bzero(text, sizeof(text));
	return true;
}

static bool on_keyed(struct ssh_session *x, struct rd *r)
{
	if (x->state != SSH_KEYS || !gate_text(r, x->cipher, SSH_FACT_MAX) || !gate_text(r, x->mac, SSH_FACT_MAX) || !gate_text(r, x->client, SSH_FACT_MAX))
		return false;
	x->state = SSH_LOGIN;
	sshd_log_session(x);
	return true;
}

static bool on_pty(struct ssh_session *x, struct rd *r)
{
	unsigned width = rd_u16(r), length = rd_u16(r);

	if (r->bad || !x->admitted)
		return false;
	x->width = width;
	x->length = length;
	if (x->v)
		vty_size(x->v, length, width);
	return true;
}

static bool on_start(struct ssh_session *x, struct rd *r, bool exec)
{
	struct device *d = x->ssh->ip->dev;
	struct vty_login l = { .user = x->user, .length = x->length, .width = x->width };
	char command[GATE_MESSAGE_MAX];

	if (!x->admitted || x->state != SSH_LOGIN || !x->v || (exec && !gate_text(r, command, sizeof(command) - 1)))
		return false;
	l.privilege = access_level(d, x->line, &x->t);
	l.view = x->t.view;
	x->state = SSH_STARTED;
	if (exec)
		vty_exec(x->v, &l, command);
	else
		vty_shell(x->v, &l);
	return true;
}

static bool on_data(struct ssh_session *x, struct rd *r)
{
	size_t n = rd_left(r);

	if (x->in_len || n > GATE_DATA_MAX || !x->admitted)
		return false;
	if (!x->v || !n || x->eof)
		return true; /* after the end: to nobody */
	memcpy(x->in, rd_bytes(r, n), n);
	x->in_at = 0;
	x->in_len = n;
	x->ssh->ip->dev->gate->hold(x->pipe.job, true);
	vty_readable(x->v);
	return true;
}

bool sshd_take(struct ssh_session *x, const u8 *m, size_t len)
{
	struct rd r = rd_of(m, len);

	switch (rd_u8(&r)) {
	case GATE_KEYED:
		return on_keyed(x, &r);
	case GATE_AUTH:
		return on_auth(x, &r);
	case GATE_PTY:
		return on_pty(x, &r);
	case GATE_SHELL:
		return on_start(x, &r, false);
	case GATE_EXEC:
		return on_start(x, &r, true);
	case GATE_DATA:
		return on_data(x, &r);
	case GATE_EOF:
		x->eof = true;
		if (x->v)
			vty_readable(x->v);
		return true;
	}
	return false;
}

/* ---- the job ---- */

static void told(void *arg, const u8 *m, size_t len)
{
	if (!sshd_take(arg, m, len))
		session_drop(arg);
}

static void room(void *arg)
{
	struct ssh_session *x = arg;

	if (x->exit_due)
		say_exit(x);
	else if (x->v)
		vty_writable(x->v);
}

static void gone(void *arg) { session_drop(arg); }

static void raw(void *arg)
{
	struct ssh_session *x = arg;

	gate_pipe_up(&x->pipe);
	gate_pipe_down(&x->pipe);
}

static void conn_event(struct tcp_conn *c, enum tcp_event e, void *arg)
{
	struct ssh_session *x = arg;

	switch (e) {
	case TCP_READABLE:
		gate_pipe_up(&x->pipe);
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
		session_drop(x);
	}
}

static size_t request(const struct ssh *s, u8 m[GATE_MESSAGE_MAX])
{
	const char *banner = device_banner(s->ip->dev, BANNER_LOGIN);
	size_t len = 5, n = banner ? strlen(banner) : 0;

	m[0] = GATE_SSH;
	put_be16(m + 1, s->set.timeout_s);
	m[3] = s->set.tries;
	m[4] = s->set.methods;
	if (n > GATE_BANNER_MAX)
		n = GATE_BANNER_MAX;
	if (n)
		memcpy(m + len, banner, n);
	if (n && m[len + n - 1] != '\n')
		m[len + n++] = '\n';
	m[len + n] = 0;
	return len + n + 1;
}

static struct ssh_session *begin(struct ssh *s, int fd, const char *peer, enum vty_way way)
{
	const struct gate *g = s->ip->dev->gate;
	struct vty_carrier carrier = { .write = carry_out, .read = carry_in, .close = carry_close };
	struct gate_user u = { .told = told, .room = room, .raw = raw, .gone = gone };
	u8 m[GATE_MESSAGE_MAX];
	struct ssh_session *x = xcalloc(1, sizeof(*x)), **at;

	x->ssh = s;
	x->ending.fire = ending_fired;
	strncpy(x->peer, peer, sizeof(x->peer) - 1);
	carrier.arg = u.arg = x;
	x->pipe.gate = g;
	x->pipe.job = g->begin(s->ip->dev, m, request(s, m), fd, fd < 0, &u);
	x->v = x->pipe.job ? vty_take(s->ip->dev, &carrier, peer, TRANSPORT_SSH, way) : NULL;
	if (!x->v) {
		if (x->pipe.job)
			g->end(x->pipe.job);
		free(x);
		return NULL;
	}
	x->line = vty_number(x->v);
	for (at = &s->first; *at; at = &(*at)->next)
		;
	*at = x;
	return x;
}

bool sshd_begin(struct device *d, int fd, const char *peer)
{
	struct ssh *s = d->ip ? d->ip->ssh : NULL;

	if (!s || !d->gate || !(access_transports(d) & TRANSPORT_SSH) || !sshd_host_key(s))
		return false;
	begin(s, fd, peer, VTY_HERE);
	return true;
}

static bool accept_peer(struct tcp_listener *l, const struct ipaddr *peer, u16 port, struct tcp_options *o)
{
	struct ssh *s = tcp_listener_arg(l);

	(void)port;
	return vtys_admit(s->ip->vtys, peer, TRANSPORT_SSH, o);
}

static void accepted(struct tcp_listener *l, struct tcp_conn *c)
{
	struct ssh_session *x;
	char text[IP6_TEXT];
	struct ipaddr peer;
	u16 port;

	tcp_peer(c, &peer, &port);
	x = begin(tcp_listener_arg(l), -1, ipaddr_text(&peer, text), tcp_is_guest(c) ? VTY_VRF : VTY_NET);
	if (!x) {
		tcp_abort(c);
		tcp_release(c);
		return;
	}
	x->pipe.c = c;
	tcp_set_user(c, &(struct tcp_user){ conn_event, x });
	gate_pipe_up(&x->pipe);
}

/* ---- the device's server ---- */

void sshd_lines_changed(struct ssh *s)
{
	bool want = s->ip->dev->gate && access_transports(s->ip->dev) & TRANSPORT_SSH && sshd_host_key(s);

	if (want == (s->listener != NULL))
		return;
	if (want) {
		s->listener = tcp_listen(s->ip->tcp, &(struct ipaddr){ .af = AF_NONE }, SSH_PORT, VTY_MAX, accept_peer, accepted, s);
		if (s->listener)
			tcp_listen_in_vrfs(s->listener);
	} else {
		tcp_unlisten(s->listener);
		s->listener = NULL;
	}
}

struct ssh_session *sshd_next(struct ssh *s, struct ssh_session *after, struct ssh_view *v)
{
	struct ssh_session *x = after ? after->next : s->first;

	if (x)
		*v = (struct ssh_view){ .line = x->line, .state = x->state, .user = x->user, .cipher = x->cipher, .mac = x->mac, .client = x->client, .peer = x->peer };
	return x;
}

struct ssh *sshd_new(struct ipstack *s)
{
	struct ssh *x = xcalloc(1, sizeof(*x));

	x->ip = s;
	x->set = (struct ssh_settings){ .timeout_s = SSH_TIMEOUT_S, .tries = SSH_TRIES, .methods = GATE_PASSWORD | GATE_KEYBOARD | GATE_PUBLICKEY };
	return x;
}

void sshd_free(struct ssh *s)
{
	while (s->first)
		session_free(s->first);
	if (s->listener)
		tcp_unlisten(s->listener);
	sshd_keys_free(s);
	free(s);
}

struct ssh_settings *sshd_settings(struct ssh *s) { return &s->set; }
