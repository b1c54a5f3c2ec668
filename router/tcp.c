/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * TCP: connections and what users do with them.
 *
 * A segment goes tcp_input.c -> (tcp_listen.c for a SYN) -> acknowledgements to tcp_recovery.c -> data to tcp_buffer.c -> tcp_output.c,
 * which alone makes segments. tcp_step() here alone changes a connection's state; its table is RFC 9293 figure 5.
 *
 * While a segment or a timer is worked on, the connection is held: events gather in it as bits and are told at the end, so that a
 * user's callback may do anything, tcp_release() too. A connection is freed when it is CLOSED, nobody owns it and nobody holds it.
 *
 * Memory: under 1 KiB a connection; buffers exist only while they hold bytes. Bounds: half-open connections by the
 * listener's backlog (the oldest goes), TIME-WAIT by TCP_TIME_WAIT_MAX, buffers by the user's sizes, ranges by TCP_RANGES_MAX.
 *
 * A segment to one of our own addresses may come back from within lower->send(); such are put aside and worked on by a timer that is due
 * at once, so that no connection is entered twice.
 */
#include <stdlib.h>

#include "net/rd.h"
#include "net/siphash.h"
#include "router/tcp_conn.h"

enum { HASH_START = 16, EPHEMERAL_FIRST = 49152, EPHEMERAL_N = 65536 - 49152 };

/* ---- the device's TCP ---- */

static void deferred_fire(struct timer *timer)
{
	struct tcp *t = container_of(timer, struct tcp, deferred_timer);
	struct tcp_deferred *d = t->deferred, *next;

	t->deferred = NULL;
	t->deferred_tail = &t->deferred;
	t->n_deferred = 0;
	for (; d; d = next) {
		next = d->next;
		tcp_input(t, &d->r, d->f);
		free(d);
	}
}

struct tcp *tcp_new_over(struct node *n, struct ipstack *s, const struct tcp_lower *lower)
{
	struct tcp *t = xcalloc(1, sizeof(*t));

	t->node = n;
	t->ip = s;
	t->lower = lower;
	t->conns_tail = &t->conns;
	t->time_wait_tail = &t->time_wait;
	t->deferred_tail = &t->deferred;
	t->deferred_timer.fire = deferred_fire;
	for (unsigned i = 0; i < 2; i++) {
		t->hash_key[i] = rng_u64(&n->rng);
		t->isn_key[i] = rng_u64(&n->rng);
	}
	return t;
}

void tcp_free(struct tcp *t)
{
	struct tcp_deferred *d;

	if (!t)
		return;
	for (struct tcp_watcher *w; (w = t->watchers);) {
		t->watchers = w->next;
		w->freed(w);
	}
	tcp_services_stop(t);
	while (t->listeners)
		tcp_unlisten(t->listeners);
	for (struct tcp_conn *c = t->conns, *next; c; c = next) {
		next = c->next;
		c->owned = false;
		tcp_hold(c);
		tcp_die(c, TCP_CLOSED);
		tcp_unhold(c);
	}
	while ((d = t->deferred)) {
		t->deferred = d->next;
		frame_put(d->f);
		free(d);
	}
	timer_stop(t->node->worker, &t->deferred_timer);
	if (t->lower->detach)
		t->lower->detach(t->ip);
	free(t->hash);
	free(t);
}

void tcp_watch(struct tcp *t, struct tcp_watcher *w)
{
	w->next = t->watchers;
	t->watchers = w;
}

void tcp_unwatch(struct tcp *t, struct tcp_watcher *w)
{
	struct tcp_watcher **p = &t->watchers;

	while (*p != w)
		p = &(*p)->next;
	*p = w->next;
}

/* ---- finding connections ---- */

static u64 mix(u64 a, u64 b)
{
	__extension__ unsigned __int128 m = (unsigned __int128)a * b;

	return (u64)m ^ (u64)(m >> 64);
}

static u64 addr_bits(const struct tcp *t, const struct ipaddr *a)
{
	return a->af == AF_IP4 ? a->v4 : mix(a->v6.w[0] ^ t->hash_key[0], a->v6.w[1] ^ t->hash_key[1]);
}

static u32 hash(const struct tcp *t, const struct ipaddr *local, u16 local_port, const struct ipaddr *peer, u16 peer_port)
{
	u64 h = mix(addr_bits(t, peer) ^ t->hash_key[0], (u64)local_port << 16 ^ peer_port ^ t->hash_key[1]);

	return (u32)mix(h ^ addr_bits(t, local), t->hash_key[0] | 1) & (t->n_hash - 1);
}

struct tcp_conn *tcp_lookup(const struct tcp *t, const struct ipaddr *local, u16 local_port, const struct ipaddr *peer, u16 peer_port)
{
	if (!t->n_hash)
		return NULL;
	for (struct tcp_conn *c = t->hash[hash(t, local, local_port, peer, peer_port)]; c; c = c->hash_next)
		if (c->local_port == local_port && c->peer_port == peer_port && ipaddr_eq(&c->peer, peer) &&
		    ipaddr_eq(&c->local, local))
			return c;
	return NULL;
}

static void hash_link(struct tcp *t, struct tcp_conn *c)
{
	struct tcp_conn **slot = &t->hash[hash(t, &c->local, c->local_port, &c->peer, c->peer_port)];

	c->hash_next = *slot;
	*slot = c;
	c->hashed = true;
}

static void hash_add(struct tcp *t, struct tcp_conn *c)
{
	if (t->n_hashed >= t->n_hash) {
		t->n_hash = t->n_hash ? 2 * t->n_hash : HASH_START;
		free(t->hash);
		t->hash = xcalloc(t->n_hash, sizeof(struct tcp_conn *));
		for (struct tcp_conn *each = t->conns; each; each = each->next)
			if (each->hashed)
				hash_link(t, each);
	}
	hash_link(t, c);
	t->n_hashed++;
}

static void hash_remove(struct tcp *t, struct tcp_conn *c)
{
	struct tcp_conn **p;

	if (!c->hashed)
		return;
	p = &t->hash[hash(t, &c->local, c->local_port, &c->peer, c->peer_port)];
	while (*p != c)
		p = &(*p)->hash_next;
	*p = c->hash_next;
	c->hashed = false;
	t->n_hashed--;
}

/* ---- the life of a connection ---- */

/* RFC 6528: ISN = M + F(4-tuple, key), M counting every 4 us. F is SipHash; its second word moves the timestamps (RFC 7323 5.4). */
void tcp_start_numbers(struct tcp_conn *c, u32 at_least, bool has_least)
{
	u8 tuple[36] = { 0 };
	struct wr w = wr_of(tuple, sizeof(tuple));
	u64 f;

	for (unsigned i = 0; i < 2; i++) {
		const struct ipaddr *a = i ? &c->peer : &c->local;

		if (a->af == AF_IP4)
			wr_u32(&w, a->v4);
		else
			wr_copy(&w, a->v6.b, 16);
	}
	wr_u16(&w, c->local_port);
	wr_u16(&w, c->peer_port);
	f = siphash(c->t->isn_key, tuple, sizeof(tuple));
	c->iss = (u32)(tcp_now(c->t) / (4 * NSEC_PER_US)) + (u32)(f >> 32);
	if (has_least)	/* RFC 9293 3.4.2: above all that an incarnation in TIME-WAIT has used */
		c->iss = seq_max(c->iss, at_least);
	c->ts_offset = (u32)f;
	c->snd_una = c->snd_nxt = c->recover = c->high_rxt = c->iss;
}

static u32 buffer_size(u32 asked)
{
	if (!asked)
		return TCP_BUFFER_DEFAULT;
	return (u32)max_u64(TCP_BUFFER_MIN, min_u64(asked, TCP_BUFFER_MAX));
}

struct tcp_conn *tcp_conn_new(struct tcp *t, const struct ipaddr *local, u16 local_port, const struct ipaddr *peer, u16 peer_port,
			      const struct tcp_options *o)
{
	struct tcp_conn *c = xcalloc(1, sizeof(*c));

	c->t = t;
	c->id = ++t->next_id;
	c->local = *local;
	c->peer = *peer;
	c->local_port = local_port;
	c->peer_port = peer_port;
	c->user = o->user;
	c->ttl = o->ttl ? o->ttl : 64;
	c->tos = o->tos;
	c->min_ttl = o->min_ttl;
	c->nodelay = o->nodelay;
	c->fixed_mtu = o->path_mtu;
	c->out = o->out;
	c->snd.limit = buffer_size(o->send_buffer);
	c->rcv.limit = buffer_size(o->receive_buffer);
	while (c->rcv.limit >> c->rcv_scale > 65535)
		c->rcv_scale++;
	c->user_timeout = o->user_timeout;
	c->keepalive_idle = o->keepalive_idle;
	if (o->md5_key && *o->md5_key) {
		c->key = xstrdup(o->md5_key);
		c->key_len = (u8)min_u64(strlen(c->key), TCP_KEY_MAX);
	}
	c->path_mtu = peer->af == AF_IP4 ? 576 : 1280;
	c->rto = TCP_RTO_INITIAL;
	c->opened = c->last_heard = c->last_sent = c->progress = tcp_now(t);
	tcp_timers_init(c);
	c->prev = t->conns_tail;
	*t->conns_tail = c;
	t->conns_tail = &c->next;
	t->n_conns++;
	hash_add(t, c);
	return c;
}

static void conn_free(struct tcp_conn *c)
{
	struct tcp *t = c->t;

	*c->prev = c->next;
	if (c->next)
		c->next->prev = c->prev;
	else
		t->conns_tail = c->prev;
	t->n_conns--;
	tcp_ring_free(&c->rcv);
	free(c->key);
	free(c);
}

void tcp_half_open_unlink(struct tcp_conn *c)
{
	if (!c->half_prev)
		return;
	*c->half_prev = c->half_next;
	if (c->half_next)
		c->half_next->half_prev = c->half_prev;
	else
		*(c->state == TCPS_TIME_WAIT ? &c->t->time_wait_tail : &c->listener->half_tail) = c->half_prev;
	if (c->state == TCPS_TIME_WAIT)
		c->t->n_time_wait--;
	else
		c->listener->n_half--;
	c->half_prev = NULL;
	c->half_next = NULL;
}

static void enter_time_wait(struct tcp_conn *c)
{
	struct tcp *t = c->t;

	tcp_timers_stop(c);
	tcp_timer_life(c, TCP_2MSL);
	tcp_ring_free(&c->snd);
	tcp_ranges_clear(&c->sacked);
	tcp_ranges_clear(&c->ooo);
	c->half_prev = t->time_wait_tail;
	*t->time_wait_tail = c;
	t->time_wait_tail = &c->half_next;
	tcp_event_later(c, TCP_CLOSED);
	if (++t->n_time_wait > TCP_TIME_WAIT_MAX) {
		struct tcp_conn *oldest = t->time_wait;

		tcp_hold(oldest);
		tcp_step(oldest, MOVE_END);
		tcp_unhold(oldest);
	}
}

static void enter_closed(struct tcp_conn *c)
{
	tcp_timers_stop(c);
	hash_remove(c->t, c);
	tcp_ring_free(&c->snd);
	tcp_ranges_clear(&c->sacked);
	tcp_ranges_clear(&c->ooo);
}

static void enter_established(struct tcp_conn *c)
{
	c->retries = 0;
	c->rto = c->syn_lost && !c->srtt ? TCP_RTO_AFTER_SYN_LOSS : c->rto;
	tcp_timers_stop(c);
	tcp_congestion_start(c);
	tcp_timer_keepalive(c);
	tcp_event_later(c, TCP_CONNECTED);
	if (c->passive)
		c->t->n_accepted++;
	else
		c->t->n_connected++;
}

static const struct {
	unsigned from;
	enum tcp_move move;
	enum tcp_state to;
} moves[] = {
	/* in these states                   on              then be                  RFC 9293 */
	{ TCPS(CLOSED),                      MOVE_CONNECT,   TCPS_SYN_SENT },      /* 3.10.1 */
	{ TCPS(CLOSED),                      MOVE_ACCEPT,    TCPS_SYN_RCVD },      /* 3.10.7.2 */
	{ TCPS(SYN_SENT),                    MOVE_SYN,       TCPS_SYN_RCVD },      /* 3.10.7.3, 3.5 */
	{ TCPS(SYN_SENT) | TCPS(SYN_RCVD),   MOVE_OPENED,    TCPS_ESTABLISHED },   /* 3.10.7.3, 3.10.7.4 */
	{ TCPS(ESTABLISHED),                 MOVE_CLOSE,     TCPS_FIN_WAIT_1 },    /* 3.10.4 */
	{ TCPS(CLOSE_WAIT),                  MOVE_CLOSE,     TCPS_LAST_ACK },
	{ TCPS(ESTABLISHED),                 MOVE_FIN,       TCPS_CLOSE_WAIT },    /* 3.10.7.4, eighth */
	{ TCPS(FIN_WAIT_1),                  MOVE_FIN,       TCPS_CLOSING },
	{ TCPS(FIN_WAIT_2),                  MOVE_FIN,       TCPS_TIME_WAIT },
	{ TCPS(FIN_WAIT_1),                  MOVE_FIN_ACKED, TCPS_FIN_WAIT_2 },    /* 3.10.7.4, fifth */
	{ TCPS(CLOSING),                     MOVE_FIN_ACKED, TCPS_TIME_WAIT },
	{ TCPS(LAST_ACK),                    MOVE_FIN_ACKED, TCPS_CLOSED },
	{ ~TCPS(CLOSED),                     MOVE_END,       TCPS_CLOSED },
};

void tcp_step(struct tcp_conn *c, enum tcp_move m)
{
	for (unsigned i = 0; i < ARRAY_LEN(moves); i++) {
		if (moves[i].move != m || !tcp_in(c->state, moves[i].from))
			continue;
		tcp_half_open_unlink(c);
		c->state = (u8)moves[i].to;
		if (c->state == TCPS_ESTABLISHED)
			enter_established(c);
		else if (c->state == TCPS_TIME_WAIT)
			enter_time_wait(c);
		else if (c->state == TCPS_CLOSED)
			enter_closed(c);
		else if (c->state == TCPS_FIN_WAIT_2 && c->released)
			tcp_timer_life(c, TCP_ORPHAN_LIFE);
		return;
	}
	bug("tcp: move %d in state %s", m, tcp_state_name(c));
}

void tcp_event_later(struct tcp_conn *c, enum tcp_event e)
{
	if (e == TCP_CLOSED) {
		if (c->closed_told)
			return;
		c->closed_told = true;
	}
	c->events |= (u8)(1u << e);
}

void tcp_die(struct tcp_conn *c, enum tcp_event e)
{
	if (c->state == TCPS_CLOSED)
		return;
	if (e != TCP_CLOSED) {
		tcp_ring_free(&c->rcv);
		c->closed_told = true;
	}
	tcp_step(c, MOVE_END);
	tcp_event_later(c, e);
}

void tcp_hold(struct tcp_conn *c) { c->hold++; }

static void tell_accepted(struct tcp_conn *c)
{
	struct tcp_listener *l = c->listener;

	c->listener = NULL;
	if (!c->passive || c->told || !l)
		return;
	c->owned = true;
	l->accepted(l, c);
}

void tcp_unhold(struct tcp_conn *c)
{
	if (c->hold > 1) {
		c->hold--;
		return;
	}
	while (c->events) {
		enum tcp_event e = (enum tcp_event)__builtin_ctz(c->events);

		c->events &= (u8)(c->events - 1);
		if (e == TCP_CONNECTED) {
			tell_accepted(c);
			c->told = true;
		}
		if (c->owned && c->user.event)
			c->user.event(c, e, c->user.arg);
	}
	tcp_output(c);
	c->hold = 0;
	if (c->state == TCPS_CLOSED && !c->owned)
		conn_free(c);
}

/* ---- users ---- */

static bool port_choose(struct tcp *t, const struct ipaddr *src, const struct ipaddr *dst, u16 dst_port, u16 *port)
{
	u32 start = (u32)rng_below(&t->node->rng, EPHEMERAL_N);	/* RFC 6056 3.3.1 */

	for (u32 i = 0; i < EPHEMERAL_N; i++) {
		*port = (u16)(EPHEMERAL_FIRST + (start + i) % EPHEMERAL_N);
		if (!tcp_lookup(t, src, *port, dst, dst_port) && !tcp_listener_find(t, src, *port))
			return true;
	}
	return false;
}

struct tcp_conn *tcp_connect(struct tcp *t, const struct ipaddr *src, u16 src_port, const struct ipaddr *dst, u16 dst_port,
			     const struct tcp_options *o)
{
	static const struct tcp_options none;
	struct ipaddr from = { .af = AF_NONE };
	struct tcp_conn *c, *was;
	u32 mtu = 0, least = 0;

	if (!o)
		o = &none;
	if (!dst_port || (dst->af == AF_IP4 ? ip4_is_multicast(dst->v4) || dst->v4 == ~0u : ip6_is_multicast(&dst->v6)))
		return NULL;
	if (!t->lower->route_source(t->ip, dst, o->out, &from, &mtu))
		return NULL;
	if (src && src->af != AF_NONE)
		from = *src;
	if (!src_port && !port_choose(t, &from, dst, dst_port, &src_port))
		return NULL;
	was = tcp_lookup(t, &from, src_port, dst, dst_port);
	if (was) {	/* RFC 9293 3.4.2: only one that waits may be replaced, by higher numbers */
		if (was->state != TCPS_TIME_WAIT)
			return NULL;
		least = was->snd_nxt + 65536;
		tcp_hold(was);
		tcp_die(was, TCP_CLOSED);
		tcp_unhold(was);
	}
	c = tcp_conn_new(t, &from, src_port, dst, dst_port, o);
	c->owned = true;
	if (mtu)
		c->path_mtu = mtu;
	tcp_start_numbers(c, least, was != NULL);
	tcp_set_mss(c);
	tcp_step(c, MOVE_CONNECT);
	tcp_send_syn(c);
	return c;
}

size_t tcp_writable(const struct tcp_conn *c)
{
	if (c->fin_queued || !tcp_in(c->state, TCPS(SYN_SENT) | TCPS(SYN_RCVD) | TCPS(ESTABLISHED) | TCPS(CLOSE_WAIT)))
		return 0;
	return c->snd.limit - c->snd.len;
}

size_t tcp_write(struct tcp_conn *c, const void *data, size_t len)
{
	size_t n = min_u64(len, tcp_writable(c));

	if (n < len)
		c->want_write = true;
	if (!n)
		return 0;
	tcp_ring_put(&c->snd, c->snd.len, data, (u32)n);
	c->snd.len += (u32)n;
	if (!c->hold)	/* else at the end of the work under way */
		tcp_output(c);
	return n;
}

size_t tcp_readable(const struct tcp_conn *c) { return c->rcv.len; }

size_t tcp_read(struct tcp_conn *c, void *data, size_t len, bool *end)
{
	u32 n = (u32)min_u64(len, c->rcv.len), more;

	if (n) {
		tcp_ring_get(&c->rcv, 0, data, n);
		tcp_ring_drop(&c->rcv, n, c->ooo.n != 0);
	}
	if (end)
		*end = !c->rcv.len && (c->fin_seen || c->state == TCPS_CLOSED);
	/* A window that opens by two segments or by half the buffer is told at once (RFC 9293 3.8.6.2.2). */
	if (n && !c->fin_seen && tcp_in(c->state, TCPS(ESTABLISHED) | TCPS(FIN_WAIT_1) | TCPS(FIN_WAIT_2))) {
		more = c->rcv_nxt + tcp_window(c) - c->rcv_adv;
		if ((s32)more > 0 && (more >= 2u * c->our_mss || more >= c->rcv.limit / 2)) {
			c->ack_now = true;
			if (!c->hold)
				tcp_output(c);
		}
	}
	return n;
}

void tcp_shutdown(struct tcp_conn *c)
{
	if (c->fin_queued || !tcp_in(c->state, TCPS(SYN_SENT) | TCPS(SYN_RCVD) | TCPS(ESTABLISHED) | TCPS(CLOSE_WAIT)))
		return;
	c->fin_queued = true;
	if (tcp_in(c->state, TCPS(SYN_SENT) | TCPS(SYN_RCVD)))
		return;	/* RFC 9293 3.10.4: queued until ESTABLISHED */
	tcp_step(c, MOVE_CLOSE);
	if (!c->hold)
		tcp_output(c);
}

void tcp_abort(struct tcp_conn *c)
{
	c->owned = false;
	c->released = true;
	c->user.event = NULL;
	tcp_hold(c);
	if (tcp_in(c->state, TCPS(SYN_RCVD) | TCPS(ESTABLISHED) | TCPS(FIN_WAIT_1) | TCPS(FIN_WAIT_2) | TCPS(CLOSE_WAIT)))
		tcp_send_reset(c);	/* RFC 9293 3.10.5 */
	tcp_ring_free(&c->rcv);
	tcp_die(c, TCP_CLOSED);
	c->events = 0;
	tcp_unhold(c);
}

void tcp_release(struct tcp_conn *c)
{
	/* RFC 9293 3.6.1: data that nobody will read ends the connection with a RST. */
	if (c->state == TCPS_SYN_SENT || (c->rcv.len && !tcp_in(c->state, TCPS(CLOSED) | TCPS(TIME_WAIT)))) {
		tcp_abort(c);
		return;
	}
	c->owned = false;
	c->released = true;
	c->user.event = NULL;
	tcp_hold(c);
	c->events = 0;
	tcp_shutdown(c);
	if (c->state == TCPS_FIN_WAIT_2)
		tcp_timer_life(c, TCP_ORPHAN_LIFE);
	tcp_ring_free(&c->rcv);
	tcp_unhold(c);
}

void tcp_iface_removed(struct tcp *t, const struct iface *i)
{
	for (struct tcp_deferred *d = t->deferred; d; d = d->next)
		if (d->r.in == i)
			d->r.in = NULL;
	for (struct tcp_conn *c = t->conns, *next; c; c = next) {
		next = c->next;
		if (c->out != i)
			continue;
		c->out = NULL;
		tcp_hold(c);
		tcp_die(c, TCP_UNREACHABLE);
		tcp_unhold(c);
	}
}
