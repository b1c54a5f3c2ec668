/* SPDX-License-Identifier: GPL-3.0-or-later */
/* BGP's lines: each option of a group, of a neighbour by IPv4 and by IPv6, in both families. */
#ifndef TESTS_PROPERTY_BGP_H
#define TESTS_PROPERTY_BGP_H

#include "property_bgp_template.h"

#define BGP_ROUTER \
	"router bgp 65001\n" \
	BGP_TEMPLATES \
	" no bgp default ipv4-unicast\n" \
	" bgp router-id 9.9.9.9\n" \
	" bgp cluster-id 77\n" \
	" no bgp log-neighbor-changes\n" \
	" bgp always-compare-med\n" \
	" bgp deterministic-med\n" \
	" bgp bestpath med missing-as-worst\n" \
	" bgp bestpath med confed\n" \
	" bgp bestpath compare-routerid\n" \
	" bgp bestpath as-path ignore\n" \
	" bgp bestpath as-path multipath-relax\n" \
	" bgp bestpath igp-metric ignore\n" \
	" bgp bestpath cost-community ignore\n" \
	" bgp confederation identifier 64999\n" \
	" bgp confederation peers 65002 65003\n" \
	" bgp default local-preference 150\n" \
	" bgp maxas-limit 60\n" \
	" no bgp enforce-first-as\n" \
	" no bgp fast-external-fallover\n" \
	" no bgp client-to-client reflection\n" \
	" bgp graceful-restart restart-time 130\n" \
	" bgp graceful-restart stalepath-time 350\n" \
	" bgp graceful-restart\n" \
	" bgp graceful-restart notification\n" \
	" bgp safe-ebgp-policy\n" \
	" bgp rpki server tcp 10.0.0.9 port 323 refresh 600\n" \
	" bgp rpki server tcp 2001:DB8::9 port 8282 refresh 60\n" \
	" no bgp transport path-mtu-discovery\n" \
	" bgp nexthop trigger delay 7\n" \
	" no bgp nexthop trigger enable\n" \
	" bgp listen limit 50\n" \
	" timers bgp 10 30 9\n" \
	" bgp bestpath prefix-validate allow-invalid\n" \
	" bgp dampening 10 800 2500 40\n" \
	" bgp additional-paths send receive\n" \
	" bgp additional-paths select best 3 group-best all\n" \
	" bgp dmzlink-bw\n" \
	" bgp redistribute-internal\n" \
	" table-map RM filter\n" \
	" network 10.0.0.0\n" \
	" network 10.4.0.0 mask 255.255.0.0 backdoor\n" \
	" network 10.5.0.0 mask 255.255.0.0 route-map RM\n" \
	" aggregate-address 10.0.0.0 255.0.0.0 as-set summary-only suppress-map R2 advertise-map RM attribute-map RM\n" \
	" redistribute connected metric 5 route-map RM\n" \
	" redistribute static metric 5 route-map RM\n" \
	" redistribute rip metric 5 route-map RM\n" \
	" redistribute ospf 1 metric 3 route-map RM match internal external\n" \
	" default-metric 9\n" \
	" default-information originate\n" \
	" neighbor EXT peer-group\n" \
	" neighbor EXT ebgp-multihop 3\n" \
	" neighbor EXT ha-mode graceful-restart disable\n" \
	" neighbor EXT advertise-map RM exist-map R2\n" \
	" neighbor EXT additional-paths disable\n" \
	" neighbor P2 peer-group\n" \
	" neighbor P2 remote-as 65020 alternate-as 65011 65012 65013 65014 65015\n" \
	" neighbor P4 peer-group\n" \
	" neighbor P4 remote-as 65001\n" \
	" neighbor PEERS peer-group\n" \
	" neighbor PEERS remote-as 65001\n" \
	" neighbor PEERS local-as 64000 no-prepend replace-as dual-as\n" \
	" neighbor PEERS description a neighbour | \"quoted\"\n" \
	" neighbor PEERS shutdown graceful 60 community 65001:7 local-preference 9\n" \
	" neighbor PEERS password a secret\n" \
	" neighbor PEERS ttl-security hops 2\n" \
	" neighbor PEERS disable-connected-check\n" \
	" neighbor PEERS update-source GigabitEthernet0/1\n" \
	" neighbor PEERS timers 5 15 6\n" \
	" neighbor PEERS fall-over bfd\n" \
	" neighbor PEERS ha-mode graceful-restart\n" \
	" neighbor PEERS transport connection-mode active\n" \
	" neighbor PEERS transport path-mtu-discovery disable\n" \
	" neighbor PEERS capability extended-nexthop\n" \
	" neighbor PEERS activate\n" \
	" neighbor PEERS send-community both\n" \
	" neighbor PEERS route-reflector-client\n" \
	" neighbor PEERS next-hop-self all\n" \
	" neighbor PEERS next-hop-unchanged allpaths\n" \
	" neighbor PEERS as-override\n" \
	" neighbor PEERS remove-private-as all replace-as\n" \
	" neighbor PEERS soft-reconfiguration inbound\n" \
	" neighbor PEERS weight 7\n" \
	" neighbor PEERS allowas-in 2\n" \
	" neighbor PEERS default-originate route-map RM\n" \
	" neighbor PEERS unsuppress-map RM\n" \
	" neighbor PEERS advertise-map RM non-exist-map R2\n" \
	" neighbor PEERS maximum-prefix 100 80 warning-only\n" \
	" neighbor PEERS advertisement-interval 3\n" \
	" neighbor PEERS additional-paths send receive\n" \
	" neighbor PEERS advertise additional-paths best 2 group-best all\n" \
	" neighbor PEERS capability orf prefix-list send\n" \
	" neighbor PEERS dmzlink-bw\n" \
	" neighbor PEERS soo 65000:9\n" \
	" neighbor PEERS distribute-list 10 in\n" \
	" neighbor PEERS distribute-list 10 out\n" \
	" neighbor PEERS prefix-list PL in\n" \
	" neighbor PEERS prefix-list PL out\n" \
	" neighbor PEERS filter-list 5 in\n" \
	" neighbor PEERS filter-list 5 out\n" \
	" neighbor PEERS route-map RM in\n" \
	" neighbor PEERS route-map RM out\n" \
	" neighbor PEERS announce rpki state\n" \
	" neighbor 10.0.0.2 peer-group PEERS\n" \
	" neighbor 10.0.0.2 description a neighbour | \"quoted\"\n" \
	" neighbor 10.0.0.2 shutdown graceful 60 community 65001:7 local-preference 9\n" \
	" neighbor 10.0.0.2 password a secret\n" \
	" neighbor 10.0.0.2 ebgp-multihop 3\n" \
	" neighbor 10.0.0.2 disable-connected-check\n" \
	" neighbor 10.0.0.2 update-source GigabitEthernet0/1\n" \
	" neighbor 10.0.0.2 timers 5 15 7\n" \
	" neighbor 10.0.0.2 fall-over bfd multi-hop\n" \
	" neighbor 10.0.0.2 ha-mode graceful-restart\n" \
	" neighbor 10.0.0.2 transport connection-mode passive\n" \
	" neighbor 10.0.0.2 transport path-mtu-discovery disable\n" \
	" neighbor 10.0.0.2 capability extended-nexthop\n" \
	" neighbor 10.0.0.2 activate\n" \
	" neighbor 10.0.0.2 send-community both\n" \
	" neighbor 10.0.0.2 route-reflector-client\n" \
	" neighbor 10.0.0.2 next-hop-self all\n" \
	" neighbor 10.0.0.2 next-hop-unchanged allpaths\n" \
	" neighbor 10.0.0.2 as-override\n" \
	" neighbor 10.0.0.2 soft-reconfiguration inbound\n" \
	" neighbor 10.0.0.2 weight 7\n" \
	" neighbor 10.0.0.2 allowas-in 2\n" \
	" neighbor 10.0.0.2 default-originate route-map RM\n" \
	" neighbor 10.0.0.2 unsuppress-map RM\n" \
	" neighbor 10.0.0.2 advertise-map RM non-exist-map R2\n" \
	" neighbor 10.0.0.2 maximum-prefix 100 80 warning-only\n" \
	" neighbor 10.0.0.2 advertisement-interval 3\n" \
	" neighbor 10.0.0.2 additional-paths send receive\n" \
	" neighbor 10.0.0.2 advertise additional-paths best 2 group-best all\n" \
	" neighbor 10.0.0.2 capability orf prefix-list receive\n" \
	" neighbor 10.0.0.2 dmzlink-bw\n" \
	" neighbor 10.0.0.2 soo 65000:9\n" \
	" neighbor 10.0.0.2 distribute-list 10 in\n" \
	" neighbor 10.0.0.2 distribute-list 10 out\n" \
	" neighbor 10.0.0.2 prefix-list PL in\n" \
	" neighbor 10.0.0.2 prefix-list PL out\n" \
	" neighbor 10.0.0.2 filter-list 5 in\n" \
	" neighbor 10.0.0.2 filter-list 5 out\n" \
	" neighbor 10.0.0.2 route-map RM in\n" \
	" neighbor 10.0.0.2 route-map RM out\n" \
	" neighbor 10.0.0.2 announce rpki state\n" \
	" neighbor 10.0.0.7 peer-group P4\n" \
	" neighbor 10.0.0.8 peer-group PEERS\n" \
	" neighbor 10.0.0.8 ttl-security hops 3\n" \
	" neighbor 10.0.0.9 remote-as 65009 alternate-as 65011 65012 65013 65014 65015\n" \
	" neighbor 10.0.0.9 local-as 64000 no-prepend replace-as dual-as\n" \
	BGP_INHERITS \
	" neighbor 2001:DB8::2 peer-group PEERS\n" \
	" neighbor 2001:DB8::2 description a neighbour | \"quoted\"\n" \
	" neighbor 2001:DB8::2 shutdown graceful 60 community 65001:8 local-preference 0\n" \
	" neighbor 2001:DB8::2 password a secret\n" \
	" neighbor 2001:DB8::2 ttl-security hops 3\n" \
	" neighbor 2001:DB8::2 disable-connected-check\n" \
	" neighbor 2001:DB8::2 update-source GigabitEthernet0/1\n" \
	" neighbor 2001:DB8::2 timers 5 15 7\n" \
	" neighbor 2001:DB8::2 fall-over bfd single-hop\n" \
	" neighbor 2001:DB8::2 ha-mode graceful-restart disable\n" \
	" neighbor 2001:DB8::2 transport connection-mode passive\n" \
	" neighbor 2001:DB8::2 transport path-mtu-discovery\n" \
	" neighbor 2001:DB8::2 capability extended-nexthop\n" \
	" neighbor 2001:DB8::2 activate\n" \
	" neighbor 2001:DB8::2 send-community both\n" \
	" neighbor 2001:DB8::2 route-reflector-client\n" \
	" neighbor 2001:DB8::2 next-hop-self\n" \
	" neighbor 2001:DB8::2 next-hop-unchanged allpaths\n" \
	" neighbor 2001:DB8::2 as-override\n" \
	" neighbor 2001:DB8::2 soft-reconfiguration inbound\n" \
	" neighbor 2001:DB8::2 weight 7\n" \
	" neighbor 2001:DB8::2 allowas-in 2\n" \
	" neighbor 2001:DB8::2 default-originate route-map RM\n" \
	" neighbor 2001:DB8::2 unsuppress-map RM\n" \
	" neighbor 2001:DB8::2 advertise-map RM exist-map R2\n" \
	" neighbor 2001:DB8::2 maximum-prefix 100 80 warning-only\n" \
	" neighbor 2001:DB8::2 advertisement-interval 3\n" \
	" neighbor 2001:DB8::2 additional-paths disable\n" \
	" neighbor 2001:DB8::2 advertise additional-paths best 2 group-best all\n" \
	" neighbor 2001:DB8::2 capability orf prefix-list both\n" \
	" neighbor 2001:DB8::2 dmzlink-bw\n" \
	" neighbor 2001:DB8::2 soo 65000:9\n" \
	" neighbor 2001:DB8::2 distribute-list 10 in\n" \
	" neighbor 2001:DB8::2 distribute-list 10 out\n" \
	" neighbor 2001:DB8::2 prefix-list PL in\n" \
	" neighbor 2001:DB8::2 prefix-list PL out\n" \
	" neighbor 2001:DB8::2 filter-list 5 in\n" \
	" neighbor 2001:DB8::2 filter-list 5 out\n" \
	" neighbor 2001:DB8::2 route-map RM in\n" \
	" neighbor 2001:DB8::2 route-map RM out\n" \
	" neighbor 2001:DB8::2 announce rpki state\n" \
	" neighbor 2001:DB8::7 peer-group P4\n" \
	" neighbor 2001:DB8::8 peer-group PEERS\n" \
	" neighbor 2001:DB8::8 ebgp-multihop 4\n" \
	" neighbor 2001:DB8::9 remote-as 65010\n" \
	" neighbor 2001:DB8::9 local-as 64000 no-prepend replace-as dual-as\n" \
	" neighbor 2001:DB8::9 remove-private-as all replace-as\n" \
	BGP_INHERITS6 \
	" bgp listen range 10.6.0.0/16 peer-group PEERS\n" \
	" bgp listen range 2001:DB8:6::/48 peer-group PEERS\n" \
	" maximum-paths 4\n" \
	" maximum-paths ibgp 5\n" \
	" maximum-paths eibgp 3\n" \
	" distance bgp 21 201 202\n" \
	" distance 98 10.0.1.0 0.0.0.255 10\n" \
	" distance 99 10.0.0.2 0.0.0.0\n" \
	" !\n" \
	" address-family ipv4\n" \
	"  bgp additional-paths send receive\n" \
	"  bgp additional-paths select best 3 group-best all\n" \
	"  bgp dmzlink-bw\n" \
	"  table-map RM filter\n" \
	"  network 10.6.0.0 mask 255.255.0.0 route-map RM\n" \
	"  aggregate-address 11.0.0.0 255.0.0.0 as-set summary-only attribute-map RM\n" \
	"  redistribute connected metric 5 route-map RM\n" \
	"  redistribute static metric 5 route-map RM\n" \
	"  redistribute rip metric 5 route-map RM\n" \
	"  redistribute ospf 7 metric 3 route-map RM match internal external\n" \
	"  redistribute ospf 8 match external\n" \
	"  redistribute eigrp 9 metric 3 route-map RM\n" \
	"  default-information originate\n" \
	"  neighbor EXT send-community extended\n" \
	"  neighbor EXT advertise-map RM exist-map R2\n" \
	"  neighbor EXT maximum-prefix 7 restart 8\n" \
	"  neighbor EXT additional-paths disable\n" \
	"  neighbor P2 send-community standard\n" \
	"  neighbor P4 activate\n" \
	"  neighbor P4 send-community both\n" \
	"  neighbor P4 route-reflector-client\n" \
	"  neighbor P4 next-hop-self\n" \
	"  neighbor P4 next-hop-unchanged allpaths\n" \
	"  neighbor P4 as-override\n" \
	"  neighbor P4 remove-private-as all replace-as\n" \
	"  neighbor P4 soft-reconfiguration inbound\n" \
	"  neighbor P4 weight 7\n" \
	"  neighbor P4 allowas-in 2\n" \
	"  neighbor P4 default-originate route-map RM\n" \
	"  neighbor P4 unsuppress-map RM\n" \
	"  neighbor P4 advertise-map RM non-exist-map R2\n" \
	"  neighbor P4 maximum-prefix 100 80 warning-only\n" \
	"  neighbor P4 advertisement-interval 3\n" \
	"  neighbor P4 additional-paths send receive\n" \
	"  neighbor P4 advertise additional-paths best 2 group-best all\n" \
	"  neighbor P4 capability orf prefix-list send\n" \
	"  neighbor P4 dmzlink-bw\n" \
	"  neighbor P4 soo 65000:9\n" \
	"  neighbor P4 distribute-list 10 in\n" \
	"  neighbor P4 distribute-list 10 out\n" \
	"  neighbor P4 prefix-list PL in\n" \
	"  neighbor P4 prefix-list PL out\n" \
	"  neighbor P4 filter-list 5 in\n" \
	"  neighbor P4 filter-list 5 out\n" \
	"  neighbor P4 route-map RM in\n" \
	"  neighbor P4 route-map RM out\n" \
	"  neighbor P4 announce rpki state\n" \
	"  neighbor 10.0.0.7 activate\n" \
	"  neighbor 10.0.0.7 send-community both\n" \
	"  neighbor 10.0.0.7 route-reflector-client\n" \
	"  neighbor 10.0.0.7 next-hop-self\n" \
	"  neighbor 10.0.0.7 next-hop-unchanged allpaths\n" \
	"  neighbor 10.0.0.7 as-override\n" \
	"  neighbor 10.0.0.7 soft-reconfiguration inbound\n" \
	"  neighbor 10.0.0.7 weight 7\n" \
	"  neighbor 10.0.0.7 allowas-in 2\n" \
	"  neighbor 10.0.0.7 default-originate route-map RM\n" \
	"  neighbor 10.0.0.7 unsuppress-map RM\n" \
	"  neighbor 10.0.0.7 advertise-map RM non-exist-map R2\n" \
	"  neighbor 10.0.0.7 maximum-prefix 100 80 warning-only\n" \
	"  neighbor 10.0.0.7 advertisement-interval 3\n" \
	"  neighbor 10.0.0.7 additional-paths send receive\n" \
	"  neighbor 10.0.0.7 advertise additional-paths best 2 group-best all\n" \
	"  neighbor 10.0.0.7 capability orf prefix-list receive\n" \
	"  neighbor 10.0.0.7 dmzlink-bw\n" \
	"  neighbor 10.0.0.7 soo 65000:9\n" \
	"  neighbor 10.0.0.7 distribute-list 10 in\n" \
	"  neighbor 10.0.0.7 distribute-list 10 out\n" \
	"  neighbor 10.0.0.7 prefix-list PL in\n" \
	"  neighbor 10.0.0.7 prefix-list PL out\n" \
	"  neighbor 10.0.0.7 filter-list 5 in\n" \
	"  neighbor 10.0.0.7 filter-list 5 out\n" \
	"  neighbor 10.0.0.7 route-map RM in\n" \
	"  neighbor 10.0.0.7 route-map RM out\n" \
	"  neighbor 10.0.0.7 announce rpki state\n" \
	"  neighbor 10.0.0.9 send-community standard\n" \
	"  neighbor 10.0.0.9 remove-private-as all replace-as\n" \
	"  neighbor 10.0.0.9 maximum-prefix 7 restart 8\n" \
	BGP_INHERITS_FAMILY \
	"  neighbor 2001:DB8::7 activate\n" \
	"  neighbor 2001:DB8::7 send-community both\n" \
	"  neighbor 2001:DB8::7 route-reflector-client\n" \
	"  neighbor 2001:DB8::7 next-hop-self\n" \
	"  neighbor 2001:DB8::7 next-hop-unchanged allpaths\n" \
	"  neighbor 2001:DB8::7 as-override\n" \
	"  neighbor 2001:DB8::7 soft-reconfiguration inbound\n" \
	"  neighbor 2001:DB8::7 weight 7\n" \
	"  neighbor 2001:DB8::7 allowas-in 2\n" \
	"  neighbor 2001:DB8::7 default-originate route-map RM\n" \
	"  neighbor 2001:DB8::7 unsuppress-map RM\n" \
	"  neighbor 2001:DB8::7 advertise-map RM exist-map R2\n" \
	"  neighbor 2001:DB8::7 maximum-prefix 100 80 warning-only\n" \
	"  neighbor 2001:DB8::7 advertisement-interval 3\n" \
	"  neighbor 2001:DB8::7 additional-paths disable\n" \
	"  neighbor 2001:DB8::7 advertise additional-paths best 2 group-best all\n" \
	"  neighbor 2001:DB8::7 capability orf prefix-list both\n" \
	"  neighbor 2001:DB8::7 dmzlink-bw\n" \
	"  neighbor 2001:DB8::7 soo 65000:9\n" \
	"  neighbor 2001:DB8::7 distribute-list 10 in\n" \
	"  neighbor 2001:DB8::7 distribute-list 10 out\n" \
	"  neighbor 2001:DB8::7 prefix-list PL in\n" \
	"  neighbor 2001:DB8::7 prefix-list PL out\n" \
	"  neighbor 2001:DB8::7 filter-list 5 in\n" \
	"  neighbor 2001:DB8::7 filter-list 5 out\n" \
	"  neighbor 2001:DB8::7 route-map RM in\n" \
	"  neighbor 2001:DB8::7 route-map RM out\n" \
	"  neighbor 2001:DB8::7 announce rpki state\n" \
	"  neighbor 2001:DB8::9 send-community extended\n" \
	"  neighbor 2001:DB8::9 remove-private-as all replace-as\n" \
	BGP_INHERITS_FAMILY6 \
	" exit-address-family\n" \
	" !\n" \
	" address-family ipv4 vrf BLUE\n" \
	"  bgp router-id 9.9.9.8\n" \
	"  bgp dampening 11 801 2501 44\n" \
	"  bgp additional-paths send receive\n" \
	"  bgp additional-paths select best 3 group-best all\n" \
	"  bgp dmzlink-bw\n" \
	"  no bgp redistribute-internal\n" \
	"  table-map RM filter\n" \
	"  network 10.6.0.0 mask 255.255.0.0 route-map RM\n" \
	"  aggregate-address 11.0.0.0 255.0.0.0 as-set summary-only attribute-map RM\n" \
	"  redistribute connected metric 5 route-map RM\n" \
	"  redistribute static metric 5 route-map RM\n" \
	"  redistribute rip metric 5 route-map RM\n" \
	"  redistribute ospf 7 metric 3 route-map RM match internal external\n" \
	"  redistribute ospf 8 match external\n" \
	"  redistribute eigrp 9 metric 3 route-map RM\n" \
	"  default-metric 9\n" \
	"  default-information originate\n" \
	"  neighbor EXT peer-group\n" \
	"  neighbor EXT ebgp-multihop 3\n" \
	"  neighbor EXT ha-mode graceful-restart disable\n" \
	"  neighbor EXT advertise-map RM exist-map R2\n" \
	"  neighbor EXT additional-paths disable\n" \
	"  neighbor P2 peer-group\n" \
	"  neighbor P2 remote-as 65020 alternate-as 65011 65012 65013 65014 65015\n" \
	"  neighbor P4 peer-group\n" \
	"  neighbor P4 remote-as 65001\n" \
	"  neighbor PEERS peer-group\n" \
	"  neighbor PEERS remote-as 65001\n" \
	"  neighbor PEERS local-as 64000 no-prepend replace-as dual-as\n" \
	"  neighbor PEERS description a neighbour | \"quoted\"\n" \
	"  neighbor PEERS shutdown graceful 60 community 65001:7 local-preference 9\n" \
	"  neighbor PEERS password a secret\n" \
	"  neighbor PEERS ttl-security hops 2\n" \
	"  neighbor PEERS disable-connected-check\n" \
	"  neighbor PEERS update-source GigabitEthernet0/1\n" \
	"  neighbor PEERS timers 5 15 6\n" \
	"  neighbor PEERS fall-over bfd\n" \
	"  neighbor PEERS ha-mode graceful-restart\n" \
	"  neighbor PEERS transport connection-mode active\n" \
	"  neighbor PEERS transport path-mtu-discovery disable\n" \
	"  neighbor PEERS capability extended-nexthop\n" \
	"  neighbor PEERS send-community both\n" \
	"  neighbor PEERS route-reflector-client\n" \
	"  neighbor PEERS next-hop-self all\n" \
	"  neighbor PEERS next-hop-unchanged allpaths\n" \
	"  neighbor PEERS as-override\n" \
	"  neighbor PEERS remove-private-as all replace-as\n" \
	"  neighbor PEERS soft-reconfiguration inbound\n" \
	"  neighbor PEERS weight 7\n" \
	"  neighbor PEERS allowas-in 2\n" \
	"  neighbor PEERS default-originate route-map RM\n" \
	"  neighbor PEERS unsuppress-map RM\n" \
	"  neighbor PEERS advertise-map RM non-exist-map R2\n" \
	"  neighbor PEERS maximum-prefix 100 80 warning-only\n" \
	"  neighbor PEERS advertisement-interval 3\n" \
	"  neighbor PEERS additional-paths send receive\n" \
	"  neighbor PEERS advertise additional-paths best 2 group-best all\n" \
	"  neighbor PEERS capability orf prefix-list send\n" \
	"  neighbor PEERS dmzlink-bw\n" \
	"  neighbor PEERS soo 65000:9\n" \
	"  neighbor PEERS distribute-list 10 in\n" \
	"  neighbor PEERS distribute-list 10 out\n" \
	"  neighbor PEERS prefix-list PL in\n" \
	"  neighbor PEERS prefix-list PL out\n" \
	"  neighbor PEERS filter-list 5 in\n" \
	"  neighbor PEERS filter-list 5 out\n" \
	"  neighbor PEERS route-map RM in\n" \
	"  neighbor PEERS route-map RM out\n" \
	"  neighbor 10.0.0.2 peer-group PEERS\n" \
	"  neighbor 10.0.0.2 description a neighbour | \"quoted\"\n" \
	"  neighbor 10.0.0.2 shutdown graceful 60 community 65001:7 local-preference 9\n" \
	"  neighbor 10.0.0.2 password a secret\n" \
	"  neighbor 10.0.0.2 ebgp-multihop 3\n" \
	"  neighbor 10.0.0.2 disable-connected-check\n" \
	"  neighbor 10.0.0.2 update-source GigabitEthernet0/1\n" \
	"  neighbor 10.0.0.2 timers 5 15 7\n" \
	"  neighbor 10.0.0.2 fall-over bfd multi-hop\n" \
	"  neighbor 10.0.0.2 ha-mode graceful-restart\n" \
	"  neighbor 10.0.0.2 transport connection-mode passive\n" \
	"  neighbor 10.0.0.2 transport path-mtu-discovery disable\n" \
	"  neighbor 10.0.0.2 capability extended-nexthop\n" \
	"  neighbor 10.0.0.2 send-community both\n" \
	"  neighbor 10.0.0.2 route-reflector-client\n" \
	"  neighbor 10.0.0.2 next-hop-self all\n" \
	"  neighbor 10.0.0.2 next-hop-unchanged allpaths\n" \
	"  neighbor 10.0.0.2 as-override\n" \
	"  neighbor 10.0.0.2 soft-reconfiguration inbound\n" \
	"  neighbor 10.0.0.2 weight 7\n" \
	"  neighbor 10.0.0.2 allowas-in 2\n" \
	"  neighbor 10.0.0.2 default-originate route-map RM\n" \
	"  neighbor 10.0.0.2 unsuppress-map RM\n" \
	"  neighbor 10.0.0.2 advertise-map RM non-exist-map R2\n" \
	"  neighbor 10.0.0.2 maximum-prefix 100 80 warning-only\n" \
	"  neighbor 10.0.0.2 advertisement-interval 3\n" \
	"  neighbor 10.0.0.2 additional-paths send receive\n" \
	"  neighbor 10.0.0.2 advertise additional-paths best 2 group-best all\n" \
	"  neighbor 10.0.0.2 capability orf prefix-list receive\n" \
	"  neighbor 10.0.0.2 dmzlink-bw\n" \
	"  neighbor 10.0.0.2 soo 65000:9\n" \
	"  neighbor 10.0.0.2 distribute-list 10 in\n" \
	"  neighbor 10.0.0.2 distribute-list 10 out\n" \
	"  neighbor 10.0.0.2 prefix-list PL in\n" \
	"  neighbor 10.0.0.2 prefix-list PL out\n" \
	"  neighbor 10.0.0.2 filter-list 5 in\n" \
	"  neighbor 10.0.0.2 filter-list 5 out\n" \
	"  neighbor 10.0.0.2 route-map RM in\n" \
	"  neighbor 10.0.0.2 route-map RM out\n" \
	"  neighbor 10.0.0.7 peer-group P4\n" \
	"  neighbor 10.0.0.8 peer-group PEERS\n" \
	"  neighbor 10.0.0.8 ttl-security hops 3\n" \
	"  neighbor 10.0.0.9 remote-as 65009 alternate-as 65011 65012 65013 65014 65015\n" \
	"  neighbor 10.0.0.9 local-as 64000 no-prepend replace-as dual-as\n" \
	"  neighbor 2001:DB8::2 peer-group PEERS\n" \
	"  neighbor 2001:DB8::2 description a neighbour | \"quoted\"\n" \
	"  neighbor 2001:DB8::2 shutdown graceful 60 community 65001:8 local-preference 0\n" \
	"  neighbor 2001:DB8::2 password a secret\n" \
	"  neighbor 2001:DB8::2 ttl-security hops 3\n" \
	"  neighbor 2001:DB8::2 disable-connected-check\n" \
	"  neighbor 2001:DB8::2 update-source GigabitEthernet0/1\n" \
	"  neighbor 2001:DB8::2 timers 5 15 7\n" \
	"  neighbor 2001:DB8::2 fall-over bfd single-hop\n" \
	"  neighbor 2001:DB8::2 ha-mode graceful-restart disable\n" \
	"  neighbor 2001:DB8::2 transport connection-mode passive\n" \
	"  neighbor 2001:DB8::2 transport path-mtu-discovery\n" \
	"  neighbor 2001:DB8::2 capability extended-nexthop\n" \
	"  neighbor 2001:DB8::2 send-community both\n" \
	"  neighbor 2001:DB8::2 route-reflector-client\n" \
	"  neighbor 2001:DB8::2 next-hop-self\n" \
	"  neighbor 2001:DB8::2 next-hop-unchanged allpaths\n" \
	"  neighbor 2001:DB8::2 as-override\n" \
	"  neighbor 2001:DB8::2 soft-reconfiguration inbound\n" \
	"  neighbor 2001:DB8::2 weight 7\n" \
	"  neighbor 2001:DB8::2 allowas-in 2\n" \
	"  neighbor 2001:DB8::2 default-originate route-map RM\n" \
	"  neighbor 2001:DB8::2 unsuppress-map RM\n" \
	"  neighbor 2001:DB8::2 advertise-map RM exist-map R2\n" \
	"  neighbor 2001:DB8::2 maximum-prefix 100 80 warning-only\n" \
	"  neighbor 2001:DB8::2 advertisement-interval 3\n" \
	"  neighbor 2001:DB8::2 additional-paths disable\n" \
	"  neighbor 2001:DB8::2 advertise additional-paths best 2 group-best all\n" \
	"  neighbor 2001:DB8::2 capability orf prefix-list both\n" \
	"  neighbor 2001:DB8::2 dmzlink-bw\n" \
	"  neighbor 2001:DB8::2 soo 65000:9\n" \
	"  neighbor 2001:DB8::2 distribute-list 10 in\n" \
	"  neighbor 2001:DB8::2 distribute-list 10 out\n" \
	"  neighbor 2001:DB8::2 prefix-list PL in\n" \
	"  neighbor 2001:DB8::2 prefix-list PL out\n" \
	"  neighbor 2001:DB8::2 filter-list 5 in\n" \
	"  neighbor 2001:DB8::2 filter-list 5 out\n" \
	"  neighbor 2001:DB8::2 route-map RM in\n" \
	"  neighbor 2001:DB8::2 route-map RM out\n" \
	"  neighbor 2001:DB8::7 peer-group P4\n" \
	"  neighbor 2001:DB8::8 peer-group PEERS\n" \
	"  neighbor 2001:DB8::8 ebgp-multihop 4\n" \
	"  neighbor 2001:DB8::9 remote-as 65010\n" \
	"  neighbor 2001:DB8::9 local-as 64000 no-prepend replace-as dual-as\n" \
	"  neighbor 2001:DB8::9 remove-private-as all replace-as\n" \
	"  maximum-paths 6\n" \
	"  maximum-paths ibgp 7\n" \
	"  maximum-paths eibgp 3\n" \
	"  distance 99 10.0.0.2 0.0.0.0\n" \
	" exit-address-family\n" \
	" !\n" \
	" address-family ipv6\n" \
	"  bgp bestpath prefix-validate allow-invalid\n" \
	"  bgp dampening 12 802 2502 48\n" \
	"  bgp additional-paths send receive\n" \
	"  bgp additional-paths select best 3 group-best all\n" \
	"  bgp dmzlink-bw\n" \
	"  bgp redistribute-internal\n" \
	"  table-map RM filter\n" \
	"  network 2001:DB8:1::/48\n" \
	"  network 2001:DB8:2::/48 route-map RM\n" \
	"  aggregate-address 2001:DB8::/32 as-set summary-only suppress-map R2 advertise-map RM attribute-map RM\n" \
	"  redistribute connected metric 5 route-map RM\n" \
	"  redistribute static metric 5 route-map RM\n" \
	"  redistribute ospf 7 metric 3 route-map RM match internal external\n" \
	"  redistribute ospf 8 match external\n" \
	"  default-metric 4294967295\n" \
	"  neighbor EXT send-community extended\n" \
	"  neighbor EXT advertise-map RM exist-map R2\n" \
	"  neighbor EXT maximum-prefix 7 restart 8\n" \
	"  neighbor EXT additional-paths disable\n" \
	"  neighbor P2 send-community standard\n" \
	"  neighbor PEERS activate\n" \
	"  neighbor PEERS send-community both\n" \
	"  neighbor PEERS route-reflector-client\n" \
	"  neighbor PEERS next-hop-self all\n" \
	"  neighbor PEERS next-hop-unchanged allpaths\n" \
	"  neighbor PEERS as-override\n" \
	"  neighbor PEERS remove-private-as all replace-as\n" \
	"  neighbor PEERS soft-reconfiguration inbound\n" \
	"  neighbor PEERS weight 7\n" \
	"  neighbor PEERS allowas-in 2\n" \
	"  neighbor PEERS default-originate route-map RM\n" \
	"  neighbor PEERS unsuppress-map RM\n" \
	"  neighbor PEERS advertise-map RM non-exist-map R2\n" \
	"  neighbor PEERS maximum-prefix 100 80 warning-only\n" \
	"  neighbor PEERS advertisement-interval 3\n" \
	"  neighbor PEERS additional-paths send receive\n" \
	"  neighbor PEERS advertise additional-paths best 2 group-best all\n" \
	"  neighbor PEERS capability orf prefix-list send\n" \
	"  neighbor PEERS dmzlink-bw\n" \
	"  neighbor PEERS soo 65000:9\n" \
	"  neighbor PEERS distribute-list SIX in\n" \
	"  neighbor PEERS distribute-list SIX out\n" \
	"  neighbor PEERS prefix-list PL6 in\n" \
	"  neighbor PEERS prefix-list PL6 out\n" \
	"  neighbor PEERS filter-list 5 in\n" \
	"  neighbor PEERS filter-list 5 out\n" \
	"  neighbor PEERS route-map RM in\n" \
	"  neighbor PEERS route-map RM out\n" \
	"  neighbor PEERS announce rpki state\n" \
	"  neighbor 10.0.0.2 activate\n" \
	"  neighbor 10.0.0.2 send-community both\n" \
	"  neighbor 10.0.0.2 route-reflector-client\n" \
	"  neighbor 10.0.0.2 next-hop-self all\n" \
	"  neighbor 10.0.0.2 next-hop-unchanged allpaths\n" \
	"  neighbor 10.0.0.2 as-override\n" \
	"  neighbor 10.0.0.2 soft-reconfiguration inbound\n" \
	"  neighbor 10.0.0.2 weight 7\n" \
	"  neighbor 10.0.0.2 allowas-in 2\n" \
	"  neighbor 10.0.0.2 default-originate route-map RM\n" \
	"  neighbor 10.0.0.2 unsuppress-map RM\n" \
	"  neighbor 10.0.0.2 advertise-map RM non-exist-map R2\n" \
	"  neighbor 10.0.0.2 maximum-prefix 100 80 warning-only\n" \
	"  neighbor 10.0.0.2 advertisement-interval 3\n" \
	"  neighbor 10.0.0.2 additional-paths send receive\n" \
	"  neighbor 10.0.0.2 advertise additional-paths best 2 group-best all\n" \
	"  neighbor 10.0.0.2 capability orf prefix-list receive\n" \
	"  neighbor 10.0.0.2 dmzlink-bw\n" \
	"  neighbor 10.0.0.2 soo 65000:9\n" \
	"  neighbor 10.0.0.2 distribute-list SIX in\n" \
	"  neighbor 10.0.0.2 distribute-list SIX out\n" \
	"  neighbor 10.0.0.2 prefix-list PL6 in\n" \
	"  neighbor 10.0.0.2 prefix-list PL6 out\n" \
	"  neighbor 10.0.0.2 filter-list 5 in\n" \
	"  neighbor 10.0.0.2 filter-list 5 out\n" \
	"  neighbor 10.0.0.2 route-map RM in\n" \
	"  neighbor 10.0.0.2 route-map RM out\n" \
	"  neighbor 10.0.0.2 announce rpki state\n" \
	"  neighbor 10.0.0.9 send-community standard\n" \
	"  neighbor 10.0.0.9 remove-private-as all replace-as\n" \
	"  neighbor 10.0.0.9 maximum-prefix 7 restart 8\n" \
	BGP_INHERITS_FAMILY \
	"  neighbor 2001:DB8::2 activate\n" \
	"  neighbor 2001:DB8::2 send-community both\n" \
	"  neighbor 2001:DB8::2 route-reflector-client\n" \
	"  neighbor 2001:DB8::2 next-hop-self\n" \
	"  neighbor 2001:DB8::2 next-hop-unchanged allpaths\n" \
	"  neighbor 2001:DB8::2 as-override\n" \
	"  neighbor 2001:DB8::2 soft-reconfiguration inbound\n" \
	"  neighbor 2001:DB8::2 weight 7\n" \
	"  neighbor 2001:DB8::2 allowas-in 2\n" \
	"  neighbor 2001:DB8::2 default-originate route-map RM\n" \
	"  neighbor 2001:DB8::2 unsuppress-map RM\n" \
	"  neighbor 2001:DB8::2 advertise-map RM exist-map R2\n" \
	"  neighbor 2001:DB8::2 maximum-prefix 100 80 warning-only\n" \
	"  neighbor 2001:DB8::2 advertisement-interval 3\n" \
	"  neighbor 2001:DB8::2 additional-paths disable\n" \
	"  neighbor 2001:DB8::2 advertise additional-paths best 2 group-best all\n" \
	"  neighbor 2001:DB8::2 capability orf prefix-list both\n" \
	"  neighbor 2001:DB8::2 dmzlink-bw\n" \
	"  neighbor 2001:DB8::2 soo 65000:9\n" \
	"  neighbor 2001:DB8::2 distribute-list SIX in\n" \
	"  neighbor 2001:DB8::2 distribute-list SIX out\n" \
	"  neighbor 2001:DB8::2 prefix-list PL6 in\n" \
	"  neighbor 2001:DB8::2 prefix-list PL6 out\n" \
	"  neighbor 2001:DB8::2 filter-list 5 in\n" \
	"  neighbor 2001:DB8::2 filter-list 5 out\n" \
	"  neighbor 2001:DB8::2 route-map RM in\n" \
	"  neighbor 2001:DB8::2 route-map RM out\n" \
	"  neighbor 2001:DB8::2 announce rpki state\n" \
	"  neighbor 2001:DB8::9 send-community extended\n" \
	"  neighbor 2001:DB8::9 remove-private-as all replace-as\n" \
	BGP_INHERITS_FAMILY6 \
	"  maximum-paths 4\n" \
	"  maximum-paths ibgp 5\n" \
	"  maximum-paths eibgp 3\n" \
	" exit-address-family\n" \
	" !\n" \
	" address-family ipv6 vrf BLUE\n" \
	"  bgp router-id 9.9.9.8\n" \
	"  bgp dampening 11 801 2501 44\n" \
	"  bgp additional-paths send receive\n" \
	"  bgp additional-paths select best 3 group-best all\n" \
	"  bgp dmzlink-bw\n" \
	"  no bgp redistribute-internal\n" \
	"  table-map RM filter\n" \
	"  network 2001:DB8:1::/48\n" \
	"  network 2001:DB8:2::/48 route-map RM\n" \
	"  aggregate-address 2001:DB8::/32 as-set summary-only suppress-map R2 advertise-map RM attribute-map RM\n" \
	"  redistribute connected metric 5 route-map RM\n" \
	"  redistribute static metric 5 route-map RM\n" \
	"  redistribute ospf 7 metric 3 route-map RM match internal external\n" \
	"  redistribute ospf 8 match external\n" \
	"  default-metric 4294967295\n" \
	"  neighbor EXT peer-group\n" \
	"  neighbor EXT ebgp-multihop 3\n" \
	"  neighbor EXT ha-mode graceful-restart disable\n" \
	"  neighbor EXT advertise-map RM exist-map R2\n" \
	"  neighbor EXT additional-paths disable\n" \
	"  neighbor P2 peer-group\n" \
	"  neighbor P2 remote-as 65020 alternate-as 65011 65012 65013 65014 65015\n" \
	"  neighbor P4 peer-group\n" \
	"  neighbor P4 remote-as 65001\n" \
	"  neighbor PEERS peer-group\n" \
	"  neighbor PEERS remote-as 65001\n" \
	"  neighbor PEERS local-as 64000 no-prepend replace-as dual-as\n" \
	"  neighbor PEERS description a neighbour | \"quoted\"\n" \
	"  neighbor PEERS shutdown graceful 60 community 65001:7 local-preference 9\n" \
	"  neighbor PEERS password a secret\n" \
	"  neighbor PEERS ttl-security hops 2\n" \
	"  neighbor PEERS disable-connected-check\n" \
	"  neighbor PEERS update-source GigabitEthernet0/1\n" \
	"  neighbor PEERS timers 5 15 6\n" \
	"  neighbor PEERS fall-over bfd\n" \
	"  neighbor PEERS ha-mode graceful-restart\n" \
	"  neighbor PEERS transport connection-mode active\n" \
	"  neighbor PEERS transport path-mtu-discovery disable\n" \
	"  neighbor PEERS capability extended-nexthop\n" \
	"  neighbor PEERS send-community both\n" \
	"  neighbor PEERS route-reflector-client\n" \
	"  neighbor PEERS next-hop-self all\n" \
	"  neighbor PEERS next-hop-unchanged allpaths\n" \
	"  neighbor PEERS as-override\n" \
	"  neighbor PEERS remove-private-as all replace-as\n" \
	"  neighbor PEERS soft-reconfiguration inbound\n" \
	"  neighbor PEERS weight 7\n" \
	"  neighbor PEERS allowas-in 2\n" \
	"  neighbor PEERS default-originate route-map RM\n" \
	"  neighbor PEERS unsuppress-map RM\n" \
	"  neighbor PEERS advertise-map RM non-exist-map R2\n" \
	"  neighbor PEERS maximum-prefix 100 80 warning-only\n" \
	"  neighbor PEERS advertisement-interval 3\n" \
	"  neighbor PEERS additional-paths send receive\n" \
	"  neighbor PEERS advertise additional-paths best 2 group-best all\n" \
	"  neighbor PEERS capability orf prefix-list send\n" \
	"  neighbor PEERS dmzlink-bw\n" \
	"  neighbor PEERS soo 65000:9\n" \
	"  neighbor PEERS distribute-list SIX in\n" \
	"  neighbor PEERS distribute-list SIX out\n" \
	"  neighbor PEERS prefix-list PL6 in\n" \
	"  neighbor PEERS prefix-list PL6 out\n" \
	"  neighbor PEERS filter-list 5 in\n" \
	"  neighbor PEERS filter-list 5 out\n" \
	"  neighbor PEERS route-map RM in\n" \
	"  neighbor PEERS route-map RM out\n" \
	"  neighbor 10.0.0.2 peer-group PEERS\n" \
	"  neighbor 10.0.0.2 description a neighbour | \"quoted\"\n" \
	"  neighbor 10.0.0.2 shutdown graceful 60 community 65001:7 local-preference 9\n" \
	"  neighbor 10.0.0.2 password a secret\n" \
	"  neighbor 10.0.0.2 ebgp-multihop 3\n" \
	"  neighbor 10.0.0.2 disable-connected-check\n" \
	"  neighbor 10.0.0.2 update-source GigabitEthernet0/1\n" \
	"  neighbor 10.0.0.2 timers 5 15 7\n" \
	"  neighbor 10.0.0.2 fall-over bfd multi-hop\n" \
	"  neighbor 10.0.0.2 ha-mode graceful-restart\n" \
	"  neighbor 10.0.0.2 transport connection-mode passive\n" \
	"  neighbor 10.0.0.2 transport path-mtu-discovery disable\n" \
	"  neighbor 10.0.0.2 capability extended-nexthop\n" \
	"  neighbor 10.0.0.2 send-community both\n" \
	"  neighbor 10.0.0.2 route-reflector-client\n" \
	"  neighbor 10.0.0.2 next-hop-self all\n" \
	"  neighbor 10.0.0.2 next-hop-unchanged allpaths\n" \
	"  neighbor 10.0.0.2 as-override\n" \
	"  neighbor 10.0.0.2 soft-reconfiguration inbound\n" \
	"  neighbor 10.0.0.2 weight 7\n" \
	"  neighbor 10.0.0.2 allowas-in 2\n" \
	"  neighbor 10.0.0.2 default-originate route-map RM\n" \
	"  neighbor 10.0.0.2 unsuppress-map RM\n" \
	"  neighbor 10.0.0.2 advertise-map RM non-exist-map R2\n" \
	"  neighbor 10.0.0.2 maximum-prefix 100 80 warning-only\n" \
	"  neighbor 10.0.0.2 advertisement-interval 3\n" \
	"  neighbor 10.0.0.2 additional-paths send receive\n" \
	"  neighbor 10.0.0.2 advertise additional-paths best 2 group-best all\n" \
	"  neighbor 10.0.0.2 capability orf prefix-list receive\n" \
	"  neighbor 10.0.0.2 dmzlink-bw\n" \
	"  neighbor 10.0.0.2 soo 65000:9\n" \
	"  neighbor 10.0.0.2 distribute-list SIX in\n" \
	"  neighbor 10.0.0.2 distribute-list SIX out\n" \
	"  neighbor 10.0.0.2 prefix-list PL6 in\n" \
	"  neighbor 10.0.0.2 prefix-list PL6 out\n" \
	"  neighbor 10.0.0.2 filter-list 5 in\n" \
	"  neighbor 10.0.0.2 filter-list 5 out\n" \
	"  neighbor 10.0.0.2 route-map RM in\n" \
	"  neighbor 10.0.0.2 route-map RM out\n" \
	"  neighbor 10.0.0.7 peer-group P4\n" \
	"  neighbor 10.0.0.8 peer-group PEERS\n" \
	"  neighbor 10.0.0.8 ttl-security hops 3\n" \
	"  neighbor 10.0.0.9 remote-as 65009 alternate-as 65011 65012 65013 65014 65015\n" \
	"  neighbor 10.0.0.9 local-as 64000 no-prepend replace-as dual-as\n" \
	"  neighbor 2001:DB8::2 peer-group PEERS\n" \
	"  neighbor 2001:DB8::2 description a neighbour | \"quoted\"\n" \
	"  neighbor 2001:DB8::2 shutdown graceful 60 community 65001:8 local-preference 0\n" \
	"  neighbor 2001:DB8::2 password a secret\n" \
	"  neighbor 2001:DB8::2 ttl-security hops 3\n" \
	"  neighbor 2001:DB8::2 disable-connected-check\n" \
	"  neighbor 2001:DB8::2 update-source GigabitEthernet0/1\n" \
	"  neighbor 2001:DB8::2 timers 5 15 7\n" \
	"  neighbor 2001:DB8::2 fall-over bfd single-hop\n" \
	"  neighbor 2001:DB8::2 ha-mode graceful-restart disable\n" \
	"  neighbor 2001:DB8::2 transport connection-mode passive\n" \
	"  neighbor 2001:DB8::2 transport path-mtu-discovery\n" \
	"  neighbor 2001:DB8::2 capability extended-nexthop\n" \
	"  neighbor 2001:DB8::2 send-community both\n" \
	"  neighbor 2001:DB8::2 route-reflector-client\n" \
	"  neighbor 2001:DB8::2 next-hop-self\n" \
	"  neighbor 2001:DB8::2 next-hop-unchanged allpaths\n" \
	"  neighbor 2001:DB8::2 as-override\n" \
	"  neighbor 2001:DB8::2 soft-reconfiguration inbound\n" \
	"  neighbor 2001:DB8::2 weight 7\n" \
	"  neighbor 2001:DB8::2 allowas-in 2\n" \
	"  neighbor 2001:DB8::2 default-originate route-map RM\n" \
	"  neighbor 2001:DB8::2 unsuppress-map RM\n" \
	"  neighbor 2001:DB8::2 advertise-map RM exist-map R2\n" \
	"  neighbor 2001:DB8::2 maximum-prefix 100 80 warning-only\n" \
	"  neighbor 2001:DB8::2 advertisement-interval 3\n" \
	"  neighbor 2001:DB8::2 additional-paths disable\n" \
	"  neighbor 2001:DB8::2 advertise additional-paths best 2 group-best all\n" \
	"  neighbor 2001:DB8::2 capability orf prefix-list both\n" \
	"  neighbor 2001:DB8::2 dmzlink-bw\n" \
	"  neighbor 2001:DB8::2 soo 65000:9\n" \
	"  neighbor 2001:DB8::2 distribute-list SIX in\n" \
	"  neighbor 2001:DB8::2 distribute-list SIX out\n" \
	"  neighbor 2001:DB8::2 prefix-list PL6 in\n" \
	"  neighbor 2001:DB8::2 prefix-list PL6 out\n" \
	"  neighbor 2001:DB8::2 filter-list 5 in\n" \
	"  neighbor 2001:DB8::2 filter-list 5 out\n" \
	"  neighbor 2001:DB8::2 route-map RM in\n" \
	"  neighbor 2001:DB8::2 route-map RM out\n" \
	"  neighbor 2001:DB8::7 peer-group P4\n" \
	"  neighbor 2001:DB8::8 peer-group PEERS\n" \
	"  neighbor 2001:DB8::8 ebgp-multihop 4\n" \
	"  neighbor 2001:DB8::9 remote-as 65010\n" \
	"  neighbor 2001:DB8::9 local-as 64000 no-prepend replace-as dual-as\n" \
	"  neighbor 2001:DB8::9 remove-private-as all replace-as\n" \
	"  maximum-paths 4\n" \
	"  maximum-paths ibgp 5\n" \
	"  maximum-paths eibgp 3\n" \
	" exit-address-family\n" \
	"!\n"

/* A neighbour takes its other lines along, those of families too (labs/bgp-vrf), a group its members' (unit/config_whole). */
#define BGP_ANSWERS \
	{ "router bgp 65001", "no bgp default ipv4-unicast", NULL, NULL }, /* each neighbour gets a line: unit/bgp_lines */ \
	{ NULL, "neighbor EXT peer-group", NULL, NULL }, \
	{ NULL, "neighbor P2 peer-group", NULL, NULL }, \
	{ NULL, "neighbor P4 peer-group", NULL, NULL }, \
	{ NULL, "neighbor PEERS peer-group", NULL, NULL }, \
	{ "router bgp 65001", "neighbor 10.0.0.9 remote-as 65009 alternate-as 65011 65012 65013 65014 65015", NULL, NULL }, \
	{ "router bgp 65001", "neighbor 2001:DB8::9 remote-as 65010", NULL, NULL }, \
	{ "vrf definition BLUE", "rd 10.0.0.1:7", "% VRF BLUE is used by \"address-family ipv4 vrf BLUE\" of BGP\n", NULL }, \
	{ "vrf definition BLUE", "address-family ipv4", "% VRF BLUE is used by \"address-family ipv4 vrf BLUE\" of BGP\n", NULL }, \
	{ "vrf definition BLUE", "address-family ipv6", "% VRF BLUE is used by \"address-family ipv6 vrf BLUE\" of BGP\n", NULL }

#define BGP_TYPED \
	{ "router bgp 65001 / address-family ipv4", "default-metric 10", "default-metric 10" }, \
	{ "router bgp 65001", "bgp bestpath prefix-validate disable", "bgp bestpath prefix-validate disable" }, \
	{ "router bgp 65001 / address-family ipv4", "bgp bestpath prefix-validate allow-invalid", "bgp bestpath prefix-validate allow-invalid" }, \
	{ "router bgp 65001 / address-family ipv4", "bgp dampening 12 802 2502 48", "bgp dampening 12 802 2502 48" }, \
	{ "router bgp 65001 / address-family ipv4", "bgp redistribute-internal", "bgp redistribute-internal" }, \
	{ "router bgp 65001 / address-family ipv4", "maximum-paths 6", "maximum-paths 6" }, \
	{ "router bgp 65001 / address-family ipv4", "maximum-paths ibgp 7", "maximum-paths ibgp 7" }, \
	{ "router bgp 65001 / address-family ipv4", "maximum-paths eibgp 3", "maximum-paths eibgp 3" }, \
	{ "router bgp 65001 / address-family ipv4", "bgp bestpath prefix-validate disable", "bgp bestpath prefix-validate disable" }, \
	{ "router bgp 65001 / address-family ipv6", "redistribute rip ONE metric 5 route-map RM", "redistribute rip ONE metric 5 route-map RM" }, \
	{ "router bgp 65001 / address-family ipv6", "redistribute eigrp 9 metric 3 route-map RM", "redistribute eigrp 9 metric 3 route-map RM" }, \
	{ "router bgp 65001 / address-family ipv6 vrf BLUE", "redistribute rip ONE metric 5 route-map RM", "redistribute rip ONE metric 5 route-map RM" }, \
	{ "router bgp 65001 / address-family ipv6 vrf BLUE", "redistribute eigrp 9 metric 3 route-map RM", "redistribute eigrp 9 metric 3 route-map RM" }, \
	{ "router bgp 65001 / address-family ipv6", "bgp bestpath prefix-validate disable", "bgp bestpath prefix-validate disable" }, \
	{ "router bgp 65001", "neighbor PEERS transport connection-mode passive", "neighbor PEERS transport connection-mode passive" }, \
	{ "router bgp 65001", "neighbor 10.0.0.2 transport connection-mode active", "neighbor 10.0.0.2 transport connection-mode active" }, \
	{ "router bgp 65001 / address-family ipv4 vrf BLUE", "neighbor PEERS transport connection-mode passive", "neighbor PEERS transport connection-mode passive" }, \
	{ "router bgp 65001 / address-family ipv4 vrf BLUE", "neighbor 10.0.0.2 transport connection-mode active", "neighbor 10.0.0.2 transport connection-mode active" }, \
	{ "router bgp 65001 / address-family ipv6 vrf BLUE", "neighbor PEERS transport connection-mode passive", "neighbor PEERS transport connection-mode passive" }, \
	{ "router bgp 65001 / address-family ipv6 vrf BLUE", "neighbor 10.0.0.2 transport connection-mode active", "neighbor 10.0.0.2 transport connection-mode active" }, \
	{ "router bgp 65001 / template peer-session SES", "shutdown", "shutdown" }, \
	{ "router bgp 65001 / template peer-session SES", "transport connection-mode active", "transport connection-mode active" }, \
	{ "router bgp 65001", "neighbor PEERS capability orf prefix-list receive", "neighbor PEERS capability orf prefix-list receive" }, \
	{ "router bgp 65001", "neighbor PEERS capability orf prefix-list both", "neighbor PEERS capability orf prefix-list both" }, \
	{ "router bgp 65001", "neighbor 10.0.0.2 capability orf prefix-list send", "neighbor 10.0.0.2 capability orf prefix-list send" }, \
	{ "router bgp 65001 / address-family ipv4", "neighbor P4 capability orf prefix-list receive", "neighbor P4 capability orf prefix-list receive" }, \
	{ "router bgp 65001 / address-family ipv4", "neighbor P4 capability orf prefix-list both", "neighbor P4 capability orf prefix-list both" }, \
	{ "router bgp 65001 / address-family ipv4", "neighbor 10.0.0.7 capability orf prefix-list send", "neighbor 10.0.0.7 capability orf prefix-list send" }, \
	{ "router bgp 65001 / address-family ipv6", "neighbor PEERS capability orf prefix-list receive", "neighbor PEERS capability orf prefix-list receive" }, \
	{ "router bgp 65001 / address-family ipv6", "neighbor PEERS capability orf prefix-list both", "neighbor PEERS capability orf prefix-list both" }, \
	{ "router bgp 65001 / address-family ipv6", "neighbor 10.0.0.2 capability orf prefix-list send", "neighbor 10.0.0.2 capability orf prefix-list send" }, \
	{ "router bgp 65001 / address-family ipv4 vrf BLUE", "neighbor PEERS capability orf prefix-list receive", "neighbor PEERS capability orf prefix-list receive" }, \
	{ "router bgp 65001 / address-family ipv4 vrf BLUE", "neighbor PEERS capability orf prefix-list both", "neighbor PEERS capability orf prefix-list both" }, \
	{ "router bgp 65001 / address-family ipv4 vrf BLUE", "neighbor 10.0.0.2 capability orf prefix-list send", "neighbor 10.0.0.2 capability orf prefix-list send" }, \
	{ "router bgp 65001 / address-family ipv6 vrf BLUE", "neighbor PEERS capability orf prefix-list receive", "neighbor PEERS capability orf prefix-list receive" }, \
	{ "router bgp 65001 / address-family ipv6 vrf BLUE", "neighbor PEERS capability orf prefix-list both", "neighbor PEERS capability orf prefix-list both" }, \
	{ "router bgp 65001 / address-family ipv6 vrf BLUE", "neighbor 10.0.0.2 capability orf prefix-list send", "neighbor 10.0.0.2 capability orf prefix-list send" }, \
	{ "router bgp 65001 / template peer-policy POL", "capability orf prefix-list receive", "capability orf prefix-list receive" }, \
	{ "router bgp 65001 / template peer-policy POL", "capability orf prefix-list both", "capability orf prefix-list both" }, \
	{ "router bgp 65001", "neighbor PEERS fall-over route-map RM", "neighbor PEERS fall-over route-map RM" }, \
	{ "router bgp 65001", "neighbor 10.0.0.2 fall-over route-map RM", "neighbor 10.0.0.2 fall-over route-map RM" }, \
	{ "router bgp 65001", "neighbor 2001:DB8::2 fall-over route-map RM", "neighbor 2001:DB8::2 fall-over route-map RM" }, \
	{ "router bgp 65001 / address-family ipv4 vrf BLUE", "neighbor PEERS fall-over route-map RM", "neighbor PEERS fall-over route-map RM" }, \
	{ "router bgp 65001 / address-family ipv4 vrf BLUE", "neighbor 10.0.0.2 fall-over route-map RM", "neighbor 10.0.0.2 fall-over route-map RM" }, \
	{ "router bgp 65001 / address-family ipv4 vrf BLUE", "neighbor 2001:DB8::2 fall-over route-map RM", "neighbor 2001:DB8::2 fall-over route-map RM" }, \
	{ "router bgp 65001 / address-family ipv6 vrf BLUE", "neighbor PEERS fall-over route-map RM", "neighbor PEERS fall-over route-map RM" }, \
	{ "router bgp 65001 / address-family ipv6 vrf BLUE", "neighbor 10.0.0.2 fall-over route-map RM", "neighbor 10.0.0.2 fall-over route-map RM" }, \
	{ "router bgp 65001 / address-family ipv6 vrf BLUE", "neighbor 2001:DB8::2 fall-over route-map RM", "neighbor 2001:DB8::2 fall-over route-map RM" }, \
	{ "router bgp 65001 / template peer-session SES", "fall-over route-map RM", "fall-over route-map RM" }, \
	{ "router bgp 65001", "bgp dampening route-map RM", "bgp dampening route-map RM" }, \
	{ "router bgp 65001 / address-family ipv4", "bgp dampening route-map RM", "bgp dampening route-map RM" }, \
	{ "router bgp 65001 / address-family ipv6", "bgp dampening route-map RM", "bgp dampening route-map RM" }, \
	{ "router bgp 65001 / address-family ipv4 vrf BLUE", "bgp dampening route-map RM", "bgp dampening route-map RM" }, \
	{ "router bgp 65001 / address-family ipv6 vrf BLUE", "bgp dampening route-map RM", "bgp dampening route-map RM" }, \
	{ "router bgp 65001", "neighbor PEERS fall-over bfd single-hop", "neighbor PEERS fall-over bfd single-hop" }, \
	{ "router bgp 65001", "neighbor PEERS fall-over bfd multi-hop", "neighbor PEERS fall-over bfd multi-hop" }, \
	{ "router bgp 65001", "redistribute eigrp 7 metric 5", "redistribute eigrp 7 metric 5" }, \
	{ "router bgp 65001", "redistribute eigrp 8 route-map RM", "redistribute eigrp 8 route-map RM" }, \
	{ "router bgp 65001", "network 192.168.1.0 route-map RM", "network 192.168.1.0 route-map RM" }, \
	{ "router bgp 65001 / address-family ipv4", "network 192.168.2.0 route-map RM", "network 192.168.2.0 route-map RM" }, \
	{ "router bgp 65001 / address-family ipv4 vrf BLUE", "network 192.168.2.0 route-map RM", "network 192.168.2.0 route-map RM" }, \
	{ "router bgp 65001 / address-family ipv4 vrf BLUE", "neighbor PEERS fall-over bfd single-hop", "neighbor PEERS fall-over bfd single-hop" }, \
	{ "router bgp 65001 / address-family ipv4 vrf BLUE", "neighbor PEERS fall-over bfd multi-hop", "neighbor PEERS fall-over bfd multi-hop" }, \
	{ "router bgp 65001 / address-family ipv4 vrf BLUE", "neighbor EXT send-community extended", "neighbor EXT send-community extended" }, \
	{ "router bgp 65001 / address-family ipv4 vrf BLUE", "neighbor EXT send-community standard", "neighbor EXT send-community standard" }, \
	{ "router bgp 65001 / address-family ipv4 vrf BLUE", "neighbor EXT maximum-prefix 9 restart 5", "neighbor EXT maximum-prefix 9 restart 5" }, \
	{ "router bgp 65001 / address-family ipv4 vrf BLUE", "neighbor 10.0.0.9 send-community extended", "neighbor 10.0.0.9 send-community extended" }, \
	{ "router bgp 65001 / address-family ipv4 vrf BLUE", "neighbor 10.0.0.9 send-community standard", "neighbor 10.0.0.9 send-community standard" }, \
	{ "router bgp 65001 / address-family ipv4 vrf BLUE", "neighbor 10.0.0.9 maximum-prefix 9 restart 5", "neighbor 10.0.0.9 maximum-prefix 9 restart 5" }, \
	{ "router bgp 65001 / address-family ipv4 vrf BLUE", "redistribute ospf 2 match external", "redistribute ospf 2 match external" }, \
	{ "router bgp 65001 / address-family ipv6 vrf BLUE", "neighbor PEERS fall-over bfd single-hop", "neighbor PEERS fall-over bfd single-hop" }, \
	{ "router bgp 65001 / address-family ipv6 vrf BLUE", "neighbor PEERS fall-over bfd multi-hop", "neighbor PEERS fall-over bfd multi-hop" }, \
	{ "router bgp 65001 / address-family ipv6 vrf BLUE", "neighbor EXT send-community extended", "neighbor EXT send-community extended" }, \
	{ "router bgp 65001 / address-family ipv6 vrf BLUE", "neighbor EXT send-community standard", "neighbor EXT send-community standard" }, \
	{ "router bgp 65001 / address-family ipv6 vrf BLUE", "neighbor EXT maximum-prefix 9 restart 5", "neighbor EXT maximum-prefix 9 restart 5" }, \
	{ "router bgp 65001 / address-family ipv6 vrf BLUE", "neighbor 10.0.0.9 send-community extended", "neighbor 10.0.0.9 send-community extended" }, \
	{ "router bgp 65001 / address-family ipv6 vrf BLUE", "neighbor 10.0.0.9 send-community standard", "neighbor 10.0.0.9 send-community standard" }, \
	{ "router bgp 65001 / address-family ipv6 vrf BLUE", "neighbor 10.0.0.9 maximum-prefix 9 restart 5", "neighbor 10.0.0.9 maximum-prefix 9 restart 5" }, \
	{ "router bgp 65001 / address-family ipv6 vrf BLUE", "redistribute ospf 2 match external", "redistribute ospf 2 match external" }, \
	{ "router bgp 65001 / address-family ipv4 vrf BLUE", "neighbor PEERS activate", "neighbor PEERS activate" }, \
	{ "router bgp 65001 / address-family ipv4 vrf BLUE", "neighbor 10.0.0.2 activate", "neighbor 10.0.0.2 activate" }, \
	{ "router bgp 65001 / address-family ipv4 vrf BLUE", "neighbor 2001:DB8::2 activate", "neighbor 2001:DB8::2 activate" }, \
	{ "router bgp 65001 / address-family ipv6 vrf BLUE", "neighbor PEERS activate", "neighbor PEERS activate" }, \
	{ "router bgp 65001 / address-family ipv6 vrf BLUE", "neighbor 10.0.0.2 activate", "neighbor 10.0.0.2 activate" }, \
	{ "router bgp 65001 / address-family ipv6 vrf BLUE", "neighbor 2001:DB8::2 activate", "neighbor 2001:DB8::2 activate" }, \
	{ "router bgp 65001", "neighbor PEERS shutdown", "neighbor PEERS shutdown" }, \
	{ "router bgp 65001", "neighbor 10.0.0.2 shutdown", "neighbor 10.0.0.2 shutdown" }, \
	{ "router bgp 65001", "neighbor 2001:DB8::2 shutdown", "neighbor 2001:DB8::2 shutdown" }, \
	{ "router bgp 65001 / address-family ipv4 vrf BLUE", "neighbor PEERS shutdown", "neighbor PEERS shutdown" }, \
	{ "router bgp 65001 / address-family ipv4 vrf BLUE", "neighbor 10.0.0.2 shutdown", "neighbor 10.0.0.2 shutdown" }, \
	{ "router bgp 65001 / address-family ipv4 vrf BLUE", "neighbor 2001:DB8::2 shutdown", "neighbor 2001:DB8::2 shutdown" }, \
	{ "router bgp 65001 / address-family ipv6 vrf BLUE", "neighbor PEERS shutdown", "neighbor PEERS shutdown" }, \
	{ "router bgp 65001 / address-family ipv6 vrf BLUE", "neighbor 10.0.0.2 shutdown", "neighbor 10.0.0.2 shutdown" }, \
	{ "router bgp 65001 / address-family ipv6 vrf BLUE", "neighbor 2001:DB8::2 shutdown", "neighbor 2001:DB8::2 shutdown" }, \
	{ "router bgp 65001", "bgp cluster-id 1.2.3.4", "bgp cluster-id 1.2.3.4" }, \
	{ "router bgp 65001", "bgp router-id interface GigabitEthernet0/1", "bgp router-id interface GigabitEthernet0/1" }, \
	{ "router bgp 65001 / address-family ipv4 vrf BLUE", "bgp router-id interface GigabitEthernet0/1", "bgp router-id interface GigabitEthernet0/1" }, \
	{ "router bgp 65001 / address-family ipv6 vrf BLUE", "bgp router-id interface GigabitEthernet0/1", "bgp router-id interface GigabitEthernet0/1" }, \
	{ "router bgp 65001", "network 192.168.4.0 backdoor", "network 192.168.4.0 backdoor" }, \
	{ "router bgp 65001 / address-family ipv4", "network 192.168.4.0 backdoor", "network 192.168.4.0 backdoor" }, \
	{ "router bgp 65001 / address-family ipv4", "network 192.168.4.0 mask 255.255.255.128 backdoor", "network 192.168.4.0 mask 255.255.255.128 backdoor" }, \
	{ "router bgp 65001 / address-family ipv4 vrf BLUE", "network 192.168.4.0 backdoor", "network 192.168.4.0 backdoor" }, \
	{ "router bgp 65001 / address-family ipv4 vrf BLUE", "network 192.168.4.0 mask 255.255.255.128 backdoor", "network 192.168.4.0 mask 255.255.255.128 backdoor" }, \
	{ "router bgp 65001", "neighbor 10.0.0.9 send-community extended", "neighbor 10.0.0.9 send-community extended" }, \
	{ "router bgp 65001", "neighbor 10.0.0.9 send-community standard", "neighbor 10.0.0.9 send-community standard" }, \
	{ "router bgp 65001", "neighbor 10.0.0.9 maximum-prefix 9 restart 5", "neighbor 10.0.0.9 maximum-prefix 9 restart 5" }, \
	{ "router bgp 65001", "neighbor EXT send-community extended", "neighbor EXT send-community extended" }, \
	{ "router bgp 65001", "neighbor EXT send-community standard", "neighbor EXT send-community standard" }, \
	{ "router bgp 65001", "neighbor EXT maximum-prefix 9 restart 5", "neighbor EXT maximum-prefix 9 restart 5" }, \
	{ "router bgp 65001", "redistribute ospf 2 match external", "redistribute ospf 2 match external" }

#endif
