/* SPDX-License-Identifier: GPL-3.0-or-later */
/* BGP's templates: each option of a session and of a policy, and what inherits them. Within `router bgp`, before its other lines. */
#ifndef TESTS_PROPERTY_BGP_TEMPLATE_H
#define TESTS_PROPERTY_BGP_TEMPLATE_H

#define BGP_TEMPLATES \
	" !\n" \
	" template peer-policy POL\n" \
	"  send-community both\n" \
	"  route-reflector-client\n" \
	"  next-hop-self all\n" \
	"  next-hop-unchanged allpaths\n" \
	"  as-override\n" \
	"  remove-private-as all replace-as\n" \
	"  soft-reconfiguration inbound\n" \
	"  weight 7\n" \
	"  allowas-in 2\n" \
	"  default-originate route-map RM\n" \
	"  unsuppress-map RM\n" \
	"  advertise-map RM non-exist-map R2\n" \
	"  maximum-prefix 100 80 warning-only\n" \
	"  advertisement-interval 3\n" \
	"  additional-paths send receive\n" \
	"  advertise additional-paths best 2 group-best all\n" \
	"  capability orf prefix-list send\n" \
	"  dmzlink-bw\n" \
	"  soo 65000:9\n" \
	"  distribute-list 10 in\n" \
	"  distribute-list 10 out\n" \
	"  prefix-list PL in\n" \
	"  prefix-list PL out\n" \
	"  filter-list 5 in\n" \
	"  filter-list 5 out\n" \
	"  route-map RM in\n" \
	"  route-map RM out\n" \
	"  inherit peer-policy POL2 20\n" \
	"  inherit peer-policy POL3 5\n" \
	" exit-peer-policy\n" \
	" !\n" \
	" template peer-policy POL2\n" \
	"  send-community extended\n" \
	"  advertise-map RM exist-map R2\n" \
	"  maximum-prefix 7 restart 8\n" \
	"  additional-paths disable\n" \
	" exit-peer-policy\n" \
	" !\n" \
	" template peer-policy POL3\n" \
	"  send-community standard\n" \
	" exit-peer-policy\n" \
	" !\n" \
	" template peer-session SES\n" \
	"  remote-as 65009\n" \
	"  local-as 64000 no-prepend replace-as dual-as\n" \
	"  description a neighbour | \"quoted\"\n" \
	"  shutdown graceful 60 community 65001:7 local-preference 9\n" \
	"  password a secret\n" \
	"  ebgp-multihop 3\n" \
	"  disable-connected-check\n" \
	"  update-source GigabitEthernet0/0\n" \
	"  timers 10 30 9\n" \
	"  fall-over bfd single-hop\n" \
	"  ha-mode graceful-restart disable\n" \
	"  transport connection-mode passive\n" \
	"  transport path-mtu-discovery disable\n" \
	"  capability extended-nexthop\n" \
	"  inherit peer-session SES2\n" \
	" exit-peer-session\n" \
	" !\n" \
	" template peer-session SES2\n" \
	"  ttl-security hops 2\n" \
	"  fall-over bfd multi-hop\n" \
	" exit-peer-session\n"

#define BGP_INHERITS \
	" neighbor 10.0.0.21 inherit peer-session SES\n" \
	" neighbor 10.0.0.21 inherit peer-policy POL\n"
#define BGP_INHERITS6 \
	" neighbor 2001:DB8::21 inherit peer-session SES\n" \
	" neighbor 2001:DB8::21 inherit peer-policy POL\n"
#define BGP_INHERITS_FAMILY "  neighbor 10.0.0.21 inherit peer-policy POL\n"
#define BGP_INHERITS_FAMILY6 "  neighbor 2001:DB8::21 inherit peer-policy POL\n"

#endif
