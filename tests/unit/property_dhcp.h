/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Samples of the DHCP server for the property tests of routers and switches. */
#ifndef TESTS_PROPERTY_DHCP_H
#define TESTS_PROPERTY_DHCP_H

#define DHCP_CLASSES \
	"no ip dhcp use class\n" \
	"!\n" \
	"ip dhcp class AGENTS\n" \
	" remark by what agents say\n" \
	" relay agent information\n" \
	"  relay-information hex 0102.6869\n" \
	"  relay-information hex 0104* bitmask 00ff\n" \
	"!\n"
#define DHCP_SHARES \
	" class AGENTS\n" \
	"  address range 10.0.1.20 10.0.1.29\n"

#define DHCP_POOL_TYPED \
	{ "ip dhcp pool LAN", "network 10.7.0.0 /16", "network 10.7.0.0 255.255.0.0" }, \
	{ "ip dhcp pool LAN", "netbios-node-type h-node", "netbios-node-type h-node" }, \
	{ "ip dhcp pool LAN", "netbios-node-type b-node", "netbios-node-type b-node" }, \
	{ "ip dhcp pool LAN", "netbios-node-type p-node", "netbios-node-type p-node" }, \
	{ "ip dhcp pool LAN", "netbios-node-type m-node", "netbios-node-type m-node" }, \
	{ "ip dhcp pool ONE", "client-name fred", "client-name fred" }, \
	{ "", "ip route 0.0.0.0 0.0.0.0 dhcp 9", "ip route 0.0.0.0 0.0.0.0 dhcp 9" }, \
	{ "", "ip route vrf BLUE 0.0.0.0 0.0.0.0 dhcp 9", "ip route vrf BLUE 0.0.0.0 0.0.0.0 dhcp 9" }, \
	{ "", "ip dhcp relay information policy drop", "ip dhcp relay information policy drop" }, \
	{ "", "ip dhcp relay information policy replace", NULL }

#endif
