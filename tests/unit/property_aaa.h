/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Samples of aaa, its servers and `login block-for` for the property tests of routers and switches. AAA_GLOBAL stands behind the users, AAA_SERVERS behind the lines of TFTP,
 * AAA_LINE in the block of vty lines. */
#ifndef TESTS_PROPERTY_AAA_H
#define TESTS_PROPERTY_AAA_H

#define AAA_GLOBAL(iface) \
	"aaa new-model\n" \
	"!\n" \
	"aaa group server radius RG\n" \
	" server name RAD\n" \
	" deadtime 9\n" \
	" ip radius source-interface " iface "\n" \
	"!\n" \
	"aaa group server tacacs+ TG\n" \
	" server name TAC\n" \
	" ip tacacs source-interface " iface "\n" \
	"!\n" \
	"aaa authentication login default local\n" \
	"aaa authentication login VTY group TG local\n" \
	"!\n" \
	"aaa authentication enable default enable\n" \
	"!\n" \
	"aaa authorization console\n" \
	"!\n" \
	"no aaa authorization config-commands\n" \
	"!\n" \
	"aaa authorization exec default local\n" \
	"!\n" \
	"aaa authorization commands 15 default group TG\n" \
	"!\n" \
	"aaa accounting exec default start-stop group RG\n" \
	"!\n" \
	"aaa accounting commands 15 default stop-only group TG\n" \
	"!\n" \
	"login block-for 60 attempts 3 within 30\n" \
	"!\n" \
	"login delay 2\n" \
	"!\n" \
	"login quiet-mode access-class 10\n" \
	"!\n" \
	"login on-failure log every 2\n" \
	"!\n" \
	"login on-success log every 3\n" \
	"!\n"

#define AAA_SERVERS(iface) \
	"ip radius source-interface " iface "\n" \
	"!\n" \
	"ip tacacs source-interface " iface "\n" \
	"!\n" \
	"tacacs-server host 10.0.1.71 port 4949 timeout 9 key 7 0822455D0A16\n" \
	"!\n" \
	"tacacs-server key word\n" \
	"!\n" \
	"tacacs-server timeout 7\n" \
	"!\n" \
	"radius-server host 10.0.1.70 auth-port 1812 acct-port 1813 timeout 9 retransmit 1 key word\n" \
	"!\n" \
	"radius-server key word\n" \
	"!\n" \
	"radius-server timeout 7\n" \
	"!\n" \
	"radius-server retransmit 2\n" \
	"!\n" \
	"radius-server deadtime 4\n" \
	"!\n" \
	"radius server RAD\n" \
	" address ipv4 10.0.1.72 auth-port 1645 acct-port 1646\n" \
	" timeout 9\n" \
	" retransmit 1\n" \
	" key word\n" \
	"!\n" \
	"tacacs server TAC\n" \
	" address ipv4 10.0.1.73\n" \
	" timeout 9\n" \
	" port 4949\n" \
	" key word\n" \
	"!\n"

/* Before time ranges. */
#define AAA_RIGHTS \
	"privilege exec all level 5 debug ip\n" \
	"privilege exec level 7 show running-config\n" \
	"privilege interface level 6 shutdown\n" \
	"!\n" \
	"parser view V1\n" \
	" secret 5 $1$28772684$iEwNOgGugqO9.bIz5sk8k/\n" \
	" commands configure include interface\n" \
	" commands exec include all show ip\n" \
	" commands exec exclude show ip route\n" \
	" commands exec include-exclusive show version\n" \
	"!\n" \
	"parser view ZS superview\n" \
	" secret 5 $1$28772684$iEwNOgGugqO9.bIz5sk8k/\n" \
	" view V1\n" \
	"!\n"

#define AAA_LINE \
	" access-class 11 out\n" \
	" ipv6 access-class SIX in\n" \
	" ipv6 access-class SIX out\n"

#define AAA_LINE_LISTS \
	" login authentication VTY\n" \
	" authorization exec X\n" \
	" authorization commands 15 X\n" \
	" accounting exec X\n" \
	" accounting commands 15 X\n"

#define AAA_SAME(line) { "", line, line }
#define AAA_TYPED \
	{ "", "privilege exec reset show running-config", NULL }, \
	{ "parser view V1", "commands exec exclude all show run", "commands exec exclude all show running-config" }, \
	AAA_SAME("aaa authentication login X group radius group tacacs+ group RG local"), \
	AAA_SAME("aaa authentication login X local-case enable line none"), \
	AAA_SAME("aaa authentication enable default group radius group tacacs+ group RG enable"), \
	AAA_SAME("aaa authentication enable default line none"), \
	AAA_SAME("aaa authorization exec X group radius group tacacs+ group RG if-authenticated"), \
	AAA_SAME("aaa authorization exec X none"), \
	AAA_SAME("aaa authorization commands 1 X group radius group tacacs+ local if-authenticated"), \
	AAA_SAME("aaa authorization commands 1 X group RG none"), \
	AAA_SAME("aaa accounting exec X start-stop group radius group tacacs+"), \
	AAA_SAME("aaa accounting exec X stop-only group RG"), \
	AAA_SAME("aaa accounting exec X none"), \
	AAA_SAME("aaa accounting commands 1 X start-stop group radius group tacacs+"), \
	AAA_SAME("aaa accounting commands 1 X none"), \
	{ "", "aaa session-id common", "" }, \
	{ "", "login on-failure log", "login on-failure log" }, \
	{ "", "login on-success log every 1", "login on-success log" }, \
	{ "", "tacacs-server timeout 5", NULL }, \
	{ "", "radius-server timeout 5", NULL }, \
	{ "", "radius-server retransmit 3", NULL }, \
	{ "", "aaa authorization config-commands", NULL }, \
	{ "tacacs server TAC", "address ipv6 2001:DB8::9", "address ipv6 2001:DB8::9" }, \
	{ "tacacs server TAC", "port 49", NULL }, \
	{ "aaa group server radius RG", "server 10.0.1.74 auth-port 1 acct-port 2", "server 10.0.1.74 auth-port 1 acct-port 2" }, \
	{ "aaa group server tacacs+ TG", "server 10.0.1.74", "server 10.0.1.74" }, \
	{ "tacacs server TAC", "key 7 0822455D0A16", "key 7 0822455D0A16" }, \
	{ "radius server RAD", "address ipv6 2001:DB8::9 auth-port 5 acct-port 6", "address ipv6 2001:DB8::9 auth-port 5 acct-port 6" }, \
	{ "line vty 0 4", "login authentication default", NULL }, \
	{ "line vty 0 4", "authorization exec default", NULL }, \
	{ "line vty 0 4", "authorization commands 15 default", NULL }, \
	{ "line vty 0 4", "accounting exec default", NULL }, \
	{ "line vty 0 4", "accounting commands 15 default", NULL }

#define AAA_ANSWERS { NULL, "aaa authorization config-commands", "" }

#endif
