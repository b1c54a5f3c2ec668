/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "switch/dtp_port.h"

#include <stdlib.h>
#include <string.h>

#include "device/debug.h"
#include "device/neighbour_frame.h"
#include "switch/errdisable.h"

static void send_message(struct dtp_switch *s, struct swport *p)
{
	struct port *port = p->iface->port;
	u8 bytes[DTP_BYTES_MAX];
	size_t len = dtp_fill(&s->port[p->index], s->b->domain, port->mac, bytes, sizeof(bytes));
	struct frame *f = snap_frame(port, DTP_PID, bytes, len);

	if (f)
		swport_send(p, &f, 1);
}

/* Does what the protocol asked for; true: the port has to be looked at anew. */
static bool act(struct dtp_switch *s, struct swport *p, unsigned what)
{
	struct dtp *d = &s->port[p->index];
	struct device *dev = s->b->dev;

	if (what & DTP_MISMATCH)
		device_log(dev, "DTP", 5, "DOMAINMISMATCH", "Unable to perform trunk negotiation on port %s because of VTP domain mismatch.",
			   p->iface->short_name);
	if (what & DTP_CHANGED) {
		p->negotiated = d->trunk && (p->mode == SWPORT_DYNAMIC_AUTO || p->mode == SWPORT_DYNAMIC_DESIRABLE);
		if (d->up)
			device_log(dev, "DTP", 5, d->trunk ? "TRUNKPORTON" : "NONTRUNKPORTON", "Port %s has become %s", p->iface->short_name,
				   d->trunk ? "dot1q trunk" : "non-trunk");
		world_changed(&dev->node);
	}
	if (what & DTP_SEND && p->iface->link)
		send_message(s, p);
	return what & DTP_CHANGED;
}

void dtp_port_changed(struct dtp_switch *s, struct swport *p)
{
	static const u8 wants[] = {
		[SWPORT_DYNAMIC_AUTO] = DTP_AUTO, [SWPORT_ACCESS] = DTP_OFF, [SWPORT_TRUNK] = DTP_ON, [SWPORT_DYNAMIC_DESIRABLE] = DTP_DESIRABLE,
	};
	struct dtp *d = &s->port[p->index];
	bool fixed = p->mode == SWPORT_ACCESS || p->mode == SWPORT_TRUNK;

	act(s, p, dtp_set(d, wants[p->mode], p->mode == SWPORT_ACCESS || (fixed && p->nonegotiate)));
	act(s, p, dtp_link(d, swport_link(p)));
	p->negotiated = d->trunk && !fixed;
}

/* The other end's doing, or its silence: a trunk that comes and goes by that is counted. */
static void renegotiated(struct dtp_switch *s, struct swport *p)
{
	if (!s->port[p->index].trunk)
		errdisable_flap(p, FLAP_DTP);
	bridge_port_changed(p);
}

static void input(struct bridge *b, struct swport *in, struct frame *f, void *arg)
{
	struct dtp_switch *s = arg;
	struct dtp *d = &s->port[in->index];
	struct rd body = snap_body(f);
	struct dtp_msg m;

	if (body.bad || !dtp_parse(&m, body)) {
		d->rx_bad++;
		port_drop(in->iface->port, f, body.bad ? DROP_SHORT : DROP_BAD_FIELD);
		return;
	}
	if (debug_on(b->dev, DEBUG_DTP_EVENTS))
		device_debug(b->dev, "DTP-event:%s:Received packet event %s/%s", in->iface->short_name, m.trunk ? "TRUNK" : "ACCESS", dtp_status_name(m.admin));
	frame_put(f);
	if (act(s, in, dtp_receive(d, &m, b->domain)))
		renegotiated(s, in);
}

static void tick(struct timer *t)
{
	struct dtp_switch *s = container_of(t, struct dtp_switch, tick);
	struct node *n = &s->b->dev->node;

	timer_set(n->worker, t, max_u64(t->due, node_now(n) - NSEC_PER_MS) + NSEC_PER_SEC);
	for (u16 i = 0; i < s->b->n_ports; i++)
		if (act(s, &s->b->port[i], dtp_second(&s->port[i])))
			renegotiated(s, &s->b->port[i]);
}

struct dtp_switch *dtp_switch_new(struct bridge *b)
{
	struct dtp_switch *s = xcalloc(1, sizeof(*s));
	struct node *n = &b->dev->node;

	s->b = b;
	s->port = xcalloc(b->max_ports, sizeof(*s->port));
	for (u16 i = 0; i < b->max_ports; i++)
		s->port[i].admin = DTP_AUTO;
	s->tick.fire = tick;
	bridge_claim_snap(b, DTP_PID, input, s);
	b->dtp = s;
	timer_set(n->worker, &s->tick, node_now(n) + NSEC_PER_SEC / 2);
	return s;
}

void dtp_switch_free(struct dtp_switch *s)
{
	timer_stop(s->b->dev->node.worker, &s->tick);
	s->b->dtp = NULL;
	free(s->port);
	free(s);
}
