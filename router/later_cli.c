/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What IOS has and this does not emulate yet: recognised, so that a pasted configuration gets "% Unsupported here: LINE" at the right
 * lines and `--lenient` can name them. A feature that comes takes its rows out of here.
 */
#include "router/ip_cli.h"

#define LATER(mode, syntax, help) { &(mode), syntax, help, .flags = CMD_UNSUPPORTED }

static const struct cmd later[] = {
	LATER(mode_config, "router LINE", "Enable a routing process|"),
	LATER(mode_config, "ip multicast-routing [LINE]", "|Enable IP multicast forwarding|"),
	LATER(mode_config, "ipv6 router LINE", "|Enable an IPV6 routing process|"),
	LATER(mode_config, "event LINE", "Event related configuration commands|"),
	LATER(mode_interface, "ip pim LINE", "|PIM interface commands|"),
};
/* What routers here have and switches do not. */
static const struct cmd later_switch[] = {
	LATER(mode_interface, "service-policy LINE", "Configure CPL Service Policy|"),
	LATER(mode_config, "policy-map LINE", "Configure Policy Map|"),
	LATER(mode_config, "class-map LINE", "Configure CPL Class Map|"),
	LATER(mode_config, "ip sla LINE", "|IP Service Level Agreement|"),
	LATER(mode_interface, "ip policy LINE", "|Enable policy routing|"),
	LATER(mode_interface, "tunnel LINE", "Protocol-over-protocol tunneling|"),
};
const struct cmd_table ip_later_switch_cmds[] = { CMD_TABLE(later_switch) };
const unsigned n_ip_later_switch_cmds = ARRAY_LEN(ip_later_switch_cmds);
const struct cmd_table ip_later_cmds[] = { CMD_TABLE(later) };
const unsigned n_ip_later_cmds = ARRAY_LEN(ip_later_cmds);
