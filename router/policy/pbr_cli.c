/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ip policy, ip local policy, and the lines of a route map that concern packets. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "device/debug.h"
#include "router/ip_cli.h"
#include "router/policy/pbr.h"

static RUN(run_policy)
{
	struct ipif *p = cli_ipif(c);

	if (!p)
		return false;
	pbr_set(p->ip, p, !strncmp(args_line(a), "ipv6 ", 5), args_no(a) ? NULL : args_str(a, "name"));
	return true;
}

static RUN(run_local)
{
	pbr_set(cli_stack(c), NULL, !strncmp(args_line(a), "ipv6 ", 5), args_no(a) ? NULL : args_str(a, "name"));
	return true;
}

static void nothing(struct track_user *u) { (void)u; } /* asked a packet at a time */

static void describe(const struct track_user *u, char buf[64])
{
	const struct clause *x = container_of(u, struct pbr_hop, user)->of;

	snprintf(buf, 64, "ROUTE-MAP %.40s", x->of->name);
}

static bool same(const struct pbr_hop *h, const struct pbr_hop *like)
{
	return h->kind == like->kind && h->addr.af == like->addr.af && (h->kind != PBR_VERIFY || (ipaddr_eq(&h->addr, &like->addr) && h->seq == like->seq));
}

static RUN(run_hop)
{
	struct clause *x = cli_object(c, 0);
	struct pbr_hop like = { .of = x, .seq = (u16)args_num(a, "seq", 0) }, **at = &x->hops, *h;
	const char *iface = args_str(a, "INTERFACE");
	unsigned n = 0;

	if (!iface && args_ip6(a, "X:X:X:X::X", &like.addr.v6))
		like.addr.af = AF_IP6;
	else if (!iface)
		like.addr = ipaddr4(args_ip4(a, "A.B.C.D", 0));
	like.kind = args_has(a, "default") ? (iface ? PBR_DEFAULT_INTERFACE : PBR_DEFAULT_HOP) : iface ? PBR_INTERFACE : args_has(a, "recursive") ? PBR_RECURSIVE : PBR_VERIFY;
	while (*at && !same(*at, &like))
		at = &(*at)->next;
	if (*at)
		pbr_hop_free(at);
	if (args_no(a))
		return true;
	for (h = x->hops; h; h = h->next)
		n++;
	if (n >= PBR_HOPS_MAX) {
		cli_error(c, "%% At most %u next hops in a clause", PBR_HOPS_MAX);
		return false;
	}
	h = xcalloc(1, sizeof(*h));
	*h = like;
	h->iface = iface ? xstrdup(iface) : NULL;
	for (at = &x->hops; *at && ((*at)->kind < h->kind || ((*at)->kind == h->kind && (*at)->seq <= h->seq)); at = &(*at)->next)
		;
	h->next = *at;
	*at = h;
	if (h->kind == PBR_VERIFY) {
		h->user = (struct track_user){ .changed = nothing, .describe = describe, .object = (u16)args_num(a, "object", 0) };
		track_watch(x->of->of->s, &h->user);
	}
	return true;
}

static bool is_table(const char *line, const void *arg) { return strcmp(line, arg) && (!strncmp(line, "set vrf ", 8) || !strcmp(line, "set global")); }

/* A clause has one table. */
static RUN(run_table)
{
	struct clause *x = cli_object(c, 0);
	struct ipstack *s = cli_vrf(c, a);

	if (!s || (!args_no(a) && !cli_remove_lines(c, false, is_table, args_line(a))))
		return args_no(a);
	if (!args_no(a))
		x->table = s;
	else if (x->table == s)
		x->table = NULL;
	return true;
}

static RUN(run_length)
{
	struct clause *x = cli_object(c, 0);
	struct match **at = &x->match, *m;
	u32 min = (u32)args_num(a, "min", 0), max = (u32)args_num(a, "max", 0);

	if (!args_no(a) && min > max) {
		cli_error(c, "%% Invalid range of lengths");
		return false;
	}
	while (*at && (*at)->kind != MATCH_LENGTH)
		at = &(*at)->next;
	m = *at;
	if (m && args_no(a)) {
		*at = m->next;
		match_free(m);
		return true;
	}
	if (args_no(a))
		return true;
	if (!m) {
		m = *at = xcalloc(1, sizeof(*m));
		m->kind = MATCH_LENGTH;
		m->n = 2;
		m->arg = xcalloc(2, sizeof(*m->arg));
	}
	for (unsigned k = 0; k < 2; k++) {
		free(m->arg[k].word);
		m->arg[k].num = k ? max : min;
		m->arg[k].word = xasprintf("%u", m->arg[k].num);
	}
	return true;
}

static void policy_row(struct show *s, const char *where, const struct route_map *m)
{
	show_str(s, "interface", where);
	show_str(s, "route_map", m->name);
	show_end(s);
}

static bool show_policies(struct cli *c, struct show *s, bool six)
{
	static const struct show_col cols[] = { { "interface", "Interface", 15 }, { "route_map", "Route map", 0 } };
	struct ipstack *st = cli_stack(c);

	show_table(s, cols, ARRAY_LEN(cols));
	if (st->local_policy[six])
		policy_row(s, "local", st->local_policy[six]);
	for (const struct ipif *p = NULL; (p = ipif_after(st, p));)
		if (p->policy[six])
			policy_row(s, p->i->short_name, p->policy[six]);
	return true;
}

static VIEW(show_policy)
{
	(void)a;
	return show_policies(c, s, false);
}

static VIEW(show_local)
{
	const struct route_map *m = cli_stack(c)->local_policy[strstr(args_line(a), "ipv6") != NULL];

	if (!m) {
		show_text(s, "Local policy routing is disabled\n");
		return true;
	}
	show_text(s, "Local policy routing is enabled, using route map %s\n", route_map_name(m));
	policy_show_map(s, m);
	return true;
}

static VIEW(show_policy6)
{
	(void)a;
	return show_policies(c, s, true);
}

#define SET(syntax, help, words, o) { &mode_route_map, "set " syntax, "Set values in destination routing protocol|" help, .run = run_hop, .key = words, .order = 70 + o, .flags = CMD_IFACE_LATER }
static const struct cmd rows[] = {
	{ &mode_interface, "ip policy route-map WORD:name", "|Enable policy routing|Policy route map|Route map name", .run = run_policy, .key = 3, .order = ORDER_IF_IP + 29 },
	{ &mode_config, "ip local policy route-map WORD:name", "|Specify local options|Enable policy routing|Policy route map|Route map name", .run = run_local, .key = 4, .order = ORDER_ROUTE - 5 },
	{ &mode_interface, "ipv6 policy route-map WORD:name", "|Enable policy routing|Policy route map|Route map name", .run = run_policy, .key = 3, .order = ORDER_IF_IPV6 + 150 },
	{ &mode_config, "ipv6 local policy route-map WORD:name", "|Specify local options|Enable policy routing|Policy route map|Route map name", .run = run_local, .key = 4,
	  .order = ORDER_IPV6_ROUTE - 5 },
	{ &mode_route_map, "match length <0-2147483647>:min <0-2147483647>:max", "Match values from routing table|Packet length|Minimum packet length|Maximum packet length", .run = run_length, .key = 2,
	  .order = 19 },
	{ &mode_route_map, "set ip next-hop verify-availability A.B.C.D <1-65535>:seq track <1-1000>:object",
	  "Set values in destination routing protocol|IP specific information|Next hop address|Verify if nexthop is reachable|IP address of next hop|Sequence to insert into next-hop list|"
	  "Set the next hop depending on the state of a tracked object|Tracked object", .run = run_hop, .key = 6, .order = 69, .flags = CMD_SORT_NUMERIC },
	{ &mode_route_map, "set ip next-hop verify-availability", "|||", .flags = CMD_UNSUPPORTED }, /* by CDP */
	{ &mode_route_map, "set ipv6 next-hop verify-availability X:X:X:X::X <1-65535>:seq track <1-1000>:object",
	  "|IPv6 specific information|IPv6 next hop|Verify if nexthop is reachable|IPv6 address of next hop|Sequence to insert into next-hop list|"
	  "Set the next hop depending on the state of a tracked object|Tracked object", .run = run_hop, .key = 6, .order = 69, .flags = CMD_SORT_NUMERIC },
	{ &mode_route_map, "set vrf WORD:vrf", "|Define VRF name|VRF name", .run = run_table, .key = 2, .order = 68 },
	{ &mode_route_map, "set global", "|Set to global routing table", .run = run_table, .order = 68 },
	SET("ip next-hop recursive A.B.C.D", "||Recursive next-hop|IP address of recursive next hop", 4, 1),
	SET("ipv6 next-hop recursive X:X:X:X::X", "||Recursive next-hop|IPv6 address of recursive next hop", 4, 1),
	SET("interface INTERFACE", "Output interface|", 2, 2),
	SET("ip default next-hop A.B.C.D", "|Set default information|Default next hop address|IP address of next hop", 4, 3),
	SET("ipv6 default next-hop X:X:X:X::X", "|Set default information|Default next hop address|IPv6 address of next hop", 4, 3),
	SET("default interface INTERFACE", "Set default information|Default output interface|", 3, 4),
	{ &mode_exec, "show ip policy", "||Policy routing", .show = show_policy },
	{ &mode_exec, "show ip local policy", "||Local options|Policy routing", .show = show_local },
	{ &mode_exec, "show ipv6 local policy", "||Local options|Policy routing", .show = show_local },
	{ &mode_exec, "show ipv6 policy", "||Policy routing", .show = show_policy6 },
	DEBUG_CMDS("ip policy", "|Policy routing"),
	DEBUG_CMDS("ipv6 policy", "|Policy routing"),
};
const struct cmd_table pbr_cmds[] = { CMD_TABLE(rows) };
const unsigned n_pbr_cmds = ARRAY_LEN(pbr_cmds);
