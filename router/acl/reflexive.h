/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reflexive lists, for their shows. A list lives as long as its device. */
#ifndef ROUTER_ACL_REFLEXIVE_H
#define ROUTER_ACL_REFLEXIVE_H

#include "router/acl/own.h"

enum { REFLEXIVE_BUCKETS = 4096 };

struct reflex {
	struct reflex *chain, *prev, *next; /* of its bucket; of all, oldest first */
	struct acl_key key;	/* of the packets that come back */
	u32 hash, timeout_s;
	u8 fins;		/* 1: ours, 2: theirs */
	nsec until;
	u64 matches;
};

struct reflexive {
	struct reflexive *next;
	struct ipstack *ip;
	char *name;
	struct reflex **bucket, *first, *last;
	u32 n;
};

void reflexive_clear(struct reflexive *r);

#endif
