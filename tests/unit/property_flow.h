/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Samples of flow accounting for the property test of routers. */
#ifndef TESTS_PROPERTY_FLOW_H
#define TESTS_PROPERTY_FLOW_H

#define FLOW_OBJECTS \
	"flow record FLOW4\n" \
	" description who with whom\n" \
	" match ipv4 source address\n" \
	" collect counter bytes\n" \
	"!\n" \
	"flow record FLOW6\n" \
	" match ipv6 source address\n" \
	"!\n" \
	"flow exporter FLOWX\n" \
	" description the collector\n" \
	" destination 10.0.1.99\n" \
	" source GigabitEthernet0/0\n" \
	" dscp 16\n" \
	" ttl 9\n" \
	" transport udp 2055\n" \
	" export-protocol ipfix\n" \
	" template data timeout 60\n" \
	" option interface-table\n" \
	" option exporter-stats timeout 60\n" \
	"!\n" \
	"flow monitor FLOWM\n" \
	" description sees\n" \
	" exporter FLOWX\n" \
	" cache timeout active 60\n" \
	" cache timeout inactive 5\n" \
	" cache entries 1000\n" \
	" record FLOW4\n" \
	"!\n" \
	"flow monitor FLOWN\n" \
	"!\n" \
	"sampler FLOWS\n" \
	" description few\n" \
	" mode random 1 out-of 100\n" \
	"!\n"

#define FLOW_FIELD4(words) { "flow record FLOW4", words, words }
#define FLOW_FIELD6(words) { "flow record FLOW6", words, words }
#define FLOW_TYPED \
	FLOW_FIELD4("match ipv4 version"), \
	FLOW_FIELD4("collect ipv4 version"), \
	FLOW_FIELD4("match ipv4 tos"), \
	FLOW_FIELD4("collect ipv4 tos"), \
	FLOW_FIELD4("match ipv4 dscp"), \
	FLOW_FIELD4("collect ipv4 dscp"), \
	FLOW_FIELD4("match ipv4 precedence"), \
	FLOW_FIELD4("collect ipv4 precedence"), \
	FLOW_FIELD4("match ipv4 ttl"), \
	FLOW_FIELD4("collect ipv4 ttl"), \
	FLOW_FIELD4("match ipv4 protocol"), \
	FLOW_FIELD4("collect ipv4 protocol"), \
	FLOW_FIELD4("collect ipv4 source address"), \
	FLOW_FIELD4("match ipv4 destination address"), \
	FLOW_FIELD4("collect ipv4 destination address"), \
	FLOW_FIELD4("match ipv4 id"), \
	FLOW_FIELD4("collect ipv4 id"), \
	FLOW_FIELD4("match ipv4 total-length"), \
	FLOW_FIELD4("collect ipv4 total-length"), \
	FLOW_FIELD4("match ipv4 fragmentation flags"), \
	FLOW_FIELD4("collect ipv4 fragmentation flags"), \
	FLOW_FIELD4("match ipv4 fragmentation offset"), \
	FLOW_FIELD4("collect ipv4 fragmentation offset"), \
	FLOW_FIELD6("match ipv6 version"), \
	FLOW_FIELD6("collect ipv6 version"), \
	FLOW_FIELD6("match ipv6 traffic-class"), \
	FLOW_FIELD6("collect ipv6 traffic-class"), \
	FLOW_FIELD6("match ipv6 dscp"), \
	FLOW_FIELD6("collect ipv6 dscp"), \
	FLOW_FIELD6("match ipv6 precedence"), \
	FLOW_FIELD6("collect ipv6 precedence"), \
	FLOW_FIELD6("match ipv6 hop-limit"), \
	FLOW_FIELD6("collect ipv6 hop-limit"), \
	FLOW_FIELD6("match ipv6 protocol"), \
	FLOW_FIELD6("collect ipv6 protocol"), \
	FLOW_FIELD6("match ipv6 flow-label"), \
	FLOW_FIELD6("collect ipv6 flow-label"), \
	FLOW_FIELD6("collect ipv6 source address"), \
	FLOW_FIELD6("match ipv6 destination address"), \
	FLOW_FIELD6("collect ipv6 destination address"), \
	FLOW_FIELD4("match transport source-port"), \
	FLOW_FIELD4("collect transport source-port"), \
	FLOW_FIELD4("match transport destination-port"), \
	FLOW_FIELD4("collect transport destination-port"), \
	FLOW_FIELD4("match transport icmp ipv4 type"), \
	FLOW_FIELD4("collect transport icmp ipv4 type"), \
	FLOW_FIELD4("match transport icmp ipv4 code"), \
	FLOW_FIELD4("collect transport icmp ipv4 code"), \
	FLOW_FIELD6("match transport icmp ipv6 type"), \
	FLOW_FIELD6("collect transport icmp ipv6 type"), \
	FLOW_FIELD6("match transport icmp ipv6 code"), \
	FLOW_FIELD6("collect transport icmp ipv6 code"), \
	FLOW_FIELD4("match interface input"), \
	FLOW_FIELD4("collect interface input"), \
	FLOW_FIELD4("match interface output"), \
	FLOW_FIELD4("collect interface output"), \
	FLOW_FIELD4("match flow direction"), \
	FLOW_FIELD4("collect flow direction"), \
	FLOW_FIELD4("match flow sampler"), \
	FLOW_FIELD4("collect flow sampler"), \
	FLOW_FIELD4("match datalink mac source address input"), \
	FLOW_FIELD4("collect datalink mac source address input"), \
	FLOW_FIELD4("match datalink mac destination address input"), \
	FLOW_FIELD4("collect datalink mac destination address input"), \
	FLOW_FIELD4("match datalink vlan input"), \
	FLOW_FIELD4("collect datalink vlan input"), \
	FLOW_FIELD4("collect transport tcp flags"), \
	FLOW_FIELD4("collect routing source as"), \
	FLOW_FIELD4("collect routing source as 4-octet"), \
	FLOW_FIELD4("collect routing source as peer"), \
	FLOW_FIELD4("collect routing source as peer 4-octet"), \
	FLOW_FIELD4("collect routing destination as"), \
	FLOW_FIELD4("collect routing destination as 4-octet"), \
	FLOW_FIELD4("collect routing destination as peer"), \
	FLOW_FIELD4("collect routing destination as peer 4-octet"), \
	FLOW_FIELD4("collect routing next-hop address ipv4"), \
	FLOW_FIELD6("collect routing next-hop address ipv6"), \
	FLOW_FIELD4("collect ipv4 source mask"), \
	FLOW_FIELD4("collect ipv4 destination mask"), \
	FLOW_FIELD6("collect ipv6 source mask"), \
	FLOW_FIELD6("collect ipv6 destination mask"), \
	FLOW_FIELD4("collect ipv4 ttl minimum"), \
	FLOW_FIELD4("collect ipv4 ttl maximum"), \
	FLOW_FIELD6("collect ipv6 hop-limit minimum"), \
	FLOW_FIELD6("collect ipv6 hop-limit maximum"), \
	FLOW_FIELD4("collect ipv4 total-length minimum"), \
	FLOW_FIELD4("collect ipv4 total-length maximum"), \
	FLOW_FIELD4("collect counter bytes long"), \
	FLOW_FIELD4("collect counter packets"), \
	FLOW_FIELD4("collect counter packets long"), \
	FLOW_FIELD4("collect timestamp sys-uptime first"), \
	FLOW_FIELD4("collect timestamp sys-uptime last"), \
	FLOW_FIELD4("collect timestamp absolute first"), \
	FLOW_FIELD4("collect timestamp absolute last"), \
	{ "flow exporter FLOWX", "destination 2001:DB8:1::99", "destination 2001:DB8:1::99" }, \
	{ "flow exporter FLOWX", "option sampler-table timeout 600", "option sampler-table" }, \
	{ "flow exporter FLOWX", "export-protocol netflow-v9", NULL }, \
	{ "flow monitor FLOWN", "record netflow ipv4 original-input", "record netflow ipv4 original-input" }, \
	{ "flow monitor FLOWN", "record netflow ipv4 original-output", "record netflow ipv4 original-output" }, \
	{ "flow monitor FLOWN", "record netflow ipv6 original-input", "record netflow ipv6 original-input" }, \
	{ "flow monitor FLOWN", "record netflow ipv6 original-output", "record netflow ipv6 original-output" }, \
	{ "flow monitor FLOWN", "record netflow-original", "record netflow-original" }, \
	{ "sampler FLOWS", "mode deterministic 1 out-of 10", "mode deterministic 1 out-of 10" }, \
	{ "interface GigabitEthernet0/0", "ip flow monitor FLOWM input", "ip flow monitor FLOWM input" }, \
	{ "interface GigabitEthernet0/0", "ip flow monitor FLOWM sampler FLOWS output", "ip flow monitor FLOWM sampler FLOWS output" }, \
	{ "interface GigabitEthernet0/0", "ipv6 flow monitor FLOWN sampler FLOWS input", "ipv6 flow monitor FLOWN sampler FLOWS input" }, \
	{ "interface GigabitEthernet0/0", "ipv6 flow monitor FLOWN output", "ipv6 flow monitor FLOWN output" }, \
	{ "interface GigabitEthernet0/0", "ip flow ingress", "ip flow ingress" }, \
	{ "interface GigabitEthernet0/0", "ip flow egress", "ip flow egress" }, \
	{ "interface GigabitEthernet0/0", "ip route-cache flow", "ip flow ingress" }, \
	{ "", "ip flow-cache entries 2000", "ip flow-cache entries 2000" }, \
	{ "", "ip flow-cache timeout active 5", "ip flow-cache timeout active 5" }, \
	{ "", "ip flow-cache timeout inactive 30", "ip flow-cache timeout inactive 30" }, \
	{ "", "ip flow-export source GigabitEthernet0/0", "ip flow-export source GigabitEthernet0/0" }, \
	{ "", "ip flow-export version 9 peer-as", "ip flow-export version 9 peer-as" }, \
	{ "", "ip flow-export version 5 origin-as", "ip flow-export version 5 origin-as" }, \
	{ "", "ip flow-export version 5", "ip flow-export version 5" }, \
	{ "", "ip flow-export version 9 origin-as", "ip flow-export version 9 origin-as" }, \
	{ "", "ip flow-export template refresh-rate 10", "ip flow-export template refresh-rate 10" }, \
	{ "", "ip flow-export template timeout-rate 10", "ip flow-export template timeout-rate 10" }, \
	{ "", "ip flow-export destination 10.0.1.98 2055 udp", "ip flow-export destination 10.0.1.98 2055" }

#define FLOW_ANSWERS \
	{ NULL, "flow record FLOW4", "% Flow Record: Flow Record 'FLOW4' is in use. Remove from all clients before deleting.\n", NULL }, \
	{ NULL, "flow exporter FLOWX", "% Flow Exporter: Flow Exporter 'FLOWX' is in use. Remove from all clients before deleting.\n", NULL }

#endif
