/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The forwarders of a group: four, numbered, each with a virtual MAC address. The gateway gives a member one to own. A forwarder's hello says how good it
 * is there: bit 5 of the priority is its owner's, bit 7 says that the weight there is not low (167 and 135 are the values of captures). The better one
 * takes over from the worse after the delay of `forwarder preempt`, anybody at once when nobody forwards. While it is not its owner who forwards, two times
 * run: then hosts are sent to it no more (redirect), and then it is forgotten (timeout).
 */
#include <string.h>

#include "router/fhrp/glbp_packet.h"
#include "router/stack.h"

static const u8 nobody[6];

static struct ipstack *stack_of(const struct glbp_forwarder *f) { return f->g->on->ifp->ip; }
static nsec now_of(const struct glbp_forwarder *f) { return stack_now(stack_of(f)); }
static void set(struct glbp_forwarder *f, struct timer *t, nsec wait) { timer_set(stack_of(f)->node->worker, t, now_of(f) + wait); }
static void stop(struct glbp_forwarder *f, struct timer *t) { timer_stop(stack_of(f)->node->worker, t); }
static void hold(struct glbp_forwarder *f) { set(f, &f->expire, f->g->hold_now_ms * NSEC_PER_MS); }

u8 glbp_forwarder_priority(const struct glbp_forwarder *f)
{
	return (u8)(GLBP_PRIORITY_BASE | (f->own ? GLBP_PRIORITY_OWNER : 0) | (f->g->low ? 0 : GLBP_PRIORITY_WEIGHT));
}

struct glbp_forwarder *glbp_own(struct glbp *g)
{
	for (unsigned k = 0; k < GLBP_FORWARDERS; k++)
		if (g->fwd[k].state != GLBP_DISABLED && g->fwd[k].own)
			return &g->fwd[k];
	return NULL;
}

unsigned glbp_n_active(const struct glbp *g)
{
	unsigned n = 0;

	for (unsigned k = 0; k < GLBP_FORWARDERS; k++)
		n += g->fwd[k].state == GLBP_ACTIVE;
	return n;
}

/* ---- the machine ---- */

/* The one place where a forwarder's state changes. */
static void move(struct glbp_forwarder *f, u8 next)
{
	struct ipstack *s = stack_of(f);
	struct ipif *p = f->g->on->ifp;
	u8 old = f->state;

	if (next == old)
		return;
	f->state = next;
	stop(f, &f->preempt);
	if (old == GLBP_ACTIVE)
		ip_virtual_release(&f->virt);
	if (next == GLBP_ACTIVE || old == GLBP_ACTIVE) {
		f->changes++;
		f->changed = now_of(f);
		if (!s->cleaning)
			device_log(s->dev, "GLBP", 6, "FWDSTATECHANGE", "%s Grp %u Fwd %u state %s -> %s", p->i->name, f->g->group, f->number, glbp_state_name[old],
				   glbp_state_name[next == GLBP_DISABLED ? GLBP_INIT : next]);
	}
	if (next == GLBP_ACTIVE) {
		stop(f, &f->expire);
		f->active = 0;
		ip_virtual_activate(p, &f->virt);
	}
	if (next == GLBP_DISABLED) {
		stop(f, &f->expire);
		stop(f, &f->timeout);
		f->own = false;
		f->active = 0;
		f->credit = 0;
		memset(f->owner, 0, 6);
	}
	glbp_addresses(f->g);
}

/* The owner was heard, or is us: both times begin anew. */
static void refresh(struct glbp_forwarder *f)
{
	f->redirect_until = now_of(f) + f->g->redirect_now_s * NSEC_PER_SEC;
	f->timeout_at = now_of(f) + f->g->timeout_now_s * NSEC_PER_SEC;
	if (f->own)
		stop(f, &f->timeout);
	else
		timer_set(stack_of(f)->node->worker, &f->timeout, f->timeout_at);
}

static void expired(struct timer *t)
{
	struct glbp_forwarder *f = container_of(t, struct glbp_forwarder, expire);

	f->active = 0;
	if (f->state != GLBP_LISTEN)
		return;
	move(f, GLBP_ACTIVE);
	glbp_say(f->g, GLBP_HELLO, NULL); /* switches and the others are to know at once */
}

static bool overthrows(const struct glbp_forwarder *f)
{
	return f->state == GLBP_LISTEN && f->active && f->g->forwarder_preempt && glbp_forwarder_priority(f) > f->active_priority;
}

static void preempted(struct timer *t)
{
	struct glbp_forwarder *f = container_of(t, struct glbp_forwarder, preempt);

	if (overthrows(f))
		expired(&f->expire);
}

static void timed_out(struct timer *t)
{
	struct glbp_forwarder *f = container_of(t, struct glbp_forwarder, timeout);

	move(f, GLBP_DISABLED);
}

static void look(struct glbp_forwarder *f)
{
	if (!overthrows(f))
		stop(f, &f->preempt);
	else if (!timer_is_set(&f->preempt))
		set(f, &f->preempt, f->g->forwarder_delay_s * NSEC_PER_SEC);
}

void glbp_forwarders_look(struct glbp *g)
{
	if (g->state == GLBP_ACTIVE && !glbp_own(g))
		glbp_forwarder_assign(g, g->on->ifp->mac);
	for (unsigned k = 0; k < GLBP_FORWARDERS; k++)
		look(&g->fwd[k]);
}

void glbp_forwarders_down(struct glbp *g)
{
	for (unsigned k = 0; k < GLBP_FORWARDERS; k++)
		move(&g->fwd[k], GLBP_DISABLED);
}

void glbp_forwarder_init(struct glbp_forwarder *f, struct glbp *g, u8 number)
{
	f->g = g;
	f->number = number;
	f->expire.fire = expired;
	f->preempt.fire = preempted;
	f->timeout.fire = timed_out;
	memcpy(f->virt.mac, (const u8[6]){ 0, 7, 0xb4, (u8)(g->group >> 8), (u8)g->group, number }, 6);
}

/* ---- owners ---- */

static void owned_by(struct glbp_forwarder *f, const u8 *mac)
{
	memcpy(f->owner, mac, 6);
	f->own = mac_eq(mac, f->g->on->ifp->mac);
	refresh(f);
	if (f->state != GLBP_DISABLED)
		return;
	move(f, GLBP_LISTEN);
	hold(f);
}

/* The one that it has already, else the first free one. */
void glbp_forwarder_assign(struct glbp *g, const u8 *mac)
{
	struct glbp_forwarder *give = NULL;
	bool us = mac_eq(mac, g->on->ifp->mac);

	if (mac_is_group(mac) || mac_eq(mac, nobody))
		return;
	for (unsigned k = 0; k < GLBP_FORWARDERS && !give; k++)
		if (g->fwd[k].state != GLBP_DISABLED && mac_eq(g->fwd[k].owner, mac))
			give = &g->fwd[k];
	for (unsigned k = 0; k < GLBP_FORWARDERS && !give; k++)
		if (g->fwd[k].state == GLBP_DISABLED)
			give = &g->fwd[k];
	if (!give)
		return;
	if (give->state == GLBP_DISABLED)
		owned_by(give, mac);
	if (!us)
		glbp_say(g, GLBP_RESPONSE, mac);
}

/* Somebody else's hello says that it owns what we own: two halves of a network met. The better one keeps it, the other asks for another. */
static void contended(struct glbp_forwarder *f, const struct glbp_packet *m, const struct glbp_vf *v, u32 src)
{
	u8 ours = glbp_forwarder_priority(f);

	if (ours > v->priority || (ours == v->priority && f->g->on->ifp->a4->addr > src))
		return;
	f->own = false;
	memcpy(f->owner, m->id, 6);
}

static void heard(struct glbp_forwarder *f, const struct glbp_packet *m, const struct glbp_vf *v, u32 src)
{
	bool owner = v->priority & GLBP_PRIORITY_OWNER;
	u8 ours;

	if (owner && f->own && f->state == GLBP_ACTIVE && v->state == GLBP_ACTIVE)
		contended(f, m, v, src);
	else if (owner && !f->own)
		memcpy(f->owner, m->id, 6);
	if (f->state == GLBP_DISABLED)
		move(f, GLBP_LISTEN);
	if (owner || !f->timeout_at || (!f->own && !timer_is_set(&f->timeout)))
		refresh(f);
	ours = glbp_forwarder_priority(f);
	if (v->state != GLBP_ACTIVE) {
		if (f->active == src && f->state == GLBP_LISTEN)
			expired(&f->expire); /* it forwards no more and says so */
		else if (f->state == GLBP_LISTEN && !timer_is_set(&f->expire))
			hold(f);
		return;
	}
	if (f->state == GLBP_ACTIVE && (ours > v->priority || (ours == v->priority && f->g->on->ifp->a4->addr > src))) {
		glbp_say(f->g, GLBP_HELLO, NULL);
		return;
	}
	move(f, GLBP_LISTEN);
	f->active = src;
	f->active_priority = v->priority;
	f->active_weight = v->weight;
	f->active_owns = owner;
	hold(f);
	look(f);
}

void glbp_forwarder_heard(struct glbp *g, const struct glbp_packet *m, u32 src)
{
	bool mine = m->opcode == GLBP_RESPONSE && mac_eq(m->id, g->on->ifp->mac);

	for (unsigned k = 0; k < m->n_vf; k++) {
		const struct glbp_vf *v = &m->vf[k];
		struct glbp_forwarder *f = v->number && v->number <= GLBP_FORWARDERS ? &g->fwd[v->number - 1] : NULL;

		if (!f)
			continue;
		if (m->opcode == GLBP_HELLO) {
			heard(f, m, v, src);
			continue;
		}
		/* An answer of the gateway: ours, or to know of. */
		if (src != g->active.addr || (mine && glbp_own(g)) || (f->own && !mine))
			continue;
		if (mine && f->state == GLBP_DISABLED) {
			owned_by(f, m->id);
			expired(&f->expire); /* it was nobody's: there is none to wait for */
		} else {
			owned_by(f, m->id);
		}
	}
}

/* ---- load balancing ---- */

bool glbp_redirects(const struct glbp_forwarder *f)
{
	return f->own || (f->state != GLBP_DISABLED && f->redirect_until > now_of(f));
}

static bool usable(const struct glbp_forwarder *f)
{
	return (f->state == GLBP_ACTIVE || (f->state == GLBP_LISTEN && f->active)) && glbp_redirects(f);
}

static u8 weight_of(const struct glbp_forwarder *f)
{
	u8 w = f->state == GLBP_ACTIVE ? glbp_weight(f->g) : f->active_weight;

	return w ? w : 1;
}

static struct glbp_forwarder *round_robin(struct glbp *g)
{
	for (unsigned k = 1; k <= GLBP_FORWARDERS; k++) {
		struct glbp_forwarder *f = &g->fwd[(g->last_reply + k) % GLBP_FORWARDERS];

		if (usable(f))
			return f;
	}
	return NULL;
}

/* Each in proportion to its weight, spread evenly: all earn theirs, the richest is chosen and pays the sum. */
static struct glbp_forwarder *weighted(struct glbp *g)
{
	struct glbp_forwarder *best = NULL;
	s64 sum = 0;

	for (unsigned k = 0; k < GLBP_FORWARDERS; k++) {
		struct glbp_forwarder *f = &g->fwd[k];

		if (!usable(f))
			continue;
		f->credit += weight_of(f);
		sum += weight_of(f);
		if (!best || f->credit > best->credit)
			best = f;
	}
	if (best)
		best->credit -= sum;
	return best;
}

static struct glbp_forwarder *by_host(struct glbp *g, const u8 *asker)
{
	struct glbp_forwarder *of[GLBP_FORWARDERS];
	unsigned n = 0, sum = 0;

	for (unsigned k = 0; k < GLBP_FORWARDERS; k++)
		if (usable(&g->fwd[k]))
			of[n++] = &g->fwd[k];
	for (unsigned k = 0; k < 6; k++)
		sum += asker[k];
	return n ? of[sum % n] : NULL;
}

const u8 *glbp_choose(struct ip_virtual *v, const u8 *asker)
{
	struct glbp *g = container_of(v, struct glbp, virt);
	struct glbp_forwarder *f = glbp_own(g);

	if (g->state != GLBP_ACTIVE)
		return NULL;
	if (g->balance == GLBP_ROUND_ROBIN)
		f = round_robin(g);
	else if (g->balance == GLBP_WEIGHTED)
		f = weighted(g);
	else if (g->balance == GLBP_HOST)
		f = by_host(g, asker);
	if (!f || !usable(f))
		f = round_robin(g); /* a gateway without a forwarder of its own sends them to another's */
	if (!f)
		return NULL;
	g->last_reply = f->number - 1;
	f->replies++;
	return f->virt.mac;
}
