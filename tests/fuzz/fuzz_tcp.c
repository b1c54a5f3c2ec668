/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Segments into a TCP with a listener and a connection, in whatever states the input leads them to. The input is a program: an operation a byte, its
 * operands behind. Sequence numbers are given relative to what the connection expects, so that a few bytes reach deep; operation 0 takes raw bytes.
 */
#include <stdio.h>

#define assert_int_equal(a, b)          \
	do {                            \
		if ((a) != (b))         \
			abort();        \
	} while (0)
#define assert_true(a) assert_int_equal(!(a), 0)

#include "tests/unit/tcp_net.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct fuzz {
	struct net net;
	struct rd in;
	struct tcp_conn *c[4];	/* owned by us */
	unsigned n;
	bool in_event;
	u64 steps;
};

static void forget(struct fuzz *z, struct tcp_conn *c)
{
	for (unsigned i = 0; i < z->n; i++)
		if (z->c[i] == c)
			z->c[i] = z->c[--z->n];
}

/* Users do all sorts of things from within an event, going away among them. */
static void fuzz_event(struct tcp_conn *c, enum tcp_event e, void *arg)
{
	struct fuzz *z = arg;
	u8 buf[64] = { 0 };
	bool end;

	switch (rd_u8(&z->in) % 8) {
	case 0: tcp_read(c, buf, sizeof(buf), &end); break;
	case 1: tcp_write(c, buf, sizeof(buf)); break;
	case 2: tcp_shutdown(c); break;
	case 3: forget(z, c); tcp_release(c); break;
	case 4: forget(z, c); tcp_abort(c); break;
	default:
		if (e >= TCP_CLOSED) {
			forget(z, c);
			tcp_release(c);
		}
		break;
	}
}

static bool fuzz_accept(struct tcp_listener *l, const struct ipaddr *peer, u16 port, struct tcp_options *o)
{
	struct fuzz *z = tcp_listener_arg(l);

	(void)peer;
	(void)port;
	o->keepalive_idle = rd_u8(&z->in) & 1 ? NSEC_PER_SEC : 0;
	o->receive_buffer = rd_u8(&z->in) & 1 ? TCP_BUFFER_MAX : TCP_BUFFER_MIN;
	o->md5_key = (rd_u8(&z->in) & 15) == 1 ? "key" : NULL;
	return (rd_u8(&z->in) & 15) != 1;
}

static void fuzz_accepted(struct tcp_listener *l, struct tcp_conn *c)
{
	struct fuzz *z = tcp_listener_arg(l);

	tcp_set_user(c, &(struct tcp_user){ fuzz_event, z });
	if (z->n < ARRAY_LEN(z->c))
		z->c[z->n++] = c;
	else
		tcp_release(c);
}

static void deliver(struct fuzz *z, const u8 *bytes, u32 len)
{
	struct ipstack *us = &z->net.end[0];
	struct ip_recv r = { .src = z->net.end[1].addr[0], .dst = us->addr[0], .proto = 6, .ttl = 64 };
	struct frame *f = frame_get(node_pool(us->node), len);

	memcpy(f->data, bytes, len);
	f->flags |= FRAME_CSUM_VALID;
	tcp_input(us->tcp, &r, f);
}

enum { EXACT_SEQ = 8, EXACT_ACK = 16, FROM_UNA = 32, WITH_TS = 64, WITH_SACK = 128 };

/* A segment for an existing connection (or the listener), its numbers near what is expected. */
static void segment(struct fuzz *z)
{
	struct tcp_conn *c = tcp_first(z->net.end[0].tcp);
	u8 bytes[20 + 40 + 256] = { 0 }, pick = rd_u8(&z->in), flags = rd_u8(&z->in);
	s16 seq = pick & EXACT_SEQ ? 0 : (s16)rd_u16(&z->in), ack = pick & EXACT_ACK ? 0 : (s16)rd_u16(&z->in);
	u8 n_opt = (u8)(rd_u8(&z->in) % 4 * 4), n_data = rd_u8(&z->in);
	u16 wnd = rd_u16(&z->in);
	struct wr w = wr_of(bytes, sizeof(bytes));

	for (unsigned i = pick & 7; c && i; i--)
		c = tcp_next(c);
	wr_u16(&w, c ? c->peer_port : (u16)(1000 + (pick >> 3)));
	wr_u16(&w, c ? c->local_port : 80);
	wr_u32(&w, (c ? c->rcv_nxt : 0) + (u32)seq);
	wr_u32(&w, (c ? pick & FROM_UNA ? c->snd_una : c->snd_nxt : 0) + (u32)ack);
	wr_u16(&w, flags);
	wr_u16(&w, c && !wnd && c->snd_wnd >> c->snd_scale <= 65535 ? (u16)(c->snd_wnd >> c->snd_scale) : wnd);
	wr_u32(&w, 0);
	if (pick & WITH_TS) {
		wr_u32(&w, 0x0101080a);
		wr_u32(&w, (c ? c->ts_recent : 0) + rd_u8(&z->in));
		wr_u32(&w, c ? tcp_timestamp(c) - rd_u8(&z->in) : 0);
	}
	if (pick & WITH_SACK && flags & TCP_SYN) {
		wr_u32(&w, 0x04020101);
	} else if (pick & WITH_SACK) {
		wr_u32(&w, 0x0101050a);
		wr_u32(&w, (c ? c->snd_una : 0) + 16u * rd_u8(&z->in));
		wr_u32(&w, (c ? c->snd_una : 0) + 64u * rd_u8(&z->in));
	}
	for (unsigned i = 0; i < n_opt; i++)
		wr_u8(&w, rd_u8(&z->in));
	bytes[12] = (u8)(wr_len(&w) / 4 << 4);
	wr_zero(&w, n_data);
	deliver(z, bytes, (u32)wr_len(&w));
}

static void user(struct fuzz *z, u8 what)
{
	struct tcp_options o = { .user = { fuzz_event, z }, .user_timeout = 30 * NSEC_PER_SEC };
	struct tcp_conn *c = z->n ? z->c[rd_u8(&z->in) % z->n] : NULL;
	static const u8 zeros[8192];
	u8 buf[4096];
	bool end;

	if (what == 0 && z->n < ARRAY_LEN(z->c)) {
		c = tcp_connect(z->net.end[0].tcp, NULL, (u16)(2000 + (rd_u8(&z->in) & 3)), &z->net.end[1].addr[0], 80, &o);
		if (c)
			z->c[z->n++] = c;
		return;
	}
	if (!c)
		return;
	switch (what) {
	case 1: tcp_write(c, zeros, rd_u16(&z->in) & 8191); break;
	case 2: tcp_read(c, buf, rd_u16(&z->in) & 4095, &end); break;
	case 3: tcp_shutdown(c); break;
	case 4: forget(z, c); tcp_release(c); break;
	case 5: forget(z, c); tcp_abort(c); break;
	default: break;
	}
}

static void icmp(struct fuzz *z)
{
	struct tcp_conn *c = tcp_first(z->net.end[0].tcp);
	u8 quoted[8];
	struct ip_error e = { .dst = z->net.end[1].addr[0], .proto = 6, .type = rd_u8(&z->in), .code = rd_u8(&z->in),
			      .mtu = rd_u16(&z->in), .transport = quoted, .transport_len = 8 };

	if (!c)
		return;
	put_be16(quoted, c->local_port);
	put_be16(quoted + 2, c->peer_port);
	put_be32(quoted + 4, c->snd_una);
	tcp_error(z->net.end[0].tcp, &e);
}

/* What must hold whatever came. */
static void check(const struct fuzz *z)
{
	u32 n = 0;

	for (struct tcp_conn *c = tcp_first(z->net.end[0].tcp); c; c = tcp_next(c), n++) {
		assert_true(c->hold == 0 && !c->events);
		assert_true(c->snd.len <= c->snd.limit && c->rcv.len <= c->rcv.limit);
		assert_true(c->ooo.n <= TCP_RANGES_MAX && c->sacked.n <= TCP_RANGES_MAX);
		if (tcp_in(c->state, ~(TCPS(SYN_SENT) | TCPS(SYN_RCVD) | TCPS(CLOSED) | TCPS(TIME_WAIT)))) {
			assert_true(seq_le(c->snd_una, c->snd_nxt));
			assert_true(seq_le(c->snd_nxt, c->snd_una + c->snd.len + c->fin_sent));
			assert_true(c->mss >= 24 && c->cwnd >= c->mss);
			/* whatever is outstanding or waits has a timer, or nothing would ever happen */
			if (c->snd_una != c->snd_nxt || tcp_unsent(c))
				assert_true(timer_is_set(&c->rexmit));
		}
		if (c->state == TCPS_CLOSED)
			assert_true(c->owned && !timer_is_set(&c->rexmit) && !timer_is_set(&c->life));
	}
	assert_int_equal(n, z->net.end[0].tcp->n_conns);
}

static void drain(struct net *n)
{
	for (struct caught *c; (c = n->first);) {
		n->first = c->next;
		free(c);
	}
	n->last = &n->first;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz z = { .in = rd_of(data, size) };

	net_open(&z.net, 1);
	z.net.catch = true;
	tcp_listen(z.net.end[0].tcp, NULL, 80, 3, fuzz_accept, fuzz_accepted, &z);
	while (rd_left(&z.in) && z.steps++ < 400) {
		u8 op = rd_u8(&z.in);

		if (op == 0) {
			u8 n = rd_u8(&z.in);
			const u8 *raw = rd_bytes(&z.in, min_u64(n, rd_left(&z.in)));

			if (raw)
				deliver(&z, raw, (u32)(z.in.p - raw));
		} else if (op < 128) {
			segment(&z);
		} else if (op < 192) {
			user(&z, op % 6);
		} else if (op < 208) {
			icmp(&z);
		} else {
			net_run(&z.net, (op - 207ull) * (op & 1 ? NSEC_PER_SEC : 10 * NSEC_PER_MS));
		}
		drain(&z.net);
		check(&z);
	}
	for (unsigned i = 0; i < z.n; i++)
		tcp_abort(z.c[i]);
	net_run(&z.net, 700 * NSEC_PER_SEC);
	drain(&z.net);
	check(&z);
	net_close(&z.net);
	return 0;
}
