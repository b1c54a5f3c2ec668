/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Samples of tracked objects, HSRP, GLBP and VRRP for the property tests of devices that have them: ifname is an interface with 10.0.1.1/24. */
#ifndef TESTS_PROPERTY_FHRP_H
#define TESTS_PROPERTY_FHRP_H

#define FHRP_GLOBAL(ifname, more)                          \
	"track 1 interface " ifname " line-protocol\n"      \
	" delay down 10 up 5\n"                             \
	"!\n"                                               \
	"track 2 interface " ifname " ip routing\n"         \
	"!\n"                                               \
	"track 3 ip route 10.9.0.0 255.255.0.0 reachability\n" \
	"!\n"                                               \
	"track 4 list boolean or\n"                         \
	" object 1\n"                                       \
	" object 2 not\n"                                   \
	"!\n"                                               \
	more                                                \
	"track 25 interface " ifname " ipv6 routing\n"       \
	"!\n"                                               \
	"track 26 ip route 10.8.0.0/16 metric threshold\n"   \
	" threshold metric up 10 down 20\n"                 \
	"!\n"                                               \
	"track 27 ipv6 route 2001:DB8:9::/64 reachability\n" \
	"!\n"                                               \
	"track 28 list threshold percentage\n"               \
	" object 1\n"                                       \
	" threshold percentage up 60 down 30\n"             \
	"!\n"                                               \
	"track 29 list threshold weight\n"                   \
	" object 1 weight 10\n"                             \
	" threshold weight up 15 down 10\n"                 \
	"!\n"                                               \
	"track 31 stub-object\n"                            \
	" default-state up\n"                               \
	"!\n"                                               \
	"track 32 ip route 10.8.0.0 255.255.0.0 metric threshold\n" \
	"!\n"                                               \
	"track 33 ip route 10.8.0.0/16 reachability\n"      \
	"!\n"                                               \
	"track 34 ipv6 route 2001:DB8:9::/64 metric threshold\n" \
	"!\n"                                               \
	"track resolution ip route bgp 300\n"               \
	"track resolution ip route eigrp 300\n"             \
	"track resolution ip route ospf 30\n"               \
	"track resolution ip route static 30\n"             \
	"track resolution ipv6 route bgp 300\n"             \
	"track resolution ipv6 route eigrp 300\n"           \
	"track resolution ipv6 route ospf 30\n"             \
	"track resolution ipv6 route static 30\n"           \
	"!\n"                                               \
	"fhrp version vrrp v3\n"                            \
	"!\n"                                               \
	"no standby bfd all-interfaces\n"                   \
	"!\n"

#define FHRP_INTERFACE                          \
	" standby delay minimum 1 reload 2\n"    \
	" standby version 2\n"                  \
	" no standby bfd\n"                     \
	" standby use-bia scope interface\n"    \
	" standby mac-refresh 30\n"             \
	" no standby redirect\n"               \
	" standby arp gratuitous count 5 interval 9\n" \
	" standby 0 ip 10.0.1.245\n"            \
	" standby 0 priority 90\n"              \
	" standby 10 ip 10.0.1.254\n"           \
	" standby 10 ip 10.0.1.253 secondary\n" \
	" standby 10 timers 1 4\n"              \
	" standby 10 priority 110\n"            \
	" standby 10 preempt delay minimum 30 reload 60 sync 10\n" \
	" standby 10 authentication secret\n"   \
	" standby 10 name office\n"             \
	" standby 10 mac-address 0200.1111.0009\n" \
	" standby 10 track 1 decrement 20\n"    \
	" standby 10 track 2 shutdown\n"        \
	" standby 10 track GigabitEthernet0/1 30\n" \
	" standby 200 ip\n"                     \
	" standby 200 follow office\n"          \
	" standby 300 ipv6 autoconfig\n"        \
	" standby 300 ipv6 2001:DB8:10::1/64\n" \
	" glbp 5 ip 10.0.1.249\n"               \
	" glbp 5 ip 10.0.1.248 secondary\n"     \
	" glbp 5 timers redirect 300 7200\n"    \
	" glbp 5 timers 1 4\n"                  \
	" glbp 5 priority 110\n"                \
	" glbp 5 preempt delay minimum 30\n"    \
	" no glbp 5 forwarder preempt\n"        \
	" glbp 5 load-balancing weighted\n"     \
	" glbp 5 weighting 110 lower 95 upper 105\n" \
	" glbp 5 weighting track 1 decrement 20\n" \
	" glbp 5 authentication md5 key-string 7 060506324F41\n" \
	" glbp 5 name office\n"                 \
	" glbp 1023 ip\n"                       \
	" vrrp delay minimum 1 reload 2\n"      \
	" vrrp 7 description gateway of the office\n" \
	" vrrp 7 ip 10.0.1.252\n"               \
	" vrrp 7 ip 10.0.1.251 secondary\n"     \
	" vrrp 7 shutdown\n"                    \
	" vrrp 7 timers learn\n"                \
	" vrrp 7 timers advertise 2\n"          \
	" no vrrp 7 preempt\n"                  \
	" vrrp 7 priority 120\n"                \
	" vrrp 7 authentication text secret\n"  \
	" vrrp 7 track 1 decrement 20\n"        \
	" vrrp 7 track 2 shutdown\n"            \
	" vrrp 8 ip 10.0.1.250\n"               \
	" vrrp 9 address-family ipv4\n"         \
	"  description of both versions\n"      \
	"  shutdown\n"                          \
	"  timers advertise 200\n"              \
	"  priority 120\n"                      \
	"  preempt delay minimum 9\n"           \
	"  vrrpv2\n"                            \
	"  no match-address\n"                  \
	"  track 1 decrement 20\n"              \
	"  track 2 shutdown\n"                  \
	"  address 10.0.1.247 primary\n"        \
	"  address 10.0.1.246 secondary\n"      \
	"  exit-vrrp\n"                         \
	" vrrp 9 address-family ipv6\n"         \
	"  description hosts of six\n"          \
	"  shutdown\n"                          \
	"  timers advertise 300\n"              \
	"  priority 130\n"                      \
	"  no preempt\n"                        \
	"  no match-address\n"                  \
	"  track 1 decrement 30\n"              \
	"  track 2 shutdown\n"                  \
	"  address FE80::9 primary\n"           \
	"  address 2001:DB8:9::9/64\n"          \
	"  exit-vrrp\n"

#define FHRP_TYPED(tracked, ifname)                                                                                        \
	{ "track 1 interface " tracked " line-protocol", "delay up 7 down 8", "delay down 8 up 7" },                  \
	{ "track 1 interface " tracked " line-protocol", "delay down 8 up 9", "delay down 8 up 9" },                  \
	{ "track 1 interface " tracked " line-protocol", "delay up 7", "delay up 7" },                                \
	{ "track 1 interface " tracked " line-protocol", "delay down 7", "delay down 7" },                            \
	{ "", "track timer ip route 40", "track timer ip route 40" },                                                \
	{ "", "track timer ip route 15", "" },                                                                       \
	{ "", "track timer ip route msec 700", "track timer ip route msec 700" },                                    \
	{ "", "track 900 list boolean and", "track 900 list boolean and" },                                          \
	{ "", "track timer ipv6 route 40", "track timer ipv6 route 40" },                                            \
	{ "", "track timer ipv6 route 15", "" },                                                                     \
	{ "", "track timer ipv6 route msec 700", "track timer ipv6 route msec 700" },                                \
	{ "track 26 ip route 10.8.0.0/16 metric threshold", "threshold metric up 9", "threshold metric up 9" },        \
	{ "track 26 ip route 10.8.0.0/16 metric threshold", "threshold metric down 9", "threshold metric down 9" },    \
	{ "track 28 list threshold percentage", "threshold percentage down 9", "threshold percentage down 9" },        \
	{ "track 29 list threshold weight", "threshold weight down 9", "threshold weight down 9" },                    \
	{ "track 26 ip route 10.8.0.0/16 metric threshold", "threshold metric down 19 up 9", "threshold metric down 19 up 9" }, \
	{ "track 28 list threshold percentage", "threshold percentage down 9 up 20", "threshold percentage down 9 up 20" }, \
	{ "track 29 list threshold weight", "threshold weight down 9 up 20", "threshold weight down 9 up 20" },       \
	{ "track 31 stub-object", "default-state down", "default-state down" },                                              \
	{ "", "standby bfd all-interfaces", NULL },                                                                  \
	{ "interface " ifname, "standby bfd", NULL },                                                                \
	{ "interface " ifname, "standby use-bia", "standby use-bia" },                                               \
	{ "", "fhrp version vrrp v2", NULL },                                                                        \
	{ "interface " ifname, "standby 10 timers msec 200 4", "standby 10 timers msec 200 4" },                     \
	{ "interface " ifname, "standby 10 timers msec 200 msec 700", "standby 10 timers msec 200 msec 700" },       \
	{ "interface " ifname, "standby ip 10.0.1.244", "standby 0 ip 10.0.1.244" },                                  \
	{ "interface " ifname, "standby ip 10.0.1.243 secondary", "standby 0 ip 10.0.1.243 secondary" },              \
	{ "interface " ifname, "standby priority 80", "standby 0 priority 80" },                                      \
	{ "interface " ifname, "standby preempt", "standby 0 preempt" },                                              \
	{ "interface " ifname, "standby timers 2 9", "standby 0 timers 2 9" },                                        \
	{ "interface " ifname, "standby timers msec 200 4", "standby 0 timers msec 200 4" },                          \
	{ "interface " ifname, "standby authentication other", "standby 0 authentication other" },                    \
	{ "interface " ifname, "standby name zero", "standby 0 name zero" },                                          \
	{ "interface " ifname, "standby follow office", "standby 0 follow office" },                                  \
	{ "interface " ifname, "standby mac-address 0200.1111.0008", "standby 0 mac-address 0200.1111.0008" },        \
	{ "interface " ifname, "standby track 3 decrement 9", "standby 0 track 3 decrement 9" },                      \
	{ "interface " ifname, "standby track GigabitEthernet0/1 9", "standby 0 track GigabitEthernet0/1 9" },        \
	{ "interface " ifname, "standby 10 preempt delay sync 9", "standby 10 preempt delay sync 9" },                \
	{ "interface " ifname, "standby arp gratuitous interval 1800", "standby arp gratuitous interval 1800" },      \
	{ "interface " ifname, "standby 10 preempt", "standby 10 preempt" },                                         \
	{ "interface " ifname, "standby 10 preempt delay reload 60", "standby 10 preempt delay reload 60" },         \
	{ "interface " ifname, "standby 10 authentication md5 key-string 7 060506324F41", "standby 10 authentication md5 key-string 7 060506324F41" }, \
	{ "interface " ifname, "standby 10 authentication md5 key-chain K", "standby 10 authentication md5 key-chain K" }, \
	{ "interface " ifname, "standby 300 ipv6 FE80::300", "standby 300 ipv6 FE80::300" },                             \
	{ "interface " ifname, "standby delay reload 9", "standby delay reload 9" },                                 \
	{ "interface " ifname, "standby 10 track 3", "standby 10 track 3" },                                         \
	{ "interface " ifname, "standby 10 track GigabitEthernet0/1", "standby 10 track GigabitEthernet0/1" },                         \
	{ "interface " ifname, "standby redirect", NULL },                                                           \
	{ "interface " ifname, "standby arp gratuitous interval 7", "standby arp gratuitous interval 7" },           \
	{ "interface " ifname, "standby arp gratuitous", "standby arp gratuitous" },                                 \
	{ "interface " ifname, "standby 10 authentication md5 key-string 7 060506324F41 timeout 30", "standby 10 authentication md5 key-string 7 060506324F41 timeout 30" }, \
	{ "interface " ifname, "glbp 5 timers msec 200 4", "glbp 5 timers msec 200 4" },                             \
	{ "interface " ifname, "glbp 5 timers msec 200 msec 700", "glbp 5 timers msec 200 msec 700" },               \
	{ "interface " ifname, "glbp 5 preempt", "glbp 5 preempt" },                                                 \
	{ "interface " ifname, "glbp 5 forwarder preempt", NULL },                                                   \
	{ "interface " ifname, "glbp 5 forwarder preempt delay minimum 9", "glbp 5 forwarder preempt delay minimum 9" }, \
	{ "interface " ifname, "no glbp 5 load-balancing", "no glbp 5 load-balancing" },                             \
	{ "interface " ifname, "glbp 5 load-balancing round-robin", NULL },                                          \
	{ "interface " ifname, "glbp 5 load-balancing host-dependent", "glbp 5 load-balancing host-dependent" },     \
	{ "interface " ifname, "glbp 5 weighting 90", "glbp 5 weighting 90" },                                       \
	{ "interface " ifname, "glbp 5 weighting track 3", "glbp 5 weighting track 3" },                             \
	{ "interface " ifname, "glbp 5 authentication text plain", "glbp 5 authentication text plain" },             \
	{ "interface " ifname, "glbp 5 authentication md5 key-chain K", "glbp 5 authentication md5 key-chain K" },   \
	{ "interface " ifname, "vrrp 7 timers advertise msec 200", "vrrp 7 timers advertise msec 200" },             \
	{ "interface " ifname, "vrrp delay reload 9", "vrrp delay reload 9" },                                       \
	{ "interface " ifname, "vrrp 7 preempt", NULL },                                                             \
	{ "interface " ifname, "vrrp 7 preempt delay minimum 9", "vrrp 7 preempt delay minimum 9" },                 \
	{ "interface " ifname, "vrrp 7 track 3", "vrrp 7 track 3" },                                                 \
	{ "interface " ifname " / vrrp 9 address-family ipv4", "no preempt", "no preempt" },                         \
	{ "interface " ifname " / vrrp 9 address-family ipv4", "preempt", NULL },                                    \
	{ "interface " ifname " / vrrp 9 address-family ipv4", "match-address", NULL },                              \
	{ "interface " ifname " / vrrp 9 address-family ipv4", "track 3 decrement 9", "track 3 decrement 9" },       \
	{ "interface " ifname " / vrrp 9 address-family ipv4", "track 3 shutdown", "track 3 shutdown" },             \
	{ "interface " ifname " / vrrp 9 address-family ipv6", "preempt", NULL },                                    \
	{ "interface " ifname " / vrrp 9 address-family ipv6", "match-address", NULL },                              \
	{ "interface " ifname " / vrrp 9 address-family ipv6", "preempt delay minimum 9", "preempt delay minimum 9" }

#endif
