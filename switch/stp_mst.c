/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * MST mode: a tree an instance that has VLANs, and instance 0, the IST, for all others and for what is outside of the region. A tree's word on a port
 * holds for each VLAN of its instance.
 */
#include <stdio.h>
#include <string.h>

#include "switch/stp.h"

static const struct mstp_hooks hooks = { .send = stp_send_mst };

/* ---- instances ---- */

bool stp_instances_parse(const char *text, struct vlan_set *v)
{
	bool zero = *text == '0' && (!text[1] || text[1] == ',' || text[1] == '-');
	char rest[256];

	memset(v, 0, sizeof(*v));
	if (!zero)
		return vlan_set_parse(text, v);
	if (text[1] == '-')
		snprintf(rest, sizeof(rest), "1%s", text + 1);
	if (text[1] && !vlan_set_parse(text[1] == '-' ? rest : text + 2, v))
		return false;
	vlan_add(v, 0);
	return true;
}

void stp_instances_format(const struct vlan_set *v, char *buf, size_t len)
{
	struct vlan_set rest = *v;
	size_t at = 0;
	u16 last = 0;

	if (vlan_in(v, 0)) {
		while (last < VLAN_MAX && vlan_in(v, (u16)(last + 1)))
			vlan_del(&rest, ++last);
		at = (size_t)snprintf(buf, len, last ? last == 1 ? "0,%u" : "0-%u" : "0", last);
		vlan_del(&rest, 0);
		for (u16 i = 1; i <= VLAN_MAX && at < len; i++)
			if (vlan_in(&rest, i)) {
				at += (size_t)snprintf(buf + at, len - at, ",");
				break;
			}
	}
	for (u16 i = 1; i <= VLAN_MAX && at < len; i++)
		if (vlan_in(&rest, i)) {
			vlan_set_format(&rest, buf + at, len - at);
			return;
		}
}

void stp_mst_vlans(const struct stp *s, u16 instance, struct vlan_set *v)
{
	memset(v, 0, sizeof(*v));
	for (u16 id = 1; id <= VLAN_MAX; id++)
		if (s->instance[id] == instance)
			vlan_add(v, id);
}

/* ---- what a tree says, VLAN by VLAN ---- */

void stp_mst_enact(struct stp_tree *t, u16 port)
{
	struct stp *s = t->stp;
	struct swport *p = &s->b->port[port];
	const struct stp_tree_port *tp = &t->port[port];
	bool forwards = tp->member && tp->forwarding && !tp->fault, learns = tp->member && tp->learning && !tp->fault;

	for (u16 v = 1; v <= VLAN_MAX; v++) {
		const struct vlan *vlan = s->b->vlan[v];

		if (s->instance[v] != t->vlan)
			continue;
		if (vlan && vlan_passes(vlan) && swport_link(p) && swport_carries(p, v)) {
			if (vlan_in(&p->passes, v) != forwards || vlan_in(&p->learns, v) != (learns && !forwards) || vlan_in(&p->blocked, v) == forwards)
				bridge_port_state(p, v, learns, forwards);
			continue;
		}
		vlan_del(&p->learns, v);
		if (forwards)
			vlan_del(&p->blocked, v);
		else
			vlan_add(&p->blocked, v);
	}
}

struct gone {
	const struct stp *s;
	u16 instance, port;
};

static bool is_gone(const struct fdb_entry *e, const void *arg)
{
	const struct gone *g = arg;

	return e->port == g->port && g->s->instance[e->key & 0xfff] == g->instance;
}

void stp_mst_flush(struct stp_tree *t, u16 port)
{
	struct gone g = { t->stp, t->vlan, port };

	fdb_flush(&t->stp->b->fdb, is_gone, &g);
}

/* ---- trees ---- */

static bool is_used(const struct stp *s, u16 instance)
{
	for (u16 v = 1; v <= VLAN_MAX; v++)
		if (s->instance[v] == instance)
			return true;
	return !instance;
}

static void tree_apply(struct stp_tree *t)
{
	struct stp *s = t->stp;
	struct rstp_status st;
	u16 priority = (u16)stp_rule(s, STP_MST_PRIORITY, STP_NO_PORT, t->vlan, 32768);

	rstp_status(t->r, &st);
	if ((st.bridge_id >> 48 & 0xf000) != priority)
		rstp_set_priority(t->r, (u16)(priority | t->vlan));
	if (st.own.hello != s->mst_hello || st.own.forward_delay != s->mst_forward_delay || st.own.max_age != s->mst_max_age)
		rstp_set_timers(t->r, s->mst_hello, s->mst_forward_delay, s->mst_max_age);
}

static void port_apply(struct stp_tree *t, u16 port)
{
	struct stp *s = t->stp;
	const struct stp_port *p = &s->port[port];
	struct stp_tree_port *tp = &t->port[port];
	bool edge = stp_port_edge(p), p2p = stp_port_p2p(p);
	u8 priority = (u8)stp_rule(s, STP_MST_PORT_PRIORITY, port, t->vlan, p->priority);
	struct rstp_port_status st;

	rstp_port_status(t->r, port, &st);
	rstp_set_cost(t->r, port, stp_rule(s, STP_MST_COST, port, t->vlan, stp_port_cost(p)));
	if ((st.port_id >> 8 & 0xf0) != priority)
		rstp_set_port_priority(t->r, port, priority);
	if (!t->vlan && tp->edge != edge)
		rstp_set_edge(t->r, port, edge, false);
	if (!t->vlan && tp->p2p != p2p)
		rstp_set_point_to_point(t->r, port, p2p);
	if (!t->vlan)
		mstp_set_external_cost(s->mstp, port, stp_port_cost(p));
	tp->edge = edge;
	tp->p2p = p2p;
	stp_guard_apply(t, port);
}

static void tree_add(struct stp *s, u16 instance)
{
	struct stp_tree *t = stp_tree_make(s, instance);

	t->r = mstp_add(s->mstp, instance, &stp_tree_hooks, t, 32768);
	if (!t->r) {
		stp_tree_drop(t);
		return;
	}
	for (u16 i = 0; i < s->b->n_ports; i++) {
		t->port[i].member = swport_link(&s->b->port[i]);
		t->n_members = (u16)(t->n_members + t->port[i].member);
		port_apply(t, i);
	}
}

static void region_apply(struct stp *s)
{
	struct mst_region region = s->region;

	mst_digest(s->instance, region.digest);
	for (u16 i = 1; i <= VLAN_MAX; i++) {
		if (s->tree[i] && !is_used(s, i)) {
			mstp_remove(s->mstp, i);
			stp_tree_drop(s->tree[i]);
		} else if (!s->tree[i] && is_used(s, i)) {
			tree_add(s, i);
		}
	}
	if (memcmp(&region, mstp_region(s->mstp), sizeof(region)))
		mstp_set_region(s->mstp, &region);
}

void stp_mst_apply(struct stp *s)
{
	region_apply(s);
	mstp_set_max_hops(s->mstp, s->mst_hops);
	for (u16 i = 0; i <= VLAN_MAX; i++)
		if (s->tree[i])
			tree_apply(s->tree[i]);
}

void stp_mst_port_changed(struct stp *s, struct swport *p)
{
	bool member = swport_link(p);

	for (u16 i = 0; i <= VLAN_MAX; i++) {
		struct stp_tree *t = s->tree[i];
		struct stp_tree_port *tp = t ? &t->port[p->index] : NULL;

		if (!t)
			continue;
		if (tp->member != member) {
			tp->member = member;
			tp->fault = STP_SOUND;
			stp_pvst_reset(&s->port[p->index]);
			t->n_members = (u16)(t->n_members + (member ? 1 : -1));
		}
		port_apply(t, p->index);
	}
	mstp_port_link(s->mstp, p->index, member);
	for (u16 i = 0; i <= VLAN_MAX; i++)
		if (s->tree[i])
			stp_mst_enact(s->tree[i], p->index);
}

void stp_mst_start(struct stp *s)
{
	struct stp_tree *t;

	for (u16 i = 0; i < s->b->n_ports; i++) {
		memset(&s->b->port[i].blocked, 0xff, sizeof(s->b->port[i].blocked));
		memset(&s->b->port[i].learns, 0, sizeof(s->b->port[i].learns));
	}
	/* the trees' names ask for the mode */
	s->mstp = mstp_new(&hooks, s, &stp_tree_hooks, NULL, s->mac, 32768, s->b->n_ports);
	t = stp_tree_make(s, 0);
	t->r = mstp_tree(s->mstp, 0);
	mstp_set_cist_arg(s->mstp, t);
	for (u16 i = 0; i < s->b->n_ports; i++)
		port_apply(t, i);
}

void stp_mst_stop(struct stp *s)
{
	struct mstp *m = s->mstp;

	for (u16 i = 0; i <= VLAN_MAX; i++)
		if (s->tree[i])
			stp_tree_drop(s->tree[i]);
	s->mstp = NULL;
	mstp_free(m);
	for (u16 i = 0; i < s->b->n_ports; i++) {
		memset(&s->b->port[i].blocked, 0, sizeof(s->b->port[i].blocked));
		memset(&s->b->port[i].learns, 0, sizeof(s->b->port[i].learns));
	}
}
