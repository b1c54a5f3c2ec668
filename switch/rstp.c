/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * RSTP: the bridge, its timers, and the machines of a port but for role transitions and topology changes (rstp_roles.c) and
 * role selection and received information (rstp_info.c). After any input the machines of all ports run until none moves (17.15), within a bound that no
 * legal sequence reaches.
 */
#include <stdlib.h>
#include <string.h>

#include "switch/rstp_port.h"

enum { PASSES_MAX = 200 };

static const struct rstp_times times_default = { 0, 20, 2, 15, 0 };

/* ---- transmission: 17.26, 17.21.14 on ---- */

static u8 role_bits(enum rstp_role role)
{
	return (u8)((role == ROLE_ROOT ? 2 : role == ROLE_DESIGNATED ? 3 : role == ROLE_MASTER ? 0 : 1) << 2);
}

void rstp_fill(struct rstp_port *p, struct rstp_bpdu *out)
{
	struct rstp_bpdu b = { .type = BPDU_RST };
	const struct rstp_vector *v = &p->designated_priority;

	if (!p->send_rstp)
		b.type = p->role == ROLE_ROOT ? BPDU_TCN : BPDU_CONFIG;
	b.root_id = v->root_id;
	b.root_cost = v->root_cost;
	b.bridge_id = v->bridge_id;
	b.port_id = v->port_id;
	b.times = p->designated_times;
	if (p->tc_while)
		b.flags |= BPDU_TC;
	if (b.type == BPDU_CONFIG && p->tc_ack)
		b.flags |= BPDU_TCA;
	if (b.type == BPDU_RST) {
		b.flags |= role_bits(p->role);
		b.flags |= p->role == ROLE_DESIGNATED && p->proposing ? BPDU_PROPOSAL : 0;
		b.flags |= p->agree && p->role != ROLE_DESIGNATED ? BPDU_AGREEMENT : 0;
		b.flags |= p->learning ? BPDU_LEARNING : 0;
		b.flags |= p->forwarding ? BPDU_FORWARDING : 0;
	}
	b.regional_root = v->regional_root;
	b.internal_cost = v->internal_cost;
	*out = b;
	p->new_info = p->tc_ack = false;
	p->tx++;
}

static void transmit(struct rstp *r, struct rstp_port *p)
{
	struct rstp_bpdu b;

	rstp_fill(p, &b);
	p->tx_count++;
	r->hooks->send(r->arg, (unsigned)(p - r->port), &b);
}

static bool transmit_machine(struct rstp *r, struct rstp_port *p)
{
	if (!p->enabled || !p->selected || p->updt_info)
		return false;
	if (!p->hello_when) { /* TRANSMIT_PERIODIC */
		p->new_info |= p->assured || p->role == ROLE_DESIGNATED || (p->role == ROLE_ROOT && p->tc_while);
		p->hello_when = p->designated_times.hello ? p->designated_times.hello : r->bridge_times.hello;
	}
	if (!p->new_info || p->tx_count >= TX_HOLD_COUNT)
		return false;
	if (!p->send_rstp && p->role != ROLE_ROOT && p->role != ROLE_DESIGNATED) {
		p->new_info = false;
		return false;
	}
	transmit(r, p);
	return true;
}

/* ---- protocol migration 17.24, bridge detection 17.25, state transition 17.30 ---- */

static bool migration_machine(struct rstp *r, struct rstp_port *p)
{
	bool version = !r->legacy;

	switch (p->ppm) {
	case PPM_CHECKING:
		if (p->mdelay_while)
			return false;
		p->ppm = PPM_SENSING;
		p->rcvd_rstp = p->rcvd_stp = false;
		return true;
	case PPM_SENSING:
		if (p->mcheck || (version && !p->send_rstp && p->rcvd_rstp)) {
			p->mcheck = false;
			p->send_rstp = version;
			p->mdelay_while = MIGRATE_TIME;
			p->ppm = PPM_CHECKING;
			return true;
		}
		if (!p->send_rstp || !p->rcvd_stp)
			return false;
		p->send_rstp = false;
		p->mdelay_while = MIGRATE_TIME;
		p->ppm = PPM_SELECTING_STP;
		return true;
	case PPM_SELECTING_STP:
		if (p->mdelay_while && !p->mcheck)
			return false;
		p->ppm = PPM_SENSING;
		p->rcvd_rstp = p->rcvd_stp = false;
		return true;
	}
	return false;
}

static bool edge_machine(struct rstp_port *p)
{
	if (p->oper_edge || !p->enabled || p->edge_delay_while || !p->auto_edge || !p->send_rstp || !p->proposing)
		return false;
	p->oper_edge = true;
	return true;
}

static bool state_machine(struct rstp *r, struct rstp_port *p)
{
	bool learning = p->learn || (p->learning && p->forward), forwarding = p->forward && p->learn;

	if (learning == p->learning && forwarding == p->forwarding)
		return false;
	if (forwarding && !p->forwarding)
		p->transitions++;
	p->learning = learning;
	p->forwarding = forwarding;
	r->hooks->state(r->arg, (unsigned)(p - r->port), learning, forwarding);
	return true;
}

/* ---- information: 17.27 ---- */

static bool info_machine(struct rstp *r, struct rstp_port *p)
{
	if (p->pim == PIM_DISABLED) {
		p->rcvd_msg = false;
		if (!p->enabled)
			return false;
		p->pim = PIM_AGED;
		p->info_is = INFO_AGED;
		p->reselect = true;
		p->selected = false;
		return true;
	}
	if (p->selected && p->updt_info) { /* UPDATE */
		p->proposing = p->proposed = false;
		p->agreed = p->agreed && p->info_is == INFO_MINE && vector_compare(&p->designated_priority, &p->port_priority) <= 0;
		p->synced = p->synced && p->agreed;
		p->port_priority = p->designated_priority;
		p->port_times = p->designated_times;
		p->updt_info = false;
		p->info_is = INFO_MINE;
		p->new_info = true;
		p->pim = PIM_CURRENT;
		return true;
	}
	if (p->pim == PIM_AGED)
		return false;
	if (p->info_is == INFO_RECEIVED && !p->rcvd_info_while && !p->updt_info && !p->rcvd_msg) {
		if (r->hooks->aged)
			r->hooks->aged(r->arg, (unsigned)(p - r->port));
		p->pim = PIM_AGED;
		p->info_is = INFO_AGED;
		p->reselect = true;
		p->selected = false;
		return true;
	}
	if (p->rcvd_msg && !p->updt_info) {
		rstp_take_info(r, p);
		return true;
	}
	return false;
}

static bool selection_machine(struct rstp *r)
{
	bool any = false;

	for (unsigned i = 0; i < r->n_ports; i++)
		any |= r->port[i].reselect;
	if (!any)
		return false;
	for (unsigned i = 0; i < r->n_ports; i++)
		r->port[i].reselect = false;
	rstp_select_roles(r);
	for (unsigned i = 0; i < r->n_ports; i++)
		r->port[i].selected = true;
	return true;
}

static void flush_asked(struct rstp *r)
{
	for (unsigned i = 0; i < r->n_ports; i++) {
		if (!r->port[i].fdb_flush)
			continue;
		r->port[i].fdb_flush = false;
		r->hooks->flush(r->arg, i);
	}
}

bool rstp_pass(struct rstp *r)
{
	bool moved = false;

	for (unsigned i = 0; i < r->n_ports; i++) {
		struct rstp_port *p = &r->port[i];

		if (!r->msti) {
			moved |= migration_machine(r, p);
			moved |= edge_machine(p);
		}
		moved |= info_machine(r, p);
	}
	moved |= selection_machine(r);
	for (unsigned i = 0; i < r->n_ports; i++) {
		struct rstp_port *p = &r->port[i];

		moved |= rstp_role_machine(r, p);
		moved |= state_machine(r, p);
		moved |= rstp_tc_machine(r, p);
	}
	flush_asked(r);
	return moved;
}

static void run(struct rstp *r)
{
	bool moved = true;

	if (r->mstp) {
		mstp_run(r->mstp);
		return;
	}
	for (unsigned pass = 0; moved && pass < PASSES_MAX; pass++) {
		moved = rstp_pass(r);
		/* Sending comes last: what is said is what was settled. */
		for (unsigned i = 0; i < r->n_ports && !moved; i++)
			moved |= transmit_machine(r, &r->port[i]);
	}
}

/* ---- inputs ---- */

static void port_reset(struct rstp *r, struct rstp_port *p)
{
	p->pim = PIM_DISABLED;
	p->info_is = INFO_DISABLED;
	p->rcvd_msg = p->proposing = p->proposed = p->agree = p->agreed = p->disputed = false;
	p->rcvd_tc = p->rcvd_tcn = p->rcvd_tc_ack = p->tc_prop = p->tc_ack = false;
	p->rcvd_info_while = p->tc_while = 0;
	p->info_internal = false;
	p->reselect = true;
	p->selected = false;
	p->updt_info = false;
	p->oper_edge = p->admin_edge;
	p->send_rstp = !r->legacy;
	p->ppm = PPM_CHECKING;
	p->mdelay_while = MIGRATE_TIME;
	p->edge_delay_while = MIGRATE_TIME;
	p->tx_count = 0;
	p->hello_when = 0;
	p->new_info = true;
}

static void port_init(struct rstp *r, unsigned i)
{
	struct rstp_port *p = &r->port[i];

	p->id = (u16)(128 << 8 | ((i + 1) & 0xfff));
	p->path_cost = 20000;
	p->auto_edge = false;
	p->point_to_point = true;
	p->designated_times = p->port_times = times_default;
	p->synced = false;
	p->sync = p->re_root = true;
	p->fd_while = times_default.max_age;
	p->rr_while = times_default.forward_delay;
	p->tcm = TCM_INACTIVE;
	port_reset(r, p);
}

struct rstp *rstp_grow(struct rstp *r, void *arg, unsigned n_ports)
{
	unsigned was = r->n_ports;

	r = xrealloc(r, 1, sizeof(*r) + n_ports * sizeof(r->port[0]));
	memset(&r->port[was], 0, (n_ports - was) * sizeof(r->port[0]));
	r->arg = arg;
	r->n_ports = n_ports;
	for (unsigned i = was; i < n_ports; i++)
		port_init(r, i);
	run(r);
	return r;
}

struct rstp *rstp_new(const struct rstp_hooks *hooks, void *arg, const u8 mac[6], u16 priority, u16 system_id, unsigned n_ports)
{
	struct rstp *r = xcalloc(1, sizeof(*r) + n_ports * sizeof(r->port[0]));

	r->hooks = hooks;
	r->arg = arg;
	r->n_ports = n_ports;
	for (unsigned i = 0; i < 6; i++)
		r->id = r->id << 8 | mac[i];
	r->id |= (u64)(priority + system_id) << 48;
	r->bridge_times = r->root_times = times_default;
	r->root_port = -1;
	r->root_priority = (struct rstp_vector){ .root_id = r->id, .bridge_id = r->id };
	for (unsigned i = 0; i < n_ports; i++)
		port_init(r, i);
	run(r);
	return r;
}

void rstp_free(struct rstp *r)
{
	free(r);
}

static void count_down(u16 *t)
{
	*t -= *t > 0;
}

void rstp_count_down(struct rstp *r)
{
	r->since_change++;
	for (unsigned i = 0; i < r->n_ports; i++) {
		struct rstp_port *p = &r->port[i];

		count_down(&p->edge_delay_while);
		count_down(&p->fd_while);
		count_down(&p->hello_when);
		count_down(&p->mdelay_while);
		count_down(&p->rb_while);
		count_down(&p->rcvd_info_while);
		count_down(&p->rr_while);
		count_down(&p->tc_while);
		p->tx_count -= p->tx_count > 0;
	}
}

void rstp_tick(struct rstp *r)
{
	rstp_count_down(r);
	run(r);
}

void rstp_deliver(struct rstp *r, unsigned port, const struct rstp_bpdu *b)
{
	struct rstp_port *p = &r->port[port];

	p->rx++;
	p->msg = *b;
	p->rcvd_rstp |= b->type == BPDU_RST;
	p->rcvd_stp |= b->type != BPDU_RST;
	p->oper_edge = false;
	p->edge_delay_while = MIGRATE_TIME;
	p->rcvd_msg = true;
}

void rstp_receive(struct rstp *r, unsigned port, const struct rstp_bpdu *b)
{
	if (!r->port[port].enabled)
		return;
	rstp_deliver(r, port, b);
	run(r);
}

void rstp_port_link(struct rstp *r, unsigned port, bool up)
{
	struct rstp_port *p = &r->port[port];

	if (p->enabled == up)
		return;
	p->enabled = up;
	port_reset(r, p);
	run(r);
}

static void reselect_all(struct rstp *r)
{
	for (unsigned i = 0; i < r->n_ports; i++) {
		r->port[i].reselect = true;
		r->port[i].selected = false;
	}
	run(r);
}

void rstp_set_priority(struct rstp *r, u16 priority)
{
	r->id = (r->id & 0x0fffffffffffffffull) | (u64)priority << 48;
	reselect_all(r);
}

void rstp_set_timers(struct rstp *r, u8 hello, u8 forward_delay, u8 max_age)
{
	r->bridge_times = (struct rstp_times){ 0, max_age, hello, forward_delay, 0 };
	reselect_all(r);
}

void rstp_set_legacy(struct rstp *r, bool stp_only)
{
	r->legacy = stp_only;
	for (unsigned i = 0; i < r->n_ports; i++) {
		r->port[i].send_rstp = !stp_only;
		r->port[i].ppm = PPM_CHECKING;
		r->port[i].mdelay_while = MIGRATE_TIME;
	}
	reselect_all(r);
}

void rstp_set_cost(struct rstp *r, unsigned port, u32 cost)
{
	if (r->port[port].path_cost == cost)
		return;
	r->port[port].path_cost = cost;
	reselect_all(r);
}

void rstp_set_port_priority(struct rstp *r, unsigned port, u8 priority)
{
	r->port[port].id = (u16)((r->port[port].id & 0x0fff) | (priority & 0xf0) << 8);
	reselect_all(r);
}

void rstp_set_edge(struct rstp *r, unsigned port, bool admin_edge, bool auto_edge)
{
	struct rstp_port *p = &r->port[port];

	p->admin_edge = admin_edge;
	p->auto_edge = auto_edge;
	p->oper_edge = admin_edge && (!p->enabled || p->oper_edge || !p->rx);
	run(r);
}

void rstp_set_point_to_point(struct rstp *r, unsigned port, bool p2p)
{
	r->port[port].point_to_point = p2p;
	run(r);
}

void rstp_set_restricted_role(struct rstp *r, unsigned port, bool on)
{
	r->port[port].restricted_role = on;
	reselect_all(r);
}

void rstp_set_assured(struct rstp *r, unsigned port, bool on)
{
	r->port[port].assured = on;
}

void rstp_mcheck(struct rstp *r, unsigned port)
{
	r->port[port].mcheck = true;
	run(r);
}

/* ---- what is so ---- */

void rstp_port_status(const struct rstp *r, unsigned port, struct rstp_port_status *st)
{
	const struct rstp_port *p = &r->port[port];

	*st = (struct rstp_port_status){
		.role = p->role, .enabled = p->enabled, .learning = p->learning, .forwarding = p->forwarding, .edge = p->oper_edge,
		.point_to_point = p->point_to_point, .speaks_rstp = p->send_rstp, .disputed = p->disputed, .proposing = p->proposing,
		.cost = p->path_cost, .port_id = p->id, .designated = p->port_priority, .times = p->port_times, .rx = p->rx, .tx = p->tx,
		.transitions = p->transitions, .message_age_left = (u8)p->rcvd_info_while, .internal = p->info_internal,
	};
}

void rstp_status(const struct rstp *r, struct rstp_status *st)
{
	*st = (struct rstp_status){
		.bridge_id = r->id, .root = r->root_priority, .times = r->root_times, .own = r->bridge_times, .root_port = r->root_port, .legacy = r->legacy,
		.topology_changes = r->topology_changes, .since_change_s = r->since_change, .change_port = r->change_port,
	};
}

const char *rstp_role_name(enum rstp_role role)
{
	static const char *const name[] = { "Disa", "Root", "Desg", "Altn", "Back", "Mstr" };

	return name[role];
}
