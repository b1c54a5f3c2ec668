/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * SEGMENT ARRIVES: RFC 9293 3.10.7, in its order, with the checks of RFC 5961 (blind reset, SYN and data attacks) and of RFC 7323
 * (PAWS). A segment for no connection goes to a listener (tcp_listen.c) or is answered by RST.
 *
 * Left out: urgent data (its bytes stay in line, RFC 6093), security and precedence, data on a SYN (the peer sends it again).
 */
#include <stdlib.h>

#include "router/tcp_conn.h"

/* States in which the peer's data is taken. */
#define RECEIVING (TCPS(ESTABLISHED) | TCPS(FIN_WAIT_1) | TCPS(FIN_WAIT_2))

/* ---- data and FIN: seventh and eighth ---- */

static void take_in_order(struct tcp_conn *c, const u8 *data, u32 len)
{
	bool filled = c->ooo.n != 0;

	tcp_ring_put(&c->rcv, c->rcv.len, data, len);
	c->rcv.len += len;
	c->rcv_nxt += len;
	if (filled && seq_le(c->ooo.r[0].start, c->rcv_nxt)) {
		if (seq_lt(c->rcv_nxt, c->ooo.r[0].end)) {
			c->rcv.len += c->ooo.r[0].end - c->rcv_nxt;
			c->rcv_nxt = c->ooo.r[0].end;
		}
		tcp_ranges_cut(&c->ooo, c->rcv_nxt);
	}
	/* RFC 5681 4.2: at least every second segment (a super-frame is several), at once when a hole fills */
	if (filled || ++c->ack_pending >= 2 || len > c->our_mss)
		c->ack_now = true;
	else
		tcp_timer_delack(c);
	tcp_event_later(c, TCP_READABLE);
}

static enum drop take_disorder(struct tcp_conn *c, u32 seq, const u8 *data, u32 len)
{
	c->ack_now = true;
	c->count.in_disorder++;
	if (!tcp_ranges_add(&c->ooo, seq, seq + len, NULL))
		return DROP_RECEIVE_BUFFER;
	tcp_ring_put(&c->rcv, c->rcv.len + (seq - c->rcv_nxt), data, len);
	if (c->recent[0] != seq) {
		c->recent[2] = c->recent[1];
		c->recent[1] = c->recent[0];
		c->recent[0] = seq;
	}
	return DROP_NONE;
}

static enum drop take_data(struct tcp_conn *c, const struct tcp_segment *g)
{
	u32 seq = g->seq, len = g->len, edge = seq_max(c->rcv_adv, c->rcv_nxt), cut;
	bool fin = g->flags & TCP_FIN;
	const u8 *data = g->data;
	enum drop why = DROP_NONE;

	if (!tcp_in(c->state, RECEIVING))
		return DROP_NONE;	/* the peer's FIN is here: nothing can follow it */
	if (seq_lt(seq, c->rcv_nxt)) {
		cut = (u32)min_u64(c->rcv_nxt - seq, len);
		c->ack_now = true;	/* it has not seen our ACK */
		seq += cut;
		data += cut;
		len -= cut;
		if (seq_lt(seq, c->rcv_nxt))
			return DROP_NONE;
	}
	if (seq_lt(edge, seq + len)) {
		len = seq_lt(seq, edge) ? edge - seq : 0;
		c->ack_now = true;
		fin = false;
	}
	if (c->fin_known && seq_lt(c->rcv_fin, seq + len))
		len = seq_lt(seq, c->rcv_fin) ? c->rcv_fin - seq : 0;
	if (fin && !c->fin_known) {
		c->fin_known = true;
		c->rcv_fin = seq + len;
	}
	if (len && c->released) {	/* 3.6.1: new data, and nobody to read it */
		tcp_send_reset(c);
		tcp_die(c, TCP_RESET);
		return DROP_TCP_STATE;
	}
	c->count.in_data += len != 0;
	c->count.in_bytes += len;
	if (len && seq == c->rcv_nxt)
		take_in_order(c, data, len);
	else if (len)
		why = take_disorder(c, seq, data, len);
	if (c->fin_known && c->rcv_nxt == c->rcv_fin) {
		c->rcv_nxt++;
		c->fin_seen = true;
		c->ack_now = true;
		tcp_event_later(c, TCP_READABLE);
		tcp_step(c, MOVE_FIN);
	}
	return why;
}

/* ---- ACK: fifth ---- */

static void round_trip(struct tcp_conn *c, const struct tcp_segment *g)
{
	u32 age = tcp_timestamp(c) - g->tsecr;

	if (c->timing) {
		if (!seq_lt(c->rtt_seq, g->ack))
			return;
		c->timing = false;
		tcp_rtt_sample(c, tcp_now(c->t) - c->rtt_start);
	} else if (c->use_ts && g->has_ts && g->tsecr && age < TCP_RTO_MAX / NSEC_PER_MS) {
		tcp_rtt_sample(c, age * NSEC_PER_MS);	/* RFC 7323 4.1 */
	}
}

static void take_new_ack(struct tcp_conn *c, const struct tcp_segment *g)
{
	u32 bytes = g->ack - c->snd_una, data = (u32)min_u64(bytes, c->snd.len);
	bool sack_news = tcp_sack_in(c, g);

	if (c->fin_sent && g->ack == c->fin_seq + 1)
		c->fin_acked = true;
	tcp_ring_drop(&c->snd, data, false);
	c->snd_una = g->ack;
	round_trip(c, g);
	tcp_recovery_acked(c, bytes);
	if (sack_news && c->sacked.n)
		tcp_recovery_dup_ack(c);
	c->retries = 0;
	c->soft_error = false;
	c->progress = tcp_now(c->t);
	tcp_timer_rexmit(c, true);
	if (c->want_write && c->snd.len <= c->snd.limit - c->snd.limit / 4) {
		c->want_write = false;
		tcp_event_later(c, TCP_WRITABLE);
	}
}

static void take_window(struct tcp_conn *c, const struct tcp_segment *g)
{
	bool was_shut = !c->snd_wnd;
	u32 wnd = g->wnd << (c->use_scale ? c->snd_scale : 0);

	if (!seq_lt(c->snd_wl1, g->seq) && !(c->snd_wl1 == g->seq && seq_le(c->snd_wl2, g->ack)))
		return;
	c->snd_wl1 = g->seq;
	c->snd_wl2 = g->ack;
	c->snd_wnd = wnd;
	c->snd_wnd_max = (u32)max_u64(c->snd_wnd_max, wnd);
	if (was_shut && wnd)	/* what was sent into the closed window is gone */
		tcp_recovery_rewind(c);
	if (was_shut != !wnd)
		tcp_timer_rexmit(c, true);
}

static enum drop take_ack(struct tcp_conn *c, const struct tcp_segment *g)
{
	bool duplicate;

	/* RFC 5961 5.2: neither of the future nor older than any window there was */
	if (seq_lt(c->snd_nxt, g->ack) || seq_lt(g->ack, c->snd_una - c->snd_wnd_max)) {
		tcp_challenge(c);
		return DROP_TCP_SEQUENCE;
	}
	if (seq_lt(c->snd_una, g->ack)) {
		take_new_ack(c, g);
	} else if (g->ack == c->snd_una && c->snd_una != c->snd_nxt) {
		duplicate = !tcp_seg_len(g) && g->wnd << (c->use_scale ? c->snd_scale : 0) == c->snd_wnd && !g->n_sack;
		if (tcp_sack_in(c, g) || (duplicate && c->snd_wnd))
			tcp_recovery_dup_ack(c);
	}
	if (seq_le(c->snd_una, g->ack))
		take_window(c, g);
	if (c->fin_acked && tcp_in(c->state, TCPS(FIN_WAIT_1) | TCPS(CLOSING) | TCPS(LAST_ACK))) {
		if (c->state == TCPS_LAST_ACK)
			tcp_event_later(c, TCP_CLOSED);
		tcp_step(c, MOVE_FIN_ACKED);
	}
	return DROP_NONE;
}

static void opened(struct tcp_conn *c, const struct tcp_segment *g)
{
	c->snd_una = g->ack;
	round_trip(c, g);
	c->snd_wnd = g->wnd << (g->flags & TCP_SYN || !c->use_scale ? 0 : c->snd_scale);
	c->snd_wnd_max = c->snd_wnd;
	c->snd_wl1 = g->seq;
	c->snd_wl2 = g->ack;
	c->progress = tcp_now(c->t);
	tcp_step(c, MOVE_OPENED);
	if (c->fin_queued)
		tcp_step(c, MOVE_CLOSE);
}

/* ---- SYN-SENT: 3.10.7.3 ---- */

static enum drop in_syn_sent(struct tcp_conn *c, const struct ip_recv *r, const struct tcp_segment *g)
{
	bool ack = g->flags & TCP_ACK;

	if (ack && (seq_le(g->ack, c->iss) || seq_lt(c->snd_nxt, g->ack))) {
		tcp_refuse(c->t, r, g);
		return DROP_TCP_SEQUENCE;
	}
	if (g->flags & TCP_RST) {
		if (!ack)
			return DROP_TCP_SEQUENCE;
		c->t->n_reset_in++;
		tcp_die(c, TCP_REFUSED);
		return DROP_NONE;
	}
	if (!(g->flags & TCP_SYN))
		return DROP_TCP_STATE;
	tcp_take_syn_options(c, g);
	if (ack) {
		opened(c, g);
		c->ack_now = true;
	} else {
		tcp_step(c, MOVE_SYN);
		tcp_send_syn(c);
	}
	return DROP_NONE;
}

/* ---- all other states: 3.10.7.4 ---- */

static void answer_unacceptable(struct tcp_conn *c, const struct tcp_segment *g)
{
	if (c->state == TCPS_TIME_WAIT && g->flags & TCP_FIN && g->seq + tcp_seg_len(g) == c->rcv_nxt)
		tcp_timer_life(c, TCP_2MSL);	/* fifth: the peer's FIN again */
	/* Answers to bare ACKs are rationed, lest two lost ends answer each other for ever. */
	if (tcp_seg_len(g) && !(g->flags & TCP_SYN))
		c->ack_now = true;
	else
		tcp_challenge(c);
}

/* RFC 7323 4.3 (2). A duplicate counts too: its ACK then tells how long ago this copy was sent, not the first one, which keeps
 * the peer's timeout sane when ACKs are lost. */
static void take_timestamp(struct tcp_conn *c, const struct tcp_segment *g)
{
	bool stale = tcp_now(c->t) - c->ts_recent_at >= TCP_PAWS_IDLE;

	if (!c->use_ts || !g->has_ts || g->flags & TCP_RST || seq_lt(c->last_ack_sent, g->seq))
		return;
	if (seq_lt(c->ts_recent, g->tsval) || stale)
		c->ts_recent = g->tsval;
	c->ts_recent_at = tcp_now(c->t);
}

/* First: sequence number, with PAWS before it. */
static enum drop check_sequence(struct tcp_conn *c, const struct tcp_segment *g)
{
	u32 wnd = seq_lt(c->rcv_nxt, c->rcv_adv) ? c->rcv_adv - c->rcv_nxt : 0, len = tcp_seg_len(g);
	bool ok;

	if (c->use_ts && !(g->flags & (TCP_RST | TCP_SYN))) {
		if (!g->has_ts)		/* RFC 7323 3.2 */
			return DROP_TCP_OLD_TIMESTAMP;
		if (seq_lt(g->tsval, c->ts_recent) && tcp_now(c->t) - c->ts_recent_at < TCP_PAWS_IDLE) {
			answer_unacceptable(c, g);
			return DROP_TCP_OLD_TIMESTAMP;
		}
	}
	if (!len || (!wnd && g->seq == c->rcv_nxt))
		ok = seq_le(c->rcv_nxt, g->seq) && seq_le(g->seq, c->rcv_nxt + wnd);
	else
		ok = wnd && seq_lt(g->seq, c->rcv_nxt + wnd) && seq_lt(c->rcv_nxt, g->seq + len);
	if (!ok) {
		if (len && seq_le(g->seq + len, c->rcv_nxt) && seq_lt(c->rcv_nxt - TCP_BUFFER_MAX, g->seq))
			take_timestamp(c, g);
		if (!(g->flags & TCP_RST))
			answer_unacceptable(c, g);
		return DROP_TCP_SEQUENCE;
	}
	take_timestamp(c, g);
	return DROP_NONE;
}

/* Second: RST, RFC 5961 3.2. */
static enum drop take_reset(struct tcp_conn *c, const struct tcp_segment *g)
{
	if (g->seq != c->rcv_nxt) {
		tcp_challenge(c);
		return DROP_TCP_SEQUENCE;
	}
	c->t->n_reset_in++;
	if (c->state == TCPS_SYN_RCVD)
		tcp_die(c, TCP_REFUSED);	/* of a listener: back to LISTEN, nobody is told */
	else if (tcp_in(c->state, TCPS(CLOSING) | TCPS(LAST_ACK) | TCPS(TIME_WAIT)) && c->snd.len == 0)
		tcp_die(c, TCP_CLOSED);
	else
		tcp_die(c, TCP_RESET);
	return DROP_NONE;
}

/* A SYN in SYN-RECEIVED that repeats the one which brought us here: sent again, or the crossing SYN,ACK of a
 * simultaneous open (RFC 9293 figure 8). true: nothing is left to do. */
static bool take_same_syn(struct tcp_conn *c, struct tcp_segment *g)
{
	if (!(g->flags & TCP_ACK)) {
		tcp_send_syn(c);
		return true;
	}
	g->flags &= (u8)~TCP_SYN;
	g->seq++;
	return false;
}

static enum drop in_others(struct tcp_conn *c, const struct ip_recv *r, struct tcp_segment *g)
{
	enum drop why;

	if (c->state == TCPS_SYN_RCVD && (g->flags & (TCP_SYN | TCP_RST)) == TCP_SYN && g->seq == c->irs && take_same_syn(c, g))
		return DROP_NONE;
	why = check_sequence(c, g);
	if (why != DROP_NONE)
		return why;
	c->last_heard = tcp_now(c->t);
	c->keep_probes = 0;
	if (g->flags & TCP_RST)
		return take_reset(c, g);
	if (g->flags & TCP_SYN) {	/* fourth */
		if (c->state == TCPS_SYN_RCVD && c->passive)
			tcp_die(c, TCP_REFUSED);
		else
			tcp_challenge(c);
		return DROP_TCP_STATE;
	}
	if (!(g->flags & TCP_ACK))
		return DROP_TCP_STATE;
	if (c->state == TCPS_SYN_RCVD) {
		if (seq_le(g->ack, c->snd_una) || seq_lt(c->snd_nxt, g->ack)) {
			tcp_refuse(c->t, r, g);
			return DROP_TCP_SEQUENCE;
		}
		opened(c, g);
	}
	why = take_ack(c, g);
	if (why != DROP_NONE || c->state == TCPS_CLOSED)
		return why;
	return take_data(c, g);
}

static enum drop conn_input(struct tcp_conn *c, const struct ip_recv *r, struct tcp_segment *g)
{
	enum drop why;

	tcp_hold(c);
	c->count.in++;
	if (c->state == TCPS_SYN_SENT)
		why = in_syn_sent(c, r, g);
	else
		why = in_others(c, r, g);
	tcp_unhold(c);	/* the user answers first, so that the answer carries the ACK */
	return why;
}

/* A SYN for a connection in TIME-WAIT opens a new one when it is surely new: RFC 9293 3.6.1, RFC 6191 2. */
static bool reopens(const struct tcp_conn *c, const struct tcp_segment *g)
{
	if (c->state != TCPS_TIME_WAIT || (g->flags & (TCP_SYN | TCP_ACK | TCP_RST)) != TCP_SYN)
		return false;
	if (c->use_ts && g->has_ts && g->tsval != c->ts_recent)
		return seq_lt(c->ts_recent, g->tsval);
	return seq_lt(c->rcv_nxt, g->seq);
}

static bool group(const struct ipaddr *a)
{
	return a->af == AF_IP4 ? ip4_is_multicast(a->v4) || a->v4 == ~0u : ip6_is_multicast(&a->v6);
}

static enum drop input(struct tcp *t, const struct ip_recv *r, struct frame *f)
{
	struct tcp_listener *l;
	struct tcp_segment g;
	struct tcp_conn *c;
	u32 least = 0;
	enum drop why;

	if (f->len < TCP_HEADER)
		return DROP_SHORT;
	if (group(&r->dst) || group(&r->src))	/* RFC 9293 3.9.2.3, MUST-57 */
		return DROP_MARTIAN;
	if (!(f->flags & (FRAME_CSUM_PARTIAL | FRAME_CSUM_VALID)) && tcp_checksum(&r->src, &r->dst, f->data, f->len))
		return DROP_BAD_CHECKSUM;
	why = tcp_parse(&g, f->data, f->len);
	if (why != DROP_NONE)
		return why;
	c = tcp_lookup(t, &r->dst, g.dst_port, &r->src, g.src_port);
	if (c) {
		if (r->ttl < c->min_ttl)
			return DROP_TTL_SECURITY;
		why = tcp_check_signature(r, &g, f->data, f->len, c->key, c->key_len);
		if (why != DROP_NONE)
			return why;
	}
	l = c && !reopens(c, &g) ? NULL : tcp_listener_find(t, &r->dst, g.dst_port);
	if (c && !l)
		return conn_input(c, r, &g);
	if (c) {
		least = c->snd_nxt + 65536;
		tcp_hold(c);
		tcp_die(c, TCP_CLOSED);
		tcp_unhold(c);
	}
	if (l)
		return tcp_listen_input(t, l, r, &g, f->data, f->len, c ? &least : NULL);
	tcp_refuse(t, r, &g);
	return DROP_TCP_CLOSED;
}

static enum drop defer(struct tcp *t, const struct ip_recv *r, struct frame *f)
{
	struct tcp_deferred *d;

	if (t->n_deferred >= TCP_DEFERRED_MAX) {
		frame_put(f);
		return DROP_RECEIVE_BUFFER;
	}
	d = xcalloc(1, sizeof(*d));
	d->r = *r;
	d->r.ip_header = NULL;
	d->f = f;
	*t->deferred_tail = d;
	t->deferred_tail = &d->next;
	t->n_deferred++;
	timer_set(t->node->worker, &t->deferred_timer, tcp_now(t));
	return DROP_NONE;
}

enum drop tcp_input(struct tcp *t, const struct ip_recv *r, struct frame *f)
{
	enum drop why;

	if (t->sending)
		return defer(t, r, f);
	t->n_in++;
	why = input(t, r, f);
	if (why != DROP_NONE)
		t->drops[why]++;
	frame_put(f);
	return why;
}
