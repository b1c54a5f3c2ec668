/* SPDX-License-Identifier: GPL-3.0-or-later */
/* OSPF's lines, on routers and on switches that route. */
#ifndef TESTS_PROPERTY_OSPF_H
#define TESTS_PROPERTY_OSPF_H

#define OSPF_INTERFACE \
	" ip ospf authentication message-digest\n" \
	" ip ospf authentication-key sesame\n" \
	" ip ospf message-digest-key 1 md5 one\n" \
	" ip ospf message-digest-key 7 md5 7 060506324F41\n" \
	" ip ospf network point-to-point\n" \
	" ip ospf prefix-suppression\n" \
	" ip ospf dead-interval 33\n" \
	" ip ospf hello-interval 11\n" \
	" ip ospf retransmit-interval 6\n" \
	" ip ospf transmit-delay 2\n" \
	" ip ospf mtu-ignore\n" \
	" ip ospf shutdown\n" \
	" ip ospf priority 9\n" \
	" ip ospf 1 area 5\n" \
	" ip ospf cost 77\n" \
	" ip ospf bfd\n" \
	" ip ospf database-filter all out\n"

#define OSPF_INTERFACE6 \
	" ipv6 ospf 7 area 3 instance 5\n" \
	" ipv6 ospf network point-to-point\n" \
	" ipv6 ospf cost 44\n" \
	" ipv6 ospf priority 3\n" \
	" ipv6 ospf hello-interval 9\n" \
	" ipv6 ospf dead-interval 39\n" \
	" ipv6 ospf retransmit-interval 4\n" \
	" ipv6 ospf transmit-delay 3\n" \
	" ipv6 ospf mtu-ignore\n" \
	" ipv6 ospf shutdown\n" \
	" ipv6 ospf bfd disable\n" \
	" ipv6 ospf database-filter all out\n" \
	" ospfv3 9 ipv4 area 3 instance 70\n" \
	" ospfv3 network point-to-point\n" \
	" ospfv3 9 ipv4 network broadcast\n" \
	" ospfv3 cost 45\n" \
	" ospfv3 9 ipv4 cost 46\n" \
	" ospfv3 priority 4\n" \
	" ospfv3 9 ipv4 priority 5\n" \
	" ospfv3 hello-interval 8\n" \
	" ospfv3 9 ipv4 hello-interval 7\n" \
	" ospfv3 dead-interval 38\n" \
	" ospfv3 9 ipv4 dead-interval 37\n" \
	" ospfv3 retransmit-interval 3\n" \
	" ospfv3 9 ipv4 retransmit-interval 2\n" \
	" ospfv3 transmit-delay 4\n" \
	" ospfv3 9 ipv4 transmit-delay 5\n" \
	" ospfv3 mtu-ignore\n" \
	" ospfv3 9 ipv4 mtu-ignore\n" \
	" ospfv3 shutdown\n" \
	" ospfv3 9 ipv4 shutdown\n" \
	" ospfv3 authentication key-chain K\n" \
	" ospfv3 9 ipv4 authentication null\n" \
	" ospfv3 bfd\n" \
	" ospfv3 9 ipv4 bfd disable\n" \
	" ospfv3 database-filter all out\n" \
	" ospfv3 9 ipv4 database-filter all out\n"

#define OSPF_ROUTER \
	"router ospf 1\n" \
	" router-id 9.9.9.9\n" \
	" log-adjacency-changes detail\n" \
	" auto-cost reference-bandwidth 1000\n" \
	" no compatible rfc1583\n" \
	" max-metric router-lsa external-lsa 500 include-stub on-startup 600 summary-lsa 400\n" \
	" nsf ietf restart-interval 60\n" \
	" nsf ietf helper disable\n" \
	" nsf ietf helper strict-lsa-checking\n" \
	" prefix-suppression\n" \
	" area 0 authentication message-digest\n" \
	" area 1 stub no-summary\n" \
	" area 2 nssa no-redistribution no-summary default-information-originate metric 5 metric-type 1\n" \
	" area 1 default-cost 7\n" \
	" area 3 range 10.64.0.0 255.255.0.0 not-advertise cost 9\n" \
	" area 3 range 10.65.0.0 255.255.0.0\n" \
	" area 3 virtual-link 8.8.8.8 hello-interval 3 dead-interval 12\n" \
	" area 3 filter-list prefix P in\n" \
	" area 3 filter-list prefix P2 out\n" \
	" summary-address 172.16.0.0 255.240.0.0 tag 4\n" \
	" timers throttle spf 10 100 1000\n" \
	" timers lsa arrival 80\n" \
	" timers pacing flood 20\n" \
	" redistribute connected subnets\n" \
	" redistribute static metric 5 metric-type 1 tag 8 subnets\n" \
	" redistribute rip route-map RM subnets\n" \
	" redistribute ospf 2 metric 5 metric-type 1 tag 8 route-map RM subnets\n" \
	" bfd all-interfaces\n" \
	" passive-interface default\n" \
	" network 10.0.2.0 0.0.0.255 area 0\n" \
	" network 10.0.3.0 0.0.0.255 area 3\n" \
	" neighbor 10.0.2.9 priority 2 poll-interval 60\n" \
	" default-information originate always metric 3 metric-type 1\n" \
	" default-metric 30\n" \
	" maximum-paths 8\n" \
	" distance 111\n" \
	" distance ospf intra-area 100 inter-area 101 external 102\n" \
	" distance 90 10.0.1.0 0.0.0.255 10\n" \
	" distribute-list 10 in GigabitEthernet0/1\n" \
	" distribute-list prefix P in\n" \
	" distribute-list 10 out\n" \
	" distribute-list prefix P out static\n" \
	"!\n" \
	"router ospf 2\n" \
	" shutdown\n" \
	" no log-adjacency-changes\n" \
	" passive-interface GigabitEthernet0/2\n" \
	"!\n"

#define OSPF_ROUTER6 \
	"ipv6 router ospf 7\n" \
	" shutdown\n" \
	" router-id 7.7.7.7\n" \
	" log-adjacency-changes detail\n" \
	" auto-cost reference-bandwidth 1000\n" \
	" no compatible rfc1583\n" \
	" max-metric router-lsa external-lsa 500 include-stub on-startup wait-for-bgp summary-lsa 400\n" \
	" graceful-restart restart-interval 60\n" \
	" graceful-restart helper disable\n" \
	" graceful-restart helper strict-lsa-checking\n" \
	" area 1 stub no-summary\n" \
	" area 2 nssa no-redistribution no-summary default-information-originate metric 5 metric-type 1\n" \
	" area 1 default-cost 7\n" \
	" area 3 range 2001:DB8:64::/48 not-advertise cost 9\n" \
	" area 3 virtual-link 8.8.8.8 hello-interval 3 retransmit-interval 6 transmit-delay 2 dead-interval 12\n" \
	" summary-prefix 2001:DB8:70::/44 tag 4\n" \
	" timers throttle spf 10 100 1000\n" \
	" timers lsa arrival 80\n" \
	" timers pacing flood 20\n" \
	" redistribute static\n" \
	" redistribute connected metric 5 metric-type 1 tag 8 route-map RM\n" \
	" bfd all-interfaces\n" \
	" passive-interface default\n" \
	" default-information originate always metric 3 metric-type 1\n" \
	" default-metric 30\n" \
	" maximum-paths 8\n" \
	" distance 111\n" \
	" distance ospf intra-area 100 inter-area 101 external 102\n" \
	" distribute-list prefix-list Q in GigabitEthernet0/1\n" \
	" distribute-list prefix-list Q out\n" \
	" distribute-list prefix-list Q out static\n" \
	"!\n" \
	"ipv6 router ospf 8\n" \
	" shutdown\n" \
	" passive-interface GigabitEthernet0/2\n" \
	"!\n"

#define OSPFV3_EITHER \
	" max-metric router-lsa external-lsa 500 include-stub on-startup 600 summary-lsa 400\n" \
	" graceful-restart restart-interval 60\n" \
	" graceful-restart helper disable\n" \
	" graceful-restart helper strict-lsa-checking\n" \
	" area 1 stub no-summary\n" \
	" area 2 nssa no-redistribution no-summary default-information-originate metric 5 metric-type 1\n"

#define OSPFV3_EITHER_AF \
	"  no compatible rfc1583\n" \
	"  max-metric router-lsa external-lsa 500 include-stub on-startup 600 summary-lsa 400\n" \
	"  graceful-restart restart-interval 60\n" \
	"  graceful-restart helper disable\n" \
	"  graceful-restart helper strict-lsa-checking\n" \
	"  area 4 authentication key-chain K\n" \
	"  area 1 stub no-summary\n" \
	"  area 2 nssa no-redistribution no-summary default-information-originate metric 5 metric-type 1\n" \
	"  area 1 default-cost 7\n"

#define OSPFV3_TAIL_AF \
	"  bfd all-interfaces\n" \
	"  passive-interface default\n" \
	"  default-information originate always metric 3 metric-type 1\n" \
	"  default-metric 30\n" \
	"  maximum-paths 8\n" \
	"  distance 111\n" \
	"  distance ospf intra-area 100 inter-area 101 external 102\n" \
	"  distribute-list prefix-list Q in GigabitEthernet0/1\n" \
	"  distribute-list prefix-list Q out\n" \
	"  distribute-list prefix-list Q out static\n" \
	" exit-address-family\n"

#define OSPFV3_ROUTER \
	"router ospfv3 9\n" \
	" shutdown\n" \
	" router-id 7.7.7.9\n" \
	" log-adjacency-changes detail\n" \
	" auto-cost reference-bandwidth 1000\n" \
	OSPFV3_EITHER \
	" timers throttle spf 10 100 1000\n" \
	" timers lsa arrival 80\n" \
	" timers pacing flood 20\n" \
	" bfd all-interfaces\n" \
	" passive-interface default\n" \
	" !\n" \
	" address-family ipv4 unicast\n" \
	"  shutdown\n" \
	"  router-id 7.7.7.10\n" \
	OSPFV3_EITHER_AF \
	"  area 3 range 10.64.0.0 255.255.0.0 not-advertise cost 9\n" \
	"  summary-prefix 172.16.0.0 255.240.0.0 tag 4\n" \
	"  redistribute static\n" \
	"  redistribute connected metric 5 metric-type 1 tag 8 route-map RM\n" \
	"  redistribute ospf 1 metric 5 metric-type 1 tag 8 route-map RM\n" \
	OSPFV3_TAIL_AF \
	" !\n" \
	" address-family ipv4 unicast vrf BLUE\n" \
	"  maximum-paths 3\n" \
	" exit-address-family\n" \
	" !\n" \
	" address-family ipv6 unicast\n" \
	"  shutdown\n" \
	"  router-id 7.7.7.11\n" \
	OSPFV3_EITHER_AF \
	"  area 3 range 2001:DB8:64::/48 not-advertise cost 9\n" \
	"  area 3 virtual-link 8.8.8.8 hello-interval 3 retransmit-interval 6 transmit-delay 2 dead-interval 12\n" \
	"  summary-prefix 2001:DB8:70::/44 tag 4\n" \
	"  redistribute static\n" \
	OSPFV3_TAIL_AF \
	" !\n" \
	" address-family ipv6 unicast vrf BLUE\n" \
	"  distance 99\n" \
	" exit-address-family\n" \
	"!\n" \
	"router ospfv3 10\n" \
	" shutdown\n" \
	" !\n" \
	" address-family ipv4 unicast\n" \
	" exit-address-family\n" \
	" !\n" \
	" address-family ipv6 unicast\n" \
	" exit-address-family\n" \
	"!\n"

#define OSPF_TYPED(iface) \
	{ "router ospf 1", "area 1.2.3.4 filter-list prefix P2 out", "area 1.2.3.4 filter-list prefix P2 out" }, \
	DIST_TYPED("router ospf 1"), \
	{ "router ospf 1", "distribute-list route-map RM in", "distribute-list route-map RM in" }, \
	DIST6_TYPED("ipv6 router ospf 7"), \
	{ "ipv6 router ospf 7", "distribute-list prefix-list Q out eigrp 3", "distribute-list prefix-list Q out eigrp 3" }, \
	{ "ipv6 router ospf 7", "distribute-list prefix-list Q out ospf 3", "distribute-list prefix-list Q out ospf 3" }, \
	{ "ipv6 router ospf 7", "distribute-list prefix-list Q out rip TWO", "distribute-list prefix-list Q out rip TWO" }, \
	{ "ipv6 router ospf 7", "redistribute eigrp 5 metric 5 metric-type 1 tag 8 route-map RM", "redistribute eigrp 5 metric 5 metric-type 1 tag 8 route-map RM" }, \
	{ "ipv6 router ospf 7", "redistribute rip ONE metric 5 metric-type 1 tag 8 route-map RM", "redistribute rip ONE metric 5 metric-type 1 tag 8 route-map RM" }, \
	DIST6_TYPED("router ospfv3 9 / address-family ipv4 unicast"), \
	DIST6_TYPED("router ospfv3 9 / address-family ipv6 unicast"), \
	{ "router ospfv3 9 / address-family ipv6 unicast", "distribute-list prefix-list Q out eigrp 3", "distribute-list prefix-list Q out eigrp 3" }, \
	{ "router ospfv3 9 / address-family ipv6 unicast", "distribute-list prefix-list Q out ospf 3", "distribute-list prefix-list Q out ospf 3" }, \
	{ "router ospfv3 9 / address-family ipv6 unicast", "distribute-list prefix-list Q out rip TWO", "distribute-list prefix-list Q out rip TWO" }, \
	{ "router ospfv3 9 / address-family ipv6 unicast", "redistribute eigrp 5 metric 5 metric-type 1 tag 8 route-map RM", "redistribute eigrp 5 metric 5 metric-type 1 tag 8 route-map RM" }, \
	{ "router ospfv3 9 / address-family ipv6 unicast", "redistribute rip ONE metric 5 metric-type 1 tag 8 route-map RM", "redistribute rip ONE metric 5 metric-type 1 tag 8 route-map RM" }, \
	{ "router ospf 1", "redistribute bgp 65001 metric 5 metric-type 1 tag 8 route-map RM subnets", "redistribute bgp 65001 metric 5 metric-type 1 tag 8 route-map RM subnets" }, \
	{ "router ospf 1", "redistribute eigrp 5 subnets", "redistribute eigrp 5 subnets" }, \
	{ "interface " iface, "ip ospf authentication key-chain K", "ip ospf authentication key-chain K" }, \
	{ "router ospf 1", "area 1.2.3.4 authentication", "area 1.2.3.4 authentication" }, \
	{ "router ospf 1", "area 6 authentication", "area 6 authentication" }, \
	{ "router ospf 1", "area 1.2.3.4 authentication message-digest", "area 1.2.3.4 authentication message-digest" }, \
	{ "router ospf 1", "area 0.0.0.1 stub", "area 0.0.0.1 stub" }, \
	{ "router ospf 1", "area 1.2.3.5 nssa translate type7 always", "area 1.2.3.5 nssa translate type7 always" }, \
	{ "router ospf 1", "area 1.2.3.5 nssa translate type7 suppress-fa", "area 1.2.3.5 nssa translate type7 suppress-fa" }, \
	{ "router ospf 1", "area 1.2.3.5 default-cost 4", "area 1.2.3.5 default-cost 4" }, \
	{ "router ospf 1", "area 1.2.3.5 range 10.66.0.0 255.255.0.0 advertise", "area 1.2.3.5 range 10.66.0.0 255.255.0.0 advertise" }, \
	{ "router ospf 1", "area 1.2.3.6 virtual-link 7.7.7.7 retransmit-interval 6 transmit-delay 2", "area 1.2.3.6 virtual-link 7.7.7.7 retransmit-interval 6 transmit-delay 2" }, \
	{ "router ospf 1", "summary-address 172.32.0.0 255.240.0.0 not-advertise", "summary-address 172.32.0.0 255.240.0.0 not-advertise" }, \
	{ "router ospf 1", "timers throttle lsa 10 100 1000", "timers throttle lsa 10 100 1000" }, \
	{ "router ospf 1", "network 10.0.7.0 0.0.0.255 area 1.2.3.6", "network 10.0.7.0 0.0.0.255 area 1.2.3.6" }, \
	{ "router ospf 1", "neighbor 10.0.2.10 cost 5", "neighbor 10.0.2.10 cost 5" }, \
	{ "router ospf 1", "neighbor 10.0.2.10 cost 5 database-filter all out", "neighbor 10.0.2.10 cost 5 database-filter all out" }, \
	{ "router ospf 1", "max-lsa 100", "max-lsa 100" }, \
	{ "router ospf 1", "max-lsa 100 60 ignore-count 3 ignore-time 2 reset-time 8", "max-lsa 100 60 ignore-count 3 ignore-time 2 reset-time 8" }, \
	{ "router ospf 1", "max-lsa 100 60 warning-only", "max-lsa 100 60 warning-only" }, \
	{ "router ospf 1", "no discard-route internal", "no discard-route internal" }, \
	{ "router ospf 1", "no discard-route external", "no discard-route external" }, \
	{ "router ospf 1", "discard-route internal 120", "discard-route internal 120" }, \
	{ "router ospf 1", "discard-route external 200", "discard-route external 200" }, \
	{ "ipv6 router ospf 7", "max-lsa 100", "max-lsa 100" }, \
	{ "ipv6 router ospf 7", "max-lsa 100 60 ignore-count 3 ignore-time 2 reset-time 8", "max-lsa 100 60 ignore-count 3 ignore-time 2 reset-time 8" }, \
	{ "ipv6 router ospf 7", "max-lsa 100 60 warning-only", "max-lsa 100 60 warning-only" }, \
	{ "ipv6 router ospf 7", "no discard-route internal", "no discard-route internal" }, \
	{ "ipv6 router ospf 7", "no discard-route external", "no discard-route external" }, \
	{ "ipv6 router ospf 7", "discard-route internal 120", "discard-route internal 120" }, \
	{ "ipv6 router ospf 7", "discard-route external 200", "discard-route external 200" }, \
	{ "router ospfv3 9 / address-family ipv4 unicast", "max-lsa 100", "max-lsa 100" }, \
	{ "router ospfv3 9 / address-family ipv4 unicast", "max-lsa 100 60 ignore-count 3 ignore-time 2 reset-time 8", "max-lsa 100 60 ignore-count 3 ignore-time 2 reset-time 8" }, \
	{ "router ospfv3 9 / address-family ipv4 unicast", "max-lsa 100 60 warning-only", "max-lsa 100 60 warning-only" }, \
	{ "router ospfv3 9 / address-family ipv4 unicast", "no discard-route internal", "no discard-route internal" }, \
	{ "router ospfv3 9 / address-family ipv4 unicast", "no discard-route external", "no discard-route external" }, \
	{ "router ospfv3 9 / address-family ipv4 unicast", "discard-route internal 120", "discard-route internal 120" }, \
	{ "router ospfv3 9 / address-family ipv4 unicast", "discard-route external 200", "discard-route external 200" }, \
	{ "router ospfv3 9 / address-family ipv6 unicast", "max-lsa 100", "max-lsa 100" }, \
	{ "router ospfv3 9 / address-family ipv6 unicast", "max-lsa 100 60 ignore-count 3 ignore-time 2 reset-time 8", "max-lsa 100 60 ignore-count 3 ignore-time 2 reset-time 8" }, \
	{ "router ospfv3 9 / address-family ipv6 unicast", "max-lsa 100 60 warning-only", "max-lsa 100 60 warning-only" }, \
	{ "router ospfv3 9 / address-family ipv6 unicast", "no discard-route internal", "no discard-route internal" }, \
	{ "router ospfv3 9 / address-family ipv6 unicast", "no discard-route external", "no discard-route external" }, \
	{ "router ospfv3 9 / address-family ipv6 unicast", "discard-route internal 120", "discard-route internal 120" }, \
	{ "router ospfv3 9 / address-family ipv6 unicast", "discard-route external 200", "discard-route external 200" }, \
	{ "interface " iface, "ip ospf authentication", "ip ospf authentication" }, \
	{ "interface " iface, "ip ospf authentication null", "ip ospf authentication null" }, \
	{ "interface " iface, "ip ospf network broadcast", "ip ospf network broadcast" }, \
	{ "interface " iface, "ip ospf network non-broadcast", "ip ospf network non-broadcast" }, \
	{ "interface " iface, "ip ospf network point-to-multipoint", "ip ospf network point-to-multipoint" }, \
	{ "interface " iface, "ip ospf network point-to-multipoint non-broadcast", "ip ospf network point-to-multipoint non-broadcast" }, \
	{ "interface " iface, "ip ospf prefix-suppression disable", "ip ospf prefix-suppression disable" }, \
	{ "interface " iface, "ip ospf dead-interval minimal hello-multiplier 4", "ip ospf dead-interval minimal hello-multiplier 4" }, \
	{ "interface " iface, "ip ospf 1 area 1.2.3.4 secondaries none", "ip ospf 1 area 1.2.3.4 secondaries none" }, \
	{ "ipv6 router ospf 7", "no log-adjacency-changes", "no log-adjacency-changes" }, \
	{ "ipv6 router ospf 7", "area 1.2.3.5 stub", "area 1.2.3.5 stub" }, \
	{ "ipv6 router ospf 7", "area 1.2.3.6 nssa translate type7 always", "area 1.2.3.6 nssa translate type7 always" }, \
	{ "ipv6 router ospf 7", "area 1.2.3.6 nssa translate type7 suppress-fa", "area 1.2.3.6 nssa translate type7 suppress-fa" }, \
	{ "ipv6 router ospf 7", "area 1.2.3.5 default-cost 4", "area 1.2.3.5 default-cost 4" }, \
	{ "ipv6 router ospf 7", "area 1.2.3.7 range 2001:DB8:65::/48 advertise", "area 1.2.3.7 range 2001:DB8:65::/48 advertise" }, \
	{ "ipv6 router ospf 7", "area 1.2.3.7 virtual-link 7.7.7.7 hello-interval 3", "area 1.2.3.7 virtual-link 7.7.7.7 hello-interval 3" }, \
	{ "ipv6 router ospf 7", "summary-prefix 2001:DB8:80::/44 not-advertise", "summary-prefix 2001:DB8:80::/44 not-advertise" }, \
	{ "ipv6 router ospf 7", "timers throttle lsa 10 100 1000", "timers throttle lsa 10 100 1000" }, \
	{ "interface " iface, "ipv6 ospf network broadcast", "ipv6 ospf network broadcast" }, \
	{ "interface " iface, "ipv6 ospf 7 area 1.2.3.4", "ipv6 ospf 7 area 1.2.3.4" }, \
	{ "router ospfv3 9", "no log-adjacency-changes", "no log-adjacency-changes" }, \
	{ "router ospfv3 9", "timers throttle lsa 10 100 1000", "timers throttle lsa 10 100 1000" }, \
	{ "router ospfv3 9", "area 1.2.3.5 stub", "area 1.2.3.5 stub" }, \
	{ "router ospfv3 9", "area 1.2.3.6 nssa translate type7 always", "area 1.2.3.6 nssa translate type7 always" }, \
	{ "router ospfv3 9", "area 1.2.3.6 nssa translate type7 suppress-fa", "area 1.2.3.6 nssa translate type7 suppress-fa" }, \
	{ "router ospfv3 10", "passive-interface GigabitEthernet0/2", "passive-interface GigabitEthernet0/2" }, \
	{ "router ospfv3 9 / address-family ipv4 unicast", "area 1.2.3.5 stub", "area 1.2.3.5 stub" }, \
	{ "router ospfv3 9 / address-family ipv4 unicast", "area 1.2.3.6 nssa translate type7 always", "area 1.2.3.6 nssa translate type7 always" }, \
	{ "router ospfv3 9 / address-family ipv4 unicast", "area 1.2.3.6 nssa translate type7 suppress-fa", "area 1.2.3.6 nssa translate type7 suppress-fa" }, \
	{ "router ospfv3 9 / address-family ipv4 unicast", "area 1.2.3.5 default-cost 4", "area 1.2.3.5 default-cost 4" }, \
	{ "router ospfv3 9 / address-family ipv4 unicast", "area 1.2.3.7 authentication key-chain K", "area 1.2.3.7 authentication key-chain K" }, \
	{ "router ospfv3 9 / address-family ipv4 unicast", "redistribute rip route-map RM", "redistribute rip route-map RM" }, \
	{ "router ospfv3 9 / address-family ipv4 unicast", "redistribute bgp 65001 metric 5 metric-type 1 tag 8 route-map RM", "redistribute bgp 65001 metric 5 metric-type 1 tag 8 route-map RM" }, \
	{ "router ospfv3 10 / address-family ipv4 unicast", "passive-interface GigabitEthernet0/2", "passive-interface GigabitEthernet0/2" }, \
	{ "router ospfv3 9 / address-family ipv6 unicast", "area 1.2.3.5 stub", "area 1.2.3.5 stub" }, \
	{ "router ospfv3 9 / address-family ipv6 unicast", "area 1.2.3.6 nssa translate type7 always", "area 1.2.3.6 nssa translate type7 always" }, \
	{ "router ospfv3 9 / address-family ipv6 unicast", "area 1.2.3.6 nssa translate type7 suppress-fa", "area 1.2.3.6 nssa translate type7 suppress-fa" }, \
	{ "router ospfv3 9 / address-family ipv6 unicast", "area 1.2.3.5 default-cost 4", "area 1.2.3.5 default-cost 4" }, \
	{ "router ospfv3 9 / address-family ipv6 unicast", "area 1.2.3.7 authentication key-chain K", "area 1.2.3.7 authentication key-chain K" }, \
	{ "router ospfv3 9 / address-family ipv6 unicast", "area 1.2.3.7 virtual-link 7.7.7.7 hello-interval 3", "area 1.2.3.7 virtual-link 7.7.7.7 hello-interval 3" }, \
	{ "router ospfv3 9 / address-family ipv6 unicast", "redistribute bgp 65001 metric 5 metric-type 1 tag 8 route-map RM", "redistribute bgp 65001 metric 5 metric-type 1 tag 8 route-map RM" }, \
	{ "router ospfv3 10 / address-family ipv6 unicast", "passive-interface GigabitEthernet0/2", "passive-interface GigabitEthernet0/2" }, \
	{ "router ospfv3 9 / address-family ipv4 unicast", "area 1.2.3.7 range 10.66.0.0 255.255.0.0 advertise", "area 1.2.3.7 range 10.66.0.0 255.255.0.0 advertise" }, \
	{ "router ospfv3 9 / address-family ipv4 unicast", "summary-prefix 172.32.0.0 255.240.0.0 not-advertise", "summary-prefix 172.32.0.0 255.240.0.0 not-advertise" }, \
	{ "router ospfv3 9 / address-family ipv4 unicast", "redistribute eigrp 5", "redistribute eigrp 5" }, \
	{ "router ospfv3 9 / address-family ipv4 unicast", "redistribute ospfv3 8 metric 2", "redistribute ospfv3 8 metric 2" }, \
	{ "router ospfv3 9 / address-family ipv6 unicast", "area 1.2.3.7 range 2001:DB8:65::/48 advertise", "area 1.2.3.7 range 2001:DB8:65::/48 advertise" }, \
	{ "router ospfv3 9 / address-family ipv6 unicast", "summary-prefix 2001:DB8:80::/44 not-advertise", "summary-prefix 2001:DB8:80::/44 not-advertise" }, \
	{ "router ospfv3 9 / address-family ipv6 unicast", "redistribute connected metric 5 metric-type 1 tag 8 route-map RM", "redistribute connected metric 5 metric-type 1 tag 8 route-map RM" }, \
	{ "router ospf 1", "redistribute ospfv3 8 subnets", "redistribute ospfv3 8 subnets" }, \
	{ "interface " iface, "ospfv3 network broadcast", "ospfv3 network broadcast" }, \
	{ "interface " iface, "ospfv3 authentication null", "ospfv3 authentication null" }, \
	{ "interface " iface, "ospfv3 9 ipv4 authentication key-chain K", "ospfv3 9 ipv4 authentication key-chain K" }, \
	{ "interface " iface, "ospfv3 9 ipv4 area 1.2.3.4", "ospfv3 9 ipv4 area 1.2.3.4" }, \
	{ "interface " iface, "ospfv3 bfd disable", "ospfv3 bfd disable" }, \
	{ "interface Loopback0", "ospfv3 9 ipv6 area 3 instance 7", "ospfv3 9 ipv6 area 3 instance 7" }, \
	{ "interface Loopback0", "ospfv3 9 ipv6 area 1.2.3.4", "ospfv3 9 ipv6 area 1.2.3.4" }, \
	{ "interface Loopback0", "ospfv3 9 ipv6 network point-to-point", "ospfv3 9 ipv6 network point-to-point" }, \
	{ "interface Loopback0", "ospfv3 9 ipv6 cost 5", "ospfv3 9 ipv6 cost 5" }, \
	{ "interface Loopback0", "ospfv3 9 ipv6 priority 3", "ospfv3 9 ipv6 priority 3" }, \
	{ "interface Loopback0", "ospfv3 9 ipv6 hello-interval 8", "ospfv3 9 ipv6 hello-interval 8" }, \
	{ "interface Loopback0", "ospfv3 9 ipv6 dead-interval 38", "ospfv3 9 ipv6 dead-interval 38" }, \
	{ "interface Loopback0", "ospfv3 9 ipv6 retransmit-interval 3", "ospfv3 9 ipv6 retransmit-interval 3" }, \
	{ "interface Loopback0", "ospfv3 9 ipv6 transmit-delay 4", "ospfv3 9 ipv6 transmit-delay 4" }, \
	{ "interface Loopback0", "ospfv3 9 ipv6 mtu-ignore", "ospfv3 9 ipv6 mtu-ignore" }, \
	{ "interface Loopback0", "ospfv3 9 ipv6 database-filter all out", "ospfv3 9 ipv6 database-filter all out" }, \
	{ "interface Loopback0", "ospfv3 9 ipv6 shutdown", "ospfv3 9 ipv6 shutdown" }, \
	{ "interface Loopback0", "ospfv3 9 ipv6 authentication null", "ospfv3 9 ipv6 authentication null" }, \
	{ "interface Loopback0", "ospfv3 9 ipv6 bfd disable", "ospfv3 9 ipv6 bfd disable" }

/* They take the lines of interfaces along: tests/labs/ospf-goes.yml. */
#define OSPF_ANSWERS \
	/* `no` takes the options that it names, and leaves the area's kind */ \
	{ NULL, "area 1 stub no-summary", "", "area 1 stub" }, \
	{ NULL, "area 2 nssa no-redistribution no-summary default-information-originate metric 5 metric-type 1", "", "area 2 nssa" }, \
	{ "router ospfv3 9", "address-family ipv4 unicast", "", "address-family ipv4 unicast" }, /* an interface has it run */ \
	{ NULL, "router ospf 1", NULL, NULL }, \
	{ NULL, "ipv6 router ospf 7", NULL, NULL }, \
	{ NULL, "router ospfv3 9", NULL, NULL }

#endif
