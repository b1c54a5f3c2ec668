/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ip policy, ip local policy, and the lines of a route map that concern packets. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "device/debug.h"
#include "router/acl/own.h"
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

unsigned pbr_addresses(const char *words, u8 af, struct ipaddr to[PBR_HOPS_MAX])
{
	char text[512], *save;
	unsigned n = 0;

	snprintf(text, sizeof(text), "%s", words ? words : "");
	for (char *w = strtok_r(text, " ", &save); w; w = strtok_r(NULL, " ", &save), n++) {
		if (n == PBR_HOPS_MAX)
			return 0;
		to[n] = (struct ipaddr){ .af = af };
		if (!(af == AF_IP4 ? ip4_parse(w, &to[n].v4) : ip6_parse(w, &to[n].v6)))
			return 0;
	}
	return n;
}

const char *pbr_line(const struct args *a, const struct ipaddr *more, unsigned n, char buf[PBR_LINE])
{
	const char *line = args_line(a), *tail = args_str(a, "LINE");
	size_t at = (size_t)snprintf(buf, PBR_LINE, "%.*s", (int)(strlen(line) - (tail ? strlen(tail) + 1 : 0)), line);
	char t[IP6_TEXT];

	for (unsigned k = 0; k < n && at < PBR_LINE; k++)
		at += (size_t)snprintf(buf + at, PBR_LINE - at, " %s", ipaddr_text(&more[k], t));
	return buf;
}

static bool same(const struct pbr_hop *h, const struct pbr_hop *like)
{
	return h->kind == like->kind && h->addr.af == like->addr.af && (h->kind != PBR_VERIFY || (ipaddr_eq(&h->addr, &like->addr) && h->seq == like->seq));
}

static void hop_add(struct clause *x, const struct pbr_hop *like, const char *iface)
{
	struct pbr_hop *h = xcalloc(1, sizeof(*h)), **at = &x->hops;

	*h = *like;
	h->iface = iface ? xstrdup(iface) : NULL;
	while (*at && ((*at)->kind < h->kind || ((*at)->kind == h->kind && (*at)->seq <= h->seq)))
		at = &(*at)->next;
	h->next = *at;
	*at = h;
	if (h->kind != PBR_VERIFY)
		return;
	h->user.changed = nothing;
	h->user.describe = describe;
	track_watch(x->of->of->s, &h->user);
}

/* A line of which a clause has one (but for tracked next hops), with one or several addresses. */
static bool hops(struct cli *c, const struct args *a, struct pbr_hop like)
{
	struct clause *x = cli_object(c, 0);
	struct ipaddr addr[PBR_HOPS_MAX];
	const char *iface = args_str(a, "INTERFACE"), *more = args_str(a, "LINE");
	unsigned n = pbr_addresses(more, like.addr.af, addr), had = 0;
	char text[PBR_LINE];

	if (!args_no(a) && more && !n) {
		cli_error(c, "%% Invalid next hops: addresses, at most %u in a clause", PBR_HOPS_MAX);
		return false;
	}
	for (struct pbr_hop **at = &x->hops; *at;) {
		if (same(*at, &like)) {
			pbr_hop_free(at);
			continue;
		}
		had += (*at)->kind == like.kind;
		at = &(*at)->next;
	}
	if (args_no(a))
		return true;
	if (had + 1 + n > PBR_HOPS_MAX) {
		cli_error(c, "%% At most %u next hops in a clause", PBR_HOPS_MAX);
		return false;
	}
	if (more)
		cli_store(c, pbr_line(a, addr, n, text));
	hop_add(x, &like, iface);
	for (unsigned k = 0; k < n; k++) {
		like.addr = addr[k];
		hop_add(x, &like, NULL);
	}
	return true;
}

static struct ipaddr first_hop(const struct args *a)
{
	struct ipaddr addr = { 0 };

	if (args_str(a, "INTERFACE"))
		return addr;
	if (args_ip6(a, "X:X:X:X::X", &addr.v6))
		addr.af = AF_IP6;
	else
		addr = ipaddr4(args_ip4(a, "A.B.C.D", 0));
	return addr;
}

static RUN(run_hop)
{
	bool iface = args_str(a, "INTERFACE");

	return hops(c, a, (struct pbr_hop){ .of = cli_object(c, 0), .seq = (u16)args_num(a, "seq", 0), .user.object = (u16)args_num(a, "object", 0), .addr = first_hop(a),
		.kind = args_has(a, "default") ? (iface ? PBR_DEFAULT_INTERFACE : PBR_DEFAULT_HOP) : iface ? PBR_INTERFACE : args_has(a, "recursive") ? PBR_RECURSIVE : PBR_VERIFY });
}

/* Another line of the family that names another table. */
static bool names_another(const char *line, const void *arg)
{
	size_t n = strncmp(arg, "set ipv6 ", 9) ? 7 : 9;

	return !strncmp(line, arg, n) && (!strncmp(line + n, "vrf ", 4) || !strncmp(line + n, "global ", 7)) && strncmp(line, arg, (size_t)(strstr(arg, " next-hop") - (const char *)arg) + 10);
}

/* A clause has one such line of a family. */
static RUN(run_elsewhere)
{
	struct ipstack *s = cli_vrf(c, a);

	if (!s || (!args_no(a) && !cli_remove_lines(c, false, names_another, args_line(a))))
		return args_no(a);
	return hops(c, a, (struct pbr_hop){ .of = cli_object(c, 0), .addr = first_hop(a), .kind = PBR_ELSEWHERE, .table = s });
}

/* ---- what is written into the header ---- */

/* The number of IPv6's, which IOS shows so. */
static void mark_text(char *buf, size_t size, bool six, bool tos, u8 v)
{
	char number[8];

	if (six)
		snprintf(buf, size, "set ipv6 precedence %u", v);
	else
		snprintf(buf, size, "set ip %s %s", tos ? "tos" : "precedence", tos ? acl_tos_name(v, number) : acl_precedence_name(v));
}

void pbr_show_marks(struct show *s, const struct clause *x)
{
	char text[64];

	for (unsigned six = 0; six < 2; six++) {
		const struct pbr_mark *m = &x->mark[six];

		if (m->clear & 0xe0) {
			mark_text(text, sizeof(text), six, false, m->put >> 5);
			show_text(s, "    %s\n", text + 4);
		}
		if (m->clear & 0x1e) {
			mark_text(text, sizeof(text), six, true, (m->put & 0x1e) >> 1);
			show_text(s, "    %s\n", text + 4);
		}
		if (m->df)
			show_text(s, "    ip df %u\n", m->df == DF_SET);
	}
}

static RUN(run_mark)
{
	struct clause *x = cli_object(c, 0);
	bool six = !strncmp(args_line(a), "set ipv6 ", 9), tos = args_has(a, "tos");
	struct pbr_mark *m = &x->mark[six];
	u8 bits = tos ? 0x1e : 0xe0, v = 0;
	const char *word = args_str(a, "value");
	char text[64];

	if (!args_no(a) && !(tos ? acl_tos_parse : acl_precedence_parse)(word, &v)) {
		cli_error(c, "%% Invalid %s \"%s\"", tos ? "TOS" : "precedence", word);
		return false;
	}
	if (!args_no(a)) {
		mark_text(text, sizeof(text), six, tos, v);
		cli_store(c, text);
	}
	m->clear = (u8)(args_no(a) ? m->clear & ~bits : m->clear | bits);
	m->put = (u8)((m->put & ~bits) | v << (tos ? 1 : 5));
	return true;
}

static RUN(run_df)
{
	struct clause *x = cli_object(c, 0);

	x->mark[0].df = args_no(a) ? DF_AS_IS : args_num(a, "df", 0) ? DF_SET : DF_CLEAR;
	return true;
}

static void complete_tos(struct cli *c, const char *arg, void (*add)(struct cli *c, const char *word, const char *help))
{
	(void)arg;
	acl_names("tos", AF_NONE, add, c);
}

static void complete_precedence(struct cli *c, const char *arg, void (*add)(struct cli *c, const char *word, const char *help))
{
	(void)arg;
	acl_names("precedence", AF_NONE, add, c);
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

#define ELSEWHERE(f, addr, o) \
	SET_BY(run_elsewhere, f " vrf WORD:vrf next-hop " addr " [LINE]", "|VRF of the next hop|VRF name|Next hop address|IP address of next hop|Further next hops", 3, o), \
	SET_BY(run_elsewhere, f " global next-hop " addr " [LINE]", "|Next hop of the global routing table|Next hop address|IP address of next hop|Further next hops", 3, o)
#define MARK(syntax, help, words, complete_it) { &mode_route_map, "set " syntax, "|" help, .run = run_mark, .key = words, .order = 75, .complete = complete_it }
#define SET(syntax, help, words, o) SET_BY(run_hop, syntax, help, words, o)
#define SET_BY(run_it, syntax, help, words, o) { &mode_route_map, "set " syntax, "Set values in destination routing protocol|" help, .run = run_it, .key = words, .order = 70 + o, .flags = CMD_IFACE_LATER }
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
	ELSEWHERE("ip", "A.B.C.D", 1),
	ELSEWHERE("ipv6", "X:X:X:X::X", 1),
	SET("ip default next-hop A.B.C.D [LINE]", "|Set default information|Default next hop address|IP address of next hop|Further next hops", 4, 3),
	SET("ipv6 default next-hop X:X:X:X::X [LINE]", "|Set default information|Default next hop address|IPv6 address of next hop|Further next hops", 4, 3),
	MARK("ip precedence WORD:value", "|Set precedence field|Precedence value or name", 3, complete_precedence),
	MARK("ip tos WORD:value", "|Set type of service field|Type of service value or name", 3, complete_tos),
	{ &mode_route_map, "set ip df <0-1>:df", "||Set DF bit|DF bit value", .run = run_df, .key = 3, .order = 75 },
	MARK("ipv6 precedence WORD:value", "|Set precedence field|Precedence value or name", 3, complete_precedence),
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
