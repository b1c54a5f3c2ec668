/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A vm or a container, as the lab sees it: for each NIC a port that wires may end at, and one that leads outside, to what carries the guest's frames.
 * What enters the one leaves the other. Carrier at the lab's side goes the same way, and is told to whoever runs the guest, so that its
 * driver sees the wire cut; that of the outside stays there: a guest's port is up while the guest is.
 */
#include <stdio.h>

#include "appliances/appliances.h"

static void guest_init(struct node *n)
{
	u32 half = n->n_ports / 2;
	struct port *in = n->ports, *out = in;

	for (u32 i = 0; i < half; i++)
		out = out->next;
	for (; half; half--, in = in->next, out = out->next) {
		in->priv = out;
		out->priv = in;
	}
}

static void guest_input(struct port *in, struct frame **f, unsigned n)
{
	struct port *other = in->priv;

	if (other)
		port_send(other, f, n);
	else
		port_drop_n(in, f, n, DROP_NO_DESTINATION);
}

static void guest_link(struct port *p)
{
	struct guest_node *g = (struct guest_node *)p->node;

	if (p->index >= p->node->n_ports / 2)
		return;
	if (p->priv)
		port_enable(p->priv, p->link);
	if (g->carrier)
		g->carrier(p);
}

static void vm_port_name(u32 index, char buf[32])
{
	snprintf(buf, 32, "%u", index);
}

static const struct node_kind kind_vm = {
	.name = "vm", .size = sizeof(struct guest_node), .init = guest_init, .input = guest_input, .link = guest_link, .port_name = vm_port_name, .default_ports = 2,
};
static const struct node_kind kind_container = {
	.name = "container", .size = sizeof(struct guest_node), .init = guest_init, .input = guest_input, .link = guest_link, .default_ports = 2,
};

const struct appliance appliance_vm = { .kind = &kind_vm, .guest = true };
const struct appliance appliance_container = { .kind = &kind_container, .guest = true };
