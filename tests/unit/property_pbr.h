/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Samples of policy routing for the property test of routers. */
#ifndef TESTS_PROPERTY_PBR_H
#define TESTS_PROPERTY_PBR_H

#define PBR_MAP                                                         \
	"route-map WAY permit 10\n"                                     \
	" match length 100 1400\n"                                      \
	" set vrf BLUE\n"                                               \
	" set ip next-hop verify-availability 10.0.1.8 5 track 1\n"     \
	" set ip next-hop verify-availability 10.0.1.9 10 track 2\n"    \
	" set ipv6 next-hop verify-availability 2001:DB8:1::8 7 track 3\n" \
	" set ip next-hop 10.0.1.7 10.0.1.6\n"                          \
	" set ipv6 next-hop 2001:DB8:1::7 2001:DB8:1::6\n"              \
	" set ip next-hop recursive 10.0.2.7\n"                         \
	" set ipv6 next-hop recursive 2001:DB8:2::7\n"                  \
	" set ip vrf BLUE next-hop 10.0.2.6 10.0.2.5\n"                 \
	" set ipv6 vrf BLUE next-hop 2001:DB8:2::6 2001:DB8:2::5\n"     \
	" set interface Null0\n"                                        \
	" set ip default next-hop 10.0.1.6 10.0.1.5\n"                  \
	" set ipv6 default next-hop 2001:DB8:1::6 2001:DB8:1::5\n"      \
	" set default interface GigabitEthernet0/1\n"                   \
	" set ip precedence critical\n"                                 \
	" set ip tos min-delay\n"                                       \
	" set ip df 0\n"                                                \
	" set ipv6 precedence 3\n"                                      \
	"!\n"                                                           \
	"route-map WAY permit 20\n"                                     \
	" set global\n"                                                 \
	" set ip global next-hop 10.0.1.6 10.0.1.5\n"                   \
	" set ipv6 global next-hop 2001:DB8:1::6 2001:DB8:1::5\n"       \
	"!\n"

#define PBR_TYPED { "route-map WAY permit 10", "set global", "set global" }, { "route-map WAY permit 20", "set vrf BLUE", "set vrf BLUE" }, { "route-map WAY permit 20", "set ip precedence 1", "set ip precedence priority" }, \
	{ "route-map WAY permit 10", "set ip tos 15", "set ip tos 15" }, { "route-map WAY permit 20", "set ip vrf BLUE next-hop 10.0.2.6", "set ip vrf BLUE next-hop 10.0.2.6" }

#endif
