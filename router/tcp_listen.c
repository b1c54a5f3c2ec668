/* SPDX-License-Identifier: GPL-3.0-or-later */
/* TCP's listeners: RFC 9293 3.10.7.2. The half-open connections of each are bounded by its backlog; a new one pushes out the oldest (RFC 4987 3.4). */
#include <stdlib.h>

#include "router/tcp_conn.h"

static struct tcp_listener *find(const struct tcp *t, const struct ipaddr *local, u16 port, bool from_vrf)
{
	struct tcp_listener *any = NULL;

	for (struct tcp_listener *l = t->listeners; l; l = l->next) {
		if (l->port != port || (from_vrf && !l->vrfs))
			continue;
		if (ipaddr_eq(&l->addr, local))
			return l;
		if (l->addr.af == AF_NONE)
			any = l;
	}
	return any;
}

struct tcp_listener *tcp_listener_find(const struct tcp *t, const struct ipaddr *local, u16 port)
{
	struct tcp_listener *l = find(t, local, port, false);

	return l || !t->first ? l : find(t->first, local, port, true);
}

void tcp_listen_in_vrfs(struct tcp_listener *l) { l->vrfs = true; }
bool tcp_is_guest(const struct tcp_conn *c) { return c->guest; }

void tcp_end_guests(struct tcp *t)
{
	for (struct tcp_conn *c = t->conns, *next; c; c = next) {
		next = c->next;
		if (!c->guest || !c->owned)
			continue;
		tcp_hold(c);
		tcp_die(c, TCP_RESET);
		tcp_unhold(c);
	}
}

struct tcp_listener *tcp_listen(struct tcp *t, const struct ipaddr *addr, u16 port, unsigned backlog,
				bool (*accept)(struct tcp_listener *l, const struct ipaddr *peer, u16 peer_port, struct tcp_options *o),
				void (*accepted)(struct tcp_listener *l, struct tcp_conn *c), void *arg)
{
	struct tcp_listener *l;
	struct ipaddr any = { .af = AF_NONE };

	if (!addr)
		addr = &any;
	for (l = t->listeners; l; l = l->next)
		if (l->port == port && ipaddr_eq(&l->addr, addr))
			return NULL;
	l = xcalloc(1, sizeof(*l));
	l->t = t;
	l->addr = *addr;
	l->port = port;
	l->backlog = (u16)max_u64(1, min_u64(backlog, TCP_BACKLOG_MAX));
	l->half_tail = &l->half;
	l->accept = accept;
	l->accepted = accepted;
	l->arg = arg;
	l->next = t->listeners;
	t->listeners = l;
	return l;
}

void *tcp_listener_arg(struct tcp_listener *l) { return l->arg; }

static void half_open_end(struct tcp_conn *c, bool reset)
{
	tcp_hold(c);
	if (reset)
		tcp_send_reset(c);
	tcp_die(c, TCP_REFUSED);
	tcp_unhold(c);
}

void tcp_unlisten(struct tcp_listener *l)
{
	struct tcp_listener **p = &l->t->listeners;

	while (l->half)
		half_open_end(l->half, true);
	while (*p != l)
		p = &(*p)->next;
	*p = l->next;
	free(l);
}

/* RFC 9293 3.10.7.2 third, and the options of a SYN in any state. */
void tcp_take_syn_options(struct tcp_conn *c, const struct tcp_segment *g)
{
	c->irs = g->seq;
	c->rcv_nxt = c->rcv_adv = c->last_ack_sent = g->seq + 1;
	c->use_ts = g->has_ts;
	c->ts_recent = g->tsval;
	c->ts_recent_at = tcp_now(c->t);
	c->use_sack = g->sack_permitted;
	c->use_scale = g->has_scale;
	c->snd_scale = g->scale;
	c->peer_mss = g->has_mss ? g->mss : 0;
	c->snd_wnd = c->snd_wnd_max = g->wnd;
	c->snd_wl1 = g->seq;
	c->snd_wl2 = c->snd_una;
	tcp_set_mss(c);
}

static void half_open_add(struct tcp_listener *l, struct tcp_conn *c)
{
	if (l->n_half >= l->backlog) {
		l->t->n_backlog_drops++;
		half_open_end(l->half, false);
	}
	c->listener = l;
	c->half_prev = l->half_tail;
	*l->half_tail = c;
	l->half_tail = &c->half_next;
	l->n_half++;
}

static enum drop take_syn(struct tcp *t, struct tcp_listener *l, const struct ip_recv *r, const struct tcp_segment *g, const u8 *p, u32 len,
			  const u32 *iss_least)
{
	struct tcp_options o = { .guest = l->t != t };
	struct ipaddr src;
	struct tcp_conn *c;
	enum drop why;
	u32 mtu = 0;

	if (!l->accept(l, &r->src, g->src_port, &o)) {
		tcp_refuse(t, r, g);
		return DROP_TCP_CLOSED;
	}
	if (r->src.af == AF_IP6 && ip6_is_linklocal(&r->src.v6))
		o.out = r->in;
	if (r->ttl < o.min_ttl)
		return DROP_TTL_SECURITY;
	why = tcp_check_signature(r, g, p, len, o.md5_key && *o.md5_key ? o.md5_key : NULL,
				  o.md5_key ? (u32)min_u64(strlen(o.md5_key), TCP_KEY_MAX) : 0);
	if (why != DROP_NONE)
		return why;
	if (!t->lower->route_source(t->ip, &r->src, o.out, &src, &mtu))
		return DROP_NO_ROUTE;
	c = tcp_conn_new(t, &r->dst, g->dst_port, &r->src, g->src_port, &o);
	c->passive = true;
	c->guest = l->t != t;
	c->count.in = 1;
	if (mtu)
		c->path_mtu = mtu;
	tcp_start_numbers(c, iss_least ? *iss_least : 0, iss_least != NULL);
	tcp_take_syn_options(c, g);
	tcp_step(c, MOVE_ACCEPT);
	half_open_add(l, c);
	tcp_timer_life(c, TCP_HALF_OPEN_LIFE);
	tcp_send_syn(c);
	return DROP_NONE;
}

enum drop tcp_listen_input(struct tcp *t, struct tcp_listener *l, const struct ip_recv *r, const struct tcp_segment *g, const u8 *p, u32 len,
			   const u32 *iss_least)
{
	if (g->flags & TCP_RST)
		return DROP_TCP_STATE;
	if (g->flags & TCP_ACK) {
		tcp_refuse(t, r, g);
		return DROP_TCP_CLOSED;
	}
	if (!(g->flags & TCP_SYN) || !g->src_port)
		return DROP_TCP_STATE;
	if (g->src_port == g->dst_port && ipaddr_eq(&r->src, &r->dst))
		return DROP_MARTIAN;	/* "land": we would talk to the listener itself */
	return take_syn(t, l, r, g, p, len, iss_least);
}
