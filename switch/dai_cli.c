/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ip arp inspection: lines and shows in IOS's layout. */
#include <stdio.h>
#include <string.h>

#include "cli/show.h"
#include "switch/snoop.h"
#include "switch/switch_cli.h"

enum { ORDER_DAI = ORDER_IP + 110, ORDER_IF_DAI = ORDER_IF_SPEED + 55, RATE_DEFAULT = 15 };

static struct snoop *snoop_of(const struct cli *c)
{
	return device_of(cli_node(c))->bridge->snoop;
}

static struct snoop_port *port_of(struct cli *c)
{
	struct swport *p = switch_port_of(c);

	return p ? snoop_port_of(p) : NULL;
}

static bool set_vlans(struct cli *c, const struct args *a)
{
	bool ok = vlan_list_line(c, a, &snoop_of(c)->arp_vlans, "ip arp inspection vlan", "");

	snoop_changed(snoop_of(c));
	return ok;
}

static bool set_validate(struct cli *c, const struct args *a)
{
	struct snoop *s = snoop_of(c);

	s->check_src = !args_no(a) && args_has(a, "src-mac");
	s->check_dst = !args_no(a) && args_has(a, "dst-mac");
	s->check_ip = !args_no(a) && args_has(a, "ip-addresses");
	return true;
}

static bool set_trust(struct cli *c, const struct args *a)
{
	struct snoop_port *p = port_of(c);

	if (p)
		p->arp_trusted = !args_no(a);
	return p;
}

static bool set_limit(struct cli *c, const struct args *a)
{
	struct snoop_port *p = port_of(c);

	if (!p)
		return false;
	p->arp_limit_set = !args_no(a);
	p->arp_limit = args_has(a, "none") ? 0 : (u16)args_num(a, "rate", 0);
	p->arp_burst_s = (u16)args_num(a, "seconds", 1);
	return true;
}

static bool clear_statistics(struct cli *c, const struct args *a)
{
	struct snoop *s = snoop_of(c);

	(void)a;
	for (u16 v = 1; v <= VLAN_MAX; v++)
		if (s->dai[v])
			*s->dai[v] = (struct dai_vlan){ 0 };
	return true;
}

/* ---- shows ---- */

static void validations(struct show *s, const struct snoop *n)
{
	show_text(s, "\nSource Mac Validation      : %s\nDestination Mac Validation : %s\nIP Address Validation      : %s\n", n->check_src ? "Enabled" : "Disabled",
		  n->check_dst ? "Enabled" : "Disabled", n->check_ip ? "Enabled" : "Disabled");
}

static void counts(struct show *s, const struct snoop *n, const struct vlan_set *of)
{
	show_text(s, "\n Vlan      Forwarded        Dropped     DHCP Drops      ACL Drops\n ----      ---------        -------     ----------      ---------\n");
	for (u16 v = 1; v <= VLAN_MAX; v++) {
		struct dai_vlan none = { 0 };
		const struct dai_vlan *d = n->dai[v] ? n->dai[v] : &none;

		if (!vlan_in(of, v))
			continue;
		show_num(s, "vlan", v);
		show_num(s, "forwarded", d->forwarded);
		show_num(s, "dropped", d->dropped);
		show_num(s, "dhcp_drops", d->dhcp_drops);
		show_num(s, "acl_drops", d->acl_drops);
		show_num(s, "acl_permits", d->acl_permits);
		show_num(s, "dhcp_permits", d->dhcp_permits);
		show_num(s, "source_mac_failures", d->source_mac);
		show_num(s, "dest_mac_failures", d->dest_mac);
		show_num(s, "ip_validation_failures", d->ip_validation);
		show_num(s, "invalid_protocol_data", d->invalid);
		show_end(s);
		show_text(s, "%5u %14llu %14llu %14llu %14llu\n", v, (unsigned long long)d->forwarded, (unsigned long long)d->dropped, (unsigned long long)d->dhcp_drops,
			  (unsigned long long)d->acl_drops);
	}
	show_text(s, "\n Vlan   DHCP Permits    ACL Permits  Probe Permits   Source MAC Failures\n ----   ------------    -----------  -------------   -------------------\n");
	for (u16 v = 1; v <= VLAN_MAX; v++)
		if (vlan_in(of, v))
			show_text(s, "%5u %14llu %14llu %14u %21llu\n", v, n->dai[v] ? (unsigned long long)n->dai[v]->dhcp_permits : 0ull,
				  n->dai[v] ? (unsigned long long)n->dai[v]->acl_permits : 0ull, 0, n->dai[v] ? (unsigned long long)n->dai[v]->source_mac : 0ull);
	show_text(s, "\n Vlan   Dest MAC Failures   IP Validation Failures   Invalid Protocol Data\n ----   -----------------   ----------------------   ---------------------\n");
	for (u16 v = 1; v <= VLAN_MAX; v++)
		if (vlan_in(of, v))
			show_text(s, "%5u %19llu %24llu %23llu\n", v, n->dai[v] ? (unsigned long long)n->dai[v]->dest_mac : 0ull,
				  n->dai[v] ? (unsigned long long)n->dai[v]->ip_validation : 0ull, n->dai[v] ? (unsigned long long)n->dai[v]->invalid : 0ull);
	show_text(s, "\n");
}

static bool asked(struct cli *c, const struct args *a, struct vlan_set *of)
{
	*of = snoop_of(c)->arp_vlans;
	if (!args_str(a, "list") || vlan_set_parse(args_str(a, "list"), of))
		return true;
	cli_error(c, "Command rejected: Bad VLAN list");
	return false;
}

static bool show_statistics(struct cli *c, const struct args *a, struct show *s)
{
	struct vlan_set of;

	if (!asked(c, a, &of))
		return false;
	counts(s, snoop_of(c), &of);
	return true;
}

static bool show_inspection(struct cli *c, const struct args *a, struct show *s)
{
	const struct snoop *n = snoop_of(c);
	struct vlan_set of;

	if (!asked(c, a, &of))
		return false;
	validations(s, n);
	show_text(s, "\n Vlan     Configuration    Operation   ACL Match          Static ACL\n ----     -------------    ---------   ---------          ----------\n");
	for (u16 v = 1; v <= VLAN_MAX; v++)
		if (vlan_in(&of, v)) {
			const struct arp_filter *f = arp_filter_of(&n->arp_acls, v);

			show_text(s, "%5u     %-16s %-11s %-18s %s\n", v, vlan_in(&n->arp_vlans, v) ? "Enabled" : "Disabled",
				  vlan_in(&n->arp_vlans, v) && n->b->vlan[v] ? "Active" : "Inactive", f ? f->name : "", !f ? "" : f->strict ? "Yes" : "No");
		}
	show_text(s, "\n Vlan     ACL Logging      DHCP Logging      Probe Logging\n ----     -----------      ------------      -------------\n");
	for (u16 v = 1; v <= VLAN_MAX; v++)
		if (vlan_in(&of, v))
			show_text(s, "%5u     Deny             Deny              Off\n", v);
	counts(s, n, &of);
	return true;
}

static bool show_interfaces(struct cli *c, const struct args *a, struct show *s)
{
	const struct snoop *n = snoop_of(c);
	const char *only = args_str(a, "port");

	show_text(s, "\n Interface        Trust State     Rate (pps)    Burst Interval\n ---------------  -----------     ----------    --------------\n");
	for (u16 i = 0; i < n->b->n_ports; i++) {
		const struct snoop_port *p = &n->port[i];
		u16 limit = p->arp_limit_set ? p->arp_limit : p->arp_trusted ? 0 : RATE_DEFAULT;
		char rate[12] = "None", burst[12] = "N/A";

		if (only && strcmp(only, n->b->port[i].iface->name))
			continue;
		if (limit) {
			snprintf(rate, sizeof(rate), "%u", limit);
			snprintf(burst, sizeof(burst), "%u", p->arp_limit_set && p->arp_burst_s ? p->arp_burst_s : 1);
		}
		show_str(s, "interface", n->b->port[i].iface->name);
		show_bool(s, "trusted", p->arp_trusted);
		show_str(s, "rate", rate);
		show_str(s, "burst_interval", burst);
		show_end(s);
		show_text(s, " %-15s  %-11s %14s %17s\n", n->b->port[i].iface->short_name, p->arp_trusted ? "Trusted" : "Untrusted", rate, burst);
	}
	return true;
}

#define DAI_HELP "|Configure ARP features|Arp Inspection configuration"

static const struct cmd rows[] = {
	{ &mode_config, "ip arp inspection vlan WORD:list", DAI_HELP "|Enable/Disable ARP Inspection on vlans|vlan range, example: 1,3-5,7,9-11", .run = set_vlans, .key = 4,
	  .order = ORDER_DAI },
	{ &mode_config, "ip arp inspection validate [src-mac] [dst-mac] [ip-addresses]",
	  DAI_HELP "|Validate addresses|Validate source MAC address|Validate destination MAC address|Validate IP address", .run = set_validate, .key = 4,
	  .order = ORDER_DAI + 1 },
	{ &mode_config, "ip arp inspection log-buffer LINE", DAI_HELP "|Log Buffer Configuration|", .flags = CMD_UNSUPPORTED },
	{ &mode_interface, "ip arp inspection trust", DAI_HELP "|Configure Trust state", .run = set_trust, .order = ORDER_IF_DAI },
	{ &mode_interface, "ip arp inspection limit rate <0-2048>:rate [burst interval <1-15>:seconds]",
	  DAI_HELP "|Configure Rate limit of incoming ARP packets|Rate Limit|Packets per second|Burst parameters for ARP packets|Configure Burst interval|Number of seconds",
	  .run = set_limit, .key = 4, .order = ORDER_IF_DAI + 1 },
	{ &mode_interface, "ip arp inspection limit none", DAI_HELP "||No limit", .run = set_limit, .key = 4, .order = ORDER_IF_DAI + 1 },
	{ &mode_exec, "clear ip arp inspection statistics", "||Clear ARP|ARP inspection|Clear statistics", .run = clear_statistics, .flags = CMD_PRIV },
	{ &mode_exec, "show ip arp inspection [vlan WORD:list]", "||ARP|Show ARP Inspection information|Selected vlan range|Vlan range", .show = show_inspection },
	{ &mode_exec, "show ip arp inspection statistics [vlan WORD:list]", "||||Show statistics|Selected vlan range|Vlan range", .show = show_statistics },
	{ &mode_exec, "show ip arp inspection interfaces [INTERFACE:port]", "||||Interface status|", .show = show_interfaces },
};
const struct cmd_table dai_cmds[] = { CMD_TABLE(rows) };
const unsigned n_dai_cmds = ARRAY_LEN(dai_cmds);
