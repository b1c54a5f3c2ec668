/* SPDX-License-Identifier: GPL-3.0-or-later */
/* snmp-server host, enable traps, trap-source: who is told of what. */
#include <stdio.h>

#include "router/snmp/cli.h"

struct snmp *snmp_agent(struct cli *c) { return snmp_of(cli_stack(c)); }

bool snmp_name_of(struct cli *c, const char *text, char out[SNMP_NAME_MAX + 1])
{
	if (text && strlen(text) > SNMP_NAME_MAX) {
		cli_error(c, "%% Name is longer than %u characters", SNMP_NAME_MAX);
		return false;
	}
	snprintf(out, SNMP_NAME_MAX + 1, "%s", text ? text : "");
	return true;
}

bool snmp_full(struct cli *c)
{
	cli_error(c, "%% Too many of them");
	return false;
}

/* ---- hosts: one of an address and a name ---- */

void snmp_host_drop(struct snmp *a, struct snmp_host **at)
{
	if (*at)
		snmp_informs_end(a, *at);
	DROP(at);
}

void snmp_hosts_forget(struct snmp *a, const char *user)
{
	for (struct snmp_host *h = a->hosts; h; h = h->next)
		if (h->version == SNMP_V3 && !strcmp(h->name, user))
			h->remote = (struct snmp_remote){ 0 };
}

static const struct { const char *word; u32 bits; } kinds[] = {
	{ "bgp", SNMP_TRAP_BGP }, { "config", SNMP_TRAP_CONFIG }, { "ospf", SNMP_TRAP_OSPF }, { "snmp", SNMP_TRAP_SNMP }, { "storm-control", SNMP_TRAP_STORM },
};

static struct ipaddr address(const struct args *args)
{
	struct ipaddr a = ipaddr4(args_ip4(args, "address", 0));

	if (args_ip6(args, "address6", &a.v6))
		a.af = AF_IP6;
	return a;
}

static bool is_text_of(const char *text, const struct ipaddr *a)
{
	char t[IP6_TEXT];
	struct ip6 v6;

	return a->af == AF_IP6 ? ip6_parse(text, &v6) && !memcmp(&v6, &a->v6, sizeof(v6)) : !strcmp(text, ipaddr_text(a, t));
}

struct line_of { struct ipaddr addr; const char *name; };

/* "snmp-server host A [traps | informs] [version {1 | 2c | 3 LEVEL}] NAME ..." with that address and name. */
static bool is_of(const char *line, const void *arg)
{
	const struct line_of *of = arg;
	char word[8][80] = { "" };
	int n = sscanf(line, "%79s %79s %79s %79s %79s %79s %79s %79s", word[0], word[1], word[2], word[3], word[4], word[5], word[6], word[7]), k = 3;

	if (n < 4 || strcmp(word[0], "snmp-server") || strcmp(word[1], "host") || !is_text_of(word[2], &of->addr))
		return false;
	if (!strcmp(word[k], "traps") || !strcmp(word[k], "informs"))
		k++;
	if (!strcmp(word[k], "version"))
		k += strcmp(word[k + 1], "3") ? 2 : 3;
	return k < n && !strcmp(word[k], of->name);
}

static bool run_host(struct cli *c, const struct args *args)
{
	struct snmp *a = snmp_agent(c);
	struct ipaddr addr = address(args);
	char name[SNMP_NAME_MAX + 1];
	struct snmp_host **at = &a->hosts, *x;

	if (!snmp_name_of(c, args_str(args, "name"), name))
		return false;
	while (*at && (!ipaddr_eq(&(*at)->addr, &addr) || strcmp((*at)->name, name)))
		at = &(*at)->next;
	if (args_no(args)) {
		snmp_host_drop(a, at);
		return true;
	}
	if (cli_linkless(c, &addr))
		return false;
	if (*at && !cli_remove_lines(c, true, is_of, &(struct line_of){ addr, name }))
		return false;
	for (at = &a->hosts; *at; at = &(*at)->next)
		;
	x = MAKE(c, a->hosts, at, SNMP_HOSTS_MAX);
	if (!x)
		return false;
	x->addr = addr;
	x->port = (u16)args_num(args, "port", SNMP_TRAP_PORT);
	strcpy(x->name, name);
	x->version = args_has(args, "3") ? SNMP_V3 : args_has(args, "2c") ? SNMP_V2C : SNMP_V1;
	x->level = snmp_level_of(args);
	x->inform = args_has(args, "informs");
	for (unsigned k = 0; k < ARRAY_LEN(kinds); k++)
		x->kinds |= args_has(args, kinds[k].word) ? kinds[k].bits : 0;
	return true;
}

/* `version 1` is what holds without a word of it. */
static bool run_host1(struct cli *c, const struct args *args)
{
	char t[IP6_TEXT], kept[256];
	struct ipaddr addr = address(args);
	int n = snprintf(kept, sizeof(kept), "snmp-server host %s %.*s", ipaddr_text(&addr, t), SNMP_NAME_MAX, args_str(args, "name"));

	if (args_has(args, "port"))
		n += snprintf(kept + n, sizeof(kept) - (size_t)n, " udp-port %llu", (unsigned long long)args_num(args, "port", 0));
	for (unsigned k = 0; k < ARRAY_LEN(kinds); k++)
		if (args_has(args, kinds[k].word))
			n += snprintf(kept + n, sizeof(kept) - (size_t)n, " %s", kinds[k].word);
	if (args_no(args))
		return cli_remove_in(c, NULL, kept);
	if (!run_host(c, args))
		return false;
	cli_store_in(c, NULL, kept);
	return true;
}

/* ---- kinds ---- */

static const struct kind { const char *line, *word; u32 bit; } words[] = {
	{ "snmp", "authentication", SNMP_TRAP_AUTH }, { "snmp", "linkdown", SNMP_TRAP_LINKDOWN }, { "snmp", "linkup", SNMP_TRAP_LINKUP },
	{ "snmp", "coldstart", SNMP_TRAP_COLD }, { "snmp", "warmstart", SNMP_TRAP_WARM }, { "config", "", SNMP_TRAP_CONFIG }, { "bgp", "", SNMP_TRAP_BGP },
	{ "ospf", "if-state-change", SNMP_TRAP_OSPF_IF }, { "ospf", "neighbor-state-change", SNMP_TRAP_OSPF_NBR },
	{ "ospf", "virtif-state-change", SNMP_TRAP_OSPF_VIF }, { "ospf", "virtneighbor-state-change", SNMP_TRAP_OSPF_VNBR },
};

#define TRAPS "snmp-server enable traps"
#define SNMP_TRAPS TRAPS " snmp authentication linkdown linkup coldstart warmstart"
#define OSPF_TRAPS TRAPS " ospf state-change"

/* The words that were given, of one line; none: all of them. */
static bool run_traps(struct cli *c, const struct args *args)
{
	struct snmp *a = snmp_agent(c);
	const char *line = strstr(args_line(args), "traps ") + 6;
	u32 all = 0, some = 0;

	for (unsigned k = 0; k < ARRAY_LEN(words); k++) {
		if (strncmp(line, words[k].line, strlen(words[k].line)))
			continue;
		all |= words[k].bit;
		some |= *words[k].word && args_has(args, words[k].word) ? words[k].bit : 0;
	}
	a->traps &= ~all;
	if (args_no(args))
		return true;
	a->traps |= some ? some : all;
	if (!some && all == SNMP_TRAP_SNMP)
		cli_store(c, SNMP_TRAPS);
	return true;
}

void snmp_traps_line(u32 traps, struct text *lines)
{
	text_puts(lines, traps & SNMP_TRAP_SNMP ? TRAPS " snmp" : "no " TRAPS " snmp");
	for (unsigned k = 0; k < ARRAY_LEN(words); k++)
		if (words[k].bit & traps & SNMP_TRAP_SNMP)
			text_printf(lines, " %s", words[k].word);
	text_putc(lines, '\n');
}

static bool run_ospf_traps(struct cli *c, const struct args *args)
{
	struct snmp *a = snmp_agent(c);

	if (args_no(args))
		return cli_remove_in(c, NULL, OSPF_TRAPS);
	a->traps |= SNMP_TRAP_OSPF;
	cli_store_in(c, NULL, OSPF_TRAPS);
	return true;
}

/* `snmp-server enable traps`: all that there are on this kind of device. */
static bool run_all_traps(struct cli *c, const struct args *args)
{
	const struct { const char *line; u32 bits; bool there; } all[] = {
		{ SNMP_TRAPS, SNMP_TRAP_SNMP, true }, { TRAPS " config", SNMP_TRAP_CONFIG, true },
		{ OSPF_TRAPS, SNMP_TRAP_OSPF, cli_knows(c, "show ip ospf") }, { TRAPS " bgp", SNMP_TRAP_BGP, cli_knows(c, "show ip bgp summary") },
	};
	struct snmp *a = snmp_agent(c);

	for (unsigned k = 0; k < ARRAY_LEN(all); k++) {
		if (!all[k].there)
			continue;
		if (args_no(args) && !cli_remove_in(c, NULL, all[k].line))
			return false;
		if (args_no(args))
			continue;
		a->traps |= all[k].bits;
		cli_store_in(c, NULL, all[k].line);
	}
	return true;
}

static bool run_source(struct cli *c, const struct args *args)
{
	snmp_agent(c)->trap_source = args_no(args) ? NULL : device_iface(device_of(cli_node(c)), args_str(args, "INTERFACE"));
	return true;
}

static bool run_link_status(struct cli *c, const struct args *args)
{
	struct iface *i = cli_object(c, 0);

	i->link_untold = args_no(args);
	return true;
}

#define HOST "snmp-server host {A.B.C.D:address | X:X:X:X::X:address6}"
#define HOST_HELP "|Specify hosts to receive SNMP notifications|IP address of SNMP notification host|IPv6 address of SNMP notification host|"
#define TO "WORD:name [udp-port <1-65535>:port] [bgp|config|ospf|snmp|storm-control]*"
#define TO_HELP "SNMPv1/v2c community string or SNMPv3 user name|The notification host's UDP port number|Port number|Allow BGP state change traps|Allow SNMP config traps|" \
	"Allow OSPF traps|Allow SNMP-type notifications|Allow SNMP storm-control traps"
#define TRAPS_HELP "Send Trap messages to this host|Send Inform messages to this host|"
#define VERSION_HELP "SNMP version to use for notification messages|"
#define HOST_AS .run = run_host, .order = ORDER_SNMP + 10, .flags = CMD_MULTI | CMD_SORT_NUMERIC

static const struct cmd rows[] = {
	{ &mode_config, "snmp-server trap-source INTERFACE", "|Assign an interface for the source address of all traps|", .run = run_source, .key = 2, .order = ORDER_SNMP + 4 },
	{ &mode_config, TRAPS, "|Enable SNMP Traps|Enable SNMP Traps", .run = run_all_traps, .order = ORDER_SNMP + 8, .flags = CMD_ELSEWHERE },
	{ &mode_config, TRAPS " snmp [authentication|linkdown|linkup|coldstart|warmstart]*",
	  "||Enable SNMP Traps|Enable SNMP traps|Enable authentication trap|Enable linkDown trap|Enable linkUp trap|Enable coldStart trap|Enable warmStart trap", .run = run_traps, .key = 4,
	  .order = ORDER_SNMP + 8 },
	{ &mode_config, TRAPS " config", "|||Enable SNMP config traps", .run = run_traps, .order = ORDER_SNMP + 9 },
	{ &mode_config, TRAPS " LINE", "|||", .flags = CMD_UNSUPPORTED | CMD_HIDDEN },
	{ &mode_config, HOST " " TO, HOST_HELP TO_HELP, HOST_AS },
	{ &mode_config, HOST " [traps] version 1 " TO,
	  HOST_HELP "Send Trap messages to this host|" VERSION_HELP "Use SNMPv1|" TO_HELP, .run = run_host1, .order = ORDER_SNMP + 10, .flags = CMD_ELSEWHERE },
	{ &mode_config, HOST " [traps | informs] version 2c " TO, HOST_HELP TRAPS_HELP VERSION_HELP "Use SNMPv2c|" TO_HELP, HOST_AS },
	{ &mode_config, HOST " [traps | informs] version 3 {auth | noauth | priv} " TO,
	  HOST_HELP TRAPS_HELP VERSION_HELP "Use SNMPv3|Use the SNMPv3 authNoPriv Security Level|Use the SNMPv3 noAuthNoPriv Security Level|Use the SNMPv3 authPriv Security Level|" TO_HELP, HOST_AS },
	{ &mode_interface, "snmp trap link-status", "Modify SNMP interface parameters|Allow a specific SNMP trap|Allow SNMP LINKUP and LINKDOWN traps", .run = run_link_status,
	  .order = ORDER_IF_LOAD + 5, .dflt = "snmp trap link-status" },
};
const struct cmd_table snmp_notify_cmds[] = { CMD_TABLE(rows) };
const unsigned n_snmp_notify_cmds = ARRAY_LEN(snmp_notify_cmds);

static const struct cmd ospf_rows[] = {
	{ &mode_config, TRAPS " ospf", "|||Allow OSPF traps", .run = run_ospf_traps, .order = ORDER_SNMP + 12, .flags = CMD_ELSEWHERE },
	{ &mode_config, TRAPS " ospf state-change [if-state-change|neighbor-state-change|virtif-state-change|virtneighbor-state-change]*",
	  "||||OSPF state change traps|Interface state change|Neighbor state change|Virtual interface state change|Virtual neighbor state change", .run = run_traps, .key = 5,
	  .order = ORDER_SNMP + 12 },
};
const struct cmd_table snmp_ospf_cmds[] = { CMD_TABLE(ospf_rows) };
const unsigned n_snmp_ospf_cmds = ARRAY_LEN(snmp_ospf_cmds);

static const struct cmd bgp_rows[] = {
	{ &mode_config, TRAPS " bgp", "|||Enable BGP traps", .run = run_traps, .order = ORDER_SNMP + 13 },
};
const struct cmd_table snmp_bgp_cmds[] = { CMD_TABLE(bgp_rows) };
const unsigned n_snmp_bgp_cmds = ARRAY_LEN(snmp_bgp_cmds);
