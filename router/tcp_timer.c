/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * TCP's timers. One serves retransmission (RFC 6298), SYN, and the probing of closed windows (RFC 9293 3.8.6.1), as never two of these are due
 * at a time; then delayed ACK, keepalive (3.8.4), and one for the rest of a life: half-open, orphaned FIN-WAIT-2, 2MSL.
 */
#include "router/tcp_conn.h"

static void set(struct tcp_conn *c, struct timer *t, enum tcp_timer kind, nsec due)
{
	c->count.starts[kind]++;
	timer_set(c->t->node->worker, t, due);
}

static nsec backed_off(const struct tcp_conn *c)
{
	nsec rto = c->rto;

	for (u8 i = 0; i < c->retries && rto < TCP_RTO_MAX; i++)
		rto *= 2;
	return min_u64(rto, TCP_RTO_MAX);
}

static nsec user_timeout(const struct tcp_conn *c)
{
	if (c->user_timeout)
		return c->user_timeout;
	return tcp_in(c->state, TCPS(SYN_SENT) | TCPS(SYN_RCVD)) ? TCP_CONNECT_TIMEOUT : TCP_USER_TIMEOUT;
}

static void give_up(struct tcp_conn *c)
{
	tcp_die(c, c->soft_error ? TCP_UNREACHABLE : TCP_TIMEOUT);
}

static void syn_again(struct tcp_conn *c)
{
	if (c->retries < 255)
		c->retries++;
	c->syn_lost = true;
	c->count.timeouts++;
	tcp_send_syn(c);
}

static void data_again(struct tcp_conn *c)
{
	tcp_path_again(c);
	tcp_recovery_timeout(c);
	if (c->retries < 255)
		c->retries++;
	c->count.timeouts++;
	tcp_output(c);
	tcp_timer_rexmit(c, true);
}

static void probe(struct tcp_conn *c)
{
	if (c->retries < 255)
		c->retries++;
	c->count.probes++;
	tcp_send_probe(c);
	tcp_timer_rexmit(c, true);
}

static void rexmit_fire(struct timer *t)
{
	struct tcp_conn *c = container_of(t, struct tcp_conn, rexmit);
	/* An answer to a probe is progress enough: RFC 9293 3.8.6.1 keeps the connection as long as they come; but not for
	 * one that nobody here owns any more, or a peer could keep them all. */
	nsec since = c->persist && !c->released ? max_u64(c->last_heard, c->progress) : c->progress;

	c->count.wakeups[c->persist ? TCP_T_SEND_WND : TCP_T_RETRANS]++;
	tcp_hold(c);
	if (tcp_now(c->t) - since >= user_timeout(c))
		give_up(c);
	else if (tcp_in(c->state, TCPS(SYN_SENT) | TCPS(SYN_RCVD)))
		syn_again(c);
	else if (c->persist)
		probe(c);
	else
		data_again(c);
	tcp_unhold(c);
}

void tcp_timer_rexmit(struct tcp_conn *c, bool restart)
{
	bool waits = c->snd_una != c->snd_nxt || tcp_unsent(c);
	nsec now = tcp_now(c->t), due;

	if (!waits || tcp_in(c->state, TCPS(CLOSED) | TCPS(TIME_WAIT))) {
		timer_stop(c->t->node->worker, &c->rexmit);
		c->persist = false;
		return;
	}
	/* Nothing is under way though there is something to send, or the window is shut: probe. */
	waits = !tcp_in(c->state, TCPS(SYN_SENT) | TCPS(SYN_RCVD)) && (c->snd_una == c->snd_nxt || !c->snd_wnd);
	if (waits != c->persist) {
		c->persist = waits;
		restart = true;
		if (waits) {
			c->retries = 0;
			c->progress = now;
		}
	}
	if (timer_is_set(&c->rexmit) && !restart)
		return;
	due = now + backed_off(c);
	if (c->progress + user_timeout(c) > now)
		due = min_u64(due, c->progress + user_timeout(c));
	set(c, &c->rexmit, c->persist ? TCP_T_SEND_WND : TCP_T_RETRANS, due);
}

static void delack_fire(struct timer *t)
{
	struct tcp_conn *c = container_of(t, struct tcp_conn, delack);

	c->count.wakeups[TCP_T_ACK_HOLD]++;
	tcp_hold(c);
	c->ack_now = true;
	tcp_output(c);
	tcp_unhold(c);
}

void tcp_timer_delack(struct tcp_conn *c)
{
	if (!timer_is_set(&c->delack))
		set(c, &c->delack, TCP_T_ACK_HOLD, tcp_now(c->t) + TCP_DELACK);
}

static void keep_fire(struct timer *t)
{
	struct tcp_conn *c = container_of(t, struct tcp_conn, keep);

	c->count.wakeups[TCP_T_KEEPALIVE]++;
	tcp_hold(c);
	if (tcp_now(c->t) - c->last_heard < c->keepalive_idle) {
		c->keep_probes = 0;
		tcp_timer_keepalive(c);
	} else if (c->keep_probes >= TCP_KEEPALIVE_PROBES) {
		tcp_send_reset(c);
		give_up(c);
	} else {
		c->keep_probes++;
		if (c->snd_una == c->snd_nxt)	/* else retransmission asks the same */
			tcp_send_keepalive(c);
		set(c, &c->keep, TCP_T_KEEPALIVE, tcp_now(c->t) + min_u64(c->keepalive_idle, TCP_KEEPALIVE_INTERVAL));
	}
	tcp_unhold(c);
}

void tcp_timer_keepalive(struct tcp_conn *c)
{
	if (c->keepalive_idle)
		set(c, &c->keep, TCP_T_KEEPALIVE, c->last_heard + c->keepalive_idle);
}

static void life_fire(struct timer *t)
{
	struct tcp_conn *c = container_of(t, struct tcp_conn, life);

	tcp_hold(c);
	tcp_die(c, c->state == TCPS_TIME_WAIT ? TCP_CLOSED : TCP_TIMEOUT);
	tcp_unhold(c);
}

void tcp_timer_life(struct tcp_conn *c, nsec span)
{
	if (c->state == TCPS_TIME_WAIT)
		c->count.starts[TCP_T_TIME_WAIT]++;
	timer_set(c->t->node->worker, &c->life, tcp_now(c->t) + span);
}

void tcp_timers_init(struct tcp_conn *c)
{
	c->rexmit.fire = rexmit_fire;
	c->delack.fire = delack_fire;
	c->keep.fire = keep_fire;
	c->life.fire = life_fire;
}

void tcp_timers_stop(struct tcp_conn *c)
{
	struct timer *all[] = { &c->rexmit, &c->delack, &c->keep, &c->life };

	for (unsigned i = 0; i < ARRAY_LEN(all); i++)
		timer_stop(c->t->node->worker, all[i]);
}
