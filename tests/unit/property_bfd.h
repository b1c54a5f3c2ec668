/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Samples of BFD, for the property test of routers. */
#ifndef TESTS_PROPERTY_BFD_H
#define TESTS_PROPERTY_BFD_H

#define BFD_GLOBAL                                                          \
	"bfd slow-timers 2000\n"                                           \
	"!\n"                                                              \
	"bfd-template multi-hop FAR\n"                                     \
	" interval both 300 multiplier 3\n"                                \
	"!\n"                                                              \
	"bfd-template single-hop NEAR\n"                                   \
	" interval min-tx 100 min-rx 200 multiplier 4\n"                   \
	" authentication meticulous-sha-1 keychain K\n"                    \
	" echo\n"                                                          \
	"!\n"                                                              \
	"bfd map ipv4 10.9.0.0/16 10.0.1.0/24 FAR\n"                       \
	"bfd map ipv4 vrf BLUE 10.9.0.0/16 vrf BLUE 10.0.1.0/24 FAR\n"     \
	"!\n"                                                              \
	"bfd map ipv6 2001:DB8:9::/48 2001:DB8:1::1/128 FAR\n"             \
	"bfd map ipv6 vrf BLUE 2001:DB8:9::/48 vrf BLUE 2001:DB8:1::1/128 FAR\n" \
	"!\n"

#define BFD_INTERFACE                                    \
	" bfd interval 50 min_rx 60 multiplier 3\n"    \
	" bfd template NEAR\n"                          \
	" no bfd echo\n"

#define BFD_ROUTE(iface) "ip route static bfd " iface " 10.0.1.9\n!\n"
#define BFD_ROUTE6(iface) "ipv6 route static bfd vrf BLUE Loopback21 FE80::9\nipv6 route static bfd " iface " FE80::9\n!\n"

#define BFD_TYPED(iface) \
	{ "bfd-template multi-hop FAR", "authentication simple keychain K", "authentication simple keychain K" }, \
	{ "bfd-template multi-hop FAR", "authentication md5 keychain K", "authentication md5 keychain K" }, \
	{ "bfd-template multi-hop FAR", "authentication meticulous-md5 keychain K", "authentication meticulous-md5 keychain K" }, \
	{ "bfd-template multi-hop FAR", "authentication sha-1 keychain K", "authentication sha-1 keychain K" }, \
	{ "interface " iface, "bfd echo", NULL }, \
	{ "interface " iface, "ip ospf bfd disable", "ip ospf bfd disable" }

#endif
