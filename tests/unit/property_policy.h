/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The lines of routing policy in each of their words, for the samples of the kinds that have them. */
#ifndef TESTS_PROPERTY_POLICY_H
#define TESTS_PROPERTY_POLICY_H

#define POLICY_KEYS \
	"key chain K\n" \
	" !\n" \
	" key 1\n" \
	"  key-string sesame\n" \
	"  accept-lifetime 00:00:00 Jan 1 2020 infinite\n" \
	"  send-lifetime 00:00:00 Jan 1 2020 duration 3000\n" \
	"  cryptographic-algorithm hmac-sha-256\n" \
	" !\n" \
	" key 2\n" \
	"  key-string two words\n" \
	"!\n"

#define POLICY_LISTS \
	"ip as-path access-list 1 permit ^65001_\n" \
	"!\n" \
	"ip community-list 1 permit 65001:1\n" \
	"!\n" \
	"ip community-list standard ST deny 65001:2 no-export\n" \
	"!\n" \
	"ip community-list expanded EX permit 65001:.*\n" \
	"!\n" \
	"ip extcommunity-list 1 permit rt 65001:1\n" \
	"!\n" \
	"ip extcommunity-list standard ES permit rt 65001:1 soo 10.0.0.1:2\n" \
	"!\n" \
	"ip extcommunity-list expanded EE permit ^RT:\n" \
	"!\n" \
	"ip large-community-list 1 permit 65001:1:2\n" \
	"!\n" \
	"ip large-community-list standard LS deny 65001:2:3 65001:2:4\n" \
	"!\n" \
	"ip large-community-list expanded LE permit ^65001:\n" \
	"!\n" \
	"route-tag list TL permit 10.0.0.0 0.0.0.255\n" \
	"!\n" \
	"ip prefix-list P description the good ones\n" \
	"!\n" \
	"ip prefix-list P seq 5 permit 10.0.0.0/8 le 24\n" \
	"ip prefix-list P seq 20 deny 10.1.0.0/16\n" \
	"ip prefix-list P seq 25 permit 0.0.0.0/0 ge 8 le 16\n" \
	"!\n"

#define POLICY_LISTS6 \
	"ipv6 prefix-list Q description six\n" \
	"!\n" \
	"ipv6 prefix-list Q seq 5 permit 2001:DB8::/32 ge 40 le 64\n" \
	"ipv6 prefix-list Q seq 10 deny 2001:DB9::/32\n" \
	"!\n" \
	"route-map RM permit 10\n" \
	" description the first\n" \
	" match ip address 10 101\n" \
	" match ip address prefix-list P P2\n" \
	" match ip next-hop 10\n" \
	" match ip next-hop prefix-list P\n" \
	" match ip route-source 10\n" \
	" match ip route-source prefix-list P\n" \
	" match ipv6 address SIX\n" \
	" match ipv6 address prefix-list Q\n" \
	" match ipv6 next-hop SIX\n" \
	" match ipv6 next-hop prefix-list Q\n" \
	" match ipv6 route-source SIX\n" \
	" match ipv6 route-source prefix-list Q\n" \
	" match interface GigabitEthernet0/1\n" \
	" match tag 5 6\n" \
	" match tag list TL\n" \
	" match metric 7 100 +- 10\n" \
	" match as-path 1 2\n" \
	" match community EX exact-match\n" \
	" match extcommunity ES EE\n" \
	" match large-community LS exact-match\n" \
	" match local-preference 100\n" \
	" match source-protocol static ospf 1 bgp 65001\n" \
	" match route-type internal\n" \
	" match rpki valid\n" \
	" match additional-paths advertise-set best 2 group-best all\n" \
	" set metric +50\n" \
	" set metric-type type-1\n" \
	" set tag 7\n" \
	" set local-preference 200\n" \
	" set weight 300\n" \
	" set origin incomplete\n" \
	" set as-path prepend 65001 65001\n" \
	" set community 65001:1 no-export additive\n" \
	" set comm-list EX delete\n" \
	" set extcomm-list EE delete\n" \
	" set large-comm-list LE delete\n" \
	" set extcommunity rt 65000:1 10.0.0.1:2 additive\n" \
	" set extcommunity cost igp 1 100\n" \
	" set extcommunity cost igp 2 4294967295\n" \
	" set extcommunity cost pre-bestpath 128 7\n" \
	" set extcommunity soo 65000:7\n" \
	" set large-community 1:2:3\n" \
	" set ip next-hop 10.0.1.9\n" \
	" set ipv6 next-hop 2001:DB8::9\n" \
	" set dampening 10 800 2500 40\n" \
	" continue 30\n" \
	"!\n" \
	"route-map RM deny 20\n" \
	"!\n" \
	"route-map RM permit 30\n" \
	" continue\n" \
	"!\n"

#define RIP_INTERFACE \
	" ip rip authentication mode md5\n" \
	" ip rip authentication key-chain K\n" \
	" ip rip send version 1 2\n" \
	" ip rip receive version 2\n" \
	" ip rip v2-broadcast\n" \
	" no ip split-horizon\n" \
	" ip summary-address rip 10.0.0.0 255.0.0.0\n" \
	" ip summary-address rip 10.64.0.0 255.192.0.0\n"

#define RIPNG_INTERFACE \
	" ipv6 rip ONE enable\n" \
	" ipv6 rip ONE default-information originate metric 3\n" \
	" ipv6 rip TWO default-information only\n" \
	" ipv6 rip ONE metric-offset 4\n" \
	" ipv6 rip ONE summary-address 2001:DB8::/32\n"

#define RIPNG_ROUTER \
	"ipv6 router rip ONE\n" \
	" distance 99\n" \
	" distribute-list prefix-list Q in\n" \
	" distribute-list prefix-list Q in GigabitEthernet0/1\n" \
	" distribute-list prefix-list Q out\n" \
	" distribute-list prefix-list Q out GigabitEthernet0/1\n" \
	" maximum-paths 3\n" \
	" poison-reverse\n" \
	" no split-horizon\n" \
	" port 1521 multicast-group FF02::99\n" \
	" redistribute static\n" \
	" redistribute connected metric 3 route-map RM\n" \
	" redistribute ospf 7 metric 2\n" \
	" timers 5 15 0 20\n" \
	" !\n" \
	" address-family ipv6 vrf BLUE\n" \
	"  distance 98\n" \
	"  distribute-list prefix-list Q in\n" \
	"  distribute-list prefix-list Q in GigabitEthernet0/1\n" \
	"  distribute-list prefix-list Q out\n" \
	"  distribute-list prefix-list Q out GigabitEthernet0/1\n" \
	"  distribute-list prefix-list Q out static\n" \
	"  distribute-list prefix-list Q out rip TWO\n" \
	"  maximum-paths 3\n" \
	"  poison-reverse\n" \
	"  no split-horizon\n" \
	"  port 1522 multicast-group FF02::98\n" \
	"  redistribute static\n" \
	"  redistribute connected metric 3 route-map RM\n" \
	"  redistribute bgp 65001 metric 2\n" \
	"  redistribute ospf 7 metric 2\n" \
	"  redistribute rip TWO\n" \
	"  timers 5 15 0 20\n" \
	" exit-address-family\n" \
	"!\n"

#define RIP_BLOCK \
	"router rip\n" \
	" version 2\n" \
	" timers basic 5 15 15 30\n" \
	" redistribute static\n" \
	" redistribute connected metric 3 route-map RM\n" \
	" redistribute ospf 1 metric 2\n" \
	" passive-interface default\n" \
	" network 10.0.0.0\n" \
	" network 192.0.2.0\n" \
	" neighbor 10.0.1.9\n" \
	" offset-list 0 in 3\n" \
	" offset-list 10 in 4 GigabitEthernet0/1\n" \
	" offset-list ACL out 2\n" \
	" default-information originate route-map RM\n" \
	" default-metric 4\n" \
	" distance 99\n" \
	" distance 97 10.0.2.9 0.0.0.0\n" \
	" distance 98 10.0.1.0 0.0.0.255 10\n" \
	" maximum-paths 3\n" \
	" no auto-summary\n" \
	" no validate-update-source\n" \
	" output-delay 10\n" \
	" flash-update-threshold 5\n" \
	" distribute-list 10 in GigabitEthernet0/1\n" \
	" distribute-list prefix P gateway P2 in\n" \
	" distribute-list prefix P out\n" \
	" distribute-list 10 out GigabitEthernet0/1\n" \
	" distribute-list 10 out static\n"
#define RIP_ROUTER RIP_BLOCK "!\n"

#define RIP_ROUTER_VRF \
	RIP_BLOCK \
	" !\n" \
	" address-family ipv4 vrf BLUE\n" \
	"  version 2\n" \
	"  timers basic 5 15 15 30\n" \
	"  redistribute static\n" \
	"  redistribute connected metric 3 route-map RM\n" \
	"  redistribute bgp 65001\n" \
	"  redistribute ospf 1 metric 2\n" \
	"  passive-interface default\n" \
	"  network 10.0.0.0\n" \
	"  neighbor 10.0.1.9\n" \
	"  offset-list 0 in 3\n" \
	"  offset-list ACL out 2 GigabitEthernet0/1\n" \
	"  default-information originate route-map RM\n" \
	"  default-metric 4\n" \
	"  distance 99\n" \
	"  distance 98 10.0.1.0 0.0.0.255 10\n" \
	"  maximum-paths 3\n" \
	"  no auto-summary\n" \
	"  distribute-list 10 in GigabitEthernet0/1\n" \
	"  distribute-list prefix P out\n" \
	"  distribute-list 10 out GigabitEthernet0/1\n" \
	"  distribute-list 10 out static\n" \
	" exit-address-family\n" \
	"!\n"

/* The lines of router/policy/dist_list.h that every protocol has. */
#define DIST_LINE(block, line) { block, "distribute-list " line, "distribute-list " line }
#define DIST_TYPED(block) \
	DIST_LINE(block, "11 in"), \
	DIST_LINE(block, "prefix P gateway P2 in GigabitEthernet0/2"), \
	DIST_LINE(block, "gateway P in GigabitEthernet0/1"), \
	DIST_LINE(block, "11 out"), \
	DIST_LINE(block, "prefix P2 out"), \
	DIST_LINE(block, "prefix P out connected"), \
	DIST_LINE(block, "11 out rip"), \
	DIST_LINE(block, "11 out bgp 65001"), \
	DIST_LINE(block, "11 out eigrp 3"), \
	DIST_LINE(block, "11 out ospf 3")
#define DIST6_TYPED(block) \
	DIST_LINE(block, "prefix-list Q out connected"), \
	DIST_LINE(block, "prefix-list Q out bgp 65001")

#define RIP_TYPED(iface) \
	{ iface, "ip rip authentication mode text", "ip rip authentication mode text" }, \
	{ iface, "ip rip receive version 1", "ip rip receive version 1" }, \
	DIST_TYPED("router rip"), \
	{ "router rip", "distribute-list route-map RM in", "distribute-list route-map RM in" }, \
	{ "router rip", "distribute-list route-map RM out GigabitEthernet0/1", "distribute-list route-map RM out GigabitEthernet0/1" }, \
	{ "ipv6 router rip ONE", "distribute-list prefix-list Q out eigrp 3", "distribute-list prefix-list Q out eigrp 3" }, \
	{ "ipv6 router rip ONE", "distribute-list prefix-list Q out ospf 3", "distribute-list prefix-list Q out ospf 3" }, \
	{ "ipv6 router rip ONE", "distribute-list prefix-list Q out rip TWO", "distribute-list prefix-list Q out rip TWO" }, \
	{ "ipv6 router rip ONE", "distribute-list prefix-list Q out static", "distribute-list prefix-list Q out static" }, \
	{ "ipv6 router rip ONE", "distribute-list prefix-list Q out connected", "distribute-list prefix-list Q out connected" }, \
	{ "ipv6 router rip ONE", "distribute-list prefix-list Q out bgp 65001", "distribute-list prefix-list Q out bgp 65001" }, \
	{ "ipv6 router rip ONE", "redistribute eigrp 5 metric 2 route-map RM", "redistribute eigrp 5 metric 2 route-map RM" }, \
	{ "ipv6 router rip ONE", "redistribute rip TWO metric 2 route-map RM", "redistribute rip TWO metric 2 route-map RM" }, \
	{ "router rip", "distribute-list prefix P2 out GigabitEthernet0/2", "distribute-list prefix P2 out GigabitEthernet0/2" }, \
	{ "router rip", "distribute-list 11 out GigabitEthernet0/1", "distribute-list 11 out GigabitEthernet0/1" }, \
	{ "router rip", "distance 91 10.0.1.0 0.0.0.255", "distance 91 10.0.1.0 0.0.0.255" }, \
	{ "router rip", "offset-list 0 out 3 GigabitEthernet0/2", "offset-list 0 out 3 GigabitEthernet0/2" }, \
	{ "router rip", "network 10.3.0.0", "" }, \
	{ "router rip", "no passive-interface GigabitEthernet0/1", "no passive-interface GigabitEthernet0/1" }, \
	{ "router rip", "redistribute bgp 65001 metric 5", "redistribute bgp 65001 metric 5" }, \
	{ "router rip", "redistribute bgp 65001 route-map RM", "redistribute bgp 65001 route-map RM" }, \
	{ "router rip", "redistribute eigrp 2 route-map RM", "redistribute eigrp 2 route-map RM" }, \
	{ "router rip", "redistribute ospf 2 route-map RM", "redistribute ospf 2 route-map RM" }

#define RIP_TYPED_VRF \
	DIST_TYPED("router rip / address-family ipv4 vrf BLUE"), \
	{ "router rip / address-family ipv4 vrf BLUE", "distribute-list route-map RM in", "distribute-list route-map RM in" }, \
	{ "router rip / address-family ipv4 vrf BLUE", "distribute-list route-map RM out GigabitEthernet0/1", "distribute-list route-map RM out GigabitEthernet0/1" }, \
	{ "router rip / address-family ipv4 vrf BLUE", "distribute-list prefix P2 out GigabitEthernet0/2", "distribute-list prefix P2 out GigabitEthernet0/2" }, \
	{ "router rip / address-family ipv4 vrf BLUE", "distribute-list 11 out GigabitEthernet0/1", "distribute-list 11 out GigabitEthernet0/1" }, \
	{ "router rip / address-family ipv4 vrf BLUE", "no passive-interface GigabitEthernet0/1", "no passive-interface GigabitEthernet0/1" }, \
	{ "router rip / address-family ipv4 vrf BLUE", "network 10.3.0.0", "" }, \
	{ "router rip / address-family ipv4 vrf BLUE", "redistribute bgp 65001 metric 5", "redistribute bgp 65001 metric 5" }, \
	{ "router rip / address-family ipv4 vrf BLUE", "redistribute bgp 65001 route-map RM", "redistribute bgp 65001 route-map RM" }, \
	{ "router rip / address-family ipv4 vrf BLUE", "redistribute eigrp 2 route-map RM", "redistribute eigrp 2 route-map RM" }, \
	{ "router rip / address-family ipv4 vrf BLUE", "redistribute ospf 2 route-map RM", "redistribute ospf 2 route-map RM" }

#define RIPNG_TYPED \
	{ "ipv6 router rip ONE", "redistribute bgp 65001 metric 5 route-map RM", "redistribute bgp 65001 metric 5 route-map RM" }, \
	{ "ipv6 router rip ONE", "redistribute ospf 7 route-map RM", "redistribute ospf 7 metric 2 route-map RM" }

#define POLICY_TYPED \
	{ "", "key chain K3", "key chain K3" }, \
	{ "key chain K / key 2", "accept-lifetime 00:00:00 Jan 1 2020 duration 9", "accept-lifetime 00:00:00 Jan 1 2020 duration 9" }, \
	{ "key chain K / key 2", "accept-lifetime 00:00:00 Jan 1 2020 01:02:03 Feb 2 2021", "accept-lifetime 00:00:00 Jan 1 2020 01:02:03 Feb 2 2021" }, \
	{ "key chain K / key 2", "accept-lifetime local 00:00:00 1 Jan 2020 infinite", "accept-lifetime local 00:00:00 1 Jan 2020 infinite" }, \
	{ "key chain K / key 2", "accept-lifetime 00:00:00 1 Jan 2020 01:02:03 2 Feb 2021", "accept-lifetime 00:00:00 1 Jan 2020 01:02:03 2 Feb 2021" }, \
	{ "key chain K / key 2", "send-lifetime 00:00:00 Jan 1 2020 infinite", "send-lifetime 00:00:00 Jan 1 2020 infinite" }, \
	{ "key chain K / key 2", "send-lifetime local 00:00:00 Jan 1 2020 duration 9", "send-lifetime local 00:00:00 Jan 1 2020 duration 9" }, \
	{ "key chain K / key 2", "send-lifetime 00:00:00 1 Jan 2020 01:02:03 2 Feb 2021", "send-lifetime 00:00:00 1 Jan 2020 01:02:03 2 Feb 2021" }, \
	{ "key chain K / key 2", "send-lifetime 00:00:00 Jan 1 2020 01:02:03 Feb 2 2021", "send-lifetime 00:00:00 Jan 1 2020 01:02:03 Feb 2 2021" }, \
	{ "key chain K / key 2", "cryptographic-algorithm md5", "cryptographic-algorithm md5" }, \
	{ "key chain K / key 2", "cryptographic-algorithm hmac-sha-1", "cryptographic-algorithm hmac-sha-1" }, \
	{ "key chain K / key 2", "cryptographic-algorithm hmac-sha-384", "cryptographic-algorithm hmac-sha-384" }, \
	{ "key chain K / key 2", "cryptographic-algorithm hmac-sha-512", "cryptographic-algorithm hmac-sha-512" }, \
	{ "", "ip prefix-list N seq 7 deny 10.0.0.0/8 ge 9", "ip prefix-list N seq 7 deny 10.0.0.0/8 ge 9" }, \
	{ "", "ip prefix-list N permit 10.0.0.0/8", "ip prefix-list N seq 5 permit 10.0.0.0/8" }, \
	{ "", "ip prefix-list N deny 10.0.0.0/8 ge 9 le 10", "ip prefix-list N seq 5 deny 10.0.0.0/8 ge 9 le 10" }, \
	{ "", "ipv6 prefix-list N permit 2001:DB8::/32", "ipv6 prefix-list N seq 5 permit 2001:DB8::/32" }, \
	{ "", "ipv6 prefix-list N deny 2001:DB8::/32 ge 33 le 34", "ipv6 prefix-list N seq 5 deny 2001:DB8::/32 ge 33 le 34" }, \
	{ "", "ip as-path access-list 2 deny _65002$", "ip as-path access-list 2 deny _65002$" }, \
	{ "", "ip community-list 2 deny internet", "ip community-list 2 deny internet" }, \
	{ "", "ip community-list standard S2 permit 1:2", "ip community-list standard S2 permit 1:2" }, \
	{ "", "ip community-list expanded E2 deny _1:2_", "ip community-list expanded E2 deny _1:2_" }, \
	{ "", "ip extcommunity-list 2 deny soo 1:2", "ip extcommunity-list 2 deny soo 1:2" }, \
	{ "", "ip extcommunity-list standard S2 deny soo 1:2 rt 3:4", "ip extcommunity-list standard S2 deny soo 1:2 rt 3:4" }, \
	{ "", "ip extcommunity-list expanded E2 deny SoO:1:", "ip extcommunity-list expanded E2 deny SoO:1:" }, \
	{ "", "ip large-community-list 2 deny 1:2:3", "ip large-community-list 2 deny 1:2:3" }, \
	{ "", "ip large-community-list standard S2 permit 1:2:3", "ip large-community-list standard S2 permit 1:2:3" }, \
	{ "", "ip large-community-list expanded E2 deny _1:2:3_", "ip large-community-list expanded E2 deny _1:2:3_" }, \
	{ "", "route-map R2", "route-map R2 permit 10" }, \
	{ "", "route-map R2 deny", "route-map R2 deny 10" }, \
	{ "", "route-map R2 permit", "route-map R2 permit 10" }, \
	{ "route-map RM permit 30", "match rpki invalid", "match rpki invalid" }, \
	{ "route-map RM permit 30", "match rpki not-found", "match rpki not-found" }, \
	{ "route-map RM permit 30", "match route-type local", "match route-type local" }, \
	{ "route-map RM permit 30", "match route-type external", "match route-type external" }, \
	{ "route-map RM permit 30", "match route-type external type-1", "match route-type external type-1" }, \
	{ "route-map RM permit 30", "match route-type external type-2", "match route-type external type-2" }, \
	{ "route-map RM permit 30", "match route-type nssa-external", "match route-type nssa-external" }, \
	{ "route-map RM permit 30", "match route-type nssa-external type-1", "match route-type nssa-external type-1" }, \
	{ "route-map RM permit 30", "match route-type nssa-external type-2", "match route-type nssa-external type-2" }, \
	{ "route-map RM permit 30", "match additional-paths advertise-set best-range 2 3", "match additional-paths advertise-set best-range 2 3" }, \
	{ "", "route-tag list T2 deny 1.2.3.4 0.0.0.0", "route-tag list T2 deny 1.2.3.4 0.0.0.0" }, \
	{ "route-map RM permit 30", "set metric-type type-2", "set metric-type type-2" }, \
	{ "route-map RM permit 30", "set origin igp", "set origin igp" }, \
	{ "route-map RM permit 30", "set as-path prepend last-as 3", "set as-path prepend last-as 3" }, \
	{ "route-map RM permit 10", "set extcommunity cost 9 5", "set extcommunity cost igp 9 5" }, \
	{ "route-map RM permit 30", "set ip next-hop 10.0.1.9 10.0.1.8", "set ip next-hop 10.0.1.9 10.0.1.8" }, \
	{ "route-map RM permit 30", "set ipv6 next-hop 2001:db8::9 2001:db8::8", "set ipv6 next-hop 2001:DB8::9 2001:DB8::8" }, \
	{ "route-map RM permit 30", "set ip next-hop peer-address", "set ip next-hop peer-address" }, \
	{ "route-map RM permit 30", "set ip next-hop self", "set ip next-hop self" }

#endif
