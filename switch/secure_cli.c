/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Port security: its lines, clear, and shows in IOS's layout. */
#include "switch/secure.h"

#include <stdio.h>
#include <string.h>

#include "cli/show.h"
#include "switch/errdisable.h"
#include "switch/switch_cli.h"

enum { ORDER_IF_SECURE = ORDER_IF_SWITCHPORT + 20 };

static struct secure *secure_of(const struct cli *c)
{
	return device_of(cli_node(c))->bridge->secure;
}

static struct secure_port *port_of(struct cli *c)
{
	struct swport *p = switch_port_of(c);

	return p ? secure_port_of(p) : NULL;
}

/* ---- configuration ---- */

static bool set_on(struct cli *c, const struct args *a)
{
	struct secure_port *p = port_of(c);

	if (!p)
		return false;
	if (!args_no(a) && !cli_is_replay(c) && p->sw->mode != SWPORT_ACCESS && p->sw->mode != SWPORT_TRUNK) {
		cli_error(c, "Command rejected: %s is a dynamic port.", p->sw->iface->name);
		return false;
	}
	p->on = !args_no(a);
	secure_apply(p);
	return true;
}

static bool set_maximum(struct cli *c, const struct args *a)
{
	struct secure_port *p = port_of(c);
	u16 max = args_no(a) ? 1 : (u16)args_num(a, "max", 1);

	if (!p)
		return false;
	if (max < p->n && !cli_is_replay(c)) {
		cli_error(c, "Maximum is less than number of currently secured mac-addresses.");
		return false;
	}
	p->max = max;
	return true;
}

static bool set_violation(struct cli *c, const struct args *a)
{
	struct secure_port *p = port_of(c);

	if (!p)
		return false;
	p->violation = args_no(a) || args_has(a, "shutdown") ? VIOLATION_SHUTDOWN : args_has(a, "restrict") ? VIOLATION_RESTRICT : VIOLATION_PROTECT;
	return true;
}

static bool set_ageing(struct cli *c, const struct args *a)
{
	struct secure_port *p = port_of(c);

	if (!p)
		return false;
	if (args_has(a, "static"))
		p->age_static = !args_no(a);
	else if (args_has(a, "type"))
		p->inactivity = !args_no(a) && args_has(a, "inactivity");
	else
		p->age_min = args_no(a) ? 0 : (u16)args_num(a, "minutes", 0);
	secure_apply(p);
	return true;
}

static bool set_sticky(struct cli *c, const struct args *a)
{
	struct secure_port *p = port_of(c);

	if (p)
		secure_set_sticky(p, !args_no(a));
	return p;
}

static u16 vlan_of(const struct secure_port *p, const struct args *a)
{
	if (args_has(a, "voice"))
		return p->sw->voice_vlan;
	return (u16)args_num(a, "id", p->sw->trunk ? p->sw->native_vlan : p->sw->access_vlan);
}

static bool set_address(struct cli *c, const struct args *a)
{
	struct secure_port *p = port_of(c);
	enum secure_type type = args_has(a, "sticky") ? SECURE_STICKY : SECURE_CONFIGURED;
	struct secure_addr *there;
	char text[MAC_TEXT];
	u8 mac[6];
	u16 vlan;

	if (!p)
		return false;
	args_mac(a, "mac", mac);
	vlan = vlan_of(p, a);
	if (!vlan || mac_is_group(mac)) {
		cli_error(c, mac_is_group(mac) ? "Command rejected: %s is a group address." : "Command rejected: %s has no voice VLAN.",
			  vlan ? mac_dotted(mac, text) : p->sw->iface->name);
		return false;
	}
	there = secure_find(p, mac, vlan);
	if (args_no(a)) {
		if (there && there->type == type)
			secure_remove(p, there);
		return true;
	}
	if (there && there->type != type && there->type != SECURE_DYNAMIC && !cli_is_replay(c)) {
		cli_error(c, "Found duplicate mac-address %s.", mac_dotted(mac, text));
		return false;
	}
	if (secure_add(p, mac, vlan, type))
		return true;
	cli_error(c, "%%Error: Cannot add secure address %s\n%%Error: Total secure mac-addresses on interface %s has reached maximum limit.",
		  mac_dotted(mac, text), p->sw->iface->name);
	return false;
}

/* ---- clear ---- */

static bool clear_addresses(struct cli *c, const struct args *a)
{
	struct secure *s = secure_of(c);
	const char *only = args_str(a, "port");
	u8 mac[6];
	bool by_mac = args_mac(a, "mac", mac), all = args_has(a, "all");

	for (u16 i = 0; i < s->b->n_ports; i++) {
		struct secure_port *p = &s->port[i];

		if (only && strcmp(only, p->sw->iface->name))
			continue;
		if (all || args_has(a, "dynamic"))
			secure_clear(p, SECURE_DYNAMIC, by_mac ? mac : NULL);
		if (all || args_has(a, "sticky"))
			secure_unstick(p, SECURE_STICKY, by_mac ? mac : NULL);
		if (all || args_has(a, "configured"))
			secure_unstick(p, SECURE_CONFIGURED, by_mac ? mac : NULL);
	}
	return true;
}

/* ---- shows ---- */

static const char *violation_word(const struct secure_port *p)
{
	static const char *const word[] = { "Shutdown", "Restrict", "Protect" };

	return word[p->violation];
}

static void totals(struct show *s, const struct secure *sec)
{
	show_text(s, "Total Addresses in System (excluding one mac per port)     : %u\nMax Addresses limit in System (excluding one mac per port) : %u\n",
		  secure_total(sec), SECURE_SYSTEM_MAX);
}

static bool show_all(struct cli *c, const struct args *a, struct show *s)
{
	static const char line[] = "---------------------------------------------------------------------------\n";
	const struct secure *sec = secure_of(c);

	(void)a;
	show_text(s, "Secure Port  MaxSecureAddr  CurrentAddr  SecurityViolation  Security Action\n"
		     "                (Count)       (Count)          (Count)\n%s", line);
	for (u16 i = 0; i < sec->b->n_ports; i++) {
		const struct secure_port *p = &sec->port[i];

		if (!p->on)
			continue;
		show_str(s, "port", p->sw->iface->name);
		show_num(s, "max_addresses", p->max);
		show_num(s, "addresses", p->n);
		show_num(s, "violations", p->violations);
		show_str(s, "action", violation_word(p));
		show_end(s);
		show_text(s, "%11s %14u %12u %18llu %16s\n", p->sw->iface->short_name, p->max, p->n, (unsigned long long)p->violations, violation_word(p));
	}
	show_text(s, "%s", line);
	totals(s, sec);
	return true;
}

static unsigned count_of(const struct secure_port *p, enum secure_type type)
{
	unsigned n = 0;

	for (u16 i = 0; i < p->n; i++)
		n += p->addr[i].type == type;
	return n;
}

static const char *status_of(const struct secure_port *p)
{
	if (p->sw->iface->err_disabled && !strcmp(p->sw->iface->err_disabled, errdisable_name(ERR_PSECURE)))
		return "Secure-shutdown";
	return p->active && p->sw->iface->link ? "Secure-up" : "Secure-down";
}

static bool show_port(struct cli *c, const struct args *a, struct show *s)
{
	struct iface *i = device_iface(device_of(cli_node(c)), args_str(a, "port"));
	const struct secure_port *p;
	char mac[MAC_TEXT];
	u8 last[6];

	if (!i || !i->sw) {
		cli_error(c, "Command rejected: %s is not a switching port.", args_str(a, "port"));
		return false;
	}
	p = secure_port_of(i->sw);
	for (unsigned k = 0; k < 6; k++)
		last[k] = (u8)(p->last >> (56 - 8 * k));
	mac_dotted(last, mac);
	show_str(s, "interface", i->name);
	show_bool(s, "enabled", p->on);
	show_str(s, "status", status_of(p));
	show_str(s, "violation_mode", violation_word(p));
	show_num(s, "aging_minutes", p->age_min);
	show_num(s, "max_addresses", p->max);
	show_num(s, "addresses", p->n);
	show_num(s, "configured", count_of(p, SECURE_CONFIGURED));
	show_num(s, "sticky", count_of(p, SECURE_STICKY));
	show_str(s, "last_address", mac);
	show_num(s, "last_vlan", p->last & 0xffff);
	show_num(s, "violations", p->violations);
	show_end(s);
	show_text(s, "Port Security              : %s\nPort Status                : %s\nViolation Mode             : %s\nAging Time                 : %u mins\n"
		     "Aging Type                 : %s\nSecureStatic Address Aging : %s\nMaximum MAC Addresses      : %u\nTotal MAC Addresses        : %u\n"
		     "Configured MAC Addresses   : %u\nSticky MAC Addresses       : %u\nLast Source Address:Vlan   : %s:%u\nSecurity Violation Count   : %llu\n",
		  p->on ? "Enabled" : "Disabled", status_of(p), violation_word(p), p->age_min, p->inactivity ? "Inactivity" : "Absolute",
		  p->age_static ? "Enabled" : "Disabled", p->max, p->n, count_of(p, SECURE_CONFIGURED), count_of(p, SECURE_STICKY), mac, (unsigned)(p->last & 0xffff),
		  (unsigned long long)p->violations);
	return true;
}

static void address_row(struct show *s, const struct secure_port *p, const struct secure_addr *a)
{
	static const char *const type[] = { "SecureConfigured", "SecureDynamic", "SecureSticky" };
	char mac[MAC_TEXT], age[12] = "-";
	u32 left;

	if (secure_age_left(p, a, &left))
		snprintf(age, sizeof(age), left ? "%u" : "< 1", left);
	show_num(s, "vlan", a->vlan);
	show_mac(s, "mac_address", a->mac);
	show_str(s, "type", type[a->type]);
	show_str(s, "port", p->sw->iface->name);
	show_str(s, "remaining_age", age);
	show_end(s);
	show_text(s, "%4u    %s    %-29s %-8s %7s%s\n", a->vlan, mac_dotted(a->mac, mac), type[a->type], p->sw->iface->short_name, age,
		  p->inactivity && age[0] != '-' ? " (I)" : "");
}

static bool show_addresses(struct cli *c, const struct args *a, struct show *s)
{
	static const char line[] = "-----------------------------------------------------------------------------\n";
	const struct secure *sec = secure_of(c);
	const char *only = args_str(a, "port");

	show_text(s, "               Secure Mac Address Table\n%sVlan    Mac Address       Type                          Ports   Remaining Age\n"
		     "                                                                   (mins)    \n----    -----------       ----                          -----   -------------\n",
		  line);
	for (u16 i = 0; i < sec->b->n_ports; i++) {
		const struct secure_port *p = &sec->port[i];

		if (only && strcmp(only, p->sw->iface->name))
			continue;
		for (u16 k = 0; k < p->n; k++)
			address_row(s, p, &p->addr[k]);
	}
	show_text(s, "%s", line);
	totals(s, sec);
	return true;
}

static const struct cmd rows[] = {
	{ &mode_interface, "switchport port-security maximum <1-3072>:max", "|Security related command|Max secure addresses|Maximum addresses",
	  .run = set_maximum, .key = 3, .order = ORDER_IF_SECURE, .dflt = "switchport port-security maximum 1" },
	{ &mode_interface, "switchport port-security maximum <1-3072> vlan LINE", "||||Max secure addresses per vlan|", .flags = CMD_UNSUPPORTED },
	{ &mode_interface, "switchport port-security violation {protect|restrict|shutdown}",
	  "||Security violation mode|Security violation protect mode|Security violation restrict mode|Security violation shutdown mode",
	  .run = set_violation, .key = 3, .order = ORDER_IF_SECURE + 1, .dflt = "switchport port-security violation shutdown" },
	{ &mode_interface, "switchport port-security violation shutdown vlan", "||||Shut down just the vlan", .flags = CMD_UNSUPPORTED },
	{ &mode_interface, "switchport port-security aging time <1-1440>:minutes",
	  "||Port-security aging commands|Port-security aging time|Aging time in minutes. Enter a value between 1 and 1440", .run = set_ageing, .key = 4,
	  .order = ORDER_IF_SECURE + 2 },
	{ &mode_interface, "switchport port-security aging type {absolute|inactivity}",
	  "|||Port-security aging type|Absolute aging (default)|Aging based on inactivity time period", .run = set_ageing, .key = 4,
	  .order = ORDER_IF_SECURE + 3, .dflt = "switchport port-security aging type absolute" },
	{ &mode_interface, "switchport port-security aging static", "|||Enable aging for configured secure addresses", .run = set_ageing,
	  .order = ORDER_IF_SECURE + 4 },
	{ &mode_interface, "switchport port-security mac-address sticky", "||Secure mac address|Configure dynamic secure addresses as sticky",
	  .run = set_sticky, .order = ORDER_IF_SECURE + 5 },
	{ &mode_interface, "switchport port-security mac-address sticky H.H.H:mac [vlan {access|voice|<1-4094>:id}]",
	  "||||48 bit mac address|set VLAN ID of the VLAN on which this address can be learned|VLAN where an access device is|VLAN where a telephone is|VLAN ID",
	  .run = set_address, .order = ORDER_IF_SECURE + 6, .flags = CMD_SORT_NUMERIC },
	{ &mode_interface, "switchport port-security mac-address H.H.H:mac [vlan {access|voice|<1-4094>:id}]", "|||48 bit mac address|set VLAN ID of the VLAN on which this address can be learned|VLAN where an access device is|VLAN where a telephone is|VLAN ID",
	  .run = set_address, .order = ORDER_IF_SECURE + 6, .flags = CMD_SORT_NUMERIC },
	{ &mode_interface, "switchport port-security", "", .run = set_on, .order = ORDER_IF_SECURE + 7 },
	{ &mode_exec, "clear port-security {all|configured|dynamic|sticky} [address H.H.H:mac|interface INTERFACE:port]",
	  "|Clear secure addresses|All secure addresses|Configured secure addresses|Secure addresses that were learned|Secure addresses that were learned and kept|Clear one address|48 bit mac address|Clear the addresses of an interface|",
	  .run = clear_addresses, .flags = CMD_PRIV },
	{ &mode_exec, "show port-security", "|Show secure port information", .show = show_all },
	{ &mode_exec, "show port-security interface INTERFACE:port", "||Show secure interface|", .show = show_port },
	{ &mode_exec, "show port-security [interface INTERFACE:port] address", "||||Show secure address", .show = show_addresses },
};
const struct cmd_table secure_cmds[] = { CMD_TABLE(rows) };
const unsigned n_secure_cmds = ARRAY_LEN(secure_cmds);
