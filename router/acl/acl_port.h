/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Access lists on ports that switch: what router/acl/ hands on to the room that has them (switch/filter/). */
#ifndef ROUTER_ACL_ACL_PORT_H
#define ROUTER_ACL_ACL_PORT_H

#include "cli/show.h"
#include "router/stack.h"

struct acl_port_ops {
	/* `ip access-group NAME {in | out}`, `ipv6 traffic-filter`, and their `no`, of an interface that switches. */
	bool (*group)(struct cli *c, struct iface *i, bool v6, const struct args *a);
	/* Lists of other kinds, in `show access-lists` and `clear access-list counters`; name NULL: all. */
	void (*show)(struct cli *c, struct show *s, const char *name);
	void (*clear)(struct cli *c, const char *name);
};

void acl_port_hook(struct ipstack *s, const struct acl_port_ops *ops);

#endif
