/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * VTP pruning: floods of a VLAN leave by a trunk only when somebody behind it has asked for the VLAN. Each switch tells its neighbours, by joins, which VLANs it
 * wants: those that it has ports or an interface in, and those that it is asked for on other trunks. A VLAN is asked for and passed on only where
 * it forwards: along its tree, so that a wish has an end when the one who had it goes.
 * A trunk that comes up has everything pass until its neighbour has had time for a join. Who sends none, such as a router, gets no floods of the VLANs
 * that may be pruned (`switchport trunk pruning vlan`), as on the real thing. VLANs 1, 1002 and up are never pruned.
 */
#include <stdlib.h>
#include <string.h>

#include "device/debug.h"
#include "switch/vtp/vtp_switch.h"

enum { PRUNABLE_FIRST = 2, PRUNABLE_LAST = 1001 };

static bool takes_part(const struct vtp_switch *s, u16 i)
{
	return s->v.port[i].trunk && vtp_prunes(&s->v);
}

static bool is_asked(const struct vtp_switch *s, u16 i, u16 vlan)
{
	const struct vtp_prune *p = &s->prune[i];

	return !takes_part(s, i) || !vlan_in(&s->b->port[i].prunable, vlan) || !p->heard || vlan_in(&p->joined, vlan);
}

/* By how many ports the VLAN is needed here; of a port: whether it is one of them. */
static bool needs(const struct vtp_switch *s, u16 i, u16 vlan)
{
	const struct swport *p = &s->b->port[i];

	return vlan_in(&p->passes, vlan) && (!p->trunk || (p->iface->link && is_asked(s, i, vlan)));
}

static bool has_interface(const struct vlan *v)
{
	return v->svi && !v->svi->shutdown;
}

static void set_bit(u8 *bits, u16 vlan)
{
	bits[vlan / 8] |= (u8)(0x80 >> vlan % 8);
}

void vtp_prune_wanted(const struct vtp_switch *s, u16 port, struct vlan_set *v)
{
	memset(v, 0, sizeof(*v));
	for (u16 id = 1; id <= VTP_JOIN_LAST; id++)
		if (s->prune[port].wanted[id / 8] & 0x80 >> id % 8)
			vlan_add(v, id);
}

/* What each trunk is to be told; what it is not sent. */
static void compute(struct vtp_switch *s, u8 (*wanted)[VTP_JOIN_BYTES])
{
	for (u16 id = 1; id <= VTP_JOIN_LAST; id++) {
		const struct vlan *v = id <= VLAN_MAX ? s->b->vlan[id] : NULL;
		unsigned n = v && has_interface(v);
		bool always = id < PRUNABLE_FIRST || id > PRUNABLE_LAST;

		for (u16 i = 0; i < s->b->n_ports && v; i++)
			n += needs(s, i, id);
		for (u16 i = 0; i < s->b->n_ports; i++) {
			struct swport *p = &s->b->port[i];

			if (always || (v && vlan_in(&p->passes, id) && n > needs(s, i, id)))
				set_bit(wanted[i], id);
			if (v && !always && !is_asked(s, i, id))
				vlan_add(&p->pruned, id);
			else
				vlan_del(&p->pruned, id);
		}
	}
}

void vtp_prune_fire(struct timer *t)
{
	struct vtp_switch *s = container_of(t, struct vtp_switch, pruning);
	u8(*wanted)[VTP_JOIN_BYTES] = xcalloc(s->b->n_ports + 1u, sizeof(*wanted));

	s->prunes = vtp_prunes(&s->v);
	compute(s, wanted);
	for (u16 i = 0; i < s->b->n_ports; i++) {
		struct vtp_prune *p = &s->prune[i];

		if (!takes_part(s, i)) {
			*p = (struct vtp_prune){ .hold_s = VTP_JOIN_OLD_S };
			continue;
		}
		if (p->join_s && !memcmp(p->wanted, wanted[i], VTP_JOIN_BYTES))
			continue;
		memcpy(p->wanted, wanted[i], VTP_JOIN_BYTES);
		p->join_s = VTP_JOIN_S;
		vtp_join(&s->v, i, p->wanted);
	}
	free(wanted);
	world_changed(&s->b->dev->node);
}

void vtp_prune_soon(struct vtp_switch *s)
{
	struct node *n = &s->b->dev->node;

	if (s->booted && (s->prunes || vtp_prunes(&s->v)) && !timer_is_set(&s->pruning))
		timer_set(n->worker, &s->pruning, node_now(n));
}

void vtp_prune_join(void *arg, unsigned port, u16 first, struct rd bits)
{
	struct vtp_switch *s = arg;
	struct vtp_prune *p = &s->prune[port];
	struct vlan_set now = { { 0 } };

	for (u32 v = first; rd_left(&bits) && v <= VLAN_MAX; v += 8) {
		u8 octet = rd_u8(&bits);

		for (u32 k = 0; k < 8; k++)
			if (octet & 0x80 >> k && v + k >= 1 && v + k <= VLAN_MAX)
				vlan_add(&now, (u16)(v + k));
	}
	p->hold_s = VTP_JOIN_OLD_S;
	if (p->heard && !memcmp(&now, &p->joined, sizeof(now)))
		return;
	p->heard = true;
	p->joined = now;
	if (debug_on(s->b->dev, DEBUG_VTP_PRUNING))
		device_debug(s->b->dev, "VTP PRUNING: new join on trunk %s", s->b->port[port].iface->short_name);
	vtp_prune_soon(s);
}

void vtp_prune_second(struct vtp_switch *s)
{
	bool due = false;

	if (!vtp_prunes(&s->v))
		return;
	for (u16 i = 0; i < s->b->n_ports; i++) {
		struct vtp_prune *p = &s->prune[i];

		if (!s->v.port[i].trunk)
			continue;
		p->join_s -= p->join_s > 0;
		due |= !p->join_s;
		if (!p->hold_s || --p->hold_s)
			continue;
		if (debug_on(s->b->dev, DEBUG_VTP_PRUNING))
			device_debug(s->b->dev, "VTP PRUNING: no joins on trunk %s", s->b->port[i].iface->short_name);
		p->heard = due = true;
		memset(&p->joined, 0, sizeof(p->joined));
	}
	if (due)
		vtp_prune_soon(s);
}
