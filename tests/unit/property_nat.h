/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The lines of address translation in each of their words, for the sample of the kinds that have them. */
#ifndef TESTS_PROPERTY_NAT_H
#define TESTS_PROPERTY_NAT_H

#define NAT_LINES \
	"ip nat translation timeout 3600\n" \
	"!\n" \
	"ip nat translation tcp-timeout never\n" \
	"!\n" \
	"ip nat translation udp-timeout 60\n" \
	"!\n" \
	"ip nat translation icmp-timeout 10\n" \
	"!\n" \
	"ip nat translation finrst-timeout 5\n" \
	"!\n" \
	"ip nat translation syn-timeout 6\n" \
	"!\n" \
	"ip nat translation dns-timeout 7\n" \
	"!\n" \
	"ip nat translation max-entries 1000\n" \
	"!\n" \
	"ip nat translation max-entries all-host 100\n" \
	"ip nat translation max-entries all-vrf 200\n" \
	"!\n" \
	"ip nat translation max-entries host 10.0.1.9 50\n" \
	"ip nat translation max-entries list 10 60\n" \
	"ip nat translation max-entries vrf BLUE 80\n" \
	"ip nat translation max-entries list NAMED 70\n" \
	"!\n" \
	"ip nat pool P1 192.0.2.10 192.0.2.20 netmask 255.255.255.0\n" \
	"ip nat pool P2 192.0.2.32 192.0.2.63 prefix-length 24\n" \
	"ip nat pool P3 192.0.2.32 192.0.2.63 prefix-length 24 type match-host\n" \
	"ip nat pool P4 10.0.1.20 10.0.1.29 netmask 255.255.255.0 type rotary\n" \
	"!\n" \
	"ip nat pool P5 netmask 255.255.255.0\n" \
	" address 192.0.2.70 192.0.2.79\n" \
	" address 192.0.2.90 192.0.2.99\n" \
	"!\n" \
	"ip nat pool P6 prefix-length 24 type rotary\n" \
	"!\n" \
	"ip nat pool P7 prefix-length 24 type match-host\n" \
	"!\n" \
	"ip nat inside source list 10 pool P1\n" \
	"ip nat inside source list 10 interface GigabitEthernet0/1 vrf BLUE match-in-vrf overload\n" \
	"ip nat inside source list 101 interface GigabitEthernet0/1 overload\n" \
	"ip nat inside source route-map WAY pool P2 reversible\n" \
	"ip nat inside source route-map WAY2 pool P3 vrf BLUE\n" \
	"ip nat inside source route-map WAY2 interface GigabitEthernet0/2 overload\n" \
	"!\n" \
	"ip nat inside source static 10.0.1.5 192.0.2.5 extendable no-alias\n" \
	"ip nat inside source static 10.0.1.6 interface GigabitEthernet0/2\n" \
	"ip nat inside source static 10.0.1.8 192.0.2.8 vrf BLUE match-in-vrf route-map WAY\n" \
	"!\n" \
	"ip nat inside source static udp 10.0.1.7 53 interface GigabitEthernet0/1 5353\n" \
	"ip nat inside source static tcp 10.0.1.7 80 192.0.2.7 8080 extendable no-alias\n" \
	"ip nat inside source static tcp 10.0.1.8 80 192.0.2.9 8080 vrf BLUE match-in-vrf route-map WAY\n" \
	"!\n" \
	"ip nat inside source static network 10.5.0.0 192.5.0.0 255.255.255.0 extendable no-alias\n" \
	"ip nat inside source static network 10.6.0.0 192.6.0.0 /24\n" \
	"ip nat inside source static network 10.7.0.0 192.7.0.0 255.255.255.0 vrf BLUE match-in-vrf\n" \
	"!\n" \
	"ip nat outside source static 198.51.100.5 10.99.0.5 extendable no-alias add-route\n" \
	"ip nat outside source static 198.51.100.6 10.99.0.6 vrf BLUE match-in-vrf\n" \
	"!\n" \
	"ip nat outside source list 10 pool P1 add-route\n" \
	"ip nat outside source list 10 pool P2 vrf BLUE add-route\n" \
	"ip nat inside destination list 10 pool P4\n" \
	"!\n" \
	"no ip nat service alg tcp ftp\n" \
	"no ip nat service alg tcp dns\n" \
	"!\n" \
	"no ip nat service alg udp dns\n" \
	"!\n" \
	"ip nat service list 10 ftp tcp port 2021\n" \
	"!\n"

#define NAT64_LINES \
	"nat64 prefix stateful 2001:DB8:64::/96\n" \
	"!\n" \
	"nat64 translation timeout icmp 10\n" \
	"!\n" \
	"nat64 translation timeout tcp 3600\n" \
	"!\n" \
	"nat64 translation timeout tcp-transient 100\n" \
	"!\n" \
	"nat64 translation timeout udp 60\n" \
	"!\n" \
	"nat64 translation max-entries 1000\n" \
	"!\n" \
	"nat64 v4 pool SIX 192.0.2.70 192.0.2.79\n" \
	"!\n" \
	"nat64 v6v4 static 2001:DB8::5 192.0.2.90\n" \
	"nat64 v6v4 static udp 2001:DB8::6 53 192.0.2.91 53\n" \
	"nat64 v6v4 static tcp 2001:DB8::6 80 192.0.2.91 8080\n" \
	"!\n" \
	"nat64 v6v4 list SIX pool SIX overload\n" \
	"!\n"

#define NAT_ANSWERS \
	{ NULL, "ip nat pool P1 192.0.2.10 192.0.2.20 netmask 255.255.255.0", "%Pool P1 in use, cannot destroy\n", NULL }, \
	{ NULL, "ip nat pool P2 192.0.2.32 192.0.2.63 prefix-length 24", "%Pool P2 in use, cannot destroy\n", NULL }, \
	{ NULL, "ip nat pool P3 192.0.2.32 192.0.2.63 prefix-length 24 type match-host", "%Pool P3 in use, cannot destroy\n", NULL }, \
	{ NULL, "ip nat pool P4 10.0.1.20 10.0.1.29 netmask 255.255.255.0 type rotary", "%Pool P4 in use, cannot destroy\n", NULL }

#endif
