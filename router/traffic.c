/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The traffic generator and its sink. A packet's payload: "LYTR", type (1), 3 blank, stream (4), sequence (8), time sent (8), then a
 * pattern. After the last one the sender asks for the report, three times at most; asking again is harmless.
 */
#include "router/traffic.h"

#include <stdlib.h>

#include "router/stack.h"

enum { DATA, ASK, REPORT };
enum { CATCH_UP_MAX = 64, ASKS_MAX = 3, REPORT_LEN = 12 + 9 * 8 };
static const u8 magic[4] = { 'L', 'Y', 'T', 'R' };

struct stream {
	struct stream *next;	/* the latest heard of first */
	struct ipaddr from;
	u16 port;
	u32 id;
	u64 expected;
	nsec latency_last;
	struct traffic_report r;
};

struct services {
	struct udp_socket sink, echo, discard;
	struct stream *streams;
	unsigned n_streams;
};

static struct services *services(struct ipstack *s)
{
	if (!s->services)
		s->services = xcalloc(1, sizeof(*s->services));
	return s->services;
}

static struct stream *stream_get(struct services *v, const struct ipaddr *from, u16 port, u32 id)
{
	struct stream **at = &v->streams, *t;

	while (*at && !((*at)->id == id && (*at)->port == port && ipaddr_eq(&(*at)->from, from)) && (*at)->next)
		at = &(*at)->next;
	t = *at;
	if (t && t->id == id && t->port == port && ipaddr_eq(&t->from, from)) {
		*at = t->next;
	} else if (v->n_streams >= TRAFFIC_STREAMS_MAX) { /* the one not heard of for longest gives way */
		*at = NULL;
		memset(t, 0, sizeof(*t));
	} else {
		t = xcalloc(1, sizeof(*t));
		v->n_streams++;
	}
	t->from = *from;
	t->port = port;
	t->id = id;
	t->next = v->streams;
	v->streams = t;
	return t;
}

static void account(struct stream *t, u64 seq, nsec latency, u32 len, nsec now)
{
	struct traffic_report *r = &t->r;

	if (!r->packets) {
		r->first = now;
		r->latency_min = latency;
	} else {
		u64 d = latency > t->latency_last ? latency - t->latency_last : t->latency_last - latency;

		r->jitter = (nsec)((s64)r->jitter + ((s64)d - (s64)r->jitter) / 16);
	}
	r->packets++;
	r->bytes += len;
	r->last = now;
	r->latency_min = min_u64(r->latency_min, latency);
	r->latency_max = max_u64(r->latency_max, latency);
	r->latency_sum += latency;
	r->out_of_order += seq < t->expected;
	t->expected = max_u64(t->expected, seq + 1);
	t->latency_last = latency;
}

static void send_report(struct udp_socket *u, const struct ip_recv *r, u16 port, const struct stream *t)
{
	u8 buf[REPORT_LEN];
	struct wr w = wr_of(buf, sizeof(buf));
	struct ip_send to = { .src = r->dst, .dst = r->src, .out = r->src.af == AF_IP6 && ip6_is_linklocal(&r->src.v6) ? r->in : NULL };

	wr_copy(&w, magic, 4);
	wr_u32(&w, (u32)REPORT << 24);
	wr_u32(&w, t->id);
	wr_u64(&w, t->r.packets);
	wr_u64(&w, t->r.bytes);
	wr_u64(&w, t->r.out_of_order);
	wr_u64(&w, t->r.latency_min);
	wr_u64(&w, t->r.latency_sum);
	wr_u64(&w, t->r.latency_max);
	wr_u64(&w, t->r.jitter);
	wr_u64(&w, t->r.first);
	wr_u64(&w, t->r.last);
	udp_send(u, &to, port, buf, (u32)wr_len(&w));
}

static void sink_receive(struct udp_socket *u, const struct ip_recv *r, u16 src_port, struct frame *f)
{
	struct ipstack *s = u->ip;
	struct rd rd = rd_of(f->data, f->len);
	const u8 *m = rd_bytes(&rd, 4);
	u8 type = rd_u8(&rd);
	u32 id;
	u64 seq, sent;

	rd_skip(&rd, 3);
	id = rd_u32(&rd);
	seq = rd_u64(&rd);
	sent = rd_u64(&rd);
	if (!rd.bad && !memcmp(m, magic, 4)) {
		struct stream *t = stream_get(s->services, &r->src, src_port, id);
		nsec now = stack_now(s);

		if (type == DATA)
			account(t, seq, now > sent ? now - sent : 0, f->len, now);
		else if (type == ASK)
			send_report(u, r, src_port, t);
	}
	frame_put(f);
}

/* Never to a well-known port nor to a group: two echo servers would play for ever (RFC 862's trap, CERT CA-1996-01). */
static void echo_receive(struct udp_socket *u, const struct ip_recv *r, u16 src_port, struct frame *f)
{
	struct ip_send to = { .src = r->dst, .dst = r->src, .out = r->src.af == AF_IP6 && ip6_is_linklocal(&r->src.v6) ? r->in : NULL };
	bool group = r->dst.af == AF_IP4 ? ip4_is_multicast(r->dst.v4) || !ipif_find(u->ip, r->dst.v4) : ip6_is_multicast(&r->dst.v6);

	if (src_port >= 1024 && !group)
		udp_send(u, &to, src_port, f->data, f->len);
	frame_put(f);
}

static void discard_receive(struct udp_socket *u, const struct ip_recv *r, u16 src_port, struct frame *f)
{
	(void)u;
	(void)r;
	(void)src_port;
	frame_put(f);
}

static bool toggle(struct ipstack *s, struct udp_socket *u, u16 port, bool on,
		   void (*receive)(struct udp_socket *, const struct ip_recv *, u16, struct frame *))
{
	if (!on) {
		udp_close(u);
		return true;
	}
	if (u->ip)
		return true;
	u->port = port;
	u->receive = receive;
	return udp_open(s, u);
}

bool traffic_sink(struct ipstack *s, bool on) { return toggle(s, &services(s)->sink, TRAFFIC_PORT, on, sink_receive); }

bool udp_services(struct ipstack *s, bool on)
{
	return toggle(s, &services(s)->echo, 7, on, echo_receive) && toggle(s, &services(s)->discard, 9, on, discard_receive);
}

void traffic_free(struct ipstack *s)
{
	struct services *v = s->services;

	if (!v)
		return;
	udp_close(&v->sink);
	udp_close(&v->echo);
	udp_close(&v->discard);
	while (v->streams) {
		struct stream *t = v->streams;

		v->streams = t->next;
		free(t);
	}
	free(v);
	s->services = NULL;
}

/* ---- the sender ---- */

static void packet(struct traffic_gen *g, u8 type, u32 len)
{
	u8 buf[TRAFFIC_SIZE_MAX];
	struct wr w = wr_of(buf, len);

	wr_copy(&w, magic, 4);
	wr_u32(&w, (u32)type << 24);
	wr_u32(&w, g->id);
	wr_u64(&w, g->sent);
	wr_u64(&w, stack_now(g->ip));
	for (u32 k = (u32)wr_len(&w); k < len; k++)
		buf[k] = (u8)k;
	udp_send(&g->udp, &g->to, g->port, buf, len);
}

static void fire(struct timer *t)
{
	struct traffic_gen *g = container_of(t, struct traffic_gen, timer);
	struct worker *w = g->ip->node->worker;
	nsec now = stack_now(g->ip);
	u32 len = g->size - (g->to.dst.af == AF_IP4 ? IP4_HLEN : IP6_HLEN) - 8;

	for (unsigned k = 0; k < CATCH_UP_MAX && g->sent < g->count && g->started + g->sent * g->interval <= now; k++) {
		packet(g, DATA, len);
		g->sent++;
	}
	if (g->sent < g->count) {
		timer_set(w, t, g->started + g->sent * g->interval);
		return;
	}
	if (!g->ended)
		g->ended = now;
	if (g->asked >= ASKS_MAX) {
		g->done(g, NULL);
		return;
	}
	/* The first question comes a second after the last packet, so that what is on its way arrives. */
	if (g->asked || now > g->ended)
		packet(g, ASK, TRAFFIC_HLEN);
	g->asked += now > g->ended;
	timer_set(w, t, now + NSEC_PER_SEC);
}

static void report_receive(struct udp_socket *u, const struct ip_recv *ip, u16 src_port, struct frame *f)
{
	struct traffic_gen *g = u->arg;
	struct rd rd = rd_of(f->data, f->len);
	const u8 *m = rd_bytes(&rd, 4);
	u32 type = rd_u32(&rd) >> 24, id = rd_u32(&rd);
	struct traffic_report r = { 0 };

	(void)src_port;
	r.packets = rd_u64(&rd);
	r.bytes = rd_u64(&rd);
	r.out_of_order = rd_u64(&rd);
	r.latency_min = rd_u64(&rd);
	r.latency_sum = rd_u64(&rd);
	r.latency_max = rd_u64(&rd);
	r.jitter = rd_u64(&rd);
	r.first = rd_u64(&rd);
	r.last = rd_u64(&rd);
	if (!rd.bad && !memcmp(m, magic, 4) && type == REPORT && id == g->id && g->asked && ipaddr_eq(&ip->src, &g->to.dst)) {
		timer_stop(g->ip->node->worker, &g->timer);
		frame_put(f);
		g->done(g, &r);
		return;
	}
	frame_put(f);
}

bool traffic_start(struct ipstack *s, struct traffic_gen *g)
{
	g->ip = s;
	g->udp.receive = report_receive;
	g->udp.arg = g;
	if (!udp_open(s, &g->udp))
		return false;
	g->id = (u32)rng_u64(&s->node->rng);
	g->timer.fire = fire;
	g->started = stack_now(s);
	timer_set(s->node->worker, &g->timer, g->started);
	return true;
}

void traffic_stop(struct traffic_gen *g)
{
	timer_stop(g->ip->node->worker, &g->timer);
	udp_close(&g->udp);
}
