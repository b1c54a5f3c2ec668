/* SPDX-License-Identifier: GPL-3.0-or-later */
/* IP source guard: on its ports IPv4 passes only from an address that a binding (switch/snoop.h) puts there; DHCP's own frames pass. */
#include "net/eth.h"
#include "switch/dhcp_frame.h"
#include "switch/snoop.h"

static enum drop look(struct swport *in, struct frame *f, u16 vlan)
{
	struct snoop *s = in->bridge->snoop;
	struct snoop_port *p = &s->port[in->index];
	struct rd r = rd_of(f->data, f->len);
	const struct binding *b;
	struct dhcp_seen d;
	u16 type;

	type = eth_type_read(&r);
	if (type != ETH_TYPE_IP4)
		return DROP_NONE;
	rd_skip(&r, 12);
	b = binding_of_ip(&s->table, rd_u32(&r), vlan);
	if (!r.bad && b && b->port == in->index && (!p->verify_mac || mac_eq(b->mac, f->data + 6)))
		return DROP_NONE;
	if (dhcp_look(f, &d) == DHCP_IS && d.op == 1)
		return DROP_NONE;
	p->source_dropped++;
	return DROP_SOURCE_GUARD;
}

static bool wants(const struct swport *p)
{
	return snoop_port_of(p)->verify;
}

void source_guard_init(struct snoop *s)
{
	bridge_check_add(s->b, wants, look, CHECK_ALL);
}
