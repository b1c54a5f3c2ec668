/* SPDX-License-Identifier: GPL-3.0-or-later */
/* route-map: its clauses' lines. A match line names several things; another line of the same kind adds to it, `no` takes away what it names. Sets: map_set.c. */
#include <stdio.h>
#include <stdlib.h>

#include "router/ip_cli.h"
#include "router/ospf/ospf.h"
#include "router/policy/pbr.h"

const struct cli_mode mode_route_map = { "route-map", "(config-route-map)", &mode_config };

static void map_line(char *buf, size_t size, const char *name, bool permit, u32 seq)
{
	snprintf(buf, size, "route-map %s %s %u", name, permit ? "permit" : "deny", seq);
}

static RUN(run_map)
{
	struct policy *p = policy_of(cli_stack(c));
	const char *name = args_str(a, "name");
	u32 seq = (u32)args_num(a, "seq", 10);
	bool deny = args_has(a, "deny");
	struct route_map *m;
	struct clause *x;
	char line[POLICY_NAME_MAX + 40], was[POLICY_NAME_MAX + 40];

	if (args_no(a)) {
		m = route_map_find(p, name);
		x = m ? clause_find(m, seq) : NULL;
		if (x)
			clause_remove(x);
		if (m)
			route_map_tidy(m);
		policy_changed(p);
		return true;
	}
	if (strlen(name) >= POLICY_NAME_MAX) {
		cli_error(c, "%% Route-map name too long");
		return false;
	}
	m = route_map_get(p, name);
	x = clause_find(m, seq);
	map_line(line, sizeof(line), name, !deny, seq);
	if (x && x->permit == deny) { /* the clause is the same, what it does is new */
		map_line(was, sizeof(was), name, x->permit, seq);
		cli_move_block(c, was, line);
	}
	x = clause_get(m, seq);
	x->permit = !deny;
	cli_store(c, line);
	cli_enter_object(c, x);
	policy_changed(p);
	return true;
}

/* `route-map NAME [permit | deny]`: clause 10. `no route-map NAME`: all of it. */
static RUN(run_map_short)
{
	struct policy *p = policy_of(cli_stack(c));
	struct route_map *m = route_map_find(p, args_str(a, "name"));
	char line[POLICY_NAME_MAX + 40];

	if (!args_no(a))
		return run_map(c, a);
	for (struct clause *x = m ? m->clauses : NULL, *next; x; x = next) {
		bool last;

		next = x->next;
		last = !next;
		map_line(line, sizeof(line), args_str(a, "name"), x->permit, x->seq);
		cli_remove_in(c, line, NULL);
		if (last)
			break;
	}
	return true;
}

static RUN(run_description)
{
	struct clause *x = cli_object(c, 0);

	free(x->description);
	x->description = args_no(a) ? NULL : xstrdup(args_str(a, "LINE"));
	return true;
}

static RUN(run_continue)
{
	struct clause *x = cli_object(c, 0);

	x->go_on = args_no(a) ? 0 : (u32)args_num(a, "seq", UINT32_MAX);
	if (!args_no(a) && x->go_on <= x->seq) {
		x->go_on = 0;
		cli_error(c, "%% Continue must go to a later clause");
		return false;
	}
	policy_changed(x->of->of);
	return true;
}

/* ---- match ---- */

static const struct match_word {
	const char *words;	/* of the line, up to its names */
	u8 kind;
	bool numbers;
} match_words[] = {
	{ "match ip address prefix-list", MATCH_PREFIX, false },
	{ "match ip address", MATCH_ADDRESS, false },
	{ "match ipv6 address prefix-list", MATCH_PREFIX6, false },
	{ "match ipv6 address", MATCH_ADDRESS6, false },
	{ "match ip next-hop prefix-list", MATCH_NEXT_HOP_PREFIX, false },
	{ "match ip next-hop", MATCH_NEXT_HOP, false },
	{ "match ip route-source prefix-list", MATCH_SOURCE_PREFIX, false },
	{ "match ip route-source", MATCH_SOURCE, false },
	{ "match ipv6 next-hop prefix-list", MATCH_NEXT_HOP_PREFIX6, false },
	{ "match ipv6 next-hop", MATCH_NEXT_HOP6, false },
	{ "match ipv6 route-source prefix-list", MATCH_SOURCE_PREFIX6, false },
	{ "match ipv6 route-source", MATCH_SOURCE6, false },
	{ "match interface", MATCH_INTERFACE, false },
	{ "match tag list", MATCH_TAG_LIST, false },
	{ "match tag", MATCH_TAG, true },
	{ "match metric", MATCH_METRIC, true },
	{ "match as-path", MATCH_AS_PATH, true },
	{ "match community", MATCH_COMMUNITY, false },
	{ "match extcommunity", MATCH_EXTENDED, false },
	{ "match large-community", MATCH_LARGE, false },
	{ "match local-preference", MATCH_LOCAL_PREF, true },
	{ "match source-protocol", MATCH_PROTOCOL, false },
	{ "match route-type", MATCH_ROUTE_TYPE, false },
	{ "match rpki", MATCH_RPKI, false },
	{ "match additional-paths advertise-set", MATCH_MARKS, false },
};

static const char *const protocol_word[ROUTE_SOURCE_N] = { [ROUTE_CONNECTED] = "connected", [ROUTE_STATIC] = "static", [ROUTE_OSPF] = "ospf", [ROUTE_OSPF3] = "ospfv3", [ROUTE_RIP] = "rip", [ROUTE_EIGRP] = "eigrp",
							   [ROUTE_BGP] = "bgp" };

static void *arg_list(struct ipstack *s, u8 kind, const char *word)
{
	switch (kind) {
	case MATCH_PREFIX:
	case MATCH_NEXT_HOP_PREFIX:
	case MATCH_SOURCE_PREFIX:
		return prefix_list_hold(s, AF_IP4, word);
	case MATCH_PREFIX6:
	case MATCH_NEXT_HOP_PREFIX6:
	case MATCH_SOURCE_PREFIX6:
		return prefix_list_hold(s, AF_IP6, word);
	case MATCH_ADDRESS:
	case MATCH_NEXT_HOP:
	case MATCH_SOURCE:
		return acl_hold(s, AF_IP4, word);
	case MATCH_ADDRESS6:
	case MATCH_NEXT_HOP6:
	case MATCH_SOURCE6:
		return acl_hold(s, AF_IP6, word);
	case MATCH_AS_PATH:
		return path_list_hold(s, word);
	case MATCH_COMMUNITY:
		return list_hold(policy_of(s), LIST_COMMUNITY, word);
	case MATCH_EXTENDED:
		return list_hold(policy_of(s), LIST_EXTENDED, word);
	case MATCH_LARGE:
		return list_hold(policy_of(s), LIST_LARGE, word);
	case MATCH_TAG_LIST:
		return list_hold(policy_of(s), LIST_TAG, word);
	}
	return NULL;
}

static bool number(const char *word, char **end, u32 *num)
{
	unsigned long v = *word >= '0' && *word <= '9' ? strtoul(word, end, 10) : UINT32_MAX + 1ul;

	*num = (u32)v;
	return v <= UINT32_MAX;
}

/* "ospf 1" */
static bool protocol_of(const char *word, struct match_arg *x)
{
	size_t n = strcspn(word, " ");
	char *end;

	for (x->num = 0; x->num < ROUTE_SOURCE_N; x->num++)
		if (protocol_word[x->num] && strlen(protocol_word[x->num]) == n && !memcmp(protocol_word[x->num], word, n))
			return !word[n] || ((x->num == ROUTE_OSPF || x->num == ROUTE_OSPF3 || x->num == ROUTE_EIGRP || x->num == ROUTE_BGP) && number(word + n + 1, &end, &x->more) && !*end && x->more);
	return false;
}

/* The kinds of OSPF's routes that the words name; 0: BGP's own. */
static bool type_of(const char *word, struct match_arg *x)
{
	static const struct { const char *word; u32 kinds; } types[] = {
		{ "local", 0 }, { "internal", 1u << PATH_INTRA | 1u << PATH_INTER }, { "external", 1u << PATH_E1 | 1u << PATH_E2 }, { "external type-1", 1u << PATH_E1 }, { "external type-2", 1u << PATH_E2 },
		{ "nssa-external", 1u << PATH_N1 | 1u << PATH_N2 }, { "nssa-external type-1", 1u << PATH_N1 }, { "nssa-external type-2", 1u << PATH_N2 },
	};
	unsigned k = 0;

	while (k < ARRAY_LEN(types) && strcmp(types[k].word, word))
		k++;
	if (k == ARRAY_LEN(types))
		return false;
	x->num = types[k].kinds;
	return true;
}

/* From one rank to another in the low octets, enum policy_mark above. */
static bool marks_of(const char *word, struct match_arg *x)
{
	unsigned from, to;

	if (sscanf(word, "best-range %u %u", &from, &to) != 2) {
		if (sscanf(word, "best %u", &from) != 1) {
			x->num = (u32)(*word == 'g' ? MARK_GROUP : MARK_ALL) << 16 | 255;
			return true;
		}
		to = from;
	}
	x->num = from | to << 8;
	return from <= to;
}

static bool arg_of(struct cli *c, const struct match_word *w, const char *word, struct match_arg *x)
{
	char *end = NULL;
	bool good;

	switch (w->kind) {
	case MATCH_PROTOCOL:
		good = protocol_of(word, x);
		break;
	case MATCH_ROUTE_TYPE:
		good = type_of(word, x);
		break;
	case MATCH_MARKS:
		good = marks_of(word, x);
		break;
	case MATCH_METRIC:
		good = number(word, &end, &x->num) && (!*end || (!strncmp(end, " +- ", 4) && number(end + 4, &end, &x->more) && !*end));
		break;
	case MATCH_ADDRESS:
	case MATCH_NEXT_HOP:
	case MATCH_SOURCE:
		return acl_may_name(c, AF_IP4, false, word);
	case MATCH_ADDRESS6:
	case MATCH_NEXT_HOP6:
	case MATCH_SOURCE6:
		return acl_may_name(c, AF_IP6, false, word);
	default:
		good = w->numbers ? number(word, &end, &x->num) && !*end && (w->kind != MATCH_AS_PATH || (x->num >= 1 && x->num <= 500)) : strlen(word) < POLICY_NAME_MAX;
	}
	if (!good)
		cli_error(c, "%% Invalid value \"%s\"", word);
	return good;
}

/* How many words behind that one belong to it. */
static unsigned belong(u8 kind, const char *word, const char *behind)
{
	switch (kind) {
	case MATCH_METRIC:
		return strncmp(behind, " +- ", 4) ? 0 : 2;
	case MATCH_PROTOCOL:
		return behind[0] && behind[1] >= '0' && behind[1] <= '9';
	case MATCH_ROUTE_TYPE:
		return 1;
	case MATCH_MARKS:
		return !strncmp(word, "best-range ", 11) ? 2 : !strncmp(word, "best ", 5);
	}
	return 0;
}

/* The next of the names, cut off; NULL: no more. */
static char *next_arg(u8 kind, char **at)
{
	char *word = *at + strspn(*at, " "), *end = word + strcspn(word, " ");

	if (!*word)
		return NULL;
	for (unsigned n = belong(kind, word, end); n && *end; n--)
		end += 1 + strcspn(end + 1, " ");
	*at = *end ? end + 1 : end;
	*end = 0;
	return word;
}

/* With one blank between them. */
static void names_of(const char *line, char *out, size_t size)
{
	size_t n = 0;

	for (line += strspn(line, " "); *line && n + 1 < size; line++)
		if (*line != ' ' || (line[1] && line[1] != ' '))
			out[n++] = *line;
	out[n] = 0;
}

static void arg_drop(struct match *m, u32 k)
{
	struct match one = { .kind = m->kind, .n = 1, .arg = xcalloc(1, sizeof(*one.arg)) }, *gone = xcalloc(1, sizeof(*gone));

	one.arg[0] = m->arg[k];
	*gone = one;
	match_free(gone);
	memmove(m->arg + k, m->arg + k + 1, (--m->n - k) * sizeof(*m->arg));
}

static void clause_drop_match(struct clause *x, struct match *m)
{
	struct match **at = &x->match;

	while (*at != m)
		at = &(*at)->next;
	*at = m->next;
	match_free(m);
}

/* What is kept: the line with all its names. */
static void keep_match(struct cli *c, const struct match_word *w, const struct match *m)
{
	char line[1024];
	size_t n = (size_t)snprintf(line, sizeof(line), "%s", w->words);

	for (u32 k = 0; k < m->n && n < sizeof(line); k++)
		n += (size_t)snprintf(line + n, sizeof(line) - n, " %s", m->arg[k].word);
	if (m->exact && n < sizeof(line))
		snprintf(line + n, sizeof(line) - n, " exact-match");
	cli_store(c, m->n ? line : "");
}

static bool is_exact(const struct match_word *w, const char *word) { return (w->kind == MATCH_COMMUNITY || w->kind == MATCH_LARGE) && !strcmp(word, "exact-match"); }

static RUN(run_match)
{
	struct clause *x = cli_object(c, 0);
	struct ipstack *s = x->of->of->s;
	const struct match_word *w = match_words;
	char names[512], *at_name, *word;
	struct match *m;

	while (strncmp(args_line(a), w->words, strlen(w->words)))
		w++;
	names_of(args_line(a) + strlen(w->words), names, sizeof(names));
	at_name = names;
	for (m = x->match; m && m->kind != w->kind; m = m->next)
		;
	if (!m && args_no(a))
		return true;
	while (!args_no(a) && (word = next_arg(w->kind, &at_name)))
		if (!is_exact(w, word) && !arg_of(c, w, word, &(struct match_arg){ 0 }))
			return false;
	if (!m) {
		struct match **at = &x->match;

		while (*at)
			at = &(*at)->next;
		m = *at = xcalloc(1, sizeof(*m));
		m->kind = w->kind;
	}
	while ((w->kind == MATCH_INTERFACE || w->kind == MATCH_ROUTE_TYPE || w->kind == MATCH_RPKI || w->kind == MATCH_MARKS) && m->n) /* of these one takes the other's place */
		arg_drop(m, 0);
	names_of(args_line(a) + strlen(w->words), names, sizeof(names));
	for (at_name = names; (word = next_arg(w->kind, &at_name));) {
		struct match_arg arg = { 0 };
		u32 k = 0;

		if (is_exact(w, word)) {
			m->exact = !args_no(a);
			continue;
		}
		while (k < m->n && strcmp(m->arg[k].word, word))
			k++;
		if (args_no(a)) {
			if (k < m->n)
				arg_drop(m, k);
		} else if (k == m->n && m->n < 32) {
			arg_of(c, w, word, &arg);
			arg.word = xstrdup(word);
			arg.list = arg_list(s, w->kind, word);
			m->arg = xrealloc(m->arg, m->n + 1, sizeof(*m->arg));
			m->arg[m->n++] = arg;
		}
	}
	keep_match(c, w, m);
	if (!m->n)
		clause_drop_match(x, m);
	policy_changed(x->of->of);
	return true;
}

#define MAP(syntax, help, ...) { &mode_route_map, syntax, help, __VA_ARGS__ }
#define M(syntax, help, words, o) MAP("match " syntax " LINE", "Match values from routing table|" help "|Values", .run = run_match, .key = words, .order = 20 + o)
#define S(syntax, help, words, o) MAP("set " syntax, "Set values in destination routing protocol|" help, .run = policy_run_set, .key = words, .order = 60 + o)

const struct cmd policy_map_rows[] = {
	{ &mode_config, "route-map WORD:name {permit|deny} <0-65535>:seq",
	  "Create route-map or enter route-map command mode|Route map tag|Route map permits set operations|Route map denies set operations|Sequence to insert to/delete from existing route-map entry",
	  .run = run_map, .enter = &mode_route_map, .order = ORDER_ACL + 60, .flags = CMD_SORT_NUMERIC },
	{ &mode_config, "route-map WORD:name [permit|deny]", "||Route map permits set operations|Route map denies set operations", .run = run_map_short, .enter = &mode_route_map,
	  .order = ORDER_ACL + 60, .flags = CMD_ELSEWHERE | CMD_SORT_NUMERIC },
	MAP("description LINE", "Route-map comment|Comment describing this route-map clause", .run = run_description, .key = 1, .order = 10),
	MAP("continue [<1-65535>:seq]", "Continue on a different entry within the route-map|Route-map entry sequence number", .run = run_continue, .key = 1, .order = 90),
	M("ip address", "IP specific information|Match address of route or match packet", 3, 0),
	M("ip address prefix-list", "||Match entries of prefix-lists", 4, 1),
	M("ip next-hop", "|Match next-hop address of route", 3, 2),
	M("ip next-hop prefix-list", "||Match entries of prefix-lists", 4, 3),
	M("ip route-source", "|Match advertising source address of route", 3, 4),
	M("ip route-source prefix-list", "||Match entries of prefix-lists", 4, 4),
	M("ipv6 address", "IPv6 specific information|Match address of route or match packet", 3, 5),
	M("ipv6 address prefix-list", "||Match entries of prefix-lists", 4, 6),
	M("ipv6 next-hop", "|Match next-hop address of route", 3, 6),
	M("ipv6 next-hop prefix-list", "||Match entries of prefix-lists", 4, 6),
	M("ipv6 route-source", "|Match advertising source address of route", 3, 6),
	M("ipv6 route-source prefix-list", "||Match entries of prefix-lists", 4, 6),
	MAP("match interface INTERFACE", "|Match first hop interface of route|", .run = run_match, .key = 2, .order = 27),
	M("tag", "Match tag of route", 2, 8),
	M("tag list", "Match tag of route|Route tag list", 3, 8),
	MAP("match metric external LINE", "|Match metric of route|Match route using external protocol metric|", .flags = CMD_UNSUPPORTED),
	M("metric", "Match metric of route", 2, 9),
	M("as-path", "Match BGP AS path list", 2, 10),
	M("community", "Match BGP community list", 2, 11),
	M("extcommunity", "Match BGP/VPN extended community list", 2, 11),
	M("large-community", "Match BGP large community list", 2, 11),
	M("local-preference", "Match local preference for route", 2, 12),
	M("source-protocol", "Match source-protocol of route", 2, 13),
	MAP("match route-type {local|internal|external [type-1|type-2]|nssa-external [type-1|type-2]}",
	    "|Match route-type of route|locally generated route|internal route|external route|OSPF external type 1 route|OSPF external type 2 route|nssa-external route (OSPF type 1/2)|OSPF NSSA external type 1 route|OSPF NSSA external type 2 route", .run = run_match, .key = 2, .order = 34),
	MAP("match rpki {valid|invalid|not-found}", "|Match RPKI state of route|RPKI Valid State|RPKI Invalid State|RPKI Not Found State", .run = run_match, .key = 2, .order = 35),
	MAP("match additional-paths advertise-set [best <1-3>:best|best-range <1-3>:from <1-3>:to|group-best|all]*",
	    "|BGP additional paths|Path advertise set|Best N paths|Best path number|Range of best paths|First of the range|Last of the range|Best paths of neighboring ASs|All paths", .run = run_match, .key = 3, .order = 36),
	MAP("match LINE", "|", .flags = CMD_UNSUPPORTED),
	S("metric LINE", "Metric value for destination routing protocol|Metric value or Bandwidth in Kbits per second, +/- metric", 2, 0),
	S("metric-type {type-1|type-2}", "Type of metric for destination routing protocol|OSPF external type 1 metric|OSPF external type 2 metric", 2, 1),
	S("tag <0-4294967295>:value", "Tag value for destination routing protocol|Tag value", 2, 2),
	S("local-preference <0-4294967295>:value", "BGP local preference path attribute|Preference value", 2, 3),
	S("weight <0-65535>:value", "BGP weight for routing table|Weight value", 2, 4),
	S("origin {igp|incomplete}", "BGP origin code|local IGP|unknown heritage", 2, 5),
	S("as-path prepend LINE", "Transform BGP AS-path attribute|Prepend to the as-path|AS numbers", 3, 6),
	S("as-path prepend last-as <1-10>:value", "||Prepend last AS prior to as-path|Number of last-AS prepends", 3, 6),
	S("community LINE", "BGP community attribute|Community numbers in aa:nn format, no-export, no-advertise, local-AS, additive, none", 2, 7),
	S("comm-list WORD:list delete", "set BGP community list (for deletion)|Community-list name|Delete matching communities", 2, 8),
	S("extcomm-list WORD:list delete", "Set BGP/VPN extended community list (for deletion)|Extended community-list name|Delete matching communities", 2, 8),
	S("large-comm-list WORD:list delete", "Set BGP large community list (for deletion)|Large community-list name|Delete matching communities", 2, 8),
	S("extcommunity rt LINE", "BGP extended community attribute|Route Target extended community|ASN:nn or IP-address:nn, additive", 3, 9),
	MAP("set extcommunity cost igp <0-255>:id <0-4294967295>:cost", "||Cost extended community|Compare following IGP cost comparison|Community ID|Cost value (No-preference Cost = 2147483647)", .run = policy_run_set, .key = 5, .order = 69, .flags = CMD_SORT_NUMERIC),
	MAP("set extcommunity cost pre-bestpath <0-255>:id <0-4294967295>:cost", "|||Compare before all other steps in bestpath calculation|Community ID|Cost value (No-preference Cost = 2147483647)", .run = policy_run_set, .key = 5, .order = 69, .flags = CMD_SORT_NUMERIC),
	MAP("set extcommunity cost <0-255>:id <0-4294967295>:cost", "|||Community ID|Cost value (No-preference Cost = 2147483647)", .run = policy_run_cost_short, .flags = CMD_ELSEWHERE),
	S("extcommunity soo WORD:site", "|Site-of-Origin extended community|ASN:nn or IP-address:nn", 3, 9),
	S("large-community LINE", "BGP large community attribute|Large communities, additive", 2, 9),
	S("ip next-hop A.B.C.D", "IP specific information|Next hop address|IP address of next hop", 3, 10),
	S("ip next-hop A.B.C.D LINE", "|Next hop address|IP address of next hop|Further next hops", 3, 10),
	S("ip next-hop peer-address", "||Use peer address (for BGP only)", 3, 10),
	S("ip next-hop self", "||Use self address (for BGP only)", 3, 10),
	S("ipv6 next-hop X:X:X:X::X", "IPv6 specific information|IPv6 next hop|IPv6 address of next hop", 3, 11),
	S("ipv6 next-hop X:X:X:X::X LINE", "|IPv6 next hop|IPv6 address of next hop|Further next hops", 3, 11),
	S("dampening <1-45>:half <1-20000>:reuse <1-20000>:suppress <1-255>:max",
	  "Set BGP route flap dampening parameters|half-life time for the penalty|Value to start reusing a route|Value to start suppressing a route|Maximum duration to suppress a stable route", 2, 12),
	MAP("set metric-type LINE", "||", .flags = CMD_UNSUPPORTED),
	MAP("set as-path LINE", "||", .flags = CMD_UNSUPPORTED),
	MAP("set ip LINE", "||", .flags = CMD_UNSUPPORTED),
	MAP("set ip next-hop LINE", "|||", .flags = CMD_UNSUPPORTED),
	MAP("set ipv6 LINE", "||", .flags = CMD_UNSUPPORTED),
	MAP("match ipv6 LINE", "||", .flags = CMD_UNSUPPORTED),
	MAP("match route-type LINE", "||", .flags = CMD_UNSUPPORTED),
	MAP("set LINE", "|", .flags = CMD_UNSUPPORTED),
};
_Static_assert(ARRAY_LEN(policy_map_rows) == POLICY_MAP_ROWS, "the table's length in own.h");
