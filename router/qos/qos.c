/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Attachments: the way of frames through them, and what becomes of them when configuration or interfaces change. */
#include "router/qos/own.h"

#include <stdlib.h>

#include "router/feature.h"

struct qos *qos_of(struct device *d)
{
	struct ipstack *s = d->ip;

	if (!s->qos) {
		s->qos = xcalloc(1, sizeof(*s->qos));
		s->qos->dev = d;
	}
	return s->qos;
}

nsec qos_now(const struct qos *q) { return node_now(&q->dev->node); }

struct qos_attach *qos_control_plane(const struct qos *q, bool out)
{
	struct qos_attach *a = q ? q->attached : NULL;

	while (a && (a->p || a->out != out))
		a = a->next;
	return a;
}

/* ---- rates ---- */

/* Bits a second of the link itself: the wire's where it has a rate, else what the port is. 0: a link without a speed of its own. */
static u64 line_bps(const struct ipif *p)
{
	u64 wire = p->i->port ? port_rate(p->i->port) : 0;

	return wire ? wire : p->i->port ? iface_speed_kbit(p->i) * 1000ull : 0;
}

/* What percentages and weights are of: the interface's `bandwidth`, or the wire's rate when that is less. */
static u64 reference_bps(const struct qos_attach *a)
{
	u64 line, bps;

	if (!a->p)
		return 1000000000;
	line = line_bps(a->p);
	bps = a->p->i->bandwidth_kbit * 1000ull;
	return line && line < bps ? line : bps;
}

static void retune(struct qos_attach *a)
{
	u64 line = a->p && a->out ? line_bps(a->p) : 0, bps = reference_bps(a);

	if (a->line.rate != line)
		pacer_set(&a->line, line, 0);
	if (a->root->bps != bps)
		qos_tree_rate(a->root, bps);
}

/* ---- the way out ---- */

static void below(struct qos_attach *a, struct ipif *in, struct frame **f, unsigned n)
{
	if (n)
		ipif_transmit(in, a->p, f, n);
}

/*
 * What passes by the policy (CDP, LLDP) keeps the wire busy, too: then the next frame waits here, not there. On the real clock timers come late; so that the wire
 * is not idle for that, it may hold a little ahead.
 */
static bool wire_busy(struct qos_attach *a, nsec now)
{
	nsec ahead = a->q->dev->node.world->clock == CLOCK_REAL ? 2 * NSEC_PER_MS : 0, busy = a->p->i->port ? port_busy_until(a->p->i->port) : 0;

	if (busy <= now + ahead)
		return false;
	a->line.free = max_u64(a->line.free, busy - ahead);
	return true;
}

/* Sends what may go now, and sets the timer for the next. */
static void run(struct qos_attach *a)
{
	struct frame *out[BURST_MAX];
	nsec now = qos_now(a->q), when = NSEC_NEVER;
	unsigned n = 0;

	if (unlikely(a->p->i->port && line_bps(a->p) != a->line.rate))
		retune(a);
	while (a->root->backlog && n < BURST_MAX) {
		struct frame *f;

		when = now;
		if (!pacer_open(&a->line, now) || (!n && wire_busy(a, now))) {
			when = a->line.free;
			break;
		}
		when = NSEC_NEVER;
		f = sched_pull(a->root, now, &when);
		if (!f)
			break;
		pacer_take(&a->line, f->len);
		out[n++] = f;
	}
	if (a->root->backlog)
		timer_set(a->q->dev->node.worker, &a->timer, n == BURST_MAX ? now : when);
	below(a, NULL, out, n);
}

static void fire(struct timer *t) { run(container_of(t, struct qos_attach, timer)); }

static void enqueue(struct qos_attach *a, struct qos_class *c, struct qos_packet *k, struct frame *f)
{
	nsec now = qos_now(a->q);
	bool first = !a->root->backlog;

	if (first)
		pacer_idle(&a->line, now);
	if (sched_push(c, k, f) && (first || pacer_open(&a->line, now))) /* behind another that waits, the timer is set */
		run(a);
}

static void output_one(struct qos_attach *a, struct ipif *in, struct frame *f, struct frame **pass, unsigned *n)
{
	struct qos_packet k;
	struct qos_class *c;

	f = frame_writable(f);
	if (!f)
		return;
	qos_packet_of(&k, f, in);
	c = sched_judge(a->root, &k, f);
	if (!c)
		return;
	if (a->root->queues)
		enqueue(a, c, &k, f);
	else
		pass[(*n)++] = f;
}

/* A super-frame as the packets that the wire has: they are counted, measured and queued as such. */
static unsigned cut(struct ipif *p, struct frame *f, struct frame **seg)
{
	unsigned n = frame_segment(f, seg, BURST_MAX);

	if (!n) {
		p->ip->drops[DROP_BAD_FIELD]++;
		if (p->port)
			p->port->drops[DROP_BAD_FIELD]++;
	}
	return n;
}

void qos_output(struct ipif *in, struct ipif *out, struct frame **f, unsigned n)
{
	struct qos_attach *a = out->qos[1];
	struct frame *pass[BURST_MAX], *seg[BURST_MAX];
	unsigned n_pass = 0;

	for (unsigned i = 0; i < n; i++) {
		unsigned k = 1;

		seg[0] = f[i];
		if (unlikely(f[i]->gso)) {
			below(a, in, pass, n_pass);
			n_pass = 0;
			k = cut(out, f[i], seg);
		}
		for (unsigned j = 0; j < k; j++)
			output_one(a, in, seg[j], pass, &n_pass);
		if (unlikely(k > 1)) {
			below(a, in, pass, n_pass);
			n_pass = 0;
		}
	}
	below(a, in, pass, n_pass);
}

/* ---- the way in ---- */

bool qos_input(struct ipif *in, struct frame **at)
{
	struct qos_attach *a = in->qos[0];
	struct frame *f = *at = frame_writable(*at);
	struct qos_packet k;

	if (!f)
		return false;
	qos_packet_of(&k, f, in);
	if (in->tagged) { /* the tag is off: untag() left it */
		k.tagged = true;
		k.vlan = in->vlan;
		k.cos = (u8)(f->scratch[0] >> 13 & 7);
	}
	return sched_judge(a->root, &k, f);
}

bool qos_cut(struct ipif *in, struct frame **f, unsigned n)
{
	struct frame *whole[BURST_MAX], *seg[BURST_MAX];
	unsigned k = 0, n_whole = 0;

	while (k < n && !f[k]->gso)
		k++;
	if (k == n)
		return false;
	for (k = 0; k < n; k++) {
		unsigned m;
		u64 tci = f[k]->scratch[0];

		if (!f[k]->gso) {
			whole[n_whole++] = f[k];
			continue;
		}
		if (n_whole)
			ip_burst(in, whole, n_whole);
		n_whole = 0;
		m = cut(in, f[k], seg);
		for (unsigned j = 0; j < m; j++)
			seg[j]->scratch[0] = tci;
		if (m)
			ip_burst(in, seg, m);
	}
	if (n_whole)
		ip_burst(in, whole, n_whole);
	return true;
}

bool qos_control(struct ipif *in, struct frame **at, u16 type)
{
	struct qos_attach *a = in->ip->dev->ip->control;
	struct frame *f = *at = frame_writable(*at);
	struct qos_packet k;

	if (!f)
		return false;
	qos_packet_ip(&k, f, in, type);
	return sched_judge(a->root, &k, f);
}

bool qos_control_frame(struct ipif *in, struct frame **f, u16 type)
{
	frame_pull(*f, ETH_HLEN);
	if (!qos_control(in, f, type))
		return false;
	frame_push(*f, ETH_HLEN);
	return true;
}

/* ---- attaching ---- */

/* What waits, linked as in a queue: none of it is in the tree any more. */
static struct frame *take(struct qos_attach *a)
{
	struct frame *first = NULL, *last = NULL, *f;

	timer_stop(a->q->dev->node.worker, &a->timer);
	while ((f = sched_flush(a->root))) {
		f->scratch[0] = 0;
		if (last)
			last->scratch[0] = (uintptr_t)f;
		else
			first = f;
		last = f;
	}
	return first;
}

static struct frame *next_of(struct frame *f) { return (struct frame *)(uintptr_t)f->scratch[0]; }

static void send(struct qos_attach *a, struct frame *f)
{
	for (struct frame *next; f; f = next) {
		next = next_of(f);
		below(a, NULL, &f, 1);
	}
}

static void discard(struct qos_attach *a, enum drop why)
{
	for (struct frame *f = take(a), *next; f; f = next) {
		next = next_of(f);
		qos_drop(a, f, why);
	}
}

static void build(struct qos_attach *a)
{
	struct qos_sched *old = a->root;

	if (old)
		a->late = take(a);
	a->root = qos_tree_new(a, a->map, NULL, reference_bps(a));
	if (old)
		qos_tree_inherit(a->root, old);
	qos_tree_free(old);
	retune(a);
}

/* Behind build(): what waited has waited for the old policy and goes at once, but not before every tree is new, since a tunnel's frames come to another. */
static void send_late(struct qos *q)
{
	for (struct qos_attach *a = q->attached; a; a = a->next) {
		struct frame *f = a->late;

		a->late = NULL;
		send(a, f);
	}
}

static void tell(struct qos_attach *a)
{
	if (a->p)
		feature_update(a->p);
	else
		a->q->dev->ip->control = qos_control_plane(a->q, false);
}

bool qos_attach(struct qos *q, struct ipif *p, bool out, struct policy_map *m, char *why, size_t why_len)
{
	struct qos_attach try = { .q = q, .p = p, .out = out, .map = m }, *a = p ? p->qos[out] : qos_control_plane(q, out);

	if (!policy_admitted(&try, m, why, why_len))
		return false;
	if (a) {
		a->map->holds--;
		policy_map_tidy(a->map);
	} else {
		a = xcalloc(1, sizeof(*a));
		*a = try;
		a->timer.fire = fire;
		a->next = q->attached;
		q->attached = a;
		if (p)
			p->qos[out] = a;
	}
	a->map = m;
	m->holds++;
	build(a);
	tell(a);
	send_late(q);
	return true;
}

void qos_detach(struct qos_attach *a)
{
	struct qos_attach **at = &a->q->attached;

	while (*at != a)
		at = &(*at)->next;
	*at = a->next;
	if (a->p)
		a->p->qos[a->out] = NULL;
	tell(a);
	send(a, take(a)); /* nothing comes back into it now */
	qos_tree_free(a->root);
	a->map->holds--;
	policy_map_tidy(a->map);
	free(a);
}

bool qos_policy_check(struct policy_map *m, char *why, size_t why_len)
{
	if (!policy_consistent(m, why, why_len))
		return false;
	for (struct qos_attach *a = m->q->attached; a; a = a->next)
		if (policy_map_contains(a->map, m) && !policy_admitted(a, a->map, why, why_len))
			return false;
	return true;
}

void qos_policy_changed(struct policy_map *m)
{
	for (struct qos_attach *a = m->q->attached; a; a = a->next)
		if (policy_map_contains(a->map, m))
			build(a);
	send_late(m->q);
}

static bool policy_uses(const struct policy_map *m, const struct class_map *class)
{
	for (const struct policy_class *c = m->classes; c; c = c->next)
		if ((c->class && class_map_contains(c->class, class)) || (c->c.child && policy_uses(c->c.child, class)))
			return true;
	return false;
}

void qos_class_changed(struct class_map *m)
{
	for (struct qos_attach *a = m->q->attached; a; a = a->next)
		if (policy_uses(a->map, m))
			build(a);
	send_late(m->q);
}

/* ---- from outside ---- */

void qos_iface_changed(struct ipif *p)
{
	for (unsigned k = 0; k < 2; k++)
		if (p->qos[k])
			retune(p->qos[k]);
	if (p->qos[1] && !p->up)
		discard(p->qos[1], DROP_NO_CARRIER); /* what waits is lost with the line */
}

void qos_iface_gone(struct ipif *p)
{
	for (unsigned k = 0; k < 2; k++)
		if (p->qos[k]) {
			discard(p->qos[k], DROP_NO_CARRIER);
			qos_detach(p->qos[k]);
		}
}

void qos_stack_free(struct ipstack *s)
{
	struct qos *q = s->qos;

	if (!q)
		return;
	while (q->attached) /* the control plane's: it holds no frame */
		qos_detach(q->attached);
	/* They hold each other: none goes before all have let go. */
	for (struct policy_map *m = q->policies; m; m = m->next)
		m->holds++;
	for (struct class_map *m = q->classes; m; m = m->next)
		m->holds++;
	for (struct policy_map *m = q->policies; m; m = m->next)
		while (m->classes)
			policy_class_remove(m->classes);
	for (struct class_map *m = q->classes; m; m = m->next)
		while (m->match)
			class_match_remove(m, &m->match);
	while (q->policies) {
		q->policies->defined = false;
		q->policies->holds = 0;
		policy_map_tidy(q->policies);
	}
	while (q->classes) {
		q->classes->defined = false;
		q->classes->holds = 0;
		class_map_tidy(q->classes);
	}
	free(q);
	s->qos = NULL;
}

bool qos_sampled(struct device *d)
{
	struct qos *q = d->ip ? d->ip->qos : NULL;
	bool moved = false;

	for (struct qos_attach *a = q ? q->attached : NULL; a; a = a->next)
		moved |= qos_tree_sample(a->root, qos_now(q), a->p ? a->p->i->load_interval : 300);
	return moved;
}

bool qos_iface_queues(const struct iface *i, u32 *waiting)
{
	const struct qos_attach *a = i->ip ? i->ip->qos[1] : NULL;

	if (!a || !a->root || !a->root->queues)
		return false;
	*waiting = a->root->backlog;
	return true;
}

void qos_counters_cleared(struct iface *i)
{
	for (unsigned k = 0; i->ip && k < 2; k++)
		if (i->ip->qos[k])
			qos_tree_clear(i->ip->qos[k]->root);
}
