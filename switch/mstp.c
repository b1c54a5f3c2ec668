/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "switch/mstp.h"

#include <stdlib.h>
#include <string.h>

#include "switch/rstp_port.h"

enum { PASSES_MAX = 400 };
#define MAC_BITS 0x0000ffffffffffffull

struct mstp {
	const struct mstp_hooks *hooks;
	void *arg;
	u8 mac[6];
	unsigned n_ports;
	u8 max_hops;
	struct mst_region region;
	struct rstp *cist;
	unsigned n;
	struct rstp *msti[MSTI_MAX]; /* by number */
	bool running;		/* a hook's call finds the machines at work */
};

u8 mstp_max_hops(const struct mstp *m) { return m->max_hops; }
struct rstp_port *mstp_cist_port(const struct mstp *m, unsigned port) { return &m->cist->port[port]; }
const struct mst_region *mstp_region(const struct mstp *m) { return &m->region; }

struct rstp *mstp_tree(const struct mstp *m, u16 msti)
{
	if (!msti)
		return m->cist;
	for (unsigned i = 0; i < m->n; i++)
		if (m->msti[i]->msti == msti)
			return m->msti[i];
	return NULL;
}

bool mstp_boundary(const struct mstp *m, unsigned port)
{
	const struct rstp_port *p = &m->cist->port[port];

	return (p->info_is == INFO_RECEIVED && !p->info_internal) || (p->enabled && !p->send_rstp);
}

/* ---- what the trees share ---- */

/* What an MSTI's port has from the CIST's: link, neighbour, kind of medium. */
static void follow(struct mstp *m)
{
	for (unsigned k = 0; k < m->n; k++)
		for (unsigned i = 0; i < m->n_ports; i++) {
			const struct rstp_port *c = &m->cist->port[i];
			struct rstp_port *p = &m->msti[k]->port[i];

			p->oper_edge = c->oper_edge;
			p->send_rstp = c->send_rstp;
			p->point_to_point = c->point_to_point;
		}
}

void mstp_external(struct mstp *m, unsigned port)
{
	const struct rstp_port *c = &m->cist->port[port];

	for (unsigned k = 0; k < m->n; k++) {
		struct rstp_port *p = &m->msti[k]->port[port];

		p->agreed = c->agreed;
		p->proposing = c->proposing;
		p->proposed |= c->proposed;
		p->disputed |= c->disputed;
		p->rcvd_tc |= c->rcvd_tc;
		p->rcvd_tcn |= c->rcvd_tcn;
	}
}

/* 13.29.24 syncMaster(): the way out of the region is new; within it nothing passes before all agree anew. */
static void sync_master(struct rstp *r)
{
	for (unsigned i = 0; i < r->n_ports; i++) {
		struct rstp_port *p = &r->port[i];

		if (!p->info_internal)
			continue;
		p->agree = p->agreed = p->synced = false;
		p->sync = true;
	}
}

void mstp_cist_selected(struct mstp *m, const struct rstp_vector *was, int was_port)
{
	const struct rstp *c = m->cist;
	bool outer = was->root_id != c->root_priority.root_id || was->root_cost != c->root_priority.root_cost;
	bool by_edge = (was_port >= 0 && !c->port[was_port].info_internal) || (c->root_port >= 0 && !c->port[c->root_port].info_internal);

	for (unsigned k = 0; k < m->n; k++) {
		if (outer && by_edge)
			sync_master(m->msti[k]);
		for (unsigned i = 0; i < m->n_ports; i++) {
			m->msti[k]->port[i].reselect = true;
			m->msti[k]->port[i].selected = false;
		}
	}
}

/* ---- transmission: 13.31 ---- */

static bool is_settled(const struct mstp *m, unsigned port)
{
	for (unsigned k = 0; k < m->n; k++) {
		const struct rstp_port *p = &m->msti[k]->port[port];

		if (!p->selected || p->updt_info)
			return false;
	}
	return m->cist->port[port].selected && !m->cist->port[port].updt_info;
}

static bool speaks_periodically(const struct rstp_port *p)
{
	return p->role == ROLE_DESIGNATED || ((p->role == ROLE_ROOT || p->role == ROLE_MASTER) && p->tc_while);
}

static bool has_news(const struct mstp *m, unsigned port)
{
	bool any = m->cist->port[port].new_info;

	for (unsigned k = 0; k < m->n; k++)
		any |= m->msti[k]->port[port].new_info;
	return any;
}

static void fill_msti(const struct rstp *r, struct rstp_port *p, struct mst_msti *t)
{
	struct rstp_bpdu b;

	rstp_fill(p, &b);
	if (p->role == ROLE_MASTER)
		b.flags &= (u8)~BPDU_ROLE;
	*t = (struct mst_msti){ .flags = b.flags, .regional_root = b.regional_root, .internal_cost = b.internal_cost, .hops = b.times.hops,
				.bridge_priority = (u8)(r->id >> 56 & 0xf0), .port_priority = (u8)(p->id >> 8 & 0xf0) };
}

static bool transmit(struct mstp *m, unsigned port)
{
	struct rstp_port *c = &m->cist->port[port];
	struct mst_bpdu b;

	if (!c->enabled || !is_settled(m, port))
		return false;
	if (!c->hello_when) {
		bool speaks = c->assured || speaks_periodically(c);

		for (unsigned k = 0; k < m->n; k++)
			speaks |= speaks_periodically(&m->msti[k]->port[port]);
		c->new_info |= speaks;
		c->hello_when = c->designated_times.hello ? c->designated_times.hello : m->cist->bridge_times.hello;
	}
	if (!has_news(m, port) || c->tx_count >= TX_HOLD_COUNT)
		return false;
	if (!c->send_rstp && c->role != ROLE_ROOT && c->role != ROLE_DESIGNATED) {
		c->new_info = false;
		for (unsigned k = 0; k < m->n; k++)
			m->msti[k]->port[port].new_info = false;
		return false;
	}
	memset(&b, 0, sizeof(b));
	rstp_fill(c, &b.cist);
	b.version = 3;
	b.has_region = true;
	b.region = m->region;
	for (unsigned k = 0; k < m->n; k++)
		fill_msti(m->msti[k], &m->msti[k]->port[port], &b.msti[b.n++]);
	c->tx_count++;
	m->hooks->send(m->arg, port, &b);
	return true;
}

void mstp_run(struct mstp *m)
{
	bool moved = true;

	if (m->running)
		return;
	m->running = true;
	for (unsigned pass = 0; moved && pass < PASSES_MAX; pass++) {
		moved = rstp_pass(m->cist);
		follow(m);
		for (unsigned k = 0; k < m->n; k++)
			moved |= rstp_pass(m->msti[k]);
		for (unsigned i = 0; i < m->n_ports && !moved; i++)
			moved |= transmit(m, i);
	}
	m->running = false;
}

/* ---- reception ---- */

static bool is_internal(const struct mstp *m, const struct mst_bpdu *b)
{
	return b->has_region && b->region.revision == m->region.revision && !memcmp(b->region.name, m->region.name, MST_NAME_LEN) &&
	       !memcmp(b->region.digest, m->region.digest, MST_DIGEST_LEN);
}

/* 13.29.12: an MSTI's agreement counts between bridges of one mind about the CIST. */
static bool same_cist(const struct rstp_port *c, const struct rstp_bpdu *b)
{
	return b->root_id == c->designated_priority.root_id && b->root_cost == c->designated_priority.root_cost &&
	       b->regional_root == c->designated_priority.regional_root;
}

static void deliver_msti(struct mstp *m, unsigned port, const struct mst_bpdu *b, const struct mst_msti *t)
{
	struct rstp *r = mstp_tree(m, (u16)(t->regional_root >> 48 & 0x0fff));
	struct rstp_bpdu msg = {
		.type = BPDU_RST, .flags = t->flags, .internal = true, .regional_root = t->regional_root, .internal_cost = t->internal_cost,
		.port_id = (u16)(t->port_priority << 8 | (b->cist.port_id & 0x0fff)), .times = b->cist.times,
	};

	if (!r || !r->msti)
		return;
	msg.bridge_id = (b->cist.bridge_id & MAC_BITS) | (u64)(t->bridge_priority << 8 | r->msti) << 48;
	msg.times.hops = t->hops;
	if (!same_cist(&m->cist->port[port], &b->cist))
		msg.flags &= (u8)~BPDU_AGREEMENT;
	rstp_deliver(r, port, &msg);
}

void mstp_receive(struct mstp *m, unsigned port, const struct mst_bpdu *b)
{
	struct rstp_bpdu cist = b->cist;

	if (!m->cist->port[port].enabled)
		return;
	cist.internal = is_internal(m, b);
	if (!cist.internal) {
		cist.bridge_id = cist.regional_root; /* as one bridge */
		cist.internal_cost = 0;
		cist.times.hops = m->max_hops;
	}
	rstp_deliver(m->cist, port, &cist);
	for (unsigned i = 0; cist.internal && i < b->n; i++)
		deliver_msti(m, port, b, &b->msti[i]);
	mstp_run(m);
}

void mstp_say(struct mstp *m, unsigned port)
{
	if (!m->cist->port[port].enabled)
		return;
	m->cist->port[port].new_info = true;
	mstp_run(m);
}

void mstp_topology_change(struct mstp *m, u16 msti, unsigned port)
{
	struct rstp *r = mstp_tree(m, msti);

	if (!r || !r->port[port].enabled)
		return;
	r->port[port].rcvd_tc = true;
	mstp_run(m);
}

/* ---- life and configuration ---- */

void mstp_tick(struct mstp *m)
{
	rstp_count_down(m->cist);
	for (unsigned k = 0; k < m->n; k++)
		rstp_count_down(m->msti[k]);
	mstp_run(m);
}

void mstp_port_link(struct mstp *m, unsigned port, bool up)
{
	m->running = true; /* all trees learn it at once */
	rstp_port_link(m->cist, port, up);
	for (unsigned k = 0; k < m->n; k++)
		rstp_port_link(m->msti[k], port, up);
	m->running = false;
	mstp_run(m);
}

static void reselect(struct rstp *r)
{
	for (unsigned i = 0; i < r->n_ports; i++) {
		r->port[i].reselect = true;
		r->port[i].selected = false;
	}
}

static struct rstp *tree_new(struct mstp *m, u16 msti, const struct rstp_hooks *hooks, void *arg, u16 priority)
{
	struct rstp *r = rstp_new(hooks, arg, m->mac, priority, msti, m->n_ports);

	r->mstp = m;
	r->msti = msti;
	reselect(r);
	return r;
}

struct rstp *mstp_add(struct mstp *m, u16 msti, const struct rstp_hooks *tree, void *arg, u16 priority)
{
	struct rstp *r;
	unsigned at = m->n;

	if (m->n == MSTI_MAX || !msti || mstp_tree(m, msti))
		return NULL;
	r = tree_new(m, msti, tree, arg, priority);
	while (at && m->msti[at - 1]->msti > msti) {
		m->msti[at] = m->msti[at - 1];
		at--;
	}
	m->msti[at] = r;
	m->n++;
	m->running = true;
	for (unsigned i = 0; i < m->n_ports; i++)
		rstp_port_link(r, i, m->cist->port[i].enabled);
	m->running = false;
	mstp_run(m);
	return r;
}

void mstp_remove(struct mstp *m, u16 msti)
{
	for (unsigned k = 0; k < m->n; k++) {
		if (m->msti[k]->msti != msti)
			continue;
		rstp_free(m->msti[k]);
		m->n--;
		memmove(&m->msti[k], &m->msti[k + 1], (m->n - k) * sizeof(m->msti[0]));
		return;
	}
}

void mstp_set_region(struct mstp *m, const struct mst_region *region)
{
	m->region = *region;
	/* 13.23.1: all begins anew, as if every port had lost its link for a moment */
	for (unsigned i = 0; i < m->n_ports; i++)
		if (m->cist->port[i].enabled) {
			mstp_port_link(m, i, false);
			mstp_port_link(m, i, true);
		}
}

void mstp_set_max_hops(struct mstp *m, u8 hops)
{
	m->max_hops = hops;
	reselect(m->cist);
	for (unsigned k = 0; k < m->n; k++)
		reselect(m->msti[k]);
	mstp_run(m);
}

void mstp_set_external_cost(struct mstp *m, unsigned port, u32 cost)
{
	if (m->cist->port[port].external_cost == cost)
		return;
	m->cist->port[port].external_cost = cost;
	reselect(m->cist);
	mstp_run(m);
}

struct mstp *mstp_new(const struct mstp_hooks *hooks, void *mstp_arg, const struct rstp_hooks *tree, void *cist_arg, const u8 mac[6], u16 priority, unsigned n_ports)
{
	struct mstp *m = xcalloc(1, sizeof(*m));

	m->hooks = hooks;
	m->arg = mstp_arg;
	m->n_ports = n_ports;
	m->max_hops = MST_HOPS_DEFAULT;
	memcpy(m->mac, mac, 6);
	m->cist = tree_new(m, 0, tree, cist_arg, priority);
	for (unsigned i = 0; i < n_ports; i++)
		m->cist->port[i].external_cost = 20000;
	mstp_run(m);
	return m;
}

void mstp_set_cist_arg(struct mstp *m, void *arg)
{
	m->cist->arg = arg;
}

void mstp_free(struct mstp *m)
{
	rstp_free(m->cist);
	for (unsigned k = 0; k < m->n; k++)
		rstp_free(m->msti[k]);
	free(m);
}
