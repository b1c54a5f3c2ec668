/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "router/dns/tcp.h"

#include <stdlib.h>
#include <string.h>

struct dns_call {
	struct dns_call *next;
	struct dns *dns;
	struct tcp_conn *c;	/* NULL: gone */
	dns_called *done;
	void *arg;
	u8 out[2 + DNS_UDP_MAX], head[2];
	u8 *in;			/* the answer, len octets; NULL: its length is not there */
	u32 out_len, n_head, len, n_in;
};

struct dns_peer {
	struct dns_peer *next;
	struct dns *dns;
	struct tcp_conn *c;
	struct timer timer;
	struct ipaddr addr;
	u8 in[2 + DNS_UDP_MAX];	/* a question; what comes behind it waits in the window */
	u32 n_in;
	bool busy, serving;	/* a question is out, or its answer not gone; is being looked at */
	u8 *out;		/* an answer that TCP has no room for yet, with its length before it; NULL: none */
	u32 out_len, n_out;
};

/* ---- asking ---- */

static void unlink_call(struct dns_call *k)
{
	struct dns_call **at = &k->dns->calls;

	while (*at != k)
		at = &(*at)->next;
	*at = k->next;
}

void dns_call_free(struct dns_call *k)
{
	if (!k)
		return;
	unlink_call(k);
	if (k->c)
		tcp_release(k->c);
	free(k->in);
	free(k);
}

static void finish(struct dns_call *k, bool good)
{
	unlink_call(k);
	if (k->c)
		tcp_release(k->c);
	k->done(k->arg, k->in, good ? k->len : 0);
	free(k->in);
	free(k);
}

/* true: the answer is whole. *end: no more will come. */
static bool read_answer(struct dns_call *k, bool *end)
{
	if (!k->in) {
		k->n_head += (u32)tcp_read(k->c, k->head + k->n_head, 2 - k->n_head, end);
		if (k->n_head < 2)
			return false;
		k->len = get_be16(k->head);
		k->in = xcalloc(1, k->len + 1u);
	}
	if (k->n_in < k->len)
		k->n_in += (u32)tcp_read(k->c, k->in + k->n_in, k->len - k->n_in, end);
	return k->n_in == k->len;
}

static void call_event(struct tcp_conn *c, enum tcp_event e, void *arg)
{
	struct dns_call *k = arg;
	bool end = false;

	if (e == TCP_CONNECTED) {
		if (tcp_write(c, k->out, k->out_len) != k->out_len)
			finish(k, false);
	} else if (e == TCP_READABLE) {
		if (read_answer(k, &end))
			finish(k, true);
		else if (end)
			finish(k, false);
	} else if (e != TCP_WRITABLE) {
		finish(k, false);
	}
}

struct dns_call *dns_call_new(struct dns *d, const struct ipaddr *server, const void *msg, u32 len, dns_called *done, void *arg)
{
	struct dns_call *k;
	struct ipaddr src = ipif_source(d->source, server);
	struct tcp_options o = { .user = { call_event, NULL }, .nodelay = true, .user_timeout = 30 * NSEC_PER_SEC };

	if (len > DNS_UDP_MAX || !d->ip->tcp)
		return NULL;
	if (server->af == AF_IP6 && ip6_is_linklocal(&server->v6))
		o.out = dns_heard_on(d->ip, server);
	dns_tcp_watch(d);
	k = xcalloc(1, sizeof(*k));
	*k = (struct dns_call){ .dns = d, .next = d->calls, .done = done, .arg = arg, .out_len = len + 2 };
	put_be16(k->out, (u16)len);
	memcpy(k->out + 2, msg, len);
	o.user.arg = k;
	k->c = tcp_connect(d->ip->tcp, &src, 0, server, DNS_PORT, &o);
	if (!k->c) {
		free(k);
		return NULL;
	}
	d->calls = k;
	return k;
}

/* ---- being asked ---- */

static void peer_free(struct dns_peer *k)
{
	struct dns *d = k->dns;
	struct dns_peer **at = &d->peers;

	while (*at != k)
		at = &(*at)->next;
	*at = k->next;
	d->n_peers--;
	dns_peer_gone(d, k);
	timer_stop(d->ip->node->worker, &k->timer);
	if (k->c)
		tcp_release(k->c);
	free(k->out);
	free(k);
}

static void idle_from_now(struct dns_peer *k) { timer_set(k->dns->ip->node->worker, &k->timer, stack_now(k->dns->ip) + DNS_PEER_IDLE_S * NSEC_PER_SEC); }

static void idle(struct timer *t)
{
	struct dns_peer *k = container_of(t, struct dns_peer, timer);

	if (k->out && k->c) { /* whoever does not take his answers is left */
		tcp_abort(k->c);
		k->c = NULL;
	}
	if (k->busy && !k->out)
		idle_from_now(k); /* the forwarder's own times end that */
	else
		peer_free(k);
}

/* Questions until one has to wait for its answer. false: the connection is over. */
static bool read_questions(struct dns_peer *k)
{
	bool end = false;

	while (!k->busy) {
		u32 want = k->n_in < 2 ? 2 : 2u + get_be16(k->in);

		if (want > sizeof(k->in))
			return false;
		if (k->n_in < want) {
			size_t n = tcp_read(k->c, k->in + k->n_in, want - k->n_in, &end);

			k->n_in += (u32)n;
			if (!n)
				return !end;
			continue;
		}
		k->n_in = 0;
		k->busy = k->serving = true;
		dns_peer_query(k->dns, k, &k->addr, k->in + 2, want - 2);
		k->serving = false;
		idle_from_now(k);
		if (!k->c)
			return false;
	}
	return true;
}

/* As much of the answer as TCP takes now; true: it has gone. */
static bool push_answer(struct dns_peer *k)
{
	size_t n = tcp_write(k->c, k->out + k->n_out, k->out_len - k->n_out);

	k->n_out += (u32)n;
	if (n)
		idle_from_now(k);
	if (k->n_out < k->out_len)
		return false;
	free(k->out);
	k->out = NULL;
	k->busy = false;
	return true;
}

static void peer_event(struct tcp_conn *c, enum tcp_event e, void *arg)
{
	struct dns_peer *k = arg;

	(void)c;
	if (e == TCP_WRITABLE && k->out && push_answer(k) && !k->serving)
		e = TCP_READABLE; /* what has come meanwhile */
	if (e == TCP_WRITABLE || e == TCP_CONNECTED || (e == TCP_READABLE && (k->busy || read_questions(k))))
		return;
	peer_free(k);
}

/* The next question waits until all of it has gone: an answer of 64 KiB is more than a connection buffers. */
void dns_peer_reply(struct dns_peer *k, const void *msg, u32 len)
{
	k->busy = true;
	k->out_len = len + 2;
	k->n_out = 0;
	k->out = xcalloc(1, k->out_len);
	put_be16(k->out, (u16)len);
	memcpy(k->out + 2, msg, len);
	if (push_answer(k) && !k->serving && !read_questions(k))
		peer_free(k);
}

static bool accept_peer(struct tcp_listener *l, const struct ipaddr *peer, u16 port, struct tcp_options *o)
{
	const struct dns *d = tcp_listener_arg(l);

	(void)peer;
	(void)port;
	o->nodelay = true;
	return d->n_peers < DNS_PEERS_MAX;
}

static void accepted(struct tcp_listener *l, struct tcp_conn *c)
{
	struct dns *d = tcp_listener_arg(l);
	struct dns_peer *k;
	u16 port;

	if (d->n_peers >= DNS_PEERS_MAX) {
		tcp_abort(c);
		tcp_release(c);
		return;
	}
	k = xcalloc(1, sizeof(*k));
	k->dns = d;
	k->c = c;
	k->timer.fire = idle;
	k->next = d->peers;
	d->peers = k;
	d->n_peers++;
	tcp_peer(c, &k->addr, &port);
	tcp_set_user(c, &(struct tcp_user){ peer_event, k });
	idle_from_now(k);
}

/* TCP goes before this: nobody may be asked or answered any more. */
static void freed(struct tcp_watcher *w)
{
	struct dns *d = container_of(w, struct dns, tcp_gone);

	for (struct dns_peer *k = d->peers; k; k = k->next)
		k->c = NULL;
	for (struct dns_call *k = d->calls; k; k = k->next)
		k->c = NULL;
	d->tcp_listener = NULL;
	d->watched = false;
	while (d->peers)
		peer_free(d->peers);
	while (d->calls)
		finish(d->calls, false);
}

void dns_tcp_watch(struct dns *d)
{
	if (d->watched || !d->ip->tcp)
		return;
	d->tcp_gone.freed = freed;
	tcp_watch(d->ip->tcp, &d->tcp_gone);
	d->watched = true;
}

void dns_tcp_unwatch(struct dns *d)
{
	if (d->watched)
		tcp_unwatch(d->ip->tcp, &d->tcp_gone);
	d->watched = false;
}

bool dns_tcp_listen(struct dns *d)
{
	const struct ipaddr any = { .af = AF_NONE };

	if (!d->ip->tcp)
		return true;
	dns_tcp_watch(d);
	if (!d->tcp_listener)
		d->tcp_listener = tcp_listen(d->ip->tcp, &any, DNS_PORT, DNS_PEERS_MAX, accept_peer, accepted, d);
	return d->tcp_listener;
}

void dns_tcp_close(struct dns *d)
{
	while (d->peers)
		peer_free(d->peers);
	if (d->tcp_listener)
		tcp_unlisten(d->tcp_listener);
	d->tcp_listener = NULL;
}
