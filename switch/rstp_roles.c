/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Port role transitions and topology changes: 802.1D-2004, 17.29 and 17.31. */
#include "switch/rstp_port.h"

static u16 forward_delay(const struct rstp_port *p) /* 17.20.6 */
{
	return p->send_rstp ? p->designated_times.hello : p->designated_times.forward_delay;
}

static bool all_synced(const struct rstp *r, const struct rstp_port *self)
{
	for (unsigned i = 0; i < r->n_ports; i++) {
		const struct rstp_port *p = &r->port[i];

		if (p == self || (p->selected && p->role == p->selected_role && (p->role == ROLE_ROOT || p->synced)))
			continue;
		return false;
	}
	return true;
}

static bool re_rooted(const struct rstp *r, const struct rstp_port *self)
{
	for (unsigned i = 0; i < r->n_ports; i++)
		if (&r->port[i] != self && r->port[i].rr_while)
			return false;
	return true;
}

static void set_role(struct rstp *r, struct rstp_port *p, enum rstp_role role)
{
	if (p->role == role)
		return;
	p->role = role;
	if (r->hooks->role)
		r->hooks->role(r->arg, (unsigned)(p - r->port), role);
}

static void sync_tree(struct rstp *r)
{
	for (unsigned i = 0; i < r->n_ports; i++)
		r->port[i].sync = true;
}

static bool disabled_port(struct rstp *r, struct rstp_port *p)
{
	/* 17.29.1 says MaxAge; a bridge that speaks 802.1D alone listens for the forward delay (802.1D-1998, 8.4.3) */
	u16 wait = r->legacy ? p->designated_times.forward_delay : p->designated_times.max_age;

	if (p->role != ROLE_DISABLED || p->learn || p->forward) {
		set_role(r, p, ROLE_DISABLED);
		p->learn = p->forward = false;
		p->prt = PRT_DISABLE;
		return true;
	}
	if (p->learning || p->forwarding)
		return false;
	if (p->prt == PRT_DISABLED && p->fd_while == wait && !p->sync && !p->re_root && p->synced)
		return false;
	p->prt = PRT_DISABLED;
	p->fd_while = wait;
	p->synced = true;
	p->rr_while = 0;
	p->sync = p->re_root = false;
	return true;
}

static bool alternate_port(struct rstp *r, struct rstp_port *p)
{
	if (p->role != p->selected_role || p->learn || p->forward) {
		set_role(r, p, p->selected_role);
		p->learn = p->forward = false;
		p->prt = PRT_BLOCK;
		return true;
	}
	if (p->learning || p->forwarding)
		return false;
	if (p->proposed && !p->agree) {
		sync_tree(r);
		p->proposed = false;
		return true;
	}
	if ((all_synced(r, p) && !p->agree) || (p->proposed && p->agree)) {
		p->proposed = false;
		p->agree = true;
		p->new_info = true;
		return true;
	}
	if (p->prt != PRT_ALTERNATE || p->fd_while != forward_delay(p) || p->sync || p->re_root || !p->synced) {
		p->prt = PRT_ALTERNATE;
		p->fd_while = forward_delay(p);
		p->synced = true;
		p->rr_while = 0;
		p->sync = p->re_root = false;
		return true;
	}
	if (p->role == ROLE_BACKUP && p->rb_while != 2 * p->designated_times.hello) {
		p->rb_while = (u16)(2 * p->designated_times.hello);
		return true;
	}
	return false;
}

static bool root_port(struct rstp *r, struct rstp_port *p)
{
	bool may_pass;

	if (p->role != ROLE_ROOT) {
		set_role(r, p, ROLE_ROOT);
		p->prt = PRT_ROOT;
		p->rr_while = p->designated_times.forward_delay;
		return true;
	}
	if (p->proposed && !p->agree) {
		sync_tree(r);
		p->proposed = false;
		return true;
	}
	if ((all_synced(r, p) && !p->agree) || (p->proposed && p->agree)) {
		p->proposed = p->sync = false;
		p->agree = true;
		p->new_info = true;
		return true;
	}
	if (!p->forward && !p->re_root) {
		for (unsigned i = 0; i < r->n_ports; i++)
			r->port[i].re_root = true;
		return true;
	}
	may_pass = !p->fd_while || (re_rooted(r, p) && !p->rb_while && !r->legacy);
	if (may_pass && !p->learn) {
		p->fd_while = forward_delay(p);
		p->learn = true;
		return true;
	}
	if (may_pass && p->learn && !p->forward) {
		p->fd_while = 0;
		p->forward = true;
		return true;
	}
	if (p->re_root && p->forward) {
		p->re_root = false;
		return true;
	}
	if (p->rr_while != p->designated_times.forward_delay) {
		p->rr_while = p->designated_times.forward_delay;
		return true;
	}
	return false;
}

static bool designated_port(struct rstp *r, struct rstp_port *p)
{
	bool may_pass;

	if (p->role != ROLE_DESIGNATED) {
		set_role(r, p, ROLE_DESIGNATED);
		p->prt = PRT_DESIGNATED;
		return true;
	}
	if (!p->forward && !p->agreed && !p->proposing && !p->oper_edge) {
		p->proposing = true;
		p->new_info = true;
		return true;
	}
	if ((!p->learning && !p->forwarding && !p->synced) || (p->agreed && !p->synced) || (p->oper_edge && !p->synced) || (p->sync && p->synced)) {
		p->rr_while = 0;
		p->synced = true;
		p->sync = false;
		return true;
	}
	if (!p->rr_while && p->re_root) {
		p->re_root = false;
		return true;
	}
	if (((p->sync && !p->synced) || (p->re_root && p->rr_while) || p->disputed) && !p->oper_edge && (p->learn || p->forward)) {
		p->learn = p->forward = p->disputed = false;
		p->fd_while = forward_delay(p);
		return true;
	}
	may_pass = (!p->fd_while || p->agreed || p->oper_edge) && (!p->rr_while || !p->re_root) && !p->sync;
	if (may_pass && !p->learn) {
		p->learn = true;
		p->fd_while = forward_delay(p);
		return true;
	}
	if (may_pass && p->learn && !p->forward) {
		p->forward = true;
		p->fd_while = 0;
		p->agreed = p->send_rstp;
		return true;
	}
	return false;
}

/* 802.1Q 13.37, of MSTIs: the way out of the region. It passes when all that is behind it in the region agrees. */
static bool master_port(struct rstp *r, struct rstp_port *p)
{
	bool may_pass;

	if (p->role != ROLE_MASTER) {
		set_role(r, p, ROLE_MASTER);
		p->prt = PRT_DESIGNATED;
		return true;
	}
	if (p->proposed && !p->agree) {
		sync_tree(r);
		p->proposed = false;
		return true;
	}
	if ((all_synced(r, p) && !p->agree) || (p->proposed && p->agree)) {
		p->proposed = p->sync = false;
		p->agree = true;
		p->new_info = true;
		return true;
	}
	if ((!p->learning && !p->forwarding && !p->synced) || (p->agreed && !p->synced) || (p->sync && p->synced)) {
		p->rr_while = 0;
		p->synced = true;
		p->sync = false;
		return true;
	}
	if (!p->rr_while && p->re_root) {
		p->re_root = false;
		return true;
	}
	if (((p->sync && !p->synced) || (p->re_root && p->rr_while) || p->disputed) && !p->oper_edge && (p->learn || p->forward)) {
		p->learn = p->forward = p->disputed = false;
		p->fd_while = forward_delay(p);
		return true;
	}
	may_pass = !p->fd_while || all_synced(r, p);
	if (may_pass && !p->learn) {
		p->learn = true;
		p->fd_while = forward_delay(p);
		return true;
	}
	if (may_pass && p->learn && !p->forward) {
		p->forward = true;
		p->fd_while = 0;
		p->agreed = p->send_rstp;
		return true;
	}
	return false;
}

bool rstp_role_machine(struct rstp *r, struct rstp_port *p)
{
	if (!p->selected || p->updt_info)
		return false;
	switch (p->selected_role) {
	case ROLE_DISABLED:
		return disabled_port(r, p);
	case ROLE_ALTERNATE:
	case ROLE_BACKUP:
		return alternate_port(r, p);
	case ROLE_ROOT:
		return root_port(r, p);
	case ROLE_DESIGNATED:
		return designated_port(r, p);
	case ROLE_MASTER:
		return master_port(r, p);
	}
	return false;
}

/* ---- topology changes ---- */

static void new_tc_while(struct rstp *r, struct rstp_port *p) /* 17.21.7 */
{
	if (p->tc_while)
		return;
	if (p->send_rstp) {
		p->tc_while = (u16)(p->designated_times.hello + 1);
		p->new_info = true;
	} else {
		p->tc_while = (u16)(r->root_times.max_age + r->root_times.forward_delay);
	}
}

static void propagate(struct rstp *r, const struct rstp_port *self)
{
	for (unsigned i = 0; i < r->n_ports; i++)
		if (&r->port[i] != self)
			r->port[i].tc_prop = true;
}

static bool is_active_role(const struct rstp_port *p)
{
	return p->role == ROLE_ROOT || p->role == ROLE_DESIGNATED || p->role == ROLE_MASTER;
}

static void detected(struct rstp *r, struct rstp_port *p)
{
	new_tc_while(r, p);
	propagate(r, p);
	p->new_info = true;
	p->tcm = TCM_ACTIVE;
	r->topology_changes++;
	r->since_change = 0;
	r->change_port = (unsigned)(p - r->port);
	if (r->hooks->topology_change)
		r->hooks->topology_change(r->arg, r->change_port);
}

static bool tc_learning(struct rstp *r, struct rstp_port *p)
{
	bool said = p->rcvd_tc || p->rcvd_tcn || p->rcvd_tc_ack || p->tc_prop;

	if (is_active_role(p) && p->forward && !p->oper_edge) {
		detected(r, p);
		return true;
	}
	if (!is_active_role(p) && !p->learn && !p->learning && !said) {
		p->tcm = TCM_INACTIVE;
		p->fdb_flush = true;
		p->tc_while = 0;
		p->tc_ack = false;
		return true;
	}
	p->rcvd_tc = p->rcvd_tcn = p->rcvd_tc_ack = p->tc_prop = false;
	return said;
}

static bool tc_active(struct rstp *r, struct rstp_port *p)
{
	if (!is_active_role(p) || p->oper_edge) {
		p->tcm = TCM_LEARNING;
		p->rcvd_tc = p->rcvd_tcn = p->rcvd_tc_ack = p->tc_prop = false;
		return true;
	}
	if (p->rcvd_tcn || p->rcvd_tc) {
		if (p->rcvd_tcn)
			new_tc_while(r, p);
		p->tc_ack |= p->rcvd_tcn && p->role == ROLE_DESIGNATED;
		p->rcvd_tcn = p->rcvd_tc = false;
		propagate(r, p);
		r->since_change = 0;
		return true;
	}
	if (p->tc_prop) {
		new_tc_while(r, p);
		p->fdb_flush = true;
		p->tc_prop = false;
		return true;
	}
	if (p->rcvd_tc_ack) {
		p->tc_while = 0;
		p->rcvd_tc_ack = false;
		return true;
	}
	return false;
}

bool rstp_tc_machine(struct rstp *r, struct rstp_port *p)
{
	switch (p->tcm) {
	case TCM_INACTIVE:
		p->rcvd_tc = p->rcvd_tcn = p->rcvd_tc_ack = p->tc_prop = false;
		if (!p->learn)
			return false;
		p->tcm = TCM_LEARNING;
		return true;
	case TCM_LEARNING:
		return tc_learning(r, p);
	case TCM_ACTIVE:
		return tc_active(r, p);
	}
	return false;
}
