/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines that say how log lines go to servers, for the samples of all kinds. */
#ifndef TESTS_PROPERTY_SYSLOG_H
#define TESTS_PROPERTY_SYSLOG_H

#define SYSLOG_TYPED \
	{ "", "logging trap emergencies", "logging trap emergencies" }, \
	{ "", "logging trap alerts", "logging trap alerts" }, \
	{ "", "logging trap critical", "logging trap critical" }, \
	{ "", "logging trap errors", "logging trap errors" }, \
	{ "", "logging trap warnings", "logging trap warnings" }, \
	{ "", "logging trap notifications", "logging trap notifications" }, \
	{ "", "logging trap debugging", "logging trap debugging" }, \
	{ "", "logging trap informational", NULL }, \
	{ "", "logging trap 4", "logging trap warnings" }, \
	{ "", "no logging trap", "no logging trap" }, \
	{ "", "logging trap", NULL }, \
	{ "", "logging facility auth", "logging facility auth" }, \
	{ "", "logging facility cron", "logging facility cron" }, \
	{ "", "logging facility daemon", "logging facility daemon" }, \
	{ "", "logging facility kern", "logging facility kern" }, \
	{ "", "logging facility local0", "logging facility local0" }, \
	{ "", "logging facility local1", "logging facility local1" }, \
	{ "", "logging facility local2", "logging facility local2" }, \
	{ "", "logging facility local3", "logging facility local3" }, \
	{ "", "logging facility local4", "logging facility local4" }, \
	{ "", "logging facility local5", "logging facility local5" }, \
	{ "", "logging facility local6", "logging facility local6" }, \
	{ "", "logging facility lpr", "logging facility lpr" }, \
	{ "", "logging facility mail", "logging facility mail" }, \
	{ "", "logging facility news", "logging facility news" }, \
	{ "", "logging facility syslog", "logging facility syslog" }, \
	{ "", "logging facility user", "logging facility user" }, \
	{ "", "logging facility uucp", "logging facility uucp" }, \
	{ "", "logging facility local7", NULL }, \
	{ "", "logging origin-id string the core", "logging origin-id string the core" }, \
	{ "", "logging host ipv6 2001:DB8:1::99", "logging host ipv6 2001:DB8:1::99" }, \
	{ "", "logging host ipv6 2001:DB8:1::98 transport udp port 514", "logging host ipv6 2001:DB8:1::98" }, \
	{ "", "logging host ipv6 2001:DB8:1::97 transport udp port 1514", "logging host ipv6 2001:DB8:1::97 transport udp port 1514" }, \
	{ "", "logging host 10.0.1.98 discriminator D0 transport udp port 514", "logging host 10.0.1.98 discriminator D0" }, \
	{ "", "logging host ipv6 2001:DB8:1::96 transport udp port 1515 discriminator D0", "logging host ipv6 2001:DB8:1::96 discriminator D0 transport udp port 1515" }, \
	{ "", "ntp access-group peer 10", "ntp access-group peer 10" }, \
	{ "", "ntp access-group serve 11", "ntp access-group serve 11" }, \
	{ "", "ntp access-group serve-only CLOCKS", "ntp access-group serve-only CLOCKS" }, \
	{ "", "ntp access-group query-only 13", "ntp access-group query-only 13" }, \
	{ "", "ntp access-group query-only CLOCKS", "ntp access-group query-only CLOCKS" }, \
	{ "", "ntp access-group ipv6 query-only CLOCKS6", "ntp access-group ipv6 query-only CLOCKS6" }, \
	{ "", "ntp access-group peer CLOCKS", "ntp access-group peer CLOCKS" }, \
	{ "", "ntp access-group serve CLOCKS", "ntp access-group serve CLOCKS" }, \
	{ "", "ntp access-group serve-only 12", "ntp access-group serve-only 12" }, \
	{ "", "ntp access-group ipv6 peer CLOCKS6", "ntp access-group ipv6 peer CLOCKS6" }, \
	{ "", "ntp access-group ipv6 serve CLOCKS6", "ntp access-group ipv6 serve CLOCKS6" }, \
	{ "", "ntp access-group ipv6 serve-only CLOCKS6", "ntp access-group ipv6 serve-only CLOCKS6" }, \
	{ "", "ntp peer 2001:DB8:1::60 prefer iburst", "ntp peer 2001:DB8:1::60 prefer iburst" }, \
	{ "", "ntp server 2001:DB8:1::61 key 7", "ntp server 2001:DB8:1::61 key 7" }, \
	{ "", "ntp server 2001:DB8:1::62 minpoll 4 version 4", "ntp server 2001:DB8:1::62 minpoll 4 version 4" }, \
	{ "", "ntp trusted-key 8 - 12", "ntp trusted-key 8 - 12" }, \
	{ "", "logging 10.0.1.99", "logging host 10.0.1.99" }

#define NTP_TYPED(ifname) { ifname, "ntp disable", "ntp disable" }

#endif
