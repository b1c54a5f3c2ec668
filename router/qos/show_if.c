/* SPDX-License-Identifier: GPL-3.0-or-later */
/* show policy-map interface, show policy-map control-plane: what policies do where they are attached. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "router/ip_cli.h"
#include "router/qos/own.h"

typedef unsigned long long ull;

/* Whose rates, and how deep in the text. */
struct view {
	struct show *s;
	unsigned interval_s, in;
};

static void text(const struct view *v, unsigned more, const char *fmt, ...) PRINTF(3, 4);
static void text(const struct view *v, unsigned more, const char *fmt, ...)
{
	char line[256];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(line, sizeof(line), fmt, ap);
	va_end(ap);
	show_text(v->s, "%*s%s\n", (int)(v->in + more), "", line);
}

/* "5 minute", "30 second", as IOS says an interval. */
static const char *span(const struct view *v, char buf[24])
{
	if (v->interval_s % 60)
		snprintf(buf, 24, "%u second", v->interval_s);
	else
		snprintf(buf, 24, "%u minute", v->interval_s / 60);
	return buf;
}

static ull bps(const struct tally *t) { return rate_whole(t->rate.bits_a_s); }

/* IOS tells rates in thousands, with the zeroes: "0000 bps". */
static ull kilo(const struct tally *t) { return bps(t) / 1000; }

static void tally_cells(struct show *s, const char *name, const struct tally *t)
{
	show_push_object(s, name);
	show_num(s, "packets", t->packets);
	show_num(s, "bytes", t->bytes);
	show_num(s, "rate_bps", bps(t));
	show_pop(s);
}

static void show_match(const struct view *v, const struct qos_class *c)
{
	const struct class_map *m = c->pc ? c->pc->class : NULL;
	char buf[24];
	u32 k = 0;

	if (!m) {
		text(v, 2, "Match: any ");
		return;
	}
	show_push_list(v->s, "match");
	for (const struct qos_match *x = m->match; x; x = x->next, k++) {
		show_str(v->s, "match", x->text);
		text(v, 2, "Match: %s", x->text);
		if (m->any && k < c->n_match) {
			show_num(v->s, "packets", c->match[k].packets);
			show_num(v->s, "bytes", c->match[k].bytes);
			show_num(v->s, "rate_bps", bps(&c->match[k]));
			text(v, 4, "%llu packets, %llu bytes", (ull)c->match[k].packets, (ull)c->match[k].bytes);
			text(v, 4, "%s rate %llu bps", span(v, buf), bps(&c->match[k]));
		}
		show_end(v->s);
	}
	show_pop(v->s);
}

/* ---- the parts of a class ---- */

static void queue_text(const struct view *v, const struct cqueue *q, bool fair)
{
	ull drops = q->tail + q->random + q->flow_drops; /* a frame that waits has its buffer: none is lost for want of one */

	show_num(v->s, "queue_limit", q->q.limit_bytes ? q->q.limit_bytes : q->q.limit);
	show_num(v->s, "queue_depth", q->q.n);
	show_num(v->s, "queue_drops", drops);
	show_num(v->s, "output_packets", q->out);
	show_num(v->s, "output_bytes", q->out_bytes);
	text(v, 2, "queue limit %u %s", q->q.limit_bytes ? q->q.limit_bytes : q->q.limit, q->q.limit_bytes ? "bytes" : "packets");
	if (fair) {
		show_num(v->s, "flow_drops", q->flow_drops);
		text(v, 2, "(queue depth/total drops/no-buffer drops/flowdrops) %u/%llu/0/%llu", q->q.n, drops, (ull)q->flow_drops);
	} else {
		text(v, 2, "(queue depth/total drops/no-buffer drops) %u/%llu/0", q->q.n, drops);
	}
	text(v, 2, "(pkts output/bytes output) %llu/%llu", (ull)q->out, (ull)q->out_bytes);
}

static void wred_line(const struct view *v, const struct cqueue *q, unsigned k)
{
	const struct wred_curve *w = &q->wconf->curve[k];
	const struct wred_count *n = &q->by[k];
	char name[8], out[44], random[44], tail[44], ecn[44];

	if (q->wconf->by_dscp)
		acl_dscp_name((u8)k, name);
	show_num(v->s, q->wconf->by_dscp ? "dscp" : "precedence", k);
	show_num(v->s, "transmitted", n->out);
	show_num(v->s, "transmitted_bytes", n->out_bytes);
	show_num(v->s, "random_drops", n->random);
	show_num(v->s, "tail_drops", n->tail);
	show_num(v->s, "ecn_marked", n->marked);
	show_num(v->s, "min", w->min);
	show_num(v->s, "max", w->max);
	show_num(v->s, "denominator", w->denominator);
	show_end(v->s);
	snprintf(out, sizeof(out), "%llu/%llu", (ull)n->out, (ull)n->out_bytes);
	snprintf(random, sizeof(random), "%llu/%llu", (ull)n->random, (ull)n->random_bytes);
	snprintf(tail, sizeof(tail), "%llu/%llu", (ull)n->tail, (ull)n->tail_bytes);
	if (q->wconf->by_dscp)
		snprintf(ecn, sizeof(ecn), "%s", acl_dscp_name((u8)k, name));
	else
		snprintf(ecn, sizeof(ecn), "%u", k);
	text(v, 4, "%-8s %15s %15s %16s %13u %13u  1/%u", ecn, out, random, tail, w->min, w->max, w->denominator);
}

static void show_wred(const struct view *v, const struct cqueue *q)
{
	bool by_dscp = q->wconf->by_dscp;
	char a[44];

	show_num(v->s, "mean_queue_depth", wred_mean(&q->w));
	text(v, 4, "Exp-weight-constant: %u (1/%u)", q->wconf->weight, 1u << q->wconf->weight);
	text(v, 4, "Mean queue depth: %u packets", wred_mean(&q->w));
	text(v, 4, "%-8s     Transmitted     Random drop        Tail drop       Minimum       Maximum  Mark", by_dscp ? "dscp" : "class");
	text(v, 4, "              pkts/bytes      pkts/bytes       pkts/bytes        thresh        thresh  prob");
	text(v, 4, "%s", "");
	show_push_list(v->s, "random_detect");
	for (unsigned k = 0; k < (by_dscp ? 64 : 8); k++)
		if (!by_dscp || q->wconf->changed >> k & 1 || q->by[k].out | q->by[k].random | q->by[k].tail | q->by[k].marked)
			wred_line(v, q, k);
	show_pop(v->s);
	if (!q->wconf->ecn)
		return;
	text(v, 4, "%-8s        ECN Mark", by_dscp ? "dscp" : "class");
	text(v, 4, "              pkts/bytes");
	for (unsigned k = 0; k < (by_dscp ? 64 : 8); k++)
		if (!by_dscp || q->by[k].marked) {
			char name[8];

			snprintf(a, sizeof(a), "%llu/%llu", (ull)q->by[k].marked, (ull)q->by[k].marked_bytes);
			if (by_dscp)
				text(v, 4, "%-8s %15s", acl_dscp_name((u8)k, name), a);
			else
				text(v, 4, "%-8u %15s", k, a);
		}
}

static void show_bandwidth(const struct view *v, const struct qos_class *c)
{
	const struct class_conf *k = &c->pc->c;
	u32 kbps = bandwidth_kbps(k, c->in->bps);

	switch (k->bw_kind) {
	case BW_KBPS:
		text(v, 2, "bandwidth %u kbps", k->bw);
		break;
	case BW_PERCENT:
		text(v, 2, "bandwidth %u%% (%u kbps)", k->bw, kbps);
		break;
	case BW_REMAINING:
		text(v, 2, "bandwidth remaining %u%%", k->bw);
		break;
	case BW_RATIO:
		text(v, 2, "bandwidth remaining ratio %u ", k->bw);
		break;
	}
	if (kbps)
		show_num(v->s, "bandwidth_kbps", kbps);
}

static void show_queueing(const struct view *v, const struct qos_class *c)
{
	const struct class_conf *k = c->pc ? &c->pc->c : NULL;

	if (c->queue || c->queues) {
		if (k && conf_queues(k))
			text(v, 2, "Queueing");
		else
			text(v, 2, "%s", "");
	}
	if (c->queue)
		queue_text(v, c->queue, k && k->fair);
	if (k && k->shape) {
		u64 cir = shape_cir(k, c->in->bps);

		show_num(v->s, "shape_rate", c->bps);
		text(v, 2, "shape (%s) cir %llu, bc %u, be %u", k->shape_peak ? "peak" : "average", (ull)cir, shape_burst(k, cir, false), shape_burst(k, cir, true));
		text(v, 2, "target shape rate %llu", (ull)c->bps);
	}
	if (k)
		show_bandwidth(v, c);
	if (c->queue && c->queue->wconf)
		show_wred(v, c->queue);
	if (k && k->fair && c->queue)
		text(v, 2, "Fair-queue: per-flow queue limit %u packets", c->queue->q.flow_limit);
}

static void show_priority(const struct view *v, const struct qos_class *c)
{
	const struct class_conf *k = &c->pc->c;
	u32 kbps = priority_kbps(k, c->in->bps);

	show_num(v->s, "priority_exceed_drops", c->prio_exceeded);
	if (k->prio_kind == PRIO_STRICT) {
		text(v, 2, "Priority: Strict, b/w exceed drops: %llu", (ull)c->prio_exceeded);
	} else {
		show_num(v->s, "priority_kbps", kbps);
		if (k->prio_kind == PRIO_PERCENT)
			text(v, 2, "Priority: %u%% (%u kbps), burst bytes %u, b/w exceed drops: %llu", k->prio, kbps, priority_burst(k, c->in->bps), (ull)c->prio_exceeded);
		else
			text(v, 2, "Priority: %u kbps, burst bytes %u, b/w exceed drops: %llu", kbps, priority_burst(k, c->in->bps), (ull)c->prio_exceeded);
	}
	text(v, 2, "%s", "");
}

static void show_police(const struct view *v, const struct qos_class *c)
{
	static const char *const names[COLOUR_N] = { "conformed", "exceeded", "violated" };
	const struct police_conf *p = &c->pc->c.police;
	u64 of = c->in->bps;
	bool dual = p->pir || p->pir_percent, three = dual || p->has_violate;
	char action[40];

	text(v, 2, "police:");
	if (p->pps) {
		text(v, 6, "rate %llu pps, burst %u packets", (ull)p->cir, police_burst(p, of, false));
	} else {
		if (p->percent)
			text(v, 6, "cir %u %%", p->percent);
		text(v, 6, three && !dual ? "cir %llu bps, bc %u bytes, be %u bytes" : "cir %llu bps, bc %u bytes", (ull)police_bps(p, of, false), police_burst(p, of, false),
		     police_burst(p, of, true));
	}
	if (p->pir_percent)
		text(v, 6, "pir %u %%", p->pir_percent);
	if (dual)
		text(v, 6, "pir %llu bps, be %u bytes", (ull)police_bps(p, of, true), police_burst(p, of, true));
	show_push_object(v->s, "police");
	show_num(v->s, p->pps ? "rate_pps" : "cir_bps", police_bps(p, of, false));
	for (unsigned k = 0; k < (three ? 3 : 2); k++) {
		tally_cells(v->s, names[k], &c->colour[k]);
		text(v, 4, "%s %llu packets, %llu bytes; actions:", names[k], (ull)c->colour[k].packets, (ull)c->colour[k].bytes);
		for (unsigned i = 0; i < act_count(&p->act[k]); i++) {
			act_text(&p->act[k], i, action, sizeof(action));
			text(v, 6, "%s ", action);
		}
	}
	show_pop(v->s);
	if (three)
		text(v, 4, "conformed %llu000 bps, exceeded %llu000 bps, violated %llu000 bps", kilo(&c->colour[0]), kilo(&c->colour[1]), kilo(&c->colour[2]));
	else
		text(v, 4, "conformed %llu000 bps, exceeded %llu000 bps", kilo(&c->colour[0]), kilo(&c->colour[1]));
}

static void show_set(const struct view *v, const struct qos_class *c)
{
	const struct qos_act *set = &c->pc->c.set;
	char number[8];

	show_num(v->s, "marked", c->marked);
	text(v, 2, "QoS Set");
	if (set->flags & ACT_DSCP)
		text(v, 4, "%sdscp %s", set->ip4_dscp ? "ip " : "", acl_dscp_name(set->dscp, number));
	if (set->flags & ACT_PREC)
		text(v, 4, "%sprecedence %u", set->ip4_prec ? "ip " : "", set->prec);
	if (set->flags & ACT_COS)
		text(v, 4, "cos %u", set->cos);
	text(v, 6, "Packets marked %llu", (ull)c->marked);
}

/* ---- policies ---- */

static void show_tree(const struct view *v, const struct qos_sched *t, const char *only);

static void show_class(const struct view *v, const struct qos_class *c)
{
	const struct class_conf *k = c->pc ? &c->pc->c : NULL;
	const struct class_map *m = c->pc ? c->pc->class : NULL;
	char buf[24];

	show_str(v->s, "class", m ? m->name : "class-default");
	show_str(v->s, "match_type", m && !m->any ? "match-all" : "match-any");
	show_num(v->s, "packets", c->offered.packets);
	show_num(v->s, "bytes", c->offered.bytes);
	show_num(v->s, "offered_bps", bps(&c->offered));
	show_num(v->s, "dropped_packets", c->dropped.packets);
	show_num(v->s, "dropped_bytes", c->dropped.bytes);
	show_num(v->s, "drop_bps", bps(&c->dropped));
	text(v, 0, "Class-map: %s (%s)  ", m ? m->name : "class-default", m && !m->any ? "match-all" : "match-any");
	text(v, 2, "%llu packets, %llu bytes", (ull)c->offered.packets, (ull)c->offered.bytes);
	text(v, 2, "%s offered rate %llu000 bps, drop rate %llu000 bps", span(v, buf), kilo(&c->offered), kilo(&c->dropped));
	show_match(v, c);
	if (c->priority)
		show_priority(v, c);
	else if (c->in->queues)
		show_queueing(v, c);
	if (k && k->police.on)
		show_police(v, c);
	if (k && k->set.flags)
		show_set(v, c);
	if (k && k->drop)
		text(v, 2, "drop");
	if (c->child) {
		struct view deeper = { v->s, v->interval_s, v->in + 4 };

		show_text(v->s, "\n");
		text(v, 2, "Service-policy : %s", c->child->map->name);
		show_text(v->s, "\n");
		show_push_object(v->s, "service_policy");
		show_str(v->s, "policy", c->child->map->name);
		show_push_list(v->s, "classes");
		show_tree(&deeper, c->child, NULL);
		show_pop(v->s);
		show_pop(v->s);
	} else {
		show_text(v->s, "\n");
	}
	show_end(v->s);
}

static void show_tree(const struct view *v, const struct qos_sched *t, const char *only)
{
	if (t->prio && !only) {
		show_push_object(v->s, "priority_queue");
		text(v, 0, "queue stats for all priority classes:");
		text(v, 2, "Queueing");
		queue_text(v, t->prio, false);
		show_text(v->s, "\n");
		show_pop(v->s);
		show_end(v->s);
	}
	for (u32 k = 0; k < t->n; k++)
		if (!only || !strcmp(only, t->c[k].pc ? class_name(t->c[k].pc) : "class-default"))
			show_class(v, &t->c[k]);
		else if (t->c[k].child) /* it may be one of the policy within */
			show_tree(v, t->c[k].child, only);
}

static void show_attached(struct show *s, struct qos_attach *a, const char *only)
{
	struct view v = { s, a->p ? a->p->i->load_interval : 300, 4 };

	qos_tree_sample(a->root, qos_now(a->q), v.interval_s);
	if (a->p)
		show_str(s, "interface", a->p->i->name);
	show_str(s, "direction", a->out ? "output" : "input");
	show_str(s, "policy", a->map->name);
	show_text(s, "\n  Service-policy %s: %s\n\n", a->out ? "output" : "input", a->map->name);
	show_push_list(s, "classes");
	show_tree(&v, a->root, only);
	show_pop(s);
	show_end(s);
}

VIEW(qos_show_iface)
{
	const char *name = args_str(a, "INTERFACE"), *only = args_str(a, "class");
	bool in = !args_has(a, "output"), out = !args_has(a, "input");

	for (struct iface *i = device_of(cli_node(c))->ifaces; i; i = i->next) {
		struct qos_attach *at[2] = { i->ip && in ? i->ip->qos[0] : NULL, i->ip && out ? i->ip->qos[1] : NULL };

		if ((name && strcmp(name, i->name)) || (!at[0] && !at[1]))
			continue;
		show_text(s, " %s \n", i->name);
		for (unsigned k = 0; k < 2; k++)
			if (at[k])
				show_attached(s, at[k], only);
	}
	return true;
}

VIEW(qos_show_control)
{
	struct qos_attach *at = qos_control_plane(cli_qos(c), false);

	if (!at)
		return true;
	show_text(s, " Control Plane \n");
	show_attached(s, at, args_str(a, "class"));
	return true;
}
