/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each line of a switch's running-config: tests/unit/property.h says what holds for it. */
#include "property.h"
#include "property_dhcp.h"
#include "property_device.h"
#include "property_files.h"
#include "property_vrf.h"
#include "property_http.h"
#include "property_dns.h"
#include "property_dhcp6.h"
#include "property_snmp.h"
#include "property_syslog.h"
#include "property_aaa.h"
#include "property_access.h"
#include "property_fhrp.h"
#include "property_acl.h"
#include "property_policy.h"
#include "property_redist.h"
#include "property_ospf.h"
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
	"no service traffic-sink\n"
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
	AAA_GLOBAL("GigabitEthernet0/1")
	POLICY_KEYS
	"no ip domain lookup\n"
	"!\n"
	"ip routing\n"
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
	FHRP_GLOBAL("GigabitEthernet0/1", "")
	"ip dhcp snooping vlan 10,20\n"
	"!\n"
	"no ip dhcp snooping information option\n"
	"!\n"
	"ip dhcp snooping information option allow-untrusted\n"
	"!\n"
	"no ip dhcp snooping verify mac-address\n"
	"!\n"
	"ip dhcp snooping\n"
	"ip dhcp snooping database flash:bindings\n"
	"ip dhcp snooping database write-delay 15\n"
	"ip dhcp snooping database timeout 60\n"
	"!\n"
	"ip source binding 0200.5555.0001 vlan 10 10.0.1.50 interface GigabitEthernet0/1\n"
	"ip source binding 0200.5555.0002 vlan 10 10.0.1.51 interface GigabitEthernet0/2\n"
	"!\n"
	"ip arp inspection vlan 10\n"
	"!\n"
	"ip arp inspection validate src-mac dst-mac ip-addresses\n"
	"!\n"
	"ip arp inspection filter STATIC vlan 10,20 static\n"
	"!\n"
	"arp access-list ONE\n"
	" permit ip host 10.0.1.60 mac host 0200.5555.0060\n"
	"!\n"
	"arp access-list STATIC\n"
	" deny request ip 10.0.1.0 0.0.0.255 mac 0200.5555.0000 0000.0000.ffff\n"
	"!\n"
	"arp access-list T1\n"
	" deny response ip any host 10.0.1.1 mac any host 0200.5555.0001\n"
	"!\n"
	"arp access-list T2\n"
	" permit response ip host 10.0.1.61 any mac host 0200.5555.0061 any\n"
	"!\n"
	"arp access-list T3\n"
	" permit response ip 10.0.1.0 0.0.0.3 10.0.1.0 0.0.0.3 mac 0200.5555.0000 0000.0000.ffff 0200.5555.0000 0000.0000.ffff\n"
	"!\n"
	"arp access-list T4\n"
	" deny ip any mac any\n"
	"!\n"
	"no ip igmp snooping vlan 30\n"
	"!\n"
	"ip igmp snooping vlan 10 immediate-leave\n"
	"!\n"
	"ip igmp snooping vlan 10 mrouter interface GigabitEthernet0/2\n"
	"!\n"
	"ip igmp snooping vlan 10 static 239.1.1.1 interface GigabitEthernet0/1\n"
	"ip igmp snooping vlan 10 static 239.1.1.2 interface GigabitEthernet0/1\n"
	"!\n"
	"ip igmp snooping querier\n"
	"!\n"
	"ip igmp snooping querier address 10.0.1.9\n"
	"!\n"
	"ip igmp snooping querier query-interval 60\n"
	"ip igmp snooping querier version 3\n"
	"!\n"
	"ip igmp snooping vlan 20 querier\n"
	"!\n"
	"ip igmp snooping vlan 20 querier address 10.0.2.9\n"
	"!\n"
	"ip igmp snooping last-member-query-interval 500\n"
	"!\n"
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
	"lacp system-priority 100\n"
	"!\n"
	"port-channel load-balance src-dst-ip\n"
	"!\n"
	"errdisable flap-setting cause link-flap max-flaps 7 time 20\n"
	"!\n"
	"errdisable recovery cause bpduguard\n"
	"!\n"
	"errdisable recovery cause psecure-violation\n"
	"!\n"
	"errdisable recovery interval 60\n"
	"!\n"
	"udld enable\n"
	"!\n"
	"udld message time 7\n"
	"!\n"
	"spanning-tree mode rapid-pvst\n"
	"!\n"
	"spanning-tree loopguard default\n"
	"no spanning-tree bridge assurance\n"
	"!\n"
	"spanning-tree portfast default\n"
	"spanning-tree portfast network default\n"
	"!\n"
	"spanning-tree portfast bpduguard default\n"
	"spanning-tree portfast bpdufilter default\n"
	"!\n"
	"spanning-tree pathcost method long\n"
	"!\n"
	"no spanning-tree vlan 30\n"
	"!\n"
	"spanning-tree vlan 10 priority 4096\n"
	"!\n"
	"spanning-tree vlan 10 hello-time 1\n"
	"!\n"
	"spanning-tree vlan 10 forward-time 10\n"
	"!\n"
	"spanning-tree vlan 10 max-age 10\n"
	"!\n"
	"spanning-tree mst configuration\n"
	" name campus\n"
	" revision 7\n"
	" instance 1 vlan 10-19\n"
	" instance 2 vlan 20,22\n"
	"!\n"
	"spanning-tree mst 0-2 priority 8192\n"
	"!\n"
	"spanning-tree mst hello-time 1\n"
	"!\n"
	"spanning-tree mst forward-time 10\n"
	"!\n"
	"spanning-tree mst max-age 10\n"
	"!\n"
	"spanning-tree mst max-hops 30\n"
	"!\n"
	"vtp domain campus\n"
	"!\n"
	"vtp mode transparent\n"
	"!\n"
	"vtp password secret\n"
	"!\n"
	"vtp version 2\n"
	"!\n"
	"vlan dot1q tag native\n"
	"!\n"
	"mac address-table aging-time 600\n"
	"!\n"
	"mac address-table static 0200.3333.0001 vlan 10 interface GigabitEthernet0/1\n"
	"mac address-table static 0200.3333.0002 vlan 20 interface GigabitEthernet0/2\n"
	"!\n"
	"vlan 10\n"
	" name users\n"
	"!\n"
	"vlan 20\n"
	" name lab\n"
	" state suspend\n"
	"!\n"
	"vlan 30\n"
	" shutdown\n"
	"!\n"
	"vlan 900\n"
	" remote-span\n"
	"!\n"
	"vlan access-map GUARD 10\n"
	" match ip address 101 10 MANAGERS WEB L4 L5 L6 L7 L8 L9 L10 L11 L12 L13 L14 L15\n"
	" match ipv6 address SIX L1 L2 L3 L4 L5 L6 L7 L8 L9 L10 L11 L12 L13 L14 L15\n"
	" match mac address MACS L1 L2 L3 L4 L5 L6 L7 L8 L9 L10 L11 L12 L13 L14 L15\n"
	" action drop\n"
	"!\n"
	"vlan access-map GUARD 20\n"
	" match mac address MACS\n"
	" action forward\n"
	"!\n"
	"vlan filter GUARD vlan-list 10,20-30\n"
	"!\n"
	FILES_RANGES("GigabitEthernet0/1 - 2")
	BFD_GLOBAL
	"interface Loopback0\n"
	"!\n"
	VRF_INTERFACES
	"interface Port-channel1\n"
	" lacp max-bundle 4\n"
	" port-channel min-links 2\n"
	" port-channel standalone-disable\n"
	"!\n"
	"interface Port-channel2\n"
	"!\n"
	"interface Port-channel3\n"
	" switchport mode trunk\n"
	"!\n"
	"interface Port-channel4\n"
	" no switchport\n"
	"!\n"
	"interface GigabitEthernet0/1\n"
	" description a user\n"
	" mac-address 0200.1111.0001\n"
	" mtu 2000\n"
	" bandwidth 50000\n"
	" delay 77\n"
	" switchport access vlan 10\n"
	" switchport mode access\n"
	" switchport nonegotiate\n"
	" switchport protected\n"
	" switchport voice vlan 20\n"
	" switchport block multicast\n"
	" switchport block unicast\n"
	" switchport port-security maximum 9\n"
	" switchport port-security violation restrict\n"
	" switchport port-security aging time 5\n"
	" switchport port-security aging type inactivity\n"
	" switchport port-security aging static\n"
	" switchport port-security mac-address sticky\n"
	" switchport port-security mac-address sticky 0200.4444.0001\n"
	" switchport port-security\n"
	" no cdp enable\n"
	" no lldp transmit\n"
	" no lldp receive\n"
	" no lldp med-tlv-select inventory-management\n"
	" no lldp med-tlv-select network-policy\n"
	DEVICE_MACRO_INTERFACE
	" load-interval 30\n"
	SNMP_INTERFACE
	" shutdown\n"
	" duplex full\n"
	" speed 100\n"
	" storm-control broadcast level 20.5 10\n"
	" storm-control multicast level bps 10m\n"
	" storm-control unicast level pps 5k 100\n"
	" storm-control action shutdown\n"
	" storm-control action trap\n"
	" udld port aggressive\n"
	" spanning-tree portfast\n"
	" no vtp\n"
	" spanning-tree bpdufilter enable\n"
	" spanning-tree bpduguard enable\n"
	" spanning-tree guard root\n"
	" ip arp inspection trust\n"
	" ip arp inspection limit rate 100 burst interval 3\n"
	" ip dhcp snooping limit rate 10\n"
	" ip dhcp snooping trust\n"
	" ip verify source port-security\n"
	"!\n"
	"interface GigabitEthernet0/2\n"
	" switchport trunk encapsulation dot1q\n"
	" switchport trunk native vlan 20\n"
	" no switchport trunk native vlan tag\n"
	" switchport trunk allowed vlan 10,20,30-40\n"
	" switchport trunk pruning vlan 2-500\n"
	" switchport mode trunk\n"
	" spanning-tree cost 10\n"
	" spanning-tree port-priority 64\n"
	" spanning-tree vlan 10 cost 5\n"
	" spanning-tree vlan 10 port-priority 32\n"
	" spanning-tree link-type shared\n"
	" spanning-tree mst 1 cost 77\n"
	" spanning-tree mst 0 port-priority 16\n"
	"!\n"
	"interface GigabitEthernet0/3\n"
	" channel-protocol lacp\n"
	" channel-group 1 mode active\n"
	" lacp port-priority 100\n"
	" lacp rate fast\n"
	"!\n"
	"interface GigabitEthernet0/4\n"
	" channel-group 2 mode desirable non-silent\n"
	" pagp port-priority 200\n"
	" pagp learn-method physical-port\n"
	" pagp timer 60\n"
	"!\n"
	"interface GigabitEthernet0/5\n"
	"!\n"
	"interface GigabitEthernet0/6\n"
	" no switchport\n"
	"!\n"
	"interface GigabitEthernet0/7\n"
	"!\n"
	"interface GigabitEthernet0/8\n"
	"!\n"
	"interface GigabitEthernet0/9\n"
	"!\n"
	"interface GigabitEthernet0/10\n"
	"!\n"
	"interface GigabitEthernet0/11\n"
	" ip access-group WEB in\n"
	" ipv6 traffic-filter SIX in\n"
	" mac access-group MACS in\n"
	"!\n"
	"interface GigabitEthernet0/12\n"
	"!\n"
	"interface GigabitEthernet0/13\n"
	"!\n"
	"interface GigabitEthernet0/14\n"
	"!\n"
	"interface GigabitEthernet0/15\n"
	"!\n"
	"interface GigabitEthernet0/16\n"
	"!\n"
	"interface GigabitEthernet0/17\n"
	"!\n"
	"interface GigabitEthernet0/18\n"
	"!\n"
	"interface GigabitEthernet0/19\n"
	"!\n"
	"interface GigabitEthernet0/20\n"
	"!\n"
	"interface GigabitEthernet0/21\n"
	"!\n"
	"interface GigabitEthernet0/22\n"
	"!\n"
	"interface GigabitEthernet0/23\n"
	"!\n"
	"interface GigabitEthernet0/24\n"
	"!\n"
	"interface Vlan10\n"
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
	RIP_INTERFACE
	" arp timeout 600\n"
	FHRP_INTERFACE
	OSPF_INTERFACE
	BFD_INTERFACE
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
	OSPF_INTERFACE6
	RIPNG_INTERFACE
	"!\n"
	"interface Vlan20\n"
	" shutdown\n"
	" ipv6 unnumbered Vlan10\n"
	DHCP6_RELAY
	"!\n"
	"interface Vlan30\n"
	" ip unnumbered Vlan10\n"
	DHCP6_CLIENT
	"!\n"
	OSPFV3_ROUTER
	OSPF_ROUTER
	VRF_OSPF
	RIP_ROUTER_VRF
	OSPF_ROUTER6
	RIPNG_ROUTER
	"no ip forward-protocol udp tftp\n"
	"!\n"
	"ip forward-protocol udp snmp\n"
	"ip forward-protocol udp 7777\n"
	"!\n"
	HTTP_SERVER
	HTTP_CLASS
	HTTP_REST("GigabitEthernet0/1")
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
	"ip route 10.2.0.0 255.255.0.0 Vlan20 5\n"
	"ip route 10.3.0.0 255.255.0.0 Vlan10 10.0.1.4 20\n"
	VRF_ROUTES("")
	"!\n"
	BFD_ROUTE("Vlan10")
	ACL_LISTS
	"mac access-list extended M1\n"
	" deny host 0200.0000.0001 any 0x806 0x0\n"
	"!\n"
	"mac access-list extended M2\n"
	" permit any host 0200.0000.0001 appletalk cos 5\n"
	"!\n"
	"mac access-list extended M3\n"
	" permit 0200.0000.0000 0000.ffff.ffff 0300.0000.0000 0000.ffff.ffff cos 7\n"
	"!\n"
	"mac access-list extended MACS\n"
	" permit any any 0x800 0xF\n"
	"!\n"
	POLICY_LISTS
	POLICY_LISTS6
	DHCP6_LOCAL
	"ipv6 icmp error-interval 50 20\n"
	"!\n"
	"ipv6 route 2001:DB8:A::/48 2001:DB8:1::2 10 tag 9\n"
	"ipv6 route 2001:DB8:B::/48 Vlan20\n"
	"ipv6 route 2001:DB8:C::/48 Vlan10 FE80::2\n"
	VRF_ROUTES6("")
	"!\n"
	BFD_ROUTE6("Vlan10")
	ACL_LISTS6
	ACCESS_SSH
	DNS_SOURCE("GigabitEthernet0/1")
	"logging trap notifications\n"
	"!\n"
	"logging origin-id hostname\n"
	"!\n"
	"logging facility local3\n"
	"!\n"
	"logging source-interface GigabitEthernet0/1\n"
	"!\n"
	"logging host 10.0.1.50\n"
	"logging host 10.0.1.51 transport udp port 1514\n"
	"logging host 10.0.1.51 vrf BLUE transport udp port 1514\n"
	"!\n"
	FILES_TFTP("GigabitEthernet0/1")
	AAA_SERVERS("GigabitEthernet0/1")
	"arp 10.0.1.77 0200.2222.0001 arpa\n"
	VRF_ARP
	"!\n"
	"ipv6 neighbor 2001:DB8:1::77 Vlan10 0200.2222.0002\n"
	"!\n"
	SNMP_LINES("GigabitEthernet0/1")
	SNMP_OSPF_LINES
	AAA_RIGHTS
	ACL_TIMES
	DEVICE_BANNERS_AND_CONSOLE
	" access-class 10 in vrf-also\n"
	AAA_LINE
	DEVICE_VTY(AAA_LINE_LISTS)
	"ntp source GigabitEthernet0/1\n"
	"!\n"
	"ntp master 5\n"
	"!\n"
	"ntp peer 10.0.1.60 key 7 prefer iburst version 3 source GigabitEthernet0/1 minpoll 5 maxpoll 12\n"
	"!\n"
	"ntp server 10.0.1.61 key 7 prefer iburst version 3 source GigabitEthernet0/1 minpoll 4 maxpoll 8\n"
	"ntp server 10.0.1.62\n"
	"!\n"
	"monitor session 1 source interface GigabitEthernet0/7 rx\n"
	"monitor session 1 source interface GigabitEthernet0/8\n"
	"monitor session 1 filter vlan 10,20\n"
	"monitor session 1 destination interface GigabitEthernet0/9 encapsulation replicate\n"
	"monitor session 1 destination interface GigabitEthernet0/10 ingress dot1q vlan 10\n"
	"monitor session 2 source vlan 10,30 tx\n"
	"monitor session 2 destination remote vlan 900\n"
	"monitor session 3 source remote vlan 900\n"
	"!\n"
	"alias exec ib show ip interface brief\n"
	"alias exec sr show running-config\n"
	"!\n"
	"end\n";

static const struct typed typed[] = {
	{ "interface Vlan10", "ip load-sharing per-destination", "" },
	{ "", "ip classless", "" }, { "", "ip subnet-zero", "" }, { "", "ip bgp-community new-format", "" },
	SYSLOG_TYPED, NTP_TYPED("interface Vlan10"),
	VRF_TYPED_OPTIONS,
	DNS_TYPED,
	DHCP6_RA_TYPED("interface Vlan10"),
	SNMP_TYPED,
	SNMP_OSPF_TYPED,
	FILES_TYPED,
	HTTP_TYPED,
	HTTP_TYPED_CLASS,
	ACCESS_TYPED,
	AAA_TYPED,
	{ "", "ip igmp snooping vlan 30", NULL },
	{ "", "vtp mode client vlan", "vtp mode client vlan" },
	{ "", "vtp mode off", "vtp mode off" },
	{ "", "vtp mode server", NULL },
	{ "", "vtp password other hidden", "vtp password other hidden" },
	{ "", "vtp database revision 7 updater 10.0.0.1 at 930301001122", "vtp database revision 7 updater 10.0.0.1 at 930301001122" },
	{ "", "no ip igmp snooping", "no ip igmp snooping" },
	{ "", "spanning-tree mode pvst", NULL },
	{ "", "spanning-tree mode mst", "spanning-tree mode mst" },
	{ "", "no spanning-tree mst simulate pvst global", "no spanning-tree mst simulate pvst global" },
	{ "interface GigabitEthernet0/1", "spanning-tree mst simulate pvst", "spanning-tree mst simulate pvst" },
	{ "interface GigabitEthernet0/1", "spanning-tree mst simulate pvst disable", "spanning-tree mst simulate pvst disable" },
	{ "", "spanning-tree mst 0,1,2,5 root primary", "spanning-tree mst 0-2,5 priority 24576" },
	{ "", "spanning-tree mst 3 root secondary", "spanning-tree mst 3 priority 28672" },
	{ "spanning-tree mst configuration", "instance 1 vlan 30", "instance 1 vlan 10-19,30" },
	{ "", "spanning-tree pathcost method short", NULL },
	{ "", "spanning-tree extend system-id", "" },
	{ "", "spanning-tree vlan 30", NULL },
	{ "", "spanning-tree portfast edge default", "spanning-tree portfast edge default" },
	{ "", "spanning-tree portfast edge bpduguard default", "spanning-tree portfast edge bpduguard default" },
	{ "", "spanning-tree vlan 20 root primary", "spanning-tree vlan 20 priority 24576" },
	{ "", "spanning-tree vlan 20 root secondary", "spanning-tree vlan 20 priority 28672" },
	{ "", "spanning-tree vlan 20,40 hello-time 3", "spanning-tree vlan 20,40 hello-time 3" },
	{ "interface GigabitEthernet0/2", "spanning-tree portfast disable", "spanning-tree portfast disable" },
	{ "interface GigabitEthernet0/2", "spanning-tree portfast network", "spanning-tree portfast network" },
	{ "", "spanning-tree portfast edge bpdufilter default", "spanning-tree portfast edge bpdufilter default" },
	{ "interface GigabitEthernet0/2", "spanning-tree portfast trunk", "spanning-tree portfast trunk" },
	{ "interface GigabitEthernet0/2", "spanning-tree portfast edge", "spanning-tree portfast edge" },
	{ "interface GigabitEthernet0/2", "spanning-tree portfast edge trunk", "spanning-tree portfast edge trunk" },
	{ "interface GigabitEthernet0/2", "spanning-tree bpdufilter enable", "spanning-tree bpdufilter enable" },
	{ "interface GigabitEthernet0/2", "spanning-tree bpdufilter disable", "spanning-tree bpdufilter disable" },
	{ "interface GigabitEthernet0/2", "spanning-tree bpduguard enable", "spanning-tree bpduguard enable" },
	{ "interface GigabitEthernet0/2", "spanning-tree bpduguard disable", "spanning-tree bpduguard disable" },
	{ "interface GigabitEthernet0/2", "spanning-tree guard root", "spanning-tree guard root" },
	{ "interface GigabitEthernet0/2", "spanning-tree guard loop", "spanning-tree guard loop" },
	{ "interface GigabitEthernet0/2", "spanning-tree guard none", "spanning-tree guard none" },
	{ "interface GigabitEthernet0/2", "spanning-tree link-type point-to-point", "spanning-tree link-type point-to-point" },
	{ "interface GigabitEthernet0/2", "spanning-tree link-type shared", "spanning-tree link-type shared" },
	{ "interface GigabitEthernet0/2", "spanning-tree port-priority 128", NULL },
	{ "interface GigabitEthernet0/5", "channel-group 1 mode passive", "channel-group 1 mode passive" },
	{ "interface GigabitEthernet0/5", "channel-group 2 mode auto", "channel-group 2 mode auto" },
	{ "interface GigabitEthernet0/5", "channel-group 2 mode auto non-silent", "channel-group 2 mode auto non-silent" },
	{ "interface GigabitEthernet0/5", "channel-group 2 mode desirable", "channel-group 2 mode desirable" },
	{ "interface GigabitEthernet0/5", "channel-group 3 mode on", "channel-group 3 mode on" },
	{ "interface GigabitEthernet0/5", "channel-protocol pagp", "channel-protocol pagp" },
	{ "interface GigabitEthernet0/3", "lacp rate normal", NULL },
	{ "interface GigabitEthernet0/4", "pagp learn-method aggregation-port", NULL },
	{ "interface GigabitEthernet0/2", "switchport trunk native vlan tag", NULL },
	{ "", "ip arp inspection filter STATIC vlan 30", "ip arp inspection filter STATIC vlan 10,20,30" },
	{ "", "monitor session 1 source interface GigabitEthernet0/11 , GigabitEthernet0/12", "monitor session 1 source interface GigabitEthernet0/11" },
	{ "", "monitor session 1 source interface GigabitEthernet0/11 - 12 rx", "monitor session 1 source interface GigabitEthernet0/11 rx" },
	{ "", "monitor session 1 destination interface GigabitEthernet0/11 - 12", "monitor session 1 destination interface GigabitEthernet0/11" },
	{ "", "port-channel load-balance dst-ip", "port-channel load-balance dst-ip" },
	{ "", "port-channel load-balance dst-mac", "port-channel load-balance dst-mac" },
	{ "", "port-channel load-balance dst-port", "port-channel load-balance dst-port" },
	{ "", "port-channel load-balance src-dst-mac", "port-channel load-balance src-dst-mac" },
	{ "", "port-channel load-balance src-dst-port", "port-channel load-balance src-dst-port" },
	{ "", "port-channel load-balance src-ip", "port-channel load-balance src-ip" },
	{ "", "port-channel load-balance src-mac", NULL },
	{ "", "port-channel load-balance src-port", "port-channel load-balance src-port" },
	POLICY_TYPED,
	RIP_TYPED_VRF,
	RIPNG_TYPED,
	RIP_TYPED("interface Vlan10"),
	OSPF_TYPED("Vlan10"), REDIST_TYPED_SWITCH,
	BFD_TYPED("Vlan10"),
	DEVICE_TYPED,
	{ "interface GigabitEthernet0/6", "switchport", NULL },
	{ "", "snmp-server enable traps storm-control", "snmp-server enable traps storm-control" },
	{ "interface GigabitEthernet0/6.7", "encapsulation dot1Q 7 native", "encapsulation dot1Q 7 native" },
	{ "interface Port-channel4.10", "encapsulation dot1Q 10", "encapsulation dot1Q 10" },
	{ "", "monitor session 1 source interface GigabitEthernet0/11 both", "monitor session 1 source interface GigabitEthernet0/11" },
	{ "", "monitor session 1 source interface GigabitEthernet0/7 tx", "monitor session 1 source interface GigabitEthernet0/7 tx" },
	{ "", "monitor session 2 source vlan 20", "monitor session 2 source vlan 20" },
	{ "", "monitor session 2 source vlan 20 rx", "monitor session 2 source vlan 20 rx" },
	{ "", "monitor session 2 source vlan 20 both", "monitor session 2 source vlan 20" },
	{ "", "monitor session 1 destination interface GigabitEthernet0/9 encapsulation replicate ingress untagged vlan 20",
	  "monitor session 1 destination interface GigabitEthernet0/9 encapsulation replicate ingress untagged vlan 20" },
	{ "", "monitor session 1 destination interface GigabitEthernet0/9 encapsulation replicate ingress vlan 20",
	  "monitor session 1 destination interface GigabitEthernet0/9 encapsulation replicate ingress vlan 20" },
	{ "", "monitor session 1 destination interface GigabitEthernet0/9 encapsulation replicate ingress dot1q vlan 20",
	  "monitor session 1 destination interface GigabitEthernet0/9 encapsulation replicate ingress dot1q vlan 20" },
	{ "", "no ip domain-lookup", "no ip domain lookup" },
	{ "", "no service pad", "" },
	{ "", "no service config", "" },
	{ "", "no ip http server", NULL },
	{ "", "no ip http secure-server", NULL },
	{ "", "service tcp-small-servers max-servers no-limit", "service tcp-small-servers max-servers no-limit" },
	{ "", "ip cef", "" },
	{ "", "ipv6 cef", "" },
	{ "", "line console 0", "" },
	{ "line con 0", "stopbits 1", "" },
	{ "interface GigabitEthernet0/1", "negotiation auto", "" },
	{ "interface GigabitEthernet0/1", "duplex auto", NULL },
	{ "interface GigabitEthernet0/1", "duplex full", "duplex full" },
	{ "interface GigabitEthernet0/1", "duplex half", "duplex half" },
	{ "interface GigabitEthernet0/1", "speed auto", NULL },
	{ "interface GigabitEthernet0/1", "speed 10", "speed 10" },
	{ "interface GigabitEthernet0/1", "speed 100", "speed 100" },
	{ "interface GigabitEthernet0/1", "speed 1000", "speed 1000" },
	{ "interface GigabitEthernet0/1", "speed 10000", "speed 10000" },
	{ "interface Vlan10", "ipv6 nd prefix default infinite infinite off-link no-autoconfig", "ipv6 nd prefix default infinite infinite off-link no-autoconfig" },
	{ "interface Vlan10", "ipv6 nd prefix default no-advertise", "ipv6 nd prefix default no-advertise" },
	{ "interface Vlan10", "ipv6 nd prefix default 50 40 no-onlink off-link no-autoconfig", "ipv6 nd prefix default 50 40 no-onlink off-link no-autoconfig" },
	{ "interface Vlan10", "ipv6 nd prefix default infinite infinite no-onlink", "ipv6 nd prefix default infinite infinite no-onlink" },
	{ "interface Vlan10", "ipv6 nd prefix 2001:DB8:9::/64", "ipv6 nd prefix 2001:DB8:9::/64" },
	{ "interface Vlan10", "ipv6 nd prefix 2001:DB8:9::/64 no-advertise", "ipv6 nd prefix 2001:DB8:9::/64 no-advertise" },
	{ "interface Vlan10", "ipv6 nd prefix 2001:DB8:9::/64 60 50 no-onlink off-link no-autoconfig", "ipv6 nd prefix 2001:DB8:9::/64 60 50 no-onlink off-link no-autoconfig" },
	{ "interface Vlan10", "ipv6 nd prefix 2001:DB8:9::/64 infinite infinite no-onlink off-link no-autoconfig", "ipv6 nd prefix 2001:DB8:9::/64 infinite infinite no-onlink off-link no-autoconfig" },
	{ "interface Vlan10", "ipv6 nd ra interval msec 500 100", "ipv6 nd ra interval msec 500 100" },
	{ "interface Vlan10", "ipv6 nd ra suppress all", "ipv6 nd ra suppress all" },
	{ "interface Vlan10", "ipv6 nd router-preference low", "ipv6 nd router-preference low" },
	{ "interface Vlan10", "ipv6 nd router-preference medium", NULL },
	{ "interface Vlan10", "ipv6 nd router-preference high", "ipv6 nd router-preference high" },
	ACL_TYPED,
	FHRP_TYPED("GigabitEthernet0/1", "Vlan10"),
	DHCP6_TYPED("interface Vlan10", "interface Vlan20", "Vlan10"),
	{ "", "no service dhcp", "no service dhcp" },
	DHCP_POOL_TYPED,
	{ "interface Vlan10", "ip dhcp relay information trusted", "ip dhcp relay information trusted" },
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
	{ "interface Vlan20", "ip address dhcp", "ip address dhcp" },
	{ "interface Vlan10", "ipv6 address autoconfig", "ipv6 address autoconfig" },
	{ "", "ip route 10.9.0.0 255.255.0.0 10.0.1.3 9 name n1 permanent tag 3", "ip route 10.9.0.0 255.255.0.0 10.0.1.3 9 name n1 permanent tag 3" },
	{ "", "ip route 10.9.0.0 255.255.0.0 Vlan10 9 name n1 permanent tag 3", "ip route 10.9.0.0 255.255.0.0 Vlan10 9 name n1 permanent tag 3" },
	{ "", "ip route 10.9.0.0 255.255.0.0 Vlan10 10.0.1.3 9 name n1 permanent tag 3", "ip route 10.9.0.0 255.255.0.0 Vlan10 10.0.1.3 9 name n1 permanent tag 3" },
	{ "", "ipv6 route 2001:DB8:D::/48 2001:DB8:1::2 9 name n1 permanent tag 3", "ipv6 route 2001:DB8:D::/48 2001:DB8:1::2 9 name n1 permanent tag 3" },
	{ "", "ipv6 route 2001:DB8:D::/48 Vlan10 9 name n1 permanent tag 3", "ipv6 route 2001:DB8:D::/48 Vlan10 9 name n1 permanent tag 3" },
	{ "", "ipv6 route 2001:DB8:D::/48 Vlan10 FE80::3 9 name n1 permanent tag 3", "ipv6 route 2001:DB8:D::/48 Vlan10 FE80::3 9 name n1 permanent tag 3" },
	{ "", "no service traffic-sink", "no service traffic-sink" },
	{ "", "ip routing", "ip routing" },
	{ "interface Vlan10", "ipv6 address autoconfig default", "ipv6 address autoconfig default" },
	{ "interface GigabitEthernet0/2", "switchport trunk allowed vlan add 50-52", "switchport trunk allowed vlan 10,20,30-40,50-52" },
	{ "interface GigabitEthernet0/2", "switchport trunk allowed vlan remove 33", "switchport trunk allowed vlan 10,20,30-32,34-40" },
	{ "interface GigabitEthernet0/2", "switchport trunk allowed vlan except 2-4094", "switchport trunk allowed vlan 1" },
	{ "interface GigabitEthernet0/2", "switchport trunk pruning vlan 10-20", "switchport trunk pruning vlan 10-20" },
	{ "interface GigabitEthernet0/2", "switchport trunk pruning vlan remove 33", "switchport trunk pruning vlan 2-32,34-500" },
	{ "interface GigabitEthernet0/2", "switchport trunk pruning vlan except 5-1001", "switchport trunk pruning vlan 2-4" },
	{ "interface GigabitEthernet0/2", "switchport trunk pruning vlan none", "switchport trunk pruning vlan none" },
	{ "interface GigabitEthernet0/2", "switchport trunk pruning vlan add 600", "switchport trunk pruning vlan 2-500,600" },
	{ "", "vtp pruning", "vtp pruning" },
	{ "", "vtp interface Vlan10 only", "vtp interface Vlan10 only" },
	{ "interface GigabitEthernet0/2", "switchport trunk allowed vlan none", "switchport trunk allowed vlan none" },
	{ "interface GigabitEthernet0/2", "switchport trunk allowed vlan all", NULL },
	{ "interface GigabitEthernet0/2", "switchport mode access", "switchport mode access" },
	{ "interface GigabitEthernet0/2", "switchport mode dynamic desirable", "switchport mode dynamic desirable" },
	{ "interface GigabitEthernet0/2", "switchport mode dynamic auto", NULL },
	{ "interface GigabitEthernet0/1", "switchport voice vlan dot1p", "switchport voice vlan dot1p" },
	{ "interface GigabitEthernet0/1", "switchport voice vlan none", "switchport voice vlan none" },
	{ "interface GigabitEthernet0/1", "switchport voice vlan untagged", "switchport voice vlan untagged" },
	{ "interface GigabitEthernet0/1", "switchport port-security violation protect", "switchport port-security violation protect" },
	{ "interface GigabitEthernet0/1", "switchport port-security violation shutdown", NULL },
	{ "interface GigabitEthernet0/1", "switchport port-security aging type absolute", NULL },
	{ "interface GigabitEthernet0/1", "switchport port-security mac-address sticky 0200.4444.0006 vlan access", "switchport port-security mac-address sticky 0200.4444.0006 vlan access" },
	{ "interface GigabitEthernet0/1", "switchport port-security mac-address sticky 0200.4444.0006 vlan 10", "switchport port-security mac-address sticky 0200.4444.0006 vlan 10" },
	{ "interface GigabitEthernet0/1", "switchport port-security mac-address 0200.4444.0006 vlan voice", "switchport port-security mac-address 0200.4444.0006 vlan voice" },
	{ "interface GigabitEthernet0/1", "switchport port-security mac-address sticky 0200.4444.0002 vlan voice", "switchport port-security mac-address sticky 0200.4444.0002 vlan voice" },
	{ "interface GigabitEthernet0/1", "switchport port-security mac-address 0200.4444.0003", "switchport port-security mac-address 0200.4444.0003" },
	{ "interface GigabitEthernet0/1", "switchport port-security mac-address 0200.4444.0004 vlan access", "switchport port-security mac-address 0200.4444.0004 vlan access" },
	{ "interface GigabitEthernet0/1", "switchport port-security mac-address 0200.4444.0005 vlan 10", "switchport port-security mac-address 0200.4444.0005 vlan 10" },
	{ "interface GigabitEthernet0/1", "storm-control broadcast level 30 20", "storm-control broadcast level 30 20" },
	{ "interface GigabitEthernet0/1", "storm-control broadcast level bps 1.5m 1m", "storm-control broadcast level bps 1.5m 1m" },
	{ "interface GigabitEthernet0/1", "storm-control broadcast level pps 7k 3k", "storm-control broadcast level pps 7k 3k" },
	{ "interface GigabitEthernet0/1", "storm-control multicast level 30 20", "storm-control multicast level 30 20" },
	{ "interface GigabitEthernet0/1", "storm-control multicast level bps 1.5m 1m", "storm-control multicast level bps 1.5m 1m" },
	{ "interface GigabitEthernet0/1", "storm-control multicast level pps 7k 3k", "storm-control multicast level pps 7k 3k" },
	{ "interface GigabitEthernet0/1", "storm-control unicast level 30 20", "storm-control unicast level 30 20" },
	{ "interface GigabitEthernet0/1", "storm-control unicast level bps 1.5m 1m", "storm-control unicast level bps 1.5m 1m" },
	{ "interface GigabitEthernet0/1", "storm-control unicast level pps 7k 3k", "storm-control unicast level pps 7k 3k" },
	{ "interface GigabitEthernet0/1", "ip arp inspection limit none", "ip arp inspection limit none" },
	{ "interface GigabitEthernet0/1", "ip verify source", "ip verify source" },
	{ "", "ip dhcp snooping vlan 30", "ip dhcp snooping vlan 10,20,30" },
	{ "", "no ip dhcp snooping vlan 20", "ip dhcp snooping vlan 10" },
	{ "", "ip arp inspection vlan 20-22", "ip arp inspection vlan 10,20-22" },
	{ "", "ip arp inspection validate ip-addresses", "ip arp inspection validate ip-addresses" },
	{ "", "errdisable recovery cause all", "errdisable recovery cause all" },
	{ "", "errdisable recovery cause arp-inspection", "errdisable recovery cause arp-inspection" },
	{ "", "no spanning-tree etherchannel guard misconfig", "no spanning-tree etherchannel guard misconfig" },
	{ "", "errdisable detect cause all", "" },
	{ "", "no errdisable detect cause arp-inspection", "no errdisable detect cause arp-inspection" },
	{ "", "no errdisable detect cause bpduguard", "no errdisable detect cause bpduguard" },
	{ "", "no errdisable detect cause channel-misconfig", "no errdisable detect cause channel-misconfig" },
	{ "", "no errdisable detect cause dhcp-rate-limit", "no errdisable detect cause dhcp-rate-limit" },
	{ "", "udld aggressive", "udld aggressive" },
	{ "interface GigabitEthernet0/1", "udld port disable", "udld port disable" },
	{ "", "errdisable flap-setting cause dtp-flap max-flaps 4 time 20", "errdisable flap-setting cause dtp-flap max-flaps 4 time 20" },
	{ "", "errdisable flap-setting cause pagp-flap max-flaps 4 time 20", "errdisable flap-setting cause pagp-flap max-flaps 4 time 20" },
	{ "", "no errdisable detect cause dtp-flap", "no errdisable detect cause dtp-flap" },
	{ "", "no errdisable detect cause link-flap", "no errdisable detect cause link-flap" },
	{ "", "no errdisable detect cause pagp-flap", "no errdisable detect cause pagp-flap" },
	{ "", "errdisable recovery cause dtp-flap", "errdisable recovery cause dtp-flap" },
	{ "", "errdisable recovery cause link-flap", "errdisable recovery cause link-flap" },
	{ "", "errdisable recovery cause pagp-flap", "errdisable recovery cause pagp-flap" },
	{ "", "no errdisable detect cause psecure-violation", "no errdisable detect cause psecure-violation" },
	{ "", "no errdisable detect cause storm-control", "no errdisable detect cause storm-control" },
	{ "", "no errdisable detect cause udld", "no errdisable detect cause udld" },
	{ "", "errdisable recovery cause channel-misconfig", "errdisable recovery cause channel-misconfig" },
	{ "", "errdisable recovery cause dhcp-rate-limit", "errdisable recovery cause dhcp-rate-limit" },
	{ "", "errdisable recovery cause storm-control", "errdisable recovery cause storm-control" },
	{ "", "errdisable recovery cause udld", "errdisable recovery cause udld" },
	{ "", "mac address-table static 0200.3333.0009 vlan 10 drop", "mac address-table static 0200.3333.0009 vlan 10 drop" },
	{ "vlan 20", "state active", NULL },
	{ "vlan 20", "mtu 1500", "" },
	{ "", "vlan 3001,3003", "vlan 3003" },
	{ "interface Vlan10", "ip load-sharing per-packet", "ip load-sharing per-packet" },
};

static const struct answer answers[] = {
	VRF_ANSWERS,
	OSPF_ANSWERS,
	{ NULL, "logging trap notifications", "", "no logging trap" },
	ACCESS_ANSWERS,
	ACL_ANSWERS,
	{ NULL, "log-adjacency-changes detail", "", "no log-adjacency-changes" },
	{ NULL, "service timestamps debug uptime", "", "no service timestamps debug" },
	{ NULL, "service timestamps log datetime msec year", "", "no service timestamps log" },
	{ NULL, "logging buffered 8192 warnings", "", "no logging buffered" },
	{ NULL, "logging console errors", "", "no logging console" },
	{ NULL, "interface Port-channel1", "% Port-channel1: its channel group has ports: take them out first.\n", NULL },
	{ NULL, "interface Port-channel2", "% Port-channel2: its channel group has ports: take them out first.\n", NULL },
	{ NULL, "interface GigabitEthernet0/1", "% Removal of physical interfaces is not permitted.\n", NULL },
	{ NULL, "interface GigabitEthernet0/2", "% Removal of physical interfaces is not permitted.\n", NULL },
	{ NULL, "interface GigabitEthernet0/3", "% Removal of physical interfaces is not permitted.\n", NULL },
	{ NULL, "interface GigabitEthernet0/4", "% Removal of physical interfaces is not permitted.\n", NULL },
	{ NULL, "interface GigabitEthernet0/5", "% Removal of physical interfaces is not permitted.\n", NULL },
	{ NULL, "interface GigabitEthernet0/6", "% Removal of physical interfaces is not permitted.\n", NULL },
	{ NULL, "interface GigabitEthernet0/7", "% Removal of physical interfaces is not permitted.\n", NULL },
	{ NULL, "interface GigabitEthernet0/8", "% Removal of physical interfaces is not permitted.\n", NULL },
	{ NULL, "interface GigabitEthernet0/9", "% Removal of physical interfaces is not permitted.\n", NULL },
	{ NULL, "interface GigabitEthernet0/10", "% Removal of physical interfaces is not permitted.\n", NULL },
	{ NULL, "interface GigabitEthernet0/11", "% Removal of physical interfaces is not permitted.\n", NULL },
	{ NULL, "interface GigabitEthernet0/12", "% Removal of physical interfaces is not permitted.\n", NULL },
	{ NULL, "interface GigabitEthernet0/13", "% Removal of physical interfaces is not permitted.\n", NULL },
	{ NULL, "interface GigabitEthernet0/14", "% Removal of physical interfaces is not permitted.\n", NULL },
	{ NULL, "interface GigabitEthernet0/15", "% Removal of physical interfaces is not permitted.\n", NULL },
	{ NULL, "interface GigabitEthernet0/16", "% Removal of physical interfaces is not permitted.\n", NULL },
	{ NULL, "interface GigabitEthernet0/17", "% Removal of physical interfaces is not permitted.\n", NULL },
	{ NULL, "interface GigabitEthernet0/18", "% Removal of physical interfaces is not permitted.\n", NULL },
	{ NULL, "interface GigabitEthernet0/19", "% Removal of physical interfaces is not permitted.\n", NULL },
	{ NULL, "interface GigabitEthernet0/20", "% Removal of physical interfaces is not permitted.\n", NULL },
	{ NULL, "interface GigabitEthernet0/21", "% Removal of physical interfaces is not permitted.\n", NULL },
	{ NULL, "interface GigabitEthernet0/22", "% Removal of physical interfaces is not permitted.\n", NULL },
	{ NULL, "interface GigabitEthernet0/23", "% Removal of physical interfaces is not permitted.\n", NULL },
	{ NULL, "interface GigabitEthernet0/24", "% Removal of physical interfaces is not permitted.\n", NULL },
	{ "interface Vlan10", "ip address 10.0.1.1 255.255.255.0", "Must delete secondary before deleting primary\n", NULL },
};

static const struct property_kind kind = { "switch", config, typed, ARRAY_LEN(typed), answers, ARRAY_LEN(answers) };

PROPERTY_TESTS(kind)
