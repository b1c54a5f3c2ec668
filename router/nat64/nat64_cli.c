/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Configuration of NAT64. The shows are in nat64_show.c. */
#include <stdio.h>
#include <stdlib.h>

#include "device/debug.h"
#include "router/nat64/nat64_cli.h"

static struct nat64 *of(struct cli *c) { return nat64_of(cli_stack(c)); }

static bool no(struct cli *c, const char *why)
{
	cli_error(c, "%s", why);
	return false;
}

static RUN(run_enable)
{
	struct ipif *p = cli_ipif_global(c, a);

	if (!p)
		return false;
	nat64_set_iface(of(c), p, !args_no(a));
	return true;
}

static RUN(run_prefix)
{
	struct nat64 *n = of(c);
	struct ip6 prefix;
	u8 plen;

	if (!args_no(a) && (!args_ip6_prefix(a, "prefix", &prefix, &plen) || !xlat_prefix_len(plen)))
		return no(c, "%NAT64: Invalid prefix length, valid lengths are 32, 40, 48, 56, 64, 96");
	nat64_clear(n);
	n->plen = args_no(a) ? 0 : plen;
	if (n->plen)
		n->prefix = prefix;
	return true;
}

static RUN(run_pool)
{
	struct nat64 *n = of(c);
	const char *name = args_str(a, "name");
	u32 first = args_ip4(a, "first", 0), last = args_ip4(a, "last", 0);
	struct nat64_pool *p = nat64_pool_find(n, name), **at = &n->pools;

	if (!args_no(a) && (strlen(name) >= NAT_NAME_MAX || first > last || last - first >= NAT_POOL_MAX || first >> 28 >= 14 || !first))
		return no(c, "%NAT64: Invalid address range of the pool");
	if (p)
		nat64_pool_free(n, p);
	if (args_no(a))
		return true;
	while (*at)
		at = &(*at)->next;
	p = *at = xcalloc(1, sizeof(*p));
	snprintf(p->name, sizeof(p->name), "%s", name);
	p->first = first;
	p->last = last;
	p->taken = xcalloc((last - first) / 64 + 1, sizeof(u64));
	return true;
}

static RUN(run_list)
{
	struct nat64 *n = of(c);
	const char *list = args_str(a, "list"), *pool = args_str(a, "pool");
	struct nat64_rule *r = n->rules, **at = &n->rules;
	unsigned count = 0;

	while (r && strcmp(r->name, list))
		r = r->next;
	if (!args_no(a) && (strlen(list) >= NAT_NAME_MAX || strlen(pool) >= NAT_NAME_MAX))
		return no(c, "%NAT64: Name too long");
	if (r)
		nat64_rule_free(n, r);
	if (args_no(a))
		return true;
	for (; *at; at = &(*at)->next)
		count++;
	if (count >= NAT64_RULES_MAX)
		return no(c, "%NAT64: Too many dynamic mappings");
	r = xcalloc(1, sizeof(*r));
	r->acl = acl_hold(n->ip, AF_IP6, list);
	if (!r->acl) {
		free(r);
		return no(c, "% Too many access lists");
	}
	snprintf(r->name, sizeof(r->name), "%s", list);
	snprintf(r->pool, sizeof(r->pool), "%s", pool);
	r->overload = args_has(a, "overload");
	*at = r;
	return true;
}

static RUN(run_static)
{
	struct nat64 *n = of(c);
	u8 proto = args_has(a, "tcp") ? IP_TCP : args_has(a, "udp") ? IP_UDP : 0;
	u16 p6 = (u16)args_num(a, "port6", 0), p4 = (u16)args_num(a, "port4", 0);
	u32 v4 = args_ip4(a, "v4", 0);
	struct nat64_bib *b;
	const char *why;
	struct ip6 v6;

	if (!args_ip6(a, "v6", &v6))
		return no(c, "% Invalid address");
	b = nat64_static_find(n, proto, &v6, p6, v4, p4);
	if (args_no(a)) {
		if (b)
			nat64_static_free(n, b);
		return true;
	}
	return b || nat64_static_add(n, proto, &v6, p6, v4, p4, &why) || no(c, why);
}

static RUN(run_timeout)
{
	static const struct { const char *word; enum nat64_class cls; u32 dflt; } times[] = {
		{ "tcp", NAT64_TCP, NAT64_TCP_S }, { "tcp-transient", NAT64_TRANS, NAT64_TRANS_S }, { "udp", NAT64_UDP, NAT64_UDP_S }, { "icmp", NAT64_ICMP, NAT64_ICMP_S },
	};
	struct nat64 *n = of(c);

	for (unsigned k = 0; k < ARRAY_LEN(times); k++)
		if (args_has(a, times[k].word))
			n->timeout_s[times[k].cls] = args_no(a) ? times[k].dflt : (u32)args_num(a, "seconds", times[k].dflt);
	nat64_rearm(n);
	return true;
}

static RUN(run_max)
{
	of(c)->max_entries = args_no(a) ? 0 : (u32)args_num(a, "entries", 0);
	return true;
}

static RUN(run_clear)
{
	(void)a;
	nat64_clear(of(c));
	return true;
}

static RUN(run_clear_statistics)
{
	struct nat64 *n = of(c);

	(void)a;
	n->found = n->made = n->expired = n->to4 = n->to6 = n->limited = 0;
	for (struct nat64_iface *i = n->ifaces; i; i = i->next)
		i->to4 = i->to6 = i->dropped = 0;
	for (struct nat64_pool *p = n->pools; p; p = p->next)
		p->exhausted = 0;
	return true;
}

#define ORDER_NAT64 (ORDER_ROUTE - 29)
#define TIMEOUT(word, help, seconds, k) \
	{ &mode_config, "nat64 translation timeout " word " <1-536870>:seconds", "|Translation configuration|Timeout|" help "|Timeout in seconds", .run = run_timeout, .key = 4, \
	  .order = ORDER_NAT64 + k, .dflt = "nat64 translation timeout " word " " seconds }

static const struct cmd config_rows[] = {
	{ &mode_interface, "nat64 enable", "NAT64 interface subcommands|Enable NAT64 on the interface", .run = run_enable, .order = ORDER_IF_IP + 21 },
	{ &mode_config, "nat64 prefix stateful X:X:X:X::X/<0-128>:prefix", "NAT64 configuration commands|Configure NAT64 prefix|Stateful NAT64 prefix|IPv6 prefix", .run = run_prefix,
	  .key = 3, .order = ORDER_NAT64 },
	{ &mode_config, "nat64 prefix stateless LINE", "||Stateless NAT64 prefix|", .flags = CMD_UNSUPPORTED },
	{ &mode_config, "nat64 route LINE", "|NAT64 route|", .flags = CMD_UNSUPPORTED },
	{ &mode_config, "nat64 {logging | map-e | map-t | provisioning | redundancy | service | settings | switchover} LINE",
	  "|Log of translations|MAP-E|MAP-T|Provisioning|Redundancy|Payloads|Settings|Switchover|", .flags = CMD_UNSUPPORTED },
	{ &mode_exec, "show nat64 {adjacency | aliases | ha | limits | logging | map-t | mappings | prefix stateless | redundancy | routes | services} [LINE]",
	  "||Adjacency|Aliases|High availability|Limits|Logging|MAP-T|Mappings||Stateless|Redundancy|Routes|Services|", .flags = CMD_UNSUPPORTED },
	{ &mode_config, "nat64 v4v6 LINE", "|IPv4-to-IPv6 mapping|", .flags = CMD_UNSUPPORTED },
	TIMEOUT("icmp", "ICMP", "60", 1),
	TIMEOUT("tcp", "TCP", "7200", 2),
	TIMEOUT("tcp-transient", "TCP, opening and closing", "240", 3),
	TIMEOUT("udp", "UDP", "300", 4),
	{ &mode_config, "nat64 translation max-entries <1-2147483647>:entries", "||Maximum number of sessions|Number of sessions", .run = run_max, .key = 3, .order = ORDER_NAT64 + 5 },
	{ &mode_config, "nat64 v4 pool WORD:name A.B.C.D:first A.B.C.D:last", "|IPv4 side|Define pool of addresses|Pool name|Start IP address|End IP address", .run = run_pool, .key = 4,
	  .order = ORDER_NAT64 + 6, .flags = CMD_SORT_NUMERIC },
	{ &mode_config, "nat64 v6v4 static X:X:X:X::X:v6 A.B.C.D:v4", "|IPv6-to-IPv4 mapping|Static mapping|IPv6 address|IPv4 address", .run = run_static, .order = ORDER_NAT64 + 7,
	  .flags = CMD_MULTI | CMD_SORT_NUMERIC },
	{ &mode_config, "nat64 v6v4 static {tcp | udp} X:X:X:X::X:v6 <1-65535>:port6 A.B.C.D:v4 <1-65535>:port4",
	  "|||Transmission Control Protocol|User Datagram Protocol|IPv6 address|Port|IPv4 address|Port", .run = run_static, .order = ORDER_NAT64 + 7,
	  .flags = CMD_MULTI | CMD_SORT_NUMERIC },
	{ &mode_config, "nat64 v6v4 list WORD:list pool WORD:pool [overload]", "||Access list describing IPv6 addresses|Access list name|Name pool of IPv4 addresses|Pool name|Share an address by its ports",
	  .run = run_list, .key = 4, .order = ORDER_NAT64 + 8, .flags = CMD_SORT_NUMERIC },
};

static const struct cmd exec_rows[] = {
	{ &mode_exec, "show nat64 translations [tcp | udp | icmp]", "|NAT64 information|Translation entries|TCP entries|UDP entries|ICMP entries", .show = nat64_show_translations },
	{ &mode_exec, "show nat64 statistics", "||Translation statistics", .show = nat64_show_statistics },
	{ &mode_exec, "show nat64 pools", "||IPv4 pools", .show = nat64_show_pools },
	{ &mode_exec, "show nat64 prefix stateful [global]", "||Prefixes|Stateful prefix|Global prefixes", .show = nat64_show_prefix },
	{ &mode_exec, "show nat64 timeouts", "||Timeouts of translations", .show = nat64_show_timeouts },
	{ &mode_exec, "clear nat64 translations all", "|Clear NAT64|Clear dynamic translations|All of them", .run = run_clear, .flags = CMD_PRIV },
	{ &mode_exec, "clear nat64 statistics", "||Clear statistics", .run = run_clear_statistics, .flags = CMD_PRIV },
	DEBUG_CMDS("nat64", "NAT64 translations"),
};

const struct cmd_table nat64_cmds[] = { CMD_TABLE(config_rows), CMD_TABLE(exec_rows) };
const unsigned n_nat64_cmds = ARRAY_LEN(nat64_cmds);
