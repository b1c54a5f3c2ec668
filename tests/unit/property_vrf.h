/* SPDX-License-Identifier: GPL-3.0-or-later */
/* VRFs' lines, on routers and on switches that route. */
#ifndef TESTS_PROPERTY_VRF_H
#define TESTS_PROPERTY_VRF_H

#define VRF_DEFINITIONS \
	"vrf definition BLUE\n" \
	" description the second customer\n" \
	" rd 10.0.0.1:7\n" \
	" route-target export 65000:7\n" \
	" route-target import 10.0.0.1:7\n" \
	" import map RM\n" \
	" export map RM\n" \
	" !\n" \
	" address-family ipv4\n" \
	"  route-target export 65000:7\n" \
	"  route-target import 70000:7\n" \
	"  import map RM\n" \
	"  export map RM\n" \
	"  maximum routes 900 warning-only\n" \
	" exit-address-family\n" \
	" !\n" \
	" address-family ipv6\n" \
	"  maximum routes 800 80 reinstall 70\n" \
	" exit-address-family\n" \
	"!\n" \
	"vrf definition RED\n" \
	" rd 65000:1\n"

#define VRF_OLD \
	"ip vrf OLD\n" \
	" description as it was\n" \
	" rd 70000:3\n" \
	" route-target export 65000:7\n" \
	" route-target import 65000:8\n" \
	" import map RM\n" \
	" export map RM\n" \
	" maximum routes 900 warning-only\n" \
	"!\n"

#define VRF_INTERFACES \
	"interface Loopback21\n" \
	" vrf forwarding BLUE\n" \
	"!\n" \
	"interface Loopback22\n" \
	" ip vrf forwarding OLD\n" \
	"!\n"

#define VRF_ROUTES(options) \
	"!\n" \
	"ip route vrf BLUE 0.0.0.0 0.0.0.0 10.0.1.254 global 9 name n1" options "\n" \
	"ip route vrf BLUE 10.8.0.0 255.255.0.0 Loopback21 9 name n1" options "\n" \
	"ip route vrf BLUE 10.9.0.0 255.255.0.0 Loopback21 10.0.1.3 9 name n1" options "\n"
#define VRF_ROUTES6(options) \
	"!\n" \
	"ipv6 route vrf BLUE 2001:DB8:8::/48 2001:DB8:1::2 nexthop-vrf default 9 name n1" options "\n" \
	"ipv6 route vrf BLUE 2001:DB8:9::/48 Loopback21 9 name n1" options "\n" \
	"ipv6 route vrf BLUE 2001:DB8:A::/48 Loopback21 2001:DB8:1::3 9 name n1" options "\n"

#define VRF_OSPF \
	"router ospf 9 vrf BLUE\n" \
	" capability vrf-lite\n" \
	"!\n"

#define VRF_ARP "arp vrf BLUE 10.0.1.78 0200.2222.0001 arpa\n"

#define VRF_TYPED_OPTIONS \
	{ "ip vrf OLD", "maximum routes 900 80 reinstall 70", "maximum routes 900 80 reinstall 70" }, \
	{ "", "logging host 10.0.1.53 vrf BLUE transport udp port 514 discriminator D0", "logging host 10.0.1.53 vrf BLUE discriminator D0" }, \
	{ "", "logging host ipv6 2001:DB8:1::97 vrf BLUE transport udp port 1515 discriminator D0", "logging host ipv6 2001:DB8:1::97 vrf BLUE discriminator D0 transport udp port 1515" }, \
	{ "", "ip route vrf BLUE 10.10.0.0 255.255.0.0 10.0.1.3 permanent tag 3", "ip route vrf BLUE 10.10.0.0 255.255.0.0 10.0.1.3 permanent tag 3" }, \
	{ "", "ip route vrf BLUE 10.10.0.0 255.255.0.0 Loopback21 permanent tag 3", "ip route vrf BLUE 10.10.0.0 255.255.0.0 Loopback21 permanent tag 3" }, \
	{ "", "ip route vrf BLUE 10.10.0.0 255.255.0.0 Loopback21 10.0.1.3 permanent tag 3", "ip route vrf BLUE 10.10.0.0 255.255.0.0 Loopback21 10.0.1.3 permanent tag 3" }, \
	{ "", "ipv6 route vrf BLUE 2001:DB8:D::/48 2001:DB8:1::2 permanent tag 3", "ipv6 route vrf BLUE 2001:DB8:D::/48 2001:DB8:1::2 permanent tag 3" }, \
	{ "", "ipv6 route vrf BLUE 2001:DB8:D::/48 Loopback21 permanent tag 3", "ipv6 route vrf BLUE 2001:DB8:D::/48 Loopback21 permanent tag 3" }, \
	{ "", "ipv6 route vrf BLUE 2001:DB8:D::/48 Loopback21 FE80::3 permanent tag 3", "ipv6 route vrf BLUE 2001:DB8:D::/48 Loopback21 FE80::3 permanent tag 3" }

/* They take along what leans on them: tests/unit/test_vrf.c, tests/labs/vrf-ripng.yml. */
#define VRF_ANSWERS \
	{ NULL, "vrf definition BLUE", NULL, NULL }, \
	{ NULL, "ip vrf OLD", NULL, NULL }, \
	{ NULL, "ipv6 rip vrf-mode enable", NULL, NULL }

#endif
