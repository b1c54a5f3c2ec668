/* SPDX-License-Identifier: GPL-3.0-or-later */
/* clear ip ospf: counters, the tree, what is redistributed. Processes are reset by ospf_cli.c. */
#include "router/ospf/cli.h"

static void clear_counters(struct ospf *o)
{
	for (struct ospf_if *oi = o->ifs; oi; oi = oi->next)
		for (struct ospf_nbr *n = oi->nbrs; n; n = n->next)
			n->changes = n->rxmt_sent = 0;
}

/* At once, whatever the throttle says. */
static void force_spf(struct ospf *o)
{
	if (o->freeing || !o->running || o->gr.stage == GR_RESTARTING)
		return;
	o->spf_full = true;
	o->spf_asked = ospf_now(o);
	timer_set(ospf_worker(o), &o->spf_timer, o->spf_asked);
}

/* What we tell of that type in the database is told anew, under its next number. */
static void tell_anew(struct lsdb *db, u16 type)
{
	for (u32 k = 0; k < db->n; k++) {
		struct lsa *l = lsdb_at(db, k);

		if (l->type == type)
			own_again(db, l);
	}
}

static void clear_redistribution(struct ospf_proc *p)
{
	tell_anew(&p->o->db, LSA_EXTERNAL);
	for (struct ospf_area *x = p->o->areas; x; x = x->next)
		tell_anew(&x->db, LSA_NSSA);
	p->redist_dirty = true;
	ospf_sync_soon(p->all);
}

RUN(ospf_run_clear_some)
{
	u32 id = (u32)args_num(a, "id", 0);
	bool any = false;

	for (struct ospf_proc *p = ospf_proc_after(cli_stack(c), OSPF_FORM_2, NULL); p; p = ospf_proc_after(cli_stack(c), OSPF_FORM_2, p)) {
		if (id && p->id != id)
			continue;
		any = true;
		if (args_has(a, "counters"))
			clear_counters(p->o);
		else if (args_has(a, "force-spf"))
			force_spf(p->o);
		else
			clear_redistribution(p);
	}
	if (id && !any)
		cli_error(c, "%% OSPF: process %u does not exist", id);
	return !id || any;
}
