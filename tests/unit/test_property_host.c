/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each line of a host's running-config: tests/unit/property.h says what holds for it. */
#include "property.h"
#include "property_device.h"
#include "property_files.h"
#include "property_http.h"
#include "property_dns.h"
#include "property_dhcp6.h"
#include "property_snmp.h"
#include "property_syslog.h"
#include "property_access.h"

static const char config[] =
	"!\n"
	"version 15.9\n"
	"!\n"
	"service timestamps debug uptime\n"
	"service timestamps log datetime msec year\n"
	"!\n"
	"service sequence-numbers\n"
	"!\n"
	"no service traffic-sink\n"
	"!\n"
	"service udp-small-servers\n"
	"!\n"
	"service tcp-small-servers max-servers 5\n"
	"!\n"
	FILES_ARCHIVE
	"hostname core-1\n"
	"!\n"
	"logging discriminator D0 severity drops 7\n"
	"!\n"
	"logging buffered 8192 warnings\n"
	"!\n"
	"logging console errors\n"
	"!\n"
	"no logging monitor\n"
	"!\n"
	"logging count\n"
	"!\n"
	"logging rate-limit console 10 except errors\n"
	"!\n"
	"logging userinfo\n"
	"!\n"
	ACCESS_GLOBAL
	"no ip domain lookup\n"
	"!\n"
	"ip routing\n"
	"!\n"
	DNS_DOMAIN
	DNS_HOSTS
	"ipv6 unicast-routing\n"
	"!\n"
	DHCP6_GENERAL
	"ipv6 host alpha 2001:DB8:1::9\n"
	"ipv6 host beta 2001:DB8:2::9\n"
	"!\n"
	FILES_RANGES("eth0")
	"interface Loopback0\n"
	" ip address 192.0.2.1 255.255.255.255\n"
	"!\n"
	"interface Loopback7\n"
	DHCP6_CLIENT
	"!\n"
	"interface eth0\n"
	" description to the core, \"port 1\" | with a pipe\n"
	" mac-address 0200.1111.0001\n"
	" mtu 2000\n"
	" bandwidth 50000\n"
	" delay 77\n"
	" ip address 10.0.1.1 255.255.255.0\n"
	" ip address 10.0.11.1 255.255.255.0 secondary\n"
	" ip address 10.0.12.1 255.255.255.0 secondary\n"
	" ip mtu 1400\n"
	" no ip redirects\n"
	" no ip unreachables\n"
	" no ip proxy-arp\n"
	" ip forward\n"
	" arp timeout 600\n"
	" load-interval 30\n"
	SNMP_INTERFACE
	" duplex full\n"
	" speed 100\n"
	" ipv6 address FE80::1 link-local\n"
	" ipv6 address 2001:DB8:1::1/64\n"
	" ipv6 address 2001:DB8:11::/64 eui-64\n"
	" ipv6 address HOME ::1:0:0:0:1/64\n"
	" ipv6 address HOME 0:0:0:2::/64 eui-64\n"
	" ipv6 enable\n"
	" ipv6 mtu 1400\n"
	" no ipv6 redirects\n"
	" no ipv6 unreachables\n"
	" ipv6 nd prefix default 1000 500\n"
	" ipv6 nd prefix 2001:DB8:7::/64 no-advertise\n"
	" ipv6 nd prefix 2001:DB8:1::/64 2000 1000 no-autoconfig\n"
	" ipv6 nd ra interval 100 50\n"
	" ipv6 nd ra lifetime 900\n"
	" ipv6 nd ra suppress\n"
	" ipv6 nd managed-config-flag\n"
	" ipv6 nd other-config-flag\n"
	" ipv6 nd reachable-time 30000\n"
	" ipv6 nd ns-interval 2000\n"
	" ipv6 nd dad attempts 3\n"
	" ipv6 nd router-preference high\n"
	DHCP6_RA_DNS
	"!\n"
	"interface eth0.10\n"
	" encapsulation dot1Q 10\n"
	" ip address 10.0.3.1 255.255.255.0\n"
	" ipv6 address 2001:DB8:3::1/64\n"
	"!\n"
	"interface eth0.20\n"
	" encapsulation dot1Q 20 native\n"
	"!\n"
	"interface Null0\n"
	" no ip unreachables\n"
	"!\n"
	HTTP_SERVER
	HTTP_REST("eth0")
	DNS_SERVER
	"ip icmp rate-limit unreachable 100\n"
	"!\n"
	"ip icmp rate-limit unreachable df 200\n"
	"!\n"
	"ip default-gateway 10.0.1.254\n"
	"ip default-network 172.30.0.0\n"
	"!\n"
	"ip route 0.0.0.0 0.0.0.0 10.0.1.254\n"
	"ip route 10.1.0.0 255.255.0.0 10.0.1.2 200 name far tag 7\n"
	"ip route 10.1.0.0 255.255.0.0 10.0.1.3 permanent\n"
	"ip route 10.2.0.0 255.255.0.0 Null0 5\n"
	"ip route 10.3.0.0 255.255.0.0 eth0 10.0.1.4 20\n"
	"!\n"
	"ipv6 icmp error-interval 50 20\n"
	"!\n"
	"ipv6 route 2001:DB8:A::/48 2001:DB8:1::2 10 tag 9\n"
	"ipv6 route 2001:DB8:B::/48 Null0\n"
	"ipv6 route 2001:DB8:C::/48 eth0 FE80::2\n"
	"!\n"
	ACCESS_SSH
	DNS_SOURCE("eth0")
	"logging trap notifications\n"
	"!\n"
	"logging origin-id hostname\n"
	"!\n"
	"logging facility local3\n"
	"!\n"
	"logging source-interface eth0\n"
	"!\n"
	"logging host 10.0.1.50\n"
	"logging host 10.0.1.51 transport udp port 1514\n"
	"!\n"
	FILES_TFTP("eth0")
	"arp 10.0.1.77 0200.2222.0001 arpa\n"
	"!\n"
	"ipv6 neighbor 2001:DB8:1::77 eth0 0200.2222.0002\n"
	"!\n"
	SNMP_LINES("eth0")
	DEVICE_BANNERS_AND_CONSOLE
	DEVICE_VTY_AND_NTP
	"ntp source eth0\n"
	"!\n"
	"ntp master 5\n"
	"!\n"
	"ntp peer 10.0.1.60 key 7 prefer iburst version 3 source eth0 minpoll 5 maxpoll 12\n"
	"!\n"
	"ntp server 10.0.1.61 key 7 prefer iburst version 3 source eth0 minpoll 4 maxpoll 8\n"
	"ntp server 10.0.1.62\n"
	"!\n"
	"alias exec ib show ip interface brief\n"
	"alias exec sr show running-config\n"
	"!\n"
	"end\n";

static const struct typed typed[] = {
	SYSLOG_TYPED, NTP_TYPED("interface eth0"),
	DNS_TYPED,
	DHCP6_RA_TYPED("interface eth0"),
	SNMP_TYPED,
	FILES_TYPED,
	HTTP_TYPED,
	{ "interface eth0.20", "ip address dhcp", "ip address dhcp" },
	ACCESS_TYPED,
	DEVICE_TYPED,
	{ "", "service tcp-small-servers max-servers no-limit", "service tcp-small-servers max-servers no-limit" },
	{ "", "no ip domain-lookup", "no ip domain lookup" },
	{ "", "no service pad", "" },
	{ "", "no service config", "" },
	{ "", "no aaa new-model", "" },
	{ "", "no ip http server", NULL },
	{ "", "no ip http secure-server", NULL },
	{ "", "ip cef", "" },
	{ "", "ipv6 cef", "" },
	{ "", "line console 0", "" },
	{ "line con 0", "stopbits 1", "" },
	{ "interface eth0", "negotiation auto", "" },
	{ "interface eth0", "duplex auto", NULL },
	{ "interface eth0", "duplex full", "duplex full" },
	{ "interface eth0", "duplex half", "duplex half" },
	{ "interface eth0", "speed auto", NULL },
	{ "interface eth0", "speed 10", "speed 10" },
	{ "interface eth0", "speed 100", "speed 100" },
	{ "interface eth0", "speed 1000", "speed 1000" },
	{ "interface eth0", "speed 10000", "speed 10000" },
	{ "interface eth0", "ipv6 nd prefix default infinite infinite off-link no-autoconfig", "ipv6 nd prefix default infinite infinite off-link no-autoconfig" },
	{ "interface eth0", "ipv6 nd prefix default no-advertise", "ipv6 nd prefix default no-advertise" },
	{ "interface eth0", "ipv6 nd prefix default 50 40 no-onlink off-link no-autoconfig", "ipv6 nd prefix default 50 40 no-onlink off-link no-autoconfig" },
	{ "interface eth0", "ipv6 nd prefix default infinite infinite no-onlink", "ipv6 nd prefix default infinite infinite no-onlink" },
	{ "interface eth0", "ipv6 nd prefix 2001:DB8:9::/64", "ipv6 nd prefix 2001:DB8:9::/64" },
	{ "interface eth0", "ipv6 nd prefix 2001:DB8:9::/64 no-advertise", "ipv6 nd prefix 2001:DB8:9::/64 no-advertise" },
	{ "interface eth0", "ipv6 nd prefix 2001:DB8:9::/64 60 50 no-onlink off-link no-autoconfig", "ipv6 nd prefix 2001:DB8:9::/64 60 50 no-onlink off-link no-autoconfig" },
	{ "interface eth0", "ipv6 nd prefix 2001:DB8:9::/64 infinite infinite no-onlink off-link no-autoconfig", "ipv6 nd prefix 2001:DB8:9::/64 infinite infinite no-onlink off-link no-autoconfig" },
	{ "interface eth0", "ipv6 nd ra interval msec 500 100", "ipv6 nd ra interval msec 500 100" },
	{ "interface eth0", "ipv6 nd ra suppress all", "ipv6 nd ra suppress all" },
	{ "interface eth0", "ipv6 nd router-preference low", "ipv6 nd router-preference low" },
	{ "interface eth0", "ipv6 nd router-preference medium", NULL },
	{ "interface eth0", "ipv6 nd router-preference high", "ipv6 nd router-preference high" },
	{ "interface eth0", "ipv6 address autoconfig", "ipv6 address autoconfig" },
	{ "", "ip route 10.9.0.0 255.255.0.0 10.0.1.3 9 name n1 permanent tag 3", "ip route 10.9.0.0 255.255.0.0 10.0.1.3 9 name n1 permanent tag 3" },
	{ "", "ip route 10.9.0.0 255.255.0.0 eth0 9 name n1 permanent tag 3", "ip route 10.9.0.0 255.255.0.0 eth0 9 name n1 permanent tag 3" },
	{ "", "ip route 10.9.0.0 255.255.0.0 eth0 10.0.1.3 9 name n1 permanent tag 3", "ip route 10.9.0.0 255.255.0.0 eth0 10.0.1.3 9 name n1 permanent tag 3" },
	{ "", "ipv6 route 2001:DB8:D::/48 2001:DB8:1::2 9 name n1 permanent tag 3", "ipv6 route 2001:DB8:D::/48 2001:DB8:1::2 9 name n1 permanent tag 3" },
	{ "", "ipv6 route 2001:DB8:D::/48 eth0 9 name n1 permanent tag 3", "ipv6 route 2001:DB8:D::/48 eth0 9 name n1 permanent tag 3" },
	{ "", "ipv6 route 2001:DB8:D::/48 eth0 FE80::3 9 name n1 permanent tag 3", "ipv6 route 2001:DB8:D::/48 eth0 FE80::3 9 name n1 permanent tag 3" },
	{ "", "no service traffic-sink", "no service traffic-sink" },
	{ "", "ip routing", "ip routing" },
	{ "interface eth0", "shutdown", "shutdown" },
	{ "interface eth0", "ipv6 address autoconfig default", "ipv6 address autoconfig default" },
	{ "interface eth0", "ip load-sharing per-destination", "" },
	{ "interface eth0", "ip load-sharing per-packet", "ip load-sharing per-packet" },
};

static const struct answer answers[] = {
	{ NULL, "logging trap notifications", "", "no logging trap" },
	ACCESS_ANSWERS,
	{ NULL, "service timestamps debug uptime", "", "no service timestamps debug" },
	{ NULL, "service timestamps log datetime msec year", "", "no service timestamps log" },
	{ NULL, "logging buffered 8192 warnings", "", "no logging buffered" },
	{ NULL, "logging console errors", "", "no logging console" },
	{ "interface eth0.10", "encapsulation dot1Q 10", "% IP addresses of the subinterface must be removed first\n", NULL },
	{ NULL, "interface eth0", "% Removal of physical interfaces is not permitted.\n", NULL },
	{ NULL, "interface Null0", "% Removal of physical interfaces is not permitted.\n", NULL },
	{ "interface eth0", "ip address 10.0.1.1 255.255.255.0", "Must delete secondary before deleting primary\n", NULL },
};

static const struct property_kind kind = { "host", config, typed, ARRAY_LEN(typed), answers, ARRAY_LEN(answers) };

PROPERTY_TESTS(kind)
