/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * TCP's sending. tcp_output() sends what may go now, in this order: what recovery wants again, new data and FIN, what may have been lost;
 * and the acknowledgement that is owed, alone when nothing carried it. What holds new data back: the peer's window (RFC 9293 3.8.6),
 * the congestion window (RFC 5681), Nagle and the sender's side of silly window avoidance (RFC 9293 3.8.6.2.1, 3.7.4).
 */
#include "net/rd.h"
#include "router/tcp_conn.h"

/* ---- segments ---- */

static enum drop transmit(struct tcp *t, const struct ip_send *to, struct frame *f)
{
	enum drop why;

	t->n_out++;
	t->sending = true;
	why = t->lower->send(t->ip, to, f);
	t->sending = false;
	return why;
}

u32 tcp_timestamp(const struct tcp_conn *c) { return (u32)(tcp_now(c->t) / NSEC_PER_MS) + c->ts_offset; }

/* What may be announced: the free part of the buffer, but the right edge neither goes back nor creeps (RFC 9293 3.8.6.2.2). */
u32 tcp_window(const struct tcp_conn *c)
{
	u32 space = c->rcv.limit > c->rcv.len ? c->rcv.limit - c->rcv.len : 0;
	s32 gain = (s32)(c->rcv_nxt + space - c->rcv_adv);

	if (gain < (s32)min_u64(c->rcv.limit / 2, c->our_mss))
		space = seq_lt(c->rcv_nxt, c->rcv_adv) ? c->rcv_adv - c->rcv_nxt : 0;
	return (u32)min_u64(space, c->use_scale ? 65535u << c->rcv_scale : 65535u);
}

static void syn_options(const struct tcp_conn *c, struct wr *w)
{
	bool offer = c->state == TCPS_SYN_SENT, sack = offer || c->use_sack;

	wr_u32(w, 0x02040000u | c->our_mss);
	if (offer || c->use_ts) {
		wr_u16(w, sack ? 0x0402 : 0x0101);
		wr_u16(w, 0x080a);
		wr_u32(w, tcp_timestamp(c));
		wr_u32(w, c->ts_recent);
	} else if (sack) {
		wr_u32(w, 0x01010402);
	}
	if (offer || c->use_scale)
		wr_u32(w, 0x01030300u | c->rcv_scale);
}

/* RFC 2018 4: the block that changed last comes first. */
static void sack_option(const struct tcp_conn *c, struct wr *w)
{
	u32 room = (u32)(w->end - w->p), max = room < 12 ? 0 : (room - 4) / 8, n = 0;
	const struct tcp_range *chosen[4];

	if (!max || !c->ooo.n)
		return;
	for (unsigned i = 0; i < ARRAY_LEN(c->recent) + c->ooo.n && n < max; i++) {
		const struct tcp_range *r = NULL;
		bool twice = false;

		if (i >= ARRAY_LEN(c->recent))
			r = &c->ooo.r[i - ARRAY_LEN(c->recent)];
		for (unsigned k = 0; !r && k < c->ooo.n; k++)
			if (seq_le(c->ooo.r[k].start, c->recent[i]) && seq_lt(c->recent[i], c->ooo.r[k].end))
				r = &c->ooo.r[k];
		for (unsigned k = 0; k < n; k++)
			twice |= chosen[k] == r;
		if (r && !twice)
			chosen[n++] = r;
	}
	wr_u16(w, 0x0101);
	wr_u16(w, (u16)(0x0500 | (2 + 8 * n)));
	for (unsigned i = 0; i < n; i++) {
		wr_u32(w, chosen[i]->start);
		wr_u32(w, chosen[i]->end);
	}
}

/* Writes the options of a segment with these flags; *md5: where the signature goes, or NULL. A multiple of 4 bytes. */
static u32 options(const struct tcp_conn *c, u8 flags, u8 buf[TCP_OPTIONS_MAX], u8 **md5)
{
	struct wr w = wr_of(buf, TCP_OPTIONS_MAX);

	*md5 = NULL;
	if (flags & TCP_SYN) {
		syn_options(c, &w);
	} else if (c->use_ts) {
		wr_u32(&w, 0x0101080a);
		wr_u32(&w, tcp_timestamp(c));
		wr_u32(&w, c->ts_recent);
	}
	if (c->key) {
		wr_u32(&w, 0x01011312);
		*md5 = wr_bytes(&w, 16);
	}
	if (c->use_sack && !(flags & (TCP_SYN | TCP_RST)))
		sack_option(c, &w);
	return (u32)wr_len(&w);
}

static void announce(struct tcp_conn *c, u32 wnd)
{
	c->rcv_adv = seq_max(c->rcv_adv, c->rcv_nxt + wnd);
	c->last_ack_sent = c->rcv_nxt;
	c->ack_pending = 0;
	c->ack_now = false;
	tcp_timer_stop(c, &c->delack);
}

static void emit(struct tcp_conn *c, u32 seq, u32 len, u8 flags)
{
	struct ip_send to = { .src = c->local, .dst = c->peer, .out = c->out, .proto = 6, .ttl = c->ttl, .tos = c->tos,
			      .df = c->df };
	u8 opt[TCP_OPTIONS_MAX], *md5, scale = c->use_scale && !(flags & TCP_SYN) ? c->rcv_scale : 0;
	u32 n_opt = options(c, flags, opt, &md5), header = TCP_HEADER + n_opt;
	u32 wnd = flags & TCP_SYN ? (u32)min_u64(c->rcv.limit, 65535) : tcp_window(c) >> scale;
	struct frame *f = c->t->lower->frame(c->t->ip, header + len);
	struct wr w;

	c->last_sent = tcp_now(c->t);
	if (!f)
		return;	/* as if lost on the way: the timers mend it */
	w = wr_of(f->data, header);
	wr_u16(&w, c->local_port);
	wr_u16(&w, c->peer_port);
	wr_u32(&w, seq);
	wr_u32(&w, flags & TCP_ACK ? c->rcv_nxt : 0);
	wr_u16(&w, (u16)(header / 4 << 12 | flags));
	wr_u16(&w, (u16)wnd);
	wr_u32(&w, 0);
	wr_copy(&w, opt, n_opt);
	if (len)
		tcp_ring_get(&c->snd, seq - c->snd_una, f->data + header, len);
	if (md5)
		tcp_signature(&c->local, &c->peer, f->data, header + len, c->key, c->key_len, f->data + TCP_HEADER + (md5 - opt));
	put_be16(f->data + 16, tcp_checksum(&c->local, &c->peer, f->data, header + len));
	if (flags & TCP_ACK)
		announce(c, wnd << scale);
	c->count.out++;
	c->count.out_data += len != 0;
	c->count.out_bytes += len;
	if (transmit(c->t, &to, f) == DROP_NO_ROUTE)
		c->soft_error = true;	/* the reason to tell, should it time out */
}

void tcp_send_ack(struct tcp_conn *c) { emit(c, c->snd_nxt, 0, TCP_ACK); }
void tcp_send_reset(struct tcp_conn *c)
{
	c->t->n_reset_out++;
	emit(c, c->snd_nxt, 0, TCP_RST | TCP_ACK);
}

/* RFC 9293 3.8.4: a sequence number that the peer has acknowledged makes it answer. */
void tcp_send_keepalive(struct tcp_conn *c) { emit(c, c->snd_nxt - 1, 0, TCP_ACK); }

void tcp_send_syn(struct tcp_conn *c)
{
	if (c->snd_nxt == c->iss) {
		c->snd_nxt = c->iss + 1;
		c->timing = true;
		c->rtt_seq = c->iss;
		c->rtt_start = tcp_now(c->t);
		c->progress = tcp_now(c->t);
	} else {
		c->timing = false;	/* Karn */
		c->count.out_rexmit++;
	}
	emit(c, c->iss, 0, c->state == TCPS_SYN_SENT ? TCP_SYN : TCP_SYN | TCP_ACK);
	tcp_timer_rexmit(c, true);
}

void tcp_challenge(struct tcp_conn *c)
{
	nsec now = tcp_now(c->t);

	if (now - c->challenge_since >= NSEC_PER_SEC) {
		c->challenge_since = now;
		c->challenge_n = 0;
	}
	if (c->challenge_n >= TCP_CHALLENGE_LIMIT)
		return;
	c->challenge_n++;
	tcp_send_ack(c);
}

void tcp_refuse(struct tcp *t, const struct ip_recv *r, const struct tcp_segment *g)
{
	struct ip_send to = { .src = r->dst, .dst = r->src, .proto = 6, .ttl = 64 };
	bool ack = g->flags & TCP_ACK;
	struct frame *f;
	struct wr w;

	if (g->flags & TCP_RST)
		return;
	f = t->lower->frame(t->ip, TCP_HEADER);
	if (!f)
		return;
	if (r->src.af == AF_IP6 && ip6_is_linklocal(&r->src.v6))
		to.out = r->in;
	w = wr_of(f->data, TCP_HEADER);
	wr_u16(&w, g->dst_port);
	wr_u16(&w, g->src_port);
	wr_u32(&w, ack ? g->ack : 0);
	wr_u32(&w, ack ? 0 : g->seq + tcp_seg_len(g));
	wr_u16(&w, (u16)(5 << 12 | TCP_RST | (ack ? 0 : TCP_ACK)));
	wr_zero(&w, 6);
	put_be16(f->data + 16, tcp_checksum(&to.src, &to.dst, f->data, TCP_HEADER));
	t->n_reset_out++;
	transmit(t, &to, f);
}

void tcp_set_mss(struct tcp_conn *c)
{
	u32 headers = c->peer.af == AF_IP4 ? 40 : 60, usual = (c->use_ts ? 12 : 0) + (c->key ? 20 : 0);
	u32 path = c->fixed_mtu && c->fixed_mtu < c->path_mtu ? c->fixed_mtu : c->path_mtu, by_path = path > headers ? path - headers : 0;

	if (!c->our_mss)	/* what we announce: RFC 6691 */
		c->our_mss = (u16)min_u64(65535, max_u64(by_path, TCP_MSS_FLOOR));
	if (!c->peer_mss)
		c->peer_mss = c->peer.af == AF_IP4 ? 536 : 1220;	/* RFC 9293 3.7.1 */
	c->mss_base = (u16)max_u64(TCP_MSS_FLOOR, min_u64(min_u64(c->peer_mss, by_path), 65535 - 120));
	c->mss = (u16)(c->mss_base - usual);
	c->df = c->peer.af == AF_IP4 && c->path_mtu > TCP_PATH_MTU_FLOOR && !c->fixed_mtu;
}

void tcp_path_again(struct tcp_conn *c)
{
	struct ipaddr src;
	u32 mtu = 0;

	if (c->t->lower->route_source(c->t->ip, &c->peer, c->out, &src, &mtu) && mtu && mtu < c->path_mtu) {
		c->path_mtu = mtu;
		tcp_set_mss(c);
	}
}

/* ---- what may go ---- */

u32 tcp_unsent(const struct tcp_conn *c)
{
	if (c->fin_sent || tcp_in(c->state, TCPS(SYN_SENT) | TCPS(SYN_RCVD) | TCPS(CLOSED) | TCPS(TIME_WAIT)))
		return 0;
	return c->snd_una + c->snd.len - c->snd_nxt + c->fin_queued;
}

/* Payload that fits a segment now, with the SACK blocks that it will carry. */
static u32 segment_max(const struct tcp_conn *c)
{
	u8 opt[TCP_OPTIONS_MAX], *md5;

	return c->mss_base - options(c, TCP_ACK, opt, &md5);
}

static void send_new(struct tcp_conn *c, u32 len, bool fin)
{
	u32 seq = c->snd_nxt, unsent = c->snd_una + c->snd.len - seq;
	nsec now = tcp_now(c->t);

	if (c->snd_una == c->snd_nxt)
		c->progress = now;
	if (!c->timing) {
		c->timing = true;
		c->rtt_seq = seq;
		c->rtt_start = now;
	}
	c->snd_nxt += len + fin;
	if (fin) {
		c->fin_sent = true;
		c->fin_seq = seq + len;
	}
	emit(c, seq, len, (u8)(TCP_ACK | (fin ? TCP_FIN : 0) | (len && len == unsent ? TCP_PSH : 0)));
}

/* Sends [seq, seq + len) again, FIN included when it lies there. */
static void send_again(struct tcp_conn *c, u32 seq, u32 len)
{
	u32 data = (u32)min_u64(len, c->snd_una + c->snd.len - seq);
	bool fin = c->fin_sent && seq + data == c->fin_seq && data < segment_max(c);

	data = (u32)min_u64(data, segment_max(c));
	c->timing = false;
	c->rexmit_one = false;
	c->count.out_rexmit++;
	c->t->n_rexmit++;
	tcp_recovery_sent(c, seq, data + fin);
	emit(c, seq, data, (u8)(TCP_ACK | (fin ? TCP_FIN : 0) | (data && seq + data == c->snd_una + c->snd.len ? TCP_PSH : 0)));
}

/* The sender's rules of RFC 9293 3.8.6.2.1 and Nagle: may a segment of len of the `unsent` bytes go? */
static bool worth_sending(const struct tcp_conn *c, u32 len, u32 unsent, u32 full, bool fin)
{
	if (len >= full || fin)
		return true;
	if (len && len == unsent && (c->nodelay || c->snd_una == c->snd_nxt))
		return true;
	return len && len >= c->snd_wnd_max / 2;
}

static bool output_new(struct tcp_conn *c, u32 *pipe)
{
	s32 usable = (s32)(c->snd_una + c->snd_wnd - c->snd_nxt);
	u32 unsent, full, len;
	bool fin;

	if (c->fin_sent)
		return false;
	unsent = c->snd_una + c->snd.len - c->snd_nxt;
	if (usable <= 0 || (!unsent && !c->fin_queued))
		return false;
	full = segment_max(c);
	len = (u32)min_u64(min_u64(unsent, full), (u32)usable);
	fin = c->fin_queued && len == unsent && len < (u32)usable;
	if (!worth_sending(c, len, unsent, full, fin))
		return false;
	if (*pipe + len > c->cwnd && *pipe) {
		c->cwnd_limited = true;
		return false;
	}
	send_new(c, len, fin);
	*pipe += len + fin;
	return true;
}

static bool output_again(struct tcp_conn *c, bool sure, u32 *pipe)
{
	u32 seq, len;

	if (c->recovery == TCP_OPEN || !tcp_recovery_next(c, sure, &seq, &len))
		return false;
	len = (u32)min_u64(len, c->mss);
	if (!c->rexmit_one && *pipe && *pipe + len > c->cwnd)
		return false;
	send_again(c, seq, len);
	if (c->use_sack || c->recovery == TCP_LOSS)	/* else it is in the flight already, cwnd being inflated */
		*pipe += len;
	return true;
}

void tcp_output(struct tcp_conn *c)
{
	u32 pipe, budget = TCP_OUTPUT_BUDGET;

	if (tcp_in(c->state, ~(TCPS(CLOSED) | TCPS(SYN_SENT) | TCPS(SYN_RCVD) | TCPS(TIME_WAIT)))) {
		tcp_congestion_idle(c);
		pipe = tcp_pipe(c);
		c->cwnd_limited = false;
		while (budget-- && (output_again(c, true, &pipe) || output_new(c, &pipe) || output_again(c, false, &pipe)))
			;
		tcp_timer_rexmit(c, false);
	}
	if (c->ack_now && c->state != TCPS_CLOSED)
		tcp_send_ack(c);
}

void tcp_send_probe(struct tcp_conn *c)
{
	s32 usable = (s32)(c->snd_una + c->snd_wnd - c->snd_nxt);
	u32 unsent = c->fin_sent ? 0 : c->snd_una + c->snd.len - c->snd_nxt;

	if (c->snd_una != c->snd_nxt)
		send_again(c, c->snd_una, 1);
	else if (unsent)
		send_new(c, (u32)min_u64(min_u64(unsent, segment_max(c)), usable > 0 ? (u32)usable : 1), false);
	else if (c->fin_queued && !c->fin_sent)
		send_new(c, 0, true);
}
