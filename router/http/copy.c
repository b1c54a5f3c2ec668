/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `copy` from and to http:, by GET and PUT; and what the device keeps of HTTP. */
#include <stdlib.h>

#include "router/acl/acl.h"
#include "router/http/http.h"
#include "router/stack.h"

struct carried {
	struct http_fetch f;
	struct transfer *transfer;
	u8 *got;
	u32 len, cap;
	u64 marked;
	bool full;
};

static void carried_free(struct carried *k)
{
	body_put(k->f.body);
	free(k->got);
	free(k);
}

static const char *trouble(const struct carried *k)
{
	u16 status = k->f.answer.status;

	if (k->full)
		return "No space left on device";
	return status / 100 == 2 ? NULL : status == 404 || status == 410 ? "No such file or directory" : status == 401 || status == 403 ? "Permission denied" :
	       status == 405 || status == 501 ? "Operation not supported" : "Protocol error";
}

static void head(struct http_fetch *f, const char *text, size_t len)
{
	struct carried *k = f->arg;

	(void)text;
	(void)len;
	if (f->answer.status / 100 == 2)
		k->transfer->began(k->transfer, f->via ? f->via->name : "");
}

static void data(struct http_fetch *f, const u8 *bytes, size_t len)
{
	struct carried *k = f->arg;
	struct transfer *t = k->transfer;

	if (t->put || k->full || f->answer.status / 100 != 2)
		return;
	if (k->len + len > FLASH_BYTES) { /* the rest is let pass */
		k->full = true;
		return;
	}
	if (k->len + len > k->cap) {
		k->cap = 2 * (k->len + (u32)len);
		k->got = xrealloc(k->got, k->cap, 1);
	}
	memcpy(k->got + k->len, bytes, len);
	k->len += (u32)len;
	for (; k->marked < k->len; k->marked += HTTP_MARK_BYTES)
		t->mark(t, '!');
}

static void done(struct http_fetch *f, const char *why)
{
	struct carried *k = f->arg;
	struct transfer *t = k->transfer;
	u8 *got = k->got;
	u32 len = k->len;

	why = why ? why : trouble(k);
	k->got = NULL;
	carried_free(k);
	t->state = NULL;
	t->done(t, why, got, len);
	free(got);
}

static bool start(struct transfer *t, const char **why)
{
	struct carried *k = xcalloc(1, sizeof(*k));
	char *url = xasprintf("%s://%s/%s", t->carrier->scheme, t->host, t->path);
	bool ok = http_url_parse(url, &k->f.url, why);

	free(url);
	k->transfer = t;
	k->f.method = t->put ? "PUT" : "GET";
	k->f.body = t->put ? body_hold(t->body) : NULL;
	k->f.head = head;
	k->f.data = data;
	k->f.done = done;
	k->f.arg = k;
	if (!ok || !http_fetch_start(t->dev->ip, &k->f, why)) {
		carried_free(k);
		return false;
	}
	t->state = k;
	return true;
}

static void stop(struct transfer *t)
{
	struct carried *k = t->state;

	t->state = NULL;
	if (!k)
		return;
	http_fetch_stop(&k->f);
	carried_free(k);
}

const struct carrier http_carrier = { .scheme = "http", .start = start, .stop = stop, .by_url = true };
const struct carrier https_carrier = { .scheme = "https", .start = start, .stop = stop, .by_url = true };

/* ---- the device's ---- */

static void tcp_gone(struct tcp_watcher *w)
{
	struct http *h = container_of(w, struct http, gone);

	while (h->fetches) {
		h->fetches->s = (struct stream){ 0 };	/* TCP is not to be called any more */
		http_fetch_stop(h->fetches);
	}
	http_server_free(h);
	http_secure_free(h);
	tls_set_free(&h->tls);
	h->ip->http = NULL;
	free(h);
}

struct http *http_of(struct ipstack *s)
{
	struct http *h = s->http;

	if (h)
		return h;
	h = s->http = xcalloc(1, sizeof(*h));
	h->ip = s;
	h->tls.ip = s;
	h->port = HTTP_PORT;
	h->secure_port = HTTPS_PORT;
	h->tls_least = GATE_TLS_12;
	h->tls_most = GATE_TLS_13;
	h->conns_max = HTTP_CONNS_DEFAULT;
	h->idle_s = HTTP_IDLE_S;
	h->life_s = HTTP_LIFE_S;
	h->requests_max = HTTP_REQUESTS;
	h->gone.freed = tcp_gone;
	tcp_watch(s->tcp, &h->gone);
	return h;
}

void http_iface_gone(struct ipif *p)
{
	struct http *h = p->ip->http;

	if (!h)
		return;
	h->source = h->source == p->i ? NULL : h->source;
	for (struct http_fetch *f = h->fetches; f; f = f->next)
		f->via = f->via == p->i ? NULL : f->via;
}
