/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A small made-up device for tests of the shell: four ports, VLANs, a routing process, lists, switches that are on by default. */
#ifndef TESTS_CLI_FAKE_H
#define TESTS_CLI_FAKE_H

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/show.h"
#include "cli/text.h"

struct fake {
	struct node node;
	struct shell *sh;
	struct text out;	/* what the session printed */
	struct text trace;	/* what run() was called with */
	unsigned ready, configured;
	bool ended, loop5;
	unsigned group;
	char refuse[64];	/* lines that begin so are refused */
	struct cli *busy;
};

static const struct cli_mode fake_if = { "interface", "(config-if)", &mode_config };
static const struct cli_mode fake_tty = { "line", "(config-line)", &mode_config };
static const struct cli_mode fake_vlan = { "vlan", "(config-vlan)", &mode_config };
static const struct cli_mode fake_router = { "router", "(config-router)", &mode_config };
static const struct cli_mode fake_af = { "address family", "(config-router-af)", &fake_router };
static const struct cli_mode fake_acl = { "access list", "(config-ext-nacl)", &mode_config };

static struct fake *fake_of(struct cli *c)
{
	return (struct fake *)cli_node(c);
}

static bool fake_run(struct cli *c, const struct args *a)
{
	struct fake *f = fake_of(c);
	const char *line = args_line(a), *at = cli_object(c, 0);

	if (f->refuse[0] && !args_no(a) && !strncmp(line, f->refuse, strlen(f->refuse))) {
		cli_error(c, "%% Refused: %s", line);
		return false;
	}
	text_printf(&f->trace, "%s%s%s%s\n", at ? at : "", at ? ": " : "", args_no(a) ? "no " : "", line);
	return true;
}

static bool fake_run_dhcp(struct cli *c, const struct args *a)
{
	return fake_run(c, a);
}

/* Adds to a list that is kept as one line. */
static bool fake_group(struct cli *c, const struct args *a)
{
	struct fake *f = fake_of(c);
	char line[64];

	if (args_no(a))
		f->group = 0;
	else if (args_has(a, "add"))
		f->group |= (unsigned)args_num(a, "bits", 0);
	else
		f->group = (unsigned)args_num(a, "bits", 0);
	snprintf(line, sizeof(line), "group %u", f->group);
	cli_store(c, f->group ? line : "");
	return true;
}

static bool fake_hostname(struct cli *c, const struct args *a)
{
	shell_set_hostname(fake_of(c)->sh, args_no(a) ? "Router" : args_str(a, "WORD"));
	return true;
}

static bool fake_block(struct cli *c, const struct args *a)
{
	static const char *const names[] = { "GigabitEthernet0/1", "GigabitEthernet0/2", "GigabitEthernet0/3", "GigabitEthernet0/4", "Loopback5" };
	const char *iface = args_str(a, "INTERFACE");

	if (args_no(a) && iface && !strncmp(iface, "Gig", 3)) {
		cli_error(c, "%% Removal of physical interfaces is not permitted");
		return false;
	}
	if (iface && !strcmp(iface, "Loopback5"))
		fake_of(c)->loop5 = !args_no(a);
	if (args_no(a))
		return fake_run(c, a);
	for (unsigned i = 0; iface && i < ARRAY_LEN(names); i++)
		if (!strcmp(names[i], iface))
			cli_enter_object(c, (void *)(size_t)names[i]);
	if (!iface)
		cli_enter_object(c, (void *)(size_t) "block");
	return true;
}

static bool fake_line(struct cli *c, const struct args *a)
{
	(void)a;
	cli_enter_object(c, (void *)(size_t) "line");
	if (!args_no(a))
		cli_store(c, "line con 0");
	return true;
}

/* On by default, with a value; can be off. */
static bool fake_stamps(struct cli *c, const struct args *a)
{
	if (args_no(a))
		cli_store(c, "no stamps");
	return fake_run(c, a);
}

static bool fake_leave(struct cli *c, const struct args *a)
{
	(void)a;
	cli_leave(c);
	return true;
}

static bool fake_show_version(struct cli *c, const struct args *a, struct show *s)
{
	(void)c;
	(void)a;
	show_str(s, "version", "15.9");
	show_text(s, "Fake Software, Version 15.9\n");
	show_end(s);
	return true;
}

static bool fake_show_ports(struct cli *c, const struct args *a, struct show *s)
{
	static const struct show_col cols[] = { { "port", "Port", 10 }, { "vlan", "Vlan", -6 }, { "note", " Note", 0 } };

	(void)c;
	show_table(s, cols, ARRAY_LEN(cols));
	for (unsigned i = 1; i <= args_num(a, "count", 3); i++) {
		show_fmt(s, "port", "Gi0/%u", i);
		show_num(s, "vlan", i * 10);
		show_str(s, "note", i == 2 ? " two|2" : "");
		show_push_list(s, "macs");
		for (unsigned k = 0; k < i; k++) {
			show_mac(s, "mac", (const u8[6]){ 2, 0, 0, 0, 0, (u8)k });
			show_end(s);
		}
		show_pop(s);
		show_push_object(s, "counters");
		show_num(s, "rx", INT64_MAX);
		show_pop(s);
		show_end(s);
	}
	show_table_end(s);
	return true;
}

static void fake_stop(struct cli *c, void *state, bool gone)
{
	struct fake *f = state;

	f->busy = NULL;
	if (!gone)
		cli_done(c, false);
}

static bool fake_ping(struct cli *c, const struct args *a)
{
	struct fake *f = fake_of(c);

	f->busy = c;
	cli_print(c, "Sending to %s\n", args_has(a, "dst") ? args_str(a, "dst") : args_str(a, "host"));
	cli_busy(c, fake_stop, f);
	return true;
}

static void fake_answer(struct cli *c, void *state, const char *text)
{
	(void)state;
	if (text[0] && tolower((unsigned char)text[0]) != 'y')
		cli_error(c, "%% Not reloaded");
	else
		cli_print(c, "Reloading\n");
}

static bool fake_reload(struct cli *c, const struct args *a)
{
	(void)a;
	cli_ask(c, "Proceed with reload? [confirm]", "", fake_answer, NULL);
	return true;
}

static void fake_complete(struct cli *c, const char *arg, void (*add)(struct cli *c, const char *word, const char *help))
{
	if (strcmp(arg, "host"))
		return;
	add(c, "alpha", "A host");
	add(c, "beta", "Another");
}

static const struct cmd fake_rows[] = {
	{ .mode = &mode_exec, .syntax = "show version", .help = "Show running system information|System hardware and software status", .show = fake_show_version },
	{ .mode = &mode_exec, .syntax = "show vlans", .help = "|VLANs", .show = fake_show_version },
	{ .mode = &mode_exec, .syntax = "show ports [<1-100>:count]", .help = "|Ports", .show = fake_show_ports },
	{ .mode = &mode_exec, .syntax = "show ip {route [A.B.C.D:dst]|interface [brief|INTERFACE]}",
	  .help = "||IP routing table|Network|IP interface status|Brief summary|", .show = fake_show_version },
	{ .mode = &mode_exec, .syntax = "ping {A.B.C.D:dst|WORD:host} [repeat <1-1000>:repeat|size <36-18024>:size|df-bit]*",
	  .help = "Send echo messages|Ping destination address|Ping destination hostname|specify repeat count|Repeat count|specify datagram size|Datagram size|enable do not fragment bit",
	  .run = fake_ping, .complete = fake_complete },
	{ .mode = &mode_exec, .syntax = "reload", .help = "Halt and perform a cold restart", .run = fake_reload, .flags = CMD_PRIV },
	{ .mode = &mode_exec, .syntax = "clock set hh:mm:ss <1-31>:day", .help = "Manage the system clock|Set the time", .run = fake_run, .flags = CMD_PRIV },
	{ .mode = &mode_exec, .syntax = "secretcmd", .run = fake_run, .flags = CMD_HIDDEN },
	{ .mode = &mode_exec, .syntax = "dot1x", .help = "802.1X", .flags = CMD_UNSUPPORTED },

	{ .mode = &mode_config, .syntax = "hostname WORD", .help = "Set system's network name|This system's network name", .run = fake_hostname, .key = 1, .order = 10 },
	{ .mode = &mode_config, .syntax = "ip domain lookup", .help = "Global IP configuration|IP DNS Resolver|Enable IP Domain Name System hostname translation", .run = fake_run, .dflt = "ip domain lookup", .order = 20 },
	{ .mode = &mode_config, .syntax = "banner motd DELIMITED:text", .help = "Define a login banner|Set Message of the Day banner|", .run = fake_run, .key = 2, .order = 30 },
	{ .mode = &mode_config, .syntax = "username WORD:user [privilege <0-15>:level] [password WORD:password]", .help = "Users", .run = fake_run, .key = 2, .order = 40 },
	{ .mode = &mode_config, .syntax = "vlan <1-4094>:id", .help = "VLAN commands|ISL VLAN IDs 1-4094", .run = fake_block, .enter = &fake_vlan, .order = 50, .flags = CMD_SORT_NUMERIC },
	{ .mode = &fake_vlan, .syntax = "name WORD", .help = "Ascii name of the VLAN|The ascii name for the VLAN", .run = fake_run, .key = 1 },
	{ .mode = &mode_config, .syntax = "interface INTERFACE", .help = "Select an interface to configure|", .run = fake_block, .enter = &fake_if, .order = 60, .flags = CMD_SORT_NUMERIC },
	{ .mode = &fake_if, .syntax = "description LINE", .help = "Interface specific description|Up to 240 characters describing this interface", .run = fake_run, .key = 1 },
	{ .mode = &fake_if, .syntax = "ip address A.B.C.D:addr A.B.C.D:mask", .help = "Interface Internet Protocol config commands|Set the IP address of an interface|IP address|IP subnet mask", .run = fake_run, .key = 2 },
	{ .mode = &fake_if, .syntax = "ip address A.B.C.D:addr A.B.C.D:mask secondary", .help = "||||Make this IP address a secondary address", .run = fake_run, .key = 2, .flags = CMD_MULTI },
	{ .mode = &fake_if, .syntax = "ip address dhcp", .help = "||IP Address negotiated via DHCP", .run = fake_run_dhcp, .key = 2 },
	{ .mode = &fake_if, .syntax = "ip helper-address A.B.C.D", .run = fake_run, .key = 2, .flags = CMD_MULTI },
	{ .mode = &fake_if, .syntax = "ipv6 address X:X:X:X::X/<0-128>:prefix", .run = fake_run, .flags = CMD_MULTI },
	{ .mode = &fake_if, .syntax = "shutdown", .help = "Shutdown the selected interface", .run = fake_run, .dflt = "no shutdown" },
	{ .mode = &fake_if, .syntax = "cdp enable", .help = "CDP interface subcommands|Enable CDP on interface", .run = fake_run, .dflt = "cdp enable" },
	{ .mode = &fake_if, .syntax = "mtu <64-9000>:mtu", .help = "Set the interface Maximum Transmission Unit (MTU)|MTU size in bytes", .run = fake_run, .key = 1, .dflt = "mtu 1500" },
	{ .mode = &fake_if, .syntax = "speed {10|100|1000|auto}", .help = "Configure speed operation", .run = fake_run, .key = 1, .dflt = "speed auto" },
	{ .mode = &fake_if, .syntax = "mac-address H.H.H:mac", .help = "Manually set interface MAC address|MAC address", .run = fake_run, .key = 1 },
	{ .mode = &mode_config, .syntax = "router bgp <1-65535>:as", .help = "Enable a routing process|Border Gateway Protocol (BGP)|Autonomous system number", .run = fake_block, .enter = &fake_router, .key = 2, .order = 70 },
	{ .mode = &fake_router, .syntax = "neighbor A.B.C.D:peer remote-as <1-65535>:as", .run = fake_run, .key = 3, .order = 1 },
	{ .mode = &fake_router, .syntax = "address-family ipv4 [unicast]", .run = fake_block, .enter = &fake_af, .order = 2, .trailer = "exit-address-family" },
	{ .mode = &fake_af, .syntax = "network A.B.C.D:net [mask A.B.C.D:mask]", .run = fake_run, .flags = CMD_SORT_NUMERIC },
	{ .mode = &fake_af, .syntax = "exit-address-family", .help = "Exit from Address Family configuration mode", .run = fake_leave, .flags = CMD_NO_STORE },
	{ .mode = &mode_config, .syntax = "ip route A.B.C.D:net A.B.C.D:mask {A.B.C.D:hop|INTERFACE:out} [<1-255>:distance]", .help = "", .run = fake_run, .key = 5, .order = 80, .flags = CMD_SORT_NUMERIC },
	{ .mode = &mode_config, .syntax = "ip access-list extended WORD:name", .run = fake_block, .enter = &fake_acl, .order = 90 },
	{ .mode = &fake_acl, .syntax = "permit LINE:what", .run = fake_run, .order = 1, .flags = CMD_SORT_ENTRY },
	{ .mode = &fake_acl, .syntax = "deny LINE:what", .run = fake_run, .order = 1, .flags = CMD_SORT_ENTRY },
	{ .mode = &fake_acl, .syntax = "remark LINE:what", .run = fake_run, .order = 1, .flags = CMD_SORT_ENTRY },
	{ .mode = &mode_config, .syntax = "ip name-server A.B.C.D:server", .run = fake_run, .order = 100 },
	{ .mode = &mode_config, .syntax = "group <0-255>:bits", .run = fake_group, .key = 1, .order = 110 },
	{ .mode = &mode_config, .syntax = "group add <0-255>:bits", .run = fake_group, .key = 1, .order = 110 },
	{ .mode = &mode_config, .syntax = "stamps [uptime|msec]", .run = fake_stamps, .key = 1, .order = 120, .dflt = "stamps msec" },
	{ .mode = &mode_config, .syntax = "line {con|console} 0", .run = fake_line, .enter = &fake_tty, .key = 3, .order = 130 },
	{ .mode = &fake_tty, .syntax = "length <0-512>:lines", .run = fake_run, .key = 1 },
	{ .mode = &fake_tty, .syntax = "bond <0-9>:id=0 mode WORD:mode", .run = fake_run, .key = 3, .flags = CMD_SORT_NUMERIC },
	{ .mode = &fake_tty, .syntax = "bond <0-9>:id=0 port INTERFACE <1-9>:cost", .run = fake_run, .key = 4, .flags = CMD_SORT_NUMERIC },
	{ .mode = &fake_tty, .syntax = "bond rate <1-9>:rate", .run = fake_run, .key = 2 },
	{ .mode = &mode_config, .syntax = "mpls ip", .help = "Configure MPLS parameters|", .flags = CMD_UNSUPPORTED },
	{ .mode = &mode_config, .syntax = "clear-everything", .run = fake_run, .flags = CMD_NO_STORE },
};

static const struct help_row fake_help[] = {
	{ &mode_exec, "show ip", "IP information" },
	{ &mode_config, "ip route", "Establish static routes" },
};

static const struct {
	const char *name, *help;
} fake_types[] = { { "GigabitEthernet", "GigabitEthernet IEEE 802.3z" }, { "Loopback", "Loopback interface" }, { "Vlan", "Catalyst Vlans" } };

static bool fake_iface(struct node *n, const char *text, bool create, char out[64])
{
	struct fake *f = (struct fake *)n;
	size_t letters = strcspn(text, "0123456789");
	const char *digits = text + letters;
	int found = -1;

	if (!letters || !*digits)
		return false;
	while (letters && text[letters - 1] == ' ')
		letters--;
	for (unsigned i = 0; i < ARRAY_LEN(fake_types); i++)
		if (!strncasecmp(fake_types[i].name, text, letters))
			found = found < 0 ? (int)i : -2;
	if (found < 0 || strlen(digits) > 8)
		return false;
	snprintf(out, 64, "%s%s", fake_types[found].name, digits);
	if (found == 0)
		return !strncmp(digits, "0/", 2) && digits[2] >= '1' && digits[2] <= '4' && !digits[3];
	if (digits[strspn(digits, "0123456789")])
		return false;
	return create || (found == 1 && f->loop5 && !strcmp(digits, "5"));
}

static void fake_iface_types(struct node *n, struct cli *c, void (*add)(struct cli *c, const char *word, const char *help))
{
	(void)n;
	for (unsigned i = 0; i < ARRAY_LEN(fake_types); i++)
		add(c, fake_types[i].name, fake_types[i].help);
}

static u64 fake_iface_order(struct node *n, const char *name)
{
	const char *slash = strchr(name, '/');

	(void)n;
	for (unsigned i = 0; i < ARRAY_LEN(fake_types); i++)
		if (!strncmp(name, fake_types[i].name, strlen(fake_types[i].name)))
			return (u64)i << 32 | strtoul(slash ? slash + 1 : name + strlen(fake_types[i].name), NULL, 10);
	return UINT64_MAX;
}

static void fake_fixed(struct node *n, void (*add)(void *arg, const char *name), void *arg)
{
	(void)n;
	add(arg, "GigabitEthernet0/1");
	add(arg, "GigabitEthernet0/2");
	add(arg, "GigabitEthernet0/3");
	add(arg, "GigabitEthernet0/4");
}

static void fake_configured(struct node *n, const char *where, const char *user)
{
	struct fake *f = (struct fake *)n;

	(void)user;
	if (where)
		f->configured++;
}

static const char *const fake_header[] = { "version 15.9", NULL };

static const struct shell_ops fake_ops = {
	.iface = fake_iface,
	.iface_types = fake_iface_types,
	.iface_order = fake_iface_order,
	.header = fake_header,
	.iface_fixed = fake_fixed,
	.configured = fake_configured,
};

static void fake_write(void *arg, const char *s, size_t len)
{
	text_add(&((struct fake *)arg)->out, s, len);
}

static void fake_ready(void *arg, bool ended)
{
	struct fake *f = arg;

	f->ready++;
	f->ended |= ended;
}

static inline struct grammar *fake_grammar(void)
{
	struct cmd_table tables[2] = { CMD_TABLE(fake_rows), cli_cmds[0] };

	return grammar_new(tables, 2, fake_help, ARRAY_LEN(fake_help));
}

static inline struct fake *fake_new(const struct grammar *g)
{
	struct fake *f = xcalloc(1, sizeof(*f));

	f->node.name = (char *)(size_t) "r1";
	f->sh = shell_new(&f->node, g, &fake_ops);
	return f;
}

static inline void fake_free(struct fake *f)
{
	shell_free(f->sh);
	text_free(&f->out);
	text_free(&f->trace);
	free(f);
}

static inline struct cli *fake_session(struct fake *f, const struct cli_options *o)
{
	struct cli_io io = { fake_write, fake_ready, f };

	return cli_new(f->sh, &io, o);
}

#endif
