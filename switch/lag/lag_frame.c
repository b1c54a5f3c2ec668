/* SPDX-License-Identifier: GPL-3.0-or-later */
/* LACPDUs, markers and PAgP messages on the wires of a switch. */
#include "device/debug.h"
#include "device/neighbour_frame.h"
#include "net/rd.h"
#include "switch/lag/lag.h"

enum { SLOW_PROTOCOLS = 0x8809 };

static const u8 slow_mac[6] = { 0x01, 0x80, 0xc2, 0, 0, 0x02 };

void lag_send_lacp(struct lag_switch *s, struct lag_port *p)
{
	struct port *port = p->sw->iface->port;
	struct frame *f = neighbour_frame(port, slow_mac, SLOW_PROTOCOLS, LACP_BYTES);
	struct device *d = s->b->dev;

	if (!f)
		return;
	lacp_fill(&p->lacp, f->data + NEIGHBOUR_HEAD);
	if (debug_on(d, DEBUG_LACP_PACKET))
		device_debug(d, "LACP: %s: sent, actor state %#04x, partner state %#04x", p->sw->iface->short_name, p->lacp.actor.state,
			     p->lacp.partner.state);
	port_send(port, &f, 1);
}

void lag_send_pagp(struct lag_switch *s, struct lag_port *p)
{
	struct port *port = p->sw->iface->port;
	const struct lag *g = lag_find(s, p->group);
	u8 bytes[PAGP_BYTES_MAX];
	const u8 *mac = g && g->n_active ? g->port.mac : port->mac; /* the channel has the address of the first in it */
	size_t len = pagp_fill(&p->pagp, shell_hostname(s->b->dev->shell), p->sw->iface->short_name, mac, bytes, sizeof(bytes));
	struct frame *f = snap_frame(port, PAGP_PID, bytes, len);

	if (f)
		port_send(port, &f, 1);
}

/* 802.1AX 6.5.4: a marker is answered by whoever gets it. */
static void marker(struct lag_port *p, struct frame *f)
{
	struct port *port = p->sw->iface->port;

	p->lacp.rx_markers++;
	if (p->lacp.heard++ >= LACP_HEARD_A_SECOND) {
		port_drop(port, f, DROP_RATE_LIMIT);
		return;
	}
	f = frame_writable(f);
	if (!f)
		return;
	if (!lacp_marker_respond(f->data + NEIGHBOUR_HEAD, f->len - NEIGHBOUR_HEAD)) {
		p->lacp.rx_marker_errors++;
		port_drop(port, f, DROP_BAD_FIELD);
		return;
	}
	memcpy(f->data, slow_mac, 6);
	memcpy(f->data + 6, port->mac, 6);
	p->lacp.tx_markers++;
	port_send(port, &f, 1);
}

static void act(struct lag_switch *s, struct lag_port *p, unsigned what)
{
	if (what & (LACP_RESELECT | LACP_CHANGED))
		lag_select_group(s, p->group);
	if (what & LACP_SEND)
		lag_send_lacp(s, p);
}

static enum drop lacp(struct lag_switch *s, struct lag_port *p, struct rd r)
{
	struct device *d = s->b->dev;
	struct lacp_pdu u;

	if (lag_protocol_of(p->mode) != LAG_LACP)
		return DROP_NO_PROTOCOL;
	if (!lacp_parse(&u, r)) {
		p->lacp.rx_errors++;
		return DROP_BAD_FIELD;
	}
	if (p->lacp.heard++ >= LACP_HEARD_A_SECOND)
		return DROP_RATE_LIMIT;
	if (debug_on(d, DEBUG_LACP_PACKET))
		device_debug(d, "LACP: %s: received, actor state %#04x, partner state %#04x", p->sw->iface->short_name, u.actor.state, u.partner.state);
	act(s, p, lacp_receive(&p->lacp, &u, node_now(&d->node)));
	return DROP_NONE;
}

static void slow_input(struct bridge *b, struct swport *in, struct frame *f, void *arg)
{
	struct lag_switch *s = arg;
	struct lag_port *p = lag_port_of(s, in);
	struct rd r = rd_of(f->data, f->len);
	enum drop why;
	u8 subtype;

	(void)b;
	rd_skip(&r, 12);
	if (!p || rd_u16(&r) != SLOW_PROTOCOLS || !rd_left(&r)) {
		port_drop(in->iface->port, f, DROP_NO_PROTOCOL);
		return;
	}
	subtype = r.p[0];
	if (subtype == MARKER_SUBTYPE) {
		marker(p, f);
		return;
	}
	why = subtype == LACP_SUBTYPE ? lacp(s, p, r) : DROP_NO_PROTOCOL;
	if (why == DROP_NONE)
		frame_put(f);
	else
		port_drop(in->iface->port, f, why);
}

static enum drop pagp(struct lag_switch *s, struct lag_port *p, struct rd r)
{
	u64 said = p->pagp.tx;
	struct pagp_msg m;
	unsigned what;

	if (lag_protocol_of(p->mode) != LAG_PAGP)
		return DROP_NO_PROTOCOL;
	if (rd_left(&r) && r.p[0] == PAGP_FLUSH) { /* we learn by channel and owe nobody an answer */
		p->pagp.rx_flush++;
		return DROP_NO_PROTOCOL;
	}
	if (!pagp_parse(&m, r)) {
		p->pagp.rx_bad++;
		return DROP_BAD_FIELD;
	}
	if (p->lacp.heard++ >= LACP_HEARD_A_SECOND)
		return DROP_RATE_LIMIT;
	what = pagp_receive(&p->pagp, &m, node_now(&s->b->dev->node));
	if (what & PAGP_RESELECT)
		lag_select_group(s, p->group);
	if (what & PAGP_SEND && p->pagp.tx == said) /* a bundle that came of it was told of already, with the same words */
		lag_send_pagp(s, p);
	return DROP_NONE;
}

static void pagp_input(struct bridge *b, struct swport *in, struct frame *f, void *arg)
{
	struct lag_switch *s = arg;
	struct lag_port *p = lag_port_of(s, in);
	struct rd body = snap_body(f);
	enum drop why;

	(void)b;
	why = body.bad ? DROP_SHORT : p ? pagp(s, p, body) : DROP_NO_PROTOCOL;
	if (why == DROP_NONE)
		frame_put(f);
	else
		port_drop(in->iface->port, f, why);
}

void lag_claim(struct lag_switch *s)
{
	bridge_claim_link(s->b, slow_mac, 0, slow_input, s);
	bridge_claim_link(s->b, snap_mac, PAGP_PID, pagp_input, s);
}
