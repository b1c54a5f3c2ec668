/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The client: an address is found for the name, a connection made, one request sent, its answer given to whoever asked as it comes. */
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

#include "cli/text.h"
#include "device/debug.h"
#include "router/http/http.h"
#include "router/stack.h"

bool http_url_parse(const char *text, struct http_url *u, const char **why)
{
	const char *host, *end, *at;
	size_t n;

	memset(u, 0, sizeof(*u));
	u->port = HTTP_PORT;
	*why = "Protocol not supported";
	u->secure = !strncasecmp(text, "https://", 8);
	if (u->secure)
		u->port = HTTPS_PORT;
	if (u->secure || !strncasecmp(text, "http://", 7))
		text += u->secure ? 8 : 7;
	else if (strstr(text, "://"))
		return false;
	*why = "Invalid argument";
	n = strcspn(text, "/?");
	end = text + n;
	at = memchr(text, '@', n);
	host = at ? at + 1 : text;
	if (at) {
		const char *colon = memchr(text, ':', (size_t)(at - text));
		size_t name = (size_t)((colon ? colon : at) - text), pass = colon ? (size_t)(at - colon) - 1 : 0;

		if (name >= sizeof(u->user) || pass >= sizeof(u->password))
			return false;
		memcpy(u->user, text, name);
		if (pass)
			memcpy(u->password, colon + 1, pass);
	}
	n = *host == '[' ? strcspn(host, "]") : strcspn(host, ":/?");
	if (*host == '[') {
		if (host[n] != ']')
			return false;
		host++;
		n--;
	}
	if (!n || n >= sizeof(u->host))
		return false;
	memcpy(u->host, host, n);
	host += n + (host[n] == ']');
	if (*host == ':') {
		unsigned long port = strtoul(host + 1, (char **)&at, 10);

		if (at == host + 1 || at != end || !port || port > 65535)
			return false;
		u->port = (u16)port;
	} else if (host != end) {
		return false;
	}
	n = (size_t)snprintf(u->path, sizeof(u->path), "%s%s", *end == '/' ? "" : "/", end);
	for (const char *p = u->path; *p; p++)
		if (*p <= ' ' || *p > '~')
			return false;
	return n < sizeof(u->path);
}

/* ---- ends ---- */

static void detach(struct http_fetch *f)
{
	struct http_fetch **at = &f->http->fetches;

	while (*at != f)
		at = &(*at)->next;
	*at = f->next;
	if (f->asking)
		dns_lookup_stop(&f->lookup);
	f->asking = false;
	timer_stop(f->http->ip->node->worker, &f->timer);
	free(f->request);
	f->request = NULL;
	f->http = NULL;
}

void http_fetch_stop(struct http_fetch *f)
{
	if (!f->http)
		return;
	stream_abort(&f->s);
	detach(f);
}

static void finish(struct http_fetch *f, const char *why)
{
	struct http *h = f->http;

	if (debug_on(h->ip->dev, DEBUG_HTTP))
		device_debug(h->ip->dev, "HTTP: client: %s %.200s, %s", f->method, f->url.path, why ? why : "all well");
	if (!why)
		stream_release(&f->s);
	http_fetch_stop(f);
	f->done(f, why);
}

static void timer_fired(struct timer *t) { finish(container_of(t, struct http_fetch, timer), "Connection timed out"); }

static void wait_on(struct http_fetch *f) { timer_set(f->http->ip->node->worker, &f->timer, stack_now(f->http->ip) + HTTP_CLIENT_S * NSEC_PER_SEC); }

/* ---- the request ---- */

static void make_request(struct http_fetch *f)
{
	bool v6 = strchr(f->url.host, ':'), mine = !*f->url.user && !*f->url.password;
	const char *user = mine ? f->http->user : f->url.user, *password = mine ? f->http->password : f->url.password;
	struct text t = { 0 };
	char basic[320];

	text_printf(&t, "%s %s HTTP/1.1\r\nHost: %s%s%s", f->method, f->url.path, v6 ? "[" : "", f->url.host, v6 ? "]" : "");
	if (f->url.port != (f->url.secure ? HTTPS_PORT : HTTP_PORT))
		text_printf(&t, ":%u", f->url.port);
	text_printf(&t, "\r\nUser-Agent: %s\r\nAccept: */*\r\nConnection: close\r\n", f->http->ip->is_router ? "cisco-IOS" : "Lanyard");
	if (*user || *password) { /* an enable password has no user */
		http_basic_make(user, password, basic, sizeof(basic));
		text_printf(&t, "Authorization: %s\r\n", basic);
	}
	if (f->body)
		text_printf(&t, "Content-Length: %u\r\n", f->body->len);
	text_puts(&t, "\r\n");
	f->request_len = (u32)t.len;
	f->request = text_take(&t);
}

u32 http_push(struct stream *s, const char *head, u32 head_len, const struct body *body, u32 at)
{
	u32 all = head_len + (body ? body->len : 0);

	while (at < all) {
		const void *from = at < head_len ? (const void *)(head + at) : body->data + (at - head_len);
		u32 n = (at < head_len ? head_len : all) - at;
		size_t took = stream_write(s, from, n);

		at += (u32)took;
		if (took < n)
			break; /* TCP_WRITABLE says when */
	}
	return at;
}

/* ---- the answer ---- */

static void give(void *arg, const u8 *data, size_t len)
{
	struct http_fetch *f = arg;

	f->got += len;
	f->data(f, data, len);
}

/* true: more is to come. */
static bool take(struct http_fetch *f)
{
	while (!f->answered) {
		size_t len = http_head_len(f->in, f->in_len);
		bool none;

		if (!len)
			return f->in_len < sizeof(f->in);
		if (!http_answer_read(&f->answer, f->in, len))
			return false;
		if (f->answer.status >= 200) { /* 1xx: another is to come (9110 15.2) */
			none = !strcmp(f->method, "HEAD") || f->answer.status == 204 || f->answer.status == 304;
			http_body_begin(&f->rest, &f->answer, none, false);
			f->answered = true;
			f->head(f, (const char *)f->in, len);
			if (!f->http)
				return false;
		} else if (f->answer.status == 101) {
			return false;
		}
		f->in_len -= (u32)len;
		memmove(f->in, f->in + len, f->in_len);
	}
	http_body_take(&f->rest, f->in, f->in_len, give, f);
	f->in_len = 0;
	return f->http && f->rest.state < HTTP_BODY_DONE;
}

static void read_more(struct http_fetch *f)
{
	bool end = false;
	size_t n;

	wait_on(f);
	do {
		n = stream_read(&f->s, f->in + f->in_len, sizeof(f->in) - f->in_len, &end);
		f->in_len += (u32)n;
		if (n && !take(f)) {
			if (f->http) /* nobody stopped it meanwhile */
				finish(f, f->answered && f->rest.state == HTTP_BODY_DONE ? NULL : "Protocol error");
			return;
		}
	} while (n);
	if (end)
		finish(f, f->answered && http_body_ended(&f->rest) ? NULL : "Connection reset by peer");
	else if (f->answered && f->rest.state == HTTP_BODY_DONE)
		finish(f, NULL);
}

/* What a connection that broke is called: over TLS the handshake may be why. */
static const char *broken(const struct http_fetch *f)
{
	const char *why = f->s.tls ? tls_why(f->s.tls) : NULL;

	return why ? why : "Connection reset by peer";
}

static void event(struct tcp_conn *c, enum tcp_event e, void *arg)
{
	struct http_fetch *f = arg;
	char why[TLS_WHY_MAX + 1];

	(void)c;
	if (e == TCP_CONNECTED && f->s.tls)
		http_tls_debug(f->http, f->s.tls, "client", f->url.host);
	switch (e) {
	case TCP_CONNECTED:
	case TCP_WRITABLE:
		wait_on(f);
		f->at = http_push(&f->s, f->request, f->request_len, f->body, f->at);
		break;
	case TCP_READABLE:
		read_more(f);
		break;
	case TCP_REFUSED:
		finish(f, "Connection refused");
		break;
	case TCP_UNREACHABLE:
		finish(f, "No route to host");
		break;
	case TCP_TIMEOUT:
		finish(f, "Connection timed out");
		break;
	default:
		if (f->s.tls)
			http_tls_debug(f->http, f->s.tls, "client", f->url.host);
		snprintf(why, sizeof(why), "%s", broken(f)); /* it goes with the connection */
		finish(f, why);
	}
}

/* ---- the start ---- */

static const struct iface *way_of(const struct tcp_conn *c, struct ipstack *s)
{
	struct ipaddr local;
	u16 port;

	tcp_local(c, &local, &port);
	for (const struct ipif *p = s->ifs; p; p = p->next)
		if (local.af == AF_IP4 ? ipif_addr4(p, local.v4) != NULL : ipif_addr6(p, &local.v6) != NULL)
			return p->i;
	return NULL;
}

static bool connect_to(struct http_fetch *f, const struct ipaddr *to)
{
	struct tcp_options o = { .user = { event, f }, .user_timeout = 30 * NSEC_PER_SEC };
	struct http *h = f->http;
	struct ipaddr src = ipif_source(h->source, to);
	struct tls_options secure = { .least = GATE_TLS_12, .most = GATE_TLS_13, .verify = f->verify };
	struct tcp_conn *c;
	u32 v4;

	make_request(f);
	c = tcp_connect(h->ip->tcp, &src, 0, to, f->url.port, &o);
	if (!c)
		return false;
	f->via = way_of(c, h->ip);
	if (!ip4_parse(f->url.host, &v4) && !strchr(f->url.host, ':'))
		secure.name = f->url.host; /* RFC 6066 3: no address */
	if (f->url.secure)
		f->s.tls = tls_over(&h->tls, c, &secure, &o.user);
	else
		f->s.c = c;
	timer_set(h->ip->node->worker, &f->timer, stack_now(h->ip) + 30 * NSEC_PER_SEC);
	return true;
}

static void address_known(struct dns_lookup *q)
{
	struct http_fetch *f = container_of(q, struct http_fetch, lookup);

	f->asking = false;
	if (q->result != DNS_FOUND || !q->n_found)
		finish(f, "Unknown host");
	else if (!connect_to(f, &q->found[0]))
		finish(f, "No route to host");
}

bool http_fetch_start(struct ipstack *s, struct http_fetch *f, const char **why)
{
	struct http *h = http_of(s);
	enum dns_asked asked;
	struct ipaddr to;

	if (f->url.secure && !tls_possible(s)) {
		*why = "TLS needs a lab on the real clock";
		return false;
	}
	f->lookup.done = address_known;
	f->timer.fire = timer_fired;
	f->http = h;
	f->next = h->fetches;
	h->fetches = f;
	asked = dns_find(s, f->url.host, &f->lookup, &to);
	f->asking = asked == DNS_ASKED;
	if (asked == DNS_ASKED || (asked == DNS_AT_ONCE && connect_to(f, &to)))
		return true;
	*why = asked == DNS_AT_ONCE ? "No route to host" : "Unknown host";
	detach(f);
	return false;
}
