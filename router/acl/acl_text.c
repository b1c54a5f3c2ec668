/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words of access lists: names of ports, protocols, ICMP messages and DSCPs as IOS spells them, and entries as lines. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

#include "router/acl/own.h"

struct name { const char *name; u16 n; const char *help; };

static const struct name tcp_ports[] = {
	{ "bgp", 179, "Border Gateway Protocol (179)" }, { "chargen", 19, "Character generator (19)" }, { "cmd", 514, "Remote commands (rcmd, 514)" },
	{ "daytime", 13, "Daytime (13)" }, { "discard", 9, "Discard (9)" }, { "domain", 53, "Domain Name Service (53)" }, { "echo", 7, "Echo (7)" },
	{ "exec", 512, "Exec (rsh, 512)" }, { "finger", 79, "Finger (79)" }, { "ftp", 21, "File Transfer Protocol (21)" },
	{ "ftp-data", 20, "FTP data connections (20)" }, { "gopher", 70, "Gopher (70)" }, { "hostname", 101, "NIC hostname server (101)" },
	{ "ident", 113, "Ident Protocol (113)" }, { "irc", 194, "Internet Relay Chat (194)" }, { "klogin", 543, "Kerberos login (543)" },
	{ "kshell", 544, "Kerberos shell (544)" }, { "login", 513, "Login (rlogin, 513)" }, { "lpd", 515, "Printer service (515)" },
	{ "nntp", 119, "Network News Transport Protocol (119)" }, { "pim-auto-rp", 496, "PIM Auto-RP (496)" }, { "pop2", 109, "Post Office Protocol v2 (109)" },
	{ "pop3", 110, "Post Office Protocol v3 (110)" }, { "smtp", 25, "Simple Mail Transport Protocol (25)" }, { "sunrpc", 111, "Sun Remote Procedure Call (111)" },
	{ "tacacs", 49, "TAC Access Control System (49)" }, { "talk", 517, "Talk (517)" }, { "telnet", 23, "Telnet (23)" }, { "time", 37, "Time (37)" },
	{ "uucp", 540, "Unix-to-Unix Copy Program (540)" }, { "whois", 43, "Nicname (43)" }, { "www", 80, "World Wide Web (HTTP, 80)" },
};
static const struct name udp_ports[] = {
	{ "biff", 512, "Biff (mail notification, comsat, 512)" }, { "bootpc", 68, "Bootstrap Protocol (BOOTP) client (68)" },
	{ "bootps", 67, "Bootstrap Protocol (BOOTP) server (67)" }, { "discard", 9, "Discard (9)" }, { "dnsix", 195, "DNSIX security protocol auditing (195)" },
	{ "domain", 53, "Domain Name Service (DNS, 53)" }, { "echo", 7, "Echo (7)" }, { "isakmp", 500, "Internet Security Association and Key Management Protocol (500)" },
	{ "mobile-ip", 434, "Mobile IP registration (434)" }, { "nameserver", 42, "IEN116 name service (obsolete, 42)" },
	{ "netbios-dgm", 138, "NetBios datagram service (138)" }, { "netbios-ns", 137, "NetBios name service (137)" },
	{ "netbios-ss", 139, "NetBios session service (139)" }, { "non500-isakmp", 4500, "Internet Security Association and Key Management Protocol (4500)" },
	{ "ntp", 123, "Network Time Protocol (123)" }, { "pim-auto-rp", 496, "PIM Auto-RP (496)" }, { "rip", 520, "Routing Information Protocol (router, in.routed, 520)" },
	{ "snmp", 161, "Simple Network Management Protocol (161)" }, { "snmptrap", 162, "SNMP Traps (162)" }, { "sunrpc", 111, "Sun Remote Procedure Call (111)" },
	{ "syslog", 514, "System Logger (514)" }, { "tacacs", 49, "TAC Access Control System (49)" }, { "talk", 517, "Talk (517)" },
	{ "tftp", 69, "Trivial File Transfer Protocol (69)" }, { "time", 37, "Time (37)" }, { "who", 513, "Who service (rwho, 513)" },
	{ "xdmcp", 177, "X Display Manager Control Protocol (177)" },
};
static const struct name protos[] = {
	{ "ahp", 51, "Authentication Header Protocol" }, { "eigrp", 88, "Cisco's EIGRP routing protocol" }, { "esp", 50, "Encapsulation Security Payload" },
	{ "gre", 47, "Cisco's GRE tunneling" }, { "icmp", 1, "Internet Control Message Protocol" }, { "igmp", 2, "Internet Gateway Message Protocol" },
	{ "ip", PROTO_IP, "Any Internet Protocol" }, { "ipinip", 4, "IP in IP tunneling" }, { "nos", 94, "KA9Q NOS compatible IP over IP tunneling" },
	{ "ospf", 89, "OSPF routing protocol" }, { "pcp", 108, "Payload Compression Protocol" }, { "pim", 103, "Protocol Independent Multicast" },
	{ "sctp", 132, "Stream Control Transmission Protocol" }, { "tcp", 6, "Transmission Control Protocol" }, { "udp", 17, "User Datagram Protocol" },
};
static const struct name protos6[] = {
	{ "ahp", 51, "Authentication Header Protocol" }, { "esp", 50, "Encapsulation Security Payload" }, { "icmp", 58, "Internet Control Message Protocol" },
	{ "ipv6", PROTO_IP, "Any IPv6" }, { "pcp", 108, "Payload Compression Protocol" }, { "sctp", 132, "Streams Control Transmission Protocol" },
	{ "tcp", 6, "Transmission Control Protocol" }, { "udp", 17, "User Datagram Protocol" },
};
/* n: type << 8 | code; code 255: any */
static const struct name icmps[] = {
	{ "administratively-prohibited", 3 << 8 | 13, "Administratively prohibited" }, { "echo", 8 << 8 | 255, "Echo (ping)" },
	{ "echo-reply", 0 << 8 | 255, "Echo reply" }, { "host-redirect", 5 << 8 | 1, "Host redirect" }, { "host-unreachable", 3 << 8 | 1, "Host unreachable" },
	{ "mask-reply", 18 << 8 | 255, "Mask replies" }, { "mask-request", 17 << 8 | 255, "Mask requests" }, { "net-redirect", 5 << 8 | 0, "Network redirect" },
	{ "net-unreachable", 3 << 8 | 0, "Net unreachable" }, { "packet-too-big", 3 << 8 | 4, "Fragmentation needed and DF set" },
	{ "parameter-problem", 12 << 8 | 255, "All parameter problems" }, { "port-unreachable", 3 << 8 | 3, "Port unreachable" },
	{ "protocol-unreachable", 3 << 8 | 2, "Protocol unreachable" }, { "reassembly-timeout", 11 << 8 | 1, "Reassembly timeout" },
	{ "redirect", 5 << 8 | 255, "All redirects" }, { "router-advertisement", 9 << 8 | 255, "Router discovery advertisements" },
	{ "router-solicitation", 10 << 8 | 255, "Router discovery solicitations" }, { "source-quench", 4 << 8 | 255, "Source quenches" },
	{ "source-route-failed", 3 << 8 | 5, "Source route failed" }, { "time-exceeded", 11 << 8 | 255, "All time exceededs" },
	{ "timestamp-reply", 14 << 8 | 255, "Timestamp replies" }, { "timestamp-request", 13 << 8 | 255, "Timestamp requests" },
	{ "traceroute", 30 << 8 | 255, "Traceroute" }, { "ttl-exceeded", 11 << 8 | 0, "TTL exceeded" }, { "unreachable", 3 << 8 | 255, "All unreachables" },
};
static const struct name icmps6[] = {
	{ "destination-unreachable", 1 << 8 | 255, "All destination unreachables" }, { "echo-reply", 129 << 8 | 255, "Echo reply" },
	{ "echo-request", 128 << 8 | 255, "Echo request (ping)" }, { "mld-query", 130 << 8 | 255, "Multicast Listener Discovery Query" },
	{ "mld-reduction", 132 << 8 | 255, "Multicast Listener Discovery Reduction" }, { "mld-report", 131 << 8 | 255, "Multicast Listener Discovery Report" },
	{ "nd-na", 136 << 8 | 255, "Neighbor discovery neighbor advertisements" }, { "nd-ns", 135 << 8 | 255, "Neighbor discovery neighbor solicitations" },
	{ "no-route", 1 << 8 | 0, "No route to destination" }, { "packet-too-big", 2 << 8 | 255, "Packet too big" },
	{ "parameter-problem", 4 << 8 | 255, "All parameter problems" }, { "port-unreachable", 1 << 8 | 4, "Port unreachable" },
	{ "router-advertisement", 134 << 8 | 255, "Router discovery advertisements" }, { "router-solicitation", 133 << 8 | 255, "Router discovery solicitations" },
	{ "time-exceeded", 3 << 8 | 255, "All time exceeded messages" },
};
static const struct name dscps[] = {
	{ "af11", 10, "Match packets with AF11 dscp (001010)" }, { "af12", 12, "Match packets with AF12 dscp (001100)" },
	{ "af13", 14, "Match packets with AF13 dscp (001110)" }, { "af21", 18, "Match packets with AF21 dscp (010010)" },
	{ "af22", 20, "Match packets with AF22 dscp (010100)" }, { "af23", 22, "Match packets with AF23 dscp (010110)" },
	{ "af31", 26, "Match packets with AF31 dscp (011010)" }, { "af32", 28, "Match packets with AF32 dscp (011100)" },
	{ "af33", 30, "Match packets with AF33 dscp (011110)" }, { "af41", 34, "Match packets with AF41 dscp (100010)" },
	{ "af42", 36, "Match packets with AF42 dscp (100100)" }, { "af43", 38, "Match packets with AF43 dscp (100110)" },
	{ "cs1", 8, "Match packets with CS1(precedence 1) dscp (001000)" }, { "cs2", 16, "Match packets with CS2(precedence 2) dscp (010000)" },
	{ "cs3", 24, "Match packets with CS3(precedence 3) dscp (011000)" }, { "cs4", 32, "Match packets with CS4(precedence 4) dscp (100000)" },
	{ "cs5", 40, "Match packets with CS5(precedence 5) dscp (101000)" }, { "cs6", 48, "Match packets with CS6(precedence 6) dscp (110000)" },
	{ "cs7", 56, "Match packets with CS7(precedence 7) dscp (111000)" }, { "default", 0, "Match packets with default dscp (000000)" },
	{ "ef", 46, "Match packets with EF dscp (101110)" },
};
/* n: the type's octet, as it stands in a packet (the registry of RFC 791's options) */
static const struct name options[] = {
	{ "add-ext", 147, "Match packets with Address Extension Option (147)" }, { "any-options", ACL_OPTION_ANY, "Match packets with ANY Option" },
	{ "com-security", 134, "Match packets with Commercial Security Option (134)" }, { "dps", 151, "Match packets with Dynamic Packet State Option (151)" },
	{ "encode", 15, "Match packets with Encode Option (15)" }, { "eool", 0, "Match packets with End of Options (0)" },
	{ "ext-ip", 145, "Match packets with Extended IP Option (145)" }, { "ext-security", 133, "Match packets with Extended Security Option (133)" },
	{ "finn", 205, "Match packets with Experimental Flow Control Option (205)" }, { "imitd", 144, "Match packets with IMI Traffic Desriptor Option (144)" },
	{ "lsr", 131, "Match packets with Loose Source Route Option (131)" }, { "mtup", 11, "Match packets with MTU Probe Option (11)" },
	{ "mtur", 12, "Match packets with MTU Reply Option (12)" }, { "no-op", 1, "Match packets with No Operation Option (1)" },
	{ "nsapa", 150, "Match packets with NSAP Addresses Option (150)" }, { "record-route", 7, "Match packets with Record Route Option (7)" },
	{ "router-alert", 148, "Match packets with Router Alert Option (148)" }, { "sdb", 149, "Match packets with Selective Directed Broadcast Option (149)" },
	{ "security", 130, "Match packets with Basic Security Option (130)" }, { "ssr", 137, "Match packets with Strict Source Routing Option (137)" },
	{ "stream-id", 136, "Match packets with Stream ID Option (136)" }, { "timestamp", 68, "Match packets with Time Stamp Option (68)" },
	{ "traceroute", 82, "Match packets with Trace Route Option (82)" }, { "ump", 152, "Match packets with Upstream Multicast Packet Option (152)" },
	{ "visa", 142, "Match packets with Experimental Access Control Option (142)" }, { "zsu", 10, "Match packets with Experimental Measurement Option (10)" },
};
static const struct name toses[] = {
	{ "max-reliability", 2, "Match packets with max reliable TOS (2)" }, { "max-throughput", 4, "Match packets with max throughput TOS (4)" },
	{ "min-delay", 8, "Match packets with min delay TOS (8)" }, { "min-monetary-cost", 1, "Match packets with min monetary cost TOS (1)" },
	{ "normal", 0, "Match packets with normal TOS (0)" },
};
static const struct name precedences[] = {
	{ "critical", 5, "Match packets with critical precedence (5)" }, { "flash", 3, "Match packets with flash precedence (3)" },
	{ "flash-override", 4, "Match packets with flash override precedence (4)" }, { "immediate", 2, "Match packets with immediate precedence (2)" },
	{ "internet", 6, "Match packets with internetwork control precedence (6)" }, { "network", 7, "Match packets with network control precedence (7)" },
	{ "priority", 1, "Match packets with priority precedence (1)" }, { "routine", 0, "Match packets with routine precedence (0)" },
};

/* A whole name, or a beginning that only one has. */
static const struct name *find(const struct name *t, unsigned n, const char *text)
{
	const struct name *found = NULL;
	size_t len = strlen(text);

	for (unsigned k = 0; k < n; k++) {
		if (strncasecmp(t[k].name, text, len))
			continue;
		if (!t[k].name[len])
			return &t[k];
		if (found)
			return NULL;
		found = &t[k];
	}
	for (unsigned k = 0; found && k < n; k++) /* several begin so */
		if (&t[k] != found && !strncasecmp(t[k].name, text, len))
			return NULL;
	return found;
}

static const char *name_of(const struct name *t, unsigned n, u16 value)
{
	for (unsigned k = 0; k < n; k++)
		if (t[k].n == value)
			return t[k].name;
	return NULL;
}

static bool number(const char *text, unsigned long max, unsigned long *v)
{
	char *end;

	if (*text < '0' || *text > '9')
		return false;
	*v = strtoul(text, &end, 10);
	return !*end && *v <= max;
}

bool acl_port_parse(u8 proto, const char *text, u16 *port)
{
	const struct name *n = proto == IP_TCP ? find(tcp_ports, ARRAY_LEN(tcp_ports), text) : find(udp_ports, ARRAY_LEN(udp_ports), text);
	unsigned long v;

	if (number(text, 65535, &v))
		*port = (u16)v;
	else if (n)
		*port = n->n;
	else
		return false;
	return true;
}

bool acl_proto_parse(u8 af, const char *text, u16 *proto)
{
	const struct name *n = af == AF_IP4 ? find(protos, ARRAY_LEN(protos), text) : find(protos6, ARRAY_LEN(protos6), text);
	unsigned long v;

	if (number(text, 255, &v))
		*proto = (u16)v;
	else if (n)
		*proto = n->n;
	else
		return false;
	return true;
}

bool acl_icmp_parse(u8 af, const char *text, s16 *type, s16 *code)
{
	const struct name *n = af == AF_IP4 ? find(icmps, ARRAY_LEN(icmps), text) : find(icmps6, ARRAY_LEN(icmps6), text);
	unsigned long v;

	if (number(text, 255, &v)) {
		*type = (s16)v;
		*code = -1;
	} else if (n) {
		*type = (s16)(n->n >> 8);
		*code = (n->n & 255) == 255 ? -1 : (s16)(n->n & 255);
	} else {
		return false;
	}
	return true;
}

static bool small_parse(const struct name *t, unsigned n, const char *text, unsigned long max, u8 *value)
{
	const struct name *x = find(t, n, text);
	unsigned long v;

	if (number(text, max, &v))
		*value = (u8)v;
	else if (x)
		*value = (u8)x->n;
	else
		return false;
	return true;
}
bool acl_option_parse(const char *text, s16 *option)
{
	const struct name *x = find(options, ARRAY_LEN(options), text);
	unsigned long v;

	if (number(text, 255, &v))
		*option = (s16)v;
	else if (x)
		*option = (s16)x->n;
	else
		return false;
	return true;
}
bool acl_dscp_parse(const char *text, u8 *dscp) { return small_parse(dscps, ARRAY_LEN(dscps), text, 63, dscp); }
bool acl_precedence_parse(const char *text, u8 *value) { return small_parse(precedences, ARRAY_LEN(precedences), text, 7, value); }
bool acl_tos_parse(const char *text, u8 *value) { return small_parse(toses, ARRAY_LEN(toses), text, 15, value); }

static const char *name_or_number(const struct name *t, unsigned n, u16 value, char buf[8])
{
	const char *name = name_of(t, n, value);

	if (name)
		return name;
	snprintf(buf, 8, "%u", value);
	return buf;
}

const char *acl_dscp_name(u8 dscp, char buf[8]) { return name_or_number(dscps, ARRAY_LEN(dscps), dscp, buf); }
const char *acl_precedence_name(u8 value) { return name_of(precedences, ARRAY_LEN(precedences), value); }
const char *acl_tos_name(u8 value, char buf[8]) { return name_or_number(toses, ARRAY_LEN(toses), value, buf); }

const char *acl_proto_name(u8 af, u16 proto, char buf[8])
{
	return af == AF_IP4 ? name_or_number(protos, ARRAY_LEN(protos), proto, buf) : name_or_number(protos6, ARRAY_LEN(protos6), proto, buf);
}

void acl_names(const char *what, u8 af, void (*add)(struct cli *c, const char *word, const char *help), struct cli *c)
{
	static const struct { const char *what; u8 af; const struct name *t; unsigned n; } all[] = {
		{ "tcp", AF_NONE, tcp_ports, ARRAY_LEN(tcp_ports) }, { "udp", AF_NONE, udp_ports, ARRAY_LEN(udp_ports) },
		{ "proto", AF_IP4, protos, ARRAY_LEN(protos) }, { "proto", AF_IP6, protos6, ARRAY_LEN(protos6) },
		{ "icmp", AF_IP4, icmps, ARRAY_LEN(icmps) }, { "icmp", AF_IP6, icmps6, ARRAY_LEN(icmps6) },
		{ "option", AF_NONE, options, ARRAY_LEN(options) }, { "dscp", AF_NONE, dscps, ARRAY_LEN(dscps) }, { "precedence", AF_NONE, precedences, ARRAY_LEN(precedences) },
		{ "tos", AF_NONE, toses, ARRAY_LEN(toses) },
	};

	for (unsigned k = 0; k < ARRAY_LEN(all); k++)
		for (unsigned i = 0; i < all[k].n && !strcmp(all[k].what, what) && (!all[k].af || all[k].af == af); i++)
			add(c, all[k].t[i].name, all[k].t[i].help);
}

/* ---- an entry as text ---- */

struct out { char *p; size_t left; };

static void put(struct out *o, const char *fmt, ...) PRINTF(2, 3);
static void put(struct out *o, const char *fmt, ...)
{
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(o->p, o->left, fmt, ap);
	va_end(ap);
	if (n > 0) {
		size_t len = (size_t)n < o->left ? (size_t)n : o->left - 1;

		o->p += len;
		o->left -= len;
	}
}

static void put_addr(struct out *o, const struct ace_addr *x)
{
	char a[IP6_TEXT], b[IP4_TEXT];

	if (x->group)
		put(o, " object-group %s", group_name(x->group));
	else if (x->addr.af == AF_NONE || (x->addr.af == AF_IP4 && x->wild == ~0u) || (x->addr.af == AF_IP6 && !x->plen))
		put(o, " any");
	else if (x->addr.af == AF_IP4 && x->wild)
		put(o, " %s %s", ip4_text(x->addr.v4, a), ip4_text(x->wild, b));
	else if (x->addr.af == AF_IP6 && x->plen < 128)
		put(o, " %s/%u", ip6_text(&x->addr.v6, a), x->plen);
	else
		put(o, " host %s", ipaddr_text(&x->addr, a));
}

static void put_port(struct out *o, u16 proto, u16 port)
{
	const char *n = proto == IP_TCP ? name_of(tcp_ports, ARRAY_LEN(tcp_ports), port) :
			proto == IP_UDP ? name_of(udp_ports, ARRAY_LEN(udp_ports), port) : NULL;

	if (n)
		put(o, " %s", n);
	else
		put(o, " %u", port);
}

static void put_ports(struct out *o, u16 proto, const struct ace_port *p)
{
	static const char *const op[] = { "", " eq", " neq", " gt", " lt", " range" };

	put(o, "%s", op[p->op]);
	for (unsigned k = 0; k < p->n; k++)
		put_port(o, proto, p->value[k]);
}

static void put_icmp(struct out *o, u8 af, const struct ace *e)
{
	u16 n = (u16)(e->icmp_type << 8 | (e->icmp_code < 0 ? 255 : e->icmp_code));
	const char *name = af == AF_IP4 ? name_of(icmps, ARRAY_LEN(icmps), n) : name_of(icmps6, ARRAY_LEN(icmps6), n);

	if (name)
		put(o, " %s", name);
	else if (e->icmp_code >= 0)
		put(o, " %d %d", e->icmp_type, e->icmp_code);
	else
		put(o, " %d", e->icmp_type);
}

static void put_headers(struct out *o, const struct ace *e)
{
	static const struct { const char *word; u8 bit; } words[] = { /* in the order of `?` */
		{ "auth", ACL_AUTH }, { "dest-option", ACL_DEST_OPTION }, { "hbh", ACL_HBH }, { "mobility", ACL_MOBILITY }, { "routing", ACL_ROUTING },
		{ "undetermined-transport", ACL_UNDETERMINED },
	};
	const char *name = e->option >= 0 ? name_of(options, ARRAY_LEN(options), (u16)e->option) : NULL;

	if (name)
		put(o, " option %s", name);
	else if (e->option >= 0)
		put(o, " option %d", e->option);
	for (unsigned k = 0; k < ARRAY_LEN(words); k++)
		if (e->headers & words[k].bit)
			put(o, " %s", words[k].word);
	if (e->flow_label >= 0)
		put(o, " flow-label %d", e->flow_label);
	if (e->ttl.op) {
		put(o, " ttl");
		put_ports(o, PROTO_IP, &e->ttl);
	}
}

static void put_value(struct out *o, const char *word, const struct name *t, unsigned n, u8 value)
{
	const char *name = name_of(t, n, value);

	if (name)
		put(o, "%s %s", word, name);
	else
		put(o, "%s %u", word, value);
}

static void put_log(struct out *o, const struct ace *e, enum ace_style style)
{
	if (e->log || e->log_input)
		put(o, e->log_input ? " log-input" : " log");
	if (e->cookie)
		put(o, style == ACE_SHOW ? " (tag = %s)" : " %s", e->cookie);
}

static void put_options(struct out *o, const struct ace *e, enum ace_style style)
{
	static const char *const flag[] = { "fin", "syn", "rst", "psh", "ack", "urg" };
	static const u8 order[] = { 4, 0, 3, 2, 1, 5 }; /* as IOS lists them: ack fin psh rst syn urg */

	for (unsigned k = 0; k < ARRAY_LEN(order); k++)
		if (e->tcp_any >> order[k] & 1)
			put(o, " %s", flag[order[k]]);
	if (e->flag_word)
		put(o, " match-%s", e->flag_word == 'a' ? "all" : "any");
	for (unsigned k = 0; k < ARRAY_LEN(order) && e->flag_word; k++)
		if ((e->flags_set | e->flags_clear) >> order[k] & 1)
			put(o, " %c%s", e->flags_set >> order[k] & 1 ? '+' : '-', flag[order[k]]);
	if (e->established)
		put(o, " established");
	put_headers(o, e);
	if (e->fragments)
		put(o, " fragments");
	if (e->tos_mask == DSCP_MASK)
		put_value(o, " dscp", dscps, ARRAY_LEN(dscps), e->tos >> 2);
	else if (e->tos_mask & PRECEDENCE_MASK)
		put_value(o, " precedence", precedences, ARRAY_LEN(precedences), e->tos >> 5);
	if (e->tos_mask != DSCP_MASK && e->tos_mask & TOS_MASK)
		put_value(o, " tos", toses, ARRAY_LEN(toses), (e->tos & TOS_MASK) >> 1);
	put_log(o, e, style);
	if (e->range)
		put(o, " time-range %s", time_range_name(e->range));
	if (e->reflect)
		put(o, " reflect %s", reflexive_name(e->reflect));
	if (e->reflect && e->reflect_s)
		put(o, " timeout %u", e->reflect_s);
}

static void standard_text(struct out *o, const struct ace *e, enum ace_style style)
{
	char a[IP4_TEXT], b[IP4_TEXT];

	put(o, "%s ", e->act == ACE_PERMIT ? "permit" : style == ACE_SHOW ? "deny  " : "deny");
	if (e->src.addr.af == AF_NONE || e->src.wild == ~0u)
		put(o, "any");
	else if (!e->src.wild)
		put(o, "%s", ip4_text(e->src.addr.v4, a));
	else
		put(o, style == ACE_SHOW ? "%s, wildcard bits %s" : "%s %s", ip4_text(e->src.addr.v4, a), ip4_text(e->src.wild, b));
	put_log(o, e, style);
}

void ace_text(const struct acl *a, const struct ace *e, enum ace_style style, char *buf, size_t size)
{
	struct out o = { buf, size };
	char name[8];

	*buf = 0;
	if (e->act == ACE_REMARK) {
		put(&o, "remark %s", e->remark);
		return;
	}
	if (e->act == ACE_EVALUATE) {
		put(&o, "evaluate %s", reflexive_name(e->evaluate));
		return;
	}
	if (a->kind == ACL_STANDARD) {
		standard_text(&o, e, style);
		return;
	}
	put(&o, "%s", e->act == ACE_PERMIT ? "permit" : "deny");
	if (e->service)
		put(&o, " object-group %s", group_name(e->service));
	else
		put(&o, " %s", acl_proto_name(a->af, e->proto, name));
	put_addr(&o, &e->src);
	put_ports(&o, e->proto, &e->sport);
	put_addr(&o, &e->dst);
	put_ports(&o, e->proto, &e->dport);
	if (e->icmp_type >= 0)
		put_icmp(&o, a->af, e);
	put_options(&o, e, style);
}
