/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The trees of a switch. A VLAN has a tree while a port carries it and spanning tree is not off for it. In a tree each port of the switch
 * has a place; those that have link and carry the VLAN take part.
 *
 * The forwarding path sees per port two sets of VLANs: `blocked` (no frames pass) and `learns` (blocked, but addresses are learnt). Where a VLAN
 * has a tree every port begins blocked; the tree's hook state() moves single VLANs in and out, so that a change costs what it changes.
 */
#include "switch/stp.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/wire.h"
#include "device/debug.h"
#include "switch/lag/lag.h"

/* ---- what is configured ---- */

static bool same_vlans(const struct vlan_set *a, const struct vlan_set *b)
{
	return !memcmp(a, b, sizeof(*a));
}

void stp_rule_set(struct stp *s, enum stp_setting what, u16 port, const struct vlan_set *v, bool set, u32 value)
{
	struct stp_rule **at = &s->rules, *r;

	while (*at && !((*at)->what == what && (*at)->port == port && same_vlans(&(*at)->vlans, v)))
		at = &(*at)->next;
	if (*at && set) {
		(*at)->value = value;
	} else if (*at) {
		r = *at;
		*at = r->next;
		free(r);
	} else if (set) {
		r = *at = xcalloc(1, sizeof(*r));
		r->what = what;
		r->port = port;
		r->value = value;
		r->vlans = *v;
	}
	stp_apply(s);
}

u32 stp_rule(const struct stp *s, enum stp_setting what, u16 port, u16 vlan, u32 otherwise)
{
	for (const struct stp_rule *r = s->rules; r; r = r->next)
		if (r->what == what && r->port == port && vlan_in(&r->vlans, vlan))
			otherwise = r->value;
	return otherwise;
}

bool stp_port_edge(const struct stp_port *p)
{
	switch (p->portfast) {
	case PORTFAST_DEFAULT:
		return p->stp->portfast_default && !p->stp->network_default && !p->sw->trunk;
	case PORTFAST_DISABLE:
	case PORTFAST_NETWORK:
		return false;
	case PORTFAST_EDGE:
		return !p->sw->trunk;
	case PORTFAST_TRUNK:
		return true;
	}
	return false;
}

bool stp_port_filter(const struct stp_port *p)
{
	return p->bpdufilter == STP_CHOICE_ENABLE;
}

bool stp_port_bpduguard(const struct stp_port *p)
{
	return p->bpduguard == STP_CHOICE_ENABLE || (p->bpduguard == STP_CHOICE_DEFAULT && p->stp->bpduguard_default && stp_port_edge(p));
}

bool stp_port_loopguard(const struct stp_port *p)
{
	return p->guard == GUARD_LOOP || (p->guard == GUARD_DEFAULT && p->stp->loopguard_default && stp_port_p2p(p));
}

bool stp_port_network(const struct stp_port *p)
{
	return p->portfast == PORTFAST_NETWORK || (p->portfast == PORTFAST_DEFAULT && p->stp->network_default);
}

bool stp_port_assured(const struct stp_port *p)
{
	return p->stp->assurance && (p->stp->rapid || p->stp->mstp) && stp_port_network(p) && stp_port_p2p(p);
}

/* Full duplex is point to point; what shares its medium negotiates half duplex. */
bool stp_port_p2p(const struct stp_port *p)
{
	const struct iface *i = p->sw->iface;
	const struct port *peer = i->port ? port_peer(i->port) : NULL;

	if (p->link != STP_LINK_AUTO)
		return p->link == STP_LINK_P2P;
	return i->duplex == DUPLEX_FULL || (i->duplex == DUPLEX_AUTO && !(peer && peer->node->kind->half_duplex));
}

/* 802.1D-1998, table 8-5, and 802.1D-2004, table 17-3. */
u32 stp_port_cost(const struct stp_port *p)
{
	static const u32 cost_short[] = { 0, 100, 19, 4, 2 }, cost_long[] = { 0, 2000000, 200000, 20000, 2000 };
	const struct iface *i = p->sw->iface;
	u8 speed = i->speed;

	if (p->cost)
		return p->cost;
	if (p->sw->lag)
		return lag_cost(p->sw->lag, p->stp->long_costs);
	if (!speed)
		speed = i->type == IF_ETHERNET ? SPEED_10 : i->type == IF_FASTETHERNET ? SPEED_100 : i->type == IF_TENGIGABIT ? SPEED_10000 : SPEED_1000;
	return p->stp->long_costs || p->stp->mstp ? cost_long[speed] : cost_short[speed];
}

/* ---- the trees' hooks ---- */

void stp_enact(struct stp_tree *t, u16 port)
{
	const struct stp_tree_port *tp = &t->port[port];

	if (t->stp->mstp) {
		stp_mst_enact(t, port);
		return;
	}
	bridge_port_state(&t->stp->b->port[port], t->vlan, tp->member && tp->learning && !tp->fault, tp->member && tp->forwarding && !tp->fault);
}

static void hook_send(void *arg, unsigned port, const struct rstp_bpdu *b)
{
	stp_send(arg, (u16)port, b);
}

static void hook_state(void *arg, unsigned port, bool learning, bool forwarding)
{
	struct stp_tree *t = arg;
	struct device *d = t->stp->b->dev;

	t->port[port].learning = learning;
	t->port[port].forwarding = forwarding;
	stp_enact(t, (u16)port);
	world_changed(&d->node);
	if (debug_on(d, DEBUG_SPANTREE_EVENTS)) {
			device_debug(d, "STP: %s %s -> %s", t->name, t->stp->b->port[port].iface->short_name,
			     forwarding ? "forwarding" : learning ? "learning" : "blocking");
	}
}

static void hook_flush(void *arg, unsigned port)
{
	struct stp_tree *t = arg;

	if (t->stp->mstp) {
		stp_mst_flush(t, (u16)port);
		return;
	}
	bridge_flush(t->stp->b, &t->stp->b->port[port], t->vlan);
}

static void hook_topology_change(void *arg, unsigned port)
{
	struct stp_tree *t = arg;
	if (debug_on(t->stp->b->dev, DEBUG_SPANTREE_EVENTS))
		device_debug(t->stp->b->dev, "STP: %s Topology Change detected on %s", t->name, t->stp->b->port[port].iface->short_name);
}

static void hook_new_root(void *arg)
{
	struct stp_tree *t = arg;
	if (debug_on(t->stp->b->dev, DEBUG_SPANTREE_EVENTS))
		device_debug(t->stp->b->dev, "STP: %s we are the spanning tree root", t->name);
}

static void hook_role(void *arg, unsigned port, enum rstp_role role)
{
	stp_role_guard(arg, (u16)port, role);
}

static void hook_aged(void *arg, unsigned port)
{
	struct stp_tree *t = arg;

	if (stp_port_loopguard(&t->stp->port[port]))
		stp_fault_set(t, (u16)port, STP_LOOP_INCONSISTENT);
}

const struct rstp_hooks stp_tree_hooks = {
	.send = hook_send, .state = hook_state, .flush = hook_flush, .topology_change = hook_topology_change, .new_root = hook_new_root,
	.role = hook_role, .aged = hook_aged,
};

/* ---- trees ---- */

static void tree_apply(struct stp_tree *t)
{
	struct stp *s = t->stp;
	struct rstp_status st;
	u16 priority = (u16)stp_rule(s, STP_PRIORITY, STP_NO_PORT, t->vlan, 32768);
	u8 hello = (u8)stp_rule(s, STP_HELLO, STP_NO_PORT, t->vlan, 2), delay = (u8)stp_rule(s, STP_FORWARD_DELAY, STP_NO_PORT, t->vlan, 15);
	u8 age = (u8)stp_rule(s, STP_MAX_AGE, STP_NO_PORT, t->vlan, 20);

	rstp_status(t->r, &st);
	if ((st.bridge_id >> 48 & 0xf000) != priority)
		rstp_set_priority(t->r, priority);
	if (st.own.hello != hello || st.own.forward_delay != delay || st.own.max_age != age)
		rstp_set_timers(t->r, hello, delay, age);
	if (st.legacy == s->rapid)
		rstp_set_legacy(t->r, !s->rapid);
}

void stp_guard_apply(struct stp_tree *t, u16 port)
{
	const struct stp_port *p = &t->stp->port[port];
	struct stp_tree_port *tp = &t->port[port];
	bool guard = p->guard == GUARD_ROOT;

	if (tp->root_guard != guard) {
		tp->root_guard = guard;
		rstp_set_restricted_role(t->r, port, guard);
		if (!guard && tp->fault == STP_ROOT_INCONSISTENT)
			stp_fault_clear(t, port);
	}
	if (tp->fault == STP_LOOP_INCONSISTENT && !stp_port_loopguard(p))
		stp_fault_clear(t, port);
	if (tp->assured == stp_port_assured(p))
		return;
	tp->assured = !tp->assured;
	tp->unheard_s = 0;
	rstp_set_assured(t->r, port, tp->assured);
	if (!tp->assured && tp->fault == STP_BA_INCONSISTENT)
		stp_fault_clear(t, port);
}

static void tree_port_apply(struct stp_tree *t, u16 port)
{
	struct stp *s = t->stp;
	const struct stp_port *p = &s->port[port];
	struct stp_tree_port *tp = &t->port[port];
	struct rstp_port_status st;
	u8 priority = (u8)stp_rule(s, STP_PORT_PRIORITY, port, t->vlan, p->priority);
	bool edge = stp_port_edge(p) || (!p->sw->trunk && t->vlan == p->sw->voice_vlan), p2p = stp_port_p2p(p);

	rstp_port_status(t->r, port, &st);
	rstp_set_cost(t->r, port, stp_rule(s, STP_PORT_COST, port, t->vlan, stp_port_cost(p)));
	if ((st.port_id >> 8 & 0xf0) != priority)
		rstp_set_port_priority(t->r, port, priority);
	if (tp->edge != edge) {
		tp->edge = edge;
		rstp_set_edge(t->r, port, edge, false);
	}
	if (tp->p2p != p2p) {
		tp->p2p = p2p;
		rstp_set_point_to_point(t->r, port, p2p);
	}
	stp_guard_apply(t, port);
}

struct stp_tree *stp_tree_make(struct stp *s, u16 number)
{
	struct stp_tree *t = xcalloc(1, sizeof(*t) + s->b->n_ports * sizeof(t->port[0]));

	t->stp = s;
	t->vlan = number;
	snprintf(t->name, sizeof(t->name), s->mstp ? "MST%u" : "VLAN%04u", number);
	for (u16 i = 0; i < s->b->n_ports; i++)
		t->port[i].p2p = true;
	s->tree[number] = t;
	return t;
}

void stp_tree_drop(struct stp_tree *t)
{
	t->stp->tree[t->vlan] = NULL;
	free(t);
}

static struct stp_tree *tree_new(struct stp *s, u16 vlan)
{
	struct bridge *b = s->b;
	struct stp_tree *t = stp_tree_make(s, vlan);

	for (u16 i = 0; i < b->n_ports; i++)
		vlan_add(&b->port[i].blocked, vlan);
	t->r = rstp_new(&stp_tree_hooks, t, s->mac, 32768, vlan, b->n_ports);
	tree_apply(t);
	return t;
}

static void tree_free(struct stp_tree *t)
{
	struct stp *s = t->stp;

	for (u16 i = 0; i < s->b->n_ports; i++) {
		vlan_del(&s->b->port[i].blocked, t->vlan);
		vlan_del(&s->b->port[i].learns, t->vlan);
	}
	rstp_free(t->r);
	stp_tree_drop(t);
}

static void set_member(struct stp_tree *t, u16 port, bool member)
{
	struct stp_tree_port *tp = &t->port[port];

	tp->member = member;
	t->n_members = (u16)(t->n_members + (member ? 1 : -1));
	tp->fault = STP_SOUND;
	tp->unheard_s = tp->said = 0;
	tree_port_apply(t, port);
	rstp_port_link(t->r, port, member);
	stp_enact(t, port);
}

static void tree_end(struct stp_tree *t)
{
	for (u16 i = 0; i < t->stp->b->n_ports; i++)
		if (t->port[i].member)
			set_member(t, i, false);
	tree_free(t);
}

static bool carries(const struct stp *s, const struct swport *p, u16 v)
{
	const struct vlan *vlan = s->b->vlan[v];

	if (!swport_link(p) || !vlan || !vlan_passes(vlan))
		return false;
	if (!swport_carries(p, v))
		return false;
	return !s->rules || !stp_rule(s, STP_OFF, STP_NO_PORT, v, 0);
}

void stp_port_changed(struct stp *s, struct swport *p)
{
	if (s->mstp) {
		stp_mst_port_changed(s, p);
		return;
	}
	for (u16 v = 1; v <= VLAN_MAX; v++) {
		struct stp_tree *t = s->tree[v];
		bool member = carries(s, p, v);

		if (!t && !member)
			continue;
		if (!t)
			t = tree_new(s, v);
		if (member != t->port[p->index].member)
			set_member(t, p->index, member);
		else if (member)
			tree_port_apply(t, p->index);
		if (!t->n_members)
			tree_free(t);
	}
}

void stp_set_mode(struct stp *s, bool mst, bool rapid)
{
	if (mst != (s->mstp != NULL)) {
		for (u16 v = 1; v <= VLAN_MAX && mst; v++)
			if (s->tree[v])
				tree_end(s->tree[v]);
		if (mst)
			stp_mst_start(s);
		else
			stp_mst_stop(s);
	}
	s->rapid = rapid;
	stp_apply(s);
}

const char *stp_protocol(const struct stp *s)
{
	return s->mstp ? "mstp" : s->rapid ? "rstp" : "ieee";
}

void stp_ports_grown(struct stp *s)
{
	u16 n = s->b->n_ports;

	if (s->mstp) { /* its trees are made for a number of ports: they begin anew */
		stp_mst_stop(s);
		stp_mst_start(s);
		stp_apply(s);
		return;
	}
	for (u16 v = 1; v <= VLAN_MAX; v++) {
		struct stp_tree *t = s->tree[v];

		if (!t)
			continue;
		t = s->tree[v] = xrealloc(t, 1, sizeof(*t) + n * sizeof(t->port[0]));
		t->port[n - 1] = (struct stp_tree_port){ .p2p = true };
		vlan_add(&s->b->port[n - 1].blocked, v);
		t->r = rstp_grow(t->r, t, n);
	}
}

void stp_apply(struct stp *s)
{
	if (s->mstp)
		stp_mst_apply(s);
	for (u16 v = 1; v <= VLAN_MAX && !s->mstp; v++) {
		struct stp_tree *t = s->tree[v];

		if (!t)
			continue;
		if (stp_rule(s, STP_OFF, STP_NO_PORT, v, 0))
			tree_end(t);
		else
			tree_apply(t);
	}
	for (u16 i = 0; i < s->b->n_ports; i++)
		bridge_port_changed(&s->b->port[i]);
}

const char *stp_fault_name(enum stp_fault f)
{
	static const char *const name[] = { "", "Root Inconsistent", "Loop Inconsistent", "Port VLAN ID Mismatch", "Port Type Inconsistent", "Bridge Assurance Inconsistent",
					    "PVST Sim. Inconsistent", "PVST Peer Inconsistent" };

	return name[f];
}

/* ---- life ---- */

static void tick(struct timer *timer)
{
	struct stp *s = container_of(timer, struct stp, tick);
	struct node *n = &s->b->dev->node;

	timer_set(n->worker, timer, max_u64(timer->due, node_now(n) - NSEC_PER_MS) + NSEC_PER_SEC); /* one that was held up does not catch up */
	for (u16 v = 0; v <= VLAN_MAX; v++) {
		if (!s->tree[v])
			continue;
		stp_guard_tick(s->tree[v]);
		if (!s->mstp)
			rstp_tick(s->tree[v]->r);
	}
	if (s->mstp)
		mstp_tick(s->mstp);
	for (u16 i = 0; i < s->b->n_ports; i++)
		s->port[i].pvst_heard = 0;
}

struct stp *stp_new(struct bridge *b)
{
	static const u8 ieee[6] = { 0x01, 0x80, 0xc2, 0, 0, 0 }, sstp[6] = { 0x01, 0x00, 0x0c, 0xcc, 0xcc, 0xcd };
	struct stp *s = xcalloc(1, sizeof(*s));
	struct node *n = &b->dev->node;

	s->b = b;
	s->assurance = s->simulate = true;
	s->mst_hello = 2;
	s->mst_forward_delay = 15;
	s->mst_max_age = 20;
	s->mst_hops = MST_HOPS_DEFAULT;
	if (n->ports)
		memcpy(s->mac, n->ports->mac, 6);
	s->port = xcalloc(b->max_ports, sizeof(*s->port));
	for (u16 i = 0; i < b->max_ports; i++) {
		s->port[i].stp = s;
		s->port[i].sw = &b->port[i];
		s->port[i].priority = 128;
	}
	bridge_claim_mac(b, ieee, stp_input, s);
	bridge_claim_mac(b, sstp, stp_input, s);
	b->stp = s;
	s->tick.fire = tick;
	/* Clocks of switches do not beat together. */
	timer_set(n->worker, &s->tick, node_now(n) + NSEC_PER_MS + rng_below(&n->rng, NSEC_PER_SEC));
	stp_apply(s);
	return s;
}

void stp_free(struct stp *s)
{
	struct worker *w = s->b->dev->node.worker;

	s->b->stp = NULL;
	timer_stop(w, &s->tick);
	if (s->mstp)
		stp_mst_stop(s);
	for (u16 v = 1; v <= VLAN_MAX; v++)
		if (s->tree[v])
			tree_free(s->tree[v]);
	while (s->rules) {
		struct stp_rule *r = s->rules;

		s->rules = r->next;
		free(r);
	}
	free(s->port);
	free(s);
}
