/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows of DHCPv6's commands. */
#include "router/dhcp6/dhcp6_cli.h"

#define PREFIX6 "X:X:X:X::X/<0-128>:prefix"
#define LIFE "[lifetime {<60-4294967295>:valid <60-4294967295>:preferred | infinite infinite}]"
#define LIFE_HELP "Configure prefix lifetimes|Valid lifetime (secs)|Preferred lifetime (secs)|Infinite valid lifetime|Infinite preferred lifetime"
#define IF_6 ORDER_IF_IPV6
#define NOT_HERE(m, syntax, help) { &(m), syntax, help, .flags = CMD_UNSUPPORTED }
#define ADDRESSES(at, word, help) \
	{ &mode_dhcp6_pool, word " address X:X:X:X::X:address", help "|Server address|IPv6 address", .run = d6_run_option, .order = at, .flags = CMD_MULTI }
#define DOMAINS(at, word) \
	{ &mode_dhcp6_pool, word " domain-name WORD:domain", "|Domain name|Domain name", .run = d6_run_option, .order = at, .flags = CMD_MULTI }

static const struct cmd server_rows[] = {
	{ &mode_config, "ipv6 dhcp pool WORD:name", "|Configure IPv6 DHCP|Configure IPv6 DHCP pool|DHCP pool name", .run = d6_run_pool, .enter = &mode_dhcp6_pool,
	  .order = ORDER_IPV6 + 5, .flags = CMD_SORT_NUMERIC },
	{ &mode_config, "ipv6 dhcp database WORD:url [write-delay <60-86400>:delay|timeout <0-86400>:seconds]*",
	  "||Configure DHCPv6 database agents|Database agent URL (flash:FILE)|Delay between a change and writing it|Seconds|Time after which to give up|Seconds", .run = d6_run_database, .key = 3,
	  .order = ORDER_IPV6 + 4 },
	{ &mode_exec, "show ipv6 dhcp database", "|||DHCPv6 database agents", .show = d6_show_database },
	{ &mode_dhcp6_pool, "prefix-delegation pool WORD:name " LIFE, "IPv6 prefix delegation|IPv6 prefix pool|Prefix pool name|" LIFE_HELP, .run = d6_run_pd_pool, .key = 2,
	  .order = 10 },
	{ &mode_dhcp6_pool, "prefix-delegation " PREFIX6 " WORD:duid [iaid WORD:id] " LIFE,
	  "|IPv6 prefix|DUID of the client, in hexadecimal|Identity association|IAID, in hexadecimal|" LIFE_HELP, .run = d6_run_static, .key = 2, .order = 11,
	  .flags = CMD_SORT_NUMERIC },
	{ &mode_dhcp6_pool, "address prefix " PREFIX6 " " LIFE, "IPv6 address allocation|IPv6 prefix to allocate from|IPv6 prefix|" LIFE_HELP, .run = d6_run_address, .key = 2,
	  .order = 20 },
	{ &mode_dhcp6_pool, "link-address " PREFIX6, "Link-address of the relay to match|IPv6 prefix", .run = d6_run_link, .order = 30, .flags = CMD_MULTI | CMD_SORT_NUMERIC },
	{ &mode_dhcp6_pool, "dns-server X:X:X:X::X:address", "DNS servers|Server's IPv6 address", .run = d6_run_dns, .order = 40, .flags = CMD_MULTI },
	{ &mode_dhcp6_pool, "domain-name WORD:domain", "Domain name to complete unqualified host names|Domain name", .run = d6_run_domain, .order = 41, .flags = CMD_MULTI },
	ADDRESSES(51, "sip", "SIP servers options"), ADDRESSES(52, "nis", "NIS server options"), ADDRESSES(53, "nisp", "NISP server options"), ADDRESSES(54, "sntp", "SNTP server options"),
	ADDRESSES(55, "capwap-ac", "CAPWAP access controller option"), DOMAINS(56, "sip"), DOMAINS(57, "nis"), DOMAINS(58, "nisp"),
	{ &mode_dhcp6_pool, "bootfile-url WORD:url", "Boot file URL|URL", .run = d6_run_option, .key = 1, .order = 61 },
	{ &mode_dhcp6_pool, "information refresh {<0-365>:days [<0-23>:hours [<0-59>:minutes]] | infinity}",
	  "Information refresh option|Information refresh option|Days|Hours|Minutes|Infinite", .run = d6_run_refresh, .key = 2, .order = 70 },
	NOT_HERE(mode_dhcp6_pool, "import LINE", "Import options|"), NOT_HERE(mode_dhcp6_pool, "vendor-specific LINE", "Configure Vendor-specific option|"),
	NOT_HERE(mode_dhcp6_pool, "accounting LINE", "Accounting|"), NOT_HERE(mode_dhcp6_pool, "option LINE", "Other options|"),
	NOT_HERE(mode_dhcp6_pool, "prefix-delegation aaa [LINE]", "|Acquire prefix from AAA|"),
	NOT_HERE(mode_config, "ipv6 dhcp ping LINE", "||Ping|"), NOT_HERE(mode_config, "ipv6 dhcp binding LINE", "||Binding options|"),
	NOT_HERE(mode_config, "ipv6 dhcp relay LINE", "||Relay agent|"), NOT_HERE(mode_config, "ipv6 dhcp guard LINE", "||DHCP guard|"),
	NOT_HERE(mode_config, "ipv6 dhcp-relay LINE", "|DHCP relay agent|"),
	{ &mode_config, "ipv6 local pool WORD:name " PREFIX6 " <1-128>:each", "|Specify local options|Configure IPv6 local prefix pool|Pool name|IPv6 prefix|Prefix length to allocate",
	  .run = d6_run_local, .key = 4, .order = ORDER_IPV6_ROUTE - 3, .flags = CMD_SORT_NUMERIC },
	{ &mode_interface, "ipv6 dhcp server [automatic|WORD:pool] [rapid-commit|preference <0-255>:value|allow-hint]*",
	  "|IPv6 DHCP interface subcommands|Act as an IPv6 DHCP server|Choose the pool by the link|DHCP pool|Enable Rapid-Commit|Preference|Preference value|Allow hints from clients",
	  .run = d6_run_server, .key = 3, .order = IF_6 + 25 },
	{ &mode_interface, "ipv6 dhcp relay destination X:X:X:X::X:address [INTERFACE]", "||Act as an IPv6 DHCP relay agent|Configure relay destination|IPv6 address|", .run = d6_run_relay,
	  .order = IF_6 + 26, .flags = CMD_MULTI },
	NOT_HERE(mode_interface, "ipv6 dhcp relay option LINE", "|||Relay options|"), NOT_HERE(mode_interface, "ipv6 dhcp relay source-interface LINE", "|||Source|"),
	NOT_HERE(mode_interface, "ipv6 dhcp relay trust", "|||Trust"), NOT_HERE(mode_interface, "ipv6 dhcp guard LINE", "||DHCP guard|"),
	{ &mode_exec, "show ipv6 dhcp pool [WORD:name]", "||Show IPv6 DHCP information|IPv6 DHCP pools|Pool name", .show = d6_show_pool },
	{ &mode_exec, "show ipv6 dhcp binding [X:X:X:X::X:address]", "|||Client bindings|Client or address", .show = d6_show_binding },
	{ &mode_exec, "show ipv6 dhcp relay binding", "|||Relay agent|Bindings", .show = d6_show_relay },
	{ &mode_exec, "show ipv6 dhcp conflict", "|||Address conflicts", .show = d6_show_conflict },
	{ &mode_exec, "show ipv6 local pool [WORD:name]", "||IPv6 local options|IPv6 local prefix pools|Pool name", .show = d6_show_local },
	{ &mode_exec, "clear ipv6 dhcp binding [X:X:X:X::X:address | *]", "||Clear IPv6 DHCP information|Client bindings|Client or address|All", .run = d6_run_clear_binding, .flags = CMD_PRIV },
	{ &mode_exec, "clear ipv6 dhcp conflict *", "|||Address conflicts|All", .run = d6_run_clear_conflict, .flags = CMD_PRIV },
	{ &mode_exec, "clear ipv6 dhcp relay binding *", "|||Relay agent|Bindings|All", .run = d6_run_clear_relay, .flags = CMD_PRIV },
};

static const struct cmd client_rows[] = {
	{ &mode_config, "ipv6 general-prefix WORD:name " PREFIX6, "|Configure a general IPv6 prefix|Prefix name|IPv6 prefix", .run = d6_run_general, .order = ORDER_IPV6 + 3,
	  .flags = CMD_MULTI | CMD_SORT_NUMERIC },
	NOT_HERE(mode_config, "ipv6 general-prefix WORD:name 6to4 LINE", "|||Of a 6to4 interface|"), NOT_HERE(mode_config, "ipv6 general-prefix WORD:name 6rd LINE", "|||Of a 6rd interface|"),
	{ &mode_interface, "ipv6 address WORD:name " PREFIX6 " [eui-64]", "||General prefix name|Bits after the general prefix|Use eui-64 interface identifier", .run = d6_run_general_address,
	  .order = IF_6 + 2, .flags = CMD_MULTI | CMD_SORT_NUMERIC },
	{ &mode_interface, "ipv6 address dhcp [rapid-commit]", "||Obtain address from a DHCPv6 server|Enable Rapid-Commit", .run = d6_run_client, .key = 3, .order = IF_6 + 2 },
	{ &mode_interface, "ipv6 dhcp client pd WORD:name [rapid-commit]", "|IPv6 DHCP interface subcommands|Act as an IPv6 DHCP client|Prefix delegation|General prefix to set|Enable Rapid-Commit",
	  .run = d6_run_client_pd, .key = 4, .order = IF_6 + 27 },
	NOT_HERE(mode_interface, "ipv6 dhcp client pd hint LINE", "||||Hint|"), NOT_HERE(mode_interface, "ipv6 dhcp client information LINE", "|||Information refresh|"),
	NOT_HERE(mode_interface, "ipv6 dhcp client request LINE", "|||Request options|"),
	{ &mode_exec, "show ipv6 dhcp", "||Show IPv6 DHCP information", .show = d6_show },
	{ &mode_exec, "show ipv6 dhcp interface [INTERFACE]", "|||IPv6 DHCP interface information|", .show = d6_show_interface },
	{ &mode_exec, "show ipv6 dhcp statistics", "|||Messages received and sent", .show = d6_show_statistics },
	{ &mode_exec, "show ipv6 general-prefix", "||IPv6 general prefixes", .show = d6_show_general },
	{ &mode_exec, "clear ipv6 dhcp client INTERFACE", "||Clear IPv6 DHCP information|Restart the client|", .run = d6_run_clear_client, .flags = CMD_PRIV },
	{ &mode_exec, "clear ipv6 dhcp statistics", "|||Clear the statistics", .run = d6_run_clear_statistics, .flags = CMD_PRIV },
	DEBUG_CMDS("ipv6 dhcp", "|IPv6 DHCP debugging"),
	DEBUG_CMDS("ipv6 dhcp detail", "||Contents of the messages"),
	DEBUG_CMDS("ipv6 dhcp relay", "||Relay agent"),
	NOT_HERE(mode_exec, "debug ipv6 dhcp {database|redundancy} [LINE]", "|||Database agents|Redundancy|"),
};

const struct cmd_table dhcp6_server_cmds[] = { CMD_TABLE(server_rows) };
const unsigned n_dhcp6_server_cmds = ARRAY_LEN(dhcp6_server_cmds);
const struct cmd_table dhcp6_client_cmds[] = { CMD_TABLE(client_rows) };
const unsigned n_dhcp6_client_cmds = ARRAY_LEN(dhcp6_client_cmds);
