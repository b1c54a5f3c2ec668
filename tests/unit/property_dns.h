/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines about names, for the samples of all kinds; one of those whose order counts. DNS_DOMAIN stands before the lines of DHCP, DNS_HOSTS behind them, DNS_SERVER before the routes,
 * DNS_SOURCE before the lines of syslog. */
#ifndef TESTS_PROPERTY_DNS_H
#define TESTS_PROPERTY_DNS_H

#define DNS_DOMAIN \
	"ip domain list a.example\n" \
	"!\n" \
	"ip domain name lab.example\n" \
	"ip domain retry 5\n" \
	"ip domain timeout 9\n" \
	"!\n"

#define DNS_HOSTS \
	"ip host _sip._udp srv 1 2 5060 alpha\n" \
	"ip host alpha 10.0.1.9 10.0.1.10 10.0.1.11 10.0.1.12 10.0.1.13 10.0.1.14 10.0.1.15 10.0.1.16\n" \
	"ip host beta 10.0.2.9\n" \
	"ip host lab.example mx 10 alpha.lab.example\n" \
	"ip host lab.example ns alpha.lab.example\n" \
	"!\n" \
	"ip name-server 10.0.1.53\n" \
	"!\n"

#define DNS_SOURCE(iface) \
	"ip domain lookup source-interface " iface "\n" \
	"!\n"

#define DNS_SERVER \
	"ip dns primary lab.example soa ns.lab.example root.lab.example 21600 900 7776000 86400\n" \
	"!\n" \
	"ip dns server\n" \
	"!\n"

#define DNS_TYPED \
	{ "", "ip name-server 2001:DB8:1::53", "ip name-server 2001:DB8:1::53" }, \
	{ "", "ip domain-list c.example", "ip domain list c.example" }, \
	{ "", "ip domain-name other.example", "ip domain name other.example" }, \
	{ "", "ip name-server 10.0.1.1 10.0.1.2 10.0.1.3 10.0.1.4", "ip name-server 10.0.1.4" }, \
	{ "", "no ip name-server 2001:DB8:1::51 10.0.1.2 2001:DB8:1::53 10.0.1.4 2001:DB8:1::55 2001:DB8:1::56", NULL }, \
	{ "", "no ip name-server 10.0.1.1 2001:DB8:1::52 10.0.1.3 2001:DB8:1::54 10.0.1.5", NULL }, \
	{ "", "ip name-server 2001:DB8:1::51 10.0.1.2", "ip name-server 10.0.1.2" }, \
	{ "", "ip host gamma 2001:DB8:1::9", "ipv6 host gamma 2001:DB8:1::9" }, \
	{ "", "no ip name-server 10.0.1.53 10.0.1.2 10.0.1.3 10.0.1.4 10.0.1.5 10.0.1.6", NULL }, \
	{ "", "ip dns primary x.example soa ns.x.example root.x.example", "ip dns primary x.example soa ns.x.example root.x.example 21600 900 7776000 86400" }, \
	{ "", "ip dns primary x.example soa ns.x.example root.x.example 1 2 3 4", "ip dns primary x.example soa ns.x.example root.x.example 1 2 3 4" }

#endif
