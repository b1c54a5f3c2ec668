/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A connection has its session's terminal in front of it or is suspended. TCP's callbacks may come while the session is at anything, but a connection in front is
 * the command under way: what ends it ends that command, by a timer where we stand within a call of TCP's or of the session's.
 */
#include "router/term/term.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "router/stack.h"

enum { CTRL_C = 3 };

struct term *term_of(struct ipstack *s, const struct cli *c)
{
	struct term *t = s->terms;

	while (t && t->cli != c)
		t = t->next;
	return t;
}

struct conn *term_conn(struct term *t, unsigned number)
{
	struct conn *k = t ? t->first : NULL;

	if (t && !number)
		number = t->last;
	while (k && k->number != number)
		k = k->next;
	return k;
}

static struct worker *worker_of(const struct term *t) { return t->ip->node->worker; }

/* ---- the end ---- */

static void conn_free(struct conn *k)
{
	struct conn **at = &k->term->first;

	while (*at != k)
		at = &(*at)->next;
	*at = k->next;
	if (k->term->front == k)
		k->term->front = NULL;
	if (k->ssh)
		ssh_client_free(k->ssh);
	if (k->tcp)
		tcp_release(k->tcp);
	free(k->call);
	free(k);
}

void term_close(struct conn *k)
{
	struct term *t = k->term;

	conn_free(k);
	if (!term_conn(t, 0)) {
		t->last = 0;
		for (const struct conn *x = t->first; x; x = x->next)
			t->last = x->number;
	}
	if (!t->first)
		timer_stop(worker_of(t), &t->idle);
}

/* Nothing is open, nothing is awaited. */
static void term_empty(struct term *t)
{
	timer_stop(worker_of(t), &t->quiet);
	timer_stop(worker_of(t), &t->after);
	timer_stop(worker_of(t), &t->idle);
	while (t->first)
		conn_free(t->first);
}

static void term_free(struct term *t)
{
	struct term **at = &t->ip->terms;

	while (*at != t)
		at = &(*at)->next;
	*at = t->next;
	term_empty(t);
	free(t);
}

static void session_over(struct cli *c, struct cli_end *e)
{
	struct term *t = container_of(e, struct term, end);

	(void)c;
	if (t->ip)
		term_free(t);
	else
		free(t);
}

/* The sessions outlive the stack by little, but they do: what stays is memory for their end. */
void terms_free(struct ipstack *s)
{
	for (struct term *t = s->terms, *next; t; t = next) {
		next = t->next;
		term_empty(t);
		t->ip = NULL;
	}
	s->terms = NULL;
}

void terms_leave(struct ipstack *vrf)
{
	for (struct term *t = vrf->root->terms; t; t = t->next)
		for (struct conn *k = t->first; k; k = k->next) {
			if (k->stack != vrf)
				continue;
			if (k->ssh)
				ssh_client_free(k->ssh);
			if (k->tcp)
				tcp_release(k->tcp);
			k->ssh = NULL;
			k->tcp = NULL;
			k->stack = NULL;
			if (t->front == k) /* it is another session that speaks now */
				timer_set(worker_of(t), &t->after, stack_now(t->ip));
		}
}

/* The command that had the connection in front is over; the session takes lines again. */
static void leave(struct term *t, bool ok)
{
	t->front = NULL;
	t->escaped = false;
	timer_stop(worker_of(t), &t->quiet);
	cli_done(t->cli, ok);
}

/* ---- in front ---- */

/* `session-timeout`: nobody has typed for so long that the connections are closed. It runs while there is one. */
static void idle_fired(struct timer *tm)
{
	struct term *t = container_of(tm, struct term, idle);
	struct cli *c = t->cli;
	bool front = t->front;

	cli_print(c, "\n[Connection to %s idle too long; timed out]\n", front ? t->front->host : t->first->host);
	while (t->first)
		conn_free(t->first);
	t->last = 0;
	if (front)
		leave(t, true);
}

static void watch_idle(struct term *t)
{
	u16 limit;
	nsec span = device_session_timeout(t->ip->dev, cli_where(t->cli), &limit);

	if (span)
		timer_set(worker_of(t), &t->idle, stack_now(t->ip) + span);
}

/* How long nothing comes before the next line is typed: on the virtual clock, where it costs nothing, as long as anybody takes to answer. */
static nsec quiet(const struct term *t) { return t->ip->node->world->clock == CLOCK_REAL ? 400 * NSEC_PER_MS : NSEC_PER_SEC; }

static void stir(struct term *t)
{
	timer_set(worker_of(t), &t->quiet, stack_now(t->ip) + quiet(t));
}

static void wait_for_keys(struct term *t)
{
	if (cli_rest(t->cli))
		return;
	/* A single command over SSH: nobody will ever type. */
	term_close(t->front);
	leave(t, true);
}

static void quiet_fired(struct timer *tm)
{
	struct term *t = container_of(tm, struct term, quiet);

	if (t->front && t->front->open)
		wait_for_keys(t);
}

/* What the peer sends, for the terminal: CR LF is a new line, CR NUL a return to the line's start (RFC 854). */
static void peer_data(void *arg, const char *bytes, size_t n)
{
	struct conn *k = arg;
	struct term *t = k->term;

	for (size_t i = 0; i < n; i++) {
		char b = bytes[i];

		if (t->after_cr && b != '\n' && b)
			cli_write_raw(t->cli, "\r", 1);
		if (b != '\r' && !(t->after_cr && !b))
			cli_write_raw(t->cli, &b, 1);
		else if (t->after_cr && !b)
			cli_write_raw(t->cli, "\r", 1);
		t->after_cr = b == '\r';
	}
}

static void peer_send(void *arg, const void *data, size_t len)
{
	struct conn *k = arg;

	if (k->tcp && tcp_write(k->tcp, data, len) < len)
		cli_write_raw(k->term->cli, "\a", 1); /* it does not read: what is typed is lost, as on a full keyboard buffer */
}

static const struct telnet_user telnet_user = { .send = peer_send, .data = peer_data };

static void closed(struct conn *k)
{
	struct term *t = k->term;
	bool front = t->front == k;

	cli_write_raw(t->cli, "\n", 1);
	if (front)
		cli_print(t->cli, "[Connection to %s closed by foreign host]\n", k->host);
	term_close(k);
	if (front)
		leave(t, true);
}

static void receive(struct conn *k)
{
	struct term *t = k->term;
	u8 buf[TERM_READ_TURN];
	bool end = false;
	size_t n;

	if (k->ssh)
		ssh_client_hold(k->ssh, false);
	while (k->tcp && t->front == k && (n = tcp_read(k->tcp, buf, sizeof(buf), &end))) {
		telnet_take(&k->telnet, buf, n);
		k->last = stack_now(t->ip);
		stir(t);
	}
	if (end && t->front == k)
		closed(k);
}

static void keys(struct cli *c, void *state, const char *bytes, size_t n);
static void stopped(struct cli *c, void *state, bool gone);

static void to_front(struct conn *k)
{
	struct term *t = k->term;

	t->front = k;
	t->last = k->number;
	t->after_cr = false;
	watch_idle(t);
	cli_busy(t->cli, stopped, t);
	cli_take_keys(t->cli, keys);
}

/* SSH: it asks, or its shell runs; from the first time on it takes the keys. */
static void ssh_keys(void *arg)
{
	struct conn *k = arg;
	struct term *t = k->term;
	bool first = !k->open;

	k->last = stack_now(t->ip);
	stir(t);
	if (!first)
		return;
	k->open = true;
	to_front(k);
	if (cli_interactive(t->cli))
		wait_for_keys(t); /* what was typed before it may end the connection at once */
}

static void ssh_show(void *arg, const char *bytes, size_t n)
{
	struct conn *k = arg;

	peer_data(k, bytes, n);
	k->last = stack_now(k->term->ip);
	if (k->open)
		stir(k->term);
}

static void ssh_over(void *arg, enum ssh_client_end how, u32 status)
{
	static const char *const said[] = { [SSHC_DENIED] = "% Authentication failed.\n", [SSHC_HOST_KEY] = "% The server's key is not in ip ssh pubkey-chain\n" };
	struct conn *k = arg;
	struct term *t = k->term;
	bool front = t->front == k, command = *k->call->command;

	if (front && said[how])
		cli_print(t->cli, "\n%s", said[how]);
	if (front && how == SSHC_ABORTED)
		cli_print(t->cli, "\n[Connection to %s aborted: error status 0]\n", k->host);
	else if (front && !(command && how == SSHC_CLOSED))
		cli_print(t->cli, "\n[Connection to %s closed by foreign host]\n", k->host);
	term_close(k);
	if (front)
		leave(t, how == SSHC_CLOSED && !status);
}

/* TCP is there: the gate speaks SSH over it. */
static void begin_ssh(struct conn *k)
{
	struct term *t = k->term;
	const struct cli_options *session = cli_session(t->cli);
	const struct ssh_call *call = k->call;
	char text[IP6_TEXT];
	struct ssh_client_options o = { .user = call->user, .host = k->host, .command = call->command, .address = ipaddr_text(&k->addr, text), .ciphers = call->ciphers,
					.macs = call->macs, .tries = call->prompts, .length = session->length, .width = session->width };
	struct ssh_client_user u = { .show = ssh_show, .keys = ssh_keys, .over = ssh_over, .arg = k };

	k->ssh = ssh_client_new(t->ip, k->tcp, &o, &u);
	if (!k->ssh) {
		ssh_over(k, SSHC_ABORTED, 1);
		return;
	}
	k->tcp = NULL;
}

static void opened(struct conn *k)
{
	struct term *t = k->term;

	if (k->call) {
		begin_ssh(k);
		return;
	}
	k->open = true;
	k->last = stack_now(t->ip);
	cli_print(t->cli, "Open\n\n");
	to_front(k);
	stir(t);
	if (cli_interactive(t->cli) && t->ip->node->world->clock == CLOCK_REAL)
		wait_for_keys(t);
}

static const char *refusal(enum tcp_event e)
{
	switch (e) {
	case TCP_REFUSED:
		return "% Connection refused by remote host";
	case TCP_UNREACHABLE:
		return "% Destination unreachable; gateway or host down";
	default:
		return "% Connection timed out; remote host not responding";
	}
}

static void event(struct tcp_conn *c, enum tcp_event e, void *arg)
{
	struct conn *k = arg;
	struct term *t = k->term;

	switch (e) {
	case TCP_CONNECTED:
		opened(k);
		break;
	case TCP_READABLE:
		receive(k);
		break;
	case TCP_WRITABLE:
		break;
	default:
		if (e != TCP_CLOSED)
			tcp_abort(c);
		tcp_release(c);
		k->tcp = NULL;
		if (k->open) {
			if (t->front == k)
				closed(k);
			break; /* a suspended one says so when it is resumed */
		}
		cli_print(t->cli, "\n%s\n", refusal(e));
		term_close(k);
		leave(t, false);
	}
}

/* ---- keys ---- */

static void suspend(struct term *t)
{
	if (t->front->ssh)
		ssh_client_hold(t->front->ssh, true);
	cli_write_raw(t->cli, "\n", 1);
	leave(t, true);
}

static void typed(struct conn *k, char b)
{
	watch_idle(k->term);
	if (k->ssh) {
		ssh_client_type(k->ssh, &b, 1);
		return;
	}
	if (b == '\r' || b == '\n')
		telnet_return(&k->telnet);
	else
		telnet_write(&k->telnet, &b, 1);
	if (!k->telnet.remote_echo)
		cli_write_raw(k->term->cli, b == '\r' ? "\n" : &b, 1);
}

/* After the escape character. true: the connection is in front no more. */
static bool escape(struct term *t, char b)
{
	static const char special[] = "\n[Special telnet escape help]\n^^B sends telnet BREAK\n^^C sends telnet IP\n^^X suspends the session\n^^^^ sends the escape character\n";

	switch (b) {
	case 'x':
	case 'X':
		suspend(t);
		return true;
	case 'b':
	case 'B':
		if (!t->front->ssh)
			telnet_break(&t->front->telnet);
		break;
	case 'c':
	case 'C':
		typed(t->front, CTRL_C);
		break;
	case '?':
		cli_write_raw(t->cli, special, sizeof(special) - 1);
		break;
	default:
		if ((u8)b == t->escape)
			typed(t->front, b);
	}
	return false;
}

static void keys(struct cli *c, void *state, const char *bytes, size_t n)
{
	struct term *t = state;

	(void)c;
	for (size_t i = 0; i < n && t->front && (t->front->tcp || t->front->ssh); i++) {
		struct conn *k = t->front;

		if (t->escaped) {
			t->escaped = false;
			if (escape(t, bytes[i]))
				return;
		} else if (t->escape && (u8)bytes[i] == t->escape) {
			t->escaped = true;
		} else {
			typed(k, bytes[i]);
		}
		if (t->front == k) /* what was typed may have ended it */
			k->last = stack_now(t->ip);
	}
	if (t->front)
		stir(t);
}

/* ^C or Ctrl-^ before it is open; and the session's end. */
static void stopped(struct cli *c, void *state, bool gone)
{
	struct term *t = state;

	if (gone || !t->front)
		return; /* session_over() comes */
	cli_write_raw(c, "\n", 1);
	term_close(t->front);
	leave(t, false);
}

/* ---- the beginning ---- */

static void after_fired(struct timer *tm)
{
	struct term *t = container_of(tm, struct term, after);
	struct conn *k = t->front;

	if (!k)
		return;
	if (!k->tcp && !k->ssh) {
		closed(k);
		return;
	}
	stir(t);
	receive(k);
	if (t->front && cli_interactive(t->cli) && t->ip->node->world->clock == CLOCK_REAL)
		wait_for_keys(t);
}

static struct term *term_make(struct ipstack *s, struct cli *c)
{
	struct term *t = term_of(s, c);

	if (t)
		return t;
	t = xcalloc(1, sizeof(*t));
	t->ip = s;
	t->cli = c;
	t->quiet.fire = quiet_fired;
	t->after.fire = after_fired;
	t->end.fn = session_over;
	t->idle.fire = idle_fired;
	t->escape = device_escape_character(s->dev, cli_where(c));
	cli_at_end(c, &t->end);
	t->next = s->terms;
	s->terms = t;
	return t;
}

void term_resume(struct conn *k)
{
	to_front(k);
	timer_set(worker_of(k->term), &k->term->after, stack_now(k->term->ip));
}

static bool full(struct cli *c, const struct term *t)
{
	unsigned n = 0;
	u16 limit;

	for (const struct conn *k = t->first; k; k = k->next)
		n++;
	device_session_timeout(t->ip->dev, cli_where(c), &limit);
	if (n < TERM_CONNS_MAX && (!limit || n < limit))
		return false;
	cli_error(c, "%% Max number of sessions on this line reached");
	return true;
}

static struct conn *conn_make(struct term *t, const char *host)
{
	struct conn *k = xcalloc(1, sizeof(*k)), **at = &t->first;

	k->term = t;
	k->number = 1;
	snprintf(k->host, sizeof(k->host), "%s", host);
	while (*at && (*at)->number == k->number) {
		k->number++;
		at = &(*at)->next;
	}
	k->next = *at;
	*at = k;
	return k;
}

static void say_trying(struct cli *c, const struct conn *k)
{
	char text[IP6_TEXT], port[12] = "";

	ipaddr_text(&k->addr, text);
	if (k->port != TELNET_PORT)
		snprintf(port, sizeof(port), ", %u", k->port);
	if (k->to_name)
		cli_print(c, "Trying %s (%s%s)... ", k->host, text, port);
	else
		cli_print(c, "Trying %s%s ... ", text, port);
}

bool term_open(struct cli *c, struct ipstack *s, const char *host, const struct ipaddr *addr, u16 port, const struct ipaddr *source, const struct ssh_call *call)
{
	struct term *t = term_make(s->root, c);
	struct tcp_options o = { .nodelay = true, .user_timeout = 30 * NSEC_PER_SEC };
	const struct cli_options *session = cli_session(c);
	struct conn *k;
	char text[IP6_TEXT];

	if (full(c, t))
		return false;
	k = conn_make(t, host);
	k->stack = s;
	k->addr = *addr;
	k->port = port;
	k->to_name = strcasecmp(ipaddr_text(addr, text), host);
	if (call) {
		k->call = xcalloc(1, sizeof(*k->call));
		*k->call = *call;
	} else {
		say_trying(c, k);
	}
	telnet_connect(&k->telnet, &telnet_user, k, session->length, session->width);
	o.user = (struct tcp_user){ event, k };
	k->tcp = tcp_connect(s->tcp, source, 0, addr, port, &o);
	if (!k->tcp) {
		term_close(k);
		cli_error(c, "\n%% Destination unreachable; gateway or host down\n");
		return false;
	}
	t->front = k;
	t->last = k->number;
	cli_busy(c, stopped, t);
	return true;
}
