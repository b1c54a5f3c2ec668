/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Ports that something is wrong with. Inconsistent (in one VLAN): the tree goes on as if nothing were, the forwarding path is told to block; well
 * again by itself. Err-disabled (the whole port, by BPDU guard): as after `shutdown`, until somebody or the recovery timer brings it back.
 */
#include "device/debug.h"
#include "switch/errdisable.h"
#include "switch/stp.h"

static struct iface *iface_of(const struct stp_tree *t, u16 port)
{
	return t->stp->b->port[port].iface;
}

void stp_fault_set(struct stp_tree *t, u16 port, enum stp_fault f)
{
	struct stp_tree_port *tp = &t->port[port];
	struct device *d = t->stp->b->dev;
	const char *name = iface_of(t, port)->name;

	tp->fault_left = STP_FAULT_S;
	if (tp->fault == f)
		return;
	tp->fault = (u8)f;
	stp_enact(t, port);
	world_changed(&d->node);
	switch (f) {
	case STP_ROOT_INCONSISTENT:
		device_log(d, "SPANTREE", 2, "ROOTGUARD_BLOCK", "Root guard blocking port %s on %s.", name, t->name);
		break;
	case STP_LOOP_INCONSISTENT:
		device_log(d, "SPANTREE", 2, "LOOPGUARD_BLOCK", "Loop guard blocking port %s on %s.", name, t->name);
		break;
	case STP_TYPE_INCONSISTENT:
		device_log(d, "SPANTREE", 7, "BLOCK_PORT_TYPE", "Blocking %s on %s. Inconsistent port type.", name, t->name);
		break;
	case STP_BA_INCONSISTENT:
		device_log(d, "SPANTREE", 2, "BRIDGE_ASSURANCE_BLOCK", "Bridge Assurance blocking port %s on %s.", name, t->name);
		break;
	default: /* a PVID's, a PVST neighbour's: who set it said what is wrong */
		break;
	}
}

void stp_fault_clear(struct stp_tree *t, u16 port)
{
	struct stp_tree_port *tp = &t->port[port];
	struct device *d = t->stp->b->dev;
	enum stp_fault was = tp->fault;
	const char *name = iface_of(t, port)->name;

	if (was == STP_SOUND)
		return;
	tp->fault = STP_SOUND;
	stp_enact(t, port);
	world_changed(&d->node);
	if (was == STP_ROOT_INCONSISTENT)
		device_log(d, "SPANTREE", 2, "ROOTGUARD_UNBLOCK", "Root guard unblocking port %s on %s.", name, t->name);
	else if (was == STP_LOOP_INCONSISTENT)
		device_log(d, "SPANTREE", 2, "LOOPGUARD_UNBLOCK", "Loop guard unblocking port %s on %s.", name, t->name);
	else if (was == STP_BA_INCONSISTENT)
		device_log(d, "SPANTREE", 2, "BRIDGE_ASSURANCE_UNBLOCK", "Bridge Assurance unblocking port %s on %s.", name, t->name);
	else if (was == STP_PVST_INCONSISTENT || was == STP_PVST_PEER)
		stp_pvst_cleared(t, port, was);
	else
		device_log(d, "SPANTREE", 2, "UNBLOCK_CONSIST_PORT", "Unblocking %s on %s. Port consistency restored.", name, t->name);
}

static bool is_alternate(const struct stp_tree *t, u16 port)
{
	struct rstp_port_status st;

	rstp_port_status(t->r, port, &st);
	return st.role == ROLE_ALTERNATE;
}

/* Bridge assurance: who is silent for three hellos is no bridge any more. */
static void miss(struct stp_tree *t, u16 port)
{
	struct stp_tree_port *tp = &t->port[port];
	struct rstp_status st;

	rstp_status(t->r, &st);
	tp->unheard_s += tp->unheard_s < UINT8_MAX;
	if (tp->unheard_s > 3 * st.times.hello && !tp->fault)
		stp_fault_set(t, port, STP_BA_INCONSISTENT);
}

void stp_guard_heard(struct stp_tree *t, u16 port)
{
	struct stp_tree_port *tp = &t->port[port];

	tp->unheard_s = 0;
	if (tp->fault == STP_LOOP_INCONSISTENT || tp->fault == STP_BA_INCONSISTENT)
		stp_fault_clear(t, port);
}

void stp_guard_tick(struct stp_tree *t)
{
	for (u16 i = 0; i < t->stp->b->n_ports; i++) {
		struct stp_tree_port *tp = &t->port[i];

		tp->bpdus = 0;
		if (tp->assured && tp->member)
			miss(t, i);
		/* loop guard and bridge assurance end with the next BPDU; the others when the cause has been gone for three hellos */
		if (!tp->fault || tp->fault == STP_LOOP_INCONSISTENT || tp->fault == STP_BA_INCONSISTENT)
			continue;
		if (tp->fault == STP_ROOT_INCONSISTENT && is_alternate(t, i))
			tp->fault_left = STP_FAULT_S;
		tp->fault_left -= tp->fault_left > 0;
		if (!tp->fault_left)
			stp_fault_clear(t, i);
	}
}

void stp_role_guard(struct stp_tree *t, u16 port, enum rstp_role role)
{
	struct device *d = t->stp->b->dev;

	if (debug_on(d, DEBUG_SPANTREE_EVENTS)) {
		static const char *const word[] = { "disabled", "root", "designated", "alternate", "backup", "master" };

		device_debug(d, "STP: %s %s is now %s", t->name, iface_of(t, port)->short_name, word[role]);
	}
	world_changed(&d->node);
	if (t->port[port].root_guard && role == ROLE_ALTERNATE)
		stp_fault_set(t, port, STP_ROOT_INCONSISTENT);
}

/* ---- BPDU guard ---- */

void stp_guard_hit(struct stp_port *p)
{
	if (errdisable_hit(p->sw, ERR_BPDUGUARD))
		device_log(p->stp->b->dev, "SPANTREE", 2, "BLOCK_BPDUGUARD", "Received BPDU on port %s with BPDU Guard enabled. Disabling port.",
			   p->sw->iface->short_name);
}
