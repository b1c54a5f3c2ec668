/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * `router ospfv3 N`: version 3 with address families (RFC 5838). Each family of each VRF is a process of its own on the wire; what is said outside the
 * families is kept in a struct ospf_proc that never runs (`common`), and inherited by sync.c.
 */
#include <stdio.h>
#include <stdlib.h>

#include "router/ospf/cli.h"

static struct ospf_proc *common(struct cli *c) { return cli_object(c, 0); }

/* What runs for one process number in one family, in any VRF. */
void ospf_families_end(struct ipstack *root, u32 id)
{
	for (u8 form = OSPF_FORM_3; form < OSPF_FORMS; form++)
		for (struct ipstack *s = root; s; s = s->next) {
			struct ospf_all *all = ospf_all_find(s, form);
			struct ospf_proc *p = all ? ospf_proc_find(all, id) : NULL;

			if (p)
				ospf_proc_remove(p);
		}
}

RUN(ospf3_run_process)
{
	u32 id = (u32)args_num(a, "id", 1);
	struct ospf_proc *p = ospf_common(cli_stack(c), id, false);
	const struct ospf_proc *old = ospf_proc_any(cli_stack(c), OSPF_FORM_3, id);

	if (args_no(a)) {
		if (p && !ospf_lines_go(c, OSPF_FORM_3, id))
			return false;
		p = ospf_common(cli_stack(c), id, false);
		if (p) {
			ospf_families_end(cli_stack(c), id);
			ospf_proc_remove(p);
		}
		return true;
	}
	if (old && old->by_ipv6_router) {
		if (!ospf_as_families(c, id)) {
			cli_error(c, "%% OSPFv3: Process %u is configured by \"ipv6 router ospf\"", id);
			return false;
		}
		cli_store(c, args_line(a));
	}
	p = ospf_common(cli_stack(c), id, true);
	p->by_iface = false;
	cli_enter_object(c, p);
	return true;
}

RUN(ospf3_run_family)
{
	u8 form = args_has(a, "ipv4") ? OSPF_FORM_3_IP4 : OSPF_FORM_3;
	const char *vrf = args_str(a, "vrf");
	struct ipstack *s = cli_vrf(c, a);
	u32 id = common(c)->id;
	struct ospf_proc *p;
	char line[96];

	if (!s)
		return args_no(a);
	snprintf(line, sizeof(line), "address-family %s unicast%s%s", form == OSPF_FORM_3 ? "ipv6" : "ipv4", vrf ? " vrf " : "", vrf ? vrf : "");
	if (args_no(a)) {
		struct ospf_all *all = ospf_all_find(s, form);

		p = all ? ospf_proc_find(all, id) : NULL;
		if (p)
			ospf_proc_remove(p);
		/* `ospfv3 N ipv4|ipv6 area A` has it run: anew, with nothing said of it. */
		if (p && ospf_on_interface(all, id)) {
			ospf_proc_get(all, id)->by_iface = true;
			cli_store(c, line);
		}
		return true;
	}
	cli_store(c, line);
	p = ospf_proc_get(ospf_all(s, form), id);
	p->by_iface = false;
	cli_enter_object(c, p);
	return true;
}

RUN(ospf3_run_leave)
{
	(void)a;
	cli_leave(c);
	return true;
}

RUN(ospf3_run_area_auth)
{
	struct ospf_proc *p = cli_object(c, 0);
	struct ospf_area *x = ospf_area_get(p->o, ospf_area_arg(a));

	free(x->chain);
	x->chain = args_no(a) ? NULL : xstrdup(args_str(a, "chain"));
	ospf_area_said(x);
	return true;
}
