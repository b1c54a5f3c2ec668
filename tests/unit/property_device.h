/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines that every kind of device takes, for the samples of the property tests. Without what differs: NTP's source, access lists of the lines. */
#ifndef TESTS_PROPERTY_DEVICE_H
#define TESTS_PROPERTY_DEVICE_H

#define DEVICE_DISCOVERY \
	"!\n" \
	"no cdp run\n" \
	"!\n" \
	"cdp timer 30\n" \
	"!\n" \
	"cdp holdtime 90\n" \
	"!\n" \
	"no cdp advertise-v2\n" \
	"!\n" \
	"no cdp log mismatch duplex\n" \
	"!\n" \
	"lldp run\n" \
	"!\n" \
	"lldp timer 20\n" \
	"!\n" \
	"lldp holdtime 80\n" \
	"!\n" \
	"lldp reinit 4\n" \
	"!\n" \
	"no lldp tlv-select mac-phy-cfg\n" \
	"!\n" \
	"no lldp tlv-select management-address\n" \
	"!\n" \
	"no lldp tlv-select port-description\n" \
	"!\n" \
	"no lldp tlv-select port-vlan\n" \
	"!\n" \
	"no lldp tlv-select system-capabilities\n" \
	"!\n" \
	"no lldp tlv-select system-description\n" \
	"!\n" \
	"no lldp tlv-select system-name\n"

#define DEVICE_BANNERS_AND_CONSOLE \
	"banner exec ^CWelcome^C\n" \
	"!\n" \
	"banner login ^Clog in^C\n" \
	"!\n" \
	"banner motd ^C\n" \
	"Two lines\n" \
	"of text\n" \
	"^C\n" \
	"!\n" \
	"banner prompt-timeout ^CToo late^C\n" \
	"!\n" \
	"line con 0\n" \
	" exec-timeout 5 30\n" \
	" session-timeout 5\n" \
	" absolute-timeout 10\n" \
	" session-limit 4\n" \
	" escape-character 29\n" \
	" privilege level 7\n" \
	" timeout login response 20\n" \
	" logging synchronous\n" \
	" length 40\n" \
	" width 100\n" \
	" lockable\n" \
	" password secret word\n" \
	" login\n" \
	"!\n" \
	"line aux 0\n" \
	" exec-timeout 1 0\n" \
	"!\n" \
	"line vty 0 4\n"

#define DEVICE_VTY_AND_NTP DEVICE_VTY("")
#define DEVICE_VTY(lists) \
	" exec-timeout 0 0\n" \
	" length 0\n" \
	" password 7 0822455D0A16\n" \
	" login local\n" \
	lists \
	" transport input telnet\n" \
	"!\n" \
	"ntp logging\n" \
	"!\n" \
	"ntp authentication-key 7 md5 secret 0\n" \
	"ntp authentication-key 8 md5 060506324F41 7\n" \
	"!\n" \
	"ntp authenticate\n" \
	"!\n" \
	"ntp trusted-key 7\n" \
	"!\n"

#define DEVICE_TYPED \
	{ "line con 0", "logging synchronous level all", "logging synchronous level all" }, \
	{ "line con 0", "logging synchronous level 5 limit 50", "logging synchronous level 5 limit 50" }, \
	{ "line con 0", "logging synchronous level 2 limit 20", "logging synchronous" }, \
	{ "line con 0", "escape-character default", NULL }, \
	{ "line con 0", "transport preferred ssh", "transport preferred ssh" }, \
	{ "line con 0", "escape-character none", "escape-character none" }, \
	{ "line con 0", "escape-character ^A", "escape-character 1" }, \
	{ "line con 0", "exec-timeout 7", "exec-timeout 7 0" }, \
	{ "", "logging console emergencies", "logging console emergencies" }, \
	{ "", "logging console alerts", "logging console alerts" }, \
	{ "", "logging console critical", "logging console critical" }, \
	{ "", "logging console errors", "logging console errors" }, \
	{ "", "logging console warnings", "logging console warnings" }, \
	{ "", "logging console notifications", "logging console notifications" }, \
	{ "", "logging console informational", "logging console informational" }, \
	{ "", "logging console debugging", NULL }, \
	{ "", "logging console 4", "logging console warnings" }, \
	{ "", "logging rate-limit console 5 except emergencies", "logging rate-limit console 5 except emergencies" }, \
	{ "", "logging rate-limit console 5 except alerts", "logging rate-limit console 5 except alerts" }, \
	{ "", "logging rate-limit console 5 except critical", "logging rate-limit console 5 except critical" }, \
	{ "", "logging rate-limit console 5 except warnings", "logging rate-limit console 5 except warnings" }, \
	{ "", "logging rate-limit console 5 except notifications", "logging rate-limit console 5 except notifications" }, \
	{ "", "logging rate-limit console 5 except informational", "logging rate-limit console 5 except informational" }, \
	{ "", "logging rate-limit console 5 except debugging", "logging rate-limit console 5 except debugging" }, \
	{ "", "logging history emergencies", "logging history emergencies" }, \
	{ "", "logging history alerts", "logging history alerts" }, \
	{ "", "logging history critical", "logging history critical" }, \
	{ "", "logging history errors", "logging history errors" }, \
	{ "", "logging history notifications", "logging history notifications" }, \
	{ "", "logging history informational", "logging history informational" }, \
	{ "", "logging history debugging", "logging history debugging" }, \
	{ "", "logging history warnings", "" }, \
	{ "", "logging history 3", "logging history errors" }, \
	{ "", "logging history size 20", "logging history size 20" }, \
	{ "", "logging discriminator D1 severity drops 6", "logging discriminator D1 severity drops 6" }, \
	{ "", "logging discriminator D1 severity includes 6", "logging discriminator D1 severity includes 6" }, \
	{ "", "logging discriminator D1 facility drops SYS", "logging discriminator D1 facility drops SYS" }, \
	{ "", "logging discriminator D1 facility includes SYS", "logging discriminator D1 facility includes SYS" }, \
	{ "", "logging discriminator D1 mnemonics drops CONFIG_I|UPDOWN", "logging discriminator D1 mnemonics drops CONFIG_I|UPDOWN" }, \
	{ "", "logging discriminator D1 mnemonics includes CONFIG_I|UPDOWN", "logging discriminator D1 mnemonics includes CONFIG_I|UPDOWN" }, \
	{ "", "logging discriminator D1 msg-body drops Loopback 1", "logging discriminator D1 msg-body drops Loopback 1" }, \
	{ "", "logging discriminator D1 msg-body includes Loopback 1", "logging discriminator D1 msg-body includes Loopback 1" }, \
	{ "", "logging discriminator D1 facility includes SYS rate-limit 9", "logging discriminator D1 facility includes SYS rate-limit 9" }, \
	{ "", "logging discriminator D1 rate-limit 7 facility drops A msg-body includes x", "logging discriminator D1 rate-limit 7 facility drops A msg-body includes x" }, \
	{ "", "logging discriminator D1 severity drops 1 facility drops A mnemonics drops B rate-limit 5 msg-body drops c", "logging discriminator D1 severity drops 1 facility drops A mnemonics drops B rate-limit 5 msg-body drops c" }, \
	{ "", "logging discriminator D1 severity includes 1 facility includes A mnemonics includes B rate-limit 5 msg-body includes c", "logging discriminator D1 severity includes 1 facility includes A mnemonics includes B rate-limit 5 msg-body includes c" }, \
	{ "", "logging console discriminator D0 4", "logging console discriminator D0 warnings" }, \
	{ "", "logging monitor discriminator D0 4", "logging monitor discriminator D0 warnings" }, \
	{ "", "logging buffered discriminator D0 4", "logging buffered discriminator D0 warnings" }, \
	{ "", "logging rate-limit 7", "logging rate-limit 7" }, \
	{ "", "logging rate-limit all 100 except 2", "logging rate-limit all 100 except 2" }, \
	{ "", "logging monitor emergencies", "logging monitor emergencies" }, \
	{ "", "logging monitor alerts", "logging monitor alerts" }, \
	{ "", "logging monitor critical", "logging monitor critical" }, \
	{ "", "logging monitor errors", "logging monitor errors" }, \
	{ "", "logging monitor warnings", "logging monitor warnings" }, \
	{ "", "logging monitor notifications", "logging monitor notifications" }, \
	{ "", "logging monitor informational", "logging monitor informational" }, \
	{ "", "logging monitor debugging", NULL }, \
	{ "", "logging monitor 4", "logging monitor warnings" }, \
	{ "", "logging buffered emergencies", "logging buffered emergencies" }, \
	{ "", "logging buffered alerts", "logging buffered alerts" }, \
	{ "", "logging buffered critical", "logging buffered critical" }, \
	{ "", "logging buffered errors", "logging buffered errors" }, \
	{ "", "logging buffered warnings", "logging buffered warnings" }, \
	{ "", "logging buffered notifications", "logging buffered notifications" }, \
	{ "", "logging buffered informational", "logging buffered informational" }, \
	{ "", "logging buffered debugging", NULL }, \
	{ "", "logging buffered 16384 3", "logging buffered 16384 errors" }, \
	{ "", "no logging console", "no logging console" }, \
	{ "", "no logging buffered", "no logging buffered" }, \
	{ "", "no logging on", "no logging on" }, \
	{ "", "logging on", "" }, \
	{ "", "service timestamps debug uptime", "service timestamps debug uptime" }, \
	{ "", "service timestamps debug datetime localtime show-timezone year msec", "service timestamps debug datetime localtime show-timezone year msec" }, \
	{ "", "no service timestamps debug", "no service timestamps debug" }, \
	{ "", "service timestamps log uptime", "service timestamps log uptime" }, \
	{ "", "service timestamps log datetime localtime show-timezone year msec", "service timestamps log datetime localtime show-timezone year msec" }, \
	{ "", "no service timestamps log", "no service timestamps log" }

/* Before spanning tree and VLANs; in an interface, before load-interval. */
#define DEVICE_MACROS \
	"macro name M1\n" \
	"# macro keywords $V\n" \
	"description $V\n" \
	"@\n" \
	"macro name M2\n" \
	"@\n" \
	"!\n" \
	"macro global description M1 | M2\n" \
	"!\n"

#define DEVICE_MACRO_INTERFACE \
	" macro description M1\n"

#endif
