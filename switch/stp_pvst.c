/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The edge between an MST region and bridges with a tree a VLAN (PVST+, Rapid PVST+). There the CIST speaks for all VLANs: its word goes out once more for each VLAN
 * that the trunk carries, in SSTP's form (stp_send_simulated()), and is met by as many words from over there. VLAN 1's, which comes in the IEEE form, is the
 * CIST's partner. The others can be kept loop-free by one port's role only if they say the same as VLAN 1 does:
 *	the port is designated	none may be better than what it says: the root of that VLAN would be over there, and nobody's port leads to it
 *	the port is root	none may be worse than VLAN 1's: that VLAN would look for its root over here
 * Else the port is inconsistent, and blocked in every instance, until no such word has come for three hellos. Priorities are compared with the VLAN's
 * number in them, as Cisco's bridges do: 24576 of VLAN 2 is 24578, and worse than 24577 of VLAN 1.
 *
 * A port stays of the sort until it loses its link or hears an MST BPDU: over there a root port is silent.
 */
#include <string.h>

#include "device/debug.h"
#include "switch/stp.h"

bool stp_port_simulates(const struct stp_port *p)
{
	return p->simulate == STP_CHOICE_DEFAULT ? p->stp->simulate : p->simulate == STP_CHOICE_ENABLE;
}

/* 17.6, of what a bridge outside of the region sees of both. */
static bool is_better(const struct rstp_bpdu *b, const struct rstp_vector *than)
{
	if (b->root_id != than->root_id)
		return b->root_id < than->root_id;
	if (b->root_cost != than->root_cost)
		return b->root_cost < than->root_cost;
	if (b->bridge_id != than->regional_root)
		return b->bridge_id < than->regional_root;
	return b->port_id < than->port_id;
}

static bool is_worse(const struct rstp_bpdu *b, const struct rstp_vector *than)
{
	return b->root_id != than->root_id ? b->root_id > than->root_id : b->root_cost > than->root_cost;
}

/* In every instance: there is one port. */
static void block(struct stp_port *p, enum stp_fault f)
{
	struct stp *s = p->stp;

	for (u16 i = 0; i <= VLAN_MAX; i++)
		if (s->tree[i] && s->tree[i]->port[p->sw->index].member)
			stp_fault_set(s->tree[i], p->sw->index, f);
}

void stp_pvst_cleared(const struct stp_tree *t, u16 port, enum stp_fault was)
{
	const char *name = t->stp->b->port[port].iface->name;

	if (t->vlan)
		return; /* the CIST's is the port's */
	if (was == STP_PVST_PEER)
		device_log(t->stp->b->dev, "SPANTREE", 2, "PVST_PEER_UNBLOCK", "Unblocking port %s.", name);
	else
		device_log(t->stp->b->dev, "SPANTREE", 2, "PVSTSIM_OK", "PVST Simulation inconsistency cleared on port %s.", name);
}

static void refuse_peer(struct stp_port *p)
{
	const struct stp_tree_port *tp = &p->stp->tree[0]->port[p->sw->index];

	if (tp->fault != STP_PVST_PEER)
		device_log(p->stp->b->dev, "SPANTREE", 2, "PVST_PEER_BLOCK", "PVST BPDU detected on port %s.", p->sw->iface->name);
	block(p, STP_PVST_PEER);
}

/* ---- agreements ---- */

/* An agreement of VLAN 1's tree lets the region's port forward all VLANs at once: not before the tree of each has agreed. */
static bool all_agree(const struct stp_port *p)
{
	const struct bridge *b = p->stp->b;

	for (u16 v = 2; v <= VLAN_MAX; v++)
		if (vlan_in(&p->pvst_vlans, v) && !vlan_in(&p->pvst_agreed, v) && b->vlan[v] && vlan_passes(b->vlan[v]) && swport_carries(p->sw, v))
			return false;
	return true;
}

void stp_pvst_hold(struct stp_port *p, struct rstp_bpdu *b)
{
	struct rstp_port_status st;

	p->pvst_held = false;
	if (!p->pvst || b->type != BPDU_RST || !(b->flags & BPDU_AGREEMENT) || !stp_port_simulates(p))
		return;
	rstp_port_status(p->stp->tree[0]->r, p->sw->index, &st);
	if (st.designated.root_id == b->root_id) {
		if (!p->pvst_root || (st.designated.root_id == p->pvst_root && all_agree(p)))
			return;
		p->pvst_held = true;
		p->pvst_hold = *b;
	} /* else it is about what this port said before */
	b->flags &= (u8)~BPDU_AGREEMENT;
}

static void note_agreement(struct stp_port *p, u16 vlan, const struct rstp_bpdu *b)
{
	struct mst_bpdu held = { .version = 2 };
	struct rstp_port_status st;

	rstp_port_status(p->stp->tree[0]->r, p->sw->index, &st);
	if (st.designated.root_id != p->pvst_root)
		memset(&p->pvst_agreed, 0, sizeof(p->pvst_agreed));
	p->pvst_root = st.designated.root_id;
	vlan_add(&p->pvst_vlans, vlan);
	if (b->flags & BPDU_AGREEMENT && b->root_id == p->pvst_root)
		vlan_add(&p->pvst_agreed, vlan);
	else if (b->flags & BPDU_PROPOSAL)
		vlan_del(&p->pvst_agreed, vlan);
	if (!p->pvst_held || !all_agree(p))
		return;
	p->pvst_held = false;
	held.cist = p->pvst_hold;
	mstp_receive(p->stp->mstp, p->sw->index, &held);
}

static void judge(struct stp_port *p, u16 vlan, const struct rstp_bpdu *b)
{
	const struct stp_tree *t = p->stp->tree[0];
	struct rstp_port_status st;
	bool designated;

	rstp_port_status(t->r, p->sw->index, &st);
	designated = st.role == ROLE_DESIGNATED;
	if (designated ? !is_better(b, &st.designated) : st.role != ROLE_ROOT || !is_worse(b, &st.designated))
		return;
	if (t->port[p->sw->index].fault != STP_PVST_INCONSISTENT)
		device_log(p->stp->b->dev, "SPANTREE", 2, "PVSTSIM_FAIL", "Blocking %s port %s: Inconsistent %s PVST BPDU received on VLAN %u, claiming root %u:%04x.%04x.%04x",
			   designated ? "designated" : "root", p->sw->iface->short_name, designated ? "superior" : "inferior", vlan, (unsigned)(b->root_id >> 48),
			   (unsigned)(b->root_id >> 32 & 0xffff), (unsigned)(b->root_id >> 16 & 0xffff), (unsigned)(b->root_id & 0xffff));
	block(p, STP_PVST_INCONSISTENT);
}

enum drop stp_pvst_heard(struct stp_port *p, u16 vlan, const struct rstp_bpdu *b)
{
	struct stp *s = p->stp;
	bool news = !p->pvst;

	if (!s->tree[0]->port[p->sw->index].member)
		return DROP_NOT_FOR_US;
	if (p->pvst_heard >= STP_BPDUS_A_SECOND + 8 * s->b->n_vlans)
		return DROP_RATE_LIMIT;
	p->pvst_heard++;
	p->pvst = true;
	if (news && debug_on(s->b->dev, DEBUG_SPANTREE_EVENTS))
		device_debug(s->b->dev, "STP: PVST+ BPDUs on %s: simulation is %s", p->sw->iface->short_name, stp_port_simulates(p) ? "on" : "off");
	if (!stp_port_simulates(p)) {
		refuse_peer(p);
		return DROP_NONE;
	}
	if (!vlan || vlan > VLAN_MAX || !s->b->vlan[vlan] || !swport_carries(p->sw, vlan))
		return DROP_VLAN_NOT_ALLOWED;
	if (b->type == BPDU_TCN || b->flags & BPDU_TC)
		mstp_topology_change(s->mstp, s->instance[vlan], p->sw->index);
	if (b->type != BPDU_TCN && vlan != 1)
		judge(p, vlan, b);
	if (b->type == BPDU_RST && vlan != 1)
		note_agreement(p, vlan, b);
	/* a VLAN's port over there waits for an agreement: what the CIST has agreed on with VLAN 1 is said again */
	if (news || (b->type == BPDU_RST && b->flags & BPDU_PROPOSAL))
		mstp_say(s->mstp, p->sw->index);
	return DROP_NONE;
}

static void end(struct stp_port *p, enum stp_fault f)
{
	struct stp *s = p->stp;

	for (u16 i = 0; i <= VLAN_MAX; i++)
		if (s->tree[i] && s->tree[i]->port[p->sw->index].fault == f)
			stp_fault_clear(s->tree[i], p->sw->index);
}

void stp_pvst_reset(struct stp_port *p)
{
	p->pvst = p->pvst_held = false;
	memset(&p->pvst_vlans, 0, sizeof(p->pvst_vlans));
	memset(&p->pvst_agreed, 0, sizeof(p->pvst_agreed));
	p->pvst_root = 0;
}

void stp_pvst_forget(struct stp_port *p)
{
	if (!p->pvst)
		return;
	stp_pvst_reset(p);
	end(p, STP_PVST_INCONSISTENT);
	end(p, STP_PVST_PEER);
}

void stp_pvst_apply(struct stp *s)
{
	for (u16 i = 0; i < s->b->n_ports; i++)
		end(&s->port[i], stp_port_simulates(&s->port[i]) ? STP_PVST_PEER : STP_PVST_INCONSISTENT);
}
