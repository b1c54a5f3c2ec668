/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Samples of DHCPv6, general prefixes and name servers in router advertisements, for the property tests. */
#ifndef TESTS_PROPERTY_DHCP6_H
#define TESTS_PROPERTY_DHCP6_H

#define DHCP6_GENERAL                                   \
	"ipv6 general-prefix HOME 2001:DB8:E000::/48\n" \
	"ipv6 general-prefix HOME 2001:DB8:E100::/48\n" \
	"!\n"

#define DHCP6_POOLS                                                                               \
	"ipv6 dhcp database flash:leases6 write-delay 60 timeout 30\n"                            \
	"!\n"                                                                                     \
	"ipv6 dhcp pool SIX\n"                                                                    \
	" prefix-delegation pool HOMES lifetime 7200 3600\n"                                      \
	" prefix-delegation 2001:DB8:F000::/48 00030001AABBCC000100 iaid 00040001 lifetime infinite infinite\n" \
	" prefix-delegation 2001:DB8:F100::/48 00030001AABBCC000200\n"                            \
	" address prefix 2001:DB8:6::/64 lifetime 1800 900\n"                                     \
	" link-address 2001:DB8:7::/64\n"                                                         \
	" dns-server 2001:DB8:6::53\n"                                                            \
	" domain-name a.example\n"                                                                \
	" sip address 2001:DB8:6::60\n"                                                           \
	" nis address 2001:DB8:6::62\n"                                                           \
	" nisp address 2001:DB8:6::63\n"                                                          \
	" sntp address 2001:DB8:6::61\n"                                                          \
	" capwap-ac address 2001:DB8:6::64\n"                                                     \
	" sip domain-name sip.example\n"                                                          \
	" nis domain-name nis.example\n"                                                          \
	" nisp domain-name nisp.example\n"                                                        \
	" bootfile-url tftp://[2001:DB8::1]/boot\n"                                               \
	" information refresh 1 2 3\n"                                                            \
	"!\n"

#define DHCP6_LOCAL                                       \
	"ipv6 local pool HOMES 2001:DB8:D000::/40 48\n"   \
	"!\n"

#define DHCP6_RA_DNS                                              \
	" ipv6 nd ra dns server 2001:DB8:1::53\n"                 \
	" ipv6 nd ra dns search list a.example\n"

#define DHCP6_SERVER " ipv6 dhcp server SIX rapid-commit preference 7 allow-hint\n"
#define DHCP6_RELAY \
	" ipv6 dhcp relay destination 2001:DB8:1::9\n"
#define DHCP6_CLIENT                               \
	" ipv6 address dhcp rapid-commit\n"        \
	" ipv6 dhcp client pd HOME2 rapid-commit\n"

#define DHCP6_RA_TYPED(iface)                                                                                                        \
	{ iface, "ipv6 nd ra dns server 2001:DB8:1::53 infinite", "ipv6 nd ra dns server 2001:DB8:1::53 infinite" },                \
	{ iface, "ipv6 nd ra dns server 2001:DB8:1::53 600", "ipv6 nd ra dns server 2001:DB8:1::53 600" },                          \
	{ iface, "ipv6 nd ra dns search list a.example infinite", "ipv6 nd ra dns search list a.example infinite" },                \
	{ iface, "ipv6 nd ra dns search list a.example 600", "ipv6 nd ra dns search list a.example 600" }

#define DHCP6_TYPED(serves, relays, iface)                                                                                                                          \
	{ "ipv6 dhcp pool SIX", "prefix-delegation pool OTHER", "prefix-delegation pool OTHER" },                                                    \
	{ "ipv6 dhcp pool SIX", "prefix-delegation pool OTHER lifetime infinite infinite", "prefix-delegation pool OTHER lifetime infinite infinite" }, \
	{ "ipv6 dhcp pool SIX", "prefix-delegation 2001:DB8:F100::/48 00030001AABBCC000200 lifetime 600 300",                                        \
	  "prefix-delegation 2001:DB8:F100::/48 00030001AABBCC000200 lifetime 600 300" },                                                            \
	{ "ipv6 dhcp pool SIX", "address prefix 2001:DB8:6::/64 lifetime infinite infinite", "address prefix 2001:DB8:6::/64 lifetime infinite infinite" }, \
	{ "ipv6 dhcp pool SIX", "information refresh infinity", "information refresh infinity" },                                                    \
	{ serves, "ipv6 dhcp server automatic", "ipv6 dhcp server automatic" },                                                                      \
	{ relays, "ipv6 dhcp relay destination FF02::1:2 " iface, "ipv6 dhcp relay destination FF02::1:2 " iface },                                  \
	{ serves, "ipv6 dhcp server", "ipv6 dhcp server" }

#endif
