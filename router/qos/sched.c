/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A frame's way through the tree: judged (marks, meters), put into a queue, and pulled when the line is free. */
#include "router/qos/own.h"

static void tally_add(struct tally *t, u32 bytes)
{
	t->packets++;
	t->bytes += bytes;
}

void qos_drop(struct qos_attach *a, struct frame *f, enum drop why)
{
	struct iface *i = a->p->i;

	a->p->ip->drops[why]++;
	if (i->port) {
		port_drop(i->port, f, why);
		return;
	}
	(*(a->out ? &i->count.tx_drops : &i->count.rx_drops))++;
	if (i->drops)
		i->drops[why]++;
	frame_put(f);
}

/* Counts in the class and in those that it stands in. */
static void count_drop(struct qos_class *c, u32 bytes)
{
	for (; c; c = c->in->parent)
		tally_add(&c->dropped, bytes);
}

static bool police(struct qos_class *c, struct qos_packet *k, nsec now)
{
	const struct police_conf *p = &c->pc->c.police;
	enum colour colour = meter_packet(&c->meter, now, p->pps ? 1 : k->bytes);

	tally_add(&c->colour[colour], k->bytes);
	if (p->act[colour].flags & ACT_DROP)
		return false;
	qos_mark(k, &p->act[colour]);
	return true;
}

/* What a class of one policy does: marks, then the meter (which may mark anew). */
static bool act(struct qos_class *c, struct qos_packet *k, nsec now)
{
	if (!c->pc)
		return true;
	if (c->pc->c.drop)
		return false;
	if (c->pc->c.set.flags && qos_mark(k, &c->pc->c.set))
		c->marked++;
	return !c->pc->c.police.on || police(c, k, now);
}

struct qos_class *sched_judge(struct qos_sched *s, struct qos_packet *k, struct frame *f)
{
	struct qos_attach *a = s->at;
	nsec now = qos_now(a->q);
	struct qos_class *leaf = NULL;

	for (; s; s = leaf->child) {
		leaf = qos_classify(s, k);
		tally_add(&leaf->offered, k->bytes);
	}
	for (struct qos_class *c = leaf; c; c = c->in->parent) /* the child's first (IOS) */
		if (!act(c, k, now)) {
			count_drop(leaf, k->bytes);
			if (!a->p)
				ip_drop(k->in->ip, k->in, f, c->pc->c.drop ? DROP_CLASS_DROP : DROP_POLICE);
			else
				qos_drop(a, f, a->out ? (c->pc->c.drop ? DROP_CLASS_DROP_OUT : DROP_POLICE_OUT) : c->pc->c.drop ? DROP_CLASS_DROP : DROP_POLICE);
			return NULL;
		}
	return leaf;
}

/* ---- in ---- */

bool sched_congested(const struct qos_class *c)
{
	const struct qos_attach *a = c->in->at;
	nsec now = qos_now(a->q);

	if (a->root->backlog || !pacer_open(&a->line, now))
		return true;
	for (; c; c = c->in->parent)
		if (c->bps && !pacer_open(&c->shaper, now))
			return true;
	return false;
}

/* The class whose queue takes the packets of `c`; itself, the one that its policy stands in, or class-default. */
static struct qos_class *holder(struct qos_class *c)
{
	while (!c->queues)
		c = c->in->queues ? &c->in->c[c->in->n - 1] : c->in->parent;
	while (!c->queue && !c->priority)
		c = &c->child->c[c->child->n - 1];
	return c;
}

static u32 flow_hash(const struct qos_sched *s, const struct qos_packet *k, const struct queue *q)
{
	struct acl_key key;
	u64 a = 0, b = 0;

	if (!q->flow_limit || !k->ip || !acl_key_of(&key, k->ip, k->len))
		return 0;
	memcpy(&a, key.b, 8);
	memcpy(&b, key.b + 16, 8);
	if (key.af == AF_IP6) {
		u64 c, d;

		memcpy(&c, key.b + 8, 8);
		memcpy(&d, key.b + 24, 8);
		a ^= c * 3;
		b ^= d * 3;
	} else {
		b = key.proto;
	}
	return flow_pick(s->at->q->dev->ip->seed, a, b, (u64)key.proto << 32 | (u64)key.sport << 16 | key.dport, q->n_flows);
}

/* Time of an average packet at the rate that the class is served with: for the mean while nothing comes. */
static nsec packet_time(const struct qos_sched *s) { return s->bps ? 500 * METER_BYTE / s->bps : 0; }

/* RFC 3168: a packet of a transport that understands is marked where it would be dropped early. */
static bool mark_ce(struct qos_packet *k)
{
	struct qos_act ce = { .flags = ACT_DSCP, .dscp = k->tos >> 2 };

	if (!k->ip || !(k->tos & 3))
		return false;
	k->tos |= 3;
	return qos_mark(k, &ce);
}

/* Early detection: DROP_NONE, or why the packet is to be dropped. */
static enum drop wred_judge(struct qos_class *c, struct cqueue *q, struct qos_packet *k, unsigned curve)
{
	const struct qos_attach *a = c->in->at;
	struct wred_count *n = &q->by[curve];
	u64 chance;

	wred_arrival(&q->w, q->wconf->weight, q->q.n, qos_now(a->q), packet_time(c->in));
	chance = wred_chance(&q->w, &q->wconf->curve[curve]);
	if (!rng_chance(&a->q->dev->node.rng, chance))
		return DROP_NONE;
	if (chance < 1ull << 32 && q->wconf->ecn && mark_ce(k)) {
		n->marked++;
		n->marked_bytes += k->bytes;
		return DROP_NONE;
	}
	if (chance >= 1ull << 32) { /* above the curve: IOS counts it with the tail drops */
		n->tail++;
		n->tail_bytes += k->bytes;
		q->tail++;
		return DROP_QUEUE_FULL;
	}
	n->random++;
	n->random_bytes += k->bytes;
	q->random++;
	return DROP_RANDOM_DETECT;
}

static bool refuse(struct qos_class *c, struct frame *f, u32 bytes, enum drop why)
{
	count_drop(c, bytes);
	qos_drop(c->in->at, f, why);
	return false;
}

/* One frame more waits in c, and in those above. */
static void waiting(struct qos_class *c)
{
	for (; c; c = c->in->parent) {
		struct qos_sched *s = c->in;

		if (!c->n++ && (s64)(c->tag - s->vtime) < 0)
			c->tag = s->vtime;
		s->backlog++;
	}
}

/* A class or line that stood idle until now has no more credit than its depth. */
static void wake(struct qos_class *c, nsec now)
{
	for (; c; c = c->in->parent)
		if (c->bps && !c->n)
			pacer_idle(&c->shaper, now);
}

bool sched_push(struct qos_class *leaf, struct qos_packet *k, struct frame *f)
{
	struct qos_class *c = holder(leaf);
	struct qos_sched *s = c->in;
	struct cqueue *q = c->priority ? s->prio : c->queue;
	nsec now = qos_now(s->at->q);
	unsigned curve = 0;
	enum queue_answer answer;

	if (c->metered && meter_packet(&c->prio_meter, now, k->bytes) != CONFORM && sched_congested(c)) {
		c->prio_exceeded++;
		return refuse(leaf, f, k->bytes, DROP_POLICE_OUT);
	}
	if (q->wconf) {
		enum drop why;

		curve = k->ip ? q->wconf->by_dscp ? k->tos >> 2 : k->tos >> 5 : 0;
		why = wred_judge(c, q, k, curve);
		if (why)
			return refuse(leaf, f, k->bytes, why);
	}
	f->scratch[1] = curve | (uintptr_t)c << 8;
	answer = queue_push(&q->q, f, flow_hash(s, k, &q->q));
	if (answer != QUEUE_OK) {
		*(answer == QUEUE_TAIL ? &q->tail : &q->flow_drops) += 1;
		if (q->by) {
			q->by[curve].tail++;
			q->by[curve].tail_bytes += k->bytes;
		}
		return refuse(leaf, f, k->bytes, DROP_QUEUE_FULL);
	}
	wake(c, now);
	waiting(c);
	return true;
}

/* ---- out ---- */

static struct frame *pop(struct qos_sched *s, struct cqueue *q, struct qos_class **whose)
{
	struct frame *f = queue_pop(&q->q);
	unsigned curve = f->scratch[1] & 0xff;

	*whose = (struct qos_class *)(uintptr_t)(f->scratch[1] >> 8);
	q->out++;
	q->out_bytes += f->len;
	if (q->by) {
		q->by[curve].out++;
		q->by[curve].out_bytes += f->len;
	}
	if (q->wconf && !q->q.n)
		wred_emptied(&q->w, qos_now(s->at->q));
	return f;
}

/* May the class give a frame now? *when is lowered to the first time that one of its shapers opens. */
static bool ready(const struct qos_class *c, nsec now, nsec *when)
{
	if (!c->n)
		return false;
	if (c->bps && !pacer_open(&c->shaper, now)) {
		*when = min_u64(*when, c->shaper.free);
		return false;
	}
	if (c->queue || c->priority)
		return true;
	for (u32 k = 0; k < c->child->n; k++)
		if (ready(&c->child->c[k], now, when))
			return true;
	return false;
}

static void served(struct qos_class *c, const struct frame *f, nsec now)
{
	struct qos_sched *s = c->in;

	if (!c->priority) {
		if ((s64)(c->tag - s->vtime) < 0) /* held back by its shaper: no credit for that */
			c->tag = s->vtime;
		s->vtime = c->tag;
		c->tag += ((u64)f->len << SCHED_SHIFT) / c->weight;
	}
	if (c->bps) {
		pacer_idle(&c->shaper, now); /* nor for the time that others took the line */
		pacer_take(&c->shaper, f->len);
	}
	c->n--;
	s->backlog--;
}

static struct qos_class *pick(struct qos_sched *s, nsec now, nsec *when)
{
	struct qos_class *best = NULL;

	for (u32 k = 0; k < s->n; k++) {
		struct qos_class *c = &s->c[k];

		if (c->n && !c->priority && (!best || (s64)(c->tag - best->tag) < 0) && ready(c, now, when))
			best = c;
	}
	return best;
}

struct frame *sched_pull(struct qos_sched *s, nsec now, nsec *when)
{
	struct qos_class *c;
	struct frame *f;

	if (s->prio && s->prio->q.n) {
		f = pop(s, s->prio, &c);
	} else {
		c = pick(s, now, when);
		if (!c)
			return NULL;
		f = c->queue ? pop(s, c->queue, &c) : sched_pull(c->child, now, when);
	}
	if (f)
		served(c, f, now);
	return f;
}

struct frame *sched_flush(struct qos_sched *s)
{
	struct qos_class *c = NULL;
	struct frame *f = NULL;

	if (s->prio && s->prio->q.n) {
		f = pop(s, s->prio, &c);
	} else {
		for (u32 k = 0; k < s->n && !c; k++)
			if (s->c[k].n && !s->c[k].priority)
				c = &s->c[k];
		if (!c)
			return NULL;
		f = c->queue ? pop(s, c->queue, &c) : sched_flush(c->child);
	}
	c->n--;
	s->backlog--;
	return f;
}
