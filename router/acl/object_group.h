/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Object groups, for their commands. A group lives as long as its device: entries point at it, whether it is configured or not. */
#ifndef ROUTER_ACL_OBJECT_GROUP_H
#define ROUTER_ACL_OBJECT_GROUP_H

#include "router/acl/own.h"

struct group_item {
	struct group_item *next;
	u32 lo, hi;			/* networks: addresses */
	struct group_service service;
	struct object_group *group;	/* group-object */
};

struct object_group {
	struct object_group *next;
	char *name;
	bool defined, service;
	struct group_item *items;	/* in order of entry */
	unsigned n;
};

/* Adds a copy of the item, or takes the one like it away. false: no room, or the group would contain itself. */
bool group_add(struct object_group *g, const struct group_item *item);
void group_del(struct object_group *g, const struct group_item *item);
struct object_group *group_next(struct ipstack *s, struct object_group *after);

#endif
