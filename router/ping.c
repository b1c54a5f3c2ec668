/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Echo requests and traceroute's UDP probes. One probe is out at a time, as IOS does it: the next goes when its answer or its
 * timeout has come. Answers are told apart by identifier and sequence number.
 */
#include "router/ping.h"

#include "net/icmp.h"
#include "net/udp.h"
#include "router/stack.h"

static void finish(struct ping *p, const struct ping_result *r)
{
	timer_stop(p->ip->node->worker, &p->timer);
	p->waiting = false;
	p->last = *r;
	p->last.rtt = stack_now(p->ip) - p->sent_at;
	p->last.seq = p->sent - 1;
	if (r->mark == '!') {
		p->received++;
		p->sum += p->last.rtt;
		p->max = max_u64(p->max, p->last.rtt);
		p->min = p->received == 1 ? p->last.rtt : min_u64(p->min, p->last.rtt);
	}
	p->result(p, &p->last);
}

/* The result is out: what comes next is done from the timer, never from within input. */
static void later(struct ping *p) { timer_set(p->ip->node->worker, &p->timer, stack_now(p->ip)); }

static void fire(struct timer *t)
{
	struct ping *p = container_of(t, struct ping, timer);

	if (p->waiting) {
		const struct ping_result r = { .mark = '.' };

		finish(p, &r);
	}
	if (p->sent >= p->count)
		p->done(p);
	else
		ping_probe(p);
}

static void answer(struct ping *p, const struct ping_result *r)
{
	finish(p, r);
	later(p);
}

static struct frame *echo(struct ping *p)
{
	bool v4 = p->to.dst.af == AF_IP4;
	struct ipaddr src = p->to.src;
	u32 hlen = v4 ? IP4_HLEN : IP6_HLEN, len = p->size > hlen + ICMP_HLEN ? p->size - hlen : ICMP_HLEN;
	struct frame *f = ip_frame(p->ip, len);
	u8 *d;

	if (!f)
		return NULL;
	/* An address may have come since the ping began: the checksum covers the one that this probe leaves with. */
	if (src.af == AF_NONE && !ip_route_source(p->ip, &p->to.dst, p->to.out, &src, NULL)) {
		frame_put(f);
		return NULL;
	}
	d = f->data;
	d[ICMP_TYPE] = v4 ? ICMP_ECHO : ICMP6_ECHO;
	d[ICMP_CODE] = 0;
	put_be16(d + ICMP_CSUM, 0);
	put_be16(d + ICMP_ID, p->id);
	put_be16(d + ICMP_SEQ, (u16)p->sent);
	for (u32 k = ICMP_HLEN; k < len; k++)
		d[k] = (u8)(k % 2 ? p->pattern : p->pattern >> 8);
	if (v4) {
		put_be16(d + ICMP_CSUM, csum_finish(csum_add(0, d, len)));
		p->ip->icmp_out[ICMP_ECHO]++;
	} else {
		put_be16(d + ICMP_CSUM, csum_finish(csum_add(ip6_pseudo(&src.v6, &p->to.dst.v6, IP_ICMP6, len), d, len)));
		p->ip->icmp6_out[ICMP6_ECHO]++;
	}
	return f;
}

void ping_probe(struct ping *p)
{
	struct ipstack *s = p->ip;
	struct ping_result r = { .mark = '.' };
	enum drop why = DROP_NO_FRAME;

	p->sent_at = stack_now(s);
	p->waiting = true;
	timer_set(s->node->worker, &p->timer, p->sent_at + p->timeout);
	if (p->kind == PING_ECHO) {
		struct frame *f = echo(p);

		p->sent++;
		if (f)
			why = ip_send(s, &p->to, f);
	} else {
		static const u8 nothing[1500];
		u32 hlen = p->to.dst.af == AF_IP4 ? IP4_HLEN : IP6_HLEN;

		p->sent++;
		why = udp_send(&p->udp, &p->to, (u16)(p->port + p->sent - 1), nothing, p->size - hlen - UDP_HLEN);
	}
	if (why == DROP_NEEDS_FRAGMENT) {
		r.mark = 'M';
		answer(p, &r);
	}
	/* anything else that kept it here looks like a loss, after its time */
}

static void trace_error(struct udp_socket *u, const struct ip_error *e, u16 dst_port)
{
	struct ping *p = u->arg;
	bool v4 = e->dst.af == AF_IP4;
	struct ping_result r = { .from = e->from, .type = e->type, .code = e->code, .mark = '?' };

	if (!p->waiting || dst_port != (u16)(p->port + p->sent - 1))
		return;
	if (v4 ? e->type == ICMP_TIME_EXCEEDED : e->type == ICMP6_TIME_EXCEEDED)
		r.mark = 'T';
	else if (v4 && e->type == ICMP_UNREACH)
		r.mark = e->code == ICMP_UNREACH_PORT ? '!' : e->code == ICMP_UNREACH_NET ? 'N' : e->code == ICMP_UNREACH_PROTO ? 'P' :
			 e->code == ICMP_UNREACH_PROHIBITED ? 'A' : e->code == ICMP_UNREACH_FRAG ? 'M' : 'H';
	else if (!v4 && e->type == ICMP6_UNREACH)
		r.mark = e->code == ICMP6_UNREACH_PORT ? '!' : e->code == ICMP6_UNREACH_ROUTE ? 'N' : e->code == ICMP6_UNREACH_PROHIBITED ? 'A' : 'H';
	answer(p, &r);
}

bool ping_start(struct ipstack *s, struct ping *p)
{
	p->ip = s;
	if (p->to.src.af == AF_NONE && !ip_route_source(s, &p->to.dst, p->to.out, &p->to.src, NULL)) {
		/* IOS sends on and shows dots: each probe waits its time. */
		p->to.src.af = AF_NONE;
	}
	p->timer.fire = fire;
	p->id = ++s->ping_id;
	p->to.proto = p->to.dst.af == AF_IP4 ? IP_ICMP : IP_ICMP6;
	if (p->kind == PING_TRACE) {
		p->udp.error = trace_error;
		p->udp.arg = p;
		if (!udp_open(s, &p->udp))
			return false;
	}
	p->next = s->pings;
	s->pings = p;
	later(p);
	return true;
}

void ping_stop(struct ping *p)
{
	struct ping **at = &p->ip->pings;

	while (*at && *at != p)
		at = &(*at)->next;
	if (*at)
		*at = p->next;
	timer_stop(p->ip->node->worker, &p->timer);
	udp_close(&p->udp);
}

static struct ping *find(struct ipstack *s, u16 id, u16 seq)
{
	for (struct ping *p = s->pings; p; p = p->next)
		if (p->kind == PING_ECHO && p->id == id && p->waiting && (u16)(p->sent - 1) == seq)
			return p;
	return NULL;
}

void ping_icmp(struct ipstack *s, const struct ip_recv *r, u8 type, struct frame *f)
{
	struct ping *p = find(s, get_be16(f->data + ICMP_ID), get_be16(f->data + ICMP_SEQ));
	struct ping_result res = { .from = r->src, .type = type, .mark = '!' };

	if (!p || p->to.dst.af != r->src.af)
		return;
	if (p->validate)
		for (u32 k = ICMP_HLEN; k < f->len; k++)
			if (f->data[k] != (u8)(k % 2 ? p->pattern : p->pattern >> 8))
				res.mark = 'C';
	answer(p, &res);
}

void ping_error(struct ipstack *s, const struct ip_error *e)
{
	bool v4 = e->dst.af == AF_IP4;
	struct ping_result r = { .from = e->from, .type = e->type, .code = e->code, .mark = '?' };
	struct ping *p;

	if (e->transport_len < ICMP_HLEN || e->transport[ICMP_TYPE] != (v4 ? ICMP_ECHO : ICMP6_ECHO))
		return;
	p = find(s, get_be16(e->transport + ICMP_ID), get_be16(e->transport + ICMP_SEQ));
	if (!p)
		return;
	if (v4 ? e->type == ICMP_UNREACH : e->type == ICMP6_UNREACH)
		r.mark = v4 && e->code == ICMP_UNREACH_FRAG ? 'M' : !v4 && e->code == ICMP6_UNREACH_PROHIBITED ? 'A' : 'U';
	else if (!v4 && e->type == ICMP6_TOO_BIG)
		r.mark = 'B';
	else if (v4 && e->type == ICMP_QUENCH)
		r.mark = 'Q';
	else if (v4 ? e->type == ICMP_TIME_EXCEEDED : e->type == ICMP6_TIME_EXCEEDED)
		r.mark = v4 ? '&' : 'T';
	answer(p, &r);
}

void ping_free(struct ipstack *s)
{
	while (s->pings) {
		struct ping *p = s->pings;

		ping_stop(p);
		p->count = 0;
		p->done(p);
	}
}
