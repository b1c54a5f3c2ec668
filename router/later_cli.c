/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What IOS has and this does not emulate yet: recognised, so that a pasted configuration gets "% Unsupported here: LINE" at the right
 * lines and `--lenient` can name them. A feature that comes takes its rows out of here.
 */
#include "router/ip_cli.h"

#define LATER(mode, syntax, help) { &(mode), syntax, help, .flags = CMD_UNSUPPORTED }

#define NEVER(mode, syntax, help) { &(mode), syntax, help, .flags = CMD_UNSUPPORTED | CMD_OFF }

/* It is so, always. */
static bool run_always(struct cli *c, const struct args *a)
{
	if (!args_no(a))
		return true;
	cli_error(c, "%% Unsupported here: no %s", args_line(a));
	return false;
}

static const struct cmd later[] = {
	{ &mode_config, "ip classless", "|Follow classless routing forwarding rules", .run = run_always, .order = ORDER_IP + 3, .dflt = "ip classless" },
	{ &mode_config, "ip subnet-zero", "|Allow 'subnet zero' subnets", .run = run_always, .order = ORDER_IP + 3, .dflt = "ip subnet-zero" },
	{ &mode_config, "ip bgp-community new-format", "|format for BGP community|select aa:nn format for BGP community", .run = run_always, .order = ORDER_IP + 3, .dflt = "ip bgp-community new-format" },
	LATER(mode_config, "router LINE", "Enable a routing process|"),
	LATER(mode_config, "ip multicast-routing [LINE]", "|Enable IP multicast forwarding|"),
	LATER(mode_config, "ipv6 router LINE", "|Enable an IPV6 routing process|"),
	LATER(mode_config, "event LINE", "Event related configuration commands|"),
	LATER(mode_interface, "ip pim LINE", "|PIM interface commands|"),
	LATER(mode_interface, "ip igmp LINE", "|IGMP interface commands|"),
	LATER(mode_interface, "ip tcp LINE", "|TCP interface commands|"),
	LATER(mode_interface, "ip verify LINE", "|Enable per packet validation|"),
	LATER(mode_interface, "ip virtual-reassembly [LINE]", "|Virtual Reassembly|"),
	LATER(mode_interface, "ppp LINE", "Point-to-Point Protocol|"),
	LATER(mode_interface, "clock rate LINE", "Configure serial interface clock|Configure serial interface clock speed|"),
	LATER(mode_config, "ip tcp LINE", "|Global TCP parameters|"),
	LATER(mode_config, "ip options LINE", "|IP options|"),
	LATER(mode_config, "ip local pool LINE", "|Specify local options|IP Local address pool lists|"),
	LATER(mode_config, "ip nbar LINE", "|Network-Based Application Recognition|"),
	LATER(mode_config, "ip forward-protocol nd", "||Sun's Network Disk protocol"),
	LATER(mode_config, "ip forward-protocol {any-local-broadcast | sdns | spanning-tree | turbo-flood} [LINE]",
	      "||Forward all broadcasts|Secure DNS|Use transparent bridging to flood UDP broadcasts|Fast flooding of UDP broadcasts|"),
	LATER(mode_interface, "ip helper-address {global | vrf} LINE", "|Specify a destination address for UDP broadcasts|Helper-address is global|VRF name for helper-address|"),
	LATER(mode_interface, "ip broadcast-address LINE", "|Set the broadcast address of an interface|"),
	LATER(mode_interface, "qos pre-classify", "Configure QoS preclassify|Pre-classify before a tunnel's header"),
	LATER(mode_interface, "tx-ring-limit LINE", "Configure PA level transmit ring limit|"),
	LATER(mode_config, "control-plane {cef-exception | host | transit}", "Configure control plane services|Exceptions|Control plane host|Control plane transit"),
	LATER(mode_config, "ip http session-idle-timeout LINE", "|HTTP server configuration|Session's idle timeout|"),
	LATER(mode_config, "ip http client {cache | connection | response} LINE", "||HTTP client configuration|Cache|Connections|Responses|"),
	LATER(mode_exec, "show ip {aliases | helper-address} [LINE]", "|IP information|IP alias table|Helper-addresses|"),
	LATER(mode_exec, "{fsck | squeeze | undelete} LINE", "Fsck a filesystem|Squeeze a filesystem|Undelete a file|"),
	LATER(mode_config, "multilink LINE", "PPP multilink global configuration|"),
	NEVER(mode_config, "ip source-route", "|Process packets with source routing header options"),
	NEVER(mode_interface, "ip directed-broadcast", "|Enable forwarding of directed broadcasts"),
	NEVER(mode_interface, "ip mroute-cache", "|Enable switching cache for incoming multicast packets"),
};
/* What routers here have and switches do not. */
static const struct cmd later_switch[] = {
	LATER(mode_interface, "service-policy LINE", "Configure CPL Service Policy|"),
	LATER(mode_config, "policy-map LINE", "Configure Policy Map|"),
	LATER(mode_config, "class-map LINE", "Configure CPL Class Map|"),
	LATER(mode_config, "ip sla LINE", "|IP Service Level Agreement|"),
	LATER(mode_interface, "ip policy LINE", "|Enable policy routing|"),
	LATER(mode_interface, "ipv6 policy LINE", "|Enable policy routing|"),
	LATER(mode_interface, "tunnel LINE", "Protocol-over-protocol tunneling|"),
	LATER(mode_config, "sdm LINE", "Switch database management|"),
	LATER(mode_config, "mls LINE", "Global multilayer switching configuration|"),
	LATER(mode_interface, "mls LINE", "mls interface commands|"),
	LATER(mode_interface, "auto LINE", "Configure Automation|"),
	LATER(mode_config, "power LINE", "Power configure|"),
	LATER(mode_interface, "power LINE", "Power configuration|"),
	LATER(mode_config, "system LINE", "Set the system configuration|"),
	LATER(mode_config, "switch LINE", "Set the switch attributes|"),
	LATER(mode_config, "vlan internal LINE", "|internal VLAN|"),
	LATER(mode_config, "authentication LINE", "Auth Manager Global Configuration Commands|"),
	LATER(mode_interface, "authentication LINE", "Auth Manager Interface Configuration Commands|"),
	LATER(mode_config, "dot1x LINE", "IEEE 802.1X Global Configuration Commands|"),
	LATER(mode_interface, "dot1x LINE", "Interface Config Commands for IEEE 802.1X|"),
	LATER(mode_interface, "mab [LINE]", "MAC Authentication Bypass Interface Config Commands|"),
	LATER(mode_config, "ip device LINE", "|IP device tracking|"),
	LATER(mode_config, "network-policy LINE", "Network Policy|"),
	LATER(mode_config, "link LINE", "Configure link state groups|"),
	LATER(mode_interface, "srr-queue LINE", "Configure shaped round-robin transmit queues|"),
	LATER(mode_interface, "priority-queue LINE", "Priority Queue|"),
	LATER(mode_interface, "mdix LINE", "Set Media Dependent Interface with Crossover|"),
	LATER(mode_interface, "flowcontrol LINE", "Configure flow operation.|"),
	LATER(mode_interface, "switchport priority LINE", "|Set appliance 802.1p priority|"),
	LATER(mode_interface, "keepalive [LINE]", "Enable keepalive|"),
};
const struct cmd_table ip_later_switch_cmds[] = { CMD_TABLE(later_switch) };
const unsigned n_ip_later_switch_cmds = ARRAY_LEN(ip_later_switch_cmds);
const struct cmd_table ip_later_cmds[] = { CMD_TABLE(later) };
const unsigned n_ip_later_cmds = ARRAY_LEN(ip_later_cmds);
