/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ip host, ip name-server, ip domain, ip dns; show hosts, show ip dns statistics; clear host. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "router/dns/dns_cmds.h"
#include "router/dns/own.h"
#include "router/ip_cli.h"

#define EIGHT "A.B.C.D:a0 [A.B.C.D:a1 [A.B.C.D:a2 [A.B.C.D:a3 [A.B.C.D:a4 [A.B.C.D:a5 [A.B.C.D:a6 [A.B.C.D:a7]]]]]]]"
#define EIGHT_HELP "Host IP address|Host IP address|Host IP address|Host IP address|Host IP address|Host IP address|Host IP address|Host IP address"

static unsigned addresses(const struct args *a, unsigned max, struct ipaddr *out)
{
	unsigned n = 0;
	char name[4];

	for (; n < max; n++) {
		snprintf(name, sizeof(name), "a%u", n & 15);
		if (!args_has(a, name))
			break;
		out[n] = ipaddr4(args_ip4(a, name, 0));
		if (args_ip6(a, name, &out[n].v6))
			out[n].af = AF_IP6;
	}
	return n;
}

static bool run_host(struct cli *c, const struct args *a)
{
	struct ipaddr addr[NAMES_ADDRS_MAX];
	const char *name = args_str(a, "WORD");
	unsigned n = addresses(a, NAMES_ADDRS_MAX, addr);
	u8 af = AF_IP4;

	if (args_ip6(a, "X:X:X:X::X", &addr[0].v6)) {
		addr[0].af = af = AF_IP6;
		n = 1;
	}
	if (!args_no(a) && !dns_name_ok(name)) {
		cli_error(c, "%% Bad host name");
		return false;
	}
	names_set(cli_stack(c), name, af, addr, args_no(a) ? 0 : n);
	return true;
}

/* Kept as `ipv6 host`, which it is. */
static bool run_host6(struct cli *c, const struct args *a)
{
	char line[DNS_NAME_MAX + 64], t[IP6_TEXT];
	struct ip6 v6;

	if (!args_ip6(a, "X:X:X:X::X", &v6))
		return false;
	snprintf(line, sizeof(line), "ipv6 host %s", args_str(a, "WORD"));
	if (args_no(a))
		return cli_remove_in(c, NULL, line);
	snprintf(line, sizeof(line), "ipv6 host %s %s", args_str(a, "WORD"), ip6_text(&v6, t));
	if (!run_host(c, a))
		return false;
	cli_store_in(c, NULL, line);
	return true;
}

static bool run_record(struct cli *c, const struct args *a)
{
	struct dns_own_record r = { .type = args_has(a, "mx") ? DNS_MX : args_has(a, "srv") ? DNS_SRV : DNS_NS, .prio = (u16)args_num(a, "prio", 0),
				    .weight = (u16)args_num(a, "weight", 0), .port = (u16)args_num(a, "port", 0) };
	const char *name = args_str(a, "WORD"), *target = args_str(a, "target");

	if (!dns_name_ok(name) || (!dns_name_ok(target) && (r.type == DNS_NS || strcmp(target, ".") != 0))) {
		cli_error(c, "%% Bad host name");
		return false;
	}
	strcpy(r.name, name);
	strcpy(r.target, target);
	if (dns_record_set(dns_of(cli_stack(c)), &r, !args_no(a)))
		return true;
	cli_error(c, "%% Too many records of hosts; %u", DNS_OWN_RECORDS_MAX);
	return false;
}

/* ---- name servers ---- */

static bool set_server(struct dns *d, const struct ipaddr *addr, bool on)
{
	unsigned k = 0;

	while (k < d->n_servers && !ipaddr_eq(&d->server[k], addr))
		k++;
	if (on && k == d->n_servers) {
		if (k == DNS_SERVERS_MAX)
			return false;
		d->server[d->n_servers++] = *addr;
	} else if (!on && k < d->n_servers) {
		memmove(&d->server[k], &d->server[k + 1], (--d->n_servers - k) * sizeof(*addr));
	}
	return true;
}

static bool run_server(struct cli *c, const struct args *a)
{
	struct ipaddr addr = ipaddr4(args_ip4(a, "v4", 0));

	if (args_ip6(a, "v6", &addr.v6))
		addr.af = AF_IP6;
	if (!args_no(a) && cli_linkless(c, &addr))
		return false;
	if (set_server(dns_of(cli_stack(c)), &addr, !args_no(a)))
		return true;
	cli_error(c, "%% Name-server table is full; %u", DNS_SERVERS_MAX);
	return false;
}

/* Several on a line: each has a line of its own. */
static bool run_servers(struct cli *c, const struct args *a)
{
	struct dns *d = dns_of(cli_stack(c));
	struct ipaddr addr[DNS_SERVERS_MAX];
	unsigned n = addresses(a, DNS_SERVERS_MAX, addr), before = d->n_servers;
	char line[64], t[IP6_TEXT];

	for (unsigned k = 0; k < n; k++) {
		snprintf(line, sizeof(line), "ip name-server %s", ipaddr_text(&addr[k], t));
		if (args_no(a)) {
			cli_remove_in(c, NULL, line);
			continue;
		}
		if (cli_linkless(c, &addr[k])) {
			d->n_servers = (u8)before;
			return false;
		}
		if (!set_server(d, &addr[k], true)) {
			cli_error(c, "%% Name-server table is full; %u", DNS_SERVERS_MAX);
			d->n_servers = (u8)before;
			return false;
		}
	}
	for (unsigned k = 0; k < n && !args_no(a); k++) {
		snprintf(line, sizeof(line), "ip name-server %s", ipaddr_text(&addr[k], t));
		cli_store_in(c, NULL, line);
	}
	return true;
}

/* ---- domains ---- */

static bool run_name(struct cli *c, const struct args *a)
{
	struct dns *d = dns_of(cli_stack(c));
	const char *name = args_no(a) ? "" : args_str(a, "domain");

	if (*name && !dns_name_ok(name)) {
		cli_error(c, "%% Bad domain name");
		return false;
	}
	strcpy(d->domain, name);
	return true;
}

static bool run_list(struct cli *c, const struct args *a)
{
	struct dns *d = dns_of(cli_stack(c));
	const char *name = args_str(a, "domain");
	unsigned k = 0;

	if (!dns_name_ok(name)) {
		cli_error(c, "%% Bad domain name");
		return false;
	}
	while (k < d->n_list && strcasecmp(d->list[k], name))
		k++;
	if (args_no(a)) {
		if (k < d->n_list)
			memmove(d->list[k], d->list[k + 1], (--d->n_list - k) * sizeof(d->list[0]));
		return true;
	}
	if (k == DNS_LIST_MAX) {
		cli_error(c, "%% Domain list is full; %u", DNS_LIST_MAX);
		return false;
	}
	strcpy(d->list[k], name);
	d->n_list += k == d->n_list;
	return true;
}

/* `ip domain-name X` and `ip domain-list X`, as they were before. */
static bool run_old(struct cli *c, const struct args *a)
{
	bool list = !strncmp(args_line(a), "ip domain-list", 14);
	char *line = xasprintf("ip domain %s %s", list ? "list" : "name", args_str(a, "domain"));
	bool ok = args_no(a) ? cli_remove_in(c, NULL, line) : (list ? run_list : run_name)(c, a);

	if (ok && !args_no(a))
		cli_store_in(c, NULL, line);
	free(line);
	return ok;
}

static bool run_number(struct cli *c, const struct args *a)
{
	struct dns *d = dns_of(cli_stack(c));

	if (!strncmp(args_line(a), "ip domain timeout", 17))
		d->timeout_s = args_no(a) ? DNS_TIMEOUT_S : (u32)args_num(a, "n", DNS_TIMEOUT_S);
	else
		d->retry = args_no(a) ? DNS_RETRY : (u32)args_num(a, "n", DNS_RETRY);
	return true;
}

static bool run_source(struct cli *c, const struct args *a)
{
	dns_of(cli_stack(c))->source = args_no(a) ? NULL : device_iface(device_of(cli_node(c)), args_str(a, "INTERFACE"));
	return true;
}

/* ---- the server ---- */

static bool run_dns_server(struct cli *c, const struct args *a)
{
	if (dns_server_set(dns_of(cli_stack(c)), !args_no(a)))
		return true;
	cli_error(c, "%% UDP port %u is taken", DNS_PORT);
	return false;
}

static bool run_primary(struct cli *c, const struct args *a)
{
	struct dns *d = dns_of(cli_stack(c));
	const char *domain = args_str(a, "domain"), *server = args_str(a, "server"), *mailbox = args_str(a, "mailbox");
	struct dns_zone **at = &d->zones, *z;
	unsigned n = 0;
	char *line;

	for (; *at && strcasecmp((*at)->domain, domain); at = &(*at)->next)
		n++;
	z = *at;
	if (args_no(a)) {
		if (z)
			*at = z->next;
		free(z);
		return true;
	}
	if (!dns_name_ok(domain) || !dns_name_ok(server) || !dns_name_ok(mailbox) || n == DNS_ZONES_MAX) {
		cli_error(c, n == DNS_ZONES_MAX ? "%% Too many domains" : "%% Bad domain name");
		return false;
	}
	if (!z)
		z = *at = xcalloc(1, sizeof(*z));
	strcpy(z->domain, domain);
	strcpy(z->server, server);
	strcpy(z->mailbox, mailbox);
	z->refresh = (u32)args_num(a, "refresh", 21600);
	z->retry = (u32)args_num(a, "retry", 900);
	z->expire = (u32)args_num(a, "expire", 7776000);
	z->minimum = (u32)args_num(a, "minimum", 86400);
	line = xasprintf("ip dns primary %s soa %s %s %u %u %u %u", domain, server, mailbox, z->refresh, z->retry, z->expire, z->minimum);
	cli_store(c, line);
	free(line);
	return true;
}

/* ---- shows ---- */

static bool show_primary(struct cli *c, const struct args *a, struct show *s)
{
	(void)a;
	for (const struct dns_zone *z = dns_of(cli_stack(c))->zones; z; z = z->next) {
		show_str(s, "domain", z->domain);
		show_str(s, "server", z->server);
		show_str(s, "mailbox", z->mailbox);
		show_num(s, "refresh_s", z->refresh);
		show_num(s, "retry_s", z->retry);
		show_num(s, "expire_s", z->expire);
		show_num(s, "minimum_s", z->minimum);
		show_end(s);
		show_text(s, "Primary for zone %s:\n  SOA information:\n  Zone primary (MNAME): %s\n  Zone contact (RNAME): %s\n  Refresh (seconds):    %u\n  Retry (seconds):      %u\n"
			  "  Expire (seconds):     %u\n  Minimum (seconds):    %u\n\n", z->domain, z->server, z->mailbox, z->refresh, z->retry, z->expire, z->minimum);
	}
	return true;
}

static void show_host(struct show *s, const char *name, bool perm, u64 age_h, u8 af, const struct ipaddr *addr, unsigned n)
{
	char t[IP6_TEXT];

	show_str(s, "host", name);
	show_str(s, "address", ipaddr_text(addr, t));
	show_bool(s, "permanent", perm);
	show_num(s, "age_hours", age_h);
	show_push_list(s, "addresses");
	for (unsigned k = 0; k < n; k++) {
		show_str(s, "address", ipaddr_text(&addr[k], t));
		show_end(s);
	}
	show_pop(s);
	show_end(s);
	show_text(s, "%-25s None  (%s, OK) %2llu   %-6s", name, perm ? "perm" : "temp", (unsigned long long)age_h, af == AF_IP4 ? "IP" : "IPv6");
	for (unsigned k = 0; k < n; k++)
		show_text(s, " %s%s", ipaddr_text(&addr[k], t), k + 1 < n ? "" : "\n");
}

static void show_record(struct show *s, const struct dns_own_record *x)
{
	const char *type = x->type == DNS_MX ? "MX" : x->type == DNS_SRV ? "SRV" : "NS";
	char t[DNS_RECORD_TEXT];

	show_str(s, "host", x->name);
	show_str(s, "type", type);
	show_bool(s, "permanent", true);
	if (x->type != DNS_NS)
		show_num(s, "priority", x->prio);
	if (x->type == DNS_SRV) {
		show_num(s, "weight", x->weight);
		show_num(s, "port", x->port);
	}
	show_str(s, "target", x->target);
	show_end(s);
	show_text(s, "%-25s None  (perm, OK)  0   %-6s %s\n", x->name, type, dns_record_text(x, t));
}

static void show_settings(struct dns *d, struct show *s)
{
	struct ipaddr server[DNS_SERVERS_MAX];
	unsigned n = dns_servers(d, server);
	char t[IP6_TEXT];

	if (*dns_domain(d))
		show_text(s, "Default domain is %s\n", dns_domain(d));
	else
		show_text(s, "Default domain is not set\n");
	for (unsigned k = 0; k < d->n_list; k++)
		show_text(s, "%s%s%s", k ? ", " : "Domain list: ", d->list[k], k + 1 < d->n_list ? "" : "\n");
	show_text(s, "Name/address lookup uses %s\nName servers are ", shell_domain_lookup(d->ip->dev->shell) ? "domain service" : "static mappings");
	for (unsigned k = 0; k < n; k++)
		show_text(s, "%s%s", k ? ", " : "", ipaddr_text(&server[k], t));
	show_text(s, "%s\n\nCodes: UN - unknown, EX - expired, OK - OK, ?? - revalidate\n       temp - temporary, perm - permanent\n       NA - Not Applicable None - Not defined\n\n",
		  n ? "" : "255.255.255.255");
	show_text(s, "Host                      Port  Flags      Age Type   Address(es)\n");
}

static bool show_hosts(struct cli *c, const struct args *a, struct show *s)
{
	struct dns *d = dns_of(cli_stack(c));
	struct ipaddr addr[NAMES_ADDRS_MAX];
	const char *name, *only = args_str(a, "name");
	nsec now = stack_now(d->ip);
	unsigned n;

	show_settings(d, s);
	for (unsigned k = 0; (n = names_nth(d->ip, k, &name, addr)); k++)
		if (!only || !strcasecmp(only, name))
			show_host(s, name, true, 0, addr[0].af, addr, n);
	for (const struct dns_own_record *x = d->records; x; x = x->next)
		if (!only || !strcasecmp(only, x->name))
			show_record(s, x);
	for (const struct dns_cached *x = d->cache; x; x = x->next)
		if (x->expires > now && (!only || !strcasecmp(only, x->name)))
			show_host(s, x->name, false, (now - x->since) / (3600 * NSEC_PER_SEC), x->af, x->addr, x->n);
	return true;
}

static bool show_statistics(struct cli *c, const struct args *a, struct show *s)
{
	const struct dns *d = dns_of(cli_stack(c));

	(void)a;
	show_num(s, "requests", d->queries);
	show_num(s, "dropped", d->dropped);
	show_num(s, "answered", d->answered);
	show_num(s, "forwarded", d->forwarded);
	show_num(s, "refused", d->refused);
	show_num(s, "forwarding", d->n_forwards);
	show_end(s);
	show_text(s, "\nDNS requests received = %llu ( %llu + 0 )\nDNS requests dropped  = %llu ( %llu + 0 )\nDNS responses replied = %llu ( %llu + 0 )\n\n", (unsigned long long)d->queries,
		  (unsigned long long)d->queries, (unsigned long long)d->dropped, (unsigned long long)d->dropped, (unsigned long long)d->answered, (unsigned long long)d->answered);
	show_text(s, "Forwarder queue statistics:\n\nCurrent size = %u\nMaximum size = %u\nDrops        = %llu\n", d->n_forwards, DNS_FORWARDS_MAX,
		  (unsigned long long)d->refused);
	return true;
}

static bool run_clear(struct cli *c, const struct args *a)
{
	dns_forget(dns_of(cli_stack(c)), args_has(a, "*") ? NULL : args_str(a, "name"));
	return true;
}

#define ORDER_DNS (ORDER_IP + 3) /* DHCP follows at 5 */

static const struct cmd rows[] = {
	{ &mode_config, "ip domain list WORD:domain", "||Domain name to complete unqualified host names|A domain name", .run = run_list, .order = ORDER_DNS,
	  .flags = CMD_MULTI },
	{ &mode_config, "ip domain-list WORD:domain", "|Domain name to complete unqualified host names|A domain name", .run = run_old, .order = ORDER_DNS,
	  .flags = CMD_ELSEWHERE | CMD_HIDDEN },
	{ &mode_config, "ip domain lookup source-interface INTERFACE", "|||Specify source interface for DNS resolver|", .run = run_source, .key = 4, .order = ORDER_IPV6_ROUTE + 29 },
	{ &mode_config, "ip domain name WORD:domain", "||Define the default domain name|Default domain name", .run = run_name, .key = 3, .order = ORDER_DNS + 1 },
	{ &mode_config, "ip domain-name WORD:domain", "|Define the default domain name|Default domain name", .run = run_old, .order = ORDER_DNS + 1,
	  .flags = CMD_ELSEWHERE | CMD_HIDDEN },
	{ &mode_config, "ip domain retry <0-100>:n", "||Specify times to retry sending DNS queries|Number of times", .run = run_number, .key = 3, .order = ORDER_DNS + 1,
	  .dflt = "ip domain retry 2" },
	{ &mode_config, "ip domain timeout <1-3600>:n", "||Specify timeout waiting for response to DNS query|Seconds", .run = run_number, .key = 3,
	  .order = ORDER_DNS + 1, .dflt = "ip domain timeout 3" },
	{ &mode_config, "ip host WORD " EIGHT, "|Add an entry to the ip hostname table|Name of host|" EIGHT_HELP, .run = run_host, .key = 3,
	  .order = ORDER_IP + 20, .flags = CMD_SORT_NUMERIC },
	{ &mode_config, "ip host WORD X:X:X:X::X", "|||Host IPv6 address", .run = run_host6, .order = ORDER_IP + 20, .flags = CMD_ELSEWHERE },
	{ &mode_config, "ip host WORD mx <0-65535>:prio WORD:target", "|||Configure a MX record|Preference|Mail exchanger", .run = run_record, .order = ORDER_IP + 20,
	  .flags = CMD_SORT_NUMERIC },
	{ &mode_config, "ip host WORD ns WORD:target", "|||Configure an NS record|Name server", .run = run_record, .order = ORDER_IP + 20, .flags = CMD_SORT_NUMERIC },
	{ &mode_config, "ip host WORD srv <0-65535>:prio <0-65535>:weight <0-65535>:port WORD:target",
	  "|||Configure a SRV record|Priority|Weight|Port|Host that offers the service", .run = run_record, .order = ORDER_IP + 20, .flags = CMD_SORT_NUMERIC },
	{ &mode_config, "ip host WORD additional LINE", "|||Append addresses|", .flags = CMD_UNSUPPORTED },
	{ &mode_config, "ip host WORD <0-65535> LINE", "|||Default telnet port number|", .flags = CMD_UNSUPPORTED },
	{ &mode_config, "ip host {vrf | view} LINE", "||Specify VRF|Specify view|", .flags = CMD_UNSUPPORTED },
	{ &mode_config, "ip dns spoofing [A.B.C.D]", "||Answer for whomever with one address|Address", .flags = CMD_UNSUPPORTED },
	{ &mode_config, "ip domain {recursive | round-robin | multicast} [LINE]", "||Recursive server|Rotate addresses|Multicast DNS|", .flags = CMD_UNSUPPORTED },
	{ &mode_config, "ip dns {view | view-group | view-list | name-list | server queue | server view-group} LINE", "||Configure a view|Configure a group of views|Configure a list of views|"
	  "Configure a list of names||Length of a queue||Group of views|", .flags = CMD_UNSUPPORTED },
	{ &mode_config, "ip name-server {A.B.C.D:v4 | X:X:X:X::X:v6}", "|Specify address of name server to use|Domain server IP address|Domain server IPv6 address",
	  .run = run_server, .order = ORDER_IP + 21, .flags = CMD_MULTI },
#define EITHER(n) "{A.B.C.D:a" n " | X:X:X:X::X:a" n "}"
#define EITHER_HELP "Domain server IP address|Domain server IPv6 address"
	{ &mode_config, "ip name-server " EITHER("0") " " EITHER("1") " [" EITHER("2") " [" EITHER("3") " [" EITHER("4") " [" EITHER("5") "]]]]",
	  "||" EITHER_HELP "|" EITHER_HELP "|" EITHER_HELP "|" EITHER_HELP "|" EITHER_HELP "|" EITHER_HELP, .run = run_servers, .order = ORDER_IP + 21, .flags = CMD_ELSEWHERE },
	{ &mode_config, "ipv6 host WORD X:X:X:X::X", "Global IPv6 configuration commands|Configure static hostnames|Name of host|Host IPv6 address",
	  .run = run_host, .key = 3, .order = ORDER_IPV6 + 20, .flags = CMD_SORT_NUMERIC },
	{ &mode_config, "ip dns primary WORD:domain soa WORD:server WORD:mailbox [<0-4294967295>:refresh [<0-4294967295>:retry [<0-4294967295>:expire [<0-4294967295>:minimum]]]]",
	  "|Configure DNS server for a zone|Configure primary DNS server|Domain name|Configure Start of Authority parameters|Primary server name|Mailbox name|Refresh time (seconds)|"
	  "Refresh retry time (seconds)|Authority expire time (seconds)|Minimum TTL (seconds)", .run = run_primary, .key = 4, .order = ORDER_ROUTE - 12,
	  .flags = CMD_SORT_NUMERIC },
	{ &mode_config, "ip dns server", "||Enable DNS server", .run = run_dns_server, .order = ORDER_ROUTE - 11 },
	{ &mode_exec, "show hosts [WORD:name]", "|IP domain-name, lookup style, nameservers, and host table|Host name", .show = show_hosts },
	{ &mode_exec, "show ip dns primary", "||DNS information|Zones that the server is primary for", .show = show_primary },
	{ &mode_exec, "show ip dns {view | view-list | name-list} [LINE]", "|||View|View list|List of names|", .flags = CMD_UNSUPPORTED },
	{ &mode_exec, "show ip dns statistics", "||DNS information|DNS server statistics", .show = show_statistics },
	{ &mode_exec, "clear host {* | WORD:name}", "|Delete host table entries|Clear all entries|Host name", .run = run_clear, .flags = CMD_PRIV },
	DEBUG_CMDS("domain", "Domain Name System"),
};
const struct cmd_table dns_cmds[] = { CMD_TABLE(rows) };
const unsigned n_dns_cmds = ARRAY_LEN(dns_cmds);
