/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The lines of access lists and what they lean on, in each of their words, for the samples of the kinds that have them. */
#ifndef TESTS_PROPERTY_ACL_H
#define TESTS_PROPERTY_ACL_H

#define ACL_GROUPS \
	"object-group network MORE\n" \
	" any\n" \
	" range 10.7.0.3 10.7.0.77\n" \
	" group-object NETS\n" \
	"!\n" \
	"object-group network NETS\n" \
	" description two networks\n" \
	" host 10.8.0.1\n" \
	" 10.9.0.0 255.255.0.0\n" \
	"!\n" \
	"object-group service OTHER\n" \
	" icmp\n" \
	" group-object SVCS\n" \
	"!\n" \
	"object-group service SVCS\n" \
	" description what they serve\n" \
	" ip\n" \
	" tcp-udp source gt 1023 eq 53\n" \
	" udp source eq 5 neq 6\n" \
	" tcp source neq 6 gt 6\n" \
	" tcp source lt 7 lt 6\n" \
	" tcp source range 7 8 range 9 10\n" \
	" tcp eq 80\n" \
	" icmp echo\n" \
	" ospf\n" \
	"!\n"

#define ACL_LISTS \
	"ip access-list log-update threshold 10\n" \
	"ip access-list logging interval 500\n" \
	"ip reflexive-list timeout 120\n" \
	"!\n" \
	"ip access-list standard 10\n" \
	" 10 permit 10.1.1.1\n" \
	" 20 permit 10.0.0.0 0.255.255.255 log Ten\n" \
	" 25 remark the rest\n" \
	" 30 deny any log\n" \
	"!\n" \
	"ip access-list standard MANAGERS\n" \
	" 10 permit 10.1.1.1 log\n" \
	"!\n" \
	"ip access-list extended 101\n" \
	" 10 remark web and more, \"quoted\" | piped\n" \
	" 20 permit tcp any eq ftp-data ftp telnet smtp domain www pop3 bgp 8080 9000 host 10.0.0.1 eq ftp-data ftp telnet smtp domain www pop3 bgp 8080 9000\n" \
	" 30 deny tcp host 10.0.0.2 neq www 10.1.0.0 0.0.255.255 neq www\n" \
	" 40 permit tcp 10.2.0.0 0.0.3.255 gt 1023 any gt 1023\n" \
	" 50 permit tcp object-group NETS lt 1024 object-group NETS lt 1024 dscp ef log Tag50 time-range WORK reflect BACK timeout 60\n" \
	" 60 permit tcp any range 100 200 any range 300 400 precedence critical tos 3 log-input Tag60\n" \
	" 70 permit tcp any any fragments\n" \
	" 80 permit udp any eq bootps bootpc tftp sunrpc ntp snmp snmptrap isakmp 8080 9000 host 10.0.0.1 eq bootps bootpc tftp sunrpc ntp snmp snmptrap isakmp 8080 9000\n" \
	" 90 deny udp host 10.0.0.2 neq ntp 10.1.0.0 0.0.255.255 neq ntp\n" \
	" 100 permit udp 10.2.0.0 0.0.3.255 gt 1023 any gt 1023\n" \
	" 110 permit udp object-group NETS lt 1024 object-group NETS lt 1024 dscp ef log Tag110 time-range WORK reflect BACK timeout 60\n" \
	" 120 permit udp any range 100 200 any range 300 400 precedence critical tos min-delay log-input Tag120\n" \
	" 130 permit udp any any fragments\n" \
	" 140 permit tcp any any ack fin psh rst syn urg\n" \
	" 150 permit tcp any any established\n" \
	" 160 permit icmp any host 10.0.0.1 echo\n" \
	" 170 permit icmp host 10.0.0.1 any 3 9\n" \
	" 180 deny icmp 10.1.0.0 0.0.255.255 10.2.0.0 0.0.255.255 unreachable log Tag180\n" \
	" 190 permit icmp object-group NETS object-group NETS dscp af41 log-input Tag190 time-range WORK reflect BACK timeout 60\n" \
	" 200 permit icmp any any fragments precedence network tos 5\n" \
	" 210 permit ospf any any\n" \
	" 220 permit ip host 10.0.0.1 host 10.0.0.2 dscp default log One_2 reflect BACK timeout 60\n" \
	" 230 deny ip 10.1.0.0 0.0.255.255 10.2.0.0 0.0.255.255 fragments precedence routine tos normal log-input Two\n" \
	" 240 permit ip object-group NETS object-group NETS time-range WORK\n" \
	" 250 permit object-group SVCS any any\n" \
	" 260 evaluate BACK\n" \
	" 270 deny ip any any log\n" \
	" 300 permit tcp any any option record-route ttl eq 1 2 3 4 5 6 7 8 9 10\n" \
	" 301 permit tcp any any ttl neq 255\n" \
	" 302 permit tcp any any ttl gt 5\n" \
	" 303 permit tcp any any ttl lt 5\n" \
	" 304 permit tcp any any ttl range 10 20\n" \
	" 305 permit udp any any option record-route ttl eq 1 2 3 4 5 6 7 8 9 10\n" \
	" 306 permit udp any any ttl neq 255\n" \
	" 307 permit udp any any ttl gt 5\n" \
	" 308 permit udp any any ttl lt 5\n" \
	" 309 permit udp any any ttl range 10 20\n" \
	" 310 permit icmp any any option record-route ttl eq 1 2 3 4 5 6 7 8 9 10\n" \
	" 311 permit icmp any any ttl neq 255\n" \
	" 312 permit icmp any any ttl gt 5\n" \
	" 313 permit icmp any any ttl lt 5\n" \
	" 314 permit icmp any any ttl range 10 20\n" \
	" 315 permit ip any any option record-route ttl eq 1 2 3 4 5 6 7 8 9 10\n" \
	" 316 permit ip any any ttl neq 255\n" \
	" 317 permit ip any any ttl gt 5\n" \
	" 318 permit ip any any ttl lt 5\n" \
	" 319 permit ip any any ttl range 10 20\n" \
	" 320 permit tcp any eq ftp-data ftp telnet smtp domain www pop3 bgp 8080 9000 host 10.0.0.1 eq ftp-data ftp telnet smtp domain www pop3 bgp 8080 9000 match-all +ack -fin +psh -rst -syn +urg option lsr ttl eq 1 2 3 4 5 6 7 8 9 10\n" \
	" 321 deny tcp host 10.0.0.2 neq www 10.1.0.0 0.0.255.255 neq www match-any -ack +fin -psh +rst +syn -urg ttl neq 1\n" \
	" 322 permit tcp 10.2.0.0 0.0.3.255 gt 1023 any gt 1023 match-all +syn ttl gt 5\n" \
	" 323 permit tcp object-group NETS lt 1024 object-group NETS lt 1024 match-all +syn ttl lt 5 dscp ef log Tag323 time-range WORK reflect BACK timeout 60\n" \
	" 324 permit tcp any range 100 200 any range 300 400 match-all +syn ttl range 10 20 precedence critical tos max-throughput log-input Tag324\n" \
	" 325 permit tcp any any match-all -ack +syn option any-options\n" \
	"!\n" \
	"ip access-list extended WEB\n" \
	" 10 permit tcp any any eq www\n" \
	"!\n"

#define ACL_LISTS6 \
	"ipv6 access-list SIX\n" \
	" sequence 10 remark six\n" \
	" sequence 20 permit tcp any eq ftp-data ftp telnet smtp domain www pop3 bgp 8080 9000 host 2001:DB8::1 eq ftp-data ftp telnet smtp domain www pop3 bgp 8080 9000\n" \
	" sequence 30 deny tcp host 2001:DB8::2 neq www 2001:DB8:1::/48 neq www\n" \
	" sequence 40 permit tcp 2001:DB8:2::/64 gt 1023 any gt 1023\n" \
	" sequence 50 permit tcp any lt 1024 any lt 1024 dscp ef log time-range WORK reflect BACK6 timeout 60\n" \
	" sequence 60 permit tcp any range 100 200 any range 300 400 precedence critical log-input\n" \
	" sequence 70 permit tcp any any fragments\n" \
	" sequence 80 permit udp any eq bootps bootpc tftp sunrpc ntp snmp snmptrap isakmp 8080 9000 host 2001:DB8::1 eq bootps bootpc tftp sunrpc ntp snmp snmptrap isakmp 8080 9000\n" \
	" sequence 90 deny udp host 2001:DB8::2 neq ntp 2001:DB8:1::/48 neq ntp\n" \
	" sequence 100 permit udp 2001:DB8:2::/64 gt 1023 any gt 1023\n" \
	" sequence 110 permit udp any lt 1024 any lt 1024 dscp ef log time-range WORK reflect BACK6 timeout 60\n" \
	" sequence 120 permit udp any range 100 200 any range 300 400 precedence critical log-input\n" \
	" sequence 130 permit udp any any fragments\n" \
	" sequence 140 permit tcp any any ack fin psh rst syn urg\n" \
	" sequence 150 permit tcp any any established\n" \
	" sequence 160 permit icmp any host 2001:DB8::1 echo-request\n" \
	" sequence 170 permit icmp host 2001:DB8::1 any 1 5\n" \
	" sequence 180 deny icmp 2001:DB8:1::/64 2001:DB8:2::/64 nd-na log\n" \
	" sequence 190 permit icmp any any dscp af41 log-input time-range WORK reflect BACK6 timeout 60\n" \
	" sequence 200 permit icmp any any fragments precedence network\n" \
	" sequence 210 permit esp any any\n" \
	" sequence 220 permit ipv6 host 2001:DB8::1 host 2001:DB8::2 dscp default log reflect BACK6 timeout 60\n" \
	" sequence 230 deny ipv6 2001:DB8:1::/64 2001:DB8:2::/64 fragments precedence routine log-input\n" \
	" sequence 240 permit ipv6 any any time-range WORK\n" \
	" sequence 250 evaluate BACK6\n" \
	" sequence 260 deny ipv6 any any log\n" \
	" sequence 300 permit tcp any any auth dest-option hbh mobility routing flow-label 1048575\n" \
	" sequence 301 permit udp any any auth dest-option hbh mobility routing flow-label 1048575\n" \
	" sequence 302 permit icmp any any auth dest-option hbh mobility routing flow-label 1048575\n" \
	" sequence 303 deny ipv6 any any auth dest-option hbh mobility routing undetermined-transport flow-label 5\n" \
	"!\n"

#define ACL_TIMES \
	"time-range WORK\n" \
	" absolute start 08:00 1 Jan 2026 end 17:30 31 Dec 2026\n" \
	" periodic weekend 10:00 to 12:00\n" \
	" periodic daily 20:00 to 21:00\n" \
	" periodic friday 22:00 to saturday 2:00\n" \
	" periodic monday tuesday wednesday thursday friday saturday sunday 6:00 to 7:00\n" \
	" periodic weekdays 8:00 to 17:00\n" \
	"!\n"

#define ACL_TYPED \
	{ "", "access-list 10 permit host 10.1.1.9", "ip access-list standard 10 / 40 permit 10.1.1.9" }, \
	{ "", "access-list 1300 deny any", "ip access-list standard 1300 / 10 deny any" }, \
	{ "", "access-list 110 permit tcp any any eq 80", "ip access-list extended 110 / 10 permit tcp any any eq www" }, \
	{ "", "access-list 2000 remark far", "ip access-list extended 2000 / 10 remark far" }, \
	{ "", "no access-list 10 permit any", NULL }, \
	{ "", "no access-list 101", NULL }, \
	{ "ip access-list standard 10", "permit 10.2.0.0 0.0.255.255", "40 permit 10.2.0.0 0.0.255.255" }, \
	{ "ip access-list standard 10", "40 permit host 10.2.0.0", "40 permit 10.2.0.0" }, \
	{ "ip access-list standard 10", "no permit 10.1.1.1", NULL }, \
	{ "ip access-list extended WEB", "permit tcp any any eq 443", "20 permit tcp any any eq 443" }, \
	{ "ip access-list extended WEB", "5 permit udp any eq 53 any", "5 permit udp any eq domain any" }, \
	{ "ip access-list extended WEB", "no permit tcp any any eq 80", NULL }, \
	{ "ip access-list extended WEB", "permit udp any any log Mine dscp ef", "20 permit udp any any dscp ef log Mine" }, \
	{ "object-group service SVCS", "udp 53", "udp eq 53" }, \
	{ "object-group service SVCS", "tcp www", "tcp eq 80" }, \
	{ "object-group service SVCS", "tcp-udp 5060", "tcp-udp eq 5060" }, \
	{ "object-group service SVCS", "no tcp 80", NULL }, \
	{ "ipv6 access-list SIX", "permit icmp any any 128", "sequence 313 permit icmp any any echo-request" }, \
	{ "", "ip access-list resequence WEB 100 5", "ip access-list extended WEB / 100 permit tcp any any eq www" }

#define ACL_ANSWERS \
	{ NULL, "object-group network NETS", "% Object-group NETS is being used\n", NULL }, \
	{ NULL, "object-group service SVCS", "% Object-group SVCS is being used\n", NULL }

#endif
