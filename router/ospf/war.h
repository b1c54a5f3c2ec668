/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Our own LSAs that come back newer than we made them, again and again: somebody else has our router ID (or our address, of a network's), and each of us takes the
 * other's back. Once is no war: a router that starts again meets its own past (13.4).
 */
#ifndef ROUTER_OSPF_WAR_H
#define ROUTER_OSPF_WAR_H

#include "router/ospf/ospf.h"

enum {
	WARS_MAX = 8,		/* that are watched at a time */
	WAR_ROUNDS = 3,		/* that make one */
	WAR_GAP_S = 60,		/* without a round: it is over */
	WAR_SAY_S = 60,		/* how often one is spoken of */
};

/* l of ours came back by that area; flushed: we say nothing of the kind, and take it back. */
void war_round(struct lsdb *db, const struct lsa *l, const struct ospf_area *by, bool flushed);

#endif
