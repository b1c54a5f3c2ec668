/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows of `router ospf` and `ipv6 router ospf`: what both have, what each has alone. */
#include "router/ospf/cli.h"

static const struct cli_mode mode_router_ospf = { "router ospf", "(config-router)", &mode_config };
static const struct cli_mode mode_router_ospf6 = { "ipv6 router ospf", "(config-rtr)", &mode_config };
static const struct cli_mode mode_router_ospfv3 = { "router ospfv3", "(config-router)", &mode_config };
static const struct cli_mode mode_ospfv3_af4 = { "router ospfv3 address-family ipv4", "(config-router-af)", &mode_router_ospfv3 };
static const struct cli_mode mode_ospfv3_af6 = { "router ospfv3 address-family ipv6", "(config-router-af)", &mode_router_ospfv3 };

#define AREA "{<0-4294967295>:aid | A.B.C.D:aip}"
#define AREA_HELP "OSPF area ID as a decimal value|OSPF area ID in IP address format"
#define ROUTER(...) { &mode_router_ospf, __VA_ARGS__ }
#define ROUTER6(...) { &mode_router_ospf6, __VA_ARGS__ }
#define REDIST "[" METRIC "|tag <0-4294967295>:tag|route-map WORD:map|subnets]*"
#define REDIST_HELP "Metric for redistributed routes|OSPF default metric|OSPF/IS-IS exterior metric type for redistributed routes|Set OSPF External Type metrics|Set tag for routes redistributed into OSPF|32-bit tag value|Route map reference|Pointer to route-map entries|Consider subnets for redistribution into OSPF"
#define METRIC "metric <0-16777214>:metric|metric-type <1-2>:type"

/* What a process has, whatever it routes; `router ospfv3` has it once for both families. */
#define COMMON_PROCESS(mode) \
	{ mode, "router-id A.B.C.D", "router-id for this OSPF process|OSPF router-id in IP address format", .run = ospf_run_router_id, .key = 1, .order = 10 }, \
	{ mode, "log-adjacency-changes [detail]", "Log changes in adjacency state|Log all state changes", .run = ospf_run_log, .key = 1, .order = 11, \
	       .dflt = "log-adjacency-changes" }, \
	{ mode, "auto-cost reference-bandwidth <1-4294967>:mbit", \
	       "Calculate OSPF interface cost according to bandwidth|Use reference bandwidth method to assign OSPF cost|The reference bandwidth in terms of Mbits per second", \
	       .run = ospf_run_reference, .key = 2, .order = 12, .dflt = "auto-cost reference-bandwidth 100" }, \
	{ mode, "timers throttle {spf|lsa} <0-600000>:start <1-600000>:hold <1-600000>:max", \
	       "Adjust routing timers|OSPF throttle timers|OSPF SPF throttle timers|OSPF LSA throttle timers|Delay between receiving a change to SPF calculation in milliseconds|Delay between first and second SPF calculation in milliseconds|Maximum wait time in milliseconds for SPF calculations", \
	       .run = ospf_run_throttle, .key = 3, .order = 31 }, \
	{ mode, "timers lsa arrival <0-600000>:ms", "|OSPF LSA timers|OSPF LSA timers|The minimum interval in milliseconds between accepting the same LSA", .run = ospf_run_arrival, \
	       .key = 3, .order = 32, .dflt = "timers lsa arrival 100" }, \
	{ mode, "timers pacing flood <5-100>:ms", "|OSPF pacing timers|OSPF flood pacing timer|The minimum interval in milliseconds to pace limit flooding on interface", \
	       .run = ospf_run_pacing, .key = 3, .order = 33, .dflt = "timers pacing flood 33" }, \
	{ mode, "bfd all-interfaces", "BFD configuration commands|Enable BFD on all interfaces", .run = ospf_run_bfd, .order = 45 }, \
	{ mode, "bfd LINE", "|", .flags = CMD_UNSUPPORTED }, \
	{ mode, "shutdown", "Shutdown the OSPF protocol under the current instance", .run = ospf_run_shutdown, .order = 5 }

/* What stands in either place there. */
#define COMMON_EITHER(mode) \
	{ mode, "max-metric router-lsa [external-lsa [<1-16777215>:external]|include-stub|on-startup {<5-86400>:startup|wait-for-bgp}|summary-lsa [<1-16777215>:summary]]*", \
	       "Set maximum metric|Maximum metric in self-originated router-LSAs|Override external-lsa metric with max-metric value|Overriding metric in external-LSAs|Set maximum metric for stub links in router-LSAs|Set maximum metric temporarily after reboot|Time, in seconds, router-LSAs are originated with max-metric|Let BGP decide when to originate router-LSA with normal metric|Override summary-lsa metric with max-metric value|Overriding metric in summary-LSAs", \
	       .run = ospf_run_max_metric, .key = 2, .order = 13 }, \
	{ mode, "area " AREA " stub [no-summary]", "OSPF area parameters|" AREA_HELP "|Specify a stub area|Do not inject inter-area routes into area", .run = ospf_run_area_kind, .key = 3, \
	       .order = 21, .flags = CMD_SORT_NUMERIC | CMD_OPTIONS_GO }, \
	{ mode, "area " AREA " nssa [no-redistribution|no-summary|default-information-originate [" METRIC "]*|translate type7 {always|suppress-fa}]*", \
	       "|||Specify a NSSA area|No redistribution into this NSSA area|Do not send summary LSA into NSSA|Originate Type 7 default into NSSA area|OSPF default metric|OSPF metric|OSPF metric type for default routes|OSPF Link State type|Translate LSA|Translate from Type 7 to Type 5|Always translate LSAs|Suppress forwarding address in translated LSAs", \
	       .run = ospf_run_area_kind, .key = 3, .order = 22, .flags = CMD_SORT_NUMERIC | CMD_OPTIONS_GO }, \
	{ mode, "area " AREA " nssa no-ext-capability [LINE]", "||||Do not send domain specific capabilities into NSSA|", .flags = CMD_UNSUPPORTED }, \
	PASSIVE_ROWS(mode, ospf_run_passive, 50)

/* RFC 5187. */
#define RESTART(mode) \
	{ mode, "graceful-restart [restart-interval <1-1800>:seconds]", "Graceful-restart options|Set the graceful-restart interval|Interval in seconds", .run = ospf_run_nsf, \
	  .key = 1, .order = 13 }, \
	{ mode, "graceful-restart helper disable", "|Graceful-restart helper support|Disable helper support", .run = ospf_run_helper, .order = 14 }, \
	{ mode, "graceful-restart helper strict-lsa-checking", "||Enable strict LSA checking", .run = ospf_run_helper_strict, .order = 14 }

/* What is each family's own. */
#define COMMON_FAMILY(mode) \
	{ mode, "compatible rfc1583", "Compatibility list|compatible with RFC 1583", .run = ospf_run_rfc1583, .order = 12, .dflt = "compatible rfc1583" }, \
	{ mode, "area " AREA " default-cost <0-16777215>:cost", "|||Set the summary default-cost of a NSSA/stub area|Stub's advertised external route metric", \
	       .run = ospf_run_area_cost, .key = 3, .order = 23, .flags = CMD_SORT_NUMERIC }, \
	{ mode, "default-information originate [always|" METRIC "|route-map WORD:map]*", \
	       "Control distribution of default information|Distribute a default route|Always advertise default route|OSPF default metric|OSPF metric|OSPF metric type for default routes|OSPF Link State type|Route-map reference|Pointer to route-map entries", \
	       .run = ospf_run_default, .key = 2, .order = 70 }, \
	{ mode, "default-metric <1-16777214>:metric", "Set metric of redistributed routes|Default metric", .run = ospf_run_default_metric, .key = 1, .order = 71 }, \
	{ mode, "maximum-paths <1-32>:paths", "Forward packets over multiple paths|Number of paths", .run = ospf_run_paths, .key = 1, .order = 72, .dflt = "maximum-paths 4" }, \
	{ mode, "distance <1-255>:distance", "Define an administrative distance|OSPF Administrative distance", .run = ospf_run_distance, .key = 1, .order = 73 }, \
	{ mode, "distance ospf [intra-area <1-255>:intra|inter-area <1-255>:inter|external <1-255>:external]*", \
	       "|OSPF distance|Intra-area routes|Distance|Inter-area routes|Distance|External type 5 and type 7 routes|Distance", .run = ospf_run_distance, .key = 2, .order = 74 }, \
	{ mode, "max-lsa <1-4294967294>:max [<1-100>:threshold] [ignore-count <1-4294967294>:count|ignore-time <1-1080>:ignore|reset-time <2-2160>:reset|warning-only]*", \
	       "Maximum number of non self-generated LSAs to accept|Maximum number of non self-generated LSAs this process can receive|Threshold value (%) at which to generate a warning msg|maximum number of times adjacencies can be suppressed|Number of times|time during which all adjacencies are suppressed|Minutes|time after which ignore-count is reset to zero|Minutes|Only give warning message when limit is exceeded", \
	       .run = ospf_run_max_lsa, .key = 1, .order = 17 }, \
	{ mode, "discard-route external [<1-254>:distance]", \
	       "Enable or disable discard-route installation|Discard route for summarised redistributed routes|Administrative distance", .run = ospf_run_discard, .key = 2, .order = 18, \
	       .dflt = "discard-route external" }, \
	{ mode, "discard-route internal [<1-254>:distance]", "|Discard route for summarised inter-area routes|Administrative distance", .run = ospf_run_discard, .key = 2, .order = 18, \
	       .dflt = "discard-route internal" }, \
	{ mode, "mpls LINE", "Configure MPLS routing protocol parameters|", .flags = CMD_UNSUPPORTED }

#define FILTERS4(mode) \
	DIST_IN_ROW(mode, ospf_run_distribute, 76), DIST_OUT_ROW(mode, ospf_run_distribute, 76), DIST_OUT_SOURCE_ROW(mode, ospf_run_distribute, 76), \
	DIST_MAP_ROW(mode, ospf_run_distribute, 76)
#define FILTERS6(mode) \
	DIST6_IN_ROW(mode, ospf_run_distribute, 76), DIST6_OUT_ROW(mode, ospf_run_distribute, 76), DIST6_OUT_SOURCE_ROW(mode, ospf_run_distribute, 76)

#define VIRTUAL_LINK(mode) \
	{ mode, "area " AREA " virtual-link A.B.C.D:peer [hello-interval <1-65535>:hello|retransmit-interval <1-65535>:rxmt|transmit-delay <1-65535>:delay|dead-interval <1-65535>:dead]*", \
	       "|||Define a virtual link and its parameters|ID (IP addr) associated with virtual link neighbor|Time between HELLO packets|Seconds|Time between retransmitting lost link state advertisements|Seconds|Link state transmit delay|Seconds|Interval after which a neighbor is declared dead|Seconds", \
	       .run = ospf_run_vlink, .key = 4, .order = 25, .flags = CMD_SORT_NUMERIC }

/* Known, and not done. */
#define NAMED(mode, word, help) { mode, word, help, .flags = CMD_UNSUPPORTED }, { mode, word " LINE", "|", .flags = CMD_UNSUPPORTED }
#define NOT_DONE(mode) \
	NAMED(mode, "limit", "Limit a specific OSPF feature"), \
	NAMED(mode, "local-rib-criteria", "Enable or disable usage of local RIB as route criteria"), \
	NAMED(mode, "process-min-time", "Percentage of quantum to be used before releasing CPU"), \
	NAMED(mode, "queue-depth", "Hello/Router process queue depth"), \
	NAMED(mode, "table-map", "Map external entry attributes into routing table"), \
	NAMED(mode, "fast-reroute", "Configure IP Fast Reroute"), \
	NAMED(mode, "interface-id", "Source of the interface ID"), \
	NAMED(mode, "event-log", "Event logging"), \
	NAMED(mode, "manet", "Specify MANET OSPF parameters"), \
	NAMED(mode, "adjacency", "Control adjacency formation"), \
	NAMED(mode, "ttl-security", "TTL security check"), \
	NAMED(mode, "traffic-share", "How to compute traffic share over alternate paths"), \
	NAMED(mode, "microloop", "Microloop avoidance"), \
	NAMED(mode, "nsr", "Non-stop routing"), \
	NAMED(mode, "ignore", "Do not complain about specific event"), \
	NAMED(mode, "ispf", "Enable incremental SPF computation"), \
	NAMED(mode, "priority", "OSPF topology priority"), \
	{ mode, "timers LINE", "Adjust routing timers|Timers", .flags = CMD_UNSUPPORTED }, { mode, "timers throttle {spf|lsa} LINE", "||||Timers", .flags = CMD_UNSUPPORTED }, { mode, "timers pacing LINE", "||Timers", .flags = CMD_UNSUPPORTED }, \
	{ mode, "area " AREA " capability LINE", "|||OSPF area capability|", .flags = CMD_UNSUPPORTED }

#define COMMON(mode) NOT_DONE(mode), COMMON_PROCESS(mode), COMMON_EITHER(mode), COMMON_FAMILY(mode), VIRTUAL_LINK(mode)

static const struct cmd config_rows[] = {
	{ &mode_config, "router ospf <1-65535>:id", "Enable a routing process|Open Shortest Path First (OSPF)|Process ID", .run = ospf_run_process,
	  .enter = &mode_router_ospf, .order = ORDER_ROUTER + 20, .flags = CMD_SORT_NUMERIC },
	{ &mode_config, "router ospf <1-65535>:id vrf WORD:vrf", "|||VPN Routing/Forwarding Instance|VRF Name", .run = ospf_run_process,
	  .enter = &mode_router_ospf, .order = ORDER_ROUTER + 20, .flags = CMD_SORT_NUMERIC },
	COMMON(&mode_router_ospf),
	ROUTER("nsf ietf helper disable", "Non-stop forwarding|IETF graceful restart|helper support|disable helper support", .run = ospf_run_helper, .order = 14),
	ROUTER("nsf ietf helper strict-lsa-checking", "|||enable helper strict LSA checking", .run = ospf_run_helper_strict, .order = 14),
	ROUTER("nsf cisco LINE", "|Cisco Non-stop forwarding|", .flags = CMD_UNSUPPORTED),
	ROUTER("nsf ietf [restart-interval <1-1800>:seconds]", "||Graceful restart interval|length of graceful restart interval in seconds", .run = ospf_run_nsf, .key = 2,
	       .order = 13),
	ROUTER("capability vrf-lite", "Enable specific OSPF feature|Do not perform PE specific checks", .run = ospf_run_vrf_lite, .order = 16),
	ROUTER("capability LINE", "|", .flags = CMD_UNSUPPORTED),
	ROUTER("domain-id LINE", "OSPF domain-id|", .flags = CMD_UNSUPPORTED),
	ROUTER("domain-tag LINE", "OSPF domain-tag|", .flags = CMD_UNSUPPORTED),
	ROUTER("prefix-suppression", "Enable prefix suppression", .run = ospf_run_suppress, .order = 15),
	ROUTER("area " AREA " authentication", "OSPF area parameters|" AREA_HELP "|Enable authentication", .run = ospf_run_area_auth, .key = 3, .order = 20,
	       .flags = CMD_SORT_NUMERIC),
	ROUTER("area " AREA " authentication message-digest", "||||Use message-digest authentication", .run = ospf_run_area_auth, .key = 3, .order = 20,
	       .flags = CMD_SORT_NUMERIC),
	ROUTER("area " AREA " range A.B.C.D:prefix A.B.C.D:mask [advertise|not-advertise] [cost <0-16777214>:cost]",
	       "|||Summarize routes matching address/mask (border routers only)|IP address to match|IP mask for address|Advertise this range (default)|DoNotAdvertise this range|User specified metric for this range|Advertised metric for this range",
	       .run = ospf_run_area_range, .key = 5, .order = 24, .flags = CMD_SORT_NUMERIC),
	ROUTER("area " AREA " filter-list prefix WORD:list {in|out}",
	       "|||Filter networks between OSPF areas|Filter prefixes between OSPF areas|Name of an IP prefix-list|Filter networks sent to this area|Filter networks sent from this area",
	       .run = ospf_run_area_filter, .order = 26, .flags = CMD_SORT_NUMERIC),
	ROUTER("area " AREA " virtual-link A.B.C.D:peer authentication [message-digest|null]", "|||||Enable authentication|Use message-digest authentication|Use null authentication",
	       .run = ospf_run_auth, .key = 5, .order = 25, .flags = CMD_SORT_NUMERIC),
	ROUTER("area " AREA " virtual-link A.B.C.D:peer authentication key-chain WORD:chain", "||||||Use a key-chain for cryptographic authentication keys|Name of key-chain",
	       .run = ospf_run_auth, .key = 5, .order = 25, .flags = CMD_SORT_NUMERIC),
	ROUTER("area " AREA " virtual-link A.B.C.D:peer authentication-key LINE", "|||||Set authentication key|Authentication key (8 chars)", .run = ospf_run_simple, .key = 5, .order = 25,
	       .flags = CMD_SORT_NUMERIC),
	ROUTER("area " AREA " virtual-link A.B.C.D:peer message-digest-key <1-255>:id md5 LINE", "|||||Set message digest key|Key ID|Use MD5 algorithm|Authentication key (16 chars)",
	       .run = ospf_run_digest, .key = 6, .order = 25, .flags = CMD_SORT_NUMERIC),
	ROUTER("area " AREA " sham-link LINE", "|||Define a sham link and its parameters|", .flags = CMD_UNSUPPORTED),
	ROUTER("summary-address A.B.C.D:prefix A.B.C.D:mask [not-advertise] [tag <0-4294967295>:tag]",
	       "Configure IP address summaries|IP summary address|Summary mask|Do not advertise or translate|Set tag|32-bit tag value", .run = ospf_run_summary_address,
	       .key = 3, .order = 30, .flags = CMD_SORT_NUMERIC),
	ROUTER("network A.B.C.D:net A.B.C.D:wild area " AREA,
	       "Enable routing on an IP network|Network number|OSPF wild card bits|Set the OSPF area ID|" AREA_HELP, .run = ospf_run_network, .spelled = ospf_network_spelled, .key = 3, .order = 60, .flags = CMD_SORT_NUMERIC),
	ROUTER("neighbor A.B.C.D [priority <0-255>:priority|poll-interval <0-65535>:poll|cost <1-65535>:cost|database-filter all out]*",
	       "Specify a neighbor router|Neighbor address|OSPF priority of non-broadcast neighbor|Priority|OSPF dead-router polling interval|Seconds|OSPF cost for point-to-multipoint neighbor|metric|Filter OSPF LSA during synchronization and flooding for point-to-multipoint neighbor|Filter all LSA|Outgoing LSA",
	       .run = ospf_run_neighbor, .key = 2, .order = 61, .flags = CMD_SORT_NUMERIC),
	ROUTER("redistribute {connected|static|rip} " REDIST,
	       "Redistribute information from another routing protocol|Connected|Static routes|Routing Information Protocol (RIP)|" REDIST_HELP,
	       .run = ospf_run_redistribute, .key = 2, .order = 40, .flags = CMD_SORT_NUMERIC | CMD_OPTIONS_ADD),
	ROUTER("redistribute bgp <1-4294967295>:as " REDIST, "|Border Gateway Protocol (BGP)|Autonomous system number|" REDIST_HELP, .run = ospf_run_redistribute, .key = 2, .order = 40,
	       .flags = CMD_SORT_NUMERIC | CMD_OPTIONS_ADD),
	ROUTER("redistribute {ospf|ospfv3} <1-65535>:process [" METRIC "|tag <0-4294967295>:tag|route-map WORD:map|subnets|" REDIST_MATCH "]*",
	       "|Open Shortest Path First (OSPF)|OSPFv3|Process ID|" REDIST_HELP "|" REDIST_MATCH_HELP, .run = ospf_run_redistribute, .key = 3, .order = 41, .flags = CMD_SORT_NUMERIC | CMD_OPTIONS_ADD),
	ROUTER("redistribute eigrp <1-65535>:process " REDIST, "|Enhanced Interior Gateway Routing Protocol (EIGRP)|Autonomous system number|" REDIST_HELP,
	       .run = ospf_run_redistribute, .key = 3, .order = 41, .flags = CMD_SORT_NUMERIC | CMD_OPTIONS_ADD),
	ROUTER("redistribute LINE", "||", .flags = CMD_UNSUPPORTED),
	FILTERS4(&mode_router_ospf),
	DISTANCE_ROW(&mode_router_ospf, ospf_run_distance_from, 75),
};

#define REDIST6_HELP "Metric for redistributed routes|OSPF default metric|OSPF/IS-IS exterior metric type for redistributed routes|Set OSPF External Type metrics|Set tag for routes redistributed into OSPF|32-bit tag value|Route map reference|Pointer to route-map entries"
#define REDIST3_LINKS "[" METRIC "|tag <0-4294967295>:tag|route-map WORD:map|" REDIST_LINKS "]*"
#define REDIST6_LINKS_HELP REDIST6_HELP "|" REDIST_LINKS_HELP
#define REDIST6_OSPF "<1-65535>:process [" METRIC "|tag <0-4294967295>:tag|route-map WORD:map|" REDIST_LINKS "|" REDIST_MATCH "]*"
#define RIPNG_HELP "IPv6 Routing Information Protocol (RIPv6)|User selected string identifying this RIP process"

static const struct cmd config6_rows[] = {
	{ &mode_config, "ipv6 router ospf <1-65535>:id", "Global IPv6 configuration commands|Enable an IPV6 routing process|Open Shortest Path First (OSPF)|Process ID",
	  .run = ospf_run_process, .enter = &mode_router_ospf6, .order = ORDER_ROUTER + 60, .flags = CMD_SORT_NUMERIC },
	COMMON(&mode_router_ospf6),
	ROUTER6("redistribute {connected|static} [" METRIC "|tag <0-4294967295>:tag|route-map WORD:map]*",
		"Redistribute information from another routing protocol|Connected|Static routes|" REDIST6_HELP,
		.run = ospf_run_redistribute, .key = 2, .order = 40, .flags = CMD_SORT_NUMERIC | CMD_OPTIONS_ADD),
	ROUTER6("redistribute bgp <1-4294967295>:as [" METRIC "|tag <0-4294967295>:tag|route-map WORD:map]*", "|Border Gateway Protocol (BGP)|Autonomous system number|" REDIST6_HELP,
		.run = ospf_run_redistribute, .key = 2, .order = 40, .flags = CMD_SORT_NUMERIC | CMD_OPTIONS_ADD),
	ROUTER6("redistribute ospf " REDIST6_OSPF, "|Open Shortest Path First (OSPF)|Process ID|" REDIST6_LINKS_HELP "|" REDIST_MATCH_HELP, .run = ospf_run_redistribute, .key = 3, .order = 41,
		.flags = CMD_SORT_NUMERIC | CMD_OPTIONS_ADD),
	ROUTER6("redistribute eigrp <1-65535>:process " REDIST3_LINKS, "|Enhanced Interior Gateway Routing Protocol (EIGRP)|Autonomous system number|" REDIST6_LINKS_HELP,
		.run = ospf_run_redistribute, .key = 3, .order = 41, .flags = CMD_SORT_NUMERIC | CMD_OPTIONS_ADD),
	ROUTER6("redistribute rip WORD:name " REDIST3_LINKS, "|" RIPNG_HELP "|" REDIST6_LINKS_HELP, .run = ospf_run_redistribute, .key = 3, .order = 41,
		.flags = CMD_SORT_NUMERIC | CMD_OPTIONS_ADD),
	DIST6_OUT_PROCESS_ROW(&mode_router_ospf6, ospf_run_distribute, 76),
	ROUTER6("redistribute LINE", "||", .flags = CMD_UNSUPPORTED),
	FILTERS6(&mode_router_ospf6),
	ROUTER6("area " AREA " range X:X:X:X::X/<0-128>:prefix6 [advertise|not-advertise] [cost <0-16777214>:cost]",
		"|||Summarize routes matching address/mask (border routers only)|IPv6 prefix x:x::y/z|Advertise this range (default)|DoNotAdvertise this range|User specified metric for this range|Advertised metric for this range",
		.run = ospf_run_area_range, .key = 4, .order = 24, .flags = CMD_SORT_NUMERIC),
	ROUTER6("area " AREA " {authentication|encryption} LINE", "|||Enable authentication|Enable encryption|", .flags = CMD_UNSUPPORTED),
	ROUTER6("summary-prefix X:X:X:X::X/<0-128>:prefix6 [not-advertise] [tag <0-4294967295>:tag]",
		"Configure IPv6 summary prefix|IPv6 prefix|Do not advertise or translate|Set tag|32-bit tag value", .run = ospf_run_summary_address, .key = 2, .order = 30,
		.flags = CMD_SORT_NUMERIC),
	RESTART(&mode_router_ospf6),
};

#define V3(...) { &mode_router_ospfv3, __VA_ARGS__ }
#define FAMILY(mode, name, place) \
	V3("address-family " name, "Enter Address Family command mode|Address family", .run = ospf3_run_family, .enter = mode, .flags = CMD_ELSEWHERE), \
	V3("address-family " name " unicast", "||Address Family modifier", .run = ospf3_run_family, .enter = mode, .order = place, .trailer = "exit-address-family"), \
	V3("address-family " name " unicast vrf WORD:vrf", "|||Specify parameters for a VPN Routing/Forwarding instance|VPN Routing/Forwarding instance name", \
	   .run = ospf3_run_family, .enter = mode, .order = (place) + 2, .flags = CMD_SORT_NUMERIC, .trailer = "exit-address-family"), \
	COMMON_EITHER(mode), COMMON_FAMILY(mode), \
	{ mode, "router-id A.B.C.D", "router-id for this OSPF process|OSPF router-id in IP address format", .run = ospf_run_router_id, .key = 1, .order = 10 }, \
	{ mode, "shutdown", "Shutdown the OSPF protocol under the current instance", .run = ospf_run_shutdown, .order = 5 }, \
	{ mode, "bfd all-interfaces", "BFD configuration commands|Enable BFD on all interfaces", .run = ospf_run_bfd, .order = 45 }, \
	{ mode, "area " AREA " authentication key-chain WORD:chain", \
	  "|||Enable authentication|Use a key-chain for cryptographic authentication keys|Name of key-chain", .run = ospf3_run_area_auth, .key = 3, .order = 20, \
	  .flags = CMD_SORT_NUMERIC }, \
	{ mode, "area " AREA " {authentication ipsec|encryption} LINE", "|||Enable authentication|Use IPsec authentication|Enable encryption|", .flags = CMD_UNSUPPORTED }, \
	RESTART(mode), \
	{ mode, "exit-address-family", "Exit from Address Family configuration mode", .run = ospf3_run_leave, .flags = CMD_NO_STORE }

#define REDIST3 "[" METRIC "|tag <0-4294967295>:tag|route-map WORD:map]*"
#define REDIST3_HELP REDIST6_HELP

static const struct cmd v3_rows[] = {
	{ &mode_config, "router ospfv3 <1-65535>:id", "|OSPFv3|Process ID", .run = ospf3_run_process, .enter = &mode_router_ospfv3, .order = ORDER_ROUTER + 15,
	  .flags = CMD_SORT_NUMERIC },
	COMMON_PROCESS(&mode_router_ospfv3),
	COMMON_EITHER(&mode_router_ospfv3),
	RESTART(&mode_router_ospfv3),
	FAMILY(&mode_ospfv3_af4, "ipv4", 200),
	FAMILY(&mode_ospfv3_af6, "ipv6", 210),
	{ &mode_ospfv3_af4, "area " AREA " range A.B.C.D:prefix A.B.C.D:mask [advertise|not-advertise] [cost <0-16777214>:cost]",
	  "|||Summarize routes matching address/mask (border routers only)|IP address to match|IP mask for address|Advertise this range (default)|DoNotAdvertise this range|User specified metric for this range|Advertised metric for this range",
	  .run = ospf_run_area_range, .key = 5, .order = 24, .flags = CMD_SORT_NUMERIC },
	{ &mode_ospfv3_af4, "summary-prefix A.B.C.D:prefix A.B.C.D:mask [not-advertise] [tag <0-4294967295>:tag]",
	  "Configure IP address summaries|IP summary address|Summary mask|Do not advertise or translate|Set tag|32-bit tag value", .run = ospf_run_summary_address, .key = 3,
	  .order = 30, .flags = CMD_SORT_NUMERIC },
	{ &mode_ospfv3_af4, "redistribute {connected|static|rip} " REDIST3,
	  "Redistribute information from another routing protocol|Connected|Static routes|Routing Information Protocol (RIP)|" REDIST3_HELP, .run = ospf_run_redistribute,
	  .key = 2, .order = 40, .flags = CMD_SORT_NUMERIC | CMD_OPTIONS_ADD },
	{ &mode_ospfv3_af4, "redistribute bgp <1-4294967295>:as " REDIST3, "|Border Gateway Protocol (BGP)|Autonomous system number|" REDIST3_HELP,
	  .run = ospf_run_redistribute, .key = 2, .order = 40, .flags = CMD_SORT_NUMERIC | CMD_OPTIONS_ADD },
	{ &mode_ospfv3_af4, "redistribute {ospf|ospfv3} <1-65535>:process [" METRIC "|tag <0-4294967295>:tag|route-map WORD:map|" REDIST_MATCH "]*",
	  "|Open Shortest Path First (OSPF)|OSPFv3|Process ID|" REDIST3_HELP "|" REDIST_MATCH_HELP, .run = ospf_run_redistribute, .key = 3, .order = 41, .flags = CMD_SORT_NUMERIC | CMD_OPTIONS_ADD },
	{ &mode_ospfv3_af4, "redistribute eigrp <1-65535>:process " REDIST3, "|Enhanced Interior Gateway Routing Protocol (EIGRP)|Autonomous system number|" REDIST3_HELP, .run = ospf_run_redistribute, .key = 3,
	  .order = 41, .flags = CMD_SORT_NUMERIC | CMD_OPTIONS_ADD },
	{ &mode_ospfv3_af4, "redistribute LINE", "||", .flags = CMD_UNSUPPORTED },
	FILTERS6(&mode_ospfv3_af4),
	{ &mode_ospfv3_af6, "area " AREA " range X:X:X:X::X/<0-128>:prefix6 [advertise|not-advertise] [cost <0-16777214>:cost]",
	  "|||Summarize routes matching address/mask (border routers only)|IPv6 prefix x:x::y/z|Advertise this range (default)|DoNotAdvertise this range|User specified metric for this range|Advertised metric for this range",
	  .run = ospf_run_area_range, .key = 4, .order = 24, .flags = CMD_SORT_NUMERIC },
	VIRTUAL_LINK(&mode_ospfv3_af6),
	{ &mode_ospfv3_af6, "summary-prefix X:X:X:X::X/<0-128>:prefix6 [not-advertise] [tag <0-4294967295>:tag]",
	  "Configure IPv6 summary prefix|IPv6 prefix|Do not advertise or translate|Set tag|32-bit tag value", .run = ospf_run_summary_address, .key = 2, .order = 30,
	  .flags = CMD_SORT_NUMERIC },
	{ &mode_ospfv3_af6, "redistribute {connected|static} " REDIST3, "Redistribute information from another routing protocol|Connected|Static routes|" REDIST3_HELP,
	  .run = ospf_run_redistribute, .key = 2, .order = 40, .flags = CMD_SORT_NUMERIC | CMD_OPTIONS_ADD },
	{ &mode_ospfv3_af6, "redistribute bgp <1-4294967295>:as " REDIST3, "|Border Gateway Protocol (BGP)|Autonomous system number|" REDIST3_HELP,
	  .run = ospf_run_redistribute, .key = 2, .order = 40, .flags = CMD_SORT_NUMERIC | CMD_OPTIONS_ADD },
	{ &mode_ospfv3_af6, "redistribute ospfv3 " REDIST6_OSPF, "|OSPFv3|Process ID|" REDIST6_LINKS_HELP "|" REDIST_MATCH_HELP, .run = ospf_run_redistribute, .key = 3, .order = 41,
	  .flags = CMD_SORT_NUMERIC | CMD_OPTIONS_ADD },
	{ &mode_ospfv3_af6, "redistribute eigrp <1-65535>:process " REDIST3_LINKS, "|Enhanced Interior Gateway Routing Protocol (EIGRP)|Autonomous system number|" REDIST6_LINKS_HELP,
	  .run = ospf_run_redistribute, .key = 3, .order = 41, .flags = CMD_SORT_NUMERIC | CMD_OPTIONS_ADD },
	{ &mode_ospfv3_af6, "redistribute rip WORD:name " REDIST3_LINKS, "|" RIPNG_HELP "|" REDIST6_LINKS_HELP, .run = ospf_run_redistribute, .key = 3, .order = 41, .flags = CMD_SORT_NUMERIC | CMD_OPTIONS_ADD },
	DIST6_OUT_PROCESS_ROW(&mode_ospfv3_af6, ospf_run_distribute, 76),
	{ &mode_ospfv3_af6, "redistribute LINE", "||", .flags = CMD_UNSUPPORTED },
	FILTERS6(&mode_ospfv3_af6),
};

static const struct cmd exec_rows[] = {
	{ &mode_exec, "clear ospfv3 process", "|OSPFv3|Reset OSPF process", .run = ospf_run_clear_ask, .flags = CMD_PRIV },
	{ &mode_exec, "clear ospfv3 <1-65535>:id process", "||OSPF process ID number|Reset OSPF process", .run = ospf_run_clear_ask, .flags = CMD_PRIV },
	DEBUG_CMDS("ospfv3 adj", "OSPFv3 information|OSPF adjacency events"),
	DEBUG_CMDS("ospfv3 hello", "|OSPF hello events"),
	DEBUG_CMDS("ospfv3 events", "|OSPF events"),
	DEBUG_CMDS("ospfv3 packet", "|OSPF packets"),
	DEBUG_CMDS("ospfv3 spf", "|OSPF spf"),
	DEBUG_CMDS("ospfv3 lsa-generation", "|OSPF lsa generation"),
	DEBUG_CMDS("ospfv3 flood", "|OSPF flooding"),
	{ &mode_exec, "clear ip ospf process", "|IP|OSPF clear commands|Reset OSPF process", .run = ospf_run_clear_ask, .flags = CMD_PRIV },
	{ &mode_exec, "clear ip ospf <1-65535>:id process", "|||OSPF process ID number|Reset OSPF process", .run = ospf_run_clear_ask, .flags = CMD_PRIV },
	{ &mode_exec, "clear ip ospf [<1-65535>:id] {counters|force-spf|redistribution}",
	  "|||OSPF process ID number|OSPF counters|Run SPF for OSPF process|Clear OSPF route redistribution", .run = ospf_run_clear_some, .flags = CMD_PRIV },
	{ &mode_exec, "clear ipv6 ospf process", "|IPv6|OSPF clear commands|Reset OSPF process", .run = ospf_run_clear_ask, .flags = CMD_PRIV },
	{ &mode_exec, "clear ipv6 ospf <1-65535>:id process", "|||OSPF process ID number|Reset OSPF process", .run = ospf_run_clear_ask, .flags = CMD_PRIV },
	DEBUG_CMDS("ipv6 ospf adj", "IPv6 information|OSPF information|OSPF adjacency events"),
	DEBUG_CMDS("ipv6 ospf hello", "||OSPF hello events"),
	DEBUG_CMDS("ipv6 ospf events", "||OSPF events"),
	DEBUG_CMDS("ipv6 ospf packet", "||OSPF packets"),
	DEBUG_CMDS("ipv6 ospf spf", "||OSPF spf"),
	DEBUG_CMDS("ipv6 ospf lsa-generation", "||OSPF lsa generation"),
	DEBUG_CMDS("ipv6 ospf flood", "||OSPF flooding"),
	DEBUG_CMDS("ip ospf adj", "IP information|OSPF information|OSPF adjacency events"),
	DEBUG_CMDS("ip ospf hello", "||OSPF hello events"),
	DEBUG_CMDS("ip ospf events", "||OSPF events"),
	DEBUG_CMDS("ip ospf packet", "||OSPF packets"),
	DEBUG_CMDS("ip ospf spf", "||OSPF spf"),
	DEBUG_CMDS("ip ospf lsa-generation", "||OSPF lsa generation"),
	DEBUG_CMDS("ip ospf flood", "||OSPF flooding"),
};

const struct cmd_table ospf_cmds[] = {
	CMD_TABLE(config_rows), CMD_TABLE(config6_rows), CMD_TABLE(v3_rows), CMD_TABLE(exec_rows), { ospf_if_rows, OSPF_IF_ROWS }, { ospf_show_rows, OSPF_SHOW_ROWS }, { ospf_lists_rows, OSPF_LISTS_ROWS },
	{ ospf3_show_rows, OSPF3_SHOW_ROWS }, { ospf3_db_rows, OSPF3_DB_ROWS }, { ospf_log_rows, OSPF_LOG_ROWS },
};
const unsigned n_ospf_cmds = ARRAY_LEN(ospf_cmds);
