/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/bench/nodes.h"

#include "device/device.h"
#include "switch/bridge.h"

static void pass_input(struct port *in, struct frame **f, unsigned n)
{
	port_send(in->index ? in->node->ports : in->node->ports->next, f, n);
}

const struct node_kind bench_pass = { .name = "pass", .size = sizeof(struct node), .input = pass_input, .default_ports = 2 };

static void switch_init(struct node *n)
{
	static const struct device_ops none;

	device_init(device_of(n), NULL, &none);
	bridge_new(device_of(n));
	for (struct port *p = n->ports; p; p = p->next)
		bridge_port_changed(bridge_port_of(device_of(n)->bridge, p));
}

static void switch_fini(struct node *n)
{
	bridge_free(device_of(n)->bridge);
	device_fini(device_of(n));
}

static void switch_link(struct port *p)
{
	device_link(p);
	bridge_port_changed(bridge_port_of(device_of(p->node)->bridge, p));
}

const struct node_kind bench_switch = {
	.name = "switch", .size = sizeof(struct device), .init = switch_init, .fini = switch_fini, .input = bridge_input, .link = switch_link,
	.default_ports = 2,
};
