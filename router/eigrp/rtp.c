/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Neighbours and the reliable transport (RFC 7868 5): one packet at a time is on its way to a neighbour, until it is acknowledged; sixteen tries, each half
 * as long again as the last, and it is down. What goes to all of an interface goes to the group when none of them waits for another packet, else to each.
 */
#include "router/eigrp/eigrp.h"

#include <stdlib.h>

#include "device/debug.h"

enum { RTO_FIRST_MS = 1000, RTO_MIN_MS = 200, RTO_MAX_MS = 5000 };

struct eigrp_msg *msg_new(enum eigrp_op op, u32 flags, const u8 *tlv, u32 len)
{
	struct eigrp_msg *m = xcalloc(1, sizeof(*m) + len);

	m->refs = 1;
	m->op = (u8)op;
	m->flags = flags;
	m->len = (u16)len;
	if (len)
		memcpy(m->tlv, tlv, len);
	return m;
}

void msg_put(struct eigrp_msg *m)
{
	if (!--m->refs)
		free(m);
}

static void transmit(struct eigrp_nbr *n)
{
	struct eigrp_queued *q = n->queue;
	struct eigrp *e = n->ei->e;
	u32 ack = n->ack_due;

	if (!q)
		return;
	if (!q->seq)
		q->seq = ++e->seq ? e->seq : ++e->seq;
	n->ack_due = 0;
	n->sent = eigrp_now(e);
	n->ei->tx_uni++;
	packet_send(n->ei, &n->addr, q->m->op, q->m->flags, q->seq, ack, q->m->tlv, q->m->len);
	timer_set(eigrp_worker(e), &n->retransmit, n->sent + n->rto_ms * NSEC_PER_MS);
}

static struct eigrp_queued *enqueue(struct eigrp_nbr *n, struct eigrp_msg *m, u32 seq)
{
	struct eigrp_queued *q;

	if (n->n_queue >= EIGRP_QUEUE_MAX) {	/* it takes none for long: the timer ends it, not whoever is at work on the table */
		n->tries = EIGRP_RETRIES;
		timer_set(eigrp_worker(n->ei->e), &n->retransmit, eigrp_now(n->ei->e));
		return NULL;
	}
	q = xcalloc(1, sizeof(*q));
	q->m = m;
	q->seq = seq;
	m->refs++;
	*n->queue_end = q;
	n->queue_end = &q->next;
	n->n_queue++;
	return q;
}

void rtp_send(struct eigrp_nbr *n, struct eigrp_msg *m)
{
	if (enqueue(n, m, 0) && n->n_queue == 1)
		transmit(n);
}

/* The group hears it when all who are up there are told in these TLVs and none waits for another packet. */
static bool by_group(const struct eigrp_if *ei, bool wide)
{
	u32 up = 0;

	for (const struct eigrp_nbr *n = ei->nbrs; n; n = n->next) {
		up += n->up;
		if (n->up && (n->n_queue || n->wide != wide))
			return false;
	}
	return up > 1 && !ei->unicast;
}

void rtp_send_all(struct eigrp_if *ei, bool wide, struct eigrp_msg *m)
{
	struct eigrp *e = ei->e;

	if (!by_group(ei, wide)) {
		for (struct eigrp_nbr *n = ei->nbrs; n; n = n->next)
			if (n->up && n->wide == wide)
				rtp_send(n, m);
		return;
	}
	if (!++e->seq)
		e->seq++;
	for (struct eigrp_nbr *n = ei->nbrs; n; n = n->next)
		if (n->up && enqueue(n, m, e->seq)) {
			n->sent = eigrp_now(e);
			timer_set(eigrp_worker(e), &n->retransmit, n->sent + n->rto_ms * NSEC_PER_MS);
		}
	ei->tx_multi++;
	packet_send(ei, NULL, m->op, m->flags, e->seq, 0, m->tlv, m->len);
}

static void dequeue(struct eigrp_nbr *n)
{
	struct eigrp_queued *q = n->queue;

	n->queue = q->next;
	if (!n->queue)
		n->queue_end = &n->queue;
	n->n_queue--;
	msg_put(q->m);
	free(q);
}

void rtp_acked(struct eigrp_nbr *n, u32 ack)
{
	struct eigrp_queued *q = n->queue;
	u32 ms = (u32)((eigrp_now(n->ei->e) - n->sent) / NSEC_PER_MS);

	if (!q || !q->seq || q->seq != ack)
		return;
	if (!n->tries) {	/* not one of those whose answer may be to either copy */
		n->srtt_ms = n->srtt_ms ? (7 * n->srtt_ms + ms) / 8 : ms ? ms : 1;
		n->rto_ms = 6 * n->srtt_ms < RTO_MIN_MS ? RTO_MIN_MS : 6 * n->srtt_ms > RTO_MAX_MS ? RTO_MAX_MS : 6 * n->srtt_ms;
	}
	n->tries = 0;
	n->init_acked |= q->m->op == EIGRP_UPDATE && q->m->flags & EIGRP_INIT;
	dequeue(n);
	timer_stop(eigrp_worker(n->ei->e), &n->retransmit);
	transmit(n);
	nbr_check_up(n);
}

static void retransmit_due(struct timer *t)
{
	struct eigrp_nbr *n = container_of(t, struct eigrp_nbr, retransmit);
	u32 rto = n->rto_ms;

	if (++n->tries > EIGRP_RETRIES) {
		nbr_down(n, "retry limit exceeded");
		return;
	}
	n->retransmitted++;
	n->ei->retransmits++;
	rto += rto / 2;
	n->rto_ms = rto > RTO_MAX_MS ? RTO_MAX_MS : rto;
	transmit(n);
}

/* ---- neighbours ---- */

struct eigrp_nbr *nbr_find(const struct eigrp_if *ei, const struct ipaddr *addr)
{
	struct eigrp_nbr *n = ei->nbrs;

	while (n && !ipaddr_eq(&n->addr, addr))
		n = n->next;
	return n;
}

static void log_change(const struct eigrp_nbr *n, const char *what)
{
	const struct eigrp *e = n->ei->e;
	char t[IP6_TEXT];

	eigrp_event(n->ei->e, n->up ? EV_PEER_UP : EV_PEER_DOWN, NULL, 0, &n->addr, 0, 0);
	device_adjacency(e->all->s->dev, "EIGRP", e->as, ipaddr_text(&n->addr, t), n->ei->i->name, n->up ? "pending" : "up", n->up ? "up" : "down");
	if (e->log_changes)
		device_log(e->all->s->dev, "DUAL", 5, "NBRCHANGE", "EIGRP-%s %u: Neighbor %s (%s) is %s", eigrp_family(e), e->as, ipaddr_text(&n->addr, t), n->ei->i->name,
			   what);
}

/* What becomes of a neighbour, for `debug eigrp neighbors`. */
static void debug_nbr(const struct eigrp_nbr *n, const char *what)
{
	const struct eigrp *e = n->ei->e;
	char t[IP6_TEXT];

	if (debug_on(e->all->s->dev, DEBUG_EIGRP_NEIGHBORS))
		device_debug(e->all->s->dev, "EIGRP: AS %u: neighbor %s on %s: %s", e->as, ipaddr_text(&n->addr, t), n->ei->i->short_name, what);
}

static void hold_due(struct timer *t) { nbr_down(container_of(t, struct eigrp_nbr, hold), "holding time expired"); }

struct eigrp_nbr *nbr_new(struct eigrp_if *ei, const struct ipaddr *addr)
{
	struct eigrp *e = ei->e;
	struct eigrp_nbr *n, **at = &ei->nbrs;
	struct eigrp_msg *init;

	if (e->n_nbrs >= EIGRP_NBRS_MAX)
		return NULL;
	n = xcalloc(1, sizeof(*n));
	n->ei = ei;
	n->addr = *addr;
	n->handle = e->handles++;
	n->hold_s = 15;
	n->rto_ms = RTO_FIRST_MS;
	n->queue_end = &n->queue;
	n->since = eigrp_now(e);
	n->hold.fire = hold_due;
	n->retransmit.fire = retransmit_due;
	while (*at)
		at = &(*at)->next;
	*at = n;
	e->n_nbrs++;
	debug_nbr(n, "new peer, pending");
	hello_now(ei);		/* it hears of us before it gets the INIT */
	init = msg_new(EIGRP_UPDATE, EIGRP_INIT, NULL, 0);
	rtp_send(n, init);
	msg_put(init);
	return n;
}

static void bfd_changed(struct bfd_client *c, bool up)
{
	if (!up)
		nbr_down(container_of(c, struct eigrp_nbr, bfd), "BFD peer down notified");
}

void nbr_bfd(struct eigrp_nbr *n)
{
	const struct eigrp *e = n->ei->e;
	const struct eigrp_bfd *x = e->bfd;

	while (x && strcmp(x->name, n->ei->i->name))
		x = x->next;
	if (!n->up || (!x && !e->bfd_all && !eigrp_bfd_on(n->ei))) {
		bfd_unwatch(&n->bfd);
		return;
	}
	if (n->bfd.s)
		return;
	n->bfd = (struct bfd_client){ .proto = "EIGRP", .iface = n->ei->i, .peer = n->addr, .local = e->af == AF_IP6 ? n->ei->addr : (struct ipaddr){ .af = AF_NONE }, .changed = bfd_changed };
	bfd_watch(e->all->s, &n->bfd);
}

void nbr_check_up(struct eigrp_nbr *n)
{
	if (n->up || !n->heard_init || !n->init_acked)
		return;
	n->up = true;
	n->since = eigrp_now(n->ei->e);
	log_change(n, "up: new adjacency");
	debug_nbr(n, "up");
	nbr_bfd(n);
	tell_everything(n);
}

void nbr_resync(struct eigrp_nbr *n, bool ask, const char *why)
{
	const struct eigrp *e = n->ei->e;
	char t[IP6_TEXT];

	debug_nbr(n, ask ? "resync, asked for all its routes" : "resync, asks for all our routes");
	if (e->log_changes)
		device_log(e->all->s->dev, "DUAL", 5, "NBRCHANGE", "EIGRP-%s %u: Neighbor %s (%s) is resync: %s", eigrp_family(e), e->as, ipaddr_text(&n->addr, t), n->ei->i->name, why);
	if (ask) {
		struct eigrp_msg *init = msg_new(EIGRP_UPDATE, EIGRP_INIT | EIGRP_RS, NULL, 0);

		rtp_send(n, init);
		msg_put(init);
	}
	tell_everything(n);
}

void nbr_down(struct eigrp_nbr *n, const char *why)
{
	struct eigrp *e = n->ei->e;
	struct eigrp_nbr **at = &n->ei->nbrs;
	char text[80] = "down: ";
	bool was_up;

	while (*at != n)
		at = &(*at)->next;
	*at = n->next;
	e->n_nbrs--;
	was_up = n->up;
	n->up = false;
	debug_nbr(n, strncat(text, why, sizeof(text) - 7));
	if (was_up && !e->all->s->cleaning)
		log_change(n, text);
	bfd_unwatch(&n->bfd);
	timer_stop(eigrp_worker(e), &n->hold);
	timer_stop(eigrp_worker(e), &n->retransmit);
	dual_nbr_gone(n);
	while (n->queue)
		dequeue(n);
	free(n->out);
	free(n);
}

/* ---- hellos ---- */

void hello_now(struct eigrp_if *ei)
{
	if (!ei->passive)
		packet_hello(ei, false);
}

static void hello_due(struct timer *t)
{
	struct eigrp_if *ei = container_of(t, struct eigrp_if, hello);
	nsec span = eigrp_hello(ei) * NSEC_PER_SEC;

	hello_now(ei);
	/* A tenth of jitter keeps routers out of step. */
	timer_set(eigrp_worker(ei->e), t, eigrp_now(ei->e) + span - rng_below(&ei->e->all->s->node->rng, span / 10 + 1));
}

void hello_start(struct eigrp_if *ei)
{
	ei->hello.fire = hello_due;
	timer_set(eigrp_worker(ei->e), &ei->hello, eigrp_now(ei->e));
}
