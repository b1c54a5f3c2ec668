/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows of layer 3's commands. */
#include "router/ip_cli.h"

#define ROUTE_OPTIONS "[<1-255>:distance] [name WORD:name|permanent|tag <1-4294967295>:tag]*"
#define ROUTE_HELP "Distance metric for this route|Specify name of the next hop||permanent route|Set tag for this route|Tag value"
#define TRACKED_OPTIONS "[<1-255>:distance] [name WORD:name|permanent|tag <1-4294967295>:tag|track <1-1000>:track]*"
#define TRACKED_HELP ROUTE_HELP "|Install route depending on tracked item|tracked object number"
#define PING_OPTIONS "[repeat <1-2147483647>:repeat|size <36-18024>:size|timeout <0-3600>:timeout|df-bit|validate|data <0-65535>:data|tos <0-255>:tos|" \
	"source {A.B.C.D:source|X:X:X:X::X:source6|INTERFACE:source-if}]*"
#define PING_HELP "specify repeat count|Repeat count|specify datagram size|Datagram size|specify timeout interval|Timeout in seconds|" \
	"enable do not fragment bit in IP header|validate reply data|specify data pattern|Pattern|specify type of service value|Value|" \
	"specify source address or name|||"
#define TRACE_OPTIONS "[probe <1-65535>:probe|timeout <0-3600>:timeout|port <1-65535>:port|ttl <1-255>:min <1-255>:max|" \
	"source {A.B.C.D:source|X:X:X:X::X:source6|INTERFACE:source-if}]*"
#define TRACE_HELP "specify number of probes per hop|Probe count|specify time out|Timeout in seconds|specify port number|Port number|" \
	"specify minimum and maximum ttl|Minimum|Maximum|specify source address or name|||"
#define ND_LIFE "<0-4294967295>:valid <0-4294967295>:preferred"
#define ND_OPTIONS " [no-onlink|off-link|no-autoconfig]*"
#define ND_HELP "Do not use prefix for onlink determination|Do not use prefix for onlink determination|Do not use prefix for autoconfiguration"
#define ND_PREFIX(k) .run = nd_run_prefix, .key = 4, .order = ORDER_IF_IPV6 + k
#define IF_IP ORDER_IF_IP
#define IF_6 ORDER_IF_IPV6

/* Static routes: where they may be tracked (routers), and where not; of a VRF, which may look its next hop up in the global table. */
#define ROUTE4(vrf, n, where, global, ghelp, options, texts) \
	{ &mode_config, "ip route " vrf "A.B.C.D:prefix A.B.C.D:mask A.B.C.D:via " global options, \
	  "|Establish static routes|" where "Destination prefix|Destination prefix mask|Forwarding router's address|" ghelp texts, .run = route_run4, .key = 5 + (n), \
	  .order = ORDER_ROUTE + ((n) != 0), .flags = CMD_SORT_NUMERIC }, \
	{ &mode_config, "ip route " vrf "A.B.C.D:prefix A.B.C.D:mask INTERFACE:out " options, "||" where "|||" texts, .run = route_run4, .key = 5 + (n), \
	  .order = ORDER_ROUTE + ((n) != 0), .flags = CMD_SORT_NUMERIC }, \
	{ &mode_config, "ip route " vrf "A.B.C.D:prefix A.B.C.D:mask INTERFACE:out A.B.C.D:via " options, "||" where "||||" texts, .run = route_run4, .key = 6 + (n), \
	  .order = ORDER_ROUTE + ((n) != 0), .flags = CMD_SORT_NUMERIC }, \
	{ &mode_config, "ip route " vrf "A.B.C.D:prefix A.B.C.D:mask", "||" where "|", .run = route_run_all4, .flags = CMD_ELSEWHERE }
#define ROUTE6(vrf, n, where, global, ghelp, options, texts) \
	{ &mode_config, "ipv6 route " vrf "X:X:X:X::X/<0-128>:prefix X:X:X:X::X:via " global options, \
	  "|Configure static routes|" where "IPv6 prefix x:x::y/<z>|IPv6 address of next-hop|" ghelp texts, .run = route_run6, .key = 4 + (n), \
	  .order = ORDER_IPV6_ROUTE + ((n) != 0), .flags = CMD_SORT_NUMERIC }, \
	{ &mode_config, "ipv6 route " vrf "X:X:X:X::X/<0-128>:prefix INTERFACE:out " options, "||" where "||" texts, .run = route_run6, .key = 4 + (n), \
	  .order = ORDER_IPV6_ROUTE + ((n) != 0), .flags = CMD_SORT_NUMERIC }, \
	{ &mode_config, "ipv6 route " vrf "X:X:X:X::X/<0-128>:prefix INTERFACE:out X:X:X:X::X:via " options, "||" where "|||" texts, .run = route_run6, .key = 5 + (n), \
	  .order = ORDER_IPV6_ROUTE + ((n) != 0), .flags = CMD_SORT_NUMERIC }
#define ROUTE_ROWS(options, texts) ROUTE4("", 0, "", "", "", options, texts), ROUTE6("", 0, "", "", "", options, texts)
#define VRF_ROUTE_ROWS(options, texts) \
	ROUTE4("vrf WORD:vrf ", 2, "Configure static route for a VPN Routing/Forwarding instance|VPN Routing/Forwarding instance name|", "[global] ", \
	       "Next hop address is global|", options, texts), \
	ROUTE6("vrf WORD:vrf ", 2, "Configure static route for a VPN Routing/Forwarding instance|VPN Routing/Forwarding instance name|", "[nexthop-vrf default] ", \
	       "Nexthop IPv6 VRF|Default table|", options, texts)
static const struct cmd route_rows[] = { ROUTE_ROWS(TRACKED_OPTIONS, TRACKED_HELP), VRF_ROUTE_ROWS(TRACKED_OPTIONS, TRACKED_HELP) };
static const struct cmd switch_route_rows[] = { ROUTE_ROWS(ROUTE_OPTIONS, ROUTE_HELP), VRF_ROUTE_ROWS(ROUTE_OPTIONS, ROUTE_HELP) };
static const struct cmd host_route_rows[] = { ROUTE_ROWS(ROUTE_OPTIONS, ROUTE_HELP) };

static const struct cmd config_rows[] = {
	{ &mode_config, "ipv6 unicast-routing", "|Enable unicast routing", .run = route_run_routing6, .order = ORDER_IPV6 },
	{ &mode_config, "ipv6 cef", "|Cisco Express Forwarding for IPv6", .run = route_run_cef, .order = ORDER_IPV6 + 1, .dflt = "ipv6 cef" },
	{ &mode_config, "ip cef", "|Cisco Express Forwarding", .run = route_run_cef, .order = ORDER_IP + 2, .dflt = "ip cef" },
	{ &mode_config, "ip default-gateway A.B.C.D", "|Specify default gateway (if not routing IP)|IP address of default gateway", .run = route_run_gateway,
	  .key = 2, .order = ORDER_ROUTE - 1 },
	{ &mode_config, "ip default-network A.B.C.D", "|Flags networks as candidates for default routes|IP address of default network", .run = default_network_run,
	  .order = ORDER_ROUTE - 1, .flags = CMD_SORT_NUMERIC },
	{ &mode_config, "ip icmp rate-limit unreachable <1-4294967295>:ms", "|Internet Control Message Protocol|Rate limit|Destination unreachable|Once per milliseconds",
	  .run = icmp_run_rate, .key = 4, .order = ORDER_ROUTE - 3, .dflt = "ip icmp rate-limit unreachable 500" },
	{ &mode_config, "ip icmp rate-limit unreachable df <1-4294967295>:ms", "||||code 4, fragmentation needed and DF set|Once per milliseconds",
	  .run = icmp_run_rate, .key = 5, .order = ORDER_ROUTE - 2 },
	{ &mode_config, "ipv6 icmp error-interval <0-2147483647>:ms [<1-200>:size]", "|Configure ICMP parameters|Rate limit of error messages|Milliseconds per token|Bucket size",
	  .run = icmp_run_rate6, .key = 3, .order = ORDER_IPV6_ROUTE - 1, .dflt = "ipv6 icmp error-interval 100" },
	{ &mode_config, "arp A.B.C.D H.H.H arpa", "Set a static ARP entry|IP address of ARP entry|48-bit hardware address of ARP entry|ARP type ARPA",
	  .run = neigh_run_arp, .key = 2, .order = ORDER_IPV6_ROUTE + 50 },
	{ &mode_config, "ipv6 neighbor X:X:X:X::X INTERFACE H.H.H", "|Neighbor|IPv6 address||48-bit hardware address", .run = neigh_run_static6, .key = 4,
	  .order = ORDER_IPV6_ROUTE + 51 },

	{ &mode_interface, "ip address A.B.C.D A.B.C.D:mask", "Interface Internet Protocol config commands|Set the IP address of an interface|IP address|IP subnet mask",
	  .run = ipif_run_address, .key = 2, .order = IF_IP },
	{ &mode_interface, "ip address A.B.C.D A.B.C.D:mask secondary", "||||Make this IP address a secondary address", .run = ipif_run_secondary,
	  .order = IF_IP + 1, .flags = CMD_MULTI | CMD_SORT_NUMERIC },
	{ &mode_interface, "ip mtu <68-9216>:bytes", "|Set IP Maximum Transmission Unit|MTU (bytes)", .run = ipif_run_mtu, .key = 2, .order = IF_IP + 2 },
	{ &mode_interface, "ip redirects", "|Enable sending ICMP Redirect messages", .run = ipif_run_flag, .order = IF_IP + 3, .dflt = "ip redirects" },
	{ &mode_interface, "ip unreachables", "|Enable sending ICMP Unreachable messages", .run = ipif_run_flag, .order = IF_IP + 4, .dflt = "ip unreachables" },
	{ &mode_interface, "ip load-sharing {per-destination | per-packet}", "|Style of load sharing|Deterministic distribution|Random distribution",
	  .run = ipif_run_load_sharing, .key = 2, .order = IF_IP + 4, .dflt = "ip load-sharing per-destination" },
	{ &mode_interface, "ip proxy-arp", "|Enable proxy ARP", .run = ipif_run_flag, .order = IF_IP + 5, .dflt = "ip proxy-arp" },
	{ &mode_interface, "ip forward", "|Forward IP packets that come in, with or without an IP address", .run = ipif_run_forward, .order = IF_IP + 6 },
	{ &mode_interface, "arp timeout <1-2147483>:seconds", "Set arp type (arpa, probe, snap), timeout, log options|Set ARP cache timeout|Seconds",
	  .run = ipif_run_arp_timeout, .key = 2, .order = IF_IP + 50, .dflt = "arp timeout 14400" },
	{ &mode_interface, "ipv6 address X:X:X:X::X/<0-128>:prefix [eui-64]", "IPv6 interface subcommands|Configure IPv6 address on interface|IPv6 prefix|Use eui-64 interface identifier",
	  .run = ipif_run_address6, .order = IF_6 + 1, .flags = CMD_MULTI | CMD_SORT_NUMERIC },
	{ &mode_interface, "ipv6 address X:X:X:X::X:addr link-local", "||IPv6 link-local address|Use link-local address", .run = ipif_run_address6, .order = IF_6,
	  .flags = CMD_MULTI | CMD_SORT_NUMERIC },
	{ &mode_interface, "ipv6 address autoconfig [default]", "||Obtain address using autoconfiguration|Insert default route", .run = ipif_run_autoconf,
	  .key = 3, .order = IF_6 + 2 },
	{ &mode_interface, "ipv6 enable", "|Enable IPv6 on interface", .run = ipif_run_enable6, .order = IF_6 + 3 },
	{ &mode_interface, "ipv6 mtu <1280-9216>:bytes", "|Set IPv6 Maximum Transmission Unit|MTU (bytes)", .run = ipif_run_mtu, .key = 2, .order = IF_6 + 4 },
	{ &mode_interface, "ipv6 redirects", "|Enable sending of ICMP Redirect messages", .run = ipif_run_flag, .order = IF_6 + 5, .dflt = "ipv6 redirects" },
	{ &mode_interface, "ipv6 unreachables", "|Enable sending of ICMP Unreachable messages", .run = ipif_run_flag, .order = IF_6 + 6,
	  .dflt = "ipv6 unreachables" },
	{ &mode_interface, "ipv6 nd prefix X:X:X:X::X/<0-128>:prefix [no-advertise]",
	  "|IPv6 interface Neighbor Discovery subcommands|Configure IPv6 Routing Prefix Advertisement|IPv6 prefix|Do not advertise prefix", ND_PREFIX(10) },
	{ &mode_interface, "ipv6 nd prefix X:X:X:X::X/<0-128>:prefix " ND_LIFE ND_OPTIONS, "||||Valid Lifetime (secs)|Preferred Lifetime (secs)|" ND_HELP, ND_PREFIX(10) },
	{ &mode_interface, "ipv6 nd prefix X:X:X:X::X/<0-128>:prefix infinite infinite" ND_OPTIONS, "||||Infinite|Infinite|" ND_HELP, ND_PREFIX(10) },
	{ &mode_interface, "ipv6 nd prefix default [no-advertise]", "|||Specify prefix default parameters|Do not advertise prefix", ND_PREFIX(9) },
	{ &mode_interface, "ipv6 nd prefix default " ND_LIFE ND_OPTIONS, "||||Valid Lifetime (secs)|Preferred Lifetime (secs)|" ND_HELP, ND_PREFIX(9) },
	{ &mode_interface, "ipv6 nd prefix default infinite infinite" ND_OPTIONS, "||||Infinite|Infinite|" ND_HELP, ND_PREFIX(9) },
	{ &mode_interface, "ipv6 nd ra interval [msec] <3-1800000>:max [<1-1350000>:min]", "||Router Advertisement control|Interval between RAs|in milliseconds|Maximum|Minimum",
	  .run = nd_run_ra_interval, .key = 4, .order = IF_6 + 11, .dflt = "ipv6 nd ra interval 200" },
	{ &mode_interface, "ipv6 nd ra lifetime <0-9000>:value", "|||Lifetime in RAs|RA Lifetime (seconds)", .run = nd_run_number, .key = 4, .order = IF_6 + 12,
	  .dflt = "ipv6 nd ra lifetime 1800" },
	{ &mode_interface, "ipv6 nd ra suppress [all]", "|||Suppress IPv6 Router Advertisements|Suppress answers to solicitations too", .run = nd_run_suppress, .key = 4,
	  .order = IF_6 + 13 },
	{ &mode_interface, "ipv6 nd ra dns server X:X:X:X::X:server [<0-4294967295>:seconds | infinite]",
	  "|||Name servers in RAs (RFC 8106)|Recursive name server|IPv6 address|Lifetime (seconds)|Infinite", .run = nd_run_ra_dns, .key = 6, .order = IF_6 + 20 },
	{ &mode_interface, "ipv6 nd ra dns search list WORD:domain [<0-4294967295>:seconds | infinite]",
	  "||||DNS search list|DNS search list|Domain name|Lifetime (seconds)|Infinite", .run = nd_run_ra_dns, .key = 7, .order = IF_6 + 21 },
	{ &mode_interface, "ipv6 nd managed-config-flag", "||Hosts should use DHCP for address config", .run = nd_run_flag, .order = IF_6 + 14 },
	{ &mode_interface, "ipv6 nd other-config-flag", "||Hosts should use DHCP for non-address config", .run = nd_run_flag, .order = IF_6 + 15 },
	{ &mode_interface, "ipv6 nd reachable-time <0-3600000>:value", "||Set advertised reachability time|Reachability time in milliseconds", .run = nd_run_number,
	  .key = 3, .order = IF_6 + 16, .dflt = "ipv6 nd reachable-time 0" },
	{ &mode_interface, "ipv6 nd ns-interval <1000-3600000>:value", "||Set advertised NS retransmission interval|Retransmission interval in milliseconds",
	  .run = nd_run_number, .key = 3, .order = IF_6 + 17 },
	{ &mode_interface, "ipv6 nd dad attempts <0-600>:value", "||Duplicate Address Detection|Number of solicitations|Number of attempts", .run = nd_run_number,
	  .key = 4, .order = IF_6 + 18, .dflt = "ipv6 nd dad attempts 1" },
	{ &mode_interface, "ipv6 nd router-preference {high | low | medium}", "||Default router preference|High|Low|Medium", .run = nd_run_preference, .key = 3,
	  .order = IF_6 + 19, .dflt = "ipv6 nd router-preference medium" },
};

/* Where there are sub-interfaces. */
static const struct cmd sub_rows[] = {
	{ &mode_interface, "encapsulation dot1Q <1-4094>:vlan [native]", "Set encapsulation type for an interface|IEEE 802.1Q Virtual LAN|IEEE 802.1Q VLAN ID|Make this as native vlan",
	  .run = ipif_run_encapsulation, .key = 1, .order = ORDER_IF_ENCAPSULATION },
};

#define SOURCES4_HELP "|Connected|Static routes|Local|Routing Information Protocol (RIP)|Border Gateway Protocol (BGP)|AS number|Enhanced Interior Gateway Routing Protocol (EIGRP)|AS number|Open Shortest Path First (OSPF)|Process ID|OSPFv3|Process ID|Show supernet entries only|Route tag|Tag value|IP Access list|Access list"
#define SOURCES4 "[connected | static | local | rip | bgp [<1-4294967295>:process] | eigrp [<1-65535>:process] | ospf [<1-65535>:process] | ospfv3 [<1-65535>:process] | supernets-only | tag <0-4294967295>:tag | list WORD:list]"
#define SOURCES6_HELP "|Connected|Static routes|Local|Routing Information Protocol (RIP)|Border Gateway Protocol (BGP)|AS number|Enhanced Interior Gateway Routing Protocol (EIGRP)|AS number|Open Shortest Path First (OSPFv3)|Process ID|Route tag|Tag value|Only routes out of an interface|"
#define SOURCES6 "[connected | static | local | rip | bgp [<1-4294967295>:process] | eigrp [<1-65535>:process] | ospf [<1-65535>:process] | tag <0-4294967295>:tag | interface INTERFACE]"
#define CEF_HELP "|||" /* show ip cef */
#define CEF_ROWS(vrf, vhelp) \
	{ &mode_exec, "show ip cef " vrf "[INTERFACE] [detail]", "||Cisco Express Forwarding|" vhelp "|Detailed information", .show = cef_show }, \
	{ &mode_exec, "show ip cef " vrf "A.B.C.D [A.B.C.D:mask [longer-prefixes]] [detail]", CEF_HELP vhelp "Address|Mask|All that are inside|Detailed information", .show = cef_show }, \
	{ &mode_exec, "show ip cef " vrf "A.B.C.D [A.B.C.D:mask] internal", CEF_HELP vhelp "||Internal data structures", .flags = CMD_UNSUPPORTED }, \
	{ &mode_exec, "show ip cef " vrf "internal", CEF_HELP vhelp "Internal data structures", .flags = CMD_UNSUPPORTED }, \
	{ &mode_exec, "show ip cef " vrf "summary", CEF_HELP vhelp "Summary of the table", .show = cef_show_summary }, \
	{ &mode_exec, "show ip cef " vrf "exact-route A.B.C.D:source [src-port <0-65535>:sport] A.B.C.D:destination [dest-port <0-65535>:dport]", \
	  CEF_HELP vhelp "The way of a flow|Source address|Source port|Port of TCP or UDP|Destination address|Destination port|Port of TCP or UDP", .show = cef_show_exact }, \
	{ &mode_exec, "show ipv6 cef " vrf "[INTERFACE] [detail]", "||Cisco Express Forwarding for IPv6|" vhelp "|Detailed information", .show = cef_show }, \
	{ &mode_exec, "show ipv6 cef " vrf "X:X:X:X::X:address [detail]", CEF_HELP vhelp "Address|Detailed information", .show = cef_show }, \
	{ &mode_exec, "show ipv6 cef " vrf "X:X:X:X::X/<0-128>:prefix [longer-prefixes] [detail]", CEF_HELP vhelp "Prefix|All that are inside|Detailed information", .show = cef_show }, \
	{ &mode_exec, "show ipv6 cef " vrf "internal", CEF_HELP vhelp "Internal data structures", .flags = CMD_UNSUPPORTED }, \
	{ &mode_exec, "show ipv6 cef " vrf "summary", CEF_HELP vhelp "Summary of the table", .show = cef_show_summary }, \
	{ &mode_exec, "show ipv6 cef " vrf "exact-route X:X:X:X::X:source [src-port <0-65535>:sport] X:X:X:X::X:destination [dest-port <0-65535>:dport]", \
	  CEF_HELP vhelp "The way of a flow|Source address|Source port|Port of TCP or UDP|Destination address|Destination port|Port of TCP or UDP", .show = cef_show_exact }
#define PACKET_DEBUG(words, help)                                                                         \
	{ &mode_exec, "debug " words, "|" help, .run = packet_debug_run, .flags = CMD_PRIV },              \
	{ &mode_exec, "undebug " words, "|" help, .run = packet_debug_run, .flags = CMD_PRIV },            \
	{ &mode_exec, "no debug " words, "||" help, .run = packet_debug_run, .flags = CMD_PRIV }
static const struct cmd exec_rows[] = {
	{ &mode_exec, "show ip interface brief [INTERFACE]", "|IP information|IP interface status and configuration|Brief summary of IP status and configuration|",
	  .show = ipif_show_brief },
	{ &mode_exec, "show ip interface [INTERFACE]", "|||", .show = ipif_show_ip },
	{ &mode_exec, "show ip interface INTERFACE brief", "||||Brief summary of IP status and configuration", .show = ipif_show_brief },
	{ &mode_exec, "show ipv6 interface brief [INTERFACE]", "|IPv6 information|IPv6 interface status and configuration|Brief summary of IPv6 status and configuration|",
	  .show = ipif_show_brief6 },
	{ &mode_exec, "show ipv6 interface [INTERFACE]", "|||", .show = ipif_show_ip6 },
	{ &mode_exec, "show arp [A.B.C.D | INTERFACE]", "|ARP table|ARP entries of this address|", .show = neigh_show_arp },
	{ &mode_exec, "show ip arp [A.B.C.D | INTERFACE]", "||IP ARP table|ARP entries of this address|", .show = neigh_show_arp },
	{ &mode_exec, "show ipv6 neighbors [INTERFACE]", "||Show IPv6 neighbor cache entries|", .show = neigh_show6 },
	{ &mode_exec, "show ip route " SOURCES4, "||IP routing table" SOURCES4_HELP, .show = route_show4 },
	{ &mode_exec, "show ip protocols summary", "|||Displays Routing process summary", .show = route_show_protocols_summary },
	{ &mode_exec, "show ipv6 protocols summary", "|||Displays Routing process summary", .show = route_show_protocols_summary6 },
	{ &mode_exec, "show ipv6 protocols vrf WORD:vrf", "|IPv6 information|IPv6 Routing Protocols|VPN Routing/Forwarding parameters|VPN Routing/Forwarding instance name", .show = route_show_protocols6 },
	{ &mode_exec, "show ipv6 protocols", "||IPv6 Routing Protocols", .show = route_show_protocols6 },
	{ &mode_exec, "show ip protocols", "||IP routing protocol process parameters and statistics", .show = route_show_protocols },
	{ &mode_exec, "show ip route summary", "|||Summary of all routes", .show = route_show_summary },
	{ &mode_exec, "show ip route track-table", "|||Tracked static table", .show = route_show_tracks },
	{ &mode_exec, "show ip static route", "||Static routes|Static route table", .show = route_show_static },
	{ &mode_exec, "show ipv6 route summary", "||Show IPv6 route table entries|Summary display", .show = route_show_summary6 },
	{ &mode_exec, "show ip route A.B.C.D [A.B.C.D:mask [longer-prefixes]]", "|||Network to display information about|Network mask|Show route matching the specified Network/Mask pair only",
	  .show = route_show4 },
	{ &mode_exec, "show ip route A.B.C.D longer-prefixes", "||||Show route matching the specified Network/Mask pair only", .show = route_show4 },
	{ &mode_exec, "show ipv6 route " SOURCES6, "||Show IPv6 route table entries" SOURCES6_HELP, .show = route_show6 },
	{ &mode_exec, "show ipv6 route X:X:X:X::X:address", "|||IPv6 address", .show = route_show6 },
	{ &mode_exec, "show ipv6 route X:X:X:X::X/<0-128>:prefix [longer-prefixes]", "|||IPv6 prefix|Display route matching the specified prefix and all longer ones", .show = route_show6 },
	CEF_ROWS("", ""),
	{ &mode_exec, "show adjacency [INTERFACE] [A.B.C.D | X:X:X:X::X] [link {ipv4 | ipv6}] [detail]", "|Adjacent nodes||Next hop|Next hop|Protocol that is carried|IPv4|IPv6|Detailed information",
	  .show = adjacency_show },
	{ &mode_exec, "show adjacency summary", "||Summary of the table", .show = adjacency_show_summary },
	{ &mode_exec, "show adjacency {encapsulation | internal} [LINE]", "||Encapsulation|Internal data structures|", .flags = CMD_UNSUPPORTED },
	{ &mode_exec, "show ip traffic", "||IP protocol statistics", .show = count_show4 },
	{ &mode_exec, "show ipv6 traffic", "||IPv6 traffic statistics", .show = count_show6 },
	{ &mode_exec, "clear arp-cache [A.B.C.D | INTERFACE]", "|Clear the entire ARP cache|Address|", .run = neigh_run_clear4, .flags = CMD_PRIV },
	{ &mode_exec, "clear ip arp A.B.C.D", "|IP|Clear ARP cache|Address", .run = neigh_run_clear4, .flags = CMD_PRIV },
	{ &mode_exec, "clear ipv6 neighbors [INTERFACE]", "|IPv6|Clear IPv6 neighbor table|", .run = neigh_run_clear6, .flags = CMD_PRIV },
	{ &mode_exec, "clear ip route {* | A.B.C.D}", "||Delete route table entries|Delete all routes|Destination network", .run = route_run_clear, .flags = CMD_PRIV },
	{ &mode_exec, "ping [ip | ipv6] WORD:host " PING_OPTIONS, "Send echo messages|IP echo|IPv6 echo|Ping destination address or hostname|" PING_HELP, .run = ping_run },
	{ &mode_exec, "traceroute [ip | ipv6] WORD:host " TRACE_OPTIONS, "Trace route to destination|IP Trace|IPv6 Trace|Trace route to destination address or hostname|" TRACE_HELP,
	  .run = trace_run },
	{ &mode_exec, "ping", "", .run = ping_ask },
	{ &mode_exec, "traceroute", "", .run = trace_ask },
	{ &mode_exec, "traffic udp WORD:host [port <1-65535>:port|size <56-9000>:size|pps <1-10000000>:pps|rate <1-100000000>:kbit|seconds <1-86400>:seconds|count <1-1000000000>:n|tos <0-255>:tos]*",
	  "Generate traffic and measure|UDP packets to a traffic sink|Address or name|Destination port|Port|Bytes of an IP packet|Size|Packets a second|Packets|Rate|Kilobits a second|For how long|Seconds|How many|Packets|Type of service (DSCP and ECN)|Value",
	  .run = traffic_run, .flags = CMD_PRIV },
	DEBUG_CMDS("ip icmp", "IP information|ICMP transactions"),
	DEBUG_CMDS("ip routing", "|Routing table events"),
	PACKET_DEBUG("ip packet [{<1-199>:number | <1300-2699>:number}] [detail]", "|General IP debugging|Access list|Access list (expanded range)|Print more debugging detail"),
	DEBUG_CMDS("arp", "IP ARP and HP Probe transactions"),
	DEBUG_CMDS("ipv6 icmp", "IPv6 information|ICMPv6 debugging"),
	DEBUG_CMDS("ipv6 routing", "|IPv6 routing table events"),
	DEBUG_CMDS("ipv6 nd", "|IPv6 Neighbor Discovery debugging"),
	PACKET_DEBUG("ipv6 packet [access-list WORD:name] [detail]", "|IPv6 packet debugging|IPv6 access list|Access list name|Print more debugging detail"),
};

/* The same for a VRF. */
#define VRF_HELP "VPN Routing/Forwarding instance|VPN Routing/Forwarding instance name"
static const struct cmd vrf_rows[] = {
	{ &mode_config, "arp vrf WORD:vrf A.B.C.D H.H.H arpa", "|" VRF_HELP "|IP address of ARP entry|48-bit hardware address of ARP entry|ARP type ARPA",
	  .run = neigh_run_arp, .key = 4, .order = ORDER_IPV6_ROUTE + 50 },
	{ &mode_exec, "show arp vrf WORD:vrf [A.B.C.D]", "||" VRF_HELP "|", .show = neigh_show_arp },
	{ &mode_exec, "show ip arp vrf WORD:vrf [A.B.C.D]", "|||" VRF_HELP "|", .show = neigh_show_arp },
	{ &mode_exec, "show ipv6 neighbors vrf WORD:vrf", "|||" VRF_HELP, .show = neigh_show6 },
	{ &mode_exec, "show ip route vrf * " SOURCES4, "|||VPN Routing/Forwarding instance|All tables" SOURCES4_HELP, .show = route_show4 },
	{ &mode_exec, "show ip route vrf WORD:vrf " SOURCES4, "|||" VRF_HELP SOURCES4_HELP, .show = route_show4 },
	{ &mode_exec, "show ip route vrf WORD:vrf A.B.C.D [A.B.C.D:mask [longer-prefixes]]", "|||" VRF_HELP "|Network to display information about|Network mask|Show route matching the specified Network/Mask pair only", .show = route_show4 },
	{ &mode_exec, "show ip route vrf WORD:vrf A.B.C.D longer-prefixes", "|||" VRF_HELP "||Show route matching the specified Network/Mask pair only", .show = route_show4 },
	{ &mode_exec, "show ip route vrf WORD:vrf summary", "|||" VRF_HELP "|Summary of all routes", .show = route_show_summary },
	{ &mode_exec, "show ip route vrf WORD:vrf track-table", "|||" VRF_HELP "|Tracked static table", .show = route_show_tracks },
	{ &mode_exec, "show ip static route vrf WORD:vrf", "||Static routes|Static route table|" VRF_HELP, .show = route_show_static },
	{ &mode_exec, "show ipv6 route vrf WORD:vrf summary", "|||" VRF_HELP "|Summary display", .show = route_show_summary6 },
	{ &mode_exec, "show ipv6 route vrf WORD:vrf " SOURCES6, "|||" VRF_HELP SOURCES6_HELP, .show = route_show6 },
	{ &mode_exec, "show ipv6 route vrf WORD:vrf X:X:X:X::X:address", "|||" VRF_HELP "|IPv6 address", .show = route_show6 },
	{ &mode_exec, "show ipv6 route vrf WORD:vrf X:X:X:X::X/<0-128>:prefix [longer-prefixes]", "|||" VRF_HELP "|IPv6 prefix|Display route matching the specified prefix and all longer ones", .show = route_show6 },
	CEF_ROWS("vrf WORD:vrf ", VRF_HELP "|"),
	{ &mode_exec, "clear ip arp vrf WORD:vrf [A.B.C.D]", "|||" VRF_HELP "|", .run = neigh_run_clear4, .flags = CMD_PRIV },
	{ &mode_exec, "clear ip route vrf WORD:vrf {* | A.B.C.D}", "|||" VRF_HELP "|Delete all routes|Destination network", .run = route_run_clear, .flags = CMD_PRIV },
	{ &mode_exec, "ping vrf WORD:vrf [ip | ipv6] WORD:host " PING_OPTIONS, "|Select VPN routing instance|VPN Routing/Forwarding instance name|IP echo|IPv6 echo|Ping destination address or hostname|" PING_HELP, .run = ping_run },
	{ &mode_exec, "traceroute vrf WORD:vrf [ip | ipv6] WORD:host " TRACE_OPTIONS, "|Select VPN routing instance|VPN Routing/Forwarding instance name|IP Trace|IPv6 Trace|Trace route to destination address or hostname|" TRACE_HELP, .run = trace_run },
};

/* What a device is by default: one that forwards, one that does not. */
static const struct cmd forwarding_rows[] = {
	{ &mode_config, "ip routing", "|Enable IP routing", .run = route_run_routing, .order = ORDER_IP + 1, .dflt = "ip routing" },
	{ &mode_config, "service traffic-sink", "Modify use of network based services|Count what \"traffic udp\" sends here, and report", .run = traffic_run_sink,
	  .order = ORDER_SERVICE + 20, .dflt = "no service traffic-sink" },
	{ &mode_config, "service udp-small-servers", "|Enable small UDP servers (e.g., ECHO)", .run = traffic_run_servers, .order = ORDER_SERVICE + 21 },
};
static const struct cmd host_rows[] = {
	{ &mode_config, "ip routing", "|Enable IP routing", .run = route_run_routing, .order = ORDER_IP + 1, .dflt = "no ip routing" },
	{ &mode_config, "service traffic-sink", "Modify use of network based services|Count what \"traffic udp\" sends here, and report", .run = traffic_run_sink,
	  .order = ORDER_SERVICE + 20, .dflt = "service traffic-sink" },
	{ &mode_config, "service udp-small-servers", "|Enable small UDP servers (e.g., ECHO)", .run = traffic_run_servers, .order = ORDER_SERVICE + 21 },
};

const struct cmd_table router_cmds[] = { CMD_TABLE(forwarding_rows), CMD_TABLE(config_rows), CMD_TABLE(route_rows), CMD_TABLE(vrf_rows), CMD_TABLE(sub_rows), CMD_TABLE(exec_rows) };
const unsigned n_router_cmds = ARRAY_LEN(router_cmds);
const struct cmd_table ip_host_cmds[] = { CMD_TABLE(host_rows), CMD_TABLE(config_rows), CMD_TABLE(host_route_rows), CMD_TABLE(sub_rows), CMD_TABLE(exec_rows) };
const unsigned n_ip_host_cmds = ARRAY_LEN(ip_host_cmds);
const struct cmd_table ip_switch_cmds[] = { CMD_TABLE(host_rows), CMD_TABLE(config_rows), CMD_TABLE(switch_route_rows), CMD_TABLE(vrf_rows), CMD_TABLE(sub_rows), CMD_TABLE(exec_rows) };
const unsigned n_ip_switch_cmds = ARRAY_LEN(ip_switch_cmds);
