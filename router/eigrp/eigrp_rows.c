/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows of EIGRP's commands. Blocks that are about a process share their lines by the macros below. */
#include "device/debug.h"
#include "router/eigrp/eigrp_cli.h"

static const struct cli_mode mode_classic = { "router eigrp", "(config-router)", &mode_config };
static const struct cli_mode mode_classic_vrf = { "router eigrp, address-family", "(config-router-af)", &mode_classic };
static const struct cli_mode mode_classic6 = { "ipv6 router eigrp", "(config-rtr)", &mode_config };
static const struct cli_mode mode_named = { "router eigrp NAME", "(config-router)", &mode_config };
static const struct cli_mode mode_family4 = { "router eigrp NAME, address-family ipv4", "(config-router-af)", &mode_named };
static const struct cli_mode mode_family6 = { "router eigrp NAME, address-family ipv6", "(config-router-af)", &mode_named };
static const struct cli_mode mode_topology4 = { "router eigrp NAME, topology of IPv4", "(config-router-af-topology)", &mode_family4 };
static const struct cli_mode mode_topology6 = { "router eigrp NAME, topology of IPv6", "(config-router-af-topology)", &mode_family6 };
static const struct cli_mode mode_af_if4 = { "router eigrp NAME, af-interface of IPv4", "(config-router-af-interface)", &mode_family4 };
static const struct cli_mode mode_af_if6 = { "router eigrp NAME, af-interface of IPv6", "(config-router-af-interface)", &mode_family6 };

#define AS "eigrp <1-65535>:as"
#define AS_HELP "Enhanced Interior Gateway Routing Protocol (EIGRP)|Autonomous system number"
#define VECTOR "<1-4294967295>:kbit <0-4294967295>:delay <0-255>:reliability <1-255>:load <1-65535>:mtu"
#define VECTOR_HELP "Bandwidth metric in Kbits per second|EIGRP delay metric, in 10 microsecond units|EIGRP reliability metric where 255 is 100% reliable|EIGRP Effective bandwidth metric (Loading) where 255 is 100% loaded|EIGRP MTU of the path"
#define TAIL "[metric " VECTOR "|route-map WORD:map]*"
#define TAIL_HELP "Metric for redistributed routes|" VECTOR_HELP "|Route map reference|Pointer to route-map entries"
#define TAIL_LINKS "[metric " VECTOR "|route-map WORD:map|" REDIST_LINKS "]*"
#define TAIL_LINKS_HELP TAIL_HELP "|" REDIST_LINKS_HELP
#define K5 "<0-255>:k1 <0-255>:k2 <0-255>:k3 <0-255>:k4 <0-255>:k5"
#define UNSUPPORTED(mode, syntax, help) { mode, syntax, help, .flags = CMD_UNSUPPORTED }

/* Of a process, whatever its mode. */
#define PROCESS(mode) \
	{ mode, "shutdown", "Shutdown this instance of EIGRP", .run = eigrp_run_shutdown, .order = 5 }, \
	{ mode, "eigrp router-id A.B.C.D", "EIGRP specific commands|router id for this EIGRP process|EIGRP Router-ID in IP address format", .run = eigrp_run_router_id, .key = 2, \
	  .order = 60 }, \
	{ mode, "eigrp log-neighbor-changes", "|Enable/Disable EIGRP neighbor logging", .run = eigrp_run_log, .order = 61, .dflt = "eigrp log-neighbor-changes" }, \
	{ mode, "eigrp log-neighbor-warnings", "|Enable/Disable EIGRP neighbor warnings", .run = eigrp_run_warnings, .order = 62, .dflt = "eigrp log-neighbor-warnings" }, \
	{ mode, "eigrp log-neighbor-warnings <1-65535>:seconds", "||Seconds between repeated warnings (default 10)", .run = eigrp_run_warnings, .key = 2, .order = 62 }, \
	{ mode, "eigrp stub [receive-only]", "|Set EIGRP as stubbed router|Set receive only neighbor", .run = eigrp_run_stub, .key = 2, .order = 63 }, \
	{ mode, "eigrp stub [connected|leak-map WORD:map|redistributed|static|summary]*", \
	  "||Do advertise connected routes|Allow dynamic prefixes based on the leak-map|Route-map name|Do advertise redistributed routes|Do advertise static routes|Do advertise summary routes", .run = eigrp_run_stub, .key = 2, .order = 63 }, \
	{ mode, "eigrp event-log-size <0-65536>:size", "|Set EIGRP maximum event log entries|Number of events", .run = eigrp_run_event_size, .key = 2, .order = 64, \
	  .dflt = "eigrp event-log-size 500" }, \
	{ mode, "eigrp event-logging", "|Log EIGRP routing events", .run = eigrp_run_events, .order = 65, .dflt = "eigrp event-logging" }, \
	UNSUPPORTED(mode, "eigrp LINE", "||"), UNSUPPORTED(mode, "nsf", "Non-stop forwarding"), UNSUPPORTED(mode, "nsf LINE", "Non-stop forwarding|Parameters"), \
	UNSUPPORTED(mode, "maximum-prefix LINE", "Maximum number of prefixes acceptable in aggregate|Parameters"), UNSUPPORTED(mode, "timers LINE", "Adjust routing timers|Timers"), \
	UNSUPPORTED(mode, "soft-sia LINE", "Soft stuck-in-active|Parameters"), UNSUPPORTED(mode, "remote-neighbors LINE", "Specify neighbors that are not on a link|Parameters")

/* Of its topology: where classic processes and families of named ones have it. */
#define TOPOLOGY(mode) \
	{ mode, "default-metric " VECTOR, "Set metric of redistributed routes|" VECTOR_HELP, .run = eigrp_run_default_metric, .key = 1, .order = 10 }, \
	{ mode, "distance eigrp <1-255>:internal <1-255>:external", "Define an administrative distance|IP-EIGRP distance|Distance for internal routes|Distance for external routes", \
	  .run = eigrp_run_distance, .key = 2, .order = 11 }, \
	{ mode, "maximum-paths <1-32>:paths", "Forward packets over multiple paths|Number of paths", .run = eigrp_run_paths, .key = 1, .order = 12, .dflt = "maximum-paths 4" }, \
	{ mode, "metric maximum-hops <1-255>:hops", \
	  "Modify metrics and parameters for advertisement|Advertise EIGRP routes greater than <hops> as unreachable|Hop count", \
	  .run = eigrp_run_hops, .key = 2, .order = 13, .dflt = "metric maximum-hops 100" }, \
	{ mode, "timers active-time {<1-65535>:minutes|disabled}", \
	  "Adjust routing timers|EIGRP time limit for active state|Active state time limit in minutes|Disable EIGRP time limit for active state", \
	  .run = eigrp_run_active, .key = 2, .order = 15, .dflt = "timers active-time 3" }, \
	{ mode, "variance <1-128>:multiplier", "Control load balancing variance|Metric variance multiplier", .run = eigrp_run_variance, .key = 1, .order = 16, .dflt = "variance 1" }, \
	{ mode, "redistribute {connected|static} " TAIL, "Redistribute information from another routing protocol|Connected|Static routes|" TAIL_HELP, \
	  .run = eigrp_run_redistribute, .key = 2, .order = 30, .flags = CMD_SORT_NUMERIC }, \
	{ mode, "redistribute bgp <1-4294967295>:number " TAIL, "|Border Gateway Protocol (BGP)|Autonomous system number|" TAIL_HELP, .run = eigrp_run_redistribute, .key = 2, \
	  .order = 30, .flags = CMD_SORT_NUMERIC }, \
	{ mode, "traffic-share {balanced|min [across-interfaces]}", \
	  "How to compute traffic share over alternate paths|Share inversely proportional to metric|All traffic shared among min metric paths|Use different interfaces for equal-cost paths", \
	  .run = eigrp_run_traffic, .key = 1, .order = 19, .dflt = "traffic-share balanced" }

/* One way of `default-information`. */
#define DEFAULT_INFO(mode, way, help, place) \
	{ mode, "default-information " way, "Control distribution of default information|" help, .run = eigrp_run_default_info, .order = place, .dflt = "default-information " way }, \
	{ mode, "default-information " way " {<1-99>:list|WORD:list}", "||IP standard access list number|Access list name", .run = eigrp_run_default_info, .key = 2, .order = place }

/* The metric of a summary, its distance, or both. */
#define SUM_METRIC(mode, where, help, keys) \
	{ mode, "summary-metric " where " " VECTOR " [distance <1-255>:distance]", "Specify summary to apply metric/filtering|" help "|" VECTOR_HELP "|Specify the administrative distance for the summary|Administrative distance", \
	  .run = eigrp_run_sum_metric, .key = keys, .order = 49, .flags = CMD_SORT_NUMERIC }, \
	{ mode, "summary-metric " where " distance <1-255>:distance", "|" help "|Specify the administrative distance for the summary|Administrative distance", \
	  .run = eigrp_run_sum_metric, .key = keys, .order = 49, .flags = CMD_SORT_NUMERIC }

#define TOPOLOGY4(mode) \
	TOPOLOGY(mode), SUM_METRIC(mode, "A.B.C.D:net A.B.C.D:mask", "IP address|IP network mask", 3), \
	{ mode, "summary-metric A.B.C.D/nn:prefix [" VECTOR "] [distance <1-255>:distance]", "|IP prefix|" VECTOR_HELP "|Specify the administrative distance for the summary|Administrative distance", \
	  .run = eigrp_run_prefix_form, .order = 49, .flags = CMD_ELSEWHERE }, \
	DISTANCE_ROW(mode, eigrp_run_gateway, 17), OFFSET_ROW(mode, "EIGRP", "<0-2147483647>", eigrp_run_offset, 18), \
	DEFAULT_INFO(mode, "in", "Accept default routing information", 51), DEFAULT_INFO(mode, "out", "Output default routing information", 52), \
	UNSUPPORTED(mode, "default-information LINE", "|"), \
	DIST_IN_ROW(mode, eigrp_run_filter, 70), DIST_OUT_ROW(mode, eigrp_run_filter, 70), DIST_OUT_IF_ROW(mode, eigrp_run_filter, 70), \
	DIST_OUT_SOURCE_ROW(mode, eigrp_run_filter, 70), DIST_MAPS_ROW(mode, eigrp_run_filter, 70), \
	{ mode, "redistribute ospf <1-65535>:process [metric " VECTOR "|route-map WORD:map|" REDIST_MATCH "]*", \
	  "|Open Shortest Path First (OSPF)|Process ID|" TAIL_HELP "|" REDIST_MATCH_HELP, .run = eigrp_run_redistribute, .key = 3, .order = 31, .flags = CMD_SORT_NUMERIC }, \
	{ mode, "redistribute eigrp <1-65535>:process " TAIL, "|Enhanced Interior Gateway Routing Protocol (EIGRP)|Autonomous system number|" TAIL_HELP, \
	  .run = eigrp_run_redistribute, .key = 3, .order = 31, .flags = CMD_SORT_NUMERIC }, \
	{ mode, "redistribute rip " TAIL, "|Routing Information Protocol (RIP)|" TAIL_HELP, .run = eigrp_run_redistribute, .key = 2, .order = 30, .flags = CMD_SORT_NUMERIC }, \
	{ mode, "auto-summary", "Enable automatic network number summarization", .run = eigrp_run_auto, .order = 50 }

#define TOPOLOGY6(mode) \
	TOPOLOGY(mode), SUM_METRIC(mode, "X:X:X:X::X/<0-128>:prefix", "IPv6 prefix", 2), \
	DIST6_IN_ROW(mode, eigrp_run_filter, 70), DIST6_OUT_ROW(mode, eigrp_run_filter, 70), DIST6_OUT_IF_ROW(mode, eigrp_run_filter, 70), \
	DIST6_OUT_SOURCE_ROW(mode, eigrp_run_filter, 70), DIST6_OUT_PROCESS_ROW(mode, eigrp_run_filter, 70), \
	{ mode, "redistribute ospf <1-65535>:process [metric " VECTOR "|route-map WORD:map|" REDIST_LINKS "|" REDIST_MATCH "]*", \
	  "|Open Shortest Path First (OSPF)|Process ID|" TAIL_LINKS_HELP "|" REDIST_MATCH_HELP, .run = eigrp_run_redistribute, .key = 3, .order = 31, .flags = CMD_SORT_NUMERIC }, \
	{ mode, "redistribute eigrp <1-65535>:process " TAIL_LINKS, "|Enhanced Interior Gateway Routing Protocol (EIGRP)|Autonomous system number|" TAIL_LINKS_HELP, \
	  .run = eigrp_run_redistribute, .key = 3, .order = 31, .flags = CMD_SORT_NUMERIC }, \
	{ mode, "redistribute rip WORD:name " TAIL_LINKS, "|IPv6 Routing Information Protocol (RIPv6)|User selected string identifying this RIP process|" TAIL_LINKS_HELP, .run = eigrp_run_redistribute, \
	  .key = 3, .order = 31, .flags = CMD_SORT_NUMERIC }, \
	OFFSET6_ROW(mode, "EIGRP", "<0-2147483647>", eigrp_run_offset, 18), UNSUPPORTED(mode, "default-information LINE", "Control distribution of default information|")

#define NETWORK(mode) \
	{ mode, "network A.B.C.D:net [A.B.C.D:wild]", "Enable routing on an IP network|Network number|EIGRP wild card bits", .run = eigrp_run_network, .spelled = eigrp_network_spelled, .order = 20, \
	  .flags = CMD_SORT_NUMERIC }
#define NEIGHBOR4(mode) \
	{ mode, "neighbor A.B.C.D:address INTERFACE", "Specify a neighbor router|Neighbor address|", .run = eigrp_run_neighbor, .order = 45, .flags = CMD_SORT_NUMERIC }, \
	UNSUPPORTED(mode, "neighbor LINE", "|")
#define NEIGHBOR6(mode) \
	{ mode, "neighbor X:X:X:X::X:address INTERFACE", "Specify a neighbor router|Neighbor's link-local address|", .run = eigrp_run_neighbor, .order = 45, \
	  .flags = CMD_SORT_NUMERIC }, \
	UNSUPPORTED(mode, "neighbor LINE", "|")

/* What named mode has elsewhere. */
#define CLASSIC(mode) \
	{ mode, "metric weights <0-0>:tos " K5, "|Modify metric coefficients|Type Of Service (Only TOS 0 supported)|K1|K2|K3|K4|K5", .run = eigrp_run_weights, .key = 2, .order = 14, \
	  .dflt = "metric weights 0 1 0 1 0 0" }, \
	PASSIVE_ROWS(mode, eigrp_run_passive, 40), \
	{ mode, "bfd all-interfaces", "BFD configuration commands|Enable BFD on all interfaces", .run = eigrp_run_bfd, .order = 6 }, \
	{ mode, "bfd interface INTERFACE", "|Enable BFD on specific interface|", .run = eigrp_run_bfd, .order = 7, .flags = CMD_SORT_NUMERIC }, \
	UNSUPPORTED(mode, "bfd LINE", "|")

#define LEAVE(mode, word, help) { mode, word, help, .run = eigrp_run_leave, .flags = CMD_NO_STORE }

#define FAMILY(mode, topology, af_if) \
	{ mode, "af-interface default", "Enter Address Family interface configuration|Default af-interface", .run = eigrp_run_af_interface, .enter = af_if, .order = 8, \
	  .trailer = "exit-af-interface" }, \
	{ mode, "af-interface INTERFACE", "||", .run = eigrp_run_af_interface, .enter = af_if, .order = 9, .trailer = "exit-af-interface", .flags = CMD_SORT_NUMERIC }, \
	{ mode, "topology base", "Topology configuration mode|Base topology", .run = eigrp_run_topology, .enter = topology, .order = 12, .trailer = "exit-af-topology" }, \
	UNSUPPORTED(mode, "topology LINE", "|"), \
	LEAVE(topology, "exit-af-topology", "Exit from Address Family Topology configuration mode"), \
	LEAVE(af_if, "exit-af-interface", "Exit from Address Family Interface configuration mode"), \
	LEAVE(mode, "exit-address-family", "Exit from Address Family configuration mode"), \
	{ mode, "metric weights <0-0>:tos " K5 " [<0-255>:k6]", "Modify metrics and parameters for advertisement|Modify metric coefficients|Type Of Service (Only TOS 0 supported)|K1|K2|K3|K4|K5|K6", \
	  .run = eigrp_run_weights, .key = 2, .order = 14, .dflt = "metric weights 0 1 0 1 0 0" }, \
	{ mode, "metric rib-scale <1-255>:scale", "|Set the scaling value for RIB installation|Scaling value", .run = eigrp_run_rib_scale, .key = 2, .order = 15, \
	  .dflt = "metric rib-scale 128" }

#define AF_INTERFACE(mode) \
	{ mode, "hello-interval <1-65535>:seconds", "Configures hello interval|Seconds between hello transmissions", .run = eigrp_if_hello, .key = 1, .order = 10 }, \
	{ mode, "hold-time <1-65535>:seconds", "Configures hold time|Seconds before neighbor is considered down", .run = eigrp_if_hold, .key = 1, .order = 11 }, \
	{ mode, "split-horizon", "Perform split horizon", .run = eigrp_if_toggle, .order = 12, .flags = CMD_ON_EACH }, \
	{ mode, "next-hop-self", "Enable EIGRP next-hop-self", .run = eigrp_if_toggle, .order = 13, .flags = CMD_ON_EACH }, \
	{ mode, "passive-interface", "Suppress address updates on an interface", .run = eigrp_if_toggle, .order = 14, .flags = CMD_ON_EACH }, \
	{ mode, "shutdown", "Disable Address-Family on interface", .run = eigrp_if_toggle, .order = 15, .flags = CMD_ON_EACH }, \
	{ mode, "bfd", "Enable BFD", .run = eigrp_if_toggle, .order = 16, .flags = CMD_ON_EACH }, \
	{ mode, "authentication mode md5", "authentication subcommands|mode|Keyed message digest", .run = eigrp_if_auth_mode, .key = 2, .order = 17 }, \
	{ mode, "authentication mode hmac-sha-256 [0|7] WORD:password", \
	  "||HMAC-SHA-256 Authentication|Encryption type: none|Encryption type: proprietary|password", .run = eigrp_if_auth_mode, .key = 2, .order = 17 }, \
	{ mode, "authentication key-chain WORD:chain", "|key-chain|name of key-chain", .run = eigrp_if_auth_chain, .key = 2, .order = 18 }, \
	UNSUPPORTED(mode, "bandwidth-percent LINE", "Set percentage of bandwidth percentage limit|"), \
	UNSUPPORTED(mode, "add-paths LINE", "Advertise add paths|"), \
	UNSUPPORTED(mode, "dampening-change LINE", "Percent interface metric must change to cause update|"), \
	UNSUPPORTED(mode, "dampening-interval LINE", "Time in seconds to check interface metrics|")

#define LEAK "[<1-255>:distance] [leak-map WORD:map]"
#define LEAK_HELP "Administrative distance|Allow dynamic prefixes based on the leak-map|Route-map name"

/* In an interface's block: n words before what the AS's line is about. */
#define IFR(syntax, help, k, runs, place, more) { &mode_interface, syntax, help, .run = runs, .key = k, .order = place, .flags = CMD_SORT_NUMERIC | (more) }
#define INTERFACE_LINES(ip, name, at) \
	IFR(ip " hello-interval " AS " <1-65535>:seconds", "|Configures EIGRP-" name " hello interval|" AS_HELP "|Seconds between hello transmissions", 4, eigrp_if_hello, at, 0), \
	IFR(ip " hold-time " AS " <1-65535>:seconds", "|Configures EIGRP-" name " hold time|" AS_HELP "|Seconds before neighbor is considered down", 4, eigrp_if_hold, (at) + 1, 0), \
	IFR(ip " split-horizon " AS, "|Perform split horizon|" AS_HELP, 4, eigrp_if_toggle, (at) + 2, CMD_ON_EACH), \
	IFR(ip " next-hop-self " AS, "|Configures EIGRP-" name " next-hop-self|" AS_HELP, 4, eigrp_if_toggle, (at) + 3, CMD_ON_EACH), \
	IFR(ip " authentication mode " AS " md5", "|authentication subcommands|mode|" AS_HELP "|Keyed message digest", 5, eigrp_if_auth_mode, (at) + 4, 0), \
	IFR(ip " authentication key-chain " AS " WORD:chain", "||key-chain|" AS_HELP "|name of key-chain", 5, eigrp_if_auth_chain, (at) + 5, 0), \
	UNSUPPORTED(&mode_interface, ip " bandwidth-percent LINE", "|Set EIGRP bandwidth limit|")

static const struct cmd rows[] = {
	{ &mode_config, "router " AS, "Enable a routing process|" AS_HELP, .run = eigrp_run_router, .enter = &mode_classic, .order = ORDER_ROUTER + 10, .flags = CMD_SORT_NUMERIC },
	PROCESS(&mode_classic), TOPOLOGY4(&mode_classic), CLASSIC(&mode_classic), NETWORK(&mode_classic), NEIGHBOR4(&mode_classic),
	{ &mode_classic, "address-family ipv4 vrf WORD:vrf autonomous-system <1-65535>:as",
	  "Enter Address Family command mode|Address family|Specify a specific virtual routing/forwarding instance|VPN Routing/Forwarding instance name|Specify Address-Family Autonomous System Number|Autonomous System",
	  .run = eigrp_run_vrf, .enter = &mode_classic_vrf, .order = 90, .trailer = "exit-address-family", .flags = CMD_SORT_NUMERIC },
	{ &mode_classic, "address-family ipv4 unicast vrf WORD:vrf autonomous-system <1-65535>:as",
	  "||Address Family Unicast|Specify a specific virtual routing/forwarding instance|VPN Routing/Forwarding instance name|Specify Address-Family Autonomous System Number|Autonomous System",
	  .run = eigrp_run_vrf, .enter = &mode_classic_vrf, .flags = CMD_ELSEWHERE },
	UNSUPPORTED(&mode_classic, "address-family LINE", "|"),
	LEAVE(&mode_classic_vrf, "exit-address-family", "Exit from Address Family configuration mode"),
	PROCESS(&mode_classic_vrf), TOPOLOGY4(&mode_classic_vrf), CLASSIC(&mode_classic_vrf), NETWORK(&mode_classic_vrf), NEIGHBOR4(&mode_classic_vrf),

	{ &mode_config, "ipv6 router " AS, "|Enable an IPV6 routing process|" AS_HELP, .run = eigrp_run_router6, .enter = &mode_classic6, .order = ORDER_ROUTER + 61, .flags = CMD_SORT_NUMERIC },
	PROCESS(&mode_classic6), TOPOLOGY6(&mode_classic6), CLASSIC(&mode_classic6), NEIGHBOR6(&mode_classic6),

	{ &mode_config, "router eigrp WORD:name", "||EIGRP Virtual-Instance Name", .run = eigrp_run_inst, .enter = &mode_named, .order = ORDER_ROUTER + 11 },
	{ &mode_named, "shutdown", "Shutdown this instance of EIGRP", .run = eigrp_run_inst_shutdown, .order = 5 },
#define FAMILY_ROW(af, plain, mode, at) \
	{ &mode_named, "address-family " af " unicast [vrf WORD:vrf] autonomous-system <1-65535>:as", \
	  "Enter Address Family command mode|Address family|Address Family Unicast|Specify a specific virtual routing/forwarding instance|VPN Routing/Forwarding instance name|Specify Address-Family Autonomous System Number|Autonomous System", \
	  .run = eigrp_run_family, .enter = mode, .order = at, .trailer = "exit-address-family", .flags = CMD_SORT_NUMERIC }, \
	{ &mode_named, "address-family " af " [vrf WORD:vrf] autonomous-system <1-65535>:as", \
	  "||Specify a specific virtual routing/forwarding instance|VPN Routing/Forwarding instance name|Specify Address-Family Autonomous System Number|Autonomous System", \
	  .run = eigrp_run_family, .enter = mode, .flags = CMD_ELSEWHERE }
	FAMILY_ROW("ipv4", "IPv4", &mode_family4, 10), FAMILY_ROW("ipv6", "IPv6", &mode_family6, 20),
	UNSUPPORTED(&mode_named, "address-family LINE", "|"), UNSUPPORTED(&mode_named, "service-family LINE", "Enter Service Family command mode|"),
	PROCESS(&mode_family4), FAMILY(&mode_family4, &mode_topology4, &mode_af_if4), TOPOLOGY4(&mode_topology4), NETWORK(&mode_family4), NEIGHBOR4(&mode_family4), AF_INTERFACE(&mode_af_if4),
	PROCESS(&mode_family6), FAMILY(&mode_family6, &mode_topology6, &mode_af_if6), TOPOLOGY6(&mode_topology6), NEIGHBOR6(&mode_family6), AF_INTERFACE(&mode_af_if6),
	{ &mode_af_if4, "summary-address A.B.C.D:net A.B.C.D:mask " LEAK, "Perform address summarization|IP address|IP network mask|" LEAK_HELP, .run = eigrp_if_summary, .key = 3, .order = 20,
	  .flags = CMD_SORT_NUMERIC },
	{ &mode_af_if4, "summary-address A.B.C.D/nn:prefix " LEAK, "|IP prefix|" LEAK_HELP, .run = eigrp_run_prefix_form, .order = 20, .flags = CMD_ELSEWHERE },
	{ &mode_af_if6, "summary-address X:X:X:X::X/<0-128>:prefix " LEAK, "Perform address summarization|IPv6 prefix|" LEAK_HELP, .run = eigrp_if_summary, .key = 2, .order = 20,
	  .flags = CMD_SORT_NUMERIC },

	INTERFACE_LINES("ip", "IPv4", ORDER_IF_IP + 30),
	IFR("ip summary-address " AS " A.B.C.D:net A.B.C.D:mask " LEAK, "|Perform address summarization|" AS_HELP "|IP address|IP network mask|" LEAK_HELP, 6, eigrp_if_summary,
	    ORDER_IF_IP + 36, 0),
	{ &mode_interface, "ip summary-address " AS " A.B.C.D/nn:prefix " LEAK, "||" AS_HELP "|IP prefix|" LEAK_HELP, .run = eigrp_run_prefix_form, .order = ORDER_IF_IP + 36,
	  .flags = CMD_ELSEWHERE },
	INTERFACE_LINES("ipv6", "IPv6", ORDER_IF_IPV6 + 50),
	IFR("ipv6 " AS, "|" AS_HELP, 3, eigrp_if_on, ORDER_IF_IPV6 + 49, 0),
	IFR("ipv6 summary-address " AS " X:X:X:X::X/<0-128>:prefix " LEAK, "|Perform address summarization|" AS_HELP "|IPv6 prefix|" LEAK_HELP, 5, eigrp_if_summary, ORDER_IF_IPV6 + 56, 0),
	DEBUG_CMDS("eigrp packets", "EIGRP Protocol information|EIGRP packets"),
	DEBUG_CMDS("eigrp packets hello", "||EIGRP hello packets"),
	DEBUG_CMDS("eigrp packets query", "||EIGRP query packets"),
	DEBUG_CMDS("eigrp packets reply", "||EIGRP reply packets"),
	DEBUG_CMDS("eigrp packets update", "||EIGRP update packets"),
	DEBUG_CMDS("eigrp packets ack", "||EIGRP ack packets"),
	DEBUG_CMDS("eigrp neighbors", "|EIGRP neighbors"),
	DEBUG_CMDS("eigrp fsm", "|EIGRP Dual Finite State Machine events/actions"),
};

/* ---- EXEC: `show ip eigrp`, `show ipv6 eigrp` and `show eigrp address-family` say the same of the same processes ---- */

#define PICK "[vrf WORD:vrf] [<1-65535>:as] "
#define PICK_HELP "Select a VPN Routing/Forwarding instance|VPN Routing/Forwarding instance name|Autonomous System"
#define SHOWS(ip, help, prefix, address) \
	{ &mode_exec, "clear " ip " " PICK "neighbors [" address "|INTERFACE] [soft]", \
	  "|" help "|" PICK_HELP "|Clear EIGRP neighbors|Neighbor address||Resync with peers without adjacency reset", .run = eigrp_run_clear, .flags = CMD_PRIV }, \
	{ &mode_exec, "clear " ip " " PICK "events", "|" help "|" PICK_HELP "|Clear EIGRP event log", .run = eigrp_run_clear_events, .flags = CMD_PRIV }, \
	{ &mode_exec, "show " ip " " PICK "events [<1-4294967295>:from [<1-4294967295>:to]]", "|" help "|" PICK_HELP "|Events logged|Starting event number|Ending event number", \
	  .show = eigrp_show_events }, \
	{ &mode_exec, "show " ip " " PICK "neighbors [INTERFACE]", "|" help "|" PICK_HELP "|EIGRP neighbors|", .show = eigrp_show_neighbors }, \
	{ &mode_exec, "show " ip " " PICK "neighbors detail", "|" help "|" PICK_HELP "||Show detailed peer information", .show = eigrp_show_neighbors }, \
	{ &mode_exec, "show " ip " " PICK "topology [all-links|active|detail-links|pending|summary|zero-successors]", \
	  "|" help "|" PICK_HELP "|EIGRP Topology Table|Show all links in topology table|Show only active entries|Show all links in topology table|Show only entries pending transmission|Show a summary of the topology table|Show only zero successor entries", .show = eigrp_show_topology }, \
	{ &mode_exec, "show " ip " " PICK "topology " prefix, "|" help "|" PICK_HELP "||IP prefix <network>/<length>, e.g., 192.168.0.0/16", .show = eigrp_show_entry }, \
	{ &mode_exec, "show " ip " " PICK "interfaces [INTERFACE]", "|" help "|" PICK_HELP "|EIGRP interfaces|", .show = eigrp_show_interfaces }, \
	{ &mode_exec, "show " ip " " PICK "interfaces detail [INTERFACE]", "|" help "|" PICK_HELP "||Show detailed peer information|", .show = eigrp_show_interfaces }, \
	{ &mode_exec, "show " ip " " PICK "traffic", "|" help "|" PICK_HELP "|EIGRP Traffic Statistics", .show = eigrp_show_traffic }, \
	{ &mode_exec, "show " ip " " PICK "accounting", "|" help "|" PICK_HELP "|Prefix Accounting", .show = eigrp_show_accounting }, \
	{ &mode_exec, "show " ip " " PICK "timers", "|" help "|" PICK_HELP "|EIGRP Timers", .show = eigrp_show_timers }
#define FAMILY_HELP "EIGRP show and clear commands|Enhanced Interior Gateway Routing Protocol Address-Family|Address family"

static const struct cmd exec_rows[] = {
	SHOWS("ip eigrp", "|IP-EIGRP commands", "A.B.C.D/nn:prefix", "A.B.C.D:address"),
	SHOWS("ipv6 eigrp", "|IPv6-EIGRP commands", "X:X:X:X::X/<0-128>:prefix", "X:X:X:X::X:address6"),
	SHOWS("eigrp address-family ipv4", FAMILY_HELP, "A.B.C.D/nn:prefix", "A.B.C.D:address"),
	SHOWS("eigrp address-family ipv6", FAMILY_HELP, "X:X:X:X::X/<0-128>:prefix", "X:X:X:X::X:address6"),
	{ &mode_exec, "show ip eigrp " PICK "topology A.B.C.D:net A.B.C.D:mask", "||" PICK_HELP "||Network to display information about|Network mask", .show = eigrp_show_entry },
	{ &mode_exec, "show eigrp address-family ipv4 " PICK "topology A.B.C.D:net A.B.C.D:mask", "|||" PICK_HELP "||Network to display information about|Network mask", .show = eigrp_show_entry },
	{ &mode_exec, "show eigrp protocols [vrf WORD:vrf]", "||Show EIGRP protocol info|Select a VPN Routing/Forwarding instance|VPN Routing/Forwarding instance name", .show = eigrp_show_protocol },
};

const struct cmd_table eigrp_cmds[] = { CMD_TABLE(rows), CMD_TABLE(exec_rows) };
const unsigned n_eigrp_cmds = ARRAY_LEN(eigrp_cmds);
