/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The server's connections: a request is read, served (page.c) and answered, then the next one on the same connection, as RFC 9112 9.3 says. What a peer
 * sends ahead waits in its window; a peer that is silent or slow is left after the times of `ip http timeout-policy`.
 */
#include <stdio.h>
#include <stdlib.h>

#include "device/civil.h"
#include "device/debug.h"
#include "router/acl/acl.h"
#include "router/http/http.h"
#include "router/stack.h"

static void go_on(struct http_conn *k);

static void conn_free(struct http_conn *k)
{
	struct http *h = k->http;
	struct http_past *p = &h->past[h->n_past++ % HTTP_HISTORY];

	*p = (struct http_past){ k->local, k->peer, k->local_port, k->peer_port, k->n_in, k->n_out, device_wall_clock(h->ip->dev) };
	*k->prev = k->next;
	if (k->next)
		k->next->prev = k->prev;
	h->n_conns--;
	http_page_stop(k);
	timer_stop(h->ip->node->worker, &k->timer);
	timer_stop(h->ip->node->worker, &k->soon);
	body_put(k->body);
	free(k->head);
	free(k);
}

/* The connection ends. What belongs to it goes by a timer: a command that it runs may be what ends it. */
static void conn_end(struct http_conn *k, bool abort)
{
	if (k->state == HTTP_GONE)
		return;
	if (abort)
		stream_abort(&k->s);
	else
		stream_release(&k->s);
	k->state = HTTP_GONE;
	http_soon(k);
}

void http_soon(struct http_conn *k) { timer_set(k->http->ip->node->worker, &k->soon, stack_now(k->http->ip)); }

static void soon_fired(struct timer *t)
{
	struct http_conn *k = container_of(t, struct http_conn, soon);

	if (k->state == HTTP_GONE) {
		conn_free(k);
		return;
	}
	http_page_ready(k);
	go_on(k);
}

static void set_timer(struct http_conn *k)
{
	const struct http *h = k->http;

	timer_set(h->ip->node->worker, &k->timer, min_u64(k->last + h->idle_s * NSEC_PER_SEC, k->began + h->life_s * NSEC_PER_SEC));
}

static void timer_fired(struct timer *t) { conn_end(container_of(t, struct http_conn, timer), true); }

enum http_auth http_auth_of(const struct http *h) { return *h->login_list || *h->exec_list ? HTTP_AUTH_AAA : h->auth; }

/* ---- answers ---- */

/* 9110 5.6.7: "Thu, 01 Jan 2026 00:00:00 GMT" */
static const char *date_text(struct device *d, char buf[64])
{
	struct civil t = civil_of(device_wall_clock(d));

	snprintf(buf, 64, "%s, %02u %s %d %02u:%02u:%02u GMT", civil_weekday[t.weekday], t.day, civil_month[t.month - 1], t.year, t.hour, t.minute, t.second);
	return buf;
}

void http_answer(struct http_conn *k, unsigned status, const char *type, struct body *body)
{
	struct http *h = k->http;
	struct text t = { 0 };
	char date[64];

	/* What stands behind a request that is refused, or one with a body, is not known to be a request. */
	if (status == 400 || status > 405 || k->q.chunked || k->q.length || k->ended || k->n_requests >= h->requests_max || !http_stays_open(&k->q))
		k->keep = false;
	text_printf(&t, "HTTP/1.1 %u %s\r\nDate: %s\r\nServer: %s\r\nConnection: %s\r\n", status, http_reason(status), date_text(h->ip->dev, date),
		    h->ip->http_plain ? "Lanyard" : "cisco-IOS", k->keep ? "keep-alive" : "close");
	text_puts(&t, h->ip->http_plain ? "" : "Accept-Ranges: none\r\n");
	text_puts(&t, status == 401 ? "WWW-Authenticate: Basic realm=\"level_15_access\"\r\n" : status == 405 ? "Allow: GET, HEAD\r\n" : "");
	if (type)
		text_printf(&t, "Content-Type: %s\r\n", type);
	text_printf(&t, "Content-Length: %u\r\n\r\n", body ? body->len : 0);
	k->head_len = (u32)t.len;
	k->head = text_take(&t);
	k->at = 0;
	if (!strcmp(k->q.method, "HEAD")) { /* 9110 9.3.2: as GET, without the body */
		body_put(body);
		body = NULL;
	}
	k->body = body;
	k->state = HTTP_WRITING;
	if (debug_on(h->ip->dev, DEBUG_HTTP))
		device_debug(h->ip->dev, "HTTP: %s %.200s, status %u, %u bytes", k->q.method, k->q.target, status, body ? body->len : 0);
}

/* As much as the peer's window takes. true: all of it is on its way. */
static bool write_more(struct http_conn *k)
{
	u32 at = http_push(&k->s, k->head, k->head_len, k->body, k->at);

	if (at != k->at)
		k->last = stack_now(k->http->ip);
	k->n_out += at - k->at;
	k->at = at;
	return at == k->head_len + (k->body ? k->body->len : 0);
}

static void answered(struct http_conn *k)
{
	free(k->head);
	body_put(k->body);
	k->head = NULL;
	k->body = NULL;
	k->state = k->keep ? HTTP_READING : HTTP_CLOSING;
	if (!k->keep)
		stream_shutdown(&k->s);
}

/* ---- requests ---- */

/* true: one is there, whole or past mending. */
static bool take_request(struct http_conn *k)
{
	size_t len = http_head_len(k->in, k->in_len);
	unsigned why = len ? http_request_read(&k->q, k->in, len) : 431;

	if (!len && k->in_len < sizeof(k->in))
		return false;
	k->in_len -= (u32)len;
	memmove(k->in, k->in + len, k->in_len);
	k->n_requests++;
	k->http->requests++;
	k->keep = !why;
	if (why) {
		memset(&k->q, 0, sizeof(k->q));
		http_answer(k, why, NULL, NULL);
	} else {
		http_serve(k);
	}
	return true;
}

static void read_more(struct http_conn *k)
{
	u8 dust[1024];
	size_t n;

	do {
		bool reading = k->state == HTTP_READING, end = false;

		if (!reading && k->state != HTTP_CLOSING)
			return; /* the rest waits with the peer */
		n = reading ? stream_read(&k->s, k->in + k->in_len, sizeof(k->in) - k->in_len, &end) : stream_read(&k->s, dust, sizeof(dust), &end);
		k->ended |= end;
		k->n_in += n;
		k->in_len += reading ? (u32)n : 0;
		if (n)
			k->last = stack_now(k->http->ip);
		while (k->state == HTTP_READING && take_request(k) && k->state == HTTP_WRITING && write_more(k))
			answered(k);
	} while (n);
	if (k->ended && k->state == HTTP_READING) { /* no request is to come */
		k->state = HTTP_CLOSING;
		stream_shutdown(&k->s);
	}
}

/* Whatever can be done now. */
static void go_on(struct http_conn *k)
{
	if (k->state == HTTP_WRITING && write_more(k))
		answered(k);
	read_more(k);
	set_timer(k);
}

static void event(struct tcp_conn *c, enum tcp_event e, void *arg)
{
	struct http_conn *k = arg;

	(void)c;
	if (k->s.tls && (e == TCP_CONNECTED || e == TCP_RESET))
		http_tls_event(k, e == TCP_CONNECTED);
	switch (e) {
	case TCP_CONNECTED:
	case TCP_READABLE:
	case TCP_WRITABLE:
		go_on(k);
		break;
	default:
		conn_end(k, e != TCP_CLOSED);
	}
}

/* ---- who comes ---- */

static bool accept_peer(struct tcp_listener *l, const struct ipaddr *peer, u16 port, struct tcp_options *o)
{
	struct http *h = tcp_listener_arg(l);
	struct acl *acl = peer->af == AF_IP4 ? h->acl4 : h->acl6;
	bool good = h->n_conns < h->conns_max && (!acl || acl_permits_source(acl, peer));

	(void)port;
	o->keepalive_idle = 60 * NSEC_PER_SEC;
	h->refused += !good;
	return good;
}

static void accepted(struct tcp_listener *l, struct tcp_conn *c)
{
	struct http *h = tcp_listener_arg(l);
	struct tls_options o = { .server = true, .least = h->tls_least, .most = h->tls_most };
	struct tcp_user u = { .event = event };
	struct http_conn *k;

	if (h->n_conns >= h->conns_max) { /* taken since the SYN */
		h->refused++;
		tcp_abort(c);
		tcp_release(c);
		return;
	}
	k = xcalloc(1, sizeof(*k));
	k->http = h;
	k->secure = l == h->secure_listener;
	k->next = h->conns;
	k->prev = &h->conns;
	if (k->next)
		k->next->prev = &k->next;
	h->conns = k;
	h->n_conns++;
	h->accepted++;
	k->began = k->last = stack_now(h->ip);
	k->timer.fire = timer_fired;
	k->soon.fire = soon_fired;
	tcp_peer(c, &k->peer, &k->peer_port);
	tcp_local(c, &k->local, &k->local_port);
	u.arg = k;
	if (k->secure) {
		k->s.tls = tls_over(&h->tls, c, &o, &u);
	} else {
		k->s.c = c;
		tcp_set_user(c, &u);
	}
	set_timer(k);
	if (stream_open(&k->s))
		return;
	k->s.c = c; /* the gate has no room */
	conn_end(k, true);
}

void http_drop(struct http *h, bool secure)
{
	for (struct http_conn *k = h->conns; k; k = k->next)
		if (k->secure == secure)
			conn_end(k, true);
}

struct tcp_listener *http_listen(struct http *h, u16 port)
{
	struct tcp_listener *l = tcp_listen(h->ip->tcp, &(struct ipaddr){ .af = AF_NONE }, port, HTTP_CONNS_MAX, accept_peer, accepted, h);

	if (l)
		tcp_listen_in_vrfs(l);
	return l;
}

bool http_server_update(struct http *h)
{
	if (h->listener)
		tcp_unlisten(h->listener);
	h->listener = NULL;
	http_drop(h, false);
	if (h->on && !http_ports_meet(h))
		h->listener = http_listen(h, h->port);
	return !h->on || h->listener;
}

void http_server_free(struct http *h)
{
	while (h->conns)
		conn_free(h->conns);
	acl_release(h->acl4);
	acl_release(h->acl6);
}
