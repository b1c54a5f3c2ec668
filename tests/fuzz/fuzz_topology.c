/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as a topology file: errors or a topology, within bounds; every name in it can be looked up. */
#include <stdio.h>
#include <stdlib.h>

#include "lab/topology.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static char *load(void *arg, const char *path, size_t *len, char why[256])
{
	(void)arg;
	(void)path;
	(void)why;
	*len = 11;
	return xstrdup("hostname x\n");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct topology_options o = { .load = load, .virtual_clock = size & 1 };
	struct topology *t = topology_parse("fuzz.yml", (const char *)data, size, &o);
	char *errors;
	u8 mac[6];

	for (u32 i = 0; i < t->n_nodes; i++) {
		struct topo_node *n = &t->nodes[i];

		if (!topology_node(t, n->name))
			bug("node %s cannot be looked up", n->name);
		topology_config_error(t, n, 2, 3, "% Invalid");
		if (n->n_ports)
			topology_port_mac(t, n, n->n_ports - 1, mac);
	}
	for (u32 i = 0; i < t->n_wires; i++) {
		struct impair im[2] = { t->wires[i].impair[0], t->wires[i].impair[1] };
		bool up = true;

		for (u32 e = 0; e < t->wires[i].n_events; e++)
			topology_event_apply(&t->wires[i].events[e], im, &up);
	}
	errors = topology_errors(t);
	free(errors);
	topology_free(t);
	return 0;
}
