/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `max-lsa` and `discard-route` of OSPF, and what `show ip ospf` says of the first. */
#include "router/ospf/cli.h"

RUN(ospf_run_max_lsa)
{
	struct ospf_proc *p = cli_object(c, 0);
	struct max_lsa m = { .threshold = (u32)args_num(a, "threshold", MAX_LSA_THRESHOLD), .ignore_min = (u32)args_num(a, "ignore", MAX_LSA_IGNORE_MIN),
			     .ignore_count = (u32)args_num(a, "count", MAX_LSA_IGNORE_COUNT), .reset_min = (u32)args_num(a, "reset", MAX_LSA_RESET_MIN),
			     .warn_only = args_has(a, "warning-only"), .max = args_no(a) ? 0 : (u32)args_num(a, "max", 0) };

	max_lsa_set(p->o, &m);
	ospf_sync_soon(p->all);
	return true;
}

RUN(ospf_run_discard)
{
	struct ospf_proc *p = cli_object(c, 0);
	bool external = args_has(a, "external");

	p->o->no_discard[external] = args_no(a);
	p->o->discard_distance[external] = args_no(a) ? 0 : (u8)args_num(a, "distance", 0);
	if (args_no(a))
		cli_store(c, external ? "no discard-route external" : "no discard-route internal");
	ospf_retell(p);
	spf_schedule(p->o, false);
	return true;
}

void ospf_max_lsa_cells(struct show *s, const struct ospf *o)
{
	static const char *const stages[] = { "normal", "exceeded", "ignoring", "ignoring" };
	const struct max_lsa *m = &o->max_lsa;

	if (!m->max)
		return;
	show_num(s, "max_lsa", m->max);
	show_num(s, "max_lsa_others", o->n_foreign);
	show_num(s, "max_lsa_ignore_count", m->count);
	show_str(s, "max_lsa_state", stages[m->stage]);
}

void ospf_max_lsa_text(struct show *s, const struct ospf *o)
{
	const struct max_lsa *m = &o->max_lsa;
	nsec left = timer_is_set(&m->timer) && m->timer.due > ospf_now(o) ? m->timer.due - ospf_now(o) : 0;
	char t[16];

	if (!m->max)
		return;
	show_text(s, " Maximum number of non self-generated LSA allowed %u%s\n    Current number of non self-generated LSA %u\n    Threshold for warning message %u%%\n", m->max,
		  m->warn_only ? " (warning-only)" : "", o->n_foreign, m->threshold);
	if (!m->warn_only)
		show_text(s, "    Ignore-time %u minutes, reset-time %u minutes\n    Ignore-count allowed %u, current %u\n", m->ignore_min, m->reset_min, m->ignore_count, m->count);
	if (m->stage == MAX_LSA_IGNORING)
		show_text(s, "    Ignoring all neighbors due to max-lsa limit, time remaining: %s\n", age_text(left, t));
	else if (m->stage == MAX_LSA_FOR_EVER)
		show_text(s, "    Permanently ignoring all neighbors due to max-lsa limit\n");
}
