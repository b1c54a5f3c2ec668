/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What `clear` does to flexible NetFlow. */
#include "router/flow/own.h"

RUN(flow_run_clear_monitor)
{
	struct flow_monitor *m = flow_monitor_at(flows(c), args_str(a, "name"), false);

	if (!m || m->main) {
		cli_error(c, "%% Flow Monitor: Flow Monitor '%s' does not exist", args_str(a, "name"));
		return false;
	}
	if (!args_has(a, "statistics")) {
		if (!args_has(a, "force-export") && m->c.flow) {
			flow_cache_free(m); /* without a word to exporters (IOS) */
			flow_cache_update(m);
		} else {
			flow_cache_flush(m);
		}
	}
	if (args_has(a, "statistics") || !args_has(a, "force-export")) {
		m->c.added = m->c.not_added = 0;
		m->c.high = m->c.n;
		memset(m->c.aged, 0, sizeof(m->c.aged));
	}
	return true;
}

RUN(flow_run_clear_exporter)
{
	const char *name = args_str(a, "name");

	for (struct flow_exporter *x = flows(c)->exporters; x; x = x->next) {
		if (name && strcmp(x->name, name))
			continue;
		memset(&x->count, 0, sizeof(x->count));
		x->count.cleared = flow_now(x->fl);
		for (struct flow_monitor *m = x->fl->monitors; m; m = m->next)
			for (unsigned k = 0; k < m->n_to; k++)
				if (m->to[k].x == x)
					m->to[k].records = m->to[k].bytes = 0;
	}
	return true;
}

RUN(flow_run_clear_sampler)
{
	const char *name = args_str(a, "name");

	for (struct flow_sampler *s = flows(c)->samplers; s; s = s->next)
		if (!name || !strcmp(s->name, name))
			s->samples = s->requests = 0;
	return true;
}
