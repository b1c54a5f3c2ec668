/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `max-lsa`: too many LSAs of others. */
#include "router/ospf/max_lsa.h"

#include "router/ospf/ospf.h"

enum { PATIENCE_S = 60 };

static void wait_for(struct ospf *o, u64 seconds) { timer_set(ospf_worker(o), &o->max_lsa.timer, ospf_now(o) + seconds * NSEC_PER_SEC); }

void max_lsa_forget(struct ospf *o)
{
	struct max_lsa *m = &o->max_lsa;

	timer_stop(ospf_worker(o), &m->timer);
	m->stage = MAX_LSA_CALM;
	m->count = 0;
	m->warned = false;
}

void max_lsa_set(struct ospf *o, const struct max_lsa *to)
{
	struct max_lsa *m = &o->max_lsa;

	m->max = to->max;
	m->threshold = to->threshold;
	m->ignore_min = to->ignore_min;
	m->ignore_count = to->ignore_count;
	m->reset_min = to->reset_min;
	m->warn_only = to->warn_only;
	if (m->stage < MAX_LSA_IGNORING || !m->max)
		max_lsa_forget(o);
	max_lsa_check(o);
}

void max_lsa_check(struct ospf *o)
{
	struct max_lsa *m = &o->max_lsa;
	bool much = (u64)o->n_foreign * 100 >= (u64)m->max * m->threshold;

	if (!m->max || max_lsa_ignores(m) || o->freeing)
		return;
	if (much && !m->warned)
		o->hooks->log(o, 4, "OSPF_MAX_LSA_THR", "Threshold for maximum number of non self-generated LSA has been reached \"%s %u\" - %u LSAs",
			      ospf_v3(o) ? "ospfv3" : "ospf", o->id, o->n_foreign);
	m->warned = much;
	if (o->n_foreign <= m->max) {
		if (m->stage == MAX_LSA_OVER && m->warn_only)
			m->stage = MAX_LSA_CALM;
		return;
	}
	if (m->stage == MAX_LSA_OVER)
		return;
	m->stage = MAX_LSA_OVER;
	o->hooks->log(o, 4, "OSPF_MAX_LSA", "Maximum number of non self-generated LSA has been exceeded \"%s %u\" - %u LSAs", ospf_v3(o) ? "ospfv3" : "ospf", o->id, o->n_foreign);
	if (!m->warn_only)
		wait_for(o, PATIENCE_S);
}

static void ignore(struct ospf *o)
{
	struct max_lsa *m = &o->max_lsa;

	m->count++;
	m->stage = m->count > m->ignore_count ? MAX_LSA_FOR_EVER : MAX_LSA_IGNORING;
	m->warned = false;
	if (m->stage == MAX_LSA_IGNORING)
		wait_for(o, m->ignore_min * 60ull);
	ospf_restart(o, 0);
}

void max_lsa_timer(struct timer *t)
{
	struct ospf *o = container_of(t, struct ospf, max_lsa.timer);
	struct max_lsa *m = &o->max_lsa;

	switch (m->stage) {
	case MAX_LSA_OVER:
		if (o->n_foreign > m->max) {
			ignore(o);
			return;
		}
		m->stage = MAX_LSA_CALM;
		if (m->count)
			wait_for(o, m->reset_min * 60ull);
		return;
	case MAX_LSA_IGNORING:
		m->stage = MAX_LSA_CALM;
		wait_for(o, m->reset_min * 60ull);
		if (o->hooks->wake)
			o->hooks->wake(o);
		return;
	case MAX_LSA_CALM:
		m->count = 0;
		return;
	default:
		return;
	}
}
