/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows of DHCP's commands. */
#include "router/dhcp/dhcp_cli.h"

#define EIGHT "A.B.C.D:a0 [A.B.C.D:a1 [A.B.C.D:a2 [A.B.C.D:a3 [A.B.C.D:a4 [A.B.C.D:a5 [A.B.C.D:a6 [A.B.C.D:a7]]]]]]]"
#define EIGHT_HELP "Address|Address|Address|Address|Address|Address|Address|Address"
#define MASK "[A.B.C.D:mask | WORD:slash]"
#define MASK_HELP "Network mask|Prefix length (/nn)"
#define ORDER_DHCP (ORDER_IP + 5)

/* What helpers get unless told otherwise. */
#define FORWARDED(word, help) \
	{ &mode_config, "ip forward-protocol udp " word, "|||" help, .run = dhcp_run_forward, .order = ORDER_ROUTE - 61, .dflt = "ip forward-protocol udp " word }

static const struct cmd server_rows[] = {
	{ &mode_config, "service dhcp", "|Enable DHCP server and relay agent", .run = dhcp_run_flag, .order = ORDER_SERVICE + 30, .dflt = "service dhcp" },
	{ &mode_config, "ip dhcp relay information option", "|Configure DHCP server and relay parameters|DHCP relay agent parameters|Relay agent information option|Insert relay information in BOOTREQUEST",
	  .run = dhcp_run_flag, .order = ORDER_DHCP },
	{ &mode_config, "ip dhcp relay information policy {drop | keep | replace}", "||||Define reforwarding policy|Do not forward BOOTREQUEST message|Leave existing information alone|"
	  "Replace existing information", .run = dhcp_run_relay_policy, .key = 5, .order = ORDER_DHCP, .dflt = "ip dhcp relay information policy replace" },
	{ &mode_config, "ip dhcp relay information trust-all", "||||Received DHCP packets may contain relay info option with zero giaddr", .run = dhcp_run_flag,
	  .order = ORDER_DHCP + 1 },
	{ &mode_config, "ip dhcp conflict logging", "||DHCP address conflict parameters|Record address conflicts", .run = dhcp_run_flag, .order = ORDER_DHCP + 2,
	  .dflt = "ip dhcp conflict logging" },
	{ &mode_config, "ip dhcp database WORD:url [write-delay <60-86400>:delay|timeout <0-86400>:seconds]*",
	  "||Configure DHCP database agents|Database agent URL (flash:FILE)|Delay between a change and writing it|Seconds|Time after which to give up|Seconds", .run = dhcp_run_database, .key = 3,
	  .order = ORDER_DHCP + 2 },
	{ &mode_exec, "show ip dhcp database", "|||DHCP database agents", .show = dhcp_show_database },
	{ &mode_config, "ip dhcp excluded-address A.B.C.D:first [A.B.C.D:last]", "||Prevent DHCP from assigning certain addresses|Low IP address|High IP address",
	  .run = dhcp_run_excluded, .order = ORDER_DHCP + 3, .flags = CMD_MULTI | CMD_SORT_NUMERIC },
	{ &mode_config, "ip dhcp ping packets <0-10>:count", "||Specify ping parameters used by DHCP|Specify number of ping packets|Number of ping packets (0 disables ping)",
	  .run = dhcp_run_ping, .key = 4, .order = ORDER_DHCP + 4, .dflt = "ip dhcp ping packets 2" },
	{ &mode_config, "ip dhcp ping timeout <100-10000>:ms", "|||Specify ping timeout|Ping timeout in milliseconds", .run = dhcp_run_ping, .key = 4,
	  .order = ORDER_DHCP + 5, .dflt = "ip dhcp ping timeout 500" },
	{ &mode_config, "ip dhcp pool WORD:name", "||Configure DHCP address pools|Pool name", .run = dhcp_run_pool, .enter = &mode_dhcp_pool, .order = ORDER_DHCP + 8, .flags = CMD_SORT_NUMERIC },
	{ &mode_dhcp_pool, "import all", "Programatically importing DHCP option parameters|Import all values into options", .run = dhcp_run_import, .order = 9 },
	{ &mode_dhcp_pool, "network A.B.C.D:network " MASK, "Network number and mask|Network number in dotted-decimal notation|" MASK_HELP, .run = dhcp_run_network,
	  .key = 1, .order = 10 },
	{ &mode_dhcp_pool, "host A.B.C.D:host " MASK, "Client IP address and mask|IP address in dotted-decimal notation|" MASK_HELP, .run = dhcp_run_host, .key = 1,
	  .order = 11 },
	{ &mode_dhcp_pool, "client-identifier WORD:id", "Client identifier|Dotted-hexadecimal string (01 and the MAC address)", .run = dhcp_run_identifier, .key = 1,
	  .order = 12 },
	{ &mode_dhcp_pool, "hardware-address H.H.H", "Client hardware address|Dotted-hexadecimal string", .run = dhcp_run_hardware, .key = 1, .order = 13 },
	{ &mode_dhcp_pool, "bootfile WORD:text", "Boot file name|Boot file name", .run = dhcp_run_text, .key = 1, .order = 14 },
	{ &mode_dhcp_pool, "next-server A.B.C.D:server", "Next server in boot process|Server's name or IP address", .run = dhcp_run_next_server, .key = 1, .order = 15 },
	{ &mode_dhcp_pool, "default-router " EIGHT, "Default routers|" EIGHT_HELP, .run = dhcp_run_list, .key = 1, .order = 16 },
	{ &mode_dhcp_pool, "dns-server " EIGHT, "Set name server|" EIGHT_HELP, .run = dhcp_run_list, .key = 1, .order = 17 },
	{ &mode_dhcp_pool, "netbios-name-server " EIGHT, "NetBIOS (WINS) name servers|" EIGHT_HELP, .run = dhcp_run_list, .key = 1, .order = 18 },
	{ &mode_dhcp_pool, "netbios-node-type {b-node | h-node | m-node | p-node}", "NetBIOS node type|Broadcast node|Hybrid node|Mixed node|Peer-to-peer node",
	  .run = dhcp_run_node_type, .key = 1, .order = 18 },
	{ &mode_dhcp_pool, "client-name WORD:text", "Client name|Client name", .run = dhcp_run_text, .key = 1, .order = 14 },
	{ &mode_config, "ip dhcp use class", "||Configure use of certain parameters during allocation|Use classes to allocate addresses", .run = dhcp_run_use_class, .order = ORDER_DHCP + 6,
	  .dflt = "ip dhcp use class" },
	{ &mode_config, "ip dhcp class WORD:name", "||Configure DHCP classes|Class name", .run = dhcp_run_class, .enter = &mode_dhcp_class, .order = ORDER_DHCP + 7, .flags = CMD_SORT_NUMERIC },
	{ &mode_dhcp_class, "remark LINE", "Remark about this class|", .run = dhcp_run_remark, .key = 1, .order = 1 },
	{ &mode_dhcp_class, "relay agent information", "Configure relay agent information options|Relay agent|Patterns of relay agent information options", .run = dhcp_run_relayinfo,
	  .enter = &mode_dhcp_relayinfo, .order = 2, .flags = CMD_TIGHT },
	{ &mode_dhcp_relayinfo, "relay-information hex WORD:pattern [bitmask WORD:mask]",
	  "Relay agent information option|Hexadecimal pattern|Hexadecimal digits, a * at the end for whatever follows|Bits that do not count|Hexadecimal digits", .run = dhcp_run_pattern,
	  .order = 1, .flags = CMD_SORT_NUMERIC },
	{ &mode_dhcp_pool, "class WORD:name", "Specify a DHCP class|Class name", .run = dhcp_run_share, .enter = &mode_dhcp_share, .order = 30, .flags = CMD_SORT_ENTRY | CMD_TIGHT },
	{ &mode_dhcp_share, "address range A.B.C.D:first A.B.C.D:last", "Configure the addresses of the class|Range of addresses|Low IP address|High IP address", .run = dhcp_run_range, .key = 2,
	  .order = 1 },
#define REFUSED(mode, words, help) { &(mode), words, help, .flags = CMD_UNSUPPORTED }
	REFUSED(mode_dhcp_pool, "accounting LINE", "Send Accounting Start/Stop messages|"),
	REFUSED(mode_dhcp_pool, "origin LINE", "Configure the origin of the pool|"),
	REFUSED(mode_dhcp_pool, "override LINE", "Override|"),
	REFUSED(mode_dhcp_pool, "relay LINE", "Function as a DHCP relay|"),
	REFUSED(mode_dhcp_pool, "subnet LINE", "Subnet allocation commands|"),
	REFUSED(mode_dhcp_pool, "update LINE", "Dynamic updates|"),
	REFUSED(mode_dhcp_pool, "utilization LINE", "Configure various utilization parameters|"),
	REFUSED(mode_dhcp_pool, "vrf LINE", "Associate this pool with a VRF|"),
	REFUSED(mode_config, "ip dhcp aaa LINE", "||Configure aaa attributes|"),
	REFUSED(mode_config, "ip dhcp binding LINE", "||DHCP address bindings|"),
	REFUSED(mode_config, "ip dhcp bootp LINE", "||BOOTP specific configuration|"),
	REFUSED(mode_config, "ip dhcp limited-broadcast-address", "||Use all 1's broadcast address"),
	REFUSED(mode_config, "ip dhcp remember", "||Remember released bindings"),
	REFUSED(mode_config, "ip dhcp smart-relay", "||Enable Smart Relay feature"),
	REFUSED(mode_config, "ip dhcp update LINE", "||Configure dynamic updates|"),
	REFUSED(mode_config, "ip dhcp use {subscriber-id | vrf} LINE", "|||Use the interface's subscriber identifier|Use VRFs|"),
	REFUSED(mode_config, "ip dhcp relay information check", "||||Validate relay information in BOOTREPLY"),
	REFUSED(mode_config, "ip dhcp relay information policy encapsulate", "|||||Encapsulate existing information"),
	REFUSED(mode_config, "ip dhcp-server LINE", "|Specify address of DHCP server to use|"),
	{ &mode_interface, "ip dhcp relay information trusted", "|Configure DHCP parameters for this interface|DHCP relay configuration parameters|Relay agent information option|"
	  "Received DHCP packet may contain relay info option with zero giaddr", .run = dhcp_run_trusted, .order = ORDER_IF_IP + 5 },
	{ &mode_exec, "show ip dhcp relay information trusted-sources", "|||DHCP relay information|Relay agent information option|Trusted sources", .show = dhcp_show_trusted },
	REFUSED(mode_interface, "ip dhcp relay information option-insert [none]", "||||Insert relay information in BOOTREQUEST|Do not insert"),
	REFUSED(mode_interface, "ip dhcp relay information check-reply [none]", "||||Validate relay information in BOOTREPLY|Do not"),
	REFUSED(mode_interface, "ip dhcp relay information policy-action LINE", "||||Define reforwarding policy|"),
	{ &mode_dhcp_pool, "domain-name WORD:text", "Domain name|Domain name", .run = dhcp_run_text, .key = 1, .order = 19 },
	{ &mode_dhcp_pool, "option <0-254>:code {ascii LINE:ascii-text | hex WORD:hex-text | ip " EIGHT "}",
	  "Raw DHCP options|DHCP option code|Data is an NVT ASCII string|Text|Data is a hexadecimal string|Hexadecimal digits|Data is one or more IP addresses|" EIGHT_HELP,
	  .run = dhcp_run_option, .key = 2, .order = 20, .flags = CMD_SORT_NUMERIC },
	{ &mode_dhcp_pool, "lease {<0-365>:days [<0-23>:hours [<0-59>:minutes]] | infinite}", "Address lease time|Days|Hours|Minutes|Infinite lease",
	  .run = dhcp_run_lease, .key = 1, .order = 21 },
	FORWARDED("time", "Time (37)"), FORWARDED("tacacs", "TACACS (49)"), FORWARDED("domain", "DNS (53)"), FORWARDED("bootps", "BOOTP server (67)"),
	FORWARDED("bootpc", "BOOTP client (68)"), FORWARDED("tftp", "TFTP (69)"), FORWARDED("netbios-ns", "NetBIOS name service (137)"),
	FORWARDED("netbios-dgm", "NetBIOS datagram service (138)"),
	{ &mode_config, "ip forward-protocol udp {<1-65535>:port | ntp | syslog | snmp}",
	  "|Controls forwarding of physical and directed IP broadcasts|Packets to a specific UDP port|Port number|NTP (123)|Syslog (514)|SNMP (161)",
	  .run = dhcp_run_forward, .order = ORDER_ROUTE - 60, .flags = CMD_MULTI | CMD_SORT_NUMERIC },
	{ &mode_interface, "ip helper-address A.B.C.D:helper", "|Specify a destination address for UDP broadcasts|IP destination address", .run = dhcp_run_helper,
	  .order = ORDER_IF_IP + 7, .flags = CMD_MULTI | CMD_SORT_NUMERIC },
	{ &mode_exec, "show ip dhcp binding [A.B.C.D:address]", "|IP information|Show items in the DHCP database|DHCP address bindings|IP address", .show = dhcp_show_binding },
	{ &mode_exec, "show ip dhcp pool [WORD:name]", "|||DHCP pools information|Pool name", .show = dhcp_show_pool },
	{ &mode_exec, "show ip dhcp import", "|||Show imported parameters", .show = dhcp_show_import },
	{ &mode_exec, "show ip dhcp conflict", "|||DHCP address conflicts", .show = dhcp_show_conflict },
	{ &mode_exec, "show ip dhcp server statistics", "|||Miscellaneous DHCP server information|Miscellaneous DHCP server statistics", .show = dhcp_show_statistics },
	{ &mode_exec, "clear ip dhcp binding {* | A.B.C.D:address}", "|IP|Delete items from the DHCP database|DHCP address bindings|Clear all|IP address",
	  .run = dhcp_run_clear_binding, .flags = CMD_PRIV },
	{ &mode_exec, "clear ip dhcp conflict {* | A.B.C.D:address}", "|||DHCP address conflicts|Clear all|IP address", .run = dhcp_run_clear_conflict, .flags = CMD_PRIV },
	{ &mode_exec, "clear ip dhcp pool WORD:name binding {* | A.B.C.D:address}", "|||DHCP pool|Pool name|DHCP address bindings|Clear all|IP address",
	  .run = dhcp_run_clear_binding, .flags = CMD_PRIV },
	{ &mode_exec, "clear ip dhcp pool WORD:name conflict {* | A.B.C.D:address}", "|||||DHCP address conflicts|Clear all|IP address", .run = dhcp_run_clear_conflict, .flags = CMD_PRIV },
	{ &mode_exec, "clear ip dhcp pool WORD:name subnet *", "|||||Subnets allocated from an on-demand pool|Clear all", .flags = CMD_UNSUPPORTED },
	{ &mode_exec, "clear ip dhcp subnet LINE", "|||Subnets allocated from on-demand pools|", .flags = CMD_UNSUPPORTED },
	{ &mode_exec, "clear ip dhcp server statistics", "|||DHCP server|Clear the statistics", .run = dhcp_run_clear_statistics, .flags = CMD_PRIV },
	DEBUG_CMDS("ip dhcp server events", "IP information|Dynamic Host Configuration Protocol|DHCP server|DHCP server events"),
	DEBUG_CMDS("ip dhcp server packet", "|||DHCP server packets"),
	{ &mode_exec, "debug ip dhcp server {class | linkage | packet detail | redundancy | snmp}", "||||Class-based allocation|Tree of pools||Detail|Redundancy|SNMP", .flags = CMD_UNSUPPORTED },
};

static const struct cmd client_rows[] = {
	{ &mode_interface, "ip address dhcp", "Interface Internet Protocol config commands|Set the IP address of an interface|IP Address negotiated via DHCP",
	  .run = dhcp_run_client, .key = 2, .order = ORDER_IF_IP },
	{ &mode_exec, "show dhcp lease", "|Dynamic Host Configuration Protocol status|Show DHCP addresses leased from a server", .show = dhcp_show_lease },
	{ &mode_exec, "show dhcp server", "||Show DHCP servers we know about", .show = dhcp_show_server },
	{ &mode_exec, "release dhcp INTERFACE", "Release a resource|Release an IP address that was obtained by DHCP|", .run = dhcp_run_release, .flags = CMD_PRIV },
	{ &mode_exec, "renew dhcp INTERFACE", "Renew a resource|Renew an IP address that was obtained by DHCP|", .run = dhcp_run_release, .flags = CMD_PRIV },
	DEBUG_CMDS("dhcp", "DHCP client activity"),
};

const struct cmd_table dhcp_server_cmds[] = { CMD_TABLE(server_rows) };
const unsigned n_dhcp_server_cmds = ARRAY_LEN(dhcp_server_cmds);
const struct cmd_table dhcp_client_cmds[] = { CMD_TABLE(client_rows) };
const unsigned n_dhcp_client_cmds = ARRAY_LEN(dhcp_client_cmds);
