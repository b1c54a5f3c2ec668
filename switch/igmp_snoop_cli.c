/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ip igmp snooping: lines, and shows in IOS's layout. */
#include <stdio.h>
#include <string.h>

#include "cli/show.h"
#include "device/debug.h"
#include "switch/igmp_snoop.h"
#include "switch/switch_cli.h"

enum { ORDER_IGMP = ORDER_IP + 120, PORTS_TEXT = 512 };

static struct igmp_snoop *igmp_of(const struct cli *c)
{
	return device_of(cli_node(c))->bridge->igmp;
}

static bool set_on(struct cli *c, const struct args *a)
{
	igmp_of(c)->off = args_no(a);
	if (args_no(a))
		igmp_forget(igmp_of(c), 0);
	return true;
}

static bool set_vlan(struct cli *c, const struct args *a)
{
	struct igmp_snoop *s = igmp_of(c);
	u16 id = (u16)args_num(a, "id", 1);
	char line[48];

	igmp_vlan_of(s, id)->off = args_no(a);
	if (args_no(a))
		igmp_forget(s, id);
	snprintf(line, sizeof(line), "no ip igmp snooping vlan %u", id);
	cli_store(c, args_no(a) ? line : "");
	return true;
}

static bool set_fast_leave(struct cli *c, const struct args *a)
{
	igmp_vlan_of(igmp_of(c), (u16)args_num(a, "id", 1))->fast_leave = !args_no(a);
	return true;
}

static bool port_index(struct cli *c, const struct args *a, u16 *port)
{
	struct iface *i = device_iface(device_of(cli_node(c)), args_str(a, "port"));

	if (!i || !i->sw) {
		cli_error(c, "%% Invalid interface.");
		return false;
	}
	*port = i->sw->index;
	return true;
}

static bool set_router(struct cli *c, const struct args *a)
{
	u16 port;

	if (!port_index(c, a, &port))
		return false;
	igmp_static_router(igmp_of(c), (u16)args_num(a, "id", 1), port, !args_no(a));
	return true;
}

static bool set_static(struct cli *c, const struct args *a)
{
	u32 group = args_ip4(a, "group", 0);
	u16 port;

	if (!port_index(c, a, &port))
		return false;
	if (!ip4_is_multicast(group) || group >> 8 == 0xe00000) {
		cli_error(c, "%% Invalid group address.");
		return false;
	}
	if (igmp_static(igmp_of(c), (u16)args_num(a, "id", 1), group, port, !args_no(a)))
		return true;
	cli_error(c, "%% The group table is full.");
	return false;
}

static bool set_querier(struct cli *c, const struct args *a)
{
	struct igmp_snoop *s = igmp_of(c);
	struct igmp_vlan *v = args_has(a, "vlan") ? igmp_vlan_of(s, (u16)args_num(a, "id", 1)) : NULL;

	if (args_has(a, "address") && v)
		v->querier_address = args_no(a) ? 0 : args_ip4(a, "source", 0);
	else if (args_has(a, "address"))
		s->querier_address = args_no(a) ? 0 : args_ip4(a, "source", 0);
	else if (args_has(a, "version"))
		s->version = args_no(a) ? SNOOP_VERSION : (u8)args_num(a, "version", SNOOP_VERSION);
	else if (args_has(a, "query-interval"))
		s->query_s = args_no(a) ? SNOOP_QUERY_S : (u32)args_num(a, "seconds", SNOOP_QUERY_S);
	else if (v)
		v->querier = !args_no(a);
	else
		s->querier = !args_no(a);
	return true;
}

static bool set_last_member(struct cli *c, const struct args *a)
{
	igmp_of(c)->last_member_ms = args_no(a) ? SNOOP_LAST_MEMBER_MS : (u32)args_num(a, "ms", SNOOP_LAST_MEMBER_MS);
	return true;
}

static bool clear_groups(struct cli *c, const struct args *a)
{
	igmp_forget(igmp_of(c), (u16)args_num(a, "id", 0));
	return true;
}

/* ---- shows ---- */

static const char *on_word(bool on) { return on ? "Enabled" : "Disabled"; }

static bool show_snooping(struct cli *c, const struct args *a, struct show *s)
{
	const struct igmp_snoop *n = igmp_of(c);
	u16 only = (u16)args_num(a, "id", 0);

	show_text(s, "Global IGMP Snooping configuration:\n-------------------------------------------\nIGMP snooping                : %s\n"
		     "IGMPv3 snooping (minimal)    : %s\nReport suppression           : Disabled\nTCN solicit query            : Disabled\nTCN flood query count        : 2\n"
		     "Robustness variable          : %d\nLast member query count      : 2\nLast member query interval   : %u\n\n",
		  on_word(!n->off), on_word(!n->off), SNOOP_ROBUSTNESS, n->last_member_ms);
	for (u16 v = 1; v <= VLAN_MAX; v++) {
		const struct igmp_vlan *g = n->vlan[v];

		if (!n->b->vlan[v] || (only && v != only))
			continue;
		show_num(s, "vlan", v);
		show_bool(s, "snooping", igmp_snooped(n, v));
		show_bool(s, "immediate_leave", g && g->fast_leave);
		show_end(s);
		show_text(s, "Vlan %u:\n--------\nIGMP snooping                       : %s\nIGMPv2 immediate leave              : %s\n"
			     "Multicast router learning mode      : pim-dvmrp\nCGMP interoperability mode          : IGMP_ONLY\n"
			     "Robustness variable                 : %d\nLast member query count             : 2\nLast member query interval          : %u\n\n",
			  v, on_word(igmp_snooped(n, v)), on_word(g && g->fast_leave), SNOOP_ROBUSTNESS, n->last_member_ms);
	}
	return true;
}

/* Members of the group as text and as cells; the highest version of a report. */
static u8 members(struct show *s, const struct igmp_snoop *n, const struct igmp_group *g, char *text)
{
	size_t at = 0;
	u8 version = 0;

	*text = 0;
	show_push_list(s, "ports");
	for (u16 i = 0; i < n->b->n_ports; i++) {
		const struct igmp_member *m = &g->port[i];

		if (!m->fixed && !m->until)
			continue;
		show_str(s, "port", n->b->port[i].iface->short_name);
		show_end(s);
		if (at < PORTS_TEXT)
			at += (size_t)snprintf(text + at, PORTS_TEXT - at, "%s%s", at ? ", " : "", n->b->port[i].iface->short_name);
		version = m->until && m->version > version ? m->version : version;
	}
	show_pop(s);
	return version;
}

static bool show_groups(struct cli *c, const struct args *a, struct show *s)
{
	const struct igmp_snoop *n = igmp_of(c);
	u16 only = (u16)args_num(a, "id", 0);

	show_text(s, "Vlan      Group                    Type        Version     Port List\n-----------------------------------------------------------------------\n");
	for (u16 v = 1; v <= VLAN_MAX; v++)
		for (const struct igmp_group *g = n->vlan[v] && (!only || v == only) ? n->vlan[v]->group : NULL; g; g = g->next) {
			char text[PORTS_TEXT], ip[IP4_TEXT], version[8] = "";
			u8 got;

			show_num(s, "vlan", v);
			show_ip4(s, "group", g->address);
			got = members(s, n, g, text);
			show_str(s, "type", got ? "igmp" : "user");
			show_num(s, "version", got);
			show_end(s);
			if (got)
				snprintf(version, sizeof(version), "v%u", got);
			show_text(s, "%-9u %-24s %-11s %-11s %s\n", v, ip4_text(g->address, ip), got ? "igmp" : "user", version, text);
		}
	return true;
}

static bool show_routers(struct cli *c, const struct args *a, struct show *s)
{
	const struct igmp_snoop *n = igmp_of(c);
	u16 only = (u16)args_num(a, "id", 0);

	show_text(s, "Vlan    ports\n----    -----\n");
	for (u16 v = 1; v <= VLAN_MAX; v++) {
		unsigned k = 0;

		for (u16 i = 0; n->vlan[v] && (!only || v == only) && i < n->b->n_ports; i++) {
			if (!igmp_is_router(n, v, i))
				continue;
			if (!k++)
				show_text(s, "%4u    ", v);
			else
				show_text(s, ", ");
			show_num(s, "vlan", v);
			show_str(s, "port", n->b->port[i].iface->name);
			show_str(s, "type", n->vlan[v]->router[i] == NSEC_NEVER ? "static" : "dynamic");
			show_end(s);
			show_text(s, "%s(%s)", n->b->port[i].iface->short_name, n->vlan[v]->router[i] == NSEC_NEVER ? "static" : "dynamic");
		}
		if (k)
			show_text(s, "\n");
	}
	return true;
}

static bool show_querier(struct cli *c, const struct args *a, struct show *s)
{
	const struct igmp_snoop *n = igmp_of(c);
	u16 only = (u16)args_num(a, "id", 0);

	show_text(s, "Vlan      IP Address               IGMP Version   Port\n-------------------------------------------------------------\n");
	for (u16 v = 1; v <= VLAN_MAX; v++) {
		const struct igmp_vlan *g = n->vlan[v];
		u32 ip = g ? g->other_querier : 0;
		const char *port = ip ? n->b->port[g->other_port].iface->short_name : "Switch";
		char text[IP4_TEXT];

		if ((only && v != only) || !g || (!ip && (!g->queries || !igmp_querier(n, v, &ip))))
			continue;
		show_num(s, "vlan", v);
		show_ip4(s, "address", ip);
		show_str(s, "port", port);
		show_num(s, "version", g->other_querier ? g->other_version : n->version);
		show_end(s);
		show_text(s, "%-9u %-24s v%-13u %s\n", v, ip4_text(ip, text), g->other_querier ? g->other_version : n->version, port);
	}
	return true;
}

#define IGMP_HELP "Global IP configuration subcommands|IGMP global configuration|Global IGMP Snooping enable"
#define VLAN_HELP IGMP_HELP "|IGMP Snooping enable for a VLAN|Vlan number"

static const struct cmd rows[] = {
	{ &mode_config, "ip igmp snooping", IGMP_HELP, .run = set_on, .order = ORDER_IGMP, .dflt = "ip igmp snooping" },
	{ &mode_config, "ip igmp snooping vlan <1-4094>:id", VLAN_HELP, .run = set_vlan, .key = 5, .order = ORDER_IGMP + 1, .dflt = "ip igmp snooping vlan 1" },
	{ &mode_config, "ip igmp snooping vlan <1-4094>:id immediate-leave", VLAN_HELP "|Enable IGMPv2 immediate leave processing", .run = set_fast_leave,
	  .order = ORDER_IGMP + 2, .flags = CMD_SORT_NUMERIC },
	{ &mode_config, "ip igmp snooping vlan <1-4094>:id mrouter interface INTERFACE:port",
	  VLAN_HELP "|Configure an L2 port as a multicast router port|next-hop interface to mrouter|", .run = set_router, .order = ORDER_IGMP + 3, .flags = CMD_SORT_NUMERIC },
	{ &mode_config, "ip igmp snooping vlan <1-4094>:id static A.B.C.D:group interface INTERFACE:port",
	  VLAN_HELP "|Configure an L2 port as a member of a group|IP address of a group|Interface|", .run = set_static, .order = ORDER_IGMP + 4, .flags = CMD_SORT_NUMERIC },
	{ &mode_config, "ip igmp snooping querier", IGMP_HELP "|IGMP querier configuration", .run = set_querier, .order = ORDER_IGMP + 5 },
	{ &mode_config, "ip igmp snooping querier address A.B.C.D:source", IGMP_HELP "||IGMP querier source IP address|A.B.C.D", .run = set_querier, .key = 5, .order = ORDER_IGMP + 6 },
	{ &mode_config, "ip igmp snooping querier query-interval <1-18000>:seconds", IGMP_HELP "||IGMP querier query interval|Seconds", .run = set_querier, .key = 5,
	  .order = ORDER_IGMP + 7, .dflt = "ip igmp snooping querier query-interval 125" },
	{ &mode_config, "ip igmp snooping querier version <1-3>:version", IGMP_HELP "||IGMP querier version|Version", .run = set_querier, .key = 5,
	  .order = ORDER_IGMP + 7, .dflt = "ip igmp snooping querier version 2" },
	{ &mode_config, "ip igmp snooping vlan <1-4094>:id querier", VLAN_HELP "|IGMP querier configuration", .run = set_querier, .order = ORDER_IGMP + 8,
	  .flags = CMD_SORT_NUMERIC },
	{ &mode_config, "ip igmp snooping vlan <1-4094>:id querier address A.B.C.D:source", VLAN_HELP "||IGMP querier source IP address|A.B.C.D", .run = set_querier, .key = 7,
	  .order = ORDER_IGMP + 9, .flags = CMD_SORT_NUMERIC },
	{ &mode_config, "ip igmp snooping last-member-query-interval <100-32767>:ms", IGMP_HELP "|Last member query interval|Milliseconds", .run = set_last_member, .key = 4,
	  .order = ORDER_IGMP + 10, .dflt = "ip igmp snooping last-member-query-interval 1000" },
	{ &mode_config, "ip igmp snooping report-suppression", IGMP_HELP "|Report suppression|", .flags = CMD_UNSUPPORTED },
	{ &mode_config, "ip igmp snooping tcn LINE", IGMP_HELP "|Topology change notification|", .flags = CMD_UNSUPPORTED },
	{ &mode_exec, "clear ip igmp snooping membership [vlan <1-4094>:id]", "||Clear IGMP|IGMP snooping|Members that were learned|Of a VLAN|Vlan number", .run = clear_groups,
	  .flags = CMD_PRIV },
	{ &mode_exec, "show ip igmp snooping [vlan <1-4094>:id]", "|IP information|IGMP information|IGMP snooping|Of a VLAN|Vlan number", .show = show_snooping },
	{ &mode_exec, "show ip igmp snooping groups [vlan <1-4094>:id]", "||||Groups|Of a VLAN|Vlan number", .show = show_groups },
	{ &mode_exec, "show ip igmp snooping mrouter [vlan <1-4094>:id]", "||||Multicast routers|Of a VLAN|Vlan number", .show = show_routers },
	{ &mode_exec, "show ip igmp snooping querier [vlan <1-4094>:id]", "||||Who asks|Of a VLAN|Vlan number", .show = show_querier },
	DEBUG_CMDS("ip igmp snooping", "IP information|IGMP information|IGMP snooping"),
};
const struct cmd_table igmp_cmds[] = { CMD_TABLE(rows) };
const unsigned n_igmp_cmds = ARRAY_LEN(igmp_cmds);
