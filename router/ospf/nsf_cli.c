/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Graceful restart's commands: `nsf ietf` of version 2, `graceful-restart` of version 3, and what is shown of it. `clear ... ospf process` restarts with it. */
#include <stdio.h>
#include <string.h>

#include "router/ospf/cli.h"

static const char *const stage_name[] = { "NO_RESTART", "TELLING", "RESTARTING" };

static struct ospf_proc *process(struct cli *c) { return cli_object(c, 0); }

RUN(ospf_run_nsf)
{
	struct ospf_proc *p = process(c);

	p->own_restart = p->o->gr.on = !args_no(a);
	p->o->gr.interval_s = args_no(a) ? 120 : (u32)args_num(a, "seconds", 120);
	ospf_sync_soon(p->all);
	return true;
}

/* "... helper disable" */
RUN(ospf_run_helper)
{
	struct ospf_proc *p = process(c);

	p->no_help = !args_no(a);
	p->o->nsf_helper = !p->no_help;
	ospf_sync_soon(p->all);
	return true;
}

RUN(ospf_run_helper_strict)
{
	struct ospf_proc *p = process(c);

	p->strict_help = p->o->nsf_strict = !args_no(a);
	ospf_sync_soon(p->all);
	return true;
}

static unsigned seconds(nsec then, nsec now) { return then > now ? (unsigned)((then - now) / NSEC_PER_SEC) : 0; }

void ospf_show_restarts(struct show *s, const struct ospf *o)
{
	char t[16];

	show_bool(s, "nsf", o->gr.on);
	show_str(s, "nsf_state", stage_name[o->gr.stage]);
	show_bool(s, "nsf_helper", o->nsf_helper);
	show_bool(s, "nsf_helper_strict", o->nsf_strict);
	if (!o->gr.on)
		return;
	if (o->gr.stage != GR_NONE)
		show_text(s, " Non-Stop Forwarding enabled, NSF restart in progress\n");
	else if (o->gr.last)
		show_text(s, " Non-Stop Forwarding enabled, last NSF restart %s ago (took %u secs)\n", age_text(ospf_now(o) - o->gr.last, t), o->gr.took_s);
	else
		show_text(s, " Non-Stop Forwarding enabled\n");
}

void ospf_show_restart(struct show *s, const struct ospf *o)
{
	char rid[IP4_TEXT];

	show_ip4(s, "router_id", o->rid);
	show_num(s, "interval_s", o->gr.interval_s);
	ospf_show_restarts(s, o);
	if (o->gr.last) {
		show_bool(s, "last_ended_well", o->gr.well);
		show_num(s, "last_took_s", o->gr.took_s);
	}
	show_text(s, " IETF NSF helper support %s%s\n OSPF restart state is %s\n Router ID %s\n", o->nsf_helper ? "enabled" : "disabled",
		  o->nsf_helper && o->nsf_strict ? ", strict LSA checking" : "", stage_name[o->gr.stage], ip4_text(o->rid, rid));
	if (o->gr.stage == GR_NONE)
		show_text(s, " Restart interval %u, timer not running\n", o->gr.interval_s);
	else
		show_text(s, " Restart interval %u, %u seconds left\n", o->gr.interval_s, seconds(o->gr.until, ospf_now(o)));
	show_end(s);
}

VIEW(ospf_show_nsf)
{
	u8 form = ospf_line_form(a);

	for (struct ospf_proc *p = ospf_proc_after(cli_stack(c), form, NULL); p; p = ospf_proc_after(cli_stack(c), form, p)) {
		if (args_num(a, "id", 0) && args_num(a, "id", 0) != p->id)
			continue;
		show_num(s, "process", p->id);
		show_text(s, " Routing Process \"%s %u\"\n", ospf_v3(p->o) ? "ospfv3" : "ospf", p->id);
		ospf_show_restart(s, p->o);
	}
	return true;
}
