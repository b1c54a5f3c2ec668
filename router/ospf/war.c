/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "router/ospf/war.h"

#include <stdlib.h>

struct ospf_war {
	const struct lsdb *db;	/* compared, never looked into */
	u16 type;
	u8 rounds;
	u32 id;
	nsec last, said;	/* of the last round; 0: not spoken of yet */
};

static bool over(const struct ospf_war *x, nsec now) { return !x->rounds || now > x->last + WAR_GAP_S * NSEC_PER_SEC; }

/* NULL: there are as many as are watched. */
static struct ospf_war *war_of(struct ospf *o, const struct lsdb *db, const struct lsa *l)
{
	nsec now = ospf_now(o);
	struct ospf_war *place = NULL;

	if (!o->wars)
		o->wars = xcalloc(WARS_MAX, sizeof(*o->wars));
	for (struct ospf_war *x = o->wars; x < o->wars + WARS_MAX; x++) {
		if (over(x, now))
			place = place ? place : x;
		else if (x->db == db && x->type == l->type && x->id == l->id)
			return x;
	}
	if (place)
		*place = (struct ospf_war){ .db = db, .type = l->type, .id = l->id };
	return place;
}

void war_round(struct lsdb *db, const struct lsa *l, const struct ospf_area *by, bool flushed)
{
	struct ospf *o = db->o;
	struct ospf_war *x = war_of(o, db, l);
	nsec now = ospf_now(o);
	char id[IP4_TEXT], adv[IP4_TEXT];

	if (!x || (x->rounds && now < x->last + NSEC_PER_SEC)) /* one instance after another of the same past */
		return;
	x->last = now;
	if (x->rounds < WAR_ROUNDS)
		x->rounds++;
	if (x->rounds < WAR_ROUNDS || (x->said && now < x->said + WAR_SAY_S * NSEC_PER_SEC))
		return;
	x->said = now;
	if (l->type == LSA_ROUTER || l->type == LSA3_ROUTER)
		o->hooks->log(o, 4, "DUP_RTRID_AREA", "Detected router with duplicate router ID %s in area %u", ip4_text(o->rid, id), by->id);
	o->hooks->log(o, 4, "FLOOD_WAR", ospf_v3(o) ? "Process %u %s LSA ID %s type-0x%X adv-rtr %s in area %u" : "Process %u %s LSA ID %s type-%u adv-rtr %s in area %u",
		      o->id, flushed ? "flushes" : "re-originates", ip4_text(l->id, id), l->type, ip4_text(l->adv, adv), by->id);
}
