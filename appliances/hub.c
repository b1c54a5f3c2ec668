/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A repeater: what enters one port leaves every other port. No table, no shell; its ports are named 1, 2 ... */
#include <stdio.h>

#include "appliances/appliances.h"

static void hub_input(struct port *in, struct frame **f, unsigned n)
{
	for (struct port *p = in->node->ports; p; p = p->next)
		if (p != in)
			port_send_shared(p, f, n); /* takes a reference each, copies nothing */
	frames_put(f, n);
}

static void hub_port_name(u32 index, char buf[32])
{
	snprintf(buf, 32, "%u", index + 1);
}

static const struct node_kind kind = {
	.name = "hub", .size = sizeof(struct node), .input = hub_input, .port_name = hub_port_name, .default_ports = 8, .half_duplex = true,
};

const struct appliance appliance_hub = { .kind = &kind };
