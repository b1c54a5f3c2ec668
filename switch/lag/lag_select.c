/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Who of a group may be bundled (802.1AX 6.4.14). Ports that differ from the group's first in speed or duplex or from their Port-channel in a line, or whose partner is another system
 * or another of its keys, are left out. Of the others as many as may be are taken: with LACP in the order of the better system's port
 * priorities (6.7.1), so that both ends choose the same; the rest stand by.
 */
#include <stdio.h>
#include <string.h>

#include "switch/lag/lag.h"

static u32 kbit_of(const struct lag_port *p)
{
	return lag_port_kbit(p->sw->iface);
}

static bool has_link(const struct lag_port *p)
{
	return p->sw->iface->link;
}

static bool same_partner(const struct lag_port *a, const struct lag_port *b)
{
	const struct lacp_info *x = &a->lacp.partner, *y = &b->lacp.partner;

	if (lag_protocol_of(a->mode) == LAG_PAGP)
		return !memcmp(a->pagp.peer.local.device, b->pagp.peer.local.device, 6) && a->pagp.peer.local.capability == b->pagp.peer.local.capability;
	return x->system_priority == y->system_priority && !memcmp(x->system, y->system, 6) && x->key == y->key;
}

static bool has_partner(const struct lag_port *p)
{
	switch (lag_protocol_of(p->mode)) {
	case LAG_LACP:
		return lacp_current(&p->lacp) && (p->lacp.partner.state & LACP_AGGREGATION);
	case LAG_PAGP:
		return pagp_agrees(&p->pagp);
	default:
		return true;
	}
}

/* The port that the others have to be like: one that is bundled already, else the first. */
static const struct lag_port *model_of(const struct lag_switch *s, u8 group, bool (*counts)(const struct lag_port *p))
{
	const struct lag_port *first = NULL;

	for (u16 i = 0; i < s->n_ports; i++) {
		const struct lag_port *p = &s->port[i];

		if (p->group != group || !has_link(p) || !counts(p))
			continue;
		if (p->state == LAG_BUNDLED)
			return p;
		if (!first)
			first = p;
	}
	return first;
}

/* Lower is taken first. */
static u64 rank(const struct lag_port *p)
{
	const struct lacp_info *a = &p->lacp.actor, *b = &p->lacp.partner;
	bool ours;

	if (lag_protocol_of(p->mode) == LAG_PAGP)
		return (u64)(255 - p->pagp_priority) << 32 | p->sw->index;
	if (lag_protocol_of(p->mode) == LAG_STATIC)
		return p->sw->index;
	ours = a->system_priority != b->system_priority ? a->system_priority < b->system_priority : memcmp(a->system, b->system, 6) < 0;
	return ours ? (u64)a->port_priority << 16 | a->port : (u64)b->port_priority << 16 | b->port;
}

static const char *mismatch(const struct lag_port *p, const struct lag_port *like)
{
	if (kbit_of(p) != kbit_of(like))
		return "speed";
	if (p->sw->iface->duplex != like->sw->iface->duplex)
		return "duplex";
	return p->sw->iface->duplex == DUPLEX_HALF && lag_protocol_of(p->mode) == LAG_LACP ? "half duplex" : NULL;
}

/* What the port's own lines of switching say otherwise than the Port-channel's; what it has no line for is the Port-channel's. */
static const char *other_lines(const struct swport *p, const struct swport *channel)
{
	struct vlan_set all;

	vlan_set_parse("1-4094", &all);
	if (p->routed)
		return NULL;
	if (p->mode != SWPORT_DYNAMIC_AUTO && p->mode != channel->mode)
		return LAG_OTHER_MODE;
	if (p->access_vlan != 1 && p->access_vlan != channel->access_vlan)
		return LAG_OTHER_ACCESS;
	if (p->native_vlan != 1 && p->native_vlan != channel->native_vlan)
		return LAG_OTHER_NATIVE;
	return memcmp(&p->allowed, &all, sizeof(all)) && memcmp(&p->allowed, &channel->allowed, sizeof(all)) ? LAG_OTHER_ALLOWED : NULL;
}

void lag_choose(struct lag_switch *s, struct lag *g, u8 group, u8 want[], const char *why[])
{
	const struct lag_port *like = model_of(s, group, has_link), *with = model_of(s, group, has_partner);
	unsigned limit = g ? g->max_bundle : 0;

	for (u16 i = 0; i < s->n_ports; i++) {
		const struct lag_port *p = &s->port[i];

		if (p->group != group)
			continue;
		why[i] = NULL;
		want[i] = LAG_DOWN;
		if (!has_link(p) || !g || g->iface->shutdown)
			continue;
		why[i] = mismatch(p, like);
		if (!why[i])
			why[i] = other_lines(p->sw, g->sw);
		if (!why[i] && !has_partner(p))
			want[i] = LAG_WAITING;
		else if (!why[i] && !same_partner(p, with))
			why[i] = "partner";
		else
			want[i] = LAG_STANDBY;
		if (why[i])
			want[i] = LAG_SUSPENDED;
	}
	for (unsigned n = 0; n < limit; n++) {
		int best = -1;

		for (u16 i = 0; i < s->n_ports; i++)
			if (s->port[i].group == group && want[i] == LAG_STANDBY && (best < 0 || rank(&s->port[i]) < rank(&s->port[best])))
				best = i;
		if (best < 0)
			break;
		want[best] = LAG_BUNDLED;
	}
}
