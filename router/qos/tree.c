/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A policy compiled for where it is attached: classes with their queues, meters and weights; and what percentages come to. */
#include <stdlib.h>

#include "router/qos/own.h"

enum { SHAPE_TICKS = 250, POLICE_TICKS = 32, BURST_MIN = 1500, PRIORITY_MS = 200 };

/* ---- numbers of the configuration ---- */

static u64 part(u64 of, unsigned percent) { return (u64)((unsigned __int128)of * percent / 100); }

u64 police_bps(const struct police_conf *p, u64 of, bool peak)
{
	unsigned percent = peak ? p->pir_percent : p->percent;

	return percent ? max_u64(part(of, percent), 8000) : peak ? p->pir : p->cir;
}

/* A 32nd of a second's bytes where nothing was said, and with one rate the same for the excess. */
u32 police_burst(const struct police_conf *p, u64 of, bool excess)
{
	u32 said = excess ? p->be : p->bc;
	u64 bps = police_bps(p, of, excess && (p->pir || p->pir_percent)), bytes;

	if (p->pps)
		return said ? said : (u32)max_u64(bps / 4, 1);
	if (excess && !said && !p->pir && !p->pir_percent)
		return police_burst(p, of, false);
	bytes = !said ? max_u64(bps / POLICE_TICKS, BURST_MIN) : p->percent ? max_u64(bps / 8000 * said, BURST_MIN) : said;
	return (u32)min_u64(bytes, METER_BURST_MAX);
}

u64 shape_cir(const struct class_conf *c, u64 of) { return c->shape_percent ? max_u64(part(of, c->shape_percent), 8000) : c->shape_bps; }

u64 shape_bps(const struct class_conf *c, u64 of)
{
	u64 cir = shape_cir(c, of), bc = shape_burst(c, cir, false);

	return c->shape_peak && bc ? cir + cir * shape_burst(c, cir, true) / bc : cir;
}

/* 4 ms at the rate. */
u32 shape_burst(const struct class_conf *c, u64 bps, bool excess)
{
	u32 said = excess ? c->shape_be : c->shape_bc;

	if (excess && c->shape_no_be)
		return 0;
	if (said && c->shape_percent)
		return (u32)min_u64(bps / 1000 * said, UINT32_MAX);
	if (said)
		return said;
	return excess ? shape_burst(c, bps, false) : (u32)min_u64(bps / SHAPE_TICKS, UINT32_MAX);
}

u32 priority_kbps(const struct class_conf *c, u64 of)
{
	return c->prio_kind == PRIO_KBPS ? c->prio : c->prio_kind == PRIO_PERCENT ? (u32)max_u64(part(of, c->prio) / 1000, 1) : 0;
}

u32 priority_burst(const struct class_conf *c, u64 of)
{
	return c->prio_burst ? c->prio_burst : (u32)min_u64(max_u64(priority_kbps(c, of) * (u64)PRIORITY_MS / 8, BURST_MIN), METER_BURST_MAX);
}

u32 bandwidth_kbps(const struct class_conf *c, u64 of)
{
	return c->bw_kind == BW_KBPS ? c->bw : c->bw_kind == BW_PERCENT ? (u32)(part(of, c->bw) / 1000) : 0;
}

/* ---- weights ---- */

/* What of the rate nobody is promised, in kbit/s. */
static u64 unpromised(const struct qos_sched *s)
{
	u64 kbps = s->bps / 1000, sum = 0;

	for (u32 k = 0; k < s->n; k++)
		if (s->c[k].pc)
			sum += bandwidth_kbps(&s->c[k].pc->c, s->bps) + priority_kbps(&s->c[k].pc->c, s->bps);
	return max_u64(sum < kbps ? kbps - sum : 0, max_u64(kbps / 100, 1)); /* class-default is never starved: 1 % */
}

/* Shares before they are brought to the scheduler's scale. Who says nothing shares alike what is left. */
static u64 share(const struct qos_sched *s, const struct qos_class *c, u64 left, u32 silent, u32 remaining)
{
	const struct class_conf *k = c->pc ? &c->pc->c : NULL;

	switch (k ? k->bw_kind : BW_NONE) {
	case BW_KBPS:
	case BW_PERCENT:
		return max_u64(bandwidth_kbps(k, s->bps) * 100ull, 1);
	case BW_REMAINING:
		return max_u64(left * k->bw, 1);
	case BW_RATIO:
		return k->bw;
	default:
		return max_u64(left * (100 - remaining) / silent, 1);
	}
}

static void weigh(struct qos_sched *s)
{
	u64 left = unpromised(s), sum = 0;
	u32 silent = 0, remaining = 0;
	bool ratio = false;

	for (u32 k = 0; k < s->n; k++) {
		const struct class_conf *c = s->c[k].pc ? &s->c[k].pc->c : NULL;

		if (c && c->bw_kind == BW_REMAINING)
			remaining += c->bw;
		ratio |= c && c->bw_kind == BW_RATIO;
		silent += s->c[k].queues && (!c || !c->bw_kind) && !s->c[k].priority;
	}
	for (u32 turn = 0; turn < 2; turn++)
		for (u32 k = 0; k < s->n; k++) {
			struct qos_class *c = &s->c[k];
			u64 w = ratio && (!c->pc || c->pc->c.bw_kind != BW_RATIO) ? 1 : share(s, c, left, silent ? silent : 1, remaining < 100 ? remaining : 99);

			if (!c->queues || c->priority)
				continue;
			if (!turn)
				sum += w;
			else
				c->weight = (u32)max_u64((u64)((unsigned __int128)w * SCHED_WEIGHT / sum), 1);
		}
}

/* ---- rates ---- */

static void class_rates(struct qos_class *c, nsec now)
{
	const struct class_conf *k = &c->pc->c;
	const struct police_conf *p = &k->police;
	u64 of = c->in->bps;

	if (p->on) {
		enum meter_kind kind = p->pir || p->pir_percent ? METER_DUAL_RATE : p->has_violate ? METER_SINGLE_RATE : METER_TWO_COLOUR;
		u64 unit = p->pps ? 8 : 1; /* a packet is a byte of it */

		meter_set(&c->meter, kind, police_bps(p, of, false) * unit, police_burst(p, of, false), police_bps(p, of, true) * unit, police_burst(p, of, true), now);
	}
	if (k->shape) {
		u64 cir = shape_cir(k, of);

		c->bps = shape_bps(k, of);
		pacer_set(&c->shaper, c->bps, (nsec)(((u64)shape_burst(k, cir, false) + shape_burst(k, cir, true)) * NSEC_PER_SEC / c->bps));
	}
	c->metered = priority_kbps(k, of) != 0;
	if (c->metered)
		meter_set(&c->prio_meter, METER_TWO_COLOUR, priority_kbps(k, of) * 1000ull, priority_burst(k, of), 0, 0, now);
}

void qos_tree_rate(struct qos_sched *s, u64 bps)
{
	nsec now = qos_now(s->at->q);

	s->bps = bps;
	for (u32 k = 0; k < s->n; k++) {
		if (s->c[k].pc)
			class_rates(&s->c[k], now);
		if (s->c[k].child)
			qos_tree_rate(s->c[k].child, s->c[k].bps ? s->c[k].bps : bps);
	}
	weigh(s);
}

/* ---- life ---- */

static struct cqueue *cqueue_new(const struct class_conf *c)
{
	struct cqueue *q = xcalloc(1, sizeof(*q));

	queue_init(&q->q, c && c->limit ? c->limit : QUEUE_LIMIT, c ? c->limit_bytes : 0, c && c->fair ? c->flows : 0);
	if (c && c->wred.on) {
		q->wconf = &c->wred;
		q->by = xcalloc(WRED_CURVES, sizeof(*q->by));
	}
	return q;
}

static void cqueue_free(struct cqueue *q)
{
	if (!q)
		return;
	queue_free(&q->q);
	free(q->by);
	free(q);
}

static void class_init(struct qos_sched *s, struct qos_class *c, const struct policy_class *pc)
{
	const struct class_conf *k = pc ? &pc->c : NULL;

	c->in = s;
	c->pc = pc;
	c->weight = 1;
	if (pc && pc->class && pc->class->n) {
		c->n_match = pc->class->n;
		c->match = xcalloc(c->n_match, sizeof(*c->match));
	}
	if (k && k->child)
		c->child = qos_tree_new(s->at, k->child, c, 0);
	if (!s->at->out || !s->queues)
		return;
	c->priority = k && k->prio_kind;
	c->queues = c->priority || !pc || !pc->class || conf_queues(k);
	if (c->priority && !s->prio)
		s->prio = cqueue_new(k);
	else if (c->queues && !c->priority && !(c->child && c->child->queues))
		c->queue = cqueue_new(k);
}

struct qos_sched *qos_tree_new(struct qos_attach *a, struct policy_map *m, struct qos_class *parent, u64 bps)
{
	struct qos_sched *s = xcalloc(1, sizeof(*s));
	const struct policy_class *pc = m->classes;
	bool dflt = false;

	s->at = a;
	s->map = m;
	s->parent = parent;
	s->queues = a->out && policy_queues(m);
	s->c = xcalloc(m->n + 1, sizeof(*s->c));
	for (; pc; pc = pc->next) {
		class_init(s, &s->c[s->n++], pc);
		dflt |= !pc->class;
	}
	if (!dflt)
		class_init(s, &s->c[s->n++], NULL);
	if (!parent)
		qos_tree_rate(s, bps);
	return s;
}

void qos_tree_free(struct qos_sched *s)
{
	if (!s)
		return;
	for (u32 k = 0; k < s->n; k++) {
		cqueue_free(s->c[k].queue);
		free(s->c[k].match);
		qos_tree_free(s->c[k].child);
	}
	cqueue_free(s->prio);
	free(s->c);
	free(s);
}

static void cqueue_inherit(struct cqueue *q, const struct cqueue *old)
{
	if (!q || !old)
		return;
	q->tail = old->tail;
	q->random = old->random;
	q->flow_drops = old->flow_drops;
	q->out = old->out;
	q->out_bytes = old->out_bytes;
	q->w = old->w;
	for (unsigned k = 0; q->by && old->by && k < WRED_CURVES; k++)
		q->by[k] = old->by[k];
}

static bool same_class(const struct qos_class *a, const struct qos_class *b)
{
	return (a->pc ? a->pc->class : NULL) == (b->pc ? b->pc->class : NULL);
}

/* At the same rates what is spent stays spent. */
static void meter_inherit(struct meter *m, const struct meter *old)
{
	if (m->kind == old->kind && m->cir == old->cir && m->pir == old->pir && m->cbs == old->cbs && m->ebs == old->ebs)
		*m = *old;
}

static void class_inherit(struct qos_class *c, const struct qos_class *old)
{
	c->offered = old->offered;
	c->dropped = old->dropped;
	c->marked = old->marked;
	for (u32 k = 0; k < c->n_match && c->n_match == old->n_match; k++)
		c->match[k] = old->match[k];
	for (unsigned k = 0; k < COLOUR_N; k++)
		c->colour[k] = old->colour[k];
	c->prio_exceeded = old->prio_exceeded;
	meter_inherit(&c->meter, &old->meter);
	meter_inherit(&c->prio_meter, &old->prio_meter);
	if (c->shaper.rate && old->shaper.rate)
		c->shaper.free = old->shaper.free;
	cqueue_inherit(c->queue, old->queue);
	if (c->child && old->child)
		qos_tree_inherit(c->child, old->child);
}

void qos_tree_inherit(struct qos_sched *s, const struct qos_sched *old)
{
	cqueue_inherit(s->prio, old->prio);
	for (u32 k = 0; k < s->n; k++)
		for (u32 i = 0; i < old->n; i++)
			if (same_class(&s->c[k], &old->c[i]))
				class_inherit(&s->c[k], &old->c[i]);
}

static void cqueue_clear(struct cqueue *q)
{
	if (!q)
		return;
	q->tail = q->random = q->flow_drops  = q->out = q->out_bytes = 0;
	for (unsigned k = 0; q->by && k < WRED_CURVES; k++)
		q->by[k] = (struct wred_count){ 0 };
}

/* Rates go on from where they are. */
static void tally_clear(struct tally *t)
{
	t->packets = t->bytes = 0;
	t->rate.bytes = t->rate.frames = 0;
}

void qos_tree_clear(struct qos_sched *s)
{
	cqueue_clear(s->prio);
	for (u32 k = 0; k < s->n; k++) {
		struct qos_class *c = &s->c[k];

		tally_clear(&c->offered);
		tally_clear(&c->dropped);
		for (u32 i = 0; i < c->n_match; i++)
			tally_clear(&c->match[i]);
		for (unsigned i = 0; i < COLOUR_N; i++)
			tally_clear(&c->colour[i]);
		c->marked = c->prio_exceeded = 0;
		cqueue_clear(c->queue);
		if (c->child)
			qos_tree_clear(c->child);
	}
}

static bool tally_sample(struct tally *t, nsec now, unsigned interval_s)
{
	return rate_sample(&t->rate, now, interval_s, t->bytes, t->packets);
}

bool qos_tree_sample(struct qos_sched *s, nsec now, unsigned interval_s)
{
	bool moved = false;

	for (u32 k = 0; k < s->n; k++) {
		struct qos_class *c = &s->c[k];

		moved |= tally_sample(&c->offered, now, interval_s);
		moved |= tally_sample(&c->dropped, now, interval_s);
		for (u32 i = 0; i < c->n_match; i++)
			tally_sample(&c->match[i], now, interval_s);
		for (unsigned i = 0; i < COLOUR_N; i++)
			tally_sample(&c->colour[i], now, interval_s);
		if (c->child)
			moved |= qos_tree_sample(c->child, now, interval_s);
	}
	return moved;
}
