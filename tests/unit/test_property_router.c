/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each line of a router's running-config: tests/unit/property.h says what holds for it. */
#include "property.h"
#include "property_dhcp.h"
#include "property_device.h"
#include "property_files.h"
#include "property_vrf.h"
#include "property_http.h"
#include "property_nat.h"
#include "property_dns.h"
#include "property_dhcp6.h"
#include "property_snmp.h"
#include "property_syslog.h"
#include "property_aaa.h"
#include "property_access.h"
#include "property_fhrp.h"
#include "property_acl.h"
#include "property_policy.h"
#include "property_eigrp.h"
#include "property_redist.h"
#include "property_ospf.h"
#include "property_tunnel.h"
#include "property_sla.h"
#include "property_pbr.h"
#include "property_flow.h"
#include "property_qos.h"
#include "property_bgp.h"
#include "property_bfd.h"

static const char config[] =
	"!\n"
	"version 15.9\n"
	"!\n"
	"service timestamps debug uptime\n"
	"service timestamps log datetime msec year\n"
	"!\n"
	"service sequence-numbers\n"
	"!\n"
	"service traffic-sink\n"
	"!\n"
	"service udp-small-servers\n"
	"!\n"
	"service tcp-small-servers max-servers 5\n"
	"!\n"
	FILES_ARCHIVE
	"hostname core-1\n"
	"!\n"
	VRF_DEFINITIONS
	DEVICE_DISCOVERY
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
	AAA_GLOBAL("GigabitEthernet0/0")
	POLICY_KEYS
	"no ip domain lookup\n"
	"!\n"
	"no ip routing\n"
	"!\n"
	DNS_DOMAIN
	VRF_OLD
	"ip dhcp relay information option\n"
	"ip dhcp relay information policy keep\n"
	"!\n"
	"ip dhcp relay information trust-all\n"
	"!\n"
	"no ip dhcp conflict logging\n"
	"ip dhcp database flash:leases write-delay 60 timeout 30\n"
	"!\n"
	"ip dhcp excluded-address 10.0.1.1 10.0.1.9\n"
	"ip dhcp excluded-address 10.0.1.77\n"
	"!\n"
	"ip dhcp ping packets 3\n"
	"!\n"
	"ip dhcp ping timeout 700\n"
	"!\n"
	DHCP_CLASSES
	"ip dhcp pool LAN\n"
	" import all\n"
	" network 10.0.1.0 255.255.255.0\n"
	" bootfile boot.img\n"
	" next-server 10.0.1.3\n"
	" default-router 10.0.1.1 10.0.1.2 10.0.1.3 10.0.1.4 10.0.1.5 10.0.1.6 10.0.1.7 10.0.1.8\n"
	" dns-server 10.0.1.1 10.0.1.2 10.0.1.3 10.0.1.4 10.0.1.5 10.0.1.6 10.0.1.7 10.0.1.8\n"
	" netbios-name-server 10.0.1.1 10.0.1.2 10.0.1.3 10.0.1.4 10.0.1.5 10.0.1.6 10.0.1.7 10.0.1.8\n"
	" domain-name example.net\n"
	" option 42 ip 10.0.1.9 10.0.1.10 10.0.1.11 10.0.1.12 10.0.1.13 10.0.1.14 10.0.1.15 10.0.1.16\n"
	" option 43 hex f104.0a00\n"
	" option 60 ascii some text\n"
	" lease 1 2 3\n"
	DHCP_SHARES
	"!\n"
	"ip dhcp pool ONE\n"
	" host 10.0.1.200 255.255.255.0\n"
	" client-identifier 0100.5079.6668.00\n"
	" hardware-address 0050.7966.6800\n"
	"!\n"
	DNS_HOSTS
	ACL_GROUPS
	SLA_GLOBAL
	FHRP_GLOBAL("GigabitEthernet0/0", SLA_TRACK)
	"ipv6 unicast-routing\n"
	"!\n"
	"ipv6 rip vrf-mode enable\n"
	"!\n"
	DHCP6_GENERAL
	DHCP6_POOLS
	"ipv6 host alpha 2001:DB8:1::9\n"
	"ipv6 host beta 2001:DB8:2::9\n"
	"!\n"
	DEVICE_MACROS
	FILES_RANGES("GigabitEthernet0/1 - 2")
	FLOW_OBJECTS
	QOS_MAPS
	BFD_GLOBAL
	"interface Loopback0\n"
	" ip address 192.0.2.1 255.255.255.255\n"
	"!\n"
	"interface Loopback7\n"
	"!\n"
	VRF_INTERFACES
	TUNNEL_INTERFACES
	"interface GigabitEthernet0/0\n"
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
	" ip helper-address 10.0.2.7\n"
	" ip helper-address 10.0.2.8\n"
	" ip access-group 101 in\n"
	" ip access-group WEB out\n"
	" ip nat inside\n"
	" ip policy route-map WAY\n"
	EIGRP_IF
	RIP_INTERFACE
	" arp timeout 600\n"
	FHRP_INTERFACE
	OSPF_INTERFACE
	" no cdp enable\n"
	" no lldp transmit\n"
	" no lldp receive\n"
	" no lldp med-tlv-select inventory-management\n"
	" no lldp med-tlv-select network-policy\n"
	DEVICE_MACRO_INTERFACE
	BFD_INTERFACE
	" load-interval 30\n"
	SNMP_INTERFACE
	" duplex full\n"
	" speed 100\n"
	QOS_IF
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
	DHCP6_SERVER
	" ipv6 traffic-filter SIX in\n"
	" ipv6 traffic-filter SIX9 out\n"
	EIGRP_IF6
	OSPF_INTERFACE6
	" ipv6 policy route-map WAY\n"
	RIPNG_INTERFACE
	"!\n"
	"interface GigabitEthernet0/1\n"
	" ip address 10.0.2.1 255.255.255.0\n"
	" ip nat outside\n"
	" nat64 enable\n"
	" shutdown\n"
	" ipv6 address autoconfig default\n"
	"!\n"
	"interface GigabitEthernet0/1.10\n"
	" encapsulation dot1Q 10\n"
	" ip address 10.0.3.1 255.255.255.0\n"
	QOS_IF_SUB
	" ipv6 address 2001:DB8:3::1/64\n"
	DHCP6_RELAY
	"!\n"
	"interface GigabitEthernet0/1.20\n"
	" encapsulation dot1Q 20 native\n"
	"!\n"
	"interface GigabitEthernet0/2\n"
	QOS_IF_LLQ
	DHCP6_CLIENT
	"!\n"
	"interface GigabitEthernet0/3\n"
	" shutdown\n"
	"!\n"
	"interface Null0\n"
	" no ip unreachables\n"
	"!\n"
	EIGRP_ROUTER
	OSPFV3_ROUTER
	OSPF_ROUTER
	VRF_OSPF
	RIP_ROUTER_VRF
	OSPF_ROUTER6
	EIGRP_ROUTER6
	RIPNG_ROUTER
	BGP_ROUTER
	"no ip forward-protocol udp tftp\n"
	"!\n"
	"ip forward-protocol udp snmp\n"
	"ip forward-protocol udp 7777\n"
	"!\n"
	HTTP_SERVER
	HTTP_CLASS
	HTTP_REST("GigabitEthernet0/0")
	NAT_LINES
	NAT64_LINES
	DNS_SERVER
	"ip local policy route-map WAY\n"
	"!\n"
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
	"ip route 10.3.0.0 255.255.0.0 GigabitEthernet0/0 10.0.1.4 20\n"
	VRF_ROUTES(" track 5")
	"!\n"
	BFD_ROUTE("GigabitEthernet0/0")
	ACL_LISTS
	POLICY_LISTS
	POLICY_LISTS6
	PBR_MAP
	"ipv6 local policy route-map WAY\n"
	"!\n"
	DHCP6_LOCAL
	"ipv6 icmp error-interval 50 20\n"
	"!\n"
	"ipv6 route 2001:DB8:A::/48 2001:DB8:1::2 10 tag 9\n"
	"ipv6 route 2001:DB8:B::/48 Null0\n"
	"ipv6 route 2001:DB8:C::/48 GigabitEthernet0/0 FE80::2\n"
	VRF_ROUTES6(" track 5")
	"!\n"
	BFD_ROUTE6("GigabitEthernet0/0")
	ACCESS_SSH
	ACL_LISTS6
	DNS_SOURCE("GigabitEthernet0/0")
	"logging trap notifications\n"
	"!\n"
	"logging origin-id hostname\n"
	"!\n"
	"logging facility local3\n"
	"!\n"
	"logging source-interface GigabitEthernet0/0\n"
	"!\n"
	"logging host 10.0.1.50\n"
	"logging host 10.0.1.51 transport udp port 1514\n"
	"logging host 10.0.1.51 vrf BLUE transport udp port 1514\n"
	"!\n"
	FILES_TFTP("GigabitEthernet0/0")
	AAA_SERVERS("GigabitEthernet0/0")
	"arp 10.0.1.77 0200.2222.0001 arpa\n"
	VRF_ARP
	"!\n"
	"ipv6 neighbor 2001:DB8:1::77 GigabitEthernet0/0 0200.2222.0002\n"
	"!\n"
	SNMP_LINES("GigabitEthernet0/0")
	SNMP_OSPF_LINES
	SNMP_BGP_LINES
	AAA_RIGHTS
	QOS_CONTROL
	ACL_TIMES
	DEVICE_BANNERS_AND_CONSOLE
	" access-class 10 in vrf-also\n"
	AAA_LINE
	DEVICE_VTY(AAA_LINE_LISTS)
	"ntp source GigabitEthernet0/0\n"
	"!\n"
	"ntp master 5\n"
	"!\n"
	"ntp peer 10.0.1.60 key 7 prefer iburst version 3 source GigabitEthernet0/0 minpoll 5 maxpoll 12\n"
	"!\n"
	"ntp server 10.0.1.61 key 7 prefer iburst version 3 source GigabitEthernet0/0 minpoll 4 maxpoll 8\n"
	"ntp server 10.0.1.62\n"
	"!\n"
	"alias exec ib show ip interface brief\n"
	"alias exec sr show running-config\n"
	"!\n"
	"end\n";

static const struct typed typed[] = {
	{ "interface GigabitEthernet0/1", "ip load-sharing per-destination", "" },
	{ "", "ip classless", "" }, { "", "ip subnet-zero", "" }, { "", "ip bgp-community new-format", "" },
	SYSLOG_TYPED, NTP_TYPED("interface GigabitEthernet0/0"),
	VRF_TYPED_OPTIONS,
	DNS_TYPED,
	DHCP6_RA_TYPED("interface GigabitEthernet0/0"),
	SNMP_TYPED,
	SNMP_OSPF_TYPED,
	FILES_TYPED,
	HTTP_TYPED,
	HTTP_TYPED_CLASS,
	ACCESS_TYPED,
	AAA_TYPED,
	DEVICE_TYPED,
	{ "", "service tcp-small-servers max-servers no-limit", "service tcp-small-servers max-servers no-limit" },
	{ "", "no ip domain-lookup", "no ip domain lookup" },
	{ "", "no service pad", "" },
	{ "", "no service config", "" },
	{ "", "no ip http server", NULL },
	{ "", "no ip http secure-server", NULL },
	{ "", "ip cef", "" },
	{ "", "ipv6 cef", "" },
	{ "", "line console 0", "" },
	{ "line con 0", "stopbits 1", "" },
	{ "interface GigabitEthernet0/0", "negotiation auto", "" },
	{ "interface GigabitEthernet0/0", "duplex auto", NULL },
	{ "interface GigabitEthernet0/0", "duplex full", "duplex full" },
	{ "interface GigabitEthernet0/0", "duplex half", "duplex half" },
	{ "interface GigabitEthernet0/0", "speed auto", NULL },
	{ "interface GigabitEthernet0/0", "speed 10", "speed 10" },
	{ "interface GigabitEthernet0/0", "speed 100", "speed 100" },
	{ "interface GigabitEthernet0/0", "speed 1000", "speed 1000" },
	{ "interface GigabitEthernet0/0", "speed 10000", "speed 10000" },
	{ "interface GigabitEthernet0/0", "ipv6 nd prefix default infinite infinite off-link no-autoconfig", "ipv6 nd prefix default infinite infinite off-link no-autoconfig" },
	{ "interface GigabitEthernet0/0", "ipv6 nd prefix default no-advertise", "ipv6 nd prefix default no-advertise" },
	{ "interface GigabitEthernet0/0", "ipv6 nd prefix default 50 40 no-onlink off-link no-autoconfig", "ipv6 nd prefix default 50 40 no-onlink off-link no-autoconfig" },
	{ "interface GigabitEthernet0/0", "ipv6 nd prefix default infinite infinite no-onlink", "ipv6 nd prefix default infinite infinite no-onlink" },
	{ "interface GigabitEthernet0/0", "ipv6 nd prefix 2001:DB8:9::/64", "ipv6 nd prefix 2001:DB8:9::/64" },
	{ "interface GigabitEthernet0/0", "ipv6 nd prefix 2001:DB8:9::/64 no-advertise", "ipv6 nd prefix 2001:DB8:9::/64 no-advertise" },
	{ "interface GigabitEthernet0/0", "ipv6 nd prefix 2001:DB8:9::/64 60 50 no-onlink off-link no-autoconfig", "ipv6 nd prefix 2001:DB8:9::/64 60 50 no-onlink off-link no-autoconfig" },
	{ "interface GigabitEthernet0/0", "ipv6 nd prefix 2001:DB8:9::/64 infinite infinite no-onlink off-link no-autoconfig", "ipv6 nd prefix 2001:DB8:9::/64 infinite infinite no-onlink off-link no-autoconfig" },
	{ "interface GigabitEthernet0/0", "ipv6 nd ra interval msec 500 100", "ipv6 nd ra interval msec 500 100" },
	{ "interface GigabitEthernet0/0", "ipv6 nd ra suppress all", "ipv6 nd ra suppress all" },
	{ "interface GigabitEthernet0/0", "ipv6 nd router-preference low", "ipv6 nd router-preference low" },
	{ "interface GigabitEthernet0/0", "ipv6 nd router-preference medium", NULL },
	{ "interface GigabitEthernet0/0", "ipv6 nd router-preference high", "ipv6 nd router-preference high" },
	{ "interface GigabitEthernet0/0", "ipv6 address autoconfig", "ipv6 address autoconfig" },
	{ "", "ip route 10.9.0.0 255.255.0.0 10.0.1.3 9 name n1 permanent tag 3", "ip route 10.9.0.0 255.255.0.0 10.0.1.3 9 name n1 permanent tag 3" },
	{ "", "ip route 10.9.0.0 255.255.0.0 GigabitEthernet0/0 9 name n1 permanent tag 3", "ip route 10.9.0.0 255.255.0.0 GigabitEthernet0/0 9 name n1 permanent tag 3" },
	{ "", "ip route 10.9.0.0 255.255.0.0 GigabitEthernet0/0 10.0.1.3 9 name n1 permanent tag 3", "ip route 10.9.0.0 255.255.0.0 GigabitEthernet0/0 10.0.1.3 9 name n1 permanent tag 3" },
	{ "", "ipv6 route 2001:DB8:D::/48 2001:DB8:1::2 9 name n1 permanent tag 3", "ipv6 route 2001:DB8:D::/48 2001:DB8:1::2 9 name n1 permanent tag 3" },
	{ "", "ipv6 route 2001:DB8:D::/48 GigabitEthernet0/0 9 name n1 permanent tag 3", "ipv6 route 2001:DB8:D::/48 GigabitEthernet0/0 9 name n1 permanent tag 3" },
	{ "", "ipv6 route 2001:DB8:D::/48 GigabitEthernet0/0 FE80::3 9 name n1 permanent tag 3", "ipv6 route 2001:DB8:D::/48 GigabitEthernet0/0 FE80::3 9 name n1 permanent tag 3" },
	ACL_TYPED,
	POLICY_TYPED,
	TUNNEL_TYPED,
	QOS_TYPED,
	FLOW_TYPED,
	SLA_TYPED,
	RIP_TYPED_VRF,
	RIPNG_TYPED,
	RIP_TYPED("interface GigabitEthernet0/0"),
	EIGRP_TYPED, REDIST_TYPED,
	DHCP6_TYPED("interface GigabitEthernet0/0", "interface GigabitEthernet0/1.10", "GigabitEthernet0/0"),
	{ "", "no service dhcp", "no service dhcp" },
	DHCP_POOL_TYPED,
	{ "interface GigabitEthernet0/0", "ip dhcp relay information trusted", "ip dhcp relay information trusted" },
	{ "ip dhcp pool LAN", "lease infinite", "lease infinite" },
	{ "ip dhcp pool ONE", "host 10.7.0.1 /16", "host 10.7.0.1 /16" },
	{ "", "no ip forward-protocol udp time", "no ip forward-protocol udp time" },
	{ "", "no ip forward-protocol udp tacacs", "no ip forward-protocol udp tacacs" },
	{ "", "no ip forward-protocol udp domain", "no ip forward-protocol udp domain" },
	{ "", "no ip forward-protocol udp bootps", "no ip forward-protocol udp bootps" },
	{ "", "no ip forward-protocol udp bootpc", "no ip forward-protocol udp bootpc" },
	{ "", "ip forward-protocol udp tftp", NULL },
	{ "", "no ip forward-protocol udp netbios-ns", "no ip forward-protocol udp netbios-ns" },
	{ "", "no ip forward-protocol udp netbios-dgm", "no ip forward-protocol udp netbios-dgm" },
	{ "", "ip forward-protocol udp ntp", "ip forward-protocol udp ntp" },
	{ "", "ip forward-protocol udp syslog", "ip forward-protocol udp syslog" },
	{ "interface GigabitEthernet0/2", "ip address dhcp", "ip address dhcp" },
	{ "", "ip nat translation udp-timeout never", "ip nat translation udp-timeout never" },
	{ "", "ip nat translation timeout never", "ip nat translation timeout never" },
	{ "", "ip nat translation tcp-timeout 77", "ip nat translation tcp-timeout 77" },
	{ "", "ip nat translation icmp-timeout never", "ip nat translation icmp-timeout never" },
	{ "", "ip nat translation finrst-timeout never", "ip nat translation finrst-timeout never" },
	{ "", "ip nat translation syn-timeout never", "ip nat translation syn-timeout never" },
	{ "", "ip nat translation dns-timeout never", "ip nat translation dns-timeout never" },
	{ "", "ip nat inside source list 10 interface GigabitEthernet0/1", "ip nat inside source list 10 interface GigabitEthernet0/1 overload" },
	{ "", "nat64 translation timeout icmp 77", "nat64 translation timeout icmp 77" },
	{ "", "nat64 translation timeout tcp 78", "nat64 translation timeout tcp 78" },
	{ "", "nat64 translation timeout tcp-transient 79", "nat64 translation timeout tcp-transient 79" },
	{ "", "nat64 translation timeout udp 80", "nat64 translation timeout udp 80" },
	{ "interface GigabitEthernet0/0", "ip nat outside", "ip nat outside" },
	{ "interface GigabitEthernet0/0", "ip access-group 10 in", "ip access-group 10 in" },
	FHRP_TYPED("GigabitEthernet0/0", "GigabitEthernet0/0"),
	OSPF_TYPED("GigabitEthernet0/0"),
	BFD_TYPED("GigabitEthernet0/0"),
	PBR_TYPED,
	BGP_TYPED,
	{ "", "ip routing", NULL },
	{ "", "no service traffic-sink", NULL },
	{ "interface GigabitEthernet0/1", "ip load-sharing per-packet", "ip load-sharing per-packet" },
};

static const struct answer answers[] = {
	VRF_ANSWERS,
	OSPF_ANSWERS,
	BGP_ANSWERS,
	{ NULL, "logging trap notifications", "", "no logging trap" },
	ACCESS_ANSWERS,
	ACL_ANSWERS,
	NAT_ANSWERS,
	QOS_ANSWERS,
	FLOW_ANSWERS,
	{ NULL, "service timestamps debug uptime", "", "no service timestamps debug" },
	{ NULL, "service timestamps log datetime msec year", "", "no service timestamps log" },
	{ NULL, "log-adjacency-changes detail", "", "no log-adjacency-changes" },
	{ NULL, "logging buffered 8192 warnings", "", "no logging buffered" },
	{ NULL, "logging console errors", "", "no logging console" },
	{ "interface GigabitEthernet0/1.10", "encapsulation dot1Q 10", "% IP addresses of the subinterface must be removed first\n", NULL },
	{ NULL, "interface GigabitEthernet0/0", "% Removal of physical interfaces is not permitted.\n", NULL },
	{ NULL, "interface GigabitEthernet0/1", "% Removal of physical interfaces is not permitted.\n", NULL },
	{ NULL, "interface GigabitEthernet0/2", "% Removal of physical interfaces is not permitted.\n", NULL },
	{ NULL, "interface GigabitEthernet0/3", "% Removal of physical interfaces is not permitted.\n", NULL },
	{ NULL, "interface Null0", "% Removal of physical interfaces is not permitted.\n", NULL },
	{ "interface GigabitEthernet0/0", "ip address 10.0.1.1 255.255.255.0", "Must delete secondary before deleting primary\n", NULL },
};

static const struct property_kind kind = { "router", config, typed, ARRAY_LEN(typed), answers, ARRAY_LEN(answers) };

PROPERTY_TESTS(kind)
