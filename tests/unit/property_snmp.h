/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines of snmp-server, for the samples of all kinds. They stand before the banners (SNMP_LINES); one in each interface (SNMP_INTERFACE). */
#ifndef TESTS_PROPERTY_SNMP_H
#define TESTS_PROPERTY_SNMP_H

#define SNMP_LINES(iface) \
	"snmp-server engineID local 8000000903020000000001\n" \
	"!\n" \
	"snmp-server group G v3 priv\n" \
	"snmp-server group G v3 noauth access MGMT\n" \
	"snmp-server group G v3 auth read V write V notify V access 10\n" \
	"!\n" \
	"snmp-server view V 1.3.6.1.2.1 included\n" \
	"snmp-server view V 1.3.6.1.2.1.4 excluded\n" \
	"!\n" \
	"snmp-server community public view V RO 10\n" \
	"snmp-server community second view V RW MGMT\n" \
	"snmp-server community third RO MGMT\n" \
	"!\n" \
	"snmp-server trap-source " iface "\n" \
	"!\n" \
	"snmp-server location rack 3, below\n" \
	"!\n" \
	"snmp-server contact noc@lab.example\n" \
	"!\n" \
	"snmp-server chassis-id 12345\n" \
	"!\n" \
	"snmp-server enable traps snmp authentication linkup\n" \
	"!\n" \
	"snmp-server enable traps config\n" \
	"!\n" \
	"snmp-server host 10.0.1.70 version 3 auth admin udp-port 1162\n" \
	"snmp-server host 10.0.1.70 informs version 2c public udp-port 1162 config\n" \
	"snmp-server host 2001:DB8:1::70 informs version 3 priv admin\n" \
	"snmp-server host 2001:DB8:1::70 old udp-port 1162 snmp\n" \
	"!\n" \
	"snmp-server user admin G v3 auth sha password1 priv aes 128 password2 access 10\n" \
	"snmp-server user guest G v3 access MGMT\n" \
	"snmp-server user old G v3 auth md5 password1 access 10\n" \
	"!\n"

/* Where there is OSPF, and BGP: they stand behind the users. */
#define SNMP_OSPF_LINES "snmp-server enable traps ospf state-change if-state-change virtneighbor-state-change\n!\n"
#define SNMP_BGP_LINES "snmp-server enable traps bgp\n!\n"
#define SNMP_OSPF_TYPED \
	{ "", "snmp-server enable traps ospf", "snmp-server enable traps ospf state-change" }, \
	{ "", "snmp-server enable traps ospf state-change neighbor-state-change virtif-state-change", "snmp-server enable traps ospf state-change neighbor-state-change virtif-state-change" }

#define SNMP_INTERFACE " no snmp trap link-status\n"

#define SNMP_TYPED \
	{ "", "snmp-server host 10.0.1.72 p udp-port 7 bgp config ospf snmp storm-control", "snmp-server host 10.0.1.72 p udp-port 7 bgp config ospf snmp storm-control" }, \
	{ "", "snmp-server host 10.0.1.72 version 1 p bgp config ospf snmp storm-control", "snmp-server host 10.0.1.72 p bgp config ospf snmp storm-control" }, \
	{ "", "snmp-server host 10.0.1.72 informs version 2c p bgp config ospf snmp storm-control", "snmp-server host 10.0.1.72 informs version 2c p bgp config ospf snmp storm-control" }, \
	{ "", "snmp-server host 2001:DB8:1::72 version 2c p", "snmp-server host 2001:DB8:1::72 version 2c p" }, \
	{ "", "snmp-server host 10.0.1.72 version 3 priv admin bgp config ospf snmp storm-control", "snmp-server host 10.0.1.72 version 3 priv admin bgp config ospf snmp storm-control" }, \
	{ "", "snmp-server host 10.0.1.71 version 1 public", "snmp-server host 10.0.1.71 public" }, \
	{ "", "snmp-server host 2001:DB8:1::71 traps version 1 public udp-port 99 config", "snmp-server host 2001:DB8:1::71 public udp-port 99 config" }, \
	{ "", "snmp-server host 10.0.1.70 informs version 2c public", "snmp-server host 10.0.1.70 informs version 2c public" }, \
	{ "", "snmp-server enable traps", "snmp-server enable traps snmp authentication linkdown linkup coldstart warmstart" }, \
	{ "", "snmp-server enable traps snmp linkdown coldstart warmstart", "snmp-server enable traps snmp linkdown coldstart warmstart" }, \
	{ "", "snmp-server community other", "snmp-server community other RO" }, \
	{ "", "snmp-server community other view V", "snmp-server community other view V RO" }, \
	{ "", "snmp-server community other ro 11", "snmp-server community other RO 11" }, \
	{ "", "snmp-server community other rw", "snmp-server community other RW" }, \
	{ "", "snmp-server community other rw 11", "snmp-server community other RW 11" }, \
	{ "", "snmp-server group H v3 auth access MGMT", "snmp-server group H v3 auth access MGMT" }, \
	{ "", "snmp-server group H v3 noauth read V access 10", "snmp-server group H v3 noauth read V access 10" }, \
	{ "", "snmp-server group H v3 priv read V access 10", "snmp-server group H v3 priv read V access 10" }, \
	{ "", "snmp-server group H v3 priv access MGMT", "snmp-server group H v3 priv access MGMT" }, \
	{ "", "snmp-server group H v3 priv write V notify V", "snmp-server group H v3 priv write V notify V" }, \
	{ "", "snmp-server group H v3 noauth read V write W notify X access 10", "snmp-server group H v3 noauth read V write W notify X access 10" }, \
	{ "", "snmp-server user x G v3 access 10", "snmp-server user x G v3 access 10" }, \
	{ "", "snmp-server user x G v3 auth sha password1 access MGMT", "snmp-server user x G v3 auth sha password1 access MGMT" }, \
	{ "", "snmp-server user x G v3 auth md5 password1 priv des password2 access MGMT", "snmp-server user x G v3 auth md5 password1 priv des password2 access MGMT" }, \
	{ "", "snmp-server host 10.0.1.71 traps version 2c public", "snmp-server host 10.0.1.71 traps version 2c public" }, \
	{ "", "snmp-server host 10.0.1.71 traps version 3 noauth guest", "snmp-server host 10.0.1.71 traps version 3 noauth guest" }, \
	{ "", "snmp-server host 10.0.1.71 version 3 priv admin", "snmp-server host 10.0.1.71 version 3 priv admin" }

#endif
