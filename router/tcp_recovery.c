/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * TCP's view of the path: congestion window (RFC 5681, initial window RFC 6928), which bytes are lost (RFC 6675 where the peer has SACK,
 * RFC 6582 where not), round trip and timeout (RFC 6298).
 *
 * snd_nxt never goes back. What was sent again is told by high_rxt (RFC 6675's HighRxt + 1):
 *   TCP_OPEN  nothing is missing
 *   TCP_FAST  from the third duplicate ACK until `recover` is acknowledged. With SACK, holes below the highest SACKed byte are filled as `pipe`
 *             allows; without, one segment a partial ACK
 *   TCP_LOSS  after a timeout: all below `recover` that is not SACKed counts as lost and goes again in slow start
 * The scoreboard outlives a first timeout, as RFC 6675 5.1 lets it; a second in a row, or an ACK that shows a peer has taken
 * back what it SACKed, clears it (RFC 2018 8).
 *
 * Left out: PRR, RACK-TLP, CUBIC, ECN, D-SACK, F-RTO.
 */
#include "router/tcp_conn.h"

enum { CWND_MAX = 64 << 20 };

/* ---- round trip: RFC 6298 2 ---- */

void tcp_rtt_sample(struct tcp_conn *c, nsec rtt)
{
	nsec delta;

	rtt = max_u64(rtt, 1);
	if (!c->srtt) {
		c->srtt = rtt;
		c->rttvar = rtt / 2;
		c->rtt_min = c->rtt_max = rtt;
	} else {
		delta = rtt > c->srtt ? rtt - c->srtt : c->srtt - rtt;
		c->rttvar = (3 * c->rttvar + delta) / 4;
		c->srtt = max_u64((7 * c->srtt + rtt) / 8, 1);
		c->rtt_min = min_u64(c->rtt_min, rtt);
		c->rtt_max = max_u64(c->rtt_max, rtt);
	}
	c->rto = c->srtt + max_u64(TCP_RTT_GRANULARITY, 4 * c->rttvar);
	c->rto = min_u64(TCP_RTO_MAX, max_u64(TCP_RTO_MIN, c->rto));
}

/* ---- the congestion window ---- */

static u32 initial_window(const struct tcp_conn *c)
{
	if (c->syn_lost)	/* RFC 5681 3.1 */
		return c->mss;
	return (u32)min_u64(10u * c->mss, max_u64(2u * c->mss, 14600));	/* RFC 6928 2 */
}

void tcp_congestion_start(struct tcp_conn *c)
{
	c->cwnd = initial_window(c);
	c->ssthresh = CWND_MAX;
	c->recovery = TCP_OPEN;
	c->high_rxt = c->snd_una;
	c->recover = c->snd_una - 1;
}

/* RFC 5681 4.1: after a rest of more than a timeout the window is stale. */
void tcp_congestion_idle(struct tcp_conn *c)
{
	if (c->snd_una == c->snd_nxt && tcp_now(c->t) - c->last_sent > c->rto)
		c->cwnd = (u32)min_u64(c->cwnd, initial_window(c));
}

static void grow(struct tcp_conn *c, u32 acked)
{
	if (!c->cwnd_limited && c->recovery == TCP_OPEN)
		return;	/* unused window is no evidence */
	if (c->cwnd < c->ssthresh) {
		c->cwnd += (u32)min_u64(acked, c->mss);
	} else {
		c->acked_bytes += acked;
		if (c->acked_bytes >= c->cwnd) {
			c->acked_bytes -= c->cwnd;
			c->cwnd += c->mss;
		}
	}
	c->cwnd = (u32)min_u64(c->cwnd, CWND_MAX);
}

static u32 halved(const struct tcp_conn *c)
{
	return (u32)max_u64((c->snd_nxt - c->snd_una) / 2, 2u * c->mss);	/* RFC 5681 equation 4 */
}

/* ---- the scoreboard: RFC 6675 ---- */

bool tcp_sack_in(struct tcp_conn *c, const struct tcp_segment *g)
{
	bool news = false, one;

	if (!c->use_sack)
		return false;
	for (unsigned i = 0; i < g->n_sack; i++) {
		struct tcp_range s = g->sack[i];

		/* Beyond what was sent, or empty: nonsense. Below snd_una: a D-SACK (RFC 2883), no news. */
		if (!seq_lt(s.start, s.end) || seq_lt(c->snd_nxt, s.end) || !seq_lt(c->snd_una, s.start))
			continue;
		if (tcp_ranges_add(&c->sacked, s.start, s.end, &one))
			news |= one;
	}
	return news;
}

struct hole {
	u32 start, end;
	u32 sacked_above, ranges_above;
};

/* The i-th stretch that is not SACKed, i = 0 .. sacked.n; the last ends at snd_nxt. above: SACKed bytes from range i on. */
static struct hole hole(const struct tcp_conn *c, unsigned i, u32 above)
{
	return (struct hole){
		.start = i ? c->sacked.r[i - 1].end : c->snd_una,
		.end = i < c->sacked.n ? c->sacked.r[i].start : c->snd_nxt,
		.sacked_above = above,
		.ranges_above = c->sacked.n - i,
	};
}

static u32 sacked_bytes(const struct tcp_conn *c)
{
	u32 n = 0;

	for (unsigned i = 0; i < c->sacked.n; i++)
		n += c->sacked.r[i].end - c->sacked.r[i].start;
	return n;
}

/* IsLost(): a verdict on a whole hole, as what lies above is the same for each of its bytes. */
static bool is_lost(const struct tcp_conn *c, const struct hole *h)
{
	return h->ranges_above >= TCP_DUP_THRESHOLD || h->sacked_above > (TCP_DUP_THRESHOLD - 1u) * c->mss;
}

/* SetPipe(): bytes thought to be in the network. */
u32 tcp_pipe(const struct tcp_conn *c)
{
	u32 flight = c->snd_nxt - c->snd_una, above, pipe = 0;

	if (!c->use_sack && c->recovery == TCP_OPEN) {
		u32 left = (u32)min_u64(c->dup_acks, 2) * c->mss;	/* limited transmit, RFC 3042 */

		return flight > left ? flight - left : 0;
	}
	if (c->recovery == TCP_OPEN && !c->sacked.n)
		return flight;
	if (!c->use_sack && c->recovery == TCP_FAST)
		return flight;	/* cwnd is inflated instead */
	above = sacked_bytes(c);
	for (unsigned i = 0; i <= c->sacked.n; i++) {
		struct hole h = hole(c, i, above);
		u32 lost_end = h.end, again = seq_min(c->high_rxt, h.end);

		if (c->recovery == TCP_LOSS)
			lost_end = seq_min(seq_max(c->recover, h.start), h.end);
		else if (!is_lost(c, &h))
			lost_end = h.start;
		pipe += h.end - lost_end;
		if (seq_lt(h.start, again))
			pipe += again - h.start;
		if (i < c->sacked.n)
			above -= c->sacked.r[i].end - c->sacked.r[i].start;
	}
	return pipe;
}

bool tcp_recovery_next(struct tcp_conn *c, bool sure, u32 *seq, u32 *len)
{
	u32 above = sacked_bytes(c);

	c->rescuing = false;
	if (!c->use_sack && c->recovery == TCP_FAST) {
		*seq = c->snd_una;
		*len = (u32)min_u64(c->snd_nxt - c->snd_una, c->mss);
		return sure && c->rexmit_one && *len;
	}
	if (c->recovery == TCP_LOSS && !sure)
		return false;
	for (unsigned i = 0; i <= c->sacked.n; i++) {
		struct hole h = hole(c, i, above);
		bool last = i == c->sacked.n;

		if (!last)
			above -= c->sacked.r[i].end - c->sacked.r[i].start;
		*seq = seq_max(h.start, c->high_rxt);
		if (c->recovery == TCP_LOSS)
			h.end = seq_min(h.end, c->recover);
		else if (last && !(c->rexmit_one && h.start == c->snd_una))
			break;
		if (!seq_lt(*seq, h.end))
			continue;
		if (sure && c->recovery == TCP_FAST && !is_lost(c, &h) && !c->rexmit_one)
			break;	/* nor are those above */
		*len = h.end - *seq;
		return true;
	}
	/* Rule 4: once a recovery, the last segment, so that an ACK comes to clock the rest. */
	if (!sure && c->recovery == TCP_FAST && !c->rescued && c->sacked.n &&
	    seq_lt(c->sacked.r[c->sacked.n - 1].end, c->recover) && seq_lt(c->high_rxt, c->recover)) {
		u32 from = c->sacked.r[c->sacked.n - 1].end, n = (u32)min_u64(c->mss, c->recover - from);

		c->rescuing = true;
		*seq = c->recover - n;
		*len = n;
		return true;
	}
	return false;
}

void tcp_recovery_sent(struct tcp_conn *c, u32 seq, u32 len)
{
	/* The rescue leaves HighRxt where it is (RFC 6675 4). */
	if (c->rescuing)
		c->rescued = true;
	else if (c->recovery != TCP_OPEN)
		c->high_rxt = seq_max(c->high_rxt, seq + len);
	c->rescuing = false;
}

/* ---- events ---- */

static void enter_fast(struct tcp_conn *c)
{
	c->ssthresh = halved(c);
	c->recover = c->snd_nxt;
	c->high_rxt = c->snd_una;
	c->recovery = TCP_FAST;
	c->cwnd = c->ssthresh + (c->use_sack ? 0 : TCP_DUP_THRESHOLD * c->mss);
	c->acked_bytes = 0;
	c->rexmit_one = true;
	c->rescued = false;
	c->count.out_fast_rexmit++;
}

void tcp_recovery_dup_ack(struct tcp_conn *c)
{
	struct hole first = hole(c, 0, sacked_bytes(c));

	if (c->dup_acks < 255)
		c->dup_acks++;
	c->count.in_dup_ack++;
	if (c->recovery == TCP_FAST && !c->use_sack)
		c->cwnd = (u32)min_u64(c->cwnd + c->mss, CWND_MAX);	/* RFC 6582 3.2 (3) */
	if (c->recovery != TCP_OPEN)
		return;
	/* RFC 6582 3.2 (2): no second fast retransmit for what was sent before the last recovery ended. */
	if (c->use_sack ? seq_lt(c->snd_una, c->recover) : seq_le(c->snd_una, c->recover))
		return;
	if (c->dup_acks >= TCP_DUP_THRESHOLD || (c->use_sack && c->sacked.n && is_lost(c, &first)))
		enter_fast(c);
}

static void leave_recovery(struct tcp_conn *c)
{
	u32 pipe;

	if (c->recovery == TCP_FAST) {	/* RFC 6582 3.2 (3), full ACK, option 1: no burst */
		pipe = c->snd_nxt - c->snd_una;
		c->cwnd = (u32)min_u64(c->ssthresh, max_u64(pipe, c->mss) + c->mss);
	}
	c->recovery = TCP_OPEN;
	c->acked_bytes = 0;
	c->rexmit_one = c->rescuing = false;
}

void tcp_recovery_acked(struct tcp_conn *c, u32 bytes)
{
	c->dup_acks = 0;
	/* A peer that had SACKed the byte behind its ACK would have acknowledged it: it has thrown it away. */
	if (c->sacked.n && seq_le(c->sacked.r[0].start, c->snd_una) && seq_lt(c->snd_una, c->sacked.r[0].end))
		tcp_ranges_clear(&c->sacked);
	else
		tcp_ranges_cut(&c->sacked, c->snd_una);
	c->high_rxt = seq_max(c->high_rxt, c->snd_una);
	if (c->recovery != TCP_OPEN && seq_le(c->recover, c->snd_una)) {
		leave_recovery(c);
		return;
	}
	if (c->recovery == TCP_FAST) {
		c->count.out_partial_ack++;
		if (!c->use_sack) {	/* partial ACK: the next hole, and the window deflates */
			c->rexmit_one = true;
			c->cwnd -= (u32)min_u64(bytes, c->cwnd);
			c->cwnd += bytes >= c->mss ? c->mss : 0;
			c->cwnd = (u32)max_u64(c->cwnd, c->mss);
		}
		return;
	}
	if (c->recovery == TCP_OPEN && seq_lt(c->recover, c->snd_una))
		c->recover = c->snd_una - 1;	/* keeps up, lest it seem ahead after 2 GiB */
	grow(c, bytes);
}

static void start_loss(struct tcp_conn *c)
{
	c->recovery = TCP_LOSS;
	c->recover = c->snd_nxt;
	c->high_rxt = c->snd_una;
	c->dup_acks = 0;
	c->rexmit_one = false;
	c->acked_bytes = 0;
}

void tcp_recovery_timeout(struct tcp_conn *c)
{
	if (!c->retries)	/* RFC 5681 3.1: once for each loss */
		c->ssthresh = halved(c);
	else
		tcp_ranges_clear(&c->sacked);
	c->cwnd = c->mss;
	start_loss(c);
}

void tcp_recovery_rewind(struct tcp_conn *c)
{
	if (c->snd_una != c->snd_nxt)
		start_loss(c);
}
