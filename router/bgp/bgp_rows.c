/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows of BGP: `router bgp`, its families, shows, clear, debug. What IOS has beyond them is refused by name. */
#include "router/bgp/cli.h"
#include "router/policy/dist_list.h"

const struct cli_mode mode_router_bgp = { "router bgp", "(config-router)", &mode_config };
const struct cli_mode mode_bgp_af4 = { "address-family ipv4", "(config-router-af)", &mode_router_bgp };
const struct cli_mode mode_bgp_af6 = { "address-family ipv6", "(config-router-af)", &mode_router_bgp };
const struct cli_mode mode_bgp_vrf4 = { "address-family ipv4 vrf", "(config-router-af)", &mode_router_bgp };
const struct cli_mode mode_bgp_vrf6 = { "address-family ipv6 vrf", "(config-router-af)", &mode_router_bgp };
const struct cli_mode mode_bgp_session = { "template peer-session", "(config-router-stmp)", &mode_router_bgp };
const struct cli_mode mode_bgp_policy = { "template peer-policy", "(config-router-ptmp)", &mode_router_bgp };

/* Groups stand before those who are in them. */
#define NBR "neighbor {A.B.C.D:ip|X:X:X:X::X:ip6} "
#define NBR_HELP "Specify a neighbor router|Neighbor address|Neighbor IPv6 address|"
#define GROUP "neighbor WORD:group "
#define GROUP_HELP "Specify a neighbor router|Neighbor tag|"
#define AS "<1-4294967295>"
#define SORT .flags = CMD_SORT_NUMERIC | CMD_SORT_GROUP
#define B(syntax, help, ...) { &mode_router_bgp, syntax, help, __VA_ARGS__ }
#define N(mode, syntax, help) \
	{ mode, GROUP syntax, GROUP_HELP help, .run = bgp_run_neighbor, .key = 3, .order = 99, SORT }, \
	{ mode, NBR syntax, NBR_HELP help, .run = bgp_run_neighbor, .key = 3, .order = 100, SORT }
/* Told apart by a word more. */
#define N4(mode, syntax, help) \
	{ mode, GROUP syntax, GROUP_HELP help, .run = bgp_run_neighbor, .key = 4, .order = 99, SORT }, \
	{ mode, NBR syntax, NBR_HELP help, .run = bgp_run_neighbor, .key = 4, .order = 100, SORT }
/* Sessions: of `router bgp`, and of a VRF's families. */
#define SESSION(mode) \
	{ mode, GROUP "peer-group", GROUP_HELP "Member of the peer-group", .run = bgp_run_neighbor, .key = 3, .order = 99, SORT }, \
	N(mode, "remote-as " AS ":a [alternate-as " AS ":a1 [" AS ":a2 [" AS ":a3 [" AS ":a4 [" AS ":a5]]]]]", \
	  "Specify a BGP neighbor|AS of remote neighbor|Other ASs that it may be of|AS number|AS number|AS number|AS number|AS number"), \
	{ mode, NBR "peer-group WORD:name", NBR_HELP "Member of the peer-group|Peer-group name", .run = bgp_run_neighbor, .key = 3, .order = 100, SORT }, \
	SESSION_OPTIONS(N, mode)
/* Of templates as well. */
#define SESSION_OPTIONS(O, mode) \
	O(mode, "local-as " AS ":a [no-prepend [replace-as [dual-as]]]", \
	  "Specify a local-as number|AS number used as local AS|Do not prepend local-as to updates from ebgp peers|Replace real AS with local AS in the EBGP updates|Accept either real AS or local AS from the ebgp peer"), \
	O(mode, "description LINE:name", "Neighbor specific description|Up to 80 characters describing this neighbor"), \
	O(mode, "shutdown", "Administratively shut down this neighbor"), \
	O(mode, "shutdown graceful <1-65535>:a [community WORD:comm|local-preference <0-4294967295>:pref]*", \
	  "Administratively shut down this neighbor|Gracefully shut down this neighbor|Seconds until it is shut down|Community that its routes have meanwhile|community number|" \
	  "Local preference that its routes have meanwhile|Local preference value"), \
	O(mode, "password LINE:name", "Set a password|The password"), \
	O(mode, "ebgp-multihop [<1-255>:a]", "Allow EBGP neighbors not on directly connected networks|maximum hop count"), \
	O(mode, "ttl-security hops <1-254>:a", "BGP ttl security check|IP hops|maximum number of hops allowed"), \
	O(mode, "disable-connected-check", "one-hop away EBGP peer using loopback address"), \
	O(mode, "update-source INTERFACE:name", "Source of routing updates|"), \
	O(mode, "timers <0-65535>:a <0-65535>:b [<0-65535>:min]", "BGP per neighbor timers|Keepalive interval|Holdtime|Minimum hold time from neighbor"), \
	O(mode, "fall-over [route-map WORD:name]", "session fall on peer route lost|Route map for peer route|Name of route map"), \
	O(mode, "fall-over bfd [single-hop|multi-hop]", "session fall on peer route lost|Use BFD to detect failure|Force BFD single-hop session|Force BFD multi-hop session"), \
	O(mode, "ha-mode graceful-restart [disable]", "high availability mode|enable graceful-restart on this neighbor|disable graceful-restart"), \
	O ## 4(mode, "transport connection-mode {active|passive}", "Transport options|Specify passive or active connection|Actively establish the TCP session|Passively establish the TCP session"), \
	O ## 4(mode, "transport path-mtu-discovery [disable]", "|Use transport path MTU discovery|disable"), \
	O(mode, "capability extended-nexthop", "Advertise capability to the peer|Advertise extended next-hop capability to the peer")
#define LATER(mode, syntax, help) { mode, syntax, help, .flags = CMD_UNSUPPORTED }
/* What configurations of older IOS say is off. */
#define OFF(mode) \
	{ mode, "auto-summary", "Enable automatic network number summarization", .flags = CMD_UNSUPPORTED | CMD_OFF }, \
	{ mode, "synchronization", "Perform IGP synchronization", .flags = CMD_UNSUPPORTED | CMD_OFF }
#define FLAG(syntax, help, o) { &mode_router_bgp, "bgp " syntax, "BGP specific commands|" help, .run = bgp_run_flag, .order = o }
#define ON(syntax, help, o) { &mode_router_bgp, "bgp " syntax, "BGP specific commands|" help, .run = bgp_run_flag, .order = o, .dflt = "bgp " syntax }

/* Rows of a family, wherever they may stand. */
#define OPTION(mode, runs, syntax, help, keys, ...) \
	{ mode, GROUP syntax, GROUP_HELP help, .run = runs, .key = keys, .order = 99, __VA_ARGS__ }, \
	{ mode, NBR syntax, NBR_HELP help, .run = runs, .key = keys, .order = 100, __VA_ARGS__ }
#define FILTER(O, mode, syntax, help) \
	O(mode, bgp_run_policy, syntax " in", help "|Apply to incoming updates", 0, KEEP), O(mode, bgp_run_policy, syntax " out", help "|Apply to outgoing updates", 0, KEEP)
#define FAMILY_OPTIONS(mode) POLICY_OPTIONS(OPTION, mode)
/* Of templates as well. */
#define POLICY_OPTIONS(O, mode) \
	O(mode, bgp_run_neighbor, "send-community [both|extended|standard]", "Send Community attribute to this neighbor|Send Standard and Extended Community attributes|Send Extended Community attribute|Send Standard Community attribute", 3, KEEP), \
	O(mode, bgp_run_neighbor, "route-reflector-client", "Configure a neighbor as Route Reflector client", 3, KEEP), \
	O(mode, bgp_run_neighbor, "next-hop-self [all]", "Disable the next hop calculation for this neighbor|Enable next-hop-self for both eBGP and iBGP received paths", 3, KEEP), \
	O(mode, bgp_run_neighbor, "next-hop-unchanged [allpaths]", "Propagate next hop unchanged for iBGP paths to this neighbor|Propagate next hop unchanged for all paths to this neighbor", 3, KEEP), \
	O(mode, bgp_run_neighbor, "as-override", "Override matching AS-number while sending update", 3, KEEP), \
	O(mode, bgp_run_neighbor, "remove-private-as [all [replace-as]]", "Remove private AS number from outbound updates|Remove all private AS numbers|Replace all private AS numbers with local AS", 3, KEEP), \
	O(mode, bgp_run_neighbor, "soft-reconfiguration inbound", "Per neighbor soft reconfiguration|Allow inbound soft reconfiguration for this neighbor", 3, KEEP), \
	O(mode, bgp_run_neighbor, "weight <0-65535>:a", "Set default weight for routes from this neighbor|default weight", 3, KEEP), \
	O(mode, bgp_run_neighbor, "allowas-in [<1-10>:a]", "Accept as-path with my AS present in it|Number of occurrences of AS number", 3, KEEP), \
	O(mode, bgp_run_neighbor, "default-originate [route-map WORD:name]", "Originate default route to this neighbor|Route-map to specify criteria to originate default|route-map name", 3, KEEP), \
	O(mode, bgp_run_neighbor, "unsuppress-map WORD:name", "Route-map to selectively unsuppress suppressed routes|Name of route map", 3, KEEP), \
	O(mode, bgp_run_neighbor, "advertise-map WORD:name {exist-map|non-exist-map} WORD:cond", \
	       "specify route-map for conditional advertisement|name of route-map|advertise prefix only if prefix in the condition exists|advertise prefix only if prefix in the condition does not exist|name of route-map", 3, KEEP), \
	O(mode, bgp_run_neighbor, "maximum-prefix <1-2147483647>:a [<1-100>:percent] [warning-only|restart <1-65535>:restart]", \
	       "Maximum number of prefixes accepted from this peer|maximum no. of prefix limit|Threshold value (%) at which to generate a warning msg|Only give warning message when limit is exceeded|Restart bgp connection after limit is exceeded|Restart interval in minutes", 3, KEEP), \
	O(mode, bgp_run_neighbor, "advertisement-interval <0-600>:a", "Minimum interval between sending BGP routing updates|time in seconds", 3, KEEP), \
	O(mode, bgp_run_neighbor, "additional-paths [send|receive|disable]*", \
	       "Negotiate additional paths capabilities with this neighbor|" ADD_MODE_HELP "|Disable additional paths for this neighbor", 3, KEEP), \
	O(mode, bgp_run_neighbor, "advertise additional-paths " SELECT, "Advertise to this neighbor|Advertise additional paths|" SELECT_HELP, 4, KEEP), \
	O(mode, bgp_run_neighbor, "capability orf prefix-list {send|receive|both}", "Advertise capability to the peer|Advertise ORF capability to the peer|Advertise prefixlist ORF capability to this neighbor|" \
	       "Capability to SEND the ORF to this neighbor|Capability to RECEIVE the ORF from this neighbor|Capability to SEND and RECEIVE the ORF to/from this neighbor", 5, KEEP), \
	O(mode, bgp_run_neighbor, "dmzlink-bw", "Propagate the DMZ link bandwidth", 3, KEEP), \
	O(mode, bgp_run_neighbor, "soo WORD:name", "Site-of-Origin extended community|ASN:nn or IP-address:nn", 3, KEEP), \
	FILTER(O, mode, "distribute-list WORD:name", "Filter updates to/from this neighbor|IP access list number or name"), \
	FILTER(O, mode, "prefix-list WORD:name", "Filter updates to/from this neighbor|Name of a prefix list"), \
	FILTER(O, mode, "filter-list <1-500>:name", "Establish BGP filters|AS path access list"), \
	FILTER(O, mode, "route-map WORD:name", "Apply route map to neighbor|Name of route map")
#define KEEP .flags = CMD_SORT_NUMERIC | CMD_SORT_GROUP

/* In a template: its own lines, without whom they are about. */
#define TEMPLATE_SESSION(mode, syntax, help) { mode, syntax, help, .run = bgp_run_template_option, .key = 1, .order = 100 }
#define TEMPLATE_SESSION4(mode, syntax, help) { mode, syntax, help, .run = bgp_run_template_option, .key = 2, .order = 100 }
#define TEMPLATE_POLICY(mode, runs, syntax, help, keys, ...) { mode, syntax, help, .run = bgp_run_template_option, .key = (keys) ? (keys) - 2 : 0, .order = 100 }
#define INHERIT_SESSION(mode) \
	{ mode, NBR "inherit peer-session WORD:name", NBR_HELP "Inherit a template|Inherit a peer-session template|Template name", .run = bgp_run_neighbor, .key = 4, .order = 100, SORT }
#define INHERIT_POLICY(mode) \
	{ mode, NBR "inherit peer-policy WORD:name", NBR_HELP "Inherit a template|Inherit a peer-policy template|Template name", .run = bgp_run_neighbor, .key = 4, .order = 100, SORT }

#define REDIST_TAIL "[metric <0-4294967295>:metric|route-map WORD:map]*"
#define REDIST_HELP "Metric for redistributed routes|Default metric|Route map reference|Pointer to route-map entries"
#define LINKS_TAIL "[metric <0-4294967295>:metric|route-map WORD:map|" REDIST_LINKS "]*"
#define LINKS_HELP REDIST_HELP "|" REDIST_LINKS_HELP
#define REDISTRIBUTE(mode, runs, ...) \
	{ mode, "redistribute connected " REDIST_TAIL, "Redistribute information from another routing protocol|Connected|" REDIST_HELP, .run = runs, .key = 2, .order = 80, __VA_ARGS__ }, \
	{ mode, "redistribute static " REDIST_TAIL, "|Static routes|" REDIST_HELP, .run = runs, .key = 2, .order = 81, __VA_ARGS__ }, \
	{ mode, "redistribute ospf <1-65535>:process [metric <0-4294967295>:metric|route-map WORD:map|" REDIST_LINKS "|" REDIST_MATCH "]*", \
	  "|Open Shortest Path First (OSPF)|Process ID|" REDIST_HELP "|" REDIST_LINKS_HELP "|" REDIST_MATCH_HELP, .run = runs, .key = 3, .order = 83, __VA_ARGS__ }
#define REDISTRIBUTE_RIP(mode, runs, ...) \
	{ mode, "redistribute rip " REDIST_TAIL, "|Routing Information Protocol (RIP)|" REDIST_HELP, .run = runs, .key = 2, .order = 82, __VA_ARGS__ }
#define REDISTRIBUTE_EIGRP(mode, runs, ...) \
	{ mode, "redistribute eigrp <1-65535>:process " LINKS_TAIL, "|Enhanced Interior Gateway Routing Protocol (EIGRP)|Autonomous system number|" LINKS_HELP, .run = runs, .key = 3, \
	  .order = 84, __VA_ARGS__ }
#define ADD_MODE "[send|receive]*"
#define ADD_MODE_HELP "Send additional paths to neighbors|Receive additional paths from neighbors"
#define SELECT "[best <2-3>:best|group-best|all]*"
#define SELECT_HELP "Select best N paths|Number of best paths|Select group-best path|Select all available paths"
#define ADD_PATHS(mode) \
	{ mode, "bgp additional-paths " ADD_MODE, "BGP specific commands|Additional paths in the BGP table|" ADD_MODE_HELP, \
	  .run = bgp_run_add, .key = 2, .order = 61 }, \
	{ mode, "bgp additional-paths select " SELECT, "||Selection criteria to pick the paths|" SELECT_HELP, .run = bgp_run_select, .key = 3, .order = 62 }, \
	LATER(mode, "bgp additional-paths select best-external", "|||Select best-external path"), LATER(mode, "bgp additional-paths select backup", "|||Select backup path"), \
	LATER(mode, "bgp additional-paths install", "||Additional paths to install into RIB")
/* Of either family. */
#define EITHER(mode) \
	ADD_PATHS(mode), \
	{ mode, "default-metric <1-4294967295>:metric", "Set metric of redistributed routes|Default metric", .run = bgp_run_metric, .key = 1, .order = 85 }, \
	{ mode, "bgp dampening [<1-45>:half [<1-20000>:reuse <1-20000>:suppress <1-255>:max]]", \
	  "BGP specific commands|Enable route-flap dampening|Half-life time for the penalty|Value to start reusing a route|Value to start suppressing a route|Maximum duration to suppress a stable route", \
	  .run = bgp_run_damp, .key = 2, .order = 60 }, \
	{ mode, "bgp dampening route-map WORD:map", "||Route-map to specify criteria for dampening|Name of route-map", .run = bgp_run_damp, .key = 2, .order = 60 }, \
	{ mode, "bgp dmzlink-bw", "BGP specific commands|Use DMZ Link Bandwidth as weight for BGP multipaths", .run = bgp_run_dmz, .key = 2, .order = 63 }, \
	{ mode, "table-map WORD:map [filter]", "Map external entry attributes into routing table|route-map name|Selective route download", .run = bgp_run_table_map, .key = 1, .order = 65 }, \
	{ mode, "maximum-paths eibgp <1-32>:paths", "|Both eBGP and iBGP paths as multipath|Number of paths", .run = bgp_run_paths, .key = 2, .order = 122, .dflt = "maximum-paths eibgp 1" }

#define INTERNAL(mode, ...) \
	{ mode, "bgp redistribute-internal", "BGP specific commands|Allow redistribution of iBGP into IGPs (dangerous)", .run = bgp_run_internal, .order = 64, __VA_ARGS__ }

#define AGGREGATE "[as-set|summary-only|suppress-map WORD:suppress|advertise-map WORD:advertise|attribute-map WORD:map]*"
#define AGGREGATE_HELP \
	"Generate AS set path information|Filter more specific routes from updates|Conditionally filter more specific routes from updates|Route map for suppression|" \
	"Set condition to advertise attribute|Route map to control attribute advertisement|Set attributes of aggregate|Route map to control aggregate attributes"

#define FAMILY4(mode) \
	EITHER(mode), \
	{ mode, "network A.B.C.D:net mask A.B.C.D:mask [route-map WORD:map|backdoor]", \
	  "Specify a network to announce via BGP|Network number|Network mask|Network mask|Route-map to modify the attributes|Name of the route map|Specify a BGP backdoor route", .run = bgp_run_network, .spelled = bgp_network_spelled, .key = 4, .order = 70, \
	  .flags = CMD_SORT_NUMERIC }, \
	{ mode, "network A.B.C.D:net [route-map WORD:map|backdoor]", "||Route-map to modify the attributes|Name of the route map|Specify a BGP backdoor route", .run = bgp_run_network, .spelled = bgp_network_spelled, .key = 2, .order = 70, \
	  .flags = CMD_SORT_NUMERIC }, \
	{ mode, "aggregate-address A.B.C.D:net A.B.C.D:mask " AGGREGATE, \
	  "Configure BGP aggregate entries|Aggregate address|Aggregate mask|" AGGREGATE_HELP, \
	  .run = bgp_run_aggregate, .key = 3, .order = 75, .flags = CMD_SORT_NUMERIC }, \
	{ mode, "default-information originate", "Control distribution of default information|Distribute a default route", .run = bgp_run_originate, .order = 90 }, \
	{ mode, "maximum-paths <1-32>:paths", "Forward packets over multiple paths|Number of paths", .run = bgp_run_paths, .key = 1, .order = 120, .dflt = "maximum-paths 1" }, \
	{ mode, "maximum-paths ibgp <1-32>:paths", "|iBGP-multipath|Number of paths", .run = bgp_run_paths, .key = 2, .order = 121, .dflt = "maximum-paths ibgp 1" }, \
	REDISTRIBUTE(mode, bgp_run_redistribute, .flags = CMD_SORT_NUMERIC | CMD_OPTIONS_ADD), REDISTRIBUTE_RIP(mode, bgp_run_redistribute, .flags = CMD_SORT_NUMERIC | CMD_OPTIONS_ADD), \
	REDISTRIBUTE_EIGRP(mode, bgp_run_redistribute, .flags = CMD_SORT_NUMERIC | CMD_OPTIONS_ADD), \
	LATER(mode, "redistribute LINE", "|"), \
	OPTION(mode, bgp_run_neighbor, "activate", "Enable the Address Family for this Neighbor", 3, .flags = CMD_SORT_NUMERIC | CMD_SORT_GROUP | CMD_ON_EACH), \
	FAMILY_OPTIONS(mode)

#define FAMILY6(mode) \
	EITHER(mode), \
	{ mode, "network X:X:X:X::X/<0-128>:prefix [route-map WORD:map]", \
	  "Specify a network to announce via BGP|IPv6 prefix <network>/<length>|Route-map to modify the attributes|Name of the route map", .run = bgp_run_network6, .key = 2, .order = 70, .flags = CMD_SORT_NUMERIC }, \
	{ mode, "aggregate-address X:X:X:X::X/<0-128>:prefix " AGGREGATE, \
	  "Configure BGP aggregate entries|Aggregate prefix|" AGGREGATE_HELP, \
	  .run = bgp_run_aggregate, .key = 2, .order = 75, .flags = CMD_SORT_NUMERIC }, \
	REDISTRIBUTE(mode, bgp_run_redistribute, .flags = CMD_SORT_NUMERIC | CMD_OPTIONS_ADD), REDISTRIBUTE_EIGRP(mode, bgp_run_redistribute, .flags = CMD_SORT_NUMERIC | CMD_OPTIONS_ADD), \
	{ mode, "redistribute rip WORD:name " LINKS_TAIL, "|IPv6 Routing Information Protocol (RIPv6)|User selected string identifying this RIP process|" LINKS_HELP, \
	  .run = bgp_run_redistribute, .key = 3, .order = 82, .flags = CMD_SORT_NUMERIC | CMD_OPTIONS_ADD }, \
	LATER(mode, "redistribute LINE", "|"), \
	{ mode, "maximum-paths <1-32>:paths", "Forward packets over multiple paths|Number of paths", .run = bgp_run_paths, .key = 1, .order = 120, .dflt = "maximum-paths 1" }, \
	{ mode, "maximum-paths ibgp <1-32>:paths", "|iBGP-multipath|Number of paths", .run = bgp_run_paths, .key = 2, .order = 121, .dflt = "maximum-paths ibgp 1" }

/* Of the device's own families: those of VRFs are not validated. */
#define VALIDATION(mode) \
	{ mode, "bgp bestpath prefix-validate {disable|allow-invalid}", \
	  "BGP specific commands|Change the default bestpath selection|Prefix validation|Do not validate prefixes of external neighbors|Allow invalid prefixes to be the best", \
	  .run = bgp_run_validate, .key = 3, .order = 59 }
#define ANNOUNCE(mode) OPTION(mode, bgp_run_neighbor, "announce rpki state", "Announce to this neighbor|RPKI|RPKI validation state", 3, KEEP)

/* What a family of a VRF has of the speaker's own. */
#define ROUTER_ID(mode) \
	{ mode, "bgp router-id A.B.C.D", "BGP specific commands|Override configured router identifier|Manually configured router identifier", .run = bgp_run_id, .key = 2, .order = 10 }, \
	{ mode, "bgp router-id interface INTERFACE:name", "||Use an interface's IP address as router ID|", .run = bgp_run_id, .key = 2, .order = 10 }
#define VRF_FAMILY(mode) \
	ROUTER_ID(mode), \
	INTERNAL(mode, .dflt = "bgp redistribute-internal"), \
	SESSION(mode), \
	{ mode, "neighbor {A.B.C.D:ip|X:X:X:X::X:ip6|WORD:group}", "Specify a neighbor router|Neighbor address|Neighbor IPv6 address|Neighbor tag", .run = bgp_run_remove, .flags = CMD_ELSEWHERE }, \
	LATER(mode, NBR "LINE:rest", NBR_HELP), LATER(mode, GROUP "LINE:rest", GROUP_HELP), \
	LATER(mode, "bgp LINE", "|"), OFF(mode), \
	{ mode, "exit-address-family", "Exit from Address Family configuration mode", .run = bgp_run_leave, .flags = CMD_NO_STORE }

static const struct cmd rows[] = {
	{ &mode_config, "router bgp " AS ":as", "Enable a routing process|Border Gateway Protocol (BGP)|Autonomous system number", .run = bgp_run_router, .enter = &mode_router_bgp,
	  .order = ORDER_ROUTER + 80, .flags = CMD_SORT_NUMERIC },
	/* ---- the speaker ---- */
	ROUTER_ID(&mode_router_bgp),
	B("bgp cluster-id {<1-4294967295>:number|A.B.C.D}", "|Configure Route-Reflector Cluster-id|Route-Reflector Cluster-id as 32 bit quantity|Route-Reflector Cluster-id in IP address format",
	  .run = bgp_run_id, .key = 2, .order = 11),
	ON("log-neighbor-changes", "Log neighbor up/down and reset reason", 12),
	FLAG("always-compare-med", "Allow comparing MED from different neighbors", 13),
	FLAG("deterministic-med", "Pick the best-MED path among paths advertised from the neighboring AS", 14),
	FLAG("bestpath med missing-as-worst", "Change the default bestpath selection|MED attribute|Treat missing MED as the least preferred one", 15),
	FLAG("bestpath med confed", "||Compare MED among confederation paths", 16),
	FLAG("bestpath compare-routerid", "|Compare router-id for identical EBGP paths", 17),
	FLAG("bestpath as-path ignore", "|AS-path attribute|Ignore as-path length in selecting a route", 18),
	FLAG("bestpath as-path multipath-relax", "||Relax AS-path restriction when choosing multipaths", 19),
	FLAG("bestpath igp-metric ignore", "|Igp metric to the next hop|Ignore igp metric for bestpath selection", 19),
	FLAG("bestpath cost-community ignore", "|cost community|Ignore cost communities in bestpath selection", 19),
	B("bgp maxas-limit <1-2000>:number", "|Allow AS-PATH attribute from any neighbor imposing a limit on number of ASes|Number of ASes in the AS-PATH attribute", .run = bgp_run_number, .key = 2, .order = 23),
	B("bgp confederation identifier " AS ":number", "|AS confederation parameters|Set routing domain confederation AS|AS number", .run = bgp_run_number, .key = 3, .order = 20),
	B("bgp confederation peers LINE", "||Peer ASs in BGP confederation|AS numbers", .run = bgp_run_confed_peers, .key = 3, .order = 21),
	B("bgp default local-preference <0-4294967295>:number", "|Configure BGP defaults|local preference (higher=more preferred)|Configure default local preference value",
	  .run = bgp_run_number, .key = 3, .order = 22, .dflt = "bgp default local-preference 100"),
	B("bgp default ipv4-unicast", "BGP specific commands|Configure BGP defaults|Activate ipv4-unicast for a peer by default", .run = bgp_run_default4, .order = 5, .dflt = "bgp default ipv4-unicast"),
	ON("enforce-first-as", "Enforce the first AS for EBGP routes(default)", 24),
	ON("fast-external-fallover", "Immediately reset session if a link to a directly connected external peer goes down", 25),
	ON("client-to-client reflection", "Configure client to client route reflection|reflection of routes allowed", 26),
	B("bgp graceful-restart restart-time <1-3600>:number", "|Graceful restart capability parameters|Set the max time needed to restart and come back up|Delay value (seconds)",
	  .run = bgp_run_number, .key = 3, .order = 27, .dflt = "bgp graceful-restart restart-time 120"),
	B("bgp graceful-restart stalepath-time <1-3600>:number", "||Set the max time to hold onto restarting peer's stale paths|Delay value (seconds)",
	  .run = bgp_run_number, .key = 3, .order = 27, .dflt = "bgp graceful-restart stalepath-time 360"),
	FLAG("graceful-restart", "Graceful restart capability parameters", 27),
	ON("transport path-mtu-discovery", "Global enable/disable transport session parameters|Enable path-MTU-discovery", 29),
	B("bgp nexthop trigger delay <0-100>:number", "|Nexthop tracking commands|nexthop trigger command|Set the delay to trigger nexthop tracking|Seconds between signaling changes to tracked nexthops",
	  .run = bgp_run_number, .key = 4, .order = 29),
	ON("nexthop trigger enable", "Nexthop tracking commands|nexthop trigger command|Enable nexthop tracking", 29),
	FLAG("graceful-restart notification", "Graceful restart capability parameters|A NOTIFICATION is a restart, too (RFC 8538)", 27),
	FLAG("safe-ebgp-policy", "Require a policy of external neighbors (RFC 8212)", 27),
	B("bgp listen limit <1-4096>:number", "|Neighbor subnet range listener|Set the max limit for the dynamic subnet range neighbors|limit", .run = bgp_run_listen, .key = 3, .order = 30),
	B("bgp listen range {A.B.C.D/nn:prefix|X:X:X:X::X/<0-128>:prefix6} peer-group WORD:group",
	  "||Subnet network range|IPv4 subnet network range|IPv6 subnet network range|Member of the peer-group|Name of the peer-group", .run = bgp_run_listen, .key = 4, .order = 110, .flags = CMD_SORT_NUMERIC),
	B("bgp rpki server tcp {A.B.C.D:ip|X:X:X:X::X:ip6} port <1-65535>:port refresh <1-65535>:refresh",
	  "|RPKI configuration|RPKI server|TCP transport|RPKI server address|RPKI server IPv6 address|TCP port|port number|Refresh interval|seconds between queries",
	  .run = bgp_run_rpki, .key = 7, .order = 28, .flags = CMD_SORT_NUMERIC),
	B("timers bgp <0-65535>:keepalive <0-65535>:hold [<0-65535>:min]", "Adjust routing timers|BGP timers|Keepalive interval|Holdtime|Minimum hold time from neighbor", .run = bgp_run_timers, .key = 2, .order = 40, .dflt = "timers bgp 60 180"),
	B("distance bgp <1-255>:external <1-255>:internal <1-255>:local", "Define an administrative distance|BGP distance|Distance for routes external to the AS|Distance for routes internal to the AS|Distance for local routes",
	  .run = bgp_run_distance, .key = 2, .order = 130, .dflt = "distance bgp 20 200 200"),
	DISTANCE_ROW(&mode_router_bgp, bgp_run_distance_from, 131),
	VALIDATION(&mode_router_bgp),
	INTERNAL(&mode_router_bgp),
	LATER(&mode_router_bgp, "bgp LINE", "|"),
	SESSION(&mode_router_bgp),
	FAMILY4(&mode_router_bgp),
	ANNOUNCE(&mode_router_bgp),
	LATER(&mode_router_bgp, NBR "LINE:rest", NBR_HELP), LATER(&mode_router_bgp, GROUP "LINE:rest", GROUP_HELP),
	{ &mode_router_bgp, "neighbor {A.B.C.D:ip|X:X:X:X::X:ip6|WORD:group}", "Specify a neighbor router|Neighbor address|Neighbor IPv6 address|Neighbor tag", .run = bgp_run_remove,
	  .flags = CMD_ELSEWHERE },
	OFF(&mode_router_bgp),
	/* ---- templates ---- */
	{ &mode_router_bgp, "template peer-policy WORD:name", "Enter peer-policy or peer-session templates|Template configuration for policy parameters|Template name", .run = bgp_run_template,
	  .enter = &mode_bgp_policy, .order = 1, .trailer = "exit-peer-policy", .flags = CMD_SORT_NUMERIC },
	POLICY_OPTIONS(TEMPLATE_POLICY, &mode_bgp_policy),
	{ &mode_bgp_policy, "inherit peer-policy WORD:name <1-65535>:number", "Inherit a template|Peer-policy template to inherit|Template name|Sequence number of template",
	  .run = bgp_run_template_inherit, .order = 110, .flags = CMD_SORT_NUMERIC },
	LATER(&mode_bgp_policy, "slow-peer LINE", "Configure slow-peer|"),
	{ &mode_bgp_policy, "exit-peer-policy", "Exit from peer-policy template configuration mode", .run = bgp_run_leave, .flags = CMD_NO_STORE },
	{ &mode_router_bgp, "template peer-session WORD:name", "|Template configuration for session parameters|Template name", .run = bgp_run_template, .enter = &mode_bgp_session, .order = 2,
	  .trailer = "exit-peer-session", .flags = CMD_SORT_NUMERIC },
	TEMPLATE_SESSION(&mode_bgp_session, "remote-as " AS ":a", "Specify a BGP neighbor|AS of remote neighbor"),
	SESSION_OPTIONS(TEMPLATE_SESSION, &mode_bgp_session),
	{ &mode_bgp_session, "inherit peer-session WORD:name", "Inherit a template|Peer-session template to inherit|Template name", .run = bgp_run_template_inherit, .key = 2, .order = 110 },
	{ &mode_bgp_session, "exit-peer-session", "Exit from peer-session template configuration mode", .run = bgp_run_leave, .flags = CMD_NO_STORE },
	INHERIT_SESSION(&mode_router_bgp), INHERIT_POLICY(&mode_router_bgp),
	LATER(&mode_router_bgp, "scope LINE", "Enter scope command mode|"),
	LATER(&mode_router_bgp, "distribute-list LINE", "Filter networks in routing updates|"),
	/* ---- address-family ipv4 ---- */
	{ &mode_router_bgp, "address-family ipv4", "Enter Address Family command mode|Address family", .run = bgp_run_af4, .enter = &mode_bgp_af4, .order = 190,
	  .trailer = "exit-address-family" },
	{ &mode_router_bgp, "address-family ipv4 unicast", "||Address Family modifier", .run = bgp_run_af4, .enter = &mode_bgp_af4, .flags = CMD_SPELLING },
	LATER(&mode_router_bgp, "address-family LINE", "|"),
	FAMILY4(&mode_bgp_af4),
	VALIDATION(&mode_bgp_af4),
	INTERNAL(&mode_bgp_af4),
	ANNOUNCE(&mode_bgp_af4),
	INHERIT_POLICY(&mode_bgp_af4),
	OFF(&mode_bgp_af4),
	LATER(&mode_bgp_af4, NBR "LINE:rest", NBR_HELP), LATER(&mode_bgp_af4, GROUP "LINE:rest", GROUP_HELP),
	{ &mode_bgp_af4, "exit-address-family", "Exit from Address Family configuration mode", .run = bgp_run_leave, .flags = CMD_NO_STORE },
	/* ---- address-family ipv6 ---- */
	{ &mode_router_bgp, "address-family ipv6", "Enter Address Family command mode|Address family", .run = bgp_run_af6, .enter = &mode_bgp_af6, .order = 200,
	  .trailer = "exit-address-family" },
	{ &mode_router_bgp, "address-family ipv6 unicast", "||Address Family modifier", .run = bgp_run_af6, .enter = &mode_bgp_af6, .flags = CMD_SPELLING },
	FAMILY6(&mode_bgp_af6),
	VALIDATION(&mode_bgp_af6),
	INTERNAL(&mode_bgp_af6),
	OFF(&mode_bgp_af6),
	OPTION(&mode_bgp_af6, bgp_run_neighbor, "activate", "Enable the Address Family for this Neighbor", 3, KEEP),
	FAMILY_OPTIONS(&mode_bgp_af6),
	ANNOUNCE(&mode_bgp_af6),
	INHERIT_POLICY(&mode_bgp_af6),
	LATER(&mode_bgp_af6, NBR "LINE:rest", NBR_HELP), LATER(&mode_bgp_af6, GROUP "LINE:rest", GROUP_HELP),
	{ &mode_bgp_af6, "exit-address-family", "Exit from Address Family configuration mode", .run = bgp_run_leave, .flags = CMD_NO_STORE },
	/* ---- address-family ... vrf ---- */
	{ &mode_router_bgp, "address-family ipv4 vrf WORD:vrf", "||Specify parameters for a VPN Routing/Forwarding instance|VPN Routing/Forwarding instance name", .run = bgp_run_vrf, .enter = &mode_bgp_vrf4,
	  .order = 195, .trailer = "exit-address-family", .flags = CMD_SORT_NUMERIC },
	{ &mode_router_bgp, "address-family ipv4 unicast vrf WORD:vrf", "|||Specify parameters for a VPN Routing/Forwarding instance|VPN Routing/Forwarding instance name", .run = bgp_run_vrf,
	  .enter = &mode_bgp_vrf4, .flags = CMD_ELSEWHERE },
	VRF_FAMILY(&mode_bgp_vrf4),
	FAMILY4(&mode_bgp_vrf4),
	DISTANCE_ROW(&mode_bgp_vrf4, bgp_run_distance_from, 131),
	{ &mode_router_bgp, "address-family ipv6 vrf WORD:vrf", "||Specify parameters for a VPN Routing/Forwarding instance|VPN Routing/Forwarding instance name", .run = bgp_run_vrf, .enter = &mode_bgp_vrf6,
	  .order = 205, .trailer = "exit-address-family", .flags = CMD_SORT_NUMERIC },
	{ &mode_router_bgp, "address-family ipv6 unicast vrf WORD:vrf", "|||Specify parameters for a VPN Routing/Forwarding instance|VPN Routing/Forwarding instance name", .run = bgp_run_vrf,
	  .enter = &mode_bgp_vrf6, .flags = CMD_ELSEWHERE },
	VRF_FAMILY(&mode_bgp_vrf6),
	FAMILY6(&mode_bgp_vrf6),
	OPTION(&mode_bgp_vrf6, bgp_run_neighbor, "activate", "Enable the Address Family for this Neighbor", 3, .flags = CMD_SORT_NUMERIC | CMD_SORT_GROUP | CMD_ON_EACH),
	FAMILY_OPTIONS(&mode_bgp_vrf6),
};

#define REGEXPS(head, words) \
	{ &mode_exec, head " regexp LINE", words "|Display routes matching the AS path regular expression|A regular-expression to match the BGP AS paths", .show = bgp_show, .flags = CMD_BARS }, \
	{ &mode_exec, head " quote-regexp LINE", words "|Display routes matching the AS path \"regular expression\"|A regular-expression to match the BGP AS paths", .show = bgp_show }
#define CLEAR_TAIL "[soft [in|out]|in [prefix-filter]|out]"
#define CLEAR_HELP "Soft reconfig|Soft reconfig inbound update|Soft reconfig outbound update|Soft reconfig inbound update|Push out prefix-list ORF and do inbound soft reconfig|Soft reconfig outbound update"
#define CLEAR_WHO "{*|" AS ":as|A.B.C.D:ip|external|peer-group WORD:group}"
#define CLEAR_WHO_HELP "Clear all peers|Clear peers with the AS number|BGP neighbor address to clear|Clear all external peers|Clear all members of peer-group|BGP peer-group name|"
static const struct cmd exec_rows[] = {
	{ &mode_exec, "show ip bgp", "||BGP information", .show = bgp_show },
	{ &mode_exec, "show ip bgp A.B.C.D:net [A.B.C.D:mask [longer-prefixes]] [bestpath|multipaths]", "|||Network in the BGP routing table to display|Network mask|Display route and more specific routes|Display only bestpath|Display only multipaths", .show = bgp_show_prefix },
	{ &mode_exec, "show ip bgp A.B.C.D/nn:prefix [longer-prefixes] [bestpath|multipaths|best-path-reason]", "|||IP prefix <network>/<length>, e.g., 35.0.0.0/8|Display route and more specific routes|Display only bestpath|Display only multipaths|Display the reason why a path is not the best", .show = bgp_show_prefix },
	{ &mode_exec, "show ip bgp summary", "|||Summary of BGP neighbor status", .show = bgp_show_summary },
	{ &mode_exec, "show ip bgp neighbors [A.B.C.D:ip|X:X:X:X::X:ip6]", "|||Detailed information on TCP and BGP neighbor connections|Neighbor to display information about|Neighbor to display information about", .show = bgp_show_neighbors },
	{ &mode_exec, "show ip bgp neighbors {A.B.C.D:ip|X:X:X:X::X:ip6} {routes|advertised-routes|received-routes}", "||||||Display routes learned from neighbor|Display the routes advertised to a BGP neighbor|Display the received routes from neighbor", .show = bgp_show_routes },
	{ &mode_exec, "show ip bgp neighbors {A.B.C.D:ip|X:X:X:X::X:ip6} received prefix-filter", "||||||Display information received from a BGP neighbor|Display the prefixlist filter", .show = bgp_show_orf },
	{ &mode_exec, "show ip bgp regexp LINE", "|||Display routes matching the AS path regular expression|A regular-expression to match the BGP AS paths", .show = bgp_show, .flags = CMD_BARS },
	{ &mode_exec, "show ip bgp community [WORD:number [exact-match]]", "|||Display routes matching the communities|community number|Exact match of the communities", .show = bgp_show },
	{ &mode_exec, "show ip bgp cidr-only", "|||Display only routes with non-natural netmasks", .show = bgp_show },
	{ &mode_exec, "show ip bgp quote-regexp LINE", "|||Display routes matching the AS path \"regular expression\"|A regular-expression to match the BGP AS paths", .show = bgp_show },
	{ &mode_exec, "show ip bgp filter-list <1-500>:paths", "|||Display routes conforming to the filter-list|Regular expression access list number", .show = bgp_show_listed },
	{ &mode_exec, "show ip bgp prefix-list WORD:prefixes", "|||Display routes matching the prefix-list|Prefix list name", .show = bgp_show_listed },
	{ &mode_exec, "show ip bgp community-list WORD:communities [exact-match]", "|||Display routes matching the community-list|Community list number or name|Exact match of the communities", .show = bgp_show_listed },
	{ &mode_exec, "show ip bgp route-map WORD:map", "|||Display routes matching the route-map|Route map name", .show = bgp_show_listed },
	{ &mode_exec, "show ip bgp rib-failure", "|||Display bgp routes that failed to install in the routing table (RIB)", .show = bgp_show_failures },
	{ &mode_exec, "show ip bgp inconsistent-as", "|||Display only routes with inconsistent origin ASs", .show = bgp_show_inconsistent },
	{ &mode_exec, "show bgp ipv4 unicast inconsistent-as", "||||Display only routes with inconsistent origin ASs", .show = bgp_show_inconsistent },
	{ &mode_exec, "show bgp ipv6 unicast inconsistent-as", "||||Display only routes with inconsistent origin ASs", .show = bgp_show_inconsistent },
	{ &mode_exec, "show ip bgp labels", "|||Display Labels for IPv4 NLRI specific information", .flags = CMD_UNSUPPORTED },
	{ &mode_exec, "show ip bgp neighbors {A.B.C.D:ip|X:X:X:X::X:ip6} paths [LINE]", "|||Detailed information on TCP and BGP neighbor connections|Neighbor to display information about|Neighbor to display information about|Display AS paths learned from neighbor|A regular-expression to match the BGP AS paths", .show = bgp_show_nbr_paths, .flags = CMD_BARS },
	{ &mode_exec, "show bgp ipv6 unicast neighbors {A.B.C.D:ip|X:X:X:X::X:ip6} paths [LINE]", "||||Detailed information on TCP and BGP neighbor connections|Neighbor to display information about|Neighbor to display information about|Display AS paths learned from neighbor|A regular-expression to match the BGP AS paths", .show = bgp_show_nbr_paths, .flags = CMD_BARS },
	{ &mode_exec, "show ip bgp neighbors {A.B.C.D:ip|X:X:X:X::X:ip6} {dampened-routes|flap-statistics}", "|||Detailed information on TCP and BGP neighbor connections|Neighbor to display information about|Neighbor to display information about|Display the dampened routes received from neighbor|Display flap statistics of the routes learned from neighbor", .show = bgp_show_damp },
	{ &mode_exec, "show bgp ipv6 unicast neighbors {A.B.C.D:ip|X:X:X:X::X:ip6} {dampened-routes|flap-statistics}", "||||Detailed information on TCP and BGP neighbor connections|Neighbor to display information about|Neighbor to display information about|Display the dampened routes received from neighbor|Display flap statistics of the routes learned from neighbor", .show = bgp_show_damp },
	{ &mode_exec, "show bgp all", "|BGP information|All address families", .show = bgp_show_all },
	{ &mode_exec, "show bgp all detail", "|BGP information|All address families|Detailed information", .show = bgp_show_all },
	{ &mode_exec, "show bgp all neighbors [A.B.C.D:ip|X:X:X:X::X:ip6]", "|BGP information|All address families|Detailed information on TCP and BGP neighbor connections|Neighbor to display information about|Neighbor to display information about", .show = bgp_show_all_neighbors },
	{ &mode_exec, "show ip bgp update-group", "|||Display information on update-groups", .show = bgp_show_groups },
	{ &mode_exec, "show ip bgp dampening {dampened-paths|flap-statistics|parameters}", "|||Display detailed information about dampening|Display paths suppressed due to dampening|Display flap statistics of routes|Display details of configured dampening parameters", .show = bgp_show_damp },
	{ &mode_exec, "show bgp ipv6 unicast dampening {dampened-paths|flap-statistics|parameters}", "||||Display detailed information about dampening|Display paths suppressed due to dampening|Display flap statistics of routes|Display details of configured dampening parameters", .show = bgp_show_damp },
	{ &mode_exec, "clear ip bgp {dampening|flap-statistics} [A.B.C.D:net [A.B.C.D:mask]]", "|||Clear route flap dampening information|Clear route flap statistics|Network to clear damping information|Network mask", .run = bgp_run_damp_clear, .flags = CMD_PRIV },
	{ &mode_exec, "clear bgp ipv6 unicast dampening", "||||Clear route flap dampening information", .run = bgp_run_damp_clear, .flags = CMD_PRIV },
	{ &mode_exec, "show ip bgp rpki servers", "|||RPKI information|RPKI cache-servers", .show = bgp_show_rpki_servers },
	{ &mode_exec, "show ip bgp rpki table", "||||RPKI table of prefixes", .show = bgp_show_rpki_table },
	{ &mode_exec, "show bgp ipv4 unicast rpki servers", "||||RPKI information|RPKI cache-servers", .show = bgp_show_rpki_servers },
	{ &mode_exec, "show bgp ipv4 unicast rpki table", "|||||RPKI table of prefixes", .show = bgp_show_rpki_table },
	{ &mode_exec, "show bgp ipv6 unicast rpki servers", "||||RPKI information|RPKI cache-servers", .show = bgp_show_rpki_servers },
	{ &mode_exec, "show bgp ipv6 unicast rpki table", "|||||RPKI table of prefixes", .show = bgp_show_rpki_table },
	{ &mode_exec, "clear ip bgp rpki server [*|A.B.C.D:ip|X:X:X:X::X:ip6]", "|||Clear RPKI sessions|RPKI cache-server|All servers|Server address|Server IPv6 address", .run = bgp_run_rpki_clear, .flags = CMD_PRIV },
	{ &mode_exec, "show ip bgp paths", "|||Path information", .show = bgp_show_paths },
	{ &mode_exec, "show bgp ipv6 unicast", "|BGP information|Address family|Address Family modifier", .show = bgp_show },
	{ &mode_exec, "show bgp ipv6 unicast X:X:X:X::X/<0-128>:prefix6 [best-path-reason]", "||||IPv6 prefix <network>/<length>|Display the reason why a path is not the best", .show = bgp_show_prefix },
	{ &mode_exec, "show bgp ipv6 unicast summary", "||||Summary of BGP neighbor status", .show = bgp_show_summary },
	{ &mode_exec, "show bgp ipv6 unicast neighbors [A.B.C.D:ip|X:X:X:X::X:ip6]", "||||Detailed information on TCP and BGP neighbor connections|Neighbor to display information about|Neighbor to display information about", .show = bgp_show_neighbors },
	{ &mode_exec, "show bgp ipv6 unicast neighbors {A.B.C.D:ip|X:X:X:X::X:ip6} {routes|advertised-routes|received-routes}", "|||||||Display routes learned from neighbor|Display the routes advertised to a BGP neighbor|Display the received routes from neighbor", .show = bgp_show_routes },
	{ &mode_exec, "show bgp ipv6 unicast neighbors {A.B.C.D:ip|X:X:X:X::X:ip6} received prefix-filter", "|||||||Display information received from a BGP neighbor|Display the prefixlist filter", .show = bgp_show_orf },
	{ &mode_exec, "show bgp ipv4 unicast", "||Address family|Address Family modifier", .show = bgp_show },
	{ &mode_exec, "show bgp ipv4 unicast summary", "||||Summary of BGP neighbor status", .show = bgp_show_summary },
	{ &mode_exec, "show bgp ipv4 unicast neighbors [A.B.C.D:ip|X:X:X:X::X:ip6]", "||Address family|Address Family modifier|Detailed information on TCP and BGP neighbor connections|Neighbor to display information about|Neighbor to display information about", .show = bgp_show_neighbors },
	{ &mode_exec, "show bgp ipv4 unicast neighbors {A.B.C.D:ip|X:X:X:X::X:ip6} {routes|advertised-routes|received-routes}", "||Address family|Address Family modifier|Detailed information on TCP and BGP neighbor connections|Neighbor to display information about|Neighbor to display information about|Display routes learned from neighbor|Display the routes advertised to a BGP neighbor|Display the received routes from neighbor", .show = bgp_show_routes },
	{ &mode_exec, "show bgp ipv4 unicast A.B.C.D:net [A.B.C.D:mask [longer-prefixes]] [bestpath|multipaths]", "||Address family|Address Family modifier|Network in the BGP routing table to display|Network mask|Display route and more specific routes|Display only bestpath|Display only multipaths", .show = bgp_show_prefix },
	{ &mode_exec, "show bgp ipv4 unicast A.B.C.D/nn:prefix [longer-prefixes] [bestpath|multipaths|best-path-reason]", "||Address family|Address Family modifier|IP prefix <network>/<length>, e.g., 35.0.0.0/8|Display route and more specific routes|Display only bestpath|Display only multipaths|Display the reason why a path is not the best", .show = bgp_show_prefix },
	{ &mode_exec, "show ip bgp ipv4 unicast", "|||Address family|Address Family modifier", .show = bgp_show },
	{ &mode_exec, "show ip bgp ipv4 unicast summary", "|||Address family|Address Family modifier|Summary of BGP neighbor status", .show = bgp_show_summary },
	{ &mode_exec, "show ip bgp ipv4 unicast neighbors [A.B.C.D:ip|X:X:X:X::X:ip6]", "|||Address family|Address Family modifier|Detailed information on TCP and BGP neighbor connections|Neighbor to display information about|Neighbor to display information about", .show = bgp_show_neighbors },
	{ &mode_exec, "show ip bgp ipv4 unicast neighbors {A.B.C.D:ip|X:X:X:X::X:ip6} {routes|advertised-routes|received-routes}", "|||Address family|Address Family modifier|Detailed information on TCP and BGP neighbor connections|Neighbor to display information about|Neighbor to display information about|Display routes learned from neighbor|Display the routes advertised to a BGP neighbor|Display the received routes from neighbor", .show = bgp_show_routes },
	{ &mode_exec, "show ip bgp ipv4 unicast A.B.C.D:net [A.B.C.D:mask [longer-prefixes]] [bestpath|multipaths]", "|||Address family|Address Family modifier|Network in the BGP routing table to display|Network mask|Display route and more specific routes|Display only bestpath|Display only multipaths", .show = bgp_show_prefix },
	{ &mode_exec, "show ip bgp ipv4 unicast A.B.C.D/nn:prefix [longer-prefixes] [bestpath|multipaths|best-path-reason]", "|||Address family|Address Family modifier|IP prefix <network>/<length>, e.g., 35.0.0.0/8|Display route and more specific routes|Display only bestpath|Display only multipaths|Display the reason why a path is not the best", .show = bgp_show_prefix },
	REGEXPS("show bgp ipv4 unicast", "|||"), REGEXPS("show bgp ipv6 unicast", "|||"), REGEXPS("show ip bgp ipv4 unicast", "||||"), REGEXPS("show ip bgp ipv6 unicast", "||||"),
	{ &mode_exec, "show ip bgp all", "|||All address families", .show = bgp_show_all },
	{ &mode_exec, "show ip bgp all summary", "|||All address families|Summary of BGP neighbor status", .show = bgp_show_all_summary },
	{ &mode_exec, "show ip bgp all neighbors [A.B.C.D:ip|X:X:X:X::X:ip6]", "|||All address families|Detailed information on TCP and BGP neighbor connections|Neighbor to display information about|Neighbor to display information about", .show = bgp_show_all_neighbors },
	{ &mode_exec, "show ip bgp ipv6 unicast", "|||Address family|Address Family modifier", .show = bgp_show },
	{ &mode_exec, "show ip bgp ipv6 unicast X:X:X:X::X/<0-128>:prefix6 [best-path-reason]", "|||Address family|Address Family modifier|IPv6 prefix <network>/<length>|Display the reason why a path is not the best", .show = bgp_show_prefix },
	{ &mode_exec, "show ip bgp ipv6 unicast summary", "|||Address family|Address Family modifier|Summary of BGP neighbor status", .show = bgp_show_summary },
	{ &mode_exec, "show ip bgp ipv6 unicast neighbors [A.B.C.D:ip|X:X:X:X::X:ip6]", "|||Address family|Address Family modifier|Detailed information on TCP and BGP neighbor connections|Neighbor to display information about|Neighbor to display information about", .show = bgp_show_neighbors },
	{ &mode_exec, "show ip bgp ipv6 unicast neighbors {A.B.C.D:ip|X:X:X:X::X:ip6} {routes|advertised-routes|received-routes}", "|||Address family|Address Family modifier|Detailed information on TCP and BGP neighbor connections|Neighbor to display information about|Neighbor to display information about|Display routes learned from neighbor|Display the routes advertised to a BGP neighbor|Display the received routes from neighbor", .show = bgp_show_routes },
	{ &mode_exec, "show bgp summary", "|BGP information|Summary of BGP neighbor status", .show = bgp_show_summary },
	{ &mode_exec, "show bgp all summary", "|BGP information|All address families|Summary of BGP neighbor status", .show = bgp_show_all_summary },
	{ &mode_exec, "show bgp neighbors [A.B.C.D:ip|X:X:X:X::X:ip6]", "|BGP information|Detailed information on TCP and BGP neighbor connections|Neighbor to display information about|Neighbor to display information about", .show = bgp_show_neighbors },
	{ &mode_exec, "show bgp neighbors {A.B.C.D:ip|X:X:X:X::X:ip6} {routes|advertised-routes|received-routes}", "|BGP information|Detailed information on TCP and BGP neighbor connections|Neighbor to display information about|Neighbor to display information about|Display routes learned from neighbor|Display the routes advertised to a BGP neighbor|Display the received routes from neighbor", .show = bgp_show_routes },
	{ &mode_exec, "show ip bgp neighbors {A.B.C.D:ip|X:X:X:X::X:ip6} policy", "|||Detailed information on TCP and BGP neighbor connections|Neighbor to display information about|Neighbor to display information about|Display neighbor policies per address-family", .show = bgp_show_policy },
	{ &mode_exec, "show bgp ipv4 unicast neighbors {A.B.C.D:ip|X:X:X:X::X:ip6} policy", "||||Detailed information on TCP and BGP neighbor connections|Neighbor to display information about|Neighbor to display information about|Display neighbor policies per address-family", .show = bgp_show_policy },
	{ &mode_exec, "show bgp ipv6 unicast neighbors {A.B.C.D:ip|X:X:X:X::X:ip6} policy", "||||Detailed information on TCP and BGP neighbor connections|Neighbor to display information about|Neighbor to display information about|Display neighbor policies per address-family", .show = bgp_show_policy },
	{ &mode_exec, "show ip bgp peer-group [WORD:group]", "|||Display information on peer-groups|Peer-group name", .show = bgp_show_peer_group },
	{ &mode_exec, "show ip bgp template peer-policy [WORD:name]", "|||Display peer-policy/peer-session templates|Display peer-policy templates|Template name", .show = bgp_show_template },
	{ &mode_exec, "show ip bgp template peer-session [WORD:name]", "||||Display peer-session templates|Template name", .show = bgp_show_template },
	{ &mode_exec, "clear ip bgp " CLEAR_WHO " " CLEAR_TAIL, "|IP|Clear BGP connections|" CLEAR_WHO_HELP CLEAR_HELP, .run = bgp_run_clear, .flags = CMD_PRIV },
	{ &mode_exec, "clear ip bgp all * " CLEAR_TAIL, "|||All address families|Clear all peers|" CLEAR_HELP, .run = bgp_run_clear, .flags = CMD_PRIV },
	{ &mode_exec, "clear bgp all * " CLEAR_TAIL, "||All address families|Clear all peers|" CLEAR_HELP, .run = bgp_run_clear, .flags = CMD_PRIV },
	{ &mode_exec, "clear ip bgp ipv4 unicast " CLEAR_WHO " " CLEAR_TAIL, "|||Address family|Address Family modifier|" CLEAR_WHO_HELP CLEAR_HELP, .run = bgp_run_clear, .flags = CMD_PRIV },
	{ &mode_exec, "clear ip bgp ipv6 unicast {*|" AS ":as|A.B.C.D:ip|X:X:X:X::X:ip6|external|peer-group WORD:group} " CLEAR_TAIL,
	  "|||Address family|Address Family modifier|Clear all peers|Clear peers with the AS number|BGP neighbor address to clear|BGP neighbor address to clear|Clear all external peers|Clear all members of peer-group|BGP peer-group name|" CLEAR_HELP,
	  .run = bgp_run_clear, .flags = CMD_PRIV },
	{ &mode_exec, "clear bgp ipv4 unicast {*|" AS ":as|A.B.C.D:ip|X:X:X:X::X:ip6} " CLEAR_TAIL,
	  "|Clear BGP connections|Address family|Address Family modifier|Clear all peers|Clear peers with the AS number|BGP neighbor address to clear|BGP neighbor address to clear|" CLEAR_HELP, .run = bgp_run_clear, .flags = CMD_PRIV },
	{ &mode_exec, "clear bgp ipv6 unicast {*|" AS ":as|X:X:X:X::X:ip6} " CLEAR_TAIL,
	  "|Clear BGP connections|Address family|Address Family modifier|Clear all peers|Clear peers with the AS number|BGP neighbor address to clear|" CLEAR_HELP, .run = bgp_run_clear, .flags = CMD_PRIV },
	{ &mode_exec, "show ip bgp vpnv4 {all|vrf WORD:vrf}", "|||VPNv4 information|Display information about all VPN NLRIs|Display information for a VRF|VPN Routing/Forwarding instance name", .show = bgp_show },
	{ &mode_exec, "show ip bgp vpnv4 {all|vrf WORD:vrf} summary", "|||VPNv4 information|Display information about all VPN NLRIs|Display information for a VRF|VPN Routing/Forwarding instance name|Summary of BGP neighbor status", .show = bgp_show_summary },
	{ &mode_exec, "show ip bgp vpnv4 {all|vrf WORD:vrf} neighbors [A.B.C.D:ip|X:X:X:X::X:ip6]", "|||VPNv4 information|Display information about all VPN NLRIs|Display information for a VRF|VPN Routing/Forwarding instance name|Detailed information on TCP and BGP neighbor connections|Neighbor to display information about|Neighbor to display information about", .show = bgp_show_neighbors },
	{ &mode_exec, "show ip bgp vpnv4 {all|vrf WORD:vrf} A.B.C.D:net [A.B.C.D:mask [longer-prefixes]] [bestpath|multipaths]", "|||VPNv4 information|Display information about all VPN NLRIs|Display information for a VRF|VPN Routing/Forwarding instance name|Network in the BGP routing table to display|Network mask|Display route and more specific routes|Display only bestpath|Display only multipaths", .show = bgp_show_prefix },
	{ &mode_exec, "show ip bgp vpnv4 {all|vrf WORD:vrf} A.B.C.D/nn:prefix [longer-prefixes] [bestpath|multipaths|best-path-reason]", "|||VPNv4 information|Display information about all VPN NLRIs|Display information for a VRF|VPN Routing/Forwarding instance name|IP prefix <network>/<length>, e.g., 35.0.0.0/8|Display route and more specific routes|Display only bestpath|Display only multipaths|Display the reason why a path is not the best", .show = bgp_show_prefix },
	{ &mode_exec, "show ip bgp vpnv4 vrf WORD:vrf neighbors {A.B.C.D:ip|X:X:X:X::X:ip6} {routes|advertised-routes|received-routes}", "|||VPNv4 information|Display information for a VRF|VPN Routing/Forwarding instance name|Detailed information on TCP and BGP neighbor connections|Neighbor to display information about|Neighbor to display information about|Display routes learned from neighbor|Display the routes advertised to a BGP neighbor|Display the received routes from neighbor", .show = bgp_show_routes },
	{ &mode_exec, "show ip bgp vpnv4 vrf WORD:vrf neighbors {A.B.C.D:ip|X:X:X:X::X:ip6} received prefix-filter", "|||VPNv4 information|Display information for a VRF|VPN Routing/Forwarding instance name|Detailed information on TCP and BGP neighbor connections|Neighbor to display information about|Neighbor to display information about|Display information received from a BGP neighbor|Display the prefixlist filter", .show = bgp_show_orf },
	{ &mode_exec, "show bgp vpnv4 unicast {all|vrf WORD:vrf}", "||VPNv4 information|Address Family modifier|Display information about all VPN NLRIs|Display information for a VRF|VPN Routing/Forwarding instance name", .show = bgp_show },
	{ &mode_exec, "show bgp vpnv4 unicast {all|vrf WORD:vrf} summary", "||VPNv4 information|Address Family modifier|Display information about all VPN NLRIs|Display information for a VRF|VPN Routing/Forwarding instance name|Summary of BGP neighbor status", .show = bgp_show_summary },
	{ &mode_exec, "show bgp vpnv4 unicast {all|vrf WORD:vrf} neighbors [A.B.C.D:ip|X:X:X:X::X:ip6]", "||VPNv4 information|Address Family modifier|Display information about all VPN NLRIs|Display information for a VRF|VPN Routing/Forwarding instance name|Detailed information on TCP and BGP neighbor connections|Neighbor to display information about|Neighbor to display information about", .show = bgp_show_neighbors },
	{ &mode_exec, "show bgp vpnv4 unicast {all|vrf WORD:vrf} A.B.C.D:net [A.B.C.D:mask [longer-prefixes]] [bestpath|multipaths]", "||VPNv4 information|Address Family modifier|Display information about all VPN NLRIs|Display information for a VRF|VPN Routing/Forwarding instance name|Network in the BGP routing table to display|Network mask|Display route and more specific routes|Display only bestpath|Display only multipaths", .show = bgp_show_prefix },
	{ &mode_exec, "show bgp vpnv4 unicast {all|vrf WORD:vrf} A.B.C.D/nn:prefix [longer-prefixes] [bestpath|multipaths|best-path-reason]", "||VPNv4 information|Address Family modifier|Display information about all VPN NLRIs|Display information for a VRF|VPN Routing/Forwarding instance name|IP prefix <network>/<length>, e.g., 35.0.0.0/8|Display route and more specific routes|Display only bestpath|Display only multipaths|Display the reason why a path is not the best", .show = bgp_show_prefix },
	{ &mode_exec, "show bgp vpnv4 unicast vrf WORD:vrf neighbors {A.B.C.D:ip|X:X:X:X::X:ip6} {routes|advertised-routes|received-routes}", "||VPNv4 information|Address Family modifier|Display information for a VRF|VPN Routing/Forwarding instance name|Detailed information on TCP and BGP neighbor connections|Neighbor to display information about|Neighbor to display information about|Display routes learned from neighbor|Display the routes advertised to a BGP neighbor|Display the received routes from neighbor", .show = bgp_show_routes },
	{ &mode_exec, "show bgp vpnv4 unicast vrf WORD:vrf neighbors {A.B.C.D:ip|X:X:X:X::X:ip6} received prefix-filter", "||VPNv4 information|Address Family modifier|Display information for a VRF|VPN Routing/Forwarding instance name|Detailed information on TCP and BGP neighbor connections|Neighbor to display information about|Neighbor to display information about|Display information received from a BGP neighbor|Display the prefixlist filter", .show = bgp_show_orf },
	{ &mode_exec, "show bgp vpnv6 unicast {all|vrf WORD:vrf}", "||VPNv6 information|Address Family modifier|Display information about all VPN NLRIs|Display information for a VRF|VPN Routing/Forwarding instance name", .show = bgp_show },
	{ &mode_exec, "show bgp vpnv6 unicast {all|vrf WORD:vrf} summary", "||VPNv6 information|Address Family modifier|Display information about all VPN NLRIs|Display information for a VRF|VPN Routing/Forwarding instance name|Summary of BGP neighbor status", .show = bgp_show_summary },
	{ &mode_exec, "show bgp vpnv6 unicast {all|vrf WORD:vrf} neighbors [A.B.C.D:ip|X:X:X:X::X:ip6]", "||VPNv6 information|Address Family modifier|Display information about all VPN NLRIs|Display information for a VRF|VPN Routing/Forwarding instance name|Detailed information on TCP and BGP neighbor connections|Neighbor to display information about|Neighbor to display information about", .show = bgp_show_neighbors },
	{ &mode_exec, "show bgp vpnv6 unicast {all|vrf WORD:vrf} X:X:X:X::X/<0-128>:prefix6 [best-path-reason]", "||VPNv6 information|Address Family modifier|Display information about all VPN NLRIs|Display information for a VRF|VPN Routing/Forwarding instance name|IPv6 prefix <network>/<length>|Display the reason why a path is not the best", .show = bgp_show_prefix },
	{ &mode_exec, "show bgp vpnv6 unicast vrf WORD:vrf neighbors {A.B.C.D:ip|X:X:X:X::X:ip6} {routes|advertised-routes|received-routes}", "||VPNv6 information|Address Family modifier|Display information for a VRF|VPN Routing/Forwarding instance name|Detailed information on TCP and BGP neighbor connections|Neighbor to display information about|Neighbor to display information about|Display routes learned from neighbor|Display the routes advertised to a BGP neighbor|Display the received routes from neighbor", .show = bgp_show_routes },
	{ &mode_exec, "show bgp vpnv6 unicast vrf WORD:vrf neighbors {A.B.C.D:ip|X:X:X:X::X:ip6} received prefix-filter", "||VPNv6 information|Address Family modifier|Display information for a VRF|VPN Routing/Forwarding instance name|Detailed information on TCP and BGP neighbor connections|Neighbor to display information about|Neighbor to display information about|Display information received from a BGP neighbor|Display the prefixlist filter", .show = bgp_show_orf },
	{ &mode_exec, "clear ip bgp vrf WORD:vrf " CLEAR_WHO " " CLEAR_TAIL, "|||VPN Routing/Forwarding instance|VPN Routing/Forwarding instance name|" CLEAR_WHO_HELP CLEAR_HELP, .run = bgp_run_clear, .flags = CMD_PRIV },
	{ &mode_exec, "clear bgp vpnv4 unicast vrf WORD:vrf {*|" AS ":as|A.B.C.D:ip} " CLEAR_TAIL,
	  "|Clear BGP connections|Address family|Address Family modifier|VPN Routing/Forwarding instance|VPN Routing/Forwarding instance name|Clear all peers|Clear peers with the AS number|BGP neighbor address to clear|" CLEAR_HELP, .run = bgp_run_clear, .flags = CMD_PRIV },
	{ &mode_exec, "clear bgp vpnv6 unicast vrf WORD:vrf {*|" AS ":as|X:X:X:X::X:ip6} " CLEAR_TAIL,
	  "|Clear BGP connections|Address family|Address Family modifier|VPN Routing/Forwarding instance|VPN Routing/Forwarding instance name|Clear all peers|Clear peers with the AS number|BGP neighbor address to clear|" CLEAR_HELP, .run = bgp_run_clear, .flags = CMD_PRIV },
	DEBUG_CMDS("ip bgp", "IP information|BGP information"),
	DEBUG_CMDS("ip bgp updates", "||BGP updates"),
	DEBUG_CMDS("ip bgp updates in", "|||Inbound updates"),
	DEBUG_CMDS("ip bgp updates out", "|||Outbound updates"),
	DEBUG_CMDS("ip bgp events", "||BGP events"),
	{ &mode_exec, "debug ip bgp A.B.C.D:ip updates [in|out]", "|IP information|BGP information|BGP neighbor address|BGP updates|Inbound updates|Outbound updates", .run = bgp_run_debug, .flags = CMD_PRIV },
	{ &mode_exec, "undebug ip bgp A.B.C.D:ip updates [in|out]", "|||BGP neighbor address|BGP updates|Inbound updates|Outbound updates", .run = bgp_run_debug, .flags = CMD_PRIV },
	{ &mode_exec, "no debug ip bgp A.B.C.D:ip updates [in|out]", "||||BGP neighbor address|BGP updates|Inbound updates|Outbound updates", .run = bgp_run_debug, .flags = CMD_PRIV },
	DEBUG_CMDS("ip bgp keepalives", "||BGP keepalives"),
	DEBUG_CMDS("ip bgp rpki", "||BGP RPKI sessions"),
};

const struct cmd_table bgp_cmds[] = { CMD_TABLE(rows), CMD_TABLE(exec_rows) };
const unsigned n_bgp_cmds = ARRAY_LEN(bgp_cmds);
