/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Samples of IP SLA, and of what tracks it, for the property test of routers. */
#ifndef TESTS_PROPERTY_SLA_H
#define TESTS_PROPERTY_SLA_H

#define SLA_GLOBAL                                                     \
	"ip sla 1\n"                                                   \
	" udp-jitter 10.0.1.9 5000 source-ip 10.0.1.1 source-port 6000 num-packets 20 interval 40 control disable\n" \
	" request-data-size 64\n"                                      \
	" tos 160\n"                                                   \
	" owner somebody\n"                                            \
	" tag to the core\n"                                           \
	" threshold 300\n"                                             \
	" timeout 700\n"                                               \
	" frequency 30\n"                                              \
	" history hours-of-statistics-kept 5\n"                        \
	"!\n"                                                          \
	"ip sla 2\n"                                                   \
	" icmp-echo 10.0.1.9 source-ip 10.0.1.1\n"                     \
	"!\n"                                                          \
	"ip sla 3\n"                                                   \
	" tcp-connect 10.0.1.9 80 source-ip 10.0.1.1 source-port 6001 control disable\n" \
	"!\n"                                                          \
	"ip sla 4\n"                                                   \
	" icmp-echo 10.0.1.9 source-interface GigabitEthernet0/0\n" \
	"!\n"                                                          \
	"ip sla 5\n"                                                   \
	" tcp-connect 10.0.1.9 81\n"                                  \
	"!\n"                                                          \
	"ip sla reaction-configuration 1 react connectionLoss action-type trapOnly threshold-type immediate\n" \
	"ip sla reaction-configuration 1 react jitterAvg threshold-type average 4\n" \
	"ip sla reaction-configuration 1 react jitterDSAvg threshold-type average\n" \
	"ip sla reaction-configuration 1 react jitterSDAvg threshold-type consecutive\n" \
	"ip sla reaction-configuration 1 react packetLateArrival action-type none threshold-type never\n" \
	"ip sla reaction-configuration 1 react packetLossDS threshold-type xOfy\n" \
	"ip sla reaction-configuration 1 react packetLossSD threshold-value 7 5\n" \
	"ip sla reaction-configuration 1 react packetMIA\n" \
	"ip sla reaction-configuration 1 react packetOutOfSequence\n" \
	"ip sla reaction-configuration 2 react rtt action-type trapOnly threshold-type xOfy 2 3 threshold-value 50 20\n" \
	"ip sla reaction-configuration 2 react timeout threshold-type consecutive 3\n" \
	"!\n"                                                          \
	"ip sla schedule 2 life 600 start-time after 00:01:00\n"      \
	"ip sla schedule 3 life forever start-time now\n"             \
	"!\n"                                                          \
	"ip sla responder\n"                                           \
	"!\n"                                                          \
	"ip sla logging traps\n"                                      \
	"!\n"

#define SLA_TRACK                          \
	"track 5 ip sla 1 reachability\n"  \
	"!\n"                              \
	"track 6 ip sla 2 state\n"         \
	"!\n"

#define SLA_TYPED                                                                                                          \
	{ "ip sla 1", "udp-jitter 10.0.1.9 5000 control enable", "udp-jitter 10.0.1.9 5000 control enable" },             \
	{ "ip sla 1", "threshold 5000", NULL },                                                                        \
	{ "ip sla 1", "timeout 5000", NULL },                                                                          \
	{ "ip sla 1", "history hours-of-statistics-kept 2", NULL },                                                    \
	{ "ip sla 1", "frequency 60", NULL },                                                                          \
	{ "ip sla 4", "icmp-echo 10.0.1.8", "icmp-echo 10.0.1.8" },                                                    \
	{ "", "ip sla schedule 1 start-time pending", "ip sla schedule 1 start-time pending" },                        \
	{ "", "ip sla schedule 1 start-time 23:59:59", "ip sla schedule 1 start-time 23:59:59" },                      \
	{ "", "ip sla schedule 1 start-time 10:00 Jan 5", "ip sla schedule 1 start-time 10:00:00 Jan 5" },             \
	{ "", "ip sla schedule 1 start-time 10:00:01 29 february recurring life 60", "ip sla schedule 1 life 60 start-time 10:00:01 Feb 29 recurring" }, \
	{ "", "ip sla schedule 4 life forever start-time now", "ip sla schedule 4 life forever start-time now" },      \
	{ "", "ip sla schedule 1 life 60 start-time 23:59:59 recurring", "ip sla schedule 1 life 60 start-time 23:59:59 recurring" }, \
	{ "", "track 9 ip sla 4", "track 9 ip sla 4" },                                                                \
	{ "", "ip route 10.8.0.0 255.255.0.0 10.0.1.3 track 4", "ip route 10.8.0.0 255.255.0.0 10.0.1.3 track 4" },    \
	{ "", "ip route 10.8.0.0 255.255.0.0 GigabitEthernet0/0 track 4", "ip route 10.8.0.0 255.255.0.0 GigabitEthernet0/0 track 4" }, \
	{ "", "ip route 10.8.0.0 255.255.0.0 GigabitEthernet0/0 10.0.1.3 track 4", "ip route 10.8.0.0 255.255.0.0 GigabitEthernet0/0 10.0.1.3 track 4" }, \
	{ "", "ipv6 route 2001:DB8:E::/48 2001:DB8:1::2 track 4", "ipv6 route 2001:DB8:E::/48 2001:DB8:1::2 track 4" }, \
	{ "", "ipv6 route 2001:DB8:E::/48 GigabitEthernet0/0 track 4", "ipv6 route 2001:DB8:E::/48 GigabitEthernet0/0 track 4" }, \
	{ "", "ipv6 route 2001:DB8:E::/48 GigabitEthernet0/0 FE80::3 track 4", "ipv6 route 2001:DB8:E::/48 GigabitEthernet0/0 FE80::3 track 4" }, \
	{ "ip sla 5", "tcp-connect 10.0.1.9 80 control enable", "tcp-connect 10.0.1.9 80 control enable" }

#endif
