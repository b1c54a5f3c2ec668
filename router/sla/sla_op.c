/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The operations. Each begins by sla_begin(), goes on from answers and a->step, and ends by sla_finished().
 *
 * UDP jitter: a control message asks the responder to open the port; then packets go `interval` apart, each with a sequence number and the time of day in
 * milliseconds; what comes back has the responder's time and count added. The changes of the delay from one packet to the next need no clocks that agree.
 */
#include <stdlib.h>

#include "router/sla/sla.h"
#include "router/stack.h"

enum { CONTROL_LEN = 52, CONTROL_UDP = 4, CONTROL_TCP = 5, JITTER_TYPE = 2 };

static u32 source_of(const struct sla *a)
{
	const struct iface *i = *a->conf.source_if ? device_iface(a->ip->dev, a->conf.source_if) : NULL;

	return a->conf.src ? a->conf.src : i && i->ip && i->ip->a4 ? i->ip->a4->addr : 0;
}

static void fill_send(const struct sla *a, struct ip_send *to)
{
	*to = (struct ip_send){ .dst = ipaddr4(a->conf.dst), .tos = a->conf.tos };
	if (a->src)
		to->src = ipaddr4(a->src);
}

static void wait(struct sla *a, nsec span) { timer_set(a->ip->node->worker, &a->step, stack_now(a->ip) + span); }

/* ---- ICMP echo ---- */

static void echo_result(struct ping *p, const struct ping_result *r)
{
	struct sla *a = p->arg;

	a->now.rtt_ms = r->mark == '!' ? sla_ms(r->rtt) : 0;
	a->now.code = r->mark == '!' ? SLA_OK : r->mark == '.' ? SLA_TIMEOUT : SLA_NO_CONNECTION;
}

static void echo_done(struct ping *p)
{
	struct sla *a = p->arg;

	sla_finished(a, a->now.code);
}

static void echo_begin(struct sla *a)
{
	a->ping = (struct ping){ .kind = PING_ECHO, .count = 1, .size = IP4_HLEN + 8 + a->conf.size, .timeout = a->conf.timeout_ms * NSEC_PER_MS,
				 .result = echo_result, .done = echo_done, .arg = a };
	fill_send(a, &a->ping.to);
	a->phase = SLA_MEASURING;
	ping_start(a->ip, &a->ping);
}

/* ---- TCP connect ---- */

static void connect_event(struct tcp_conn *c, enum tcp_event e, void *arg)
{
	struct sla *a = arg;

	tcp_release(c);
	a->tcp = NULL;
	if (e == TCP_CONNECTED)
		a->now.rtt_ms = sla_ms(stack_now(a->ip) - a->now.at);
	sla_finished(a, e == TCP_CONNECTED ? SLA_OK : e == TCP_TIMEOUT ? SLA_TIMEOUT : SLA_NO_CONNECTION);
}

static void connect_begin(struct sla *a)
{
	struct tcp_options o = { .user = { connect_event, a }, .tos = a->conf.tos };
	struct ipaddr dst = ipaddr4(a->conf.dst), src = { 0 };

	if (a->src)
		src = ipaddr4(a->src);
	a->phase = SLA_WAITING;
	a->now.at = stack_now(a->ip);
	a->tcp = tcp_connect(a->ip->tcp, &src, a->conf.src_port, &dst, a->conf.port, &o);
	wait(a, a->tcp ? a->conf.timeout_ms * NSEC_PER_MS : 0);
}

/* ---- UDP jitter ---- */

static void jitter_send(struct sla *a)
{
	u8 p[1500];
	struct ip_send to;
	u32 len = a->conf.size;

	memset(p, 0, len);
	put_be16(p, JITTER_TYPE);
	put_be32(p + 4, sla_day_ms(a->ip));
	put_be16(p + 12, (u16)a->sent);
	fill_send(a, &to);
	a->sent_at[a->sent] = stack_now(a->ip);
	a->sent++;
	udp_send(&a->udp, &to, a->conf.port, p, len);
	if (a->sent < a->conf.packets) {
		wait(a, a->conf.interval_ms * NSEC_PER_MS);
	} else {
		a->phase = SLA_WAITING;
		wait(a, a->conf.timeout_ms * NSEC_PER_MS);
	}
}

static void measure(struct sla *a)
{
	if (a->conf.kind == SLA_CONNECT) {
		connect_begin(a);
		return;
	}
	a->phase = SLA_MEASURING;
	a->now.at = stack_now(a->ip);
	a->sent_at = xcalloc(a->conf.packets, sizeof(*a->sent_at));
	a->answered = xcalloc(a->conf.packets, sizeof(*a->answered));
	jitter_send(a);
}

/* What is missing: the responder's count tells where those before the last answer were lost; after it nobody knows. */
static void jitter_over(struct sla *a)
{
	struct sla_result *r = &a->now;
	u32 known = a->got ? a->last_seq + 1 : 0, there = a->got ? a->last_rseq : 0, back = 0;

	for (u32 k = 0; k < known; k++)
		back += a->answered[k];
	r->lost_sd = known > there ? known - there : 0;
	r->lost_ds = there > back ? there - back : 0;
	r->mia = a->conf.packets - known;
	if (r->rtt.n)
		r->rtt_ms = (u32)(r->rtt.sum / r->rtt.n);
	sla_finished(a, r->rtt.n ? SLA_OK : SLA_TIMEOUT);
}

static void jitter_answer(struct sla *a, struct rd rd)
{
	nsec now = stack_now(a->ip);
	struct sla_result *r = &a->now;
	u16 type = rd_u16(&rd), seq, rseq;
	u32 there_ms, sent_ms;
	s64 there, back;

	rd_skip(&rd, 2);
	sent_ms = rd_u32(&rd);
	there_ms = rd_u32(&rd);
	seq = rd_u16(&rd);
	rseq = rd_u16(&rd);
	if (rd.bad || type != JITTER_TYPE || seq >= a->sent || a->answered[seq])
		return;
	a->answered[seq] = true;
	sla_range_add(&r->rtt, sla_ms(now - a->sent_at[seq]));
	r->over += sla_ms(now - a->sent_at[seq]) > a->conf.threshold_ms;
	there = (s64)there_ms - sent_ms;
	back = (s64)sla_day_ms(a->ip) - there_ms;
	if (a->have_last && seq == a->last_seq + 1) {
		sla_range_add(&r->sd, (u32)(there > a->last_there ? there - a->last_there : a->last_there - there));
		sla_range_add(&r->ds, (u32)(back > a->last_back ? back - a->last_back : a->last_back - back));
	}
	if (a->have_last && seq < a->last_seq) {
		r->out_of_sequence++;
	} else {
		a->last_seq = seq;
		a->last_rseq = rseq;
		a->last_there = there;
		a->last_back = back;
		a->have_last = true;
	}
	if (++a->got == a->conf.packets)
		wait(a, 0); /* ends from the timer: our socket is being read */
}

static void receive(struct udp_socket *u, const struct ip_recv *r, u16 src_port, struct frame *f)
{
	struct sla *a = u->arg;
	struct rd rd = rd_of(f->data, f->len);

	if (r->src.af == AF_IP4 && r->src.v4 == a->conf.dst) {
		if (a->phase == SLA_CONTROL && src_port == SLA_CONTROL_PORT && rd_u8(&rd) == 1)
			wait(a, 0); /* the responder is ready */
		else if (src_port == a->conf.port && a->phase != SLA_CONTROL && a->sent_at)
			jitter_answer(a, rd_of(f->data, f->len));
	}
	frame_put(f);
}

static void refused(struct udp_socket *u, const struct ip_error *e, u16 dst_port)
{
	struct sla *a = u->arg;

	if (e->type == 3 && dst_port == SLA_CONTROL_PORT && a->phase == SLA_CONTROL) { /* nobody answers for this address */
		a->sent = UINT32_MAX;
		wait(a, 0);
	}
}

static void control_send(struct sla *a)
{
	u8 p[CONTROL_LEN] = { 1, CONTROL_LEN };
	u32 span = a->conf.packets * a->conf.interval_ms + a->conf.timeout_ms;
	struct ip_send to;

	put_be16(p + 12, a->conf.kind == SLA_CONNECT ? CONTROL_TCP : CONTROL_UDP);
	put_be16(p + 14, 16);
	put_be32(p + 16, a->conf.dst);
	put_be16(p + 20, a->conf.port);
	put_be16(p + 22, (u16)min_u64(span, 65535));
	put_be16(p + 24, 1);
	put_be16(p + 26, 28); /* no key */
	fill_send(a, &to);
	sla_trace(a, "OPER", "Sending control message for port %u", a->conf.port);
	a->phase = SLA_CONTROL;
	wait(a, a->conf.timeout_ms * NSEC_PER_MS);
	a->sent = 0;
	a->now.at = stack_now(a->ip);
	udp_send(&a->udp, &to, SLA_CONTROL_PORT, p, sizeof(p));
}

static void step_fired(struct timer *t)
{
	struct sla *a = container_of(t, struct sla, step);

	switch (a->phase) {
	case SLA_CONTROL:
		if (a->sent == UINT32_MAX || stack_now(a->ip) >= a->now.at + a->conf.timeout_ms * NSEC_PER_MS)
			sla_finished(a, SLA_NO_CONNECTION);
		else
			measure(a);
		return;
	case SLA_MEASURING:
		jitter_send(a);
		return;
	case SLA_WAITING:
		if (a->conf.kind == SLA_CONNECT)
			sla_finished(a, a->tcp ? SLA_TIMEOUT : SLA_NO_CONNECTION);
		else
			jitter_over(a);
		return;
	}
}

/* ---- all ---- */

/* The address that the control message goes out with: a responder answers whom it was asked by, so the packets have it too, whatever their route becomes. */
static void keep_source(struct sla *a)
{
	struct ipaddr dst = ipaddr4(a->conf.dst), src;

	if (!a->src && ip_route_source(a->ip, &dst, NULL, &src, NULL))
		a->src = src.v4;
}

static void say_begin(const struct sla *a)
{
	static const char *const name[] = { "", "icmpecho", "jitter", "tcpConnect" };
	char dst[IP4_TEXT], src[IP4_TEXT];

	sla_trace(a, "OPER", "Starting %s operation - destAddr=%s, sAddr=%s", name[a->conf.kind], ip4_text(a->conf.dst, dst), ip4_text(a->src, src));
}

void sla_begin(struct sla *a)
{
	a->now = (struct sla_result){ .at = stack_now(a->ip) };
	a->sent = a->got = a->last_seq = a->last_rseq = 0;
	a->have_last = false;
	a->step.fire = step_fired;
	a->src = source_of(a);
	say_begin(a);
	if (a->conf.kind == SLA_ECHO) {
		echo_begin(a);
		return;
	}
	keep_source(a);
	a->udp = (struct udp_socket){ .port = a->conf.kind == SLA_JITTER ? a->conf.src_port : 0, .receive = receive, .error = refused, .arg = a };
	if (!udp_open(a->ip, &a->udp)) {
		a->udp.ip = NULL;
		sla_finished(a, SLA_NO_CONNECTION);
		return;
	}
	if (a->conf.control)
		control_send(a);
	else
		measure(a);
}

void sla_stop(struct sla *a)
{
	if (a->phase == SLA_IDLE)
		return;
	timer_stop(a->ip->node->worker, &a->step);
	if (a->ping.ip)
		ping_stop(&a->ping);
	a->ping.ip = NULL;
	udp_close(&a->udp);
	if (a->tcp)
		tcp_abort(a->tcp);
	a->tcp = NULL;
	free(a->sent_at);
	free(a->answered);
	a->sent_at = NULL;
	a->answered = NULL;
	a->phase = SLA_IDLE;
}
