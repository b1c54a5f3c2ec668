/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ip sla responder: opens the ports that control messages ask for, for as long as they ask, and answers what comes there. A peer can make no more than
 * SLA_SESSIONS_MAX of them; a port that is in use is not opened twice.
 */
#include <stdlib.h>

#include "router/sla/sla.h"
#include "router/stack.h"

enum { CONTROL_MIN = 24, CONTROL_UDP = 4, CONTROL_TCP = 5, STATUS_OK = 8, JITTER_TYPE = 2, DATA_MAX = 1500 };

u32 sla_day_ms(const struct ipstack *s) { return (u32)((u64)device_wall_clock(s->dev) / NSEC_PER_MS % 86400000ull); }

static void close_session(struct sla_session *x)
{
	struct slas *all = x->all;
	struct sla_session **at = &all->sessions;

	while (*at != x)
		at = &(*at)->next;
	*at = x->next;
	all->n_sessions--;
	udp_close(&x->udp);
	if (x->listener)
		tcp_unlisten(x->listener);
	timer_stop(all->ip->node->worker, &x->over);
	free(x);
}

static void session_over(struct timer *t) { close_session(container_of(t, struct sla_session, over)); }

static void answer(struct udp_socket *u, const struct ip_recv *r, u16 src_port, struct frame *f)
{
	struct sla_session *x = u->arg;
	struct ip_send to = { .src = r->dst, .dst = r->src, .tos = r->tos };
	u8 p[DATA_MAX];
	u32 len = f->len;

	if (r->src.af == AF_IP4 && r->src.v4 == x->peer && len >= SLA_JITTER_MIN && len <= sizeof(p)) {
		memcpy(p, f->data, len);
		if (get_be16(p) == JITTER_TYPE) {
			put_be32(p + 8, sla_day_ms(u->ip));
			put_be16(p + 14, ++x->received);
		}
		udp_send(u, &to, src_port, p, len);
	}
	frame_put(f);
}

static bool accept_any(struct tcp_listener *l, const struct ipaddr *peer, u16 peer_port, struct tcp_options *o)
{
	const struct sla_session *x = tcp_listener_arg(l);

	(void)peer_port;
	(void)o;
	return peer->af == AF_IP4 && peer->v4 == x->peer;
}

/* Connecting was all: what comes is not read. */
static void accepted(struct tcp_listener *l, struct tcp_conn *c)
{
	(void)l;
	tcp_release(c);
}

static struct sla_session *session_of(struct slas *all, u16 port, bool tcp)
{
	for (struct sla_session *x = all->sessions; x; x = x->next)
		if (x->port == port && (bool)x->listener == tcp)
			return x;
	return NULL;
}

/* The port is open for `ms` from now on, for peer. false: it cannot be. */
static bool open_session(struct slas *all, u32 peer, u16 port, bool tcp, u32 ms)
{
	struct sla_session *x = session_of(all, port, tcp);
	static const struct ipaddr any;

	if (!x) {
		if (all->n_sessions == SLA_SESSIONS_MAX || !port)
			return false;
		x = xcalloc(1, sizeof(*x));
		x->all = all;
		x->port = port;
		x->udp = (struct udp_socket){ .port = port, .receive = answer, .arg = x };
		x->over.fire = session_over;
		if (tcp)
			x->listener = tcp_listen(all->ip->tcp, &any, port, 4, accept_any, accepted, x);
		if (tcp ? !x->listener : !udp_open(all->ip, &x->udp)) {
			free(x);
			return false;
		}
		x->next = all->sessions;
		all->sessions = x;
		all->n_sessions++;
	}
	x->peer = peer;
	x->received = 0;
	timer_set(all->ip->node->worker, &x->over, stack_now(all->ip) + ms * NSEC_PER_MS);
	return true;
}

static void seen(struct slas *all, u32 addr)
{
	u32 k = 0;

	while (k < all->n_sources && all->source[k].addr != addr)
		k++;
	if (k == all->n_sources && k < SLA_SOURCES_MAX)
		all->n_sources++;
	if (k == SLA_SOURCES_MAX)
		k--;
	memmove(all->source + 1, all->source, k * sizeof(all->source[0]));
	all->source[0].addr = addr;
	all->source[0].at = stack_now(all->ip);
}

static void control(struct udp_socket *u, const struct ip_recv *r, u16 src_port, struct frame *f)
{
	struct slas *all = u->arg;
	struct rd rd = rd_of(f->data, f->len);
	struct ip_send to = { .src = r->dst, .dst = r->src, .tos = r->tos };
	u8 version = rd_u8(&rd), reply[CONTROL_MIN];
	u16 command, port, ms;

	rd_skip(&rd, 11);
	command = rd_u16(&rd);
	rd_skip(&rd, 6); /* length, the address that was asked */
	port = rd_u16(&rd);
	ms = rd_u16(&rd);
	all->controls++;
	if (rd.bad || version != 1 || (command != CONTROL_UDP && command != CONTROL_TCP) || r->src.af != AF_IP4 ||
	    !open_session(all, r->src.v4, port, command == CONTROL_TCP, ms)) {
		all->errors++;
	} else {
		seen(all, r->src.v4);
		memcpy(reply, f->data, sizeof(reply));
		reply[3] = STATUS_OK;
		memset(reply + 4, 0, 8);
		udp_send(u, &to, src_port, reply, sizeof(reply));
	}
	frame_put(f);
}

bool sla_responder(struct ipstack *s, bool on)
{
	struct slas *all = slas_of(s);

	if (on == all->responder)
		return true;
	if (on) {
		all->control = (struct udp_socket){ .port = SLA_CONTROL_PORT, .receive = control, .arg = all };
		if (!udp_open(s, &all->control))
			return false;
	} else {
		udp_close(&all->control);
		while (all->sessions)
			close_session(all->sessions);
	}
	all->responder = on;
	return true;
}
