/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A TACACS+ question: a connection for each (RFC 8907 4.3; no single connection mode). Name and password have been asked for already, and answer what the server
 * asks: GETUSER the name, the first GETPASS the password; anything else is the user's to answer (5.4.2.1).
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "router/aaa/aaa_net.h"
#include "router/stack.h"

enum { METHOD_TACACS = 6, PACKET_MAX = 4096, COMMAND_WORDS_MAX = 60 };

static void debug(const struct aaa_ask *k, const char *what)
{
	const struct aaa_server *s = ask_server(k);
	char t[IP6_TEXT];

	if (s && debug_on(k->net->ip->dev, DEBUG_TACACS))
		device_debug(k->net->ip->dev, "TPLUS(%08X): %s, server %s/%u, session %u", (unsigned)s->id, what, ipaddr_text(&s->addr, t), s->port, (unsigned)k->session);
}

static struct tacacs_who who_of(const struct aaa_request *r)
{
	return (struct tacacs_who){ .user = r->user, .port = r->tty, .address = r->peer, .method = METHOD_TACACS,
				    .privilege = r->kind == AAA_ENABLE || r->kind == AAA_COMMANDS || r->kind == AAA_ACCT_COMMANDS ? r->level : 1 };
}

void tacacs_close(struct aaa_ask *k, bool abort)
{
	struct aaa_server *s = ask_server(k);

	if (!k->tcp)
		return;
	if (s) {
		s->closes++;
		s->aborts += abort;
	}
	if (abort)
		tcp_abort(k->tcp);
	else
		tcp_release(k->tcp);
	k->tcp = NULL;
}

static void give(struct aaa_ask *k, const struct wr *w, bool fits)
{
	struct aaa_server *s = ask_server(k);

	if (!fits || tcp_write(k->tcp, w->start, wr_len(w)) < wr_len(w)) {
		ask_next(k, false);
		return;
	}
	s->sent++;
	k->seq = w->start[2];
	ask_arm(k);
}

/* ---- questions ---- */

/* "show ip route" as cmd=show cmd-arg=ip cmd-arg=route cmd-arg=<cr>; into buf. */
static u8 command_args(const char *command, char *buf, size_t size, const char *args[], u8 n)
{
	char *at = buf, *end = buf + size;
	bool first = true;

	while (*command && n < COMMAND_WORDS_MAX) {
		size_t len = strcspn(command, " ");
		int got = snprintf(at, (size_t)(end - at), "%s=%.*s", first ? "cmd" : "cmd-arg", (int)(len < 200 ? len : 200), command);

		if (got < 0 || got >= end - at)
			break;
		args[n++] = at;
		at += got + 1;
		first = false;
		command += len;
		command += strspn(command, " ");
	}
	args[n++] = "cmd-arg=<cr>";
	return n;
}

static void authorize(struct aaa_ask *k, struct wr *w)
{
	const struct aaa_request *r = k->r;
	struct tacacs_who who = who_of(r);
	const char *args[COMMAND_WORDS_MAX + 4];
	char buf[2048];
	u8 n = 0;
	bool fits;

	args[n++] = "service=shell";
	if (r->kind == AAA_EXEC)
		args[n++] = "cmd=";
	else
		n = command_args(r->command, buf, sizeof(buf), args, n);
	fits = tacacs_authorize(w, k->session, ask_key(k), &who, args, n);
	debug(k, r->kind == AAA_EXEC ? "author exec" : "author command");
	give(k, w, fits);
}

static void account(struct aaa_ask *k, struct wr *w)
{
	const struct aaa_request *r = k->r;
	struct tacacs_who who = who_of(r);
	char task[32], elapsed[32], level[16], command[256], start[32];
	const char *args[8];
	u8 n = 0;
	bool fits;

	snprintf(task, sizeof(task), "task_id=%u", r->task);
	snprintf(start, sizeof(start), "start_time=%lld", (long long)(device_wall_clock(r->dev) / (s64)NSEC_PER_SEC - (r->kind == AAA_ACCT_EXEC ? r->elapsed_s : 0)));
	args[n++] = task;
	args[n++] = start;
	args[n++] = "timezone=UTC";
	args[n++] = "service=shell";
	if (r->kind == AAA_ACCT_COMMANDS) {
		snprintf(level, sizeof(level), "priv-lvl=%u", r->level);
		snprintf(command, sizeof(command), "cmd=%.240s <cr>", r->command);
		args[n++] = level;
		args[n++] = command;
	} else if (r->stop) {
		snprintf(elapsed, sizeof(elapsed), "elapsed_time=%u", r->elapsed_s);
		args[n++] = elapsed;
	}
	fits = tacacs_account(w, k->session, ask_key(k), &who, r->stop ? TACACS_RECORD_STOP : TACACS_RECORD_START, args, n);
	debug(k, "acct");
	give(k, w, fits);
}

static void connected(struct aaa_ask *k)
{
	u8 packet[PACKET_MAX];
	struct wr w = wr_of(packet, sizeof(packet));
	struct tacacs_who who = who_of(k->r);
	bool fits;

	if (k->r->kind >= AAA_ACCT_EXEC) {
		account(k, &w);
	} else if (k->r->kind >= AAA_EXEC) {
		authorize(k, &w);
	} else {
		fits = tacacs_start(&w, k->session, ask_key(k), &who, k->r->kind == AAA_ENABLE ? TACACS_SERVICE_ENABLE : TACACS_SERVICE_LOGIN);
		debug(k, "authen start");
		give(k, &w, fits);
	}
}

static void go_on(struct aaa_ask *k, const char *text)
{
	u8 packet[PACKET_MAX];
	struct wr w = wr_of(packet, sizeof(packet));
	bool fits = tacacs_continue(&w, k->session, (u8)(k->seq + 2), ask_key(k), text, false);

	debug(k, "authen continue");
	give(k, &w, fits);
	explicit_bzero(packet, sizeof(packet));
}

void tacacs_said(struct aaa_ask *k, const char *text)
{
	if (k->tcp)
		go_on(k, text);
	else
		ask_next(k, false);
}

/* ---- replies ---- */

static void finish(struct aaa_ask *k, const struct tacacs_reply *t, bool good)
{
	struct aaa_counts *n = ask_counts(k);

	n->accepted += good;
	n->rejected += !good;
	snprintf(k->r->message, sizeof(k->r->message), "%.*s", AAA_PROMPT_MAX, k->r->kind <= AAA_ENABLE ? t->message : "");
	tacacs_close(k, false);
	ask_done(k, good ? AAA_PASS : AAA_FAIL);
}

static void authen_reply(struct aaa_ask *k, const struct tacacs_reply *t)
{
	char prompt[AAA_PROMPT_MAX + 1];

	switch (t->status) {
	case TACACS_AUTHEN_PASS:
	case TACACS_AUTHEN_FAIL:
		finish(k, t, t->status == TACACS_AUTHEN_PASS);
		return;
	case TACACS_GETUSER:
		go_on(k, k->r->user);
		return;
	case TACACS_GETPASS:
	case TACACS_GETDATA:
		if (t->status == TACACS_GETPASS && !k->answered_pass) {
			k->answered_pass = true;
			go_on(k, k->r->password);
			return;
		}
		ask_counts(k)->challenged++;
		k->waits = true;
		timer_stop(k->net->ip->node->worker, &k->timer);
		snprintf(prompt, sizeof(prompt), "%.*s", AAA_PROMPT_MAX, *t->message ? t->message : "Password: ");
		aaa_challenge(k->r, prompt, t->flags & TACACS_NO_ECHO);
		return;
	}
	ask_counts(k)->refused++;
	ask_next(k, false); /* an error of the server's, or what we do not do: the next one */
}

static void author_reply(struct aaa_ask *k, const struct tacacs_reply *t)
{
	if (t->status == TACACS_PASS_ADD || t->status == TACACS_PASS_REPL) {
		k->r->privilege = t->privilege;
		snprintf(k->r->view, sizeof(k->r->view), "%s", t->view);
		finish(k, t, true);
	} else if (t->status == TACACS_AUTHOR_FAIL) {
		finish(k, t, false);
	} else {
		ask_counts(k)->refused++;
		ask_next(k, false);
	}
}

static void reply(struct aaa_ask *k, size_t len)
{
	struct aaa_server *s = ask_server(k);
	u8 kind = k->r->kind, want = kind >= AAA_ACCT_EXEC ? TACACS_ACCT : kind >= AAA_EXEC ? TACACS_AUTHOR : TACACS_AUTHEN;
	struct tacacs_reply t;
	enum drop why = tacacs_read(&t, k->in, len, k->session, ask_key(k));

	k->n_in = 0;
	s->received++;
	if (why == DROP_NONE && (t.type != want || t.seq != k->seq + 1 || t.seq > 253))
		why = DROP_BAD_FIELD;
	if (why != DROP_NONE) {
		k->net->ip->drops[why]++;
		s->errors++;
		ask_counts(k)->incorrect++;
		debug(k, why == DROP_AAA_AUTH ? "Invalid reply (check keys)" : "Malformed reply");
		ask_next(k, false);
		return;
	}
	debug(k, "reply");
	ask_alive(k);
	if (want == TACACS_AUTHEN)
		authen_reply(k, &t);
	else if (want == TACACS_AUTHOR)
		author_reply(k, &t);
	else if (t.status == TACACS_ACCT_SUCCESS)
		finish(k, &t, true);
	else
		ask_next(k, false);
}

/* One packet at a time: each answers one of ours. */
static void receive(struct aaa_ask *k)
{
	bool end = false;
	size_t want = TACACS_HEADER, n = 0;

	while (k->n_in < want && (n = tcp_read(k->tcp, k->in + k->n_in, want - k->n_in, &end))) {
		k->n_in += n;
		if (k->n_in < TACACS_HEADER)
			continue;
		want = tacacs_length(k->in, k->session);
		if (!want) {
			ask_server(k)->errors++;
			k->net->ip->drops[DROP_BAD_FIELD]++;
			ask_next(k, false);
			return;
		}
	}
	if (k->n_in == want)
		reply(k, want);
	else if (end)
		ask_next(k, false);
}

static void event(struct tcp_conn *c, enum tcp_event e, void *arg)
{
	struct aaa_ask *k = arg;
	struct aaa_server *s = ask_server(k);

	switch (e) {
	case TCP_CONNECTED:
		if (s)
			connected(k);
		else
			ask_next(k, false);
		break;
	case TCP_READABLE:
		if (k->waits)
			tacacs_close(k, true); /* it speaks, or has gone, while the user thinks: what he says comes too late */
		else if (s)
			receive(k);
		else
			ask_next(k, false);
		break;
	case TCP_WRITABLE:
		break;
	default:
		if (e != TCP_CLOSED)
			tcp_abort(c);
		tcp_release(c);
		k->tcp = NULL;
		if (s) {
			s->closes++;
			s->errors += e == TCP_RESET;
			s->connect_failures += e == TCP_REFUSED || e == TCP_TIMEOUT || e == TCP_UNREACHABLE;
		}
		if (!k->waits)
			ask_next(k, e != TCP_CLOSED);
	}
}

void tacacs_send(struct aaa_ask *k)
{
	struct aaa_server *s = ask_server(k);
	struct tcp_options o = { .user = { event, k }, .nodelay = true, .tos = 0xc0 };
	struct ipaddr src;

	k->session = (u32)rng_u64(&k->net->ip->node->rng);
	k->seq = 0;
	k->n_in = 0;
	k->answered_pass = false;
	ask_source(k, &src);
	k->tcp = tcp_connect(k->net->ip->tcp, &src, 0, &s->addr, s->port, &o);
	if (!k->tcp) {
		s->connect_failures++;
		ask_next(k, false);
		return;
	}
	s->opens++;
	ask_arm(k);
}
