/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What lines of interfaces and lines of processes owe each other. `ip ospf 44 area 0` brings `router ospf 44` along where nobody has written it, so that each process
 * that runs stands in the configuration; a process that goes takes such lines along; and an interface that moves between VRFs has them run where it is now,
 * or loses them.
 *
 * Version 2 and `ipv6 router ospf` have one process of a number in the device, `router ospfv3` one a VRF and family. Hence `ipv6 ospf 5 area 0` brings `ipv6 router
 * ospf 5` in the global table, and a family of `router ospfv3 5` in a VRF. What was written like that and nobody has opened since gives way to the other way to write it.
 */
#include <stdio.h>
#include <stdlib.h>

#include "router/ospf/cli.h"
#include "router/vrf/vrf.h"

enum { LINE_LEN = 96 };

struct named {
	u8 form;
	u32 id;
};

/* "ip ospf 1 area 0", "ospfv3 1 ipv6 cost 5" of an interface. */
static bool names_process(const char *block, const char *line, const void *arg)
{
	static const char *const heads[2][2] = { { "ip ospf ", NULL }, { "ipv6 ospf ", "ospfv3 " } };
	const struct named *p = arg;

	for (unsigned i = 0; i < 2 && block && !strncmp(block, "interface ", 10); i++) {
		const char *head = heads[p->form != OSPF_FORM_2][i];
		char *end;

		if (head && !strncmp(line, head, strlen(head)) && strtoul(line + strlen(head), &end, 10) == p->id && *end == ' ')
			return true;
	}
	return false;
}

bool ospf_lines_go(struct cli *c, u8 form, u32 id) { return cli_remove_all(c, true, names_process, &(struct named){ form, id }); }

bool ospf_on_interface(const struct ospf_all *all, u32 id)
{
	for (const struct ipif *f = all->s->ifs; f; f = f->next) {
		const struct ospf_ifc *x = ospf_ifc_find(all, f->i);

		if (x && x->process == id)
			return true;
	}
	return false;
}

const struct ospf_proc *ospf_elsewhere(const struct ipstack *s, u8 form, u32 id)
{
	const struct ospf_proc *p = ospf_proc_any(s->root, form, id);

	return p && p->all->s != s && (form == OSPF_FORM_2 || (p->by_ipv6_router && !p->by_iface)) ? p : NULL;
}

/* ---- the lines that are brought ---- */

static const char *family_line(const struct ospf_all *all, char line[LINE_LEN])
{
	bool vrf = all->s != all->s->root;

	snprintf(line, LINE_LEN, "address-family %s unicast%s%s", all->form == OSPF_FORM_3 ? "ipv6" : "ipv4", vrf ? " vrf " : "", vrf ? vrf_name(all->s) : "");
	return line;
}

static void family_store(struct cli *c, const struct ospf_proc *p)
{
	char block[LINE_LEN], line[LINE_LEN];

	snprintf(block, sizeof(block), "router ospfv3 %u", p->id);
	cli_store_in(c, block, family_line(p->all, line));
}

static void rename_block(struct cli *c, u32 id, const char *from, const char *to)
{
	char was[LINE_LEN], is[LINE_LEN];

	snprintf(was, sizeof(was), "%s %u", from, id);
	snprintf(is, sizeof(is), "%s %u", to, id);
	cli_keep_in(c, was, "");
	cli_move_block(c, was, is);
}

bool ospf_as_families(struct cli *c, u32 id)
{
	struct ipstack *root = cli_stack(c);
	struct ospf_proc *p = ospf_proc_any(root, OSPF_FORM_3, id);

	if (!p || !p->by_ipv6_router)
		return true;
	if (!p->by_iface)
		return false;
	rename_block(c, id, "ipv6 router ospf", "router ospfv3");
	p->by_ipv6_router = false;
	ospf_common(root, id, true)->by_iface = true;
	for (u8 form = OSPF_FORM_3; form < OSPF_FORMS; form++)
		for (p = ospf_proc_after(root, form, NULL); p; p = ospf_proc_after(root, form, p))
			if (p->id == id)
				family_store(c, p);
	return true;
}

bool ospf_as_ipv6(struct cli *c, u32 id)
{
	struct ospf_proc *common = ospf_common(cli_stack(c), id, false);

	if (!common)
		return true;
	if (!common->by_iface)
		return false;
	for (const struct ospf_proc *p = ospf_proc_after(cli_stack(c), OSPF_FORM_3, NULL); p; p = ospf_proc_after(cli_stack(c), OSPF_FORM_3, p))
		if (p->id == id && p->all->s != cli_stack(c))
			return false;
	rename_block(c, id, "router ospfv3", "ipv6 router ospf");
	ospf_proc_remove(common);
	return true;
}

void ospf_bring(struct cli *c, struct ipstack *s, u8 form, u32 id, bool families)
{
	struct ospf_all *all = ospf_all(s, form);
	struct ospf_proc *p = ospf_proc_find(all, id);
	bool vrf = s != s->root;
	char line[LINE_LEN];

	if (p)
		return;
	p = ospf_proc_get(all, id);
	p->by_iface = true;
	if (form == OSPF_FORM_2) {
		snprintf(line, sizeof(line), "router ospf %u%s%s", id, vrf ? " vrf " : "", vrf ? vrf_name(s) : "");
		cli_store_in(c, NULL, line);
		return;
	}
	if (!families && !vrf && !ospf_common(s, id, false)) {
		p->by_ipv6_router = true;
		snprintf(line, sizeof(line), "ipv6 router ospf %u", id);
		cli_store_in(c, NULL, line);
		return;
	}
	if (!ospf_as_families(c, id)) /* beside `ipv6 router ospf` a family runs as it always did, without a line of its own */
		return;
	if (!ospf_common(s->root, id, false))
		ospf_common(s->root, id, true)->by_iface = true;
	family_store(c, p);
}

/* ---- an interface moves ---- */

static bool is_area_line(const char *line, const void *arg)
{
	const struct named *p = arg;
	char head[LINE_LEN];

	snprintf(head, sizeof(head), "%s ospf %u area ", p->form == OSPF_FORM_2 ? "ip" : "ipv6", p->id);
	return !strncmp(line, head, strlen(head));
}

/* A family that only interfaces' lines speak of goes with the last of them. */
static void leave_behind(struct cli *c, struct ipstack *from, u8 form, u32 id)
{
	struct ospf_all *all = ospf_all_find(from, form);
	struct ospf_proc *p = all ? ospf_proc_find(all, id) : NULL;
	char block[LINE_LEN], line[LINE_LEN];

	if (!p || !p->by_iface || p->by_ipv6_router || ospf_on_interface(all, id))
		return;
	snprintf(block, sizeof(block), "router ospfv3 %u", id);
	cli_remove_in(c, block, family_line(all, line));
	p = ospf_proc_find(all, id);
	if (p)
		ospf_proc_remove(p);
}

void ospf_iface_moved(struct cli *c, struct ipif *f, struct ipstack *from)
{
	for (u8 form = 0; form < OSPF_FORMS; form++) {
		const struct ospf_all *root = ospf_all_find(f->ip->root, form);
		struct ospf_ifc *x = root ? ospf_ifc_find(root, f->i) : NULL;
		u32 id = x ? x->process : 0;
		const struct ospf_proc *p = id ? ospf_elsewhere(f->ip, form, id) : NULL;

		if (!id)
			continue;
		if (p && !x->by_families) {
			cli_remove_lines(c, false, is_area_line, &(struct named){ form, id });
			if (!cli_is_replay(c))
				cli_print(c, "%% OSPF%s: Process %u, which is in another VRF, no longer runs on %s\n", form == OSPF_FORM_2 ? "" : "v3", id, f->i->name);
			continue;
		}
		ospf_bring(c, f->ip, form, id, x->by_families);
		if (form != OSPF_FORM_2)
			leave_behind(c, from, form, id);
	}
}
