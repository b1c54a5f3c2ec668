/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows of NAT's commands. */
#include "router/nat/nat_cli.h"

#define ORDER_NAT (ORDER_ROUTE - 50)
#define OPTIONS " [vrf WORD:vrf|match-in-vrf|extendable|no-alias]*"
#define OPTIONS_HELP "|Specify vrf|VRF name|match incoming vrf|Extend this translation when used|Do not create an alias for the global address"
#define MAPPED " [vrf WORD:vrf|match-in-vrf|route-map WORD:map|extendable|no-alias]*"
#define MAPPED_HELP "|Specify vrf|VRF name|match incoming vrf|Specify route-map|Route-map name|Extend this translation when used|Do not create an alias for the global address"
#define POOL "ip nat pool WORD:name A.B.C.D:first A.B.C.D:last {netmask A.B.C.D:mask | prefix-length <1-32>:length}"
#define GLOBALS "{pool WORD:pool-name | interface INTERFACE:out}"
#define GLOBALS_HELP "Name pool of global addresses|Pool name for global addresses|Specify interface for global address|"
#define TIMEOUT(word, help, seconds, k) \
	{ &mode_config, "ip nat translation " word " {<1-536870>:seconds | never}", "||NAT translation entry configuration|" help "|Timeout in seconds|Never timeout", \
	  .run = nat_run_timeout, .key = 4, .order = ORDER_NAT + k, .dflt = "ip nat translation " word " " seconds }

static const struct cmd config_rows[] = {
	{ &mode_interface, "ip nat {inside | outside}", "|NAT interface commands|Inside interface for address translation|Outside interface for address translation",
	  .run = nat_run_side, .key = 2, .order = ORDER_IF_IP + 20 },
	TIMEOUT("timeout", "Specify timeout for dynamic NAT translations", "86400", 1),
	TIMEOUT("tcp-timeout", "Specify timeout for NAT TCP flows", "86400", 2),
	TIMEOUT("udp-timeout", "Specify timeout for NAT UDP flows", "300", 3),
	TIMEOUT("icmp-timeout", "Specify timeout for NAT ICMP flows", "60", 4),
	TIMEOUT("finrst-timeout", "Specify timeout for NAT TCP flows after a FIN or RST", "60", 5),
	TIMEOUT("syn-timeout", "Specify timeout for NAT TCP flows after a SYN and no further data", "60", 6),
	TIMEOUT("dns-timeout", "Specify timeout for NAT DNS flows", "60", 7),
	{ &mode_config, "ip nat translation max-entries <1-2147483647>:entries", "|||Specify maximum number of NAT entries|Number of entries", .run = nat_run_max,
	  .key = 4, .order = ORDER_NAT + 8 },
	{ &mode_config, "ip nat translation max-entries all-host <1-2147483647>:entries", "||||Specify maximum number of NAT entries for each host|Number of entries",
	  .run = nat_run_max, .key = 5, .order = ORDER_NAT + 9 },
	{ &mode_config, "ip nat translation max-entries host A.B.C.D:address <1-2147483647>:entries",
	  "||||Specify per-host NAT entry limit|IP address|Number of entries", .run = nat_run_max, .key = 6, .order = ORDER_NAT + 10, .flags = CMD_SORT_NUMERIC },
	{ &mode_config, "ip nat translation max-entries all-vrf <1-2147483647>:entries", "||||Specify maximum number of NAT entries for each VRF|Number of entries",
	  .run = nat_run_max, .key = 5, .order = ORDER_NAT + 9 },
	{ &mode_config, "ip nat translation max-entries list WORD:list <1-2147483647>:entries",
	  "||||Specify access-list based NAT entry limit|Access list number or name|Number of entries", .run = nat_run_max, .key = 6, .order = ORDER_NAT + 10,
	  .flags = CMD_SORT_NUMERIC },
	{ &mode_config, "ip nat translation max-entries vrf WORD:vrf <1-2147483647>:entries", "||||Specify per-VRF NAT entry limit|VRF name|Number of entries",
	  .run = nat_run_max, .key = 6, .order = ORDER_NAT + 10, .flags = CMD_SORT_NUMERIC },
	{ &mode_config, POOL,
	  "|NAT configuration commands|Define pool of addresses|Pool name|Start IP address|End IP address|Specify the network mask|Network mask|"
	  "Specify the prefix length|Prefix length", .run = nat_run_pool, .may_go = nat_pool_may_go, .key = 4, .order = ORDER_NAT + 11, .flags = CMD_SORT_NUMERIC },
	{ &mode_config, POOL " type {match-host | rotary}",
	  "||||||||||Specify the pool type|Keep host numbers the same after translation|Rotary address pool",
	  .run = nat_run_pool, .may_go = nat_pool_may_go, .key = 4, .order = ORDER_NAT + 11, .flags = CMD_SORT_NUMERIC },
	{ &mode_config, "ip nat pool WORD:name {netmask A.B.C.D:mask | prefix-length <1-32>:length} [type {match-host | rotary}]",
	  "||||Specify the network mask|Network mask|Specify the prefix length|Prefix length|Specify the pool type|Keep host numbers the same after translation|Rotary address pool",
	  .run = nat_run_pool_block, .may_go = nat_pool_may_go, .enter = &mode_nat_pool, .order = ORDER_NAT + 11, .flags = CMD_SORT_NUMERIC },
	{ &mode_nat_pool, "address A.B.C.D:first A.B.C.D:last", "Specify one address range in the pool|Start IP address|End IP address", .run = nat_run_pool_range, .order = 1,
	  .flags = CMD_MULTI | CMD_SORT_NUMERIC },
	{ &mode_config, "ip nat inside source list WORD:list " GLOBALS " [overload]",
	  "||Inside address translation|Source address translation|Specify access list describing local addresses|Access list number or name|"
	  GLOBALS_HELP "|Overload an address translation", .run = nat_run_rule, .key = 6, .order = ORDER_NAT + 12, .flags = CMD_SORT_NUMERIC },
	{ &mode_config, "ip nat inside source route-map WORD:list " GLOBALS " [overload|reversible]",
	  "||||Specify route-map|Route-map name|" GLOBALS_HELP "|Overload an address translation|Allow out->in traffic", .run = nat_run_rule, .key = 6,
	  .order = ORDER_NAT + 12, .flags = CMD_SORT_NUMERIC },
	{ &mode_config, "ip nat inside source {list | route-map} WORD:list " GLOBALS " vrf WORD:vrf [match-in-vrf|overload]*",
	  "|||||||" GLOBALS_HELP "|Specify vrf|VRF name|match incoming vrf|Overload an address translation", .run = nat_run_rule, .order = ORDER_NAT + 12,
	  .flags = CMD_MULTI | CMD_SORT_NUMERIC },
	{ &mode_config, "ip nat inside source static A.B.C.D:local {A.B.C.D:global | interface INTERFACE:out}" MAPPED,
	  "||||Specify static local->global mapping|Inside local IP address|Inside global IP address|Specify interface for global address|" MAPPED_HELP,
	  .run = nat_run_static, .order = ORDER_NAT + 13, .flags = CMD_MULTI | CMD_SORT_NUMERIC },
	{ &mode_config, "ip nat inside source static {tcp | udp} A.B.C.D:local <1-65535>:local-port {A.B.C.D:global | interface INTERFACE:out} <1-65535>:global-port" MAPPED,
	  "|||||Transmission Control Protocol|User Datagram Protocol|Inside local IP address|Local UDP/TCP port|Inside global IP address|Specify interface for global address||"
	  "Global UDP/TCP port" MAPPED_HELP, .run = nat_run_static, .order = ORDER_NAT + 14, .flags = CMD_MULTI | CMD_SORT_NUMERIC },
	{ &mode_config, "ip nat inside source static network A.B.C.D:local A.B.C.D:global {A.B.C.D:mask | WORD:slash}" OPTIONS,
	  "|||||Subnet translation|Inside local network address|Inside global network address|Network mask|Prefix length (/nn)" OPTIONS_HELP, .run = nat_run_static,
	  .order = ORDER_NAT + 15, .flags = CMD_MULTI | CMD_SORT_NUMERIC },
	{ &mode_config, "ip nat outside source static A.B.C.D:global A.B.C.D:local [add-route|vrf WORD:vrf|match-in-vrf|extendable|no-alias]*",
	  "||Outside address translation|Source address translation|Specify static global->local mapping|Outside global IP address|Outside local IP address|"
	  "Add a static route for outside local address" OPTIONS_HELP,
	  .run = nat_run_static, .order = ORDER_NAT + 16, .flags = CMD_MULTI | CMD_SORT_NUMERIC },
	{ &mode_config, "ip nat outside source list WORD:list pool WORD:pool-name [add-route]",
	  "||||Specify access list describing global addresses|Access list number or name|Name pool of local addresses|Name of local addresses pool|"
	  "Add a static route for outside local address", .run = nat_run_rule, .key = 6, .order = ORDER_NAT + 17, .flags = CMD_SORT_NUMERIC },
	{ &mode_config, "ip nat outside source list WORD:list pool WORD:pool-name vrf WORD:vrf [add-route]", "||||||||Specify vrf|VRF name|Add a static route for outside local address", .run = nat_run_rule, .order = ORDER_NAT + 17,
	  .flags = CMD_MULTI | CMD_SORT_NUMERIC },
	{ &mode_config, "ip nat inside destination list WORD:list pool WORD:pool-name",
	  "|||Destination address translation|Specify access list describing global addresses|Access list number or name|Name pool of local addresses|Name of local addresses pool",
	  .run = nat_run_rule, .key = 6, .order = ORDER_NAT + 17, .flags = CMD_SORT_NUMERIC },
	{ &mode_config, "ip nat service list WORD:list ftp tcp port <1-65535>:port",
	  "||Special translation for application using non-standard port|Specify access list describing global addresses|Access list number or name|FTP protocol|TCP protocol|"
	  "Special FTP port|Port number", .run = nat_run_service, .order = ORDER_NAT + 20, .flags = CMD_MULTI | CMD_SORT_NUMERIC },
	{ &mode_config, "ip nat service alg tcp ftp", "||Special translation for application using non-standard port|Application level gateway|TCP|FTP", .run = nat_run_alg,
	  .order = ORDER_NAT + 18, .dflt = "ip nat service alg tcp ftp" },
	{ &mode_config, "ip nat service alg tcp dns", "|||||DNS", .run = nat_run_alg, .order = ORDER_NAT + 18, .dflt = "ip nat service alg tcp dns" },
	{ &mode_config, "ip nat service alg udp dns", "||||UDP|DNS", .run = nat_run_alg, .order = ORDER_NAT + 19, .dflt = "ip nat service alg udp dns" },
	{ &mode_interface, "ip nat enable", "|NAT interface commands|Enable a NAT virtual interface", .flags = CMD_UNSUPPORTED },
	{ &mode_config, "ip nat translation port-timeout LINE", "|||Specify timeout for NAT TCP/UDP port|", .flags = CMD_UNSUPPORTED },
	{ &mode_config, "ip nat translation {pptp-timeout | routemap-entry-timeout | arp-ping-timeout} LINE", "|||PPTP|Route maps|ARP ping|", .flags = CMD_UNSUPPORTED },
	{ &mode_config, "ip nat {create | log | portmap | sip-sbc | switchover | piggyback-support | settings} LINE",
	  "||Flow entries|Log of translations|Ranges of ports|SIP session border controller|Switchover|Piggybacking|Settings|", .flags = CMD_UNSUPPORTED },
	{ &mode_config, "ip nat source LINE", "||Source address translation of virtual interfaces|", .flags = CMD_UNSUPPORTED },
	{ &mode_config, "ip nat service LINE", "||Special translation for application using non-standard port|", .flags = CMD_UNSUPPORTED },
};

#define ENDS4(g, l) "A.B.C.D:" g " A.B.C.D:" l
#define ENDS(g, l) "A.B.C.D:" g " <0-65535>:" g "p A.B.C.D:" l " <0-65535>:" l "p"
#define INSIDE_HELP "Inside global IP address|Inside local IP address"
#define INSIDE_PORTS_HELP "Inside global IP address|Inside global port|Inside local IP address|Inside local port"
#define OUTSIDE_PORTS_HELP "Outside addresses (and ports)|Outside local IP address|Outside local port|Outside global IP address|Outside global port"

static const struct cmd exec_rows[] = {
	{ &mode_exec, "show ip nat translations [icmp | tcp | udp] [verbose|vrf WORD:vrf|inside A.B.C.D:global|outside A.B.C.D:local|total]*",
	  "|IP information|IP NAT information|Translation entries|ICMP entries|TCP entries|UDP entries|Show extra information|Specify vrf|VRF name|Inside entries|Inside global IP address|"
	  "Outside entries|Outside local IP address|Number of translations", .show = nat_show_translations },
	{ &mode_exec, "show ip nat statistics", "|||Translation statistics", .show = nat_show_statistics },
	{ &mode_exec, "clear ip nat translation *", "|IP|Clear NAT|Clear dynamic translation|Delete all dynamic translations", .run = nat_run_clear, .flags = CMD_PRIV },
	{ &mode_exec, "clear ip nat translation vrf WORD:vrf *", "||||Specify vrf|VRF name|Delete all dynamic translations of it", .run = nat_run_clear, .flags = CMD_PRIV },
	{ &mode_exec, "clear ip nat translation inside " ENDS4("ig", "il") " [outside " ENDS4("ol", "og") "]",
	  "||||Inside addresses (and ports)|" INSIDE_HELP "|Outside addresses (and ports)|Outside local IP address|Outside global IP address", .run = nat_run_clear,
	  .flags = CMD_PRIV },
	{ &mode_exec, "clear ip nat translation outside " ENDS4("ol", "og"), "||||Outside addresses (and ports)|Outside local IP address|Outside global IP address",
	  .run = nat_run_clear, .flags = CMD_PRIV },
	{ &mode_exec, "clear ip nat translation {tcp | udp} inside " ENDS("ig", "il") " [outside " ENDS("ol", "og") "]",
	  "||||Transmission Control Protocol|User Datagram Protocol|Inside addresses (and ports)|" INSIDE_PORTS_HELP "|" OUTSIDE_PORTS_HELP, .run = nat_run_clear,
	  .flags = CMD_PRIV },
	{ &mode_exec, "clear ip nat statistics", "|||Clear translation statistics", .run = nat_run_clear_statistics, .flags = CMD_PRIV },
	DEBUG_CMDS("ip nat", "IP information|NAT events"),
	DEBUG_CMDS("ip nat detailed", "||NAT detailed events"),
};

const struct cmd_table nat_cmds[] = { CMD_TABLE(config_rows), CMD_TABLE(exec_rows) };
const unsigned n_nat_cmds = ARRAY_LEN(nat_cmds);
