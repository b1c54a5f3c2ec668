/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Clauses are RFC 5880's. The state machine is 6.2's figure and 6.8.6's text as a table of (own state, what the neighbour says it is in). Left out: demand mode of
 * our own (6.6; the neighbour's is respected), point to multipoint.
 *
 * What a side is told and what it does are kept apart: a longer interval of ours, or a shorter time in which we must be heard, holds once a poll was
 * answered (6.8.3). With echo, the control packets slow down on both sides and the echoes find a failure.
 */
#include "router/bfd/session.h"

const char *const bfd_state_name[BFD_STATES] = { "AdminDown", "Down", "Init", "Up" };

static nsec now_of(const struct bfd_session *b) { return node_now(b->node); }
static void set(struct bfd_session *b, struct timer *t, nsec due) { timer_set(b->node->worker, t, due); }
static void stop(struct bfd_session *b, struct timer *t) { timer_stop(b->node->worker, t); }

static void count_span(struct bfd_span *s, nsec now)
{
	u32 ms = (u32)min_u64((now - s->last) / NSEC_PER_MS, UINT32_MAX);

	if (s->last) {
		s->min_ms = !s->n || ms < s->min_ms ? ms : s->min_ms;
		s->max_ms = ms > s->max_ms ? ms : s->max_ms;
		s->total_ms += ms;
		s->n++;
	}
	s->last = now;
}

/* 6.8.4: by what the neighbour multiplies, and the slower of what it may send and we can hear. */
nsec bfd_detection(const struct bfd_session *b)
{
	return b->last.mult * max_u64(b->rx_now_us, b->last.tx_us) * NSEC_PER_US;
}

nsec bfd_echo_interval(const struct bfd_session *b) { return max_u64(b->conf.tx_us, b->last.echo_us) * NSEC_PER_US; }

/* 6.8.7: up to a quarter less, at random; at least a tenth less when one lost packet is fatal. */
static nsec jittered(struct bfd_session *b, nsec interval)
{
	nsec most = b->conf.mult == 1 ? interval / 100 * 90 : interval, least = interval / 4 * 3;

	return least + rng_below(&b->node->rng, most - least + 1);
}

static void transmit(struct bfd_session *b, u8 flags)
{
	struct bfd_packet p = { .diag = b->diag, .state = b->state, .flags = flags, .mult = b->conf.mult, .my = b->my, .your = b->your, .tx_us = b->tx_us,
				.rx_us = b->rx_us, .echo_us = b->conf.echo ? b->conf.rx_us : 0, .auth = b->conf.auth };
	struct bfd_secret k;
	u8 bytes[BFD_LEN_MAX];
	u32 len;

	if (b->path_down || (b->conf.auth && !b->ops->key_to_send(b, &k)))
		return;
	p.seq = b->seq_sent++;	/* 6.7.3: at each packet, if that is asked for or not */
	len = bfd_build(&p, b->conf.auth ? &k : NULL, bytes);
	b->tx_n++;
	count_span(&b->tx_span, now_of(b));
	b->ops->send(b, bytes, len);
}

/* 6.8.7: may packets go from time to time? */
static bool periodic(const struct bfd_session *b)
{
	if (b->path_down || (b->your && !b->last.rx_us))
		return false;
	return !(b->demanded && b->state == BFD_UP && b->remote_state == BFD_UP) || b->polling;
}

static void schedule(struct bfd_session *b)
{
	nsec interval = max_u64(b->tx_now_us, b->last.rx_us) * NSEC_PER_US;

	if (periodic(b))
		set(b, &b->tx, now_of(b) + jittered(b, interval));
	else
		stop(b, &b->tx);
}

static void tx_fired(struct timer *t)
{
	struct bfd_session *b = container_of(t, struct bfd_session, tx);

	transmit(b, b->polling ? BFD_POLL : 0);
	schedule(b);
}

/* 6.8.9: the echo function runs while both are up and the neighbour takes echoes. */
static void echo_update(struct bfd_session *b)
{
	bool on = b->conf.echo && b->state == BFD_UP && b->remote_state == BFD_UP && b->last.echo_us && !b->path_down;

	if (on == b->echoing)
		return;
	b->echoing = on;
	if (on) {
		set(b, &b->echo_tx, now_of(b));
		set(b, &b->echo_detect, now_of(b) + b->conf.mult * bfd_echo_interval(b));
	} else {
		stop(b, &b->echo_tx);
		stop(b, &b->echo_detect);
	}
}

/* What is told of our intervals follows state, configuration and echo; when it is used, 6.8.3 says. */
static void intervals(struct bfd_session *b)
{
	u32 tx = b->state != BFD_UP || b->echoing ? (u32)max_u64(b->conf.slow_us, b->conf.tx_us) : b->conf.tx_us;
	u32 rx = b->echoing ? (u32)max_u64(b->conf.slow_us, b->conf.rx_us) : b->conf.rx_us;
	bool told = tx != b->tx_us || rx != b->rx_us;
	nsec was = max_u64(b->tx_now_us, b->last.rx_us);

	b->tx_us = tx;
	b->rx_us = rx;
	if (b->state != BFD_UP || tx <= b->tx_now_us)
		b->tx_now_us = tx;
	if (b->state != BFD_UP || rx >= b->rx_now_us)
		b->rx_now_us = rx;
	if (told && b->state == BFD_UP)
		b->polling = true;
	if (b->state != BFD_UP)
		b->polling = false;
	/* Faster than the packet under way was planned: it goes earlier. */
	if (timer_is_set(&b->tx) && max_u64(b->tx_now_us, b->last.rx_us) < was)
		schedule(b);
}

/* ---- the state machine ---- */

static void set_state(struct bfd_session *b, u8 to, u8 diag)
{
	u8 was = b->state;

	if (to == was)
		return;
	b->state = to;
	b->diag = diag;
	b->since = now_of(b);
	echo_update(b);
	intervals(b);
	b->ops->changed(b, was);
	/* 6.8.7: the neighbour hears of it at once. */
	transmit(b, b->polling ? BFD_POLL : 0);
	schedule(b);
}

#define S(state) (1u << (state))
static const struct { u8 in, heard, next, diag; } rows[] = {
	/* in these states				  hears		  then be    and say		6.8.6 */
	{ S(BFD_INIT) | S(BFD_UP),			  BFD_ADMIN_DOWN, BFD_DOWN, DIAG_NEIGHBOR },
	{ S(BFD_DOWN),					  BFD_DOWN,	  BFD_INIT, DIAG_NONE },
	{ S(BFD_DOWN),					  BFD_INIT,	  BFD_UP,   DIAG_NONE },
	{ S(BFD_INIT),					  BFD_INIT,	  BFD_UP,   DIAG_NONE },
	{ S(BFD_INIT),					  BFD_UP,	  BFD_UP,   DIAG_NONE },
	{ S(BFD_UP),					  BFD_DOWN,	  BFD_DOWN, DIAG_NEIGHBOR },
};

static void step(struct bfd_session *b, u8 heard)
{
	for (size_t k = 0; k < ARRAY_LEN(rows); k++)
		if (rows[k].in & S(b->state) && rows[k].heard == heard) {
			set_state(b, rows[k].next, rows[k].diag);
			return;
		}
}

static void forget(struct bfd_session *b)
{
	b->your = 0;
	b->remote_state = BFD_DOWN;
	b->demanded = false;
	b->last.rx_us = 1; /* 6.8.1: RemoteMinRxInterval begins as 1 */
}

static void detect_fired(struct timer *t)
{
	struct bfd_session *b = container_of(t, struct bfd_session, detect);

	forget(b);
	b->seq_known = false;	/* 6.8.1 asks for twice the time; who is silent that long begins anew anyhow */
	if (b->state == BFD_INIT || b->state == BFD_UP)
		set_state(b, BFD_DOWN, DIAG_EXPIRED);
	else
		schedule(b);
}

/* ---- what comes ---- */

/* 6.7: the section is of the type that is configured, of a key that holds now, and not from the past. */
static enum drop authenticate(struct bfd_session *b, const u8 *bytes, const struct bfd_packet *p)
{
	bool strict = p->auth == BFD_AUTH_MD5_METICULOUS || p->auth == BFD_AUTH_SHA1_METICULOUS;
	u32 ahead = p->seq - b->seq_heard;
	struct bfd_secret k;

	if (p->auth != b->conf.auth)
		return DROP_BAD_FIELD;
	if (!p->auth)
		return DROP_NONE;
	if (!b->ops->key_to_accept(b, p->key_id, &k) || !bfd_authentic(bytes, p, &k))
		return DROP_BAD_CHECKSUM;
	if (p->auth == BFD_AUTH_SIMPLE)
		return DROP_NONE;
	if (b->seq_known && (ahead < strict || ahead > 3u * b->conf.mult))
		return DROP_BAD_FIELD;
	b->seq_known = true;
	b->seq_heard = p->seq;
	return DROP_NONE;
}

static void poll_answered(struct bfd_session *b)
{
	b->polling = false;
	b->tx_now_us = b->tx_us;
	b->rx_now_us = b->rx_us;
}

enum drop bfd_input(struct bfd_session *b, const u8 *bytes, const struct bfd_packet *p)
{
	enum drop why = authenticate(b, bytes, p);
	u32 rx_was = b->last.rx_us;

	if (why || b->state == BFD_ADMIN_DOWN || b->path_down)
		return why ? why : DROP_PORT_DOWN;
	b->rx++;
	count_span(&b->rx_span, now_of(b));
	b->last = *p;
	b->your = p->my;
	b->remote_state = p->state;
	b->demanded = p->flags & BFD_DEMAND;
	if (b->polling && p->flags & BFD_FINAL)
		poll_answered(b);
	step(b, p->state);
	echo_update(b);
	intervals(b);
	set(b, &b->detect, now_of(b) + bfd_detection(b));
	if (p->flags & BFD_POLL)
		transmit(b, BFD_FINAL);
	if (p->rx_us < rx_was || timer_is_set(&b->tx) != periodic(b))
		schedule(b);
	return DROP_NONE;
}

/* ---- echo: a packet to ourselves that the neighbour only forwards ---- */

static void echo_fired(struct timer *t)
{
	struct bfd_session *b = container_of(t, struct bfd_session, echo_tx);
	u8 bytes[BFD_ECHO_LEN];
	struct wr w = wr_of(bytes, sizeof(bytes));

	wr_u32(&w, b->my);
	wr_u32(&w, ++b->echo_seq);
	wr_u32(&w, 0);
	b->echo_sent++;
	b->ops->echo(b, bytes, sizeof(bytes));
	set(b, &b->echo_tx, now_of(b) + jittered(b, bfd_echo_interval(b)));
}

static void echo_missed(struct timer *t) { set_state(container_of(t, struct bfd_session, echo_detect), BFD_DOWN, DIAG_ECHO); }

void bfd_echo_input(struct bfd_session *b, struct rd r)
{
	u32 my = rd_u32(&r), seq = rd_u32(&r);

	if (r.bad || my != b->my || !b->echoing || b->echo_seq - seq >= b->conf.mult)
		return;	/* of another session, or too old to say anything */
	b->echo_rx++;
	set(b, &b->echo_detect, now_of(b) + b->conf.mult * bfd_echo_interval(b));
}

/* ---- life ---- */

void bfd_start(struct bfd_session *b)
{
	b->tx.fire = tx_fired;
	b->detect.fire = detect_fired;
	b->echo_tx.fire = echo_fired;
	b->echo_detect.fire = echo_missed;
	b->state = BFD_DOWN;
	b->seq_sent = (u32)rng_u64(&b->node->rng);
	b->since = now_of(b);
	forget(b);
	intervals(b);
	schedule(b);
}

void bfd_stop(struct bfd_session *b)
{
	stop(b, &b->tx);
	stop(b, &b->detect);
	stop(b, &b->echo_tx);
	stop(b, &b->echo_detect);
}

void bfd_admin_down(struct bfd_session *b)
{
	b->state = BFD_ADMIN_DOWN;
	b->diag = DIAG_ADMIN;
	b->polling = false;
	transmit(b, 0);
}

void bfd_path(struct bfd_session *b, bool up)
{
	if (b->path_down == !up)
		return;
	b->path_down = !up;
	if (!up) {
		stop(b, &b->detect);
		forget(b);
		set_state(b, BFD_DOWN, DIAG_PATH);
	}
	schedule(b);
}

void bfd_configure(struct bfd_session *b, const struct bfd_conf *c)
{
	if (c->auth != b->conf.auth)
		b->seq_known = false;
	b->conf = *c;
	echo_update(b);
	intervals(b);
}
