/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/bench/nodes.h"

#include "appliances/appliances.h"

static void pass_input(struct port *in, struct frame **f, unsigned n)
{
	port_send(in->index ? in->node->ports : in->node->ports->next, f, n);
}

const struct node_kind bench_pass = { .name = "pass", .size = sizeof(struct node), .input = pass_input, .default_ports = 2 };

const struct node_kind *bench_kind(const char *name)
{
	const struct appliance *a = appliance_find(name);

	if (!a)
		bug("bench: no kind %s", name);
	return a->kind;
}

void bench_boot(struct node *n, const char *config)
{
	struct config_error e;

	if (!device_boot(device_of(n), config, false, &e, NULL, NULL))
		bug("bench: %s refuses its configuration", n->name);
}
