/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `max-metric router-lsa`: a router that is not to be gone through (RFC 6987), always, for a while after a start, or until BGP has settled. */
#include <stdio.h>

#include "router/ospf/cli.h"

enum { METRIC = 0xff0000, BGP_PATIENCE_S = 600 };

RUN(ospf_run_max_metric)
{
	struct ospf_proc *p = cli_object(c, 0);
	struct ospf *o = p->o;

	timer_stop(ospf_worker(o), &o->max_metric_timer);
	o->max_metric = p->own_max_metric = !args_no(a);
	o->max_metric_stub = args_has(a, "include-stub");
	o->max_metric_external = args_has(a, "external-lsa");
	o->max_metric_summary = args_has(a, "summary-lsa");
	o->max_metric_bgp = args_has(a, "wait-for-bgp");
	o->max_metric_ext_cost = (u32)args_num(a, "external", METRIC);
	o->max_metric_sum_cost = (u32)args_num(a, "summary", METRIC);
	o->max_metric_boot_s = o->max_metric_bgp ? BGP_PATIENCE_S : (u32)args_num(a, "startup", 0);
	if (o->max_metric && o->max_metric_boot_s) {
		o->max_metric_until = p->all->s->dev->booted + o->max_metric_boot_s * NSEC_PER_SEC;
		ospf_max_metric_watch(o);
	}
	ospf_exts_sync(o);
	spf_schedule(o, true);
	ospf_sync_soon(p->all);
	return true;
}

const char *ospf_max_metric_when(const struct ospf *o, char buf[OSPF_WHEN])
{
	if (o->max_metric_bgp)
		return "on startup while BGP is converging";
	if (!o->max_metric_boot_s)
		return "always";
	snprintf(buf, OSPF_WHEN, "on startup for %u seconds", o->max_metric_boot_s);
	return buf;
}
