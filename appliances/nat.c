/* SPDX-License-Identifier: GPL-3.0-or-later */
/* User-mode NAT as a node: what enters eth0 leaves `outside`, where the lab wires the attachment `nat:`, and back. */
#include <stdio.h>

#include "appliances/appliances.h"

static void nat_input(struct port *in, struct frame **f, unsigned n)
{
	struct port *first = in->node->ports, *out = in == first ? first->next : first;

	if (out)
		port_send(out, f, n);
	else
		port_drop_n(in, f, n, DROP_NO_DESTINATION);
}

static void nat_port_name(u32 index, char buf[32])
{
	snprintf(buf, 32, index ? "outside" : "eth0");
}

static const struct node_kind kind = {
	.name = "nat", .size = sizeof(struct node), .input = nat_input, .port_name = nat_port_name, .default_ports = 2,
};

const struct appliance appliance_nat = { .kind = &kind };
