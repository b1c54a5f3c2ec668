/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Configuration of channel groups, LACP and PAgP. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "device/debug.h"
#include "switch/lag/lag.h"
#include "switch/lag/lag_show.h"
#include "switch/span.h"
#include "switch/stp.h"
#include "switch/switch_cli.h"

static struct lag_switch *lags_of(const struct cli *c)
{
	return device_of(cli_node(c))->bridge->lags;
}

/* The port that the line is about; NULL after an error. */
static struct lag_port *port_of(struct cli *c, const struct args *a)
{
	struct iface *i = cli_object(c, 0);
	const struct swport *sw = i ? bridge_place_of(i) : NULL;
	struct lag_port *p = sw ? lag_port_of(lags_of(c), sw) : NULL;

	if (!p)
		cli_error(c, "%% Unsupported here: %s", args_line(a));
	return p;
}

static struct lag *channel_of(struct cli *c, const struct args *a)
{
	struct iface *i = cli_object(c, 0);
	const struct swport *sw = i ? bridge_place_of(i) : NULL;

	if (sw && sw->lag)
		return sw->lag;
	cli_error(c, "%% Unsupported here: %s", args_line(a));
	return NULL;
}

/* A Port-channel that a port makes begins as the port is: its lines that begin with " switchport". */
static char *inherited(struct cli *c, const struct iface *from)
{
	char *block = xasprintf("interface %s", from->name), *all = shell_running_block(cli_shell(c), block), *text = xstrdup("");

	for (char *line = all; line && *line; ) {
		char *end = strchr(line, '\n');
		size_t n = end ? (size_t)(end - line) : strlen(line);

		if (!strncmp(line, " switchport ", 12) && strncmp(line, " switchport port-security", 25) && strncmp(line, " switchport voice", 17)) {
			char *longer = xasprintf("%s%.*s\n", text, (int)n - 1, line + 1);

			free(text);
			text = longer;
		}
		line = end ? end + 1 : NULL;
	}
	free(block);
	free(all);
	return text;
}

static void make_channel(struct cli *c, struct lag_port *p, u8 group)
{
	struct bridge *b = p->sw->bridge;
	char name[32], block[48], *lines;
	struct iface *i;

	if (lag_find(b->lags, group))
		return;
	if (!cli_is_replay(c))
		cli_print(c, "Creating a port-channel interface Port-channel %u\n\n", group);
	snprintf(name, sizeof(name), "Port-channel%u", group);
	snprintf(block, sizeof(block), "interface %s", name);
	i = device_iface_make(b->dev, name);
	if (!i)
		bug("no Port-channel%u", group);
	if (p->sw->routed) {
		bridge_port_route(bridge_place_of(i), true);
		cli_keep_in(c, block, "no switchport\n");
		return;
	}
	i->sw->mode = p->sw->mode;
	i->sw->access_vlan = p->sw->access_vlan;
	i->sw->native_vlan = p->sw->native_vlan;
	i->sw->native_untagged = p->sw->native_untagged;
	i->sw->allowed = p->sw->allowed;
	i->sw->prunable = p->sw->prunable;
	i->sw->nonegotiate = p->sw->nonegotiate;
	i->sw->protect = p->sw->protect;
	i->sw->block_unicast = p->sw->block_unicast;
	i->sw->block_multicast = p->sw->block_multicast;
	bridge_port_changed(i->sw);
	lines = inherited(c, p->sw->iface);
	cli_keep_in(c, block, lines);
	free(lines);
}

static u8 mode_of(const struct args *a)
{
	return args_has(a, "active") ? LAG_LACP_ACTIVE : args_has(a, "passive") ? LAG_LACP_PASSIVE : args_has(a, "auto") ? LAG_PAGP_AUTO :
	       args_has(a, "desirable") ? LAG_PAGP_DESIRABLE : LAG_ON;
}

static unsigned members(const struct lag_switch *s, u8 group)
{
	unsigned n = 0;

	for (u16 i = 0; i < s->n_ports; i++)
		n += s->port[i].group == group;
	return n;
}

static bool may_join(struct cli *c, const struct lag_port *p, u8 group, u8 mode)
{
	const struct lag_switch *s = lags_of(c);
	const struct lag *g = lag_find(s, group);
	enum lag_protocol protocol = lag_protocol_of(mode), theirs;

	if (p->only != LAG_STATIC && protocol != p->only) {
		cli_error(c, "Command rejected (Channel protocol mismatch for interface %s in group %u): the interface can not be added to the channel group",
			  p->sw->iface->short_name, group);
		return false;
	}
	if (p->sw->monitor) {
		cli_error(c, "Command rejected: %s is a monitor destination", p->sw->iface->short_name);
		return false;
	}
	if (p->sw->iface->subs) {
		cli_error(c, "Command rejected: %s has sub-interfaces", p->sw->iface->short_name);
		return false;
	}
	if (g && g->sw->routed != p->sw->routed) {
		cli_error(c, "Command rejected: Either port is L2 and port-channel is L3, or vice-versa");
		return false;
	}
	if (p->group == group && members(s, group) == 1)
		return true;
	if (lag_group_protocol(s, group, &theirs) && theirs != protocol) {
		cli_error(c, "Command rejected (Channel protocol mismatch for interface %s in group %u): the interface can not be added to the channel group",
			  p->sw->iface->short_name, group);
		return false;
	}
	if (p->group != group && members(s, group) >= (protocol == LAG_LACP ? LAG_LACP_MEMBERS : LAG_MEMBERS)) {
		cli_error(c, "Command rejected: Port-channel%u has as many ports as it can have.", group);
		return false;
	}
	return true;
}

static bool run_group(struct cli *c, const struct args *a)
{
	struct lag_port *p = port_of(c, a);
	u8 group = (u8)args_num(a, "group", 0), mode = mode_of(a), was;

	if (!p)
		return false;
	was = p->group;
	if (args_no(a)) {
		p->group = 0;
		p->mode = LAG_NONE;
	} else {
		if (!may_join(c, p, group, mode))
			return false;
		make_channel(c, p, group);
		p->group = group;
		p->mode = mode;
		p->non_silent = args_has(a, "non-silent");
	}
	lag_apply(lags_of(c));
	if (was && was != p->group)
		lag_select_group(lags_of(c), was);
	bridge_port_changed(p->sw);
	span_apply(p->sw->bridge->span);
	return true;
}

static bool run_protocol(struct cli *c, const struct args *a)
{
	struct lag_port *p = port_of(c, a);
	u8 only = args_no(a) ? LAG_STATIC : args_has(a, "lacp") ? LAG_LACP : LAG_PAGP;

	if (!p)
		return false;
	if (only != LAG_STATIC && p->group && lag_protocol_of(p->mode) != only) {
		cli_error(c, "Command rejected: the interface is in a channel group of another protocol");
		return false;
	}
	p->only = only;
	return true;
}

static bool run_port_priority(struct cli *c, const struct args *a)
{
	struct lag_port *p = port_of(c, a);

	if (!p)
		return false;
	p->priority = args_no(a) ? 32768 : (u16)args_num(a, "priority", 32768);
	lag_apply(lags_of(c));
	return true;
}

static bool run_pagp_priority(struct cli *c, const struct args *a)
{
	struct lag_port *p = port_of(c, a);

	if (!p)
		return false;
	p->pagp_priority = args_no(a) ? 128 : (u8)args_num(a, "priority", 128);
	lag_apply(lags_of(c));
	return true;
}

static bool run_learn(struct cli *c, const struct args *a)
{
	struct lag_port *p = port_of(c, a);

	if (!p)
		return false;
	p->learns_by_port = !args_no(a) && args_has(a, "physical-port");
	lag_apply(lags_of(c));
	return true;
}

static bool run_pagp_timer(struct cli *c, const struct args *a)
{
	struct lag_port *p = port_of(c, a);

	if (!p)
		return false;
	p->pagp.timer_s = args_no(a) ? 0 : (u8)args_num(a, "seconds", 0);
	return true;
}

static bool run_rate(struct cli *c, const struct args *a)
{
	struct lag_port *p = port_of(c, a);

	if (!p)
		return false;
	p->fast = !args_no(a) && args_has(a, "fast");
	lag_apply(lags_of(c));
	return true;
}

static bool run_system_priority(struct cli *c, const struct args *a)
{
	struct lag_switch *s = lags_of(c);

	s->system_priority = args_no(a) ? 32768 : (u16)args_num(a, "priority", 32768);
	lag_apply(s);
	return true;
}

static bool run_max_bundle(struct cli *c, const struct args *a)
{
	struct lag *g = channel_of(c, a);

	if (!g)
		return false;
	g->max_bundle = args_no(a) ? LAG_ACTIVE_MAX : (u8)args_num(a, "n", LAG_ACTIVE_MAX);
	lag_apply(lags_of(c));
	return true;
}

static bool run_min_links(struct cli *c, const struct args *a)
{
	struct lag *g = channel_of(c, a);

	if (!g)
		return false;
	g->min_links = args_no(a) ? 1 : (u8)args_num(a, "n", 1);
	lag_apply(lags_of(c));
	return true;
}

static bool run_standalone(struct cli *c, const struct args *a)
{
	struct lag *g = channel_of(c, a);

	if (!g)
		return false;
	g->standalone_disable = !args_no(a);
	lag_apply(lags_of(c));
	return true;
}

static bool run_guard(struct cli *c, const struct args *a)
{
	lags_of(c)->no_guard = args_no(a);
	return true;
}

static bool run_balance(struct cli *c, const struct args *a)
{
	struct lag_switch *s = lags_of(c);

	s->balance = BALANCE_SRC_MAC;
	for (u8 i = 0; !args_no(a) && i < BALANCE_N; i++)
		if (args_has(a, lag_balance_name(i)))
			s->balance = i;
	return true;
}

static bool run_clear(struct cli *c, const struct args *a)
{
	struct lag_switch *s = lags_of(c);
	u8 only = (u8)args_num(a, "group", 0);

	for (u16 i = 0; i < s->n_ports; i++) {
		struct lacp_port *l = &s->port[i].lacp;
		struct pagp_port *g = &s->port[i].pagp;

		if (only && s->port[i].group != only)
			continue;
		if (args_has(a, "lacp"))
			l->rx_pdus = l->tx_pdus = l->rx_errors = l->rx_markers = l->tx_markers = l->rx_marker_errors = 0;
		else
			g->rx = g->tx = g->rx_flush = g->rx_bad = 0;
	}
	return true;
}

#define BALANCES "{dst-ip|dst-mac|dst-port|src-dst-ip|src-dst-mac|src-dst-port|src-ip|src-mac|src-port}"
#define GROUP "<1-48>:group"

static const struct cmd rows[] = {
	{ &mode_interface, "channel-group " GROUP " mode {active|passive|on}",
	  "Etherchannel/port bundling configuration|Channel group number|Etherchannel Mode of the interface|Enable LACP unconditionally|"
	  "Enable LACP only if a LACP device is detected|Enable Etherchannel only", .run = run_group, .key = 1, .order = ORDER_IF_SPEED + 5 },
	{ &mode_interface, "channel-group " GROUP " mode auto [non-silent]",
	  "|||Enable PAgP only if a PAgP device is detected|Start negotiation only after data packets received", .run = run_group, .key = 1,
	  .order = ORDER_IF_SPEED + 5 },
	{ &mode_interface, "channel-group " GROUP " mode desirable [non-silent]",
	  "|||Enable PAgP unconditionally|Start negotiation only after data packets received", .run = run_group, .key = 1, .order = ORDER_IF_SPEED + 5 },
	{ &mode_interface, "channel-protocol {lacp|pagp}",
	  "Select the channel protocol (LACP, PAgP)|Prepare interface for LACP protocol|Prepare interface for PAgP protocol", .run = run_protocol, .key = 1,
	  .order = ORDER_IF_SPEED + 4 },
	{ &mode_interface, "lacp port-priority <0-65535>:priority", "LACP interface subcommands|LACP priority on this interface|Priority value",
	  .run = run_port_priority, .key = 2, .order = ORDER_IF_SPEED + 6, .dflt = "lacp port-priority 32768" },
	{ &mode_interface, "lacp rate {fast|normal}", "|Sets the rate at which LACP packets are sent to an LACP interface|Request fast transmission|Request normal transmission",
	  .run = run_rate, .key = 2, .order = ORDER_IF_SPEED + 7, .dflt = "lacp rate normal" },
	{ &mode_interface, "lacp max-bundle <1-8>:n", "|LACP maximum number of ports to bundle|Max number of ports to bundle in this port channel", .run = run_max_bundle,
	  .key = 2, .order = ORDER_IF_SPEED + 8, .dflt = "lacp max-bundle 8" },
	{ &mode_interface, "pagp port-priority <0-255>:priority", "PAgP interface subcommands|Port priority that is used for electing the hot standby|Priority value",
	  .run = run_pagp_priority, .key = 2, .order = ORDER_IF_SPEED + 9, .dflt = "pagp port-priority 128" },
	{ &mode_interface, "pagp learn-method {aggregation-port|physical-port}",
	  "|Address learning method|Learning address on a aggregation port|Learning address on a physical port", .run = run_learn, .key = 2,
	  .order = ORDER_IF_SPEED + 9, .dflt = "pagp learn-method aggregation-port" },
	{ &mode_interface, "pagp timer <45-90>:seconds", "|Set timer expiration for PAgP|Seconds without a message until the partner is forgotten", .run = run_pagp_timer,
	  .key = 2, .order = ORDER_IF_SPEED + 9 },
	{ &mode_interface, "port-channel min-links <2-8>:n", "Port-channel interface subcommands|Minimum number of bundled ports before the channel comes up|Number of ports",
	  .run = run_min_links, .key = 2, .order = ORDER_IF_SPEED + 10 },
	{ &mode_interface, "port-channel standalone-disable", "|Disable a port that has no partner rather than leave it standalone", .run = run_standalone, .key = 2,
	  .order = ORDER_IF_SPEED + 11 },
	{ &mode_config, "lacp system-priority <0-65535>:priority", "LACP configuration|LACP priority for the system|Priority value", .run = run_system_priority, .key = 2,
	  .order = ORDER_SPANNING_TREE - 60, .dflt = "lacp system-priority 32768" },
	{ &mode_config, "port-channel load-balance " BALANCES,
	  "EtherChannel configuration|Load Balancing method|Dst IP Addr|Dst Mac Addr|Dst TCP/UDP Port|Src XOR Dst IP Addr|Src XOR Dst Mac Addr|Src XOR Dst TCP/UDP Port|"
	  "Src IP Addr|Src Mac Addr|Src TCP/UDP Port", .run = run_balance, .key = 2, .order = ORDER_SPANNING_TREE - 59, .dflt = "port-channel load-balance src-mac" },
	{ &mode_config, "spanning-tree etherchannel guard misconfig",
	  "|Spanning tree etherchannel specific configuration|Configure guard features for etherchannel|Enable guard to protect against etherchannel misconfiguration",
	  .run = run_guard, .order = ORDER_SPANNING_TREE + 4, .dflt = "spanning-tree etherchannel guard misconfig" },
	{ &mode_exec, "clear {lacp|pagp} [" GROUP "] counters", "Reset functions|LACP|PAgP|Channel group number|Traffic information", .run = run_clear, .flags = CMD_PRIV },
	{ &mode_exec, "show etherchannel [" GROUP "] summary", "|EtherChannel information|Channel group number|One-line summary per channel-group", .show = show_lag_summary },
	{ &mode_exec, "show etherchannel [" GROUP "] detail", "||Channel group number|Detail information", .show = show_lag_detail },
	{ &mode_exec, "show etherchannel [" GROUP "] port-channel", "||Channel group number|Port-channel information", .show = show_lag_channel },
	{ &mode_exec, "show etherchannel load-balance", "||Load-balance/frame-distribution scheme among ports in port-channel", .show = show_lag_balance },
	{ &mode_exec, "show lacp [" GROUP "] neighbor [detail]", "|Port channel information|Channel group number|Neighbor information|Detailed neighbor information",
	  .show = show_lacp_neighbor },
	{ &mode_exec, "show lacp [" GROUP "] internal", "||Channel group number|Internal information", .show = show_lacp_internal },
	{ &mode_exec, "show lacp [" GROUP "] counters", "||Channel group number|Traffic information", .show = show_lacp_counters },
	{ &mode_exec, "show lacp sys-id", "||LACP System ID", .show = show_lacp_sysid },
	{ &mode_exec, "show pagp [" GROUP "] neighbor", "|Port channel information|Channel group number|Neighbor information", .show = show_pagp_neighbor },
	{ &mode_exec, "show pagp [" GROUP "] internal", "||Channel group number|Internal information", .show = show_pagp_internal },
	{ &mode_exec, "show pagp [" GROUP "] counters", "||Channel group number|Traffic information", .show = show_pagp_counters },
	DEBUG_CMDS("etherchannel", "EtherChannel Shim/FEC debugging"),
	DEBUG_CMDS("lacp packet", "LACP debugging|LACP packet debugging"),
};
const struct cmd_table lag_cmds[] = { CMD_TABLE(rows) };
const unsigned n_lag_cmds = ARRAY_LEN(lag_cmds);
