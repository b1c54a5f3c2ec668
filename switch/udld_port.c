/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "switch/udld_port.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "device/neighbour_frame.h"
#include "switch/errdisable.h"

static void send_message(struct udld_switch *s, struct swport *p, enum udld_opcode op)
{
	struct port *port = p->iface->port;
	u8 bytes[UDLD_BYTES_MAX];
	size_t len = udld_fill(&s->port[p->index], op, shell_hostname(s->b->dev->shell), bytes, sizeof(bytes));
	struct frame *f = len ? snap_frame(port, UDLD_PID, bytes, len) : NULL;

	if (f)
		port_send(port, &f, 1);
}

static void act(struct udld_switch *s, struct swport *p, unsigned what)
{
	static const char *const why[] = { [UDLD_ONE_WAY] = "unidirectional link detected", [UDLD_LOOP] = "TX-RX loop detected",
					   [UDLD_LOST] = "aggressive mode failure detected" };

	if (what & UDLD_DISABLE && errdisable_hit(p, ERR_UDLD))
		device_log(s->b->dev, "UDLD", 4, "UDLD_PORT_DISABLED", "UDLD disabled interface %s, %s", p->iface->short_name, why[s->port[p->index].state]);
	if (!p->iface->link)
		return;
	if (what & UDLD_SEND_FLUSH)
		send_message(s, p, UDLD_FLUSH);
	if (what & UDLD_SEND_PROBE)
		send_message(s, p, UDLD_PROBE);
	if (what & UDLD_SEND_ECHO)
		send_message(s, p, UDLD_ECHO);
}

void udld_port_changed(struct udld_switch *s, struct swport *p)
{
	if (p->iface->port)
		act(s, p, udld_link(&s->port[p->index], p->iface->link && !p->monitor));
}

static enum udld_mode mode_of(const struct udld_switch *s, const struct swport *p)
{
	switch (s->choice[p->index]) {
	case UDLD_PORT_ON:
		return UDLD_NORMAL;
	case UDLD_PORT_AGGRESSIVE:
		return UDLD_AGGRESSIVE;
	case UDLD_PORT_OFF:
		return UDLD_OFF;
	default:
		return iface_is_fibre(p->iface) ? s->fibre : UDLD_OFF;
	}
}

void udld_apply(struct udld_switch *s)
{
	for (u16 i = 0; i < s->b->n_ports; i++)
		if (s->b->port[i].iface->port)
			udld_port_apply(s, &s->b->port[i]);
}

void udld_port_apply(struct udld_switch *s, struct swport *p)
{
	struct udld *u = &s->port[p->index];

	snprintf(u->self.device, sizeof(u->self.device), "%s", s->device);
	snprintf(u->self.port, sizeof(u->self.port), "%.*s", UDLD_ID_MAX, p->iface->short_name);
	act(s, p, udld_set(u, mode_of(s, p), s->message_s));
}

static void input(struct bridge *b, struct swport *in, struct frame *f, void *arg)
{
	struct udld_switch *s = arg;
	struct udld *u = &s->port[in->index];
	struct rd body = snap_body(f);
	struct udld_msg m;

	(void)b;
	if (body.bad || !udld_parse(&m, body)) {
		u->rx_bad++;
		port_drop(in->iface->port, f, body.bad ? DROP_SHORT : DROP_BAD_FIELD);
		return;
	}
	frame_put(f);
	act(s, in, udld_receive(u, &m));
}

static void tick(struct timer *t)
{
	struct udld_switch *s = container_of(t, struct udld_switch, tick);
	struct node *n = &s->b->dev->node;

	timer_set(n->worker, t, max_u64(t->due, node_now(n) - NSEC_PER_MS) + NSEC_PER_SEC);
	for (u16 i = 0; i < s->b->n_ports; i++)
		if (s->port[i].mode != UDLD_OFF)
			act(s, &s->b->port[i], udld_second(&s->port[i]));
}

struct udld_switch *udld_switch_new(struct bridge *b)
{
	struct udld_switch *s = xcalloc(1, sizeof(*s));
	struct node *n = &b->dev->node;
	const u8 *m = n->ports ? n->ports->mac : (const u8[6]){ 0 };

	s->b = b;
	s->message_s = UDLD_MESSAGE_S;
	snprintf(s->device, sizeof(s->device), "%02X%02X%02X%02X%02X%02X", m[0], m[1], m[2], m[3], m[4], m[5]);
	s->port = xcalloc(b->max_ports, sizeof(*s->port));
	s->choice = xcalloc(b->max_ports, sizeof(*s->choice));
	for (u16 i = 0; i < b->max_ports; i++)
		s->port[i].message_s = UDLD_MESSAGE_S;
	s->tick.fire = tick;
	bridge_claim_snap(b, UDLD_PID, input, s);
	b->udld = s;
	timer_set(n->worker, &s->tick, node_now(n) + 3 * (NSEC_PER_SEC / 4));
	return s;
}

void udld_switch_free(struct udld_switch *s)
{
	timer_stop(s->b->dev->node.worker, &s->tick);
	s->b->udld = NULL;
	free(s->port);
	free(s->choice);
	free(s);
}
