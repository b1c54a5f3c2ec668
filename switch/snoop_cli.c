/* SPDX-License-Identifier: GPL-3.0-or-later */
/* DHCP snooping, source bindings and IP source guard: lines and shows in IOS's layout. */
#include <stdio.h>
#include <string.h>

#include "cli/show.h"
#include "device/debug.h"
#include "switch/snoop.h"
#include "switch/switch_cli.h"

enum { ORDER_IF_SNOOP = ORDER_IF_SPEED + 60 };

static struct snoop *snoop_of(const struct cli *c)
{
	return device_of(cli_node(c))->bridge->snoop;
}

static struct snoop_port *port_of(struct cli *c)
{
	struct swport *p = switch_port_of(c);

	return p ? snoop_port_of(p) : NULL;
}

/* ---- configuration ---- */

static bool set_global(struct cli *c, const struct args *a)
{
	struct snoop *s = snoop_of(c);

	if (args_has(a, "allow-untrusted"))
		s->allow_untrusted = !args_no(a);
	else if (args_has(a, "information"))
		s->option82 = !args_no(a);
	else if (args_has(a, "verify"))
		s->verify_mac = !args_no(a);
	else
		s->on = !args_no(a);
	snoop_changed(s);
	return true;
}

static bool set_vlans(struct cli *c, const struct args *a)
{
	return vlan_list_line(c, a, &snoop_of(c)->vlans, "ip dhcp snooping vlan", "");
}

static bool set_trust(struct cli *c, const struct args *a)
{
	struct snoop_port *p = port_of(c);

	if (p)
		p->trusted = !args_no(a);
	return p;
}

static bool set_limit(struct cli *c, const struct args *a)
{
	struct snoop_port *p = port_of(c);

	if (p)
		p->limit = args_no(a) ? 0 : (u16)args_num(a, "rate", 0);
	return p;
}

static bool set_verify(struct cli *c, const struct args *a)
{
	struct snoop_port *p = port_of(c);

	if (!p)
		return false;
	p->verify = !args_no(a);
	p->verify_mac = p->verify && args_has(a, "port-security");
	snoop_changed(snoop_of(c));
	return true;
}

static bool port_and_mac(struct cli *c, const struct args *a, u16 *port, u8 mac[6])
{
	struct iface *i = device_iface(device_of(cli_node(c)), args_str(a, "port"));

	args_mac(a, "mac", mac);
	if (!i || !i->sw || mac_is_group(mac)) {
		cli_error(c, "%% Invalid %s.", i && i->sw ? "mac address" : "interface");
		return false;
	}
	*port = i->sw->index;
	return true;
}

static bool source_binding(struct cli *c, const struct args *a)
{
	struct snoop *s = snoop_of(c);
	u16 vlan = (u16)args_num(a, "vlan", 1), port;
	u32 ip = args_ip4(a, "ip", 0);
	struct binding *b = binding_of_ip(&s->table, ip, vlan);
	u8 mac[6];

	if (args_no(a)) {
		if (b && b->type == BINDING_STATIC)
			binding_remove(&s->table, b);
		return true;
	}
	if (!port_and_mac(c, a, &port, mac))
		return false;
	if (binding_set(&s->table, mac, vlan, ip, port, BINDING_STATIC, NSEC_NEVER))
		return true;
	cli_error(c, "%% The binding table is full.");
	return false;
}

static bool exec_binding(struct cli *c, const struct args *a)
{
	struct snoop *s = snoop_of(c);
	struct node *n = cli_node(c);
	u16 vlan = (u16)args_num(a, "vlan", 1), port;
	u8 mac[6];

	if (!port_and_mac(c, a, &port, mac))
		return false;
	if (!snoop_bind(s, mac, vlan, args_ip4(a, "ip", 0), port, node_now(n) + args_num(a, "seconds", 0) * NSEC_PER_SEC)) {
		cli_error(c, "%% The binding table is full.");
		return false;
	}
	return true;
}

static bool clear_binding(struct cli *c, const struct args *a)
{
	struct snoop *s = snoop_of(c);
	const char *only = args_str(a, "port");
	struct binding *b = NULL;

	while ((b = binding_next(&s->table, b))) {
		if (b->type != BINDING_DHCP || (args_has(a, "vlan") && b->vlan != args_num(a, "vlan", 0)) ||
		    (only && strcmp(only, s->b->port[b->port].iface->name)) || (args_has(a, "address") && b->ip != args_ip4(a, "address", 0)))
			continue;
		binding_remove(&s->table, b);
	}
	return true;
}

static bool clear_statistics(struct cli *c, const struct args *a)
{
	struct snoop *s = snoop_of(c);

	(void)a;
	s->forwarded = s->dropped = s->dropped_untrusted = 0;
	for (u16 i = 0; i < s->b->n_ports; i++)
		s->port[i].forwarded = s->port[i].dropped = 0;
	return true;
}

/* ---- shows ---- */

static void port_rows(struct show *s, const struct snoop *n)
{
	show_text(s, "DHCP snooping trust/rate is configured on the following Interfaces:\n\nInterface                  Trusted    Allow option    Rate limit (pps)\n"
		     "-----------------------    -------    ------------    ----------------   \n");
	for (u16 i = 0; i < n->b->n_ports; i++) {
		const struct snoop_port *p = &n->port[i];
		char rate[12] = "unlimited";

		if (!p->trusted && !p->limit)
			continue;
		if (p->limit)
			snprintf(rate, sizeof(rate), "%u", p->limit);
		show_str(s, "interface", n->b->port[i].iface->name);
		show_bool(s, "trusted", p->trusted);
		show_bool(s, "allow_option", p->trusted || n->allow_untrusted);
		show_str(s, "rate", rate);
		show_end(s);
		show_text(s, "%-26s %-10s %-15s %s   \n  Custom circuit-ids:\n", n->b->port[i].iface->name, p->trusted ? "yes" : "no",
			  p->trusted || n->allow_untrusted ? "yes" : "no", rate);
	}
}

static bool show_snooping(struct cli *c, const struct args *a, struct show *s)
{
	const struct snoop *n = snoop_of(c);
	char list[VLAN_SET_TEXT], mac[MAC_TEXT];
	struct vlan_set active = n->vlans;

	(void)a;
	for (u16 v = 1; v <= VLAN_MAX; v++)
		if (!n->on || !n->b->vlan[v])
			vlan_del(&active, v);
	vlan_set_format(&n->vlans, list, sizeof(list));
	show_text(s, "Switch DHCP snooping is %s\nSwitch DHCP gleaning is disabled\nDHCP snooping is configured on following VLANs:\n%s\n", n->on ? "enabled" : "disabled",
		  list);
	vlan_set_format(&active, list, sizeof(list));
	show_text(s, "DHCP snooping is operational on following VLANs:\n%s\nDHCP snooping is configured on the following L3 Interfaces:\n\n", list);
	show_text(s, "Insertion of option 82 is %s\n", n->option82 ? "enabled" : "disabled");
	if (n->option82)
		show_text(s, "   circuit-id default format: vlan-mod-port\n   remote-id: %s (MAC)\n", mac_dotted(n->mac, mac));
	show_text(s, "Option 82 on untrusted port is %s\nVerification of hwaddr field is %s\nVerification of giaddr field is enabled\n",
		  n->allow_untrusted ? "allowed" : "not allowed", n->verify_mac ? "enabled" : "disabled");
	port_rows(s, n);
	return true;
}

static void mac_upper(const u8 *m, char buf[MAC_TEXT])
{
	snprintf(buf, MAC_TEXT, "%02X:%02X:%02X:%02X:%02X:%02X", m[0], m[1], m[2], m[3], m[4], m[5]);
}

static bool chosen(const struct snoop *n, const struct args *a, const struct binding *b)
{
	const char *only = args_str(a, "port");
	u8 mac[6];

	if (args_mac(a, "mac", mac) && !mac_eq(mac, b->mac))
		return false;
	return (!args_has(a, "vlan") || b->vlan == args_num(a, "vlan", 0)) && (!args_has(a, "address") || b->ip == args_ip4(a, "address", 0)) &&
	       (!only || !strcmp(only, n->b->port[b->port].iface->name));
}

static bool show_bindings(struct cli *c, const struct args *a, struct show *s)
{
	const struct snoop *n = snoop_of(c);
	bool source = args_has(a, "source");
	struct binding *b = NULL;
	nsec now = node_now(cli_node(c));
	unsigned total = 0;

	show_text(s, "MacAddress          IpAddress        Lease(sec)  Type           VLAN  Interface\n"
		     "------------------  ---------------  ----------  -------------  ----  --------------------\n");
	while ((b = binding_next(&n->table, b))) {
		char mac[MAC_TEXT], ip[IP4_TEXT], lease[16] = "infinite";
		const char *type = b->type == BINDING_DHCP ? "dhcp-snooping" : "static";

		if ((b->type == BINDING_STATIC && !source) || !chosen(n, a, b))
			continue;
		if (b->expires != NSEC_NEVER)
			snprintf(lease, sizeof(lease), "%llu", (unsigned long long)(b->expires > now ? (b->expires - now) / NSEC_PER_SEC : 0));
		mac_upper(b->mac, mac);
		show_mac(s, "mac_address", b->mac);
		show_ip4(s, "ip_address", b->ip);
		show_str(s, "lease", lease);
		show_str(s, "type", type);
		show_num(s, "vlan", b->vlan);
		show_str(s, "interface", n->b->port[b->port].iface->name);
		show_end(s);
		show_text(s, "%-18s  %-15s  %-10s  %-13s  %-4u  %s\n", mac, ip4_text(b->ip, ip), lease, type, b->vlan, n->b->port[b->port].iface->name);
		total++;
	}
	show_text(s, "Total number of bindings: %u\n", total);
	return true;
}

static bool show_statistics(struct cli *c, const struct args *a, struct show *s)
{
	const struct snoop *n = snoop_of(c);

	(void)a;
	show_num(s, "forwarded", n->forwarded);
	show_num(s, "dropped", n->dropped);
	show_num(s, "dropped_untrusted", n->dropped_untrusted);
	show_end(s);
	show_text(s, " Packets Forwarded                                     = %llu\n Packets Dropped                                       = %llu\n"
		     " Packets Dropped From untrusted ports                  = %llu\n",
		  (unsigned long long)n->forwarded, (unsigned long long)n->dropped, (unsigned long long)n->dropped_untrusted);
	return true;
}

/* What source guard lets pass on a port: a row a binding, and one that denies the rest. */
static void verify_rows(struct show *s, const struct snoop *n, u16 port)
{
	const struct snoop_port *p = &n->port[port];
	const char *name = n->b->port[port].iface->short_name, *type = p->verify_mac ? "ip-mac" : "ip";
	struct binding *b = NULL;
	unsigned any = 0;

	while ((b = binding_next(&n->table, b))) {
		char ip[IP4_TEXT], mac[MAC_TEXT] = "";

		if (b->port != port)
			continue;
		if (p->verify_mac)
			mac_upper(b->mac, mac);
		show_str(s, "interface", n->b->port[port].iface->name);
		show_str(s, "filter_type", type);
		show_str(s, "filter_mode", "active");
		show_ip4(s, "ip_address", b->ip);
		show_num(s, "vlan", b->vlan);
		show_end(s);
		show_text(s, "%-10s %-11s %-12s %-15s  %-17s  %u\n", name, type, "active", ip4_text(b->ip, ip), mac, b->vlan);
		any++;
	}
	if (any)
		return;
	show_str(s, "interface", n->b->port[port].iface->name);
	show_str(s, "filter_type", type);
	show_str(s, "filter_mode", "active");
	show_str(s, "ip_address", "deny-all");
	show_num(s, "vlan", n->b->port[port].access_vlan);
	show_end(s);
	show_text(s, "%-10s %-11s %-12s %-15s  %-17s  %u\n", name, type, "active", "deny-all", p->verify_mac ? "deny-all" : "", n->b->port[port].access_vlan);
}

static bool show_verify(struct cli *c, const struct args *a, struct show *s)
{
	const struct snoop *n = snoop_of(c);
	const char *only = args_str(a, "port");

	show_text(s, "Interface  Filter-type  Filter-mode  IP-address       Mac-address        Vlan\n"
		     "---------  -----------  -----------  ---------------  -----------------  ----\n");
	for (u16 i = 0; i < n->b->n_ports; i++)
		if (n->port[i].verify && (!only || !strcmp(only, n->b->port[i].iface->name)))
			verify_rows(s, n, i);
	return true;
}

#define SNOOP_HELP "Global IP configuration subcommands|Configure DHCP server and relay parameters|DHCP Snooping"

static const struct cmd rows[] = {
	{ &mode_config, "ip dhcp snooping", SNOOP_HELP, .run = set_global, .order = ORDER_SNOOP + 4 },
	{ &mode_config, "ip dhcp snooping vlan WORD:list", SNOOP_HELP "|DHCP Snooping vlan|DHCP Snooping vlan first number or vlan range, example: 1,3-5,7,9-11",
	  .run = set_vlans, .key = 4, .order = ORDER_SNOOP },
	{ &mode_config, "ip dhcp snooping information option", SNOOP_HELP "|DHCP Snooping information|DHCP Snooping information option", .run = set_global,
	  .order = ORDER_SNOOP + 1, .dflt = "ip dhcp snooping information option" },
	{ &mode_config, "ip dhcp snooping information option allow-untrusted", SNOOP_HELP "|||DHCP Snooping information option allow-untrusted", .run = set_global,
	  .order = ORDER_SNOOP + 2 },
	{ &mode_config, "ip dhcp snooping verify mac-address", SNOOP_HELP "|DHCP snooping verify|DHCP snooping verify mac-address", .run = set_global,
	  .order = ORDER_SNOOP + 3, .dflt = "ip dhcp snooping verify mac-address" },
	{ &mode_config, "ip source binding H.H.H:mac vlan <1-4094>:vlan A.B.C.D:ip interface INTERFACE:port",
	  "|Configure static IP source bindings|IP source binding|binding MAC address|binding VLAN|VLAN number|binding IP address|binding interface|",
	  .run = source_binding, .order = ORDER_SNOOP + 5, .flags = CMD_SORT_NUMERIC },
	{ &mode_interface, "ip dhcp snooping trust", "Interface Internet Protocol config commands|Configure DHCP parameters for this interface|DHCP Snooping|DHCP Snooping trust config",
	  .run = set_trust, .order = ORDER_IF_SNOOP + 2 },
	{ &mode_interface, "ip dhcp snooping limit rate <1-2048>:rate", "|||DHCP Snooping limit|DHCP Snooping limit|DHCP snooping rate limit", .run = set_limit, .key = 5,
	  .order = ORDER_IF_SNOOP + 1 },
	{ &mode_interface, "ip verify source [port-security]", "|verify|verify source|port security", .run = set_verify, .key = 3, .order = ORDER_IF_SNOOP + 3 },
	{ &mode_exec, "ip dhcp snooping binding H.H.H:mac vlan <1-4094>:vlan A.B.C.D:ip interface INTERFACE:port expiry <60-4294967295>:seconds",
	  "Global IP commands|Configure DHCP|DHCP Snooping|DHCP Snooping binding|DHCP snooping binding MAC address|DHCP snooping binding vlan|VLAN number|binding IP address|binding interface||lease expiry|seconds",
	  .run = exec_binding, .flags = CMD_PRIV },
	{ &mode_exec, "clear ip dhcp snooping binding [A.B.C.D:address|vlan <1-4094>:vlan|interface INTERFACE:port]",
	  "||Clear DHCP|DHCP Snooping|Clear bindings|Address of one binding|Bindings of a VLAN|VLAN number|Bindings of an interface|", .run = clear_binding, .flags = CMD_PRIV },
	{ &mode_exec, "clear ip dhcp snooping statistics", "||||Clear statistics", .run = clear_statistics, .flags = CMD_PRIV },
	{ &mode_exec, "show ip dhcp snooping", "|IP information|Show items in the DHCP database|DHCP Snooping", .show = show_snooping },
	{ &mode_exec, "show ip dhcp snooping binding [A.B.C.D:address|H.H.H:mac|vlan <1-4094>:vlan|interface INTERFACE:port]",
	  "||||DHCP snooping bindings|IP address|MAC address|VLAN|VLAN number|Interface|", .show = show_bindings },
	{ &mode_exec, "show ip dhcp snooping statistics", "||||DHCP snooping statistics", .show = show_statistics },
	{ &mode_exec, "show ip source binding [A.B.C.D:address|H.H.H:mac|vlan <1-4094>:vlan|interface INTERFACE:port]",
	  "||IP source binding|IP source bindings|IP address|MAC address|VLAN|VLAN number|Interface|", .show = show_bindings },
	{ &mode_exec, "show ip verify source [interface INTERFACE:port]", "||IP verify|verify source|Interface|", .show = show_verify },
	DEBUG_CMDS("ip dhcp snooping packet", "IP information|DHCP information|DHCP Snooping|DHCP Snooping packets"),
};
const struct cmd_table snoop_cmds[] = { CMD_TABLE(rows) };
const unsigned n_snoop_cmds = ARRAY_LEN(snoop_cmds);
