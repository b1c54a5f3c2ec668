/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What ports know, and the roles that follow from it: 802.1D-2004, 17.6, 17.21.8 to 17.21.12, 17.21.25. */
#include "switch/rstp_port.h"

#define MAC_BITS 0x0000ffffffffffffull

int vector_compare(const struct rstp_vector *a, const struct rstp_vector *b)
{
	if (a->root_id != b->root_id)
		return a->root_id < b->root_id ? -1 : 1;
	if (a->root_cost != b->root_cost)
		return a->root_cost < b->root_cost ? -1 : 1;
	if (a->regional_root != b->regional_root)
		return a->regional_root < b->regional_root ? -1 : 1;
	if (a->internal_cost != b->internal_cost)
		return a->internal_cost < b->internal_cost ? -1 : 1;
	if (a->bridge_id != b->bridge_id)
		return a->bridge_id < b->bridge_id ? -1 : 1;
	if (a->port_id != b->port_id)
		return a->port_id < b->port_id ? -1 : 1;
	if (a->bridge_port != b->bridge_port)
		return a->bridge_port < b->bridge_port ? -1 : 1;
	return 0;
}

static bool same_designated(const struct rstp_vector *a, const struct rstp_vector *b)
{
	return (a->bridge_id & MAC_BITS) == (b->bridge_id & MAC_BITS) && ((a->port_id ^ b->port_id) & 0x0fff) == 0;
}

/* 17.6: better, or from the same designated port and different: what it says now replaces what it said. */
static bool is_superior(const struct rstp_vector *msg, const struct rstp_vector *held)
{
	int c = vector_compare(msg, held);

	return c < 0 || (c > 0 && same_designated(msg, held));
}

enum info { SUPERIOR_DESIGNATED, REPEATED_DESIGNATED, INFERIOR_DESIGNATED, INFERIOR_ROOT_ALTERNATE, OTHER_INFO };

/* 17.21.8 rcvInfo(). */
static enum info classify(struct rstp_port *p)
{
	const struct rstp_bpdu *b = &p->msg;
	u8 role = (b->flags & BPDU_ROLE) >> 2;

	if (b->type == BPDU_TCN)
		return OTHER_INFO;
	p->msg_priority = (struct rstp_vector){ b->root_id, b->root_cost, b->bridge_id, b->port_id, p->id, b->regional_root, b->internal_cost };
	p->msg_times = b->times;
	if (b->type == BPDU_CONFIG || role == 3) {
		if (is_superior(&p->msg_priority, &p->port_priority))
			return SUPERIOR_DESIGNATED;
		if (vector_compare(&p->msg_priority, &p->port_priority))
			return INFERIOR_DESIGNATED;
		return times_equal(&p->msg_times, &p->port_times) && p->info_is == INFO_RECEIVED && p->info_internal == b->internal ? REPEATED_DESIGNATED : SUPERIOR_DESIGNATED;
	}
	if ((role == 1 || role == 2) && vector_compare(&p->msg_priority, &p->port_priority) >= 0)
		return INFERIOR_ROOT_ALTERNATE;
	return OTHER_INFO;
}

static void record_proposal(struct rstp_port *p)
{
	const struct rstp_bpdu *b = &p->msg;

	p->proposed |= b->type == BPDU_RST && (b->flags & BPDU_PROPOSAL) && (b->flags & BPDU_ROLE) >> 2 == 3;
}

static void set_tc_flags(struct rstp_port *p)
{
	p->rcvd_tc |= p->msg.type != BPDU_TCN && (p->msg.flags & BPDU_TC);
	p->rcvd_tc_ack |= p->msg.type != BPDU_TCN && (p->msg.flags & BPDU_TCA);
	p->rcvd_tcn |= p->msg.type == BPDU_TCN;
}

/* 17.21.23: what is too old already is not believed for a moment. */
static void update_age(struct rstp_port *p)
{
	const struct rstp_times *t = &p->port_times;
	bool young = p->info_internal ? t->hops > 1 : t->message_age + 1 <= t->max_age; /* 802.1Q 13.29.31 */

	p->rcvd_info_while = young ? (u16)(3 * t->hello) : 0;
}

void rstp_take_info(struct rstp *r, struct rstp_port *p)
{
	bool rstp_p2p = !r->legacy && p->point_to_point;

	p->rcvd_msg = false;
	switch (classify(p)) {
	case SUPERIOR_DESIGNATED:
		p->agreed = p->proposing = false;
		record_proposal(p);
		set_tc_flags(p);
		p->agree = p->agree && p->info_is == INFO_RECEIVED && vector_compare(&p->msg_priority, &p->port_priority) <= 0;
		p->port_priority = p->msg_priority;
		p->port_times = p->msg_times;
		if (!p->port_times.hello)
			p->port_times.hello = 1;
		p->info_internal = p->msg.internal;
		update_age(p);
		p->info_is = INFO_RECEIVED;
		p->reselect = true;
		p->selected = false;
		break;
	case REPEATED_DESIGNATED:
		record_proposal(p);
		set_tc_flags(p);
		update_age(p);
		break;
	case INFERIOR_DESIGNATED: /* 17.21.10: the other end does not hear us */
		if (p->msg.type == BPDU_RST && (p->msg.flags & BPDU_LEARNING)) {
			p->disputed = true;
			p->agreed = false;
		}
		break;
	case INFERIOR_ROOT_ALTERNATE: /* 17.21.9 */
		p->agreed = rstp_p2p && (p->msg.flags & BPDU_AGREEMENT);
		if (p->agreed)
			p->proposing = false;
		set_tc_flags(p);
		break;
	case OTHER_INFO:
		set_tc_flags(p);
		break;
	}
	if (r->mstp && !r->msti && !p->msg.internal)
		mstp_external(r->mstp, (unsigned)(p - r->port));
}

/* What the bridge would be as the root. */
static struct rstp_vector own_vector(const struct rstp *r)
{
	struct rstp_vector v = { .bridge_id = r->id };

	if (!r->msti)
		v.root_id = r->id;
	if (r->mstp)
		v.regional_root = r->id;
	return v;
}

/* The way to the root through a port: 17.6; within and between MST regions 802.1Q 13.29.34 a). false: a cost that wraps is no path. */
static bool path_through(const struct rstp *r, const struct rstp_port *p, struct rstp_vector *path)
{
	u32 cost = p->path_cost;

	*path = p->port_priority;
	path->bridge_port = p->id;
	if (r->mstp && (r->msti || p->info_internal)) {
		path->internal_cost += cost;
		return path->internal_cost >= cost;
	}
	if (r->mstp) {
		cost = p->external_cost;
		path->regional_root = r->id;
		path->internal_cost = 0;
	}
	path->root_cost += cost;
	return path->root_cost >= cost;
}

/* Of an MSTI: the CIST hears another region by this port. */
static bool at_edge(const struct rstp *r, unsigned port)
{
	const struct rstp_port *cist = r->msti ? mstp_cist_port(r->mstp, port) : NULL;

	return cist && cist->info_is == INFO_RECEIVED && !cist->info_internal;
}

static void root_select(struct rstp *r)
{
	struct rstp_vector best = own_vector(r), path;
	u64 was = r->root_priority.root_id;

	r->root_port = -1;
	r->root_times = r->bridge_times;
	r->root_times.hops = r->mstp ? mstp_max_hops(r->mstp) : 0;
	for (unsigned i = 0; i < r->n_ports; i++) {
		struct rstp_port *p = &r->port[i];

		if (p->info_is != INFO_RECEIVED || p->restricted_role || ((p->port_priority.bridge_id ^ r->id) & MAC_BITS) == 0)
			continue;
		if (at_edge(r, i)) /* stale: the region ends here by now */
			continue;
		if (!path_through(r, p, &path) || vector_compare(&path, &best) >= 0)
			continue;
		best = path;
		r->root_port = (int)i;
		r->root_times = p->port_times;
		if (r->mstp && (r->msti || p->info_internal)) {
			r->root_times.hops -= r->root_times.hops > 0;
		} else {
			r->root_times.message_age++;
			r->root_times.hops = r->mstp ? mstp_max_hops(r->mstp) : 0;
		}
	}
	r->root_priority = best;
	if (best.root_id == r->id && was != r->id && r->hooks->new_root)
		r->hooks->new_root(r->arg);
}

/* An MSTI's port where the region ends does what the CIST's does: 802.1Q 13.29.34 f) - h). false: it does not end there. */
static bool boundary_role(const struct rstp *r, struct rstp_port *p, unsigned i, enum rstp_role *role)
{
	const struct rstp_port *cist;

	if (!at_edge(r, i))
		return false;
	cist = mstp_cist_port(r->mstp, i);
	if (cist->selected_role != ROLE_ROOT && cist->selected_role != ROLE_ALTERNATE && cist->selected_role != ROLE_BACKUP)
		return false;
	*role = cist->selected_role == ROLE_ROOT ? ROLE_MASTER : ROLE_ALTERNATE;
	p->updt_info = false;
	return true;
}

static enum rstp_role role_of(const struct rstp *r, struct rstp_port *p, unsigned i)
{
	int c = vector_compare(&p->designated_priority, &p->port_priority);
	enum rstp_role role;

	if (p->info_is != INFO_DISABLED && boundary_role(r, p, i, &role))
		return role;
	switch (p->info_is) {
	case INFO_DISABLED:
		return ROLE_DISABLED;
	case INFO_AGED:
		p->updt_info = true;
		return ROLE_DESIGNATED;
	case INFO_MINE:
		p->updt_info = c || !times_equal(&p->designated_times, &p->port_times);
		return ROLE_DESIGNATED;
	case INFO_RECEIVED:
		break;
	}
	p->updt_info = false;
	if (r->root_port == (int)i)
		return ROLE_ROOT;
	if (c >= 0)
		return ((p->port_priority.bridge_id ^ r->id) & MAC_BITS) ? ROLE_ALTERNATE : ROLE_BACKUP;
	p->updt_info = true;
	return ROLE_DESIGNATED;
}

void rstp_select_roles(struct rstp *r)
{
	struct rstp_vector was = r->root_priority;
	int was_port = r->root_port;

	root_select(r);
	for (unsigned i = 0; i < r->n_ports; i++) {
		struct rstp_port *p = &r->port[i];
		const struct rstp_vector *v = &r->root_priority;

		p->designated_priority = (struct rstp_vector){ v->root_id, v->root_cost, r->id, p->id, p->id, v->regional_root, v->internal_cost };
		p->designated_times = r->root_times;
		p->designated_times.hello = r->bridge_times.hello;
		p->selected_role = role_of(r, p, i);
	}
	if (r->mstp && !r->msti)
		mstp_cist_selected(r->mstp, &was, was_port);
}
