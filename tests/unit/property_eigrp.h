/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The lines of EIGRP, for the samples of the kinds that have them. */
#ifndef TESTS_PROPERTY_EIGRP_H
#define TESTS_PROPERTY_EIGRP_H

#define EIGRP_IF \
	" ip hello-interval eigrp 77 3\n" \
	" ip hold-time eigrp 77 9\n" \
	" no ip split-horizon eigrp 77\n" \
	" no ip next-hop-self eigrp 77\n" \
	" ip authentication mode eigrp 77 md5\n" \
	" ip authentication key-chain eigrp 77 K\n" \
	" ip summary-address eigrp 77 10.0.0.0 255.0.0.0\n" \
	" ip summary-address eigrp 77 172.16.0.0 255.240.0.0 200 leak-map RM\n"
#define EIGRP_IF6 \
	" ipv6 eigrp 77\n" \
	" ipv6 hello-interval eigrp 77 3\n" \
	" ipv6 hold-time eigrp 77 9\n" \
	" no ipv6 split-horizon eigrp 77\n" \
	" no ipv6 next-hop-self eigrp 77\n" \
	" ipv6 authentication mode eigrp 77 md5\n" \
	" ipv6 authentication key-chain eigrp 77 K\n" \
	" ipv6 summary-address eigrp 77 2001:DB8::/32 200 leak-map RM\n"

/* What several modes share stands in one of them alone. */
#define EIGRP_ROUTER \
	"router eigrp 77\n" \
	" shutdown\n" \
	" bfd all-interfaces\n" \
	" bfd interface GigabitEthernet0/1\n" \
	" default-metric 10000 100 255 1 1500\n" \
	" distance eigrp 80 180\n" \
	" maximum-paths 6\n" \
	" metric maximum-hops 50\n" \
	" metric weights 0 1 1 1 0 0\n" \
	" timers active-time 5\n" \
	" variance 2\n" \
	" distance 77 10.0.0.0 0.255.255.255 10\n" \
	" offset-list 0 in 2147483647\n" \
	" offset-list 10 out 4 GigabitEthernet0/1\n" \
	" traffic-share min across-interfaces\n" \
	" network 10.0.0.0\n" \
	" network 172.16.0.0 0.0.255.255\n" \
	" redistribute static metric 10000 100 255 1 1500\n" \
	" redistribute connected route-map RM\n" \
	" redistribute ospf 1 metric 10000 100 255 1 1500 route-map RM\n" \
	" passive-interface default\n" \
	" neighbor 10.0.1.9 GigabitEthernet0/0\n" \
	" summary-metric 10.0.0.0 255.0.0.0 10000 100 255 1 1500 distance 90\n" \
	" summary-metric 172.16.0.0 255.240.0.0 distance 70\n" \
	" auto-summary\n" \
	" default-information in 10\n" \
	" no default-information out\n" \
	" eigrp router-id 9.9.9.9\n" \
	" no eigrp log-neighbor-changes\n" \
	" eigrp log-neighbor-warnings 60\n" \
	" eigrp stub connected summary\n" \
	" eigrp event-log-size 90\n" \
	" no eigrp event-logging\n" \
	" distribute-list 10 out GigabitEthernet0/1\n" \
	" !\n" \
	" address-family ipv4 vrf BLUE autonomous-system 79\n" \
	"  maximum-paths 6\n" \
	"  network 10.0.0.0\n" \
	" exit-address-family\n" \
	"!\n" \
	"router eigrp 78\n" \
	" passive-interface GigabitEthernet0/2\n" \
	"!\n" \
	"router eigrp LAB\n" \
	" shutdown\n" \
	" !\n" \
	" address-family ipv4 unicast autonomous-system 80\n" \
	"  !\n" \
	"  af-interface default\n" \
	"   hello-interval 3\n" \
	"   hold-time 9\n" \
	"   no split-horizon\n" \
	"   no next-hop-self\n" \
	"   passive-interface\n" \
	"   shutdown\n" \
	"   bfd\n" \
	"   authentication mode md5\n" \
	"   authentication key-chain K\n" \
	"  exit-af-interface\n" \
	"  !\n" \
	"  af-interface GigabitEthernet0/0\n" \
	"   split-horizon\n" \
	"   no passive-interface\n" \
	"   no shutdown\n" \
	"   authentication mode hmac-sha-256 sesame\n" \
	"   summary-address 10.0.0.0 255.0.0.0 200 leak-map RM\n" \
	"  exit-af-interface\n" \
	"  !\n" \
	"  topology base\n" \
	"   variance 3\n" \
	"  exit-af-topology\n" \
	"  metric weights 0 1 1 1 0 0 1\n" \
	"  metric rib-scale 64\n" \
	"  network 10.0.0.0\n" \
	" exit-address-family\n" \
	" !\n" \
	" address-family ipv4 unicast vrf BLUE autonomous-system 80\n" \
	" exit-address-family\n" \
	" !\n" \
	" address-family ipv6 unicast vrf BLUE autonomous-system 80\n" \
	"  !\n" \
	"  af-interface GigabitEthernet0/0\n" \
	"   authentication mode hmac-sha-256 7 050809012243\n" \
	"   summary-address 2001:DB8::/32 200 leak-map RM\n" \
	"  exit-af-interface\n" \
	"  !\n" \
	"  topology base\n" \
	"   summary-metric 2001:DB8::/32 10000 100 255 1 1500 distance 90\n" \
	"   summary-metric 2001:DB8:1::/48 distance 90\n" \
	"  exit-af-topology\n" \
	" exit-address-family\n" \
	"!\n"
#define EIGRP_ROUTER6 \
	"ipv6 router eigrp 77\n" \
	" shutdown\n" \
	" offset-list 0 in 7\n" \
	" offset-list SIX out 5 GigabitEthernet0/1\n" \
	" neighbor FE80::9 GigabitEthernet0/0\n" \
	" distribute-list prefix-list Q in GigabitEthernet0/1\n" \
	" distribute-list prefix-list Q out\n" \
	" distribute-list prefix-list Q out GigabitEthernet0/1\n" \
	" distribute-list prefix-list Q out static\n" \
	"!\n"

#define EIGRP_TYPED \
	DIST_TYPED("router eigrp 78"), \
	DIST_LINE("router eigrp 78", "route-map RM in"), \
	DIST_LINE("router eigrp 78", "route-map RM in GigabitEthernet0/1"), \
	DIST_LINE("router eigrp 78", "route-map RM out"), \
	DIST_LINE("router eigrp 78", "route-map RM out GigabitEthernet0/1"), \
	{ "ipv6 router eigrp 77", "distribute-list prefix-list Q out eigrp 3", "distribute-list prefix-list Q out eigrp 3" }, \
	{ "ipv6 router eigrp 77", "distribute-list prefix-list Q out ospf 3", "distribute-list prefix-list Q out ospf 3" }, \
	{ "ipv6 router eigrp 77", "distribute-list prefix-list Q out rip TWO", "distribute-list prefix-list Q out rip TWO" }, \
	{ "ipv6 router eigrp 77", "redistribute rip ONE metric 1 2 3 4 5 route-map RM", "redistribute rip ONE metric 1 2 3 4 5 route-map RM" }, \
	DIST_LINE("router eigrp 78", "10 out static"), \
	DIST_LINE("router eigrp 78", "prefix P out GigabitEthernet0/1"), \
	DIST_LINE("ipv6 router eigrp 77", "prefix-list Q out connected"), \
	DIST_LINE("ipv6 router eigrp 77", "prefix-list Q out bgp 65001"), \
	{ "router eigrp 78", "offset-list 0 out 3 GigabitEthernet0/2", "offset-list 0 out 3 GigabitEthernet0/2" }, \
	{ "router eigrp 78", "traffic-share min", "traffic-share min" }, \
	{ "router eigrp 78", "no default-information in", "no default-information in" }, \
	{ "router eigrp 78", "default-information in", "" }, \
	{ "router eigrp 78", "default-information out ACL", "default-information out ACL" }, \
	{ "router eigrp 78", "default-information out 11", "default-information out 11" }, \
	{ "router eigrp 78", "default-information in ACL", "default-information in ACL" }, \
	{ "router eigrp 78", "traffic-share balanced", "" }, \
	{ "router eigrp 78", "offset-list ACL in 5", "offset-list ACL in 5" }, \
	{ "router eigrp 77", "timers active-time disabled", "timers active-time disabled" }, \
	{ "router eigrp 77", "network 192.168.9.0", "network 192.168.9.0" }, \
	{ "router eigrp 77", "redistribute rip metric 1 2 3 4 5 route-map RM", "redistribute rip metric 1 2 3 4 5 route-map RM" }, \
	{ "router eigrp 77", "redistribute bgp 65001 metric 1 2 3 4 5", "redistribute bgp 65001 metric 1 2 3 4 5" }, \
	{ "router eigrp 77", "redistribute bgp 65001 route-map RM", "redistribute bgp 65001 route-map RM" }, \
	{ "router eigrp 77", "redistribute eigrp 5", "redistribute eigrp 5" }, \
	{ "router eigrp 77", "eigrp stub receive-only", "eigrp stub receive-only" }, \
	{ "router eigrp 77", "summary-metric 10.64.0.0/10 distance 80", "summary-metric 10.64.0.0 255.192.0.0 distance 80" }, \
	{ "router eigrp 77", "summary-metric 10.64.0.0/10 10000 100 255 1 1500", "summary-metric 10.64.0.0 255.192.0.0 10000 100 255 1 1500" }, \
	{ "interface GigabitEthernet0/0", "ip summary-address eigrp 77 10.64.0.0/10 90", "ip summary-address eigrp 77 10.64.0.0 255.192.0.0 90" }, \
	{ "router eigrp 77", "eigrp stub", "eigrp stub connected summary" }, \
	{ "router eigrp 77", "eigrp stub leak-map RM", "eigrp stub connected summary leak-map RM" }, \
	{ "router eigrp 77", "eigrp stub static leak-map RM", "eigrp stub static leak-map RM" }, \
	{ "router eigrp 77", "eigrp stub static redistributed", "eigrp stub static redistributed" }, \
	{ "router eigrp LAB / address-family ipv4 unicast autonomous-system 80 / af-interface GigabitEthernet0/0", "authentication mode hmac-sha-256 0 other", \
	  "authentication mode hmac-sha-256 other" }, \
	{ "router eigrp LAB / address-family ipv6 unicast vrf BLUE autonomous-system 80 / af-interface GigabitEthernet0/0", "authentication mode hmac-sha-256 0 other", \
	  "authentication mode hmac-sha-256 other" }, \
	{ "router eigrp 78", "no eigrp log-neighbor-warnings", "no eigrp log-neighbor-warnings" }

#endif
