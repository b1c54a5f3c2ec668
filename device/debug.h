/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Debug flags. A feature appends its flags to the list below, puts their rows into its own command table with DEBUG_CMDS(), and says
 *	if (debug_on(d, DEBUG_IP_ICMP))
 *		device_debug(d, "ICMP: echo reply sent, src %s, dst %s", ...);
 * Lines are rate limited (DEBUG_LINES_A_SECOND) and go where log lines of severity 7 go.
 */
#ifndef DEVICE_DEBUG_H
#define DEVICE_DEBUG_H

#include "device/device.h"

/* name, words after `debug`, heading in `show debugging`, what is on or off. Those of one heading stand together. */
#define DEBUG_LIST(X)                                                         \
	X(AAA_AUTHENTICATION, "aaa authentication", "General OS", "AAA Authentication debugging") \
	X(AAA_AUTHORIZATION, "aaa authorization", "General OS", "AAA Authorization debugging") \
	X(AAA_ACCOUNTING, "aaa accounting", "General OS", "AAA Accounting debugging") \
	X(TACACS, "tacacs", "General OS", "TACACS access control debugging") \
	X(RADIUS, "radius", "Radius protocol", "Radius protocol debugging") \
	X(ARP, "arp", "ARP", "ARP packet debugging")                          \
	X(DHCP_SNOOPING, "ip dhcp snooping packet", "DHCP Snooping", "DHCP Snooping packet debugging") \
	X(DHCP_CLIENT, "dhcp", "DHCP", "DHCP client activity debugging")      \
	X(DHCP_SERVER_EVENTS, "ip dhcp server events", "DHCP server", "DHCP server event debugging") \
	X(DHCP_SERVER_PACKET, "ip dhcp server packet", "DHCP server", "DHCP server packet debugging") \
	X(BFD_EVENT, "bfd event", "BFD", "BFD Event debugging") \
	X(BFD_PACKET, "bfd packet", "BFD", "BFD Packet debugging") \
	X(DOMAIN, "domain", "Domain Name System", "Domain Name System debugging") \
	X(IGMP_SNOOPING, "ip igmp snooping", "IGMP Snooping", "IGMP Snooping debugging") \
	X(FLOW_EXPORTER, "flow exporter", "Flow Exporter", "Flow Exporter debugging") \
	X(IP_FLOW_EXPORT, "ip flow export", "Flow Exporter", "IP Flow Export debugging") \
	X(IP_ICMP, "ip icmp", "Generic IP", "ICMP packet debugging")          \
	X(IP_PACKET, "ip packet", "Generic IP", "IP packet debugging")        \
	X(IP_POLICY, "ip policy", "IP policy", "Policy routing debugging") \
	X(IPV6_POLICY, "ipv6 policy", "IPv6 policy", "IPv6 policy routing debugging") \
	X(IP_NAT, "ip nat", "IP NAT", "IP NAT debugging")                     \
	X(IP_NAT_DETAILED, "ip nat detailed", "IP NAT", "IP NAT detailed debugging") \
	X(NAT64, "nat64", "NAT64", "NAT64 debugging")                         \
	X(IP_BGP, "ip bgp", "BGP", "BGP debugging") \
	X(IP_BGP_UPDATES, "ip bgp updates", "BGP", "BGP updates debugging") \
	X(IP_BGP_UPDATES_IN, "ip bgp updates in", "BGP", "BGP updates debugging (inbound)") \
	X(IP_BGP_UPDATES_OUT, "ip bgp updates out", "BGP", "BGP updates debugging (outbound)") \
	X(IP_BGP_NEIGHBOR, "ip bgp neighbor updates", "BGP", "BGP updates debugging of neighbors") \
	X(IP_BGP_EVENTS, "ip bgp events", "BGP", "BGP events debugging") \
	X(IP_BGP_KEEPALIVES, "ip bgp keepalives", "BGP", "BGP keepalives debugging") \
	X(IP_BGP_RPKI, "ip bgp rpki", "BGP", "BGP RPKI debugging") \
	X(IP_RIP, "ip rip", "IP routing", "RIP protocol debugging")           \
	X(IP_RIP_EVENTS, "ip rip events", "IP routing", "RIP event debugging") \
	X(IP_ROUTING, "ip routing", "IP routing", "IP routing debugging")     \
	X(IP_OSPF_ADJ, "ip ospf adj", "IP routing", "OSPF adjacency debugging") \
	X(IP_OSPF_HELLO, "ip ospf hello", "IP routing", "OSPF hello debugging") \
	X(IP_OSPF_EVENTS, "ip ospf events", "IP routing", "OSPF event debugging") \
	X(IP_OSPF_PACKET, "ip ospf packet", "IP routing", "OSPF packet debugging") \
	X(IP_OSPF_SPF, "ip ospf spf", "IP routing", "OSPF spf debugging") \
	X(IP_OSPF_LSA, "ip ospf lsa-generation", "IP routing", "OSPF lsa generation debugging") \
	X(IP_OSPF_FLOOD, "ip ospf flood", "IP routing", "OSPF flooding debugging") \
	X(HTTP_SSL, "ip http ssl", "HTTP Server", "HTTP SSL debugging") \
	X(HTTP, "ip http transaction", "HTTP Server", "HTTP Server transaction debugging") \
	X(IP_SLA_TRACE, "ip sla trace", "IP SLAs", "IP SLAs TRACE debugging") \
	X(IP_SLA_ERROR, "ip sla error", "IP SLAs", "IP SLAs ERROR debugging") \
	X(IP_TCP, "ip tcp transactions", "TCP", "TCP special event debugging") \
	X(IP_UDP, "ip udp", "UDP", "UDP packet debugging")                    \
	X(NTP_ADJUST, "ntp adjust", "NTP", "NTP clock adjustments debugging") \
	X(NTP_CORE, "ntp core", "NTP", "NTP core messages debugging") \
	X(NTP_EVENTS, "ntp events", "NTP", "NTP events debugging") \
	X(NTP_PACKET, "ntp packet", "NTP", "NTP packets debugging") \
	X(NIC_REGISTERS, "nic registers", "Guests' NICs", "NIC register access debugging") \
	X(NIC_DESCRIPTORS, "nic descriptors", "Guests' NICs", "NIC descriptor debugging") \
	X(NIC_INTERRUPTS, "nic interrupts", "Guests' NICs", "NIC interrupt debugging") \
	X(IPV6_DHCP, "ipv6 dhcp", "IPv6 DHCP", "IPv6 DHCP debugging") \
	X(IPV6_DHCP_DETAIL, "ipv6 dhcp detail", "IPv6 DHCP", "IPv6 DHCP detailed debugging") \
	X(IPV6_DHCP_RELAY, "ipv6 dhcp relay", "IPv6 DHCP", "IPv6 DHCP relay debugging") \
	X(IPV6_ICMP, "ipv6 icmp", "Generic IPv6", "ICMP Packet debugging")    \
	X(IPV6_ND, "ipv6 nd", "Generic IPv6", "ICMP Neighbor Discovery events debugging") \
	X(IPV6_PACKET, "ipv6 packet", "Generic IPv6", "IPv6 unicast packet debugging") \
	X(ETHERCHANNEL, "etherchannel", "EtherChannel", "EtherChannel Shim/FEC debugging") \
	X(LACP_PACKET, "lacp packet", "Link Aggregation Control Protocol", "LACP packet debugging") \
	X(CDP_PACKETS, "cdp packets", "CDP", "CDP packets debugging") \
	X(LLDP_PACKETS, "lldp packets", "LLDP", "LLDP packets debugging") \
	X(EIGRP_PACKETS, "eigrp packets", "EIGRP", "EIGRP Packets debugging") \
	X(EIGRP_HELLO, "eigrp packets hello", "EIGRP", "EIGRP Packets debugging (HELLO)") \
	X(EIGRP_QUERY, "eigrp packets query", "EIGRP", "EIGRP Packets debugging (QUERY)") \
	X(EIGRP_REPLY, "eigrp packets reply", "EIGRP", "EIGRP Packets debugging (REPLY)") \
	X(EIGRP_UPDATE, "eigrp packets update", "EIGRP", "EIGRP Packets debugging (UPDATE)") \
	X(EIGRP_ACK, "eigrp packets ack", "EIGRP", "EIGRP Packets debugging (ACK)") \
	X(EIGRP_NEIGHBORS, "eigrp neighbors", "EIGRP", "EIGRP Neighbors debugging") \
	X(EIGRP_FSM, "eigrp fsm", "EIGRP", "EIGRP FSM Events/Actions debugging") \
	X(DTP_EVENTS, "dtp events", "DTP", "DTP events debugging")            \
	X(STANDBY, "standby", "HSRP", "HSRP debugging")                      \
	X(STANDBY_EVENTS, "standby events", "HSRP", "HSRP Events debugging") \
	X(STANDBY_TERSE, "standby terse", "HSRP", "HSRP Terse debugging") \
	X(STANDBY_PACKETS, "standby packets", "HSRP", "HSRP Packets debugging") \
	X(GLBP, "glbp", "GLBP", "GLBP debugging")                            \
	X(GLBP_EVENTS, "glbp events", "GLBP", "GLBP Events debugging") \
	X(GLBP_TERSE, "glbp terse", "GLBP", "GLBP Terse debugging") \
	X(GLBP_PACKETS, "glbp packets", "GLBP", "GLBP Packets debugging") \
	X(VRRP, "vrrp", "VRRP", "VRRP debugging")                            \
	X(TFTP, "tftp", "TFTP", "TFTP debugging") \
	X(IPV6_ROUTING, "ipv6 routing", "IPv6 routing", "IPv6 routing table events debugging") \
	X(IPV6_RIP, "ipv6 rip", "IPv6 routing", "RIP Routing Protocol debugging") \
	X(IPV6_OSPF_ADJ, "ipv6 ospf adj", "IPv6 routing", "OSPFv3 adjacency debugging") \
	X(IPV6_OSPF_HELLO, "ipv6 ospf hello", "IPv6 routing", "OSPFv3 hello debugging") \
	X(IPV6_OSPF_EVENTS, "ipv6 ospf events", "IPv6 routing", "OSPFv3 event debugging") \
	X(IPV6_OSPF_PACKET, "ipv6 ospf packet", "IPv6 routing", "OSPFv3 packet debugging") \
	X(IPV6_OSPF_SPF, "ipv6 ospf spf", "IPv6 routing", "OSPFv3 spf debugging") \
	X(IPV6_OSPF_LSA, "ipv6 ospf lsa-generation", "IPv6 routing", "OSPFv3 lsa generation debugging") \
	X(IPV6_OSPF_FLOOD, "ipv6 ospf flood", "IPv6 routing", "OSPFv3 flooding debugging") \
	X(VTP_EVENTS, "sw-vlan vtp events", "VLAN Manager", "vtp events debugging") \
	X(VTP_PRUNING, "sw-vlan vtp pruning", "VLAN Manager", "vtp pruning debugging") \
	X(TRACK, "track", "Object Tracking", "Object tracking debugging") \
	X(TUNNEL, "tunnel", "Tunnel", "Tunnel Interface debugging") \
	X(TUNNEL_KEEPALIVE, "tunnel keepalive", "Tunnel", "Tunnel keepalive debugging") \
	X(SNMP, "snmp packets", "SNMP", "SNMP packet debugging") \
	X(SPANTREE_EVENTS, "spanning-tree events", "Spanning Tree", "Spanning Tree event debugging")

enum debug_flag {
#define X(name, words, group, title) DEBUG_##name,
	DEBUG_LIST(X)
#undef X
	DEBUG_N
};
_Static_assert(DEBUG_N <= 8 * sizeof(((struct node *)0)->debug), "a bit each");

enum { DEBUG_LINES_A_SECOND = 100, DEBUG_BURST = 200 };

static inline bool debug_on(const struct device *d, enum debug_flag flag) { return node_debug(&d->node, flag); }

/* What the rows of `debug` do, for whoever is no session: one flag, or all of them. */
void debug_set(struct device *d, enum debug_flag flag, bool on);
void debug_set_all(struct device *d, bool on);

/* For a row of its own: turns the flag and says so. note: what it is narrowed to (" (detailed)"), for `show debugging`, too. */
void debug_turn(struct cli *c, enum debug_flag flag, bool on, const char *note);
void debug_notes_free(struct device *d);

/* The rows of one flag, or (words "ntp all") of all whose words begin with the same: `debug WORDS`, `undebug WORDS`, `no debug WORDS`. help: for each of the words, apart by '|'. */
bool debug_run(struct cli *c, const struct args *a);
#define DEBUG_CMDS(words, help)                                                                  \
	{ &mode_exec, "debug " words, "|" help, .run = debug_run, .flags = CMD_PRIV },           \
	{ &mode_exec, "undebug " words, "|" help, .run = debug_run, .flags = CMD_PRIV },         \
	{ &mode_exec, "no debug " words, "||" help, .run = debug_run, .flags = CMD_PRIV }

#endif
