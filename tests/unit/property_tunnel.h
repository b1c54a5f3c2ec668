/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Samples of tunnels for the property test of routers. */
#ifndef TESTS_PROPERTY_TUNNEL_H
#define TESTS_PROPERTY_TUNNEL_H

#define TUNNEL_INTERFACES                           \
	"interface Tunnel0\n"                       \
	" ip address 172.31.0.1 255.255.255.252\n"  \
	" keepalive 5 4\n"                          \
	" tunnel source Loopback0\n"                \
	" tunnel mode ipip\n"                       \
	" tunnel destination 10.0.2.9\n"            \
	" tunnel key 42\n"                          \
	" tunnel checksum\n"                        \
	" tunnel ttl 64\n"                          \
	" tunnel tos 8\n"                           \
	" tunnel path-mtu-discovery age-timer 20 min-mtu 500\n" \
	"!\n"                                       \
	"interface Tunnel5\n"                       \
	" ip unnumbered Loopback0\n"                \
	" ipv6 unnumbered Loopback0\n"              \
	" tunnel source 2001:DB8:1::1\n"            \
	" tunnel mode gre ipv6\n"                   \
	" tunnel destination 2001:DB8:9::1\n"       \
	"!\n"

#define TUNNEL_TYPED                                                                                                       \
	{ "interface Tunnel0", "ip unnumbered g0/1.10", "ip unnumbered GigabitEthernet0/1.10" },                      \
	{ "interface Tunnel0", "ipv6 unnumbered lo0", "ipv6 unnumbered Loopback0" },                                   \
	{ "interface Tunnel5", "ip address 172.31.5.1 255.255.255.252", "ip address 172.31.5.1 255.255.255.252" },     \
	{ "interface Tunnel0", "keepalive", "keepalive" },                                                            \
	{ "interface Tunnel0", "keepalive 9", "keepalive 9" },                                                        \
	{ "interface Tunnel0", "tunnel source 10.0.1.1", "tunnel source 10.0.1.1" },                                  \
	{ "interface Tunnel0", "tunnel source g0/1.10", "tunnel source GigabitEthernet0/1.10" },                      \
	{ "interface Tunnel0", "tunnel mode gre ip", NULL },                                                          \
	{ "interface Tunnel0", "tunnel mode gre ipv6", "tunnel mode gre ipv6" },                                      \
	{ "interface Tunnel0", "tunnel mode ipv6ip", "tunnel mode ipv6ip" },                                          \
	{ "interface Tunnel0", "tunnel mode ipv6", "tunnel mode ipv6" },                                              \
	{ "interface Tunnel0", "tunnel destination alpha", "tunnel destination 10.0.1.9" },                      \
	{ "interface Tunnel0", "tunnel ttl 255", NULL },                                                              \
	{ "interface Tunnel0", "tunnel path-mtu-discovery age-timer infinite", "tunnel path-mtu-discovery age-timer infinite" }

#endif
