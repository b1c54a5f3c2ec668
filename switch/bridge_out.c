/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How frames leave the bridge: with or without their tag, by one port or all of a VLAN, or to the switch itself. */
#include <string.h>

#include "net/rd.h"
#include "router/ip.h"
#include "switch/bridge.h"
#include "switch/lag/lag.h"

struct frame *bridge_retag(struct frame *f, bool tagged, u16 vlan)
{
	bool has = bridge_is_tagged(f);

	if (has == tagged && (!tagged || (get_be16(f->data + 14) & 0xfff) == vlan))
		return f;
	f = frame_writable(f);
	if (!f)
		return NULL;
	if (has && tagged) {
		put_be16(f->data + 14, (u16)((get_be16(f->data + 14) & 0xf000) | vlan));
	} else if (has) {
		memmove(f->data + TAG_LEN, f->data, 12);
		frame_pull(f, TAG_LEN);
	} else {
		u8 *d = frame_push(f, TAG_LEN);

		memmove(d, d + TAG_LEN, 12);
		put_be16(d + 12, TPID);
		put_be16(d + 14, vlan);
	}
	return f;
}

void bridge_to_cpu(struct bridge *b, struct frame *f, u16 vlan)
{
	struct iface *svi = b->vlan[vlan] ? b->vlan[vlan]->svi : NULL;

	if (!svi || !svi->up || !svi->ip) {
		frame_put(f);
		return;
	}
	f = bridge_retag(f, false, vlan);
	if (!f)
		return;
	svi->count.rx_frames++;
	svi->count.rx_bytes += f->len;
	svi->last_input = node_now(&b->dev->node);
	ip_input(svi, &f, 1);
}

/* A port may be closed to what is for nobody known; broadcasts pass all the same. */
static bool is_closed(const struct swport *p, const u8 *dst)
{
	return mac_is_group(dst) ? p->block_multicast && dst[0] != 0xff : p->block_unicast;
}

/* To every port of the VLAN but the one it came from. */
void bridge_flood_to(struct bridge *b, const struct swport *in, struct frame *f, u16 vlan, bridge_to *to, const void *arg)
{
	struct frame *form[2] = { NULL, NULL }; /* untagged, tagged */
	bool had_tag = bridge_is_tagged(f) && (get_be16(f->data + 14) & 0xfff) == vlan;
	unsigned sent = 0;

	form[had_tag] = f;
	for (u16 i = 0; i < b->n_ports; i++) {
		struct swport *p = &b->port[i];
		bool tag;

		if (p == in || !vlan_in(&p->passes, vlan) || (in && in->protect && p->protect))
			continue;
		if (vlan_in(&p->pruned, vlan))
			continue;
		if (to ? !to(p, vlan, arg) : is_closed(p, f->data))
			continue;
		tag = swport_tags(p, vlan);
		if (!form[tag]) {
			form[tag] = frame_copy(f->pool, f);
			if (form[tag])
				form[tag] = bridge_retag(form[tag], tag, vlan);
			if (!form[tag]) {
				p->iface->port->drops[DROP_NO_FRAME]++;
				continue;
			}
		}
		if (unlikely(p->lag != NULL))
			lag_send_shared(p->lag, form[tag]);
		else
			port_send_shared(p->iface->port, &form[tag], 1);
		sent++;
	}
	if (!to && b->vlan[vlan] && b->vlan[vlan]->svi && in && mac_is_group(f->data)) {
		bridge_to_cpu(b, frame_ref(f), vlan);
		sent++;
	}
	if (form[!had_tag])
		frame_put(form[!had_tag]);
	if (!sent && in)
		port_drop(in->iface->port, f, DROP_NO_DESTINATION);
	else
		frame_put(f);
}

void bridge_send(struct swport *out, struct frame *f, u16 vlan)
{
	struct port *port = out->iface->port;

	if (!vlan_in(&out->passes, vlan)) {
		port_drop(port, f, DROP_VLAN_NOT_ALLOWED);
		return;
	}
	f = bridge_retag(f, swport_tags(out, vlan), vlan);
	if (f)
		swport_send(out, &f, 1);
	else
		port->drops[DROP_NO_FRAME]++;
}

void swport_send(struct swport *p, struct frame **f, unsigned n)
{
	if (likely(!p->lag))
		port_send(p->iface->port, f, n);
	else
		lag_send(p->lag, f, n);
}
