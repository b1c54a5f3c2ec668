/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows of access lists' commands. An entry has three forms of a row: with its number, without, and behind `access-list N`. */
#include "router/acl/acl_cli.h"

#define ADDR4(s, S) "{any | host A.B.C.D:" s "host | A.B.C.D:" s "addr A.B.C.D:" s "wild | object-group WORD:" s "group}"
#define ADDR4_HELP(what) "Any " what " host|A single " what " host|" what " address|" what " address|" what " wildcard bits|Object group|Object group name"
#define ADDR6(s) "{any | host X:X:X:X::X:" s "host | X:X:X:X::X/<0-128>:" s "addr}"
#define ADDR6_HELP(what) "Any " what " prefix|A single " what " host|" what " address|" what " IPv6 prefix"
#define EQ(s) "eq WORD:" s "pe0 [WORD:" s "pe1 [WORD:" s "pe2 [WORD:" s "pe3 [WORD:" s "pe4 [WORD:" s "pe5 [WORD:" s "pe6 [WORD:" s "pe7 [WORD:" s "pe8 [WORD:" s \
	"pe9]]]]]]]]]"
#define PORTS(s) " [" EQ(s) " | neq WORD:" s "pn0 | gt WORD:" s "pg0 | lt WORD:" s "pl0 | range WORD:" s "pr0 WORD:" s "pr1]"
#define PORT_WORD "Port number or name"
#define PORTS_HELP "Match only packets on a given port number|" PORT_WORD "|" PORT_WORD "|" PORT_WORD "|" PORT_WORD "|" PORT_WORD "|" PORT_WORD "|" PORT_WORD \
	"|" PORT_WORD "|" PORT_WORD "|" PORT_WORD "|Match only packets not on a given port number|" PORT_WORD "|Match only packets with a greater port number|" \
	PORT_WORD "|Match only packets with a lower port number|" PORT_WORD "|Match only packets in the range of port numbers|" PORT_WORD "|" PORT_WORD
#define COMMON "dscp WORD:dscp-value|fragments|log|log-input|precedence WORD:precedence-value|time-range WORD:range-name"
#define COMMON_HELP "Match packets with given dscp value|Differentiated services codepoint value|Check non-initial fragments|Log matches against this entry|" \
	"Log matches against this entry, including input interface|Match packets with given precedence value|Precedence value|Specify a time-range|Time-range entry name"
/* `log` of IPv4 takes a cookie, which its messages carry. */
#define COMMON4 "dscp WORD:dscp-value|fragments|log [WORD:cookie]|log-input [WORD:cookie-input]|precedence WORD:precedence-value|time-range WORD:range-name"
#define COOKIE_HELP "Log matches against this entry|User defined cookie (max of 64 char)|Log matches against this entry, including input interface|" \
	"User defined cookie (max of 64 char)|"
#define COMMON4_HELP "Match packets with given dscp value|Differentiated services codepoint value|Check non-initial fragments|" COOKIE_HELP \
	"Match packets with given precedence value|Precedence value|Specify a time-range|Time-range entry name"
#define UNBROKEN4 "dscp WORD:dscp-value|log [WORD:cookie]|log-input [WORD:cookie-input]|precedence WORD:precedence-value|time-range WORD:range-name" /* fragments have no flags */
#define UNBROKEN4_HELP "Match packets with given dscp value|Differentiated services codepoint value|" COOKIE_HELP \
	"Match packets with given precedence value|Precedence value|Specify a time-range|Time-range entry name"
#define TOS "|tos WORD:tos-value" /* of IPv4 alone */
#define TOS_HELP "|Match packets with given TOS value|Type of service value"
#define REFLECT "|reflect WORD:reflect-name [timeout <1-2147483>:seconds]"
#define REFLECT_HELP "|Create reflexive access list entry|Access-list name|Maximum time to live|Seconds"
/* What named lists ask for besides (IOS: not those with numbers behind access-list). */
#define TTL_VALUES "eq <0-255>:te0 [<0-255>:te1 [<0-255>:te2 [<0-255>:te3 [<0-255>:te4 [<0-255>:te5 [<0-255>:te6 [<0-255>:te7 [<0-255>:te8 [<0-255>:te9]]]]]]]]]"
#define MORE4 "|option WORD:option-name|ttl {" TTL_VALUES " | neq <0-255>:tn0 | gt <0-255>:tg0 | lt <0-255>:tl0 | range <0-255>:tr0 <0-255>:tr1}"
#define TTL_WORD "TTL value"
#define MORE4_HELP "|Match packets with given IP Options value|IP Options value|Match packets with given TTL value|Match only packets on a given TTL number|" TTL_WORD "|" TTL_WORD \
	"|" TTL_WORD "|" TTL_WORD "|" TTL_WORD "|" TTL_WORD "|" TTL_WORD "|" TTL_WORD "|" TTL_WORD "|" TTL_WORD "|Match only packets not on a given TTL number|" TTL_WORD \
	"|Match only packets with a greater TTL number|" TTL_WORD "|Match only packets with a lower TTL number|" TTL_WORD \
	"|Match only packets in the range of TTLs|" TTL_WORD "|" TTL_WORD
#define MORE6 "|auth|dest-option|flow-label <0-1048575>:label|hbh|mobility|routing"
#define MORE6_HELP "|Match on authentication header|Match on destination option|Match packets with given flow-label value|Flow label value|Match on hop by hop option|" \
	"Match on mobility header|Match packets with routing extension header"
#define UNDETERMINED "|undetermined-transport"
#define UNDETERMINED_HELP "|Match packets whose transport cannot be determined"
#define SIGNS "{match-all | match-any} [+ack|+fin|+psh|+rst|+syn|+urg|-ack|-fin|-psh|-rst|-syn|-urg|"
#define SIGNS_HELP "Match if all specified flags are present|Match if any specified flag is present|Match on the ACK bit|Match on the FIN bit|Match on the PSH bit|" \
	"Match on the RST bit|Match on the SYN bit|Match on the URG bit|Match on the ACK bit clear|Match on the FIN bit clear|Match on the PSH bit clear|" \
	"Match on the RST bit clear|Match on the SYN bit clear|Match on the URG bit clear|"
#define FLAGS "ack|established|fin|psh|rst|syn|urg|"
#define FLAGS_HELP "Match on the ACK bit|Match established connections|Match on the FIN bit|Match on the PSH bit|Match on the RST bit|Match on the SYN bit|" \
	"Match on the URG bit|"
#define ACT "{permit | deny} "
#define ACT_HELP "Specify packets to forward|Specify packets to reject|"

#define TCP4 ACT "tcp " ADDR4("s", S) PORTS("s") " " ADDR4("d", D) PORTS("d") " [" FLAGS COMMON4 TOS REFLECT "]*"
#define TCP4_HELP ACT_HELP "Transmission Control Protocol|" ADDR4_HELP("Source") "|" PORTS_HELP "|" ADDR4_HELP("Destination") "|" PORTS_HELP "|" FLAGS_HELP \
	COMMON4_HELP TOS_HELP REFLECT_HELP
#define TCP4N ACT "tcp " ADDR4("s", S) PORTS("s") " " ADDR4("d", D) PORTS("d") " [" FLAGS COMMON4 TOS MORE4 REFLECT "]*"
#define TCP4N_HELP ACT_HELP "Transmission Control Protocol|" ADDR4_HELP("Source") "|" PORTS_HELP "|" ADDR4_HELP("Destination") "|" PORTS_HELP "|" FLAGS_HELP \
	COMMON4_HELP TOS_HELP MORE4_HELP REFLECT_HELP
#define TCP4M ACT "tcp " ADDR4("s", S) PORTS("s") " " ADDR4("d", D) PORTS("d") " " SIGNS UNBROKEN4 TOS MORE4 REFLECT "]*"
#define TCP4M_HELP ACT_HELP "Transmission Control Protocol|" ADDR4_HELP("Source") "|" PORTS_HELP "|" ADDR4_HELP("Destination") "|" PORTS_HELP "|" SIGNS_HELP \
	UNBROKEN4_HELP TOS_HELP MORE4_HELP REFLECT_HELP
#define UDP4 ACT "udp " ADDR4("s", S) PORTS("s") " " ADDR4("d", D) PORTS("d") " [" COMMON4 TOS REFLECT "]*"
#define UDP4_HELP ACT_HELP "User Datagram Protocol|" ADDR4_HELP("Source") "|" PORTS_HELP "|" ADDR4_HELP("Destination") "|" PORTS_HELP "|" COMMON4_HELP TOS_HELP REFLECT_HELP
#define UDP4N ACT "udp " ADDR4("s", S) PORTS("s") " " ADDR4("d", D) PORTS("d") " [" COMMON4 TOS MORE4 REFLECT "]*"
#define UDP4N_HELP ACT_HELP "User Datagram Protocol|" ADDR4_HELP("Source") "|" PORTS_HELP "|" ADDR4_HELP("Destination") "|" PORTS_HELP "|" COMMON4_HELP TOS_HELP MORE4_HELP REFLECT_HELP
#define ICMP4 ACT "icmp " ADDR4("s", S) " " ADDR4("d", D) " [WORD:icmp-type [<0-255>:icmp-code]] [" COMMON4 TOS REFLECT "]*"
#define ICMP4_HELP ACT_HELP "Internet Control Message Protocol|" ADDR4_HELP("Source") "|" ADDR4_HELP("Destination") "|ICMP message type|ICMP message code|" \
	COMMON4_HELP TOS_HELP REFLECT_HELP
#define ICMP4N ACT "icmp " ADDR4("s", S) " " ADDR4("d", D) " [WORD:icmp-type [<0-255>:icmp-code]] [" COMMON4 TOS MORE4 REFLECT "]*"
#define ICMP4N_HELP ACT_HELP "Internet Control Message Protocol|" ADDR4_HELP("Source") "|" ADDR4_HELP("Destination") "|ICMP message type|ICMP message code|" \
	COMMON4_HELP TOS_HELP MORE4_HELP REFLECT_HELP
#define IP4 ACT "{ip | object-group WORD:service | WORD:proto} " ADDR4("s", S) " " ADDR4("d", D) " [" COMMON4 TOS REFLECT "]*"
#define IP4_HELP ACT_HELP "Any Internet Protocol|Service object group|Service object group name|Protocol name or number|" ADDR4_HELP("Source") "|" \
	ADDR4_HELP("Destination") "|" COMMON4_HELP TOS_HELP REFLECT_HELP
#define IP4N ACT "{ip | object-group WORD:service | WORD:proto} " ADDR4("s", S) " " ADDR4("d", D) " [" COMMON4 TOS MORE4 REFLECT "]*"
#define IP4N_HELP ACT_HELP "Any Internet Protocol|Service object group|Service object group name|Protocol name or number|" ADDR4_HELP("Source") "|" \
	ADDR4_HELP("Destination") "|" COMMON4_HELP TOS_HELP MORE4_HELP REFLECT_HELP

#define TCP6 ACT "tcp " ADDR6("s") PORTS("s") " " ADDR6("d") PORTS("d") " [" FLAGS COMMON MORE6 REFLECT "]*"
#define TCP6_HELP ACT_HELP "Transmission Control Protocol|" ADDR6_HELP("Source") "|" PORTS_HELP "|" ADDR6_HELP("Destination") "|" PORTS_HELP "|" FLAGS_HELP \
	COMMON_HELP MORE6_HELP REFLECT_HELP
#define UDP6 ACT "udp " ADDR6("s") PORTS("s") " " ADDR6("d") PORTS("d") " [" COMMON MORE6 REFLECT "]*"
#define UDP6_HELP ACT_HELP "User Datagram Protocol|" ADDR6_HELP("Source") "|" PORTS_HELP "|" ADDR6_HELP("Destination") "|" PORTS_HELP "|" COMMON_HELP MORE6_HELP REFLECT_HELP
#define ICMP6 ACT "icmp " ADDR6("s") " " ADDR6("d") " [WORD:icmp-type [<0-255>:icmp-code]] [" COMMON MORE6 REFLECT "]*"
#define ICMP6_HELP ACT_HELP "Internet Control Message Protocol|" ADDR6_HELP("Source") "|" ADDR6_HELP("Destination") "|ICMP message type|ICMP message code|" \
	COMMON_HELP MORE6_HELP REFLECT_HELP
#define ANY6 ACT "{ipv6 | WORD:proto} " ADDR6("s") " " ADDR6("d") " [" COMMON MORE6 UNDETERMINED REFLECT "]*"
#define ANY6_HELP ACT_HELP "Any IPv6|Protocol name or number|" ADDR6_HELP("Source") "|" ADDR6_HELP("Destination") "|" COMMON_HELP MORE6_HELP UNDETERMINED_HELP REFLECT_HELP

#define STD ACT "{any | host A.B.C.D:shost | A.B.C.D:saddr [A.B.C.D:swild]} [log [WORD:cookie]]"
#define STD_HELP ACT_HELP "Any source host|A single host address|Host address|Address to match|Wildcard bits|Log matches against this entry|User defined cookie (max of 64 char)"
#define REMARK "remark LINE:remark-text"
#define REMARK_HELP "Access list entry comment|Comment up to 100 characters"
#define EVALUATE "evaluate WORD:evaluate-name"
#define EVALUATE_HELP "Evaluate an access list|IP reflexive access list name"

#define SEQ "<1-2147483647>:seq "
#define SEQ_HELP "Sequence Number|"
#define SEQ6 "sequence <1-2147483647>:seq "
#define SEQ6_HELP "Sequence number for this entry|Sequence value|"
#define STD_NUMBER "access-list {<1-99>:number | <1300-1999>:number} "
#define EXT_NUMBER "access-list {<100-199>:number | <2000-2699>:number} "
#define STD_NUMBER_HELP "Add an access list entry|IP standard access list|IP standard access list (expanded range)|"
#define EXT_NUMBER_HELP "Add an access list entry|IP extended access list|IP extended access list (expanded range)|"

#define NUMBERED(m, syn, txt, words) \
	{ &m, SEQ syn, SEQ_HELP txt, .run = acl_run_entry, .key = 1, .order = 10, .flags = CMD_SORT_NUMERIC, .complete = words }, \
	{ &m, syn, txt, .run = acl_run_append, .order = 20, .flags = CMD_ELSEWHERE, .complete = words }
#define NUMBERED6(syn, txt, words) \
	{ &mode_ip6_acl, SEQ6 syn, SEQ6_HELP txt, .run = acl_run_entry, .key = 2, .order = 10, .flags = CMD_SORT_NUMERIC, .complete = words }, \
	{ &mode_ip6_acl, syn, txt, .run = acl_run_append, .order = 20, .flags = CMD_ELSEWHERE, .complete = words }
/* The number may stand at the end, as older releases wrote it and automation still sends it. */
#define TAILED6(syn, txt, words) \
	NUMBERED6(syn, txt, words), \
	{ &mode_ip6_acl, syn " sequence <1-2147483647>:seq", txt "|Sequence number for this entry|Sequence value", .run = acl_run_tailed, .order = 20, .flags = CMD_ELSEWHERE, \
	  .complete = words }
#define GLOBAL(number, number_help, syn, txt, words) \
	{ &mode_config, number syn, number_help txt, .run = acl_run_numbered, .order = ORDER_ACL, .flags = CMD_ELSEWHERE, .complete = words }

static const struct cmd list_rows[] = {
	GLOBAL(STD_NUMBER, STD_NUMBER_HELP, STD, STD_HELP, acl_words),
	GLOBAL(STD_NUMBER, STD_NUMBER_HELP, REMARK, REMARK_HELP, NULL),
	GLOBAL(EXT_NUMBER, EXT_NUMBER_HELP, TCP4, TCP4_HELP, acl_words_tcp),
	GLOBAL(EXT_NUMBER, EXT_NUMBER_HELP, UDP4, UDP4_HELP, acl_words_udp),
	GLOBAL(EXT_NUMBER, EXT_NUMBER_HELP, ICMP4, ICMP4_HELP, acl_words),
	GLOBAL(EXT_NUMBER, EXT_NUMBER_HELP, IP4, IP4_HELP, acl_words),
	GLOBAL(EXT_NUMBER, EXT_NUMBER_HELP, REMARK, REMARK_HELP, NULL),
	{ &mode_config, "access-list {<1-199>:number | <1300-2699>:number}", "|IP access list|IP access list (expanded range)", .run = acl_run_no_numbered,
	  .order = ORDER_ACL, .flags = CMD_ELSEWHERE },
	{ &mode_config, "ip access-list standard WORD:name", "|Named access-list|Standard Access List|Standard IP access-list number or name", .run = acl_run_standard,
	  .enter = &mode_std_nacl, .order = ORDER_ACL + 1, .flags = CMD_SORT_NUMERIC },
	{ &mode_config, "ip access-list extended WORD:name", "||Extended Access List|Extended IP access-list number or name", .run = acl_run_extended,
	  .enter = &mode_ext_nacl, .order = ORDER_ACL + 2, .flags = CMD_SORT_NUMERIC },
	{ &mode_config, "ip access-list resequence WORD:name <1-2147483647>:first <1-2147483647>:step",
	  "||Resequence Access List|Access-list number or name|Starting Sequence Number|Step to increment the sequence number", .run = acl_run_resequence,
	  .order = ORDER_ACL, .flags = CMD_ELSEWHERE },
	{ &mode_config, "ip access-list log-update threshold <0-2147483647>:packets", "||Control access list log updates|Set access list logging threshold|Number of packets a log message is made for",
	  .run = acl_run_log_threshold, .key = 4, .order = ORDER_ACL - 1, .dflt = "ip access-list log-update threshold 0" },
	{ &mode_config, "ip access-list logging interval <0-2147483647>:ms", "||Control access list logging|Set access list logging interval|Milliseconds between two messages about new flows",
	  .run = acl_run_log_interval, .key = 4, .order = ORDER_ACL - 1, .dflt = "ip access-list logging interval 0" },
	{ &mode_config, "ip access-list {helper | logging hash-generation | match-local-traffic | persistent | role-based} [LINE]",
	  "||Access list acts on helper-address|Control access list logging|Enable syslog hash code generation|Enable matching for locally generated traffic|Persist sequence numbers|Role-based Access List|",
	  .flags = CMD_UNSUPPORTED },
	{ &mode_config, "ip reflexive-list timeout <1-2147483>:seconds", "|Reflexive access list|Reflexive access-list timeout value|timeout in seconds",
	  .run = acl_run_reflexive_timeout, .key = 3, .order = ORDER_ACL - 1, .dflt = "ip reflexive-list timeout 300" },
	{ &mode_config, "ipv6 access-list WORD:name", "Global IPv6 configuration commands|Configure access lists|User selected string identifying this access list",
	  .run = acl_run_ip6, .enter = &mode_ip6_acl, .order = ORDER_IPV6_ROUTE + 20, .flags = CMD_SORT_NUMERIC },
	{ &mode_config, "ipv6 access-list resequence WORD:name <1-2147483647>:first <1-2147483647>:step",
	  "||Resequence Access List|Access-list name|Starting Sequence Number|Step to increment the sequence number", .run = acl_run_resequence, .order = ORDER_ACL,
	  .flags = CMD_ELSEWHERE },
	NUMBERED(mode_std_nacl, STD, STD_HELP, NULL),
	NUMBERED(mode_std_nacl, REMARK, REMARK_HELP, NULL),
	NUMBERED(mode_ext_nacl, TCP4N, TCP4N_HELP, acl_words_tcp),
	NUMBERED(mode_ext_nacl, TCP4M, TCP4M_HELP, acl_words_tcp),
	NUMBERED(mode_ext_nacl, UDP4N, UDP4N_HELP, acl_words_udp),
	NUMBERED(mode_ext_nacl, ICMP4N, ICMP4N_HELP, acl_words),
	NUMBERED(mode_ext_nacl, IP4N, IP4N_HELP, acl_words),
	NUMBERED(mode_ext_nacl, REMARK, REMARK_HELP, NULL),
	NUMBERED(mode_ext_nacl, EVALUATE, EVALUATE_HELP, NULL),
	TAILED6(TCP6, TCP6_HELP, acl_words6_tcp),
	TAILED6(UDP6, UDP6_HELP, acl_words6_udp),
	TAILED6(ICMP6, ICMP6_HELP, acl_words6),
	TAILED6(ANY6, ANY6_HELP, acl_words6),
	NUMBERED6(REMARK, REMARK_HELP, NULL),
	NUMBERED6(EVALUATE, EVALUATE_HELP, NULL),
	{ &mode_interface, "ip access-group WORD:name {in | out}", "|Specify access control for packets|Access-list name or number|inbound packets|outbound packets",
	  .run = acl_run_group, .order = ORDER_IF_IP + 10, .flags = CMD_MULTI | CMD_SORT_NUMERIC },
	{ &mode_interface, "ipv6 traffic-filter WORD:name {in | out}", "|Access control list for packets|Access-list name|inbound packets|outbound packets",
	  .run = acl_run_group, .order = ORDER_IF_IPV6 + 30, .flags = CMD_MULTI | CMD_SORT_NUMERIC },
};

#define GROUP_PORTS(s) " [eq WORD:" s "pe0 | neq WORD:" s "pn0 | gt WORD:" s "pg0 | lt WORD:" s "pl0 | range WORD:" s "pr0 WORD:" s "pr1]"
#define GROUP_PORTS_HELP "Match only packets on a given port number|" PORT_WORD "|Match only packets not on a given port number|" PORT_WORD \
	"|Match only packets with a greater port number|" PORT_WORD "|Match only packets with a lower port number|" PORT_WORD \
	"|Match only packets in the range of port numbers|" PORT_WORD "|" PORT_WORD
#define TIMES_HELP "Starting time|ending day and time|Ending time"

static const struct cmd object_rows[] = {
	{ &mode_config, "time-range WORD:name", "Define time range entries|Time range name", .run = time_range_run, .enter = &mode_time_range,
	  .order = ORDER_BANNER - 10, .flags = CMD_SORT_NUMERIC },
	{ &mode_time_range, "absolute [start WORD:start <1-31>:start-day WORD:start-month <1993-2035>:start-year] [end WORD:end <1-31>:end-day WORD:end-month <1993-2035>:end-year]",
	  "absolute time and date|starting time and date|Starting time|Day of the month|Month of the year|Year|ending time and date|Ending time|Day of the month|Month of the year|Year",
	  .run = time_range_run_absolute, .key = 1, .order = 10 },
	{ &mode_time_range, "periodic {daily | weekdays | weekend} WORD:from to WORD:until",
	  "periodic time and date|Every day of the week|Monday thru Friday|Saturday and Sunday|" TIMES_HELP, .run = time_range_run_days, .order = 20, .flags = CMD_SORT_NUMERIC },
	{ &mode_time_range, "periodic [monday|tuesday|wednesday|thursday|friday|saturday|sunday]* WORD:from to [WORD:last] WORD:until",
	  "|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|Starting time|ending day and time|Ending day of the week|Ending time", .run = time_range_run_days,
	  .order = 20, .flags = CMD_SORT_NUMERIC },
	{ &mode_config, "object-group network WORD:name", "Configure Object Group|network object group|Object group name", .run = group_run_network,
	  .may_go = group_may_go, .enter = &mode_net_group, .order = ORDER_IP + 30, .flags = CMD_SORT_NUMERIC },
	{ &mode_config, "object-group service WORD:name", "|service object group|Object group name", .run = group_run_service, .may_go = group_may_go, .enter = &mode_service_group,
	  .order = ORDER_IP + 31, .flags = CMD_SORT_NUMERIC },
	{ &mode_net_group, "description LINE", "Network object group description|Up to 200 characters", .run = group_run_description, .key = 1, .order = 1 },
	{ &mode_net_group, "any", "Any host", .run = group_run_net_item, .order = 10, .flags = CMD_SORT_NUMERIC },
	{ &mode_net_group, "host A.B.C.D:host", "Host address of the object-group member|Host address", .run = group_run_net_item, .order = 10, .flags = CMD_SORT_NUMERIC },
	{ &mode_net_group, "range A.B.C.D:first A.B.C.D:last", "Match only packets in the range of IP addresses|Start IP address|End IP address",
	  .run = group_run_net_item, .order = 10, .flags = CMD_SORT_NUMERIC },
	{ &mode_net_group, "A.B.C.D:network A.B.C.D:mask", "Network address of the group members|Network mask", .run = group_run_net_item, .order = 10,
	  .flags = CMD_SORT_NUMERIC },
	{ &mode_net_group, "group-object WORD:group", "Nested object group|Nested object group name", .run = group_run_net_item, .order = 10, .flags = CMD_SORT_NUMERIC },
	{ &mode_service_group, "description LINE", "Service object group description|Up to 200 characters", .run = group_run_description, .key = 1, .order = 1 },
	{ &mode_service_group, "{tcp | udp | tcp-udp} [source" GROUP_PORTS("s") "]" GROUP_PORTS("d"),
	  "TCP|UDP|TCP or UDP|Source port|" GROUP_PORTS_HELP "|" GROUP_PORTS_HELP, .run = group_run_service_item, .order = 10, .flags = CMD_SORT_NUMERIC,
	  .complete = acl_words_tcp },
	{ &mode_service_group, "{tcp | udp | tcp-udp} WORD:port", "TCP|UDP|TCP or UDP|Port number or name", .run = group_run_service_port, .order = 10, .flags = CMD_ELSEWHERE,
	  .complete = acl_words_tcp },
	{ &mode_service_group, "icmp [WORD:icmp-type]", "Internet Control Message Protocol|ICMP message type", .run = group_run_service_item, .order = 10,
	  .flags = CMD_SORT_NUMERIC, .complete = acl_words },
	{ &mode_service_group, "{ip | WORD:proto}", "Any Internet Protocol|Protocol name or number", .run = group_run_service_item, .order = 10,
	  .flags = CMD_SORT_NUMERIC, .complete = acl_words },
	{ &mode_service_group, "group-object WORD:group", "Nested object group|Nested object group name", .run = group_run_service_item, .order = 10,
	  .flags = CMD_SORT_NUMERIC },
};

static const struct cmd exec_rows[] = {
	{ &mode_exec, "show access-lists [WORD:name]", "|List access lists|ACL name or number", .show = acl_show },
	{ &mode_exec, "show ip access-lists [WORD:name]", "|IP information|List IP access lists|ACL name or number", .show = acl_show },
	{ &mode_exec, "show ip access-lists interface INTERFACE [in | out]", "|||ACLs of an interface||inbound packets|outbound packets", .show = acl_show_interface },
	{ &mode_exec, "show ipv6 access-list [WORD:name]", "|IPv6 information|Summary of access lists|ACL name", .show = acl_show },
	{ &mode_exec, "show time-range [WORD:name]", "|Time range|Time range name", .show = time_range_show },
	{ &mode_exec, "show object-group [WORD:name]", "|Object group|Object group name", .show = group_show },
	{ &mode_exec, "clear access-list counters [WORD:name]", "|Clear access list statistical information|Clear access list counters|Access list number or name",
	  .run = acl_run_clear, .flags = CMD_PRIV },
	{ &mode_exec, "clear ip access-list counters [WORD:name]", "||Clear access list statistical information|Clear access list counters|Access list number or name",
	  .run = acl_run_clear, .flags = CMD_PRIV },
	{ &mode_exec, "clear ipv6 access-list [WORD:name]", "||Clear access list statistical information|Access list name", .run = acl_run_clear, .flags = CMD_PRIV },
};

const struct cmd_table acl_cmds[] = { CMD_TABLE(list_rows), CMD_TABLE(object_rows), CMD_TABLE(exec_rows) };
const unsigned n_acl_cmds = ARRAY_LEN(acl_cmds);
