/* SPDX-License-Identifier: GPL-3.0-or-later */
/* show ipv6 ospf and show ospfv3: neighbours, virtual links. */
#include <stdio.h>

#include "router/ospf/cli.h"

#define RID(a) ip4_text(a, (char[IP4_TEXT]){ 0 })
#define AREA(a) ospf_area_text(a, (char[IP4_TEXT]){ 0 })
#define HMS(n) ospf_hms(n, (char[16]){ 0 })

static void cells(struct show *s, const struct args *a, const struct ospf_proc *p, const struct ospf_nbr *n)
{
	char t[IP6_TEXT];

	ospf3_of_family(s, a, p);
	show_ip4(s, "neighbor_id", n->rid);
	show_num(s, "priority", n->priority);
	show_str(s, "state", ospf_nbr_state_name[n->state]);
	show_num(s, "interface_id", n->if_id);
	show_str(s, "address", ipaddr_text(&n->addr, t));
	show_str(s, "interface", n->oi->name);
}

VIEW(ospf3_show_neighbor)
{
	char state[32];

	for (struct ospf_proc *p = ospf3_next(c, a, NULL); p; p = ospf3_next(c, a, p)) {
		ospf3_heading(s, a, p);
		show_text(s, "Neighbor ID     Pri   State           Dead Time   Interface ID    Interface\n");
		for (const struct ospf_if *oi = p->o->ifs; oi; oi = oi->next)
			for (const struct ospf_nbr *n = oi->nbrs; n; n = n->next) {
				if (!ospf_nbr_picked(a, n))
					continue;
				cells(s, a, p, n);
				show_end(s);
				snprintf(state, sizeof(state), "%s/%s", ospf_nbr_state_name[n->state], ospf_nbr_role(n));
				show_text(s, "%-15s %3u   %-15s %s    %-15u %s\n", RID(n->rid), n->priority, state, HMS(ospf_dead_in(n)), n->if_id, oi->name);
			}
	}
	return true;
}

void ospf3_option_words(struct show *s, u32 opt, bool lsa)
{
	static const struct { u16 bit; const char *name; } bits[] = {
		{ OPT3_V6, "V6-Bit" }, { OPT3_E, "E-Bit" }, { OPT3_N, "N-Bit" }, { OPT3_R, "R-Bit" }, { OPT3_DC, "DC-Bit" }, { OPT3_AF, "AF-Bit" }, { OPT3_AT, "AT-Bit" },
	};
	const char *before = " (";

	for (unsigned k = 0; k < ARRAY_LEN(bits); k++)
		if (opt & bits[k].bit) {
			show_text(s, "%s%s", before, lsa && bits[k].bit == OPT3_R ? "R-bit" : bits[k].name);
			before = ", ";
		}
	show_text(s, "%s", before[0] == ',' ? ")" : "");
}

static void options(struct show *s, u32 opt, const char *where)
{
	show_text(s, "    Options is 0x%06X in %s", opt, where);
	ospf3_option_words(s, opt, false);
	show_text(s, "\n");
}

static void neighbor_text(struct show *s, const struct ospf_nbr *n)
{
	const struct ospf_if *oi = n->oi;
	bool multi = ospf_if_multi(oi);
	char t[IP6_TEXT];

	show_text(s, " Neighbor %s\n    In the area %s via interface %s\n", RID(n->rid), AREA(oi->area->id), oi->name);
	show_text(s, "    Neighbor: interface-id %u, %s %s\n", n->if_id, oi->net == NET_VIRTUAL ? "IPv6 address" : "link-local address", ipaddr_text(&n->addr, t));
	show_text(s, "    Neighbor priority is %u, State is %s, %u state changes\n", n->priority, ospf_nbr_state_name[n->state], n->changes);
	if (multi)
		show_text(s, "    DR is %s BDR is %s\n", RID(oi->dr_rid), RID(oi->bdr_rid));
	options(s, n->options, "Hello");
	options(s, n->dd_options, "DBD");
	ospf_nbr_end_text(s, n);
}

VIEW(ospf3_show_neighbor_detail)
{
	for (struct ospf_proc *p = ospf3_next(c, a, NULL); p; p = ospf3_next(c, a, p)) {
		ospf3_heading(s, a, p);
		for (const struct ospf_if *oi = p->o->ifs; oi; oi = oi->next)
			for (const struct ospf_nbr *n = oi->nbrs; n; n = n->next) {
				if (!ospf_nbr_picked(a, n))
					continue;
				cells(s, a, p, n);
				show_ip4(s, "area", oi->area->id);
				show_num(s, "dead_s", ospf_dead_in(n) / NSEC_PER_SEC);
				show_num(s, "state_changes", n->changes);
				show_num(s, "up_s", (ospf_now(p->o) - n->state_since) / NSEC_PER_SEC);
				show_num(s, "retransmission_queue", n->n_rxmt);
				show_num(s, "retransmissions", n->rxmt_sent);
				show_end(s);
				neighbor_text(s, n);
			}
	}
	return true;
}

static void vlink_text(struct show *s, const struct ospf *o, const struct ospf_if *oi)
{
	const struct ospf_if *way = ospf_virtual_way(o, oi);
	char t[IP6_TEXT];

	ospf_vlink_head_text(s, oi);
	show_text(s, "  Interface ID %u, IPv6 address %s\n", oi->if_id, ip6_text(&oi->local, t));
	show_text(s, "  Transit area %s", AREA(oi->transit->id));
	if (way)
		show_text(s, ", via interface %s, Cost of using %u", way->name, oi->cost);
	show_text(s, "\n");
	ospf_vlink_state_text(s, oi);
}

VIEW(ospf3_show_vlinks)
{
	for (struct ospf_proc *p = ospf3_next(c, a, NULL); p; p = ospf3_next(c, a, p)) {
		bool first = true;

		for (const struct ospf_if *oi = p->o->ifs; oi; oi = oi->next) {
			if (oi->net != NET_VIRTUAL)
				continue;
			show_num(s, "process", p->id);
			ospf3_of_family(s, a, p);
			ospf_vlink_cells(s, oi);
			if (first && ospf3_families(a))
				ospf3_heading(s, a, p);
			first = false;
			vlink_text(s, p->o, oi);
		}
	}
	return true;
}
