/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Node kinds: compositions of switch/, router/ and device/. One file a kind, one line in appliances/list.h:
 *	APPLIANCE(router)
 * and in router.c `const struct appliance appliance_router = { .kind = &..., .tables = ..., ... }`.
 */
#ifndef APPLIANCES_APPLIANCES_H
#define APPLIANCES_APPLIANCES_H

#include "device/device.h"

/* What a topology file says of a node beyond its configuration; strings as in the file, checked. */
struct appliance_config {
	const char *const *address;	/* "10.0.1.10/24", "2001:db8::1/64", "dhcp", "dhcp6", "slaac" */
	unsigned n_addresses;
	const char *const *gateway;	/* of either family */
	unsigned n_gateways;
	const char *const *dns;		/* name servers, of either family */
	unsigned n_dns;
};

struct command_set {
	const struct cmd_table *tables;
	const unsigned *n_tables;
	const struct help_row *help;	/* may be NULL */
	const unsigned *n_help;
};

struct appliance {
	const struct node_kind *kind;
	/* The command tables of its shell, ended by a row of NULLs; NULL: no shell (hub). Its state then begins with struct device. */
	const struct command_set *commands;
	/* The configuration lines that a node of this kind boots with when it has no startup-config and the file gives no `config`;
	 * the caller frees. NULL, or returning NULL: none. */
	char *(*generate)(const struct node *n, const struct appliance_config *c);
	bool takes_addresses;		/* `address`, `gateway`, `dns` are keys of this kind */
	bool guest;			/* a process of the machine stands behind it; its state is struct guest_node */
};

struct guest_node {
	struct node node;
	/* An inside port's carrier changed (p->link). From the thread of its worker; set by the lab when the node is born, NULL without one. */
	void (*carrier)(struct port *p);
};

const struct appliance *appliance_find(const char *kind);

/* The grammar of a kind's shell: compiled at first use, kept with the world, shared by all its nodes. */
const struct grammar *appliance_grammar(struct node *n);

#endif
